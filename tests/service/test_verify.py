#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R10.1 X4
/v1/verify on SQLite and on PostgreSQL: anybody asks what is to be said of a file. The same as the command says; nothing of it is kept; what was issued here is named, with a proof that
the command checks; too many, too long, other bytes than a PDF's, a worker that is killed."""
import base64
import datetime
import glob
import hashlib
import html.parser
import json
import os
import random
import re
import signal
import subprocess
import time
import zlib

import sys
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403

SOURCE = pathlib.Path(os.environ["TRIEN_SOURCE_DIR"])


def ask(where, body, address="192.0.2.1", chunked=False, **more):
    return request(where, "POST", "/v1/verify", body, {"X-Real-IP": address, **more}, chunked)


def in_english(where, issued):
    """The words for people in the language that is asked for; the rest is the same."""
    vi, en = (request(where, "POST", "/v1/verify?lang=" + lang, issued, {"X-Real-IP": "192.0.2.77"}) for lang in ("vi", "en"))
    said = [a.json()["report"]["report"]["word"] for a in (vi, en)]
    equal("the word", said, ["HỢP LỆ", "VALID"])
    equal("the same verdict", indications(vi.json()["report"]), indications(en.json()["report"]))
    equal("another language", request(where, "POST", "/v1/verify?lang=fr", issued, {"X-Real-IP": "192.0.2.78"}).id, "service.query-invalid")


def indications(report):
    return [s["indication"] for s in report["signatures"]]


def issue(back):
    """A document of the agency H01 that is signed, has its number and is issued: the file."""
    trien("store", "init", "--blobs", BLOBS + back.name, back.store)
    trien("audit", "open", "--origin", "so-noi-vu.example/" + back.name, back.store)
    for words in (("agency", "code=H00", "name=Tỉnh Mẫu", "kind=province"), ("agency", "code=H01", "name=UBND tỉnh Mẫu", "kind=province", "parent=H00"),
                  ("person", "code=CB1", "name=Nguyễn Văn Mẫu", "agency=H01"), ("post", "person=CB1", "agency=H01", "title=Văn thư", "role=clerk", "from_at=2020-01-01"),
                  ("numbering", "agency=H01", "symbol=UBND", "scheme=kind")):
        registry(back, "enter", *words)
    trien("registry", "certificate", "--blobs", BLOBS + back.name, "--trust", "lab/trust", "--agency", "H01", "--holder", "agency", back.store, "agency.pem")
    office = ("--as", "person:1", "--blobs", BLOBS + back.name, "--trust", "lab/trust")
    trien("office", "take", *office, "--agency", "H01", "--kind", "QĐ", "--subject", "Mẫu", back.store, "signed.pdf")
    trien("office", "issue", *office, back.store, "document:1", "issued.pdf")
    # The audit trail is signed by another program, with a key of its own.
    trien("audit", "sign", "--key", back.name + ".key", "--log", str(WORK / ("log" + back.name)), back.store)
    return pathlib.Path("issued.pdf").read_bytes()


def make_files():
    copy_lab()
    subprocess.run([sys.executable, SOURCE / "bench/make_pdf.py", "small.pdf", "6000"], check=True)
    key = pathlib.Path("lab/keys/agency.pem").read_text()
    pathlib.Path("agency.pem").write_text(key[key.index("-----BEGIN CERT"):key.index("-----END CERT")] + "-----END CERTIFICATE-----\n")
    for name in ("sqlite", "postgresql"):
        pathlib.Path(name + ".pub").write_bytes(trien("audit", "key", "--origin", "so-noi-vu.example/" + name, name + ".key"))
    texts = "number=1:30:40:15;day=1:110:40:8:13:italic;month=1:130:40:8:13:italic;year=1:150:40:12:13:italic"
    trien("reserve", "--texts", texts, "--signers", "as=signatory,name=Nguyễn Văn Mẫu,at=1:120:230:45:20;as=agency,at=1:99:222:36:36", "-o", "r.pdf", "small.pdf")
    trien("sign", "--unseen", "--key", "pem:lab/keys/leader.pem", "-o", "signed.pdf", "r.pdf")
    today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7))).strftime("%d/%m/%Y")
    trien("issue", "--key", "pem:lab/keys/agency.pem", "--trust", "lab/trust", "--number", "1", "--date", today, "--picture",
          str(SOURCE / "tests/official/pictures/seal.png"), "--diameter-mm", "36", "-o", "issued.pdf", "signed.pdf")
    subprocess.run([sys.executable, SOURCE / "tests/cli/append_page_change.py", "signed.pdf", "changed.pdf"], check=True)


def judges(where, issued):
    signed = pathlib.Path("signed.pdf").read_bytes()
    a = ask(where, signed)
    equal("judged: %r" % a.body[:300], a.status, 200)
    said = json.loads(subprocess.run([TRIEN, "verify", "--json", "--trust", "lab/trust", "signed.pdf"], capture_output=True).stdout)
    equal("as the command says", indications(a.json()["report"]), indications(said))
    equal("its hash; it is a draft here", (a.json()["sha256"], a.json()["issued"]), (hashlib.sha256(signed).hexdigest(), None))
    a = ask(where, issued)
    equal("two signatures", len(a.json()["report"]["signatures"]), 2)
    equal("never kept by a cache", a.fields["cache-control"], "no-store")
    # Another bit in what the first signature covers.
    tampered = bytearray(issued)
    tampered[issued.index(b"MediaBox") + 12] ^= 1
    a = ask(where, bytes(tampered))
    check("a changed one: %r" % a.body[:300], a.status != 200 or "TOTAL-FAILED" in indications(a.json()["report"]))
    check("and is not issued here", a.status != 200 or a.json()["issued"] is None)
    equal("without signatures", ask(where, pathlib.Path("small.pdf").read_bytes()).json()["report"]["signatures"], [])
    for what, body in (("text", b"khong phai PDF"), ("an end too early", issued[:300]), ("noughts", b"\0" * 5000), ("a head alone", b"%PDF-1.7\n"), ("nothing", b"")):
        a = ask(where, body, "192.0.2.3")
        check("%s: %s %s" % (what, a.status, a.id), 400 <= a.status < 500)


def is_known(back, where, issued):
    got = ask(where, issued, "192.0.2.5").json()["issued"]
    equal("of the document itself", (got["kind"], got["destroyed"], got["replaced_by"]), ("issued", False, None))
    equal("issued here as", (got["agency"], got["number"], got["state"], got["log"]), ("UBND tỉnh Mẫu", "01/QĐ-UBND", "issued", "so-noi-vu.example/" + back.name))
    pathlib.Path("one.tlog-proof").write_text(got["proof"])
    trien("audit", "verify", "--vkey", back.name + ".pub", "--proof", "one.tlog-proof")
    pathlib.Path("other.tlog-proof").write_text(got["proof"].replace("index %d" % got["leaf"], "index %d" % (got["leaf"] - 1)))
    trien("audit", "verify", "--vkey", back.name + ".pub", "--proof", "other.tlog-proof", fails="audit.proof-wrong")


def caps(where):
    top = 32 << 20
    a = ask(where, b"%PDF-1.7\n" + b"\0" * (top - 9), "192.0.2.6")
    check("at the cap: %s" % a.id, 400 <= a.status < 500 and a.id != "service.body-limit")
    is_refused("past the cap", ask(where, b"\0" * (top + 1), "192.0.2.6"), 413, "service.body-limit")
    is_refused("in chunks", ask(where, b"\0" * (top + 1), "192.0.2.6", chunked=True), 413, "service.body-limit")
    is_refused("from a page of others", ask(where, b"x", "192.0.2.6", Origin="https://example.org"), 403, "service.csrf-token")
    # Large bodies are taken few at a time: what waits is in the network, and not in memory. Who is slow is sent away after ten seconds, so all come at once: more than there are places.
    def slow_one(i):
        s = connect(where)
        s.sendall(b"POST /v1/verify HTTP/1.1\r\nHost: x\r\nX-Real-IP: 198.51.100.%d\r\nContent-Length: 2000000\r\n\r\nx" % i)
        return s
    slow = [slow_one(i) for i in range(4)]
    a = ask(where, b"x", "198.51.0.99")
    check("four are taken", a.id != "service.busy")
    slow += [slow_one(i) for i in range(4, 24)]
    for k in range(200):
        a = ask(where, b"x", "198.52.%d.99" % k)
        if a.id == "service.busy":
            break
        slow.append(slow_one(24 + k)) # what was refused just now may have held a place a moment longer
    is_refused("one more", a, 503, "service.busy")
    check("when", int(a.fields["retry-after"]) > 0)
    equal("all else goes on", request(where, "GET", "/health").status, 200)
    for s in slow:
        s.close()
    for _ in range(100):
        a = ask(where, b"x", "203.%d.113.98" % _)
        if a.id != "service.busy":
            break
        time.sleep(0.05)
    check("and then again: %s" % a.id, a.id != "service.busy")
    answers = [ask(where, b"x", "203.0.113.1").id for _ in range(22)]
    equal("twenty in a minute", [i == "service.rate-limit" for i in answers], [False] * 20 + [True] * 2)
    check("others are not counted", ask(where, b"x", "203.0.113.2").id != "service.rate-limit")


# ---- the page ----

BOUNDARY = "----trien7MA4YWxkTrZu0gW"


def form(content, name="file", boundary=BOUNDARY, more=""):
    return ('--%s\r\nContent-Disposition: form-data; name="%s"; filename="văn bản.pdf"\r\nContent-Type: application/pdf\r\n%s\r\n' % (boundary, name, more)).encode() + \
        content + ("\r\n--%s--\r\n" % boundary).encode()


def send(where, body, address="192.0.2.20", kind="multipart/form-data; boundary=" + BOUNDARY, **more):
    return request(where, "POST", "/verify", body, {"X-Real-IP": address, "Content-Type": kind, "Origin": "https://x", "Sec-Fetch-Site": "same-origin", **more})


class Page(html.parser.HTMLParser):
    """A page taken apart by Python's reader: its tags and its text; everything that is opened is closed."""

    def __init__(self, answer):
        super().__init__()
        self.tags, self.words, self.open, self.pictures = [], "", [], []
        self.feed(answer.body.decode())
        check("closed: %s" % self.open, self.open == [])

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        check("no script, no handler: %s %s" % (tag, attributes), tag not in ("script", "iframe", "object", "base", "link") and not any(k.startswith("on") for k, _ in attributes))
        if tag == "img":
            self.pictures.append(base64.b64decode(dict(attributes)["src"].removeprefix("data:image/png;base64,"), validate=True))
        if tag not in ("meta", "img", "input", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        equal("nested", self.open.pop(), tag)

    def handle_data(self, data):
        self.words += data


def page_of(answer, status=200):
    equal("a page: %r" % answer.raw[-500:], (answer.status, answer.fields["content-type"]), (status, "text/html; charset=utf-8"))
    policy = answer.fields["content-security-policy"]
    style = re.search(rb"<style>(.*?)</style>", answer.body, re.S).group(1)
    check("its style and nothing else: " + policy, "sha256-%s'" % base64.b64encode(hashlib.sha256(style).digest()).decode() in policy and policy.startswith("default-src 'none'; ")
          and "unsafe" not in policy and "script" not in policy and "frame-ancestors 'none'" in policy)
    equal("safe", (answer.fields["cache-control"], answer.fields["x-content-type-options"], answer.fields["referrer-policy"]), ("no-store", "nosniff", "same-origin"))
    return Page(answer)


def shows_a_page(back, where, issued):
    page = page_of(request(where, "GET", "/verify"))
    check("a form", "form" in page.tags and "input" in page.tags)
    page = page_of(send(where, form(issued)))
    said = ask(where, issued, "192.0.2.21").json()
    for text in ("01/QĐ-UBND", "UBND tỉnh Mẫu", said["sha256"], said["issued"]["proof"].strip(), "Chữ ký 1", "Chữ ký 2", said["report"]["report"]["signatures"][0]["who"],
                 said["report"]["report"]["word"]):
        check("the page says %r: %s" % (text, page.words[:3000]), text in page.words)
    equal("nothing was changed but by the second one", [p[:8] for p in page.pictures], [b"\x89PNG\r\n\x1a\n"] * len(page.pictures))
    check("the seal is seen", len(page.pictures) == 2)
    page = page_of(send(where, form(pathlib.Path("signed.pdf").read_bytes())))
    check("a draft is not issued", "không có văn bản nào" in page.words and not page.pictures)
    page = page_of(send(where, form(pathlib.Path("changed.pdf").read_bytes())))
    check("changed after signing: %s" % page.words[-3000:], "Thay đổi sau khi ký" in page.words and len(page.pictures) >= 2)
    is_refused_page("no PDF", send(where, form(b"khong phai <script>alert(1)</script>")), 422, "pdf.")
    for what, body, kind in (
            ("another name", form(issued, "tep"), None), ("two parts", form(issued).replace(b"--\r\n", b"\r\n") + form(issued), None), ("bytes behind", form(issued) + b"x", None),
            ("no end", form(issued)[:-8], None), ("another boundary", form(issued, boundary="khac"), None), ("a head of its own", form(issued, more="X-A: b\r\n"), None),
            ("an encoding", form(issued, more="Content-Transfer-Encoding: base64\r\n"), None), ("its name twice", form(issued, more='Content-Disposition: form-data; name="file"\r\n'), None),
            ("a long head", form(issued, more="Content-Type: %s\r\n" % ("a" * 5000)), None), ("a boundary of 71", form(issued, boundary="b" * 71), "multipart/form-data; boundary=" + "b" * 71),
            ("no boundary", form(issued), "multipart/form-data"), ("a boundary of blanks", form(issued), 'multipart/form-data; boundary="  "'), ("nothing", b"", None)):
        is_refused_page(what, send(where, body, "198.51.100.%d" % len(what), **({"kind": kind} if kind else {})), 400, "service.form-malformed")
    equal("a boundary of 70, in quotes", page_of(send(where, form(issued, boundary="b" * 70), kind='multipart/form-data; boundary="%s"' % ("b" * 70))).tags[0], "html")
    is_refused_page("no form", send(where, issued, kind="application/pdf"), 415, "service.body-type")
    is_refused_page("of another site", send(where, form(issued), Origin="https://evil.example"), 403, "service.csrf-token")
    is_refused_page("whose origin is hidden", send(where, form(issued), Origin="null"), 403, "service.csrf-token")
    is_refused_page("past the cap", send(where, b"\0" * ((32 << 20) + 9000)), 413, "service.body-limit")
    equal("twenty in a minute", [send(where, b"x", "203.0.113.77").status for _ in range(21)], [400] * 20 + [429])
    is_refused_page("of both doors", send(where, form(issued), "203.0.113.77"), 429, "service.rate-limit")
    is_refused("and of the other one", ask(where, issued, "203.0.113.77"), 429, "service.rate-limit")


def is_refused_page(what, answer, status, error):
    page = page_of(answer, answer.status)
    check("%s: %s %s" % (what, answer.status, page.words[-400:]), (status == 422 and 400 <= answer.status < 500 or answer.status == status) and error in page.words and "alert(1)" not in answer.body.decode())


def hostile_files(where, issued):
    """Each of them costs its own request, gets an answer, and the service is well after it."""
    comment = b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    bomb = zlib.compress(b"\0" * (64 << 20), 9)
    nested = b"%PDF-1.7\n1 0 obj " + b"[" * 100000 + b"]" * 100000 + b" endobj\ntrailer<</Root 1 0 R>>\nstartxref\n0\n%%EOF"
    for i, (what, body) in enumerate((
            ("nothing", b""), ("one byte", b"%"), ("noughts", b"\0" * 100000), ("a head", b"%PDF-1.7\n"), ("its first half", issued[:len(issued) // 2]),
            ("its second half", issued[len(issued) // 2:]), ("twice", issued + issued), ("deep", nested), ("a bomb", comment + b"3 0 obj<</Length %d/Filter/FlateDecode>>stream\n" % len(bomb) + bomb + b"\nendstream endobj startxref 0 %%EOF"),
            ("xref into itself", issued[:issued.rindex(b"startxref")] + b"startxref\n%d\n%%%%EOF\n" % issued.rindex(b"startxref")),
            ("xref far away", issued[:issued.rindex(b"startxref")] + b"startxref\n99999999999999999999\n%%EOF\n"),
            ("a Prev that is itself", issued.replace(b"/Prev ", b"/Prev 0", 1)), ("ByteRange of less than nothing", re.sub(rb"/ByteRange ?\[[^\]]*\]", lambda m: b"/ByteRange[-1 2 3 -4" + b" " * (len(m.group(0)) - 21) + b"]", issued)),
            ("ByteRange past the end", re.sub(rb"/ByteRange ?\[[^\]]*\]", lambda m: (b"/ByteRange[0 9 10 999999999").ljust(len(m.group(0)) - 1) + b"]", issued)),
            ("Contents of zeros", re.sub(rb"/Contents ?<[0-9a-fA-F]+>", lambda m: b"/Contents <".ljust(len(m.group(0)) - 1, b"0") + b">", issued)),
            ("names of a script", issued.replace(b"/Name (", b"/Name (<script>", 1)), ("HTML", b"<!DOCTYPE html><script>alert(1)</script>"), ("a zip", b"PK\3\4" + b"\0" * 2000),
            ("XML with entities", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'), ("random", random.Random(7).randbytes(200000)),
            ("a million objects", b"%PDF-1.7\n" + b"".join(b"%d 0 obj null endobj\n" % k for k in range(1, 60000)) + b"startxref\n0\n%%EOF"))):
        for door in (lambda: ask(where, body, "198.51.%d.1" % i), lambda: send(where, form(body), "198.51.%d.2" % i)):
            a = door()
            check("%s: %s %r" % (what, a.status, a.raw[:300]), a.status == 200 or 400 <= a.status < 500)
            if a.fields["content-type"].startswith("text/html"):
                page_of(a, a.status)
            check("%s passes nothing" % what, b"TOTAL-PASSED" not in a.body or what in ("twice", "names of a script"))
    equal("well", request(where, "GET", "/health").status, 200)
    equal("judges", ask(where, issued, "192.0.2.30").status, 200)


# ---- what became of it since ----

def is_known_for_ever(back, where, issued):
    def said(address):
        got = ask(where, issued, address).json()["issued"]
        return (got["number"], got["state"], got["destroyed"], got["replaced_by"], got["kind"])

    equal("issued", said("192.0.2.40"), ("01/QĐ-UBND", "issued", False, None, "issued"))
    # A hand in the index makes nothing issued: the history has no such file.
    other = issued + b"\n"
    back.write("INSERT INTO issued_file (sha256, document, kind, act) SELECT '%s', document, kind, act FROM issued_file" % hashlib.sha256(other).hexdigest())
    equal("what a hand wrote is not", ask(where, other, "192.0.2.47").json()["issued"], None)
    back.write("UPDATE document SET state = 'recalled' WHERE id = 1")
    equal("recalled", said("192.0.2.41")[:3], ("01/QĐ-UBND", "recalled", False))
    check("the page says so", "đã bị thu hồi" in page_of(send(where, form(issued), "192.0.2.42")).words)
    # As an act of destruction leaves the row (tests/office/contract_retention.c).
    back.write("UPDATE document SET issued_file = NULL, file = NULL WHERE id = 1")
    equal("destroyed", said("192.0.2.43")[:3], ("01/QĐ-UBND", "recalled", True))
    check("the page says so too", "đã được tiêu hủy" in page_of(send(where, form(issued), "192.0.2.44")).words)
    # As the issue of another document that replaces it leaves both.
    columns = [x for x in ("id", "version", "act", "agency", "kind", "subject", "medium", "urgency", "state", "unit", "signer", "recipients", "drafter", "issued_at", "sort_key", "search_key")]
    back.write("UPDATE document SET state = 'replaced' WHERE id = 1; INSERT INTO document (%s, replaces) SELECT %s, 1 FROM document WHERE id = 1;" % (
        ", ".join(columns), ", ".join("99" if x == "id" else "'issued'" if x == "state" else x for x in columns)))
    equal("replaced", said("192.0.2.45")[:2], ("01/QĐ-UBND", "replaced"))
    back.write("UPDATE document SET state = 'numbered' WHERE id = 1")
    equal("whose issue was undone is unknown", ask(where, issued, "192.0.2.46").json()["issued"], None)


def keeps_nothing(back, before):
    """Neither a file nor a row more than before."""
    equal("files", sorted(str(p) for p in WORK.rglob("*") if p.is_file() and "pg" not in str(p) and p.suffix not in (".log", ".db-wal", ".db-shm", ".tlog-proof")), before)
    equal("rows", back.ask("SELECT COUNT(*) FROM blob"), back.ask("SELECT COUNT(*) FROM blob WHERE refs > 0"))


def killed(service, where, issued):
    """Who kills a worker takes one away, until another is made (test_ready.py)."""
    def of(pid):
        return [int(x) for x in pathlib.Path("/proc/%d/task/%d/children" % (pid, pid)).read_text().split()]

    nursery = next(p for p in of(service.process.pid) if of(p))  # not who makes those that look at drafts
    children = of(nursery)
    equal("two workers", len(children), 2)
    os.kill(children[0], signal.SIGKILL)
    equal("the other one", ask(where, issued, "192.0.2.8").status, 200)


def one_back_end(back):
    issued = issue(back)
    where = str(WORK / back.name)
    config = {"listen": "unix:" + where, "store": back.store, "trust": str(WORK / "lab/trust"), "logs": {"2026": str(WORK / ("log" + back.name))}}
    service = Program("triend", config)
    before = sorted(str(p) for p in WORK.rglob("*") if p.is_file() and "pg" not in str(p) and p.suffix not in (".log", ".db-wal", ".db-shm", ".tlog-proof"))
    judges(where, issued)
    in_english(where, issued)
    keeps_nothing(back, before)
    is_known(back, where, issued)
    shows_a_page(back, where, issued)
    if back.name == "sqlite":
        hostile_files(where, issued)
    keeps_nothing(back, before)
    caps(where)
    killed(service, where, issued)
    is_known_for_ever(back, where, issued)
    service.stop()
    service.config = {"listen": "unix:" + where, "store": back.store}
    service.start()
    is_refused("without anchors nobody judges", ask(where, issued), 404, "service.not-found")
    service.stop()
    refused_start("triend", {**config, "trust": "/nothing"}, "pki.trust-unreadable")
    check("nothing of it in the log", "Mẫu" not in service.log() and "issued.pdf" not in service.log())
    back.stop()


def main():
    make_files()
    one_back_end(SQLite())
    if glob.glob("/usr/lib/postgresql/*/bin/initdb"):
        one_back_end(PostgreSQL())
    finish()


main()
