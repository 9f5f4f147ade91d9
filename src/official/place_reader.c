/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "official/place_reader.h"

#include <math.h>
#include <stdlib.h>

#include "base/memory.h"

#define GROUND_SHARE 0.5  /* of a box is no darker than its ground */
#define GROUND_DARK 128u  /* of 255: a picture, or a scan of something that is no paper */
#define INK_DARKER 40u    /* than the ground: ink; grey paper and its grain are less */

struct tr_place_reader {
	struct tr_page_reader *pages;
	size_t count;
	struct tr_place_source source;
	struct tr_page_words kept[TR_PLACE_KEPT_PAGES];
	bool has[TR_PLACE_KEPT_PAGES];
	size_t kept_words;
	struct tr_page_words last; /* of a page that is not kept */
	struct tr_raster drawn;
	size_t drawn_page;         /* SIZE_MAX: none */
};

static trien_rc
source_words(void *context, size_t page, const struct tr_page_words **out, struct trien_err *err)
{
	return tr_place_reader_words(context, page, out, err);
}

static trien_rc
source_ink(void *context, size_t page, struct tr_box box, double *share, struct trien_err *err)
{
	struct tr_place_reader *r = context;

	if (r->drawn_page != page) {
		tr_raster_free(&r->drawn);
		r->drawn_page = SIZE_MAX;
		TR_TRY(tr_page_draw(r->pages, page, TR_PLACE_INK_DPI, &r->drawn, err));
		r->drawn_page = page;
	}
	*share = tr_place_ink_share(&r->drawn, box);
	return TRIEN_OK;
}

trien_rc
tr_place_reader_open(struct tr_bytes file, const struct tr_page_fonts *fonts, size_t pages,
		struct tr_place_reader **out, struct trien_err *err)
{
	struct tr_place_reader *r = tr_mem_zeroed(1, sizeof(*r));

	if (r == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*r)));
	r->count = pages;
	r->drawn_page = SIZE_MAX;
	r->source = (struct tr_place_source){.context = r, .pages = pages, .words = source_words, .ink = source_ink};
	trien_rc rc = tr_page_reader_open(file, fonts, pages, &r->pages, err);
	if (rc != TRIEN_OK) {
		free(r);
		return rc;
	}
	*out = r;
	return TRIEN_OK;
}

void
tr_place_reader_close(struct tr_place_reader *r)
{
	if (r == NULL)
		return;
	for (size_t i = 0; i < TR_PLACE_KEPT_PAGES; i++)
		tr_page_words_free(&r->kept[i]);
	tr_page_words_free(&r->last);
	tr_raster_free(&r->drawn);
	tr_page_reader_close(r->pages);
	free(r);
}

struct tr_page_reader *
tr_place_reader_pages(const struct tr_place_reader *r)
{
	return r->pages;
}

const struct tr_place_source *
tr_place_reader_source(const struct tr_place_reader *r)
{
	return &r->source;
}

trien_rc
tr_place_reader_words(struct tr_place_reader *r, size_t page, const struct tr_page_words **out, struct trien_err *err)
{
	struct tr_page_words read = {0};

	if (page < TR_PLACE_KEPT_PAGES && r->has[page]) {
		*out = &r->kept[page];
		return TRIEN_OK;
	}
	TR_TRY(tr_page_read_words(r->pages, page, &read, err));
	if (page < TR_PLACE_KEPT_PAGES && read.count <= TR_PLACE_KEPT_WORDS - r->kept_words) {
		r->kept[page] = read;
		r->has[page] = true;
		r->kept_words += read.count;
		*out = &r->kept[page];
		return TRIEN_OK;
	}
	tr_page_words_free(&r->last);
	r->last = read;
	*out = &r->last;
	return TRIEN_OK;
}

trien_rc
tr_place_reader_draw(struct tr_place_reader *r, size_t page, unsigned dpi, struct tr_raster *out, struct trien_err *err)
{
	return tr_page_draw(r->pages, page, dpi, out, err);
}

/* ---- ink ---- */
static unsigned
brightness(const uint8_t *p)
{
	return (2u * p[0] + 5u * p[1] + p[2]) / 8u;
}

double
tr_place_ink_share(const struct tr_raster *raster, struct tr_box box)
{
	const double x0 = fmax(floor(box.x0), 0), x1 = fmin(ceil(box.x1), raster->width);
	const double y0 = fmax(floor(box.y0), 0), y1 = fmin(ceil(box.y1), raster->height);
	size_t count[256] = {0}, all = 0, dark = 0, seen = 0;
	unsigned ground = 255;

	if (!(x0 < x1 && y0 < y1))
		return 0;
	for (size_t y = (size_t)y0; y < (size_t)y1; y++)
		for (size_t x = (size_t)x0; x < (size_t)x1; x++, all++)
			count[brightness(raster->rgb.p + 3 * (y * raster->width + x))]++;
	while (ground > 0 && (double)(seen + count[ground]) < GROUND_SHARE * (double)all)
		seen += count[ground--];
	if (ground < GROUND_DARK)
		return 1;
	for (unsigned v = 0; v + INK_DARKER < ground; v++)
		dark += count[v];
	return (double)dark / (double)all;
}
