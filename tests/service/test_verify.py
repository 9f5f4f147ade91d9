#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R10.1 X4
/v1/verify on SQLite and on PostgreSQL: anybody asks what is to be said of a file. The same as the command says; nothing of it is kept; what was issued here is named, with a proof that
the command checks; too many, too long, other bytes than a PDF's, a worker that is killed."""
import datetime
import glob
import hashlib
import json
import os
import signal
import subprocess
import time

import sys
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403

SOURCE = pathlib.Path(os.environ["TRIEN_SOURCE_DIR"])


def ask(where, body, address="192.0.2.1", chunked=False, **more):
    return request(where, "POST", "/v1/verify", body, {"X-Real-IP": address, **more}, chunked)


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
    # Large bodies are taken few at a time: what waits is in the network, and not in memory.
    # What was refused just now may hold its place a moment longer: one of these may be sent away, and comes again.
    slow = []
    for i in range(10):
        slow.append(connect(where))
        slow[i].sendall(b"POST /v1/verify HTTP/1.1\r\nHost: x\r\nX-Real-IP: 198.51.100.%d\r\nContent-Length: 2000000\r\n\r\nx" % i)
        for k in range(1 if i < 7 else 20):
            a = ask(where, b"x", "198.%d.%d.99" % (51 + i, k))
            if a.id == "service.busy":
                break
            time.sleep(0.05)
        if i == 3:
            check("four are taken", a.id != "service.busy")
        if a.id == "service.busy":
            break
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


def keeps_nothing(back, before):
    """Neither a file nor a row more than before."""
    equal("files", sorted(str(p) for p in WORK.rglob("*") if p.is_file() and "pg" not in str(p) and p.suffix not in (".log", ".db-wal", ".db-shm")), before)
    equal("rows", back.ask("SELECT COUNT(*) FROM blob"), back.ask("SELECT COUNT(*) FROM blob WHERE refs > 0"))


def killed(service, where, issued):
    """Who kills a worker takes one away, until another is made (test_ready.py)."""
    def of(pid):
        return [int(x) for x in pathlib.Path("/proc/%d/task/%d/children" % (pid, pid)).read_text().split()]

    nursery, = of(service.process.pid)
    children = of(nursery)
    equal("two workers", len(children), 2)
    os.kill(children[0], signal.SIGKILL)
    equal("the other one", ask(where, issued, "192.0.2.8").status, 200)


def one_back_end(back):
    issued = issue(back)
    where = str(WORK / back.name)
    config = {"listen": "unix:" + where, "store": back.store, "trust": str(WORK / "lab/trust"), "logs": {"2026": str(WORK / ("log" + back.name))}}
    service = Program("triend", config)
    before = sorted(str(p) for p in WORK.rglob("*") if p.is_file() and "pg" not in str(p) and p.suffix not in (".log", ".db-wal", ".db-shm"))
    judges(where, issued)
    keeps_nothing(back, before)
    is_known(back, where, issued)
    caps(where)
    killed(service, where, issued)
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
