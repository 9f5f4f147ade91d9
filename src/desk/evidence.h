/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is kept with a document that is issued. Apart from the rest of trien office: a record of evidence and one of the registry bear the same name in C. */
#ifndef TR_DESK_EVIDENCE_H
#define TR_DESK_EVIDENCE_H

#include "worker/worker.h"

struct tr_desk_sources {
	struct tr_bytes trust; /* as tr_trust_write() gives it */
	int64_t made;
	int answers;           /* what was got over the network for its judgement (worker/answers.h); -1: nothing */
};
/* Appends what trien evidence create makes of the signed document: its certificates, what is known of their revocation, the anchors. evidence.*. */
TRIEN_MUST_CHECK trien_rc tr_desk_make_evidence(struct tr_worker *w, int document, const struct tr_desk_sources *from, struct tr_buf *out, struct trien_err *err);
/* Its request, for who gives the task to a worker himself; the answers go beside it. */
TRIEN_MUST_CHECK trien_rc tr_desk_evidence_request(const struct tr_desk_sources *from, struct tr_buf *out, struct trien_err *err);

#endif
