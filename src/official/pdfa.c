/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "official/pdfa.h"

#define METADATA_MAX ((size_t)4 << 20)

trien_rc
tr_pdfa_part(struct tr_pdf *pdf, size_t rev, int *out, struct trien_err *err)
{
	static const char *const marks[] = {"pdfaid:part>", "pdfaid:part=\"", "pdfaid:part='"};
	const struct tr_pdf_obj *catalog, *written, *stream;
	struct tr_pdf_ref ref;
	TR_AUTO_BUF xmp = {0};

	*out = 0;
	TR_TRY(tr_pdf_catalog(pdf, rev, &catalog, &ref, err));
	written = tr_pdf_dict_find(catalog, "Metadata");
	TR_TRY(tr_pdf_find(pdf, rev, catalog, "Metadata", &stream, err));
	if (stream->type != TR_PDF_STREAM || !tr_pdf_is(written, TR_PDF_REF))
		return TRIEN_OK;
	if (tr_pdf_stream_data(pdf, rev, written->u.ref, stream, METADATA_MAX, &xmp, NULL) != TRIEN_OK)
		return TRIEN_OK;
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++) {
		const size_t n = strlen(marks[i]);
		const uint8_t *at = xmp.n > 0 ? memmem(xmp.p, xmp.n, marks[i], n) : NULL;
		if (at != NULL && at + n < xmp.p + xmp.n && at[n] >= '1' && at[n] <= '9')
			*out = at[n] - '0';
	}
	return TRIEN_OK;
}
