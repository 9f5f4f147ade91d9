/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The cells of a sheet. ISO 29500-1 §18.3.1. */
#include <stdio.h>
#include <stdlib.h>

#include "base/errors/exchange.h"
#include "exchange/xlsx_parts.h"

#define ROW_LAST 1048576u
#define COLUMN_LAST 16384u
#define PLACE_SIZE 16u /* "XFD1048576" */

enum capture { NOTHING, VALUE, INLINE_TEXT };

struct sheet {
	struct tr_xlsx *x;
	struct tr_table *t;
	bool in_data, hidden;
	size_t row, column; /* the one that is read, from 1 */
	size_t cell_count, heading_row;
	/* Of the cell. */
	char place[PLACE_SIZE], type[12];
	struct tr_xlsx_format format;
	bool formula, valued, number;
	enum capture capture;
	unsigned phonetic;
	struct tr_buf text;
	/* Of the row. */
	const char *values[TR_TABLE_COLUMNS_MAX];
	bool are_numbers[TR_TABLE_COLUMNS_MAX];
	size_t width; /* to the last with a value */
	/* Of all rows: they move into the table's arena at the end. */
	struct tr_buf cells, numbers, lines;
};

/* ---- places ---- */

static void
say_place(struct sheet *s)
{
	char text[PLACE_SIZE];
	size_t n = sizeof(text), column = s->column, row = s->row;

	text[--n] = '\0';
	for (; row > 0 && n > 3; row /= 10) /* of all cells there are: by hand */
		text[--n] = (char)('0' + row % 10);
	for (; column > 0 && n > 0; column = (column - 1) / 26)
		text[--n] = (char)('A' + (column - 1) % 26);
	memcpy(s->place, text + n, sizeof(text) - n);
}

/* "B7" must be of the row, and right of the cell before it. */
static bool
read_place(struct sheet *s, struct tr_bytes r)
{
	size_t column = 0, row = 0, i = 0;

	for (; i < r.n && r.p[i] >= 'A' && r.p[i] <= 'Z' && column <= COLUMN_LAST; i++)
		column = column * 26 + (size_t)(r.p[i] - 'A' + 1);
	for (; i < r.n && r.p[i] >= '0' && r.p[i] <= '9' && row <= ROW_LAST; i++)
		row = row * 10 + (size_t)(r.p[i] - '0');
	if (r.p == NULL) {
		column = s->column + 1;
		row = s->row;
	}
	if (i < r.n || column <= s->column || column > COLUMN_LAST || row != s->row)
		return false;
	s->column = column;
	return true;
}

static trien_rc
note(struct sheet *s, enum tr_table_note what, const char *where, size_t n, struct trien_err *err)
{
	struct tr_table_noted *noted = &s->t->notes[what];
	const uint8_t *copy;

	if (noted->count++ > 0)
		return TRIEN_OK;
	TR_TRY(tr_arena_copy(&s->t->arena, where, n, &copy, err));
	noted->first = (const char *)copy;
	return TRIEN_OK;
}

/* ---- a cell ---- */

static trien_rc
open_cell(struct sheet *s, const struct tr_xml_attributes *a, struct trien_err *err)
{
	const struct tr_bytes type = tr_xml_attribute(a, "t");
	const size_t style = tr_xml_number(a, "s", 0, UINT32_MAX);

	if (++s->cell_count > TR_XLSX_CELLS_MAX)
		return TR_ERR(err, EXCHANGE_ZIP_LIMIT, TR_S("what", "cells"), TR_U("max", TR_XLSX_CELLS_MAX));
	if (s->row == 0 || !read_place(s, tr_xml_attribute(a, "r")))
		return tr_xlsx_bad(s->x, "cell", err);
	say_place(s);
	if (type.n >= sizeof(s->type) || (style > 0 && style >= s->x->format_count))
		return tr_xlsx_bad(s->x, s->place, err);
	if (type.n > 0)
		memcpy(s->type, type.p, type.n);
	s->type[type.n] = '\0';
	s->format = style < s->x->format_count ? s->x->formats[style] : (struct tr_xlsx_format){0};
	s->formula = s->valued = s->number = false;
	s->capture = NOTHING;
	tr_buf_clear(&s->text);
	return TRIEN_OK;
}

static trien_rc
add_shared(struct sheet *s, const char *index, struct tr_buf *out, struct trien_err *err)
{
	char *end;
	const unsigned long i = strtoul(index, &end, 10);

	if (index[0] < '0' || index[0] > '9' || *end != '\0' || i >= s->x->string_count)
		return tr_xlsx_bad(s->x, s->place, err);
	return tr_buf_add(out, s->x->strings[i], strlen(s->x->strings[i]), err);
}

/* §18.18.11: what a cell's type makes of its text. */
static trien_rc
add_value(struct sheet *s, struct tr_buf *out, struct trien_err *err)
{
	const char *text = (const char *)s->text.p;

	if (strcmp(s->type, "s") == 0)
		return add_shared(s, text, out, err);
	if (strcmp(s->type, "inlineStr") == 0 || strcmp(s->type, "str") == 0 || strcmp(s->type, "d") == 0)
		return tr_xlsx_add_text(out, TR_BYTES(text, strlen(text)), err);
	if (strcmp(s->type, "b") == 0)
		return strcmp(text, "1") == 0 || strcmp(text, "0") == 0 ? tr_buf_add_byte(out, (uint8_t)text[0], err) : tr_xlsx_bad(s->x, s->place, err);
	if (strcmp(s->type, "e") == 0)
		return TR_ERR(err, EXCHANGE_CELL_ERROR, TR_S("cell", s->place), TR_B("got", text, strlen(text)));
	if (s->type[0] != '\0' && strcmp(s->type, "n") != 0)
		return tr_xlsx_bad(s->x, s->place, err);
	s->number = !s->format.date;
	const struct tr_xlsx_number n = {s->place, text, s->format, s->x->from_1904};
	return tr_xlsx_add_number(&n, out, err);
}

static trien_rc
keep_value(struct sheet *s, struct tr_bytes value, struct trien_err *err)
{
	const uint8_t *copy;

	if (s->column > TR_TABLE_COLUMNS_MAX)
		return TR_ERR(err, EXCHANGE_TABLE_LIMIT, TR_U("line", s->row), TR_S("what", "columns"), TR_U("max", TR_TABLE_COLUMNS_MAX));
	if (value.n > TR_TABLE_CELL_MAX)
		return TR_ERR(err, EXCHANGE_TABLE_LIMIT, TR_U("line", s->row), TR_S("what", "cell"), TR_U("max", TR_TABLE_CELL_MAX));
	if (s->heading_row != 0 && s->column > s->t->columns)
		return TR_ERR(err, EXCHANGE_CELL_UNHEADED, TR_S("cell", s->place), TR_U("row", s->heading_row));
	TR_TRY(tr_arena_copy(&s->t->arena, value.p, value.n, &copy, err));
	s->values[s->column - 1] = (const char *)copy;
	s->are_numbers[s->column - 1] = s->number;
	s->width = s->column;
	return TRIEN_OK;
}

static trien_rc
close_cell(struct sheet *s, struct trien_err *err)
{
	TR_AUTO_BUF value = {0};

	if (s->formula)
		TR_TRY(note(s, TR_NOTE_FORMULA, s->place, strlen(s->place), err));
	/* An empty text can be what was computed; openpyxl leaves an empty number where nothing was. */
	if (s->formula && s->text.n == 0 && (!s->valued || strcmp(s->type, "str") != 0))
		return TR_ERR(err, EXCHANGE_CELL_FORMULA, TR_S("cell", s->place));
	if (s->text.n == 0)
		return TRIEN_OK;
	TR_TRY(tr_buf_add_byte(&s->text, 0, err));
	TR_TRY(add_value(s, &value, err));
	return value.n > 0 ? keep_value(s, tr_buf_view(&value), err) : TRIEN_OK;
}

/* ---- a row ---- */

static trien_rc
open_row(struct sheet *s, const struct tr_xml_attributes *a, struct trien_err *err)
{
	const size_t row = tr_xml_number(a, "r", s->row + 1, ROW_LAST);

	if (row <= s->row || row > ROW_LAST)
		return tr_xlsx_bad(s->x, "row", err);
	s->row = row;
	s->column = s->width = 0;
	s->hidden = tr_xml_flag(a, "hidden");
	memset(s->values, 0, sizeof(s->values));
	memset(s->are_numbers, 0, sizeof(s->are_numbers));
	return TRIEN_OK;
}

static trien_rc
close_row(struct sheet *s, struct trien_err *err)
{
	struct tr_table *t = s->t;
	char row[PLACE_SIZE];

	if (s->width == 0)
		return TRIEN_OK;
	if (s->hidden) {
		snprintf(row, sizeof(row), "%zu", s->row);
		TR_TRY(note(s, TR_NOTE_HIDDEN_ROW, row, strlen(row), err));
	}
	if (s->heading_row == 0) {
		s->heading_row = s->row;
		t->columns = s->width;
	} else if (++t->rows > TR_TABLE_ROWS_MAX) {
		return TR_ERR(err, EXCHANGE_TABLE_LIMIT, TR_U("line", s->row), TR_S("what", "rows"), TR_U("max", TR_TABLE_ROWS_MAX));
	}
	for (size_t i = 0; i < t->columns; i++)
		if (s->values[i] == NULL)
			s->values[i] = "";
	TR_TRY(tr_buf_add(&s->cells, s->values, t->columns * sizeof(*s->values), err));
	TR_TRY(tr_buf_add(&s->numbers, s->are_numbers, t->columns * sizeof(*s->are_numbers), err));
	return tr_buf_add(&s->lines, &s->row, sizeof(s->row), err);
}

/* ---- what the parser says ---- */

static trien_rc
open_in_data(struct sheet *s, const char *name, const struct tr_xml_attributes *a, struct trien_err *err)
{
	if (strcmp(name, "row") == 0)
		return open_row(s, a, err);
	if (strcmp(name, "c") == 0)
		return open_cell(s, a, err);
	s->formula = s->formula || strcmp(name, "f") == 0;
	s->phonetic += strcmp(name, "rPh") == 0;
	s->valued = s->valued || strcmp(name, "v") == 0;
	s->capture = strcmp(name, "v") == 0 ? VALUE : strcmp(name, "t") == 0 && s->phonetic == 0 ? INLINE_TEXT : NOTHING;
	return TRIEN_OK;
}

static trien_rc
on_open(void *context, const char *name, const struct tr_xml_attributes *a, struct trien_err *err)
{
	struct sheet *s = context;

	if (strcmp(name, "sheetData") == 0)
		s->in_data = true;
	else if (s->in_data)
		return open_in_data(s, name, a, err);
	else if (strcmp(name, "mergeCell") == 0) {
		const struct tr_bytes area = tr_xml_attribute(a, "ref");
		return note(s, TR_NOTE_MERGED, area.p != NULL ? (const char *)area.p : "", area.n < 2 * PLACE_SIZE ? area.n : 2 * PLACE_SIZE, err);
	}
	return TRIEN_OK;
}

static trien_rc
on_close(void *context, const char *name, struct trien_err *err)
{
	struct sheet *s = context;

	s->capture = NOTHING;
	if (strcmp(name, "sheetData") == 0)
		s->in_data = false;
	if (!s->in_data)
		return TRIEN_OK;
	s->phonetic -= strcmp(name, "rPh") == 0;
	if (strcmp(name, "c") == 0)
		return close_cell(s, err);
	return strcmp(name, "row") == 0 ? close_row(s, err) : TRIEN_OK;
}

static trien_rc
on_text(void *context, struct tr_bytes text, struct trien_err *err)
{
	struct sheet *s = context;

	if (s->capture == NOTHING)
		return TRIEN_OK;
	/* A character of XML may be written in seven. */
	if (s->text.n + text.n > 7 * TR_TABLE_CELL_MAX)
		return TR_ERR(err, EXCHANGE_TABLE_LIMIT, TR_U("line", s->row), TR_S("what", "cell"), TR_U("max", TR_TABLE_CELL_MAX));
	return tr_buf_add_bytes(&s->text, text, err);
}

/* ---- all of it ---- */

static trien_rc
end_table(struct sheet *s, struct trien_err *err)
{
	struct tr_table *t = s->t;
	const uint8_t *cells, *numbers, *lines;

	if (s->heading_row == 0)
		return TR_ERR(err, EXCHANGE_SHEET_EMPTY, TR_B("sheet", t->sheet, strlen(t->sheet)));
	TR_TRY(tr_arena_copy(&t->arena, s->cells.p, s->cells.n, &cells, err));
	TR_TRY(tr_arena_copy(&t->arena, s->numbers.p, s->numbers.n, &numbers, err));
	TR_TRY(tr_arena_copy(&t->arena, s->lines.p, s->lines.n, &lines, err));
	t->cells = (const char *const *)(uintptr_t)cells; /* memory of the arena, aligned for any type */
	t->numbers = (const bool *)numbers;
	t->lines = (const size_t *)(uintptr_t)lines;
	return TRIEN_OK;
}

trien_rc
tr_xlsx_read_sheet(struct tr_xlsx *x, struct tr_table *t, struct trien_err *err)
{
	struct sheet s = {.x = x, .t = t};

	trien_rc rc = tr_xlsx_read_part(x, x->sheet_at,
			(struct tr_xml_reader){.context = &s, .open = on_open, .close = on_close, .text = on_text}, err);
	if (rc == TRIEN_OK)
		rc = end_table(&s, err);
	tr_buf_free(&s.text);
	tr_buf_free(&s.cells);
	tr_buf_free(&s.numbers);
	tr_buf_free(&s.lines);
	return rc;
}
