/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The half that asks. */
#include "worker/task_evidence.h"

#include "base/errors/worker.h"
#include "worker/wire.h"

trien_rc
tr_evidence_request_write(const struct tr_evidence_sources *s, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(tr_wire_add_u64(out, s->kind, err));
	TR_TRY(tr_wire_add_u64(out, (uint64_t)s->made, err));
	TR_TRY(tr_wire_add_bytes(out, s->trust, err));
	TR_TRY(tr_wire_add_bytes(out, s->responsibility, err));
	return tr_wire_add_u64(out, s->policy >= 0, err);
}

trien_rc
tr_task_evidence_make(struct tr_worker *w, int document, const struct tr_evidence_sources *s, struct tr_buf *record,
		struct trien_err *err)
{
	TR_AUTO_BUF in = {0};
	struct tr_worker_job job = {.task = TR_TASK_EVIDENCE_MAKE, .document = document};

	TR_TRY(tr_evidence_request_write(s, &in, err));
	if (s->policy >= 0)
		job.files[job.file_count++] = s->policy;
	if (s->answers >= 0)
		job.files[job.file_count++] = s->answers;
	job.request = tr_buf_view(&in);
	return tr_worker_run(w, &job, record, err);
}

trien_rc
tr_task_evidence_show(struct tr_worker *w, int record, int zone_minutes, struct tr_buf *json, struct trien_err *err)
{
	TR_AUTO_BUF in = {0};

	TR_TRY(tr_wire_add_u64(&in, (uint64_t)(int64_t)zone_minutes, err));
	const struct tr_worker_job job = {.task = TR_TASK_EVIDENCE_SHOW, .document = record, .request = tr_buf_view(&in)};
	return tr_worker_run(w, &job, json, err);
}

/* From the sandbox. */
static trien_rc
read_lack(struct tr_bytes in, struct tr_buf *json, struct tr_buf *added, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(in);
	const struct tr_bytes words = tr_wire_take_bytes(&c), items = tr_wire_take_bytes(&c);

	if (c.bad || tr_cursor_left(&c) > 0)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	TR_TRY(tr_buf_add_bytes(json, words, err));
	return tr_buf_add_bytes(added, items, err);
}

trien_rc
tr_task_evidence_lack(struct tr_worker *w, int record, const struct tr_evidence_renewal *renewal, struct tr_buf *json,
		struct tr_buf *added, struct trien_err *err)
{
	TR_AUTO_BUF in = {0}, answer = {.max = TR_WORKER_ANSWER_MAX};
	struct tr_worker_job job = {.task = TR_TASK_EVIDENCE_LACK, .document = record};

	TR_TRY(tr_wire_add_u64(&in, (uint64_t)renewal->as_of, err));
	TR_TRY(tr_wire_add_bytes(&in, renewal->trust, err));
	if (renewal->answers >= 0)
		job.files[job.file_count++] = renewal->answers;
	job.request = tr_buf_view(&in);
	TR_TRY(tr_worker_run(w, &job, &answer, err));
	return read_lack(tr_buf_view(&answer), json, added, err);
}

trien_rc
tr_task_evidence_query(struct tr_worker *w, const struct tr_evidence_next *next, struct tr_buf *query, struct trien_err *err)
{
	const struct tr_worker_job job = {.task = TR_TASK_EVIDENCE_STAMP, .document = next->record, .files = {next->added}, .file_count = 1};
	return tr_worker_run(w, &job, query, err);
}

trien_rc
tr_task_evidence_stamp(struct tr_worker *w, const struct tr_evidence_next *next, int reply, struct tr_buf *stamped,
		struct trien_err *err)
{
	const struct tr_worker_job job = {.task = TR_TASK_EVIDENCE_STAMP, .document = next->record, .files = {next->added, reply},
		.file_count = 2};
	return tr_worker_run(w, &job, stamped, err);
}

trien_rc
tr_task_evidence_judge(struct tr_worker *w, const struct tr_evidence_judged *judged, const struct tr_judge_request *request,
		struct tr_buf *json, struct trien_err *err)
{
	TR_AUTO_BUF in = {0};
	struct tr_worker_job job = {.task = TR_TASK_EVIDENCE_JUDGE, .document = judged->document, .files = {judged->record}, .file_count = 1};

	TR_TRY(tr_judge_request_write(request, &in, err));
	if (judged->answers >= 0)
		job.files[job.file_count++] = judged->answers;
	job.request = tr_buf_view(&in);
	return tr_worker_run(w, &job, json, err);
}
