#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R5.1 R9.2
Drafts in DOCX, ODT and flat ODT over HTTP become PDF: what they say stands in it, whatever would run, be fetched or be shown otherwise is refused by its name and asks nobody, and many at once cost each
other nothing but time."""
import re
import shutil
import socket
import sys
import threading
import time
import zipfile
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
from office import *  # noqa: E402,F403

DRAFTS = SOURCE / "tests/exchange/drafts"
TYPES = {".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".odt": "application/vnd.oasis.opendocument.text",
         ".fodt": "application/vnd.oasis.opendocument.text-flat-xml", ".doc": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}
DRAFT = {"agency": 2, "kind": "CV", "subject": "Về việc mẫu", "procedure": "2"}
MANY = int(os.environ.get("TRIEN_DRAFTS", "7"))


def kind_of(path):
    return TYPES[pathlib.Path(path).suffix]


def text_of(pdf):
    pathlib.Path("made.pdf").write_bytes(pdf)
    return " ".join(subprocess.run(["pdftotext", "-layout", "made.pdf", "-"], capture_output=True, text=True, check=True).stdout.split())


def file_of(desk, document, version=0):
    rows = [r for r in desk.gets("/books/draft").json()["data"] if r["document"] == "document:%d" % document]
    return desk.gets("/books/draft/%s/files/file" % rows[version]["object"].split(":")[1]).body


def good(drafter):
    """The three kinds say the same."""
    answer = drafter.does("/documents", DRAFT, DRAFTS / "cong-van.docx", kind=kind_of("a.docx"), key="docx-1")
    equal("the same again is done once", drafter.does("/documents", DRAFT, DRAFTS / "cong-van.docx", kind=kind_of("a.docx"), key="docx-1"), answer)
    drafter.may_not("registry.request-key-used", "/documents", DRAFT, DRAFTS / "cong-van.odt", kind=kind_of("a.odt"), key="docx-1")
    document = answer["document"]
    pdf = file_of(drafter, document)
    text = text_of(pdf)
    check("what it says: %s" % text, "văn bản điện tử đến trước khi đăng ký" in text and "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text)
    fonts = subprocess.run(["pdffonts", "made.pdf"], capture_output=True, text=True, check=True).stdout.splitlines()[2:]
    check("all fonts are in it: %r" % fonts, fonts and all(re.search(r"yes\s+yes\s+yes\s+\d+\s+\d+$", f) for f in fonts))
    drafter.does("/documents/%d/revise" % document, {"reason": "bản ODT"}, DRAFTS / "cong-van.odt", kind=kind_of("a.odt"))
    drafter.does("/documents/%d/attach" % document, {"name": "Phụ lục mẫu"}, SOURCE / "demo/cong-van.fodt", kind=kind_of("a.fodt"))
    equal("the dry run too", drafter.does("/documents", {**DRAFT, "dry_run": True}, DRAFTS / "cong-van.odt", kind=kind_of("a.odt"))["dry_run"], True)
    return document


def elsewhere(clerk, document):
    """Where a PDF alone is wanted, a draft is none."""
    clerk.may_not("service.body-type", "/arrivals", {"agency": 2, "sender": "Sở mẫu", "subject": "x"}, DRAFTS / "cong-van.docx", kind=kind_of("a.docx"))
    clerk.may_not("service.body-type", "/documents/%d/issue" % document, {}, DRAFTS / "cong-van.docx", kind=kind_of("a.docx"))


def secret(drafter):
    """The gate reads the page that came of it."""
    text = (SOURCE / "demo/cong-van.fodt").read_text()
    stamp = '<style:style style:name="MatMau" style:family="paragraph"><style:paragraph-properties fo:border="1pt solid #b00000" fo:margin-right="120mm"/></style:style></office:automatic-styles>'
    text = text.replace("</office:automatic-styles>", stamp, 1).replace("</table:table>", '</table:table><text:p text:style-name="MatMau">MẬT</text:p>', 1)
    pathlib.Path("mat.fodt").write_text(text)
    drafter.may_not("official.secrecy-stamp", "/documents", DRAFT, "mat.fodt", kind=kind_of("a.fodt"))


def blank():
    """As a drafter leaves it: room where number and day will stand, and this year."""
    text = (SOURCE / "demo/quyet-dinh.fodt").read_text()
    for old, new in (("Số: 15/QĐ-UBND", 'Số:<text:s text:c="9"/>/QĐ-UBND'), ("Mẫu, ngày 16 tháng 11 năm 2026", 'Mẫu, ngày<text:s text:c="7"/>tháng<text:s text:c="6"/>năm %s' % now().year),
                     ("Quyết định số 15/QĐ-UBND ngày 16 tháng 11 năm 2026", 'Quyết định số<text:s text:c="8"/>/QĐ-UBND ngày<text:s text:c="7"/>tháng<text:s text:c="6"/>năm %s' % now().year)):
        assert old in text, old
        text = text.replace(old, new)
    pathlib.Path("blank.fodt").write_text(text)


def whole_way(ids, drafter, head, clerk):
    """From the word processor's file to the issued document: the places that the procedure needs are put into the PDF here."""
    blank()
    said = {**DRAFT, "kind": "QĐ", "reserve": True}
    drafter.may_not("official.plan-procedure", "/documents", {**said, "reserve_signers": "as=agency;as=agency"}, "blank.fodt", kind=kind_of("a.fodt"))
    document = drafter.does("/documents", said, "blank.fodt", kind=kind_of("a.fodt"))["document"]
    at = "/documents/%d" % document
    drafter.does(at + "/revise", {"reserve": True}, "blank.fodt", kind=kind_of("a.fodt"))
    drafter.does(at + "/submit", {"steps": [{"stage": 1, "kind": "sign", "person": ids["thu.truong"]}]})
    head.signs(document)
    number = clerk.does(at + "/number")["number"]
    done = clerk.seals(document, number, release_right="chứng thư của lab")
    equal("issued", done["to"], "issued")
    judged("issued.pdf", 2)
    text = text_of(pathlib.Path("issued.pdf").read_bytes())
    check("its number stands on the page: %s" % text[:300], re.search(r"Số: 0?%d ?/QĐ-UBND" % number, text))


def begun(drafter, at, said, name):
    """A draft that begins with a template, as a file for the word processor."""
    answer = drafter.post(at + "/begin", said)
    equal("begun: %r" % answer.body[-300:], answer.status, 200)
    pathlib.Path(name).write_bytes(answer.body)
    return answer


def templates(ids, drafter, clerk, other):
    """An agency's template from its file to an issued draft's page; nobody else's people see it; what would be refused as a draft is refused as a template."""
    flat = pathlib.Path("blank.fodt").read_text().replace("/QĐ-UBND</text:p>", "/{{ky_hieu}}</text:p>", 1).replace("</office:text>", "<text:p>{{loai_van_ban}}: {{trich_yeu}}, {{nguoi_ky}}</text:p></office:text>")
    pathlib.Path("mau.fodt").write_text(flat)
    kept = {"agency": 2, "name": "Quyết định mẫu", "kind": "QĐ", "from": "2026-01-01"}
    fodt = kind_of("a.fodt")
    number = clerk.does("/templates", kept, "mau.fodt", kind=fodt)["template"]
    at = "/templates/%d" % number
    row = drafter.gets("/books/template/%d" % number).json()["record"]
    equal("the row", [row[k] for k in ("name", "kind", "format")], ["Quyết định mẫu", "QĐ", "fodt"])
    equal("as it was handed in", drafter.gets("/books/template/%d/files/file" % number).body, flat.encode())
    check("what it becomes", "{{trich_yeu}}" in text_of(drafter.gets("/books/template/%d/files/preview" % number).body))
    # Nobody else's; and who drafts keeps none.
    equal("not another agency's", other.ask("GET", "/api/v1/books/template/%d" % number).id, "registry.not-found")
    other.may_not("registry.not-found", at + "/begin", {})
    other.may_not("registry.not-found", at + "/change", {"name": "của tôi"})
    other.may_not("office.role-not-held", "/templates", kept, "mau.fodt", kind=fodt)
    drafter.may_not("registry.no-access", "/templates", kept, "mau.fodt", kind=fodt)
    # A draft, and its way back.
    said = {"subject": "Về việc nâng lương <đợt 2> & khen thưởng", "unit": "VP"}
    answer = begun(drafter, at, said, "bat-dau.fodt")
    equal("its type and name", (answer.fields["content-type"], answer.fields["content-disposition"]), (fodt, 'attachment; filename="du-thao.fodt"'))
    text = pathlib.Path("bat-dau.fodt").read_text()
    check("its fields", "Quyết định: Về việc nâng lương &lt;đợt 2&gt; &amp; khen thưởng, ……" in text and "/QĐ-UBND</text:p>" in text and "{{" not in text)
    drafted = {**DRAFT, "kind": "QĐ", "subject": said["subject"], "reserve": True, "template": number}
    drafter.may_not("service.json-malformed", "/documents", {**drafted, "common_template": number}, "bat-dau.fodt", kind=fodt)
    document = drafter.does("/documents", drafted, "bat-dau.fodt", kind=fodt)["document"]
    equal("which it began with", [s["template"] for s in clerk.gets("/books/submission?of=document:%d" % document).json()["data"]], ["template:%d" % number])
    check("on its page", "Quyết định: Về việc nâng lương <đợt 2> & khen thưởng" in text_of(file_of(drafter, document)))
    # DOCX, in the place of the other, with its history; a PDF as it is; not in force.
    clerk.may_not("exchange.template-field", at + "/change", {}, with_field("la.docx", "{{la}}"), kind=kind_of("a.docx"))
    clerk.does(at + "/change", {"until": "2099-01-01"}, with_field("mau.docx", "{{trich", "_yeu}}"), kind=kind_of("a.docx"))
    equal("both versions", len(clerk.gets("/books/template/%d/history" % number).json()["data"]), 2)
    equal("now a DOCX", begun(drafter, at, {"subject": "Mẫu chia đôi"}, "bat-dau.docx").fields["content-type"], kind_of("a.docx"))
    document = drafter.does("/documents", DRAFT, "bat-dau.docx", kind=kind_of("a.docx"))["document"]
    check("its field in two pieces", "Mẫu chia đôi" in text_of(file_of(drafter, document)))
    paper = clerk.does("/templates", {**kept, "name": "Mẫu in sẵn", "kind": "CV"}, "small.pdf")["template"]
    equal("a PDF", begun(drafter, "/templates/%d" % paper, {}, "in.pdf").body, pathlib.Path("small.pdf").read_bytes())
    trien("sign", "--unseen", "--key", "pem:lab/keys/leader.pem", "-o", "da-ky.pdf", "small.pdf")
    clerk.may_not("office.template-signed", "/templates", kept, "da-ky.pdf")
    later = clerk.does("/templates", {**kept, "from": "2098-01-01"}, "mau.fodt", kind=fodt)["template"]
    drafter.may_not("office.template-over", "/templates/%d/begin" % later, {})
    clerk.may_not("office.file-wanted", "/templates", kept)
    clerk.may_not("registry.no-access", "/common-templates", {k: kept[k] for k in ("name", "kind", "from")}, "mau.fodt", kind=fodt)
    clerk.may_not("official.secrecy-stamp", "/templates", kept, "mat.fodt", kind=fodt)
    twins(clerk, "/templates", kept)


def with_field(name, *pieces):
    """The sample letter with a field in its text, in so many pieces."""
    runs = "".join("<w:r><w:t>%s</w:t></w:r>" % p for p in pieces)
    with zipfile.ZipFile(DRAFTS / "cong-van.docx") as old, zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as new:
        for e in old.infolist():
            data = old.read(e)
            if e.filename == "word/document.xml":
                data = re.sub(rb"<w:body>", b"<w:body><w:p>" + runs.encode() + b"</w:p>", data, count=1)
            new.writestr(e.filename, data)
    return name


def as_word_writes(drafter):
    """A letter with all that Word and a document library leave in it: what stands on its page stands on ours, what does not is nowhere, and nobody is asked. Its forged twins are refused by their names."""
    nobody = Listener()
    out = subprocess.run([sys.executable, DRAFTS / "word.py", ".", nobody.url], capture_output=True, text=True, check=True).stdout
    (good, error), *forged = (line.split() for line in out.splitlines())
    equal("the first is good", error, "-")
    text = text_of(file_of(drafter, drafter.does("/documents", DRAFT, good, kind=kind_of(good))["document"]))
    for words in ("Kính gửi: Sở Mẫu của tỉnh Mẫu", "Đoạn này có chú thích", "Lời chú thích mẫu", "Khung chữ mẫu", "trang mẫu", "Ô nội dung mẫu", "Nơi nhận mẫu"):
        check("%r is on the page: %s" % (words, text), words in text)
    check("each once", text.count("Khung chữ mẫu") == 1)
    for words in ("chỉ thị ngầm", "lời bàn riêng", "Bấm vào đây", "Mau cua toi"):
        check("%r is not: %s" % (words, text), words not in text)
    data = pathlib.Path("made.pdf").read_bytes()
    check("no addresses of its author's disk or of scripts", b"Mau cua toi" not in data and b"/JavaScript" not in data and b"/Launch" not in data and b"/EmbeddedFile" not in data)
    for path, error in forged:
        equal(path, drafter.post("/documents", {**DRAFT, "dry_run": True}, path, kind=kind_of(path)).id, error)
    check("nobody was asked", not nobody.was_asked())


class Listener:
    """Somebody whom nobody may ask."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.setblocking(False)
        self.url = "http://127.0.0.1:%d/" % self.socket.getsockname()[1]

    def was_asked(self):
        try:
            self.socket.accept()
        except BlockingIOError:
            return False
        return True


def twins(drafter, to="/documents", said=DRAFT):
    nobody = Listener()
    out = subprocess.run([sys.executable, DRAFTS / "twins.py", DRAFTS / "cong-van.docx", DRAFTS / "cong-van.odt", ".", nobody.url], capture_output=True, text=True, check=True).stdout
    for line in out.splitlines():
        path, error = line.split()
        answer = drafter.post(to, {**said, "dry_run": True}, path, kind=kind_of(path))
        if error == "-":
            equal("%s: %r" % (path, answer.body[-300:]), answer.status, 200)
        else:
            equal("%s: %r" % (path, answer.body[-300:]), answer.id, error)
    check("nobody was asked", not nobody.was_asked())
    # The type that is said is no way in.
    drafter.may_not("exchange.zip-malformed", "/documents", DRAFT, "draft.pdf", kind=kind_of("a.docx"))
    equal("as a PDF it is none", drafter.post("/documents", DRAFT, DRAFTS / "cong-van.docx").id[:4], "pdf.")


def many(where, drafter):
    """All come to their end; who finds the line too long is told so, and comes again."""
    results = []

    def one(n):
        desk = Browser(where)
        desk.cookies, desk.csrf = dict(drafter.cookies), drafter.csrf
        said = base64.b64encode(json.dumps({**DRAFT, "subject": "Văn bản mẫu %d" % n}).encode()).decode()
        fields = {"Idempotency-Key": "many-%d" % n, "Content-Type": kind_of("a.docx"), "X-Trien-Document": said}
        for _ in range(60):
            answer = desk.ask("POST", "/api/v1/documents", (DRAFTS / "cong-van.docx").read_bytes(), fields)
            if answer.status != 503:
                break
            time.sleep(1)
        results.append((answer.status, answer.id if answer.status != 200 else answer.json()["document"]))

    threads = [threading.Thread(target=one, args=(n,)) for n in range(MANY)]
    for t in threads:
        t.start()
    quick = time.monotonic()
    equal("who asks for something else meanwhile", drafter.ask("GET", "/api/v1/waiting").status, 200)
    check("is not kept", time.monotonic() - quick < 15)
    for t in threads:
        t.join()
    equal("all of them: %r" % results, (sum(s == 200 for s, _ in results), len(set(d for _, d in results))), (MANY, MANY))


def main():
    if not shutil.which("bwrap") or subprocess.run(["bwrap", "--unshare-all", "--ro-bind", "/", "/", "true"], capture_output=True).returncode:
        print("no sandbox here")
        sys.exit(77)
    make_lab()
    back = SQLite()
    ids = set_up(back)
    server = Program("triend", {"listen": "unix:%s/d.sock" % WORK, "store": back.store, "blobs": BLOBS + back.name, "trust": "lab/trust"})
    where = str(WORK / "d.sock")
    drafter, head, clerk = Desk(where, "soan.thao"), Desk(where, "thu.truong", "leader"), Desk(where, "van.thu", "agency")
    document = good(drafter)
    elsewhere(clerk, document)
    whole_way(ids, drafter, head, clerk)
    secret(drafter)
    twins(drafter)
    as_word_writes(drafter)
    templates(ids, drafter, clerk, Desk(where, "van.thu.00"))
    many(where, drafter)
    server.stop()
    finish()


main()
