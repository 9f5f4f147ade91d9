#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# The demo as a newcomer sees it: twice, in both languages, and never over a folder that is not its own. The service that the first leaves running is one that the second ends.
set -euo pipefail
command -v soffice >/dev/null || { echo "skipped: no LibreOffice"; exit 77; }
demo=$TRIEN_SOURCE_DIR/scripts/demo
work=$(mktemp -d)
kept=
trap '[ -z "$kept" ] || kill "$kept" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
fail() { echo "FAILED: $*"; exit 1; }

"$demo" --out "$work/out" --keep | tee first
grep -q 'Mọi kết quả đúng như mong đợi' first || fail "no good end in Vietnamese"
kept=$(cat out/service/triend.pid)
where=$(sed -n 's/.*"listen": "\(.*\)".*/\1/p' out/service/triend.json)
# api METHOD PATH BODY: the answer's status and body.
api() {
	python3 - "$where" "$@" <<'END'
import http.client, sys
to = http.client.HTTPConnection(sys.argv[1], timeout=30)
to.request(sys.argv[2], sys.argv[3], sys.argv[4].encode() or None, {"Content-Type": "application/json"} if sys.argv[4] else {})
answer = to.getresponse()
print(answer.status, answer.read().decode())
END
}
[[ $(api GET /health '') = 200* ]] || fail "--keep has left no service"
grep -q "kill $kept\$" first || fail "nobody is told how to end it"
passwords=$(sed -n 's/^ *\(quan.tri\|chuyen.vien\|lanh.dao\|van.thu\|van.thu.so.a\)  *\([a-z0-9]\{5\}\(-[a-z0-9]\{5\}\)\{3\}\) .*/\2/p' first)
[ "$(sort -u <<<"$passwords" | wc -l)" = 5 ] || fail "not five accounts with a password each: $passwords"
while read -r password; do
	if grep -rqF "$password" out; then fail "a password lies in the folder"; fi
done <<<"$passwords"
clerk=$(sed -n 's/^ *van.thu  *\([^ ]*\) .*/\1/p' first)
[[ $(api POST /api/v1/session "{\"name\":\"van.thu\",\"password\":\"$clerk\"}") = 200* ]] || fail "the clerk cannot log in with the password that was shown"
[[ $(api POST /api/v1/session "{\"name\":\"van.thu\",\"password\":\"${clerk}x\"}") = 401* ]] || fail "the clerk can log in with another"

"$demo" --lang en --out "$work/out" | tee second
if kill -0 "$kept" 2>/dev/null; then fail "the second run has not ended the first one's service"; fi
kept=
if kill -0 "$(cat out/service/triend.pid)" 2>/dev/null; then fail "the service still runs after the end"; fi
grep -q 'Every result is as expected' second || fail "no good end in English"
for name in quyet-dinh cong-van lien-tich ban-quet xac-nhan qua-dich-vu; do
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
pdftotext -layout out/signed/qua-dich-vu.pdf words
grep -q 'Số: *01 */QĐ-UBND' words || fail "not the register's number on the page"
grep -q 'ngày *[0-9]\{2\} *tháng *[0-9]\{1,2\} *năm *[0-9]\{4\}' words || fail "no day on the page"

# Who presses Ctrl-C while the service runs leaves none behind.
(trap - INT; exec setsid "$demo" --out "$work/broken-off") >broken-off.log 2>&1 &
demo_pid=$!
until grep -q '^\[10/' broken-off.log; do
	kill -0 $demo_pid 2>/dev/null || fail "ended before its tenth step: $(cat broken-off.log)"
	sleep 0.1
done
kept=$(cat broken-off/service/triend.pid)
kill -0 "$kept" 2>/dev/null || fail "no service in the tenth step"
kill -INT -- "-$demo_pid"
if wait $demo_pid; then fail "a demo that was broken off says that all is well"; fi
if kill -0 "$kept" 2>/dev/null; then fail "Ctrl-C has left the service running"; fi
kept=

mkdir foreign
touch foreign/mine
if "$demo" --out "$work/foreign" >third 2>&1; then fail "ran over a foreign folder"; fi
[ -e foreign/mine ] || fail "removed what is not its own"
if "$demo" --lang fr >fourth 2>&1; then fail "took an unknown language"; fi
