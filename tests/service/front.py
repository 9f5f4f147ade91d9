# SPDX-License-Identifier: AGPL-3.0-or-later
"""nginx with the shipped configuration in front of a triend that listens at SOCKET."""
import os
import shutil
import signal
import socket
import subprocess
import sys
import time

from service import HERE, WORK, check, connect, equal, started

PACKAGING = HERE.parent.parent / "packaging"
NGINX = shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")
SOCKET = str(WORK / "http.sock")


def configuration(port, tls):
    """The shipped file with another socket, and with another port without TLS, or with another certificate: nothing else is changed."""
    text = (PACKAGING / "nginx/triend.conf").read_text()
    plain = (("listen 443 ssl http2;", "listen 127.0.0.1:%d;" % port), ("\tssl_certificate /etc/ssl/trien/fullchain.pem;\n", ""), ("\tssl_certificate_key /etc/ssl/trien/key.pem;\n", ""),
             ("\tssl_protocols TLSv1.2 TLSv1.3;\n", ""))
    secured = (("/etc/ssl/trien/fullchain.pem", "%s.pem" % tls), ("/etc/ssl/trien/key.pem", "%s.key" % tls))
    for old, new in (("unix:/run/triend/http.sock", "unix:" + SOCKET), *(secured if tls else plain)):
        check("the sample has " + old, text.count(old) == 1)
        text = text.replace(old, new)
    path = WORK / "nginx.conf"
    places = "".join("\t%s_temp_path %s/%s;\n" % (x, WORK, x) for x in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;\n" if os.getuid() == 0 else ""
    path.write_text("%sdaemon off;\npid %s/nginx.pid;\nerror_log %s/error.log;\nevents {\n}\nhttp {\n%s%s}\n" % (user, WORK, WORK, places, text))
    return path


class Front:
    """nginx; where says at what address. tls: whose certificate and key it has (NAME.pem, NAME.key), at its usual port, for who has a network of his own. Skips the test where there is none."""

    def __init__(self, tls=None):
        if NGINX is None:
            print("nginx is not installed: skipped (scripts/deps installs it)")
            sys.exit(77)
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            self.port = 443 if tls else s.getsockname()[1]
        self.where = "127.0.0.1:%d" % self.port
        self.process = subprocess.Popen([NGINX, "-p", WORK, "-c", configuration(self.port, tls)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        started.append(self.process)
        for _ in range(1200):
            try:
                connect(self.where).close()
                return
            except OSError:
                time.sleep(0.05)
        raise SystemExit("FAILED: nginx does not answer")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        equal("nginx ends", self.process.wait(60), 0)
