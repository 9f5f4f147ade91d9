#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Which servers may ask this desk: files that somebody signs whom the desk trusts, shown and agreed to; and every way in which one is something else.
# Requirement: R4.3
. "$(dirname "$0")/common.sh"
key=pem:lab/keys/agency.pem servers=home/.config/trien/servers
agent() { "$AGENT" "$1" --etc etc "${@:2}"; }
# enrols FILE ANSWER: at a terminal.
enrols() { at_terminal "+$2" -- "$AGENT" enrol --etc etc --terminal --lang en "$1"; }
# refuses ID EXIT FILE: before anybody is asked.
refuses() { refused "$1" "$2" agent enrol --terminal "$3"; }

ok "a file" enrolment good.trien $key --lab
grep -q '"origin": "https://ky.example"' good.trien || fail "nobody can read it: $(cat good.trien)"
target=twice.trien refused cli.target-exists 5 enrolment good.trien $key --lab
# What others make of it: the signature is over the text before it, and OpenSSL finds it well.
sed '/-----BEGIN CMS-----/,$d' good.trien >text
sed -n '/-----BEGIN CMS-----/,$p' good.trien >cms
cat lab/trust/*.pem >anchors.pem 2>/dev/null || find lab/trust -name '*.pem' -exec cat {} + >anchors.pem
ok "OpenSSL" openssl cms -verify -inform PEM -in cms -content text -binary -CAfile anchors.pem -purpose any -out /dev/null

# Shown, and agreed to.
finds "Sample Department" 0 enrols good.trien no
grep -q "agent.declined" out.txt || fail "no is not heard: $(cat out.txt)"
[ ! -e $servers ] || fail "declined, and kept"
says "so-mau is enrolled" enrols good.trien YES
for words in "https://ky.example" "LAB: no legal force" "Vouched for by" "2099-12-31"; do grep -q "$words" out.txt || fail "not shown: $words: $(cat out.txt)"; done
[ "$(stat -c %a $servers)" = 700 ] && [ "$(stat -c %a $servers/so-mau.trien)" = 600 ] || fail "rights: $(stat -c '%a %n' $servers $servers/*)"
cmp good.trien $servers/so-mau.trien
says "https://ky.example, PHÒNG LAB" agent servers
says '"server": *"so-mau"' agent servers --json
# The same again is well; by another signer, or with another address, it is not.
says "is enrolled" enrols good.trien YES
ok "another signer" enrolment other.trien pem:lab/keys/leader.pem --lab
refuses agent.other-server 7 other.trien
server_origin=https://evil.example ok "another address" enrolment moved.trien $key --lab
refuses agent.other-server 7 moved.trien
server_until=2098-01-01 ok "another end" enrolment later.trien $key --lab
says "is enrolled" enrols later.trien YES
cmp later.trien $servers/so-mau.trien
says "không còn ghi nhận" agent forget so-mau
refused agent.server-unknown 7 agent forget so-mau
says "is enrolled" enrols moved.trien YES

# Files that are something else.
printf 'x' >empty.trien
refuses agent.enrolment-malformed 4 empty.trien
sed 's/ky.example/kz.example/' good.trien >changed.trien
refuses agent.enrolment-signature 7 changed.trien
{ cat good.trien; echo more; } >more.trien
refuses agent.enrolment-malformed 4 more.trien
{ printf ' '; cat good.trien; } >before.trien
refuses agent.enrolment-signature 7 before.trien
grep -v 'END CMS' good.trien >cut.trien
refuses agent.enrolment-malformed 4 cut.trien
{ cat text; sed -n '/BEGIN CMS/,$p' other.trien; } >mixed.trien
if cmp -s text <(sed '/-----BEGIN CMS-----/,$d' other.trien); then ok "the same text" true; else refuses agent.enrolment-signature 7 mixed.trien; fi
head -c $((256 * 1024 + 1)) /dev/zero >large.trien
refuses base.buffer-limit 8 large.trien
refused cli.source-missing 5 agent enrol nowhere.trien
refused cli.source-not-a-file 5 agent enrol etc
# Who signs is nobody that this desk trusts; or a lab's where it is none; or the other way round.
openssl req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 30 -subj "/CN=Nobody" -addext keyUsage=critical,digitalSignature 2>/dev/null
cat k.pem c.pem >nobody.pem
ok "by nobody" enrolment nobody.trien pem:nobody.pem
refuses agent.enrolment-untrusted 7 nobody.trien
grep -q "Nobody" err.txt || fail "not said who: $(cat err.txt)"
target=x.trien refused agent.enrolment-lab 7 enrolment x.trien $key
target=x.trien refused agent.enrolment-lab 7 enrolment x.trien pem:nobody.pem --lab
mkdir etc2 etc2/trust && cp c.pem etc2/trust
refused agent.enrolment-untrusted 7 "$AGENT" enrol --etc etc2 good.trien
refused agent.trust-missing 5 "$AGENT" enrol --etc nowhere good.trien
mkdir etc3 etc3/trust
refused pki.trust-empty 3 "$AGENT" enrol --etc etc3 good.trien
server_until=2020-01-01 ok "one that is over" enrolment over.trien $key --lab
refuses agent.enrolment-expired 7 over.trien
# One that is over here is renewed by the same signer for the same address, and by nobody else.
says "không còn ghi nhận" agent forget so-mau
cp over.trien $servers/so-mau.trien && chmod 600 $servers/so-mau.trien
says "agent.enrolment-expired" agent servers
refuses agent.other-server 7 moved.trien
says "is enrolled" enrols good.trien YES
# What may not be said is not signed.
for bad in https://KY.example http://ky.example https://ky.example/ "https://u@ky.example" ""; do
	server_origin=$bad target=x.trien refused agent.enrolment-malformed 4 enrolment x.trien $key --lab
done
server_origin=https://127.0.0.1 target=x.trien refused agent.enrolment-malformed 4 enrolment x.trien pem:nobody.pem
for bad in So-Mau -mau "so mau" "" a2345678901234567890123456789012x; do
	server_id=$bad target=x.trien refused agent.enrolment-malformed 4 enrolment x.trien $key --lab
done
server_until=someday target=x.trien refused base.time-invalid 3 enrolment x.trien $key --lab
target=x.trien refused agent.enrolment-malformed 4 enrolment x.trien $key --lab --authorities text
head -c $((64 * 1024 + 1)) /dev/zero >large.pem
target=x.trien refused base.buffer-limit 8 enrolment x.trien $key --lab --authorities large.pem
server_id=mot-may server_origin=http://127.0.0.1:8080 ok "a lab on this machine" enrolment lab.trien $key --lab --authorities anchors.pem
says "mot-may is enrolled" enrols lab.trien YES

# Folders that others may write, links, files that were changed there.
says "mot-may" agent servers
chmod 770 $servers
refused agent.unsafe-file 7 agent servers
chmod 700 $servers
chmod 622 $servers/mot-may.trien
says "agent.unsafe-file" agent servers
chmod 600 $servers/mot-may.trien
mv $servers/mot-may.trien away.trien && ln -s "$work/away.trien" $servers/mot-may.trien
says "agent.unsafe-file" agent servers
rm $servers/mot-may.trien && sed 's/8080/8081/' away.trien >$servers/mot-may.trien
says "agent.enrolment-signature" agent servers
cp away.trien $servers/khac.trien && chmod 600 $servers/khac.trien
says "agent.enrolment-malformed" agent servers
rm $servers/khac.trien $servers/mot-may.trien
mv $servers elsewhere && ln -s "$work/elsewhere" $servers
refused agent.unsafe-file 7 agent servers
rm $servers && mv elsewhere $servers
# The administrator's stands before the user's, and is not the user's to take away.
mkdir etc/servers && cp good.trien etc/servers/so-mau.trien
says "(cả máy)" agent servers
refuses agent.system-server 7 other.trien
rm -f $servers/so-mau.trien
refused agent.system-server 7 agent forget so-mau
# No more than there is room for.
mkdir -p $servers && for i in $(seq 64); do : >$servers/s$i.trien; done
refuses agent.servers-limit 8 lab.trien
rm $servers/s1.trien
says "mot-may is enrolled" enrols lab.trien YES
[ -z "$(ls -A $servers | grep '\.new$')" ] || fail "left: $(ls -A $servers)"

refused agent.file-failed 5 env -u HOME -u XDG_CONFIG_HOME "$AGENT" servers --etc etc

# Words of the command line.
for words in "enrol" "enrol a b" "servers a" "forget" "forget ../x" "enrolment" "turn"; do
	want=cli.usage && [ "$words" != turn ] || want=cli.command-unknown
	# shellcheck disable=SC2086
	refused $want 3 "$AGENT" $words
done

says "trien-agent enrol" "$AGENT" --help
says "trien-agent " "$AGENT" version
finish
