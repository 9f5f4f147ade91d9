#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# B-T, B-LT, B-LTA from the command line against a lab's servers in all their moods; extended, renewed, refused; judged from outside.
# Requirement: X2
. "$(dirname "$0")/lab_alone.sh"
net=(--tsa "$url/tsa" --trust lab/trust --allow-host 127.0.0.1)

# stamped FILE N: openssl accepts each of its N time stamps.
stamped() {
	[ "$("$here/stamps.py" "$1" stamp)" = "$2" ] || fail "$1: not $2 time stamps"
	for ((i = 1; i <= $2; i++)); do
		openssl ts -verify -token_in -in stamp-$i.token -data stamp-$i.data -CAfile lab/trust/root.pem \
			-untrusted lab/ca/issuing.pem >ts.txt 2>&1 || fail "$1, stamp $i: $(cat ts.txt)"
	done
	passed=$((passed + 1))
}
# whole FILE SIGNATURES: pdfsig finds them valid, qpdf finds no fault. pdfsig judges no document time stamps.
whole() {
	pdfsig -nocert "$1" >pdfsig.txt 2>/dev/null || true
	[ "$(grep -c 'Signature is Valid' pdfsig.txt)" = "$2" ] || fail "$1: $(cat pdfsig.txt)"
	qpdf --check "$1" >qpdf.txt 2>&1 || fail "$1: $(cat qpdf.txt)"
	passed=$((passed + 1))
}
# level WANT COMMAND...: a file is made, and it is said to be of that level.
level() {
	local want=$1
	shift
	ok "level $want" "$@" --json
	python3 - "$want" <<'P'
import json, sys
o = json.loads(open("out.txt").read())
assert o["error"] is None and o["level_reached"] == sys.argv[1] and o["level_why"] is None, o
P
}
# lower REACHED WHY COMMAND...: a file is made, of a lower level, and it is said why: exit 12.
lower() {
	local reached=$1 why=$2 code=0
	shift 2
	"$@" --json >out.txt 2>err.txt </dev/null || code=$?
	[ $code = 12 ] || fail "exit $code, want 12: $(cat out.txt err.txt)"
	python3 - "$reached" "$why" <<'P' || fail "$(cat out.txt)"
import json, sys
o = json.loads(open("out.txt").read())
assert o["error"] is None and o["level_reached"] == sys.argv[1] and o["level_why"] == sys.argv[2] and o["level_message"], o
P
	passed=$((passed + 1))
}
sign=("$TRIEN" sign --key $pem)
extend=("$TRIEN" extend)

# ---- signing ----
stamps=1
for l in B-T B-LT B-LTA; do
	[ $l != B-LTA ] || stamps=2
	level $l "${sign[@]}" --level $l "${net[@]}" -o $l.pdf small.pdf
	stamped $l.pdf $stamps
	whole $l.pdf 1
	verdict 0 --offline $l.pdf
	cmp -n "$(stat -c %s small.pdf)" small.pdf $l.pdf || fail "$l: earlier bytes were touched"
done
# Certificates of the signer, his authority, the root, the TSA and the responder; answers about all but the root and the responder.
python3 - <<'P' || fail "the store of B-LT.pdf"
import re
d = open("B-LT.pdf", "rb").read()
store = d[d.rindex(b"/Type/DSS"):]
assert len(re.findall(rb"\d+ 0 R", re.search(rb"/Certs\[([^]]*)\]", store)[1])) == 5, store[:400]
assert len(re.findall(rb"\d+ 0 R", re.search(rb"/OCSPs\[([^]]*)\]", store)[1])) == 3, store[:400]
assert len(re.findall(rb"/[0-9A-F]{40}<<", store)) == 1, store[:600]
P
level B-T "$TRIEN" sign --key p12:lab/keys/checker.p12 --pin-file lab/keys/checker.pin --level B-T "${net[@]}" -o two.pdf B-LTA.pdf
whole two.pdf 2
# A key elsewhere.
openssl x509 -in lab/keys/leader.pem >chain.pem
ok "prepare" "$TRIEN" prepare --cert chain.pem --level B-LTA -o state small.pdf
sign_value() {
	read -r _ _ hex <out.txt
	printf '%s' "$hex" | xxd -r -p >digest
	openssl pkeyutl -sign -inkey lab/keys/leader.pem -pkeyopt digest:sha256 -in digest -out value
}
sign_value
level B-LTA "$TRIEN" finish --state state --value value --level B-LTA "${net[@]}" -o finished.pdf small.pdf
stamped finished.pdf 2
verdict 0 finished.pdf
# Without the room the stamp costs its level.
ok "prepare" "$TRIEN" prepare --cert chain.pem -o state0 small.pdf
sign_value
lower B-B sign.contents-too-small "$TRIEN" finish --state state0 --value value --level B-T "${net[@]}" -o x.pdf small.pdf
rm x.pdf

# ---- authorities of time that fail; several in turn ----
for mood in refused broken fails oversized to-private; do
	lower B-B tsa.none-answered "${sign[@]}" --level B-LTA --tsa "$url/$mood/tsa" --trust lab/trust -o down-$mood.pdf small.pdf
	whole down-$mood.pdf 1
	verdict 0 down-$mood.pdf
done
lower B-B tsa.none-answered "${sign[@]}" --level B-T --tsa http://127.0.0.1:1/tsa -o down.pdf small.pdf
level B-T "${sign[@]}" --level B-T --tsa "$url/refused/tsa" --tsa http://127.0.0.1:1/ --tsa "$url/tsa" -o turn.pdf small.pdf
stamped turn.pdf 1
code=0
"${sign[@]}" --level B-LTA --tsa "$url/broken/tsa" --trust lab/trust -o told.pdf small.pdf >out.txt 2>err.txt || code=$?
[ $code = 12 ] && grep -q 'PAdES B-B' out.txt && grep -qF '[sign.level-lower]' err.txt || fail "not told: $code $(cat out.txt err.txt)"
target=x.pdf
refused cli.option-wanted 3 "${sign[@]}" --level B-T -o x.pdf small.pdf
refused cli.option-wanted 3 "${sign[@]}" --level B-LT --tsa "$url/tsa" -o x.pdf small.pdf
refused cli.option-value 3 "${sign[@]}" --level B-X -o x.pdf small.pdf
many=()
for ((i = 0; i < 64; i++)); do many+=(--allow-host "host$i.example"); done
target= ok "as many hosts as may be" "${sign[@]}" --level B-B "${many[@]}" -o many.pdf small.pdf
refused cli.option-limit 8 "${sign[@]}" --level B-B "${many[@]}" --allow-host one.more -o x.pdf small.pdf

# ---- who may be asked ----
lower B-B tsa.none-answered "${sign[@]}" --level B-LT --tsa "$url/tsa" --trust lab/trust --offline -o offline.pdf small.pdf
cp -r lab/trust known
printf '# của phòng lab\n127.0.0.1\n' >known/hosts
level B-LTA "${extend[@]}" --tsa "$url/tsa" --trust known -o by-file.pdf B-T.pdf
printf 'ocsp.example.vn tsa.example.vn\n' >known/hosts
refused trust.host-invalid 3 "${extend[@]}" --tsa "$url/tsa" --trust known -o x.pdf B-T.pdf
refused trust.host-invalid 3 "${extend[@]}" --tsa "$url/tsa" --trust lab/trust --allow-host 'a b' -o x.pdf B-T.pdf
refused extend.data-missing 10 "${extend[@]}" --level B-LT --tsa http://tsa.example.vn/ --trust lab/trust -o x.pdf B-T.pdf
grep -qF '[fetch.host-refused]' err.txt || fail "the host that may not be asked is not named: $(cat err.txt)"
refused extend.data-missing 10 "${extend[@]}" --level B-LT "${net[@]}" --offline -o x.pdf B-T.pdf
grep -F '[collect.offline]' err.txt | grep -q "$url/ocsp" || fail "offline names no address: $(cat err.txt)"

# An authority inside the province's own network, where the administrator has named that network: asked; otherwise not.
if [ -n "${LAB_ALONE-}" ] && ip addr add 10.77.0.1/32 dev lo; then
	"$here/forward.py" 10.77.0.1 8080 "${url#http://}" &
	forwarder=$!
	for ((i = 0; i < 600; i++)); do
		if (: </dev/tcp/10.77.0.1/8080) 2>/dev/null; then break; fi
		sleep 0.1
	done
	inside=(--tsa http://10.77.0.1:8080/tsa --trust lab/trust)
	target= lower B-B tsa.none-answered "${sign[@]}" --level B-T "${inside[@]}" -o inside-0.pdf small.pdf
	target= lower B-B tsa.none-answered "${sign[@]}" --level B-T "${inside[@]}" --allow-host 10.77.0.1=10.78.0.0/16 -o inside-1.pdf small.pdf
	level B-T "${sign[@]}" --level B-T "${inside[@]}" --allow-host 10.77.0.1=10.77.0.0/16 -o inside-2.pdf small.pdf
	stamped inside-2.pdf 1
	kill $forwarder
	wait $forwarder 2>/dev/null || true
fi

# ---- extending ----
level B-LTA "${extend[@]}" "${net[@]}" -o extended.pdf down.pdf
stamped extended.pdf 2
whole extended.pdf 1
verdict 0 --offline extended.pdf
level B-T "${extend[@]}" --level B-T --tsa "$url/tsa" -o extended-t.pdf down.pdf
level B-LT "${extend[@]}" --level B-LT "${net[@]}" -o extended-lt.pdf B-T.pdf
stamped extended-lt.pdf 1
refused extend.already 4 "${extend[@]}" "${net[@]}" -o x.pdf extended.pdf
refused extend.already 4 "${extend[@]}" --level B-T --tsa "$url/tsa" -o x.pdf B-T.pdf
refused extend.unsigned 4 "${extend[@]}" "${net[@]}" -o x.pdf small.pdf
sed 's/^%PDF-1\../%PDF-1.4/; 2s/./A/' B-T.pdf >broken.pdf
cmp -s broken.pdf B-T.pdf && fail "nothing was broken"
refused extend.broken 4 "${extend[@]}" "${net[@]}" -o x.pdf broken.pdf
mkdir nobody
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout nobody.key -out nobody/ca.pem -days 40 -subj '/CN=CA MAU' 2>/dev/null
refused extend.path 4 "${extend[@]}" --level B-LT --tsa "$url/tsa" --trust nobody -o x.pdf B-T.pdf
target= lower B-T extend.path "${sign[@]}" --level B-LTA --tsa "$url/tsa" --trust nobody -o kept.pdf small.pdf
whole kept.pdf 1
refused cli.option-value 3 "${extend[@]}" --level B-B "${net[@]}" -o x.pdf B-T.pdf
refused cli.out-one-file 3 "${extend[@]}" "${net[@]}" -o x.pdf B-T.pdf two.pdf
refused cli.no-files 3 "${extend[@]}" "${net[@]}"
# In place: at once, with the rights that it had; and many files, each with its result.
cp down.pdf place.pdf
chmod 640 place.pdf
target= level B-LTA "${extend[@]}" "${net[@]}" --in-place place.pdf
[ "$(stat -c %a place.pdf)" = 640 ] || fail "other rights in place: $(stat -c %a place.pdf)"
whole place.pdf 1
mkdir out
code=0
"${extend[@]}" "${net[@]}" --json --out-dir out down.pdf small.pdf B-T.pdf >out.txt 2>err.txt || code=$?
[ $code = 4 ] && [ "$(wc -l <out.txt)" = 3 ] && [ -e out/down.extended.pdf ] && [ -e out/B-T.extended.pdf ] || fail "many: $code $(cat out.txt)"

# ---- certified, and nothing may change: but what proves and lasts is permitted (ISO 32000-2, 12.8.2.2), and nothing else ----
ok "certified" python3 "$here/certify.py" small.pdf certified.pdf lab/keys/leader.pem lab/ca/issuing.pem 1
verdict 0 certified.pdf
level B-LTA "${extend[@]}" "${net[@]}" -o certified-lta.pdf certified.pdf
stamped certified-lta.pdf 2
whole certified-lta.pdf 1
verdict 0 --offline certified-lta.pdf
refused extend.already 4 "${extend[@]}" "${net[@]}" -o certified-again.pdf certified-lta.pdf
for f in certified certified-lta; do
	python3 "$here/append_page_change.py" $f.pdf $f-changed.pdf
	verdict 1 --offline $f-changed.pdf
	refused extend.broken 4 "${extend[@]}" "${net[@]}" -o x.pdf $f-changed.pdf
	refused sign.no-changes-permitted 7 "${sign[@]}" -o x.pdf $f.pdf
done

# ---- the moods of the lab's authority ----
serve --mode revoked
refused extend.revoked 4 "${extend[@]}" "${net[@]}" -o x.pdf B-T.pdf
refused extend.revoked 4 "${sign[@]}" --level B-LT "${net[@]}" -o x.pdf small.pdf
for mood in unknown stale; do
	serve --mode $mood
	if [ $mood = unknown ]; then
		level B-LT "${extend[@]}" --level B-LT "${net[@]}" -o $mood.pdf B-T.pdf # the lists know
		verdict 0 $mood.pdf
	else
		refused extend.data-missing 10 "${extend[@]}" "${net[@]}" -o x.pdf B-T.pdf
		lower B-T extend.data-missing "${sign[@]}" --level B-LTA "${net[@]}" -o $mood.pdf small.pdf
	fi
done
# Lists of 12 MB, as large authorities have them, and no OCSP: got, judged with, stored, judged again without the network.
serve --mode large
level B-LT "${extend[@]}" --level B-LT "${net[@]}" -o large.pdf B-T.pdf
[ "$(stat -c %s large.pdf)" -gt 12000000 ] || fail "no large list was stored: $(stat -c %s large.pdf)"
verdict 0 --offline large.pdf
mkdir lone-root
cp lab/trust/root.pem lone-root/
XDG_CACHE_HOME=/nowhere "$TRIEN" verify --json --trust lone-root --allow-host 127.0.0.1 B-T.pdf >out.txt 2>err.txt || fail "large: $(cat out.txt err.txt)"
grep -q '"fetch_failures":\[\]' out.txt || grep -q 'fetch.failed\|ocsp' out.txt || fail "large: $(cat out.txt)"
rm large.pdf
# Issued to last: number and seal in the same step, then their stamp, revocation data, and a stamp over all.
serve
# A certificate by itself: what is missing is got, and an authority of time stamps is asked, of hosts that may be; who may not be is told.
sed -n "/BEGIN CERTIFICATE/,/END CERTIFICATE/p" "${pem#pem:}" >leader.crt
XDG_CACHE_HOME=/nowhere "$TRIEN" trust --trust lone-root --allow-host 127.0.0.1 --tsa "$url/tsa" --tsa "$url/nothing" check leader.crt >out.txt 2>err.txt && fail "no authority is there: $(cat out.txt)"
[ "$(grep -c '^\[tốt\]' out.txt)" = 2 ] && grep -q "/nothing: .*\[fetch" out.txt || fail "check: $(cat out.txt err.txt)"
XDG_CACHE_HOME=/nowhere "$TRIEN" trust --trust lone-root check leader.crt >out.txt 2>err.txt && fail "nobody could be asked: $(cat out.txt)"
grep -q "trust.check-" out.txt && grep -q 127.0.0.1 out.txt || fail "check: $(cat out.txt err.txt)"
"$TRIEN" reserve --texts 'number=1:30:40:15;day=1:110:40:8;month=1:130:40:8;year=1:150:40:12' \
	--signers 'as=signatory,at=1:120:230:45:20;as=agency,at=none' -o reserved.pdf small.pdf >/dev/null
"$TRIEN" sign --unseen --key $pem -o by-leader.pdf reserved.pdf >/dev/null
issue=("$TRIEN" issue --key pem:lab/keys/agency.pem --number 7 --date 2026-02-05)
level B-LTA "${issue[@]}" --level B-LTA "${net[@]}" -o issued.pdf by-leader.pdf
stamped issued.pdf 2
whole issued.pdf 2
verdict 0 issued.pdf
lower B-B tsa.none-answered "${issue[@]}" --level B-LTA --tsa "$url/fails/tsa" --trust lab/trust -o issued-b.pdf by-leader.pdf
whole issued-b.pdf 2
# Slow: the limits of time hold; what is there already is kept.
SECONDS=0
lower B-B tsa.none-answered "${sign[@]}" --level B-T --tsa "$url/slow/tsa" -o slow.pdf small.pdf
[ $SECONDS -lt 60 ] || fail "a slow authority held us for $SECONDS s"
grep -q 'không trả lời kịp' out.txt || fail "not told that it was too slow: $(cat out.txt)"
whole slow.pdf 1
# So does one that is never idle: a byte each second.
python3 - >drip.txt <<'P' &
import socket, time
s = socket.create_server(("127.0.0.1", 0))
print(s.getsockname()[1], flush=True)
c, _ = s.accept()
c.recv(65536)
c.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: application/timestamp-reply\r\nContent-Length: 5000\r\n\r\n")
try:
    for _ in range(300):
        c.sendall(b"0")
        time.sleep(1)
except OSError:
    pass
P
drip=$!
for ((i = 0; i < 600; i++)); do if [ -s drip.txt ]; then break; fi; sleep 0.05; done
SECONDS=0
lower B-B tsa.none-answered "${sign[@]}" --level B-T --tsa "http://127.0.0.1:$(cat drip.txt)/tsa" -o drip.pdf small.pdf
kill $drip 2>/dev/null || true
[ $SECONDS -lt 60 ] || fail "a byte each second held us for $SECONDS s"
grep -q 'không trả lời kịp' out.txt || fail "not told that it was too slow: $(cat out.txt)"
whole drip.pdf 1
stop_server
refused extend.data-missing 10 "${extend[@]}" --level B-LT "${net[@]}" -o x.pdf B-T.pdf
grep -qF '[fetch.failed]' err.txt || fail "not told that nobody answers: $(cat err.txt)"
refused tsa.none-answered 10 "${extend[@]}" "${net[@]}" -o x.pdf down.pdf
serve

# ---- judging with the network: what the verdict lacks is got, kept, or named ----
serve
mkdir bare home home/.cache
cp lab/trust/root.pem bare/
online=(env HOME="$work/home" XDG_CACHE_HOME= "$TRIEN" verify --trust bare)
# judge WANT OPTION...
judge() {
	local want=$1 code=0
	shift
	"${online[@]}" "$@" B-T.pdf >out.txt 2>err.txt || code=$?
	[ $code = "$want" ] || fail "verify $*: exit $code, want $want: $(cat out.txt err.txt)"
	passed=$((passed + 1))
}
judge 2 --offline
grep -q "$url/ocsp" out.txt || fail "offline names no address: $(cat out.txt)"
judge 2
judge 2 --allow-host ca.example
grep -qF '[fetch.host-refused]' out.txt || fail "not told who may not be asked: $(cat out.txt)"
judge 0 --allow-host 127.0.0.1
judge 2 --allow-host 127.0.0.1 --offline --json
ls home/.cache/trien >kept.txt
[ -s kept.txt ] || fail "nothing was kept"
stop_server
judge 0 --allow-host 127.0.0.1 # from what was kept
rm -r home/.cache/trien
judge 2 --allow-host 127.0.0.1
serve --mode revoked
code=0
"${online[@]}" --allow-host 127.0.0.1 --json B-T.pdf >out.txt 2>err.txt || code=$?
[ $code != 0 ] && grep -q REVOKED out.txt || fail "revoked: $code $(cat out.txt)"
XDG_CACHE_HOME=/nowhere "$TRIEN" trust --trust lone-root --allow-host 127.0.0.1 check leader.crt >out.txt 2>err.txt && fail "revoked: $(cat out.txt)"
grep -q "trust.check-revoked" out.txt || fail "revoked: $(cat out.txt err.txt)"
rm -rf home/.cache/trien
serve

# ---- evidence is of its own day: what another judgement has got and kept is no proof ----
mkdir own-day
ok "sign" "${sign[@]}" -o own-day.pdf small.pdf
ok "judged over the network" env XDG_CACHE_HOME="$work/own-day" "$TRIEN" verify --trust bare --allow-host 127.0.0.1 own-day.pdf
stop_server
ok "judged by what was kept" env XDG_CACHE_HOME="$work/own-day" "$TRIEN" verify --trust bare --allow-host 127.0.0.1 own-day.pdf
XDG_CACHE_HOME=$work/own-day "$TRIEN" evidence create --trust bare --json --allow-host 127.0.0.1 own-day.pdf >out.txt 2>err.txt || fail "evidence: $(cat out.txt err.txt)"
grep -q '"type": *"ocsp"' out.txt && fail "an answer that was kept became a proof: $(cat out.txt)"
grep -q 'fetch.failed' out.txt || fail "what could not be got is not told: $(cat out.txt)"
serve
ok "evidence anew" env XDG_CACHE_HOME="$work/own-day" "$TRIEN" evidence create --force --trust bare --json --allow-host 127.0.0.1 own-day.pdf
grep -q '"type": *"ocsp"' out.txt || fail "no answer: $(cat out.txt)"

# ---- evidence: all that judging will want is got, of the stamp's authority too, and is enough without a network ----
evidence=(env XDG_CACHE_HOME=/nowhere "$TRIEN" evidence create --trust bare --json)
cp down.pdf filed.pdf
ok "evidence" "${evidence[@]}" --tsa "$url/tsa" --allow-host 127.0.0.1 filed.pdf
ok "evidence, asking nobody" "${evidence[@]}" --offline -o alone.evidence filed.pdf
python3 - "$url" <<'P' || fail "what was not asked is not named: $(cat out.txt)"
import json, sys
o = json.load(open("out.txt"))
assert o["indication"] == "INDETERMINATE" and f"{sys.argv[1]}/ocsp" in {m["url"] for m in o["not_got"]}, o
assert {f["error"] for f in o["fetch_failures"]} == {"collect.offline"} and o["missing"], o
P
"$TRIEN" evidence show --json filed.pdf.evidence >out.txt
python3 - <<'P' || fail "the evidence: $(cat out.txt)"
import json
kinds = [i["type"] for i in json.load(open("out.txt"))["items"]]
assert kinds.count("ocsp") >= 3 and kinds.count("certificate") >= 3, kinds
P
stop_server
ok "judged with its evidence" "$TRIEN" evidence verify --trust bare filed.pdf
# filed WANT OPTION...
filed() {
	local want=$1 code=0
	shift
	"$TRIEN" evidence verify "$@" filed.pdf >out.txt 2>err.txt || code=$?
	[ $code = "$want" ] || fail "evidence verify $*: exit $code, want $want: $(cat out.txt err.txt)"
	passed=$((passed + 1))
}
filed 2 --trust bare --evidence alone.evidence
filed 2 --trust nobody
serve --mode revoked
ok "evidence of a revoked one" "${evidence[@]}" --tsa "$url/tsa" --allow-host 127.0.0.1 -o revoked.evidence filed.pdf
grep -q '"indication":"TOTAL-PASSED"' out.txt && fail "revoked: $(cat out.txt)"
serve

# Renewed: what is known by now of who stamped before stands under the new stamp; what could not be got is named, and the stamp is taken.
renew=(env XDG_CACHE_HOME=/nowhere "$TRIEN" evidence stamp --trust bare --json --tsa "$url/tsa")
# renewed STAMPS OCSP NOT-GOT: the newest stamp is over all items.
renewed() {
	python3 - "$url" "$@" <<'P' || fail "renewed: $(cat out.txt)"
import json, sys
url, stamps, ocsp, not_got = sys.argv[1], *map(int, sys.argv[2:])
o = json.load(open("out.txt"))
assert len(o["stamps"]) == stamps and o["stamps"][-1]["items"] == len(o["items"]), o
assert [i["type"] for i in o["items"]].count("ocsp") == ocsp and len(o["not_got"]) == not_got, o
assert {f["error"] for f in o.get("fetch_failures", [])} == ({"collect.offline"} if not_got else set()), o
P
	passed=$((passed + 1))
}
ok "evidence of what is there" "${evidence[@]}" --offline --tsa "$url/tsa" -o once.evidence filed.pdf
cp once.evidence twice.evidence
ok "renewed, asking nobody" "${renew[@]}" --offline twice.evidence
renewed 2 0 4 # an answer and a list for the stamp's authority and the one above it
cp once.evidence twice.evidence
ok "renewed" "${renew[@]}" --allow-host 127.0.0.1 twice.evidence
renewed 2 2 0
ok "renewed, all being known" "${renew[@]}" --offline twice.evidence
renewed 3 2 0
cp filed.pdf.evidence twice.evidence
ok "renewed, complete" "${renew[@]}" --allow-host 127.0.0.1 twice.evidence
ok "renewed, judged" "$TRIEN" evidence verify --trust bare --evidence twice.evidence filed.pdf
# What the document's own signer lacked when the evidence was made is got at renewal, where the document is beside it; its twins: alone, and beside another.
mkdir beside
cp filed.pdf beside/filed.pdf
cp once.evidence beside/filed.pdf.evidence
cp once.evidence beside/alone.evidence
cp small.pdf beside/small.pdf
cp once.evidence beside/small.pdf.evidence
ok "renewed beside its document" "${renew[@]}" --allow-host 127.0.0.1 beside/filed.pdf.evidence
grep -q '"indication":"TOTAL-PASSED".*"without_document":false' out.txt || fail "renewed: $(cat out.txt)"
ok "renewed alone" env XDG_CACHE_HOME=/nowhere "$TRIEN" evidence stamp --trust bare --tsa "$url/tsa" --allow-host 127.0.0.1 beside/alone.evidence
grep -q 'không thấy văn bản bên cạnh' out.txt || fail "not told that the document is not there: $(cat out.txt)"
refused evidence.other-document 4 env XDG_CACHE_HOME=/nowhere "$TRIEN" evidence stamp --trust bare --tsa "$url/tsa" --allow-host 127.0.0.1 beside/small.pdf.evidence
cmp once.evidence beside/small.pdf.evidence || fail "refused, and changed"
filed 2 --trust bare --evidence once.evidence
filed 2 --trust bare --evidence beside/alone.evidence
stop_server
filed 0 --trust bare --evidence beside/filed.pdf.evidence
serve

# A time-stamp authority that answers for other bytes, to another question, or is a stranger: refused by name, nothing is touched.
openssl req -x509 -newkey rsa:2048 -nodes -keyout stranger.key -out stranger.crt -days 30 -subj "/CN=KHONG CO GIA TRI PHAP LY - Dau thoi gian la" \
	-addext "extendedKeyUsage=critical,timeStamping" 2>/dev/null
cat stranger.key stranger.crt >stranger.pem
"$here/hostile_tsa.py" lab/keys/tsa.pem stranger.pem >hostile.txt &
hostile=$!
trap 'stop_server; kill $hostile 2>/dev/null || true; chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
for ((i = 0; i < 1200; i++)); do grep -q '^ready ' hostile.txt && break; sleep 0.05; done
liar=$(sed -n 's/^ready //p' hostile.txt)
ok "sign" "$TRIEN" sign --key $pem -o plain.pdf small.pdf
sha256sum plain.pdf once.evidence >liar.sum
# lied WHY EXIT MODE WORDS: to extend, in place.
lied() {
	refused "$1" "$2" "${extend[@]}" --level B-T --trust lab/trust --tsa "$liar/$3" --in-place plain.pdf
	grep -q "$4" err.txt || fail "$3: not told why: $(cat err.txt)"
	sha256sum -c --quiet liar.sum || fail "$3: refused, and changed"
}
lied tsa.none-answered 10 imprint 'không phải cho dữ liệu đã gửi đi'
lied tsa.none-answered 10 nonce 'số ngẫu nhiên không phải số đã gửi'
lied extend.path 4 stranger 'không dẫn được tới gốc tin cậy'
refused evidence.stamp-broken 4 "$TRIEN" evidence stamp --trust lab/trust --offline --tsa "$liar/imprint" once.evidence
sha256sum -c --quiet liar.sum || fail "refused, and changed"
refused evidence.stranger 4 "$TRIEN" evidence stamp --trust lab/trust --offline --tsa "$liar/stranger" once.evidence
sha256sum -c --quiet liar.sum || fail "refused, and changed"
target=stranger.evidence refused evidence.stranger 4 "$TRIEN" evidence create --trust lab/trust --offline --tsa "$liar/stranger" -o stranger.evidence plain.pdf
ok "nobody can tell" env HOME=/nowhere XDG_CONFIG_HOME= TRIEN_TRUST= "$TRIEN" evidence create --offline --tsa "$liar/stranger" -o stranger.evidence plain.pdf
cp plain.pdf good.pdf
ok "its twin" "${extend[@]}" --level B-T --trust lab/trust --tsa "$liar/good" --in-place good.pdf
kill $hostile

# A DSS that lists one stream often: up to the cap it is read once, past it refused by name, and the file stays.
"$here/append_dss.py" good.pdf cap.pdf 10000
"$here/append_dss.py" good.pdf past.pdf 10001
sha256sum past.pdf >past.sum
refused sign.dss-limit 8 "${extend[@]}" --level B-LT "${net[@]}" --in-place past.pdf
sha256sum -c --quiet past.sum || fail "refused, and changed"
ok "at the cap" "${extend[@]}" --level B-LT "${net[@]}" --in-place cap.pdf
# Thousands of different ones that unpack to 4 MiB each: together 128 MiB are read, and not a byte more.
mapfile -t bombs < <(yes 4194304 | head -32)
"$here/append_dss.py" B-T.pdf cap.pdf "${bombs[@]}"
"$here/append_dss.py" B-T.pdf past.pdf "${bombs[@]}" 1
"$here/append_dss.py" B-T.pdf one.pdf 134217729 1
refused extend.already 4 "${extend[@]}" --level B-T "${net[@]}" --in-place cap.pdf
for f in past one; do
	sha256sum $f.pdf >past.sum
	refused sign.dss-bytes-limit 8 "${extend[@]}" --level B-T "${net[@]}" --in-place $f.pdf
	sha256sum -c --quiet past.sum || fail "refused, and changed"
done
python3 - <<'P'
new, old = open("twice.evidence", "rb").read(), open("filed.pdf.evidence", "rb").read()
at = new.index(old[-40:]) + 40 + 100 # within what was added behind the first stamp
open("touched.evidence", "wb").write(new[:at] + bytes([new[at] ^ 1]) + new[at + 1:])
P
refused evidence.stamp-broken 4 "$TRIEN" evidence verify --trust bare --evidence touched.evidence filed.pdf
serve --mode broken
"${evidence[@]}" --allow-host 127.0.0.1 -o broken.evidence filed.pdf >out.txt 2>err.txt || fail "broken: $(cat out.txt err.txt)"
"$TRIEN" evidence show --json broken.evidence | grep -q '"type":"ocsp"' && fail "what is no answer was kept"
serve

# ---- torment: the source stays as it was ----
sha256sum B-T.pdf down.pdf >before.sum
mkdir kills
for delay in 0.02 0.05 0.1 0.15 0.2 0.3 0.4; do
	cp down.pdf kills/in-place.pdf
	(timeout -s KILL $delay "${extend[@]}" "${net[@]}" --in-place kills/in-place.pdf || true) >/dev/null 2>&1
	cmp -s -n "$(stat -c %s down.pdf)" down.pdf kills/in-place.pdf || fail "killed after $delay: the source was hurt"
	verdict 0 kills/in-place.pdf
done
rm -rf kills
if [ "$(id -u)" = 0 ] && mkdir full && mount -t tmpfs -o size=64k tmpfs full 2>/dev/null; then
	cp down.pdf full/
	target= refused cli.target-disk-full 5 "${extend[@]}" "${net[@]}" --in-place full/down.pdf
	cmp down.pdf full/down.pdf || fail "the full disk hurt the source"
	[ "$(ls -A full)" = down.pdf ] || fail "left on the full disk: $(ls -A full)"
	umount full
fi
sha256sum -c --quiet before.sum || fail "a source was touched"

# ---- a file that wants too much of the network ----
authority() { # NAME URLS: a signer whose certificate names so many responders
	local list= i
	for ((i = 1; i <= $2; i++)); do list+=",OCSP;URI:http://127.0.0.1:1/$1/$i"; done
	printf '[x]\nkeyUsage=critical,digitalSignature\nauthorityInfoAccess=%s\nauthorityKeyIdentifier=keyid\n' "${list#,}" >$1.cnf
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout $1.key -out $1.csr -subj "/CN=MAU $1" 2>/dev/null
	openssl x509 -req -in $1.csr -CA known/ca.pem -CAkey ca.key -days 30 -extfile $1.cnf -extensions x -out $1.crt 2>/dev/null
	cat $1.key $1.crt >$1.pem
}
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out known/ca.pem -days 40 -subj '/CN=CA MAU' \
	-addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
rm known/hosts
for n in 30 31; do
	authority a 32
	authority b $n
	rm -f a.pdf ab.pdf
	ok "sign" "$TRIEN" sign --key pem:a.pem -o a.pdf small.pdf
	ok "sign" "$TRIEN" sign --key pem:b.pem -o ab.pdf a.pdf
	code=0
	"${extend[@]}" --json --level B-LT --tsa "$url/tsa" --trust known -o ab-$n.pdf ab.pdf >out.txt 2>err.txt || code=$?
	echo "$code $(cat out.txt)" >asked-$n.txt
done
# What is told as missing has an end too: 64 addresses, and not one more.
for n in 31 32; do
	authority b $n
	authority c 1
	rm -f ab.pdf abc.pdf
	ok "sign" "$TRIEN" sign --key pem:b.pem -o ab.pdf a.pdf
	ok "sign" "$TRIEN" sign --key pem:c.pem -o abc.pdf ab.pdf
	"$TRIEN" verify --offline --json --trust known abc.pdf >out.txt && fail "nothing is missing: $(cat out.txt)"
	python3 - $n <<'P' || fail "missing, $n: $(cat out.txt)"
import json, sys
urls = {m["url"] for m in json.load(open("out.txt"))["missing"]}
wanted = {f"http://127.0.0.1:1/{who}/{i}" for who, count in (("a", 32), ("b", int(sys.argv[1])), ("c", 1)) for i in range(1, count + 1)}
assert urls <= wanted and len(urls) == 64 and len(wanted - urls) == int(sys.argv[1]) - 31, (len(urls), wanted - urls)
P
done
grep -q 'extend.data-missing' asked-30.txt || fail "64 requests: $(cat asked-30.txt)"
grep -q 'extend.requests-limit' asked-31.txt || fail "65 requests: $(cat asked-31.txt)"
passed=$((passed + 1))
finish
