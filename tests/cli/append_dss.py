#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Appends a revision with a DSS of streams that are no certificates: append_dss.py IN OUT N lists one of them N times,
append_dss.py IN OUT BYTES... a different one of so many zeros, compressed, for each number."""
import re
import sys
import zlib

source, target, numbers = sys.argv[1], sys.argv[2], [int(n) for n in sys.argv[3:]]
data = open(source, "rb").read()
size = max(int(n) for n in re.findall(rb"/Size (\d+)", data))
root, start = re.findall(rb"/Root (\d+) 0 R", data)[-1], re.findall(rb"startxref\s+(\d+)", data)[-1]
catalog = re.findall(rb"[\r\n]%s 0 obj\s*(<<.*?>>)\s*endobj" % root, data, re.S)[-1]
if len(numbers) == 1:
    streams, listed = [b"<</Length 1>>stream\nx\nendstream"], b"%d 0 R " % size * numbers[0]
else:
    packed = [zlib.compress(bytes(n), 9) for n in numbers]
    streams = [b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(p), p) for p in packed]
    listed = b"".join(b"%d 0 R " % (size + i) for i in range(len(streams)))
objects = {int(root): catalog[:-2] + b"/DSS<</Type/DSS/Certs[" + listed + b"]>>>>"}
objects.update((size + i, s) for i, s in enumerate(streams))
places = {}
for number, body in objects.items():
    places[number] = len(data)
    data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
table = b"".join(b"%d 1\n%010d 00000 n \n" % (n, places[n]) for n in sorted(places))
trailer = b"trailer\n<</Size %d/Root %s 0 R/Prev %s>>\nstartxref\n%d\n%%%%EOF\n" % (size + len(streams), root, start, len(data))
open(target, "wb").write(data + b"xref\n" + table + trailer)
