#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Appends a revision with a DSS that lists one stream, which is no certificate, N times: append_dss.py IN OUT N."""
import re
import sys

source, target, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
data = open(source, "rb").read()
size = max(int(n) for n in re.findall(rb"/Size (\d+)", data))
root, start = re.findall(rb"/Root (\d+) 0 R", data)[-1], re.findall(rb"startxref\s+(\d+)", data)[-1]
catalog = re.findall(rb"[\r\n]%s 0 obj\s*(<<.*?>>)\s*endobj" % root, data, re.S)[-1]
objects = {int(root): catalog[:-2] + b"/DSS<</Type/DSS/Certs[" + b"%d 0 R " % size * times + b"]>>>>",
           size: b"<</Length 1>>stream\nx\nendstream"}
places = {}
for number, body in objects.items():
    places[number] = len(data)
    data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
table = b"".join(b"%d 1\n%010d 00000 n \n" % (n, places[n]) for n in sorted(places))
trailer = b"trailer\n<</Size %d/Root %s 0 R/Prev %s>>\nstartxref\n%d\n%%%%EOF\n" % (size + 1, root, start, len(data))
open(target, "wb").write(data + b"xref\n" + table + trailer)
