#!/bin/bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Signs one file of each kind, twice, with several keys, and asks others: qpdf whether the file is sound, pdfsig
# whether the signatures are, openssl whether the CMS verifies over the signed bytes.
# usage: judges.sh MAKE_BASES SIGN_CORPUS
set -u
here=$(cd "$(dirname "$0")" && pwd)
. "$here/keys.sh"
make_bases=$1 sign=$2
for tool in qpdf pdfsig openssl python3; do
	command -v "$tool" >/dev/null || { echo "skipped: $tool is not installed"; exit 77; }
done
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
mkdir "$tmp"/{base,one,two,keys}
fails=0 checks=0

fail() { echo "FAILED: $*"; fails=$((fails + 1)); }
check() { # DESCRIPTION COMMAND...
	checks=$((checks + 1))
	local what=$1; shift
	"$@" >"$tmp/log" 2>&1 || { fail "$what"; sed 's/^/    /' "$tmp/log"; }
}

# The signed bytes and the CMS of the last signature, to $tmp/signed and $tmp/cms.
extract() { python3 "$here/extract.py" "$1" "$tmp/signed" "$tmp/cms"; } # FILE

cms_verifies() { # FILE CERTIFICATE
	extract "$1" && openssl cms -verify -cades -binary -inform DER -in "$tmp/cms" -content "$tmp/signed" \
		-CAfile "$2" -purpose any -out /dev/null
}

# Every signature valid; the last covers the whole file.
pdfsig_accepts() { # FILE COUNT
	local out
	out=$(pdfsig -nocert "$1" 2>&1)
	echo "$out"
	[ "$(grep -c 'Signature is Valid' <<<"$out")" = "$2" ] &&
		[ "$(grep -c '  - Total document signed' <<<"$out")" = 1 ]
}

same_prefix() { # BASE SIGNED
	cmp -n "$(stat -c %s "$1")" "$1" "$2"
}

added_little() { # BASE SIGNED
	local n=$(($(stat -c %s "$2") - $(stat -c %s "$1")))
	echo "added $n"
	[ "$n" -le 12288 ]
}

no_signing_time() { ! openssl asn1parse -inform DER -in "$tmp/cms" | grep >/dev/null signingTime; }

judge() { # BASE SIGNED KEY COUNT
	local what
	what="$(basename "$1") with $3, signature $4"
	check "$what: the source's bytes" same_prefix "$1" "$2"
	check "$what: qpdf" qpdf --check "$2"
	check "$what: pdfsig" pdfsig_accepts "$2" "$4"
	check "$what: openssl" cms_verifies "$2" "$tmp/keys/$3.crt"
	check "$what: no signing time" no_signing_time
	check "$what: size" added_little "$1" "$2"
}

make_keys "$tmp/keys" || exit 1
"$make_bases" "$tmp/base" || exit 1
cd "$tmp/base" || exit 1
qpdf --object-streams=generate classic.pdf stream.pdf
qpdf --object-streams=generate form.pdf stream-form.pdf
qpdf --linearize classic.pdf linear.pdf
qpdf --linearize --object-streams=generate form.pdf linear-stream.pdf
qpdf classic.pdf --pages . "$(printf '1,%.0s' {1..999})1" -- pages-1000.pdf
qpdf --object-streams=generate pages-1000.pdf pages-1000-stream.pdf
qpdf --encrypt '' owner 256 -- classic.pdf encrypted.pdf
cd "$tmp" || exit 1

for base in "$tmp"/base/*.pdf; do
	name=$(basename "$base")
	if [ "$name" = encrypted.pdf ]; then
		check "encrypted file is refused" grep -q 'pdf.encrypted-write' <("$sign" keys/rsa.pem one "$base")
		continue
	fi
	check "$name: first signature" "$sign" keys/rsa.pem one "$base"
	judge "$base" "one/$name" rsa 1
	check "$name: second signature" "$sign" keys/p256.pem two "one/$name"
	judge "one/$name" "two/$name" p256 2
done
check "classic.pdf: P-384" "$sign" keys/p384.pem one base/classic.pdf
judge base/classic.pdf one/classic.pdf p384 1

# Both locks were taken over, and the second locks the document: a third signature would break it.
check "locks.pdf: a third signature is refused" grep -q 'sign.field-locked' <("$sign" keys/rsa.pem one two/locks.pdf)
check "locks.pdf: FieldMDP" grep -a -q 'TransformMethod/FieldMDP' two/locks.pdf

# The other tool's signature first, ours second.
printf x >"$tmp/nss-password"
if mkdir "$tmp/nss" && openssl pkcs12 -export -in keys/other.crt -inkey keys/other.key -name other -passout pass: \
		-out keys/other.p12 2>/dev/null && certutil -N -d "sql:$tmp/nss" --empty-password 2>/dev/null &&
		pk12util -i keys/other.p12 -d "sql:$tmp/nss" -W '' >/dev/null 2>&1 &&
		pdfsig -nssdir "sql:$tmp/nss" -add-signature -nick other base/form.pdf "$tmp/theirs.pdf" >/dev/null 2>&1; then
	check "signed by pdfsig before" "$sign" keys/rsa.pem one theirs.pdf
	check "signed by pdfsig before: source" same_prefix theirs.pdf one/theirs.pdf
	check "signed by pdfsig before: qpdf" qpdf --check one/theirs.pdf
	check "signed by pdfsig before: pdfsig" pdfsig_accepts one/theirs.pdf 2
fi

# The forged twin: a byte of the source changed after signing.
cp one/stream.pdf forged.pdf
printf 'X' | dd of=forged.pdf bs=1 seek=20 conv=notrunc 2>/dev/null
if pdfsig_accepts forged.pdf 1 >/dev/null; then fail "pdfsig accepts a forged file"; fi
if cms_verifies forged.pdf keys/rsa.crt >/dev/null 2>&1; then fail "openssl accepts a forged file"; fi

echo "$checks checks, $fails failed"
[ "$fails" = 0 ]
