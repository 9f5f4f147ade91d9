#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A proxy of an office: every CONNECT leads to one port of this machine. Usage: proxy.py PORT

In the folder that it is started in: port (written when it listens), asked (a line a request: what for, and with which Proxy-Authorization). Ends when its standard input does."""
import http.server
import selectors
import socket
import sys

sys.dont_write_bytecode = True
from listen import listen  # noqa: E402


class Door(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_CONNECT(self):
        with open("asked", "a") as f:
            f.write("%s %s\n" % (self.path, self.headers.get("Proxy-Authorization", "-")))
        self.send_response(200)
        self.end_headers()
        with socket.create_connection(("127.0.0.1", int(sys.argv[1]))) as to, selectors.DefaultSelector() as both:
            both.register(to, selectors.EVENT_READ, self.connection)
            both.register(self.connection, selectors.EVENT_READ, to)
            while True:
                for key, _ in both.select():
                    piece = key.fileobj.recv(65536)
                    if not piece:
                        return
                    key.data.sendall(piece)


listen(Door, ["--plain"])
