/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * MuPDF carries 40 MB of fonts for the scripts of the world, bound in by the functions that look them up. They
 * are defined here instead, over the 14 standard fonts alone (ISO 32000-1 §9.6.2.2), so that the rest stays out of the program. What a file does
 * not embed beyond those is shown in Liberation Serif.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/errors/layout.h"
#include "base/memory.h"
#include "layout/font.h"
#include "layout/page_parts.h"

#define FACES 4

struct tr_page_fonts {
	struct tr_buf faces[FACES];
	const struct tr_page_fonts *bare; /* the same without faces; NULL: this is it */
	fz_context *prepared;             /* borrowed by bare */
	fz_font *held;
};

/* ---- Liberation Serif ---- */

static trien_rc
read_face(const char *path, struct tr_buf *out, struct trien_err *err)
{
	FILE *f = fopen(path, "rbe");
	trien_rc rc = TRIEN_OK;
	size_t got = 0;

	if (f == NULL)
		return TR_ERR(err, LAYOUT_FONTS_MISSING, TR_S("path", path));
	do {
		rc = tr_buf_reserve(out, (size_t)64 << 10, err);
		got = rc == TRIEN_OK ? fread(out->p + out->n, 1, out->cap - out->n, f) : 0;
		out->n += got;
	} while (got > 0);
	fclose(f);
	if (rc == TRIEN_OK && out->n == 0)
		return TR_ERR(err, LAYOUT_FONTS_MISSING, TR_S("path", path));
	return rc;
}

/* ---- MuPDF, made ready ---- */

/* Readers of one process follow one another. */
static void
no_lock(void *user, int lock)
{
	(void)user, (void)lock;
}

/* FreeType's library is there as long as a font is. */
static trien_rc
hold_font(struct tr_page_fonts *f, struct trien_err *err)
{
	trien_rc rc = TRIEN_OK;

	fz_var(rc);
	fz_try(f->prepared)
		f->held = fz_new_base14_font(f->prepared, "Times-Roman");
	fz_catch(f->prepared)
		rc = tr_page_error(f->prepared, err);
	return rc;
}

static trien_rc
prepare(struct tr_page_fonts *f, struct trien_err *err)
{
	static const fz_locks_context locks = {.lock = no_lock, .unlock = no_lock};
	struct tr_page_fonts *bare = tr_mem_zeroed(1, sizeof(*bare));

	f->bare = bare;
	f->prepared = bare != NULL ? tr_page_context_new(&locks) : NULL;
	if (f->prepared == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*bare)));
	bare->prepared = f->prepared;
	return hold_font(f, err);
}

const struct tr_page_fonts *
tr_page_fonts_bare(const struct tr_page_fonts *f)
{
	return f != NULL && f->bare != NULL ? f->bare : f;
}

fz_context *
tr_page_fonts_context(const struct tr_page_fonts *f)
{
	return f != NULL ? fz_clone_context(f->prepared) : tr_page_context_new(NULL);
}

trien_rc
tr_page_fonts_load_from(const char *folder, struct tr_page_fonts **out, struct trien_err *err)
{
	static const char *const names[FACES] = {"Regular", "Bold", "Italic", "BoldItalic"};
	struct tr_page_fonts *f = tr_mem_zeroed(1, sizeof(*f));
	trien_rc rc = TRIEN_OK;

	if (f == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*f)));
	for (size_t i = 0; i < FACES && rc == TRIEN_OK; i++) {
		char path[512];
		snprintf(path, sizeof(path), "%s/LiberationSerif-%s.ttf", folder, names[i]);
		f->faces[i].max = TR_FONT_FILE_MAX;
		rc = read_face(path, &f->faces[i], err);
	}
	if (rc == TRIEN_OK)
		rc = prepare(f, err);
	if (rc != TRIEN_OK) {
		tr_page_fonts_free(f);
		return rc;
	}
	*out = f;
	return TRIEN_OK;
}

trien_rc
tr_page_fonts_load(struct tr_page_fonts **out, struct trien_err *err)
{
	return tr_page_fonts_load_from("/usr/share/fonts/truetype/liberation2", out, err);
}

void
tr_page_fonts_free(struct tr_page_fonts *f)
{
	if (f == NULL)
		return;
	for (size_t i = 0; i < FACES; i++)
		tr_buf_free(&f->faces[i]);
	if (f->held != NULL)
		fz_drop_font(f->prepared, f->held);
	fz_drop_context(f->prepared);
	free((void *)(uintptr_t)f->bare);
	free(f);
}

struct tr_bytes
tr_page_fonts_serif(const struct tr_page_fonts *f, unsigned face)
{
	return tr_buf_view(&f->faces[face % FACES]);
}

/* ---- the 14 standard fonts ---- */

#define STANDARD_FONTS(X) \
	X("Courier", NimbusMonoPS_Regular) \
	X("Courier-Oblique", NimbusMonoPS_Italic) \
	X("Courier-Bold", NimbusMonoPS_Bold) \
	X("Courier-BoldOblique", NimbusMonoPS_BoldItalic) \
	X("Helvetica", NimbusSans_Regular) \
	X("Helvetica-Oblique", NimbusSans_Italic) \
	X("Helvetica-Bold", NimbusSans_Bold) \
	X("Helvetica-BoldOblique", NimbusSans_BoldItalic) \
	X("Times-Roman", NimbusRoman_Regular) \
	X("Times-Italic", NimbusRoman_Italic) \
	X("Times-Bold", NimbusRoman_Bold) \
	X("Times-BoldItalic", NimbusRoman_BoldItalic) \
	X("Symbol", StandardSymbolsPS) \
	X("ZapfDingbats", Dingbats)

#define DECLARE(name, file) \
	extern const unsigned char _binary_resources_fonts_urw_##file##_cff_start[]; \
	extern const unsigned char _binary_resources_fonts_urw_##file##_cff_end[];
STANDARD_FONTS(DECLARE)

#define ROW(name, file) \
	{name, _binary_resources_fonts_urw_##file##_cff_start, _binary_resources_fonts_urw_##file##_cff_end},
static const struct {
	const char *name;
	const unsigned char *start, *end;
} standard[] = {STANDARD_FONTS(ROW)};

const unsigned char *
fz_lookup_base14_font(fz_context *ctx, const char *name, int *len)
{
	(void)ctx;
	for (size_t i = 0; i < sizeof(standard) / sizeof(*standard); i++)
		if (strcmp(name, standard[i].name) == 0) {
			*len = (int)(standard[i].end - standard[i].start);
			return standard[i].start;
		}
	*len = 0;
	return NULL;
}

const unsigned char *
fz_lookup_builtin_font(fz_context *ctx, const char *name, int bold, int italic, int *len)
{
	(void)bold, (void)italic;
	return fz_lookup_base14_font(ctx, name, len);
}

static const unsigned char *
none(int *len)
{
	*len = 0;
	return NULL;
}

const unsigned char *
fz_lookup_cjk_font(fz_context *ctx, int ordering, int *len, int *index)
{
	(void)ctx, (void)ordering;
	*index = 0;
	return none(len);
}

const unsigned char *
fz_lookup_cjk_font_by_language(fz_context *ctx, const char *lang, int *len, int *subfont)
{
	(void)ctx, (void)lang;
	*subfont = 0;
	return none(len);
}

int
fz_lookup_cjk_ordering_by_language(const char *name)
{
	(void)name;
	return -1;
}

const unsigned char *
fz_lookup_noto_font(fz_context *ctx, int script, int lang, int *len, int *subfont)
{
	(void)ctx, (void)script, (void)lang;
	*subfont = 0;
	return none(len);
}

const unsigned char *
fz_lookup_noto_math_font(fz_context *ctx, int *len)
{
	(void)ctx;
	return none(len);
}

const unsigned char *
fz_lookup_noto_music_font(fz_context *ctx, int *len)
{
	(void)ctx;
	return none(len);
}

const unsigned char *
fz_lookup_noto_symbol1_font(fz_context *ctx, int *len)
{
	(void)ctx;
	return none(len);
}

const unsigned char *
fz_lookup_noto_symbol2_font(fz_context *ctx, int *len)
{
	(void)ctx;
	return none(len);
}

const unsigned char *
fz_lookup_noto_emoji_font(fz_context *ctx, int *len)
{
	(void)ctx;
	return none(len);
}

/* ---- what codes mean ---- */

/* Identity-H and Identity-V: a code is its own glyph. */
static bool
is_identity(const pdf_cmap *m)
{
	return m != NULL && m->usecmap == NULL && m->xlen == 0 && m->mlen == 0 && m->rlen == 1 && m->ranges[0].low == 0 && m->ranges[0].high == 0xffff && m->ranges[0].out == 0;
}

/*
 * Stands before MuPDF's own (--wrap of the linker), which looks up each of 65536 codes to write the file's /ToUnicode anew by glyphs: where those are the codes it is that table already.
 * A quarter of what reading the pages of a signed document cost.
 */
void __real_pdf_load_to_unicode(fz_context *ctx, pdf_document *doc, pdf_font_desc *font, const char **strings, char *collection, pdf_obj *table);
void __wrap_pdf_load_to_unicode(fz_context *ctx, pdf_document *doc, pdf_font_desc *font, const char **strings, char *collection, pdf_obj *table);

void
__wrap_pdf_load_to_unicode(fz_context *ctx, pdf_document *doc, pdf_font_desc *font, const char **strings, char *collection, pdf_obj *table)
{
	if (strings != NULL || !is_identity(font->encoding) || !pdf_is_stream(ctx, table)) {
		__real_pdf_load_to_unicode(ctx, doc, font, strings, collection, table);
		return;
	}
	font->to_unicode = pdf_load_embedded_cmap(ctx, doc, table);
	font->size += pdf_cmap_size(ctx, font->to_unicode);
}

/* ---- what is not seen ---- */

/*
 * Stands before MuPDF's own (--wrap of the linker), which is asked before an unsigned signature is given a look of MuPDF's: one of no size too, as every invisible signature has,
 * though nothing of it would be seen. Those are left as signed ones are.
 */
int __real_pdf_signature_is_signed(fz_context *ctx, pdf_document *doc, pdf_obj *field);
int __wrap_pdf_signature_is_signed(fz_context *ctx, pdf_document *doc, pdf_obj *field);

int
__wrap_pdf_signature_is_signed(fz_context *ctx, pdf_document *doc, pdf_obj *field)
{
	return fz_is_empty_rect(pdf_dict_get_rect(ctx, field, PDF_NAME(Rect))) || __real_pdf_signature_is_signed(ctx, doc, field);
}

/* ---- what a file does not embed ---- */

static fz_font *
serif(fz_context *ctx, const char *name, bool bold, bool italic)
{
	const struct tr_page_reader *r = fz_user_context(ctx);

	if (r == NULL || r->fonts == NULL || r->fonts->bare == NULL)
		return NULL;
	const struct tr_bytes b = tr_page_fonts_serif(r->fonts, (bold ? 1u : 0u) + (italic ? 2u : 0u));
	return fz_new_font_from_memory(ctx, name, b.p, (int)b.n, 0, 0);
}

/* Courier, Helvetica and the symbols keep their own shapes; everything else is a text font of some office. */
static fz_font *
load_font(fz_context *ctx, const char *name, int bold, int italic, int needs_exact_metrics)
{
	const bool times = strstr(name, "Times") != NULL;
	int len;

	if (!times && (needs_exact_metrics || fz_lookup_base14_font(ctx, name, &len) != NULL))
		return NULL;
	return serif(ctx, name, bold || strstr(name, "Bold") != NULL, italic || strstr(name, "Italic") != NULL);
}

static fz_font *
load_cjk_font(fz_context *ctx, const char *name, int ordering, int is_serif)
{
	(void)ordering, (void)is_serif;
	return serif(ctx, name, false, false);
}

static fz_font *
load_fallback_font(fz_context *ctx, int script, int language, int is_serif, int bold, int italic)
{
	(void)script, (void)language, (void)is_serif;
	return serif(ctx, "Liberation Serif", bold, italic);
}

void
tr_page_fonts_install(fz_context *ctx)
{
	fz_install_load_system_font_funcs(ctx, load_font, load_cjk_font, load_fallback_font);
}
