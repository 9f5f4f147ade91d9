#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forged twins of a good draft: twins.py GOOD.docx GOOD.odt FOLDER [URL] writes NAME.docx and NAME.odt and prints "file error" of each; an error of "-" means that it becomes a PDF all the same.
URL is a server that nobody may ask."""
import io
import os
import sys
import zipfile

DOCX, ODT, FOLDER = sys.argv[1:4]
URL = sys.argv[4] if len(sys.argv) > 4 else "http://127.0.0.1:9/"
SVG = ('<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="20" height="20">'
       '<image width="20" height="20" xlink:href="%ssvg.png"/></svg>' % URL).encode()
FRAME = ('<draw:frame xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" '
         'xmlns:xlink="http://www.w3.org/1999/xlink" text:anchor-type="as-char" svg:width="1cm" svg:height="1cm">%s</draw:frame>')


def entries(path):
    with zipfile.ZipFile(path) as z:
        return [(i.filename, z.read(i), i.compress_type) for i in z.infolist()]


def write(name, items):
    path = os.path.join(FOLDER, name)
    with zipfile.ZipFile(path, "w") as z:
        for entry, data, how in items:
            z.writestr(zipfile.ZipInfo(entry), data, how)
    return path


def twin(name, good, error, replace=None, add=()):
    items = []
    for entry, data, how in entries(good):
        for at, old, new in replace or ():
            if at == entry:
                assert old in data, (name, old)
                data = data.replace(old, new, 1)
        items.append((entry, data, how))
    print(write(name, items + [(e, d, zipfile.ZIP_DEFLATED) for e, d in add]), error)


def in_text(new):
    """Before the first paragraph that a body has is over."""
    return [("word/document.xml", b"</w:p>", new + b"</w:p>")]


def in_odt(new):
    return [("content.xml", b"</text:p>", new + b"</text:p>")]


RUN = b"<w:r><w:instrText> %s </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r>"


def related(kind, target, mode=""):
    r = '<Relationship Id="rForged" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s" %s/></Relationships>' % (kind, target, mode)
    return [("word/_rels/document.xml.rels", b"</Relationships>", r.encode())]


twin("macro.docx", DOCX, "exchange.draft-macro", add=[("word/vbaProject.bin", b"a")])
twin("macro.odt", ODT, "exchange.draft-macro", in_odt(b'<text:execute-macro/>'))
twin("ole.docx", DOCX, "exchange.draft-object", related("oleObject", "embeddings/oleObject1.bin"))
twin("ole.odt", ODT, "exchange.draft-object", in_odt((FRAME % '<draw:object-ole xlink:href="./Object 1"/>').encode()))
twin("image.docx", DOCX, "exchange.draft-external", related("image", URL + "docx.png", 'TargetMode="External"'))
twin("image.odt", ODT, "exchange.draft-external", in_odt((FRAME % '<draw:image xlink:href="%sodt.png"/>' % URL).encode()))
twin("passwd.odt", ODT, "exchange.draft-external", in_odt((FRAME % '<draw:image xlink:href="file:///etc/passwd"/>').encode()))
twin("field.docx", DOCX, "exchange.draft-external", in_text(RUN % b'INCLUDEPICTURE "http://127.0.0.1:9/a.png"'))
twin("template.docx", DOCX, "exchange.draft-external", related("attachedTemplate", URL + "a.dotm", 'TargetMode="External"'))
twin("tracked.docx", DOCX, "exchange.draft-tracked", in_text(b'<w:del><w:r><w:delText>a</w:delText></w:r></w:del>'))
twin("bomb.docx", DOCX, "exchange.zip-limit", add=[("word/media/a.bin", bytes(64 << 20))])
twin("twice.odt", ODT, "exchange.zip-malformed", add=[("CONTENT.XML", b"<a/>")])
LISTED = [("META-INF/manifest.xml", b"</manifest:manifest>", b'<manifest:file-entry manifest:full-path="Pictures/a.svg" manifest:media-type="image/svg+xml"/></manifest:manifest>')]
twin("svg.odt", ODT, "-", in_odt((FRAME % '<draw:image xlink:href="Pictures/a.svg"/>').encode()) + LISTED, [("Pictures/a.svg", SVG)])
twin("unlisted.odt", ODT, "exchange.draft-failed", in_odt((FRAME % '<draw:image xlink:href="Pictures/a.svg"/>').encode()), [("Pictures/a.svg", SVG)])
twin("link.odt", ODT, "-", in_odt(b'<text:a xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="%sa">a</text:a>' % URL.encode()))
for name, data, error in (("noise.docx", b"PK\x03\x04" + bytes(range(256)) * 40, "exchange.zip-malformed"), ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "exchange.draft-old"),
                          ("cut.odt", open(ODT, "rb").read()[:3000], "exchange.zip-malformed"), ("text.fodt", b"<?xml version='1.0'?><a>b</a>", "exchange.draft-malformed")):
    path = os.path.join(FOLDER, name)
    with open(path, "wb") as f:
        f.write(data)
    print(path, error)
buffer = io.BytesIO()
with zipfile.ZipFile(buffer, "w") as z:
    z.writestr("[Content_Types].xml", dict((e, d) for e, d, _ in entries(DOCX))["[Content_Types].xml"])
    z.writestr("word/document.xml", "<a/>")
with open(os.path.join(FOLDER, "hollow.docx"), "wb") as f:
    f.write(buffer.getvalue())
print(os.path.join(FOLDER, "hollow.docx"), "exchange.draft-failed")
