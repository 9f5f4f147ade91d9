#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien lab serve and revoke, with openssl as the client and the outside judge.
set -euo pipefail
command -v openssl >/dev/null || { echo "skipped: no openssl"; exit 77; }
work=$(mktemp -d)
server=
cleanup() {
	if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
	rm -rf "$work"
}
trap cleanup EXIT
fail() { echo "FAILED: $*"; exit 1; }
lab=$work/lab
"$TRIEN" lab init --no-tokens "$lab" >/dev/null
"$TRIEN" lab serve --port 0 --lang en "$lab" >"$work/said" 2>"$work/errors" </dev/null &
server=$!
for ((i = 0; i < 600; i++)); do
	if grep -q '^ready ' "$work/said"; then break; fi
	kill -0 $server 2>/dev/null || fail "the server ended: $(cat "$work/errors")"
	sleep 0.1
done
url=$(sed -n 's/^ready //p' "$work/said")
[ -n "$url" ] || fail "it never said that it is ready"

# ocsp MODE WHO WANT
ocsp() {
	openssl ocsp -issuer "$lab/ca/issuing.pem" -cert "$lab/keys/$2.pem" -CAfile "$lab/trust/root.pem" \
		-verify_other "$lab/ca/issuing.pem" -url "$url$1/ocsp" >"$work/ocsp" 2>&1 || true
	grep -q "$3" "$work/ocsp" || fail "ocsp $1 $2: want $3, got $(cat "$work/ocsp")"
}
ocsp '' leader 'leader.pem: good'
grep -q 'Response verify OK' "$work/ocsp" || fail "openssl does not accept the responder: $(cat "$work/ocsp")"
ocsp /revoked leader 'leader.pem: revoked'
ocsp /unknown leader 'leader.pem: unknown'
ocsp /stale leader 'Status times invalid'
ocsp /wrong-signer leader 'Response Verify Failure'
ocsp /refused leader 'trylater'
ocsp /broken leader 'Error'
"$TRIEN" lab revoke --reason keyCompromise --at 2026-01-02T03:04:05Z "$lab" clerk >/dev/null
ocsp '' clerk 'Reason: keyCompromise'
grep -q 'Revocation Time: Jan  2 03:04:05 2026 GMT' "$work/ocsp" || fail "another time: $(cat "$work/ocsp")"

get() { python3 -c 'import sys, urllib.request as u
data = open(sys.argv[2], "rb").read() if len(sys.argv) > 2 else None
sys.stdout.buffer.write(u.urlopen(sys.argv[1], data, timeout=30).read())' "$@"; }
get "$url/crl/issuing.crl" >"$work/issuing.crl"
openssl x509 -in "$lab/ca/issuing.pem" >"$work/issuing.pem"
openssl crl -inform DER -in "$work/issuing.crl" -CAfile "$work/issuing.pem" -noout -text >"$work/crl" 2>&1
grep -q 'verify OK' "$work/crl" || fail "openssl does not accept the list"
grep -q 'Key Compromise' "$work/crl" || fail "the revoked one is not in the list"
cat "$lab/trust/root.pem" >"$work/all.pem"
openssl crl -inform DER -in "$work/issuing.crl" >>"$work/all.pem"
get "$url/crl/root.crl" | openssl crl -inform DER >>"$work/all.pem"
openssl verify -crl_check_all -CAfile "$work/all.pem" -untrusted "$work/issuing.pem" "$lab/keys/leader.pem" >/dev/null ||
	fail "openssl verify with the lists"
if openssl verify -crl_check_all -CAfile "$work/all.pem" -untrusted "$work/issuing.pem" "$lab/keys/clerk.pem" >/dev/null 2>&1; then
	fail "openssl verify accepts the revoked one"
fi
get "$url/ca/issuing.crt" | openssl x509 -inform DER >"$work/from-server.pem"
cmp "$work/issuing.pem" "$work/from-server.pem" || fail "another certificate of the authority"

echo 'Quyết định mẫu' >"$work/text"
openssl ts -query -data "$work/text" -sha256 -cert -out "$work/query" 2>/dev/null
get "$url/tsa" "$work/query" >"$work/stamp"
openssl ts -verify -in "$work/stamp" -queryfile "$work/query" -CAfile "$lab/trust/root.pem" -untrusted "$work/issuing.pem" \
	>"$work/ts" 2>&1 || fail "openssl ts -verify: $(cat "$work/ts")"
get "$url/tsa-expired/tsa" "$work/query" >"$work/stamp"
if openssl ts -verify -in "$work/stamp" -queryfile "$work/query" -CAfile "$lab/trust/root.pem" -untrusted "$work/issuing.pem" \
	>/dev/null 2>&1; then fail "the stamp of an expired TSA is accepted"; fi

# Loopback alone.
if command -v ss >/dev/null; then
	[ -z "$(ss -Hltn "sport = :${url##*:}" | grep -v '127.0.0.1:')" ] || fail "it listens elsewhere too"
fi
code=0
"$TRIEN" lab serve --port "${url##*:}" --json "$lab" >"$work/second" 2>&1 || code=$?
[ $code = 5 ] && grep -q 'lab.port-taken' "$work/second" || fail "a second server on the port: $code $(cat "$work/second")"
code=0
"$TRIEN" lab serve --mode cheerful --json "$lab" >"$work/second" 2>&1 || code=$?
[ $code = 3 ] && grep -q 'cli.option-value' "$work/second" || fail "an unknown mode: $code"
kill -TERM $server
wait $server || fail "it did not end well"
server=
echo "openssl ocsp, crl, verify and ts accept the lab's services"
