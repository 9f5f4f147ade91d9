# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the tests of signing with the token from the web app share: an office whose service is set up for desks, and a walk in Chromium that asks the test for what happens at the desk."""
import json
import pathlib
import subprocess
import threading

from office import PEOPLE, Desk, certificate_of, draft, make_lab, password
from service import check, os


def make_desk_lab():
    """The lab, and the authority between its keys and its anchor: carried along, trusted for nothing."""
    make_lab()
    os.makedirs("lab/trust/issuers")
    pathlib.Path("lab/trust/issuers/issuing.pem").write_text("-----BEGIN CERTIFICATE-----" + certificate_of("leader")[1])


def waiting(where, ids, *subjects, file=None):
    """Documents that wait for the head; file: what they are, in place of a draft whose places are reserved."""
    drafter = Desk(where, "soan.thao")
    for subject in subjects:
        document = drafter.does("/documents", {"agency": 2, "kind": "QĐ", "subject": subject, "procedure": "2"}, file or draft("draft.pdf"))["document"]
        drafter.does("/documents/%d/submit" % document, {"steps": [{"stage": 1, "kind": "sign", "person": ids["thu.truong"]}]})


def walk(script, where, chromium, at_desk, seconds=500, said=None, **environment):
    """The walk ends well; said: what it is told besides; at_desk(how, what) does what it asks for ("AGENT how what") and gives what it is told."""
    pathlib.Path("state.json").write_text(json.dumps({"where": where, "chromium": chromium, "root": os.getuid() == 0, "passwords": {p[3]: password(p[3]) for p in PEOPLE}, **(said or {})}))
    with open("walk.log", "w+") as log:
        run = subprocess.Popen(["node", script, "state.json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True, env={**os.environ, **environment})
        late = threading.Timer(seconds, run.kill)
        late.start()
        out = ""
        for line in run.stdout:
            if line.startswith("AGENT "):
                run.stdin.write(at_desk(*(line.rstrip("\n").split(" ", 2) + [""])[1:3]) + "\n")
                run.stdin.flush()
            else:
                out += line
        code = run.wait()
        late.cancel()
        log.seek(0)
        check("the walk: %s%s" % (out, log.read()), code == 0)
    print(out, end="")


def issued(back, where):
    """The documents that were issued; the last one's file is issued.pdf."""
    all = [row[0] for row in back.ask("SELECT id FROM document WHERE state = 'issued' ORDER BY id")]
    if all:
        pathlib.Path("issued.pdf").write_bytes(Desk(where, "van.thu").gets("/books/document/%d/files/issued_file" % all[-1]).body)
    return all
