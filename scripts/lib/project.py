# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the project's checks and generators share: its files and its error table."""
import collections
import os
import pathlib
import re

SKIPPED = {".git", "build", "demo-output", "node_modules", "__pycache__", ".cache"}
ERROR_ROW = re.compile(r'TR_ERROR\(\s*(\w+)\s*,\s*(\w+)\s*,\s*(\d+)\s*,\s*"([^"]*)"\s*,\s*'
                              r'((?:"(?:[^"\\]|\\.)*"\s*)+),\s*((?:"(?:[^"\\]|\\.)*"\s*)+)\)')

ErrorRow = collections.namedtuple("ErrorRow", "folder symbol cls http id vi en")


def root():
    return pathlib.Path(os.environ.get("TRIEN_CHECK_ROOT") or pathlib.Path(__file__).parents[2]).resolve()


def files(top, *suffixes):
    """Every file of the tree (with one of the suffixes), as paths relative to it, sorted."""
    found = []
    for folder, folders, names in os.walk(top):
        folders[:] = sorted(f for f in folders if f not in SKIPPED)
        for name in sorted(names):
            if name in SKIPPED:  # in a second worktree .git is a file
                continue
            if not suffixes or name.endswith(suffixes):
                found.append((pathlib.Path(folder) / name).relative_to(top))
    return found


def read(top, path):
    return (top / path).read_text(encoding="utf-8", errors="replace")


def without_comments(text):
    """C text with comments and the insides of strings blanked; lines keep their numbers."""
    def blank(match):
        s = match.group(0)
        if s[0] == '"':
            return '""' + "\n" * s.count("\n")
        if s[0] == "'":
            return "' '"
        return "\n" * s.count("\n") or " "
    return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:[^"\\\n]|\\.)*"|\'(?:[^\'\\\n]|\\.)+\'', blank, text, flags=re.S)


def c_string(pieces):
    text = "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', pieces))
    return re.sub(r"\\(.)", lambda m: {"n": "\n"}.get(m.group(1), m.group(1)), text)


def said(text):
    """As a command line says it: what stands between << and >> is for that alone."""
    return c_string(text).replace("<<", "").replace(">>", "")


def error_rows(top):
    """The rows of src/base/errors/*.def in the order of src/base/error.def."""
    rows = []
    for name in re.findall(r"^TR_ERRORS\([A-Z0-9]+, (\w+)\)", read(top, "src/base/error.def"), re.M):
        text = read(top, "src/base/errors/%s.def" % name)
        for m in ERROR_ROW.finditer(text):
            rows.append(ErrorRow(name, m[1], m[2], int(m[3]), m[4], said(m[5]), said(m[6])))
        code = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
        if len(re.findall(r"^\s*TR_ERROR\(", code, re.M)) != sum(r.folder == name for r in rows):
            raise SystemExit("src/base/errors/%s.def: a row that cannot be read" % name)
    return rows


def placeholders(text):
    return sorted(set(re.findall(r"\{(\w+)\}", text)))
