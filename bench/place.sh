#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Finding the places of a ten-page document beside one reading of its text. Usage: place.sh BUILD-DIR
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
export LC_ALL=C.UTF-8
exec "$1/bench/bench_place" "$here/../tests/official/documents/regulation-odt.pdf" "Lê Văn Mẫu"
