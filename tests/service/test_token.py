#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R4.1 R4.3
People log in with the key on their token, on SQLite and on PostgreSQL. What does not: a text that was used, is over, or is of another address or another run; another's certificate;
a certificate that the books do not know, or that is revoked, stopped, over or not begun; an agency's; a token that is lost or with somebody else."""
import base64
import hashlib
import sys
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
from people import *  # noqa: E402,F403
from office import certificate_of, chain_of, fingerprint  # noqa: E402

ORIGIN = "https://so.example"


def sign(key, text):
    pathlib.Path("text").write_bytes(text.encode())
    return base64.b64encode(subprocess.run(["openssl", "dgst", "-sha256", "-sign", "lab/keys/%s.pem" % key, "text"], capture_output=True, check=True).stdout).decode()


def challenge(b):
    a = b.ask("POST", "/api/v1/session/challenge", {})
    equal("a challenge: %r" % a.raw, (a.status, a.json()["seconds"]), (200, 120))
    return a.json()["text"]


def show(b, text, key, certificate=None, signature=None):
    return b.ask("POST", "/api/v1/session/token", {"text": text, "certificate": chain_of(certificate or key)[0], "signature": signature or sign(key, text)})


def logs_in(b, key="leader"):
    return show(b, challenge(b), key)


def refused(what, answer):
    is_refused(what, answer, 401, "service.token-refused")
    equal("%s: no cookie" % what, answer.cookies, [])


def set_up_tokens(back):
    set_up(back)
    for key, more in (("leader", ("--holder", "person", "--person", "TT1")), ("checker", ("--holder", "person", "--person", "VT1")), ("agency", ("--holder", "agency"))):
        pathlib.Path(key + ".crt").write_text("-----BEGIN CERTIFICATE-----" + certificate_of(key)[0])
        trien("registry", "certificate", "--blobs", BLOBS + back.name, "--trust", "lab/trust", "--agency", "H1", "--state", "active", *more, back.store, key + ".crt")
    for name, person in (("tt.token", "TT1"), ("vt.token", "VT1")):
        enter(back, "account", "kind=token", "name=" + name, "person=" + person)


def good(where):
    b = Browser(where)
    text = challenge(b)
    equal("whom it is for", text.split("\n")[:2], ["trien-login-1", ORIGIN])
    a = show(b, text, "leader")
    equal("logged in: %r" % a.body, a.status, 200)
    who = a.json()
    equal("who", (who["kind"], who["name"], who["person_name"], [r["role"] for r in who["roles"]]), ("token", "tt.token", "Lê Văn Mẫu", ["subscriber", "head"]))
    check("fresh", who["confirmed_seconds"] > 290)
    check("cookie: %s" % a.cookies, len(a.cookies) == 1 and re.fullmatch("__Host-trien-session=[0-9a-f]{64}; Path=/; Secure; HttpOnly; SameSite=Strict", a.cookies[0]))
    equal("and is", b.ask("GET", "/api/v1/session").json()["name"], "tt.token")
    ec = Browser(where)
    equal("with an ECDSA key", logs_in(ec, "checker").json()["name"], "vt.token")
    # Whoever logs in again has another session, and the former one is over.
    old = Browser(where)
    old.cookies = dict(b.cookies)
    equal("again", logs_in(b).status, 200)
    is_refused("the former one", old.ask("GET", "/api/v1/session"), 401, "service.session-none")
    refused("the text once more", show(Browser(where), text, "leader"))
    return b


def texts(where, other):
    b = Browser(where)
    text = challenge(b)
    refused("signed by another key", show(b, text, "checker", certificate="leader"))
    refused("signed over another text", show(b, text, "leader", signature=sign("leader", challenge(b))))
    refused("a signature that is none", show(b, text, "leader", signature=base64.b64encode(b"x" * 256).decode()))
    equal("what was refused may be shown well", show(b, text, "leader").status, 200)
    refused("another address", show(b, challenge(b).replace(ORIGIN, "https://xau.example"), "leader"))
    elsewhere = challenge(Browser(other))
    equal("another service's", elsewhere.split("\n")[1], "https://khac.example")
    refused("another service's text", show(b, elsewhere, "leader"))
    long = challenge(b).split("\n")
    long[3] = "%020d" % (int(long[3]) + 3600)
    refused("a longer time", show(b, "\n".join(long), "leader"))
    for at in ("", "x", "trien-login-1\n" + ORIGIN + "\n", "x" * 512):
        refused("no text of ours: %r" % at, show(b, at, "leader"))
    is_refused("one byte past the cap", show(b, "x" * 513, "leader"), 400, "service.json-malformed")
    for body in (b"{}", b"[]", b'{"text":"x","certificate":"!","signature":"eA=="}', b'{"text":"x","certificate":"eA==","signature":"eA"}', b'{"text":1,"certificate":"eA==","signature":"eA=="}'):
        is_refused(body, b.ask("POST", "/api/v1/session/token", body), 400, "service.json-malformed")
    is_refused("a challenge for somebody", b.ask("POST", "/api/v1/session/challenge", {"name": "x"}), 400, "service.json-malformed")
    is_refused("from another page", b.ask("POST", "/api/v1/session/challenge", {}, {"Origin": "https://xau.example"}), 403, "service.csrf-token")


def books(back, where):
    """Everything that the books must say, each taken away alone; given back, it is let in."""
    b = Browser(where)
    leader = "fingerprint = '%s'" % fingerprint("leader")
    refused("nobody's certificate", logs_in(b, "clerk"))
    refused("an agency's", logs_in(b, "agency"))
    equal("its owner", logs_in(b).status, 200)
    for what, bad, good in (("certificate", "state = 'revoked'", "state = 'active'"), ("certificate", "state = 'stopped'", "state = 'active'"), ("certificate", "not_after = not_after - 1000000000", "not_after = not_after + 1000000000"),
                            ("certificate", "not_before = not_before + 1000000", "not_before = not_before - 1000000"),
                            ("account", "state = 'closed'", "state = 'active'"), ("person", "state = 'left'", "state = 'active'")):
        row = {"certificate": leader, "account": "name = 'tt.token'", "person": "code = 'TT1'"}[what]
        back.write("UPDATE %s SET %s WHERE %s" % (what, bad, row))
        is_refused("%s: %s: the session that it opened ends" % (what, bad), b.ask("GET", "/api/v1/session"), 401, "service.session-none")
        refused("%s: %s" % (what, bad), logs_in(b))
        back.write("UPDATE %s SET %s WHERE %s" % (what, good, row))
        equal("%s: %s" % (what, good), logs_in(b).status, 200)
    enter(back, "device", "kind=token", "serial=T9", "agency=H1", "state=assigned")
    back.write("UPDATE certificate SET device = (SELECT id FROM device WHERE serial = 'T9') WHERE " + leader)
    equal("nobody is written down for it", logs_in(b).status, 200)
    custody = enter(back, "custody", "device=token/T9", "keeper=VT1", "decision=01/QĐ-MẪU", "decided_at=2020-01-01", "from_at=2020-01-01", "taker_at=2020-01-01")
    refused("somebody else keeps it", logs_in(b))
    back.write("UPDATE custody SET keeper = (SELECT id FROM person WHERE code = 'TT1') WHERE id = " + custody.split(":")[1])
    equal("its owner keeps it", logs_in(b).status, 200)
    back.write("INSERT INTO incident (id, version, act, device, kind, happened_at, state) SELECT 900, 1, act, id, 'lost', 1767225600, 'open' FROM device WHERE serial = 'T9'")
    is_refused("its session ends when it is lost", b.ask("GET", "/api/v1/books/person"), 401, "service.session-none")
    refused("it is lost", logs_in(b))
    back.write("DELETE FROM incident WHERE id = 900")
    equal("it is found", logs_in(b).status, 200)


def one_back_end(back):
    set_up_tokens(back)
    where, other = str(WORK / back.name), str(WORK / (back.name + "2"))
    config = {"listen": "unix:" + where, "store": back.store, "origin": ORIGIN}
    service = Program("triend", config)
    second = Program("triend", {**config, "listen": "unix:" + other, "origin": "https://khac.example"})
    b = good(where)
    texts(where, other)
    books(back, where)
    kept = challenge(b)
    second.stop()
    service.stop()
    log = service.log()
    check("no name, no certificate, no cookie in the log", not any(x in log for x in ("tt.token", fingerprint("leader"), chain_of("leader")[0][:60], b.cookies["__Host-trien-session"])))
    service = Program("triend", config)
    refused("of another run", show(b, kept, "leader"))
    service.stop()
    service = Program("triend", {k: v for k, v in config.items() if k != "origin"})
    is_refused("no address, no challenge", b.ask("POST", "/api/v1/session/challenge", {}), 404, "service.not-found")
    is_refused("nor a login", show(b, kept, "leader"), 404, "service.not-found")
    service.stop()
    back.stop()


def addresses():
    """What Origin would never be is refused at the start."""
    config = {"listen": "unix:%s/a" % WORK}
    for origin in ("http://so.example", "https://", "https://so.example/", "https://So.example", "https://so.example/x", "https://a b", "so.example", "https://" + "a" * 255):
        refused_start("triend", {**config, "origin": origin}, "service.config-invalid")
    Program("triend", {**config, "origin": "https://" + "a" * 254}).stop()


def main():
    copy_lab()
    addresses()
    one_back_end(SQLite())
    one_back_end(PostgreSQL())
    finish()


main()
