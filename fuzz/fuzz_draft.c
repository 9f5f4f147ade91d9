/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Drafts of word processors, looked at before LibreOffice sees them. An input that begins with "w" or "r" is the text, or the relationships, of a DOCX that is right
 * otherwise: no chance finds the CRC of a changed one.
 */
#include "exchange/draft_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct tr_bytes in = TR_BYTES(data, size);
	struct tr_draft_part part = {.name = "part", .kind = TR_DRAFT_DOCX, .relationships = size > 0 && data[0] == 'r'};
	struct trien_err err = {0};
	enum tr_draft_kind kind;

	if (size > 0 && (data[0] == 'w' || data[0] == 'r'))
		(void)!tr_draft_look_part(&part, tr_bytes_part(in, 1, SIZE_MAX), &err);
	else if (tr_draft_looks_so(in))
		(void)!tr_draft_look(in, &kind, &err);
	if (part.code_n > sizeof(part.code))
		__builtin_trap();
	return 0;
}
