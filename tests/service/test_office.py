#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R5.1 R5.3 R9.1 R9.2 R9.3 R9.4 R10.1 R10.2 R10.3
The four procedures of Điều 9 and what comes (Điều 10) over HTTP, from end to end, on SQLite and on PostgreSQL: drafts come as files, go their way, are signed at desks with keys of their own, get their number and
seal. pdfsig judges from outside."""
import sys
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
from office import *  # noqa: E402,F403

DRAFT = {"agency": 2, "kind": "QĐ", "subject": "Về việc mẫu", "procedure": "2"}
addresses = itertools.count(1)


def at_the_door(drafter, clerk):
    """What is no document, or says too little or too much, does not come in."""
    drafter.may_not("service.body-type", "/documents", DRAFT, "draft.pdf", kind="text/plain")
    drafter.may_not("service.json-malformed", "/documents", {**DRAFT, "strange": 1}, "draft.pdf")
    drafter.may_not("service.json-malformed", "/documents", {**DRAFT, "procedure": "5"}, "draft.pdf")
    drafter.may_not("service.json-malformed", "/documents", {**DRAFT, "agency": -2}, "draft.pdf")
    drafter.may_not("office.secret", "/documents", {**DRAFT, "secrecy": "mat"}, "draft.pdf")
    drafter.may_not("office.kind-unknown", "/documents", {**DRAFT, "kind": "XX"}, "draft.pdf")
    drafter.may_not("office.file-wanted", "/documents", {**DRAFT, "procedure": "1"}, "draft.pdf")
    drafter.may_not("office.file-wanted", "/documents", DRAFT)
    drafter.may_not("office.role-not-held", "/documents", {**DRAFT, "agency": 1}, "draft.pdf")
    trien("sign", "--unseen", "--key", "pem:lab/keys/leader.pem", "-o", "early.pdf", "draft.pdf")
    drafter.may_not("rules.submission-bare", "/documents", DRAFT, "early.pdf")
    pathlib.Path("noise.pdf").write_bytes(b"%PDF-1.7\nkhong phai van ban\n")
    answer = drafter.post("/documents", DRAFT, "noise.pdf")
    check("noise: %r" % answer.body, answer.status in (400, 422) and answer.id.startswith(("pdf.", "official.")))
    # Without a key of the request's own, or the token of the session, nothing is done.
    equal("no key", drafter.ask("POST", "/api/v1/documents", b"{}", {"Content-Type": "application/json"}).id, "service.idempotency-key")
    csrf, drafter.csrf = drafter.csrf, None
    drafter.may_not("service.csrf-token", "/documents", DRAFT, "draft.pdf")
    drafter.csrf = csrf


def about_caps(drafter):
    """What is said beside a file is 4608 bytes of JSON at most."""
    room = 4608 - len(json.dumps({**DRAFT, "reason": "", "dry_run": True}))
    answer = drafter.post("/documents", {**DRAFT, "reason": "x" * room, "dry_run": True}, "draft.pdf")
    equal("at the cap a member is too long: %r" % answer.body, answer.id, "service.json-malformed")
    drafter.may_not("service.about-limit", "/documents", {**DRAFT, "reason": "x" * (room + 1), "dry_run": True}, "draft.pdf")
    drafter.does("/documents", {**DRAFT, "reason": "x" * 2000, "dry_run": True}, "draft.pdf")


def procedure_2(back, ids, drafter, clerk, head, deputy):
    """One personal signature, one of the agency."""
    equal("a dry run writes nothing", drafter.does("/documents", {**DRAFT, "dry_run": True}, "draft.pdf")["dry_run"], True)
    equal("nothing", back.ask("SELECT COUNT(*) FROM document"), [(0,)])
    one = drafter.does("/documents", DRAFT, "draft.pdf", key="draft-1")
    equal("drafted", (one["from"], one["to"]), ("none", "drafting"))
    equal("asked again, done once", drafter.does("/documents", DRAFT, "draft.pdf", key="draft-1"), one)
    drafter.may_not("registry.request-key-used", "/documents", {**DRAFT, "subject": "khác"}, "draft.pdf", key="draft-1")
    at = "/documents/%d" % one["document"]
    drafter.does(at + "/attach", {"name": "Phụ lục mẫu", "annex": True}, "small.pdf")
    drafter.may_not("service.body-type", at + "/attach", {"name": "Phụ lục mẫu"})
    drafter.may_not("rules.steps-role", at + "/submit", {"steps": [{"stage": 1, "kind": "sign", "person": ids["soan.thao"]}]})
    drafter.may_not("service.json-malformed", at + "/submit", {"steps": [{"stage": 1, "kind": "sing", "person": ids["thu.truong"]}]})
    deputy.may_not("rules.submission-drafter", at + "/submit", {"steps": [{"stage": 1, "kind": "sign", "person": ids["thu.truong"]}]})
    drafter.does(at + "/submit", {"steps": [{"stage": 1, "kind": "review", "person": ids["pho"]}, {"stage": 2, "kind": "sign", "person": ids["thu.truong"]}]})
    equal("the deputy's turn", (deputy.waits(), head.waits()), ([("review", "document", one["document"])], []))

    deputy.ask("DELETE", "/api/v1/session")
    deputy.log_in(deputy.name, password(deputy.name))
    deputy.does(at + "/approve")
    equal("now the head's", (deputy.waits(), head.waits()), ([], [("sign", "document", one["document"])]))
    head.may_not("rules.step-holder", "/signings", {"document": one["document"], "certificate": fingerprint("agency")})
    signing = head.begins(one["document"])
    equal("what was drafted is signed", pathlib.Path("base.pdf").read_bytes(), pathlib.Path("draft.pdf").read_bytes())
    # What does not hold stays outside, and the document is as it was.
    trien("sign", "--unseen", "--key", "pem:lab/keys/clerk.pem", "-o", "other.pdf", "base.pdf")
    head.may_not("rules.step-holder", "/signings/%d/finish" % signing, {}, "other.pdf")
    head.may_not("rules.step-base", "/signings/%d/finish" % signing, {}, "base.pdf")
    trien("sign", "--unseen", "--key", "pem:lab/keys/leader.pem", "-o", "foreign.pdf", "small.pdf")
    head.may_not("rules.step-base", "/signings/%d/finish" % signing, {}, "foreign.pdf")
    trien("sign", "--unseen", "--key", "pem:lab/keys/leader.pem", "-o", "signed.pdf", "base.pdf")
    broken = bytearray(pathlib.Path("signed.pdf").read_bytes())
    broken[broken.rindex(b"D:20") + 5] ^= 1
    pathlib.Path("broken.pdf").write_bytes(broken)
    head.may_not("rules.step-bad", "/signings/%d/finish" % signing, {}, "broken.pdf")
    deputy.may_not("office.session-other", "/signings/%d/finish" % signing, {}, "signed.pdf")
    equal("signed", head.does("/signings/%d/finish" % signing, {}, "signed.pdf")["to"], "signed")
    equal("the same again", head.does("/signings/%d/finish" % signing, {}, "signed.pdf")["done_before"], True)
    equal("with the clerk", clerk.waits(), [("number", "document", one["document"])])

    with_number = {"document": one["document"], "certificate": fingerprint("agency"), "take_number": True}
    head.may_not("rules.role", "/signings", with_number)
    clerk.may_not("office.session-key", "/signings", {**with_number, "certificate": fingerprint("clerk")})
    clerk.may_not("service.json-malformed", "/signings", {"document": one["document"], "chain": chain_of("agency"), "take_number": True})
    equal("only tried", clerk.does("/signings", {**with_number, "dry_run": True})["number"], 1)
    equal("what does not begin takes no number", clerk.waits(), [("number", "document", one["document"])])
    equal("a number and its seal's beginning in one", clerk.does("/signings", with_number)["number"], 1)
    number = clerk.does(at + "/number")
    equal("its number", (number["text"], number["again"]), ("01/QĐ-UBND", True))
    equal("for the seal", clerk.waits(), [("seal", "document", one["document"])])
    head.may_not("office.session-key", "/signings", {"document": one["document"], "certificate": fingerprint("agency")})
    signing = clerk.begins(one["document"])
    clerk.puts_seal(2, "wrong.pdf")
    clerk.may_not("rules.document-number", "/signings/%d/finish" % signing, {}, "wrong.pdf")
    clerk.puts_seal(1, "issued.pdf")
    clerk.may_not("rules.document-other", "/signings/%d/finish" % signing, {}, "signed.pdf")
    clerk.may_not("office.receiver-self", "/signings/%d/finish" % signing, {"to": [1, 2]}, "issued.pdf")
    done = clerk.does("/signings/%d/finish" % signing, {"to": [1]}, "issued.pdf")
    equal("issued", done["to"], "issued")
    judged("issued.pdf", 2)

    answer = clerk.gets("/books/document/%d/files/issued_file" % one["document"])
    equal("the issued file", answer.body, pathlib.Path("issued.pdf").read_bytes())
    equal("saved, not shown", (answer.fields["x-content-type-options"], answer.fields["content-disposition"].split(";")[0], answer.fields["cache-control"]),
          ("nosniff", "attachment", "no-store"))
    equal("its steps", [(s["kind"], s["state"]) for s in clerk.gets(at + "/steps").json()["data"]], [("review", "done"), ("sign", "done")])
    return one["document"]


def prepared(back, ids, drafter, clerk, head):
    """The same procedure with keys elsewhere: the service prepares, the desk signs a digest that it has made anew, the value comes back."""
    one = drafter.does("/documents", {**DRAFT, "subject": "Chuẩn bị ở máy chủ"}, draft("prepared-draft.pdf"))["document"]
    trien("sign", "--unseen", "--key", "pem:lab/keys/agency.pem", "-o", "annex-broken.pdf", "small.pdf")
    data = bytearray(pathlib.Path("annex-broken.pdf").read_bytes())
    data[data.find(b"stream\n") + 8] ^= 1
    pathlib.Path("annex-broken.pdf").write_bytes(data)
    drafter.does("/documents/%d/attach" % one, {"name": "Phụ lục hỏng", "annex": True}, "annex-broken.pdf")
    drafter.does("/documents/%d/submit" % one, {"steps": [{"stage": 1, "kind": "sign", "person": ids["thu.truong"]}]})
    head.may_not("service.json-malformed", "/signings", {"document": one, "chain": ["!"]})
    head.may_not("service.json-malformed", "/signings", {"document": one, "chain": chain_of("leader"), "certificate": fingerprint("leader")})
    head.may_not("service.json-malformed", "/signings", {"document": one, "chain": chain_of("leader"), "look": "large"})
    head.may_not("service.json-malformed", "/signings", {"document": one})
    head.may_not("rules.step-holder", "/signings", {"document": one, "chain": chain_of("clerk")})
    signing, what = head.prepares(one, "field")
    at = "/signings/%d" % signing
    head.may_not("service.json-malformed", at + "/finish", {})
    head.may_not("service.json-malformed", at + "/finish", {"value": "!"})
    head.may_not("sign.value-wrong", at + "/finish", {"value": head.value(what, "clerk")})
    clerk.may_not("office.session-other", at + "/finish", {"value": head.value(what)})
    equal("signed", head.does(at + "/finish", {"value": head.value(what)})["to"], "signed")
    head.may_not("service.not-prepared", at + "/finish", {"value": head.value(what)})
    clerk.does("/documents/%d/number" % one)
    signing, what = clerk.prepares(one, None)
    done = clerk.does("/signings/%d/finish" % signing, {"value": clerk.value(what), "to": [1]})
    equal("issued", done["to"], "issued")
    pathlib.Path("prepared.pdf").write_bytes(clerk.gets("/books/document/%d/files/issued_file" % one).body)
    judged("prepared.pdf", 2)
    equal("the number stands on its page", back.ask("SELECT number FROM outgoing WHERE document = %d" % one), [(2,)])
    # A session that is given up leaves nothing behind.
    two = drafter.does("/documents", {**DRAFT, "subject": "Bỏ phiên ký"}, draft("given-up.pdf"))["document"]
    drafter.does("/documents/%d/submit" % two, {"steps": [{"stage": 1, "kind": "sign", "person": ids["thu.truong"]}]})
    signing, what = head.prepares(two)
    head.does("/signings/%d/abandon" % signing)
    head.may_not("office.session-over", "/signings/%d/finish" % signing, {"value": head.value(what)})
    head.may_not("office.session-over", "/signings/%d/abandon" % signing)
    equal("the file is as it was", back.ask("SELECT file FROM document WHERE id = %d" % two), [(hashlib.sha256(pathlib.Path("given-up.pdf").read_bytes()).hexdigest(),)])


def wants_the_password_again(back, drafter, head, ids):
    """Who logged in long ago says the password again before signing, and before agreeing."""
    one = drafter.does("/documents", {**DRAFT, "subject": "Xác nhận lại"}, draft("again.pdf"))["document"]
    drafter.does("/documents/%d/submit" % one, {"steps": [{"stage": 1, "kind": "review", "person": ids["thu.truong"]}, {"stage": 2, "kind": "sign", "person": ids["pho"]}]})
    confirmed_before(back, 301)
    head.may_not("service.confirmation-wanted", "/documents/%d/approve" % one)
    head.may_not("service.confirmation-wanted", "/signings", {"document": one, "certificate": fingerprint("leader")})
    head.confirm()
    head.does("/documents/%d/approve" % one)


def procedure_1(back, ids, drafter, clerk, head):
    """Signed by hand on paper; the register knows it, the scan that the agency has sealed is its electronic copy."""
    one = drafter.does("/documents", {**DRAFT, "procedure": "1", "signer": "Nguyễn Văn Mẫu"})["document"]
    at = "/documents/%d" % one
    drafter.does(at + "/submit", {"steps": [{"stage": 1, "kind": "hand", "person": ids["thu.truong"]}]})
    head.does(at + "/approve")
    number = clerk.does(at + "/number")["number"]
    issued = clerk.does(at + "/issue", {})
    equal("issued on paper", (issued["from"], issued["to"]), ("numbered", "issued"))
    scan("ban-quet.pdf")
    clerk.may_not("rules.document-unsealed", at + "/e-copy", {"not_secret": True}, digitised("scan-other.pdf", "ban-quet.pdf", "leader"))
    clerk.may_not("official.secrecy-word-wanted", at + "/e-copy", {}, digitised("scan.pdf"))
    trien("sign", "--unseen", "--key", "pem:lab/keys/agency.pem", "-o", "typed.pdf", "small.pdf")
    clerk.may_not("official.scan-faults", at + "/e-copy", {}, "typed.pdf") # no paper
    scan("mo.pdf", 150)
    fault = clerk.may_not("official.scan-faults", at + "/e-copy", {"not_secret": True}, digitised("mo-ky.pdf", "mo.pdf"))
    check("which: %r" % fault.body, b"resolution" in fault.body)
    equal("its e-copy, under the same number", clerk.does(at + "/e-copy", {"not_secret": True}, "scan.pdf")["to"], "issued")
    equal("sealed", back.ask("SELECT e_copy FROM document WHERE id = %d" % one), [(hashlib.sha256(pathlib.Path("scan.pdf").read_bytes()).hexdigest(),)])
    judged("scan.pdf", 1)
    return number


def on_paper(drafter, clerk, other_clerk, head, ids):
    """A document on paper reaches an agency here: its clerk has the paper and no file. What its sender takes back, the clerk is told."""
    one = drafter.does("/documents", {**DRAFT, "procedure": "1", "subject": "Giấy gửi đi", "signer": "Nguyễn Văn Mẫu"})["document"]
    at = "/documents/%d" % one
    drafter.does(at + "/submit", {"steps": [{"stage": 1, "kind": "hand", "person": ids["thu.truong"]}]})
    head.does(at + "/approve")
    number = clerk.does(at + "/number")["number"]
    clerk.does(at + "/issue", {"to": [1]})
    delivery = next(w for w in other_clerk.waits() if w[0] == "delivery")[2]
    take = "/deliveries/%d/take" % delivery
    clerk.may_not("registry.not-found", take)
    equal("tried", other_clerk.does(take, {"dry_run": True})["state"], "registered")
    came = other_clerk.does(take)
    equal("registered", (came["state"], came["number"] > 0), ("registered", True))
    row = other_clerk.gets("/books/arrival/%d" % came["arrival"]).json()["record"]
    equal("on paper", (row["medium"], row["file"], row["channel"]), ("paper", None, "agency"))
    line = next(x for x in other_clerk.gets("/registers/incoming?agency=1").json()["data"] if x["arrival"] == came["arrival"])
    equal("its line", (line["subject"], line["symbol"].endswith("/QĐ-UBND"), str(number) in line["symbol"]), ("Giấy gửi đi", True, True))
    other_clerk.may_not("office.delivery-taken", take)
    equal("its sender sees that it arrived", [d["state"] for d in clerk.gets(at + "/parts").json()["deliveries"]], ["arrived"])
    equal("and waits no more", [w for w in other_clerk.waits() if w[0] == "delivery" and w[2] == delivery], [])
    head.does(at + "/recall", {"reason": "ban hành nhầm"})
    check("told of it", ("recalled", "arrival", came["arrival"]) in other_clerk.waits())
    check("nobody else is", not any(w[0] == "recalled" and w[2] == came["arrival"] for w in clerk.waits()))
    other_clerk.does("/arrivals/%d/recalled" % came["arrival"], {"reason": "nơi gửi thu hồi"})
    check("and then no more", ("recalled", "arrival", came["arrival"]) not in other_clerk.waits())


def procedure_3(ids, drafter, clerk, head, deputy):
    """Many signatures in their order; the agency's is the last."""
    one = drafter.does("/documents", {**DRAFT, "procedure": "3", "subject": "Nhiều chữ ký"}, draft("three.pdf"))["document"]
    at = "/documents/%d" % one
    steps = [{"stage": 1, "kind": "content", "person": ids["pho"]}, {"stage": 2, "kind": "sign", "person": ids["thu.truong"]}]
    head.may_not("rules.submission-drafter", at + "/submit", {"steps": steps})
    drafter.does(at + "/submit", {"steps": steps})
    head.may_not("rules.step-order", "/signings", {"document": one, "certificate": fingerprint("leader")})
    clerk.may_not("rules.state", at + "/number")
    signing = deputy.begins(one)
    deputy.does("/signings/%d/abandon" % signing)
    # Refused with the reason, revised, submitted again: what was signed before counts no more.
    deputy.may_not("rules.reason-given", at + "/refuse")
    deputy.does(at + "/refuse", {"reason": "thiếu căn cứ"})
    equal("with its drafter", ("sent_back", "document", one) in drafter.waits(), True)
    equal("the reason reaches the drafter", [s["reason"] for s in drafter.gets(at + "/steps").json()["data"] if s["state"] == "refused"], ["thiếu căn cứ"])
    drafter.does(at + "/revise", {"reason": "bổ sung"}, plain("three-2.pdf", 6100))
    drafter.does(at + "/submit", {"steps": steps})
    deputy.signs(one, "three-3.pdf")
    head.signs(one, "three-4.pdf")
    judged("three-4.pdf", 2)
    clerk.does(at + "/number")
    equal("all have signed", clerk.does(at + "/void", {"reason": "mẫu: hủy số"})["to"], "voided")


def procedure_4(ids, drafter, clerk, head, deputy):
    """Signed by all, and nothing is issued."""
    one = drafter.does("/documents", {**DRAFT, "kind": "BB", "procedure": "4", "subject": "Biên bản mẫu"}, plain("four.pdf", 6200))["document"]
    at = "/documents/%d" % one
    drafter.does(at + "/submit", {"steps": [{"stage": 1, "kind": "confirm", "person": ids[p]} for p in ("thu.truong", "pho")]})
    deputy.signs(one, "four-1.pdf")
    equal("complete", head.signs(one, "four-2.pdf")["to"], "complete")
    judged("four-2.pdf", 2)
    clerk.may_not("rules.state", at + "/number")


def numbers(back, clerk, head, drafter):
    kept = clerk.does("/numbers/keep", {"agency": 2, "kind": "QĐ", "count": 2, "reason": "mất điện"})
    clerk.may_not("rules.reason-given", "/numbers/keep", {"agency": 2, "kind": "QĐ"})
    clerk.may_not("office.kept-limit", "/numbers/keep", {"agency": 2, "kind": "QĐ", "count": 101, "reason": "mẫu"})
    head.may_not("registry.no-access", "/numbers/keep", {"agency": 2, "kind": "QĐ", "reason": "mẫu"})
    entry = back.ask("SELECT id FROM outgoing WHERE document IS NULL ORDER BY number")[0][0]
    clerk.may_not("rules.reason-given", "/numbers/%d/void" % entry)
    clerk.does("/numbers/%d/void" % entry, {"reason": "không dùng"})
    clerk.may_not("office.not-kept", "/numbers/%d/void" % entry, {"reason": "không dùng"})
    one = drafter.does("/documents", {**DRAFT, "procedure": "1", "signer": "Nguyễn Văn Mẫu"})["document"]
    at = "/documents/%d" % one
    head.may_not("rules.state", at + "/recall", {"reason": "mẫu"})
    clerk.may_not("registry.no-access", at + "/recall", {"reason": "mẫu"})
    clerk.may_not("rules.reason-given", at + "/withdraw")
    equal("withdrawn", clerk.does(at + "/withdraw", {"reason": "không cần nữa"})["to"], "withdrawn")
    return kept


def shared(desk, path, said, want=200):
    """As whoever has a code, without a session."""
    answer = request(desk.where, "POST", path, json.dumps(said).encode(), {"Content-Type": "application/json", "X-Real-IP": "192.0.2.%d" % next(addresses)})
    equal("%s %r: %r" % (path, said, answer.body[-400:]), answer.status, want)
    return answer


def sent_outside(back, clerk, other_clerk, head, document):
    """By mail and by a link; who may, what the link shows, and that its code stands nowhere."""
    at = "/documents/%d/dispatches" % document
    head.may_not("registry.no-access", at, {"receiver": "Doanh nghiệp Mẫu"})
    other_clerk.may_not("registry.not-found", at, {"receiver": "Doanh nghiệp Mẫu"})
    clerk.may_not("office.dispatch-receiver", at, {"receiver": "Doanh nghiệp Mẫu", "address": "khong phai dia chi"})
    clerk.may_not("service.json-malformed", at, {"receiver": "x" * 256})
    mail = clerk.does(at, {"receiver": "Doanh nghiệp Mẫu", "address": "vanthu@doanh-nghiep.example"})
    equal("a mail has no code", mail["code"], None)
    equal("once", clerk.does(at, {"receiver": "Doanh nghiệp Mẫu", "address": "vanthu@doanh-nghiep.example"})["again"], True)
    equal("tried", clerk.does(at, {"receiver": "Hội Mẫu", "downloads": 2, "dry_run": True})["code"], None)
    link = clerk.does(at, {"receiver": "Hội Mẫu", "downloads": 2}, key="link-" + back.name)
    code = link["code"]
    equal("256 bits", len(code), 64)
    again = clerk.does(at, {"receiver": "Hội Mẫu", "downloads": 2}, key="link-" + back.name)
    equal("asked again: the same link, and no code", (again["dispatch"], again["code"]), (link["dispatch"], None))
    listed = clerk.gets(at).json()["data"]
    equal("listed", [(d["way"], d["receiver"], d["mail"], d["downloads"]) for d in listed], [("mail", "Doanh nghiệp Mẫu", "ready", 0), ("link", "Hội Mẫu", "", 0)])
    check("the code stands in no row", not any(code in str(row) for table in ("dispatch", "change", "account_request", "job") for row in back.ask("SELECT * FROM %s" % table)))
    shown = shared(clerk, "/v1/shared", {"code": code}).json()
    issued = clerk.gets("/books/document/%d/files/issued_file" % document).body
    equal("what it is", (shown["document"]["state"], shown["document"]["sha256"], shown["replaced_by"], [f["left"] for f in shown["files"]]),
          ("issued", hashlib.sha256(issued).hexdigest(), None, [2] * len(shown["files"])))
    for _ in range(2):
        equal("its file", shared(clerk, "/v1/shared/file", {"code": code, "file": 0}).body, issued)
    equal("as often as was said", shared(clerk, "/v1/shared/file", {"code": code, "file": 0}, 410).id, "office.link-used")
    equal("counted", [d["downloads"] for d in clerk.gets(at).json()["data"]], [0, 2])
    equal("no other's file", shared(clerk, "/v1/shared/file", {"code": code, "file": 999}, 404).id, "registry.not-found")
    equal("another code", shared(clerk, "/v1/shared", {"code": "0" * 64}, 404).id, "office.link-unknown")
    equal("no code", shared(clerk, "/v1/shared", {"code": ""}, 404).id, "office.link-unknown")
    equal("malformed", shared(clerk, "/v1/shared", {"code": code, "file": 0}, 400).id, "service.json-malformed")
    page, script = (request(clerk.where, "GET", path, None, {}) for path in ("/van-ban", "/van-ban.js"))
    check("its page loads our script alone", "script-src 'self'" in page.fields["content-security-policy"] and b"/van-ban.js" in page.body and b"/v1/shared" in script.body)
    # Whoever asks too often waits.
    many = [request(clerk.where, "POST", "/v1/shared", json.dumps({"code": "1" * 64}).encode(), {"Content-Type": "application/json", "X-Real-IP": "198.51.100.7"}).status
            for _ in range(60)]
    check("a rate: %r" % many, many[0] == 404 and 429 in many)
    stuck(back, clerk, other_clerk, at, document)
    closed = clerk.does(at, {"receiver": "Hội Mẫu"})
    clerk.does("/dispatches/%d/close" % closed["dispatch"])
    clerk.may_not("office.dispatch-link", "/dispatches/%d/close" % closed["dispatch"])
    equal("ended", shared(clerk, "/v1/shared", {"code": closed["code"]}, 410).id, "office.link-over")
    return code


def stuck(back, clerk, other_clerk, at, document):
    """A mail that could not go waits for the clerk of the document's agency, until it is closed."""
    wrong = clerk.does(at, {"receiver": "Công ty Mẫu", "address": "sai@doanh-nghiep.example"})["dispatch"]
    clerk.may_not("office.dispatch-link", "/dispatches/%d/close" % wrong)
    dead = "UPDATE job SET state = 'dead', reason = 'exchange.mail-address', ended_at = created_at, lease = NULL, lease_until = NULL WHERE "
    back.write(dead + "kind = 'document.mail' AND dedup = 'dispatch:%d issued'" % wrong)
    here = [w for w in clerk.gets("/waiting").json()["data"] if w["for"] == "mail"]
    equal("waits", [(w["book"], w["id"], w["about"]) for w in here], [("document", document, "Công ty Mẫu")])
    check("for nobody else", not any(w[0] == "mail" for w in other_clerk.waits()))
    clerk.does("/dispatches/%d/close" % wrong)
    check("no more", not any(w[0] == "mail" for w in clerk.waits()))
    clerk.may_not("office.dispatch-link", "/dispatches/%d/close" % wrong)
    # The letter about a document that came.
    letter = back.ask("SELECT id, payload FROM job WHERE kind = 'incoming.letter' ORDER BY id LIMIT 1")[0]
    back.write(dead + "id = %d" % letter[0])
    equal("its letter", [w for w in other_clerk.waits() if w[0] == "mail"], [("mail", "arrival", int(letter[1]))])
    at = "/arrivals/%s/letter/close" % letter[1]
    other_clerk.may_not("rules.reason-given", at)
    clerk.may_not("registry.not-found", at, {"reason": "của nơi khác"})
    other_clerk.does(at, {"reason": "đã gọi điện cho nơi gửi"})
    equal("it waits no more", [w for w in other_clerk.waits() if w[0] == "mail"], [])
    other_clerk.may_not("office.letter-not-failed", at, {"reason": "lần nữa"})
    equal("with a word why", back.ask("SELECT reason FROM act WHERE what = 'arrival.letter-close'"), [("đã gọi điện cho nơi gửi",)])
    back.write("UPDATE job SET ended_at = ended_at + 100000 WHERE id = %d" % letter[0])
    equal("one that fails later waits", [w for w in other_clerk.waits() if w[0] == "mail"], [("mail", "arrival", int(letter[1]))])
    check("not the sender's", not any(w[0] == "mail" for w in clerk.waits()))


def taken_back(back, clerk, other_clerk, head, taken, document):
    """Who has taken a document in here is told that its sender has recalled it, and it waits for a person."""
    pathlib.Path("uploaded.pdf").write_bytes(clerk.gets("/books/document/%d/files/issued_file" % document).body)
    uploaded = other_clerk.does("/arrivals", {"agency": 1, "sender": agency_name(), "subject": "bản tải lên"}, "uploaded.pdf")
    equal("however it came", (taken["state"], uploaded["state"]), ("waiting", "registered"))
    told = [("recalled", "arrival", a["arrival"]) for a in (taken, uploaded)]
    check("nothing yet", not any(w in told for w in other_clerk.waits()))
    head.does("/documents/%d/recall" % document, {"reason": "sai nội dung"})
    equal("they wait", [w for w in other_clerk.waits() if w[0] == "recalled"], told)
    check("for the receiver's clerk alone", not any(w in told for w in clerk.waits() + head.waits()))
    equal("recorded", other_clerk.does("/arrivals/%d/recalled" % uploaded["arrival"], {"reason": "nơi gửi thu hồi"})["state"], "recalled")
    other_clerk.does("/arrivals/%d/reject" % taken["arrival"], {"reason": "nơi gửi đã thu hồi"})
    check("no more", not any(w in told for w in other_clerk.waits()))


def after_recall(back, clerk, document, code):
    shown = shared(clerk, "/v1/shared", {"code": code}).json()
    equal("the link says so, and gives nothing", (shown["document"]["state"], shown["files"]), ("recalled", []))
    equal("no file", shared(clerk, "/v1/shared/file", {"code": code, "file": 0}, 410).id, "office.link-recalled")
    clerk.may_not("office.dispatch-state", "/documents/%d/dispatches" % document, {"receiver": "Doanh nghiệp Mẫu"})
    equal("who got it by mail is told", back.ask("SELECT COUNT(*) FROM job WHERE kind = 'document.mail' AND dedup LIKE '%recalled'"), [(1,)])


def comes(back, clerk, other_clerk, head, issued):
    """R10: what is valid is registered at once; what is broken is nowhere; what a person must decide waits; an agency here sends to an agency here."""
    sender = agency_name()
    said = {"agency": 1, "sender": sender, "subject": "Báo cáo mẫu", "contact": "vanthu@xa.example"}
    trien("sign", "--unseen", "--key", "pem:lab/keys/agency.pem", "-o", "good.pdf", "small.pdf")
    head.may_not("registry.no-access", "/arrivals", said, "good.pdf")
    clerk.may_not("office.role-not-held", "/arrivals", said, "good.pdf")
    other_clerk.may_not("service.json-malformed", "/arrivals", {"agency": 1, "sender": sender}, "good.pdf")
    equal("tried", other_clerk.does("/arrivals", {**said, "dry_run": True}, "good.pdf")["dry_run"], True)
    good = other_clerk.does("/arrivals", said, "good.pdf", key="come-1")
    equal("registered", (good["state"], good["number"], good["findings"]), ("registered", 1, ""))
    equal("asked again, done once", other_clerk.does("/arrivals", said, "good.pdf", key="come-1"), good)
    equal("the same file is the same arrival", other_clerk.does("/arrivals", said, "good.pdf")["again"], True)
    at = "/arrivals/%d" % good["arrival"]
    other_clerk.may_not("rules.incoming-receiver", at + "/assign", {"days": 5})
    equal("given to who deals with it", other_clerk.does(at + "/assign", {"receiver": "Phòng Mẫu", "days": 5})["state"], "assigned")
    other_clerk.does(at + "/progress", {"progress": "đang soạn trả lời"})
    other_clerk.may_not("rules.reason-given", at + "/finish")
    equal("dealt with", other_clerk.does(at + "/finish", {"reason": "để biết"})["state"], "done")

    # R10.2: an invalid one. Its sender is told, its row stays, and no byte of it.
    data = bytearray(pathlib.Path("good.pdf").read_bytes())
    data[data.rfind(b"stream\n", 0, len(data) // 2) + 8] ^= 1
    pathlib.Path("bad.pdf").write_bytes(data)
    bad = other_clerk.does("/arrivals", {**said, "subject": "hỏng"}, "bad.pdf")
    equal("refused", (bad["state"], bad["number"], bad["findings"].split()[0]), ("refused", 0, "HASH_FAILURE"))
    digest = hashlib.sha256(data).hexdigest()
    check("no file of it", not list(pathlib.Path(BLOBS + back.name).rglob("*" + digest[2:])))
    equal("its row", back.ask("SELECT state FROM arrival WHERE id = %d" % bad["arrival"]), [("refused",)])
    equal("a letter to its sender", back.ask("SELECT COUNT(*) FROM job WHERE kind = 'incoming.letter' AND payload LIKE '%%%d%%'" % bad["arrival"])[0][0] > 0, True)

    # What has no signature, or another's, waits for a person; who confirms that it is invalid has it deleted.
    pathlib.Path("noise.pdf").write_bytes(b"%PDF-1.7\nkhong phai van ban\n")
    noise = other_clerk.does("/arrivals", {**said, "subject": "không đọc được"}, "noise.pdf")
    equal("waits", (noise["state"], noise["findings"]), ("waiting", "unreadable"))
    equal("for the clerk", ("decide", "arrival", noise["arrival"]) in other_clerk.waits(), True)
    other_clerk.may_not("rules.reason-given", "/arrivals/%d/accept" % noise["arrival"])
    unsigned = other_clerk.does("/arrivals", {**said, "subject": "chưa ký"}, plain("unsigned.pdf", 6300))
    equal("unsigned waits too", (unsigned["state"], unsigned["findings"]), ("waiting", "unsigned"))

    # R10.3 from hand to hand.
    delivery = next(w for w in other_clerk.waits() if w[0] == "delivery")[2]
    clerk.may_not("registry.not-found", "/deliveries/%d/take" % delivery)
    taken = other_clerk.does("/deliveries/%d/take" % delivery)
    check("it is judged as any other: %r" % taken, taken["state"] in ("registered", "waiting"))
    # Its annex has come with it, judged by itself, and is the very file; nobody else sees it.
    annex = [e for e in other_clerk.gets("/books/enclosure").json()["data"] if e["arrival"] == "arrival:%d" % taken["arrival"]]
    equal("its annex", [(e["name"] is not None, e["kind"], e["verdict"], e["hash"]) for e in annex],
          [(taken["state"] == "registered", "annex", "nothing", hashlib.sha256(pathlib.Path("small.pdf").read_bytes()).hexdigest())])
    equal("opened", other_clerk.gets("/books/enclosure/%d/files/file" % int(annex[0]["object"].split(":")[1])).body, pathlib.Path("small.pdf").read_bytes())
    equal("the sender's clerk sees none", clerk.ask("GET", "/api/v1/books/enclosure/%d" % int(annex[0]["object"].split(":")[1])).status, 404)
    # What its sender has recalled meanwhile is not taken in any more, and no link gives it.
    taken_back(back, clerk, other_clerk, head, taken, back.ask("SELECT document FROM delivery WHERE id = %d" % delivery)[0][0])
    late = next(w for w in other_clerk.waits() if w[0] == "delivery")[2]
    document = back.ask("SELECT document FROM delivery WHERE id = %d" % late)[0][0]
    # One of its annexes has a broken signature: all of it would be refused, and the answer says for which file.
    tried = other_clerk.does("/deliveries/%d/take" % late, {"dry_run": True})
    equal("why", (tried["state"], tried["findings"].split()[-1], [(e["hash"], e["verdict"], e["findings"].split()[0]) for e in tried["enclosed"]]),
          ("refused", "enclosure-failed", [(hashlib.sha256(pathlib.Path("annex-broken.pdf").read_bytes()).hexdigest(), "failed", "HASH_FAILURE")]))
    by_exchange(back, clerk, other_clerk, head, document)
    code = sent_outside(back, clerk, other_clerk, head, document)
    equal("recalled", head.does("/documents/%d/recall" % document, {"reason": "ban hành nhầm"})["to"], "recalled")
    after_recall(back, clerk, document, code)
    other_clerk.may_not("office.delivery-over", "/deliveries/%d/take" % late)
    check("and waits for nobody", ("delivery", "delivery", late) not in other_clerk.waits())
    return taken


def by_exchange(back, clerk, other_clerk, head, document):
    """An issued document is queued for the document exchange by its clerk, once for a receiver; a file of documents is closed."""
    at, said = "/documents/%d/messages" % document, {"organ": "H00.02", "name": "Sở Mẫu", "from": "H00.01"}
    head.may_not("registry.no-access", at, said)
    other_clerk.may_not("registry.not-found", at, said)
    for bad in ({**said, "organ": "H00 02"}, {**said, "from": "H00/01"}, {**said, "organ": "Sở"}):
        clerk.may_not("office.message-code", at, bad)
    for bad in ({"organ": "H00.02"}, {"from": "H00.01"}, {**said, "organ": "H" * 65}, {**said, "state": "sent"}):
        clerk.may_not("service.json-malformed", at, bad)
    equal("tried", (clerk.does(at, {**said, "dry_run": True}), back.ask("SELECT COUNT(*) FROM message")), ({"message": 0, "dry_run": True}, [(0,)]))
    sent = clerk.does(at, said, key="truc-mot")
    equal("the same request again", clerk.does(at, said, key="truc-mot"), sent)
    clerk.may_not("registry.exists", at, said)
    row = clerk.gets("/books/message/%d" % sent["message"]).json()["record"]
    equal("it waits", (row["direction"], row["organ"], row["name"], row["state"], row["document"]), ("out", "H00.02", "Sở Mẫu", "queued", "document:%d" % document))
    filed = clerk.does("/dossiers", {"agency": 2, "code": "02.MẪU", "title": "Hồ sơ mẫu", "years": 5})
    clerk.does("/dossiers", {"agency": 2, "code": "02.MẪU", "closed": "2026-06-30"})
    row = clerk.gets("/books/dossier/%d" % filed["dossier"]).json()["record"]
    equal("closed", (row["title"], row["closed_at"][:10]), ("Hồ sơ mẫu", "2026-06-30"))


def main():
    make_lab()
    for back in (SQLite(), PostgreSQL()):
        ids = set_up(back)
        server = Program("triend", {"listen": "unix:%s/d.sock" % WORK, "store": back.store, "blobs": BLOBS + back.name, "trust": "lab/trust"})
        where = str(WORK / "d.sock")
        drafter, clerk, head, deputy = (Desk(where, name, key) for name, key in
                                        (("soan.thao", None), ("van.thu", "agency"), ("thu.truong", "leader"), ("pho", "clerk")))
        at_the_door(drafter, clerk)
        about_caps(drafter)
        procedure_2(back, ids, drafter, clerk, head, deputy)
        prepared(back, ids, drafter, clerk, head)
        wants_the_password_again(back, drafter, head, ids)
        for desk in (clerk, deputy):
            desk.confirm()
        procedure_1(back, ids, drafter, clerk, head)
        procedure_3(ids, drafter, clerk, head, deputy)
        procedure_4(ids, drafter, clerk, head, deputy)
        numbers(back, clerk, head, drafter)
        other_clerk = Desk(where, "van.thu.00")
        comes(back, clerk, other_clerk, head, "issued.pdf")
        on_paper(drafter, clerk, other_clerk, head, ids)
        server.stop()
        server.config.pop("trust")
        server.start()
        drafter.may_not("service.files-off", "/documents", DRAFT, "draft.pdf")
        server.stop()
        back.stop()
        for path in WORK.glob("*.pdf"): # made anew with the other back end
            if path.name not in ("small.pdf", "draft.pdf"):
                path.unlink()
    finish()


main()
