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
};
/* The number of a value in the statement. */
static inline size_t
tr_asking_bind(struct tr_asking *a, struct tr_sql_value v)
{
	a->in[a->n] = v;
	return ++a->n;
}
TRIEN_MUST_CHECK trien_rc tr_asking_ask(struct tr_sql *db, struct tr_asking *a, struct tr_sql_rows *out, struct trien_err *err);

/* Words that are looked for, without one that begins another. */
struct tr_search {
	struct tr_buf text; /* holds the words */
	struct tr_sql_value words[TR_SEARCH_WORDS_MAX];
	size_t count;
};
/* registry.search-nameless. */
TRIEN_MUST_CHECK trien_rc tr_search_read(const struct tr_list_query *q, struct tr_search *out, struct trien_err *err);
/* Of the rows of b those whose name has all of the words. */
TRIEN_MUST_CHECK trien_rc tr_search_filter(struct tr_asking *a, const struct tr_search *s, struct trien_err *err);

/* Agencies of which the list shows the rows: all of them where they are few. */
struct tr_shown {
	bool few;
	int64_t agency[TR_SCOPE_FEW];
	size_t count;
};

/*
 * A page of those that have all of the words. `a` is the list without its words, order and page: "SELECT ... FROM book b ... WHERE ...".
 */
TRIEN_MUST_CHECK trien_rc tr_search_page(struct tr_sql *db, const struct tr_list_query *q, const struct tr_search *s, const struct tr_shown *shown,
		const struct tr_asking *a, struct tr_sql_rows *out, struct trien_err *err);

#endif
