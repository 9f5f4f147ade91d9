#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien evidence: what is kept with a document, judged with it, and destroyed with it; each file that was tampered with is refused.
# Requirement: X1
. "$(dirname "$0")/common.sh"
"$TRIEN" lab serve --port 0 lab >served.txt 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true; chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
for _ in $(seq 100); do grep -q ^ready served.txt && break; sleep 0.1; done
url=$(sed -n 's/^ready //p' served.txt)
[ -n "$url" ] || fail "no lab: $(cat served.txt)"
mkdir bare
cp lab/trust/root.pem bare/

ok "sign" "$TRIEN" sign --key $pem -o doc.pdf small.pdf
cp small.pdf policy.pdf
evidence() { "$TRIEN" evidence "$@"; }

# Outgoing, with all that Điều 9 wants.
ok "create" "$TRIEN" evidence create --trust lab/trust --policy policy.pdf --responsibility "Ký thay mặt cơ quan mẫu" --tsa "$url/tsa" doc.pdf
grep -q "Chứng cứ của văn bản đi" out.txt || fail "$(cat out.txt)"
grep -q "trách nhiệm của người ký.*: Ký thay mặt cơ quan mẫu" out.txt || fail "responsibility: $(cat out.txt)"
grep -q "CÒN THIẾU" out.txt && fail "something is missing: $(cat out.txt)"
evidence show --json doc.pdf.evidence | python3 -c '
import hashlib, json, sys
e = json.load(sys.stdin)
assert e["document"] == hashlib.sha256(open("doc.pdf", "rb").read()).hexdigest()
kinds = [i["type"] for i in e["items"]]
assert kinds == sorted(kinds, key=["certificate", "crl", "ocsp", "policy", "responsibility"].index), kinds
assert kinds.count("certificate") >= 3 and kinds.count("crl") == 2 and len(e["stamps"]) == 1 and e["missing"] == [], e'
openssl asn1parse -inform DER -in doc.pdf.evidence >/dev/null || fail "not DER"
# What the stamp stands on ends with its authority's certificate: SHA-256 and the lab's keys have no end that is known.
evidence show --json doc.pdf.evidence | python3 -c 'import json, sys; print(json.load(sys.stdin)["stamps"][0]["until"])' >until.txt
ends=$(openssl x509 -in <(sed -n '/BEGIN CERT/,/END CERT/p' lab/keys/tsa.pem) -noout -enddate | cut -d= -f2)
[ "$(date -d "$(cat until.txt)" +%s)" = "$(date -d "$ends" +%s)" ] || fail "the stamp ends $(cat until.txt), its authority $ends"
# Without a network and without lists of one's own the document cannot be told; with its evidence it can.
code=0
"$TRIEN" verify --trust bare doc.pdf >out.txt || code=$?
[ $code = 2 ] || fail "without evidence: $code: $(cat out.txt)"
ok "verify with it" "$TRIEN" evidence verify --trust bare doc.pdf
target= refused cli.target-exists 5 "$TRIEN" evidence create --trust lab/trust doc.pdf

# Renewed: one stamp more, over all that was there.
cp doc.pdf.evidence before
ok "stamp" "$TRIEN" evidence stamp --tsa "$url/tsa" doc.pdf.evidence
evidence show --json doc.pdf.evidence | python3 -c 'import json, sys; assert len(json.load(sys.stdin)["stamps"]) == 2'
ok "verify again" "$TRIEN" evidence verify --trust bare doc.pdf

# What is replaced in place keeps its rights, and its owner where that may be.
chmod 640 doc.pdf.evidence
cp doc.pdf owned.pdf
chmod 604 owned.pdf
if [ "$(id -u)" = 0 ]; then chown 1:2 doc.pdf.evidence owned.pdf 2>/dev/null || true; fi
stat -c '%n %a %u %g' doc.pdf.evidence owned.pdf >rights
ok "stamp" "$TRIEN" evidence stamp --tsa "$url/tsa" doc.pdf.evidence
ok "extend" "$TRIEN" extend --level B-T --in-place --tsa "$url/tsa" owned.pdf
[ "$(stat -c '%n %a %u %g' doc.pdf.evidence owned.pdf)" = "$(cat rights)" ] || fail "other rights: $(stat -c '%n %a %u %g' doc.pdf.evidence owned.pdf), $(cat rights) before"

# Incoming, and without what is not there: said.
ok "received" "$TRIEN" evidence create --received -o in.evidence doc.pdf
grep -q "Chứng cứ của văn bản đến" out.txt || fail "$(cat out.txt)"
[ "$(grep -c "CÒN THIẾU" out.txt)" = 4 ] || fail "what is missing: $(cat out.txt)"
echo "Theo Quyết định mẫu" >words.txt
ok "from a file" "$TRIEN" evidence create --responsibility words.txt --force -o in.evidence doc.pdf
grep -q "Theo Quyết định mẫu" out.txt || fail "$(cat out.txt)"

# The twins: another document, another list, another stamp, a part cut off, an item twice.
cp doc.pdf other.pdf
echo >>other.pdf
refused evidence.other-document 4 "$TRIEN" evidence verify --trust lab/trust --evidence doc.pdf.evidence other.pdf
python3 - <<-'EOF'
	import pathlib
	good = pathlib.Path("doc.pdf.evidence").read_bytes()
	crl = next(pathlib.Path("lab/trust").glob("*.crl")).read_bytes()
	at = good.index(crl)
	pathlib.Path("list.evidence").write_bytes(good[:at + 60] + bytes([good[at + 60] ^ 1]) + good[at + 61:])
	pathlib.Path("policy.evidence").write_bytes(good.replace(b"%PDF-1", b"%PDF-0", 1))
	pathlib.Path("stamp.evidence").write_bytes(good[:-20] + bytes([good[-20] ^ 1]) + good[-19:])
	pathlib.Path("cut.evidence").write_bytes(good[:-1])
	pathlib.Path("more.evidence").write_bytes(good + b"\0")
	pathlib.Path("empty.evidence").write_bytes(b"")
EOF
for twin in list policy stamp; do
	refused evidence.stamp-broken 4 "$TRIEN" evidence verify --trust lab/trust --evidence $twin.evidence doc.pdf
	refused evidence.stamp-broken 4 "$TRIEN" evidence show $twin.evidence
done
for twin in cut more empty; do
	refused evidence.malformed 4 "$TRIEN" evidence show $twin.evidence
done
refused evidence.malformed 4 "$TRIEN" evidence verify --evidence doc.pdf doc.pdf
refused verify.no-signature 4 "$TRIEN" evidence create small.pdf
[ ! -e small.pdf.evidence ] || fail "evidence of nothing was left"
head -c 65537 /dev/zero | tr '\0' a >long.txt
target=x.evidence
refused base.buffer-limit 8 "$TRIEN" evidence create --responsibility long.txt -o x.evidence doc.pdf
refused fetch.status 10 "$TRIEN" evidence create --tsa "$url/nothing" -o x.evidence doc.pdf
refused fetch.url-refused 7 "$TRIEN" evidence create --tsa nowhere -o x.evidence doc.pdf
target=
refused cli.option-wanted 3 "$TRIEN" evidence stamp doc.pdf.evidence
for wrong in "create" "show --yes doc.pdf" "verify --policy policy.pdf doc.pdf" "destroy --trust lab/trust doc.pdf" "stamp --force doc.pdf"; do
	# shellcheck disable=SC2086
	refused cli.usage 3 "$TRIEN" evidence $wrong
done

# A document that was encrypted before somebody else's software signed it.
"$here/sign_encrypted.py" lab/keys/leader.pem lab/ca/issuing.pem secret.pdf || fail "no encrypted document"
ok "of an encrypted one" "$TRIEN" evidence create --offline --trust lab/trust secret.pdf
code=0
"$TRIEN" verify --offline --trust bare secret.pdf >out.txt || code=$?
[ $code = 2 ] || fail "encrypted, without evidence: $code: $(cat out.txt)"
ok "encrypted, with it" "$TRIEN" evidence verify --trust bare secret.pdf
python3 -c 'd = open("secret.pdf", "rb").read(); open("forged.pdf", "wb").write(d.replace(b"/Count 1", b"/Count 2", 1))'
refused evidence.other-document 4 "$TRIEN" evidence verify --trust bare --evidence secret.pdf.evidence forged.pdf

# Destroyed together (Điều 10), and only together.
refused evidence.not-confirmed 3 "$TRIEN" evidence destroy doc.pdf
[ -e doc.pdf ] && [ -e doc.pdf.evidence ] || fail "destroyed without a word"
cp doc.pdf.evidence other.pdf.evidence
refused evidence.other-document 4 "$TRIEN" evidence destroy --yes other.pdf
[ -e other.pdf ] || fail "another document was destroyed"
refused cli.source-missing 5 "$TRIEN" evidence destroy --yes small.pdf
[ -e small.pdf ] || fail "a document without evidence was destroyed"
ok "destroy" "$TRIEN" evidence destroy --yes doc.pdf
[ ! -e doc.pdf ] && [ ! -e doc.pdf.evidence ] && [ -e other.pdf ] && [ -e in.evidence ] || fail "destroy"
finish
