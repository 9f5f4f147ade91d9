#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""field_pdf.py OUT RECT [PAGE_KEYS [FIELD_KEYS]]: a page of A4 with one empty signature field "Dau"."""
import sys

out, rect = sys.argv[1:3]
page = sys.argv[3] if len(sys.argv) > 3 else ""
field = sys.argv[4] if len(sys.argv) > 4 else ""
bodies = [
    "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/SigFlags 1>>>>",
    "<</Type/Pages/Kids[3 0 R]/Count 1>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.28 841.89]/Resources<<>>/Annots[4 0 R]%s>>" % page,
    "<</Type/Annot/Subtype/Widget/FT/Sig/T(Dau)/Rect[%s]/F 4/P 3 0 R%s>>" % (rect, field),
]
data, offsets = b"%PDF-1.7\n", []
for number, body in enumerate(bodies, 1):
    offsets.append(len(data))
    data += b"%d 0 obj\n%s\nendobj\n" % (number, body.encode())
table = len(data)
data += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % o for o in offsets)
data += b"trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % table
with open(out, "wb") as f:
    f.write(data)
