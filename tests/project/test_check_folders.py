#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Breaks each rule of scripts/check-folders in a copy of the tree and expects it to be named."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(os.environ["TRIEN_SOURCE_DIR"])
COPIED = ("src", "sql", "include", "docs", "scripts", "tests", "cmake", "CMakeLists.txt")


def append(text):
    return lambda old: old + text


def replace(old, new):
    def change(text):
        assert old in text, old
        return text.replace(old, new, 1)
    return change


LONG = "\nint\ntr_long(void)\n{\n" + "\t(void)0;\n" * 60 + "\treturn 0;\n}\n"
ROW = ('TR_ERROR(%s, INPUT, 400, "%s",\n\t"Không đọc được {a}.",\n\t"Cannot read {%s}.")\n')
# check, file, change, what the answer must hold
FAULTS = [
    ("includes", "src/base/utf8.c", append('#include "crypto/cms.h"\n'), "src/base may not include crypto/cms.h"),
    ("includes", "src/base/utf8.c", append("#include <openssl/evp.h>\n"), "src/base may not include openssl/evp.h"),
    ("includes", "src/base/utf8.c", append("# include <sys/socket.h>\n"), "may not include sys/socket.h"),
    ("includes", "src/base/utf8.c", append('#include "../pdf/file.h"\n'), "may not include ../pdf/file.h"),
    ("includes", "src/pdf/extra.h", append('#include "trien/sign.h"\n'), "src/pdf may not include trien/sign.h"),
    ("includes", "src/agent/uri.c", append("#include <windows.h>\n"), "src/agent may not include windows.h"),
    ("includes", "src/agent/windows/value.c", append('#include "cli/cli.h"\n'), "src/agent/windows may not include cli/cli.h"),
    ("includes", "src/nowhere/x.c", append("int x;\n"), "src/nowhere has no row"),
    ("includes", "docs/architecture.md", replace("| zlib |", "| zlub |"), "unknown name 'zlub'"),
    ("calls", "src/base/utf8.c", append("int f(void) { return system(0); }\n"), "call of system()"),
    ("spdx", "src/base/bare.c", append("int bare;\n"), "src/base/bare.c:1: no line SPDX"),
    ("size", "src/base/utf8.c", append(LONG), "tr_long() has 6"),
    ("size", "src/base/utf8.c", append("\n" * 800), "want at most 800"),
    ("size", "docs/big.txt", append("x" * ((1 << 20) + 1)), "docs/big.txt: over 1 MiB"),
    ("size", "tests/project/allow.tsv", append("function\tsrc/base/x.c\tf\tno longer there at all\n"), "no longer needed"),
    ("errors", "src/base/errors/base.def", append(ROW % ("NEW_ROW", "base.new-row", "b")), "different placeholders"),
    ("errors", "src/base/errors/base.def", append(ROW % ("NEW_ROW", "base.internal", "a")), "base.internal stands twice"),
    ("errors", "src/base/utf8.c", append("int f(void) { return TR_ERR0(err, NO_SUCH_ROW); }\n"), "NO_SUCH_ROW has no row"),
    ("errors", "src/base/utf8.c", append("int f(void) { return TR_ERR0(err, UTF8_INVALID); }\n"), "no value for {offset}"),
    ("details", "src/official/fill.c", append('int f(void) { return refuse(f, "it is purple", err); }\n'), "'it is purple'"),
    ("details", "src/fetch/fetch.c", append('int f(void) { return TR_ERR(err, X, TR_S("why", "so green")); }\n'), "'so green'"),
    ("details", "src/official/fill.c", append('int f(void) { return TR_ERR(err, X, TR_S("what", "so blue")); }\n'), "'so blue'"),
    ("error-tests", "src/base/errors/base.def", append(ROW % ("NEW_ROW", "base.new-row", "a")), "base.new-row is never raised"),
    ("error-tests", "src/base/errors/base.def", append(ROW % ("NEW_ROW", "base.new-row", "a")), "base.new-row is asserted by no"),
    ("error-tests", "tests/x.c", append('assert_refused(f(x), "base.no-such");\n'), "no row of the error table has the id base.no-such"),
    ("headers", "include/trien/alone.h", append("size_t f(void);\n"), "include/trien/alone.h: does not compile alone as c:"),
    ("headers", "include/trien/cxx.h", append("int new(void);\n"), "include/trien/cxx.h: does not compile alone as c++:"),
    ("words", "docs/x.md", append("see /ro" + "ot/notes\n"), "docs/x.md:1: path of a machine"),
    ("links", "docs/x.md", append("see [there](nowhere.md#part)\n"), "docs/x.md:1: the link leads nowhere: nowhere.md"),
    ("packages", "docs/dependencies.md", append("| nonsense | run | no reason that holds | program | MIT |\n"), "does not list nonsense"),
    ("columns", "src/registry/books.def", replace("arrival, scan, BLOB, LATER", "arrival, scan, BLOB, OPTIONAL"), "arrival.scan was added to its book and is not LATER"),
    ("packages", "docs/dependencies.md", replace("| qpdf |", "| qpdx |"), "no row for qpdf"),
]


def run(tree, check):
    env = dict(os.environ, TRIEN_CHECK_ROOT=str(tree))
    return subprocess.run([sys.executable, str(SOURCE / "scripts/check-folders"), check], env=env,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)


def main():
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        tree = pathlib.Path(folder) / "tree"
        tree.mkdir()
        for name in COPIED:
            source = SOURCE / name
            (shutil.copytree if source.is_dir() else shutil.copy)(source, tree / name)
        for check, path, change, expected in FAULTS:
            target = tree / path
            before = target.read_text(encoding="utf-8") if target.exists() else None
            if expected in run(tree, check).stdout:
                print("FAILED: %s: says %r of the unbroken tree" % (check, expected))
                failed += 1
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(change(before or ""), encoding="utf-8")
            done = run(tree, check)
            if done.returncode != 1 or expected not in done.stdout:
                print("FAILED: %s, %s: want %r, got %d\n%s%s" % (check, path, expected, done.returncode, done.stdout[:600], done.stderr))
                failed += 1
            if before is None:
                target.unlink()
                if not any(target.parent.iterdir()):
                    target.parent.rmdir()
            else:
                target.write_text(before, encoding="utf-8")
    print("%d faults tried, %d not seen" % (len(FAULTS), failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
