/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A font that stands in the file already. It is believed only as far as it can
 * be made again: the embedded program must be, byte for byte, what this font file gives for the glyphs of
 * its /W. So nobody can have exchanged the shape of a digit; nor its width or its meaning, which are held against
 * the font file too.
 */
#include <math.h>
#include <stdlib.h>

#include "base/errors/layout.h"
#include "layout/font_parts.h"

#define TO_UNICODE_MAX ((size_t)4 << 20)

struct found {
	const struct tr_pdf_obj *descendant;
	const struct tr_pdf_obj *program, *to_unicode;
	struct tr_pdf_ref program_ref, to_unicode_ref;
};

static trien_rc
other(const char *why, struct trien_err *err)
{
	return TR_ERR(err, LAYOUT_FONT_OTHER, TR_S("why", why));
}

/* A stream that a key refers to. */
static trien_rc
find_stream(struct tr_pdf *pdf, size_t rev, const struct tr_pdf_obj *dict, const char *key,
		const struct tr_pdf_obj **out, struct tr_pdf_ref *ref, struct trien_err *err)
{
	const struct tr_pdf_obj *o = tr_pdf_dict_find(dict, key);

	if (!tr_pdf_is(o, TR_PDF_REF))
		return other(key, err);
	*ref = o->u.ref;
	TR_TRY(tr_pdf_get(pdf, rev, ref->num, out, err));
	return (*out)->type == TR_PDF_STREAM ? TRIEN_OK : other(key, err);
}

static trien_rc
find_parts(const struct tr_font *f, struct tr_pdf *pdf, size_t rev, struct tr_pdf_ref font, struct found *out,
		struct trien_err *err)
{
	const struct tr_pdf_obj *type0, *list, *descriptor;

	TR_TRY(tr_pdf_get(pdf, rev, font.num, &type0, err));
	if (!tr_pdf_is_name(tr_pdf_dict_find(type0, "Encoding"), "Identity-H"))
		return other("Encoding", err);
	TR_TRY(find_stream(pdf, rev, type0, "ToUnicode", &out->to_unicode, &out->to_unicode_ref, err));
	TR_TRY(tr_pdf_find(pdf, rev, type0, "DescendantFonts", &list, err));
	if (list->type != TR_PDF_ARRAY || list->u.array.count != 1)
		return other("DescendantFonts", err);
	TR_TRY(tr_pdf_resolve(pdf, rev, list->u.array.items[0], &out->descendant, err));
	if (!f->cff && !tr_pdf_is_name(tr_pdf_dict_find(out->descendant, "CIDToGIDMap"), "Identity"))
		return other("CIDToGIDMap", err);
	TR_TRY(tr_pdf_find(pdf, rev, out->descendant, "FontDescriptor", &descriptor, err));
	return find_stream(pdf, rev, descriptor, f->cff ? "FontFile3" : "FontFile2", &out->program, &out->program_ref, err);
}

/* The glyphs of /W in the form that tr_font_put() writes: first [width ...]. */
static trien_rc
read_glyphs(const struct tr_font *f, struct tr_pdf *pdf, size_t rev, const struct tr_pdf_obj *descendant, hb_set_t *out,
		struct trien_err *err)
{
	const struct tr_pdf_obj *w;
	double width;

	TR_TRY(tr_pdf_find(pdf, rev, descendant, "W", &w, err));
	if (w->type != TR_PDF_ARRAY || w->u.array.count % 2 != 0)
		return other("W", err);
	for (size_t i = 0; i < w->u.array.count; i += 2) {
		const struct tr_pdf_obj *first = w->u.array.items[i], *widths = w->u.array.items[i + 1];
		if (first->type != TR_PDF_INT || first->u.integer < 0 || first->u.integer > (int64_t)f->glyph_count ||
				widths->type != TR_PDF_ARRAY || widths->u.array.count > f->glyph_count - (size_t)first->u.integer)
			return other("W", err);
		for (size_t k = 0; k < widths->u.array.count; k++) {
			const hb_codepoint_t glyph = (hb_codepoint_t)((size_t)first->u.integer + k);
			if (!tr_pdf_number(widths->u.array.items[k], &width) ||
					fabs(width - tr_font_advance(f, glyph)) > 0.0005)
				return other("W", err);
			hb_set_add(out, glyph);
		}
	}
	return hb_set_allocation_successful(out) ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", f->glyph_count));
}

static trien_rc
compare_program(const struct tr_font *f, struct tr_pdf *pdf, size_t rev, const struct found *p, const hb_set_t *glyphs,
		struct trien_err *err)
{
	TR_AUTO_BUF want = {0}, got = {0};

	TR_TRY(tr_font_subset(f, glyphs, &want, err));
	TR_TRY(tr_pdf_stream_data(pdf, rev, p->program_ref, p->program, TR_FONT_FILE_MAX, &got, err));
	return tr_bytes_equal(tr_buf_view(&want), tr_buf_view(&got)) ? TRIEN_OK : other("FontFile", err);
}

/* ---- /ToUnicode: lines "<glyph><UTF-16>", as tr_font_put() writes them ---- */

/* A line of the form; *glyph and *point are what it says. */
static bool
read_mapping(struct tr_bytes line, uint32_t *glyph, uint32_t *point)
{
	char text[24] = {0}, *end;

	if ((line.n != 12 && line.n != 16) || line.p[0] != '<')
		return false;
	memcpy(text, line.p, line.n);
	*glyph = (uint32_t)strtoul(text + 1, &end, 16);
	if (end != text + 5 || end[0] != '>' || end[1] != '<')
		return false;
	const unsigned long value = strtoul(text + 7, &end, 16);
	if (end != text + line.n - 1 || *end != '>')
		return false;
	*point = line.n == 12 ? (uint32_t)value
			      : (uint32_t)(0x10000 + ((value >> 16 & 0x3ff) << 10) + (value & 0x3ff));
	return true;
}

static struct tr_bytes
next_line(struct tr_bytes *rest)
{
	const uint8_t *end = rest->n > 0 ? memchr(rest->p, '\n', rest->n) : NULL;
	const size_t n = end != NULL ? (size_t)(end - rest->p) : rest->n;
	const struct tr_bytes line = tr_bytes_part(*rest, 0, n);

	*rest = tr_bytes_part(*rest, n + 1, SIZE_MAX);
	return line;
}

/* Each glyph stands for the character that this font file draws with it. */
static trien_rc
read_points(struct tr_font *f, struct tr_pdf *pdf, size_t rev, const struct found *p, struct trien_err *err)
{
	TR_AUTO_BUF map = {0};
	bool within = false;

	TR_TRY(tr_pdf_stream_data(pdf, rev, p->to_unicode_ref, p->to_unicode, TO_UNICODE_MAX, &map, err));
	for (struct tr_bytes rest = tr_buf_view(&map), line; rest.n > 0;) {
		uint32_t glyph, point;
		hb_codepoint_t drawn;
		line = next_line(&rest);
		if (tr_bytes_are(line, "endbfchar"))
			within = false;
		if (within && (!read_mapping(line, &glyph, &point) || glyph >= f->glyph_count ||
				!hb_font_get_nominal_glyph(f->font, point, &drawn) || drawn != glyph))
			return other("ToUnicode", err);
		if (within)
			f->points[glyph] = point;
		within = within || (line.n > 12 && tr_bytes_are(tr_bytes_part(line, line.n - 12, 12), " beginbfchar"));
	}
	return TRIEN_OK;
}

static trien_rc
judge(struct tr_font *f, struct tr_pdf *pdf, size_t rev, struct tr_pdf_ref font, hb_set_t *glyphs, struct trien_err *err)
{
	struct found p;

	if (!hb_set_is_empty(f->glyphs))
		return TR_ERR(err, INTERNAL, TR_S("what", "tr_font_reuse"));
	TR_TRY(find_parts(f, pdf, rev, font, &p, err));
	TR_TRY(read_glyphs(f, pdf, rev, p.descendant, glyphs, err));
	TR_TRY(compare_program(f, pdf, rev, &p, glyphs, err));
	return read_points(f, pdf, rev, &p, err);
}

trien_rc
tr_font_reuse(struct tr_font *f, struct tr_pdf *pdf, size_t rev, struct tr_pdf_ref font, struct trien_err *err)
{
	hb_set_t *glyphs = hb_set_create();
	trien_rc rc = judge(f, pdf, rev, font, glyphs, err);

	if (rc == TRIEN_OK) {
		hb_set_union(f->glyphs, glyphs);
		f->reused = font;
	} else if (hb_set_is_empty(f->glyphs)) {
		memset(f->points, 0, f->glyph_count * sizeof(*f->points));
	}
	hb_set_destroy(glyphs);
	return rc;
}
