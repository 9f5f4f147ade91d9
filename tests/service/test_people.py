#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R4.1 R5.3 R6.1
What people see and do at triend, on SQLite and on PostgreSQL: every route by a client that is made from the OpenAPI file, as nobody and as each role; lists in their scope; acts
that are done once, that want the password again, and that the rules refuse; files; numbers."""
import glob
import hashlib
import json
import os
import re
import threading

import sys
import time
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
from people import *  # noqa: E402,F403
from openapi import API  # noqa: E402

PDF = b"%PDF-1.7\n" + b"mau " * 400
OBJECTS = {"book": "agency", "id": "1", "column": "file", "act": "request.confirm", "log": "2026", "tile": "0/000", "service": "1", "entry": "1", "register": "outgoing", "plan": "merge", "delivery": "1"}


# ---- a client from the OpenAPI file ----

class Client:
    """Every operation of the file as a call; what comes back is held against its schema."""

    def __init__(self, browser):
        self.browser = browser

    def call(self, method, path, body=None, query="", **parameters):
        at = re.sub(r"\{(\w+)\}", lambda m: str(parameters[m.group(1)]), path) + query
        check("the file knows %s %s" % (method, path), method in API["paths"][path])
        return self.browser.ask(method.upper(), at, body, {"Idempotency-Key": parameters["key"]} if "key" in parameters else None)


def nobody_comes_in(where):
    """Each route that is for people refuses who is nobody, who has a session of somebody else's making, and what a portal shows."""
    count = 0
    for path, operations in API["paths"].items():
        for method, operation in operations.items():
            if operation.get("security") != [{"session": []}]:
                continue
            at = re.sub(r"\{(\w+)\}", lambda m: OBJECTS[m.group(1)], path)
            for fields in ({}, {"Cookie": "__Host-trien-session=" + "a" * 64}, {"Cookie": "__Host-trien-session=' OR 1=1 --"},
                           {"Authorization": "Bearer trienp_1_" + "a" * 64}, {"X-Trien-Role": "admin"}):
                answer = Browser(where).ask(method.upper(), at, {} if method == "post" else None, fields)
                is_refused("%s %s with %s" % (method, path, fields), answer, 401, "service.session-none")
                count += 1
    check("many", count > 40)


def headers_are_safe(answers):
    for a in answers:
        for name, value in (("x-content-type-options", "nosniff"), ("cache-control", "no-store"), ("referrer-policy", "no-referrer"),
                            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"), ("cross-origin-resource-policy", "same-origin")):
            equal(name, a.fields.get(name), value)
        check("no redirect", "location" not in a.fields)


# ---- reading ----

def narrowed(clients):
    """A list in another order, of one state, of what refers to a row: never more than one sees."""
    clerk, manager = clients["van.thu"], clients["quan.ly"]
    get = "/api/v1/books/{book}"
    codes = lambda client, query, book="person": [r["code"] for r in client.call("get", get, query=query, book=book).json()["data"]]  # noqa: E731
    numbers = lambda query: [int(r["object"].split(":")[1]) for r in manager.call("get", get, query=query, book="person").json()["data"]]  # noqa: E731
    newest = numbers("?order=newest")
    equal("the newest first", newest, sorted(newest, reverse=True))
    equal("page by page", numbers("?order=newest&limit=2") + numbers("?order=newest&limit=3&after=%d" % newest[1]), newest)
    equal("searched", codes(manager, "?order=newest&search=tran%20mau"), ["VT1"])
    equal("of one state", [sorted(codes(manager, "?state=%s" % s)) for s in ("active", "retired")], [["QL1", "QT1", "TT1", "VT1", "VT2"], []])
    agency = next(r["agency"] for r in clerk.call("get", get, book="person").json()["data"])
    equal("of an agency", sorted(codes(manager, "?of=" + agency)), ["TT1", "VT1"])
    equal("of another's, as one that has nothing", codes(clerk, "?of=agency:3"), [])
    equal("of one that is not there", codes(clerk, "?of=agency:999"), [])
    for what in ("?order=oldest", "?state=gone", "?state=active'--", "?kind=token", "?of=device:1", "?state="):
        is_refused(what, manager.call("get", get, query=what, book="person"), 400, "service.query-invalid")
    export = "/api/v1/exports/{book}"
    equal("taken out as it is shown", [manager.call("get", export, query="?form=csv&state=" + s, book="person").body.count(b"VT1") for s in ("active", "retired")], [1, 0])
    is_refused("a state that is none", manager.call("get", export, query="?form=csv&state=gone", book="person"), 400, "service.query-invalid")
    is_refused("of what is none", manager.call("get", get, query="?of=person", book="person"), 400, "registry.object-invalid")


def figures(clients):
    """Requirement: R13.3
    What is counted is what the lists have, of the agencies that the role sees and of no other."""
    path, get = "/api/v1/overview", "/api/v1/books/{book}"
    for name in ("van.thu", "quan.ly"):
        seen = clients[name].call("get", path).json()
        rows = {b: clients[name].call("get", get, query="?limit=500", book=b).json()["data"] for b in ("certificate", "request")}
        for book, key in (("certificate", "certificates"), ("request", "requests")):
            for state in {r["state"] for r in rows[book]} | {c["state"] for c in seen[key]}:
                equal("%s %s as %s" % (book, state, name), sum(c["count"] for c in seen[key] if c["state"] == state), sum(r["state"] == state for r in rows[book]))
        equal("months", (len(seen["months"]), len(seen["expiring"]), len(seen["past_months"])), (12, 12, 12))
        equal("from this one on", (seen["months"][0], seen["past_months"][-1]), (time.strftime("%Y-%m", time.gmtime(time.time() + 7 * 3600)),) * 2)
        live = [r for r in rows["certificate"] if r["state"] in ("issued", "handed_over", "active", "stopped") and r["not_after"][:7] in seen["months"]]
        equal("what ends", sum(seen["expiring"]), len(live))
    silent = {a["name"] for a in clients["quan.ly"].call("get", path).json()["silent"]}
    equal("who issues nothing", silent, {r["name"] for r in clients["quan.ly"].call("get", get, book="agency").json()["data"]})
    equal("of one agency alone", {a["name"] for a in clients["quan.ly"].call("get", path, query="?agency=3").json()["silent"]} < silent, True)
    for where in ("?agency=3", "?agency=999"):
        is_refused("another's figures", clients["van.thu"].call("get", path, query=where), 404, "registry.not-found")
    law = clients["quan.tri"].call("get", "/api/v1/profile").json()
    check("the law's data, with what is not certain", {v["certain"] for v in law["data"]} == {True, False} and len(law["data"]) > 50 and all(isinstance(v["value"], str) and v["vi"] and v["en"] for v in law["data"]))
    is_refused("nobody's", clients["quan.tri"].call("get", path), 403, "registry.no-access")


def described(clients):
    """Each is told of the books that it sees and the acts that the rules give to it, in both languages, and of no other."""
    all_books = {name: {b["book"]: b for b in c.call("get", "/api/v1/books").json()["data"]} for name, c in clients.items()}
    for name, client in clients.items():
        for book in all_books["quan.tri"].keys() | all_books[name].keys():
            equal("%s sees %s" % (name, book), client.call("get", "/api/v1/books/{book}", book=book).status == 200, book in all_books[name])
    device = all_books["quan.ly"]["device"]
    equal("its columns", [c["name"] for c in device["columns"]], ["kind", "serial", "label", "agency", "state", "state_from", "back_minutes", "back_giver_at", "back_taker_at"])
    equal("a word of one", device["columns"][0]["words"][0]["word"], "token")
    check("in both languages", all(c["vi"] and c["en"] for b in all_books["quan.ly"].values() for c in b["columns"]))
    acts = {name: {a["act"]: a for a in c.call("get", "/api/v1/acts").json()["data"]} for name, c in clients.items()}
    check("the head confirms, the clerk does not", "request.confirm" in acts["thu.truong"] and "request.confirm" not in acts["van.thu"])
    check("nobody makes a certificate expire", all("certificate.expire" not in a for a in acts.values()))
    check("a device is entered otherwise", all("device.enter" not in a and "certificate.enter" not in a for a in acts.values()))
    equal("from which state", acts["thu.truong"]["request.confirm"]["rows"][0]["from"], ["submitted"])
    equal("what is handed in", {c["name"] for c in acts["van.thu"]["request.draft"]["takes"]} >= {"kind", "agency", "person", "reason"}, True)
    equal("a subscriber reports the own device, a manager any", [acts[n]["device.lose"]["rows"][0]["own"] for n in ("van.thu", "quan.ly")], [True, False])
    check("a rejection wants its reason", acts["thu.truong"]["request.reject"]["rows"][0]["reason"])
    names = [r["name"] for r in clients["van.thu"].call("get", "/api/v1/receivers").json()["data"]]
    check("a clerk may send to all: %s" % names, len(names) >= 3 and names == sorted(names, key=str))
    equal("found by its name", [sorted(r) for r in clients["van.thu"].call("get", "/api/v1/receivers", query="?search=huyen%20mot").json()["data"]], [["agency", "code", "name"]])
    for what in ("?after=999", "?x=1"):
        is_refused("receivers" + what, clients["van.thu"].call("get", "/api/v1/receivers", query=what), 400, "service.query-invalid")

def reads(back, clients):
    clerk, head, manager, admin = (clients[n] for n in ("van.thu", "thu.truong", "quan.ly", "quan.tri"))
    get = "/api/v1/books/{book}"
    people = clerk.call("get", get, book="person").json()
    equal("a clerk sees the agency's people", sorted(r["code"] for r in people["data"]), ["TT1", "VT1"])
    equal("in words", {r["words"]["agency"] for r in people["data"]}, {"Huyện Mẫu Một"})
    equal("a manager those below", sorted(r["code"] for r in manager.call("get", get, book="person").json()["data"]), ["QL1", "QT1", "TT1", "VT1", "VT2"])
    equal("one agency of them", [r["code"] for r in manager.call("get", get, query="?agency=3", book="person").json()["data"]], ["VT2"])
    equal("by name, without accents", [r["code"] for r in manager.call("get", get, query="?search=tran%20mau", book="person").json()["data"]], ["VT1"])
    first = manager.call("get", get, query="?limit=2", book="person").json()
    rest = manager.call("get", get, query="?limit=3&after=%d" % first["next"], book="person").json()
    last = manager.call("get", get, query="?limit=3&after=%d" % rest["next"], book="person").json()
    equal("page by page", (len({r["object"] for r in first["data"] + rest["data"]}), last["data"], last["next"]), (5, [], None))
    one = "/api/v1/books/{book}/{id}"
    equal("a row", clerk.call("get", one, book="person", id=2).json()["record"]["name"], "Trần Thị Mẫu")
    there, not_there = clerk.call("get", one, book="person", id=5), clerk.call("get", one, book="person", id=999)
    equal("a row of others is as one that is not there", [(a.status, a.id) for a in (there, not_there)], [(404, "registry.not-found")] * 2)
    is_refused("nor has it a history", clerk.call("get", one + "/history", book="person", id=5), 404, "registry.not-found")
    history = clerk.call("get", one + "/history", book="person", id=2).json()
    equal("a history", [(v["version"], v["what"]) for v in history["data"]][:1], [(1, "person.enter")])
    is_refused("a book that the role has not", clerk.call("get", get, book="account"), 403, "registry.no-access")
    equal("an administrator has", clients["quan.tri"].call("get", get, book="account").status, 200)
    check("and sees no secret", b"$y$" not in admin.call("get", get, book="login").body)
    is_refused("a role that is not held", clerk.browser.ask("GET", "/api/v1/books/person", fields={"X-Trien-Role": "admin"}), 403, "registry.role-not-held")
    is_refused("a role that is none", clerk.browser.ask("GET", "/api/v1/books/person", fields={"X-Trien-Role": "root"}), 400, "service.query-invalid")
    equal("as a subscriber: oneself", [r["code"] for r in clerk.browser.ask("GET", "/api/v1/books/person", fields={"X-Trien-Role": "subscriber"}).json()["data"]], ["VT1"])
    for what in ("?limit=0", "?limit=501", "?limit=x", "?x=1", "?after=1&after=1", "?limit", "?search=a&search=b", "?after=-1"):
        is_refused(what, manager.call("get", get, query=what, book="person"), 400, "service.query-invalid")
    is_refused("a row after that is not there", manager.call("get", get, query="?after=999", book="person"), 404, "registry.not-found")
    is_refused("a search that is no UTF-8", manager.call("get", get, query="?search=%ff", book="person"), 400, "service.request-malformed")
    for path in ("/api/v1/books/nothing", "/api/v1/books/sqlite_schema", "/api/v1/books/person/0", "/api/v1/books/person/x", "/api/v1/books/person/1e3", "/api/v1/books/..%2f..%2fetc",
                 "/api/v1/books/person/../account", "/api/v1/books/session", "/api/v1/books/login_secret"):
        a = manager.browser.ask("GET", path)
        check("%s: %s" % (path, a.id), a.status in (400, 404))
    narrowed(clients)
    described(clients)
    figures(clients)
    headers_are_safe([clerk.browser.ask("GET", p) for p in ("/api/v1/books/person", "/api/v1/books/account", "/api/v1/session", "/nothing", "//example.org/", "/\\example.org")])


# ---- doing ----

def acts(back, clients):
    manager, head, clerk = (clients[n] for n in ("quan.ly", "thu.truong", "van.thu"))
    path = "/api/v1/acts/{act}"
    draft = {"given": {"kind": "new", "person": "VT1", "agency": "H1"}, "reason": "mẫu"}
    other = {"given": {"kind": "new", "person": "TT1", "agency": "H1"}}
    tried = manager.call("post", path, {**draft, "dry_run": True}, act="request.draft", key="thu")
    check("tried: %r" % tried.body, tried.status == 200)
    equal("tried", (tried.status, tried.json()["dry_run"], tried.json()["act"]), (200, True, 0))
    equal("nothing is kept", back.ask("SELECT COUNT(*) FROM request"), [(0,)])
    done = manager.call("post", path, draft, act="request.draft", key="mot")
    equal("drafted: %r" % done.body, done.status, 200)
    request_object = done.json()["steps"][0]["object"]
    again = manager.call("post", path, draft, act="request.draft", key="mot")
    equal("the same key is answered the same", (again.status, again.body), (200, done.body))
    equal("and done once", back.ask("SELECT COUNT(*) FROM request"), [(1,)])
    is_refused("another body", manager.call("post", path, {**draft, "reason": "khác"}, act="request.draft", key="mot"), 409, "registry.request-key-used")
    is_refused("another act", manager.call("post", path, {"object": request_object}, act="request.submit", key="mot"), 409, "registry.request-key-used")
    equal("the key of another account is another key", clerk.call("post", path, {**draft, "dry_run": True}, act="request.draft", key="mot").id != "registry.request-key-used", True)
    for key in ("", "a b", "a" * 129, "\u00e9"):
        is_refused("key %r" % key, manager.browser.ask("POST", "/api/v1/acts/request.draft", draft, {"Idempotency-Key": key}), 400, "service.idempotency-key")
    equal("a key at its cap", manager.browser.ask("POST", "/api/v1/acts/request.draft", {**other, "dry_run": True}, {"Idempotency-Key": "a" * 128}).status, 200)
    actor = back.ask("SELECT actor, role, what FROM act ORDER BY id DESC LIMIT 1")
    equal("who did it", actor, [("person:4", actor[0][1], "request.draft")])
    for body in ({"object": "request:1", "x": 1}, {"object": 7}, {"given": "x"}, {"given": {"a": 1}}, {"given": {"c%d" % i: "" for i in range(33)}}, [], {}):
        is_refused("body %r" % (body,), manager.browser.ask("POST", "/api/v1/acts/request.submit", body, {"Idempotency-Key": "x"}), 400, "service.json-malformed")
    is_refused("a column that it does not take", manager.call("post", path, {"given": {"state": "done"}}, act="request.draft", key="x"), 400, "registry.not-taken")
    is_refused("an object of another book", manager.call("post", path, {"object": "person:1"}, act="request.submit", key="x"), 400, "registry.object-invalid")
    is_refused("an act that there is none of", manager.call("post", path, {"object": "request:1"}, act="request.eat", key="x"), 404, "service.not-found")
    is_refused("an act that is none of the rules", clients["quan.tri"].call("post", path, {"object": "person:1"}, act="person.change", key="x"), 404, "service.not-found")
    is_refused("one that is not of the role", manager.call("post", path, {"object": request_object}, act="request.confirm", key="x"), 403, "registry.no-access")
    # What approves wants the password again; before and after it the rules decide.
    confirmed_before(back, 301)
    is_refused("confirmed long ago", head.call("post", path, {"object": request_object}, act="request.confirm", key="y"), 403, "service.confirmation-wanted")
    equal("nothing is done", back.ask("SELECT state FROM request"), [("draft",)])
    equal("to try needs none", head.call("post", path, {"object": request_object, "dry_run": True}, act="request.confirm", key="y").id != "service.confirmation-wanted", True)
    head.browser.confirm("thu.truong")
    after = head.call("post", path, {"object": request_object}, act="request.confirm", key="y")
    check("then the rules decide: %r" % after.body, after.id is not None and after.id.startswith("rules."))
    # Many at once with the same key: one act.
    before, answers = back.ask("SELECT COUNT(*) FROM request"), []
    threads = [threading.Thread(target=lambda: answers.append(manager.browser.ask("POST", "/api/v1/acts/request.draft", other, {"Idempotency-Key": "cung-luc"}))) for _ in range(8)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    equal("all are answered the same", (len(answers), len({a.body for a in answers}), {a.status for a in answers}), (8, 1, {200}))
    equal("one request more", back.ask("SELECT COUNT(*) FROM request"), [(before[0][0] + 1,)])


def numbers(back, clients):
    """A paper document takes its number over HTTP, the same one when asked again; its file is given out under a name of ours."""
    clerk, head, manager = (clients[n] for n in ("van.thu", "thu.truong", "quan.ly"))
    path = "/api/v1/documents/{id}/number"
    back.write("INSERT INTO document (id, version, act, agency, kind, subject, medium, urgency, state, signer, sort_key, search_key) SELECT 1, 1, MAX(id), 2, 'QĐ', 'Mẫu', 'paper', 'normal', 'signed', "
               "'Lê Văn Mẫu', 'mau', 'mau' FROM act")
    enter(back, "numbering", "agency=H1", "scheme=kind", "symbol=UBND")
    tried = clerk.call("post", path, {"dry_run": True}, id=1, key="s0")
    equal("tried: %r" % tried.body, (tried.status, tried.json()["act"], tried.json()["number"]), (200, 0, 1))
    taken = clerk.call("post", path, {"note": "mẫu"}, id=1, key="s1")
    equal("taken: %r" % taken.body, (taken.status, taken.json()["number"], taken.json()["again"]), (200, 1, False))
    equal("the same", clerk.call("post", path, {"note": "mẫu"}, id=1, key="s1").body, taken.body)
    is_refused("who is no clerk", head.call("post", path, {}, id=1, key="s3"), 403, "registry.no-access")
    is_refused("who is of no such agency", manager.call("post", path, {}, id=1, key="s3"), 403, "registry.no-access")
    check("a document that is not there", clerk.call("post", path, {}, id=99, key="s4").status in (403, 404))
    is_refused("a body with more", clerk.call("post", path, {"number": "7"}, id=1, key="s5"), 400, "service.json-malformed")


def files(back, clients):
    """Upload names are never used: what is given out has a name of ours, is saved and not shown, and is the row's own file alone."""
    clerk, manager = clients["van.thu"], clients["quan.ly"]
    name = hashlib.sha256(PDF).hexdigest()
    folder = pathlib.Path(BLOBS + back.name, name[:2])
    folder.mkdir(exist_ok=True)
    (folder / name[2:]).write_bytes(PDF)
    back.write("INSERT INTO blob (hash, size, refs, created_at) VALUES ('%s', %d, 1, 1)" % (name, len(PDF)))
    back.write("UPDATE document SET file = '%s' WHERE id = 1" % name)
    path = "/api/v1/books/{book}/{id}/files/{column}"
    a = clerk.call("get", path, book="document", id=1, column="file")
    equal("the file", (a.status, a.body), (200, PDF))
    equal("its headers", (a.fields["content-type"], a.fields["content-disposition"]), ("application/pdf", 'attachment; filename="document-1-file.pdf"'))
    headers_are_safe([a])
    is_refused("another agency's", manager.call("get", path, book="document", id=1, column="file"), 404, "registry.not-found")
    for column in ("issued_file", "subject", "nothing", "..%2f..%2ftrien.db", "%2e%2e"):
        a = clerk.browser.ask("GET", "/api/v1/books/document/1/files/" + column)
        check("%s: %s" % (column, a.status), a.status in (400, 404))


def jobs(back, clients):
    admin, clerk = clients["quan.tri"], clients["van.thu"]
    got = admin.call("get", "/api/v1/jobs").json()
    check("jobs: %s" % got, isinstance(got["data"], list) and not any("payload" in j for j in got["data"]))
    is_refused("no clerk's", clerk.call("get", "/api/v1/jobs"), 403, "registry.no-access")
    for query in ("?state=all", "?state=", "?after=x"):
        is_refused(query, admin.call("get", "/api/v1/jobs", query=query), 400, "service.query-invalid")
    equal("of a state", admin.call("get", "/api/v1/jobs", query="?state=dead").json()["data"], [])


def one_back_end(back):
    set_up(back)
    where = str(WORK / back.name)
    service = Program("triend", {"listen": "unix:" + where, "store": back.store, "blobs": BLOBS + back.name})
    nobody_comes_in(where)
    clients = {name: Client(logged_in(where, name)) for name in PASSWORDS}
    reads(back, clients)
    acts(back, clients)
    numbers(back, clients)
    files(back, clients)
    jobs(back, clients)
    service.stop()
    check("no name in the log", "Mẫu" not in service.log() and "van.thu" not in service.log())
    back.stop()


def main():
    one_back_end(SQLite())
    if glob.glob("/usr/lib/postgresql/*/bin/initdb"):
        one_back_end(PostgreSQL())
    finish()


main()
