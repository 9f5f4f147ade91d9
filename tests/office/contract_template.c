/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R4.1 R5.1
 * Templates that drafts begin with: who keeps them, how they change, and what a draft has of them.
 */
#include <stdio.h>

#include "bureau.h"
#include "office/submission.h"
#include "office/template.h"

static struct tr_template_new
letter(struct bureau *b, int64_t agency)
{
	return (struct tr_template_new){.agency = agency, .name = "Quyết định mẫu", .kind = "quyết định", .file = blob_of(b, "mau"), .preview = blob_of(b, "xem truoc"), .format = "docx",
		.from_at = b->act.at - DAY};
}

static void
say_rc(struct bureau *b, const char *what, trien_rc rc)
{
	say(b->c, "%s: %s\n", what, rc == TRIEN_OK ? "-" : trien_err_id(rc));
}

static int64_t
enter_says(struct bureau *b, const char *want, struct tr_office_who who, const struct tr_template_new *n)
{
	struct trien_err err = {0};
	int64_t id = 0;
	const trien_rc tried = tr_template_enter(b->c->db, &b->act, TR_ACT_DRY_RUN, &who, n, &id, &err), rc = tr_template_enter(b->c->db, &b->act, TR_ACT_DO, &who, n, &id, &err);

	assert_int_equal(tried, rc);
	assert_string_equal(rc == TRIEN_OK ? "" : trien_err_id(rc), want);
	say_rc(b, "enter", rc);
	return id;
}

static void
change_says(struct bureau *b, const char *want, struct tr_office_who who, enum tr_book_number book, int64_t id, const struct tr_template_new *n)
{
	struct trien_err err = {0};
	int64_t act;
	const trien_rc rc = tr_template_change(b->c->db, &b->act, TR_ACT_DO, &who, &tr_books[book], id, n, &act, &err);

	assert_string_equal(rc == TRIEN_OK ? "" : trien_err_id(rc), want);
	say_rc(b, "change", rc);
}

struct beginning {
	enum tr_book_number book;
	int64_t id, agency, now;
	const char *unit;
	struct tr_template_begun out;
};

static trien_rc
begin(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct beginning *g = context;

	tr_template_begun_free(&g->out);
	g->out = (struct tr_template_begun){0};
	return tr_template_begin(db, &tr_books[g->book], g->id, g->agency, g->unit, g->now, &g->out, err);
}

static void
begin_says(struct bureau *b, const char *want, struct beginning g)
{
	struct trien_err err = {0};
	const trien_rc rc = tr_sql_transact(b->c->db, TR_SQL_READ, begin, &g, &err);

	assert_string_equal(rc == TRIEN_OK ? "" : trien_err_id(rc), want);
	say(b->c, "begin: %s %s %s %s %s\n", rc == TRIEN_OK ? "-" : trien_err_id(rc), g.out.format, g.out.kind.n > 0 ? (char *)g.out.kind.p : "", g.out.symbol.n > 0 ? (char *)g.out.symbol.p : "",
			g.out.agency.n > 0 ? (char *)g.out.agency.p : "");
	if (rc == TRIEN_OK && g.book == TR_BOOK_template)
		assert_string_equal((char *)g.out.kind.p, "Quyết định");
	tr_template_begun_free(&g.out);
}

static void
test_kept(struct contract *c)
{
	struct bureau b;
	struct tr_template_new n;

	open_bureau(&b, c);
	n = letter(&b, 1);
	const int64_t id = enter_says(&b, "", b.clerk, &n);
	enter_says(&b, "office.role-not-held", b.other, &n); /* another agency's clerk */
	enter_says(&b, "rules.role", b.head, &n);
	enter_says(&b, "rules.role", b.signatory, &n);
	n.kind = "không có loại này";
	enter_says(&b, "office.kind-unknown", b.clerk, &n);
	n = letter(&b, 1);
	n.to_at = n.from_at - DAY;
	enter_says(&b, "registry.entry-order", b.clerk, &n);
	n = letter(&b, 1);
	n.is_signed = true;
	enter_says(&b, "office.template-signed", b.clerk, &n);
	n = letter(&b, 1);
	n.file = NULL;
	enter_says(&b, "office.file-wanted", b.clerk, &n);

	const struct tr_template_new renamed = {.name = "Quyết định nâng lương", .file = blob_of(&b, "mau moi"), .preview = blob_of(&b, "xem truoc moi"), .format = "odt"}, over = {.to_at = b.act.at + DAY};
	change_says(&b, "", b.clerk, TR_BOOK_template, id, &renamed);
	change_says(&b, "office.role-not-held", b.other, TR_BOOK_template, id, &over);
	change_says(&b, "rules.role", b.head, TR_BOOK_template, id, &over);
	change_says(&b, "registry.not-found", b.clerk, TR_BOOK_template, 99, &over);
	is(&b, "SELECT CAST(COUNT(*) AS bigint) / 2 FROM change WHERE book = 'template'"); /* both versions stay */
	begin_says(&b, "", (struct beginning){.book = TR_BOOK_template, .id = id, .agency = 0, .now = b.act.at, .unit = NULL});
	begin_says(&b, "", (struct beginning){.book = TR_BOOK_template, .id = id, .agency = 2, .now = b.act.at, .unit = "VP"}); /* its own agency's, whatever is said */
	begin_says(&b, "office.template-over", (struct beginning){.book = TR_BOOK_template, .id = id, .agency = 0, .now = b.act.at - 2 * DAY, .unit = NULL});
	change_says(&b, "", b.clerk, TR_BOOK_template, id, &over);
	begin_says(&b, "", (struct beginning){.book = TR_BOOK_template, .id = id, .agency = 0, .now = b.act.at, .unit = NULL});
	begin_says(&b, "office.template-over", (struct beginning){.book = TR_BOOK_template, .id = id, .agency = 0, .now = b.act.at + 2 * DAY, .unit = NULL});
	say_book(c, "template");
	close_bureau(&b);
}

static void
test_common(struct contract *c)
{
	const struct tr_office_who department = {6, TR_ROLE_DEPARTMENT}, nobody = {1, TR_ROLE_DEPARTMENT};
	struct bureau b;
	struct tr_template_new n;

	open_bureau(&b, c);
	PUT(c, "person.enter", "person", 0, "code", "CB6", "name", "Lê Văn Mẫu", "agency", "2", "state", "active");
	PUT(c, "post.enter", "post", 0, "person", "6", "agency", "2", "title", "Cán bộ Sở", "role", "department", "from_at", "1");
	n = letter(&b, 0);
	enter_says(&b, "rules.role", b.clerk, &n);
	enter_says(&b, "office.role-not-held", nobody, &n);
	const int64_t id = enter_says(&b, "", department, &n);
	change_says(&b, "rules.role", b.clerk, TR_BOOK_common_template, id, &(struct tr_template_new){.name = "của tôi"});
	change_says(&b, "", department, TR_BOOK_common_template, id, &(struct tr_template_new){.kind = "CV"});
	begin_says(&b, "office.template-agency", (struct beginning){.book = TR_BOOK_common_template, .id = id, .agency = 0, .now = b.act.at, .unit = NULL});
	begin_says(&b, "", (struct beginning){.book = TR_BOOK_common_template, .id = id, .agency = 1, .now = b.act.at, .unit = "VP"});
	begin_says(&b, "registry.not-found", (struct beginning){.book = TR_BOOK_common_template, .id = id, .agency = 99, .now = b.act.at, .unit = NULL});
	say_book(c, "common_template");
	close_bureau(&b);
}

/* A draft says which template it began with: its own agency's, or one that is offered to all, of its kind, in force by then. */
static void
draft_says(struct bureau *b, const char *want, int64_t template, int64_t common)
{
	static int drafts;
	char content[32];
	struct trien_err err = {0};
	int64_t document = 0;

	snprintf(content, sizeof(content), "draft %d", drafts++);
	struct tr_office_new n = decision(blob_of(b, content));
	n.template = template;
	n.common_template = common;
	const trien_rc rc = tr_submission_draft(b->c->db, &b->act, TR_ACT_DO, &b->clerk, &n, TR_PROCEDURE_TWO, true, &document, &err);
	assert_string_equal(rc == TRIEN_OK ? "" : trien_err_id(rc), want);
	say_rc(b, "draft", rc);
}

static void
test_drafted(struct contract *c)
{
	const struct tr_office_who department = {6, TR_ROLE_DEPARTMENT};
	struct bureau b;

	open_bureau(&b, c);
	PUT(c, "person.enter", "person", 0, "code", "CB6", "name", "Lê Văn Mẫu", "agency", "2", "state", "active");
	PUT(c, "post.enter", "post", 0, "person", "6", "agency", "2", "title", "Cán bộ Sở", "role", "department", "from_at", "1");
	struct tr_template_new n = letter(&b, 1), all = letter(&b, 0), others = letter(&b, 2), later = letter(&b, 1);
	later.from_at = b.act.at + DAY;
	const int64_t own = enter_says(&b, "", b.clerk, &n), common = enter_says(&b, "", department, &all), foreign = enter_says(&b, "", b.other, &others),
		      to_come = enter_says(&b, "", b.clerk, &later);
	draft_says(&b, "", own, 0);
	draft_says(&b, "", 0, common);
	is(&b, "SELECT COUNT(*) FROM submission WHERE template = 1 AND common_template IS NULL");
	is(&b, "SELECT COUNT(*) FROM submission WHERE common_template = 1 AND template IS NULL");
	draft_says(&b, "registry.not-found", foreign, 0); /* as one that is not there */
	draft_says(&b, "registry.not-found", 99, 0);
	draft_says(&b, "office.template-over", to_come, 0);
	change_says(&b, "", b.clerk, TR_BOOK_template, own, &(struct tr_template_new){.kind = "CV"});
	draft_says(&b, "office.template-kind", own, 0);
	/* One that is over by now: the draft may have begun before. */
	change_says(&b, "", b.clerk, TR_BOOK_template, own, &(struct tr_template_new){.kind = "QĐ", .to_at = b.act.at - DAY / 2});
	draft_says(&b, "", own, 0);
	say_book(c, "submission");
	close_bureau(&b);
}

extern const struct contract_row template_tests[];
const struct contract_row template_tests[] = {{"kept", test_kept}, {"common", test_common}, {"drafted", test_drafted}, {NULL, NULL}};
