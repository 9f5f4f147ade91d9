#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Holds our judgement of integrity against what EU DSS says of real signatures. expected_check.py VERIFY_FILE

Every difference stands in expected_differences.tsv with its reason; one that does not, or a row that is no longer true, fails.
"Good" there is NO_CERTIFICATE_CHAIN_FOUND: no anchors were given. Document time stamps are not counted, DSS lists none."""
import sys

import corpus

GOOD = "good"


def theirs(text):
    """['good', 'SIG_CRYPTO_FAILURE', ...] of a line's verdicts."""
    if text.startswith("EXC"):
        return ["exception"]
    found = []
    for part in filter(None, text.split(" ; ")):
        sub = part.split(" ", 1)[1].split("/")[1]
        found.append(GOOD if sub == "NO_CERTIFICATE_CHAIN_FOUND" else sub)
    return sorted(found)


def ours(verdict):
    """Integrity alone; what later revisions changed weighs when it makes a signature fail."""
    if not verdict["signatures"]:
        return [] if verdict["error"] == "verify.no-signature" else [verdict["error"]]
    found = []
    for s in verdict["signatures"]:
        if s["timestamp"]:
            continue
        if s["integrity"] != "TOTAL-PASSED":
            found.append(s["integrity_sub_indication"])
        elif s["indication"] == "TOTAL-FAILED":
            found.append("FORMAT_FAILURE")
        else:
            found.append(GOOD)
    return sorted(found)


def main(program):
    root = corpus.folder("validation/pdf")
    differences = {}
    for line in (corpus.SOURCE / "tests/verify/expected_differences.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, got, want, reason = line.split("\t")
            differences[name] = (got, want, reason)
    problems, agreed, count = [], 0, 0
    for line in (root / "expected.tsv").read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        name, text = line.split("\t")
        count += 1
        got, want = " ".join(ours(corpus.judge(program, [root / name])[0])), " ".join(theirs(text))
        listed = differences.pop(name, None)
        print("%s\t%s\t%s\t%s" % (name, got, want, "agrees" if got == want else listed[2] if listed else "DIFFERS"))
        if got == want:
            agreed += 1
            if listed:
                problems.append("%s: agrees now, take its row out" % name)
        elif not listed:
            problems.append("%s: we say %r, DSS %r" % (name, got, want))
        elif listed[:2] != (got, want):
            problems.append("%s: we say %r, DSS %r, the table %r and %r" % (name, got, want, listed[0], listed[1]))
    problems += ["%s: listed, and not in the corpus" % name for name in differences]
    print("%d files: %d as DSS says, %d otherwise with a reason" % (count, agreed, count - agreed))
    print("\n".join(problems))
    return 1 if problems or not count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
