/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/errors/layout.h"
#include "layout/scan_parts.h"

unsigned
tr_scan_components(enum tr_scan_colours colours)
{
	return colours == TR_SCAN_RGB ? 3 : colours == TR_SCAN_CMYK ? 4 : 1;
}

size_t
tr_scan_row_bytes(const struct tr_scan_image *s)
{
	return ((size_t)s->width * s->bits * tr_scan_components(s->colours) + 7) / 8;
}

void
tr_scan_image_free(struct tr_scan_image *s)
{
	tr_buf_free(&s->palette);
	tr_buf_free(&s->icc);
	tr_buf_free(&s->mask);
	tr_buf_free(&s->data);
	s->part_count = 0;
}

static trien_rc
beyond(const char *what, uint64_t got, uint64_t max, struct trien_err *err)
{
	return TR_ERR(err, LAYOUT_SCAN_LIMIT, TR_S("what", what), TR_U("got", got), TR_U("max", max));
}

trien_rc
tr_scan_check_size(uint64_t width, uint64_t height, struct trien_err *err)
{
	if (width == 0 || height == 0)
		return beyond("pixels", 0, TR_SCAN_PIXELS_MAX, err);
	if (width > TR_SCAN_SIDE_MAX)
		return beyond("width", width, TR_SCAN_SIDE_MAX, err);
	if (height > TR_SCAN_SIDE_MAX)
		return beyond("height", height, TR_SCAN_SIDE_MAX, err);
	if (width * height > TR_SCAN_PIXELS_MAX)
		return beyond("pixels", width * height, TR_SCAN_PIXELS_MAX, err);
	return TRIEN_OK;
}

void
tr_scan_one_part(struct tr_scan_image *s)
{
	s->parts[0] = (struct tr_scan_part){s->height, s->data.n};
	s->part_count = 1;
}

/* ICC.1:2010 §7.2: size, colour space and signature of the header. */
trien_rc
tr_scan_set_icc(struct tr_scan_image *s, struct tr_bytes icc, struct trien_err *err)
{
	static const char *const spaces[] = {[TR_SCAN_GRAY] = "GRAY", [TR_SCAN_RGB] = "RGB ",
		[TR_SCAN_CMYK] = "CMYK", [TR_SCAN_INDEXED] = "RGB "};
	struct tr_cursor c = tr_cursor_of(icc);

	if (icc.n < 128 || icc.n > TR_SCAN_ICC_MAX || tr_cursor_u32(&c) != icc.n ||
			!tr_bytes_are(tr_bytes_part(icc, 16, 4), spaces[s->colours]) ||
			!tr_bytes_are(tr_bytes_part(icc, 36, 4), "acsp"))
		return TRIEN_OK;
	tr_buf_clear(&s->icc);
	return tr_buf_add_bytes(&s->icc, icc, err);
}

/* ---- over the pipe ---- */
static trien_rc
give_u64(struct tr_buf *b, uint64_t v, struct trien_err *err)
{
	uint8_t out[8];
	for (int i = 7; i >= 0; i--, v >>= 8)
		out[i] = (uint8_t)v;
	return tr_buf_add(b, out, sizeof(out), err);
}

trien_rc
tr_scan_image_give(const struct tr_scan_image *s, struct tr_buf *out, struct trien_err *err)
{
	const uint64_t numbers[] = {s->width, s->height, s->bits, s->colours, s->filter, s->predictor, s->fax,
		s->transform, s->inverted, s->byte_aligned, s->orientation, s->copied, (uint64_t)(s->dpi_x * 1e6),
		(uint64_t)(s->dpi_y * 1e6), s->part_count};
	const struct tr_buf *const blocks[] = {&s->palette, &s->icc, &s->mask, &s->data};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		TR_TRY(give_u64(out, numbers[i], err));
	for (size_t i = 0; i < s->part_count; i++) {
		TR_TRY(give_u64(out, s->parts[i].rows, err));
		TR_TRY(give_u64(out, s->parts[i].n, err));
	}
	for (size_t i = 0; i < sizeof(blocks) / sizeof(*blocks); i++) {
		TR_TRY(give_u64(out, blocks[i]->n, err));
		TR_TRY(tr_buf_add_bytes(out, tr_buf_view(blocks[i]), err));
	}
	return TRIEN_OK;
}

/* A number up to most; more is a message that cannot be. */
static uint64_t
take_number(struct tr_cursor *c, uint64_t most)
{
	const uint64_t v = tr_cursor_u64(c);

	c->bad = c->bad || v > most;
	return c->bad ? 0 : v;
}

static void
take_numbers(struct tr_cursor *c, struct tr_scan_image *s)
{
	s->width = (uint32_t)take_number(c, TR_SCAN_SIDE_MAX);
	s->height = (uint32_t)take_number(c, TR_SCAN_SIDE_MAX);
	s->bits = (unsigned)take_number(c, 16);
	s->colours = (enum tr_scan_colours)take_number(c, TR_SCAN_INDEXED);
	s->filter = (enum tr_scan_filter)take_number(c, TR_SCAN_FLATE);
	s->predictor = (enum tr_scan_predictor)take_number(c, TR_SCAN_PREDICTOR_PNG);
	s->fax = (enum tr_scan_fax)take_number(c, TR_SCAN_FAX_G4);
	s->transform = (enum tr_scan_transform)take_number(c, TR_SCAN_TRANSFORM_YCC);
	s->inverted = take_number(c, 1) != 0;
	s->byte_aligned = take_number(c, 1) != 0;
	s->orientation = (unsigned)take_number(c, 8);
	s->copied = take_number(c, 1) != 0;
	s->dpi_x = (double)take_number(c, UINT64_C(1) << 53) / 1e6;
	s->dpi_y = (double)take_number(c, UINT64_C(1) << 53) / 1e6;
	s->part_count = (size_t)take_number(c, TR_SCAN_PARTS_MAX);
}

static const char *
impossible(const struct tr_scan_image *s)
{
	uint64_t rows = 0, n = 0;

	for (size_t i = 0; i < s->part_count; i++) {
		rows += s->parts[i].rows;
		n += s->parts[i].n;
		if (s->parts[i].rows == 0 || s->parts[i].n == 0)
			return "empty part";
	}
	if (tr_scan_check_size(s->width, s->height, NULL) != TRIEN_OK || rows != s->height || n != s->data.n)
		return "size";
	if (s->bits == 0 || (s->bits & (s->bits - 1)) != 0 || s->orientation == 0)
		return "bits";
	if (s->colours == TR_SCAN_INDEXED ? s->bits > 8 || s->palette.n == 0 || s->palette.n > 768 || s->palette.n % 3 != 0
					  : s->palette.n > 0)
		return "palette";
	if ((s->mask.n > 0 && s->part_count != 1) || s->icc.n > TR_SCAN_ICC_MAX)
		return "mask";
	return s->predictor == 0 ? "predictor" : NULL;
}

trien_rc
tr_scan_image_take(struct tr_bytes message, struct tr_scan_image *out, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(message);
	struct tr_buf *const blocks[] = {&out->palette, &out->icc, &out->mask, &out->data};

	*out = (struct tr_scan_image){0};
	take_numbers(&c, out);
	for (size_t i = 0; i < out->part_count; i++)
		out->parts[i] = (struct tr_scan_part){(uint32_t)take_number(&c, TR_SCAN_SIDE_MAX),
			(size_t)take_number(&c, SIZE_MAX >> 16)};
	for (size_t i = 0; i < sizeof(blocks) / sizeof(*blocks) && !c.bad; i++) {
		const struct tr_bytes block = tr_cursor_take(&c, (size_t)tr_cursor_u64(&c));
		trien_rc rc = tr_buf_add_bytes(blocks[i], block, err);
		if (rc != TRIEN_OK) {
			tr_scan_image_free(out);
			return rc;
		}
	}
	const char *what = c.bad || tr_cursor_left(&c) > 0 ? "length" : impossible(out);
	if (what == NULL)
		return TRIEN_OK;
	tr_scan_image_free(out);
	return TR_ERR(err, LAYOUT_SCAN_MESSAGE, TR_S("what", what));
}
