/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Block 7 of the layout of Decree 30/2020 (Annex I, part II): authority prefix, title, room for the handwriting, full name. */
#ifndef TR_OFFICIAL_PLACE_BLOCK_H
#define TR_OFFICIAL_PLACE_BLOCK_H

#include "official/place_sheet.h"

#define TR_BLOCK_PAGE_NAMES_MAX 64   /* whole lines of that name on one page that are looked at */
#define TR_BLOCK_PAGE_LOOKS_MAX 1024 /* lines of a page that may be a title or a name, where nobody is named */

struct tr_block {
	struct tr_place_signatory found;
	bool spelt;    /* exactly as asked for, diacritics included */
	bool complete; /* a title known as one, and some room */
};

struct tr_blocks {
	struct tr_block items[TR_PLACE_CANDIDATES_MAX];
	size_t count;
	bool cut;         /* there are more */
	struct tr_block nameless; /* the last title without a name, where `has_nameless` */
	bool has_nameless;
	size_t nameless_page; /* of the first */
	size_t elsewhere; /* the name in running text, tables, lists */
	bool tail;        /* the page before ended with a title that has no name yet */
	struct tr_text tail_text;
};

struct tr_block_search {
	const struct tr_place_source *source;
	const struct tr_letter *name; /* n == 0: any */
	size_t n;
	struct tr_arena *arena;
};

/* Adds the blocks of this page. */
TRIEN_MUST_CHECK trien_rc tr_blocks_read(const struct tr_block_search *search, const struct tr_sheet *s,
		struct tr_blocks *out, struct trien_err *err);

#endif
