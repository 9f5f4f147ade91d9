/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Block 2 of the layout of Decree 30/2020: the agency that issues the document, top left of page 1, under its superior's name. */
#ifndef TR_OFFICIAL_PLACE_AUTHORITY_H
#define TR_OFFICIAL_PLACE_AUTHORITY_H

#include "official/place_sheet.h"

/* Fills authority of out from page 1; none where the head is not that of an official document. */
TRIEN_MUST_CHECK trien_rc tr_authority_find(const struct tr_sheet *s, struct tr_placement *out, struct trien_err *err);

#endif
