#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien extend over folders: what waits for a time stamp is found and extended, nothing else is touched; again, twice at once, killed, changed meanwhile.
# Requirement: X2
. "$(dirname "$0")/lab_alone.sh"
sign=("$TRIEN" sign --key $pem)
with=(--trust lab/trust --allow-host 127.0.0.1)
waiting=("$TRIEN" extend --waiting "${with[@]}")

# count EXTENDED THERE UNSIGNED WAITING REFUSED EXIT COMMAND...: these are its figures; out.txt has the JSON.
count() {
	local want="$1 $2 $3 $4 $5" exit=$6 code=0
	shift 6
	"$@" --json >out.txt 2>err.txt </dev/null || code=$?
	[ $code = "$exit" ] || fail "exit $code, want $exit: $(cat out.txt err.txt)"
	python3 - $want <<'P' || fail "want $want: $(cat out.txt err.txt)"
import json, sys
s = json.loads(open("out.txt").read().splitlines()[-1])["summary"]
got = [s[k] for k in ("extended", "there", "unsigned", "waiting", "refused")]
assert got == [int(a) for a in sys.argv[1:]], got
assert sum(r["files"] for r in s["reasons"]) == s["waiting"] + s["refused"] and s["other_reasons"] == 0, s
P
	passed=$((passed + 1))
}
# because ID FILES: this many files are held up by it.
because() {
	grep -qF "\"error\":\"$1\",\"files\":$2}" out.txt || fail "not $2 files because of $1: $(tail -1 out.txt)"
}

# ---- what there is in a folder: waiting, there, unsigned, of a stranger, broken ----
mkdir -p box/a box/b
for n in a/1 a/2 b/3; do
	"${sign[@]}" --level B-LTA --tsa "$url/refused/tsa" --trust lab/trust -o box/$n.pdf small.pdf >/dev/null 2>&1 || true
done
ok "complete" "${sign[@]}" --level B-LTA --tsa "$url/tsa" "${with[@]}" -o box/b/there.pdf small.pdf
ok "at B-T" "${sign[@]}" --level B-T --tsa "$url/tsa" "${with[@]}" -o box/b/stamped.pdf small.pdf
cp small.pdf box/unsigned.pdf
echo "not a PDF" >box/letter.txt
cp -r box first
sha256sum box/b/there.pdf box/unsigned.pdf box/letter.txt >untouched.sum
find box -name '*.pdf' -print0 | xargs -0 sha256sum >all.sum

# Nobody answers: everything waits, for this reason, and nothing was touched.
count 0 1 1 4 0 12 "${waiting[@]}" --tsa "$url/refused/tsa" box
because tsa.none-answered 4
sha256sum -c --quiet all.sum || fail "nobody answered, and something was touched"
count 0 1 1 4 0 12 "${waiting[@]}" --tsa "$url/tsa" --offline box
sha256sum -c --quiet all.sum || fail "offline, and something was touched"
finds '6 tệp: 0 vừa nâng mức, 1 đã đủ mức, 1 chưa ký, 4 còn chờ, 0 không nâng được' 12 "${waiting[@]}" --tsa "$url/tsa" --offline box
# They answer again: those, and only those; then nothing more, byte for byte.
count 4 1 1 0 0 0 "${waiting[@]}" --tsa "$url/tsa" box
verdict 0 --offline box/a/1.pdf box/a/2.pdf box/b/3.pdf box/b/stamped.pdf
for f in a/1 a/2 b/3; do cmp -n "$(stat -c %s first/$f.pdf)" first/$f.pdf box/$f.pdf || fail "$f: earlier bytes were touched"; done
sha256sum -c --quiet untouched.sum || fail "what does not wait was touched"
find box -name '*.pdf' -print0 | xargs -0 sha256sum >all.sum
count 0 5 1 0 0 0 "${waiting[@]}" --tsa "$url/tsa" box
count 0 5 1 0 0 0 "${waiting[@]}" --level B-T --tsa "$url/tsa" box
sha256sum -c --quiet all.sum || fail "done, and touched again"
says '6 files: 0 extended, 5 had the level, 1 unsigned, 0 still wait, 0 cannot be extended' "${waiting[@]}" --lang en --tsa "$url/tsa" box
"${waiting[@]}" --progress --tsa "$url/tsa" box >out.txt 2>err.txt && grep -q 'đã xem [0-9]/6 tệp' err.txt || fail "no progress: $(cat out.txt err.txt)"

# Somebody has to look at these: exit as for the first of them; the others are extended all the same.
mkdir bad
cp first/a/1.pdf bad/good.pdf
sed '2s/./A/' first/b/stamped.pdf >bad/broken.pdf
echo "%PDF-1.7 no more" >bad/torn.pdf
count 1 0 0 0 2 4 "${waiting[@]}" --tsa "$url/tsa" bad
because extend.broken 1
mkdir nothing
count 0 0 0 0 0 0 "${waiting[@]}" --tsa "$url/tsa" nothing
count 0 0 0 0 1 5 "${waiting[@]}" --tsa "$url/tsa" nowhere
because cli.source-missing 1

# ---- options ----
refused cli.option-value 3 "${waiting[@]}" --tsa "$url/tsa" --out-dir bad box
refused cli.out-one-file 3 "${waiting[@]}" --tsa "$url/tsa" -o x.pdf box/a/1.pdf
refused cli.option-wanted 3 "$TRIEN" extend "${with[@]}" --tsa "$url/tsa" box
mkdir made
"$TRIEN" extend "${with[@]}" --tsa "$url/tsa" --out-dir made first/a >out.txt || fail "a folder: $(cat out.txt)"
[ "$(ls made)" = "$(printf '1.extended.pdf\n2.extended.pdf')" ] || fail "of a folder: $(ls made)"

# ---- servers that are down do not hold up each of many files: three are tried, the rest waits untried ----
mkdir many
for n in 1 2 3 4 5 6; do cp first/a/1.pdf many/$n.pdf; done
python3 - >silent.txt <<'P' &
import http.server
class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_error(503)
        with open("asked.txt", "a", encoding="ascii") as f:
            f.write("asked\n")
    def log_message(self, *_):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
server.serve_forever()
P
silent=$!
trap 'stop_server; kill $silent 2>/dev/null || true; chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
for ((i = 0; i < 1200; i++)); do [ -s silent.txt ] && break; sleep 0.05; done
count 0 0 0 6 0 12 "${waiting[@]}" --tsa "http://127.0.0.1:$(cat silent.txt)/tsa" many
because tsa.none-answered 6
[ "$(wc -l <asked.txt)" = 3 ] || fail "asked $(wc -l <asked.txt) times"
cp bad/broken.pdf many/9.pdf # untried, but what somebody has to look at is told
count 0 0 0 6 1 4 "${waiting[@]}" --tsa "http://127.0.0.1:$(cat silent.txt)/tsa" many
because extend.broken 1
rm many/9.pdf asked.txt
"$TRIEN" extend "${with[@]}" --in-place --tsa "http://127.0.0.1:$(cat silent.txt)/tsa" many >out.txt 2>err.txt && fail "nobody answered: $(cat out.txt)"
[ "$(wc -l <asked.txt)" = 6 ] || fail "without --waiting each is tried: $(wc -l <asked.txt)"
kill $silent

# ---- two at once: each file once, whoever comes first ----
for round in 1 2; do
	rm -rf twins
	cp -r many twins
	"${waiting[@]}" --json --tsa "$url/tsa" twins >one.txt 2>&1 &
	one=$!
	"${waiting[@]}" --json --tsa "$url/tsa" twins >two.txt 2>&1 || true
	wait $one || true
	python3 - <<'P' || fail "two at once: $(cat one.txt two.txt)"
import json
runs = [[json.loads(l) for l in open(f)] for f in ("one.txt", "two.txt")]
made = sum(r[-1]["summary"]["extended"] for r in runs)
held = {o["error"] for r in runs for o in r[:-1] if o["state"] != "extended"}
assert made == 6 and held <= {"cli.source-busy", "cli.source-changed"}, (made, held)
assert all(r[-1]["summary"]["refused"] == 0 for r in runs), runs
P
	for f in twins/*.pdf; do [ "$("$here/stamps.py" $f stamp)" = 2 ] || fail "$f was stamped twice"; done
	verdict 0 --offline twins/*.pdf
done
# One is in hand elsewhere: left alone, and said.
cp many/1.pdf held.pdf
exec 7<held.pdf
flock 7
count 0 0 0 1 0 12 "${waiting[@]}" --tsa "$url/tsa" held.pdf
because cli.source-busy 1
refused cli.source-busy 5 "$TRIEN" extend "${with[@]}" --in-place --tsa "$url/tsa" held.pdf
cmp many/1.pdf held.pdf || fail "in hand, and changed"
exec 7<&-
count 1 0 0 0 0 0 "${waiting[@]}" --tsa "$url/tsa" held.pdf

# ---- changed meanwhile, while the authority thinks: by writing into it, and by putting another in its place ----
"$here/slow_tsa.py" "$url/tsa" >slow.txt &
slow=$!
trap 'stop_server; kill $slow 2>/dev/null || true; chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
for ((i = 0; i < 1200; i++)); do grep -q '^ready ' slow.txt && break; sleep 0.05; done
slow_url=$(sed -n 's/^ready //p' slow.txt)
# begun: a run over meanwhile.pdf, up to where the authority thinks; ended WANT: on to its end.
begun() {
	cp many/1.pdf meanwhile.pdf
	rm -f thinking
	"${waiting[@]}" --json --tsa "$slow_url" meanwhile.pdf >out.txt 2>err.txt &
	run=$!
	for ((i = 0; i < 400; i++)); do [ -e thinking ] && return; sleep 0.05; done
	fail "nobody asked"
}
ended() {
	local code=0
	while kill -0 $run 2>/dev/null; do rm -f thinking; sleep 0.05; done
	wait $run || code=$?
	[ $code = "$1" ] || fail "exit $code, want $1: $(cat out.txt err.txt)"
	passed=$((passed + 1))
}
for how in write replace; do
	begun
	if [ $how = write ]; then echo "% and more" >>meanwhile.pdf; else cp small.pdf new.pdf && mv new.pdf meanwhile.pdf; fi
	sha256sum meanwhile.pdf >meanwhile.sum
	ended 12
	because cli.source-changed 1
	sha256sum -c --quiet meanwhile.sum || fail "$how: somebody's change was lost"
done
begun
ended 0 # left alone
kill $slow

# ---- killed, and run again until all is done ----
rm -rf killed
mkdir killed
for n in 1 2 3 4 5 6 7 8; do cp many/1.pdf killed/$n.pdf; done
for ((round = 0; round < 8; round++)); do
	(timeout -s KILL 0.$((RANDOM % 8 + 1)) "${waiting[@]}" --tsa "$url/tsa" killed || true) >/dev/null 2>&1
	for f in killed/*.pdf; do
		cmp -s -n "$(stat -c %s many/1.pdf)" many/1.pdf $f || fail "killed: $f was hurt"
		stamps=$("$here/stamps.py" $f stamp)
		[ "$stamps" = 0 ] || [ "$stamps" = 2 ] || fail "killed: $f has $stamps stamps"
	done
done
"${waiting[@]}" --tsa "$url/tsa" killed >out.txt 2>&1 || fail "after the kills: $(cat out.txt)"
verdict 0 --offline killed/*.pdf
rm -f killed/.trien-*

# ---- the sample of the job ----
unit=$top/packaging/systemd/trien-extend.service
line=$(sed -n 's/^ExecStart=//p' "$unit")
line=${line/\/usr\/bin\/trien/$TRIEN}
line=${line/http:\/\/tsa.so-mau.example\//$url/tsa}
line=${line/\/etc\/trien\/trust/known}
line=${line/\/var\/lib\/trien\/van-ban/job}
cp -r lab/trust known
printf '127.0.0.1\n' >known/hosts
mkdir job
cp many/1.pdf job/
ok "the job" $line
verdict 0 --offline job/1.pdf
grep -q "^SuccessExitStatus=12$" "$unit" || fail "what waits is a failure of the job"
if command -v systemd-analyze >/dev/null; then
	mkdir units
	sed "s|/usr/bin/trien|$TRIEN|" "$unit" >units/trien-extend.service
	cp "$top/packaging/systemd/trien-extend.timer" units/
	systemd-analyze verify units/trien-extend.timer units/trien-extend.service >out.txt 2>&1 || fail "units: $(cat out.txt)"
fi
finish
