/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The half that asks; the other one is task_look_run.c. */
#include "worker/task_look.h"

#include "base/errors/worker.h"
#include "base/message.h"
#include "worker/task_propose.h"
#include "worker/tasks.h"
#include "worker/wire.h"

static trien_rc
write_look(const struct tr_look_request *r, struct tr_buf *b, struct trien_err *err)
{
	const struct tr_text texts[] = {r->asked.agency, r->asked.number, r->asked.copy, r->name, r->beside};
	struct tr_look_numbers n;

	memset(&n, 0, sizeof(n));
	n.rules = r->rules;
	n.diameter_mm = r->asked.diameter_mm;
	n.width_mm = r->asked.width_mm;
	n.x = r->x;
	n.y = r->y;
	n.page = r->page;
	n.kind = r->asked.kind;
	n.where = r->where;
	n.files = (r->picture >= 0 ? TR_LOOK_HAS_PICTURE : 0) | (r->font >= 0 ? TR_LOOK_HAS_FONT : 0);
	TR_TRY(tr_wire_add_bytes(b, TR_BYTES(&n, sizeof(n)), err));
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		TR_TRY(tr_wire_add_text(b, texts[i], err));
	return TRIEN_OK;
}

/* From the sandbox: what is no error of the table is no finding either. */
trien_rc
tr_look_take_findings(struct tr_cursor *c, struct tr_lint_findings *out, struct trien_err *err)
{
	const uint64_t count = tr_cursor_u64(c);

	if (c->bad || count > TR_LINT_MAX)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	out->count = 0;
	for (uint64_t i = 0; i < count; i++) {
		const uint64_t level = tr_cursor_u64(c);
		struct trien_err *what = tr_lint_add(out, level == TR_LINT_ERROR ? TR_LINT_ERROR : TR_LINT_WARNING);
		if (tr_message_read_error(tr_wire_take_bytes(c), what) == TRIEN_OK || c->bad)
			return TR_ERR0(err, WORKER_ANSWER_INVALID);
	}
	return TRIEN_OK;
}

trien_rc
tr_look_take_answer(const struct tr_buf *answer, struct tr_sign_proposal *out, struct tr_lint_findings *findings,
		struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(tr_buf_view(answer));

	TR_TRY(tr_look_take_findings(&c, findings, err));
	return tr_wire_take_proposal(&c, out, err);
}

trien_rc
tr_task_look(struct tr_worker *w, int document_fd, const struct tr_sign_request *sign, const struct tr_look_request *look,
		struct tr_sign_proposal *out, struct tr_lint_findings *findings, struct trien_err *err)
{
	TR_AUTO_BUF in = {0}, answer = {0};
	struct tr_worker_job job = {.task = TR_TASK_LOOK, .document = document_fd};

	TR_TRY(tr_wire_add_sign_request(&in, sign, err));
	TR_TRY(write_look(look, &in, err));
	job.request = tr_buf_view(&in);
	if (look->picture >= 0)
		job.files[job.file_count++] = look->picture;
	if (look->font >= 0)
		job.files[job.file_count++] = look->font;
	TR_TRY(tr_worker_run(w, &job, &answer, err));
	return tr_look_take_answer(&answer, out, findings, err);
}
