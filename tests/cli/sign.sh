#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# What a user of `trien sign`, `prepare`, `finish`, `verify` and `inspect` does, judged by pdfsig, qpdf and openssl.
# Requirement: R5.1 R10.1
. "$(dirname "$0")/common.sh"

# Help of a command: how it is called, and all its options.
for command in sign prepare finish verify inspect profile lab version; do
	ok "$command --help" "$TRIEN" $command --help
	grep -q "^  trien $command" out.txt && grep -q '^  --lang vi|en  *[^ ]' out.txt || fail "$command --help: $(cat out.txt)"
	cp out.txt help.txt
	ok "help $command" "$TRIEN" help $command
	cmp out.txt help.txt || fail "help $command is not $command --help"
done
ok "sign -h in English" "$TRIEN" sign -h --lang en nowhere.pdf
grep -q '^  --rewrite-damaged  *write a damaged file' out.txt && grep -q '^Options:' out.txt || fail "$(cat out.txt)"

# Two people sign one after the other; the source's bytes stay.
ok "p12" "$TRIEN" sign --key p12:lab/keys/leader.p12 --pin-file lab/keys/leader.pin --reason 'Phê duyệt' -o 1.pdf small.pdf
ok "second" "$TRIEN" sign --key p12:lab/keys/agency.p12 --pin-file lab/keys/agency.pin -o 2.pdf 1.pdf
ok "EC" "$TRIEN" sign --key pem:lab/keys/checker.pem -o 3.pdf 2.pdf
judged 3.pdf 3
verdict 0 1.pdf 2.pdf 3.pdf
cmp -n "$(stat -c %s small.pdf)" small.pdf 3.pdf || fail "source bytes were touched"

# All schemes and digests.
for how in "pkcs1 sha256" "pkcs1 sha384" "pkcs1 sha512" "pss sha256" "pss sha512"; do
	read -r scheme digest <<<"$how"
	ok "$how" "$TRIEN" sign --force --key $pem --scheme "$scheme" --digest "$digest" -o s.pdf small.pdf
	verdict 0 s.pdf
done
judged s.pdf 1

# The CMS that openssl sees: detached, one signer, signing-certificate-v2, no signing time.
python3 - s.pdf <<'P'
import re, sys
d = open(sys.argv[1], "rb").read()
a, b, c, e = map(int, re.search(rb"/ByteRange\[(\d+) (\d+) (\d+) (\d+)\]", d).groups())
open("signed.bin", "wb").write(d[a:a + b] + d[c:c + e])
h = bytes.fromhex(d[b + 1:c - 1].decode())
n = int.from_bytes(h[2:4], "big") + 4
open("cms.der", "wb").write(h[:n])
P
ok "openssl cms" openssl cms -verify -cades -binary -inform DER -in cms.der -content signed.bin -CAfile lab/trust/root.pem \
	-purpose any -out /dev/null
openssl cms -cmsout -print -inform DER -in cms.der >cms.txt
[ "$(grep -c 'signatureAlgorithm: *$' cms.txt)" -ge 1 ] || fail "no signature algorithm"
! grep -q 'signingTime' cms.txt || fail "a signing-time attribute, which PAdES forbids"
grep -q 'id-smime-aa-signingCertificateV2' cms.txt || fail "no signing-certificate-v2"

# Every structure that a base may have.
qpdf --object-streams=generate small.pdf xs.pdf
qpdf --linearize small.pdf lin.pdf
qpdf --linearize --object-streams=generate small.pdf linxs.pdf
printf 'junk before the header\n' | cat - small.pdf >junk.pdf
head -c -1 small.pdf >noeol.pdf
python3 "$top/bench/make_pdf.py" thousand.pdf 60000 1000
for f in xs lin linxs noeol thousand; do
	ok "$f" "$TRIEN" sign --key $pem -o "$f.1.pdf" "$f.pdf"
	ok "$f again" "$TRIEN" sign --key pem:lab/keys/agency.pem -o "$f.2.pdf" "$f.1.pdf"
	judged "$f.2.pdf" 2
	verdict 0 "$f.2.pdf"
done
target=junk.1.pdf refused official.secrecy-unread 7 "$TRIEN" sign --key $pem -o junk.1.pdf junk.pdf
ok "junk" "$TRIEN" sign --key $pem --not-secret "Nguyễn Văn Mẫu" -o junk.1.pdf junk.pdf # MuPDF repairs it: nobody has read it
verdict 0 junk.1.pdf

# A batch with one PIN: a result for each, and the good ones are signed though one is bad.
mkdir batch out
for i in $(seq 1 30); do cp small.pdf "batch/văn bản $i.pdf"; done
echo 'no pdf' >"batch/văn bản 7.pdf"
code=0
"$TRIEN" sign --json --key p12:lab/keys/clerk.p12 --pin-fd 3 --out-dir out batch/*.pdf 3<lab/keys/clerk.pin >batch.json || code=$?
[ $code = 4 ] || fail "batch: exit $code"
[ "$(grep -c '"error":null' batch.json)" = 29 ] || fail "batch: $(cat batch.json)"
[ "$(grep -c '"error":"pdf.not-a-pdf"' batch.json)" = 1 ] || fail "batch: $(cat batch.json)"
[ "$(find out -name '*.signed.pdf' | wc -l)" = 29 ] || fail "batch: files"
verdict 0 out/*.pdf

# Prepare here, sign elsewhere, finish here.
ok "prepare" "$TRIEN" prepare --json --cert lab/keys/leader.pem -o state small.pdf
python3 -c 'import json;open("digest.bin","wb").write(bytes.fromhex(json.load(open("out.txt"))["digest"]))'
openssl pkeyutl -sign -inkey lab/keys/leader.pem -in digest.bin -pkeyopt digest:sha256 -out value.bin
ok "finish" "$TRIEN" finish --state state --value value.bin -o f1.pdf small.pdf
base64 value.bin >value.b64
ok "finish base64" "$TRIEN" finish --state state --value value.b64 -o f2.pdf small.pdf
cmp f1.pdf f2.pdf || fail "finish: binary and base64 differ"
judged f1.pdf 1
verdict 0 f1.pdf

# SoftHSM token by its URI.
if [ "$(python3 -c 'import json;print(len(json.load(open("lab/tokens.json"))["tokens"]))')" != 0 ]; then
	python3 -c 'import json
for t in json.load(open("lab/tokens.json"))["tokens"]: print(t["name"], t["uri"], t["softhsm2_conf"])' >tokens.txt
	while read -r name uri conf; do
		ok "token $name" env SOFTHSM2_CONF="$conf" "$TRIEN" sign --key "$uri" --pin-file "lab/keys/$name.pin" \
			-o "token-$name.pdf" small.pdf
		judged "token-$name.pdf" 1
		verdict 0 "token-$name.pdf"
	done <tokens.txt
fi

# pinentry asks in its own window; here it is one that knows the answer.
mkdir bin
cat >bin/pinentry <<'P'
#!/bin/sh
echo "OK ready"
while read -r line; do
	case $line in
	GETPIN*) echo "D $(cat "$PIN_OF_TEST" | sed 's/%/%25/g')"; echo OK ;;
	*) echo OK ;;
	esac
done
P
chmod +x bin/pinentry
ok "pinentry" env PATH="$work/bin:$PATH" PIN_OF_TEST="$work/lab/keys/leader.pin" \
	"$TRIEN" sign --pinentry --key p12:lab/keys/leader.p12 -o pe.pdf small.pdf
verdict 0 pe.pdf

# A damaged file is written anew only when that is asked for, and the person is told.
sed 's/^startxref$/startxrff/' small.pdf >damaged.pdf
target=d.pdf refused pdf.startxref-missing 4 "$TRIEN" sign --key $pem -o d.pdf damaged.pdf
if bwrap --unshare-all --ro-bind / / true 2>/dev/null; then
	ok "rewrite" "$TRIEN" sign --json --rewrite-damaged --key $pem -o d.pdf damaged.pdf
	grep -q '"rewritten":true' out.txt || fail "rewritten is not said: $(cat out.txt)"
	judged d.pdf 1
fi

# Looking inside.
ok "inspect" "$TRIEN" inspect --json 3.pdf
python3 - <<'P'
import json
r = json.load(open("out.txt"))
assert len(r["revisions"]) == 4 and r["pages"] == 1, r
assert [f["name"] for f in r["fields"]] == ["Signature1", "Signature2", "Signature3"], r["fields"]
P
ok "inspect text" "$TRIEN" inspect 3.pdf

# The name in a certificate moves no cursor, and rings no bell.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout odd.key -out odd.crt -days 30 \
	-subj $'/CN=Ng\xc6\xb0\xe1\xbb\x9di\x1b[2J\aM\xe1\xba\xabu' -utf8 -addext keyUsage=critical,digitalSignature 2>/dev/null
cat odd.key odd.crt >odd.pem
ok "sign with an odd name" "$TRIEN" sign --key pem:odd.pem -o odd.pdf small.pdf
grep -qF 'Người\u{1b}[2J\u{7}Mẫu' out.txt || fail "the name is not shown: $(cat -v out.txt)"
LC_ALL=C grep -q $'[\x07\x1b]' out.txt && fail "control characters of a certificate's name: $(cat -v out.txt)"

# Language by locale.
LC_ALL=en_US.UTF-8 "$TRIEN" verify --trust lab/trust 3.pdf | grep >/dev/null ': VALID' || fail "English"
LC_ALL=vi_VN.UTF-8 "$TRIEN" verify --trust lab/trust 3.pdf | grep >/dev/null 'HỢP LỆ' || fail "Vietnamese"
finish
