#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""made_by_others.py FILE.xlsx [formula] [merged]: a workbook by openpyxl with what offices put into theirs; exit 77 without openpyxl.

A sheet that is hidden, and another that is not; heading in row 1; numbers shown with zeros before them, days, a hidden row; where it is asked for, a formula, which openpyxl
does not compute, or a merged area.
"""
import datetime, sys

try:
    import openpyxl
except ImportError:
    sys.exit(77)

book = openpyxl.Workbook()
people = book.active
people.title = "Cán bộ"
people.append(["Mã", "Họ và tên", "Cơ quan", "Điện thoại"])
people.append(["CB1", "Nguyễn Văn Mẫu", "H01", 912345678])
people["D2"].number_format = "0000000000"
people.append(["CB2", "Trần Thị Mẫu", "H01", "0912345679"])
people.append([None, None, None, None])
people.append(["CB3", "=B2" if "formula" in sys.argv else "Lê Văn Mẫu", "H01", None])
people.row_dimensions[3].hidden = True
if "merged" in sys.argv:
    people.merge_cells("C2:C3")
units = book.create_sheet("Đơn vị")
units.append(["Mã", "Tên", "Từ"])
units.append(["DV1", "Đơn vị Mẫu", datetime.date(2026, 1, 2)])
units.append(["DV2", "Đơn vị Mẫu & Mẫu", datetime.datetime(2026, 1, 2, 8, 30)])
hidden = book.create_sheet("Ẩn")
hidden.append(["x"])
hidden.sheet_state = "hidden"
book.save(sys.argv[1])
