#!/usr/bin/env bash
# SPDX-License-Identifier: AGPL-3.0-or-later
# trien office import, in-import: old paper books out of CSV and XLSX, with their doubles; tried, done, the same again, undone by who may.
# Requirement: X5
. "$(dirname "$0")/common.sh"
export HOME=$work/home
mkdir home
unset TRIEN_TRUST XDG_CONFIG_HOME

me=$(id -un)
become() { # the account's name in the database, by hand
	python3 - "$1" "$me" <<'PY'
import sqlite3, sys
d = sqlite3.connect("kho/trien.db")
d.execute("UPDATE account SET name = 'x' || id")
d.execute("UPDATE account SET name = ? WHERE person = ?", (sys.argv[2], sys.argv[1]))
d.commit()
PY
}
enter() { ok "enter $1" "$TRIEN" registry enter kho "$@"; }
office() { "$TRIEN" office "$@"; }

ok "bootstrap" "$TRIEN" registry bootstrap --origin so-noi-vu.example/mau --agency H00 '--agency-name=UBND tỉnh Mẫu' --person QT1 '--name=Nguyễn Văn Mẫu' kho
enter agency code=H01 'name=Sở Mẫu' kind=department parent=H00
for i in 2 3; do enter person code=CB$i "name=Cán bộ Mẫu $i" agency=H01; done
enter post person=CB2 agency=H01 title=Mẫu role=clerk from_at=2020-01-01
enter post person=CB3 agency=H01 title=Mẫu role=head from_at=2020-01-01
for i in 2 3; do enter account kind=os name=x$i person=CB$i; done
enter numbering agency=H01 symbol=SM scheme=kind

cat >di.csv <<'CSV'
"Số, ký hiệu văn bản";"Ngày, tháng, năm văn bản";"Tên loại và trích yếu nội dung văn bản";"Người ký";"Ghi chú"
(1);(2);(3);(4);(5)
01/QĐ-SM;5/1/2024;Quyết định. Về việc mẫu thứ nhất;Trần Thị Mẫu;
02/QĐ-SM;6/1/2024;Về việc mẫu thứ hai;Trần Thị Mẫu;
02/QĐ-SM;6/1/2024;Về việc mẫu khác cùng số;Trần Thị Mẫu;viết trùng
CSV
become 2
says '3 mới (1 trùng số), 0 như cũ (thử, không ghi)' office import --dry-run --agency H01 --year 2024 kho di.csv
says 'số 2 trùng' office import --agency H01 --year 2024 kho di.csv
act=$(sed -n 's/.*việc số //p' out.txt)
says '3 dòng, 1 trùng số, thiếu 0 số, số tiếp theo 03' office import --agency H01 --year 2024 kho di.csv
grep -q '^0 mới (0 trùng số), 3 như cũ' out.txt || fail "again: $(cat out.txt)"
ok "printed" office register --agency H01 --year 2024 -o so.pdf kho
pdftotext -layout so.pdf - | grep -q 'viết trùng \[sổ cũ\]' || fail "print: $(pdftotext -layout so.pdf -)"
[ "$(pdftotext -layout so.pdf - | grep -c '(trùng')" = 1 ] || fail "doubles in print: $(pdftotext -layout so.pdf -)"

# ---- what is refused ----
sed 's/^02/x2/' di.csv >hong.csv
refused office.old-bad 4 office import --agency H01 --year 2024 kho hong.csv
[ "$(grep -c 'LỖI' out.txt)" = 2 ] && grep -q '^4	' out.txt || fail "the bad lines: $(cat out.txt)"
finds '"row":5,"what":"bad"' 4 office import --json --agency H01 --year 2024 kho hong.csv
grep -q '"error":"office.old-bad"' out.txt || fail "one object: $(cat out.txt)"
sed '1s/Người ký/Màu mực/' di.csv >hong.csv
refused exchange.old-heading 4 office import --agency H01 --year 2024 kho hong.csv
sed '1s/Người ký/Ghi chú/' di.csv >hong.csv
refused exchange.old-heading 4 office import --agency H01 --year 2024 kho hong.csv
cut -d';' -f1,2,4 di.csv >hong.csv
refused exchange.old-wanted 4 office import --agency H01 --year 2024 kho hong.csv
refused office.old-year 4 office import --agency H01 --year 1900 kho di.csv
refused cli.option-value 3 office import --agency H01 kho di.csv
become 3
refused registry.no-access 7 office import --agency H01 --year 2024 kho di.csv

# ---- incoming, out of a spreadsheet ----
python3 - <<'PY'
import zipfile
rows = [["Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu", "Ngày, tháng, năm văn bản", "Tên loại và trích yếu nội dung văn bản", "Ghi chú"],
        ["5/1/2024", "1", "UBND xã Mẫu", "12/BC-UBND", "4/1/2024", "Báo cáo. Về mẫu", ""],
        ["6/1/2024", "1", "Sở Mẫu", "", "", "Về mẫu khác", "viết trùng"]]
cells = lambda r: "".join('<c t="inlineStr"><is><t>%s</t></is></c>' % c for c in r)
main, rel = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
pack = "http://schemas.openxmlformats.org/package/2006/"
with zipfile.ZipFile("den.xlsx", "w") as z:
    z.writestr("[Content_Types].xml", '<Types xmlns="%scontent-types"><Default Extension="xml" ContentType="application/xml"/></Types>' % pack)
    z.writestr("_rels/.rels", '<Relationships xmlns="%srelationships"><Relationship Id="r1" Type="%s/officeDocument" Target="xl/workbook.xml"/></Relationships>' % (pack, rel))
    z.writestr("xl/workbook.xml", '<workbook xmlns="%s" xmlns:r="%s"><sheets><sheet name="Đến" sheetId="1" r:id="r1"/></sheets></workbook>' % (main, rel))
    z.writestr("xl/_rels/workbook.xml.rels", '<Relationships xmlns="%srelationships"><Relationship Id="r1" Type="%s/worksheet" Target="worksheets/sheet1.xml"/></Relationships>' % (pack, rel))
    z.writestr("xl/worksheets/sheet1.xml", '<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (main, "".join("<row>%s</row>" % cells(r) for r in rows)))
PY
become 2
says '2 mới (1 trùng số), 0 như cũ; việc số' office in-import --agency H01 --year 2024 --sheet 'Đến' kho den.xlsx
in_act=$(sed -n 's/.*việc số //p' out.txt)
says 'số tiếp theo 02' office in-import --agency H01 --year 2024 kho den.xlsx
refused exchange.old-heading 4 office in-import --agency H01 --year 2024 kho di.csv
says 'UBND xã Mẫu' office in-list --agency H01 --year 2024 kho

# ---- undone as one, by who might do it ----
become 3
refused registry.no-access 7 "$TRIEN" registry undo --reason 'nhầm năm' kho "$act"
become 2
ok "undo" "$TRIEN" registry undo --reason 'nhầm năm' kho "$act"
ok "undo" "$TRIEN" registry undo --reason 'nhầm năm' kho "$in_act"
ok "nothing left" office list --agency H01 --year 2024 kho
[ ! -s out.txt ] || fail "left: $(cat out.txt)"
says '3 mới (1 trùng số)' office import --agency H01 --year 2024 kho di.csv
become 1
ok "check" "$TRIEN" store check kho
finish
