#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A mail server that is not what it seems, against trien-mail: at every stage it refuses, answers late or without end, lies, or goes away; its certificate is
somebody else's; it strips STARTTLS, or says things before it that were to count after it. Each ends with an error of its own, and neither a password nor a
mail has been on the wire unencrypted. Requirement: R7 X4"""
import os
import pathlib
import socket
import ssl
import struct
import subprocess
import tempfile
import threading
import time
import warnings
from multiprocessing.pool import ThreadPool

BUILD = pathlib.Path(os.environ["TRIEN_BINARY_DIR"])
folder = tempfile.TemporaryDirectory(prefix="trien-")
WORK = pathlib.Path(folder.name)
SECRET = b"mat-khau-mau"
LONG, SHORT = 60000, 3000  # milliseconds that trien-mail waits: for what comes, and for what never comes
passed = attacks = 0
warnings.simplefilter("ignore", DeprecationWarning)  # of old TLS


def check(what, good):
    global passed
    if not good:
        raise AssertionError(what)  # SystemExit would end a thread alone
    passed += 1


# ---- certificates ----

def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True, cwd=WORK)


def authority(name):
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", name + ".key", "-out", name + ".pem", "-days", "2", "-subj", "/CN=Lab")


def certificate(name, san, by="ca", days="2"):
    openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=mau")
    (WORK / "san.cnf").write_text("subjectAltName=%s\n" % san)
    openssl("x509", "-req", "-in", name + ".csr", "-CA", by + ".pem", "-CAkey", by + ".key", "-CAcreateserial", "-days", days, "-extfile", "san.cnf", "-out", name + ".pem")


def context(name, **more):
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    c.load_cert_chain(WORK / (name + ".pem"), WORK / (name + ".key"))
    for k, v in more.items():
        setattr(c, k, v)
    return c


# ---- what it does at a stage: bytes that it sends, or a function of the connection ----

class Gone(Exception):
    pass


def close(t):
    raise Gone


def reset(t):
    t.line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    t.line.close()
    raise Gone


def silence(t):
    while t.line.recv(65536):
        pass
    raise Gone


def without_end(piece, pause=0.0):
    def run(t):
        while True:
            t.line.sendall(piece)
            time.sleep(pause)
    return run


def first_of_connection(otherwise):
    """MAIL is taken once a connection."""
    def run(t):
        t.begun = getattr(t, "begun", 0) + 1
        if t.begun > 1:
            otherwise(t)
        t.line.sendall(POLITE["mail"])
    return run


POLITE = {"greet": b"220 mau.invalid ESMTP\r\n", "ehlo": b"250-mau.invalid\r\n250 STARTTLS\r\n", "starttls": b"220 go on\r\n", "tls-ehlo": b"250-mau.invalid\r\n250 AUTH PLAIN LOGIN\r\n",
          "plain-ehlo": b"250 mau.invalid\r\n", "auth": b"235 welcome\r\n", "mail": b"250 ok\r\n", "rcpt": b"250 ok\r\n", "data": b"354 go on\r\n", "body": b"250 have it\r\n", "quit": b"221 bye\r\n"}


class Talk:
    """One connection. server.does says what it does at each stage."""

    def __init__(self, server, line):
        self.server, self.line, self.rest, self.tls = server, line, b"", False

    def does(self, stage, to=b""):
        what = self.server.does.get((stage, to.partition(b"@")[0].decode()), self.server.does.get(stage, POLITE[stage]))
        if callable(what):
            what(self)
        else:
            self.line.sendall(what)

    def read_line(self):
        while b"\r\n" not in self.rest:
            more = self.line.recv(65536)
            if not more:
                raise Gone
            if not self.tls:
                self.server.clear += more
            self.rest += more
        line, self.rest = self.rest.split(b"\r\n", 1)
        return line

    def secure(self):
        self.line = self.server.context.wrap_socket(self.line, server_side=True)
        self.rest, self.tls = b"", True

    def run(self):
        if self.server.mode == "tls":
            self.secure()
        self.does("greet")
        while self.command(self.read_line()):
            pass

    def command(self, line):
        verb = line[:4].upper()
        self.server.verbs.append((verb.decode("latin-1"), self.tls))
        if verb in (b"EHLO", b"HELO"):
            self.does("tls-ehlo" if self.tls else "plain-ehlo" if self.server.mode == "plain" else "ehlo")
        elif verb == b"STAR":
            self.does("starttls")
            self.secure()
        elif verb == b"AUTH":
            self.server.logins += 1
            if line.count(b" ") == 1:
                self.line.sendall(b"334 \r\n")
                self.read_line()
            self.does("auth")
        elif verb == b"MAIL":
            self.does("mail")
        elif verb == b"RCPT":
            self.to = line.partition(b"<")[2]
            self.does("rcpt", self.to)
        elif verb == b"DATA":
            self.does("data", self.to)
            while self.read_line() != b".":
                pass
            self.server.mails.append(self.to.partition(b"@")[0].decode())
            self.does("body", self.to)
        else:
            self.does("quit")
            return False
        return True


class Server:
    def __init__(self, does, mode, context):
        self.does, self.mode, self.context = does, mode, context
        self.clear, self.verbs, self.mails, self.logins = b"", [], [], 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.one, args=(line,), daemon=True).start()

    def one(self, line):
        line.settimeout(20)
        talk = Talk(self, line)
        try:
            talk.run()
        except (Gone, OSError, ValueError):
            pass
        finally:
            talk.line.close()


def wanted(want, count=1):
    """The ids that may come, for each receiver."""
    return [(x,) for x in want] if isinstance(want, list) else [want if isinstance(want, tuple) else (want,)] * count


def attack(what, does, want, mode="starttls", certificate="good", login=True, to=("mot@so-mau.example",), milliseconds=LONG):
    """want: the id for all receivers, several that it may be, or a list of one for each. The server, for what it has seen."""
    global attacks
    server = Server(does, mode, contexts[certificate])
    words = [BUILD / "tests/fetch/mail_probe", BUILD / "src/cli/trien-mail", str(server.port), mode, str(milliseconds), WORK / "ca.pem"]
    words += ["trien", SECRET.decode()] if login and mode != "plain" else ["-", "-"]
    run = subprocess.run([*words, *to], capture_output=True, timeout=120)
    server.listener.close()
    got = run.stdout.decode().split()
    attacks += 1
    check("%s: got %r, want %r %s" % (what, got, want, run.stderr.decode()), len(got) == len(to) and all(g in w for g, w in zip(got, wanted(want, len(to)))))
    check("%s: nothing its sanitizers say: %s" % (what, run.stderr.decode()), run.returncode == 0 and run.stderr == b"")
    check("%s: no password on the wire" % what, SECRET not in server.clear and b"AUTH" not in server.clear.upper() and b"AHRyaWVu" not in server.clear)
    check("%s: no mail on the wire" % what, mode == "plain" or b"MAIL" not in server.clear.upper() and b"so-mau" not in server.clear)
    return server


# ---- the attacks ----

REFUSED, LATER, BROKEN, SERVER = "fetch.mail-refused", "fetch.mail-later", "fetch.mail-broken-off", "fetch.mail-server-refuses"
TLS, LOGIN, FAILED, TIMEOUT = "fetch.mail-tls", "fetch.mail-login", "fetch.failed", "fetch.timeout"
BEFORE, AFTER = ("greet", "ehlo", "tls-ehlo", "mail"), ("rcpt", "data", "body")  # the receiver is named


def refusals():
    """A number that means no, at each stage. Before a receiver is named it is said to everybody, and no mail is dead of it."""
    for number in (b"550", b"554", b"530", b"450", b"421"):
        for stage in BEFORE:
            yield "%s at %s" % (number.decode(), stage), {stage: number + b" no\r\n"}, SERVER
        for stage in AFTER:
            yield "%s at %s" % (number.decode(), stage), {stage: number + b" no\r\n"}, REFUSED if number[0] == ord("5") else LATER
        yield "%s to STARTTLS" % number.decode(), {"starttls": number + b" no\r\n"}, TLS
        yield "%s to AUTH" % number.decode(), {"auth": number + b" no\r\n"}, LOGIN
    yield "too large at MAIL", {"mail": b"552 5.3.4 no\r\n"}, REFUSED
    for number in (b"199", b"600", b"999"):
        for stage in BEFORE + AFTER:
            yield "%s at %s" % (number.decode(), stage), {stage: number + b" what\r\n"}, BROKEN if stage in AFTER else FAILED


def ends():
    """It goes away, or speaks without end."""
    for stage in BEFORE + ("starttls", "auth") + AFTER:
        named = stage in AFTER
        for what, does, want in (("closed", close, FAILED), ("reset", reset, FAILED), ("half a line", lambda t: (t.line.sendall(b"25"), close(t)), FAILED),
                                 ("silence", silence, TIMEOUT), ("a byte now and then", without_end(b"2", 0.3), TIMEOUT), ("a line now and then", without_end(b"250-mau\r\n", 0.3), TIMEOUT),
                                 ("no number", b"khong co so\r\n", TIMEOUT), ("zero bytes", b"\0\0\0\0\r\n", TIMEOUT)):
            yield "%s: %s" % (stage, what), {stage: does}, BROKEN if named else want
        for what, does in (("a line without end", without_end(b"250-" + b"a" * 65536)), ("lines without end", without_end(b"250-mau\r\n" * 4096))):
            yield "%s: %s" % (stage, what), {stage: does}, (BROKEN,) if named else (FAILED, TIMEOUT)


def taken():
    """What is odd and does no harm."""
    yield "8 bits", {stage: b"%s \xff\xfe\x00\xe1\r\n" % POLITE[stage][:3] for stage in ("greet", "auth", "mail", "rcpt", "data", "body")}, "ok"
    yield "many lines", {stage: b"%s-mau\r\n" % POLITE[stage][:3] * 30 + POLITE[stage] for stage in POLITE}, "ok"
    yield "long lines", {stage: b"%s-%s\r\n" % (POLITE[stage][:3], b"a" * 2000) + POLITE[stage] for stage in ("greet", "mail", "rcpt", "data", "body")}, "ok"
    yield "no answer to QUIT", {"quit": silence}, "ok"


def all_tables():
    with ThreadPool(6) as pool:
        rows = [*refusals(), *ends(), *taken()]
        pool.map(lambda row: attack(*row, milliseconds=SHORT if {TIMEOUT, BROKEN} & set(wanted(row[2])[0]) else LONG), rows, chunksize=1)


def encryption():
    clear = b"250-mau.invalid\r\n250 AUTH PLAIN LOGIN CRAM-MD5 XOAUTH2 EXTERNAL\r\n"
    both = clear.replace(b"250 AUTH", b"250-AUTH") + b"250 STARTTLS\r\n"
    attack("STARTTLS stripped, a login offered", {"ehlo": clear}, TLS)
    attack("a login offered in clear and not in TLS: none is sent", {"ehlo": both, "tls-ehlo": b"250 mau.invalid\r\n", "mail": b"530 log in\r\n"}, SERVER)
    s = attack("a login offered in clear alone", {"ehlo": both, "tls-ehlo": b"250 mau.invalid\r\n"}, "ok")
    check("nobody logged in", s.logins == 0)
    for what, more in (("answers of what TLS was to answer", b"250-mau.invalid\r\n250 AUTH PLAIN\r\n235 welcome\r\n250 ok\r\n250 ok\r\n354 go on\r\n250 have it\r\n"), ("a line", b"250 ok\r\n"), ("a byte", b"2")):
        s = attack("said behind the answer to STARTTLS, before TLS: " + what, {"starttls": POLITE["starttls"] + more}, (FAILED, TLS))
        check("nothing of it counts", s.mails == [] and s.logins == 0)
    attack("all answers in advance", {"greet": b"".join(POLITE[x] for x in ("greet", "ehlo", "starttls", "tls-ehlo", "auth", "mail", "rcpt", "data", "body"))}, (FAILED, TLS))
    attack("words where TLS begins", {"starttls": lambda t: (t.line.sendall(b"220 go on\r\n"), time.sleep(0.5), t.line.sendall(b"250 it is all right without\r\n"))}, TLS)
    attack("TLS that ends at once", {"starttls": lambda t: (t.line.sendall(b"220 go on\r\n"), t.line.recv(5), close(t))}, (TLS, FAILED))
    for name in ("expired", "other", "unknown", "old"):
        for mode in ("starttls", "tls"):
            s = attack("certificate %s, %s" % (name, mode), {}, TLS, mode, name)
            check("no login", s.logins == 0 and s.mails == [])
    attack("plain words where TLS is awaited", {}, (TLS, FAILED, TIMEOUT), "tls", None, milliseconds=SHORT)
    attack("polite, TLS from the first byte", {}, "ok", "tls")
    attack("polite, plain", {}, "ok", "plain")


def receivers():
    """One of them is what the server does not like: the others have their mail, and each has it once."""
    to = ("mot@so-mau.example", "khong-co@so-mau.example", "hai@so-mau.example", "ba@so-mau.example")
    for stage in AFTER:
        for what, does, want in (("550", b"550 no\r\n", REFUSED), ("450", b"450 no\r\n", LATER), ("closed", close, BROKEN), ("reset", reset, BROKEN)):
            s = attack("%s at %s for one of four" % (what, stage), {(stage, "khong-co"): does}, ["ok", want, "ok", "ok"], to=to)
            check("the others have it", sorted(x for x in s.mails if x != "khong-co") == ["ba", "hai", "mot"])
    s = attack("the answer to a mail is lost", {"body": close}, [BROKEN, BROKEN], to=to[:2])
    check("it has them", s.mails == ["mot", "khong-co"])
    for what, end in (("ends", close), ("says 421", lambda t: (t.line.sendall(b"421 one mail is enough\r\n"), close(t)))):
        attack("the server %s at a second mail" % what, {"mail": first_of_connection(end)}, ["ok"] * 4, to=to)
    attack("the server ends after each mail", {"quit": close, "body": lambda t: (t.line.sendall(b"250 have it\r\n"), close(t))}, ["ok"] * 4, to=to)


def main():
    authority("ca")
    authority("foreign")
    certificate("good", "IP:127.0.0.1")
    certificate("expired", "IP:127.0.0.1", days="-1")
    certificate("other", "DNS:mail.so-mau.example")
    certificate("unknown", "IP:127.0.0.1", by="foreign")
    for name in ("good", "expired", "other", "unknown"):
        contexts[name] = context(name)
    contexts["old"] = context("good", minimum_version=ssl.TLSVersion.TLSv1, maximum_version=ssl.TLSVersion.TLSv1_1)
    contexts["old"].set_ciphers("ALL:@SECLEVEL=0")
    contexts[None] = None
    s = attack("polite", {}, "ok")
    check("in TLS, with its login", s.mails == ["mot"] and s.logins == 1 and ("MAIL", False) not in s.verbs)
    all_tables()
    encryption()
    receivers()
    print("%d attacks, %d assertions" % (attacks, passed))


contexts = {}
main()
