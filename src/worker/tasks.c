/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/tasks.h"

#include "report/report.h"
#include "verify/verify.h"
#include "worker/judge_request.h"
#include "worker/sitting.h"
#include "worker/task_certificate.h"
#include "worker/task_evidence.h"
#include "worker/task_extend.h"
#include "worker/task_issue.h"
#include "worker/task_mail.h"
#include "worker/task_network.h"
#include "worker/task_propose.h"
#include "worker/task_secrecy.h"
#include "worker/task_trust.h"

static trien_rc
verify(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_judging j = {0};
	struct tr_verdict *verdict;

	TR_TRY(tr_judge_request_read(in, in->request, &j, err));
	TR_TRY(tr_judge_answers_read(in, &j, err));
	TR_TRY(tr_sitting_verdict(in, &j.options, &verdict, err));
	if (j.detail == TR_JUDGE_FACTS)
		return tr_verdict_facts_json(verdict, answer, err);
	return tr_report_json(verdict, j.file_name, j.lang, answer, err);
}

static trien_rc
inspect(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_judging j = {0};

	TR_TRY(tr_judge_request_read(in, in->request, &j, err));
	return tr_inspect(in->document, &j.options, j.file_name, answer, err);
}

trien_rc
tr_task_verify(struct tr_worker *w, int document_fd, const struct tr_judge_request *request, int answers, struct tr_buf *json,
		struct trien_err *err)
{
	TR_AUTO_BUF in = {.max = TR_WORKER_REQUEST_MAX};

	TR_TRY(tr_judge_request_write(request, &in, err));
	const struct tr_worker_job job = {.task = TR_TASK_VERIFY, .document = document_fd, .request = tr_buf_view(&in), .files = {answers},
			.file_count = answers >= 0};
	return tr_worker_run(w, &job, json, err);
}

trien_rc
tr_task_inspect(struct tr_worker *w, int document_fd, const struct tr_judge_request *request, struct tr_buf *json,
		struct trien_err *err)
{
	TR_AUTO_BUF in = {0};

	TR_TRY(tr_judge_request_write(request, &in, err));
	const struct tr_worker_job job = {.task = TR_TASK_INSPECT, .document = document_fd, .request = tr_buf_view(&in)};
	return tr_worker_run(w, &job, json, err);
}

static const tr_worker_task tasks[TR_TASK_COUNT] = {
	[TR_TASK_PROPOSE] = tr_task_propose_run, [TR_TASK_VERIFY] = verify, [TR_TASK_INSPECT] = inspect,
	[TR_TASK_ISSUE_JUDGE] = tr_task_issue_judge_run,
	[TR_TASK_TRUST_LOOK] = tr_task_trust_look_run,
	[TR_TASK_EVIDENCE_MAKE] = tr_task_evidence_make_run, [TR_TASK_EVIDENCE_SHOW] = tr_task_evidence_show_run,
	[TR_TASK_EVIDENCE_STAMP] = tr_task_evidence_stamp_run, [TR_TASK_EVIDENCE_JUDGE] = tr_task_evidence_judge_run,
	[TR_TASK_EVIDENCE_LACK] = tr_task_evidence_lack_run,
	[TR_TASK_SECRECY_QUICK] = tr_task_secrecy_quick_run,
	[TR_TASK_STAMP_READ] = tr_task_stamp_read_run, [TR_TASK_EXPIRY] = tr_task_expiry_run,
	[TR_TASK_CERTIFICATE] = tr_task_certificate_run, [TR_TASK_OCSP_NONCE] = tr_task_ocsp_nonce_run, [TR_TASK_MAIL] = tr_task_mail_run,
	[TR_TASK_EXTEND] = tr_task_extend_run, [TR_TASK_EXTEND_JUDGE] = tr_task_extend_judge_run,
	/* Of the program trien-worker: what needs the libraries of pages and pictures (program.c). */
	[TR_TASK_PLACE] = NULL, [TR_TASK_SCAN_READ] = NULL, [TR_TASK_SCAN_MEASURE] = NULL,
	[TR_TASK_SECRECY] = NULL, [TR_TASK_SECRECY_ZONE] = NULL, [TR_TASK_LOOK] = NULL,
	[TR_TASK_RESERVE] = NULL, [TR_TASK_ISSUE] = NULL, [TR_TASK_REPORT] = NULL, [TR_TASK_PICTURE] = NULL,
	[TR_TASK_LEDGER] = NULL, [TR_TASK_ARRIVAL] = NULL, [TR_TASK_TOGETHER] = NULL};

trien_rc
tr_tasks_start(struct tr_worker **out, struct trien_err *err)
{
	TR_TRY(tr_pki_prepare(err));
	return tr_worker_start(tasks, TR_TASK_COUNT, out, err);
}

trien_rc
tr_tasks_nursery(struct tr_nursery **out, struct trien_err *err)
{
	return tr_nursery_start(NULL, TR_TASK_COUNT, out, err);
}

tr_worker_task
tr_task_of_others(size_t task)
{
	return tasks[task];
}
