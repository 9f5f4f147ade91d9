/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R9.2 R9.3
 * Issued documents on their way to agencies of the same installation: a row of the book delivery for each, put in the act that issues. The
 * receiver's clerk takes the file in like any document that comes (R10); that is the receipt.
 */
#ifndef TR_OFFICE_DELIVERY_H
#define TR_OFFICE_DELIVERY_H

#include "registry/act.h"

/* Within an act: the issued file of this hash was taken in by that agency. Where nothing was sent, nothing is written. */
TRIEN_MUST_CHECK trien_rc tr_delivery_arrived(struct tr_acting *a, struct tr_bytes file, int64_t agency, struct trien_err *err);
/* Within an act: a document on paper was received by its receiver, as that arrival. office.delivery-taken where it was received before. */
TRIEN_MUST_CHECK trien_rc tr_delivery_received(struct tr_acting *a, int64_t delivery, int64_t arrival, struct trien_err *err);

#endif
