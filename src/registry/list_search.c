/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Searching by words. The names that have some words together are one list in their order (registry/word_set.h): a page is read off it.
 * A word that is begun may go on in several ways: there is a list for each of them, and the page is merged from them. Long names have no such lists,
 * and are looked for apart.
 */
#include "base/errors/registry.h"
#include "registry/list_parts.h"
#include "registry/word_set.h"
#include "store/sql_back.h"

/* ---- words ---- */

static bool
begins(const struct tr_sql_value *word, const struct tr_sql_value *with)
{
	return with->b.n <= word->b.n && memcmp(word->b.p, with->b.p, with->b.n) == 0;
}

/* Who has the one has the other. */
static bool
implies(const struct tr_search_word *one, const struct tr_search_word *other)
{
	return begins(&one->text, &other->text) && (other->begun || (!one->begun && one->text.b.n == other->text.b.n));
}

static void
add_word(struct tr_search *s, struct tr_search_word word)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->count; i++)
		if (implies(&s->words[i], &word))
			return;
	for (size_t i = 0; i < s->count; i++)
		if (!implies(&word, &s->words[i]))
			s->words[kept++] = s->words[i];
	s->words[kept++] = word;
	s->count = kept;
}

struct tr_search
tr_search_of(const struct tr_typed *t, enum tr_search_how how)
{
	struct tr_search s = {0};

	for (size_t i = 0; i < t->count; i++)
		add_word(&s, (struct tr_search_word){t->words[i], how == TR_SEARCH_BEGUN || (i + 1 == t->count && !t->ended)});
	return s;
}

trien_rc
tr_typed_read(const struct tr_list_query *q, struct tr_typed *out, struct trien_err *err)
{
	struct tr_text text;

	if (q->search == NULL)
		return TRIEN_OK;
	if (q->book->named < 0)
		return TR_ERR(err, REGISTRY_SEARCH_NAMELESS, TR_S("book", q->book->name));
	TR_TRY(tr_text_of(TR_BYTES(q->search, strlen(q->search)), &text, err));
	TR_TRY(tr_name_search_key(text, &out->text, err));
	TR_TRY(tr_buf_add_byte(&out->text, 0, err));
	const char *at = (const char *)out->text.p;
	for (; *(at += strspn(at, " ")) != '\0' && out->count < TR_SEARCH_WORDS_MAX; out->count++) {
		const size_t n = strcspn(at, " ");
		out->words[out->count] = TR_SQL_TN(at, n);
		at += n;
	}
	out->ended = text.n > 0 && text.p[text.n - 1] == ' ';
	return TRIEN_OK;
}

/* Keys of names hold letters, digits and blanks: nothing that LIKE reads otherwise. */
trien_rc
tr_search_filter(struct tr_asking *a, const char *row, const struct tr_search *s, struct trien_err *err)
{
	for (size_t i = 0; i < s->count; i++)
		TR_TRY(tr_buf_addf(&a->sql, err, " AND %ssearch_key LIKE '%% ' || $%zu || '%s%%'", row, tr_asking_bind(a, s->words[i].text),
				s->words[i].begun ? "" : " "));
	return TRIEN_OK;
}

/* ---- how words go on ---- */

/* No word is greater that begins like it. */
#define LAST "\xf4\x8f\xbf\xbf"

trien_rc
tr_search_begun(struct tr_asking *a, const char *book, char sign, size_t i, const struct tr_sql_value *word, struct trien_err *err)
{
	const size_t p = tr_asking_bind(a, *word), last = tr_asking_bind(a, TR_SQL_T(LAST));

	return tr_buf_addf(&a->sql, err, "e%zu(v) AS (SELECT MIN(words) FROM word_set WHERE book = '%s' AND words >= '%c' || $%zu AND words < '%c' || $%zu || $%zu "
			"UNION ALL SELECT (SELECT MIN(words) FROM word_set WHERE book = '%s' AND words > e%zu.v AND words < '%c' || $%zu || $%zu) FROM e%zu "
			"WHERE e%zu.v IS NOT NULL)", i, book, sign, p, sign, p, last, book, i, sign, p, last, i, i);
}

/* Words that one of the words may stand for. */
struct ways {
	struct tr_sql_rows rows; /* of one that is begun */
	struct tr_sql_value whole;
	size_t count;
};

static struct tr_bytes
way(const struct ways *w, size_t i)
{
	const struct tr_bytes set = w->rows.count > 0 ? tr_sql_cell(&w->rows, i, 0)->b : w->whole.b;
	return w->rows.count > 0 ? tr_bytes_part(set, 1, set.n) : set;
}

static trien_rc
find_ways(struct tr_sql *db, const char *book, const struct tr_search_word *word, struct ways *out, struct trien_err *err)
{
	struct tr_asking a = {0};

	out->whole = word->text;
	out->count = 1;
	if (!word->begun)
		return TRIEN_OK;
	trien_rc rc = tr_buf_addf(&a.sql, err, "WITH RECURSIVE ");
	if (rc == TRIEN_OK)
		rc = tr_search_begun(&a, book, TR_SET_OF_ONE, 0, &word->text, err);
	if (rc == TRIEN_OK)
		rc = tr_buf_addf(&a.sql, err, " SELECT v FROM e0 WHERE v IS NOT NULL LIMIT %u%c", TR_SEARCH_LISTS_MAX + 1, 0);
	if (rc == TRIEN_OK)
		rc = tr_asking_ask(db, &a, &out->rows, err);
	tr_buf_free(&a.sql);
	if (rc == TRIEN_OK)
		out->count = out->rows.count;
	return rc;
}

/* ---- lists ---- */

/* Sets of words: their texts one behind the other, each ended by NUL. */
struct lists {
	struct tr_buf text;
	size_t at[TR_SEARCH_LISTS_MAX], count;
};

/* One word of each: the n-th way of doing so. */
static trien_rc
add_list(struct lists *out, const struct ways *ways, size_t words, size_t n, struct trien_err *err)
{
	struct tr_name_words set = {0};

	for (size_t i = 0; i < words; i++) {
		tr_name_words_add(&set, way(&ways[i], n % ways[i].count));
		n /= ways[i].count;
	}
	out->at[out->count++] = out->text.n;
	TR_TRY(tr_word_set(&set, UINT32_MAX >> (32 - words), &out->text, err));
	return tr_buf_add_byte(&out->text, 0, err);
}

static trien_rc
find_lists(struct tr_sql *db, const char *book, const struct tr_search *s, struct ways *ways, struct lists *out, struct trien_err *err)
{
	size_t count = 1;

	for (size_t i = 0; i < s->count && count > 0; i++) {
		TR_TRY(find_ways(db, book, &s->words[i], &ways[i], err));
		count *= ways[i].count;
		if (count > TR_SEARCH_LISTS_MAX)
			return TR_ERR(err, REGISTRY_SEARCH_BROAD, TR_U("max", TR_SEARCH_LISTS_MAX));
	}
	for (size_t n = 0; n < count; n++)
		TR_TRY(add_list(out, ways, s->count, n, err));
	return TRIEN_OK;
}

/* ---- a page of short names ---- */

/* Where the list shows not all of the rows: whose agency is one that it shows. */
static trien_rc
of_agencies(struct tr_asking *a, const struct tr_list_query *q, const struct tr_shown *shown, struct trien_err *err)
{
	if (shown->few)
		return tr_shown_filter(a, "w.agency", shown, err);
	if (q->viewer.scope == TR_SCOPE_PROVINCE && q->within == 0)
		return TRIEN_OK;
	TR_TRY(tr_buf_addf(&a->sql, err, " AND EXISTS (SELECT 1 FROM agency s WHERE s.id = w.agency"));
	TR_TRY(tr_list_scope(a, q, err));
	return tr_buf_addf(&a->sql, err, ")");
}

/* Each list stands in its order, and so does the page: both back ends merge them as far as it goes. */
static trien_rc
write_lists(struct tr_asking *a, const struct tr_list_query *q, const struct lists *lists, const struct tr_shown *shown, struct trien_err *err)
{
	const size_t key = tr_asking_bind(a, TR_SQL_T(q->after_key != NULL ? q->after_key : "")), id = tr_asking_bind(a, TR_SQL_I(q->after_id));
	TR_AUTO_BUF scope = {0};

	TR_TRY(tr_buf_addf(&a->sql, err, " AND b.id IN (SELECT object FROM ("));
	const size_t from = a->sql.n;
	TR_TRY(of_agencies(a, q, shown, err));
	TR_TRY(tr_buf_add(&scope, a->sql.p + from, a->sql.n - from, err));
	TR_TRY(tr_buf_add_byte(&scope, 0, err));
	a->sql.n = from;
	for (size_t i = 0; i < tr_asking_room(lists->count); i++)
		TR_TRY(tr_buf_addf(&a->sql, err, "%sSELECT w.sort_key, w.object FROM word_set w WHERE w.book = '%s' AND w.words = $%zu AND "
				"(w.sort_key, w.object) > ($%zu, $%zu)%s", i > 0 ? " UNION ALL " : "", q->book->name,
				tr_asking_bind(a, TR_SQL_T(i < lists->count ? (const char *)lists->text.p + lists->at[i] : "")), key, id, (const char *)scope.p));
	return tr_buf_addf(&a->sql, err, " ORDER BY 1, 2 LIMIT %zu) u) ORDER BY b.sort_key, b.id%c", q->limit, 0);
}

static trien_rc
page_of_lists(struct tr_sql *db, const struct tr_list_query *q, const struct lists *lists, const struct tr_shown *shown, const struct tr_asking *list,
		struct tr_sql_rows *out, struct trien_err *err)
{
	struct tr_asking a = {.n = list->n};

	if (lists->count == 0)
		return TRIEN_OK;
	memcpy(a.in, list->in, list->n * sizeof(*a.in));
	trien_rc rc = tr_buf_add(&a.sql, list->sql.p, list->sql.n, err);
	if (rc == TRIEN_OK)
		rc = write_lists(&a, q, lists, shown, err);
	if (rc == TRIEN_OK)
		rc = tr_asking_ask(db, &a, out, err);
	tr_buf_free(&a.sql);
	return rc;
}

static trien_rc
search_short(struct tr_sql *db, const struct tr_list_query *q, const struct tr_search *s, const struct tr_shown *shown, const struct tr_asking *list,
		struct tr_sql_rows *out, struct trien_err *err)
{
	struct ways ways[TR_NAME_SETS_MAX] = {0};
	struct lists lists = {0};

	if (s->count > TR_NAME_SETS_MAX)
		return TRIEN_OK;
	trien_rc rc = find_lists(db, q->book->name, s, ways, &lists, err);
	if (rc == TRIEN_OK)
		rc = page_of_lists(db, q, &lists, shown, list, out, err);
	for (size_t i = 0; i < s->count; i++)
		tr_sql_rows_free(&ways[i].rows);
	tr_buf_free(&lists.text);
	return rc;
}

/* ---- agencies with few rows ---- */

/* Words that few names have together: to go through the names is less, however many rows the agencies have. */
static bool
few_have_them(const struct tr_search *s)
{
	size_t telling = 0;

	for (size_t i = 0; i < s->count; i++)
		telling += s->words[i].text.b.n > 1;
	return telling > 2;
}

static trien_rc
rows_are_few(struct tr_sql *db, const struct tr_list_query *q, const struct tr_shown *shown, bool *out, struct trien_err *err)
{
	struct tr_asking a = {0};
	TR_AUTO_ROWS rows = {0};

	trien_rc rc = tr_buf_addf(&a.sql, err, "SELECT COUNT(*) FROM (SELECT 1 FROM %s WHERE 1 = 1", q->book->name);
	if (rc == TRIEN_OK)
		rc = tr_shown_filter(&a, "agency", shown, err);
	if (rc == TRIEN_OK)
		rc = tr_buf_addf(&a.sql, err, " LIMIT %u) u%c", TR_SEARCH_FEW + 1, 0);
	if (rc == TRIEN_OK)
		rc = tr_asking_ask(db, &a, &rows, err);
	tr_buf_free(&a.sql);
	if (rc == TRIEN_OK)
		*out = tr_sql_int(&rows, 0, 0) <= TR_SEARCH_FEW;
	return rc;
}

static trien_rc
search_agencies(struct tr_sql *db, const struct tr_list_query *q, const struct tr_search *s, const struct tr_shown *shown, const struct tr_asking *list,
		struct tr_sql_rows *out, struct trien_err *err)
{
	struct tr_asking a = {.n = list->n};

	memcpy(a.in, list->in, list->n * sizeof(*a.in));
	trien_rc rc = tr_buf_add(&a.sql, list->sql.p, list->sql.n, err);
	if (rc == TRIEN_OK)
		rc = tr_list_of_agencies(&a, q, shown, s, err);
	if (rc == TRIEN_OK)
		rc = tr_buf_addf(&a.sql, err, " ORDER BY b.sort_key, b.id%c", 0);
	if (rc == TRIEN_OK)
		rc = tr_asking_ask(db, &a, out, err);
	tr_buf_free(&a.sql);
	return rc;
}

/* ---- both kinds of names ---- */

static bool
stands_before(const struct tr_sql_rows *a, size_t i, const struct tr_sql_rows *b, size_t k)
{
	if (k == b->count || i == a->count)
		return i < a->count;
	const int order = strcmp(tr_sql_text(a, i, a->columns - 1), tr_sql_text(b, k, b->columns - 1));
	return order < 0 || (order == 0 && tr_sql_int(a, i, 0) < tr_sql_int(b, k, 0));
}

/* The first of both, as many as the page has. */
static trien_rc
merge(const struct tr_sql_rows *a, const struct tr_sql_rows *b, size_t limit, struct tr_sql_rows *out, struct trien_err *err)
{
	struct tr_sql_rows rows = {0};
	struct tr_sql_filling f = {.rows = &rows};
	size_t i = 0, k = 0;
	trien_rc rc = TRIEN_OK;

	while (rc == TRIEN_OK && i + k < limit && i + k < a->count + b->count) {
		const struct tr_sql_value *row = stands_before(a, i, b, k) ? tr_sql_cell(a, i++, 0) : tr_sql_cell(b, k++, 0);
		for (size_t c = 0; c < a->columns && rc == TRIEN_OK; c++)
			rc = tr_sql_fill(&f, &row[c], err);
	}
	if (rc != TRIEN_OK) {
		tr_sql_rows_free(&rows);
		return rc;
	}
	rows.columns = a->columns;
	rows.count = i + k;
	*out = rows;
	return TRIEN_OK;
}

static trien_rc
search_names(struct tr_sql *db, const struct tr_list_query *q, const struct tr_search *s, const struct tr_shown *shown, const struct tr_asking *list,
		struct tr_sql_rows *out, struct trien_err *err)
{
	TR_AUTO_ROWS of_short = {0};
	TR_AUTO_ROWS of_long = {0};

	TR_TRY(search_short(db, q, s, shown, list, &of_short, err));
	TR_TRY(tr_search_long(db, q, s, shown, list, &of_long, err));
	if (of_short.count > 0 && of_long.count > 0)
		return merge(&of_short, &of_long, q->limit, out, err);
	struct tr_sql_rows *const one = of_long.count > 0 ? &of_long : &of_short;
	*out = *one;
	*one = (struct tr_sql_rows){0};
	return TRIEN_OK;
}

trien_rc
tr_search_page(struct tr_sql *db, const struct tr_list_query *q, const struct tr_search *s, const struct tr_shown *shown, const struct tr_asking *list,
		struct tr_sql_rows *out, struct trien_err *err)
{
	bool few = false;

	if (shown->few && !few_have_them(s))
		TR_TRY(rows_are_few(db, q, shown, &few, err));
	return few ? search_agencies(db, q, s, shown, list, out, err) : search_names(db, q, s, shown, list, out, err);
}
