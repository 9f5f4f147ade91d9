/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The motto at the right says where the head is; left of it, down to the number, stand the agencies in capitals. */
#include "official/place_authority.h"

#include "official/place_words.h"

#define HEAD_LETTERS 256
#define HEAD_LOWEST TR_MM(120) /* below it nothing is a head */
#define CAPITALS_SHARE 0.8

static size_t
find_motto(const struct tr_sheet *s)
{
	struct tr_letter l[HEAD_LETTERS];

	for (size_t i = 0; i < s->segment_count; i++) {
		const size_t n = tr_segment_letters(s, &s->segments[i], l, HEAD_LETTERS);
		if (s->segments[i].box.y0 < HEAD_LOWEST &&
				(tr_words_have(l, n, "cộng hòa xã hội chủ nghĩa việt nam") || tr_words_have(l, n, "đảng cộng sản việt nam")))
			return i;
	}
	return s->segment_count;
}

/* "Số: 12/QĐ-UBND", and what is no line of capitals, ends the agencies. */
static bool
ends_head(const struct tr_sheet *s, const struct tr_segment *g)
{
	struct tr_letter l[HEAD_LETTERS];
	const size_t n = tr_segment_letters(s, g, l, HEAD_LETTERS);

	return tr_words_start(l, n, "số:") || tr_words_start(l, n, "số.") || g->letters < 2 ||
	       (double)g->capitals < CAPITALS_SHARE * (double)g->letters;
}

static trien_rc
keep_line(const struct tr_sheet *s, const struct tr_segment *g, struct tr_placement *out, struct trien_err *err)
{
	TR_AUTO_BUF text = {0};
	const uint8_t *copy;

	TR_TRY(tr_segment_text(s, g, &text, err));
	TR_TRY(tr_arena_copy(&out->arena, text.p, text.n, &copy, err));
	out->authority[out->authority_count++] = (struct tr_text){(const char *)copy, text.n};
	return TRIEN_OK;
}

trien_rc
tr_authority_find(const struct tr_sheet *s, struct tr_placement *out, struct trien_err *err)
{
	const size_t motto = find_motto(s);

	if (motto == s->segment_count)
		return TRIEN_OK;
	const struct tr_segment *m = &s->segments[motto];
	for (size_t i = 0; i < s->segment_count; i++) {
		const struct tr_segment *g = &s->segments[i];
		if (i == motto || g->box.y1 < m->box.y0 - m->size || tr_box_middle(g->box) > m->box.x0)
			continue;
		if (ends_head(s, g) || g->box.y0 > HEAD_LOWEST || out->authority_count == TR_PLACE_AUTHORITY_MAX)
			return TRIEN_OK;
		TR_TRY(keep_line(s, g, out, err));
	}
	return TRIEN_OK;
}
