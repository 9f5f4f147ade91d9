# SPDX-License-Identifier: AGPL-3.0-or-later
"""What scripts/demo prints of the two judges.

demo_summary.py vi|en good|forged|changed trusted|untrusted DIR NAME:SIGNATURES...
                                   reads NAME.json, NAME.code (trien), NAME.pdfsig
demo_summary.py tamper IN OUT      copies a PDF with one byte of its first stream changed

trusted: pdfsig must trust the certificates too; untrusted: it had nobody to ask about them.
Exit 1 where the judges do not say what is expected."""
import json
import pathlib
import re
import sys

WORDS = {
    "vi": {"TOTAL-PASSED": "hợp lệ", "TOTAL-FAILED": "KHÔNG hợp lệ", "INDETERMINATE": "chưa đủ căn cứ kết luận",
           "valid": "hợp lệ", "invalid": "KHÔNG hợp lệ", "trusted": "chứng thư tin cậy",
           "untrusted": "chứng thư chưa tin cậy", "none": "không tìm thấy chữ ký", "covers": "bảo vệ bản", "of": "trong",
           "total": "toàn bộ tệp", "part": "phần đầu tệp", "unexpected": "** không như mong đợi"},
    "en": {"TOTAL-PASSED": "valid", "TOTAL-FAILED": "NOT valid", "INDETERMINATE": "cannot be decided",
           "valid": "valid", "invalid": "NOT valid", "trusted": "certificate trusted",
           "untrusted": "certificate not trusted", "none": "no signature found", "covers": "covers revision", "of": "of",
           "total": "whole file", "part": "first part of the file", "unexpected": "** not as expected"},
}

def tamper(source, target):
    data = bytearray(pathlib.Path(source).read_bytes())
    start = re.search(rb"stream\r?\n", data).end()
    data[start + 40] ^= 1
    pathlib.Path(target).write_bytes(data)


def of_trien(path):
    """Rows of the report, one JSON object a line and file."""
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except ValueError as e:
        print("      %s: %s" % (path.name, e))
        return []


def of_pdfsig(path):
    rows = []
    for part in re.split(r"^Signature #\d+:", path.read_text(errors="replace"), flags=re.M)[1:]:
        name = re.search(r"Common Name: (.*)", part)
        rows.append({"signer": name[1] if name else "?", "valid": "Signature is Valid." in part,
                     "trusted": "Certificate is Trusted." in part,
                     "total": re.search(r"^\s*- Total document signed", part, re.M) is not None})
    return rows


def show(words, name, reports, peers):
    print("\n    %s.pdf" % name)
    for report in reports:
        for s in report.get("signatures", []):
            print("      trien   %-34s %s (%s %s %s %s)" % (
                s.get("signer"), words.get(s.get("indication"), s.get("indication")), words["covers"],
                s.get("covers_revision"), words["of"], s.get("revisions")))
        if report.get("error"):
            print("      trien   %s" % json.dumps(report["error"], ensure_ascii=False))
    for p in peers:
        # pdfsig looks at the certificate only where the signature itself is good.
        chain = ", " + words["trusted" if p["trusted"] else "untrusted"] if p["valid"] else ""
        print("      pdfsig  %-34s %s%s, %s" % (p["signer"], words["valid" if p["valid"] else "invalid"], chain,
              words["total" if p["total"] else "part"]))
    if not peers:
        print("      pdfsig  %s" % words["none"])


def as_expected(wanted, count, trust, code, reports, peers):
    judged = [s.get("indication") for report in reports for s in report.get("signatures", [])]
    if wanted == "good":
        return (code == 0 and judged == ["TOTAL-PASSED"] * count and len(peers) == count
                and all(p["valid"] and (p["trusted"] or trust == "untrusted") for p in peers) and peers[-1]["total"])
    # What was written behind the last signature is seen by who looks at changes, and not by pdfsig.
    if wanted == "changed":
        return code == 1 and judged[-1] == "TOTAL-FAILED" and all(p["valid"] for p in peers)
    return (code == 1 and judged == ["TOTAL-FAILED"] * count and len(peers) == count
            and not any(p["valid"] for p in peers))


def main(arguments):
    if arguments[0] == "tamper":
        tamper(*arguments[1:])
        return 0
    language, wanted, trust, folder, *names = arguments
    words, folder, failed = WORDS[language], pathlib.Path(folder), 0
    for name, count in (n.split(":") for n in names):
        reports, peers = of_trien(folder / (name + ".json")), of_pdfsig(folder / (name + ".pdfsig"))
        code = int((folder / (name + ".code")).read_text())
        show(words, name, reports, peers)
        if not as_expected(wanted, int(count), trust, code, reports, peers):
            failed = 1
            print("      %s (trien: %d)" % (words["unexpected"], code))
            print((folder / (name + ".err")).read_text(errors="replace"), end="")
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
