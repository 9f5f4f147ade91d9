#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R9.3 R10.2 R10.3
What is refused over HTTP, on SQLite and on PostgreSQL: a seal of another agency than the page names; a document that came and is invalid, of which no byte is left anywhere, database and journal
included, nor of what came with it. And what becomes of one that is valid: answered, recalled, destroyed by decision when its period is over, handed over to the archive."""
import hashlib
import random
import sys
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
from office import *  # noqa: E402,F403

RIGHT = "number=1:30:8:15;day=1:60:8:8:13:italic;month=1:80:8:8:13:italic;year=1:100:8:12:13:italic"
RELEASED = ("--release-right-by", "Người Thử", "--release-right-reason", "đã xem", "--record", "outside.jsonl")
RUN = 32 # bytes of a run that is looked for


# ---- R9.3: whose seal it is ----

def give_second_seal(back):
    """The books say that the second key is the agency's; its certificate names another one than the pages do."""
    enter(back, "device", "kind=token", "serial=T2", "agency=H01", "state=assigned")
    enter(back, "custody", "device=token/T2", "keeper=CB1", "decision=02/QĐ-MẪU", "decided_at=2020-01-01", "from_at=2020-01-01", "taker_at=2020-01-01")
    pathlib.Path("agency-2.crt").write_text("-----BEGIN CERTIFICATE-----" + certificate_of("agency-2")[0])
    trien("registry", "certificate", "--blobs", BLOBS + back.name, "--trust", "lab/trust", "--agency", "H01", "--state", "active", "--holder", "agency", "--device", "token/T2",
          back.store, "agency-2.crt")


def seal_with(clerk, document, key, number, out):
    """A session for the seal with one of the agency's keys; the file that it made."""
    clerk.key = key
    signing = clerk.begins(document)
    if os.path.exists(out):
        os.remove(out)
    trien("issue", "--key", "pem:lab/keys/%s.pem" % key, "--name", "ỦY BAN NHÂN DÂN TỈNH MẪU", "--number", str(number), "--date", now().strftime("%Y-%m-%d"), "--picture", SEAL,
          "--diameter-mm", "36", *RELEASED, "-o", out, "base.pdf")
    return "/signings/%d" % signing


def not_right(back, ids, drafter, clerk, head):
    trien("reserve", "--texts", RIGHT, "--signers", "as=signatory,name=Nguyễn Văn Mẫu,at=1:125:215:45:20;as=agency,at=1:104:207:36:36", "-o", "page.pdf",
          str(SOURCE / "tests/official/documents/qd-annex-odt.pdf"))
    one = drafter.does("/documents", {"agency": 2, "kind": "QĐ", "subject": "Về việc mẫu", "procedure": "2"}, "page.pdf")["document"]
    drafter.does("/documents/%d/submit" % one, {"steps": [{"stage": 1, "kind": "sign", "person": ids["thu.truong"]}]})
    head.signs(one, "page-signed.pdf")
    clerk.does("/documents/%d/number" % one)
    at = seal_with(clerk, one, "agency-2", 1, "page-other.pdf")
    answer = clerk.may_not("official.issue-not-right", at + "/finish", {}, "page-other.pdf")
    check("it says what: %r" % answer.body, b"right.agency-differs" in answer.body)
    clerk.may_not("official.issue-not-right", at + "/finish", {"release_right": " x "}, "page-other.pdf")
    clerk.may_not("service.json-malformed", at + "/finish", {"release_right": "x" * 501}, "page-other.pdf")
    equal("the document waits", back.ask("SELECT state FROM document WHERE id = %d" % one), [("numbered",)])
    equal("no evidence of it", back.ask("SELECT COUNT(*) FROM evidence"), [(0,)])
    equal("tried, with a reason at its cap", clerk.does(at + "/finish", {"release_right": "x" * 500, "dry_run": True}, "page-other.pdf")["dry_run"], True)
    clerk.does(at + "/abandon")
    # Its twin, by the agency that the page names, wants no release.
    equal("issued", clerk.does(seal_with(clerk, one, "agency", 1, "page-issued.pdf") + "/finish", {}, "page-issued.pdf")["to"], "issued")
    judged("page-issued.pdf", 2)


def released(back, ids, drafter, clerk, head):
    """Who lets it pass says why, and the trail says who."""
    trien("reserve", "--texts", RIGHT, "--signers", "as=signatory,name=Nguyễn Văn Mẫu,at=1:125:215:45:20;as=agency,at=1:104:207:36:36", "-o", "page-2.pdf",
          str(SOURCE / "tests/official/documents/qd-annex-odt.pdf"))
    two = drafter.does("/documents", {"agency": 2, "kind": "QĐ", "subject": "Cho qua", "procedure": "2"}, "page-2.pdf")["document"]
    drafter.does("/documents/%d/submit" % two, {"steps": [{"stage": 1, "kind": "sign", "person": ids["thu.truong"]}]})
    head.signs(two, "page-2-signed.pdf")
    clerk.does("/documents/%d/number" % two)
    at = seal_with(clerk, two, "agency-2", 2, "page-2-other.pdf")
    clerk.does(at + "/finish", {"release_right": "đã đối chiếu bản giấy"}, "page-2-other.pdf")
    reasons = [r[0] for r in back.ask("SELECT reason FROM act WHERE reason LIKE '%%đối chiếu%%'")]
    check("who, what and why: %r" % reasons, len(reasons) == 1 and reasons[0].startswith("van.thu: ") and reasons[0].endswith("đã đối chiếu bản giấy"))


# ---- R10.3: answered, recalled ----

def answered(back, ids, other_clerk, other_head):
    said = {"agency": 1, "sender": agency_name(), "contact": "vanthu@xa.example"}
    trien("sign", "--unseen", "--key", "pem:lab/keys/agency.pem", "-o", "asks.pdf", "small.pdf")
    came = other_clerk.does("/arrivals", {**said, "subject": "Đề nghị mẫu"}, "asks.pdf")
    at = "/arrivals/%d" % came["arrival"]
    other_clerk.does(at + "/assign", {"receiver": "Phòng Mẫu", "days": 5})
    reply = other_clerk.does("/documents", {"agency": 1, "kind": "QĐ", "subject": "Trả lời mẫu", "procedure": "1", "signer": "Đỗ Văn Mẫu"})["document"]
    other_clerk.does("/documents/%d/submit" % reply, {"steps": [{"stage": 1, "kind": "hand", "person": ids["thu.truong.00"]}]})
    other_head.does("/documents/%d/approve" % reply)
    other_clerk.may_not("rules.incoming-answer", at + "/answer", {})
    other_clerk.may_not("rules.incoming-answer", at + "/answer", {"answer": reply})
    number = other_clerk.does("/documents/%d/number" % reply)["number"]
    other_clerk.does("/documents/%d/issue" % reply, {})
    equal("done", other_clerk.does(at + "/answer", {"answer": reply})["state"], "done")
    line = other_clerk.gets("/registers/follow-up?agency=1").json()["data"][0]
    equal("by that document", (line["answer_number"], line["answer_symbol"], line["state"]), (number, "QĐ-TM", "done"))
    other_clerk.may_not("rules.reason-given", at + "/recalled")
    equal("its sender takes it back", other_clerk.does(at + "/recalled", {"reason": "nơi gửi thu hồi"})["state"], "recalled")
    other_clerk.may_not("rules.state", at + "/assign", {"receiver": "Phòng Mẫu"})
    other_clerk.may_not("rules.state", at + "/recalled", {"reason": "nơi gửi thu hồi"})
    check("the register says so", "[đã thu hồi" in other_clerk.gets("/registers/incoming/file?agency=1&form=csv").body.decode() or "thu hồi" in
          other_clerk.gets("/registers/incoming/file?agency=1&form=csv").body.decode())


# ---- R10.2: nothing is left ----

def page_of(name, seed):
    """A document whose words are nobody else's; runs of its bytes from begin to end."""
    words = random.Random(seed)
    lines = ["".join(words.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(60)) for _ in range(40)]
    text = "BT /F1 8 Tf 40 800 Td 12 TL " + " ".join("(%s) Tj T*" % line for line in lines) + " ET"
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[3 0 R]>>",
               "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>", "<</Length %d>>stream\n%s\nendstream" % (len(text), text),
               "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"]
    out, offsets = b"%PDF-1.7\n", []
    for i, o in enumerate(objects):
        offsets.append(len(out))
        out += ("%d 0 obj\n%s\nendobj\n" % (i + 1, o)).encode()
    xref = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % o for o in offsets)
    pathlib.Path(name).write_bytes(out + b"trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % xref)
    return [line[14:14 + RUN].encode() for line in lines]


def found(back, runs):
    """In which files of the store's whole folder, database and journal included, any of the runs stands."""
    database = str(back.at) if back.name == "postgresql" else back.store
    seen = []
    for folder in (database, BLOBS + back.name):
        for path in pathlib.Path(folder).rglob("*"):
            if path.is_file():
                data = path.read_bytes()
                seen += [str(path)] if any(run in data for run in runs) else []
    return seen


def takes_its_files_along(back, other_clerk, said, broken):
    """What came with a document goes with it, its name too; an invalid one does not come in."""
    trien("sign", "--unseen", "--key", "pem:lab/keys/leader.pem", "-o", "foreign-2.pdf", "foreign.pdf")
    waits = other_clerk.does("/arrivals", {**said, "sender": "Sở Khác", "subject": "của nơi khác, có phụ lục"}, "foreign-2.pdf")
    at, name = "/arrivals/%d" % waits["arrival"], "phu luc khong ai thay " + back.name
    runs = page_of("annex.pdf", back.name + " annex")
    other_clerk.may_not("service.body-type", at + "/enclose", {"name": name})
    other_clerk.may_not("service.json-malformed", at + "/enclose", {"name": "x" * 256}, "annex.pdf")
    other_clerk.may_not("office.enclosed-invalid", at + "/enclose", {"name": name}, broken)
    equal("tried", other_clerk.does(at + "/enclose", {"name": name, "annex": True, "dry_run": True}, "annex.pdf")["dry_run"], True)
    equal("and nothing kept", found(back, runs), [])
    one = other_clerk.does(at + "/enclose", {"name": name, "annex": True}, "annex.pdf")
    equal("its verdict", (one["verdict"], one["findings"]), ("nothing", "unsigned"))
    equal("the same file is the same row", other_clerk.does(at + "/enclose", {"name": "khác"}, "annex.pdf")["enclosure"], one["enclosure"])
    equal("its file and its name", len(found(back, [runs[0]])) + len(found(back, [name.encode()])), 2)
    other_clerk.does(at + "/reject", {"reason": "dấu của cơ quan khác"})
    equal("nothing of either", found(back, runs + [name.encode()]), [])
    equal("its row", back.ask("SELECT hash, COALESCE(name, card, file, 'none') FROM enclosure WHERE arrival = %d" % waits["arrival"]),
          [(hashlib.sha256(pathlib.Path("annex.pdf").read_bytes()).hexdigest(), "none")])
    other_clerk.may_not("office.enclosed-state", at + "/enclose", {"name": name}, "annex.pdf")
    equal("none of that either", found(back, runs), [])


def leaves_nothing(back, other_clerk):
    said = {"agency": 1, "sender": agency_name(), "contact": "vanthu@xa.example"}
    mark = "dau-cua-phep-tim-" + back.name
    # What is kept is found: so the search can find.
    kept = page_of("kept.pdf", back.name + " kept")
    trien("sign", "--unseen", "--key", "pem:lab/keys/agency.pem", "-o", "kept-signed.pdf", "kept.pdf")
    equal("registered", other_clerk.does("/arrivals", {**said, "subject": mark}, "kept-signed.pdf")["state"], "registered")
    check("a file that is kept", all(p.startswith(BLOBS) for p in found(back, kept)) and len(found(back, kept)) == 1)
    check("a word of a row stands in the database", any(not p.startswith(BLOBS) for p in found(back, [mark.encode()])))

    # Refused at once.
    runs = page_of("broken.pdf", back.name + " broken")
    trien("sign", "--unseen", "--key", "pem:lab/keys/agency.pem", "-o", "broken-signed.pdf", "broken.pdf")
    data = bytearray(pathlib.Path("broken-signed.pdf").read_bytes())
    data[data.index(runs[3])] ^= 1
    pathlib.Path("broken-signed.pdf").write_bytes(data)
    equal("tried", other_clerk.does("/arrivals", {**said, "subject": "hỏng", "dry_run": True}, "broken-signed.pdf")["state"], "refused")
    equal("refused", other_clerk.does("/arrivals", {**said, "subject": "hỏng"}, "broken-signed.pdf")["state"], "refused")
    equal("nothing of it", found(back, runs[:3] + runs[4:]), [])

    # Refused by a person, after it was kept for a while; judged again meanwhile.
    runs = page_of("foreign.pdf", back.name + " foreign")
    trien("sign", "--unseen", "--key", "pem:lab/keys/agency.pem", "-o", "foreign-signed.pdf", "foreign.pdf")
    waits = other_clerk.does("/arrivals", {**said, "sender": "Sở Khác", "subject": "của nơi khác"}, "foreign-signed.pdf")
    at = "/arrivals/%d" % waits["arrival"]
    equal("it waits", waits["state"], "waiting")
    equal("and again", other_clerk.does(at + "/retry")["state"], "waiting")
    equal("its file alone", len(found(back, runs)), 1)
    other_clerk.may_not("rules.incoming-wrong", at + "/accept", {"reason": "vẫn nhận"})
    other_clerk.may_not("rules.reason-given", at + "/reject")
    equal("rejected", other_clerk.does(at + "/reject", {"reason": "dấu của cơ quan khác"})["state"], "refused")
    equal("nothing of it either", found(back, runs), [])
    other_clerk.may_not("office.no-file", at + "/retry")
    equal("its row is there", back.ask("SELECT state FROM arrival WHERE id = %d" % waits["arrival"]), [("refused",)])
    check("what is kept is still kept", len(found(back, kept)) == 1)
    takes_its_files_along(back, other_clerk, said, broken="broken-signed.pdf")


# ---- X1: destroyed by decision ----

def destroyed(back, clerk, other_clerk, other_head):
    runs = page_of("burnt.pdf", back.name + " burnt")
    trien("sign", "--unseen", "--key", "pem:lab/keys/agency.pem", "-o", "burnt-signed.pdf", "burnt.pdf")
    came = other_clerk.does("/arrivals", {"agency": 1, "sender": agency_name(), "subject": "hết giá trị"}, "burnt-signed.pdf")
    name = "arrival:%d" % came["arrival"]
    other_clerk.may_not("office.destruction-nothing", "/destructions", {"agency": 1})
    other_clerk.does("/dossiers", {"agency": 1, "code": "01/HS-MẪU", "title": "Hồ sơ mẫu", "years": 1})
    other_clerk.may_not("office.dossier-unknown", "/retention", {"object": name, "dossier": "02/HS-MẪU"})
    other_clerk.may_not("service.json-malformed", "/retention", {"object": name, "dossier": "01/HS-MẪU", "hold": True})
    other_clerk.does("/retention", {"object": name, "dossier": "01/HS-MẪU"})
    annex = page_of("burnt-annex.pdf", back.name + " burnt annex")
    other_clerk.does("/arrivals/%d/enclose" % came["arrival"], {"name": "Phụ lục", "annex": True}, "burnt-annex.pdf")
    equal("it has its name", back.ask("SELECT name FROM enclosure WHERE arrival = %d" % came["arrival"]), [("Phụ lục",)])
    equal("open", other_clerk.gets("/retention/arrival/due?agency=1").json()["data"], [])
    other_clerk.does("/dossiers", {"agency": 1, "code": "01/HS-MẪU", "closed": "2020-05-01"})
    equal("due", [d["object"] for d in other_clerk.gets("/retention/arrival/due?agency=1").json()["data"]], [name])
    equal("tried", other_clerk.does("/destructions", {"agency": 1, "dry_run": True})["documents"], 1)
    made = other_clerk.does("/destructions", {"agency": 1}, key="burn")
    equal("once", other_clerk.does("/destructions", {"agency": 1}, key="burn")["list"], made["list"])
    at = "/destructions/%d" % made["list"]
    equal("another agency's clerk sees no list", clerk.ask("GET", "/api/v1" + at).status, 404)
    clerk.may_not("registry.not-found", at + "/submit")
    other_clerk.does(at + "/submit")
    other_clerk.may_not("registry.no-access", at + "/approve", {"decision": "12/QĐ-MẪU", "decided": "2026-01-02"})
    other_head.may_not("rules.destruction-decision", at + "/approve")
    other_head.does(at + "/approve", {"decision": "12/QĐ-MẪU", "decided": "2026-01-02"})
    other_clerk.may_not("rules.destruction-final", at + "/carry-out")
    other_clerk.does("/retention", {"object": name, "hold": True, "reason": "đang thanh tra"})
    other_clerk.may_not("office.destruction-stop", at + "/carry-out", {"final": True})
    equal("it says that it is held", [(d["object"], d["held"]) for d in other_clerk.gets(at).json()["data"]], [(name, True)])
    other_clerk.may_not("rules.role", "/retention", {"object": name, "hold": False, "reason": "xong"})
    other_head.does("/retention", {"object": name, "hold": False, "reason": "xong"})
    equal("its file alone", len(found(back, runs)), 1)
    equal("destroyed", other_clerk.does(at + "/carry-out", {"final": True})["to"], "done")
    equal("nothing of it", found(back, runs + annex), [])
    line = [l for l in other_clerk.gets("/registers/incoming?agency=1").json()["data"] if l["arrival"] == came["arrival"]][0]
    equal("its line says by which decision", line["note"], "đã tiêu hủy theo Quyết định số 12/QĐ-MẪU ngày 02/01/2026")
    equal("the list too", [(t["state"], t["decision"]) for t in other_head.gets("/destructions?agency=1").json()["data"]], [("done", "12/QĐ-MẪU")])
    other_clerk.may_not("rules.state", at + "/carry-out", {"final": True})


# ---- X5: handed over to the archive, and from one clerk to another ----

def handed_over(back, clerk, other_clerk, other_head):
    page_of("archived.pdf", back.name + " archived")
    trien("sign", "--unseen", "--key", "pem:lab/keys/agency.pem", "-o", "archived-signed.pdf", "archived.pdf")
    came = other_clerk.does("/arrivals", {"agency": 1, "sender": agency_name(), "subject": "nộp lưu"}, "archived-signed.pdf")
    name = "arrival:%d" % came["arrival"]
    who = {"clerk": other_clerk.ask("GET", "/api/v1/session").json()["person"], "head": other_head.ask("GET", "/api/v1/session").json()["person"]}
    file = other_clerk.does("/dossiers", {"agency": 1, "code": "07/HS-MẪU", "title": "Hồ sơ nộp lưu", "years": 20})["dossier"]
    other_clerk.does("/retention", {"object": name, "dossier": "07/HS-MẪU"})
    kept = [r["words"] for r in other_clerk.gets("/books/retention?limit=100").json()["data"] if r["about"] == name]
    equal("what it is about, and its file, in words", [(w["about"], w["dossier"]) for w in kept], [(agency_name(), "Hồ sơ nộp lưu")])
    give = {"agency": 1, "kind": "archive", "taker": who["head"], "dossiers": [file]}
    other_clerk.may_not("office.dossier-unready", "/handovers", give)
    other_clerk.does("/dossiers", {"agency": 1, "code": "07/HS-MẪU", "closed": "2026-01-05"})
    other_clerk.may_not("office.handover-dossiers", "/handovers", {**give, "kind": "work"})
    other_clerk.may_not("service.json-malformed", "/handovers", {**give, "kind": "khác"})
    other_clerk.may_not("rules.handover-self", "/handovers", {**give, "taker": who["clerk"]})
    equal("tried", other_clerk.does("/handovers", {**give, "dry_run": True})["handover"], 0)
    given = other_clerk.does("/handovers", give, key="archive")
    equal("once", other_clerk.does("/handovers", give, key="archive")["handover"], given["handover"])
    at = "/handovers/%d" % given["handover"]
    equal("another agency's clerk sees none", clerk.ask("GET", "/api/v1" + at).status, 404)
    clerk.may_not("registry.not-found", at + "/take")
    check("it waits for its taker", ("handover", "handover", given["handover"]) in other_head.waits())
    other_clerk.may_not("rules.handover-taker", at + "/take")
    other_clerk.may_not("office.dossier-archived", "/retention", {"object": name, "dossier": ""})
    equal("taken", other_head.does(at + "/take")["to"], "taken")
    check("no more", ("handover", "handover", given["handover"]) not in other_head.waits())
    other_clerk.may_not("office.dossier-archived", "/dossiers", {"agency": 1, "code": "07/HS-MẪU", "title": "Khác"})
    other_head.may_not("rules.state", at + "/take")
    line = other_clerk.gets(at).json()["data"]
    equal("its line", [(d["object"], d["symbol"], d["years"], d["documents"]) for d in line], [("dossier:%d" % file, "07/HS-MẪU", 20, 1)])
    equal("the list", [(h["kind"], h["state"], h["lines"]) for h in other_clerk.gets("/handovers?agency=1").json()["data"]], [("archive", "taken", 1)])
    pdf = other_clerk.gets(at + "/file?form=pdf")
    check("to be printed", pdf.body.startswith(b"%PDF-"))
    check("as a spreadsheet", other_clerk.gets(at + "/file?form=xlsx").body.startswith(b"PK"))


def main():
    make_lab()
    for back in (SQLite(), PostgreSQL()):
        ids = set_up(back)
        give_second_seal(back)
        server = Program("triend", {"listen": "unix:%s/d.sock" % WORK, "store": back.store, "blobs": BLOBS + back.name, "trust": "lab/trust"})
        where = str(WORK / "d.sock")
        drafter, clerk, head, other_clerk, other_head = (Desk(where, name, key) for name, key in
                                                         (("soan.thao", None), ("van.thu", "agency"), ("thu.truong", "leader"), ("van.thu.00", None), ("thu.truong.00", None)))
        not_right(back, ids, drafter, clerk, head)
        released(back, ids, drafter, clerk, head)
        answered(back, ids, other_clerk, other_head)
        leaves_nothing(back, other_clerk)
        destroyed(back, clerk, other_clerk, other_head)
        handed_over(back, clerk, other_clerk, other_head)
        server.stop()
        back.stop()
        for path in WORK.glob("*.pdf"): # made anew with the other back end
            if path.name not in ("small.pdf", "draft.pdf"):
                path.unlink()
    finish()


main()
