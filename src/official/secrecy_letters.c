/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "official/secrecy_letters.h"

#include "base/utf8.h"

bool
tr_secrecy_is_letter(uint32_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c >= 0xc0 && c != 0xd7 && c != 0xf7 && c < 0x2000) || (c >= 0x2160 && c < 0x2180) ||
	       (c >= 0x24b6 && c < 0x24ea) || (c > 0x3000 && c < 0xfe00) || (c >= 0xff10 && c < 0xff5b) ||
	       (c >= 0x10000 && c < 0x110000);
}

void
tr_secrecy_add_letters(struct tr_secrecy_letters *l, struct tr_text text)
{
	for (size_t i = 0, step; i < text.n && l->n <= TR_SECRECY_LETTERS_MAX; i += step) {
		const uint32_t c = tr_utf8_next((const uint8_t *)text.p + i, text.n - i, &step);
		if (tr_secrecy_is_letter(c))
			l->at[l->n++] = c;
	}
}

/* Alphabets that repeat the Latin one, 26 capitals or 26 small letters from `from` on. */
static uint32_t
from_alphabet(uint32_t c)
{
	static const struct {
		uint32_t from;
		char first;
	} alphabets[] = {{0xff21, 'A'}, {0xff41, 'a'}, {0x24b6, 'A'}, {0x24d0, 'a'}};

	for (size_t i = 0; i < sizeof(alphabets) / sizeof(*alphabets); i++)
		if (c >= alphabets[i].from && c - alphabets[i].from < 26)
			return (uint32_t)alphabets[i].first + c - alphabets[i].from;
	if (c >= 0x1d400 && c < 0x1d6a4) /* bold, italic, script ...: capitals and small letters in turn */
		return (c - 0x1d400) % 52 < 26 ? 'A' + (c - 0x1d400) % 52 : 'a' + (c - 0x1d400) % 52 - 26;
	return c;
}

uint32_t
tr_secrecy_latin(uint32_t c)
{
	static const struct {
		uint16_t looks;
		char latin;
	} rows[] = {
		{0x391, 'A'}, {0x395, 'E'}, {0x399, 'I'}, {0x39c, 'M'}, {0x39f, 'O'}, {0x3a4, 'T'}, {0x3a5, 'Y'},
		{0x3b1, 'a'}, {0x3b5, 'e'}, {0x3b9, 'i'}, {0x3bf, 'o'}, {0x3c4, 't'}, {0x3c5, 'u'},
		{0x405, 'S'}, {0x406, 'I'}, {0x410, 'A'}, {0x415, 'E'}, {0x41c, 'M'}, {0x41e, 'O'}, {0x422, 'T'},
		{0x423, 'Y'}, {0x4ae, 'Y'}, {0x430, 'a'}, {0x435, 'e'}, {0x43c, 'm'}, {0x43e, 'o'}, {0x442, 't'},
		{0x443, 'y'}, {0x456, 'i'}, {0x54d, 'U'}, {0x555, 'O'},
		{0x1d00, 'A'}, {0x1d07, 'E'}, {0x26a, 'I'}, {0x1d0d, 'M'}, {0x1d0f, 'O'}, {0x1d1b, 'T'}, {0x1d1c, 'U'},
		{0x28f, 'Y'}, {0x216f, 'M'}, {0x2160, 'I'},
	};

	for (size_t i = 0; c >= 0x250 && c <= 0xffff && i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].looks == c)
			return (uint32_t)rows[i].latin;
	return from_alphabet(c);
}

void
tr_secrecy_from_legacy(struct tr_secrecy_letters *l)
{
	struct tr_secrecy_letters out = {.n = 0};
	bool tcvn = false;

	for (size_t i = 0; i < l->n; i++) {
		const uint32_t c = l->at[i], next = i + 1 < l->n ? l->at[i + 1] : 0;
		const bool vni = next == 0xc4 || next == 0xc1; /* Ä: circumflex and dot below; Á: circumflex and acute */
		uint32_t becomes = c == 0xcb ? 0x1eac : c == 0xd6 ? 0x1ec6 : c == 0xe8 ? 0x1ed0 : 0;
		tcvn = tcvn || becomes != 0;
		if (becomes == 0 && vni && (c == 'A' || c == 'E' || c == 'O')) {
			becomes = c == 'A' ? 0x1eac : c == 'E' ? 0x1ec6 : 0x1ed0;
			i++;
		}
		out.at[out.n++] = becomes != 0 ? becomes : c;
	}
	for (size_t i = 0; tcvn && i < out.n; i++)
		if (out.at[i] >= 'a' && out.at[i] <= 'z')
			out.at[i] -= 'a' - 'A';
	*l = out;
}

size_t
tr_secrecy_compared(const struct tr_secrecy_letters *l, struct tr_letter out[TR_SECRECY_LETTERS_MAX])
{
	uint8_t utf8[4 * (TR_SECRECY_LETTERS_MAX + 1)];
	size_t n = 0;

	for (size_t i = 0; i < l->n; i++)
		n += tr_utf8_put(tr_secrecy_latin(l->at[i]), utf8 + n);
	return tr_letters_of((struct tr_text){(const char *)utf8, n}, out, TR_SECRECY_LETTERS_MAX);
}
