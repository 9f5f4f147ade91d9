# SPDX-License-Identifier: AGPL-3.0-or-later
"""A network of its own for a test that asks a lab's servers: the lab's certificates name one port, and nobody else has it there. And what stands at that port: a gate before
the lab's servers that counts what is asked, and may be silent."""
import http.server
import os
import shutil
import subprocess
import sys
import threading
import urllib.error
import urllib.request

PORT = 17480


def be_alone():
    """Begins the program anew in a network of its own, where the system permits one; else in the one that there is."""
    if "LAB_ALONE" in os.environ or shutil.which("ip") is None or subprocess.run(["unshare", "-rnm", "true"], capture_output=True).returncode != 0:
        return
    os.environ["LAB_ALONE"] = "1"
    os.execvp("unshare", ["unshare", "-rnm", "bash", "-c", 'ip link set lo up && exec "$@"', "bash", sys.executable, *sys.argv])


class Gate:
    """mode: of the lab ("truth", "revoked", "stale"), or "silent": connections are taken, and nothing is said."""

    def __init__(self, behind):
        self.behind, self.mode, self.asked, self.open = behind, "truth", [], threading.Event()
        gate = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, body):
                gate.asked.append(self.path)
                if gate.mode == "silent":
                    gate.open.wait(120)
                    return
                path = self.path if gate.mode == "truth" else "/" + gate.mode + self.path
                ask = urllib.request.Request(gate.behind + path, body, {"Content-Type": self.headers.get("Content-Type", "application/octet-stream")} if body else {})
                try:
                    with urllib.request.urlopen(ask) as got:
                        status, data = got.status, got.read()
                except urllib.error.HTTPError as wrong:
                    status, data = wrong.code, wrong.read()
                self.send_response(status)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_GET(self):
                self.answer(None)

            def do_POST(self):
                self.answer(self.rfile.read(int(self.headers["Content-Length"])))

            def log_message(self, *words):
                pass

        try:
            self.server = http.server.ThreadingHTTPServer(("127.0.0.1", PORT), Handler)
        except OSError as wrong:
            print("skipped: no port for the lab's servers: %s" % wrong)
            sys.exit(77)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def becomes(self, mode):
        self.open.set()
        self.open = threading.Event()
        self.mode, self.asked = mode, []
