#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A mail server on the loopback address that keeps what it gets: smtp_sink.py FOLDER starttls|tls|plain|bare|hold|closed|cut [CERT KEY].

Writes its port to FOLDER/port, each mail to FOLDER/N.eml and its envelope to FOLDER/N.json. bare: offers no STARTTLS. hold: keeps the mail and does not
answer for ten seconds, so that its sender can be killed meanwhile. closed: refuses everybody. cut: goes away at each receiver. khong-co@... is refused for good,
ban@... for now, at dut@... it goes away. Who logs in is trien with the password mat-khau-mau.
"""
import base64
import json
import os
import socketserver
import ssl
import sys
import threading
import time

folder, mode = sys.argv[1], sys.argv[2]
context = None
if len(sys.argv) > 3:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[3], sys.argv[4])
lock = threading.Lock()
count = 0


def keep(mail, envelope):
    global count
    with lock:
        count += 1
        number = count
    for ending, content in (("eml", mail), ("json", json.dumps(envelope).encode())):
        with open(f"{folder}/{number}.{ending}.new", "wb") as f:
            f.write(content)
        os.rename(f"{folder}/{number}.{ending}.new", f"{folder}/{number}.{ending}")


class Session(socketserver.BaseRequestHandler):
    def say(self, line):
        self.line.sendall(line.encode() + b"\r\n")

    def read_line(self):
        while b"\r\n" not in self.rest:
            more = self.line.recv(65536)
            if not more:
                raise EOFError
            self.rest += more
        line, self.rest = self.rest.split(b"\r\n", 1)
        return line

    def secure(self):
        self.line = context.wrap_socket(self.line, server_side=True)
        self.rest = b""
        self.tls = True

    def handle(self):
        self.line, self.rest, self.tls, self.user, self.to, self.sender = self.request, b"", False, None, [], None
        try:
            if mode == "tls":
                self.secure()
            self.say("554 not for you" if mode == "closed" else "220 sink.invalid ESMTP")
            while self.command(self.read_line()):
                pass
        except (EOFError, OSError):
            pass

    def command(self, line):
        verb = line.split(b" ")[0].upper().split(b":")[0]
        if verb == b"EHLO":
            offers = ["sink.invalid"]
            if context is not None and not self.tls and mode != "bare":
                offers.append("STARTTLS")
            offers.append("AUTH PLAIN")
            for i, offer in enumerate(offers):
                self.say(f"250{'-' if i + 1 < len(offers) else ' '}{offer}")
        elif verb == b"STARTTLS":
            self.say("220 go ahead")
            self.secure()
        elif verb == b"AUTH":
            word = line.split(b" ")[-1]
            if word.upper() == b"PLAIN":
                self.say("334 ")
                word = self.read_line()
            _, user, password = base64.b64decode(word).split(b"\0")
            good = (user, password) == (b"trien", b"mat-khau-mau")
            self.user = user.decode() if good else None
            self.say("235 welcome" if good else "535 who are you")
        elif verb == b"MAIL":
            self.sender, self.to = line.decode(), []
            self.say("250 ok")
        elif verb == b"RCPT":
            if b"khong-co@" in line:
                self.say("550 no such user")
            elif mode == "cut" or b"dut@" in line:
                return False
            elif b"ban@" in line:
                self.say("450 busy")
            else:
                self.to.append(line.decode())
                self.say("250 ok")
        elif verb == b"DATA":
            self.say("354 go on")
            lines = []
            while (got := self.read_line()) != b".":
                lines.append(got[1:] if got.startswith(b".") else got)
            keep(b"".join(one + b"\r\n" for one in lines), {"from": self.sender, "to": self.to, "tls": self.tls, "user": self.user})
            if mode == "hold":
                time.sleep(10)
            self.say("250 have it")
        elif verb == b"QUIT":
            self.say("221 bye")
            return False
        else:
            self.say("250 ok")
        return True


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


with Server(("127.0.0.1", 0), Session) as server:
    with open(f"{folder}/port.new", "w") as f:
        f.write(str(server.server_address[1]))
    os.rename(f"{folder}/port.new", f"{folder}/port")
    server.serve_forever()
