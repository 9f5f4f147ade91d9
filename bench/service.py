# SPDX-License-Identifier: AGPL-3.0-or-later
"""Documents that get their number and seal over HTTP, against what they cannot do without, measured in the same run. Usage: service.py BUILD-DIR [DOCUMENTS [CLIENTS]] (200 100).
With 2200 documents and more it shows that memory stays flat: TRIEN_BENCH_DOCUMENTS=100000 of bench/service.sh. Making a document ready costs its desk ten times what it costs the service:
TRIEN_BENCH_TRIES=20000 has finishes judged that are only tried, each with a signing session that is begun anew, and looks at the memory over those."""
import statistics

from load import *  # noqa: F403

DOCUMENTS = int(sys.argv[2]) if len(sys.argv) > 2 else 200
CLIENTS = int(sys.argv[3]) if len(sys.argv) > 3 else 100
BATCH = 200 # sealed within the five minutes of a signing session
FILLED = 1000 # documents after which each thread has seen all statements and each connection has what it keeps: memory is judged from there on, of as many more
TRIES = int(os.environ.get("TRIEN_BENCH_TRIES", "0"))
TRYING = 20 # clients, each with a document of its own


def bench(name, *words):
    run = subprocess.run([BUILD / name, *words], capture_output=True, text=True)
    return run.stdout + run.stderr


def spread(works, clients):
    """The works on so many threads, one after another each; how long all took."""
    results = [None] * len(works)

    def run(first):
        for i in range(first, len(works), clients):
            results[i] = works[i]()
    begun = time.monotonic()
    crowd.all_at_once([lambda k=k: run(k) for k in range(min(clients, len(works)))])
    return results, time.monotonic() - begun


def references(file, base_bytes):
    """Seconds a document if there were nothing but: signing on all cores; judging by workers on all cores, for validity and rightness as an issue must (R9.3; bench_service.c says what that is),
    and for validity alone; bare transactions, on each of the two databases: SQLite syncs, PostgreSQL does not (fsync=off), here as there."""
    sign = float(re.search(r"sign ([0-9]+) us", bench("bench/bench_sign", "lab/keys/agency.pem", "small.pdf")).group(1)) * 1e-6
    judge, valid = (1 / float(x) for x in bench("src/cli/bench_service", "lab/trust", file, str(base_bytes), str(CORES), "4").split())
    bare = [float(x) for x in re.findall(r"([0-9]+) bare", bench("bench/bench_office", "3"))]
    return sign / CORES, judge, valid, [1 / x for x in bare]


class Batch:
    def __init__(self, desks, ids, key, count):
        self.desks, self.ids, self.key, self.count, self.latencies = desks, ids, key, count, []

    def name(self, i):
        return "%s-%d" % (self.key, i)

    def drafts(self, people, i):
        path = draft(str(DESKS / (self.name(i) + ".pdf")))
        data = pathlib.Path(path).read_bytes()
        os.remove(path)
        return crowd.draft_to_signed(people[0], people[2], self.ids, self.name(i), data)

    def drafted(self):
        clients = [[crowd.Client(d) for d in self.desks] for _ in range(CLIENTS)]
        return spread([lambda i=i: self.drafts(clients[i % CLIENTS], i) for i in range(self.count)], CLIENTS)[0]

    def begins(self, i):
        begun = json.loads((yield self.lines.posts("/signings", self.name(i) + "-seal", {"document": self.documents[i], "certificate": self.certificate, "take_number": True})))
        return begun["number"], begun["signing"], (yield self.lines.gets("/signings/%d/file" % begun["signing"]))

    def seals(self, i):
        number, _, data = self.begun[i]
        base = DESKS / (self.name(i) + "-base.pdf")
        base.write_bytes(data)
        return crowd.sealed(base, number)

    def ends(self, i):
        begun = time.monotonic()
        yield self.requests[i]
        self.latencies.append(time.monotonic() - begun)

    def run(self, pids):
        """Seconds of the two halves that are the service's, and those of processors: the service's, the database server's, and this load's own."""
        self.documents, self.certificate = self.drafted(), fingerprint("agency")
        for d in self.desks:
            d.confirm()
        self.lines = Lines(str(WORK / "d.sock"), self.desks[1], CLIENTS)
        cpu = processors(pids)
        self.begun, first = self.lines.run([lambda i=i: self.begins(i) for i in range(self.count)])
        cpu = [b - a for a, b in zip(cpu, processors(pids))]
        self.files, _ = spread([lambda i=i: self.seals(i) for i in range(self.count)], CORES)
        self.requests = [self.lines.posts("/signings/%d/finish" % b[1], self.name(i) + "-sealed", {}, self.files[i]) for i, b in enumerate(self.begun)]
        cpu = [a - b for a, b in zip(cpu, processors(pids))]
        _, second = self.lines.run([lambda i=i: self.ends(i) for i in range(self.count)])
        return first, second, *(a + b for a, b in zip(cpu, processors(pids)))


class Tries(Batch):
    """Documents that are ready for their seal: the finish is tried (dry_run), and the session begun anew, over and over."""

    def ready(self):
        self.documents, self.certificate = self.drafted(), fingerprint("agency")
        for d in self.desks:
            d.confirm()
        self.lines = Lines(str(WORK / "d.sock"), self.desks[1], self.count)
        self.begun, _ = self.lines.run([lambda i=i: self.begins(i) for i in range(self.count)])
        self.files, _ = spread([lambda i=i: self.seals(i) for i in range(self.count)], CORES)
        self.signing, self.serial = [b[1] for b in self.begun], 0

    def tries(self, i, times):
        for _ in range(times):
            self.serial += 1
            key = self.name(i) + "-%d" % self.serial
            yield self.lines.posts("/signings/%d/finish" % self.signing[i], key + "-try", {"dry_run": True}, self.files[i])
            self.signing[i] = json.loads((yield self.lines.posts("/signings", key + "-anew", {"document": self.documents[i], "certificate": self.certificate})))["signing"]

    def run(self, pid):
        """Kilobytes after each BATCH tries."""
        memory = []
        self.ready()
        for _ in range(TRIES // BATCH):
            for d in self.desks:
                d.confirm()
            self.lines = Lines(str(WORK / "d.sock"), self.desks[1], self.count)
            self.lines.run([lambda i=i: self.tries(i, BATCH // self.count) for i in range(self.count)])
            memory.append(resident(pid))
        return memory


def slope(memory):
    """Kilobytes a thousand, by least squares over the batches."""
    rest = [sum(m) for m in memory]
    middle, mean = (len(rest) - 1) / 2, statistics.mean(rest)
    return sum((i - middle) * (m - mean) for i, m in enumerate(rest)) / sum((i - middle) ** 2 for i in range(len(rest))) * 1000 / BATCH


def processor(pid):
    """Seconds of processor that a process has had, with all that it has started: what others on the machine take does not count."""
    own = pathlib.Path("/proc/%d/stat" % pid).read_text().rsplit(")", 1)[1].split()
    return sum(int(x) for x in own[11:15]) / os.sysconf("SC_CLK_TCK") + sum(processor(p) for p in children(pid))


def processors(pids):
    return [processor(p) if p else 0 for p in pids] + [time.process_time()]


def flat(name, what, memory):
    """Past what fills the caches: how it went on."""
    print("%s: memory of the service and of what it has started, kB: %s" % (name, " ".join("%d" % sum(m) for m in memory)), flush=True)
    full = memory[FILLED // BATCH:]
    if len(full) <= FILLED // BATCH:
        return False
    print("%s: memory past %d %s: %+.1f kB a thousand" % (name, FILLED, what, slope(full)), flush=True)
    return row(name + ": memory, last batch / after %d %s" % (FILLED, what), sum(full[-1]) / sum(full[0]), "<=", 1.1)


def row(what, got, sign, limit):
    ok = got >= limit if sign == ">=" else got <= limit
    print("%-72s %8.3f   want %s %g   %s" % (what, got, sign, limit, "ok" if ok else "MISSED"), flush=True)
    return not ok


def one_back_end(back, database):
    ids = set_up(back)
    server = Program("triend", {"listen": "unix:%s/d.sock" % WORK, "store": back.store, "blobs": BLOBS + back.name, "trust": "lab/trust", "judges": CORES})
    desks = [Desk(str(WORK / "d.sock"), *x) for x in (("soan.thao",), ("van.thu", "agency"), ("thu.truong", "leader"))]
    took, latencies, memory, done, again = [0] * 5, [], [], 0, 0
    pids = server.process.pid, back.process.pid if database else None
    while done < DOCUMENTS:
        for d in desks:
            d.confirm()
        batch = Batch(desks, ids, "k%d" % done, min(BATCH, DOCUMENTS - done))
        took = [a + b for a, b in zip(took, batch.run(pids))]
        latencies += batch.latencies
        memory.append(resident(server.process.pid))
        done += batch.count
        again += batch.lines.again
    pathlib.Path("sealed.pdf").write_bytes(batch.files[0])
    sign, judge, valid, bare = references("sealed.pdf", len(batch.begun[0][2]))
    rest, spent, each = sign + bare[database], sum(took[:2]) / done + sign, [x / done * 1e3 for x in took]
    print("%s: %d documents, %d clients: %.1f ms each (begin %.1f, finish %.1f; of processor %.1f the service, %.1f the database's server, %.1f this load); sign %.2f + judge and hand over %.2f "
          "(validity alone %.2f) + commit %.2f ms; finish p50 %.0f ms, p99 %.0f ms, %d asked again" % (back.name, done, CLIENTS, spent * 1e3, *each, sign * 1e3, judge * 1e3, valid * 1e3,
          bare[database] * 1e3, crowd.percentile(latencies, 0.5) * 1e3, crowd.percentile(latencies, 0.99) * 1e3, again), flush=True)
    print("%s: against validity alone it is %.3f" % (back.name, (rest + valid) / spent), flush=True)
    missed = row(back.name + ": sealed documents a second / what they cannot do without", (rest + judge) / spent, ">=", 0.5)
    missed |= row(back.name + ": p99 / p50 of an issue", crowd.percentile(latencies, 0.99) / crowd.percentile(latencies, 0.5), "<=", 10)
    missed |= flat(back.name, "documents", memory)
    if TRIES > 0:
        missed |= flat(back.name, "finishes that were tried", Tries(desks, ids, "tries", TRYING).run(server.process.pid))
    server.stop()
    back.stop()
    return missed


def main():
    make_lab()
    missed = one_back_end(SQLite(), 0)
    missed |= one_back_end(PostgreSQL(), 1)
    sys.exit(missed)


main()
