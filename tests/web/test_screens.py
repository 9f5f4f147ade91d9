#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The web app at a triend of a sample agency, in Chromium (web/tests/walk.mjs). Which walks, its arguments say. Skips where there is no Chromium. TRIEN_SHOTS=FOLDER keeps pictures of every screen."""
import shutil
import signal
import zlib
import sys
import threading
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rsplit("/", 2)[0] + "/service")
from service import *  # noqa: E402,F403
from office import *  # noqa: E402,F403
from managed import *  # noqa: E402,F403

SUBJECTS = {"issued": "Ban hành Quy chế mẫu", "number": "Thành lập Tổ công tác mẫu"}


def submitted(drafter, ids, subject):
    document = drafter.does("/documents", {"agency": 2, "kind": "QĐ", "subject": subject, "procedure": "2"}, draft("draft.pdf"))["document"]
    drafter.does("/documents/%d/attach" % document, {"name": "Phụ lục mẫu", "annex": True}, "small.pdf")
    drafter.does("/documents/%d/submit" % document, {"steps": [{"stage": 1, "kind": "sign", "person": ids["thu.truong"]}]})
    return document


def ticket(back):
    """As the agency's IT officer, who enters what people ask for."""
    trien("registry", "enter", "--blobs", BLOBS + back.name, "--as", "person:11", "--role", "it_officer", back.store, "ticket", "agency=H01", "subject=Máy không nhận thẻ (mẫu)", "state=open",
          "asked_at=2026-01-02")


def kept_device(back):
    """One that somebody keeps and nothing was ever issued on."""
    enter(back, "device", "kind=token", "serial=T9", "agency=H01", "state=assigned")
    enter(back, "custody", "device=token/T9", "keeper=CB4", "decision=02/QĐ-MẪU", "decided_at=2026-01-05", "from_at=2026-01-05", "taker_at=2026-01-05")


def requests(back, where):
    """Two of them, drafted by the managing agency: the second is confirmed, the first waits for its form."""
    manager, head = Desk(where, "quan.ly"), Desk(where, "thu.truong")
    for n in (4, 5):
        trien("registry", "change", "--blobs", BLOBS + back.name, back.store, "person:%d" % n, "phone=0900000000", "email=mau%d@example.vn" % n)
        manager.does("/acts/request.draft", {"given": {"kind": "new", "person": "CB%d" % n, "agency": "H01"}})
    manager.does("/acts/request.submit", {"object": "request:2", "file": "form"}, "small.pdf")
    head.does("/acts/request.confirm", {"object": "request:2"})


def archived(clerk, arrival):
    """A file of documents that is closed, for the archive."""
    clerk.does("/dossiers", {"agency": 1, "code": "07/HS-MẪU", "title": "Hồ sơ góp ý của các sở (mẫu)", "years": 20})
    clerk.does("/retention", {"object": "arrival:%d" % arrival, "dossier": "07/HS-MẪU"})
    clerk.does("/dossiers", {"agency": 1, "code": "07/HS-MẪU", "closed": "2026-01-05"})


def world(where, ids):
    """One document that was issued, one that waits for its number, one that came and is not its sender's."""
    drafter, clerk, head = Desk(where, "soan.thao"), Desk(where, "van.thu", "agency"), Desk(where, "thu.truong", "leader")
    issued, waiting = (submitted(drafter, ids, SUBJECTS[x]) for x in ("issued", "number"))
    for document in (issued, waiting):
        head.signs(document)
    clerk.seals(issued, clerk.does("/documents/%d/number" % issued)["number"])
    arrival = clerk.does("/arrivals", {"agency": 2, "sender": "Sở Mẫu B", "subject": "Góp ý mẫu"}, "issued.pdf")["arrival"]
    for subject in ("Giấy mẫu 1", "Giấy mẫu 2", "Giấy mẫu 3"):
        paper = drafter.does("/documents", {"agency": 2, "kind": "TB", "subject": subject, "procedure": "1"})["document"]
        drafter.does("/documents/%d/submit" % paper, {"steps": [{"stage": 1, "kind": "hand", "person": ids["thu.truong"]}]})
        if subject == "Giấy mẫu 3":
            head.does("/documents/%d/approve" % paper)
    right = Desk(where, "van.thu.00").does("/arrivals", {"agency": 1, "sender": agency_name(), "subject": "Gửi đúng nơi"}, "issued.pdf")
    archived(Desk(where, "van.thu.00"), right["arrival"])
    changed = bytearray(pathlib.Path("issued.pdf").read_bytes())
    changed[changed.index(b"Trang 1") + 6] ^= 1
    pathlib.Path("changed.pdf").write_bytes(changed)
    pathlib.Path("noise.pdf").write_bytes(b"khong phai PDF\n" * 100)
    return {"issued": issued, "arrival": arrival, "registered": right["arrival"]}


def publish(back):
    """The audit trail, signed and published by another program."""
    pathlib.Path("log.vkey").write_bytes(trien("audit", "key", "--origin", "so-noi-vu.example/" + back.name, "log.key"))
    trien("audit", "sign", "--key", "log.key", "--log", str(WORK / "log"), back.store)
    trien("store", "backup", "--blobs", BLOBS + back.name, "--logs", str(WORK / "log"), back.store, "backup")


def parts_and_signers(where, document):
    """What the document's page asks for, and who may."""
    clerk, other = Desk(where, "van.thu"), Desk(where, "van.thu.00")
    parts = clerk.gets("/documents/%d/parts" % document).json()
    equal("its number", (parts["number"], parts["day"], parts["procedure"], parts["state"]), ("01/QĐ-UBND", now().strftime("%Y-%m-%d"), "2", "signed"))
    equal("what is attached", [(a["kind"], a["name"]) for a in parts["attachments"]], [("annex", "Phụ lục mẫu")])
    signers = clerk.gets("/documents/%d/signers" % document).json()["data"]
    equal("its agency's people, with their posts", {(s["name"], s["role"]) for s in signers},
          {("Nguyễn Văn Thư", "clerk"), ("Nguyễn Văn Mẫu", "head"), ("Trần Thị Mẫu", "signatory"), ("Phạm Thị Mẫu", "signatory"), ("Lê Văn Mẫu", "subscriber"), ("Đặng Văn Máy", "it_officer")})
    for path in ("parts", "signers"):
        equal("of another agency: " + path, other.ask("GET", "/api/v1/documents/%d/%s" % (document, path)).id, "registry.not-found")


def files(where):
    """The page and its files: what is sent, packed or not, asked about again, and not there."""
    page = request(where, "GET", "/")
    equal("the page", (page.status, page.fields["content-type"], page.fields["cache-control"]), (200, "text/html; charset=utf-8", "no-cache"))
    check("its policy: %s" % page.fields["content-security-policy"], "unsafe" not in page.fields["content-security-policy"] and "default-src 'none'" in page.fields["content-security-policy"])
    check("nothing inline: %r" % page.body, b"<style" not in page.body and b"</script>" in page.body and not re.search(rb"<script[^>]*>[^<]", page.body) and b"://" not in page.body)
    equal("known", [request(where, "GET", "/", fields={"If-None-Match": x}).status for x in (page.fields["etag"], "W/" + page.fields["etag"], '"0"')], [304, 304, 200])
    script = "/" + re.search(rb'src="\./(web/[^"]+\.js)"', page.body)[1].decode()
    plain, packed = (request(where, "GET", script, fields={"Accept-Encoding": x}) for x in ("identity", "br, gzip"))
    equal("kept for ever", (plain.fields["cache-control"], plain.fields["content-type"]), ("public, max-age=31536000, immutable", "text/javascript; charset=utf-8"))
    check("packed is the same", zlib.decompress(packed.body, 31) == plain.body and packed.fields["content-encoding"] == "gzip" and "content-encoding" not in plain.fields)
    equal("named by what is in it", plain.fields["etag"], '"%s"' % hashlib.sha256(plain.body).hexdigest())
    equal("not wanted packed", ["content-encoding" in request(where, "GET", script, fields={"Accept-Encoding": x}).fields for x in ("gzip;q=0", "x-gzip", "gzip;q=0.5", "GZIP")], [False, False, True, True])
    first = len(packed.body) + sum(len(request(where, "GET", "/" + x.decode(), fields={"Accept-Encoding": "gzip"}).body) for x in re.findall(rb'"\./(web/[^"]+\.css)"', page.body))
    check("the first screen is %d bytes without its fonts" % first, first < 180_000)
    for path in ("/web/", "/web/x.js", "/web/../health", "/web/index.html", script + "/x", script.upper()):
        check("%s is not there" % path, request(where, "GET", path).status in (400, 404))
    equal("it is only read", request(where, "POST", "/", b"").status, 405)


def own_pages(where):
    """Over http a page is ours on this machine alone, and only the very same address is."""
    said = json.dumps({"name": "van.thu", "password": password("van.thu")}).encode()
    for host, origin, status in ((where, "http://" + where, 200), ("localhost:8", "http://localhost:8", 200), ("[::1]:8", "http://[::1]:8", 200), (where, "http://127.0.0.1:1", 403),
                                 ("x.example", "http://x.example", 403), ("127.0.0.1.x.example", "http://127.0.0.1.x.example", 403), ("localhost.x.example", "http://localhost.x.example", 403),
                                 (where, "http://" + where + ".x", 403), (where, "null", 403)):
        head = "POST /api/v1/session HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % (host, origin, len(said))
        equal("%s from %s" % (host, origin), Answer(raw(where, head.encode() + said)).status, status)


def walk(server):
    """The walk in the browser; where it asks for that, the service is stopped and started."""
    with open("walk.log", "w+") as log:
        run = subprocess.Popen(["node", SOURCE / "web/tests/walk.mjs", "state.json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
        late = threading.Timer(700, run.kill)
        late.start()
        said = ""
        for line in run.stdout:
            if line.startswith("SERVER "):
                {"stop": server.stop, "kill": lambda: server.stop(signal.SIGKILL, -signal.SIGKILL), "start": server.start}[line.split()[1]]()
                run.stdin.write("\n")
                run.stdin.flush()
            else:
                said += line
        code = run.wait()
        late.cancel()
        log.seek(0)
        check("the walk: %s%s" % (said, log.read()), code == 0)
    print(said, end="")


def main():
    chromium = shutil.which("chromium")
    make_lab()
    back = SQLite()
    ids = set_up(back)
    registry_people(back)
    ticket(back)
    kept_device(back)
    former_agency(back)
    where = "127.0.0.1:%d" % free_port()
    server = Program("triend", {"listen": where, "store": back.store, "blobs": BLOBS + back.name, "trust": "lab/trust", "logs": {"mau": str(WORK / "log")}})
    made = world(where, ids)
    requests(back, where)
    publish(back)
    files(where)
    own_pages(where)
    parts_and_signers(where, made["issued"])
    if chromium is None:
        print("chromium is not installed: skipped (scripts/deps installs it)")
        sys.exit(77)
    pathlib.Path("state.json").write_text(json.dumps({
        "where": where, "walks": sys.argv[1:], "chromium": chromium, "root": os.getuid() == 0, "ids": made, "subjects": SUBJECTS, "passwords": {login: password(login) for login in [p[3] for p in PEOPLE] + [r[0] for r in REGISTRY]},
        "files": {"issued": str(WORK / "issued.pdf"), "changed": str(WORK / "changed.pdf"), "noise": str(WORK / "noise.pdf"), "draft": str(WORK / draft("draft.pdf")),
                  "revised": str(WORK / draft("revised.pdf"))},
        "trien": str(TRIEN), "work": str(WORK), "seal": SEAL, "handwriting": str(SOURCE / "tests/official/pictures/handwriting.png"), "today": now().strftime("%d/%m/%Y")}))
    walk(server)
    server.stop()
    finish()


main()
