/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The half that asks. */
#include "worker/task_evidence.h"

#include "worker/wire.h"

trien_rc
tr_task_evidence_make(struct tr_worker *w, int document, const struct tr_evidence_sources *s, struct tr_buf *record,
		struct trien_err *err)
{
	TR_AUTO_BUF in = {0};
	struct tr_worker_job job = {.task = TR_TASK_EVIDENCE_MAKE, .document = document};

	TR_TRY(tr_wire_add_u64(&in, s->kind, err));
	TR_TRY(tr_wire_add_u64(&in, (uint64_t)s->made, err));
	TR_TRY(tr_wire_add_bytes(&in, s->trust, err));
	TR_TRY(tr_wire_add_bytes(&in, s->responsibility, err));
	TR_TRY(tr_wire_add_u64(&in, s->policy >= 0, err));
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

trien_rc
tr_task_evidence_query(struct tr_worker *w, int record, struct tr_buf *query, struct trien_err *err)
{
	const struct tr_worker_job job = {.task = TR_TASK_EVIDENCE_STAMP, .document = record};
	return tr_worker_run(w, &job, query, err);
}

trien_rc
tr_task_evidence_stamp(struct tr_worker *w, int record, int reply, struct tr_buf *stamped, struct trien_err *err)
{
	const struct tr_worker_job job = {.task = TR_TASK_EVIDENCE_STAMP, .document = record, .files = {reply}, .file_count = 1};
	return tr_worker_run(w, &job, stamped, err);
}

trien_rc
tr_task_evidence_judge(struct tr_worker *w, int document, int record, const struct tr_judge_request *request,
		struct tr_buf *json, struct trien_err *err)
{
	TR_AUTO_BUF in = {0};

	TR_TRY(tr_judge_request_write(request, &in, err));
	const struct tr_worker_job job = {.task = TR_TASK_EVIDENCE_JUDGE, .document = document, .files = {record}, .file_count = 1,
		.request = tr_buf_view(&in)};
	return tr_worker_run(w, &job, json, err);
}
