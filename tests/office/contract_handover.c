/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X5
 * Hand-overs in the books: files to the archive, which are closed to change from then on, and work from one clerk to another; both sides sign off, and what is
 * not ready, not theirs or done already is refused without a trace.
 */
#include <stdio.h>

#include "desk.h"
#include "gate.h"
#include "office/handover.h"
#include "office/limits.h"
#include "office/retention.h"
#include "office/waiting.h"

/* A second clerk of agency 1: person 5. */
static struct tr_office_who
second_clerk(struct contract *c)
{
	PUT(c, "post.enter", "post", 0, "person", "5", "agency", "1", "title", "Văn thư", "role", "clerk", "from_at", "1");
	return (struct tr_office_who){5, TR_ROLE_CLERK};
}

static int64_t
dossier_ok(struct bureau *b, const char *code, int64_t closed_at)
{
	const struct tr_dossier_said said = {.agency = 1, .code = code, .title = "Hồ sơ mẫu", .years = 3, .closed_at = closed_at};
	struct trien_err err = {0};
	int64_t id;

	assert_ok(tr_office_dossier(b->c->db, &b->act, TR_ACT_DO, &b->clerk, &said, &id, &err), &err);
	return id;
}

static trien_rc
file_in(struct bureau *b, const char *code, int64_t document, struct trien_err *err)
{
	const struct tr_retention_said said = {.dossier = code, .years = TR_YEARS_AS_IT_WAS};
	int64_t act;

	return tr_office_retain(b->c->db, &b->act, TR_ACT_DO, &b->clerk, &tr_books[TR_BOOK_document], document, &said, &act, err);
}

/* Tried first: as many lines, and nothing written. */
static struct tr_handover_done
give_ok(struct bureau *b, struct tr_office_who who, const struct tr_handover_new *n)
{
	const int64_t changes = ask_one(b->c->db, "SELECT COUNT(*) FROM change");
	struct tr_handover_done tried, done;
	struct trien_err err = {0};

	assert_ok(tr_handover_give(b->c->db, &b->act, TR_ACT_DRY_RUN, &who, n, &tried, &err), &err);
	assert_int_equal(ask_one(b->c->db, "SELECT COUNT(*) FROM change"), changes);
	assert_ok(tr_handover_give(b->c->db, &b->act, TR_ACT_DO, &who, n, &done, &err), &err);
	assert_true(tried.lines == done.lines && tried.left == done.left && done.to == TR_HANDOVER_GIVEN);
	return done;
}

static void
give_refused(struct bureau *b, const char *error, struct tr_office_who who, const struct tr_handover_new *n)
{
	const int64_t changes = ask_one(b->c->db, "SELECT COUNT(*) FROM change");
	struct tr_handover_done done;
	struct trien_err err = {0};

	assert_refused(tr_handover_give(b->c->db, &b->act, TR_ACT_DO, &who, n, &done, &err), error);
	assert_int_equal(ask_one(b->c->db, "SELECT COUNT(*) FROM change"), changes);
}

static void
on_refused(struct bureau *b, const char *error, struct tr_office_who who, int64_t handover, enum tr_handover_act what)
{
	const int64_t changes = ask_one(b->c->db, "SELECT COUNT(*) FROM change");
	struct tr_handover_done done;
	struct trien_err err = {0};

	assert_refused(tr_handover_do(b->c->db, &b->act, TR_ACT_DO, &who, handover, what, &done, &err), error);
	assert_int_equal(ask_one(b->c->db, "SELECT COUNT(*) FROM change"), changes);
}

static void
on_ok(struct bureau *b, struct tr_office_who who, int64_t handover, enum tr_handover_act what)
{
	struct tr_handover_done done;
	struct trien_err err = {0};

	assert_ok(tr_handover_do(b->c->db, &b->act, TR_ACT_DO, &who, handover, what, &done, &err), &err);
}

struct asking {
	int64_t number;
	struct tr_sql_rows rows;
	struct tr_buf text;
};

static trien_rc
lines_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct asking *a = context;
	return tr_handover_lines(db, a->number, 0, &a->rows, err);
}

static trien_rc
print_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct asking *a = context;
	return tr_handover_print(db, a->number, 1800000000, &a->text, err);
}

static trien_rc
waiting_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct asking *a = context;
	return tr_office_waiting(db, &(struct tr_waiting){a->number, 1800000000}, &a->rows, err);
}

/* "document:1 numbered;…" */
static void
lines_are(struct bureau *b, int64_t handover, const char *want)
{
	struct asking a = {.number = handover};
	struct trien_err err = {0};

	assert_ok(tr_sql_transact(b->c->db, TR_SQL_READ, lines_work, &a, &err), &err);
	for (size_t i = 0; i < a.rows.count; i++)
		assert_ok(tr_buf_addf(&a.text, &err, "%s %s;", tr_sql_text(&a.rows, i, TR_HANDOVER_ABOUT), tr_sql_text(&a.rows, i, TR_HANDOVER_STANDS)), &err);
	assert_ok(tr_buf_add_byte(&a.text, 0, &err), &err);
	assert_string_equal((char *)a.text.p, want);
	tr_buf_free(&a.text);
	tr_sql_rows_free(&a.rows);
}

static bool
waits(struct bureau *b, int64_t person, const char *what)
{
	struct asking a = {.number = person};
	struct trien_err err = {0};
	bool found = false;

	assert_ok(tr_sql_transact(b->c->db, TR_SQL_READ, waiting_work, &a, &err), &err);
	for (size_t i = 0; i < a.rows.count; i++)
		found = found || strcmp(tr_sql_text(&a.rows, i, TR_WAITING_FOR), what) == 0;
	tr_sql_rows_free(&a.rows);
	return found;
}

static bool
printed(struct bureau *b, int64_t handover, const char *text)
{
	struct asking a = {.number = handover};
	struct trien_err err = {0};

	assert_ok(tr_sql_transact(b->c->db, TR_SQL_READ, print_work, &a, &err), &err);
	assert_ok(tr_buf_add_byte(&a.text, 0, &err), &err);
	const bool found = memmem(a.text.p, a.text.n, text, strlen(text)) != NULL;
	tr_buf_free(&a.text);
	return found;
}

/* An official letter, issued where `issue` says so. */
static int64_t
letter(struct bureau *b, const char *content, bool issue)
{
	char sealed[64];

	snprintf(sealed, sizeof(sealed), "%s, sealed", content);
	struct tr_office_new n = decision(blob_of(b, content));
	n.kind = "CV";
	const int64_t d = register_ok(b, &n, NULL);
	if (issue)
		do_ok(b, b->clerk, d, TR_DOCUMENT_ACT_ISSUE, &(struct tr_office_given){.file = blob_of(b, sealed), .seal = "aa", .continues = true, .shows_number = true});
	return d;
}

static void
test_archive(struct contract *c)
{
	struct trien_err err = {0};
	struct bureau b;

	open_bureau(&b, c);
	const int64_t closed = b.act.at - DAY, one = dossier_ok(&b, "01/HS-MẪU", closed), two = dossier_ok(&b, "02/HS-MẪU", 0), three = dossier_ok(&b, "03/HS-MẪU", closed),
		      done = letter(&b, "done", true), open = letter(&b, "open", false), more = letter(&b, "more", true);
	const struct tr_handover_new all = {.agency = 1, .kind = TR_HANDOVER_ARCHIVE, .taker = 3};
	give_refused(&b, "rules.handover-empty", b.clerk, &all); /* three files: none of them has anything in it */
	assert_ok(file_in(&b, "01/HS-MẪU", done, &err), &err);
	assert_ok(file_in(&b, "03/HS-MẪU", open, &err), &err);
	for (size_t i = 0; i < 2; i++) {
		const int64_t ids[] = {one, i == 0 ? two : three};
		const struct tr_handover_new named = {.agency = 1, .kind = TR_HANDOVER_ARCHIVE, .taker = 3, .dossiers = ids, .dossier_count = 2};
		give_refused(&b, "office.dossier-unready", b.clerk, &named);
	}
	const struct tr_handover_new gone = {.agency = 1, .kind = TR_HANDOVER_ARCHIVE, .taker = 3, .dossiers = &(int64_t){99}, .dossier_count = 1},
				     stranger = {.agency = 1, .kind = TR_HANDOVER_ARCHIVE, .taker = 4}, self = {.agency = 1, .kind = TR_HANDOVER_ARCHIVE, .taker = 1};
	give_refused(&b, "registry.not-found", b.clerk, &gone);
	give_refused(&b, "office.handover-person", b.clerk, &stranger); /* a clerk, of another agency */
	give_refused(&b, "rules.handover-self", b.clerk, &self);
	give_refused(&b, "office.role-not-held", b.other, &all);
	const struct tr_handover_done given = give_ok(&b, b.clerk, &all);
	assert_true(given.lines == 1 && given.left == 1);
	lines_are(&b, given.handover, "dossier:1 closed;");
	assert_true(waits(&b, 3, "handover") && !waits(&b, 1, "handover"));
	/* On its way it stays as it is, and is on no second list. */
	assert_refused(file_in(&b, "01/HS-MẪU", more, &err), "office.dossier-archived");
	assert_refused(file_in(&b, "", done, &err), "office.dossier-archived");
	give_refused(&b, "rules.handover-empty", b.clerk, &all);
	on_refused(&b, "rules.handover-taker", b.clerk, given.handover, TR_HANDOVER_ACT_TAKE);
	on_refused(&b, "office.role-not-held", b.other, given.handover, TR_HANDOVER_ACT_TAKE);
	on_refused(&b, "rules.reason-given", b.clerk, given.handover, TR_HANDOVER_ACT_DROP);
	b.act.reason = "giao nhầm";
	on_ok(&b, b.clerk, given.handover, TR_HANDOVER_ACT_DROP);
	b.act.reason = NULL;
	on_refused(&b, "rules.state", b.head, given.handover, TR_HANDOVER_ACT_TAKE);
	assert_ok(file_in(&b, "01/HS-MẪU", more, &err), &err); /* given up, it is open again */
	const int64_t second = give_ok(&b, b.clerk, &all).handover;
	on_ok(&b, b.head, second, TR_HANDOVER_ACT_TAKE);
	on_refused(&b, "rules.state", b.head, second, TR_HANDOVER_ACT_TAKE);
	assert_false(waits(&b, 3, "handover"));
	is(&b, "SELECT COUNT(*) FROM dossier WHERE code = '01/HS-MẪU' AND archived_at IS NOT NULL");
	assert_refused(file_in(&b, "", more, &err), "office.dossier-archived");
	const struct tr_dossier_said title = {.agency = 1, .code = "01/HS-MẪU", .title = "Khác", .years = -1};
	int64_t id;
	assert_refused(tr_office_dossier(c->db, &b.act, TR_ACT_DO, &b.clerk, &title, &id, &err), "office.dossier-archived");
	assert_true(printed(&b, second, "BIÊN BẢN GIAO NHẬN HỒ SƠ, TÀI LIỆU NỘP LƯU") && printed(&b, second, "01/HS-MẪU") && printed(&b, second, "1 hồ sơ, 2 văn bản"));
	say_book(c, "handover");
	say_book(c, "handover_item");
	say_book(c, "dossier");
	close_bureau(&b);
}

/* What was ready when it was given is asked anew when it is taken. */
static void
test_archive_anew(struct contract *c)
{
	struct trien_err err = {0};
	struct bureau b;
	int64_t act;

	open_bureau(&b, c);
	(void)dossier_ok(&b, "01/HS-MẪU", b.act.at - DAY);
	struct tr_office_coming n = letter_in(&b, "one", &judged_good);
	const int64_t came = arrive_ok(&b, &n).arrival;
	const struct tr_retention_said said = {.dossier = "01/HS-MẪU", .years = TR_YEARS_AS_IT_WAS};
	assert_ok(tr_office_retain(c->db, &b.act, TR_ACT_DO, &b.clerk, &tr_books[TR_BOOK_arrival], came, &said, &act, &err), &err);
	const struct tr_handover_new all = {.agency = 1, .kind = TR_HANDOVER_ARCHIVE, .taker = 2};
	const int64_t given = give_ok(&b, b.clerk, &all).handover;
	handle_ok(&b, b.clerk, came, TR_INCOMING_ACT_ASSIGN, &(struct tr_office_handling){.receiver = "Phòng Mẫu"});
	on_refused(&b, "office.dossier-unready", b.signatory, given, TR_HANDOVER_ACT_TAKE);
	b.act.reason = "đã xem";
	handle_ok(&b, b.clerk, came, TR_INCOMING_ACT_FINISH, NULL);
	on_ok(&b, b.signatory, given, TR_HANDOVER_ACT_TAKE);
	close_bureau(&b);
}

/* From one clerk to another: what is under way as it stands, and the drafts of the one who leaves. */
static void
test_work(struct contract *c)
{
	struct trien_err err = {0};
	struct desk d;
	int64_t kept;

	open_desk(&d, c);
	const struct tr_office_who second = second_clerk(c);
	const struct tr_handover_new n = {.agency = 1, .kind = TR_HANDOVER_WORK, .taker = 5};
	give_refused(&d.b, "rules.handover-empty", d.b.clerk, &n);
	const int64_t waits_for_seal = letter(&d.b, "numbered", false), issued = letter(&d.b, "issued", true);
	(void)issued;
	struct tr_office_new draft = decision(blob_of(&d.b, "a draft"));
	int64_t drafted;
	assert_ok(tr_submission_draft(c->db, &d.b.act, TR_ACT_DO, &d.b.clerk, &draft, TR_PROCEDURE_TWO, true, &drafted, &err), &err);
	const int64_t anothers = draft_ok(&d, TR_PROCEDURE_TWO, "of a colleague");
	struct tr_office_coming in = letter_in(&d.b, "came", &judged_good);
	arrive_ok(&d.b, &in);
	d.b.act.reason = "mất điện";
	assert_ok(tr_office_keep(c->db, &d.b.act, TR_ACT_DO, &d.b.clerk, 1, "TB", 1, &kept, &err), &err);
	d.b.act.reason = NULL;
	(void)dossier_ok(&d.b, "01/HS-MẪU", 0);
	const int64_t given = give_ok(&d.b, d.b.clerk, &n).handover;
	char want[200];
	snprintf(want, sizeof(want), "document:%lld numbered;document:%lld drafting;outgoing:3 kept;arrival:1 registered;dossier:1 open;", (long long)waits_for_seal, (long long)drafted);
	lines_are(&d.b, given, want);
	on_refused(&d.b, "rules.role", d.b.head, given, TR_HANDOVER_ACT_TAKE);
	on_ok(&d.b, second, given, TR_HANDOVER_ACT_TAKE);
	char sql[120];
	snprintf(sql, sizeof(sql), "SELECT COUNT(*) FROM document WHERE id = %lld AND drafter = 5", (long long)drafted);
	is(&d.b, sql);
	(void)anothers;
	assert_true(printed(&d.b, given, "BIÊN BẢN BÀN GIAO CÔNG VIỆC VĂN THƯ") && printed(&d.b, given, "đã cấp số, chờ ký số của cơ quan"));
	/* The one who is gone gives nothing any more: a leader does, and says why. */
	const struct tr_handover_new instead = {.agency = 1, .kind = TR_HANDOVER_WORK, .giver = 1, .taker = 5};
	give_refused(&d.b, "rules.handover-giver", second, &instead);
	give_refused(&d.b, "rules.reason-given", d.b.head, &instead);
	d.b.act.reason = "đã nghỉ việc";
	const int64_t by_head = give_ok(&d.b, d.b.head, &instead).handover;
	is(&d.b, "SELECT COUNT(*) FROM handover WHERE giver = 1 AND given_by = 3 AND reason = 'đã nghỉ việc'");
	on_ok(&d.b, second, by_head, TR_HANDOVER_ACT_TAKE);
	close_desk(&d);
}

static trien_rc
run_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	return tr_sql_run(db, context, NULL, 0, NULL, err);
}

static void
by_hand(struct contract *c, const char *sql)
{
	struct trien_err err = {0};

	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, run_work, (void *)(uintptr_t)sql, &err), &err);
}

static void
test_cap(struct contract *c)
{
	struct trien_err err = {0};
	struct bureau b;

	open_bureau(&b, c);
	second_clerk(c);
	const struct tr_handover_new n = {.agency = 1, .kind = TR_HANDOVER_WORK, .taker = 5};
	/* By a hand in the book: as many files of documents as no test enters one after another. */
	by_hand(c, "INSERT INTO dossier (id, version, act, agency, code, title, years) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
		 "SELECT i, 1, 1, 1, 'HS' || i, 'Hồ sơ mẫu', 3 FROM n");
	struct tr_handover_done done;
	assert_ok(tr_handover_give(c->db, &b.act, TR_ACT_DRY_RUN, &b.clerk, &n, &done, &err), &err);
	assert_int_equal(done.lines, TR_HANDOVER_LINES_MAX);
	by_hand(c, "INSERT INTO dossier (id, version, act, agency, code, title, years) VALUES (2001, 1, 1, 1, 'HS2001', 'Hồ sơ mẫu', 3)");
	give_refused(&b, "office.handover-limit", b.clerk, &n);
	by_hand(c, "DELETE FROM dossier");
	close_bureau(&b);
}

extern const struct contract_row handover_tests[];
const struct contract_row handover_tests[] = {{"files to the archive", test_archive}, {"files asked anew", test_archive_anew}, {"work to another clerk", test_work},
	{"hand-overs as large as may be", test_cap}, {NULL, NULL}};
