/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The half that asks; the other one is task_reserve_run.c. */
#include "worker/task_reserve.h"

#include <stdio.h>

#include "base/errors/worker.h"
#include "worker/task_look.h"
#include "worker/tasks.h"
#include "worker/wire.h"

static trien_rc
read_place(struct tr_cursor *c, struct tr_reserved_place *out, struct trien_err *err)
{
	struct tr_text field;
	double sides[4];

	TR_TRY(tr_wire_take_text(c, &field, err));
	if (field.n >= sizeof(out->field))
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	snprintf(out->field, sizeof(out->field), "%.*s", (int)field.n, field.p);
	out->page = (size_t)tr_cursor_u64(c);
	for (size_t i = 0; i < 4; i++)
		sides[i] = tr_wire_take_length(c);
	out->box = (struct tr_box){sides[0], sides[1], sides[2], sides[3]};
	out->baseline = tr_wire_take_length(c);
	out->size = tr_wire_take_length(c);
	out->face = (unsigned)tr_cursor_u64(c);
	if (out->face >= TR_RESERVE_FACES)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	return TRIEN_OK;
}

static trien_rc
read_answer(struct tr_bytes in, struct tr_reserved *out, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(in);

	out->place_count = (size_t)tr_cursor_u64(&c);
	if (out->place_count > sizeof(out->places) / sizeof(*out->places))
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	for (size_t i = 0; i < out->place_count; i++)
		TR_TRY(read_place(&c, &out->places[i], err));
	TR_TRY(tr_look_take_findings(&c, &out->findings, err));
	if (c.bad)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	return tr_buf_add_bytes(&out->tail, tr_cursor_take(&c, tr_cursor_left(&c)), err);
}

trien_rc
tr_task_reserve(struct tr_worker *w, int document_fd, const struct tr_reserve_request *request, struct tr_reserved *out,
		struct trien_err *err)
{
	TR_AUTO_BUF in = {0}, answer = {0};
	struct tr_worker_job job = {.task = TR_TASK_RESERVE, .document = document_fd, .file_count = TR_RESERVE_FACES};

	TR_TRY(tr_wire_add_length(&in, request->wish.overlap, err));
	TR_TRY(tr_wire_add_u64(&in, request->wish.procedure, err));
	TR_TRY(tr_wire_add_text(&in, request->wish.signers, err));
	TR_TRY(tr_wire_add_text(&in, request->wish.texts, err));
	TR_TRY(tr_buf_add(&in, request->id16, sizeof(request->id16), err));
	memcpy(job.files, request->faces, sizeof(request->faces));
	job.request = tr_buf_view(&in);
	TR_TRY(tr_worker_run(w, &job, &answer, err));
	struct tr_reserved made = {0};
	trien_rc rc = read_answer(tr_buf_view(&answer), &made, err);
	if (rc == TRIEN_OK)
		*out = made;
	else
		tr_reserved_free(&made);
	return rc;
}

void
tr_reserved_free(struct tr_reserved *r)
{
	tr_buf_free(&r->tail);
}
