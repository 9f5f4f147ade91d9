#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""usage: forward.py ADDRESS PORT TARGET: an authority at another address, that hands each question on to http://TARGET."""
import http.server
import sys
import urllib.request


class Forward(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        kind = {"Content-Type": self.headers["Content-Type"]}
        answer = urllib.request.urlopen(urllib.request.Request(f"http://{sys.argv[3]}{self.path}", body, kind)).read()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


http.server.HTTPServer((sys.argv[1], int(sys.argv[2])), Forward).serve_forever()
