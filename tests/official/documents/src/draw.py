# SPDX-License-Identifier: AGPL-3.0-or-later
"""A model laid out here, as a list of strokes of the pen, for the producers that draw: ReportLab, Cairo with Pango, Haru, TCPDF.

A stroke is ("page", width, height), ("text", x, baseline, size, style, string), ("line", x0, y0, x1, y1) or
("frame", x0, y0, x1, y1); points, from the top left; style is "", "b", "i" or "bi"."""
import ctypes
import ctypes.util
import json
import subprocess
import unicodedata

from PIL import ImageFont

FONTS = "/usr/share/fonts/truetype/liberation2/LiberationSerif-%s.ttf"
FACES = {"": "Regular", "b": "Bold", "i": "Italic", "bi": "BoldItalic"}
METRICS = {style: ImageFont.truetype(FONTS % face, 1000) for style, face in FACES.items()}
MM = 72 / 25.4
TAB = 36

DEFAULTS = {"width": 210 * MM, "height": 297 * MM, "left": 30 * MM, "right": 15 * MM, "top": 20 * MM, "bottom": 20 * MM, "gap": 30, "pt": 14,
            "split": (), "tracking": 0.0, "nfd": False, "annex_size": None, "head_share": 0.42, "annex_start": 0, "page_numbers": True}


def width(s, size, style):
    return METRICS[style].getlength(unicodedata.normalize("NFC", s)) * size / 1000


class Pen:
    def __init__(self, model, o):
        self.model, self.o, self.strokes, self.number = model, o, [], 0
        self.w, self.h = o["width"], o["height"]
        self.page()

    def page(self, size=None):
        self.number += 1
        self.w, self.h = size or (self.w, self.h)
        self.strokes.append(("page", self.w, self.h))
        self.y = self.o["top"]
        if self.number > 1 and self.o["page_numbers"]:
            self.centre(str(self.number), self.w / 2, 13, "", self.o["top"] - 20)
        if self.model["footer"]:
            self.centre(self.model["footer"], self.w / 2, 11, "b", self.h - self.o["bottom"] / 2)

    def need(self, height):
        if self.y + height > self.h - self.o["bottom"]:
            self.page()

    def put(self, s, x, size, style, y):
        """One string; gaps and split letters become strokes of their own."""
        s = s.replace("␣", "\u00a0")
        for n, piece in enumerate(s.split("⇥")):
            x += TAB if n else 0
            for part in (piece if any(t in piece for t in self.o["split"]) else [piece]):
                if part.strip(" "):
                    self.strokes.append(("text", x, y, size, style, unicodedata.normalize("NFD" if self.o["nfd"] else "NFC", part)))
                x += width(part, size, style) + (self.o["tracking"] if part is not piece else 0)

    def measure(self, s, size, style):
        s = s.replace("␣", "\u00a0")
        return width(s.replace("⇥", ""), size, style) + TAB * s.count("⇥") + (len(s) * self.o["tracking"] if any(t in s for t in self.o["split"]) else 0)

    def centre(self, s, middle, size, style, y):
        self.put(s, middle - self.measure(s, size, style) / 2, size, style, y)

    def paragraph(self, s, style="", indent=28, size=None):
        size = size or self.o["pt"]
        room = self.w - self.o["left"] - self.o["right"]
        line, used, lines = [], indent, []
        for word in s.split():
            wide = width(word.replace("␣", "\u00a0"), size, style)
            if line and used + wide > room:
                lines.append(line)
                line, used = [], 0
            line.append((word, wide))
            used += wide + width(" ", size, style)
        lines.append(line)
        for n, line in enumerate(lines):
            self.need(size * 1.25)
            self.y += size * 1.25
            x = self.o["left"] + (indent if n == 0 else 0)
            last = n == len(lines) - 1
            taken = sum(w for _, w in line)
            space = width(" ", size, style) if last else (room - (indent if n == 0 else 0) - taken) / max(len(line) - 1, 1)
            if last:
                self.put(" ".join(w for w, _ in line), x, size, style, self.y)
                continue
            for word, wide in line:
                self.put(word, x, size, style, self.y)
                x += wide + space
        self.y += 5

    def heading(self, s, style="b", size=None):
        size = size or self.o["pt"]
        self.need(size * 1.4)
        self.y += size * 1.3
        self.centre(s, (self.o["left"] + self.w - self.o["right"]) / 2, size, style, self.y)

    def head(self):
        m, o = self.model, self.o
        room = self.w - o["left"] - o["right"]
        left, right = o["left"] + room * o["head_share"] / 2, o["left"] + room * (1 + o["head_share"]) / 2
        y = self.y + 12
        for n, line in enumerate(m["parent"] + m["agency"]):
            self.centre(line, left, 12.5, "" if n < len(m["parent"]) else "b", y)
            y += 15
        self.strokes.append(("line", left - 30, y - 11, left + 30, y - 11))
        self.centre(m["number"], left, 13, "", y + 8)
        for line in m["under_number"]:
            y += 15
            self.centre(line, left, 12, "", y + 8)
        if m["stamp"]:
            y += 24
            half = width(m["stamp"], 13.5, "b") / 2 + 8
            self.strokes.append(("frame", left - half, y - 6, left + half, y + 12))
            self.centre(m["stamp"], left, 13.5, "b", y + 8)
        self.centre(m["nation"], right, 12.5, "b", self.y + 12)
        self.centre(m["motto"], right, 13.5, "b", self.y + 28)
        self.strokes.append(("line", right - 80, self.y + 33, right + 80, self.y + 33))
        self.centre(m["date"], right, 13.5, "i", self.y + 52)
        self.y = max(y + 14, self.y + 60)

    def table(self, rows):
        room = (self.w - self.o["left"] - self.o["right"]) / len(rows[0])
        for row in rows:
            lines = [self.fold(c, room - 8) for c in row]
            tall = 16 * max(len(x) for x in lines) + 4
            self.need(tall)
            for n, cell in enumerate(lines):
                x = self.o["left"] + n * room
                self.strokes.append(("frame", x, self.y, x + room, self.y + tall))
                for k, line in enumerate(cell):
                    self.put(line, x + 4, 12, "", self.y + 14 + 16 * k)
            self.y += tall

    def fold(self, s, room):
        out = [""]
        for word in s.split():
            if out[-1] and width(out[-1] + " " + word, 12, "") > room:
                out.append("")
            out[-1] = (out[-1] + " " + word).strip()
        return out

    def block(self, items):
        for kind, value in items:
            if kind in ("p", "i"):
                self.paragraph(value, "i" if kind == "i" else "")
            elif kind in ("c", "ci", "cn"):
                self.heading(value, {"c": "b", "ci": "i", "cn": ""}[kind])
            elif kind == "t":
                self.table(value)
            elif kind == "gap":
                self.y += value * MM
            elif kind == "sign":
                self.sign(value, [])
            else:
                raise ValueError(kind)

    def sign(self, signers, receivers):
        o = self.o
        tall = 18 * max(len(s["title"]) for s in signers) + o["gap"] * MM + 30
        self.need(tall)
        self.y += 14
        top, room = self.y, self.w - o["left"] - o["right"]
        share = room / max(len(signers), 2)
        for n, s in enumerate(signers):
            middle = o["left"] + share * (n + (1 if len(signers) == 1 else 0) + 0.5)
            for k, line in enumerate(s["title"]):
                self.centre(line, middle, o["pt"], "b", top + 14 + 17 * k)
            if s["name"]:
                self.centre(s["name"], middle, o["pt"], "b", top + 14 + 17 * len(s["title"]) + o["gap"] * MM)
        y = top + 12 if len(signers) == 1 else top + tall
        if receivers:
            self.put("Nơi nhận:", o["left"], 12, "bi", y)
            for k, line in enumerate(receivers):
                self.put(line, o["left"], 11, "", y + 13 * (k + 1))
        self.y = max(top + tall, y + 13 * (len(receivers) + 1))


def strokes(m, **options):
    o = {**DEFAULTS, **options}
    pen = Pen(m, o)
    for n, line in enumerate(m["corner"]):
        pen.put(line, pen.w - o["right"] - width(line, 10, ""), 10, "", 20 + 11 * n)
    if m["number"] or m["date"]:
        pen.head()
    pen.y += o["annex_start"]
    if m["kind"]:
        pen.y += 14
        pen.heading(m["kind"])
    for line in m["subject"]:
        pen.heading(line)
    pen.y += 8
    for line in m["to"]:
        pen.put(line, o["left"] + 70, o["pt"], "", pen.y + 14)
        pen.y += 18
    pen.block(m["body"])
    if m["sign"]:
        pen.sign(m["sign"], m["receivers"])
    for headings, items in m["annexes"]:
        pen.page(o["annex_size"])
        for line in headings:
            pen.heading(line)
        pen.block(items)
    return pen.strokes


def reportlab(ops, target):
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen import canvas
    c, tall = None, 0
    for face in FACES.values():
        pdfmetrics.registerFont(TTFont(face, FONTS % face))
    for op in ops:
        if op[0] == "page":
            if c:
                c.showPage()
            c = c or canvas.Canvas(str(target), pageCompression=1)
            c.setPageSize(op[1:3])
            tall = op[2]
        elif op[0] == "text":
            c.setFont(FACES[op[4]], op[3])
            c.drawString(op[1], tall - op[2], op[5])
        elif op[0] == "line":
            c.line(op[1], tall - op[2], op[3], tall - op[4])
        else:
            c.rect(op[1], tall - op[4], op[3] - op[1], op[4] - op[2])
    c.save()


def cairo(ops, target):
    import cairo as cr
    import gi
    gi.require_version("Pango", "1.0")
    gi.require_version("PangoCairo", "1.0")
    from gi.repository import Pango, PangoCairo
    surface = cr.PDFSurface(str(target), 10, 10)
    c = None
    for op in ops:
        if op[0] == "page":
            if c:
                c.show_page()
            surface.set_size(*op[1:3])
            c = cr.Context(surface)
            c.set_line_width(0.75)
        elif op[0] == "text":
            layout = PangoCairo.create_layout(c)
            words = "Liberation Serif %s %s %g" % ("Bold" if "b" in op[4] else "", "Italic" if "i" in op[4] else "", op[3] * 0.75)
            layout.set_font_description(Pango.FontDescription(words))
            layout.set_text(op[5], -1)
            c.move_to(op[1], op[2] - layout.get_baseline() / Pango.SCALE)
            PangoCairo.show_layout(c, layout)
        elif op[0] == "line":
            c.move_to(*op[1:3])
            c.line_to(*op[3:5])
            c.stroke()
        else:
            c.rectangle(op[1], op[2], op[3] - op[1], op[4] - op[2])
            c.stroke()
    surface.finish()


def haru(ops, target):
    lib = ctypes.CDLL(ctypes.util.find_library("hpdf"))
    for name in ("HPDF_New", "HPDF_AddPage", "HPDF_LoadTTFontFromFile", "HPDF_GetFont"):
        getattr(lib, name).restype = ctypes.c_void_p
    f, p = ctypes.c_float, ctypes.c_void_p
    doc = p(lib.HPDF_New(None, None))
    lib.HPDF_UseUTFEncodings(doc)
    lib.HPDF_SetCompressionMode(doc, 15)
    fonts = {}
    for style, face in FACES.items():
        name = ctypes.string_at(lib.HPDF_LoadTTFontFromFile(doc, (FONTS % face).encode(), 1))
        fonts[style] = p(lib.HPDF_GetFont(doc, name, b"UTF-8"))
    page, tall = None, 0
    for op in ops:
        if op[0] == "page":
            page, tall = p(lib.HPDF_AddPage(doc)), op[2]
            lib.HPDF_Page_SetWidth(page, f(op[1]))
            lib.HPDF_Page_SetHeight(page, f(op[2]))
        elif op[0] == "text":
            lib.HPDF_Page_BeginText(page)
            lib.HPDF_Page_SetFontAndSize(page, fonts[op[4]], f(op[3]))
            lib.HPDF_Page_TextOut(page, f(op[1]), f(tall - op[2]), op[5].encode())
            lib.HPDF_Page_EndText(page)
        elif op[0] == "line":
            lib.HPDF_Page_MoveTo(page, f(op[1]), f(tall - op[2]))
            lib.HPDF_Page_LineTo(page, f(op[3]), f(tall - op[4]))
            lib.HPDF_Page_Stroke(page)
        else:
            lib.HPDF_Page_Rectangle(page, f(op[1]), f(tall - op[4]), f(op[3] - op[1]), f(op[4] - op[2]))
            lib.HPDF_Page_Stroke(page)
    lib.HPDF_SaveToFile(doc, str(target).encode())
    lib.HPDF_Free(doc)


TCPDF = r"""<?php
require_once('/usr/share/php/tcpdf/tcpdf.php');
$font = array();
foreach (array('' => 'Regular', 'b' => 'Bold', 'i' => 'Italic', 'bi' => 'BoldItalic') as $style => $face)
    $font[$style] = TCPDF_FONTS::addTTFfont(str_replace('FACE', $face, '%s'), 'TrueTypeUnicode', '', 32, '%s/');
$pdf = new TCPDF('P', 'pt', 'A4', true, 'UTF-8');
$pdf->setPrintHeader(false); $pdf->setPrintFooter(false); $pdf->SetAutoPageBreak(false); $pdf->SetMargins(0, 0, 0); $pdf->setFontSubsetting(true);
foreach (json_decode(file_get_contents('%s')) as $op) {
    if ($op[0] == 'page') $pdf->AddPage($op[1] > $op[2] ? 'L' : 'P', array($op[1], $op[2]));
    elseif ($op[0] == 'text') { $pdf->SetFont($font[$op[4]], '', $op[3], '%s/' . $font[$op[4]] . '.php'); $pdf->Text($op[1], $op[2] - $op[3] * 0.891, $op[5]); }
    elseif ($op[0] == 'line') $pdf->Line($op[1], $op[2], $op[3], $op[4]);
    else $pdf->Rect($op[1], $op[2], $op[3] - $op[1], $op[4] - $op[2]);
}
$pdf->Output('%s', 'F');
"""


def tcpdf(ops, target, work):
    (work / "ops.json").write_text(json.dumps(ops), encoding="utf-8")
    script = work / "draw.php"
    script.write_text(TCPDF % (FONTS % "FACE", work, work / "ops.json", work, target), encoding="utf-8")
    subprocess.run(["php", str(script)], check=True, stdin=subprocess.DEVNULL)
