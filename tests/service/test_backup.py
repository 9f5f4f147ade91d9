#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: X4
Backups of a store while the service runs and people write, on SQLite or on PostgreSQL: what is restored is the store of one moment, and stands its checks; encrypted ones; those that were
changed, in every part; kills in the middle; no room; a store of older tables, up and the way back."""
import hashlib
import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import threading
import time

import sys
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
from people import *  # noqa: E402,F403

SOURCE = pathlib.Path(os.environ["TRIEN_SOURCE_DIR"])
count = 0


def fresh(name):
    """A place that is not there yet."""
    global count
    count += 1
    return str(WORK / ("%s%d" % (name, count)))


class Target:
    """An empty store of the kind that a back end has."""

    def __init__(self, back):
        self.back, self.at = back, fresh("to")
        if back.name == "sqlite":
            self.store, self.words = self.at, []
        else:
            self.name = "so%d" % count
            back.make(self.name)
            self.store = "postgresql://trien@/%s?host=%s" % (self.name, back.at)
            self.words = ["--blobs", self.at + "/blobs", "--logs", self.at + "/audit"]

    def ask(self, sql):
        if self.back.name == "sqlite":
            with sqlite3.connect("file:%s/trien.db?mode=ro" % self.store, uri=True) as db:
                return [tuple(r) for r in db.execute(sql)]
        return self.back.ask(sql, self.name)

    def is_store(self):
        """Is there anything that a program would take for one?"""
        if self.back.name == "sqlite":
            return os.path.exists(self.store + "/trien.db")
        return self.ask("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'") != [(0,)]


class Postgres(PostgreSQL):
    def make(self, name):
        subprocess.run(["psql", "-qAt", "-h", self.at, "-U", "trien", "-c", "CREATE DATABASE " + name, "postgres"], check=True, capture_output=True)

    def ask(self, sql, name="so"):
        out = super().ask(sql) if not sql.startswith("SELECT") else subprocess.run(
            ["psql", "-qAt", "-h", self.at, "-U", "trien", "-c", "SELECT COALESCE(json_agg(row_to_json(t)), '[]') FROM (%s) t" % sql, name], capture_output=True, text=True, check=True).stdout
        return [tuple(x.values()) for x in json.loads(out)] if isinstance(out, str) else out


def own(back):
    """How commands are told where things are."""
    return ["--blobs", BLOBS + back.name, "--logs", LOGS + back.name]


LOGS = str(WORK / "logs-")


def backup(back, *words, fails=None, **how):
    folder = fresh("bk")
    out = trien("store", *([] if fails else ["--json"]), *own(back), *words, "backup", back.store, folder, fails=fails)
    return folder, None if fails else json.loads(out)


def restore(folder, to, *words, fails=None):
    return trien("store", *([] if fails else ["--json"]), *to.words, *words, "restore", folder, to.store, fails=fails)


def blobs_of(folder):
    return sorted(str(p.relative_to(folder)).replace("/", "") for p in pathlib.Path(folder).rglob("*") if p.is_file())


def sums(folder):
    """SHA256SUMS anew, as somebody would who changes a backup."""
    lines = []
    for line in pathlib.Path(folder, "SHA256SUMS").read_text().splitlines():
        path = line[66:]
        lines.append("%s  %s\n" % (hashlib.sha256(pathlib.Path(folder, path).read_bytes()).hexdigest(), path))
    pathlib.Path(folder, "SHA256SUMS").write_text("".join(lines))


def fill(back):
    """Documents, a log that is signed, configuration."""
    for i in range(30):
        pathlib.Path("bao-cao.txt").write_bytes(b"Bao cao mau %d\n" % i * (i * 1000 + 1))
        registry(back, "enter", "ticket", "agency=H00", "person=QT1", "subject=Máy mẫu %d" % i, "asked_at=2026-01-02", "report=bao-cao.txt")
    for i in range(40):
        enter(back, "person", "code=M%02d" % i, "name=Người Mẫu %d" % i, "agency=H1")
    key = str(WORK / ("key-" + back.name))
    trien("audit", "--origin", "so-noi-vu.example/mau", "key", key)
    trien("audit", "--key", key, "--log", LOGS + back.name + "/1", "sign", back.store)
    return key


def writes(back, stop, done):
    """Somebody goes on entering people until told to stop."""
    i = 0
    while not stop.is_set():
        enter(back, "person", "code=X%03d" % i, "name=Người đến sau %d" % i, "agency=H1")
        i += 1
        done.append(i)


def of_one_moment(back, key):
    """While triend runs and people are entered: whole, and of a moment in between."""
    service = Program("triend", {"listen": "unix:" + str(WORK / "s"), "store": back.store, "blobs": BLOBS + back.name})
    stop, done = threading.Event(), []
    writer = threading.Thread(target=writes, args=(back, stop, done))
    writer.start()
    while not done:
        time.sleep(0.05)
    before = len(done)
    folder, made = backup(back)
    after = len(done)
    stop.set()
    writer.join()
    equal("the service goes on", request(str(WORK / "s"), "GET", "/health").status, 200)
    service.stop()
    check("sha256sum", subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=folder).returncode == 0)
    equal("its sum", made["sum"], hashlib.sha256(pathlib.Path(folder, "SHA256SUMS").read_bytes()).hexdigest())
    equal("nothing else is in it", sorted(x.name for x in pathlib.Path(folder).iterdir()), sorted(["about", "database", "SHA256SUMS", "audit"] + (["blobs"] if blobs_of(BLOBS + back.name) else [])))
    check("for its owner alone", all(p.stat().st_mode & 0o077 == 0 for p in pathlib.Path(folder).rglob("*")))
    to = Target(back)
    said = json.loads(restore(folder, to, "--sum", made["sum"]))
    people = to.ask("SELECT COUNT(*) AS n FROM person WHERE code LIKE 'X%'")[0][0]
    check("a moment in between: %d <= %d <= %d" % (before, people, after + 1), before <= people <= after + 1)
    equal("every act has its leaf", to.ask("SELECT COUNT(*) AS n FROM act"), to.ask("SELECT COUNT(*) AS n FROM audit_leaf WHERE idx > 0"))
    equal("documents", (said["documents"], blobs_of(to.at + "/blobs")), (len(blobs_of(BLOBS + back.name)), blobs_of(BLOBS + back.name)))
    check("signed leaves", said["signed"] > 40)
    trien("store", *to.words[:2], "check", to.store)
    # The store knows of its backup; the backup does not, and what was restored says that it was.
    kept = "SELECT kind, sum FROM backup_record ORDER BY id"
    equal("told", back.ask(kept), [("made", made["sum"])])
    equal("restored", to.ask(kept), [("restored", made["sum"])])
    vkey = pathlib.Path(key + ".pub")
    if not vkey.exists():
        vkey.write_text(back.ask("SELECT key FROM audit_signed")[0][0] + "\n")
    trien("audit", "--vkey", str(vkey), "--log", to.at + "/audit/1", "verify", to.store)
    # It is a store to go on with; a place is used once.
    enter_into = ["registry", "enter", "--json", "--blobs", to.at + "/blobs", to.store, "person", "code=SAU", "name=Người Sau", "agency=H1"]
    trien(*enter_into)
    restore(folder, to, fails="store.place-used")
    trien("store", *own(back), "backup", back.store, folder, fails="store.place-used")
    return folder, made


def refused(back, good, made):
    """Changed in every part: nothing is restored, and it is said by its id."""
    def changed(change, error, *words):
        folder = fresh("bad")
        shutil.copytree(good, folder)
        change(pathlib.Path(folder))
        to = Target(back)
        restore(folder, to, *words, fails=error)
        looked_at = back.name == "postgresql" and error in ("store.restore-faults", "audit.signature-wrong")  # what was restored is looked at there
        check("%s: no store is left" % error, looked_at or not to.is_store())
        return to

    def flip(path, at=100):
        data = bytearray(path.read_bytes())
        data[at % len(data)] ^= 1
        path.write_bytes(data)

    def edit(path, old, new):
        text = path.read_text()
        check("%s stands in %s" % (old, path), old in text)
        path.write_text(text.replace(old, new, 1))

    def resummed(change):
        def both(folder):
            change(folder)
            sums(folder)
        return both

    some_tile = next(str(p.relative_to(good)) for p in pathlib.Path(good, "audit").rglob("*") if "tile/0" in str(p) and p.is_file())
    changed(lambda f: os.unlink(f / "SHA256SUMS"), "store.backup-unfinished")
    for path in ("about", "database/000000", "audit/1/checkpoint", some_tile):
        changed(lambda f: flip(f / path), "store.backup-damaged")
        changed(lambda f: os.unlink(f / path), "store.backup-damaged")
    changed(resummed(lambda f: flip(f / some_tile)), "store.backup-sum", "--sum", made["sum"])
    changed(resummed(lambda f: edit(f / "about", "trien-backup 1", "trien-backup 2")), "store.backup-malformed")
    changed(resummed(lambda f: edit(f / "about", "schema ", "schema 0")), "store.backup-malformed")
    changed(resummed(lambda f: edit(f / "about", "encrypted no", "encrypted oh")), "store.backup-malformed")
    changed(resummed(lambda f: (f / "about").write_text("trien-backup 1\nback_end %s\nschema 999\nencrypted no\n" % back.name)), "store.schema-newer")
    changed(resummed(lambda f: edit(f / "about", back.name, "postgresql" if back.name == "sqlite" else "sqlite")), "store.backup-other")
    changed(resummed(lambda f: edit(f / "about", "encrypted no", "encrypted yes")), "store.backup-encrypted")
    for line in ("x", "0" * 64 + "  ../out", "0" * 64 + "  /out", "0" * 64 + "  blobs//x", "0" * 64 + "  a/./b", "0" * 64 + " about", "0" * 64 + "  a\\b", "0" * 63 + "  about1",
                 "0" * 64 + "  " + "a" * 256, "G" * 64 + "  about"):
        changed(lambda f: (f / "SHA256SUMS").open("a").write(line + "\n"), "store.backup-malformed")
    changed(lambda f: (f / "SHA256SUMS").open("a").write("0" * 64 + "  about"), "store.backup-malformed")

    def stranger(f):
        (f / "else").write_bytes(b"x")
        (f / "SHA256SUMS").open("a").write(hashlib.sha256(b"x").hexdigest() + "  else\n")
    changed(stranger, "store.backup-malformed")

    def other_blob(f):
        (f / "blobs/aa").mkdir(parents=True)
        (f / ("blobs/aa/" + "b" * 62)).write_bytes(b"x")
        (f / "SHA256SUMS").open("a").write(hashlib.sha256(b"x").hexdigest() + "  blobs/aa/" + "b" * 62 + "\n")
    changed(other_blob, "store.backup-damaged")
    changed(lambda f: edit(f / "SHA256SUMS", "database/000000", "database/000001") or (f / "database/000000").rename(f / "database/000001"), "store.backup-malformed")

    def without(path):
        def take_out(f):
            lines = (f / "SHA256SUMS").read_text().splitlines(True)
            (f / "SHA256SUMS").write_text("".join(x for x in lines if not x.endswith("  " + path + "\n")))
        return take_out
    changed(without("about"), "store.backup-malformed")
    changed(without("database/000000"), "store.backup-malformed")
    changed(without("audit/1/checkpoint"), "store.restore-faults")
    changed(resummed(lambda f: flip(f / some_tile)), "store.restore-faults")

    def other_signature(f):
        text = (f / "audit/1/checkpoint").read_text()
        (f / "audit/1/checkpoint").write_text(text[:-30] + ("B" if text[-30] == "A" else "A") + text[-29:])
    changed(resummed(other_signature), "audit.signature-wrong")
    if back.name == "sqlite":
        def row(f):
            db = sqlite3.connect(f / "database/000000")
            changed_rows = db.execute("UPDATE audit_leaf SET entry = CAST(replace(CAST(entry AS TEXT), 'person', 'persom') AS BLOB) WHERE idx = 30").rowcount
            db.commit()
            db.close()
            equal("a row", (changed_rows, os.listdir(f / "database")), (1, ["000000"]))
        changed(resummed(row), "store.restore-faults")
    with open(str(WORK / "sparse"), "wb"):
        pass
    for size, error in (((512 << 20) + 3, "base.buffer-limit"), (1 << 20, "store.backup-malformed")):
        changed(lambda f: os.truncate(f / "SHA256SUMS", size), error)


def for_one_reader(back):
    """Encrypted: nothing can be read but by the recipient's key; openssl opens each file."""
    for kind, words in (("rsa", ["rsa:2048"]), ("ec", ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"])):
        subprocess.run(["openssl", "req", "-x509", "-newkey", *words, "-nodes", "-subj", "/CN=Sao luu mau", "-keyout", kind + ".key", "-out", kind + ".pem", "-days", "30"], check=True,
                       capture_output=True)
        folder, made = backup(back, "--recipient", kind + ".pem")
        names = [str(p.relative_to(folder)) for p in pathlib.Path(folder).rglob("*") if p.is_file()]
        check("all but two: %s" % names, all(n.endswith(".p7m") or n in ("about", "SHA256SUMS") for n in names))
        everything = b"".join(pathlib.Path(folder, n).read_bytes() for n in names)
        check("nobody's name can be read", "Người Mẫu".encode() not in everything and b"SQLite format 3" not in everything and b"PGDMP" not in everything)
        opened = subprocess.run(["openssl", "cms", "-decrypt", "-binary", "-inform", "DER", "-in", folder + "/audit/1/checkpoint.p7m", "-inkey", kind + ".key", "-recip", kind + ".pem"], capture_output=True)
        equal("openssl opens it: %r" % opened.stderr, opened.stdout, pathlib.Path(LOGS + back.name, "1/checkpoint").read_bytes())
        to = Target(back)
        restore(folder, to, fails="store.backup-encrypted")
        restore(folder, to, "--key", kind + ".key", "--sum", made["sum"])
        check("restored", to.is_store())
        restore(folder, Target(back), "--key", "ec.key" if kind == "rsa" and os.path.exists("ec.key") else str(SOURCE / "README.md"), fails="crypto.envelope-key")
    to = Target(back)
    restore(folder, to, "--key", "rsa.key", fails="crypto.envelope-key")
    check("nothing", not to.is_store())
    changed = fresh("bad")
    shutil.copytree(folder, changed)
    data = bytearray(pathlib.Path(changed, "audit/1/checkpoint.p7m").read_bytes())
    data[-40] ^= 1
    pathlib.Path(changed, "audit/1/checkpoint.p7m").write_bytes(data)
    sums(changed)
    restore(changed, Target(back), "--key", "ec.key", fails="crypto.envelope-key")
    os.makedirs("one", exist_ok=True)
    backup(back, "--recipient", str(SOURCE / "README.md"), fails="crypto.envelope-recipient")


def with_configuration(back):
    os.makedirs("etc/trien/trust", exist_ok=True)
    pathlib.Path("etc/trien/triend.json").write_text('{"listen": "unix:/x"}')
    pathlib.Path("etc/trien/trust/a.pem").write_text("một gốc tin cậy")
    pathlib.Path("rieng.json").write_text("{}")
    folder, _ = backup(back, "--with", "etc/trien", "--with", "rieng.json")
    to = Target(back)
    restore(folder, to, "--config", to.at + "-etc")
    found = sorted(str(p.relative_to(to.at + "-etc")) for p in pathlib.Path(to.at + "-etc").rglob("*") if p.is_file())
    equal("configuration", found, ["rieng.json", "trien/triend.json", "trien/trust/a.pem"])
    pathlib.Path("etc/trien/khoa.pem").write_text("-----BEGIN PRIVATE KEY-----\n")
    folder, _ = backup(back, "--with", "etc/trien", fails="store.backup-key")
    check("nothing is left of it", not os.path.exists(folder) or not os.listdir(folder))
    backup(back, "--with", "etc/trien", "--recipient", "rsa.pem")
    backup(back, "--with", "etc/none", fails="store.file-failed")
    for depth, fails in ((8, None), (9, "store.file-failed")):
        os.makedirs("etc/deep" + "/d" * depth, exist_ok=True)
        pathlib.Path("etc/deep" + "/d" * depth, "f").write_text("x")
        backup(back, "--with", "etc/deep", fails=fails)
    shutil.rmtree("etc/deep")
    os.unlink("etc/trien/khoa.pem")


def what_moves(back):
    """Checkpoints that are signed again and again meanwhile; a document that is lost; a database that may not be read."""
    os.makedirs(LOGS + back.name + "/9", exist_ok=True)
    stop = threading.Event()

    def sign():
        i = 0
        while not stop.is_set():
            i += 1
            pathlib.Path(LOGS + back.name, "9/.new").write_text(str(i))
            os.rename(LOGS + back.name + "/9/.new", LOGS + back.name + "/9/checkpoint")
            time.sleep(0.002)
    thread = threading.Thread(target=sign)
    thread.start()
    folder, _ = backup(back, fails="store.backup-moved")
    stop.set()
    thread.join()
    shutil.rmtree(LOGS + back.name + "/9")
    equal("nothing is left of it", os.listdir(folder), [])
    back.write("INSERT INTO blob (hash, size, refs, created_at) VALUES ('%s', 1, 1, 0)" % ("c" * 64))
    folder, _ = backup(back, fails="store.blob-missing")
    equal("nor of this", os.listdir(folder), [])
    back.write("DELETE FROM blob WHERE hash = '%s'" % ("c" * 64))
    if back.name == "postgresql":
        back.write("CREATE ROLE ngheo LOGIN")
        back.write("GRANT SELECT ON ALL TABLES IN SCHEMA public TO ngheo")
        back.write("REVOKE SELECT ON job FROM ngheo")
        enter(back, "account", "kind=postgresql", "name=ngheo", "person=QT1")
        trien("store", *own(back), "backup", back.store.replace("trien@", "ngheo@"), fresh("bk"), fails="store.dump-failed")


def not_told(back):
    """Where the store cannot be told, the backup is whole all the same, and the command says so."""
    if back.name == "sqlite":
        back.write("CREATE TRIGGER no BEFORE INSERT ON backup_record BEGIN SELECT RAISE(ABORT, 'no'); END")
    else:
        back.write("ALTER TABLE backup_record RENAME COLUMN config TO no")
    before = back.ask("SELECT COUNT(*) FROM backup_record")
    folder, _ = backup(back, fails="store.backup-unrecorded")
    equal("nothing is said", back.ask("SELECT COUNT(*) FROM backup_record"), before)
    check("it is whole", subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=folder).returncode == 0)
    back.write("DROP TRIGGER no" if back.name == "sqlite" else "ALTER TABLE backup_record RENAME COLUMN no TO config")


def no_room(back, good):
    """A file may not be longer than this: as on a full disk, in either."""
    def limited():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100000, 100000))

    folder = fresh("bk")
    run = subprocess.run([TRIEN, "store", *own(back), "backup", back.store, folder], capture_output=True, preexec_fn=limited)
    # What the database's own writer says where a file may not grow is its own code; of a disk that is full it says so.
    check("backup: %r" % run.stderr, (b"[store.failed]" if back.name == "sqlite" else b"[store.dump-failed]") in run.stderr)
    equal("nothing is left of it", os.listdir(folder), [])
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1400k", "none", folder], capture_output=True).returncode == 0:
        try:
            trien("store", *own(back), "backup", back.store, folder, fails="store.disk-full")
            equal("nothing is left on it", os.listdir(folder), [])
        finally:
            subprocess.run(["umount", folder], check=True)
    else:
        print("no mount here: the full disk was not tried")
    to = Target(back)
    run = subprocess.run([TRIEN, "store", *to.words, "restore", good, to.store], capture_output=True, preexec_fn=limited)
    check("restore: %r" % run.stderr, b"[store.disk-full]" in run.stderr)
    check("no store", not to.is_store())


def killed(back, good):
    """kill -9 at any moment: a backup is whole or none, a store is whole or none."""
    chance = random.Random(10)
    whole = 0

    def run_and_kill(words, seconds):
        run = subprocess.Popen([TRIEN, *words], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            run.wait(seconds)
        except subprocess.TimeoutExpired:
            run.kill()
            run.wait()

    for _ in range(12):
        folder = fresh("bk")
        run_and_kill(["store", *own(back), "backup", back.store, folder], chance.uniform(0.05, 1.2))
        to = Target(back)
        if os.path.exists(folder + "/SHA256SUMS"):
            restore(folder, to)
            whole += 1
        elif os.path.exists(folder):
            restore(folder, to, fails="store.backup-unfinished")
    for _ in range(12):
        to = Target(back)
        run_and_kill(["store", *to.words, "restore", good, to.store], chance.uniform(0.05, 1.2))
        if back.name == "postgresql":  # its own program may go on for a moment
            time.sleep(0.5)
        if to.is_store():
            trien("store", *to.words[:2], "check", to.store)
            whole += 1
        elif os.path.exists(to.store) and os.listdir(to.store):
            restore(good, to, fails="store.place-used")
    print("%d of 24 were whole" % whole)


def older(back):
    """A store whose last step is missing, as its program left it: it is kept, brought up to date, and had back as it was."""
    files = sorted((SOURCE / "sql/sqlite").glob("*.sql"))
    os.makedirs("cu/blobs")
    with sqlite3.connect("cu/trien.db") as db:
        db.execute("PRAGMA application_id = %d" % 0x54524945)
        db.execute("PRAGMA journal_mode = WAL")
        for i, path in enumerate(files[:-1]):
            db.executescript(path.read_text())
            db.execute("INSERT INTO migration (number, name, hash, applied_at) VALUES (?, ?, ?, 0)", (i + 1, path.stem, hashlib.sha256(path.read_bytes()).hexdigest()))
    os.chmod("cu/trien.db", 0o600)
    step = len(files) - 1
    refused_start("triend", {"listen": "unix:" + str(WORK / "s"), "store": str(WORK / "cu")}, "store.schema-older")
    trien("store", "check", "cu", fails="store.schema-older")
    trien("store", "init", "--backup", "cu", "cu", fails="store.place-used")
    equal("it is as it was", sqlite3.connect("cu/trien.db").execute("SELECT MAX(number) FROM migration").fetchone()[0], step)
    trien("store", "init", "--backup", "cu-bk", "cu")
    trien("store", "check", "cu")
    said = json.loads(trien("store", "--json", "restore", "cu-bk", "cu-lai"))
    equal("the way back", (said["schema"], sqlite3.connect("cu-lai/trien.db").execute("SELECT MAX(number) FROM migration").fetchone()[0]), (step, step))
    trien("store", "check", "cu-lai", fails="store.schema-older")
    trien("store", "init", "cu-lai")
    trien("store", "check", "cu-lai")


def main():
    for make in [{"sqlite": SQLite, "postgresql": Postgres}[sys.argv[1]]]:
        back = make()
        set_up(back)
        key = fill(back)
        good, made = of_one_moment(back, key)
        refused(back, good, made)
        for_one_reader(back)
        with_configuration(back)
        what_moves(back)
        not_told(back)
        no_room(back, good)
        killed(back, good)
        if back.name == "sqlite":
            older(back)
        back.stop()
    finish()


main()
