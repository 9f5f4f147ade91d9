#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# What trien verify writes beside its verdict: pictures of pages before and after, of good files and of their forged twins;
# reports as PDF and as XML. Usage: report.sh ETSI_MAKE
# Requirement: R10.1
case $1 in /*) etsi_make=$1 ;; *) etsi_make=$PWD/$1 ;; esac
. "$(dirname "$0")/../cli/common.sh"
pictures=$top/tests/official/pictures
judge=("$TRIEN" verify --trust lab/trust)

"$TRIEN" reserve --texts 'number=1:30:40:15;day=1:110:40:8;month=1:130:40:8;year=1:150:40:12;number=1:60:80:15' \
	--signers 'as=signatory,at=1:120:230:45:20;as=agency,at=1:99:222:36:36' -o r.pdf small.pdf >/dev/null
"$TRIEN" sign --as signatory --field trien.sign.1 --key pem:lab/keys/leader.pem --picture "$pictures/handwriting.png" -o leader.pdf r.pdf >/dev/null
"$TRIEN" issue --key pem:lab/keys/agency.pem --number 7 --date 2026-02-05 --picture "$pictures/seal.png" --diameter-mm 36 \
	-o sealed.pdf leader.pdf >/dev/null
python3 "$top/tests/official/forge.py" text-over-page sealed.pdf forged.pdf

# seen EXIT FILE PYTHON: --pictures, and an assertion on the JSON (d), with the boxes in millimetres (mm).
seen() {
	local code=0
	rm -rf seen
	"${judge[@]}" --json --pictures seen "$2" >out.txt 2>err.txt || code=$?
	[ "$code" = "$1" ] || fail "$2: exit $code, want $1: $(cat out.txt err.txt)"
	python3 -c '
import json, os, sys
d = json.load(open("out.txt"))
assert "pictures_unread" not in d and "pictures_cut" not in d, d
for p in d["pictures"]:
    for side in ("before", "after"):
        assert open(p[side], "rb").read(8) == b"\x89PNG\r\n\x1a\n"
    p["mm"] = [[x * 25.4 / 72 for x in b] for b in p["boxes"]]
'"$3" || fail "$2: $(cat out.txt)"
	passed=$((passed + 1))
}
# What the clerk filled in and the seal, each in the place that was reserved (left, top, width, height in mm), and nothing else.
seen 0 sealed.pdf '
assert [(p["revision"], p["against"], p["page"]) for p in d["pictures"]] == [(4, 3, 1)]
places = [(30, 40, 15), (110, 40, 8), (130, 40, 8), (150, 40, 12), (60, 80, 15), (99, 222, 36)]
boxes = d["pictures"][0]["mm"]
assert len(boxes) == len(places)
for left, top, width in places:
    assert [b for b in boxes if left - 3 < b[0] and b[2] < left + width + 3 and top - 5 < b[1] < top + 5], (left, top, boxes)
'
seen 1 forged.pdf '
assert [(p["revision"], p["against"], len(p["boxes"])) for p in d["pictures"]] == [(4, 3, 6), (5, 4, 1)]
'
# Nothing came later, or nobody signed: a folder, and no picture.
seen 0 leader.pdf 'assert d["pictures"] == [] and os.listdir("seen") == []'
seen 2 small.pdf 'assert d["pictures"] == []'

# For people.
ok "pictures" "${judge[@]}" --pictures said sealed.pdf
grep -qF 'hình trang 1, bản 4 so với bản 3: 6 chỗ khác' out.txt && grep -qF 'sau: said/revision-4-page-1-after.png' out.txt || fail "$(cat out.txt)"
ok "no picture" "${judge[@]}" --lang en --pictures none leader.pdf
grep -qF 'later revisions look exactly as what was signed' out.txt || fail "$(cat out.txt)"

# What exists is not replaced unasked; one file; the option's companions.
sha256sum said/* >said.sum
target= refused cli.target-exists 5 "${judge[@]}" --pictures said sealed.pdf
sha256sum -c --quiet said.sum || fail "a picture was replaced"
ok "replaced" "${judge[@]}" --pictures said --force sealed.pdf
target= refused cli.report-one-file 3 "${judge[@]}" --pictures said sealed.pdf leader.pdf
mkdir folder; cp sealed.pdf folder
target= refused cli.report-one-file 3 "${judge[@]}" --pictures said folder
target= refused cli.option-value 3 "${judge[@]}" --force sealed.pdf
target= refused cli.target-read-only 5 "${judge[@]}" --pictures nowhere/said sealed.pdf
# The report as PDF: A4, tagged, without fault, and its Vietnamese text can be taken out; pictures only where something is seen.
# paper FILE PICTURES TEXT...
paper() {
	local file=$1 pictures=$2 text
	shift 2
	qpdf --check "$file" >qpdf.txt 2>&1 || fail "$file: $(cat qpdf.txt)"
	pdfinfo "$file" >info.txt 2>info.err && [ ! -s info.err ] || fail "$file: $(cat info.err)"
	grep -q '^Page size:.*(A4)$' info.txt && grep -q '^Tagged: *yes$' info.txt || fail "$file: $(cat info.txt)"
	pdftotext -layout "$file" text.txt
	tr -s ' \n' '  ' <text.txt >flat.txt
	for text in "$@"; do grep -qF "$text" flat.txt || fail "$file: no “$text”: $(cat text.txt)"; done
	[ "$(pdfimages -list "$file" | tail -n +3 | wc -l)" = "$pictures" ] || fail "$file: $(pdfimages -list "$file")"
	# Every sheet says which it is of how many.
	local sheets
	sheets=$(sed -n 's/^Pages: *//p' info.txt)
	for i in $(seq "$sheets"); do grep -q " $i/$sheets\$" text.txt || fail "$file: no number on sheet $i"; done
	passed=$((passed + 1))
}
ok "report" "${judge[@]}" --report sealed.report.pdf sealed.pdf
grep -qF 'báo cáo: sealed.report.pdf' out.txt || fail "$(cat out.txt)"
paper sealed.report.pdf 2 'BÁO CÁO KIỂM TRA CHỮ KÝ SỐ sealed.pdf HỢP LỆ Cả 2 chữ ký của văn bản đều hợp lệ.' \
	'1. Nguyễn Văn Mẫu (LÃNH ĐẠO MẪU): HỢP LỆ' '2. ỦY BAN NHÂN DÂN TỈNH MẪU: HỢP LỆ' 'trien.number = “07” (được phép)' \
	'Giá trị pháp lý:' 'Trang 1: phiên bản 4 so với phiên bản 3'
code=0; "${judge[@]}" --lang en --report forged.report.pdf forged.pdf >out.txt 2>err.txt || code=$?
[ $code = 1 ] || fail "forged: exit $code"
paper forged.report.pdf 4 'NOT VALID' 'Do not use this document.' 'NOT permitted' 'Page 1: revision 5 against revision 4'
code=0; "${judge[@]}" --report unsigned.report.pdf small.pdf >out.txt 2>err.txt || code=$?
[ $code = 2 ] || fail "unsigned: exit $code"
paper unsigned.report.pdf 0 'CHƯA ĐỦ CĂN CỨ KẾT LUẬN' 'Văn bản chưa được ký số.'
# Rightness stands before the signatures: one that is good, and of another agency than the sender.
code=0; "${judge[@]}" --sender 'Sở Không Có' --report sender.report.pdf sealed.pdf >out.txt 2>err.txt || code=$?
[ $code = 1 ] || fail "sender: exit $code"
paper sender.report.pdf 2 'đối chiếu văn bản với chứng thư: KHÔNG ĐÚNG' 'không phải cơ quan gửi đã nêu' 'Văn bản: “Sở Không Có”'
ok "the sender" "${judge[@]}" --sender 'Ủy ban nhân dân tỉnh Mẫu' --report right.report.pdf sealed.pdf
paper right.report.pdf 2 'đối chiếu văn bản với chứng thư: ĐÚNG'
# Many files: each its own report, none over another.
code=0; "${judge[@]}" --jobs 2 --report-dir reports sealed.pdf forged.pdf leader.pdf >out.txt 2>err.txt || code=$?
[ $code = 1 ] && [ "$(ls reports | tr '\n' ' ')" = "forged.report.pdf leader.report.pdf sealed.report.pdf " ] || fail "many: $code $(ls reports; cat out.txt err.txt)"
paper reports/forged.report.pdf 4 'KHÔNG HỢP LỆ' 'forged.pdf'
paper reports/sealed.report.pdf 2 'HỢP LỆ' 'sealed.pdf'
paper reports/leader.report.pdf 0 'HỢP LỆ' 'leader.pdf'
sha256sum reports/* >reports.sum
target= refused cli.target-exists 5 "${judge[@]}" --report-dir reports sealed.pdf leader.pdf
sha256sum -c --quiet reports.sum || fail "a report was replaced"
ok "replaced" "${judge[@]}" --report-dir reports --force sealed.pdf leader.pdf
target= refused cli.option-twice 3 "${judge[@]}" --report-dir reports --report x.pdf sealed.pdf
# A name out of the file system is harmless there too.
cp leader.pdf "$(printf 'a\033[31m\342\200\256b.pdf')"
ok "hostile name" "${judge[@]}" --report name.report.pdf "$(printf 'a\033[31m\342\200\256b.pdf')"
paper name.report.pdf 0 'a\u{1b}[31m\u{202e}b.pdf'

# The report of ETSI TS 119 102-2: by the published schema, for a verdict that has everything and for real files.
"$etsi_make" >all.xml || fail "etsi_make"
ok "sealed.xml" "${judge[@]}" --report sealed.xml sealed.pdf
code=0; "${judge[@]}" --report forged.XML forged.pdf >out.txt 2>err.txt || code=$?
[ $code = 1 ] || fail "forged: exit $code"
code=0; "${judge[@]}" --sender 'Sở Không Có' --report sender.xml sealed.pdf >out.txt 2>err.txt || code=$?
[ $code = 1 ] || fail "sender: exit $code"
ok "the sender" "${judge[@]}" --sender 'Ủy ban nhân dân tỉnh Mẫu' --report right.xml sealed.pdf
# The schema itself may not be shipped; where it is at hand it is asked too.
schema=${TRIEN_SHARED:-$top/../shared}/xsd/1910202xmlSchema.xsd
if [ -f "$schema" ] && command -v xmllint >/dev/null; then
	ok "published schema" xmllint --nonet --noout --schema "$schema" all.xml sealed.xml forged.XML sender.xml right.xml
else
	echo "skipped: the published schema ($schema)"
fi
ok "schema" python3 "$top/tests/report/etsi_check.py" all.xml sealed.xml forged.XML sender.xml right.xml
python3 - <<'P' || fail "what the XML says"
import base64, hashlib, xml.etree.ElementTree as ET
V = "{http://uri.etsi.org/19102/v1.2.1#}"
def texts(path, name):
    return [e.text for e in ET.parse(path).getroot().iter(V + name)]
def statuses(path):
    return [s.find(V + "MainIndication").text.rsplit(":", 1)[1] for s in ET.parse(path).getroot().iter(V + "SignatureValidationStatus")]
assert statuses("sealed.xml") == ["total-passed"] * 2, statuses("sealed.xml")
assert statuses("forged.XML") == ["total-failed"] * 2, statuses("forged.XML")
# Each check of the verdict is a constraint.
assert len(texts("sealed.xml", "ValidationConstraintIdentifier")) > 10
# The second signature covers the whole file.
digests = [e.text for e in ET.parse("sealed.xml").getroot().iter("{http://www.w3.org/2000/09/xmldsig#}DigestValue")]
assert base64.b64decode(digests[1]) == hashlib.sha256(open("sealed.pdf", "rb").read()).digest()
assert base64.b64decode(digests[0]) == hashlib.sha256(open("leader.pdf", "rb").read()).digest()
# Hostile text arrives whole, but for what XML cannot say.
want = "]]>&<\"'\n\ufffd\ufffd[31m\u202e\ufffd\ufffd Mẫu"
for name in ("Signer", "ReasonElement", "NameElement", "AddressString"):
    assert texts("all.xml", name)[0] == want, texts("all.xml", name)
assert "\u202e" not in open("all.xml", encoding="utf-8").read()
# What is not a matter of the standard stands beside the status of each signature, and leaves it as it is.
def beside(path):
    return [(d.find(V + "Type").text.removeprefix("urn:x-trien:"), d.find(V + "Value").text)
            for d in ET.parse(path).getroot().iter(V + "ReportData") if "right" in d.find(V + "Type").text]
assert beside("sealed.xml") == [] and statuses("sender.xml") == statuses("right.xml") == ["total-passed"] * 2
assert [t for t, _ in beside("right.xml")] == ["rightness.right"] * 2, beside("right.xml")
wrong = beside("sender.xml")
assert len(wrong) == 4 and wrong[:2] == wrong[2:] and wrong[0][0] == "rightness.wrong" and wrong[1][0].startswith("right."), wrong
assert "Sở Không Có" in wrong[1][1], wrong
assert beside("all.xml") == [("rightness.wrong", "KHÔNG ĐÚNG ]]>&<"), ("right.name-differs", "\ufffd Mẫu")], beside("all.xml")
assert len(texts("all.xml", "ObjectType")) == 4 + 4, texts("all.xml", "ObjectType")
P
target= refused verify.no-signature 4 "${judge[@]}" --report unsigned.xml small.pdf
[ ! -e unsigned.xml ] || fail "a report about nothing"

target= refused cli.target-exists 5 "${judge[@]}" --report sealed.report.pdf sealed.pdf
target= refused cli.target-is-source 5 "${judge[@]}" --report sealed.pdf --force sealed.pdf
for name in report.txt report pdf ''; do
	target= refused cli.option-value 3 "${judge[@]}" --report="$name" sealed.pdf
done
finish
