/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Stands before a back end, and says of each statement that gives rows by which way the database goes: the plan of the very statement that is asked. */
#ifndef TESTS_STORE_SPY_H
#define TESTS_STORE_SPY_H

#include "contract.h"

struct spy {
	struct contract *c;
	struct tr_buf plans; /* of all statements, a line for each step */
	size_t statements;   /* that were done */
};

/*
 * From then on, until the end. PostgreSQL, whose tables are small in a test, is told to walk through none where there is another way. A line of a plan is what SQLite
 * says ("SEARCH device USING INDEX device_same (<expr>=?)"), or PostgreSQL ("Index Scan using device_same on device"). One at a time.
 */
void spy_begin(struct spy *s, struct contract *c);
void spy_end(struct spy *s);
/* Begins again with nothing. */
void spy_clear(struct spy *s);
/* Some statement went by that index. */
void spy_went_by(struct spy *s, const char *index);
/* No table was walked through from its begin to its end. */
void spy_walked_through_none(struct spy *s);

#endif
