/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The half that asks; the other one is task_picture_run.c. */
#include "worker/task_picture.h"

#include "base/errors/worker.h"
#include "worker/task_look.h"
#include "worker/tasks.h"
#include "worker/wire.h"

trien_rc
tr_picture_facts_take(struct tr_bytes answer, struct tr_picture_facts *out, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(answer);
	struct tr_picture_facts f = {0};
	struct tr_lint_findings findings;

	const struct tr_bytes digest = tr_wire_take_bytes(&c);
	const uint64_t width = tr_cursor_u64(&c), height = tr_cursor_u64(&c);
	if (c.bad || digest.n != sizeof(f.sha256) || width > TR_PICTURE_SIDE_MAX || height > TR_PICTURE_SIDE_MAX)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	memcpy(f.sha256, digest.p, sizeof(f.sha256));
	f.width = (uint32_t)width;
	f.height = (uint32_t)height;
	TR_TRY(tr_look_take_findings(&c, &findings, err));
	if (tr_cursor_left(&c) > 0)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	TR_TRY(tr_lint_stop(&findings, err));
	if (findings.count > 0)
		f.note = findings.list[0].what;
	*out = f;
	return TRIEN_OK;
}

trien_rc
tr_task_picture(struct tr_worker *w, int picture, const struct tr_picture_asked *asked, struct tr_picture_facts *out, struct trien_err *err)
{
	TR_AUTO_BUF answer = {0};
	const struct tr_worker_job job = {.task = TR_TASK_PICTURE, .document = picture, .request = TR_BYTES(asked, sizeof(*asked))};

	TR_TRY(tr_worker_run(w, &job, &answer, err));
	return tr_picture_facts_take(tr_buf_view(&answer), out, err);
}
