#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A store of before that has rows is brought up to date (trien store init): the table of arrivals is made anew for one word more, its rows stay as they were, and what refers to them is held as before."""
import glob
import hashlib
import os
import pathlib
import sqlite3
import subprocess
import tempfile

SQL = pathlib.Path(os.environ["TRIEN_SOURCE_DIR"], "sql/sqlite")
NEW = next(SQL.glob("*_mail_channel.sql"))


def older(path):
    """As the migrations before left it, with rows that refer to each other."""
    with sqlite3.connect(path, isolation_level=None) as db:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA application_id = 0x54524945") # "TRIE": as the program marks its own
        for i, file in enumerate(sorted(x for x in SQL.glob("*.sql") if x.name < NEW.name), 1):
            db.executescript(file.read_text())
            db.execute("INSERT INTO migration VALUES (?, ?, ?, 1)", (i, file.stem, hashlib.sha256(file.read_bytes()).hexdigest()))
        db.execute("INSERT INTO agency (id, version, act, code, name, kind, state, sort_key, search_key, path) VALUES (1, 1, 1, 'H', 'Mẫu', 'province', 'active', 'a', 'a', '1')")
        for n in (1, 2):
            db.execute("INSERT INTO arrival (id, version, act, agency, sender, medium, channel, state, arrived_at, tries, replaces, letter_closed_at) VALUES (?, 3, 1, 1, ?, 'paper', 'folder', 'registered', 5, 0, ?, 7)",
                       (n, "nơi gửi %d" % n, 1 if n == 2 else None))
        db.execute("INSERT INTO enclosure (id, version, act, arrival, kind, hash, verdict) VALUES (1, 1, 1, 2, 'annex', 'x', 'nothing')")
        return db.execute("SELECT * FROM arrival ORDER BY id").fetchall()


with tempfile.TemporaryDirectory(prefix="trien-") as folder:
    store = pathlib.Path(folder, "kho")
    made = subprocess.run([os.environ["TRIEN"], "store", "init", store], capture_output=True)
    assert made.returncode == 0, made.stderr
    for left in glob.glob("%s/trien.db*" % store):
        os.remove(left)
    before = older(store / "trien.db")
    made = subprocess.run([os.environ["TRIEN"], "store", "init", store], capture_output=True)
    assert made.returncode == 0, made.stderr
    with sqlite3.connect(store / "trien.db") as db:
        db.execute("PRAGMA foreign_keys = ON")
        assert db.execute("SELECT * FROM arrival ORDER BY id").fetchall() == before, "the rows"
        assert db.execute("PRAGMA foreign_key_check").fetchall() == [], "what refers to them"
        for wrong in ("DELETE FROM arrival WHERE id = 2", "UPDATE arrival SET channel = 'post' WHERE id = 1", "UPDATE enclosure SET arrival = 9"):
            try:
                db.execute(wrong)
            except sqlite3.IntegrityError:
                continue
            raise SystemExit("taken: " + wrong)
        db.execute("UPDATE arrival SET channel = 'mail' WHERE id = 1")
print("good")
