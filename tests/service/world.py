# SPDX-License-Identifier: AGPL-3.0-or-later
"""A province for tests of who may do what: of every book a row in every place, and a person in every role, each in a session of their own.

Rows have the number of their place, whatever their book: what belongs to the person in the n-th role has 1000 + n, then come AGENCY (of that agency, somebody else's),
BELOW (of an agency below it), SISTER (of one beside it); ABSENT is nowhere. They are written by hand into the database: nobody asks here how a row came to be."""
import hashlib
import hmac
import os
import pathlib
import re
import sqlite3
import time

from service import BLOBS, WORK, trien

ROLES = ("subscriber", "clerk", "signatory", "head", "it_officer", "manager", "department", "auditor", "admin")
MINE = {role: 1001 + n for n, role in enumerate(ROLES)}
AGENCY, BELOW, SISTER, ABSENT = 1020, 1021, 1022, 1099
ROOT = 1000
PLACES = tuple(MINE.values()) + (AGENCY, BELOW, SISTER)
FILE = b"%PDF-1.7\nmau\n"
HASH = hashlib.sha256(FILE).hexdigest()
NOW = int(time.time())
DAY = 86400
KEY = hashlib.sha256(b"khoa phien mau").digest() # that the sessions are sealed with
SESSION_KEY = str(WORK / "session.key")
TOKEN = "trienp_1001_" + "5" * 64

# What stands in a column in place of the first word that it may have, or of nothing.
WORDS = {"account.kind": "password", "result.document": "ab" * 32, "document.medium": "paper", "document.kind": "QĐ", "closing.year": 2001, "submission.state": "submitted", "step.kind": "hand", "outgoing.origin": "kept", "signing.purpose": "step",
         "arrival.medium": "paper", "arrival.channel": "paper", "arrival.state": "refused", "service.is_signed": 1, "agency.kind": "district", "post.role": "subscriber", "device.state": "assigned", "certificate.state": "active"}
# Numbers of other rows that need not be there, and are.
ALSO = {"certificate.person", "certificate.device", "request.person", "request.certificate", "request.device", "incident.reported_by", "document.drafter", "ticket.person", "checklist.person",
        "incoming.arrival"}


def agency_of(place):
    return AGENCY if place in MINE.values() else place


def tables(database):
    """Of every book: its columns as (name, type, is wanted, words, table that is meant, length)."""
    out = {}
    with sqlite3.connect(database) as db:
        for name, sql in db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'"):
            columns = []
            named = {key[3]: key[2] for key in db.execute("PRAGMA foreign_key_list(%s)" % name)}
            for _, column, kind, wanted, _, _ in db.execute("PRAGMA table_info(%s)" % name):
                line = re.search(r"\b%s %s\b.*" % (column, kind), sql).group(0)
                words = re.search(r"IN \(([^)]*)\)", line)
                length = re.search(r"length\(\w+\) = (\d+)", line)
                columns.append((column, kind, wanted, words and words.group(1).replace("'", "").split(", "), named.get(column), length and int(length.group(1))))
            if [c[0] for c in columns[:3]] == ["id", "version", "act"]:
                out[name] = columns
    return out


def value(book, column, place):
    name, kind, wanted, words, means, length = column
    known = WORDS.get("%s.%s" % (book, name))
    if name in ("id", "version", "act"):
        return {"id": place, "version": 1, "act": 1}[name]
    if name == "path":
        return "%08x" % ROOT + ("" if place == ROOT else "%08x" % AGENCY if place in (AGENCY, BELOW) else "%08x" % place) + ("%08x" % BELOW if place == BELOW else "")
    if name == "parent":
        return None if place == ROOT else AGENCY if place == BELOW else ROOT
    if name in ("sort_key", "search_key"):
        return " %d " % place
    if known is not None:
        return known
    if (book, name) == ("arrival", "file"): # what was refused has none any more
        return None
    if not wanted and "%s.%s" % (book, name) not in ALSO and means != "blob":
        return None
    if words is not None:
        return int(words[0]) if kind == "INTEGER" else words[0]
    if means == "blob" or name in ("blob", "file", "base", "token", "document", "hash") and kind == "TEXT" and (means or length == 64):
        return HASH
    if means is not None:
        return agency_of(place) if means == "agency" else place
    if kind == "INTEGER":
        return NOW + 300 if name == "ends_at" else NOW - DAY if name.endswith("_at") or name == "state_from" else time.localtime().tm_year if name == "year" else \
            0 if name in ("twin", "renewals") else 1 if name in ("round", "place", "stage") else place
    return hashlib.sha256(b"%d" % place).hexdigest() if length == 64 else "%s %d" % (name, place)


def literal(x):
    return "NULL" if x is None else str(x) if isinstance(x, int) else "'%s'" % x.replace("'", "''")


def insert(book, columns, place, **other):
    values = {c[0]: value(book, c, place) for c in columns}
    values.update(other)
    return "INSERT INTO %s (%s) VALUES (%s);" % (book, ", ".join(values), ", ".join(literal(v) for v in values.values()))


def cookie(role, what="fresh"):
    return hashlib.sha256(("%s %s" % (role, what)).encode()).hexdigest()


def rows_of(book, columns):
    if book == "agency":
        return [insert(book, columns, ROOT)] + [insert(book, columns, p) for p in (AGENCY, BELOW, SISTER)]
    if book == "post": # the agency's own; the roles have one each beside it
        return [insert(book, columns, p) for p in PLACES] + [insert(book, columns, MINE[r] + 100, person=MINE[r], agency=AGENCY, role=r) for r in ROLES if r != "subscriber"]
    if book == "portal":
        return [insert(book, columns, p, token=hashlib.sha256(b"5" * 64).hexdigest() if p == 1001 else "%064d" % p) for p in PLACES]
    if book == "account":
        return [insert(book, columns, p, name="p%d" % p) for p in PLACES]
    if book == "numbering":
        return [insert(book, columns, p) for p in (AGENCY, BELOW, SISTER)]
    return [insert(book, columns, p) for p in PLACES]


def sessions():
    """Of every role one that has given the password just now, one that has not, one that is over."""
    out = []
    for role, person in MINE.items():
        for what, made, used, confirmed in (("fresh", 0, 0, -600), ("stale", 3600, 60, 3600), ("over", 13 * 3600, 13 * 3600, 13 * 3600)):
            token = hashlib.sha256(cookie(role, what).encode()).hexdigest()
            sealed = "trien-session-1\n%s\n%d\n%d\n%d\n\n" % (token, person, NOW - made, NOW - confirmed)
            out.append("INSERT INTO session (token, account, made_at, used_at, confirmed_at, certificate, seal) VALUES ('%s', %d, %d, %d, %d, '', '%s');" % (
                token, person, NOW - made, NOW - used, NOW - confirmed, hmac.new(KEY, sealed.encode(), "sha256").hexdigest()))
    return out


def errands():
    """Of every role one in its session that is fresh, and of nobody's sessions one in every other place."""
    out = []
    for place in PLACES:
        role = next((r for r, n in MINE.items() if n == place), None)
        session = hashlib.sha256((cookie(role) if role else str(place)).encode()).hexdigest()
        out.append("INSERT INTO errand (id, token, session, certificate, code, said, state, made_at, ends_at) VALUES (%d, '%064d', '%s', '%s', '0000', '{}', 'waiting', %d, %d);" % (
            place, place, session, HASH, NOW, NOW + 300))
    return out


def desk_tasks():
    """The same of reports that a page has asked for."""
    return [e.replace("INTO errand (id, token, session, certificate, code, said, state, made_at, ends_at)", "INTO desk_task (id, token, session, kind, subject, made_at, ends_at)").replace("'%s', '0000', '{}', 'waiting'" % HASH, "'check', 'mẫu'")
            for e in errands()]


def make(back, order):
    """order: the books, each behind those that it means."""
    trien("store", "init", "--blobs", BLOBS + back.name, back.store)
    trien("audit", "open", "--origin", "so-noi-vu.example/" + back.name, back.store)
    model = back.store
    if back.name != "sqlite":
        model = str(pathlib.Path(back.store.split("host=")[1]).parent / "model")
        trien("store", "init", "--blobs", BLOBS + "model", model)
    known = tables(model + "/trien.db")
    at = pathlib.Path(BLOBS + back.name, HASH[:2])
    at.mkdir(parents=True, exist_ok=True)
    (at / HASH[2:]).write_bytes(FILE)
    back.write("INSERT INTO blob (hash, size, refs, created_at) VALUES ('%s', %d, 1000, %d);" % (HASH, len(FILE), NOW))
    for book in order:
        back.write("".join(rows_of(book, known[book])))
    back.write("".join(sessions() + errands() + desk_tasks()))
    with open(os.open(SESSION_KEY, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(KEY.hex() + "\n")
