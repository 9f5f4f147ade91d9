#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stands before a lab's servers, at the port that its certificates name: ocsp_proxy.py PORT URL. What is asked goes on to URL. What happens to an OCSP
request says the file "mood": pass; strip: its nonce is taken away (as by responders that answer from a store); refuse: one with a nonce is malformed;
replay: each certificate's first answer again. The file "seen" gets a line for each: nonce or plain."""
import http.server
import sys
import urllib.error
import urllib.request

NONCE = bytes.fromhex("06092b0601050507300102")
first = {}


def without_nonce(request):
    """OCSPRequest: both of its outer lengths are of one or two bytes, and the nonce is all that stands behind the list."""
    def read(der):
        n, at = der[1], 2
        if n & 0x80:
            at += n & 0x7F
            n = int.from_bytes(der[2:at], "big")
        return der[at:at + n], der[:at + n]
    listed = read(read(read(request)[0])[0])[1]
    def wrap(value):
        return bytes([0x30]) + (bytes([len(value)]) if len(value) < 128 else bytes([0x81, len(value)])) + value
    return wrap(wrap(listed))


class Handler(http.server.BaseHTTPRequestHandler):
    def answer(self, body):
        mood = open("mood", encoding="ascii").read().strip()
        if self.path != "/ocsp":
            return self.onward(body)
        with_nonce = NONCE in body
        with open("seen", "a", encoding="ascii") as f:
            f.write("nonce\n" if with_nonce else "plain\n")
        plain = without_nonce(body) if with_nonce else body
        if mood == "refuse" and with_nonce:
            return bytes.fromhex("30030a0101")
        if mood == "replay":
            if plain not in first:
                first[plain] = self.onward(body)
            return first[plain]
        return self.onward(plain if mood == "strip" else body)

    def onward(self, body):
        headers = {"Content-Type": self.headers["Content-Type"]} if body is not None else {}
        with urllib.request.urlopen(urllib.request.Request(sys.argv[2] + self.path, body, headers)) as a:
            self.kind = a.headers.get("Content-Type", "application/octet-stream")
            return a.read()

    def reply(self, body):
        self.kind = "application/ocsp-response"
        try:
            answer = self.answer(body)
        except urllib.error.HTTPError as e:
            self.send_error(e.code)
            return
        self.send_response(200)
        self.send_header("Content-Type", self.kind)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def do_GET(self):
        self.reply(None)

    def do_POST(self):
        self.reply(self.rfile.read(int(self.headers["Content-Length"])))

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), Handler)
print("ready", flush=True)
server.serve_forever()
