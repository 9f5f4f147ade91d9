#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# A report that is killed while it is written, or has no room: the whole file or none, and never the old one hurt.
# Requirement: R10.1
. "$(dirname "$0")/common.sh"
ok "sign" "$TRIEN" sign --key $pem -o signed.pdf small.pdf
mkdir out
judge=("$TRIEN" verify --offline --trust lab/trust)

whole() { # FILE: a report from its first byte to its last
	case $1 in
	*.pdf) qpdf --check "$1" >/dev/null 2>&1 || fail "$2: half a PDF: $(stat -c %s "$1")" ;;
	*.xml) xmllint --noout "$1" 2>/dev/null || fail "$2: half an XML: $(stat -c %s "$1")" ;;
	esac
}
for kind in pdf xml; do
	verdict 0 --offline --report old.$kind signed.pdf
	for delay in 0.02 0.05 0.08 0.1 0.12 0.15 0.2 0.3; do
		rm -f out/new.$kind
		cp old.$kind out/replaced.$kind
		timeout -s KILL $delay "${judge[@]}" --report out/new.$kind signed.pdf >/dev/null 2>&1 || true
		[ ! -e out/new.$kind ] || whole out/new.$kind "killed after $delay"
		timeout -s KILL $delay "${judge[@]}" --force --report out/replaced.$kind signed.pdf >/dev/null 2>&1 || true
		whole out/replaced.$kind "replacing, killed after $delay"
		passed=$((passed + 1))
	done
done
# Of many files each report is whole, or is not there.
mkdir many
for i in 1 2 3 4 5 6; do cp signed.pdf many/$i.pdf; done
for delay in 0.2 0.4 0.7; do
	rm -rf reports
	timeout -s KILL $delay "${judge[@]}" --report-dir reports many >/dev/null 2>&1 || true
	for report in reports/*; do [ ! -e "$report" ] || whole "$report" "many, killed after $delay"; done
	passed=$((passed + 1))
done
# JSON goes to standard output, a line a file: what is there when it is killed are whole lines, but for the last one.
timeout -s KILL 0.5 "${judge[@]}" --json many many many many >lines.txt 2>/dev/null || true
sed '$d' lines.txt | python3 -c 'import json, sys; [json.loads(line) for line in sys.stdin]' || fail "half a line among others"

if [ "$(id -u)" = 0 ] && mkdir full && mount -t tmpfs -o size=64k tmpfs full 2>/dev/null; then
	trap 'umount "$work/full" 2>/dev/null || true; chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
	cp old.xml full/old.xml
	dd if=/dev/zero of=full/fill bs=1k count=100 2>/dev/null || true
	for kind in pdf xml; do
		target=full/new.$kind refused cli.target-disk-full 5 "${judge[@]}" --report full/new.$kind signed.pdf
	done
	target= refused cli.target-disk-full 5 "${judge[@]}" --force --report full/old.xml signed.pdf
	cmp old.xml full/old.xml || fail "the report that was there is hurt"
	[ "$(ls -A full | tr '\n' ' ')" = "fill old.xml " ] || fail "left on the full disk: $(ls -A full)"
	umount full
	target= refused cli.output-failed 5 bash -c '"$0" verify --offline --trust lab/trust --json signed.pdf >/dev/full' "$TRIEN"
fi
finish
