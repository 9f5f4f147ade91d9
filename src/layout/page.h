/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Where words stand on a page, and page to picture, by MuPDF. Runs in the
 * sandbox, after the revision core (pdf) has accepted the file: MuPDF repairs
 * silently, so a file that it had to repair, or whose count of pages differs from ours, is refused.
 */
#ifndef TR_LAYOUT_PAGE_H
#define TR_LAYOUT_PAGE_H

#include "layout/frame.h"

#define TR_PAGE_WORDS_MAX ((size_t)20000)   /* on one page */
#define TR_PAGE_TEXT_MAX ((size_t)1 << 20)  /* bytes of UTF-8 on one page; characters too */
#define TR_PAGE_DRAWN_MAX ((size_t)4096)    /* on one page; what is beyond them makes the last one larger */
#define TR_PAGE_DPI_MAX 300
#define TR_PAGE_PIXELS_MAX ((size_t)40 << 20)

/* Fonts for text whose font is not embedded, and for nothing else; loaded once, before the sandbox closes. */
struct tr_page_fonts;
/* From where Debian has them. layout.fonts-missing where they are not installed. */
TRIEN_MUST_CHECK trien_rc tr_page_fonts_load(struct tr_page_fonts **out, struct trien_err *err);
/* From a folder that holds LiberationSerif-{Regular,Bold,Italic,BoldItalic}.ttf. */
TRIEN_MUST_CHECK trien_rc tr_page_fonts_load_from(
		const char *folder, struct tr_page_fonts **out, struct trien_err *err);
void tr_page_fonts_free(struct tr_page_fonts *f);
/* Without the fonts, but with what of MuPDF was made ready with them: for readers as of NULL, which have that to do. NULL gives NULL. Goes with f. */
const struct tr_page_fonts *tr_page_fonts_bare(const struct tr_page_fonts *f);
/* The bytes of Liberation Serif (regular, bold, italic, bold italic: 0..3), borrowed; the twin of Times New Roman. */
struct tr_bytes tr_page_fonts_serif(const struct tr_page_fonts *f, unsigned face);

/*
 * A word: what stands between spaces, gaps wider than a fifth of the size, changes of line or of size. Letters that
 * the producer drew one by one, in another order or evenly set apart are one word; ligatures are taken apart, a soft hyphen is a hyphen,
 * text drawn twice for weight stands once. A character that the file does not name is U+FFFD.
 */
struct tr_word {
	struct tr_text text; /* UTF-8, NFC */
	struct tr_box box;   /* as seen, around the glyphs' advance and the font's ascent and descent */
	double baseline;     /* y of the baseline at its start, as seen */
	double size;         /* points, as seen */
	unsigned line;       /* words of one visual line carry one number, from the top of the page; across columns too */
	unsigned colour;     /* 0xRRGGBB of the fill */
	unsigned bold : 1, italic : 1, upright : 1 /* reads left to right on the page as seen */,
		visible : 1 /* not render mode 3, white, clear, under a point high, off the page, clipped away, under a picture */;
};

/* What is drawn beside text. */
enum tr_drawn_kind {
	TR_DRAWN_PICTURE,
	TR_DRAWN_SHAPE, /* bent, slanting or of many corners, also as a clip: may be outlines of letters; letters of Type3 fonts */
	TR_DRAWN_BIT,   /* a small piece: many of them may be a letter */
};
struct tr_page_drawn {
	struct tr_box box; /* as seen, within the page and what clips it */
	enum tr_drawn_kind kind;
};

struct tr_page_words {
	double width, height; /* as seen, points */
	struct tr_word *words; /* by line, then by x */
	size_t count;
	struct tr_buf texts;   /* of the words */
	size_t pictures;       /* images drawn on the page */
	struct tr_box picture; /* around the largest of them; empty where there is none */
	struct tr_page_drawn *drawn; /* pictures, shapes and bits; rules and frames are not among them */
	size_t drawn_count;
};

struct tr_page_reader;
/*
 * fonts may be NULL; file and fonts are borrowed. Errors: layout.page-repaired, layout.page-count, layout.page-reader
 * (MuPDF's own words), pdf.encrypted-unreadable, base.no-memory.
 */
TRIEN_MUST_CHECK trien_rc tr_page_reader_open(struct tr_bytes file, const struct tr_page_fonts *fonts,
		size_t pages_wanted, struct tr_page_reader **out, struct trien_err *err);
void tr_page_reader_close(struct tr_page_reader *r);
/* Words of page `index`, of its annotations and fields too. layout.page-limit. Free with tr_page_words_free(). */
TRIEN_MUST_CHECK trien_rc tr_page_read_words(
		struct tr_page_reader *r, size_t index, struct tr_page_words *out, struct trien_err *err);
void tr_page_words_free(struct tr_page_words *w);

/* A drawn page: 8 bit RGB, no alpha, on white. */
struct tr_raster {
	uint32_t width, height;
	struct tr_buf rgb;
};
/* With its annotations and fields. layout.page-pixels where it would pass TR_PAGE_PIXELS_MAX or TR_PAGE_DPI_MAX. */
TRIEN_MUST_CHECK trien_rc tr_page_draw(struct tr_page_reader *r, size_t index, unsigned dpi,
		struct tr_raster *out, struct trien_err *err);
/* The same without its text, but for letters of Type3 fonts, which are drawings. */
TRIEN_MUST_CHECK trien_rc tr_page_draw_textless(struct tr_page_reader *r, size_t index, unsigned dpi,
		struct tr_raster *out, struct trien_err *err);
void tr_raster_free(struct tr_raster *r);
/* Appends the raster as a PNG (libpng, compression 1). */
TRIEN_MUST_CHECK trien_rc tr_raster_png(const struct tr_raster *r, struct tr_buf *out, struct trien_err *err);

#endif
