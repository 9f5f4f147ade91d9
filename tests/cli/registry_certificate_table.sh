#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# The certificates of a province: a folder of files, and a table that says whose each is and who keeps its device. Requirement: R2.2 R3
. "$(dirname "$0")/common.sh"
export HOME=$work/home
mkdir home tep
unset TRIEN_TRUST XDG_CONFIG_HOME
count=${TRIEN_CERTIFICATES:-100} # 13000: a province

enter() { "$TRIEN" registry certificate --table "$1" "${@:2}" kho tep; }
rows() { python3 -c 'import json,sys; o=json.load(open("out.txt")); print(sorted((r["row"], r["file"].split("/")[-1], r["why"]) for r in o["rows"]))'; }

ok "init" "$TRIEN" store init kho
ok "key" "$TRIEN" audit key --origin so-noi-vu.example/mau audit.key
cp out.txt audit.pub
ok "open" "$TRIEN" audit open --origin so-noi-vu.example/mau kho
ok "agency" "$TRIEN" registry enter kho agency code=H00 "name=UBND tỉnh Mẫu" kind=province
for n in 1 2; do
	ok "person" "$TRIEN" registry enter kho person code=CB$n "name=Nguyễn Văn Mẫu $n" agency=H00
	ok "device" "$TRIEN" registry enter kho device kind=token serial=T$n agency=H00 state=assigned
done
new() { openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /dev/null -outform DER -out "tep/$1" -days 9 -subj "/O=MẪU/CN=Mẫu $1" -utf8 -addext basicConstraints=critical,CA:FALSE 2>/dev/null; }
for f in a.cer b.cer c.der; do new $f; done

# The template: its headings are read; its list of words too.
ok "template" "$TRIEN" registry template -o mau.xlsx kho certificate-files
ok "unzip" unzip -o -q mau.xlsx -d mau
grep -q 'Tên tệp' -r mau || fail "the template has no files"
for heading in "Loại thuê bao" "Cơ quan" "Thiết bị" "Người giữ" "Số quyết định" "Giữ từ" "Trạng thái từ"; do
	grep -q "$heading" -r mau || fail "the template has no $heading"
done
refused cli.target-exists 5 "$TRIEN" registry template -o mau.xlsx kho certificate-files

# A row without its file, a file without its row, a file in two rows, one that is no certificate: each is told, with its line; nothing is entered.
printf 'Tên tệp;Loại thuê bao;Cơ quan\na.cer;agency;H00\nkhong-co.cer;agency;H00\na.cer;agency;H00\nrac.pem;agency;H00\n' >loi.csv
echo rác >tep/rac.pem
refused exchange.files-bad 4 enter loi.csv
grep -q '^3	LỖI	khong-co.cer: .*thư mục không có tệp đó' out.txt || fail "the row without a file: $(cat out.txt)"
grep -q '^4	LỖI	tep/a.cer: .*ở dòng 2' out.txt || fail "the file in two rows: $(cat out.txt)"
finds "exchange.files-bad" 4 enter loi.csv --json --dry-run
[ "$(rows)" = "[(0, 'b.cer', 'exchange.file-unlisted'), (0, 'c.der', 'exchange.file-unlisted'), (3, 'khong-co.cer', 'exchange.file-missing'), (4, 'a.cer', 'exchange.file-twice'), (5, 'rac.pem', 'exchange.certificate-unreadable')]" ] ||
	fail "the rows of the refusal: $(rows)"
grep -q '"bad":5,.*"error":"exchange.files-bad"' out.txt || fail "rows and error are one object: $(cat out.txt)"
rm tep/rac.pem
printf 'Tên tệp;Họ tên\na.cer;x\n' >loi.csv
refused exchange.heading-unknown 4 enter loi.csv
printf 'Tên tệp;Cơ quan;Agency\na.cer;H00;H00\n' >loi.csv
refused exchange.heading-unknown 4 enter loi.csv
printf 'Cơ quan\nH00\n' >loi.csv
refused exchange.heading-missing 4 enter loi.csv
printf 'Tên tệp;Loại thuê bao;Cơ quan\na.cer;agency;H99\nb.cer;vua;H00\nc.der;agency;\n' >loi.csv
finds "exchange.rows-bad" 4 enter loi.csv --json
[ "$(rows)" = "[(2, 'a.cer', 'registry.key-unknown'), (3, 'b.cer', 'registry.value-invalid'), (4, 'c.der', 'registry.value-missing')]" ] || fail "bad rows: $(rows)"
says '"rows":\[\]' "$TRIEN" registry list --json kho certificate

# Whose each is, in which state, and who keeps its device: one act, tried, done, the same again, undone as one.
cat >bang.csv <<'T'
Tên tệp;Loại thuê bao;Cơ quan;Cán bộ;Thiết bị;Trạng thái;Người giữ;Số quyết định;Ngày quyết định;Giữ từ
b.cer;Cá nhân;H00;CB1;token/T1;đang dùng;CB1;01/QĐ-MẪU;5/1/2026;05/1/2026
a.cer;Cơ quan, tổ chức;H00;;token/T2;active;CB2;02/QĐ-MẪU;2026-01-06;6/1/2026 08:30
c.der;service;H00;CB2;;;;;;
T
says '^2	mới	tep/b.cer: Mẫu b.cer' enter bang.csv --dry-run
grep -q '^3	mới	Giao quản lý thiết bị: tep/a.cer' out.txt || fail "who keeps it: $(cat out.txt)"
says '"rows":\[\]' "$TRIEN" registry list --json kho certificate
says '^3 mới, 0 sửa, 0 như cũ$' enter bang.csv
grep -q '^Giao quản lý thiết bị: 2 mới, 0 sửa, 0 như cũ$' out.txt || fail "custody: $(cat out.txt)"
says '"act":0,.*"new":0,"changed":0,"same":3,"bad":0,"custody":{"new":0,"changed":0,"same":2,"bad":0}' enter bang.csv --json
says '"holder":"person","person":"person:1",.*"device":"device:1".*"state":"active"' "$TRIEN" registry show --json kho certificate:1
says '"holder":"agency","person":null,.*"state":"active"' "$TRIEN" registry show --json kho certificate:2
says '"holder":"service","person":"person:2",.*"device":null.*"state":"issued"' "$TRIEN" registry show --json kho certificate:3
says '"device":"device:2","keeper":"person:2","decision":"02/QĐ-MẪU","decided_at":"2026-01-06",.*"from_at":"2026-01-06T08:30:00+07:00"' \
	"$TRIEN" registry show --json kho custody:2
sed 's/CB1;01/CB2;01/' bang.csv >chong.csv
finds "exchange.rows-bad" 4 enter chong.csv --json
grep -q '"row":2,"file":"tep/b.cer",.*"why":"registry.custody-overlaps".*"book":"custody"' out.txt || fail "two keepers: $(cat out.txt)"
act=$("$TRIEN" registry show --json kho certificate:1 | grep -o '"act":[0-9]*' | head -1 | cut -d: -f2)
ok "undo" "$TRIEN" registry undo --reason "nhầm bảng" kho "$act"
says '"rows":\[\]' "$TRIEN" registry list --json kho certificate
says '"rows":\[\]' "$TRIEN" registry list --json kho custody
# A revoked one wants its day.
printf 'file;holder;agency;state;state_from\na.cer;agency;H00;đã thu hồi;\nb.cer;agency;H00;;\nc.der;agency;H00;;\n' >thu-hoi.csv
finds "exchange.rows-bad" 4 enter thu-hoi.csv --json
[ "$(rows)" = "[(2, 'a.cer', 'registry.value-missing')]" ] || fail "no day: $(rows)"

# Many: another serial number each, in rows of the other order.
python3 - "$count" <<'P'
import sys
n = int(sys.argv[1])
base = bytearray(open("tep/a.cer", "rb").read())
at = base.index(b"\xa0\x03\x02\x01\x02\x02") + 9 # in the serial number, which stands behind the version
with open("nhieu.csv", "w") as f:
    f.write("file;holder;agency\n")
    for i in reversed(range(n)):
        base[at:at + 4] = i.to_bytes(4, "big")
        open("tep/%05d.cer" % i, "wb").write(base)
        f.write("%05d.cer;agency;H00\n" % i)
    for name in ("a.cer", "b.cer", "c.der"):
        f.write(name + ";agency;H00\n")
P
began=$(date +%s%N)
says "^$((count + 3)) mới, 0 sửa, 0 như cũ\$" enter nhieu.csv
echo "$count files: $((($(date +%s%N) - began) / 1000000)) ms"
says "^0 mới, 0 sửa, $((count + 3)) như cũ\$" enter nhieu.csv
says "\"holder\":\"agency\"" "$TRIEN" registry show --json kho "certificate:$((count + 4))"
says '"faults":\[\]' "$TRIEN" store check --json kho
ok "sign" "$TRIEN" audit sign --key audit.key kho
says '0 lỗi' "$TRIEN" audit verify --vkey audit.pub kho
finish
