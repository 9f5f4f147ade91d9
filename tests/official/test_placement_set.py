#!/usr/bin/env python3
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The judge of the placement, judged: an answer made of the labels is all right, and each way to be wrong is called what it is."""
import copy
import sys
import unittest

sys.dont_write_bytecode = True
import placement_set as ps  # noqa: E402

DOCUMENTS, CASES, LABELS = ps.read_set(None)


def perfect(document, name, outcomes):
    """What a placement would say that knows the labels."""
    labels = LABELS[document]
    rooms = [l for l in labels if l.what == "signatory-room" and (not name or l.person == ps.plain(name))]
    sure = "sure" in outcomes
    if not sure and "ask" not in outcomes:
        return {"error": outcomes[0], "name": name}
    people = [{"page": l.page, "room": list(l.box), "sure": sure} for l in rooms[-1:]]
    spots = [{"kind": l.what, "page": l.page, "box": list(l.box), "sure": True} for l in labels if l.what in ps.KINDS and l.state in ("blank", "tight")]
    corner = next((list(l.box) for l in labels if l.what == "top-right" and l.state == "free"), None)
    return {"signatories": people, "spots": spots, "top_right": corner, "top_right_sure": bool(corner), "name": name}


def judged(document, change=None, labels=None):
    answers = [perfect(document, name, outcomes) for name, outcomes in CASES[document]]
    if change:
        answers = [a if a.get("error") else change(copy.deepcopy(a)) for a in answers]
    return list(ps.judge_document(document, CASES[document], labels or LABELS[document], answers))


def verdicts(items, kind):
    return {i.verdict for i in items if i.kind == kind}


class Judge(unittest.TestCase):
    def test_set_is_whole(self):
        self.assertGreaterEqual(len(DOCUMENTS), 30)
        self.assertEqual(len(DOCUMENTS), len(set(DOCUMENTS)))
        self.assertEqual({p.stem for p in ps.FOLDER.glob("*.pdf")}, set(DOCUMENTS))
        self.assertEqual(set(CASES), set(DOCUMENTS))
        self.assertLessEqual(set(LABELS), set(DOCUMENTS))
        self.assertGreaterEqual(len({r[2].split(",")[0] for r in ps.rows("documents.tsv")}), 6)
        self.assertGreaterEqual(sum(r[2] == "scan" for r in ps.rows("documents.tsv")), 5)

    def test_boxes_stand_on_a_page(self):
        for labels in LABELS.values():
            for l in labels:
                self.assertTrue(0 <= l.box[0] <= l.box[2] <= 1191 and 0 <= l.box[1] <= l.box[3] <= 1191, l)

    def test_perfect(self):
        for document in DOCUMENTS:
            for item in judged(document):
                self.assertEqual(item.verdict, ps.RIGHT, item)

    def test_room_moved(self):
        def move(points):
            def change(answer):
                for person in answer["signatories"]:
                    person["room"] = [person["room"][0], person["room"][1] + points, person["room"][2], person["room"][3] + points]
                return answer
            return change
        self.assertEqual(verdicts(judged("qd-annex-odt", move(8.4)), "signatory"), {ps.RIGHT})
        self.assertEqual(verdicts(judged("qd-annex-odt", move(8.6)), "signatory"), {ps.RIGHT, ps.SILENT})

    def test_other_person(self):
        def swap(answer):
            answer["signatories"] = [{"page": l.page, "room": list(l.box), "sure": True} for l in LABELS["joint-two-weasy"]
                                     if l.what == "signatory-room" and l.person != ps.plain(answer["name"])][:1]
            return answer
        self.assertEqual(verdicts(judged("joint-two-weasy", swap), "signatory"), {ps.SILENT})

    def test_sure_where_it_must_ask(self):
        def certain(answer):
            for person in answer["signatories"]:
                person["sure"] = True
            return answer
        self.assertIn(ps.SILENT, verdicts(judged("joint-three-odt", certain), "signatory"))

    def test_unsure(self):
        def doubt(answer):
            for thing in answer["signatories"] + answer["spots"]:
                thing["sure"] = False
            return answer
        items = judged("cv-so-docx", doubt)
        self.assertEqual(verdicts(items, "signatory"), {ps.ASKED})
        self.assertEqual(verdicts(items, "number and date"), {ps.ASKED})

    def test_wrong_refusal(self):
        answers = [{"error": "official.no-room", "name": name} for name, _ in CASES["name-twice-docx"]]
        items = list(ps.judge_document("name-twice-docx", CASES["name-twice-docx"], LABELS["name-twice-docx"], answers))
        self.assertEqual(items[0].verdict, ps.WRONG_ASKED)
        self.assertEqual(verdicts(items, "number and date"), {ps.MISSED})

    def test_spots(self):
        def leave(answer):
            answer["spots"] = answer["spots"][1:]
            return answer

        def twice(answer):
            answer["spots"].append(answer["spots"][0])
            return answer

        def over_the_text(answer):
            answer["spots"][0]["box"][2] += 6
            return answer

        def on_typed(answer):
            typed = next(l for l in LABELS["qd-annex-odt"] if l.state == "typed")
            answer["spots"].append({"kind": typed.what, "page": typed.page, "box": list(typed.box), "sure": True})
            return answer
        for change, wanted in ((leave, ps.MISSED), (twice, ps.SILENT), (over_the_text, ps.SILENT), (on_typed, ps.SILENT)):
            self.assertIn(wanted, verdicts(judged("qd-annex-odt", change), "number and date"), change.__name__)

    def test_tight(self):
        """Too narrow to be sure: both are right, but not to find it is not."""
        def doubt(answer):
            for spot in answer["spots"]:
                spot["sure"] = False
            return answer

        def leave(answer):
            answer["spots"] = []
            return answer
        tight = [l._replace(state="tight") if l.state == "blank" and l.what == "day" else l for l in LABELS["cv-so-docx"]]
        day = {change: next(i.verdict for i in judged("cv-so-docx", change, tight) if i.what.startswith("day")) for change in (None, doubt, leave)}
        self.assertEqual(day, {None: ps.RIGHT, doubt: ps.RIGHT, leave: ps.MISSED})

    def test_corner(self):
        def low(answer):
            answer["top_right"], answer["top_right_sure"] = [300, 40, 550, 120], sure
            return answer
        sure = True
        self.assertEqual(verdicts(judged("qd-annex-odt", low), "top right"), {ps.SILENT})
        self.assertEqual(verdicts(judged("corner-full-docx", low), "top right"), {ps.SILENT})
        sure = False
        self.assertEqual(verdicts(judged("qd-annex-odt", low), "top right"), {ps.RIGHT})
        self.assertEqual(verdicts(judged("corner-full-docx", low), "top right"), {ps.WRONG_ASKED})
        self.assertEqual(verdicts(judged("annex-alone-cairo", low), "top right"), {ps.ASKED})

        def none(answer):
            answer["top_right"] = None
            return answer
        self.assertEqual(verdicts(judged("annex-alone-cairo", none), "top right"), {ps.MISSED})


if __name__ == "__main__":
    sys.exit(unittest.main())
