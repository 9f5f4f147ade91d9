#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Is what PDF/A asks of structure still so? pdfa_check.py PART FILE

ISO 19005-1 or -2, as far as objects show it without reading content streams: metadata, output intent, fonts, transparency,
annotations, filters, the form. No validator: what it passes may still be none. Prints what is broken; exit 1 then. Needs qpdf."""
import json
import re
import subprocess
import sys


class Document:
    def __init__(self, path):
        listing = subprocess.run(["qpdf", "--json=2", "--json-stream-data=none", path, "-"], capture_output=True, stdin=subprocess.DEVNULL)
        objects = json.loads(listing.stdout)["qpdf"][1]
        self.objects = {k[4:]: v["stream"]["dict"] if "stream" in v else v.get("value") for k, v in objects.items() if k.startswith("obj:")}
        self.streams = {k[4:] for k, v in objects.items() if k.startswith("obj:") and "stream" in v}
        self.trailer = objects["trailer"]["value"]
        self.path = path

    def get(self, value):
        while isinstance(value, str) and re.fullmatch(r"\d+ \d+ R", value):
            value = self.objects.get(value)
        return value

    def dicts(self):
        """Every dictionary of the file, direct ones too."""
        todo = list(self.objects.values())
        while todo:
            o = todo.pop()
            if isinstance(o, dict):
                yield o
                todo.extend(o.values())
            elif isinstance(o, list):
                todo.extend(o)

    def data(self, ref):
        number = ref.split()[0]
        return subprocess.run(["qpdf", "--show-object=" + number, "--filtered-stream-data", self.path], capture_output=True,
                              stdin=subprocess.DEVNULL).stdout


def check_catalog(d, part):
    catalog = d.get(d.trailer["/Root"])
    metadata = catalog.get("/Metadata")
    if not metadata or ("pdfaid:part>%d<" % part).encode() not in d.data(metadata):
        yield "no metadata that say part %d" % part
    elif "/Filter" in d.get(metadata):
        yield "metadata are compressed"
    intents = [d.get(i) for i in d.get(catalog.get("/OutputIntents")) or []]
    if not any(i.get("/S") == "/GTS_PDFA1" and i.get("/DestOutputProfile") for i in intents):
        yield "no output intent"
    form = d.get(catalog.get("/AcroForm"))
    if form and form.get("/NeedAppearances"):
        yield "/NeedAppearances"
    if "/AA" in catalog or "/OCProperties" in catalog and part == 1:
        yield "actions or layers"
    if "/ID" not in d.trailer or "/Encrypt" in d.trailer:
        yield "no /ID, or encrypted"


def check_fonts(d, part):
    for o in d.dicts():
        if o.get("/Type") == "/Font" and o.get("/Subtype") not in ("/Type0", "/Type3"):
            descriptor = d.get(o.get("/FontDescriptor")) or {}
            if not any(k in descriptor for k in ("/FontFile", "/FontFile2", "/FontFile3")):
                yield "font %s is not embedded" % o.get("/BaseFont")
            if part == 1 and o.get("/Subtype") in ("/CIDFontType0", "/CIDFontType2") and "+" in str(o.get("/BaseFont")):
                yield from check_cids(d, o, descriptor)
            if o.get("/Subtype") == "/CIDFontType2" and "/CIDToGIDMap" not in o:
                yield "no /CIDToGIDMap"


def check_cids(d, font, descriptor):
    """Each CID that /W names is in the set."""
    if "/CIDSet" not in descriptor:
        yield "font %s has no /CIDSet" % font.get("/BaseFont")
        return
    bits, w, i = d.data(descriptor["/CIDSet"]), d.get(font.get("/W")) or [], 0
    while i + 1 < len(w):
        widths = d.get(w[i + 1])
        for cid in range(w[i], w[i] + len(widths)) if isinstance(widths, list) else range(w[i], widths + 1):
            if cid // 8 >= len(bits) or not bits[cid // 8] & (0x80 >> cid % 8):
                yield "CID %d of %s is not in /CIDSet" % (cid, font.get("/BaseFont"))
        i += 2 if isinstance(widths, list) else 3


def check_graphics(d, part):
    for o in d.dicts():
        if part == 1 and (o.get("/SMask") not in (None, "/None") or d.get(o.get("/Group") or {}).get("/S") == "/Transparency"):
            yield "transparency"
        if part == 1 and any(o.get(k, 1) != 1 for k in ("/CA", "/ca")):
            yield "opacity"
        if o.get("/Subtype") == "/PS" or "/OPI" in o or (o.get("/Subtype") == "/Image" and ("/Alternates" in o or o.get("/Interpolate"))):
            yield "PostScript, OPI, alternates or interpolation"
        if any(f == "/LZWDecode" for f in ([o["/Filter"]] if isinstance(o.get("/Filter"), str) else o.get("/Filter") or [])):
            yield "LZW"
        if o.get("/S") in ("/JavaScript", "/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData"):
            yield "action %s" % o["/S"]


def check_annotations(d, part):
    for o in d.dicts():
        if o.get("/Type") != "/Annot" or o.get("/Subtype") == "/Popup":
            continue
        flags, look = o.get("/F", 0), d.get(o.get("/AP"))
        if flags & 4 != 4 or flags & 0x23:
            yield "annotation %s: flags %d" % (o.get("/Subtype"), flags)
        rect = o.get("/Rect") or [0] * 4
        if o.get("/Subtype") != "/Link" and rect[0] != rect[2] and not look:
            yield "annotation %s without a look" % o.get("/Subtype")
        if look and set(look) != {"/N"}:
            yield "annotation with looks %s" % sorted(look)
        if "/AA" in o or (o.get("/Subtype") == "/Widget" and "/A" in o):
            yield "annotation with actions"


def check_file(d, part):
    data = open(d.path, "rb").read()
    if part == 1 and (re.search(rb"/Type\s*/(XRef|ObjStm)\b", data) or data[:8] > b"%PDF-1.4"):
        yield "newer than PDF 1.4"


def main():
    part, d = int(sys.argv[1]), Document(sys.argv[2])
    broken = sorted({b for check in (check_catalog, check_fonts, check_graphics, check_annotations, check_file) for b in check(d, part)})
    for b in broken:
        print("%s: PDF/A-%d: %s" % (sys.argv[2], part, b))
    return 1 if broken else 0


sys.exit(main())
