/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A file whose signatures are to be extended, with nobody trusted and nothing fetched; and the same bytes as a task's wishes. */
#include "sign/extend.h"
#include "worker/answers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tr_answers answers = {0};
	const struct tr_fetcher fetcher = tr_answers_fetcher(&answers);
	struct tr_extend_request r = {.level = TR_LEVEL_LTA, .now = 1800000000, .fetcher = &fetcher};
	struct tr_extend_step step = {0};
	struct tr_wanted wanted = {0};
	struct tr_cursor c = tr_cursor_of(TR_BYTES(data, size));

	if (tr_sign_extend(TR_BYTES(data, size), &r, &step, NULL) == TRIEN_OK)
		tr_buf_free(&step.tail);
	tr_buf_free(&answers.wanted);
	if (tr_wanted_read(&c, &wanted, NULL) == TRIEN_OK)
		tr_wanted_free(&wanted);
	return 0;
}
