/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One function for each appearance. What the law fixes (who shows a picture, which words, that text is not shrunk)
 * stands here; what it leaves to data (sizes, colours, the time's form) comes with the rules.
 * Requirement: R8.1 R8.2 R8.3 R8.4
 */
#include "official/appearance.h"

#include <math.h>
#include <stdio.h>

#include "base/errors/official.h"

#define LEADING 1.15      /* of the size, as word processors set single lines of Times New Roman */
#define GAP 2.0           /* points between the text and the seal of a digitised document */
#define SPARE 0.01        /* points: rounding */

typedef trien_rc (*compose_fn)(const struct tr_appearance_request *r, struct tr_arena *arena, struct tr_drawing *out,
		struct trien_err *err);

static trien_rc compose_signatory(const struct tr_appearance_request *r, struct tr_arena *arena, struct tr_drawing *out,
		struct trien_err *err);
static trien_rc compose_agency(const struct tr_appearance_request *r, struct tr_arena *arena, struct tr_drawing *out,
		struct trien_err *err);
static trien_rc compose_attachment(const struct tr_appearance_request *r, struct tr_arena *arena,
		struct tr_drawing *out, struct trien_err *err);
static trien_rc compose_e_copy(const struct tr_appearance_request *r, struct tr_arena *arena, struct tr_drawing *out,
		struct trien_err *err);
static trien_rc compose_digitised(const struct tr_appearance_request *r, struct tr_arena *arena,
		struct tr_drawing *out, struct trien_err *err);

static const compose_fn composers[TR_APPEARANCE_COUNT] = {
	[TR_APPEARANCE_SIGNATORY] = compose_signatory, [TR_APPEARANCE_AGENCY] = compose_agency,
	[TR_APPEARANCE_ATTACHMENT] = compose_attachment,
	/* The decree asks the same of an annex in its own file (part I, section II, 8b). */
	[TR_APPEARANCE_ANNEX] = compose_attachment,
	[TR_APPEARANCE_E_COPY] = compose_e_copy, [TR_APPEARANCE_DIGITISED] = compose_digitised,
};

/* ---- lines ---- */

static trien_rc
box_small(double want_width, double want_height, const struct tr_appearance_request *r, struct trien_err *err)
{
	char want[64], have[64];

	snprintf(want, sizeof(want), "%.1f × %.1f mm", want_width / TR_POINTS_PER_MM, want_height / TR_POINTS_PER_MM);
	snprintf(have, sizeof(have), "%.1f × %.1f mm", r->room_width / TR_POINTS_PER_MM,
			r->room_height / TR_POINTS_PER_MM);
	return TR_ERR(err, OFFICIAL_BOX_SMALL, TR_S("want", want), TR_S("have", have));
}

static trien_rc
width_of(const struct tr_appearance_request *r, const struct tr_drawing *d, struct tr_text t, double *out,
		struct trien_err *err)
{
	double em;
	TR_TRY(tr_font_width(r->font, t, &em, err));
	*out = em * d->size;
	return TRIEN_OK;
}

static trien_rc
add_line(const struct tr_appearance_request *r, struct tr_drawing *d, struct tr_text text, struct trien_err *err)
{
	double width;

	if (d->line_count == TR_DRAWING_LINES_MAX)
		return TR_ERR(err, OFFICIAL_LINES_LIMIT, TR_U("max", TR_DRAWING_LINES_MAX));
	TR_TRY(width_of(r, d, text, &width, err));
	d->width = fmax(d->width, width);
	d->lines[d->line_count++] = (struct tr_drawing_line){.text = text,
		.baseline = d->height + d->size * tr_font_ascent(r->font)};
	d->height += d->size * LEADING;
	return TRIEN_OK;
}

/* Bytes of text up to the end of its first word that begins at or behind `from`. */
static size_t
end_of_word(struct tr_text t, size_t from)
{
	while (from < t.n && t.p[from] == ' ')
		from++;
	while (from < t.n && t.p[from] != ' ')
		from++;
	return from;
}

/* As many words on a line as the room is wide; a single word that is wider has no room. */
static trien_rc
add_wrapped(const struct tr_appearance_request *r, struct tr_drawing *d, struct tr_text text, struct trien_err *err)
{
	while (text.n > 0 && text.p[0] == ' ')
		text = (struct tr_text){text.p + 1, text.n - 1};
	while (text.n > 0) {
		size_t end = end_of_word(text, 0), next;
		double width;
		TR_TRY(width_of(r, d, (struct tr_text){text.p, end}, &width, err));
		if (r->room_width > 0 && width > r->room_width + SPARE)
			return box_small(width, d->size * LEADING, r, err);
		while ((next = end_of_word(text, end)) > end) {
			TR_TRY(width_of(r, d, (struct tr_text){text.p, next}, &width, err));
			if (r->room_width > 0 && width > r->room_width + SPARE)
				break;
			end = next;
		}
		size_t shown = end;
		while (shown > 0 && text.p[shown - 1] == ' ')
			shown--;
		if (shown > 0)
			TR_TRY(add_line(r, d, (struct tr_text){text.p, shown}, err));
		text = (struct tr_text){text.p + end, text.n - end};
		while (text.n > 0 && text.p[0] == ' ')
			text = (struct tr_text){text.p + 1, text.n - 1};
	}
	return TRIEN_OK;
}

static trien_rc
add_kept(const struct tr_appearance_request *r, struct tr_arena *arena, struct tr_drawing *d, const struct tr_buf *text,
		struct trien_err *err)
{
	const uint8_t *kept;
	TR_TRY(tr_arena_copy(arena, text->p, text->n, &kept, err));
	return add_wrapped(r, d, (struct tr_text){(const char *)kept, text->n}, err);
}

/* Behind what the last line says, where there is room for it in one piece; else on a line of its own. */
static trien_rc
add_time(const struct tr_appearance_request *r, struct tr_arena *arena, struct tr_drawing *d, struct trien_err *err)
{
	char time[TR_OFFICIAL_TIME_MAX];
	TR_AUTO_BUF row = {0};
	double width;

	tr_official_time(r->rules->time_form, r->time, r->zone_minutes, time);
	if (r->in_a_row && d->line_count > 0) {
		const struct tr_text last = d->lines[d->line_count - 1].text;
		TR_TRY(tr_buf_addf(&row, err, "%.*s; %s", (int)last.n, last.p, time));
		TR_TRY(width_of(r, d, (struct tr_text){(const char *)row.p, row.n}, &width, err));
		if (!(r->room_width > 0) || width <= r->room_width) {
			d->line_count--;
			d->height -= d->size * LEADING;
			return add_kept(r, arena, d, &row, err);
		}
		tr_buf_clear(&row);
	}
	TR_TRY(tr_buf_add(&row, time, strlen(time), err));
	return add_kept(r, arena, d, &row, err);
}

/* What is said and when: each on a line of its own; or in a row, parted by semicolons, where the room is low. */
static trien_rc
add_words(const struct tr_appearance_request *r, struct tr_arena *arena, struct tr_drawing *d,
		const struct tr_text *words, size_t count, struct trien_err *err)
{
	TR_AUTO_BUF row = {0};

	for (size_t i = 0; i < count; i++) {
		if (row.n > 0)
			TR_TRY(tr_buf_add(&row, "; ", 2, err));
		TR_TRY(tr_buf_add(&row, words[i].p, words[i].n, err));
		if (r->in_a_row && i + 1 < count)
			continue;
		TR_TRY(add_kept(r, arena, d, &row, err));
		tr_buf_clear(&row);
	}
	return add_time(r, arena, d, err);
}

static void
begin_text(const struct tr_appearance_request *r, double size, struct tr_drawing *out)
{
	*out = (struct tr_drawing){.font = r->font, .size = size, .colour = r->rules->text_colour};
}

static trien_rc
check_room(const struct tr_appearance_request *r, const struct tr_drawing *d, struct trien_err *err)
{
	if ((r->room_width > 0 && d->width > r->room_width + SPARE) ||
			(r->room_height > 0 && d->height > r->room_height + SPARE))
		return box_small(d->width, d->height, r, err);
	return TRIEN_OK;
}

/* ---- the appearances ---- */

/* As wide as asked, or as its room permits: a handwriting has no fixed size. */
static trien_rc
compose_signatory(const struct tr_appearance_request *r, struct tr_arena *arena, struct tr_drawing *out,
		struct trien_err *err)
{
	const double ratio = (double)r->image->height / r->image->width;
	double width = TR_POINTS_PER_MM * (r->asked.width_mm > 0 ? r->asked.width_mm : TR_HANDWRITING_WIDTH_MM);

	(void)arena;
	if (!(r->asked.width_mm > 0)) {
		width = r->room_width > 0 ? fmin(width, r->room_width) : width;
		width = r->room_height > 0 ? fmin(width, r->room_height / ratio) : width;
	}
	*out = (struct tr_drawing){.width = width, .height = width * ratio, .image = r->image};
	out->picture = (struct tr_box){0, 0, out->width, out->height};
	return check_room(r, out, err);
}

/* Its picture is trimmed to the ink: the longer side is the diameter. */
static void
put_seal(const struct tr_appearance_request *r, double right, double top, struct tr_drawing *d)
{
	const double diameter = r->asked.diameter_mm * TR_POINTS_PER_MM;
	const double scale = diameter / fmax(r->image->width, r->image->height);

	d->image = r->image;
	d->picture = (struct tr_box){right - scale * r->image->width, top, right, top + scale * r->image->height};
}

static trien_rc
compose_agency(const struct tr_appearance_request *r, struct tr_arena *arena, struct tr_drawing *out,
		struct trien_err *err)
{
	const double diameter = r->asked.diameter_mm * TR_POINTS_PER_MM;

	(void)arena;
	*out = (struct tr_drawing){.width = diameter, .height = diameter};
	put_seal(r, diameter, 0, out);
	out->width = out->picture.x1 - out->picture.x0;
	out->height = out->picture.y1;
	out->picture = (struct tr_box){0, 0, out->width, out->height};
	return check_room(r, out, err);
}

static trien_rc
compose_attachment(const struct tr_appearance_request *r, struct tr_arena *arena, struct tr_drawing *out,
		struct trien_err *err)
{
	TR_AUTO_BUF number = {0};

	begin_text(r, r->rules->text_size, out);
	TR_TRY(tr_buf_addf(&number, err, "Số: %.*s", (int)r->asked.number.n, r->asked.number.p));
	const struct tr_text words[] = {{(const char *)number.p, number.n}};
	TR_TRY(add_words(r, arena, out, words, 1, err));
	return check_room(r, out, err);
}

static trien_rc
compose_e_copy(const struct tr_appearance_request *r, struct tr_arena *arena, struct tr_drawing *out,
		struct trien_err *err)
{
	const char *copy = tr_appearance_copy(r->asked.copy);
	const struct tr_text words[] = {{copy, strlen(copy)}, r->asked.agency};

	begin_text(r, r->rules->text_size, out);
	TR_TRY(add_words(r, arena, out, words, 2, err));
	return check_room(r, out, err);
}

/* The words first, so that they stand at the very top; the seal below them, at the right. */
static trien_rc
compose_digitised(const struct tr_appearance_request *r, struct tr_arena *arena, struct tr_drawing *out,
		struct trien_err *err)
{
	const double diameter = r->asked.diameter_mm * TR_POINTS_PER_MM;

	begin_text(r, r->rules->digitised_size, out);
	TR_TRY(add_words(r, arena, out, &r->asked.agency, 1, err));
	out->width = fmax(out->width, diameter);
	put_seal(r, out->width, out->height + GAP, out);
	out->height = out->picture.y1;
	return check_room(r, out, err);
}

trien_rc
tr_appearance_compose(const struct tr_appearance_request *r, struct tr_arena *arena, struct tr_drawing *out,
		struct trien_err *err)
{
	struct tr_drawing d;
	TR_TRY(composers[r->asked.kind](r, arena, &d, err));
	*out = d;
	return TRIEN_OK;
}
