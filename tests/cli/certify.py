#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Certifies a PDF of bench/make_pdf.py (ISO 32000-2, 12.8.2.2) in a new revision, with OpenSSL: certify.py IN OUT KEY.pem ISSUER.pem PERMISSION"""
import re
import subprocess
import sys

source, target, key, issuer, permission = sys.argv[1:]
data = open(source, "rb").read()
start = int(re.findall(rb"startxref\s+(\d+)", data)[-1])
size = int(re.findall(rb"/Size (\d+)", data)[-1])
ROOM, RANGE = 16384, b"0000000000 0000000000 0000000000 0000000000"
objects = {
    1: b"<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[5 0 R]>>/Perms<</DocMDP %d 0 R>>>>" % size,
    5: b"<</Type/Annot/Subtype/Widget/FT/Sig/T(Signature1)/Rect[0 0 0 0]/F 132/P 10 0 R/V %d 0 R>>" % size,
    size: b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[%s]/Contents<%s>/Reference[<</Type/SigRef"
          b"/TransformMethod/DocMDP/TransformParams<</Type/TransformParams/P %d/V/1.2>>>>]>>" % (RANGE, b"0" * ROOM, int(permission)),
}
tail, table = b"", b"xref\n"
for number, body in objects.items():
    table += b"%d 1\n%010d 00000 n \n" % (number, len(data) + len(tail))
    tail += b"%d 0 obj\n%s\nendobj\n" % (number, body)
file = data + tail + table + b"trailer\n<</Size %d/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (size + 1, start, len(data) + len(tail))
at = file.index(b"/Contents<" + b"0" * ROOM, len(data)) + len(b"/Contents")
end = at + ROOM + 2
span = b"0 %d %d %d" % (at, end, len(file) - end)
file = file.replace(RANGE, span.ljust(len(RANGE)))
cms = subprocess.run(["openssl", "cms", "-sign", "-binary", "-cades", "-md", "sha256", "-signer", key, "-certfile", issuer, "-outform", "DER"],
                     input=file[:at] + file[end:], stdout=subprocess.PIPE, check=True).stdout.hex().encode()
open(target, "wb").write(file[:at + 1] + cms.ljust(ROOM, b"0") + file[end - 1:])
