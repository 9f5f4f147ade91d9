#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands around the service: what it finds when it looks at itself, its figures (held against a strict reader of the format), its log (held against every secret of a
session), what it tells systemd, and its end with fifty requests under way."""
import hashlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import threading
import time

import sys
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
from people import *  # noqa: E402,F403

SOCKET, METRICS = str(WORK / "s"), str(WORK / "m")


def look(config, **how):
    """Word and ids of --check; its exit status is whether there is something."""
    path = WORK / "look.json"
    path.write_text(json.dumps(config))
    path.chmod(0o644)
    run = subprocess.run([TRIEN.parent / "triend", "--config", path, "--check"], capture_output=True, text=True, timeout=60, **how)
    lines = run.stdout.splitlines()
    check("it looks: %s" % run.stderr, lines and lines[0] in ("ready", "degraded", "unready"))
    ids = [re.search(r" \[([a-z.-]+)\]$", x).group(1) for x in lines[1::2]]
    equal("status", run.returncode, 1 if ids else 0)
    return lines[0], ids


# ---- what it finds ----

def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True)


def authority(folder, end, next_update):
    """An anchor that is valid until a day, with a list of revocations until another."""
    os.makedirs("ca")
    open("ca/index", "w").close()
    pathlib.Path("ca/serial").write_text("01\n")
    pathlib.Path("ca/n").write_text("01\n")
    pathlib.Path("ca/c").write_text("[ca]\ndefault_ca=d\n[d]\ndatabase=ca/index\nserial=ca/serial\ncrlnumber=ca/n\nnew_certs_dir=ca\npolicy=p\ndefault_md=sha256\n"
                                    "x509_extensions=e\n[p]\ncommonName=supplied\n[e]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
                                    "subjectKeyIdentifier=hash\n")
    openssl("req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=CA Mau 01", "-keyout", "ca/k", "-out", "ca/r")
    openssl("ca", "-config", "ca/c", "-batch", "-selfsign", "-keyfile", "ca/k", "-in", "ca/r", "-out", "ca/a.pem", "-notext", "-startdate", "20200101000000Z", "-enddate", end)
    openssl("ca", "-config", "ca/c", "-gencrl", "-keyfile", "ca/k", "-cert", "ca/a.pem", "-crl_lastupdate", "20200101000000Z", "-crl_nextupdate", next_update, "-out", "ca/a.crl")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder, 0o755)
    shutil.copy("ca/a.pem", folder)
    shutil.copy("ca/a.crl", folder)
    shutil.rmtree("ca")


def finds_on_the_machine(config):
    equal("nothing", look(config), ("ready", []))
    far = "20990101000000Z"
    for end, next_update, ids in ((far, far, []), ("20210101000000Z", far, ["service.anchor-expired"]), (far, "20200201000000Z", ["service.revocation-stale"])):
        authority("trust", end, next_update)
        equal("anchors until %s, lists until %s" % (end, next_update), look({**config, "trust": str(WORK / "trust")}), ("degraded" if ids else "ready", ids))
    pathlib.Path("trust/b.crl").write_bytes(b"0\x03\x02\x01\x05")
    equal("a list that is none", look({**config, "trust": str(WORK / "trust")}), ("degraded", ["pki.trust-invalid", "service.revocation-stale"]))
    os.unlink("trust/b.crl")
    free = shutil.disk_usage(WORK).free >> 20
    equal("little room", look({**config, "disk_free": free * 4 + 1})[1][:1], ["service.disk-low"])
    equal("it goes on", look({**config, "disk_free": free * 4 + 1})[0], "degraded")
    equal("no room", look({**config, "disk_free": 1 << 30})[0], "unready")
    refused_start("triend", {**config, "disk_free": (1 << 30) + 1}, "service.config-invalid")
    refused_start("triend", {**config, "disk_free": 0}, "service.config-invalid")
    for days in (0, 3651, "2"):
        refused_start("triend", {**config, "backup_days": days}, "service.config-invalid")
    equal("no witness", look({**config, "witness": str(WORK / "none")}), ("degraded", ["service.witness-away"]))
    # A folder that others own.
    os.chmod(WORK, 0o711)
    os.makedirs("closed", 0o755)
    os.chmod("closed", 0o555)
    who = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.getuid() == 0 else {}
    equal("a folder that is closed", look({"listen": config["listen"], "blobs": str(WORK / "closed"), "disk_free": 1}, **who), ("unready", ["service.folder-unusable"]))
    logs = {"n%d" % i: str(WORK / "none") for i in range(33)}
    for n in (31, 32, 33):
        equal("%d findings" % n, len(look({**config, "logs": dict(list(logs.items())[:n])})[1]), min(n, 32))


def finds_in_the_store(back, config):
    at = {"store": back.store, "listen": config["listen"], "blobs": BLOBS + back.name, "disk_free": 1}
    equal("nothing", look(at), ("ready", []))
    row = "INSERT INTO job (id, kind, payload, state, tries, ready_at, reason, created_at, ended_at) VALUES "
    back.write(row + "(1, 'mail', '{}', 'dead', 30, 0, 'fetch.failed', 0, 1)")
    equal("a job that could not be done", look(at), ("degraded", ["service.jobs-dead"]))
    back.write("UPDATE job SET state = 'ready', ended_at = NULL, ready_at = %d" % (time.time() - 3600))
    equal("a job that waits", look(at), ("ready", []))
    back.write("UPDATE job SET ready_at = %d" % (time.time() - 27 * 3600))
    equal("a job that nobody does", look(at), ("degraded", ["service.jobs-late"]))
    back.write("DELETE FROM job")
    back.write("UPDATE audit_log SET opened_at = 1")
    equal("a log that nobody signs", look(at), ("degraded", ["service.audit-unsigned"]))
    folder, key = str(WORK / ("log-" + back.name)), str(WORK / ("key-" + back.name))
    trien("audit", "--origin", "so-noi-vu.example/mau", "key", key)
    words = ("audit", "--key", key, "--log", folder, "sign", back.store)
    trien(*words)
    logs = {**at, "logs": {"2026": folder}}
    equal("signed", look(logs), ("ready", []))
    back.write("UPDATE audit_signed SET at = 1")
    equal("signed, and nothing new", look(logs), ("ready", []))
    checkpoint = pathlib.Path(folder, "checkpoint")
    good = checkpoint.read_bytes()
    checkpoint.write_bytes(good.replace(b"\n1", b"\n2", 1) if b"\n1" in good else good.replace(b"\n2", b"\n1", 1))
    equal("a checkpoint that was changed", look(logs), ("degraded", ["service.checkpoint-unreadable"]))
    checkpoint.unlink()
    equal("none", look(logs), ("degraded", ["service.checkpoint-unreadable"]))
    checkpoint.write_bytes(good)
    finds_no_backup(back, at)
    # A program that is older or newer than the tables does not start.
    last = back.ask("SELECT MAX(number) FROM migration")[0][0]
    back.write("CREATE TABLE kept AS SELECT * FROM migration WHERE number = %d" % last)
    back.write("DELETE FROM migration WHERE number = %d" % last)
    refused_start("triend", at, "store.schema-older")
    back.write("INSERT INTO migration SELECT * FROM kept")
    back.write("INSERT INTO migration SELECT number + 1, 'x', hash, applied_at FROM kept")
    refused_start("triend", at, "store.schema-newer")
    back.write("DELETE FROM migration WHERE name = 'x'")
    back.write("DROP TABLE kept")
    equal("as it was", look(logs), ("ready", []))


def finds_no_backup(back, at):
    """One a night, and one may fail; counted from when records began, from a restoring, from the last one."""
    since = "UPDATE migration SET applied_at = %d WHERE name LIKE '%%backup_record'"
    day, began = 86400, back.ask("SELECT MAX(applied_at) FROM migration")[0][0]
    back.write(since % (time.time() - 3 * day))
    equal("never one", look(at), ("degraded", ["service.backup-none"]))
    equal("seldom is enough", look({**at, "backup_days": 4}), ("ready", []))
    row = "INSERT INTO backup_record (id, kind, at, sum, files, moment, bytes, account, encrypted, documents, logs, config) VALUES "
    back.write(row + "(1, 'made', %d, '%s', 1, 1, 1, 'os:x', 0, 1, 0, 0)" % (time.time() - 47 * 3600, "a" * 64))
    equal("one", look(at), ("ready", []))
    equal("one of yesterday", look({**at, "backup_days": 1}), ("degraded", ["service.backup-late"]))
    back.write("UPDATE backup_record SET at = %d" % (time.time() - 49 * 3600))
    equal("an old one", look(at), ("degraded", ["service.backup-late"]))
    # Restored: what was made before was made elsewhere.
    back.write(row + "(2, 'restored', %d, '%s', 1, NULL, NULL, NULL, NULL, NULL, NULL, NULL)" % (time.time() - 47 * 3600, "a" * 64))
    equal("restored lately", look(at), ("ready", []))
    back.write("UPDATE backup_record SET at = %d" % (time.time() - 49 * 3600))
    equal("none since", look(at), ("degraded", ["service.backup-none"]))
    back.write("DELETE FROM backup_record")
    back.write(since % began)
    equal("as it was, too", look(at), ("ready", []))


def tells_of_keys(back, admin, clerk, service):
    """Fingerprints, never a key; a backup as soon as it is made; both for an administrator alone."""
    for path in ("keys", "backups"):
        is_refused("no clerk's: " + path, clerk.ask("GET", "/api/v1/" + path), 403, "registry.no-access")
    a = admin.ask("GET", "/api/v1/keys")
    got = a.json()
    secret = bytes.fromhex(pathlib.Path(service.config.get("session_key", back.store + "/session.key")).read_text().strip())
    check("not the key: %s" % got, secret.hex() not in a.body.decode() and hashlib.sha256(secret).hexdigest() not in a.body.decode())
    equal("of sessions", (got["session"]["kept"], got["session"]["since"] is not None, got["session"]["fingerprint"]), ("file", True, hashlib.sha256(b"trien session key\n\0" + secret).hexdigest()))
    public = back.ask("SELECT key FROM audit_signed")[0][0]
    equal("of the trail", [(x["key"], x["closed"], x["signed"] is not None) for x in got["audit"]], [(public, False, True)])
    equal("nothing else", (got["witness"], got["seals"], got["stamps"], got["stamps_answer"]), (None, [], [], True))
    got = admin.ask("GET", "/api/v1/backups").json()
    equal("no backup", (got["days"], got["late"], got["last"], got["restored"], got["data"]), (2, False, None, None, []))
    said = json.loads(trien("store", "--json", "--blobs", BLOBS + back.name, "backup", back.store, "bk-" + back.name))
    got = admin.ask("GET", "/api/v1/backups").json()
    one = got["data"][0]
    equal("one", (len(got["data"]), one["sum"], one["files"], one["bytes"], one["encrypted"], one["holds"], one["elsewhere"], got["last"]),
          (1, said["sum"], said["files"], said["bytes"], False, ["database", "documents"] + (["logs"] if os.path.isdir(back.store + "/audit") else []), False, one["at"]))
    check("by whom: " + one["account"], one["account"].startswith("os:" if back.name == "sqlite" else "postgresql:"))


def tells_who_asks(back):
    """A short word for anyone, what it is about for an administrator."""
    service = Program("triend", {"listen": "unix:" + SOCKET, "store": back.store, "blobs": BLOBS + back.name, "disk_free": 1, "logs": {"cu": str(WORK / "none")}})
    a = request(SOCKET, "GET", "/ready")
    equal("degraded is not away", (a.status, a.json()["status"], a.json()["findings"]), (200, "degraded", 1))
    check("what it is about stays inside", b"none" not in a.body and b"cu" not in a.body)
    admin = Browser(SOCKET)
    admin.log_in("quan.tri")
    got = admin.ask("GET", "/api/v1/readiness").json()
    equal("what it is", [(f["id"], f["stops"]) for f in got["findings"]], [("service.checkpoint-unreadable", False)])
    check("in both languages", "điểm kiểm" in got["findings"][0]["detail"] and "checkpoint" in got["findings"][0]["detail_en"])
    clerk = Browser(SOCKET)
    clerk.log_in("van.thu")
    is_refused("no clerk's", clerk.ask("GET", "/api/v1/readiness"), 403, "registry.no-access")
    tells_of_keys(back, admin, clerk, service)
    equal("no folder of anchors", admin.ask("GET", "/api/v1/trust").json(), {"kept": False, "anchors": [], "lists": [], "left_out": []})
    service.stop()
    tells_what_is_trusted(back)
    service = Program("triend", {"listen": "unix:" + SOCKET, "store": back.store, "disk_free": 1 << 30} if back.name == "sqlite" else
                      {"listen": "unix:" + SOCKET, "store": back.store, "blobs": BLOBS + back.name, "disk_free": 1 << 30})
    a = request(SOCKET, "GET", "/ready")
    equal("it cannot work", (a.status, a.json()["status"]), (503, "unready"))
    service.stop()


def tells_of_the_witness(back, admin):
    """Which key it has, by its own word, while it is there."""
    shows = lambda: admin.ask("GET", "/api/v1/keys").json()["witness"]
    equal("it is away", shows(), {"answers": False, "key": None})
    key = "witness-%s.key" % back.name
    public = trien("audit", "key", "--witness", "--origin", "nhan-chung.example/mau", key).decode().strip()
    log = back.ask("SELECT key FROM audit_signed")[0][0]
    witness = Program("trien-witness", {"socket": str(WORK / "w"), "key": str(WORK / key), "logs": [log]})
    equal("its key", shows(), {"answers": True, "key": public})
    witness.stop()


def tells_what_is_trusted(back):
    """Authorities with their list and end, lists with theirs, what was left out; as they lie there now, for an administrator."""
    authority("trust", "20210101000000Z", "20200201000000Z")
    os.makedirs("trust/government", 0o755)
    shutil.copy("trust/a.pem", "trust/government/b.pem")
    service = Program("triend", {"listen": "unix:" + SOCKET, "store": back.store, "blobs": BLOBS + back.name, "disk_free": 1, "trust": str(WORK / "trust"), "witness": str(WORK / "w")})
    admin, clerk = Browser(SOCKET), Browser(SOCKET)
    admin.log_in("quan.tri")
    clerk.log_in("van.thu")
    tells_of_the_witness(back, admin)
    got = admin.ask("GET", "/api/v1/trust").json()
    print_ = hashlib.sha256(subprocess.run(["openssl", "x509", "-in", "trust/a.pem", "-outform", "DER"], check=True, capture_output=True).stdout).hexdigest()
    equal("one authority, by the list that names it", got["anchors"], [{"name": "CA Mau 01", "organisation": "", "list": "government", "from": "2020-01-01T07:00:00+07:00", "until": "2021-01-01T07:00:00+07:00",
                                                                        "over": True, "sha256": print_}])
    equal("its list is stale", got["lists"], [{"issuer": "CA Mau 01", "from": "2020-01-01T07:00:00+07:00", "until": "2020-02-01T07:00:00+07:00", "stale": True, "entries": 0}])
    equal("nothing was left out", (got["kept"], got["left_out"]), (True, []))
    is_refused("no clerk's", clerk.ask("GET", "/api/v1/trust"), 403, "registry.no-access")
    authority("trust", "20990101000000Z", "20990101000000Z")
    pathlib.Path("trust/b.crl").write_bytes(b"0\x03\x02\x01\x05")
    got = admin.ask("GET", "/api/v1/trust").json()
    equal("as it is now", ([(a["list"], a["over"]) for a in got["anchors"]], [x["stale"] for x in got["lists"]]), ([("given", False)], [False]))
    equal("what is none is named", [x["id"] for x in got["left_out"]], ["pki.trust-invalid"])
    os.unlink("trust/a.pem")
    os.unlink("trust/b.crl")
    equal("without any", admin.ask("GET", "/api/v1/trust").id, "pki.trust-empty")
    service.stop()


# ---- figures ----

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"


def parse(text):
    """The text format 0.0.4, strictly: a name's lines stand together behind its HELP and TYPE, every sample is there once, histograms add up."""
    check("ends with a line", text.endswith("\n"))
    types, samples, current, helped = {}, {}, None, None
    for line in text.splitlines():
        if line.startswith("# HELP "):
            helped = re.fullmatch(r"# HELP (%s) (.+)" % NAME, line).group(1)
            check("one HELP of " + helped, helped not in types)
            continue
        if line.startswith("# TYPE "):
            current, kind = re.fullmatch(r"# TYPE (%s) (counter|gauge|histogram)" % NAME, line).groups()
            equal("TYPE follows HELP", current, helped)
            types[current] = kind
            continue
        m = re.fullmatch(r'(%s)(?:\{((?:[a-z]+="[^"\\\n]*",?)*)\})? (-?[0-9]+(?:\.[0-9]+)?|\+Inf)' % NAME, line)
        check("a sample: " + line, m is not None)
        name, labels, value = m.group(1), tuple(sorted(re.findall(r'([a-z]+)="([^"]*)"', m.group(2) or ""))), float(m.group(3))
        check("%s stands under %s" % (name, current), name == current or (types[current] == "histogram" and re.sub("_(bucket|sum|count)$", "", name) == current))
        check("once: " + line, (name, labels) not in samples)
        samples[(name, labels)] = value
    for name, kind in types.items():
        if kind == "counter":
            check("%s ends as a counter does" % name, name.endswith("_total"))
        check("base units in %s" % name, not re.search("milli|micro|_ms|minutes", name))
        if kind == "histogram":
            series = {}
            for (n, labels), value in samples.items():
                if n == name + "_bucket":
                    rest = tuple(x for x in labels if x[0] != "le")
                    series.setdefault(rest, []).append((float(dict(labels)["le"]), value))
            for rest, buckets in series.items():
                buckets.sort()
                check("more in a larger one", all(a[1] <= b[1] for a, b in zip(buckets, buckets[1:])))
                equal("the last one is all", (buckets[-1][0], buckets[-1][1]), (float("inf"), samples[(name + "_count", rest)]))
                check("a sum", (name + "_sum", rest) in samples)
    return types, samples


def reads_wrong_ones():
    for bad in ("x 1", "# HELP x a\n# TYPE x gauge\nx 1\nx 2\n", "# HELP x a\n# TYPE x counter\nx 1\n", "# TYPE x gauge\nx 1\n", "# HELP x a\n# TYPE x gauge\ny 1\n",
                "# HELP x a\n# TYPE x gauge\nx one\n", '# HELP x a\n# TYPE x histogram\nx_bucket{le="1"} 2\nx_bucket{le="+Inf"} 1\nx_sum 1\nx_count 1\n'):
        try:
            parse(bad)
        except (SystemExit, AttributeError, KeyError):
            continue
        raise SystemExit("FAILED: read as figures: %r" % bad)


def figures(where=METRICS):
    a = request(where, "GET", "/metrics")
    equal("figures", (a.status, a.fields["content-type"]), (200, "text/plain; version=0.0.4; charset=utf-8"))
    return a.body.decode(), *parse(a.body.decode())


def counts(back):
    refused_start("triend", {"listen": "unix:" + SOCKET, "metrics": "0.0.0.0:9464"}, "service.listen-refused")
    authority("trust", "20990101000000Z", "20990101000000Z")
    config = {"listen": "unix:" + SOCKET, "store": back.store, "blobs": BLOBS + back.name, "disk_free": 1, "metrics": "unix:" + METRICS, "trust": str(WORK / "trust")}
    service = Program("triend", config)
    equal("its mode", os.stat(METRICS).st_mode & 0o777, 0o660)
    for _ in range(7):
        equal("asked", request(SOCKET, "GET", "/health").status, 200)
    for _ in range(3):
        request(SOCKET, "GET", "/khong-co/nguyen-van-mau?mat-khau=bi-mat")
    request(SOCKET, "GET", "/api/v1/books/person?search=nguyen")
    with connect(SOCKET) as s:
        s.sendall(b"POST /witness/add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345")
        time.sleep(0.2)
        equal("under way", figures()[2][("trien_http_requests_in_progress", ())], 1)
    text, types, samples = figures()
    for _ in range(100):
        if ("trien_http_requests_total", (("code", "0"), ("method", "POST"), ("route", "/witness/add-checkpoint"))) in samples:
            break
        time.sleep(0.05)
        text, types, samples = figures()

    def requests(method, route, code):
        return samples.get(("trien_http_requests_total", (("code", code), ("method", method), ("route", route))))

    equal("seven", requests("GET", "/health", "200"), 7)
    equal("three that are nowhere", requests("", "", "404"), 3)
    equal("one that nobody may", requests("GET", "/api/v1/books/{book}", "401"), 1)
    equal("one that was dropped", requests("POST", "/witness/add-checkpoint", "0"), 1)
    equal("their times", samples[("trien_http_request_duration_seconds_count", (("method", "GET"), ("route", "/health")))], 7)
    equal("nothing under way", samples[("trien_http_requests_in_progress", ())], 0)
    for name in ("trien_workers", "trien_workers_alive", "trien_workers_busy", "trien_database_connections", "trien_database_connections_busy", "trien_database_retries_total",
                 "trien_sessions", "trien_ready", "trien_looked_at_seconds", "process_cpu_seconds_total", "process_resident_memory_bytes", "process_open_fds",
                 "process_start_time_seconds"):
        check(name, (name, ()) in samples)
    equal("jobs", [samples[("trien_jobs", (("state", x),))] for x in ("ready", "leased", "dead")], [0, 0, 0])
    check("nothing of what was sent", not any(x in text for x in ("nguyen", "mat-khau", "bi-mat", "khong-co", "person\"")))
    equal("elsewhere", [request(METRICS, *x).status for x in (("GET", "/"), ("GET", "/health"), ("POST", "/metrics"), ("HEAD", "/metrics"))], [404, 404, 405, 405])
    equal("not at the door of others", request(SOCKET, "GET", "/metrics").status, 404)
    check("a body", b"200 OK" not in raw(METRICS, b"GET /metrics HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello"))
    many = [connect(METRICS) for _ in range(16)]
    with connect(METRICS) as s:
        s.settimeout(0.5)
        s.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        try:
            check("past the cap it waits", s.recv(10) == b"")
        except socket.timeout:
            pass
        many.pop().close()
    for s in many:
        s.close()
    equal("and again", figures()[2][("trien_ready", ())], 1)
    workers_die(service)


def wait_for(what, is_so, seconds=20):
    end = time.monotonic() + seconds
    while not is_so():
        check(what, time.monotonic() < end)
        time.sleep(0.05)


def children(pid):
    return [int(x) for x in pathlib.Path("/proc/%d/task/%d/children" % (pid, pid)).read_text().split()]


def workers_die(service):
    """Those that are killed are replaced; where nobody is left who makes them, the service ends with an error, for systemd to start it anew."""
    nursery = next(p for p in children(service.process.pid) if children(p)) # the other one makes those that look at drafts, when there are some
    before = children(nursery)
    equal("two workers", len(before), 2)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    wait_for("both are replaced", lambda: len(set(children(nursery)) - set(before)) == 2 and figures()[2][("trien_workers_alive", ())] == 2)
    equal("they judge", request(SOCKET, "POST", "/v1/verify", b"%PDF-1.7\n").id, "pdf.eof-missing")
    check("a worker has no socket of the service's: " + str(before), all(not re.search("/s$|/m$", os.readlink(x)) for pid in children(nursery) for x in
                                                                         glob.glob("/proc/%d/fd/*" % pid)))
    os.kill(nursery, signal.SIGKILL)
    equal("the service ends", service.process.wait(60) != 0, True)
    check("and says why: " + service.log()[-500:], "[worker.start-failed]" in service.log())
    check("its sockets are gone", not os.path.exists(SOCKET) and not os.path.exists(METRICS))


# ---- the log ----

def logs_no_secrets(back):
    os.unlink(WORK / "triend.log")
    os.environ["JOURNAL_STREAM"] = "8:1"
    service = Program("triend", {"listen": "unix:" + SOCKET, "store": back.store, "blobs": BLOBS + back.name, "disk_free": 1, "metrics": "unix:" + METRICS})
    del os.environ["JOURNAL_STREAM"]
    person = Browser(SOCKET, address="198.51.100.77")
    person.log_in("van.thu")
    secrets = [PASSWORDS["van.thu"], "van.thu", "198.51.100.77", person.csrf, *person.cookies.values()]
    a = person.ask("GET", "/api/v1/books/person?search=tran%20mau")
    equal("a list", a.status, 200)
    secrets += ["tran%20mau", "tran mau", "Trần Thị Mẫu"]
    person.ask("POST", "/api/v1/session/confirm", {"password": "sai mật khẩu mẫu"})
    secrets.append("sai mật khẩu mẫu")
    body = b"noi-dung-thu-" * 100
    request(SOCKET, "POST", "/v1/verify", body, {"X-Real-IP": "203.0.113.9", "User-Agent": "trinh-duyet-mau", "Referer": "https://noi.example/bi-mat"})
    secrets += ["noi-dung-thu", "203.0.113.9", "trinh-duyet-mau", "noi.example"]
    request(SOCKET, "GET", "/api/v1/books/person/2", fields={"Authorization": "Bearer the-bi-mat", "X-Trien-Role": "vai-tro-mau"})
    secrets += ["the-bi-mat", "vai-tro-mau"]
    text, log = figures()[0], service.log()
    for secret in secrets:
        check("%r in the log" % secret, secret not in log)
        check("%r in the figures" % secret, secret not in text)
    lines = [re.fullmatch(r"<([0-7])>(\{.*\})", x) for x in log.splitlines()]
    check("every line says how bad it is: " + log[-500:], all(lines))
    wanted = {"time", "request", "method", "route", "status", "milliseconds", "in", "out"}
    entries = [json.loads(m.group(2)) for m in lines[1:]]
    check("every line has what is wanted", entries and all(wanted <= set(e) <= wanted | {"error", "why"} for e in entries))
    check("patterns, not addresses", all(e["route"] == "" or e["route"] in text for e in entries))
    equal("nothing is bad", {m.group(1) for m in lines}, {"6"})
    service.stop()
    if back.name == "sqlite":
        os.rename(back.store + "/trien.db", back.store + "/away")
        os.environ["JOURNAL_STREAM"] = "8:1"
        service = Program("triend", {"listen": "unix:" + SOCKET, "store": back.store})
        del os.environ["JOURNAL_STREAM"]
        equal("no database", request(SOCKET, "GET", "/health").status, 503)
        equal("unready", request(SOCKET, "GET", "/ready").status, 503)
        asked = [line for line in service.log().splitlines() if '"status":503' in line] # that it listens may be said after the first answer
        check("an error: " + service.log()[-500:], len(asked) == 2 and all(line.startswith("<3>{") for line in asked))
        os.rename(back.store + "/away", back.store + "/trien.db")
        service.stop()


# ---- systemd, and the end ----

def tells_systemd(back):
    path = str(WORK / "notify")
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    listener.bind(path)
    listener.settimeout(20)
    os.environ["NOTIFY_SOCKET"] = path
    service = Program("triend", {"listen": "unix:" + SOCKET, "store": back.store})
    del os.environ["NOTIFY_SOCKET"]
    equal("first", listener.recv(100), b"READY=1")
    equal("then", [listener.recv(100) for _ in range(2)], [b"WATCHDOG=1"] * 2)
    service.process.send_signal(signal.SIGTERM)
    told = b"WATCHDOG=1"
    while told == b"WATCHDOG=1":
        told = listener.recv(100)
    equal("at last", told, b"STOPPING=1")
    equal("ends", service.process.wait(60), 0)
    listener.close()


def ends_with_fifty(back):
    """Fifty whose body is half there, fifty that look at a password: each is answered, or was never begun."""
    service = Program("triend", {"listen": "unix:" + SOCKET, "store": back.store, "disk_free": 1})
    half = [connect(SOCKET) for _ in range(50)]
    for s in half:
        s.sendall(b"POST /witness/add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n12")
    answers = [None] * 50

    def try_password(i):
        try:
            answers[i] = request(SOCKET, "POST", "/api/v1/session", json.dumps({"name": "van.thu", "password": "sai", "code": ""}).encode(),
                                 {"Content-Type": "application/json", "X-Real-IP": "192.0.2.%d" % i})
        except OSError:  # refused: not begun
            answers[i] = Answer(b"")

    threads = [threading.Thread(target=try_password, args=(i,)) for i in range(50)]
    for t in threads:
        t.start()
    time.sleep(0.3)
    before = len([x for x in service.log().splitlines() if '"route":"/api/v1/session"' in x])
    service.process.send_signal(signal.SIGTERM)
    time.sleep(0.3)
    check("not gone while somebody waits", service.process.poll() is None)
    for s in half:
        s.sendall(b"34")
    for i, s in enumerate(half):
        check("the half of %d is answered" % i, read_all(s).startswith(b"HTTP/1.1 404"))
    for t in threads:
        t.join()
    equal("ends: " + service.log()[-1500:], service.process.wait(60), 0)
    whole = [a for a in answers if a.raw]
    check("answered whole: %s" % [a.status for a in whole], all(a.status in (401, 429, 503) and len(a.body) == int(a.fields["content-length"]) for a in whole))
    lines = [json.loads(x) for x in service.log().splitlines()]
    begun = [x for x in lines if x.get("method") == "POST" and x["route"] in ("/api/v1/session", "")]
    equal("who got no answer was not begun (%d before the signal)" % before, len(begun), len(whole))
    check("none was dropped", not any(x.get("error") == "connection" for x in lines))


def main():
    reads_wrong_ones()
    for make in (SQLite, PostgreSQL):
        back = make()
        set_up(back)
        if back.name == "sqlite":
            finds_on_the_machine({"listen": "unix:" + SOCKET, "store": back.store, "blobs": BLOBS + back.name, "disk_free": 1})
            tells_systemd(back)
            ends_with_fifty(back)
        finds_in_the_store(back, {"listen": "unix:" + SOCKET})
        tells_who_asks(back)
        logs_no_secrets(back)
        counts(back)
        back.stop()
    finish()


main()
