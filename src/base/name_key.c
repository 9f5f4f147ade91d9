/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/name_key.h"

#include "base/utf8.h"
#include "base/vietnamese.h"

/* Below every letter and digit, so that a word comes before a longer one; then the tones of the word. */
#define WORD_END '!'
#define WORD_GAP ' '
/* Above our own letters: what is no letter of the alphabet below follows it in UTF-8. */
#define OTHER '~'

/* ---- words ---- */

struct word {
	struct tr_letter letters[TR_NAME_WORD_LETTERS_MAX];
	size_t n;
};

static bool
counts(uint16_t base)
{
	return tr_letter_is(base) || (base >= '0' && base <= '9');
}

/* Blanks and punctuation stand between words; what joins the letter before it (tones, apostrophes) does not. */
static bool
separates(const uint8_t *p, size_t n)
{
	struct tr_letter l;

	if (n == 1 && p[0] <= ' ')
		return true;
	if (n == 2 && p[0] == 0xc2 && p[1] == 0xa0)
		return true;
	return tr_letters_of((struct tr_text){(const char *)p, n}, &l, 1) == 1 && !counts(l.base) && !(n == 2 && (p[0] & 0xfc) == 0xcc);
}

/* Takes the next word off the front of a name; false where there is none. */
static bool
take_word(struct tr_text *name, struct word *out)
{
	size_t from = 0, to, length = 0;
	const uint8_t *p = (const uint8_t *)name->p;

	for (; from < name->n; from += length) {
		tr_utf8_next(p + from, name->n - from, &length);
		if (!separates(p + from, length))
			break;
	}
	for (to = from; to < name->n; to += length) {
		tr_utf8_next(p + to, name->n - to, &length);
		if (separates(p + to, length))
			break;
	}
	out->n = tr_letters_of((struct tr_text){name->p + from, to - from}, out->letters, TR_NAME_WORD_LETTERS_MAX);
	*name = (struct tr_text){name->p + to, name->n - to};
	return to > from;
}

/* ---- letters ---- */

/* The Vietnamese alphabet, with the letters that names of others bring along at their place. */
static const uint16_t alphabet[] = {'a', 0x103, 0xe2, 'b', 'c', 'd', 0x111, 'e', 0xea, 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
	0xf4, 0x1a1, 'p', 'q', 'r', 's', 't', 'u', 0x1b0, 'v', 'w', 'x', 'y', 'z'};

static trien_rc
add_code_point(struct tr_buf *out, uint16_t base, struct trien_err *err)
{
	uint8_t bytes[4];
	return tr_buf_add(out, bytes, tr_utf8_put(base, bytes), err);
}

static trien_rc
add_rank(struct tr_buf *out, uint16_t base, struct trien_err *err)
{
	if (base >= '0' && base <= '9')
		return tr_buf_add_byte(out, (uint8_t)base, err);
	for (size_t i = 0; i < sizeof(alphabet) / sizeof(*alphabet); i++)
		if (alphabet[i] == base)
			return tr_buf_add_byte(out, (uint8_t)('A' + i), err);
	TR_TRY(tr_buf_add_byte(out, OTHER, err));
	return add_code_point(out, base, err);
}

/* huyền, hỏi, ngã, sắc, nặng. */
static uint8_t
tone_rank(uint8_t tone)
{
	static const uint8_t ranks[] = {[TR_TONE_NONE] = '0', [TR_TONE_GRAVE] = '1', [TR_TONE_HOOK] = '2', [TR_TONE_TILDE] = '3',
		[TR_TONE_ACUTE] = '4', [TR_TONE_DOT] = '5'};
	return ranks[tone];
}

static trien_rc
add_word(struct tr_buf *out, const struct word *w, struct trien_err *err)
{
	for (size_t i = 0; i < w->n; i++)
		TR_TRY(add_rank(out, w->letters[i].base, err));
	TR_TRY(tr_buf_add_byte(out, WORD_END, err));
	for (size_t i = 0; i < w->n; i++)
		if (w->letters[i].tone != TR_TONE_NONE)
			TR_TRY(tr_buf_add_byte(out, tone_rank(w->letters[i].tone), err));
	return tr_buf_add_byte(out, WORD_GAP, err);
}

/* ---- keys ---- */

/* Words from..to of a name. */
static trien_rc
add_words(struct tr_text name, size_t from, size_t to, struct tr_buf *out, struct trien_err *err)
{
	struct word w;

	for (size_t i = 0; i < to && take_word(&name, &w); i++)
		if (i >= from)
			TR_TRY(add_word(out, &w, err));
	return TRIEN_OK;
}

trien_rc
tr_name_sort_key(struct tr_text name, enum tr_name_order order, struct tr_buf *out, struct trien_err *err)
{
	struct tr_text rest = name;
	struct word w;
	size_t count = 0;

	while (count < TR_NAME_WORDS_MAX && take_word(&rest, &w))
		count++;
	if (order == TR_NAME_AS_WRITTEN || count == 0)
		return add_words(name, 0, count, out, err);
	TR_TRY(add_words(name, count - 1, count, out, err));
	return add_words(name, 0, count - 1, out, err);
}

trien_rc
tr_name_search_key(struct tr_text name, struct tr_buf *out, struct trien_err *err)
{
	struct word w;
	size_t count = 0;

	for (; count < TR_NAME_WORDS_MAX && take_word(&name, &w); count++) {
		TR_TRY(tr_buf_add_byte(out, WORD_GAP, err));
		for (size_t i = 0; i < w.n; i++)
			TR_TRY(add_code_point(out, tr_letter_bare(w.letters[i].base), err));
	}
	return count > 0 ? tr_buf_add_byte(out, WORD_GAP, err) : TRIEN_OK;
}
