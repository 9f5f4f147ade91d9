#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# The registry: a province imported from spreadsheets beside the bare inserts of the same rows, and questions to 10^4 and 10^6 certificates.
# Usage: registry.sh BUILD-DIR; exits 1 where a limit is missed. TRIEN_BENCH_CERTIFICATES: fewer than 10^6, where there is less time.
set -euo pipefail
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
missed=0
certificates=${TRIEN_BENCH_CERTIFICATES:-1000000}

echo "== 400 agencies, 12,000 people, 13,000 devices and certificates, from XLSX"
python3 "$here/make_province.py" "$work" --format xlsx
"$build/bench/bench_import" "$work" || missed=1
for back in sqlite postgresql; do
	echo "== $back: 10,000 and $certificates certificates, five rows of history each"
	"$build/bench/bench_scale" "$back" "$certificates" || missed=1
done
exit $missed
