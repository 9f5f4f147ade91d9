#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Signs every unencrypted PDF of a corpus with `trien sign` and asks pdfsig about each.

usage: sign_corpus.py TRIEN CORPUS-DIR MIN-PLAIN MIN-REWRITTEN
Fails where less than MIN-PLAIN per cent are signed and accepted without
--rewrite-damaged, or less than MIN-REWRITTEN with it. Lists the rest with reasons.
Exit 77 (skipped) where the corpus is absent.
"""
import collections
import json
import pathlib
import subprocess
import sys
import tempfile


def run(*args, timeout=120, **kwargs):
    return subprocess.run([str(a) for a in args], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          timeout=timeout, stdin=subprocess.DEVNULL, **kwargs)


def is_encrypted(path):
    return run("qpdf", "--is-encrypted", path).returncode == 0


def sign(trien, lab, path, out, *extra):
    """None where it was signed, else the error id."""
    got = run(trien, "sign", "--json", "--key", f"pem:{lab}/keys/leader.pem", *extra, "-o", out, path)
    for line in got.stdout.decode("utf-8", "replace").splitlines():
        report = json.loads(line)
        if report.get("error"):
            return report["error"]
    return None if got.returncode == 0 and out.exists() else f"exit {got.returncode}"


def pdfsig_refuses(path, source):
    """None where pdfsig accepts the last signature as valid and covering the whole file."""
    try:
        text = run("pdfsig", "-nocert", path).stdout.decode("utf-8", "replace")
    except subprocess.TimeoutExpired:
        return "pdfsig: time-out"
    blocks = text.split("Signature #")[1:]
    whole = [b for b in blocks if "Total document signed" in b and "Not total" not in b]
    if not any("Signature is Valid" in b for b in whole):
        return "pdfsig: " + (" / ".join(l.strip() for b in blocks[-1:] for l in b.splitlines()
                                        if "Validation" in l or "ocument signed" in l) or "no signature seen")
    with open(path, "rb") as a, open(source, "rb") as b:
        data = b.read()
        if a.read(len(data)) != data:
            return "source bytes touched"
    return None


def main():
    trien, corpus = sys.argv[1], pathlib.Path(sys.argv[2])
    want_plain, want_rewritten = float(sys.argv[3]), float(sys.argv[4])
    if not corpus.is_dir():
        print(f"skipped: {corpus} is not there")
        return 77
    files = [p for p in sorted(corpus.rglob("*.pdf")) if not is_encrypted(p)]
    plain = rewritten = 0
    reasons = collections.OrderedDict()
    with tempfile.TemporaryDirectory() as tmp:
        tmp = pathlib.Path(tmp)
        run(trien, "lab", "init", tmp / "lab").check_returncode()
        for i, path in enumerate(files):
            out = tmp / f"{i}.pdf"
            why = sign(trien, tmp / "lab", path, out) or pdfsig_refuses(out, path)
            if why is None:
                plain += 1
                rewritten += 1
            else:
                again = tmp / f"{i}.rewritten.pdf"
                late = sign(trien, tmp / "lab", path, again, "--rewrite-damaged")
                if late is None:
                    # A rewritten file has new bytes: only pdfsig's word counts.
                    late = pdfsig_refuses(again, again)
                rewritten += late is None
                reasons[path.name] = (why, late or "signed after rewriting")
                again.unlink(missing_ok=True)
            out.unlink(missing_ok=True)
            if i % 50 == 49:
                print(f"  {i + 1}/{len(files)}: {plain} signed as they are, {rewritten} with rewriting", flush=True)
    for name, (why, late) in reasons.items():
        print(f"  {name}: {why}; {late}")
    n = len(files)
    print(f"{n} unencrypted files: {plain} ({100 * plain / n:.1f} %) signed as they are, "
          f"{rewritten} ({100 * rewritten / n:.1f} %) with --rewrite-damaged")
    return 0 if 100 * plain / n >= want_plain and 100 * rewritten / n >= want_rewritten else 1


if __name__ == "__main__":
    sys.exit(main())
