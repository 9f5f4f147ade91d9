/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * libpng decodes; around it: the size is read from IHDR and judged before libpng
 * sees a byte, its errors become ours, its memory is ours. Colour profiles and gamma are not
 * applied: ink is drawn with the numbers that stand in the file.
 */
#include "layout/picture.h"

#include <png.h>
#include <setjmp.h>
#include <stdlib.h>

#include "base/errors/layout.h"
#include "base/memory.h"
#include "layout/deflate.h"

#define STENCIL_ALPHA 128u
#define IHDR_END ((size_t)33)            /* signature, then the first chunk (PNG 3rd ed. §5.2, §11.2.1) */
/* No single thing that libpng asks for is larger: a few rows, zlib's window, a palette. */
#define TAKE_MAX ((png_alloc_size_t)1 << 20)

/* ---- formats ---- */

/* The number of components of the first frame of a JPEG (ITU-T T.81 B.2.2), 0 where none is found. */
static unsigned
jpeg_components(struct tr_bytes b)
{
	size_t at = 2;

	while (at + 10 <= b.n && b.p[at] == 0xff) {
		const uint8_t marker = b.p[at + 1];
		if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc)
			return b.p[at + 9];
		at += 2 + ((size_t)b.p[at + 2] << 8 | b.p[at + 3]);
	}
	return 0;
}

const char *
tr_picture_format(struct tr_bytes b)
{
	static const struct {
		const char *name, *magic;
		size_t length;
	} formats[] = {
		{"TIFF", "II*\0", 4}, {"TIFF", "MM\0*", 4}, {"GIF", "GIF8", 4}, {"BMP", "BM", 2},
		{"PDF", "%PDF-", 5}, {"SVG", "<svg", 4}, {"SVG", "<?xml", 5}, {"JPEG 2000", "\0\0\0\x0cjP  ", 8},
	};

	if (tr_bytes_start(b, "\xff\xd8\xff"))
		return jpeg_components(b) == 4 ? "JPEG (CMYK)" : "JPEG";
	if (b.n >= 12 && tr_bytes_start(b, "RIFF") && memcmp(b.p + 8, "WEBP", 4) == 0)
		return "WebP";
	if (b.n >= 12 && (memcmp(b.p + 4, "ftypheic", 8) == 0 || memcmp(b.p + 4, "ftypmif1", 8) == 0))
		return "HEIC";
	for (size_t i = 0; i < sizeof(formats) / sizeof(*formats); i++)
		if (b.n >= formats[i].length && memcmp(b.p, formats[i].magic, formats[i].length) == 0)
			return formats[i].name;
	return NULL;
}

static trien_rc
invalid(const char *why, struct trien_err *err)
{
	return TR_ERR(err, LAYOUT_PNG_INVALID, TR_S("why", why));
}

static trien_rc
beyond(const char *what, uint64_t got, uint64_t max, struct trien_err *err)
{
	return TR_ERR(err, LAYOUT_PNG_LIMIT, TR_S("what", what), TR_U("got", got), TR_U("max", max));
}

/* All that can be said from the first bytes, before anything is decoded. */
static trien_rc
judge_head(struct tr_bytes png, struct trien_err *err)
{
	const char *other = tr_picture_format(png);

	if (other != NULL)
		return TR_ERR(err, LAYOUT_PICTURE_FORMAT, TR_S("format", other));
	if (png.n < IHDR_END || png_sig_cmp(png.p, 0, 8) != 0)
		return invalid("no PNG signature", err);
	if (png.n > TR_PICTURE_FILE_MAX)
		return beyond("bytes", png.n, TR_PICTURE_FILE_MAX, err);
	if (memcmp(png.p + 8, "\0\0\0\x0dIHDR", 8) != 0)
		return invalid("no IHDR", err);
	struct tr_cursor c = tr_cursor_of(tr_bytes_part(png, 16, 8));
	const uint32_t width = tr_cursor_u32(&c), height = tr_cursor_u32(&c);
	if (width > TR_PICTURE_SIDE_MAX)
		return beyond("pixels of width", width, TR_PICTURE_SIDE_MAX, err);
	if (height > TR_PICTURE_SIDE_MAX)
		return beyond("pixels of height", height, TR_PICTURE_SIDE_MAX, err);
	if ((uint64_t)width * height > TR_PICTURE_PIXELS_MAX)
		return beyond("pixels", (uint64_t)width * height, TR_PICTURE_PIXELS_MAX, err);
	return TRIEN_OK;
}

/* ---- libpng ---- */

struct decoding {
	struct tr_bytes rest;
	const char *why;   /* of the failure; a literal of libpng's */
	bool no_memory;
	png_structp png;
	png_infop info;
	png_bytep *rows;
	uint8_t *pixels;   /* interleaved */
	uint32_t width, height;
	unsigned channels; /* 1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha */
	char said[128];
};

static void
read_bytes(png_structp png, png_bytep out, size_t n)
{
	struct decoding *d = png_get_io_ptr(png);

	if (n > d->rest.n)
		png_error(png, "it is cut off");
	memcpy(out, d->rest.p, n);
	d->rest = tr_bytes_part(d->rest, n, SIZE_MAX);
}

static _Noreturn void
on_error(png_structp png, png_const_charp message)
{
	struct decoding *d = png_get_error_ptr(png);

	strncpy(d->said, message, sizeof(d->said) - 1);
	d->why = d->said;
	png_longjmp(png, 1);
}

static void
on_warning(png_structp png, png_const_charp message)
{
	(void)png, (void)message;
}

static png_voidp
take(png_structp png, png_alloc_size_t n)
{
	struct decoding *d = png_get_mem_ptr(png);

	if (n > TAKE_MAX)
		return NULL;
	void *p = tr_mem_resize(NULL, n > 0 ? n : 1);

	d->no_memory |= p == NULL;
	return p;
}

static void
give(png_structp png, png_voidp p)
{
	(void)png;
	free(p);
}

/* Every kind of pixel becomes 8 bits of gray or RGB, with alpha where there is any. */
static void
ask_for_plain_pixels(struct decoding *d)
{
	png_set_expand(d->png);
	png_set_scale_16(d->png);
	(void)png_set_interlace_handling(d->png);
	png_read_update_info(d->png, d->info);
	d->width = png_get_image_width(d->png, d->info);
	d->height = png_get_image_height(d->png, d->info);
	d->channels = png_get_channels(d->png, d->info);
}

static void
take_rows(struct decoding *d)
{
	const size_t row = (size_t)d->width * d->channels;

	d->pixels = tr_mem_zeroed(d->height, row);
	d->rows = tr_mem_zeroed(d->height, sizeof(*d->rows));
	if (d->pixels == NULL || d->rows == NULL) {
		d->no_memory = true;
		png_error(d->png, "memory");
	}
	for (size_t y = 0; y < d->height; y++)
		d->rows[y] = d->pixels + y * row;
}

/* False where libpng gave up; d->why says why. All that must survive the jump is in d. */
static bool
decode(struct decoding *d)
{
	if (setjmp(png_jmpbuf(d->png)))
		return false;
	png_set_read_fn(d->png, d, read_bytes);
	png_set_user_limits(d->png, TR_PICTURE_SIDE_MAX, TR_PICTURE_SIDE_MAX);
	/* Text, profiles and the like are passed over unread: libpng would take as many bytes as a chunk claims to have. */
	png_set_keep_unknown_chunks(d->png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
	png_read_info(d->png, d->info);
	ask_for_plain_pixels(d);
	take_rows(d);
	png_read_image(d->png, d->rows);
	png_read_end(d->png, NULL);
	return true;
}

static void
end_decoding(struct decoding *d)
{
	png_destroy_read_struct(&d->png, &d->info, NULL);
	free(d->rows);
	free(d->pixels);
}

/* ---- margin ---- */

struct part {
	uint32_t x0, y0, x1, y1;
};

static uint8_t
alpha_at(const struct decoding *d, uint32_t x, uint32_t y)
{
	return d->rows[y][(size_t)x * d->channels + d->channels - 1];
}

/* The smallest part that holds all ink; an empty one where there is none. */
static struct part
inked(const struct decoding *d)
{
	struct part p = {d->width, d->height, 0, 0};

	if (d->channels % 2 != 0)
		return (struct part){0, 0, d->width, d->height};
	for (uint32_t y = 0; y < d->height; y++)
		for (uint32_t x = 0; x < d->width; x++) {
			if (alpha_at(d, x, y) < TR_PICTURE_INK_ALPHA)
				continue;
			p.x0 = x < p.x0 ? x : p.x0;
			p.x1 = x >= p.x1 ? x + 1 : p.x1;
			p.y0 = y < p.y0 ? y : p.y0;
			p.y1 = y + 1;
		}
	return p;
}

static bool
see_through_somewhere(const struct decoding *d, struct part p)
{
	if (d->channels % 2 != 0)
		return false;
	for (uint32_t y = p.y0; y < p.y1; y++)
		for (uint32_t x = p.x0; x < p.x1; x++)
			if (alpha_at(d, x, y) != 255)
				return true;
	return false;
}

static trien_rc
cut_out(const struct decoding *d, struct part p, struct tr_picture *out, struct trien_err *err)
{
	const unsigned colours = out->components;
	const size_t pixels = (size_t)out->width * out->height;
	const bool masked = see_through_somewhere(d, p);

	TR_TRY(tr_buf_reserve(&out->samples, pixels * colours, err));
	if (masked)
		TR_TRY(tr_buf_reserve(&out->alpha, pixels, err));
	for (uint32_t y = p.y0; y < p.y1; y++)
		for (uint32_t x = p.x0; x < p.x1; x++) {
			memcpy(out->samples.p + out->samples.n, d->rows[y] + (size_t)x * d->channels, colours);
			out->samples.n += colours;
			if (masked)
				out->alpha.p[out->alpha.n++] = alpha_at(d, x, y);
		}
	return TRIEN_OK;
}

static trien_rc
trim(const struct decoding *d, struct tr_picture *out, struct trien_err *err)
{
	const struct part p = inked(d);
	struct tr_picture made = {.components = d->channels < 3 ? 1 : 3};

	if (p.x1 <= p.x0)
		return TR_ERR0(err, LAYOUT_PNG_EMPTY);
	made.width = p.x1 - p.x0;
	made.height = p.y1 - p.y0;
	trien_rc rc = cut_out(d, p, &made, err);
	if (rc != TRIEN_OK) {
		tr_picture_free(&made);
		return rc;
	}
	*out = made;
	return TRIEN_OK;
}

/* ---- the picture ---- */

trien_rc
tr_picture_read_png(struct tr_bytes png, struct tr_picture *out, struct trien_err *err)
{
	struct decoding d = {.rest = png};

	TR_TRY(judge_head(png, err));
	d.png = png_create_read_struct_2(PNG_LIBPNG_VER_STRING, &d, on_error, on_warning, &d, take, give);
	d.info = d.png != NULL ? png_create_info_struct(d.png) : NULL;
	trien_rc rc;
	if (d.info != NULL && decode(&d))
		rc = trim(&d, out, err);
	else if (d.no_memory || d.info == NULL)
		rc = TR_ERR(err, NO_MEMORY, TR_U("want", (size_t)d.width * d.height * d.channels));
	else
		rc = invalid(d.why, err);
	end_decoding(&d);
	return rc;
}

void
tr_picture_free(struct tr_picture *p)
{
	if (p == NULL)
		return;
	tr_buf_free(&p->samples);
	tr_buf_free(&p->alpha);
}

bool
tr_picture_is_opaque(const struct tr_picture *p)
{
	const size_t pixels = (size_t)p->width * p->height;
	size_t see_through = 0, pale = 0;

	if (p->alpha.n == 0)
		return true;
	for (size_t i = 0; i < pixels; i++) {
		const uint8_t *s = p->samples.p + i * p->components;
		uint8_t darkest = s[0];
		for (unsigned c = 1; c < p->components; c++)
			darkest = s[c] < darkest ? s[c] : darkest;
		see_through += p->alpha.p[i] < TR_PICTURE_INK_ALPHA;
		pale += p->alpha.p[i] >= 128 && darkest >= 200;
	}
	return see_through * 10 < pixels || pale * 10 > pixels;
}

/* What hides parts of an image: the key under which it names its mask; num 0: nothing. */
struct mask {
	const char *key;
	struct tr_pdf_ref ref;
};

/* One image of 8 bit samples. */
static trien_rc
put_image(const struct tr_picture *p, struct tr_pdf_update *u, struct tr_bytes samples, const char *space,
		enum tr_deflate how, struct mask mask, struct tr_pdf_ref *out, struct trien_err *err)
{
	TR_AUTO_BUF dict = {0};

	TR_TRY(tr_buf_addf(&dict, err, "/Type/XObject/Subtype/Image/Width %u/Height %u/ColorSpace/%s/BitsPerComponent 8",
			p->width, p->height, space));
	if (mask.ref.num != 0)
		TR_TRY(tr_buf_addf(&dict, err, "/%s %u 0 R", mask.key, mask.ref.num));
	return tr_put_deflated(u, tr_buf_view(&dict), samples, how, out, err);
}

static trien_rc
put_colours(const struct tr_picture *p, struct tr_pdf_update *u, struct mask mask, struct tr_pdf_ref *image,
		struct trien_err *err)
{
	return put_image(p, u, tr_buf_view(&p->samples), p->components == 1 ? "DeviceGray" : "DeviceRGB",
			TR_DEFLATE_FAST, mask, image, err);
}

trien_rc
tr_picture_put(const struct tr_picture *p, struct tr_pdf_update *u, struct tr_pdf_ref *image, struct trien_err *err)
{
	struct mask mask = {.key = "SMask"};

	if (p->alpha.n > 0)
		TR_TRY(put_image(p, u, tr_buf_view(&p->alpha), "DeviceGray", TR_DEFLATE_RUNS, (struct mask){0}, &mask.ref, err));
	return put_colours(p, u, mask, image, err);
}

/* §8.9.6.2: a sample of 1 leaves the page as it is; each row begins with a byte of its own. */
static trien_rc
put_stencil(const struct tr_picture *p, struct tr_pdf_update *u, struct tr_pdf_ref *out, struct trien_err *err)
{
	const size_t row = ((size_t)p->width + 7) / 8;
	TR_AUTO_BUF bits = {.max = SIZE_MAX}, dict = {0};

	TR_TRY(tr_buf_reserve(&bits, row * p->height, err));
	bits.n = row * p->height;
	memset(bits.p, 0, bits.n);
	for (size_t i = 0; i < p->alpha.n; i++)
		if (p->alpha.p[i] < STENCIL_ALPHA)
			bits.p[i / p->width * row + i % p->width / 8] |= (uint8_t)(0x80 >> i % p->width % 8);
	TR_TRY(tr_buf_addf(&dict, err, "/Type/XObject/Subtype/Image/ImageMask true/Width %u/Height %u/BitsPerComponent 1",
			p->width, p->height));
	return tr_put_deflated(u, tr_buf_view(&dict), tr_buf_view(&bits), TR_DEFLATE_RUNS, out, err);
}

trien_rc
tr_picture_put_stencilled(const struct tr_picture *p, struct tr_pdf_update *u, struct tr_pdf_ref *image, struct trien_err *err)
{
	struct mask mask = {.key = "Mask"};

	if (p->alpha.n > 0)
		TR_TRY(put_stencil(p, u, &mask.ref, err));
	return put_colours(p, u, mask, image, err);
}
