/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The Type 0 font, its descendant, descriptor, program and /ToUnicode (ISO 32000-2 §9.7, §9.8, §9.9, §9.10.3). /CIDSet
 * only where it is asked for: PDF/A-2 wants none (ISO 19005-2 §6.2.11.4.2).
 */
#include <hb-subset.h>
#include <stdio.h>
#include <zlib.h>

#include "base/errors/layout.h"
#include "layout/deflate.h"
#include "layout/font_parts.h"

#define RANGE_MAX 100 /* §9.10.3: entries of one bfchar block */

/* ---- the program ---- */

/* What no viewer of a CIDFont asks for (§9.9, Table 124). */
static void
drop_tables(hb_subset_input_t *input)
{
	static const char *const names[] = {"GSUB", "GPOS", "GDEF", "kern", "name", "post", "OS/2", "DSIG", "gasp", "hdmx",
		"VDMX", "LTSH", "FFTM", "meta", "BASE", "PCLT", "STAT", "MATH"};
	hb_set_t *dropped = hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		hb_set_add(dropped, hb_tag_from_string(names[i], 4));
}

static hb_face_t *
cut(const struct tr_font *f, const hb_set_t *glyphs)
{
	hb_subset_input_t *input = hb_subset_input_create_or_fail();
	hb_face_t *face = NULL;

	if (input == NULL)
		return NULL;
	hb_set_union(hb_subset_input_glyph_set(input), glyphs);
	hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_RETAIN_GIDS | HB_SUBSET_FLAGS_NO_HINTING);
	drop_tables(input);
	face = hb_subset_or_fail(f->face, input);
	hb_subset_input_destroy(input);
	return face;
}

trien_rc
tr_font_subset(const struct tr_font *f, const hb_set_t *glyphs, struct tr_buf *out, struct trien_err *err)
{
	hb_face_t *face = cut(f, glyphs);
	unsigned n = 0;

	if (face == NULL)
		return TR_ERR(err, LAYOUT_FONT_INVALID, TR_S("why", "its glyphs cannot be taken out"));
	hb_blob_t *blob = hb_face_reference_blob(face);
	const char *p = hb_blob_get_data(blob, &n);
	trien_rc rc = n > 0 ? tr_buf_add(out, p, n, err)
			    : TR_ERR(err, LAYOUT_FONT_INVALID, TR_S("why", "its glyphs cannot be taken out"));
	hb_blob_destroy(blob);
	hb_face_destroy(face);
	return rc;
}

/* ---- objects ---- */

struct putting {
	const struct tr_font *f;
	struct tr_pdf_update *u;
	char name[TR_FONT_NAME_MAX + 8]; /* of the subset */
	struct tr_pdf_ref program, cids, descriptor, descendant, to_unicode;
};

static trien_rc
put(struct putting *p, struct tr_buf *body, struct tr_pdf_ref *out, struct trien_err *err)
{
	struct tr_pdf_ref ref = {0};

	TR_TRY(tr_pdf_update_number(p->u, &ref.num, err));
	TR_TRY(tr_pdf_update_put(p->u, ref, tr_buf_view(body), err));
	*out = ref;
	return TRIEN_OK;
}

/* §9.9.2: six capitals that differ where the subset does. */
static void
name_subset(struct putting *p, struct tr_bytes program)
{
	unsigned long v = crc32(0, program.p, (uInt)program.n);
	char tag[7] = {0};

	for (int i = 0; i < 6; i++, v /= 26)
		tag[i] = (char)('A' + v % 26);
	snprintf(p->name, sizeof(p->name), "%s+%s", tag, p->f->name);
}

void
tr_font_list_cids(struct tr_font *f)
{
	f->lists_cids = true;
}

/* One bit for each glyph that the program has: those asked for, and what they are composed of. */
static trien_rc
add_cids(const struct tr_font *f, struct tr_bytes program, struct tr_buf *out, struct trien_err *err)
{
	hb_blob_t *blob = hb_blob_create((const char *)program.p, (unsigned)program.n, HB_MEMORY_MODE_READONLY, NULL, NULL);
	hb_face_t *face = hb_face_create(blob, 0);
	hb_font_t *font = hb_font_create(face);
	trien_rc rc = TRIEN_OK;

	for (unsigned first = 0; rc == TRIEN_OK && first < hb_face_get_glyph_count(face); first += 8) {
		unsigned bits = first == 0 ? 0x80 : 0; /* .notdef */
		for (unsigned i = 0; i < 8; i++) {
			hb_glyph_extents_t e;
			if (hb_set_has(f->glyphs, first + i) ||
					(hb_font_get_glyph_extents(font, first + i, &e) && e.width != 0 && e.height != 0))
				bits |= 0x80u >> i;
		}
		rc = tr_buf_add_byte(out, (uint8_t)bits, err);
	}
	hb_font_destroy(font);
	hb_face_destroy(face);
	hb_blob_destroy(blob);
	return rc;
}

static trien_rc
put_program(struct putting *p, struct trien_err *err)
{
	TR_AUTO_BUF program = {0}, dict = {0};

	TR_TRY(tr_font_subset(p->f, p->f->glyphs, &program, err));
	name_subset(p, tr_buf_view(&program));
	if (p->f->lists_cids) {
		TR_AUTO_BUF cids = {0};
		TR_TRY(add_cids(p->f, tr_buf_view(&program), &cids, err));
		TR_TRY(tr_put_deflated(p->u, TR_BYTES(NULL, 0), tr_buf_view(&cids), TR_DEFLATE_SMALL, &p->cids, err));
	}
	if (p->f->cff)
		TR_TRY(tr_buf_addf(&dict, err, "/Subtype/OpenType"));
	else
		TR_TRY(tr_buf_addf(&dict, err, "/Length1 %zu", program.n));
	return tr_put_deflated(p->u, tr_buf_view(&dict), tr_buf_view(&program), TR_DEFLATE_SMALL, &p->program, err);
}

static trien_rc
add_length(struct tr_buf *b, const char *key, const struct tr_font *f, int length, struct trien_err *err)
{
	TR_TRY(tr_buf_addf(b, err, "/%s ", key));
	return tr_font_number(b, tr_font_thousandths(f, length), err);
}

/* §9.8.1, Table 120. /StemV is not in a TrueType file: what the weight lets expect. */
static trien_rc
put_descriptor(struct putting *p, struct trien_err *err)
{
	const struct tr_font_numbers *n = &p->f->numbers;
	const unsigned flags = 4u | (n->fixed_pitch ? 1u : 0) | (n->serif ? 2u : 0) | (n->italic ? 64u : 0);
	TR_AUTO_BUF b = {0};

	TR_TRY(tr_buf_addf(&b, err, "<</Type/FontDescriptor/FontName/%s/Flags %u/FontBBox[", p->name, flags));
	for (int i = 0; i < 4; i++) {
		if (i > 0)
			TR_TRY(tr_buf_add_byte(&b, ' ', err));
		TR_TRY(tr_font_number(&b, tr_font_thousandths(p->f, n->box[i]), err));
	}
	TR_TRY(tr_buf_addf(&b, err, "]/ItalicAngle "));
	TR_TRY(tr_font_number(&b, n->italic_angle, err));
	TR_TRY(add_length(&b, "Ascent", p->f, n->ascent, err));
	TR_TRY(add_length(&b, "Descent", p->f, n->descent, err));
	TR_TRY(add_length(&b, "CapHeight", p->f, n->cap_height, err));
	TR_TRY(tr_buf_addf(&b, err, "/StemV %u/%s %u 0 R", 50 + n->weight * n->weight / 4225,
			p->f->cff ? "FontFile3" : "FontFile2", p->program.num));
	if (p->f->lists_cids)
		TR_TRY(tr_buf_addf(&b, err, "/CIDSet %u 0 R", p->cids.num));
	TR_TRY(tr_buf_add(&b, ">>", 2, err));
	return put(p, &b, &p->descriptor, err);
}

/* §9.7.4.3: glyph [width], one after the other. */
static trien_rc
add_widths(struct tr_buf *b, const struct tr_font *f, struct trien_err *err)
{
	hb_codepoint_t glyph = HB_SET_VALUE_INVALID, before = HB_SET_VALUE_INVALID;

	TR_TRY(tr_buf_addf(b, err, "/W["));
	while (hb_set_next(f->glyphs, &glyph)) {
		const bool goes_on = before != HB_SET_VALUE_INVALID && glyph == before + 1;
		if (goes_on)
			TR_TRY(tr_buf_add_byte(b, ' ', err));
		else
			TR_TRY(tr_buf_addf(b, err, "%s%u[", before != HB_SET_VALUE_INVALID ? "]" : "", glyph));
		TR_TRY(tr_font_number(b, tr_font_advance(f, glyph), err));
		before = glyph;
	}
	return tr_buf_addf(b, err, "%s]", before != HB_SET_VALUE_INVALID ? "]" : "");
}

static trien_rc
put_descendant(struct putting *p, struct trien_err *err)
{
	TR_AUTO_BUF b = {0};

	TR_TRY(tr_buf_addf(&b, err, "<</Type/Font/Subtype/%s/BaseFont/%s/FontDescriptor %u 0 R"
			"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>",
			p->f->cff ? "CIDFontType0" : "CIDFontType2/CIDToGIDMap/Identity", p->name, p->descriptor.num));
	TR_TRY(add_widths(&b, p->f, err));
	TR_TRY(tr_buf_addf(&b, err, ">>"));
	return put(p, &b, &p->descendant, err);
}

/* ---- /ToUnicode ---- */

static trien_rc
add_mapping(struct tr_buf *b, uint32_t glyph, uint32_t point, struct trien_err *err)
{
	if (point < 0x10000)
		return tr_buf_addf(b, err, "<%04x><%04x>\n", (unsigned)glyph, (unsigned)point);
	return tr_buf_addf(b, err, "<%04x><%04x%04x>\n", (unsigned)glyph, (unsigned)(0xd800 + ((point - 0x10000) >> 10)),
			(unsigned)(0xdc00 + ((point - 0x10000) & 0x3ff)));
}

static unsigned
count_named(const struct tr_font *f, hb_codepoint_t glyph)
{
	unsigned n = 0;
	while (n < RANGE_MAX && hb_set_next(f->glyphs, &glyph))
		n += f->points[glyph] != 0;
	return n;
}

static trien_rc
add_mappings(struct tr_buf *b, const struct tr_font *f, struct trien_err *err)
{
	hb_codepoint_t glyph = HB_SET_VALUE_INVALID;

	for (unsigned n; (n = count_named(f, glyph)) > 0;) {
		TR_TRY(tr_buf_addf(b, err, "%u beginbfchar\n", n));
		while (n > 0 && hb_set_next(f->glyphs, &glyph))
			if (f->points[glyph] != 0) {
				TR_TRY(add_mapping(b, glyph, f->points[glyph], err));
				n--;
			}
		TR_TRY(tr_buf_addf(b, err, "endbfchar\n"));
	}
	return TRIEN_OK;
}

static trien_rc
put_to_unicode(struct putting *p, struct trien_err *err)
{
	TR_AUTO_BUF b = {0};

	TR_TRY(tr_buf_addf(&b, err, "/CIDInit/ProcSet findresource begin\n12 dict begin\nbegincmap\n"
			"/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def\n"
			"/CMapName/Adobe-Identity-UCS def\n/CMapType 2 def\n"
			"1 begincodespacerange\n<0000><ffff>\nendcodespacerange\n"));
	TR_TRY(add_mappings(&b, p->f, err));
	TR_TRY(tr_buf_addf(&b, err, "endcmap\nCMapName currentdict/CMap defineresource pop\nend\nend\n"));
	return tr_put_deflated(p->u, TR_BYTES(NULL, 0), tr_buf_view(&b), TR_DEFLATE_SMALL, &p->to_unicode, err);
}

trien_rc
tr_font_put(struct tr_font *f, struct tr_pdf_update *u, struct tr_pdf_ref *font, struct trien_err *err)
{
	struct putting p = {.f = f, .u = u};
	TR_AUTO_BUF b = {0};

	if (f->reused.num != 0) {
		*font = f->reused;
		return TRIEN_OK;
	}
	TR_TRY(put_program(&p, err));
	TR_TRY(put_descriptor(&p, err));
	TR_TRY(put_descendant(&p, err));
	TR_TRY(put_to_unicode(&p, err));
	TR_TRY(tr_buf_addf(&b, err, "<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H/DescendantFonts[%u 0 R]"
			"/ToUnicode %u 0 R>>", p.name, p.descendant.num, p.to_unicode.num));
	return put(&p, &b, font, err);
}
