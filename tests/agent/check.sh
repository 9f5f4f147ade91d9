#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien-agent check: a desk that is ready, and each thing that it may lack, told by itself with what to do.
# Requirement: R17
. "$(dirname "$0")/common.sh"
[ -e /usr/lib/softhsm/libsofthsm2.so ] || exit 77
. "$agent_tests/desk.sh"
printf '#!/bin/sh\necho "${HANDLER-trien-agent.desktop}"\n' >bin/xdg-mime
chmod +x bin/xdg-mime
# What a computer says that sees no reader, and one that sees one.
nothing=agent.no-reader
grep -qsx 0b /sys/bus/usb/devices/*/bInterfaceClass && nothing=agent.nothing-plugged
check() { "$AGENT" check --etc etc "$@"; }
# bad ID COMMAND...: the report says exactly this, and that the desk is not ready.
bad() {
	local want=$1
	shift
	: >says
	refused agent.not-ready 7 "$@"
	[ "$(grep -o '\[[a-z.-]*\]$' out.txt | sort -u)" = "[$want]" ] || fail "want $want: $(cat out.txt)"
}
call
finds '"ready": *true' 0 check --json
python3 - <<'P' || fail "the report: $(cat out.txt)"
import json
r = json.load(open("out.txt"))
parts = [c["part"] for c in r["checks"]]
assert {"trust", "server", "token", "certificate", "module", "desk"} == set(parts) - {"reader"} and parts.count("token") == 4, parts
assert all(c["error"] is None for c in r["checks"]) and r["error"] is None
P
says "\[tốt\] so-mau" check
[ "$(logins)" = 0 ] || fail "it logs in"
# Where the desk has anchors of signatures, chain and revocation are looked at, of each certificate; where it has not, that is said.
finds "không có gốc tin cậy cho chữ ký" 0 check
mkdir -p chain bare home/.config/trien/agent
cp -r lab/trust/. chain/
sed -n '/BEGIN CERTIFICATE/,/END CERTIFICATE/p' lab/keys/leader.pem | awk '/BEGIN/ {n++} n == 2' >chain/issuing.pem
cp chain/root.pem bare/
settings() { printf '{"trust":"%s"}' "$work/$1" >home/.config/trien/agent/signature.json; }
settings chain
"$AGENT" check --etc etc --json >out.txt 2>err.txt || fail "with anchors: $(cat out.txt err.txt)"
[ "$(grep -o 'chuỗi chứng thực và thu hồi' out.txt | wc -l)" -ge 4 ] || fail "not looked at: $(cat out.txt)"
settings bare
bad trust.check-unknown check
grep -q "trien trust hosts.*fetch\|trien trust hosts.*127.0.0.1" out.txt || fail "not said why: $(cat out.txt)"
echo x >home/.config/trien/agent/signature.json
bad agent.settings-invalid check
rm home/.config/trien/agent/signature.json
for row in "clock-before agent.clock" "clock-behind agent.clock" "html agent.server-refuses"; do
	read -r wrong id <<<"$row"
	call 1 "$wrong"
	bad "$id" check
done
call
for row in "count-low agent.pin-low" "final-try agent.pin-low" "locked agent.pin-locked" "crash-load token.program-failed"; do
	read -r word id <<<"$row"
	does "$word"
	if [ "$word" = crash-load ]; then
		refused agent.not-ready 7 check
		grep -q "\[$id\]" out.txt && grep -q "\[$nothing\]" out.txt || fail "$word: $(cat out.txt)"
	else
		bad "$id" check
	fi
	does ""
done
mkdir none && printf 'directories.tokendir = %s/none\nobjectstore.backend = file\n' "$work" >none.conf
bad "$nothing" env SOFTHSM2_CONF="$work/none.conf" "$AGENT" check --etc etc
# A token with a certificate that ends soon.
openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 9 -subj "/CN=Soon" -addext keyUsage=critical,digitalSignature -addext basicConstraints=critical,CA:FALSE 2>/dev/null
openssl x509 -in c.pem -outform DER -out c.der
export SOFTHSM2_CONF="$work/none.conf"
softhsm2-util --init-token --free --label soon --so-pin 12345678 --pin 246810 >/dev/null
pkcs11-tool --module /usr/lib/softhsm/libsofthsm2.so --token-label soon --login --pin 246810 --write-object c.der --type cert --id 01 >/dev/null 2>&1
bad agent.certificate-ends check
grep -q "Soon" out.txt || fail "not said whose: $(cat out.txt)"
export SOFTHSM2_CONF="$work/lab/softhsm/softhsm2.conf"
bad agent.no-handler env HANDLER=other.desktop "$AGENT" check --etc etc
bad agent.modules-invalid env XDG_CONFIG_HOME="$work/home/.config" sh -c 'cp home/.config/trien/modules m; echo x >home/.config/trien/modules; "$0" check --etc etc; e=$?; cp m home/.config/trien/modules; exit $e' "$AGENT"
cp bin/xdg-mime tools/
refused agent.not-ready 7 env PATH="$work/tools" "$AGENT" check --etc etc
grep -q "\[token.prompt-missing\]" out.txt && grep -q "\[agent.view-failed\]" out.txt || fail "programs: $(cat out.txt)"
# A page asks for it: what was found is shown, and goes to the server after a yes; also where a module cannot be loaded.
call
report=trien://c/so-mau/$(printf '6%.0s' $(seq 64))
answers yes
ok "a report" "$AGENT" open --etc etc "$report"
python3 - <<'P' || fail "the report: $(cat mock/report)"
import json
r = json.load(open("mock/report"))
assert r["token"] == "6" * 64 and set(r) == {"token", "checks"}, r
assert len([c for c in r["checks"] if c["part"] == "certificate" and len(c["certificate"]) == 64]) >= 4, r
assert all("error" not in c and "message" not in c for c in r["checks"]), r
P
grep -q "GỬI báo cáo" saw && grep -q "so-mau" saw || fail "not shown what for: $(cat saw)"
[ "$(logins)" = 0 ] || fail "it logs in"
rm mock/report
answers no
refused agent.declined 7 "$AGENT" open --etc etc "$report"
[ ! -e mock/report ] || fail "sent after a no"
echo x >>home/.config/trien/modules
answers yes
ok "a report of what is wrong" "$AGENT" open --etc etc "$report"
sed -i '$d' home/.config/trien/modules
python3 -c 'import json; assert "agent.modules-invalid" in [c.get("error") for c in json.load(open("mock/report"))["checks"]]' || fail "the report: $(cat mock/report)"
mock_json 1 no-report
answers yes
refused agent.server-refuses 10 "$AGENT" open --etc etc "$report"
# A device was unlocked: its PIN is changed here, and the server hears that it was, and no PIN.
change=trien://p/so-mau/$(printf '8%.0s' $(seq 64))
call
echo 97531086 >new.pin
answers no
refused agent.declined 7 "$AGENT" open --etc etc "$change"
answers yes "pin new.pin" "pin lab/keys/leader.pin"
refused cli.pin-twice 3 "$AGENT" open --etc etc "$change"
answers yes "pin new.pin" "pin new.pin" "pin new.pin"
refused token.pin-wrong 6 "$AGENT" open --etc etc "$change"
for row in "pin-other agent.no-token 6" "pin-wrong agent.answer-invalid 10" "pin-many agent.answer-invalid 10"; do
	read -r wrong id exit <<<"$row"
	mock_json 1 "$wrong"
	answers yes "pin new.pin" "pin new.pin" "pin $pin"
	refused "$id" "$exit" "$AGENT" open --etc etc "$change"
done
[ ! -e mock/changed ] || fail "reported, and not changed"
mock_json 1 ""
answers yes "pin new.pin" "pin new.pin" "pin $pin"
: >saw
ok "a new PIN" "$AGENT" open --etc etc "$change"
grep -q "ĐỔI MÃ PIN" saw && grep -q "T7" saw || fail "not shown what for: $(cat saw)"
[ "$(cat mock/changed)" = "{\"token\":\"$(printf '8%.0s' $(seq 64))\"}" ] || fail "reported: $(cat mock/changed)"
answers yes "pin $pin" "pin $pin" "pin new.pin"
ok "and back" "$AGENT" open --etc etc "$change"
stop_mock
bad fetch.failed check
"$AGENT" forget --etc etc so-mau >/dev/null
bad agent.no-server check
bad agent.trust-missing "$AGENT" check --etc nowhere
refused cli.usage 3 check more
finish
