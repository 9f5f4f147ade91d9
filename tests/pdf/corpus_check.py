#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every PDF under shared/data: opens or is refused with a name; page count and
object values agree with qpdf, where qpdf itself reads the file without a warning.

    corpus_check.py DUMP_JSON [--list] [--only TEXT] [--sanitized]

Prints one line for each refused or differing file, then the sums. Fails on a
crash, a timeout, memory past the limit, a value that differs, or fewer usable
files of the pdf.js corpus than promised.
"""
import concurrent.futures
import json
import math
import os
import resource
import subprocess
import sys

TIMEOUT = 10
MEMORY = 512 << 20
USABLE_PDFJS = 0.96
SKIPPED = 77

# Where we read on purpose what qpdf reads otherwise: name of the file, reason.
KNOWN = {
    "pdf/qpdf/qpdf/qtest/qpdf/no-space-compressed-object.pdf": "two compressed objects that touch: refused",
    "validation/pdf/dss/dss-pades/validation/encrypted.pdf": "qpdf decrypts a signature's /Contents",
    "validation/pdf/pdfjs/issue17069.pdf": "qpdf decrypts a signature's /Contents",
}


def corpus():
    shared = os.environ.get("TRIEN_SHARED") or os.path.join(
        os.environ.get("TRIEN_SOURCE_DIR", "."), "..", "shared")
    found = []
    for folder, _, names in os.walk(os.path.join(shared, "data")):
        found += [os.path.join(folder, n) for n in names if n.lower().endswith(".pdf")]
    return os.path.join(shared, "data"), sorted(found)


def run(argv):
    """Exit code, output, errors; the code is None after a timeout."""
    def limit():
        if "--sanitized" not in sys.argv or argv[0] == "qpdf":  # their shadow is terabytes of address space
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY * 2, MEMORY * 2))
    p = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, preexec_fn=limit)
    try:
        out, err = p.communicate(timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        p.kill()
        p.communicate()
        return None, b"", b"timeout"
    return p.returncode, out, err


def raw_string(text):
    """The bytes of a string in qpdf's JSON, or all bytes that could be meant."""
    if text.startswith("b:"):
        return {bytes.fromhex(text[2:])}
    body = text[2:]
    out = {b"\xfe\xff" + body.encode("utf-16-be", "surrogatepass"),
           b"\xff\xfe" + body.encode("utf-16-le", "surrogatepass"),
           b"\xef\xbb\xbf" + body.encode("utf-8", "surrogatepass")}
    out.add(pdfdoc(body))
    return out


PDFDOC = {0x18: 0x02d8, 0x19: 0x02c7, 0x1a: 0x02c6, 0x1b: 0x02d9, 0x1c: 0x02dd, 0x1d: 0x02db, 0x1e: 0x02da,
          0x1f: 0x02dc, 0x80: 0x2022, 0x81: 0x2020, 0x82: 0x2021, 0x83: 0x2026, 0x84: 0x2014, 0x85: 0x2013,
          0x86: 0x0192, 0x87: 0x2044, 0x88: 0x2039, 0x89: 0x203a, 0x8a: 0x2212, 0x8b: 0x2030, 0x8c: 0x201e,
          0x8d: 0x201c, 0x8e: 0x201d, 0x8f: 0x2018, 0x90: 0x2019, 0x91: 0x201a, 0x92: 0x2122, 0x93: 0xfb01,
          0x94: 0xfb02, 0x95: 0x0141, 0x96: 0x0152, 0x97: 0x0160, 0x98: 0x0178, 0x99: 0x017d, 0x9a: 0x0131,
          0x9b: 0x0142, 0x9c: 0x0153, 0x9d: 0x0161, 0x9e: 0x017e, 0xa0: 0x20ac}
TO_PDFDOC = {chr(v): k for k, v in PDFDOC.items()}


def pdfdoc(text):
    try:
        return bytes(TO_PDFDOC[c] if c in TO_PDFDOC else c.encode("latin-1")[0] for c in text)
    except UnicodeEncodeError:
        return None


def name_bytes(text):
    if text.startswith("n:"):
        text, out, i = text[2:], bytearray(), 0
        while i < len(text):
            if text[i] == "#" and i + 2 < len(text) + 0:
                out.append(int(text[i + 1:i + 3], 16))
                i += 3
            else:
                out += text[i].encode("utf-8")
                i += 1
        return bytes(out)
    return text.encode("utf-8", "surrogateescape")


def is_null(value, objects):
    """Null, or a reference to nothing (qpdf leaves such keys out)."""
    return value is None or (isinstance(value, str) and value.endswith(" R") and value[0].isdigit()
                             and objects.get(value) is None)


def same(ours, theirs, objects):
    if isinstance(theirs, dict):
        if not isinstance(ours, dict):
            return False
        left = {name_bytes(k): v for k, v in theirs.items() if not is_null(v, objects)}
        mine = {k.encode("latin-1"): v for k, v in ours.items() if not is_null(v, objects)}
        return left.keys() == mine.keys() and all(same(mine[k], left[k], objects) for k in left)
    if isinstance(theirs, list):
        return isinstance(ours, list) and len(ours) == len(theirs) and all(
            same(a, b, objects) for a, b in zip(ours, theirs))
    if isinstance(theirs, bool) or isinstance(ours, bool) or theirs is None:
        return ours is theirs
    if isinstance(theirs, (int, float)):
        return isinstance(ours, (int, float)) and math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)
    if not isinstance(ours, str):
        return False
    if theirs.startswith(("u:", "b:")):
        if not ours.startswith("b:"):
            return False
        raw = bytes.fromhex(ours[2:])
        meant = raw_string(theirs)
        # An odd byte at the end of UTF-16 is lost in qpdf's JSON.
        return raw in meant or (raw[:2] in (b"\xfe\xff", b"\xff\xfe") and len(raw) % 2 == 1 and raw[:-1] in meant)
    if theirs.startswith(("/", "n:")):
        return ours.startswith("/") and ours.encode("latin-1") == name_bytes(theirs)
    return ours == theirs


def compare(path, mine):
    """Differences from qpdf, or None where qpdf itself is not sure."""
    code, out, err = run(["qpdf", "--json=2", "--json-key=qpdf", "--json-stream-data=none", path])
    if code != 0 or err:
        return None
    try:
        theirs = json.loads(out.decode("utf-8", "surrogateescape"))["qpdf"][1]
        code, out, err = run(["qpdf", "--json=2", "--json-key=pages", path])
        pages = len(json.loads(out.decode("utf-8", "surrogateescape"))["pages"])
    except ValueError:
        return None  # qpdf 11.3 does not always write valid JSON
    if code != 0 or err:
        return None
    found = []
    if mine.get("pages") != pages:
        found.append("pages %s, qpdf %d" % (mine.get("pages"), pages))
    objects = mine["objects"]
    for key, value in theirs.items():
        if not key.startswith("obj:"):
            continue
        num = key[4:]
        got = objects.get(num)
        if "stream" in value and value["stream"]["dict"].get("/Type") == "/XRef":
            continue  # qpdf lists it whether or not the cross-reference does
        if num not in objects and any(k.split(" ")[0] == num.split(" ")[0] for k in objects):
            continue  # qpdf keeps what a later revision gave to another generation
        if "stream" in value:
            good = isinstance(got, dict) and "stream" in got and same(
                {k: v for k, v in got["stream"]["dict"].items() if k != "/Length"},
                {k: v for k, v in value["stream"]["dict"].items() if k != "/Length"}, objects)
        else:
            good = same(got, value["value"], objects)
        if not good:
            found.append("object %s: %s, qpdf %s" % (num, json.dumps(got)[:300], json.dumps(value)[:300]))
    return found


def judge(dump, path):
    code, out, err = run([dump, path])
    if code != 0:
        return {"crash": "timeout" if code is None else "exit %s %s" % (code, err[-300:])}
    try:
        mine = json.loads(out)
    except ValueError as e:
        return {"crash": "no JSON: %s" % e}
    result = {"mine": {k: v for k, v in mine.items() if k not in ("objects", "trailer")}}
    if "objects" in mine and "unusable" not in mine and not (mine["encrypted"] and mine.get("locked")):
        result["differs"] = compare(path, mine)
        result["broken"] = sum(1 for o in mine["objects"].values() if isinstance(o, dict) and "refused" in o)
    return result


def report(root, path, r, sums, listing):
    name = os.path.relpath(path, root)
    mine = r.get("mine", {})
    why = mine.get("refused") or mine.get("unusable")
    kind = "crash" if "crash" in r else "refused" if why else "usable"
    group = "pdfjs" if name.startswith("pdf/pdfjs/") else "other"
    if not mine.get("encrypted"):
        sums[group, kind] = sums.get((group, kind), 0) + 1
    else:
        sums[group, "encrypted"] = sums.get((group, "encrypted"), 0) + 1
    if kind == "crash":
        print("CRASH %s: %s" % (name, r["crash"]))
    elif why:
        print("refused %s: %s: %s" % (name, why["id"], why["why"]))
    elif listing and mine.get("leniencies"):
        print("lenient %s: %s" % (name, " ".join(mine["leniencies"])))
    for name_of_leniency in mine.get("leniencies", []):
        sums["lenient", name_of_leniency] = sums.get(("lenient", name_of_leniency), 0) + 1
    if r.get("differs") is None:
        return
    sums["compared", "files"] = sums.get(("compared", "files"), 0) + 1
    if r["differs"] and name not in KNOWN:
        sums["compared", "differ"] = sums.get(("compared", "differ"), 0) + 1
        print("DIFFERS %s: %d; first: %s" % (name, len(r["differs"]), r["differs"][0]))


def main():
    dump = sys.argv[1]
    only = sys.argv[sys.argv.index("--only") + 1] if "--only" in sys.argv else ""
    root, files = corpus()
    files = [f for f in files if only in f]
    if not files:
        print("no corpus: skipped")
        return SKIPPED
    sums = {}
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        for path, r in zip(files, pool.map(lambda f: judge(dump, f), files)):
            report(root, path, r, sums, "--list" in sys.argv)
    for key in sorted(sums):
        print("%-10s %-28s %d" % (key + (sums[key],)))
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10
    print("largest process: %d MB" % (memory >> 20))
    usable, refused = sums.get(("pdfjs", "usable"), 0), sums.get(("pdfjs", "refused"), 0)
    share = usable / (usable + refused) if usable + refused else 0
    print("usable of pdf.js, not encrypted: %.1f %%" % (100 * share))
    bad = sum(v for (_, kind), v in sums.items() if kind in ("crash", "differ"))
    return 1 if bad or share < USABLE_PDFJS else 0


if __name__ == "__main__":
    sys.exit(main())
