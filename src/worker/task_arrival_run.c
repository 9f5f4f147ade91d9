/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A task of the program trien-worker. */
#include "base/errors/base.h"
#include "official/arrival.h"
#include "worker/task_arrival.h"

trien_rc
tr_task_arrival_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_arrival s = {.file = in->document, .fonts = in->fonts, .id16 = in->request.p};
	TR_AUTO_BUF tail = {.max = TR_WORKER_ANSWER_MAX};
	size_t at = 16;

	if (in->request.n < 16)
		return TR_ERR(err, INTERNAL, TR_S("what", "arrival request"));
	for (size_t i = 0; i < TR_ARRIVAL_LINES && at < in->request.n; i++) {
		const uint8_t *from = in->request.p + at, *end = memchr(from, '\n', in->request.n - at);
		s.lines[i] = TR_BYTES(from, end != NULL ? (size_t)(end - from) : in->request.n - at);
		at += s.lines[i].n + 1;
	}
	TR_TRY(tr_arrival_put(&s, &tail, err));
	TR_TRY(tr_buf_add_byte(answer, s.over ? 1 : 0, err));
	return tr_buf_add_bytes(answer, tr_buf_view(&tail), err);
}
