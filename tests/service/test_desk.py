#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R4.1 R4.3 R5.3 R9.2 R9.3
Errands for the program at the desk, and logins by it (docs/desk-protocol.md), on SQLite and on PostgreSQL: a page begins signings and gives them away by a link, the program takes them, once, and signs what it has hashed
itself; nothing else can be done with what it has. Whatever ends the person's session, post, custody or time ends the errand, and the document is as it was."""
import sys
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
from office import *  # noqa: E402,F403
from agent import Agent, HEAD  # noqa: E402
from vgca_mock import Vgca, form, path_of  # noqa: E402

ORIGIN = "https://so.example"
DRAFT = {"agency": 2, "kind": "QĐ", "subject": "Về việc mẫu", "procedure": "2"}
CONFIG = {"blobs": None, "trust": "lab/trust", "origin": ORIGIN, "desk_id": "so-mau", "vgca": True}
SESSION = "SELECT token FROM session WHERE account = (SELECT id FROM account WHERE name = '%s') ORDER BY used_at DESC"


class Office:
    """An office at a service, and who works in it."""

    def __init__(self, back, where):
        self.back, self.where = back, where
        self.drafter, self.clerk, self.head = Desk(where, "soan.thao"), Desk(where, "van.thu", "agency"), Desk(where, "thu.truong", "leader")

    def document(self, subject="Ký bằng thiết bị"):
        """One that waits for the head."""
        one = self.drafter.does("/documents", {**DRAFT, "subject": subject}, draft("desk-draft.pdf"))["document"]
        self.drafter.does("/documents/%d/submit" % one, {"steps": [{"stage": 1, "kind": "sign", "person": self.ids["thu.truong"]}]})
        return one

    def begins(self, who, document, **more):
        return who.does("/signings", {"document": document, "certificate": fingerprint(who.key), "desk": True, **more})["signing"]

    def errand(self, who, *documents, **said):
        made = who.does("/errands", {"signings": [self.begins(who, d) for d in documents], **said})
        equal("the link", made["uri"], "trien://s/so-mau/" + made["token"])
        check("a token, a code: %s" % made, re.fullmatch("[0-9a-f]{64}", made["token"]) and re.fullmatch("[0-9]{4}", made["code"]))
        return made

    def taken(self, who, *documents):
        made, agent = self.errand(who, *documents), Agent(self.where, who.key)
        agent.redeem(made["token"])
        return made, agent

    def file_of(self, document):
        return self.back.ask("SELECT file FROM document WHERE id = %d" % document)

    def stands(self, who, made):
        now = who.gets("/errands/%d" % made["errand"]).json()
        return now["state"], now["reason"] and now["reason"]["id"], [i["state"] for i in now["items"]]


def one_by_one(o):
    """The head's step and the agency's seal, each an errand."""
    one = o.document()
    equal("no errand", o.head.gets("/errands").json(), {"desk": True, "vgca": True, "data": []})
    made = o.errand(o.head, one)
    equal("it waits", o.stands(o.head, made), ("waiting", None, ["waiting"]))
    equal("and is found again", [e["errand"] for e in o.head.gets("/errands").json()["data"]], [made["errand"]])
    agent = Agent(o.where, "leader")
    errand = agent.redeem(made["token"])
    equal("what the desk shows", (errand["code"], errand["until"], errand["who"], errand["server"]), (made["code"], made["until"], {"name": "Nguyễn Văn Mẫu", "post": "Cán bộ Mẫu", "agency": "UBND tỉnh Mẫu"}, "so-mau"))
    item = errand["items"][0]
    equal("of the document", (item["item"], item["document"], item["purpose"], item["agency"], item["symbol"], item["title"], item["pages"]), (1, one, "step", "UBND tỉnh Mẫu", None, "Ký bằng thiết bị", None))
    equal("taken", o.stands(o.head, made), ("redeemed", None, ["waiting"]))
    finished = agent.signs(item)
    equal("signed", finished["to"], "signed")
    equal("asked again, told again", agent.ask("POST", "/items/1/value", {"value": "AAAA"}).json()["finished"], finished)
    equal("the page knows", o.stands(o.head, made), ("redeemed", None, ["signed"]))
    equal("the end", agent.end(state="done").json(), {"status": "ok"})
    equal("done", o.stands(o.head, made), ("done", None, ["signed"]))
    equal("what came of it", o.head.gets("/errands/%d" % made["errand"]).json()["items"][0]["finished"]["file"], finished["file"])
    agent.may_not("desk.over", "GET", "/items/1/base")
    number = o.clerk.does("/documents/%d/number" % one)["text"]
    made, agent = o.taken(o.clerk, one)
    equal("with its number", (agent.errand["items"][0]["symbol"], agent.errand["items"][0]["purpose"]), (number, "seal"))
    equal("issued", agent.signs(agent.errand["items"][0])["to"], "issued")
    agent.end(state="done")
    pathlib.Path("desk.pdf").write_bytes(o.clerk.gets("/books/document/%d/files/issued_file" % one).body)
    judged("desk.pdf", 2)
    reason = o.back.ask("SELECT reason FROM act WHERE what = 'document.finish' ORDER BY id DESC LIMIT 1")[0][0]
    check("the trail says how: " + reason, "phần mềm ký trên máy" in reason)


def many(o):
    """One errand for several, of which one is refused at the desk: a result each; the receivers of a seal are said with the errand."""
    three = [o.document("Văn bản %d" % n) for n in range(3)]
    made, agent = o.taken(o.head, *three)
    first, second, third = agent.errand["items"]
    agent.signs(first)
    agent.signs(third)
    equal("ended", agent.end(state="done", items=[{"item": second["item"], "reason": "agent.other-digest"}]).status, 200)
    now = o.head.gets("/errands/%d" % made["errand"]).json()
    equal("each", [(i["document"], i["state"]) for i in now["items"]], [(three[0], "signed"), (three[1], "refused"), (three[2], "signed")])
    equal("why not", now["items"][1]["refusal"]["id"], "agent.other-digest")
    equal("its session is given up", o.back.ask("SELECT state FROM signing WHERE id = %d" % second["signing"]), [("abandoned",)])
    o.clerk.does("/documents/%d/number" % three[0])
    made = o.errand(o.clerk, three[0], to=[1])
    agent = Agent(o.where, "agency")
    agent.signs(agent.redeem(made["token"])["items"][0])
    agent.end(state="done")
    equal("sent", o.back.ask("SELECT COUNT(*) FROM delivery WHERE document = %d" % three[0]), [(1,)])
    return three[1]


def wishes(o, one):
    """What no errand is made of."""
    signing = o.begins(o.head, one)
    for wrong in ({}, {"signings": []}, {"signings": [0]}, {"signings": ["1"]}, {"signings": [signing] * 101}, {"signings": [signing], "strange": 1}):
        o.head.may_not("service.json-malformed", "/errands", wrong)
    equal("at the cap", o.head.does("/errands", {"signings": [signing] * 100, "dry_run": True})["uri"], None)
    equal("only tried", o.head.gets("/errands").json()["data"], [])
    o.head.may_not("registry.not-found", "/errands", {"signings": [signing + 1000]})
    o.clerk.may_not("registry.not-found" if o.clerk.ask("GET", "/api/v1/books/signing/%d" % signing).status == 404 else "office.session-other", "/errands", {"signings": [signing]})
    by_file = o.head.does("/signings", {"document": one, "certificate": fingerprint("leader")})["signing"]
    o.head.may_not("service.not-prepared", "/errands", {"signings": [by_file]})
    o.head.may_not("office.session-over", "/errands", {"signings": [signing]})
    two = o.document("Chứng thư khác")
    both = [o.begins(o.head, one), o.begins(o.head, two)]
    o.back.write("UPDATE signing SET certificate = '%s' WHERE id = %d" % (fingerprint("clerk"), both[1])) # as if they had another device beside it
    o.head.may_not("desk.certificates", "/errands", {"signings": both})
    o.head.does("/signings/%d/abandon" % both[1])
    made = o.head.does("/errands", {"signings": [o.begins(o.head, one)]}, key="errand-1")
    again = o.head.does("/errands", {"signings": [o.back.ask("SELECT MAX(id) FROM signing")[0][0]]}, key="errand-1")
    equal("asked again it is the same, and its link is not told again", (again["errand"], again["token"], again["uri"]), (made["errand"], None, None))
    for wrong in ({"certificate": fingerprint("leader"), "desk": True, "take_number": True}, {"chain": chain_of("leader"), "desk": True}, {"held": "any", "desk": True}):
        o.head.may_not("service.json-malformed", "/signings", {"document": one, **wrong})
    o.head.may_not("rules.step-holder", "/signings", {"document": one, "certificate": "ab" * 32, "desk": True})


def heads(o, one):
    """These doors are no browser's, speak one version, and take nothing that is not as it is said."""
    made = o.errand(o.head, one)
    agent = Agent(o.where, "leader")
    for browser in ({"Origin": "https://x"}, {"Cookie": "a=b"}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Mode": "cors"}):
        agent.may_not("desk.browser", "POST", "/redeem", {"token": made["token"]}, **browser)
    for elsewhere in ({"Origin": "https://xau.example"}, {"Sec-Fetch-Site": "none"}): # a page of another site is told so, as everywhere
        agent.may_not("service.csrf-token", "POST", "/redeem", {"token": made["token"]}, **elsewhere)
    for version in ("2", "", "1.0"):
        agent.may_not("desk.version", "POST", "/redeem", {"token": made["token"]}, **{"X-Trien-Desk": version})
    for wrong in ({}, {"token": 1}, {"token": made["token"], "x": 1}, {"token": "a" * 65}):
        agent.may_not("service.json-malformed", "POST", "/redeem", wrong)
    answers = {agent.may_not("desk.token", "POST", "/redeem", {"token": t}).json()["detail"] for t in ("", "x", "0" * 64, made["token"].upper(), made["token"][:-1])}
    equal("one answer", len(answers), 1)
    agent.may_not("desk.token", "GET", "/items/1/base")
    agent.may_not("desk.token", "GET", "/items/1/base", Authorization="Bearer " + made["token"])
    equal("nothing of that has used the link", agent.redeem(made["token"])["errand"], made["errand"])
    for browser in ({"Origin": ORIGIN}, {"Cookie": "a=b"}):
        agent.may_not("desk.browser", "POST", "/items/1/value", {"value": "AAAA"}, **browser)
    agent.may_not("desk.item", "GET", "/items/2/base")
    agent.may_not("desk.item", "POST", "/items/2/value", {"value": "AAAA"})
    agent.may_not("service.not-found", "GET", "/items/x/base")
    for wrong in ({}, {"value": 1}, {"value": "!"}, {"value": "AAAA", "to": [1]}, {"value": "A" * 4609}):
        agent.may_not("service.json-malformed", "POST", "/items/1/value", wrong)
    for wrong in ({}, {"state": "over"}, {"state": "done", "reason": "Agent"}, {"state": "done", "reason": ""}, {"state": "done", "reason": "a" * 65}, {"state": "done", "items": [1]},
                  {"state": "done", "items": [{"item": 1}]}, {"state": "done", "items": [{"item": 1, "reason": "a b"}]}):
        agent.may_not("service.json-malformed", "POST", "/end", wrong)
    item, file = agent.errand["items"][0], o.file_of(one)
    agent.may_not("sign.value-wrong", "POST", "/items/1/value", {"value": agent.value(item, "clerk")})
    equal("a wrong value is no signature, and the page is told", o.stands(o.head, made), ("redeemed", None, ["refused"]))
    equal("as what", o.head.gets("/errands/%d" % made["errand"]).json()["items"][0]["refusal"]["id"], "sign.value-wrong")
    equal("the file is as it was", o.file_of(one), file)
    o.clerk.may_not("registry.not-found", "/errands/%d/abandon" % made["errand"])
    equal("nobody else's", o.clerk.ask("GET", "/api/v1/errands/%d" % made["errand"]).id, "registry.not-found")
    agent.may_not("service.method-refused", "GET", "/redeem")
    equal("it ends with why", agent.end(state="refused", reason="agent.pin-cancelled").status, 200)
    equal("told", o.stands(o.head, made), ("refused", "agent.pin-cancelled", ["refused"]))
    made, agent = o.taken(o.head, one)
    agent.end(state="refused")
    equal("or does not say why", o.stands(o.head, made), ("refused", "desk.refused", ["waiting"]))


def links(o, one):
    """A link is good once: who opens it a second time ends it for both. A new errand ends the former; so does who takes it back, and time."""
    made, agent = o.taken(o.head, one)
    second = Agent(o.where, "leader")
    second.may_not("desk.token", "POST", "/redeem", {"token": made["token"]})
    equal("ended for both", o.stands(o.head, made)[:2], ("refused", "desk.token-used"))
    agent.may_not("desk.over", "GET", "/items/1/base")
    agent.may_not("desk.over", "POST", "/items/1/value", {"value": "AAAA"})
    second.may_not("desk.token", "POST", "/redeem", {"token": made["token"]})
    former, agent = o.taken(o.head, one)
    made = o.errand(o.head, one)
    equal("replaced", o.stands(o.head, former)[:2], ("over", "desk.replaced"))
    agent.may_not("desk.over", "GET", "/items/1/revision")
    o.head.does("/errands/%d/abandon" % made["errand"])
    equal("taken back", o.stands(o.head, made)[:2], ("over", "desk.abandoned"))
    equal("with its signing", o.back.ask("SELECT state FROM signing ORDER BY id DESC LIMIT 1"), [("abandoned",)])
    agent.secret = None
    agent.may_not("desk.token", "POST", "/redeem", {"token": made["token"]})
    made, agent = o.taken(o.head, one)
    waiting = o.back.ask("SELECT id FROM errand ORDER BY id DESC LIMIT 1")[0][0]
    o.back.write("UPDATE errand SET ends_at = ends_at - 301 WHERE id = %d" % waiting)
    agent.may_not("desk.over", "GET", "/items/1/base")
    equal("its time is over", o.stands(o.head, made)[:2], ("over", "desk.over"))
    equal("and it is found no more", o.head.gets("/errands").json()["data"], [])
    made = o.errand(o.head, one)
    o.back.write("UPDATE errand SET ends_at = ends_at - 301 WHERE id = %d" % made["errand"])
    Agent(o.where, "leader").may_not("desk.token", "POST", "/redeem", {"token": made["token"]})


def changes(o, one):
    """The page hears at once what the program does, and nothing of another's; streams are counted. The one that is given back is to end by itself."""
    made = o.errand(o.head, one)
    path = "/api/v1/errands/%d/changes" % made["errand"]
    cookies = {"Cookie": "; ".join("%s=%s" % x for x in o.head.cookies.items())}
    stream = Stream(o.where, path, cookies)
    equal("a stream", (stream.head.status, stream.head.fields["content-type"], stream.head.fields["cache-control"], stream.head.fields["x-accel-buffering"]), (200, "text/event-stream", "no-store", "no"))
    equal("what was before", stream.event(), "changed")
    agent = Agent(o.where, "leader")
    agent.redeem(made["token"])
    equal("it is taken", stream.event(), "changed")
    equal("of another", o.clerk.ask("GET", path).id, "registry.not-found")
    equal("without a session", request(o.where, "GET", path).id, "service.session-none")
    more = [Stream(o.where, path, cookies) for _ in range(127)]
    check("as many as there may be", all(s.head.status == 200 for s in more))
    equal("one past it", o.head.ask("GET", path).id, "service.busy")
    for s in more:
        s.close()
    for _ in range(300):
        if o.head.ask("GET", path).status == 200:
            break
        time.sleep(0.1)
    else:
        check("those that are gone make room", False)
    equal("it says so", agent.end(state="refused", reason="agent.declined").status, 200)
    while (said := stream.event()) == "":
        pass
    equal("it has ended", (said, o.stands(o.head, made)[0]), ("changed", "refused"))
    return stream


def long_words(o, one):
    """What the program shows has room there: at the cap whole, past it cut between two letters, and that is seen."""
    for length, shown in ((2000, "x" * 2000), (2001, "x" * 1997 + "…")):
        o.back.write("UPDATE document SET subject = '%s' WHERE id = %d" % ("x" * length, one))
        equal("a subject of %d" % length, o.taken(o.head, one)[1].errand["items"][0]["title"], shown)
    o.back.write("UPDATE document SET subject = '%s' WHERE id = %d" % ("ệ" * 1000, one))
    equal("letters are whole", o.taken(o.head, one)[1].errand["items"][0]["title"], "ệ" * 665 + "…")
    o.back.write("UPDATE document SET subject = 'Về việc mẫu' WHERE id = %d; UPDATE post SET title = '%s' WHERE person = (SELECT id FROM person WHERE code = 'CB2')" % (one, "x" * 256))
    equal("a post", o.taken(o.head, one)[1].errand["who"]["post"], "x" * 252 + "…")
    o.back.write("UPDATE post SET title = 'Cán bộ Mẫu' WHERE person = (SELECT id FROM person WHERE code = 'CB2')")


def posts(o):
    """A clerk whose post has ended seals nothing more, errand or not."""
    one = o.document("Chức vụ")
    made, agent = o.taken(o.head, one)
    agent.signs(agent.errand["items"][0])
    agent.end(state="done")
    o.clerk.does("/documents/%d/number" % one)
    made, agent = o.taken(o.clerk, one)
    value, file = agent.value(agent.errand["items"][0]), o.file_of(one)
    post = "WHERE person = (SELECT id FROM person WHERE code = 'CB1')"
    o.back.write("UPDATE post SET to_at = 1600000000 " + post)
    agent.may_not("office.session-key", "POST", "/items/1/value", {"value": value}) # with the post the custody ends
    equal("the file is as it was", o.file_of(one), file)
    o.back.write("UPDATE post SET to_at = NULL " + post)
    equal("given again", agent.ask("POST", "/items/1/value", {"value": value}).json()["finished"]["to"], "issued")
    agent.end(state="done")


def persons(o, one):
    """What the program may is what the person may at that moment."""
    back, file = o.back, o.file_of(one)
    # Each is tried with a value that is right, and undone.
    device = "(SELECT id FROM device WHERE serial = 'T2')"
    enter(back, "device", "kind=token", "serial=T2", "agency=H01", "state=assigned")
    back.write("UPDATE certificate SET device = %s WHERE fingerprint = '%s'" % (device, fingerprint("leader")))
    custody = enter(back, "custody", "device=token/T2", "keeper=CB2", "decision=01/QĐ-MẪU", "decided_at=2020-01-01", "from_at=2020-01-01", "taker_at=2020-01-01").split(":")[1]
    for what, bad, good, error in (
            ("account", "UPDATE account SET state = 'closed' WHERE name = 'thu.truong'", "UPDATE account SET state = 'active' WHERE name = 'thu.truong'", "desk.over"),
            ("person", "UPDATE person SET state = 'left' WHERE code = 'CB2'", "UPDATE person SET state = 'active' WHERE code = 'CB2'", "desk.over"),
            ("custody", "UPDATE custody SET keeper = (SELECT id FROM person WHERE code = 'CB1') WHERE id = " + custody, "UPDATE custody SET keeper = (SELECT id FROM person WHERE code = 'CB2') WHERE id = " + custody, "rules.step-holder"),
            ("certificate", "UPDATE certificate SET state = 'revoked' WHERE fingerprint = '%s'" % fingerprint("leader"), "UPDATE certificate SET state = 'active' WHERE fingerprint = '%s'" % fingerprint("leader"), "rules.step-holder")):
        made, agent = o.taken(o.head, one)
        value = agent.value(agent.errand["items"][0])
        back.write(bad)
        agent.may_not(error, "POST", "/items/1/value", {"value": value})
        back.write(good)
        equal(what + ": the file is as it was", o.file_of(one), file)
    # The web session: out is out. Who proves again who it is goes on.
    made, agent = o.taken(o.head, one)
    o.head.confirm()
    equal("confirmed meanwhile", agent.ask("GET", "/items/1/base").status, 200)
    equal("and its page goes on", o.stands(o.head, made)[0], "redeemed")
    made = o.errand(o.head, one)
    o.head.ask("DELETE", "/api/v1/session")
    o.head.log_in(o.head.name, password(o.head.name))
    Agent(o.where, "leader").may_not("desk.token", "POST", "/redeem", {"token": made["token"]})
    equal("of another session", o.head.ask("GET", "/api/v1/errands/%d" % made["errand"]).id, "registry.not-found")
    made, agent = o.taken(o.head, one)
    value = agent.value(agent.errand["items"][0])
    o.head.ask("DELETE", "/api/v1/sessions")
    agent.may_not("desk.over", "POST", "/items/1/value", {"value": value})
    o.head.log_in(o.head.name, password(o.head.name))
    equal("the file is as it was", o.file_of(one), file)
    signing = o.begins(o.head, one)
    confirmed_before(back, 301)
    o.head.may_not("service.confirmation-wanted", "/errands", {"signings": [signing]})
    o.head.confirm()


def logins(o):
    """A login by the program opens one session, in the browser that asked for it, once."""
    enter(o.back, "account", "kind=token", "name=tt.token", "person=CB2")

    def ticket(browser, key="leader", **wrong):
        agent, asks = Agent(o.where, key), Browser(o.where)
        text = asks.ask("POST", "/api/v1/session/challenge", {}).json()["text"]
        pathlib.Path("text").write_bytes(text.encode())
        signature = base64.b64encode(subprocess.run(["openssl", "dgst", "-sha256", "-sign", "lab/keys/%s.pem" % key, "text"], capture_output=True, check=True).stdout).decode()
        return agent.ask("POST", "/login", {"text": text, "certificate": chain_of(key)[0], "signature": signature, "nonce": browser, **wrong})

    def show(given, nonce):
        b = Browser(o.where)
        if nonce:
            b.cookies["__Host-trien-desk"] = nonce
        return b, b.ask("POST", "/api/v1/session/ticket", {"ticket": given})

    nonce, other = "5a" * 32, "6b" * 32
    equal("it is offered", Browser(o.where).ask("GET", "/api/v1/session/ways").json(), {"desk": "so-mau"})
    answer = ticket(nonce)
    check("a ticket: %r" % answer.raw, answer.status == 200)
    given = answer.json()
    equal("the page", (given["uri"], given["seconds"]), (ORIGIN + "/#/dang-nhap/" + given["ticket"], 60))
    b, opened = show(given["ticket"], nonce)
    equal("who: %r" % opened.body, (opened.status, opened.json()["name"]), (200, "tt.token"))
    equal("and is", b.ask("GET", "/api/v1/session").json()["person_name"], "Nguyễn Văn Mẫu")
    for what, given, cookie in (("once", given["ticket"], nonce), ("another browser's", ticket(nonce).json()["ticket"], other), ("no browser's", ticket(nonce).json()["ticket"], None), ("none", "0" * 64, nonce)):
        is_refused(what, show(given, cookie)[1], 401, "desk.ticket")
    used = ticket(nonce).json()["ticket"]
    is_refused("of another browser", show(used, other)[1], 401, "desk.ticket")
    is_refused("after that it is gone", show(used, nonce)[1], 401, "desk.ticket")
    late = ticket(nonce).json()["ticket"]
    o.back.write("UPDATE login_ticket SET ends_at = ends_at - 60")
    is_refused("late", show(late, nonce)[1], 401, "desk.ticket")
    revoked = ticket(nonce).json()["ticket"]
    o.back.write("UPDATE certificate SET state = 'revoked' WHERE fingerprint = '%s'" % fingerprint("leader"))
    is_refused("revoked meanwhile", show(revoked, nonce)[1], 401, "desk.ticket")
    is_refused("and gets none", ticket(nonce), 401, "service.token-refused")
    o.back.write("UPDATE certificate SET state = 'active' WHERE fingerprint = '%s'" % fingerprint("leader"))
    mine = ticket(nonce).json()["ticket"]
    o.back.write("UPDATE login_ticket SET certificate = '%s'" % fingerprint("clerk"))
    is_refused("a row that a hand has written", show(mine, nonce)[1], 401, "desk.ticket")
    for wrong in ({"nonce": ""}, {"nonce": "x" * 64}, {"nonce": "5A" * 32}, {"strange": 1}, {"signature": "!"}):
        is_refused(wrong, ticket(nonce, **wrong), 400, "service.json-malformed")
    is_refused("of another's key", ticket(nonce, certificate=chain_of("clerk")[0]), 401, "service.token-refused")
    is_refused("from another page", Browser(o.where).ask("POST", "/api/v1/session/ticket", {"ticket": mine}, {"Origin": "https://xau.example"}), 403, "service.csrf-token")
    is_refused("of a browser", request(o.where, "POST", "/api/v1/desk/login", b"{}", {**HEAD, "Origin": "https://x"}), 403, "desk.browser")


# ---- the VGCA Sign Service ----

def given(o, who, document, **said):
    """An errand for it, and what the page tells it."""
    signing = who.does("/signings", {"document": document, "certificate": fingerprint(who.key)})["signing"]
    made = who.does("/errands", {"signings": [signing], "way": "vgca", **said})
    equal("no link, no token", (made["token"], made["uri"]), (None, None))
    return made, {"FileUploadHandler": made["upload"], "JWTToken": made["bearer"], "SessionId": "", "FileName": made["file"]}


def with_vgca(o):
    """The head's step and the agency's seal by that service: what it is told is good for one file, and nothing of the person's session is in it."""
    one = o.document("Ký bằng dịch vụ VGCA")
    made, said = given(o, o.head, one)
    check("an address for one file: %s" % made, re.fullmatch(ORIGIN + "/api/v1/desk/vgca/files/[0-9a-f]{64}/van-ban-%d.pdf" % one, made["file"]) and made["action"] == "SignApproved")
    equal("where it goes", made["upload"], ORIGIN + "/api/v1/desk/vgca/uploads/%d" % made["errand"])
    equal("found again, and its way", [(e["errand"], e["way"]) for e in o.head.gets("/errands").json()["data"]], [(made["errand"], "vgca")])
    vgca = Vgca(o.where, "leader")
    fetched = vgca.fetch(said)
    equal("the file itself", hashlib.sha256(fetched.body).hexdigest(), o.file_of(one)[0][0])
    equal("with whom is to sign it", fetched.fields["x-trien-certificate"], fingerprint("leader"))
    equal("fetched", o.stands(o.head, made), ("redeemed", None, ["waiting"]))
    equal("once", vgca.fetch(said).id, "desk.token")
    signed = vgca.made("SignApproved", said, fetched.body)
    answer = vgca.upload(said, signed)
    equal("as its protocol says: %r" % answer.body, answer.json(), {"Status": True, "Message": "", "FileName": "", "FileServer": ""})
    equal("signed", o.stands(o.head, made), ("done", None, ["signed"]))
    equal("the very file", o.file_of(one)[0][0], hashlib.sha256(signed).hexdigest())
    equal("sent again", vgca.upload(said, signed).id, "desk.over")
    equal("fetched again", vgca.fetch(said).id, "desk.token")
    number = o.clerk.does("/documents/%d/number" % one)["text"]
    made, said = given(o, o.clerk, one, to=[1])
    equal("the agency's", made["action"], "SignIssued")
    vgca = Vgca(o.where, "agency")
    reply = json.loads(vgca.does("SignIssued", {**said, "DocNumber": number, "IssuedDate": now().strftime("%Y-%m-%dT00:00:00+07:00")}))
    equal("its reply: %r" % vgca.answers[-1].body, reply["Status"], 0)
    equal("issued and sent", o.back.ask("SELECT COUNT(*) FROM delivery WHERE document = %d" % one), [(1,)])
    pathlib.Path("vgca.pdf").write_bytes(o.clerk.gets("/books/document/%d/files/issued_file" % one).body)
    judged("vgca.pdf", 2)
    reason = o.back.ask("SELECT reason FROM act WHERE what = 'document.finish' ORDER BY id DESC LIMIT 1")[0][0]
    check("the trail says how: " + reason, "VGCA" in reason)
    check("no secret in the log or the store", all(said[k].rsplit("/", 2)[-2 if k == "FileName" else -1] not in text for k in ("FileName", "JWTToken") for text in
                                                   (o.service.log(), str(o.back.ask("SELECT * FROM errand")), str(o.back.ask("SELECT * FROM account_request")))))


def vgca_refused(o, one):
    """What it sends is judged: whatever is more or less than this person's one signature behind the bytes that it got ends the errand, and the document is as it was."""
    file = o.file_of(one)
    for mode, error in (("unsigned", "rules.step-base"), ("changed", "rules.step-base"), ("other-key", "rules.step-holder"), ("after", "office.signed-other"), ("beside picture-as-stamp", "office.signed-other"),
                        ("beside text-over-page", "office.signed-other"), ("beside number-filled", "office.signed-other")):
        made, said = given(o, o.head, one)
        vgca = Vgca(o.where, "leader", mode)
        equal("%s: its reply" % mode, json.loads(vgca.does(made["action"], said))["Status"], 2)
        equal("%s: %r" % (mode, vgca.answers[-1].body), vgca.answers[-1].id, error)
        equal("%s: the page is told" % mode, o.stands(o.head, made), ("refused", error, ["refused"]))
        equal("%s: the file is as it was" % mode, o.file_of(one), file)
        equal("%s: one try" % mode, vgca.upload(said, b"").id, "desk.over")
        if mode.startswith("beside"): # nor is it taken when the person sends it by hand
            signing = o.head.begins(one)
            o.head.may_not(error, "/signings/%d/finish" % signing, {}, "vgca-signed.pdf")


def vgca_doors(o, one):
    """Its addresses are no browser's; a bearer is good for its own errand, and for no other door; nothing is given where there is nothing to give."""
    made, said = given(o, o.head, one)
    vgca, upload = Vgca(o.where, "leader"), path_of(said["FileUploadHandler"])
    bearer = {"Authorization": "Bearer " + said["JWTToken"]}
    body, kind = form(b"%PDF-")
    for browser in ({"Sec-Fetch-Site": "same-origin"}, {"Cookie": "a=b"}):
        equal("a browser fetches", request(o.where, "GET", path_of(said["FileName"]), None, browser).id, "desk.browser")
        equal("a browser sends", request(o.where, "POST", upload, body, {**bearer, **browser, "Content-Type": kind}).id, "desk.browser")
    for token in ("0" * 64, made["bearer"], "x"):
        equal("no token of a file", request(o.where, "GET", "/api/v1/desk/vgca/files/%s/a.pdf" % token).id, "desk.token")
    for field in ({}, {"Authorization": "Bearer " + "0" * 64}, {"Authorization": "Bearer " + said["FileName"].split("/")[-2]}):
        equal("no bearer of it", request(o.where, "POST", upload, body, {**field, "Content-Type": kind}).id, "desk.token")
    equal("another's number", request(o.where, "POST", "/api/v1/desk/vgca/uploads/%d" % (made["errand"] + 1), body, {**bearer, "Content-Type": kind}).id, "desk.token")
    agent = Agent(o.where, "leader")
    agent.may_not("desk.token", "POST", "/redeem", {"token": said["FileName"].split("/")[-2]})
    agent.may_not("desk.token", "GET", "/items/1/base", **bearer)
    equal("nothing of that has used it", vgca.fetch(said).status, 200)
    equal("no form", request(o.where, "POST", upload, b"%PDF-", {**bearer, "Content-Type": "application/pdf"}).id, "service.body-type")
    equal("that was the try", o.stands(o.head, made)[:2], ("refused", "service.body-type"))
    for name, quote in (("file", '"'), ("uploadfile", "")): # however its part is called
        made, said = given(o, o.head, one)
        equal("a form, but no document", vgca.upload(said, b"khong phai PDF", name=name, quote=quote).id, "pdf.not-a-pdf")
    signings = [o.head.does("/signings", {"document": d, "certificate": fingerprint("leader")})["signing"] for d in (one, o.document("Cùng lúc"))]
    o.head.may_not("desk.vgca-one", "/errands", {"signings": signings, "way": "vgca"})
    o.head.may_not("service.json-malformed", "/errands", {"signings": signings[:1], "way": "x"})
    made, said = given(o, o.head, one)
    o.head.does("/errands/%d/abandon" % made["errand"])
    equal("taken back", (vgca.fetch(said).id, vgca.upload(said, b"x").id), ("desk.token", "desk.over"))
    made, said = given(o, o.head, one)
    o.back.write("UPDATE errand SET ends_at = ends_at - 301 WHERE id = %d" % made["errand"])
    equal("late", (vgca.fetch(said).id, vgca.upload(said, b"x").id), ("desk.token", "desk.over"))
    made, said = given(o, o.head, one)
    o.head.ask("DELETE", "/api/v1/session")
    equal("the session is over", (vgca.fetch(said).id, vgca.upload(said, b"x").id), ("desk.token", "desk.over"))
    o.head.log_in(o.head.name, password(o.head.name))
    policy = request(o.where, "GET", "/").fields["content-security-policy"]
    check("pages may speak to it: " + policy, "connect-src 'self' wss://127.0.0.1:8987; " in policy)


# ---- is the desk ready? ----

def reports(o):
    """A page asks for a report, the program sends it, and a ticket has it: for who asked, and for who supports; what is no report, or comes twice or late, is none."""
    back = o.back
    made = o.head.does("/desk-tasks", {"subject": "Không ký được"})
    token = made["uri"].rsplit("/", 1)[1]
    equal("a link", made["uri"], "trien://c/so-mau/" + token)
    agent = Agent(o.where, None)
    here = lambda who, task: who.gets("/desk-tasks/%d" % task["task"]).json()
    equal("it waits", here(o.head, made), {"task": made["task"], "state": "waiting", "ticket": None})
    equal("nobody else's", o.clerk.ask("GET", "/api/v1/desk-tasks/%d" % made["task"]).id, "registry.not-found")
    line = {"part": "token", "name": "Thiết bị mẫu"}
    for wrong in ({}, {"token": token}, {"token": token, "checks": {}}, {"token": token, "checks": [1]}, {"token": token, "checks": [{"part": "token"}]}, {"token": token, "checks": [{**line, "part": "x"}]},
                  {"token": token, "checks": [{**line, "error": "A"}]}, {"token": token, "checks": [{**line, "error": ""}]}, {"token": token, "checks": [{**line, "certificate": "ab"}]}, {"token": token, "checks": [{**line, "x": 1}]},
                  {"token": token, "checks": [{**line, "name": "x" * 601}]}, {"token": token, "checks": [line] * 65}, {"token": token, "checks": [], "ready": True}):
        agent.may_not("service.json-malformed", "POST", "/report", wrong)
    for none in ("0" * 64, token[:-1] + ("0" if token[-1] != "0" else "1")):
        agent.may_not("desk.token", "POST", "/report", {"token": none, "checks": [line]})
    agent.may_not("desk.browser", "POST", "/report", {"token": token, "checks": [line]}, Cookie="a=b")
    agent.may_not("desk.version", "POST", "/report", {"token": token, "checks": [line]}, **{"X-Trien-Desk": "2"})
    hostile = "<img src=x onerror=alert(1)>\u202e\n" + "x" * 500
    checks = [line, {"part": "certificate", "name": "của mình", "certificate": fingerprint("leader")}, {"part": "certificate", "name": "của người khác", "certificate": fingerprint("clerk")},
              {"part": "server", "name": hostile, "error": "fetch.failed", "message": hostile}] + [line] * 60
    ticket = agent.ask("POST", "/report", {"token": token, "checks": checks}).json()["ticket"]
    equal("told", here(o.head, made), {"task": made["task"], "state": "done", "ticket": ticket})
    agent.may_not("desk.token", "POST", "/report", {"token": token, "checks": [line]})
    row = o.head.gets("/books/ticket/%d" % ticket).json()
    equal("a ticket in the own name", (row["record"]["subject"], row["words"]["person"], row["record"]["state"]), ("Không ký được", "Nguyễn Văn Mẫu", "open"))
    mine = o.head.gets("/desk-reports").json()["data"]
    equal("its report", [(r["ticket"], r["subject"], r["person"], r["state"], r["report"]["ready"]) for r in mine], [(ticket, "Không ký được", "Nguyễn Văn Mẫu", "open", False)])
    equal("its lines", [(c["part"], c["error"]) for c in mine[0]["report"]["checks"]][:4], [("token", None), ("certificate", None), ("certificate", None), ("server", "fetch.failed")])
    check("nothing that moves the rest: %r" % mine[0]["report"]["checks"][3], "\u202e" not in str(mine) and "\n" not in mine[0]["report"]["checks"][3]["message"] and "<img" in mine[0]["report"]["checks"][3]["name"])
    equal("what the service knows", [(c["part"], c["error"]) for c in mine[0]["report"]["service"]], [("registry", None), ("registry", "desk.certificate-unregistered")])
    equal("not everybody's", o.drafter.gets("/desk-reports").json()["data"], [])
    back.write("UPDATE post SET role = 'it_officer' WHERE person = (SELECT id FROM person WHERE code = 'CB5')")
    support = Desk(o.where, "kiem.tra")
    equal("who supports sees it", [(r["ticket"], r["agency"]) for r in support.gets("/desk-reports").json()["data"]], [(ticket, "UBND tỉnh Mẫu")])
    back.write("UPDATE post SET role = 'signatory' WHERE person = (SELECT id FROM person WHERE code = 'CB5')")
    back.write("UPDATE certificate SET state = 'revoked' WHERE fingerprint = '%s'" % fingerprint("leader"))
    made = o.head.does("/desk-tasks", {"subject": ""})
    former, made = made, o.head.does("/desk-tasks", {"subject": ""})
    agent.may_not("desk.token", "POST", "/report", {"token": former["uri"].rsplit("/", 1)[1], "checks": [line]})
    second = agent.ask("POST", "/report", {"token": made["uri"].rsplit("/", 1)[1], "checks": checks[1:2]}).json()["ticket"]
    newest = o.head.gets("/desk-reports").json()["data"][0]
    kept_line = {"part": "token", "name": "Thiết bị mẫu", "error": None, "message": None}
    whole = {"at": "2026-01-02T03:04:05+07:00", "ready": True, "checks": [kept_line], "service": []}
    for i, kept in enumerate(({**whole, "checks": [7]}, {**whole, "checks": [{**kept_line, "name": {"a": 1}}]}, {**whole, "service": [{**kept_line, "error": 5}]}, {**whole, "checks": [kept_line] * 129}, {**whole, "at": "hôm qua"},
                              {**whole, "ready": "yes"}, {"checks": [], "service": []}, [1], {**whole, "checks": [{**kept_line, "name": "a\u202eb\nc"}]})): # attached by hand
        pathlib.Path("by-hand.json").write_text(json.dumps(kept))
        o.head.does("/books/ticket", {"values": {"agency": "H01", "person": "CB2", "subject": "kèm tay %d" % i, "asked_at": "2026-01-02"}, "file": "report", "not_secret": True}, "by-hand.json")
    equal("what is no report is none, and nothing moves the rest", [(r["subject"], r["report"]["checks"][0]["name"]) for r in o.head.gets("/desk-reports").json()["data"] if r["subject"].startswith("kèm tay")],
          [("kèm tay 8", r"a\u{202e}b\u{a}c")])
    equal("newest first, and what it is called", (newest["ticket"], newest["subject"], newest["report"]["ready"], newest["report"]["service"][0]["error"]), (second, "Kiểm tra máy trạm", True, "desk.certificate-inactive"))
    back.write("UPDATE certificate SET state = 'active' WHERE fingerprint = '%s'" % fingerprint("leader"))
    made = o.head.does("/desk-tasks", {"subject": "muộn"})
    back.write("UPDATE desk_task SET ends_at = ends_at - 301 WHERE id = %d" % made["task"])
    agent.may_not("desk.token", "POST", "/report", {"token": made["uri"].rsplit("/", 1)[1], "checks": [line]})
    equal("over", here(o.head, made)["state"], "over")
    made = o.head.does("/desk-tasks", {"subject": "đăng xuất"})
    o.head.ask("DELETE", "/api/v1/session")
    agent.may_not("desk.token", "POST", "/report", {"token": made["uri"].rsplit("/", 1)[1], "checks": [line]})
    o.head.log_in(o.head.name, password(o.head.name))
    equal("nothing of that is a ticket", back.ask("SELECT COUNT(*) FROM ticket WHERE report IS NOT NULL AND subject NOT LIKE 'kèm tay%'"), [(2,)])


# ---- a new PIN ----

def pins(o):
    """A device was unlocked: its keeper's page gives the change of its PIN to the program, which reports it, once; the request that waited for it goes on."""
    back = o.back
    token = lambda made: made["uri"].rsplit("/", 1)[1]
    device = int(enter(back, "device", "kind=token", "serial=T7", "agency=H01", "state=assigned").split(":")[1])
    enter(back, "custody", "device=token/T7", "keeper=CB2", "decision=01/QĐ-MẪU", "decided_at=2020-01-01", "from_at=2020-01-01", "taker_at=2020-01-01")
    agent = Agent(o.where, None)
    o.head.may_not("rules.state", "/desk-pins", {"device": device}) # nobody has unlocked it
    back.write("UPDATE device SET state = 'unlocked', state_from = 1600000000 WHERE id = %d" % device)
    back.write("UPDATE certificate SET device = %d WHERE fingerprint = '%s'" % (device, fingerprint("leader")))
    for wrong in ({}, {"device": "1"}, {"device": device, "x": 1}):
        o.head.may_not("service.json-malformed", "/desk-pins", wrong)
    o.head.may_not("registry.not-found", "/desk-pins", {"device": device + 1000})
    refused = o.clerk.post("/desk-pins", {"device": device})
    check("who does not keep it: %r" % refused.body, refused.status >= 400 and refused.id != "service.json-malformed")
    made = o.head.does("/desk-pins", {"device": device})
    check("a link: %s" % made, re.fullmatch("trien://p/so-mau/[0-9a-f]{64}", made["uri"]))
    equal("tried, and nothing written", back.ask("SELECT state FROM device WHERE id = %d" % device), [("unlocked",)])
    equal("it waits", o.head.gets("/desk-tasks/%d" % made["task"]).json(), {"task": made["task"], "state": "waiting", "ticket": None})
    agent.may_not("desk.token", "POST", "/report", {"token": token(made), "checks": []})
    agent.may_not("desk.token", "POST", "/pin-changed", {"token": "0" * 64})
    agent.may_not("desk.browser", "POST", "/pin-changed", {"token": token(made)}, Cookie="a=b")
    agent.may_not("desk.version", "POST", "/pin", {"token": token(made)}, **{"X-Trien-Desk": "2"})
    for _ in range(2):
        equal("which device", agent.ask("POST", "/pin", {"token": token(made)}).json(), {"serial": "T7", "certificates": [fingerprint("leader")]})
    equal("reported", agent.ask("POST", "/pin-changed", {"token": token(made)}).json(), {"status": "ok"})
    equal("in use again", back.ask("SELECT state FROM device WHERE id = %d" % device), [("assigned",)])
    equal("told", o.head.gets("/desk-tasks/%d" % made["task"]).json()["state"], "done")
    equal("by its keeper", back.ask("SELECT actor FROM act WHERE what = 'device.change_pin'"), [("person:%d" % o.ids["thu.truong"],)])
    for path in ("/pin", "/pin-changed"):
        agent.may_not("desk.token", "POST", path, {"token": token(made)})
    back.write("UPDATE device SET state = 'unlocked' WHERE id = %d" % device)
    made = o.head.does("/desk-pins", {"device": device})
    back.write("UPDATE device SET state = 'locked' WHERE id = %d" % device)
    answer = agent.ask("POST", "/pin-changed", {"token": token(made)})
    check("locked meanwhile: %r" % answer.body, answer.id.startswith("rules."))
    back.write("UPDATE certificate SET device = NULL WHERE fingerprint = '%s'" % fingerprint("leader"))
    back.write("UPDATE custody SET to_at = 1600000000 WHERE device = %d" % device)


def rates(o):
    """Who tries many links waits; others do not."""
    for n in range(2000): # a slow machine gains some back meanwhile
        answer = request(o.where, "POST", "/api/v1/desk/redeem", json.dumps({"token": "%064x" % n}).encode(), {**HEAD, "X-Real-IP": "192.0.2.77"})
        if answer.id != "desk.token":
            break
    check("the %dth: %r" % (n + 1, answer.body), n >= 120 and answer.id == "service.rate-limit" and int(answer.fields["retry-after"]) > 0)
    Agent(o.where, "leader").may_not("desk.token", "POST", "/redeem", {"token": "0" * 64})


def shown(code, log):
    """Whether a value of a line of the log is the code, or has it as a word: four digits that stand in a trace's hash, a time or a count are no code."""
    return re.search(r'"(?:[^"]*[^"0-9a-f])?%s(?:[^"0-9a-f][^"]*)?"' % code, re.sub('"time":"[^"]*"', "", log)) is not None


def restarts(o, back, config, service):
    """What was prepared is lost with the process: told when the link is opened, and the document is as it was. A service without a name for desks makes no errands."""
    one = o.document("Khởi động lại")
    made, file = o.errand(o.head, one), o.file_of(one)
    stream = Stream(o.where, "/api/v1/errands/%d/changes" % made["errand"], {"Cookie": "; ".join("%s=%s" % x for x in o.head.cookies.items())})
    equal("somebody listens", stream.event(), "changed")
    service.stop()
    equal("nobody keeps it from stopping", stream.event(), None)
    log = service.log()
    check("no token, no secret in the log", made["token"] not in log and not shown(made["code"], log))
    check("nor in the store", all(made["token"] not in str(row) for table in ("errand", "account_request") for row in back.ask("SELECT * FROM " + table)))
    service = Program("triend", config)
    Agent(o.where, "leader").may_not("service.not-prepared", "POST", "/redeem", {"token": made["token"]})
    equal("told on the page", o.stands(o.head, made)[:2], ("refused", "service.not-prepared"))
    equal("the file is as it was", o.file_of(one), file)
    service.stop()
    service = Program("triend", {k: v for k, v in config.items() if k not in ("desk_id", "vgca")})
    equal("nor a login by it", Browser(o.where).ask("GET", "/api/v1/session/ways").json(), {"desk": None})
    equal("no desk", o.head.gets("/errands").json(), {"desk": False, "vgca": False, "data": []})
    o.head.may_not("desk.off", "/errands", {"signings": [o.begins(o.head, one)]})
    o.head.may_not("desk.off", "/desk-tasks", {"subject": ""})
    o.head.may_not("desk.vgca-off", "/errands", {"signings": [o.back.ask("SELECT MAX(id) FROM signing")[0][0]], "way": "vgca"})
    check("nor may a page", "wss" not in request(o.where, "GET", "/").fields["content-security-policy"])
    Agent(o.where, "leader").may_not("desk.token", "POST", "/redeem", {"token": "0" * 64})
    service.stop()


def one_back_end(back):
    where = str(WORK / back.name)
    o_ids = set_up(back)
    config = {**CONFIG, "listen": "unix:" + where, "store": back.store, "blobs": BLOBS + back.name}
    service = Program("triend", config)
    o = Office(back, where)
    o.ids, o.service = o_ids, service
    one_by_one(o)
    left = many(o)
    if back.name == "sqlite": # of no database's
        wishes(o, left)
        heads(o, left)
        long_words(o, left)
        vgca_refused(o, left)
        vgca_doors(o, left)
        rates(o)
        stream = changes(o, left)
    with_vgca(o)
    reports(o)
    pins(o)
    links(o, left)
    posts(o)
    persons(o, left)
    logins(o)
    if back.name == "sqlite":
        while stream.event() is not None: # before a request's time is over: the browser begins it anew
            pass
    restarts(o, back, config, service)
    back.stop()


def names():
    """What would not stand in a link is refused at the start."""
    config = {"listen": "unix:%s/a" % WORK}
    for name in ("", "-a", "So-mau", "so_mau", "so mau", "a" * 33):
        refused_start("triend", {**config, "desk_id": name}, "service.config-invalid")
    for wrong in ({"vgca": "có", "origin": ORIGIN}, {"vgca": True}): # without an address it could fetch nothing
        refused_start("triend", {**config, **wrong}, "service.config-invalid")
    Program("triend", {**config, "desk_id": "a" * 32}).stop()


def main():
    make_lab()
    # The authority between the keys and the anchor: carried along, trusted for nothing.
    os.makedirs("lab/trust/issuers")
    pathlib.Path("lab/trust/issuers/issuing.pem").write_text("-----BEGIN CERTIFICATE-----" + certificate_of("leader")[1])
    names()
    one_back_end(SQLite())
    one_back_end(PostgreSQL())
    finish()


main()
