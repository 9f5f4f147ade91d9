#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R4.1
People whose password a directory keeps log in at triend: bound as themselves, over TLS that is proved, when the register says so of their account. Nobody else's name reaches the directory; an
empty password, a name that means something, a directory that lies, is silent or has another's certificate open nothing."""
import sys
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
from people import *  # noqa: E402,F403
from ldap_mock import Directory  # noqa: E402

SECRET = "Mật khẩu ở danh bạ"


def certificate(name, host):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", name + ".key", "-out", name + ".crt", "-days", "2", "-subj", "/CN=" + name,
                    "-addext", "subjectAltName=" + host], check=True, capture_output=True)


def kept_by_directory(back, account):
    trien("registry", "account", "--blobs", BLOBS + back.name, back.store, "directory", account)


def caps(config, good):
    for change in ({"ldap_url": None}, {"ldap_bind": None}, {"ldap_url": "http://x"}, {"ldap_url": "ldap://"}, {"ldap_url": "ldaps://x/dc=y"}, {"ldap_url": "ldapi://%2Ftmp"},
                   {"ldap_bind": "uid=khach,dc=so"}, {"ldap_bind": "uid={},ou={}"}):
        both = {k: v for k, v in {**good, **change}.items() if v is not None}
        refused_start("triend", {**config, **both}, "service.config-invalid")


def main():
    certificate("dc", "IP:127.0.0.1")
    certificate("other", "IP:127.0.0.1")
    certificate("named", "DNS:dc.so.example")
    back = SQLite()
    accounts = set_up(back)
    kept_by_directory(back, accounts["van.thu"])
    directory = Directory({"uid=van.thu,ou=can-bo,dc=so,dc=example": SECRET, "uid=thu.truong,ou=can-bo,dc=so,dc=example": SECRET}, "dc.crt", "dc.key")
    where = str(WORK / "d.sock")
    config = {"listen": "unix:" + where, "store": back.store}
    good = {"ldap_url": "ldaps://127.0.0.1:%d" % directory.port, "ldap_bind": "uid={},ou=can-bo,dc=so,dc=example", "ldap_ca": str(WORK / "dc.crt")}
    caps(config, good)

    # Without a directory in the configuration such an account is nobody's.
    server = Program("triend", config)
    is_refused("none is named", Browser(where).log_in("van.thu", SECRET), 503, "service.directory-silent")
    server.stop()
    server.config.update(good)
    server.start()

    a = Browser(where)
    said = a.log_in("van.thu", SECRET)
    equal("logged in: %r" % said.body, said.status, 200)
    equal("as oneself", directory.asked, ["uid=van.thu,ou=can-bo,dc=so,dc=example"])
    equal("said again", a.ask("POST", "/api/v1/session/confirm", {"password": SECRET}).status, 200)
    is_refused("wrong", a.ask("POST", "/api/v1/session/confirm", {"password": "sai rồi nhé bạn"}), 401, "service.login-refused")
    is_refused("changed elsewhere", a.ask("POST", "/api/v1/session/password", {"password": SECRET, "new_password": "Một mật khẩu khác hẳn 9"}), 409, "service.directory-password")
    is_refused("wrong", Browser(where).log_in("van.thu", "sai mật khẩu rồi"), 401, "service.login-refused")
    is_refused("the one of before", Browser(where).log_in("van.thu", PASSWORDS["van.thu"]), 401, "service.login-refused")

    # What the directory would take and we must not: nothing of it is even asked.
    asked = len(directory.asked)
    is_refused("an empty one binds as nobody", Browser(where).ask("POST", "/api/v1/session", {"name": "van.thu", "password": ""}), 401, "service.login-refused")
    is_refused("whom the register does not know", Browser(where).log_in("khong.co.ai", SECRET), 401, "service.login-refused")
    is_refused("whose password is here", Browser(where, "192.0.2.7").log_in("thu.truong", SECRET), 401, "service.login-refused")
    equal("and one's own is good", Browser(where).log_in("thu.truong", PASSWORDS["thu.truong"]).status, 200)
    equal("nobody else's name went there", len(directory.asked), asked)

    # A hash that somebody writes into the database by hand opens nothing.
    back.write("UPDATE login_secret SET password = '$ldap$' WHERE account = %s" % accounts["thu.truong"].split(":")[1])
    is_refused("without an act", Browser(where, "192.0.2.8").log_in("thu.truong", SECRET), 401, "service.login-refused")

    # Guessing is counted as for every password.
    guesser = Browser(where, "203.0.113.7")
    equal("five, then a wait", [guesser.log_in("van.thu", "sai mật khẩu rồi").status for _ in range(6)], [401] * 5 + [429])

    # Rubbish is no yes.
    directory.mode = "noise"
    is_refused("noise", Browser(where, "203.0.113.20").log_in("van.thu", SECRET), 503, "service.directory-silent")
    directory.mode = "good"
    is_refused("left alone for a moment", Browser(where, "203.0.113.21").log_in("van.thu", SECRET), 503, "service.directory-silent")
    equal("somebody is told", request(where, "GET", "/ready").json()["status"], "degraded")
    server.stop()

    # Another's certificate: the password is not even said.
    asked = len(directory.asked)
    server.config["ldap_ca"] = str(WORK / "other.crt")
    server.start()
    is_refused("another's certificate", Browser(where).log_in("van.thu", SECRET), 503, "service.directory-silent")
    server.stop()
    named = Directory(directory.people, "named.crt", "named.key")
    server.config.update({"ldap_ca": str(WORK / "named.crt"), "ldap_url": "ldaps://127.0.0.1:%d" % named.port})
    server.start()
    is_refused("a certificate of another name", Browser(where).log_in("van.thu", SECRET), 503, "service.directory-silent")
    equal("nothing was said to them", (len(directory.asked), named.asked), (asked, []))
    server.stop()

    # StartTLS, and a server that offers none: nothing is said before it.
    plain = Directory({"van.thu@so.example": SECRET}, "dc.crt", "dc.key", tls=False)
    server.config.update({"ldap_url": "ldap://127.0.0.1:%d" % plain.port, "ldap_bind": "{}@so.example", "ldap_ca": str(WORK / "dc.crt")})
    server.start()
    equal("StartTLS", Browser(where).log_in("van.thu", SECRET).status, 200)
    plain.mode = "bare"
    is_refused("none offered", Browser(where).log_in("van.thu", SECRET), 503, "service.directory-silent")
    equal("never in the clear", (plain.asked, plain.unsafe), (["van.thu@so.example"], []))
    server.stop()

    # It says nothing: the request has its answer all the same, and the service goes on meanwhile.
    directory.mode = "silent"
    server.config.update(good)
    server.start()
    began = time.monotonic()
    is_refused("silent", Browser(where).log_in("van.thu", SECRET), 503, "service.directory-silent")
    check("in time: %.1f s" % (time.monotonic() - began), time.monotonic() - began < 15)
    equal("others log in", Browser(where).log_in("quan.ly").status, 200)
    directory.released.set()
    for data in (server.log().encode(), pathlib.Path(server.path).read_bytes(), *(pathlib.Path(p).read_bytes() for p in glob.glob(back.store + "/*.db*"))):
        check("the password is nowhere", SECRET.encode() not in data)
    server.stop()
    finish()


main()
