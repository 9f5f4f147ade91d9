#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien jobs run --tsa: what was taken in or issued is brought to whole evidence beside a file that stays as it is; stamped anew before the stamp ends; who does not
# answer is asked later, what cannot be is dead, and each document that is not whole is listed with its reason.
# Requirement: X1
. "$(dirname "$0")/common.sh"
"$TRIEN" lab serve --port 0 lab >served.txt 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true; chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
for _ in $(seq 100); do grep -q ^ready served.txt && break; sleep 0.1; done
url=$(sed -n 's/^ready //p' served.txt)
[ -n "$url" ] || fail "no lab: $(cat served.txt)"
export HOME=$work/home
mkdir home bare
cp lab/trust/root.pem bare/
unset TRIEN_TRUST XDG_CONFIG_HOME

enter() { ok "enter $1" "$TRIEN" registry enter kho "$@"; }
office() { "$TRIEN" office "$1" --as person:1 "${@:2}"; }
come() { office in --trust lab/trust --agency H01 --sender "$sender" --subject 'Báo cáo mẫu' --offline "$@"; }
run() { "$TRIEN" jobs run --trust lab/trust --tsa "$url/tsa" "$@" kho; }
open() { "$TRIEN" jobs evidence kho; }
job() { "$TRIEN" jobs list --json kho | python3 -c 'import json, sys
print([j for j in json.load(sys.stdin)["jobs"] if j["kind"] == "evidence.keep" and j["state"] == sys.argv[1]][-1][sys.argv[2]])' "$1" "$2"; }
# kept BOOK ID FILE: its evidence, as the store has it, judges the file good without a network and without lists of one's own; how many stamps it has.
kept() {
	ok "evidence" "$TRIEN" registry show --json kho "$1:$2"
	python3 - "$1" <<-'PY' >hash.txt
		import json, sqlite3, sys
		book = sys.argv[1]
		row = sqlite3.connect("kho/trien.db").execute("SELECT evidence FROM arrival WHERE id = 1" if book == "arrival" else "SELECT file FROM evidence WHERE document = 1").fetchone()
		print(row[0] or "")
	PY
	hash=$(cat hash.txt)
	cp "kho/blobs/${hash:0:2}/${hash:2}" kept.evidence
	ok "judged by its evidence alone" "$TRIEN" evidence verify --trust bare --evidence kept.evidence "$3"
	"$TRIEN" evidence show --json kept.evidence | python3 -c 'import json, sys; print(len(json.load(sys.stdin)["stamps"]))'
}

ok "init" "$TRIEN" store init kho
ok "key" "$TRIEN" audit key --origin so-noi-vu.example/mau audit.key
cp out.txt audit.pub
ok "open" "$TRIEN" audit open --origin so-noi-vu.example/mau kho
enter agency code=H01 'name=UBND tỉnh Mẫu' kind=province
enter person code=CB1 'name=Nguyễn Văn Mẫu' agency=H01
enter post person=CB1 agency=H01 'title=Văn thư' role=clerk from_at=2020-01-01
enter numbering agency=H01 symbol=UBND scheme=kind
openssl x509 -in lab/keys/agency.pem -out seal.pem
ok "certificate" "$TRIEN" registry certificate --trust lab/trust --holder agency --agency H01 kho seal.pem
sender=$(openssl x509 -in <(sed -n '/BEGIN CERT/,/END CERT/p' lab/keys/agency.pem) -noout -subject -nameopt multiline,utf8,-esc_msb | sed -n 's/^ *commonName *= //p')
ok "sealed" "$TRIEN" sign --unseen --key pem:lab/keys/agency.pem -o good.pdf small.pdf

# ---- it came: the job waits, with a name for why ----
says 'số đến 01/' come kho good.pdf
says 'arrival:1.*chưa có dấu thời gian.*not-run-yet' open
mkdir spool
says '1 việc giữ chứng cứ đang chờ: lượt chạy này không có --tsa' "$TRIEN" jobs run --spool spool --from vanthu@tinh.example kho
# Nobody answers: later, by name, and no more is tried in this run.
refused fetch.status 10 "$TRIEN" jobs run --trust lab/trust --tsa "$url/nothing" kho
says 'arrival:1.*fetch.status.*ready' open
refused fetch.url-refused 7 "$TRIEN" jobs run --trust lab/trust --tsa nowhere kho
# An authority that nobody knows, or that stamps something else: its fault, and no document's.
openssl req -x509 -newkey rsa:2048 -nodes -keyout stranger.key -out stranger.crt -days 30 -subj "/CN=KHONG CO GIA TRI PHAP LY - Dau thoi gian la" \
	-addext "extendedKeyUsage=critical,timeStamping" 2>/dev/null
cat stranger.key stranger.crt >stranger.pem
"$here/hostile_tsa.py" lab/keys/tsa.pem stranger.pem >hostile.txt &
hostile=$!
trap 'kill $server $hostile 2>/dev/null || true; chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
for _ in $(seq 100); do grep -q . hostile.txt && break; sleep 0.1; done
liar=$(sed -n 's/^ready //p' hostile.txt)
for twin in stranger:evidence.stranger imprint:evidence.stamp-broken; do
	ok "at once" "$TRIEN" jobs retry kho "$(job ready id)"
	refused "${twin#*:}" 4 "$TRIEN" jobs run --trust lab/trust --tsa "$liar/${twin%%:*}" kho
	says "arrival:1.*chưa có dấu thời gian.*${twin#*:}.*ready" open
done
"$TRIEN" jobs retry kho "$(job ready id)" >/dev/null
says '1 việc xong' run
says 'Mọi văn bản đều đủ chứng cứ' open
[ "$(kept arrival 1 good.pdf)" = 1 ] || fail "stamps after the first job: $(kept arrival 1 good.pdf)"
hash=$(sha256sum good.pdf | cut -d' ' -f1)
cmp -s good.pdf "kho/blobs/${hash:0:2}/${hash:2}" || fail "the file that came was touched"
says '0 việc xong' run

# ---- the next stamp: its job waits for a day before the end of what the stamp stands on ----
ends=$(date -d "$("$TRIEN" evidence show --json kept.evidence | python3 -c 'import json, sys; print(json.load(sys.stdin)["stamps"][0]["until"])')" +%s)
due=$(date -d "$(job ready ready_at)" +%s)
[ "$due" -lt "$ends" ] && [ "$due" -gt "$(date +%s)" ] || fail "due $(job ready ready_at), end $ends"
says 'arrival:1.*ĐẾN HẠN ĐÓNG DẤU LẠI.*not-run-yet' "$TRIEN" jobs evidence --at "$(date -d "@$((due + 60))" +%Y-%m-%dT%H:%M:%S%:z)" kho
ok "now" "$TRIEN" jobs retry kho "$(job ready id)"
says '1 việc xong' run
[ "$(kept arrival 1 good.pdf)" = 2 ] || fail "stamps after the second job: $(kept arrival 1 good.pdf)"
python3 - <<'PY'
import sqlite3
db = sqlite3.connect("kho/trien.db")
stamps = db.execute("SELECT COUNT(*) FROM act WHERE what = 'arrival.prove'").fetchone()[0]
assert stamps == 2, stamps
assert db.execute("SELECT level, reason FROM proof").fetchall() == [("whole", None)]
PY

# ---- issued: the same, over what was kept at issue ----
texts='number=1:30:40:15;day=1:110:40:8:13:italic;month=1:130:40:8:13:italic;year=1:150:40:12:13:italic'
ok "reserve" "$TRIEN" reserve --texts "$texts" --signers 'as=signatory,name=Nguyễn Văn Mẫu,at=1:120:230:45:20;as=agency,at=1:99:222:36:36' -o r.pdf small.pdf
ok "sign" "$TRIEN" sign --unseen --key "$pem" -o signed.pdf r.pdf
ok "number" office take --trust lab/trust --agency H01 --kind QĐ --subject 'Về việc mẫu' kho signed.pdf
ok "seal" "$TRIEN" issue --key pem:lab/keys/agency.pem --trust lab/trust --number 1 --date "$(TZ=Asia/Ho_Chi_Minh date +%d/%m/%Y)" \
	--picture "$top/tests/official/pictures/seal.png" --diameter-mm 36 -o issued.pdf signed.pdf
ok "issued" office issue --trust lab/trust kho document:1 issued.pdf
says 'document:1.*chưa có dấu thời gian' open
says '1 việc xong' run
[ "$(kept document 1 issued.pdf)" = 1 ] || fail "stamps of the issued one"
hash=$(sha256sum issued.pdf | cut -d' ' -f1)
cmp -s issued.pdf "kho/blobs/${hash:0:2}/${hash:2}" || fail "the file that was issued was touched"

# ---- a responder that is down: stamped, not whole, tried again without filling the evidence with stamps ----
ok "another" "$TRIEN" sign --unseen --key pem:lab/keys/agency.pem -o second.pdf small.pdf
says 'số đến 02/' come kho second.pdf
mkdir few
cp lab/trust/root.pem few/ # its hosts may not be asked, and it has no lists
says '"why":"office.proof-open"' "$TRIEN" jobs run --json --trust few --tsa "$url/tsa" kho
says 'arrival:2.*có dấu thời gian, chưa đủ.*fetch.host-refused.*ready' open
# The job that is to make it whole, not that of its next stamp.
of() { "$TRIEN" jobs evidence --json kho | python3 -c 'import json, sys; print([o for o in json.load(sys.stdin)["open"] if o["id"] == int(sys.argv[1])][0]["job"])' "$1"; }
for _ in 1 2; do
	ok "again" "$TRIEN" jobs retry kho "$(of 2)"
	"$TRIEN" jobs run --trust few --tsa "$url/tsa" kho >/dev/null || fail "a later run"
done
python3 - <<'PY'
import sqlite3
acts = sqlite3.connect("kho/trien.db").execute("SELECT object, COUNT(*) FROM act WHERE what = 'arrival.prove' GROUP BY object ORDER BY object").fetchall()
assert acts == [("arrival:1", 2), ("arrival:2", 1)], f"tries alone have stamped: {acts}"
PY
says '1 việc xong' bash -c "'$TRIEN' jobs retry kho $(of 2) >/dev/null && '$TRIEN' jobs run --trust lab/trust --tsa '$url/tsa' kho"
says 'Mọi văn bản đều đủ chứng cứ' open

# ---- what cannot be: dead, by name ----
ok "third" "$TRIEN" sign --unseen --key pem:lab/keys/agency.pem -o third.pdf small.pdf
says 'số đến 03/' come kho third.pdf
hash=$(sha256sum third.pdf | cut -d' ' -f1)
mv "kho/blobs/${hash:0:2}/${hash:2}" lost.pdf
says '1 hỏng' run
says 'arrival:3.*store.blob-missing.*dead' open
mv lost.pdf "kho/blobs/${hash:0:2}/${hash:2}"
ok "by hand" "$TRIEN" jobs retry kho "$(of 3)"
says '1 việc xong' run

# ---- stamped as it comes; where no authority answers it comes in nevertheless, and the job brings the stamp ----
ok "sixth" "$TRIEN" sign --unseen --key pem:lab/keys/agency.pem -o sixth.pdf small.pdf
refused cli.option-twice 3 come --tsa "$url/tsa" --evidence kept.evidence kho sixth.pdf
says 'số đến 04/' come --tsa "$url/tsa" --dry-run kho sixth.pdf
says 'số đến 04/' office in --trust lab/trust --agency H01 --sender "$sender" --subject 'Có dấu thời gian' --tsa "$url/tsa" kho sixth.pdf
if grep -q 'Chưa có dấu thời gian' out.txt; then fail "not stamped as it came: $(cat out.txt)"; fi
blobs() { find kho/blobs -type f | wc -l; }
before=$(blobs)
says 'đã nhận từ trước' come --tsa "$url/tsa" kho sixth.pdf
[ "$(blobs)" = "$before" ] || fail "evidence that nobody keeps is left"
says '1 việc xong' run
[ "$(python3 -c 'import sqlite3; print(sqlite3.connect("kho/trien.db").execute("SELECT COUNT(*) FROM act WHERE what = ? AND object = ?", ("arrival.prove", "arrival:4")).fetchone()[0])')" = 0 ] ||
	fail "stamped twice"
ok "seventh" "$TRIEN" sign --unseen --key pem:lab/keys/agency.pem -o seventh.pdf small.pdf
says 'Chưa có dấu thời gian khi nhận.*fetch.status' come --tsa "$url/nothing" kho seventh.pdf
says 'arrival:5.*not-run-yet' open
says '1 việc xong' run
ok "sign the trail" "$TRIEN" audit sign --key audit.key kho
says '0 lỗi' "$TRIEN" audit verify --vkey audit.pub kho

# A file that somebody has put in its place by hand is broken: its signatures are invalid, and no evidence mends that.
ok "fourth" "$TRIEN" sign --unseen --key pem:lab/keys/agency.pem -o fourth.pdf small.pdf
says 'số đến 06/' come kho fourth.pdf
python3 - <<'PY'
import hashlib, os, sqlite3
data = bytearray(open("fourth.pdf", "rb").read())
data[data.index(b"stream") + 12] ^= 1
name = hashlib.sha256(data).hexdigest()
os.makedirs(f"kho/blobs/{name[:2]}", exist_ok=True)
open(f"kho/blobs/{name[:2]}/{name[2:]}", "wb").write(data)
db = sqlite3.connect("kho/trien.db")
old = db.execute("SELECT file FROM arrival WHERE id = 6").fetchone()[0]
db.execute("INSERT INTO blob SELECT ?, " + ", ".join(c[1] for c in db.execute("PRAGMA table_info(blob)").fetchall()[1:]) + " FROM blob WHERE hash = ?", (name, old))
db.execute("UPDATE arrival SET file = ? WHERE id = 6", (name,))
db.commit()
PY
says '1 hỏng' run
says 'arrival:6.*office.proof-failed.*dead' open
# A clock that runs wild: a stamp whose end is over by it tells not when the next one is due.
ok "fifth" "$TRIEN" sign --unseen --key pem:lab/keys/agency.pem -o fifth.pdf small.pdf
says 'số đến 07/' come kho fifth.pdf
refused office.proof-unstamped 7 "$TRIEN" jobs run --trust lab/trust --tsa "$url/tsa" --at 2090-01-01 kho
says 'arrival:7.*office.proof-unstamped' open
finish
