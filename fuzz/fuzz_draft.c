/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Drafts of word processors, looked at before LibreOffice sees them; and filled as templates, after which they pass the same look. An input that begins with "w" or "r" is the text, or the relationships, of a DOCX that is right
 * otherwise: no chance finds the CRC of a changed one.
 */
#include "exchange/draft_fill.h"
#include "exchange/draft_parts.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
fill(struct tr_bytes in)
{
	const struct tr_draft_values values = {{"Về việc <mẫu> & \"mẫu\"", "Quyết định", "QĐ-UBND", "Sở Mẫu", NULL, "A", "-"}};
	TR_AUTO_BUF out = {.max = TR_DRAFT_FILE_MAX};
	struct trien_err err = {0};
	enum tr_draft_kind kind;
	size_t places;

	if (tr_draft_fill(in, &values, &out, &places, &err) == TRIEN_OK && tr_draft_look(tr_buf_view(&out), &kind, &err) != TRIEN_OK)
		__builtin_trap();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct tr_bytes in = TR_BYTES(data, size);
	struct tr_draft_part part = {.name = "part", .kind = TR_DRAFT_DOCX, .relationships = size > 0 && data[0] == 'r'};
	struct trien_err err = {0};
	enum tr_draft_kind kind;

	if (size > 0 && (data[0] == 'w' || data[0] == 'r'))
		(void)!tr_draft_look_part(&part, tr_bytes_part(in, 1, SIZE_MAX), &err);
	else if (tr_draft_looks_so(in) && tr_draft_look(in, &kind, &err) == TRIEN_OK)
		fill(in);
	if (part.code_n > sizeof(part.code))
		__builtin_trap();
	return 0;
}
