#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien-agent open, and everything that a server can do otherwise: nothing is signed, no PIN is asked for, and where the server waits it is told why.
# Requirement: R4.3 R5.3
. "$(dirname "$0")/common.sh"
[ -e /usr/lib/softhsm/libsofthsm2.so ] || exit 77
. "$agent_tests/desk.sh"

# ---- servers ----
# attack WORD ID EXIT [SECONDS]: the server does so; nobody is asked for a PIN, nothing is signed.
attack() {
	call 1 "$1"
	answers yes "pin $pin"
	refused "$2" "$3" agent --timeout "${4-60}"
	[ ! -e mock/value-1 ] || fail "$1: a value was sent"
	! grep -q "GETPIN" saw || fail "$1: a PIN was asked for"
	[ "$(logins)" = 0 ] || fail "$1: $(logins) logins"
}
attack redirect agent.server-refuses 10
! grep -q "127.0.0.1:1" mock/seen
attack version agent.server-refuses 10
attack html agent.server-refuses 10
attack garbage agent.answer-invalid 10
attack hang fetch.timeout 10 2
attack drip fetch.timeout 10 2
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
# The end is by the server's clock, whatever this desk's says.
for clock in clock-behind clock-before; do
	call 1 $clock
	answers yes "pin $pin"
	ok "$clock" agent
done
# Two keys in one errand, and one that ends while it is looked at.
call 2 mixed
refused agent.answer-invalid 10 agent
call 1 soon
answers hang
refused token.prompt-failed 9 agent
call 1 over
answers yes "pin $pin"
refused agent.server-refuses 10 agent
told agent.server-refuses

# An answer that is not heard is asked for again, three times; libcurl does so once more by itself where the connection was an old one.
call 1 unheard
answers yes "pin $pin"
ok "heard the second time" agent
[ "$(grep -c value mock/seen)" = 2 ] || fail "sent: $(cat mock/seen)"
call 1 deaf
answers yes "pin $pin"
refused fetch.failed 10 agent
[ "$(grep -c value mock/seen)" -ge 3 ] || fail "sent: $(cat mock/seen)"
told fetch.failed

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
# Without TLS: this machine alone, and a lab.
start_mock --plain
call
answers yes "pin $pin"
ok "a lab on this machine" agent
# A name that leads back into this machine is not asked, but for a lab.
openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 30 -subj "/CN=Somebody" -addext keyUsage=critical,digitalSignature 2>/dev/null
cat k.pem c.pem >somebody.pem
mkdir trust && cp c.pem trust
# enrolled ID ORIGIN [OPTION...]: no lab.
enrolled() {
	server_id=$1 server_origin=$2 ok "no lab" enrolment "$1.trien" pem:somebody.pem "${@:3}"
	ok "enrolled" at_terminal +YES -- "$AGENT" enrol --etc etc --trust trust --terminal "$1.trien"
}
of() { "$AGENT" open --etc etc --trust trust "trien://s/$1/$token"; }
if getent ahosts ip6-localhost >/dev/null; then
	enrolled that "https://ip6-localhost:$port"
	refused fetch.address-refused 7 of that
fi

# ---- the desk's own proxy: to the server itself by TLS, whose certificate is judged as ever; hosts that need none are asked directly ----
start_mock other-name
enrolled proxied https://other.example/so-mau --authorities ca.pem
mkdir proxy
mkfifo proxy.pipe
(cd proxy && exec python3 "$agent_tests/proxy.py" "$port" <../proxy.pipe 7>&-) 2>proxy.err &
proxy_pid=$!
exec 8>proxy.pipe
trap 'exec 8>&-; stop_mock; chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
for _ in $(seq 1500); do [ -e proxy/port ] && break; sleep 0.02; done
proxy=127.0.0.1:$(cat proxy/port)
call
answers yes "pin $pin"
https_proxy=http://may:mat-khau@$proxy ok "through the proxy" of proxied
[ "$(sort -u proxy/asked)" = "other.example:443 Basic $(printf may:mat-khau | base64)" ] && [ -e mock/value-1 ] || fail "asked: $(cat proxy/asked)"
rm proxy/asked
call
https_proxy=$proxy no_proxy="x.vn, .example" refused fetch.failed 10 of proxied
https_proxy=$proxy refused agent.declined 7 of proxied # without a scheme it is http
all_proxy=http://$proxy NO_PROXY='' refused agent.server-refuses 10 of proxied # the link was used
http_proxy=http://$proxy HTTP_PROXY=http://$proxy refused fetch.failed 10 of proxied # those are of others
https_proxy=http://127.0.0.1:1 refused fetch.failed 10 of proxied
https_proxy=socks5://$proxy refused agent.proxy-invalid 3 of proxied
[ "$(sort -u proxy/asked)" = "other.example:443 -" ] || fail "asked: $(cat proxy/asked)"
https_proxy=http://may:mat-khau@$proxy "$AGENT" check --etc etc --trust trust >out.txt 2>err.txt || true
grep -qF "proxied (proxy http://$proxy)" out.txt && ! grep -q mat-khau out.txt err.txt || fail "not told: $(cat out.txt err.txt)"
exec 8>&-
wait "$proxy_pid"
finish
