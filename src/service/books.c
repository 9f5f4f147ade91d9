/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.1 */
/* The books as people may read them: a list, a row, its history, a file of it. The scope is part of the statement, hidden columns stay in the database. */
#include <stdio.h>

#include "base/errors/registry.h"
#include "base/errors/service.h"
#include "office/office.h"
#include "registry/column_words.h"
#include "registry/history.h"
#include "registry/record_json.h"
#include "registry/reference.h"
#include "registry/value.h"
#include "service/file_kind.h"
#include "service/narrow.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"
#include "store/blob.h"

#define PAGE 50
#define LIST_WORDS "search=..., agency=N, after=N, limit=1-500, order=newest, state=..., kind=..., of=book:N"

struct reading {
	struct tr_call *c;
	const struct tr_book *book;
	int64_t id;
	struct tr_query_word words[8];
	size_t column;
	char file[TR_HEX256 + 1];
};

enum { SEARCH, AGENCY, AFTER, LIMIT, ORDER, STATE, KIND, OF, LIST_WORD_COUNT };

/* Who is there, and what of the book they see. */
static trien_rc
see(const struct reading *r, struct tr_sql *db, struct tr_who *who, struct tr_viewer *v, struct trien_err *err)
{
	TR_TRY(tr_who_open(r->c, db, who, err));
	return tr_door_viewer(who, r->book, TR_VERB_SEE, v, err);
}

static trien_rc
begin(struct tr_call *c, struct reading *r, struct trien_err *err)
{
	r->c = c;
	r->book = tr_book_find((const char *)c->parameters[0].p); /* there: the gate has looked */
	return c->parameters[1].n > 0 ? tr_query_id(c->parameters[1], &r->id, err) : TRIEN_OK;
}

/* ---- words ---- */

/* What people read for the values that machines get: states, other rows, times. */
static trien_rc
words_of(struct tr_sql *db, const struct tr_who *who, const struct tr_record *rec, uint32_t hidden, json_t *out, struct trien_err *err)
{
	for (size_t i = 0; i < rec->book->count; i++) {
		const struct tr_column *c = &rec->book->columns[i];
		TR_AUTO_BUF text = {0};
		const bool is_about = tr_column_is_about(c);
		if (rec->v[i].null || (hidden & TR_BIT(i)) || (c->kind != TR_COLUMN_REFERS && c->kind != TR_COLUMN_WORD && !is_about))
			continue;
		TR_TRY(is_about ? tr_about_words(db, who, &rec->v[i], &text, err) : c->kind == TR_COLUMN_REFERS ? tr_reference_words(db, who, c, &rec->v[i], &text, err) : tr_value_write(c, &rec->v[i], &text, err));
		if (text.n == 0)
			continue;
		TR_TRY(tr_buf_add_byte(&text, 0, err));
		const char *says = tr_column_says(rec->book, c, (const char *)text.p, TRIEN_LANG_VI);
		json_object_set_new(out, c->name, json_string(says != NULL ? says : (const char *)text.p));
	}
	return TRIEN_OK;
}

/* ---- a list ---- */

static trien_rc
query_wrong(struct trien_err *err)
{
	return TR_ERR(err, SERVICE_QUERY, TR_S("want", LIST_WORDS));
}

static trien_rc
narrow(const struct reading *r, struct tr_list_query *q, struct trien_err *err)
{
	const char *order = r->words[ORDER].text;

	if (order != NULL && strcmp(order, "newest") != 0)
		return query_wrong(err);
	q->newest = order != NULL;
	TR_TRY(tr_narrow_word(q, "state", r->words[STATE].text, LIST_WORDS, err));
	TR_TRY(tr_narrow_word(q, "kind", r->words[KIND].text, LIST_WORDS, err));
	return tr_narrow_of(q, r->words[OF].text, LIST_WORDS, err);
}

/* The number of a document that goes stands in the register; in a list of documents it is read beside each. */
static trien_rc
number_of(struct tr_sql *db, const struct tr_record *rec, json_t *words, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};
	TR_AUTO_BUF text = {0};

	if (rec->book != &tr_books[TR_BOOK_document])
		return TRIEN_OK;
	TR_TRY(tr_sql_ask(db, "SELECT number, symbol FROM outgoing WHERE document = $1", TR_SQL_IN(TR_SQL_I(rec->id)), &rows, err));
	if (rows.count == 0)
		return TRIEN_OK;
	TR_TRY(tr_office_number_text(tr_sql_int(&rows, 0, 0), tr_sql_text(&rows, 0, 1), &text, err));
	json_object_set_new(words, "number", json_stringn((const char *)text.p, strnlen((const char *)text.p, text.n)));
	return TRIEN_OK;
}

static trien_rc
find_after(const struct reading *r, struct tr_sql *db, struct tr_list_query *q, struct tr_sql_rows *key, struct trien_err *err)
{
	const struct tr_list_query one = {.book = r->book, .viewer = q->viewer, .id = r->words[AFTER].number, .limit = 1};

	if (one.id == 0)
		return TRIEN_OK;
	TR_TRY(tr_list(db, &one, key, err));
	if (key->count == 0)
		return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", r->book->name), TR_I("id", one.id));
	q->after_key = tr_sql_text(key, 0, key->columns - 1);
	q->after_id = one.id;
	return TRIEN_OK;
}

static trien_rc
list_rows(struct tr_sql *db, const struct tr_who *who, const struct tr_list_query *q, json_t *all, int64_t *last,
		struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_list(db, q, &rows, err));
	*last = rows.count == q->limit ? tr_sql_int(&rows, rows.count - 1, 0) : 0;
	for (size_t i = 0; i < rows.count; i++) {
		TR_AUTO_RECORD rec = {0};
		TR_TRY(tr_record_take(q->book, &rows, i, &rec, err));
		json_t *row = tr_registry_json(&rec, ~q->hidden), *words = json_object();
		json_array_append_new(all, row);
		json_object_set_new(row, "words", words);
		TR_TRY(words_of(db, who, &rec, q->hidden, words, err));
		TR_TRY(number_of(db, &rec, words, err));
	}
	return TRIEN_OK;
}

static trien_rc
list_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct reading *r = context;
	struct tr_list_query q = {.book = r->book, .search = r->words[SEARCH].text, .within = r->words[AGENCY].number, .limit = (size_t)r->words[LIMIT].number};
	TR_AUTO_ROWS key = {0};
	struct tr_who who;
	int64_t last;

	TR_TRY(see(r, db, &who, &q.viewer, err));
	q.hidden = tr_door_hidden(&who, r->book);
	TR_TRY(narrow(r, &q, err));
	TR_TRY(find_after(r, db, &q, &key, err));
	json_t *all = json_array();
	const trien_rc rc = list_rows(db, &who, &q, all, &last, err);
	if (rc != TRIEN_OK) {
		json_decref(all);
		return rc;
	}
	/* A full page may be the last: then the next one is empty. */
	json_t *next = last != 0 ? json_integer(last) : json_null();
	return tr_call_answer_json(r->c, json_pack("{s:s, s:o, s:o, s:o}", "book", r->book->name, "data", all, "hidden",
			tr_registry_json_hidden(r->book, q.hidden), "next", next), err);
}

trien_rc
tr_route_list_book(struct tr_call *c, struct trien_err *err)
{
	struct reading r = {.words = {{.name = "search", .is_text = true}, {.name = "agency"}, {.name = "after"}, {.name = "limit", .number = PAGE}, {.name = "order", .is_text = true},
		{.name = "state", .is_text = true}, {.name = "kind", .is_text = true}, {.name = "of", .is_text = true}}};

	TR_TRY(begin(c, &r, err));
	TR_TRY(tr_query_read(c, r.words, LIST_WORD_COUNT, LIST_WORDS, err));
	if (r.words[LIMIT].number < 1 || r.words[LIMIT].number > (int64_t)TR_LIST_MAX)
		return query_wrong(err);
	return tr_databases_transact(c->context->pool, TR_SQL_READ, list_work, &r, err);
}

/* ---- a row ---- */

/* A row that is not there and one that may not be seen are told apart by nobody who may not see it. */
static trien_rc
load(const struct reading *r, struct tr_sql *db, struct tr_who *who, uint32_t *hidden, struct tr_record *out, struct trien_err *err)
{
	struct tr_viewer v;

	TR_TRY(see(r, db, who, &v, err));
	TR_TRY(tr_who_reaches(db, who, &v, r->book, r->id, err));
	*hidden = tr_door_hidden(who, r->book);
	TR_TRY(tr_record_load(db, r->book, r->id, out, err));
	tr_door_mask(*hidden, out);
	return TRIEN_OK;
}

static trien_rc
show_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct reading *r = context;
	TR_AUTO_RECORD rec = {0};
	struct tr_who who;
	uint32_t hidden;

	TR_TRY(load(r, db, &who, &hidden, &rec, err));
	json_t *words = json_object();
	const trien_rc rc = words_of(db, &who, &rec, hidden, words, err);
	if (rc != TRIEN_OK) {
		json_decref(words);
		return rc;
	}
	return tr_call_answer_json(r->c, json_pack("{s:o, s:o, s:o}", "record", tr_registry_json(&rec, ~hidden), "words", words, "hidden",
			tr_registry_json_hidden(r->book, hidden)), err);
}

trien_rc
tr_route_show_row(struct tr_call *c, struct trien_err *err)
{
	struct reading r = {0};

	TR_TRY(begin(c, &r, err));
	return tr_databases_transact(c->context->pool, TR_SQL_READ, show_work, &r, err);
}

/* ---- its history ---- */

static trien_rc
history_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct reading *r = context;
	TR_AUTO_ROWS rows = {0};
	TR_AUTO_RECORD rec = {0};
	struct tr_who who;
	uint32_t hidden;

	TR_TRY(load(r, db, &who, &hidden, &rec, err));
	TR_TRY(tr_history_page(db, r->book, r->id, r->words[0].number, &rows, err));
	json_t *all = json_array();
	for (size_t i = 0; i < rows.count; i++)
		json_array_append_new(all, tr_history_json(r->book, &rows, i, hidden));
	json_t *next = rows.count == TR_HISTORY_PAGE ? json_integer(tr_sql_int(&rows, rows.count - 1, 0) + 1) : json_null();
	return tr_call_answer_json(r->c, json_pack("{s:o, s:o}", "data", all, "next", next), err);
}

trien_rc
tr_route_history(struct tr_call *c, struct trien_err *err)
{
	struct reading r = {.words = {{.name = "from", .number = 1}}};

	TR_TRY(begin(c, &r, err));
	TR_TRY(tr_query_read(c, r.words, 1, "from=1…", err));
	return tr_databases_transact(c->context->pool, TR_SQL_READ, history_work, &r, err);
}

/* ---- a file of it ---- */

static trien_rc
file_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *r = context;
	TR_AUTO_RECORD rec = {0};
	struct tr_who who;
	uint32_t hidden;

	TR_TRY(load(r, db, &who, &hidden, &rec, err));
	if (rec.v[r->column].null || rec.v[r->column].b.n != TR_HEX256)
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	snprintf(r->file, sizeof(r->file), "%.*s", (int)TR_HEX256, (const char *)rec.v[r->column].b.p);
	return TRIEN_OK;
}

/* Nothing of a file's own says what the browser does with it: it is saved, under a name that is ours; only the ending is its own. */
static void
set_headers(struct tr_call *c, const struct reading *r)
{
	const struct tr_file_kind *kind = tr_file_kind_of(tr_buf_view(&c->reply.body));
	char name[160];

	c->reply.type = kind->type;
	snprintf(name, sizeof(name), "attachment; filename=\"%s-%lld-%s.%s\"", r->book->name, (long long)r->id, r->book->columns[r->column].name, kind->ending);
	tr_call_answer_field(c, "Content-Disposition", name);
}

trien_rc
tr_route_file(struct tr_call *c, struct trien_err *err)
{
	struct reading r = {0};

	TR_TRY(begin(c, &r, err));
	r.column = tr_book_column(r.book, (const char *)c->parameters[2].p);
	if (c->context->blobs == NULL || r.column == r.book->count || r.book->columns[r.column].kind != TR_COLUMN_BLOB)
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_READ, file_work, &r, err));
	c->reply.body.max = TR_BLOB_MAX;
	TR_TRY(tr_blob_get(c->context->blobs, r.file, &c->reply.body, err));
	set_headers(c, &r);
	return TRIEN_OK;
}
