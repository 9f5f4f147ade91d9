#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien-agent open, and everything that a token, a person or this machine can do otherwise: no try that nobody agreed to, and the server is told why.
# Requirement: R4.3 R5.3
. "$(dirname "$0")/common.sh"
[ -e /usr/lib/softhsm/libsofthsm2.so ] || exit 77
. "$agent_tests/desk.sh"

# ---- tokens ----
# token_does WORD ID EXIT: the module does so from the beginning on.
token_does() {
	call
	does "$1"
	answers yes "pin $pin" "pin $pin" "pin $pin"
	refused "$2" "$3" agent --timeout "${4-60}"
	[ ! -e mock/value-1 ] || fail "$1: a value was sent"
	told "$2"
	does ""
}
token_does crash-load token.program-failed 9
token_does hang-load token.hung 9 8
token_does crash-sign token.program-failed 9
token_does hang-sign token.hung 9 8
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
# One token with three certificates: the one that the server named signs, and one whose time is over does not.
mkdir three && printf 'directories.tokendir = %s/three\nobjectstore.backend = file\n' "$work" >three.conf
printf '[ca]\ndefault_ca=d\n[d]\ndatabase=index\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n' >ca.cnf
: >index && echo 01 >serial
openssl req -newkey rsa:2048 -nodes -keyout old.key -out old.csr -subj /CN=Old 2>/dev/null
openssl ca -config ca.cnf -selfsign -keyfile old.key -in old.csr -out old.crt -startdate 20200101000000Z -enddate 20210101000000Z -batch -notext 2>/dev/null || fail "no certificate that is over"
cat old.key old.crt >old.pem
three() { SOFTHSM2_CONF="$work/three.conf" "$@" >out.txt 2>&1 || fail "$*: $(cat out.txt)"; }
three softhsm2-util --init-token --free --label three --so-pin 12345678 --pin 246810
number=1
for name in lab/keys/leader lab/keys/agency old; do
	openssl pkcs8 -topk8 -nocrypt -in $name.pem -out key.p8 && openssl x509 -in $name.pem -outform DER -out key.der
	three softhsm2-util --import key.p8 --token three --label "$name" --id 0$number --pin 246810
	three pkcs11-tool --module /usr/lib/softhsm/libsofthsm2.so --token-label three --login --pin 246810 --write-object key.der --type cert --id 0$number --label "$name"
	number=$((number + 1))
done
echo 246810 >three.pin
call
answers yes "pin three.pin"
ok "the one that was named" env SOFTHSM2_CONF="$work/three.conf" "$AGENT" open --etc etc "$uri"
"$TRIEN" finish --state d1.state --value mock/value-1 -o three.pdf d1.pdf >out.txt 2>err.txt || fail "another key signed: $(cat err.txt)"
call
certificate=$(fingerprint old.pem)
mock_json 1 certificate
answers yes "pin three.pin"
refused sign.certificate-expired 6 env SOFTHSM2_CONF="$work/three.conf" "$AGENT" open --etc etc "$uri"
told sign.certificate-expired
[ ! -s saw ] || ! grep -q GETPIN saw || fail "a PIN was asked for"
certificate=$(fingerprint lab/keys/agency.pem)
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
ok "who cannot see it is told, and asked again" env XDG_EXIT=3 "$AGENT" open --etc etc "$uri"
grep -q "^MESSAGE" saw && grep -q "chương trình xem PDF" saw || fail "not told: $(cat saw)"
# Parts of the program that are not there.
mkdir alone && cp "$AGENT" alone/
call
refused agent.program-missing 9 alone/trien-agent open --etc etc "$uri"
cp "${AGENT%/*}/trien-agent-net" alone/
refused token.program-missing 9 alone/trien-agent open --etc etc "$uri"
told token.program-missing
printf '#!/bin/sh\nexit 3\n' >alone/trien-agent-net
refused agent.program-failed 9 alone/trien-agent open --etc etc "$uri"
finish
