/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/record.h"

#include <jansson.h>
#include <stdio.h>

#include "base/errors/registry.h"
#include "registry/book_sql.h"
#include "registry/key.h"
#include "store/hex.h"

struct tr_record
tr_record_of(const struct tr_book *b)
{
	struct tr_record r = {.book = b};

	for (size_t i = 0; i < b->count; i++)
		r.v[i] = TR_SQL_NULL(tr_column_type(&b->columns[i]));
	return r;
}

void
tr_record_free(struct tr_record *r)
{
	tr_arena_free(&r->arena);
	*r = (struct tr_record){0};
}

/* ---- checking ---- */

static trien_rc
invalid(const struct tr_record *r, size_t i, const char *want, struct trien_err *err)
{
	const struct tr_sql_value *v = &r->v[i];
	char number[24];

	if (v->type == TR_SQL_TEXT)
		return TR_ERR(err, REGISTRY_VALUE, TR_S("book", r->book->name), TR_S("column", r->book->columns[i].name),
				TR_B("got", v->b.p, v->b.n), TR_S("want", want));
	snprintf(number, sizeof(number), "%lld", (long long)v->i);
	return TR_ERR(err, REGISTRY_VALUE, TR_S("book", r->book->name), TR_S("column", r->book->columns[i].name), TR_S("got", number),
			TR_S("want", want));
}

static bool
is_blob_name(struct tr_bytes b)
{
	char name[TR_HEX256 + 1] = "";

	if (b.n != TR_HEX256)
		return false;
	memcpy(name, b.p, TR_HEX256);
	return tr_hex_is_256(name);
}

static trien_rc
check_value(const struct tr_record *r, size_t i, struct trien_err *err)
{
	const struct tr_column *c = &r->book->columns[i];
	const struct tr_sql_value *v = &r->v[i];

	if (v->null || (v->type == TR_SQL_TEXT && v->b.n == 0))
		return c->required || !v->null
				? TR_ERR(err, REGISTRY_VALUE_MISSING, TR_S("book", r->book->name), TR_S("column", c->name))
				: TRIEN_OK;
	if (v->type == TR_SQL_TEXT && v->b.n > TR_VALUE_MAX)
		return TR_ERR(err, REGISTRY_VALUE_LIMIT, TR_S("column", c->name), TR_U("max", TR_VALUE_MAX));
	if (c->kind == TR_COLUMN_WORD && !tr_column_has_word(c, v->b))
		return invalid(r, i, c->of, err);
	if (c->kind == TR_COLUMN_FLAG && v->i != 0 && v->i != 1)
		return invalid(r, i, "0 1", err);
	if (c->kind == TR_COLUMN_BLOB && !is_blob_name(v->b))
		return invalid(r, i, "SHA-256", err);
	return TRIEN_OK;
}

trien_rc
tr_record_check(const struct tr_record *r, struct trien_err *err)
{
	for (size_t i = 0; i < r->book->count; i++)
		TR_TRY(check_value(r, i, err));
	return TRIEN_OK;
}

/* ---- content ---- */

static trien_rc
add_value(const struct tr_sql_value *v, struct tr_buf *out, struct trien_err *err)
{
	if (v->null)
		return tr_buf_add(out, "null", 4, err);
	if (v->type == TR_SQL_INT)
		return tr_buf_addf(out, err, "%lld", (long long)v->i);
	struct tr_text text;
	TR_TRY(tr_text_of(v->b, &text, err));
	return tr_buf_add_json(out, text, err);
}

trien_rc
tr_record_content(const struct tr_record *r, struct tr_buf *out, struct trien_err *err)
{
	for (size_t i = 0; i < r->book->count; i++) {
		const char *name = r->book->columns[i].name;
		if (r->book->columns[i].later && r->v[i].null) /* never the first */
			continue;
		TR_TRY(tr_buf_add(out, i == 0 ? "{\"" : ",\"", 2, err));
		TR_TRY(tr_buf_add(out, name, strlen(name), err));
		TR_TRY(tr_buf_add(out, "\":", 2, err));
		TR_TRY(add_value(&r->v[i], out, err));
	}
	return tr_buf_add_byte(out, '}', err);
}

static trien_rc
read_value(const json_t *from, struct tr_record *r, size_t i, struct trien_err *err)
{
	struct tr_sql_value *v = &r->v[i];

	v->null = json_is_null(from) || (from == NULL && r->book->columns[i].later);
	if (v->null)
		return TRIEN_OK;
	if (v->type == TR_SQL_INT ? !json_is_integer(from) : !json_is_string(from))
		return TR_ERR(err, REGISTRY_CONTENT, TR_S("book", r->book->name));
	v->i = json_integer_value(from);
	v->b.n = json_string_length(from);
	return v->type == TR_SQL_INT ? TRIEN_OK : tr_arena_copy(&r->arena, json_string_value(from), v->b.n, &v->b.p, err);
}

trien_rc
tr_record_of_content(const struct tr_book *b, struct tr_bytes content, struct tr_record *out, struct trien_err *err)
{
	struct tr_record r = tr_record_of(b);
	TR_AUTO_BUF again = {0};
	json_t *o = json_loadb((const char *)content.p, content.n, JSON_REJECT_DUPLICATES, NULL);

	trien_rc rc = json_is_object(o) ? TRIEN_OK : TR_ERR(err, REGISTRY_CONTENT, TR_S("book", b->name));
	for (size_t i = 0; rc == TRIEN_OK && i < b->count; i++)
		rc = read_value(json_object_get(o, b->columns[i].name), &r, i, err);
	json_decref(o);
	if (rc == TRIEN_OK)
		rc = tr_record_content(&r, &again, err);
	if (rc == TRIEN_OK && !tr_bytes_equal(tr_buf_view(&again), content))
		rc = TR_ERR(err, REGISTRY_CONTENT, TR_S("book", b->name));
	if (rc == TRIEN_OK)
		*out = r;
	else
		tr_record_free(&r);
	return rc;
}

/* ---- from the table ---- */

trien_rc
tr_record_take(const struct tr_book *b, const struct tr_sql_rows *rows, size_t row, struct tr_record *out, struct trien_err *err)
{
	struct tr_record r = tr_record_of(b);

	r.id = tr_sql_int(rows, row, 0);
	r.version = tr_sql_int(rows, row, 1);
	r.act = tr_sql_int(rows, row, 2);
	for (size_t i = 0; i < b->count; i++) {
		const struct tr_sql_value *cell = tr_sql_cell(rows, row, TR_BOOK_HEAD + i);
		if (cell->null) /* of no type on SQLite */
			continue;
		r.v[i] = *cell;
		if (cell->type == TR_SQL_INT)
			continue;
		const trien_rc rc = tr_arena_copy(&r.arena, r.v[i].b.p, r.v[i].b.n, &r.v[i].b.p, err);
		if (rc != TRIEN_OK) {
			tr_record_free(&r);
			return rc;
		}
	}
	*out = r;
	return TRIEN_OK;
}

trien_rc
tr_record_load(struct tr_sql *db, const struct tr_book *b, int64_t id, struct tr_record *out, struct trien_err *err)
{
	TR_AUTO_BUF sql = {0};
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_book_select_sql(b, &sql, err));
	TR_TRY(tr_buf_addf(&sql, err, " WHERE b.id = $1%c", 0));
	TR_TRY(tr_sql_ask(db, (const char *)sql.p, TR_SQL_IN(TR_SQL_I(id)), &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", b->name), TR_I("id", id));
	return tr_record_take(b, &rows, 0, out, err);
}

trien_rc
tr_record_find(struct tr_sql *db, const struct tr_record *r, int64_t *id, struct trien_err *err)
{
	TR_AUTO_BUF sql = {0};
	TR_AUTO_ROWS rows = {0};

	*id = 0;
	if (r->book->natural == 0)
		return TRIEN_OK;
	if (tr_key_is_typed(r->book))
		return tr_key_find(db, r, 0, id, err);
	TR_TRY(tr_book_find_sql(r->book, &sql, err));
	TR_TRY(tr_sql_ask(db, (const char *)sql.p, r->v, r->book->natural, &rows, err));
	*id = rows.count > 0 ? tr_sql_int(&rows, 0, 0) : 0;
	return TRIEN_OK;
}
