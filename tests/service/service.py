# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the tests of the service share: a folder of their own, triend and trien-witness started and stopped by their pid, requests byte by byte."""
import atexit
import contextlib
import glob
import json
import os
import pathlib
import random
import re
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time

import openapi

TRIEN = pathlib.Path(os.environ["TRIEN"])
HERE = pathlib.Path(__file__).resolve().parent
_folder = tempfile.TemporaryDirectory(prefix="trien-")
WORK = pathlib.Path(_folder.name)
os.chdir(WORK)
passed = 0
started = []


@atexit.register
def end_all():
    for process in started:
        if process.poll() is None:
            process.kill()


def dice():
    """The same at every run; TRIEN_SEED is another number, or "random". It is printed, and says again which run it was."""
    said = os.environ.get("TRIEN_SEED") or "1"
    seed = random.SystemRandom().randrange(1 << 30) if said == "random" else int(said)
    print("seed %d" % seed)
    return random.Random(seed)


def check(what, is_so):
    global passed
    if not is_so:
        raise SystemExit("FAILED: %s" % (what,))
    passed += 1


def equal(what, got, want):
    check("%s: got %r, want %r" % (what, got, want), got == want)


def trien(*words, fails=None, data=None):
    """The output of a command; with fails: it ends with that error."""
    run = subprocess.run([TRIEN, *words], input=data, capture_output=True, env={**os.environ, "LANG": "C.UTF-8"})
    if fails is None:
        check("trien %s: %s" % (words, (run.stderr + run.stdout[-1000:]).decode()), run.returncode == 0)
    else:
        check("trien %s: want %s, got %s" % (words, fails, run.stderr.decode() + run.stdout.decode()), "[%s]" % fails in run.stderr.decode())
    return run.stdout


def copy_lab():
    """Keys and certificates, in lab/."""
    subprocess.run([HERE.parent / "lab/material.sh", "copy", "lab"], check=True, stdout=subprocess.DEVNULL)


class Program:
    """A program with a configuration, until it is stopped; fds: descriptors that it gets."""

    def __init__(self, name, config, wait=True, fds=()):
        self.name, self.config, self.fds = name, config, fds
        if str(config.get("store")).startswith("postgresql:"): # where the store is a folder the key lies in it
            config.setdefault("session_key", str(WORK / "session.key"))
        self.path = WORK / ("%s.json" % name)
        self.start(wait)

    def start(self, wait=True):
        self.path.write_text(json.dumps(self.config))
        self.log_path = WORK / ("%s.log" % self.name)
        with open(self.log_path, "ab") as log:
            self.process = subprocess.Popen([TRIEN.parent / self.name, "--config", self.path], stderr=log, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, pass_fds=self.fds)
        started.append(self.process)
        where = self.config.get("socket") or self.config["listen"].removeprefix("unix:")
        for _ in range(3000 if wait else 0):
            if self.process.poll() is not None:
                raise SystemExit("FAILED: %s does not start: %s" % (self.name, self.log()))
            try:
                connect(where).close()
                return
            except OSError:
                time.sleep(0.02)
        if wait:
            raise SystemExit("FAILED: %s does not answer" % self.name)

    def log(self):
        return self.log_path.read_text()

    def stop(self, number=signal.SIGTERM, code=0):
        """With nothing that its sanitizers have to say."""
        self.process.send_signal(number)
        equal("%s ends: %s" % (self.name, self.log()[-2000:]), self.process.wait(60), code)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def refused_start(name, config, error):
    """The program says this error and does not run."""
    path = WORK / "refused.json"
    path.write_text(config if isinstance(config, str) else json.dumps(config))
    run = subprocess.run([TRIEN.parent / name, "--config", path], capture_output=True, timeout=60)
    check("%s %.200s: want %s, got %r" % (name, config, error, run.stderr), run.returncode != 0 and b"[%s]" % error.encode() in run.stderr)


def connect(where):
    """A path, or 127.0.0.1:PORT."""
    if where.startswith("/"):
        s = socket.socket(socket.AF_UNIX)
        s.settimeout(60)
        s.connect(where)
    else:
        host, port = where.rsplit(":", 1)
        s = socket.create_connection((host, int(port)), timeout=60)
    return s


def read_all(s):
    out = b""
    while True:
        try:
            piece = s.recv(65536)
        except ConnectionResetError:
            return out
        if not piece or b"\r\nContent-Type: text/event-stream\r\n" in out:
            return out
        out += piece


class Answer:
    def __init__(self, raw):
        self.raw = raw
        head, _, self.body = raw.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split()[1]) if raw else 0
        self.fields = {k.lower(): v.strip() for k, _, v in (x.partition(":") for x in lines[1:])}
        self.cookies = [x.partition(":")[2].strip() for x in lines[1:] if x.lower().startswith("set-cookie:")]

    @property
    def id(self):
        return json.loads(self.body)["id"] if self.fields.get("content-type") == "application/problem+json" else None

    def json(self):
        return json.loads(self.body)


class Stream:
    """An answer that goes on: its head, and its events one after another."""

    def __init__(self, where, path, fields):
        self.socket, self.got = connect(where), b""
        self.socket.settimeout(60)
        self.socket.sendall(("GET %s HTTP/1.1\r\nHost: x\r\n%s\r\n" % (path, "".join("%s: %s\r\n" % x for x in fields.items()))).encode("latin-1"))
        self.head = Answer(self.until(b"\r\n\r\n"))

    def until(self, end):
        while end not in self.got:
            piece = self.socket.recv(65536)
            if not piece:
                return b""
            self.got += piece
        one, _, self.got = self.got.partition(end)
        return one + end

    def event(self):
        """The next one; "" where only somebody says that he lives, None at the end."""
        said = self.until(b"\n\n")
        return (re.search(rb"event: *([a-z]+)", said) or [b"", b""])[1].decode() if said else None

    def close(self):
        self.socket.close()


def raw(where, data):
    """Everything that comes for these bytes until the other side closes; of an answer that goes on, its beginning."""
    with connect(where) as s:
        try:
            s.sendall(data)
        except (BrokenPipeError, ConnectionResetError):
            pass
        return read_all(s)


def request(where, method, path, body=None, fields=None, chunked=False):
    """Byte by byte; what comes back is held against the OpenAPI file."""
    sent, head = body, "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" % (method, path)
    for k, v in (fields or {}).items():
        head += "%s: %s\r\n" % (k, v)
    if body is not None and chunked:
        body = b"".join(b"%x\r\n%s\r\n" % (len(body[i:i + 50000]), body[i:i + 50000]) for i in range(0, len(body), 50000)) + b"0\r\n\r\n"
        head += "Transfer-Encoding: chunked\r\n"
    elif body is not None:
        head += "Content-Length: %d\r\n" % len(body)
    answer = Answer(raw(where, head.encode("latin-1") + b"\r\n" + (body or b"")))
    if answer.raw:
        openapi.check_exchange(method, path, sent, fields, answer.status, answer.fields.get("content-type", ""), answer.body)
    return answer


# ---- the two databases ----

BLOBS = str(WORK / "vb")


class SQLite:
    name, store = "sqlite", str(WORK / "kho")

    def ask(self, sql):
        # Closed at once: a connection that lingers would keep a log that the service has ended.
        with contextlib.closing(sqlite3.connect("file:%s/trien.db?mode=ro" % self.store, uri=True)) as db:
            return [tuple(r) for r in db.execute(sql)]

    def write(self, sql):
        with contextlib.closing(sqlite3.connect(self.store + "/trien.db")) as db, db:
            db.executescript(sql)

    def stop(self):
        pass


class PostgreSQL:
    name = "postgresql"

    def __init__(self):
        bin = sorted(glob.glob("/usr/lib/postgresql/*/bin"))[-1]
        self.at = WORK / "pg"
        self.at.mkdir()
        self.user = {}
        if os.getuid() == 0:
            os.chmod(WORK, 0o711)
            subprocess.run(["chown", "nobody", self.at], check=True)
            self.user = {"user": "nobody", "group": "nogroup", "extra_groups": []}
        subprocess.run([bin + "/initdb", "-D", self.at / "d", "-U", "trien", "-A", "trust", "--locale=C.UTF-8", "-E", "UTF8", "-N"], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **self.user)
        self.command = [bin + "/postgres", "-D", self.at / "d", "-k", self.at, "-c", "listen_addresses=", "-c", "fsync=off"]
        self.start()
        for _ in range(600):
            if subprocess.run(["psql", "-qAt", "-h", self.at, "-U", "trien", "-c", "CREATE DATABASE so", "postgres"], capture_output=True).returncode == 0:
                break
            time.sleep(0.1)
        self.store = "postgresql://trien@/so?host=%s" % self.at

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, **self.user)
        started.append(self.process)

    def kill(self):
        """As a power cut of the server does, and starts it again; it takes nobody before the old server's processes are gone."""
        self.process.kill()
        self.process.wait()
        for _ in range(200):
            self.start()
            for _ in range(20):
                if self.process.poll() is not None:
                    break
                if subprocess.run(["psql", "-qAt", "-h", self.at, "-U", "trien", "-c", "SELECT 1", "so"], capture_output=True).returncode == 0:
                    return
                time.sleep(0.1)
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
        raise SystemExit("FAILED: the database does not start again")

    def ask(self, sql):
        out = subprocess.run(["psql", "-qAt", "-F", "\t", "-h", self.at, "-U", "trien", "-c", sql, "so"], capture_output=True, text=True, check=True).stdout
        return [tuple(int(x) if re.fullmatch("-?[0-9]+", x) else x for x in line.split("\t")) for line in out.splitlines()]

    def write(self, sql):
        self.ask(sql)

    def stop(self):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)


def registry(back, verb, *words, fails=None):
    return trien("registry", verb, *(() if fails else ("--json",)), "--blobs", BLOBS + back.name, back.store, *words, fails=fails)


def is_refused(what, answer, status, error):
    equal(what, (answer.status, answer.id), (status, error))


def finish():
    print("%d assertions" % passed)
