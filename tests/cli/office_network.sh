#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Numbers, seals and issues judged with the network: what the anchors alone do not tell of a certificate is asked where it may be, and a revoked one stops the document.
# Requirement: R9.2 R9.3 X2
. "$(dirname "$0")/lab_alone.sh"
export HOME=$work/home
mkdir home bare
unset TRIEN_TRUST XDG_CONFIG_HOME
cp lab/trust/root.pem bare/ # no list of revoked certificates beside it
net=(--allow-host 127.0.0.1)
today=$(TZ=Asia/Ho_Chi_Minh date +%d/%m/%Y)
enter() { ok "enter $1" "$TRIEN" registry enter kho "$@"; }
office() { "$TRIEN" office "$1" --as person:1 --trust bare "${@:2}"; }
take() { office take --agency H01 --kind QĐ --subject 'Về việc mẫu' "$@" kho signed.pdf; }
issue() { "$TRIEN" issue --picture "$top/tests/official/pictures/seal.png" --diameter-mm 36 --key pem:lab/keys/agency.pem --trust bare --number 1 --date "$today" "$@" signed.pdf; }

ok "init" "$TRIEN" store init kho
ok "key" "$TRIEN" audit key --origin so-noi-vu.example/mau audit.key
ok "open" "$TRIEN" audit open --origin so-noi-vu.example/mau kho
enter agency code=H01 'name=UBND tỉnh Mẫu' kind=province
enter person code=CB1 'name=Nguyễn Văn Mẫu' agency=H01
enter post person=CB1 agency=H01 'title=Văn thư' role=clerk from_at=2020-01-01
enter numbering agency=H01 symbol=UBND scheme=kind
sed -n '/BEGIN CERT/,/END CERT/p' lab/keys/agency.pem >own.pem
ok "certificate" "$TRIEN" registry certificate --trust lab/trust --agency H01 --holder agency kho own.pem
texts='number=1:30:40:15;day=1:110:40:8:13:italic;month=1:130:40:8:13:italic;year=1:150:40:12:13:italic'
ok "reserve" "$TRIEN" reserve --texts "$texts" --signers 'as=signatory,name=Nguyễn Văn Mẫu,at=1:120:230:45:20;as=agency,at=1:99:222:36:36' -o r.pdf small.pdf
ok "sign" "$TRIEN" sign --unseen --key "$pem" -o signed.pdf r.pdf

# ---- nobody may be asked: what is not known is not taken for good ----
ok "number" take "${net[@]}"
refused official.issue-signature 7 issue --offline -o unknown.pdf
refused official.issue-signature 7 issue -o unknown.pdf # no host is permitted
ok "sealed" issue "${net[@]}" -o sealed.pdf
refused rules.document-unsealed 7 office issue --offline kho document:1 sealed.pdf
refused rules.document-unsealed 7 office issue kho document:1 sealed.pdf # no host is permitted
ok "issued" office issue "${net[@]}" kho document:1 sealed.pdf
# What was got is kept with the document.
hash=$(python3 -c 'import sqlite3; print(sqlite3.connect("kho/trien.db").execute("SELECT file FROM evidence").fetchone()[0])')
ok "evidence" "$TRIEN" evidence show --json "kho/blobs/${hash:0:2}/${hash:2}"
grep -q '"type":"ocsp"' out.txt || fail "no answer was kept: $(cat out.txt)"

# ---- revoked since: told by whoever may be asked, and by nobody else ----
serve --mode revoked
refused official.issue-signature 7 issue "${net[@]}" -o revoked.pdf
grep -q 'đã bị thu hồi' out.txt err.txt || fail "refused for another reason: $(cat out.txt err.txt)"
[ ! -e revoked.pdf ] || fail "something was written"
finish
