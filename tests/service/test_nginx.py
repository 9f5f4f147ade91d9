#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The nginx configuration and the units of the administrator's guide, as they are shipped: nginx in front of triend, and what it must not let through."""
import shutil
import subprocess
import sys
import time

sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
from front import PACKAGING, SOCKET, Front  # noqa: E402

WEB = "TRIEN_WEB:BOOL=ON" in pathlib.Path(os.environ["TRIEN_BINARY_DIR"], "CMakeCache.txt").read_text()


def units():
    """systemd's own opinion of the units, with programs that are there."""
    if shutil.which("systemd-analyze") is None:
        return
    for name in ("triend", "trien-witness"):
        text = (PACKAGING / "systemd" / (name + ".service")).read_text()
        check("the program of " + name, "ExecStart=/usr/sbin/%s --config " % name in text)
        path = WORK / (name + ".service")
        path.write_text(text.replace("/usr/sbin/" + name, str(TRIEN.parent / name)))
        run = subprocess.run(["systemd-analyze", "verify", "--man=no", path], capture_output=True, text=True)
        bad = [x for x in run.stderr.splitlines() if name in x and "Unknown" in x]
        check("%s: %s" % (name, bad), not bad)


def requests(where):
    a = request(where, "GET", "/health")
    equal("health", (a.status, a.json()), (200, {"status": "ok"}))
    check("HSTS", "max-age" in a.fields["strict-transport-security"])
    check("no version", not any(x.isdigit() for x in a.fields.get("server", "")))
    a = request(where, "GET", "/logs/mau/checkpoint")
    equal("the log", (a.status, a.fields["cache-control"]), (200, "no-cache"))
    equal("a witness that is not there", request(where, "POST", "/witness/add-checkpoint", b"x").id, "service.not-found")
    for method, path, status in (("GET", "/", 200 if WEB else 404), ("GET", "/x", 404), ("GET", "/web/x", 404), ("POST", "/", 403), ("GET", "/api/v1/x", 404), ("POST", "/logs/mau/checkpoint", 403), ("GET", "/logs/mau/../../health", 404),
                                 ("GET", "/logs/%2e%2e/%2e%2e/etc/passwd", 400)):
        equal("%s %s" % (method, path), request(where, method, path).status, status)
    equal("a body at the cap", request(where, "POST", "/witness/add-checkpoint", b"x" * (1 << 20)).id, "service.not-found")
    equal("a body past the cap", request(where, "POST", "/witness/add-checkpoint", b"x" * ((1 << 20) + 1)).status, 413)
    for host, origin, ours in ((b"so.mau", b"https://so.mau", True), (b"so.mau:8443", b"https://so.mau:8443", True), (b"so.mau:8443", b"https://so.mau", False), (b"so.mau", b"https://so.mau:8443", False)):
        out = raw(where, b"POST /api/v1/session HTTP/1.1\r\nHost: %s\r\nOrigin: %s\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}" % (host, origin))
        equal("a page of %s at %s" % (origin, host), Answer(out).id, "service.json-malformed" if ours else "service.csrf-token")
    second = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"
    post = b"POST /witness/add-checkpoint HTTP/1.1\r\nHost: x\r\n"
    get = b"GET /health HTTP/1.1\r\n"
    for what, data in (
            ("two Content-Length", post + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello" + second),
            ("Content-Length and chunks", post + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + second),
            ("xchunked", post + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + second),
            ("+5", post + b"Content-Length: +5\r\n\r\nhello" + second),
            ("blank before the colon", get + b"Host : x\r\n\r\n" + second),
            ("CR alone", get + b"Host: x\r\nA: b\rC: d\r\n\r\n" + second),
            ("NUL", get + b"Host: x\r\nA: b\0c\r\n\r\n" + second),
            ("folded", get + b"Host: x\r\n A: b\r\n\r\n" + second),
            ("no Host", get + b"\r\n" + second),
            ("two Host", get + b"Host: x\r\nHost: y\r\n\r\n" + second),
            ("40 kB of head", get + b"Host: x\r\nA: " + b"a" * 40000 + b"\r\n\r\n" + second),
            ("chunk of -1", post + b"Transfer-Encoding: chunked\r\n\r\n-1\r\nx\r\n0\r\n\r\n" + second),
            ("chunk past 2^64", post + b"Transfer-Encoding: chunked\r\n\r\n10000000000000001\r\nx\r\n0\r\n\r\n" + second),
            ("chunk without a size", post + b"Transfer-Encoding: chunked\r\n\r\n\r\nx\r\n0\r\n\r\n" + second)):
        out = raw(where, data)
        check("%s: %r" % (what, out[:200]), not out.startswith(b"HTTP/1.1 2") and b"200 OK" not in out)
    # A bare LF is read as CRLF: one request, one answer.
    out = raw(where, b"GET /health HTTP/1.1\nHost: x\nConnection: close\n\n")
    equal("bare LF", out.count(b"HTTP/1.1 200"), 1)
    answers = [request(where, "GET", "/logs/mau/checkpoint").status for _ in range(120)]
    check("too many are put off: %s" % set(answers), set(answers) == {200, 429})
    for _ in range(120):
        a = request(where, "GET", "/logs/mau/checkpoint")
        if a.status == 429:
            break
    is_refused("in the form of the service's own", a, 429, "service.rate-limit")
    check("safe", a.fields["retry-after"] == "2" and a.fields["cache-control"] == "no-store" and "strict-transport-security" in a.fields)
    # A whole office behind one address: who is logged in is counted by the session, whatever strangers of the same address do.
    people = ["%064x" % i for i in range(40)]
    answers = [request(where, "GET", "/api/v1/session", None, {"Cookie": "a=b; __Host-trien-session=" + p}).status for _ in range(5) for p in people]
    equal("200 requests of forty people of one address", set(answers), {401})
    answers = [request(where, "GET", "/api/v1/session", None, {"Cookie": "__Host-trien-session=" + people[0]}).status for _ in range(120)]
    check("one of them alone: %s" % set(answers), 429 in answers)
    # Who makes up sessions gets no further than the cap of the address: as fast as one connection can ask.
    made_up = b"".join(b"GET /api/v1/session HTTP/1.1\r\nHost: x\r\nCookie: __Host-trien-session=%064x\r\n%s\r\n" % (1000 + i, b"Connection: close\r\n" if i % 900 == 899 else b"")
                       for i in range(900))
    out = raw(where, made_up)
    check("an address with many sessions: %r" % out[-300:], b"HTTP/1.1 401" in out and b"HTTP/1.1 429" in out)


def main():
    units()
    trien("store", "init", "kho")
    trien("audit", "key", "--origin", "log.example/mau", "log.key")
    trien("audit", "open", "--origin", "log.example/mau", "kho")
    trien("audit", "sign", "--key", "log.key", "kho")
    service = Program("triend", {"listen": "unix:" + SOCKET, "store": str(WORK / "kho"), "logs": {"mau": str(WORK / "kho/audit/1")}})
    front = Front()
    requests(front.where)
    service.stop()
    time.sleep(2)
    equal("behind it nobody", request(front.where, "GET", "/logs/mau/checkpoint").status, 502)
    front.stop()
    finish()


main()
