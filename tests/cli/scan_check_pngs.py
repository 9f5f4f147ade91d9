#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes pictures of a page as PNG: bars for text, a disc for a seal. Usage: scan_check_pngs.py DIR"""
import pathlib
import struct
import sys
import zlib


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(path, width, height, kind, dpi, row, table=b""):
    """row(y): the samples of a row; kind: bits of a sample and colour type."""
    metre = round(dpi / 0.0254)
    lines = b"".join(b"\0" + row(y) for y in range(height))
    path.write_bytes(b"\x89PNG\r\n\x1a\n"
                     + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, *kind, 0, 0, 0))
                     + chunk(b"pHYs", struct.pack(">IIB", metre, metre, 1))
                     + (chunk(b"PLTE", table) if table else b"")
                     + chunk(b"IDAT", zlib.compress(lines, 1)) + chunk(b"IEND", b""))


def page(path, dpi, paper, ink, seal, gray=False, size=(210, 297)):
    """A page: paper, bars of ink in its upper half, a seal of 36 mm in its lower half."""
    width, height = (round(side / 25.4 * dpi) for side in size)
    middle, radius = (width * 2 // 3, height * 3 // 4), 18 / 25.4 * dpi

    def row(y):
        cells = [(paper, width)]
        if ink and height // 8 < y < height // 2 and y % (dpi // 6) < dpi // 20:
            cells = [(paper, width // 8), (ink, width * 3 // 4), (paper, width - width // 8 - width * 3 // 4)]
        half = radius ** 2 - (y - middle[1]) ** 2
        if seal and half > 0:
            half = int(half ** 0.5)
            cells = [(paper, middle[0] - half), (seal, 2 * half), (paper, width - middle[0] - half)]
        return b"".join(bytes(c if not gray else c[:1]) * n for c, n in cells)
    png(path, width, height, (8, 0 if gray else 2), dpi, row)


def two_colours(path, paper, ink):
    """An A4 page of one bit a pixel, whose table has two colours."""
    width, height = 1654, 2339
    bars = b"\0" * 20 + b"\xff" * 160 + b"\0" * 27
    png(path, width, height, (1, 3), 200, lambda y: bars if y % 33 < 10 else bytes(207), bytes(paper + ink))


def main(folder):
    top = pathlib.Path(folder)
    paper, ink, red, white = (250, 249, 245), (40, 38, 45), (205, 30, 40), (255, 255, 255)
    page(top / "good.png", 200, paper, ink, red)
    page(top / "coarse.png", 150, paper, ink, red)
    page(top / "gray.png", 200, paper, ink, red, gray=True)
    page(top / "gray-as-rgb.png", 200, (248,) * 3, (40,) * 3, (90,) * 3)
    page(top / "empty.png", 200, paper, None, None)
    page(top / "white.png", 200, white, None, None)
    page(top / "a3.png", 200, paper, ink, red, size=(297, 420))
    page(top / "a3-on-its-side.png", 200, paper, ink, red, size=(420, 297))
    page(top / "a5.png", 200, paper, ink, red, size=(148, 210))
    two_colours(top / "two-colours.png", white, red)
    two_colours(top / "two-grays.png", white, (0, 0, 0))


main(sys.argv[1])
