#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Measures what a signature added to a page, on the page as two renderers draw it.

  measure.py pair   BASE ONE TWO PAGE TITLE_BOTTOM NAME_TOP CENTRE DIAMETER_MM   handwriting, then seal
  measure.py corner BASE SIGNED PAGE LINES [SEAL_MM]                             words at the top right

Lengths in points as seen. What changed between two renderings is what was added: its ink. Prints the figures;
exit 1 where one is outside of what Điều 8 asks. MEASURE_RENDERER=mutool: MuPDF instead of Poppler."""
import os
import subprocess
import sys
import tempfile

MM = 72 / 25.4
DPI, FINE = 300, 600
DIGIT = 0.690  # of the em: the digits of Liberation Serif with their overshoot


def render(pdf, page, dpi):
    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, "p")
        if os.environ.get("MEASURE_RENDERER") == "mutool":
            subprocess.run(["mutool", "draw", "-q", "-r", str(dpi), "-c", "rgb", "-o", name + ".ppm", pdf, str(page)],
                           check=True, stderr=subprocess.DEVNULL)
        else:
            subprocess.run(["pdftoppm", "-cropbox", "-r", str(dpi), "-f", str(page), "-l", str(page), "-singlefile", pdf, name],
                           check=True, stderr=subprocess.DEVNULL)
        with open(name + ".ppm", "rb") as f:
            assert f.readline().strip() == b"P6"
            width, height = (int(n) for n in f.readline().split())
            f.readline()
            return width, height, f.read()


def first_difference(a, b):
    """Index of the first byte that differs; the two are not equal."""
    low, high = 0, len(a)
    while high - low > 1:
        middle = (low + high) // 2
        if a[low:middle] != b[low:middle]:
            high = middle
        else:
            low = middle
    return low


def rows_changed(before, after):
    width, height, _ = before
    stride = 3 * width
    for y in range(height):
        a, b = before[2][y * stride:(y + 1) * stride], after[2][y * stride:(y + 1) * stride]
        if a != b:
            yield y, first_difference(a, b) // 3, width - first_difference(a[::-1], b[::-1]) // 3


def ink(before, after, dpi):
    """Box of what changed, in points."""
    assert before[:2] == after[:2], "the page changed its size"
    rows = list(rows_changed(before, after))
    assert rows, "nothing was drawn"
    scale = 72 / dpi
    return (min(r[1] for r in rows) * scale, rows[0][0] * scale, max(r[2] for r in rows) * scale,
            (rows[-1][0] + 1) * scale)


def lines_of(before, after, dpi):
    """Height in points of each run of rows in which something changed."""
    runs, last = [], None
    for y, x0, x1 in rows_changed(before, after):
        if last is None or y > last + 1:
            runs.append([y, y])
        runs[-1][1] = last = y
    return [(72 / dpi * r[0], 72 / dpi * (r[1] + 1)) for r in runs]


def check(name, value, least, most, bad):
    good = least <= value <= most
    print("  %-34s %8.2f   (%.2f to %.2f)%s" % (name, value, least, most, "" if good else "   WRONG"))
    return bad or not good


def pair(base, one, two, page, title_bottom, name_top, centre, diameter):
    a, b, c = (render(f, page, DPI) for f in (base, one, two))
    hand, seal = ink(a, b, DPI), ink(b, c, DPI)
    bad = False
    bad = check("seal covers, % of the handwriting", 100 * (seal[2] - hand[0]) / (hand[2] - hand[0]), 28, 38, bad)
    bad = check("seal begins left of it, mm", (hand[0] - seal[0]) / MM, 1, diameter, bad)
    bad = check("seal, mm wide", (seal[2] - seal[0]) / MM, diameter - 0.5, diameter + 0.5, bad)
    bad = check("seal, mm high", (seal[3] - seal[1]) / MM, diameter - 0.5, diameter + 0.5, bad)
    bad = check("handwriting from the middle, mm",
                abs((hand[1] + hand[3]) / 2 - (title_bottom + name_top) / 2) / MM, 0, 3, bad)
    bad = check("handwriting from the axis, mm", abs((hand[0] + hand[2]) / 2 - centre) / MM, 0, 3, bad)
    return bad


def corner(base, signed, page, lines, seal):
    a, b = render(base, page, FINE), render(signed, page, FINE)
    box = ink(a, b, FINE)
    width = a[0] * 72 / FINE
    runs = lines_of(a, b, FINE)
    bad = False
    bad = check("right edge, mm from the page's", (width - box[2]) / MM, 14.5, 16.5, bad)
    bad = check("left edge, mm", box[0] / MM, 30, width / MM, bad)
    bad = check("top edge, mm", box[1] / MM, 4.5, 25, bad)
    time = runs[lines - 1]
    bad = check("text, points", (time[1] - time[0]) / DIGIT, 9.8, 10.2, bad)
    bad = check("lines (and the seal)", len(runs), lines + (seal > 0), lines + (seal > 0), bad)
    if seal > 0:
        bad = check("seal, mm high", (runs[-1][1] - runs[-1][0]) / MM, seal - 0.5, seal + 0.5, bad)
    return bad


def main(argv):
    print(" ".join(os.path.basename(a) for a in argv[1:4]))
    if argv[1] == "pair":
        return pair(*argv[2:5], int(argv[5]), *(float(v) for v in argv[6:10]))
    return corner(argv[2], argv[3], int(argv[4]), int(argv[5]), float(argv[6]) if len(argv) > 6 else 0)


sys.exit(1 if main(sys.argv) else 0)
