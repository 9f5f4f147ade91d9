/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One function for each appearance. What the law fixes (who shows a picture, which words, that text is not shrunk)
 * stands here; what it leaves to data (sizes, colours, the time's form) comes with the rules.
 * Requirement: R8.1 R8.2 R8.3 R8.4
 */
#include "official/appearance.h"

#include <math.h>
#include <stdio.h>

#define LEADING 1.15      /* of the size, as word processors set single lines of Times New Roman */
#define GAP 2.0           /* points between the text and the seal of a digitised document */
#define SPARE 0.01        /* points: rounding */

enum { WANTS_PICTURE = 1, WANTS_DIAMETER = 2, WANTS_AGENCY = 4, WANTS_NUMBER = 8, WANTS_COPY = 16, MAY_WIDTH = 32,
	IN_CORNER = 64 };

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

static const struct {
	const char *name;
	unsigned shows;
	compose_fn compose;
} kinds[TR_APPEARANCE_COUNT] = {
	[TR_APPEARANCE_SIGNATORY] = {"signatory", WANTS_PICTURE | MAY_WIDTH, compose_signatory},
	[TR_APPEARANCE_AGENCY] = {"agency", WANTS_PICTURE | WANTS_DIAMETER, compose_agency},
	[TR_APPEARANCE_ATTACHMENT] = {"attachment", WANTS_NUMBER | IN_CORNER, compose_attachment},
	/* The decree asks the same of an annex in its own file (part I, section II, 8b). */
	[TR_APPEARANCE_ANNEX] = {"annex", WANTS_NUMBER | IN_CORNER, compose_attachment},
	[TR_APPEARANCE_E_COPY] = {"e-copy", WANTS_AGENCY | WANTS_COPY | IN_CORNER, compose_e_copy},
	[TR_APPEARANCE_DIGITISED] = {"digitised", WANTS_PICTURE | WANTS_DIAMETER | WANTS_AGENCY | IN_CORNER,
			compose_digitised},
};

/* ---- by name ---- */

const char *
tr_appearance_name(enum tr_appearance kind)
{
	return kinds[kind].name;
}

trien_rc
tr_appearance_of(const char *name, enum tr_appearance *out, struct trien_err *err)
{
	for (unsigned i = 0; i < TR_APPEARANCE_COUNT; i++)
		if (strcmp(kinds[i].name, name) == 0) {
			*out = (enum tr_appearance)i;
			return TRIEN_OK;
		}
	return TR_ERR(err, OFFICIAL_APPEARANCE_UNKNOWN, TR_S("got", name));
}

bool
tr_appearance_has_picture(enum tr_appearance kind)
{
	return (kinds[kind].shows & WANTS_PICTURE) != 0;
}

bool
tr_appearance_in_corner(enum tr_appearance kind)
{
	return (kinds[kind].shows & IN_CORNER) != 0;
}

/* ---- what is asked ---- */

/* The three forms of copy (Decree 30/2020 Điều 25), as they may be typed and as they are shown. */
static const struct {
	const char *typed, *shown;
} copies[] = {
	{"sao-y", "Sao y"}, {"sao y", "Sao y"}, {"Sao y", "Sao y"}, {"SAO Y", "Sao y"},
	{"trich-sao", "Trích sao"}, {"trích sao", "Trích sao"}, {"Trích sao", "Trích sao"}, {"TRÍCH SAO", "Trích sao"},
	{"tri\u0301ch sao", "Trích sao"}, {"Tri\u0301ch sao", "Trích sao"},
	{"sao-luc", "Sao lục"}, {"sao lục", "Sao lục"}, {"Sao lục", "Sao lục"}, {"SAO LỤC", "Sao lục"},
	{"sao lu\u0323c", "Sao lục"}, {"Sao lu\u0323c", "Sao lục"},
};

static const char *
copy_shown(struct tr_text typed)
{
	for (size_t i = 0; i < sizeof(copies) / sizeof(*copies); i++)
		if (tr_bytes_are(TR_BYTES(typed.p, typed.n), copies[i].typed))
			return copies[i].shown;
	return NULL;
}

static trien_rc
check_words(const struct tr_appearance_asked *a, struct trien_err *err)
{
	const struct {
		const char *option;
		struct tr_text text;
		unsigned bit;
	} words[] = {{"--agency-name", a->agency, WANTS_AGENCY}, {"--number", a->number, WANTS_NUMBER},
		{"--copy-kind", a->copy, WANTS_COPY}};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		const bool wanted = (kinds[a->kind].shows & words[i].bit) != 0;
		if (wanted && words[i].text.n == 0)
			return TR_ERR(err, OFFICIAL_WORDS_WANTED, TR_S("kind", kinds[a->kind].name),
					TR_S("option", words[i].option));
		if (!wanted && words[i].text.n > 0)
			return TR_ERR(err, OFFICIAL_WORDS_UNWANTED, TR_S("kind", kinds[a->kind].name),
					TR_S("option", words[i].option));
		if (words[i].text.n > TR_APPEARANCE_TEXT_MAX)
			return TR_ERR(err, OFFICIAL_TEXT_LIMIT, TR_S("option", words[i].option),
					TR_U("got", words[i].text.n), TR_U("max", TR_APPEARANCE_TEXT_MAX));
	}
	if (a->copy.n > 0 && copy_shown(a->copy) == NULL)
		return TR_ERR(err, OFFICIAL_COPY_KIND, TR_B("got", a->copy.p, a->copy.n));
	return TRIEN_OK;
}

/* A length in millimetres as people write it. */
static const char *
millimetres(double v, char text[32])
{
	snprintf(text, 32, "%.6g", fmax(v, 0));
	return text;
}

static trien_rc
check_sizes(const struct tr_appearance_asked *a, struct trien_err *err)
{
	const unsigned shows = kinds[a->kind].shows;
	char text[32];

	if ((shows & WANTS_DIAMETER) == 0 && fabs(a->diameter_mm) > 0)
		return TR_ERR(err, OFFICIAL_WORDS_UNWANTED, TR_S("kind", kinds[a->kind].name),
				TR_S("option", "--diameter-mm"));
	if ((shows & WANTS_DIAMETER) != 0 &&
			!(a->diameter_mm >= TR_SEAL_LEAST_MM && a->diameter_mm <= TR_SEAL_GREATEST_MM))
		return TR_ERR(err, OFFICIAL_DIAMETER, TR_S("got", millimetres(a->diameter_mm, text)),
				TR_U("least", TR_SEAL_LEAST_MM), TR_U("max", TR_SEAL_GREATEST_MM));
	if (!(fabs(a->width_mm) > 0))
		return TRIEN_OK;
	if ((shows & MAY_WIDTH) == 0)
		return TR_ERR(err, OFFICIAL_WORDS_UNWANTED, TR_S("kind", kinds[a->kind].name),
				TR_S("option", "--width-mm"));
	if (!(a->width_mm >= TR_HANDWRITING_LEAST_MM && a->width_mm <= TR_HANDWRITING_GREATEST_MM))
		return TR_ERR(err, OFFICIAL_HANDWRITING_WIDTH, TR_S("got", millimetres(a->width_mm, text)),
				TR_U("least", TR_HANDWRITING_LEAST_MM), TR_U("max", TR_HANDWRITING_GREATEST_MM));
	return TRIEN_OK;
}

trien_rc
tr_appearance_check(const struct tr_appearance_asked *a, struct trien_err *err)
{
	if (tr_appearance_has_picture(a->kind) && !a->picture)
		return TR_ERR(err, OFFICIAL_PICTURE_WANTED, TR_S("kind", kinds[a->kind].name));
	if (!tr_appearance_has_picture(a->kind) && a->picture)
		return TR_ERR(err, OFFICIAL_PICTURE_UNWANTED, TR_S("kind", kinds[a->kind].name));
	TR_TRY(check_sizes(a, err));
	return check_words(a, err);
}

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
add_copy(const struct tr_appearance_request *r, struct tr_arena *arena, struct tr_drawing *d, const char *text,
		struct trien_err *err)
{
	const uint8_t *copy;
	TR_TRY(tr_arena_copy(arena, text, strlen(text), &copy, err));
	return add_wrapped(r, d, (struct tr_text){(const char *)copy, strlen(text)}, err);
}

static trien_rc
add_time(const struct tr_appearance_request *r, struct tr_arena *arena, struct tr_drawing *d, struct trien_err *err)
{
	char text[TR_OFFICIAL_TIME_MAX];
	tr_official_time(r->rules->time_form, r->time, r->zone_minutes, text);
	return add_copy(r, arena, d, text, err);
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
	TR_TRY(tr_buf_add_byte(&number, '\0', err));
	TR_TRY(add_copy(r, arena, out, (const char *)number.p, err));
	TR_TRY(add_time(r, arena, out, err));
	return check_room(r, out, err);
}

static trien_rc
compose_e_copy(const struct tr_appearance_request *r, struct tr_arena *arena, struct tr_drawing *out,
		struct trien_err *err)
{
	begin_text(r, r->rules->text_size, out);
	TR_TRY(add_copy(r, arena, out, copy_shown(r->asked.copy), err));
	TR_TRY(add_wrapped(r, out, r->asked.agency, err));
	TR_TRY(add_time(r, arena, out, err));
	return check_room(r, out, err);
}

/* The words first, so that they stand at the very top; the seal below them, at the right. */
static trien_rc
compose_digitised(const struct tr_appearance_request *r, struct tr_arena *arena, struct tr_drawing *out,
		struct trien_err *err)
{
	const double diameter = r->asked.diameter_mm * TR_POINTS_PER_MM;

	begin_text(r, r->rules->digitised_size, out);
	TR_TRY(add_wrapped(r, out, r->asked.agency, err));
	TR_TRY(add_time(r, arena, out, err));
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
	TR_TRY(kinds[r->asked.kind].compose(r, arena, &d, err));
	*out = d;
	return TRIEN_OK;
}
