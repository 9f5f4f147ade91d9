#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R9.3 R10.1 X1
What the service asks the network when it judges: OCSP of the certificates' own addresses where the list of hosts permits them, kept for a while, asked by nobody else's list. A document is issued with the
answers beside it; a certificate that the authority has revoked issues nothing and lets nothing in; who is asked and says nothing holds up one request for a bounded time, and nobody else."""
import itertools
import shutil
import sys
sys.dont_write_bytecode = True
from alone import Gate, be_alone  # noqa: E402
if __name__ == "__main__":
    be_alone()
from concurrent.futures import ThreadPoolExecutor  # noqa: E402
from service import *  # noqa: E402,F403
from office import *  # noqa: E402,F403

addresses = itertools.cycle(range(1, 250))


def verify(where, body):
    """As often as all who judge are at work."""
    for _ in range(200):
        answer = request(where, "POST", "/v1/verify", body, {"X-Real-IP": "192.0.2.%d" % next(addresses)})
        if answer.status != 503:
            break
        time.sleep(0.05)
    equal("/v1/verify: %r" % answer.raw[-300:], answer.status, 200)
    return answer.json()["report"]


def signed():
    """A file with one signature, like no other."""
    trien("sign", "--unseen", "--key", "pem:lab/keys/agency.pem", "-o", "signed.pdf", "--force", "small.pdf")
    return pathlib.Path("signed.pdf").read_bytes()


def trust(name, *hosts):
    """The lab's anchors without its lists of revocations, and who may be asked."""
    shutil.copytree("lab/trust", name)
    for path in glob.glob(name + "/*.crl"):
        os.remove(path)
    pathlib.Path(name + "/hosts").write_text("".join(x + "\n" for x in hosts))
    return name


def to_number(ids, drafter, clerk, head, name):
    """Procedure 2 until the number is taken, the personal signature prepared here."""
    one = drafter.does("/documents", {"agency": 2, "kind": "QĐ", "subject": name, "procedure": "2"}, draft("net-draft.pdf"))["document"]
    drafter.does("/documents/%d/submit" % one, {"steps": [{"stage": 1, "kind": "sign", "person": ids["thu.truong"]}]})
    signing, what = head.prepares(one, "field")
    head.does("/signings/%d/finish" % signing, {"value": head.value(what)})
    clerk.does("/documents/%d/number" % one)
    return one


def stored(back, name):
    return next(p for p in pathlib.Path(BLOBS + back.name).rglob("*") if p.is_file() and str(p.relative_to(BLOBS + back.name)).replace("/", "") == name).read_bytes()


def arrives(clerk, body, subject):
    pathlib.Path("come.pdf").write_bytes(body)
    return clerk.does("/arrivals", {"agency": 1, "sender": agency_name(), "subject": subject}, "come.pdf")


def findings(where):
    return [f["id"] for f in Desk(where, "quan.tri").gets("/readiness").json()["findings"]]


def silence(where, gate, files):
    """Eight at once ask a responder that takes their connections and says nothing."""
    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        under_way = [pool.submit(verify, where, body) for body in files]
        wait_until("somebody is asked", lambda: gate.asked)
        for _ in range(5):
            before = time.monotonic()
            equal("others are answered", request(where, "GET", "/health").status, 200)
            check("and at once", time.monotonic() - before < 3)
        reports = [x.result() for x in under_way]
    for r in reports:
        equal("open, and said why", (r["indication"], r["signatures"][0]["sub_indication"], {x["error"] for x in r["fetch_failures"]}), ("INDETERMINATE", "TRY_LATER", {"fetch.timeout"}))
    check("within what is allowed: %.1f s" % (time.monotonic() - began), time.monotonic() - began < 25)


def wait_until(what, so):
    for _ in range(2000):
        if so():
            return
        time.sleep(0.01)
    raise SystemExit("FAILED: %s: never" % what)


def main():
    make_lab()
    back = SQLite()
    ids = set_up(back)
    lab = subprocess.Popen([TRIEN, "lab", "serve", "--port", "0", "lab"], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    started.append(lab)
    gate = Gate(lab.stdout.readline().decode().split()[1])
    body = signed()
    where = str(WORK / "d.sock")
    config = {"listen": "unix:" + where, "store": back.store, "blobs": BLOBS + back.name, "trust": trust("nobody")}

    # Nobody may be asked: nobody is, and the verdict says what is missing.
    server = Program("triend", config)
    report = verify(where, body)
    equal("open", (report["indication"], report["signatures"][0]["sub_indication"]), ("INDETERMINATE", "TRY_LATER"))
    check("what is missing", report["missing"])
    equal("nobody was asked", gate.asked, [])
    server.stop()

    # Another host may be: not this one, whatever the file names.
    server.config["trust"] = trust("other", "ocsp.example.vn")
    server.start()
    report = verify(where, body)
    equal("refused", {x["error"] for x in report["fetch_failures"]}, {"fetch.host-refused"})
    equal("nobody was asked", gate.asked, [])
    server.stop()

    # By the list of the configuration, and by the folder's own.
    server.config["allow_host"] = ["127.0.0.1"]
    server.start()
    equal("judged with what was got", verify(where, body)["indication"], "TOTAL-PASSED")
    server.stop()
    del server.config["allow_host"]
    server.config["trust"] = trust("trust", "127.0.0.1")
    gate.becomes("truth")
    server.start()
    report = verify(where, body)
    equal("judged with what was got", (report["indication"], report["fetch_failures"]), ("TOTAL-PASSED", []))
    check("by the authority's word: %r" % report["signatures"][0]["path"][0], report["signatures"][0]["path"][0]["evidence"]["source"] == "network")
    asked = list(gate.asked)
    check("it was asked: %r" % asked, "/ocsp" in asked)
    page = request(where, "POST", "/verify", b"--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.pdf\"\r\nContent-Type: application/pdf\r\n\r\n" + body + b"\r\n--x--\r\n",
                   {"Content-Type": "multipart/form-data; boundary=x", "X-Real-IP": "192.0.2.9"})
    check("the page knows it too: %r" % page.raw[-400:], page.status == 200 and b'class="good"' in page.body)
    equal("what is known is not asked again", gate.asked, asked)

    # A document is issued with it, the answers are kept beside it, and with them it is judged without a network. A valid one comes in.
    drafter, clerk, head = (Desk(where, name, key) for name, key in (("soan.thao", None), ("van.thu", "agency"), ("thu.truong", "leader")))
    other = Desk(where, "van.thu.00")
    one = to_number(ids, drafter, clerk, head, "Có thông tin thu hồi")
    signing, what = clerk.prepares(one, None)
    equal("issued", clerk.does("/signings/%d/finish" % signing, {"value": clerk.value(what)})["to"], "issued")
    pathlib.Path("issued.pdf").write_bytes(clerk.gets("/books/document/%d/files/issued_file" % one).body)
    judged("issued.pdf", 2)
    kept = back.ask("SELECT file FROM evidence WHERE document = %d" % one)
    pathlib.Path("evidence.der").write_bytes(stored(back, kept[0][0]))
    said = json.loads(trien("evidence", "verify", "--json", "--trust", "nobody", "--evidence", "evidence.der", "issued.pdf"))
    check("whole without a network: %r" % said, json.dumps(said).count("TOTAL-PASSED") >= 2)
    first = arrives(other, body, "Đến")
    equal("what comes is taken in", first["state"], "registered")
    first = first["arrival"]
    server.stop()

    # Revoked since: nothing is issued, and what comes is not taken for valid.
    gate.becomes("revoked")
    server.start()
    equal("revoked", verify(where, body)["signatures"][0]["sub_indication"][:7], "REVOKED")
    drafter, clerk, head, other = (Desk(where, name, key) for name, key in (("soan.thao", None), ("van.thu", "agency"), ("thu.truong", "leader"), ("van.thu.00", None)))
    one = to_number(ids, drafter, clerk, head, "Đã thu hồi")
    clerk.may_not("official.issue-signature", "/signings", {"document": one, "chain": chain_of("agency")})
    signing = clerk.begins(one)
    clerk.puts_seal(back.ask("SELECT number FROM outgoing WHERE document = %d" % one)[0][0], "issued.pdf")
    clerk.may_not("rules.document-unsealed", "/signings/%d/finish" % signing, {}, "issued.pdf")
    came = arrives(other, signed(), "Đến sau khi thu hồi")
    check("not valid: %r" % came, came["state"] != "registered" and came["number"] == 0)
    server.stop()

    # An answer that is out of date when it comes proves nothing, and somebody is told.
    gate.becomes("stale")
    server.start()
    equal("out of date", verify(where, body)["indication"], "INDETERMINATE")
    check("and said", "service.revocation-answer-stale" in findings(where))
    look = subprocess.run([TRIEN.parent / "triend", "--config", server.path, "--check"], capture_output=True, text=True)
    equal("looking asks nobody: %r" % look.stdout, look.returncode, 0)
    server.stop()

    gate.becomes("silent")
    server.start()
    silence(where, gate, [signed() for _ in range(8)])
    asked = len(gate.asked)
    began = time.monotonic()
    report = verify(where, signed())
    check("and somebody is told", "service.revocation-silent" in findings(where) and request(where, "GET", "/ready").json()["status"] == "degraded")
    check("who says nothing is not asked again at once: %.1f s" % (time.monotonic() - began), time.monotonic() - began < 5 and len(gate.asked) == asked)
    equal("nor is it forgotten why", {x["error"] for x in report["fetch_failures"]}, {"fetch.timeout"})
    clerk = Desk(where, "van.thu.00")
    came = arrives(clerk, signed(), "Đến khi không hỏi được")
    equal("it waits", (came["state"], came["number"]), ("retry", 0))
    # What comes with it is judged by itself; so is what comes behind one that is registered.
    pathlib.Path("annex.pdf").write_bytes(signed())
    for arrival in (came["arrival"], first):
        equal("open", clerk.does("/arrivals/%d/enclose" % arrival, {"name": "Phụ lục", "annex": True}, "annex.pdf")["verdict"], "open")
    gate.becomes("truth")
    server.stop()
    server.start()
    check("all is well again", "revocation" not in str(findings(where)))
    clerk = Desk(where, "van.thu.00")
    again = clerk.does("/arrivals/%d/retry" % came["arrival"])
    equal("judged again, with what came with it: %r" % again, (again["state"], [e["verdict"] for e in again["enclosed"]]), ("registered", ["passed"]))
    again = clerk.does("/arrivals/%d/retry" % first)
    equal("alone, where its document has its number: %r" % again, (again["state"], [e["verdict"] for e in again["enclosed"]]), ("registered", ["passed"]))
    equal("in the book", back.ask("SELECT verdict, COUNT(*) FROM enclosure GROUP BY verdict"), [("passed", 2)])
    server.stop()
    lab.terminate()
    lab.wait(20)
    finish()


if __name__ == "__main__":
    main()
