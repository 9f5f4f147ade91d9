#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Bad input: each its own error and exit code, the source untouched, no target left.
# Requirement: R3 R10.4
. "$(dirname "$0")/common.sh"
sha256sum small.pdf >before.sum
target=x.pdf
sign=("$TRIEN" sign --key $pem -o x.pdf)

# Usage.
refused cli.command-unknown 3 "$TRIEN" sing small.pdf
refused cli.command-unknown 3 "$TRIEN" help sing
{ "$TRIEN" sing --json 2>/dev/null || true; } | grep -q '"error":"cli.command-unknown"' || fail "no JSON"
refused cli.option-unknown 3 "${sign[@]}" --pin 1234 small.pdf
refused cli.option-missing-value 3 "$TRIEN" sign --key
refused cli.option-twice 3 "${sign[@]}" --key $pem small.pdf
refused cli.option-value 3 "${sign[@]}" --digest sha1 small.pdf
refused cli.option-value 3 "${sign[@]}" --lang fr small.pdf
refused cli.option-wanted 3 "$TRIEN" sign small.pdf
refused cli.no-files 3 "${sign[@]}"
refused cli.option-value 3 "$TRIEN" sign --key $pem --out-dir "" small.pdf
refused cli.out-one-file 3 "${sign[@]}" small.pdf small.pdf
refused cli.usage 3 "$TRIEN" lab make lab2
refused base.time-invalid 3 "$TRIEN" verify --as-of yesterday small.pdf

# Keys.
refused key.spec-invalid 3 "$TRIEN" sign --key leader.p12 -o x.pdf small.pdf
refused key.password-wrong 6 "$TRIEN" sign --key p12:lab/keys/leader.p12 --pin-file lab/keys/agency.pin -o x.pdf small.pdf
refused key.certificate-mismatch 6 "$TRIEN" sign --key pem:lab/bad/wrong-key.pem -o x.pdf small.pdf
refused key.rsa-too-small 7 "$TRIEN" sign --key pem:lab/bad/weak.pem -o x.pdf small.pdf
refused sign.certificate-expired 6 "$TRIEN" sign --key pem:lab/bad/expired.pem -o x.pdf small.pdf
refused sign.certificate-not-yet-valid 6 "$TRIEN" sign --key pem:lab/bad/not-yet-valid.pem -o x.pdf small.pdf
refused lab.not-official 7 "${sign[@]}" --official small.pdf
openssl req -x509 -newkey rsa:2048 -nodes -keyout enc.pem -out encc.pem -subj /CN=MAU -addext keyUsage=keyEncipherment 2>/dev/null
cat encc.pem >>enc.pem
refused sign.certificate-usage 6 "$TRIEN" sign --key pem:enc.pem -o x.pdf small.pdf
# The keys of the time stamp authority and of the OCSP responder are for nothing else (extended key usage).
refused sign.certificate-usage 6 "$TRIEN" sign --key pem:lab/keys/tsa.pem -o x.pdf small.pdf
refused sign.certificate-usage 6 "$TRIEN" sign --key pem:lab/ca/ocsp.pem -o x.pdf small.pdf
# A critical list of purposes binds (RFC 5280 §4.2.1.12): signed with such a key, nobody could call the document valid. Its twins: not critical, or with mail in it.
# purposed NAME EKU: a key that its own certificate vouches for.
purposed() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $1.pem -out $1.crt -days 30 -subj "/CN=MAU $1" \
		-addext keyUsage=digitalSignature -addext "extendedKeyUsage=$2" 2>/dev/null
	cat $1.crt >>$1.pem
}
purposed server critical,serverAuth
purposed logging-in critical,clientAuth,codeSigning
purposed told serverAuth,clientAuth
purposed mail critical,clientAuth,emailProtection
for key in server logging-in; do
	refused sign.certificate-usage 6 "$TRIEN" sign --key pem:$key.pem -o x.pdf small.pdf
	refused sign.certificate-usage 6 "$TRIEN" prepare --cert $key.crt -o x.pdf small.pdf
done
for key in told mail; do
	mkdir trust-$key
	cp $key.crt trust-$key/
	target= ok "signed with the key $key" "$TRIEN" sign --key pem:$key.pem -o by-$key.pdf small.pdf
	target= ok "valid" "$TRIEN" verify --revocation skip --trust trust-$key by-$key.pdf
done
refused cli.pin-source 5 "$TRIEN" sign --key p12:lab/keys/leader.p12 --pin-file nowhere.pin -o x.pdf small.pdf

# What an editor puts into a PIN file.
p12=p12:lab/keys/leader.p12
(printf '\357\273\277'; cat lab/keys/leader.pin; printf '\r\n') >bom.pin
iconv -t UTF-16 lab/keys/leader.pin >utf16.pin
chmod 600 ./*.pin
ok "a PIN file with a byte order mark" "$TRIEN" sign --key $p12 --pin-file bom.pin -o bom.pdf small.pdf
refused key.pin-not-text 6 "$TRIEN" sign --key $p12 --pin-file utf16.pin -o x.pdf small.pdf

# Files that are no PDF, or damaged.
echo hello >no.pdf
: >empty.pdf
head -c 3000 small.pdf >cut.pdf
sed 's/^startxref$/startxrff/' small.pdf >startxref.pdf
python3 - <<'P'
import re
d = open("small.pdf", "rb").read()
x = d.rindex(b"xref\n0")
open("loop.pdf", "wb").write(d.replace(b"trailer\n<<", b"trailer\n<</Prev %d" % x))
open("number.pdf", "wb").write(d.replace(b"xref\n0 ", b"xref\n2147483648 "))
open("pages.pdf", "wb").write(d.replace(b"/Kids[10 0 R]", b"/Kids[ 2 0 R]"))
P
refused pdf.not-a-pdf 4 "${sign[@]}" no.pdf
refused pdf.not-a-pdf 4 "${sign[@]}" empty.pdf
refused pdf.eof-missing 4 "${sign[@]}" cut.pdf
refused pdf.xref-loop 4 "${sign[@]}" loop.pdf
for f in startxref number pages; do
	code=0
	"${sign[@]}" $f.pdf >out.txt 2>err.txt || code=$?
	[ $code -ge 4 ] && grep -q '\[pdf\.' err.txt || fail "$f: exit $code: $(cat err.txt)"
	[ ! -e x.pdf ] || fail "$f: x.pdf was left"
done
qpdf --encrypt '' owner 256 -- small.pdf encrypted.pdf
refused pdf.encrypted-write 7 "${sign[@]}" encrypted.pdf

# Places.
refused cli.source-missing 5 "${sign[@]}" nowhere.pdf
refused cli.source-not-a-file 5 "${sign[@]}" lab
mkfifo pipe.pdf
refused cli.source-not-a-file 5 "${sign[@]}" pipe.pdf
target= refused cli.target-is-source 5 "$TRIEN" sign --key $pem -o small.pdf small.pdf
ln small.pdf hard.pdf
target= refused cli.target-is-source 5 "$TRIEN" sign --force --key $pem -o hard.pdf small.pdf
ln -s small.pdf soft.pdf
target= refused cli.target-is-source 5 "$TRIEN" sign --force --key $pem -o soft.pdf small.pdf
rm hard.pdf soft.pdf
echo keep >there.pdf
target= refused cli.target-exists 5 "$TRIEN" sign --key $pem -o there.pdf small.pdf
[ "$(cat there.pdf)" = keep ] || fail "an existing target was touched"
mkdir folder
mkfifo pipe
target= refused cli.target-not-a-file 5 "$TRIEN" sign --force --key $pem -o pipe small.pdf
[ -p pipe ] || fail "a pipe was replaced"
target= refused cli.target-not-a-file 5 "$TRIEN" sign --force --key $pem -o /dev/null small.pdf
[ -c /dev/null ] || fail "a device was replaced"
ln -s nowhere.pdf link.pdf
target= refused cli.target-not-a-file 5 "$TRIEN" sign --force --key $pem -o link.pdf small.pdf
[ -L link.pdf ] && [ ! -e nowhere.pdf ] || fail "a link was replaced or followed"
rm link.pdf
target= refused cli.target-is-a-folder 5 "$TRIEN" sign --key $pem -o folder small.pdf
refused cli.target-folder-missing 5 "$TRIEN" sign --key $pem -o nowhere/x.pdf small.pdf

target= refused cli.target-write-failed 5 "$TRIEN" sign --key $pem -o "$(printf 'x%.0s' $(seq 300)).pdf" small.pdf
# shellcheck disable=SC2046
refused cli.files-limit 8 "${sign[@]}" $(yes x | head -n 100001)
cp small.pdf secret.pdf
chmod 000 secret.pdf
if [ "$(id -u)" = 0 ]; then
	cp "$TRIEN" ./trien && chmod 755 . trien
	refused cli.source-unreadable 5 setpriv --reuid=65534 --regid=65534 --clear-groups ./trien verify secret.pdf
else
	refused cli.source-unreadable 5 "$TRIEN" verify secret.pdf
fi

# Writing anew: never what may be signed, never without its programs, and some files are beyond it.
ok "sign" "$TRIEN" sign --key $pem -o good.pdf small.pdf
sed 's/^startxref$/startxrff/' good.pdf >signed-damaged.pdf
refused cli.rewrite-signed 7 "${sign[@]}" --rewrite-damaged signed-damaged.pdf
if bwrap --unshare-all --ro-bind / / true 2>/dev/null; then
	refused cli.rewrite-failed 4 "${sign[@]}" --rewrite-damaged cut.pdf
else
	refused cli.rewrite-sandbox-unavailable 9 "${sign[@]}" --rewrite-damaged cut.pdf
fi
if bwrap --dev-bind / / --bind /dev/null /usr/bin/qpdf true 2>/dev/null; then
	refused cli.rewrite-program-missing 9 bwrap --dev-bind / / --bind /dev/null /usr/bin/qpdf \
		"${sign[@]}" --rewrite-damaged startxref.pdf
fi

# No user namespaces for bubblewrap (clone, CLONE_NEWUSER).
deny=("$here/deny_call.py")
if "${deny[@]}" 56:0:0x10000000 EPERM true; then
	refused cli.rewrite-sandbox-unavailable 9 "${deny[@]}" 56:0:0x10000000 EPERM "${sign[@]}" --rewrite-damaged startxref.pdf
	refused worker.sandbox-unavailable 9 "${deny[@]}" 317 EPERM "${sign[@]}" small.pdf
	# An old container's profile knows no copy_file_range(2), an old kernel no pidfd_open(2).
	ok "without copy_file_range" "${deny[@]}" 326 EPERM "$TRIEN" sign --key $pem -o copied.pdf small.pdf
	ok "without pidfd_open" "${deny[@]}" 434 ENOSYS "$TRIEN" sign --key $pem -o waited.pdf small.pdf
	judged copied.pdf 1
fi

# A prepared signature belongs to one file, one key, one state.
ok "prepare" "$TRIEN" prepare --json --cert lab/keys/leader.pem -o state small.pdf
python3 -c 'import json;open("digest.bin","wb").write(bytes.fromhex(json.load(open("out.txt"))["digest"]))'
openssl pkeyutl -sign -inkey lab/keys/leader.pem -in digest.bin -pkeyopt digest:sha256 -out value.bin
openssl pkeyutl -sign -inkey lab/keys/agency.pem -in digest.bin -pkeyopt digest:sha256 -out other.bin
(cat small.pdf; printf ' ') >longer.pdf
refused sign.value-wrong 6 "$TRIEN" finish --state state --value other.bin -o x.pdf small.pdf
refused sign.source-changed 4 "$TRIEN" finish --state state --value value.bin -o x.pdf longer.pdf
echo '====' >bad.b64
refused cli.value-file 4 "$TRIEN" finish --state state --value bad.b64 -o x.pdf small.pdf
echo 'no certificate' >no-chain.pem
refused cli.chain-file 4 "$TRIEN" prepare --cert no-chain.pem -o x.pdf small.pdf
printf 'X' | dd of=state bs=1 seek=200 conv=notrunc status=none
refused sign.state-invalid 4 "$TRIEN" finish --state state --value value.bin -o x.pdf small.pdf

# Forged twins: a good signature, then one byte, then a page that nobody signed.
verdict 0 good.pdf
python3 - <<'P'
d = bytearray(open("good.pdf", "rb").read())
i = d.index(b"(Trang 1)")
d[i + 7] = ord("2")
open("byte.pdf", "wb").write(d)
P
verdict 1 byte.pdf
python3 "$here/append_page_change.py" good.pdf changed.pdf
verdict 1 changed.pdf
verdict 2 small.pdf
"$TRIEN" verify good.pdf >/dev/null && fail "good without a trust anchor" || [ $? = 2 ]
refused pki.trust-unreadable 5 "$TRIEN" verify --trust nowhere good.pdf

sha256sum -c --quiet before.sum || fail "the source was touched"
finish
