#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# A list of 100,000 rows in Chromium: no frame over 100 ms, by the browser's own trace. Usage: bench/web_list.sh BUILD
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
rc=0
python3 "$here/web_list.py" "$1" || rc=$?
[ $rc -ne 77 ] || exit 0
exit $rc
