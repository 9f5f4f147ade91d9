#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Appends a revision that gives the page of bench/make_pdf.py another text: append_page_change.py IN OUT."""
import re
import sys

data = open(sys.argv[1], "rb").read()
start = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
size = int(re.findall(rb"/Size (\d+)", data)[-1])
root = re.findall(rb"/Root (\d+ \d+ R)", data)[-1]
text = b"BT /F1 12 Tf 72 720 Td (Trang 9) Tj ET"
at = len(data)
body = b"11 0 obj\n<</Length %d>>stream\n%s\nendstream\nendobj\n" % (len(text), text)
xref = at + len(body)
tail = body + b"xref\n11 1\n%010d 00000 n \ntrailer\n<</Size %d/Root %s/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
    at, size, root, start, xref)
open(sys.argv[2], "wb").write(data + tail)
