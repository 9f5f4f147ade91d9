#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R4.1
People log in at triend, on SQLite and on PostgreSQL. Each attack stands by its name: session fixation, user enumeration, lock-out of others, guessing, CSRF, stolen
cookies, codes used twice, passwords on command lines and in logs."""
import glob
import hashlib
import json
import os
import pty
import re
import statistics
import time

import sys
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
from people import *  # noqa: E402,F403


def logs_in(back, where):
    b = Browser(where)
    is_refused("nobody", b.ask("GET", "/api/v1/session"), 401, "service.session-none")
    a = b.log_in("van.thu")
    equal("logged in", a.status, 200)
    who = a.json()
    equal("who", (who["name"], who["person_name"], [(r["role"], r["agency_name"]) for r in who["roles"]]),
          ("van.thu", "Trần Thị Mẫu", [("subscriber", "Huyện Mẫu Một"), ("clerk", "Huyện Mẫu Một")]))
    equal("until when", (who["idle_seconds"], who["seconds"], who["confirmed_seconds"] > 290), (1800, 43200, True))
    again = b.ask("GET", "/api/v1/session")
    equal("and again", (again.status, again.json()["csrf"], again.cookies), (200, who["csrf"], []))
    equal("never kept by a cache", again.fields["cache-control"], "no-store")
    return b


def cookie_flags(where):
    a = Browser(where).log_in("van.thu")
    session = [x for x in a.cookies if x.startswith("__Host-trien-session=")]
    device = [x for x in a.cookies if x.startswith("__Host-trien-device=")]
    equal("two cookies", (len(session), len(device), len(a.cookies)), (1, 1, 2))
    check("session: " + session[0], re.fullmatch("__Host-trien-session=[0-9a-f]{64}; Path=/; Secure; HttpOnly; SameSite=Strict", session[0]))
    check("device: " + device[0], re.fullmatch("__Host-trien-device=[0-9a-f]{64}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=15552000", device[0]))


def only_hashes(back, b):
    """Neither a cookie nor a password is anywhere in the store."""
    value = b.cookies["__Host-trien-session"]
    equal("its hash", back.ask("SELECT COUNT(*) FROM session WHERE token = '%s'" % hashlib.sha256(value.encode()).hexdigest()), [(1,)])
    check("yescrypt", all(x.startswith("$y$") for (x,) in back.ask("SELECT password FROM login_secret")))
    if back.name == "sqlite":
        for path in glob.glob(back.store + "/trien.db*"):
            data = open(path, "rb").read()
            check("nothing of it in " + path, value.encode() not in data and not any(p.encode() in data for p in PASSWORDS.values()))


def session_fixation(where):
    """A cookie that somebody else has put there is no session after the login, and another's session is not taken over."""
    b = Browser(where)
    b.cookies["__Host-trien-session"] = "a" * 64
    equal("logs in", b.log_in("van.thu").status, 200)
    check("another cookie", b.cookies["__Host-trien-session"] != "a" * 64)
    planted = Browser(where)
    planted.cookies["__Host-trien-session"] = "a" * 64
    is_refused("the planted one", planted.ask("GET", "/api/v1/session"), 401, "service.session-none")
    attacker = logged_in(where, "quan.ly")
    victim = Browser(where)
    victim.cookies["__Host-trien-session"] = attacker.cookies["__Host-trien-session"]
    equal("the victim logs in", victim.log_in("van.thu").status, 200)
    is_refused("the session that was planted has ended", attacker.ask("GET", "/api/v1/session"), 401, "service.session-none")
    equal("the victim is who it is", victim.ask("GET", "/api/v1/session").json()["name"], "van.thu")


def user_enumeration(back, where, accounts):
    """The same error, the same length, and the same work, whether the name is somebody's or not."""
    registry(back, "change", accounts["thu.truong"], "state=closed")
    answers, times = [], {}
    for round in range(6):
        for name in ("van.thu", "khong.co.ai", "thu.truong"):
            b = Browser(where, "198.51.100.%d" % round)
            begun = time.monotonic()
            a = b.log_in(name, "sai mật khẩu rồi")
            times.setdefault(name, []).append(time.monotonic() - begun)
            is_refused(name, a, 401, "service.login-refused")
            answers.append((len(a.body), sorted(a.fields), a.cookies))
    check("the same answer: %s" % answers, all(a == answers[0] for a in answers))
    some = statistics.median(times["van.thu"])
    for name in ("khong.co.ai", "thu.truong"):
        check("as much work: %s" % times, 0.5 < statistics.median(times[name]) / some < 2)
    registry(back, "change", accounts["thu.truong"], "state=active")


def guessing(where):
    """Five wrong ones, then the name waits at that address; the right password too, for who guesses must not learn it."""
    b = Browser(where, "203.0.113.7")
    equal("wrong", [b.log_in("quan.ly", "sai mật khẩu rồi").status for _ in range(5)], [401] * 5)
    a = b.log_in("quan.ly")
    is_refused("then", a, 429, "service.login-wait")
    check("when", 1 <= int(a.fields["retry-after"]) <= 121)
    equal("who is not there waits alike", [b.log_in("khong.co.ai", "sai mật khẩu rồi").status for _ in range(6)], [401] * 5 + [429])
    equal("elsewhere it is let in", Browser(where, "203.0.113.8").log_in("quan.ly").status, 200)


def lock_out(where):
    """What somebody tries in another's name keeps that person out of nothing, as long as the browser is one that has logged in before."""
    owner = logged_in(where, "quan.ly", "192.0.2.50")
    for i in range(60):
        Browser(where, "198.51.%d.9" % i).log_in("quan.ly", "sai mật khẩu rồi")
    is_refused("a new browser waits", Browser(where, "192.0.2.77").log_in("quan.ly"), 429, "service.login-wait")
    equal("the known one does not", owner.log_in("quan.ly").status, 200)
    equal("nor does anybody else", Browser(where, "192.0.2.77").log_in("van.thu").status, 200)
    # The cookie of a browser opens nothing by itself, and is none for another account.
    thief = Browser(where, "192.0.2.99")
    thief.cookies["__Host-trien-device"] = owner.cookies["__Host-trien-device"]
    equal("tries of a stolen one are counted", [thief.log_in("quan.ly", "sai mật khẩu rồi").status for _ in range(12)], [401] * 10 + [429] * 2)
    for i in range(32):
        a = Browser(where, "2001:db8:0:1::%x" % (i + 1)).log_in("ai.do.%d" % i, "sai mật khẩu rồi")
    is_refused("a network of IPv6 is one address", a, 429, "service.login-wait")


def csrf(where):
    b = logged_in(where, "van.thu")
    token = b.csrf
    for what, fields in (("no token", {"X-CSRF-Token": None}), ("an empty one", {"X-CSRF-Token": ""}), ("a wrong one", {"X-CSRF-Token": "0" * 64}),
                         ("half of it", {"X-CSRF-Token": token[:32]}), ("another origin", {"Origin": "https://example.org"}), ("no origin that is one", {"Origin": "null"}),
                         ("another scheme", {"Origin": "http://x"}), ("a name that begins alike", {"Origin": "https://x.example.org"}),
                         ("another site", {"Sec-Fetch-Site": "cross-site"}), ("the same site", {"Sec-Fetch-Site": "same-site"})):
        for method, path, body in (("DELETE", "/api/v1/session", None), ("DELETE", "/api/v1/sessions", None),
                                   ("POST", "/api/v1/session/confirm", {"password": PASSWORDS["van.thu"]})):
            is_refused("%s %s: %s" % (method, path, what), b.ask(method, path, body, fields), 403, "service.csrf-token")
    other = logged_in(where, "van.thu")
    is_refused("the token of another session", b.ask("DELETE", "/api/v1/session", None, {"X-CSRF-Token": other.csrf}), 403, "service.csrf-token")
    equal("still there", b.ask("GET", "/api/v1/session").status, 200)
    stranger = Browser(where)
    is_refused("a login from another site", stranger.ask("POST", "/api/v1/session", {"name": "van.thu", "password": PASSWORDS["van.thu"]},
                                                         {"Origin": "https://example.org"}), 403, "service.csrf-token")
    is_refused("a login of a form", stranger.ask("POST", "/api/v1/session", b"name=van.thu", {"Content-Type": "application/x-www-form-urlencoded"}), 415,
               "service.body-type")
    is_refused("no session comes before no token", Browser(where).ask("DELETE", "/api/v1/session"), 401, "service.session-none")
    # Programs say nothing of where they come from; the token is enough.
    equal("with it", b.ask("DELETE", "/api/v1/session", None, {"Origin": None, "Sec-Fetch-Site": None}).status, 200)


def ends(back, where):
    b, other = logged_in(where, "van.thu"), logged_in(where, "van.thu")
    kept = dict(b.cookies)
    a = b.ask("DELETE", "/api/v1/session")
    check("the cookie goes: %s" % a.cookies, a.status == 200 and a.cookies[0].startswith("__Host-trien-session=; ") and "Max-Age=0" in a.cookies[0])
    b.cookies = kept
    is_refused("a copy of it opens nothing", b.ask("GET", "/api/v1/session"), 401, "service.session-none")
    equal("the other goes on", other.ask("GET", "/api/v1/session").status, 200)
    third = logged_in(where, "van.thu")
    equal("everywhere", third.ask("DELETE", "/api/v1/sessions").status, 200)
    is_refused("everywhere", other.ask("GET", "/api/v1/session"), 401, "service.session-none")
    equal("no browser is known", back.ask("SELECT COUNT(*) FROM session s JOIN account a ON a.id = s.account WHERE a.name = 'van.thu'"), [(0,)])


def rows_by_hand(back, where, accounts):
    """Who can write into the database, and has a login of their own, is nobody else by it: the key that seals sessions is not in there."""
    b = logged_in(where, "van.thu")
    own = hashlib.sha256(b.cookies["__Host-trien-session"].encode()).hexdigest()
    back.write("UPDATE session SET account = %d WHERE token = '%s'" % (int(accounts["quan.tri"].split(":")[1]), own))
    is_refused("the own row under another name", b.ask("GET", "/api/v1/session"), 401, "service.session-none")
    forged, admin = "c" * 64, int(accounts["quan.tri"].split(":")[1])
    token = hashlib.sha256(forged.encode()).hexdigest()
    for seal in (token, hashlib.sha256(("trien-session-1\n%s\n%d\n" % (token, admin)).encode()).hexdigest(), "0" * 64):
        back.write("DELETE FROM session WHERE token = '%s'; INSERT INTO session (token, account, made_at, used_at, confirmed_at, certificate, seal) VALUES ('%s', %d, %d, %d, %d, '', '%s');" % (
            token, token, admin, time.time(), time.time(), time.time(), seal))
        b.cookies["__Host-trien-session"] = forged
        is_refused("a row of one's own making", b.ask("GET", "/api/v1/session"), 401, "service.session-none")
    b = logged_in(where, "van.thu")
    back.write("UPDATE session SET confirmed_at = confirmed_at + 1000 WHERE seal <> ''")
    is_refused("a password that was given later than it was", b.ask("GET", "/api/v1/session"), 401, "service.session-none")


def session_key(back, service, where):
    """The key's file is the user's own and nobody else's to read; a restart keeps sessions, another key ends them, and none is made of what is no key."""
    path = pathlib.Path(service.config.get("session_key", back.store + "/session.key"))
    equal("its mode", path.stat().st_mode & 0o777, 0o600)
    check("a key", re.fullmatch("[0-9a-f]{64}\n", path.read_text()))
    b, key = logged_in(where, "van.thu"), path.read_text()
    service.stop()
    service.start()
    equal("a restart keeps it", b.ask("GET", "/api/v1/session").status, 200)
    service.stop()
    other = WORK / ("other" + back.name)
    for what, make in (("others may read it", lambda: path.chmod(0o640)), ("a name for another file", lambda: (path.rename(other), path.symlink_to(other))),
                       ("too short", lambda: path.write_text(key[:-2] + "\n")), ("too long", lambda: path.write_text(key + "0")), ("empty", lambda: path.write_text("")),
                       ("no key", lambda: path.write_text("x" * 64 + "\n")), ("a folder", lambda: (path.unlink(), path.mkdir()))):
        make()
        refused_start("triend", service.config, "store.key-file")
        if path.is_dir():
            path.rmdir()
        path.unlink(missing_ok=True)
        path.write_text(key)
        path.chmod(0o600)
    path.unlink()
    service.start()
    is_refused("with another key they end", b.ask("GET", "/api/v1/session"), 401, "service.session-none")
    check("a new one", re.fullmatch("[0-9a-f]{64}\n", path.read_text()) and path.read_text() != key)
    if back.name == "postgresql":
        b = logged_in(where, "van.thu")
        service.stop()
        del service.config["session_key"]
        service.start()
        is_refused("one in memory", b.ask("GET", "/api/v1/session"), 401, "service.session-none")
        b = logged_in(where, "van.thu")
        equal("and it works", b.ask("GET", "/api/v1/session").status, 200)


def closed(back, where, accounts):
    """Who works no more is out at once, not with the end of the session."""
    b = logged_in(where, "thu.truong")
    registry(back, "change", accounts["thu.truong"], "state=closed")
    is_refused("closed", b.ask("GET", "/api/v1/session"), 401, "service.session-none")
    registry(back, "change", accounts["thu.truong"], "state=active")
    equal("open again", b.ask("GET", "/api/v1/session").status, 200)
    registry(back, "change", "person:3", "state=retired")
    is_refused("retired", b.ask("GET", "/api/v1/session"), 401, "service.session-none")
    registry(back, "change", "person:3", "state=active")
    # Idle for half an hour, by the row's own word.
    back.write("UPDATE session SET used_at = used_at - 1801")
    is_refused("idle", b.ask("GET", "/api/v1/session"), 401, "service.session-none")


def confirms(where):
    b = logged_in(where, "van.thu")
    old = dict(b.cookies)
    is_refused("wrong", b.ask("POST", "/api/v1/session/confirm", {"password": "sai mật khẩu rồi"}), 401, "service.login-refused")
    a = b.ask("POST", "/api/v1/session/confirm", {"password": PASSWORDS["van.thu"]})
    equal("right", a.status, 200)
    check("another cookie", b.cookies["__Host-trien-session"] != old["__Host-trien-session"])
    stolen = Browser(where)
    stolen.cookies = old
    is_refused("the old one opens nothing", stolen.ask("GET", "/api/v1/session"), 401, "service.session-none")
    equal("guessing by a stolen session ends", [b.ask("POST", "/api/v1/session/confirm", {"password": "sai mật khẩu rồi"}).status for _ in range(12)],
          [401] * 10 + [429] * 2)
    equal("and keeps nobody out", Browser(where, "192.0.2.44").log_in("van.thu").status, 200)


def own_password(back, where):
    b, other = logged_in(where, "van.thu"), logged_in(where, "van.thu")
    path, new = "/api/v1/session/password", "Một câu khác của văn thư, " + back.name
    is_refused("without the old one", b.ask("POST", path, {"password": "sai mật khẩu rồi", "new_password": new}), 401, "service.login-refused")
    is_refused("a weak one", b.ask("POST", path, {"password": PASSWORDS["van.thu"], "new_password": "van.thu.2026"}), 422, "registry.password-weak")
    equal("another one", b.ask("POST", path, {"password": PASSWORDS["van.thu"], "new_password": new}).status, 200)
    equal("goes on", b.ask("GET", "/api/v1/session").status, 200)
    is_refused("all others have ended", other.ask("GET", "/api/v1/session"), 401, "service.session-none")
    is_refused("the old one", Browser(where, "192.0.2.61").log_in("van.thu"), 401, "service.login-refused")
    equal("the new one", Browser(where, "192.0.2.61").log_in("van.thu", new).status, 200)
    equal("who did it is in the act", back.ask("SELECT actor, role, what FROM act ORDER BY id DESC LIMIT 1"), [("person:2", "subscriber", "login.enter")])
    PASSWORDS["van.thu"] = new


def one_time_codes(back, where, accounts):
    account = accounts["quan.tri"]
    registry(back, "account", "no-totp", "account:1", fails="registry.login-kind")
    secret = json.loads(registry(back, "account", "totp", account))["totp"]
    path = "/api/v1/session"
    is_refused("no code", Browser(where, "192.0.2.71").log_in("quan.tri"), 401, "service.login-refused")
    is_refused("a wrong one", Browser(where, "192.0.2.71").log_in("quan.tri", code="000000"), 401, "service.login-refused")
    is_refused("one of an hour ago", Browser(where, "192.0.2.71").log_in("quan.tri", code=totp(secret, time.time(), -120)), 401, "service.login-refused")
    code = totp(secret, time.time())
    is_refused("a code and a wrong password", Browser(where, "192.0.2.71").log_in("quan.tri", "sai mật khẩu rồi", code=code), 401, "service.login-refused")
    b = Browser(where, "192.0.2.72")
    equal("the right one", b.log_in("quan.tri", code=code).status, 200)
    is_refused("used twice", Browser(where, "192.0.2.73").log_in("quan.tri", code=code), 401, "service.login-refused")
    equal("the next step", Browser(where, "192.0.2.73").log_in("quan.tri", code=totp(secret, time.time(), 1)).status, 200)
    registry(back, "account", "no-totp", account)
    is_refused("all sessions end with it", b.ask("GET", path), 401, "service.session-none")
    equal("none is asked for", Browser(where, "192.0.2.74").log_in("quan.tri").status, 200)


def bodies(where):
    b = Browser(where, "192.0.2.81")
    good = {"name": "van.thu", "password": PASSWORDS["van.thu"]}
    for body in (b"", b"[]", b"{}", b"null", b"{", {**good, "admin": True}, {"name": "van.thu"}, {**good, "name": 7}, {**good, "code": "1234567"}, {**good, "name": "a" * 256},
                 {**good, "password": "a" * 257}, b'{"name":"van.thu","name":"x","password":"y"}', b'{"name":"a\\u0000b","password":"y"}',
                 b'{"name":"\xff","password":"y"}', b'{"name":{"a":{"b":{"c":1}}},"password":"y"}', json.dumps(good).encode() + b"x"):
        is_refused("body %r" % (body,), b.ask("POST", "/api/v1/session", body), 400, "service.json-malformed")
    is_refused("a long one at the caps", b.log_in("a" * 255, "a" * 256), 401, "service.login-refused")
    is_refused("past the cap", b.ask("POST", "/api/v1/session", b" " * (64 * 1024 + 1)), 413, "service.body-limit")
    is_refused("at the cap", b.ask("POST", "/api/v1/session", b" " * (64 * 1024)), 400, "service.json-malformed")
    is_refused("two cookies fields", Answer(raw(where, b"GET /api/v1/session HTTP/1.1\r\nHost: x\r\nCookie: a=b\r\nCookie: c=d\r\n\r\n")), 400, "service.request-malformed")


def terminal(back, accounts):
    """A password comes from the terminal, typed twice and not shown, or from a pipe; on the command line there is no place for it."""
    account = accounts["quan.ly"]
    set_password(back, account, "ngắn quá", fails="registry.password-weak")
    set_password(back, account, "a" * 300, fails="cli.option-value")
    registry(back, "account", "password", "person:1", fails="cli.option-value")
    registry(back, "account", "password", "account:99", fails="registry.not-found")
    registry(back, "account", "walk", account, fails="cli.usage")
    registry(back, "account", "password", account, "mật khẩu trên dòng lệnh", fails="cli.usage")
    for second, code in (("Cán bộ quản lý mẫu 4", 0), ("Cán bộ quản lý mẫu 5", 3)):
        pid, fd = pty.fork()
        if pid == 0:
            os.execv(TRIEN, [str(TRIEN), "registry", "account", "--blobs", BLOBS + back.name, back.store, "password", account])
        signal.alarm(60) # a terminal that says nothing must not hold the test
        shown = b""
        for line in ("Cán bộ quản lý mẫu 4", second):
            while not shown.endswith(b": "):
                shown += os.read(fd, 4096)
            os.write(fd, line.encode() + b"\n")
            shown += b"\n"
        try:
            while True:
                piece = os.read(fd, 4096)
                if not piece:
                    break
                shown += piece
        except OSError:
            pass
        signal.alarm(0)
        equal("typed: %r" % shown, os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), code)
        check("not shown: %r" % shown, "quản lý".encode() not in shown)
        check("said: %r" % shown, (b"[cli.password-twice]" in shown) == (code != 0))
    # Nobody writes the book of logins by hand.
    registry(back, "enter", "login", "account=os/x", "factors=password", fails="registry.by-act-only")


def one_back_end(back):
    accounts = set_up(back)
    where = str(WORK / back.name)
    service = Program("triend", {"listen": "unix:" + where, "store": back.store})
    b = logs_in(back, where)
    only_hashes(back, b)
    cookie_flags(where)
    session_fixation(where)
    csrf(where)
    ends(back, where)
    rows_by_hand(back, where, accounts)
    session_key(back, service, where)
    closed(back, where, accounts)
    confirms(where)
    bodies(where)
    terminal(back, accounts)
    one_time_codes(back, where, accounts)
    own_password(back, where)
    user_enumeration(back, where, accounts)
    guessing(where)
    lock_out(where)
    service.stop()
    log = service.log()
    check("no name, no password, no cookie, no address in the log", not any(x in log for x in (
        "van.thu", "quan.ly", "192.0.2.", b.cookies["__Host-trien-session"], *PASSWORDS.values(), "sai mật khẩu")))
    back.stop()


def main():
    one_back_end(SQLite())
    if glob.glob("/usr/lib/postgresql/*/bin/initdb"):
        one_back_end(PostgreSQL())
    finish()


main()
