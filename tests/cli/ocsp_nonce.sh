#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# OCSP with a nonce, where a proof of today is wanted (trien extend, trien evidence, trien office in): repeated, left out, refused by the server; an old answer that is sent again.
# Requirement: X1 X2
. "$(dirname "$0")/lab_alone.sh"
port=${url##*:}
stop_server
# What the server before said stands no more when the next one is waited for.
: >served.txt
"$TRIEN" lab serve --port 0 lab >served.txt 2>served.err </dev/null &
server=$!
for ((i = 0; i < 600; i++)); do if grep -q '^ready ' served.txt; then break; fi; sleep 0.05; done
behind=$(sed -n 's/^ready //p' served.txt)
echo pass >mood
"$here/ocsp_proxy.py" "$port" "$behind" >proxy.txt 2>proxy.err &
proxy=$!
trap 'stop_server; kill $proxy 2>/dev/null || true; chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
for ((i = 0; i < 600; i++)); do if grep -q '^ready' proxy.txt; then break; fi; sleep 0.05; done
grep -q '^ready' proxy.txt || fail "no proxy: $(cat proxy.err)"
with=(--trust lab/trust --allow-host 127.0.0.1 --tsa "$url/tsa")
ok "sign" "$TRIEN" sign --key $pem --level B-T "${with[@]}" -o B-T.pdf small.pdf

# asked MOOD NONCE PLAIN WITHOUT COMMAND...: so many requests with and without a nonce were made; so many answers did not repeat it, says the JSON.
asked() {
	local want="$2 $3 $4"
	echo "$1" >mood
	: >seen
	shift 4
	"$@" --json >out.txt 2>err.txt || fail "$(cat mood): $*: $(cat out.txt err.txt)"
	local got
	got="$(grep -c nonce seen || true) $(grep -c plain seen || true) $(python3 -c 'import json; print(json.loads(open("out.txt").read())["ocsp_without_nonce"])')"
	[ "$got" = "$want" ] || fail "$(cat mood): $got requests and answers, want $want: $(cat out.txt)"
	passed=$((passed + 1))
}
extend=("$TRIEN" extend --level B-LT --force "${with[@]}")
asked pass 3 0 0 "${extend[@]}" -o pass.pdf B-T.pdf
asked strip 3 0 3 "${extend[@]}" -o strip.pdf B-T.pdf
asked refuse 3 3 3 "${extend[@]}" -o refuse.pdf B-T.pdf
verdict 0 --offline pass.pdf strip.pdf refuse.pdf
mkdir bare
cp lab/trust/root.pem bare/
evidence=("$TRIEN" evidence create --force --trust bare --allow-host 127.0.0.1)
asked pass 3 0 0 "${evidence[@]}" -o pass.evidence B-T.pdf
asked strip 3 0 3 "${evidence[@]}" -o strip.evidence B-T.pdf
asked refuse 3 3 3 "${evidence[@]}" -o refuse.evidence B-T.pdf
"$TRIEN" evidence create --force --trust bare --allow-host 127.0.0.1 -o strip.evidence B-T.pdf >out.txt 2>&1 || fail "$(cat out.txt)"
grep -q 'trả lời OCSP không nhắc lại số ngẫu nhiên' out.txt || fail "not told: $(cat out.txt)"
for e in pass strip refuse; do ok "judged with it" "$TRIEN" evidence verify --trust bare --evidence $e.evidence B-T.pdf; done

# An answer that was given before, sent again: refused by name though it is signed well and fresh; the lists decide then.
asked replay 3 0 0 "${extend[@]}" -o first.pdf B-T.pdf
"${extend[@]}" --json -o again.pdf B-T.pdf >out.txt 2>err.txt || fail "the lists know: $(cat out.txt err.txt)"
[ "$(grep -o 'pki.ocsp-nonce-other' out.txt | wc -l)" -ge 3 ] || fail "not told that old answers came: $(cat out.txt)"
! cmp -s first.pdf again.pdf || fail "the old answers were taken"
verdict 0 --offline again.pdf
"${evidence[@]}" --json -o again.evidence B-T.pdf >out.txt 2>err.txt || fail "evidence: $(cat out.txt err.txt)"
grep -q 'pki.ocsp-nonce-other' out.txt || fail "not told: $(cat out.txt)"
"$TRIEN" evidence show --json again.evidence | grep -q '"type":"ocsp"' && fail "an old answer became a proof"

# What comes is judged by answers of now, too.
ok "store" "$TRIEN" store init kho
ok "key" "$TRIEN" audit key --origin so-noi-vu.example/mau audit.key
ok "open" "$TRIEN" audit open --origin so-noi-vu.example/mau kho
ok "agency" "$TRIEN" registry enter kho agency code=H01 'name=UBND tỉnh Mẫu' kind=province
ok "person" "$TRIEN" registry enter kho person code=CB1 'name=Nguyễn Văn Mẫu' agency=H01
ok "post" "$TRIEN" registry enter kho post person=CB1 agency=H01 'title=Văn thư' role=clerk from_at=2020-01-01
echo pass >mood
: >seen
ok "it comes" "$TRIEN" office in --as person:1 --agency H01 --sender 'Nơi gửi mẫu' --subject 'Về việc mẫu' --not-secret 'Nguyễn Văn Mẫu' --trust bare --allow-host 127.0.0.1 kho B-T.pdf
[ "$(grep -c plain seen || true)" = 0 ] && grep -q nonce seen || fail "what comes is asked of without a nonce: $(cat seen)"
kill $proxy
finish
