/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R4.1
 * Lists of a book, as much of it as somebody may see. The scope is part of the statement: a row outside it never leaves the database.
 */
#ifndef TR_REGISTRY_LIST_H
#define TR_REGISTRY_LIST_H

#include "registry/record.h"
#include "rules/access.h"

/* Whose eyes: the scope that the rules give to a role, and the person and agency that it is counted from. */
struct tr_viewer {
	enum tr_rules_scope scope;
	int64_t person, agency;
	const int64_t *more; /* the same role in further agencies; at most TR_POSTS_MAX - 1 */
	size_t more_count;
	int64_t now; /* which delegations are in force; 0: none */
};

struct tr_list_query {
	const struct tr_book *book;
	struct tr_viewer viewer;
	/*
	 * Words of the name, in any order, diacritics or not; NULL: all. The last may be begun, unless a blank stands behind it; where no name has
	 * them so, all are begun. At most TR_SEARCH_WORDS_MAX count.
	 */
	const char *search;
	int64_t id;         /* one row alone; 0: all */
	int64_t within;     /* of this agency and those below it; 0: of all. A book that everybody sees has no agencies: then it does not count. */
	/* The page begins behind this row; NULL and 0: with the first. */
	const char *after_key;
	int64_t after_id;
	/* Only rows that have this in their columns: a word, or the number of a row that is referred to. */
	struct tr_list_only {
		size_t column;
		struct tr_sql_value is;
	} only[TR_LIST_ONLY_MAX];
	size_t only_count;
	bool newest;     /* by number, the highest first; else as below */
	uint32_t hidden; /* bits of columns that stay in the database: they come as no value */
	size_t limit; /* at most TR_LIST_MAX */
};
/*
 * A page: id, version, act, the columns of the book, and last the key that the next page begins behind. People stand by their given name, what has
 * a name by that, everything else by number. In a transaction. registry.list-limit; registry.search-nameless for a book without names; registry.search-broad
 * for words that are begun and may go on in more than TR_SEARCH_LISTS_MAX ways.
 */
TRIEN_MUST_CHECK trien_rc tr_list(struct tr_sql *db, const struct tr_list_query *q, struct tr_sql_rows *out, struct trien_err *err);

#endif
