#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien registry: set up on an empty place, and then every subcommand asks who is there. Requirement: R1 R4.1
set -euo pipefail
. "$(dirname "$0")/common.sh"
command -v python3 >/dev/null || { echo "SKIPPED: python3 is not installed"; exit 77; }

lacks() { ! grep -q -- "$1" out.txt || fail "\"$1\" in: $(cat out.txt)"; }
me=$(id -un)
# To be somebody else: the account's name in the database, by hand. That is what who can write the file can do, and what the audit trail names.
become() {
	python3 - "$1" "$me" <<'PY'
import sqlite3, sys
d = sqlite3.connect("kho/trien.db")
d.execute("UPDATE account SET name = 'x' || id WHERE kind = 'os'")
d.execute("UPDATE account SET name = ? WHERE id = ?", (sys.argv[2], sys.argv[1]))
d.commit()
PY
}
r() { local verb=$1; shift; "$TRIEN" registry "$verb" kho "$@"; }
enter() { ok "$1" r enter "$@"; }
first=(--origin so-noi-vu.example/mau --agency H00 "--agency-name=UBND tỉnh Mẫu" --person QT1 "--name=Nguyễn Văn Mẫu")

# Without a terminal everything is said by options; then an empty place becomes a registry, and a second time nothing changes.
refused cli.option-wanted 3 "$TRIEN" registry bootstrap kho
refused cli.option-wanted 3 "$TRIEN" registry bootstrap "${first[@]:0:5}" kho
[ ! -e kho ] || fail "a refused bootstrap has made a store: $(ls kho)"
finds "^Đã khởi tạo sổ đăng ký. Quản trị viên: QT1 (os/$me).$" 0 "$TRIEN" registry bootstrap "${first[@]}" kho
grep -q 'trien audit key --origin so-noi-vu.example/mau' out.txt || fail "the next steps: $(cat out.txt)"
finds '"done_before":true' 0 "$TRIEN" registry bootstrap --json "${first[@]}" kho
refused registry.bootstrapped 7 "$TRIEN" registry bootstrap "${first[@]}" --account khac kho
finds "^os/$me: account:1, person:1$" 0 r whoami
finds '(admin), agency:1' 0 r whoami
ok "init" "$TRIEN" store init da-dung
ok "open" "$TRIEN" audit open --origin so-noi-vu.example/hai da-dung
finds 'chưa có tài khoản' 0 "$TRIEN" registry whoami da-dung
ok "an act" "$TRIEN" registry enter da-dung unit code=1 name=Mẫu
refused registry.bootstrapped 7 "$TRIEN" registry bootstrap "${first[@]}" da-dung
# On a terminal it asks.
python3 - <<'PY' >hoi.txt || fail "asked on a terminal: $(cat hoi.txt)"
import os, pty, sys
answers = ["so-noi-vu.example/ba", "H00", "UBND tỉnh Mẫu", "QT1", "Nguyễn Văn Mẫu"]
pid, fd = pty.fork()
if pid == 0:
    os.execv(os.environ["TRIEN"], [os.environ["TRIEN"], "registry", "bootstrap", "hoi"])
said, asked = b"", 0
while True:
    try:
        more = os.read(fd, 4096)
    except OSError:
        break
    if not more:
        break
    said += more
    if asked < len(answers) and said.endswith(b": "):
        os.write(fd, (answers[asked] + "\n").encode())
        asked, said = asked + 1, said + b"\n"
print(said.decode())
sys.exit(0 if os.waitpid(pid, 0)[1] == 0 and asked == 5 and "Tên cơ quan cấp tỉnh" in said.decode() else 1)
PY
finds '"UBND tỉnh Mẫu"' 0 "$TRIEN" registry show --json hoi agency:1

# A province: who is what, by posts; accounts 2 to 5.
for i in 1 2; do enter agency code=H$i "name=Huyện Mẫu $i" kind=district parent=H00; done
enter agency code=H11 "name=Xã Mẫu" kind=commune parent=H1
enter person code=QL "name=Trần Thị Mẫu An" agency=H1 email=an@example.vn phone=0900000001
enter person code=KT "name=Lê Mẫu Bình" agency=H00 email=binh@example.vn
enter person code=CB "name=Phạm Mẫu Chi" agency=H2 email=chi@example.vn phone=0900000003
enter person code=TT "name=Hoàng Mẫu Dung" agency=H11 email=dung@example.vn
refused registry.grant-self 7 r enter post person=QT1 agency=H00 title=Mẫu role=head from_at=2020-01-01
enter post person=QL agency=H1 "title=Cán bộ Mẫu" role=manager from_at=2020-01-01
enter post person=KT agency=H00 "title=Kiểm tra viên Mẫu" role=auditor from_at=2020-01-01
enter post person=TT agency=H11 "title=Chủ tịch Mẫu" role=head from_at=2020-01-01
n=2
for p in QL KT CB TT; do enter account kind=os name=x$n person=$p; n=$((n + 1)); done
for i in 1 2; do enter device kind=token serial=MAU$i agency=H$i; done
refused registry.exists 7 r enter device kind=token serial=MAU1 agency=H2
grep -qF '“token/MAU1”' err.txt || fail "which device: $(cat err.txt)"
# Who may enter certificates and change none: the same files again change nothing, and that is said.
sed -n '/BEGIN CERT/,/END CERT/p' lab/keys/leader.pem >chung-thu.pem
says '^1 mới, 0 sửa, 0 như cũ$' r certificate --agency H1 --person QL chung-thu.pem
says '^0 mới, 0 sửa, 1 như cũ$' r certificate --agency H1 --person QL chung-thu.pem
refused exchange.rows-bad 4 r certificate --agency H1 --person TT chung-thu.pem
grep -qF 'admin.certificate.change' out.txt || fail "what is missing: $(cat out.txt)"
refused registry.last-admin 7 r change post:1 to_at=2030-01-01
refused registry.account-own 7 r change account:1 state=closed
finds '"account":1' 0 r history --json device:1
finds 'qua account:1' 0 r history device:1

# Letters that wait are looked at, and held back, by an administrator.
finds '^{"jobs":\[\]' 0 "$TRIEN" jobs list --json kho
finds '^0 việc xong' 0 "$TRIEN" jobs run --from so@example.vn --spool thu kho
ok "preview" r notices preview
refused store.job-state 7 "$TRIEN" jobs retry kho 1

# What is done with the whole store: the administrator does all of it; the timers come by a machine's account.
"$TRIEN" audit key --origin so-noi-vu.example/mau nhat-ky.key >nhat-ky.pub || fail "key"
jobs=(jobs run --from so@example.vn --smtp-plain --smtp smtp://127.0.0.1:1)
upkeep_refused() {
	refused "$1" 7 "$TRIEN" "${jobs[@]}" kho
	refused "$1" 7 "$TRIEN" jobs run --from so@example.vn --spool thu kho
	refused "$1" 7 r notices run
	refused "$1" 7 "$TRIEN" audit sign --key nhat-ky.key kho
	refused "$1" 7 "$TRIEN" audit open --origin so-noi-vu.example/khac kho
	refused "$1" 7 "$TRIEN" store check kho
	refused "$1" 7 "$TRIEN" store check --sweep kho
	refused "${2:-$1}" 7 "$TRIEN" store init kho
	refused "$1" 7 "$TRIEN" audit verify --vkey nhat-ky.pub kho
}
runs_upkeep() {
	finds '^0 việc xong' 0 "$TRIEN" "${jobs[@]}" kho
	finds '^0 việc xong' 0 "$TRIEN" jobs run --from so@example.vn --spool thu kho
	finds 'việc đến hạn nhắc' 0 r notices run
	finds 'ký ([0-9]*)$' 0 "$TRIEN" audit sign --key nhat-ky.key kho
	finds ' 0 lỗi; dọn' 0 "$TRIEN" store check --sweep kho
	"$TRIEN" audit verify --vkey nhat-ky.pub kho >out.txt 2>err.txt || [ $? = 1 ] || fail "verify: $(cat err.txt)"
}
runs_upkeep
ok "init" "$TRIEN" store init kho
enter machine kind=os name=x-may agency=H00 "purpose=Chạy việc chờ, ký nhật ký" state=active

# The administrator: no requests, no letters, no documents; in another's name neither.
refused registry.no-access 7 r list --role admin request
refused registry.no-access 7 r list letter
grep -qF 'admin.letter.see' err.txt || fail "the row is not named: $(cat err.txt)"
refused registry.no-access 7 r list --as person:2 --role manager letter
ok "in her name" r enter --as person:2 --role manager letter agency=H1 receiver=authority
refused registry.role-not-held 7 r list --role head person
refused registry.role-not-held 7 r enter --role system device kind=token serial=MAU3 agency=H1
finds 'Không hiện với vai trò này: .*Biên bản' 0 r list custody

# The managing agency's officer: her agencies and no other, through every door.
become 2
finds '^os/.*: account:2, person:2$' 0 r whoami
finds 'MAU1' 0 r list device
lacks MAU2
finds '^2	Trần Thị Mẫu An	Huyện Mẫu 1$' 0 r list --columns name,agency person
finds '"rows":\[{"object":"person:5","version":1,"act":[0-9]*,"name":"Hoàng Mẫu Dung","agency":"agency:4"}\]' 0 r list --json --columns name,agency --search dung person
refused registry.column-unknown 3 r list --columns name,ten person
refused registry.key-unknown 4 r list --agency H2 person
refused registry.key-unknown 4 r list --agency H99 person
finds '^#' 0 r list --search chi person
lacks Chi
ok "show" r show device:1
refused registry.out-of-scope 7 r show device:2
refused registry.out-of-scope 7 r show --on 2026-01-01 device:2
refused registry.out-of-scope 7 r history device:2
refused registry.out-of-scope 7 r show device:99
# Nothing is written of whom one does not see: a request for one of another agency would stand in the way of that agency's own.
for who in CB '#4' NOPE '#99'; do
	refused registry.key-unknown 4 "$TRIEN" registry act --as person:2 --role manager kho request.draft request kind=new subject=person agency=H11 "person=$who"
	refused registry.key-unknown 4 r enter post "person=$who" agency=H11 title=Mẫu role=head from_at=2020-01-01
	printf 'device,keeper,decision,decided_at,from_at,to_at\ntoken/MAU1,%s,1,2020-01-01,2020-01-01,2020-01-02\n' "$who" >giu.csv
	refused exchange.rows-bad 4 r import custody giu.csv
	finds '"why":"registry.key-unknown"' 4 r import --json custody giu.csv
done
ok "a draft for one's own" "$TRIEN" registry act --dry-run --as person:2 --role manager kho request.draft request kind=new subject=person agency=H11 person=TT
# An agency out of reach is answered as one that there is none of: where a row names it, in a file, in a plan and in the table of one.
for agency in H2 '#3' H99 '#99'; do
	refused registry.key-unknown 4 r enter person code=MOI "name=Mẫu" "agency=$agency"
	printf 'code,name,agency\nMOI,Mẫu,%s\n' "$agency" >moi.csv
	finds '"why":"registry.key-unknown"' 4 r import --json person moi.csv
	refused registry.key-unknown 4 r plan --role manager move "$agency" TT
	refused registry.key-unknown 4 r plan --role manager merge H11 "$agency"
	printf 'code,agency\nTT,%s\n' "$agency" >tach.csv
	refused registry.key-unknown 4 r plan --role manager split tach.csv
	printf 'code,parent\nH11,%s\n' "$agency" >doi.csv
	refused registry.key-unknown 4 r plan --role manager change agency doi.csv
done
for device in device:2 device:99; do
	refused registry.out-of-scope 7 r notices --until "$(date -d '+9 days' +%F)" --reason Mẫu mute $device
	refused registry.out-of-scope 7 r notices --reason Mẫu unmute $device
done
refused registry.out-of-scope 7 r change device:2 label=Mẫu
refused registry.not-found 4 r list --after 4 person
refused registry.as-other 7 r show --as person:1 device:1
refused registry.no-access 7 r list account
for verb in "list kho" "retry kho 1" "cancel kho 1" "run --from so@example.vn --dry-run kho"; do
	# shellcheck disable=SC2086
	refused registry.no-access 7 "$TRIEN" jobs $verb
done
grep -qF 'manager.setting.see' err.txt || fail "the row is not named: $(cat err.txt)"
refused registry.no-access 7 r notices preview
upkeep_refused registry.no-access registry.role-not-held
grep -qF 'manager.audit.see' err.txt || fail "the row is not named: $(cat err.txt)"
refused registry.no-access 7 r export -o x.csv picture
finds '^Đã xuất 1 dòng' 0 r export -o thiet-bi.csv device
grep -q MAU1 thiet-bi.csv && ! grep -q MAU2 thiet-bi.csv || fail "exported: $(cat thiet-bi.csv)"
printf 'Loại;Số hiệu;Cơ quan\r\ntoken;MAU4;H11\r\n' >moi.csv
finds '^1 mới' 0 r import device moi.csv
printf 'Loại;Số hiệu;Nhãn\r\ntoken;MAU2;Mẫu\r\n' >nguoi-khac.csv
refused exchange.rows-bad 4 r import device nguoi-khac.csv
grep -q 'ngoài phạm vi' out.txt || fail "why: $(cat out.txt)"
printf 'Loại;Số hiệu;Cơ quan\r\ntoken;MAU2;H2\r\n' >doan.csv
refused exchange.rows-bad 4 r import device doan.csv
refused registry.grant-role 7 r enter post person=TT agency=H11 title=Mẫu role=auditor from_at=2020-01-01
ok "gives a role" r enter post person=TT agency=H11 title=Mẫu role=clerk from_at=2020-01-01
refused registry.role-not-held 7 r act --role head device.lose device:1
refused registry.no-access 7 r undo --reason Mẫu 1
finds 'Chưa rõ (no-certificate)' 0 r custody abcd
# The list as it was, by what holds since when.
ok "renamed" r change --since 2026-01-02 --reason Mẫu person:5 phone=0900000009
finds '0900000009' 0 r list --columns phone --on 2026-11-01 person
refused registry.not-found 4 r show --on 2020-01-01 person:5
finds '^#	Điện thoại$' 0 r list --columns phone --on 2020-01-01 person
[ "$(wc -l <out.txt)" = 1 ] || fail "nobody was there: $(cat out.txt)"

# An auditor sees all of it, changes nothing, and reads nobody's telephone.
become 3
finds '"hidden":\["email","phone"\]' 0 r show --json person:2
lacks an@example
finds 'Không hiện với vai trò này: Thư điện tử, Điện thoại' 0 r list person
lacks 0900000001
finds '"hidden":\[\]' 0 r list --json --columns name person
ok "history" r history person:2
lacks 0900000001
finds '^Đã xuất 5 dòng' 0 r export -o can-bo.csv person
[ "$(head -1 can-bo.csv)" = $'\xef\xbb\xbfMã;Họ và tên;Cơ quan;Trạng thái\r' ] || fail "headings: $(head -1 can-bo.csv)"
refused registry.no-access 7 r change person:2 phone=1
refused registry.no-access 7 r undo --reason Mẫu 3

refused registry.no-access 7 "$TRIEN" store check kho
refused registry.no-access 7 "$TRIEN" audit sign --key nhat-ky.key kho
finds ' dòng đã ký' 1 "$TRIEN" audit verify --vkey nhat-ky.pub kho # what this test changes by hand is named

# Who has no post: the own row.
become 4
upkeep_refused registry.no-access registry.role-not-held
finds 'Phạm Mẫu Chi' 0 r list person
[ "$(wc -l <out.txt)" = 2 ] || fail "more than the own row: $(cat out.txt)"
refused registry.no-access 7 r list agency
refused registry.out-of-scope 7 r history person:2
enter ticket agency=H2 person=CB "subject=Mẫu" asked_at=2026-01-02
refused registry.no-access 7 r change ticket:1 answer=Mẫu
refused registry.no-access 7 r enter proposal agency=H2 kind=difficulty subject=Mẫu asked_at=2026-01-02
# An agency tells its difficulties; what answers is another verb than what changes, and only who may answer writes it.
become 5
enter proposal agency=H11 kind=difficulty subject=Mẫu asked_at=2026-01-02
refused registry.no-access 7 r change proposal:1 answer=Mẫu state=answered
grep -qF 'head.proposal.answer' err.txt || fail "the row is not named: $(cat err.txt)"
become 1
refused registry.no-access 7 r change ticket:1 answer=Mẫu subject=Khác
grep -qF 'admin.ticket.change' err.txt || fail "the row is not named: $(cat err.txt)"
refused registry.no-access 7 r change ticket:1 subject=Khác answer=Mẫu
refused registry.column-unknown 3 r change --role admin agency:1 ten=Mẫu
ok "an answer" r change ticket:1 answer=Mẫu state=answered answered_at=3/1/2026
finds 'ticket.answer' 0 r history ticket:1
# A machine's account runs what timers run, and nothing else; closed, nothing.
become 9
upkeep_refused registry.no-account
machine() { python3 -c 'import sqlite3, sys; d = sqlite3.connect("kho/trien.db"); d.execute("UPDATE machine SET name = ?, state = ?", sys.argv[1:]); d.commit()' "$1" "$2"; }
machine "$me" active
runs_upkeep
refused registry.no-access 7 "$TRIEN" audit open --origin so-noi-vu.example/khac kho
grep -qF 'system.upkeep.change' err.txt || fail "the row is not named: $(cat err.txt)"
refused registry.no-account 7 "$TRIEN" store init kho
refused registry.no-account 7 "$TRIEN" jobs list kho
machine "$me" closed
upkeep_refused registry.no-account
refused registry.no-account 7 r list person
for verb in whoami "show device:1" "history device:1" "custody abcd" "export -o y.csv device" "enter unit code=1 name=Mẫu" "change device:1 label=Mẫu" \
	"undo --reason Mẫu 3" "import device moi.csv" "act --role clerk device.lose device:1"; do
	# shellcheck disable=SC2086 # words
	refused registry.no-account 7 r $verb
done
# By one account nobody asks in one's name and approves in another's.
become 1
echo "văn bản mẫu" >van-ban.pdf
enter person code=DN "name=Vũ Mẫu Giang" agency=H11 email=giang@example.vn phone=0900000006
as_manager=(act --as person:2 --role manager)
ok "a draft" r "${as_manager[@]}" request.draft request kind=new subject=person agency=H11 person=DN
ok "submitted" r "${as_manager[@]}" request.submit request:1 form=van-ban.pdf
refused rules.own-approval 7 r act --as person:5 --role head request.confirm request:1
refused rules.own-approval 7 r act --as person:5 --role head --reason Mẫu request.reject request:1
become 5
ok "the head's own account" r act request.confirm request:1
# A merger ends posts of managers, and whoever may do it undoes it whole.
become 1
enter person code=QH "name=Đỗ Mẫu Hà" agency=H00 email=ha@example.vn phone=0900000007
enter post person=QH agency=H00 "title=Cán bộ Mẫu" role=manager from_at=2020-01-01
enter post person=DN agency=H11 "title=Cán bộ Mẫu" role=manager from_at=2020-01-01
enter account kind=os name=x6 person=QH
become "$(r list --json account | grep -o '"object":"account:[0-9]*"' | tail -1 | grep -o '[0-9]*')"
merge=(merge H1 H11)
finds '^Thử, không ghi' 0 r plan "${merge[@]}"
mark=$(sed -n 's/.*--do //p' out.txt)
ok "merged" r plan --do "$mark" "${merge[@]}"
finds '"state":"ended"' 0 r list --json --columns code,state agency
act=$(r history --json agency:4 | grep -o '"act":[0-9]*' | tail -1 | cut -d: -f2)
ok "and undone" r undo --reason Mẫu "$act"
finds '"person":"person:[0-9]*","agency":"agency:4","role":"manager","to_at":null' 0 r list --json --columns person,agency,role,to_at post
refused registry.grant-role 7 r enter post person=TT agency=H11 title=Mẫu role=manager from_at=2020-01-01
finish
