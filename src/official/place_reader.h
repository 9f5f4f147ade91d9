/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A PDF as the source of a placement: words read once, pages drawn where pictures have to be looked at. In the sandbox. */
#ifndef TR_OFFICIAL_PLACE_READER_H
#define TR_OFFICIAL_PLACE_READER_H

#include "official/place.h"

#define TR_PLACE_KEPT_PAGES ((size_t)64)     /* whose words are kept for a second search, */
#define TR_PLACE_KEPT_WORDS ((size_t)100000) /* as long as they are no more than these */
#define TR_PLACE_INK_DPI 72

struct tr_place_reader;
/* file and fonts are borrowed; fonts may be NULL. Errors: those of tr_page_reader_open(). */
TRIEN_MUST_CHECK trien_rc tr_place_reader_open(struct tr_bytes file, const struct tr_page_fonts *fonts, size_t pages,
		struct tr_place_reader **out, struct trien_err *err);
void tr_place_reader_close(struct tr_place_reader *r);
/* Borrowed from r. */
struct tr_page_reader *tr_place_reader_pages(const struct tr_place_reader *r);
/* Borrowed from r. */
const struct tr_place_source *tr_place_reader_source(const struct tr_place_reader *r);
/* Borrowed until the words of another page are asked for. */
TRIEN_MUST_CHECK trien_rc tr_place_reader_words(
		struct tr_place_reader *r, size_t page, const struct tr_page_words **out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_place_reader_draw(struct tr_place_reader *r, size_t page, unsigned dpi,
		struct tr_raster *out, struct trien_err *err);

/* Of a box (in pixels) how much is darker than its ground; 1 where the ground itself is dark. */
double tr_place_ink_share(const struct tr_raster *raster, struct tr_box box);

#endif
