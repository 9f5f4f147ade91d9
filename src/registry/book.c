/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/book.h"

#include "base/errors/registry.h"
#include "store/note.h"

#define NEED_REQUIRED true
#define NEED_OPTIONAL false
#define NEED_LATER false
#define CAME_REQUIRED false
#define CAME_OPTIONAL false
#define CAME_LATER true
#define TR_BOOK(name, natural, named, scope, vi, en) static const struct tr_column name##_columns[] = {
#define TR_COLUMN(book, name, kind, need, of, vi, en) {#name, TR_COLUMN_##kind, NEED_##need, of, vi, en, CAME_##need},
#define TR_BOOK_END(name) };
#include "registry/books.def"
#undef TR_BOOK
#undef TR_COLUMN
#undef TR_BOOK_END

#define TR_BOOK(name, natural, named, scope, vi, en) \
	[TR_BOOK_##name] = {#name, name##_columns, TR_##name##_columns, natural, named, scope, vi, en},
#define TR_COLUMN(book, name, kind, need, of, vi, en)
#define TR_BOOK_END(name) _Static_assert((int)TR_##name##_columns <= (int)TR_COLUMNS_MAX, #name);
const struct tr_book tr_books[TR_BOOK_COUNT] = {
#undef TR_BOOK_END
#define TR_BOOK_END(name)
#include "registry/books.def"
};

const struct tr_book *
tr_book_find(const char *name)
{
	for (size_t i = 0; i < TR_BOOK_COUNT; i++)
		if (strcmp(tr_books[i].name, name) == 0)
			return &tr_books[i];
	return NULL;
}

size_t
tr_book_column(const struct tr_book *b, const char *name)
{
	size_t i = 0;

	while (i < b->count && strcmp(b->columns[i].name, name) != 0)
		i++;
	return i;
}

size_t
tr_book_heading(const struct tr_book *b, const char *heading)
{
	const size_t i = tr_book_column(b, heading);

	for (size_t k = 0; i == b->count && k < b->count; k++)
		if (strcmp(b->columns[k].vi, heading) == 0 || strcmp(b->columns[k].en, heading) == 0)
			return k;
	return i;
}

enum tr_sql_type
tr_column_type(const struct tr_column *c)
{
	return c->kind == TR_COLUMN_TEXT || c->kind == TR_COLUMN_WORD || c->kind == TR_COLUMN_BLOB ? TR_SQL_TEXT : TR_SQL_INT;
}

bool
tr_column_has_word(const struct tr_column *c, struct tr_bytes word)
{
	for (const char *at = c->of; *at != '\0';) {
		const size_t n = strcspn(at, " ");
		if (tr_bytes_equal(TR_BYTES(at, n), word))
			return true;
		at += n + strspn(at + n, " ");
	}
	return false;
}

trien_rc
tr_object_read(const char *text, const struct tr_book **book, int64_t *id, struct trien_err *err)
{
	const char *colon = strchr(text, ':');
	uint64_t number;

	for (size_t i = 0; colon != NULL && i < TR_BOOK_COUNT; i++) {
		if (!tr_bytes_are(TR_BYTES(text, (size_t)(colon - text)), tr_books[i].name))
			continue;
		if (!tr_decimal_read(TR_BYTES(colon + 1, strlen(colon + 1)), &number) || number == 0 || number > INT64_MAX)
			break;
		*book = &tr_books[i];
		*id = (int64_t)number;
		return TRIEN_OK;
	}
	return TR_ERR(err, REGISTRY_OBJECT, TR_B("got", text, strlen(text)));
}
