/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "exchange/import.h"

#include <stdlib.h>

#include "base/errors/exchange.h"
#include "base/errors/registry.h"
#include "exchange/import_key.h"
#include "registry/column_words.h"
#include "registry/door.h"
#include "registry/value.h"

/* ---- headings ---- */

/* Which column of the book each of the table is. */
static trien_rc
read_headings(const struct tr_import *i, size_t columns[TR_TABLE_COLUMNS_MAX], struct trien_err *err)
{
	bool has[TR_COLUMNS_MAX] = {false};

	if (tr_import_key(i->book) == 0)
		return TR_ERR(err, EXCHANGE_KEYLESS, TR_S("book", i->book->name));
	for (size_t k = 0; k < i->table->columns; k++) {
		const char *heading = tr_table_cell(i->table, 0, k);
		columns[k] = tr_book_heading(i->book, heading);
		if (columns[k] == i->book->count || has[columns[k]])
			return TR_ERR(err, EXCHANGE_HEADING, TR_S("book", i->book->name), TR_B("got", heading, strlen(heading)));
		has[columns[k]] = true;
	}
	for (size_t k = 0; k < i->book->count; k++)
		if (tr_import_key_has(i->book, k) && !has[k])
			return TR_ERR(err, EXCHANGE_HEADING_MISSING, TR_S("book", i->book->name), TR_S("column", i->book->columns[k].name));
	return TRIEN_OK;
}

static void
count_numbers(struct tr_import *i, const size_t columns[TR_TABLE_COLUMNS_MAX])
{
	const struct tr_table *t = i->table;

	i->number_count = 0;
	for (size_t row = 1; t->numbers != NULL && row <= t->rows; row++)
		for (size_t k = 0; k < t->columns; k++) {
			const bool text = i->book->columns[columns[k]].kind == TR_COLUMN_TEXT || i->book->columns[columns[k]].kind == TR_COLUMN_REFERS;
			if (!text || !t->numbers[row * t->columns + k] || i->number_count++ > 0)
				continue;
			i->number_row = row;
			i->number_column = k;
		}
}

/* ---- rows ---- */

/* Rows that cells have named: a key stays that of its row as long as the act has the writers' lock. */
#define KNOWN 4096u

struct known {
	size_t column;
	const char *text; /* of the table */
	int64_t id;
	bool seen; /* who imports sees it: what is written of one book hides no row of another */
};
struct importing {
	struct tr_import *i;
	size_t columns[TR_TABLE_COLUMNS_MAX];
	struct known *known; /* where the hash of column and text says; what comes later takes the place */
	struct said {
		const char *text, *word;
	} *said; /* what a cell of each column said last: mostly the next one says it too */
};

static struct known *
known_place(const struct importing *m, size_t column, const char *text)
{
	uint32_t hash = 2166136261u ^ (uint32_t)column; /* FNV-1a */

	for (; *text != '\0'; text++)
		hash = (hash ^ (uint8_t)*text) * 16777619u;
	return &m->known[hash % KNOWN];
}

static const char *
word_said(const struct importing *m, size_t column, const char *text)
{
	struct said *last = &m->said[column];

	if (last->text == NULL || strcmp(last->text, text) != 0)
		*last = (struct said){text, tr_column_word_said(m->i->book, &m->i->book->columns[column], text)};
	return last->word;
}

static trien_rc
set_cell(struct tr_acting *a, const struct importing *m, struct tr_record *r, size_t column, const char *text, struct trien_err *err)
{
	if (m->i->from_files && tr_column_from_file(r->book, column) && r->book->columns[column].kind == TR_COLUMN_TEXT && text[0] != '\0') {
		tr_record_set_text(r, column, text); /* what a certificate says, it says: nobody types it */
		return TRIEN_OK;
	}
	TR_TRY(tr_value_letters(r->book, column, text, err));
	if (r->book->columns[column].kind != TR_COLUMN_REFERS || text[0] == '\0') {
		const char *word = word_said(m, column, text);
		return tr_value_take(a->db, r, column, word != NULL ? word : text, err);
	}
	const struct tr_sql_value was = r->v[column];
	struct known *k = known_place(m, column, text);
	if (k->text == NULL || k->column != column || strcmp(k->text, text) != 0) {
		TR_TRY(tr_value_take(a->db, r, column, text, err));
		*k = (struct known){column, text, r->v[column].i, false};
	}
	tr_record_set_int(r, column, k->id);
	if (k->seen)
		return TRIEN_OK;
	TR_TRY(tr_acting_may_name(a, r, column, &was, text, err));
	k->seen = was.null || was.i != k->id; /* what a row has already is not asked about */
	return TRIEN_OK;
}

static trien_rc
set_cells(struct tr_acting *a, const struct importing *m, size_t row, struct tr_record *r, struct trien_err *err)
{
	for (size_t k = 0; k < m->i->table->columns; k++) {
		const char *cell = tr_table_value(m->i->table, row, k);
		if (tr_column_by_act(r, m->columns[k]))
			continue; /* where an object stands now, its acts have said */
		if (r->id != 0 && tr_import_key_has(r->book, m->columns[k]))
			continue; /* by which it was found; it may be written in other letters */
		TR_TRY(set_cell(a, m, r, m->columns[k], cell, err));
	}
	return tr_record_check(r, err);
}

/* The row as it is, or a new one. */
static trien_rc
begin_row(struct tr_acting *a, const struct importing *m, size_t row, struct tr_record *r, struct trien_err *err)
{
	TR_AUTO_RECORD key = tr_record_of(m->i->book);
	int64_t id;

	for (size_t k = 0; k < m->i->table->columns; k++)
		if (tr_import_key_has(m->i->book, m->columns[k]))
			TR_TRY(set_cell(a, m, &key, m->columns[k], tr_table_value(m->i->table, row, k), err));
	TR_TRY(tr_import_find(a->db, &key, &id, err));
	if (id != 0)
		return tr_record_load(a->db, m->i->book, id, r, err);
	tr_record_defaults(r, m->i->act->effective_at);
	return TRIEN_OK;
}

/* ---- certificates ---- */

static bool
is_word(const struct tr_record *r, size_t column, const char *word)
{
	return tr_bytes_equal(r->v[column].b, TR_BYTES(word, strlen(word)));
}

/* What has ended did so in its validity and not later than now; what lives is valid still, and what is used already. */
static bool
stands(const struct tr_record *r, int64_t now)
{
	const int64_t from = r->v[TR_certificate_not_before].i, to = r->v[TR_certificate_not_after].i, since = r->v[TR_certificate_state_from].i;

	if (is_word(r, TR_certificate_state, "expired"))
		return to < now;
	if (is_word(r, TR_certificate_state, "revoked") || is_word(r, TR_certificate_state, "superseded"))
		return from <= since && since <= to && since <= now;
	return to >= now && (is_word(r, TR_certificate_state, "issued") || from <= now);
}

/* Imported history is not decided by the rules: at least its dates have to agree. */
static trien_rc
check_state(const struct importing *m, const struct tr_record *r, struct trien_err *err)
{
	bool said = false;

	for (size_t k = 0; k < m->i->table->columns; k++)
		said = said || m->columns[k] == TR_certificate_state || m->columns[k] == TR_certificate_state_from;
	if (!said || stands(r, m->i->act->at))
		return TRIEN_OK;
	const struct tr_bytes state = r->v[TR_certificate_state].b;
	return TR_ERR(err, EXCHANGE_STATE, TR_S("book", "certificate"), TR_B("state", state.p, state.n));
}

/* What a certificate says is not typed over. */
static trien_rc
check_files(const struct tr_record *was, const struct tr_record *r, struct trien_err *err)
{
	for (size_t k = 0; k < r->book->count; k++)
		if (tr_column_from_file(r->book, k) && (was->v[k].i != r->v[k].i || was->v[k].null != r->v[k].null || !tr_bytes_equal(was->v[k].b, r->v[k].b)))
			return TR_ERR(err, REGISTRY_BY_FILE, TR_S("book", r->book->name), TR_S("column", r->book->columns[k].name));
	return TRIEN_OK;
}

static trien_rc
check_certificate(struct tr_acting *a, const struct importing *m, const struct tr_record *r, struct trien_err *err)
{
	TR_AUTO_RECORD was = tr_record_of(r->book);

	if (r->book != &tr_books[TR_BOOK_certificate])
		return TRIEN_OK;
	if (r->id == 0)
		return check_state(m, r, err);
	TR_TRY(tr_record_load(a->db, r->book, r->id, &was, err));
	TR_TRY(tr_record_stays(a->db, &was, r, err));
	return m->i->from_files ? TRIEN_OK : check_files(&was, r, err);
}

/* ---- a row ---- */

/* Are the row and all that the table says of it before the eyes of who does it? What a certificate's file says is no secret to who has the file. */
static trien_rc
is_seen(struct tr_acting *a, const struct importing *m, const struct tr_record *r, bool *seen, struct trien_err *err)
{
	const uint32_t hidden = tr_door_hidden(&a->who, r->book);

	for (size_t k = 0; k < m->i->table->columns; k++)
		if (hidden & TR_BIT(m->columns[k]) && !(m->i->from_files && tr_column_from_file(r->book, m->columns[k]))) {
			*seen = false;
			return TRIEN_OK;
		}
	return tr_door_sees(a->db, &a->who, a->who.role, r->book, r->id, seen, err);
}

/* A row that stays as it is asks no more than to be seen: else, that it stays would tell what stands in it. */
static trien_rc
check_access(struct tr_acting *a, const struct importing *m, const struct tr_record *r, bool same, struct trien_err *err)
{
	bool seen = false;

	if (same && a->who.guarded && a->who.portal == 0)
		TR_TRY(is_seen(a, m, r, &seen, err));
	return seen ? TRIEN_OK : tr_acting_may_put(a, r, err);
}

/* Of two rows with one key neither is the right one for that it stands below. */
static trien_rc
refuse_second(const struct importing *m, int64_t id, struct trien_err *err)
{
	size_t row = 0;

	while (m->i->rows[row].id != id)
		row++;
	return TR_ERR(err, EXCHANGE_ROW_TWICE, TR_U("line", tr_table_line(m->i->table, row + 1)));
}

static trien_rc
import_row(struct tr_acting *a, const struct importing *m, size_t row, struct tr_import_row *out, struct trien_err *err)
{
	TR_AUTO_RECORD r = tr_record_of(m->i->book);
	TR_AUTO_BUF before = {0};
	TR_AUTO_BUF after = {0};

	TR_TRY(begin_row(a, m, row, &r, err));
	const bool known = r.id != 0;
	const bool second = known && r.act == a->id;
	if (known)
		TR_TRY(tr_record_content(&r, &before, err));
	TR_TRY(set_cells(a, m, row, &r, err));
	TR_TRY(check_certificate(a, m, &r, err));
	if (known)
		TR_TRY(tr_record_content(&r, &after, err));
	const bool same = known && tr_bytes_equal(tr_buf_view(&before), tr_buf_view(&after));
	if (second && !same)
		return refuse_second(m, r.id, err);
	TR_TRY(check_access(a, m, &r, same, err));
	if (!same)
		TR_TRY(tr_acting_put(a, &r, err));
	*out = (struct tr_import_row){.what = same ? TR_IMPORT_SAME : known ? TR_IMPORT_CHANGED : TR_IMPORT_NEW, .id = r.id};
	return TRIEN_OK;
}

trien_rc
tr_import_told(trien_rc rc, const struct trien_err *why, struct tr_import_row *out, struct trien_err *err)
{
	if (rc == TRIEN_OK)
		return TRIEN_OK;
	*out = (struct tr_import_row){.what = TR_IMPORT_BAD, .err = *why};
	if (!tr_act_is_over(rc))
		return TRIEN_OK;
	if (err != NULL)
		*err = *why;
	return rc;
}

static trien_rc
import_rows(struct tr_acting *a, struct importing *m, struct trien_err *err)
{
	struct tr_import *i = m->i;

	memset(i->count, 0, sizeof(i->count));
	memset(m->known, 0, KNOWN * sizeof(*m->known)); /* the transaction may be a second try */
	for (size_t row = 0; row < i->table->rows; row++) {
		struct trien_err why = {0};
		const trien_rc rc = import_row(a, m, row + 1, &i->rows[row], &why);
		TR_TRY(tr_import_told(rc, &why, &i->rows[row], err));
		i->count[i->rows[row].what]++;
	}
	return TRIEN_OK;
}

static trien_rc
import_all(struct tr_acting *a, void *context, struct trien_err *err)
{
	struct importing *m = context;
	size_t bad = 0;

	for (struct tr_import *i = m->i; i != NULL; i = i->also) {
		struct said said[TR_COLUMNS_MAX] = {{0}};
		struct importing one = {.i = i, .known = m->known, .said = said};
		TR_TRY(read_headings(i, one.columns, err));
		i->act = m->i->act;
		TR_TRY(import_rows(a, &one, err));
		bad += i->count[TR_IMPORT_BAD];
	}
	return bad == 0 ? TRIEN_OK : TR_ERR(err, EXCHANGE_ROWS_BAD, TR_U("count", bad));
}

trien_rc
tr_import_table(struct tr_sql *db, struct tr_import *i, enum tr_act_mode mode, struct trien_err *err)
{
	struct importing m = {.i = i};

	TR_TRY(read_headings(i, m.columns, err));
	count_numbers(i, m.columns);
	m.known = tr_mem_zeroed(KNOWN, sizeof(*m.known));
	if (m.known == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", KNOWN * sizeof(*m.known)));
	const trien_rc rc = tr_act_do(db, i->act, mode, import_all, &m, &i->id, err);
	free(m.known);
	return rc;
}
