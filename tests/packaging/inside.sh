#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Runs inside the fresh machine, under its systemd: what an administrator does after "apt install ./trien_*.deb ./triend_*.deb". Usage: inside.sh FOLDER; what failed is in FOLDER/result.
set -euo pipefail
export LC_ALL=C.UTF-8
here=$1
cd "$here"
exec >log 2>&1
set -x
trap 'code=$?; { [ $code = 0 ] && echo good || { echo bad; journalctl -u triend -u trien-witness -u trien-evidence -u probe -u trien-probe --no-pager | tail -60; }; } >result' EXIT
fail() { echo "FAILED: $*"; exit 1; }
get() { curl --silent --show-error --max-time 30 --unix-socket /run/triend/http.sock "$@"; }
until_ready() {
	for _ in $(seq 300); do get -o /dev/null http://x/health && return 0; sleep 0.1; done
	fail "triend does not answer"
}

# Installed and not configured: enabled, and neither runs nor fails.
[ "$(systemctl is-enabled triend)" = enabled ]
[ "$(systemctl is-active triend || true)" = inactive ]
[ "$(systemctl is-failed triend || true)" = inactive ]

# The books, as the guide has it.
install -d -o triend -g triend -m 0700 /var/lib/trien
as() { runuser -u triend -- "$@"; }
as trien registry bootstrap --origin so.example/2026 --agency H01 --agency-name "Ủy ban nhân dân tỉnh Mẫu" --person CB01 --name "Người Mẫu Một" /var/lib/trien/kho
trien lab init --no-tokens "$here/lab"
cp -r lab/trust /etc/trien/trust
chmod -R a+rX /etc/trien/trust
mkdir -p /var/lib/trien/kho/blobs
chown triend:triend /var/lib/trien/kho/blobs
cat >/etc/trien/triend.json <<J
{"listen": "unix:/run/triend/http.sock", "store": "/var/lib/trien/kho", "blobs": "/var/lib/trien/kho/blobs", "trust": "/etc/trien/trust", "witness": "/run/trien-witness/sock", "logs": {"2026": "/var/lib/trien/kho/audit/1"}}
J
# The witness, with a key of its own; the log's key it may sign for.
install -d -o triend -g triend -m 0700 /var/lib/trien-ky
as trien audit key --origin so.example/2026 /var/lib/trien-ky/khoa >public
install -d -o trien-witness -g trien-witness -m 0700 /var/lib/trien-witness
runuser -u trien-witness -- trien audit key --witness --origin nhan-chung.example /var/lib/trien-witness/khoa >witness-public
cat >/etc/trien/witness.json <<J
{"socket": "/run/trien-witness/sock", "key": "/var/lib/trien-witness/khoa", "logs": ["$(tail -1 public)"]}
J
systemctl start trien-witness
as trien audit --key /var/lib/trien-ky/khoa sign /var/lib/trien/kho
runuser -u triend -G trien-witness -- triend --config /etc/trien/triend.json --check
systemctl start triend
until_ready
[ "$(systemctl is-active triend trien-witness | sort -u)" = active ]

# A worker and its sandbox live under the unit's restrictions: a signature is judged, a broken one found.
for i in 1 2; do trien sign --key pem:lab/keys/clerk.pem -o $i.pdf small.pdf >/dev/null; done
get -H 'Content-Type: application/pdf' --data-binary @1.pdf http://x/v1/verify >verdict.json
grep -q TOTAL-PASSED verdict.json || fail "no good verdict: $(cat verdict.json)"
printf 'X' | dd of=2.pdf bs=1 seek=$(($(stat -c %s small.pdf) / 2)) conv=notrunc status=none
get -H 'Content-Type: application/pdf' --data-binary @2.pdf http://x/v1/verify >verdict.json
grep -q TOTAL-FAILED verdict.json || fail "a changed file is not bad: $(cat verdict.json)"

# Who answers has no privilege.
pid=$(systemctl show -P MainPID triend)
grep -q '^NoNewPrivs:.*1' "/proc/$pid/status"
grep -q '^CapEff:.*0000000000000000' "/proc/$pid/status"

# Killed, it is there again; stopped, it leaves nothing behind.
kill -9 "$pid"
until_ready
[ "$(systemctl show -P MainPID triend)" != "$pid" ]
systemctl stop triend
[ ! -e /run/triend ]
[ "$(systemctl is-failed triend || true)" = inactive ]
systemctl start triend
until_ready

# A job as it is shipped: it runs under the restrictions that all trien-* share. Nothing waits, so nobody outside is asked.
cp /usr/share/trien/systemd/trien-evidence.* /etc/systemd/system/
systemctl daemon-reload
systemctl start trien-evidence.service || fail "a job as it is shipped"
systemctl cat trien-evidence.service | grep -q hardening || fail "the jobs are not restricted"

# The second sandbox, of foreign programs (bubblewrap), can be made under the restrictions of the service and under those of the jobs.
sed 's/startxref/startxxxx/' small.pdf >damaged.pdf
install -d -o triend -g triend /var/lib/trien/probe
cp lab/keys/clerk.pem damaged.pdf /var/lib/trien/probe/
chown triend /var/lib/trien/probe/*
probe="/usr/bin/trien sign --key pem:/var/lib/trien/probe/clerk.pem --rewrite-damaged -o /var/lib/trien/probe/%n.pdf /var/lib/trien/probe/damaged.pdf"
probing() { sed -e "s|^ExecStart=.*|ExecStart=$probe|" -e 's/^Type=.*/Type=oneshot/' -e '/^WatchdogSec\|^Restart/d' "$1"; }
probing /lib/systemd/system/triend.service >/etc/systemd/system/probe.service
probing /etc/systemd/system/trien-evidence.service >/etc/systemd/system/trien-probe.service # by its name it has what all trien-* share
systemctl daemon-reload
for unit in probe trien-probe; do
	systemctl start $unit.service || fail "no second sandbox in $unit"
	[ -s /var/lib/trien/probe/$unit.service.pdf ] || fail "$unit made nothing"
done
for unit in triend trien-witness trien-evidence; do
	systemd-analyze security --no-pager $unit.service | tail -1 | tee -a exposure
done
[ "$(grep -c 'exposure level' exposure)" = 3 ]
systemd-analyze verify /lib/systemd/system/triend.service /lib/systemd/system/trien-witness.service /usr/share/trien/systemd/*.timer

# The desk: the program that a page's address calls; it knows no server yet, and refuses one by name.
cp -r "$here/lab/trust/." /etc/trien/agent/trust/ # without anchors it says that first
export HOME=/root # a unit has none
[ "$(xdg-mime query default x-scheme-handler/trien)" = trien-agent.desktop ] || grep -q 'x-scheme-handler/trien=.*trien-agent.desktop' /usr/share/applications/mimeinfo.cache
code=0
trien-agent open -- "trien://s/so-mau/$(printf '0%.0s' $(seq 64))" >agent.txt 2>&1 || code=$?
[ $code != 0 ] && grep -q '\[agent.server-unknown\]' agent.txt || fail "an unknown server: $code: $(cat agent.txt)"
[ "$(stat -c '%U %a' /etc/trien/agent/trust)" = "root 755" ]
# What browsers start for an extension is there, and its id stands on the desk's list; one that does not is told so.
for browser in chromium opt/chrome; do
	manifest=/etc/$browser/native-messaging-hosts/vn.trien.agent.json
	[ -x "$(sed -n 's/.*"path": "\(.*\)",/\1/p' $manifest)" ] || fail "$manifest names no program"
	grep -qxF "$(sed -n 's|.*chrome-extension://\(.*\)/.*|\1|p' $manifest)" /etc/trien/agent/extensions || fail "$manifest: not on the list"
done
code=0
trien-agent "chrome-extension://$(printf 'a%.0s' $(seq 32))/" >agent.txt 2>&1 </dev/null || code=$?
[ $code != 0 ] && grep -q 'agent.extension-unknown' agent.txt || fail "an unknown extension: $code: $(cat agent.txt)"
# Pages of the VGCA protocol: nothing listens before somebody has set it up and started it.
code=0
trien-agent serve >agent.txt 2>&1 || code=$?
[ $code != 0 ] && grep -q '\[agent.serve-certificate\]' agent.txt || fail "it serves without a certificate: $code: $(cat agent.txt)"
trien-agent serve --setup >agent.txt || fail "no certificate: $(cat agent.txt)"
timeout 5 trien-agent serve --port 0 >agent.txt 2>&1 || [ $? = 124 ] || fail "it does not serve: $(cat agent.txt)"
grep -q '^wss://127.0.0.1:' agent.txt || fail "it does not serve: $(cat agent.txt)"

# Taken away: programs, units, users' services; the books stay, for they are records, and what a user has set up in a folder of their own.
rm /etc/systemd/system/trien-* /etc/systemd/system/probe.service
apt-get purge -y -q triend trien-agent trien
[ "$(systemctl is-active triend || true)" = inactive ]
left=$(find / -xdev \( -path /proc -o -path /sys -o -path "$here" -o -path /var/log -o -path /tmp \) -prune -o -name '*trien*' -print)
[ "$(printf '%s\n' "$left" | grep -vE '^/(root/\.config/trien(/|$)|var/lib/trien(-ky|-witness)?(/|$)|etc/trien(/|$)|etc/systemd/system|var/lib/systemd)' | grep -vE '/(passwd|group|shadow)' || true)" = "" ] || fail "left behind: $left"
[ -d /var/lib/trien/kho ] || fail "the books are gone"
[ -e /etc/trien/triend.json ] || fail "the configuration is gone"
