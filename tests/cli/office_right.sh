#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien office issue, finish: whom and what agency the page names is held against the certificates once more (Điều 9.3), and what the law wants kept with an
# issued document is kept.
# Requirement: R9.3 X1
. "$(dirname "$0")/common.sh"
export HOME=$work/home
mkdir home
unset TRIEN_TRUST XDG_CONFIG_HOME

enter() { ok "enter $1" "$TRIEN" registry enter kho "$@"; }
office() { "$TRIEN" office "$1" --as person:1 "${@:2}"; }
seal=(--picture "$top/tests/official/pictures/seal.png" --diameter-mm 36)
released=(--release-right-by 'Người Thử' --release-right-reason 'đã xem' --record r.jsonl)

ok "init" "$TRIEN" store init kho
ok "open" "$TRIEN" audit open --origin so-noi-vu.example/mau kho
enter agency code=H00 'name=Tỉnh Mẫu' kind=province
enter agency code=H01 'name=UBND tỉnh Mẫu' kind=province parent=H00
for who in 'CB1 clerk' 'CB2 head' 'CB3 head'; do
	enter person "code=${who% *}" 'name=Nguyễn Văn Mẫu' agency=H01
	enter post "person=${who% *}" agency=H01 title=Mẫu "role=${who#* }" from_at=2020-01-01
done
enter numbering agency=H01 symbol=UBND scheme=kind
for serial in T1 T2; do
	enter device kind=token serial=$serial agency=H01 state=assigned
	enter custody device=token/$serial keeper=CB1 decision=01/QĐ-MẪU decided_at=2020-01-01 from_at=2020-01-01 taker_at=2020-01-01
done
certificate() { # KEY OPTIONS...
	sed -n '/BEGIN CERT/,/END CERT/p' "lab/keys/$1.pem" >"$1.crt.pem"
	ok "certificate of $1" "$TRIEN" registry certificate --trust lab/trust --agency H01 --state active "${@:2}" kho "$1.crt.pem"
}
certificate agency --holder agency --device token/T1
certificate agency-2 --holder agency --device token/T2 # the books say so; the page and the certificate do not
certificate leader --holder person --person CB2
certificate clerk --holder person --person CB3

# A page that names its agency and its signer; number and day go where nothing is typed.
texts='number=1:30:8:15;day=1:60:8:8:13:italic;month=1:80:8:8:13:italic;year=1:100:8:12:13:italic'
reserve() { ok "reserve" "$TRIEN" reserve --texts "$texts" --signers 'as=signatory,name=Nguyễn Văn Mẫu,at=1:125:215:45:20;as=agency,at=1:104:207:36:36' -o "$1" "$top/tests/official/documents/qd-annex-odt.pdf"; }
reserve t.pdf
sign() { ok "$1 signs" "$TRIEN" sign --unseen --key "pem:lab/keys/$1.pem" -o "$2" "${@:3}" t.pdf; }
take() { ok "take" office take --trust lab/trust --agency H01 --kind QĐ --subject 'Về việc mẫu' --on 2026-11-26 --reason 'thử' kho "$1"; }
seal_with() { ok "$1 seals" "$TRIEN" issue --key "pem:lab/keys/$1.pem" --name 'ỦY BAN NHÂN DÂN TỈNH MẪU' --number "$2" --date 2026-11-26 "${seal[@]}" "${released[@]/r.jsonl/outside.jsonl}" -o "$3" "$4"; }
document_is() { ok "show $1" "$TRIEN" registry show --json kho "$1" && grep -q "\"state\":\"$2\"" out.txt || fail "$1: $(cat out.txt)"; }

# ---- who and what the page names ----
sign leader good.pdf
take good.pdf
seal_with agency 1 good-issued.pdf good.pdf
# Another agency.
sign leader other.pdf
take other.pdf
seal_with agency-2 2 other-issued.pdf other.pdf
refused official.issue-not-right 7 office issue --trust lab/trust kho document:2 other-issued.pdf
grep -qF right.agency-differs err.txt || fail "not told what: $(cat err.txt)"
# Another person.
sign clerk person.pdf --name 'Nguyễn Văn Mẫu'
take person.pdf
seal_with agency 3 person-issued.pdf person.pdf
refused official.issue-not-right 7 office issue --trust lab/trust kho document:3 person-issued.pdf
grep -qF right.name-differs err.txt || fail "not told what: $(cat err.txt)"
document_is document:2 numbered
document_is document:3 numbered
says '"rows":\[\]' "$TRIEN" registry list --json kho evidence
says 'đã phát hành' office issue --trust lab/trust kho document:1 good-issued.pdf

# ---- a named person releases it, and the trail says so ----
refused cli.option-wanted 3 office issue --trust lab/trust --release-right-by 'Người Thử' --record r.jsonl kho document:3 person-issued.pdf
refused cli.option-wanted 3 office issue --trust lab/trust --release-right-reason 'đã xem' --record r.jsonl kho document:3 person-issued.pdf
refused cli.option-wanted 3 office issue --trust lab/trust "${released[@]:0:4}" kho document:3 person-issued.pdf
[ ! -e r.jsonl ] || fail "a refusal was recorded"
says 'đã phát hành' office issue --trust lab/trust "${released[@]}" kho document:3 person-issued.pdf
grep -q '"released_by":"Người Thử"' r.jsonl || fail "$(cat r.jsonl)"
says '"reason":"Người Thử: đã xem"' "$TRIEN" registry history --json kho document:3

# ---- the same at the end of a session ----
draft() { ok "draft" office draft --role subscriber --trust lab/trust --agency H01 --kind QĐ --subject 'Về việc mẫu' --procedure 2 kho "$1"; }
reserve d0.pdf
qpdf d0.pdf d.pdf # another file than was signed above
draft d.pdf
ok "submit" office submit --role subscriber kho document:4 1:sign:CB2
ok "begin" "$TRIEN" office begin --as person:2 --role head --certificate certificate:3 -o b.pdf kho document:4
ok "sign" "$TRIEN" sign --unseen --key pem:lab/keys/leader.pem -o bs.pdf b.pdf
ok "finish" "$TRIEN" office finish --as person:2 --role head --trust lab/trust kho signing:1 bs.pdf
ok "number" office number --on 2026-11-26 --reason 'thử' kho document:4
ok "begin the seal" office begin --certificate certificate:2 -o s.pdf kho document:4
seal_with agency-2 4 s-other.pdf s.pdf
refused official.issue-not-right 7 office finish --trust lab/trust kho signing:2 s-other.pdf
document_is document:4 numbered
ok "begin the seal" office begin --certificate certificate:1 -o s2.pdf kho document:4
seal_with agency 4 s-good.pdf s2.pdf
says 'đã phát hành' office finish --trust lab/trust kho signing:3 s-good.pdf
says 'đã nhận từ trước, không ghi lại; đã phát hành' office finish --trust lab/trust kho signing:3 s-good.pdf

# ---- what is kept with each of them, once ----
ok "evidence" "$TRIEN" registry list --json --columns document kho evidence
[ "$(grep -o '"document:[0-9]*"' out.txt | sort -u | tr '\n' ' ')" = '"document:1" "document:3" "document:4" ' ] || fail "kept with: $(cat out.txt)"
[ "$(grep -o '"document:[0-9]*"' out.txt | wc -l)" = 3 ] || fail "kept twice: $(cat out.txt)"
refused cli.option-value 3 office file kho evidence:1
refused office.no-file 4 office file -o x kho person:1
ok "the evidence" office file -o good.evidence kho evidence:1
ok "the document" office file -o out-of-store.pdf kho document:1
cmp out-of-store.pdf good-issued.pdf || fail "another file than was issued"
refused cli.target-exists 5 office file -o good.evidence kho evidence:1
says 'văn bản đi' "$TRIEN" evidence show good.evidence
ok "judged with it" "$TRIEN" evidence verify --trust lab/trust --evidence good.evidence good-issued.pdf
refused evidence.other-document 4 "$TRIEN" evidence verify --trust lab/trust --evidence good.evidence s-good.pdf
refused registry.by-act-only 7 "$TRIEN" registry enter kho evidence document=document:1

# ---- month and year that the page has typed have no field, and are held against the register all the same ----
ok "reserve" "$TRIEN" reserve --force --signers 'as=signatory;as=agency' -o t.pdf "$top/tests/official/documents/qd-annex-odt.pdf"
sign leader typed.pdf
take typed.pdf
seal_with agency 5 typed-issued.pdf typed.pdf
says 'đã phát hành' office issue --trust lab/trust kho document:5 typed-issued.pdf
# Of the register's October the page says November.
sign leader october.pdf --reason 'bản khác'
ok "take" office take --trust lab/trust --agency H01 --kind TB --subject 'Về việc mẫu' --on 2026-10-26 --reason 'thử' kho october.pdf
seal_with agency 1 october-issued.pdf october.pdf
refused rules.document-number 7 office issue --trust lab/trust kho document:6 october-issued.pdf
finish
