/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R1 */
/*
 * Natural keys that people type: of the books unit, agency, person, device and service, of which the last column of the key is text. Two of them that differ
 * only in capital letters of ASCII and Đ are one key; blanks and full-width letters are written as everybody writes them when they come in. Codes are of
 * such letters: what other alphabets have of capitals is not looked at.
 */
#ifndef TR_REGISTRY_KEY_H
#define TR_REGISTRY_KEY_H

#include "registry/act.h"

bool tr_key_is_typed(const struct tr_book *b);
/* As it is kept: no white space at its ends, one blank for all that stands between words, full-width letters, digits and signs as ASCII. Memory of the arena, or of the text. */
TRIEN_MUST_CHECK trien_rc tr_key_plain(struct tr_arena *arena, struct tr_text text, struct tr_text *out, struct trien_err *err);
/* Appends what keys that are the same have in common, as the index has it. */
TRIEN_MUST_CHECK trien_rc tr_key_same(struct tr_bytes key, struct tr_buf *out, struct trien_err *err);
/* The id of another row of a typed book that has the same key, the one with these very letters before others; 0: none. but: not this one. */
TRIEN_MUST_CHECK trien_rc tr_key_find(struct tr_sql *db, const struct tr_record *r, int64_t but, int64_t *id, struct trien_err *err);
/* registry.exists. It says the key as it is put, and nothing of the row that has it, which may be out of sight. */
TRIEN_MUST_CHECK trien_rc tr_key_exists(const struct tr_record *r, struct trien_err *err);
/* The same, where another row of a typed book has it. */
TRIEN_MUST_CHECK trien_rc tr_key_check(struct tr_acting *a, const struct tr_record *r, struct trien_err *err);

#endif
