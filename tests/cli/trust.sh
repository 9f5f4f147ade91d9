#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien trust: what comes into which list, and what never does.
# Requirement: R2.1 R3 R10.1
. "$(dirname "$0")/common.sh"
export HOME=$work/home
mkdir home
unset TRIEN_TRUST XDG_CONFIG_HOME

# authority NAME CN DAYS: a CA that is no lab's; visibly a sample.
authority() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.pem" -days "$3" -subj "/O=MẪU/CN=$2" -utf8 \
		-addext basicConstraints=critical,CA:TRUE -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
}
fingerprint() { openssl x509 -in "$1" -noout -fingerprint -sha256 | cut -d= -f2; }
trust() { "$TRIEN" trust "$@"; }
authority gov "CA CHUYÊN DÙNG MẪU" 3650
authority pub "CA CÔNG CỘNG MẪU" 3650
gov=$(fingerprint gov.pem)
pub=$(fingerprint pub.pem)
dir=home/.config/trien/trust

# Nothing is there: reading says so, and verify trusts nobody.
refused trust.no-directory 3 "$TRIEN" trust list
refused trust.no-directory 3 "$TRIEN" trust export
refused cli.usage 3 "$TRIEN" trust

# Each refusal leaves nothing behind.
target=$dir/government
refused cli.option-wanted 3 "$TRIEN" trust import --fingerprint "$gov" gov.pem
refused cli.option-value 3 "$TRIEN" trust import --list given --fingerprint "$gov" gov.pem
refused trust.fingerprint-wanted 3 "$TRIEN" trust import --list government gov.pem
refused trust.fingerprint-wanted 3 "$TRIEN" trust import --list government --fingerprint "${gov%:*}" gov.pem
refused trust.fingerprint-wanted 3 "$TRIEN" trust import --list government --fingerprint "${gov}00" gov.pem
refused trust.fingerprint-differs 7 "$TRIEN" trust import --list government --fingerprint "$pub" gov.pem
refused trust.lab-not-government 7 "$TRIEN" trust import --list government --fingerprint "$(fingerprint lab/trust/root.pem)" lab/trust/root.pem
openssl x509 -in lab/keys/leader.pem -out leader.pem
refused trust.not-ca 7 "$TRIEN" trust import --list government --fingerprint "$(fingerprint leader.pem)" leader.pem
cat gov.pem pub.pem >both.pem
refused trust.one-certificate 4 "$TRIEN" trust import --list government --fingerprint "$gov" both.pem
cat gov.pem gov.key >with-key.pem
refused pki.trust-invalid 4 "$TRIEN" trust import --list government --fingerprint "$gov" with-key.pem
grep -q "PRIVATE KEY" err.txt || fail "the key is not named: $(cat err.txt)"
refused pki.trust-invalid 4 "$TRIEN" trust import --list government --fingerprint "$gov" small.pdf
refused cli.source-missing 5 "$TRIEN" trust import --list government nowhere.pem
refused cli.usage 3 "$TRIEN" trust import
refused cli.usage 3 "$TRIEN" trust list --list government
refused cli.usage 3 "$TRIEN" trust hosts add
target=

# Killed at any moment there is the whole certificate or none, and no file that would be read as one; a full disk is told.
XDG_CONFIG_HOME=$work/kills
export XDG_CONFIG_HOME
for delay in 0.001 0.003 0.005 0.008 0.012 0.016 0.02 0.03 0.05 0.08; do
	rm -rf kills
	timeout -s KILL $delay "$TRIEN" trust import --list public --fingerprint "$pub" pub.pem >/dev/null 2>&1 || true
	for left in kills/trien/trust/public/*.der; do
		[ ! -e "$left" ] || cmp <(openssl x509 -in pub.pem -outform DER) "$left" || fail "half a certificate after $delay s"
	done
	code=0
	"$TRIEN" trust list >out.txt 2>err.txt || code=$?
	[ $code = 0 ] || grep -qF '[trust.no-directory]' err.txt || fail "the list after $delay s: $(cat err.txt)"
done
rm -rf kills
if [ "$(id -u)" = 0 ] && mkdir kills && mount -t tmpfs -o size=64k tmpfs kills 2>/dev/null; then
	mkdir -p kills/trien/trust/public
	dd if=/dev/zero of=kills/fill bs=1k count=100 2>/dev/null || true
	refused cli.target-disk-full 5 "$TRIEN" trust import --list public --fingerprint "$pub" pub.pem
	[ -z "$(ls -A kills/trien/trust/public)" ] || fail "a full disk left $(ls -A kills/trien/trust/public)"
	umount kills
fi
rm -rf kills .trien-*
unset XDG_CONFIG_HOME

# Shown with what a person needs to compare, then put there: as people write fingerprints, too.
ok "import" "$TRIEN" trust import --list government --fingerprint "$gov" gov.pem
grep -q "cấp cho: CA CHUYÊN DÙNG MẪU" out.txt || fail "subject: $(cat out.txt)"
grep -qi "SHA-256: ${gov//:/}" out.txt || fail "fingerprint: $(cat out.txt)"
grep -q "hiệu lực: 20" out.txt || fail "validity"
cmp <(openssl x509 -in gov.pem -outform DER) $dir/government/*.der || fail "not the certificate"
openssl x509 -in pub.pem -outform DER -out pub.der
ok "import DER" "$TRIEN" trust import --list public --fingerprint "$(echo "$pub" | tr -d : | tr A-F a-f)" pub.der
refused trust.already-there 7 "$TRIEN" trust import --list public --fingerprint "$gov" gov.pem

# At a terminal it asks, and what is typed decides.
ask() { script -qec "$TRIEN trust import --list public lab/trust/root.pem" /dev/null; }
if command -v script >/dev/null; then
	ask <<<"$gov" >asked.txt && fail "a wrong fingerprint was taken"
	grep -qF '[trust.fingerprint-differs]' asked.txt || fail "asked: $(cat asked.txt)"
	ask <<<"$(fingerprint lab/trust/root.pem)" >asked.txt || fail "asked: $(cat asked.txt)"
	trust remove "$(fingerprint lab/trust/root.pem | tr -d : | cut -c1-16)" >/dev/null
fi

trust list --json | python3 -c '
import json, sys
d = json.load(sys.stdin)
assert [(a["list"], a["subject"]) for a in d["anchors"]] == [("government", "CA CHUYÊN DÙNG MẪU"), ("public", "CA CÔNG CỘNG MẪU")], d'
trust list >list.txt
grep -q "danh sách: CHUYÊN DÙNG CHÍNH PHỦ" list.txt || fail "list"
trust list --lang en | grep -q "PUBLIC (never official)" || fail "list"

# Out of its validity: only where a person insists.
cat >ca.cnf <<-EOF
	[ca]
	default_ca = sample
	[sample]
	database = index.txt
	serial = number
	crlnumber = number
	new_certs_dir = .
	default_md = sha256
	default_crl_days = 30
	policy = any
	x509_extensions = authority
	[any]
	commonName = supplied
	[authority]
	basicConstraints = critical,CA:TRUE
EOF
touch index.txt
echo 01 >number
openssl req -new -key gov.key -subj "/CN=CA CŨ MẪU" -utf8 -out old.csr
openssl ca -config ca.cnf -utf8 -batch -notext -selfsign -keyfile gov.key -in old.csr -startdate 20200101000000Z -enddate 20210101000000Z -out old.pem 2>/dev/null
refused trust.out-of-validity 7 "$TRIEN" trust import --list public --fingerprint "$(fingerprint old.pem)" old.pem
ok "old, insisted" "$TRIEN" trust import --list public --force --fingerprint "$(fingerprint old.pem)" old.pem
ok "old, gone" "$TRIEN" trust remove "$(fingerprint old.pem | tr -d :)"

# Out again, as PEM.
ok "export" "$TRIEN" trust export -o one.pem "$(echo "$gov" | tr -d : | cut -c1-8)"
cmp <(openssl x509 -in gov.pem) <(openssl x509 -in one.pem) || fail "export"
refused cli.target-exists 5 "$TRIEN" trust export -o one.pem "${gov//:/}"
[ "$(trust export | grep -c BEGIN)" = 2 ] || fail "export of all"
refused trust.unknown-fingerprint 3 "$TRIEN" trust export 0123456
refused trust.unknown-fingerprint 3 "$TRIEN" trust remove "$(printf 0%.0s {1..64})"

# A file that a person put there is that person's to remove.
cp lab/trust/root.pem lab/trust/*.crl $dir/
refused trust.by-hand 5 "$TRIEN" trust remove "$(fingerprint lab/trust/root.pem | tr -d :)"
ok "sign" "$TRIEN" sign --key $pem -o signed.pdf small.pdf
ok "verify uses the directory of the user" "$TRIEN" verify signed.pdf
XDG_CONFIG_HOME=$work/none ok "another user" "$TRIEN" verify --trust $dir signed.pdf
code=0
TRIEN_TRUST=$dir/government "$TRIEN" verify signed.pdf >/dev/null || code=$?
[ $code = 2 ] || fail "TRIEN_TRUST: $code"
rm $dir/root.pem $dir/*.crl

# What anybody may write is not trusted, and nothing is put there.
chmod o+w $dir/public
refused pki.trust-writable 7 "$TRIEN" verify signed.pdf
refused pki.trust-writable 7 "$TRIEN" trust import --list public --fingerprint "$pub" pub.pem
chmod o-w $dir/public

# A signature shows which authority it is of; only the Government's passes as official, and a lab's nowhere.
signer() { # NAME AUTHORITY
	openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -subj "/O=CƠ QUAN MẪU/CN=Người Ký Mẫu" -utf8 -out "$1.csr" 2>/dev/null
	openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days 90 -extfile leaf.cnf -out "$1.crt" 2>/dev/null
	cat "$1.crt" "$2.pem" "$1.key" >"$1.chain"
	"$TRIEN" sign --key "pem:$1.chain" -o "$1.pdf" small.pdf >/dev/null
}
printf 'keyUsage=critical,digitalSignature,nonRepudiation\nbasicConstraints=critical,CA:FALSE\n' >leaf.cnf
signer official gov
signer citizen pub
legal() { # FILE: answer of each leg, of the whole, and official
	"$TRIEN" verify --json "$@" | python3 -c '
import json, sys
l = json.load(sys.stdin)["signatures"][0]["legal"]
print(*[x["answer"] for x in l["legs"]], l["secure"]["answer"], l["official"]["answer"], l["official"]["reason"])' || true
}
# Nor does one of which nobody knows whether its certificate is revoked.
[ "$(legal official.pdf | cut -d" " -f2-)" = "yes not-known not-known not-known legal.status-not-known" ] || fail "no list: $(legal official.pdf)"
touch index.txt
printf '[ca]\ndefault_ca=x\n[x]\ndatabase=index.txt\ndefault_md=sha256\ndefault_crl_days=30\n' >ca.cnf
openssl ca -gencrl -config ca.cnf -keyfile gov.key -cert gov.pem -out gov.crl.pem 2>/dev/null
openssl crl -in gov.crl.pem -outform DER -out $dir/government/gov.crl
[ "$(legal official.pdf)" = "yes yes not-known not-known yes legal.government-authority" ] || fail "official: $(legal official.pdf)"
cp official.pdf tampered.pdf
printf '\377' | dd of=tampered.pdf bs=1 seek=20 conv=notrunc status=none
[ "$(legal tampered.pdf)" = "no yes not-known no no legal.not-verifiable" ] || fail "tampered: $(legal tampered.pdf)"
[ "$(legal citizen.pdf | cut -d" " -f2-)" = "yes not-known not-known no legal.public-authority" ] || fail "public: $(legal citizen.pdf)"
[ "$(legal --trust lab/trust signed.pdf | cut -d" " -f2-)" = "no not-known no no legal.lab" ] || fail "lab: $(legal --trust lab/trust signed.pdf)"
[ "$(legal signed.pdf | cut -d" " -f6)" != legal.government-authority ] || fail "a lab passes as official"
cp -r $dir flat && mv flat/government/* flat/public/* flat/
[ "$(legal --trust flat official.pdf | cut -d" " -f5-)" = "not-known legal.list-not-stated" ] || fail "no list"
mkdir swapped && cp -r $dir/government swapped/public
[ "$(legal --trust swapped official.pdf | cut -d" " -f5-)" = "no legal.public-authority" ] || fail "the list decides, not the name"
"$TRIEN" verify citizen.pdf >out.txt || true
grep -q "chữ ký số chuyên dùng Chính phủ: KHÔNG. Chứng thư do tổ chức chứng thực chữ ký số công cộng cấp" out.txt || fail "words: $(cat out.txt)"

# --official signs with that alone (R2.1).
target=x.pdf
by() { local key=$1; shift; echo "$TRIEN" sign --official --key "pem:$key.chain" -o x.pdf "$@" small.pdf; }
target= ok "official" "$TRIEN" sign --official --key pem:official.chain -o signed-officially.pdf small.pdf
# shellcheck disable=SC2046
refused sign.official-other-list 7 $(by citizen)
# shellcheck disable=SC2046
refused sign.official-other-list 7 $(by official --trust swapped)
# shellcheck disable=SC2046
refused sign.official-other-list 7 $(by official --trust flat)
# shellcheck disable=SC2046
refused sign.official-no-path 7 $(by official --trust lab/trust)
# shellcheck disable=SC2046
refused cli.option-wanted 3 env HOME="$work/nobody" $(by official)
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout sub.key -subj "/O=MẪU/CN=CA CẤP DƯỚI MẪU" -utf8 -out sub.csr 2>/dev/null
printf 'basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n' >sub.cnf
openssl x509 -req -in sub.csr -CA gov.pem -CAkey gov.key -CAcreateserial -days 90 -extfile sub.cnf -out sub.pem 2>/dev/null
signer below sub
target= ok "official, by way of another authority" "$TRIEN" sign --official --key pem:below.chain -o below-officially.pdf small.pdf
cat below.crt below.key >alone.chain
# shellcheck disable=SC2046
refused sign.official-no-path 7 $(by alone)
cat citizen.crt pub.pem >citizen.pem
cat official.crt gov.pem >official.pem
refused sign.official-other-list 7 "$TRIEN" prepare --official --cert citizen.pem -o x.pdf small.pdf
target= ok "prepared officially" "$TRIEN" prepare --official --trust $dir --cert official.pem -o official.state small.pdf
target=
# And verify --official takes nothing else as good: its twin is as valid, but of a public authority.
: >index.txt
openssl ca -gencrl -config ca.cnf -keyfile pub.key -cert pub.pem -out pub.crl.pem 2>/dev/null
openssl crl -in pub.crl.pem -outform DER -out $dir/public/pub.crl
ok "official" "$TRIEN" verify --official signed-officially.pdf
ok "valid, not official" "$TRIEN" verify citizen.pdf
code=0
"$TRIEN" verify --official citizen.pdf >out.txt || code=$?
[ $code = 1 ] && grep -q "NHƯNG KHÔNG PHẢI CHỮ KÝ SỐ CHUYÊN DÙNG CHÍNH PHỦ" out.txt || fail "public, asked for official: $code $(cat out.txt)"
code=0
"$TRIEN" verify --official --trust flat --revocation skip official.pdf >out.txt || code=$?
[ $code = 2 ] && grep -q "chưa rõ có phải chữ ký số chuyên dùng" out.txt || fail "no list, asked for official: $code $(cat out.txt)"
rm $dir/public/pub.crl

# The seal of another agency than the named sender is never good, whatever else is (R10.1).
signer_name="/O=SỞ VÍ DỤ/CN=SỞ VÍ DỤ"
openssl req -new -key official.key -subj "$signer_name" -utf8 -out seal.csr 2>/dev/null
openssl x509 -req -in seal.csr -CA gov.pem -CAkey gov.key -CAcreateserial -days 90 -extfile leaf.cnf -out seal.crt 2>/dev/null
cat seal.crt gov.pem official.key >seal.chain
ok "seal" "$TRIEN" sign --key pem:seal.chain -o sealed.pdf small.pdf
"$TRIEN" verify sealed.pdf >/dev/null && good=0 || good=$?
code=0
"$TRIEN" verify --sender "Sở Ví dụ" sealed.pdf >/dev/null || code=$?
[ $code = $good ] || fail "the sender: $code, alone $good"
code=0
"$TRIEN" verify --sender "Sở Minh họa" sealed.pdf >out.txt || code=$?
[ $code = 1 ] && grep -q "cơ quan khác, không phải cơ quan gửi" out.txt || fail "another sender: $code: $(cat out.txt)"
code=0
"$TRIEN" verify --sender "Sở Ví dụ tỉnh Mẫu" sealed.pdf >out.txt || code=$?
[ $code = 2 ] || fail "a sender that is not sure: $code"
refused cli.option-value 3 "$TRIEN" verify --sender "" sealed.pdf
code=0
"$TRIEN" verify --page-check sealed.pdf >out.txt || code=$?
[ $code = 2 ] && grep -q "CHƯA CHẮC" out.txt || fail "no page: $code: $(cat out.txt)"

# Hosts: names only, each once, in lower case.
ok "hosts" "$TRIEN" trust hosts add OCSP.ca.example.vn .tsa.example.vn 127.0.0.1 ocsp.ca.example.vn
[ "$(trust hosts | tr '\n' ' ')" = "ocsp.ca.example.vn .tsa.example.vn 127.0.0.1 " ] || fail "hosts: $(trust hosts)"
for bad in http://ca.example.vn ca..example.vn localhost "ca example.vn" ca.example.vn. ca.example.vn:80 "$(printf a%.0s {1..250}).vn.x"; do
	refused trust.host-invalid 3 "$TRIEN" trust hosts add "$bad"
done
for bad in ocsp.ca.example.vn= ocsp.ca.example.vn=10.0.0.0 ocsp.ca.example.vn=169.254.0.0/16 ocsp.ca.example.vn=0.0.0.0/0 ocsp.ca.example.vn=127.0.0.0/8 "a.vn=10.0.0.0/8=x"; do
	refused trust.host-network 3 "$TRIEN" trust hosts add "$bad"
done
refused trust.host-invalid 3 "$TRIEN" trust hosts add =10.0.0.0/8
ok "a network inside" "$TRIEN" trust hosts add ocsp.inside.example.vn=10.20.0.0/16
trust hosts | grep -qx 'ocsp.inside.example.vn=10.20.0.0/16' || fail "the network is not there"
ok "a network inside, gone" "$TRIEN" trust hosts remove ocsp.inside.example.vn=10.20.0.0/16
ok "hosts remove" "$TRIEN" trust hosts remove .tsa.example.vn
refused trust.host-unknown 3 "$TRIEN" trust hosts remove .tsa.example.vn
trust hosts --json | python3 -c 'import json, sys; assert json.load(sys.stdin)["hosts"] == ["ocsp.ca.example.vn", "127.0.0.1"]'
[ "$(trust proxy --lang en)" = "no proxy" ] || fail "a proxy: $(trust proxy)"
for bad in proxy.example.vn:3128 https://proxy.example.vn http://ai:mat@proxy.example.vn http://proxy.example.vn/x http://proxy:0 http://proxy:65536 http://proxy: http://:3128 "http://proxy:31 28" ""; do
	refused trust.proxy-invalid 3 "$TRIEN" trust proxy "${bad:- }"
done
refused cli.usage 3 "$TRIEN" trust proxy http://a.vn http://b.vn
ok "a proxy" "$TRIEN" trust proxy http://proxy:3128
[ "$(trust proxy)" = http://proxy:3128 ] && trust hosts | grep -qx ocsp.ca.example.vn && ! trust hosts | grep -q proxy || fail "the proxy: $(trust proxy; trust hosts)"
ok "hosts beside a proxy" "$TRIEN" trust hosts add h0.example.vn
[ "$(trust proxy --json | python3 -c 'import json, sys; print(json.load(sys.stdin)["proxy"])')" = http://proxy:3128 ] || fail "the proxy is lost"
echo "proxy ftp://x" >>$dir/hosts
refused trust.proxy-invalid 3 "$TRIEN" trust hosts
sed -i '$d' $dir/hosts
ok "none" "$TRIEN" trust proxy none
ok "as before" "$TRIEN" trust hosts remove h0.example.vn
! grep -q proxy $dir/hosts || fail "left: $(cat $dir/hosts)"
# shellcheck disable=SC2046
ok "as many as may be" "$TRIEN" trust hosts add $(printf 'h%d.example.vn ' {1..62})
refused trust.hosts-limit 8 "$TRIEN" trust hosts add one.more.example.vn
[ "$(trust hosts | wc -l)" = 64 ] || fail "the list was changed"
chmod o+w $dir/hosts
refused pki.trust-writable 7 "$TRIEN" trust hosts
chmod o-w $dir/hosts
head -c 65537 /dev/zero | tr '\0' '#' >$dir/hosts
refused trust.hosts-limit 8 "$TRIEN" trust hosts
printf '# %s\n' "$(head -c 65533 /dev/zero | tr '\0' x)" >$dir/hosts
ok "a file at the cap" "$TRIEN" trust hosts

# A revocation list needs no word.
openssl ca -config ca.cnf -gencrl -keyfile gov.key -cert gov.pem -out gov-crl.pem 2>/dev/null
openssl crl -in gov-crl.pem -outform DER -out gov.crl
ok "a list" "$TRIEN" trust import gov.crl
grep -q "do ai cấp: CA CHUYÊN DÙNG MẪU" out.txt || fail "issuer of the list: $(cat out.txt)"
cmp gov.crl $dir/*.crl || fail "the list was changed"
head -c 100 gov.crl >cut.crl
refused pki.trust-invalid 4 "$TRIEN" trust import --list public cut.crl
ok "remove" "$TRIEN" trust remove "${gov//:/}"
[ "$(trust list --json | grep -o '"list"' | wc -l)" = 1 ] || fail "remove"
finish
