#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Form C by our code against Python's Unicode database: every character, decomposed and not, and marks in any order.
Usage: compose_check.py COMPOSE_LINES"""
import random
import subprocess
import sys
import unicodedata

random.seed(30)
known = [chr(c) for c in range(0x20, 0x110000) if not 0xD800 <= c < 0xE000 and unicodedata.category(chr(c)) != "Cn"
         and unicodedata.category(chr(c)) not in ("Cc", "Co")]
marks = [c for c in known if unicodedata.combining(c)]
letters = list("aăâeêioôơuưyđAĂÂEÊIOÔƠUƯYĐ") + list("xq1-中가각ᄀ") + known[200:4000:37]
lines = ["".join(known[i:i + 40]) for i in range(0, len(known), 40)]
lines += [unicodedata.normalize("NFD", line) for line in lines]
for _ in range(20000):
    lines.append("".join(random.choice(letters) + "".join(random.choices(marks, k=random.choice([0, 0, 1, 2, 3, 12])))
                         for _ in range(6)))
for _ in range(20000):  # the marks of Vietnamese in any order
    lines.append("".join(random.choice("aeiouyAEIOUY") + "".join(random.sample("\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323", 3))
                         for _ in range(4)))
lines += ["", "e" + "\u0301" * 29, "\u0301a", "\u0301\u0323"]
done = subprocess.run([sys.argv[1]], input="\n".join(lines).encode() + b"\n", stdout=subprocess.PIPE, check=True)
got = done.stdout.decode().split("\n")
assert len(got) == len(lines) + 1, (len(got), len(lines))
wrong = [(a, b) for a, b in zip(lines, got) if unicodedata.normalize("NFC", a) != b]
for a, b in wrong[:5]:
    print("of %s\n got %s\nwant %s" % (ascii(a), ascii(b), ascii(unicodedata.normalize("NFC", a))))
print("%d lines, %d wrong" % (len(lines), len(wrong)))
sys.exit(1 if wrong else 0)
