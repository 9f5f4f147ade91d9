/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Several tasks about one document in one child: a task of the program trien-worker. */
#include "base/errors/base.h"
#include "base/message.h"
#include "worker/child.h"
#include "worker/sitting.h"
#include "worker/task_place.h"
#include "worker/task_secrecy.h"
#include "worker/tasks.h"
#include "worker/wire.h"

trien_rc
tr_sitting_pages(const struct tr_worker_input *in, struct tr_place_reader **out, size_t *pages, struct trien_err *err)
{
	struct tr_sitting *s = in->sitting;
	struct tr_pdf *pdf;

	if (s != NULL && s->reader != NULL) {
		*out = s->reader;
		*pages = s->pages;
		return TRIEN_OK;
	}
	TR_TRY(tr_pdf_open(in->document, NULL, &pdf, err));
	const trien_rc rc = tr_pdf_page_count(pdf, tr_pdf_newest(pdf), pages, err);
	tr_pdf_close(pdf);
	TR_TRY(rc);
	TR_TRY(tr_place_reader_open(in->document, tr_page_fonts_bare(in->fonts), *pages, out, err));
	if (s != NULL) {
		s->reader = *out;
		s->pages = *pages;
	}
	return TRIEN_OK;
}

static tr_worker_task
task_of(uint64_t task)
{
	if (task == TR_TASK_SECRECY)
		return tr_task_secrecy_run;
	if (task == TR_TASK_PLACE)
		return tr_task_place_run;
	return task < TR_TASK_COUNT ? tr_task_of_others((size_t)task) : NULL;
}

/* What is wrong with the document is the part's own answer; where memory is at its end, none of them is done. */
static trien_rc
run_part(const struct tr_worker_input *in, tr_worker_task task, struct tr_buf *answer, struct trien_err *err)
{
	TR_AUTO_BUF raw = {.max = TR_WORKER_ANSWER_MAX};
	struct trien_err why = {0};

	TR_TRY(tr_buf_add_byte(&raw, TR_ANSWER_OK, err));
	const trien_rc rc = task(in, &raw, &why);
	if (rc != TRIEN_OK && strcmp(trien_err_class(rc), "resource") == 0) {
		*err = why;
		return rc;
	}
	if (rc != TRIEN_OK) {
		tr_buf_clear(&raw);
		TR_TRY(tr_buf_add_byte(&raw, TR_ANSWER_ERROR, err));
		TR_TRY(tr_message_write_error(&raw, &why, err));
	}
	return tr_wire_add_bytes(answer, tr_buf_view(&raw), err);
}

trien_rc
tr_task_together_run(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(in->request);
	struct tr_sitting sitting = {0};

	while (tr_cursor_left(&c) > 0) {
		const tr_worker_task task = task_of(tr_cursor_u64(&c));
		struct tr_worker_input one = *in;
		one.file_count = (size_t)tr_cursor_u64(&c);
		one.request = tr_wire_take_bytes(&c);
		one.sitting = &sitting;
		if (c.bad || task == NULL || one.file_count > in->file_count)
			return TR_ERR(err, INTERNAL, TR_S("what", "together request"));
		TR_TRY(task == tr_task_secrecy_run && sitting.clear ? tr_wire_add_bytes(answer, TR_BYTES(NULL, 0), err) : run_part(&one, task, answer, err));
	}
	return TRIEN_OK;
}
