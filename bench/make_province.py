#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A province of sample data for the books: agencies, people, devices, certificates, as CSV or XLSX.

usage: make_province.py FOLDER [--agencies N] [--people N] [--certificates N] [--seed N] [--format csv|xlsx]

Writes agency, person, device, certificate and custody in the order in which they are imported, and blobs/: the document that each certificate names as
its file, laid out as in a store, into which it is copied (nobody has issued these certificates, so it is a line that says so). The same words
give the same bytes. Everybody is of the family "Mẫu", every agency "Mẫu" by name: nothing here can be taken for somebody.
"""
import argparse, datetime, hashlib, os, random, zipfile
from xml.sax.saxutils import escape

FILE = "Chứng thư số mẫu số {} của tỉnh Mẫu, không do tổ chức nào cấp.\n"
MIDDLE = ["Văn", "Thị", "Đức", "Hữu", "Ngọc", "Thanh", "Minh", "Thu", "Quang", "Hồng", "Xuân", "Đình"]
GIVEN = ["An", "Anh", "Ánh", "Bách", "Bình", "Châu", "Chi", "Cường", "Dung", "Dũng", "Đạt", "Điệp", "Giang", "Hà", "Hạnh", "Hiếu", "Hoa", "Hòa",
         "Huệ", "Hùng", "Hương", "Khánh", "Lan", "Linh", "Long", "Mai", "Nam", "Nga", "Oanh", "Phúc", "Phương", "Quân", "Quỳnh", "Sơn", "Tâm",
         "Thảo", "Thủy", "Trang", "Tuấn", "Uyên", "Vân", "Việt", "Xuyến", "Yến"]
FIRST = datetime.datetime(2024, 1, 1)


def agencies(count):
    """One province; sixteen departments below it; then communes below it and units below the departments."""
    yield "H000", "Ủy ban nhân dân tỉnh Mẫu", "province", ""
    for i in range(1, count):
        if i <= 16:
            yield f"H{i:03}", f"Sở Mẫu số {i}", "department", "H000"
        elif i % 2:
            yield f"H{i:03}", f"Ủy ban nhân dân xã Mẫu {i}", "commune", "H000"
        else:
            yield f"H{i:03}", f"Đơn vị Mẫu {i}", "unit", f"H{i % 16 + 1:03}"


def write_blob(folder, content):
    name = hashlib.sha256(content).hexdigest()
    os.makedirs(os.path.join(folder, name[:2]), exist_ok=True)
    with open(os.path.join(folder, name[:2], name[2:]), "wb") as f:
        f.write(content)
    return name


def tables(a):
    r = random.Random(a.seed)
    rows = list(agencies(a.agencies))
    yield "agency", ["code", "name", "kind", "parent"], rows
    codes = [row[0] for row in rows]
    people = []
    for i in range(a.people):
        name = f"Mẫu {r.choice(MIDDLE)} {r.choice(MIDDLE)} {r.choice(GIVEN)}"
        people.append((f"CB{i:06}", name, codes[i % len(codes)], f"cb{i:06}@mau.example", f"0{900000000 + i}"))
    yield "person", ["code", "name", "agency", "email", "phone"], people
    kinds = ["token", "token", "token", "sim", "hsm"]
    devices = [(kinds[i % 5], f"{i:010}", codes[i % len(codes)], "assigned") for i in range(a.certificates)]
    yield "device", ["kind", "serial", "agency", "state"], devices
    certificates, files = [], os.path.join(a.folder, "blobs")
    for i, device in enumerate(devices):
        mine = people[i] if i < len(people) else None
        since = FIRST + datetime.timedelta(hours=r.randrange(24 * 900))
        agency = rows[i % len(rows)]
        name = mine[1] if mine else agency[1]
        certificates.append((hashlib.sha256(f"{a.seed}:{i}".encode()).hexdigest(), f"{i + 1:016x}", "CA mẫu", name, f"CN={name}",
                             "person" if mine else "agency", mine[0] if mine else "", agency[0], f"{device[0]}/{device[1]}", since,
                             since + datetime.timedelta(days=1826), "RSA 3072", write_blob(files, FILE.format(i).encode()), "untrusted", "active", since))
    yield "certificate", ["fingerprint", "serial", "issuer", "subject_name", "subject", "holder", "person", "agency", "device", "not_before",
                          "not_after", "key_name", "blob", "chain", "state", "state_from"], certificates
    custody = [(f"{device[0]}/{device[1]}", people[i % len(people)][0], f"{i + 1}/QĐ-MAU", c[9].replace(hour=0), c[9], c[9], c[9])
               for i, (device, c) in enumerate(zip(devices, certificates))]
    yield "custody", ["device", "keeper", "decision", "decided_at", "giver_at", "taker_at", "from_at"], custody


def write_csv(path, head, rows):
    with open(path, "w", encoding="utf-8", newline="") as f:
        for row in [head, *rows]:
            f.write(";".join(c.isoformat() if isinstance(c, datetime.datetime) else c for c in row) + "\r\n")


# ---- XLSX, as little of it as a spreadsheet program reads ----

NS = "http://schemas.openxmlformats.org/"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{NS}package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
    'package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
    'sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.'
    'worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{NS}package/2006/relationships"><Relationship Id="rId1" Type="{NS}officeDocument/2006/relationships/'
    'officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{NS}package/2006/relationships"><Relationship Id="rId1" Type="{NS}officeDocument/2006/'
    f'relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="{NS}officeDocument/2006/relationships/styles" '
    'Target="styles.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{NS}spreadsheetml/2006/main" xmlns:r="{NS}officeDocument/2006/relationships"><sheets><sheet name="So" '
    'sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/styles.xml": f'<styleSheet xmlns="{NS}spreadsheetml/2006/main"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders '
    'count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf/><xf numFmtId="22"/></cellXfs></styleSheet>',
}


def column(i):
    return chr(65 + i)


def cell(place, value):
    if isinstance(value, datetime.datetime):
        days = (value - datetime.datetime(1899, 12, 30)).total_seconds() / 86400
        return f'<c r="{place}" s="1"><v>{days!r}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>' if value else ""


def write_xlsx(path, head, rows):
    sheet = [f'<worksheet xmlns="{NS}spreadsheetml/2006/main"><sheetData>']
    for n, row in enumerate([head, *rows], 1):
        sheet.append(f'<row r="{n}">' + "".join(cell(f"{column(i)}{n}", value) for i, value in enumerate(row)) + "</row>")
    sheet.append("</sheetData></worksheet>")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as z:
        for name, text in {**PARTS, "xl/worksheets/sheet1.xml": "".join(sheet)}.items():
            z.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), '<?xml version="1.0" encoding="UTF-8"?>\n' + text, zipfile.ZIP_DEFLATED)


def main():
    p = argparse.ArgumentParser(usage=__doc__)
    p.add_argument("folder")
    p.add_argument("--agencies", type=int, default=400)
    p.add_argument("--people", type=int, default=12000)
    p.add_argument("--certificates", type=int, default=13000)
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--format", choices=["csv", "xlsx"], default="csv")
    a = p.parse_args()
    os.makedirs(a.folder, exist_ok=True)
    for name, head, rows in tables(a):
        (write_csv if a.format == "csv" else write_xlsx)(os.path.join(a.folder, f"{name}.{a.format}"), head, rows)


if __name__ == "__main__":
    main()
