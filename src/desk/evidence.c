/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X1 */
#include "desk/evidence.h"

#include "worker/task_evidence.h"

trien_rc
tr_desk_make_evidence(struct tr_worker *w, int document, struct tr_bytes trust, int64_t made, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_evidence_sources sources = {.kind = TR_RECORD_OUTGOING, .made = made, .trust = trust, .policy = -1, .answers = -1};

	out->max = TR_RECORD_SIZE_MAX;
	return tr_task_evidence_make(w, document, &sources, out, err);
}
