/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Running text around a word, cut into words, numbers, leaders and signs, each with its place on the line. */
#ifndef TR_OFFICIAL_PLACE_STREAM_H
#define TR_OFFICIAL_PLACE_STREAM_H

#include "official/place_sheet.h"

#define TR_STREAM_TOKENS ((size_t)384)

enum tr_token_kind {
	TR_TOKEN_WORD,
	TR_TOKEN_NUMBER, /* digits */
	TR_TOKEN_LEADER, /* dots, dashes, lines to write on */
	TR_TOKEN_SIGN,   /* one character */
	TR_TOKEN_BREAK,  /* the next line */
};

struct tr_token {
	enum tr_token_kind kind;
	const struct tr_letter *letters;
	size_t n;
	double x0, x1;
	size_t word;
	bool glued; /* no space before it */
};

struct tr_stream {
	const struct tr_sheet *s;
	struct tr_token tokens[TR_STREAM_TOKENS];
	size_t count;
	size_t at;   /* the token that was asked for */
	double left; /* edge of its column */
	size_t first; /* word with which its column starts on its line */
};

/* Dots, dashes, lines: what is printed to be written on. */
bool tr_letter_leads(uint16_t base);
/* Where each letter of a word ends (n of them): its box is shared out among them by their usual widths. */
void tr_word_ends(const struct tr_sheet_word *w, double *ends);
/* Two lines before a word to two lines after it, within its column; the word's letters from `skip` on are token `at`. */
void tr_stream_read(const struct tr_sheet *s, size_t line, size_t word, unsigned mark, struct tr_stream *out);
/* Is it this word? */
bool tr_token_is(const struct tr_token *t, const char *word);
bool tr_token_is_sign(const struct tr_token *t, uint16_t base);

#endif
