#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Revocation lists into their book, each as its issuer has signed it; and the notice of one that is stale. Requirement: R4.1 R11
. "$(dirname "$0")/common.sh"
command -v python3 >/dev/null || { echo "SKIPPED: python3 is not installed"; exit 77; }
export HOME=$work/home
mkdir home
unset TRIEN_TRUST XDG_CONFIG_HOME

crl() { "$TRIEN" registry crl "$@"; }

# Two authorities of one name, the second a forger; lists of the first, one after the other.
cat >ca.cnf <<'C'
[ca]
default_ca = a
[a]
database = index.txt
crlnumber = number
default_md = sha256
C
: >index.txt
echo 01 >number
for who in ca thief; do
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $who.key -out $who.pem -days 900 -subj "/O=MẪU/CN=CA Mẫu" -utf8 \
		-addext subjectKeyIdentifier=none 2>/dev/null
done
make_list() { # NAME KEY SINCE UNTIL [MORE]: in days from now
	openssl ca -config ca.cnf -gencrl -cert "$2.pem" -keyfile "$2.key" -crl_lastupdate "$(date -u -d "$3" +%Y%m%d%H%M%SZ)" \
		-crl_nextupdate "$(date -u -d "$4" +%Y%m%d%H%M%SZ)" "${@:5}" -out list.pem 2>err.txt || fail "openssl: $(cat err.txt)"
	openssl crl -in list.pem -outform DER -out "$1"
}
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other.key -out other.pem -days 900 -subj "/O=MẪU/CN=CA Khác" -utf8 2>/dev/null
make_list first.crl ca "now" "now + 2 days"
make_list second.crl ca "now + 60 seconds" "now + 9 days"
make_list forged.crl thief "now + 90 seconds" "now + 9 days"
make_list future.crl ca "now + 1 day" "now + 9 days"
make_list weak.crl ca "now + 90 seconds" "now + 9 days" -md sha1
cat >>ca.cnf <<'C'
[users]
issuingDistributionPoint = critical,@point
[point]
onlyuser = TRUE
C
make_list part.crl ca "now + 90 seconds" "now + 9 days" -crlexts users

ok "init" "$TRIEN" store init kho
ok "key" "$TRIEN" audit key --origin so-noi-vu.example/mau audit.key
ok "open" "$TRIEN" audit open --origin so-noi-vu.example/mau kho
ok "agency" "$TRIEN" registry enter kho agency code=H00 "name=UBND tỉnh Mẫu" kind=province
ok "person" "$TRIEN" registry enter kho person code=CB1 "name=Nguyễn Văn Mẫu" agency=H00 email=mot@so-mau.example
ok "post" "$TRIEN" registry enter kho post person=CB1 agency=H00 "title=Chuyên viên" role=department from_at=2020-01-01

# Nobody types one; who signed has to be known, and has to have signed; what is none, or a part, is refused. Nothing of these is in the book.
refused registry.by-act-only 7 "$TRIEN" registry enter kho crl issuer=CA key_id=aa
echo 'issuer,key_id,this_update,stale_at,sha256,seen_at' >go.csv
echo "CA,aa,2026-01-01,2099-01-01,$(printf %064d 0),2026-01-01" >>go.csv
refused exchange.rows-bad 4 "$TRIEN" registry import kho crl go.csv
refused cli.usage 3 crl kho
refused exchange.crl-issuer 4 crl kho first.crl
refused exchange.crl-issuer 4 crl --issuer other.pem kho first.crl
refused exchange.crl-forged 7 crl --issuer ca.pem kho forged.crl
refused exchange.crl-forged 7 crl --issuer ca.pem kho weak.crl
head -c -1 first.crl >short.crl
python3 - <<'P'
b = bytearray(open("first.crl", "rb").read())
b[-1] ^= 1
open("turned.crl", "wb").write(b)
P
refused exchange.crl-forged 7 crl --issuer ca.pem kho turned.crl
refused pki.crl-malformed 4 crl --issuer ca.pem kho short.crl
refused pki.crl-malformed 4 crl --issuer ca.pem kho ca.pem
refused exchange.crl-partial 4 crl --issuer ca.pem kho part.crl
refused registry.crl-future 7 crl --issuer ca.pem kho future.crl
refused store.file-failed 5 crl --issuer ca.pem kho khong-co.crl
says '"rows":\[\]' "$TRIEN" registry list --json kho crl

# New, tried first; the same again is no act; a newer one; then the older is shown again. One that is refused stops no other.
says '^mới	first.crl	CA Mẫu' crl --dry-run --issuer ca.pem kho first.crl
says '"what":"new","id":1,"issuer":"CA Mẫu"' crl --json --issuer ca.pem kho first.crl
says '^như cũ	first.crl' crl --issuer ca.pem kho first.crl
says '"version":1' "$TRIEN" registry show --json kho crl:1
finds '"why":"exchange.crl-forged".*"what":"changed".*"error":{"id":"exchange.crl-forged"' 7 crl --json --issuer ca.pem kho forged.crl second.crl
refused registry.crl-older 7 crl --issuer ca.pem kho first.crl
says '"version":2' "$TRIEN" registry show --json kho crl:1
says 'crl.enter' "$TRIEN" registry history kho crl:1

# The anchors of a folder do as well.
mkdir goc
cp ca.pem goc/
says '^như cũ' crl --trust goc kho second.crl

# Fresh to the second of its end; stale in the next, told once; a fresh one settles what is not told yet.
end=$(date -u -d "$(openssl crl -inform DER -in second.crl -noout -nextupdate | cut -d= -f2)" +%s)
at() { date -u -d "@$((end + $1))" +%Y-%m-%dT%H:%M:%SZ; }
notices() { "$TRIEN" registry notices "$@"; }
says '"found":0' notices --json --at "$(at 0)" kho run
says 'crl:1.*Danh sách thu hồi.*CA Mẫu.*Nguyễn Văn Mẫu' notices --at "$(at 1)" kho
ok "preview" notices --at "$(at 1)" kho preview
says '"found":1,.*"letters":1' notices --json --at "$(at 1)" kho run
says '"found":0,.*"letters":0' notices --json --at "$(at 2)" kho run

# With accounts: the administrator; a subscriber is refused; a machine's account, whose act is the system's.
me=$(id -un)
become() {
	python3 - "$1" <<'P'
import sqlite3, sys
d = sqlite3.connect("so/trien.db")
d.execute(sys.argv[1])
d.commit()
P
}
ok "bootstrap" "$TRIEN" registry bootstrap --origin so-noi-vu.example/mau --agency H00 "--agency-name=UBND tỉnh Mẫu" --person QT1 "--name=Trần Thị Mẫu" so
says '^mới' crl --issuer ca.pem so first.crl
ok "machine" "$TRIEN" registry enter so machine kind=os name=may agency=H00 purpose=Mẫu state=active
become "UPDATE account SET name = 'x'"
refused registry.no-account 7 crl --issuer ca.pem so second.crl
become "UPDATE machine SET name = '$me'"
says '^sửa' crl --issuer ca.pem so second.crl
become "UPDATE machine SET state = 'closed'"
become "UPDATE account SET name = '$me'"
become "UPDATE post SET role = 'head'"
refused registry.no-access 7 crl --issuer ca.pem so second.crl
become "UPDATE post SET role = 'admin'"
says 'crl.enter.*Chương trình tự làm' "$TRIEN" registry history so crl:1
finish
