/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "official/form_font.h"

#include <math.h>

#include "base/errors/official.h"
#include "base/utf8.h"

struct reading {
	struct tr_pdf *pdf;
	size_t rev;
	struct tr_bytes name;
	struct tr_form_font *font;
};

static trien_rc
refuse(const struct reading *r, const char *what, struct trien_err *err)
{
	return TR_ERR(err, OFFICIAL_FILL_FONT, TR_B("font", r->name.p, r->name.n), TR_S("what", what));
}

/* ---- height ---- */

static trien_rc
read_height(struct reading *r, const struct tr_pdf_obj *descendant, struct trien_err *err)
{
	const struct tr_pdf_obj *descriptor, *ascent, *descent;
	double up, down;

	TR_TRY(tr_pdf_find(r->pdf, r->rev, descendant, "FontDescriptor", &descriptor, err));
	TR_TRY(tr_pdf_find(r->pdf, r->rev, descriptor, "Ascent", &ascent, err));
	TR_TRY(tr_pdf_find(r->pdf, r->rev, descriptor, "Descent", &descent, err));
	if (!tr_pdf_number(ascent, &up) || !tr_pdf_number(descent, &down) || !(up > 0 && up < 3000) || !(fabs(down) < 3000))
		return refuse(r, "its /FontDescriptor has no /Ascent and /Descent (§9.8.1)", err);
	r->font->ascent = up / 1000;
	r->font->descent = fabs(down) / 1000;
	return TRIEN_OK;
}

/* ---- */

static trien_rc
find_font(const struct reading *r, const struct tr_pdf_obj **out, struct tr_pdf_ref *ref, struct trien_err *err)
{
	const struct tr_pdf_obj *catalog, *o;
	struct tr_pdf_ref at;
	char key[64];

	if (r->name.n >= sizeof(key) || memchr(r->name.p, '\0', r->name.n) != NULL)
		return refuse(r, "its name is too long", err);
	memcpy(key, r->name.p, r->name.n);
	key[r->name.n] = '\0';
	TR_TRY(tr_pdf_catalog(r->pdf, r->rev, &catalog, &at, err));
	TR_TRY(tr_pdf_find(r->pdf, r->rev, catalog, "AcroForm", &o, err));
	TR_TRY(tr_pdf_find(r->pdf, r->rev, o, "DR", &o, err));
	TR_TRY(tr_pdf_find(r->pdf, r->rev, o, "Font", &o, err));
	const struct tr_pdf_obj *font = tr_pdf_dict_find(o, key);
	TR_TRY(tr_pdf_resolve(r->pdf, r->rev, font, out, err));
	if (!tr_pdf_is(font, TR_PDF_REF) || (*out)->type != TR_PDF_DICT)
		return refuse(r, "the form's /DR has no such font (§12.7.4.3)", err);
	*ref = font->u.ref;
	return TRIEN_OK;
}

trien_rc
tr_form_font_read(struct tr_pdf *pdf, size_t rev, struct tr_bytes name, struct tr_form_font *out, struct tr_pdf_ref *ref,
		struct trien_err *err)
{
	struct reading r = {.pdf = pdf, .rev = rev, .name = name, .font = out};
	const struct tr_pdf_obj *font, *descendant;

	*out = (struct tr_form_font){0};
	TR_TRY(find_font(&r, &font, ref, err));
	TR_TRY(tr_pdf_glyphs_read(pdf, rev, font, &out->glyphs, &descendant, err));
	if (descendant == NULL)
		return refuse(&r, "it is not a composite font with Identity-H (§9.7.6)", err);
	if (out->glyphs.count == 0)
		return refuse(&r, "it has no /ToUnicode (§9.10.3)", err);
	return read_height(&r, descendant, err);
}

static const struct tr_pdf_glyph *
find_glyph(const struct tr_form_font *f, uint32_t character)
{
	for (size_t i = 0; i < f->glyphs.count; i++)
		if (f->glyphs.items[i].character == character)
			return &f->glyphs.items[i];
	return NULL;
}

trien_rc
tr_form_font_show(const struct tr_form_font *f, struct tr_text line, struct tr_buf *operators, double *width,
		struct trien_err *err)
{
	double sum = 0;

	TR_TRY(tr_buf_add_byte(operators, '<', err));
	for (size_t i = 0; i < line.n;) {
		size_t n;
		uint32_t c = tr_utf8_next((const uint8_t *)line.p + i, line.n - i, &n);
		const struct tr_pdf_glyph *g = find_glyph(f, c);
		if (g == NULL)
			return TR_ERR(err, OFFICIAL_FILL_FONT, TR_B("font", line.p + i, n),
					TR_S("what", "this character is not in it"));
		TR_TRY(tr_buf_addf(operators, err, "%04x", g->code));
		sum += g->width;
		i += n;
	}
	*width = sum;
	return tr_buf_add(operators, ">Tj", 3, err);
}
