#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R4.1 X3
Fifteen kinds of hostile requests, each by its name, through nginx as the administrator's guide has it and the guard behind it, to an office that works; after all of them it still does."""
import hashlib
import sys
import zlib
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
from office import *  # noqa: E402,F403
from front import SOCKET, Front  # noqa: E402

SAID = {"agency": 2, "kind": "QĐ", "subject": "Về việc mẫu", "procedure": "2"}
SAFE = {"x-content-type-options": "nosniff", "content-security-policy": "default-src 'none'; frame-ancestors 'none'", "referrer-policy": "no-referrer",
        "cross-origin-resource-policy": "same-origin", "cache-control": "no-store"}


class Guest(Desk):
    """As slow as nginx wants its clients to be."""

    def ask(self, *words, **more):
        time.sleep(0.06)
        return super().ask(*words, **more)


def stranger(where):
    """Nobody is logged in."""
    guest = Guest.__new__(Guest)
    Browser.__init__(guest, where)
    return guest


def refused(what, answer, statuses=(400, 401, 403, 404, 405, 413, 414, 415, 422, 431)):
    check("%s: %r" % (what, answer.raw[:300]), answer.status in statuses)
    check("%s leads nowhere" % what, "location" not in answer.fields)
    return answer


def security_headers(x):
    answers = [x.clerk.ask("GET", "/api/v1/session"), stranger(x.where).ask("GET", "/api/v1/session"), x.clerk.ask("GET", "/api/v1/nothing"), x.clerk.ask("POST", "/api/v1/signings", {})]
    equal("of all kinds", [a.status for a in answers], [200, 401, 404, 400])
    for a in answers:
        equal("what each has", {k: a.fields.get(k) for k in SAFE}, SAFE)
        check("HSTS, no version: %r" % a.fields, "max-age=31536000" == a.fields["strict-transport-security"] and not any(c.isdigit() for c in a.fields.get("server", "")))


def public_page(x):
    """Without an account, through nginx: markup in a name or a file stays text."""
    guest = stranger(x.where)
    a = guest.ask("GET", "/verify")
    equal("the page", (a.status, a.fields["content-type"]), (200, "text/html; charset=utf-8"))
    policy = a.fields["content-security-policy"]
    check(policy, policy.startswith("default-src 'none'; style-src 'sha256-") and "script" not in policy and "strict-transport-security" in a.fields)
    for name in ('"><script>alert(1)</script>', "../../etc/passwd", "a\r\nb"):
        body = ('--x\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n\r\n<script>alert(1)</script>\r\n--x--\r\n' % name).encode()
        a = guest.ask("POST", "/verify", body, {"Content-Type": "multipart/form-data; boundary=x"})
        check("%s: %r" % (name, a.raw[-300:]), 400 <= a.status < 500 and b"<script" not in a.body and b"passwd" not in a.body)


def cookie_flags(x):
    guest = stranger(x.where)
    cookies = guest.log_in("van.thu", password("van.thu")).cookies
    equal("two", len(cookies), 2)
    for line in cookies:
        check(line, re.match("__Host-trien-(session|device)=[0-9a-f]{64}; Path=/; Secure; HttpOnly; SameSite=Strict", line) and "domain" not in line.lower())


def csrf(x):
    token, x.drafter.csrf = x.drafter.csrf, None
    x.drafter.may_not("service.csrf-token", "/documents", SAID, x.file)
    x.drafter.csrf = x.clerk.csrf
    x.drafter.may_not("service.csrf-token", "/documents", SAID, x.file)
    x.drafter.csrf = token
    for field, value in (("Origin", "https://evil.example"), ("Origin", "null"), ("Sec-Fetch-Site", "cross-site")):
        a = x.drafter.ask("POST", "/api/v1/documents", b"{}", {field: value, "Idempotency-Key": "csrf"})
        equal("%s: %s" % (field, value), a.id, "service.csrf-token")


def path_traversal(x):
    for path in ("/api/v1/../../etc/passwd", "/api/v1/books/../../../etc/passwd", "/api/v1/books/%2e%2e/1", "/api/v1/books/document/1/files/..%2f..%2ftrien.db", "/logs/..%2f..%2fetc/passwd",
                 "/logs/mau/tile/../../../../etc/passwd", "/api/v1/books/document/1/files/file%00.pdf", "/api/v1/books/document\\..\\..", "//etc/passwd", "/api/v1/signings/1/../../2/file"):
        check("nothing of the disk", b"root:" not in refused(path, x.clerk.ask("GET", path)).raw)


def upload_names(x):
    one = x.drafter.does("/documents", {**SAID, "subject": "Tên tệp"}, draft("name.pdf"))["document"]
    name = "../../../etc/cron.d/x\"; filename=\"a.exe"
    x.drafter.does("/documents/%d/attach" % one, {"name": name, "annex": True}, "small.pdf")
    check("no file of that name", not list(WORK.rglob("a.exe")) and not os.path.exists("/etc/cron.d/x"))
    a = x.drafter.gets("/books/document/%d/files/file" % one)
    equal("it is given out under a name of ours", a.fields["content-disposition"], 'attachment; filename="document-%d-file.pdf"' % one)
    a = x.drafter.post("/documents/%d/attach" % one, {"name": "a\r\nSet-Cookie: b=c", "annex": True}, "small.pdf")
    check("lines in a name are none of the answer's: %r" % a.raw[:400], not a.cookies)


def xml_entities(x):
    with socket.socket() as trap:
        trap.bind(("127.0.0.1", 0))
        trap.listen()
        trap.settimeout(1)
        xml = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "http://127.0.0.1:%d/x"><!ENTITY c SYSTEM "file:///etc/passwd">]><a>&b;&c;</a>' % trap.getsockname()[1]
        pathlib.Path("x.pdf").write_bytes(xml)
        packet = b"<?xpacket begin='' id='W5M0MpCehiHzreSzNTczkc9d'?>" + xml + b"<?xpacket end='r'?>"
        pathlib.Path("xmp.pdf").write_bytes(one_stream(packet, b"/Type /Metadata /Subtype /XML", b"/Metadata 4 0 R"))
        refused("XML as such", x.drafter.post("/documents", SAID, "x.pdf", kind="application/xml"), (415,))
        for path in ("x.pdf", "xmp.pdf"):
            for a in (x.drafter.post("/documents", SAID, path), x.drafter.ask("POST", "/v1/verify", pathlib.Path(path).read_bytes(), {"Content-Type": "application/pdf"})):
                check("nothing of the disk", b"root:" not in a.raw and a.status < 500)
        try:
            trap.accept()
            check("nobody comes to fetch it", False)
        except socket.timeout:
            pass


def one_stream(data, words, root=b"", filters=b""):
    """A PDF of one empty page and one stream."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R %s >>" % root, b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R >>",
               b"<< %s %s /Length %d >>\nstream\n%s\nendstream" % (words, filters, len(data), data)]
    out, places = b"%PDF-1.7\n", []
    for i, o in enumerate(objects):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (i + 1, o)
    table = b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + table + b"trailer\n<< /Size 5 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % len(out)


def resident(pid):
    return int(re.search(r"VmRSS:\s*([0-9]+)", pathlib.Path("/proc/%d/status" % pid).read_text()).group(1))


def zip_bombs(x):
    """96 MiB, packed twice into some hundred bytes: they cost their own request."""
    bomb = zlib.compress(zlib.compress(b"0 0 m\n" * (16 << 20), 9), 9)
    pathlib.Path("bomb.pdf").write_bytes(one_stream(bomb, b"", filters=b"/Filter [/FlateDecode /FlateDecode]"))
    before = resident(x.server.process.pid)
    for a in (x.drafter.post("/documents", SAID, "bomb.pdf"), x.drafter.ask("POST", "/v1/verify", pathlib.Path("bomb.pdf").read_bytes(), {"Content-Type": "application/pdf"})):
        check("an answer: %r" % a.raw[-300:], a.status in (200, 400, 409, 413, 422))
    check("the service has not unpacked it", resident(x.server.process.pid) < before + (48 << 10))
    equal("and goes on", x.clerk.ask("GET", "/api/v1/session").status, 200)
    a = x.drafter.ask("POST", "/api/v1/documents", zlib.compress(b"{}"), {"Content-Encoding": "deflate", "Idempotency-Key": "packed"})
    equal("a packed body is not unpacked", a.id, "service.json-malformed")


def oversize(x):
    big = pathlib.Path("big.pdf")
    big.write_bytes(b"%PDF-1.7\n" + b"\0" * ((32 << 20) - 9))
    a = x.drafter.post("/documents", SAID, "big.pdf")
    check("at the cap it is looked at: %r" % a.raw[-300:], a.status in (400, 422))
    with big.open("ab") as f:
        f.write(b"\0")
    refused("a byte more", x.drafter.post("/documents", SAID, "big.pdf"), (413,))
    big.unlink()
    refused("JSON", x.drafter.ask("POST", "/api/v1/signings", b" " * ((64 << 10) + 1), {"Idempotency-Key": "big"}), (413,))
    refused("a field", x.drafter.ask("GET", "/api/v1/session", None, {"A": "a" * 9000}))
    refused("an address", x.drafter.ask("GET", "/api/v1/waiting?" + "a" * 2000))
    refused("JSON that is deep", x.drafter.ask("POST", "/api/v1/signings", b"[" * 60000, {"Idempotency-Key": "deep"}), (400,))


def slow_client(x):
    """nginx has cut it off before it is anybody else's trouble."""
    begun = time.monotonic()
    slow = [connect(x.where) for _ in range(8)]
    for i, s in enumerate(slow):
        s.sendall(b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n" + (b"\r\n{" if i % 2 else b""))
    for _ in range(3):
        asked = time.monotonic()
        equal("others are answered", x.clerk.ask("GET", "/api/v1/session").status, 200)
        check("meanwhile", time.monotonic() - asked < 8)
    for s in slow:
        out = read_all(s)
        check("cut off: %r" % out[:60], out == b"" or out.startswith(b"HTTP/1.1 408"))
    check("in good time", time.monotonic() - begun < 40)


def session_fixation(x):
    guest = stranger(x.where)
    guest.cookies["__Host-trien-session"] = "a" * 64
    equal("logs in", guest.log_in("van.thu", password("van.thu")).status, 200)
    check("in another session", guest.cookies["__Host-trien-session"] != "a" * 64)
    thief = stranger(x.where)
    thief.cookies["__Host-trien-session"] = "a" * 64
    equal("the planted one is nobody's", thief.ask("GET", "/api/v1/session").id, "service.session-none")


def user_enumeration(x):
    some, none = (stranger(x.where).log_in(name, "sai mật khẩu rồi") for name in ("kiem.tra", "khong.co.ai"))
    equal("the same error", (some.status, some.id), (401, "service.login-refused"))
    equal("the same answer", (none.status, none.id, len(none.body), sorted(none.fields)), (some.status, some.id, len(some.body), sorted(some.fields)))


def open_redirect(x):
    for path in ("//evil.example/", "/\\evil.example", "/api/v1/session?next=https://evil.example", "/api/v1//evil.example/%2f..", "/https://evil.example", "/api/v1/session/"):
        a = x.clerk.ask("GET", path)
        check("%s: %r" % (path, a.raw[:200]), "location" not in a.fields and not 300 <= a.status < 400)


def host_forged(x):
    for fields in ({"X-Forwarded-Host": "evil.example"}, {"Forwarded": "host=evil.example"}, {"X-Original-URL": "/metrics"}, {"X-Rewrite-URL": "/metrics"}):
        a = x.clerk.ask("GET", "/api/v1/session", None, fields)
        check("%s: %r" % (fields, a.raw[:200]), a.status == 200 and b"evil" not in a.raw)
    # Whose Origin agrees with a Host of its own making has no cookie of ours: a browser sends the one of the real name.
    equal("an absolute address", raw(x.where, b"GET http://evil.example/api/v1/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").count(b"evil"), 0)


def address_forged(x):
    """Who tries passwords is counted by the address that nginx sees."""
    guest = stranger(x.where)
    answers = []
    for i in range(6):
        guest.address = "198.51.100.%d" % i
        answers.append(guest.log_in("pho", "sai mật khẩu rồi").status)
    equal("five, then it waits", answers, [401] * 5 + [429])


def verbs(x):
    for method in ("TRACE", "CONNECT", "PUT", "PATCH", "PROPFIND", "get", "GET2"):
        a = x.clerk.ask(method, "/api/v1/session")
        check("%s: %r" % (method, a.raw[:200]), a.status in (400, 403, 405, 501) and b"__Host" not in a.body)
    for field in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        equal(field, x.clerk.ask("GET", "/api/v1/session", None, {field: "DELETE"}).status, 200)
    equal("still logged in", x.clerk.ask("GET", "/api/v1/session").status, 200)


def fields_twice(x):
    """What is said of a document is said once: nobody along the way reads the other one."""
    said = base64.b64encode(json.dumps(SAID).encode()).decode()
    file = pathlib.Path(x.file).read_bytes()
    # The longer one does not fit into what a socket holds: it is read to its end, that the answer is heard.
    for body in (file, file + bytes(3000000)):
        a = x.drafter.ask("POST", "/api/v1/documents", body,
                          {"Content-Type": "application/pdf", "Idempotency-Key": "twice", "X-Trien-Document": said + "\r\nX-Trien-Document: " + said})
        equal("two of X-Trien-Document, %d bytes" % len(body), a.id, "service.request-malformed")


HOSTILE = (security_headers, public_page, cookie_flags, csrf, path_traversal, upload_names, xml_entities, zip_bombs, oversize, slow_client, session_fixation, user_enumeration, open_redirect, host_forged,
           verbs, fields_twice, address_forged)


class Office:
    def __init__(self):
        make_lab()
        back = SQLite()
        self.ids = set_up(back)
        self.server = Program("triend", {"listen": "unix:" + SOCKET, "store": back.store, "blobs": BLOBS + back.name, "trust": "lab/trust"})
        self.front = Front()
        self.where = self.front.where
        self.drafter, self.clerk = Guest(self.where, "soan.thao"), Guest(self.where, "van.thu", "agency")
        self.file = draft("hostile.pdf")


def main():
    x = Office()
    for test in HOSTILE:
        test(x)
        print("ok", test.__name__, flush=True)
    one = x.drafter.does("/documents", SAID, x.file)
    equal("and it still works", one["to"], "drafting")
    x.server.stop()
    x.front.stop()
    finish()


main()
