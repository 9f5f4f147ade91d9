/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R10.1 */
#include "report/seen.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

#define FRAME 2u  /* pixels of a box's line */
#define MARGIN 3u /* and of air between it and the difference */

/* One revision as a document of its own. */
struct state {
	struct tr_page_reader *reader;
	size_t rev, pages;
};

struct finder {
	const struct tr_seen_request *request;
	struct tr_pdf *pdf;
	struct tr_seen *out;
	size_t compared; /* pages */
};

/* ---- drawing ---- */
static void
fill_red(struct tr_raster *r, uint32_t x0, uint32_t y0, uint32_t x1, uint32_t y1)
{
	for (uint32_t y = y0; y < y1 && y < r->height; y++)
		for (uint32_t x = x0; x < x1 && x < r->width; x++) {
			uint8_t *p = r->rgb.p + ((size_t)y * r->width + x) * 3;
			p[0] = 0xd0;
			p[1] = p[2] = 0;
		}
}

static uint32_t
less(uint32_t a, uint32_t by)
{
	return a > by ? a - by : 0;
}

static void
frame(struct tr_raster *r, const struct tr_seen_box *box)
{
	const uint32_t x0 = less(box->x0, MARGIN + FRAME), y0 = less(box->y0, MARGIN + FRAME);
	const uint32_t x1 = box->x1 + MARGIN + FRAME, y1 = box->y1 + MARGIN + FRAME;

	fill_red(r, x0, y0, x1, y0 + FRAME);
	fill_red(r, x0, y1 - FRAME, x1, y1);
	fill_red(r, x0, y0, x0 + FRAME, y1);
	fill_red(r, x1 - FRAME, y0, x1, y1);
}

/* ---- revisions and pages ---- */
static trien_rc
open_state(const struct finder *f, size_t rev, struct state *out, struct trien_err *err)
{
	const struct tr_pdf_revision *r = tr_pdf_revision_at(f->pdf, rev);
	struct state s = {.rev = rev};

	TR_TRY(tr_pdf_page_count(f->pdf, rev, &s.pages, err));
	TR_TRY(tr_page_reader_open(tr_bytes_part(f->request->file, 0, (size_t)r->end), f->request->fonts, s.pages, &s.reader, err));
	*out = s;
	return TRIEN_OK;
}

static unsigned
dpi_for(const struct tr_page_frame *frame)
{
	const double fits = sqrt(TR_SEEN_PIXELS_MAX / (frame->width * frame->height)) * 72;
	return fits >= TR_SEEN_DPI ? TR_SEEN_DPI : fits < 1 ? 1 : (unsigned)fits;
}

/* Nothing where the revision has no such page. */
static trien_rc
draw(const struct finder *f, const struct state *s, size_t page, unsigned dpi, struct tr_raster *out,
		struct trien_err *err)
{
	struct tr_page_frame frame;

	if (page >= s->pages)
		return TRIEN_OK;
	if (dpi == 0) {
		TR_TRY(tr_page_frame(f->pdf, s->rev, page, &frame, err));
		dpi = dpi_for(&frame);
	}
	return tr_page_draw(s->reader, page, dpi, out, err);
}

static trien_rc
keep(struct finder *f, const struct tr_seen_change *c, struct trien_err *err)
{
	struct tr_seen *out = f->out;

	if (out->items == NULL)
		out->items = tr_mem_zeroed(TR_SEEN_CHANGES_MAX, sizeof(*out->items));
	if (out->items == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", TR_SEEN_CHANGES_MAX * sizeof(*out->items)));
	out->items[out->count++] = *c;
	return TRIEN_OK;
}

/* Takes the pictures where they differ; *kept says so. */
static trien_rc
compare(struct finder *f, struct tr_seen_change *c, bool *kept, struct trien_err *err)
{
	const bool alike = c->before.width == c->after.width && c->before.height == c->after.height;

	if (alike)
		TR_TRY(tr_seen_boxes(&c->before, &c->after, c->boxes, &c->box_count, err));
	if (alike && c->box_count == 0)
		return TRIEN_OK;
	if (f->out->count == TR_SEEN_CHANGES_MAX) {
		f->out->cut = true;
		return TRIEN_OK;
	}
	for (size_t i = 0; i < c->box_count; i++) {
		frame(&c->before, &c->boxes[i]);
		frame(&c->after, &c->boxes[i]);
	}
	TR_TRY(keep(f, c, err));
	*kept = true;
	return TRIEN_OK;
}

static trien_rc
draw_both(const struct finder *f, const struct state *a, const struct state *b, struct tr_seen_change *c,
		struct trien_err *err)
{
	struct tr_page_frame frame;
	const size_t shown_in = c->page < b->pages ? b->rev : a->rev;

	TR_TRY(tr_page_frame(f->pdf, shown_in, c->page, &frame, err));
	c->dpi = dpi_for(&frame);
	/* Where the page got another size, the one before may be too large for this resolution. */
	TR_TRY(draw(f, b, c->page, c->dpi, &c->after, err));
	trien_rc rc = draw(f, a, c->page, c->dpi, &c->before, NULL);
	return rc == TRIEN_OK ? TRIEN_OK : draw(f, a, c->page, 0, &c->before, err);
}

static trien_rc
compare_page(struct finder *f, const struct state *a, const struct state *b, size_t page, struct trien_err *err)
{
	struct tr_seen_change *c = tr_mem_zeroed(1, sizeof(*c));
	bool kept = false;

	if (c == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*c)));
	c->revision = b->rev;
	c->against = a->rev;
	c->page = page;
	trien_rc rc = draw_both(f, a, b, c, err);
	if (rc == TRIEN_OK)
		rc = compare(f, c, &kept, err);
	if (!kept) {
		tr_raster_free(&c->before);
		tr_raster_free(&c->after);
	}
	free(c);
	return rc;
}

/* What a resource lacks ends the whole; what a page lacks is told. */
static trien_rc
tell_unread(struct finder *f, size_t rev, trien_rc rc, const struct trien_err *why, struct trien_err *err)
{
	if (rc == TRIEN_OK)
		return TRIEN_OK;
	if (strcmp(trien_err_class(rc), "resource") == 0) {
		if (err != NULL)
			*err = *why;
		return rc;
	}
	if (f->out->unread.code == TRIEN_OK) {
		f->out->unread = *why;
		f->out->unread_revision = rev;
	}
	return TRIEN_OK;
}

static trien_rc
compare_revisions(struct finder *f, const struct state *a, const struct state *b, struct trien_err *err)
{
	const size_t pages = a->pages > b->pages ? a->pages : b->pages;

	for (size_t page = 0; page < pages; page++) {
		struct trien_err why = {0};
		if (f->compared == TR_SEEN_PAGES_MAX) {
			f->out->cut = true;
			return TRIEN_OK;
		}
		f->compared++;
		trien_rc rc = compare_page(f, a, b, page, &why);
		TR_TRY(tell_unread(f, b->rev, rc, &why, err));
	}
	return TRIEN_OK;
}

/* A revision that cannot be opened is passed over, and the next compared with the last one that could. */
static trien_rc
walk(struct finder *f, struct state *last, struct trien_err *err)
{
	const size_t newest = tr_pdf_newest(f->pdf);
	trien_rc rc = TRIEN_OK;

	for (size_t rev = f->request->since; rc == TRIEN_OK && rev <= newest; rev++) {
		struct trien_err why = {0};
		struct state now = {0};
		if (rev - f->request->since > TR_SEEN_REVISIONS_MAX) {
			f->out->cut = true;
			break;
		}
		rc = tell_unread(f, rev, open_state(f, rev, &now, &why), &why, err);
		if (now.reader == NULL)
			continue;
		if (last->reader != NULL)
			rc = compare_revisions(f, last, &now, err);
		tr_page_reader_close(last->reader);
		*last = now;
	}
	return rc;
}

trien_rc
tr_seen_find(const struct tr_seen_request *request, struct tr_seen *out, struct trien_err *err)
{
	struct finder f = {.request = request, .out = out};
	struct state last = {0};

	*out = (struct tr_seen){0};
	TR_TRY(tr_pdf_open(request->file, request->options, &f.pdf, err));
	trien_rc rc = walk(&f, &last, err);
	tr_page_reader_close(last.reader);
	tr_pdf_close(f.pdf);
	if (rc != TRIEN_OK)
		tr_seen_free(out);
	return rc;
}

void
tr_seen_free(struct tr_seen *s)
{
	for (size_t i = 0; i < s->count; i++) {
		tr_raster_free(&s->items[i].before);
		tr_raster_free(&s->items[i].after);
	}
	free(s->items);
	*s = (struct tr_seen){0};
}
