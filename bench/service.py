# SPDX-License-Identifier: AGPL-3.0-or-later
"""Documents that get their number and seal over HTTP, against what they cannot do without, measured in the same run. Usage: service.py BUILD-DIR [DOCUMENTS [CLIENTS]] (200 100).
With more documents than that it shows that memory stays flat: TRIEN_BENCH_DOCUMENTS=100000 of bench/service.sh."""
import os
import pathlib
import re
import subprocess
import sys

BUILD = pathlib.Path(sys.argv[1]).resolve()
SOURCE = pathlib.Path(__file__).resolve().parent.parent
os.environ.update({"TRIEN": str(BUILD / "src/cli/trien"), "TRIEN_SOURCE_DIR": str(SOURCE)})
sys.dont_write_bytecode = True
sys.path.insert(0, str(SOURCE / "tests/service"))
from service import *  # noqa: E402,F403
from office import *  # noqa: E402,F403
import crowd  # noqa: E402

DOCUMENTS = int(sys.argv[2]) if len(sys.argv) > 2 else 200
CLIENTS = int(sys.argv[3]) if len(sys.argv) > 3 else 100
BATCH = 200 # sealed within the five minutes of a signing session
CORES = len(os.sched_getaffinity(0))


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


def references(file):
    """Documents a second if there were nothing but: signing on all cores, judging by workers on all cores, bare transactions, on each of the two databases: SQLite syncs, PostgreSQL does not
    (fsync=off), here as there."""
    sign = float(re.search(r"sign ([0-9]+) us", bench("bench/bench_sign", "lab/keys/agency.pem", "small.pdf")).group(1)) * 1e-6
    judge = float(bench("src/cli/bench_service", "lab/trust", file, str(CORES), "5"))
    bare = [float(x) for x in re.findall(r"([0-9]+) bare", bench("bench/bench_office", "3"))]
    return sign / CORES, 1 / judge, [1 / x for x in bare]


class Batch:
    def __init__(self, desks, ids, key, count):
        self.desks, self.ids, self.key, self.count = desks, ids, key, count
        self.clients = [[crowd.Client(d) for d in desks] for _ in range(CLIENTS)]

    def with_client(self, work):
        """work(client's three people, number of the document), each client for its own documents."""
        return spread([lambda i=i: work(self.clients[i % CLIENTS], i) for i in range(self.count)], CLIENTS)

    def name(self, i):
        return "%s-%d" % (self.key, i)

    def drafts(self, people, i):
        path = draft(self.name(i) + ".pdf")
        data = pathlib.Path(path).read_bytes()
        os.remove(path)
        return crowd.draft_to_signed(people[0], people[2], self.ids, self.name(i), data)

    def begins(self, people, i):
        number = people[1].does("/documents/%d/number" % self.documents[i], self.name(i) + "-number")["number"]
        return number, crowd.begin(people[1], self.documents[i], self.name(i) + "-seal", "agency")

    def ends(self, people, i):
        people[1].does("/signings/%d/finish" % self.begun[i][1][0], self.name(i) + "-sealed", {}, self.files[i])

    def run(self, pid):
        """Seconds of the two halves that are the service's, and those of its processors."""
        self.documents, _ = self.with_client(self.drafts)
        for d in self.desks:
            d.confirm()
        self.clients = [[crowd.Client(d) for d in self.desks] for _ in range(CLIENTS)]
        cpu = processor(pid)
        self.begun, first = self.with_client(self.begins)
        cpu = processor(pid) - cpu
        self.files, _ = spread([lambda b=b: crowd.sealed(b[1][1], b[0]) for b in self.begun], CORES)
        for people in self.clients:
            people[1].seconds.clear()
        cpu -= processor(pid)
        _, second = self.with_client(self.ends)
        return first, second, cpu + processor(pid)

    def latencies(self):
        return [s for people in self.clients for what, s in people[1].seconds if what == "finish"]


def resident(pid):
    return int(re.search(r"VmRSS:\s*([0-9]+)", pathlib.Path("/proc/%d/status" % pid).read_text()).group(1))


def processor(pid):
    """Seconds of processor that a process has had, with all that it has started: what others on the machine take does not count."""
    own = pathlib.Path("/proc/%d/stat" % pid).read_text().rsplit(")", 1)[1].split()
    below = [int(x) for task in glob.glob("/proc/%d/task/*/children" % pid) for x in pathlib.Path(task).read_text().split()]
    return sum(int(x) for x in own[11:15]) / os.sysconf("SC_CLK_TCK") + sum(processor(p) for p in below)


def row(what, got, sign, limit):
    ok = got >= limit if sign == ">=" else got <= limit
    print("%-72s %8.3f   want %s %g   %s" % (what, got, sign, limit, "ok" if ok else "MISSED"), flush=True)
    return not ok


def one_back_end(back, database):
    ids = set_up(back)
    server = Program("triend", {"listen": "unix:%s/d.sock" % WORK, "store": back.store, "blobs": BLOBS + back.name, "trust": "lab/trust", "judges": CORES})
    desks = [Desk(str(WORK / "d.sock"), *x) for x in (("soan.thao",), ("van.thu", "agency"), ("thu.truong", "leader"))]
    took, latencies, memory, done = [0, 0, 0], [], [], 0
    while done < DOCUMENTS:
        for d in desks:
            d.confirm()
        batch = Batch(desks, ids, "k%d" % done, min(BATCH, DOCUMENTS - done))
        took = [a + b for a, b in zip(took, batch.run(server.process.pid))]
        latencies += batch.latencies()
        memory.append(resident(server.process.pid))
        done += batch.count
    pathlib.Path("sealed.pdf").write_bytes(batch.files[0])
    sign, judge, bare = references("sealed.pdf")
    needed, spent = sign + judge + bare[database], sum(took[:2]) / done + sign
    print("%s: %d documents, %d clients: %.1f ms each (begin %.1f, finish %.1f; %.1f of processor); sign %.2f + judge and hand over %.2f + commit %.2f ms; finish p50 %.0f ms, p99 %.0f ms; memory %s kB" %
          (back.name, done, CLIENTS, spent * 1e3, took[0] / done * 1e3, took[1] / done * 1e3, took[2] / done * 1e3, sign * 1e3, judge * 1e3, bare[database] * 1e3, crowd.percentile(latencies, 0.5) * 1e3,
           crowd.percentile(latencies, 0.99) * 1e3, memory[:1] + memory[-1:]), flush=True)
    missed = row(back.name + ": sealed documents a second / what they cannot do without", needed / spent, ">=", 0.5)
    missed |= row(back.name + ": p99 / p50 of an issue", crowd.percentile(latencies, 0.99) / crowd.percentile(latencies, 0.5), "<=", 10)
    if len(memory) > 2:
        missed |= row(back.name + ": memory, last batch / second batch", memory[-1] / memory[1], "<=", 1.1)
    server.stop()
    back.stop()
    return missed


def main():
    make_lab()
    missed = one_back_end(SQLite(), 0)
    missed |= one_back_end(PostgreSQL(), 1)
    sys.exit(missed)


main()
