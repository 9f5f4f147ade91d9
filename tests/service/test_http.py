#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""triend as an HTTP server: where it listens, what it refuses, its caps, its end. Every cap at the cap and one past it."""
import json
import os
import signal
import socket
import subprocess
import threading
import time

import sys
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403

SOCKET = str(WORK / "s")
CONFIG = {"listen": "unix:" + SOCKET, "store": str(WORK / "kho")}


def starts():
    for address in ("0.0.0.0:8480", "[::]:8480", "localhost:8480", "unix:s", "unix:", "192.0.2.1:80", "127.0.0.1:65536", "127.0.0.1:", "127.0.0.1:8a",
                    "[::1]", "127.0.0.2:8480", "unix:/" + "a" * 108):
        refused_start("triend", {"listen": address}, "service.listen-refused")
    for config in ("", "[]", "{", '{"listen": "unix:/x", "listen": "unix:/y"}', {"store": "/x"}, {"listen": 7}, {"listen": ""}, {**CONFIG, "port": 1},
                   {**CONFIG, "threads": 0}, {**CONFIG, "threads": 65}, {**CONFIG, "judges": 0}, {**CONFIG, "judges": 65}, {**CONFIG, "portal_rate": 0}, {**CONFIG, "portal_rate": 6001}, {**CONFIG, "logs": []}, {**CONFIG, "logs": {"A": "/x"}},
                   {**CONFIG, "logs": {"n%d" % i: "/x" for i in range(65)}}, {**CONFIG, "witness": "x" * 1025}):
        refused_start("triend", config, "service.config-invalid")
    small = json.dumps({"listen": "unix:s"})
    refused_start("triend", small + " " * ((64 << 10) - len(small)), "service.listen-refused")
    refused_start("triend", small + " " * ((64 << 10) + 1 - len(small)), "base.buffer-limit")
    for name in ("trien", "trien-store", "trien-worker", "trien-fetch", "trien-witness", "triend"):
        needed = subprocess.run(["readelf", "-d", TRIEN.parent / name], capture_output=True, text=True, check=True).stdout
        equal("libmicrohttpd in " + name, "libmicrohttpd" in needed, name == "triend")
    check("no --config", subprocess.run([TRIEN.parent / "triend"], capture_output=True).returncode == 3)


def addresses(where):
    a = request(where, "GET", "/health")
    equal("health", (a.status, a.json()), (200, {"status": "ok"}))
    for name, value in (("x-content-type-options", "nosniff"), ("cache-control", "no-store"), ("referrer-policy", "no-referrer"),
                        ("content-security-policy", "default-src 'none'; frame-ancestors 'none'")):
        equal(name, a.fields.get(name), value)
    check("who serves is not told", "server" not in a.fields)
    check("an id", len(a.fields["x-request-id"]) == 16)
    head = request(where, "HEAD", "/health")
    equal("HEAD", (head.status, head.body, head.fields["content-length"]), (200, b"", a.fields["content-length"]))
    options = request(where, "OPTIONS", "/health")
    equal("OPTIONS", (options.status, options.fields["allow"]), (204, "GET, HEAD, OPTIONS"))
    for method in ("POST", "PUT", "DELETE", "TRACE", "CONNECT", "FOO"):
        a = request(where, method, "/health")
        equal(method, (a.status, a.id, a.fields["allow"]), (405, "service.method-refused", "GET, HEAD, OPTIONS"))
    for path in ("//", "/web", "/healt", "/health/", "//health", "/health/../health", "/%68ealt", "/logs/x/checkpoint", "/logs//checkpoint", "/Health"):
        a = request(where, "GET", path)
        equal(path, (a.status, a.id), (404, "service.not-found"))
    a = request(where, "GET", "/none")
    check("both languages", a.json()["detail"].startswith("Không có") and a.json()["detail_en"].startswith("There is") and
          a.json()["request"] == a.fields["x-request-id"])
    for path in ("/logs/%00/checkpoint", "/logs/a%2fb/checkpoint", "/logs/%zz/checkpoint", "/logs/%/checkpoint", "/logs/%4/checkpoint", "/logs/%ff/checkpoint",
                 "/logs/%c3%28/checkpoint", "/logs/\xff/checkpoint", "/a\\b", "http://x/health", "*"):
        a = request(where, "GET", path)
        equal(path, (a.status, a.id), (400, "service.request-malformed"))


def hostile(where):
    """design: fifteen requests that an edge must refuse. Nothing of it is done, what follows is no request, the connection is closed."""
    second = b"GET /health HTTP/1.1\r\nHost: x\r\nX-Second: 1\r\n\r\n"
    post = b"POST /witness/add-checkpoint HTTP/1.1\r\nHost: x\r\n"
    get = b"GET /health HTTP/1.1\r\n"
    for what, data in (
            ("two Content-Length", post + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello" + second),
            ("the same Content-Length twice", post + b"Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello" + second),
            ("Content-Length and chunks", post + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + second),
            ("chunks and Content-Length", post + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n" + second),
            ("xchunked", post + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + second),
            ("chunked, identity", post + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n" + second),
            ("two Transfer-Encoding", post + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + second),
            ("+5", post + b"Content-Length: +5\r\n\r\nhello" + second),
            ("-1", post + b"Content-Length: -1\r\n\r\nhello" + second),
            ("0x5", post + b"Content-Length: 0x5\r\n\r\nhello" + second),
            ("a long Content-Length", post + b"Content-Length: 18446744073709551621\r\n\r\nhello" + second),
            ("blank before the colon", get + b"Host : x\r\n\r\n" + second),
            ("CR alone", get + b"Host: x\r\nA: b\rC: d\r\n\r\n" + second),
            ("no Host", get + b"\r\n" + second),
            ("two Host", get + b"Host: x\r\nHost: y\r\n\r\n" + second),
            ("chunk of -1", post + b"Transfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n0\r\n\r\n" + second),
            ("chunk past 2^64", post + b"Transfer-Encoding: chunked\r\n\r\n10000000000000001\r\nx\r\n0\r\n\r\n" + second),
            ("chunk without a size", post + b"Transfer-Encoding: chunked\r\n\r\n\r\nx\r\n0\r\n\r\n" + second),
            ("chunks in HTTP/1.0", post.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + second),
            ("no version", b"GET /health\r\n\r\n"), ("another version", b"GET /health HTTP/2.0\r\nHost: x\r\n\r\n"), ("TLS", b"\x16\x03\x01\x02\x00\x01\x00" + b"a" * 500),
            ("a header name with a quote", get + b'Host: x\r\nA"b: c\r\n\r\n' + second),
            ("two Authorization", get + b"Host: x\r\nAuthorization: Bearer a\r\nAuthorization: Bearer b\r\n\r\n" + second)):
        with connect(where) as s:
            s.sendall(data)
            s.settimeout(25)
            out = read_all(s)
        # Of what it refuses itself, libmicrohttpd 0.9.75 sends the head twice; then the connection is closed.
        check("%s: %r" % (what, out[:300]), b"HTTP/1.1 2" not in out)
    equal("still there", request(where, "GET", "/health").status, 200)


def caps(where):
    equal("target at the cap", request(where, "GET", "/" + "a" * 1023).status, 404)
    a = request(where, "GET", "/" + "a" * 1024)
    equal("target past the cap", (a.status, a.id), (414, "service.target-limit"))
    room = (8 << 10) - len("Host") - len("x") - len("Connection") - len("close") - len("A")
    equal("head at the cap", request(where, "GET", "/health", fields={"A": "a" * room}).status, 200)
    a = request(where, "GET", "/health", fields={"A": "a" * (room + 1)})
    equal("head past the cap", (a.status, a.id), (431, "service.head-limit"))
    equal("fields at the cap", request(where, "GET", "/health", fields={"A%d" % i: "b" for i in range(62)}).status, 200)
    a = request(where, "GET", "/health", fields={"A%d" % i: "b" for i in range(63)})
    equal("fields past the cap", (a.status, a.id), (431, "service.head-limit"))
    check("40 kB of head", raw(where, b"GET /health HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 40000 + b"\r\n\r\n")[:13] in (b"HTTP/1.1 431 ", b"HTTP/1.1 413 ", b""))
    top = 1 << 20
    a = request(where, "POST", "/witness/add-checkpoint", b"x" * top)
    equal("body at the cap", (a.status, a.id), (404, "service.not-found"))
    a = request(where, "POST", "/witness/add-checkpoint", b"x" * (top + 1))
    equal("body past the cap", (a.status, a.id), (413, "service.body-limit"))
    equal("chunks at the cap", request(where, "POST", "/witness/add-checkpoint", b"x" * top, chunked=True).status, 404)
    a = request(where, "POST", "/witness/add-checkpoint", b"x" * (top + 1), chunked=True)
    equal("chunks past the cap", (a.status, a.id), (413, "service.body-limit"))
    a = request(where, "GET", "/health", b"x")
    equal("a body that nobody wants", (a.status, a.id), (413, "service.body-limit"))


def keep_alive(where):
    one = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
    with connect(where) as s:
        s.sendall(one * 3)
        out = b""
        while out.count(b'{"status":"ok"}') < 3:
            out += s.recv(65536)
        equal("pipelined", out.count(b"HTTP/1.1 200"), 3)
        s.shutdown(socket.SHUT_WR)
        equal("closed after the client's end", read_all(s), b"")
    with connect(where) as s:
        s.sendall(one)
        s.shutdown(socket.SHUT_WR)
        check("half closed", b"HTTP/1.1 200" in read_all(s))
    with connect(where) as s:
        s.sendall(b"POST /witness/add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345")
        s.shutdown(socket.SHUT_WR)
        check("half of a body", b"HTTP/1.1 2" not in read_all(s))


class Slow(threading.Thread):
    """Sends a byte a second; how long until it is cut off?"""

    def __init__(self, where, begin, drip):
        super().__init__()
        self.where, self.begin, self.drip, self.seconds = where, begin, drip, None
        self.start()

    def run(self):
        started = time.monotonic()
        with connect(self.where) as s:
            try:
                s.sendall(self.begin)
                while time.monotonic() - started < 50:
                    s.settimeout(1)
                    try:
                        if s.recv(1000) == b"":
                            break
                    except socket.timeout:
                        pass
                    if self.drip:
                        s.sendall(self.drip)
            except OSError:
                pass
        self.seconds = time.monotonic() - started


def many(where):
    idle = [connect(where) for _ in range(500)]
    equal("beside 500 connections", request(where, "GET", "/health").status, 200)
    for s in idle[::2]:
        s.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    check("every second of them is answered", all(b"HTTP/1.1 200" in read_all(s) for s in idle[::2]))
    for s in idle:
        s.close()
    # Past the cap they wait their turn: the idle ones are cut off after 10 s.
    idle = [connect(where) for _ in range(700)]
    started = time.monotonic()
    equal("behind 700 connections", request(where, "GET", "/health").status, 200)
    check("not for ever", time.monotonic() - started < 40)
    for s in idle:
        s.close()


def ends(service):
    """What was begun is done after SIGTERM; who comes later is refused."""
    with connect(SOCKET) as s, connect(SOCKET) as idle:
        s.sendall(b"POST /witness/add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n12")
        time.sleep(0.3)
        service.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        check("not gone while somebody waits", service.process.poll() is None)
        idle.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
        equal("begun too late", Answer(read_all(idle)).id, "service.stopping")
        s.sendall(b"34")
        out = read_all(s)
        check("answered: %r" % out, out.startswith(b"HTTP/1.1 404") and b"Connection: close" in out)
    equal("ends: " + service.log()[-1500:], service.process.wait(60), 0)
    check("the socket is gone", not os.path.exists(SOCKET))


def main():
    starts()
    trien("store", "init", "kho")
    service = Program("triend", CONFIG)
    equal("mode of the socket", os.stat(SOCKET).st_mode & 0o777, 0o660)
    slow = [Slow(SOCKET, b"GET /health HTTP/1.1\r\nHost: x\r\nA: ", b"a"), Slow(SOCKET, b"GET /health HTTP/1.1\r\n", b""),
            Slow(SOCKET, b"POST /witness/add-checkpoint HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n", b"a")]
    addresses(SOCKET)
    hostile(SOCKET)
    caps(SOCKET)
    keep_alive(SOCKET)
    refused_start("triend", CONFIG, "service.listen-taken")
    equal("the first goes on", request(SOCKET, "GET", "/health").status, 200)
    for s in slow:
        s.join()
    check("a slow head is cut off: %s" % slow[0].seconds, 20 < slow[0].seconds < 40)
    check("a silent one is cut off: %s" % slow[1].seconds, slow[1].seconds < 20)
    check("a slow body is cut off: %s" % slow[2].seconds, 20 < slow[2].seconds < 40)
    many(SOCKET)
    # The log says what was asked for, and nothing of what was sent.
    request(SOCKET, "GET", "/logs/nguyen-van-mau/checkpoint?mat-khau=bi-mat", fields={"Authorization": "Bearer thu-bi-mat"})
    log = service.log()
    lines = [json.loads(x) for x in log.splitlines()]
    check("lines of JSON", any(x.get("route") == "/logs/{log}/checkpoint" for x in lines))
    check("no data in the log", not any(x in log for x in ("nguyen-van-mau", "bi-mat")))
    # A database that is gone: 503, and where it was is for the log.
    os.rename("kho/trien.db", "kho/away")
    again = Program("triend", {"listen": "unix:" + SOCKET + "2", "store": str(WORK / "kho"), "threads": 1})
    a = request(SOCKET + "2", "GET", "/health")
    equal("unwell", (a.status, a.id), (503, "service.unwell"))
    check("where is not told: %r" % a.raw, b"kho" not in a.raw)
    check("why: " + again.log()[-500:], any('"why":' in x and "kho" in x for x in again.log().splitlines()))
    os.rename("kho/away", "kho/trien.db")
    equal("well again", request(SOCKET + "2", "GET", "/health").status, 200)
    again.stop(signal.SIGKILL, -9)
    check("the socket of a dead one stays", os.path.exists(SOCKET + "2"))
    again.start()
    equal("and is taken over", request(SOCKET + "2", "GET", "/health").status, 200)
    again.stop()
    ends(service)
    # On loopback.
    for host in ("127.0.0.1", "[::1]"):
        with socket.socket(socket.AF_INET6 if host[0] == "[" else socket.AF_INET) as s:
            try:
                s.bind((host.strip("[]"), 0))
            except OSError:
                continue
            port = s.getsockname()[1]
        where = "%s:%d" % (host, port)
        loop = Program("triend", {"listen": where, "threads": 2}, wait=False)
        for _ in range(1200):
            try:
                connect("%s:%d" % (host.strip("[]"), port)).close()
                break
            except OSError:
                time.sleep(0.05)
        equal(where, request("%s:%d" % (host.strip("[]"), port), "GET", "/health").status, 200)
        loop.stop(signal.SIGINT)
    finish()


main()
