#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Memory, descriptors and temporary files of the service over many documents. Usage: memory.sh BUILD-DIR
# TRIEN_BENCH_DOCUMENTS: how many (2000; the whole is 100000, about half an hour); TRIEN_BENCH_BACKS: "sqlite postgresql"; TRIEN_BENCH_MIX: see memory.py; exits 1 where a limit is missed.
set -euo pipefail
export LC_ALL=C.UTF-8
exec python3 "$(dirname "$0")/memory.py" "$1" "${TRIEN_BENCH_DOCUMENTS-2000}" 20
