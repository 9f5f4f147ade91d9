# SPDX-License-Identifier: AGPL-3.0-or-later
"""OpenLDAP's server on the loopback address, in a folder of its own: people below ou=can-bo, a password policy. It takes an empty password for nobody's and says so with success, as RFC 4513 §5.1.2 has
it and as many directories do."""
import base64
import os
import shutil
import socket
import subprocess
import time

from service import WORK, free_port, started

PROGRAM = shutil.which("slapd", path="/usr/sbin:/usr/bin:" + os.environ.get("PATH", ""))
SUFFIX = "dc=so,dc=example"
CONFIGURATION = """include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
allow bind_anon_cred bind_anon_dn
{tls}
database mdb
suffix "{suffix}"
rootdn "cn=trong,{suffix}"
directory {folder}
maxsize 1048576
dbnosync
overlay ppolicy
ppolicy_default "cn=mac-dinh,{suffix}"
access to attrs=userPassword by anonymous auth by * none
access to * by * read
"""
ABOVE = """dn: {suffix}
objectClass: dcObject
objectClass: organization
o: Tỉnh Mẫu
dc: so

dn: ou=can-bo,{suffix}
objectClass: organizationalUnit
ou: can-bo

dn: cn=mac-dinh,{suffix}
objectClass: device
objectClass: pwdPolicy
cn: mac-dinh
pwdAttribute: userPassword
pwdLockout: TRUE
pwdMaxFailure: 3
pwdMustChange: TRUE
pwdMaxAge: 86400

"""


def person(name, password, *more):
    """An entry: its name is written so that it means nothing in a distinguished name; more: attributes that only the server writes."""
    escaped = "".join(c if c.isalnum() or c == "." else "\\%02X" % ord(c) for c in name)
    lines = ["dn:: " + base64.b64encode(("uid=%s,ou=can-bo,%s" % (escaped, SUFFIX)).encode()).decode(), "objectClass: inetOrgPerson", "cn: mau",
             "sn: mau", "uid:: " + base64.b64encode(name.encode()).decode(), "userPassword:: " + base64.b64encode(password.encode()).decode(), *more]
    return "\n".join(lines) + "\n\n"


class Slapd:
    def __init__(self, name, people, certificate=None, key=None):
        self.folder, self.log_path = WORK / name, WORK / (name + ".log")
        self.folder.mkdir()
        tls = "TLSCertificateFile %s\nTLSCertificateKeyFile %s" % (WORK / certificate, WORK / key) if certificate else ""
        self.configuration = self.folder / "slapd.conf"
        self.configuration.write_text(CONFIGURATION.format(tls=tls, suffix=SUFFIX, folder=self.folder))
        subprocess.run([PROGRAM, "-T", "add", "-q", "-f", self.configuration], input=(ABOVE.format(suffix=SUFFIX) + "".join(people)).encode(), check=True, capture_output=True)
        self.start(bool(certificate))

    def start(self, tls):
        # Between asking for a free port and opening it somebody else may have taken it: slapd says so and ends.
        for _ in range(20):
            self.port, self.tls_port = free_port(), free_port()
            addresses = "ldap://127.0.0.1:%d" % self.port + (" ldaps://127.0.0.1:%d" % self.tls_port if tls else "")
            with open(self.log_path, "ab") as log:
                self.process = subprocess.Popen([PROGRAM, "-f", self.configuration, "-h", addresses, "-d", "stats"], stderr=log, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
            started.append(self.process)
            for _ in range(600):
                if self.process.poll() is not None:
                    break
                try:
                    socket.create_connection(("127.0.0.1", self.port)).close()
                    return
                except OSError:
                    time.sleep(0.02)
        raise SystemExit("FAILED: slapd does not start: %s" % self.log_path.read_text())

    def bound(self):
        """Whose names were said, and at how many tries: one line each, "BIND dn=... method=128"."""
        return [line.split('BIND dn="', 1)[1].split('" method=')[0] for line in self.log_path.read_text(errors="replace").splitlines() if 'BIND dn="' in line and "method=" in line]

    def stop(self):
        self.process.terminate()
        self.process.wait(60)
