/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R9.2 R9.3
 * Issued documents on their way to agencies of the same installation: a row of the book delivery and a job for each, put in the act that issues. The
 * receiver's clerk takes it in like any document that comes (R10); that is the receipt.
 */
#ifndef TR_OFFICE_DELIVERY_H
#define TR_OFFICE_DELIVERY_H

#include "registry/act.h"

#define TR_JOB_DELIVER "incoming.deliver" /* payload: {"document":17,"agency":3} */

/* Within an act: it was taken in by that agency. Where nothing was sent, nothing is written. */
TRIEN_MUST_CHECK trien_rc tr_delivery_arrived(struct tr_acting *a, int64_t document, int64_t agency, struct trien_err *err);

#endif
