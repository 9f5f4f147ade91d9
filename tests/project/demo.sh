#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# The demo as a newcomer sees it: twice, in both languages, and never over a folder that is not its own.
set -euo pipefail
command -v soffice >/dev/null || { echo "skipped: no LibreOffice"; exit 77; }
demo=$TRIEN_SOURCE_DIR/scripts/demo
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
fail() { echo "FAILED: $*"; exit 1; }

"$demo" --out "$work/out" | tee first
grep -q 'Mọi kết quả đúng như mong đợi' first || fail "no good end in Vietnamese"
"$demo" --lang en --out "$work/out" | tee second
grep -q 'Every result is as expected' second || fail "no good end in English"
for name in quyet-dinh cong-van lien-tich ban-quet xac-nhan; do
	pages=$(pdfinfo "out/1-draft/$name.pdf" | sed -n 's/^Pages: *//p')
	[ "$(pdfinfo "out/signed/$name.pdf" | sed -n 's/^Pages: *//p')" = "$pages" ] || fail "$name: other pages than the draft"
	size=$(stat -c %s "out/1-draft/$name.pdf")
	cmp -n "$size" "out/1-draft/$name.pdf" "out/signed/$name.pdf" || fail "$name: signing touched earlier bytes"
	qpdf --check "out/signed/$name.pdf" >/dev/null || fail "$name: qpdf"
	[ -s "out/pages/$name-1.png" ] || fail "$name: no picture of its page"
done
[ "$(pdfinfo out/signed/quyet-dinh.pdf | grep -c 'Page size:.*A4')" = 1 ] || fail "the decision is not A4"
fonts=$(pdffonts out/signed/quyet-dinh.pdf)
grep -q 'LiberationSerif\|TimesNewRoman' <<<"$fonts" || fail "other fonts than Times New Roman or its twin: $fonts"
images=$(pdfimages -list out/signed/ban-quet.pdf)
grep -q 'rgb .*jpeg .* 200 *200 ' <<<"$images" || fail "the scan is no colour JPEG of 200 dpi: $images"

mkdir foreign
touch foreign/mine
if "$demo" --out "$work/foreign" >third 2>&1; then fail "ran over a foreign folder"; fi
[ -e foreign/mine ] || fail "removed what is not its own"
if "$demo" --lang fr >fourth 2>&1; then fail "took an unknown language"; fi
