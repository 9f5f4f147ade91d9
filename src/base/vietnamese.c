/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/vietnamese.h"

#include "base/utf8.h"

#define A_BREVE 0x103
#define A_CIRCUMFLEX 0xe2
#define D_STROKE 0x111
#define E_CIRCUMFLEX 0xea
#define O_CIRCUMFLEX 0xf4
#define O_HORN 0x1a1
#define U_HORN 0x1b0

/* U+1EA0 to U+1EF9: pairs of upper and lower case; only the part of Latin Extended Additional that is Vietnamese. */
static const struct {
	uint16_t base;
	uint8_t tone;
} extended[] = {
	{'a', TR_TONE_DOT}, {'a', TR_TONE_HOOK}, {A_CIRCUMFLEX, TR_TONE_ACUTE}, {A_CIRCUMFLEX, TR_TONE_GRAVE},
	{A_CIRCUMFLEX, TR_TONE_HOOK}, {A_CIRCUMFLEX, TR_TONE_TILDE}, {A_CIRCUMFLEX, TR_TONE_DOT},
	{A_BREVE, TR_TONE_ACUTE}, {A_BREVE, TR_TONE_GRAVE}, {A_BREVE, TR_TONE_HOOK}, {A_BREVE, TR_TONE_TILDE},
	{A_BREVE, TR_TONE_DOT}, {'e', TR_TONE_DOT}, {'e', TR_TONE_HOOK}, {'e', TR_TONE_TILDE},
	{E_CIRCUMFLEX, TR_TONE_ACUTE}, {E_CIRCUMFLEX, TR_TONE_GRAVE}, {E_CIRCUMFLEX, TR_TONE_HOOK},
	{E_CIRCUMFLEX, TR_TONE_TILDE}, {E_CIRCUMFLEX, TR_TONE_DOT}, {'i', TR_TONE_HOOK}, {'i', TR_TONE_DOT},
	{'o', TR_TONE_DOT}, {'o', TR_TONE_HOOK}, {O_CIRCUMFLEX, TR_TONE_ACUTE}, {O_CIRCUMFLEX, TR_TONE_GRAVE},
	{O_CIRCUMFLEX, TR_TONE_HOOK}, {O_CIRCUMFLEX, TR_TONE_TILDE}, {O_CIRCUMFLEX, TR_TONE_DOT},
	{O_HORN, TR_TONE_ACUTE}, {O_HORN, TR_TONE_GRAVE}, {O_HORN, TR_TONE_HOOK}, {O_HORN, TR_TONE_TILDE},
	{O_HORN, TR_TONE_DOT}, {'u', TR_TONE_DOT}, {'u', TR_TONE_HOOK}, {U_HORN, TR_TONE_ACUTE},
	{U_HORN, TR_TONE_GRAVE}, {U_HORN, TR_TONE_HOOK}, {U_HORN, TR_TONE_TILDE}, {U_HORN, TR_TONE_DOT},
	{'y', TR_TONE_GRAVE}, {'y', TR_TONE_DOT}, {'y', TR_TONE_HOOK}, {'y', TR_TONE_TILDE},
};

/* U+00C0 to U+00DD, where Vietnamese uses the letter. */
static const struct {
	uint8_t at;
	uint16_t base;
	uint8_t tone;
} latin1[] = {
	{0xc0, 'a', TR_TONE_GRAVE}, {0xc1, 'a', TR_TONE_ACUTE}, {0xc3, 'a', TR_TONE_TILDE},
	{0xc8, 'e', TR_TONE_GRAVE}, {0xc9, 'e', TR_TONE_ACUTE}, {0xcc, 'i', TR_TONE_GRAVE},
	{0xcd, 'i', TR_TONE_ACUTE}, {0xd0, D_STROKE, TR_TONE_NONE}, {0xd2, 'o', TR_TONE_GRAVE},
	{0xd3, 'o', TR_TONE_ACUTE}, {0xd5, 'o', TR_TONE_TILDE}, {0xd9, 'u', TR_TONE_GRAVE},
	{0xda, 'u', TR_TONE_ACUTE}, {0xdd, 'y', TR_TONE_ACUTE},
};

static struct tr_letter
latin1_letter(uint32_t cp)
{
	const bool upper = cp >= 0xc0 && cp <= 0xde && cp != 0xd7;
	const uint32_t high = cp >= 0xe0 && cp <= 0xfe && cp != 0xf7 ? cp - 0x20 : cp;

	for (size_t i = 0; i < sizeof(latin1) / sizeof(*latin1); i++)
		if (latin1[i].at == high)
			return (struct tr_letter){latin1[i].base, latin1[i].tone, upper};
	return (struct tr_letter){(uint16_t)(upper ? cp + 0x20 : cp), TR_TONE_NONE, upper};
}

/* U+0100 to U+024F: the few that Vietnamese uses, and the pairs of the rest. */
static struct tr_letter
latin_extended_letter(uint32_t cp)
{
	switch (cp) {
	case 0x128:
	case 0x129:
		return (struct tr_letter){'i', TR_TONE_TILDE, cp == 0x128};
	case 0x168:
	case 0x169:
		return (struct tr_letter){'u', TR_TONE_TILDE, cp == 0x168};
	case 0x1af:
	case 0x1b0:
	case 0x1a2: /* Ƣ: seen since 2010 from Word's own PDF export with old versions of Times New Roman */
	case 0x1a3:
		return (struct tr_letter){U_HORN, TR_TONE_NONE, cp == 0x1af || cp == 0x1a2};
	case A_BREVE - 1:
	case D_STROKE - 1:
	case O_HORN - 1:
		return (struct tr_letter){(uint16_t)(cp + 1), TR_TONE_NONE, true};
	default:
		return (struct tr_letter){(uint16_t)cp, TR_TONE_NONE, false};
	}
}

static struct tr_letter
letter_of(uint32_t cp)
{
	if (cp < 0x80)
		return cp >= 'A' && cp <= 'Z' ? (struct tr_letter){(uint16_t)(cp + 32), TR_TONE_NONE, true}
					      : (struct tr_letter){(uint16_t)cp, TR_TONE_NONE, false};
	if (cp < 0x100)
		return latin1_letter(cp);
	if (cp < 0x250)
		return latin_extended_letter(cp);
	if (cp >= 0x1ea0 && cp <= 0x1ef9)
		return (struct tr_letter){
			extended[(cp - 0x1ea0) / 2].base, extended[(cp - 0x1ea0) / 2].tone, cp % 2 == 0};
	return (struct tr_letter){(uint16_t)(cp <= 0xffff ? cp : 0xfffd), TR_TONE_NONE, false};
}

/* A combining mark joins the letter before it. */
static bool
combine(struct tr_letter *l, uint32_t mark)
{
	static const struct {
		uint16_t mark, from, to;
	} shapes[] = {
		{0x302, 'a', A_CIRCUMFLEX}, {0x302, 'e', E_CIRCUMFLEX}, {0x302, 'o', O_CIRCUMFLEX},
		{0x306, 'a', A_BREVE}, {0x31b, 'o', O_HORN}, {0x31b, 'u', U_HORN},
	};
	static const uint16_t tones[] = {[TR_TONE_GRAVE] = 0x300, [TR_TONE_ACUTE] = 0x301, [TR_TONE_HOOK] = 0x309,
		[TR_TONE_TILDE] = 0x303, [TR_TONE_DOT] = 0x323};

	for (uint8_t t = TR_TONE_GRAVE; t <= TR_TONE_DOT; t++)
		if (tones[t] == mark || (mark == 0x340 && t == TR_TONE_GRAVE) || (mark == 0x341 && t == TR_TONE_ACUTE)) {
			l->tone = t;
			return true;
		}
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++)
		if (shapes[i].mark == mark && shapes[i].from == l->base) {
			l->base = shapes[i].to;
			return true;
		}
	return false;
}

/* Apostrophes stand in names of the highlands (H'Mẫu), and are typed in many ways. */
static bool
is_apostrophe(uint32_t cp)
{
	return cp == '\'' || cp == '`' || cp == 0xb4 || cp == 0x2bc || cp == 0x2018 || cp == 0x2019;
}

static bool
has_no_width(uint32_t cp)
{
	return cp <= 0x20 || (cp >= 0x7f && cp <= 0xa0) || cp == 0xad || (cp >= 0x2000 && cp <= 0x200f) ||
	       cp == 0x202f || cp == 0x205f || cp == 0x2060 || cp == 0x3000 || cp == 0xfeff;
}

size_t
tr_letters_of(struct tr_text text, struct tr_letter *out, size_t max)
{
	size_t n = 0, length;

	for (size_t at = 0; at < text.n; at += length) {
		uint32_t cp = tr_utf8_next((const uint8_t *)text.p + at, text.n - at, &length);
		if (has_no_width(cp) || is_apostrophe(cp) || (cp >= 0x300 && cp < 0x370 && n > 0 && combine(&out[n - 1], cp)))
			continue;
		if (n == max)
			break;
		out[n++] = letter_of(cp);
	}
	return n;
}

bool
tr_letters_apart(struct tr_text text)
{
	struct tr_letter last = {0};
	size_t length;

	/* Marks are U+0300 to U+036F. */
	if (text.n == 0 || (memchr(text.p, 0xcc, text.n) == NULL && memchr(text.p, 0xcd, text.n) == NULL))
		return false;
	for (size_t at = 0; at < text.n; at += length) {
		const uint32_t cp = tr_utf8_next((const uint8_t *)text.p + at, text.n - at, &length);
		const uint16_t bare = tr_letter_bare(last.base);
		struct tr_letter joined = last;
		const bool vowel = bare != 0 && bare < 0x80 && strchr("aeiouy", bare) != NULL;
		if (vowel && combine(&joined, cp) && (joined.base != last.base || last.tone == TR_TONE_NONE))
			return true;
		last = letter_of(cp);
	}
	return false;
}

bool
tr_letter_is(uint16_t base)
{
	if (base < 0x80)
		return base >= 'a' && base <= 'z';
	return base >= 0xc0 && base != 0xd7 && base != 0xf7 && (base < 0x2000 || base > 0x2bff);
}

uint16_t
tr_letter_bare(uint16_t base)
{
	switch (base) {
	case A_BREVE:
	case A_CIRCUMFLEX:
		return 'a';
	case D_STROKE:
		return 'd';
	case E_CIRCUMFLEX:
		return 'e';
	case O_CIRCUMFLEX:
	case O_HORN:
		return 'o';
	case U_HORN:
		return 'u';
	default:
		return base;
	}
}

/* The next letter from i on that carries a tone. */
static size_t
next_tone(const struct tr_letter *l, size_t i, size_t n)
{
	while (i < n && l[i].tone == TR_TONE_NONE)
		i++;
	return i;
}

/* The same tones in the same order, each at most one letter away: on either vowel of oa, oe, uy. */
static bool
same_tones(const struct tr_letter *a, const struct tr_letter *b, size_t n)
{
	size_t i = next_tone(a, 0, n), j = next_tone(b, 0, n);

	while (i < n && j < n) {
		if (a[i].tone != b[j].tone || i > j + 1 || j > i + 1)
			return false;
		i = next_tone(a, i + 1, n);
		j = next_tone(b, j + 1, n);
	}
	return i == n && j == n;
}

enum tr_letters_match
tr_letters_compare(const struct tr_letter *a, const struct tr_letter *b, size_t n)
{
	bool same = true;

	for (size_t i = 0; i < n; i++) {
		if (tr_letter_bare(a[i].base) != tr_letter_bare(b[i].base))
			return TR_LETTERS_DIFFER;
		same = same && a[i].base == b[i].base;
	}
	return same && same_tones(a, b, n) ? TR_LETTERS_EQUAL : TR_LETTERS_BARE;
}
