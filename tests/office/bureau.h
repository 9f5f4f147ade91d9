/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A small office of the tests: visibly sample data. */
#ifndef TESTS_OFFICE_BUREAU_H
#define TESTS_OFFICE_BUREAU_H

#include "office/office.h"
#include "sample.h"

#define DAY ((int64_t)86400)
#define MIDNIGHT 1798736400 /* 2027-01-01T00:00:00+07:00 */

/* Agencies 1 (numbers by kind) and 2 (one series for all); clerk 1, signatory 2, head 3 of agency 1; clerk 4 of agency 2; 5 has no post. Certificates: "aa" agency 1's, "bb" agency 2's, "cc" a person's of agency 1. */
struct bureau {
	struct contract *c;
	struct tr_blobs *blobs;
	struct tr_act act; /* the time of the next act is its */
	struct tr_office_who clerk, signatory, head, other, nobody;
};
void open_bureau(struct bureau *b, struct contract *c);
/* Holds the books against the audit trail, and says what it found; quietly: where it differs from run to run. */
void close_bureau(struct bureau *b);
void close_bureau_quietly(struct bureau *b);
/* Puts a document's bytes into the store; the name lives as long as the test. */
const char *blob_of(struct bureau *b, const char *content);
/* Agency 1's decision with this file; a paper one where file is NULL. */
struct tr_office_new decision(const char *file);

/* Registers it, says what came, and gives the document's number in the books. */
int64_t register_ok(struct bureau *b, const struct tr_office_new *n, const struct tr_office_wish *w);
void register_refused(struct bureau *b, const char *error, const struct tr_office_new *n, const struct tr_office_wish *w);
/* An act on a document, tried first; *given may be NULL. */
void do_ok(struct bureau *b, struct tr_office_who who, int64_t document, enum tr_document_act what, const struct tr_office_given *given);
void do_refused(struct bureau *b, const char *error, struct tr_office_who who, int64_t document, enum tr_document_act what,
		const struct tr_office_given *given);
/* Runs a pragma of SQLite's: "PRAGMA max_page_count = 1" makes it full. */
void limit(struct contract *c, const char *pragma);
/* The answer of a statement must be 1. */
void is(struct bureau *b, const char *sql);

#endif
