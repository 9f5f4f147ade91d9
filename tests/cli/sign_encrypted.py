#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signs an encrypted PDF as other software does it, which trien does not write: sign_encrypted.py KEY.pem CA.pem OUT.pdf. qpdf encrypts (AES-256, to be
opened without a password), openssl signs over the encrypted bytes."""
import re
import subprocess
import sys

HOLE = b"<" + b"0" * 12000 + b">"
RANGE = b"[0 1111111111 2222222222 3333333333]"
key, ca, out = sys.argv[1:]
objects = [b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R]/SigFlags 3>>>>", b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 200 200]>>",
           b"<</Type/Page/Parent 2 0 R/Annots[4 0 R]>>", b"<</Type/Annot/Subtype/Widget/FT/Sig/T(ky)/Rect[0 0 0 0]/F 132/P 3 0 R/V 5 0 R>>",
           b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/Reason(MAU)/ByteRange%s/Contents%s>>" % (RANGE, HOLE)]
data, places = b"%PDF-1.7\n", []
for n, o in enumerate(objects, 1):
    places.append(len(data))
    data += b"%d 0 obj\n%s\nendobj\n" % (n, o)
xref = b"".join(b"%010d 00000 n \n" % p for p in places)
with open(out + ".plain", "wb") as f:
    f.write(data + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (xref, len(data)))
subprocess.run(["qpdf", "--encrypt", "", "MAU", "256", "--", "--object-streams=disable", out + ".plain", out + ".open"], check=True)
with open(out + ".open", "rb") as f:
    data = f.read()
hole = re.search(rb"<0{12000}>", data)
found = re.search(rb"\[ ?0 1111111111 2222222222 3333333333 ?\]", data)
said = b"[0 %d %d %d]" % (hole.start(), hole.end(), len(data) - hole.end())
data = data[:found.start()] + said.ljust(found.end() - found.start()) + data[found.end():]
signed = subprocess.run(["openssl", "cms", "-sign", "-binary", "-cades", "-md", "sha256", "-signer", key, "-inkey", key, "-certfile", ca,
                         "-outform", "DER"], input=data[:hole.start()] + data[hole.end():], stdout=subprocess.PIPE, check=True).stdout
text = signed.hex().encode().ljust(12000, b"0")
with open(out, "wb") as f:
    f.write(data[:hole.start() + 1] + text + data[hole.end() - 1:])
