/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a verdict names as missing is got from outside, by whoever gets it, and the file is judged again with that: one way for commands, which wait, and for the
 * service, which does not. The verdict comes out of the sandbox and is hostile; what is got goes there unread.
 */
#ifndef TR_DESK_LACKING_H
#define TR_DESK_LACKING_H

#include <jansson.h>

#include "worker/answers.h"

/* Judgements of one file with more each time, and bytes that are got for them: one list of the largest, or several of the usual. */
#define TR_LACKING_ROUNDS_MAX 8u
#define TR_LACKING_BYTES_MAX ((size_t)64 << 20)

struct tr_lacking {
	struct tr_buf answers; /* what was got so far, and what could not be (worker/answers.h) */
	json_t *failures;      /* [{"error", "message"}]; NULL: nothing was asked for */
	unsigned requests, rounds;
	bool fresh;            /* something was got that no judgement has seen */
};
void tr_lacking_free(struct tr_lacking *l);

/* Appends the answer. *later: nobody knows yet, and it is asked again; why is not looked at then. */
struct tr_lacking_source {
	void *context;
	trien_rc (*ask)(void *context, const struct tr_fetch_request *r, struct tr_buf *answer, bool *later, struct trien_err *why);
	enum trien_lang lang; /* of the words about what could not be got */
};
enum tr_lacking_next {
	TR_LACKING_DONE,  /* nothing more can be got */
	TR_LACKING_JUDGE, /* again, with the answers */
	TR_LACKING_LATER, /* get again, when the source knows more */
};
/* Gets what the last verdict names as missing; l is {0} before the first. */
TRIEN_MUST_CHECK trien_rc tr_lacking_get(struct tr_lacking *l, const json_t *verdict, const struct tr_lacking_source *from, enum tr_lacking_next *next, struct trien_err *err);
/* The answers as an open file for the next judgement; -1: there are none yet. The caller closes it. */
TRIEN_MUST_CHECK trien_rc tr_lacking_open(const struct tr_lacking *l, int *out, struct trien_err *err);
/* A judgement has seen them. */
void tr_lacking_judged(struct tr_lacking *l);

#endif
