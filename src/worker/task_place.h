/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Placement in the sandbox, with pictures of the pages that it speaks of. */
#ifndef TR_WORKER_TASK_PLACE_H
#define TR_WORKER_TASK_PLACE_H

#include "official/place.h"
#include "official/place_preview.h"
#include "worker/worker.h"

struct tr_place_preview {
	size_t page;
	struct tr_buf png;
};

struct tr_place_answer {
	size_t pages; /* of the document */
	struct tr_placement placement;
	struct tr_place_preview previews[TR_PLACE_PREVIEW_PAGES_MAX];
	size_t preview_count;
};

/* dpi 0: no pictures. Free with tr_place_answer_free(). */
TRIEN_MUST_CHECK trien_rc tr_task_place(struct tr_worker *w, int document_fd, const struct tr_place_request *request,
		unsigned dpi, struct tr_place_answer *out, struct trien_err *err);
/* The request of TR_TASK_PLACE, for who gives it to a worker himself. */
TRIEN_MUST_CHECK trien_rc tr_place_request_write(const struct tr_place_request *request, unsigned dpi, struct tr_buf *out, struct trien_err *err);
void tr_place_answer_free(struct tr_place_answer *a);

/* The half in the sandbox. */
TRIEN_MUST_CHECK trien_rc tr_task_place_run(
		const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err);
/* Reads what it answered, which is hostile: worker.answer-invalid. */
TRIEN_MUST_CHECK trien_rc tr_place_answer_read(struct tr_bytes in, struct tr_place_answer *out, struct trien_err *err);

#endif
