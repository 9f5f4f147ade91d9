/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X3 */
#include <stdio.h>

#include "base/errors/base.h"
#include "base/utf8.h"
#include "exchange/print.h"
#include "exchange/workbook.h"
#include "store/note.h"

#define SHEET_WIDTH 125.0 /* of A4 across, in characters */
#define CELL_CHARS 32767u /* ECMA-376: of a cell */
#define NAME_CHARS 31u    /* of a sheet */

struct writing {
	struct tr_workbook w;
	lxw_format *cell, *heading, *strong;
	lxw_worksheet *sheet;
	lxw_row_t row;
	size_t columns; /* of the table */
	unsigned sheets;
};

static trien_rc
sure(lxw_error rc, struct trien_err *err)
{
	return rc == LXW_NO_ERROR ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", 0));
}

static trien_rc
add_formats(struct writing *x, struct trien_err *err)
{
	x->cell = workbook_add_format(x->w.book);
	x->heading = workbook_add_format(x->w.book);
	x->strong = workbook_add_format(x->w.book);
	if (x->cell == NULL || x->heading == NULL || x->strong == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", 0));
	format_set_num_format(x->cell, "@");
	for (unsigned i = 0; i < 2; i++) {
		lxw_format *f = i == 0 ? x->cell : x->heading;
		format_set_text_wrap(f);
		format_set_border(f, LXW_BORDER_THIN);
		format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
	}
	format_set_bold(x->heading);
	format_set_align(x->heading, LXW_ALIGN_CENTER);
	format_set_bold(x->strong);
	return TRIEN_OK;
}

/* The name is what no two sheets share, and has none of the characters that the name of a sheet may not have. */
static trien_rc
begin_sheet(struct writing *x, struct tr_bytes name, struct trien_err *err)
{
	char safe[NAME_CHARS * 4 + 16];
	size_t n = (size_t)snprintf(safe, sizeof(safe), "%u", ++x->sheets), chars = n + 1;

	if (name.n > 0)
		safe[n++] = ' ';
	for (size_t i = 0, length; i < name.n && chars < NAME_CHARS; i += length, chars++) {
		tr_utf8_next(name.p + i, name.n - i, &length);
		const bool bad = length == 1 && strchr("[]:*?/\\'", name.p[i]) != NULL;
		memcpy(safe + n, bad ? (const uint8_t *)"-" : name.p + i, length);
		n += length;
	}
	safe[n] = '\0';
	x->sheet = workbook_add_worksheet(x->w.book, safe);
	x->row = 0;
	x->columns = 0;
	return x->sheet != NULL ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", 0));
}

/* A cell takes so many characters: what is longer is cut, and says so. */
static trien_rc
add_cell(struct writing *x, size_t column, struct tr_bytes text, lxw_format *format, struct trien_err *err)
{
	TR_AUTO_BUF cut = {0};
	size_t chars = 0, i = 0, length;

	for (; i < text.n && chars < CELL_CHARS - 2; i += length, chars++)
		tr_utf8_next(text.p + i, text.n - i, &length);
	TR_TRY(tr_buf_add(&cut, text.p, i, err));
	if (i < text.n)
		TR_TRY(tr_buf_addf(&cut, err, "…"));
	return tr_workbook_text(x->sheet, x->row, (lxw_col_t)column, tr_buf_view(&cut), format, err);
}

static void
set_page(struct writing *x, const char *foot)
{
	worksheet_set_landscape(x->sheet);
	worksheet_set_paper(x->sheet, 9); /* A4 */
	worksheet_set_margins(x->sheet, 25 / 25.4, 15 / 25.4, 15 / 25.4, 17 / 25.4);
	worksheet_fit_to_pages(x->sheet, 1, 0);
	worksheet_set_footer(x->sheet, foot);
}

static double
width_of(struct tr_bytes text)
{
	uint64_t v;
	return tr_decimal_read(text, &v) && v < 10000 ? (double)v : 1;
}

static trien_rc
add_table(struct writing *x, const struct tr_printed_piece *p, struct trien_err *err)
{
	char number[24];
	double all = 0;

	if (p->count < 3 || p->count % 2 == 0)
		return TR_ERR(err, INTERNAL, TR_S("what", "piece of a table"));
	TR_TRY(begin_sheet(x, p->cells[0], err));
	set_page(x, "&RTrang &P/&N");
	worksheet_repeat_rows(x->sheet, 0, 1);
	worksheet_freeze_panes(x->sheet, 2, 0);
	x->columns = (p->count - 1) / 2;
	for (size_t i = 1; i < p->count; i += 2)
		all += width_of(p->cells[i]);
	for (size_t i = 0; i < x->columns; i++) {
		const double width = SHEET_WIDTH * width_of(p->cells[1 + 2 * i]) / all;
		TR_TRY(sure(worksheet_set_column(x->sheet, (lxw_col_t)i, (lxw_col_t)i, width, NULL), err));
		TR_TRY(add_cell(x, i, p->cells[2 + 2 * i], x->heading, err));
	}
	x->row++;
	for (size_t i = 0; i < x->columns; i++) {
		snprintf(number, sizeof(number), "(%zu)", i + 1);
		TR_TRY(add_cell(x, i, TR_BYTES(number, strlen(number)), x->heading, err));
	}
	x->row++;
	return TRIEN_OK;
}

static trien_rc
add_piece(struct writing *x, const struct tr_printed_piece *p, struct trien_err *err)
{
	const bool strong = p->style == TR_PRINTED_STRONG || p->style == TR_PRINTED_HEADING || p->style == TR_PRINTED_PART;

	if (p->kind == TR_PRINTED_TABLE)
		return add_table(x, p, err);
	for (size_t i = 0; i < p->count; i++)
		TR_TRY(add_cell(x, i, p->cells[i], p->kind == TR_PRINTED_ROW ? x->cell : strong ? x->strong : NULL, err));
	x->row++;
	return x->row < LXW_ROW_MAX ? TRIEN_OK : TR_ERR(err, INTERNAL, TR_S("what", "rows of a sheet"));
}

static trien_rc
add_pieces(struct writing *x, struct tr_bytes printed, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(printed);
	struct tr_printed_piece p;

	if (!tr_printed_next(&c, &p) || p.kind != TR_PRINTED_ABOUT || p.count != 2)
		return TR_ERR(err, INTERNAL, TR_S("what", "begin of the pieces"));
	TR_TRY(add_formats(x, err));
	TR_TRY(begin_sheet(x, TR_BYTES_LIT("Bìa"), err));
	set_page(x, "");
	TR_TRY(sure(worksheet_set_column(x->sheet, 0, 0, SHEET_WIDTH, NULL), err));
	while (tr_printed_next(&c, &p))
		TR_TRY(add_piece(x, &p, err));
	return c.bad ? TR_ERR(err, INTERNAL, TR_S("what", "pieces")) : TRIEN_OK;
}

trien_rc
tr_print_xlsx(struct tr_bytes printed, struct tr_buf *out, struct trien_err *err)
{
	struct writing x = {0};
	TR_AUTO_BUF archive = {0};

	TR_TRY(tr_workbook_open(&x.w, err));
	const trien_rc rc = add_pieces(&x, printed, err);
	/* It must be closed whatever came of it: that is what frees it. */
	const trien_rc closed = tr_workbook_close(&x.w, &archive, rc == TRIEN_OK ? err : NULL);
	TR_TRY(rc);
	TR_TRY(closed);
	return tr_buf_add_bytes(out, tr_buf_view(&archive), err);
}
