/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The half that asks for several tasks at once; the other one is task_together_run.c. */
#include "worker/foresee.h"

#include "worker/tasks.h"
#include "worker/wire.h"

void
tr_worker_forget(struct tr_worker *w)
{
	struct tr_foreseen *f = tr_worker_foreseen(w);

	tr_buf_free(&f->request);
	tr_buf_free(&f->answer);
	*f = (struct tr_foreseen){.document = -1, .answers = -1};
}

static trien_rc
foresee(struct tr_worker *w, int document, int answers, const struct tr_worker_part *parts, size_t count, struct trien_err *err)
{
	struct tr_foreseen *f = tr_worker_foreseen(w);

	f->request.max = TR_WORKER_REQUEST_MAX;
	f->answer.max = TR_WORKER_ANSWER_MAX;
	for (size_t i = 0; i < count; i++) {
		TR_TRY(tr_wire_add_u64(&f->request, parts[i].task, err));
		TR_TRY(tr_wire_add_u64(&f->request, answers >= 0 && parts[i].takes_answers, err));
		TR_TRY(tr_wire_add_bytes(&f->request, parts[i].request, err));
	}
	const struct tr_worker_job job = {.task = TR_TASK_TOGETHER, .document = document, .files = {answers}, .file_count = answers >= 0,
		.request = tr_buf_view(&f->request)};
	TR_TRY(tr_worker_run(w, &job, &f->answer, err));
	f->document = document;
	f->answers = answers;
	return TRIEN_OK;
}

trien_rc
tr_worker_foresee(struct tr_worker *w, int document, int answers, const struct tr_worker_part *parts, size_t count, struct trien_err *err)
{
	tr_worker_forget(w);
	const trien_rc rc = foresee(w, document, answers, parts, count, err);
	if (rc != TRIEN_OK)
		tr_worker_forget(w);
	return rc;
}

/* What the sandbox left out, or has cut off, was not foreseen. */
bool
tr_foreseen_find(const struct tr_foreseen *f, const struct tr_worker_job *job, struct tr_bytes *out)
{
	struct tr_cursor asked = tr_cursor_of(tr_buf_view(&f->request)), got = tr_cursor_of(tr_buf_view(&f->answer));

	if (f->document < 0 || f->document != job->document || job->file_count > 1 || (job->file_count == 1 && job->files[0] != f->answers))
		return false;
	while (tr_cursor_left(&asked) > 0) {
		const uint64_t task = tr_cursor_u64(&asked), files = tr_cursor_u64(&asked);
		const struct tr_bytes request = tr_wire_take_bytes(&asked), answer = tr_wire_take_bytes(&got);
		if (got.bad)
			return false;
		if (task == job->task && files == job->file_count && tr_bytes_equal(request, job->request)) {
			*out = answer;
			return true;
		}
	}
	return false;
}
