/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Number and date into the reserved fields of any file. What was filled in is there when the result is opened again.
 */
#include <stdlib.h>

#include "official/fill.h"
#include "official/issue_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_filled(struct tr_bytes file, const struct tr_buf *tail, const struct tr_fill_values *v)
{
	TR_AUTO_BUF whole = {0};
	const struct tr_pdf_field *fields;
	struct tr_pdf *pdf;
	size_t count;

	if (tr_buf_add_bytes(&whole, file, NULL) != TRIEN_OK || tr_buf_add_bytes(&whole, tr_buf_view(tail), NULL) != TRIEN_OK)
		return;
	if (tr_pdf_open(tr_buf_view(&whole), NULL, &pdf, NULL) != TRIEN_OK)
		abort();
	if (tr_pdf_fields(pdf, tr_pdf_newest(pdf), &fields, &count, NULL) == TRIEN_OK)
		for (size_t i = 0; i < count; i++)
			if (tr_bytes_are(fields[i].name, "trien.number") && (fields[i].value->type != TR_PDF_STRING ||
					!tr_bytes_are(fields[i].value->u.string, v->number)))
				abort();
	tr_pdf_close(pdf);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const uint8_t id16[16] = {7};
	const struct tr_bytes file = TR_BYTES(data, size);
	struct tr_pdf_update *u = NULL;
	struct tr_fill_values v;
	struct tr_buf tail = {0};
	struct tr_pdf *pdf;

	(void)!tr_issue_check(file, NULL);
	if (tr_fill_values(TR_TEXT_LIT("7"), TR_TEXT_LIT("2026-02-05"), &v, NULL) != TRIEN_OK)
		abort();
	if (tr_pdf_open(file, NULL, &pdf, NULL) != TRIEN_OK)
		return 0;
	if (tr_pdf_update_new(pdf, &u, NULL) == TRIEN_OK && tr_fill(pdf, tr_pdf_newest(pdf), &v, u, NULL) == TRIEN_OK &&
			tr_pdf_update_write(u, id16, &tail, NULL) == TRIEN_OK)
		check_filled(file, &tail, &v);
	tr_buf_free(&tail);
	tr_pdf_update_free(u);
	tr_pdf_close(pdf);
	return 0;
}
