#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Whole processes against the peers on the same file and key, and the 200 MB file.
# Usage: process.sh BUILD-DIR ; prints ratios trien/peer, exits 1 where one misses its limit.
set -euo pipefail
build=$(cd "$1" && pwd)
here=$(cd "$(dirname "$0")" && pwd)
trien=$build/src/cli/trien
pair=$build/bench/bench_process
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export LC_ALL=C.UTF-8
missed=0
row() { "$pair" "$@" || missed=1; }

openssl req -x509 -newkey rsa:2048 -nodes -keyout key.pem -out cert.pem -days 400 \
	-subj "/C=VN/CN=BENCH" -addext keyUsage=critical,digitalSignature 2>/dev/null
cat cert.pem key.pem >both.pem
openssl pkcs12 -export -inkey key.pem -in cert.pem -out key.p12 -passout pass:bench -name bench
printf 'bench\n' >pin && chmod 600 pin
mkdir trust nss && cp cert.pem trust/
certutil -N -d sql:nss --empty-password
pk12util -i key.p12 -d sql:nss -W bench -K '' >/dev/null
openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out ec-key.pem
openssl req -x509 -new -key ec-key.pem -out ec-cert.pem -days 400 -subj "/C=VN/CN=BENCH EC" \
	-addext keyUsage=critical,digitalSignature
cat ec-cert.pem ec-key.pem >ec-both.pem
python3 "$here/make_pdf.py" small.pdf 17000
python3 "$here/make_pdf.py" large.pdf 200000000

echo "== warm, memory to memory, one thread (raw rate of the key / rate of whole signatures)"
"$build/bench/bench_sign" both.pem small.pdf || missed=1
"$build/bench/bench_sign" ec-both.pem small.pdf || missed=1

echo "== whole processes, 17 kB, PEM key: trien | peer | trien/peer"
sign=("$trien" sign --force --key pem:both.pem -o out.pdf small.pdf)
row 41 1 "sign against podofosign" -- "${sign[@]}" -- podofosign -in small.pdf -out po.pdf -cert cert.pem -pkey key.pem
row 41 1 "sign against pdfsig" -- "${sign[@]}" -- pdfsig small.pdf ps.pdf -nssdir sql:nss -add-signature -nick bench
row 41 1 "sign against mutool sign (PKCS#12)" -- "${sign[@]}" -- mutool sign -s key.p12 -P bench -o mu.pdf small.pdf 5
row 41 0 "sign with PKCS#12 against sign with PEM" -- "$trien" sign --force --key p12:key.p12 --pin-file pin -o out.pdf small.pdf -- "${sign[@]}"
"${sign[@]}" >/dev/null
row 41 1 "verify against pdfsig" -- "$trien" verify --trust trust out.pdf -- pdfsig -nssdir sql:nss out.pdf
row 41 1 "verify against mutool sign -v" -- "$trien" verify --trust trust out.pdf -- mutool sign -v out.pdf 5
echo "   bytes added by one signature: $(($(stat -c %s out.pdf) - $(stat -c %s small.pdf))) (certificate: $(openssl x509 -in cert.pem -outform DER | wc -c))"

echo "== 200 MB, file to file: trien | peer | trien/peer"
large=("$trien" sign --force --key pem:both.pem -o large-out.pdf large.pdf)
row 7 1.3 "sign against sha256sum + cp" -- "${large[@]}" -- sh -c 'sha256sum large.pdf && cp large.pdf copy.pdf'
row 7 1 "sign against mutool sign" -- "${large[@]}" -- mutool sign -s key.p12 -P bench -o mu.pdf large.pdf 5
row 7 1 "verify against pdfsig" -- "$trien" verify --trust trust large-out.pdf -- pdfsig -nssdir sql:nss large-out.pdf
exit $missed
