#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# The packages, on a fresh Debian 12 that boots: installed, configured as the guide has it, used, killed, taken away (inside.sh). Usage: packages.sh BUILD-DIR
# Needs root, a mirror of Debian, and a kernel that lets systemd boot in a container; where it has not, it is skipped.
set -euo pipefail
export LC_ALL=C.UTF-8 DEB_BUILD_OPTIONS=noautodbgsym
top=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
build=$1
fail() { echo "FAILED: $*" >&2; exit 1; }
skip() { echo "skipped: $*"; exit 77; }
for program in dh mmdebstrap systemd-nspawn; do
	command -v $program >/dev/null || skip "$program is not installed (scripts/deps installs it)"
done
[ "$(id -u)" = 0 ] || skip "a fresh machine is made by root alone"
[ -d "$top/.git" ] || [ -f "$top/.git" ] || skip "no checkout of git: scripts/package packs what git knows"

work=$(mktemp -d /var/tmp/trien-packages.XXXXXX)
trap 'rm -rf --one-file-system "$work"' EXIT
root=$work/root
machine() { systemd-nspawn --quiet --register=no --keep-unit --timezone=off -D "$root" "$@" </dev/null; }

"$top/scripts/package" --from "$build" --to "$work/packages"
mmdebstrap --quiet --variant=apt --include=systemd,systemd-sysv,libnss-systemd,curl,bubblewrap,qpdf bookworm "$root" >"$work/log" 2>&1 || skip "no fresh machine could be made: $(tail -1 "$work/log")"
# What an administrator has and what not: the packages, and what they depend on.
mkdir "$root/walk"
cp "$work"/packages/*.deb "$top/tests/packaging/inside.sh" "$root/walk/"
python3 "$top/bench/make_pdf.py" "$root/walk/small.pdf" 6000
machine --pipe --resolv-conf=copy-host sh -c 'export DEBIAN_FRONTEND=noninteractive; apt-get -q update && apt-get install -y -q --no-install-recommends /walk/*.deb' >"$work/log" 2>&1 ||
	{ ! grep -qE '^(E|W|Err).*(Failed to fetch|Unable to fetch|Temporary failure|Could not resolve|Could not connect)' "$work/log" || skip "what the packages depend on could not be fetched: $(tail -3 "$work/log")"; fail "apt: $(tail -20 "$work/log")"; }
cat >"$root/etc/systemd/system/walk.service" <<'U'
[Unit]
After=multi-user.target
SuccessAction=poweroff-force
FailureAction=poweroff-force
[Service]
Type=oneshot
ExecStart=/walk/inside.sh /walk
U
mkdir -p "$root/etc/systemd/system/multi-user.target.wants"
ln -s ../walk.service "$root/etc/systemd/system/multi-user.target.wants/walk.service"
timeout 240 systemd-nspawn --quiet --register=no --keep-unit --timezone=off -D "$root" --boot --private-network --console=pipe </dev/null >"$work/boot" 2>&1 || true
[ -e "$root/walk/log" ] || skip "systemd does not boot in a container here: $(tail -2 "$work/boot")"
[ "$(head -1 "$root/walk/result" 2>/dev/null)" = good ] || fail "$(cat "$root/walk/log" "$root/walk/result")"
grep -h '^+ .*systemctl start\|exposure level' "$root/walk/log"
grep -c "^+ '\['" "$root/walk/log" | sed 's/$/ conditions held/'
