/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "page_words.h"

#include <math.h>
#include <stdlib.h>

#include "base/utf8.h"

static trien_rc
words_of(void *context, size_t page, const struct tr_page_words **out, struct trien_err *err)
{
	struct words_file *f = context;
	(void)err;
	*out = &f->pages[page].page;
	return TRIEN_OK;
}

static trien_rc
ink_of(void *context, size_t page, struct tr_box box, double *share, struct trien_err *err)
{
	struct words_file *f = context;
	(void)err;
	*share = box.y1 - box.y0 < TR_POINTS_PER_MM * 8 ? f->pages[page].flat_ink : f->pages[page].ink;
	return TRIEN_OK;
}

void
file_start(struct words_file *f, size_t pages)
{
	memset(f, 0, sizeof(*f));
	f->count = pages;
	f->source = (struct tr_place_source){.context = f, .pages = pages, .words = words_of, .ink = ink_of};
	for (size_t i = 0; i < pages; i++) {
		f->pages[i].page.width = 595.3;
		f->pages[i].page.height = 841.9;
	}
}

void
file_end(struct words_file *f)
{
	for (size_t i = 0; i < f->count; i++) {
		for (size_t k = 0; k < f->pages[i].page.count; k++)
			free((void *)(uintptr_t)f->pages[i].page.words[k].text.p);
		free(f->pages[i].page.words);
	}
	memset(f, 0, sizeof(*f));
}

static double
width_of(uint32_t cp, double size)
{
	if (cp == '.' || cp == ',')
		return 0.25 * size;
	if (cp == '/' || cp == ':' || cp == 'i' || cp == 't' || cp == 'l')
		return 0.278 * size;
	if (cp == 0x2026)
		return size;
	if (cp >= 0x300 && cp < 0x370)
		return 0;
	return (cp >= 'A' && cp <= 'Z' ? 0.69 : 0.48) * size;
}

static double
run_width(const char *p, size_t n, double size)
{
	double width = 0;
	size_t length;

	for (size_t i = 0; i < n; i += length)
		width += width_of(tr_utf8_next((const uint8_t *)p + i, n - i, &length), size);
	return width;
}

static void
add_word(struct words_page *p, double x, double baseline, double size, unsigned look, const char *text, size_t n)
{
	if (p->page.count == p->room) {
		p->room = p->room ? 2 * p->room : 64;
		p->page.words = realloc(p->page.words, p->room * sizeof(*p->page.words));
	}
	char *copy = malloc(n);
	if (p->page.words == NULL || copy == NULL)
		abort();
	memcpy(copy, text, n);
	p->page.words[p->page.count++] = (struct tr_word){.text = {copy, n},
		.box = {x, baseline - 0.891 * size, x + run_width(text, n, size), baseline + 0.216 * size},
		.baseline = baseline, .size = size, .bold = !!(look & BOLD),
		.italic = !!(look & ITALIC), .upright = !(look & ON_END), .visible = !(look & HIDDEN)};
}

void
line_at(struct words_page *p, double x, double baseline, double size, unsigned look, const char *text)
{
	while (*text != '\0') {
		const size_t n = strcspn(text, " |");
		if (n > 0)
			add_word(p, x, baseline, size, look, text, n);
		x += run_width(text, n, size);
		text += n;
		if (*text == ' ')
			x += 0.25 * size;
		else if (*text == '|')
			x = (floor(x / 36) + 1) * 36;
		text += *text != '\0';
	}
}

void
line_centred(struct words_page *p, double middle, double baseline, double size, unsigned look, const char *text)
{
	double width = 0;

	for (const char *t = text; *t != '\0';) {
		const size_t n = strcspn(t, " ");
		width += run_width(t, n, size) + (t[n] == ' ' ? 0.25 * size : 0);
		t += n + (t[n] == ' ');
	}
	line_at(p, middle - width / 2, baseline, size, look, text);
}

static int
by_line(const void *pa, const void *pb)
{
	const struct tr_word *a = pa, *b = pb;
	if (fabs(a->baseline - b->baseline) > 3)
		return a->baseline < b->baseline ? -1 : 1;
	return (a->box.x0 > b->box.x0) - (a->box.x0 < b->box.x0);
}

void
file_done(struct words_file *f)
{
	for (size_t i = 0; i < f->count; i++) {
		struct tr_page_words *p = &f->pages[i].page;
		if (p->count > 0)
			qsort(p->words, p->count, sizeof(*p->words), by_line);
		for (size_t k = 0; k < p->count; k++) {
			const bool same = k > 0 && fabs(p->words[k].baseline - p->words[k - 1].baseline) <= 3;
			p->words[k].line = k == 0 ? 0 : p->words[k - 1].line + !same;
		}
	}
}
