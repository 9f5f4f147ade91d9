# SPDX-License-Identifier: AGPL-3.0-or-later
"""A model as HTML, for the producers that print HTML: Chromium (Skia), WeasyPrint, wkhtmltopdf (Qt)."""
import html as escape
import os
import re
import subprocess

CSS = """
@page { size: %(size)s; margin: %(margin)s; }
%(numbers)s
* { box-sizing: border-box; }
html, body { margin: 0; padding: 0; }
body { font-family: %(font)s; font-size: %(pt)spt; line-height: %(line)s; color: #000; }
p { margin: 0; }
.b { font-weight: bold; } .i { font-style: italic; } .c { text-align: center; }
.p { text-align: justify; text-indent: 10mm; margin: 1.2mm 0; }
.i.p { text-indent: 10mm; }
.k { white-space: pre-wrap; }
table { border-collapse: collapse; width: 100%%; }
table.h td, table.s td { vertical-align: top; padding: 0; text-align: center; }
table.t td { border: 0.5pt solid #000; padding: 1mm; font-size: 13pt; }
.n { font-size: 12.5pt; font-weight: bold; white-space: nowrap; letter-spacing: -0.1pt; } .m { font-size: 13.5pt; font-weight: bold; }
.num { font-size: 13pt; margin-top: 2mm; } .d { font-size: 13.5pt; font-style: italic; margin-top: 2mm; }
.rule { border-top: 0.75pt solid #000; margin: 0.6mm auto 0 auto; height: 1mm; }
.kind { text-align: center; font-weight: bold; margin-top: 6mm; } .sub { text-align: center; font-weight: bold; }
.rec { font-size: 11pt; text-align: left; } .rect { font-size: 12pt; font-weight: bold; font-style: italic; text-align: left; }
.annex { page-break-before: always; break-before: page; }
.stamp { display: inline-block; border: 1.5pt solid #b00; color: #b00; font-weight: bold; font-size: 13.5pt; padding: 0.5mm 3mm; margin: 2mm 0; }
.sample { text-align: center; color: #b00000; font-weight: bold; font-size: 11pt; }
.corner { position: absolute; top: 0; right: 0; font-size: 10pt; text-align: right; }
table.s { page-break-inside: avoid; break-inside: avoid; margin-top: 4mm; }
.room { height: %(gap)smm; }
"""

NUMBERS = """@page { @top-center { content: counter(page); font-family: %s; font-size: 13pt; }
 @bottom-center { content: "%s"; font-family: %s; font-size: 11pt; font-weight: bold; color: #b00000; } }
@page :first { @top-center { content: ""; } }"""

DEFAULTS = {"size": "A4", "margin": "20mm 15mm 20mm 30mm", "font": "'Liberation Serif'", "pt": "14", "line": "1.15", "gap": "30",
            "numbers": True, "letters": (), "css": "", "between": "", "lang": "vi"}


def text(s):
    s = escape.escape(s, quote=False).replace("␣", "\u00a0")
    return s.replace("⇥", '<span style="display:inline-block;width:12mm"></span>')


def lines(cls, items):
    return "".join('<p class="%s">%s</p>' % (cls, text(t)) for t in items)


def name(s, o):
    """A name, each letter in a box of its own where the producer is told to split it."""
    if s in o["letters"]:
        s = "".join('<span style="display:inline-block;letter-spacing:0.4pt">%s</span>' % (text(c) if c != " " else "&nbsp;") for c in s)
        return '<p class="b">%s</p>' % s
    return '<p class="b k">%s</p>' % text(s) if s else ""


def head(m):
    left = lines("n", m["parent"]).replace('class="n"', 'class="n" style="font-weight:normal"') + lines("n", m["agency"])
    left += '<div class="rule" style="width:22mm"></div>' + lines("num k", [m["number"]]) + lines("num", m["under_number"])
    left += '<div class="stamp">%s</div>' % text(m["stamp"]) if m["stamp"] else ""
    right = lines("n", [m["nation"]]) + lines("m", [m["motto"]]) + '<div class="rule" style="width:56mm"></div>' + lines("d k", [m["date"]])
    return '<table class="h"><tr><td style="width:42%%">%s</td><td>%s</td></tr></table>' % (left, right)


def block(items):
    out = ""
    for kind, value in items:
        if kind == "p":
            first, dot, rest = value.partition(". ")
            bold = first.startswith("Điều ") and dot
            out += '<p class="p">%s</p>' % ("<b>%s.</b> %s" % (text(first), text(rest)) if bold else text(value))
        elif kind == "i":
            out += '<p class="i p k">%s</p>' % text(value)
        elif kind == "c":
            out += '<p class="b c" style="margin:2mm 0">%s</p>' % text(value)
        elif kind == "ci":
            out += '<p class="i c k">%s</p>' % text(value)
        elif kind == "cn":
            out += '<p class="c k">%s</p>' % text(value)
        elif kind == "t":
            rows = "".join("<tr>%s</tr>" % "".join("<td>%s</td>" % text(c) for c in row) for row in value)
            out += '<table class="t" style="margin-top:3mm">%s</table>' % rows
        elif kind == "raw":
            out += value
        elif kind == "gap":
            out += '<div style="height:%smm"></div>' % value
        elif kind == "sign":
            out += signature(value, {"letters": ()}, [])
        else:
            raise ValueError(kind)
    return out


def signature(signers, o, receivers):
    def cell(s):
        return '%s<div class="room"></div>%s' % (lines("b", s["title"]), name(s["name"], o))
    rec = '<p class="rect">Nơi nhận:</p>' + lines("rec", receivers) if receivers else ""
    if len(signers) == 1:
        cells = '<td style="width:50%%">%s</td><td>%s</td>' % (rec, cell(signers[0]))
        return '<table class="s"><tr>%s</tr></table>' % cells
    width = 100 // max(len(signers), 1)
    cells = "".join('<td style="width:%d%%">%s</td>' % (width, cell(s)) for s in signers)
    return '<table class="s"><tr>%s</tr></table>%s' % (cells, '<div style="margin-top:5mm">%s</div>' % rec)


def page(m, **options):
    o = {**DEFAULTS, **options}
    o["numbers"] = NUMBERS % (o["font"], m["footer"], o["font"]) if o["numbers"] else ""
    body = '<div class="corner">%s</div>' % "<br>".join(text(t) for t in m["corner"]) if m["corner"] else ""
    body += head(m) if m["number"] or m["date"] else ""
    body += '<p class="kind">%s</p>' % text(m["kind"]) if m["kind"] else ""
    body += lines("sub", m["subject"])
    body += '<div style="margin:6mm 0 3mm 25mm">%s</div>' % lines("", m["to"]) if m["to"] else ""
    body += block(m["body"]) + o["between"]
    body += signature(m["sign"], o, m["receivers"]) if m["sign"] else ""
    for headings, items in m["annexes"]:
        body += '<div class="annex">%s%s</div>' % (lines("b c", headings), block(items))
    if not o["numbers"] and m["footer"]:
        body += '<p class="sample" style="margin-top:8mm">%s</p>' % text(m["footer"])
    return ('<!DOCTYPE html><html lang="%s"><head><meta charset="utf-8"><title>%s</title><style>%s%s</style></head><body>%s</body></html>'
            % (o["lang"], text(m["kind"] or "Văn bản mẫu"), CSS % o, o["css"], body))


def chromium(source, target):
    subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--print-to-pdf=%s" % target,
                    source.as_uri()], check=True, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=120)


def weasyprint(source, target, *options):
    subprocess.run(["/usr/bin/weasyprint", *options, str(source), str(target)], check=True, stdin=subprocess.DEVNULL, timeout=120)


def wkhtmltopdf(source, target, *options):
    """Qt's printer knows no @page (margins and size are told on the command line), and draws lengths at three quarters."""
    larger = re.sub(r"([\d.]+)(pt|mm)", lambda m: "%.2f%s" % (float(m[1]) * 1.325, m[2]), source.read_text(encoding="utf-8"))
    source.write_text(larger, encoding="utf-8")
    subprocess.run(["wkhtmltopdf", "-q", "-s", "A4", "-T", "20mm", "-B", "20mm", "-L", "30mm", "-R", "15mm", *options, str(source),
                    str(target)], stdin=subprocess.DEVNULL, timeout=120, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
