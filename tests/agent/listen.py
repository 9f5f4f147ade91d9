# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the servers of these tests listen: on loopback, under TLS with CERTIFICATE KEY or --plain, at the port that they write into the file port, until standard input ends."""
import http.server
import os
import ssl
import sys
import threading


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        pass


def listen(door, words):
    server = Server(("127.0.0.1", 0), door)
    if words[0] != "--plain":
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(words[0], words[1])
        server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    with open("port.new", "w") as f:
        f.write(str(server.server_address[1]))
    os.rename("port.new", "port")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
