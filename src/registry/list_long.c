/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Searching long names by words: titles of agencies and documents. Every word has its names in their order, one agency has its own of every word, and of
 * several agencies that a viewer sees each has all of its names. All of them are walked together: the one that is furthest on says where the others go on, so that a name is met only where it may be in all.
 */
#include <stdio.h>

#include "registry/book_sql.h"
#include "registry/list_parts.h"
#include "registry/word_set.h"
#include "store/sql_back.h"

/* Names that are found at a time: one, for many people may have it; then more. */
#define NAMES_AT_ONCE 16u

/* ---- names that are in all ---- */

/* A word of one letter begins so many that it only leads where there is no longer one; the rows are held against it in any case. */
static size_t
letters_that_lead(const struct tr_search *s)
{
	for (size_t i = 0; i < s->count; i++)
		if (s->words[i].text.b.n > 1)
			return 2;
	return 1;
}

static trien_rc
write_ways(struct tr_asking *a, const struct tr_sets *sets, size_t i, const struct tr_search_word *word, struct trien_err *err)
{
	TR_TRY(tr_buf_addf(&a->sql, err, "%s", i > 0 ? ", " : ""));
	if (word->begun)
		return tr_search_begun(a, sets, TR_SET_OF_LONG, i, &word->text, err);
	return tr_buf_addf(&a->sql, err, "e%zu(v) AS (SELECT '%c' || $%zu)", i, TR_SET_OF_LONG, tr_asking_bind(a, word->text));
}

static trien_rc
write_agencies(struct tr_asking *a, const struct tr_shown *shown, struct trien_err *err)
{
	TR_TRY(tr_buf_addf(&a->sql, err, ", s(v) AS (VALUES "));
	for (size_t i = 0; i < shown->count; i++)
		TR_TRY(tr_buf_addf(&a->sql, err, "%s($%zu)", i > 0 ? ", " : "", tr_asking_bind(a, TR_SQL_I(shown->agency[i]))));
	return tr_buf_addf(&a->sql, err, ")");
}

/* The furthest of the next names, from `from` on, of all lists: behind "=" where it is in all of them, behind ">" where not; NULL: a list is at its end. */
static trien_rc
write_step(struct tr_asking *a, const char *book, const struct tr_sets *sets, size_t words, bool agencies, const char *from, struct trien_err *err)
{
	TR_TRY(tr_buf_addf(&a->sql, err, "(SELECT CASE WHEN COUNT(v) = %zu THEN CASE WHEN MIN(v) = MAX(v) THEN '=' ELSE '>' END || MAX(v) END FROM (",
			words + (agencies ? 1 : 0)));
	for (size_t i = 0; i < words; i++)
		TR_TRY(tr_buf_addf(&a->sql, err, "%sSELECT (SELECT MIN((SELECT MIN(w.sort_key) FROM word_set w WHERE %s AND w.words = e.v AND "
				"w.sort_key >= %s)) FROM e%zu e) AS v", i > 0 ? " UNION ALL " : "", sets->where, from, i));
	if (agencies)
		TR_TRY(tr_buf_addf(&a->sql, err, " UNION ALL SELECT (SELECT MIN((SELECT MIN(o.sort_key) FROM %s o WHERE o.agency = s.v AND o.sort_key >= %s)) "
				"FROM s) AS v", book, from));
	return tr_buf_addf(&a->sql, err, ") x)");
}

/* Behind a name that was found comes the least text that is greater. */
#define BEHIND "\x01"

static trien_rc
write_names(struct tr_asking *a, const struct tr_list_query *q, const struct tr_search *s, const struct tr_shown *shown, struct trien_err *err)
{
	const bool agencies = shown->few && shown->count > 1;
	const struct tr_sets sets = tr_sets_of(a, q, shown);
	const size_t least = letters_that_lead(s);
	char next[96], first[16];
	size_t words = 0;

	TR_TRY(tr_buf_addf(&a->sql, err, "WITH RECURSIVE "));
	for (size_t i = 0; i < s->count; i++)
		if (s->words[i].text.b.n >= least)
			TR_TRY(write_ways(a, &sets, words++, &s->words[i], err));
	if (agencies)
		TR_TRY(write_agencies(a, shown, err));
	snprintf(next, sizeof(next), "substr(j.v, 2) || CASE WHEN substr(j.v, 1, 1) = '=' THEN $%zu ELSE '' END", tr_asking_bind(a, TR_SQL_T(BEHIND)));
	snprintf(first, sizeof(first), "$%zu", a->n + 1);
	TR_TRY(tr_buf_addf(&a->sql, err, ", j(v) AS (SELECT "));
	TR_TRY(write_step(a, q->book->name, &sets, words, agencies, first, err));
	TR_TRY(tr_buf_addf(&a->sql, err, " UNION ALL SELECT "));
	TR_TRY(write_step(a, q->book->name, &sets, words, agencies, next, err));
	return tr_buf_addf(&a->sql, err, " FROM j WHERE j.v IS NOT NULL) SELECT substr(v, 2) FROM j WHERE substr(v, 1, 1) = '=' LIMIT $%zu%c", a->n + 2, 0);
}

/* ---- their rows ---- */

/* A page while it is being filled, name after name. */
struct filling {
	struct tr_sql *db;
	const struct tr_list_query *q;
	const struct tr_search *s;
	const struct tr_shown *shown;
	const struct tr_asking *list;
	struct tr_sql_filling to;
	size_t rows;
	int64_t behind; /* of the first name, where the page before ended within it */
};

static trien_rc
add_rows(struct filling *f, const struct tr_sql_rows *rows, struct trien_err *err)
{
	for (size_t i = 0; i < rows->count * rows->columns; i++)
		TR_TRY(tr_sql_fill(&f->to, &rows->cells[i], err));
	f->rows += rows->count;
	return TRIEN_OK;
}

/* One name: which row of it is behind the page before, is an index's to find. More of them: the last stands for those that there are not. */
static trien_rc
write_of_names(struct tr_asking *a, const struct tr_sql_rows *names, size_t asked, int64_t behind, size_t limit, struct trien_err *err)
{
	if (asked == 1) {
		const size_t key = tr_asking_bind(a, *tr_sql_cell(names, 0, 0)), id = tr_asking_bind(a, TR_SQL_I(behind));
		TR_TRY(tr_buf_addf(&a->sql, err, " AND b.sort_key = $%zu AND b.id > $%zu", key, id));
	} else {
		for (size_t i = 0; i < asked; i++) {
			const size_t key = tr_asking_bind(a, *tr_sql_cell(names, i < names->count ? i : names->count - 1, 0));
			TR_TRY(tr_buf_addf(&a->sql, err, "%s$%zu", i == 0 ? " AND b.sort_key IN (" : ", ", key));
		}
		TR_TRY(tr_buf_addf(&a->sql, err, ")"));
	}
	return tr_buf_addf(&a->sql, err, " ORDER BY b.sort_key, b.id LIMIT $%zu%c", tr_asking_bind(a, TR_SQL_I(limit)), 0);
}

static trien_rc
rows_of_names(struct filling *f, const struct tr_sql_rows *names, size_t asked, struct trien_err *err)
{
	struct tr_asking a = {.n = f->list->n};
	TR_AUTO_ROWS rows = {0};

	memcpy(a.in, f->list->in, f->list->n * sizeof(*a.in));
	trien_rc rc = tr_buf_add(&a.sql, f->list->sql.p, f->list->sql.n, err);
	if (rc == TRIEN_OK)
		rc = tr_shown_rows(&a, f->shown, err);
	if (rc == TRIEN_OK)
		rc = tr_search_filter(&a, "b.", f->s, err);
	if (rc == TRIEN_OK)
		rc = write_of_names(&a, names, asked, f->behind, f->q->limit - f->rows, err);
	if (rc == TRIEN_OK)
		rc = tr_asking_ask(f->db, &a, &rows, err);
	tr_buf_free(&a.sql);
	return rc == TRIEN_OK ? add_rows(f, &rows, err) : rc;
}

/* The next names from `from` on, and their rows; *last is the one to go on behind, empty where it was the last of all. */
static trien_rc
some_names(struct filling *f, struct tr_asking *names, size_t asked, struct tr_buf *from, struct trien_err *err)
{
	TR_AUTO_ROWS found = {0};

	names->in[names->n] = TR_SQL_TN(from->p, from->n);
	names->in[names->n + 1] = TR_SQL_I(asked);
	TR_TRY(tr_sql_ask(f->db, (const char *)names->sql.p, names->in, names->n + 2, &found, err));
	if (found.count > 0) {
		const struct tr_bytes first = tr_sql_cell(&found, 0, 0)->b;
		if (f->q->after_key == NULL || !tr_bytes_equal(first, TR_BYTES(f->q->after_key, strlen(f->q->after_key))))
			f->behind = 0;
		TR_TRY(rows_of_names(f, &found, asked, err));
	}
	tr_buf_clear(from);
	if (found.count < asked)
		return TRIEN_OK;
	const struct tr_bytes last = tr_sql_cell(&found, found.count - 1, 0)->b;
	TR_TRY(tr_buf_add(from, last.p, last.n, err));
	return tr_buf_add(from, BEHIND, 1, err);
}

static trien_rc
fill_page(struct filling *f, struct tr_asking *names, const struct tr_shown *shown, struct tr_buf *from, struct trien_err *err)
{
	if (f->q->after_key != NULL)
		TR_TRY(tr_buf_add(from, f->q->after_key, strlen(f->q->after_key), err));
	TR_TRY(write_names(names, f->q, f->s, shown, err));
	TR_TRY(some_names(f, names, 1, from, err));
	while (f->rows < f->q->limit && from->n > 0)
		TR_TRY(some_names(f, names, NAMES_AT_ONCE, from, err));
	return TRIEN_OK;
}

trien_rc
tr_search_long(struct tr_sql *db, const struct tr_list_query *q, const struct tr_search *s, const struct tr_shown *shown, const struct tr_asking *list,
		struct tr_sql_rows *out, struct trien_err *err)
{
	struct tr_sql_rows rows = {0};
	struct filling f = {.db = db, .q = q, .s = s, .shown = shown, .list = list, .to = {.rows = &rows}, .behind = q->after_id};
	struct tr_asking names = {0};
	TR_AUTO_BUF from = {0};

	const trien_rc rc = fill_page(&f, &names, shown, &from, err);
	tr_buf_free(&names.sql);
	if (rc != TRIEN_OK) {
		tr_sql_rows_free(&rows);
		return rc;
	}
	rows.count = f.rows;
	rows.columns = TR_BOOK_HEAD + q->book->count + 1;
	*out = rows;
	return TRIEN_OK;
}
