# SPDX-License-Identifier: AGPL-3.0-or-later
"""Drafts in the shape in which Microsoft Word and SharePoint leave them, written by hand: word.py FOLDER [URL] writes NAME.docx and prints "file error" of each, "-" where it becomes a PDF all the same.
The good one has all that a letter collects on its way through an office and that is not on its page: comments, hidden text, properties of a document library, an embedded font, a template on its author's disk,
labels of sensitivity, room that Word leaves in its archive. URL is a server that nobody may ask."""
import os
import struct
import sys
import zlib

FOLDER = sys.argv[1]
URL = sys.argv[2] if len(sys.argv) > 2 else "http://127.0.0.1:9/"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
W = ('xmlns:wpc="http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas" xmlns:cx="http://schemas.microsoft.com/office/drawing/2014/chartex" '
     'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:o="urn:schemas-microsoft-com:office:office" '
     'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
     'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:wp14="http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing" '
     'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:w10="urn:schemas-microsoft-com:office:word" '
     'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
     'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml" xmlns:w16cid="http://schemas.microsoft.com/office/word/2016/wordml/cid" '
     'xmlns:w16se="http://schemas.microsoft.com/office/word/2015/wordml/symex" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
     'mc:Ignorable="w14 w15 w16se w16cid wp14"')
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
OUTSIDE = 'TargetMode="External"'


def relations(*rows):
    return XML + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">' + "".join(
        '<Relationship Id="rId%d" Type="%s" Target="%s"%s/>' % (i + 1, t if ":" in t else RELATIONS + t, target, " " + mode if mode else "") for i, (t, target, mode) in enumerate(rows)) + "</Relationships>"


def run(text, properties=""):
    return '<w:r w:rsidRPr="00A77B3E"><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>%s<w:sz w:val="28"/></w:rPr><w:t xml:space="preserve">%s</w:t></w:r>' % (
        properties, text)


def paragraph(*inner):
    return '<w:p w14:paraId="4B1F2C3D" w14:textId="77777777" w:rsidR="00B21F4A" w:rsidRDefault="00B21F4A"><w:pPr><w:jc w:val="both"/></w:pPr>%s</w:p>' % "".join(inner)


def field(code, result=""):
    return ('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> %s </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>%s'
            '<w:r><w:fldChar w:fldCharType="end"/></w:r>' % (code, run(result)))


BODY = [
    paragraph('<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>', '<w:proofErr w:type="spellStart"/>', run("Kính gửi: Sở Mẫu của tỉnh Mẫu", "<w:b/><w:lang w:val=\"vi-VN\"/>"),
              '<w:proofErr w:type="spellEnd"/>'),
    paragraph(run("Đoạn này có chú thích"), '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteReference w:id="2"/></w:r>', run(", có bình luận"),
              '<w:commentRangeStart w:id="0"/>', run(" ở đây"), '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>', run("chỉ thị ngầm không in ra", "<w:vanish/>"), run(".")),
    # What is chosen, and what programs that do not know it show in its place.
    paragraph('<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor distT="0" distB="0" distL="114300" distR="114300" simplePos="0" relativeHeight="251659264" behindDoc="0" locked="0" '
              'layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/><wp:positionH relativeFrom="column"><wp:posOffset>0</wp:posOffset></wp:positionH><wp:positionV relativeFrom="paragraph">'
              '<wp:posOffset>0</wp:posOffset></wp:positionV><wp:extent cx="1800000" cy="360000"/><wp:wrapNone/><wp:docPr id="1" name="Text Box 1"/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
              '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="1800000" cy="360000"/></a:xfrm>'
              '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></wps:spPr><wps:txbx><w:txbxContent>' + "<w:p>" + run("Khung chữ mẫu") + '</w:p></w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>'
              '</wp:anchor></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape id="_x0000_s1026" style="width:142pt;height:28pt"><v:textbox><w:txbxContent><w:p>' + run("Khung chữ mẫu") +
              '</w:p></w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>'),
    paragraph(field("PAGE", "1"), field('HYPERLINK "%sxem"' % URL, "trang mẫu"), field("TOC \\o &quot;1-3&quot; \\h \\z \\u", "Mục lục mẫu")),
    '<w:sdt><w:sdtPr><w:alias w:val="Trích yếu"/><w:tag w:val="trich-yeu"/><w:id w:val="-112358"/><w:dataBinding w:xpath="/thu/trich-yeu" w:storeItemID="{11111111-2222-3333-4444-555555555555}"/><w:text/></w:sdtPr>'
    "<w:sdtContent>" + paragraph(run("Ô nội dung mẫu")) + "</w:sdtContent></w:sdt>",
    '<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/><w:tblLook w:val="04A0" w:firstRow="1"/></w:tblPr><w:tblGrid><w:gridCol w:w="4675"/></w:tblGrid><w:tr w:rsidR="00B21F4A"><w:tc><w:tcPr><w:tcW w:w="4675" w:type="dxa"/>'
    "</w:tcPr>" + paragraph(run("Nơi nhận mẫu")) + "</w:tc></w:tr></w:tbl>",
    '<w:sectPr w:rsidR="00B21F4A"><w:footerReference w:type="default" r:id="rId7"/><w:footnotePr><w:numFmt w:val="decimal"/></w:footnotePr><w:pgSz w:w="11907" w:h="16840" w:code="9"/>'
    '<w:pgMar w:top="1134" w:right="851" w:bottom="1134" w:left="1701" w:header="720" w:footer="720" w:gutter="0"/><w:cols w:space="720"/><w:titlePg/><w:docGrid w:linePitch="381"/></w:sectPr>',
]


def part(root, inner):
    return XML + "<w:%s %s>%s</w:%s>" % (root, W, inner, root)


def parts():
    """Name to content, in Word's order."""
    notes = "".join('<w:footnote w:type="%s" w:id="%d"><w:p><w:r><w:%s/></w:r></w:p></w:footnote>' % x for x in (("separator", 0, "separator"), ("continuationSeparator", 1, "continuationSeparator")))
    return {
        "[Content_Types].xml": XML + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="odttf" ContentType="application/vnd.openxmlformats-officedocument.obfuscatedFont"/><Default Extension="emf" ContentType="image/x-emf"/>' +
        "".join('<Override PartName="/word/%s.xml" ContentType="%s+xml"/>' % (name, WORD + kind) for name, kind in (
            ("document", "document.main"), ("styles", "styles"), ("settings", "settings"), ("webSettings", "webSettings"), ("fontTable", "fontTable"), ("footnotes", "footnotes"), ("comments", "comments"),
            ("footer1", "footer"), ("glossary/document", "document.glossary"))) +
        '<Override PartName="/customXml/itemProps1.xml" ContentType="application/vnd.openxmlformats-officedocument.customXmlProperties+xml"/><Override PartName="/word/theme/theme1.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.theme+xml"/><Override PartName="/docMetadata/LabelInfo.xml" ContentType="application/vnd.ms-office.classificationlabels+xml"/></Types>',
        "_rels/.rels": relations(("officeDocument", "word/document.xml", ""), ("http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml", ""),
                                 ("http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail", "docProps/thumbnail.emf", ""),
                                 ("http://schemas.microsoft.com/office/2020/02/relationships/classificationlabels", "docMetadata/LabelInfo.xml", "")),
        "word/document.xml": part("document", "<w:body>" + "".join(BODY) + "</w:body>"),
        "word/_rels/document.xml.rels": relations(("customXml", "../customXml/item1.xml", ""), ("styles", "styles.xml", ""), ("settings", "settings.xml", ""), ("webSettings", "webSettings.xml", ""),
                                                  ("footnotes", "footnotes.xml", ""), ("comments", "comments.xml", ""), ("footer", "footer1.xml", ""), ("fontTable", "fontTable.xml", ""),
                                                  ("theme", "theme/theme1.xml", ""), ("glossaryDocument", "glossary/document.xml", ""), ("hyperlink", URL + "xem", OUTSIDE)),
        "word/footnotes.xml": part("footnotes", notes + '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>' + run(" Lời chú thích mẫu") + "</w:p></w:footnote>"),
        "word/comments.xml": part("comments", '<w:comment w:id="0" w:author="Nguyễn Văn Mẫu" w:date="2026-11-27T08:00:00Z" w:initials="M"><w:p>' + run("lời bàn riêng không in ra") + "</w:p></w:comment>"),
        "word/footer1.xml": part("ftr", paragraph('<w:fldSimple w:instr=" PAGE   \\* MERGEFORMAT "><w:r><w:t>1</w:t></w:r></w:fldSimple>')),
        "word/theme/theme1.xml": XML + '<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Office Theme"><a:themeElements/></a:theme>',
        "word/settings.xml": part("settings", '<w:zoom w:percent="100"/><w:attachedTemplate r:id="rId1"/><w:proofState w:spelling="clean" w:grammar="clean"/><w:defaultTabStop w:val="720"/>'
                                  '<w:characterSpacingControl w:val="doNotCompress"/><w:footnotePr><w:footnote w:id="0"/><w:footnote w:id="1"/></w:footnotePr><w:compat><w:compatSetting w:name="compatibilityMode" '
                                  'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat><w:rsids><w:rsidRoot w:val="00B21F4A"/></w:rsids><w:themeFontLang w:val="vi-VN"/>'
                                  '<w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/>'),
        "word/_rels/settings.xml.rels": relations(("attachedTemplate", "file:///D:\\Mau cua toi\\Templates\\Normal.dotm", OUTSIDE)),
        "customXml/item1.xml": '﻿<?mso-contentType?><FormTemplates xmlns="http://schemas.microsoft.com/sharepoint/v3/contenttype/forms"><p:properties xmlns:p="http://schemas.microsoft.com/office/2006/metadata/properties">'
        '<documentManagement><TaxCatchAll xmlns="9f3c2d1e-1111-2222-3333-0123456789ab" xsi:nil="true" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"/><Trang xmlns="9f3c2d1e-1111-2222-3333-0123456789ab">x</Trang></documentManagement></p:properties></FormTemplates>',
        "customXml/_rels/item1.xml.rels": relations(("customXmlProps", "itemProps1.xml", "")),
        "customXml/itemProps1.xml": XML + '<ds:datastoreItem ds:itemID="{11111111-2222-3333-4444-555555555555}" xmlns:ds="http://schemas.openxmlformats.org/officeDocument/2006/customXml"><ds:schemaRefs/></ds:datastoreItem>',
        "word/styles.xml": part("styles", '<w:docDefaults/><w:latentStyles w:count="376"/><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>'
                                '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/></w:style>'),
        "word/webSettings.xml": part("webSettings", '<w:divs><w:div w:id="1"><w:bodyDiv w:val="1"/><w:marLeft w:val="0"/></w:div></w:divs><w:optimizeForBrowser/>'),
        "word/fontTable.xml": part("fonts", '<w:font w:name="Times New Roman"><w:panose1 w:val="02020603050405020304"/><w:charset w:val="00"/></w:font><w:font w:name="Chữ Mẫu"><w:embedRegular r:id="rId1" '
                                   'w:fontKey="{F3C1D2A4-1111-2222-3333-444455556666}"/></w:font>'),
        "word/_rels/fontTable.xml.rels": relations(("font", "fonts/font1.odttf", "")),
        "word/fonts/font1.odttf": bytes(range(256)) * 16,
        "word/glossary/document.xml": part("glossaryDocument", '<w:docParts><w:docPart><w:docPartBody><w:p>' + run("Bấm vào đây để gõ") + "</w:p></w:docPartBody></w:docPart></w:docParts>"),
        "docProps/core.xml": XML + '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Mẫu</dc:title></cp:coreProperties>',
        "docProps/thumbnail.emf": b"\x01\x00\x00\x00" + bytes(200),
        "docMetadata/LabelInfo.xml": XML + '<clbl:labelList xmlns:clbl="http://schemas.microsoft.com/office/2020/mipLabelMetadata"><clbl:label id="{0}" enabled="1" method="Standard" siteId="{0}"/></clbl:labelList>',
    }


def archive(entries):
    """As Word writes one: bits of how well it was compressed, dates of 1980, and room behind the names of what will grow (a header that the directory does not have)."""
    out, directory = b"", b""
    for name, data in entries.items():
        data = data if isinstance(data, bytes) else data.encode()
        pack = zlib.compressobj(6, zlib.DEFLATED, -15)
        packed, at, path = pack.compress(data) + pack.flush(), len(out), name.encode()
        common = struct.pack("<HHHHHIIIH", 20, 6, 8, 0, 0x21, zlib.crc32(data), len(packed), len(data), len(path))
        room = struct.pack("<HHHH", 0xA220, 516, 0xA028, 512) + bytes(512) if name in ("[Content_Types].xml", "_rels/.rels") else b""
        out += b"PK\3\4" + common + struct.pack("<H", len(room)) + path + room + packed
        directory += b"PK\1\2" + struct.pack("<H", 45) + common + struct.pack("<HHHHII", 0, 0, 0, 0, 0, at) + path
    return out + directory + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(directory), len(out), 0)


def write(name, error, data):
    path = os.path.join(FOLDER, name)
    with open(path, "wb") as f:
        f.write(data)
    print(path, error)


def twin(name, error, replaced=(), **added):
    entries = parts()
    for at, old, new in replaced:
        assert old in entries[at], (name, old)
        entries[at] = entries[at].replace(old, new, 1)
    write(name, error, archive({**entries, **added}))


def in_body(xml):
    return [("word/document.xml", "<w:sectPr", paragraph(xml) + "<w:sectPr")]


def related(kind, target, mode=OUTSIDE, at="word/_rels/document.xml.rels"):
    return [(at, "</Relationships>", '<Relationship Id="rForged" Type="%s" Target="%s" %s/></Relationships>' % (RELATIONS + kind, target, mode))]


twin("word.docx", "-")
# A document with macros whose name was changed: its type says it, its parts say it, its relationship says it.
twin("word-docm.docx", "exchange.draft-macro", [("[Content_Types].xml", WORD + "document.main+xml", "application/vnd.ms-word.document.macroEnabled.main+xml")])
twin("word-vba.docx", "exchange.draft-macro", **{"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})
twin("word-vba-elsewhere.docx", "exchange.draft-macro", [("word/_rels/document.xml.rels", "</Relationships>", '<Relationship Id="rV" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" '
                                                          'Target="media/a.emf"/></Relationships>')], **{"word/media/a.emf": b"\xd0\xcf\x11\xe0"})
for name, at in (("http", URL + "a.dotm"), ("unc", "file:///\\\\127.0.0.1\\chung\\a.dotm"), ("bare-unc", "\\\\127.0.0.1\\chung\\a.dotm")):
    twin("word-template-%s.docx" % name, "exchange.draft-external", [("word/_rels/settings.xml.rels", "file:///D:\\Mau cua toi\\Templates\\Normal.dotm", at)])
twin("word-ole.docx", "exchange.draft-object", in_body('<w:r><w:object><o:OLEObject Type="Embed" ProgID="Excel.Sheet.12" ShapeID="_x0000_i1025" DrawAspect="Content" ObjectID="_1" r:id="rForged"/></w:object></w:r>') +
     related("package", "embeddings/Microsoft_Excel_Worksheet.xlsx", ""), **{"word/embeddings/Microsoft_Excel_Worksheet.xlsx": b"PK\3\4"})
twin("word-altchunk.docx", "exchange.draft-object", [("word/document.xml", "<w:sectPr", '<w:altChunk r:id="rForged"/><w:sectPr')] + related("aFChunk", "afchunk.mht", ""), **{"word/afchunk.mht": b"MIME-Version: 1.0"})
twin("word-control.docx", "exchange.draft-object", in_body('<w:r><w:object><w:control r:id="rForged" w:name="CommandButton1" w:shapeid="_x0000_i1026"/></w:object></w:r>'))
twin("word-dde.docx", "exchange.draft-external", in_body(field('DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc.exe"', "x")))
twin("word-dde-split.docx", "exchange.draft-external", in_body('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> D</w:instrText></w:r><w:r><w:instrText>DE </w:instrText></w:r><w:r><w:instrText>a b</w:instrText></w:r>'
                                                               '<w:r><w:fldChar w:fldCharType="end"/></w:r>'))
twin("word-link.docx", "exchange.draft-external", in_body(field('LINK Excel.Sheet.12 "\\\\\\\\127.0.0.1\\\\a.xlsx" "S!R1C1" \\a \\f 5', "x")))
twin("word-picture.docx", "exchange.draft-external", in_body('<w:r><w:pict><v:shape><v:imagedata r:id="rForged" o:title="a"/></v:shape></w:pict></w:r>') + related("image", URL + "a.png"))
twin("word-note-picture.docx", "exchange.draft-external", **{"word/_rels/footnotes.xml.rels": relations(("image", URL + "a.png", OUTSIDE))})
for name, xml in (("inserted", '<w:ins w:id="5" w:author="M"><w:r><w:t>thêm</w:t></w:r></w:ins>'), ("moved", '<w:moveFrom w:id="5" w:author="M"><w:r><w:t>dời</w:t></w:r></w:moveFrom>'),
                  ("paragraph", '<w:pPrChange w:id="5" w:author="M"><w:pPr/></w:pPrChange>')):
    twin("word-tracked-%s.docx" % name, "exchange.draft-tracked", in_body(xml))
CELL = '<w:tcW w:w="4675" w:type="dxa"/>'
for name in ("cellIns", "cellDel"):
    twin("word-tracked-%s.docx" % name, "exchange.draft-tracked", [("word/document.xml", CELL, CELL + '<w:%s w:id="6" w:author="M"/>' % name)])
twin("word-tracked-note.docx", "exchange.draft-tracked", [("word/footnotes.xml", "<w:footnoteRef/></w:r>", '<w:footnoteRef/></w:r><w:del w:id="7" w:author="M"><w:r><w:delText>bỏ</w:delText></w:r></w:del>')])
# Behind a password Word puts the archive into a file of the old format.
write("word-locked.docx", "exchange.draft-locked", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1528) + "EncryptionInfo".encode("utf-16-le") + bytes(100) + "EncryptedPackage".encode("utf-16-le") + bytes(2000))
