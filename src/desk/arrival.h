/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A document that comes, as the sandbox found it. No text of the file is in it. */
#ifndef TR_DESK_ARRIVAL_H
#define TR_DESK_ARRIVAL_H

#include <jansson.h>

#include "rules/incoming.h"
#include "store/hex.h"

#define TR_DESK_SIGNERS_MAX ((size_t)64)
#define TR_DESK_FINDINGS_MAX ((size_t)1000)

struct tr_desk_arrival {
	enum tr_incoming_verdict verdict;
	enum tr_incoming_right right;
	char findings[TR_DESK_FINDINGS_MAX + 1]; /* words of rules/incoming.def with blanks between them */
	char seal[TR_HEX256 + 1];                /* SHA-256 of the last signer's certificate; "": not known */
	char certificates[TR_DESK_SIGNERS_MAX][TR_HEX256 + 1];
	int64_t times[TR_DESK_SIGNERS_MAX]; /* the best that is known of when each signed */
	size_t signer_count;
};
/* The refusal says that the file is no document, not that we could not look. */
bool tr_desk_is_no_document(trien_rc rc);
/* Each once; a word that rules/incoming.def does not have is "GENERIC". */
void tr_desk_add_finding(struct tr_desk_arrival *f, const char *word);
/* Time stamps are of nobody. */
void tr_desk_read_signatures(const json_t *verdict, struct tr_desk_arrival *f);
void tr_desk_read_rightness(const json_t *verdict, struct tr_desk_arrival *f);

#endif
