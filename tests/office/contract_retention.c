/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X1 R10.2
 * How long documents are kept, and their destruction: by a list that one submits and another decides on; what is held, not due or kept for ever stops it; of what was
 * destroyed no byte and no reference is left, its line in the register says by which decision, and what another agency keeps stays.
 */
#include <fcntl.h>
#include <stdio.h>

#include "desk.h"
#include "gate.h"
#include "office/destruction.h"
#include "office/proof.h"
#include "store/file.h"

#define JAN_2037 2114355600 /* 2037-01-01T00:00:00+07:00 */
#define SAID(...) &(const struct tr_destruction_said){__VA_ARGS__}
#define RETAIN(...) &(const struct tr_retention_said){__VA_ARGS__}
#define CARRY SAID(.final = true)

static void
at(struct bureau *b, int64_t time)
{
	b->act.at = b->act.effective_at = time;
}

/* ---- asking ---- */

struct asking {
	const char *object;
	int64_t agency, list, now;
	struct tr_profile *profile; /* NULL: the one that is in force */
	struct tr_kept k;
	size_t lists;
	struct tr_sql_rows rows;
};

static trien_rc
load(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct asking *a = context;
	struct tr_profile *p;
	const struct tr_book *book;
	int64_t id;

	TR_TRY(tr_object_read(a->object, &book, &id, err));
	if (a->profile != NULL)
		return tr_kept_load(db, a->profile, book, id, a->now, &a->k, err);
	TR_TRY(tr_profile_for_time(a->now, &p, err));
	const trien_rc rc = tr_kept_load(db, p, book, id, a->now, &a->k, err);
	tr_profile_free(p);
	return rc;
}

static struct tr_kept
kept(struct bureau *b, const char *object)
{
	struct asking a = {.object = object, .now = b->act.at};
	struct trien_err err = {0};

	assert_ok(tr_sql_transact(b->c->db, TR_SQL_READ, load, &a, &err), &err);
	return a.k;
}

static const char *
may(struct bureau *b, const char *object)
{
	const struct tr_kept k = kept(b, object);
	const trien_rc rc = tr_retention_check(&k.facts, NULL);

	return rc == TRIEN_OK ? "due" : trien_err_id(rc);
}

static trien_rc
lines(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct asking *a = context;

	tr_sql_rows_free(&a->rows);
	return tr_destruction_lines(db, a->list, &a->rows, err);
}

static trien_rc
pages(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct asking *a = context;

	tr_sql_rows_free(&a->rows);
	return tr_destruction_page(db, a->agency, a->list, &a->rows, err);
}

static trien_rc
propose_all(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct asking *a = context;
	return tr_destruction_propose_all(db, a->now, &a->lists, err);
}

/* ---- acting: tried first, then done ---- */

static void
retain_ok(struct bureau *b, const char *object, const struct tr_retention_said *said)
{
	const struct tr_kept k = kept(b, object);
	struct trien_err err = {0};
	int64_t act;

	assert_ok(tr_office_retain(b->c->db, &b->act, TR_ACT_DRY_RUN, &b->clerk, k.book, k.id, said, &act, &err), &err);
	assert_ok(tr_office_retain(b->c->db, &b->act, TR_ACT_DO, &b->clerk, k.book, k.id, said, &act, &err), &err);
}

static void
retain_refused(struct bureau *b, const char *error, struct tr_office_who who, const char *object, const struct tr_retention_said *said)
{
	const struct tr_kept k = kept(b, object);
	struct trien_err err = {0};
	int64_t act;

	assert_refused(tr_office_retain(b->c->db, &b->act, TR_ACT_DO, &who, k.book, k.id, said, &act, &err), error);
}

static trien_rc
hold(struct bureau *b, struct tr_office_who who, const char *object, enum tr_hold h, struct trien_err *err)
{
	const struct tr_kept k = kept(b, object);
	int64_t act;

	return tr_office_hold(b->c->db, &b->act, TR_ACT_DO, &who, k.book, k.id, h, &act, err);
}

static trien_rc
dossier(struct bureau *b, const char *title, int64_t years, int64_t closed_at, struct trien_err *err)
{
	const struct tr_dossier_said said = {.agency = 1, .code = "01/HS-MẪU", .title = title, .years = years, .closed_at = closed_at};
	int64_t id;

	return tr_office_dossier(b->c->db, &b->act, TR_ACT_DO, &b->clerk, &said, &id, err);
}

static struct tr_destruction_done
propose_ok(struct bureau *b)
{
	struct tr_destruction_done tried, done;
	struct trien_err err = {0};

	assert_ok(tr_destruction_propose(b->c->db, &b->act, TR_ACT_DRY_RUN, &b->clerk, 1, &tried, &err), &err);
	assert_ok(tr_destruction_propose(b->c->db, &b->act, TR_ACT_DO, &b->clerk, 1, &done, &err), &err);
	assert_int_equal(tried.count, done.count);
	return done;
}

static void
list_ok(struct bureau *b, struct tr_office_who who, int64_t list, enum tr_destruction_act what, const struct tr_destruction_said *said)
{
	const int64_t changes = ask_one(b->c->db, "SELECT COUNT(*) FROM change");
	struct tr_destruction_done tried, done;
	struct trien_err err = {0};

	assert_ok(tr_destruction_do(b->c->db, &b->act, TR_ACT_DRY_RUN, &who, list, what, said, &tried, &err), &err);
	assert_int_equal(ask_one(b->c->db, "SELECT COUNT(*) FROM change"), changes);
	assert_ok(tr_destruction_do(b->c->db, &b->act, TR_ACT_DO, &who, list, what, said, &done, &err), &err);
	assert_true(tried.to == done.to && tried.count == done.count);
	say(b->c, "list %lld: %s -> %s, %zu lines\n", (long long)list, tr_destruction_state_word(done.from)->word, tr_destruction_state_word(done.to)->word, done.count);
}

static void
list_refused(struct bureau *b, const char *error, struct tr_office_who who, int64_t list, enum tr_destruction_act what, const struct tr_destruction_said *said)
{
	const int64_t changes = ask_one(b->c->db, "SELECT COUNT(*) FROM change");
	struct tr_destruction_done done;
	struct trien_err err = {0};

	assert_refused(tr_destruction_do(b->c->db, &b->act, TR_ACT_DO, &who, list, what, said, &done, &err), error);
	assert_int_equal(ask_one(b->c->db, "SELECT COUNT(*) FROM change"), changes);
	say(b->c, "%s\n", error);
}

/* Submitted by the clerk, decided by the head. */
static void
approve_ok(struct bureau *b, int64_t list)
{
	list_ok(b, b->clerk, list, TR_DESTRUCTION_ACT_SUBMIT, SAID(0));
	list_ok(b, b->head, list, TR_DESTRUCTION_ACT_APPROVE, SAID(.decision = "12/QĐ-MẪU", .decided_at = b->act.at - DAY));
}

/* ---- documents ---- */

/* An official letter, issued. */
static int64_t
issued(struct bureau *b, const char *kind, const char *content)
{
	char sealed[64];

	snprintf(sealed, sizeof(sealed), "%s, sealed", content);
	struct tr_office_new n = decision(blob_of(b, content));
	n.kind = kind;
	const int64_t d = register_ok(b, &n, NULL);
	do_ok(b, b->clerk, d, TR_DOCUMENT_ACT_ISSUE, &(struct tr_office_given){.file = blob_of(b, sealed), .seal = "aa", .continues = true, .shows_number = true,
			.evidence = blob_of(b, "evidence of the issue")});
	return d;
}

/* ---- how long ---- */

static void
test_periods(struct contract *c)
{
	struct trien_err err = {0};
	struct bureau b;

	open_bureau(&b, c);
	(void)issued(&b, "QĐ", "a decision");
	(void)issued(&b, "CV", "a letter");
	(void)issued(&b, "BC", "a report");
	assert_string_equal(may(&b, "document:1"), "rules.retention-permanent");
	assert_int_equal(kept(&b, "document:1").due_at, INT64_MAX);
	assert_int_equal(kept(&b, "document:2").due_at, JAN_2037); /* issued 2026, ten years behind its end */
	assert_int_equal(kept(&b, "document:3").facts.years, 50);
	/* Its own period: a shorter one wants a reason, a longer one none. */
	retain_refused(&b, "rules.reason-given", b.clerk, "document:2", RETAIN(.years = 9));
	retain_ok(&b, "document:2", RETAIN(.years = 11));
	retain_refused(&b, "rules.reason-given", b.clerk, "document:1", RETAIN(.years = 99));
	retain_refused(&b, "office.years-limit", b.clerk, "document:2", RETAIN(.years = TR_RETENTION_YEARS_MAX + 1));
	retain_ok(&b, "document:2", RETAIN(.years = TR_RETENTION_YEARS_MAX));
	retain_ok(&b, "document:2", RETAIN(.years = 0));
	assert_string_equal(may(&b, "document:2"), "rules.retention-permanent");
	retain_ok(&b, "document:2", RETAIN(.years = TR_YEARS_BY_KIND));
	retain_refused(&b, "office.role-not-held", b.other, "document:2", RETAIN(.years = 11));
	retain_refused(&b, "rules.role", b.head, "document:2", RETAIN(.years = 11));
	/* Of a file: from its end. */
	retain_refused(&b, "office.dossier-unknown", b.clerk, "document:2", RETAIN(.dossier = "01/HS-MẪU", .years = TR_YEARS_AS_IT_WAS));
	assert_refused(dossier(&b, "Hồ sơ mẫu", -1, 0, &err), "registry.value-missing");
	assert_refused(dossier(&b, "Hồ sơ mẫu", TR_RETENTION_YEARS_MAX + 1, 0, &err), "office.years-limit");
	assert_ok(dossier(&b, "Hồ sơ mẫu", 3, 0, &err), &err);
	retain_ok(&b, "document:2", RETAIN(.dossier = "01/HS-MẪU", .years = TR_YEARS_AS_IT_WAS));
	at(&b, JAN_2037);
	assert_string_equal(may(&b, "document:2"), "rules.retention-open");
	assert_ok(dossier(&b, NULL, -1, JAN_2037, &err), &err); /* closed in 2037: until the end of 2040 */
	assert_string_equal(may(&b, "document:2"), "rules.retention-not-due");
	at(&b, kept(&b, "document:2").due_at - 1);
	assert_string_equal(may(&b, "document:2"), "rules.retention-not-due");
	at(&b, b.act.at + 1);
	assert_string_equal(may(&b, "document:2"), "due");
	retain_ok(&b, "document:2", RETAIN(.dossier = "", .years = TR_YEARS_AS_IT_WAS));
	at(&b, JAN_2037 - 1);
	assert_string_equal(may(&b, "document:2"), "rules.retention-not-due");
	at(&b, JAN_2037);
	assert_string_equal(may(&b, "document:2"), "due");
	close_bureau(&b);
}

static void
test_hold(struct contract *c)
{
	struct trien_err err = {0};
	struct bureau b;

	open_bureau(&b, c);
	(void)issued(&b, "CV", "a letter");
	at(&b, JAN_2037);
	assert_refused(hold(&b, b.clerk, "document:1", TR_HOLD_PUT, &err), "rules.reason-given");
	b.act.reason = "đang thanh tra";
	assert_refused(hold(&b, b.other, "document:1", TR_HOLD_PUT, &err), "office.role-not-held");
	assert_refused(hold(&b, b.head, "document:1", TR_HOLD_LIFT, &err), "office.hold-same");
	assert_ok(hold(&b, b.clerk, "document:1", TR_HOLD_PUT, &err), &err);
	assert_refused(hold(&b, b.clerk, "document:1", TR_HOLD_PUT, &err), "office.hold-same");
	assert_string_equal(may(&b, "document:1"), "rules.retention-held");
	assert_refused(hold(&b, b.clerk, "document:1", TR_HOLD_LIFT, &err), "rules.role");
	b.act.reason = NULL;
	assert_refused(hold(&b, b.head, "document:1", TR_HOLD_LIFT, &err), "rules.reason-given");
	b.act.reason = "thanh tra xong";
	assert_ok(hold(&b, b.head, "document:1", TR_HOLD_LIFT, &err), &err);
	assert_string_equal(may(&b, "document:1"), "due");
	struct asking a = {.object = "person:1", .now = NOW};
	assert_refused(tr_sql_transact(c->db, TR_SQL_READ, load, &a, &err), "office.kept-book");
	a.object = "arrival:7";
	assert_refused(tr_sql_transact(c->db, TR_SQL_READ, load, &a, &err), "registry.not-found");
	close_bureau(&b);
}

/* What the legal profile says must be read, or nothing is destroyed. */
static void
test_rows(struct contract *c)
{
	static const char *const bad[] = {"QĐ", "QĐ 0", "QĐ 201", "QĐ 10 năm", "QĐ mãi mãi"};
	TR_AUTO_BUF json = {.max = TR_PROFILE_FILE_MAX};
	struct trien_err err = {0};
	struct bureau b;

	open_bureau(&b, c);
	(void)issued(&b, "QĐ", "a decision");
	assert_ok(tr_file_load(AT_FDCWD, TRIEN_SOURCE_DIR "/profiles/congvu-2024.json", json.max, &json, NULL, &err), &err);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct asking a = {.object = "document:1", .now = NOW};
		TR_AUTO_BUF other = {0};
		const char *row = "\"QĐ vĩnh viễn\"", *at_row = memmem(json.p, json.n, row, strlen(row));
		assert_non_null(at_row);
		const size_t before = (size_t)(at_row - (const char *)json.p), behind = before + strlen(row);
		assert_ok(tr_buf_addf(&other, &err, "%.*s\"%s\"%.*s", (int)before, (const char *)json.p, bad[i], (int)(json.n - behind), (const char *)json.p + behind), &err);
		assert_ok(tr_profile_read(tr_buf_view(&other), &a.profile, &err), &err);
		assert_refused(tr_sql_transact(c->db, TR_SQL_READ, load, &a, &err), "office.period-row");
		tr_profile_free(a.profile);
	}
	close_bureau(&b);
}

/* ---- the list ---- */

/* Two official letters that will be due, a decision that is kept for ever, and one that is not issued. */
static void
open_list(struct bureau *b, struct contract *c)
{
	open_bureau(b, c);
	(void)issued(b, "CV", "one");
	(void)issued(b, "QĐ", "for ever");
	(void)issued(b, "CV", "two");
	struct tr_office_new draft = decision(blob_of(b, "not issued"));
	draft.kind = "CV";
	assert_int_equal(register_ok(b, &draft, NULL), 4);
}

static void
test_list(struct contract *c)
{
	struct trien_err err = {0};
	struct tr_destruction_done done;
	struct bureau b;

	open_list(&b, c);
	at(&b, JAN_2037 - 1);
	assert_refused(tr_destruction_propose(c->db, &b.act, TR_ACT_DO, &b.clerk, 1, &done, &err), "office.destruction-nothing");
	at(&b, JAN_2037);
	assert_refused(tr_destruction_propose(c->db, &b.act, TR_ACT_DO, &b.head, 1, &done, &err), "rules.role");
	assert_refused(tr_destruction_propose(c->db, &b.act, TR_ACT_DO, &b.other, 1, &done, &err), "office.role-not-held");
	done = propose_ok(&b);
	assert_true(done.count == 2 && done.list == 1);
	assert_refused(tr_destruction_propose(c->db, &b.act, TR_ACT_DO, &b.clerk, 1, &done, &err), "office.destruction-nothing"); /* on a list already */
	struct asking a = {.list = 1};
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, lines, &a, &err), &err);
	assert_int_equal(a.rows.count, 2);
	assert_string_equal(tr_sql_text(&a.rows, 0, TR_LINE_ABOUT), "document:1");
	assert_string_equal(tr_sql_text(&a.rows, 0, TR_LINE_SUBJECT), "Về việc mẫu");
	assert_int_equal(tr_sql_int(&a.rows, 1, TR_LINE_NUMBER), 2);
	tr_sql_rows_free(&a.rows);
	close_bureau(&b);
}

/* Who decides is another than who submits, by a decision with number and day. */
static void
test_decided(struct contract *c)
{
	const struct tr_destruction_said *good = SAID(.decision = "12/QĐ-MẪU", .decided_at = NOW);
	struct bureau b;

	open_list(&b, c);
	at(&b, JAN_2037);
	(void)propose_ok(&b);
	list_refused(&b, "rules.state", b.head, 1, TR_DESTRUCTION_ACT_APPROVE, good);
	list_refused(&b, "rules.role", b.head, 1, TR_DESTRUCTION_ACT_SUBMIT, SAID(0));
	list_refused(&b, "office.role-not-held", b.other, 1, TR_DESTRUCTION_ACT_SUBMIT, SAID(0));
	list_refused(&b, "registry.not-found", b.clerk, 2, TR_DESTRUCTION_ACT_SUBMIT, SAID(0));
	list_ok(&b, b.clerk, 1, TR_DESTRUCTION_ACT_SUBMIT, SAID(0));
	list_refused(&b, "rules.role", b.clerk, 1, TR_DESTRUCTION_ACT_APPROVE, good);
	list_refused(&b, "rules.role", b.signatory, 1, TR_DESTRUCTION_ACT_APPROVE, good);
	list_refused(&b, "rules.destruction-decision", b.head, 1, TR_DESTRUCTION_ACT_APPROVE, SAID(.decided_at = NOW));
	list_refused(&b, "rules.destruction-decision", b.head, 1, TR_DESTRUCTION_ACT_APPROVE, SAID(.decision = "12/QĐ-MẪU"));
	list_refused(&b, "rules.destruction-decision", b.head, 1, TR_DESTRUCTION_ACT_APPROVE, SAID(.decision = "12/QĐ-MẪU", .decided_at = b.act.at + DAY));
	list_refused(&b, "rules.state", b.clerk, 1, TR_DESTRUCTION_ACT_CARRY_OUT, CARRY);
	PUT(c, "post.enter", "post", 0, "person", "1", "agency", "1", "title", "Quyền Chủ tịch", "role", "head", "from_at", "1");
	list_refused(&b, "rules.destruction-self", (struct tr_office_who){1, TR_ROLE_HEAD}, 1, TR_DESTRUCTION_ACT_APPROVE, good);
	list_ok(&b, b.head, 1, TR_DESTRUCTION_ACT_APPROVE, good);
	list_refused(&b, "rules.destruction-final", b.clerk, 1, TR_DESTRUCTION_ACT_CARRY_OUT, SAID(0));
	close_bureau(&b);
}

/* What is held meanwhile stops all of it, until it is struck. */
static void
test_stopped(struct contract *c)
{
	struct trien_err err = {0};
	struct bureau b;

	open_list(&b, c);
	at(&b, JAN_2037);
	approve_ok(&b, propose_ok(&b).list);
	b.act.reason = "có khiếu nại";
	assert_ok(hold(&b, b.clerk, "document:3", TR_HOLD_PUT, &err), &err);
	list_refused(&b, "office.destruction-stop", b.clerk, 1, TR_DESTRUCTION_ACT_CARRY_OUT, CARRY);
	assert_true(lies_about(c->dir, "one, sealed"));
	list_refused(&b, "office.destruction-line", b.clerk, 1, TR_DESTRUCTION_ACT_STRIKE, SAID(.line = "document:2"));
	list_refused(&b, "office.destruction-line", b.clerk, 1, TR_DESTRUCTION_ACT_STRIKE, SAID(0));
	b.act.reason = NULL;
	list_refused(&b, "rules.reason-given", b.clerk, 1, TR_DESTRUCTION_ACT_STRIKE, SAID(.line = "document:3"));
	b.act.reason = "có khiếu nại";
	list_ok(&b, b.signatory, 1, TR_DESTRUCTION_ACT_STRIKE, SAID(.line = "document:3"));
	list_refused(&b, "office.destruction-line", b.clerk, 1, TR_DESTRUCTION_ACT_STRIKE, SAID(.line = "document:3"));
	list_ok(&b, b.clerk, 1, TR_DESTRUCTION_ACT_CARRY_OUT, CARRY);
	/* It comes onto the next list when nobody holds it any more; that one is given up. */
	assert_ok(hold(&b, b.head, "document:3", TR_HOLD_LIFT, &err), &err);
	const struct tr_destruction_done done = propose_ok(&b);
	assert_int_equal(done.count, 1);
	list_ok(&b, b.clerk, done.list, TR_DESTRUCTION_ACT_STRIKE, SAID(.line = "document:3"));
	list_refused(&b, "rules.destruction-empty", b.clerk, done.list, TR_DESTRUCTION_ACT_SUBMIT, SAID(0));
	list_ok(&b, b.head, done.list, TR_DESTRUCTION_ACT_DROP, SAID(0));
	struct asking a = {.agency = 1};
	assert_ok(tr_sql_transact(c->db, TR_SQL_READ, pages, &a, &err), &err);
	assert_int_equal(a.rows.count, 2);
	assert_string_equal(tr_sql_text(&a.rows, 1, 1), "dropped");
	tr_sql_rows_free(&a.rows);
	close_bureau(&b);
}

/* Of what is gone its line says so; nothing is done with it any more, and there is no way back. */
static void
test_destroyed(struct contract *c)
{
	struct trien_err err = {0};
	struct bureau b;
	int64_t undone;

	open_list(&b, c);
	at(&b, JAN_2037);
	(void)propose_ok(&b);
	b.act.reason = "còn dùng";
	list_ok(&b, b.clerk, 1, TR_DESTRUCTION_ACT_STRIKE, SAID(.line = "document:3"));
	approve_ok(&b, 1);
	list_ok(&b, b.clerk, 1, TR_DESTRUCTION_ACT_CARRY_OUT, CARRY);
	list_refused(&b, "rules.state", b.clerk, 1, TR_DESTRUCTION_ACT_CARRY_OUT, CARRY);
	list_refused(&b, "rules.state", b.clerk, 1, TR_DESTRUCTION_ACT_DROP, SAID(0));
	is(&b, "SELECT COUNT(*) FROM destruction_item WHERE state = 'destroyed'");
	is(&b, "SELECT COUNT(*) FROM document WHERE id = 1 AND issued_file IS NULL AND file IS NULL AND state = 'issued'");
	/* Who has the file is still told what it was. */
	is(&b, "SELECT COUNT(*) FROM issued_file i JOIN change h ON h.book = 'document' AND h.object = i.document AND h.act = i.act "
	       "WHERE i.document = 1 AND i.kind = 'issued' AND h.content LIKE '%\"issued_file\":\"' || i.sha256 || '\"%'");
	is(&b, "SELECT COUNT(*) FROM outgoing WHERE document = 1 AND note = 'đã tiêu hủy theo Quyết định số 12/QĐ-MẪU ngày 31/12/2036'");
	assert_ok(tr_office_forget(c->db, b.blobs, NULL, &err), &err);
	assert_false(lies_about(c->dir, "one, sealed"));
	assert_true(lies_about(c->dir, "two, sealed") && lies_about(c->dir, "for ever, sealed") && lies_about(c->dir, "not issued"));
	assert_string_equal(may(&b, "document:1"), "rules.retention-destroyed");
	retain_refused(&b, "rules.retention-destroyed", b.clerk, "document:1", RETAIN(.years = 20));
	assert_refused(hold(&b, b.clerk, "document:1", TR_HOLD_PUT, &err), "rules.retention-destroyed");
	assert_string_equal(may(&b, "document:4"), "rules.retention-unsettled");
	const int64_t carried = ask_one(c->db, "SELECT MAX(id) FROM act WHERE what = 'destruction.carry-out'");
	assert_refused(tr_act_undo(c->db, &b.act, TR_ACT_DO, carried, &undone, &err), "registry.undo-by-act");
	close_bureau(&b);
}

/* ---- every byte of one that went its whole way ---- */

static const char *const parts[] = {"words of a draft", "words of the second draft", "words of an annex", "words of the evidence", "words of a renewal"};

struct proving {
	struct bureau *b;
	struct tr_proof p;
	struct tr_proof_kept kept;
	const char *payload;
};

static trien_rc
load_proof(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct proving *p = context;
	return tr_proof_load(db, TR_BYTES(p->payload, strlen(p->payload)), &p->p, err);
}

static trien_rc
keep_proof(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct proving *p = context;
	return tr_proof_keep(db, &p->b->act, &p->p, &p->kept, err);
}

static void
renew(struct bureau *b, const char *payload, const char *content)
{
	struct proving p = {.b = b, .payload = payload};
	struct trien_err err = {0};

	assert_ok(tr_sql_transact(b->c->db, TR_SQL_READ, load_proof, &p, &err), &err);
	p.kept = (struct tr_proof_kept){blob_of(b, content), b->act.at, b->act.at + 1000 * DAY, NULL};
	assert_ok(tr_sql_transact(b->c->db, TR_SQL_WRITE, keep_proof, &p, &err), &err);
}

static void
write_whole(struct desk *d)
{
	struct bureau *b = &d->b;
	const struct tr_office_wish wish = {0};
	struct tr_office_number n = {0};
	struct tr_submission_done done;
	struct trien_err err = {0};

	const int64_t doc = draft_ok(d, TR_PROCEDURE_TWO, parts[0]);
	revise_ok(d, doc, parts[1]);
	const struct tr_office_attached annex = {"Phụ lục mẫu", blob_of(b, parts[2]), true};
	assert_ok(tr_submission_attach(b->c->db, &b->act, TR_ACT_DO, &d->staff, doc, &annex, &done, &err), &err);
	submit_ok(d, doc, STEPS({1, 3, TR_STEP_SIGN}));
	sign_ok(d, b->head, doc, "p3");
	assert_ok(tr_office_take(b->c->db, &b->act, TR_ACT_DO, &b->clerk, doc, &wish, &n, &err), &err);
	tr_office_number_free(&n);
	const struct tr_session s = begin_ok(d, b->clerk, doc, "d1");
	const struct tr_session_result r = {.file = signed_file(d, &s, "d1"), .signer = "d1", .signatures = 2, .good = true, .shows_number = true,
		.evidence = blob_of(b, parts[3])};
	assert_ok(tr_session_finish(b->c->db, &b->act, TR_ACT_DO, &b->clerk, s.id, &r, &done, &err), &err);
	renew(b, "document:1", parts[4]);
}

static void
test_every_byte(struct contract *c)
{
	struct trien_err err = {0};
	struct desk d;
	struct bureau *b = &d.b;

	open_desk(&d, c);
	const int64_t before = ask_one(c->db, "SELECT CAST(SUM(refs) AS BIGINT) FROM blob"), kinds = ask_one(c->db, "SELECT COUNT(*) FROM blob");
	write_whole(&d);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		assert_true(lies_about(c->dir, parts[i]));
	assert_true(ask_one(c->db, "SELECT CAST(SUM(refs) AS BIGINT) FROM blob") > before);
	b->act.reason = "hồ sơ hết giá trị";
	retain_ok(b, "document:1", RETAIN(.years = 1));
	at(b, b->act.at + 3 * 366 * DAY);
	const struct tr_destruction_done done = propose_ok(b);
	approve_ok(b, done.list);
	list_ok(b, b->clerk, done.list, TR_DESTRUCTION_ACT_CARRY_OUT, CARRY);
	assert_int_equal(ask_one(c->db, "SELECT CAST(SUM(refs) AS BIGINT) FROM blob"), before);
	assert_ok(tr_office_forget(c->db, b->blobs, NULL, &err), &err);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM blob"), kinds);
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		assert_false(lies_about(c->dir, parts[i]));
	/* Who signed when stays; its evidence has no job that waits. */
	is(b, "SELECT COUNT(*) FROM step WHERE document = 1 AND certificate = 'p3' AND file IS NULL AND done_at IS NOT NULL");
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM job WHERE kind = 'evidence.keep' AND state = 'ready'"), 0);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM job WHERE kind = 'evidence.keep' AND reason <> 'office.proof-nothing'"), 0);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM proof"), 0);
	struct proving p = {.b = b, .payload = "document:1 renew"};
	assert_refused(tr_sql_transact(c->db, TR_SQL_READ, load_proof, &p, &err), "office.proof-nothing");
	close_desk(&d);
}

/* ---- those that came; what two have is counted ---- */

static void
test_came(struct contract *c)
{
	struct trien_err err = {0};
	struct bureau b;
	struct tr_office_coming n;

	open_bureau(&b, c);
	n = letter_in(&b, "the same letter", &judged_good);
	(void)arrive_ok(&b, &n);
	n.sender = "UBND xã Mẫu 2"; /* twice, by two senders: two documents, one file */
	(void)arrive_ok(&b, &n);
	b.act.reason = "hai nơi cùng gửi";
	(void)handle_ok(&b, b.clerk, 2, TR_INCOMING_ACT_ACCEPT, NULL);
	n = letter_in(&b, "another letter", &judged_good);
	(void)arrive_ok(&b, &n);
	renew(&b, "arrival:1", "evidence of receipt");
	renew(&b, "arrival:1", "evidence of receipt, renewed");
	(void)handle_ok(&b, b.clerk, 3, TR_INCOMING_ACT_ASSIGN, &(struct tr_office_handling){.receiver = "Phòng Mẫu"});
	at(&b, JAN_2037);
	assert_string_equal(may(&b, "arrival:3"), "rules.retention-unsettled");
	b.act.reason = "còn dùng";
	assert_ok(hold(&b, b.clerk, "arrival:2", TR_HOLD_PUT, &err), &err);
	struct tr_destruction_done done = propose_ok(&b);
	assert_int_equal(done.count, 1);
	approve_ok(&b, done.list);
	list_ok(&b, b.clerk, done.list, TR_DESTRUCTION_ACT_CARRY_OUT, CARRY);
	assert_ok(tr_office_forget(c->db, b.blobs, NULL, &err), &err);
	assert_true(lies_about(c->dir, "the same letter")); /* the other's */
	assert_false(lies_about(c->dir, "evidence of receipt"));
	is(&b, "SELECT COUNT(*) FROM incoming WHERE arrival = 1 AND note = 'đã tiêu hủy theo Quyết định số 12/QĐ-MẪU ngày 31/12/2036'");
	(void)handle_ok(&b, b.clerk, 2, TR_INCOMING_ACT_FINISH, NULL);
	assert_ok(hold(&b, b.head, "arrival:2", TR_HOLD_LIFT, &err), &err);
	done = propose_ok(&b);
	approve_ok(&b, done.list);
	list_ok(&b, b.clerk, done.list, TR_DESTRUCTION_ACT_CARRY_OUT, CARRY);
	assert_ok(tr_office_forget(c->db, b.blobs, NULL, &err), &err);
	assert_false(lies_about(c->dir, "the same letter"));
	assert_true(lies_about(c->dir, "another letter"));
	handle_refused(&b, "rules.retention-destroyed", b.head, 2, TR_INCOMING_ACT_REOPEN, NULL);
	close_bureau(&b);
}

/* One that was refused, and came again good: what was forgotten then is not released twice. */
static void
test_refused_before(struct contract *c)
{
	struct trien_err err = {0};
	struct bureau b;

	open_bureau(&b, c);
	const struct tr_office_coming stranger = letter_in(&b, "letter of a stranger", &judged_stranger);
	const int64_t arrival = arrive_ok(&b, &stranger).arrival;
	b.act.reason = "không rõ nơi gửi";
	(void)handle_ok(&b, b.clerk, arrival, TR_INCOMING_ACT_REJECT, NULL);
	assert_ok(tr_office_forget(c->db, b.blobs, NULL, &err), &err);
	assert_false(lies_about(c->dir, "letter of a stranger"));
	const struct tr_office_coming good = letter_in(&b, "letter of a stranger", &judged_good);
	assert_int_equal(arrive_ok(&b, &good).arrival, arrival);
	const struct tr_office_coming other = {.agency = 1, .sender = "UBND xã Mẫu 3", .subject = "Báo cáo mẫu", .channel = "upload", .hash = good.hash, .file = good.file,
		.judgement = &judged_good};
	(void)arrive_ok(&b, &other);
	(void)handle_ok(&b, b.clerk, 2, TR_INCOMING_ACT_ACCEPT, NULL);
	at(&b, JAN_2037);
	assert_ok(hold(&b, b.clerk, "arrival:2", TR_HOLD_PUT, &err), &err);
	const struct tr_destruction_done done = propose_ok(&b);
	approve_ok(&b, done.list);
	list_ok(&b, b.clerk, done.list, TR_DESTRUCTION_ACT_CARRY_OUT, CARRY);
	assert_ok(tr_office_forget(c->db, b.blobs, NULL, &err), &err);
	assert_true(lies_about(c->dir, "letter of a stranger")); /* the held one's */
	close_bureau(&b);
}

/* An e-copy of paper that was destroyed is refused; paper has a line too. */
static void
test_paper(struct contract *c)
{
	struct bureau b;

	open_bureau(&b, c);
	struct tr_office_new n = decision(NULL);
	n.kind = "CV";
	const int64_t d = register_ok(&b, &n, NULL);
	do_ok(&b, b.clerk, d, TR_DOCUMENT_ACT_ISSUE, NULL);
	at(&b, JAN_2037);
	const struct tr_destruction_done done = propose_ok(&b);
	approve_ok(&b, done.list);
	list_ok(&b, b.clerk, done.list, TR_DESTRUCTION_ACT_CARRY_OUT, CARRY);
	is(&b, "SELECT COUNT(*) FROM outgoing WHERE note LIKE 'đã tiêu hủy%'");
	do_refused(&b, "rules.retention-destroyed", b.clerk, d, TR_DOCUMENT_ACT_E_COPY, &(struct tr_office_given){.file = blob_of(&b, "e-copy"), .seal = "aa"});
	close_bureau(&b);
}

/* ---- the month's job, and how many stand on one list ---- */

static void
enter_many(struct bureau *b, size_t count)
{
	static const struct tr_office_wish none;
	struct trien_err err = {0};

	for (size_t i = 0; i < count; i++) {
		struct tr_office_new n = decision(NULL);
		struct tr_office_number number = {0};
		struct tr_office_done done;
		n.kind = "CV";
		assert_ok(tr_office_register(b->c->db, &b->act, TR_ACT_DO, &b->clerk, &n, &none, &number, &err), &err);
		assert_ok(tr_office_do(b->c->db, &b->act, TR_ACT_DO, &b->clerk, number.document, TR_DOCUMENT_ACT_ISSUE, &(struct tr_office_given){0}, &done, &err), &err);
		tr_office_number_free(&number);
	}
}

static void
test_job(struct contract *c)
{
	struct trien_err err = {0};
	struct bureau b;

	open_bureau(&b, c);
	enter_many(&b, TR_DESTRUCTION_LINES_MAX + 1);
	struct asking a = {.now = JAN_2037 - 1};
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, propose_all, &a, &err), &err);
	assert_int_equal(a.lists, 0);
	a.now = JAN_2037;
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, propose_all, &a, &err), &err);
	assert_int_equal(a.lists, 1);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM destruction_item"), TR_DESTRUCTION_LINES_MAX);
	is(&b, "SELECT COUNT(*) FROM act WHERE what = 'destruction.propose' AND actor = 'system' AND role = 'system'");
	/* One at a time: as long as nobody has looked at it there is no second. */
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, propose_all, &a, &err), &err);
	assert_int_equal(a.lists, 0);
	at(&b, JAN_2037);
	list_ok(&b, b.clerk, 1, TR_DESTRUCTION_ACT_SUBMIT, SAID(0));
	assert_ok(tr_sql_transact(c->db, TR_SQL_WRITE, propose_all, &a, &err), &err);
	assert_int_equal(a.lists, 1);
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM destruction_item"), TR_DESTRUCTION_LINES_MAX + 1);
	close_bureau(&b);
}

const struct contract_row retention_tests[] = {{"how long documents are kept", test_periods}, {"a hold", test_hold}, {"rows of the profile", test_rows}, {"a list of destruction", test_list}, {"destruction is decided", test_decided},
	{"destruction is stopped", test_stopped}, {"what is destroyed", test_destroyed},
	{"every byte of what is destroyed", test_every_byte}, {"destroyed of what came", test_came}, {"destroyed behind a refusal", test_refused_before},
	{"destroyed paper", test_paper}, {"the month's list", test_job}, {NULL, NULL}};
