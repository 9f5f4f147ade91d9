#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien verify over folders: what is found, in which order it is told, and what stops a run and what does not.
# Requirement: R10.1
. "$(dirname "$0")/common.sh"
"$TRIEN" sign --key $pem -o good.pdf small.pdf >/dev/null
python3 - <<'P'
d = bytearray(open("good.pdf", "rb").read())
at = d.index(b"%%EOF") - 200
d[at] = (d[at] + 1) % 256
open("bad.pdf", "wb").write(d)
P
judge=("$TRIEN" verify --trust lab/trust --as-of "$(date -u +%FT%TZ)")

# said FILE...: the JSON lines name these files, in this order.
said() {
	python3 -c '
import json, sys
got = [json.loads(line)["file"] for line in open("out.txt")]
assert got == sys.argv[1:], got' "$@" || fail "order: $(cut -c1-80 out.txt)"
	passed=$((passed + 1))
}
# run EXIT ARGUMENTS...: its output in out.txt and err.txt.
run() {
	local want=$1 code=0
	shift
	"${judge[@]}" "$@" >out.txt 2>err.txt </dev/null || code=$?
	[ "$code" = "$want" ] || fail "verify $*: exit $code, want $want: $(cat out.txt err.txt)"
	passed=$((passed + 1))
}

# Names are bytes; files of a folder come before its folders; what is no *.pdf is none of ours.
mkdir -p tree/b/deep tree/a 'tree/c trống'
cp good.pdf tree/z.pdf; cp good.pdf tree/b/1.PDF; cp good.pdf tree/b/deep/2.pdf; cp good.pdf tree/a/3.pdf
cp good.pdf tree/.hidden.pdf; cp good.pdf tree/notes.txt; cp good.pdf "$(printf 'tree/a/\377.pdf')"; cp good.pdf 'tree/a/văn bản.pdf'
run 0 --json tree
said tree/.hidden.pdf tree/z.pdf tree/a/3.pdf 'tree/a/văn bản.pdf' 'tree/a/\xff.pdf' tree/b/1.PDF tree/b/deep/2.pdf
for jobs in 1 2 7; do
	cp out.txt first.txt
	run 0 --json --jobs $jobs tree
	cmp -s out.txt first.txt || fail "--jobs $jobs tells something else"
done
run 0 tree
[ "$(tail -1 out.txt)" = '7 tệp: 7 hợp lệ, 0 không hợp lệ, 0 chưa đủ căn cứ kết luận, 0 không kiểm tra được' ] || fail "$(tail -1 out.txt)"
run 0 --lang en tree good.pdf
[ "$(tail -1 out.txt)" = '8 files: 8 valid, 0 not valid, 0 cannot be told, 0 could not be judged' ] || fail "$(tail -1 out.txt)"

# The exit code is that of the worst: bad before unknown, and what could not be judged before both.
mkdir mixed; cp good.pdf mixed/1.pdf; cp bad.pdf mixed/2.pdf; cp small.pdf mixed/3.pdf
run 1 mixed
[ "$(tail -1 out.txt)" = '3 tệp: 1 hợp lệ, 1 không hợp lệ, 1 chưa đủ căn cứ kết luận, 0 không kiểm tra được' ] || fail "$(tail -1 out.txt)"
echo hello >mixed/0.pdf
run 4 --json mixed
said mixed/0.pdf mixed/1.pdf mixed/2.pdf mixed/3.pdf
rm mixed/0.pdf mixed/2.pdf
run 2 mixed

# Links: to a file it is judged, to a folder it is entered once, back to where it stands it is refused.
mkdir links; ln -s ../good.pdf links/file.pdf; ln -s ../tree/b links/there; ln -s . links/loop; ln -s nowhere links/gone.pdf
run 5 --json links
said links/file.pdf links/gone.pdf links/loop links/there/1.PDF links/there/deep/2.pdf
grep -qF '"cli.folder-loop"' out.txt || fail "no loop: $(cat out.txt)"
grep -qF '"cli.source-missing"' out.txt || fail "no missing file: $(cat out.txt)"
rm links/loop links/gone.pdf
ln -s there links/twice
run 0 --json links tree/b
said links/file.pdf links/there/1.PDF links/there/deep/2.pdf

# A folder in which nothing was judged is never a good result.
target= refused cli.folder-empty 5 "${judge[@]}" 'tree/c trống'
target= refused cli.folder-empty 5 "${judge[@]}" good.pdf 'tree/c trống'
mkdir closed; cp good.pdf closed; chmod 0 closed
if [ "$(id -u)" = 0 ]; then
	chmod a+rx . ; cp "$TRIEN" trien
	target= refused cli.source-unreadable 5 setpriv --reuid=65534 --regid=65534 --clear-groups ./trien verify closed
else
	target= refused cli.source-unreadable 5 "${judge[@]}" closed
fi
chmod 700 closed

# Caps: depth, files, folders.
python3 - <<'P'
import os, shutil
path = "depth"
os.mkdir(path)
for i in range(63):
    path += "/d"
    os.mkdir(path)
shutil.copy("good.pdf", path + "/last.pdf")
P
run 0 --json depth
[ "$(wc -l <out.txt)" = 1 ] || fail "depth: $(cat out.txt)"
mkdir "$(dirname "$(find depth -name last.pdf)")/d"
run 8 --json depth
grep -qF '"cli.folder-depth"' out.txt || fail "depth: $(cat out.txt)"
python3 - <<'P'
import os
os.mkdir("wide")
for i in range(19999):
    os.mkdir("wide/%d" % i)
os.mkdir("full")
os.symlink("../small.pdf", "full/0.pdf")
P
target= refused cli.folder-empty 5 "${judge[@]}" wide
mkdir wide/more
target= refused cli.folders-limit 8 "${judge[@]}" wide
python3 -c '
import os
for i in range(1, 100001): os.symlink("../small.pdf", "full/%d.pdf" % i)'
target= refused cli.files-limit 8 "${judge[@]}" full
rm -rf wide full

# Options.
for jobs in 0 256 -1 x 2x ''; do
	target= refused cli.option-value 3 "${judge[@]}" --jobs=$jobs good.pdf
done
run 0 --jobs 255 good.pdf
run 0 --progress tree
grep -q '^đã kiểm tra [0-7]/7 tệp$' err.txt || fail "no progress: $(cat err.txt)"
grep -q 'đã kiểm tra' out.txt && fail "progress among the results"
run 0 tree
[ ! -s err.txt ] || fail "progress where nobody looks: $(cat err.txt)"

# many N: a folder of so many good files.
many() {
	rm -rf many; mkdir many
	for i in $(seq -w "$1"); do ln good.pdf many/$i.pdf; done
}
# workers_of PID: its children.
workers_of() { cat /proc/"$1"/task/*/children; }

# One worker killed: one file has an error at most, all others have their result, in order.
many 200
"${judge[@]}" --json --jobs 2 many >out.txt 2>err.txt &
pid=$!
sleep 0.3
for worker in $(workers_of $pid); do kill -9 "$worker" && break; done
code=0; wait $pid || code=$?
[ "$(wc -l <out.txt)" = 200 ] || fail "killed worker: $(wc -l <out.txt) results"
good=$(grep -c '"TOTAL-PASSED"' out.txt)
[ "$good" = 200 ] && [ $code = 0 ] || { [ "$good" = 199 ] && [ $code = 11 ] && grep -qF '"worker.crashed"' out.txt; } ||
	fail "killed worker: $good good, exit $code"
python3 -c '
import json
got = [json.loads(line)["file"] for line in open("out.txt")]
assert got == sorted(got)' || fail "order after a killed worker"
passed=$((passed + 1))

# Interrupted: whole lines so far, no process left, and the shell is told by the signal.
# The last one: where telling takes longer than judging, nobody waits for a result, and is interrupted all the same.
for how in "INT" "TERM" "HUP" "INT --report-dir interrupted"; do
	read -r signal report <<<"$how"
	# A background job of a shell ignores SIGINT, and trien would too: so it is started with the signal as usual.
	python3 - "$signal" "${judge[@]}" --json $report many <<'P' || fail "interrupted by $how: $(cat err.txt)"
import json, os, signal, subprocess, sys, time
number = getattr(signal, "SIG" + sys.argv[1])
p = subprocess.Popen(sys.argv[2:], stdout=open("out.txt", "w"), stderr=open("err.txt", "w"),
                     preexec_fn=lambda: signal.signal(number, signal.SIG_DFL))
while os.path.getsize("out.txt") == 0:
    time.sleep(0.01)
    assert p.poll() is None
children = open("/proc/%d/task/%d/children" % (p.pid, p.pid)).read().split()
assert children
p.send_signal(number)
assert p.wait(10) == -number, p.returncode
lines = open("out.txt").read()
assert lines.endswith("\n") and 0 < len([json.loads(l) for l in lines.splitlines()]) < 200
assert "đã dừng theo yêu cầu" in open("err.txt").read()
def lives(child):
    try:
        return open("/proc/%s/stat" % child).read().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
# They die with their parent by a signal of the kernel's, which takes what taking down their memory takes.
limit = time.monotonic() + 30
while [c for c in children if lives(c)]:
    assert time.monotonic() < limit, "a worker outlives the run"
    time.sleep(0.01)
P
	passed=$((passed + 1))
done
finish
