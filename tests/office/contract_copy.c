/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X5
 * Copies: of what they may be, and who may sign them.
 */
#include "desk.h"
#include "office/copying.h"

static struct tr_office_new
copy_of(const char *kind, const struct tr_office_copy *copy)
{
	struct tr_office_new n = decision(NULL);

	n.kind = kind;
	n.copy = copy;
	return n;
}

static void
copy_ok(struct bureau *b, const char *kind, struct tr_office_copy copy)
{
	const struct tr_office_new n = copy_of(kind, &copy);
	register_ok(b, &n, NULL);
}

static void
copy_refused(struct bureau *b, const char *error, const char *kind, struct tr_office_copy copy)
{
	const struct tr_office_new n = copy_of(kind, &copy);
	register_refused(b, error, &n, NULL);
}

static trien_rc
give(struct bureau *b, struct tr_office_who who, const struct tr_copy_right_new *n, struct trien_err *err)
{
	int64_t id;
	return tr_copy_right_enter(b->c->db, &b->act, TR_ACT_DO, &who, n, &id, err);
}

static void
move_to(struct bureau *b, int64_t at)
{
	b->act.at = b->act.effective_at = at;
}

static void
test_sources(struct contract *c)
{
	const struct tr_office_new original = decision(NULL);
	struct tr_office_new none = decision(NULL);
	struct bureau b;

	open_bureau(&b, c);
	none.kind = "SY";
	register_refused(&b, "rules.copy-source", &none, NULL);
	copy_refused(&b, "rules.copy-source", "SY", (struct tr_office_copy){.signer = 3});
	copy_refused(&b, "rules.copy-source", "SY", (struct tr_office_copy){.text = "", .signer = 3});
	copy_refused(&b, "office.copy-none", "QĐ", (struct tr_office_copy){.text = "Quyết định 01/QĐ-MẪU", .signer = 3});
	copy_ok(&b, "SY", (struct tr_office_copy){.text = "Quyết định 01/QĐ-MẪU", .signer = 3});

	const int64_t doc = register_ok(&b, &original, NULL);
	copy_refused(&b, "rules.copy-state", "SY", (struct tr_office_copy){.document = doc, .signer = 3}); /* a number, not issued */
	copy_refused(&b, "rules.copy-source", "SY", (struct tr_office_copy){.document = doc, .text = "và nữa", .signer = 3});
	copy_refused(&b, "registry.not-found", "SY", (struct tr_office_copy){.document = 99, .signer = 3});
	do_ok(&b, b.clerk, doc, TR_DOCUMENT_ACT_ISSUE, NULL);
	copy_refused(&b, "rules.copy-order", "SL", (struct tr_office_copy){.document = doc, .signer = 3});
	copy_ok(&b, "SY", (struct tr_office_copy){.document = doc, .signer = 3});
	copy_ok(&b, "TrS", (struct tr_office_copy){.document = doc, .signer = 3});
	copy_refused(&b, "office.copy-kind", "SL", (struct tr_office_copy){.document = doc, .text_kind = "SY", .signer = 3}); /* the books know better */
	b.act.reason = "ban hành nhầm";
	do_ok(&b, b.head, doc, TR_DOCUMENT_ACT_RECALL, NULL);
	copy_refused(&b, "rules.copy-state", "SY", (struct tr_office_copy){.document = doc, .signer = 3});
	say_book(c, "copying");
	close_bureau(&b);
}

/* A sao lục is made of a sao y; a copy of an extract there is none. */
static void
test_order(struct contract *c)
{
	struct bureau b;

	open_bureau(&b, c);
	copy_refused(&b, "rules.copy-order", "SL", (struct tr_office_copy){.text = "một quyết định", .signer = 3});
	copy_refused(&b, "rules.copy-order", "SL", (struct tr_office_copy){.text = "một trích sao", .text_kind = "TrS", .signer = 3});
	copy_refused(&b, "rules.copy-order", "SL", (struct tr_office_copy){.text = "một sao lục", .text_kind = "SL", .signer = 3});
	copy_refused(&b, "rules.copy-order", "SY", (struct tr_office_copy){.text = "một sao y", .text_kind = "SY", .signer = 3});
	copy_refused(&b, "rules.copy-order", "TrS", (struct tr_office_copy){.text = "một sao y", .text_kind = "SY", .signer = 3});
	copy_refused(&b, "office.copy-kind", "SL", (struct tr_office_copy){.text = "một sao y", .text_kind = "sy", .signer = 3});
	copy_refused(&b, "office.copy-kind", "SY", (struct tr_office_copy){.text = "một quyết định", .text_kind = "QĐ", .signer = 3});
	copy_ok(&b, "SL", (struct tr_office_copy){.text = "một sao y", .text_kind = "SY", .signer = 3});
	close_bureau(&b);
}

/* What came to another agency is not known here. */
static void
test_arrivals(struct contract *c)
{
	struct bureau b;

	open_bureau(&b, c);
	PUT(c, "document.arrive", "arrival", 0, "agency", "1", "sender", "Sở Mẫu", "medium", "paper", "channel", "paper", "state", "waiting", "arrived_at", "1", "tries", "0");
	PUT(c, "document.arrive", "arrival", 0, "agency", "2", "sender", "Sở Mẫu", "medium", "paper", "channel", "paper", "state", "done", "arrived_at", "1", "tries", "0");
	copy_refused(&b, "rules.copy-state", "SY", (struct tr_office_copy){.arrival = 1, .signer = 3});
	copy_refused(&b, "registry.not-found", "SY", (struct tr_office_copy){.arrival = 2, .signer = 3});
	PUT(c, "document.arrive", "arrival", 1, "state", "registered");
	copy_ok(&b, "SY", (struct tr_office_copy){.arrival = 1, .signer = 3});
	PUT(c, "document.arrive", "incoming", 0, "agency", "1", "year", "2026", "number", "1", "twin", "0", "arrival", "1", "arrived_at", "1", "author", "Sở Mẫu",
			"kind", "SY", "subject", "Về việc mẫu", "urgency", "normal", "origin", "taken");
	copy_refused(&b, "rules.copy-order", "SY", (struct tr_office_copy){.arrival = 1, .signer = 3});
	copy_ok(&b, "SL", (struct tr_office_copy){.arrival = 1, .signer = 3});
	PUT(c, "document.arrive", "arrival", 1, "state", "recalled");
	copy_refused(&b, "rules.copy-state", "SL", (struct tr_office_copy){.arrival = 1, .signer = 3});
	close_bureau(&b);
}

static void
test_rights(struct contract *c)
{
	const struct tr_office_copy by_two = {.text = "một quyết định", .signer = 2}, by_nobody = {.text = "một quyết định"};
	struct tr_copy_right_new n = {.agency = 1, .person = 2, .decision = "07/QĐ-MẪU", .decided_at = NOW - DAY, .from_at = NOW, .to_at = NOW + 7 * DAY};
	struct trien_err err = {0};
	struct bureau b;
	int64_t act;

	open_bureau(&b, c);
	copy_refused(&b, "office.copy-nobody", "SY", by_nobody);
	copy_refused(&b, "office.copy-signer", "SY", by_two);
	assert_refused(give(&b, b.signatory, &n, &err), "rules.role"); /* nobody takes it himself */
	assert_refused(give(&b, b.other, &n, &err), "office.role-not-held");
	n.person = 4;
	assert_refused(give(&b, b.head, &n, &err), "office.copy-stranger");
	n.person = 2;
	n.decision = "";
	assert_refused(give(&b, b.head, &n, &err), "rules.copy-paper");
	n.decision = "07/QĐ-MẪU";
	assert_ok(give(&b, b.head, &n, &err), &err);
	move_to(&b, NOW - 1);
	copy_refused(&b, "office.copy-signer", "SY", by_two); /* not yet */
	move_to(&b, NOW);
	copy_ok(&b, "SY", by_two);
	move_to(&b, NOW + 7 * DAY);
	copy_refused(&b, "office.copy-signer", "SY", by_two); /* no longer */

	/* Until it is ended. */
	n.to_at = 0;
	n.from_at = NOW + 7 * DAY;
	assert_ok(give(&b, b.clerk, &n, &err), &err);
	copy_ok(&b, "SY", by_two);
	assert_refused(tr_copy_right_end(c->db, &b.act, TR_ACT_DO, &b.head, 2, &act, &err), "rules.reason-given");
	b.act.reason = "chuyển công tác";
	assert_refused(tr_copy_right_end(c->db, &b.act, TR_ACT_DO, &b.signatory, 2, &act, &err), "rules.role");
	assert_refused(tr_copy_right_end(c->db, &b.act, TR_ACT_DO, &b.other, 2, &act, &err), "office.role-not-held");
	assert_refused(tr_copy_right_end(c->db, &b.act, TR_ACT_DO, &b.head, 1, &act, &err), "office.copy-ended");
	assert_ok(tr_copy_right_end(c->db, &b.act, TR_ACT_DO, &b.head, 2, &act, &err), &err);
	copy_refused(&b, "office.copy-signer", "SY", by_two);
	assert_refused(tr_copy_right_end(c->db, &b.act, TR_ACT_DO, &b.head, 2, &act, &err), "office.copy-ended");
	say_book(c, "copy_right");
	close_bureau(&b);
}

/* Who has left signs no copies, whatever was given. */
static void
test_who_left(struct contract *c)
{
	const struct tr_office_copy copy = {.text = "một quyết định", .signer = 2};
	const struct tr_copy_right_new n = {.agency = 1, .person = 2, .decision = "07/QĐ-MẪU", .decided_at = NOW - DAY, .from_at = NOW};
	struct trien_err err = {0};
	struct bureau b;

	open_bureau(&b, c);
	assert_ok(give(&b, b.head, &n, &err), &err);
	copy_ok(&b, "SY", copy);
	PUT(c, "person.change", "person", 2, "state", "retired");
	copy_refused(&b, "office.copy-signer", "SY", copy);
	assert_refused(give(&b, b.head, &n, &err), "office.copy-stranger");
	close_bureau(&b);
}

/* Of a copy that goes its way the steps say who signed it, whoever was named before. */
static void
test_steps(struct contract *c)
{
	const struct tr_office_copy copy = {.text = "một quyết định", .signer = 3};
	const struct tr_copy_right_new right = {.agency = 1, .person = 2, .decision = "07/QĐ-MẪU", .decided_at = NOW - DAY, .from_at = NOW};
	struct tr_office_number number = {0};
	const struct tr_office_wish wish = {0};
	struct trien_err err = {0};
	struct tr_office_new n;
	struct desk d;
	int64_t doc;

	open_desk(&d, c);
	n = copy_of("SY", &copy);
	n.paper = false;
	n.signer = NULL;
	n.file = blob_of(&d.b, "a copy");
	assert_ok(tr_submission_draft(c->db, &d.b.act, TR_ACT_DO, &d.staff, &n, TR_PROCEDURE_TWO, true, &doc, &err), &err);
	submit_ok(&d, doc, STEPS({1, 2, TR_STEP_SIGN}));
	sign_ok(&d, d.b.signatory, doc, "p2");
	assert_refused(tr_office_take(c->db, &d.b.act, TR_ACT_DO, &d.b.clerk, doc, &wish, &number, &err), "office.copy-signer");
	assert_ok(give(&d.b, d.b.head, &right, &err), &err);
	assert_ok(tr_office_take(c->db, &d.b.act, TR_ACT_DO, &d.b.clerk, doc, &wish, &number, &err), &err);
	assert_string_equal((char *)number.text.p, "01/SY-UBND");
	tr_office_number_free(&number);
	close_desk(&d);
}

extern const struct contract_row copy_tests[];
const struct contract_row copy_tests[] = {{"copies: what they are of", test_sources}, {"copies: in order", test_order}, {"copies of what came", test_arrivals},
	{"copies: who signs", test_rights}, {"copies: who left", test_who_left}, {"copies: steps", test_steps}, {NULL, NULL}};
