/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files of lists share. */
#ifndef TR_REGISTRY_LIST_PARTS_H
#define TR_REGISTRY_LIST_PARTS_H

#include "registry/limits.h"
#include "registry/list.h"

/* A statement that grows, with its values. */
struct tr_asking {
	struct tr_buf sql;
	struct tr_sql_value in[TR_SQL_PARAMETERS_MAX];
	size_t n;
	size_t source; /* of a list: behind TR_LIST_FROM */
};
#define TR_LIST_FROM " FROM "
/* The number of a value in the statement. */
static inline size_t
tr_asking_bind(struct tr_asking *a, struct tr_sql_value v)
{
	a->in[a->n] = v;
	return ++a->n;
}
TRIEN_MUST_CHECK trien_rc tr_asking_ask(struct tr_sql *db, struct tr_asking *a, struct tr_sql_rows *out, struct trien_err *err);
/* One of those that UNION ALL brings together in an order: PostgreSQL merges them, and does not sort all of them, only where each says that it has it. */
#define TR_ORDERED(select) "SELECT * FROM (" select " ORDER BY 1, 2) o"
/*
 * Of a list the rows of those that `found` has: its text is a SELECT of sort_key and id, its values begin with those of the list. Sorted here: by the key,
 * which is the last column, and by number. A row that was found twice comes once; *met counts it twice.
 */
struct tr_shown;
TRIEN_MUST_CHECK trien_rc tr_list_found(struct tr_sql *db, const struct tr_asking *list, const struct tr_shown *shown, const struct tr_asking *found,
		size_t *met, struct tr_sql_rows *out, struct trien_err *err);
/*
 * The same where all rows of a name are found, or all that the agency has whose rows are shown, when that is one: what has the same key has the same words.
 * Then they are not looked up one by one, but read as they stand in the order of the list.
 */
TRIEN_MUST_CHECK trien_rc tr_list_found_names(struct tr_sql *db, const struct tr_asking *list, const struct tr_shown *shown, const struct tr_asking *found,
		size_t *met, struct tr_sql_rows *out, struct trien_err *err);
/* Of many a power of two: so that there are few different statements, and each is prepared once. */
static inline size_t
tr_asking_room(size_t n)
{
	size_t room = 8;

	if (n <= room)
		return n > 0 ? n : 1;
	while (room < n)
		room *= 2;
	return room;
}

/* Words that are looked for; none of them says what another says already. */
struct tr_search {
	struct tr_search_word {
		struct tr_sql_value text;
		bool begun; /* else it is a whole word */
	} words[TR_SEARCH_WORDS_MAX];
	size_t count;
};
/* Words as they were typed; they hold the text of every search for them. */
struct tr_typed {
	struct tr_buf text;
	struct tr_sql_value words[TR_SEARCH_WORDS_MAX];
	size_t count;
	bool ended; /* a blank stands behind the last */
};
/* registry.search-nameless. */
TRIEN_MUST_CHECK trien_rc tr_typed_read(const struct tr_list_query *q, struct tr_typed *out, struct trien_err *err);
enum tr_search_how {
	TR_SEARCH_TYPED, /* the last word is begun, unless it has ended */
	TR_SEARCH_BEGUN, /* all are */
};
struct tr_search tr_search_of(const struct tr_typed *t, enum tr_search_how how);
/* Of the rows of a book those whose name has all of the words; `row` is "b." or "". */
TRIEN_MUST_CHECK trien_rc tr_search_filter(struct tr_asking *a, const char *row, const struct tr_search *s, struct trien_err *err);

/* Agencies of which the list shows the rows: all of them where they are few. */
struct tr_shown {
	bool few;
	int64_t agency[TR_SCOPE_FEW];
	size_t count;
};
/* Appends " AND COLUMN IN (...)". */
TRIEN_MUST_CHECK trien_rc tr_shown_filter(struct tr_asking *a, const char *column, const struct tr_shown *shown, struct trien_err *err);
/* " AND ...": of rows that are found by their numbers, those of agencies that the list shows, where these are few. */
TRIEN_MUST_CHECK trien_rc tr_shown_rows(struct tr_asking *a, const struct tr_shown *shown, struct trien_err *err);
/* " AND ...": the agency s is one whose rows the list shows. */
TRIEN_MUST_CHECK trien_rc tr_list_scope(struct tr_asking *a, const struct tr_list_query *q, struct trien_err *err);
/* The first rows of those agencies, as many as the page has, of those with all of the words. */
TRIEN_MUST_CHECK trien_rc tr_list_of_agencies(struct tr_sql *db, const struct tr_list_query *q, const struct tr_shown *shown, const struct tr_search *s,
		const struct tr_asking *list, struct tr_sql_rows *out, struct trien_err *err);

/*
 * A page of those that have all of the words. `list` is the list without its words, order and page: "SELECT ... FROM book b ... WHERE ...".
 * registry.search-broad.
 */
TRIEN_MUST_CHECK trien_rc tr_search_page(struct tr_sql *db, const struct tr_list_query *q, const struct tr_search *s, const struct tr_shown *shown,
		const struct tr_asking *list, struct tr_sql_rows *out, struct trien_err *err);
/* The same, but only of names of more than TR_NAME_SETS_MAX words, where there may be any. */
TRIEN_MUST_CHECK trien_rc tr_search_long(struct tr_sql *db, const struct tr_list_query *q, const struct tr_search *s, const struct tr_shown *shown,
		const struct tr_asking *list, struct tr_sql_rows *out, struct trien_err *err);
/* Which sets of words are looked through: those of a book, or of one agency in it. */
struct tr_sets {
	char where[64]; /* "book = '...' AND agency = $1" */
};
struct tr_sets tr_sets_of(struct tr_asking *a, const struct tr_list_query *q, const struct tr_shown *shown);
/* Appends "eI(v) AS (...)": the words of names, behind their first sign, that a word begins, one after the other. */
TRIEN_MUST_CHECK trien_rc tr_search_begun(struct tr_asking *a, const struct tr_sets *sets, char sign, size_t i, const struct tr_sql_value *word,
		struct trien_err *err);

#endif
