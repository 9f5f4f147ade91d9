/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/book_sql.h"

static const char *const head[TR_BOOK_HEAD] = {"id", "version", "act"};

const char *const *
tr_book_computed(const struct tr_book *b)
{
	static const char *const none[] = {NULL}, *const keys[] = {"sort_key", "search_key", NULL},
		*const tree[] = {"sort_key", "search_key", "path", NULL};

	if (b == &tr_books[TR_BOOK_agency])
		return tree;
	return b->named >= 0 ? keys : none;
}

static trien_rc
add_text(struct tr_buf *out, const char *text, struct trien_err *err)
{
	return tr_buf_add(out, text, strlen(text), err);
}

trien_rc
tr_book_select_sql(const struct tr_book *b, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(add_text(out, "SELECT b.id, b.version, b.act", err));
	for (size_t i = 0; i < b->count; i++) {
		TR_TRY(add_text(out, ", b.", err));
		TR_TRY(add_text(out, b->columns[i].name, err));
	}
	TR_TRY(add_text(out, " FROM ", err));
	TR_TRY(add_text(out, b->name, err));
	return add_text(out, " b", err);
}

/* Asked for every row that is imported, and every reference in it. */
trien_rc
tr_book_find_sql(const struct tr_book *b, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(add_text(out, "SELECT id FROM ", err));
	TR_TRY(add_text(out, b->name, err));
	for (size_t i = 0; i < b->natural; i++) {
		TR_TRY(add_text(out, i > 0 ? " AND " : " WHERE ", err));
		TR_TRY(add_text(out, b->columns[i].name, err));
		TR_TRY(tr_buf_add(out, (const char[]){' ', '=', ' ', '$', (char)('1' + i)}, 5, err));
	}
	return tr_buf_add_byte(out, 0, err);
}

/* The n-th of all columns that are put; NULL past the last. */
static const char *
put_column(const struct tr_book *b, size_t n)
{
	if (n < TR_BOOK_HEAD)
		return head[n];
	if (n < TR_BOOK_HEAD + b->count)
		return b->columns[n - TR_BOOK_HEAD].name;
	return tr_book_computed(b)[n - TR_BOOK_HEAD - b->count];
}

static trien_rc
write_insert(const struct tr_book *b, struct tr_buf *out, struct trien_err *err)
{
	size_t count = 0;

	TR_TRY(tr_buf_addf(out, err, "INSERT INTO %s (", b->name));
	for (const char *c; (c = put_column(b, count)) != NULL; count++)
		TR_TRY(tr_buf_addf(out, err, "%s%s", count > 0 ? ", " : "", c));
	TR_TRY(tr_buf_addf(out, err, ") VALUES ("));
	for (size_t i = 1; i <= count; i++)
		TR_TRY(tr_buf_addf(out, err, "%s$%zu", i > 1 ? ", " : "", i));
	return tr_buf_addf(out, err, ")");
}

trien_rc
tr_book_enter_sql(const struct tr_book *b, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(write_insert(b, out, err));
	return tr_buf_add_byte(out, 0, err);
}

trien_rc
tr_book_put_sql(const struct tr_book *b, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(write_insert(b, out, err));
	TR_TRY(tr_buf_addf(out, err, " ON CONFLICT (id) DO UPDATE SET "));
	for (size_t i = 1; put_column(b, i) != NULL; i++)
		TR_TRY(tr_buf_addf(out, err, "%s%s = excluded.%s", i > 1 ? ", " : "", put_column(b, i), put_column(b, i)));
	return tr_buf_add_byte(out, 0, err);
}
