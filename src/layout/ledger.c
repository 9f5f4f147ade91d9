/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Pieces onto sheets. The contents of a sheet are put when it is full; its foot, which says how many there are, at the end. */
#include "layout/ledger.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/errors/layout.h"
#include "base/memory.h"
#include "layout/deflate.h"
#include "layout/ledger_parts.h"
#include "pdf/create.h"

#define MM TR_POINTS_PER_MM
#define LEADING 1.2
#define CELL_SIZE 9.5
#define PAD 2.5 /* within a cell */
#define FOOT_SIZE 9.0
#define SHEETS_AT_ONCE 256u

struct column {
	double x, width;
	struct tr_ledger_text head;
};

struct ledger {
	struct tr_ledger_face faces[2]; /* regular, bold */
	struct tr_pdf_update *u;
	double width, height, left, right, top, bottom; /* of a sheet; from its top left */
	double y;
	bool book, on_cover, in_table;
	struct tr_buf content;     /* of the newest sheet */
	uint32_t *contents;        /* objects, by sheet */
	size_t sheets, sheet_cap;
	struct column columns[TR_LEDGER_COLUMNS_MAX];
	size_t column_count;
	struct tr_ledger_text cells[TR_LEDGER_COLUMNS_MAX], paragraph, foot;
	struct tr_pdf_ref fonts[2];
};

static trien_rc
not_ours(struct trien_err *err)
{
	return TR_ERR(err, INTERNAL, TR_S("what", "pieces of a ledger"));
}

/* ---- sheets ---- */

static trien_rc
close_sheet(struct ledger *l, struct trien_err *err)
{
	struct tr_pdf_ref ref;

	if (l->sheets == l->sheet_cap) {
		const size_t cap = l->sheet_cap + SHEETS_AT_ONCE;
		void *all = tr_mem_resize(l->contents, cap * sizeof(*l->contents));
		if (all == NULL)
			return TR_ERR(err, NO_MEMORY, TR_U("want", cap * sizeof(*l->contents)));
		l->contents = all;
		l->sheet_cap = cap;
	}
	if (l->sheets == TR_LEDGER_SHEETS_MAX)
		return TR_ERR(err, LAYOUT_LEDGER_LIMIT, TR_U("max", TR_LEDGER_SHEETS_MAX));
	TR_TRY(tr_put_deflated(l->u, TR_BYTES(NULL, 0), tr_buf_view(&l->content), TR_DEFLATE_SMALL, &ref, err));
	l->contents[l->sheets++] = ref.num;
	tr_buf_clear(&l->content);
	l->y = l->top;
	return TRIEN_OK;
}

static trien_rc
show(struct ledger *l, struct tr_buf *to, unsigned face, double size, double x, double y, struct tr_text text, struct trien_err *err)
{
	double width;

	if (text.n == 0)
		return TRIEN_OK;
	TR_TRY(tr_buf_addf(to, err, "BT/F%u %.2f Tf 1 0 0 1 %.2f %.2f Tm ", face, size, x, l->height - y));
	TR_TRY(tr_font_show(l->faces[face].font, text, to, &width, err));
	return tr_buf_addf(to, err, " ET\n");
}

static struct tr_text
line_text(const struct tr_ledger_text *t, size_t i)
{
	return (struct tr_text){(const char *)t->text.p + t->lines[i].at, t->lines[i].n};
}

/* ---- paragraphs ---- */

struct look {
	double size, above;
	unsigned face;
	bool centred;
};

static struct look
look_of(const struct ledger *l, enum tr_printed_style style)
{
	static const struct look cover[TR_PRINTED_STYLES] = {[TR_PRINTED_PLAIN] = {14, 8, 0, true}, [TR_PRINTED_STRONG] = {14, 4, 1, true},
		[TR_PRINTED_HEADING] = {26, 100, 1, true}, [TR_PRINTED_PART] = {14, 12, 1, true}, [TR_PRINTED_SMALL] = {10, 60, 0, false},
		[TR_PRINTED_VERBATIM] = {10, 4, 0, false}};
	static const struct look sheet[TR_PRINTED_STYLES] = {[TR_PRINTED_PLAIN] = {13, 6, 0, false}, [TR_PRINTED_STRONG] = {13, 0, 1, false},
		[TR_PRINTED_HEADING] = {16, 14, 1, true}, [TR_PRINTED_PART] = {13, 14, 1, false}, [TR_PRINTED_SMALL] = {10, 8, 0, false},
		[TR_PRINTED_VERBATIM] = {10, 4, 0, false}};

	return l->on_cover ? cover[style] : sheet[style];
}

static trien_rc
put_paragraph(struct ledger *l, const struct look *look, struct tr_bytes text, struct trien_err *err)
{
	const double room = l->right - l->left;

	TR_TRY(tr_ledger_break(&l->faces[look->face], text, room / look->size, &l->paragraph, err));
	l->y += look->above;
	for (size_t i = 0; i < l->paragraph.count; i++) {
		const double width = l->paragraph.lines[i].width * look->size;
		if (l->y + look->size * LEADING > l->bottom)
			TR_TRY(close_sheet(l, err));
		l->y += look->size * LEADING;
		TR_TRY(show(l, &l->content, look->face, look->size, look->centred ? l->left + (room - width) / 2 : l->left, l->y,
				line_text(&l->paragraph, i), err));
	}
	return TRIEN_OK;
}

/* ---- tables ---- */

static double
line_height(void)
{
	return CELL_SIZE * LEADING;
}

/* The frames of the cells of a row that goes from y to y + height. */
static trien_rc
put_frames(struct ledger *l, double height, struct trien_err *err)
{
	for (size_t i = 0; i < l->column_count; i++)
		TR_TRY(tr_buf_addf(&l->content, err, "%.2f %.2f %.2f %.2f re ", l->columns[i].x, l->height - l->y - height, l->columns[i].width, height));
	return tr_buf_addf(&l->content, err, "0.5 w S\n");
}

/* Lines [from, from + count) of a cell, below y. */
static trien_rc
put_cell(struct ledger *l, const struct column *c, const struct tr_ledger_text *t, unsigned face, size_t from, size_t count, struct trien_err *err)
{
	for (size_t i = from; i < from + count && i < t->count; i++) {
		const double spare = c->width - 2 * PAD - t->lines[i].width * CELL_SIZE;
		const double x = c->x + PAD + (face == 1 && spare > 0 ? spare / 2 : 0); /* headings stand in the middle */
		TR_TRY(show(l, &l->content, face, CELL_SIZE, x, l->y + PAD + (double)(i - from) * line_height() + CELL_SIZE, line_text(t, i), err));
	}
	return TRIEN_OK;
}

static size_t
head_lines(const struct ledger *l)
{
	size_t most = 0;

	for (size_t i = 0; i < l->column_count; i++)
		most = l->columns[i].head.count > most ? l->columns[i].head.count : most;
	return most;
}

static double
head_height(const struct ledger *l)
{
	return (double)(head_lines(l) + 1) * line_height() + 4 * PAD;
}

/* The headings, and below them the numbers of the columns. */
static trien_rc
put_head(struct ledger *l, struct trien_err *err)
{
	const double height = (double)head_lines(l) * line_height() + 2 * PAD;
	char number[16];

	for (size_t i = 0; i < l->column_count; i++)
		TR_TRY(put_cell(l, &l->columns[i], &l->columns[i].head, 1, 0, l->columns[i].head.count, err));
	TR_TRY(put_frames(l, height, err));
	l->y += height;
	for (size_t i = 0; i < l->column_count; i++) {
		const int n = snprintf(number, sizeof(number), "(%zu)", i + 1);
		double width;
		TR_TRY(tr_font_width(l->faces[0].font, (struct tr_text){number, (size_t)n}, &width, err));
		TR_TRY(show(l, &l->content, 0, CELL_SIZE, l->columns[i].x + (l->columns[i].width - width * CELL_SIZE) / 2, l->y + PAD + CELL_SIZE,
				(struct tr_text){number, (size_t)n}, err));
	}
	TR_TRY(put_frames(l, line_height() + 2 * PAD, err));
	l->y += line_height() + 2 * PAD;
	return TRIEN_OK;
}

static trien_rc
read_width(struct tr_bytes text, double *out, struct trien_err *err)
{
	unsigned v = 0;

	for (size_t i = 0; i < text.n && i < 4; i++)
		v = 10 * v + (unsigned)(text.p[i] - '0');
	*out = v;
	return v > 0 && v < 10000 ? TRIEN_OK : not_ours(err);
}

static trien_rc
read_columns(struct ledger *l, const struct tr_printed_piece *p, struct trien_err *err)
{
	double all = 0, x = l->left;

	l->column_count = (p->count - 1) / 2;
	for (size_t i = 0; i < l->column_count; i++) {
		TR_TRY(read_width(p->cells[1 + 2 * i], &l->columns[i].width, err));
		all += l->columns[i].width;
	}
	for (size_t i = 0; i < l->column_count; i++) {
		struct column *c = &l->columns[i];
		c->width *= (l->right - l->left) / all;
		c->x = x;
		x += c->width;
		TR_TRY(tr_ledger_break(&l->faces[1], p->cells[2 + 2 * i], (c->width - 2 * PAD) / CELL_SIZE, &c->head, err));
	}
	return head_height(l) + 4 * line_height() < l->bottom - l->top ? TRIEN_OK : not_ours(err);
}

static trien_rc
put_table(struct ledger *l, const struct tr_printed_piece *p, struct trien_err *err)
{
	static const struct look title = {13, 10, 1, false};

	if (p->count < 3 || p->count % 2 == 0 || p->count > 1 + 2 * TR_LEDGER_COLUMNS_MAX)
		return not_ours(err);
	if (l->on_cover)
		TR_TRY(close_sheet(l, err));
	l->on_cover = false;
	TR_TRY(read_columns(l, p, err));
	if (l->y + title.above + title.size * LEADING + PAD + head_height(l) + 4 * line_height() > l->bottom)
		TR_TRY(close_sheet(l, err));
	if (p->cells[0].n > 0)
		TR_TRY(put_paragraph(l, &title, p->cells[0], err));
	l->y += 2 * PAD;
	l->in_table = true;
	return put_head(l, err);
}

/* How many lines of a row fit between y and the end of the sheet. */
static size_t
lines_left(const struct ledger *l)
{
	const double room = l->bottom - l->y - 2 * PAD;
	return room > 0 ? (size_t)(room / line_height()) : 0;
}

static trien_rc
next_table_sheet(struct ledger *l, struct trien_err *err)
{
	TR_TRY(close_sheet(l, err));
	return put_head(l, err);
}

/* A row stays whole where a sheet can hold it. */
static trien_rc
put_row(struct ledger *l, const struct tr_printed_piece *p, struct trien_err *err)
{
	const size_t sheet_holds = (size_t)((l->bottom - l->top - head_height(l) - 2 * PAD) / line_height());
	size_t most = 1;

	if (!l->in_table || p->count != l->column_count)
		return not_ours(err);
	for (size_t i = 0; i < p->count; i++) {
		TR_TRY(tr_ledger_break(&l->faces[0], p->cells[i], (l->columns[i].width - 2 * PAD) / CELL_SIZE, &l->cells[i], err));
		most = l->cells[i].count > most ? l->cells[i].count : most;
	}
	if (most > lines_left(l) && (most <= sheet_holds || lines_left(l) == 0))
		TR_TRY(next_table_sheet(l, err));
	for (size_t from = 0, n; from < most; from += n) {
		if (from > 0)
			TR_TRY(next_table_sheet(l, err));
		n = most - from < lines_left(l) ? most - from : lines_left(l);
		const double height = (double)n * line_height() + 2 * PAD;
		for (size_t i = 0; i < p->count; i++)
			TR_TRY(put_cell(l, &l->columns[i], &l->cells[i], 0, from, n, err));
		TR_TRY(put_frames(l, height, err));
		l->y += height;
	}
	return TRIEN_OK;
}

static trien_rc
put_about(struct ledger *l, const struct tr_printed_piece *p, struct trien_err *err)
{
	const bool book = p->style == TR_PRINTED_BOOK;

	if (p->count != 2)
		return not_ours(err);
	l->book = l->on_cover = book;
	l->width = (book ? 297 : 210) * MM;
	l->height = (book ? 210 : 297) * MM;
	l->left = (book ? 25 : 30) * MM;
	l->right = l->width - 15 * MM;
	l->y = l->top = 15 * MM;
	l->bottom = l->height - 17 * MM;
	return tr_ledger_break(&l->faces[0], p->cells[1], (l->right - l->left - 80) / FOOT_SIZE, &l->foot, err);
}

static trien_rc
put_piece(struct ledger *l, const struct tr_printed_piece *p, struct trien_err *err)
{
	switch (p->kind) {
	case TR_PRINTED_TABLE:
		return put_table(l, p, err);
	case TR_PRINTED_ROW:
		return put_row(l, p, err);
	case TR_PRINTED_TEXT: {
		const struct look look = look_of(l, p->style);
		if (p->count != 1)
			return not_ours(err);
		l->y += l->in_table ? PAD : 0;
		l->in_table = false;
		return put_paragraph(l, &look, p->cells[0], err);
	}
	default:
		return not_ours(err);
	}
}

static trien_rc
put_pieces(struct ledger *l, struct tr_bytes printed, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(printed);
	struct tr_printed_piece p;

	if (!tr_printed_next(&c, &p) || p.kind != TR_PRINTED_ABOUT)
		return not_ours(err);
	TR_TRY(put_about(l, &p, err));
	while (tr_printed_next(&c, &p))
		TR_TRY(put_piece(l, &p, err));
	return c.bad ? not_ours(err) : close_sheet(l, err);
}

/* ---- the file ---- */

/* The foot of a sheet: what it is of, and the number; a cover has none, and does not count. */
static trien_rc
put_foot(struct ledger *l, size_t sheet, uint32_t *num, struct trien_err *err)
{
	const size_t covers = l->book ? 1 : 0;
	TR_AUTO_BUF foot = {0};
	struct tr_pdf_ref ref;
	char number[64];
	double width;

	if (sheet >= covers) {
		const int n = snprintf(number, sizeof(number), "Trang %zu/%zu", sheet + 1 - covers, l->sheets - covers);
		const struct tr_text text = {number, (size_t)n};
		TR_TRY(tr_font_width(l->faces[0].font, text, &width, err));
		TR_TRY(show(l, &foot, 0, FOOT_SIZE, l->left, l->height - 9 * MM, line_text(&l->foot, 0), err));
		TR_TRY(show(l, &foot, 0, FOOT_SIZE, l->right - width * FOOT_SIZE, l->height - 9 * MM, text, err));
	}
	TR_TRY(tr_put_deflated(l->u, TR_BYTES(NULL, 0), tr_buf_view(&foot), TR_DEFLATE_FAST, &ref, err));
	*num = ref.num;
	return TRIEN_OK;
}

static trien_rc
put(struct ledger *l, uint32_t num, const struct tr_buf *body, struct trien_err *err)
{
	return tr_pdf_update_put(l->u, (struct tr_pdf_ref){.num = num}, tr_buf_view(body), err);
}

static trien_rc
put_sheet(struct ledger *l, size_t i, uint32_t foot, struct tr_buf *kids, struct trien_err *err)
{
	TR_AUTO_BUF page = {0};
	uint32_t num;

	TR_TRY(tr_buf_addf(&page, err, "<</Type/Page/Parent %u 0 R/MediaBox[0 0 %.2f %.2f]/Contents[%u 0 R %u 0 R]/Resources<</Font<</F0 %u 0 R/F1 %u 0 R>>>>>>",
			TR_PDF_EMPTY_PAGES, l->width, l->height, l->contents[i], foot, l->fonts[0].num, l->fonts[1].num));
	TR_TRY(tr_pdf_update_number(l->u, &num, err));
	TR_TRY(put(l, num, &page, err));
	return tr_buf_addf(kids, err, "%u 0 R ", num);
}

static trien_rc
put_document(struct ledger *l, struct trien_err *err)
{
	TR_AUTO_BUF kids = {0}, pages = {0}, catalog = {0}, feet = {0};

	for (size_t i = 0; i < l->sheets; i++) {
		uint32_t foot;
		TR_TRY(put_foot(l, i, &foot, err));
		TR_TRY(tr_buf_add(&feet, &foot, sizeof(foot), err));
	}
	/* No glyph comes behind this. */
	for (unsigned i = 0; i < 2; i++)
		TR_TRY(tr_font_put(l->faces[i].font, l->u, &l->fonts[i], err));
	for (size_t i = 0; i < l->sheets; i++) {
		uint32_t foot;
		memcpy(&foot, feet.p + i * sizeof(foot), sizeof(foot));
		TR_TRY(put_sheet(l, i, foot, &kids, err));
	}
	TR_TRY(tr_buf_addf(&pages, err, "<</Type/Pages/Count %zu/Kids[", l->sheets));
	TR_TRY(tr_buf_add_bytes(&pages, tr_buf_view(&kids), err));
	TR_TRY(tr_buf_addf(&pages, err, "]>>"));
	TR_TRY(put(l, TR_PDF_EMPTY_PAGES, &pages, err));
	TR_TRY(tr_buf_addf(&catalog, err, "<</Type/Catalog/Pages %u 0 R/Lang(vi)>>", TR_PDF_EMPTY_PAGES));
	return put(l, TR_PDF_EMPTY_CATALOG, &catalog, err);
}

static void
free_ledger(struct ledger *l)
{
	for (unsigned i = 0; i < 2; i++)
		tr_font_free(l->faces[i].font);
	for (size_t i = 0; i < TR_LEDGER_COLUMNS_MAX; i++) {
		tr_ledger_text_free(&l->columns[i].head);
		tr_ledger_text_free(&l->cells[i]);
	}
	tr_ledger_text_free(&l->paragraph);
	tr_ledger_text_free(&l->foot);
	tr_buf_free(&l->content);
	tr_pdf_update_free(l->u);
	free(l->contents);
	free(l);
}

static trien_rc
make(struct ledger *l, struct tr_bytes printed, const struct tr_page_fonts *fonts, struct tr_pdf *base, const uint8_t id16[16], struct tr_buf *tail,
		struct trien_err *err)
{
	for (unsigned i = 0; i < 2; i++)
		TR_TRY(tr_font_open(tr_page_fonts_serif(fonts, i), &l->faces[i].font, err));
	TR_TRY(tr_pdf_update_new(base, &l->u, err));
	TR_TRY(put_pieces(l, printed, err));
	TR_TRY(put_document(l, err));
	return tr_pdf_update_write(l->u, id16, tail, err);
}

trien_rc
tr_ledger_pdf(struct tr_bytes printed, const struct tr_page_fonts *fonts, const uint8_t id16[16], struct tr_buf *out, struct trien_err *err)
{
	TR_AUTO_BUF first = {0}, tail = {0};
	struct tr_pdf *base;

	if (fonts == NULL)
		return TR_ERR(err, LAYOUT_FONTS_MISSING, TR_S("path", "LiberationSerif"));
	TR_TRY(tr_pdf_create_empty(id16, &first, err));
	TR_TRY(tr_pdf_open(tr_buf_view(&first), NULL, &base, err));
	struct ledger *l = tr_mem_zeroed(1, sizeof(*l));
	trien_rc rc = l != NULL ? make(l, printed, fonts, base, id16, &tail, err) : TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*l)));
	if (l != NULL)
		free_ledger(l);
	tr_pdf_close(base);
	if (rc == TRIEN_OK)
		rc = tr_buf_add_bytes(out, tr_buf_view(&first), err);
	return rc == TRIEN_OK ? tr_buf_add_bytes(out, tr_buf_view(&tail), err) : rc;
}
