/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verify/look_font.h"

#define WIDTH_ELSE 0.5 /* of a standard font that does not say its widths: digits have that, or a little more */

struct reading {
	struct tr_pdf *pdf;
	size_t rev;
	struct tr_look_font *out;
};

/* ---- since when ---- */

/* Counts the revision in which the object behind a reference was written. */
static trien_rc
count_object(struct reading *r, const struct tr_pdf_obj *o, struct trien_err *err)
{
	struct tr_pdf_change last;
	size_t revision;
	bool found;

	if (!tr_pdf_is(o, TR_PDF_REF))
		return TRIEN_OK;
	TR_TRY(tr_pdf_last_change(r->pdf, r->rev, o->u.ref.num, &last, &revision, &found, err));
	if (found && revision > r->out->since)
		r->out->since = revision;
	return TRIEN_OK;
}

static trien_rc
count_parts(struct reading *r, const struct tr_pdf_obj *dict, struct trien_err *err)
{
	static const char *const parts[] = {"ToUnicode", "Encoding", "Widths", "W", "CIDToGIDMap", "FontDescriptor"};
	static const char *const programs[] = {"FontFile", "FontFile2", "FontFile3"};
	const struct tr_pdf_obj *descriptor;

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		TR_TRY(count_object(r, tr_pdf_dict_find(dict, parts[i]), err));
	TR_TRY(tr_pdf_find(r->pdf, r->rev, dict, "FontDescriptor", &descriptor, err));
	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++)
		TR_TRY(count_object(r, tr_pdf_dict_find(descriptor, programs[i]), err));
	return TRIEN_OK;
}

static trien_rc
is_embedded(struct reading *r, const struct tr_pdf_obj *dict, bool *out, struct trien_err *err)
{
	const struct tr_pdf_obj *d;

	TR_TRY(tr_pdf_find(r->pdf, r->rev, dict, "FontDescriptor", &d, err));
	*out = tr_pdf_dict_find(d, "FontFile") != NULL || tr_pdf_dict_find(d, "FontFile2") != NULL ||
			tr_pdf_dict_find(d, "FontFile3") != NULL;
	return TRIEN_OK;
}

/* ---- simple fonts ---- */

/* The fonts of letters that a reader draws itself, §9.6.2.2, and the names under which Windows knows them. */
static bool
is_standard(const struct tr_pdf_obj *name)
{
	static const char *const known[] = {"Helvetica", "Times-", "Courier", "Arial", "TimesNewRoman"};
	bool found = false;

	for (size_t i = 0; tr_pdf_is(name, TR_PDF_NAME) && i < sizeof(known) / sizeof(*known) && !found; i++)
		found = tr_bytes_start(name->u.name, known[i]);
	return found;
}

/* A glyph's name, as far as numbers and Latin letters go (Adobe Glyph List). */
static uint32_t
glyph_character(struct tr_bytes name)
{
	static const struct {
		const char *name;
		uint32_t character;
	} known[] = {{"zero", '0'}, {"one", '1'}, {"two", '2'}, {"three", '3'}, {"four", '4'}, {"five", '5'}, {"six", '6'},
		{"seven", '7'}, {"eight", '8'}, {"nine", '9'}, {"space", ' '}, {"hyphen", '-'}, {"period", '.'},
		{"comma", ','}, {"slash", '/'}, {"parenleft", '('}, {"parenright", ')'}};

	if (name.n == 1 && ((name.p[0] | 0x20) >= 'a' && (name.p[0] | 0x20) <= 'z'))
		return name.p[0];
	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (tr_bytes_are(name, known[i].name))
			return known[i].character;
	return 0;
}

static trien_rc
read_differences(struct reading *r, const struct tr_pdf_obj *list, struct trien_err *err)
{
	const struct tr_pdf_obj *o;
	int64_t code = 0;

	for (size_t i = 0; list->type == TR_PDF_ARRAY && i < list->u.array.count; i++) {
		TR_TRY(tr_pdf_resolve(r->pdf, r->rev, list->u.array.items[i], &o, err));
		if (o->type == TR_PDF_INT)
			code = o->u.integer;
		else if (o->type == TR_PDF_NAME && code >= 0 && code < 256)
			r->out->characters[code++] = glyph_character(o->u.name);
	}
	return TRIEN_OK;
}

/* ASCII is the same in all Latin encodings of Annex D but for two quotation marks; Latin-1 in two of them. */
static trien_rc
read_encoding(struct reading *r, const struct tr_pdf_obj *font, struct trien_err *err)
{
	const struct tr_pdf_obj *encoding, *base, *list;

	TR_TRY(tr_pdf_find(r->pdf, r->rev, font, "Encoding", &encoding, err));
	TR_TRY(tr_pdf_find(r->pdf, r->rev, encoding, "BaseEncoding", &base, err));
	TR_TRY(tr_pdf_find(r->pdf, r->rev, encoding, "Differences", &list, err));
	if (encoding->type == TR_PDF_NAME)
		base = encoding;
	for (uint32_t c = ' '; c < 0x7f; c++)
		r->out->characters[c] = c == '\'' || c == '`' ? 0 : c;
	for (uint32_t c = 0xa1; c < 0x100; c++)
		r->out->characters[c] = tr_pdf_is_name(base, "WinAnsiEncoding") || tr_pdf_is_name(base, "PDFDocEncoding") ? c : 0;
	return read_differences(r, list, err);
}

static trien_rc
read_widths(struct reading *r, const struct tr_pdf_obj *font, struct trien_err *err)
{
	const struct tr_pdf_obj *first, *list, *o;
	double w;

	for (size_t i = 0; i < 256; i++)
		r->out->widths[i] = WIDTH_ELSE;
	TR_TRY(tr_pdf_find(r->pdf, r->rev, font, "FirstChar", &first, err));
	TR_TRY(tr_pdf_find(r->pdf, r->rev, font, "Widths", &list, err));
	if (first->type != TR_PDF_INT || first->u.integer < 0 || list->type != TR_PDF_ARRAY)
		return TRIEN_OK;
	for (size_t i = 0; i < list->u.array.count && (uint64_t)first->u.integer + i < 256; i++) {
		TR_TRY(tr_pdf_resolve(r->pdf, r->rev, list->u.array.items[i], &o, err));
		if (tr_pdf_number(o, &w))
			r->out->widths[(size_t)first->u.integer + i] = w / 1000;
	}
	return TRIEN_OK;
}

static trien_rc
read_simple(struct reading *r, const struct tr_pdf_obj *font, struct trien_err *err)
{
	const struct tr_pdf_obj *name;
	bool embedded;

	TR_TRY(tr_pdf_find(r->pdf, r->rev, font, "BaseFont", &name, err));
	TR_TRY(is_embedded(r, font, &embedded, err));
	if (embedded)
		TR_TRY(count_parts(r, font, err));
	else if (is_standard(name))
		r->out->since = 0;
	else
		r->out->why = "its font is not in the file, and is none that every reader has";
	TR_TRY(read_encoding(r, font, err));
	return read_widths(r, font, err);
}

/* ---- */

static trien_rc
read_composite(struct reading *r, const struct tr_pdf_obj *font, struct trien_err *err)
{
	const struct tr_pdf_obj *list, *descendant;
	bool embedded;

	r->out->composite = true;
	TR_TRY(tr_pdf_glyphs_read(r->pdf, r->rev, font, &r->out->glyphs, &descendant, err));
	if (descendant == NULL || r->out->glyphs.count == 0 || r->out->glyphs.count == TR_PDF_GLYPHS_MAX) {
		r->out->why = "its font does not say what its codes mean";
		return TRIEN_OK;
	}
	TR_TRY(is_embedded(r, descendant, &embedded, err));
	if (!embedded) {
		r->out->why = "its font is not in the file, and is none that every reader has";
		return TRIEN_OK;
	}
	TR_TRY(tr_pdf_find(r->pdf, r->rev, font, "DescendantFonts", &list, err));
	TR_TRY(count_object(r, tr_pdf_dict_find(font, "DescendantFonts"), err));
	TR_TRY(count_object(r, list->u.array.items[0], err));
	TR_TRY(count_parts(r, font, err));
	return count_parts(r, descendant, err);
}

trien_rc
tr_look_font_read(struct tr_pdf *pdf, size_t rev, const struct tr_pdf_obj *resource, struct tr_look_font *out,
		struct trien_err *err)
{
	struct reading r = {.pdf = pdf, .rev = rev, .out = out};
	const struct tr_pdf_obj *font, *kind;

	TR_TRY(tr_pdf_resolve(pdf, rev, resource, &font, err));
	if (out->dict == font)
		return TRIEN_OK;
	*out = (struct tr_look_font){.dict = font};
	/* One that stands in the look itself is as new as that. */
	out->since = tr_pdf_is(resource, TR_PDF_REF) ? 0 : rev;
	TR_TRY(count_object(&r, resource, err));
	TR_TRY(tr_pdf_find(pdf, rev, font, "Subtype", &kind, err));
	if (tr_pdf_is_name(kind, "Type0"))
		return read_composite(&r, font, err);
	if (tr_pdf_is_name(kind, "Type1") || tr_pdf_is_name(kind, "TrueType"))
		return read_simple(&r, font, err);
	out->why = "its font is of a kind that draws anything";
	return TRIEN_OK;
}

uint32_t
tr_look_font_character(const struct tr_look_font *f, unsigned code, double *width)
{
	const struct tr_pdf_glyph *found = NULL;

	if (!f->composite) {
		*width = f->widths[code & 0xff];
		return f->characters[code & 0xff];
	}
	for (size_t i = 0; i < f->glyphs.count; i++)
		if (f->glyphs.items[i].code == code) {
			if (found != NULL)
				return 0;
			found = &f->glyphs.items[i];
		}
	for (size_t i = 0; found != NULL && i < f->glyphs.count; i++)
		if (f->glyphs.items[i].character == found->character && f->glyphs.items[i].code != code)
			return 0;
	*width = found == NULL ? 0 : found->width;
	return found == NULL ? 0 : found->character;
}
