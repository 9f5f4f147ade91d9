# SPDX-License-Identifier: AGPL-3.0-or-later
"""A small registry with people who log in, and a person with a browser: what the tests of the service for people share."""
import base64
import hashlib
import hmac
import json
import os
import pathlib
import pwd
import struct

from service import BLOBS, WORK, check, equal, registry, request, trien

PASSWORDS = {"quan.tri": "Quản trị viên mẫu 01", "van.thu": "Văn thư mẫu số 02", "thu.truong": "Thủ trưởng mẫu 003", "quan.ly": "Cán bộ quản lý mẫu 4"}


def set_password(back, account, password, fails=None):
    words = () if fails else ("--json",)
    return trien("registry", "account", *words, "--blobs", BLOBS + back.name, back.store, "password", account, data=password.encode() + b"\n", fails=fails)


def enter(back, book, *pairs):
    return json.loads(registry(back, "enter", book, *pairs))["object"]


def set_up(back):
    """The province H00 with a district H1 below it; who runs the commands is its administrator. The accounts of the people who log in, by name."""
    trien("store", "init", "--blobs", BLOBS + back.name, back.store)
    trien("audit", "open", "--origin", "so-noi-vu.example/mau", back.store)
    enter(back, "agency", "code=H00", "name=UBND tỉnh Mẫu", "kind=province", "from_at=2020-01-01")
    enter(back, "agency", "code=H1", "name=Huyện Mẫu Một", "kind=district", "parent=H00", "managing=H00", "from_at=2020-01-01")
    enter(back, "agency", "code=H2", "name=Huyện Mẫu Hai", "kind=district", "parent=H00", "managing=H00", "from_at=2020-01-01")
    own = ("postgresql", "trien") if back.name == "postgresql" else ("os", pwd.getpwuid(os.getuid()).pw_name)
    people = (("QT1", "Nguyễn Văn Mẫu", "H00", "admin", "quan.tri"), ("VT1", "Trần Thị Mẫu", "H1", "clerk", "van.thu"),
              ("TT1", "Lê Văn Mẫu", "H1", "head", "thu.truong"), ("QL1", "Phạm Thị Mẫu", "H00", "manager", "quan.ly"), ("VT2", "Hoàng Văn Mẫu", "H2", "clerk", None))
    for code, name, agency, role, _ in people:
        enter(back, "person", "code=" + code, "name=" + name, "agency=" + agency, "email=%s@example.vn" % code.lower())
        enter(back, "post", "person=" + code, "agency=" + agency, "title=Cán bộ Mẫu", "role=" + role, "from_at=2020-01-01")
    enter(back, "account", "kind=" + own[0], "name=" + own[1], "person=QT1")
    accounts = {login: enter(back, "account", "kind=password", "name=" + login, "person=" + code) for code, _, _, _, login in people if login}
    for login, account in accounts.items():
        set_password(back, account, PASSWORDS[login])
    return accounts


def confirmed_before(back, seconds):
    """Every session has been confirmed so much earlier: rows that the service itself would have sealed so, with its key."""
    path = pathlib.Path(back.store + "/session.key") if back.name == "sqlite" else WORK / "session.key"
    for token, account, made, confirmed, certificate in back.ask("SELECT token, account, made_at, confirmed_at, certificate FROM session"):
        sealed = "trien-session-1\n%s\n%d\n%d\n%d\n%s\n" % (token, account, made, confirmed - seconds, certificate)
        back.write("UPDATE session SET confirmed_at = %d, seal = '%s' WHERE token = '%s'" % (
            confirmed - seconds, hmac.new(bytes.fromhex(path.read_text()), sealed.encode(), "sha256").hexdigest(), token))


def totp(secret, now, step=0):
    """RFC 6238, written here a second time."""
    mac = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(now) // 30 + step), hashlib.sha1).digest()
    at = mac[19] & 15
    return "%06d" % ((struct.unpack(">I", mac[at:at + 4])[0] & 0x7fffffff) % 1000000)


class Browser:
    """Keeps cookies as a browser does, says where it comes from as a browser does, and has the token of its session."""

    def __init__(self, where, address="192.0.2.1"):
        self.where, self.address, self.cookies, self.csrf = where, address, {}, None

    def ask(self, method, path, body=None, fields=None):
        head = {"X-Real-IP": self.address}
        if self.cookies:
            head["Cookie"] = "; ".join("%s=%s" % x for x in self.cookies.items())
        if method != "GET":
            head.update({"Origin": "https://x", "Sec-Fetch-Site": "same-origin"})
            if self.csrf:
                head["X-CSRF-Token"] = self.csrf
        if body is not None:
            head["Content-Type"] = "application/json"
            body = body if isinstance(body, bytes) else json.dumps(body).encode()
        head.update(fields or {})
        answer = request(self.where, method, path, body, {k: v for k, v in head.items() if v is not None})
        for line in answer.cookies:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
            if "Max-Age=0" in line:
                del self.cookies[name]
        if answer.status == 200 and path.startswith("/api/v1/session") and b'"csrf"' in answer.body:
            self.csrf = answer.json()["csrf"]
        return answer

    def log_in(self, name, password=None, **more):
        return self.ask("POST", "/api/v1/session", {"name": name, "password": password or PASSWORDS.get(name, "không ai biết cả"), **more})

    def confirm(self, name):
        answer = self.ask("POST", "/api/v1/session/confirm", {"password": PASSWORDS[name]})
        equal("confirmed", answer.status, 200)


def logged_in(where, name, address="192.0.2.1"):
    b = Browser(where, address)
    answer = b.log_in(name)
    check("%s logs in: %r" % (name, answer.raw), answer.status == 200)
    return b

