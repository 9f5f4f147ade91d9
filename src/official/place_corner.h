/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Free room at the top right of page 1: box 14 of the layout, for copies, annexes and digitised paper. */
#ifndef TR_OFFICIAL_PLACE_CORNER_H
#define TR_OFFICIAL_PLACE_CORNER_H

#include "official/place_sheet.h"

TRIEN_MUST_CHECK trien_rc tr_corner_find(const struct tr_place_source *source, const struct tr_page_words *page,
		const struct tr_place_request *request, struct tr_placement *out, struct trien_err *err);

#endif
