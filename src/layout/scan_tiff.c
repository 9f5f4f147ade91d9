/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * TIFF 6.0, one page of it. libtiff decodes every strip once; CCITT, Flate and JPEG strips that PDF can carry go into
 * the file as they are, one image a strip. The rest is decoded by scan_tiff_decode.c.
 */
#include "layout/scan_tiff.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/errors/layout.h"

/* ---- a file in memory ---- */
static tmsize_t
on_read(thandle_t handle, void *out, tmsize_t n)
{
	struct tr_tiff *t = handle;
	const struct tr_bytes part = tr_bytes_part(t->file, (size_t)t->at, (size_t)n);

	if (part.n > 0)
		memcpy(out, part.p, part.n);
	t->at += part.n;
	return (tmsize_t)part.n;
}

static tmsize_t
on_write(thandle_t handle, void *from, tmsize_t n)
{
	(void)handle, (void)from, (void)n;
	return -1;
}

static toff_t
on_seek(thandle_t handle, toff_t to, int whence)
{
	struct tr_tiff *t = handle;

	t->at = whence == SEEK_CUR ? t->at + to : whence == SEEK_END ? t->file.n + to : to;
	if (t->at > t->file.n)
		t->at = t->file.n; /* nothing is read there */
	return t->at;
}

static int
on_close(thandle_t handle)
{
	(void)handle;
	return 0;
}

static toff_t
on_size(thandle_t handle)
{
	return ((struct tr_tiff *)handle)->file.n;
}

/* The first message of libtiff's is kept, nothing is printed. */
static int __attribute__((format(printf, 4, 0)))
on_error(TIFF *tiff, void *context, const char *module, const char *format, va_list values)
{
	struct tr_tiff *t = context;

	(void)tiff, (void)module;
	if (!t->failed)
		vsnprintf(t->why, sizeof(t->why), format, values);
	t->failed = true;
	return 1;
}

static int
on_warning(TIFF *tiff, void *context, const char *module, const char *format, va_list values)
{
	struct tr_tiff *t = context;

	(void)tiff, (void)module, (void)format, (void)values;
	t->warned = true;
	return 1;
}

trien_rc
tr_tiff_invalid(struct tr_tiff *t)
{
	return TR_ERR(t->err, LAYOUT_SCAN_INVALID, TR_S("format", "TIFF"),
			TR_S("why", t->failed ? t->why : "cut off"));
}

trien_rc
tr_tiff_unsupported(struct tr_tiff *t, const char *what)
{
	return TR_ERR(t->err, LAYOUT_SCAN_UNSUPPORTED, TR_S("format", "TIFF"), TR_S("what", what));
}

static trien_rc
open_tiff(struct tr_tiff *t)
{
	TIFFOpenOptions *options = TIFFOpenOptionsAlloc();

	if (options == NULL)
		return TR_ERR(t->err, NO_MEMORY, TR_U("want", sizeof(*t)));
	TIFFOpenOptionsSetMaxSingleMemAlloc(options, (tmsize_t)TR_SCAN_BAND_MAX);
	TIFFOpenOptionsSetErrorHandlerExtR(options, on_error, t);
	TIFFOpenOptionsSetWarningHandlerExtR(options, on_warning, t);
	t->tiff = TIFFClientOpenExt("scan", "rm", t, on_read, on_write, on_seek, on_close, on_size, NULL, NULL, options);
	TIFFOpenOptionsFree(options);
	return t->tiff != NULL ? TRIEN_OK : tr_tiff_invalid(t);
}

/* ---- pages ---- */
/* Directories of thumbnails and masks are no pages (TIFF 6.0 §8, NewSubfileType). */
static bool
is_page(TIFF *tiff)
{
	uint32_t kind = 0;
	TIFFGetFieldDefaulted(tiff, TIFFTAG_SUBFILETYPE, &kind);
	return (kind & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) == 0;
}

/* Counts the pages and comes back to the one that is wanted. */
static trien_rc
choose_page(struct tr_tiff *t, size_t index, size_t *pages)
{
	size_t count = 0;
	tdir_t wanted = 0;

	do {
		if (!is_page(t->tiff))
			continue;
		if (count == TR_SCAN_PAGES_MAX)
			return TR_ERR(t->err, LAYOUT_SCAN_LIMIT, TR_S("what", "pages"), TR_U("got", count + 1),
					TR_U("max", TR_SCAN_PAGES_MAX));
		if (count++ == index)
			wanted = TIFFCurrentDirectory(t->tiff);
	} while (TIFFReadDirectory(t->tiff));
	if (t->failed)
		return tr_tiff_invalid(t);
	if (index >= count)
		return TR_ERR(t->err, LAYOUT_SCAN_PAGE, TR_U("page", index + 1), TR_U("pages", count));
	*pages = count;
	return TIFFSetDirectory(t->tiff, wanted) ? TRIEN_OK : tr_tiff_invalid(t);
}

/* ---- what it says of itself ---- */
static unsigned
short_of(const struct tr_tiff *t, uint32_t tag)
{
	uint16_t v = 0;
	TIFFGetFieldDefaulted(t->tiff, tag, &v);
	return v;
}

static void
note_resolution(struct tr_tiff *t)
{
	const unsigned unit = short_of(t, TIFFTAG_RESOLUTIONUNIT);
	const double factor = unit == RESUNIT_CENTIMETER ? 2.54 : 1;
	float x = 0, y = 0;

	if (unit == RESUNIT_NONE || !TIFFGetField(t->tiff, TIFFTAG_XRESOLUTION, &x) ||
			!TIFFGetField(t->tiff, TIFFTAG_YRESOLUTION, &y))
		return;
	if (x > 0 && y > 0 && x < 1e6F && y < 1e6F) {
		t->s->dpi_x = (double)x * factor;
		t->s->dpi_y = (double)y * factor;
	}
}

/* Colour maps have 16 bits a colour; some programs write 8 (libtiff's own tools ask the same question). */
static trien_rc
note_palette(struct tr_tiff *t)
{
	const size_t n = (size_t)1 << t->s->bits;
	uint16_t *map[3] = {NULL, NULL, NULL};
	unsigned shift = 0;

	if (t->s->bits > 8 || !TIFFGetField(t->tiff, TIFFTAG_COLORMAP, &map[0], &map[1], &map[2]))
		return tr_tiff_unsupported(t, "palette");
	for (size_t i = 0; i < 3 * n; i++)
		if (map[i % 3][i / 3] > 255)
			shift = 8;
	for (size_t i = 0; i < n; i++)
		for (unsigned c = 0; c < 3; c++)
			TR_TRY(tr_buf_add_byte(&t->s->palette, (uint8_t)(map[c][i] >> shift), t->err));
	return TRIEN_OK;
}

static trien_rc
note_colours(struct tr_tiff *t)
{
	struct tr_scan_image *s = t->s;

	switch (t->photometric) {
	case PHOTOMETRIC_MINISWHITE: s->inverted = true; break;
	case PHOTOMETRIC_MINISBLACK: break;
	case PHOTOMETRIC_RGB: s->colours = TR_SCAN_RGB; break;
	case PHOTOMETRIC_PALETTE: s->colours = TR_SCAN_INDEXED; break;
	case PHOTOMETRIC_SEPARATED: s->colours = TR_SCAN_CMYK; break;
	case PHOTOMETRIC_YCBCR:
		if (t->compression != COMPRESSION_JPEG)
			return tr_tiff_unsupported(t, "YCbCr");
		s->colours = TR_SCAN_RGB;
		break;
	default: return tr_tiff_unsupported(t, "photometric interpretation");
	}
	return s->colours == TR_SCAN_INDEXED ? note_palette(t) : TRIEN_OK;
}

static trien_rc
check_samples(struct tr_tiff *t)
{
	const unsigned format = short_of(t, TIFFTAG_SAMPLEFORMAT), bits = t->s->bits;

	if (bits == 0 || bits > 16 || (bits & (bits - 1)) != 0 || (format != SAMPLEFORMAT_UINT && format != 0))
		return tr_tiff_unsupported(t, "bits per sample");
	if (t->samples < tr_scan_components(t->s->colours))
		return tr_tiff_unsupported(t, "samples per pixel");
	t->extra = t->samples - tr_scan_components(t->s->colours);
	if (t->extra > 1 || (t->extra == 1 && bits < 8))
		return tr_tiff_unsupported(t, "extra samples");
	return TRIEN_OK;
}

static trien_rc
note_page(struct tr_tiff *t)
{
	struct tr_scan_image *s = t->s;
	void *icc = NULL;
	uint32_t n = 0, width = 0, height = 0;

	TIFFGetField(t->tiff, TIFFTAG_IMAGEWIDTH, &width);
	TIFFGetField(t->tiff, TIFFTAG_IMAGELENGTH, &height);
	TR_TRY(tr_scan_check_size(width, height, t->err));
	*s = (struct tr_scan_image){.width = width, .height = height, .bits = short_of(t, TIFFTAG_BITSPERSAMPLE),
		.filter = TR_SCAN_FLATE, .predictor = TR_SCAN_PREDICTOR_PNG, .orientation = 1};
	t->compression = short_of(t, TIFFTAG_COMPRESSION);
	t->photometric = short_of(t, TIFFTAG_PHOTOMETRIC);
	t->samples = short_of(t, TIFFTAG_SAMPLESPERPIXEL);
	t->separate = short_of(t, TIFFTAG_PLANARCONFIG) == PLANARCONFIG_SEPARATE && t->samples > 1;
	t->reversed = short_of(t, TIFFTAG_FILLORDER) == FILLORDER_LSB2MSB;
	TIFFGetFieldDefaulted(t->tiff, TIFFTAG_ROWSPERSTRIP, &t->strip_rows);
	if (t->strip_rows > height)
		t->strip_rows = height;
	if (!TIFFIsCODECConfigured((uint16_t)t->compression) || t->compression == COMPRESSION_OJPEG)
		return tr_tiff_unsupported(t, "compression");
	TR_TRY(note_colours(t));
	TR_TRY(check_samples(t));
	const unsigned orientation = short_of(t, TIFFTAG_ORIENTATION);
	if (orientation >= 1 && orientation <= 8)
		s->orientation = orientation;
	note_resolution(t);
	if (TIFFGetField(t->tiff, TIFFTAG_ICCPROFILE, &n, &icc))
		TR_TRY(tr_scan_set_icc(s, TR_BYTES(icc, n), t->err));
	return TRIEN_OK;
}

/* ---- strips as they are ---- */
static bool
is_fax(const struct tr_tiff *t)
{
	return t->compression == COMPRESSION_CCITTFAX4 || t->compression == COMPRESSION_CCITTFAX3 ||
			t->compression == COMPRESSION_CCITTRLE;
}

static bool
is_flate(const struct tr_tiff *t)
{
	return t->compression == COMPRESSION_ADOBE_DEFLATE || t->compression == COMPRESSION_DEFLATE;
}

/* Can PDF carry the strips? */
static bool
can_copy(const struct tr_tiff *t)
{
	const struct tr_scan_image *s = t->s;

	if (TIFFIsTiled(t->tiff) || t->separate || t->extra > 0 || t->strip_rows == 0 ||
			TIFFNumberOfStrips(t->tiff) > TR_SCAN_PARTS_MAX)
		return false;
	if (is_fax(t))
		return s->bits == 1 && t->samples == 1 && s->colours == TR_SCAN_GRAY;
	/* Samples of 16 bits stand in the file's own order, the greatest byte first in PDF. */
	if (is_flate(t))
		return !t->reversed && short_of(t, TIFFTAG_PREDICTOR) <= PREDICTOR_HORIZONTAL &&
				(s->bits < 16 || TIFFIsBigEndian(t->tiff));
	return t->compression == COMPRESSION_JPEG && s->bits == 8 && !s->inverted && s->colours <= TR_SCAN_RGB;
}

static void
describe_fax(struct tr_tiff *t)
{
	uint32_t options = 0;

	t->s->filter = TR_SCAN_CCITT;
	t->s->predictor = TR_SCAN_PREDICTOR_NONE;
	/* Black runs are 1 in TIFF and 0 in PDF; so it is MinIsBlack that is upside down. */
	t->s->inverted = !t->s->inverted;
	t->s->byte_aligned = t->compression == COMPRESSION_CCITTRLE;
	if (t->compression == COMPRESSION_CCITTFAX4)
		t->s->fax = TR_SCAN_FAX_G4;
	else if (t->compression == COMPRESSION_CCITTFAX3 && TIFFGetField(t->tiff, TIFFTAG_GROUP3OPTIONS, &options) &&
			(options & GROUP3OPT_2DENCODING) != 0)
		t->s->fax = TR_SCAN_FAX_MIXED;
}

/* A strip of JPEG without its tables, made whole (TIFF Technical Note 2). */
static trien_rc
join_tables(struct tr_tiff *t, struct tr_bytes strip, struct tr_buf *out)
{
	void *tables = NULL;
	uint32_t n = 0;

	TR_TRY(tr_buf_add(out, "\xff\xd8", 2, t->err));
	if (TIFFGetField(t->tiff, TIFFTAG_JPEGTABLES, &n, &tables) && n > 4)
		TR_TRY(tr_buf_add(out, (const uint8_t *)tables + 2, n - 4, t->err));
	return tr_buf_add_bytes(out, tr_bytes_part(strip, 2, SIZE_MAX), t->err);
}

static trien_rc
copy_jpeg(struct tr_tiff *t, struct tr_bytes strip, uint32_t rows)
{
	TR_AUTO_BUF whole = {0};
	struct tr_jpeg_facts facts;
	const bool ycc = t->photometric == PHOTOMETRIC_YCBCR;

	TR_TRY(join_tables(t, strip, &whole));
	TR_TRY(tr_jpeg_check(tr_buf_view(&whole), &facts, t->err));
	/* Without markers libjpeg guesses the colours; what the TIFF says counts. */
	if (facts.width != t->s->width || facts.height < rows || facts.colours != t->s->colours || facts.arithmetic)
		return tr_tiff_unsupported(t, "JPEG strip");
	t->s->filter = TR_SCAN_DCT;
	t->s->predictor = TR_SCAN_PREDICTOR_NONE;
	t->s->transform = t->s->colours == TR_SCAN_GRAY ? TR_SCAN_TRANSFORM_UNSAID
			: ycc                           ? TR_SCAN_TRANSFORM_YCC
							: TR_SCAN_TRANSFORM_NONE;
	return tr_buf_add_bytes(&t->s->data, tr_bytes_part(tr_buf_view(&whole), 0, facts.n), t->err);
}

/* Decoded to nowhere: is it whole? */
static trien_rc
check_strip(struct tr_tiff *t, uint32_t strip)
{
	const tmsize_t room = TIFFStripSize(t->tiff);

	if (room <= 0 || (size_t)room > TR_SCAN_BAND_MAX)
		return TR_ERR(t->err, LAYOUT_SCAN_LIMIT, TR_S("what", "strip"), TR_U("got", room),
				TR_U("max", TR_SCAN_BAND_MAX));
	TR_TRY(tr_buf_reserve(&t->band, (size_t)room, t->err));
	return TIFFReadEncodedStrip(t->tiff, strip, t->band.p, room) < 0 || t->failed ? tr_tiff_invalid(t) : TRIEN_OK;
}

static trien_rc
copy_strip(struct tr_tiff *t, uint32_t strip, uint32_t rows)
{
	const uint64_t n = TIFFRawStripSize64(t->tiff, strip);
	TR_AUTO_BUF raw = {0};

	if (n == 0 || n > t->file.n)
		return tr_tiff_invalid(t);
	TR_TRY(tr_buf_reserve(&raw, (size_t)n, t->err));
	if (TIFFReadRawStrip(t->tiff, strip, raw.p, (tmsize_t)n) != (tmsize_t)n)
		return tr_tiff_invalid(t);
	raw.n = (size_t)n;
	if (t->compression == COMPRESSION_JPEG)
		return copy_jpeg(t, tr_buf_view(&raw), rows);
	if (t->reversed)
		TIFFReverseBits(raw.p, (tmsize_t)n);
	TR_TRY(tr_buf_add_bytes(&t->s->data, tr_buf_view(&raw), t->err));
	return check_strip(t, strip);
}

static trien_rc
copy_strips(struct tr_tiff *t)
{
	struct tr_scan_image *s = t->s;
	uint32_t left = s->height;

	if (is_fax(t))
		describe_fax(t);
	else if (short_of(t, TIFFTAG_PREDICTOR) == PREDICTOR_HORIZONTAL)
		s->predictor = TR_SCAN_PREDICTOR_TIFF;
	else
		s->predictor = TR_SCAN_PREDICTOR_NONE;
	s->copied = true;
	for (uint32_t strip = 0; left > 0 && s->part_count < TR_SCAN_PARTS_MAX; strip++) {
		const uint32_t rows = left < t->strip_rows ? left : t->strip_rows;
		const size_t before = s->data.n;
		TR_TRY(copy_strip(t, strip, rows));
		s->parts[s->part_count++] = (struct tr_scan_part){rows, s->data.n - before};
		left -= rows;
	}
	return TRIEN_OK;
}

/* Where a strip is not as it should be, but libtiff knows what to make of it, others may make something else of it. */
static trien_rc
read_page(struct tr_tiff *t)
{
	TR_TRY(note_page(t));
	t->failed = t->warned = false;
	if (!can_copy(t))
		return tr_tiff_decode(t);
	TR_TRY(copy_strips(t));
	if (!t->warned)
		return TRIEN_OK;
	tr_scan_image_free(t->s);
	TR_TRY(note_page(t));
	return tr_tiff_decode(t);
}

trien_rc
tr_scan_read_tiff(struct tr_bytes file, size_t index, struct tr_scan_image *s, size_t *pages, struct trien_err *err)
{
	struct tr_tiff t = {.file = file, .s = s, .err = err};

	TR_TRY(open_tiff(&t));
	trien_rc rc = choose_page(&t, index, pages);
	if (rc == TRIEN_OK)
		rc = read_page(&t);
	TIFFClose(t.tiff);
	tr_buf_free(&t.band);
	return rc;
}
