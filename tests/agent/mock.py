#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A server as the desk's agent sees it (docs/desk-protocol.md), which does as mock.json says now. Usage: mock.py CERTIFICATE KEY | mock.py --plain

In the folder that it is started in: port (written when it listens), mock.json {"items": [[base, state]...], "certificate": hex, "wrong": word}, seen (a line a request), value-N (what was signed), end (the last word),
login (what was sent). A state is that of `trien prepare`. Ends when its standard input does."""
import base64
import datetime
import hashlib
import http.server
import json
import os
import struct
import sys
import threading
import time

sys.dont_write_bytecode = True
from listen import listen  # noqa: E402

SECRET = "5" * 64
TICKET = "7" * 64
lock = threading.Lock()
counts = {}


def state_of(path):
    """The parts of src/sign/state.c."""
    b = open(path, "rb").read()
    digest, scheme = b[12], b[13]
    base_size, at, end = struct.unpack(">QQQ", b[16:40])
    parts, p = [], 72
    for _ in range(4):
        n = struct.unpack(">I", b[p:p + 4])[0]
        parts.append(b[p + 4:p + 4 + n])
        p += 4 + n
    return {"digest": ("sha256", "sha384", "sha512")[digest], "scheme": ("rsa-pkcs1", "rsa-pss", "ecdsa")[scheme], "at": at, "end": end, "attributes": parts[1], "tail": parts[3]}


def told():
    return json.load(open("mock.json"))


def clock():
    """Seconds of this server's clock before this machine's."""
    return {"clock-before": 86400, "clock-behind": -86400}.get(told().get("wrong"), 0)


def item_of(number, base, state, wrong):
    s, b = state_of(state), open(base, "rb").read()
    attributes = s["attributes"]
    if wrong == "other-digest":
        other = hashlib.sha256(b"another document").digest()
        i = attributes.index(b"\x04\x20") + 2
        attributes = attributes[:i] + other + attributes[i + 32:]
    if wrong == "certificate":  # for one that the state was not made for
        i = attributes.index(bytes.fromhex(told()["prepared_for"]))
        attributes = attributes[:i] + bytes.fromhex(told()["certificate"]) + attributes[i + 32:]
    if wrong == "bare-digest":
        attributes = hashlib.sha256(b + s["tail"]).digest()
    gap = [s["at"], s["end"]]
    if wrong == "gap-before":
        gap[0] -= 20
    if wrong == "gap-behind":
        gap[1] += 2
    if wrong == "gap-in-base":
        gap = [10, 20]
    scheme = "ecdsa" if wrong == "mixed" and number == 2 else "rsa" if wrong == "scheme" else s["scheme"]
    return {"item": number, "signing": number + 10, "document": number + 20, "purpose": "seal" if number % 2 else "step", "agency": "Sở Mẫu", "symbol": "%d/QĐ-UBND" % (78 + number),
            "title": "Về việc mẫu số %d %%0A" % number, "pages": None, "size": len(b), "base": hashlib.sha256(b).hexdigest(), "revision_size": len(s["tail"]), "gap": gap, "digest_algorithm": s["digest"], "scheme": scheme,
            "digest": hashlib.sha256(attributes).hexdigest(), "attributes": base64.b64encode(attributes).decode()}


class Door(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def date_time_string(self, timestamp=None):
        return super().date_time_string((timestamp or time.time()) + clock())

    def send(self, status, body, kind="application/json", **more):
        if not isinstance(body, bytes):
            body = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in more.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def problem(self, status, id_, **more):
        self.send(status, {"type": "urn:trien:error:" + id_, "status": status, "id": id_, "detail": "Máy chủ mẫu từ chối.", "detail_en": "The mock refuses."}, "application/problem+json", **more)

    def do_GET(self):
        self.answer(b"")

    def do_POST(self):
        self.answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def answer(self, body):
        wrong = told().get("wrong", "")
        with lock, open("seen", "a") as f:
            f.write("%s %s\n" % (self.command, self.path))
            counts[self.path] = counts.get(self.path, 0) + 1
        if self.headers.get("X-Trien-Desk") != "1" or "Cookie" in self.headers or "Origin" in self.headers:
            return self.problem(400, "desk.version")
        if not self.path.startswith("/so-mau/api/v1/"):
            return self.problem(404, "service.not-found")
        self.path = self.path[len("/so-mau"):]
        if self.path not in ("/api/v1/desk/redeem", "/api/v1/session/challenge", "/api/v1/desk/login", "/api/v1/desk/report", "/api/v1/desk/pin", "/api/v1/desk/pin-changed", "/api/v1/health") and self.headers.get("Authorization") != "Bearer " + SECRET:
            return self.problem(404, "desk.token")
        if self.misbehaves(wrong):
            return None
        if self.path == "/api/v1/health":
            return self.send(200, {"status": "ok"})
        if self.path == "/api/v1/desk/redeem":
            return self.redeem(json.loads(body), wrong)
        if self.path == "/api/v1/desk/pin":
            wish = {"serial": "T7", "certificates": [told()["certificate"]]}
            return self.send(200, {"pin-other": {**wish, "certificates": ["0" * 64]}, "pin-wrong": {**wish, "certificates": ["x"]}, "pin-many": {**wish, "certificates": [told()["certificate"]] * 9}}.get(wrong, wish))
        if self.path == "/api/v1/desk/pin-changed":
            open("changed", "wb").write(body)
            return self.send(200, {"status": "ok"})
        if self.path == "/api/v1/desk/report":
            if wrong == "no-report":
                return self.problem(404, "desk.token")
            open("report", "wb").write(body)
            return self.send(200, {"ticket": 7})
        if self.path.startswith("/api/v1/desk/items/"):
            return self.item(self.path.split("/")[5:], body, wrong)
        if self.path == "/api/v1/desk/end":
            open("end", "wb").write(body)
            return self.send(200, {"status": "ok"})
        return self.login(body, wrong)

    def misbehaves(self, wrong):
        """Of every answer but the last word."""
        if self.path == "/api/v1/desk/end":
            return False
        if wrong == "redirect":
            self.send(302, b"", Location="https://127.0.0.1:1/so-mau" + self.path)
        elif wrong == "redirect-base" and self.path.endswith("/base"):
            self.send(307, b"", Location="/so-mau/api/v1/desk/items/1/revision")
        elif wrong == "version":
            self.problem(400, "desk.version")
        elif wrong == "garbage":
            self.send(200, b"\x16\x03\x01<html>")
        elif wrong == "html":
            self.send(502, b"<html>bad gateway</html>", "text/html")
        elif wrong == "hang":
            time.sleep(20)
        elif wrong == "drip":
            self.send_response(200)
            self.send_header("Content-Length", "100000")
            self.end_headers()
            for _ in range(200):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.1)
        elif wrong == "endless" or (wrong == "endless-base" and self.path.endswith("/base")):
            self.send_response(200)
            self.send_header("Connection", "close")
            self.end_headers()
            self.close_connection = True
            for _ in range(4000):
                self.wfile.write(b" " * 65536)
        elif wrong == "cut" and self.path.endswith("/base"):
            self.send_response(200)
            self.send_header("Content-Length", "6000")
            self.end_headers()
            self.wfile.write(b"%PDF-1.7")
            self.close_connection = True
        elif wrong == "busy" and counts["/so-mau" + self.path] <= 2:
            self.problem(503, "service.busy", Retry_After="1")
        else:
            return False
        return True

    def redeem(self, said, wrong):
        with lock:
            known = os.path.exists("token") and open("token").read() == said.get("token")
            if known:
                os.unlink("token")
        if not known:
            return self.problem(404, "desk.token")
        t, counts["value"] = told(), 0
        items = [item_of(i + 1, *pair, wrong) for i, pair in enumerate(t["items"])]
        until = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(seconds=clock()) + datetime.timedelta(seconds=-1 if wrong == "expired" else 15 if wrong == "soon" else 300)
        answer = {"secret": SECRET, "errand": 5, "code": "0417", "until": until.strftime("%Y-%m-%dT%H:%M:%SZ"), "who": {"name": "Người Mẫu", "post": "Văn thư", "agency": "Sở Mẫu"}, "certificate": t["certificate"],
                  "items": items}
        if wrong == "no-items":
            answer["items"] = []
        return self.send(200, answer)

    def item(self, parts, body, wrong):
        number = int(parts[0])
        base, state = told()["items"][number - 1]
        if parts[1] == "base":
            b = open(base, "rb").read()
            if wrong == "swapped":
                b = b[:-40] + bytes([b[-40] ^ 1]) + b[-39:]
            return self.send(200, b[:-1] if wrong == "short-base" else b, "application/octet-stream")
        if parts[1] == "revision":
            tail = state_of(state)["tail"]
            if wrong == "swapped-revision":
                tail = tail.replace(b"/Type", b"/Tipe", 1)
            return self.send(200, tail + b" " if wrong == "long-revision" else tail[:-1] if wrong == "short-revision" else tail, "application/octet-stream")
        if wrong == "over":
            return self.problem(409, "desk.over")
        counts["value"] += 1
        if wrong == "refuse-2" and number == 2:
            return self.problem(409, "rules.step-base")
        open("value-%d" % number, "wb").write(base64.b64decode(json.loads(body)["value"]))
        if wrong == "deaf" or (wrong == "unheard" and counts["value"] == 1):
            self.close_connection = True
            return None
        return self.send(200, {"finished": {"document": number + 20, "to": "issued"}})

    def login(self, body, wrong):
        origin = open("origin").read()
        if self.path == "/api/v1/session/challenge":
            if wrong == "der":
                return self.send(200, {"text": "1\x00", "seconds": 60})
            return self.send(200, {"text": "trien-login-1\n%s\nab\n1\nmac\n" % ("https://other.example" if wrong == "other-origin" else origin), "seconds": 60})
        if wrong == "no-login":
            return self.problem(403, "service.token-refused")
        open("login", "wb").write(body)
        return self.send(200, {"ticket": TICKET, "seconds": 60, "uri": "https://evil.example/#/dang-nhap/" + TICKET})


listen(Door, sys.argv[1:])
