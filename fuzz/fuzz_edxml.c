/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Hostile messages of the exchange: whatever is read is within its caps, comes through the sandbox's answer, and is read again as it is written. */
#include <stdint.h>
#include <stdlib.h>

#include "exchange/edxml.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check(const struct tr_edxml *m)
{
	if (m->to_count > TR_EDXML_RECEIVERS_MAX || m->answer_count > TR_EDXML_ANSWERS_MAX || m->attachment_count > TR_EDXML_ATTACHMENTS_MAX ||
			strlen(m->subject) > TR_EDXML_TEXT_MAX)
		__builtin_trap();
	for (size_t i = 0; i < m->attachment_count; i++)
		if (strpbrk(m->attachments[i].name, "/\\") != NULL)
			__builtin_trap();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tr_edxml m = {0}, told = {0}, again = {0};
	TR_AUTO_BUF answer = {0};
	TR_AUTO_BUF written = {0};

	if (tr_edxml_take(TR_BYTES(data, size), &told, NULL) == TRIEN_OK)
		tr_edxml_free(&told);
	if (tr_edxml_read(TR_BYTES(data, size), &m, NULL) != TRIEN_OK)
		return 0;
	check(&m);
	if (tr_edxml_tell(&m, &answer, NULL) != TRIEN_OK || tr_edxml_take(tr_buf_view(&answer), &told, NULL) != TRIEN_OK)
		__builtin_trap();
	/* Names of parts may be of characters that we do not write. */
	if (tr_edxml_write(&told, &written, NULL) == TRIEN_OK) {
		if (tr_edxml_read(tr_buf_view(&written), &again, NULL) != TRIEN_OK || strcmp(again.subject, m.subject) != 0 ||
				again.attachment_count != m.attachment_count)
			__builtin_trap();
		tr_edxml_free(&again);
	}
	tr_edxml_free(&told);
	tr_edxml_free(&m);
	return 0;
}
