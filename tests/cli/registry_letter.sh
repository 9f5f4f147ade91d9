#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# The signatures on a letter, its answer and minutes are judged when they are entered. Requirement: R3 R6.1 R10.1
set -euo pipefail
. "$(dirname "$0")/common.sh"
export HOME=$work/home
mkdir home
unset TRIEN_TRUST XDG_CONFIG_HOME

enter() { ok "$1" "$TRIEN" registry enter --offline --trust lab/trust kho "$@"; }
letter() { "$TRIEN" registry enter --offline --trust lab/trust kho letter agency=H01 receiver="${receiver:-authority}" "$@"; }
manager=(--offline --trust lab/trust --as person:2 --role manager)
checks() { "$TRIEN" registry list --json kho file_check; }
holds() { python3 -c 'import json,sys
rows = json.load(open("checks.json"))["rows"]
want = dict(p.split("=", 1) for p in sys.argv[1:])
assert any(all(str(r.get(k)) == v for k, v in want.items()) for r in rows), rows' "$@" || fail "no such check: $*"; }

ok "init" "$TRIEN" store init kho
ok "key" "$TRIEN" audit key --origin so-noi-vu.example/mau audit.key
cp out.txt audit.pub
ok "open" "$TRIEN" audit open --origin so-noi-vu.example/mau kho
enter agency code=H01 "name=Sở Mẫu Một" kind=department
enter agency code=H02 "name=Sở Mẫu Hai" kind=agency
for i in 1 2 3; do enter person code=CB$i "name=Nguyễn Văn Mẫu" agency=H01 phone=0900000000 email=mau@example.vn; done
enter post person=CB2 agency=H01 "title=Cán bộ Mẫu" role=manager from_at=2020-01-01
enter post person=CB3 agency=H01 "title=Giám đốc Mẫu" role=head from_at=2020-01-01
for k in agency leader agency-2; do
	sed -n '/BEGIN CERT/,/END CERT/p' lab/keys/$k.pem >$k.crt
	ok "signed by $k" "$TRIEN" sign --unseen --key pem:lab/keys/$k.pem -o $k.pdf small.pdf
done
enter device kind=token serial=T1 agency=H01 state=assigned
ok "the seal's" "$TRIEN" registry certificate --trust lab/trust --agency H01 --holder agency kho agency.crt
ok "of one who is no head" "$TRIEN" registry certificate --trust lab/trust --agency H01 --person CB1 --device token/T1 kho leader.crt
python3 - <<'P'
b = bytearray(open("agency.pdf", "rb").read())
at = b.index(b"stream") + 20
b[at] ^= 1
open("altered.pdf", "wb").write(b)
P

# Its own seal; somebody of the agency who may not sign for it; one that the books do not know; paper.
finds 'agency.pdf: chữ ký số hợp lệ' 0 letter number=01/CV-MẪU blob=agency.pdf
! grep -q 'CHÚ Ý' out.txt || fail "the seal is questioned: $(cat out.txt)"
finds 'CHÚ Ý: theo sổ, người ký không phải là người được ký văn bản này' 0 letter number=02/CV-MẪU blob=leader.pdf
finds 'chứng thư của người ký không có trong sổ' 0 letter number=03/CV-MẪU blob=agency-2.pdf
finds '"verdict":"nothing","signer":null,"control":null,"findings":"unsigned"' 0 letter --json number=04/CV-MẪU blob=small.pdf
finds 'small.pdf: không có chữ ký số' 0 letter number=05/CV-MẪU blob=small.pdf
# Without a list of anchors nothing is known of it, and that is said.
finds 'chưa đủ căn cứ kết luận về chữ ký số' 0 "$TRIEN" registry enter --offline kho letter agency=H01 receiver=authority number=06/CV-MẪU blob=agency.pdf
# Altered: nothing is written, also with --dry-run, and also as minutes.
refused registry.file-signature-bad 7 letter number=07/CV-MẪU blob=altered.pdf
refused registry.file-signature-bad 7 letter --dry-run number=07/CV-MẪU blob=altered.pdf
refused cli.source-missing 5 letter number=07/CV-MẪU blob=khong-co.pdf
custody=(custody device=token/T1 keeper=CB1 decision=01/QĐ-MẪU decided_at=2020-01-01 from_at=2020-01-01 taker_at=2020-01-01)
refused registry.file-signature-bad 7 "$TRIEN" registry enter --offline --trust lab/trust kho "${custody[@]}" minutes=altered.pdf
finds 'leader.pdf: chữ ký số hợp lệ' 0 "$TRIEN" registry enter --offline --trust lab/trust kho "${custody[@]}" minutes=leader.pdf
finds 'Thử, không ghi' 0 letter --dry-run number=07/CV-MẪU blob=agency.pdf
"$TRIEN" registry list kho letter >letters.txt
! grep -q '07/CV' letters.txt || fail "a refused letter was written: $(cat letters.txt)"
checks >checks.json
holds about=letter:1 part=blob verdict=passed signer=yes
holds about=letter:2 part=blob verdict=passed signer=no
holds about=letter:3 part=blob verdict=passed signer=unknown
holds about=letter:4 part=blob verdict=nothing signer=None findings=unsigned
holds about=letter:6 part=blob verdict=open
holds about=custody:1 part=minutes verdict=passed signer=None
refused registry.by-act-only 7 "$TRIEN" registry enter kho file_check about=letter:1 part=blob agency=H01 file=x verdict=passed judged_at=2026-01-01

# A file that is changed is judged anew: a new version of the same row.
finds 'agency.pdf: chữ ký số hợp lệ' 0 "$TRIEN" registry change --offline --trust lab/trust kho letter:5 blob=agency.pdf
refused registry.file-signature-bad 7 "$TRIEN" registry change --offline --trust lab/trust kho letter:5 blob=altered.pdf
checks >checks.json
holds about=letter:5 verdict=passed signer=yes
ok "changed back" "$TRIEN" registry change --offline --trust lab/trust kho letter:5 blob=small.pdf

# Since Decree 68/2024 a letter goes out signed; paper is for an agency's first certificate. The same letter, signed, goes.
ok "put in" "$TRIEN" registry act "${manager[@]}" kho request.draft request kind=revoke certificate=#2 reason=key_exposed
ok "submitted" "$TRIEN" registry act "${manager[@]}" kho request.submit request:1 form=leader.pdf
ok "confirmed" "$TRIEN" registry act --as person:3 --role head kho request.confirm request:1
ok "consolidated" "$TRIEN" registry act "${manager[@]}" kho request.consolidate request:1 letter=#5
refused rules.letter-signed 7 "$TRIEN" registry act "${manager[@]}" kho request.send request:1
ok "signed now" "$TRIEN" registry change --offline --trust lab/trust kho letter:5 blob=agency.pdf
ok "sent" "$TRIEN" registry act "${manager[@]}" kho request.send request:1

# The answer: altered; by the very agency that asks; by one that the books do not know, as the authority is.
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)
answer() { "$TRIEN" registry act "${manager[@]}" "$@" answer_number=9/TB-MẪU answered_at="$now" effective_at="$now"; }
refused registry.file-signature-bad 7 answer kho request.complete request:1 answer_blob=altered.pdf
finds 'CHÚ Ý: theo sổ, người ký không phải' 0 answer --dry-run kho request.complete request:1 answer_blob=agency.pdf
grep -q 'chữ ký số hợp lệ' out.txt || fail "no verdict: $(cat out.txt)"
finds '"verdict":"passed","signer":"unknown"' 0 answer --json kho request.complete letter:5 answer_blob=agency-2.pdf
checks >checks.json
holds about=letter:5 part=answer_blob verdict=passed signer=unknown
# A document that a record names has its reference; where a hand has taken that out it is told, and no sweep takes the file.
says '0 lỗi' "$TRIEN" store check kho
cp -a kho kho-sua
python3 - <<'P'
import sqlite3
d = sqlite3.connect("kho-sua/trien.db")
name = d.execute("SELECT blob FROM letter WHERE id = 5").fetchone()[0]
d.execute("DELETE FROM blob WHERE hash = ?", (name,))
d.commit()
open("ten.txt", "w").write("%s/%s" % (name[:2], name[2:]))
P
touch -d '10 days ago' "kho-sua/blobs/$(cat ten.txt)"
finds 'KHÔNG CÒN được giữ.*letter:5' 1 "$TRIEN" store check --sweep kho-sua
finds '"kind":"unreferred"' 1 "$TRIEN" store check --json kho-sua
[ -e "kho-sua/blobs/$(cat ten.txt)" ] || fail "a document that a letter names was swept away"
ok "sign" "$TRIEN" audit sign --key audit.key kho
finds '0 lỗi' 0 "$TRIEN" audit verify --vkey audit.pub kho
finish
