/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/task_network.h"

#include <errno.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/errors/worker.h"
#include "base/message.h"
#include "worker/tasks.h"
#include "worker/wire.h"

int
tr_worker_memory_file(struct tr_bytes b)
{
	int fd = memfd_create("answer", MFD_CLOEXEC);

	if (fd >= 0 && tr_write_all(fd, b.p, b.n))
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* A task whose document is what came over the network. */
static trien_rc
run_on(struct tr_worker *w, enum tr_task task, struct tr_bytes document, const struct tr_buf *request, struct tr_buf *answer,
		struct trien_err *err)
{
	const struct tr_worker_job job = {.task = task, .document = tr_worker_memory_file(document),
			.request = tr_buf_view(request)};

	if (job.document < 0)
		return TR_ERR(err, WORKER_START, TR_S("why", strerror(errno)));
	trien_rc rc = tr_worker_run(w, &job, answer, err);
	close(job.document);
	return rc;
}

/* ---- the answer of a time-stamp authority ---- */

static trien_rc
write_question(const struct tr_tsp_question *q, const char *url, struct tr_buf *b, struct trien_err *err)
{
	TR_TRY(tr_wire_add_u64(b, q->digest, err));
	TR_TRY(tr_wire_add_bytes(b, q->imprint, err));
	TR_TRY(tr_wire_add_bytes(b, q->nonce, err));
	TR_TRY(tr_wire_add_bytes(b, TR_BYTES(q->policy, q->policy != NULL ? strlen(q->policy) : 0), err));
	return tr_wire_add_bytes(b, TR_BYTES(url, strlen(url)), err);
}

trien_rc
tr_task_stamp_read(struct tr_worker *w, const struct tr_tsp_question *q, const char *url, struct tr_bytes response,
		struct tr_buf *token, struct trien_err *err)
{
	TR_AUTO_BUF request = {0};

	TR_TRY(write_question(q, url, &request, err));
	return run_on(w, TR_TASK_STAMP_READ, response, &request, token, err);
}

/* NUL-terminated; the child's memory goes with it. */
static char *
take_string(struct tr_cursor *c)
{
	const struct tr_bytes b = tr_wire_take_bytes(c);
	return strndup(b.n > 0 ? (const char *)b.p : "", b.n);
}

trien_rc
tr_task_stamp_read_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(in->request);
	struct tr_tsp_question q = {.want_certificate = true};

	q.digest = (enum tr_digest)tr_cursor_u64(&c);
	q.imprint = tr_wire_take_bytes(&c);
	q.nonce = tr_wire_take_bytes(&c);
	char *policy = take_string(&c), *url = take_string(&c);
	if (c.bad || tr_cursor_left(&c) > 0 || policy == NULL || url == NULL)
		return TR_ERR(err, INTERNAL, TR_S("what", "stamp request"));
	q.policy = policy[0] != '\0' ? policy : NULL;
	return tr_tsa_read(&q, url, in->document, answer, err);
}

/* ---- how long an answer may be kept ---- */

int64_t
tr_task_expiry(struct tr_worker *w, enum tr_fetch_what what, struct tr_bytes answer)
{
	TR_AUTO_BUF request = {0}, said = {0};

	if (tr_wire_add_u64(&request, what, NULL) != TRIEN_OK ||
			run_on(w, TR_TASK_EXPIRY, answer, &request, &said, NULL) != TRIEN_OK)
		return INT64_MIN;
	struct tr_cursor c = tr_cursor_of(tr_buf_view(&said));
	const int64_t until = (int64_t)tr_cursor_u64(&c);
	return c.bad || tr_cursor_left(&c) > 0 ? INT64_MIN : until;
}

trien_rc
tr_task_expiry_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(in->request);
	const uint64_t what = tr_cursor_u64(&c);

	if (c.bad || what >= TR_FETCH_WHAT_COUNT)
		return TR_ERR(err, INTERNAL, TR_S("what", "expiry request"));
	return tr_wire_add_u64(answer, (uint64_t)tr_fetch_expiry((enum tr_fetch_what)what, in->document), err);
}

/* ---- nonces of OCSP ---- */

enum nonce_act { NONCE_ADD, NONCE_LOOK };

static trien_rc
run_nonce(struct tr_worker *w, enum nonce_act act, struct tr_bytes document, struct tr_bytes nonce, struct tr_buf *answer,
		struct trien_err *err)
{
	TR_AUTO_BUF request = {0};

	TR_TRY(tr_wire_add_u64(&request, act, err));
	TR_TRY(tr_wire_add_bytes(&request, nonce, err));
	return run_on(w, TR_TASK_OCSP_NONCE, document, &request, answer, err);
}

trien_rc
tr_task_ocsp_add_nonce(struct tr_worker *w, struct tr_bytes request, struct tr_bytes nonce, struct tr_buf *out, struct trien_err *err)
{
	return run_nonce(w, NONCE_ADD, request, nonce, out, err);
}

trien_rc
tr_task_ocsp_nonce_of(struct tr_worker *w, struct tr_bytes answer, struct tr_bytes nonce, enum tr_ocsp_nonce *out,
		struct trien_err *err)
{
	TR_AUTO_BUF said = {0};

	TR_TRY(run_nonce(w, NONCE_LOOK, answer, nonce, &said, err));
	struct tr_cursor c = tr_cursor_of(tr_buf_view(&said));
	const uint64_t finding = tr_cursor_u64(&c);
	if (c.bad || tr_cursor_left(&c) > 0 || finding >= TR_OCSP_NONCE_FINDINGS)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	*out = (enum tr_ocsp_nonce)finding;
	return TRIEN_OK;
}

trien_rc
tr_task_ocsp_nonce_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(in->request);
	const uint64_t act = tr_cursor_u64(&c);
	const struct tr_bytes nonce = tr_wire_take_bytes(&c);

	if (c.bad || tr_cursor_left(&c) > 0 || act > NONCE_LOOK)
		return TR_ERR(err, INTERNAL, TR_S("what", "nonce request"));
	return act == NONCE_ADD ? tr_ocsp_add_nonce(in->document, nonce, answer, err)
				: tr_wire_add_u64(answer, tr_ocsp_nonce_of(in->document, nonce), err);
}
