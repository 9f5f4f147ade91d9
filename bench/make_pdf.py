#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes a valid PDF of about the size asked for: make_pdf.py OUT BYTES [PAGES].

Object 5 is an empty signature field, for signers that cannot make one."""
import sys


def chunks(total, block):
    while total > 0:
        yield min(total, block)
        total -= block


def write(path, size, pages):
    offsets = {}
    with open(path, "wb") as f:
        def obj(num, *parts):
            offsets[num] = f.tell()
            f.write(b"%d 0 obj\n" % num)
            for p in parts:
                f.write(p)
            f.write(b"\nendobj\n")

        f.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        kids = b" ".join(b"%d 0 R" % (10 + 2 * i) for i in range(pages))
        obj(1, b"<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 1/Fields[5 0 R]>>>>")
        obj(2, b"<</Type/Pages/Count %d/Kids[%s]>>" % (pages, kids))
        obj(3, b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
        obj(4, b"<</Producer(bench)/Title(Van ban mau)>>")
        obj(5, b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/Rect[0 0 0 0]/F 132/P 10 0 R>>")
        for i in range(pages):
            text = b"BT /F1 12 Tf 72 720 Td (Trang %d) Tj ET" % (i + 1)
            annots = b"/Annots[5 0 R]" if i == 0 else b""
            obj(10 + 2 * i, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]" + annots +
                b"/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>" % (11 + 2 * i))
            obj(11 + 2 * i, b"<</Length %d>>stream\n" % len(text), text, b"\nendstream")
        # The rest of the size: embedded data in streams, as fonts and pictures are.
        num = 10 + 2 * pages
        rest = max(0, size - f.tell() - 40 * (num + 8))
        block = max(1, min(rest // 6 + 1, 8 << 20))
        for n in chunks(rest, block):
            data = (b"%08x" % (num * 2654435761 % 2**32)) * (n // 8 + 1)
            obj(num, b"<</Length %d>>stream\n" % n, data[:n], b"\nendstream")
            num += 1
        start = f.tell()
        f.write(b"xref\n0 %d\n" % num)
        free = [n for n in range(num) if n not in offsets]
        after = dict(zip(free, free[1:] + [0]))
        for n in range(num):
            if n in offsets:
                f.write(b"%010d 00000 n \n" % offsets[n])
            else:
                f.write(b"%010d 65535 f \n" % after[n])
        f.write(b"trailer\n<</Size %d/Root 1 0 R/Info 4 0 R/ID[<%s><%s>]>>\nstartxref\n%d\n%%%%EOF\n"
                % (num, b"0" * 32, b"0" * 32, start))


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) > 3 else 1)
