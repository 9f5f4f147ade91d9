/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Every set of the words of a name is kept with the name, so that all names that have some words together are one range of an index, in their
 * order. Of a name of many words there would be too many sets: each of its words is kept alone, and apart from the others.
 *
 * A set is a text: how many words it has, then the words, sorted, with blanks between them. A word alone of a long name stands behind a zero.
 */
#ifndef TR_REGISTRY_WORD_SET_H
#define TR_REGISTRY_WORD_SET_H

#include "base/name_key.h"
#include "registry/limits.h"

#define TR_SET_OF_ONE '1'
#define TR_SET_OF_LONG '0'

/* Different words, sorted by their bytes. */
struct tr_name_words {
	struct tr_bytes word[TR_NAME_WORDS_MAX];
	size_t count;
};
/* Of a key to search by; they are parts of it. */
void tr_name_words_of(const char *search_key, struct tr_name_words *out);
/* Puts one into its place, if it is not there. */
void tr_name_words_add(struct tr_name_words *w, struct tr_bytes word);
/* Appends the set of those whose bits are in `which`, without a NUL. */
TRIEN_MUST_CHECK trien_rc tr_word_set(const struct tr_name_words *w, uint32_t which, struct tr_buf *out, struct trien_err *err);

#endif
