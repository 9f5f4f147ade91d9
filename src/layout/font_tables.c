/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a font file says of itself (OpenType 1.9: head, hhea, OS/2, post, name). HarfBuzz has checked where the tables are. */
#include <hb-ot.h>

#include "base/errors/layout.h"
#include "layout/font_parts.h"

/* OS/2 fsType. */
enum {
	LICENCE_MASK = 0x000e,
	LICENCE_RESTRICTED = 0x0002,
	LICENCE_NO_SUBSET = 0x0100,
	LICENCE_BITMAPS_ONLY = 0x0200,
};

struct table {
	hb_blob_t *blob;
	const uint8_t *p;
	unsigned n;
};

static struct table
open_table(const struct tr_font *f, hb_tag_t tag)
{
	struct table t = {.blob = hb_face_reference_table(f->face, tag)};
	t.p = (const uint8_t *)hb_blob_get_data(t.blob, &t.n);
	return t;
}

static void
close_table(struct table *t)
{
	hb_blob_destroy(t->blob);
}

/* 0 past the end. */
static unsigned
u16(const struct table *t, unsigned at)
{
	return at + 2 <= t->n ? (unsigned)t->p[at] << 8 | t->p[at + 1] : 0;
}

static int
s16(const struct table *t, unsigned at)
{
	return (int16_t)u16(t, at);
}

static bool
has_table(const struct tr_font *f, hb_tag_t tag, unsigned least)
{
	struct table t = open_table(f, tag);
	const bool has = t.n >= least;
	close_table(&t);
	return has;
}

/* hhea: glyphs that have a width of their own. */
static unsigned
metrics_of(const struct tr_font *f)
{
	struct table hhea = open_table(f, HB_TAG('h', 'h', 'e', 'a'));
	const unsigned count = u16(&hhea, 34);
	close_table(&hhea);
	return count;
}

static trien_rc
judge_tables(const struct tr_font *f, struct trien_err *err)
{
	static const struct {
		const char *name;
		unsigned least;
	} needed[] = {{"head", 54}, {"hhea", 36}, {"hmtx", 4}, {"maxp", 6}, {"cmap", 4}};

	for (size_t i = 0; i < sizeof(needed) / sizeof(*needed); i++)
		if (!has_table(f, hb_tag_from_string(needed[i].name, 4), needed[i].least))
			return TR_ERR(err, LAYOUT_FONT_INVALID, TR_S("why", needed[i].name));
	if (!f->cff && !has_table(f, HB_TAG('g', 'l', 'y', 'f'), 1))
		return TR_ERR(err, LAYOUT_FONT_INVALID, TR_S("why", "glyf"));
	if (!f->cff && !has_table(f, HB_TAG('l', 'o', 'c', 'a'), 2 * (f->glyph_count + 1)))
		return TR_ERR(err, LAYOUT_FONT_INVALID, TR_S("why", "loca"));
	if (!has_table(f, HB_TAG('h', 'm', 't', 'x'), 4 * metrics_of(f)))
		return TR_ERR(err, LAYOUT_FONT_INVALID, TR_S("why", "hmtx"));
	if (hb_face_get_upem(f->face) == 0 || f->glyph_count == 0)
		return TR_ERR(err, LAYOUT_FONT_INVALID, TR_S("why", "maxp"));
	return TRIEN_OK;
}

/* Where more than one bit is set the least restrictive holds (OpenType, OS/2 fsType). */
static trien_rc
judge_licence(const struct tr_font *f, struct trien_err *err)
{
	struct table os2 = open_table(f, HB_TAG('O', 'S', '/', '2'));
	const unsigned type = u16(&os2, 8);

	close_table(&os2);
	if ((type & LICENCE_MASK) == LICENCE_RESTRICTED || (type & (LICENCE_NO_SUBSET | LICENCE_BITMAPS_ONLY)) != 0)
		return TR_ERR(err, LAYOUT_FONT_EMBEDDING, TR_S("font", f->name), TR_U("type", type));
	return TRIEN_OK;
}

static void
read_numbers(struct tr_font *f)
{
	struct table head = open_table(f, HB_TAG('h', 'e', 'a', 'd')), hhea = open_table(f, HB_TAG('h', 'h', 'e', 'a'));
	struct table os2 = open_table(f, HB_TAG('O', 'S', '/', '2')), post = open_table(f, HB_TAG('p', 'o', 's', 't'));
	struct tr_font_numbers *n = &f->numbers;
	const unsigned family = u16(&os2, 30) >> 8;

	n->upem = hb_face_get_upem(f->face);
	for (unsigned i = 0; i < 4; i++)
		n->box[i] = s16(&head, 36 + 2 * i);
	n->ascent = s16(&hhea, 4);
	n->descent = s16(&hhea, 6);
	n->weight = os2.n >= 6 ? u16(&os2, 4) : (u16(&head, 44) & 1) != 0 ? 700 : 400;
	n->serif = (family >= 1 && family <= 5) || family == 7;
	n->cap_height = u16(&os2, 0) >= 2 && os2.n >= 90 ? s16(&os2, 88) : n->ascent * 3 / 4;
	n->italic_angle = s16(&post, 4) + u16(&post, 6) / 65536.0;
	n->italic = (u16(&head, 44) & 2) != 0 || n->italic_angle < 0 || n->italic_angle > 0;
	n->fixed_pitch = u16(&post, 12) != 0 || u16(&post, 14) != 0;
	close_table(&head);
	close_table(&hhea);
	close_table(&os2);
	close_table(&post);
}

/* The PostScript name, of which only what a PDF name may hold everywhere is taken. */
static void
read_name(struct tr_font *f)
{
	char text[TR_FONT_NAME_MAX];
	unsigned size = sizeof(text), used = 0;

	hb_ot_name_get_utf8(f->face, HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &size, text);
	for (const char *p = text; *p != '\0'; p++)
		if ((*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '-')
			f->name[used++] = *p;
	if (used == 0)
		memcpy(f->name, "Font", used = 4);
	f->name[used] = '\0';
}

trien_rc
tr_font_read_tables(struct tr_font *f, struct trien_err *err)
{
	TR_TRY(judge_tables(f, err));
	read_name(f);
	TR_TRY(judge_licence(f, err));
	read_numbers(f);
	return TRIEN_OK;
}
