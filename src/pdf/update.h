/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Appends one revision. Earlier bytes are never touched: the result is the
 * "tail" that stands behind them. The cross-reference section is written in
 * the style of the last one (§7.5.4, §7.5.8), with free entries for holes.
 */
#ifndef TR_PDF_UPDATE_H
#define TR_PDF_UPDATE_H

#include "pdf/file.h"

struct tr_pdf_update;

/*
 * Begins a revision on top of the newest one of pdf, which must outlive it.
 * pdf.encrypted-write where the file is encrypted.
 */
TRIEN_MUST_CHECK trien_rc tr_pdf_update_new(
		struct tr_pdf *pdf, struct tr_pdf_update **out, struct trien_err *err);
void tr_pdf_update_free(struct tr_pdf_update *u);

/* A number that no revision has used. */
TRIEN_MUST_CHECK trien_rc tr_pdf_update_number(struct tr_pdf_update *u, uint32_t *out, struct trien_err *err);
/*
 * Gives an object (new or existing, with its generation) a new body: the text between "obj" and
 * "endobj". The bytes are copied. Once a number.
 */
TRIEN_MUST_CHECK trien_rc tr_pdf_update_put(
		struct tr_pdf_update *u, struct tr_pdf_ref ref, struct tr_bytes body, struct trien_err *err);
/*
 * The same for a stream: dict is the text between << and >> without /Length; data is written as it is.
 */
TRIEN_MUST_CHECK trien_rc tr_pdf_update_put_stream(struct tr_pdf_update *u, struct tr_pdf_ref ref,
		struct tr_bytes dict, struct tr_bytes data, struct trien_err *err);
/*
 * Where, inside the body of an object put before, a mark of the caller ended up: offset in the whole file.
 * Valid after tr_pdf_update_write().
 */
TRIEN_MUST_CHECK trien_rc tr_pdf_update_offset(
		const struct tr_pdf_update *u, uint32_t num, uint64_t *body_at, struct trien_err *err);
/*
 * Appends the whole revision to tail: an EOL where the base has none at its
 * end, objects, cross-reference section, trailer, startxref, %%EOF. id16 are
 * 16 random bytes for the second half of /ID (the first half is kept; both are made where there was none).
 */
TRIEN_MUST_CHECK trien_rc tr_pdf_update_write(
		struct tr_pdf_update *u, const uint8_t id16[16], struct tr_buf *tail, struct trien_err *err);

#endif
