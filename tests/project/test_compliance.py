#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The states of scripts/compliance, and that it refuses a claim without a test."""
import os
import pathlib
import subprocess
import sys
import tempfile

SCRIPT = pathlib.Path(os.environ["TRIEN_SOURCE_DIR"]) / "scripts/compliance"
ROWS = "R5.3\tĐiều 5.3\tSigning never stops the office\t%s\nX2\tCircular\tStatus at the time of signing\t\n"
# marker in src, marker in tests, what the row still lacks; a text of the answer or of the written file
TABLE = [
    ("", "", "", "| planned |"),
    ("Requirement: R5.3", "Requirement: R5.3", "", "| built |"),
    ("Requirements: X2, R5.3.", "Requirement: R5.3 X2", "", "2 requirements: 2 built"),
    ("Requirement: R5.3", "Requirement: R5.3", "registers", "| begun | `src/a.c` | `tests/a.c` | registers |"),
    ("Requirement: R5.3", "", "", "R5.3: marked in src/a.c, but no test"),
    ("", "Requirement: R5.3", "", "R5.3: marked in tests/a.c, but nothing in src/"),
    ("Requirement: R99", "Requirement: R99", "", "R99: unknown requirement"),
]


def run(tree, *arguments):
    env = dict(os.environ, TRIEN_CHECK_ROOT=str(tree))
    return subprocess.run([sys.executable, str(SCRIPT), *arguments], env=env, capture_output=True, text=True)


def main():
    failed = 0
    for source, test, lacks, want in TABLE:
        with tempfile.TemporaryDirectory() as folder:
            tree = pathlib.Path(folder)
            for name, text in (("src/a.c", source), ("tests/a.c", test)):
                (tree / name).parent.mkdir()
                (tree / name).write_text("/* %s */\n" % text)
            (tree / "docs").mkdir()
            (tree / "docs/requirements.tsv").write_text(ROWS % lacks, encoding="utf-8")
            stale = run(tree, "--check")
            done = run(tree)
            written = (tree / "docs/compliance.md").read_text(encoding="utf-8")
            good = not done.stdout
            if "out of date" not in stale.stdout or want not in done.stdout + written:
                print("FAILED: want %r, got %r\n%s" % (want, done.stdout, written))
                failed += 1
            if done.returncode != (0 if good else 1) or run(tree, "--check").returncode != done.returncode:
                print("FAILED: %r: exit code %d" % (want, done.returncode))
                failed += 1
    print("%d trees tried, %d wrong" % (len(TABLE), failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
