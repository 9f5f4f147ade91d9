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

# Without the lists nobody knows; what would have to be got is told, with the OCSP question.
rm trust/*.crl
judge 2 signed.pdf
says 's["sub_indication"], s["findings"][0]["id"]' "('TRY_LATER', 'verify.revocation-missing')"
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
