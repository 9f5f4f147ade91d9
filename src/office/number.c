/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R5.3 X3 X5 */
/*
 * Numbers (Decree 30/2020 Điều 15): from 1 on the first of January to the last of December, by agency, year and series. The next one is one more
 * than the greatest in the register; those who write come one after another, so nobody takes it in between.
 */
#include <stdio.h>

#include "base/env.h"
#include "base/errors/office.h"
#include "base/time.h"
#include "office/office_parts.h"

#define ALL "*" /* the series of an agency that has one for all kinds */

int64_t
tr_office_day(int64_t time, int64_t *year)
{
	struct tr_civil c = tr_civil_of(time, TR_ZONE_VIETNAM);
	int64_t day = time;

	*year = c.year;
	c.hour = c.minute = c.second = 0;
	(void)tr_epoch_of(&c, TR_ZONE_VIETNAM, &day); /* a day that exists */
	return day;
}

trien_rc
tr_office_number_text(int64_t number, const char *symbol, struct tr_buf *out, struct trien_err *err)
{
	return tr_buf_addf(out, err, "%02lld/%s", (long long)number, symbol);
}

void
tr_office_number_free(struct tr_office_number *n)
{
	tr_buf_free(&n->text);
	*n = (struct tr_office_number){0};
}

/* What is being numbered. */
struct numbering {
	const struct tr_officing *o;
	const struct tr_office_wish *wish;
	const struct tr_office_kind *kind;
	int64_t agency, day, year, number;
	const char *series;
	struct tr_record entry; /* its line in the register */
	struct tr_buf symbol;   /* ended by NUL */
	struct tr_sql_rows before, behind; /* the neighbours' numbers and days */
};

/* ---- the series ---- */

/* An agency that goes over to one series for all, or back, does so at the turn of a year: else two documents of a year could have one number. */
static trien_rc
check_scheme(const struct tr_officing *o, const struct tr_sql_rows *series, int64_t year, bool one, struct trien_err *err)
{
	for (size_t i = 0; i < series->count; i++) {
		const char *at = tr_sql_text(series, i, 0);
		struct tr_office_kind kind = {0};
		if (i == TR_OFFICE_SERIES_MAX)
			return TR_ERR(err, OFFICE_SERIES_LIMIT, TR_U("max", TR_OFFICE_SERIES_MAX));
		const bool all = strcmp(at, ALL) == 0;
		const bool copy = !all && tr_office_kind_find(o->profile, o->a->act->at, at, &kind, NULL) == TRIEN_OK && kind.is_copy;
		if (!copy && all != one)
			return TR_ERR(err, OFFICE_SCHEME, TR_I("year", year), TR_S("series", at));
	}
	return TRIEN_OK;
}

static trien_rc
closed(const struct tr_sql_rows *closing, int64_t year, struct trien_err *err)
{
	return closing->count == 0 ? TRIEN_OK : TR_ERR(err, OFFICE_CLOSED, TR_I("year", year));
}

#define CLOSING "SELECT id FROM closing WHERE agency = $1 AND register = $2 AND year >= $3 LIMIT 1"

/* Copies have series of their own always. */
static trien_rc
choose_series(const struct tr_officing *o, const struct tr_sql_rows *numbering, const struct tr_sql_rows *series, int64_t year,
		const struct tr_office_kind *kind, struct tr_office_series *out, struct trien_err *err)
{
	if (numbering->count == 0 || tr_sql_cell(numbering, 0, 0)->b.n >= sizeof(out->agency))
		return TR_ERR0(err, OFFICE_NUMBERING);
	const bool one = strcmp(tr_sql_text(numbering, 0, 1), "one") == 0;
	out->name = one && !kind->is_copy ? ALL : kind->code;
	memcpy(out->agency, tr_sql_text(numbering, 0, 0), tr_sql_cell(numbering, 0, 0)->b.n + 1);
	return kind->is_copy ? TRIEN_OK : check_scheme(o, series, year, one, err);
}

trien_rc
tr_office_find_series(const struct tr_officing *o, int64_t agency, int64_t year, const struct tr_office_kind *kind, struct tr_office_series *out,
		struct trien_err *err)
{
	static const char numbering[] = "SELECT symbol, scheme FROM numbering WHERE agency = $1";
	/* The series of the year are walked by the index, one look-up each. */
	static const char series[] = "WITH RECURSIVE s (v) AS (SELECT MIN(series) FROM outgoing WHERE agency = $1 AND year = $2 AND origin <> 'legacy' UNION ALL "
				     "SELECT (SELECT MIN(o.series) FROM outgoing o WHERE o.agency = $1 AND o.year = $2 AND o.series > s.v AND o.origin <> 'legacy') "
				     "FROM s WHERE s.v IS NOT NULL) SELECT v FROM s WHERE v IS NOT NULL LIMIT $3";
	const struct tr_sql_value closing_in[] = {TR_SQL_I(agency), TR_SQL_T("outgoing"), TR_SQL_I(year)},
				  series_in[] = {TR_SQL_I(agency), TR_SQL_I(year), TR_SQL_I(TR_OFFICE_SERIES_MAX + 1)};
	TR_AUTO_ROWS closings = {0};
	TR_AUTO_ROWS numberings = {0};
	TR_AUTO_ROWS all = {0};
	const struct tr_sql_question questions[] = {{CLOSING, closing_in, 3, &closings}, {numbering, series_in, 1, &numberings}, {series, series_in, 3, &all}};

	TR_TRY(tr_sql_ask_all(o->a->db, questions, 3, err));
	TR_TRY(closed(&closings, year, err));
	return choose_series(o, &numberings, &all, year, kind, out, err);
}

trien_rc
tr_office_open_year(struct tr_sql *db, int64_t agency, const char *which, int64_t year, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, CLOSING, TR_SQL_IN(TR_SQL_I(agency), TR_SQL_T(which), TR_SQL_I(year)), &rows, err));
	return closed(&rows, year, err);
}

/* ---- the number, and the days of its neighbours ---- */

/* Numbers of old books, and those that are kept, say nothing of the order. */
#define DAY_BEFORE \
	"SELECT number, dated_at FROM outgoing WHERE agency = $1 AND year = $2 AND series = $3 AND number < $4 AND dated_at IS NOT NULL " \
	"AND origin <> 'legacy' ORDER BY number DESC LIMIT 1"
#define DAY_BEHIND \
	"SELECT number, dated_at FROM outgoing WHERE agency = $1 AND year = $2 AND series = $3 AND number > $4 AND dated_at IS NOT NULL " \
	"AND origin <> 'legacy' ORDER BY number LIMIT 1"

/* A number that was kept has its line already. */
static trien_rc
find_kept(struct numbering *n, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM outgoing WHERE agency = $1 AND year = $2 AND series = $3 AND number = $4 AND document IS NULL";
	const struct tr_sql_value in[] = {TR_SQL_I(n->agency), TR_SQL_I(n->year), TR_SQL_T(n->series), TR_SQL_I(n->wish->kept)};
	TR_AUTO_ROWS rows = {0};
	const struct tr_sql_question questions[] = {{sql, in, 4, &rows}, {DAY_BEFORE, in, 4, &n->before}, {DAY_BEHIND, in, 4, &n->behind}};

	TR_TRY(tr_sql_ask_all(n->o->a->db, questions, 3, err));
	if (rows.count == 0)
		return TR_ERR(err, OFFICE_NOT_KEPT, TR_I("number", n->wish->kept), TR_I("year", n->year));
	n->number = n->wish->kept;
	return tr_record_load(n->o->a->db, &tr_books[TR_BOOK_outgoing], tr_sql_int(&rows, 0, 0), &n->entry, err);
}

/* All others stand before it. */
static trien_rc
find_next(struct numbering *n, struct trien_err *err)
{
	static const char sql[] = "SELECT COALESCE(MAX(number), 0) + 1 FROM outgoing WHERE agency = $1 AND year = $2 AND series = $3";
	const struct tr_sql_value in[] = {TR_SQL_I(n->agency), TR_SQL_I(n->year), TR_SQL_T(n->series), TR_SQL_I(INT64_MAX)};
	TR_AUTO_ROWS rows = {0};
	const struct tr_sql_question questions[] = {{sql, in, 3, &rows}, {DAY_BEFORE, in, 4, &n->before}};

	TR_TRY(tr_sql_ask_all(n->o->a->db, questions, 2, err));
	n->number = tr_sql_int(&rows, 0, 0);
	n->entry = tr_record_of(&tr_books[TR_BOOK_outgoing]);
	tr_record_set_int(&n->entry, TR_outgoing_agency, n->agency);
	tr_record_set_int(&n->entry, TR_outgoing_year, n->year);
	tr_record_set_text(&n->entry, TR_outgoing_series, n->series);
	tr_record_set_int(&n->entry, TR_outgoing_number, n->number);
	tr_record_set_int(&n->entry, TR_outgoing_twin, 0);
	return TRIEN_OK;
}

void
tr_office_day_text(int64_t day, char out[TR_TIME_TEXT_MAX])
{
	tr_time_iso(day, TR_ZONE_VIETNAM, out);
	out[strcspn(out, "T")] = '\0';
}

/* What a neighbour's day says: it must be no later (before) or no earlier (behind). */
static trien_rc
check_neighbour(const struct numbering *n, const struct tr_sql_rows *neighbour, bool before, struct trien_err *err)
{
	char got[TR_TIME_TEXT_MAX], other[TR_TIME_TEXT_MAX];

	if (neighbour->count == 0)
		return TRIEN_OK;
	const int64_t day = tr_sql_int(neighbour, 0, 1);
	if (before ? day <= n->day : day >= n->day)
		return TRIEN_OK;
	tr_office_day_text(n->day, got);
	tr_office_day_text(day, other);
	return TR_ERR(err, OFFICE_DAY_ORDER, TR_S("got", got), TR_I("number", tr_sql_int(neighbour, 0, 0)), TR_S("other", other));
}

static trien_rc
check_day(const struct numbering *n, struct trien_err *err)
{
	char got[TR_TIME_TEXT_MAX], today_text[TR_TIME_TEXT_MAX];
	int64_t year;
	const int64_t today = tr_office_day(n->o->a->act->at, &year);

	tr_office_day_text(n->day, got);
	tr_office_day_text(today, today_text);
	if (n->day > today)
		return TR_ERR(err, OFFICE_DAY_FUTURE, TR_S("got", got), TR_S("want", today_text));
	if (n->day < today && tr_office_reason(n->o, NULL) != TRIEN_OK)
		return TR_ERR(err, OFFICE_DAY_LATE, TR_S("got", got));
	TR_TRY(check_neighbour(n, &n->before, true, err));
	return check_neighbour(n, &n->behind, false, err);
}

/* ---- the line in the register ---- */

static trien_rc
put_entry(struct numbering *n, int64_t document, struct trien_err *err)
{
	const struct tr_office_wish *w = n->wish;
	struct tr_record *e = &n->entry;
	int64_t year;

	tr_record_set_text(e, TR_outgoing_symbol, (const char *)n->symbol.p);
	tr_record_set_int(e, TR_outgoing_dated_at, n->day);
	tr_record_set_int(e, TR_outgoing_document, document);
	if (w->kept == 0)
		tr_record_set_text(e, TR_outgoing_origin, n->day < tr_office_day(n->o->a->act->at, &year) ? "late" : "taken");
	tr_record_set_text(e, TR_outgoing_key, w->key);
	tr_record_set_text(e, TR_outgoing_copy_keeper, w->copy_keeper);
	tr_record_set_text(e, TR_outgoing_note, w->note);
	if (w->copies > 0)
		tr_record_set_int(e, TR_outgoing_copies, w->copies);
	return tr_acting_put(n->o->a, e, err);
}

static trien_rc
give(struct numbering *n, struct tr_record *document, struct trien_err *err)
{
	struct tr_office_series series = {0};
	const char *unit;

	TR_TRY(tr_office_text(document, TR_document_unit, &unit, err));
	TR_TRY(tr_office_find_series(n->o, n->agency, n->year, n->kind, &series, err));
	n->series = series.name;
	TR_TRY(tr_office_symbol(n->kind, TR_BYTES(series.agency, strlen(series.agency)), unit, &n->symbol, err));
	TR_TRY(tr_buf_add_byte(&n->symbol, 0, err));
	TR_TRY(n->wish->kept != 0 ? find_kept(n, err) : find_next(n, err));
	TR_TRY(check_day(n, err));
	TR_TRY(tr_office_decide(n->o, document, TR_DOCUMENT_ACT_NUMBER, (struct tr_document_facts){0}, err));
	TR_TRY(tr_acting_put(n->o->a, document, err));
	return put_entry(n, document->id, err);
}

trien_rc
tr_office_give_number(const struct tr_officing *o, const struct tr_office_wish *wish, const struct tr_office_kind *kind, struct tr_record *document,
		struct tr_office_number *out, struct trien_err *err)
{
	struct numbering n = {.o = o, .wish = wish, .kind = kind, .agency = document->v[TR_document_agency].i};
	struct tr_office_number done = {0};

	if (wish->key != NULL && strlen(wish->key) > TR_OFFICE_KEY_MAX)
		return TR_ERR(err, OFFICE_KEY_LIMIT, TR_U("max", TR_OFFICE_KEY_MAX));
	n.day = tr_office_day(wish->day != 0 ? wish->day : o->a->act->at, &n.year);
	trien_rc rc = give(&n, document, err);
	if (rc == TRIEN_OK)
		rc = tr_office_number_text(n.number, (const char *)n.symbol.p, &done.text, err);
	if (rc == TRIEN_OK)
		rc = tr_buf_add_byte(&done.text, 0, err);
	if (rc == TRIEN_OK) {
		done.document = document->id;
		done.entry = n.entry.id;
		done.year = n.year;
		done.number = n.number;
		done.day = n.day;
		tr_office_number_free(out);
		*out = done;
	} else {
		tr_buf_free(&done.text);
	}
	tr_record_free(&n.entry);
	tr_buf_free(&n.symbol);
	tr_sql_rows_free(&n.before);
	tr_sql_rows_free(&n.behind);
	return rc;
}
