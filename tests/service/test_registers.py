#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R1 R4.1 R9.2 R10.2 R10.3 X3 X5
The registers over HTTP, page by page and as files to be bound, every book as CSV and XLSX, the slip, letter and stamped copy of a document that came, judging it again, delegating, closing a
year; each with who may not, on SQLite and on PostgreSQL."""
import io
import sys
import urllib.parse
import zipfile
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
from office import *  # noqa: E402,F403

PAGE = 200  # TR_OFFICE_PAGE
FORMULA = "=HYPERLINK(\"http://la.example\";\"mẫu\")"


def refused(desk, error, path):
    answer = desk.ask("GET", "/api/v1" + path)
    equal("%s: GET %s: %r" % (desk.name, path, answer.body[-400:]), answer.id, error)


def file_of(desk, path, form, name):
    answer = desk.gets(path + ("&" if "?" in path else "?") + "form=" + form)
    equal("it is saved under a name of ours", answer.fields["content-disposition"], "attachment; filename=\"%s.%s\"" % (name, form))
    equal("no guessing", answer.fields["x-content-type-options"], "nosniff")
    return answer.body


def text_of(pdf):
    return subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


def sheets_of(data):
    """All of a spreadsheet's XML; none of its cells is a formula."""
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        text = "".join(z.read(n).decode() for n in z.namelist() if n.endswith(".xml"))
    check("no cell is computed", "<f>" not in text and "<f " not in text)
    return text


def outgoing(ids, clerk, head, deputy, other_clerk, drafter):
    """More lines than a page holds."""
    year = now().year
    one = drafter.does("/documents", {"agency": 2, "kind": "QĐ", "subject": FORMULA, "procedure": "1", "signer": "Nguyễn Văn Mẫu"})["document"]
    drafter.does("/documents/%d/submit" % one, {"steps": [{"stage": 1, "kind": "hand", "person": ids["thu.truong"]}]})
    head.does("/documents/%d/approve" % one)
    clerk.does("/documents/%d/number" % one)
    for count in (100, 99):
        clerk.does("/numbers/keep", {"agency": 2, "kind": "QĐ", "count": count, "reason": "mất điện"})
    full = clerk.gets("/registers/outgoing?agency=2").json()
    equal("a page at its cap", (full["year"], [x["number"] for x in full["data"]], full["next"]), (year, list(range(1, PAGE + 1)), "QĐ/200/0"))
    after = "/registers/outgoing?agency=2&after=" + urllib.parse.quote(full["next"])
    equal("nothing behind it", (clerk.gets(after).json()["data"], clerk.gets(after).json()["next"]), ([], None))
    clerk.does("/numbers/keep", {"agency": 2, "kind": "QĐ", "count": 1, "reason": "mất điện"})
    equal("one past it", [x["number"] for x in head.gets(after).json()["data"]], [201])
    for line, want in ((full["data"][0], ("QĐ", 0, "QĐ-UBND", FORMULA, one, "taken")), (head.gets(after).json()["data"][0], ("QĐ", 0, None, None, None, "kept"))):
        equal("as it stands there", (line["series"], line["twin"], line["symbol"], line["subject"], line["document"], line["origin"]), want)
    equal("of another year", clerk.gets("/registers/outgoing?agency=2&year=%d" % (year - 1)).json()["data"], [])
    for bad in ("", "?agency=x", "?agency=2&year=x", "?agency=2&after=12/0", "?agency=2&after=Q/x/0", "?agency=2&after=Q/1", "?agency=2&late=1", "?agency=2&agency=2",
                "?agency=2&after=" + "Q" * 17 + "/1/0"):
        refused(clerk, "service.query-invalid", "/registers/outgoing" + bad)
    clerk.gets("/registers/outgoing?agency=2&after=" + "Q" * 16 + "/1/0")
    for desk, agency in ((clerk, 1), (other_clerk, 2), (head, 1), (drafter, 2), (clerk, 99)):
        refused(desk, "registry.not-found", "/registers/outgoing?agency=%d" % agency)

    at, name = "/registers/outgoing/file?agency=2", "outgoing-2-%d" % year
    text = text_of(file_of(clerk, at, "pdf", name))
    check("the whole book, with its cover: %s" % text[:400], "SỔ ĐĂNG KÝ VĂN BẢN ĐI" in text and "01/QĐ-UBND" in text and "so-noi-vu.example" in text)
    equal("PDF where nothing is said", head.gets(at).body[:5], b"%PDF-")
    check("a page for browsers", "SỔ ĐĂNG KÝ VĂN BẢN ĐI" in file_of(clerk, at, "html", name).decode())
    check("a spreadsheet", "01/QĐ-UBND" in sheets_of(file_of(clerk, at, "xlsx", name)))
    lines = file_of(clerk, at, "csv", name).decode("utf-8-sig").split("\r\n")
    equal("its lines alone, under one heading", (len(lines), lines[0].split(";")[0], lines[1].split(";")[0], lines[201].split(";")[0], lines[202]),
          (203, '"Số, ký hiệu văn bản"', "01/QĐ-UBND", "201", ""))
    check("a formula behind its kind is none", ". =HYPERLINK" in lines[1])
    refused(clerk, "service.query-invalid", at + "&form=doc")
    refused(clerk, "service.not-found", "/registers/strange/file?agency=2")
    refused(deputy, "registry.no-access", at)
    refused(clerk, "registry.not-found", "/registers/outgoing/file?agency=1")
    refused(other_clerk, "registry.not-found", at)


def incoming(back, clerk, other_clerk):
    """What came to H00; a subject that a spreadsheet would compute stays a text."""
    said = {"agency": 1, "sender": agency_name(), "contact": "vanthu@xa.example"}
    trien("sign", "--unseen", "--key", "pem:lab/keys/agency.pem", "-o", "good.pdf", "small.pdf")
    good = other_clerk.does("/arrivals", {**said, "subject": FORMULA}, "good.pdf")
    equal("registered", (good["state"], good["number"]), ("registered", 1))
    paper = other_clerk.does("/arrivals", {**said, "subject": "Trên giấy"})
    other_clerk.does("/arrivals/%d/assign" % good["arrival"], {"receiver": "Phòng Mẫu", "days": 5, "opinion": "giao Phòng Mẫu"})
    lines = other_clerk.gets("/registers/incoming?agency=1").json()
    equal("both", [(x["number"], x["subject"], x["receiver"], x["state"]) for x in lines["data"]],
          [(1, FORMULA, "Phòng Mẫu", "assigned"), (paper["number"], "Trên giấy", None, paper["state"])])
    equal("behind the first", [x["number"] for x in other_clerk.gets("/registers/incoming?agency=1&after=1/0").json()["data"]], [2])
    refused(other_clerk, "service.query-invalid", "/registers/incoming?agency=1&after=Q/1/0")
    refused(other_clerk, "service.query-invalid", "/registers/incoming?agency=1&late=1")
    equal("none is late", other_clerk.gets("/registers/follow-up?agency=1&late=1").json()["data"], [])
    back.write("UPDATE incoming SET deadline_at = deadline_at - 30 * 86400 WHERE deadline_at IS NOT NULL")
    equal("one is", [x["arrival"] for x in other_clerk.gets("/registers/follow-up?agency=1&late=1").json()["data"]], [good["arrival"]])
    refused(clerk, "registry.not-found", "/registers/follow-up?agency=1")

    for book, title in (("incoming", "SỔ ĐĂNG KÝ VĂN BẢN ĐẾN"), ("follow-up", "SỔ THEO DÕI GIẢI QUYẾT VĂN BẢN ĐẾN")):
        at, name = "/registers/%s/file?agency=1" % book, "%s-1-%d" % (book, now().year)
        check(title, title in text_of(file_of(other_clerk, at, "pdf", name)))
        check("a text in a spreadsheet", "HYPERLINK" in sheets_of(file_of(other_clerk, at, "xlsx", name)))
        refused(clerk, "registry.not-found", at)
    check("a text in CSV", "\"'=HYPERLINK(" in file_of(other_clerk, "/registers/incoming/file?agency=1", "csv", "incoming-1-%d" % now().year).decode())
    return good["arrival"], paper["arrival"]


def of_one(back, clerk, other_clerk, good, paper):
    """Slip, letter, copy with the stamp; one that waits, judged again."""
    at = "/arrivals/%d" % good
    check("the slip", "PHIẾU GIẢI QUYẾT VĂN BẢN ĐẾN" in text_of(file_of(other_clerk, at + "/slip", "pdf", "slip-%d" % good)))
    check("as a page", "giao Phòng Mẫu" in file_of(other_clerk, at + "/slip", "html", "slip-%d" % good).decode())
    check("as a spreadsheet", "giao Phòng Mẫu" in sheets_of(file_of(other_clerk, at + "/slip", "xlsx", "slip-%d" % good)))
    refused(other_clerk, "service.query-invalid", at + "/slip?form=doc")
    letter = other_clerk.gets(at + "/letter").json()
    check("the letter: %r" % letter, letter["to"] == "vanthu@xa.example" and "01" in letter["text"] and letter["subject"] != "")
    answer = other_clerk.gets(at + "/stamped")
    pathlib.Path("stamped.pdf").write_bytes(answer.body)
    came = pathlib.Path("good.pdf").read_bytes()
    equal("it came as it is in the copy, behind which the stamp stands", (answer.body[:len(came)] == came, answer.fields["x-trien-stamp"] in ("free", "over")), (True, True))
    out = subprocess.run(["pdfsig", "-nocert", "stamped.pdf"], capture_output=True, text=True).stdout
    equal("its signature holds: %s" % out, out.count("Signature is Valid"), 1)
    check("the stamp stands on the page", "ĐẾN" in text_of(answer.body))
    equal("the stored file is as it came", other_clerk.gets("/books/arrival/%d/files/file" % good).body, came)
    refused(other_clerk, "office.no-file", "/arrivals/%d/stamped" % paper)
    for what in ("/slip", "/letter", "/stamped"):
        refused(clerk, "registry.not-found", at + what)
        refused(other_clerk, "registry.not-found", "/arrivals/99999" + what)

    said = {"agency": 1, "sender": agency_name(), "subject": "chưa ký"}
    waits = other_clerk.does("/arrivals", said, plain("unsigned.pdf", 6300))
    again = "/arrivals/%d/retry" % waits["arrival"]
    for what in ("/slip", "/stamped"):
        refused(other_clerk, "office.not-registered", "/arrivals/%d" % waits["arrival"] + what)
    refused(other_clerk, "office.no-letter", "/arrivals/%d/letter" % waits["arrival"])
    clerk.may_not("registry.not-found", again)
    equal("tried", other_clerk.does(again, {"dry_run": True})["dry_run"], True)
    equal("it waits as before", (other_clerk.does(again)["state"], other_clerk.does(again)["findings"]), ("waiting", "unsigned"))
    other_clerk.may_not("office.no-file", "/arrivals/%d/retry" % paper)
    digitised("so-hoa.pdf", scan())
    clerk.may_not("registry.not-found", "/arrivals/%d/scan" % paper, {"not_secret": True}, "so-hoa.pdf")
    other_clerk.may_not("official.secrecy-word-wanted", "/arrivals/%d/scan" % paper, {}, "so-hoa.pdf")
    other_clerk.may_not("rules.document-unsealed", "/arrivals/%d/scan" % paper, {"not_secret": True}, "so-hoa.pdf") # another agency's seal
    other_clerk.may_not("office.file-wanted", "/arrivals/%d/scan" % paper)
    decided = other_clerk.does(at + "/retry")
    equal("what was decided stays so", (decided["state"], decided["act"], decided["again"]), ("assigned", 0, True))
    equal("and keeps its file", other_clerk.gets("/books/arrival/%d/files/file" % good).body, came)


def exports(clerk, head, other_clerk, deputy):
    """Every book, as much of it as one may take out."""
    lines = file_of(clerk, "/exports/incoming", "csv", "incoming").decode("utf-8-sig").splitlines()
    equal("none of another agency's", len(lines), 1)
    text = file_of(other_clerk, "/exports/incoming", "csv", "incoming").decode("utf-8-sig")
    check("formulas are texts: %s" % text, "\"'=HYPERLINK(" in text and ";=HYPERLINK" not in text and "\"=HYPERLINK" not in text)
    check("in a spreadsheet too", "HYPERLINK" in sheets_of(file_of(other_clerk, "/exports/incoming", "xlsx", "incoming")))
    equal("all of one's own", len(file_of(clerk, "/exports/outgoing", "csv", "outgoing").decode().splitlines()), 202)
    people = file_of(head, "/exports/person", "csv", "person").decode("utf-8-sig")
    check("the own agency's people alone: %s" % people, "CB2" in people and "CB6" not in people and "QT1" not in people)
    found = file_of(head, "/exports/person?search=" + urllib.parse.quote("Lê Văn"), "csv", "person").decode("utf-8-sig").splitlines()
    check("searched: %r" % found, len(found) == 2 and "CB4" in found[1])
    refused(head, "service.query-invalid", "/exports/person?form=pdf")
    refused(head, "service.query-invalid", "/exports/person")
    refused(head, "service.not-found", "/exports/strange?form=csv")
    refused(clerk, "registry.no-access", "/exports/person?form=csv")
    refused(deputy, "registry.no-access", "/exports/outgoing?form=csv")
    refused(head, "registry.no-access", "/exports/picture?form=csv") # is nobody's to take out


def delegates(ids, drafter, head, deputy):
    day = now().strftime("%Y-%m-%d")
    said = {"agency": 2, "giver": ids["thu.truong"], "taker": ids["pho"], "decision": "03/UQ-MẪU", "decided": day, "from": day, "until": "%d-12-31" % (now().year + 1)}
    head.may_not("service.json-malformed", "/delegations", {k: v for k, v in said.items() if k != "decision"})
    head.may_not("rules.delegation-self", "/delegations", {**said, "taker": ids["thu.truong"]})
    head.may_not("rules.delegation-time", "/delegations", {**said, "until": "2020-01-01"})
    deputy.may_not("rules.role", "/delegations", said)
    equal("tried", head.does("/delegations", {**said, "dry_run": True}), {"delegation": 0, "dry_run": True})
    one = drafter.does("/documents", {"agency": 2, "kind": "QĐ", "subject": "Ủy quyền", "procedure": "2"}, "draft.pdf")["document"]
    drafter.does("/documents/%d/submit" % one, {"steps": [{"stage": 1, "kind": "review", "person": ids["thu.truong"]}, {"stage": 2, "kind": "sign", "person": ids["thu.truong"]}]})
    deputy.may_not("rules.step-turn", "/documents/%d/approve" % one)
    check("entered", head.does("/delegations", said, key="delegate")["delegation"] > 0)
    check("once", head.does("/delegations", said, key="delegate")["delegation"] == 1)
    deputy.does("/documents/%d/approve" % one)
    equal("on whose word", [(s["state"], s["done_by"]) for s in drafter.gets("/documents/%d/steps" % one).json()["data"]][0], ("done", "Trần Thị Mẫu"))


def copies(ids, drafter, clerk, head, deputy):
    """A copy says what it is of; who signs it is the head, or has it in writing."""
    day = now().strftime("%Y-%m-%d")
    said = {"agency": 2, "person": ids["pho"], "decision": "04/QĐ-MẪU", "decided": day, "from": day}
    draft = {"agency": 2, "kind": "SY", "subject": "Bản sao mẫu", "procedure": "1", "signer": "Trần Thị Mẫu"}
    drafter.may_not("rules.copy-source", "/documents", draft)
    drafter.may_not("rules.copy-source", "/documents", {**draft, "copied_document": 1, "copied_text": "và nữa"})
    drafter.may_not("registry.not-found", "/documents", {**draft, "copied_arrival": 99})
    drafter.may_not("office.copy-kind", "/documents", {**draft, "copied_text": "Quyết định 01/QĐ-MẪU", "copied_kind": "QĐ"})
    drafter.may_not("office.copy-none", "/documents", {**draft, "kind": "TB", "copied_text": "Quyết định 01/QĐ-MẪU"})
    one = drafter.does("/documents", {**draft, "copied_text": "Quyết định 01/QĐ-MẪU"})["document"]
    drafter.does("/documents/%d/submit" % one, {"steps": [{"stage": 1, "kind": "hand", "person": ids["pho"]}]})
    deputy.does("/documents/%d/approve" % one)
    clerk.may_not("office.copy-nobody", "/documents/%d/number" % one)
    two = drafter.does("/documents", {**draft, "copied_text": "Quyết định 01/QĐ-MẪU", "copier": ids["pho"]})["document"]
    drafter.does("/documents/%d/submit" % two, {"steps": [{"stage": 1, "kind": "hand", "person": ids["pho"]}]})
    deputy.does("/documents/%d/approve" % two)
    clerk.may_not("office.copy-signer", "/documents/%d/number" % two)
    deputy.may_not("rules.role", "/copy-rights", said)
    head.may_not("service.json-malformed", "/copy-rights", {k: v for k, v in said.items() if k != "person"})
    head.may_not("rules.copy-paper", "/copy-rights", {**said, "decided": "2999-01-01"})
    equal("tried", head.does("/copy-rights", {**said, "dry_run": True}), {"copy_right": 0, "dry_run": True})
    right = head.does("/copy-rights", said, key="copies")["copy_right"]
    clerk.does("/documents/%d/number" % two)
    head.may_not("rules.reason-given", "/copy-rights/%d/end" % right, {})
    check("ended", head.does("/copy-rights/%d/end" % right, {"reason": "thôi giữ nhiệm vụ"})["act"] > 0)
    head.may_not("office.copy-ended", "/copy-rights/%d/end" % right, {"reason": "nữa"})


def closes(clerk, other_clerk, head):
    year = now().year
    late = {"agency": 1, "sender": "Xã Mẫu", "subject": "Muộn", "day": "%d-12-30" % (year - 1), "reason": "chuyển đến muộn"}
    other_clerk.may_not("base.time-invalid", "/arrivals", {**late, "day": "hôm qua"})
    equal("a line of last year", other_clerk.does("/arrivals", late)["year"], year - 1)
    other_clerk.may_not("office.year-open", "/registers/incoming/close", {"agency": 1, "year": year})
    other_clerk.may_not("service.not-found", "/registers/follow-up/close", {"agency": 1, "year": year - 1})
    other_clerk.may_not("service.json-malformed", "/registers/incoming/close", {"agency": 1})
    clerk.may_not("office.role-not-held", "/registers/incoming/close", {"agency": 1, "year": year - 1})
    head.may_not("registry.no-access", "/registers/incoming/close", {"agency": 2, "year": year - 1})
    other_clerk.does("/registers/incoming/close", {"agency": 1, "year": year - 1, "dry_run": True})
    check("closed", other_clerk.does("/registers/incoming/close", {"agency": 1, "year": year - 1})["act"] > 0)
    other_clerk.may_not("office.register-closed", "/registers/incoming/close", {"agency": 1, "year": year - 1})
    other_clerk.may_not("office.register-closed", "/arrivals", {**late, "subject": "Muộn nữa"})
    clerk.may_not("office.year-open", "/registers/outgoing/close", {"agency": 2, "year": year})
    clerk.does("/registers/outgoing/close", {"agency": 2, "year": year - 1})


def main():
    make_lab()
    for back in (SQLite(), PostgreSQL()):
        ids = set_up(back)
        server = Program("triend", {"listen": "unix:%s/d.sock" % WORK, "store": back.store, "blobs": BLOBS + back.name, "trust": "lab/trust"})
        where = str(WORK / "d.sock")
        drafter, clerk, head, deputy, other_clerk = (Desk(where, name, key) for name, key in
                                                     (("soan.thao", None), ("van.thu", "agency"), ("thu.truong", "leader"), ("pho", "clerk"), ("van.thu.00", None)))
        outgoing(ids, clerk, head, deputy, other_clerk, drafter)
        of_one(back, clerk, other_clerk, *incoming(back, clerk, other_clerk))
        exports(clerk, head, other_clerk, deputy)
        delegates(ids, drafter, head, deputy)
        copies(ids, drafter, clerk, head, deputy)
        closes(clerk, other_clerk, head)
        server.stop()
        server.config.pop("trust")
        server.start()
        refused(clerk, "service.files-off", "/registers/outgoing/file?agency=2&form=pdf")
        clerk.gets("/registers/outgoing/file?agency=2&form=csv")
        server.stop()
        back.stop()
        for name in ("good.pdf", "unsigned.pdf"): # made anew with the other back end
            pathlib.Path(name).unlink()
    finish()


main()
