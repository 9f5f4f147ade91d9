/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The words of official language by which parts of a document are known. */
#ifndef TR_OFFICIAL_PLACE_WORDS_H
#define TR_OFFICIAL_PLACE_WORDS_H

#include "base/vietnamese.h"

#define TR_TITLE_LETTERS 512

/* Does `text` (its spaces do not count) stand somewhere in these letters? */
bool tr_words_have(const struct tr_letter *l, size_t n, const char *text);
bool tr_words_start(const struct tr_letter *l, size_t n, const char *text);

/* A post or a role in which one signs: "giám đốc", "chủ tịch", "người lập". */
bool tr_words_title(const struct tr_letter *l, size_t n);
bool tr_words_title_first(const struct tr_letter *l, size_t n);
/* A post of a committee, which people hold beside their office; and an office of that sort, by the body that it names. */
bool tr_words_committee(const struct tr_letter *l, size_t n);
bool tr_words_office(const struct tr_letter *l, size_t n);
/* What stands in capitals and is no post: the motto, heads of tables, names of parts. */
bool tr_words_no_title(const struct tr_letter *l, size_t n);
/* Ranks or degrees that may stand before a name: "Đại tá", "GS.TS.", or an abbreviation in capitals with a dot: "BSNT." */
bool tr_words_rank(const struct tr_letter *l, size_t n);
/* "TM.", "Q.", "KT.", "TL.", "TUQ." with which a line of the title starts, given its first word; "" otherwise. */
const char *tr_words_prefix(const struct tr_letter *l, size_t n);

/* The kind of document that an abbreviation of Annex III stands for ("QĐ": "quyết định"); NULL where it is none. */
const char *tr_words_kind(const struct tr_letter *l, size_t n);

#endif
