#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Servers for the Windows transport: in the clear, under TLS by ca (for the name localhost), and under TLS by nobody. Usage: server.py FOLDER   (localhost.pem, nobody.pem: certificate and key)

Writes their ports into FOLDER/ports, in that order. Ends when its standard input does."""
import http.server
import json
import os
import ssl
import sys
import threading
import time

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))
from listen import Server  # noqa: E402

MAX = 1000
HEX = "ab" * 32
seen = {}


class Door(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def send(self, status, body, promised=None, **more):
        self.send_response_only(status)
        self.send_header("Content-Length", str(len(body) if promised is None else promised))
        for name, values in more.items():
            for value in values if isinstance(values, list) else [values]:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.answer(b"")

    def do_POST(self):
        self.answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def answer(self, body):
        port = self.server.server_address[1]
        if self.path.startswith("/so-mau/seen/"):
            return self.send(200, str(seen.get(int(self.path[13:]), 0)).encode())
        seen[port] = seen.get(port, 0) + 1
        if self.path == "/so-mau/echo":
            said = {k.lower(): v for k, v in self.headers.items()}
            return self.send(200, json.dumps({"method": self.command, "body": body.decode(), "desk": said.get("x-trien-desk"), "authorization": said.get("authorization"), "type": said.get("content-type"),
                                              "others": sorted(k for k in said if k in ("cookie", "origin", "referer"))}).encode(), Set_Cookie="a=b; Path=/")
        if self.path == "/so-mau/said":
            return self.send(503, b"{}", Retry_After="7", Date="Sat, 28 Nov 2026 00:00:00 GMT", X_Trien_Certificate=HEX)
        if self.path == "/so-mau/said-oddly":
            return self.send(200, b"{}", X_Trien_Certificate=[HEX, "z" * 100], Retry_After="soon", Date="today")
        if self.path == "/so-mau/said-twice":
            return self.send(200, b"{}", X_Trien_Certificate=[HEX, "cd" * 32], Retry_After="99999")
        if self.path == "/so-mau/redirect":
            return self.send(302, b"gone", Location="http://127.0.0.1:%d/so-mau/echo" % port)
        if self.path == "/so-mau/password":
            return self.send(401, b"who", WWW_Authenticate="NTLM")
        if self.path in ("/so-mau/most", "/so-mau/more"):
            return self.send(200, b"x" * (MAX + (self.path == "/so-mau/more")))
        if self.path == "/so-mau/short":
            self.send(200, b"half", promised=8)
            self.close_connection = True
            return None
        if self.path == "/so-mau/endless":  # a byte now and then, for longer than anybody waits
            self.send_response_only(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            try:
                for _ in range(300):
                    self.wfile.write(b"x")
                    time.sleep(0.1)
            except OSError:
                pass
            self.close_connection = True
            return None
        return self.send(404, b"{}")


def listen(certificate):
    server = Server(("127.0.0.1", 0), Door)
    if certificate is not None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server.server_address[1]


def main():
    folder = sys.argv[1]
    ports = [listen(None), listen(folder + "/localhost.pem"), listen(folder + "/nobody.pem")]
    with open(folder + "/ports.new", "w") as f:
        f.write(" ".join(map(str, ports)))
    os.rename(folder + "/ports.new", folder + "/ports")
    sys.stdin.read()


main()
