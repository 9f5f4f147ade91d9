/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A page is as large as its picture, which lies on it upright; strips lie one below the other (ISO 32000-2 §8.9.5). */
#include <stdio.h>
#include <stdlib.h>

#include "base/errors/layout.h"
#include "base/memory.h"
#include "layout/frame.h"
#include "layout/scan_image.h"

#define POINTS_PER_INCH 72.0

struct tr_scan_pdf {
	struct tr_pdf_create *create;
	uint32_t catalog, pages;
	struct tr_buf kids; /* "5 0 R 9 0 R " */
	size_t count;
};

trien_rc
tr_scan_pdf_new(struct tr_buf *out, struct tr_scan_pdf **created, struct trien_err *err)
{
	struct tr_scan_pdf *p = tr_mem_zeroed(1, sizeof(*p));

	if (p == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*p)));
	trien_rc rc = tr_pdf_create_new(17, out, &p->create, err);
	if (rc == TRIEN_OK)
		rc = tr_pdf_create_number(p->create, &p->catalog, err);
	if (rc == TRIEN_OK)
		rc = tr_pdf_create_number(p->create, &p->pages, err);
	if (rc != TRIEN_OK) {
		tr_scan_pdf_free(p);
		return rc;
	}
	*created = p;
	return TRIEN_OK;
}

void
tr_scan_pdf_free(struct tr_scan_pdf *p)
{
	if (p == NULL)
		return;
	tr_pdf_create_free(p->create);
	tr_buf_free(&p->kids);
	free(p);
}

/* ---- one image ---- */
static trien_rc
put_icc(struct tr_scan_pdf *p, const struct tr_scan_image *s, uint32_t *out, struct trien_err *err)
{
	TR_AUTO_BUF dict = {0};

	if (s->icc.n == 0)
		return TRIEN_OK;
	TR_TRY(tr_pdf_create_number(p->create, out, err));
	TR_TRY(tr_buf_addf(&dict, err, "/N %u", s->colours == TR_SCAN_INDEXED ? 3 : tr_scan_components(s->colours)));
	return tr_pdf_create_put_stream(p->create, *out, tr_buf_view(&dict), tr_buf_view(&s->icc), err);
}

static trien_rc
add_colours(struct tr_buf *b, const struct tr_scan_image *s, uint32_t icc, struct trien_err *err)
{
	static const char *const device[] = {[TR_SCAN_GRAY] = "/DeviceGray", [TR_SCAN_RGB] = "/DeviceRGB",
		[TR_SCAN_CMYK] = "/DeviceCMYK", [TR_SCAN_INDEXED] = "/DeviceRGB"};
	char base[32];

	if (icc > 0)
		snprintf(base, sizeof(base), "[/ICCBased %u 0 R]", icc);
	else
		snprintf(base, sizeof(base), "%s", device[s->colours]);
	if (s->colours != TR_SCAN_INDEXED)
		return tr_buf_addf(b, err, "/ColorSpace%s", base);
	TR_TRY(tr_buf_addf(b, err, "/ColorSpace[/Indexed%s%s %zu", *base == '[' ? "" : " ", base, s->palette.n / 3 - 1));
	TR_TRY(tr_pdf_print_hex(b, tr_buf_view(&s->palette), err));
	return tr_buf_add_byte(b, ']', err);
}

static trien_rc
add_predictor(struct tr_buf *b, const struct tr_scan_image *s, unsigned components, struct trien_err *err)
{
	TR_TRY(tr_buf_addf(b, err, "/Filter/FlateDecode"));
	if (s->predictor == TR_SCAN_PREDICTOR_NONE)
		return TRIEN_OK;
	return tr_buf_addf(b, err, "/DecodeParms<</Predictor %u/Colors %u/BitsPerComponent %u/Columns %u>>",
			(unsigned)s->predictor, components, s->bits, s->width);
}

static trien_rc
add_filter(struct tr_buf *b, const struct tr_scan_image *s, uint32_t rows, struct trien_err *err)
{
	static const int k[] = {[TR_SCAN_FAX_1D] = 0, [TR_SCAN_FAX_MIXED] = 1, [TR_SCAN_FAX_G4] = -1};

	switch (s->filter) {
	case TR_SCAN_DCT:
		TR_TRY(tr_buf_addf(b, err, "/Filter/DCTDecode"));
		if (s->transform == TR_SCAN_TRANSFORM_UNSAID)
			return TRIEN_OK;
		return tr_buf_addf(b, err, "/DecodeParms<</ColorTransform %d>>", s->transform == TR_SCAN_TRANSFORM_YCC);
	case TR_SCAN_CCITT:
		return tr_buf_addf(b, err, "/Filter/CCITTFaxDecode/DecodeParms<</K %d/Columns %u/Rows %u%s%s>>",
				k[s->fax], s->width, rows, s->byte_aligned ? "/EncodedByteAlign true" : "",
				s->fax == TR_SCAN_FAX_G4 ? "" : "/EndOfBlock false");
	default:
		return add_predictor(b, s, tr_scan_components(s->colours), err);
	}
}

static trien_rc
add_decode(struct tr_buf *b, const struct tr_scan_image *s, struct trien_err *err)
{
	if (!s->inverted || s->colours == TR_SCAN_INDEXED)
		return TRIEN_OK;
	TR_TRY(tr_buf_addf(b, err, "/Decode["));
	for (unsigned i = 0; i < tr_scan_components(s->colours); i++)
		TR_TRY(tr_buf_addf(b, err, "%s1 0", i > 0 ? " " : ""));
	return tr_buf_add_byte(b, ']', err);
}

static trien_rc
put_mask(struct tr_scan_pdf *p, const struct tr_scan_image *s, uint32_t *out, struct trien_err *err)
{
	TR_AUTO_BUF dict = {0};

	if (s->mask.n == 0)
		return TRIEN_OK;
	TR_TRY(tr_pdf_create_number(p->create, out, err));
	TR_TRY(tr_buf_addf(&dict, err,
			"/Type/XObject/Subtype/Image/Width %u/Height %u/BitsPerComponent %u/ColorSpace/DeviceGray",
			s->width, s->height, s->bits));
	TR_TRY(add_predictor(&dict, s, 1, err));
	return tr_pdf_create_put_stream(p->create, *out, tr_buf_view(&dict), tr_buf_view(&s->mask), err);
}

struct shared {
	uint32_t icc, mask;
};

static trien_rc
put_part(struct tr_scan_pdf *p, const struct tr_scan_image *s, const struct shared *shared, uint32_t rows,
		struct tr_bytes data, uint32_t *out, struct trien_err *err)
{
	TR_AUTO_BUF dict = {0};

	TR_TRY(tr_pdf_create_number(p->create, out, err));
	TR_TRY(tr_buf_addf(&dict, err, "/Type/XObject/Subtype/Image/Width %u/Height %u/BitsPerComponent %u", s->width,
			rows, s->bits));
	TR_TRY(add_colours(&dict, s, shared->icc, err));
	TR_TRY(add_filter(&dict, s, rows, err));
	TR_TRY(add_decode(&dict, s, err));
	if (shared->mask > 0)
		TR_TRY(tr_buf_addf(&dict, err, "/SMask %u 0 R", shared->mask));
	return tr_pdf_create_put_stream(p->create, *out, tr_buf_view(&dict), data, err);
}

/* ---- one page ---- */
struct size {
	double width, height; /* points, upright */
};

static trien_rc
page_size(const struct tr_scan_image *s, double dpi, struct size *out, struct trien_err *err)
{
	const double x = dpi > 0 ? dpi : s->dpi_x, y = dpi > 0 ? dpi : s->dpi_y;
	char width[24], height[24], said[24];

	if (!(x > 0) || !(y > 0))
		return TR_ERR0(err, LAYOUT_SCAN_RESOLUTION);
	const double across = s->width / x * POINTS_PER_INCH, down = s->height / y * POINTS_PER_INCH;
	/* Orientations 5 to 8 lie on their side. */
	*out = s->orientation < 5 ? (struct size){across, down} : (struct size){down, across};
	if (x <= TR_SCAN_DPI_MAX && y <= TR_SCAN_DPI_MAX && across >= 3 && down >= 3 && across <= TR_SCAN_POINTS_MAX &&
			down <= TR_SCAN_POINTS_MAX)
		return TRIEN_OK;
	snprintf(width, sizeof(width), "%.0f", out->width / TR_POINTS_PER_MM);
	snprintf(height, sizeof(height), "%.0f", out->height / TR_POINTS_PER_MM);
	snprintf(said, sizeof(said), "%.0f", x);
	return TR_ERR(err, LAYOUT_SCAN_PAGE_SIZE, TR_S("width", width), TR_S("height", height), TR_S("dpi", said));
}

/* From the picture as stored (unit square, top row at 1) to the upright page: the eight orientations of TIFF 6.0. */
static struct tr_matrix
placed(unsigned orientation, struct size page)
{
	const double w = page.width, h = page.height;

	switch (orientation) {
	case 2: return (struct tr_matrix){-w, 0, 0, h, w, 0};
	case 3: return (struct tr_matrix){-w, 0, 0, -h, w, h};
	case 4: return (struct tr_matrix){w, 0, 0, -h, 0, h};
	case 5: return (struct tr_matrix){0, -h, -w, 0, w, h};
	case 6: return (struct tr_matrix){0, -h, w, 0, 0, h};
	case 7: return (struct tr_matrix){0, h, w, 0, 0, 0};
	case 8: return (struct tr_matrix){0, h, -w, 0, w, 0};
	default: return (struct tr_matrix){w, 0, 0, h, 0, 0};
	}
}

/* The images of all parts, and the operators that draw them. */
static trien_rc
put_parts(struct tr_scan_pdf *p, const struct tr_scan_image *s, struct tr_matrix m, struct tr_buf *names,
		struct tr_buf *drawing, struct trien_err *err)
{
	struct shared shared = {0};
	size_t at = 0;
	uint32_t row = 0, num;

	TR_TRY(put_icc(p, s, &shared.icc, err));
	TR_TRY(put_mask(p, s, &shared.mask, err));
	for (size_t i = 0; i < s->part_count; i++) {
		const struct tr_scan_part *part = &s->parts[i];
		const double low = 1 - (double)(row + part->rows) / s->height, high = (double)part->rows / s->height;
		const struct tr_matrix strip = tr_matrix_multiply((struct tr_matrix){1, 0, 0, high, 0, low}, m);
		TR_TRY(put_part(p, s, &shared, part->rows, tr_bytes_part(tr_buf_view(&s->data), at, part->n), &num, err));
		TR_TRY(tr_buf_addf(names, err, "/I%zu %u 0 R", i, num));
		TR_TRY(tr_buf_addf(drawing, err, "q %.4f %.4f %.4f %.4f %.4f %.4f cm /I%zu Do Q\n", strip.a, strip.b,
				strip.c, strip.d, strip.e, strip.f, i));
		at += part->n;
		row += part->rows;
	}
	return TRIEN_OK;
}

trien_rc
tr_scan_pdf_page(struct tr_scan_pdf *p, const struct tr_scan_image *s, double dpi, struct trien_err *err)
{
	TR_AUTO_BUF names = {0}, drawing = {0}, page = {0};
	struct size size = {0};
	uint32_t content, num;

	if (p->count == TR_SCAN_PAGES_MAX)
		return TR_ERR(err, LAYOUT_SCAN_LIMIT, TR_S("what", "pages"), TR_U("got", p->count + 1),
				TR_U("max", TR_SCAN_PAGES_MAX));
	TR_TRY(page_size(s, dpi, &size, err));
	TR_TRY(put_parts(p, s, placed(s->orientation, size), &names, &drawing, err));
	TR_TRY(tr_pdf_create_number(p->create, &content, err));
	TR_TRY(tr_pdf_create_put_stream(p->create, content, TR_BYTES(NULL, 0), tr_buf_view(&drawing), err));
	TR_TRY(tr_pdf_create_number(p->create, &num, err));
	TR_TRY(tr_buf_addf(&page, err, "<</Type/Page/Parent %u 0 R/MediaBox[0 0 %.4f %.4f]/Contents %u 0 R"
			"/Resources<</XObject<<%.*s>>>>>>", p->pages, size.width, size.height, content, (int)names.n,
			(const char *)names.p));
	TR_TRY(tr_pdf_create_put(p->create, num, tr_buf_view(&page), err));
	p->count++;
	return tr_buf_addf(&p->kids, err, "%u 0 R ", num);
}

trien_rc
tr_scan_pdf_end(struct tr_scan_pdf *p, const uint8_t id16[16], struct trien_err *err)
{
	TR_AUTO_BUF pages = {0}, catalog = {0};

	TR_TRY(tr_buf_addf(&pages, err, "<</Type/Pages/Count %zu/Kids[%.*s]>>", p->count, (int)p->kids.n,
			p->kids.n > 0 ? (const char *)p->kids.p : ""));
	TR_TRY(tr_pdf_create_put(p->create, p->pages, tr_buf_view(&pages), err));
	TR_TRY(tr_buf_addf(&catalog, err, "<</Type/Catalog/Pages %u 0 R>>", p->pages));
	TR_TRY(tr_pdf_create_put(p->create, p->catalog, tr_buf_view(&catalog), err));
	return tr_pdf_create_end(p->create, p->catalog, id16, err);
}
