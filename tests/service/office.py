# SPDX-License-Identifier: AGPL-3.0-or-later
"""An office that works at triend: a sample agency with its people, keys of a lab, and their desks, which sign with trien. What the tests of the service for documents share."""
import base64
import datetime
import hashlib
import itertools
import json
import os
import pwd
import subprocess
import sys

from people import Browser, confirmed_before, enter  # noqa: F401
from service import BLOBS, check, copy_lab, equal, pathlib, trien

SOURCE = pathlib.Path(os.environ["TRIEN_SOURCE_DIR"])
ROLES = {"soan.thao": None, "van.thu": "clerk", "thu.truong": "head", "pho": "signatory", "kiem.tra": "signatory", "van.thu.00": "clerk", "thu.truong.00": "head"}
PEOPLE = (("CB1", "Nguyễn Văn Thư", "H01", "van.thu"), ("CB2", "Nguyễn Văn Mẫu", "H01", "thu.truong"), ("CB3", "Trần Thị Mẫu", "H01", "pho"),
          ("CB4", "Lê Văn Mẫu", "H01", "soan.thao"), ("CB5", "Phạm Thị Mẫu", "H01", "kiem.tra"), ("CB6", "Hoàng Văn Thư", "H00", "van.thu.00"),
          ("CB7", "Đỗ Văn Mẫu", "H00", "thu.truong.00"), ("QT1", "Vũ Thị Mẫu", "H00", "quan.tri"))
TEXTS = "number=1:30:40:15;day=1:110:40:8:13:italic;month=1:130:40:8:13:italic;year=1:150:40:12:13:italic"
SEAL = str(SOURCE / "tests/official/pictures/seal.png")
keys = itertools.count(1)


def password(name):
    """Of its own, and without the name in it."""
    return "Một câu mẫu rằng " + name[::-1]


def now():
    return datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=7)))


def certificate_of(key):
    """The lab's certificates in the file of a key, the key's own first."""
    text = pathlib.Path("lab/keys/%s.pem" % key).read_text()
    return [x[:x.index("-----END CERT")] + "-----END CERTIFICATE-----\n" for x in text.split("-----BEGIN CERTIFICATE-----")[1:]]


def chain_of(key):
    return ["".join(x.splitlines()[:-1]) for x in certificate_of(key)]


def fingerprint(key):
    return hashlib.sha256(base64.b64decode(chain_of(key)[0])).hexdigest()


def agency_name():
    """What the certificate of the lab's agency calls it."""
    out = subprocess.run(["openssl", "x509", "-in", "agency.crt", "-noout", "-subject", "-nameopt", "multiline,utf8,-esc_msb"], capture_output=True, text=True, check=True).stdout
    return next(x.split("=", 1)[1].strip() for x in out.splitlines() if x.strip().startswith("commonName"))


def make_lab():
    """Keys; a document, and a draft of it in which the places of a handwriting, number, date and seal are reserved."""
    copy_lab()
    subprocess.run([sys.executable, SOURCE / "bench/make_pdf.py", "small.pdf", "6000"], check=True)
    for key in ("agency", "leader", "clerk"):
        pathlib.Path(key + ".crt").write_text("-----BEGIN CERTIFICATE-----" + certificate_of(key)[0])
    draft("draft.pdf")


def plain(name, size):
    """A document without any reserved place."""
    subprocess.run([sys.executable, SOURCE / "bench/make_pdf.py", name, str(size)], check=True)
    return name


def draft(name):
    """In bytes of its own each time; replaces the file."""
    if os.path.exists(name):
        os.remove(name)
    trien("reserve", "--texts", TEXTS, "--signers", "as=signatory,at=1:120:230:45:20;as=agency,at=1:99:222:36:36", "-o", name, "small.pdf")
    return name


def set_up(back):
    """The agencies, people, posts, keys and accounts; the number of each person, by login."""
    trien("store", "init", "--blobs", BLOBS + back.name, back.store)
    trien("audit", "open", "--origin", "so-noi-vu.example/" + back.name, back.store)
    enter(back, "agency", "code=H00", "name=Tỉnh Mẫu", "kind=province", "from_at=2020-01-01")
    enter(back, "agency", "code=H01", "name=UBND tỉnh Mẫu", "kind=province", "parent=H00", "from_at=2020-01-01")
    ids = {}
    for code, name, agency, login in PEOPLE:
        ids[login] = int(enter(back, "person", "code=" + code, "name=" + name, "agency=" + agency).split(":")[1])
        role = "admin" if login == "quan.tri" else ROLES[login]
        if role:
            enter(back, "post", "person=" + code, "agency=" + agency, "title=Cán bộ Mẫu", "role=" + role, "from_at=2020-01-01")
    for agency, symbol in (("H01", "UBND"), ("H00", "TM")):
        enter(back, "numbering", "agency=" + agency, "symbol=" + symbol, "scheme=kind")
    enter(back, "device", "kind=token", "serial=T1", "agency=H01", "state=assigned")
    enter(back, "custody", "device=token/T1", "keeper=CB1", "decision=01/QĐ-MẪU", "decided_at=2020-01-01", "from_at=2020-01-01", "taker_at=2020-01-01")
    for key, more in (("agency", ("--holder", "agency", "--device", "token/T1")), ("leader", ("--holder", "person", "--person", "CB2")),
                      ("clerk", ("--holder", "person", "--person", "CB3"))):
        trien("registry", "certificate", "--blobs", BLOBS + back.name, "--trust", "lab/trust", "--agency", "H01", "--state", "active", *more, back.store, key + ".crt")
    # The pictures of the leader's handwriting and of the seal, as the registry has approved them.
    for folder, code, picture in (("tay", "CB2", "handwriting.png"), ("dau", "H01", "seal.png")):
        os.makedirs(folder, exist_ok=True)
        (pathlib.Path(folder) / (code + ".png")).write_bytes((SOURCE / "tests/official/pictures" / picture).read_bytes())
    trien("registry", "pictures", "--blobs", BLOBS + back.name, back.store, "tay")
    trien("registry", "pictures", "--blobs", BLOBS + back.name, "--diameter-mm", "36", back.store, "dau")
    for picture in ("picture:1", "picture:2"):
        trien("registry", "picture", "--blobs", BLOBS + back.name, "--since", "2026-01-01", "--reason", "đúng mẫu", back.store, "approve", picture)
    own = ("postgresql", "trien") if back.name == "postgresql" else ("os", pwd.getpwuid(os.getuid()).pw_name)
    enter(back, "account", "kind=" + own[0], "name=" + own[1], "person=QT1")
    for code, _, _, login in PEOPLE:
        account = enter(back, "account", "kind=password", "name=" + login, "person=" + code)
        trien("registry", "account", "--blobs", BLOBS + back.name, back.store, "password", account, data=password(login).encode() + b"\n")
    return ids


def scan(name="ban-quet.pdf", dpi=200):
    """Paper as a scanner leaves it: a picture in colour."""
    if not os.path.exists("trang-%d.png" % dpi):
        subprocess.run(["pdftoppm", "-r", str(dpi), "-png", "-singlefile", SOURCE / "tests/official/documents/scan-colour-200.pdf", "trang-%d" % dpi], check=True)
    trien("scan-pdf", "--force", "--dpi", str(dpi), "-o", name, "trang-%d.png" % dpi)
    return name


def digitised(name, of="ban-quet.pdf", key="agency"):
    """The seal of digitised paper, with agency and time, at the top right of its page."""
    if os.path.exists(name):
        os.remove(name)
    trien("sign", "--as", "digitised", "--auto", "--not-secret", "Nguyễn Văn Thư", "--agency-name", "UBND tỉnh Mẫu", "--picture", SEAL, "--diameter-mm", "36", "--key",
          "pem:lab/keys/%s.pem" % key, "-o", name, of)
    return name


class Desk(Browser):
    """A person at the own desk: logged in, with trien and perhaps a key."""

    def __init__(self, where, name, key=None):
        super().__init__(where)
        self.name, self.key = name, key
        answer = self.log_in(name, password(name))
        check("%s logs in: %r" % (name, answer.raw), answer.status == 200)

    def post(self, path, said=None, file=None, key=None, kind=None):
        """What is said, and a file, or none."""
        fields = {"Idempotency-Key": key or "k%d" % next(keys), "Content-Type": kind or ("application/pdf" if file else "application/json")}
        if file:
            fields["X-Trien-Document"] = base64.b64encode(json.dumps(said or {}).encode()).decode()
        data = pathlib.Path(file).read_bytes() if file else json.dumps(said or {}).encode()
        answer = self.ask("POST", "/api/v1" + path, data, fields)
        return answer

    def does(self, path, said=None, file=None, **more):
        answer = self.post(path, said, file, **more)
        check("%s: POST %s: %s" % (self.name, path, answer.raw.decode(errors="replace")[-900:]), answer.status == 200)
        return answer.json()

    def may_not(self, error, path, said=None, file=None, **more):
        answer = self.post(path, said, file, **more)
        equal("%s: POST %s %s: %r" % (self.name, path, said, answer.body[-600:]), answer.id, error)
        return answer

    def gets(self, path):
        answer = self.ask("GET", "/api/v1" + path)
        check("%s: GET %s: %r" % (self.name, path, answer.raw[-600:]), answer.status == 200)
        return answer

    def waits(self):
        return [(w["for"], w["book"], w["id"]) for w in self.gets("/waiting").json()["data"]]

    def confirm(self):
        equal("confirmed", self.ask("POST", "/api/v1/session/confirm", {"password": password(self.name)}).status, 200)

    def begins(self, document, **more):
        """A session; the file that it signs is base.pdf."""
        begun = self.does("/signings", {"document": document, "certificate": fingerprint(self.key), **more})
        pathlib.Path("base.pdf").write_bytes(self.gets("/signings/%d/file" % begun["signing"]).body)
        equal("what is signed", hashlib.sha256(pathlib.Path("base.pdf").read_bytes()).hexdigest(), begun["base"])
        return begun["signing"]

    def signs(self, document, out="signed.pdf"):
        """The whole of a personal signature, at this desk."""
        signing = self.begins(document)
        if os.path.exists(out):
            os.remove(out)
        trien("sign", "--unseen", "--key", "pem:lab/keys/%s.pem" % self.key, "-o", out, "base.pdf")
        return self.does("/signings/%d/finish" % signing, {}, out)

    def seals(self, document, number, out="issued.pdf", **said):
        """The whole of the agency's signature: number, date and seal."""
        signing = self.begins(document)
        self.puts_seal(number, out)
        return self.does("/signings/%d/finish" % signing, said, out)

    def prepares(self, document, look="unseen"):
        """A signature that the service has prepared: what the key is to sign is hashed again here, from the document and what is added to it."""
        begun = self.does("/signings", {"document": document, "chain": chain_of(self.key), **({"look": look} if look else {})})
        prepared, at = begun["prepared"], "/signings/%d" % begun["signing"]
        base, revision = self.gets(at + "/file").body, self.gets(at + "/revision").body
        equal("the base", hashlib.sha256(base).hexdigest(), begun["base"])
        equal("their sizes", (len(base), len(revision)), (prepared["base_bytes"], prepared["revision_bytes"]))
        whole, attributes = base + revision, base64.b64decode(prepared["attributes"])
        covered = hashlib.new(prepared["algorithm"].lower().replace("-", ""), whole[:prepared["contents_at"]] + whole[prepared["contents_end"]:]).digest()
        check("the attributes bind the document", covered in attributes)
        equal("and the key signs them", hashlib.new(prepared["algorithm"].lower().replace("-", ""), attributes).hexdigest(), prepared["digest"])
        return begun["signing"], prepared

    def value(self, prepared, key=None):
        """What the key makes of the digest."""
        pathlib.Path("digest.bin").write_bytes(bytes.fromhex(prepared["digest"]))
        equal("of the lab's keys", prepared["scheme"], "RSA-PKCS1")
        out = subprocess.run(["openssl", "pkeyutl", "-sign", "-inkey", "lab/keys/%s.pem" % (key or self.key), "-in", "digest.bin", "-pkeyopt",
                              "digest:" + prepared["algorithm"].lower().replace("-", "")], capture_output=True, check=True).stdout
        return base64.b64encode(out).decode()

    def puts_seal(self, number, out, base="base.pdf"):
        if os.path.exists(out):
            os.remove(out)
        trien("issue", "--key", "pem:lab/keys/%s.pem" % self.key, "--trust", "lab/trust", "--number", str(number), "--date", now().strftime("%d/%m/%Y"), "--picture", SEAL,
              "--diameter-mm", "36", "-o", out, base)


def judged(path, count):
    """pdfsig, which knows nothing of us: so many valid signatures, the last over the whole file."""
    out = subprocess.run(["pdfsig", "-nocert", path], capture_output=True, text=True).stdout
    equal("pdfsig: %s" % out, out.count("Signature is Valid"), count)
    check("the last covers all: %s" % out, [x for x in out.splitlines() if "otal document signed" in x][-1].strip() == "- Total document signed")

