#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R4.3 R5.3 R9.2
Signing and logging in with the token from the web app, in Chromium (web/tests/walk-desk.mjs) at a triend that is set up for desks. The program at the desk is played here, by tests/service/agent.py; where a link leads is
what the browser says was pressed. So is the VGCA Sign Service, which the page calls by itself (tests/service/vgca_mock.py). Skips where there is no Chromium. TRIEN_SHOTS=FOLDER keeps pictures."""
import shutil
import signal
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rsplit("/", 2)[0] + "/service")
from service import *  # noqa: E402,F403
from office import *  # noqa: E402,F403
from agent import Agent  # noqa: E402
from vgca_mock import Socket, Vgca  # noqa: E402
from office_desk import *  # noqa: E402,F403


class Desktop:
    """What sits at the desk: takes links, as the walk says."""

    def __init__(self, where, back, server):
        self.where, self.back, self.server, self.agent, self.mode = where, back, server, None, "good"

    def do(self, how, uri):
        token = uri.rsplit("/", 1)[-1]
        if how == "login":
            return self.login(token)
        if how == "vgca":
            self.mode = uri
            return "ok"
        if how == "killed":
            self.server.stop(signal.SIGKILL, -signal.SIGKILL)
            self.server.start()
            return "ok"
        if how.startswith("report"):
            checks = [{"part": "server", "name": "so-mau"}, {"part": "token", "name": "Thẻ mẫu <số 1>", "error": "agent.pin-low", "message": "Còn ít lần nhập PIN."}]
            said = Agent(self.where, None).ask("POST", "/report", {"token": token, "checks": checks})
            return str(said.json()["ticket"]) if how == "report" else said.id
        if how == "stale":
            confirmed_before(self.back, 301)
            return "ok"
        if how == "try":
            return Agent(self.where, "leader").ask("POST", "/redeem", {"token": token}).id
        if not how.startswith("finish"):
            self.agent = Agent(self.where, None)
            self.agent.redeem(token)
            self.agent.key = next(k for k in ("leader", "agency") if fingerprint(k) == self.agent.errand["certificate"])
        if how == "take":
            return self.agent.errand["code"]
        if how == "refuse":
            equal("refused", self.agent.end(state="refused", reason="agent.mau").status, 200)
            return "ok"
        items = self.agent.errand["items"]
        left = items[1:2] if how == "finish-but-one" else []
        for item in items:
            if item not in left:
                self.agent.signs(item)
        equal("ended", self.agent.end(state="done", items=[{"item": i["item"], "reason": "agent.mau"} for i in left]).status, 200)
        return "ok"

    def vgca(self, action, said):
        return Vgca(self.where, "agency" if action == "SignIssued" else "leader", self.mode).does(action, said)

    def login(self, nonce):
        text = Browser(self.where).ask("POST", "/api/v1/session/challenge", {}).json()["text"]
        pathlib.Path("text").write_bytes(text.encode())
        signature = base64.b64encode(subprocess.run(["openssl", "dgst", "-sha256", "-sign", "lab/keys/leader.pem", "text"], capture_output=True, check=True).stdout).decode()
        return Agent(self.where, "leader").ask("POST", "/login", {"text": text, "certificate": chain_of("leader")[0], "signature": signature, "nonce": nonce}).json()["ticket"]


def main():
    chromium = shutil.which("chromium")
    if chromium is None:
        print("chromium is not installed: skipped (scripts/deps installs it)")
        sys.exit(77)
    make_desk_lab()
    back = SQLite()
    ids = set_up(back)
    enter(back, "account", "kind=token", "name=tt.token", "person=CB2")
    where = "127.0.0.1:%d" % free_port()
    server = Program("triend", {"listen": where, "store": back.store, "blobs": BLOBS + back.name, "trust": "lab/trust", "origin": "https://so.example", "desk_id": "so-mau", "vgca": True})
    waiting(where, ids, "Ký ở trang web", "Từ chối ở máy", "Nhiều 1", "Nhiều 2", "Nhiều 3", "Ký bằng VGCA")
    desktop = Desktop(where, back, server)
    vgca = Socket(desktop.vgca)
    walk(SOURCE / "web/tests/walk-desk.mjs", where, chromium, desktop.do, said={"vgca": vgca.port})
    equal("issued from the page", len(issued(back, where)), 2)
    equal("what was called, and by whom", ({c[0] for c in vgca.calls}, {c[2] for c in vgca.calls}), ({"SignApproved", "SignIssued"}, {"http://" + where}))
    check("nothing of the session is in it", not any(token in c[1] for c in vgca.calls for (token,) in back.ask("SELECT token FROM session")) and all(json.loads(c[1])["SessionId"] == "" for c in vgca.calls))
    judged("issued.pdf", 2)
    server.stop()
    finish()


main()
