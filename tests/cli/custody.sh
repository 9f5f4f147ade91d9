#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# The third condition of the law, answered by a registry's books: trien verify --custody in every form of its report, and trien issue --custody.
# Requirement: R3 R4.3 R9.3
. "$(dirname "$0")/common.sh"
export HOME=$work/home
mkdir home
unset TRIEN_TRUST XDG_CONFIG_HOME

certificate() { sed -n '/BEGIN CERT/,/END CERT/p' "lab/keys/$1.pem" >"$1.pem"; }
certificate leader
certificate agency
# store NAME CUSTODY...: the leader's key in T1, the agency's in T2; CUSTODY: columns of T1's custody, none: nobody is written down.
store() {
	local kho=$1 t
	shift
	ok "init" "$TRIEN" store init "$kho"
	ok "key" "$TRIEN" audit key --origin so-noi-vu.example/mau "$kho.key"
	ok "open" "$TRIEN" audit open --origin so-noi-vu.example/mau "$kho"
	ok "agency" "$TRIEN" registry enter "$kho" agency code=H01 "name=Sở Mẫu Một" kind=department
	for i in 1 2; do ok "person" "$TRIEN" registry enter "$kho" person code=CB$i "name=Nguyễn Văn Mẫu" agency=H01; done
	ok "clerk" "$TRIEN" registry enter "$kho" post person=CB2 agency=H01 "title=Văn thư Mẫu" role=clerk from_at=2020-01-01
	for t in T1 T2; do ok "$t" "$TRIEN" registry enter "$kho" device kind=token serial=$t agency=H01 state=assigned; done
	if [ $# -gt 0 ]; then ok "custody" "$TRIEN" registry enter "$kho" custody device=token/T1 decided_at=2020-01-01 "$@"; fi
	ok "leader" "$TRIEN" registry certificate --trust lab/trust --agency H01 --person CB1 --device token/T1 "$kho" leader.pem
	ok "agency's" "$TRIEN" registry certificate --trust lab/trust --agency H01 --holder agency --device token/T2 "$kho" agency.pem
}
kept=(keeper=CB1 decision=01/QĐ-MẪU from_at=2020-01-01 taker_at=2020-01-01)
store kho "${kept[@]}"
store other keeper=CB2 decision=02/QĐ-MẪU from_at=2020-01-01 taker_at=2020-01-01
store returned "${kept[@]}" to_at=2021-01-01 back_giver_at=2021-01-01 back_taker_at=2021-01-01
store gap "${kept[@]}" to_at=2021-01-01
store later keeper=CB1 decision=03/QĐ-MẪU "from_at=$(date -d '+9 days' +%F)" "taker_at=$(date -d '+9 days' +%F)"
store nobody
ok "sign" "$TRIEN" sign --key $pem -o 1.pdf small.pdf
ok "sign" "$TRIEN" sign --key pem:lab/keys/checker.pem -o 2.pdf small.pdf
ok "sign" "$TRIEN" sign --key pem:lab/keys/agency.pem -o 3.pdf 1.pdf

# leg STORE FILE ANSWER REASON RECORD
leg() {
	verdict 0 --custody "$1" --json "$2"
	python3 - "$3" "$4" "$5" <<'P' || fail "$*: $(cat out.txt)"
import json, sys
leg = json.loads(open("out.txt").read())["signatures"][0]["legal"]["legs"][2]
assert [leg["answer"], leg["reason"]] == sys.argv[1:3] and sys.argv[3] in leg["record"], leg
assert sys.argv[3] != "" or leg["record"] == "", leg
P
}
leg kho 1.pdf yes legal.sole-control "Quyết định 01/QĐ-MẪU ngày 01/01/2020: quản lý từ 01/01/2020."
leg other 1.pdf no legal.no-sole-control "do người khác quản lý. Quyết định 02/QĐ-MẪU"
leg returned 1.pdf no legal.no-sole-control "đã được trả lại. Quyết định 01/QĐ-MẪU ngày 01/01/2020: quản lý từ 01/01/2020 đến 01/01/2021."
leg later 1.pdf not-known legal.custody-open "không ghi ai giữ thiết bị" # what was typed says nothing of before
leg gap 1.pdf not-known legal.custody-open "không ghi ai giữ thiết bị"
leg nobody 1.pdf not-known legal.custody-open "không ghi ai giữ thiết bị"
leg kho 2.pdf not-known legal.custody-open "không có chứng thư này"
leg kho 3.pdf yes legal.sole-control "01/QĐ-MẪU"
grep -q 'Nguyễn Văn Mẫu.*sole-control' out.txt && grep -q '"record": *"[^"]*Nguyễn' out.txt && fail "the keeper is named"
verdict 0 --json 1.pdf # nobody is asked
grep -q '"reason":"legal.custody-not-known"' out.txt || fail "nobody was asked: $(cat out.txt)"

# The page, the PDF and the XML say it too; a folder is asked about file by file.
verdict 0 --custody kho 1.pdf
grep -q '3\. khóa chỉ do người ký kiểm soát: CÓ\..*Quyết định 01/QĐ-MẪU ngày 01/01/2020' out.txt || fail "page: $(cat out.txt)"
grep -q 'Luật Giao dịch điện tử 20/2023/QH15.*Nghị định 68/2024/NĐ-CP.*chưa được đối chiếu' out.txt || fail "younger law: $(cat out.txt)"
verdict 0 --custody returned --lang en 1.pdf
grep -q "sole control: NO\..*Decision 01/QĐ-MẪU of 2020-01-01: kept from 2020-01-01 until 2021-01-01" out.txt || fail "page: $(cat out.txt)"
verdict 0 --custody kho --report 1.report.pdf 1.pdf
pdftotext 1.report.pdf - | tr -s ' \n' ' ' | grep -q 'Quyết định 01/QĐ-MẪU ngày 01/01/2020: quản lý từ 01/01/2020' || fail "PDF: $(pdftotext 1.report.pdf -)"
pdftotext 1.report.pdf - | tr -s ' \n' ' ' | grep -q 'Nghị định 68/2024/NĐ-CP' || fail "younger law: $(pdftotext 1.report.pdf -)"
verdict 0 --custody kho --report 1.xml 1.pdf
tr -s ' \n' ' ' <1.xml | grep -q 'urn:x-trien:legal:sole-control.*yes: .*Quyết định 01/QĐ-MẪU ngày 01/01/2020' || fail "XML: $(cat 1.xml)"
tr -s ' \n' ' ' <1.xml | grep -q 'urn:x-trien:legal:newer-acts.*Nghị định 68/2024/NĐ-CP' || fail "younger law: $(cat 1.xml)"
xmllint --noout 1.xml || fail "XML is not well formed"
mkdir folder
cp 1.pdf 2.pdf 3.pdf folder
verdict 0 --custody kho --json folder
[ "$(grep -c '"legal.sole-control"' out.txt)" = 2 ] && grep -q 'không có chứng thư này' out.txt || fail "folder: $(cat out.txt)"

# Judged with its evidence, too.
ok "evidence" "$TRIEN" evidence create --offline --trust lab/trust 1.pdf
ok "kept" "$TRIEN" evidence verify --trust lab/trust --custody kho 1.pdf
grep -q 'kiểm soát: CÓ\..*Quyết định 01/QĐ-MẪU' out.txt || fail "evidence: $(cat out.txt)"
ok "returned" "$TRIEN" evidence verify --trust lab/trust --custody returned --json 1.pdf
grep -q '"legal.no-sole-control"' out.txt || fail "evidence: $(cat out.txt)"
ok "nobody is asked" "$TRIEN" evidence verify --trust lab/trust --json 1.pdf
grep -q '"legal.custody-not-known"' out.txt || fail "evidence: $(cat out.txt)"
refused cli.custody-failed 9 "$TRIEN" evidence verify --trust lab/trust --custody nowhere 1.pdf
refused cli.usage 3 "$TRIEN" evidence create --custody kho -o x.evidence 1.pdf
[ ! -e x.evidence ] || fail "evidence was made"

# A store that is none, and one that is empty: nothing is judged.
refused cli.custody-failed 9 "$TRIEN" verify --trust lab/trust --custody nowhere 1.pdf
cp -r kho broken
find broken -maxdepth 1 -type f -exec sh -c ': >"$1"' _ {} \;
refused cli.custody-failed 9 "$TRIEN" verify --trust lab/trust --custody broken 1.pdf

# Before issuing: the agency's key is with its clerk, with somebody else, or nobody knows.
"$TRIEN" reserve --texts 'number=1:30:40:15;day=1:110:40:8;month=1:130:40:8;year=1:150:40:12' \
	--signers 'as=signatory,at=1:120:230:45:20;as=agency,at=none' -o reserved.pdf small.pdf >/dev/null
"$TRIEN" sign --unseen --key $pem -o by-leader.pdf reserved.pdf >/dev/null
issue=("$TRIEN" issue --key pem:lab/keys/agency.pem --number 7 --date 2026-02-05)
target=issued.pdf refused official.issue-keeper-unknown 7 "${issue[@]}" --custody kho -o issued.pdf by-leader.pdf
agency=(custody device=token/T2 decided_at=2020-01-01 from_at=2020-01-01 taker_at=2020-01-01 decision=04/QĐ-MẪU)
ok "clerk" "$TRIEN" registry enter kho "${agency[@]}" keeper=CB2
ok "not the clerk" "$TRIEN" registry enter other "${agency[@]}" keeper=CB1
target=issued.pdf refused official.issue-not-kept 7 "${issue[@]}" --custody other -o issued.pdf by-leader.pdf
grep -q 'không phải là văn thư.*04/QĐ-MẪU' err.txt || fail "not kept: $(cat err.txt)"
target=issued.pdf refused cli.custody-failed 9 "${issue[@]}" --custody nowhere -o issued.pdf by-leader.pdf
ok "issue" "${issue[@]}" --custody kho -o issued.pdf by-leader.pdf
verdict 0 --custody kho issued.pdf
[ "$(grep -c 'kiểm soát: CÓ' out.txt)" = 2 ] || fail "issued: $(cat out.txt)"
finish
