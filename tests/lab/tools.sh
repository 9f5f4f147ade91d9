#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# A lab as openssl, NSS and pkcs11-tool see it. Usage: tools.sh LAB_MAKE
set -eu
make=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
lab="$work/phòng lab"
command -v openssl >/dev/null || { echo "skipped: no openssl"; exit 77; }
"$make" "$lab"
printf 'Quyết định\n' >"$work/text"

for k in leader checker clerk agency leader-2 leader-3 agency-2 agency-3 tsa; do
	openssl verify -x509_strict -CAfile "$lab/trust/root.pem" -untrusted "$lab/keys/$k.pem" "$lab/keys/$k.pem" >/dev/null
	openssl pkcs12 -in "$lab/keys/$k.p12" -passin "file:$lab/keys/$k.pin" -nodes -out "$work/out" -info 2>"$work/info"
	grep -q 'MAC: sha256, Iteration 20000' "$work/info"
	grep -q 'Shrouded Keybag: PBES2, PBKDF2, AES-256-CBC, Iteration 20000, PRF hmacWithSHA256' "$work/info"
	test "$(grep -c 'BEGIN CERTIFICATE' "$work/out")" = 2
	if openssl pkcs12 -in "$lab/keys/$k.p12" -passin pass:00000000x -noout 2>/dev/null; then
		echo "$k.p12 opens with a wrong PIN"; exit 1
	fi
	openssl x509 -in "$lab/keys/$k.pem" -noout -text -nameopt utf8,sep_comma_plus >"$work/x509"
	grep -q 'lab only, no legal force' "$work/x509"
	grep -q 'OU=LAB - KHÔNG DÙNG CHÍNH THỨC' "$work/x509"
	grep -q 'URI:http://127.0.0.1:17480/crl/issuing.crl' "$work/x509"
	grep -q 'OCSP - URI:http://127.0.0.1:17480/ocsp' "$work/x509"
done
openssl verify -x509_strict -purpose timestampsign -CAfile "$lab/trust/root.pem" -untrusted "$lab/keys/tsa.pem" "$lab/keys/tsa.pem" >/dev/null
openssl verify -x509_strict -purpose ocsphelper -CAfile "$lab/trust/root.pem" -untrusted "$lab/ca/ocsp.pem" "$lab/ca/ocsp.pem" >/dev/null
openssl x509 -in "$lab/ca/ocsp.pem" -noout -ext noCheck | grep -qi 'no check'
test "$(ls "$lab/trust" | tr '\n' ' ')" = "issuing.crl root.crl root.pem "
cat "$lab/trust/root.pem" "$lab/ca/issuing.pem" >"$work/authorities.pem"
for who in root issuing; do
	openssl crl -inform DER -in "$lab/trust/$who.crl" -CAfile "$work/authorities.pem" -noout 2>&1 | grep -q 'verify OK'
done
for bad in expired not-yet-valid; do
	if openssl verify -CAfile "$lab/trust/root.pem" -untrusted "$lab/bad/$bad.pem" "$lab/bad/$bad.pem" >/dev/null 2>&1; then
		echo "bad/$bad.pem is accepted"; exit 1
	fi
done
echo "openssl accepts the chains, the PKCS#12 files and refuses the bad ones"

if command -v pk12util >/dev/null && command -v certutil >/dev/null; then
	mkdir "$work/nss"
	certutil -N -d "sql:$work/nss" --empty-password
	for k in leader checker; do
		pk12util -i "$lab/keys/$k.p12" -d "sql:$work/nss" -w "$lab/keys/$k.pin" -K '' >/dev/null
	done
	echo "NSS (Firefox) imports the PKCS#12 files"
fi

if ! command -v pkcs11-tool >/dev/null || [ ! -e "$lab/softhsm/softhsm2.conf" ]; then
	grep -q '"reason": "' "$lab/tokens.json" || { echo "no reason in tokens.json"; exit 1; }
	echo "tokens not tried: no SoftHSM or no pkcs11-tool"
	exit 0
fi
SOFTHSM2_CONF="$lab/softhsm/softhsm2.conf"; export SOFTHSM2_CONF
module=$(sed -n 's/.*"module": "\(.*\)",/\1/p' "$lab/tokens.json" | head -1)
for k in leader checker clerk agency; do
	pin=$(cat "$lab/keys/$k.pin")
	id=$(openssl x509 -in "$lab/keys/$k.pem" -noout -ext subjectKeyIdentifier | tail -1 | tr -d ' :')
	pkcs11-tool --module "$module" --token-label "trien-lab-$k" -p "$pin" -O >"$work/objects" 2>/dev/null
	test "$(grep -c '^Certificate Object' "$work/objects")" = 2
	test "$(grep -c '^Private Key Object' "$work/objects")" = 1
	openssl x509 -in "$lab/keys/$k.pem" -noout -pubkey >"$work/pub"
	mechanism=SHA256-RSA-PKCS; input="$work/text"; check="-sha256"
	if [ $k = checker ]; then
		mechanism=ECDSA
		openssl dgst -sha256 -binary -out "$work/digest" "$work/text"
		input="$work/digest"
	fi
	pkcs11-tool --module "$module" --token-label "trien-lab-$k" -p "$pin" -s -m $mechanism --id "$id" -i "$input" \
		-o "$work/signature" --signature-format openssl >/dev/null 2>&1
	openssl dgst $check -verify "$work/pub" -signature "$work/signature" "$work/text" >/dev/null
done
echo "pkcs11-tool signs with the four tokens"
