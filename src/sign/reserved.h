/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The names of what `trien reserve` puts into a document, and the one order in which it is signed: the persons by
 * their number, the agency's seal last (Regulation, Điều 9.3). Names are for ever: signed files carry them.
 */
#ifndef TR_SIGN_RESERVED_H
#define TR_SIGN_RESERVED_H

#include "sign/document.h"

#define TR_RESERVED_ROOT "trien"
#define TR_RESERVED_SIGN "trien.sign." /* and a number from 1 */
#define TR_RESERVED_SEAL "trien.seal"
/* In the number's field: day, month and year that the page has typed, 0 where it has not. */
#define TR_RESERVED_TYPED "TRIEN_Typed"

/* The field whose turn it is; NULL where none is reserved, or all are signed. */
const struct tr_pdf_field *tr_sign_next_reserved(const struct tr_sign_doc *d);

/* sign.issued where the agency's seal stands already: it has locked all, and nobody signs behind it. */
TRIEN_MUST_CHECK trien_rc tr_sign_check_issued(const struct tr_sign_doc *d, struct trien_err *err);

/*
 * Refuses to sign a reserved field whose turn has not come: sign.order where one before it is empty;
 * sign.reserved-unfilled where it is the seal, texts are reserved, and the revision does not fill them in (what
 * somebody wrote into them before may look otherwise than its value); sign.signer-name where the field waits for a
 * person or an agency whom neither the certificate's holder nor the name given for the signature names; sign.look-wanted where it
 * has a place on a page, and the request shows nothing and does not say that this is meant.
 */
TRIEN_MUST_CHECK trien_rc tr_sign_check_order(
		const struct tr_sign_doc *d, const struct tr_sign_target *target, struct trien_err *err);

#endif
