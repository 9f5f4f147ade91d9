#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a signed file brings along, taken out by qpdf and judged by OpenSSL: each time stamp, answer and list, and whether the store has
all that the signer, the stampers and the responders need. outside.py --anchor PEM [--at EPOCH] [--level B-B|B-T|B-LT|B-LTA] FILE

Exit 0: the file is of that level in the eyes of others; 1: it is not, with a line for each reason. Nothing of ours reads the file here."""
import argparse
import base64
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tempfile

STAMP = bytes.fromhex("060b2a864886f70d010910020e")  # id-aa-timeStampToken


def run(*arguments, data=None):
    r = subprocess.run([str(a) for a in arguments], input=data, capture_output=True)
    return r.returncode, r.stdout + r.stderr


def element(der, at):
    """Tag, begin and end of the content of the DER element at an offset."""
    n, at_content = der[at + 1], at + 2
    if n & 0x80:
        at_content += n & 0x7F
        n = int.from_bytes(der[at + 2:at_content], "big")
    return der[at], at_content, at_content + n


def children(der, begin, end):
    """(tag, whole, content) of the elements inside."""
    found = []
    while begin < end:
        tag, a, b = element(der, begin)
        found.append((tag, der[begin:b], der[a:b]))
        begin = b
    return found


class Cms:
    """Certificates, the signature value and the time stamps of a CMS."""

    def __init__(self, der):
        self.der = der[:element(der, 0)[2]]
        _, a, b = element(self.der, 0)
        content = children(self.der, a, b)[1][2]
        signed = children(content, *element(content, 0)[1:])
        self.certificates = [w for tag, _, c in signed if tag == 0xA0 for _, w, _ in children(c, 0, len(c))]
        infos = signed[-1][2]
        info = children(infos, *element(infos, 0)[1:])
        self.value = next(c for tag, _, c in info[4:] if tag == 0x04)
        self.stamps = []
        for tag, _, unsigned in info:
            if tag == 0xA1:
                for _, _, attribute in children(unsigned, 0, len(unsigned)):
                    if attribute.startswith(STAMP):
                        values = children(attribute, 0, len(attribute))[1][2]
                        self.stamps += [w for _, w, _ in children(values, 0, len(values))]


class Document:
    def __init__(self, path):
        self.bytes = path.read_bytes()
        code, out = run("qpdf", "--json=2", "--json-key=qpdf", "--json-stream-data=inline", "--decode-level=generalized", path)
        if code != 0:
            sys.exit("%s: qpdf cannot read it: %s" % (path, out.decode("utf-8", "replace")[:300]))
        self.objects = json.loads(out)["qpdf"][1]
        trailer = self.objects["trailer"]["value"]
        self.catalog = self.value(trailer["/Root"])
        self.signatures = [o["value"] for o in self.objects.values() if isinstance(o.get("value"), dict) and "/ByteRange" in o["value"]]
        self.signatures.sort(key=lambda s: s["/ByteRange"][2])
        self.store = self.value(self.catalog.get("/DSS", {}))

    def value(self, o):
        if isinstance(o, str) and re.fullmatch(r"\d+ \d+ R", o):
            o = self.objects["obj:" + o]
            return o.get("value", o.get("stream"))
        return o

    def streams(self, key):
        return [base64.b64decode(self.value(r)["data"]) for r in self.value(self.store.get(key, []))]

    def contents(self, s):
        return bytes.fromhex(s["/Contents"].removeprefix("b:"))

    def covered(self, s):
        a, n, b, m = s["/ByteRange"]
        return self.bytes[a:a + n] + self.bytes[b:b + m]


class Judge:
    def __init__(self, folder, anchor, at):
        self.folder, self.anchor, self.at = folder, anchor, str(at)
        self.problems, self.pool = [], {}

    def fail(self, text):
        self.problems.append(text)

    def file(self, der):
        path = self.folder / hashlib.sha256(der).hexdigest()[:16]
        path.write_bytes(der)
        return path

    def learn(self, der):
        """A certificate by its fingerprint: file, subject, issuer."""
        key = hashlib.sha256(der).hexdigest()
        if key not in self.pool:
            path = self.folder / (key[:16] + ".pem")
            run("openssl", "x509", "-inform", "DER", "-in", self.file(der), "-out", path)
            text = run("openssl", "x509", "-in", path, "-noout", "-subject", "-issuer")[1].decode()
            subject, issuer = re.findall(r"^(?:subject|issuer)=(.*)$", text, re.M)[:2]
            self.pool[key] = {"path": path, "subject": subject, "issuer": issuer, "der": der}
        return self.pool[key]

    def untrusted(self):
        path = self.folder / "untrusted.pem"
        path.write_bytes(b"".join(c["path"].read_bytes() for c in self.pool.values()))
        return path

    def stamp(self, token, data, what):
        code, out = run("openssl", "ts", "-verify", "-token_in", "-in", self.file(token), "-data", self.file(data), "-CAfile", self.anchor,
                        "-untrusted", self.untrusted(), "-attime", self.at)
        if code != 0 or b"Verification: OK" not in out:
            self.fail("%s: openssl ts: %s" % (what, out.decode("utf-8", "replace").strip().replace("\n", " ")[-200:]))

    def issuer(self, certificate):
        return next((c for c in self.pool.values() if c["subject"] == certificate["issuer"]), None)

    def list_of(self, der):
        """The name of who made a list, where his key fits."""
        path = self.file(der)
        for c in self.pool.values():
            code, out = run("openssl", "crl", "-inform", "DER", "-in", path, "-noout", "-issuer", "-CAfile", c["path"])
            name = re.search(rb"issuer=(.*)", out)
            if b"verify OK" in out and name and name.group(1).decode() == c["subject"]:
                return c["subject"]
        self.fail("a list of the store: openssl crl: no certificate verifies it")
        return None

    def answer_about(self, der, certificates):
        """The subject of whom an answer speaks, where OpenSSL believes it."""
        path, said = self.file(der), []
        for c in certificates:
            issuer = self.issuer(c)
            if issuer is None:
                continue
            code, out = run("openssl", "ocsp", "-respin", path, "-issuer", issuer["path"], "-cert", c["path"], "-CAfile", self.anchor,
                            "-verify_other", self.untrusted(), "-attime", self.at, "-validity_period", "2000000000")
            if code == 0 and b"Response verify OK" in out and re.search(rb": (good|revoked)\n", out):
                said.append(c["subject"])
        if not said:
            self.fail("an answer of the store: openssl ocsp believes it of nobody")
        return said


def chain(judge, certificate, anchor):
    """Whoever's status is to be known, up to the anchor."""
    found = []
    while certificate is not None and certificate["subject"] != anchor["subject"] and len(found) < 10:
        found.append(certificate)
        certificate = judge.issuer(certificate)
    return found if certificate is not None else found + [None]


def responders(judge, der):
    """Who is inside an answer besides the authorities, and is not excused by id-pkix-ocsp-nocheck (RFC 6960 4.2.2.2.1)."""
    code, out = run("openssl", "ocsp", "-respin", judge.file(der), "-resp_text", "-noverify")
    found = []
    for pem in re.findall(rb"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n", out, re.S):
        code, der = run("openssl", "x509", "-outform", "DER", data=pem)
        c = judge.learn(der)
        if b"No Check" not in run("openssl", "x509", "-in", c["path"], "-noout", "-text")[1]:
            found.append(c)
    return found


def check_store(judge, document, ends, anchor):
    for der in document.streams("/OCSPs"):
        ends = ends + responders(judge, der)
    stored = {hashlib.sha256(d).hexdigest() for d in document.streams("/Certs")}
    lists = {judge.list_of(d) for d in document.streams("/CRLs")}
    answered = {s for d in document.streams("/OCSPs") for s in judge.answer_about(d, list(judge.pool.values()))}
    for end in ends:
        for c in chain(judge, end, anchor):
            if c is None:
                judge.fail("%s: the chain does not reach the anchor" % end["subject"])
            elif hashlib.sha256(c["der"]).hexdigest() not in stored:
                judge.fail("%s: not among /Certs" % c["subject"])
            elif c["issuer"] not in lists and c["subject"] not in answered:
                judge.fail("%s: neither list nor answer speaks of it" % c["subject"])
    keys = {hashlib.sha1(document.contents(s)).hexdigest().upper() for s in document.signatures if s.get("/Type") != "/DocTimeStamp"}
    missing = keys - {k[1:] for k in document.value(document.store.get("/VRI", {}))}
    if missing:
        judge.fail("no /VRI for %s" % ", ".join(sorted(missing)))


def leaf(judge, cms):
    """The signer: of those inside the one that issued no other of them."""
    own = [judge.learn(d) for d in cms.certificates]
    return next(c for c in own if not any(o["issuer"] == c["subject"] and o is not c for o in own))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--anchor", required=True, type=pathlib.Path)
    p.add_argument("--at", default="1795000000")
    p.add_argument("--level", choices=["B-B", "B-T", "B-LT", "B-LTA"], default="B-B")
    p.add_argument("file", type=pathlib.Path)
    a = p.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        judge, document = Judge(pathlib.Path(folder), a.anchor, a.at), Document(a.file)
        anchor = judge.learn(subprocess.run(["openssl", "x509", "-in", a.anchor, "-outform", "DER"], capture_output=True, check=True).stdout)
        for der in document.streams("/Certs"):
            judge.learn(der)
        ends, stamps, documents = [], 0, 0
        for n, s in enumerate(document.signatures):
            cms = Cms(document.contents(s))
            ends.append(leaf(judge, cms))
            if s.get("/Type") == "/DocTimeStamp":
                documents += 1
                judge.stamp(cms.der, document.covered(s), "document time stamp %d" % n)
                continue
            for token in cms.stamps:
                stamps += 1
                ends.append(leaf(judge, Cms(token)))
                judge.stamp(token, cms.value, "time stamp of signature %d" % n)
            code, out = run("openssl", "cms", "-verify", "-inform", "DER", "-in", judge.file(cms.der), "-content", judge.file(document.covered(s)),
                            "-binary", "-CAfile", a.anchor, "-certfile", judge.untrusted(), "-purpose", "any", "-no_check_time", "-out", "/dev/null")
            if code != 0:
                judge.fail("signature %d: openssl cms: %s" % (n, out.decode("utf-8", "replace")[:200]))
        if a.level != "B-B" and stamps == 0 and documents == 0:
            judge.fail("no time stamp at all")
        if a.level in ("B-LT", "B-LTA"):
            check_store(judge, document, ends, anchor)
        if a.level == "B-LTA" and documents == 0:
            judge.fail("no document time stamp")
        print("%s: %d signatures, %d time stamps, %d of the document, %d certificates, %d lists, %d answers" % (
            a.file.name, len(document.signatures) - documents, stamps, documents, len(document.streams("/Certs")),
            len(document.streams("/CRLs")), len(document.streams("/OCSPs"))))
        print("".join("  %s\n" % t for t in judge.problems), end="")
        return 1 if judge.problems else 0


if __name__ == "__main__":
    sys.exit(main())
