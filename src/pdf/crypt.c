/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Encrypted files, ISO 32000-2 §7.6. */
#include "pdf/core.h"

#include <stdlib.h>

struct tr_pdf_crypt {
	bool readable;
};

trien_rc
tr_pdf_crypt_open(struct tr_pdf *pdf, const struct tr_pdf_options *options, struct trien_err *err)
{
	const struct tr_pdf_obj *encrypt = tr_pdf_dict_find(pdf->revs[pdf->rev_count - 1].pub.trailer, "Encrypt");

	(void)options;
	if (encrypt == NULL || encrypt->type == TR_PDF_NULL)
		return TRIEN_OK;
	pdf->crypt = tr_mem_zeroed(1, sizeof(*pdf->crypt));
	return pdf->crypt ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*pdf->crypt)));
}

void
tr_pdf_crypt_free(struct tr_pdf_crypt *crypt)
{
	free(crypt);
}

trien_rc
tr_pdf_crypt_object(struct tr_pdf *pdf, struct tr_arena *arena, struct tr_pdf_slot *slot, struct trien_err *err)
{
	(void)pdf, (void)arena, (void)slot, (void)err;
	return TRIEN_OK;
}

trien_rc
tr_pdf_crypt_stream(struct tr_pdf *pdf, struct tr_pdf_ref ref, const struct tr_pdf_obj *stream,
		struct tr_buf *hold, struct tr_bytes *out, struct trien_err *err)
{
	(void)pdf, (void)ref, (void)stream, (void)hold, (void)out;
	return TR_ERR0(err, PDF_ENCRYPTED_UNREADABLE);
}
