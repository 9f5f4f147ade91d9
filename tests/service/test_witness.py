#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A witness over HTTP (c2sp.org/tlog-witness), its forged twins, two at once, killed; the log as everybody may read it; trien audit --witness-policy; a database that was
rolled back. On SQLite, or with the word postgresql on that. Requirement: X4"""
import base64
import glob
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
if sys.argv[1:] == ["postgresql"] and not glob.glob("/usr/lib/postgresql/*/bin/initdb"):
    print("SKIPPED: PostgreSQL is not installed")
    sys.exit(77)
from service import *  # noqa: E402,F403

SERVER = PostgreSQL() if sys.argv[1:] == ["postgresql"] else None
D, W = str(WORK / "d"), str(WORK / "w")
ADD = "/witness/add-checkpoint"


# ---- stores: a folder of a name, and on the server a database of that name too ----

def store(name):
    return name if SERVER is None else "postgresql://trien@/%s?host=%s" % (name, SERVER.at)


def sql(text):
    subprocess.run(["psql", "-qAt", "-h", SERVER.at, "-U", "trien", "-c", text, "postgres"], check=True)


def begin(name):
    if SERVER is None:
        trien("store", "init", name)
    else:
        sql("CREATE DATABASE " + name)
        trien("store", "init", "--blobs", name + "/blobs", store(name))
    trien("audit", "open", "--origin", "log.example/mau", store(name))


def enter(name, code):
    trien("registry", "enter", "--blobs", name + "/blobs", store(name), "agency", "code=" + code, "name=Cơ quan mẫu", "kind=province")


def sign(name, key="log.key", *more, fails=None):
    return trien("audit", "sign", *more, "--key", key, "--log", name + "/audit/1", store(name), fails=fails)


def verify(policy, fails=None):
    trien("audit", "verify", "--vkey", "log.pub", "--log", "kho/audit/1", "--witness-policy", policy, store("kho"), fails=fails)


def copy(name, to):
    shutil.copytree(name, to)
    if SERVER is not None:
        sql("CREATE DATABASE %s TEMPLATE %s" % (to, name))


def remove(name):
    shutil.rmtree(name)
    if SERVER is not None:
        sql("DROP DATABASE " + name)


def rename(name, to):
    os.rename(name, to)
    if SERVER is not None:
        sql("ALTER DATABASE %s RENAME TO %s" % (name, to))


def key(name, origin, *more):
    vkey = trien("audit", "key", *more, "--origin", origin, name + ".key").decode().strip()
    (WORK / (name + ".pub")).write_text(vkey)
    return vkey


def act(count):
    for _ in range(count):
        act.number += 1
        enter("kho", "H%05d" % act.number)
    sign("kho")


act.number = 0


def ask(old, log="log", folder="kho/audit/1"):
    return trien("audit", "request", "--vkey", log + ".pub", "--log", folder, "--old", str(old))


def post(body, where=D):
    return request(where, "POST", ADD, body)


def add_checkpoint(witness):
    a = post(ask(0))
    equal("first", (a.status, a.fields["content-type"]), (200, "text/plain; charset=utf-8"))
    check("its line: %r" % a.body, a.body.startswith("— witness.example/mau ".encode()) and a.body.endswith(b"\n") and a.body.count(b"\n") == 1)
    (WORK / "line").write_bytes(a.body)
    trien("audit", "attach", "--vkey", "witness.pub", "--log", "kho/audit/1", "line")
    first = ask(0)
    act(3)
    size = int(ask(0).split(b"\n")[3])
    for old in (0, size):
        a = post(ask(old))
        equal("old size %d" % old, (a.status, a.fields["content-type"], a.body), (409, "text/x.tlog.size", b"1\n"))
    good = ask(1)
    lines = good.split(b"\n")
    forged = {
        "hash of the proof": (re.sub(rb"\n(.)", lambda m: b"\n" + (b"A" if m[1] != b"A" else b"B"), good, count=1), 422, "audit.proof-wrong"),
        "no proof": (b"\n".join(lines[:1] + [b""] + good.partition(b"\n\n")[2].split(b"\n")), 422, "audit.proof-wrong"),
        "one hash too many": (good.replace(b"\n\n", b"\n" + lines[1] + b"\n\n", 1), 422, "audit.proof-wrong"),
        "root of another tree": (good.replace(good.partition(b"\n\n")[2].split(b"\n")[2], base64.b64encode(hashlib.sha256(b"x").digest())), 403,
                                 "audit.signature-wrong"),
        "size of another tree": (good.replace(b"\n%d\n" % size, b"\n%d\n" % (size + 1)), 403, "audit.signature-wrong"),
        "old past the checkpoint": (good.replace(b"old 1\n", b"old 99\n"), 400, "audit.old-size"),
        "unknown origin": (good.replace(b"log.example/mau", b"log.example/khac"), 404, "audit.origin-unknown"),
        "huge proof": (b"old 1\n" + (lines[1] + b"\n") * 65 + b"\n" + good.partition(b"\n\n")[2], 400, "audit.request-malformed"),
        "a proof of 1 MB": ((b"old 1\n" + (lines[1] + b"\n") * 23000)[:1 << 20], 400, "audit.request-malformed"),
        "old with a zero": (good.replace(b"old 1\n", b"old 01\n"), 400, "audit.request-malformed"),
        "negative": (good.replace(b"old 1\n", b"old -1\n"), 400, "audit.request-malformed"),
        "CRLF": (good.replace(b"\n", b"\r\n"), 400, "audit.request-malformed"),
        "no UTF-8": (good.replace("—".encode(), b"\xe2\x80"), 400, "audit.request-malformed"),
        "no signature": (good.rpartition(b"\n\n")[0] + b"\n\n", 400, "audit.request-malformed"),
        "nothing": (b"", 400, "audit.request-malformed"),
    }
    for what, (body, status, error) in forged.items():
        a = post(body)
        equal("%s: %r" % (what, a.body), (a.status, a.id), (status, error))
    # Signed by a key that is not the log's, under its name.
    begin("gia")
    key("other", "log.example/mau")
    sign("gia", "other.key")
    a = post(ask(0, "other", "gia/audit/1"))
    equal("wrong key", (a.status, a.id), (403, "audit.signature-wrong"))
    equal("after all that", post(good).status, 200)
    equal("the same again", post(ask(size)).status, 200)
    a = post(first)
    equal("rolled back", (a.status, a.body), (409, b"%d\n" % size))
    return size


def fork(size):
    """Another tree of the same size, signed by the log's own key: the operator lies."""
    os.rename("log.key.last", "log.key.kept")
    begin("kho2")
    for i in range(size - 1):
        enter("kho2", "F%05d" % i)
    sign("kho2")
    a = post(ask(size, folder="kho2/audit/1"))
    equal("another root of the same size", (a.status, a.body), (409, b"%d\n" % size))
    enter("kho2", "G1")
    sign("kho2")
    a = post(ask(size, folder="kho2/audit/1"))
    equal("a larger tree that is another", (a.status, a.id), (422, "audit.proof-wrong"))
    os.rename("log.key.kept", "log.key.last")


def at_once(size):
    """Two trees that both extend what was signed: one of them is cosigned, however many ask at once."""
    act(1)
    one = ask(size)
    copy("kho", "kho3")
    shutil.copy("log.key.last", "log.key.kept")
    act(1)
    mine = ask(size)
    enter("kho3", "Z1")
    shutil.copy("log.key.kept", "log.key.last2")
    os.rename("log.key.last", "log.key.mine")
    os.rename("log.key.last2", "log.key.last")
    sign("kho3")
    theirs = ask(size, folder="kho3/audit/1")
    os.rename("log.key.last", "log.key.theirs")
    os.rename("log.key.mine", "log.key.last")
    check("two trees", mine != theirs and one != mine)
    answers = []
    threads = [threading.Thread(target=lambda b=b: answers.append((b, post(b)))) for b in [mine, theirs] * 20]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    winners = {b for b, a in answers if a.status == 200}
    equal("one tree alone is signed", len(winners), 1)
    check("the others hear the size", all(a.status == 409 for b, a in answers if b not in winners))
    if theirs in winners: # the test goes on with the tree that was signed
        remove("kho")
        rename("kho3", "kho")
        os.rename("log.key.theirs", "log.key.last")
    return size + 2


def killed(witness, size):
    """kill -9 while it answers: what it has given away it still knows."""
    for _ in range(12):
        act(1)
        body, got = ask(size), []
        t = threading.Thread(target=lambda: got.append(post(body)))
        t.start()
        time.sleep(0.001 * (_ % 6))
        witness.process.kill()
        witness.process.wait()
        t.join()
        if got[0].status != 200:
            equal("away", (got[0].status, got[0].id), (503, "service.witness-away"))
        witness.start()
        again = post(body)
        check("signed once or not: %r" % again.raw, again.status in ((200,) if got[0].status != 200 else (409,)) or
              (again.status == 409 and again.body == b"%d\n" % (size + 1)))
        size += 1
    return size


def rolled_back(size):
    """A database from before: with nothing since, and with other acts since, it is not signed, whatever its size; nor where all else was lost too."""
    copy("kho", "before")
    enter("before", "B1")
    act(2)
    equal("goes on", post(ask(size)).status, 200)
    rename("kho", "after")
    copy("before", "kho")
    shutil.rmtree("kho/audit")
    shutil.copytree("after/audit", "kho/audit")
    kept = (WORK / "kho/audit/1/checkpoint").read_bytes()
    sign("kho", fails="audit.rolled-back")
    for code in ("B2", "B3"):  # as large as what was signed, and larger
        enter("kho", code)
        sign("kho", fails="audit.forked")
    equal("the checkpoint stands", (WORK / "kho/audit/1/checkpoint").read_bytes(), kept)
    shutil.rmtree("kho/audit")
    os.rename("log.key.last", "log.key.kept")
    sign("kho", fails="audit.signer-behind")
    os.rename("log.key.kept", "log.key.last")
    remove("kho")
    rename("after", "kho")
    return size + 2


def reading():
    a = request(D, "GET", "/logs/mau/checkpoint")
    equal("checkpoint", (a.status, a.body, a.fields["cache-control"]), (200, (WORK / "kho/audit/1/checkpoint").read_bytes(), "no-cache"))
    root = WORK / "kho/audit/1"
    tiles = [p for p in root.glob("tile/**/*") if p.is_file()]
    check("tiles", len(tiles) >= 2)
    for p in tiles:
        a = request(D, "GET", "/logs/mau/%s" % p.relative_to(root))
        equal("%s" % p, (a.status, a.body, a.fields["cache-control"]), (200, p.read_bytes(), "public, max-age=31536000, immutable"))
    for path in ("tile/0/999", "tile/0/000.p/0", "tile/0/000.p/01", "tile/0/000.p/256", "tile/8/000", "tile/-1/000", "tile/0/0", "tile/0/x000/000", "tile/0/../checkpoint",
                 "tile/0/000/../../../checkpoint", "tile/../checkpoint", "tile/entries/", "tile/", "tile", "checkpoint/", ".checkpoint.new"):
        equal(path, request(D, "GET", "/logs/mau/" + path).status, 404)
    equal("another log", request(D, "GET", "/logs/khac/checkpoint").status, 404)
    equal("only read", request(D, "POST", "/logs/mau/checkpoint").status, 405)


def policy(witness, witness_key, port):
    """trien audit sign asks the witnesses, over the network, and verify holds a checkpoint against the policy."""
    absent = key("absent", "absent.example/mau", "--witness")
    dead = free_port()
    base = "witness A %s http://127.0.0.1:%d/witness\nwitness B %s http://127.0.0.1:%d/\n" % (witness_key, port, absent, dead)
    for name, quorum in (("any", "group Q any A B\nquorum Q\n"), ("all", "group Q all A B\nquorum Q\n")):
        (WORK / name).write_text(base + quorum)
    verify("any", fails="audit.quorum-missed")
    out = sign("kho", "log.key", "--witness-policy", "any").decode()
    check(out, "đủ nhân chứng" in out)
    verify("any")
    verify("all", fails="audit.quorum-missed")
    sign("kho", "log.key", "--witness-policy", "all", fails="audit.quorum-missed")
    enter("kho", "P1")
    out = json.loads(sign("kho", "log.key", "--json", "--witness-policy", "any"))
    equal("witnesses", [(x["name"], x["signed"], x["error"]) for x in out["witnesses"]],
          [("witness.example/mau", True, None), ("absent.example/mau", False, "fetch.failed")])
    trien("audit", "prove", "--vkey", "log.pub", "--log", "kho/audit/1", "--index", "0", "-o", "p.tlog-proof")
    trien("audit", "verify", "--vkey", "log.pub", "--witness-policy", "any", "--proof", "p.tlog-proof")
    trien("audit", "verify", "--vkey", "log.pub", "--witness-policy", "all", "--proof", "p.tlog-proof", fails="audit.quorum-missed")
    # It comes back, and is asked for what it missed; who has signed is not asked again.
    late = Program("trien-witness", {"socket": str(WORK / "w2"), "key": str(WORK / "absent.key"), "logs": [(WORK / "log.pub").read_text()]})
    front = Program("triend", {"listen": "127.0.0.1:%d" % dead, "witness": str(WORK / "w2")}, wait=False)
    for _ in range(1200):
        try:
            connect("127.0.0.1:%d" % dead).close()
            break
        except OSError:
            time.sleep(0.05)
    (WORK / "all").write_text(base.replace("%d/\n" % dead, "%d/witness/\n" % dead) + "group Q all A B\nquorum Q\n")
    witness.stop()
    sign("kho", "log.key", "--witness-policy", "all")
    verify("all")
    # A witness whose lines are by another key than the policy's.
    (WORK / "wrong").write_text("witness A %s http://127.0.0.1:%d/witness\nquorum A\n" % (key("third", "absent.example/mau", "--witness"), dead))
    sign("kho", "log.key", "--witness-policy", "wrong", fails="audit.signature-wrong")
    for text in ("quorum A\n", "witness A x\nquorum A\n", ""):
        (WORK / "bad").write_text(text)
        sign("kho", "log.key", "--witness-policy", "bad", fails="audit.policy-malformed")
    front.stop()
    late.stop()


def main():
    vkey, witness_key = key("log", "log.example/mau"), key("witness", "witness.example/mau", "--witness")
    begin("kho")
    sign("kho")
    good = {"socket": W, "key": str(WORK / "witness.key"), "logs": [vkey]}
    for change in ({"logs": []}, {"logs": [witness_key]}, {"logs": ["x"]}, {"logs": [vkey, vkey]}, {"more": 1}, {"socket": 1}):
        refused_start("trien-witness", {**good, **change}, "service.config-invalid")
    refused_start("trien-witness", {**good, "key": str(WORK / "log.key")}, "audit.key-kind")
    os.chmod("witness.key", 0o640)
    refused_start("trien-witness", good, "audit.key-readable")
    os.chmod("witness.key", 0o600)
    port = free_port()
    service = Program("triend", {"listen": "unix:" + D, "witness": W, "logs": {"mau": str(WORK / "kho/audit/1")}})
    a = post(ask(0))
    equal("no witness yet", (a.status, a.id), (503, "service.witness-away"))
    witness = Program("trien-witness", good)
    size = add_checkpoint(witness)
    fork(size)
    size = at_once(size)
    size = killed(witness, size)
    size = rolled_back(size)
    reading()
    service.stop()
    service.config["listen"] = "127.0.0.1:%d" % port
    service.start(wait=False)
    policy(witness, witness_key, port)
    service.stop()
    if SERVER is not None:
        SERVER.stop()
    finish()


main()
