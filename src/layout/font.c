/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From a line of text to operators. A glyph's id in the font file is its CID
 * and its code, so that text of a later revision can use a subset of an earlier one. Where a glyph does not
 * stand for exactly the character that /ToUnicode names, the text is given beside it as /ActualText (ISO 32000-2 §14.9.4).
 */
#include "layout/font.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/errors/layout.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "layout/compose.h"
#include "layout/font_parts.h"

#define GLYPH_EMS_MAX 4 /* wide or high: no letter is */

/* ---- open ---- */

static trien_rc
invalid(const char *why, struct trien_err *err)
{
	return TR_ERR(err, LAYOUT_FONT_INVALID, TR_S("why", why));
}

static trien_rc
judge_head(struct tr_bytes file, bool *cff, struct trien_err *err)
{
	if (file.n > TR_FONT_FILE_MAX)
		return TR_ERR(err, LAYOUT_FONT_LIMIT, TR_U("got", file.n), TR_U("max", TR_FONT_FILE_MAX));
	*cff = tr_bytes_start(file, "OTTO");
	if (*cff || tr_bytes_start(file, "true") || (file.n >= 4 && memcmp(file.p, "\0\1\0\0", 4) == 0))
		return TRIEN_OK;
	if (tr_bytes_start(file, "ttcf"))
		return invalid("a collection of fonts (TTC)", err);
	if (tr_bytes_start(file, "wOF"))
		return invalid("a web font (WOFF)", err);
	return invalid("neither TrueType nor OpenType", err);
}

/* The file is borrowed: HarfBuzz copies nothing of it. */
static trien_rc
open_face(struct tr_font *f, struct trien_err *err)
{
	hb_blob_t *blob = hb_blob_create((const char *)f->file.p, (unsigned)f->file.n, HB_MEMORY_MODE_READONLY, NULL, NULL);

	f->face = hb_face_create(blob, 0);
	hb_blob_destroy(blob);
	f->font = hb_font_create(f->face);
	f->shaping = hb_buffer_create();
	f->glyphs = hb_set_create();
	f->glyph_count = hb_face_get_glyph_count(f->face);
	f->points = tr_mem_zeroed(f->glyph_count, sizeof(*f->points));
	if (f->points == NULL || !hb_buffer_allocation_successful(f->shaping) || !hb_set_allocation_successful(f->glyphs))
		return TR_ERR(err, NO_MEMORY, TR_U("want", f->glyph_count * sizeof(*f->points)));
	return tr_font_read_tables(f, err);
}

trien_rc
tr_font_open(struct tr_bytes file, struct tr_font **out, struct trien_err *err)
{
	bool cff;

	TR_TRY(judge_head(file, &cff, err));
	struct tr_font *f = tr_mem_zeroed(1, sizeof(*f));
	if (f == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*f)));
	f->file = file;
	f->cff = cff;
	trien_rc rc = open_face(f, err);
	if (rc != TRIEN_OK) {
		tr_font_free(f);
		return rc;
	}
	*out = f;
	return TRIEN_OK;
}

void
tr_font_free(struct tr_font *f)
{
	if (f == NULL)
		return;
	hb_set_destroy(f->glyphs);
	hb_buffer_destroy(f->shaping);
	hb_font_destroy(f->font);
	hb_face_destroy(f->face);
	free(f->points);
	free(f);
}

double
tr_font_thousandths(const struct tr_font *f, int length)
{
	return length * 1000.0 / f->numbers.upem;
}

double
tr_font_ascent(const struct tr_font *f)
{
	return tr_font_thousandths(f, f->numbers.ascent) / 1000;
}

double
tr_font_descent(const struct tr_font *f)
{
	return -tr_font_thousandths(f, f->numbers.descent) / 1000;
}

/* Rounded, because the text must arrive where a reader of /W arrives. */
double
tr_font_advance(const struct tr_font *f, uint32_t glyph)
{
	const double v = tr_font_thousandths(f, hb_font_get_glyph_h_advance(f->font, glyph));
	return round(v * 1000) / 1000;
}

trien_rc
tr_font_number(struct tr_buf *out, double v, struct trien_err *err)
{
	char text[40];
	int n = snprintf(text, sizeof(text), "%.3f", v);

	while (text[n - 1] == '0')
		n--;
	if (text[n - 1] == '.')
		n--;
	if (n == 2 && text[0] == '-' && text[1] == '0')
		return tr_buf_add_byte(out, '0', err);
	return tr_buf_add(out, text, (size_t)n, err);
}

/* ---- shape ---- */

/* The line in form C, and what HarfBuzz made of it; clusters are offsets in the text. */
struct shaped {
	struct tr_buf text;
	const hb_glyph_info_t *infos;
	const hb_glyph_position_t *places;
	unsigned count;
};

/* What has no shape of its own, or changes how others are read. */
static bool
is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	       (c >= 0xfff9 && c <= 0xfffb);
}

static trien_rc
judge_text(struct tr_bytes text, struct trien_err *err)
{
	size_t length;

	for (size_t at = 0; at < text.n; at += length) {
		const uint32_t c = tr_utf8_next(text.p + at, text.n - at, &length);
		char code[16];
		if (!is_control(c))
			continue;
		snprintf(code, sizeof(code), "U+%04X", (unsigned)c);
		return TR_ERR(err, LAYOUT_TEXT_CONTROL, TR_S("code", code));
	}
	return TRIEN_OK;
}

static void
name_code(struct tr_bytes text, unsigned cluster, char code[16], size_t *length)
{
	const uint32_t c = tr_utf8_next(text.p + cluster, text.n - cluster, length);
	snprintf(code, 16, "U+%04X", (unsigned)c);
}

static bool
is_space(uint32_t c)
{
	return c == ' ' || c == 0xa0 || (c >= 0x2000 && c <= 0x200a) || c == 0x202f || c == 0x3000;
}

/* A glyph without ink, or of a size that is none: the file's outlines are damaged. */
static bool
shows_nothing(const struct tr_font *f, uint32_t glyph)
{
	const int most = GLYPH_EMS_MAX * (int)f->numbers.upem;
	hb_glyph_extents_t e;

	return !hb_font_get_glyph_extents(f->font, glyph, &e) || e.width == 0 || e.height == 0 || abs(e.width) > most ||
	       abs(e.height) > most;
}

/* .notdef, an empty shape, or a mark that would have to be raised, which operators without a size cannot say. */
static trien_rc
judge_glyphs(const struct tr_font *f, const struct shaped *s, struct trien_err *err)
{
	const struct tr_bytes text = tr_buf_view(&s->text);

	for (unsigned i = 0; i < s->count; i++) {
		const uint32_t glyph = s->infos[i].codepoint;
		const unsigned at = s->infos[i].cluster;
		size_t length;
		const bool shown = !is_space(tr_utf8_next(text.p + at, text.n - at, &length));
		const bool missing = glyph == 0 || glyph >= f->glyph_count || s->places[i].y_offset != 0 ||
				(shown && shows_nothing(f, glyph));
		char code[16];
		if (!missing && (f->reused.num == 0 || hb_set_has(f->glyphs, glyph)))
			continue;
		name_code(text, at, code, &length);
		if (missing)
			return TR_ERR(err, LAYOUT_GLYPH_MISSING, TR_B("character", text.p + at, length),
					TR_S("code", code), TR_S("font", f->name));
		return TR_ERR(err, LAYOUT_GLYPH_NOT_EMBEDDED, TR_B("character", text.p + at, length), TR_S("code", code),
				TR_S("font", f->name));
	}
	return TRIEN_OK;
}

static trien_rc
shape(struct tr_font *f, struct tr_text line, struct shaped *s, struct trien_err *err)
{
	/* The letters of the text, one glyph each; what composes and kerns stays on. */
	static const hb_feature_t plain[] = {
		{HB_TAG('l', 'i', 'g', 'a'), 0, 0, (unsigned)-1}, {HB_TAG('c', 'l', 'i', 'g'), 0, 0, (unsigned)-1},
		{HB_TAG('d', 'l', 'i', 'g'), 0, 0, (unsigned)-1}, {HB_TAG('c', 'a', 'l', 't'), 0, 0, (unsigned)-1}};

	if (line.n > TR_FONT_TEXT_MAX)
		return TR_ERR(err, LAYOUT_TEXT_LIMIT, TR_U("got", line.n), TR_U("max", TR_FONT_TEXT_MAX));
	TR_TRY(tr_compose(line, &s->text, err));
	TR_TRY(judge_text(tr_buf_view(&s->text), err));
	hb_buffer_clear_contents(f->shaping);
	hb_buffer_add_utf8(f->shaping, (const char *)s->text.p, (int)s->text.n, 0, (int)s->text.n);
	hb_buffer_set_direction(f->shaping, HB_DIRECTION_LTR);
	hb_buffer_set_script(f->shaping, HB_SCRIPT_LATIN);
	hb_buffer_set_language(f->shaping, hb_language_from_string("vi", 2));
	hb_shape(f->font, f->shaping, plain, sizeof(plain) / sizeof(*plain));
	if (!hb_buffer_allocation_successful(f->shaping))
		return TR_ERR(err, NO_MEMORY, TR_U("want", s->text.n));
	s->infos = hb_buffer_get_glyph_infos(f->shaping, &s->count);
	s->places = hb_buffer_get_glyph_positions(f->shaping, NULL);
	return judge_glyphs(f, s, err);
}

static double
width_of(const struct tr_font *f, const struct shaped *s)
{
	double sum = 0;
	for (unsigned i = 0; i < s->count; i++)
		sum += s->places[i].x_advance;
	return sum / f->numbers.upem;
}

trien_rc
tr_font_width(struct tr_font *f, struct tr_text line, double *width, struct trien_err *err)
{
	struct shaped s = {0};
	trien_rc rc = shape(f, line, &s, err);

	if (rc == TRIEN_OK)
		*width = width_of(f, &s);
	tr_buf_free(&s.text);
	return rc;
}

/* ---- show ---- */

/* Glyphs [from, to) and the bytes [at, end) of the text that they stand for. */
struct cluster {
	unsigned from, to;
	size_t at, end;
};

static struct cluster
cluster_at(const struct shaped *s, unsigned from)
{
	struct cluster c = {.from = from, .to = from, .at = s->infos[from].cluster, .end = s->text.n};

	while (c.to < s->count && s->infos[c.to].cluster == c.at)
		c.to++;
	if (c.to < s->count)
		c.end = s->infos[c.to].cluster;
	return c;
}

/* Gives each glyph its character; false where glyphs and characters do not pair off, or a glyph stands for another already. */
static bool
name_glyphs(struct tr_font *f, const struct shaped *s, struct cluster c)
{
	size_t at = c.at, length;

	for (unsigned i = c.from; i < c.to; i++, at += length) {
		if (at >= c.end)
			return false;
		uint32_t *known = &f->points[s->infos[i].codepoint];
		const uint32_t point = tr_utf8_next(s->text.p + at, c.end - at, &length);
		if (*known == 0)
			*known = point;
		if (*known != point)
			return false;
	}
	return at == c.end;
}

static trien_rc
take_glyphs(struct tr_font *f, const struct shaped *s, struct trien_err *err)
{
	for (unsigned i = 0; i < s->count; i++)
		hb_set_add(f->glyphs, s->infos[i].codepoint);
	if (!hb_set_allocation_successful(f->glyphs))
		return TR_ERR(err, NO_MEMORY, TR_U("want", s->count));
	return TRIEN_OK;
}

/* Where the text is, and where a reader of the operators so far is; thousandths of the em. */
struct pen {
	double text, reader;
	bool in_string;
};

static trien_rc
show_glyph(const struct tr_font *f, uint32_t glyph, const hb_glyph_position_t *place, struct pen *pen, struct tr_buf *out,
		struct trien_err *err)
{
	const double move = pen->text + tr_font_thousandths(f, place->x_offset) - pen->reader;

	/* A hundredth of a thousandth of the em is rounding; it does not add up, for the pen is absolute. */
	if (fabs(move) >= 0.01) {
		if (pen->in_string)
			TR_TRY(tr_buf_add_byte(out, '>', err));
		pen->in_string = false;
		TR_TRY(tr_font_number(out, -move, err));
		pen->reader += round(move * 1000) / 1000;
	}
	if (!pen->in_string)
		TR_TRY(tr_buf_add_byte(out, '<', err));
	pen->in_string = true;
	TR_TRY(tr_buf_addf(out, err, "%04x", (unsigned)glyph));
	pen->reader += tr_font_advance(f, glyph);
	pen->text += tr_font_thousandths(f, place->x_advance);
	return TRIEN_OK;
}

static trien_rc
end_array(struct pen *pen, struct tr_buf *out, struct trien_err *err)
{
	if (pen->in_string)
		TR_TRY(tr_buf_add_byte(out, '>', err));
	pen->in_string = false;
	return tr_buf_add(out, "]TJ", 3, err);
}

static trien_rc
show_cluster(struct tr_font *f, const struct shaped *s, struct cluster c, struct pen *pen, struct tr_buf *out,
		struct trien_err *err)
{
	const bool named = name_glyphs(f, s, c);

	if (!named) {
		const struct tr_text text = {(const char *)s->text.p + c.at, c.end - c.at};
		TR_TRY(end_array(pen, out, err));
		TR_TRY(tr_buf_addf(out, err, "/Span<</ActualText"));
		TR_TRY(tr_pdf_print_text(out, text, err));
		TR_TRY(tr_buf_addf(out, err, ">>BDC["));
	}
	for (unsigned i = c.from; i < c.to; i++)
		TR_TRY(show_glyph(f, s->infos[i].codepoint, &s->places[i], pen, out, err));
	if (!named) {
		TR_TRY(end_array(pen, out, err));
		TR_TRY(tr_buf_addf(out, err, " EMC["));
	}
	return TRIEN_OK;
}

static trien_rc
show(struct tr_font *f, const struct shaped *s, struct tr_buf *out, struct trien_err *err)
{
	struct pen pen = {0};
	struct cluster c;

	TR_TRY(take_glyphs(f, s, err));
	TR_TRY(tr_buf_add_byte(out, '[', err));
	for (unsigned i = 0; i < s->count; i = c.to) {
		c = cluster_at(s, i);
		TR_TRY(show_cluster(f, s, c, &pen, out, err));
	}
	return end_array(&pen, out, err);
}

trien_rc
tr_font_show(struct tr_font *f, struct tr_text line, struct tr_buf *operators, double *width, struct trien_err *err)
{
	const size_t before = operators->n;
	struct shaped s = {0};
	trien_rc rc = shape(f, line, &s, err);

	if (rc == TRIEN_OK)
		rc = show(f, &s, operators, err);
	if (rc == TRIEN_OK)
		*width = width_of(f, &s);
	else
		operators->n = before;
	tr_buf_free(&s.text);
	return rc;
}

trien_rc
tr_font_add(struct tr_font *f, struct tr_text characters, struct trien_err *err)
{
	struct shaped s = {0};
	struct cluster c;
	trien_rc rc = shape(f, characters, &s, err);

	if (rc == TRIEN_OK)
		rc = take_glyphs(f, &s, err);
	for (unsigned i = 0; rc == TRIEN_OK && i < s.count; i = c.to) {
		c = cluster_at(&s, i);
		(void)name_glyphs(f, &s, c); /* one that has two names is told apart when it is shown */
	}
	tr_buf_free(&s.text);
	return rc;
}
