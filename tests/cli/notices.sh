#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Notices from the books to the mail server: what is due, muted, sent once; a server that is slow, strict or false. Requirement: R6.1 R7 R11
. "$(dirname "$0")/common.sh"
command -v python3 >/dev/null || { echo "SKIPPED: python3 is not installed"; exit 77; }

sinks=
trap 'for p in $sinks; do kill "$p" 2>/dev/null || true; done; chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
sink() { # NAME MODE [CERT KEY]: sets port
	mkdir "$1"
	python3 "$here/smtp_sink.py" "$@" &
	sinks="$sinks $!"
	for _ in $(seq 200); do
		[ -e "$1/port" ] && break
		sleep 0.05
	done
	port=$(cat "$1/port")
}
mails() { find "$1" -name '*.eml' | wc -l; }
run() { "$TRIEN" jobs run --from so-dang-ky@so-mau.example "$@" kho; }
notices() { "$TRIEN" registry notices "$@"; }

# A province: an officer with an address, the subscriber, a keeper without one.
ok "init" "$TRIEN" store init kho
ok "key" "$TRIEN" audit key --origin so-noi-vu.example/mau audit.key
ok "open" "$TRIEN" audit open --origin so-noi-vu.example/mau kho
enter() { ok "$*" "$TRIEN" registry enter kho "$@"; }
enter agency code=H00 "name=UBND tỉnh Mẫu" kind=province
enter person code=CB1 "name=Nguyễn Văn Mẫu" agency=H00 email=mot@so-mau.example
enter person code=CB2 "name=Trần Thị Mẫu An" agency=H00 email=hai@so-mau.example
enter person code=CB3 "name=Lê Văn Mẫu" agency=H00
enter device kind=token serial=T1 agency=H00 state=assigned
sed -n '/BEGIN CERT/,/END CERT/p' lab/keys/leader.pem >leader.pem
ok "certificate" "$TRIEN" registry certificate --trust lab/trust --agency H00 --person CB1 --device token/T1 kho leader.pem
end=$(date -u -d "$(openssl x509 -in leader.pem -noout -enddate | cut -d= -f2)" +%s)
day() { date -u -d "@$((end - $1 * 86400))" +%Y-%m-%dT%H:%M:%SZ; } # so many days are left

# Looking changes nothing; 121 days: nothing; 120: the subscriber. Twice on a day: nothing more.
[ -z "$(notices --at "$(day 121)" kho)" ] || fail "due at 121 days"
says 'certificate:1.*sắp hết hạn.*	120	.*Nguyễn Văn Mẫu' notices --at "$(day 120)" kho
says '"kind":"expiry"' notices --json --at "$(day 120)" kho
says '^0 notices came due' notices --lang en --at "$(day 121)" kho run
refused cli.usage 3 notices kho walk
refused cli.usage 3 notices kho mute
says '^1 notices came due (0 of them history, not told), 1 letters wait' notices --lang en --dry-run --at "$(day 120)" kho run
says '"letters":1' notices --json --at "$(day 120)" kho run
says '"letters":0' notices --json --at "$(day 120)" kho run
says '^1	mail.digest	waits' "$TRIEN" jobs list --lang en kho

# An officer: the letters of 90 days, looked at first. Who keeps the device has no address: the officer's letter says so.
enter post person=CB2 agency=H00 "title=Chuyên viên" role=manager from_at=2020-01-01
ok "keeper" "$TRIEN" registry enter kho custody device=token/T1 keeper=CB3 "decision=01/QĐ-MẪU" decided_at=2026-01-02 from_at=2026-01-02
ok "preview" notices --at "$(day 90)" kho preview
grep -q 'To: =?UTF-8' out.txt || fail "no preview: $(cat out.txt)"
[ "$(grep -c '^Message-ID' out.txt)" = 3 ] || fail "three letters: $(grep -c ^Message-ID out.txt)"
says '"letters":2' notices --json --at "$(day 90)" kho run
at90="--at $(day 90)"

# Where to: something has to be said.
refused cli.option-wanted 3 "$TRIEN" jobs run kho
refused cli.option-wanted 3 run
refused cli.option-twice 3 run --spool out --smtp smtp://127.0.0.1
refused exchange.mail-address 4 "$TRIEN" jobs run --from 'a b@so-mau.example' --spool out kho
refused fetch.mail-server 3 run --smtp http://127.0.0.1
refused fetch.mail-server 3 run --smtp smtp://127.0.0.1:99999
refused fetch.mail-server 3 run --smtp 'smtp://ma y'
refused cli.option-wanted 3 run --smtp smtp://127.0.0.1 --smtp-user trien
refused cli.usage 3 "$TRIEN" jobs walk kho

# A folder: one of the two letters, then the rest, then nothing.
# shellcheck disable=SC2086
says '^1 jobs done' run $at90 --lang en --once --spool spool
# shellcheck disable=SC2086
says '^2 jobs done' run $at90 --lang en --spool spool
# shellcheck disable=SC2086
says '^0 jobs done' run $at90 --lang en --spool spool
[ "$(mails spool)" = 3 ] || fail "three files: $(ls spool)"
day90=$(TZ=Asia/Ho_Chi_Minh date -d "@$((end - 90 * 86400))" +%Y-%m-%d)
officer=spool/digest-person-2-$day90.eml
python3 "$here/mail_check.py" "$officer" hai@so-mau.example 'còn 90 ngày|Gia hạn: gửi đề nghị chậm nhất|Mẫu|Xin báo giúp: Lê Văn Mẫu|In short' 1 >uid.officer
python3 "$here/mail_check.py" "spool/digest-person-1-$day90.eml" mot@so-mau.example 'Kính gửi Ông/Bà Nguyễn Văn Mẫu|còn 90 ngày' 1 >uid.subscriber
cmp uid.officer uid.subscriber || fail "one date, two entries of a calendar"
passed=$((passed + 2))

# A server with an authority of its own.
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 2 -subj /CN=Lab 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout tls.key -out tls.csr -subj /CN=127.0.0.1 2>/dev/null
printf 'subjectAltName=IP:127.0.0.1\n' >san.cnf
openssl x509 -req -in tls.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile san.cnf -out tls.pem 2>/dev/null
echo mat-khau-mau >password
chmod 600 password
printf 'sai\n' >wrong
chmod 600 wrong
says '"letters":2' notices --json --at "$(day 75)" kho run
at75="--at $(day 75)"
login="--smtp-user trien --smtp-password password --smtp-ca ca.pem"
sink bare bare tls.pem tls.key
# No TLS is offered: neither a mail nor the password goes. An authority that nobody trusts, a wrong password: nothing goes either, and the job waits.
# shellcheck disable=SC2086
refused fetch.mail-tls 7 run $at75 $login --smtp smtp://127.0.0.1:$port
[ "$(mails bare)" = 0 ] || fail "a mail without TLS"
says 'fetch.mail-tls' "$TRIEN" jobs list --state ready kho
id=$(cut -f1 out.txt | head -1)
ok "again" "$TRIEN" jobs retry $at75 kho "$id"
sink strict starttls tls.pem tls.key
# shellcheck disable=SC2086
refused fetch.mail-tls 7 run $at75 --smtp smtp://127.0.0.1:$port
ok "again" "$TRIEN" jobs retry $at75 kho "$id"
# shellcheck disable=SC2086
refused fetch.mail-login 7 run $at75 --smtp-user trien --smtp-password wrong --smtp-ca ca.pem --smtp smtp://127.0.0.1:$port
ok "again" "$TRIEN" jobs retry $at75 kho "$id"
chmod 644 password
# shellcheck disable=SC2086
refused cli.password-readable 7 run $at75 $login --smtp smtp://127.0.0.1:$port
chmod 600 password
# shellcheck disable=SC2086
says '^2 jobs done' run $at75 --lang en $login --smtp smtp://127.0.0.1:$port
[ "$(mails strict)" = 2 ] || fail "two mails: $(ls strict)"
grep -q '"tls": true, "user": "trien"' strict/1.json || fail "the envelope: $(cat strict/1.json)"
grep -q 'FROM:<so-dang-ky@so-mau.example>' strict/1.json || fail "the envelope: $(cat strict/1.json)"
python3 "$here/mail_check.py" strict/1.eml "$(grep -o '[a-z]*@so-mau.example>"\]' strict/1.json | cut -d'>' -f1)" 'còn 75 ngày' 1 >uid.75
cmp uid.75 uid.officer || fail "the entry of the calendar has another name at 75 days"

# From the first byte in TLS; without TLS to this machine, and no password then.
sink implicit tls tls.pem tls.key
says '"letters":2' notices --json --at "$(day 60)" kho run
# shellcheck disable=SC2086
says '^1 jobs done' run --at "$(day 60)" --once --lang en $login --smtp smtps://127.0.0.1:$port
[ "$(mails implicit)" = 1 ] || fail "one mail"
sink plain plain
# shellcheck disable=SC2086
refused fetch.mail-plain 7 run $login --smtp-plain --smtp smtp://127.0.0.1:$port
refused fetch.mail-server 3 run --smtp-plain --smtp smtps://127.0.0.1:$port
plain=$port
# Killed when the server has the mail and nobody has written that down: at the end of the lease it goes out once more, as the same mail.
sink hold hold
"$TRIEN" jobs run --at "$(day 60)" --from so-dang-ky@so-mau.example --smtp-plain --smtp smtp://127.0.0.1:$port kho >/dev/null 2>&1 &
runner=$!
for _ in $(seq 200); do
	[ -e hold/1.json ] && break
	sleep 0.05
done
kill -9 $runner
wait $runner || true
says '^0 jobs done' run --at "$(day 60)" --lang en --smtp-plain --smtp smtp://127.0.0.1:$plain
later="$(date -u -d "@$((end - 60 * 86400 + 601))" +%Y-%m-%dT%H:%M:%SZ)"
# Two at once: one of them has it.
run --at "$later" --json --smtp-plain --smtp smtp://127.0.0.1:$plain >first.txt 2>&1 &
runner=$!
run --at "$later" --json --smtp-plain --smtp smtp://127.0.0.1:$plain >second.txt 2>&1 || fail "the second: $(cat second.txt)"
wait $runner || fail "the first: $(cat first.txt)"
[ "$(cat first.txt second.txt | grep -o '"end":"done"' | wc -l)" = 1 ] || fail "two runners: $(cat first.txt second.txt)"
[ "$(mails plain)" = 1 ] || fail "one mail"
cmp hold/1.eml plain/1.eml || fail "sent twice, and not the same mail"

# Refused for good: dead, on the list of what was not sent, and tried again when somebody says so. For now: later.
ok "address" "$TRIEN" registry change kho person:1 email=khong-co@so-mau.example
ok "address" "$TRIEN" registry change kho person:2 email=ban@so-mau.example
says '"letters":2' notices --json --at "$(day 30)" kho run
at30="--at $(day 30)"
# shellcheck disable=SC2086
says '^0 jobs done, 1 to be tried again, 1 dead' run $at30 --lang en --smtp-plain --smtp smtp://127.0.0.1:$plain
says 'fetch.mail-refused' "$TRIEN" jobs list --state dead kho
dead=$(cut -f1 out.txt)
# shellcheck disable=SC2086
says 'Nguyễn Văn Mẫu' notices $at30 --unsent kho
ok "address" "$TRIEN" registry change kho person:1 email=mot@so-mau.example
ok "retry" "$TRIEN" jobs retry $at30 kho "$dead"
refused store.job-state 7 "$TRIEN" jobs retry kho 1
# shellcheck disable=SC2086
says '^1 jobs done, 0 to be tried' run $at30 --lang en --smtp-plain --smtp smtp://127.0.0.1:$plain
says 'fetch.mail-later' "$TRIEN" jobs list --state ready kho
waits=$(cut -f1 out.txt)
ok "cancel" "$TRIEN" jobs cancel kho "$waits"
says 'cancelled' "$TRIEN" jobs list --state dead kho
# An address that says two, or a line of its own, is none: the run knows it; one that becomes such before the mail goes is dead.
ok "address" "$TRIEN" registry change kho person:2 'email=a@so-mau.example, b@so-mau.example'
says '"letters":1' notices --json --at "$(day 7)" kho run
says '(không có ai)\|Trần Thị Mẫu An' notices --unsent --at "$(day 7)" kho
ok "address" "$TRIEN" registry change kho person:1 'email=mot@so-mau.example, b@so-mau.example'
says '^0 jobs done, 0 to be tried again, 1 dead' run --at "$(day 7)" --lang en --spool spool
says 'exchange.mail-address' "$TRIEN" jobs list --state dead kho

# What has expired by this machine's clock is recorded, once; a time that is looked at ends nothing, be it late or early.
blob=$(find kho/blobs -type f | head -1 | sed 's|.*/\(..\)/|\1|')
last=$(TZ=Asia/Ho_Chi_Minh date -d '-2 days' +%Y-%m-%dT%H:%M:%S+07:00)
columns='fingerprint;serial;issuer;subject_name;subject;holder;person;agency;not_before;not_after;key_name;blob;chain;renewals'
row() { printf '%s;%s;CA Mẫu;Nguyễn Văn Mẫu;CN=Mẫu;person;CB1;H00;2021-01-01;%s;RSA 2048;%s;trusted;%s\r\n' "$(printf "$1%.0s" $(seq 64))" "$1" "$2" "$blob" "$3"; }
{ printf '%s\r\n' "$columns"; row e "$last" 0; } >het-han.csv
ok "import" "$TRIEN" registry import kho certificate het-han.csv
says '"expired":0' notices --json --at "$(date -u -d '-3 days' +%Y-%m-%dT%H:%M:%SZ)" kho run
says '^1 certificates have expired' notices --lang en --dry-run kho run
says '"expired":1,"not_expired":0' notices --json --at "$(date -u -d "@$((end + 86400))" +%Y-%m-%dT%H:%M:%SZ)" kho run
says '"expired":0' notices --json kho run
says '"what":"certificate.expire"' "$TRIEN" registry history --json kho certificate:2
says '"state":"expired"' "$TRIEN" registry show --json kho certificate:2
says '"state":"issued"' "$TRIEN" registry show --json kho certificate:1
# One that was renewed as often as it may be: nobody is told to renew it.
{ printf '%s\r\n' "$columns"; row d "$(TZ=Asia/Ho_Chi_Minh date -d '+90 days' +%Y-%m-%dT12:00:00+07:00)" 1; } >da-gia-han.csv
ok "import" "$TRIEN" registry import kho certificate da-gia-han.csv
ok "address" "$TRIEN" registry change kho person:1 email=mot@so-mau.example
says '"found":1,"seen":0' notices --json kho run
says '^3 jobs done' run --lang en --spool gia-han
python3 "$here/mail_check.py" "$(find gia-han -name '*.eml')" mot@so-mau.example 'còn 90 ngày. Chứng thư này đã được gia hạn 1 lần, không gia hạn nữa: hãy đề nghị cấp chứng thư mới.' 1 >uid.renewed
refused cli.usage 3 notices --at "$(day 7)" --until 2027-01-31 --reason Mẫu kho mute certificate:1
finish
