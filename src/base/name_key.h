/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Keys that a database sorts and searches by, byte by byte, so that every back end gives the same order. The order is that of Vietnamese
 * dictionaries: word by word, first by the letters a ă â b c d đ e ê ..., then by the tone (none, huyền, hỏi, ngã, sắc, nặng).
 */
#ifndef TR_BASE_NAME_KEY_H
#define TR_BASE_NAME_KEY_H

#include "base/bytes.h"

/* Words of a name that count; what stands behind them is cut off. */
#define TR_NAME_WORDS_MAX 32u
#define TR_NAME_WORD_LETTERS_MAX 64u

enum tr_name_order {
	TR_NAME_AS_WRITTEN, /* agencies, titles */
	TR_NAME_GIVEN_FIRST, /* people: Nguyễn Văn An stands under An, then under Nguyễn */
};
/* Appends the key to sort by. */
TRIEN_MUST_CHECK trien_rc tr_name_sort_key(
		struct tr_text name, enum tr_name_order order, struct tr_buf *out, struct trien_err *err);
/* Appends its words in their order, lower case, without diacritics, with one blank before each and behind the last; nothing where there is none. */
TRIEN_MUST_CHECK trien_rc tr_name_search_key(struct tr_text name, struct tr_buf *out, struct trien_err *err);

#endif
