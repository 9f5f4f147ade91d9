/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The half that asks; the other one is task_report_run.c. */
#include "worker/task_report.h"

#include "base/errors/worker.h"
#include "base/message.h"
#include "worker/wire.h"

static bool
take_box(struct tr_cursor *c, struct tr_seen_box *b)
{
	uint32_t *const sides[] = {&b->x0, &b->y0, &b->x1, &b->y1};

	for (size_t i = 0; i < 4; i++) {
		const uint64_t v = tr_cursor_u64(c);
		if (v > TR_SEEN_PIXELS_MAX)
			return false;
		*sides[i] = (uint32_t)v;
	}
	return b->x0 < b->x1 && b->y0 < b->y1;
}

static bool
take_picture(struct tr_cursor *c, struct tr_report_picture *p)
{
	p->revision = (size_t)tr_cursor_u64(c);
	p->against = (size_t)tr_cursor_u64(c);
	p->page = (size_t)tr_cursor_u64(c);
	const uint64_t dpi = tr_cursor_u64(c);
	p->box_count = (size_t)tr_cursor_u64(c);
	if (p->box_count > TR_SEEN_BOXES_MAX || dpi < 1 || dpi > TR_SEEN_DPI || p->against >= p->revision)
		return false;
	p->dpi = (unsigned)dpi;
	for (size_t i = 0; i < p->box_count; i++)
		if (!take_box(c, &p->boxes[i]))
			return false;
	p->before = tr_wire_take_bytes(c);
	p->after = tr_wire_take_bytes(c);
	return !c->bad;
}

static bool
take_pictures(struct tr_cursor *c, struct tr_report_answer *a)
{
	a->picture_count = (size_t)tr_cursor_u64(c);
	if (a->picture_count > TR_SEEN_CHANGES_MAX)
		return false;
	for (size_t i = 0; i < a->picture_count; i++)
		if (!take_picture(c, &a->pictures[i]))
			return false;
	a->pictures_cut = tr_cursor_u64(c) != 0;
	a->unread_revision = (size_t)tr_cursor_u64(c);
	const struct tr_bytes why = tr_wire_take_bytes(c);
	return !c->bad && (why.n == 0 || tr_message_read_error(why, &a->unread) != TRIEN_OK);
}

trien_rc
tr_report_answer_read(struct tr_buf *in, struct tr_report_answer *out, struct trien_err *err)
{
	*out = (struct tr_report_answer){.memory = *in};
	*in = (struct tr_buf){.max = in->max};
	struct tr_cursor c = tr_cursor_of(tr_buf_view(&out->memory));
	const bool good = take_pictures(&c, out);
	out->pdf = tr_wire_take_bytes(&c);
	out->xml = tr_wire_take_bytes(&c);
	if (good && !c.bad && tr_cursor_left(&c) == 0)
		return TRIEN_OK;
	tr_report_answer_free(out);
	return TR_ERR0(err, WORKER_ANSWER_INVALID);
}

trien_rc
tr_task_report(struct tr_worker *w, int document_fd, const struct tr_report_wish *wish, struct tr_report_answer *out,
		struct trien_err *err)
{
	TR_AUTO_BUF in = {0}, answer = {.max = TR_WORKER_ANSWER_MAX};

	TR_TRY(tr_wire_add_bytes(&in, wish->judgement, err));
	TR_TRY(tr_wire_add_u64(&in, wish->what, err));
	TR_TRY(tr_buf_add(&in, wish->id16, sizeof(wish->id16), err));
	TR_TRY(tr_wire_add_bytes(&in, wish->beside, err));
	TR_TRY(tr_wire_add_bytes(&in, wish->beside_ids, err));
	TR_TRY(tr_wire_add_u64(&in, wish->beside_weight, err));
	struct tr_worker_job job = {.task = TR_TASK_REPORT, .document = document_fd, .request = tr_buf_view(&in)};
	if (wish->answers >= 0)
		job.files[job.file_count++] = wish->answers;
	TR_TRY(tr_worker_run(w, &job, &answer, err));
	return tr_report_answer_read(&answer, out, err);
}

void
tr_report_answer_free(struct tr_report_answer *a)
{
	tr_buf_free(&a->memory);
	*a = (struct tr_report_answer){0};
}
