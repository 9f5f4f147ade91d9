/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Getting a time stamp: several authorities in turn, the first that answers as it should. */
#ifndef TR_PKI_TSA_H
#define TR_PKI_TSA_H

#include "base/env.h"
#include "crypto/tsp.h"
#include "pki/fetcher.h"

/*
 * Reads what an authority answered to a question, and appends the token: held against the question, its value verified. tsa.refused,
 * tsa.token-unfit, tsp.answer-*, cms.*. url names the authority in errors.
 */
TRIEN_MUST_CHECK trien_rc tr_tsa_read(const struct tr_tsp_question *q, const char *url, struct tr_bytes response,
		struct tr_buf *token, struct trien_err *err);

/* tsa.refused of an answer without a token: with its reason, where it gives one. */
TRIEN_MUST_CHECK trien_rc tr_tsa_refused(const struct tr_tsp_answer *a, const char *url, struct trien_err *err);

/* Who reads the answers, which are hostile bytes: in a process that holds a key, somebody else. */
struct tr_tsa_reader {
	void *context;
	/* As tr_tsa_read(). */
	trien_rc (*read)(void *context, const struct tr_tsp_question *q, const char *url, struct tr_bytes response,
			struct tr_buf *token, struct trien_err *err);
};

struct tr_tsa_request {
	const struct tr_fetcher *fetcher;
	const struct tr_tsa_reader *reader; /* NULL: tr_tsa_read() */
	const char *const *urls; /* in the order in which they are asked */
	size_t url_count;        /* 1 to TR_TSA_COUNT_MAX */
	const char *policy;      /* dotted; NULL: the authority's choice */
	const struct tr_env *env; /* the nonce comes from it */
	struct trien_err *tries;  /* may be NULL; room for url_count: what each one asked did wrong (tsa.refused, tsa.token-unfit, ...) */
};

/*
 * Appends the token over a digest. It is held against the question and its value is verified; whether its authority is to be trusted is for
 * who judges the file. *used (may be NULL) is the index of the authority. tsa.none-answered with what the last one
 * did wrong; tsa.urls.
 */
TRIEN_MUST_CHECK trien_rc tr_tsa_stamp(const struct tr_tsa_request *r, enum tr_digest digest, struct tr_bytes imprint,
		struct tr_buf *token, size_t *used, struct trien_err *err);

#endif
