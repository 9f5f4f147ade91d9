/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The half that asks: judge the file, have it filled in, judge the result. */
#include "worker/task_issue.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/errors/worker.h"
#include "base/message.h"
#include "worker/task_look.h"
#include "worker/task_propose.h"
#include "worker/tasks.h"
#include "worker/wire.h"

/* tail_fd: what would stand behind the document; -1: the document alone. */
static trien_rc
judge(struct tr_worker *w, int document_fd, int tail_fd, const struct tr_issue_request *r, struct trien_err *err)
{
	TR_AUTO_BUF in = {0}, answer = {0};
	struct tr_worker_job job = {.task = TR_TASK_ISSUE_JUDGE, .document = document_fd};

	TR_TRY(tr_wire_add_u64(&in, (uint64_t)r->sign.time, err));
	TR_TRY(tr_wire_add_u64(&in, (uint64_t)(int64_t)r->sign.zone_minutes, err));
	TR_TRY(tr_wire_add_bytes(&in, r->trust, err));
	TR_TRY(tr_wire_add_u64(&in, tail_fd >= 0, err));
	job.request = tr_buf_view(&in);
	if (tail_fd >= 0)
		job.files[job.file_count++] = tail_fd;
	if (r->answers >= 0)
		job.files[job.file_count++] = r->answers;
	return tr_worker_run(w, &job, &answer, err);
}

static trien_rc
judge_result(struct tr_worker *w, int document_fd, const struct tr_sign_proposal *made, const struct tr_issue_request *r,
		struct trien_err *err)
{
	int fd = memfd_create("tail", MFD_CLOEXEC);

	if (fd < 0 || !tr_write_all(fd, made->tail.p, made->tail.n)) {
		trien_rc rc = TR_ERR(err, WORKER_START, TR_S("why", strerror(errno)));
		if (fd >= 0)
			close(fd);
		return rc;
	}
	trien_rc rc = judge(w, document_fd, fd, r, err);
	close(fd);
	return rc;
}

static trien_rc
fill(struct tr_worker *w, int document_fd, const struct tr_issue_request *r, struct tr_sign_proposal *out,
		struct tr_lint_findings *findings, struct trien_err *err)
{
	TR_AUTO_BUF in = {0}, answer = {0};
	struct tr_worker_job job = {.task = TR_TASK_ISSUE, .document = document_fd};

	TR_TRY(tr_wire_add_sign_request(&in, &r->sign, err));
	TR_TRY(tr_wire_add_text(&in, r->number, err));
	TR_TRY(tr_wire_add_text(&in, r->date, err));
	TR_TRY(tr_wire_add_length(&in, r->diameter_mm, err));
	TR_TRY(tr_wire_add_bytes(&in, TR_BYTES(&r->rules, sizeof(r->rules)), err));
	job.request = tr_buf_view(&in);
	if (r->picture >= 0)
		job.files[job.file_count++] = r->picture;
	TR_TRY(tr_worker_run(w, &job, &answer, err));
	return tr_look_take_answer(&answer, out, findings, err);
}

trien_rc
tr_task_issue(struct tr_worker *w, int document_fd, const struct tr_issue_request *r, struct tr_sign_proposal *out,
		struct tr_lint_findings *findings, struct trien_err *err)
{
	struct tr_sign_proposal made = {0};

	TR_TRY(judge(w, document_fd, -1, r, err));
	TR_TRY(fill(w, document_fd, r, &made, findings, err));
	trien_rc rc = judge_result(w, document_fd, &made, r, err);
	if (rc == TRIEN_OK)
		*out = made;
	else
		tr_sign_proposal_free(&made);
	return rc;
}
