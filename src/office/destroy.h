/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X1 */
/* What is done to one document that is destroyed. */
#ifndef TR_OFFICE_DESTROY_H
#define TR_OFFICE_DESTROY_H

#include "office/retention.h"

/* Within an act: list is the row of the book destruction, with its decision. */
TRIEN_MUST_CHECK trien_rc tr_destroy(struct tr_acting *a, const struct tr_kept *k, const struct tr_record *list, struct trien_err *err);

#endif
