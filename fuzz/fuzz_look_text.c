/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The drawing orders of a filled field, in a file that is sound otherwise: with a font that every reader has and an embedded one. */
#include <stdlib.h>

#include "verify/look_text.h"

#define OBJECTS 6u
#define CONTENT 3u

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const bodies[OBJECTS] = {
	"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[]/Count 0>>",
	NULL /* the look itself */, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
	"<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[<</DW 500/FontDescriptor<</FontFile2 6 0 R>>>>]/ToUnicode 6 0 R>>",
	"<</Length 42>>stream\n1 beginbfrange<0030><0039><0030>endbfrange\nendstream"};

static bool
print_file(struct tr_buf *out, const uint8_t *data, size_t size)
{
	size_t at[OBJECTS];
	bool good = tr_buf_addf(out, NULL, "%%PDF-1.7\n") == TRIEN_OK;

	for (unsigned i = 0; good && i < OBJECTS; i++) {
		at[i] = out->n;
		good = tr_buf_addf(out, NULL, "%u 0 obj\n", i + 1) == TRIEN_OK;
		if (good && i + 1 == CONTENT)
			good = tr_buf_addf(out, NULL, "<</BBox[0 0 50 10]/Resources<</Font<</H 4 0 R/C 5 0 R>>>>/Length %zu>>stream\n",
					size) == TRIEN_OK && tr_buf_add(out, data, size, NULL) == TRIEN_OK &&
					tr_buf_addf(out, NULL, "\nendstream") == TRIEN_OK;
		else if (good)
			good = tr_buf_add(out, bodies[i], strlen(bodies[i]), NULL) == TRIEN_OK;
		good = good && tr_buf_addf(out, NULL, "\nendobj\n") == TRIEN_OK;
	}
	const size_t table = out->n;
	good = good && tr_buf_addf(out, NULL, "xref\n0 %u\n0000000000 65535 f \n", OBJECTS + 1) == TRIEN_OK;
	for (unsigned i = 0; good && i < OBJECTS; i++)
		good = tr_buf_addf(out, NULL, "%010zu 00000 n \n", at[i]) == TRIEN_OK;
	return good && tr_buf_addf(out, NULL, "trailer\n<</Size %u/Root 1 0 R>>\nstartxref\n%zu\n%%%%EOF\n", OBJECTS + 1, table) ==
			TRIEN_OK;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	TR_AUTO_BUF file = {0};
	const struct tr_look_place place = {true, true};
	struct tr_look_text text = {0};
	const struct tr_pdf_obj *stream;
	struct tr_pdf *pdf;

	if (!print_file(&file, data, size) || tr_pdf_open(tr_buf_view(&file), NULL, &pdf, NULL) != TRIEN_OK)
		return 0;
	struct tr_look_font *font = calloc(1, sizeof(*font));
	if (font != NULL && tr_pdf_get(pdf, 0, CONTENT, &stream, NULL) == TRIEN_OK &&
			tr_look_text_read(pdf, 0, (struct tr_pdf_ref){CONTENT, 0}, stream, &place, font, &text, NULL) == TRIEN_OK) {
		struct tr_text shown;
		/* What it shows is text, and it was read or has its reason. */
		if (tr_text_of(tr_buf_view(&text.shown), &shown, NULL) != TRIEN_OK || (text.why != NULL && *text.why == '\0'))
			abort();
	}
	tr_buf_free(&text.shown);
	free(font);
	tr_pdf_close(pdf);
	return 0;
}
