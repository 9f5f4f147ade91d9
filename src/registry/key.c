/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/key.h"

#include "base/errors/registry.h"
#include "base/utf8.h"
#include "registry/value.h"

bool
tr_key_is_typed(const struct tr_book *b)
{
	static const enum tr_book_number typed[] = {TR_BOOK_unit, TR_BOOK_agency, TR_BOOK_person, TR_BOOK_device, TR_BOOK_service};

	for (size_t i = 0; i < sizeof(typed) / sizeof(*typed); i++)
		if (b == &tr_books[typed[i]])
			return true;
	return false;
}

/* ---- as it is kept ---- */

/* Mostly it is: ASCII, with no blank behind another. */
static bool
is_plain(struct tr_text text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((uint8_t)text.p[i] >= 0x80 || (uint8_t)text.p[i] < ' ' || (text.p[i] == ' ' && i > 0 && text.p[i - 1] == ' '))
			return false;
	return true;
}

#define FULL_WIDTH_FIRST 0xff01u /* of what stands in ASCII from '!' on */
#define FULL_WIDTH_LAST 0xff5eu

trien_rc
tr_key_plain(struct tr_arena *arena, struct tr_text text, struct tr_text *out, struct trien_err *err)
{
	const struct tr_text trimmed = tr_utf8_trim(text);
	size_t n = 0, length;
	char *to;

	*out = trimmed;
	if (is_plain(trimmed))
		return TRIEN_OK;
	TR_TRY(tr_arena_take(arena, trimmed.n, &to, err));
	for (size_t at = 0; at < trimmed.n; at += length) {
		const uint32_t cp = tr_utf8_next((const uint8_t *)trimmed.p + at, trimmed.n - at, &length);
		if (tr_utf8_is_white(cp)) {
			if (to[n - 1] != ' ') /* the first is none: it is trimmed */
				to[n++] = ' ';
		} else if (cp >= FULL_WIDTH_FIRST && cp <= FULL_WIDTH_LAST) {
			to[n++] = (char)(cp - FULL_WIDTH_FIRST + '!');
		} else {
			memcpy(to + n, trimmed.p + at, length);
			n += length;
		}
	}
	*out = (struct tr_text){to, n};
	return TRIEN_OK;
}

/* ---- the same ---- */

#define CAPITAL_D "\xc4\x90" /* Đ, and đ behind it */
#define SMALL_D "\xc4\x91"

trien_rc
tr_key_same(struct tr_bytes key, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(tr_buf_reserve(out, key.n, err));
	for (size_t i = 0; i < key.n; i++) {
		const uint8_t c = key.p[i];
		const bool d = i > 0 && c == (uint8_t)CAPITAL_D[1] && key.p[i - 1] == (uint8_t)CAPITAL_D[0];
		TR_TRY(tr_buf_add_byte(out, d ? (uint8_t)SMALL_D[1] : c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c, err));
	}
	return TRIEN_OK;
}

/*
 * Both back ends take lower() of a text in the order of bytes for that of ASCII. The kind of a device is joined to nothing, so that no index goes by it: all of them are
 * tokens, and SQLite, which counts no rows, would walk those.
 */
static trien_rc
write_find(const struct tr_book *b, struct tr_buf *out, struct trien_err *err)
{
	const char *key = b->columns[b->natural - 1].name;

	TR_TRY(tr_buf_addf(out, err, "SELECT id FROM %s WHERE lower(replace(%s, '" CAPITAL_D "', '" SMALL_D "')) = $1 AND id <> $2", b->name, key));
	if (b->natural == 2)
		TR_TRY(tr_buf_addf(out, err, " AND %s || '' = $4", b->columns[0].name));
	return tr_buf_addf(out, err, " ORDER BY CASE %s WHEN $3 THEN 0 ELSE 1 END, id LIMIT 1%c", key, 0);
}

trien_rc
tr_key_find(struct tr_sql *db, const struct tr_record *r, int64_t but, int64_t *id, struct trien_err *err)
{
	const struct tr_sql_value *key = &r->v[r->book->natural - 1];
	TR_AUTO_BUF sql = {0};
	TR_AUTO_BUF same = {0};
	TR_AUTO_ROWS rows = {0};

	TR_TRY(write_find(r->book, &sql, err));
	TR_TRY(tr_key_same(key->b, &same, err));
	const struct tr_sql_value in[] = {TR_SQL_TN(same.p, same.n), TR_SQL_I(but), *key, r->v[0]};
	TR_TRY(tr_sql_ask(db, (const char *)sql.p, in, r->book->natural + 2, &rows, err));
	*id = rows.count > 0 ? tr_sql_int(&rows, 0, 0) : 0;
	return TRIEN_OK;
}

/* ---- it is there ---- */

/* The natural key as it is typed: "token/T1"; of another row the number, for nothing can be asked any more of a transaction that was refused. */
static trien_rc
add_natural_key(const struct tr_record *r, struct tr_buf *out, struct trien_err *err)
{
	for (size_t i = 0; i < r->book->natural; i++) {
		const struct tr_column *c = &r->book->columns[i];
		if (i > 0)
			TR_TRY(tr_buf_add_byte(out, '/', err));
		if (c->kind == TR_COLUMN_REFERS)
			TR_TRY(tr_buf_addf(out, err, "%s:%lld", c->of, (long long)r->v[i].i));
		else
			TR_TRY(tr_value_write(c, &r->v[i], out, err));
	}
	return TRIEN_OK;
}

trien_rc
tr_key_exists(const struct tr_record *r, struct trien_err *err)
{
	TR_AUTO_BUF key = {0};

	TR_TRY(add_natural_key(r, &key, err));
	return TR_ERR(err, REGISTRY_EXISTS, TR_S("book", r->book->name), TR_B("key", key.p, key.n));
}

trien_rc
tr_key_check(struct tr_acting *a, const struct tr_record *r, struct trien_err *err)
{
	int64_t other;

	if (!tr_key_is_typed(r->book))
		return TRIEN_OK;
	TR_TRY(tr_key_find(a->db, r, r->id, &other, err));
	return other == 0 ? TRIEN_OK : tr_key_exists(r, err);
}
