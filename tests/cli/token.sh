#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien sign with a key on a token (SoftHSM), whose module runs in a process of its own and misbehaves as told: nothing that it does costs the file, or a try that nobody agreed to.
# Requirement: R5.3 R7 R17
. "$(dirname "$0")/common.sh"
[ -e /usr/lib/softhsm/libsofthsm2.so ] || exit 77

softhsm=/usr/lib/softhsm/libsofthsm2.so pin=lab/keys/agency.pin
export SOFTHSM2_CONF="$work/lab/softhsm/softhsm2.conf" PROXY_P11_DO="$work/do" PROXY_P11_SAW="$work/saw"
uri() { python3 -c 'import json, sys; print(next(t["uri"] for t in json.load(open("lab/tokens.json"))["tokens"] if t["name"] == sys.argv[1]).split("?")[0] + "?module-path=" + sys.argv[2])' "$@"; }
label() { python3 -c 'import json, sys; print(next(t["token"] for t in json.load(open("lab/tokens.json"))["tokens"] if t["name"] == sys.argv[1]))' "$1"; }
logins() { grep -c login saw || true; }
key=$(uri agency "$PROXY_P11")
sign() { "$TRIEN" sign --key "$key" --pin-file "$pin" -o t.pdf "$@" small.pdf; }
# wrong WORD ID EXIT COMMAND...: refused while the module misbehaves so, and then well again.
wrong() {
	printf '%s' "$1" >do
	target=t.pdf refused "$2" "$3" "${@:4}"
	: >do
}

: >saw
: >do
ok "a token" sign
judged t.pdf 1
verdict 0 t.pdf
[ "$(logins)" = 1 ] || fail "$(logins) logins for one signature"
grep -q 'PIN ' out.txt err.txt && fail "the module's prints are shown"
for how in "pkcs1 sha256" "pkcs1 sha512" "pss sha256" "pss sha384"; do
	read -r scheme digest <<<"$how"
	ok "$how" sign --force --scheme "$scheme" --digest "$digest"
	verdict 0 t.pdf
done
# A batch is one login.
cp small.pdf a.pdf && cp small.pdf b.pdf && cp small.pdf c.pdf && mkdir signed && before=$(logins)
ok "three documents" "$TRIEN" sign --key "$key" --pin-file "$pin" --out-dir signed a.pdf b.pdf c.pdf
verdict 0 signed/*.pdf
[ "$(logins)" = $((before + 1)) ] || fail "a batch of three logged in $(($(logins) - before)) times"
rm t.pdf

# What the module does is not done to who signs, and the next time all is well.
wrong crash-load token.program-failed 9 sign
wrong crash-sign token.program-failed 9 sign
wrong wrong-value key.value-wrong 6 sign
wrong long-value key.value-wrong 6 sign
wrong removed token.not-found 6 sign
ok "well again" sign
rm t.pdf

# A wrong PIN, and what the token says of it afterwards. Its last try is nobody's but who says yes.
printf '000000' >wrong.pin
before=$(logins)
target=t.pdf refused token.pin-wrong 6 "$TRIEN" sign --key "$key" --pin-file wrong.pin -o t.pdf small.pdf
[ "$(logins)" = $((before + 1)) ] || fail "a wrong PIN was tried $(($(logins) - before)) times"
wrong final-try token.final-try-declined 6 sign
wrong locked token.pin-locked 6 sign
[ "$(logins)" = $((before + 1)) ] || fail "a try was made that nobody agreed to"
ok "the right one" sign
rm t.pdf
: >empty.pin
target=t.pdf refused key.pin-refused 6 "$TRIEN" sign --key "$key" --pin-file empty.pin -o t.pdf small.pdf
target=t.pdf refused cli.pin-source 5 "$TRIEN" sign --key "$key" --pin-file nowhere.pin -o t.pdf small.pdf

# What is plugged in, without any PIN.
before=$(logins)
ok "list" "$TRIEN" token list --json "pkcs11:?module-path=$PROXY_P11"
python3 - "$(label agency)" <<'P' || fail "the list: $(cat out.txt)"
import json, subprocess, sys
tokens = {t["label"]: t for t in json.load(open("out.txt"))["tokens"]}
assert len(tokens) == 4, tokens.keys()
agency = tokens[sys.argv[1]]
serial = subprocess.run(["openssl", "x509", "-in", "lab/keys/agency.pem", "-noout", "-serial", "-fingerprint", "-sha256"], capture_output=True, text=True).stdout
assert any(c["sha256"] == serial.split("Fingerprint=")[1].replace(":", "").strip().lower() for c in agency["certificates"]), agency
assert agency["pin"] == "good" and not agency["pad"] and all(c["validity"] == "good" and c["lab"] for c in agency["certificates"]), agency
P
for word in count-low final-try locked; do
	printf '%s' "$word" >do
	says "\"pin\": *\"$word\"" "$TRIEN" token list --json "$(uri agency "$PROXY_P11")"
done
: >do
says "tốt" "$TRIEN" token list "$(uri agency "$PROXY_P11")"
printf count-low >do
says "đã có lần nhập sai" "$TRIEN" token list "$(uri agency "$PROXY_P11")"
: >do
says "không có thiết bị nào" "$TRIEN" token list "pkcs11:token=None?module-path=$PROXY_P11"
[ "$(logins)" = "$before" ] || fail "listing logs in"
wrong crash-load token.program-failed 9 "$TRIEN" token list "pkcs11:?module-path=$PROXY_P11"
refused token.module-missing 5 "$TRIEN" token list "pkcs11:?module-path=/nowhere/x.so"
refused token.uri-invalid 3 "$TRIEN" token list pem:x
for words in "" list\ pkcs11:\ more pin pin\ pkcs11:\ more "list --pin-file x" "pin --pin-file x --pin-fd 3 pkcs11:" turn; do
	# shellcheck disable=SC2086
	refused cli.usage 3 "$TRIEN" token $words
done

# Another PIN.
change() { "$TRIEN" token pin --pin-file "$1" --new-pin-file "$2" "$key"; }
printf 'mot ma moi 7' >new.pin
printf 12 >short.pin
printf '%0300d' 1 >long.pin
refused token.pin-new-refused 6 change wrong.pin short.pin
refused key.pin-too-long 8 change wrong.pin long.pin
refused key.pin-refused 6 change wrong.pin empty.pin
wrong locked token.pin-locked 6 change wrong.pin new.pin
wrong final-try token.final-try-declined 6 change "$pin" new.pin
target=t.pdf refused token.pin-wrong 6 change wrong.pin new.pin
ok "the old one still" sign && rm t.pdf
says "đã đổi" change "$pin" new.pin
target=t.pdf refused token.pin-wrong 6 sign
pin=new.pin ok "the new one" sign && rm t.pdf
ok "and back" change new.pin "$pin"
ok "as it was" sign && rm t.pdf
# Typed by a person, at a terminal: the new one twice.
at_terminal() { python3 "$here/terminal.py" "$@"; }
finds "cli.pin-twice" 0 at_terminal 'mot ma moi 8' 'mot ma moi 9' -- "$TRIEN" token pin "$key"
finds "đã đổi" 0 at_terminal 'mot ma moi 8' 'mot ma moi 8' "$(cat "$pin")" -- "$TRIEN" token pin "$key"
printf 'mot ma moi 8' >new.pin
ok "and back" change new.pin "$pin"

# Addresses.
target=t.pdf refused token.pin-in-uri 3 "$TRIEN" sign --key "$key&pin-value=1234" -o t.pdf small.pdf
target=t.pdf refused token.uri-invalid 3 "$TRIEN" sign --key "pkcs11:token=%" -o t.pdf small.pdf
target=t.pdf refused token.uri-invalid 3 "$TRIEN" sign --key "pkcs11:token=$(printf 'x%.0s' $(seq 2049))" -o t.pdf small.pdf
target=t.pdf refused token.module-missing 5 "$TRIEN" sign --key "$(uri agency /nowhere/x.so)" --pin-file "$pin" -o t.pdf small.pdf
target=t.pdf refused token.not-found 6 "$TRIEN" sign --key "pkcs11:token=None?module-path=$softhsm" --pin-file "$pin" -o t.pdf small.pdf
ok "pin-source" "$TRIEN" sign --key "$key&pin-source=file:$work/$pin" -o t.pdf small.pdf
verdict 0 t.pdf

# Without the program nothing is signed by a token, and the message says what to do.
mkdir alone && cp "$TRIEN" alone/ && rm t.pdf
target=t.pdf refused token.program-missing 9 alone/trien sign --key "$key" --pin-file "$pin" -o t.pdf small.pdf

# Killed in the middle, it takes the module's process with it.
before=$(grep -c sign saw)
printf hang-sign >do
"$TRIEN" sign --key "$key" --pin-file "$pin" -o t.pdf small.pdf >out.txt 2>err.txt </dev/null &
who=$!
for _ in $(seq 500); do [ "$(grep -c sign saw)" -gt "$before" ] && break; sleep 0.02; done
child=$(cat "/proc/$who/task/$who/children" | tr ' ' '\n' | while read -r p; do grep -qs trien-p11 "/proc/$p/comm" && echo "$p"; done)
[ -n "$child" ] || fail "no process of the module"
kill -9 "$who"
wait "$who" 2>/dev/null || true
for _ in $(seq 500); do [ -e "/proc/$child" ] || break; sleep 0.02; done
[ ! -e "/proc/$child" ] || fail "the module's process outlives who started it"
[ ! -e t.pdf ] || fail "a file was left"
finish
