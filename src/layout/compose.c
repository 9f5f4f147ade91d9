/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The Unicode data are HarfBuzz's. The text is handled a piece at a time: a
 * starter with all that follows until the next character that cannot combine with anything before it.
 */
#include "layout/compose.h"

#include <hb.h>

#include "base/utf8.h"

/* UAX #15 §15: more marks than this on one letter are no text; they stay as they are. */
#define MARKS_MAX 30
#define PIECE_MAX ((size_t)(MARKS_MAX + 1) * 4)

struct piece {
	uint32_t points[PIECE_MAX];
	uint8_t classes[PIECE_MAX];
	size_t n;
};

static uint8_t
class_of(uint32_t point)
{
	return (uint8_t)hb_unicode_combining_class(hb_unicode_funcs_get_default(), point);
}

bool
tr_is_combining(uint32_t point)
{
	return point >= 0x300 && class_of(point) != 0;
}

/*
 * Form C already, whatever stands before it: below U+0300 everything is, and so are the letters of Vietnamese
 * (U+1EA0-1EF9); none of them joins what stands before.
 */
static bool
is_composed(uint32_t point)
{
	return point < 0x300 || (point >= 0x1ea0 && point <= 0x1ef9);
}

static void
decompose(struct piece *p, uint32_t point)
{
	uint32_t first, second;

	if (p->n < PIECE_MAX - 4 && hb_unicode_decompose(hb_unicode_funcs_get_default(), point, &first, &second)) {
		decompose(p, first);
		if (second != 0)
			decompose(p, second);
		return;
	}
	p->points[p->n] = point;
	p->classes[p->n++] = class_of(point);
}

/* UAX #15, canonical ordering: marks by their class, those of one class as they came. */
static void
order(struct piece *p)
{
	for (size_t i = 1; i < p->n; i++)
		for (size_t j = i; j > 0 && p->classes[j] != 0 && p->classes[j - 1] > p->classes[j]; j--) {
			const uint32_t point = p->points[j];
			const uint8_t class = p->classes[j];
			p->points[j] = p->points[j - 1];
			p->classes[j] = p->classes[j - 1];
			p->points[j - 1] = point;
			p->classes[j - 1] = class;
		}
}

/* UAX #15, canonical composition: with the last starter, unless something of the same or a higher class is between. */
static void
join(struct piece *p)
{
	size_t starter = 0, kept = 1;
	bool has_starter = p->n > 0 && p->classes[0] == 0;

	for (size_t i = 1; i < p->n; i++) {
		const bool blocked = kept - 1 > starter && p->classes[kept - 1] >= p->classes[i];
		uint32_t whole;
		if (has_starter && !blocked && hb_unicode_compose(hb_unicode_funcs_get_default(), p->points[starter],
							       p->points[i], &whole)) {
			p->points[starter] = whole;
			continue;
		}
		if (p->classes[i] == 0) {
			starter = kept;
			has_starter = true;
		}
		p->points[kept] = p->points[i];
		p->classes[kept++] = p->classes[i];
	}
	p->n = p->n > 0 ? kept : 0;
}

/* Writes the first n of the piece, which must be joined; what is behind them stays. */
static trien_rc
give(struct piece *p, size_t n, struct tr_buf *out, struct trien_err *err)
{
	uint8_t utf8[4];

	for (size_t i = 0; i < n; i++) {
		size_t length = tr_utf8_put(p->points[i], utf8);
		TR_TRY(length > 0 ? tr_buf_add(out, utf8, length, err) : tr_buf_add(out, "\xef\xbf\xbd", 3, err));
	}
	p->n -= n;
	memmove(p->points, p->points + n, p->n * sizeof(*p->points));
	memmove(p->classes, p->classes + n, p->n);
	return TRIEN_OK;
}

static trien_rc
flush(struct piece *p, struct tr_buf *out, struct trien_err *err)
{
	order(p);
	join(p);
	return give(p, p->n, out, err);
}

/* All but the last starter and its marks, which may go on; everything where there is no other. */
static trien_rc
make_room(struct piece *p, struct tr_buf *out, struct trien_err *err)
{
	size_t last;

	order(p);
	join(p);
	for (last = p->n - 1; last > 0 && p->classes[last] != 0; last--)
		continue;
	return give(p, last > 0 ? last : p->n, out, err);
}

static trien_rc
add_point(struct piece *p, uint32_t point, struct tr_buf *out, struct trien_err *err)
{
	if (is_composed(point))
		TR_TRY(flush(p, out, err));
	else if (p->n >= PIECE_MAX - 4)
		TR_TRY(make_room(p, out, err));
	decompose(p, point);
	return TRIEN_OK;
}

trien_rc
tr_compose_points(const uint32_t *points, size_t n, struct tr_buf *out, struct trien_err *err)
{
	struct piece p = {.n = 0};

	for (size_t i = 0; i < n; i++)
		TR_TRY(add_point(&p, points[i], out, err));
	return flush(&p, out, err);
}

trien_rc
tr_compose(struct tr_text text, struct tr_buf *out, struct trien_err *err)
{
	struct piece p = {.n = 0};
	size_t length;

	for (size_t at = 0; at < text.n; at += length) {
		const uint32_t point = tr_utf8_next((const uint8_t *)text.p + at, text.n - at, &length);
		TR_TRY(add_point(&p, point, out, err));
	}
	return flush(&p, out, err);
}
