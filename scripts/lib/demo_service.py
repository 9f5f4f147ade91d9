# SPDX-License-Identifier: AGPL-3.0-or-later
"""A sample province at triend, for scripts/demo.

demo_service.py LANG set-up TRIEN OUT SECRETS     OUT/service: store, documents, triend.json; the accounts, printed once
demo_service.py LANG walk TRIEN OUT SECRETS DRAFT ISSUED
                                                  procedure 2 over HTTP, from draft to the clerk who takes it in; ISSUED is what that clerk has

SECRETS is a file that scripts/demo removes: the passwords, which the store has as yescrypt alone. Keys stay on their SoftHSM tokens; they are used here,
by `trien` at "the desk", and never by the service."""
import base64
import datetime
import hashlib
import http.client
import json
import os
import pathlib
import pwd
import secrets
import socket
import subprocess
import sys
import tempfile
import uuid

TOP = pathlib.Path(__file__).resolve().parents[2]
PICTURES = TOP / "tests/official/pictures"
PROVINCE, SENDER, RECEIVER = "H00", "H01", "H02"
AGENCIES = ((PROVINCE, "Tỉnh Mẫu", "province", None), (SENDER, "Ủy ban nhân dân tỉnh Mẫu", "province", PROVINCE), (RECEIVER, "Sở Mẫu A", "department", PROVINCE))
# code, name, agency, role, login, what they do
PEOPLE = (("QT1", "Vũ Thị Quản (QUẢN TRỊ MẪU)", PROVINCE, "admin", "quan.tri", ("quản trị", "administrator")),
          ("CB1", "Đỗ Văn Soạn (CHUYÊN VIÊN MẪU)", SENDER, None, "chuyen.vien", ("soạn thảo", "drafts")),
          ("CB2", "Nguyễn Văn Mẫu", SENDER, "head", "lanh.dao", ("lãnh đạo ký", "signs as leader")),
          ("CB3", "Lê Thị Thư (VĂN THƯ MẪU)", SENDER, "clerk", "van.thu", ("văn thư, giữ con dấu", "clerk, keeps the seal")),
          ("CB4", "Hoàng Thị Nhận (VĂN THƯ MẪU)", RECEIVER, "clerk", "van.thu.so.a", ("văn thư Sở Mẫu A", "clerk of Sở Mẫu A")))
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789" # nothing that is taken for something else


class Failed(Exception):
    pass


def run(*words, data=None, env=None):
    done = subprocess.run([str(w) for w in words], input=data, capture_output=True, env={**os.environ, **(env or {})})
    if done.returncode != 0:
        raise Failed("%s: %s" % (" ".join(map(str, words[:3])), (done.stderr + done.stdout[-1500:]).decode(errors="replace")))
    return done.stdout


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Province:
    """The books, written with the commands that an administrator has."""

    def __init__(self, trien, out):
        self.trien, self.lab, self.at = trien, out / "lab", out / "service"
        self.store, self.blobs = self.at / "store", self.at / "documents"

    def registry(self, verb, *words, data=None):
        return run(self.trien, "registry", verb, "--json", "--blobs", self.blobs, self.store, *words, data=data)

    def enter(self, book, *pairs):
        return json.loads(self.registry("enter", book, *pairs))["object"]

    def open(self):
        self.at.mkdir()
        run(self.trien, "store", "init", "--blobs", self.blobs, self.store)
        run(self.trien, "audit", "open", "--origin", "tinh-mau.example/demo", self.store)

    def agencies_and_people(self):
        """The numbers of their rows, by code."""
        ids = {}
        for code, name, kind, parent in AGENCIES:
            ids[code] = self.enter("agency", "code=" + code, "name=" + name, "kind=" + kind, "from_at=2020-01-01", *(["parent=" + parent] if parent else []))
        for agency, symbol in ((SENDER, "UBND"), (RECEIVER, "SMA")):
            self.enter("numbering", "agency=" + agency, "symbol=" + symbol, "scheme=kind")
        for code, name, agency, role, _, _ in PEOPLE:
            ids[code] = self.enter("person", "code=" + code, "name=" + name, "agency=" + agency)
            if role:
                self.enter("post", "person=" + code, "agency=" + agency, "title=Cán bộ mẫu", "role=" + role, "from_at=2020-01-01")
        return {code: int(row.split(":")[1]) for code, row in ids.items()}

    def keys(self, scratch):
        """Whose the certificates are; who keeps the token of the seal, and by which decision (Điều 12)."""
        self.enter("device", "kind=token", "serial=MAU-1", "agency=" + SENDER, "state=assigned")
        self.enter("custody", "device=token/MAU-1", "keeper=CB3", "decision=01/QĐ-MẪU", "decided_at=2020-01-01", "from_at=2020-01-01", "taker_at=2020-01-01")
        for key, *more in (("agency", "--holder", "agency", "--device", "token/MAU-1"), ("leader", "--holder", "person", "--person", "CB2")):
            (scratch / (key + ".crt")).write_text(certificate_of(self.lab, key))
            run(self.trien, "registry", "certificate", "--blobs", self.blobs, "--trust", self.lab / "trust", "--agency", SENDER, "--state", "active", *more,
                self.store, scratch / (key + ".crt"))

    def accounts(self):
        """A password of its own for each, made here."""
        self.enter("account", "kind=os", "name=" + pwd.getpwuid(os.getuid()).pw_name, "person=QT1")
        passwords = {}
        for code, _, _, _, login, _ in PEOPLE:
            passwords[login] = "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(4))
            self.registry("account", "password", self.enter("account", "kind=password", "name=" + login, "person=" + code), data=passwords[login].encode() + b"\n")
        return passwords


def certificate_of(lab, key):
    text = (lab / "keys" / (key + ".pem")).read_text()
    begin, end = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----\n"
    at = text.index(begin)
    return text[at:text.index(end, at) + len(end)]


def fingerprint(lab, key):
    return hashlib.sha256(base64.b64decode("".join(certificate_of(lab, key).splitlines()[1:-1]))).hexdigest()


def token_of(lab, key):
    said = json.loads((lab / "tokens.json").read_text())
    for token in said["tokens"]:
        if token["name"] == key:
            return token
    raise Failed("no SoftHSM token: %s" % said["reason"])


class Desk:
    """A person who has logged in; perhaps with a token."""

    def __init__(self, where, login, password):
        self.where, self.login, self.fields = where, login, {}
        answer, fields = self.ask("POST", "/api/v1/session", {"name": login, "password": password})
        self.fields = {"Cookie": "; ".join(v.split(";")[0] for k, v in fields if k.lower() == "set-cookie"), "X-CSRF-Token": json.loads(answer)["csrf"]}

    def ask(self, method, path, said=None, document=None):
        """What is said beside a document stands in a header field, the document is the body."""
        fields, body = dict(self.fields), None
        if method == "POST":
            fields.update({"Idempotency-Key": str(uuid.uuid4()), "Content-Type": "application/pdf" if document else "application/json"})
            body = document or json.dumps(said or {}).encode()
            if document and said is not None:
                fields["X-Trien-Document"] = base64.b64encode(json.dumps(said).encode()).decode()
        to = http.client.HTTPConnection(self.where, timeout=60)
        to.request(method, path, body, fields)
        answer = to.getresponse()
        content = answer.read()
        to.close()
        if answer.status != 200:
            raise Failed("%s: %s %s: %d %s" % (self.login, method, path, answer.status, content.decode(errors="replace")))
        return content, answer.getheaders()

    def get(self, path):
        return self.ask("GET", "/api/v1" + path)[0]

    def post(self, path, said=None, document=None):
        return json.loads(self.ask("POST", "/api/v1" + path, said if said is not None else {}, document)[0])

    def post_openly(self, path, document):
        self.fields = {}
        return json.loads(self.ask("POST", path, None, document)[0])

    def waiting(self, what):
        """The one thing of that kind that waits for this person."""
        found = [w["id"] for w in json.loads(self.get("/waiting"))["data"] if w["for"] == what]
        if len(found) != 1:
            raise Failed("%s: %d × %s" % (self.login, len(found), what))
        return found[0]

    def signs(self, lab, key, document, command, said=None):
        """A signing session: the file comes to the desk, the token signs it there, the whole goes back and is judged before it is accepted."""
        session = self.post("/signings", {"document": document, "certificate": fingerprint(lab, key)})
        with tempfile.TemporaryDirectory() as scratch:
            base, out = pathlib.Path(scratch) / "base.pdf", pathlib.Path(scratch) / "signed.pdf"
            base.write_bytes(self.get("/signings/%d/file" % session["signing"]))
            token = token_of(lab, key)
            run(*command, "--key", token["uri"], "--pin-file", token["pin_file"], "-o", out, base, env={"SOFTHSM2_CONF": token["softhsm2_conf"]})
            return self.post("/signings/%d/finish" % session["signing"], said, out.read_bytes())


class Walk:
    """Procedure 2 (Điều 9): one personal signature, number and date, the agency's signature; then Điều 10 at the other agency."""

    def __init__(self, say, trien, lab, where, passwords):
        self.say, self.trien, self.lab = say, trien, lab
        self.drafter, self.leader, self.clerk, self.other = (Desk(where, x, passwords[x]) for x in ("chuyen.vien", "lanh.dao", "van.thu", "van.thu.so.a"))

    def drafts(self, draft, sender, leader):
        document = self.drafter.post("/documents", {"agency": sender, "kind": "QĐ", "subject": "Kế hoạch mẫu", "procedure": "2"}, draft)["document"]
        self.say("chuyen.vien: dự thảo đã nạp và trình", "chuyen.vien: the draft is uploaded and submitted", "POST /documents, /documents/%d/submit" % document)
        self.drafter.post("/documents/%d/submit" % document, {"steps": [{"stage": 1, "kind": "sign", "person": leader}]})
        return document

    def signs_and_numbers(self, day):
        self.leader.signs(self.lab, "leader", self.leader.waiting("sign"), [self.trien, "sign", "--as", "signatory", "--picture", PICTURES / "handwriting.png"])
        self.say("lanh.dao: ký tại máy của mình, khóa trong token", "lanh.dao: signs at the own desk, with the key on a token", "POST /signings, /signings/N/finish")
        document = self.clerk.waiting("number")
        number = self.clerk.post("/documents/%d/number" % document, {"day": day.isoformat()})
        self.say("van.thu: lấy số %s" % number["text"], "van.thu: takes the number %s" % number["text"], "POST /documents/%d/number" % document)
        return number

    def seals(self, number, day, receiver):
        done = self.clerk.signs(self.lab, "agency", self.clerk.waiting("seal"),
                                [self.trien, "issue", "--trust", self.lab / "trust", "--number", number["number"], "--date", day.isoformat(), "--picture", PICTURES / "seal.png",
                                 "--diameter-mm", 36], {"to": [receiver]})
        if done["to"] != "issued":
            raise Failed("%r" % done)
        self.say("van.thu: ghi số, ngày, ký số của cơ quan; đã phát hành, gửi Sở Mẫu A", "van.thu: number, date and seal; issued, sent to Sở Mẫu A", "POST /signings, /signings/N/finish")

    def takes_in(self, issued):
        came = self.other.post("/deliveries/%d/take" % self.other.waiting("delivery"))
        if came["state"] != "registered":
            raise Failed("%r" % came)
        issued.write_bytes(self.other.get("/books/arrival/%d/files/file" % came["arrival"]))
        self.say("van.thu.so.a: chữ ký hợp lệ, vào sổ văn bản đến, số đến %d" % came["number"],
                 "van.thu.so.a: the signatures are valid; registered as incoming number %d" % came["number"], "POST /deliveries/N/take")

    def asks(self, issued):
        """What anybody is told of the file, without an account."""
        said = self.other.post_openly("/v1/verify", issued)
        if [x["indication"] for x in said["report"]["signatures"]] != ["TOTAL-PASSED"] * 2 or said["issued"] is None:
            raise Failed("%r" % said)
        number = said["issued"]["number"]
        self.say("ai cũng hỏi được: hai chữ ký hợp lệ, tệp này được phát hành ở đây là %s" % number, "anybody may ask: two valid signatures, issued here as %s" % number, "POST /v1/verify")


def set_up(words, trien, out, keep_at):
    province = Province(trien, out)
    province.open()
    ids = province.agencies_and_people()
    with tempfile.TemporaryDirectory() as scratch:
        province.keys(pathlib.Path(scratch))
    passwords = province.accounts()
    where = "127.0.0.1:%d" % free_port()
    (province.at / "triend.json").write_text(json.dumps({"listen": where, "store": str(province.store), "blobs": str(province.blobs), "trust": str(province.lab / "trust")}, indent=1))
    keep_at.touch(0o600)
    keep_at.write_text(json.dumps({"where": where, "passwords": passwords, "ids": ids}))
    words("Tài khoản (mật khẩu vừa sinh, chỉ hiện lần này; kho chỉ giữ giá trị yescrypt):", "Accounts (passwords made just now, shown this once; the store has their yescrypt alone):", None)
    for _, _, _, _, login, does in PEOPLE:
        words("  %-14s %s   %s" % (login, passwords[login], does[0]), "  %-14s %s   %s" % (login, passwords[login], does[1]), None)


def walk(words, trien, out, kept_at, draft, issued):
    kept = json.loads(kept_at.read_text())
    ids, today = kept["ids"], datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7))).date()
    one = Walk(words, trien, out / "lab", kept["where"], kept["passwords"])
    one.drafts(draft.read_bytes(), ids[SENDER], ids["CB2"])
    one.seals(one.signs_and_numbers(today), today, ids[RECEIVER])
    one.takes_in(issued)
    one.asks(issued.read_bytes())


def main(language, what, trien, out, *rest):
    def say(vietnamese, english, by):
        print("      " + (english if language == "en" else vietnamese) + ("   [%s]" % by if by else ""), flush=True)

    {"set-up": set_up, "walk": walk}[what](say, trien, pathlib.Path(out), *map(pathlib.Path, rest))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except Failed as e:
        raise SystemExit(str(e))
