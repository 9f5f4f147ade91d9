/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X1
 * What keeps documents provable: a job for each that has something to prove, put with its act; the evidence that was worked on is still the document's when it is
 * kept; what is not whole is listed with its job. The work itself is the commands' (tests/cli/jobs_evidence.sh).
 */
#include <stdio.h>

#include "gate.h"
#include "office/limits.h"
#include "office/proof.h"

#define JOBS "SELECT COUNT(*) FROM job WHERE kind = 'evidence.keep'"

struct step {
	struct bureau *b;
	const char *payload;
	struct tr_proof p;
	struct tr_proof_kept kept;
	const struct tr_book *book;
	int64_t now, after;
	struct tr_sql_rows rows;
};

static trien_rc
load(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct step *s = context;
	return tr_proof_load(db, TR_BYTES(s->payload, strlen(s->payload)), &s->p, err);
}

static trien_rc
keep(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct step *s = context;
	return tr_proof_keep(db, &s->b->act, &s->p, &s->kept, err);
}

static trien_rc
list_open(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct step *s = context;

	tr_sql_rows_free(&s->rows);
	return tr_proof_open(db, s->book, s->now, s->after, &s->rows, err);
}

static void
load_ok(struct step *s, const char *payload)
{
	struct trien_err err = {0};

	s->payload = payload;
	assert_ok(tr_sql_transact(s->b->c->db, TR_SQL_READ, load, s, &err), &err);
}

static void
load_refused(struct step *s, const char *payload, const char *error)
{
	struct trien_err err = {0};

	s->payload = payload;
	assert_refused(tr_sql_transact(s->b->c->db, TR_SQL_READ, load, s, &err), error);
}

static void
keep_ok(struct step *s, const char *content, int64_t until, const char *reason)
{
	struct trien_err err = {0};

	s->kept = (struct tr_proof_kept){blob_of(s->b, content), s->b->act.at, until, reason};
	assert_ok(tr_sql_transact(s->b->c->db, TR_SQL_WRITE, keep, s, &err), &err);
}

static size_t
open_of(struct step *s, enum tr_book_number book)
{
	struct trien_err err = {0};

	s->book = &tr_books[book];
	assert_ok(tr_sql_transact(s->b->c->db, TR_SQL_READ, list_open, s, &err), &err);
	return s->rows.count;
}

/* Whoever has a signature gets a job, once; who has none has nothing to prove. */
static void
test_begins(struct contract *c)
{
	struct bureau b;
	struct step s = {.b = &b};
	struct tr_office_coming n;

	open_bureau(&b, c);
	s.now = b.act.at;
	n = letter_in(&b, "one", &judged_good);
	assert_int_equal(arrive_ok(&b, &n).arrival, 1);
	assert_int_equal(ask_one(c->db, JOBS " AND payload = 'arrival:1' AND state = 'ready'"), 1);
	assert_true(arrive_ok(&b, &n).again);
	n = letter_in(&b, "two", &judged_broken);
	(void)arrive_ok(&b, &n);
	n = letter_in(&b, "three", &judged_open);
	const int64_t waits = arrive_ok(&b, &n).arrival;
	assert_int_equal(ask_one(c->db, JOBS), 1); /* of what is refused, or waits, nothing is kept yet */
	(void)again_ok(&b, waits, &judged_good);
	assert_int_equal(ask_one(c->db, JOBS), 2);
	n = letter_in(&b, NULL, NULL);
	n.channel = "paper";
	(void)arrive_ok(&b, &n);
	n = letter_in(&b, "four", &judged_bare);
	const int64_t bare = arrive_ok(&b, &n).arrival;
	b.act.reason = "có bản giấy";
	(void)handle_ok(&b, b.clerk, bare, TR_INCOMING_ACT_ACCEPT, NULL);
	assert_int_equal(ask_one(c->db, JOBS), 2);
	assert_int_equal(open_of(&s, TR_BOOK_arrival), 2);
	assert_string_equal(tr_sql_text(&s.rows, 0, 1), "");
	assert_int_equal(tr_sql_int(&s.rows, 0, 4), ask_one(c->db, "SELECT id FROM job WHERE payload = 'arrival:1'"));
	s.after = 1; /* the next page */
	assert_int_equal(open_of(&s, TR_BOOK_arrival), 1);
	load_refused(&s, "arrival:2", "office.proof-nothing"); /* the broken one: its file was never kept */
	load_refused(&s, "arrival:99", "office.proof-nothing");
	load_refused(&s, "nothing:1", "registry.object-invalid");
	tr_sql_rows_free(&s.rows);
	close_bureau(&b);
}

static void
test_kept(struct contract *c)
{
	struct trien_err err = {0};
	struct bureau b;
	struct step s = {.b = &b}, late;

	open_bureau(&b, c);
	const struct tr_office_coming n = letter_in(&b, "one", &judged_good);
	(void)arrive_ok(&b, &n);
	load_ok(&s, "arrival:1");
	assert_false(s.p.renews);
	assert_string_equal(s.p.evidence, "");
	late = s;
	const int64_t now = s.now = b.act.at, until = now + 1000 * DAY, due = until - TR_PROOF_MARGIN_SECONDS;
	/* Stamped, and a responder was down: listed, with its first job. */
	keep_ok(&s, "evidence, stamped", until, "fetch.status");
	assert_int_equal(open_of(&s, TR_BOOK_arrival), 1);
	assert_string_equal(tr_sql_text(&s.rows, 0, 1), "stamped");
	assert_string_equal(tr_sql_text(&s.rows, 0, 2), "fetch.status");
	assert_int_equal(tr_sql_int(&s.rows, 0, 4), ask_one(c->db, "SELECT id FROM job WHERE payload = 'arrival:1'"));
	/* Another run that had loaded what was there before it comes too late. */
	late.kept = (struct tr_proof_kept){blob_of(&b, "evidence of another run"), now, until, NULL};
	assert_refused(tr_sql_transact(c->db, TR_SQL_WRITE, keep, &late, &err), "office.proof-changed");
	load_ok(&s, "arrival:1");
	assert_string_equal(s.p.evidence, blob_of(&b, "evidence, stamped"));
	keep_ok(&s, "evidence, whole", until, NULL);
	assert_int_equal(open_of(&s, TR_BOOK_arrival), 0);
	assert_int_equal(ask_one(c->db, JOBS), 2); /* the stamp's successor, once */
	load_ok(&s, "arrival:1");
	keep_ok(&s, "evidence, whole", until, NULL); /* only looked at */
	assert_int_equal(ask_one(c->db, "SELECT COUNT(*) FROM act WHERE what = 'arrival.prove' AND actor = 'system' AND role = 'system'"), 2);
	/* Until the day before it is due all is well; then it is listed with the job of the next stamp. */
	s.now = due - 1;
	assert_int_equal(open_of(&s, TR_BOOK_arrival), 0);
	s.now = due;
	assert_int_equal(open_of(&s, TR_BOOK_arrival), 1);
	assert_string_equal(tr_sql_text(&s.rows, 0, 1), "whole");
	assert_int_equal(tr_sql_int(&s.rows, 0, 7), due);
	load_ok(&s, "arrival:1 renew");
	assert_true(s.p.renews);
	tr_sql_rows_free(&s.rows);
	close_bureau(&b);
}

/* An issued one: its row of the book of evidence, entered or changed. */
static void
test_issued(struct contract *c)
{
	struct bureau b;
	struct step s = {.b = &b};

	open_bureau(&b, c);
	struct tr_office_new n = decision(blob_of(&b, "signed"));
	const int64_t d = register_ok(&b, &n, NULL);
	load_refused(&s, "document:1", "office.proof-nothing"); /* not issued yet */
	const struct tr_office_given given = {.file = blob_of(&b, "signed, sealed"), .seal = "aa", .continues = true, .shows_number = true,
		.evidence = blob_of(&b, "evidence of the issue")};
	do_ok(&b, b.clerk, d, TR_DOCUMENT_ACT_ISSUE, &given);
	assert_int_equal(ask_one(c->db, JOBS " AND payload = 'document:1'"), 1);
	load_ok(&s, "document:1");
	assert_string_equal(s.p.file, given.file);
	assert_string_equal(s.p.evidence, given.evidence);
	keep_ok(&s, "evidence of the issue, stamped", b.act.at + 1000 * DAY, NULL);
	is(&b, "SELECT COUNT(*) FROM evidence WHERE document = 1 AND version = 2");
	/* Without evidence at its issue it gets a row. */
	n = decision(blob_of(&b, "other"));
	const int64_t other = register_ok(&b, &n, NULL);
	do_ok(&b, b.clerk, other, TR_DOCUMENT_ACT_ISSUE, &(struct tr_office_given){.file = blob_of(&b, "other, sealed"), .seal = "aa", .continues = true,
			.shows_number = true});
	s.now = b.act.at;
	assert_int_equal(open_of(&s, TR_BOOK_document), 1);
	load_ok(&s, "document:2");
	keep_ok(&s, "evidence of the other", b.act.at + 1000 * DAY, NULL);
	assert_int_equal(open_of(&s, TR_BOOK_document), 0);
	is(&b, "SELECT COUNT(*) FROM evidence WHERE document = 2 AND version = 1");
	tr_sql_rows_free(&s.rows);
	close_bureau(&b);
}

/* A quarter of a year before the end; of what ends sooner, when two thirds are over. */
static void
test_due(struct contract *c)
{
	(void)c;
	assert_int_equal(tr_proof_renew_at(0, 1000 * DAY), 1000 * DAY - TR_PROOF_MARGIN_SECONDS);
	assert_int_equal(tr_proof_renew_at(0, 3 * TR_PROOF_MARGIN_SECONDS), 2 * TR_PROOF_MARGIN_SECONDS);
	assert_int_equal(tr_proof_renew_at(0, 3 * DAY), 2 * DAY);
	assert_int_equal(tr_proof_renew_at(7, 7), 7);
	assert_int_equal(tr_proof_renew_at(TR_PROOF_MARGIN_SECONDS, 5), TR_PROOF_MARGIN_SECONDS); /* over: at once */
}

const struct contract_row proof_tests[] = {{"proof begins", test_begins}, {"proof kept", test_kept}, {"proof of what is issued", test_issued},
	{"proof, when the next stamp is due", test_due}, {NULL, NULL}};
