/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * TIFF samples, decoded band by band (a strip, the same strip of all planes, a row of tiles) and deflated row by row.
 * Pixels stay what they are: 16 bits stay 16, only their byte order becomes that of PDF.
 */
#include "base/errors/layout.h"
#include "layout/scan_tiff.h"

/* Rows of contiguous samples. */
struct band {
	size_t stride;
	uint32_t rows;
};

struct decode {
	struct tr_tiff *t;
	struct tr_rows colour, alpha;
	struct tr_buf parts; /* of a row: colours, then alpha */
	struct tr_buf plane;
	bool has_mask, opaque, premultiplied;
};

static trien_rc
reserve_band(struct decode *d, struct tr_buf *b, size_t stride, uint32_t rows)
{
	const uint64_t n = (uint64_t)stride * rows;

	if (n == 0 || n > TR_SCAN_BAND_MAX)
		return TR_ERR(d->t->err, LAYOUT_SCAN_LIMIT, TR_S("what", "strip"), TR_U("got", n),
				TR_U("max", TR_SCAN_BAND_MAX));
	return tr_buf_reserve(b, (size_t)n, d->t->err);
}

static uint32_t
rows_at(const struct decode *d, uint32_t y, uint32_t most)
{
	const uint32_t left = d->t->s->height - y;
	return left < most ? left : most;
}

static trien_rc
read_strip(struct decode *d, uint32_t y, unsigned plane, uint8_t *out, size_t n)
{
	struct tr_tiff *t = d->t;
	const uint32_t strip = TIFFComputeStrip(t->tiff, y, (uint16_t)plane);
	const tmsize_t got = TIFFReadEncodedStrip(t->tiff, strip, out, (tmsize_t)n);

	return got != (tmsize_t)n || t->failed ? tr_tiff_invalid(t) : TRIEN_OK;
}

static trien_rc
strip_band(struct decode *d, uint32_t y, struct band *out)
{
	*out = (struct band){(size_t)TIFFScanlineSize(d->t->tiff), rows_at(d, y, d->t->strip_rows)};
	TR_TRY(reserve_band(d, &d->t->band, out->stride, out->rows));
	return read_strip(d, y, 0, d->t->band.p, out->stride * out->rows);
}

/* The planes of a strip, woven together. */
static trien_rc
planes_band(struct decode *d, uint32_t y, struct band *out)
{
	struct tr_tiff *t = d->t;
	const size_t bytes = t->s->bits / 8, plane_stride = (size_t)t->s->width * bytes;

	*out = (struct band){plane_stride * t->samples, rows_at(d, y, t->strip_rows)};
	TR_TRY(reserve_band(d, &t->band, out->stride, out->rows));
	TR_TRY(reserve_band(d, &d->plane, plane_stride, out->rows));
	for (unsigned p = 0; p < t->samples; p++) {
		const size_t pixels = (size_t)t->s->width * out->rows;
		TR_TRY(read_strip(d, y, p, d->plane.p, plane_stride * out->rows));
		for (size_t i = 0; i < pixels; i++)
			memcpy(t->band.p + (i * t->samples + p) * bytes, d->plane.p + i * bytes, bytes);
	}
	return TRIEN_OK;
}

/* A row of tiles; each is a multiple of 16 pixels wide, so a whole number of bytes. */
static trien_rc
tiles_band(struct decode *d, uint32_t y, struct band *out)
{
	struct tr_tiff *t = d->t;
	uint32_t width = 0, height = 0;
	const size_t tile_stride = (size_t)TIFFTileRowSize(t->tiff);

	TIFFGetField(t->tiff, TIFFTAG_TILEWIDTH, &width);
	TIFFGetField(t->tiff, TIFFTAG_TILELENGTH, &height);
	if (width == 0 || height == 0 || tile_stride == 0 || width % 16 != 0)
		return tr_tiff_unsupported(t, "tiles");
	const uint32_t across = (t->s->width + width - 1) / width;
	*out = (struct band){tile_stride * across, rows_at(d, y, height)};
	TR_TRY(reserve_band(d, &t->band, out->stride, out->rows));
	TR_TRY(reserve_band(d, &d->plane, tile_stride, height));
	for (uint32_t i = 0; i < across; i++) {
		const tmsize_t n = (tmsize_t)(tile_stride * height);
		if (TIFFReadTile(t->tiff, d->plane.p, i * width, y, 0, 0) != n || t->failed)
			return tr_tiff_invalid(t);
		for (uint32_t r = 0; r < out->rows; r++)
			memcpy(t->band.p + r * out->stride + i * tile_stride, d->plane.p + r * tile_stride, tile_stride);
	}
	return TRIEN_OK;
}

static trien_rc
read_band(struct decode *d, uint32_t y, struct band *out)
{
	struct tr_tiff *t = d->t;

	if (TIFFIsTiled(t->tiff))
		return t->separate ? tr_tiff_unsupported(t, "planes of tiles") : tiles_band(d, y, out);
	if (!t->separate)
		return strip_band(d, y, out);
	return t->s->bits < 8 ? tr_tiff_unsupported(t, "planes of bits") : planes_band(d, y, out);
}

/* ---- rows ---- */
static void
big_endian(uint8_t *row, size_t n)
{
	uint16_t v;

	for (size_t i = 0; i + 1 < n; i += 2) {
		memcpy(&v, row + i, 2);
		row[i] = (uint8_t)(v >> 8);
		row[i + 1] = (uint8_t)v;
	}
}

/* Colours and alpha lie sample by sample; a mask is an image of its own in PDF (§11.6.5.2). */
static trien_rc
add_with_extra(struct decode *d, const uint8_t *row)
{
	const struct tr_tiff *t = d->t;
	const size_t bytes = t->s->bits / 8, colours = (t->samples - t->extra) * bytes;
	uint8_t *colour = d->parts.p, *alpha = colour + t->s->width * colours;

	for (size_t x = 0; x < t->s->width; x++, row += colours + bytes) {
		memcpy(colour + x * colours, row, colours);
		memcpy(alpha + x * bytes, row + colours, bytes);
		for (size_t i = 0; i < bytes; i++)
			d->opaque = d->opaque && row[colours + i] == 0xff;
	}
	TR_TRY(tr_rows_add(&d->colour, colour, t->err));
	return d->has_mask ? tr_rows_add(&d->alpha, alpha, t->err) : TRIEN_OK;
}

static trien_rc
add_row(struct decode *d, uint8_t *row)
{
	if (d->t->s->bits == 16)
		big_endian(row, (size_t)d->t->s->width * d->t->samples * 2);
	return d->t->extra > 0 ? add_with_extra(d, row) : tr_rows_add(&d->colour, row, d->t->err);
}

static trien_rc
begin(struct decode *d)
{
	struct tr_tiff *t = d->t;
	uint16_t count = 0, *kinds = NULL;

	TR_TRY(tr_rows_begin(&d->colour, tr_scan_row_bytes(t->s), &t->s->data, t->err));
	if (t->extra == 0)
		return TRIEN_OK;
	/* A sample that nobody names is not alpha: it is left out. */
	TIFFGetFieldDefaulted(t->tiff, TIFFTAG_EXTRASAMPLES, &count, &kinds);
	d->has_mask = count > 0 && kinds[0] != EXTRASAMPLE_UNSPECIFIED;
	d->premultiplied = d->has_mask && kinds[0] == EXTRASAMPLE_ASSOCALPHA;
	d->opaque = true;
	TR_TRY(tr_buf_reserve(&d->parts, (size_t)t->s->width * t->samples * t->s->bits / 8, t->err));
	return d->has_mask ? tr_rows_begin(&d->alpha, (size_t)t->s->width * t->s->bits / 8, &t->s->mask, t->err) : TRIEN_OK;
}

static trien_rc
end(struct decode *d)
{
	TR_TRY(tr_rows_end(&d->colour, d->t->err));
	if (d->has_mask)
		TR_TRY(tr_rows_end(&d->alpha, d->t->err));
	if (d->premultiplied && !d->opaque)
		return tr_tiff_unsupported(d->t, "associated alpha");
	if (d->opaque)
		tr_buf_clear(&d->t->s->mask);
	tr_scan_one_part(d->t->s);
	return TRIEN_OK;
}

static trien_rc
decode(struct decode *d)
{
	TR_TRY(begin(d));
	for (uint32_t y = 0; y < d->t->s->height;) {
		struct band band = {0};
		TR_TRY(read_band(d, y, &band));
		if (band.rows == 0 || band.stride < (size_t)(((uint64_t)d->t->s->width * d->t->samples * d->t->s->bits + 7) / 8))
			return tr_tiff_invalid(d->t);
		for (uint32_t r = 0; r < band.rows; r++)
			TR_TRY(add_row(d, d->t->band.p + r * band.stride));
		y += band.rows;
	}
	return end(d);
}

trien_rc
tr_tiff_decode(struct tr_tiff *t)
{
	struct decode d = {.t = t};

	if (t->photometric == PHOTOMETRIC_YCBCR)
		TIFFSetField(t->tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
	trien_rc rc = decode(&d);
	tr_rows_free(&d.colour);
	tr_rows_free(&d.alpha);
	tr_buf_free(&d.parts);
	tr_buf_free(&d.plane);
	return rc;
}
