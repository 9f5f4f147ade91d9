#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien-agent open: a page's call to the signature or the login that it wanted, and links that ask for something else.
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
for words in "so-mau" "Sở Mẫu" "Người Mẫu, Văn thư" "0417" "79/QĐ-UBND" "Về việc mẫu số 1 %0A" "$(sha256sum <d1.pdf | cut -d' ' -f1)" "LAB" "số trang: $(pdfinfo d1.pdf | sed -n 's/^Pages: *//p')"; do grep -qF "$words" saw || fail "not shown: $words: $(cat saw)"; done
grep -q "TOO LONG" saw && fail "a line too long for pinentry: $(grep 'TOO LONG' saw)"
[ "$(logins)" = 1 ] || fail "$(logins) logins"
grep -qF "$(cat "$pin")" saw out.txt err.txt mock/seen && fail "the PIN is somewhere"

# Opened to be seen first: the very bytes, in a place of this user's alone, and gone afterwards.
call
answers other other yes "pin $pin"
ok "looked at" agent
python3 -c '
import os, sys
sys.path.insert(0, os.environ["AGENT_TESTS"])
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
mock_json 1 ""
answers "until ỦY BAN" "pin $pin"
refused agent.view-failed 9 env XDG_EXIT=3 "$AGENT" open --etc etc "$login"
finish
