# SPDX-License-Identifier: AGPL-3.0-or-later
"""What triend and its workers take after 1,000, 10,000, 50,000 and 100,000 documents that went through its HTTP: anonymous memory, descriptors, threads, temporary files, and how long the database's log is.
Usage: memory.py BUILD-DIR [DOCUMENTS [CLIENTS]] (2000 20); TRIEN_BENCH_BACKS: "sqlite postgresql"; TRIEN_BENCH_MIX: "400 400",
of a thousand how many come on paper and how many are issued on paper.

Sealing 100,000 documents is work for a day of desks, not for the service; so of a thousand documents two are signed and sealed whole, two hundred are drafts with a file that a worker looks at, four hundred are
issued on paper (drafted, submitted, approved, numbered, issued), four hundred come on paper and are registered; lists are read meanwhile. bench/service.sh seals every one of fewer."""
import contextlib
import hashlib

from load import *  # noqa: F403

DOCUMENTS = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
CLIENTS = int(sys.argv[3]) if len(sys.argv) > 3 else 20
BATCH = 1000
SEALED = 2 # of a batch
COME, PAPER = (int(x) for x in os.environ.get("TRIEN_BENCH_MIX", "400 400").split())
TOLD = (1000, 10000, 50000, 100000)
TEMPORARY = WORK / "tmp"


class Documents:
    """A batch; each work is one document from its first request to its last."""

    def __init__(self, desks, ids, key):
        self.drafter, self.clerk, self.head, self.other_clerk = (Lines(d.where, d, 0) for d in desks)
        self.ids, self.key, self.data = ids, key, pathlib.Path("small.pdf").read_bytes()

    def comes(self, i):
        yield self.other_clerk.posts("/arrivals", "%s-%d" % (self.key, i), {"agency": 1, "sender": "Cơ quan mẫu", "contact": "vanthu@xa.example", "subject": "Văn bản đến mẫu số %d" % i})

    def file(self, i):
        """A document is not registered twice: each has an identifier of its own."""
        return self.data.replace(b"[<" + b"0" * 32 + b">", b"[<" + hashlib.md5(("%s-%d" % (self.key, i)).encode()).hexdigest().encode() + b">", 1)

    def draft(self, i):
        yield self.drafter.posts("/documents", "%s-%d" % (self.key, i), {"agency": 2, "kind": "QĐ", "subject": "Dự thảo mẫu số %d" % i, "procedure": "2"}, self.file(i))

    def paper(self, i):
        key, said = "%s-%d" % (self.key, i), {"agency": 2, "kind": "QĐ", "subject": "Văn bản giấy mẫu số %d" % i, "procedure": "1", "signer": "Nguyễn Văn Mẫu"}
        at = "/documents/%d" % json.loads((yield self.drafter.posts("/documents", key, said)))["document"]
        yield self.drafter.posts(at + "/submit", key + "-s", {"steps": [{"stage": 1, "kind": "hand", "person": self.ids["thu.truong"]}]})
        yield self.head.posts(at + "/approve", key + "-a", {})
        yield self.clerk.posts(at + "/number", key + "-n", {})
        yield self.clerk.posts(at + "/issue", key + "-i", {})

    def reads(self):
        for path in ("/waiting", "/registers/outgoing?agency=2", "/books/document?limit=50", "/books/outgoing?limit=50"):
            yield self.clerk.gets(path)

    def work(self, i):
        place = i * 617 % BATCH # each kind now and then
        return self.reads() if i >= BATCH else self.comes(i) if place < COME else self.paper(i) if place < COME + PAPER else self.draft(i)

    def run(self, desk):
        carrier = Lines(desk.where, desk, CLIENTS)
        carrier.run([lambda i=i: self.work(i) for i in range(BATCH + BATCH // 100)])
        for line in carrier.lines:
            line.close()
        return carrier.again


def of_process(pid):
    """Kilobytes that are its own, descriptors, those of files that have no name any more, threads."""
    status = pathlib.Path("/proc/%d/status" % pid).read_text()
    files = []
    for link in glob.glob("/proc/%d/fd/*" % pid):
        with contextlib.suppress(FileNotFoundError): # closed meanwhile
            files.append(os.readlink(link))
    return [int(re.search(r"RssAnon:\s*([0-9]+)", status).group(1)), len(files), sum(x.endswith("(deleted)") for x in files), int(re.search(r"Threads:\s*([0-9]+)", status).group(1))]


def started_by(pid):
    return [p for child in children(pid) for p in (child, *started_by(child))]


def measured(server, back):
    """Of the service, and of all that it has started; the temporary files; the database and its log."""
    pid = server.process.pid
    workers = [of_process(p) for p in started_by(pid)]
    sizes = [os.path.getsize(back.store + "/trien.db" + x) for x in ("", "-wal") if os.path.exists(back.store + "/trien.db" + x)] if back.name == "sqlite" else []
    return {"service": of_process(pid), "workers": len(workers), "of workers": [sum(x) for x in zip(*workers)][:3], "temporary": sum(len(f) for _, _, f in os.walk(TEMPORARY)), "database": sizes}


def tell(back, done, m):
    own, workers = m["service"], m["of workers"]
    print("%s: %6d documents: service %6d kB, %3d descriptors (%d without a name), %2d threads; %d processes that it has started %6d kB, %3d descriptors; %d temporary files%s" % (
        back.name, done, own[0], own[1], own[2], own[3], m["workers"], workers[0], workers[1], m["temporary"], "; database %d MB, log %.1f MB" % (m["database"][0] >> 20, sum(m["database"][1:]) / 1e6) if m["database"] else ""),
        flush=True)


def row(back, what, got, limit):
    print("%-72s %8.3f   want <= %g   %s" % ("%s: %s" % (back.name, what), got, limit, "ok" if got <= limit else "MISSED"), flush=True)
    return got > limit


def sealed(desks, ids, key):
    drafter, clerk, head = (crowd.Client(d) for d in desks[:3])
    for i in range(SEALED):
        name = "%s-sealed-%d" % (key, i)
        path = draft(str(DESKS / (name + ".pdf")))
        data = pathlib.Path(path).read_bytes()
        os.remove(path)
        crowd.issue(clerk, crowd.draft_to_signed(drafter, head, ids, name, data), name)


def one_back_end(back):
    ids, seen = set_up(back), {}
    server = Program("triend", {"listen": "unix:%s/d.sock" % WORK, "store": back.store, "blobs": BLOBS + back.name, "trust": "lab/trust", "judges": CORES})
    desks = [Desk(str(WORK / "d.sock"), *x) for x in (("soan.thao",), ("van.thu", "agency"), ("thu.truong", "leader"), ("van.thu.00",))]
    done = again = 0
    while done < DOCUMENTS:
        for d in desks:
            d.confirm()
        sealed(desks, ids, "k%d" % done)
        again += Documents(desks, ids, "k%d" % done).run(desks[1])
        done += BATCH
        seen[done] = measured(server, back)
        if done in TOLD or done % 5000 == 0 or done >= DOCUMENTS:
            tell(back, done, seen[done])
    first, last = seen[max(BATCH, done // 10 // BATCH * BATCH)], seen[done]
    total = [m["service"][0] + m["of workers"][0] for m in (seen[BATCH], first, last)]
    print("%s: %d documents through the service, %d asked again; last / after %d: %.3f" % (back.name, done, again, BATCH, total[2] / total[0]), flush=True)
    missed = row(back, "memory, last / after a tenth", total[2] / total[1], 1.1)
    missed |= row(back, "descriptors more than after a tenth", last["service"][1] + last["of workers"][1] - first["service"][1] - first["of workers"][1], CLIENTS)
    missed |= row(back, "temporary files", last["temporary"], 0)
    missed |= row(back, "numbers that are missing or double", back.ask("SELECT COUNT(*) - COUNT(DISTINCT number) + MAX(number) - COUNT(*) FROM outgoing")[0][0], 0)
    server.stop()
    back.stop()
    return missed


def main():
    make_lab()
    TEMPORARY.mkdir()
    os.environ["TMPDIR"] = str(TEMPORARY)
    backs = os.environ.get("TRIEN_BENCH_BACKS", "sqlite postgresql").split()
    missed = [one_back_end({"sqlite": SQLite, "postgresql": PostgreSQL}[name]()) for name in backs]
    sys.exit(any(missed))


main()
