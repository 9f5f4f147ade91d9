# SPDX-License-Identifier: AGPL-3.0-or-later
"""An eOffice whose pages know the VGCA protocol alone (tests/agent/eoffice.py), and a desk that answers them: enrolled, with a certificate that the person's browser trusts, and trien-agent serve running as that person."""
import json
import os
import pathlib
import shutil
import subprocess
import time

from office import SOURCE
from service import check, started


def wait_for(what, found, seconds=30):
    for _ in range(seconds * 50):
        if found():
            return
        time.sleep(0.02)
    check(what, False)


class EofficeDesk:
    """home: the person's; person(words…): runs something as that person; start(words…): likewise, and goes on."""

    def __init__(self, folder, home, agent, person, start, belongs):
        self.folder, self.home, self.store = folder, home, home / ".pki/nssdb"
        os.makedirs(folder / "docs")
        self.server = subprocess.Popen(["python3", SOURCE / "tests/agent/eoffice.py", "--plain"], cwd=folder, stdin=subprocess.PIPE)
        started.append(self.server)
        wait_for("the eOffice listens", (folder / "port").exists)
        self.origin = "http://127.0.0.1:" + (folder / "port").read_text()
        self.enrol(agent, person, belongs)
        self.trust(agent, person)
        self.service = start(agent, "serve", stdout=subprocess.PIPE, text=True) # at its own port, which pages know
        self.port = int(self.service.stdout.readline().rsplit(":", 1)[1])

    def enrol(self, agent, person, belongs):
        pictures, file = SOURCE / "tests/official/pictures", self.home / "eoffice.trien"
        run = subprocess.run([agent, "enrolment", "--key", "pem:lab/keys/agency.pem", "--lab", "--vgca", "--server", "eoffice", "--origin", self.origin, "--name-vi", "eOffice Mẫu", "--name-en", "Sample eOffice", "--until", "2099-12-31",
                              "-o", file], capture_output=True, text=True)
        check("a file that enrols the page: " + run.stderr, run.returncode == 0)
        shutil.copytree("lab/trust", self.home / "trust")
        settings = self.home / ".config/trien/agent"
        os.makedirs(settings, exist_ok=True)
        for name in ("handwriting.png", "seal.png"):
            shutil.copy(pictures / name, self.home / name)
        (settings / "signature.json").write_text(json.dumps({"picture": str(self.home / "handwriting.png"), "seal": str(self.home / "seal.png"), "agency": "ỦY BAN NHÂN DÂN TỈNH MẪU", "trust": str(self.home / "trust")}))
        belongs(self.home)
        run = person("python3", SOURCE / "tests/cli/terminal.py", "+YES", "--", agent, "enrol", "--terminal", file)
        check("enrolled: " + run.stdout, run.returncode == 0)

    def trust(self, agent, person):
        """As --setup says."""
        run = person(agent, "serve", "--setup", "--json")
        check("a certificate: " + run.stdout, run.returncode == 0)
        check("a store", person("mkdir", "-p", self.store).returncode == 0 and person("certutil", "-d", "sql:%s" % self.store, "-N", "--empty-password").returncode == 0)
        self.trusts("Trien 127.0.0.1", json.loads(run.stdout)["authority"], person)

    def trusts(self, name, authority, person):
        """The person's browser does."""
        run = person("certutil", "-d", "sql:%s" % self.store, "-A", "-t", "C,,", "-n", name, "-i", authority)
        check("trusted by the browser: " + run.stderr, run.returncode == 0)

    def put(self, name, path):
        shutil.copy(path, self.folder / "docs" / name)

    def took(self, name):
        return self.folder / "uploaded" / name

    def stop(self):
        self.service.terminate()
        self.service.wait(20)
        check("nothing is left of it", not list(pathlib.Path(self.home / "run").glob("trien-agent-*")))
        self.server.stdin.close()
        self.server.wait(20)
