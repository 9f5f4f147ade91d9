#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A time-stamp server that answers wrongly, on loopback: hostile_tsa.py KEY.pem STRANGER.pem. Prints "ready URL". What is asked at /good is stamped,
at /imprint other bytes are, at /nonce the answer is to another question, at /stranger somebody else stamps, at /replay it is the first answer again."""
import http.server
import os
import subprocess
import sys
import tempfile

CONFIG = """[tsa]
serial = {0}/serial
default_policy = 1.2.3.4.1
digests = sha256, sha384, sha512
signer_digest = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""
work = tempfile.mkdtemp()
first = []


def stamp(query, pem):
    for name, text in (("config", CONFIG.format(work)), ("serial", "%02X" % (os.getpid() % 200 + 16))):
        with open(f"{work}/{name}", "w", encoding="ascii") as f:
            f.write(text)
    with open(f"{work}/query", "wb") as f:
        f.write(query)
    subprocess.run(["openssl", "ts", "-reply", "-config", f"{work}/config", "-section", "tsa", "-queryfile", f"{work}/query", "-signer", pem,
                    "-inkey", pem, "-out", f"{work}/reply"], check=True, stderr=subprocess.DEVNULL)
    with open(f"{work}/reply", "rb") as f:
        return f.read()


def flip(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]


def answer(path, query):
    imprint = query.index(b"\x04\x20") + 2
    nonce = query.find(b"\x02", imprint + 32)
    if path == "/imprint":
        query = flip(query, imprint + 5)
    elif path == "/nonce" and nonce > 0:
        query = flip(query, nonce + 1 + query[nonce + 1])
    reply = stamp(query, sys.argv[2] if path == "/stranger" else sys.argv[1])
    first.append(reply)
    return first[0] if path == "/replay" else reply


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        reply = answer(self.path, self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
print(f"ready http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
