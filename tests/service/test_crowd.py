#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Requirement: R9.4 X3
200 clients issue at once over HTTP, on SQLite and on PostgreSQL, on paper and with signed files side by side in one series, and some void their number: numbers from 1 on, none twice, every
one that nobody was sent with its reason. TRIEN_FILES says how many of them issue signed files, the others issue paper."""
import sys
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
    equal("lines", crowd.holds(back, BLOBS + back.name), CLIENTS)
    server.stop()
    back.stop()


def main():
    make_lab()
    for back in (SQLite(), PostgreSQL()):
        one_back_end(back)
    finish()


main()
