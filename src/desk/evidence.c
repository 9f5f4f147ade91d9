/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X1 */
#include "desk/evidence.h"

#include "worker/task_evidence.h"

static struct tr_evidence_sources
sources_of(const struct tr_desk_sources *from)
{
	return (struct tr_evidence_sources){.kind = TR_RECORD_OUTGOING, .made = from->made, .trust = from->trust, .policy = -1, .answers = from->answers};
}

trien_rc
tr_desk_evidence_request(const struct tr_desk_sources *from, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_evidence_sources sources = sources_of(from);

	return tr_evidence_request_write(&sources, out, err);
}

trien_rc
tr_desk_make_evidence(struct tr_worker *w, int document, const struct tr_desk_sources *from, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_evidence_sources sources = sources_of(from);

	out->max = TR_RECORD_SIZE_MAX;
	return tr_task_evidence_make(w, document, &sources, out, err);
}
