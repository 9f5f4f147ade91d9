/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TR_REGISTRY_ERROR_WORDS_H
#define TR_REGISTRY_ERROR_WORDS_H

#include "trien/error.h"

/*
 * An error as people read it: books, columns, states, roles, acts and the words that a column takes are values of an error by their names, which no
 * language has; here each gets its words, with the name beside it where it is typed in a command: "Cán bộ (person)". What is no such name stays.
 */
void tr_registry_error_words(const struct trien_err *in, enum trien_lang lang, struct trien_err *out);

#endif
