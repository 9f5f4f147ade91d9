#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R5.1 R5.3 R9.1 R9.2 R9.3 R9.4
The procedures of Điều 9 over HTTP, from end to end, on SQLite and on PostgreSQL: drafts come as files, go their way, are signed at desks with keys of their own, get their number and
seal. pdfsig judges from outside."""
import sys
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
from office import *  # noqa: E402,F403

DRAFT = {"agency": 2, "kind": "QĐ", "subject": "Về việc mẫu", "procedure": "2"}


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

    number = clerk.does(at + "/number")
    equal("its number", number["text"], "01/QĐ-UBND")
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
    back.write("UPDATE session SET confirmed_at = confirmed_at - 301")
    head.may_not("service.confirmation-wanted", "/documents/%d/approve" % one)
    head.may_not("service.confirmation-wanted", "/signings", {"document": one, "certificate": fingerprint("leader")})
    head.confirm()
    head.does("/documents/%d/approve" % one)


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
        server.stop()
        server.config.pop("trust")
        server.start()
        drafter.may_not("service.files-off", "/documents", DRAFT, "draft.pdf")
        server.stop()
        back.stop()
        for name in ("early", "other", "foreign", "signed", "wrong", "issued", "broken"):
            pathlib.Path(name + ".pdf").unlink(missing_ok=True)
    finish()


main()
