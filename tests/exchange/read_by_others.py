#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""read_by_others.py CERTIFICATES.xlsx DEVICE-TEMPLATE.xlsx: what openpyxl reads of what we write; exit 77 without openpyxl."""
import sys

try:
    import openpyxl
except ImportError:
    sys.exit(77)

rows = openpyxl.load_workbook(sys.argv[1]).active
first = dict(zip([c.value for c in rows[1]], rows[2]))
assert rows.freeze_panes == "A2", rows.freeze_panes
assert first["Hiệu lực từ"].is_date and first["Hiệu lực từ"].number_format == "dd/mm/yyyy hh:mm:ss", first["Hiệu lực từ"].value
assert first["Số hiệu chứng thư"].data_type in ("s", "inlineStr") and len(first["Số hiệu chứng thư"].value) == 16, first["Số hiệu chứng thư"].value
assert first["Thiết bị"].value.split("/")[1].startswith("0000"), first["Thiết bị"].value
form = openpyxl.load_workbook(sys.argv[2])
assert form.sheetnames == ["device", "Hướng dẫn"], form.sheetnames
lists = {str(v.sqref): v.formula1 for v in form["device"].data_validations.dataValidation}
assert "HSM" in lists["A2:A100001"], lists
guide = {r[0].value: [c.value for c in r] for r in form["Hướng dẫn"]}
assert guide["Cơ quan"][2] == "bắt buộc với bản ghi mới" and "Cơ quan, đơn vị" in guide["Cơ quan"][3], guide
