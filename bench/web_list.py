#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""How a list of 100,000 rows, and a plan of three hundred people, scroll in Chromium at a real service: web_list.py BUILD. The rows are written by hand into the database of a
sample agency; bench/web_list.mjs logs in, scrolls to the end and measures by the browser's own trace. Exit 1 where a frame takes longer than 100 ms, 77 where there is no Chromium."""
import os
import pathlib
import shutil
import socket
import sqlite3
import subprocess
import sys
sys.dont_write_bytecode = True
root = pathlib.Path(__file__).resolve().parent.parent
build = pathlib.Path(sys.argv[1]).resolve()
os.environ.update({"TRIEN": str(build / "src/cli/trien"), "TRIEN_SOURCE_DIR": str(root)})
sys.path.insert(0, str(root / "tests/web"))
from managed import *  # noqa: E402,F403

ROWS = int(os.environ.get("TRIEN_ROWS", "100000"))


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def fill(store):
    """Copies of one document that is there, under numbers of their own."""
    with sqlite3.connect(store + "/trien.db") as db:
        columns = [c[1] for c in db.execute("PRAGMA table_info(document)")]
        first = db.execute("SELECT MAX(id) FROM document").fetchone()[0]
        value = {"id": "n.i", "subject": "'Văn bản mẫu số ' || n.i || ' về việc đo danh sách dài trên trang web'"}
        db.execute("WITH RECURSIVE n(i) AS (SELECT %d UNION ALL SELECT i + 1 FROM n WHERE i < %d) INSERT INTO document (%s) SELECT %s FROM n, document d WHERE d.id = %d" % (
            first + 1, first + ROWS, ", ".join(columns), ", ".join(value.get(c, "d." + c) for c in columns), first))


def main():
    chromium = shutil.which("chromium")
    if chromium is None:
        print("chromium is not installed: skipped")
        sys.exit(77)
    make_lab()
    back = SQLite()
    set_up(back)
    registry_people(back)
    former_agency(back)
    where = "127.0.0.1:%d" % free_port()
    server = Program("triend", {"listen": where, "store": back.store, "blobs": BLOBS + back.name, "trust": "lab/trust"})
    Desk(where, "soan.thao").does("/documents", {"agency": 2, "kind": "TB", "subject": "Văn bản mẫu", "procedure": "1"})
    fill(back.store)
    runs = [subprocess.run(["node", root / "bench/web_list.mjs", "http://%s/" % where, chromium, name, password(name), what], timeout=500) for name, what in (("van.thu", str(ROWS + 1)), ("quan.ly", "plan"))]
    server.stop()
    sys.exit(max(run.returncode for run in runs))


main()
