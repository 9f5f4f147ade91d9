/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A page made ready for finding: its words as letters, its lines, and the segments that gaps between columns leave. */
#ifndef TR_OFFICIAL_PLACE_SHEET_H
#define TR_OFFICIAL_PLACE_SHEET_H

#include "base/memory.h"
#include "base/vietnamese.h"
#include "official/place.h"

#define TR_SHEET_LINE_MAX ((size_t)256) /* words of a line that are looked at: nobody's line has more */
#define TR_SHEET_WORD_LETTERS 256 /* of one word that are compared */
#define TR_SHEET_SIZE_MOST 40.0 /* points: larger is a watermark, behind the text */
#define TR_MM(v) ((v) * TR_POINTS_PER_MM)

/* What starts a number or a date: "số", "ngày". */
enum { TR_MARK_NUMBER = 1, TR_MARK_DATE = 2 };

struct tr_sheet_word {
	const struct tr_word *w;
	const struct tr_letter *letters;
	size_t n;
	unsigned marks;
	bool taken; /* part of a number or date that was read */
};

struct tr_segment {
	size_t first, count; /* words */
	size_t line;
	struct tr_box box;
	double size;                     /* of its largest word */
	size_t letters, capitals, bold;  /* characters */
};

struct tr_sheet {
	const struct tr_page_words *page;
	size_t index;
	bool scan; /* a picture covers it: what is seen is the picture */
	struct tr_sheet_word *words;
	size_t count;
	struct tr_segment *segments;
	size_t segment_count;
	size_t *lines; /* first word of each line; [line_count] is count */
	size_t line_count;
};

/* All of it in the arena. Words that stand on end or cannot be seen are left out. */
TRIEN_MUST_CHECK trien_rc tr_sheet_read(const struct tr_page_words *page, size_t index, struct tr_arena *arena,
		struct tr_sheet *out, struct trien_err *err);
/* The segment of words [first, first+count) of one line. */
struct tr_segment tr_segment_of(const struct tr_sheet *s, size_t first, size_t count);
/* The nearest segment above (below) `from` on this page that overlaps [x0,x1]; segment_count where there is none. */
size_t tr_segment_above(const struct tr_sheet *s, size_t from, double x0, double x1);
size_t tr_segment_below(const struct tr_sheet *s, size_t from, double x0, double x1);
/* Its words with one space between them, NFC as they are. */
TRIEN_MUST_CHECK trien_rc tr_segment_text(const struct tr_sheet *s, const struct tr_segment *g, struct tr_buf *out,
		struct trien_err *err);
/* Its letters without spaces; at most max. */
size_t tr_segment_letters(
		const struct tr_sheet *s, const struct tr_segment *g, struct tr_letter *out, size_t max);

static inline double
tr_box_middle(struct tr_box b)
{
	return (b.x0 + b.x1) / 2;
}

static inline bool
tr_boxes_meet(struct tr_box a, struct tr_box b)
{
	return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
}

static inline struct tr_box
tr_box_around(struct tr_box a, struct tr_box b)
{
	return (struct tr_box){a.x0 < b.x0 ? a.x0 : b.x0, a.y0 < b.y0 ? a.y0 : b.y0, a.x1 > b.x1 ? a.x1 : b.x1,
		a.y1 > b.y1 ? a.y1 : b.y1};
}

#endif
