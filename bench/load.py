# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the benches of the service share: its programs by BUILD-DIR, the first argument; an office at triend (tests/service); a load whose own cost is small beside what it asks for; what a process takes."""
import base64
import os
import pathlib
import selectors
import sys
import tempfile

BUILD = pathlib.Path(sys.argv[1]).resolve()
SOURCE = pathlib.Path(__file__).resolve().parent.parent
os.environ.update({"TRIEN": str(BUILD / "src/cli/trien"), "TRIEN_SOURCE_DIR": str(SOURCE)})
sys.dont_write_bytecode = True
sys.path.insert(0, str(SOURCE / "tests/service"))
from service import *  # noqa: E402,F403
from office import *  # noqa: E402,F403
import crowd  # noqa: E402

CORES = len(os.sched_getaffinity(0))
# What desks write and take away again lies elsewhere: ext4 passes over every inode that was freed in its group within a minute, so the service's files would pay for theirs.
OWN = tempfile.TemporaryDirectory(prefix="trien-desks-", dir="/dev/shm" if os.path.isdir("/dev/shm") else None)
DESKS = pathlib.Path(OWN.name)
crowd.WORK = DESKS


class Lines:
    """Clients on connections of their own that they keep, all in one thread that only sends bytes made before and waits: a load whose own cost is small beside what it asks for."""

    def __init__(self, where, desk, count):
        self.where, self.desk, self.lines, self.again = where, desk, [None] * count, 0

    def head(self, method, path, more, length):
        fields = {"Host": "x", **crowd.Client(self.desk).fields, **more}
        return ("%s /api/v1%s HTTP/1.1\r\n%sContent-Length: %d\r\n\r\n" % (method, path, "".join("%s: %s\r\n" % x for x in fields.items()), length)).encode()

    def posts(self, path, key, said, file=None):
        about = json.dumps(said).encode()
        more = {"Idempotency-Key": key, "Content-Type": "application/json" if file is None else "application/pdf"}
        if file is not None:
            more["X-Trien-Document"] = base64.b64encode(about).decode()
        data = about if file is None else file
        return self.head("POST", path, more, len(data)) + data

    def gets(self, path):
        return self.head("GET", path, {}, 0)

    def connect(self, i):
        if self.lines[i] is not None:
            self.lines[i].close()
        self.lines[i] = socket.socket(socket.AF_UNIX)
        self.lines[i].connect(self.where)
        self.lines[i].setblocking(False)

    def run(self, works):
        """Each work a generator that yields requests and is sent the bodies of their answers; client i has the works i, i + clients, … What they gave, and how long all took."""
        for i in range(len(self.lines)):
            self.connect(i)
        walks = [Walk(self, i, works) for i in range(min(len(self.lines), len(works)))]
        begun, results = time.monotonic(), [None] * len(works)
        with selectors.DefaultSelector() as s:
            for w in walks:
                w.begin(s, results)
            while any(w.active for w in walks):
                for key, _ in s.select(0.02):
                    key.data.go_on(s, results)
                now = time.monotonic()
                for w in walks:
                    if w.again_at and now >= w.again_at:
                        w.send(s)
        return results, time.monotonic() - begun


class Walk:
    """One client, and what it is about."""

    def __init__(self, lines, i, works):
        self.lines, self.i, self.works, self.next, self.active, self.again_at = lines, i, works, i, True, 0

    def begin(self, s, results):
        if self.next >= len(self.works):
            self.active = False
            return
        self.work, self.at = self.works[self.next](), self.next
        self.next += len(self.lines.lines)
        self.ask(s, results, None)

    def ask(self, s, results, body):
        try:
            self.request = self.work.send(body)
        except StopIteration as end:
            results[self.at] = end.value
            self.begin(s, results)
            return
        self.send(s)

    def send(self, s):
        self.again_at, self.left, self.got = 0, self.request, b""
        s.register(self.lines.lines[self.i], selectors.EVENT_WRITE, self)

    def go_on(self, s, results):
        line = self.lines.lines[self.i]
        try:
            if self.left:
                self.left = self.left[line.send(self.left):]
                if not self.left:
                    s.modify(line, selectors.EVENT_READ, self)
                return
            piece = line.recv(1 << 20)
        except (BrokenPipeError, ConnectionResetError): # it was idle for too long on a machine that does other things: no answer, as at the end of the stream
            piece, self.got = b"", b""
        self.got += piece
        head, end, body = self.got.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: *([0-9]+)", head)
        if end and len(body) < int(length.group(1)) and piece:
            return
        if not end and piece:
            return
        s.unregister(line)
        status = int(head.split()[1]) if end else 0
        if not piece or re.search(rb"(?i)\r\nconnection: *close", head):
            self.lines.connect(self.i)
        if status == 503 or not end: # asked again, with the same key
            self.lines.again += 1
            self.again_at = time.monotonic() + random.uniform(0.02, 0.3)
        elif status == 200:
            self.ask(s, results, body)
        else:
            raise AssertionError("%d %r" % (status, body[-600:]))


def children(pid):
    return [int(x) for task in glob.glob("/proc/%d/task/*/children" % pid) for x in pathlib.Path(task).read_text().split()]


def resident(pid):
    """Kilobytes of the service, and of all that it has started: what is its own, and no pages of files. SQLite reads through a map, so the database's pages would count, which the system takes back when it likes."""
    own = int(re.search(r"RssAnon:\s*([0-9]+)", pathlib.Path("/proc/%d/status" % pid).read_text()).group(1))
    return [own, sum(sum(resident(p)) for p in children(pid))]
