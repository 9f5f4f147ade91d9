/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A picture of ink on transparent ground (a handwriting, a seal): from PNG to
 * an image XObject with its soft mask (ISO 32000-2 §8.9.5, §11.6.5.2). Runs in the sandbox.
 */
#ifndef TR_LAYOUT_PICTURE_H
#define TR_LAYOUT_PICTURE_H

#include "pdf/update.h"

#define TR_PICTURE_FILE_MAX ((size_t)16 << 20) /* bytes of PNG */
#define TR_PICTURE_SIDE_MAX 10000u             /* pixels */
#define TR_PICTURE_PIXELS_MAX 36000000u
#define TR_PICTURE_INK_ALPHA 16                /* less opaque than this is margin */

struct tr_picture {
	uint32_t width, height; /* pixels, transparent margin trimmed away */
	unsigned components;    /* of colour: 1 gray, 3 RGB */
	struct tr_buf samples;  /* width * height * components, row by row */
	struct tr_buf alpha;    /* width * height; empty where all is opaque */
};

/*
 * Reads a PNG: 1 to 16 bits, gray, palette, RGB, with or without alpha or tRNS, interlaced too; 16 bits become 8.
 * Trims the margin whose alpha is below TR_PICTURE_INK_ALPHA. Errors: layout.png-invalid, layout.png-limit (bytes, side
 * or pixels, said before any is decoded), layout.png-empty (nothing but margin), layout.picture-format (another format
 * by its magic, named: JPEG, JPEG in CMYK, TIFF, BMP, GIF, WebP, PDF). Free with tr_picture_free().
 */
TRIEN_MUST_CHECK trien_rc tr_picture_read_png(
		struct tr_bytes png, struct tr_picture *out, struct trien_err *err);
void tr_picture_free(struct tr_picture *p);
/* The name of a format other than PNG, by its first bytes; NULL where it is none of those known. */
const char *tr_picture_format(struct tr_bytes file);
/*
 * Would the picture hide what it is laid over: is less than a tenth of it see-through, or more than a tenth a pale
 * ground that is not? So is a scan of a seal on white paper, saved without transparency.
 */
bool tr_picture_is_opaque(const struct tr_picture *p);
/* Puts the image and its soft mask (Flate, DeviceGray or DeviceRGB) into the revision; *image is the XObject. */
TRIEN_MUST_CHECK trien_rc tr_picture_put(const struct tr_picture *p, struct tr_pdf_update *u,
		struct tr_pdf_ref *image, struct trien_err *err);
/*
 * The same without transparency, as PDF/A-1 wants it (ISO 19005-1 §6.4): pixels are drawn or not, by a mask of one bit
 * (ISO 32000-2 §8.9.6.3), drawn where they are at least half opaque.
 */
TRIEN_MUST_CHECK trien_rc tr_picture_put_stencilled(const struct tr_picture *p, struct tr_pdf_update *u,
		struct tr_pdf_ref *image, struct trien_err *err);

#endif
