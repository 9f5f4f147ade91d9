/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Changes of names, addresses and superiors, for one or by a table; people who go to other agencies by a table. Requirement: R6.1 R14.3 */
#include "base/errors/registry.h"
#include "registry/plan_parts.h"
#include "registry/value.h"

#define OF_AGENCY "SELECT id FROM certificate WHERE agency = $1 AND " TR_LIVE
#define COLUMN(name) (1u << (name))

/* ---- one row that changes ---- */

static bool
differs(const struct tr_record *a, const struct tr_record *b, size_t column)
{
	const struct tr_sql_value *x = &a->v[column], *y = &b->v[column];

	if (x->null || y->null)
		return x->null != y->null;
	return x->type == TR_SQL_INT ? x->i != y->i : !tr_bytes_equal(x->b, y->b);
}

/* Which certificates no longer say what is so. What the law has no case of change for (a person's name) is told as refused. */
static trien_rc
add_certificates(struct tr_planning *p, const struct tr_record *was, const struct tr_record *is, struct trien_err *err)
{
	static const char of_person[] = "SELECT id FROM certificate WHERE person = $1 AND holder IN ('person', 'title') AND " TR_LIVE " ORDER BY id";
	static const char of_agency[] = OF_AGENCY " ORDER BY id", of_seal[] = OF_AGENCY " AND holder = 'agency' ORDER BY id";
	const bool person = is->book == &tr_books[TR_BOOK_person];
	struct tr_plan_certificate like = {.event = TR_EVENT_BULK_CHANGE};
	const char *sql = of_person;

	if (person && differs(was, is, TR_person_email)) {
		like.reason = TR_REASON_EMAIL_CHANGED;
	} else if (!person && differs(was, is, TR_agency_name)) {
		like.event = TR_EVENT_RENAME;
		sql = of_agency;
	} else if (!person && differs(was, is, TR_agency_parent)) {
		like.event = TR_EVENT_SUPERIOR;
		sql = of_seal;
	} else if (!person || !differs(was, is, TR_person_name)) {
		return TRIEN_OK;
	}
	return tr_plan_certificates(p, sql, TR_SQL_IN(TR_SQL_I(is->id)), &like, err);
}

static trien_rc
add_change(struct tr_planning *p, const struct tr_record *was, const struct tr_record *is, struct trien_err *err)
{
	struct tr_plan_entry *e = NULL;

	for (size_t i = 0; i < is->book->count; i++) {
		if (!differs(was, is, i))
			continue;
		if (e == NULL)
			TR_TRY(tr_plan_add(p, TR_PLAN_CHANGES, was, tr_rules_event_clause(TR_EVENT_BULK_CHANGE), &e, err));
		TR_TRY(tr_plan_set(p, e, i, is->v[i], err));
	}
	return e == NULL ? TRIEN_OK : add_certificates(p, was, is, err);
}

trien_rc
tr_plan_rename(struct tr_planning *p, struct trien_err *err)
{
	TR_AUTO_RECORD was = {0};

	TR_TRY(tr_plan_agency(p, p->ask->agency, &was, err));
	struct tr_record is = was; /* its texts are those of `was` */
	tr_record_set_text(&is, TR_agency_name, p->ask->name);
	tr_acting_about(p->d.a, was.book, was.id);
	return add_change(p, &was, &is, err);
}

/* ---- a table ---- */

/* What a table may say, of which book. */
static unsigned
allowed_columns(const struct tr_plan_ask *ask)
{
	if (ask->verb == TR_PLAN_SPLIT)
		return COLUMN(TR_person_code) | COLUMN(TR_person_agency);
	if (ask->book == &tr_books[TR_BOOK_person])
		return COLUMN(TR_person_code) | COLUMN(TR_person_name) | COLUMN(TR_person_email) | COLUMN(TR_person_phone);
	return COLUMN(TR_agency_code) | COLUMN(TR_agency_name) | COLUMN(TR_agency_short_name) | COLUMN(TR_agency_parent) | COLUMN(TR_agency_managing) |
	       COLUMN(TR_agency_unit);
}

static trien_rc
read_headings(const struct tr_plan_ask *ask, size_t columns[TR_COLUMNS_MAX], struct trien_err *err)
{
	unsigned seen = 0;

	for (size_t k = 0; k < ask->table.columns; k++) {
		const char *heading = ask->table.cells[k];
		const size_t column = tr_book_heading(ask->book, heading);
		if (column == ask->book->count || !(allowed_columns(ask) & COLUMN(column)) || (seen & COLUMN(column)))
			return TR_ERR(err, REGISTRY_PLAN_COLUMN, TR_S("book", ask->book->name), TR_B("got", heading, strlen(heading)));
		seen |= COLUMN(column);
		columns[k] = column;
	}
	if (!(seen & COLUMN(0)) || (ask->verb == TR_PLAN_SPLIT && seen != allowed_columns(ask)))
		return TR_ERR(err, REGISTRY_PLAN_COLUMN, TR_S("book", ask->book->name), TR_S("got", ""));
	return TRIEN_OK;
}

static trien_rc
find_subject(struct tr_planning *p, const size_t *columns, const char *const *cells, struct tr_record *out, struct trien_err *err)
{
	for (size_t k = 0; k < p->ask->table.columns; k++)
		if (columns[k] == 0)
			return p->ask->book == &tr_books[TR_BOOK_person] ? tr_plan_person(p, cells[k], out, err) : tr_plan_agency(p, cells[k], out, err);
	return TRIEN_OK; /* not reached: the headings have a key */
}

static trien_rc
plan_row(struct tr_planning *p, const size_t *columns, const char *const *cells, struct trien_err *err)
{
	TR_AUTO_RECORD was = {0};

	TR_TRY(find_subject(p, columns, cells, &was, err));
	if (tr_plan_names(p, &was))
		return TR_ERR(err, REGISTRY_PLAN_AGENCY, TR_B("got", was.v[TR_agency_code].b.p, was.v[TR_agency_code].b.n));
	struct tr_record is = was; /* its texts are those of `was` and of the table */
	for (size_t k = 0; k < p->ask->table.columns; k++)
		if (columns[k] != 0) /* by which it was found; it may be written in other letters */
			TR_TRY(tr_acting_read(p->d.a, &is, columns[k], cells[k], err));
	TR_TRY(tr_record_check(&is, err));
	if (p->ask->verb != TR_PLAN_SPLIT)
		return add_change(p, &was, &is, err);
	TR_TRY(tr_plan_may(p, is.v[TR_person_agency].i, err));
	return tr_plan_person_moves(p, &was, is.v[TR_person_agency].i, TR_EVENT_SPLIT, err);
}

trien_rc
tr_plan_table(struct tr_planning *p, struct trien_err *err)
{
	const struct tr_plan_table *t = &p->ask->table;
	size_t columns[TR_COLUMNS_MAX];

	if (t->columns > TR_COLUMNS_MAX)
		return TR_ERR(err, REGISTRY_PLAN_COLUMN, TR_S("book", p->ask->book->name), TR_S("got", t->cells[TR_COLUMNS_MAX]));
	TR_TRY(read_headings(p->ask, columns, err));
	for (size_t row = 1; row <= t->rows; row++)
		TR_TRY(plan_row(p, columns, t->cells + row * t->columns, err));
	return TRIEN_OK;
}
