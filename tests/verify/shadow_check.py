#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Shadow attacks: with the signer trusted, no forged file passes and every clean one does. shadow_check.py VERIFY_FILE"""
import re
import sys
import tempfile

import corpus

# The folder is named after the attack.
NAMES = {"hide-and-replace": "shadow-hide-and-replace", "hide": "shadow-hide", "replace": "shadow-replace"}
AS_OF = "2021-01-01T00:00:00Z"  # the certificates were good then


def main(program):
    root = corpus.folder("validation/attack/shadow")
    problems, forged, clean = [], 0, 0
    for path in sorted(root.rglob("*.pdf")):
        kind = path.name[0]
        if kind in "12":
            verdict = corpus.judge(program, [path])[0]
            if verdict["error"] != "verify.no-signature":
                problems.append("%s: unsigned, and we say %s" % (path.name, verdict["error"]))
            continue
        with tempfile.NamedTemporaryFile(suffix=".pem") as anchors:
            anchors.write(b"".join(corpus.certificates_of(corpus.cms_of(path.read_bytes()))))
            anchors.flush()
            verdict = corpus.judge(program, ["--trust", anchors.name, "--as-of", AS_OF, path])[0]
        subs = [(s["indication"], s["sub_indication"], [f["id"] for f in s["findings"]]) for s in verdict["signatures"]]
        forbidden = [c for s in verdict["signatures"] for c in s["changes"] if not c["permitted"]]
        names = [a["name"] for s in verdict["signatures"] for a in s.get("attacks", [])]
        if kind == "4":
            forged += 1
            want = NAMES[path.parent.name.split("_")[0]]
            if want not in names:
                problems.append("%s/%s: named %s, want %s" % (path.parent.name, path.name, names, want))
            if verdict["indication"] == "TOTAL-PASSED" or not forbidden and not verdict["error"]:
                problems.append("%s/%s passes: %s" % (path.parent.name, path.name, subs))
        else:
            clean += 1
            chain_only = all(re.match("path[.]", i) for s in subs for i in s[2])
            if verdict["indication"] == "TOTAL-FAILED" or forbidden or names or not chain_only:
                problems.append("%s/%s: %s" % (path.parent.name, path.name, subs))
        print("%s %-14s %s %s" % (kind, verdict["indication"], path.parent.name, subs[0][2]))
    print("%d forged, %d clean" % (forged, clean))
    print("\n".join(problems))
    return 1 if problems or not forged or not clean else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
