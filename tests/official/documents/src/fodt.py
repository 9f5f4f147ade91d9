# SPDX-License-Identifier: AGPL-3.0-or-later
"""A model as flat OpenDocument text, for LibreOffice Writer; also by the way of DOCX (what Word would have written)."""
import os
import pathlib
import subprocess
import tempfile
import xml.sax.saxutils as sax

NS = " ".join('xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s"' % pair for pair in (
    ("office", "office:1.0"), ("style", "style:1.0"), ("text", "text:1.0"), ("table", "table:1.0"),
    ("fo", "xsl-fo-compatible:1.0"), ("svg", "svg-compatible:1.0"), ("draw", "drawing:1.0")))

DEFAULTS = {"pt": 14, "gap": 32, "width": 210, "height": 297, "margins": (20, 15, 20, 30), "font": "Times New Roman", "line": 108,
            "gap_paragraphs": 0, "between": 0, "keep": True, "rule": True, "annex_size": None, "split": ()}


def text(s):
    s = sax.escape(s).replace("␣", "\u00a0").replace("⇥", "<text:tab/>").replace("\n", "<text:line-break/>")
    return s.replace("  ", ' <text:s text:c="1"/>')


def style(name, paragraph="", run="", parent="Standard", extra=""):
    return ('<style:style style:name="%s" style:family="paragraph" style:parent-style-name="%s"%s><style:paragraph-properties %s/>'
            '<style:text-properties %s/></style:style>' % (name, parent, extra, paragraph, run))


def styles(o):
    centre, bold, italic = 'fo:text-align="center"', 'fo:font-weight="bold"', 'fo:font-style="italic"'
    size = 'fo:font-size="%spt"'
    return "".join([
        style("Body", 'fo:text-align="justify" fo:text-indent="10mm" fo:margin-top="1mm" fo:margin-bottom="1.5mm" fo:line-height="%d%%"' % o["line"]),
        style("Basis", "", italic, "Body"), style("Centre", centre), style("CentreBold", centre, bold),
        style("CentreItalic", centre, italic),
        style("Nation", centre, bold + " " + size % 12.5 + ' fo:letter-spacing="-0.1pt"'), style("Motto", centre, bold + " " + size % 13.5),
        style("Parent", centre, size % 12.5), style("Agency", centre, bold + " " + size % 12.5),
        style("Number", centre + ' fo:margin-top="2mm"', size % 13), style("PlaceDate", centre + ' fo:margin-top="2mm"', italic + " " + size % 13.5),
        style("Small", centre, size % 12), style("Kind", centre + ' fo:margin-top="6mm"', bold),
        style("To", 'fo:margin-left="25mm"'), style("Heading", centre + ' fo:margin-top="2mm" fo:margin-bottom="2mm"', bold),
        style("ReceiversTitle", 'fo:margin-top="0mm"', bold + " " + italic + " " + size % 12), style("Receivers", "", size % 11),
        style("Title", centre, bold), style("Name", centre + ' fo:margin-top="%smm"' % o["gap"], bold),
        style("NameOnly", centre, bold), style("Annex", centre + ' fo:break-before="page"', bold),
        style("Rule", 'fo:border-top="0.75pt solid #000000" fo:margin-left="24mm" fo:margin-right="24mm" fo:margin-top="0.6mm" fo:line-height="2mm"', size % 4),
        style("Stamp", 'fo:text-align="center" fo:border="1.5pt solid #b00000" fo:padding="0.7mm" fo:margin-left="18mm" fo:margin-right="18mm" fo:margin-top="2mm"',
              bold + " " + size % 13.5 + ' fo:color="#b00000"'),
        style("Corner", 'fo:text-align="end"', size % 10), style("Cell", "", size % 13),
        style("Sample", centre, bold + " " + size % 11 + ' fo:color="#b00000"'),
    ])


def p(name, s):
    return '<text:p text:style-name="%s">%s</text:p>' % (name, text(s))


def ps(name, items):
    return "".join(p(name, s) for s in items)


def table(name, columns, rows, cell="Plain", style_name="Block"):
    out = '<table:table table:name="%s" table:style-name="%s">' % (name, style_name)
    out += "".join('<table:table-column table:style-name="%s"/>' % c for c in columns)
    for row in rows:
        out += '<table:table-row table:style-name="Row">'
        out += "".join('<table:table-cell table:style-name="%s" office:value-type="string">%s</table:table-cell>' % (cell, c or p("Cell", ""))
                       for c in row)
        out += "</table:table-row>"
    return out + "</table:table>"


def head(m, o):
    rule = p("Rule", "") if o["rule"] else ""
    left = ps("Parent", m["parent"]) + ps("Agency", m["agency"]) + rule + p("Number", m["number"]) + ps("Small", m["under_number"])
    left += p("Stamp", m["stamp"]) if m["stamp"] else ""
    right = p("Nation", m["nation"]) + p("Motto", m["motto"]) + rule + p("PlaceDate", m["date"])
    return table("Head", ["Left", "Right"], [[left, right]])


def block(items, o):
    kinds = {"p": "Body", "i": "Basis", "c": "Heading", "ci": "CentreItalic", "cn": "Centre"}
    out = ""
    for n, (kind, value) in enumerate(items):
        if kind in kinds:
            out += p(kinds[kind], value)
        elif kind == "t":
            out += table("T%d" % n, ["Quarter"] * len(value[0]), [[p("Cell", c) for c in row] for row in value], "Boxed")
        elif kind == "gap":
            out += '<text:p text:style-name="Standard"/>' * value
        elif kind == "sign":
            out += signature(value, o, [])
        else:
            raise ValueError(kind)
    return out


def name_of(s, o):
    if not s["name"]:
        return ""
    if o["gap_paragraphs"]:  # the habit of many offices: empty lines instead of a distance
        return p("NameOnly", "") * o["gap_paragraphs"] + p("NameOnly", s["name"])
    return p("Name", s["name"])


def signature(signers, o, receivers):
    rec = p("ReceiversTitle", "Nơi nhận:") + ps("Receivers", receivers) if receivers else ""
    cells = [ps("Title", s["title"]) + name_of(s, o) for s in signers]
    key = "Foot%d" % abs(hash(str(signers)) % 10 ** 8)
    if len(cells) == 1:
        return p("Cell", "") + table(key, ["Half", "Half"], [[rec, cells[0]]], style_name="Block")
    return p("Cell", "") + table(key, ["Part%d" % len(cells)] * len(cells), [cells], style_name="Block") + rec


def widths(o):
    room = o["width"] - o["margins"][1] - o["margins"][3]
    columns = {"Left": room * 0.42, "Right": room * 0.58, "Half": room / 2, "Quarter": room / 4, "Part2": room / 2, "Part3": room / 3}
    return room, "".join('<style:style style:name="%s" style:family="table-column"><style:table-column-properties style:column-width="%.1fmm"/>'
                         '</style:style>' % pair for pair in columns.items())


def flat(m, **options):
    o = {**DEFAULTS, **options}
    room, columns = widths(o)
    top, right, bottom, left = o["margins"]
    layout = ('<style:page-layout style:name="%s"><style:page-layout-properties fo:page-width="%smm" fo:page-height="%smm" fo:margin-top="10mm" '
              'fo:margin-bottom="10mm" fo:margin-left="%smm" fo:margin-right="%smm"/><style:header-style><style:header-footer-properties '
              'fo:min-height="%smm" fo:margin-bottom="2mm"/></style:header-style><style:footer-style><style:header-footer-properties '
              'fo:min-height="%smm" fo:margin-top="2mm"/></style:footer-style></style:page-layout>')
    auto = layout % ("P", o["width"], o["height"], left, right, top - 10, bottom - 10)
    auto += layout % (("Q",) + tuple(o["annex_size"] or (o["width"], o["height"])) + (left, right, top - 10, bottom - 10))
    keep = "always" if o["keep"] else "auto"
    auto += ('<style:style style:name="Block" style:family="table"><style:table-properties style:width="%.1fmm" table:align="margins" '
             'style:may-break-between-rows="false"/></style:style><style:style style:name="Row" style:family="table-row">'
             '<style:table-row-properties fo:keep-together="%s"/></style:style><style:style style:name="Plain" style:family="table-cell">'
             '<style:table-cell-properties fo:padding="0mm" fo:border="none"/></style:style><style:style style:name="Boxed" style:family="table-cell">'
             '<style:table-cell-properties fo:padding="1mm" fo:border="0.5pt solid #000000"/></style:style>' % (room, keep)) + columns
    auto += '<style:style style:name="AnnexQ" style:family="paragraph" style:parent-style-name="Annex" style:master-page-name="Annex"><style:paragraph-properties/></style:style>'
    number = '<text:p text:style-name="Centre"><text:page-number text:select-page="current"/></text:p>'
    foot = p("Sample", m["footer"])
    masters = ('<style:master-page style:name="Standard" style:page-layout-name="P"><style:header>%s</style:header><style:header-first>%s'
               '</style:header-first><style:footer>%s</style:footer><style:footer-first>%s</style:footer-first></style:master-page>'
               '<style:master-page style:name="Annex" style:page-layout-name="Q"><style:header>%s</style:header><style:footer>%s</style:footer>'
               '</style:master-page>' % (number, ps("Corner", m["corner"]) or p("Centre", ""), foot, foot, number, foot))
    body = head(m, o) if m["number"] or m["date"] else ""
    body += (p("Kind", m["kind"]) if m["kind"] else "") + ps("CentreBold", m["subject"]) + (p("Cell", "") + ps("To", m["to"]) if m["to"] else "")
    body += block(m["body"], o) + p("Centre", "") * o["between"]
    body += signature(m["sign"], o, m["receivers"]) if m["sign"] else ""
    for headings, items in m["annexes"]:
        body += p("AnnexQ" if o["annex_size"] else "Annex", headings[0]) + ps("CentreBold", headings[1:]) + block(items, o)
    return ('<?xml version="1.0" encoding="UTF-8"?><office:document %s office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">'
            '<office:font-face-decls><style:font-face style:name="F" svg:font-family="\'%s\'"/></office:font-face-decls><office:styles>'
            '<style:default-style style:family="paragraph"><style:paragraph-properties fo:orphans="2" fo:widows="2" style:tab-stop-distance="12.5mm"/>'
            '<style:text-properties style:font-name="F" fo:font-size="%spt" fo:language="vi" fo:country="VN"/></style:default-style>'
            '<style:style style:name="Standard" style:family="paragraph"/>%s</office:styles><office:automatic-styles>%s</office:automatic-styles>'
            '<office:master-styles>%s</office:master-styles><office:body><office:text>%s</office:text></office:body></office:document>'
            % (NS, o["font"], o["pt"], styles(o), auto, masters, body))


def soffice(source, to, folder):
    profile = os.environ.get("SOFFICE_PROFILE", tempfile.gettempdir() + "/documents-soffice")
    subprocess.run(["soffice", "-env:UserInstallation=file://" + profile, "--headless", "--convert-to", to, "--outdir", str(folder), str(source)],
                   check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=180)


def libreoffice(source, target, settings="", by_docx=False):
    """settings: JSON of the PDF export (PDF/A, tags); by_docx: written as DOCX first, that read again."""
    with tempfile.TemporaryDirectory() as folder:
        if by_docx:
            soffice(source, "docx", folder)
            source = pathlib.Path(folder) / (source.stem + ".docx")
        soffice(source, "pdf:writer_pdf_Export" + (":" + settings if settings else ""), folder)
        (pathlib.Path(folder) / (source.stem + ".pdf")).replace(target)


def draw(items, target, work):
    """A drawing of text boxes: (middle mm, top mm, size, style, text)."""
    styles_, frames = "", ""
    for n, (middle, top, size, how, s) in enumerate(items):
        run = 'fo:font-size="%spt"%s%s' % (size, ' fo:font-weight="bold"' if "b" in how else "", ' fo:font-style="italic"' if "i" in how else "")
        styles_ += ('<style:style style:name="p%d" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/><style:text-properties '
                    'style:font-name="F" %s/></style:style>' % (n, run))
        frames += ('<draw:frame draw:style-name="g" svg:x="%smm" svg:y="%smm" svg:width="140mm" svg:height="10mm"><draw:text-box><text:p text:style-name="p%d">'
                   '<text:span text:style-name="s%d">%s</text:span></text:p></draw:text-box></draw:frame>' % (middle - 70, top, n, n, text(s.replace("  ", "␣␣"))))
        styles_ += '<style:style style:name="s%d" style:family="text"><style:text-properties style:font-name="F" %s/></style:style>' % (n, run)
    source = work / (target.stem + ".fodg")
    source.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><office:document %s office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.graphics">'
        '<office:font-face-decls><style:font-face style:name="F" svg:font-family="\'Times New Roman\'"/></office:font-face-decls><office:automatic-styles>'
        '<style:page-layout style:name="P"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm"/>'
        '</style:page-layout><style:style style:name="g" style:family="graphic"><style:graphic-properties draw:stroke="none" draw:fill="none" '
        'fo:padding="0mm"/></style:style>%s</office:automatic-styles><office:master-styles><style:master-page style:name="M" style:page-layout-name="P"/>'
        '</office:master-styles><office:body><office:drawing><draw:page draw:name="1" draw:master-page-name="M">%s</draw:page></office:drawing></office:body>'
        '</office:document>' % (NS, styles_, frames), encoding="utf-8")
    soffice(source, "pdf:draw_pdf_Export", target.parent)
