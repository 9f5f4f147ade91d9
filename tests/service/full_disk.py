#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: X3
The disk of the store is full, or nearly, in the middle of each thing that people do at triend: nothing is half done, the answer says so (507), reading goes on, and the same request, sent again when there is
room, does it once. A small tmpfs in a mount namespace of the test's own. For scripts/chaos: setting up its office takes longer than a test of every day may."""
import atexit
import os
import subprocess
import sys
sys.dont_write_bytecode = True
if os.environ.get("TRIEN_ALONE") is None:
    os.execvpe("unshare", ["unshare", "-m"] + ([] if os.getuid() == 0 else ["-r"]) + [sys.executable, *sys.argv], {**os.environ, "TRIEN_ALONE": "1"})
from service import *  # noqa: E402,F403
import office  # noqa: E402
import people  # noqa: E402

DISK = WORK / "dia"
DISK.mkdir()
atexit.register(lambda: subprocess.run(["umount", "-l", DISK])) # before the folder that it is in goes
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=40m", "none", DISK], check=True)
office.BLOBS = people.BLOBS = str(DISK / "vb")
from office import *  # noqa: E402,F403

ROOM = (0, 4096, 16384, 65536) # bytes that are left
TABLES = ("document", "act", "change", "outgoing", "arrival", "incoming", "signing", "delivery", "blob")


class OnDisk(SQLite):
    store = str(DISK / "kho")


class Filler:
    path = DISK / "day"

    def leave(self, room):
        self.path.unlink(missing_ok=True)
        s = os.statvfs(DISK)
        with open(self.path, "wb") as f:
            f.write(bytes(max(0, s.f_bavail * s.f_frsize - room)))

    def empty(self):
        self.path.unlink(missing_ok=True)


class Walk:
    def __init__(self, back):
        self.back, self.filler, self.refused, self.key = back, Filler(), 0, 0

    def counts(self):
        return [self.back.ask("SELECT COUNT(*) FROM " + t)[0][0] for t in TABLES]

    def does(self, desk, path, said=None, file=None):
        """With less and less room, then with room: what it answered. Refused at least once."""
        self.key += 1
        before, refused = self.counts(), 0
        for room in ROOM:
            self.filler.leave(room)
            answer = desk.post(path, said, file, key="day-%d" % self.key)
            self.filler.empty()
            if answer.status == 200:
                break
            equal("%s with %d bytes left: %r" % (path, room, answer.body[-300:]), answer.status, 507)
            equal("%s: nothing is half done" % path, self.counts(), before)
            refused += 1
        check("%s was refused" % path, refused > 0)
        self.refused += refused
        done = desk.does(path, said, file, key="day-%d" % self.key)
        after = self.counts()
        equal("%s: once" % path, desk.does(path, said, file, key="day-%d" % self.key), done)
        equal("%s: and no more" % path, self.counts(), after)
        return done


def signs(walk, desk, document, out, make):
    begun = walk.does(desk, "/signings", {"document": document, "certificate": fingerprint(desk.key)})
    pathlib.Path("base.pdf").write_bytes(desk.gets("/signings/%d/file" % begun["signing"]).body)
    make(out)
    return walk.does(desk, "/signings/%d/finish" % begun["signing"], {}, out)


def main():
    make_lab()
    back = OnDisk()
    ids = set_up(back)
    where = str(WORK / "d.sock")
    server = Program("triend", {"listen": "unix:" + where, "store": back.store, "blobs": office.BLOBS + back.name, "trust": "lab/trust"})
    drafter, clerk, head, other = (Desk(where, *x) for x in (("soan.thao",), ("van.thu", "agency"), ("thu.truong", "leader"), ("van.thu.00",)))
    walk = Walk(back)
    at = "/documents/%d" % walk.does(drafter, "/documents", {"agency": 2, "kind": "QĐ", "subject": "Giấy mẫu", "procedure": "1", "signer": "Nguyễn Văn Mẫu"})["document"]
    walk.does(drafter, at + "/submit", {"steps": [{"stage": 1, "kind": "hand", "person": ids["thu.truong"]}]})
    walk.does(head, at + "/approve")
    walk.does(clerk, at + "/number")
    walk.does(clerk, at + "/issue", {"to": [1]})
    walk.does(other, "/deliveries/%d/take" % next(w[2] for w in other.waits() if w[0] == "delivery"))
    walk.does(other, "/arrivals", {"agency": 1, "sender": "Cơ quan mẫu", "contact": "vanthu@xa.example", "subject": "Văn bản đến mẫu"})
    one = walk.does(drafter, "/documents", {"agency": 2, "kind": "QĐ", "subject": "Tệp mẫu", "procedure": "2"}, "draft.pdf")["document"]
    walk.does(drafter, "/documents/%d/submit" % one, {"steps": [{"stage": 1, "kind": "sign", "person": ids["thu.truong"]}]})
    signs(walk, head, one, "signed.pdf", lambda out: trien("sign", "--unseen", "--key", "pem:lab/keys/leader.pem", "-o", out, "base.pdf"))
    number = walk.does(clerk, "/documents/%d/number" % one)["number"]
    equal("sealed", signs(walk, clerk, one, "issued.pdf", lambda out: clerk.puts_seal(number, out))["to"], "issued")
    judged("issued.pdf", 2)
    walk.filler.leave(0)
    equal("who logs in is told", Browser(where).log_in("van.thu", password("van.thu")).status, 507)
    equal("reading goes on", clerk.gets("/books/document").status, 200)
    walk.filler.empty()
    equal("and so does logging in", Browser(where).log_in("van.thu", password("van.thu")).status, 200)
    equal("numbers", back.ask("SELECT number, document FROM outgoing ORDER BY number"), [(1, 1), (2, one)])
    trien("store", "check", "--blobs", office.BLOBS + back.name, back.store)
    server.stop()
    print("%d refusals for want of room" % walk.refused)
    finish()


main()
