#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R4.3 R5.3 R9.2
From the web page to the token and back, with nothing in another's place but the person: Chromium in a window (Xvfb), not as root, a policy of the office that lets its pages open trien:, xdg-open, trien-agent as the desktop
knows it, a token of SoftHSM, the service behind the shipped nginx with TLS of the office's own authority, a document that is issued; pdfsig looks from outside. The head logs in with the token; the address that
the program opens then is opened in the same browser. The service's pages have the token sign by the VGCA protocol too, both sides ours. Pinentry is answered as told (tests/agent/pinentry). All of it has a network of its own, for pages of that protocol know one port.
Skips where there is no Chromium, no nginx, no Xvfb, no SoftHSM."""
import os
import shutil
import sys
sys.dont_write_bytecode = True
NETWORK = "TRIEN_OWN_NETWORK"
if NETWORK not in os.environ and shutil.which("bwrap"):
    may = ["--cap-add", "ALL"] if os.getuid() == 0 else []
    os.execvp("bwrap", ["bwrap", "--dev-bind", "/", "/", "--unshare-net", *may, "--setenv", NETWORK, "1", sys.executable, *sys.argv])
sys.path.insert(0, __file__.rsplit("/", 2)[0] + "/service")
from service import *  # noqa: E402,F403
from office import *  # noqa: E402,F403
from office_desk import *  # noqa: E402,F403
from eoffice_desk import EofficeDesk  # noqa: E402
from front import SOCKET, Front  # noqa: E402

AGENT = TRIEN.parent / "trien-agent"
PACKAGING = SOURCE / "packaging"
EXTENSION = json.loads((PACKAGING / "agent/vn.trien.agent.json").read_text())["allowed_origins"][0]
SOFTHSM = "/usr/lib/softhsm/libsofthsm2.so"
NOBODY = 65534
HOME = WORK / "home"


def belongs(*paths):
    """To who sits at the desk, who is not root."""
    if os.getuid() == 0:
        os.chmod(WORK, 0o711)
        subprocess.run(["chown", "-R", "%d:%d" % (NOBODY, NOBODY), *paths], check=True)


def as_person():
    return ["setpriv", "--reuid=%d" % NOBODY, "--regid=%d" % NOBODY, "--clear-groups"] if os.getuid() == 0 else []


def environment(display):
    return {"HOME": str(HOME), "XDG_CONFIG_HOME": str(HOME / ".config"), "XDG_DATA_HOME": str(HOME / ".local/share"), "XDG_CACHE_HOME": str(HOME / ".cache"), "XDG_RUNTIME_DIR": str(HOME / "run"), "DISPLAY": display,
            "SOFTHSM2_CONF": str(WORK / "lab/softhsm/softhsm2.conf"), "PINENTRY_SAYS": str(HOME / "says"), "PINENTRY_SAW": str(HOME / "saw"), "PATH": "%s:%s" % (HOME / "bin", os.environ["PATH"]),
            "TMPDIR": str(HOME / "tmp"), "XDG_CURRENT_DESKTOP": "", "LANG": "C.UTF-8"}


def openssl(*words):
    subprocess.run(["openssl", *words], check=True, capture_output=True)


def make_tls():
    """The office's own authority, and what it gave the service."""
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl("req", "-x509", *curve, "-keyout", "office-ca.key", "-out", "office-ca.pem", "-days", "30", "-subj", "/CN=Test authority")
    openssl("req", *curve, "-keyout", "service.key", "-out", "service.csr", "-subj", "/CN=127.0.0.1")
    pathlib.Path("service.ext").write_text("subjectAltName=IP:127.0.0.1\n")
    openssl("x509", "-req", "-in", "service.csr", "-CA", "office-ca.pem", "-CAkey", "office-ca.key", "-CAcreateserial", "-days", "30", "-extfile", "service.ext", "-out", "service.pem")


def enrolment(name, origin, *more):
    run = subprocess.run([AGENT, "enrolment", "--key", "pem:lab/keys/agency.pem", "--lab", "--server", name, "--origin", origin, "--name-vi", "Sở Mẫu", "--name-en", "Sample Department", "--until", "2099-12-31",
                          "--authorities", "office-ca.pem", *more, "-o", HOME / (name + ".trien")], capture_output=True, text=True)
    check("a file that enrols %s: %s%s" % (name, run.stdout, run.stderr), run.returncode == 0)


def make_home(origin):
    """Of a person whose computer the office has set up: the program is known to the desktop, the server is enrolled, also as one whose pages speak the VGCA protocol, the module is named."""
    for folder in ("bin", "run", "tmp", ".config/trien", ".local/share/applications", ".cache"):
        os.makedirs(HOME / folder)
    os.chmod(HOME / "run", 0o700)
    shutil.copy(SOURCE / "tests/agent/pinentry", HOME / "bin/pinentry")
    os.chmod(HOME / "bin/pinentry", 0o755)
    entry = (SOURCE / "packaging/agent/trien-agent.desktop").read_text()
    (HOME / ".local/share/applications/trien-agent.desktop").write_text(re.sub(r"(?m)^((Try)?Exec=)\S*trien-agent", lambda m: m.group(1) + str(AGENT), entry))
    (HOME / ".config/trien/modules").write_text(SOFTHSM + "\n")
    os.makedirs(HOME / ".config/trien/agent", exist_ok=True)
    shutil.copy(PACKAGING / "agent/extensions", HOME / ".config/trien/agent/extensions")
    shutil.copytree("lab/trust", HOME / ".config/trien/agent-trust", ignore=shutil.ignore_patterns("issuers"))
    for name in ("says", "saw"):
        (HOME / name).write_text("")
    for key in ("leader", "agency"):
        shutil.copy("lab/keys/%s.pin" % key, HOME / (key + ".pin"))
    # What opens addresses here; the walk opens in a tab of its browser what it was told.
    browser = HOME / "bin/browser"
    browser.write_text('#!/bin/sh\nprintf "%s\\n" "$1" >"$HOME/address.new" && mv "$HOME/address.new" "$HOME/address"\n')
    os.chmod(browser, 0o755)
    (HOME / ".local/share/applications/browser.desktop").write_text("[Desktop Entry]\nType=Application\nName=Browser\nExec=%s %%u\nMimeType=x-scheme-handler/https;\n" % browser)
    enrolment("so-mau", origin)
    enrolment("so-mau-vgca", origin, "--vgca")
    belongs(HOME, "lab/softhsm")


def person(*words, **more):
    return subprocess.run([*as_person(), *words], capture_output=True, text=True, env={**os.environ, **environment("")}, **more)


def set_up_desk():
    for name in ("so-mau", "so-mau-vgca"):
        run = person("python3", SOURCE / "tests/cli/terminal.py", "+YES", "--", AGENT, "enrol", "--terminal", HOME / (name + ".trien"))
        check("enrolled: %s%s" % (run.stdout, run.stderr), run.returncode == 0)
    for entry, scheme in (("trien-agent", "trien"), ("browser", "https")):
        check("a handler", person("xdg-mime", "default", entry + ".desktop", "x-scheme-handler/" + scheme).returncode == 0)
    equal("of the scheme", person("xdg-mime", "query", "default", "x-scheme-handler/trien").stdout.strip(), "trien-agent.desktop")


def browser_of(chromium, origin, page):
    """Chromium with the office's policy, in a name space of its own: nothing of this computer is changed."""
    policies = WORK / "policies/managed"
    os.makedirs(policies)
    (policies / "trien.json").write_text(json.dumps({"AutoLaunchProtocolsFromOrigins": [{"protocol": "trien", "allowed_origins": [origin]}], "LoopbackNetworkAllowedForUrls": [page, origin],
                                                      "3rdparty": {"extensions": {EXTENSION[19:-1]: {"servers": [origin]}}}}))
    os.makedirs(WORK / "hosts")
    host = json.loads((PACKAGING / "agent/vn.trien.agent.json").read_text())
    (WORK / "hosts/vn.trien.agent.json").write_text(json.dumps({**host, "path": str(AGENT)}))
    os.chmod(WORK / "policies", 0o755)
    os.chmod(WORK / "hosts", 0o755)
    os.chmod(policies, 0o755)
    keep = ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID"] if os.getuid() == 0 else []
    words = ["bwrap", "--dev-bind", "/", "/", "--tmpfs", "/etc/chromium", "--ro-bind", WORK / "policies", "/etc/chromium/policies", "--ro-bind", WORK / "hosts", "/etc/chromium/native-messaging-hosts", *keep, *as_person(), chromium]
    path = WORK / "browser"
    give = 'for a; do case $a in --user-data-dir=*) chown -R %d "${a#*=}" ;; esac; done\n' % NOBODY if os.getuid() == 0 else "" # whoever walks has made its profile
    path.write_text("#!/bin/sh\n%sexec %s \"$@\"\n" % (give, " ".join("'%s'" % w for w in words)))
    os.chmod(path, 0o755)
    return str(path)


class Screen:
    """An X server of the test's own, for who is not root too."""

    def __init__(self):
        out, to = os.pipe()
        self.process = subprocess.Popen(["Xvfb", "-displayfd", str(to), "-screen", "0", "1400x900x24", "-nolisten", "tcp", "-ac"], pass_fds=(to,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        started.append(self.process)
        os.close(to)
        with os.fdopen(out) as said:
            self.display = ":" + said.readline().strip() # to the line's end: who is not read to it ends
        check("a display", self.display != ":")

    def stop(self):
        self.process.terminate()
        self.process.wait(20)


def start_as_person(*words, **more):
    started.append(subprocess.Popen([*as_person(), *words], env={**os.environ, **environment("")}, **more))
    return started[-1]


def says(how, what):
    """What the person answers next, a line an answer; how many of them are left; or what was shown; or which address the desktop was told to open; or what the eOffice took becomes one of its documents."""
    if how == "keeps":
        shutil.copy(WORK / "eoffice/uploaded" / what, WORK / "eoffice/docs" / what)
        return "ok"
    if how == "says":
        (HOME / "saw").write_text("")
        (HOME / "says").write_text("".join(("pin %s/%s.pin" % (HOME, a[4:]) if a.startswith("pin ") else a) + "\n" for a in what.split(",")))
        return "ok"
    if how == "address":
        return (HOME / "address").read_text().strip() if (HOME / "address").exists() else "none"
    if how == "left":
        return str(len((HOME / "says").read_text().splitlines()))
    return json.dumps((HOME / "saw").read_text())


def main():
    chromium = shutil.which("chromium")
    for program in ("chromium", "Xvfb", "xdg-mime", "bwrap", "certutil"):
        if shutil.which(program) is None:
            print("%s is not installed: skipped (scripts/deps installs it)" % program)
            sys.exit(77)
    for path, what in ((SOFTHSM, "SoftHSM is not installed: skipped (scripts/deps installs it)"), (AGENT, "trien-agent is not built: skipped")):
        if not os.path.exists(path):
            print(what)
            sys.exit(77)
    make_desk_lab()
    back = SQLite()
    ids = set_up(back)
    enter(back, "account", "kind=token", "name=tt.token", "person=CB2")
    make_tls()
    front, where = Front(WORK / "service"), SOCKET
    origin = "https://127.0.0.1"
    server = Program("triend", {"listen": "unix:" + where, "store": back.store, "blobs": BLOBS + back.name, "trust": "lab/trust", "origin": origin, "desk_id": "so-mau", "vgca": True})
    waiting(where, ids, "Từ trang đến thiết bị", "Nhiều 1", "Nhiều 2", "Bằng tiện ích", "Theo giao thức VGCA")
    waiting(where, ids, "Không có chỗ", file=SOURCE / "tests/official/documents/qd-annex-odt.pdf")
    make_home(origin)
    set_up_desk()
    screen = Screen()
    shutil.copytree(PACKAGING / "extension", WORK / "packaging/extension")
    page = EofficeDesk(WORK / "eoffice", HOME, AGENT, person, start_as_person, belongs)
    documents = SOURCE / "tests/official/documents"
    for name, path in (("d.pdf", documents / "qd-annex-odt.pdf"), ("annex.pdf", documents / "annex-alone-cairo.pdf"), ("copy.pdf", documents / "annex-alone-cairo.pdf"), ("1.pdf", "small.pdf"), ("2.pdf", documents / "tb-tcpdf.pdf")):
        page.put(name, path)
    page.trusts("Test authority", WORK / "office-ca.pem", person)
    walk(SOURCE / "web/tests/walk-agent.mjs", "127.0.0.1", browser_of(chromium, origin, page.origin), says, EOFFICE=page.origin, EOFFICE_PORT=str(page.port), PACKAGING=str(WORK / "packaging"), **environment(screen.display))
    screen.stop()
    page.stop()
    for name, count in (("d.pdf", 2), ("annex.pdf", 1), ("copy.pdf", 1), ("1.pdf", 1), ("2.pdf", 1)):
        judged(page.took(name), count)
    equal("issued from the page", len(issued(back, where)), 2)
    judged("issued.pdf", 2)
    equal("signed by the token", back.ask("SELECT COUNT(*) FROM signing WHERE state = 'done'"), [(8,)])
    log, saw = server.log(), (HOME / "saw").read_text()
    for key in ("leader", "agency"):
        pin = pathlib.Path("lab/keys/%s.pin" % key).read_text().strip()
        check("the PIN is nowhere", pin not in log and pin not in saw)
    server.stop()
    front.stop()
    finish()


main()
