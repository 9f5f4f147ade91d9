#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien registry from the first agency to a row changed by hand. Requirement: R1 R2.2 X4
set -euo pipefail
. "$(dirname "$0")/common.sh"
command -v python3 >/dev/null || { echo "SKIPPED: python3 is not installed"; exit 77; }

sql() { python3 -c 'import sqlite3, sys; d = sqlite3.connect("kho/trien.db"); d.execute(sys.argv[1]); d.commit()' "$1"; }

ok "init" "$TRIEN" store init kho
refused audit.no-log 5 "$TRIEN" registry enter kho agency code=H00 "name=UBND tỉnh Mẫu" kind=province
ok "key" "$TRIEN" audit key --origin so-noi-vu.example/mau audit.key
cp out.txt audit.pub
ok "open" "$TRIEN" audit open --origin so-noi-vu.example/mau kho
finds 'Thử, không ghi: được' 0 "$TRIEN" registry enter --dry-run kho agency code=H00 "name=UBND tỉnh Mẫu" kind=province
finds '^Đã ghi, việc số 1. agency:1$' 0 "$TRIEN" registry enter kho agency code=H00 "name=UBND tỉnh Mẫu" kind=province
finds '"object":"agency:2"' 0 "$TRIEN" registry enter --json kho agency code=H01 "name=Sở Mẫu Một" kind=department parent=H00
ok "person" "$TRIEN" registry enter kho person code=CB1 "name=Nguyễn Văn Mẫu" agency=H01
ok "person" "$TRIEN" registry enter kho person code=CB2 "name=Trần Thị Mẫu An" agency=H00
ok "device" "$TRIEN" registry enter kho device kind=token serial=T1 agency=H01

# What is not so is refused, with its reason.
refused registry.exists 7 "$TRIEN" registry enter kho agency code=H01 "name=Sở Mẫu Hai" kind=department
refused registry.key-unknown 4 "$TRIEN" registry enter kho person code=CB3 name=Mẫu agency=H99
refused registry.column-unknown 3 "$TRIEN" registry enter kho person code=CB3 surname=Mẫu
refused registry.column-unknown 3 "$TRIEN" registry enter kho person code
refused registry.book-unknown 3 "$TRIEN" registry list kho people
refused registry.object-invalid 3 "$TRIEN" registry show kho people:1
refused registry.not-found 4 "$TRIEN" registry show kho person:9
refused registry.not-found 4 "$TRIEN" registry history kho person:9
refused registry.not-found 4 "$TRIEN" registry list --after 9 kho person
refused registry.by-act-only 7 "$TRIEN" registry change kho device:1 state=lost
refused registry.list-limit 8 "$TRIEN" registry list --limit 501 kho person
refused registry.effective-late 4 "$TRIEN" registry change --since 9999-01-01 kho person:1 phone=1
refused cli.option-value 3 "$TRIEN" registry change --role king kho person:1 phone=1
refused cli.option-value 3 "$TRIEN" registry change --as agency:1 kho person:1 phone=1
refused registry.reason-missing 4 "$TRIEN" registry undo kho 1
refused cli.usage 3 "$TRIEN" registry enter kho person

# Lists, search, pages.
finds '^2	CB2	Trần Thị Mẫu An	UBND tỉnh Mẫu' 0 "$TRIEN" registry list kho person
[ "$(sed -n 2p out.txt | cut -f1)" = 2 ] || fail "An does not come before Mẫu"
finds 'đang công tác' 0 "$TRIEN" registry list --lang vi kho person
finds 'in office' 0 "$TRIEN" registry show --lang en kho person:1
finds '"code":"CB1"' 0 "$TRIEN" registry list --json --search "mau nguyen" kho person
[ "$(grep -o '"object"' out.txt | wc -l)" = 1 ] || fail "the search found more than one"
finds '"code":"CB1"' 0 "$TRIEN" registry list --json --agency H01 kho person
[ "$(grep -o '"object"' out.txt | wc -l)" = 1 ] || fail "the agency has one person"
finds '"rows":\[\]' 0 "$TRIEN" registry list --json --after 1 kho person

# A late entry: before it, the old name.
finds 'Đã ghi' 0 "$TRIEN" registry change --as person:1 --reason "theo quyết định mẫu" --since 2026-01-02 kho agency:2 "name=Sở Mẫu Mới"
finds 'Sở Mẫu Mới' 0 "$TRIEN" registry show kho agency:2
finds 'theo quyết định mẫu' 0 "$TRIEN" registry history kho agency:2
finds '"actor":"person:1"' 0 "$TRIEN" registry history --json kho agency:2
refused registry.not-found 4 "$TRIEN" registry show --on 2020-01-01 kho agency:2
finds '"certificate":0' 0 "$TRIEN" registry custody --json kho abcd
finds 'Chưa rõ (no-certificate)' 0 "$TRIEN" registry custody kho abcd

# Undone, and what history says of it; the document of a ticket is in the store.
echo "bao cao mau" >bao-cao.txt
ok "ticket" "$TRIEN" registry enter kho ticket agency=H01 subject=Mẫu asked_at=2026-01-02 report=bao-cao.txt
finds '"faults":\[\]' 0 "$TRIEN" store check --json kho
finds 'Đã ghi' 0 "$TRIEN" registry undo --reason "nhập nhầm" kho 6
finds 'Sở Mẫu Một' 0 "$TRIEN" registry show kho agency:2
refused registry.undone-already 7 "$TRIEN" registry undo --reason "nhập nhầm" kho 6

# A file: what is bad is told and nothing is written; then it is imported, the second time nothing changes.
printf 'Mã;Họ và tên;Cơ quan\r\nCB1;Nguyễn Văn Mẫu;H01\r\nCB3;Đỗ Mẫu Ân;H00\r\nCB4;;H00\r\nCB5;Mẫu;H99\r\n' >can-bo.csv
refused exchange.rows-bad 4 "$TRIEN" registry import kho person can-bo.csv
grep -q '^4	LỖI	.*name' out.txt || fail "line 4 is not told: $(cat out.txt)"
grep -q '^5	LỖI	.*H99' out.txt || fail "line 5 is not told"
finds '"act":0,.*"bad":2,.*"rows":\[{"row":4,.*"what":"bad".*"why":"registry.value-missing".*{"row":5,.*"why":"registry.key-unknown".*"error":"exchange.rows-bad"' 4 "$TRIEN" registry import --json kho person can-bo.csv
[ "$(python3 -c 'import json; print(len(json.load(open("out.txt"))["rows"]))')" = 2 ] || fail "not one object with the two bad rows: $(cat out.txt)"
# One key twice: with the same words it is one record, with others nobody knows which is right.
printf 'Mã;Họ và tên;Cơ quan\nHAI;Trần Mẫu;H01\nHAI;Trần Mẫu;H01\n' >hai.csv
says '^1 mới, 0 sửa, 1 như cũ (thử, không ghi)$' "$TRIEN" registry import --dry-run kho person hai.csv
printf 'Mã;Họ và tên;Cơ quan\nHAI;Trần Mẫu;H01\nHAI;Lê Mẫu;H01\n' >hai.csv
finds '"row":3,.*"why":"exchange.row-twice"' 4 "$TRIEN" registry import --json --dry-run kho person hai.csv
sed -i '/CB4/d; /CB5/d' can-bo.csv
finds '^3	mới	CB3' 0 "$TRIEN" registry import --dry-run kho person can-bo.csv
finds '^1 mới, 0 sửa, 1 như cũ$' 0 "$TRIEN" registry import kho person can-bo.csv
finds '"act":0,.*"new":0,"changed":0,"same":2' 0 "$TRIEN" registry import --json kho person can-bo.csv
# Out again, as a spreadsheet opens it; imported, it changes nothing.
finds '^Đã xuất 3 dòng: xuat.csv$' 0 "$TRIEN" registry export -o xuat.csv kho person
[ "$(head -1 xuat.csv)" = $'\xef\xbb\xbfMã;Họ và tên;Cơ quan;Thư điện tử;Điện thoại;Trạng thái\r' ] || fail "headings: $(head -1 xuat.csv)"
finds '^0 mới, 0 sửa, 3 như cũ$' 0 "$TRIEN" registry import kho person xuat.csv
refused cli.target-exists 5 "$TRIEN" registry export -o xuat.csv kho person
finds '"rows":1,' 0 "$TRIEN" registry export --json --force --agency H01 --search mau -o xuat.csv kho person
grep -q 'CB1;Nguyễn Văn Mẫu;H01' xuat.csv || fail "the agency's person: $(cat xuat.csv)"
refused cli.option-wanted 3 "$TRIEN" registry export kho person
refused registry.book-unknown 3 "$TRIEN" registry export -o x.csv kho people
refused exchange.book-keyless 3 "$TRIEN" registry import kho post can-bo.csv
refused exchange.heading-unknown 4 "$TRIEN" registry import kho unit can-bo.csv
refused store.file-failed 5 "$TRIEN" registry import kho person khong-co.csv
printf 'a\n"b\n' >hong.csv
refused exchange.csv-malformed 4 "$TRIEN" registry import kho person hong.csv

# The audit trail holds all of it; a row changed by hand is named.
ok "sign" "$TRIEN" audit sign --key audit.key kho
finds '9 việc, 8 bản ghi; 0 lỗi' 0 "$TRIEN" audit verify --vkey audit.pub kho
sql "UPDATE person SET name = 'Nguyễn Văn Khác' WHERE id = 1"
finds '^Bản ghi trong sổ bị sửa tay: person:1$' 1 "$TRIEN" audit verify --vkey audit.pub kho
finds '"kind":"book-row-changed"' 1 "$TRIEN" audit verify --json --vkey audit.pub kho
finish
