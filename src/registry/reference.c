/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/reference.h"

#include "base/errors/registry.h"
#include "registry/value.h"

/* Whose eyes it is looked up with; false: it is not shown. */
static bool
may_look(const struct tr_who *w, const struct tr_book *b, struct tr_who *eyes, struct tr_viewer *v)
{
	struct trien_err unsaid = {0};

	*eyes = *w;
	*v = (struct tr_viewer){.scope = TR_SCOPE_PROVINCE};
	if (b == &tr_books[TR_BOOK_agency] || b == &tr_books[TR_BOOK_unit])
		return true;
	return tr_door_viewer(eyes, b, TR_VERB_SEE, v, &unsaid) == TRIEN_OK;
}

/* What people call a row of it by; as many as it has columns: nothing. */
static size_t
column_of(const struct tr_book *b)
{
	static const struct {
		const struct tr_book *book;
		size_t column;
	} others[] = {{&tr_books[TR_BOOK_certificate], TR_certificate_serial}, {&tr_books[TR_BOOK_letter], TR_letter_number}, {&tr_books[TR_BOOK_dossier], TR_dossier_title},
		{&tr_books[TR_BOOK_arrival], TR_arrival_sender}};

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		if (others[i].book == b)
			return others[i].column;
	return b->named >= 0 ? (size_t)b->named : b->count;
}

static trien_rc
add_words(const struct tr_record *r, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_book *b = r->book;
	const size_t column = column_of(b);

	if (column < b->count)
		return r->v[column].null ? TRIEN_OK : tr_buf_add_bytes(out, r->v[column].b, err);
	for (size_t i = 0; i < b->natural; i++) {
		if (tr_column_type(&b->columns[i]) != TR_SQL_TEXT)
			return TRIEN_OK;
		TR_TRY(i > 0 ? tr_buf_add_byte(out, '/', err) : TRIEN_OK);
		TR_TRY(tr_buf_add_bytes(out, r->v[i].b, err));
	}
	return TRIEN_OK;
}

trien_rc
tr_reference_words(struct tr_sql *db, const struct tr_who *w, const struct tr_column *c, const struct tr_sql_value *v, struct tr_buf *out,
		struct trien_err *err)
{
	const struct tr_book *b = tr_book_find(c->of);
	struct tr_list_query q = {.book = b, .id = v->i, .limit = 1};
	const size_t before = out->n;
	struct tr_who eyes;
	TR_AUTO_ROWS rows = {0};

	if (v->null)
		return TRIEN_OK;
	if (may_look(w, b, &eyes, &q.viewer))
		TR_TRY(tr_list(db, &q, &rows, err));
	if (rows.count > 0) {
		TR_AUTO_RECORD r = {0};
		TR_TRY(tr_record_take(b, &rows, 0, &r, err));
		TR_TRY(add_words(&r, out, err));
	}
	return out->n > before ? TRIEN_OK : tr_value_write(c, v, out, err);
}

bool
tr_column_is_about(const struct tr_column *c)
{
	return c->kind == TR_COLUMN_TEXT && strcmp(c->name, "about") == 0;
}

trien_rc
tr_about_words(struct tr_sql *db, const struct tr_who *w, const struct tr_sql_value *v, struct tr_buf *out, struct trien_err *err)
{
	struct trien_err none = {0};
	const struct tr_book *b;
	int64_t id;

	if (v->null || tr_object_read((const char *)v->b.p, &b, &id, &none) != TRIEN_OK)
		return TRIEN_OK;
	return tr_reference_words(db, w, &(struct tr_column){.kind = TR_COLUMN_REFERS, .of = b->name}, &TR_SQL_I(id), out, err);
}
