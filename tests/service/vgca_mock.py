# SPDX-License-Identifier: AGPL-3.0-or-later
"""What stands in place of the VGCA Sign Service of a desk, as far as its protocol is known: a page hands one message to an action, the service fetches the file that the message names, signs it with the token (here a key of
the lab, by trien), sends it in a form to the handler that the message names with the bearer that came along, and answers the page. Told to, it does wrong what such a service, or who has taken its place, can do wrong."""
import base64
import hashlib
import json
import pathlib
import socket
import ssl
import subprocess
import sys
import threading

from office import SEAL, SOURCE
from service import request, trien


def form(content, name="uploadfile", quote='"'):
    """As .NET writes one; the name of its part is not told by any document of that service."""
    mark = "---------------------8dd0f2a6b9c1e37"
    head = "--%s\r\nContent-Disposition: form-data; name=%s%s%s; filename=\"van-ban.pdf\"\r\nContent-Type: application/octet-stream\r\n\r\n" % (mark, quote, name, quote)
    return head.encode() + content + ("\r\n--%s--\r\n" % mark).encode(), "multipart/form-data; boundary=" + mark


def forged(source, out, attack):
    """A revision that somebody without a key has appended."""
    subprocess.run([sys.executable, SOURCE / "tests/official/forge.py", attack, source, out], check=True)
    return out


def path_of(address):
    """The name of the server is that of the test's own."""
    return "/" + address.split("//", 1)[1].partition("/")[2]


class Vgca:
    def __init__(self, where, key, mode="good", folder="."):
        self.where, self.key, self.mode, self.folder = where, key, mode, pathlib.Path(folder)
        self.answers = [] # of the handler

    def path(self, name):
        path = self.folder / name
        if path.exists():
            path.unlink()
        return str(path)

    def fetch(self, said):
        return request(self.where, "GET", path_of(said["FileName"]), None, {})

    def upload(self, said, content, **more):
        body, kind = form(content, **more)
        answer = request(self.where, "POST", path_of(said["FileUploadHandler"]), body, {"Authorization": "Bearer " + said["JWTToken"], "Content-Type": kind})
        self.answers.append(answer)
        return answer

    def signed(self, action, said, base):
        out, key = self.path("vgca-signed.pdf"), "pem:lab/keys/%s.pem" % ("clerk" if self.mode == "other-key" else self.key)
        if action == "SignIssued":
            trien("issue", "--key", key, "--trust", "lab/trust", "--number", said["DocNumber"].split("/")[0], "--date", "/".join(reversed(said["IssuedDate"][:10].split("-"))), "--picture", SEAL, "--diameter-mm", "36",
                  "-o", out, base)
        else:
            trien("sign", "--unseen", "--key", key, "-o", out, base)
        return out

    def made(self, action, said, content):
        """The file that goes back."""
        base = self.path("vgca-base.pdf")
        pathlib.Path(base).write_bytes(content)
        if self.mode == "unsigned":
            return content
        if self.mode == "changed": # not the bytes that were fetched
            pathlib.Path(base).write_bytes(content.replace(b"%PDF-1.7", b"%PDF-1.6", 1))
        if self.mode.startswith("beside "): # before it signs
            base = forged(base, self.path("vgca-beside.pdf"), self.mode.split()[1])
        out = self.signed(action, said, base)
        if self.mode == "after": # what its signature does not cover
            out = forged(out, self.path("vgca-after.pdf"), "picture-as-stamp")
        return pathlib.Path(out).read_bytes()

    def does(self, action, said):
        """The reply that the page gets; None: it never comes."""
        if self.mode == "absent":
            raise ConnectionAbortedError
        if self.mode in ("silent", "rubbish", "refuses"):
            return {"silent": None, "rubbish": "không phải JSON", "refuses": json.dumps({"Status": 7, "Message": "Người dùng hủy bỏ (mẫu)"})}[self.mode]
        fetched = self.fetch(said)
        if fetched.status != 200:
            return json.dumps({"Status": 1, "Message": "Không tải được tệp: %d" % fetched.status})
        answer = self.upload(said, self.made(action, said, fetched.body))
        if self.mode == "again":
            answer = self.upload(said, fetched.body)
        if answer.status != 200:
            return json.dumps({"Status": 2, "Message": "Không gửi được tệp: %d" % answer.status})
        return json.dumps({"Status": 0, "Message": "", "FileName": answer.json()["FileName"], "FileServer": answer.json()["FileServer"], "DocumentNumber": said.get("DocNumber", ""), "DocumentDate": said.get("IssuedDate", "")})


class Socket:
    """The service's own door: wss on this machine, a connection a call, one message there and one back (RFC 6455). Nobody has signed its certificate."""

    def __init__(self, does):
        """does(action, message, origin): the reply as a text; None: none ever."""
        self.does, self.calls = does, []
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "vgca-tls.pem", "-out", "vgca-tls.crt", "-subj", "/CN=127.0.0.1", "-days", "2"], check=True,
                       capture_output=True)
        self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.tls.load_cert_chain("vgca-tls.crt", "vgca-tls.pem")
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                connection = self.listener.accept()[0]
            except OSError: # closed
                return
            threading.Thread(target=self.answer, args=(connection,), daemon=True).start()

    def answer(self, raw):
        try:
            with self.tls.wrap_socket(raw, server_side=True) as s:
                self.call(s)
        except OSError: # a page that has gone
            pass

    def call(self, s):
        stream = s.makefile("rb")
        action = stream.readline().split()[1].decode().lstrip("/")
        fields = dict((k.strip().lower(), v.strip()) for k, _, v in (line.decode().partition(":") for line in iter(stream.readline, b"\r\n")))
        accept = base64.b64encode(hashlib.sha1((fields["sec-websocket-key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()
        s.sendall(("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n" % accept).encode())
        length = stream.read(2)[1] & 127
        if length > 125:
            length = int.from_bytes(stream.read(2 if length == 126 else 8), "big")
        mask, masked = stream.read(4), stream.read(length)
        said = bytes(b ^ mask[i % 4] for i, b in enumerate(masked)).decode()
        self.calls.append((action, said, fields["origin"]))
        reply = self.does(action, json.loads(said))
        if reply is None: # until the page goes
            stream.read()
            return
        data = reply.encode()
        s.sendall(b"\x81" + (bytes([len(data)]) if len(data) < 126 else b"\x7e" + len(data).to_bytes(2, "big")) + data + b"\x88\x00")
