#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every time stamp of a PDF as openssl ts wants it: stamps.py FILE PREFIX leaves PREFIX-N.token and PREFIX-N.data, prints N.

Reads what we write and little else: /Contents as hexadecimal digits behind /ByteRange."""
import re
import sys

TOKEN_ATTRIBUTE = bytes.fromhex("060b2a864886f70d010910020e")


def header(der, at):
    """(tag, start of the content, end) of the value at."""
    n, start = der[at + 1], at + 2
    if n & 0x80:
        k = n & 0x7F
        n, start = int.from_bytes(der[start:start + k], "big"), start + k
    return der[at], start, start + n


def children(der, at):
    _, start, end = header(der, at)
    while start < end:
        yield start
        start = header(der, start)[2]


def whole(der, at=0):
    return der[at:header(der, at)[2]]


def inside(cms):
    """(token, value) of each signature-time-stamp."""
    signed = list(children(cms, list(children(cms, list(children(cms, 0))[1]))[0]))
    info = list(children(cms, signed[-1]))[0]
    parts = list(children(cms, info))
    if cms[parts[-1]] != 0xA1:
        return
    _, start, end = header(cms, parts[-2])
    value = cms[start:end]
    for attribute in children(cms, parts[-1]):
        oid, values = children(cms, attribute)
        if whole(cms, oid) == TOKEN_ATTRIBUTE:
            for token in children(cms, values):
                yield whole(cms, token), value


def main():
    data, stamps = open(sys.argv[1], "rb").read(), []
    for m in re.finditer(rb"/ByteRange\s*\[([\d\s]+)\]\s*/Contents\s*<([0-9a-fA-F]+)>", data):
        a, b, c, d = (int(x) for x in m[1].split())
        der = bytes.fromhex(m[2].decode())
        if b"/ETSI.RFC3161" in data[max(0, m.start() - 200):m.start()]:
            stamps.append((whole(der), data[a:a + b] + data[c:c + d]))
        else:
            stamps.extend(inside(whole(der)))
    for i, (token, stamped) in enumerate(stamps, 1):
        open("%s-%d.token" % (sys.argv[2], i), "wb").write(token)
        open("%s-%d.data" % (sys.argv[2], i), "wb").write(stamped)
    print(len(stamps))


main()
