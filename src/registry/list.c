/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/list.h"

#include "base/errors/registry.h"
#include "base/errors/store.h"
#include "base/name_key.h"
#include "registry/book_sql.h"

/* A statement that grows, with its values. */
struct asking {
	struct tr_buf sql, words;
	struct tr_sql_value in[TR_SQL_PARAMETERS_MAX];
	size_t n;
};

static size_t
bind(struct asking *a, struct tr_sql_value v)
{
	a->in[a->n] = v;
	return ++a->n;
}

/* ---- scope ---- */

/* The agency that a row belongs to stands as s.id, s.path behind this; "" where everybody sees the book. */
static trien_rc
join_agency(struct asking *a, const struct tr_book *b, struct trien_err *err)
{
	const size_t via = tr_book_column(b, b->scope);

	if (strcmp(b->scope, "id") == 0)
		return tr_buf_addf(&a->sql, err, " JOIN agency s ON s.id = b.id");
	if (strcmp(b->scope, "agency") == 0)
		return tr_buf_addf(&a->sql, err, " JOIN agency s ON s.id = b.agency");
	return tr_buf_addf(&a->sql, err, " JOIN %s v ON v.id = b.%s JOIN agency s ON s.id = v.agency", b->columns[via].of, b->scope);
}

/* What is a person's own: the row of the person, rows that name the person, and what the person keeps now. */
static trien_rc
own_only(struct asking *a, const struct tr_book *b, int64_t person, struct trien_err *err)
{
	static const char kept[] = "SELECT c.device FROM custody c WHERE c.to_at IS NULL AND c.keeper = ";
	static const size_t others[] = {TR_BOOK_person, TR_BOOK_custody, TR_BOOK_device, TR_BOOK_picture, TR_BOOK_incident, TR_BOOK_document};
	bool has = tr_book_column(b, "person") < b->count;

	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		has = has || tr_book_number(b) == others[i];
	if (!has)
		return tr_buf_addf(&a->sql, err, " AND 1 = 0");
	const size_t p = bind(a, TR_SQL_I(person));
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
		return tr_buf_addf(&a->sql, err, " AND b.drafter = $%zu", p);
	default:
		return tr_buf_addf(&a->sql, err, " AND b.person = $%zu", p);
	}
}

typedef trien_rc (*of_agency)(struct asking *a, int64_t agency, struct trien_err *err);

static trien_rc
below(struct asking *a, int64_t agency, struct trien_err *err)
{
	const size_t p = bind(a, TR_SQL_I(agency));

	return tr_buf_addf(&a->sql, err, "(s.path >= (SELECT path FROM agency WHERE id = $%zu) AND s.path < (SELECT path || 'g' FROM agency WHERE id = $%zu))", p, p);
}

static trien_rc
itself(struct asking *a, int64_t agency, struct trien_err *err)
{
	return tr_buf_addf(&a->sql, err, "s.id = $%zu", bind(a, TR_SQL_I(agency)));
}

static trien_rc
of_agencies(struct asking *a, const struct tr_viewer *v, of_agency of, struct trien_err *err)
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
in_scope(struct asking *a, const struct tr_list_query *q, struct trien_err *err)
{
	switch (q->viewer.scope) {
	case TR_SCOPE_PROVINCE:
		return TRIEN_OK;
	case TR_SCOPE_SUBTREE:
		return of_agencies(a, &q->viewer, below, err);
	case TR_SCOPE_AGENCY:
		return of_agencies(a, &q->viewer, itself, err);
	case TR_SCOPE_OWN:
		return own_only(a, q->book, q->viewer.person, err);
	default:
		return tr_buf_addf(&a->sql, err, " AND 1 = 0");
	}
}

/* ---- search and pages ---- */

/* In how many rows the word stands, as far as TR_SEARCH_FEW. */
static trien_rc
count_rows(struct tr_sql *db, const struct tr_book *b, struct tr_sql_value word, int64_t *count, struct trien_err *err)
{
	static const char sql[] = "SELECT COUNT(*) FROM (SELECT 1 AS one FROM word WHERE book = $1 AND word >= $2 AND word < $2 || '~' LIMIT $3) few";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(b->name), word, TR_SQL_I(TR_SEARCH_FEW)), &rows, err));
	*count = tr_sql_int(&rows, 0, 0);
	return TRIEN_OK;
}

/*
 * The word that stands in the fewest rows leads, where these are few: the others are looked up in them. Where all are common, the list is
 * walked in its order, for then a page is soon full.
 */
static trien_rc
find_leader(struct tr_sql *db, const struct asking *a, const struct tr_book *b, size_t from, size_t *leader, struct trien_err *err)
{
	int64_t fewest = TR_SEARCH_FEW, count;

	*leader = SIZE_MAX;
	for (size_t i = from; i < a->n; i++) {
		TR_TRY(count_rows(db, b, a->in[i], &count, err));
		if (count < fewest) {
			fewest = count;
			*leader = i;
		}
	}
	return TRIEN_OK;
}

static trien_rc
with_words(struct tr_sql *db, struct asking *a, const struct tr_list_query *q, struct trien_err *err)
{
	static const char leads[] = " AND b.id IN (SELECT w.object FROM word w WHERE w.book = '%s' AND w.word >= $%zu AND w.word < $%zu || '~')";
	static const char follows[] = " AND EXISTS (SELECT 1 FROM word w WHERE w.book = '%s' AND w.object = b.id AND w.word >= $%zu AND w.word < $%zu || '~')";
	const size_t from = a->n;
	struct tr_text text;
	size_t leader;

	if (q->search == NULL)
		return TRIEN_OK;
	if (q->book->named < 0)
		return TR_ERR(err, REGISTRY_SEARCH_NAMELESS, TR_S("book", q->book->name));
	TR_TRY(tr_text_of(TR_BYTES(q->search, strlen(q->search)), &text, err));
	TR_TRY(tr_name_search_key(text, &a->words, err));
	TR_TRY(tr_buf_add_byte(&a->words, 0, err));
	for (const char *at = (const char *)a->words.p; *(at += strspn(at, " ")) != '\0' && a->n - from < TR_SEARCH_WORDS_MAX;) {
		const size_t n = strcspn(at, " ");
		bind(a, TR_SQL_TN(at, n));
		at += n;
	}
	TR_TRY(find_leader(db, a, q->book, from, &leader, err));
	for (size_t i = from; i < a->n; i++)
		TR_TRY(i == leader ? tr_buf_addf(&a->sql, err, leads, q->book->name, i + 1, i + 1)
				   : tr_buf_addf(&a->sql, err, follows, q->book->name, i + 1, i + 1));
	return TRIEN_OK;
}

static trien_rc
page_of(struct asking *a, const struct tr_list_query *q, struct trien_err *err)
{
	const bool named = q->book->named >= 0;

	if (q->id != 0)
		TR_TRY(tr_buf_addf(&a->sql, err, " AND b.id = $%zu", bind(a, TR_SQL_I(q->id))));
	if (named && q->after_key != NULL) {
		const size_t key = bind(a, TR_SQL_T(q->after_key)), id = bind(a, TR_SQL_I(q->after_id));
		TR_TRY(tr_buf_addf(&a->sql, err, " AND (b.sort_key, b.id) > ($%zu, $%zu)", key, id));
	}
	if (!named && q->after_id != 0)
		TR_TRY(tr_buf_addf(&a->sql, err, " AND b.id > $%zu", bind(a, TR_SQL_I(q->after_id))));
	return tr_buf_addf(&a->sql, err, " ORDER BY %sb.id LIMIT $%zu%c", named ? "b.sort_key, " : "", bind(a, TR_SQL_I(q->limit)), 0);
}

static trien_rc
write_list(struct tr_sql *db, struct asking *a, const struct tr_list_query *q, struct trien_err *err)
{
	const struct tr_book *b = q->book;

	TR_TRY(tr_buf_addf(&a->sql, err, "SELECT b.id, b.version, b.act"));
	for (size_t i = 0; i < b->count; i++)
		TR_TRY(tr_buf_addf(&a->sql, err, q->hidden & TR_BIT(i) ? ", CASE WHEN 1 = 0 THEN b.%s END" : ", b.%s", b->columns[i].name));
	TR_TRY(tr_buf_addf(&a->sql, err, ", %s FROM %s b", b->named >= 0 ? "b.sort_key" : "CAST(b.id AS text)", b->name));
	if (b->scope[0] != '\0' && (q->viewer.scope != TR_SCOPE_PROVINCE || q->within != 0))
		TR_TRY(join_agency(a, b, err));
	TR_TRY(tr_buf_addf(&a->sql, err, " WHERE 1 = 1"));
	if (b->scope[0] != '\0')
		TR_TRY(in_scope(a, q, err));
	else if (q->viewer.scope == TR_SCOPE_NONE)
		TR_TRY(tr_buf_addf(&a->sql, err, " AND 1 = 0"));
	if (b->scope[0] != '\0' && q->within != 0) {
		TR_TRY(tr_buf_addf(&a->sql, err, " AND "));
		TR_TRY(below(a, q->within, err));
	}
	TR_TRY(with_words(db, a, q, err));
	return page_of(a, q, err);
}

trien_rc
tr_list(struct tr_sql *db, const struct tr_list_query *q, struct tr_sql_rows *out, struct trien_err *err)
{
	struct asking a = {0};

	if (q->limit == 0 || q->limit > TR_LIST_MAX)
		return TR_ERR(err, REGISTRY_LIST_LIMIT, TR_U("max", TR_LIST_MAX));
	trien_rc rc = write_list(db, &a, q, err);
	if (rc == TRIEN_OK)
		rc = tr_sql_ask(db, (const char *)a.sql.p, a.in, a.n, out, err);
	tr_buf_free(&a.sql);
	tr_buf_free(&a.words);
	return rc;
}
