/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Vietnamese letters as they compare: without case, in NFC or NFD, and with the
 * tone mark on either vowel (hoà, hòa). Spaces do not count, so that a name
 * that was taken apart into letters is the same name.
 */
#ifndef TR_BASE_VIETNAMESE_H
#define TR_BASE_VIETNAMESE_H

#include "base/bytes.h"

enum tr_tone { TR_TONE_NONE, TR_TONE_GRAVE, TR_TONE_ACUTE, TR_TONE_HOOK, TR_TONE_TILDE, TR_TONE_DOT };

struct tr_letter {
	uint16_t base; /* lower case, with circumflex, breve or horn, without the tone; U+FFFD past the BMP */
	uint8_t tone;  /* enum tr_tone */
	bool upper;
};

/*
 * The characters of a text without spaces, apostrophes, soft hyphens and what has no width; at most max. What producers write in
 * place of a Vietnamese letter counts as that letter: Eth for Đ, Ƣ for Ư.
 */
size_t tr_letters_of(struct tr_text text, struct tr_letter *out, size_t max);

/* Is a Vietnamese letter of it written as a vowel with its marks behind it (NFD), where one character would do? Marks that no such character has may stay. */
bool tr_letters_apart(struct tr_text text);

/* Is it a letter, or what stands for one (U+FFFD, other alphabets)? Digits and punctuation are none. */
bool tr_letter_is(uint16_t base);
/* a for ă and â, d for đ ...: as one writes without diacritics. */
uint16_t tr_letter_bare(uint16_t base);

enum tr_letters_match {
	TR_LETTERS_DIFFER,
	TR_LETTERS_BARE,  /* equal but for diacritics */
	TR_LETTERS_EQUAL, /* case and the place of a tone mark do not matter */
};
enum tr_letters_match tr_letters_compare(const struct tr_letter *a, const struct tr_letter *b, size_t n);

#endif
