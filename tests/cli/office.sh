#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien office: a number is taken for the signed file, the sealed file is issued under it, once; paper, kept numbers, the register.
# Requirement: R5.1 R5.3 R9.1 R9.2 X3
. "$(dirname "$0")/common.sh"
export HOME=$work/home
mkdir home
unset TRIEN_TRUST XDG_CONFIG_HOME

finds() { # WORDS COMMAND...: it succeeds, and standard output has the words
	local words=$1
	shift
	ok "$words" "$@"
	grep -qF -- "$words" out.txt || fail "no \"$words\" from: $*: $(cat out.txt)"
}
enter() { ok "enter $1" "$TRIEN" registry enter kho "$@"; }
office() { "$TRIEN" office "$1" --as person:1 "${@:2}"; }
take() { office take --trust lab/trust --agency H01 --kind QĐ --subject 'Về việc <mẫu>' "$@"; }
seal=(--picture "$top/tests/official/pictures/seal.png" --diameter-mm 36)
today=$(TZ=Asia/Ho_Chi_Minh date +%d/%m/%Y) year=$(TZ=Asia/Ho_Chi_Minh date +%Y)

ok "init" "$TRIEN" store init kho
ok "key" "$TRIEN" audit key --origin so-noi-vu.example/mau audit.key
cp out.txt audit.pub
ok "open" "$TRIEN" audit open --origin so-noi-vu.example/mau kho
enter agency code=H00 'name=Tỉnh Mẫu' kind=province
enter agency code=H01 'name=UBND tỉnh Mẫu' kind=province parent=H00
enter person code=CB1 'name=Nguyễn Văn Mẫu' agency=H01
enter person code=CB2 'name=Trần Thị Mẫu' agency=H01
enter post person=CB1 agency=H01 'title=Văn thư' role=clerk from_at=2020-01-01
enter post person=CB2 agency=H01 'title=Chủ tịch' role=head from_at=2020-01-01

texts='number=1:30:40:15;day=1:110:40:8:13:italic;month=1:130:40:8:13:italic;year=1:150:40:12:13:italic'
ok "reserve" "$TRIEN" reserve --texts "$texts" --signers 'as=signatory,name=Nguyễn Văn Mẫu,at=1:120:230:45:20;as=agency,at=1:99:222:36:36' -o r.pdf small.pdf
ok "sign" "$TRIEN" sign --unseen --key "$pem" -o signed.pdf r.pdf
issue() { ok "issue $2" "$TRIEN" issue --key pem:lab/keys/agency.pem --trust lab/trust --number "$1" --date "${3:-$today}" "${seal[@]}" -o "$2" signed.pdf; }

# ---- at the door ----
refused office.numbering-missing 7 take kho signed.pdf
enter numbering agency=H01 symbol=UBND scheme=kind
refused official.secrecy-declared 7 take --secrecy mat kho signed.pdf
refused office.kind-unknown 4 office take --trust lab/trust --agency H01 --kind XX --subject x kho signed.pdf
refused rules.state 7 take kho small.pdf # nobody has signed it
refused cli.option-value 3 "$TRIEN" office take --agency H01 --kind QĐ --subject x kho signed.pdf
refused office.role-not-held 7 "$TRIEN" office take --as person:2 --trust lab/trust --agency H01 --kind QĐ --subject x kho signed.pdf
refused office.file-wanted 3 take kho
refused cli.usage 3 "$TRIEN" office take
finds "Số 01/QĐ-UBND, ngày $today (document:1), thử, không ghi" take --dry-run kho signed.pdf
finds "Số 01/QĐ-UBND, ngày $today (document:1)" take kho signed.pdf
finds 'đã cấp từ trước' take kho signed.pdf
finds '"text":"01/QĐ-UBND","number":1' take --json kho signed.pdf
refused registry.by-act-only 7 "$TRIEN" registry change kho document:1 state=issued
refused registry.by-act-only 7 "$TRIEN" registry enter kho outgoing agency=H01 year=2026 series=QĐ number=9 twin=0 origin=taken

# ---- issued, once ----
issue 1 a.pdf
issue 1 b.pdf # trien issue knows no register: a second target of the same signed file
issue 2 other-number.pdf
issue 1 other-day.pdf 01/01/2026
refused rules.document-unsealed 7 office issue --trust lab/trust kho document:1 a.pdf # the registry does not know the agency's certificate
sed -n '/BEGIN CERT/,/END CERT/p' lab/keys/agency.pem >agency.pem
ok "certificate" "$TRIEN" registry certificate --trust lab/trust --agency H01 --holder agency kho agency.pem
refused rules.document-number 7 office issue --trust lab/trust kho document:1 other-number.pdf
refused rules.document-number 7 office issue --trust lab/trust kho document:1 other-day.pdf
refused rules.document-unsealed 7 office issue kho document:1 a.pdf # without anchors nothing is known
refused rules.document-other 7 office issue --trust lab/trust kho document:1 small.pdf
finds 'đã cấp số, chờ ký số của cơ quan → đã phát hành' office issue --trust lab/trust kho document:1 a.pdf
finds 'đã ghi từ trước' office issue --trust lab/trust kho document:1 a.pdf
refused rules.state 7 office issue --trust lab/trust kho document:1 b.pdf
refused office.file-registered 7 take kho signed.pdf
refused office.file-registered 7 take kho a.pdf

# ---- paper, kept numbers, void, corrected, recalled ----
paper() { office take --paper --signer 'Nguyễn Văn Mẫu' --agency H01 --kind QĐ --subject 'Bản giấy mẫu' "$@"; }
finds 'Số 02/QĐ-UBND' paper --retry-key giay-1 kho
finds 'Số 02/QĐ-UBND' paper --retry-key giay-1 kho
finds 'đã phát hành' office issue kho document:2
# Its scan is as the law wants it, and bears the agency's seal of digitised paper.
scan() { pdftoppm -r "$1" -png -singlefile "$top/tests/official/documents/scan-colour-200.pdf" "page$1" && ok "scan" "$TRIEN" scan-pdf --dpi "$1" -o "$2" "page$1.png"; }
digitise() { ok "digitised" "$TRIEN" sign --as digitised --auto --not-secret 'Nguyễn Văn Mẫu' --agency-name 'UBND tỉnh Mẫu' --picture "$top/tests/official/pictures/seal.png" --diameter-mm 36 --key "pem:lab/keys/$1.pem" -o "$3" "$2"; }
e_copy() { office e-copy --trust lab/trust --not-secret 'Nguyễn Văn Mẫu' kho "$@"; }
scan 200 scan.pdf
scan 150 coarse.pdf
refused rules.document-unsealed 7 e_copy document:2 scan.pdf
digitise leader scan.pdf other-seal.pdf
refused rules.document-unsealed 7 e_copy document:2 other-seal.pdf
ok "typed" "$TRIEN" sign --unseen --key pem:lab/keys/agency.pem -o typed.pdf small.pdf
refused official.scan-faults 7 e_copy document:2 typed.pdf
digitise agency coarse.pdf coarse-sealed.pdf
refused official.scan-faults 7 e_copy document:2 coarse-sealed.pdf
digitise agency scan.pdf copy.pdf
finds 'document:2' e_copy document:2 copy.pdf
pdfsig -nocert copy.pdf >out.txt && grep -q 'Signature is Valid' out.txt && grep -q 'Total document signed' out.txt || fail "pdfsig: $(cat out.txt)"
pdftotext -f 1 -l 1 copy.pdf - >out.txt
refused rules.document-electronic 7 e_copy document:1 copy.pdf
refused rules.reason-given 7 office keep --agency H01 --kind QĐ --count 2 kho
finds 'Giữ 2 số, từ số 03' office keep --agency H01 --kind QĐ --count 2 --reason 'cắt điện' kho
finds 'Số 03/QĐ-UBND' paper --kept 3 kho
finds 'Số 05/QĐ-UBND' paper kho
finds '→ đã hủy số' office void --reason 'in hỏng' kho document:4
ok "void kept" office void --reason 'không dùng' kho outgoing:4
refused office.not-kept 7 paper --kept 4 kho
refused rules.reason-given 7 office correct kho document:2 copies=3
ok "correct" office correct --reason 'ghi thiếu' kho document:2 copies=3 'recipients=Như Điều 3'
refused office.not-corrected 7 office correct --reason x kho document:2 number=9
refused rules.role 7 office recall --reason x kho document:2
finds '→ đã thu hồi' "$TRIEN" office recall --as person:2 --role head --reason 'nhầm thẩm quyền' kho document:2
refused office.year-open 7 office close --agency H01 --year "$year" kho
refused registry.undo-by-act 7 "$TRIEN" registry undo --reason x kho 12

# ---- the register ----
finds "05/QĐ-UBND" office list --agency H01 kho
[ "$(wc -l <out.txt)" = 5 ] || fail "lines: $(cat out.txt)"
ok "json" office list --json --agency H01 kho
python3 - <<'PY' || fail "$(cat out.txt)"
import json
rows = json.load(open("out.txt"))["entries"]
assert [r["number"] for r in rows] == [1, 2, 3, 4, 5], rows
assert [r["state"] for r in rows] == ["issued", "recalled", "numbered", "voided", "voided"], rows
PY
ok "register" office register --agency H01 -o so.html kho
python3 - "$year" <<'PY' || fail "the register"
import re, sys
from html.parser import HTMLParser
text = open("so.html", encoding="utf-8").read()
class P(HTMLParser):
    def __init__(self):
        super().__init__()
        self.rows, self.open = [], []
    def handle_starttag(self, tag, attrs):
        if tag not in ("meta",):
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag == "td":
            self.rows[-1].append("")
    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag
    def handle_data(self, data):
        if self.open and self.open[-1] == "td":
            self.rows[-1][-1] += data
p = P()
p.feed(text)
assert p.open == []
lines = [r for r in p.rows if r]
assert len(lines) == 5 and all(len(r) == 10 for r in lines), lines
assert lines[0][0] == "01/QĐ-UBND" and "Về việc <mẫu>" in lines[0][2], lines[0]
assert lines[1][4] == "Như Điều 3" and lines[1][6] == "3" and "đã thu hồi" in lines[1][9], lines[1]
assert "không dùng" in lines[3][9] and "in hỏng" in lines[4][9], lines
for want in ("SỔ ĐĂNG KÝ VĂN BẢN ĐI", "Tỉnh Mẫu", "UBND tỉnh Mẫu", "Năm " + sys.argv[1], "so-noi-vu.example/mau"):
    assert want in text, want
PY
target='' refused cli.target-exists 5 office register --agency H01 -o so.html kho
ok "register as PDF" office register --agency H01 -o so.pdf kho
pdftotext -layout so.pdf so.txt
for words in 'SỔ ĐĂNG KÝ VĂN BẢN ĐI' 'so-noi-vu.example/mau' "Năm $year" 'Về việc <mẫu>' 'Trang 1/1' '(10)' 'chính ngày'; do grep -qF "$words" so.txt || fail "no $words: $(cat so.txt)"; done
[ "$(pdfinfo so.pdf | sed -n 's/^Page size: *\([^ ]* x [^ ]*\) .*/\1/p')" = '841.89 x 595.28' ] || fail "$(pdfinfo so.pdf)"
pdffonts so.pdf | sed 1,2d | grep -qv 'yes yes yes' && fail "a font that is not embedded: $(pdffonts so.pdf)"
ok "register as a spreadsheet" office register --agency H01 -o so.xlsx kho
python3 - <<'PY' || fail "the spreadsheet"
import re, zipfile
z = zipfile.ZipFile("so.xlsx")
book, sheet = z.read("xl/workbook.xml").decode(), z.read("xl/worksheets/sheet2.xml").decode()
assert 'name="1 Bìa"' in book and 'name="2 QĐ"' in book and "Print_Titles" in book, book
assert 'orientation="landscape"' in sheet and 'paperSize="9"' in sheet, sheet
text = [re.sub("<[^>]*>", "", c) for c in re.findall("<is>.*?</is>", sheet)]
assert text[:20] == text[:10] + ["(%d)" % i for i in range(1, 11)], text
assert text[20] == "01/QĐ-UBND" and "Về việc &lt;mẫu&gt;" in text[22], text
PY
ok "sign the trail" "$TRIEN" audit sign --key audit.key kho
finds '0 lỗi' "$TRIEN" audit verify --vkey audit.pub kho
finish
