/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The half that asks. */
#include "worker/task_extend.h"

#include <errno.h>
#include <unistd.h>

#include "base/errors/worker.h"
#include "base/message.h"
#include "worker/task_network.h"
#include "worker/tasks.h"
#include "worker/wire.h"

static trien_rc
write_job(const struct tr_extend_job *job, struct tr_buf *b, struct trien_err *err)
{
	const struct tr_extend_request *r = &job->request;
	const uint64_t numbers[] = {r->level, r->scope, (uint64_t)r->now, (uint64_t)(int64_t)r->zone_minutes, r->lang, r->stamped,
		r->stored, r->closed, r->waiting_only};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		TR_TRY(tr_wire_add_u64(b, numbers[i], err));
	TR_TRY(tr_buf_add(b, r->id16, sizeof(r->id16), err));
	return tr_wire_add_bytes(b, job->trust, err);
}

/* From the sandbox: nothing of it is believed to be well formed. */
static trien_rc
read_answer(struct tr_bytes in, struct tr_extend_answer *out, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(in);
	struct tr_extend_answer a = {0};
	const uint64_t act = tr_cursor_u64(&c), reached = tr_cursor_u64(&c);
	const struct tr_bytes held_up = tr_wire_take_bytes(&c), tail = tr_wire_take_bytes(&c);

	if (c.bad || act > TR_EXTEND_STORE || reached >= TR_LEVEL_COUNT ||
			(held_up.n > 0 && tr_message_read_error(held_up, &a.held_up) == TRIEN_OK) ||
			(act == TR_EXTEND_STORE) != (tail.n > 0))
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	a.step.act = (enum tr_extend_act)act;
	a.step.reached = (enum tr_level)reached;
	TR_TRY(tr_wanted_read(&c, &a.wanted, err));
	trien_rc rc = tr_buf_add_bytes(&a.step.tail, tail, err);
	if (rc == TRIEN_OK)
		*out = a;
	else
		tr_extend_answer_free(&a);
	return rc;
}

trien_rc
tr_task_extend(struct tr_worker *w, int document_fd, const struct tr_extend_job *job, struct tr_extend_answer *out,
		struct trien_err *err)
{
	TR_AUTO_BUF in = {0}, answer = {0};
	struct tr_worker_job run = {.task = TR_TASK_EXTEND, .document = document_fd, .file_count = 1};

	TR_TRY(write_job(job, &in, err));
	run.request = tr_buf_view(&in);
	run.files[0] = tr_worker_memory_file(job->answers);
	if (run.files[0] < 0)
		return TR_ERR(err, WORKER_START, TR_S("why", strerror(errno)));
	trien_rc rc = tr_worker_run(w, &run, &answer, err);
	close(run.files[0]);
	return rc == TRIEN_OK ? read_answer(tr_buf_view(&answer), out, err) : rc;
}

void
tr_extend_answer_free(struct tr_extend_answer *a)
{
	tr_buf_free(&a->step.tail);
	tr_wanted_free(&a->wanted);
}

trien_rc
tr_task_extend_judge(struct tr_worker *w, int document_fd, const struct tr_extend_check *check, struct trien_err *err)
{
	TR_AUTO_BUF in = {0}, answer = {0};

	TR_TRY(tr_wire_add_u64(&in, check->base_size, err));
	TR_TRY(tr_wire_add_u64(&in, (uint64_t)check->now, err));
	TR_TRY(tr_wire_add_bytes(&in, check->trust, err));
	const struct tr_worker_job run = {.task = TR_TASK_EXTEND_JUDGE, .document = document_fd, .request = tr_buf_view(&in)};
	return tr_worker_run(w, &run, &answer, err);
}
