#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R4.1
People whose password a directory keeps log in at triend: bound as themselves at OpenLDAP's own server, over TLS that is proved, when the register says so of their account. Nobody else's name reaches the
directory; an empty password, a name that means something, an account that it has locked, and a directory that lies, is silent or has another's certificate open nothing. Since nothing is looked for, there
is no filter to be tricked and no second entry to be found."""
import signal
import socket
import ssl
import sys
import threading
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
from people import *  # noqa: E402,F403
import slapd  # noqa: E402

SECRET = "Mật khẩu ở danh bạ"
BIND = "uid={},ou=can-bo," + slapd.SUFFIX
HOSTILE = "*)(uid=*))\\00#,ou=x"
ASK = TRIEN.parent.parent.parent / "tests/service/ask_directory"


def certificate(name, host):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", name + ".key", "-out", name + ".crt", "-days", "2", "-subj", "/CN=" + name,
                    "-addext", "subjectAltName=" + host], check=True, capture_output=True)


def asked(url, *tries, bind=BIND, ca="dc.crt"):
    """What the service would be told of each (name, password), and whether it leaves the directory alone afterwards."""
    run = subprocess.run([ASK, url, bind, ca], input="".join("%s\t%s\n" % t for t in tries), capture_output=True, text=True, timeout=60)
    equal("asked: %s" % run.stderr, run.returncode, 0)
    return run.stdout.splitlines()


def silent(why):
    return "service.directory-silent: The directory (LDAP) that keeps the password of this account does not answer (%s). Try again in a moment, or tell the administrator." % why


class Liar:
    """Says what OpenLDAP cannot be made to say, to whatever it is asked."""

    def __init__(self, answer):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain("dc.crt", "dc.key")
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = "ldaps://127.0.0.1:%d" % self.listening.getsockname()[1]

        def serve():
            while True:
                try:
                    with context.wrap_socket(self.listening.accept()[0], server_side=True) as line:
                        line.recv(4096)
                        line.sendall(answer)
                        line.recv(4096)
                except OSError:
                    pass
        threading.Thread(target=serve, daemon=True).start()


def says(code, number=1):
    """A bind response to the first message (RFC 4511 §4.2.2)."""
    return bytes([0x30, 12, 2, 1, number, 0x61, 7, 0x0A, 1, code, 4, 0, 4, 0])


def names_and_passwords(server, url):
    """The service's own question, without the service."""
    yes, no = "yes", "no"
    equal("right, wrong, empty", asked(url, ("van.thu", SECRET), ("van.thu", SECRET + " "), ("van.thu", SECRET[:-1]), ("van.thu", ""), ("khong.co", SECRET)), [yes, no, no, no, no, "asked"])
    before = len(server.bound())
    equal("what binds as nobody is not even asked", (asked(url, ("van.thu", ""), ("", ""), ("", SECRET)), len(server.bound())), ([no] * 3 + ["asked"], before))
    # Characters of filters and of distinguished names: one person's name and no other's.
    equal("a name that means something", asked(url, (HOSTILE, SECRET), (HOSTILE, "sai"), ("*", SECRET), ("van.*", SECRET), ("van.thu,ou=can-bo", SECRET), ("x,uid=van.thu", SECRET), ("van\\2Ethu", SECRET),
                                                ("van.thu)(uid=*", SECRET), ("van.thu+sn=mau", SECRET)), [yes] + [no] * 8 + ["asked"])
    equal("the form of Active Directory is no name here", asked(url, ("van.thu", SECRET), bind="{}@so.example"), [no, "asked"])
    # What the directory says of accounts: nobody but that one is concerned.
    equal("locked, expired, to be changed first", asked(url, ("khoa", SECRET), ("het.han", SECRET), ("dat.lai", SECRET), ("chuyen", SECRET), ("van.thu", SECRET)), [no] * 4 + [yes, "asked"])
    equal("tried too often", asked(url, *[("bi.doan", "sai")] * 3, ("bi.doan", SECRET), ("van.thu", SECRET)), [no] * 4 + [yes, "asked"])


def lines_and_certificates(server, url):
    plain, before = "ldap://127.0.0.1:%d" % server.port, len(server.bound())
    one = ("van.thu", SECRET)
    equal("StartTLS", asked(plain, one), ["yes", "asked"])
    # A certificate of another authority, of one that nobody named, of another name: the name is not even said.
    for at, ca in ((url, "other.crt"), (plain, "other.crt"), (url, ""), (url.replace("127.0.0.1", "localhost"), "dc.crt"), (plain.replace("127.0.0.1", "localhost"), "dc.crt")):
        got = asked(at, one, one, ca=ca)
        check("%s %s: %r" % (at, ca, got), got[0].startswith("service.directory-silent") and got[0] == got[1] and got[2] == "left alone")
    equal("nothing was said", len(server.bound()), before + 1)
    bare = slapd.Slapd("khong-tls", [slapd.person("van.thu", SECRET)])
    equal("StartTLS refused", asked("ldap://127.0.0.1:%d" % bare.port, one), [silent("Connect error"), "left alone"])
    equal("TLS to what has none", asked("ldaps://127.0.0.1:%d" % bare.port, one), [silent("Can't contact LDAP server"), "left alone"])
    equal("never in the clear", bare.bound(), [])
    bare.stop()
    equal("gone", asked("ldap://127.0.0.1:%d" % bare.port, one)[-1], "left alone")


def liars():
    one = ("van.thu", SECRET)
    equal("rubbish is no yes", asked(Liar(b"\x99\xff\xff\xff\xff\xff" * 9).url, one), [silent("Can't contact LDAP server"), "left alone"])
    equal("busy", asked(Liar(says(51)).url, one), [silent("Server is busy"), "left alone"])
    equal("nor what answers another question", asked(Liar(says(0, 9) + b"\x99").url, one)[-1], "left alone")
    # Of one entry: others go on being asked.
    equal("a referral is not followed", asked(Liar(says(10)).url, one, one), [silent("Referral")] * 2 + ["asked"])


def caps(config, good):
    for change in ({"ldap_url": None}, {"ldap_bind": None}, {"ldap_url": "http://x"}, {"ldap_url": "ldaps://x/dc=y"}, {"ldap_url": "ldapi://%2Ftmp"}, {"ldap_bind": "uid=khach,dc=so"},
                   {"ldap_bind": "uid={},ou={}"}):
        both = {k: v for k, v in {**good, **change}.items() if v is not None}
        refused_start("triend", {**config, **both}, "service.config-invalid")


def people_log_in(server, where, back, accounts):
    a = Browser(where)
    said = a.log_in("van.thu", SECRET)
    equal("logged in: %r" % said.body, said.status, 200)
    equal("as oneself", server.bound()[-1], "uid=van.thu,ou=can-bo," + slapd.SUFFIX)
    equal("said again", a.ask("POST", "/api/v1/session/confirm", {"password": SECRET}).status, 200)
    is_refused("wrong", a.ask("POST", "/api/v1/session/confirm", {"password": "sai rồi nhé bạn"}), 401, "service.login-refused")
    is_refused("changed elsewhere", a.ask("POST", "/api/v1/session/password", {"password": SECRET, "new_password": "Một mật khẩu khác hẳn 9"}), 409, "service.directory-password")
    is_refused("the one of before", Browser(where).log_in("van.thu", PASSWORDS["van.thu"]), 401, "service.login-refused")

    # What the directory would take and we must not: nothing of it is even asked.
    before = len(server.bound())
    is_refused("an empty one binds as nobody", Browser(where).ask("POST", "/api/v1/session", {"name": "van.thu", "password": ""}), 401, "service.login-refused")
    is_refused("whom the register does not know", Browser(where).log_in("khong.co.ai", SECRET), 401, "service.login-refused")
    is_refused("all of them", Browser(where).log_in("*", SECRET), 401, "service.login-refused")
    is_refused("a name with an end in it", Browser(where).log_in("van.thu\0", SECRET), 400, "service.json-malformed")
    is_refused("a password with an end in it", Browser(where).log_in("van.thu", SECRET + "\0x"), 400, "service.json-malformed")
    is_refused("whose password is here", Browser(where, "192.0.2.7").log_in("thu.truong", SECRET), 401, "service.login-refused")
    equal("and one's own is good", Browser(where).log_in("thu.truong", PASSWORDS["thu.truong"]).status, 200)
    # A hash that somebody writes into the database by hand opens nothing.
    back.write("UPDATE login_secret SET password = '$ldap$' WHERE account = %s" % accounts["thu.truong"].split(":")[1])
    is_refused("without an act", Browser(where, "192.0.2.8").log_in("thu.truong", SECRET), 401, "service.login-refused")
    equal("nobody else's name went there", len(server.bound()), before)

    # Guessing is counted as for every password, and keeps nobody else out.
    guesser = Browser(where, "203.0.113.7")
    equal("five, then a wait", [guesser.log_in("van.thu", "sai mật khẩu rồi").status for _ in range(6)], [401] * 5 + [429])
    equal("five went there", len(server.bound()), before + 5)
    is_refused("locked at the directory", Browser(where, "203.0.113.8").log_in("van.thu", SECRET), 401, "service.login-refused")
    equal("not whose password is here", Browser(where, "203.0.113.7").log_in("quan.ly").status, 200)


def says_nothing(server, where):
    """The request has its answer all the same, and the service goes on meanwhile."""
    server.process.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    is_refused("silent", Browser(where, "203.0.113.20").log_in("van.thu", SECRET), 503, "service.directory-silent")
    check("in time: %.1f s" % (time.monotonic() - began), time.monotonic() - began < 15)
    is_refused("left alone for a moment", Browser(where, "203.0.113.21").log_in("van.thu", SECRET), 503, "service.directory-silent")
    equal("somebody is told", request(where, "GET", "/ready").json()["status"], "degraded")
    equal("others log in", Browser(where).log_in("quan.ly").status, 200)
    server.process.send_signal(signal.SIGCONT)


def main():
    if slapd.PROGRAM is None:
        print("slapd is not installed: skipped (scripts/deps installs it)")
        raise SystemExit(77)
    certificate("dc", "IP:127.0.0.1")
    certificate("other", "IP:127.0.0.1")
    person = slapd.person
    server = slapd.Slapd("danh-ba", [person("van.thu", SECRET), person("thu.truong", SECRET), person("bi.doan", SECRET), person(HOSTILE, SECRET), person("khoa", SECRET, "pwdAccountLockedTime: 000001010000Z"),
                                     person("het.han", SECRET, "pwdChangedTime: 20200101000000Z"), person("dat.lai", SECRET, "pwdReset: TRUE"),
                                     "dn: uid=chuyen,ou=can-bo,%s\nobjectClass: referral\nobjectClass: extensibleObject\nuid: chuyen\nref: ldap://127.0.0.1:1/\n\n" % slapd.SUFFIX], "dc.crt", "dc.key")
    url = "ldaps://127.0.0.1:%d" % server.tls_port
    names_and_passwords(server, url)
    lines_and_certificates(server, url)
    liars()

    back = SQLite()
    accounts = set_up(back)
    trien("registry", "account", "--blobs", BLOBS + back.name, back.store, "directory", accounts["van.thu"])
    where = str(WORK / "d.sock")
    config = {"listen": "unix:" + where, "store": back.store}
    good = {"ldap_url": url, "ldap_bind": BIND, "ldap_ca": str(WORK / "dc.crt")}
    caps(config, good)
    # Without a directory in the configuration such an account is nobody's.
    service = Program("triend", config)
    is_refused("none is named", Browser(where).log_in("van.thu", SECRET), 503, "service.directory-silent")
    service.stop()
    service.config.update(good)
    service.start()
    people_log_in(server, where, back, accounts)
    says_nothing(server, where)
    for data in (service.log().encode(), pathlib.Path(service.path).read_bytes(), *(pathlib.Path(p).read_bytes() for p in glob.glob(back.store + "/*.db*"))):
        check("the password is nowhere", SECRET.encode() not in data)
    service.stop()
    server.stop()
    finish()


main()
