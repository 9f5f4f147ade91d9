#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien-agent open: a page's call to the signature that it wanted, and everything that a server, a link, a token, a person or this machine can do otherwise. Nothing but what was shown is ever signed.
# Requirement: R4.3 R5.3
. "$(dirname "$0")/common.sh"
[ -e /usr/lib/softhsm/libsofthsm2.so ] || exit 77
. "$agent_tests/desk.sh"

# ---- the good run ----
call
answers yes "pin $pin"
ok "one document" agent
[ "$(end_state)" = "done - " ] || fail "the end: $(cat mock/end)"
"$TRIEN" finish --state d1.state --value mock/value-1 -o signed.pdf d1.pdf >out.txt 2>err.txt || fail "the value does not fit: $(cat err.txt)"
judged signed.pdf 1
verdict 0 signed.pdf
# The same, by OpenSSL alone: the value is over the attributes, which hold the digest of base and revision without the gap.
openssl x509 -in lab/keys/agency.pem -pubkey -noout >key.pub
python3 - <<'P' || fail "the digest is another"
import hashlib, sys, os
sys.path.insert(0, os.environ["AGENT_TESTS"])
sys.argv = ["x", "--none"]
source = open(os.environ["AGENT_TESTS"] + "/mock.py").read().split("def told")[0]
exec(source)
s, b = state_of("d1.state"), open("d1.pdf", "rb").read()
whole = b + s["tail"]
assert hashlib.sha256(whole[:s["at"]] + whole[s["end"]:]).digest() in s["attributes"]
open("attributes", "wb").write(s["attributes"])
P
ok "OpenSSL" openssl dgst -sha256 -verify key.pub -signature mock/value-1 attributes
for words in "so-mau" "Sở Mẫu" "Người Mẫu, Văn thư" "0417" "79/QĐ-UBND" "Về việc mẫu số 1 %0A" "$(sha256sum <d1.pdf | cut -d' ' -f1)" "LAB"; do grep -qF "$words" saw || fail "not shown: $words: $(cat saw)"; done
grep -q "TOO LONG" saw && fail "a line too long for pinentry: $(grep 'TOO LONG' saw)"
[ "$(logins)" = 1 ] || fail "$(logins) logins"
grep -qF "$(cat "$pin")" saw out.txt err.txt mock/seen && fail "the PIN is somewhere"

# Opened to be seen first: the very bytes, in a place of this user's alone, and gone afterwards.
call
answers other other yes "pin $pin"
ok "looked at" agent
python3 -c '
import os, sys
exec(open(os.environ["AGENT_TESTS"] + "/mock.py").read().split("def told")[0])
assert open("opened/0.pdf", "rb").read() == open("d1.pdf", "rb").read() + state_of("d1.state")["tail"]' || fail "shown is another document"
[ "$(cat opened.rights)" = "400 700 400 700 " ] || fail "rights: $(cat opened.rights)"
[ -z "$(ls -A "$XDG_RUNTIME_DIR")" ] || fail "left: $(ls -A "$XDG_RUNTIME_DIR")"

# Several: one list, one PIN; one that the server refuses does not stop the others.
call 3
answers yes "pin $pin"
ok "three documents" agent
[ -e mock/value-1 ] && [ -e mock/value-2 ] && [ -e mock/value-3 ] || fail "values: $(ls mock)"
[ "$(logins)" = 1 ] || fail "$(logins) logins for three documents"
call 3 refuse-2
answers yes "pin $pin"
refused agent.some-refused 7 agent
[ -e mock/value-3 ] || fail "the third was not signed"
[ "$(end_state)" = "done agent.some-refused 2:agent.server-refuses" ] || fail "the end: $(cat mock/end)"
grep -q "MESSAGE" saw || fail "nobody was told: $(cat saw)"
# A key that is asked each time says so first.
call 2
does asks-each
answers yes "pin $pin" yes "pin $pin" "pin $pin"
ok "a PIN for each" agent
grep -q "2 lần" saw || fail "not said how many: $(cat saw)"
[ "$(grep -c again proxy.saw)" = 2 ] || fail "asked $(grep -c again proxy.saw) times"
call 2
answers yes "pin $pin" no
does asks-each
refused agent.declined 7 agent
[ ! -e mock/value-1 ] || fail "signed after a no"
does ""

# A busy server is asked again. A terminal does as well as windows.
call 1 busy
answers yes "pin $pin"
ok "busy" agent
call
finds "signed" 0 at_terminal +YES "$(cat "$pin")" -- "$AGENT" open --etc etc --terminal --lang en "$uri"
grep -q "79/QĐ-UBND" out.txt || fail "not shown: $(cat out.txt)"

# ---- links ----
: >mock/seen
for bad in "trien://s/so-mau/$token/" "trien://s/so-mau@evil/$token" "trien://x/so-mau/$token" "https://evil.example/$token" "trien://s/so-mau/$token --trust=/tmp" "-"; do
	refused agent.uri-invalid 3 "$AGENT" open --etc etc -- "$bad"
done
for bad in --trust --etc=/tmp -x "--help=x"; do
	refused agent.uri-invalid 3 "$AGENT" open --etc etc -- "$bad"
done
refused cli.usage 3 "$AGENT" open --etc etc
refused cli.usage 3 "$AGENT" open --etc etc -- "$uri" more
for bad in 0 301 x -1 1x ""; do
	refused cli.option-value 3 "$AGENT" open --etc etc --timeout "$bad" "$uri"
done
refused agent.server-unknown 7 "$AGENT" open --etc etc "trien://s/la/$token"
# What another user of this machine has enrolled is not this one's.
refused agent.server-unknown 7 env XDG_CONFIG_HOME="$work/home/other" "$AGENT" open --etc etc "$uri"
[ ! -s mock/seen ] || fail "somebody was asked: $(cat mock/seen)"

# ---- servers ----
# attack WORD ID EXIT: the server does so; nobody is asked for a PIN, nothing is signed.
attack() {
	call 1 "$1"
	answers yes "pin $pin"
	refused "$2" "$3" agent --timeout 2
	[ ! -e mock/value-1 ] || fail "$1: a value was sent"
	! grep -q "GETPIN" saw || fail "$1: a PIN was asked for"
	[ "$(logins)" = 0 ] || fail "$1: $(logins) logins"
}
# told ID: and the server was told why.
told() { [ "$(end_state)" = "refused $1 ${2-1:$1}" ] || fail "told: $(cat mock/end)"; }
attack redirect agent.server-refuses 10
! grep -q "127.0.0.1:1" mock/seen
attack version agent.server-refuses 10
attack html agent.server-refuses 10
attack garbage agent.answer-invalid 10
attack hang fetch.timeout 10
attack drip fetch.timeout 10
attack endless fetch.too-large 8
attack no-items agent.answer-invalid 10
told agent.answer-invalid ""
attack scheme agent.answer-invalid 10
attack expired agent.over 7
told agent.over
attack other-digest agent.other-digest 7
told agent.other-digest
attack bare-digest agent.other-digest 7
attack gap-before agent.gap 7
told agent.gap
attack gap-behind agent.gap 7
attack gap-in-base agent.answer-invalid 10
attack swapped agent.other-document 7
told agent.other-document
attack swapped-revision agent.other-digest 7
attack short-base agent.other-document 7
attack short-revision agent.other-document 7
attack long-revision fetch.too-large 8
attack endless-base fetch.too-large 8
told fetch.too-large
attack cut fetch.failed 10
told fetch.failed
attack redirect-base agent.server-refuses 10
told agent.server-refuses
# A token is good once; who comes second is told so.
call
rm mock/token
refused agent.server-refuses 10 agent
grep -q "desk.token" err.txt || fail "not said why: $(cat err.txt)"
# Two keys in one errand, and one that ends while it is looked at.
call 2 mixed
refused agent.answer-invalid 10 agent
call 1 soon
answers hang
refused token.prompt-failed 9 timeout 30 "$AGENT" open --etc etc --timeout 2 "$uri"
call 1 over
answers yes "pin $pin"
refused agent.server-refuses 10 agent
told agent.server-refuses

# ---- another certificate of the server's, another authority, none ----
for other in other-name other-ca; do
	start_mock $other
	call
	refused fetch.failed 10 agent
	[ ! -s mock/seen ] || fail "$other: it was asked: $(cat mock/seen)"
done
start_mock server
stop_mock
call
refused fetch.failed 10 agent
start_mock server

# ---- tokens ----
# token_does WORD ID EXIT: the module does so from the beginning on.
token_does() {
	call
	does "$1"
	answers yes "pin $pin" "pin $pin" "pin $pin"
	refused "$2" "$3" agent --timeout "${4-10}"
	[ ! -e mock/value-1 ] || fail "$1: a value was sent"
	told "$2"
	does ""
}
token_does crash-load token.program-failed 9
token_does hang-load token.hung 9 2
token_does crash-sign token.program-failed 9
token_does hang-sign token.hung 9 2
token_does wrong-value key.value-wrong 6
token_does long-value key.value-wrong 6
token_does removed agent.no-token 6
token_does locked token.pin-locked 6
[ "$(logins)" = 0 ] || fail "a locked token was tried"
# Removed when it has been shown, and between two documents.
call
answers "does removed" yes "pin $pin"
refused token.not-found 6 agent
told token.not-found
does ""
# Not this one: another token is plugged in, with other certificates.
call
certificate=$(fingerprint lab/keys/leader.pem | tr 0-9a-f 1-9a-f0)
mock_json 1 ""
refused agent.other-digest 7 agent
certificate=$(fingerprint lab/keys/agency.pem)
mkdir none && printf 'directories.tokendir = %s/none\nobjectstore.backend = file\n' "$work" >none.conf
call
refused agent.no-token 6 env SOFTHSM2_CONF="$work/none.conf" "$AGENT" open --etc etc "$uri"
told agent.no-token
echo "/nowhere/x.so" >home/.config/trien/modules
call
refused token.module-missing 5 agent
echo "bit5id" >home/.config/trien/modules
refused agent.modules-invalid 3 agent
printf '# none\n' >home/.config/trien/modules
refused agent.no-module 5 agent
chmod 666 home/.config/trien/modules
refused agent.unsafe-file 7 agent
rm home/.config/trien/modules && mkdir -p etc && printf '  %s  # not a remark\n' "$PROXY_P11" >etc/modules
call
refused token.module-missing 5 agent
echo "$PROXY_P11" >etc/modules
call
answers yes "pin $pin"
ok "the administrator's list" agent

# ---- PINs ----
printf '000000\n' >wrong.pin
call
answers yes "pin wrong.pin" "pin $pin"
ok "a wrong one, and the right one" agent
[ "$(logins)" = 2 ] || fail "$(logins) logins"
grep -q "đã có lần nhập sai" saw || fail "no warning: $(cat saw)"
call
answers yes "pin wrong.pin" "pin wrong.pin" "pin wrong.pin" "pin $pin"
refused token.pin-wrong 6 agent
[ "$(logins)" = 3 ] || fail "$(logins) logins"
told token.pin-wrong
call
answers yes "pin $pin"
ok "the right one, which ends the warning" agent
call
does final-try
answers yes no "pin $pin"
refused token.final-try-declined 6 agent
[ "$(logins)" = 0 ] || fail "the last try was taken without a yes"
told token.final-try-declined
call
answers yes yes "pin $pin"
ok "the last try, after a yes" agent
grep -q "MỘT lần" saw || fail "not said that it is the last: $(cat saw)"
does ""

# ---- people ----
for word in no crash garbage; do
	call
	answers $word
	case $word in no) want=agent.declined exit=7 ;; crash) want=token.prompt-failed exit=9 ;; garbage) want=token.prompt-failed exit=9 ;; esac
	refused $want $exit agent
	told $want
	[ "$(logins)" = 0 ] || fail "$word: a login"
done
call
answers yes no
refused key.pin-refused 6 agent
told key.pin-refused
call
answers yes crash
refused token.prompt-failed 9 agent
told token.prompt-failed
call
mv bin/pinentry bin/away
refused token.prompt-missing 9 env PATH="$work/bin:$work/tools" "$AGENT" open --etc etc "$uri"
told token.prompt-missing
mv bin/away bin/pinentry
call
answers other yes "pin $pin"
refused agent.view-failed 9 env XDG_EXIT=3 "$AGENT" open --etc etc "$uri"
told agent.view-failed
# Parts of the program that are not there.
mkdir alone && cp "$AGENT" alone/
call
refused agent.program-missing 9 alone/trien-agent open --etc etc "$uri"
cp "${AGENT%/*}/trien-agent-net" alone/
refused token.program-missing 9 alone/trien-agent open --etc etc "$uri"
told token.program-missing
printf '#!/bin/sh\nexit 3\n' >alone/trien-agent-net
refused agent.program-failed 9 alone/trien-agent open --etc etc "$uri"

# ---- a login ----
login=trien://l/so-mau/$(printf '6%.0s' $(seq 64))
# Four tokens are plugged in: their certificates are offered one after the other.
rm -f mock/login
answers "until ỦY BAN" "pin $pin"
ok "a login" "$AGENT" open --etc etc --json "$login"
[ "$(cat opened.addresses)" = "$origin/#/dang-nhap/$(printf '7%.0s' $(seq 64))" ] || fail "opened: $(cat opened.addresses)"
python3 - <<'P' || fail "login: $(cat mock/login)"
import base64, json
l = json.load(open("mock/login"))
assert l["nonce"] == "6" * 64
open("text", "w", newline="").write(l["text"])
open("c.der", "wb").write(base64.b64decode(l["certificate"]))
open("s.bin", "wb").write(base64.b64decode(l["signature"]))
P
openssl x509 -inform DER -in c.der -pubkey -noout >c.pub
ok "by OpenSSL" openssl dgst -sha256 -verify c.pub -signature s.bin text
grep -q "ĐĂNG NHẬP" saw || fail "not shown what for: $(cat saw)"
# login_attack WORD ID EXIT
login_attack() {
	rm -f mock/login opened.addresses
	mock_json 1 "$1"
	answers "until ỦY BAN" "pin $pin"
	refused "$2" "$3" "$AGENT" open --etc etc "$login"
	[ ! -e opened.addresses ] || fail "$1: opened $(cat opened.addresses)"
}
login_attack other-origin agent.other-origin 7
login_attack der agent.answer-invalid 10
login_attack no-login agent.server-refuses 10
answers no
refused agent.declined 7 "$AGENT" open --etc etc "$login"
finish
