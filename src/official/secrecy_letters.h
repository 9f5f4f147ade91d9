/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What stands for a letter of a stamp: letters of other alphabets that look the same on paper, and fonts of before Unicode. */
#ifndef TR_OFFICIAL_SECRECY_LETTERS_H
#define TR_OFFICIAL_SECRECY_LETTERS_H

#include "base/vietnamese.h"

#define TR_SECRECY_LETTERS_MAX 48u

/* The letters, digits and marks of a text, nothing else, as code points. */
struct tr_secrecy_letters {
	uint32_t at[TR_SECRECY_LETTERS_MAX + 1];
	size_t n; /* TR_SECRECY_LETTERS_MAX + 1: too many for a stamp */
};

bool tr_secrecy_is_letter(uint32_t c);
void tr_secrecy_add_letters(struct tr_secrecy_letters *l, struct tr_text text);
/* The Latin letter that looks like c: of Cyrillic and Greek, full width, mathematical, in circles, small capitals; c itself otherwise. */
uint32_t tr_secrecy_latin(uint32_t c);
/* The same letters where they were set in TCVN 5712 (".VnTimeH", small letters look like capitals) or VNI. */
void tr_secrecy_from_legacy(struct tr_secrecy_letters *l);
/* As they compare: Latin, base and tone apart. */
size_t tr_secrecy_compared(const struct tr_secrecy_letters *l, struct tr_letter out[TR_SECRECY_LETTERS_MAX]);

#endif
