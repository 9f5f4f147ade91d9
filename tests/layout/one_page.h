/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A document of one page for tests of what stands on it. */
#ifndef TESTS_LAYOUT_ONE_PAGE_H
#define TESTS_LAYOUT_ONE_PAGE_H

#include "layout/page.h"
#include "make.h"

/*
 * The page has these keys (a /MediaBox among them) and this content. Fonts: F1 Helvetica, F2 Times-Bold, F3
 * Times-Italic, F4 Times-Roman whose digits and signs stand for other characters:
 *   0 U+0065 e, 1 U+0302, 2 U+0301, 3 U+0323, 4 U+FB01, 5 U+00AD, 6 U+00A0, 7 U+200B, 8 U+1EC7, 9 "ff"+U+0301,
 *   : U+0069 i, ; U+0041 A
 * F5 a name that nobody has. F6 Times-Roman by codes of two bytes: 0001 U+0111, 0002 "fi", 0003 U+1F600, 0010..0012 a b c, ffff A, no other. G0 makes fills see-through, G1 multiplies, G2 sets a
 * soft mask that itself says "mask", G3 ends both. I1 an opaque picture, I2 one with a soft mask, 2 by 2 each.
 */
void one_page(struct make *m, const char *keys, const char *content);
/* Opens it, reads its words, closes it. */
struct tr_page_words one_page_words(const char *keys, const char *content);
/* Finds a word by its text; fails the test where there is none. */
const struct tr_word *one_word(const struct tr_page_words *w, const char *text);

#define A_PAGE "/MediaBox[0 0 600 800]"

#endif
