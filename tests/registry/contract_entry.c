/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R3 R5.2 R13.2 R14.4 R15.1 R17.2 R18.1 R18.2 */
/* The rules of the plain books, at every row that is put: each kept one beside its twin that is refused, by its id. On both back ends. */
#include <stdio.h>

#include "rules/entry.h"
#include "sample.h"

#define LATER "1790000001" /* than NOW */
#define MONTH "1787000000"
#define WEEK "1789000000"

/* Every rule names a book, columns and a word that there are. */
static void
test_table(struct contract *c)
{
	const struct tr_rules_entry *e;
	size_t i = 0;

	for (; (e = tr_rules_entry_at(i)) != NULL; i++) {
		const struct tr_book *b = tr_book_find(e->book);
		assert_non_null(b);
		const size_t column = tr_book_column(b, e->column);
		assert_true(column < b->count);
		assert_true(e->other[0] == '\0' || tr_book_column(b, e->other) < b->count);
		assert_true(e->word[0] == '\0' || tr_column_has_word(&b->columns[column], TR_BYTES(e->word, strlen(e->word))));
		assert_true(tr_err_code_of_id(tr_rules_entry_id(e->kind)) != TR_ERROR_NONE);
	}
	say(c, "%zu rules\n", i);
}

static void
office(struct contract *c)
{
	open_log(c);
	PUT(c, "agency.enter", "agency", 0, "code", "H00", "name", "UBND tỉnh Mẫu", "kind", "province", "state", "active");
	PUT(c, "person.enter", "person", 0, "code", "CB1", "name", "Nguyễn Văn Mẫu", "agency", "1", "state", "active");
	PUT(c, "person.enter", "person", 0, "code", "CB2", "name", "Trần Thị Mẫu", "agency", "1", "state", "active");
	PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "T1", "agency", "1", "state", "assigned", "state_from", "1");
	PUT(c, "device.enter", "device", 0, "kind", "token", "serial", "T2", "agency", "1", "state", "in_stock", "state_from", "1");
}

static void
test_times(struct contract *c)
{
	office(c);
	PUT_REFUSED(c, "registry.entry-order", "unit", 0, "code", "D1", "name", "Mẫu", "from_at", "2", "to_at", "1");
	PUT(c, "unit.enter", "unit", 0, "code", "D1", "name", "Mẫu", "from_at", "2", "to_at", "2");
	PUT_REFUSED(c, "registry.entry-order", "agency", 1, "from_at", "2", "to_at", "1");
	PUT(c, "agency.change", "agency", 1, "from_at", "2", "to_at", "-");
	PUT_REFUSED(c, "registry.entry-order", "post", 0, "person", "1", "agency", "1", "title", "Mẫu", "role", "clerk", "from_at", "2", "to_at", "1");
	PUT(c, "post.enter", "post", 0, "person", "1", "agency", "1", "title", "Mẫu", "role", "clerk", "from_at", "2", "to_at", "2");
	PUT_REFUSED(c, "registry.entry-order", "service", 0, "code", "D", "name", "Mẫu", "agency", "1", "is_signed", "1", "from_at", "2", "to_at", "1");
	PUT(c, "service.enter", "service", 0, "code", "D", "name", "Mẫu", "agency", "1", "is_signed", "1", "from_at", "2", "to_at", "3");
	PUT_REFUSED(c, "registry.entry-ahead", "checklist", 0, "agency", "1", "measure", "Mẫu", "good", "1", "checked_at", LATER);
	PUT(c, "checklist.enter", "checklist", 0, "agency", "1", "measure", "Mẫu", "good", "1", "checked_at", "1790000000");
	PUT_REFUSED(c, "registry.entry-ahead", "duty", 0, "person", "1", "profile", "congvu-2024", "accepted_at", LATER);
	PUT(c, "duty.enter", "duty", 0, "person", "1", "profile", "congvu-2024", "accepted_at", "1790000000");
	PUT_REFUSED(c, "registry.entry-profile", "duty", 0, "person", "2", "profile", "congvu-2025", "accepted_at", "1");
	PUT_REFUSED(c, "registry.entry-profile", "duty", 0, "person", "2", "profile", "congvu-202", "accepted_at", "1");
	PUT_REFUSED(c, "registry.entry-profile", "duty", 0, "person", "2", "profile", "congvu-2024x", "accepted_at", "1");
	PUT_REFUSED(c, "registry.entry-profile", "duty", 1, "profile", "CONGVU-2024");
	PUT(c, "duty.enter", "duty", 0, "person", "2", "profile", "bg-2020", "accepted_at", "1");
	PUT_REFUSED(c, "registry.entry-range", "roadmap", 0, "agency", "1", "document_kind", "Mẫu", "procedure", "5", "planned_at", LATER);
	PUT_REFUSED(c, "registry.entry-range", "roadmap", 0, "agency", "1", "document_kind", "Mẫu", "procedure", "0", "planned_at", LATER);
	PUT_REFUSED(c, "registry.entry-ahead", "roadmap", 0, "agency", "1", "document_kind", "Mẫu", "procedure", "4", "planned_at", LATER, "done_at", LATER);
	PUT(c, "roadmap.enter", "roadmap", 0, "agency", "1", "document_kind", "Mẫu", "procedure", "4", "planned_at", LATER, "done_at", "1");
}

static void
test_training(struct contract *c)
{
	office(c);
	PUT_REFUSED(c, "registry.entry-range", "training_need", 0, "agency", "1", "year", "26", "topic", "Mẫu", "people", "3");
	PUT_REFUSED(c, "registry.entry-range", "training_need", 0, "agency", "1", "year", "2026", "topic", "Mẫu", "people", "0");
	PUT_REFUSED(c, "registry.entry-range", "training_need", 0, "agency", "1", "year", "2101", "topic", "Mẫu", "people", "100001");
	PUT(c, "training_need.enter", "training_need", 0, "agency", "1", "year", "2100", "topic", "Mẫu", "people", "100000");
	PUT_REFUSED(c, "registry.entry-range", "training_class", 0, "agency", "1", "year", "1999", "topic", "Mẫu", "state", "planned");
	PUT_REFUSED(c, "registry.entry-range", "training_class", 0, "agency", "1", "year", "2026", "topic", "Mẫu", "state", "planned", "planned_cost", "-1");
	PUT_REFUSED(c, "registry.entry-range", "training_class", 0, "agency", "1", "year", "2026", "topic", "Mẫu", "state", "held", "from_at", "1", "cost",
			"1000000000001");
	PUT_REFUSED(c, "registry.entry-too-early", "training_class", 0, "agency", "1", "year", "2026", "topic", "Mẫu", "state", "planned", "cost", "1");
	PUT_REFUSED(c, "registry.entry-state", "training_class", 0, "agency", "1", "year", "2026", "topic", "Mẫu", "state", "held");
	PUT_REFUSED(c, "registry.entry-order", "training_class", 0, "agency", "1", "year", "2026", "topic", "Mẫu", "state", "planned", "from_at", WEEK, "to_at",
			MONTH);
	PUT(c, "training_class.enter", "training_class", 0, "agency", "1", "year", "2026", "topic", "Mẫu", "state", "planned", "from_at", MONTH, "to_at", WEEK,
			"planned_cost", "0");
	PUT_REFUSED(c, "registry.entry-ahead", "attendance", 0, "class", "1", "person", "1", "summoned_at", LATER);
	PUT(c, "attendance.enter", "attendance", 0, "class", "1", "person", "1", "summoned_at", MONTH);
	PUT(c, "attendance.enter", "attendance", 0, "class", "1", "person", "2", "summoned_at", "1789000001", "came", "0"); /* too late */
	PUT_REFUSED(c, "registry.entry-came", "attendance", 1, "came", "1"); /* the class was not held */
	PUT(c, "training_class.change", "training_class", 1, "state", "held", "cost", "1000000000000");
	PUT(c, "attendance.change", "attendance", 1, "came", "1");
	PUT_REFUSED(c, "registry.entry-came", "attendance", 2, "came", "1");
	PUT(c, "attendance.change", "attendance", 2, "summoned_at", WEEK, "came", "1");
	assert_int_equal(say_faults(c), 0);
}

static void
test_guidance(struct contract *c)
{
	office(c);
	PUT_REFUSED(c, "registry.entry-ahead", "guidance", 0, "subject", "Mẫu", "text", "Mẫu", "given_at", LATER);
	PUT_REFUSED(c, "registry.entry-order", "guidance", 0, "subject", "Mẫu", "text", "Mẫu", "given_at", WEEK, "over_at", MONTH);
	PUT_REFUSED(c, "registry.value-missing", "guidance", 0, "subject", "Mẫu", "given_at", WEEK);
	PUT(c, "guidance.enter", "guidance", 0, "subject", "Mẫu", "text", "Mẫu", "number", "01/HD-SKHCN", "given_at", MONTH);
	PUT(c, "guidance.change", "guidance", 1, "over_at", LATER);
}

static void
test_inspection(struct contract *c)
{
	office(c);
	PUT_REFUSED(c, "registry.entry-ahead", "inspection", 0, "agency", "1", "planned_at", "1", "held_at", LATER);
	PUT_REFUSED(c, "registry.entry-wants", "inspection", 0, "agency", "1", "planned_at", "1", "findings", "Mẫu");
	PUT_REFUSED(c, "registry.entry-wants", "inspection", 0, "agency", "1", "planned_at", "1", "remedied_at", WEEK);
	PUT_REFUSED(c, "registry.entry-wants", "inspection", 0, "agency", "1", "planned_at", "1", "minutes",
			"0000000000000000000000000000000000000000000000000000000000000000");
	PUT_REFUSED(c, "registry.entry-order", "inspection", 0, "agency", "1", "planned_at", "1", "held_at", WEEK, "remedy_until", MONTH);
	PUT_REFUSED(c, "registry.entry-order", "inspection", 0, "agency", "1", "planned_at", "1", "held_at", WEEK, "remedied_at", MONTH);
	PUT_REFUSED(c, "registry.entry-ahead", "inspection", 0, "agency", "1", "planned_at", "1", "held_at", WEEK, "remedied_at", LATER);
	PUT(c, "inspection.enter", "inspection", 0, "agency", "1", "planned_at", LATER); /* a plan lies ahead */
	PUT(c, "inspection.change", "inspection", 1, "held_at", MONTH, "findings", "Mẫu", "remedy_until", LATER, "remedied_at", WEEK);
}

/* Asked, answered, closed; what was asked and what was answered stays, until the answer is undone. */
static void
answered(struct contract *c, const char *book, const char *kind)
{
	struct tr_act undo = act_of("act.undo");
	struct trien_err err = {0};
	const bool asks = strcmp(book, "proposal") == 0;
	const char *extra = asks ? "kind" : "person", *of = asks ? "proposal" : "1", *other = asks ? "difficulty" : "2";

	PUT_REFUSED(c, "registry.entry-ahead", book, 0, "agency", "1", extra, of, "subject", "Mẫu", "state", "open", "asked_at", LATER);
	PUT_REFUSED(c, "registry.entry-wants", book, 0, "agency", "1", extra, of, "subject", "Mẫu", "state", "answered", "asked_at", WEEK, "answer", "Mẫu");
	PUT_REFUSED(c, "registry.entry-wants", book, 0, "agency", "1", extra, of, "subject", "Mẫu", "state", "closed", "asked_at", WEEK, "answered_at", WEEK);
	PUT_REFUSED(c, "registry.entry-state", book, 0, "agency", "1", extra, of, "subject", "Mẫu", "state", "answered", "asked_at", WEEK);
	PUT_REFUSED(c, "registry.entry-too-early", book, 0, "agency", "1", extra, of, "subject", "Mẫu", "state", "open", "asked_at", MONTH, "answer", "Mẫu",
			"answered_at", WEEK);
	PUT_REFUSED(c, "registry.entry-order", book, 0, "agency", "1", extra, of, "subject", "Mẫu", "state", "answered", "asked_at", WEEK, "answer", "Mẫu",
			"answered_at", MONTH);
	PUT_REFUSED(c, "registry.entry-ahead", book, 0, "agency", "1", extra, of, "subject", "Mẫu", "state", "answered", "asked_at", WEEK, "answer", "Mẫu",
			"answered_at", LATER);
	PUT(c, kind, book, 0, "agency", "1", extra, of, "subject", "Mẫu", "state", "open", "asked_at", MONTH);
	PUT(c, kind, book, 1, "subject", "Mẫu khác", extra, other);
	PUT(c, kind, book, 1, "state", "answered", "answer", "Mẫu", "answered_at", WEEK);
	const int64_t act = ask_one(c->db, "SELECT MAX(id) FROM act");
	PUT_REFUSED(c, "registry.entry-kept", book, 1, "subject", "Mẫu");
	PUT_REFUSED(c, "registry.entry-kept", book, 1, extra, of);
	PUT_REFUSED(c, "registry.entry-kept", book, 1, "asked_at", "1");
	PUT_REFUSED(c, "registry.entry-kept", book, 1, "answer", "Mẫu khác");
	PUT_REFUSED(c, "registry.entry-kept", book, 1, "answered_at", "1790000000");
	PUT_REFUSED(c, "registry.entry-kept", book, 1, "state", "open", "answer", "-", "answered_at", "-");
	undo.reason = "nhầm";
	assert_ok(tr_act_undo(c->db, &undo, TR_ACT_DO, act, NULL, &err), &err);
	PUT(c, kind, book, 1, "subject", "Mẫu");
	PUT(c, kind, book, 1, "state", "closed"); /* without an answer */
	PUT_REFUSED(c, "registry.entry-kept", book, 1, "agency", "2");
	say_book(c, book);
}

static void
test_answers(struct contract *c)
{
	office(c);
	PUT(c, "agency.enter", "agency", 0, "code", "H01", "name", "Sở Mẫu", "kind", "department", "state", "active");
	answered(c, "ticket", "ticket.test");
	answered(c, "proposal", "proposal.test");
	assert_int_equal(say_faults(c), 0);
}

#define KEPT(device, keeper, from, to) "device", device, "keeper", keeper, "decision", "01/QĐ-MẪU", "decided_at", "1", "from_at", from, "to_at", to

/* Who keeps a device, typed: never two at a time, also where an earlier end is undone; and a device that nobody has is given by an act. */
static void
test_custody(struct contract *c)
{
	struct tr_act undo = act_of("act.undo");
	struct trien_err err = {0};

	office(c);
	PUT_REFUSED(c, "registry.custody-by-act", "custody", 0, KEPT("2", "1", "1000", "-"));
	PUT(c, "custody.enter", "custody", 0, KEPT("2", "1", "1000", "2000")); /* history of one that is in stock again */
	PUT_REFUSED(c, "registry.custody-by-act", "custody", 1, "to_at", "-");
	PUT(c, "custody.enter", "custody", 0, KEPT("1", "1", "1000", "-"));
	PUT_REFUSED(c, "registry.custody-overlaps", "custody", 0, KEPT("1", "2", "2000", "-"));
	PUT_REFUSED(c, "registry.custody-overlaps", "custody", 0, KEPT("1", "1", "2000", "3000"));
	PUT_REFUSED(c, "registry.custody-overlaps", "custody", 0, KEPT("1", "2", "500", "1001"));
	PUT_REFUSED(c, "registry.custody-ends-early", "custody", 0, KEPT("1", "2", "500", "500"));
	PUT_REFUSED(c, "registry.custody-ends-early", "custody", 2, "to_at", "999");
	PUT(c, "custody.enter", "custody", 0, KEPT("1", "2", "500", "1000"));
	PUT_REFUSED(c, "registry.custody-overlaps", "custody", 3, "to_at", "1001");
	PUT(c, "custody.change", "custody", 2, "to_at", "3000");
	const int64_t act = ask_one(c->db, "SELECT MAX(id) FROM act");
	PUT(c, "custody.enter", "custody", 0, KEPT("1", "2", "3000", "-"));
	undo.reason = "nhầm";
	assert_refused(tr_act_undo(c->db, &undo, TR_ACT_DO, act, NULL, &err), "registry.custody-overlaps");
	say_book(c, "custody");
	assert_int_equal(say_faults(c), 0);
}

/* An agency is not its own managing agency, has no successor inside itself, and does not end before its parts. */
static void
test_tree(struct contract *c)
{
	office(c);
	PUT(c, "agency.enter", "agency", 0, "code", "H01", "name", "Sở Mẫu", "kind", "department", "state", "active", "parent", "1", "managing", "1");
	PUT(c, "agency.enter", "agency", 0, "code", "H011", "name", "Phòng Mẫu", "kind", "unit", "state", "active", "parent", "2");
	PUT(c, "agency.enter", "agency", 0, "code", "H02", "name", "Sở Mẫu Hai", "kind", "department", "state", "active", "parent", "1");
	PUT_REFUSED(c, "registry.entry-inside", "agency", 2, "managing", "2");
	PUT_REFUSED(c, "registry.entry-inside", "agency", 2, "managing", "3");
	PUT_REFUSED(c, "registry.entry-inside", "agency", 1, "managing", "3");
	PUT_REFUSED(c, "registry.entry-inside", "agency", 2, "successor", "3");
	PUT_REFUSED(c, "registry.entry-inside", "agency", 2, "successor", "2");
	PUT(c, "agency.change", "agency", 2, "successor", "4", "managing", "4");
	PUT(c, "agency.change", "agency", 3, "successor", "2");
	PUT_REFUSED(c, "registry.entry-parts", "agency", 2, "state", "ended");
	PUT(c, "agency.change", "agency", 3, "state", "ended");
	PUT(c, "agency.change", "agency", 2, "state", "ended");
	PUT(c, "agency.change", "agency", 3, "parent", "4", "state", "active");
	say_book(c, "agency");
	assert_int_equal(say_faults(c), 0);
}

extern const struct contract_row entry_tests[];
const struct contract_row entry_tests[] = {{"table", test_table}, {"times", test_times}, {"training", test_training}, {"guidance", test_guidance}, {"inspection", test_inspection},
	{"answers", test_answers}, {"custody", test_custody}, {"tree", test_tree}, {NULL, NULL}};
