/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Predictors of FlateDecode and LZWDecode, ISO 32000-2 §7.4.4.4: TIFF 2 and the PNG filters. */
#include "base/errors/pdf.h"
#include "pdf/core.h"

#include <stdlib.h>

#define ROW_MAX ((uint64_t)1 << 26)

static uint8_t
paeth(uint8_t left, uint8_t up, uint8_t corner)
{
	int p = left + up - corner;
	int a = abs(p - left), b = abs(p - up), c = abs(p - corner);
	return a <= b && a <= c ? left : b <= c ? up : corner;
}

/* One PNG row in place; before is the row above, bpp the bytes of a pixel. */
static void
png_row(unsigned filter, uint8_t *row, const uint8_t *before, size_t n, size_t bpp)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t left = i >= bpp ? row[i - bpp] : 0;
		uint8_t corner = i >= bpp ? before[i - bpp] : 0;
		switch (filter) {
		case 1:
			row[i] = (uint8_t)(row[i] + left);
			break;
		case 2:
			row[i] = (uint8_t)(row[i] + before[i]);
			break;
		case 3:
			row[i] = (uint8_t)(row[i] + (left + before[i]) / 2);
			break;
		case 4:
			row[i] = (uint8_t)(row[i] + paeth(left, before[i], corner));
			break;
		default:
			return;
		}
	}
}

static trien_rc
png(const struct tr_pdf_filter_job *job, size_t row, size_t bpp, uint8_t *rows, struct trien_err *err)
{
	uint8_t *now = rows, *before = rows + row;

	for (size_t i = 0; i < job->in.n;) {
		unsigned filter = job->in.p[i++];
		size_t n = job->in.n - i < row ? job->in.n - i : row;
		if (filter > 4)
			return TR_ERR(err, PDF_FILTER_DATA, TR_S("filter", job->name),
					TR_S("what", "unknown PNG predictor"));
		if (n > 0)
			memcpy(now, job->in.p + i, n);
		png_row(filter, now, before, n, bpp);
		TR_TRY(tr_pdf_filter_bytes(job, now, n, err));
		uint8_t *swap = now;
		now = before;
		before = swap;
		i += n;
	}
	return TRIEN_OK;
}

/* Components of fewer than 8 bits, one at a time. */
static void
tiff_bits(uint8_t *row, size_t samples, unsigned bits, size_t colors)
{
	uint8_t last[32] = {0};
	unsigned mask = (1u << bits) - 1;

	for (size_t i = 0; i < samples; i++) {
		size_t bit = i * bits;
		unsigned shift = 8 - bits - bit % 8;
		uint8_t *byte = &row[bit / 8];
		unsigned value = ((*byte >> shift) + last[i % colors]) & mask;
		last[i % colors] = (uint8_t)value;
		*byte = (uint8_t)((*byte & ~(mask << shift)) | value << shift);
	}
}

static void
tiff_row(uint8_t *row, size_t n, const struct tr_pdf_predictor *how)
{
	size_t colors = (size_t)how->colors;

	if (how->bits == 8) {
		for (size_t i = colors; i < n; i++)
			row[i] = (uint8_t)(row[i] + row[i - colors]);
	} else if (how->bits == 16) {
		for (size_t i = 2 * colors; i + 1 < n; i += 2) {
			unsigned before = (unsigned)row[i - 2 * colors] << 8 | row[i - 2 * colors + 1];
			unsigned value = ((unsigned)row[i] << 8 | row[i + 1]) + before;
			row[i] = (uint8_t)(value >> 8);
			row[i + 1] = (uint8_t)value;
		}
	} else {
		size_t samples = n * 8 / (size_t)how->bits, want = (size_t)how->columns * colors;
		tiff_bits(row, samples < want ? samples : want, (unsigned)how->bits, colors);
	}
}

static trien_rc
tiff(const struct tr_pdf_filter_job *job, size_t row, const struct tr_pdf_predictor *how, uint8_t *now,
		struct trien_err *err)
{
	for (size_t i = 0; i < job->in.n; i += row) {
		size_t n = job->in.n - i < row ? job->in.n - i : row;
		memcpy(now, job->in.p + i, n);
		tiff_row(now, n, how);
		TR_TRY(tr_pdf_filter_bytes(job, now, n, err));
	}
	return TRIEN_OK;
}

trien_rc
tr_pdf_filter_predict(
		const struct tr_pdf_filter_job *job, const struct tr_pdf_predictor *how,
		struct trien_err *err)
{
	bool bits = how->bits == 1 || how->bits == 2 || how->bits == 4 || how->bits == 8 || how->bits == 16;

	if ((how->predictor != 2 && (how->predictor < 10 || how->predictor > 15)) || how->colors < 1 ||
			how->colors > 32 || !bits || how->columns < 1 || how->columns > INT32_MAX ||
			(uint64_t)(how->columns * how->colors * how->bits) > ROW_MAX * 8)
		return TR_ERR(err, PDF_FILTER_DATA, TR_S("filter", job->name),
				TR_S("what", "predictor out of range"));
	size_t row = (size_t)(how->columns * how->colors * how->bits + 7) / 8;
	size_t bpp = (size_t)(how->colors * how->bits + 7) / 8;
	uint8_t *rows = tr_mem_zeroed(2, row);
	if (rows == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", 2 * row));
	trien_rc rc = how->predictor == 2 ? tiff(job, row, how, rows, err) : png(job, row, bpp, rows, err);
	free(rows);
	return rc;
}
