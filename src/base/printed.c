/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/printed.h"

#define PIECE 0xff
#define CELL 0xfe

trien_rc
tr_printed_begin(struct tr_buf *out, enum tr_printed_kind kind, enum tr_printed_style style, struct trien_err *err)
{
	const uint8_t head[] = {PIECE, (uint8_t)kind, (uint8_t)style};
	return tr_buf_add(out, head, sizeof(head), err);
}

trien_rc
tr_printed_cell(struct tr_buf *out, struct trien_err *err)
{
	return tr_buf_add_byte(out, CELL, err);
}

trien_rc
tr_printed_add(struct tr_buf *out, struct tr_bytes text, struct trien_err *err)
{
	for (size_t i = 0; i < text.n; i++)
		TR_TRY(tr_buf_add_byte(out, text.p[i] >= CELL ? '?' : text.p[i], err));
	return TRIEN_OK;
}

trien_rc
tr_printed_say(struct tr_buf *out, const char *text, struct trien_err *err)
{
	return tr_printed_add(out, TR_BYTES(text, strlen(text)), err);
}

trien_rc
tr_printed_line(struct tr_buf *out, enum tr_printed_style style, const char *text, struct trien_err *err)
{
	TR_TRY(tr_printed_begin(out, TR_PRINTED_TEXT, style, err));
	TR_TRY(tr_printed_cell(out, err));
	return tr_printed_say(out, text, err);
}

/* The bytes up to the next mark or the end. */
static struct tr_bytes
take_text(struct tr_cursor *c)
{
	size_t n = 0;

	while (n < tr_cursor_left(c) && c->b.p[c->at + n] < CELL)
		n++;
	return tr_cursor_take(c, n);
}

bool
tr_printed_next(struct tr_cursor *c, struct tr_printed_piece *out)
{
	if (tr_cursor_left(c) == 0)
		return false;
	const uint8_t mark = tr_cursor_u8(c), kind = tr_cursor_u8(c), style = tr_cursor_u8(c);
	c->bad = c->bad || mark != PIECE || kind >= TR_PRINTED_KINDS || style >= TR_PRINTED_STYLES;
	if (c->bad)
		return false;
	out->kind = (enum tr_printed_kind)kind;
	out->style = (enum tr_printed_style)style;
	for (out->count = 0; tr_cursor_left(c) > 0 && c->b.p[c->at] == CELL; out->count++) {
		if (out->count == TR_PRINTED_CELLS_MAX) {
			c->bad = true;
			return false;
		}
		tr_cursor_take(c, 1);
		out->cells[out->count] = take_text(c);
	}
	return true;
}
