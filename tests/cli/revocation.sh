#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien verify asks whether certificates are revoked: by the lists beside the anchors, and says what is missing where there are none.
. "$(dirname "$0")/common.sh"

field() { # field OF THE FIRST SIGNATURE'S REPORT, as python prints it
	python3 -c 'import json, sys; r = json.load(open("out.json")); s = r["signatures"][0]; print(eval(sys.argv[1]))' "$1"
}
says() { # says WHAT WANTED
	local got
	got=$(field "$1")
	[ "$got" = "$2" ] || fail "$1 is $got, wanted $2"
	passed=$((passed + 1))
}
judge() { # judge EXIT OPTION...
	local want=$1 code=0
	shift
	"$TRIEN" verify --json --trust trust "$@" >out.json 2>err.txt || code=$?
	[ $code = "$want" ] || fail "verify $*: exit $code, wanted $want: $(cat out.json err.txt)"
	passed=$((passed + 1))
}

ok "sign" "$TRIEN" sign --key $pem -o signed.pdf small.pdf
cp -r "lab/trust" trust
judge 0 signed.pdf
says 'r["revocation"], r["missing"], s["path"][0]["status"], s["path"][0]["evidence"]["source"]' "('required', [], 'good', 'given')"
says '{c["id"]: c["result"] for c in s["checks"]}["check.revocation"]' passed

# A certificate by itself, as a desk asks about its own; of several each has its line, and the first that is not well is how it ends.
sed -n "/BEGIN CERTIFICATE/,/END CERTIFICATE/p" "${pem#pem:}" >leader.crt
# tells ID EXIT [ANCHORS]: of this certificate.
tells() {
	local id=$1 want=$2 code=0
	"$TRIEN" trust --trust "${3-trust}" --offline check leader.crt >out.txt 2>err.txt || code=$?
	[ "$code" = "$want" ] && grep -q "^\[.*$id" out.txt || fail "want $id, $want: $code: $(cat out.txt err.txt)"
	passed=$((passed + 1))
}
tells "tốt. leader.crt" 0
mkdir bare && cp lab/trust/tsa*.pem bare/ 2>/dev/null || openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other.key -out bare/other.pem -days 9 -subj "/CN=Other" 2>/dev/null
tells trust.check-path 7 bare
refused cli.usage 3 "$TRIEN" trust --trust trust check
refused cli.usage 3 "$TRIEN" trust --trust trust --offline list
echo nothing >nothing.crt
says_line() { grep -q "$1" out.txt || fail "not said: $1: $(cat out.txt)"; passed=$((passed + 1)); }
"$TRIEN" trust --trust trust --offline --json check nothing.crt leader.crt >out.txt 2>&1 && fail "a file that is none: $(cat out.txt)"
says_line '"error": *"pki.trust-invalid"'
says_line '"status": *"good"'

# Without the lists nobody knows; what would have to be got is told, with the OCSP question.
rm trust/*.crl
judge 2 signed.pdf
says 's["sub_indication"], s["findings"][0]["id"]' "('TRY_LATER', 'verify.revocation-missing')"
tells trust.check-unknown 10
says 'sorted({m["what"] for m in r["missing"]})' "['crl', 'ocsp']"
says 'all(m["url"].startswith("http://127.0.0.1:") and (m["body"] is None) == (m["what"] == "crl") for m in r["missing"])' True
judge 0 --revocation if-present signed.pdf
says 's["findings"][0]["id"], s["findings"][0]["indication"]' "('verify.revocation-skipped', 'TOTAL-PASSED')"
judge 0 --revocation skip signed.pdf
says '{c["id"]: c["result"] for c in s["checks"]}["check.revocation"]' not-done
target= refused cli.option-value 3 "$TRIEN" verify --trust trust --revocation never signed.pdf

# A revocation counts whenever it is looked for.
cp -r "lab" lab2
"$TRIEN" lab revoke --reason keyCompromise lab2 leader >/dev/null
cp lab2/trust/*.crl trust/
judge 2 signed.pdf
says 's["sub_indication"], s["findings"][0]["id"], s["path"][0]["reason"]' "('REVOKED_NO_POE', 'verify.revoked-no-poe', 'keyCompromise')"
judge 2 --revocation if-present signed.pdf
judge 0 --revocation skip signed.pdf
tells trust.check-revoked 7
cp -r "lab" lab3
"$TRIEN" lab revoke --reason certificateHold lab3 leader >/dev/null
mkdir held && cp lab3/trust/*.crl lab3/trust/root.pem held/
tells trust.check-on-hold 7 held

# A file that is none is named, and nothing else suffers from it; a list may be PEM too.
rm trust/*.crl
echo nothing >trust/bad.crl
judge 2 signed.pdf
says 's["sub_indication"], r["warnings"][0]["error"], "bad.crl" in r["warnings"][0]["message"]' "('TRY_LATER', 'pki.trust-invalid', True)"
for f in lab/trust/*.crl; do
	openssl crl -inform DER -in "$f" -outform PEM -out "trust/$(basename "$f")"
done
judge 0 signed.pdf
says 'len(r["warnings"]), r["report"]["warnings"][0].startswith("Tệp “bad.crl” của thư mục tin cậy không được dùng")' "(1, True)"
"$TRIEN" verify --trust trust signed.pdf | grep -q 'Lưu ý: Tệp “bad.crl”' || fail "the page names the file"
find trust -type f ! -name bad.crl -delete
target= refused pki.trust-invalid 4 "$TRIEN" verify --trust trust signed.pdf
finish
