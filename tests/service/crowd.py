# SPDX-License-Identifier: AGPL-3.0-or-later
"""Many clients of triend at once, each on a connection of its own that it keeps: what the tests of numbers under load, of kills and of the figures share."""
import base64
import http.client
import json
import random
import socket
import subprocess
import threading
import time

from office import SEAL, fingerprint, now, password
from people import Browser
from service import TRIEN, WORK, check, equal, pathlib, trien


class Line(http.client.HTTPConnection):
    """A connection to a Unix socket."""

    def __init__(self, where, timeout=60):
        super().__init__("x", timeout=timeout)
        self.where = where

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self.where)


def audit_key(back):
    """The key that signs the trail of an office, whose end is looked at in holds()."""
    pathlib.Path(back.name + ".pub").write_bytes(trien("audit", "key", "--origin", "so-noi-vu.example/" + back.name, back.name + ".key"))


class Client:
    """Somebody on a connection of its own. Whatever breaks, whoever is busy, and a session that is over are asked again with the same key; why is counted.
    Nobody is given up while others are answered: how long a crowd takes is a matter of the machine."""
    answered = 0.0  # when anybody was, last

    def __init__(self, desk, patience=120):
        self.where, self.name, self.patience, self.line, self.again, self.seconds = desk.where, desk.name, patience, None, {}, []
        self.become(desk)

    def become(self, desk):
        self.fields = {"Cookie": "; ".join("%s=%s" % x for x in desk.cookies.items()), "X-CSRF-Token": desk.csrf, "Origin": "https://x", "Sec-Fetch-Site": "same-origin",
                       "X-Real-IP": "192.0.2.1"}

    def once(self, method, path, data, fields):
        if self.line is None:
            self.line = Line(self.where)
        self.line.request(method, "/api/v1" + path, data, {**self.fields, **fields})
        answer = self.line.getresponse()
        body = answer.read()
        if answer.will_close:
            self.hang_up()
        return answer.status, body

    def hang_up(self):
        if self.line is not None:
            self.line.close()
        self.line = None

    def log_in(self):
        """Anew: what was known of the session before may be out of date."""
        browser = Browser(self.where)
        if browser.log_in(self.name, password(self.name)).status == 200:
            self.become(browser)

    def tried(self, method, path, data, fields):
        """An answer that is one, or why there is none yet."""
        try:
            status, body = self.once(method, path, data, fields)
            if status < 500 and status != 401 and b"service.confirmation-wanted" not in body:
                return (status, body), None
            why = json.loads(body)["id"]
            if status < 500:
                self.log_in()
            return None, why
        except (OSError, http.client.HTTPException) as e:
            self.hang_up()
            return None, type(e).__name__

    def ask(self, method, path, data=None, fields=None):
        """The answer's status and body, after as many tries as it takes."""
        begun = time.monotonic()
        while time.monotonic() < max(begun, Client.answered) + self.patience:
            answer, why = self.tried(method, path, data, fields or {})
            if answer is not None:
                Client.answered = time.monotonic()
                self.seconds.append((path.rsplit("/", 1)[-1], time.monotonic() - begun))
                return answer
            self.again[why] = self.again.get(why, 0) + 1
            time.sleep(random.uniform(0.02, 0.3))
        raise AssertionError("%s %s: nobody answers: %s" % (method, path, self.again))

    def post(self, path, key, said=None, file=None):
        fields = {"Idempotency-Key": key, "Content-Type": "application/json" if file is None else "application/pdf"}
        if file is not None:
            fields["X-Trien-Document"] = base64.b64encode(json.dumps(said or {}).encode()).decode()
        return self.ask("POST", path, json.dumps(said or {}).encode() if file is None else file, fields)

    def does(self, path, key, said=None, file=None):
        status, body = self.post(path, key, said, file)
        if status != 200:
            raise AssertionError("POST %s %s: %d %s" % (path, key, status, body[-600:]))
        return json.loads(body)

    def gets(self, path):
        status, body = self.ask("GET", path)
        if status != 200:
            raise AssertionError("GET %s: %d %s" % (path, status, body[-600:]))
        return body


def begin(client, document, key, name):
    """A signing session; its file under this name."""
    begun = client.does("/signings", key, {"document": document, "certificate": fingerprint(name)})
    base = WORK / ("%s-base.pdf" % key)
    base.write_bytes(client.gets("/signings/%d/file" % begun["signing"]))
    return begun["signing"], base


def made(base, *words):
    """The bytes of what trien makes of a file, and nothing left behind."""
    out = base.with_suffix(".out.pdf")
    run = subprocess.run([TRIEN, *words, "-o", out, base], capture_output=True)
    if run.returncode != 0:
        raise AssertionError("trien %s: %s" % (words[0], run.stderr.decode()))
    data = out.read_bytes()
    out.unlink()
    base.unlink()
    return data


def personal(base):
    return made(base, "sign", "--unseen", "--key", "pem:lab/keys/leader.pem")


def sealed(base, number):
    return made(base, "issue", "--key", "pem:lab/keys/agency.pem", "--trust", "lab/trust", "--number", str(number), "--date", now().strftime("%d/%m/%Y"), "--picture", SEAL,
                "--diameter-mm", "36")


def draft_to_signed(drafter, head, ids, key, data):
    """A draft, submitted and signed by the head."""
    one = drafter.does("/documents", key + "-draft", {"agency": 2, "kind": "QĐ", "subject": "Văn bản mẫu " + key, "procedure": "2"}, data)["document"]
    drafter.does("/documents/%d/submit" % one, key + "-submit", {"steps": [{"stage": 1, "kind": "sign", "person": ids["thu.truong"]}]})
    signing, base = begin(head, one, key + "-sign", "leader")
    head.does("/signings/%d/finish" % signing, key + "-signed", {}, personal(base))
    return one


def paper(drafter, head, ids, key):
    """A document on paper, signed by hand."""
    one = drafter.does("/documents", key + "-draft", {"agency": 2, "kind": "QĐ", "subject": "Văn bản giấy mẫu " + key, "procedure": "1", "signer": "Nguyễn Văn Mẫu"})["document"]
    drafter.does("/documents/%d/submit" % one, key + "-submit", {"steps": [{"stage": 1, "kind": "hand", "person": ids["thu.truong"]}]})
    head.does("/documents/%d/approve" % one, key + "-approve", {})
    return one


def issue(clerk, one, key):
    """Its number, and the agency's signature; the number."""
    number = clerk.does("/documents/%d/number" % one, key + "-number")["number"]
    signing, base = begin(clerk, one, key + "-seal", "agency")
    clerk.does("/signings/%d/finish" % signing, key + "-sealed", {}, sealed(base, number))
    return number


def all_at_once(works):
    """Each in a thread of its own, begun together; what they gave, in order. The first that failed fails."""
    gate, out = threading.Barrier(len(works)), [None] * len(works)

    def run(i):
        try:
            gate.wait(60)
            out[i] = works[i]()
        except BaseException as e: # noqa: B902 whatever it is, it is told below
            out[i] = e
    threads = [threading.Thread(target=run, args=(i,)) for i in range(len(works))]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    failed = [x for x in out if isinstance(x, BaseException)]
    check("%d of %d failed, such as %r" % (len(failed), len(works), failed[:3]), not failed)
    return out


def percentile(values, share):
    values = sorted(values)
    return values[min(len(values) - 1, int(share * len(values)))]


def holds(back, blobs):
    """Numbers from 1 on, each once, each gap with its reason; every issued document has its file and its line; store, registry and audit trail agree."""
    rows = back.ask("SELECT number, COALESCE(document, 0), id FROM outgoing ORDER BY number")
    equal("numbers from 1, none twice, none left out", [r[0] for r in rows], list(range(1, len(rows) + 1)))
    for document, state, file in back.ask("SELECT id, state, COALESCE(issued_file, '') FROM document"):
        lines = sum(1 for r in rows if r[1] == document)
        equal("document %d, %s, and its lines" % (document, state), lines, 1 if state in ("numbered", "issued", "voided", "recalled", "replaced") else 0)
        if file:
            check("its file is there", any(pathlib.Path(blobs).rglob("*" + file[2:])))
    trail = ("--log", str(WORK / ("trail-" + back.name)))
    for words in (("audit", "sign", "--key", back.name + ".key", *trail), ("audit", "verify", "--vkey", back.name + ".pub", *trail),
                  ("store", "check", "--blobs", blobs)):
        run = subprocess.run([TRIEN, *words, back.store], capture_output=True, text=True)
        check("%s: %s" % (" ".join(words), run.stdout[-1500:] + run.stderr), run.returncode == 0)
    return len(rows)
