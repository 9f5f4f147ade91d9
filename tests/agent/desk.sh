# SPDX-License-Identifier: AGPL-3.0-or-later
# A desk for the tests: a server that is enrolled, a token in a module that does as it is told, and a person who answers as told.
export AGENT_TESTS="$agent_tests" PATH="$work/bin:$PATH" PINENTRY_SAYS="$work/says" PINENTRY_SAW="$work/saw" XDG_OPENED="$work/opened" XDG_RUNTIME_DIR="$work/run"
export SOFTHSM2_CONF="$work/lab/softhsm/softhsm2.conf" PROXY_P11_DO="$work/do" PROXY_P11_SAW="$work/proxy.saw"
cp "$agent_tests/pinentry" "$agent_tests/xdg-open" bin/
chmod +x bin/*
mkdir -p run mock opened tools home/.config/trien
chmod 700 run
for tool in env python3 sh; do ln -s "$(command -v $tool)" tools/$tool; done
echo "$PROXY_P11" >home/.config/trien/modules
pin=lab/keys/agency.pin
fingerprint() { openssl x509 -in "$1" -outform DER | sha256sum | cut -d' ' -f1; }
certificate=$(fingerprint lab/keys/agency.pem) prepared_for=$certificate
for i in 1 2 3; do
	python3 "$top/bench/make_pdf.py" d$i.pdf $((5000 + 100 * i))
	ok "prepare $i" "$TRIEN" prepare --cert lab/keys/agency.pem -o d$i.state d$i.pdf
done

# An authority of the test's, the server's certificate, one for another name, one of another authority.
authority() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.pem" -days 30 -subj "/CN=Test $1" 2>/dev/null; }
leaf() {
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$1.key" -out "$1.csr" -subj "/CN=$3" 2>/dev/null
	printf 'subjectAltName=%s\n' "$3" >"$1.ext"
	openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days 30 -extfile "$1.ext" -out "$1.pem" 2>/dev/null
}
authority ca
authority ca2
leaf server ca IP:127.0.0.1
leaf other-name ca DNS:other.example
leaf other-ca ca2 IP:127.0.0.1

mock_pid= port=0
stop_mock() {
	[ -z "$mock_pid" ] || { exec 7>&-; wait "$mock_pid" 2>/dev/null || true; }
	mock_pid=
}
# start_mock CERTIFICATE | --plain: the enrolment follows its port.
start_mock() {
	stop_mock
	rm -f mock/port mock/seen pipe
	mkfifo pipe
	(cd mock && exec python3 "$agent_tests/mock.py" $([ "$1" = --plain ] && echo --plain || echo "../$1.pem" "../$1.key") <../pipe) 2>mock.err &
	mock_pid=$!
	exec 7>pipe
	for _ in $(seq 1500); do [ -e mock/port ] && break; sleep 0.02; done
	port=$(cat mock/port) || fail "the mock does not listen: $(cat mock.err)"
	origin=https://127.0.0.1:$port/so-mau
	[ "$1" != --plain ] || origin=http://127.0.0.1:$port/so-mau
	printf %s "$origin" >mock/origin
	rm -rf home/.config/trien/servers so-mau.trien
	server_origin=$origin enrolment so-mau.trien pem:lab/keys/agency.pem --lab --authorities ca.pem >out.txt 2>err.txt || fail "enrolment: $(cat err.txt)"
	at_terminal +YES -- "$AGENT" enrol --etc etc --terminal so-mau.trien >out.txt || fail "enrol: $(cat out.txt)"
}
trap 'stop_mock; chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT

# mock_json COUNT WRONG
mock_json() {
	local items=
	for i in $(seq "$1"); do items="$items${items:+,}[\"../d$i.pdf\",\"../d$i.state\"]"; done
	printf '{"items":[%s],"certificate":"%s","prepared_for":"%s","wrong":"%s"}' "$items" "$certificate" "$prepared_for" "$2" >mock/mock.json
}
# call [COUNT [WRONG]]: a page has called anew; nobody has seen or said anything.
call() {
	token=$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')
	uri=trien://s/so-mau/$token
	printf %s "$token" >mock/token
	mock_json "${1-1}" "${2-}"
	rm -rf mock/value-* mock/end opened opened.* && mkdir opened
	: >saw
	: >says
	: >mock/seen
	: >proxy.saw
}
agent() { "$AGENT" open --etc etc "$@" "$uri"; }
answers() { printf '%s\n' "$@" >says; }
does() { printf '%s' "$1" >do; }
logins() { grep -c login proxy.saw || true; }
# "done REASON ITEM:REASON…" of the last word
end_state() {
	python3 -c 'import json
e = json.load(open("mock/end"))
print(e["state"], e.get("reason", "-"), " ".join("%d:%s" % (i["item"], i["reason"]) for i in e["items"]))'
}
# told ID [ITEMS]: the server was told why.
told() { [ "$(end_state)" = "refused $1 ${2-1:$1}" ] || fail "told: $(cat mock/end)"; }
does ""
start_mock server
