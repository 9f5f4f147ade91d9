#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# Spreadsheets into books: a small province, and what openpyxl and LibreOffice write. Requirement: R1
set -euo pipefail
. "$(dirname "$0")/common.sh"
command -v python3 >/dev/null || { echo "SKIPPED: python3 is not installed"; exit 77; }
here=$(cd "$(dirname "$0")" && pwd)

prints() { # WORDS EXIT COMMAND...: standard output has the words
	local words=$1 want=$2 code=0
	shift 2
	"$@" >out.txt 2>err.txt || code=$?
	[ $code = "$want" ] || fail "exit $code instead of $want from: $*: $(cat err.txt)"
	grep -qF -- "$words" out.txt || fail "no \"$words\" from: $*: $(cat out.txt)"
}
ok "init" "$TRIEN" store init kho
ok "key" "$TRIEN" audit key --origin so-noi-vu.example/mau audit.key
cp out.txt audit.pub
ok "open" "$TRIEN" audit open --origin so-noi-vu.example/mau kho

# A province, in the order in which its books refer to each other; the same as CSV changes nothing.
python3 "$here/../../bench/make_province.py" tinh --format xlsx --agencies 20 --people 50 --certificates 60
python3 "$here/../../bench/make_province.py" tinh --format csv --agencies 20 --people 50 --certificates 60
cp -r tinh/blobs kho/
for book in agency:20 person:50 device:60 certificate:60 custody:60; do
	n=${book#*:} book=${book%:*}
	prints "$n mới, 0 sửa, 0 như cũ (thử, không ghi)" 0 "$TRIEN" registry import --dry-run kho "$book" "tinh/$book.xlsx"
	prints "2	mới	" 0 "$TRIEN" registry import --dry-run kho "$book" "tinh/$book.xlsx"
	prints "$n mới, 0 sửa, 0 như cũ" 0 "$TRIEN" registry import kho "$book" "tinh/$book.xlsx"
	prints "0 mới, 0 sửa, $n như cũ" 0 "$TRIEN" registry import kho "$book" "tinh/$book.xlsx"
	prints "0 mới, 0 sửa, $n như cũ" 0 "$TRIEN" registry import kho "$book" "tinh/$book.csv"
done
prints '"notes":[]' 0 "$TRIEN" registry import --json kho person tinh/person.xlsx

# Out again: what another program reads of it is what the book says, and as an import it changes nothing.
prints "Đã xuất 50 dòng: ra.xlsx" 0 "$TRIEN" registry export kho person -o ra.xlsx
prints "0 mới, 0 sửa, 50 như cũ" 0 "$TRIEN" registry import kho person ra.xlsx
refused cli.target-exists 5 "$TRIEN" registry export kho person -o ra.xlsx
ok "again" "$TRIEN" registry export --force --search "mau" --agency H001 kho certificate -o ra.xlsx
prints "như cũ" 0 "$TRIEN" registry import kho certificate ra.xlsx
prints "Đã tạo mẫu nhập sổ “Thiết bị”: mau.xlsx" 0 "$TRIEN" registry template kho device -o mau.xlsx
prints "0 mới, 0 sửa, 0 như cũ" 0 "$TRIEN" registry import kho device mau.xlsx
prints '"out":"template.xlsx"' 0 "$TRIEN" registry template --json --lang en kho device -o template.xlsx
# A long list, or one with commas, is that of the guide.
for book in agency device certificate service; do
	ok "$book" "$TRIEN" registry template --force kho $book -o thu.xlsx
	python3 -c 'import sys, zipfile; sys.stdout.write(zipfile.ZipFile("thu.xlsx").read("xl/worksheets/sheet1.xml").decode())' >trang-$book.xml
	words=$(grep -cE "^TR_COLUMN\($book, [a-z_]+, (WORD|FLAG)," "$here/../../src/registry/books.def")
	[ "$(grep -o '<dataValidation ' trang-$book.xml | wc -l)" = "$words" ] || fail "$book: not $words lists: $(cat trang-$book.xml)"
	! grep -oE '<formula1>"[^<]{256,}' trang-$book.xml || fail "$book: a list that is too long"
done
grep -qE "<formula1>'Hướng dẫn'!.E.17:.K.17<" trang-certificate.xml || fail "the guide's list: $(cat trang-certificate.xml)"
refused cli.option-wanted 3 "$TRIEN" registry template kho device
refused exchange.book-keyless 3 "$TRIEN" registry template kho post -o post.xlsx
/usr/bin/python3 "$here/../exchange/read_by_others.py" ra.xlsx mau.xlsx || [ $? = 77 ] || fail "openpyxl reads something else"
ok "undone as one" "$TRIEN" registry undo --reason "nhầm tệp" kho 4
prints '"rows":[]' 0 "$TRIEN" registry list --json kho certificate
ok "signed" "$TRIEN" audit sign --key audit.key kho
ok "verify" "$TRIEN" audit verify --vkey audit.pub kho

# What is no spreadsheet, or one that cannot be read.
printf '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 xls' >old.xls
refused exchange.xlsx-old 4 "$TRIEN" registry import kho person old.xls
head -c 500 tinh/person.xlsx >cut.xlsx
refused exchange.zip-malformed 4 "$TRIEN" registry import kho person cut.xlsx
refused exchange.sheet-unknown 4 "$TRIEN" registry import --sheet Khac kho person tinh/person.xlsx
refused exchange.sheet-unknown 4 "$TRIEN" registry import --sheet So kho person tinh/person.csv
refused exchange.heading-unknown 4 "$TRIEN" registry import kho person tinh/device.xlsx

if /usr/bin/python3 "$here/../exchange/made_by_others.py" nguoi.xlsx; then
	ok "agency" "$TRIEN" registry enter kho agency code=H01 "name=Sở Mẫu Một" kind=department
	prints "3	mới	CB2" 0 "$TRIEN" registry import --dry-run kho person nguoi.xlsx
	prints "Lưu ý: 1 dòng ẩn: vẫn được đọc (đầu tiên: 3)" 0 "$TRIEN" registry import --dry-run kho person nguoi.xlsx
	prints "Lưu ý: 1 trang tính ẩn: không đọc (đầu tiên: Ẩn)" 0 "$TRIEN" registry import --dry-run kho person nguoi.xlsx
	prints "không đọc (chọn bằng --sheet) (đầu tiên: Đơn vị)" 0 "$TRIEN" registry import --dry-run kho person nguoi.xlsx
	prints "số 0 ở đầu có thể đã mất (đầu tiên: Điện thoại, dòng 2)" 0 "$TRIEN" registry import kho person nguoi.xlsx
	prints '"phone":"0912345678"' 0 "$TRIEN" registry list --json --search "nguyen van mau" --agency H01 kho person
	prints "2 mới" 0 "$TRIEN" registry import --sheet "Đơn vị" kho unit nguoi.xlsx
	prints '"from_at":"2026-01-02T08:30:00+07:00"' 0 "$TRIEN" registry list --json kho unit
	prints '"name":"Đơn vị Mẫu & Mẫu"' 0 "$TRIEN" registry list --json kho unit
	/usr/bin/python3 "$here/../exchange/made_by_others.py" gop.xlsx merged
	prints "3	LỖI	" 4 "$TRIEN" registry import kho person gop.xlsx
	/usr/bin/python3 "$here/../exchange/made_by_others.py" congthuc.xlsx formula
	refused exchange.cell-formula 4 "$TRIEN" registry import kho person congthuc.xlsx
	if command -v soffice >/dev/null && soffice "-env:UserInstallation=file://$PWD/profile" --headless --convert-to xlsx:"Calc MS Excel 2007 XML" \
			--outdir lo congthuc.xlsx >soffice.txt 2>&1 && [ -f lo/congthuc.xlsx ]; then
		prints "Lưu ý: 1 công thức: lấy giá trị đã lưu (đầu tiên: B5)" 0 "$TRIEN" registry import kho person lo/congthuc.xlsx
		prints '"code":"CB3","name":"Nguyễn Văn Mẫu"' 0 "$TRIEN" registry list --json --search "nguyen" --agency H01 kho person
	else
		echo "SKIPPED: LibreOffice Calc is not installed: nothing of it was read"
	fi
else
	echo "SKIPPED: python3-openpyxl is not installed: nothing of it was read"
fi
finish
