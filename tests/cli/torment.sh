#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Killed in the middle, full disk, read-only folder, a source that changes: no half-written target, ever.
# Requirement: R5.3
. "$(dirname "$0")/common.sh"
python3 "$top/bench/make_pdf.py" large.pdf 40000000
sha256sum large.pdf >before.sum

# Whatever the moment of the kill: the target is whole, or it is not there.
mkdir kills
for i in $(seq 1 40); do
	"$TRIEN" sign --force --key $pem -o kills/x.pdf large.pdf >/dev/null 2>&1 &
	pid=$!
	sleep "0.$(printf '%03d' $((i * 7)))"
	kill -9 $pid 2>/dev/null || true
	wait $pid 2>/dev/null || true
	if [ -e kills/x.pdf ]; then
		"$TRIEN" verify --trust lab/trust kills/x.pdf >/dev/null || fail "a half-written target after kill $i"
		rm kills/x.pdf
	fi
done
passed=$((passed + 1))
rm -f kills/.trien-*

# As root the disk can really be full and a folder really read-only.
if [ "$(id -u)" = 0 ] && mkdir full && mount -t tmpfs -o size=8m tmpfs full 2>/dev/null; then
	target=full/x.pdf refused cli.target-disk-full 5 "$TRIEN" sign --key $pem -o full/x.pdf large.pdf
	[ -z "$(ls -A full)" ] || fail "left on the full disk: $(ls -A full)"
	mount -o remount,ro full
	target=full/x.pdf refused cli.target-read-only 5 "$TRIEN" sign --key $pem -o full/x.pdf small.pdf
	umount full
else
	echo "no mount here: the full disk and the read-only folder were not tried"
fi

# A file system without nameless files (FAT, NFS), and no /proc: the hidden file goes with an interrupted run.
deny=("$here/deny_call.py" 257:2:0x400000 EOPNOTSUPP)
if "${deny[@]}" true; then
	"${deny[@]}" "$TRIEN" sign --key $pem -o hidden.pdf small.pdf >/dev/null || fail "no target without nameless files"
	target= refused cli.target-exists 5 "${deny[@]}" "$TRIEN" sign --key $pem -o hidden.pdf small.pdf
	"${deny[@]}" "$TRIEN" sign --force --key $pem -o hidden.pdf small.pdf >/dev/null || fail "not replaced"
	judged hidden.pdf 1
	# access(2) finds no /proc/self/fd.
	"$here/deny_call.py" 21 ENOENT "$TRIEN" sign --key $pem -o no-proc.pdf small.pdf >/dev/null || fail "no target without /proc"
	judged no-proc.pdf 1
	mkdir interrupted
	for signal in HUP INT TERM; do
		for delay in 0.05 0.1 0.2; do
			# A shell's background job ignores SIGINT; timeout(1) starts it anew.
			timeout -s $signal $delay "${deny[@]}" "$TRIEN" sign --force --key $pem -o interrupted/x.pdf large.pdf \
				>/dev/null 2>&1 || true
			[ -z "$(ls -A interrupted | grep -v '^x.pdf$')" ] || fail "SIG$signal left $(ls -A interrupted)"
		done
	done
	passed=$((passed + 1))
fi

# The caller's own limits: a smaller one is kept to, and a file size limit is an error like a full disk.
(ulimit -t 9; "$TRIEN" sign --key $pem -o limited.pdf small.pdf >/dev/null) || fail "not under a limit of CPU time"
(ulimit -f 2; target=x.pdf refused cli.target-write-failed 5 "$TRIEN" sign --key $pem -o x.pdf small.pdf) || exit 1

# A source that becomes shorter: an error, never a signal.
for delay in 0.01 0.03 0.06 0.1 0.15 0.2 0.3; do
	cp large.pdf shorter.pdf
	"$TRIEN" sign --key $pem -o x.pdf shorter.pdf >out.txt 2>err.txt &
	signer=$!
	sleep $delay
	truncate -s 1000 shorter.pdf
	code=0
	wait $signer || code=$?
	[ $code -lt 128 ] || fail "ended by a signal: $code"
	if [ $code != 0 ]; then
		grep -qE '\[(cli.source-changed|worker.file-changed|pdf\.[a-z-]*|sign.proposal)\]' err.txt || fail "$(cat err.txt)"
		[ ! -e x.pdf ] || fail "x.pdf was left"
	fi
	rm -f x.pdf
done
passed=$((passed + 1))

# Results that cannot be written are no success; descriptors that are closed become nobody's document.
target= refused cli.output-failed 5 bash -c '"$0" verify --json small.pdf >/dev/full' "$TRIEN"
target= refused cli.output-failed 5 bash -c '"$0" version >/dev/full' "$TRIEN"
"$TRIEN" sign --key $pem -o closed.pdf small.pdf <&- >&- 2>&- || fail "not with closed descriptors"
"$TRIEN" verify --trust lab/trust closed.pdf <&- >&- 2>&- || fail "not judged with closed descriptors"
judged closed.pdf 1

# A source that another program writes while it is signed.
cp large.pdf moving.pdf
(while sleep 0.01; do touch moving.pdf; done) &
writer=$!
target=x.pdf refused cli.source-changed 5 "$TRIEN" sign --key $pem -o x.pdf moving.pdf
kill $writer
wait $writer 2>/dev/null || true

# Two at once for one target: one wins, the other is told.
for i in $(seq 1 10); do
	rm -f both.pdf
	"$TRIEN" sign --key $pem -o both.pdf small.pdf >/dev/null 2>a.err & a=$!
	"$TRIEN" sign --key $pem -o both.pdf small.pdf >/dev/null 2>b.err & b=$!
	good=0
	wait $a && good=$((good + 1))
	wait $b && good=$((good + 1))
	[ $good = 1 ] || fail "$good of two won"
	cat a.err b.err | grep -F >/dev/null '[cli.target-exists]' || fail "$(cat a.err b.err)"
	"$TRIEN" verify --trust lab/trust both.pdf >/dev/null || fail "the winner is broken"
done
passed=$((passed + 1))

# A hostile file takes down its own child at most: the rest of the batch is judged.
head -c 200000 /dev/urandom >random.pdf
(printf '%%PDF-1.7\n'; cat random.pdf; printf 'startxref\n9\n%%%%EOF\n') >hostile.pdf
"$TRIEN" sign --key $pem -o ok.pdf small.pdf >/dev/null
code=0
"$TRIEN" verify --json --trust lab/trust hostile.pdf ok.pdf >out.txt 2>err.txt || code=$?
[ "$code" -ge 3 ] && [ "$(wc -l <out.txt)" = 2 ] && grep -q '"TOTAL-PASSED"' out.txt || fail "$(cat out.txt err.txt)"
passed=$((passed + 1))

sha256sum -c --quiet before.sum || fail "the source was touched"
finish
