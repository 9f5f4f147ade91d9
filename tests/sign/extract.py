#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Takes the last signature out of a PDF by its /ByteRange: usage: extract.py FILE SIGNED-BYTES CMS

Fails where the range does not cover the whole file but the hole.
"""
import pathlib
import re
import sys


def der_size(b):
    if b[1] < 0x80:
        return 2 + b[1]
    n = b[1] & 0x7F
    return 2 + n + int.from_bytes(b[2:2 + n], "big")


data = pathlib.Path(sys.argv[1]).read_bytes()
at, end, rest = (int(n) for n in re.findall(rb"/ByteRange\[0 (\d+) (\d+) (\d+)\] */Contents<", data)[-1])
if end + rest != len(data) or data[at:at + 1] != b"<" or data[end - 1:end] != b">":
    sys.exit(f"/ByteRange 0 {at} {end} {rest} is not the whole file of {len(data)} bytes but the hole")
padded = bytes.fromhex(data[at + 1:end - 1].decode("ascii"))
size = der_size(padded)
if padded[size:].strip(b"\0"):
    sys.exit("something stands behind the CMS")
pathlib.Path(sys.argv[2]).write_bytes(data[:at] + data[end:])
pathlib.Path(sys.argv[3]).write_bytes(padded[:size])
