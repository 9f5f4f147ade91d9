/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/list.h"

#include <stdlib.h>

#include "base/errors/registry.h"
#include "registry/book_sql.h"
#include "registry/list_parts.h"

trien_rc
tr_asking_ask(struct tr_sql *db, struct tr_asking *a, struct tr_sql_rows *out, struct trien_err *err)
{
	return tr_sql_ask(db, (const char *)a->sql.p, a->in, a->n, out, err);
}

/* ---- rows in their order ---- */

static int
by_order(const void *a, const void *b, void *key)
{
	const struct tr_sql_value *x = *(const struct tr_sql_value *const *)a, *y = *(const struct tr_sql_value *const *)b;
	const size_t at = *(const size_t *)key;
	const int order = strcmp((const char *)x[at].b.p, (const char *)y[at].b.p);

	return order != 0 ? order : (x->i > y->i) - (x->i < y->i);
}

static bool
is_sorted(const struct tr_sql_value *const *row, size_t count, size_t key)
{
	size_t i = 1;

	while (i < count && by_order(&row[i - 1], &row[i], &key) < 0)
		i++;
	return i >= count;
}

/* Pointers to rows, in their order; what comes twice, once. */
static size_t
sort_rows(const struct tr_sql_rows *rows, size_t key, const struct tr_sql_value **out)
{
	size_t n = 0;

	for (size_t i = 0; i < rows->count; i++)
		out[i] = tr_sql_cell(rows, i, 0);
	if (is_sorted(out, rows->count, key))
		return rows->count;
	qsort_r(out, rows->count, sizeof(*out), by_order, &key);
	for (size_t i = 0; i < rows->count; i++)
		if (i == 0 || out[n - 1]->i != out[i]->i)
			out[n++] = out[i];
	return n;
}

/* Of rows of one name each says how many were found of that name. */
static size_t
count_met(const struct tr_sql_value *const *row, size_t count, size_t key)
{
	size_t met = 0;

	for (size_t i = 0; i < count; i++)
		if (i == 0 || !tr_bytes_equal(row[i - 1][key].b, row[i][key].b))
			met += (size_t)row[i][key + 1].i;
	return met;
}

/* A database would carry the whole rows through its sorting. The key stands before what follows the columns of a list, which goes. */
static trien_rc
sort(struct tr_sql_rows *rows, size_t key, size_t *met, struct trien_err *err)
{
	const struct tr_sql_value **row = NULL;
	const size_t columns = key + 1;
	struct tr_sql_value *cells = NULL;

	*met = rows->count;
	if (rows->count == 0)
		return TRIEN_OK;
	TR_TRY(tr_arena_array(&rows->arena, rows->count, sizeof(*row), &row, err));
	TR_TRY(tr_arena_array(&rows->arena, rows->count * columns, sizeof(*cells), &cells, err));
	rows->count = sort_rows(rows, key, row);
	if (rows->columns > columns)
		*met = count_met(row, rows->count, key);
	for (size_t i = 0; i < rows->count; i++)
		memcpy(cells + i * columns, row[i], columns * sizeof(*cells));
	rows->cells = cells;
	rows->columns = columns;
	return TRIEN_OK;
}

/* ---- rows that were found ---- */

/* SQLite reads the tables of a CROSS JOIN in the order in which they stand: first what was found, then its rows. */
static trien_rc
write_by_ids(struct tr_asking *a, const struct tr_asking *list, const struct tr_shown *shown, const struct tr_asking *found, struct trien_err *err)
{
	TR_TRY(tr_buf_add(&a->sql, list->sql.p, list->source, err));
	TR_TRY(tr_buf_addf(&a->sql, err, "("));
	TR_TRY(tr_buf_add(&a->sql, found->sql.p, found->sql.n, err));
	TR_TRY(tr_buf_addf(&a->sql, err, ") u CROSS JOIN "));
	TR_TRY(tr_buf_add(&a->sql, list->sql.p + list->source, list->sql.n - list->source, err));
	TR_TRY(tr_buf_addf(&a->sql, err, " AND b.id = u.id"));
	return tr_shown_rows(a, shown, err);
}

/* Where one row of a name was found, all are that stand between the first and the last of it: they are neighbours in the index of the list's order. */
static trien_rc
write_by_names(struct tr_asking *a, const struct tr_asking *list, const struct tr_shown *shown, const struct tr_asking *found, struct trien_err *err)
{
	TR_TRY(tr_buf_add(&a->sql, list->sql.p, list->source - strlen(TR_LIST_FROM), err));
	TR_TRY(tr_buf_addf(&a->sql, err, ", u.met" TR_LIST_FROM "(SELECT sort_key, MIN(id) AS first, MAX(id) AS last, COUNT(*) AS met FROM ("));
	TR_TRY(tr_buf_add(&a->sql, found->sql.p, found->sql.n, err));
	TR_TRY(tr_buf_addf(&a->sql, err, ") f GROUP BY sort_key) u CROSS JOIN "));
	TR_TRY(tr_buf_add(&a->sql, list->sql.p + list->source, list->sql.n - list->source, err));
	TR_TRY(tr_buf_addf(&a->sql, err, " AND b.sort_key = u.sort_key AND b.id >= u.first AND b.id <= u.last"));
	return shown->few ? tr_shown_filter(a, "b.agency", shown, err) : TRIEN_OK;
}

static trien_rc
ask_found(struct tr_sql *db, bool by_names, const struct tr_asking *list, const struct tr_shown *shown, const struct tr_asking *found,
		struct tr_sql_rows *out, struct trien_err *err)
{
	struct tr_asking a = {.n = found->n};

	memcpy(a.in, found->in, found->n * sizeof(*a.in));
	trien_rc rc = by_names ? write_by_names(&a, list, shown, found, err) : write_by_ids(&a, list, shown, found, err);
	if (rc == TRIEN_OK)
		rc = tr_buf_add_byte(&a.sql, 0, err);
	if (rc == TRIEN_OK)
		rc = tr_asking_ask(db, &a, out, err);
	tr_buf_free(&a.sql);
	return rc;
}

trien_rc
tr_list_found(struct tr_sql *db, const struct tr_asking *list, const struct tr_shown *shown, const struct tr_asking *found, size_t *met,
		struct tr_sql_rows *out, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(ask_found(db, false, list, shown, found, &rows, err));
	TR_TRY(sort(&rows, rows.columns - 1, met, err));
	*out = rows;
	rows = (struct tr_sql_rows){0};
	return TRIEN_OK;
}

trien_rc
tr_list_found_names(struct tr_sql *db, const struct tr_asking *list, const struct tr_shown *shown, const struct tr_asking *found, size_t *met,
		struct tr_sql_rows *out, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(ask_found(db, true, list, shown, found, &rows, err));
	TR_TRY(sort(&rows, rows.columns - 2, met, err));
	*out = rows;
	rows = (struct tr_sql_rows){0};
	return TRIEN_OK;
}

/* ---- scope ---- */

/* The agency that a row belongs to stands as s.id, s.path behind this; "" where everybody sees the book. */
static trien_rc
join_agency(struct tr_asking *a, const struct tr_book *b, struct trien_err *err)
{
	const size_t via = tr_book_column(b, b->scope);

	if (strcmp(b->scope, "id") == 0)
		return tr_buf_addf(&a->sql, err, " JOIN agency s ON s.id = b.id");
	if (strcmp(b->scope, "agency") == 0)
		return tr_buf_addf(&a->sql, err, " JOIN agency s ON s.id = b.agency");
	return tr_buf_addf(&a->sql, err, " JOIN %s v ON v.id = b.%s JOIN agency s ON s.id = v.agency", b->columns[via].of, b->scope);
}

/*
 * A document is its drafter's, and theirs who have, had or did a step of it: whose signature is wanted sees what for. Also who may do a step that waits in
 * the place of another, as long as that is given to him in writing.
 */
static trien_rc
own_documents(struct tr_asking *a, const char *column, size_t p, int64_t now, struct trien_err *err)
{
	const size_t at = tr_asking_bind(a, TR_SQL_I(now));

	return tr_buf_addf(&a->sql, err, " AND b.%s IN (SELECT d.id FROM document d WHERE d.drafter = $%zu UNION SELECT t.document FROM step t WHERE t.person = $%zu "
			"UNION SELECT t.document FROM step t WHERE t.done_by = $%zu UNION SELECT t.document FROM delegation g JOIN step t ON t.person = g.giver "
			"JOIN document d ON d.id = t.document AND d.agency = g.agency WHERE g.person = $%zu AND g.from_at <= $%zu AND g.to_at > $%zu "
			"AND t.state = 'waiting')", column, p, p, p, p, at, at);
}

/* What is a person's own: the row of the person, rows that name the person, and what the person keeps now. */
static trien_rc
own_only(struct tr_asking *a, const struct tr_book *b, const struct tr_viewer *v, struct trien_err *err)
{
	static const char kept[] = "SELECT c.device FROM custody c WHERE c.to_at IS NULL AND c.keeper = ";
	static const size_t others[] = {TR_BOOK_person, TR_BOOK_custody, TR_BOOK_device, TR_BOOK_picture, TR_BOOK_incident, TR_BOOK_document,
		TR_BOOK_attachment, TR_BOOK_submission, TR_BOOK_delivery, TR_BOOK_dispatch, TR_BOOK_evidence, TR_BOOK_copying};
	bool has = tr_book_column(b, "person") < b->count;

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		has = has || tr_book_number(b) == others[i];
	if (!has)
		return tr_buf_addf(&a->sql, err, " AND 1 = 0");
	const size_t p = tr_asking_bind(a, TR_SQL_I(v->person));
	switch (tr_book_number(b)) {
	case TR_BOOK_person:
		return tr_buf_addf(&a->sql, err, " AND b.id = $%zu", p);
	case TR_BOOK_custody:
		return tr_buf_addf(&a->sql, err, " AND b.keeper = $%zu", p);
	case TR_BOOK_device:
		return tr_buf_addf(&a->sql, err, " AND b.id IN (%s$%zu)", kept, p);
	case TR_BOOK_certificate:
	case TR_BOOK_request:
		return tr_buf_addf(&a->sql, err, " AND (b.person = $%zu OR b.device IN (%s$%zu))", p, kept, p);
	case TR_BOOK_picture:
		return tr_buf_addf(&a->sql, err, " AND v.person = $%zu", p);
	case TR_BOOK_incident:
		return tr_buf_addf(&a->sql, err, " AND b.reported_by = $%zu", p);
	case TR_BOOK_document:
		return own_documents(a, "id", p, v->now, err);
	case TR_BOOK_attachment:
	case TR_BOOK_submission:
	case TR_BOOK_draft:
	case TR_BOOK_step:
	case TR_BOOK_delivery:
	case TR_BOOK_dispatch:
	case TR_BOOK_evidence:
	case TR_BOOK_copying:
		return own_documents(a, "document", p, v->now, err);
	default:
		return tr_buf_addf(&a->sql, err, " AND b.person = $%zu", p);
	}
}

typedef trien_rc (*of_agency)(struct tr_asking *a, int64_t agency, struct trien_err *err);

static trien_rc
below(struct tr_asking *a, int64_t agency, struct trien_err *err)
{
	const size_t p = tr_asking_bind(a, TR_SQL_I(agency));

	return tr_buf_addf(&a->sql, err, "(s.path >= (SELECT path FROM agency WHERE id = $%zu) AND s.path < (SELECT path || 'g' FROM agency WHERE id = $%zu))", p, p);
}

static trien_rc
itself(struct tr_asking *a, int64_t agency, struct trien_err *err)
{
	return tr_buf_addf(&a->sql, err, "s.id = $%zu", tr_asking_bind(a, TR_SQL_I(agency)));
}

static trien_rc
of_agencies(struct tr_asking *a, const struct tr_viewer *v, of_agency of, struct trien_err *err)
{
	TR_TRY(tr_buf_addf(&a->sql, err, " AND ("));
	TR_TRY(of(a, v->agency, err));
	for (size_t i = 0; i < v->more_count; i++) {
		TR_TRY(tr_buf_addf(&a->sql, err, " OR "));
		TR_TRY(of(a, v->more[i], err));
	}
	return tr_buf_addf(&a->sql, err, ")");
}

/* A row that cannot be shown is not there: the scopes below compare with nothing where the viewer has no agency. */
static trien_rc
in_scope(struct tr_asking *a, const struct tr_list_query *q, struct trien_err *err)
{
	switch (q->viewer.scope) {
	case TR_SCOPE_PROVINCE:
		return TRIEN_OK;
	case TR_SCOPE_SUBTREE:
		return of_agencies(a, &q->viewer, below, err);
	case TR_SCOPE_AGENCY:
		return of_agencies(a, &q->viewer, itself, err);
	case TR_SCOPE_OWN:
		return own_only(a, q->book, &q->viewer, err);
	default:
		return tr_buf_addf(&a->sql, err, " AND 1 = 0");
	}
}

trien_rc
tr_list_scope(struct tr_asking *a, const struct tr_list_query *q, struct trien_err *err)
{
	TR_TRY(in_scope(a, q, err));
	if (q->within == 0)
		return TRIEN_OK;
	TR_TRY(tr_buf_addf(&a->sql, err, " AND "));
	return below(a, q->within, err);
}

/* ---- agencies whose rows are few, or that are few themselves ---- */

/* What is narrowed, or stands by number, is read as it comes, and held against the words. */
static bool
is_narrowed(const struct tr_list_query *q)
{
	return q->newest || q->only_count > 0;
}

static bool
goes_by_agencies(const struct tr_list_query *q)
{
	const enum tr_rules_scope scope = q->viewer.scope;

	return !is_narrowed(q) && q->book->named >= 0 && strcmp(q->book->scope, "agency") == 0 && q->id == 0 &&
	       (scope == TR_SCOPE_SUBTREE || scope == TR_SCOPE_AGENCY || (scope == TR_SCOPE_PROVINCE && q->within != 0));
}

static trien_rc
find_shown(struct tr_sql *db, const struct tr_list_query *q, struct tr_shown *out, struct trien_err *err)
{
	struct tr_asking a = {0};
	TR_AUTO_ROWS rows = {0};

	trien_rc rc = tr_buf_addf(&a.sql, err, "SELECT s.id FROM agency s WHERE 1 = 1");
	if (rc == TRIEN_OK)
		rc = tr_list_scope(&a, q, err);
	if (rc == TRIEN_OK)
		rc = tr_buf_addf(&a.sql, err, " ORDER BY s.path LIMIT %u%c", TR_SCOPE_FEW + 1, 0);
	if (rc == TRIEN_OK)
		rc = tr_asking_ask(db, &a, &rows, err);
	tr_buf_free(&a.sql);
	TR_TRY(rc);
	out->few = rows.count <= TR_SCOPE_FEW;
	out->count = out->few ? rows.count : 0;
	for (size_t i = 0; i < out->count; i++)
		out->agency[i] = tr_sql_int(&rows, i, 0);
	return TRIEN_OK;
}

trien_rc
tr_shown_filter(struct tr_asking *a, const char *column, const struct tr_shown *shown, struct trien_err *err)
{
	TR_TRY(tr_buf_addf(&a->sql, err, " AND %s IN (", column));
	for (size_t i = 0; i < tr_asking_room(shown->count); i++)
		TR_TRY(tr_buf_addf(&a->sql, err, "%s$%zu", i > 0 ? ", " : "", tr_asking_bind(a, TR_SQL_I(i < shown->count ? shown->agency[i] : 0))));
	return tr_buf_addf(&a->sql, err, ")");
}

/* "+": not by the index of agencies, the rows are known by their numbers. */
trien_rc
tr_shown_rows(struct tr_asking *a, const struct tr_shown *shown, struct trien_err *err)
{
	return shown->few ? tr_shown_filter(a, "+b.agency", shown, err) : TRIEN_OK;
}

/* Of each agency the rows stand in the order of an index, and so does the page: both back ends merge them as far as it goes. */
static trien_rc
write_agencies(struct tr_asking *a, const struct tr_list_query *q, const struct tr_shown *shown, const struct tr_search *s, struct trien_err *err)
{
	const size_t key = tr_asking_bind(a, TR_SQL_T(q->after_key != NULL ? q->after_key : "")), id = tr_asking_bind(a, TR_SQL_I(q->after_id));
	TR_AUTO_BUF words = {0};

	TR_TRY(tr_search_filter(a, "", s, err));
	TR_TRY(tr_buf_add(&words, a->sql.p, a->sql.n, err));
	TR_TRY(tr_buf_add_byte(&words, 0, err));
	a->sql.n = 0;
	for (size_t i = 0; i < tr_asking_room(shown->count); i++)
		TR_TRY(tr_buf_addf(&a->sql, err, "%s" TR_ORDERED("SELECT sort_key, id FROM %s WHERE agency = $%zu AND (sort_key, id) > ($%zu, $%zu)%s"),
				i > 0 ? " UNION ALL " : "", q->book->name, tr_asking_bind(a, TR_SQL_I(i < shown->count ? shown->agency[i] : 0)), key, id,
				(const char *)words.p));
	return tr_buf_addf(&a->sql, err, " ORDER BY 1, 2 LIMIT %zu", q->limit);
}

/* ---- pages ---- */

static trien_rc
only_those(struct tr_asking *a, const struct tr_list_query *q, struct trien_err *err)
{
	for (size_t i = 0; i < q->only_count; i++)
		TR_TRY(tr_buf_addf(&a->sql, err, " AND b.%s = $%zu", q->book->columns[q->only[i].column].name, tr_asking_bind(a, q->only[i].is)));
	return TRIEN_OK;
}

static trien_rc
page_of(struct tr_asking *a, const struct tr_list_query *q, struct trien_err *err)
{
	const bool named = q->book->named >= 0 && !q->newest;

	TR_TRY(only_those(a, q, err));
	if (q->id != 0)
		TR_TRY(tr_buf_addf(&a->sql, err, " AND b.id = $%zu", tr_asking_bind(a, TR_SQL_I(q->id))));
	if (named && q->after_key != NULL) {
		const size_t key = tr_asking_bind(a, TR_SQL_T(q->after_key)), id = tr_asking_bind(a, TR_SQL_I(q->after_id));
		TR_TRY(tr_buf_addf(&a->sql, err, " AND (b.sort_key, b.id) > ($%zu, $%zu)", key, id));
	}
	if (!named && q->after_id != 0)
		TR_TRY(tr_buf_addf(&a->sql, err, " AND b.id %c $%zu", q->newest ? '<' : '>', tr_asking_bind(a, TR_SQL_I(q->after_id))));
	return tr_buf_addf(&a->sql, err, " ORDER BY %sb.id%s LIMIT %zu%c", named ? "b.sort_key, " : "", q->newest ? " DESC" : "", q->limit, 0);
}

/* Of one agency the rows are read in the order of its index. */
static trien_rc
page_of_agency(struct tr_sql *db, const struct tr_list_query *q, int64_t agency, const struct tr_search *s, const struct tr_asking *list,
		struct tr_sql_rows *out, struct trien_err *err)
{
	struct tr_asking a = {.n = list->n};

	memcpy(a.in, list->in, list->n * sizeof(*a.in));
	trien_rc rc = tr_buf_add(&a.sql, list->sql.p, list->sql.n, err);
	if (rc == TRIEN_OK)
		rc = tr_buf_addf(&a.sql, err, " AND b.agency = $%zu", tr_asking_bind(&a, TR_SQL_I(agency)));
	if (rc == TRIEN_OK)
		rc = tr_search_filter(&a, "b.", s, err);
	if (rc == TRIEN_OK)
		rc = page_of(&a, q, err);
	if (rc == TRIEN_OK)
		rc = tr_asking_ask(db, &a, out, err);
	tr_buf_free(&a.sql);
	return rc;
}

trien_rc
tr_list_of_agencies(struct tr_sql *db, const struct tr_list_query *q, const struct tr_shown *shown, const struct tr_search *s, const struct tr_asking *list,
		struct tr_sql_rows *out, struct trien_err *err)
{
	struct tr_asking found = {.n = list->n};
	size_t met;

	if (shown->count == 1)
		return page_of_agency(db, q, shown->agency[0], s, list, out, err);
	memcpy(found.in, list->in, list->n * sizeof(*found.in));
	trien_rc rc = write_agencies(&found, q, shown, s, err);
	if (rc == TRIEN_OK)
		rc = tr_list_found(db, list, shown, &found, &met, out, err);
	tr_buf_free(&found.sql);
	return rc;
}

static trien_rc
write_columns(struct tr_asking *a, const struct tr_list_query *q, struct trien_err *err)
{
	const struct tr_book *b = q->book;

	TR_TRY(tr_buf_addf(&a->sql, err, "SELECT b.id, b.version, b.act"));
	for (size_t i = 0; i < b->count; i++)
		TR_TRY(tr_buf_addf(&a->sql, err, q->hidden & TR_BIT(i) ? ", CASE WHEN 1 = 0 THEN b.%s END" : ", b.%s", b->columns[i].name));
	TR_TRY(tr_buf_addf(&a->sql, err, ", %s" TR_LIST_FROM, b->named >= 0 ? "b.sort_key" : "CAST(b.id AS text)"));
	a->source = a->sql.n;
	return tr_buf_addf(&a->sql, err, "%s b", b->name);
}

static trien_rc
write_rows(struct tr_asking *a, const struct tr_list_query *q, struct trien_err *err)
{
	const bool scoped = q->book->scope[0] != '\0' && (q->viewer.scope != TR_SCOPE_PROVINCE || q->within != 0);

	if (scoped)
		TR_TRY(join_agency(a, q->book, err));
	TR_TRY(tr_buf_addf(&a->sql, err, " WHERE 1 = 1"));
	if (scoped)
		return tr_list_scope(a, q, err);
	return q->viewer.scope == TR_SCOPE_NONE ? tr_buf_addf(&a->sql, err, " AND 1 = 0") : TRIEN_OK;
}

/* The list without its words, order and page, and without its agencies where they are few: tr_shown_rows(). */
static trien_rc
write_list(struct tr_asking *a, const struct tr_list_query *q, const struct tr_shown *shown, struct trien_err *err)
{
	TR_TRY(write_columns(a, q, err));
	return shown->few ? tr_buf_addf(&a->sql, err, " WHERE 1 = 1") : write_rows(a, q, err);
}

/* Rows that are found by other means, and held against the words. */
static bool
goes_by_rows(const struct tr_list_query *q)
{
	return is_narrowed(q) || q->id != 0 || q->viewer.scope == TR_SCOPE_OWN || q->viewer.scope == TR_SCOPE_NONE;
}

static trien_rc
answer(struct tr_sql *db, const struct tr_list_query *q, const struct tr_search *s, const struct tr_shown *shown, struct tr_asking *list,
		struct tr_sql_rows *out, struct trien_err *err)
{
	if (s->count > 0 && !goes_by_rows(q))
		return tr_search_page(db, q, s, shown, list, out, err);
	if (shown->few)
		return tr_list_of_agencies(db, q, shown, s, list, out, err);
	TR_TRY(tr_search_filter(list, "b.", s, err));
	TR_TRY(page_of(list, q, err));
	return tr_asking_ask(db, list, out, err);
}

static trien_rc
list_as(struct tr_sql *db, const struct tr_list_query *q, const struct tr_search *s, struct tr_sql_rows *out, struct trien_err *err)
{
	struct tr_shown shown = {0};
	struct tr_asking a = {0};

	if (goes_by_agencies(q))
		TR_TRY(find_shown(db, q, &shown, err));
	trien_rc rc = write_list(&a, q, &shown, err);
	if (rc == TRIEN_OK)
		rc = answer(db, q, s, &shown, &a, out, err);
	tr_buf_free(&a.sql);
	return rc;
}

/* ---- how the words are meant ---- */

/* Is there a row, on whatever page? */
static trien_rc
finds_any(struct tr_sql *db, const struct tr_list_query *q, const struct tr_search *s, bool *out, struct trien_err *err)
{
	struct tr_list_query first = *q;
	TR_AUTO_ROWS rows = {0};

	first.after_key = NULL;
	first.after_id = 0;
	first.limit = 1;
	TR_TRY(list_as(db, &first, s, &rows, err));
	*out = rows.count > 0;
	return TRIEN_OK;
}

/* Where nothing has the words as they stand, all of them are words that are begun. */
static trien_rc
list_by(struct tr_sql *db, const struct tr_list_query *q, const struct tr_typed *t, struct tr_sql_rows *out, struct trien_err *err)
{
	const struct tr_search typed = tr_search_of(t, TR_SEARCH_TYPED), begun = tr_search_of(t, TR_SEARCH_BEGUN);
	bool whole = false, any = false;

	TR_TRY(list_as(db, q, &typed, out, err));
	for (size_t i = 0; i < typed.count; i++)
		whole = whole || !typed.words[i].begun;
	if (out->count > 0 || !whole)
		return TRIEN_OK;
	tr_sql_rows_free(out);
	if (q->after_key != NULL)
		TR_TRY(finds_any(db, q, &typed, &any, err));
	return any ? TRIEN_OK : list_as(db, q, &begun, out, err);
}

trien_rc
tr_list(struct tr_sql *db, const struct tr_list_query *q, struct tr_sql_rows *out, struct trien_err *err)
{
	struct tr_typed typed = {0};

	if (q->limit == 0 || q->limit > TR_LIST_MAX)
		return TR_ERR(err, REGISTRY_LIST_LIMIT, TR_U("max", TR_LIST_MAX));
	trien_rc rc = tr_typed_read(q, &typed, err);
	if (rc == TRIEN_OK)
		rc = list_by(db, q, &typed, out, err);
	tr_buf_free(&typed.text);
	return rc;
}
