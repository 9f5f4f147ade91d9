# SPDX-License-Identifier: AGPL-3.0-or-later
"""A directory on the loopback address that knows simple binds and StartTLS (RFC 4511), written here a second time: no line of it is libldap's. mode: "good"; "silent": takes connections and
says nothing; "noise": answers with what is no LDAP; "bare": offers no TLS."""
import socketserver
import ssl
import threading


def read_tlv(read):
    tag, n = read(2)
    if n & 0x80:
        n = int.from_bytes(read(n & 0x7F), "big")
    return tag, read(n)


def split(data):
    """The elements of a value."""
    out, at = [], [0]

    def read(n):
        piece = data[at[0]:at[0] + n]
        if len(piece) != n:
            raise ValueError("short")
        at[0] += n
        return piece
    while at[0] < len(data):
        out.append(read_tlv(read))
    return out


def tlv(tag, value):
    n = len(value)
    return bytes([tag]) + (bytes([n]) if n < 128 else bytes([0x82]) + n.to_bytes(2, "big")) + value


class Directory:
    def __init__(self, people, certificate, key, tls=True):
        self.people, self.mode, self.asked, self.unsafe = people, "good", [], []
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(certificate, key)
        directory = self

        class Session(socketserver.BaseRequestHandler):
            def handle(self):
                if directory.mode == "silent":
                    directory.released.wait(60)
                    return
                try:
                    self.line = directory.context.wrap_socket(self.request, server_side=True) if tls else self.request
                    self.safe = tls
                    while self.one():
                        pass
                except (OSError, ValueError):
                    pass

            def read(self, n):
                out = b""
                while len(out) < n:
                    piece = self.line.recv(n - len(out))
                    if not piece:
                        raise ValueError("gone")
                    out += piece
                return out

            def answer(self, number, tag, code):
                body = tlv(0x0A, bytes([code])) + tlv(0x04, b"") + tlv(0x04, b"")
                self.line.sendall(b"\x99\xff\xff\xff\xff\xff" * 9 if directory.mode == "noise" else tlv(0x30, number + tlv(tag, body)))

            def one(self):
                (_, number), (tag, value) = split(read_tlv(self.read)[1])[:2]
                number = tlv(0x02, number)
                if tag == 0x77: # StartTLS
                    if directory.mode == "bare":
                        self.answer(number, 0x78, 53)
                        return True
                    self.answer(number, 0x78, 0)
                    self.line, self.safe = directory.context.wrap_socket(self.line, server_side=True), True
                    return True
                if tag != 0x60:
                    return False
                _, (_, name), (_, password) = split(value)
                directory.asked.append(name.decode())
                if not self.safe:
                    directory.unsafe.append(name)
                # An empty password binds as nobody, and that succeeds (RFC 4513 §5.1.2).
                is_good = password == b"" or directory.people.get(name.decode()) == password.decode()
                self.answer(number, 0x61, 0 if is_good else 49)
                return True

        self.released = threading.Event()
        socketserver.ThreadingTCPServer.allow_reuse_address = True
        self.server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session)
        self.server.daemon_threads = True
        self.server.handle_error = lambda *words: None
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
