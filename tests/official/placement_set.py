#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Judges the automatic placement against the labelled documents (documents/README.md says what is right).

    placement_set.py [--batch NAME] [--at-least PERCENT] [--verbose]

Fails when fewer than 95 % of the documents, or of any kind of place, are right (other batches may be held to less), and always
when anything is silently wrong: a place said to be sure that is not the right one. Asking is not wrong, but it is not right either
where the place can be told."""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import unicodedata

FOLDER = pathlib.Path(__file__).resolve().parent / "documents"
RIGHT, ASKED, WRONG_ASKED, MISSED, SILENT = "right", "asked", "wrong but asked", "missed", "SILENTLY WRONG"
VERDICTS = (RIGHT, ASKED, WRONG_ASKED, MISSED, SILENT)
WANTED = 95  # per cent
MIDDLE = 3 / 25.4 * 72  # the handwriting's middle may be 3 mm off
OVER = 2.0  # points a box may reach over its neighbours
SHARED = 0.7
KINDS = ("number", "day", "month", "year")

Label = collections.namedtuple("Label", "document page what person state box")
Item = collections.namedtuple("Item", "document kind what verdict note")


def plain(name):
    return " ".join(unicodedata.normalize("NFC", name).split())


def rows(name):
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def read_set(batch):
    documents = [r[0] for r in rows("documents.tsv") if batch in (None, r[1])]
    cases, labels = collections.defaultdict(list), collections.defaultdict(list)
    for document, name, outcome in rows("cases.tsv"):
        cases[document].append((name, outcome.split("|")))
    for document, page, what, person, state, *box in rows("labels.tsv"):
        labels[document].append(Label(document, int(page), what, plain(person), state, tuple(float(v) for v in box)))
    return documents, cases, labels


# ---- judging ---------------------------------------------------------------------------------------------------------

def middle(box):
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def same_room(label, page, box):
    (ax, ay), (bx, by) = middle(label.box), middle(box)
    return label.page == page and ((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5 <= MIDDLE


def shared(a, b):
    """Of the narrower of two stretches, the part that lies in the other."""
    width = min(a[2] - a[0], b[2] - b[0])
    return (min(a[2], b[2]) - max(a[0], b[0])) / width if width > 0 else 0


def fills(label, spot):
    box = spot["box"]
    across = shared(label.box, box) >= SHARED and box[0] >= label.box[0] - OVER and box[2] <= label.box[2] + OVER
    return label.what == spot["kind"] and label.page == spot["page"] and across and label.box[1] <= middle(box)[1] <= label.box[3]


def judge_signatory(labels, name, outcomes, answer):
    error = answer.get("error")
    if error:
        return (RIGHT if error in outcomes else ASKED if "sure" in outcomes else WRONG_ASKED), error
    found = answer["signatories"][0] if answer["signatories"] else None
    if not found:
        return (RIGHT if "ask" in outcomes else ASKED), "nobody"
    rooms = [l for l in labels if l.what == "signatory-room" and (not name or l.person == plain(name))]
    good = any(same_room(l, found["page"], found["room"]) for l in rooms)
    where = "page %d %s %s" % (found["page"], ["%.0f" % v for v in found["room"]], found.get("doubt") or "")
    if found["sure"]:
        return (RIGHT if "sure" in outcomes and good else SILENT), where
    if "ask" in outcomes:
        return RIGHT, where
    return (ASKED if good else WRONG_ASKED), where


def judge_spots(labels, spots):
    """One verdict for each labelled blank, and one for each sure spot where no blank is."""
    sure = [s for s in spots if s["sure"]]
    for label in labels:
        if label.what not in KINDS or label.state not in ("blank", "tight", "ask"):
            continue
        what = "%s on page %d" % (label.what, label.page)
        if label.state == "ask":
            yield what, RIGHT, "", label
            continue
        hits = [s for s in sure if fills(label, s)]
        unsure = any(fills(label, s) for s in spots if not s["sure"])
        asking = RIGHT if label.state == "tight" else ASKED
        yield what, (RIGHT if len(hits) == 1 else SILENT if hits else asking if unsure else MISSED), "%d places" % len(hits), label
    blanks = [l for l in labels if l.state in ("blank", "tight")]
    for spot in sure:
        if not any(fills(l, spot) for l in blanks):
            yield "%s on page %d" % (spot["kind"], spot["page"]), SILENT, "at %s" % ["%.0f" % v for v in spot["box"]], None


def judge_top_right(label, answer):
    box = answer["top_right"]
    inside = box and box[0] >= label.box[0] - OVER and box[1] >= label.box[1] - OVER and box[2] <= label.box[2] + OVER and box[3] <= label.box[3] + OVER
    if label.state == "free":
        return MISSED if not box else ASKED if not answer["top_right_sure"] else RIGHT if inside else SILENT
    if not box or (label.state == "margin" and inside):
        return RIGHT
    return SILENT if answer["top_right_sure"] else WRONG_ASKED if label.state == "full" else RIGHT


def judge_document(document, cases, labels, answers):
    """answers: one for each case, in their order."""
    for (name, outcomes), answer in zip(cases, answers):
        verdict, note = judge_signatory(labels, name, outcomes, answer)
        yield Item(document, "signatory", name or "whoever signs last", verdict, note)
    told = sorted((a for a in answers if "spots" in a), key=lambda a: a["name"] != "")  # also beside a refusal
    best = told[0] if told else {"spots": [], "top_right": None}
    for what, verdict, note, _ in judge_spots(labels, best["spots"]):
        yield Item(document, "number and date", what, verdict, note)
    for label in labels:
        if label.what == "top-right":
            yield Item(document, "top right", label.state, judge_top_right(label, best), str(best["top_right"]))


# ---- running ---------------------------------------------------------------------------------------------------------

def ask(program, document, name):
    command = [program, "place", "--json", str(FOLDER / (document + ".pdf"))] + (["--name", name] if name else [])
    run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    try:
        answer = json.loads(run.stdout)
    except ValueError:
        raise SystemExit("%s\n%s%s" % (" ".join(command), run.stdout, run.stderr)) from None
    return {**answer, "name": name}


def table(items, documents, wanted):
    """Prints the figures; gives the lines that are below what is wanted."""
    low = []
    wrong = {i.document for i in items if i.verdict != RIGHT}
    print("%-18s" % "" + "".join("%17s" % v for v in VERDICTS) + "%9s" % "right")
    for kind in ("signatory", "number and date", "top right"):
        count = collections.Counter(i.verdict for i in items if i.kind == kind)
        total = sum(count.values())
        print("%-18s" % kind + "".join("%17d" % count[v] for v in VERDICTS) + "%8.1f%%" % (100 * count[RIGHT] / total if total else 100))
        if total and 100 * count[RIGHT] < wanted * total:
            low.append(kind)
    good = len(documents) - len(wrong)
    print("%-18s%17d of %d%69.1f%%" % ("whole documents", good, len(documents), 100 * good / len(documents)))
    if 100 * good < wanted * len(documents):
        low.append("whole documents")
    return low


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--batch")
    parser.add_argument("--at-least", type=float, default=WANTED)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    program = os.environ["TRIEN"]
    documents, cases, labels = read_set(options.batch)
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        asked = {d: [pool.submit(ask, program, d, name) for name, _ in cases[d]] for d in documents}
        items = [i for d in documents for i in judge_document(d, cases[d], labels[d], [a.result() for a in asked[d]])]
    for item in items:
        if item.verdict != RIGHT or options.verbose:
            print("%s: %s, %s: %s (%s)" % (item.document, item.kind, item.what, item.verdict, item.note))
    low = table(items, documents, options.at_least)
    silent = sum(i.verdict == SILENT for i in items)
    if low:
        print("below %g %%: %s" % (options.at_least, ", ".join(low)))
    return 1 if low or silent else 0


if __name__ == "__main__":
    sys.exit(main())
