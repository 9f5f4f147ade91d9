/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Text into lines. Words are measured one by one: what a font moves at a space is less than anybody sees. */
#include <stdlib.h>

#include "base/errors/layout.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "layout/compose.h"
#include "layout/ledger_parts.h"

/* A word of more bytes is broken without being measured as a whole. */
#define WORD_MAX ((size_t)512)

void
tr_ledger_text_free(struct tr_ledger_text *t)
{
	tr_buf_free(&t->text);
	free(t->lines);
	*t = (struct tr_ledger_text){0};
}

/* ---- what can be shown ---- */

static trien_rc
look_up(struct tr_ledger_face *f, uint32_t point, struct tr_text as, bool *shown, struct trien_err *err)
{
	uint8_t *known = point < sizeof(f->known) ? &f->known[point] : NULL;
	double width;

	if (known == NULL || *known == TR_GLYPH_UNKNOWN) {
		const trien_rc rc = tr_font_width(f->font, as, &width, err);
		if (rc != TRIEN_OK && rc != TRIEN_E_LAYOUT_TEXT_CONTROL && rc != TRIEN_E_LAYOUT_GLYPH_MISSING)
			return rc;
		*shown = rc == TRIEN_OK;
		if (known != NULL)
			*known = *shown ? TR_GLYPH_SHOWN : TR_GLYPH_MISSING;
		return TRIEN_OK;
	}
	*shown = *known == TR_GLYPH_SHOWN;
	return TRIEN_OK;
}

static trien_rc
make_showable(struct tr_ledger_face *f, struct tr_bytes text, struct tr_buf *out, struct trien_err *err)
{
	TR_AUTO_BUF composed = {0};

	TR_TRY(tr_compose((struct tr_text){(const char *)text.p, text.n}, &composed, err));
	for (size_t i = 0, length; i < composed.n; i += length) {
		const uint32_t point = tr_utf8_next(composed.p + i, composed.n - i, &length);
		bool shown = point == '\n';
		if (point == UINT32_MAX || (point < 0x20 && !shown)) {
			TR_TRY(tr_buf_add_byte(out, point < 0x20 ? ' ' : '?', err));
			continue;
		}
		if (!shown)
			TR_TRY(look_up(f, point, (struct tr_text){(const char *)composed.p + i, length}, &shown, err));
		TR_TRY(shown ? tr_buf_add(out, composed.p + i, length, err) : tr_buf_add_byte(out, '?', err));
	}
	return TRIEN_OK;
}

/* ---- lines ---- */

struct breaking {
	struct tr_ledger_face *f;
	struct tr_ledger_text *out;
	double width, space;
	struct tr_ledger_line line; /* being filled */
};

static trien_rc
end_line(struct breaking *b, size_t next, struct trien_err *err)
{
	struct tr_ledger_text *t = b->out;

	if (t->count == t->cap) {
		const size_t cap = t->cap > 0 ? 2 * t->cap : 16;
		void *lines = tr_mem_resize(t->lines, cap * sizeof(*t->lines));
		if (lines == NULL)
			return TR_ERR(err, NO_MEMORY, TR_U("want", cap * sizeof(*t->lines)));
		t->lines = lines;
		t->cap = cap;
	}
	t->lines[t->count++] = b->line;
	b->line = (struct tr_ledger_line){.at = next};
	return TRIEN_OK;
}

static trien_rc
measure(const struct breaking *b, size_t at, size_t n, double *width, struct trien_err *err)
{
	return tr_font_width(b->f->font, (struct tr_text){(const char *)b->out->text.p + at, n}, width, err);
}

/* A word that is longer than a line, character by character. */
static trien_rc
break_word(struct breaking *b, size_t at, size_t n, struct trien_err *err)
{
	for (size_t end = at, length; end < at + n; end += length) {
		double width;
		tr_utf8_next(b->out->text.p + end, at + n - end, &length);
		TR_TRY(measure(b, b->line.at, end + length - b->line.at, &width, err));
		if (width > b->width && b->line.n > 0) {
			TR_TRY(end_line(b, end, err));
			TR_TRY(measure(b, end, length, &width, err));
		}
		b->line.n = end + length - b->line.at;
		b->line.width = width;
	}
	return TRIEN_OK;
}

static trien_rc
add_word(struct breaking *b, size_t at, size_t n, struct trien_err *err)
{
	double width = b->width + 1;

	if (n == 0)
		return TRIEN_OK;
	if (n <= WORD_MAX)
		TR_TRY(measure(b, at, n, &width, err));
	const double before = b->line.n > 0 ? b->line.width + b->space : 0;
	if (before + width > b->width && b->line.n > 0)
		TR_TRY(end_line(b, at, err));
	if (b->line.n == 0)
		b->line.at = at;
	if (width > b->width)
		return break_word(b, at, n, err);
	b->line.width = b->line.n > 0 ? before + width : width;
	b->line.n = at + n - b->line.at;
	return TRIEN_OK;
}

trien_rc
tr_ledger_break(struct tr_ledger_face *f, struct tr_bytes text, double width, struct tr_ledger_text *out, struct trien_err *err)
{
	struct breaking b = {.f = f, .out = out, .width = width};

	tr_buf_clear(&out->text);
	out->count = 0;
	TR_TRY(make_showable(f, text, &out->text, err));
	TR_TRY(tr_font_width(f->font, TR_TEXT_LIT(" "), &b.space, err));
	for (size_t at = 0; at < out->text.n;) {
		const char *p = (const char *)out->text.p + at;
		size_t n = 0;
		while (at + n < out->text.n && p[n] != ' ' && p[n] != '\n')
			n++;
		TR_TRY(add_word(&b, at, n, err));
		at += n;
		if (at < out->text.n && out->text.p[at] == '\n')
			TR_TRY(end_line(&b, at + 1, err));
		at++;
	}
	return b.line.n > 0 || out->count == 0 ? end_line(&b, out->text.n, err) : TRIEN_OK;
}
