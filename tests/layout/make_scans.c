/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Usage: make_scans DIR. Writes NAME.tif, .png or .jpg, and NAME.ppm or .pgm: the pixels that must be seen on the page. */
#include <stdio.h>
#include <stdlib.h>

#include <tiffio.h>

#include "scan_make.h"

static void
write_file(const char *folder, const char *name, const void *p, size_t n)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	FILE *f = fopen(path, "wb");
	if (f == NULL || fwrite(p, 1, n, f) != n || fclose(f) != 0)
		abort();
}

/* What a page of 8 bits looks like; of 1 bit: 0 black, where white is 1. */
static void
write_pixels(const char *folder, const char *stem, const struct scan_page *page)
{
	TR_AUTO_BUF out = {0};
	char name[64];
	uint8_t *row = malloc(scan_row_bytes(page));

	if (tr_buf_addf(&out, NULL, "P%d\n%u %u\n255\n", page->components == 3 ? 6 : 5, page->width, page->height) != TRIEN_OK)
		abort();
	for (uint32_t y = 0; y < page->height; y++) {
		scan_row(page, y, row);
		for (size_t i = 0; i < (size_t)page->width * page->components; i++) {
			const uint8_t v = page->bits == 8 ? row[i] : (row[i / 8] >> (7 - i % 8) & 1) * 255;
			if (tr_buf_add_byte(&out, v, NULL) != TRIEN_OK)
				abort();
		}
	}
	snprintf(name, sizeof(name), "%s.%s", stem, page->components == 3 ? "ppm" : "pgm");
	write_file(folder, name, out.p, out.n);
	free(row);
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *stem;
		struct scan_tiff how;
	} tiffs[] = {
#define RGB .page = {200, 150, 8, 3}, .photometric = PHOTOMETRIC_RGB, .dpi = 200
#define BITS .page = {203, 150, 1, 1}, .photometric = PHOTOMETRIC_MINISBLACK, .dpi = 200
		{"g4", {BITS, .compression = COMPRESSION_CCITTFAX4}},
		{"g4-strips", {BITS, .compression = COMPRESSION_CCITTFAX4, .strip_rows = 40}},
		{"g4-lsb", {BITS, .compression = COMPRESSION_CCITTFAX4, .fill_order = FILLORDER_LSB2MSB}},
		{"g3", {BITS, .compression = COMPRESSION_CCITTFAX3}},
		{"g3-2d", {BITS, .compression = COMPRESSION_CCITTFAX3, .fax_options = GROUP3OPT_2DENCODING}},
		{"g3-fill", {BITS, .compression = COMPRESSION_CCITTFAX3, .fax_options = GROUP3OPT_FILLBITS}},
		{"rle", {BITS, .compression = COMPRESSION_CCITTRLE}},
		{"flate", {RGB, .compression = COMPRESSION_ADOBE_DEFLATE, .strip_rows = 50}},
		{"flate-difference", {RGB, .compression = COMPRESSION_ADOBE_DEFLATE, .strip_rows = 50, .predictor = 2}},
		{"lzw", {RGB, .compression = COMPRESSION_LZW, .strip_rows = 16}},
		{"planes", {RGB, .compression = COMPRESSION_PACKBITS, .planar = PLANARCONFIG_SEPARATE}},
		{"tiles", {RGB, .compression = COMPRESSION_LZW, .tile = 64}},
	};
	static const struct {
		const char *stem;
		struct scan_png how;
	} pngs[] = {
		{"png", {.page = {200, 150, 8, 3}, .dpi = 200}},
		{"png-bits", {.page = {203, 150, 1, 1}, .dpi = 200}},
		{"png-interlaced", {.page = {200, 150, 8, 3}, .dpi = 200, .interlaced = true}},
	};
	const struct scan_jpeg jpeg = {.page = {200, 150, 8, 3}, .density_unit = 1, .density = 200, .progressive = true};
	char name[64];

	if (argc != 2)
		return 2;
	for (size_t i = 0; i < sizeof(tiffs) / sizeof(*tiffs); i++) {
		TR_AUTO_BUF file = {0};
		scan_make_tiff(&tiffs[i].how, &file);
		snprintf(name, sizeof(name), "%s.tif", tiffs[i].stem);
		write_file(argv[1], name, file.p, file.n);
		write_pixels(argv[1], tiffs[i].stem, &tiffs[i].how.page);
	}
	for (size_t i = 0; i < sizeof(pngs) / sizeof(*pngs); i++) {
		TR_AUTO_BUF file = {0};
		scan_make_png(&pngs[i].how, &file);
		snprintf(name, sizeof(name), "%s.png", pngs[i].stem);
		write_file(argv[1], name, file.p, file.n);
		write_pixels(argv[1], pngs[i].stem, &pngs[i].how.page);
	}
	TR_AUTO_BUF file = {0};
	scan_make_jpeg(&jpeg, &file);
	write_file(argv[1], "photo.jpg", file.p, file.n);
	return 0;
}
