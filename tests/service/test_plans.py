#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R6.1 R11 R14.3
Plans over HTTP, on SQLite and on PostgreSQL: agencies merge, split and get other names, people move and leave, information changes for many. Tried, told row by row, done exactly
as shown, once; what has changed since, what a keeper has not handed over, and what is none of who asks refuses the whole, and nothing is written."""
import glob
import itertools
import json
import re
import sys
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
from people import *  # noqa: E402,F403
import people  # noqa: E402

MORE = (("QL2", "Vũ Thị Mẫu", "H00", "manager", "quan.ly.2", "Cán bộ quản lý mẫu 7"), ("QL3", "Đỗ Văn Mẫu", "H2", "manager", "quan.ly.h2", "Cán bộ quản lý mẫu 8"),
        ("SO1", "Bùi Thị Mẫu", "H00", "department", "so.mau", "Cán bộ sở mẫu số 6"))
MERGE = {"agency": "H2", "objects": ["H1"], "reason": "Nghị quyết 01 mẫu"}
keys = itertools.count(1)


class Desk:
    def __init__(self, where, name):
        self.name, self.browser = name, logged_in(where, name)

    def plan(self, verb, body, key=None):
        return self.browser.ask("POST", "/api/v1/plans/" + verb, body, {"Idempotency-Key": key or "p%d" % next(keys)})

    def tries(self, verb, body):
        answer = self.plan(verb, {**body, "dry_run": True})
        check("%s tries %s: %r" % (self.name, verb, answer.body), answer.status == 200)
        return answer.json()

    def does(self, verb, body, mark, key=None):
        answer = self.plan(verb, {**body, "mark": mark}, key)
        check("%s does %s: %r" % (self.name, verb, answer.body), answer.status == 200)
        return answer.json()


def settle(back):
    """People who plan; a certificate on a device that its subscriber keeps, and a seal's device that VT2 keeps for H2."""
    set_up(back)
    for code, name, agency, role, login, password in MORE:
        people.PASSWORDS[login] = password
        enter(back, "person", "code=" + code, "name=" + name, "agency=" + agency)
        enter(back, "post", "person=" + code, "agency=" + agency, "title=Cán bộ Mẫu", "role=" + role, "from_at=2020-01-01")
        set_password(back, enter(back, "account", "kind=password", "name=" + login, "person=" + code), password)
    for serial, agency, keeper in (("T1", "H1", "VT1"), ("T2", "H2", "VT2")):
        enter(back, "device", "kind=token", "serial=" + serial, "agency=" + agency, "state=assigned")
        enter(back, "custody", "device=token/" + serial, "keeper=" + keeper, "decision=01/QĐ-MẪU", "decided_at=2020-01-01", "from_at=2020-01-01", "taker_at=2020-01-01")
    for pem, words in (("leader", ("--agency", "H1", "--person", "VT1", "--device", "token/T1")), ("agency", ("--agency", "H2", "--holder", "agency", "--device", "token/T2"))):
        text = pathlib.Path("lab/keys/%s.pem" % pem).read_text()
        pathlib.Path(pem + ".pem").write_text(re.search(r"-----BEGIN CERT.*?-----END CERT[^\n]*\n", text, re.S)[0])
        trien("registry", "certificate", "--trust", "lab/trust", "--blobs", BLOBS + back.name, *words, back.store, pem + ".pem")
    back.write("UPDATE certificate SET state = 'active'") # as after their handing over, which is not asked about here


def changes(back):
    return back.ask("SELECT COUNT(*) FROM change")[0][0]


def shapes(manager):
    """What is said of a plan is what that plan takes, and a plan that is done was shown."""
    mark = manager.tries("merge", MERGE)["mark"]
    for verb, body in (("merge", MERGE), ("merge", {"agency": "H2", "dry_run": True}), ("merge", {**MERGE, "name": "x", "dry_run": True}), ("merge", {**MERGE, "mark": mark, "since": "2026-01-01"}),
                       ("merge", {**MERGE, "objects": [], "dry_run": True}), ("merge", {**MERGE, "objects": "H1", "dry_run": True}), ("merge", {**MERGE, "objects": [1], "dry_run": True}),
                       ("rename", {"agency": "H1", "dry_run": True}), ("move", {"agency": "H2", "objects": ["VT1"], "post": "clerk", "dry_run": True}),
                       ("move", {"agency": "H2", "objects": ["VT1"], "title": "x", "post": "system", "dry_run": True}), ("retire", {"objects": ["VT1"], "case": "fired", "dry_run": True}),
                       ("change", {"table": [["code"], ["VT1"]], "dry_run": True}), ("change", {"book": "device", "table": [["code"], ["VT1"]], "dry_run": True}),
                       ("split", {"table": [["code", "agency"]], "dry_run": True}), ("split", {"table": [["code", "agency"], ["VT1"]], "dry_run": True}), ("split", {"table": [[], []], "dry_run": True}),
                       ("split", {"table": [["c"] * 25, ["x"] * 25], "dry_run": True}), ("split", {"table": [["code", "agency"], ["VT1", 7]], "dry_run": True})):
        is_refused("%s %r" % (verb, body), manager.plan(verb, body), 400, "service.json-malformed")
    is_refused("no such plan", manager.plan("found", {**MERGE, "dry_run": True}), 404, "service.not-found")
    is_refused("what is no mark", manager.plan("merge", {**MERGE, "mark": "x"}), 400, "registry.plan-mark")
    is_refused("without a key", manager.browser.ask("POST", "/api/v1/plans/merge", {**MERGE, "dry_run": True}), 400, "service.idempotency-key")
    # At each cap it is read, one past it it is not.
    is_refused("500 people", manager.plan("retire", {"objects": ["#9"] + ["k"] * 499, "dry_run": True}), 404, "registry.key-unknown")
    is_refused("501", manager.plan("retire", {"objects": ["k"] * 501, "dry_run": True}), 400, "service.json-malformed")
    table = [["code", "phone"]] + [["k", "1"]] * 2000
    is_refused("2000 rows", manager.plan("change", {"book": "person", "table": table, "dry_run": True}), 404, "registry.key-unknown")
    is_refused("2001", manager.plan("change", {"book": "person", "table": table + [["k", "1"]], "dry_run": True}), 400, "service.json-malformed")
    body = json.dumps({"book": "person", "table": [["code", "phone"], ["k", "1"]], "dry_run": True}).encode()
    is_refused("256 KB", manager.plan("change", body + b" " * ((256 << 10) - len(body))), 404, "registry.key-unknown")
    is_refused("a byte more", manager.plan("change", body + b" " * ((256 << 10) + 1 - len(body))), 413, "service.body-limit")


def refused(back, desks):
    """Who may not, what lies elsewhere, and what does not go: by its id, and nothing is written."""
    manager, before = desks["quan.ly"], changes(back)
    for name in ("van.thu", "thu.truong", "so.mau", "quan.tri"):
        is_refused(name, desks[name].plan("merge", {**MERGE, "dry_run": True}), 403, "registry.no-access")
    there, absent = (desks["quan.ly.h2"].plan("merge", {"agency": "H2", "objects": [o], "dry_run": True}) for o in ("H1", "H9"))
    equal("out of reach is as what is not there", [(a.status, a.id) for a in (there, absent)], [(404, "registry.key-unknown")] * 2)
    is_refused("into itself", manager.plan("merge", {"agency": "H1", "objects": ["H1"], "dry_run": True}), 409, "registry.plan-agency")
    is_refused("a person twice", manager.plan("retire", {"objects": ["VT1", "VT1"], "dry_run": True}), 409, "registry.plan-person")
    is_refused("one that does not go on", manager.plan("unite", {"agency": "H2", "objects": ["H1"], "keep": "H2", "dry_run": True}), 409, "registry.plan-keep")
    is_refused("a column that is no plan's", manager.plan("change", {"book": "person", "table": [["code", "state"], ["VT1", "retired"]], "dry_run": True}), 400, "registry.plan-column")
    is_refused("a post for oneself", manager.plan("move", {"agency": "H1", "objects": ["QL1"], "title": "Thủ trưởng", "post": "head", "dry_run": True}), 403, "registry.grant-self")
    is_refused("a post that is not for it to give", manager.plan("move", {"agency": "H2", "objects": ["VT1"], "title": "Quản trị", "post": "admin", "dry_run": True}), 403, "registry.grant-role")
    is_refused("hidden letters", manager.plan("rename", {"agency": "H1", "name": "a\u202eb", "dry_run": True}), 422, "registry.characters-hidden")
    told = manager.tries("retire", {"objects": ["VT2"]})
    kept = [r for r in told["rows"] if r["does"] == "hand-over"]
    equal("who keeps the seal's device hands it over before", [(r["name"], r["refused"], r["blocks"]) for r in kept], [("T2", "registry.plan-keeper", True)])
    check("said in both languages: %r" % kept, kept[0]["message"] != kept[0]["message_en"] and told["blocking"] == 1)
    is_refused("before that nothing is done", manager.plan("retire", {"objects": ["VT2"], "mark": told["mark"]}), 409, "registry.plan-blocked")
    ahead = manager.tries("merge", {**MERGE, "since": "2099-01-01"})
    is_refused("what lies ahead", manager.plan("merge", {**MERGE, "mark": ahead["mark"]}), 400, "registry.effective-late")
    is_refused("a day that is none", manager.plan("merge", {**MERGE, "since": "31/02/2026", "dry_run": True}), 400, "base.time-invalid")
    equal("nothing was written", changes(back), before)


def done_once(back, desks):
    """Two officers, two tabs: what was shown is done once, and what has changed since refuses the other, who is told what."""
    manager, other = desks["quan.ly"], desks["quan.ly.2"]
    first, before = manager.tries("merge", MERGE), changes(back)
    equal("tried", (first["act"], first["dry_run"], first["changes"], first["error"]), (0, True, [], None))
    rows = {(r["does"], r["object"].split(":")[0]) for r in first["rows"]}
    check("row by row: %r" % rows, {("end-agency", "agency"), ("person-moves", "person"), ("post-ends", "post"), ("request", "certificate"), ("letter", "letter")} <= rows)
    asked = [r for r in first["rows"] if r["does"] == "request"]
    equal("what is asked for", [(r["kind"], r["reason"], r["receiver"], r["letter"], r["made"]) for r in asked], [("change", "agency_changed", "authority", 1, None)])
    answer = other.browser.ask("POST", "/api/v1/books/person/2", {"values": {"phone": "0911111111"}}, {"Idempotency-Key": "t1"})
    equal("meanwhile a telephone: %r" % answer.body, answer.status, 200)
    is_refused("as it was shown it is no more", manager.plan("merge", {**MERGE, "mark": first["mark"]}), 409, "registry.plan-changed")
    second = manager.tries("merge", {**MERGE, "mark": first["mark"]})
    equal("what has changed", ([(c["what"], c["object"], c["actor"]) for c in second["changes"]], second["error"]), ([("person.change", "person:2", "person:6")], "registry.plan-changed"))
    equal("that telephone alone", changes(back), before + 1)
    confirmed_before(back, 400)
    is_refused("the password again", manager.plan("merge", {**MERGE, "mark": second["mark"]}), 403, "service.confirmation-wanted")
    manager.browser.confirm("quan.ly")
    done = manager.does("merge", MERGE, second["mark"], "sap-nhap")
    check("one act: %r" % done, done["act"] > 0 and not done["dry_run"] and done["error"] is None)
    equal("as it was shown", (done["mark"].split("-")[1:], done["requests"], done["letters"]), (second["mark"].split("-")[1:], second["requests"], second["letters"]))
    equal("what was made", sorted((r["does"], r["object"], r["made"]) for r in done["rows"]), [("letter", "letter:1", 1), ("request", asked[0]["object"], 1)])
    after = changes(back)
    equal("the same key, the same answer", manager.plan("merge", {**MERGE, "mark": second["mark"]}, "sap-nhap").json(), done)
    is_refused("the other tab", manager.plan("merge", {**MERGE, "mark": second["mark"]}), 409, "registry.plan-agency")
    other.browser.confirm("quan.ly.2")
    is_refused("the other officer", other.plan("merge", {**MERGE, "mark": second["mark"]}), 409, "registry.plan-agency")
    equal("once", (changes(back), back.ask("SELECT COUNT(*) FROM act WHERE what = 'plan.merge'")), (after, [(1,)]))
    equal("who, and why", back.ask("SELECT actor, reason FROM act WHERE what = 'plan.merge'"), [("person:4", MERGE["reason"])])
    equal("it has ended", back.ask("SELECT state FROM agency WHERE code = 'H1'")[0][0] != "active", True)
    registry(back, "undo", "--as", "person:4", "--role", "manager", "--reason", "nghị quyết mẫu bị hủy", str(done["act"]))
    equal("undone as one", back.ask("SELECT state FROM agency WHERE code = 'H1'"), [("active",)])


def others(back, desks):
    """Every other plan, done."""
    manager = desks["quan.ly"]
    for verb, body, sql, want in (
            ("rename", {"agency": "H1", "name": "Huyện Mẫu Mới"}, "SELECT name FROM agency WHERE code = 'H1'", "Huyện Mẫu Mới"),
            ("move", {"agency": "H2", "objects": ["TT1"], "title": "Phó chủ tịch Mẫu", "decision": "05/QĐ-MẪU"}, "SELECT decision FROM post WHERE title = 'Phó chủ tịch Mẫu' AND role = 'subscriber'", "05/QĐ-MẪU"),
            ("split", {"table": [["Mã", "Cơ quan"], ["TT1", "H1"]]}, "SELECT agency FROM person WHERE code = 'TT1'", 2),
            ("change", {"book": "person", "table": [["code", "email"], ["TT1", "moi@example.vn"]]}, "SELECT email FROM person WHERE code = 'TT1'", "moi@example.vn"),
            ("change", {"book": "agency", "table": [["code", "short_name"], ["H1", "Mẫu 1"]]}, "SELECT short_name FROM agency WHERE code = 'H1'", "Mẫu 1"),
            ("retire", {"objects": ["TT1"], "case": "resigned"}, "SELECT state FROM person WHERE code = 'TT1'", "left"),
            ("transfer", {"objects": ["SO1"]}, "SELECT state FROM person WHERE code = 'SO1'", "moved")):
        shown = manager.tries(verb, body)
        done = manager.does(verb, {**body, "reason": "mẫu"}, shown["mark"])
        equal("%s is as shown" % verb, (done["requests"], done["letters"], done["refused"]), (shown["requests"], shown["letters"], shown["refused"]))
        equal("%s: %s" % (verb, sql), back.ask(sql), [(want,)])


def one_back_end(back):
    settle(back)
    service = Program("triend", {"listen": "unix:" + str(WORK / back.name), "store": back.store, "blobs": BLOBS + back.name, "trust": "lab/trust"})
    desks = {name: Desk(str(WORK / back.name), name) for name in people.PASSWORDS}
    shapes(desks["quan.ly"])
    refused(back, desks)
    done_once(back, desks)
    others(back, desks)
    service.stop()
    check("no name in the log", "Mẫu" not in service.log())
    back.stop()


def main():
    copy_lab()
    one_back_end(SQLite())
    if glob.glob("/usr/lib/postgresql/*/bin/initdb"):
        one_back_end(PostgreSQL())
    finish()


main()
