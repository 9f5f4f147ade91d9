/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "report/paper.h"

#include <stdlib.h>

#include "base/errors/layout.h"
#include "base/utf8.h"
#include "report/paper_parts.h"

#define LEADING 1.3  /* of the size */
#define BOTTOM 64.0  /* free for the foot */
#define CAPTION 10.0
#define BETWEEN 14.0 /* two pictures */

trien_rc
tr_paper_new(const struct tr_page_fonts *fonts, struct tr_paper **out, struct trien_err *err)
{
	if (fonts == NULL)
		return TR_ERR(err, LAYOUT_FONTS_MISSING, TR_S("path", "LiberationSerif"));
	struct tr_paper *p = tr_mem_zeroed(1, sizeof(*p));
	if (p != NULL)
		p->sheets = tr_mem_zeroed(TR_REPORT_SHEETS_MAX, sizeof(*p->sheets));
	trien_rc rc = p != NULL && p->sheets != NULL ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*p)));
	for (unsigned i = 0; rc == TRIEN_OK && i < 2; i++)
		rc = tr_font_open(tr_page_fonts_serif(fonts, i), &p->faces[i], err);
	if (rc == TRIEN_OK)
		rc = tr_paper_turn(p, err);
	if (rc != TRIEN_OK) {
		tr_paper_free(p);
		return rc;
	}
	*out = p;
	return TRIEN_OK;
}

void
tr_paper_free(struct tr_paper *p)
{
	if (p == NULL)
		return;
	for (size_t i = 0; i < p->sheet_count; i++) {
		tr_buf_free(&p->sheets[i].content);
		tr_buf_free(&p->sheets[i].images);
	}
	for (unsigned i = 0; i < 2; i++)
		tr_font_free(p->faces[i]);
	free(p->sheets);
	free(p->tags);
	tr_arena_free(&p->arena);
	free(p);
}

double
tr_paper_width(void)
{
	return TR_PAPER_WIDTH - 2 * TR_PAPER_MARGIN;
}

trien_rc
tr_paper_turn(struct tr_paper *p, struct trien_err *err)
{
	(void)err;
	if (p->sheet_count == TR_REPORT_SHEETS_MAX) {
		p->full = true;
		return TRIEN_OK;
	}
	p->sheet_count++;
	p->y = TR_PAPER_MARGIN;
	return TRIEN_OK;
}

trien_rc
tr_paper_need(struct tr_paper *p, double height, struct trien_err *err)
{
	const bool used = p->y > TR_PAPER_MARGIN;
	return used && p->y + height > TR_PAPER_HEIGHT - BOTTOM ? tr_paper_turn(p, err) : TRIEN_OK;
}

trien_rc
tr_paper_mark(struct tr_paper *p, const char *role, const char *alt, struct trien_err *err)
{
	struct tr_sheet *s = &p->sheets[p->sheet_count - 1];
	const uint8_t *kept = NULL;

	if (p->tag_count == p->tag_cap) {
		const size_t cap = p->tag_cap ? 2 * p->tag_cap : 64;
		void *tags = tr_mem_resize(p->tags, cap * sizeof(*p->tags));
		if (tags == NULL)
			return TR_ERR(err, NO_MEMORY, TR_U("want", cap * sizeof(*p->tags)));
		p->tags = tags;
		p->tag_cap = cap;
	}
	if (alt != NULL)
		TR_TRY(tr_arena_copy(&p->arena, alt, strlen(alt), &kept, err));
	p->tags[p->tag_count++] = (struct tr_tag){p->sheet_count - 1, s->marks, role, (const char *)kept};
	return tr_buf_addf(&s->content, err, "/%s<</MCID %u>>BDC\n", role, s->marks++);
}

/* ---- lines ---- */
static const char *
colour(enum tr_paper_ink ink)
{
	static const char *const inks[] = {[TR_INK_TEXT] = "0 g", [TR_INK_GREY] = "0.4 g", [TR_INK_GOOD] = "0 0.42 0.16 rg",
		[TR_INK_UNSURE] = "0.62 0.38 0 rg", [TR_INK_BAD] = "0.75 0 0.05 rg"};
	return inks[ink];
}

trien_rc
tr_paper_line(struct tr_paper *p, struct tr_sheet *s, unsigned face, double size, double x, double y, enum tr_paper_ink ink,
		struct tr_text text, struct trien_err *err)
{
	double width;

	TR_TRY(tr_buf_addf(&s->content, err, "BT/F%u %.2f Tf %s 1 0 0 1 %.2f %.2f Tm ", face, size, colour(ink), x,
			TR_PAPER_HEIGHT - y));
	TR_TRY(tr_font_show(p->faces[face], text, &s->content, &width, err));
	return tr_buf_addf(&s->content, err, " ET\n");
}

/* The text with "?" for each character that the font cannot show. */
static trien_rc
showable(struct tr_paper *p, unsigned face, const char *text, struct tr_buf *out, struct trien_err *err)
{
	const size_t n = strlen(text);
	double width;

	for (size_t i = 0, length; i < n; i += length) {
		const uint32_t cp = tr_utf8_next((const uint8_t *)text + i, n - i, &length);
		trien_rc rc = TRIEN_OK;
		if (cp == UINT32_MAX || cp < 0x20)
			rc = TRIEN_E_LAYOUT_TEXT_CONTROL;
		else if (cp >= 0x7f)
			rc = tr_font_width(p->faces[face], (struct tr_text){text + i, length}, &width, err);
		if (rc != TRIEN_OK && rc != TRIEN_E_LAYOUT_TEXT_CONTROL && rc != TRIEN_E_LAYOUT_GLYPH_MISSING)
			return rc;
		TR_TRY(tr_buf_add(out, rc == TRIEN_OK ? text + i : "?", rc == TRIEN_OK ? length : 1, err));
	}
	return TRIEN_OK;
}

struct flow {
	struct tr_paper *p;
	const struct tr_paper_text *t;
	unsigned face;
	double x, left, right; /* where the next word goes, and the bounds of a line */
	bool open;             /* a marked content is */
};

static trien_rc
close_mark(struct flow *f, struct trien_err *err)
{
	if (!f->open)
		return TRIEN_OK;
	f->open = false;
	return tr_buf_addf(&f->p->sheets[f->p->sheet_count - 1].content, err, "EMC\n");
}

/* The next line; on the next sheet where there is no room. */
static trien_rc
next_line(struct flow *f, struct trien_err *err)
{
	static const char *const roles[] = {[TR_PAPER_P] = "P", [TR_PAPER_H1] = "H1", [TR_PAPER_H2] = "H2"};
	struct tr_paper *p = f->p;
	const double height = f->t->size * LEADING;

	if (p->y + height > TR_PAPER_HEIGHT - BOTTOM) {
		TR_TRY(close_mark(f, err));
		TR_TRY(tr_paper_turn(p, err));
	}
	p->y += height;
	f->x = f->left;
	if (f->open || p->full)
		return TRIEN_OK;
	f->open = true;
	return tr_paper_mark(p, roles[f->t->role], NULL, err);
}

static trien_rc
put_run(struct flow *f, const char *run, size_t n, double width, struct trien_err *err)
{
	struct tr_paper *p = f->p;

	if (p->full || n == 0)
		return TRIEN_OK;
	TR_TRY(tr_paper_line(p, &p->sheets[p->sheet_count - 1], f->face, f->t->size, f->x, p->y - f->t->size * (LEADING - 1), f->t->ink,
			(struct tr_text){run, n}, err));
	f->x += width;
	return TRIEN_OK;
}

/* How many bytes of the text fit into the line: whole words where one does, else whole characters. */
static trien_rc
fit(struct flow *f, const char *text, size_t n, size_t *fits, double *width, struct trien_err *err)
{
	size_t end = 0;

	*fits = 0;
	*width = 0;
	while (end < n) {
		const char *space = memchr(text + end + 1, ' ', n - end - 1);
		const size_t next = space != NULL ? (size_t)(space - text) : n;
		double w;
		TR_TRY(tr_font_width(f->p->faces[f->face], (struct tr_text){text, next < TR_FONT_TEXT_MAX ? next : TR_FONT_TEXT_MAX}, &w, err));
		if (next >= TR_FONT_TEXT_MAX || f->x + w * f->t->size > f->right)
			break;
		end = *fits = next;
		*width = w * f->t->size;
	}
	if (*fits > 0 || f->x > f->left)
		return TRIEN_OK;
	/* A word longer than the line. */
	for (size_t at = 0, length; at < n; at += length) {
		double w;
		tr_utf8_next((const uint8_t *)text + at, n - at, &length);
		TR_TRY(tr_font_width(f->p->faces[f->face], (struct tr_text){text, at + length}, &w, err));
		if (at > 0 && f->x + w * f->t->size > f->right)
			break;
		*fits = at + length;
		*width = w * f->t->size;
	}
	return TRIEN_OK;
}

static trien_rc
flow_text(struct flow *f, const char *text, struct trien_err *err)
{
	TR_AUTO_BUF safe = {0};

	TR_TRY(showable(f->p, f->face, text, &safe, err));
	const char *at = (const char *)safe.p;
	for (size_t left = safe.n; left > 0 && !f->p->full;) {
		size_t fits;
		double width;
		TR_TRY(fit(f, at, left, &fits, &width, err));
		TR_TRY(put_run(f, at, fits, width, err));
		at += fits;
		left -= fits;
		if (left == 0)
			break;
		if (*at == ' ') {
			at++;
			left--;
		}
		TR_TRY(next_line(f, err));
	}
	return TRIEN_OK;
}

trien_rc
tr_paper_write(struct tr_paper *p, const struct tr_paper_text *t, struct trien_err *err)
{
	struct flow f = {.p = p, .t = t, .left = TR_PAPER_MARGIN + t->indent, .right = TR_PAPER_WIDTH - TR_PAPER_MARGIN};

	if (p->full || (*t->text == '\0' && t->label == NULL))
		return TRIEN_OK;
	p->y += t->above;
	TR_TRY(next_line(&f, err));
	if (t->label != NULL) {
		f.face = 1;
		TR_TRY(flow_text(&f, t->label, err));
	}
	f.face = t->bold ? 1 : 0;
	TR_TRY(flow_text(&f, t->text, err));
	return p->full ? TRIEN_OK : close_mark(&f, err);
}

trien_rc
tr_paper_band(struct tr_paper *p, enum tr_paper_ink ink, double height, struct trien_err *err)
{
	static const char *const grounds[] = {[TR_INK_TEXT] = "0.95 g", [TR_INK_GREY] = "0.95 g", [TR_INK_GOOD] = "0.90 0.96 0.91 rg",
		[TR_INK_UNSURE] = "0.99 0.95 0.86 rg", [TR_INK_BAD] = "0.99 0.91 0.91 rg"};

	TR_TRY(tr_paper_need(p, height, err));
	if (p->full)
		return TRIEN_OK;
	const double y = TR_PAPER_HEIGHT - p->y - height;
	return tr_buf_addf(&p->sheets[p->sheet_count - 1].content, err,
			"/Artifact BMC\n%s %.2f %.2f %.2f %.2f re f %s %.2f %.2f 5 %.2f re f\nEMC\n", grounds[ink], TR_PAPER_MARGIN, y,
			tr_paper_width(), height, colour(ink), TR_PAPER_MARGIN, y, height);
}

/* ---- pictures ---- */
static trien_rc
put_picture(struct tr_paper *p, const struct tr_paper_picture *picture, double x, double width, double height,
		struct trien_err *err)
{
	struct tr_sheet *s = &p->sheets[p->sheet_count - 1];
	const size_t number = p->picture_count;

	TR_TRY(tr_paper_mark(p, "P", NULL, err));
	TR_TRY(tr_paper_line(p, s, 1, CAPTION, x, p->y + CAPTION, TR_INK_GREY,
			(struct tr_text){picture->caption, strlen(picture->caption)}, err));
	TR_TRY(tr_buf_addf(&s->content, err, "EMC\n"));
	if (picture->raster->width == 0)
		return TRIEN_OK;
	const double bottom = TR_PAPER_HEIGHT - p->y - CAPTION * LEADING - 4 - height;
	TR_TRY(tr_paper_mark(p, "Figure", picture->alt, err));
	TR_TRY(tr_buf_addf(&s->content, err, "q %.2f 0 0 %.2f %.2f %.2f cm/I%zu Do Q\n0.6 G 0.5 w %.2f %.2f %.2f %.2f re S\nEMC\n", width,
			height, x, bottom, number, x, bottom, width, height));
	p->pictures[p->picture_count++] = (struct tr_placed_picture){picture->raster, p->sheet_count - 1};
	return TRIEN_OK;
}

/* As wide as half a sheet, if they are not too high for one then. */
static double
heights_of(const struct tr_paper_picture pictures[2], double width, double heights[2])
{
	double tallest = 0;

	for (int i = 0; i < 2; i++) {
		const struct tr_raster *r = pictures[i].raster;
		heights[i] = r->width > 0 ? width * r->height / r->width : 0;
		tallest = heights[i] > tallest ? heights[i] : tallest;
	}
	return tallest;
}

trien_rc
tr_paper_pictures(struct tr_paper *p, const struct tr_paper_text *title, const struct tr_paper_picture pictures[2],
		struct trien_err *err)
{
	const double room = TR_PAPER_HEIGHT - BOTTOM - TR_PAPER_MARGIN - 120, width = (tr_paper_width() - BETWEEN) / 2;
	double heights[2];
	const double tallest = heights_of(pictures, width, heights), scale = tallest > room ? room / tallest : 1;

	/* The title stays with them. */
	TR_TRY(tr_paper_need(p, tallest * scale + CAPTION * LEADING + 10 + title->above + title->size * LEADING, err));
	TR_TRY(tr_paper_write(p, title, err));
	for (int i = 0; !p->full && i < 2; i++)
		TR_TRY(put_picture(p, &pictures[i], TR_PAPER_MARGIN + i * (width + BETWEEN), width * scale, heights[i] * scale, err));
	p->y += tallest * scale + CAPTION * LEADING + 10;
	return TRIEN_OK;
}
