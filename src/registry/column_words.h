/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TR_REGISTRY_COLUMN_WORDS_H
#define TR_REGISTRY_COLUMN_WORDS_H

#include "registry/book.h"

/* What people read for a word of a column (for 0 and 1 of a flag); NULL where there is nothing to be said for it. */
const char *tr_column_says(const struct tr_book *b, const struct tr_column *c, const char *word, enum trien_lang lang);
/* The other way, in either language: the word that is said so; NULL where none is. */
const char *tr_column_word_said(const struct tr_book *b, const struct tr_column *c, const char *text);

#endif
