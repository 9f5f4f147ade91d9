#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R5.3 R9.4 X3
While clients draft, sign, number and issue over HTTP, triend, its workers, the process that makes workers and the database are killed with SIGKILL at random moments, on SQLite and on PostgreSQL: what a client
was told is so, nothing is done twice, every session ends, and registry, audit trail and store verify afterwards. Usage: test_kills.py [SECONDS] of each back end (10). TRIEN_SEED says which
moments; it is printed."""
import random
import sys
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
from office import *  # noqa: E402,F403
import threading  # noqa: E402
import crowd  # noqa: E402

SECONDS = int(sys.argv[1]) if len(sys.argv) > 1 else 10
CLIENTS = 5
PEOPLE_OF_A_CLIENT = ("soan.thao", "van.thu", "thu.truong")


def children(pid):
    """The processes below one, the nearest first."""
    out = []
    for task in glob.glob("/proc/%d/task/*/children" % pid):
        try:
            below = [int(x) for x in pathlib.Path(task).read_text().split()]
        except OSError:
            continue # it has ended meanwhile
        out += below + [x for b in below for x in children(b)]
    return out


class Killer:
    """Kills with SIGKILL, and starts again what systemd would start again."""

    def __init__(self, back, server, rng):
        self.back, self.server, self.rng, self.done, self.lock = back, server, rng, {}, threading.Lock()
        self.ways = [self.service, self.worker] + ([self.database] if back.name == "postgresql" else [])

    def up(self):
        """As systemd does: again, where what the service needs was killed while it started."""
        for _ in range(100):
            try:
                return self.server.start()
            except SystemExit as e:
                if self.server.process.poll() is None: # it runs, and does not answer
                    raise
                self.failed = str(e)
                time.sleep(0.1)
        raise AssertionError("the service does not start again: " + self.failed)

    def service(self):
        with self.lock:
            self.server.process.kill()
            self.server.process.wait()
            self.up()

    def supervise(self, over):
        """The service ends by itself where the process that makes workers was killed."""
        while not over.wait(0.2):
            with self.lock:
                if self.server.process.poll() is not None:
                    self.done["ended"] = self.done.get("ended", 0) + 1
                    self.up()

    def worker(self):
        below = children(self.server.process.pid)
        if below:
            try:
                os.kill(self.rng.choice(below), signal.SIGKILL)
            except ProcessLookupError:
                pass # it was quicker

    def database(self):
        self.back.kill()

    def run(self, seconds):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(self.rng.uniform(0.1, 2))
            way = self.rng.choice(self.ways)
            way()
            self.done[way.__name__] = self.done.get(way.__name__, 0) + 1


class Worker:
    """One client: documents one after another until it is told to stop, then the last one to its end. What it was told stands in told."""

    def __init__(self, where, ids, name):
        self.ids, self.name, self.told, self.left = ids, name, [], []
        self.drafter, self.clerk, self.head = (crowd.Client(Desk(where, x)) for x in PEOPLE_OF_A_CLIENT)

    def file(self):
        """A draft that nobody else has: the same file is not drafted twice."""
        return pathlib.Path(draft(self.name + ".pdf")).read_bytes()

    def one(self, i):
        key = "%s-%d" % (self.name, i)
        if i % 3 == 0:
            document = crowd.draft_to_signed(self.drafter, self.head, self.ids, key, self.file())
            self.told.append((key, document, crowd.issue(self.clerk, document, key)))
            return
        document = crowd.paper(self.drafter, self.head, self.ids, key)
        number = self.clerk.does("/documents/%d/number" % document, key + "-number")["number"]
        self.clerk.does("/documents/%d/issue" % document, key + "-issue", {})
        self.told.append((key, document, number))

    def leaves(self):
        """A session that nobody comes back to."""
        key = self.name + "-left"
        document = self.drafter.does("/documents", key, {"agency": 2, "kind": "QĐ", "subject": "Văn bản mẫu " + key, "procedure": "2"}, self.file())["document"]
        self.drafter.does("/documents/%d/submit" % document, key + "-submit", {"steps": [{"stage": 1, "kind": "sign", "person": self.ids["thu.truong"]}]})
        self.left.append((document, crowd.begin(self.head, document, key + "-sign", "leader")[0]))

    def run(self, stop):
        self.leaves()
        i = 0
        while not stop.is_set():
            self.one(i)
            i += 1

    def comes_back(self):
        """Past its end the left one is over, and the document goes on as if it had not been."""
        for document, signing in self.left:
            status, body = self.head.post("/signings/%d/finish" % signing, self.name + "-late", {}, self.file())
            equal("too late: %r" % body, json.loads(body).get("id"), "office.session-over")
            new, base = crowd.begin(self.head, document, self.name + "-anew", "leader")
            self.head.does("/signings/%d/finish" % new, self.name + "-anew-signed", {}, crowd.personal(base))
            self.told.append((self.name + "-left", document, crowd.issue(self.clerk, document, self.name + "-left")))


def nothing_lost_or_double(back, workers):
    told = [t for w in workers for t in w.told]
    known = {d: (n, state) for d, n, state in back.ask("SELECT document.id, number, state FROM document JOIN outgoing ON document = document.id")}
    for key, document, number in told:
        equal("%s is what its client was told" % key, known[document], (number, "issued"))
    equal("and nothing else", len(known), len(told))
    equal("no document twice", back.ask("SELECT subject FROM document GROUP BY subject HAVING COUNT(*) > 1"), [])
    equal("no document more", back.ask("SELECT COUNT(*) FROM document"), [(len(told),)])
    equal("no session open", back.ask("SELECT COUNT(*) FROM signing WHERE state = 'open'"), [(0,)])
    equal("no document signed twice", back.ask("SELECT document FROM signing WHERE state = 'done' GROUP BY document, purpose HAVING COUNT(*) > 1"), [])
    equal("lines", crowd.holds(back, BLOBS + back.name), len(told))


def one_back_end(back, rng):
    ids = set_up(back)
    crowd.audit_key(back)
    server = Program("triend", {"listen": "unix:%s/d.sock" % WORK, "store": back.store, "blobs": BLOBS + back.name, "trust": "lab/trust"})
    workers = [Worker(str(WORK / "d.sock"), ids, "k%d" % i) for i in range(CLIENTS)]
    killer, stop, over = Killer(back, server, rng), threading.Event(), threading.Event()
    supervisor = threading.Thread(target=killer.supervise, args=(over,), daemon=True)
    supervisor.start()

    def kills():
        try:
            killer.run(SECONDS)
        finally:
            stop.set()
    crowd.all_at_once([kills] + [lambda w=w: w.run(stop) for w in workers])
    back.write("UPDATE signing SET ends_at = begun_at WHERE state = 'open'")
    for w in workers:
        w.comes_back()
    over.set()
    supervisor.join()
    again = {}
    for client in (c for w in workers for c in (w.drafter, w.clerk, w.head)):
        for why, n in client.again.items():
            again[why] = again.get(why, 0) + n
    nothing_lost_or_double(back, workers)
    check("there were kills", sum(killer.done.values()) >= SECONDS // 4)
    print("%s: %d documents; killed %s; asked again after %s" % (back.name, sum(len(w.told) for w in workers), killer.done, again))
    server.stop()
    back.stop()


def main():
    rng = dice()
    make_lab()
    for back in (SQLite(), PostgreSQL()):
        one_back_end(back, rng)
    finish()


main()
