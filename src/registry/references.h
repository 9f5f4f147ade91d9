/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How often the documents are referred to, counted anew from history: each version of a row that has a document refers to it (act.c), until the files of the
 * row were forgotten (forget.h). Where the number that the store keeps is too small, a sweep or the next forgetting would take a file that is still needed;
 * where it is too great, a file stays that nobody may keep any more.
 */
#ifndef TR_REGISTRY_REFERENCES_H
#define TR_REGISTRY_REFERENCES_H

#include "store/sql.h"

struct tr_reference_count {
	uint64_t blobs, faults;
	bool short_of; /* a number is too small: nothing may be swept away */
};
/* name: the document's; is: what the store says; want: what history says. */
typedef void (*tr_reference_found)(void *context, const char *name, int64_t is, int64_t want);
/* In a transaction. Reads the whole history of the books that have documents, once for each TR_REFERENCES_AT_ONCE documents. */
TRIEN_MUST_CHECK trien_rc tr_references_check(struct tr_sql *db, tr_reference_found found, void *context, struct tr_reference_count *out,
		struct trien_err *err);

#endif
