#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A time-stamp authority that thinks: slow_tsa.py URL. Prints "ready URL". Each question makes the file "thinking"; when somebody has taken it away,
what the authority at URL answers is handed on."""
import http.server
import os
import sys
import time
import urllib.request


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        query = self.rfile.read(int(self.headers["Content-Length"]))
        with open("thinking", "w", encoding="ascii"):
            pass
        for _ in range(400):
            if not os.path.exists("thinking"):
                break
            time.sleep(0.02)
        request = urllib.request.Request(sys.argv[1], query, {"Content-Type": "application/timestamp-query"})
        with urllib.request.urlopen(request) as answer:
            reply = answer.read()
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(reply)))
        self.end_headers()
        self.wfile.write(reply)

    def log_message(self, *_):
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
print(f"ready http://127.0.0.1:{server.server_port}/", flush=True)
server.serve_forever()
