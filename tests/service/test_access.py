#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R4.1 R4.3
The access matrix: every route as every role in every place, on SQLite and on PostgreSQL, held against access.tsv, which a person wrote and can read. A route that
does not stand there fails. What one may not see is answered as what is not there, byte for byte."""
import base64
import hashlib
import itertools
import json
import os
import re
import sys
import time
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
import world  # noqa: E402
from world import ABSENT, AGENCY, BELOW, MINE, ROLES, SISTER  # noqa: E402

SOURCE = pathlib.Path(os.environ["TRIEN_SOURCE_DIR"])
FAR = {"none": 0, "seen": 0, "own": 1, "agency": 2, "tree": 3, "all": 4}
BOOKS = "GET /api/v1/books/{book}"
# Refusals that say nothing of what is there, and that of who may never.
HIDDEN = {"registry.not-found", "service.not-found", "registry.out-of-scope", "office.role-not-held", "registry.key-unknown"}
NEVER = {"registry.no-access", "rules.role"}
# Those of which the person in a role has nothing of the same number: an agency, what is one of an agency's.
NO_MINE = {"agency", "numbering", "request.draft", "merge", "unite", "rename"}
# What wants the password again: signing, approving, and what takes its word from a document, a number or a key.
CONFIRMED = {"approve": "head", "void": "head", "recall": "head", "issue": "clerk", "e-copy": "clerk", "request.confirm": "head", "request.reject": "head",
             "/arrivals/{id}/scan": "clerk", "certificate.revoke": "department", "certificate.resume": "department", "certificate.supersede": "manager", "device.unlock": "department", "/webhooks": "admin", "/signings": "head", "/errands": "head", "retire": "manager"}
keys = itertools.count(1)


def read_routes():
    text = (SOURCE / "src/service/routes.def").read_text()
    return ["%s %s" % x for x in re.findall(r'^TR_ROUTE\("(\w+)", "([^"]+)"', text, re.M)]


def read_table():
    """By route, then by what stands in it: the cell of each role."""
    out = {}
    for line in (HERE / "access.tsv").read_text().splitlines():
        if line and not line.startswith("#"):
            route, what, *cells = line.split("\t")
            equal("a cell for each role: " + line, len(cells), len(ROLES) + 1)
            check("twice: " + line, what not in out.setdefault(route, {}))
            out[route][what] = dict(zip(ROLES, cells))
    return out


def books_of():
    text = (SOURCE / "src/registry/books.def").read_text()
    return re.findall(r"^TR_BOOK\((\w+),", text, re.M), re.findall(r"^TR_COLUMN\((\w+), (\w+), BLOB,", text, re.M)


# ---- asking ----

class Asker:
    """Whoever comes, in whatever session and role."""

    def __init__(self, where):
        self.where, self.asked = where, 0

    def ask(self, method, path, body=None, role=None, session="fresh", said=None, file=None, **fields):
        head = {"X-Real-IP": "192.0.2.%d" % (self.asked % 250)} # who asks for many judgements waits
        self.asked += 1
        if role is not None:
            secret = world.cookie(role, session)
            head["Cookie"] = "__Host-trien-session=" + secret
            head["X-CSRF-Token"] = hashlib.sha256(b"trien-csrf\n" + secret.encode()).hexdigest()
        if said:
            head["X-Trien-Role"] = said
        data = None
        if method == "POST":
            head.update({"Content-Type": "application/pdf" if file else "application/json", "Idempotency-Key": "k%d" % next(keys)})
            data = file or json.dumps(body).encode()
            if file:
                head["X-Trien-Document"] = base64.b64encode(json.dumps(body).encode()).decode()
        head.update({k.replace("_", "-"): v for k, v in fields.items()})
        return request(self.where, method, path, data, {k: v for k, v in head.items() if v is not None})


def plain(answer, place):
    """All of an answer but what is different each time, and the number that was asked for."""
    text = answer.raw.replace(answer.fields.get("x-request-id", "-").encode(), b"REQUEST")
    return re.sub(rb"\r\nDate: [^\r]*", b"", text).replace(b"%d" % place, b"PLACE")


# ---- what is asked ----

YEAR = time.localtime().tm_year
DRY = {"dry_run": True, "reason": "thử"}


def said_of(path, what, place, role):
    """What a body must have beside the common members."""
    new = {"agency": AGENCY, "kind": "QĐ", "subject": "mẫu", "procedure": "1"}
    came = {"agency": AGENCY, "sender": "Sở Mẫu", "subject": "mẫu"}
    paper = {"agency": AGENCY, "giver": MINE[role], "taker": MINE["it_officer"], "decision": "01/QĐ-MẪU", "decided": "2026-01-01", "from": "2026-01-01", "until": "2099-01-01"}
    return {"/documents": {**new, what: place}, "/arrivals": {**came, what: place}, "/delegations": {**paper, what: place},
            "/numbers/keep": {"agency": place, "kind": "QĐ"}, "/registers/{register}/close": {"agency": place, "year": YEAR - 1},
            "/signings": {"document": place, "certificate": world.HASH}, "/errands": {"signings": [place]}, "/desk-pins": {"device": place}, "/documents/{id}/attach": {"name": "Phụ lục"}, "/documents/{id}/dispatches": {"receiver": "Cơ quan Mẫu"}, "/documents/{id}/messages": {"organ": "H00.02", "from": "H00.01"}, "/arrivals/{id}/enclose": {"name": "Phụ lục"},
            "/documents/{id}/submit": {"steps": [{"stage": 1, "kind": "hand", "person": MINE["head"]}]},
            "/documents/{id}/correct": {"values": {"subject": "khác"}}, "/arrivals/{id}/correct": {"values": {"subject": "khác"}},
            "/arrivals/{id}/assign": {"receiver": "Phòng Mẫu", "days": 3}, "/arrivals/{id}/progress": {"progress": "đang làm"},
            "/arrivals/{id}/answer": {"answer": MINE[role]}, "/dossiers": {"agency": place, "code": "01.MẪU", "title": "Hồ sơ mẫu", "years": 5},
            "/templates": {"agency": place, "name": "Mẫu", "kind": "QĐ", "from": "2026-01-01"}, "/common-templates/{id}/begin": {"agency": AGENCY},
            "/copy-rights": {"agency": place, "person": MINE["it_officer"], "decision": "01/QĐ-MẪU", "decided": "2026-01-01", "from": "2026-01-01"},
            "/retention": {"object": "document:%d" % place, "years": 5}, "/destructions": {"agency": place},
            "/webhooks": {"agency": place, "name": "Mẫu", "url": "https://so.example/", "events": ["document.issued"]}, "/webhooks/{id}/change": {"name": "Mẫu"},
            "/handovers": {"agency": place, "kind": "archive", "taker": MINE["it_officer"]},
            "/destructions/{id}/strike": {"object": "document:%d" % MINE[role]},
            "/destructions/{id}/approve": {"decision": "01/QĐ-MẪU", "decided": time.strftime("%Y-%m-%d")}}.get(path.removeprefix("/api/v1"), {})


# What is entered of an agency, or changed in a row.
ENTERED = {"ticket": lambda n, role: {"agency": "#%d" % n, "person": "#%d" % MINE[role], "subject": "mẫu", "asked_at": "2026-01-01"},
           "checklist": lambda n, _: {"agency": "#%d" % n, "measure": "mẫu", "good": "1", "checked_at": "2026-01-01"},
           "proposal": lambda n, _: {"agency": "#%d" % n, "kind": "difficulty", "subject": "mẫu", "asked_at": "2026-01-01"},
           "person": lambda n, _: {"agency": "#%d" % n, "code": "MOI", "name": "Mẫu"}, "agency": lambda n, _: {"parent": "#%d" % n, "code": "MOI", "name": "Mẫu", "kind": "unit"},
           "device": lambda n, _: {"agency": "#%d" % n, "kind": "token", "serial": "MOI"}, "letter": lambda n, _: {"agency": "#%d" % n, "receiver": "authority"},
           "roadmap": lambda n, _: {"agency": "#%d" % n, "document_kind": "QĐ", "procedure": "1", "planned_at": "2026-01-01"},
           "training_class": lambda n, _: {"agency": "#%d" % n, "year": "2026", "topic": "mẫu"}, "inspection": lambda n, _: {"agency": "#%d" % n, "planned_at": "2026-01-01"},
           "service": lambda n, _: {"agency": "#%d" % n, "code": "MOI", "name": "Mẫu", "is_signed": "1", "from_at": "2026-01-01"},
           "guidance": lambda n, _: {"subject": "mẫu", "text": "mẫu", "given_at": "2026-01-01"}, "numbering": lambda n, _: {"agency": "#%d" % n, "symbol": "M", "scheme": "one"}}
CHANGED = {"ticket": {"answer": "mẫu", "state": "answered", "answered_at": "2026-01-01"}, "checklist": {"advice": "mẫu"}, "person": {"phone": "0900"}, "device": {"label": "mẫu"},
           "letter": {"number": "01"}, "guidance": {"number": "01"}, "proposal": {"answer": "mẫu", "state": "answered", "answered_at": "2026-01-01"}}


# What a plan is told of what lies in a place.
PLANNED = {"merge": lambda n: {"agency": "#%d" % AGENCY, "objects": ["#%d" % n]}, "unite": lambda n: {"agency": "#%d" % n, "objects": ["#%d" % BELOW]}, "split": lambda n: {"table": [["code", "agency"], ["#%d" % n, "#%d" % AGENCY]]},
           "rename": lambda n: {"agency": "#%d" % n, "name": "Mẫu"}, "move": lambda n: {"agency": "#%d" % AGENCY, "objects": ["#%d" % n]}, "retire": lambda n: {"objects": ["#%d" % n]},
           "transfer": lambda n: {"objects": ["#%d" % n]}, "change": lambda n: {"book": "person", "table": [["code", "phone"], ["#%d" % n, "0900"]]}}


def question(route, what, place, role):
    """Method, path, body and file of a request about what lies in a place; nothing is done in earnest."""
    method, path = route.split()
    if path == "/api/v1/acts/{act}/letters/{id}":
        return method, path.replace("{act}", "request.send").replace("{id}", str(place)), DRY, None
    if path == "/api/v1/plans/{plan}":
        return method, path.replace("{plan}", what), {**DRY, **PLANNED[what](place)}, None
    if path == "/api/v1/letters":
        return method, path, {**DRY, "requests": [place]}, None
    if path.endswith("/undo"):
        return method, path.replace("{book}", what).replace("{id}", str(place)), {**DRY, "act": ABSENT}, None
    if path.startswith("/api/v1/books/") and method == "POST":
        book = what.removeprefix("enter ")
        return method, path.replace("{book}", book).replace("{id}", str(place)), {**DRY, "values": ENTERED[book](place, role) if what != book else CHANGED[book]}, None
    if path.startswith("/api/v1/acts/"):
        object = {"given": {"kind": "new", "agency": "#%d" % place}} if what == "request.draft" else {"object": "%s:%d" % (what.split(".")[0], place)}
        return method, path.replace("{act}", what), {**DRY, **object}, None
    if path.startswith(("/api/v1/books/", "/api/v1/exports/")):
        return method, path.replace("{book}", what) + ("/%d" % place if "books" in path else ""), None, None
    at = re.sub(r"\{(id|entry)\}", str(place), path).replace("{register}", "outgoing").replace("{delivery}", "1").replace("{book}", "document")
    if method == "GET" and what == "agency":
        at += "?agency=%d" % place
    file = world.FILE if path.endswith(("/revise", "/attach", "/enclose")) or path == "/api/v1/signings/{id}/finish" else None
    return method, at, {**DRY, **said_of(path, what, place, role)} if method == "POST" else None, file


# ---- what is expected ----

def reach(cell):
    return FAR.get(cell, -1)


def outcome(answer):
    if answer.id in NEVER:
        return "never"
    if answer.id in HIDDEN:
        return "hidden"
    return "in" if answer.status < 500 else "broken: %r" % answer.body


def held(cells, role, said):
    """A role's cell; where no role was said, the wider one of it and of the subscriber's, who everybody is."""
    return cells[role] if said else max(cells[role], cells["subscriber"], key=reach)


def check_cell(a, table, route, what, role, said):
    cells = table[route][what]
    cell = held(cells, role, said)
    book = "agency" if what.startswith("enter ") else what.split(".")[0] if what not in NO_MINE else "" # of an act: what it is done to; of what is entered: whose it is
    seen = held(table[BOOKS].get(book, cells), role, said)
    if what.startswith("enter ") and not said and reach(cells[role]) < reach(cells["subscriber"]): # entered as a subscriber, who sees less
        seen = table[BOOKS][book]["subscriber"]
    absent = a.ask(*question(route, what, ABSENT, role)[:3], role=role, said=role if said else None, file=question(route, what, ABSENT, role)[3])
    for n, place in enumerate((MINE[role], AGENCY, BELOW, SISTER)):
        if (n == 0 and (what in NO_MINE or what.startswith("enter "))) or (n != 1 and cell == "-"): # who may never is told from the place by nothing
            continue
        method, path, body, file = question(route, what, place, role)
        answer = a.ask(method, path, body, role=role, said=role if said else None, file=file)
        where = "%s (%s) as %s%s in place %d: table %s, sees %s, answer %s" % (route, what, role, "" if said else ", unsaid", n, cell, seen, answer.id or answer.status)
        if cell == "-":
            check(where, outcome(answer) == "never")
            check(where + " tells", plain(answer, place) == plain(absent, ABSENT))
        elif n < reach(cell):
            check(where, outcome(answer) == "in")
        elif n < reach(seen):
            check(where, answer.status in (403, 409, 422) and answer.id != "registry.no-access")
        else:
            check(where, outcome(answer) in (("hidden", "never") if cell == "seen" else ("hidden",)))
            check("%s tells what is there: %r, %r" % (where, plain(answer, place), plain(absent, ABSENT)), plain(answer, place) == plain(absent, ABSENT))


def every_route_has_a_row(table, books):
    """A new route, book or act is not there before somebody has said who may."""
    family = (BOOKS, BOOKS + "/{id}", BOOKS + "/{id}/history", BOOKS + "/{id}/files/{column}")
    routes = read_routes()
    equal("routes without a row, rows without a route", {r for r in routes if r not in family} ^ {r for r in table if r != BOOKS}, set())
    check("the books", set(family) <= set(routes))
    equal("books to be seen", set(table[BOOKS]) ^ set(books), set())
    equal("books to be taken out", set(table["GET /api/v1/exports/{book}"]) ^ set(books), set())
    acts = re.findall(r'^TR_RULES_ACT\(\w+, \w+, "([\w.]+)"', (SOURCE / "src/rules/words.def").read_text(), re.M)
    equal("acts", set(table["POST /api/v1/acts/{act}"]) ^ set(acts), set())


def is_of_place(what):
    return what not in ("anyone", "session", "portal", "desk", "vgca", "")


def matrix(a, table, said, without):
    for route, rows in table.items():
        for what in rows:
            for role in ROLES if is_of_place(what) and route not in without else ():
                check_cell(a, table, route, what, role, said)


def of_nobody(a, table):
    """What belongs to no agency: for whom, and nobody else."""
    for route, rows in table.items():
        method, path = route.split()
        path = path.replace("{log}", "mau").replace("{tile...}", "0/000")
        for what, cells in rows.items():
            for role in ROLES if what in ("", "session") and method == "GET" else ():
                answer = a.ask(method, path, role=role, said=role if what == "" else None)
                equal("%s as %s" % (route, role), answer.id or answer.status, 200 if cells[role] == "self" else "registry.no-access")
            if what == "anyone" and path != "/v1/verify":
                answer = a.ask(method, path, {})
                check("%s is open: %r" % (route, answer.raw), answer.id not in ("service.session-none", "registry.no-access", "registry.portal-token"))


def without_a_session(a, table):
    """No cookie, one that is over, one of nobody's, a portal's token, a role that is not held, a page that is not ours: nothing is looked at, whatever stands there."""
    for route, rows in table.items():
        for what, cells in list(rows.items())[:1]:
            if what in ("anyone", "portal", "desk", "vgca"):
                continue
            method, path, body, _ = question(route, what, AGENCY, "clerk")
            for how, answer in (("nothing", a.ask(method, path, body)), ("a portal's token", a.ask(method, path, body, Authorization="Bearer " + world.TOKEN)),
                                ("one that is over", a.ask(method, path, body, "clerk", "over")), ("one of nobody", a.ask(method, path, body, "clerk", "none"))):
                equal("%s with %s" % (route, how), (answer.status, answer.id), (401, "service.session-none"))
            if what == "session":
                continue
            equal(route + " as what one is not", a.ask(method, path, body, "subscriber", said="admin").id, "registry.role-not-held")
            may = [r for r in ROLES if cells[r] not in ("-", "none")]
            if method == "POST":
                method, path, body, _ = question(route, what, AGENCY if what in NO_MINE or route.endswith("/take") else MINE[may[0]], may[0])
                equal(route + " from another page", a.ask(method, path, body, may[0], said=may[0], X_CSRF_Token="0" * 64).id, "service.csrf-token")
                equal(route + " from another site", a.ask(method, path, body, may[0], said=may[0], Sec_Fetch_Site="cross-site").id, "service.csrf-token")


def portals(a):
    """A portal comes to the results of its own service, and to no other; another service is as one that is not there."""
    token = {"Authorization": "Bearer " + world.TOKEN}
    report = {"results": [{"dossier": "H1", "signed_at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(world.NOW - 60)), "document": world.HASH}]}
    for method, body in (("GET", None), ("POST", report)):
        at = "/api/v1/public-services/%d/results"
        equal("its own", a.ask(method, at % 1001, body, **token).status, 200)
        sister, absent = (a.ask(method, at % n, body, **token) for n in (SISTER, ABSENT))
        equal("another's", (sister.status, sister.id), (403, "service.portal-scope"))
        equal("as none", plain(sister, SISTER), plain(absent, ABSENT))
        equal("without one", a.ask(method, at % 1001, body).id, "registry.portal-token")
        equal("with a person's session", a.ask(method, at % 1001, body, "admin").id, "registry.portal-token")
        equal("with one that is none", a.ask(method, at % 1001, body, Authorization="Bearer " + world.TOKEN[:-1] + "4").id, "registry.portal-token")


def desks(a, table):
    """The program at a desk comes with the secret of an errand, and with nothing else: neither a person's session nor a portal's token opens its doors."""
    for route in (r for r, rows in table.items() if "desk" in rows):
        method, path = route.replace("{item}", "1").split()
        desk = {"X_Trien_Desk": "1"}
        for how, answer, error in (("nothing", a.ask(method, path, {}, **desk), "desk.token"), ("nobody's secret", a.ask(method, path, {}, **desk, Authorization="Bearer " + "0" * 64), "desk.token"),
                                   ("a portal's token", a.ask(method, path, {}, **desk, Authorization="Bearer " + world.TOKEN), "desk.token"),
                                   ("a person's session", a.ask(method, path, {}, "head", **desk), "desk.browser"), ("no version", a.ask(method, path, {}), "desk.version")):
            equal("%s with %s" % (route, how), answer.id, error)
    path = "/api/v1/desk/vgca/uploads/1"
    for how, answer, error in (("nothing", a.ask("POST", path, {}), "desk.token"), ("nobody's bearer", a.ask("POST", path, {}, Authorization="Bearer " + "0" * 64), "desk.token"),
                               ("a portal's token", a.ask("POST", path, {}, Authorization="Bearer " + world.TOKEN), "desk.token"), ("a person's session", a.ask("POST", path, {}, "head"), "desk.browser")):
        equal("%s with %s" % (path, how), answer.id, error)


def lists(a, table, files):
    """A list has exactly the rows that may be looked at one by one; history and files are those of its rows."""
    for book, cells in table[BOOKS].items():
        column = next((c for b, c in reversed(files) if b == book), None)
        for role in ROLES:
            answer = a.ask("GET", "/api/v1/books/%s?limit=500" % book, role=role, said=role)
            if cells[role] == "-":
                equal("%s as %s" % (book, role), answer.id, "registry.no-access")
                continue
            listed = {int(r["object"].split(":")[1]) for r in answer.json()["data"]}
            for n, place in enumerate((MINE[role], AGENCY, BELOW, SISTER)):
                may = n < reach(cells[role]) and not (n == 0 and book in NO_MINE)
                equal("%s lists %d as %s: %s" % (book, n, role, sorted(listed)), place in listed, may)
                at = "/api/v1/books/%s/%d" % (book, place)
                equal(at + " history", a.ask("GET", at + "/history", role=role, said=role).id, None if may else "registry.not-found")
                if column and n in (0, 3):
                    got = a.ask("GET", at + "/files/" + column, role=role, said=role)
                    hidden = role in ("it_officer", "admin") and book not in ("ticket", "certificate") # they see rows without their files; what supports a workplace is theirs
                    equal(at + " file as " + role, got.body == world.FILE if may and not hidden else got.id, True if may and not hidden else
                          "service.not-found" if may else "registry.not-found")


def exports(a, table):
    """What is taken out is of no other agency than what is seen."""
    for book, cells in table["GET /api/v1/exports/{book}"].items():
        for role in ROLES:
            answer = a.ask("GET", "/api/v1/exports/%s?form=csv" % book, role=role, said=role)
            equal("%s taken out as %s" % (book, role), answer.id or answer.status, 200 if cells[role] != "-" else "registry.no-access")
            if cells[role] != "-" and book != "mute":
                for n, place in ((2, BELOW), (3, SISTER)):
                    equal("%s of %d as %s: %s" % (book, place, role, answer.body.decode()), b"%d" % place in answer.body, n < reach(cells[role]))


def password_again(a):
    """What wants it is refused to a session that has not given it just now; nothing is done. A dry run wants none."""
    for what, role in CONFIRMED.items():
        route, place = ("POST /api/v1/plans/{plan}", MINE[role]) if what in PLANNED else ("POST /api/v1/acts/{act}", MINE[role]) if "." in what else ("POST /api/v1" + what, MINE[role]) if what[0] == "/" else \
            ("POST /api/v1/documents/{id}/" + what, MINE[role])
        method, path, body, _ = question(route, what if "." in what or what in PLANNED else "document", place, role)
        for session in ("stale", "fresh"):
            marked = {"mark": "1-1-" + "0" * 24} if what in PLANNED and session == "stale" else {} # what is done is what was shown
            answer = a.ask(method, path, {**body, **marked, "dry_run": session == "fresh"}, role, session, said=role)
            equal("%s %s: %r" % (path, session, answer.id), answer.id == "service.confirmation-wanted", session == "stale")


def leaving(a, table):
    """The own session is ended, and no other."""
    for path, session in (("/api/v1/session", "fresh"), ("/api/v1/sessions", "stale")):
        check("it is in the table", "DELETE " + path in table)
        equal("out", a.ask("DELETE", path, role="auditor", session=session).status, 200)
    for role, status in (("auditor", 401), ("admin", 200)):
        equal("after it", a.ask("GET", "/api/v1/session", role=role, session="stale").status, status)


def main():
    table = read_table()
    books, files = books_of()
    every_route_has_a_row(table, books)
    copy_lab()
    back = PostgreSQL() if sys.argv[1] == "postgresql" else SQLite()
    world.make(back, books)
    server = Program("triend", {"listen": "unix:%s/d.sock" % WORK, "store": back.store, "session_key": world.SESSION_KEY, "blobs": BLOBS + back.name, "trust": "lab/trust", "desk_id": "so-mau", "webhook_key": str(WORK / "webhook.key")})
    a, begun = Asker(str(WORK / "d.sock")), time.time()
    taken_out = "GET /api/v1/exports/{book}"
    if back.name == "sqlite":
        matrix(a, table, True, (taken_out,))
        matrix(a, table, False, (taken_out, BOOKS))
    else: # rows of the books have their lists below; which role is chosen is not the database's
        matrix(a, table, True, (taken_out, BOOKS))
    of_nobody(a, table)
    without_a_session(a, table)
    portals(a)
    desks(a, table)
    lists(a, table, files)
    exports(a, table)
    password_again(a)
    leaving(a, table)
    print("%s: %d requests in %.1f s" % (back.name, a.asked, time.time() - begun))
    server.stop()
    back.stop()
    finish()


main()
