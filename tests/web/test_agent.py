#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R4.3 R5.3 R9.2
From the web page to the token and back, with nothing in another's place but the person: Chromium in a window (Xvfb), not as root, a policy of the office that lets its pages open trien:, xdg-open, trien-agent as the desktop
knows it, a token of SoftHSM, a service that judges what came, a document that is issued; pdfsig looks from outside. Pinentry is answered as told (tests/agent/pinentry). Skips where there is no Chromium, no Xvfb, no SoftHSM."""
import shutil
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, __file__.rsplit("/", 2)[0] + "/service")
from service import *  # noqa: E402,F403
from office import *  # noqa: E402,F403
from office_desk import *  # noqa: E402,F403
from eoffice_desk import EofficeDesk  # noqa: E402

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


def make_home(where):
    """Of a person whose computer the office has set up: the program is known to the desktop, the server is enrolled, the module is named."""
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
    run = subprocess.run([AGENT, "enrolment", "--key", "pem:lab/keys/agency.pem", "--lab", "--server", "so-mau", "--origin", "http://" + where, "--name-vi", "Sở Mẫu", "--name-en", "Sample Department", "--until", "2099-12-31",
                          "-o", HOME / "so-mau.trien"], capture_output=True, text=True)
    check("a file that enrols the server: %s%s" % (run.stdout, run.stderr), run.returncode == 0)
    belongs(HOME, "lab/softhsm")


def person(*words, **more):
    return subprocess.run([*as_person(), *words], capture_output=True, text=True, env={**os.environ, **environment("")}, **more)


def set_up_desk():
    run = person("python3", SOURCE / "tests/cli/terminal.py", "+YES", "--", AGENT, "enrol", "--terminal", HOME / "so-mau.trien")
    check("enrolled: %s%s" % (run.stdout, run.stderr), run.returncode == 0)
    check("a handler", person("xdg-mime", "default", "trien-agent.desktop", "x-scheme-handler/trien").returncode == 0)
    equal("of the scheme", person("xdg-mime", "query", "default", "x-scheme-handler/trien").stdout.strip(), "trien-agent.desktop")


def browser_of(chromium, where, page):
    """Chromium with the office's policy, in a name space of its own: nothing of this computer is changed."""
    policies = WORK / "policies/managed"
    os.makedirs(policies)
    (policies / "trien.json").write_text(json.dumps({"AutoLaunchProtocolsFromOrigins": [{"protocol": "trien", "allowed_origins": ["http://" + where]}], "LoopbackNetworkAllowedForUrls": [page],
                                                      "3rdparty": {"extensions": {EXTENSION[19:-1]: {"servers": ["http://" + where]}}}}))
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
    """What the person answers next, a line an answer; or what was shown; or what the eOffice took becomes one of its documents."""
    if how == "keeps":
        shutil.copy(WORK / "eoffice/uploaded" / what, WORK / "eoffice/docs" / what)
        return "ok"
    if how == "says":
        (HOME / "saw").write_text("")
        (HOME / "says").write_text("".join(("pin %s/%s.pin" % (HOME, a[4:]) if a.startswith("pin ") else a) + "\n" for a in what.split(",")))
        return "ok"
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
    where = "127.0.0.1:%d" % free_port()
    server = Program("triend", {"listen": where, "store": back.store, "blobs": BLOBS + back.name, "trust": "lab/trust", "origin": "https://so.example", "desk_id": "so-mau"})
    waiting(where, ids, "Từ trang đến thiết bị", "Nhiều 1", "Nhiều 2", "Bằng tiện ích")
    make_home(where)
    set_up_desk()
    screen = Screen()
    shutil.copytree(PACKAGING / "extension", WORK / "packaging/extension")
    page = EofficeDesk(WORK / "eoffice", HOME, AGENT, person, start_as_person, belongs)
    documents = SOURCE / "tests/official/documents"
    for name, path in (("d.pdf", documents / "qd-annex-odt.pdf"), ("annex.pdf", documents / "annex-alone-cairo.pdf"), ("copy.pdf", documents / "annex-alone-cairo.pdf"), ("1.pdf", "small.pdf"), ("2.pdf", documents / "tb-tcpdf.pdf")):
        page.put(name, path)
    walk(SOURCE / "web/tests/walk-agent.mjs", where, browser_of(chromium, where, page.origin), says, EOFFICE=page.origin, EOFFICE_PORT=str(page.port), PACKAGING=str(WORK / "packaging"), **environment(screen.display))
    screen.stop()
    page.stop()
    for name, count in (("d.pdf", 2), ("annex.pdf", 1), ("copy.pdf", 1), ("1.pdf", 1), ("2.pdf", 1)):
        judged(page.took(name), count)
    equal("issued from the page", len(issued(back, where)), 1)
    judged("issued.pdf", 2)
    equal("signed by the token", back.ask("SELECT COUNT(*) FROM signing WHERE state = 'done'"), [(5,)])
    log, saw = server.log(), (HOME / "saw").read_text()
    for key in ("leader", "agency"):
        pin = pathlib.Path("lab/keys/%s.pin" % key).read_text().strip()
        check("the PIN is nowhere", pin not in log and pin not in saw)
    server.stop()
    finish()


main()
