#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R4.3 R5.3 R9.2
Signing and logging in with the token from the web app, in Chromium (web/tests/walk-desk.mjs) at a triend that is set up for desks. The program at the desk is played here, by tests/service/agent.py; where a link leads is
what the browser says was pressed. Skips where there is no Chromium. TRIEN_SHOTS=FOLDER keeps pictures."""
import shutil
import socket
import sys
import threading
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rsplit("/", 2)[0] + "/service")
from service import *  # noqa: E402,F403
from office import *  # noqa: E402,F403
from agent import Agent  # noqa: E402


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Desktop:
    """What sits at the desk: takes links, as the walk says."""

    def __init__(self, where):
        self.where, self.agent = where, None

    def do(self, how, uri):
        token = uri.rsplit("/", 1)[-1]
        if how == "login":
            return self.login(token)
        if how == "try":
            return Agent(self.where, "leader").ask("POST", "/redeem", {"token": token}).id
        if not how.startswith("finish"):
            self.agent = Agent(self.where, None)
            self.agent.redeem(token)
            self.agent.key = next(k for k in ("leader", "agency") if fingerprint(k) == self.agent.errand["certificate"])
        if how == "take":
            return self.agent.errand["code"]
        if how == "refuse":
            equal("refused", self.agent.end(state="refused", reason="agent.pin-cancelled").status, 200)
            return "ok"
        items = self.agent.errand["items"]
        left = items[1:2] if how == "finish-but-one" else []
        for item in items:
            if item not in left:
                self.agent.signs(item)
        equal("ended", self.agent.end(state="done", items=[{"item": i["item"], "reason": "agent.other-digest"} for i in left]).status, 200)
        return "ok"

    def login(self, nonce):
        text = Browser(self.where).ask("POST", "/api/v1/session/challenge", {}).json()["text"]
        pathlib.Path("text").write_bytes(text.encode())
        signature = base64.b64encode(subprocess.run(["openssl", "dgst", "-sha256", "-sign", "lab/keys/leader.pem", "text"], capture_output=True, check=True).stdout).decode()
        return Agent(self.where, "leader").ask("POST", "/login", {"text": text, "certificate": chain_of("leader")[0], "signature": signature, "nonce": nonce}).json()["ticket"]


def walk(where):
    program = Desktop(where)
    with open("walk.log", "w+") as log:
        run = subprocess.Popen(["node", SOURCE / "web/tests/walk-desk.mjs", "state.json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
        late = threading.Timer(500, run.kill)
        late.start()
        said = ""
        for line in run.stdout:
            if line.startswith("AGENT "):
                run.stdin.write(program.do(*(line.rstrip("\n").split(" ") + [""])[1:3]) + "\n")
                run.stdin.flush()
            else:
                said += line
        code = run.wait()
        late.cancel()
        log.seek(0)
        check("the walk: %s%s" % (said, log.read()), code == 0)
    print(said, end="")


def main():
    chromium = shutil.which("chromium")
    if chromium is None:
        print("chromium is not installed: skipped (scripts/deps installs it)")
        sys.exit(77)
    make_lab()
    os.makedirs("lab/trust/issuers")
    pathlib.Path("lab/trust/issuers/issuing.pem").write_text("-----BEGIN CERTIFICATE-----" + certificate_of("leader")[1])
    back = SQLite()
    ids = set_up(back)
    enter(back, "account", "kind=token", "name=tt.token", "person=CB2")
    where = "127.0.0.1:%d" % free_port()
    server = Program("triend", {"listen": where, "store": back.store, "blobs": BLOBS + back.name, "trust": "lab/trust", "origin": "https://so.example", "desk_id": "so-mau"})
    drafter = Desk(where, "soan.thao")
    for subject in ("Ký ở trang web", "Từ chối ở máy", "Nhiều 1", "Nhiều 2", "Nhiều 3"):
        document = drafter.does("/documents", {"agency": 2, "kind": "QĐ", "subject": subject, "procedure": "2"}, draft("draft.pdf"))["document"]
        drafter.does("/documents/%d/submit" % document, {"steps": [{"stage": 1, "kind": "sign", "person": ids["thu.truong"]}]})
    pathlib.Path("state.json").write_text(json.dumps({"where": where, "chromium": chromium, "root": os.getuid() == 0, "passwords": {p[3]: password(p[3]) for p in PEOPLE}}))
    walk(where)
    issued = back.ask("SELECT id FROM document WHERE state = 'issued'")
    equal("issued from the page", len(issued), 1)
    pathlib.Path("issued.pdf").write_bytes(Desk(where, "van.thu").gets("/books/document/%d/files/issued_file" % issued[0][0]).body)
    judged("issued.pdf", 2)
    server.stop()
    finish()


main()
