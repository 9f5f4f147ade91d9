/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* UTF-8: checking, and showing untrusted bytes safely. RFC 3629. */
#ifndef TR_BASE_UTF8_H
#define TR_BASE_UTF8_H

#include "base/bytes.h"

/* Offset of the first byte that is not part of valid UTF-8; b.n where all are. */
size_t tr_utf8_check(struct tr_bytes b);
/*
 * Reads one code point at p (n > 0 bytes left) and its length into *length.
 * Returns UINT32_MAX with length 1 where the bytes are not UTF-8.
 */
uint32_t tr_utf8_next(const uint8_t *p, size_t n, size_t *length);
/* Writes a code point as UTF-8 (1-4 bytes); returns the length, 0 for a surrogate or past U+10FFFF. */
size_t tr_utf8_put(uint32_t cp, uint8_t out[4]);
/* The largest length <= n at which text can be cut without splitting a character. */
size_t tr_utf8_cut(const char *text, size_t n);
/*
 * The first character of a text that is not seen where the text is read: it has no width, turns the order of others round, or is a control other than
 * tab and line end. Two texts that differ by it look the same. 0: none.
 */
uint32_t tr_utf8_hidden(struct tr_text text);
/* White space, also that of word processors (U+00A0, U+2002 ...). */
bool tr_utf8_is_white(uint32_t cp);
/* The text without white space at its ends, also that of word processors (U+00A0, U+2002 ...). */
struct tr_text tr_utf8_trim(struct tr_text text);
/*
 * Copies for people: control characters, bidirectional overrides and bytes
 * that are not UTF-8 become \xNN or \u{...}. Always NUL-terminated, cut at size.
 */
void tr_utf8_printable(const char *p, size_t n, char *out, size_t size);

#endif
