#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes small PDFs that carry a stamp, or none, each in another way. Usage: secrecy_pdfs.py DIR"""
import pathlib
import sys

BODY = "Số: 12/QĐ-UBND|Căn cứ Luật Bảo vệ bí mật nhà nước;|Kính gửi: các cơ quan, đơn vị"


class Font:
    """A simple font of one byte a character; /ToUnicode says what each byte is."""

    def __init__(self):
        self.codes = {}

    def hex(self, text):
        return "<%s>" % "".join("%02x" % self.codes.setdefault(c, len(self.codes) + 33) for c in text)

    def cmap(self):
        rows = "".join("<%02x> <%s>\n" % (code, c.encode("utf-16-be").hex()) for c, code in self.codes.items())
        return ("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
                "1 begincodespacerange <00> <ff> endcodespacerange\n%d beginbfchar\n%sendbfchar\n"
                "endcmap CMapName currentdict /CMap defineresource pop end end" % (len(self.codes), rows))


def stream(body, extra=""):
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (extra.encode(), len(body.encode()), body.encode())


def show(font, text, x, y, colour="1 0 0", size=14):
    return "BT %s rg /F1 %d Tf %d %d Td %s Tj ET\n" % (colour, size, x, y, font.hex(text))


def write(path, content="", form=None, annotation=None, rotate=0, body=BODY, pages=1, last=None):
    """Stamps in the content, in a form of its own, or in an annotation's look: functions of the font."""
    font = Font()
    resources = "<</Font<</F1 5 0 R>>/XObject<</X 7 0 R>>>>"
    text = "".join(show(font, line, 60, 600 - 20 * i, "0 0 0", 12) for i, line in enumerate(body.split("|")) if line)
    first = text + (content(font) if content else "") + ("/X Do\n" if form else "")
    looks = [stream(form(font) if form else "", "/Type/XObject/Subtype/Form/BBox[0 0 600 850]/Resources<</Font<</F1 5 0 R>>>>"),
             stream(annotation[1](font) if annotation else "",
                    "/Type/XObject/Subtype/Form/BBox[0 0 200 40]/Resources<</Font<</F1 5 0 R>>>>")]
    note = ("<</Type/Annot/Subtype/%s/F 4/Rect[100 720 300 760]/AP<</N 8 0 R>>/Contents(x)/DA(/F1 12 Tf)>>" % annotation[0]
            if annotation else "null")
    objects = {5: None, 7: looks[0], 8: looks[1], 9: note.encode()}
    kids = []
    for i in range(pages):
        drawn = first if i == 0 else text + (last(font) if last and i == pages - 1 else "")
        objects[20 + 2 * i] = stream(drawn)
        objects[21 + 2 * i] = ("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Rotate %d/Resources %s/Contents %d 0 R%s>>" % (
            rotate, resources, 20 + 2 * i, "/Annots[9 0 R]" if annotation and i == 0 else "")).encode()
        kids.append("%d 0 R" % (21 + 2 * i))
    objects[1] = b"<</Type/Catalog/Pages 2 0 R>>"
    objects[2] = ("<</Type/Pages/Count %d/Kids[%s]>>" % (pages, " ".join(kids))).encode()
    objects[6] = stream(font.cmap())
    objects[5] = ("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/FirstChar 0/LastChar 255/Widths[%s]/ToUnicode 6 0 R>>"
                  % " ".join(["556"] * 256)).encode()
    out, at = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), {}
    for num in sorted(objects):
        at[num] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (num, objects[num])
    xref, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n" % size
    for num in range(size):
        out += b"%010d %05d %s \n" % (at.get(num, 0), 0 if num in at else 65535, b"n" if num in at else b"f")
    out += b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, xref)
    path.write_bytes(out)


def spread(text, x, y, step):
    return lambda f: "".join(show(f, c, x + step * i, y) for i, c in enumerate(text))


def at(text, x, y):
    return lambda f: show(f, text, x, y)


def main(folder):
    top = pathlib.Path(folder)
    # One that is refused, and beside it one that differs by what makes it no stamp.
    write(top / "stamp-content.pdf", at("MẬT", 100, 740))
    write(top / "stamp-letters.pdf", spread("MẬT", 100, 740, 24))
    write(top / "stamp-nfd.pdf", at("MA\u0323\u0302T", 100, 740))
    write(top / "stamp-half-nfd.pdf", at("M\u00c2\u0323T", 100, 740))
    write(top / "stamp-form.pdf", form=at("TỐI MẬT", 100, 740))
    write(top / "stamp-freetext.pdf", annotation=("FreeText", at("TUYỆT MẬT", 10, 12)))
    write(top / "stamp-stamp.pdf", annotation=("Stamp", at("MẬT", 10, 12)))
    write(top / "stamp-turned-page.pdf", lambda f: "q 0 1 -1 0 0 0 cm\n" + show(f, "MẬT", 100, -60) + "Q\n", rotate=90)
    write(top / "stamp-turned-text.pdf", lambda f: "q 0 1 -1 0 0 0 cm\n" + show(f, "TỐI MẬT", 700, -60) + "Q\n")
    write(top / "stamp-last-page.pdf", pages=3, last=at("MẬT", 280, 810))
    write(top / "clear-plain.pdf")
    write(top / "clear-honey.pdf", at("MẬT ONG", 100, 740))
    write(top / "clear-heading.pdf", lambda f: show(f, "QUY CHẾ BẢO VỆ BÍ", 100, 760) + show(f, "MẬT", 140, 742))
    write(top / "stamp-small.pdf", at("Mật", 100, 740))
    write(top / "stamp-no-marks.pdf", at("TOI MAT", 100, 740))
    write(top / "stamp-no-marks-letters.pdf", spread("MAT", 100, 740, 60))
    write(top / "stamp-cyrillic.pdf", at("\u041c\u0410\u0323\u0302\u0422", 100, 740))
    write(top / "stamp-greek.pdf", at("\u039c\u0391\u03a4", 100, 740))
    write(top / "stamp-full-width.pdf", at("\uff2d\uff21\uff34", 100, 740))
    write(top / "stamp-foot.pdf", at("Tối mật", 280, 30))
    write(top / "clear-small.pdf", at("mật", 100, 400))
    write(top / "clear-body.pdf", at("MẬT", 100, 200))
    write(top / "clear-annotation.pdf", annotation=("FreeText", at("BÍ MẬT NHÀ NƯỚC", 10, 12)))
    write(top / "clear-blank.pdf", body="")
    # Nothing to read, but something to see.
    write(top / "word-outlines.pdf", lambda f: "100 740 80 20 re S\n", body="")
    two = lambda f: "q 500 0 0 700 40 60 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x7f EI Q\n"
    write(top / "word-picture.pdf", two)


main(sys.argv[1])
