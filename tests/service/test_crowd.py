#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R9.4 X3
200 clients issue at once over HTTP, on SQLite and on PostgreSQL, on paper and with signed files side by side in one series, and some void their number: numbers from 1 on, none twice, every
one that nobody was sent with its reason. TRIEN_FILES says how many of them issue signed files, the others issue paper."""
import hashlib
import signal
import sys
import threading
import time
sys.dont_write_bytecode = True
from service import *  # noqa: E402,F403
from office import *  # noqa: E402,F403
import crowd  # noqa: E402

CLIENTS = 200
FILES = int(os.environ.get("TRIEN_FILES", "6"))
VOID = 10 # each tenth number is voided


def prepare(desks, ids, i, data):
    drafter, _, head = (crowd.Client(d) for d in desks)
    return crowd.draft_to_signed(drafter, head, ids, "k%d" % i, data) if i < FILES else crowd.paper(drafter, head, ids, "k%d" % i)


def ends(clerk, document, i):
    """As its client wants it: issued, or the number voided."""
    client, at = crowd.Client(clerk), "/documents/%d" % document
    if i % VOID == VOID - 1:
        number = client.does(at + "/number", "k%d-number" % i)["number"]
        client.does(at + "/void", "k%d-void" % i, {"reason": "mẫu: hủy số %d" % number})
        return number, client
    if i < FILES:
        return crowd.issue(client, document, "k%d" % i), client
    number = client.does(at + "/number", "k%d-number" % i)["number"]
    equal("the same when asked again", client.does(at + "/number", "k%d-other" % i)["number"], number)
    client.does(at + "/issue", "k%d-issue" % i, {})
    return number, client


def children(pid):
    return [int(x) for task in pathlib.Path("/proc/%d/task" % pid).iterdir() for x in (task / "children").read_text().split()]


def who_finds_no_judge_waits(server, desks):
    """While all who judge are at work, uploads wait without a thread: all else is answered. One who judges is killed over a file: another looks at it, and nobody was sent away."""
    judges = children(children(server.process.pid)[0])
    clients, data, answers = [crowd.Client(desks[0]) for _ in range(5)], [pathlib.Path(draft("waits.pdf")).read_bytes() for _ in range(5)], []
    said = {"agency": 2, "kind": "QĐ", "subject": "Văn bản mẫu", "procedure": "2"}
    uploads = [threading.Thread(target=lambda i=i, c=c: answers.append(c.does("/documents", "waits-%d" % i, said, data[i])["to"])) for i, c in enumerate(clients)]
    for pid in judges:
        os.kill(pid, signal.SIGSTOP)
    for t in uploads:
        t.start()
    time.sleep(1)
    equal("all else is answered", [desks[1].ask("GET", "/api/v1/session").status for _ in range(20)], [200] * 20)
    equal("nobody is, without a judge", answers, [])
    os.kill(judges[0], signal.SIGKILL)
    os.kill(judges[1], signal.SIGCONT)
    for t in uploads:
        t.join()
    equal("all were judged", answers, ["drafting"] * 5)
    equal("nobody was sent away", [c.again for c in clients], [{}] * 5)


def room_of_people(desks):
    """So many bytes may be announced at a time, of all people; whoever comes past that is told when to come again, and all else is answered."""
    head = "POST /api/v1/documents HTTP/1.1\r\nHost: x\r\nContent-Type: application/pdf\r\nContent-Length: %d\r\n" + "".join(
        "%s: %s\r\n" % x for x in crowd.Client(desks[0]).fields.items()) + "\r\n"
    data, held = pathlib.Path(draft("room.pdf")).read_bytes(), []
    for i in range(8):
        held.append(connect(str(WORK / "d.sock")))
        held[i].sendall((head % (32 << 20)).encode() + b"%")
    time.sleep(1)
    answer = desks[0].may_not("service.busy", "/documents", {"agency": 2, "kind": "QĐ", "subject": "Văn bản mẫu", "procedure": "2"}, "room.pdf")
    check("when", int(answer.fields["retry-after"]) > 0)
    equal("all else is answered", desks[0].ask("GET", "/api/v1/session").status, 200)
    held.pop().close()
    crowd.Client(desks[0]).does("/documents", "room", {"agency": 2, "kind": "QĐ", "subject": "Văn bản mẫu", "procedure": "2"}, data)
    for s in held:
        s.close()


def one_session_is_finished_once(back, desks, ids):
    """Two files that the same seal made of one base, and the first of them twice, at once: one file ends the session, in one act; who sent that one is told so, whoever sent the other that it is over."""
    drafter, clerk, head = (crowd.Client(d) for d in desks)
    one = crowd.draft_to_signed(drafter, head, ids, "once", pathlib.Path(draft("once.pdf")).read_bytes())
    number = clerk.does("/documents/%d/number" % one, "once-number")["number"]
    signing, base = crowd.begin(clerk, one, "once-seal", "agency")
    copy = base.with_suffix(".copy.pdf")
    copy.write_bytes(base.read_bytes())
    files = [crowd.sealed(base, number)]
    while len(files) < 2:
        other = base.with_suffix(".again.pdf")
        other.write_bytes(copy.read_bytes())
        files += [x for x in [crowd.sealed(other, number)] if x != files[0]] # the time in it
    clients = [crowd.Client(desks[1]) for _ in range(3)]
    answers = crowd.all_at_once([lambda c=c, k=k, f=f: c.post("/signings/%d/finish" % signing, "once-%d" % k, {}, files[f]) for k, (c, f) in enumerate(zip(clients, (0, 1, 0)))])
    won = 0 if answers[0][0] == 200 else 1
    equal("the file that won, each time", [s == 200 for s, _ in answers], [f == won for f in (0, 1, 0)])
    check("the other is told that it is over", all(json.loads(b)["id"] == "office.session-over" for s, b in answers if s != 200))
    equal("it is done once", sorted(json.loads(b)["done_before"] for s, b in answers if s == 200), [False, True][:2 - won])
    equal("in one act", back.ask("SELECT COUNT(*) FROM act WHERE what = 'document.finish' AND object = 'document:%d' AND role = 'clerk'" % one), [(1,)])
    equal("with that file", back.ask("SELECT s.state, s.file, d.state, d.issued_file FROM signing s JOIN document d ON d.id = s.document WHERE s.id = %d" % signing),
          [("done", hashlib.sha256(files[won]).hexdigest(), "issued", hashlib.sha256(files[won]).hexdigest())])


def one_back_end(back):
    ids = set_up(back)
    crowd.audit_key(back)
    server = Program("triend", {"listen": "unix:%s/d.sock" % WORK, "store": back.store, "blobs": BLOBS + back.name, "trust": "lab/trust"})
    desks = [Desk(str(WORK / "d.sock"), *x) for x in (("soan.thao",), ("van.thu", "agency"), ("thu.truong", "leader"))]
    drafts = [pathlib.Path(draft("crowd.pdf")).read_bytes() for i in range(FILES)]
    documents = crowd.all_at_once([lambda i=i: prepare(desks, ids, i, drafts[i] if i < FILES else None) for i in range(CLIENTS)])
    desks[1].confirm()
    begun = time.monotonic()
    numbers = crowd.all_at_once([lambda i=i: ends(desks[1], documents[i], i) for i in range(CLIENTS)])
    print("%s: %d clients in %.1f s, %d answers of busy, %d lines broken" % (back.name, CLIENTS, time.monotonic() - begun, sum(c.again.get("service.busy", 0) for _, c in numbers),
                                                                           sum(n for _, c in numbers for why, n in c.again.items() if why[0].isupper())))
    equal("each number to one of them", sorted(n for n, _ in numbers), list(range(1, CLIENTS + 1)))
    equal("and the register says the same", back.ask("SELECT document, number FROM outgoing ORDER BY document"), sorted((d, n) for d, (n, _) in zip(documents, numbers)))
    voided = sorted(n for i, (n, _) in enumerate(numbers) if i % VOID == VOID - 1)
    equal("who was sent nothing is told why", back.ask("SELECT number, reason FROM document JOIN outgoing ON document = document.id WHERE state = 'voided' ORDER BY number"),
          [(n, "mẫu: hủy số %d" % n) for n in voided])
    equal("the others are issued", back.ask("SELECT COUNT(*) FROM document WHERE state = 'issued'"), [(CLIENTS - len(voided),)])
    equal("no session is left", back.ask("SELECT COUNT(*) FROM signing WHERE state = 'open'"), [(0,)])
    one_session_is_finished_once(back, desks, ids)
    equal("lines", crowd.holds(back, BLOBS + back.name), CLIENTS + 1)
    if back.name == "sqlite":
        who_finds_no_judge_waits(server, desks)
        room_of_people(desks)
    server.stop()
    back.stop()


def main():
    make_lab()
    for back in (SQLite(), PostgreSQL()):
        one_back_end(back)
    finish()


main()
