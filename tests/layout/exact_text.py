#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What we draw is read back exactly by Poppler, and its structure is judged by qpdf and pdffonts.
Usage: exact_text.py DRAW_TEXT FONT...    exit 77 where a tool is missing"""
import shutil
import subprocess
import sys
import tempfile
import unicodedata

TONES = ["", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"]
VOWELS = ["a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y"]
LETTERS = [unicodedata.normalize("NFC", v + t) for v in VOWELS for t in TONES] + ["đ"]
LETTERS += [c.upper() for c in LETTERS]
SENTENCES = [
    "Số: 123/QĐ-UBND; ký ngày 26 tháng 11 năm 2026, 14:05:09 +07:00",
    "TM. ỦY BAN NHÂN DÂN – KT. CHỦ TỊCH, PHÓ CHỦ TỊCH",
    "Nguyễn Thị Thử Nghiệm, Đỗ Văn Mẫu, Lưỡng Quỳnh Ví Dụ",
    "AVATAR Ty Yo fi ffi fl ffl: chữ nào ra chữ nấy",
    "Giấy “chứng nhận” – bản sao… 50 % § 8 (điểm a)",
    "Ð (U+00D0) không phải Đ (U+0110); ‐ (U+2010) và ‑ (U+2011) chung một hình",
]


def run(*command, **more):
    return subprocess.run(command, stdin=subprocess.DEVNULL if "input" not in more else None,
                          capture_output=True, check=False, **more)


def check(draw, font, lines, folder):
    path = folder + "/t.pdf"
    made = run(draw, font, input="\n".join(lines).encode() + b"\n")
    if made.returncode:
        sys.exit("%s: %s" % (font, made.stderr.decode()))
    with open(path, "wb") as f:
        f.write(made.stdout)
    got = run("pdftotext", "-layout", path, "-").stdout.decode()
    got = [line.strip() for line in got.replace("\f", "").splitlines() if line.strip()]
    want = [unicodedata.normalize("NFC", line).strip() for line in lines]
    for g, w in zip(got, want):
        if g != w:
            sys.exit("%s: got  %r\n want %r" % (font, g, w))
    if len(got) != len(want):
        sys.exit("%s: %d lines, want %d" % (font, len(got), len(want)))
    done = run("qpdf", "--check", path)
    if done.returncode or b"No syntax or stream encoding errors" not in done.stdout:
        sys.exit("%s: qpdf: %s%s" % (font, done.stdout.decode(), done.stderr.decode()))
    rows = run("pdffonts", path).stdout.decode().splitlines()[2:]
    for row in rows:
        if row.split()[-5:-2] != ["yes", "yes", "yes"] or "Identity-H" not in row:
            sys.exit("%s: pdffonts: %s" % (font, row))
    if len(rows) != 1:
        sys.exit("%s: %d fonts" % (font, len(rows)))
    return rows[0]


def main():
    if any(shutil.which(t) is None for t in ("pdftotext", "qpdf", "pdffonts")):
        sys.exit(77)
    assert sum(ord(c) > 127 for c in LETTERS) == 134
    lines = ["".join(LETTERS[i:i + 24]) for i in range(0, len(LETTERS), 24)] + SENTENCES
    with tempfile.TemporaryDirectory() as folder:
        for font in sys.argv[2:]:
            print(check(sys.argv[1], font, lines, folder))
            check(sys.argv[1], font, [unicodedata.normalize("NFD", line) for line in lines], folder)


main()
