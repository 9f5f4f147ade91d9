#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The labelled documents, signed with certificates that match the page and with such that do not (Điều 9.3, 10.1).

Person by labels.tsv, agency by authority.tsv. Nothing may be silently right: a document signed by somebody else, or sealed by another
agency, is never called right; and what matches is never called wrong. Requirement: R9.3"""
import collections
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

FOLDER = pathlib.Path(__file__).resolve().parent / "documents"
TRIEN = os.environ["TRIEN"]
OTHER_PERSON, OTHER_AGENCY = "Người Khác Hẳn", "Cục Không Có Trên Trang"
HARMLESS = {"right.post-not-in-certificate"}


def rows(name):
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def make_key(folder, name):
    """A key with a self-made certificate of that name: who it is by is judged elsewhere."""
    stem = folder / re.sub(r"\W", "_", name)
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{stem}.key",
                    "-out", f"{stem}.crt", "-days", "30", "-utf8", "-subj", f"/O=MẪU/CN={name}", "-addext", "keyUsage=critical,digitalSignature,nonRepudiation",
                    "-addext", "basicConstraints=critical,CA:FALSE"], check=True, capture_output=True)
    pem = stem.with_suffix(".pem")
    pem.write_bytes(pathlib.Path(f"{stem}.crt").read_bytes() + pathlib.Path(f"{stem}.key").read_bytes())
    return f"pem:{pem}"


def sign(source, target, key):
    done = subprocess.run([TRIEN, "sign", "--json", "--not-secret", "Người Thử", "--key", key, "-o", target, source], capture_output=True, text=True)
    return json.loads(done.stdout)["error"] if done.returncode else None


def check(source, *options):
    done = subprocess.run([TRIEN, "verify", "--json", *options, source], capture_output=True, text=True)
    return json.loads(done.stdout)["rightness"], done.returncode


def judge(folder, document, person, agency, keys):
    """What is wrong with the answers about one document."""
    problems = []
    for right in (True, False):
        one, two = folder / f"{document}-{right}-1.pdf", folder / f"{document}-{right}-2.pdf"
        error = sign(FOLDER / f"{document}.pdf", one, keys[person if right else OTHER_PERSON]) or sign(one, two, keys[agency if right else OTHER_AGENCY])
        if error:
            return "refused", [error]
        found, code = check(two, "--page-check")
        ids = {f["id"] for f in found["findings"]}
        if right and found["answer"] == "wrong":
            problems.append(f"called wrong: {sorted(ids)}")
        if not right and (found["answer"] == "right" or code == 0):
            problems.append(f"SILENTLY RIGHT: {sorted(ids)}")
        if not right and not ids & {"right.name-differs", "right.no-block-found", "right.signature-without-block", "right.block-without-signature", "right.block-not-sure"}:
            problems.append(f"another person, not told: {sorted(ids)}")
        if not right and not ids & {"right.agency-differs", "right.head-not-found"}:
            problems.append(f"another agency, not told: {sorted(ids)}")
        if right:
            sure = not ids - HARMLESS
        else:
            sender, code = check(two, "--sender", agency)
            if sender["answer"] != "wrong" or code != 1:
                problems.append(f"sender {agency}: {sender}")
    return "sure" if sure else "asked", problems


def main():
    people = collections.defaultdict(list)
    for document, _, what, person, *_ in rows("labels.tsv"):
        if what == "signatory-name" and person not in people[document]:
            people[document].append(person)
    agencies = dict(rows("authority.tsv"))
    cases = [(d, people[d][0], a) for d, a in agencies.items() if len(people[d]) == 1]
    verdicts, failures = collections.Counter(), []
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        keys = {n: make_key(folder, n) for n in {c[1] for c in cases} | {c[2] for c in cases} | {OTHER_PERSON, OTHER_AGENCY}}
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for case, (verdict, problems) in zip(cases, pool.map(lambda c: judge(folder, *c, keys), cases)):
                verdicts[verdict] += 1
                if verdict != "refused":
                    failures += [f"{case[0]}: {p}" for p in problems]
                print(case[0], verdict, *problems)
    print(dict(verdicts))
    assert len(cases) - verdicts["refused"] >= 45, "too few documents were judged"
    assert verdicts["sure"] >= 0.9 * (verdicts["sure"] + verdicts["asked"]), "asks too often"
    return "\n".join(failures) or 0


if __name__ == "__main__":
    sys.exit(main())
