#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R5.3 R9.3
Random people do random things to documents, over HTTP, well and badly: whatever they do, the agency's signature never comes before a personal one, no number is without its line in
the register, and nothing is issued but with the agency's own good signature over all that was signed before. TRIEN_SEED says which walk; it is printed."""
import random
import sys
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
from office import *  # noqa: E402,F403

STEPS = int(os.environ.get("TRIEN_STEPS", "40"))
SAID = {"agency": 2, "kind": "QĐ", "subject": "Đi ngẫu nhiên", "procedure": "2"}


def sign(key, base, out):
    pathlib.Path(out).unlink(missing_ok=True)
    return subprocess.run([TRIEN, "sign", "--unseen", "--key", "pem:lab/keys/%s.pem" % key, "-o", out, base], capture_output=True).returncode == 0


def seal(desk, number, base, out):
    pathlib.Path(out).unlink(missing_ok=True)
    return subprocess.run([TRIEN, "issue", "--key", "pem:lab/keys/agency.pem", "--trust", "lab/trust", "--number", str(number), "--date", now().strftime("%d/%m/%Y"),
                           "--picture", SEAL, "--diameter-mm", "36", "-o", out, base], capture_output=True).returncode == 0


class Walk:
    def __init__(self, back, desks, ids, rng):
        self.back, self.desks, self.ids, self.rng, self.done = back, desks, ids, rng, {}

    def documents(self):
        return [r[0] for r in self.back.ask("SELECT id FROM document")]

    def any(self):
        return self.rng.choice(self.desks)

    def note(self, what, answer):
        check("%s: %r" % (what, answer.raw[-500:]), answer.status == 200 or answer.status in (400, 403, 404, 409, 422))
        self.done[what] = self.done.get(what, 0) + (answer.status == 200)

    def due(self, document):
        """Who has something to do with it, and what; else anybody, and nothing."""
        for desk in self.desks:
            for what, book, id in desk.waits():
                if book == "document" and id == document:
                    return desk, what
        return self.any(), None

    def drafts(self):
        self.note("draft", (self.desks[0] if self.rng.random() < 0.7 else self.any()).post("/documents", SAID, draft("walk.pdf")))

    def submits(self, at):
        person = self.rng.choice(list(self.ids.values()))
        self.note("submit", self.any().post(at + "/submit", {"steps": [{"stage": 1, "kind": self.rng.choice(("sign", "sign", "review")), "person": person}]}))

    def submits_well(self, at):
        self.note("submit", self.desks[0].post(at + "/submit", {"steps": [{"stage": 1, "kind": "sign", "person": self.ids["thu.truong"]}]}))

    def says(self, at):
        what = self.rng.choice(("approve", "refuse", "take-back", "drop", "withdraw", "recall", "void"))
        self.note(what, self.any().post("%s/%s" % (at, what), {"reason": "ngẫu nhiên"}))

    def takes_number(self, at):
        self.note("number", (self.desks[1] if self.rng.random() < 0.7 else self.any()).post(at + "/number", {}))

    def signs(self, document):
        """Whoever begins a session brings back whatever: with the right key or another, the agency's too early, the base itself, something else."""
        desk, key = self.due(document)[0] if self.rng.random() < 0.7 else self.any(), self.rng.choice(("leader", "clerk", "agency"))
        begun = desk.post("/signings", {"document": document, "certificate": fingerprint(desk.key or key)})
        self.note("begin", begun)
        if begun.status != 200:
            return
        at = "/signings/%d" % begun.json()["signing"]
        pathlib.Path("base.pdf").write_bytes(desk.gets(at + "/file").body)
        number = self.back.ask("SELECT COALESCE(MAX(number), 1) FROM outgoing WHERE document = %d" % document)[0][0]
        how = self.rng.choice(("own",) * 5 + ("other", "base", "foreign", "wrong number"))
        out = {"base": "base.pdf", "foreign": "early.pdf"}.get(how, "out.pdf")
        if how in ("own", "other"):
            made = seal(desk, number, "base.pdf", out) if (desk.key == "agency") == (how == "own") else sign(desk.key or key, "base.pdf", out)
        else:
            made = seal(desk, number + 1, "base.pdf", out) if how == "wrong number" else True
        if made:
            self.note("finish", desk.post(at + "/finish", {}, out))

    def issues_directly(self, at):
        self.note("issue", self.any().post(at + "/issue", {}, self.rng.choice(("early.pdf", "out.pdf") if os.path.exists("out.pdf") else ("early.pdf",))))

    def step(self):
        documents = self.documents()
        if not documents or self.rng.random() < 0.08:
            return self.drafts()
        document = self.rng.choice(documents[-3:])
        at = "/documents/%d" % document
        act = self.rng.choices((self.submits_well, self.submits, self.says, self.takes_number, self.issues_directly), (6, 1, 1, 1, 1))[0]
        waits = self.due(document)[1]
        if waits == "number" and self.rng.random() < 0.6:
            return self.takes_number(at)
        if self.rng.random() < (0.7 if waits in ("sign", "seal") else 0.1):
            return self.signs(document)
        act(at)

    def holds(self):
        """What must be true whatever was done."""
        for document, state, issued, base in self.back.ask("SELECT id, state, COALESCE(issued_file, ''), COALESCE(file, '') FROM document"):
            numbers = self.back.ask("SELECT number FROM outgoing WHERE document = %d" % document)
            equal("document %d, %s, has its line" % (document, state), len(numbers), 1 if state in ("numbered", "voided", "issued", "recalled", "replaced") else 0)
            if state in ("signed", "numbered", "issued"):
                steps = self.back.ask("SELECT COUNT(*) FROM step WHERE document = %d AND state = 'done' AND certificate IS NOT NULL" % document)
                check("document %d, %s, was signed by a person" % (document, state), steps[0][0] >= 1)
            if issued:
                blob = next(pathlib.Path(BLOBS + self.back.name).rglob("*" + issued[2:])).read_bytes()
                before = next(pathlib.Path(BLOBS + self.back.name).rglob("*" + base[2:])).read_bytes()
                check("it continues what was signed", blob.startswith(before) and len(blob) > len(before))
                pathlib.Path("look.pdf").write_bytes(blob)
                judged("look.pdf", 2)
                said = json.loads(subprocess.run([TRIEN, "verify", "--json", "--trust", "lab/trust", "look.pdf"], capture_output=True).stdout)
                equal("who signed, in which order", [s["path"][0]["sha256"] for s in said["signatures"]], [fingerprint("leader"), fingerprint("agency")])
        all_numbers = [r[0] for r in self.back.ask("SELECT number FROM outgoing ORDER BY number")]
        equal("no gap, no double", all_numbers, list(range(1, len(all_numbers) + 1)))


def issues_one(drafter, clerk, head, ids):
    """After all of that the straight way is still open."""
    one = drafter.does("/documents", SAID, draft("walk.pdf"))["document"]
    drafter.does("/documents/%d/submit" % one, {"steps": [{"stage": 1, "kind": "sign", "person": ids["thu.truong"]}]})
    head.signs(one, "out.pdf")
    equal("issued", clerk.seals(one, clerk.does("/documents/%d/number" % one)["number"])["to"], "issued")


def main():
    rng = dice()
    make_lab()
    sign("leader", "draft.pdf", "early.pdf")
    for back in (SQLite(), PostgreSQL()):
        ids = set_up(back)
        server = Program("triend", {"listen": "unix:%s/d.sock" % WORK, "store": back.store, "blobs": BLOBS + back.name, "trust": "lab/trust"})
        desks = [Desk(str(WORK / "d.sock"), name, key) for name, key in (("soan.thao", None), ("van.thu", "agency"), ("thu.truong", "leader"), ("pho", "clerk"))]
        walk = Walk(back, desks, ids, rng)
        for i in range(STEPS):
            walk.step()
        walk.holds()
        issues_one(*desks[:3], ids)
        walk.holds()
        print(back.name, walk.done)
        server.stop()
        back.stop()
    finish()


main()
