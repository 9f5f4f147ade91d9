#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien-agent serve: pages of the VGCA protocol get documents signed with the token of this desk, judged by others than us; and whoever else comes to that port, or says otherwise than it is, gets nothing.
# Requirement: R4.3 R5.3
. "$(dirname "$0")/common.sh"
[ -e /usr/lib/softhsm/libsofthsm2.so ] || exit 77
. "$agent_tests/desk.sh"
stop_mock
documents=$top/tests/official/documents pictures=$top/tests/official/pictures

# ---- an eOffice, enrolled; the service ----
office_pid= serve_pid=
stop_office() { [ -z "$office_pid" ] || { exec 8>&-; wait "$office_pid" 2>/dev/null || true; }; office_pid=; }
stop_service() { [ -z "$serve_pid" ] || { kill "$serve_pid" && wait "$serve_pid" || true; }; serve_pid=; }
trap 'stop_service; stop_office; chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
mkdir office office/docs office/uploaded
mkfifo office.pipe
(cd office && exec python3 "$agent_tests/eoffice.py" ../server.pem ../server.key <../office.pipe) 2>office.err &
office_pid=$!
exec 8>office.pipe
for _ in $(seq 1500); do [ -e office/port ] && break; sleep 0.02; done
page=https://127.0.0.1:$(cat office/port)
rm -rf home/.config/trien/servers
server_id=eoffice server_origin=$page enrolment eoffice.trien pem:lab/keys/agency.pem --lab --vgca --authorities ca.pem >out.txt 2>err.txt || fail "enrolment: $(cat err.txt)"
finds "VGCA" 0 at_terminal +YES -- "$AGENT" enrol --etc etc --terminal eoffice.trien
says '"protocol": *"vgca"' "$AGENT" servers --etc etc --json
server_id=x server_origin=$page/a refused agent.enrolment-malformed 4 enrolment x.trien pem:lab/keys/agency.pem --lab --vgca
# It is no server of the desk protocol.
refused agent.server-unknown 7 "$AGENT" open --etc etc "trien://s/eoffice/$(printf '6%.0s' $(seq 64))"
[ ! -e office/seen ] || fail "asked: $(cat office/seen)"

refused agent.serve-certificate 5 "$AGENT" serve --etc etc --port 0
ok "set up" "$AGENT" serve --etc etc --setup
tls=home/.config/trien/agent/tls
[ "$(stat -c %a $tls/server.pem)" = 600 ] || fail "the key can be read by others"
openssl verify -x509_strict -CAfile $tls/authority.pem -verify_ip 127.0.0.1 $tls/server.pem >out.txt 2>&1 || fail "$(cat out.txt)"
! grep -q PRIVATE $tls/authority.pem || fail "the authority's key is there"
[ "$(grep -rl "PRIVATE KEY" home | wc -l)" = 1 ] || fail "another key: $(grep -rl "PRIVATE KEY" home)"
# Whoever had that key could vouch for this machine alone.
openssl x509 -in $tls/authority.pem -noout -text | grep -A1 "Name Constraints: critical" >/dev/null || fail "no name constraints"
start_service() {
	"$AGENT" serve --etc etc --port 0 >serve.out 2>serve.err 8>&- &
	serve_pid=$!
	for _ in $(seq 1500); do grep -q wss serve.out && break; sleep 0.02; done
	port=$(sed 's/.*://' serve.out)
}
start_service
refused agent.serve-failed 9 "$AGENT" serve --etc etc --port "$port"
refused cli.option-value 3 "$AGENT" serve --etc etc --port 65536
refused cli.usage 3 "$AGENT" serve x
refused cli.usage 3 "$AGENT" answer --origin "$page" --action /Nothing --folder /tmp
from() { python3 "$agent_tests/page.py" --ca $tls/authority.pem --origin "$page" "$@"; }
# asks ACTION MESSAGE [OPTION...]: the answer is in out.txt.
asks() {
	local action=$1 message=$2
	shift 2
	: >saw
	printf %s "$message" | from "$@" "$port" "/$action" >out.txt || fail "$action: $(cat out.txt)"
}
# member NAME: of the answer.
member() { python3 -c 'import json, sys; print(json.load(open("out.txt")).get(sys.argv[1]))' "$1"; }
# good ACTION MESSAGE / bad ID ACTION MESSAGE
good() {
	asks "$@"
	[ "$(member Status)" = 0 ] || fail "$1: $(cat out.txt serve.err saw)"
	passed=$((passed + 1))
}
bad() {
	local id=$1
	shift
	asks "$@"
	[ "$(member ErrorId)" = "$id" ] && [ "$(member Status)" != 0 ] && [ -n "$(member Message)" ] || fail "want $id: $(cat out.txt serve.err)"
	passed=$((passed + 1))
}
# request FILE [MORE]: a message about one document.
request() { printf '{"FileUploadHandler":"%s/upload","SessionId":"phien-mau","FileName":"%s/van-ban/%s?v=1"%s}' "$page" "$page" "$1" "${2-}"; }
settings() { printf '%s' "$1" >home/.config/trien/agent/signature.json; }
nobody_left() {
	for _ in $(seq 500); do [ -z "$(ls -A run)" ] && return; sleep 0.02; done
	fail "left: $(ls -A run)"
}
before() { rm -f office/uploaded/*; : >proxy.saw; }
settings "{\"picture\":\"$pictures/handwriting.png\",\"seal\":\"$pictures/seal.png\",\"agency\":\"ỦY BAN NHÂN DÂN TỈNH MẪU\"}"
cp "$documents/qd-annex-odt.pdf" office/docs/d.pdf
leader="until Nguyễn Văn Mẫu" agency="until ỦY BAN" leader_pin="pin lab/keys/leader.pin" agency_pin="pin $pin"

# ---- what asks nobody, and what only tells ----
good GetVersion ""
[ "$(member Version)" != None ] || fail "$(cat out.txt)"
good GetVersion "anything at all"
[ ! -s saw ] || fail "asked: $(cat saw)"
good Config "{}"
grep -q "handwriting.png" saw || fail "not shown: $(cat saw)"
answers "$agency" yes
good GetCertInfo "CertInfo"
grep -q "CHO TRANG BIẾT" saw && ! grep -q GETPIN saw || fail "$(cat saw)"
member CertBase64 | base64 -d | cmp - <(openssl x509 -in lab/keys/agency.pem -outform DER) || fail "another certificate"
answers "$agency" no
bad agent.declined GetCertInfo ""
for action in SignMsg SignIncome; do bad agent.page-not-supported $action "{}"; done

# ---- a leader approves, the clerk issues ----
before
answers "$leader" other yes "$leader_pin"
good SignApproved "$(request d.pdf ',"MetaData":[{"Key":"van-ban","Value":"5 \"mẫu\""}]')"
[ "$(member FileName)" = ky-d.pdf ] && [ "$(member FileServer)" = /da-ky/d.pdf ] || fail "$(cat out.txt)"
for words in "KÝ PHÊ DUYỆT" "$page" "Sở Mẫu" "Nguyễn Văn Mẫu" "1/1, d.pdf" "LAB" "đặt trước chỗ" "số trang: $(pdfinfo office/docs/d.pdf | sed -n 's/^Pages: *//p')" "Trang không nói ai được ký"; do grep -qF "$words" saw || fail "not shown: $words: $(cat saw)"; done
grep -q "TOO LONG" saw && fail "too long for pinentry"
signed=office/uploaded/d.pdf
cmp -n "$(stat -c %s office/docs/d.pdf)" office/docs/d.pdf $signed || fail "not the document"
# What was opened to be seen is what was signed, and its hash was shown.
cmp -n "$(stat -c %s opened/0.pdf)" opened/0.pdf $signed || fail "another was shown"
grep -qF "$(sha256sum <opened/0.pdf | cut -d' ' -f1)" saw || fail "another hash"
judged $signed 1
verdict 0 $signed
[ "$(cat $signed.fields)" = '{"van-ban": "5 \"m\u1eabu\""}' ] || fail "fields: $(cat $signed.fields)"
grep -q "desk=1\|origin=http" office/seen && fail "it tells more than it must: $(cat office/seen)"
grep -qF "$(cat lab/keys/leader.pin)" saw out.txt office/seen serve.err && fail "the PIN is somewhere"
nobody_left
cp $signed office/docs/approved.pdf
before
answers "$agency" yes "$agency_pin"
good SignIssued "$(request approved.pdf ',"DocNumber":"79/QĐ-UBND","IssuedDate":"2026-11-25T18:30:00Z"')"
[ "$(member DocumentNumber)" = 79/QĐ-UBND ] && [ "$(member DocumentDate)" = 2026-11-26 ] || fail "$(cat out.txt)"
signed=office/uploaded/approved.pdf
judged $signed 2
verdict 0 $signed
pdftotext -layout $signed - | grep -q "79" || fail "no number: $(pdftotext -layout $signed -)"
cp $signed office/docs/issued.pdf
# Once is enough; and what was not prepared is said so.
answers "$agency" yes "$agency_pin"
bad agent.page-not-signed SignIssued "$(request issued.pdf ',"DocNumber":80,"IssuedDate":"26/11/2026"')"
grep -q "official.issue-done" out.txt || fail "$(cat out.txt)"

# ---- attachments, copies, several, one by a token of another kind of session ----
before
cp "$documents/annex-alone-cairo.pdf" office/docs/plain.pdf
cp "$documents/regulation-odt.pdf" office/docs/unsure.pdf
answers "$agency" yes "$agency_pin"
good SignAppendix "$(request plain.pdf ',"DocNumber":"79/QĐ-UBND"')"
judged office/uploaded/plain.pdf 1
verdict 0 office/uploaded/plain.pdf
pdftotext office/uploaded/plain.pdf - | grep -q "79/QĐ-UBND" || fail "no number on the attachment"
before
answers "$agency" yes "$agency_pin"
good SignCopy "{\"FileUploadHandler\":\"/upload\",\"JWTToken\":\"the-mau\",\"FileName\":\"/van-ban/plain.pdf\"}"
judged office/uploaded/plain.pdf 1
pdftotext office/uploaded/plain.pdf - | grep -qi "sao y" || fail "no form of copy"
before
for i in 1 2 3; do cp d$i.pdf office/docs/; done
files="$(printf '{"FileID":%d,"FileName":"văn bản %d.pdf","URL":"/van-ban/d%d.pdf"},' 1 1 1 2 2 2 3 3 3)"
three="{\"FileUploadHandler\":\"/upload\",\"SessionId\":\"ASP.NET_SessionId=phien-mau\",\"Files\":[${files%,}]}"
answers "$leader" yes "$leader_pin"
good SignFiles "$three"
[ "$(logins)" = 1 ] || fail "$(logins) logins for three documents"
for i in 1 2 3; do judged "office/uploaded/văn bản $i.pdf" 1; done
python3 -c 'import json; f = json.load(open("out.txt"))["Files"]; assert [x["FileID"] for x in f] == ["1", "2", "3"] and all(x["Status"] == 0 for x in f), f' || fail "$(cat out.txt)"
# One that is no document stops none of the others.
echo "no document" >office/docs/d2.pdf
answers "$leader" yes "$leader_pin"
good SignFiles "$three"
python3 -c 'import json; f = json.load(open("out.txt"))["Files"]; assert [x["ErrorId"] for x in f] == [None, "agent.page-not-signed", None], f' || fail "$(cat out.txt)"
answers "$leader" yes
bad agent.page-not-signed SignPDF "$(request d2.pdf)"
cp d2.pdf office/docs/
# Where no place is sure, a person may have it signed unseen, or not.
before
answers "$leader" yes "$leader_pin" yes "$leader_pin"
good SignPDF "$(request unsure.pdf)"
judged office/uploaded/unsure.pdf 1
answers "$leader" yes "$leader_pin" no
bad agent.declined SignPDF "$(request unsure.pdf)"

# ---- a service that names the certificate ----
# None other will do, and a call has one. (What it signs with the right one: tests/web/test_agent.py.)
before
fingerprint lab/keys/leader.pem | tr 0-9a-f 1-9a-f0 >office/docs/d.pdf.certificate
bad agent.no-token SignApproved "$(request d.pdf)"
fingerprint lab/keys/leader.pem >office/docs/d1.pdf.certificate
bad agent.page-certificates SignFiles "$three"
[ ! -s saw ] || fail "asked: $(cat saw)"
rm office/docs/*.certificate

# ---- a token that is taken out, or does not answer, at each step ----
# token_does WHEN WORD ID [ANSWER...]: nothing is sent, and the page hears why.
token_does() {
	local want=$1
	shift
	before
	answers "$@"
	bad "$want" SignPDF "$(request d1.pdf)"
	does ""
	[ -z "$(ls office/uploaded)" ] || fail "$*: it was sent"
	nobody_left
}
settings '{}'
does removed
token_does agent.no-token "$leader"
token_does agent.page-not-signed "$leader" "does removed" yes "$leader_pin"
grep -q "token.not-found" out.txt || fail "$(cat out.txt)"
token_does agent.page-not-signed "$leader" "does crash-sign" yes "$leader_pin"
grep -q "token.program-failed" out.txt || fail "$(cat out.txt)"
does locked
token_does agent.page-not-signed "$leader" yes "$leader_pin"
grep -q "token.pin-locked" out.txt && [ "$(logins)" = 0 ] || fail "$(cat out.txt proxy.saw)"
# One that answers nothing: a page waits a minute, hears why, and the next call finds the service as it was. (Minutes: with --all.)
if [ -n "${TRIEN_TEST_ALL-}" ]; then
	does hang-load
	token_does token.hung "$leader" yes
	token_does agent.page-not-signed "$leader" "does hang-sign" yes "$leader_pin"
	grep -q "token.hung" out.txt || fail "$(cat out.txt)"
	before
	answers "$leader" yes "$leader_pin"
	good SignPDF "$(request d1.pdf)"
	judged office/uploaded/d1.pdf 1
fi

# ---- what signatures are worth ----
settings "{\"trust\":\"$work/lab/trust\"}"
good VerifyPDF "$(request issued.pdf)"
[ "$(member Valid)" = True ] && [ "$(member Indication)" = passed ] || fail "$(cat out.txt)"
python3 -c 'import sys; b = bytearray(open("office/docs/issued.pdf", "rb").read()); i = b.index(b"stream") + 12; b[i] ^= 1; open("office/docs/bad.pdf", "wb").write(b)'
good VerifyPDF "$(request bad.pdf)"
[ "$(member Valid)" = False ] || fail "$(cat out.txt)"

# ---- whoever else comes ----
: >office/seen
# none WORDS... : no handshake, and nobody is asked.
none() {
	: >saw
	[ "$(printf "{}" | from "$@" 2>none.err | tee none.txt)" = REFUSED ] || fail "not refused: $*: $(cat none.txt none.err)"
	[ ! -s saw ] && [ ! -s office/seen ] || fail "$*: $(cat saw office/seen)"
	passed=$((passed + 1))
}
from --silent "$port" /GetVersion >silent.txt &
silent=$!
for other in none null "$page.evil.example" "$page/" "http${page#https}" https://evil.example "${page%:*}"; do none --origin "$other" "$port" /GetCertInfo; done
grep -q "agent.page-unknown" serve.err || fail "not said: $(cat serve.err)"
none --again "$port" /GetCertInfo
for host in evil.example:$port localhost:$port 127.0.0.1 127.0.0.1:1 "127.0.0.1:$port.evil.example"; do none --host "$host" "$port" /GetCertInfo; done
for path in / /getversion /GetVersion/ /GetVersion?x=1 /Nothing; do none "$port" "$path"; done
[ "$(curl -s -o /dev/null -w '%{http_code}' --cacert $tls/authority.pem "https://127.0.0.1:$port/GetVersion")" = 404 ] || fail "an answer to HTTP"
if [ "$(id -u)" = 0 ]; then
	mkdir other && cp $tls/authority.pem "$agent_tests/page.py" other && chmod 711 "$work" && chmod 755 other other/page.py && chmod 644 other/authority.pem
	as() { setpriv --reuid="$1" --regid="$1" --clear-groups /usr/bin/python3 "$work/other/page.py" --ca "$work/other/authority.pem" --origin "$page" "$port" /GetVersion </dev/null 2>none.err; }
	[ "$(as 65534)" = REFUSED ] || fail "another user was answered, or: $(cat none.err)"
	as 0 >out.txt && [ "$(member Status)" = 0 ] || fail "this user was not: $(cat out.txt none.err)"
fi
# closed CODE WORDS...: no answer, and the code of why.
closed() {
	local want=$1
	shift
	[ "$(from "$@" 2>none.err | tee none.txt)" = "CLOSED $want" ] || fail "want $want: $*: $(cat none.txt none.err)"
	passed=$((passed + 1))
}
head -c 262145 /dev/zero | tr '\0' ' ' | closed 1009 "$port" /GetVersion
head -c 262145 /dev/zero | tr '\0' ' ' | closed 1009 --pieces 9 "$port" /GetVersion
good GetVersion "$(head -c 262144 /dev/zero | tr '\0' ' ')"
printf x | closed 1008 --binary "$port" /GetVersion
good VerifyPDF "$(request issued.pdf)" --pieces 7

# ---- messages ----
: >office/seen
for text in "" "$(request d.pdf)x" '{"a":1,"a":2}' "{\"FileUploadHandler\":\"/u\",\"FileName\":\"/v\",\"SessionId\":\"a\\r\\nX: y\"}"; do bad agent.page-request SignPDF "$text"; done
for url in https://evil.example/v "$page@evil.example/v"; do
	bad agent.page-other-origin VerifyPDF "{\"FileName\":\"$url\"}"
	bad agent.page-other-origin SignPDF "{\"FileName\":\"/v\",\"FileUploadHandler\":\"$url\"}"
done
[ ! -s office/seen ] || fail "asked: $(cat office/seen)"
bad agent.page-download VerifyPDF "{\"FileName\":\"/van-ban/d.pdf\",\"SessionId\":\"other\"}"
for way in redirect redirect-here; do
	echo $way >office/mode
	answers "$leader" yes "$leader_pin"
	bad agent.page-download SignPDF "$(request d.pdf)"
	! grep -q GETPIN saw || fail "a PIN was asked for"
done
# Options of the command are none of the page's.
echo >office/mode
answers "$agency" yes "$agency_pin"
bad agent.page-not-signed SignIssued "$(request approved.pdf ',"DocNumber":"--pin-file=x","IssuedDate":"--force"')"
# What its server says of an upload is believed where it says yes, in its own words.
echo each >office/mode
before
answers "$leader" yes "$leader_pin"
bad agent.page-upload SignFiles "$three"
python3 -c 'import json; f = json.load(open("out.txt"))["Files"]; assert [x["ErrorId"] for x in f] == 3 * ["agent.page-upload"], f' || fail "$(cat out.txt)"
echo long >office/mode
answers "$leader" yes "$leader_pin"
bad fetch.too-large SignPDF "$(request d1.pdf)"
echo >office/mode
settings '{"picture":"x.png"}'
bad agent.settings-invalid Config "{}"
settings '{}'
chmod 666 home/.config/trien/agent/signature.json
bad agent.unsafe-file Config "{}"
rm home/.config/trien/agent/signature.json

# A program that gives back something else than what was shown, and one that is not there.
mkdir alone folder && cp "$AGENT" alone/ && ln -s "${AGENT%/*}/trien-agent-net" "${AGENT%/*}/trien-p11" alone/
alone() {
	rm -f folder/*
	request d1.pdf | alone/trien-agent answer --etc etc --origin "$page" --action /SignPDF --folder "$work/folder" >out.txt 2>err.txt || true
	[ "$(member ErrorId)" = "$1" ] || fail "want $1: $(cat out.txt err.txt)"
	passed=$((passed + 1))
}
before
answers "$leader" yes
alone agent.program-missing
printf '#!/bin/sh\nwhile [ "$1" != -o ]; do shift; done\nhead -c 5000 /dev/zero >"$2"\necho "{\\"error\\":null}"\n' >alone/trien
chmod +x alone/trien
answers "$leader" yes
alone agent.page-changed
[ -z "$(ls office/uploaded)" ] || fail "it was sent"

# ---- two at once; a page that goes while somebody is asked ----
# leaves WORDS...: the last of what a person is asked is never answered, and the page goes meanwhile.
leaves() {
	before
	rm -f go
	: >saw
	answers "$@" hang
	request d1.pdf | from --leave go "$port" /SignPDF >left.txt &
	local one=$!
	for _ in $(seq 1500); do [ -s says ] || break; sleep 0.02; done
	mv saw saw.first
	bad agent.page-busy SignPDF "$(request d1.pdf)"
	[ ! -s saw ] || fail "another window: $(cat saw)"
	touch go
	wait $one
	grep -q LEFT left.txt || fail "$(cat left.txt)"
	nobody_left
	[ -z "$(ls office/uploaded)" ] && [ "$(logins)" = 0 ] || fail "signed for nobody"
}
leaves
leaves "$leader" yes
grep -q GETPIN saw.first || fail "no PIN was asked for: $(cat saw.first)"
before
answers "$leader" yes "$leader_pin"
good SignPDF "$(request d1.pdf)"
judged office/uploaded/d1.pdf 1

# ---- its end ----
wait $silent
[ "$(cat silent.txt)" = CLOSED ] || fail "a silent page: $(cat silent.txt)"
# More than it takes wait; those that say nothing make room.
good GetVersion "" --connections 20
ok "forget" "$AGENT" forget --etc etc eoffice
: >office/seen
none "$port" /GetVersion
stop_service
nobody_left
finish
