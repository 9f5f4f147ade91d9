/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What is kept with a document that is issued. Apart from the rest of trien office: a record of evidence and one of the registry bear the same name in C. */
#ifndef TR_DESK_EVIDENCE_H
#define TR_DESK_EVIDENCE_H

#include "worker/worker.h"

/*
 * Appends what trien evidence create makes of the signed document without a network: its certificates, what it has of their revocation, the anchors. trust: as
 * tr_trust_write() gives it. evidence.*.
 */
TRIEN_MUST_CHECK trien_rc tr_desk_make_evidence(struct tr_worker *w, int document, struct tr_bytes trust, int64_t made, struct tr_buf *out,
		struct trien_err *err);
/* Its request, for who gives the task to a worker himself. */
TRIEN_MUST_CHECK trien_rc tr_desk_evidence_request(struct tr_bytes trust, int64_t made, struct tr_buf *out, struct trien_err *err);

#endif
