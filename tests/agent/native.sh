#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien-agent as a browser starts it for an extension: the address that it hands over is signed as a link would be; an extension that is on no list, or says something else, gets nothing.
# Requirement: R4.3 R5.3
. "$(dirname "$0")/common.sh"
[ -e /usr/lib/softhsm/libsofthsm2.so ] || exit 77
. "$agent_tests/desk.sh"
id=$(printf 'abcdefghijklmnop%.0s' 1 2)
extension=chrome-extension://$id/
printf '# Triện\n%s\n' "$id" >etc/extensions
# native ORIGIN MESSAGE...: what comes back is in out.txt.
native() {
	local from=$1
	shift
	python3 "$agent_tests/native.py" "$AGENT" native --etc etc "$from" -- "$@" >out.txt 2>err.txt
}
# hears ID WORDS...: nothing was done, and it is told why.
hears() {
	local want=$1
	shift
	: >mock/seen
	native "$@" || true
	[ "$(tail -1 out.txt | python3 -c 'import json, sys; r = json.loads(sys.stdin.read()); print(r["state"], r["error"])')" = "refused $want" ] || fail "want $want: $(cat out.txt err.txt)"
	[ ! -s mock/seen ] || fail "somebody was asked: $(cat mock/seen)"
	passed=$((passed + 1))
}

call
answers yes "pin $pin"
native "$extension" "{\"uri\":\"$uri\"}" || fail "native: $(cat out.txt err.txt)"
[ "$(cat out.txt)" = '{"state":"begun"}
{"state":"done","signed":1}' ] || fail "$(cat out.txt)"
"$TRIEN" finish --state d1.state --value mock/value-1 -o signed.pdf d1.pdf >out.txt 2>err.txt || fail "the value does not fit: $(cat err.txt)"
judged signed.pdf 1
for words in "so-mau" "0417" "79/QĐ-UBND" "$(sha256sum <d1.pdf | cut -d' ' -f1)"; do grep -qF "$words" saw || fail "not shown: $words: $(cat saw)"; done
# An extension's word is no yes.
call
answers no
native "$extension" "{\"uri\":\"$uri\"}" || fail "native: $(cat err.txt)"
grep -q '"error":"agent.declined"' out.txt && [ ! -e mock/value-1 ] || fail "$(cat out.txt)"
# A token that is taken out meanwhile, and a module that crashes: the extension hears it, and the server too.
for row in "removed token.not-found" "crash-sign token.program-failed"; do
	read -r word id_of_error <<<"$row"
	call
	answers "does $word" yes "pin $pin"
	native "$extension" "{\"uri\":\"$uri\"}" || fail "native: $(cat err.txt)"
	grep -q "\"error\":\"$id_of_error\"" out.txt && [ ! -e mock/value-1 ] || fail "$word: $(cat out.txt)"
	told "$id_of_error"
	does ""
done
# A link that was used, and one of a server that is not known here.
native "$extension" "{\"uri\":\"$uri\"}" "{\"uri\":\"$uri\"}" || fail "native: $(cat err.txt)"
[ "$(grep -c '"error":"agent.server-refuses"' out.txt)" = 2 ] || fail "$(cat out.txt)"
# Two browsers at once with one link: one of them signs, and one person is asked once.
call
answers yes "pin $pin"
for n in 1 2; do
	python3 "$agent_tests/native.py" "$AGENT" native --etc etc "$extension" -- "{\"uri\":\"$uri\"}" >at$n.txt 2>at$n.err &
	eval "browser$n=$!"
done
# shellcheck disable=SC2154
wait "$browser1" && wait "$browser2" || fail "two at once: $(cat at?.err)"
[ "$(cat at?.txt | grep -c '"state":"done","signed":1')" = 1 ] && [ "$(cat at?.txt | grep -c '"error":"agent.server-refuses"')" = 1 ] && [ "$(logins)" = 1 ] || fail "two at once: $(cat at?.txt)"
: >mock/seen
hears agent.server-unknown "$extension" "{\"uri\":\"trien://s/la/$token\"}"

# ---- what is no extension of ours, or no message ----
for other in "chrome-extension://$(printf 'b%.0s' $(seq 32))/" "chrome-extension://$id" "chrome-extension://$id/x" "chrome-extension://${id}a/" "https://ky.example/" "chrome-extension://$id/ --trust=/tmp" "$(printf 'chrome-extension://%s' "#")"; do
	hears agent.extension-unknown "$other" "{\"uri\":\"$uri\"}"
done
for text in "" "{}" "[]" "x" "{\"uri\":\"$uri\",\"pin\":\"1\"}" "{\"uri\":5}" "{\"uri\":\"$uri\"}x" "{\"uri\":\"$uri\",\"uri\":\"$uri\"}" @4097 @4294967295; do hears agent.native-message "$extension" "$text"; done
for bad in "https://evil.example/" "trien://s/so-mau/$token/" "--etc=/tmp"; do hears agent.uri-invalid "$extension" "{\"uri\":\"$bad\"}"; done
hears agent.native-message "$extension" "$(printf '%4096s' '[]')"
# A frame that is cut is nobody's.
for cut in = =01 =0500000078; do
	native "$extension" "$cut" && [ ! -s out.txt ] || fail "$cut: $(cat out.txt err.txt)"
done
refused cli.usage 3 "$AGENT" native
chmod 666 etc/extensions
hears agent.unsafe-file "$extension" "{\"uri\":\"$uri\"}"
rm etc/extensions
hears agent.extension-unknown "$extension" "{\"uri\":\"$uri\"}"
# The user's own list, and the call as a browser makes it: the origin, and no word of ours.
mkdir -p home/.config/trien/agent && cp -r etc/trust home/.config/trien/agent-trust && printf '%s\n' "$id" >home/.config/trien/agent/extensions
if [ ! -e /etc/trien/agent/trust ]; then
	python3 "$agent_tests/native.py" "$AGENT" "$extension" -- "{\"uri\":\"$uri\"}" >out.txt 2>err.txt || fail "$(cat err.txt)"
	grep -q '"error":"agent.server-refuses"' out.txt || fail "$(cat out.txt err.txt)"
fi
finish
