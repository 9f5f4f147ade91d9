/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What stands behind the question mark of an address: the words that the route's row names, each once at most, and nothing else. */
#ifndef TR_SERVICE_QUERY_H
#define TR_SERVICE_QUERY_H

#include "service/call.h"

struct tr_query_word {
	const char *name;
	bool is_text;
	/* What came. */
	bool given;
	int64_t number;   /* keeps what it was where none came */
	const char *text; /* decoded, with memory of the call; NULL: none */
};
/* wanted: for people, of the whole query. service.query-invalid; service.request-malformed for what is no UTF-8. */
TRIEN_MUST_CHECK trien_rc tr_query_read(struct tr_call *c, struct tr_query_word *words, size_t count, const char *wanted, struct trien_err *err);
/* The number of a row in the address; service.not-found. */
TRIEN_MUST_CHECK trien_rc tr_query_id(struct tr_bytes part, int64_t *out, struct trien_err *err);

#endif
