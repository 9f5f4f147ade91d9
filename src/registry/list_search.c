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

/* Words that each of the words may stand for. */
struct ways {
	struct tr_sql_rows rows[TR_SEARCH_WORDS_MAX]; /* sets of one, where it is begun */
	struct tr_bytes whole[TR_SEARCH_WORDS_MAX];
	size_t count[TR_SEARCH_WORDS_MAX];
};

/* There is such a word behind that sign. */
static trien_rc
write_exists(struct tr_asking *a, const char *book, char sign, const struct tr_search_word *word, struct trien_err *err)
{
	const size_t p = tr_asking_bind(a, word->text);

	if (!word->begun)
		return tr_buf_addf(&a->sql, err, " AND EXISTS (SELECT 1 FROM word_set WHERE book = '%s' AND words = '%c' || $%zu)", book, sign, p);
	return tr_buf_addf(&a->sql, err, " AND EXISTS (SELECT 1 FROM word_set WHERE book = '%s' AND words >= '%c' || $%zu AND words < '%c' || $%zu || $%zu)",
			book, sign, p, sign, p, tr_asking_bind(a, TR_SQL_T(LAST)));
}

static trien_rc
ask_ways(struct tr_sql *db, const char *book, const struct tr_search_word *word, struct tr_sql_rows *out, struct trien_err *err)
{
	struct tr_asking a = {0};

	trien_rc rc = tr_buf_addf(&a.sql, err, "WITH RECURSIVE ");
	if (rc == TRIEN_OK)
		rc = tr_search_begun(&a, book, TR_SET_OF_ONE, 0, &word->text, err);
	if (rc == TRIEN_OK)
		rc = tr_buf_addf(&a.sql, err, " SELECT v FROM e0 WHERE v IS NOT NULL LIMIT %u%c", TR_SEARCH_LISTS_MAX + 1, 0);
	if (rc == TRIEN_OK)
		rc = tr_asking_ask(db, &a, out, err);
	tr_buf_free(&a.sql);
	return rc;
}

static trien_rc
find_ways(struct tr_sql *db, const char *book, const struct tr_search *s, struct ways *out, struct trien_err *err)
{
	for (size_t i = 0; i < s->count; i++) {
		out->whole[i] = s->words[i].text.b;
		out->count[i] = 1;
		if (!s->words[i].begun)
			continue;
		TR_TRY(ask_ways(db, book, &s->words[i], &out->rows[i], err));
		out->count[i] = out->rows[i].count;
	}
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
ask_long(struct tr_sql *db, const char *book, const struct tr_search *s, bool *out, struct trien_err *err)
{
	struct tr_asking a = {0};
	TR_AUTO_ROWS rows = {0};

	trien_rc rc = tr_buf_addf(&a.sql, err, "SELECT CAST(1 AS bigint) WHERE 1 = 1");
	for (size_t i = 0; i < s->count && rc == TRIEN_OK; i++)
		rc = write_exists(&a, book, TR_SET_OF_LONG, &s->words[i], err);
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
add_list(struct lists *out, const struct ways *w, size_t words, size_t n, struct trien_err *err)
{
	struct tr_name_words set = {0};

	for (size_t i = 0; i < words; i++) {
		tr_name_words_add(&set, way(w, i, n % w->count[i]));
		n /= w->count[i];
	}
	out->at[out->count++] = out->text.n;
	TR_TRY(tr_word_set(&set, UINT32_MAX >> (32 - words), &out->text, err));
	return tr_buf_add_byte(&out->text, 0, err);
}

static trien_rc
find_lists(const struct ways *w, size_t words, struct lists *out, struct trien_err *err)
{
	size_t count = 1;

	for (size_t i = 0; i < words; i++)
		if (w->count[i] == 0)
			return TRIEN_OK;
	for (size_t i = 0; i < words; i++) {
		count *= w->count[i];
		if (count > TR_SEARCH_LISTS_MAX)
			return TR_ERR(err, REGISTRY_SEARCH_BROAD, TR_U("max", TR_SEARCH_LISTS_MAX));
	}
	for (size_t n = 0; n < count; n++)
		TR_TRY(add_list(out, w, words, n, err));
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
		return tr_shown_filter(a, "w.agency", shown, err);
	if (q->viewer.scope == TR_SCOPE_PROVINCE && q->within == 0)
		return TRIEN_OK;
	TR_TRY(tr_buf_addf(&a->sql, err, " AND EXISTS (SELECT 1 FROM agency s WHERE s.id = w.agency"));
	TR_TRY(tr_list_scope(a, q, err));
	return tr_buf_addf(&a->sql, err, ")");
}

/* Each list stands in its order, and so does the page: both back ends merge them as far as it goes. */
static trien_rc
write_lists(struct tr_asking *a, const struct tr_list_query *q, const struct lists *lists, const struct tr_shown *shown, size_t limit, struct trien_err *err)
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
	return tr_buf_addf(&a->sql, err, " ORDER BY 1, 2 LIMIT %zu) u)%c", limit, 0);
}

static trien_rc
first_of_lists(struct tr_sql *db, const struct tr_list_query *q, const struct lists *lists, const struct tr_shown *shown, const struct tr_asking *list,
		size_t limit, struct tr_sql_rows *out, struct trien_err *err)
{
	struct tr_asking a = {.n = list->n};

	memcpy(a.in, list->in, list->n * sizeof(*a.in));
	trien_rc rc = tr_buf_add(&a.sql, list->sql.p, list->sql.n, err);
	if (rc == TRIEN_OK)
		rc = write_lists(&a, q, lists, shown, limit, err);
	if (rc == TRIEN_OK)
		rc = tr_list_sorted(db, &a, out, err);
	tr_buf_free(&a.sql);
	return rc;
}

/*
 * In how many of the lists one name may stand: where words that are begun may be two of its words and three others, in six. "th" is both words of Thị Thu.
 */
#define LISTS_OF_ONE 6u
_Static_assert(TR_NAME_SETS_MAX == 5, "2 * 3 is the greatest product of numbers whose sum is 5");

/* A row that stands in several of the lists comes once, and then there is room for others, behind the last. */
static trien_rc
page_of_lists(struct tr_sql *db, const struct tr_list_query *q, const struct lists *lists, const struct tr_shown *shown, const struct tr_asking *list,
		struct tr_sql_rows *out, struct trien_err *err)
{
	struct tr_list_query rest = *q;
	TR_AUTO_ROWS first = {0};
	TR_AUTO_ROWS second = {0};

	if (lists->count == 0)
		return TRIEN_OK;
	TR_TRY(first_of_lists(db, q, lists, shown, list, q->limit, &first, err));
	if (lists->count > 1 && first.count < q->limit && first.count * LISTS_OF_ONE >= q->limit) {
		rest.after_key = tr_sql_text(&first, first.count - 1, first.columns - 1);
		rest.after_id = tr_sql_int(&first, first.count - 1, 0);
		TR_TRY(first_of_lists(db, &rest, lists, shown, list, q->limit * LISTS_OF_ONE, &second, err));
	}
	return both(&first, &second, q->limit, out, err);
}

static trien_rc
search_short(struct tr_sql *db, const struct tr_list_query *q, const struct tr_search *s, const struct tr_shown *shown, const struct tr_asking *list,
		struct tr_sql_rows *out, struct trien_err *err)
{
	struct lists lists = {0};
	struct ways w = {0};

	if (s->count > TR_NAME_SETS_MAX)
		return TRIEN_OK;
	trien_rc rc = find_ways(db, q->book->name, s, &w, err);
	if (rc == TRIEN_OK)
		rc = find_lists(&w, s->count, &lists, err);
	if (rc == TRIEN_OK)
		rc = page_of_lists(db, q, &lists, shown, list, out, err);
	for (size_t i = 0; i < s->count; i++)
		tr_sql_rows_free(&w.rows[i]);
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
		rc = tr_list_sorted(db, &a, out, err);
	tr_buf_free(&a.sql);
	return rc;
}

/* ---- both kinds of names ---- */

static trien_rc
search_names(struct tr_sql *db, const struct tr_list_query *q, const struct tr_search *s, const struct tr_shown *shown, const struct tr_asking *list,
		struct tr_sql_rows *out, struct trien_err *err)
{
	TR_AUTO_ROWS of_short = {0};
	TR_AUTO_ROWS of_long = {0};
	bool in_long;

	TR_TRY(search_short(db, q, s, shown, list, &of_short, err));
	TR_TRY(ask_long(db, q->book->name, s, &in_long, err));
	if (in_long)
		TR_TRY(tr_search_long(db, q, s, shown, list, &of_long, err));
	return both(&of_short, &of_long, q->limit, out, err);
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
