#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Another system of an agency hears what happens to its documents, on SQLite and on PostgreSQL: who may enter it, what it hears and what not, the signature (made here a second time), what becomes of what it does not
take, where nothing is sent to however the address is written, that what has happened is told once, also over kill -9, that nothing of an agency is told to another's, and that what was told goes when it is old."""
import hashlib
import hmac
import http.server
import shlex
import shutil
import ssl
import threading

import sys
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
from office import *  # noqa: E402,F403

DRAFT = {"agency": 2, "kind": "QĐ", "subject": "Về việc mẫu", "procedure": "1", "signer": "Nguyễn Văn Mẫu"}
DAY = 86400


class Receiver:
    """Takes what is posted and answers with a status; gate: an event that it waits for before it answers."""

    def __init__(self, address="127.0.0.1", port=0, tls=None):
        self.got, self.status, self.gate, self.arrived = [], 204, None, threading.Event()
        receiver = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((self.path, dict(self.headers), body))
                receiver.arrived.set()
                if receiver.gate:
                    receiver.gate.wait(60)
                self.send_response(receiver.status)
                if receiver.status in (302, 307):
                    self.send_header("Location", "http://127.0.0.1:%d/elsewhere" % receiver.port)
                self.send_header("Content-Length", "200000")
                self.end_headers()
                try:
                    self.wfile.write(b"x" * 200000)
                except OSError:
                    pass

            do_GET = do_POST

            def log_message(self, *words):
                pass

        self.server = http.server.ThreadingHTTPServer((address, port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def takes(self):
        taken, self.got = self.got, []
        self.arrived.clear()
        return taken


def is_signed(secret, fields, body, now=None):
    """As a receiver would: HMAC-SHA256 under the secret over "t.body", and not older than five minutes."""
    t, v1 = re.fullmatch("t=([0-9]+),v1=([0-9a-f]{64})", fields["X-Trien-Signature"]).groups()
    return hmac.compare_digest(hmac.new(secret.encode(), t.encode() + b"." + body, hashlib.sha256).hexdigest(), v1) and abs(int(t) - (now or time.time())) < 300


def webhook(back, *words, fails=None):
    more = ("--webhook-key", str(WORK / "webhook.key")) if back.name == "postgresql" else ()
    out = trien("registry", *(() if fails else ("--json",)), "--blobs", BLOBS + back.name, *more, "webhook", back.store, *words, fails=fails)
    return None if fails else json.loads(out)


def runs(back, *words, allow=("--allow-host", "127.0.0.1"), at=None):
    """The jobs of webhooks that are ready; of each how it ended, and why."""
    more = ("--webhook-key", str(WORK / "webhook.key")) if back.name == "postgresql" else ()
    when = ("--at", datetime.datetime.fromtimestamp(at, datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")) if at else ()
    return [(j["end"], j["why"]) for j in json.loads(trien("jobs", "--json", "--webhooks", *allow, *more, *when, *words, "run", back.store))["jobs"]]


def last(admin, hook, n=1):
    return admin.gets("/webhooks/%d/deliveries" % hook).json()["data"][:n]


# ---- who enters one ----

def entered(back, admin, clerk, url):
    good = {"agency": 2, "name": "Hệ thống mẫu", "url": url, "events": ["arrival.registered", "document.issued", "document.recalled", "document.delivered", "document.refused"]}
    clerk.may_not("registry.no-access", "/webhooks", good)
    confirmed_before(back, 400)
    admin.may_not("service.confirmation-wanted", "/webhooks", good)
    equal("tried", admin.does("/webhooks", {**good, "dry_run": True})["secret"], None)
    admin.confirm()
    for bad in ("http://so.example/x", "ftp://so.example/", "https://", "https:///x", "https://a@so.example/", "https://so.example/#x", "https://so.example:0/", "https://so.example:70000/", "https://so.example:x/",
                "https://so .example/", "https://sở.example/", "http://127.0.0.1.example/", "http://127.0.0.1@so.example/", "//so.example", "so.example", "https://so.example/" + "a" * 482,
                "https://so.example/\\x", "https://[::1/", "javascript:alert(1)"):
        admin.may_not("registry.webhook-url", "/webhooks", {**good, "url": bad})
    equal("at the cap", admin.does("/webhooks", {**good, "url": "https://so.example/" + "a" * 481, "dry_run": True})["webhook"], 0)
    for bad in (["document.read"], ["document.issued", "document.read"], ["*"], [""], ["document.issued%"], ["Document.Issued"]):
        admin.may_not("registry.webhook-events", "/webhooks", {**good, "events": bad})
    for bad in ([], "document.issued", ["document.issued"] * 33):
        admin.may_not("service.json-malformed", "/webhooks", {**good, "events": bad})
    admin.may_not("registry.key-unknown", "/webhooks", {**good, "agency": 99})
    admin.may_not("service.json-malformed", "/webhooks", {**good, "secret": "x"})
    made = admin.does("/webhooks", good, key="webhook-mot")
    check("a secret: %r" % made, re.fullmatch("[0-9a-f]{64}", made["secret"]))
    again = admin.does("/webhooks", good, key="webhook-mot")
    equal("the same key: the same webhook, and no secret", again, {**made, "secret": None})
    row = admin.gets("/books/webhook/%d" % made["webhook"]).json()["record"]
    equal("its row", (row["url"], row["events"], row["state"]), (url, "document.issued document.refused document.recalled document.delivered arrival.registered", "active"))
    registry(back, "enter", "webhook", "name=tay", fails="registry.by-act-only")
    for path in (back.store,) if back.name == "sqlite" else ():
        for file in pathlib.Path(path).glob("trien.db*"):
            check("the secret stands in %s" % file, made["secret"].encode() not in file.read_bytes())
    equal("nobody else sees it", clerk.ask("GET", "/api/v1/books/webhook").id, "registry.no-access")
    equal("nor what it was told", clerk.ask("GET", "/api/v1/webhooks/%d/deliveries" % made["webhook"]).id, "registry.no-access")
    check("what there is to hear", "document.issued" in [e["word"] for e in admin.gets("/webhook-events").json()["data"]])
    return made["webhook"], made["secret"]


# ---- what it hears ----

def goes_its_way(drafter, clerk, other_clerk, head, ids):
    """A document on paper: refused, submitted again, issued, taken in by an agency here, corrected, recalled."""
    one = drafter.does("/documents", DRAFT)["document"]
    at = "/documents/%d" % one
    steps = {"steps": [{"stage": 1, "kind": "hand", "person": ids["thu.truong"]}]}
    drafter.does(at + "/submit", steps)
    head.does(at + "/refuse", {"reason": "thiếu căn cứ mật mẫu"})
    drafter.does(at + "/submit", steps)
    head.does(at + "/approve")
    clerk.does(at + "/number")
    clerk.does(at + "/issue", {"to": [1]})
    delivery = next(w for w in other_clerk.waits() if w[0] == "delivery")[2]
    came = other_clerk.does("/deliveries/%d/take" % delivery)["arrival"]
    clerk.does(at + "/correct", {"values": {"subject": "Về việc đã đính chính"}, "reason": "mẫu"})
    return one, came


def heard(back, admin, desks, ids, hook, secret, receiver):
    drafter, clerk, other_clerk, head = desks
    one, came = goes_its_way(drafter, clerk, other_clerk, head, ids)
    equal("each state once, and nothing of another agency", [(d["event"], d["object"], d["state"], d["tries"]) for d in reversed(last(admin, hook, 9))],
          [(e, "document:%d" % one, "ready", 0) for e in ("document.refused", "document.issued", "document.delivered")])
    equal("a dry run tells nobody", [head.does("/documents/%d/recall" % one, {"reason": "nhầm", "dry_run": True})["to"], len(last(admin, hook, 9))], ["recalled", 3])
    equal("told", runs(back), [("done", None)] * 3)
    taken = receiver.takes()
    for (path, fields, body), event in zip(taken, ("document.refused", "document.issued", "document.delivered")):
        said = json.loads(body)
        equal("what", (path, said["event"], said["object"], said["agency"], fields["Content-Type"]), ("/nhan?a=1", event, "document:%d" % one, 2, "application/json"))
        equal("under its id", (fields["Idempotency-Key"], said["id"]), ("%d/document:%d/%s" % (said["act"], one, event),) * 2)
        equal("nothing else", sorted(said), ["act", "agency", "at", "event", "id", "object", "origin", "version"])
        check("signed", is_signed(secret, fields, body))
        check("a forged twin is not", not is_signed(secret, fields, body.replace(b'"agency":2', b'"agency":3')) and not is_signed(secret[::-1], fields, body))
        check("nor an old one", not is_signed(secret, fields, body, time.time() + 301))
        equal("who asks with rights gets the rest", clerk.gets("/books/%s/%s" % tuple(said["object"].split(":"))).json()["record"]["subject"], "Về việc đã đính chính")
    equal("as its list says", [(d["state"], d["tries"], d["status"], d["reason"]) for d in last(admin, hook, 9)], [("done", 1, 204, None)] * 3)
    equal("and the command", [d["status"] for d in webhook(back, "deliveries", "webhook:%d" % hook)["deliveries"]], [204] * 3)
    equal("nothing is left", runs(back), [])
    return one, came


# ---- what it does not take ----

def does_not_take(back, admin, head, hook, secret, receiver, one):
    at = "/webhooks/%d" % hook
    receiver.status = 503
    head.does("/documents/%d/recall" % one, {"reason": "ban hành nhầm"})
    equal("tried again later", runs(back), [("later", "exchange.webhook-status")])
    told = last(admin, hook)[0]
    equal("which is seen", (told["event"], told["state"], told["tries"], told["status"], told["reason"]), ("document.recalled", "ready", 1, 503, "exchange.webhook-status"))
    equal("not before its time", runs(back), [])
    receiver.status = 302
    now, ends = time.time(), []
    for after in (60, 300, 1200, 4000, 16000, 60000, 3 * DAY):
        ends += runs(back, at=now + after)
    equal("eight tries, and no redirect is followed", ends, [("later", "exchange.webhook-redirect")] * 6 + [("dead", "exchange.webhook-redirect")])
    taken = receiver.takes()
    equal("to one address, under one id", ({p for p, _, _ in taken}, len({f["Idempotency-Key"] for _, f, _ in taken}), len(taken)), ({"/nhan?a=1"}, 1, 8))
    check("signed at its time", is_signed(secret, *taken[-1][1:], now + 3 * DAY))
    told = last(admin, hook)[0]
    equal("dead with a reason", (told["state"], told["tries"], told["status"], told["reason"]), ("dead", 8, 302, "exchange.webhook-redirect"))
    check("which the administrator finds", any(j["kind"] == "webhook" and j["state"] == "dead" for j in admin.gets("/jobs?state=dead").json()["data"]))
    # Sent again by hand, dead or done: the same id, so that the receiver knows it.
    receiver.status = 200
    resend = at + "/deliveries/%d/resend" % told["delivery"]
    admin.may_not("registry.webhook-delivery", at + "/deliveries/9999/resend")
    equal("tried", admin.does(resend, {"dry_run": True}), {"job": 0, "dry_run": True})
    admin.does(resend)
    equal("sent", runs(back), [("done", None)])
    webhook(back, "resend", "webhook:%d" % hook, str(told["delivery"]))
    equal("and again", runs(back), [("done", None)])
    equal("under the same id", {f["Idempotency-Key"] for _, f, _ in receiver.takes()}, {taken[0][1]["Idempotency-Key"]})
    # Nobody is there: the run asks once, and all of them count a try.
    for _ in range(2):
        admin.does(resend)
        admin.does(at + "/deliveries/%d/resend" % (told["delivery"] - 1))
    closed = free_port()
    admin.does(at + "/change", {"url": "http://127.0.0.1:%d/nhan?a=1" % closed})
    equal("nobody answers", runs(back), [("later", "fetch.failed")] * 2)
    # Off: nothing is sent, and it says so.
    admin.does(at + "/change", {"state": "off", "url": "http://127.0.0.1:%d/nhan?a=1" % receiver.port})
    equal("off", runs(back, at=time.time() + 120), [("dead", "registry.webhook-off")] * 2)
    admin.may_not("registry.webhook-off", resend)
    admin.does(at + "/change", {"state": "active"})
    equal("nothing came", receiver.takes(), [])


def key_and_secret(back, admin, hook, secret, receiver):
    at, resend = "/webhooks/%d" % hook, "/webhooks/%d/deliveries/%d/resend" % (hook, last(admin, hook)[0]["delivery"])
    path = pathlib.Path(back.store) / "webhook.key" if back.name == "sqlite" else WORK / "webhook.key"
    kept = path.read_bytes()
    equal("whose key", path.stat().st_mode & 0o777, 0o600)
    admin.does(resend)
    path.write_bytes(b"0" * 64 + b"\n")
    equal("another key", runs(back), [("dead", "registry.webhook-key")])
    path.chmod(0o644)
    trien("jobs", "--webhooks", *(("--webhook-key", str(path)) if back.name == "postgresql" else ()), "run", back.store, fails="store.key-file")
    path.chmod(0o600)
    path.write_bytes(kept)
    admin.does(resend)
    equal("the key is back", runs(back), [("done", None)])
    check("and the secret with it", is_signed(secret, *receiver.takes()[0][1:]))
    new = admin.does(at + "/secret")["secret"]
    admin.does(resend)
    equal("sent", runs(back), [("done", None)])
    (_, fields, body), = receiver.takes()
    check("the new secret alone", is_signed(new, fields, body) and not is_signed(secret, fields, body))
    return new


# ---- where nothing is sent ----

INSIDE = ("https://127.0.0.1/", "https://127.1/", "https://0x7f000001/", "https://2130706433/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://10.1.2.3/", "https://172.16.0.1:8443/x", "https://192.168.1.1/",
          "https://169.254.169.254/latest/meta-data/", "https://[::ffff:10.0.0.1]/", "https://[fd00::1]/", "https://[fe80::1]/", "https://100.64.0.1/", "https://0.0.0.0/", "https://[64:ff9b::a00:1]/", "http://127.0.0.1:1/")


def inside(back, admin, drafter, head, ids, hook):
    """However an address of a private network, or of this machine, is written. Nothing but the run's own list lets one be asked."""
    admin.does("/webhooks/%d/change" % hook, {"state": "off"})
    hooks = [webhook(back, "make", "H01", "Trong mạng", url, "document.refused")["object"].split(":")[1] for url in INSIDE]
    one = drafter.does("/documents", DRAFT)["document"]
    drafter.does("/documents/%d/submit" % one, {"steps": [{"stage": 1, "kind": "hand", "person": ids["thu.truong"]}]})
    head.does("/documents/%d/refuse" % one, {"reason": "mẫu"})
    equal("nobody inside is asked", runs(back, allow=()), [("later", "fetch.address-refused")] * len(INSIDE))
    for h in hooks:
        admin.does("/webhooks/%s/change" % h, {"state": "off"})
    admin.does("/webhooks/%d/change" % hook, {"state": "active"})


def names(back, admin, drafter, head, ids, hook):
    """Names that lead inside, in a network of its own whose hosts are ours; and the one that the run's list lets in, over TLS whose authority this machine trusts, and with no other."""
    alone = ["unshare", "-nm"] if os.getuid() == 0 else ["unshare", "-c", "--keep-caps", "-nm"]
    if shutil.which("ip") is None or subprocess.run([*alone, "sh", "-c", "ip link set lo up && mount --bind /etc/hosts /etc/hosts"], capture_output=True).returncode != 0:
        print("names that lead inside: not tried, this system gives no network of one's own")
        return
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "noi-nhan.key", "-out", "noi-nhan.crt", "-days", "2", "-subj", "/CN=noi-nhan.example",
                    "-addext", "subjectAltName=DNS:noi-nhan.example,DNS:dau-do.example"], check=True, capture_output=True)
    pathlib.Path("hosts").write_text("127.0.0.1 cuc-bo.example localhost\n10.9.9.9 noi-nhan.example dau-do.example khac-ten.example\n169.254.169.254 dam-may.example\n::ffff:10.9.9.9 bon-trong-sau.example\n")
    admin.does("/webhooks/%d/change" % hook, {"state": "off"})
    where = ["https://%s.example:8443/" % x for x in ("cuc-bo", "dau-do", "dam-may", "bon-trong-sau", "noi-nhan", "khac-ten")]
    hooks = [webhook(back, "make", "H01", "Có tên", url, "document.refused") for url in where]
    one = drafter.does("/documents", DRAFT)["document"]
    drafter.does("/documents/%d/submit" % one, {"steps": [{"stage": 1, "kind": "hand", "person": ids["thu.truong"]}]})
    head.does("/documents/%d/refuse" % one, {"reason": "mẫu"})
    script = "ip link set lo up; ip addr add 10.9.9.9/32 dev lo; mount --bind hosts /etc/hosts; mount --bind %s /etc/ssl/certs/ca-certificates.crt; exec \"$@\"" % shlex.quote(str(WORK / "noi-nhan.crt"))
    more = ("--webhook-key", str(WORK / "webhook.key")) if back.name == "postgresql" else ()
    out = subprocess.run([*alone, "bash", "-c", script, "bash", sys.executable, __file__, "receive", "jobs", "--json", "--webhooks", "--allow-host", "noi-nhan.example=10.9.9.0/24", "--allow-host",
                          "khac-ten.example=10.9.9.9/32", *more, "run", back.store], capture_output=True, text=True, env={**os.environ, "LANG": "C.UTF-8"})
    check("it ran: %s %s" % (out.stdout, out.stderr), out.returncode == 0)
    said = json.loads(out.stdout)
    equal("why", [(j["end"], j["why"]) for j in said["jobs"]], [("later", "fetch.address-refused")] * 4 + [("done", None), ("later", "fetch.failed")])
    equal("one came", len(said["got"]), 1)
    check("signed", is_signed(hooks[4]["secret"], {"X-Trien-Signature": said["got"][0][0]}, said["got"][0][1].encode()))
    for h in hooks:
        admin.does("/webhooks/%s/change" % h["object"].split(":")[1], {"state": "off"})
    admin.does("/webhooks/%d/change" % hook, {"state": "active"})


def receive(words):
    """In that network: a receiver, the run, and what came."""
    receiver = Receiver("10.9.9.9", 8443, (os.environ["RECEIVER_FOLDER"] + "/noi-nhan.crt", os.environ["RECEIVER_FOLDER"] + "/noi-nhan.key"))
    out = subprocess.run([TRIEN, *words], capture_output=True, text=True)
    if out.returncode != 0:
        raise SystemExit(out.stderr + out.stdout)
    print(json.dumps({"jobs": json.loads(out.stdout)["jobs"], "got": [(fields["X-Trien-Signature"], body.decode()) for _, fields, body in receiver.got]}))


# ---- of whose documents ----

def of_whom(back, admin, desks, ids, receiver):
    """The agency alone, or all below it as well: never of one beside or above."""
    admin.may_not("service.json-malformed", "/webhooks", {"agency": 1, "name": "x", "url": "https://so.example/", "events": ["all"], "scope": "province"})
    webhook(back, "make", "H00", "x", "https://so.example/", "all", "all", fails="registry.value-invalid")
    webhook(back, "change", "webhook:1", "state=on", fails="registry.value-invalid")
    every = [e["word"] for e in admin.gets("/webhook-events").json()["data"]]
    hooks = {}
    for agency, scope in ((1, "agency"), (1, "subtree"), (2, "subtree")):
        said = {"agency": agency, "name": "Mẫu", "url": "http://127.0.0.1:%d/%d/%s" % (receiver.port, agency, scope), "events": every}
        hooks[agency, scope] = admin.does("/webhooks", {**said, **({"scope": scope} if scope == "subtree" else {})})["webhook"]
    drafter, clerk, other_clerk, head = desks
    one, came = goes_its_way(drafter, clerk, other_clerk, head, ids)
    ends = runs(back)
    check("all are told: %r" % ends, all(e == ("done", None) for e in ends))
    told = {}
    for path, _, body in receiver.takes():
        said = json.loads(body)
        told.setdefault(path, []).append((said["agency"], said["object"]))
    below, own = {(2, "document:%d" % one)}, {(1, "arrival:%d" % came)}
    equal("the agency's own alone", set(told["/1/agency"]), own)
    equal("and those below it", set(told["/1/subtree"]), own | below)
    equal("not what is above", set(told["/2/subtree"]), below)
    admin.does("/webhooks/%d/change" % hooks[1, "subtree"], {"scope": "agency"})
    head.does("/documents/%d/recall" % one, {"reason": "mẫu"})
    runs(back)
    equal("changed to its own: nothing more of those below", {p for p, _, body in receiver.takes() if json.loads(body)["agency"] == 2} - {"/nhan?a=1"}, {"/2/subtree"})
    for hook in hooks.values():
        admin.does("/webhooks/%d/change" % hook, {"state": "off"})


# ---- what is old ----

def grows_old(back, drafter, head, ids, receiver):
    """Told or given up ninety days ago: it goes, a thousand at a time. What waits stays, and no number comes twice."""
    runs(back) # what was left
    back.write("INSERT INTO job (id, kind, payload, state, tries, ready_at, created_at, ended_at) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1001) "
               "SELECT (SELECT MAX(id) FROM job) + i, 'webhook', '0', 'done', 1, 1, 1, 1 FROM n")
    back.write("INSERT INTO webhook_delivery (id, webhook, act, event, object, version, at, job) SELECT (SELECT MAX(id) FROM webhook_delivery) + ROW_NUMBER() OVER (ORDER BY id), 1, 1, 'document.issued', 'document:1', "
               "1, 1, id FROM job WHERE kind = 'webhook' AND ended_at = 1")
    # These are numbered from those; the last of them would have to stay otherwise.
    def refuses():
        one = drafter.does("/documents", DRAFT)["document"]
        drafter.does("/documents/%d/submit" % one, {"steps": [{"stage": 1, "kind": "hand", "person": ids["thu.truong"]}]})
        head.does("/documents/%d/refuse" % one, {"reason": "mẫu"})
    receiver.status = 503
    refuses()
    refuses()
    count = "SELECT COUNT(*), SUM(CASE WHEN at = 1 THEN 1 ELSE 0 END), MAX(id) FROM webhook_delivery"
    before = back.ask(count)[0]
    equal("there are", before[1], 1001)
    equal("not taken", runs(back), [("later", "exchange.webhook-status")] * 2)
    left = back.ask(count)[0]
    equal("a thousand of those", (left, back.ask("SELECT COUNT(*) FROM job WHERE kind = 'webhook' AND ended_at = 1")[0][0]), ((before[0] - 1000, 1, before[2]), 1))
    runs(back)
    equal("and the rest", back.ask(count)[0][:2], (before[0] - 1001, 0))
    now = time.time()
    runs(back, at=now + 89 * DAY)
    equal("not before their time", back.ask(count)[0][0], before[0] - 1001)
    equal("not taken yet", runs(back, at=now + 91 * DAY), [("later", "exchange.webhook-status")] * 2)
    equal("what waits", (back.ask(count)[0][::2], back.ask("SELECT COUNT(*) FROM job WHERE kind = 'webhook'")), ((2, before[2]), [(2,)]))
    receiver.status = 204
    equal("is told", [x for x in runs(back, at=now + 92 * DAY) if x[1] != "registry.webhook-off"], [("done", None)] * 2)
    runs(back, at=now + 200 * DAY)
    refuses()
    equal("the last stays, and the next is behind it", back.ask("SELECT id FROM webhook_delivery ORDER BY id"), [(before[2],), (before[2] + 1,)])


# ---- kill -9 ----

def killed(back, server, desks, admin, ids, hook, receiver):
    """The run dies when the receiver has it and before it hears so: it is told again, under the same id. The service dies amid what is told: either both are there or neither."""
    drafter, clerk, other_clerk, head = desks
    one, _ = goes_its_way(drafter, clerk, other_clerk, head, ids)
    receiver.gate = threading.Event()
    more = ("--webhook-key", str(WORK / "webhook.key")) if back.name == "postgresql" else ()
    run = subprocess.Popen([TRIEN, "jobs", "--webhooks", "--allow-host", "127.0.0.1", *more, "run", back.store], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    started.append(run)
    check("it came", receiver.arrived.wait(60))
    run.kill()
    run.wait()
    receiver.gate.set()
    receiver.gate = None
    equal("the others", runs(back), [("done", None)] * 2)
    equal("after the lease", [x for x in runs(back, at=time.time() + 700) if x[1] != "registry.webhook-off"], [("done", None)])
    taken = receiver.takes()
    equal("four, and three things", (len(taken), len({f["Idempotency-Key"] for _, f, _ in taken})), (4, 3))
    for i in range(4):
        one = drafter.does("/documents", DRAFT)["document"]
        drafter.does("/documents/%d/submit" % one, {"steps": [{"stage": 1, "kind": "hand", "person": ids["thu.truong"]}]})
        body = json.dumps({"reason": "mẫu"}).encode()
        head_lines = {"Cookie": "; ".join("%s=%s" % x for x in head.cookies.items()), "X-CSRF-Token": head.csrf, "Origin": "https://x", "Sec-Fetch-Site": "same-origin", "X-Real-IP": head.address,
                      "Content-Type": "application/json", "Idempotency-Key": "giet-%d" % i}
        with connect(server.config["listen"].removeprefix("unix:")) as s:
            s.sendall(("POST /api/v1/documents/%d/refuse HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n%s\r\n" % (
                one, len(body), "".join("%s: %s\r\n" % x for x in head_lines.items()))).encode("latin-1") + body)
            time.sleep(0.006 * i)
            server.stop(signal.SIGKILL, -9)
        server.start()
        head.does("/documents/%d/refuse" % one, {"reason": "mẫu"}, key="giet-%d" % i)
    equal("each is told once", back.ask("SELECT COUNT(*), COUNT(DISTINCT object) FROM webhook_delivery d WHERE event = 'document.refused' AND webhook = %d AND act IN "
                                        "(SELECT act FROM change WHERE book = 'submission') AND id > (SELECT MAX(id) - 4 FROM webhook_delivery)" % hook), [(4, 4)])
    equal("each has its job", back.ask("SELECT COUNT(*) FROM webhook_delivery d LEFT JOIN job j ON j.id = d.job AND j.kind = 'webhook' AND j.payload = CAST(d.id AS TEXT) WHERE j.id IS NULL"), [(0,)])


def one_back_end(back):
    ids = set_up(back)
    server = Program("triend", {"listen": "unix:%s/d.sock" % WORK, "store": back.store, "blobs": BLOBS + back.name, "trust": "lab/trust"})
    where = str(WORK / "d.sock")
    drafter, clerk, head, other_clerk, admin = (Desk(where, name) for name in ("soan.thao", "van.thu", "thu.truong", "van.thu.00", "quan.tri"))
    desks = drafter, clerk, other_clerk, head
    if back.name == "postgresql":
        admin.may_not("service.webhooks-off", "/webhooks", {"agency": 2, "name": "x", "url": "https://so.example/", "events": ["document.issued"]})
        server.stop()
        server.config["webhook_key"] = str(WORK / "webhook.key")
        server.start()
    receiver = Receiver()
    hook, secret = entered(back, admin, clerk, "http://127.0.0.1:%d/nhan?a=1" % receiver.port)
    for desk in desks:
        desk.confirm()
    one, _ = heard(back, admin, desks, ids, hook, secret, receiver)
    does_not_take(back, admin, head, hook, secret, receiver, one)
    key_and_secret(back, admin, hook, secret, receiver)
    inside(back, admin, drafter, head, ids, hook)
    if back.name == "sqlite":
        names(back, admin, drafter, head, ids, hook)
    for desk in (*desks, admin):
        desk.confirm()
    of_whom(back, admin, desks, ids, receiver)
    killed(back, server, desks, admin, ids, hook, receiver)
    grows_old(back, drafter, head, ids, receiver)
    server.stop()
    check("no address, secret or name in the log", not any(x in server.log() for x in (secret, "nhan?a=1", "so.example")))
    trien("store", "check", "--blobs", BLOBS + back.name, back.store)
    back.stop()


def main():
    if sys.argv[1:2] == ["receive"]:
        return receive(sys.argv[2:])
    os.environ["RECEIVER_FOLDER"] = str(WORK)
    make_lab()
    one_back_end(SQLite())
    if glob.glob("/usr/lib/postgresql/*/bin/initdb"):
        one_back_end(PostgreSQL())
    finish()


main()
