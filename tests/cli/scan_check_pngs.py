#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes pictures of a page as PNG: bars for text, a disc for a seal. Usage: scan_check_pngs.py DIR"""
import pathlib
import struct
import sys
import zlib


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(path, width, height, pixel_bytes, dpi, row):
    """row(y): the samples of a row."""
    metre = round(dpi / 0.0254)
    lines = b"".join(b"\0" + row(y) for y in range(height))
    path.write_bytes(b"\x89PNG\r\n\x1a\n"
                     + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2 if pixel_bytes == 3 else 0, 0, 0, 0))
                     + chunk(b"pHYs", struct.pack(">IIB", metre, metre, 1))
                     + chunk(b"IDAT", zlib.compress(lines, 1)) + chunk(b"IEND", b""))


def page(path, dpi, paper, ink, seal, gray=False):
    """An A4 page: paper, bars of ink in its upper half, a seal of 36 mm in its lower half."""
    width, height = round(210 / 25.4 * dpi), round(297 / 25.4 * dpi)
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
    png(path, width, height, 1 if gray else 3, dpi, row)


def main(folder):
    top = pathlib.Path(folder)
    paper, ink, red, white = (250, 249, 245), (40, 38, 45), (205, 30, 40), (255, 255, 255)
    page(top / "good.png", 200, paper, ink, red)
    page(top / "coarse.png", 150, paper, ink, red)
    page(top / "gray.png", 200, paper, ink, red, gray=True)
    page(top / "gray-as-rgb.png", 200, (248,) * 3, (40,) * 3, (90,) * 3)
    page(top / "empty.png", 200, paper, None, None)
    page(top / "white.png", 200, white, None, None)


main(sys.argv[1])
