#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R4.3 R5.3 R9.3
Keys of agencies that the server keeps: only where the legal profile permits it, only through PKCS#11 in processes of their own, with everything that is asked of a clerk with a token. A real
SoftHSM signs, behind a module that hangs, crashes, lies and is pulled out as told; pdfsig judges from outside."""
import glob
import os
import re
import shutil
import subprocess
import sys
import time
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
from office import *  # noqa: E402,F403

PROXY, SOFTHSM = os.environ["PROXY_P11"], "/usr/lib/softhsm/libsofthsm2.so"
PIN = "Ky-so-73915-mau"
DO, SAW = WORK / "do", WORK / "saw"


def softhsm(*words):
    run = subprocess.run([*words], env={**os.environ, "SOFTHSM2_CONF": str(WORK / "lab/softhsm/softhsm2.conf")}, capture_output=True)
    check("%s: %r" % (words, run.stderr + run.stdout), run.returncode == 0)


def key_of(name, module=PROXY):
    """The address of a lab's key, by the module that misbehaves as told."""
    uri = next(t["uri"] for t in json.loads(pathlib.Path("lab/tokens.json").read_text())["tokens"] if t["name"] == name)
    return uri.split("?")[0] + "?module-path=" + module


def seal_key(name="agency", pin="credential:seal-pin", module=PROXY):
    return {"key": key_of(name, module), "pin": pin,
            "environment": ["SOFTHSM2_CONF=%s/lab/softhsm/softhsm2.conf" % WORK, "PROXY_P11_DO=%s" % DO, "PROXY_P11_SAW=%s" % SAW]}


def set_up_tokens():
    for name in ("agency", "leader"):
        label = next(t["token"] for t in json.loads(pathlib.Path("lab/tokens.json").read_text())["tokens"] if t["name"] == name)
        old = pathlib.Path("lab/keys/%s.pin" % name).read_text().strip()
        softhsm("pkcs11-tool", "--module", SOFTHSM, "--token-label", label, "--login", "--pin", old, "--change-pin", "--new-pin", PIN)
    os.makedirs("credentials", exist_ok=True)
    pathlib.Path("credentials/seal-pin").write_text(PIN + "\n")
    os.environ["CREDENTIALS_DIRECTORY"] = str(WORK / "credentials")
    profile = json.loads((SOURCE / "profiles/congvu-2024.json").read_text())
    profile["profile"] = "mau-2024"
    profile["signing"]["server-held-seal"] = {"value": "permitted", "source": "quy định mẫu của bài thử", "certain": False}
    pathlib.Path("permits.json").write_text(json.dumps(profile))


def told(word):
    DO.write_text(word)


def calls(word):
    return SAW.read_text().split().count(word) if SAW.exists() else 0


def findings(where):
    b = Browser(where)
    equal("the administrator", b.log_in("quan.tri", password("quan.tri")).status, 200)
    return [(f["id"], f["stops"], f["detail"]) for f in b.ask("GET", "/api/v1/readiness").json()["findings"] if f["id"].startswith("service.seal")]


def shown(where, names, why=None):
    """What an administrator sees of the keys: whose they are, whether they open, and not what opens them."""
    b = Browser(where)
    b.log_in("quan.tri", password("quan.tri"))
    a = b.ask("GET", "/api/v1/keys")
    keys = a.json()["seals"]
    equal("whose they are", [k["fingerprint"] for k in keys], [None if why else fingerprint(n) for n in names])
    equal("whether they open", {(k["at_start"], k["answers"], k["why"], k["over"]) for k in keys}, {(why is None, why is None, why, False)})
    check("names of them: %s" % keys, all((k["subject"] is None) == (why is not None) and k["key"].startswith("pkcs11:") for k in keys))
    check("not what opens them", b"module-path" not in a.body and PIN.encode() not in a.body)


# ---- the way of a document ----

def numbered(ids, drafter, head, clerk, subject):
    """A document that waits for the seal."""
    one = drafter.does("/documents", {"agency": 2, "kind": "QĐ", "subject": subject, "procedure": "2"}, draft("seal-draft.pdf"))["document"]
    drafter.does("/documents/%d/submit" % one, {"steps": [{"stage": 1, "kind": "sign", "person": ids["thu.truong"]}]})
    head.may_not("rules.step-holder", "/signings", {"document": one, "held": "any"})
    head.signs(one, "seal-signed.pdf")
    clerk.does("/documents/%d/number" % one)
    return one


def begins(clerk, document, **more):
    begun = clerk.does("/signings", {"document": document, "held": "any", **more})
    equal("with the agency's key", (begun["certificate"], begun["purpose"]), (fingerprint("agency"), "seal"))
    return "/signings/%d/finish" % begun["signing"]


def stands(back, document):
    return back.ask("SELECT state, file FROM document WHERE id = %d" % document)[0]


def offers(document, *said):
    """Is who asks told that the server keeps a key for them? Who would be refused is not."""
    for who, told_so in said:
        equal("a key is offered", who.gets("/documents/%d/parts" % document).json()["held"], told_so)


def is_issued(clerk, document, done):
    equal("issued", done["to"], "issued")
    pathlib.Path("sealed.pdf").write_bytes(clerk.gets("/books/document/%d/files/issued_file" % document).body)
    judged("sealed.pdf", 2)


def sealed(back, ids, where):
    """One document, sealed by the server's key; and everything that keeps a clerk from it."""
    drafter, clerk, head, deputy, other = (Desk(where, name, key) for name, key in (("soan.thao", None), ("van.thu", "agency"), ("thu.truong", "leader"), ("pho", "clerk"), ("van.thu.00", None)))
    one = numbered(ids, drafter, head, clerk, "Máy chủ giữ khóa")
    for wrong in ({"held": "any", "chain": chain_of("agency")}, {"held": True}, {"held": ""}, {"held": "any", "certificate": fingerprint("agency")}, {"held": "AB" * 32}):
        clerk.may_not("service.json-malformed", "/signings", {"document": one, **wrong})
    clerk.may_not("service.seal-none", "/signings", {"document": one, "held": "ab" * 32})
    clerk.may_not("service.seal-none", "/signings", {"document": one, "held": fingerprint("leader")})
    equal("the leader's is not an agency's", head.post("/signings", {"document": one, "held": "any"}).id, "office.session-key")
    out_of_reach = other.post("/signings", {"document": one, "held": "any"})
    nothing = other.post("/signings", {"document": one + 1000, "held": "any"})
    equal("another agency's clerk sees none", (out_of_reach.status, out_of_reach.id), (nothing.status, nothing.id))
    drafter.may_not("office.session-key", "/signings", {"document": one, "held": "any"})
    offers(one, (clerk, True), (drafter, False), (head, False), (deputy, False))
    # Custody, and the certificate in the books, as of a token.
    for what, bad, good in (("custody", "keeper = %d" % ids["pho"], "keeper = %d" % ids["van.thu"]), ("certificate", "state = 'stopped'", "state = 'active'"),
                            ("certificate", "not_after = not_after - 1000000000", "not_after = not_after + 1000000000"), ("device", "state = 'lost'", "state = 'assigned'")):
        row = {"custody": "device = (SELECT id FROM device WHERE serial = 'T1')", "certificate": "fingerprint = '%s'" % fingerprint("agency"), "device": "serial = 'T1'"}[what]
        if what == "device":
            back.write("INSERT INTO incident (id, version, act, device, kind, happened_at, state) SELECT 900, 1, act, id, 'lost', 1767225600, 'open' FROM device WHERE serial = 'T1'")
        else:
            back.write("UPDATE %s SET %s WHERE %s" % (what, bad, row))
        clerk.may_not("office.session-key", "/signings", {"document": one, "held": "any"})
        offers(one, (clerk, False))
        back.write("DELETE FROM incident WHERE id = 900" if what == "device" else "UPDATE %s SET %s WHERE %s" % (what, good, row))
    back.write("UPDATE certificate SET agency = 1 WHERE fingerprint = '%s'" % fingerprint("agency"))
    clerk.may_not("service.seal-none", "/signings", {"document": one, "held": "any"})
    offers(one, (clerk, False))
    back.write("UPDATE certificate SET agency = 2 WHERE fingerprint = '%s'" % fingerprint("agency"))
    before = calls("sign")
    confirmed_before(back, 3600)
    clerk.may_not("service.confirmation-wanted", "/signings", {"document": one, "held": "any"})
    clerk.confirm()
    at = begins(clerk, one)
    for wrong in ({"held": True, "value": "AAAA"}, {"held": True, "dry_run": True}, {"held": False}, {"held": "yes"}):
        clerk.may_not("service.json-malformed", at, wrong)
    clerk.may_not("service.json-malformed", at, {"held": True}, "seal-signed.pdf")
    deputy.confirm()
    deputy.may_not("office.session-other", at, {"held": True})
    confirmed_before(back, 3600)
    clerk.may_not("service.confirmation-wanted", at, {"held": True})
    clerk.confirm()
    equal("nothing was signed so far", calls("sign"), before)
    done = clerk.does(at, {"held": True, "to": [1]}, key="seal-once")
    equal("and one thing was", calls("sign"), before + 1)
    equal("the trail says with which key", back.ask("SELECT COUNT(*) FROM act WHERE id = %d AND reason LIKE '%%van.thu: ký bằng khóa mà máy chủ giữ'" % done["act"])[0][0], 1)
    is_issued(clerk, one, done)
    clerk.may_not("office.session-nothing", "/signings", {"document": one, "held": "any"})
    # At the desk it goes as before.
    head.confirm()
    two = numbered(ids, drafter, head, clerk, "Ký ở máy")
    signing, what = clerk.prepares(two, None)
    is_issued(clerk, two, clerk.does("/signings/%d/finish" % signing, {"value": clerk.value(what)}))


def not_permitted(back, ids, config):
    server = Program("triend", {k: v for k, v in config.items() if k != "seal_profile"})
    where = str(WORK / "d.sock")
    clerk = Desk(where, "van.thu", "agency")
    for held in ("any", fingerprint("agency")):
        clerk.may_not("service.seal-not-permitted", "/signings", {"document": 1, "held": held})
    offers(1, (clerk, False))
    equal("and the administrator is told", [f[:2] for f in findings(where)], [("service.seal-not-permitted", False)])
    server.stop()
    # An own profile that is over says nothing any more, nor one that says no.
    for change in ({"to": "2026-01-01"}, {"value": "refused"}):
        profile = json.loads(pathlib.Path("permits.json").read_text())
        profile.update({k: v for k, v in change.items() if k == "to"})
        profile["signing"]["server-held-seal"].update({k: v for k, v in change.items() if k == "value"})
        pathlib.Path("other.json").write_text(json.dumps(profile))
        server.config["seal_profile"] = "other.json"
        server.start()
        Desk(where, "van.thu", "agency").may_not("service.seal-not-permitted", "/signings", {"document": 1, "held": "any"})
        server.stop()
    # Where it may be, and no key is kept.
    del server.config["seal_profile"], server.config["seal_keys"]
    server.start()
    Desk(where, "van.thu", "agency").may_not("service.seal-not-permitted", "/signings", {"document": 1, "held": "any"})
    server.stop()


# ---- what can go wrong with a token ----

def children(pid):
    return [int(x) for path in glob.glob("/proc/%d/task/*/children" % pid) for x in pathlib.Path(path).read_text().split()]


def named(pid, name):
    return [p for p in children(pid) if re.match(r"\d+ \(%s\) [^Z]" % name, pathlib.Path("/proc/%d/stat" % p).read_text())]


def memory_has(pid, what):
    """Is it in what a process has in memory to write to?"""
    with open("/proc/%d/maps" % pid) as maps, open("/proc/%d/mem" % pid, "rb", 0) as mem:
        for line in maps:
            first, last = (int(x, 16) for x in line.split()[0].split("-"))
            if not line.split()[1].startswith("rw") or last - first > 256 << 20:
                continue
            try:
                mem.seek(first)
                if what in mem.read(last - first):
                    return True
            except (OSError, ValueError):
                pass
    return False


def fails_and_stays(back, clerk, at, one, word, error):
    """The document is as it was, and the session is open."""
    before = stands(back, one)
    told(word)
    answer = clerk.may_not("service.seal-failed", at, {"held": True})
    told("")
    check("%s, and the log says more: %r" % (error, answer.body), "(%s)" % error in answer.json()["detail"] and [x for x in (WORK / "triend.log").read_text().splitlines() if answer.json()["request"] in x and "\"why\":" in x])
    equal("the document is as it was", stands(back, one), before)


def faults(back, ids, config):
    where = str(WORK / "d.sock")
    server = Program("triend", config)
    drafter, clerk, head = (Desk(where, name, key) for name, key in (("soan.thao", None), ("van.thu", "agency"), ("thu.truong", "leader")))
    for word, error, loads in (("wrong-value", "key.value-wrong", 1), ("long-value", "key.value-wrong", 1), ("removed", "token.removed", 1), ("crash-sign", "token.program-failed", 1), ("hang-sign", "token.hung", 1)):
        one = numbered(ids, drafter, head, clerk, "Thiết bị: " + word)
        at, before = begins(clerk, one), calls("load")
        fails_and_stays(back, clerk, at, one, word, error)
        is_issued(clerk, one, clerk.does(at, {"held": True}))
        equal("%s: opened anew" % word, calls("load") - before, loads)
    equal("the service is well", request(where, "GET", "/health").status, 200)
    # It dies again and again: then nobody starts it for a while, and the clerk signs at the desk.
    one = numbered(ids, drafter, head, clerk, "Chết nhiều lần")
    at = begins(clerk, one)
    for _ in range(3):
        fails_and_stays(back, clerk, at, one, "crash-sign", "token.program-failed")
    before = calls("load")
    fails_and_stays(back, clerk, at, one, "", "token.restarts")
    equal("not started", calls("load"), before)
    equal("what is prepared can be signed elsewhere", clerk.does("/signings", {"document": one, "chain": chain_of("agency")})["purpose"], "seal")
    # The one that keeps the PIN is killed: said, and not silence.
    pid, = named(server.process.pid, "trien-seal")
    check("the PIN is with it", memory_has(pid, PIN.encode()))
    check("and not in the service", not memory_has(server.process.pid, PIN.encode()))
    os.kill(pid, 9)
    one = numbered(ids, drafter, head, clerk, "Tiến trình giữ mã PIN bị giết")
    clerk.may_not("service.seal-failed", begins(clerk, one), {"held": True})
    server.stop()
    server.start()
    clerk = Desk(where, "van.thu", "agency")
    is_issued(clerk, one, clerk.does(begins(clerk, one), {"held": True}))
    server.stop()
    check("the module's prints are nobody's", PIN not in server.log())


def starts(config, word, error, logins, key=None, fds=()):
    """What a start with this finds; how often the token was asked to log in."""
    told(word)
    before = calls("login")
    server = Program("triend", {**config, **({"seal_keys": [key]} if key else {})}, fds=fds)
    where = str(WORK / "d.sock")
    found = findings(where)
    equal("%s: found" % word, [(f[0], f[1], error in f[2]) for f in found], [("service.seal-away", False, True)] if error else [])
    if error:
        shown(where, ("agency",), error)
    equal("%s: tried to log in" % word, calls("login") - before, logins)
    equal("it goes on", request(where, "GET", "/health").status, 200)
    server.stop()
    told("")
    return server


def at_the_start(back, config):
    starts(config, "count-low", "token.count-low-declined", 0)
    starts(config, "final-try", "token.final-try-declined", 0)
    starts(config, "locked", "token.pin-locked", 0)
    starts(config, "removed", "token.not-found", 0)
    starts(config, "crash-load", "token.program-failed", 0)
    starts(config, "hang-load", "token.hung", 0)
    # A wrong PIN is tried once, also when the service is started again: the token has said so.
    pathlib.Path("credentials/wrong").write_text("khong-phai\n")
    starts(config, "", "token.pin-wrong", 1, seal_key(pin="credential:wrong"))
    starts(config, "", "token.count-low-declined", 0, seal_key(pin="credential:wrong"))
    starts(config, "", "token.count-low-declined", 0)
    softhsm("pkcs11-tool", "--module", SOFTHSM, "--token-label", next(t["token"] for t in json.loads(pathlib.Path("lab/tokens.json").read_text())["tokens"] if t["name"] == "agency"),
            "--login", "--pin", PIN, "--list-objects")
    starts(config, "", None, 1)
    for name, pin in (("empty", ""), ("long", "x" * 257), ("bare", PIN), ("crlf", PIN + "\r\nx")):
        pathlib.Path("credentials/" + name).write_text(pin)
        good = name in ("bare", "crlf")
        starts(config, "", None if good else "key.pin-refused", 1 if good else 0, seal_key(pin="credential:" + name))
    starts(config, "", "token.module-missing", 0, seal_key(module="/nowhere/x.so"))
    # By a descriptor, which nobody of the service's other processes gets.
    out, into = os.pipe()
    os.write(into, PIN.encode() + b"\n")
    os.close(into)
    starts(config, "", None, 1, seal_key(pin="fd:%d" % out), fds=(out,))
    os.close(out)
    refused_start("triend", {**config, "seal_keys": [seal_key(pin="credential:none")]}, "service.seal-pin")
    refused_start("triend", {**config, "seal_keys": [seal_key(pin="fd:999")]}, "service.seal-pin")


def for_official_use(back, ids, config):
    """Where the Government's anchors are, a key of the lab is none."""
    shutil.copytree("lab/trust", "official")
    os.makedirs("official/government", 0o755, exist_ok=True)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=CA Mau", "-days", "3650", "-keyout", "ca.key", "-out",
                    "official/government/ca.pem", "-addext", "keyUsage=critical,keyCertSign"], check=True, capture_output=True)
    where = str(WORK / "d.sock")
    server = Program("triend", {**config, "trust": "official"})
    clerk = Desk(where, "van.thu", "agency")
    one, = back.ask("SELECT MIN(id) FROM document")[0]
    clerk.may_not("lab.not-official", "/signings", {"document": one, "held": "any"})
    server.stop()


def expired(back, ids, config):
    """A certificate that is over, whatever the books say of it."""
    subprocess.run(["openssl", "req", "-new", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Hết hạn", "-keyout", "old.key", "-out", "old.csr", "-utf8"], check=True, capture_output=True)
    pathlib.Path("old.cnf").write_text("[ca]\ndefault_ca=d\n[d]\ndatabase=old.index\nserial=old.serial\nnew_certs_dir=.\npolicy=p\ndefault_md=sha256\nx509_extensions=e\n[p]\ncommonName=supplied\n"
                                       "[e]\nkeyUsage=critical,digitalSignature\n")
    pathlib.Path("old.index").write_text("")
    pathlib.Path("old.serial").write_text("77\n")
    subprocess.run(["openssl", "ca", "-config", "old.cnf", "-batch", "-selfsign", "-keyfile", "old.key", "-in", "old.csr", "-out", "old.pem", "-notext", "-startdate", "20200101000000Z", "-enddate",
                    "20210101000000Z", "-utf8"], check=True, capture_output=True)
    subprocess.run(["openssl", "x509", "-in", "old.pem", "-outform", "DER", "-out", "old.der"], check=True)
    softhsm("softhsm2-util", "--init-token", "--free", "--label", "het han", "--so-pin", "87654321", "--pin", PIN)
    subprocess.run(["openssl", "pkcs8", "-topk8", "-nocrypt", "-in", "old.key", "-out", "old.p8"], check=True)
    softhsm("softhsm2-util", "--import", "old.p8", "--token", "het han", "--label", "k", "--id", "a1", "--pin", PIN)
    softhsm("pkcs11-tool", "--module", SOFTHSM, "--token-label", "het han", "--login", "--pin", PIN, "--write-object", "old.der", "--type", "cert", "--id", "a1", "--label", "k")
    print_ = hashlib.sha256(pathlib.Path("old.der").read_bytes()).hexdigest()
    back.write("UPDATE certificate SET fingerprint = '%s' WHERE fingerprint = '%s'" % (print_, fingerprint("agency")))
    server = Program("triend", {**config, "seal_keys": [{**seal_key(), "key": "pkcs11:token=het%20han;id=%A1?module-path=" + PROXY}]})
    one, = back.ask("SELECT MIN(id) FROM document")[0]
    Desk(str(WORK / "d.sock"), "van.thu", "agency").may_not("sign.certificate-expired", "/signings", {"document": one, "held": "any"})
    server.stop()
    back.write("UPDATE certificate SET fingerprint = '%s' WHERE fingerprint = '%s'" % (fingerprint("agency"), print_))


def configurations(config):
    good = seal_key()
    for keys in ([], {}, "x", [good] * 9, [{}], [{**good, "more": 1}], [{"key": good["key"]}], [{"pin": good["pin"]}], [1]):
        refused_start("triend", {**config, "seal_keys": keys}, "service.config-invalid")
    for key in ("pem:lab/keys/agency.pem", "pkcs11:token=x", "pkcs11:token=x?module-name=opensc", "pkcs11:token=x?module-path=libx.so", good["key"] + "&pin-value=1234", good["key"] + "&pin-source=file:/x",
                "pkcs11:module-path=/x.so", good["key"] + "x" * 1024):
        refused_start("triend", {**config, "seal_keys": [{**good, "key": key}]}, "service.config-invalid")
    for pin in (PIN, "fd:", "fd:0", "fd:2", "fd:x", "fd:12345", "credential:", "credential:a/b", "credential:..", "file:/x"):
        refused_start("triend", {**config, "seal_keys": [{**good, "pin": pin}]}, "service.config-invalid")
    for names in ([], ["x"], ["=x"], ["a=b"], ["A B=c"], ["A=" + "x" * 1023], ["A=b"] * 17, "A=b", [1]):
        refused_start("triend", {**config, "seal_keys": [{**good, "environment": names}]}, "service.config-invalid")
    Program("triend", {**config, "seal_keys": [{**good, "environment": good["environment"] + ["A%d=x" % i for i in range(13)]}] * 8}).stop()
    refused_start("triend", {k: v for k, v in config.items() if k != "trust"}, "service.config-invalid")
    refused_start("triend", {k: v for k, v in config.items() if k != "seal_keys"}, "service.config-invalid")
    pathlib.Path("no-profile.json").write_text("{}")
    refused_start("triend", {**config, "seal_profile": "no-profile.json"}, "profile.value-invalid")


def main():
    if not os.path.exists(SOFTHSM):
        sys.exit(77)
    make_lab()
    set_up_tokens()
    back = {"sqlite": SQLite, "postgresql": PostgreSQL}[sys.argv[1]]()
    ids = set_up(back)
    config = {"listen": "unix:%s/d.sock" % WORK, "store": back.store, "blobs": BLOBS + back.name, "trust": "lab/trust", "seal_profile": "permits.json",
              "seal_keys": [seal_key(), seal_key("leader")]}
    server = Program("triend", config)
    equal("nothing is found", findings(str(WORK / "d.sock")), [])
    shown(str(WORK / "d.sock"), ("agency", "leader"))
    sealed(back, ids, str(WORK / "d.sock"))
    server.stop()
    check("no PIN in the log", PIN not in server.log())
    not_permitted(back, ids, {**config, "seal_keys": [seal_key()]})
    if back.name == "sqlite":
        configurations(config)
        one = {**config, "seal_keys": [seal_key()]}
        for_official_use(back, ids, one)
        expired(back, ids, one)
        at_the_start(back, one)
        faults(back, ids, one)
    back.stop()
    finish()


main()
