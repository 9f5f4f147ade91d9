#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""scripts/count-tests tells passed, failed and skipped apart, and never calls an empty run good."""
import os
import pathlib
import subprocess
import sys
import tempfile

SCRIPT = pathlib.Path(os.environ["TRIEN_SOURCE_DIR"]) / "scripts/count-tests"


def case(name, status, inside=""):
    return '<testcase name="%s" status="%s">%s</testcase>' % (name, status, inside)


def output(text):
    return "<system-out>%s</system-out>" % text


PLAIN = case("plain", "run", output("fine"))
CMOCKA = case("cmocka", "run", output("[==========] Running 5 test(s).\n[  PASSED  ] 4 test(s).\n"
                                      "[  SKIPPED ] 1 test(s), listed below:\n[  SKIPPED ] test_x\n"))
CMOCKA_BAD = case("bad", "fail", "<failure/>" + output("[  PASSED  ] 3 test(s).\n[  FAILED  ] 2 test(s), listed below:\n"))
CRASH = case("crash", "fail", "<failure/>" + output("Segmentation fault"))
LEAK = case("leak", "fail", "<failure/>" + output("[  PASSED  ] 3 test(s).\nLeakSanitizer"))
SKIP = case("skip", "notrun", '<skipped message="SKIP_RETURN_CODE=77"/>')
ABSENT = case("absent", "notrun", '<skipped message="Unable to find executable"/>')
# what ran, what CTest selected, broken steps, the closing line, exit code
TABLE = [
    ([PLAIN], 1, "", "1 passed, 0 failed, 0 skipped", 0),
    ([PLAIN, CMOCKA], 2, "", "5 passed, 0 failed, 1 skipped", 0),
    ([CMOCKA_BAD], 1, "", "3 passed, 2 failed, 0 skipped", 1),
    ([PLAIN, CRASH], 2, "", "1 passed, 1 failed, 0 skipped", 1),
    ([LEAK], 1, "", "3 passed, 1 failed, 0 skipped", 1),
    ([PLAIN, SKIP], 2, "", "1 passed, 0 failed, 1 skipped", 0),
    ([SKIP], 1, "", "0 passed, 1 failed, 1 skipped", 1),
    ([PLAIN, ABSENT], 2, "", "1 passed, 1 failed, 0 skipped", 1),
    ([PLAIN], 2, "", "1 passed, 1 failed, 0 skipped", 1),
    ([PLAIN], 1, "build clang\n", "1 passed, 1 failed, 0 skipped", 1),
    ([], 0, "", "0 passed, 1 failed, 0 skipped", 1),
    (None, 3, "", "0 passed, 1 failed, 0 skipped", 1),
]


def main():
    failed = 0
    for tests, selected, broken, line, code in TABLE:
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder)
            (path / "debug.count").write_text("%d\n" % selected)
            if tests is not None:
                (path / "debug.xml").write_text("<testsuite>%s</testsuite>" % "".join(tests))
            if broken:
                (path / "broken").write_text(broken)
            done = subprocess.run([sys.executable, str(SCRIPT), folder], capture_output=True, text=True)
            last = (done.stdout.splitlines() or [""])[-1]
            if last != line or done.returncode != code:
                print("FAILED: want %r (%d), got %r (%d) %s" % (line, code, last, done.returncode, done.stderr))
                failed += 1
    print("%d results read, %d wrong" % (len(TABLE), failed))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
