/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.1 R5.1 */
#include "office/template.h"

#include <stdio.h>

#include "base/errors/office.h"
#include "base/errors/registry.h"
#include "base/errors/rules.h"
#include "office/office_parts.h"

static const struct tr_book *
book_of(int64_t agency)
{
	return &tr_books[agency != 0 ? TR_BOOK_template : TR_BOOK_common_template];
}

/* Both books have the same columns, but for whose it is. */
static size_t
column(const struct tr_book *b, const char *name)
{
	return tr_book_column(b, name);
}

/* ---- who keeps them ---- */

static trien_rc
holds_somewhere(const struct tr_officing *o, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM post WHERE person = $1 AND role = $2 AND from_at <= $3 AND (to_at IS NULL OR to_at > $3) LIMIT 1";
	const char *role = tr_rules_role_word(o->who->role)->word;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(o->who->person), TR_SQL_T(role), TR_SQL_I(o->a->act->at)), &rows, err));
	return rows.count > 0 ? TRIEN_OK : TR_ERR(err, OFFICE_ROLE, TR_I("person", o->who->person), TR_S("role", role));
}

static trien_rc
may(const struct tr_officing *o, int64_t agency, enum tr_rules_verb verb, struct trien_err *err)
{
	const enum tr_rules_object object = agency != 0 ? TR_OBJECT_TEMPLATE : TR_OBJECT_COMMON_TEMPLATE;
	const enum tr_rules_scope wanted = agency != 0 ? TR_SCOPE_AGENCY : TR_SCOPE_PROVINCE;

	if (tr_rules_access(o->who->role, object, verb) != wanted)
		return TR_ERR(err, RULES_ROLE, TR_S("act", o->a->act->what), TR_S("role", tr_rules_role_word(o->who->role)->word));
	return agency != 0 ? tr_office_holds(o, agency, err) : holds_somewhere(o, err);
}

/* ---- handed in, and changed ---- */

/* The row keeps its own copy of the code. */
static trien_rc
set_kind(const struct tr_officing *o, struct tr_record *r, const char *text, struct trien_err *err)
{
	struct tr_office_kind kind = {0};
	const uint8_t *code;

	TR_TRY(tr_office_kind_find(o->profile, o->a->act->at, text, &kind, err));
	TR_TRY(tr_arena_copy(&r->arena, kind.code, sizeof(kind.code), &code, err));
	tr_record_set_text(r, column(r->book, "kind"), (const char *)code);
	return TRIEN_OK;
}

static trien_rc
put(const struct tr_officing *o, struct tr_record *r, const struct tr_template_new *n, struct trien_err *err)
{
	const struct tr_book *b = r->book;

	if (n->is_signed)
		return TR_ERR0(err, OFFICE_TEMPLATE_SIGNED);
	if (n->name != NULL)
		tr_record_set_text(r, column(b, "name"), n->name);
	if (n->kind != NULL)
		TR_TRY(set_kind(o, r, n->kind, err));
	if (n->file != NULL) {
		tr_record_set_text(r, column(b, "format"), n->format);
		tr_record_set_text(r, column(b, "file"), n->file);
		tr_record_set_text(r, column(b, "preview"), n->preview);
	}
	if (n->from_at != 0)
		tr_record_set_int(r, column(b, "from_at"), n->from_at);
	if (n->to_at != 0)
		tr_record_set_int(r, column(b, "to_at"), n->to_at);
	return tr_acting_put(o->a, r, err);
}

struct entering {
	const struct tr_template_new *new;
	int64_t id;
};

static trien_rc
enter(struct tr_officing *o, void *context, struct trien_err *err)
{
	struct entering *e = context;
	const struct tr_template_new *n = e->new;
	TR_AUTO_RECORD r = tr_record_of(book_of(n->agency));

	TR_TRY(may(o, n->agency, TR_VERB_ENTER, err));
	if (n->file == NULL)
		return TR_ERR0(err, OFFICE_FILE_WANTED);
	if (n->agency != 0)
		tr_record_set_int(&r, TR_template_agency, n->agency);
	TR_TRY(put(o, &r, n, err));
	e->id = r.id;
	return TRIEN_OK;
}

trien_rc
tr_template_enter(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, const struct tr_template_new *n,
		int64_t *id, struct trien_err *err)
{
	struct entering e = {.new = n};

	TR_TRY(tr_office_act(db, act, mode, who, n->agency != 0 ? "template.enter" : "common_template.enter", enter, &e, NULL, err));
	*id = e.id;
	return TRIEN_OK;
}

struct changing {
	const struct tr_book *book;
	int64_t id;
	const struct tr_template_new *new;
};

static trien_rc
change(struct tr_officing *o, void *context, struct trien_err *err)
{
	const struct changing *c = context;
	const bool own = c->book == &tr_books[TR_BOOK_template];
	TR_AUTO_RECORD r = {0};

	TR_TRY(tr_record_load(o->a->db, c->book, c->id, &r, err));
	TR_TRY(may(o, own ? r.v[TR_template_agency].i : 0, TR_VERB_CHANGE, err));
	return put(o, &r, c->new, err);
}

trien_rc
tr_template_change(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, const struct tr_book *b, int64_t id,
		const struct tr_template_new *n, int64_t *act_id, struct trien_err *err)
{
	struct changing c = {b, id, n};

	return tr_office_act(db, act, mode, who, b == &tr_books[TR_BOOK_template] ? "template.change" : "common_template.change", change, &c, act_id, err);
}

/* ---- a draft begins ---- */

void
tr_template_begun_free(struct tr_template_begun *b)
{
	tr_buf_free(&b->kind);
	tr_buf_free(&b->symbol);
	tr_buf_free(&b->agency);
}

static trien_rc
check_in_force(const struct tr_record *r, int64_t now, struct trien_err *err)
{
	const struct tr_sql_value *from = &r->v[column(r->book, "from_at")], *to = &r->v[column(r->book, "to_at")];
	char day[TR_TIME_TEXT_MAX];

	if (from->i <= now && (to->null || to->i > now))
		return TRIEN_OK;
	tr_office_day_text(from->i <= now ? to->i : from->i, day);
	return TR_ERR(err, OFFICE_TEMPLATE_OVER, TR_S("day", day));
}

static trien_rc
fill_agency(struct tr_sql *db, int64_t agency, const struct tr_office_kind *kind, const char *unit, struct tr_template_begun *out, struct trien_err *err)
{
	static const char sql[] = "SELECT a.name, COALESCE(n.symbol, '') FROM agency a LEFT JOIN numbering n ON n.agency = a.id WHERE a.id = $1";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(agency)), &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", "agency"), TR_I("id", agency));
	if (tr_sql_cell(&rows, 0, 1)->b.n == 0)
		return TR_ERR0(err, OFFICE_NUMBERING);
	TR_TRY(tr_buf_addf(&out->agency, err, "%s%c", tr_sql_text(&rows, 0, 0), 0));
	TR_TRY(tr_office_symbol(kind, tr_sql_cell(&rows, 0, 1)->b, unit, &out->symbol, err));
	return tr_buf_add_byte(&out->symbol, 0, err);
}

/* Of the kind as it is written in a document: what the profile says behind it in brackets tells kinds apart, for people. */
static trien_rc
fill_kind(const struct tr_office_kind *kind, struct tr_buf *out, struct trien_err *err)
{
	size_t n = 0;

	while (n < kind->name.n && kind->name.p[n] != '(')
		n++;
	while (n > 0 && kind->name.p[n - 1] == ' ')
		n--;
	TR_TRY(tr_buf_add(out, kind->name.p, n, err));
	return tr_buf_add_byte(out, 0, err);
}

static trien_rc
begin(struct tr_sql *db, struct tr_record *r, int64_t agency, const char *unit, const struct tr_profile *profile, int64_t now, struct tr_template_begun *out,
		struct trien_err *err)
{
	struct tr_office_kind kind = {0};
	const char *code, *file, *format;

	TR_TRY(tr_office_text(r, column(r->book, "kind"), &code, err));
	TR_TRY(tr_office_text(r, column(r->book, "file"), &file, err));
	TR_TRY(tr_office_text(r, column(r->book, "format"), &format, err));
	snprintf(out->file, sizeof(out->file), "%s", file);
	snprintf(out->format, sizeof(out->format), "%s", format);
	TR_TRY(tr_office_kind_find(profile, now, code, &kind, err));
	TR_TRY(fill_kind(&kind, &out->kind, err));
	return fill_agency(db, agency, &kind, unit, out, err);
}

trien_rc
tr_template_begin(struct tr_sql *db, const struct tr_book *b, int64_t id, int64_t agency, const char *unit, int64_t now, struct tr_template_begun *out,
		struct trien_err *err)
{
	struct tr_profile *profile;
	TR_AUTO_RECORD r = {0};

	TR_TRY(tr_record_load(db, b, id, &r, err));
	if (b == &tr_books[TR_BOOK_template]) /* an agency's own is for its own drafts */
		agency = r.v[TR_template_agency].i;
	if (agency == 0)
		return TR_ERR0(err, OFFICE_TEMPLATE_AGENCY);
	TR_TRY(check_in_force(&r, now, err));
	TR_TRY(tr_profile_for_time(now, &profile, err));
	const trien_rc rc = begin(db, &r, agency, unit, profile, now, out, err);
	tr_profile_free(profile);
	return rc;
}

/* ---- a draft has begun with one ---- */

/* That it is over by now says nothing: the draft may have begun before. */
trien_rc
tr_template_check_begun(const struct tr_officing *o, const struct tr_office_new *n, const struct tr_record *document, struct trien_err *err)
{
	const bool own = n->template != 0;
	const int64_t id = own ? n->template : n->common_template;
	const struct tr_book *book = &tr_books[own ? TR_BOOK_template : TR_BOOK_common_template];
	TR_AUTO_RECORD r = {0};

	if (id == 0)
		return TRIEN_OK;
	TR_TRY(tr_record_load(o->a->db, book, id, &r, err));
	if (own && r.v[TR_template_agency].i != n->agency)
		return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", book->name), TR_I("id", id));
	if (r.v[column(book, "from_at")].i > o->a->act->at)
		return check_in_force(&r, o->a->act->at, err);
	const struct tr_bytes got = r.v[column(book, "kind")].b, want = document->v[TR_document_kind].b;
	return tr_bytes_equal(got, want) ? TRIEN_OK : TR_ERR(err, OFFICE_TEMPLATE_KIND, TR_B("got", got.p, got.n), TR_B("want", want.p, want.n));
}
