#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R1 R4.1 R6.1 R7 R16.1 R17 R17.2 R18.1
Over HTTP, on SQLite and on PostgreSQL: rows that people enter and change in the books that are theirs, letters of many requests, and files that acts want, judged
before anything is written."""
import base64
import glob
import hashlib
import itertools
import json
import os
import time
import subprocess
import sys
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
from people import *  # noqa: E402,F403
import people  # noqa: E402

MORE = (("KT1", "Vũ Văn Mẫu", "H1", "it_officer", "ky.thuat", "Kỹ thuật viên mẫu 5"), ("SO1", "Bùi Thị Mẫu", "H00", "department", "so.mau", "Cán bộ sở mẫu số 6"),
        ("NV1", "Đặng Văn Mẫu", "H1", None, "nhan.vien", "Nhân viên mẫu số 07"))
TODAY = "2026-01-05"
keys = itertools.count(1)


class Desk:
    def __init__(self, where, name):
        self.name, self.browser = name, logged_in(where, name)

    def post(self, path, body, file=None, key=None):
        fields = {"Idempotency-Key": key or "k%d" % next(keys)}
        if file is None:
            return self.browser.ask("POST", "/api/v1" + path, body, fields)
        fields.update({"Content-Type": "application/pdf", "X-Trien-Document": base64.b64encode(json.dumps(body).encode()).decode()})
        return self.browser.ask("POST", "/api/v1" + path, file, fields)

    def form(self, path, parts, key=None):
        """parts: of a form, by their names; or (name, content) one after the other. Each time another boundary, as browsers draw them."""
        at = ("mau%d" % next(keys)).encode()
        body = b"".join(b"--%s\r\nContent-Disposition: form-data; name=\"%s\"; filename=\"t\xe1\xbb\x87p.bin\"\r\nContent-Type: x/y\r\n\r\n%s\r\n" % (at, name.encode(), content)
                        for name, content in (parts.items() if isinstance(parts, dict) else parts))
        return self.browser.ask("POST", "/api/v1" + path, body + b"--" + at + b"--\r\n", {"Idempotency-Key": key or "k%d" % next(keys), "Content-Type": "multipart/form-data; boundary=" + at.decode()})

    def ok(self, path, body, file=None):
        answer = self.form(path, {"about": json.dumps(body).encode(), **file}) if isinstance(file, dict) else self.post(path, body, file)
        check("%s %s: %r" % (self.name, path, answer.body), answer.status == 200)
        return answer.json()

    def confirm(self):
        self.browser.confirm(self.name)


def more_people(back):
    for code, name, agency, role, login, password in MORE:
        people.PASSWORDS[login] = password
        enter(back, "person", "code=" + code, "name=" + name, "agency=" + agency, "email=%s@example.vn" % code.lower(), "phone=0900000000")
        if role:
            enter(back, "post", "person=" + code, "agency=" + agency, "title=Cán bộ Mẫu", "role=" + role, "from_at=2020-01-01")
        set_password(back, enter(back, "account", "kind=password", "name=" + login, "person=" + code), password)


def make_files():
    copy_lab()
    subprocess.run([sys.executable, pathlib.Path(os.environ["TRIEN_SOURCE_DIR"]) / "bench/make_pdf.py", "form.pdf", "4000"], check=True)
    trien("sign", "--unseen", "--key", "pem:lab/keys/agency.pem", "-o", "signed.pdf", "form.pdf")
    signed = pathlib.Path("signed.pdf").read_bytes()
    at = signed.index(b"stream") + 40
    return pathlib.Path("form.pdf").read_bytes(), signed, signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1:]


# ---- rows ----

def rows(back, desks):
    """Requirement: R17 R17.2
    The IT officer's tickets and checklists, and who else may; what is out of reach, by act, or typed wrongly is refused by its id, and nothing is written."""
    it, manager, clerk, dept, admin = (desks[n] for n in ("ky.thuat", "quan.ly", "van.thu", "so.mau", "quan.tri"))
    ticket = {"values": {"agency": "H1", "subject": "Máy in mẫu không in", "asked_at": TODAY}}
    changes = lambda: back.ask("SELECT COUNT(*) FROM change")  # noqa: E731
    before = changes()
    tried = it.ok("/books/ticket", {**ticket, "dry_run": True})
    equal("tried", (tried["act"], tried["dry_run"], changes()), (0, True, before))
    first = it.post("/books/ticket", ticket, key="phieu")
    equal("entered: %r" % first.body, (first.status, first.json()["object"], first.json()["files"]), (200, "ticket:1", []))
    equal("the same key, the same answer", it.post("/books/ticket", ticket, key="phieu").body, first.body)
    equal("once", back.ask("SELECT COUNT(*), MAX(state) FROM ticket"), [(1, "open")])
    is_refused("the key for something else", it.post("/books/ticket", {"values": {**ticket["values"], "subject": "x"}}, key="phieu"), 409, "registry.request-key-used")
    equal("a check", it.ok("/books/checklist", {"values": {"agency": "H1", "desk": "Phòng 1", "measure": "Cập nhật bản vá", "good": "1", "checked_at": TODAY}})["object"], "checklist:1")
    equal("answered", it.ok("/books/ticket/1", {"values": {"state": "answered", "answer": "Đã thay mực", "answered_at": TODAY}})["object"], "ticket:1")
    equal("as its own act", back.ask("SELECT what FROM act ORDER BY id DESC LIMIT 1"), [("ticket.answer",)])
    before = changes()
    is_refused("another agency's", it.post("/books/ticket", {"values": {**ticket["values"], "agency": "H2"}}), 404, "registry.key-unknown")
    is_refused("a check of another's", it.post("/books/checklist", {"values": {"agency": "H00", "measure": "x", "good": "1", "checked_at": TODAY}}), 404, "registry.key-unknown")
    for status, error, path, body in (
            (400, "registry.value-missing", "/books/ticket", {"values": {"agency": "H1", "asked_at": TODAY}}), (400, "registry.value-invalid", "/books/ticket", {"values": {**ticket["values"], "asked_at": "hôm qua"}}),
            (400, "registry.column-unknown", "/books/ticket", {"values": {**ticket["values"], "x": "1"}}), (422, "registry.characters-hidden", "/books/ticket", {"values": {**ticket["values"], "subject": "a\u202eb"}}),
            (400, "service.json-malformed", "/books/ticket", {"values": {"subject": 7}}), (400, "service.json-malformed", "/books/ticket", {"x": 1}), (400, "service.json-malformed", "/books/ticket", []),
            (400, "service.json-malformed", "/books/ticket", {"values": {"c%d" % i: "" for i in range(25)}}), (400, "service.json-malformed", "/books/ticket", {**ticket, "file": "report"}),
            (404, "registry.not-found", "/books/ticket/99", {"values": {"answer": "x"}}), (404, "service.not-found", "/books/sqlite_schema", {}), (403, "registry.no-access", "/books/person", {"values": {}})):
        is_refused("%s %r" % (path, body), it.post(path, body), status, error)
    is_refused("a key is wanted", it.browser.ask("POST", "/api/v1/books/ticket", ticket), 400, "service.idempotency-key")
    is_refused("what an act writes", manager.post("/books/request/1", {"values": {"state": "done"}}), 403, "registry.no-access")
    for book in ("result", "portal", "login"):
        a = admin.post("/books/" + book, {"values": {"name": "x", "service": "1", "person": "QT1", "account": "1"}})
        check("%s: %s" % (book, a.id), a.id in ("registry.no-access", "registry.by-act-only", "registry.column-unknown"))
    equal("nothing was written", changes(), before)
    # The books of the managing agency, and of the department.
    equal("a person", manager.ok("/books/person", {"values": {"code": "NV2", "name": "Ngô Thị Mẫu", "agency": "H1"}})["object"], "person:9")
    is_refused("a second one", manager.post("/books/person", {"values": {"code": "nv2", "name": "Ngô Thị Mẫu", "agency": "H1"}}), 409, "registry.exists")
    equal("another telephone", manager.ok("/books/person/9", {"values": {"phone": "0911111111"}})["object"], "person:9")
    is_refused("by who may not", it.post("/books/person/9", {"values": {"phone": "0"}}), 403, "registry.no-access")
    is_refused("by who sees it and may not", clerk.post("/books/person/2", {"values": {"phone": "0"}}), 403, "registry.no-access")
    back.write("INSERT INTO ticket (id, version, act, agency, subject, state, asked_at) VALUES (50, 1, 1, 3, 'mau', 'open', 1)")
    there, absent = (it.post("/books/ticket/%d" % n, {"values": {"answer": "x"}}) for n in (50, 99))
    equal("out of sight is as what is not there", [(a.status, a.id) for a in (there, absent)], [(404, "registry.not-found")] * 2)
    back.write("DELETE FROM ticket WHERE id = 50")
    manager.ok("/books/device", {"values": {"kind": "token", "serial": "T1", "agency": "H1", "state": "received", "state_from": TODAY}})
    is_refused("its state is by act", manager.post("/books/device/1", {"values": {"state": "assigned"}}), 409, "registry.by-act-only")
    is_refused("its minutes too", manager.post("/books/device/1", {"values": {"back_giver_at": TODAY}}), 409, "registry.by-act-only")
    note = {"values": {"subject": "Gia hạn", "text": "Nộp trước 60 ngày.", "given_at": TODAY}}
    equal("guidance is the department's", dept.ok("/books/guidance", note)["object"], "guidance:1")
    for desk in (it, manager, clerk, admin, desks["thu.truong"], desks["nhan.vien"]):
        is_refused("guidance of " + desk.name, desk.post("/books/guidance", note), 403, "registry.no-access")
        is_refused("ended by " + desk.name, desk.post("/books/guidance/1", {"values": {"over_at": TODAY}}), 403, "registry.no-access")
        equal("read by " + desk.name, desk.browser.ask("GET", "/api/v1/books/guidance/1").json()["record"]["text"], "Nộp trước 60 ngày.")
    dept.ok("/books/guidance/1", {"values": {"over_at": "2026-02-01"}})
    # Roles and doors want the password again.
    confirmed_before(back, 400)
    grant = {"values": {"person": "NV2", "agency": "H1", "title": "Văn thư", "role": "clerk", "from_at": TODAY}}
    is_refused("a role", manager.post("/books/post", grant), 403, "service.confirmation-wanted")
    manager.confirm()
    manager.ok("/books/post", grant)
    is_refused("one that is not for it to give", manager.post("/books/post", {"values": {**grant["values"], "role": "admin"}}), 403, "registry.grant-role")


# ---- files ----

def files(back, desks, form, signed, forged):
    """Requirement: R3 R6.1
    A request goes with its form; a bad signature, a file under a name, and one for another column are refused, and nothing is written."""
    manager, it = desks["quan.ly"], desks["ky.thuat"]
    drafts = [manager.ok("/acts/request.draft", {"given": {"kind": "new", "person": code, "agency": "H1"}})["steps"][0]["object"] for code in ("KT1", "NV1")]
    for desk_object in drafts:
        is_refused("without a form", manager.post("/acts/request.submit", {"object": desk_object}), 422, "rules.written")
    submit = {"object": drafts[0], "file": "form"}
    name = hashlib.sha256(form).hexdigest()
    before = back.ask("SELECT COUNT(*) FROM change")
    bad = manager.post("/acts/request.submit", submit, forged)
    is_refused("forged", bad, 422, "registry.file-signature-bad")
    said = bad.json()
    check("why, in each language: %s" % said, "nội dung đã bị thay đổi sau khi ký" in said["detail"] and "the content was changed after it was signed" in said["detail_en"] and "nội dung" not in said["detail_en"])
    is_refused("for no column", manager.post("/acts/request.submit", {"object": drafts[0]}, form), 400, "service.json-malformed")
    is_refused("of no bytes", manager.post("/acts/request.submit", submit, b""), 400, "service.json-malformed")
    is_refused("for one without a file", manager.post("/acts/request.submit", submit), 400, "service.json-malformed")
    is_refused("for a column that is none of it", manager.post("/acts/request.submit", {**submit, "file": "minutes"}, form), 400, "registry.not-taken")
    is_refused("by its name", manager.post("/acts/request.submit", {"object": drafts[0], "given": {"form": name}}), 400, "registry.not-taken")
    is_refused("in a row by its name", manager.post("/books/letter", {"values": {"agency": "H00", "receiver": "authority", "blob": name}}), 400, "registry.not-taken")
    is_refused("what is no PDF", manager.browser.ask("POST", "/api/v1/acts/request.submit", b"x", {"Idempotency-Key": "p", "Content-Type": "image/png"}), 415, "service.body-type")
    equal("nothing was written", back.ask("SELECT COUNT(*) FROM change"), before)
    equal("tried", manager.ok("/acts/request.submit", {**submit, "dry_run": True}, form)["act"], 0)
    done = manager.ok("/acts/request.submit", submit, form)
    equal("found", [(f["column"], f["sha256"], f["verdict"]) for f in done["files"]], [("form", name, "nothing")])
    equal("its form", manager.browser.ask("GET", "/api/v1/books/request/1/files/form").body, form)
    several(back, manager, drafts[1], form, signed, forged)
    said = manager.form("/acts/request.submit", {"about": json.dumps({"object": drafts[1]}).encode(), "basis": b"x"}).json()
    check("a column by its words: %s" % said, "Văn bản của cơ quan tố tụng, an ninh (basis)" in said["detail"] and "(basis)" in said["detail_en"] and "Văn bản" not in said["detail_en"])
    is_refused("where files come alone", desks["van.thu"].form("/arrivals", {"about": b"{}", "file": form}), 415, "service.body-type")
    endings(it)
    equal("judged", back.ask("SELECT verdict FROM file_check WHERE about = 'request:2' AND part = 'form'")[0][0] in ("passed", "open"), True)


def several(back, manager, draft, form, signed, forged):
    """Two files with one act, one of them no PDF: taken on the word of who hands it in, once however often it is sent; a bad one keeps the others out."""
    path, picture = "/acts/request.submit", (pathlib.Path(os.environ["TRIEN_SOURCE_DIR"]) / "tests/official/pictures/handwriting.png").read_bytes()
    said = lambda **more: json.dumps({"object": draft, "reason": "đủ hồ sơ", **more}).encode()  # noqa: E731
    before = back.ask("SELECT COUNT(*) FROM change"), sorted(p.name for p in pathlib.Path(BLOBS + back.name).rglob("*"))
    word = said(not_secret=True)
    for what, status, error, parts in (
            ("nobody's word", 403, "service.file-word-wanted", {"about": said(), "form": signed, "basis": picture}), ("the second is forged", 422, "registry.file-signature-bad", {"about": word, "form": form, "basis": forged}),
            ("no column of it", 400, "registry.not-taken", {"about": word, "form": form, "minutes": form}), ("no column of anything", 400, "registry.not-taken", {"about": word, "x": form}),
            ("of no bytes", 400, "service.json-malformed", {"about": word, "form": form, "basis": b""}), ("a column beside it", 400, "service.json-malformed", {"about": said(file="form"), "form": form}),
            ("nothing said", 400, "service.form-parts", {"form": form}), ("no file", 400, "service.form-parts", {"about": word}), ("one name twice", 400, "service.form-parts", [("about", word), ("form", form), ("form", form)]),
            ("a name of another form", 400, "service.form-parts", {"about": word, "the form": form}), ("too long a name", 400, "service.form-parts", {"about": word, "f" * 41: form}),
            ("more than its cap", 400, "service.form-parts", {"about": word, **{"f%d" % n: b"x" for n in range(5)}}), ("at its cap", 400, "registry.not-taken", {"about": word, **{"f%d" % n: b"x" for n in range(4)}}),
            ("as long a name as may be", 400, "registry.not-taken", {"about": word, "f" * 40: form}), ("what is said is no JSON", 400, "service.json-malformed", {"about": b"x", "form": form})):
        is_refused(what, manager.form(path, parts), status, error)
    equal("nothing was written, no file kept", (back.ask("SELECT COUNT(*) FROM change"), sorted(p.name for p in pathlib.Path(BLOBS + back.name).rglob("*"))), before)
    first, again = (manager.form(path, {"about": word, "form": signed, "basis": picture}, key="hai-tep") for _ in range(2))
    equal("once, with another boundary", (first.status, again.body), (200, first.body))
    is_refused("the key for another file", manager.form(path, {"about": word, "form": signed, "basis": form}, key="hai-tep"), 409, "registry.request-key-used")
    equal("both are found", [(f["column"], f["sha256"], f["findings"]) for f in first.json()["files"]][1], ("basis", hashlib.sha256(picture).hexdigest(), "unreadable"))
    equal("on whose word", back.ask("SELECT reason FROM act ORDER BY id DESC LIMIT 1"), [("đủ hồ sơ; quan.ly: tài liệu không chứa bí mật nhà nước",)])
    got = manager.browser.ask("GET", "/api/v1/books/%s/files/basis" % draft.replace(":", "/"))
    equal("saved as what it is", (got.body, got.fields["content-type"], got.fields["content-disposition"]), (picture, "image/png", 'attachment; filename="request-2-basis.png"'))


def package(name, first=b""):
    return b"PK\3\4" + bytes(26) + first + b"x" * 40 + name


def endings(it):
    """A file is saved under an ending that opens it, whatever it is; what a browser could run is text or bytes."""
    for content, ending, kind in ((package(b"xl/workbook.xml"), "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"), (package(b"word/document.xml"), "docx", "application/vnd."),
                                  (package(b"", b"mimetypeapplication/vnd.oasis.opendocument.text"), "odt", "application/vnd.oasis"), (package(b"x"), "zip", "application/zip"),
                                  ("Sổ;mẫu\n1;2\n".encode(), "txt", "text/plain"), (b"<html><script>1</script>", "txt", "text/plain"), (b"\xff\xd8\xff\xe0", "jpg", "image/jpeg"), (b"0\x82\1\0", "der", "application/octet-stream"),
                                  (b"\0", "bin", "application/octet-stream")):
        it.ok("/books/ticket/1", {"values": {}, "not_secret": True}, {"report": content})
        got = it.browser.ask("GET", "/api/v1/books/ticket/1/files/report")
        equal("%r" % content[:40], (got.body, got.fields["content-disposition"], got.fields["content-type"].startswith(kind), got.fields["x-content-type-options"]),
              (content, 'attachment; filename="ticket-1-report.%s"' % ending, True, "nosniff"))


# ---- letters ----

def letters(back, desks, form, signed):
    """Requirement: R6.1 R7
    Many requests, one letter: made, signed, sent and answered as one act each; what is refused is told request by request."""
    manager, head, it, dept = (desks[n] for n in ("quan.ly", "thu.truong", "ky.thuat", "so.mau"))
    tried = manager.ok("/letters", {"requests": [1, 2], "dry_run": True})
    equal("not confirmed yet: each is told", [(r["request"], r["refused"]) for r in tried["data"]], [(1, "rules.state"), (2, "rules.state")])
    is_refused("not confirmed yet", manager.post("/letters", {"requests": [1, 2]}), 409, "registry.letter-refused")
    equal("no letter", back.ask("SELECT COUNT(*) FROM letter"), [(0,)])
    head.confirm()
    for n in (1, 2):
        head.ok("/acts/request.confirm", {"object": "request:%d" % n})
    is_refused("by who may not", it.post("/letters", {"requests": [1]}), 403, "registry.no-access")
    is_refused("by who may not either", head.post("/letters", {"requests": [1]}), 403, "registry.no-access")
    is_refused("of none", manager.post("/letters", {"requests": []}), 404, "registry.not-found")
    is_refused("of one that is not there", manager.post("/letters", {"requests": [99]}), 404, "registry.not-found")
    is_refused("too many", manager.post("/letters", {"requests": list(range(1, 202))}), 400, "service.json-malformed")
    is_refused("at the cap it is asked", manager.post("/letters", {"requests": [1] + list(range(1000, 1199))}), 409, "registry.letter-refused")
    is_refused("one twice", manager.post("/letters", {"requests": [1, 1]}), 409, "registry.letter-refused")
    made = manager.ok("/letters", {"requests": [1, 2], "number": "12/CV-MẪU"})
    equal("made", (made["object"], [r["to"] for r in made["data"]]), ("letter:1", ["consolidated"] * 2))
    equal("to whom", back.ask("SELECT agency, receiver, number, state FROM letter"), [(1, "authority", "12/CV-MẪU", "draft")])
    equal("one act", back.ask("SELECT COUNT(DISTINCT act) FROM change WHERE book IN ('letter') OR (book = 'request' AND content LIKE '%consolidated%')"), [(1,)])
    is_refused("unsigned", manager.post("/acts/request.send/letters/1", {}), 409, "registry.letter-refused")
    why = manager.ok("/acts/request.send/letters/1", {"dry_run": True})["data"]
    equal("why", ([r["refused"] for r in why], [r["message"] != r["message_en"] for r in why]), (["rules.letter-signed"] * 2, [True] * 2))
    manager.ok("/books/letter/1", {"values": {}, "file": "blob"}, signed)
    for path, error in (("/acts/request.draft/letters/1", "service.not-found"), ("/acts/device.lose/letters/1", "service.not-found"), ("/acts/request.send/letters/9", "registry.not-found")):
        is_refused(path, manager.post(path, {}), 404, error)
    is_refused("who does not see letters", it.post("/acts/request.send/letters/1", {}), 403, "registry.no-access")
    equal("sent", [r["to"] for r in manager.ok("/acts/request.send/letters/1", {})["data"]], ["sent"] * 2)
    day = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 7 * 3600))  # in Vietnam: from 17:00 on it is another than in Greenwich
    answer = {"given": {"answer_number": "34/TL", "answered_at": day, "effective_at": day}, "file": "answer_blob", "reason": "thiếu hồ sơ"}
    is_refused("one of another letter", manager.post("/acts/request.complete/letters/1", {**answer, "results": [{"request": 7, "refused": True}]}, form), 409, "registry.letter-not-in")
    is_refused("without its document", manager.post("/acts/request.refuse/letters/1", {k: v for k, v in answer.items() if k != "file"}), 409, "registry.letter-refused")
    is_refused("results that are none", manager.post("/acts/request.complete/letters/1", {**answer, "results": [7]}, form), 400, "service.json-malformed")
    answer = {k: v for k, v in answer.items() if k != "file"}
    done = manager.ok("/acts/request.complete/letters/1", {**answer, "results": [{"request": 1, "refused": True}, {"request": 2, "refused": True}]}, {"answer_blob": form})
    equal("answered", ([(r["request"], r["to"]) for r in done["data"]], [f["column"] for f in done["files"]]), ([(1, "refused"), (2, "refused")], ["answer_blob"]))
    equal("the letter is answered", back.ask("SELECT state, answer FROM letter"), [("answered", "refused")])


# ---- hands ----

def hands(back, desks, form):
    """Requirement: R14.3 R16.1
    A device is given and comes back, each time with minutes."""
    manager, clerk, other = desks["quan.ly"], desks["van.thu"], desks["nhan.vien"]
    duty = {"values": {"person": "VT1", "profile": "congvu-2024", "accepted_at": TODAY}}
    is_refused("accepted by nobody else", other.post("/books/duty", duty), 404, "registry.key-unknown")
    clerk.ok("/books/duty", duty)
    give = {"object": "device:1", "given": {"keeper": "VT1", "decision": "05/QĐ", "decided_at": TODAY, "giver_at": TODAY, "taker_at": TODAY}}
    is_refused("without minutes", manager.post("/acts/device.assign", give), 422, "rules.minutes")
    done = manager.ok("/acts/device.assign", give, {"minutes": form})
    equal("given", (done["steps"][0]["to"], done["files"][0]["column"]), ("assigned", "minutes"))
    back_to = {"object": "device:1", "given": {"back_giver_at": TODAY, "back_taker_at": TODAY}, "file": "back_minutes"}
    is_refused("not by who has it not", other.post("/acts/device.return", back_to, form), 403, "registry.out-of-scope")
    equal("comes back", clerk.ok("/acts/device.return", back_to, form)["steps"][0]["to"], "returned_to_agency")
    equal("with its minutes", back.ask("SELECT back_minutes FROM custody"), [(hashlib.sha256(form).hexdigest(),)])


# ---- undone ----

def undoing(back, desks):
    """Requirement: R4.1 R15.2
    What was entered in error is undone by whom it might have been done, once, the newest first, with the password again; told before it is done."""
    manager, it, clerk, other = (desks[n] for n in ("quan.ly", "ky.thuat", "van.thu", "nhan.vien"))
    at = "/books/device/1/undo"
    acts = [manager.ok("/books/device/1", {"values": {"label": label}})["act"] for label in ("nhãn sai", "nhãn sai nữa")]
    first, last = ({"act": n, "reason": "ghi nhầm"} for n in acts)
    confirmed_before(back, 400)
    before = back.ask("SELECT COUNT(*) FROM change")
    equal("told before", manager.ok(at, {**last, "dry_run": True}), {"act": 0, "dry_run": True, "undoes": acts[1], "rows": [{"book": "device", "count": 1}]})
    is_refused("the newest first", manager.post(at, {**first, "dry_run": True}), 409, "registry.undo-later")
    check("and what was changed since, in words", "” của sổ Thiết bị" in manager.post(at, {**first, "dry_run": True}).json()["detail"])
    is_refused("no reason", manager.post(at, {"act": acts[1], "dry_run": True}), 400, "registry.reason-missing")
    is_refused("of another row", manager.post("/books/person/2/undo", {**last, "dry_run": True}), 409, "registry.undo-other")
    is_refused("of no act", manager.post(at, {**last, "act": 99999, "dry_run": True}), 409, "registry.undo-other")
    for desk in (it, clerk):
        is_refused("by who sees it and may not: " + desk.name, desk.post(at, {**last, "dry_run": True}), 403, "registry.no-access")
    is_refused("out of sight is as what is not there", other.post("/books/person/1/undo", last), 404, "registry.not-found")
    is_refused("what is no body", manager.post(at, {"reason": "x"}), 400, "service.json-malformed")
    is_refused("the password again", manager.post(at, last), 403, "service.confirmation-wanted")
    equal("nothing was written", back.ask("SELECT COUNT(*) FROM change"), before)
    manager.confirm()
    done = manager.post(at, last, key="hoan-tac")
    equal("undone: %r" % done.body, (done.status, done.json()["undoes"]), (200, acts[1]))
    equal("the same key, the same answer", manager.post(at, last, key="hoan-tac").body, done.body)
    is_refused("once", manager.post(at, last), 409, "registry.undone-already")
    equal("as it was", back.ask("SELECT label FROM device WHERE id = 1"), [("nhãn sai",)])
    manager.ok(at, first)
    history = {v["act"]: (v["undoes"], v["undone_by"]) for v in manager.browser.ask("GET", "/api/v1/books/device/1/history").json()["data"]}
    equal("the history says so", (history[acts[1]], history[done.json()["act"]]), ((None, done.json()["act"]), (acts[1], None)))


def one_back_end(back, form, signed, forged):
    set_up(back)
    more_people(back)
    where = str(WORK / back.name)
    service = Program("triend", {"listen": "unix:" + where, "store": back.store, "blobs": BLOBS + back.name, "trust": "lab/trust"})
    desks = {name: Desk(where, name) for name in people.PASSWORDS}
    rows(back, desks)
    files(back, desks, form, signed, forged)
    letters(back, desks, form, signed)
    hands(back, desks, form)
    undoing(back, desks)
    service.stop()
    check("no name in the log", "Mẫu" not in service.log() and "van.thu" not in service.log())
    back.stop()


def main():
    made = make_files()
    one_back_end(SQLite(), *made)
    if glob.glob("/usr/lib/postgresql/*/bin/initdb"):
        one_back_end(PostgreSQL(), *made)
    finish()


main()
