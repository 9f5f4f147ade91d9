#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R8.2 R8.3 R9.2
Places of a draft told before it is handed in, corrected, and put where they were told; and the document with number, date and seal shown before the number is taken."""
import sys
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
from office import *  # noqa: E402,F403

PAGES = SOURCE / "tests/official/documents"
PLAN = PAGES / "kh-tuq-skia.pdf" # all of the date is blank; the signatory stands on page 2
WISH = {"procedure": "2"}


def places_of(desk, wish, file):
    return [(p["field"], p["at"]) for p in desk.does("/places", wish, file)["data"]]


def told(desk):
    """As `trien reserve` would put them, in millimetres."""
    found = places_of(desk, WISH, PLAN)
    equal("its fields", [f for f, _ in found], ["trien.number", "trien.day", "trien.month", "trien.year", "trien.sign.1", "trien.seal"])
    reserved = json.loads(trien("reserve", "--json", "-o", "reserved.pdf", PLAN))["fields"]
    for (field, at), there in zip(found, reserved):
        page, left, top, *more = at.split(":")
        equal(field, (field, int(page)), (there["field"], there["page"]))
        check("%s: %s, %s" % (field, at, there), abs(float(left) - there["box_mm"][0]) < 0.01 and (len(more) == 3 or abs(float(top) - there["box_mm"][1]) < 0.01))
    return dict(found)


def corrected(desk, found):
    """A signature that a person has moved; the seal goes with it, by the rule. What is told is taken as it was told."""
    page, left, top, *size = found["trien.sign.1"].split(":")
    moved = ":".join((page, "%.2f" % (float(left) - 20), "%.2f" % (float(top) + 5), *size))
    wish = {**WISH, "signers": "as=signatory,at=%s;as=agency" % moved}
    again = dict(places_of(desk, wish, PLAN))
    equal("it is there", again["trien.sign.1"], moved)
    seal, was = ([float(x) for x in p["trien.seal"].split(":")] for p in (again, found))
    check("the seal goes with it: %s, %s" % (seal, was), abs(seal[1] - was[1] + 20) < 0.05 and abs(seal[2] - was[2] - 5) < 0.05)
    texts = ";".join("%s=%s" % (f.removeprefix("trien."), again[f]) for f in again if "." in f and f.removeprefix("trien.") in ("number", "day", "month", "year"))
    said = {**wish, "texts": texts}
    equal("told again", {f: at for f, at in places_of(desk, said, PLAN)}, again)
    return said


def drafted(desk, ids, said):
    """The draft has its places where they were told."""
    document = desk.does("/documents", {"agency": 2, "kind": "KH", "subject": "Kế hoạch mẫu", "procedure": "2", "reserve": True, "reserve_signers": said["signers"], "reserve_texts": said["texts"]}, PLAN)["document"]
    file = desk.gets("/books/document/%d/files/file" % document).body
    check("the draft begins with what was handed in", file.startswith(PLAN.read_bytes()))
    pathlib.Path("drafted.pdf").write_bytes(file)
    desk.may_not("official.reserve-taken", "/places", WISH, "drafted.pdf")
    desk.does("/documents/%d/submit" % document, {"steps": [{"stage": 1, "kind": "sign", "person": ids["thu.truong"]}]})
    return document


def refused(desk):
    """What is not sure is asked of a person; what is no draft, or no wish, is told."""
    for error, wish, file in (("official.place-unsure", WISH, PAGES / "j-hospital-qt.pdf"), ("official.plan-procedure", {"procedure": "3"}, PLAN), ("official.plan-spec", {**WISH, "signers": "as=nobody"}, PLAN),
                              ("official.plan-procedure", {**WISH, "signers": "as=signatory"}, PLAN), ("official.reserve-signed", WISH, "signed.pdf"), ("pdf.not-a-pdf", WISH, "noise.pdf"),
                              ("official.reserve-box", {**WISH, "signers": "as=signatory,at=2:205:290:45:20;as=agency"}, PLAN),
                              ("service.json-malformed", {"procedure": "1"}, PLAN), ("service.json-malformed", {}, PLAN), ("service.json-malformed", {**WISH, "strange": 1}, PLAN)):
        desk.may_not(error, "/places", wish, file)
    desk.may_not("service.body-type", "/places", WISH)
    desk.may_not("service.body-type", "/places", WISH, PLAN, kind="application/vnd.oasis.opendocument.text")


def ask_preview(desk, document, **words):
    return desk.ask("GET", "/api/v1/documents/%d/preview?%s" % (document, "&".join("%s=%s" % w for w in words.items())))


def previewed(ids, document, clerk, head, other):
    day, mine = now().strftime("%Y-%m-%d"), fingerprint("agency")
    wish = {"certificate": mine, "number": 7, "day": day}
    equal("nobody has signed", ask_preview(clerk, document, **wish).id, "official.issue-unsigned")
    head.signs(document)
    for error, who, words in (("registry.not-found", other, wish), ("registry.no-access", head, wish), ("office.session-key", clerk, {**wish, "certificate": fingerprint("leader")}),
                              ("office.session-key", clerk, {**wish, "certificate": "0" * 64}), ("service.query-invalid", clerk, {"certificate": mine}), ("service.query-invalid", clerk, {"number": 7, "day": day}),
                              ("service.query-invalid", clerk, {**wish, "number": 0}), ("service.query-invalid", clerk, {**wish, "strange": 1}), ("base.time-invalid", clerk, {**wish, "day": "2026-13-01"})):
        equal("%s %s" % (who.name, words), ask_preview(who, document, **words).id, error)
    answer = ask_preview(clerk, document, **wish)
    equal("shown: %r" % answer.body[-300:], (answer.status, answer.fields["content-type"]), (200, "application/pdf"))
    base = clerk.gets("/books/document/%d/files/file" % document).body
    check("what was signed, and something behind it", answer.body.startswith(base) and len(answer.body) > len(base))
    check("nothing was taken or written", clerk.gets("/documents/%d/parts" % document).json()["number"] is None)
    pathlib.Path("preview.pdf").write_bytes(answer.body)
    run = subprocess.run([TRIEN, "verify", "--json", "--trust", "lab/trust", "preview.pdf"], capture_output=True)
    signatures = json.loads(run.stdout)["signatures"]
    check("it is valid nowhere: %s" % [s["indication"] for s in signatures], signatures[-1]["indication"] != "TOTAL-PASSED" and run.returncode != 0)
    number = clerk.does("/documents/%d/number" % document, {"day": day})["number"]
    again = ask_preview(clerk, document, certificate=mine)
    equal("with the number that it has", again.status, 200)
    pathlib.Path("base.pdf").write_bytes(base)
    trien("issue", "--key", "pem:lab/keys/agency.pem", "--trust", "lab/trust", "--number", str(number), "--date", now().strftime("%d/%m/%Y"), "--picture", SEAL, "--diameter-mm", "36",
          "--release-right-by", "Văn thư mẫu", "--release-right-reason", "tên người ký của tệp mẫu là tên khác", "--record", "record.jsonl", "-o", "issued.pdf", "base.pdf")
    shown, issued = rectangles(again.body), rectangles(pathlib.Path("issued.pdf").read_bytes())
    check("there are places: %s" % shown, len(shown) > 4)
    equal("the places are those of the issued document", shown, issued)


def rectangles(file):
    """Where the seal was put: the appearances' boxes and the places of the fields that the last revision wrote."""
    tail = file[file.rindex(b"%%EOF", 0, file.rindex(b"%%EOF")):]
    return sorted(re.findall(rb"/(?:Rect|BBox|Matrix) ?\[[^\]]*\]", tail))


def main():
    make_lab()
    back = SQLite()
    ids = set_up(back)
    server = Program("triend", {"listen": "unix:%s/d.sock" % WORK, "store": back.store, "blobs": BLOBS + back.name, "trust": "lab/trust"})
    drafter, clerk, head, other = (Desk(str(WORK / "d.sock"), *who) for who in (("soan.thao",), ("van.thu", "agency"), ("thu.truong", "leader"), ("van.thu.00",)))
    pathlib.Path("noise.pdf").write_bytes(b"khong phai PDF\n" * 100)
    trien("sign", "--unseen", "--key", "pem:lab/keys/leader.pem", "-o", "signed.pdf", "small.pdf")
    refused(drafter)
    said = corrected(drafter, told(drafter))
    previewed(ids, drafted(drafter, ids, said), clerk, head, other)
    server.stop()
    finish()


main()
