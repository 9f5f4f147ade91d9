/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Kinds of document that the law excludes from digital signing, told by the title line of a page ("GIẤY KHAI SINH"): in
 * capitals or bold, at the beginning of its line and all of it; a title may go on over lines that stand below each other.
 * What only names such a document in its text is none.
 * Requirement: R5.1
 */
#ifndef TR_OFFICIAL_KIND_H
#define TR_OFFICIAL_KIND_H

#include "layout/page.h"

#define TR_KINDS_MAX 64u

struct tr_kind_rules {
	struct tr_text kinds[TR_KINDS_MAX];
	size_t count;
};

/* Searches the upper part of a page. *kind, an index into the rules, is written where the page is titled so. */
bool tr_kind_judge(const struct tr_page_words *words, double head, const struct tr_kind_rules *rules, size_t *kind);
/* Is a line that was read from a picture, in capitals, such a title? Marks on the letters do not count. */
bool tr_kind_line(struct tr_text line, const struct tr_kind_rules *rules, size_t *kind);

#endif
