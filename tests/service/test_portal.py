#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R2.1b
Portals report results over HTTP, on SQLite and on PostgreSQL: what is taken, what is refused row by row, a request that comes twice, two portals at
once, tokens that are changed and revoked, kill -9 in the middle; and the figures are those of SQL that is written here."""
import glob
import hashlib
import json
import os
import pwd
import re
import signal
import subprocess
import threading
import time

import sys
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403

def portal(back, *words):
    return json.loads(registry(back, "portal", *words))


def row(dossier, at="2026-03-01T09:00:00+07:00", **more):
    return {"dossier": dossier, "signed_at": at, "document": hashlib.sha256(dossier.encode()).hexdigest(), **more}


class Client:
    def __init__(self, where, token, service):
        self.where, self.token, self.path = where, token, "/api/v1/public-services/%s/results" % service
        self.key = 0

    def fields(self, **more):
        return {"Authorization": "Bearer " + self.token, "Content-Type": "application/json", **more}

    def post(self, body, key=None, fields=None, chunked=False):
        self.key += 1
        key = key or "k%s-%d" % (id(self), self.key)
        body = body if isinstance(body, bytes) else json.dumps(body if isinstance(body, dict) else {"results": body}).encode()
        return request(self.where, "POST", self.path, body, self.fields(**{"Idempotency-Key": key}) if fields is None else fields, chunked)

    def get(self, query=""):
        return request(self.where, "GET", self.path + query, fields={"Authorization": "Bearer " + self.token})


# ---- taking ----

def takes(back, a):
    answer = a.post([row("MAU-1"), row("MAU-2"), row("MAU-3", withdrawn=False)], "mot")
    equal("three", (answer.status, answer.json()), (200, {"act": answer.json()["act"], "entered": 3, "changed": 0, "same": 0}))
    again = a.post([row("MAU-1"), row("MAU-2"), row("MAU-3", withdrawn=False)], "mot")
    equal("the same key: the same answer", (again.status, again.body), (200, answer.body))
    is_refused("another body", a.post([row("MAU-4")], "mot"), 409, "registry.request-key-used")
    equal("nothing of it", back.ask("SELECT COUNT(*) FROM result"), [(3,)])
    third = a.post([row("MAU-1"), row("MAU-2", at="2026-03-02T09:00:00Z"), row("MAU-3", withdrawn=True), row("MAU-5")])
    equal("corrected", {k: third.json()[k] for k in ("entered", "changed", "same")}, {"entered": 1, "changed": 2, "same": 1})
    nothing = a.post([row("MAU-1")])
    equal("no change is no act", nothing.json(), {"act": 0, "entered": 0, "changed": 0, "same": 1})
    # Who did it, as what: in the act, and in the history of the row.
    equal("actor", back.ask("SELECT actor, role, what, changes FROM act WHERE id = %d" % third.json()["act"]), [("portal:1", "portal", "result.report", 3)])
    history = registry(back, "history", "result:2").decode()
    check("two versions: " + history, '"portal:1"' in history and history.count('"result.report"') == 2)
    page = a.get("?limit=2").json()
    equal("a page", ([x["dossier"] for x in page["results"]], page["next"]), (["MAU-1", "MAU-2"], 2))
    equal("its rows", page["results"][1], {"id": 2, "version": 2, **row("MAU-2", at="2026-03-02T16:00:00+07:00"), "withdrawn": False})
    page = a.get("?after=2&limit=500").json()
    equal("the last page", ([(x["dossier"], x["withdrawn"]) for x in page["results"]], page["next"]), ([("MAU-3", True), ("MAU-5", False)], None))
    for query in ("?limit=0", "?limit=501", "?limit=", "?limit=2&limit=2", "?after=-1", "?x=1", "?after=01", "?after=99999999999999999999"):
        is_refused(query, a.get(query), 400, "service.query-invalid")


def refuses(back, a, b):
    before = back.ask("SELECT COUNT(*) FROM act"), back.ask("SELECT COUNT(*) FROM result")
    for what, body in (("nothing", b""), ("no JSON", b"{"), ("a list", b"[]"), ("no list", b'{"results": {}}'), ("another member", b'{"results": [], "x": 1}'),
                       ("twice", b'{"results": [], "results": []}'), ("not UTF-8", b'{"results": ["\xff"]}'), ("a NUL", b'{"results": ["\\u0000"]}'),
                       ("behind it", b'{"results": []} x'), ("deep", b'{"results": [{"a": []}]}'), ("very deep", b"[" * 200000), ("a number", b"17")):
        is_refused(what, a.post(body), 400, "service.json-malformed")
    is_refused("none", a.post([]), 422, "service.results-limit")
    is_refused("one past the cap", a.post([row("C%d" % i) for i in range(501)]), 422, "service.results-limit")
    top = 512 << 10
    is_refused("body past the cap", a.post(b" " * (top + 1)), 413, "service.body-limit")
    is_refused("chunks past the cap", a.post(b" " * (top + 1), chunked=True), 413, "service.body-limit")
    is_refused("body at the cap", a.post(b" " * top), 400, "service.json-malformed")
    # Row by row, all of them at once, and none is written.
    good = row("TOT")
    rows = [good, {}, 7, {**good, "x": 1}, {**row("A"), "dossier": ""}, {**row("A"), "dossier": "a" * 129}, {**row("A"), "dossier": "a\nb"}, {**row("B"), "document": "AB" * 32},
            {**row("B"), "document": "ab"}, {**row("C"), "withdrawn": 1}, row("D", at="2026-03-01"), row("D2", at="2026-03-01T09:00:00"), row("E", at="2099-01-01T00:00:00Z"),
            row("F", at="2019-12-31T23:59:59+07:00"), row("TOT"), {**row("G"), "signed_at": 17}]
    answer = a.post(rows)
    is_refused("rows", answer, 422, "registry.results-refused")
    told = {x["row"]: x["id"] for x in answer.json()["rows"]}
    value, want = "registry.result-value", {}
    for i in (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 15):
        want[i] = value
    want.update({12: "registry.result-future", 13: "registry.result-outside", 14: "registry.result-twice"})
    equal("why", told, want)
    check("in both languages", all(x["detail"] and x["detail_en"] for x in answer.json()["rows"]))
    equal("a dossier at the cap", a.post([row("a" * 128)]).status, 200)
    equal("a rowful", a.post([row("R%d" % i) for i in range(500)]).json()["entered"], 500)
    # Fields.
    one = json.dumps({"results": [row("X")]}).encode()
    for kind in ("text/plain", "application/jsonx", "application/json; charset=utf-16", None):
        fields = {k: v for k, v in a.fields(**{"Idempotency-Key": "x", "Content-Type": kind}).items() if v is not None}
        is_refused(kind, request(a.where, "POST", a.path, one, fields), 415, "service.body-type")
    for key in (None, "", "a b", "a" * 129, "kh\xf3a"):
        fields = {k: v for k, v in a.fields(**{"Idempotency-Key": key}).items() if v is not None}
        is_refused("key %r" % key, request(a.where, "POST", a.path, one, fields), 400, "service.idempotency-key")
    equal("a key at the cap", request(a.where, "POST", a.path, one, a.fields(**{"Idempotency-Key": "k" * 128, "Content-Type": "application/json; charset=UTF-8"})).status, 200)
    # Tokens: those of nobody, and that of another service.
    secret = a.token.rsplit("_", 1)[1]
    for token in ("", "x", a.token[:-1], a.token + "0", a.token[:-1] + ("1" if a.token[-1] == "0" else "0"), "trienp_999_" + secret, "trienp_2_" + secret,
                  "trienp_01_" + secret, "trienp__" + secret, "trienp_-1_" + secret, a.token.upper(), "trienp_1_" + back.ask("SELECT token FROM portal WHERE id = 1")[0][0]):
        answer = request(a.where, "GET", a.path, fields={"Authorization": "Bearer " + token})
        is_refused("token %s" % token, answer, 401, "registry.portal-token")
        equal("it wants a token", answer.fields.get("www-authenticate"), "Bearer")
    is_refused("no token", request(a.where, "GET", a.path), 401, "registry.portal-token")
    is_refused("another scheme", request(a.where, "GET", a.path, fields={"Authorization": "Basic " + a.token}), 401, "registry.portal-token")
    is_refused("unread", request(a.where, "POST", a.path, b" " * (top + 1)), 401, "registry.portal-token")
    for path in (b.path, a.path.replace("/1/", "/999/"), a.path.replace("/1/", "/01/"), a.path.replace("/1/", "/x/")):
        is_refused("for another service", request(a.where, "POST", path, one, a.fields(**{"Idempotency-Key": "y"})), 403, "service.portal-scope")
        is_refused("of another service", request(a.where, "GET", path, fields=a.fields()), 403, "service.portal-scope")
    equal("acts", back.ask("SELECT COUNT(*) FROM act")[0][0], before[0][0][0] + 3)
    equal("rows", back.ask("SELECT COUNT(*) FROM result")[0][0], before[1][0][0] + 502)


def unsigned_service(back, where):
    token = portal(back, "make", "DV-GIAY", "Cổng Mẫu")["token"]
    c = Client(where, token, 3)
    answer = c.post([row("G1")])
    equal("a service without signatures", (answer.status, [x["id"] for x in answer.json()["rows"]]), (422, ["registry.result-outside"]))
    registry(back, "change", "service:3", "is_signed=1", "to_at=2026-06-01")
    equal("before its end", c.post([row("G1", at="2026-05-31T23:59:59+07:00")]).status, 200)
    answer = c.post([row("G2", at="2026-06-01T00:00:00+07:00")])
    equal("at its end", (answer.status, [x["id"] for x in answer.json()["rows"]]), (422, ["registry.result-outside"]))


# ---- two at once, tokens, kill -9 ----

def two_at_once(back, a, b):
    errors, answers = [], {}

    def run(client, who):
        for i in range(20):
            answer = client.post([row("%s-%d-%d" % (who, i, j)) for j in range(5)] + [row("CHUNG")], "dong-thoi-%d" % i)
            answers[who, i] = answer
            if answer.status != 200:
                errors.append(answer.raw)

    threads = [threading.Thread(target=run, args=x) for x in ((a, "A"), (b, "B"), (Client(a.where, a.token, 1), "A"))]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    equal("all are answered", errors, [])
    equal("each once", back.ask("SELECT service, COUNT(*) FROM result WHERE dossier LIKE '_-%-%' GROUP BY service ORDER BY service"), [(1, 100), (2, 100)])
    equal("its own", back.ask("SELECT service, COUNT(*) FROM result WHERE dossier = 'CHUNG' GROUP BY service ORDER BY service"), [(1, 1), (2, 1)])
    equal("each by its portal", back.ask("SELECT COUNT(*) FROM result r JOIN act x ON x.id = r.act JOIN portal p ON x.actor = 'portal:' || p.id "
                                         "WHERE p.service <> r.service AND r.dossier LIKE '_-%-%'"), [(0,)])


def tokens(back, a):
    old = a.token
    new = portal(back, "rotate", "portal:1")["token"]
    is_refused("the old token", a.get(), 401, "registry.portal-token")
    a.token = new
    equal("the new one", a.get().status, 200)
    tried = portal(back, "--dry-run", "rotate", "portal:1")
    equal("tried: no token", (tried["token"], a.get().status), (None, 200))
    other = portal(back, "make", "DV-MOT", "Cổng thứ hai")
    second = Client(a.where, other["token"], 1)
    equal("a second portal of the service", second.post([row("MAU-1", at="2026-04-01T00:00:00Z")]).json()["changed"], 1)
    equal("revoked", portal(back, "revoke", other["object"])["token"], None)
    is_refused("a revoked token", second.get(), 401, "registry.portal-token")
    is_refused("a revoked token writes", second.post([row("Z")]), 401, "registry.portal-token")
    registry(back, "portal", "rotate", other["object"], fails="registry.portal-revoked")
    registry(back, "portal", "rotate", "portal:99", fails="registry.not-found")
    registry(back, "portal", "rotate", "service:1", fails="cli.option-value")
    registry(back, "portal", "make", "KHONG-CO", "Mẫu", fails="registry.key-unknown")
    registry(back, "portal", "walk", fails="cli.usage")
    # Nobody writes a token, or a result, by hand.
    registry(back, "change", "portal:1", "token=" + "0" * 64, fails="registry.by-act-only")
    registry(back, "enter", "result", "dossier=TAY", fails="registry.by-act-only")
    listed = registry(back, "portal", "list").decode()
    check("the list has no token", old not in listed and new not in listed and new.rsplit("_", 1)[1] not in listed and '"Cổng thứ hai"' in listed)


def killed(back, config, a):
    """kill -9 while it answers; the same request again is done once."""
    service = Program("triend", config)
    for i in range(12):
        body = json.dumps({"results": [row("K%d-%d" % (i, j)) for j in range(40)]}).encode()
        head = "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n" % (a.path, len(body))
        head += "".join("%s: %s\r\n" % x for x in a.fields(**{"Idempotency-Key": "kill-%d" % i}).items())
        with connect(a.where) as s:
            s.sendall(head.encode() + b"\r\n" + body)
            time.sleep(0.004 * i)
            service.stop(signal.SIGKILL, -9)
        service.start()
        answer = a.post(body, "kill-%d" % i)
        equal("again", (answer.status, answer.json()["entered"]), (200, 40))
        equal("once", back.ask("SELECT COUNT(*) FROM result WHERE dossier LIKE 'K%d-%%'" % i), [(40,)])
        equal("one act", back.ask("SELECT COUNT(DISTINCT act) FROM result WHERE dossier LIKE 'K%d-%%'" % i), [(1,)])
    service.stop()


def too_many(back, config, a):
    service = Program("triend", {**config, "portal_rate": 3})
    equal("at the rate", [a.get().status for _ in range(3)], [200] * 3)
    answer = a.get()
    is_refused("past the rate", answer, 429, "service.rate-limit")
    check("when", 1 <= int(answer.fields["retry-after"]) <= 21)
    other = Client(a.where, portal(back, "make", "DV-MOT", "Cổng thứ ba")["token"], 1)
    equal("each portal has its own", other.get().status, 200)
    equal("others are not counted", request(a.where, "GET", "/health").status, 200)
    service.stop()


def figures(back):
    """What the report counts, from SQL of our own. Half-open: the first second of July is the next half-year's."""
    got = json.loads(registry(back, "portal", "--since", "2026-01-01", "--until", "2026-07-01", "count"))
    first, end = 1767200400, 1782838800  # 2026-01-01 and 2026-07-01, 00:00 +07:00
    want = back.ask("SELECT s.code, SUM(CASE WHEN r.withdrawn = 0 AND r.signed_at BETWEEN %d AND %d THEN 1 ELSE 0 END) FROM service s LEFT JOIN result r ON r.service = s.id "
                    "GROUP BY s.code ORDER BY s.code" % (first, end - 1))
    equal("figures", sorted((x["code"], x["results"]) for x in got["services"]), [tuple(x) for x in want])
    check("they are not empty", want[0][1] == 1 or any(n > 500 for _, n in want))
    registry(back, "portal", "--since", "2026-01-01", "count", fails="cli.option-wanted")
    registry(back, "portal", "--since", "2026-01-01", "--until", "2026-07-01", "--role", "admin", "count", fails="registry.no-access")


def one_back_end(back):
    # Until there is an account, who sets it up is believed. Then it is one person, who is administrator and managing officer: only the latter sees results.
    trien("store", "init", "--blobs", BLOBS + back.name, back.store)
    trien("audit", "open", "--origin", "so-noi-vu.example/mau", back.store)
    registry(back, "enter", "agency", "code=H00", "name=UBND tỉnh Mẫu", "kind=province", "from_at=2020-01-01")
    registry(back, "enter", "person", "code=QT1", "name=Nguyễn Văn Mẫu", "agency=H00")
    for role in ("admin", "manager"):
        registry(back, "enter", "post", "person=QT1", "agency=H00", "title=Cán bộ Mẫu", "role=" + role, "from_at=2020-01-01")
    account = ("postgresql", "trien") if back.name == "postgresql" else ("os", pwd.getpwuid(os.getuid()).pw_name)
    registry(back, "enter", "account", "kind=" + account[0], "name=" + account[1], "person=QT1")
    for code, signed in (("DV-MOT", 1), ("DV-HAI", 1), ("DV-GIAY", 0)):
        registry(back, "enter", "service", "code=" + code, "name=Dịch vụ Mẫu", "agency=H00", "is_signed=%d" % signed, "from_at=2020-01-01")
    where = str(WORK / back.name)
    config = {"listen": "unix:" + where, "store": back.store, "portal_rate": 6000}
    a = Client(where, portal(back, "make", "DV-MOT", "Cổng Mẫu Một")["token"], 1)
    b = Client(where, portal(back, "make", "DV-HAI", "Cổng Mẫu Hai")["token"], 2)
    check("a token: " + a.token, re.fullmatch("trienp_1_[0-9a-f]{64}", a.token))
    service = Program("triend", config)
    equal("health", request(where, "GET", "/health").json(), {"status": "ok"})
    takes(back, a)
    refuses(back, a, b)
    unsigned_service(back, where)
    two_at_once(back, a, b)
    tokens(back, a)
    service.stop()
    log = service.log()
    check("no token and no data in the log", not any(x in log for x in ("trienp_", a.token.rsplit("_", 1)[1], "MAU-1", "dong-thoi")))
    killed(back, config, a)
    too_many(back, config, a)
    figures(back)
    back.stop()


def describes():
    text = subprocess.run([TRIEN.parent / "triend", "--openapi"], capture_output=True, check=True).stdout
    kept = pathlib.Path(os.environ["TRIEN_SOURCE_DIR"], "docs/api/openapi.json").read_bytes()
    check("docs/api/openapi.json is out of date: triend --openapi >docs/api/openapi.json", text == kept)
    api = json.loads(text)
    openapi.check_file()
    routes = re.findall(r'^TR_ROUTE\("(\w+)", "([^"]+)", (\w+)', pathlib.Path(os.environ["TRIEN_SOURCE_DIR"], "src/service/routes.def").read_text(), re.M)
    equal("every route", sorted((m.lower(), p.replace("...", "")) for m, p, _ in routes), sorted((m, p) for p, o in api["paths"].items() for m in o))
    for method, path, role in routes:
        o = api["paths"][path.replace("...", "")][method.lower()]
        equal("%s %s is for who has a token" % (method, path), "security" in o, role != "ANYONE")
        equal("its parameters", [x["name"] for x in o["parameters"] if x["in"] == "path"], re.findall(r"\{(\w+)", path))
    for ref in re.findall(rb'"\$ref": "#/components/schemas/([^"]+)"', text):
        check("schema %s" % ref, ref.decode() in api["components"]["schemas"])


def main():
    describes()
    one_back_end(SQLite())
    if glob.glob("/usr/lib/postgresql/*/bin/initdb"):
        one_back_end(PostgreSQL())
    finish()


main()
