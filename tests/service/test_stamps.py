#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: X1
Signatures that the service prepares come out with a time stamp where an authority gives one, and without where none answers: the answer says so, the document is issued all the same, and the job
that brings the stamp later waits."""
import glob
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import threading
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
from office import *  # noqa: E402,F403


def lab():
    """The lab's authorities, on a port of their own."""
    process = subprocess.Popen([TRIEN, "lab", "serve", "--port", "0", "lab"], stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    started.append(process)
    line = process.stdout.readline().decode()
    check("the lab serves: %r" % line, line.startswith("ready "))
    return process, line.split()[1]


class Silence:
    """Takes every connection and says nothing."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = "http://127.0.0.1:%d/tsa" % self.socket.getsockname()[1]
        self.asked = []
        threading.Thread(target=self.take, daemon=True).start()

    def take(self):
        while True:
            self.asked.append(self.socket.accept()[0])


def stamped(path):
    """How many signatures of the file have a time stamp, by a program that knows nothing of us: the attribute's OID stands in their CMS."""
    data = pathlib.Path(path).read_bytes()
    return sum(b"\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x02\x0e" in bytes.fromhex(hole.decode()) for hole in re.findall(rb"/Contents\s*<([0-9A-Fa-f]+)>", data))


def issues(back, ids, drafter, clerk, head, name, before=lambda: None):
    """One document to its issue with prepared signatures; what the two ends said. before: what happens before each of them."""
    one = drafter.does("/documents", {"agency": 2, "kind": "QĐ", "subject": name, "procedure": "2"}, draft("stamp-draft.pdf"))["document"]
    drafter.does("/documents/%d/submit" % one, {"steps": [{"stage": 1, "kind": "sign", "person": ids["thu.truong"]}]})
    signing, what = head.prepares(one, "field")
    tried = head.does("/signings/%d/finish" % signing, {"value": head.value(what), "dry_run": True})
    equal("nobody is asked for what is tried", (tried["level"], tried["unstamped"]), (None, None))
    before()
    personal = head.does("/signings/%d/finish" % signing, {"value": head.value(what)})
    clerk.does("/documents/%d/number" % one)
    signing, what = clerk.prepares(one, None)
    before()
    seal = clerk.does("/signings/%d/finish" % signing, {"value": clerk.value(what)})
    equal("issued", seal["to"], "issued")
    pathlib.Path("stamped.pdf").write_bytes(clerk.gets("/books/document/%d/files/issued_file" % one).body)
    judged("stamped.pdf", 2)
    equal("the job that keeps it provable", back.ask("SELECT COUNT(*) FROM job WHERE kind = 'evidence.keep'")[0][0] > 0, True)
    return [(said["level"], said["unstamped"]) for said in (personal, seal)]


def children(pid):
    """Of all its threads: whichever found it gone has started it anew."""
    return [int(x) for path in glob.glob("/proc/%d/task/*/children" % pid) for x in pathlib.Path(path).read_text().split()]


def caps(config, url):
    for change in ({"tsa": []}, {"tsa": [url] * 5}, {"tsa": url}, {"tsa": ["ftp://tsa.example"]}, {"tsa": ["http:///tsa"]}, {"tsa": ["http://a@b/tsa"]}, {"tsa": [1]},
                   {"tsa": ["http://%s/" % ("a" * 256)]}, {"tsa": [url], "allow_host": ["tsa.example"] * 13}, {"tsa": [url], "allow_host": ["http://tsa.example"]},
                   {"tsa": [url], "allow_host": ["a" * 256]}):
        refused_start("triend", {**config, **change}, "service.config-invalid")
    for change in ({"tsa": [url]}, {"allow_host": ["tsa.example"]}):
        refused_start("triend", {**{k: v for k, v in config.items() if k != "trust"}, **change}, "service.config-invalid")
    refused_start("triend", {**config, "allow_host": ["tsa"]}, "trust.host-invalid")


def main():
    make_lab()
    back = SQLite()
    ids = set_up(back)
    process, url = lab()
    config = {"listen": "unix:%s/d.sock" % WORK, "store": back.store, "blobs": BLOBS + back.name, "trust": "lab/trust"}
    caps(config, url + "/tsa")
    server = Program("triend", {**config, "tsa": [url + "/tsa"] * 4, "allow_host": ["tsa%d.example" % i for i in range(12)]})
    server.stop()
    del server.config["allow_host"]
    server.start()
    where = str(WORK / "d.sock")
    drafter, clerk, head = (Desk(where, name, key) for name, key in (("soan.thao", None), ("van.thu", "agency"), ("thu.truong", "leader")))
    equal("both are stamped", issues(back, ids, drafter, clerk, head, "Có dấu thời gian"), [("B-T", None), ("B-T", None)])
    equal("as anybody sees", stamped("stamped.pdf"), 2)
    report = json.loads(trien("verify", "--json", "--trust", "lab/trust", "stamped.pdf"))
    check("and the stamps are judged: %r" % report, json.dumps(report).count("B-T") >= 2)
    # What a desk has signed itself is as it is.
    one = drafter.does("/documents", {"agency": 2, "kind": "QĐ", "subject": "Ký ở máy", "procedure": "2"}, draft("desk-draft.pdf"))["document"]
    drafter.does("/documents/%d/submit" % one, {"steps": [{"stage": 1, "kind": "sign", "person": ids["thu.truong"]}]})
    done = head.signs(one, "desk-signed.pdf")
    equal("by its desk", (done["level"], done["unstamped"]), (None, None))

    # Who fetches is killed, before a document and between its signatures: it is started anew, a few times, and no stamp is missing; past that the documents go out without.
    def fetcher():
        """Those that live."""
        return [p for p in children(server.process.pid) if re.match(r"\d+ \(trien-fetch\) [^Z]", pathlib.Path("/proc/%d/stat" % p).read_text())]

    first, = fetcher()
    os.kill(first, signal.SIGKILL)
    equal("killed before", issues(back, ids, drafter, clerk, head, "Tiến trình lấy mạng bị giết"), [("B-T", None), ("B-T", None)])
    check("another one", fetcher() != [first] and len(fetcher()) == 1)
    # Once it was started anew; four times more it is, and then no more for a while: an answer that kills it does not have the service start processes for ever.
    def kill():
        for p in fetcher():
            os.kill(p, signal.SIGKILL)
        while fetcher():
            time.sleep(0.01)

    for i in (2, 4):
        equal("killed before each signature", issues(back, ids, drafter, clerk, head, "Bị giết trước mỗi chữ ký", kill), [("B-T", None), ("B-T", None)])
    kill()
    equal("past the cap", issues(back, ids, drafter, clerk, head, "Bị giết quá nhiều lần"), [("B-B", "tsa.none-answered")] * 2)
    equal("none is started", fetcher(), [])
    server.stop()
    server.start()
    drafter, clerk, head = (Desk(where, name, key) for name, key in (("soan.thao", None), ("van.thu", "agency"), ("thu.truong", "leader")))
    os.kill(fetcher()[0], signal.SIGSTOP)
    equal("hung: it costs the stamp, not the document", issues(back, ids, drafter, clerk, head, "Tiến trình lấy mạng bị treo")[1][0] in ("B-B", "B-T"), True)
    equal("and the service is well", request(where, "GET", "/health").status, 200)

    # Nobody answers: the document is issued without, and who does not answer is not asked again at once.
    server.stop()
    silence = Silence()
    server.config.update({"tsa": [silence.url]})
    server.start()
    began = time.monotonic()
    equal("neither is", issues(back, ids, drafter, clerk, head, "Không có dấu thời gian"), [("B-B", "tsa.none-answered")] * 2)
    equal("as anybody sees", stamped("stamped.pdf"), 0)
    equal("asked once", len(silence.asked), 1)
    equal("the service says so", request(where, "GET", "/ready").json()["status"], "degraded")
    told = subprocess.run([TRIEN.parent / "triend", "--config", server.path, "--check"], capture_output=True, text=True)
    check("and why: %r" % (told,), told.returncode == 1 and "[service.tsa-silent]" in told.stdout and "tsa.none-answered" in told.stdout)
    check("and so it did not take long", time.monotonic() - began < 60)

    # Two of which one is away: the other stamps.
    server.stop()
    server.config.update({"tsa": ["http://127.0.0.1:1/tsa", url + "/tsa"]})
    server.start()
    equal("the next one does", issues(back, ids, drafter, clerk, head, "Cơ quan thứ hai"), [("B-T", None), ("B-T", None)])
    server.stop()
    process.terminate()
    process.wait(20)
    finish()


main()
