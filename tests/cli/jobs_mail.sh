#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# What is wrong with a mail server costs no letter, and what is wrong with one receiver not the others' letters. Requirement: R7 X4
. "$(dirname "$0")/common.sh"
command -v python3 >/dev/null || { echo "SKIPPED: python3 is not installed"; exit 77; }

sinks=
trap 'for p in $sinks; do kill "$p" 2>/dev/null || true; done; rm -rf "$work"' EXIT
sink() { # NAME MODE: sets port
	mkdir "$1"
	python3 "$here/smtp_sink.py" "$@" &
	sinks="$sinks $!"
	for _ in $(seq 200); do
		[ -e "$1/port" ] && break
		sleep 0.05
	done
	port=$(cat "$1/port")
}
run() { "$TRIEN" jobs run --from so-dang-ky@so-mau.example --lang en --smtp-plain --smtp "smtp://127.0.0.1:$port" "$@" kho; }
waiting() { "$TRIEN" jobs list --state ready kho | wc -l; }
tried() { "$TRIEN" jobs list --json --state ready kho | grep -o '"tries":[0-9]*' | awk -F: '{n += $2} END {print n}'; }

# One certificate, six officers who hear of it and its subscriber: seven letters. The first one's address is one that the server goes away at.
ok "init" "$TRIEN" store init kho
ok "open" "$TRIEN" audit open --origin so-noi-vu.example/mau kho
enter() { ok "$*" "$TRIEN" registry enter kho "$@"; }
enter agency code=H00 "name=UBND tỉnh Mẫu" kind=province
enter person code=CB0 "name=Nguyễn Văn Mẫu" agency=H00 email=dut@so-mau.example
for i in 1 2 3 4 5 6; do
	enter person code=CB$i "name=Trần Thị Mẫu $i" agency=H00 email=nguoi$i@so-mau.example
	enter post person=CB$i agency=H00 "title=Chuyên viên" role=manager from_at=2020-01-01
done
sed -n '/BEGIN CERT/,/END CERT/p' lab/keys/leader.pem >leader.pem
ok "certificate" "$TRIEN" registry certificate --trust lab/trust --agency H00 --person CB0 kho leader.pem
end=$(date -u -d "$(openssl x509 -in leader.pem -noout -enddate | cut -d= -f2)" +%s)
at() { date -u -d "@$((end - 90 * 86400 + $1))" +%Y-%m-%dT%H:%M:%SZ; }
says '"letters":7' "$TRIEN" registry notices --json --at "$(at 0)" kho run

# Refused before anybody is named: all wait, one try was spent, none is dead.
sink closed closed
refused fetch.mail-server-refuses 10 run --at "$(at 1)"
[ "$(waiting)" = 7 ] || fail "seven wait: $(waiting)"
[ "$(tried)" = 1 ] || fail "one try: $(tried)"
[ "$(run --at "$(at 2)" --json 2>&1 | grep -c '"fetch.mail-server-refuses"')" = 1 ] || fail "the id in JSON"
[ "$(tried)" = 2 ] || fail "two tries: $(tried)"
# It goes away at every receiver: after three of them that is its way, and the rest keep their tries.
sink cut cut
refused fetch.mail-broken-off 10 run --at "$(at 200)"
[ "$(tried)" = 5 ] || fail "three tries more: $(tried)"
# At one receiver alone: the other six have their letters, each once.
sink good plain
says '^6 jobs done, 1 to be tried again, 0 dead' run --at "$(at 400)"
[ "$(cat good/*.json | grep -o 'TO:<[^>]*>' | sort | uniq -c | grep -c ' 1 TO:<nguoi')" = 6 ] || fail "six, each once: $(cat good/*.json)"
says 'fetch.mail-broken-off' "$TRIEN" jobs list --state ready kho
[ "$(waiting)" = 1 ] || fail "one waits"
ok "address" "$TRIEN" registry change kho person:1 email=mot@so-mau.example
says '^1 jobs done, 0 to be tried again, 0 dead' run --at "$(at 4000)"
[ "$(cat good/*.eml | grep -i '^Message-ID' | sort | uniq -d | wc -l)" = 0 ] || fail "a letter twice"
finish
