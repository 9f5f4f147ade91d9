/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A placement drawn onto its pages, for people to look at. */
#ifndef TR_OFFICIAL_PLACE_PREVIEW_H
#define TR_OFFICIAL_PLACE_PREVIEW_H

#include "official/place.h"

#define TR_PLACE_PREVIEW_PAGES_MAX ((size_t)16)
#define TR_PLACE_PREVIEW_DPI 100

/* The pages that a placement speaks of, in their order, each once; at most TR_PLACE_PREVIEW_PAGES_MAX. */
size_t tr_place_preview_pages(const struct tr_placement *p, size_t out[TR_PLACE_PREVIEW_PAGES_MAX]);
/* Frames around all that was found on a page: green where sure, orange where not; grey around title and name. */
void tr_place_preview_draw(const struct tr_placement *p, size_t page, unsigned dpi, struct tr_raster *raster);

#endif
