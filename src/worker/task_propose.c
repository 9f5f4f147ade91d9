/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/task_propose.h"

#include "base/errors/worker.h"
#include "worker/tasks.h"
#include "worker/wire.h"

trien_rc
tr_wire_add_sign_request(struct tr_buf *b, const struct tr_sign_request *r, struct trien_err *err)
{
	const struct tr_text texts[] = {r->field, r->name, r->holder, r->reason, r->location, r->contact, r->digest};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		TR_TRY(tr_wire_add_text(b, texts[i], err));
	TR_TRY(tr_wire_add_u64(b, r->kind, err));
	TR_TRY(tr_wire_add_u64(b, (uint64_t)r->time, err));
	TR_TRY(tr_wire_add_u64(b, (uint64_t)(int64_t)r->zone_minutes, err));
	TR_TRY(tr_wire_add_u64(b, r->contents_size, err));
	TR_TRY(tr_wire_add_u64(b, r->unseen, err));
	return tr_buf_add(b, r->id16, sizeof(r->id16), err);
}

trien_rc
tr_wire_take_sign_request(struct tr_cursor *c, struct tr_sign_request *r, struct trien_err *err)
{
	struct tr_text *const texts[] = {&r->field, &r->name, &r->holder, &r->reason, &r->location,
		&r->contact, &r->digest};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		TR_TRY(tr_wire_take_text(c, texts[i], err));
	r->kind = tr_cursor_u64(c) == TR_SIGN_TIMESTAMP ? TR_SIGN_TIMESTAMP : TR_SIGN_APPROVAL;
	r->time = (int64_t)tr_cursor_u64(c);
	r->zone_minutes = (int)(int64_t)tr_cursor_u64(c);
	r->contents_size = (size_t)tr_cursor_u64(c);
	r->unseen = tr_cursor_u64(c) != 0;
	struct tr_bytes id = tr_cursor_take(c, sizeof(r->id16));
	if (c->bad)
		return TR_ERR(err, INTERNAL, TR_S("what", "sign request"));
	memcpy(r->id16, id.p, id.n);
	return TRIEN_OK;
}

trien_rc
tr_wire_add_proposal(struct tr_buf *b, const struct tr_sign_proposal *p, struct trien_err *err)
{
	TR_TRY(tr_wire_add_u64(b, p->base_size, err));
	TR_TRY(tr_wire_add_u64(b, p->contents_at, err));
	TR_TRY(tr_wire_add_u64(b, p->contents_end, err));
	TR_TRY(tr_wire_add_u64(b, p->untagged, err));
	return tr_buf_add_bytes(b, tr_buf_view(&p->tail), err);
}

trien_rc
tr_wire_take_proposal(struct tr_cursor *c, struct tr_sign_proposal *out, struct trien_err *err)
{
	struct tr_sign_proposal got = {.base_size = tr_cursor_u64(c)};

	got.contents_at = tr_cursor_u64(c);
	got.contents_end = tr_cursor_u64(c);
	got.untagged = tr_cursor_u64(c) != 0;
	if (c->bad)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	TR_TRY(tr_buf_add_bytes(&got.tail, tr_cursor_take(c, tr_cursor_left(c)), err));
	*out = got;
	return TRIEN_OK;
}

trien_rc
tr_task_propose_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(in->request);
	struct tr_sign_request request = {0};
	struct tr_sign_proposal made = {0};

	TR_TRY(tr_wire_take_sign_request(&c, &request, err));
	if (tr_cursor_left(&c) > 0)
		return TR_ERR(err, INTERNAL, TR_S("what", "propose request"));
	TR_TRY(tr_sign_propose(in->document, &request, &made, err));
	return tr_wire_add_proposal(answer, &made, err);
}

trien_rc
tr_task_propose(struct tr_worker *w, int document_fd, const struct tr_sign_request *request,
		struct tr_sign_proposal *out, struct trien_err *err)
{
	TR_AUTO_BUF in = {0}, answer = {0};

	TR_TRY(tr_wire_add_sign_request(&in, request, err));
	const struct tr_worker_job job = {
		.task = TR_TASK_PROPOSE, .document = document_fd, .request = tr_buf_view(&in)};
	TR_TRY(tr_worker_run(w, &job, &answer, err));
	struct tr_cursor c = tr_cursor_of(tr_buf_view(&answer));
	return tr_wire_take_proposal(&c, out, err);
}
