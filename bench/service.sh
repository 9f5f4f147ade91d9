#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# The service under load: sealed documents a second over HTTP against what they cannot do without, p99 against p50 at 100 clients, and its memory. Usage: service.sh BUILD-DIR
# TRIEN_BENCH_DOCUMENTS: how many documents (600; memory is judged from 2200 on); TRIEN_BENCH_TRIES: and how many
# finishes that are only tried (0), for memory alone; exits 1 where a limit is missed.
set -euo pipefail
export LC_ALL=C.UTF-8
exec python3 "$(dirname "$0")/service.py" "$1" "${TRIEN_BENCH_DOCUMENTS-600}" 100
