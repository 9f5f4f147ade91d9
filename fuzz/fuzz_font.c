/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A font file of an office: a line is shaped in it, and its subset put into a file and used again. */
#include <stdio.h>
#include <stdlib.h>

#include "layout/font.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define EMPTY_FILE \
	"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n" \
	"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n" \
	"trailer<</Size 3/Root 1 0 R>>\nstartxref\n96\n%%EOF\n"

static trien_rc
put(struct tr_font *f, struct tr_pdf *pdf, struct tr_buf *file, struct tr_pdf_ref *font)
{
	static const uint8_t id[16] = {0};
	struct tr_pdf_update *u;
	TR_AUTO_BUF tail = {0};

	TR_TRY(tr_pdf_update_new(pdf, &u, NULL));
	trien_rc rc = tr_font_put(f, u, font, NULL);
	if (rc == TRIEN_OK)
		rc = tr_pdf_update_write(u, id, &tail, NULL);
	tr_pdf_update_free(u);
	TR_TRY(rc);
	return tr_buf_add_bytes(file, tr_buf_view(&tail), NULL);
}

/* What was put a moment ago is known again. */
static void
use_again(struct tr_bytes font_file, const struct tr_buf *file, struct tr_pdf_ref ref)
{
	struct tr_font *f;
	struct tr_pdf *pdf;

	if (tr_pdf_open(tr_buf_view(file), NULL, &pdf, NULL) != TRIEN_OK || tr_font_open(font_file, &f, NULL) != TRIEN_OK)
		abort();
	(void)!tr_font_reuse(f, pdf, 1, ref, NULL);
	tr_font_free(f);
	tr_pdf_close(pdf);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tr_font *f;
	struct tr_pdf *pdf;
	struct tr_pdf_ref ref;
	TR_AUTO_BUF operators = {0}, file = {0};
	double width;

	if (tr_font_open(TR_BYTES(data, size), &f, NULL) != TRIEN_OK)
		return 0;
	(void)!tr_font_show(f, TR_TEXT_LIT("AV S\xe1\xbb\x91 12 a\xcc\x82\xcc\xa3"), &operators, &width, NULL);
	(void)!tr_font_add(f, TR_TEXT_LIT("A"), NULL);
	if (tr_pdf_open(TR_BYTES_LIT(EMPTY_FILE), NULL, &pdf, NULL) != TRIEN_OK ||
			tr_buf_add_bytes(&file, TR_BYTES_LIT(EMPTY_FILE), NULL) != TRIEN_OK)
		abort();
	if (put(f, pdf, &file, &ref) == TRIEN_OK)
		use_again(TR_BYTES(data, size), &file, ref);
	tr_pdf_close(pdf);
	tr_font_free(f);
	return 0;
}
