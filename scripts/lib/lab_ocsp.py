# SPDX-License-Identifier: AGPL-3.0-or-later
"""Answers OCSP for the certificates of a lab while scripts/demo runs: lab_ocsp.py LAB-DIR

Without an answer pdfsig (poppler 22.12) calls the chain an "unknown issue". Listens on the loopback address that stands
in the lab's certificates, answers "good" for the people and the agency through `openssl ocsp`, prints "ready", and runs until
it is killed. Exit 1 where the port is taken."""
import base64
import http.server
import pathlib
import subprocess
import sys
import tempfile
import urllib.parse

PORT = 17480
PATH = "/ocsp"
REQUEST_MAX = 10000
HOLDERS = ("leader", "checker", "clerk", "agency")


def write_index(lab, folder):
    """The table that openssl ocsp reads: one row for each certificate, none revoked."""
    rows = ""
    for name in HOLDERS:
        line = subprocess.run(["openssl", "x509", "-in", str(lab / "keys" / (name + ".pem")), "-noout", "-serial"],
                              check=True, capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout
        rows += "V\t491231235959Z\t\t%s\tunknown\t/CN=%s\n" % (line.strip().split("=")[1], name)
    (folder / "index").write_text(rows)


def respond(lab, folder, request):
    (folder / "request").write_bytes(request)
    ca = lab / "ca"
    subprocess.run(["openssl", "ocsp", "-index", str(folder / "index"), "-CA", str(ca / "issuing.pem"),
                    "-rsigner", str(ca / "ocsp.pem"), "-ndays", "1", "-reqin", str(folder / "request"),
                    "-respout", str(folder / "response")], check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return (folder / "response").read_bytes()


def handler(lab, folder):
    class Handler(http.server.BaseHTTPRequestHandler):
        def reply(self, request):
            try:
                body = respond(lab, folder, request)
            except (OSError, subprocess.CalledProcessError):
                self.send_error(500)
                return
            self.send_response(200)
            self.send_header("Content-Type", "application/ocsp-response")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self):
            try:
                if not self.path.startswith(PATH + "/"):
                    raise ValueError
                request = base64.b64decode(urllib.parse.unquote(self.path[len(PATH) + 1:]), validate=True)
            except ValueError:
                self.send_error(404)
                return
            self.reply(request)

        def do_POST(self):
            size = self.headers.get("Content-Length", "")
            if self.path != PATH or not size.isdigit() or int(size) > REQUEST_MAX:
                self.send_error(400)
                return
            self.reply(self.rfile.read(int(size)))

        def log_message(self, *_):
            pass

    return Handler


def main(lab):
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        write_index(lab, folder)
        try:
            server = http.server.HTTPServer(("127.0.0.1", PORT), handler(lab, folder))
        except OSError:
            return 1
        print("ready", flush=True)
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main(pathlib.Path(sys.argv[1])))
