#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Finding the places of a ten-page document beside one reading of its text, and a signatory's whole signature beside a bare one
# and one reading. Usage: place.sh BUILD-DIR
set -euo pipefail
build=$(cd "$1" && pwd)
official=$(cd "$(dirname "$0")/../tests/official" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export LC_ALL=C.UTF-8
missed=0

"$build/bench/bench_place" "$official/documents/regulation-odt.pdf" "Lê Văn Mẫu" || missed=1
openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 400 \
	-subj "/C=VN/CN=BENCH" -addext keyUsage=critical,digitalSignature 2>/dev/null
cat cert.pem key.pem >both.pem
qpdf --empty --pages "$official/documents/qd-annex-odt.pdf" 1 "$official/documents/regulation-odt.pdf" 2-10 -- letter.pdf
"$build/bench/bench_official" letter.pdf "Nguyễn Văn Mẫu" both.pem "$official/pictures/handwriting.png" || missed=1
exit $missed
