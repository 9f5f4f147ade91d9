/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The lists of expectations (allowed.tsv, conditions.tsv), and facts under which every condition of an act holds. */
#ifndef TESTS_RULES_TABLE_H
#define TESTS_RULES_TABLE_H

#include "rules/rules.h"

#define CELLS_MAX 6
#define ROWS_MAX 200

struct expectations {
	char text[1 << 15];
	const char *cells[ROWS_MAX][CELLS_MAX]; /* "" past the last cell of a row */
	size_t count;
};

/* Reads tests/rules/NAME. */
void table_read(const char *name, struct expectations *out);
/* Is a word among those of a comma list, or the list "*"? */
bool table_lists(const char *list, const char *word);

/* What is tried: an act from a state by a role, of a request of a kind. */
struct attempt {
	enum tr_rules_machine machine;
	enum tr_rules_kind kind;
	enum tr_rules_state state;
	enum tr_rules_act act;
	enum tr_rules_role role;
};
/* Calls f for every act of every machine from every state of it by every role, for requests of every kind. Returns the number. */
size_t table_each(void (*f)(const struct attempt *a, void *context), void *context);

/* 2023-06-15T10:00:00+07:00 */
#define TABLE_NOW 1686798000
#define TABLE_DAY 86400

/* Facts under which nothing but state and role can stop the attempt. law is filled in and borrowed. */
void table_good(const struct attempt *a, const struct tr_profile *p, struct tr_rules_law *law, struct tr_rules_facts *out);

#endif
