/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Hostile evidence files: what is read is written again byte for byte, shown, and its stamps checked. */
#include <stdint.h>

#include "verify/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct tr_bytes in = TR_BYTES(data, size);
	struct tr_arena arena = {0};
	TR_AUTO_BUF again = {0}, json = {0};
	const struct tr_given_stamp *stamps;
	struct tr_record r;

	if (tr_record_read(in, &arena, &r, NULL) == TRIEN_OK) {
		if (tr_record_write(&r, &again, NULL) != TRIEN_OK || !tr_bytes_equal(tr_buf_view(&again), in))
			__builtin_trap();
		/* The items alone make the same content: nothing hides between them. */
		const struct tr_bytes content = r.content;
		r.content = TR_BYTES(NULL, 0);
		tr_buf_clear(&again);
		if (tr_record_write(&r, &again, NULL) != TRIEN_OK || !tr_bytes_equal(tr_buf_view(&again), in))
			__builtin_trap();
		r.content = content;
		(void)!tr_record_stamps(&r, &arena, &stamps, NULL);
		(void)!tr_record_json(&r, 420, &json, NULL);
	}
	tr_arena_free(&arena);
	return 0;
}
