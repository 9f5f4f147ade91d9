/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X3 */
#include "base/errors/base.h"
#include "exchange/print.h"
#include "exchange/table.h"

struct writing {
	struct tr_buf *out;
	bool cover;               /* the texts of a book before its first table */
	size_t heads_at, heads_n; /* the line with the headings of the table before, in out */
};

static trien_rc
add_cells(struct tr_buf *out, const struct tr_printed_piece *p, size_t from, size_t step, struct trien_err *err)
{
	for (size_t i = from; i < p->count; i += step) {
		if (i > from)
			TR_TRY(tr_buf_add_byte(out, ';', err));
		TR_TRY(tr_csv_add_cell(out, p->cells[i], err));
	}
	return tr_buf_add(out, "\r\n", 2, err);
}

/* The series of a register are tables with the same heading: it stands there once. */
static trien_rc
add_table(struct writing *w, const struct tr_printed_piece *p, struct trien_err *err)
{
	TR_AUTO_BUF line = {0};

	if (p->count < 3 || p->count % 2 == 0)
		return TR_ERR(err, INTERNAL, TR_S("what", "piece of a table"));
	w->cover = false;
	TR_TRY(add_cells(&line, p, 2, 2, err));
	if (w->heads_n > 0 && tr_bytes_equal(TR_BYTES(w->out->p + w->heads_at, w->heads_n), tr_buf_view(&line)))
		return TRIEN_OK;
	w->heads_at = w->out->n;
	w->heads_n = line.n;
	return tr_buf_add_bytes(w->out, tr_buf_view(&line), err);
}

trien_rc
tr_print_csv(struct tr_bytes printed, struct tr_buf *out, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(printed);
	struct writing w = {.out = out};
	struct tr_printed_piece p;

	if (!tr_printed_next(&c, &p) || p.kind != TR_PRINTED_ABOUT || p.count != 2)
		return TR_ERR(err, INTERNAL, TR_S("what", "begin of the pieces"));
	w.cover = p.style == TR_PRINTED_BOOK;
	TR_TRY(tr_buf_add(out, "\xef\xbb\xbf", 3, err));
	while (tr_printed_next(&c, &p)) {
		if (p.kind == TR_PRINTED_TABLE)
			TR_TRY(add_table(&w, &p, err));
		else if (!w.cover)
			TR_TRY(add_cells(out, &p, 0, 1, err));
	}
	return c.bad ? TR_ERR(err, INTERNAL, TR_S("what", "pieces")) : TRIEN_OK;
}
