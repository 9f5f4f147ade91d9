#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien place: exit codes, refusals, previews; the places themselves are judged by tests/official.
# shellcheck source=tests/cli/common.sh
. "$(dirname "$0")/common.sh"
documents=$top/tests/official/documents
cp "$documents"/{qd-annex-odt,joint-two-weasy,name-twice-docx,no-room-qt,block-split-skia}.pdf .
sha256sum ./*.pdf >before.sum

# asks WHAT COMMAND...: it ends with 2, and says that it is not sure.
asks() {
	local what=$1 code=0
	shift
	"$@" >out.txt 2>err.txt || code=$?
	[ "$code" = 2 ] || fail "$what: exit $code: $(cat out.txt err.txt)"
	grep -q 'CHƯA CHẮC' out.txt || fail "$what: $(cat out.txt)"
	passed=$((passed + 1))
}

ok "sure" "$TRIEN" place --name "NGUYỄN  VĂN MẪU" qd-annex-odt.pdf
grep -q 'khối ký ở trang 1: chắc chắn' out.txt || fail "$(cat out.txt)"
grep -q 'chức vụ: TM. ỦY BAN NHÂN DÂN CHỦ TỊCH' out.txt || fail "$(cat out.txt)"
[ "$(grep -c '^chỗ điền .*: chắc chắn' out.txt)" = 4 ] || fail "$(cat out.txt)"
ok "English" "$TRIEN" place --lang en qd-annex-odt.pdf
grep -q 'signature block on page 1: sure' out.txt || fail "$(cat out.txt)"
asks "two columns, nobody named" "$TRIEN" place joint-two-weasy.pdf
ok "two columns, one named" "$TRIEN" place --name "Bùi Văn Thử" joint-two-weasy.pdf
asks "over a page break" "$TRIEN" place --name "Phạm Minh Thí Điểm" block-split-skia.pdf

refused official.name-not-found 4 "$TRIEN" place --name "Nguyễn Văn Mẩu" qd-annex-odt.pdf
refused official.name-twice 4 "$TRIEN" place --name "Nguyễn Văn Mẫu" name-twice-docx.pdf
refused official.no-room 4 "$TRIEN" place --name "Nguyễn Văn Mẫu" no-room-qt.pdf
refused official.place-name 3 "$TRIEN" place --name "A" qd-annex-odt.pdf
refused official.place-name 3 "$TRIEN" place --name "" qd-annex-odt.pdf
refused cli.option-value 3 "$TRIEN" place --preview x.pdf qd-annex-odt.pdf
asks "no block at all" "$TRIEN" place small.pdf
refused base.utf8-invalid 4 "$TRIEN" place --name $'\xff\xfe' qd-annex-odt.pdf
refused cli.usage 3 "$TRIEN" place
refused cli.source-missing 5 "$TRIEN" place absent.pdf
echo 'no PDF' >text.pdf
refused pdf.not-a-pdf 4 "$TRIEN" place text.pdf

# A refusal in JSON still lists what was seen.
code=0
"$TRIEN" place --json --name "Nguyễn Văn Mẫu" name-twice-docx.pdf >out.json || code=$?
[ $code = 4 ] || fail "exit $code"
python3 - <<'P' || fail "$(cat out.json)"
import json
o = json.load(open("out.json"))
assert o["error"] == "official.name-twice" and len(o["signatories"]) == 2 and not any(s["sure"] for s in o["signatories"])
assert [s["kind"] for s in o["spots"]] == ["number", "day"] and o["pages"] == 2, o
P

ok "previews" "$TRIEN" place --preview seen.png qd-annex-odt.pdf
python3 - <<'P' || fail "no pictures of A4 at 100 dpi"
import struct
for name in ("seen-1.png", "seen-2.png"):
    data = open(name, "rb").read(26)
    assert data[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">IIBB", data[16:26]) == (827, 1170, 8, 2), data
P
refused cli.target-exists 5 "$TRIEN" place --preview seen.png qd-annex-odt.pdf
ok "replaced" "$TRIEN" place --preview seen.png --force qd-annex-odt.pdf
ok "one page" "$TRIEN" place --name "Bùi Văn Thử" --preview one.png joint-two-weasy.pdf
[ -s one.png ] || fail "no picture"

sha256sum -c --quiet before.sum || fail "a document was touched"
nothing_left
finish
