/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Scans: from PNG, JPEG and TIFF to pages of a PDF. JPEG data, CCITT and Flate strips that PDF can carry are copied as
 * they are, after they were decoded once without fault; everything else is decoded, and deflated without loss.
 * Reading runs in the sandbox; what it gives is checked again outside (tr_scan_image_take) before a page is made of it.
 *
 * Not done: nothing is straightened, cleaned, compressed with loss, or recognised.
 */
#ifndef TR_LAYOUT_SCAN_IMAGE_H
#define TR_LAYOUT_SCAN_IMAGE_H

#include "pdf/create.h"

#define TR_SCAN_FILE_MAX ((size_t)256 << 20)    /* bytes of one image file */
#define TR_SCAN_SIDE_MAX 30000u                 /* pixels */
#define TR_SCAN_PIXELS_MAX 100000000u           /* of one page: A3 at 600 dpi is 70 million */
#define TR_SCAN_PAGES_MAX ((size_t)2000)        /* of one file */
#define TR_SCAN_PARTS_MAX ((size_t)512)         /* strips that are copied; more are decoded instead */
#define TR_SCAN_ICC_MAX ((size_t)1 << 20)       /* bytes of a colour profile; a larger one is left out */
#define TR_SCAN_DPI_MAX 9600.0
#define TR_SCAN_POINTS_MAX 14400.0              /* side of a page, ISO 32000-1 Annex C */

enum tr_scan_colours { TR_SCAN_GRAY, TR_SCAN_RGB, TR_SCAN_CMYK, TR_SCAN_INDEXED };
enum tr_scan_filter { TR_SCAN_DCT, TR_SCAN_CCITT, TR_SCAN_FLATE };
/* How the samples were filtered before Flate: as PDF names it (§7.4.4.4). */
enum tr_scan_predictor { TR_SCAN_PREDICTOR_NONE = 1, TR_SCAN_PREDICTOR_TIFF = 2, TR_SCAN_PREDICTOR_PNG = 15 };
/* CCITT: K of §7.4.6, as an index. */
enum tr_scan_fax { TR_SCAN_FAX_1D, TR_SCAN_FAX_MIXED, TR_SCAN_FAX_G4 };
/* DCT: what is said of its colours (§7.4.8). */
enum tr_scan_transform { TR_SCAN_TRANSFORM_UNSAID, TR_SCAN_TRANSFORM_NONE, TR_SCAN_TRANSFORM_YCC };

/* Rows of the image that stand in one stream. */
struct tr_scan_part {
	uint32_t rows;
	size_t n; /* bytes of data */
};

struct tr_scan_image {
	uint32_t width, height; /* pixels as stored */
	unsigned bits;          /* of a component: 1, 2, 4, 8, 16 */
	enum tr_scan_colours colours;
	enum tr_scan_filter filter;
	enum tr_scan_predictor predictor;
	enum tr_scan_fax fax;
	enum tr_scan_transform transform;
	bool inverted;          /* the greatest sample is no colour: Adobe's CMYK, white as 0 */
	bool byte_aligned;      /* CCITT rows */
	unsigned orientation;   /* EXIF and TIFF: 1 upright ... 8 */
	double dpi_x, dpi_y;    /* 0: the file does not say */
	struct tr_buf palette;  /* RGB, 3 bytes a colour */
	struct tr_buf icc;      /* empty: a device's own colours */
	struct tr_buf mask;     /* alpha, deflated with the PNG predictor, as many bits; empty: all opaque */
	struct tr_scan_part parts[TR_SCAN_PARTS_MAX];
	size_t part_count;
	struct tr_buf data;     /* of all parts, one behind the other */
	bool copied;            /* the data is the file's own */
};

unsigned tr_scan_components(enum tr_scan_colours colours);

/*
 * Reads page `index` (0 = first) of a file; *pages is how many it has. Errors: layout.scan-format (neither PNG, JPEG nor
 * TIFF), layout.scan-invalid, layout.scan-limit, layout.scan-unsupported, layout.scan-page. *out is large: allocate it.
 * Free with tr_scan_image_free().
 */
TRIEN_MUST_CHECK trien_rc tr_scan_read(struct tr_bytes file, size_t index, struct tr_scan_image *out,
		size_t *pages, struct trien_err *err);
void tr_scan_image_free(struct tr_scan_image *s);

/* Appends the image to a message. */
TRIEN_MUST_CHECK trien_rc tr_scan_image_give(
		const struct tr_scan_image *s, struct tr_buf *out, struct trien_err *err);
/* Takes it back from hostile bytes; layout.scan-message where it is not a possible one. */
TRIEN_MUST_CHECK trien_rc tr_scan_image_take(
		struct tr_bytes message, struct tr_scan_image *out, struct trien_err *err);

/* A PDF under construction: pages of scans and nothing else. */
struct tr_scan_pdf;
/* out is borrowed and must be empty. PDF 1.7. */
TRIEN_MUST_CHECK trien_rc tr_scan_pdf_new(struct tr_buf *out, struct tr_scan_pdf **created, struct trien_err *err);
/*
 * Adds a page of the size that pixels and resolution say, upright. dpi: instead of what the image says; 0: its own.
 * layout.scan-no-resolution where nobody says one, layout.scan-page-size, layout.scan-limit (pages).
 */
TRIEN_MUST_CHECK trien_rc tr_scan_pdf_page(
		struct tr_scan_pdf *pdf, const struct tr_scan_image *image, double dpi, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_scan_pdf_end(struct tr_scan_pdf *pdf, const uint8_t id16[16], struct trien_err *err);
void tr_scan_pdf_free(struct tr_scan_pdf *pdf);

#endif
