/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/utf8.h"

#include <stdio.h>

static size_t
sequence_length(uint8_t lead)
{
	if (lead < 0x80)
		return 1;
	if (lead >= 0xc2 && lead < 0xe0)
		return 2;
	if (lead >= 0xe0 && lead < 0xf0)
		return 3;
	return lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
}

uint32_t
tr_utf8_next(const uint8_t *p, size_t n, size_t *length)
{
	static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
	size_t len = sequence_length(p[0]);
	uint32_t cp = len == 1 ? p[0] : p[0] & (0x7fu >> len);

	*length = 1;
	if (len == 0 || len > n)
		return UINT32_MAX;
	for (size_t i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return UINT32_MAX;
		cp = cp << 6 | (p[i] & 0x3f);
	}
	if (cp < least[len] || cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000))
		return UINT32_MAX;
	*length = len;
	return cp;
}

size_t
tr_utf8_put(uint32_t cp, uint8_t out[4])
{
	if (cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000))
		return 0;
	if (cp < 0x80) {
		out[0] = (uint8_t)cp;
		return 1;
	}
	size_t len = cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
	for (size_t i = len - 1; i > 0; i--, cp >>= 6)
		out[i] = (uint8_t)(0x80 | (cp & 0x3f));
	out[0] = (uint8_t)((0xf00u >> len) | cp);
	return len;
}

size_t
tr_utf8_check(struct tr_bytes b)
{
	size_t at = 0, len;
	while (at < b.n) {
		if (b.p[at] < 0x80) { /* most of what there is */
			at++;
			continue;
		}
		if (tr_utf8_next(b.p + at, b.n - at, &len) == UINT32_MAX)
			return at;
		at += len;
	}
	return at;
}

size_t
tr_utf8_cut(const char *text, size_t n)
{
	size_t at = n;
	while (at > 0 && n - at < 4 && ((uint8_t)text[at - 1] & 0xc0) == 0x80)
		at--;
	if (at == 0)
		return 0;
	size_t want = sequence_length((uint8_t)text[at - 1]);
	return at - 1 + want <= n ? n : at - 1;
}

/* Characters that could disguise what a terminal or a page shows. */
static bool
is_deceptive(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || (cp >= 0x200b && cp <= 0x200f) ||
	       (cp >= 0x2028 && cp <= 0x202e) || (cp >= 0x2066 && cp <= 0x2069) || cp == 0xfeff;
}

/* No width, or blank where a letter would be: fillers of Hangul and Braille, joiners, tags, selectors. */
static bool
is_blank_letter(uint32_t cp)
{
	return cp == 0xad || cp == 0x34f || cp == 0x115f || cp == 0x1160 || cp == 0x180e || (cp >= 0x2060 && cp <= 0x206f) || cp == 0x2800 || cp == 0x3164 ||
	       (cp >= 0xfe00 && cp <= 0xfe0f) || cp == 0xffa0 || (cp >= 0xfff9 && cp <= 0xfffb) || (cp >= 0xe0000 && cp <= 0xe0fff);
}

uint32_t
tr_utf8_hidden(struct tr_text text)
{
	size_t length;

	for (size_t at = 0; at < text.n; at += length) {
		const uint32_t cp = tr_utf8_next((const uint8_t *)text.p + at, text.n - at, &length);
		if (cp != '\t' && cp != '\n' && cp != '\r' && (is_deceptive(cp) || is_blank_letter(cp)))
			return cp;
	}
	return 0;
}

bool
tr_utf8_is_white(uint32_t cp)
{
	return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0xa0 || (cp >= 0x2000 && cp <= 0x200a) || cp == 0x202f || cp == 0x205f || cp == 0x3000;
}

struct tr_text
tr_utf8_trim(struct tr_text text)
{
	size_t begin = 0, end = 0, length;

	for (size_t at = 0; at < text.n; at += length) {
		const bool white = tr_utf8_is_white(tr_utf8_next((const uint8_t *)text.p + at, text.n - at, &length));
		if (white && end == 0)
			begin = at + length;
		if (!white)
			end = at + length;
	}
	return (struct tr_text){text.p + begin, end > begin ? end - begin : 0};
}

void
tr_utf8_printable(const char *p, size_t n, char *out, size_t size)
{
	const uint8_t *b = (const uint8_t *)p;
	static const char more[] = "…";
	size_t used = 0, whole = 0, len; /* whole: up to where what is left out can still be told */

	if (size == 0)
		return;
	for (size_t at = 0; at < n; at += len) {
		char piece[16];
		uint32_t cp = tr_utf8_next(b + at, n - at, &len);
		if (cp == UINT32_MAX)
			snprintf(piece, sizeof(piece), "\\x%02x", b[at]);
		else if (is_deceptive(cp))
			snprintf(piece, sizeof(piece), "\\u{%x}", (unsigned)cp);
		else
			snprintf(piece, sizeof(piece), "%.*s", (int)len, p + at);
		size_t add = strlen(piece);
		if (used + add >= size) {
			used = whole + sizeof(more) <= size ? whole + sizeof(more) - 1 : used;
			memcpy(out + whole, more, used > whole ? used - whole : 0);
			break;
		}
		memcpy(out + used, piece, add);
		used += add;
		if (used + sizeof(more) <= size)
			whole = used;
	}
	out[used] = '\0';
}
