#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The server of a page of the VGCA protocol: gives documents, takes signed ones (docs/vgca-protocol.md). Usage: eoffice.py CERTIFICATE KEY | eoffice.py --plain, which gives an empty page besides

In the folder that it is started in: port (written when it listens), docs/ (what is given below /van-ban/; NAME.certificate: which one is to sign it), uploaded/ (what came, by the name it came with, and NAME.fields), mode (how it misbehaves), seen (a line a request).
Both ways want the session's cookie or a bearer token. Ends when its standard input does."""
import http.server
import json
import os
import re
import sys
import urllib.parse

sys.dont_write_bytecode = True
from listen import listen  # noqa: E402

COOKIE, BEARER = "ASP.NET_SessionId=phien-mau", "Bearer the-mau"


def mode():
    return open("mode").read().strip() if os.path.exists("mode") else ""


class Door(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def send(self, status, body, kind="application/json", **more):
        body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **more}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def is_known(self):
        with open("seen", "a") as f:
            f.write("%s %s desk=%s origin=%s\n" % (self.command, self.path, self.headers.get("X-Trien-Desk"), self.headers.get("Origin")))
        return self.headers.get("Cookie") == COOKIE or self.headers.get("Authorization") == BEARER

    def do_GET(self):
        path = urllib.parse.unquote(self.path.split("?")[0])
        if path == "/" and sys.argv[1] == "--plain":
            return self.send(200, b"<!doctype html><title>eOffice</title>", "text/html; charset=utf-8")
        if not self.is_known():
            return self.send(403, b"")
        if mode() == "redirect":
            return self.send(302, b"", Location="https://127.0.0.1:1" + self.path)
        if mode() == "redirect-here":
            return self.send(302, b"", Location="/van-ban/other.pdf")
        name = os.path.basename(path)
        if mode() == "other" and name == "d.pdf":
            name = "other.pdf"
        if not os.path.exists("docs/" + name):
            return self.send(404, b"")
        # As a service of ours does, the certificate that is to sign is named: docs/NAME.certificate.
        named = {"X-Trien-Certificate": open("docs/%s.certificate" % name).read().strip()} if os.path.exists("docs/%s.certificate" % name) else {}
        return self.send(200, open("docs/" + name, "rb").read(), "application/pdf", **named)

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not self.is_known():
            return self.send(403, {"Status": False, "Message": "session"})
        boundary = b"--" + self.headers["Content-Type"].split("boundary=")[1].encode()
        fields, name, taken = {}, None, b""
        assert body.startswith(boundary) and body.endswith(b"\r\n" + boundary + b"--\r\n")
        for part in (b"\r\n" + body).split(b"\r\n" + boundary)[1:-1]:
            head, _, value = part.partition(b"\r\n\r\n")
            said = dict(re.findall(r'(\w+)="([^"]*)"', head.decode()))
            if said["name"] == "uploadfile":
                name, taken = said["filename"], value
            else:
                fields[said["name"]] = value.decode()
        said = mode()
        if said == "each":
            said = ("refuse", "text", "moved")[int(re.search("[123]", name)[0]) - 1]
        if said == "refuse":
            return self.send(200, {"Status": False, "Message": "Không nhận", "FileName": "", "FileServer": ""})
        if said == "text":
            return self.send(200, {"Status": "true", "Message": "", "FileName": "x", "FileServer": "x"})
        if said == "html":
            return self.send(200, b"<html>true</html>", "text/html")
        if said == "moved":
            return self.send(307, b"", Location="/van-ban/x")
        if said == "long":
            return self.send(200, b'{"Status":true,"Message":"' + b"x" * 70000 + b'"}')
        if said == "broken":
            return self.send(500, {"Status": True})
        assert re.fullmatch(r"[^/]+", name), name
        with open("uploaded/" + name, "wb") as f:
            f.write(taken)
        with open("uploaded/" + name + ".fields", "w") as f:
            json.dump(fields, f)
        return self.send(200, {"Status": True, "Message": "", "FileName": "ky-" + name, "FileServer": "/da-ky/" + name})


for folder in ("docs", "uploaded"):
    os.makedirs(folder, exist_ok=True)
listen(Door, sys.argv[1:])
