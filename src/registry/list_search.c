/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Searching by words. The names that have some words together are one list in their order (registry/word_set.h): a page is read off it.
 * A word that is begun may go on in several ways: there is a list for each of them, and the page is merged from them. Long names have no such lists,
 * and are looked for apart.
 */
#include <stdio.h>

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

struct tr_sets
tr_sets_of(struct tr_asking *a, const struct tr_list_query *q, const struct tr_shown *shown)
{
	struct tr_sets sets;

	if (shown->few && shown->count == 1)
		snprintf(sets.where, sizeof(sets.where), "book = '%s' AND agency = $%zu", q->book->name, tr_asking_bind(a, TR_SQL_I(shown->agency[0])));
	else
		snprintf(sets.where, sizeof(sets.where), "book = '%s'", q->book->name);
	return sets;
}

trien_rc
tr_search_begun(struct tr_asking *a, const struct tr_sets *sets, char sign, size_t i, const struct tr_sql_value *word, struct trien_err *err)
{
	const size_t p = tr_asking_bind(a, *word), last = tr_asking_bind(a, TR_SQL_T(LAST));

	return tr_buf_addf(&a->sql, err, "e%zu(v) AS (SELECT MIN(words) FROM word_set WHERE %s AND words >= '%c' || $%zu AND words < '%c' || $%zu || $%zu "
			"UNION ALL SELECT (SELECT MIN(words) FROM word_set WHERE %s AND words > e%zu.v AND words < '%c' || $%zu || $%zu) FROM e%zu "
			"WHERE e%zu.v IS NOT NULL)", i, sets->where, sign, p, sign, p, last, sets->where, i, sign, p, last, i, i);
}

/* Words that each of the words may stand for. */
struct ways {
	struct tr_sql_rows rows[TR_SEARCH_WORDS_MAX]; /* sets of one, where it is begun */
	struct tr_bytes whole[TR_SEARCH_WORDS_MAX];
	size_t count[TR_SEARCH_WORDS_MAX];
	size_t words;
	size_t lists; /* one word of each: in so many ways; more than TR_SEARCH_LISTS_MAX are not counted on */
};

/* There is such a word behind that sign. */
static trien_rc
write_exists(struct tr_asking *a, const struct tr_sets *sets, char sign, const struct tr_search_word *word, struct trien_err *err)
{
	const size_t p = tr_asking_bind(a, word->text);

	if (!word->begun)
		return tr_buf_addf(&a->sql, err, " AND EXISTS (SELECT 1 FROM word_set WHERE %s AND words = '%c' || $%zu)", sets->where, sign, p);
	return tr_buf_addf(&a->sql, err, " AND EXISTS (SELECT 1 FROM word_set WHERE %s AND words >= '%c' || $%zu AND words < '%c' || $%zu || $%zu)",
			sets->where, sign, p, sign, p, tr_asking_bind(a, TR_SQL_T(LAST)));
}

static trien_rc
ask_ways(struct tr_sql *db, const struct tr_list_query *q, const struct tr_shown *shown, const struct tr_search_word *word, struct tr_sql_rows *out,
		struct trien_err *err)
{
	struct tr_asking a = {0};
	const struct tr_sets sets = tr_sets_of(&a, q, shown);

	trien_rc rc = tr_buf_addf(&a.sql, err, "WITH RECURSIVE ");
	if (rc == TRIEN_OK)
		rc = tr_search_begun(&a, &sets, TR_SET_OF_ONE, 0, &word->text, err);
	if (rc == TRIEN_OK)
		rc = tr_buf_addf(&a.sql, err, " SELECT v FROM e0 WHERE v IS NOT NULL LIMIT %u%c", TR_SEARCH_LISTS_MAX + 1, 0);
	if (rc == TRIEN_OK)
		rc = tr_asking_ask(db, &a, out, err);
	tr_buf_free(&a.sql);
	return rc;
}

/* Names with more words than these have none of the sets, and are looked for apart. */
static trien_rc
find_ways(struct tr_sql *db, const struct tr_list_query *q, const struct tr_shown *shown, const struct tr_search *s, struct ways *out, struct trien_err *err)
{
	if (s->count > TR_NAME_SETS_MAX)
		return TRIEN_OK;
	out->words = s->count;
	out->lists = 1;
	for (size_t i = 0; i < s->count; i++) {
		out->whole[i] = s->words[i].text.b;
		out->count[i] = 1;
		if (!s->words[i].begun)
			continue;
		TR_TRY(ask_ways(db, q, shown, &s->words[i], &out->rows[i], err));
		out->count[i] = out->rows[i].count;
	}
	for (size_t i = 0; i < s->count; i++)
		out->lists = out->count[i] == 0 || out->lists <= TR_SEARCH_LISTS_MAX ? out->lists * out->count[i] : out->lists;
	return TRIEN_OK;
}

static struct tr_bytes
way(const struct ways *w, size_t word, size_t i)
{
	if (w->rows[word].count == 0)
		return w->whole[word];
	const struct tr_bytes set = tr_sql_cell(&w->rows[word], i, 0)->b;
	return tr_bytes_part(set, 1, set.n);
}

/* Has any long name all of the words? Mostly not, and that is known at once. */
static trien_rc
ask_long(struct tr_sql *db, const struct tr_list_query *q, const struct tr_shown *shown, const struct tr_search *s, bool *out, struct trien_err *err)
{
	struct tr_asking a = {0};
	const struct tr_sets sets = tr_sets_of(&a, q, shown);
	TR_AUTO_ROWS rows = {0};

	trien_rc rc = tr_buf_addf(&a.sql, err, "SELECT CAST(1 AS bigint) WHERE 1 = 1");
	for (size_t i = 0; i < s->count && rc == TRIEN_OK; i++)
		rc = write_exists(&a, &sets, TR_SET_OF_LONG, &s->words[i], err);
	if (rc == TRIEN_OK)
		rc = tr_buf_add_byte(&a.sql, 0, err);
	if (rc == TRIEN_OK)
		rc = tr_asking_ask(db, &a, &rows, err);
	tr_buf_free(&a.sql);
	if (rc == TRIEN_OK)
		*out = rows.count > 0;
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
add_list(struct lists *out, const struct ways *w, size_t n, struct trien_err *err)
{
	struct tr_name_words set = {0};

	for (size_t i = 0; i < w->words; i++) {
		tr_name_words_add(&set, way(w, i, n % w->count[i]));
		n /= w->count[i];
	}
	out->at[out->count++] = out->text.n;
	TR_TRY(tr_word_set(&set, UINT32_MAX >> (32 - w->words), &out->text, err));
	return tr_buf_add_byte(&out->text, 0, err);
}

static trien_rc
find_lists(const struct ways *w, struct lists *out, struct trien_err *err)
{
	if (w->lists > TR_SEARCH_LISTS_MAX)
		return TR_ERR(err, REGISTRY_SEARCH_BROAD, TR_U("max", TR_SEARCH_LISTS_MAX));
	for (size_t n = 0; n < w->lists; n++)
		TR_TRY(add_list(out, w, n, err));
	return TRIEN_OK;
}

/* ---- pages put together ---- */

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

/* The same of what may be empty; what is no longer needed is left in them. */
static trien_rc
both(struct tr_sql_rows *a, struct tr_sql_rows *b, size_t limit, struct tr_sql_rows *out, struct trien_err *err)
{
	struct tr_sql_rows *const one = b->count > 0 ? b : a;

	if (a->count > 0 && b->count > 0)
		return merge(a, b, limit, out, err);
	*out = *one;
	*one = (struct tr_sql_rows){0};
	return TRIEN_OK;
}

/* ---- a page of short names ---- */

/* Where the list shows not all of the rows: whose agency is one that it shows. */
static trien_rc
of_agencies(struct tr_asking *a, const struct tr_list_query *q, const struct tr_shown *shown, struct trien_err *err)
{
	if (shown->few)
		return tr_shown_filter(a, "+w.agency", shown, err); /* "+": the lists are those of all agencies */
	if (q->viewer.scope == TR_SCOPE_PROVINCE && q->within == 0)
		return TRIEN_OK;
	TR_TRY(tr_buf_addf(&a->sql, err, " AND EXISTS (SELECT 1 FROM agency s WHERE s.id = w.agency"));
	TR_TRY(tr_list_scope(a, q, err));
	return tr_buf_addf(&a->sql, err, ")");
}

/* Few agencies, and few lists: then each of the agencies has its own of each. */
static bool
are_apart(size_t lists, const struct tr_shown *shown)
{
	return shown->few && tr_asking_room(lists) * tr_asking_room(shown->count) <= TR_SEARCH_LISTS_MAX;
}

static trien_rc
write_one(struct tr_asking *a, const char *between, const char *book, size_t words, const char *of, const char *behind, struct trien_err *err)
{
	return tr_buf_addf(&a->sql, err, "%s" TR_ORDERED("SELECT w.sort_key, w.object AS id FROM word_set w WHERE w.book = '%s' AND w.words = $%zu%s%s"),
			between, book, words, of, behind);
}

/* The first of its values is that of the first agency. */
static trien_rc
write_apart(struct tr_asking *a, const char *book, size_t lists, size_t words, size_t agencies, size_t of, const char *behind, struct trien_err *err)
{
	char agency[48];

	for (size_t i = 0; i < lists * agencies; i++) {
		snprintf(agency, sizeof(agency), " AND w.agency = $%zu", of + i % agencies);
		TR_TRY(write_one(a, i > 0 ? " UNION ALL " : "", book, words + i / agencies, agency, behind, err));
	}
	return TRIEN_OK;
}

static trien_rc
write_together(struct tr_asking *a, const struct tr_list_query *q, const struct tr_shown *shown, size_t lists, size_t words, const char *behind,
		struct trien_err *err)
{
	TR_AUTO_BUF scope = {0};

	TR_TRY(of_agencies(a, q, shown, err));
	TR_TRY(tr_buf_add(&scope, a->sql.p, a->sql.n, err));
	TR_TRY(tr_buf_add_byte(&scope, 0, err));
	a->sql.n = 0;
	for (size_t i = 0; i < lists; i++)
		TR_TRY(write_one(a, i > 0 ? " UNION ALL " : "", q->book->name, words + i, (const char *)scope.p, behind, err));
	return TRIEN_OK;
}

/* Each list stands in its order, and so does the page: both back ends merge them as far as it goes. */
static trien_rc
write_lists(struct tr_asking *a, const struct tr_list_query *q, const struct lists *lists, const struct tr_shown *shown, struct trien_err *err)
{
	const size_t key = tr_asking_bind(a, TR_SQL_T(q->after_key != NULL ? q->after_key : "")), id = tr_asking_bind(a, TR_SQL_I(q->after_id));
	const size_t agencies = are_apart(lists->count, shown) ? tr_asking_room(shown->count) : 0, room = tr_asking_room(lists->count), of = a->n + 1;
	char behind[64];

	snprintf(behind, sizeof(behind), " AND (w.sort_key, w.object) > ($%zu, $%zu)", key, id);
	for (size_t i = 0; i < agencies; i++)
		(void)tr_asking_bind(a, TR_SQL_I(i < shown->count ? shown->agency[i] : 0));
	for (size_t i = 0; i < room; i++)
		(void)tr_asking_bind(a, TR_SQL_T(i < lists->count ? (const char *)lists->text.p + lists->at[i] : ""));
	if (agencies > 0)
		TR_TRY(write_apart(a, q->book->name, room, of + agencies, agencies, of, behind, err));
	else
		TR_TRY(write_together(a, q, shown, room, of, behind, err));
	return tr_buf_addf(&a->sql, err, " ORDER BY 1, 2 LIMIT %zu", q->limit);
}

/* Of a name that is found, all rows: of the province, or of one agency. */
static bool
shows_whole_names(const struct tr_list_query *q, const struct tr_shown *shown)
{
	return shown->few ? shown->count == 1 : q->viewer.scope == TR_SCOPE_PROVINCE && q->within == 0;
}

static trien_rc
first_of_lists(struct tr_sql *db, const struct tr_list_query *q, const struct lists *lists, const struct tr_shown *shown, const struct tr_asking *list,
		size_t *met, struct tr_sql_rows *out, struct trien_err *err)
{
	struct tr_asking found = {.n = list->n};

	memcpy(found.in, list->in, list->n * sizeof(*found.in));
	trien_rc rc = write_lists(&found, q, lists, shown, err);
	if (rc == TRIEN_OK)
		rc = shows_whole_names(q, shown) ? tr_list_found_names(db, list, shown, &found, met, out, err)
						 : tr_list_found(db, list, shown, &found, met, out, err);
	tr_buf_free(&found.sql);
	return rc;
}

/* A row that stands in several of the lists comes once, and then there may be others behind the last: "th" is both words of Thị Thu. */
static trien_rc
page_of_lists(struct tr_sql *db, const struct tr_list_query *q, const struct lists *lists, const struct tr_shown *shown, const struct tr_asking *list,
		struct tr_sql_rows *out, struct trien_err *err)
{
	struct tr_list_query rest = *q;
	size_t met = lists->count > 0 ? q->limit : 0;

	while (met == q->limit && out->count < q->limit) {
		TR_AUTO_ROWS before = *out;
		TR_AUTO_ROWS more = {0};
		*out = (struct tr_sql_rows){0};
		TR_TRY(first_of_lists(db, &rest, lists, shown, list, &met, &more, err));
		TR_TRY(both(&before, &more, q->limit, out, err));
		if (out->count == 0)
			break;
		rest.after_key = tr_sql_text(out, out->count - 1, out->columns - 1);
		rest.after_id = tr_sql_int(out, out->count - 1, 0);
	}
	return TRIEN_OK;
}

/* ---- agencies with few rows ---- */

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

/* Words that go on in so many ways that there are too many lists: to go through the rows is less, where these are few. */
static trien_rc
goes_through_rows(struct tr_sql *db, const struct tr_list_query *q, const struct tr_shown *shown, size_t lists, bool *out, struct trien_err *err)
{
	*out = false;
	return shown->few && !are_apart(lists, shown) ? rows_are_few(db, q, shown, out, err) : TRIEN_OK;
}

/* ---- both kinds of names ---- */

static trien_rc
search_short(struct tr_sql *db, const struct tr_list_query *q, const struct tr_shown *shown, const struct tr_asking *list, const struct ways *w,
		struct tr_sql_rows *out, struct trien_err *err)
{
	struct lists lists = {0};

	trien_rc rc = find_lists(w, &lists, err);
	if (rc == TRIEN_OK)
		rc = page_of_lists(db, q, &lists, shown, list, out, err);
	tr_buf_free(&lists.text);
	return rc;
}

static trien_rc
search_names(struct tr_sql *db, const struct tr_list_query *q, const struct tr_search *s, const struct tr_shown *shown, const struct tr_asking *list,
		const struct ways *w, struct tr_sql_rows *out, struct trien_err *err)
{
	TR_AUTO_ROWS of_short = {0};
	TR_AUTO_ROWS of_long = {0};
	bool in_long;

	TR_TRY(search_short(db, q, shown, list, w, &of_short, err));
	TR_TRY(ask_long(db, q, shown, s, &in_long, err));
	if (in_long)
		TR_TRY(tr_search_long(db, q, s, shown, list, &of_long, err));
	return both(&of_short, &of_long, q->limit, out, err);
}

static trien_rc
search_ways(struct tr_sql *db, const struct tr_list_query *q, const struct tr_search *s, const struct tr_shown *shown, const struct tr_asking *list,
		const struct ways *w, struct tr_sql_rows *out, struct trien_err *err)
{
	bool rows;

	TR_TRY(goes_through_rows(db, q, shown, w->lists, &rows, err));
	if (rows)
		return tr_list_of_agencies(db, q, shown, s, list, out, err);
	return search_names(db, q, s, shown, list, w, out, err);
}

trien_rc
tr_search_page(struct tr_sql *db, const struct tr_list_query *q, const struct tr_search *s, const struct tr_shown *shown, const struct tr_asking *list,
		struct tr_sql_rows *out, struct trien_err *err)
{
	struct ways w = {0};

	trien_rc rc = find_ways(db, q, shown, s, &w, err);
	if (rc == TRIEN_OK)
		rc = search_ways(db, q, s, shown, list, &w, out, err);
	for (size_t i = 0; i < w.words; i++)
		tr_sql_rows_free(&w.rows[i]);
	return rc;
}
