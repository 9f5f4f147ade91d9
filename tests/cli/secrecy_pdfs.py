#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Writes small PDFs that carry a stamp, or none, each in another way. Usage: secrecy_pdfs.py DIR"""
import pathlib
import subprocess
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


def type3():
    """A font whose letters x, y, z are drawn as M, Ậ, T, and are called otherwise."""
    procs = {}
    for number, letter in enumerate("MẬT", 12):
        lines = "".join(" ".join("%d %d %s" % (x, y, "l" if i else "m") for i, (x, y) in enumerate(points)) + " h\n" for points in OUTLINES[letter])
        procs[number] = stream("105 0 0 -30 105 140 d1\n" + lines + "f*")
    procs[10] = (b"<</Type/Font/Subtype/Type3/FontBBox[0 -30 105 140]/FontMatrix[0.01 0 0 0.01 0 0]/FirstChar 120/LastChar 122/Widths[105 105 105]"
                 b"/CharProcs<</x 12 0 R/y 13 0 R/z 14 0 R>>/Encoding<</Differences[120/x/y/z]>>/Resources<<>>>>")
    return procs


SHADING = b"<</ShadingType 2/ColorSpace/DeviceRGB/Coords[100 0 180 0]/Function<</FunctionType 2/Domain[0 1]/C0[1 0 0]/C1[0.6 0 0]/N 1>>/Extend[true true]>>"


def write(path, content="", form=None, annotation=None, rotate=0, body=BODY, pages=1, last=None):
    """Stamps in the content, in a form of its own, or in an annotation's look: functions of the font."""
    font = Font()
    resources = "<</Font<</F1 5 0 R/T3 10 0 R>>/XObject<</X 7 0 R>>/Shading<</S 11 0 R>>>>"
    text = "".join(show(font, line, 60, 600 - 20 * i, "0 0 0", 12) for i, line in enumerate(body.split("|")) if line)
    first = text + (content(font) if content else "") + ("/X Do\n" if form else "")
    looks = [stream(form(font) if form else "", "/Type/XObject/Subtype/Form/BBox[0 0 600 850]/Resources<</Font<</F1 5 0 R>>>>"),
             stream(annotation[1](font) if annotation else "",
                    "/Type/XObject/Subtype/Form/BBox[0 0 200 40]/Resources<</Font<</F1 5 0 R>>>>")]
    note = ("<</Type/Annot/Subtype/%s/F 4/Rect[100 720 300 760]/AP<</N 8 0 R>>/Contents(x)/DA(/F1 12 Tf)>>" % annotation[0]
            if annotation else "null")
    objects = {**type3(), 11: SHADING, 5: None, 7: looks[0], 8: looks[1], 9: note.encode()}
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


# Outlines of the letters, in a square of 100: lines; the marks of Ậ too.
OUTLINES = {
    "M": [[(0, 0), (0, 100), (18, 100), (45, 30), (72, 100), (90, 100), (90, 0), (76, 0), (76, 75), (50, 8), (40, 8), (14, 75), (14, 0)]],
    "Ậ": [[(0, 0), (36, 100), (54, 100), (90, 0), (74, 0), (64, 30), (26, 30), (16, 0)], [(31, 43), (59, 43), (45, 84)],
          [(25, 112), (45, 132), (65, 112), (57, 112), (45, 122), (33, 112)], [(39, -26), (51, -26), (51, -14), (39, -14)]],
    "T": [[(34, 0), (34, 86), (0, 86), (0, 100), (82, 100), (82, 86), (48, 86), (48, 0)]],
}


def outlines(text, x, y, size=18, paint="f*", colour="1 0 0"):
    """As a drawing program exports its text."""
    out = "q %s rg\n" % colour
    for i, letter in enumerate(text):
        for points in OUTLINES[letter]:
            at = ["%.2f %.2f" % (x + (i * 105 + px) * size / 100, y + py * size / 100) for px, py in points]
            out += at[0] + " m " + " l ".join(at[1:]) + " l h\n"
    return out + paint + " Q\n"


def dots(text, x, y, size=20, cell=5):
    """The same of small squares, as a scan that was traced badly."""
    def inside(points, px, py):
        odd = False
        for (x0, y0), (x1, y1) in zip(points, points[1:] + points[:1]):
            if (y0 > py) != (y1 > py) and px < (x1 - x0) * (py - y0) / (y1 - y0) + x0:
                odd = not odd
        return odd
    out = "1 0 0 rg\n"
    for i, letter in enumerate(text):
        for px in range(0, 100, cell):
            for py in range(-30, 135, cell):
                if sum(inside(p, px + cell / 2, py + cell / 2) for p in OUTLINES[letter]) % 2:
                    out += "%.2f %.2f %.2f %.2f re f\n" % (x + (i * 105 + px) * size / 100, y + py * size / 100,
                                                         cell * size / 100, cell * size / 100)
    return out


def picture(name, x, y, mm, turned=False):
    """A picture of text, in the page itself; drawn by ImageMagick."""
    drawn = ["convert", "-background", "white", "-fill", "black", "-font", SERIF, "-pointsize", "60", "label:" + name,
             "-rotate", "90" if turned else "0", "-bordercolor", "white", "-border", "8", "-depth", "8"]
    raw = subprocess.run(drawn + ["gray:-"], check=True, capture_output=True).stdout
    size = subprocess.run(drawn + ["-format", "%w %h", "info:"], check=True, capture_output=True, text=True).stdout
    w, h = map(int, size.split())
    width = mm * 72 / 25.4
    return "q %.2f 0 0 %.2f %d %d cm BI /W %d /H %d /BPC 8 /CS /G /F /AHx ID %s> EI Q\n" % (
        width, width * h / w, x, y, w, h, raw.hex())


SERIF = "/usr/share/fonts/truetype/liberation2/LiberationSerif-Bold.ttf"


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
    # Stamps that are no text, on pages that have some; and what else is drawn there.
    write(top / "drawn-outlines.pdf", lambda f: outlines("MẬT", 100, 730))
    write(top / "drawn-clip.pdf", lambda f: outlines("MẬT", 100, 730, paint="W* n 90 700 100 80 re f"))
    write(top / "drawn-type3.pdf", lambda f: "BT 1 0 0 rg /T3 18 Tf 100 730 Td (xyz) Tj ET\n")
    write(top / "drawn-shading.pdf", lambda f: outlines("MẬT", 100, 730, paint="W* n /S sh"))
    write(top / "drawn-dots.pdf", lambda f: dots("MẬT", 100, 730))
    write(top / "drawn-picture.pdf", lambda f: picture("MẬT", 100, 730, 20))
    write(top / "drawn-two-words.pdf", lambda f: picture("TUYỆT MẬT", 100, 730, 40))
    write(top / "drawn-turned.pdf", lambda f: picture("MẬT", 60, 650, 8, turned=True))
    write(top / "drawn-last-page.pdf", pages=3, last=lambda f: picture("TỐI MẬT", 250, 790, 25))
    write(top / "drawn-foot.pdf", pages=2, last=lambda f: outlines("MẬT", 250, 20))
    write(top / "stamp-column.pdf", lambda f: "".join(show(f, c, 60, 740 - 17 * i) for i, c in enumerate("MẬT")))
    write(top / "stamp-column-2.pdf", lambda f: "".join(show(f, c, 60, 780 - 17 * i) for i, c in enumerate("TỐIMẬT")))
    write(top / "clear-column.pdf", lambda f: "".join(show(f, c, 60, 740 - 17 * i) for i, c in enumerate("MẬTO")))
    write(top / "plain-logo.pdf", lambda f: outlines("T", 60, 740, 40, colour="0 0.4 0.8") + "q 1 0 0 rg 120 760 m 120 771 111 780 100 780 c 89 780 80 771 80 760 c f Q\n")
    write(top / "plain-words.pdf", lambda f: picture("VĂN PHÒNG", 100, 730, 40))
    write(top / "plain-letterhead.pdf", pages=40, last=lambda f: outlines("M", 250, 790, 30),
          content=lambda f: outlines("M", 250, 790, 30))
    write(top / "clear-rules.pdf", lambda f: "100 700 m 300 700 l S 60 720 200 60 re S 1 1 0.9 rg 60 640 400 20 re f\n")
    write(top / "clear-low.pdf", lambda f: outlines("MẬT", 100, 300))
    # The frame of a stamp, and in it what nobody can read; frames that are none.
    scrawl = "2 w 106 738 m 112 752 l 118 736 l 126 754 l 134 738 l 142 752 l 150 739 l 162 751 l S\n"
    write(top / "framed-red.pdf", lambda f: "1 0 0 RG 1.5 w 98 730 76 28 re S\n" + scrawl)
    write(top / "framed-aslant.pdf", lambda f: "q 0.9998 0.0175 -0.0175 0.9998 12 0 cm 0.8 0.1 0.1 RG 1.5 w 98 730 76 28 re S\n" + scrawl + "Q\n")
    write(top / "framed-foot.pdf", pages=2, last=lambda f: "1 0 0 RG 1.5 w 98 30 76 28 re S q 1 0 0 1 0 -700 cm\n" + scrawl + "Q\n")
    write(top / "plain-frame-blue.pdf", lambda f: "0 0 1 RG 1.5 w 98 730 76 28 re S\n" + scrawl)
    write(top / "plain-frame-large.pdf", lambda f: "1 0 0 RG 1.5 w 98 640 300 118 re S\n" + scrawl)
    write(top / "plain-frame-open.pdf", lambda f: "1 0 0 RG 1.5 w 98 730 m 98 758 l 174 758 l S\n" + scrawl)
    write(top / "plain-banner.pdf", lambda f: "1 0 0 rg 98 730 76 28 re f 1 1 0 RG\n" + scrawl)
    write(top / "plain-urgent.pdf", lambda f: "1 0 0 RG 1.5 w 92 722 134 44 re S\n" + picture("HỎA TỐC", 100, 730, 40))
    # Kinds of document.
    write(top / "kind-title.pdf", at("GIẤY KHAI SINH", 200, 680))
    write(top / "kind-lines.pdf", lambda f: show(f, "GIẤY CHỨNG NHẬN", 200, 700) + show(f, "QUYỀN SỬ DỤNG ĐẤT, NHÀ Ở", 180, 684))
    write(top / "kind-later.pdf", pages=2, last=at("GIẤY KHAI SINH (BẢN SAO)", 200, 680))
    write(top / "other-title.pdf", at("GIẤY KHAI SINH HOẠT", 200, 680))
    write(top / "other-words.pdf", lambda f: show(f, "V/v cấp giấy khai sinh", 200, 680) + show(f, "Giấy khai sinh", 60, 660) +
          show(f, "MẪU GIẤY KHAI SINH", 60, 640))
    write(top / "other-low.pdf", at("GIẤY KHAI SINH", 200, 300))
    # Nothing to read, but something to see.
    write(top / "word-outlines.pdf", lambda f: "100 740 80 20 re S\n", body="")
    two = lambda f: "q 500 0 0 700 40 60 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x7f EI Q\n"
    write(top / "word-picture.pdf", two)


main(sys.argv[1])
