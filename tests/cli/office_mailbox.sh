#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien office in --mailbox: what mails bring comes in by the judgement of every file; what is invalid is gone from the mailbox too; a hostile server, a hostile mail, a run that is cut off.
# Requirement: R10.1 R10.2 R10.3 X4
. "$(dirname "$0")/common.sh"
export HOME=$work/home
mkdir home
unset TRIEN_TRUST XDG_CONFIG_HOME
servers=
trap 'for p in $servers; do kill "$p" 2>/dev/null || true; done; chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT

openssl req -x509 -newkey rsa:2048 -nodes -keyout tls.key -out tls.crt -days 2 -subj /CN=localhost -addext 'subjectAltName=DNS:localhost' >/dev/null 2>&1
printf 'mat-khau-mau\n' >password
chmod 600 password
box() { # box FOLDER MODE: sets port; the folder's mails stay
	mkdir -p "$1/box"
	rm -f "$1/port" "$1/asked"
	python3 "$here/imap_mock.py" "$1" tls.crt tls.key "$2" &
	servers="$servers $!"
	for _ in $(seq 400); do
		[ -e "$1/port" ] && break
		sleep 0.05
	done
	port=$(cat "$1/port")
}
enter() { ok "enter $1" "$TRIEN" registry enter kho "$@"; }
secret=password ca=tls.crt
run() {
	"$TRIEN" office in --as person:1 --trust lab/trust --agency H01 --offline --mailbox "${url-imaps://localhost:$port}" --mailbox-user den@mau.example --mailbox-password $secret \
		--mailbox-ca $ca "$@" kho
}
arrivals() { "$TRIEN" office in-list --agency H01 kho | grep -c arrival: || true; }
mail() { # mail FOLDER N SUBJECT FROM FILE...
	python3 - "$@" <<'P'
import email.message, email.policy, pathlib, sys
folder, number, subject, sender, *files = sys.argv[1:]
m = email.message.EmailMessage()
m["From"], m["To"], m["Subject"] = "Văn thư Mẫu <%s>" % sender, "den@mau.example", subject
m.set_content("Kính gửi văn bản.")
for f in files:
    kind = ("application", "pdf") if f.endswith(".pdf") else ("application", "octet-stream")
    m.add_attachment(pathlib.Path(f).read_bytes(), maintype=kind[0], subtype=kind[1], filename="Văn bản " + f)
pathlib.Path(folder, "box", number + ".eml").write_bytes(m.as_bytes(policy=email.policy.SMTP))
P
}

ok "init" "$TRIEN" store init kho
ok "open" "$TRIEN" audit open --origin so-noi-vu.example/mau kho
enter agency code=H01 'name=UBND tỉnh Mẫu' kind=province
enter person code=CB1 'name=Nguyễn Văn Mẫu' agency=H01
enter post person=CB1 agency=H01 'title=Văn thư' role=clerk from_at=2020-01-01
enter numbering agency=H01 symbol=UBND scheme=kind
sender=$(openssl x509 -in <(sed -n '/BEGIN CERT/,/END CERT/p' lab/keys/agency.pem) -noout -subject -nameopt multiline,utf8,-esc_msb | sed -n 's/^ *commonName *= //p')
printf '# danh bạ\nVanThu@xa.example =  %s\nkhac@xa.example = Sở Khác\n' "$sender" >senders
for f in good one two three four five; do ok "sealed" "$TRIEN" sign --unseen --key pem:lab/keys/agency.pem -o $f.pdf small.pdf; done
python3 - <<'P'
for whole, broken in (("good", "broken"), ("four", "broken2"), ("five", "broken3")):
    data = bytearray(open(whole + ".pdf", "rb").read())
    data[data.rfind(b"stream\n", 0, len(data) // 2) + 8] ^= 1
    open(broken + ".pdf", "wb").write(bytes(data))
open("bang.xlsx", "wb").write(b"no PDF")
P

# ---- mails as they come ----
box a good
mail a 3 'Báo cáo mẫu' vanthu@xa.example good.pdf bang.xlsx
mail a 5 'Hai tệp' vanthu@xa.example one.pdf two.pdf
mail a 8 'Hỏng' vanthu@xa.example broken.pdf
mail a 9 'Người lạ' la@la.example three.pdf
mail a 10 'Không có tệp' vanthu@xa.example
mail a 11 'Khác' khac@xa.example three.pdf
(printf 'Auto-Submitted: auto-replied\r\n'; cat a/box/3.eml) >a/box/12.eml
refused cli.option-value 3 "$TRIEN" office in --as person:1 --trust lab/trust --agency H01 --mailbox "imaps://localhost:$port" --mailbox-user x --mailbox-password password kho
refused cli.option-twice 3 run --senders senders --paper
says 'thử, không ghi' run --senders senders --dry-run
[ "$(arrivals)$(find a/box -name '*.flags' | wc -l)" = 00 ] || fail "tried, and something was done"
ok "run" run --senders senders
cp out.txt told
for want in 'thư 3: số đến 01/.*đã vào sổ' 'thư 5: số đến 02/.*đã vào sổ' 'thư 8: không hợp lệ, đã báo nơi gửi và xóa tệp' 'thư 9: nơi gửi không có trong danh bạ' 'thư 10: không có tệp PDF' \
	'thư 11: chờ văn thư quyết định' 'thư 12: thư tự động'; do
	grep -q "$want" told || fail "no \"$want\": $(cat told)"
done
grep -q 'right.sender-differs' told || fail "another's seal: $(cat told)"
# What is invalid is nowhere, at the server either; nothing else was touched, and no run takes it again.
[ "$(cd a/box && echo *.eml)" = "10.eml 11.eml 12.eml 3.eml 5.eml 9.eml" ] || fail "the mailbox: $(ls a/box)"
hash=$(sha256sum broken.pdf | cut -d' ' -f1)
[ ! -e "kho/blobs/${hash:0:2}/${hash:2}" ] || fail "the broken file was kept"
says 'HASH_FAILURE' "$TRIEN" office in-letter --as person:1 kho arrival:3
ok "again" run --senders senders
[ ! -s out.txt ] || fail "taken again: $(cat out.txt)"
python3 - <<'P' || fail "the books"
import glob, sqlite3
db = sqlite3.connect(glob.glob("kho/*.db")[0])
rows = db.execute("SELECT contact, state FROM arrival ORDER BY id").fetchall()
assert rows == [("vanthu@xa.example", "registered"), ("vanthu@xa.example", "registered"), ("vanthu@xa.example", "refused"), ("khac@xa.example", "waiting")], rows
assert db.execute("SELECT DISTINCT channel FROM arrival").fetchall() == [("mail",)]
assert db.execute("SELECT COUNT(*) FROM enclosure WHERE arrival = 2").fetchone() == (1,)
lines = db.execute("SELECT subject, note FROM incoming ORDER BY number").fetchall()
assert lines[0][0] == "Báo cáo mẫu" and "Văn bản bang.xlsx" in lines[0][1] and lines[1] == ("Hai tệp", None), lines
P

# ---- mails that lie ----
box b good
mail b 1 'Hai nghĩa' vanthu@xa.example good.pdf
sed -i '1s/^/Content-Type: text\/plain\r\n/' b/box/1.eml
refused mime.malformed 4 run --senders senders
ok "again" run --senders senders
[ ! -s out.txt ] || fail "told twice: $(cat out.txt)"
[ -e b/box/1.eml ] || fail "it is not left"

# ---- cut off between the store and the mailbox: once in the books, once told ----
box c fails
mail c 4 'Đứt' vanthu@xa.example three.pdf
refused fetch.mailbox-refuses 10 run --sender "$sender"
says 'đã nhận từ trước' run --sender "$sender"
box d fails
mail d 4 'Hỏng nữa' vanthu@xa.example broken2.pdf
refused fetch.mailbox-refuses 10 run --sender "$sender"
[ -e d/box/4.eml ] || fail "gone before it was refused"
ok "again" run --sender "$sender"
[ ! -e d/box/4.eml ] || fail "it is still there: $(cat out.txt err.txt d/asked)"
python3 - <<'P' || fail "refused twice, or told twice"
import glob, sqlite3
db = sqlite3.connect(glob.glob("kho/*.db")[0])
assert db.execute("SELECT COUNT(*) FROM arrival WHERE state = 'refused'").fetchone() == (2,)
assert db.execute("SELECT COUNT(*) FROM job WHERE kind LIKE '%letter%' OR kind LIKE '%arrival%'").fetchone()[0] == 5, db.execute("SELECT kind, COUNT(*) FROM job GROUP BY kind").fetchall()
P

# ---- servers ----
box e old
mail e 2 'Máy chủ cũ' vanthu@xa.example broken3.pdf
ok "old server" run --sender "$sender"
[ ! -e e/box/2.eml ] || fail "an old server keeps it"
grep -q '^EXPUNGE' e/asked || fail "asked: $(cat e/asked)"
box f anew
mail f 2 'Hộp mới' vanthu@xa.example one.pdf
refused fetch.mail-gone 10 run --sender "$sender"
if grep -q 'FETCH\|STORE' f/asked; then fail "another mailbox was touched: $(cat f/asked)"; fi
box g huge
mail g 2 'Quá lớn' vanthu@xa.example one.pdf
refused fetch.mail-too-large 8 run --sender "$sender"
grep -q TrienSeen g/box/2.flags || fail "asked for again each time"
box h flood
refused fetch.failed 10 run --sender "$sender"
box i lies
refused fetch.mail-gone 10 run --sender "$sender"
box j bare
refused fetch.mail-tls 7 run --sender "$sender"
refused fetch.failed 10 "$TRIEN" office in --as person:1 --trust lab/trust --agency H01 --mailbox imaps://127.0.0.1:1 --mailbox-user x --mailbox-password password --sender x kho
box k good
printf 'sai\n' >wrong
chmod 600 wrong
secret=wrong refused fetch.mail-login 7 run --sender "$sender"
chmod 644 wrong
secret=wrong refused cli.password-readable 7 run --sender "$sender"
url="imaps://localhost:$port/%22INBOX" refused fetch.mailbox-name 3 run --sender "$sender"
url="http://localhost:$port" refused fetch.mail-server 3 run --sender "$sender"
url="imaps://localhost:$port/KHAC" refused fetch.mailbox-refuses 10 run --sender "$sender"
ca=lab/trust/root.pem refused fetch.mail-tls 7 run --sender "$sender"
if grep -rq 'mat-khau-mau' kho; then fail "the password is in the store"; fi
finish
