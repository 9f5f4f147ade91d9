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

/* Written for every row that an act puts: printf(3) would take ten times as long. */
static trien_rc
add_place(struct tr_buf *out, size_t number, struct trien_err *err)
{
	const char digits[] = {'$', (char)('0' + number / 10 % 10), (char)('0' + number % 10)};

	if (number > 99)
		return tr_buf_addf(out, err, "$%zu", number);
	return number > 9 ? tr_buf_add(out, digits, 3, err) : tr_buf_add(out, (const char[]){'$', digits[2]}, 2, err);
}

static trien_rc
write_insert(const struct tr_book *b, struct tr_buf *out, struct trien_err *err)
{
	size_t count = 0;

	TR_TRY(add_text(out, "INSERT INTO ", err));
	TR_TRY(add_text(out, b->name, err));
	TR_TRY(add_text(out, " (", err));
	for (const char *c; (c = put_column(b, count)) != NULL; count++) {
		TR_TRY(add_text(out, count > 0 ? ", " : "", err));
		TR_TRY(add_text(out, c, err));
	}
	TR_TRY(add_text(out, ") VALUES (", err));
	for (size_t i = 1; i <= count; i++) {
		TR_TRY(add_text(out, i > 1 ? ", " : "", err));
		TR_TRY(add_place(out, i, err));
	}
	return add_text(out, ")", err);
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
	TR_TRY(add_text(out, " ON CONFLICT (id) DO UPDATE SET ", err));
	for (size_t i = 1; put_column(b, i) != NULL; i++) {
		TR_TRY(add_text(out, i > 1 ? ", " : "", err));
		TR_TRY(add_text(out, put_column(b, i), err));
		TR_TRY(add_text(out, " = excluded.", err));
		TR_TRY(add_text(out, put_column(b, i), err));
	}
	return tr_buf_add_byte(out, 0, err);
}
