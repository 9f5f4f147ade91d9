#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The program itself tormented, on SQLite and on PostgreSQL: torment_acts.py [ROUNDS]. Commands that enter, change, import, plan, undo, sign the trail, find notices and send mails
are killed, all their processes at once, at any moment of their run; two people do random acts on the books at the same time; the disk is full. Afterwards nothing is half done, what was
said to be done is done, the books, the trail and the documents verify, each letter went out, and whoever is killed leaves documents that a sweep finds, at most. Requirement: X4 R7"""
import glob
import json
import os
import pathlib
import pwd
import random
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
CLI = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(CLI.parent / "service"))
from service import *  # noqa: E402,F403

ROUNDS = int(sys.argv[1]) if len(sys.argv) > 1 else 3
rng = random.Random(int.from_bytes(os.urandom(4), "big") if ROUNDS > 3 else 5)
counts = {}


def count(what):
    counts[what] = counts.get(what, 0) + 1


class Place:
    """A store of a back end. blobs and the log's folder beside it."""

    def __init__(self, back, name, at=None):
        self.back, self.name, self.at = back, name, at or WORK / ("%s-%s" % (name, back.name))
        self.at.mkdir(exist_ok=at is not None)
        self.store = str(self.at / "kho")
        if back.name == "postgresql":
            self.sql("CREATE DATABASE %s%s" % (name, self.tablespace(at) if at else ""))
            self.store = "postgresql://trien@/%s?host=%s" % (name, back.at)
        self.blobs, self.key, self.mails = str(self.at / "blobs"), str(self.at / "audit.key"), self.at / "mails"
        trien("store", "init", "--blobs", self.blobs, self.store)
        (self.at / "audit.pub").write_bytes(trien("audit", "key", "--origin", "so-noi-vu.example/" + name, self.key))
        trien("audit", "open", "--origin", "so-noi-vu.example/" + name, self.store)

    def sql(self, *statements):
        for statement in statements:
            subprocess.run(["psql", "-qAt", "-h", self.back.at, "-U", "trien", "-c", statement, "postgres"], check=True)

    def tablespace(self, at):
        """Where the tables are, and not what the server needs to live: with no room for that it stops, and says nothing any more."""
        (at / "pg").mkdir()
        subprocess.run(["chown", self.back.user.get("user", str(os.getuid())), at / "pg"], check=True)
        self.sql("CREATE TABLESPACE %s LOCATION '%s'" % (self.name, at / "pg"))
        return " TABLESPACE " + self.name

    def ask(self, sql):
        if self.back.name == "sqlite":
            with sqlite3.connect("file:%s/trien.db?mode=ro" % self.store, uri=True) as db:
                return [tuple(r) for r in db.execute(sql)]
        out = subprocess.run(["psql", "-qAt", "-F", "\t", "-h", self.back.at, "-U", "trien", "-c", sql, self.name], capture_output=True, text=True, check=True).stdout
        return [tuple(int(x) if re.fullmatch("-?[0-9]+", x) else x for x in line.split("\t")) for line in out.splitlines()]

    def registry(self, verb, *words):
        options = [w for w in words if w.startswith("--")]
        return ["registry", verb, *options, "--blobs", self.blobs, self.store, *[w for w in words if not w.startswith("--")]]

    def sign(self):
        return ["audit", "sign", "--key", self.key, "--log", str(self.at / "audit"), self.store]

    def verify(self, orphans):
        """Books, trail, documents. How many documents a sweep finds."""
        trien(*self.sign())
        trien("audit", "verify", "--vkey", str(self.at / "audit.pub"), "--log", str(self.at / "audit"), self.store)
        found = json.loads(trien("store", "check", "--json", "--blobs", self.blobs, "--sweep", self.store))
        check("no fault but orphans of those who were killed: %r" % found, all(f.get("fault") == "orphan" for f in found["faults"]) and len(found["faults"]) <= orphans)
        equal("one act, one leaf", self.ask("SELECT (SELECT COUNT(*) FROM act) - COUNT(*) FROM audit_leaf")[0][0], -1)
        equal("no act without its rows", self.ask("SELECT COUNT(*) FROM act a WHERE a.changes <> (SELECT COUNT(*) FROM change c WHERE c.act = a.id)"), [(0,)])
        return len(found["faults"])


# ---- a province ----

def province(p):
    def enter(*words):
        trien(*p.registry("enter", *words))
    enter("agency", "code=H00", "name=UBND tỉnh Mẫu", "kind=province")
    for i in (1, 2, 3):
        enter("agency", "code=H0%d" % i, "name=Sở Mẫu %d" % i, "kind=department", "parent=H00", "managing=H00")
    enter("person", "code=QL", "name=Nguyễn Văn Mẫu", "agency=H00", "email=ql@so-mau.example")
    enter("post", "person=QL", "agency=H00", "title=Cán bộ Mẫu", "role=manager", "from_at=2020-01-01")
    for i in range(1, 7):
        enter("person", "code=CB%d" % i, "name=Trần Thị Mẫu %d" % i, "agency=H0%d" % (1 + i % 3), "email=cb%d@so-mau.example" % i)
    (WORK / "leader.pem").write_bytes(subprocess.run(["sed", "-n", "/BEGIN CERT/,/END CERT/p", WORK / "lab/keys/leader.pem"], capture_output=True, check=True).stdout)
    trien("registry", "certificate", "--trust", "lab/trust", "--agency", "H01", "--person", "CB1", "--blobs", p.blobs, p.store, "leader.pem")
    for i in (1, 2, 3, 4):
        enter("post", "person=CB%d" % i, "agency=H0%d" % (1 + i % 3), "title=Cán bộ Mẫu", "role=manager", "from_at=2020-01-01")
    for i in (1, 2):
        enter("post", "person=CB%d" % i, "agency=H00", "title=Cán bộ Mẫu", "role=manager", "from_at=2020-01-01")


# ---- killed ----

durations = {}


def start(words):
    return subprocess.Popen([TRIEN, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, start_new_session=True, env={**os.environ, "LANG": "C.UTF-8"})


def killed(what, words):
    """Runs it, and kills it with all its processes at a moment of its run, or a little later. What it said, or None."""
    begun, process = time.monotonic(), start(words)
    try:
        out, err = process.communicate(timeout=rng.uniform(0, 1.15) * durations[what] if what in durations else 60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        count("killed " + what)
        return None
    durations.setdefault(what, time.monotonic() - begun)
    check("%s ends with a word: %r %r" % (words, out, err), process.returncode >= 0 and (process.returncode == 0 or b"]" in err or b'"error"' in out) and b"Sanitizer" not in err)
    count("done " + what)
    return out if process.returncode == 0 else None


def newest(p, where):
    """The newest act that stands, 0: none."""
    return p.ask("SELECT COALESCE(MAX(id), 0) FROM act WHERE %s AND id NOT IN (SELECT compensates FROM act WHERE compensates IS NOT NULL)" % where)[0][0]


def step_of(p, what, i):
    if what == "enter":
        return p.registry("enter", "--json", "unit", "code=U%d" % i, "name=Đơn vị Mẫu %d" % i)
    if what == "change":
        return p.registry("change", "--json", "person:1", "phone=09%08d" % i)
    if what == "import":
        (p.at / "people.csv").write_text("code,name,agency\n" + "".join("N%d,Người Mẫu %d,H02\n" % (k, i) for k in range(40)))
        return p.registry("import", "--json", "person", str(p.at / "people.csv"))
    if what == "plan":
        tried = json.loads(trien("registry", "plan", "--as=person:1", "--role=manager", "--reason=mẫu", "--json", "--blobs", p.blobs, p.store, "move", "H0%d" % (1 + i % 3), "CB5", "CB6"))
        return ["registry", "plan", "--as=person:1", "--role=manager", "--reason=mẫu", "--json", "--do", tried["mark"], "--blobs", p.blobs, p.store, "move", "H0%d" % (1 + i % 3), "CB5", "CB6"]
    if what == "sign":
        return p.sign()
    act = newest(p, {"undo": "what = 'person.change'", "undo import": "what = 'person.import'", "undo plan": "what LIKE 'plan.%'"}[what])
    return p.registry("undo", "--json", "--as=person:1", "--reason=mẫu", "--role=manager", str(act)) if act else None


def whole(p):
    equal("one act, one leaf", p.ask("SELECT (SELECT COUNT(*) FROM act) - COUNT(*) FROM audit_leaf")[0][0], -1)
    equal("each import whole", p.ask("SELECT COUNT(DISTINCT name) FROM person WHERE code LIKE 'N%'")[0][0] <= 1, True)
    equal("who moves, moves together", p.ask("SELECT COUNT(DISTINCT agency) FROM person WHERE code IN ('CB5', 'CB6')") if p.moved else [(1,)], [(1,)])


def torment(p):
    """All kinds in turn; what has said that it is done is done."""
    told, i, p.moved = set(), 0, False
    for _ in range(ROUNDS):
        for what in ("enter", "change", "undo", "import", "undo import", "plan", "undo plan", "sign", "import", "change", "sign"):
            i += 1
            words = step_of(p, what, i)
            out = killed(what, words) if words else None
            p.moved = p.moved and what != "undo plan" or what == "plan" and out is not None
            if out is not None and what != "sign":
                told.add(json.loads(out)["act"])
            whole(p)
    told.discard(0)
    equal("what was told is there", p.ask("SELECT COUNT(*) FROM act WHERE id IN (%s)" % ",".join(map(str, told or {0})))[0][0], len(told))
    count("orphans") if p.verify(0) else None


# ---- letters ----

class Sink:
    def __init__(self, at, mode="plain"):
        at.mkdir()
        self.at = at
        self.process = subprocess.Popen([sys.executable, CLI / "smtp_sink.py", at, mode])
        started.append(self.process)
        for _ in range(500):
            if (at / "port").exists():
                break
            time.sleep(0.02)
        self.server = "smtp://127.0.0.1:" + (at / "port").read_text()

    def ids(self):
        return [re.search(rb"(?im)^Message-ID:\s*(\S+)", f.read_bytes())[1] for f in self.at.glob("*.eml")]


def letters(p):
    """From what is due to the mail, each command killed again and again, two runners at a time: every letter goes out, and once more at most for each kill."""
    end = p.ask("SELECT not_after FROM certificate")[0][0]
    sink, kills, now = Sink(p.mails), 0, 0

    def stamp(at):
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))

    def run(at):
        return ["jobs", "run", "--from", "so-dang-ky@so-mau.example", "--smtp-plain", "--smtp", sink.server, "--at", stamp(at), "--json", p.store]

    for days in (120, 90, 75, 60, 30, 7):
        now = end - days * 86400
        notices = p.registry("notices", "--json", "--at=" + stamp(now), "run")
        for _ in range(2):
            killed("notices", notices)
        trien(*notices)
        for k in range(2):
            other = start(run(now + 700 * k))
            kills += killed("jobs", run(now + 700 * k)) is None
            other.communicate()
        trien(*run(now + 2100))
        trien(*run(now + 2800))
    ids = sink.ids()
    equal("no letter is lost", len(set(ids)), p.ask("SELECT COUNT(*) FROM digest")[0][0])
    check("some letters", len(set(ids)) >= 12)
    check("none more often than somebody was killed: %d, %d kills" % (len(ids) - len(set(ids)), kills), len(ids) - len(set(ids)) <= kills)
    equal("every job is done", p.ask("SELECT COUNT(*) FROM job WHERE state <> 'done'"), [(0,)])
    equal("no step is told twice", p.ask("SELECT COUNT(*) FROM (SELECT COUNT(*) FROM notice GROUP BY object, kind, step HAVING COUNT(*) > 1) x"), [(0,)])
    counts["letters"] = counts.get("letters", 0) + len(set(ids))
    p.verify(0)


# ---- two people at once ----

ROLES = ("admin", "manager", "clerk", "head", "it_officer", "department", "auditor")  # of the persons from the first on


def random_act(r):
    """Words of a command that may or may not be permitted, or possible."""
    person, agency, n = r.randint(1, 8), "H0%d" % r.randint(0, 4), r.randint(1, 6)
    who = r.randint(1, len(ROLES))
    options = ["--json", "--reason=mẫu", "--as=person:%d" % who, "--role=" + (ROLES[who - 1] if r.random() < 0.7 else r.choice((*ROLES, "subscriber")))]
    enters = (("agency", "code=A%d" % n, "name=Sở Mẫu", "kind=department", "parent=" + agency), ("person", "code=P%d" % n, "name=Người Mẫu", "agency=" + agency),
              ("post", "person=CB%d" % n, "agency=" + agency, "title=Mẫu", "role=" + r.choice(("clerk", "admin", "head")), "from_at=2020-01-01"), ("unit", "code=Đ%d" % n, "name=Mẫu"),
              ("device", "kind=token", "serial=T%d" % n, "agency=" + agency), ("ticket", "agency=" + agency, "person=CB%d" % n, "subject=Mẫu", "asked_at=2026-01-01"),
              ("service", "code=DV%d" % n, "name=Mẫu", "agency=" + agency, "is_signed=1", "from_at=2020-01-01"), ("proposal", "agency=" + agency, "kind=difficulty", "subject=Mẫu", "asked_at=2026-01-01"),
              ("letter", "agency=" + agency, "receiver=authority"), ("training_class", "name=Lớp Mẫu", "from_at=2026-01-01"), ("mute", "about=certificate:1", "agency=" + agency, "until_at=2027-01-01"),
              ("account", "kind=os", "name=x%d" % n, "person=CB%d" % n), ("result", "dossier=1"), ("khong-co", "x=1"))
    verb = r.choice(("enter", "enter", "enter", "change", "change", "undo", "act", "show", "list"))
    if verb == "enter":
        return verb, [*options, *r.choice(enters)]
    if verb == "change":
        return verb, [*options, *r.choice((("person:%d" % person, "phone=%d" % r.randint(1, 9999)), ("agency:%d" % n, "name=Sở Mẫu %d" % n), ("unit:%d" % n, "name=Mẫu %d" % r.randint(1, 99)),
                                           ("device:%d" % n, "label=Mẫu"), ("post:%d" % n, "to_at=2026-12-31"), ("certificate:1", "state=revoked"), ("ticket:%d" % n, "answer=Mẫu")))]
    if verb == "undo":
        return verb, [*options, str(r.randint(1, 90))]
    if verb == "act":
        return verb, [*options, *r.choice((("device.lose", "device:%d" % n), ("certificate.activate", "certificate:1"), ("device.assign", "device:%d" % n, "person=CB%d" % n), ("request.draft", "certificate:1")))]
    return verb, [*options, r.choice(("person", "device", "act", "unit", "account"))] if verb == "list" else [*options, "person:%d" % person]


def at_once(p, each):
    """Two processes at a time, each as random people; who is nobody is refused, and whatever is refused leaves nothing."""
    account = ("postgresql", "trien") if p.back.name == "postgresql" else ("os", pwd.getpwuid(os.getuid()).pw_name)
    for i, role in enumerate(ROLES, 1):
        trien(*p.registry("enter", "post", "person=" + ("QL" if i == 1 else "CB%d" % (i - 1)), "agency=H00", "title=Mẫu", "role=" + role, "from_at=2020-01-01"))
    trien(*p.registry("enter", "account", "kind=" + account[0], "name=" + account[1], "person=QL"))
    wrong, acts, lock = [], set(), threading.Lock()

    def run(seed):
        r = random.Random(seed)
        for n in range(each):  # every fifth is one that may be done
            verb, words = random_act(r) if n % 5 else ("change", ["--json", "--as=person:2", "--role=manager", "person:%d" % r.randint(3, 7), "phone=%d" % r.randint(1, 999999)])
            process = start(p.registry(verb, *words))
            out, err = process.communicate(timeout=120)
            with lock:
                if process.returncode < 0 or b"Sanitizer" in err or (process.returncode != 0 and b"[" not in err and b'"error"' not in out):
                    wrong.append((verb, words, process.returncode, err[-300:]))
                count(("did " if process.returncode == 0 else "refused ") + verb)
                if process.returncode == 0 and verb in ("enter", "change", "undo", "act"):
                    acts.add(json.loads(out)["act"])

    threads = [threading.Thread(target=run, args=(rng.random(),)) for _ in range(2)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    equal("nothing but refusals", wrong, [])
    acts.discard(0)
    check("some were done: %r" % counts, len(acts) >= each // 5)
    equal("what was told is there", p.ask("SELECT COUNT(*) FROM act WHERE id IN (%s)" % ",".join(map(str, acts or {0})))[0][0], len(acts))
    p.verify(0)


# ---- the disk is full ----

def full(back):
    at = WORK / ("full-" + back.name)
    at.mkdir()
    if os.getuid() != 0 or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m" if back.name == "sqlite" else "size=96m", "tmpfs", at], capture_output=True).returncode != 0:
        print("no mount here: the full disk was not tried")
        return
    try:
        p = full_disk(back, at)
        if back.name == "postgresql":
            p.sql("DROP DATABASE dia", "DROP TABLESPACE dia")
    finally:
        subprocess.run(["umount", "-l", at])


def full_disk(back, at):
    """Everything is on that disk; of PostgreSQL all tables, and not the server's own log."""
    p = Place(back, "dia", at)
    province(p)
    (p.at / "spool").mkdir()
    people = WORK / "many.csv"
    people.write_text("code,name,agency\n" + "".join("N%d,Người Mẫu %d,H02\n" % (k, k) for k in range(3000)))
    imported = json.loads(trien(*p.registry("import", "--json", "person", str(people))))["act"]
    end = p.ask("SELECT not_after FROM certificate")[0][0]
    when = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(end - 90 * 86400))
    trien(*p.registry("notices", "--at=" + when, "run"))
    before = p.ask("SELECT COUNT(*) FROM act"), p.ask("SELECT COUNT(*) FROM change")
    (WORK / "other.csv").write_text(people.read_text().replace("Người", "Kẻ"))
    run = ["jobs", "run", "--from", "so-dang-ky@so-mau.example", "--spool", str(p.at / "spool"), "--at", when, p.store]
    with open(at / "filler", "wb", 0) as f:
        try:
            while f.write(bytes(4096)):
                pass
        except OSError:
            pass
    tries = [("sign", p.sign()), ("jobs", run), ("undo", p.registry("undo", "--reason=mẫu", str(imported))), ("import", p.registry("import", "person", str(WORK / "other.csv")))]
    for what, words in tries:
        trien(*words, fails="store.disk-full")
        count("full disk " + what)
    (at / "filler").unlink()
    equal("nothing was done", (p.ask("SELECT COUNT(*) FROM act"), p.ask("SELECT COUNT(*) FROM change")), before)
    p.verify(0)
    for what, words in tries:
        trien(*(words if what != "jobs" else [w if w != when else time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(end - 90 * 86400 + 700)) for w in words]))
    check("the letters are there", len(list((p.at / "spool").glob("*.eml"))) == p.ask("SELECT COUNT(*) FROM digest")[0][0] > 0)
    p.verify(0)
    return p


def main():
    copy_lab()
    backs = [SQLite()]
    if glob.glob("/usr/lib/postgresql/*/bin/initdb"):
        backs.append(PostgreSQL())
    for back in backs:
        p = Place(back, "giet")
        province(p)
        torment(p)
        letters(p)
        at_once(p, 20 * ROUNDS)
        full(back)
        back.stop()
        print("%s: %s" % (back.name, ", ".join("%s %d" % x for x in sorted(counts.items()))), flush=True)
        counts.clear()
    finish()


main()
