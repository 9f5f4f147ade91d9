#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every PDF of the collections: each page is read and drawn, or refused with a name; page sizes agree with our own frame.
Usage: page_corpus.py READ_PAGES    prints what was refused; exit 77 where the collections are absent"""
import collections
import concurrent.futures
import os
import pathlib
import subprocess
import sys

SECONDS = 60
# Damaged on purpose, or locked: of all files no more than these parts may be refused.
REFUSED_BY_CORE, REFUSED_BY_READER = 0.15, 0.05


def read(path):
    try:
        done = subprocess.run([sys.argv[1], path], stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS, check=False)
        return path, done.returncode, done.stdout.decode(errors="replace").strip(), done.stderr.decode(errors="replace")
    except subprocess.TimeoutExpired:
        return path, None, "", "timeout"


def main():
    shared = os.environ.get("TRIEN_SHARED") or os.path.join(os.environ.get("TRIEN_SOURCE_DIR", "."), "..", "shared")
    files = sorted(str(p) for p in pathlib.Path(shared, "data").rglob("*") if p.suffix.lower() == ".pdf")
    if not files:
        sys.exit(77)
    wrong, said = [], collections.Counter()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for path, code, out, err in pool.map(read, files):
            name = os.path.relpath(path, shared)
            if code != 0:
                wrong.append("%s: exit %s: %s%s" % (name, code, out, err[-600:]))
            for word in set(out.split()) - {"refused"}:
                said[word] += 1
            if out:
                print("%s: %s" % (name, out[:200]))
    core = sum(n for word, n in said.items() if word.startswith("pdf.") and word != "pdf.encrypted-unreadable")
    reader = sum(n for word, n in said.items() if word.startswith("layout.page-"))
    print("%d files; %s" % (len(files), ", ".join("%s %d" % pair for pair in said.most_common())))
    if core > REFUSED_BY_CORE * len(files) or reader > REFUSED_BY_READER * len(files):
        wrong.append("too many refused: %d by the core, %d by the reader" % (core, reader))
    print("\n".join(wrong))
    sys.exit(1 if wrong else 0)


main()
