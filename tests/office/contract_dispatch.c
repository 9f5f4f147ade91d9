/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R5.1 R9.2
 * Issued documents to receivers outside: who may send what; mails that are put with the act and told of a recall; links that end, are counted, and say what has become of
 * the document.
 */
#include <stdio.h>

#include "desk.h"
#include "office/dispatch.h"

#define TOKEN "00000000000000000000000000000000000000000000000000000000000000a1"
#define OTHER "00000000000000000000000000000000000000000000000000000000000000a2"

static int64_t
issued(struct desk *d, const char *content, int64_t replaces)
{
	char sealed[64];
	struct tr_office_new n = decision(blob_of(&d->b, content));
	const struct tr_office_attached annex = {"Phụ lục mẫu", blob_of(&d->b, "an annex"), true};

	n.replaces = replaces;
	n.attached = &annex;
	n.attached_count = 1;
	const int64_t document = register_ok(&d->b, &n, NULL);
	snprintf(sealed, sizeof(sealed), "%s, sealed", content);
	const struct tr_office_given g = {.file = blob_of(&d->b, sealed), .seal = "d1", .continues = true, .shows_number = true};
	do_ok(&d->b, d->b.clerk, document, TR_DOCUMENT_ACT_ISSUE, &g);
	return document;
}

static struct tr_dispatched
send_ok(struct desk *d, const struct tr_dispatch_new *n)
{
	struct tr_dispatched tried, done;
	struct trien_err err = {0};

	assert_ok(tr_dispatch_send(d->b.c->db, &d->b.act, TR_ACT_DRY_RUN, &d->b.clerk, n, &tried, &err), &err);
	assert_ok(tr_dispatch_send(d->b.c->db, &d->b.act, TR_ACT_DO, &d->b.clerk, n, &done, &err), &err);
	assert_int_equal(tried.again, done.again);
	return done;
}

static void
send_refused(struct desk *d, const char *error, struct tr_office_who who, const struct tr_dispatch_new *n)
{
	const int64_t jobs = ask_one(d->b.c->db, "SELECT COUNT(*) FROM job");
	struct tr_dispatched done;
	struct trien_err err = {0};

	assert_refused(tr_dispatch_send(d->b.c->db, &d->b.act, TR_ACT_DO, &who, n, &done, &err), error);
	assert_int_equal(ask_one(d->b.c->db, "SELECT COUNT(*) FROM job"), jobs);
}

/* ---- what whoever has a code sees ---- */

struct looking {
	const char *token;
	int64_t now, place; /* place -1: nothing is taken */
	struct tr_dispatch_look look;
	char hash[TR_HEX256 + 1];
};

static trien_rc
look_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct looking *l = context;

	TR_TRY(tr_dispatch_look(db, l->token, l->now, &l->look, err));
	return l->place < 0 ? TRIEN_OK : tr_dispatch_take(db, &l->look, l->place, l->now, l->hash, err);
}

static trien_rc
look(struct desk *d, const char *token, int64_t now, int64_t place, struct looking *out)
{
	struct trien_err err = {0};

	*out = (struct looking){.token = token, .now = now, .place = place};
	return tr_sql_transact(d->b.c->db, place < 0 ? TR_SQL_READ : TR_SQL_WRITE, look_work, out, &err);
}

static void
look_says(struct desk *d, const char *token, int64_t now, int64_t place, const char *want)
{
	struct looking l;
	const trien_rc rc = look(d, token, now, place, &l);

	assert_string_equal(rc == TRIEN_OK ? "ok" : trien_err_id(rc), want);
	tr_dispatch_look_free(&l.look);
}

/* ---- letters ---- */

struct writing {
	const char *payload;
	struct tr_dispatch_letter letter;
};

static trien_rc
letter_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct writing *w = context;
	return tr_dispatch_letter_write(db, TR_BYTES(w->payload, strlen(w->payload)), &w->letter, err);
}

/* The letter of a payload has so many files, and this word in its subject; or the error. */
static void
letter_says(struct desk *d, const char *payload, const char *want, size_t files)
{
	struct writing w = {.payload = payload};
	struct trien_err err = {0};
	const trien_rc rc = tr_sql_transact(d->b.c->db, TR_SQL_READ, letter_work, &w, &err);

	if (rc != TRIEN_OK) {
		assert_string_equal(trien_err_id(rc), want);
		return;
	}
	assert_non_null(strstr((const char *)w.letter.subject.p, want));
	assert_int_equal(w.letter.files.count, files);
	assert_string_equal((const char *)w.letter.to.p, "vanthu@so.example");
	tr_dispatch_letter_free(&w.letter);
}

/* ---- by mail ---- */

static void
test_mail(struct contract *c)
{
	struct desk d;

	open_desk(&d, c);
	const struct tr_office_new draft = decision(blob_of(&d.b, "not issued"));
	struct tr_dispatch_new n = {.document = register_ok(&d.b, &draft, NULL), .receiver = "Doanh nghiệp Mẫu", .address = "vanthu@so.example"};
	send_refused(&d, "office.dispatch-state", d.b.clerk, &n);
	n.document = issued(&d, "one", 0);
	send_refused(&d, "rules.role", d.b.head, &n);
	send_refused(&d, "office.role-not-held", d.b.other, &n);
	n.address = "vanthu@so.example\r\nBcc: x@y.example";
	send_refused(&d, "office.dispatch-receiver", d.b.clerk, &n);
	n.address = "vanthu@so.example";
	n.token = TOKEN;
	send_refused(&d, "office.dispatch-receiver", d.b.clerk, &n); /* one of both */
	n.token = NULL;
	n.receiver = "Doanh\xe2\x80\xae nghiệp";
	send_refused(&d, "office.dispatch-receiver", d.b.clerk, &n);
	n.receiver = "Doanh nghiệp Mẫu";
	assert_false(send_ok(&d, &n).again);
	assert_true(send_ok(&d, &n).again); /* the same address has it */
	is(&d.b, "SELECT COUNT(*) FROM job WHERE kind = 'document.mail' AND payload = '1 issued' AND state = 'ready'");
	is(&d.b, "SELECT COUNT(*) FROM dispatch WHERE way = 'mail' AND maker = 1 AND token IS NULL AND until_at IS NULL");
	letter_says(&d, "1 issued", "02/QĐ-UBND", 2);
	letter_says(&d, "1 lost", "registry.not-found", 0);
	letter_says(&d, "9 issued", "registry.not-found", 0);
	/* Recalled before its mail has gone: that does not go, and the receiver is told all the same. */
	d.b.act.reason = "ban hành nhầm";
	do_ok(&d.b, d.b.head, n.document, TR_DOCUMENT_ACT_RECALL, NULL);
	is(&d.b, "SELECT COUNT(*) FROM job WHERE payload = '1 recalled'");
	letter_says(&d, "1 issued", "office.dispatch-state", 0);
	letter_says(&d, "1 recalled", "THU HỒI", 0);
	send_refused(&d, "office.dispatch-state", d.b.clerk, &n);
	/* Replaced. */
	n.document = issued(&d, "two", 0);
	send_ok(&d, &n);
	issued(&d, "three", n.document);
	is(&d.b, "SELECT COUNT(*) FROM job WHERE payload = '2 replaced'");
	letter_says(&d, "2 replaced", "THAY THẾ", 0);
	say_book(c, "dispatch");
	close_desk(&d);
}

static trien_rc
size_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	return tr_sql_run(db, "UPDATE blob SET size = $1 WHERE hash = (SELECT issued_file FROM document WHERE id = 1)", TR_SQL_IN(TR_SQL_I(*(const int64_t *)context)), NULL, err);
}

static void
set_size(struct desk *d, int64_t bytes)
{
	struct trien_err err = {0};

	assert_ok(tr_sql_transact(d->b.c->db, TR_SQL_WRITE, size_work, &bytes, &err), &err);
}

/* At the cap of a mail, and one past it. */
static void
test_mail_size(struct contract *c)
{
	struct desk d;

	open_desk(&d, c);
	struct tr_dispatch_new n = {.receiver = "Doanh nghiệp Mẫu", .address = "vanthu@so.example"};
	n.document = issued(&d, "one", 0);
	set_size(&d, (int64_t)TR_DISPATCH_MAIL_MAX - 8); /* its annex has eight bytes */
	send_ok(&d, &n);
	set_size(&d, (int64_t)TR_DISPATCH_MAIL_MAX - 7);
	n.address = "khac@so.example";
	send_refused(&d, "office.dispatch-size", d.b.clerk, &n);
	n.address = NULL;
	n.token = TOKEN;
	send_ok(&d, &n); /* a link takes it */
	close_desk(&d);
}

/* ---- by link ---- */

static void
test_link(struct contract *c)
{
	struct desk d;
	struct looking l;
	struct trien_err err = {0};
	int64_t act;

	open_desk(&d, c);
	struct tr_dispatch_new n = {.document = issued(&d, "one", 0), .receiver = "Doanh nghiệp Mẫu", .token = TOKEN, .days = TR_DISPATCH_DAYS_MAX + 1};
	send_refused(&d, "office.dispatch-limit", d.b.clerk, &n);
	n.days = TR_DISPATCH_DAYS_MAX;
	n.downloads = TR_DISPATCH_DOWNLOADS_MAX + 1;
	send_refused(&d, "office.dispatch-limit", d.b.clerk, &n);
	n.days = 1;
	n.downloads = 2;
	const int64_t first = send_ok(&d, &n).dispatch;
	is(&d.b, "SELECT COUNT(*) + 1 FROM job WHERE kind = 'document.mail'");
	look_says(&d, OTHER, d.b.act.at, -1, "office.link-unknown");
	look_says(&d, TOKEN, d.b.act.at + DAY, -1, "office.link-over");
	assert_int_equal(look(&d, TOKEN, d.b.act.at + DAY - 1, -1, &l), TRIEN_OK);
	assert_int_equal(l.look.files.count, 2);
	assert_string_equal(tr_sql_text(&l.look.about, 0, TR_LOOK_STATE), "issued");
	const int64_t annex = tr_sql_int(&l.look.files, 1, 0);
	tr_dispatch_look_free(&l.look);
	/* Each file so often, and no other's. */
	look_says(&d, TOKEN, d.b.act.at, 0, "ok");
	look_says(&d, TOKEN, d.b.act.at, 0, "ok");
	look_says(&d, TOKEN, d.b.act.at, 0, "office.link-used");
	look_says(&d, TOKEN, d.b.act.at, annex, "ok");
	issued(&d, "two", 0);
	look_says(&d, TOKEN, d.b.act.at, annex + 1, "registry.not-found");
	/* Ended by who may send. */
	assert_refused(tr_dispatch_close(c->db, &d.b.act, TR_ACT_DO, &d.b.other, first, &act, &err), "office.role-not-held");
	assert_ok(tr_dispatch_close(c->db, &d.b.act, TR_ACT_DO, &d.b.clerk, first, &act, &err), &err);
	assert_refused(tr_dispatch_close(c->db, &d.b.act, TR_ACT_DO, &d.b.clerk, first, &act, &err), "office.dispatch-link");
	look_says(&d, TOKEN, d.b.act.at, -1, "office.link-over");
	close_desk(&d);
}

/* A recalled document is not given; in place of a replaced one the last that replaces it; a code is no way to anything else. */
static void
test_link_after(struct contract *c)
{
	struct desk d;
	struct looking l;

	open_desk(&d, c);
	struct tr_dispatch_new n = {.document = issued(&d, "one", 0), .receiver = "Doanh nghiệp Mẫu", .token = TOKEN};
	send_ok(&d, &n);
	const int64_t second = issued(&d, "two", n.document), third = issued(&d, "three", second);
	assert_int_equal(look(&d, TOKEN, d.b.act.at, 0, &l), TRIEN_OK);
	assert_string_equal(tr_sql_text(&l.look.about, 0, TR_LOOK_STATE), "replaced");
	assert_int_equal(l.look.shown, third);
	assert_string_equal(l.hash, blob_of(&d.b, "three, sealed"));
	tr_dispatch_look_free(&l.look);
	d.b.act.reason = "ban hành nhầm";
	do_ok(&d.b, d.b.head, third, TR_DOCUMENT_ACT_RECALL, NULL);
	assert_int_equal(look(&d, TOKEN, d.b.act.at, -1, &l), TRIEN_OK);
	assert_true(l.look.shown == 0 && l.look.files.count == 0);
	tr_dispatch_look_free(&l.look);
	look_says(&d, TOKEN, d.b.act.at, 0, "office.link-recalled");
	close_desk(&d);
}

extern const struct contract_row dispatch_tests[];
const struct contract_row dispatch_tests[] = {{"documents by mail", test_mail}, {"size of a mail", test_mail_size}, {"documents by link", test_link},
	{"links after a recall", test_link_after}, {NULL, NULL}};
