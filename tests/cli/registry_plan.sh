#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien registry plan: a merger tried and done, refused when the books have changed, undone; moves, retirement, tables. Requirement: R6.1 R11 R14.3
set -euo pipefail
. "$(dirname "$0")/common.sh"
export HOME=$work/home
mkdir home
unset TRIEN_TRUST XDG_CONFIG_HOME

enter() { ok "$1" "$TRIEN" registry enter kho "$@"; }
plan() { "$TRIEN" registry plan --as person:1 --role manager --reason "nghị quyết mẫu" kho "$@"; }
mark() { sed -n 's/.*--do //p' out.txt; }

ok "init" "$TRIEN" store init kho
ok "key" "$TRIEN" audit key --origin so-noi-vu.example/mau audit.key
cp out.txt audit.pub
ok "open" "$TRIEN" audit open --origin so-noi-vu.example/mau kho
enter agency code=H00 "name=UBND tỉnh Mẫu" kind=province
for i in 1 2 3; do enter agency code=H0$i "name=Sở Mẫu $i" kind=department parent=H00 managing=H00; done
enter person code=QL "name=Nguyễn Văn Mẫu" agency=H00
enter post person=QL agency=H00 "title=Cán bộ Mẫu" role=manager from_at=2020-01-01
for i in 1 2; do
	enter person code=CB$i "name=Trần Thị Mẫu" agency=H0$i email=mau@example.vn phone=0900000000
	enter post person=CB$i agency=H0$i "title=Chuyên viên Mẫu" role=clerk from_at=2020-01-01
	enter device kind=token serial=T$i agency=H0$i state=assigned
	enter custody device=token/T$i keeper=CB$i decision=01/QĐ-MẪU decided_at=2020-01-01 from_at=2020-01-01 taker_at=2020-01-01
done
sed -n '/BEGIN CERT/,/END CERT/p' lab/keys/leader.pem >leader.pem
sed -n '/BEGIN CERT/,/END CERT/p' lab/keys/agency.pem >seal.pem
ok "certificate" "$TRIEN" registry certificate --trust lab/trust --agency H01 --person CB1 --device token/T1 kho leader.pem
ok "seal" "$TRIEN" registry certificate --trust lab/trust --agency H02 --holder agency --device token/T2 kho seal.pem
# In use: handed over with its duties accepted, and activated by its subscriber.
echo "biên bản mẫu" >bien-ban.pdf
enter duty person=CB1 profile=congvu-2024 accepted_at=2020-01-01
ok "hand over" "$TRIEN" registry act --as person:1 --role manager kho certificate.hand_over certificate:1 keeper=CB1 minutes=bien-ban.pdf giver_at=2020-01-02 taker_at=2020-01-02
ok "activate" "$TRIEN" registry act --as person:2 --role subscriber kho certificate.activate certificate:1

refused cli.usage 3 plan merge H03
refused cli.usage 3 plan found H03 H01
refused cli.option-wanted 3 "$TRIEN" registry plan --role manager kho merge H03 H01
refused cli.option-value 3 plan --case fired retire CB1
refused cli.option-value 3 plan --post king --title Mẫu move H03 CB1
refused cli.option-wanted 3 plan --post clerk move H03 CB1
refused store.file-failed 5 plan split khong-co.csv
refused registry.role-not-held 7 "$TRIEN" registry plan --as person:2 --role manager kho merge H03 H01
refused registry.key-unknown 4 plan merge H03 H99

# Tried: a row for each; written as a table that a spreadsheet opens.
finds '^kết thúc hoạt động	agency:2	Sở Mẫu 1	H01	.*Cơ quan kế thừa: H03' 0 plan merge H03 H01 H02
grep -q '^lập yêu cầu	certificate:1	.*H01	Thay đổi nội dung thông tin: chuyển cơ quan công tác; công văn 1; Cơ quan: H03	.*	được$' out.txt || fail "change: $(cat out.txt)"
grep -q '^lập yêu cầu	certificate:2	.*H02	Thu hồi chứng thư: .*sáp nhập; công văn 2	.*	được$' out.txt || fail "revoke: $(cat out.txt)"
grep -q '^soạn công văn tổng hợp	letter	Cục Chứng thực số' out.txt || fail "letter: $(cat out.txt)"
grep -q ' dòng: 2 yêu cầu trong 2 công văn, 0 dòng không được, 0 thiết bị phải bàn giao trước$' out.txt || fail "sum: $(cat out.txt)"
first=$(mark)
finds '"does":"request","object":"certificate:2".*"kind":"revoke","reason":"agency_ended","receiver":"authority","letter":2,"made":null' 0 plan --json merge H03 H01 H02
grep -q '"dry_run":true' out.txt || fail "tried"
finds 'gets another\|goes to another agency' 0 plan --lang en -o phuong-an.csv merge H03 H01 H02
head -1 phuong-an.csv | grep -q 'What;Object;Name;Agency;Content;Source;Result' || fail "headings"
[ "$(wc -l <phuong-an.csv)" = "$(($(wc -l <out.txt) - 1))" ] || fail "rows of the file"
refused cli.target-exists 5 plan -o phuong-an.csv merge H03 H01 H02
finds 'Thử, không ghi' 0 plan --force -o phuong-an.csv merge H03 H01 H02

# The books have changed since: nothing is done, and what has changed is told.
ok "phone" "$TRIEN" registry change kho person:2 phone=0911111111
refused registry.plan-changed 7 plan --do "$first" merge H03 H01 H02
finds '^Đã thay đổi: person:2, việc số .* (person.change) của system' 7 plan --do "$first" merge H03 H01 H02
finds '"changes":\[{"act":.*"object":"person:2"}\].*"error":"registry.plan-changed"' 7 plan --json --do "$first" merge H03 H01 H02
[ "$(wc -l <out.txt)" = 1 ] || fail "one object"
refused registry.plan-mark 3 plan --do nothing merge H03 H01 H02
finds 'Thử, không ghi' 0 plan --since 9999-01-01 merge H03 H01 H02
refused registry.effective-late 4 plan --do "$(mark)" merge H03 H01 H02
refused cli.option-value 3 plan --since 2026-01-02 --do "$first" merge H03 H01 H02

# Done, and undone as one.
finds 'Thử' 0 plan merge H03 H01 H02
sleep 1.1 # from when it holds is in the mark
finds '^Đã ghi, việc số' 0 plan --do "$(mark)" merge H03 H01 H02
plan_act=$(sed -n 's/^Đã ghi, việc số \([0-9]*\).*/\1/p' out.txt)
finds 'đã chấm dứt' 0 "$TRIEN" registry show kho agency:2
finds 'plan.merge' 0 "$TRIEN" registry history kho certificate:1
ok "undo" "$TRIEN" registry undo --reason "nghị quyết mẫu bị hủy" kho "$plan_act"
finds 'đang hoạt động' 0 "$TRIEN" registry show kho agency:2

# A keeper of the agency's token does not leave with it.
finds '^phải bàn giao thiết bị trước	device:2	T2	H02	.*KHÔNG (registry.plan-keeper)' 0 plan retire CB2
finds 'T2' 7 plan --do "$(mark)" retire CB2
refused registry.plan-blocked 7 plan --do "$(plan retire CB2 | sed -n 's/.*--do //p')" retire CB2
finds 'Thu hồi chứng thư: nghỉ hưu' 0 plan retire CB1
finds 'Thu hồi chứng thư: thôi việc' 0 plan --case resigned retire CB1
finds '^giữ chức vụ	post	Giám đốc Mẫu	H03	.*Vai trò: .*Quyết định: 05/QĐ-MẪU' 0 plan --title "Giám đốc Mẫu" --post head --decision 05/QĐ-MẪU move H03 CB1
printf 'Mã;Cơ quan\r\nCB1;H03\r\n' >tach.csv
finds '^chuyển cơ quan	person:2' 0 plan split tach.csv
printf 'Mã;Thư điện tử\r\nCB1;moi@example.vn\r\n' >doi.csv
finds 'Thay đổi nội dung thông tin: thay đổi địa chỉ thư điện tử' 0 plan change person doi.csv
refused registry.plan-column 4 plan change person tach.csv
refused cli.option-value 3 plan change device doi.csv
finds 'Thay đổi nội dung thông tin: cơ quan, tổ chức đổi tên' 0 plan rename H02 "Sở Mẫu Mới"
# Again, and its letters: each step once for all requests; each answered as the table says.
finds 'Thử' 0 plan merge H03 H01 H02
finds '^Đã ghi, việc số' 0 plan --do "$(mark)" merge H03 H01 H02
enter person code=LD "name=Lê Thị Mẫu" agency=H00
enter post person=LD agency=H00 "title=Chủ tịch Mẫu" role=head from_at=2020-01-01
step() { "$TRIEN" registry act --as person:1 --role manager "$@"; }
refused registry.letter-refused 7 step kho request.submit letter:4
finds 'request:4	.*KHÔNG (rules.written)' 7 step kho request.submit letter:4
finds '"refused":"rules.written".*"error":"registry.letter-refused"' 7 step --json kho request.submit letter:4
finds 'Thử, không ghi: được' 0 step --dry-run kho request.submit letter:4 form=bien-ban.pdf
finds 'request:4	.*đang soạn → ' 0 step kho request.submit letter:4 form=bien-ban.pdf
ok "confirm" "$TRIEN" registry act --as person:4 --role head kho request.confirm letter:4
ok "consolidate" step kho request.consolidate letter:4
ok "a signed letter" "$TRIEN" sign --unseen --key pem:lab/keys/agency.pem -o cong-van.pdf small.pdf
ok "number" "$TRIEN" registry change kho letter:4 number=12/CV-MẪU blob=cong-van.pdf
ok "send" step kho request.send letter:4
printf 'request;result\nrequest:3;accepted\n' >ket-qua.csv
refused registry.letter-not-in 4 step --results ket-qua.csv kho request.complete letter:4 answer_blob=bien-ban.pdf
refused cli.option-value 3 step --results ket-qua.csv kho request.complete request:4
printf 'request;result\nrequest:4;perhaps\n' >ket-qua.csv
refused cli.option-value 3 step --results ket-qua.csv kho request.complete letter:4
printf 'result\naccepted\n' >ket-qua.csv
refused cli.option-value 3 step --results ket-qua.csv kho request.complete letter:4
printf 'request;result\nrequest:4;refused\n' >ket-qua.csv
day=$(TZ=Asia/Ho_Chi_Minh date +%Y-%m-%dT%H:%M:%S+07:00)
finds '"act":"request.refuse","from":"sent","to":"refused"' 0 step --json --reason "lý do mẫu" --results ket-qua.csv kho request.complete letter:4 answer_number=1/TL answer_blob=bien-ban.pdf "answered_at=$day" "effective_at=$day"
refused registry.letter-empty 7 step kho request.accept letter:4
finds 'từ chối' 0 "$TRIEN" registry show kho letter:4

# Where there are accounts, a plan is undone by whom might have made it: no administrator as such, no subscriber.
finds 'Thử' 0 plan rename H03 "Sở Mẫu Mới"
sleep 1.1
finds '^Đã ghi, việc số' 0 plan --do "$(mark)" rename H03 "Sở Mẫu Mới"
plan_act=$(sed -n 's/^Đã ghi, việc số \([0-9]*\).*/\1/p' out.txt)
enter person code=QT "name=Phạm Văn Mẫu" agency=H00
enter post person=QT agency=H00 "title=Quản trị viên Mẫu" role=admin from_at=2020-01-01
enter account kind=os "name=$(id -un)" person=QT
undo() { "$TRIEN" registry undo --reason "đặt tên nhầm" "$@" kho "$plan_act"; }
refused registry.no-access 7 undo
grep -qF 'admin.plan.enter' err.txt || fail "the row is not named: $(cat err.txt)"
refused registry.no-access 7 undo --as person:3 --role subscriber
refused registry.role-not-held 7 undo --role manager
finds 'Sở Mẫu Mới' 0 "$TRIEN" registry show kho agency:4
ok "undone in the manager's name" undo --as person:1 --role manager
finds 'Sở Mẫu 3' 0 "$TRIEN" registry show kho agency:4

ok "sign" "$TRIEN" audit sign --key audit.key kho
finds '; 0 lỗi' 0 "$TRIEN" audit verify --vkey audit.pub kho
finds '"faults":\[\]' 0 "$TRIEN" store check --json kho
finish
