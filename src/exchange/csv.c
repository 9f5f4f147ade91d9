/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdlib.h>

#include "base/errors/base.h"
#include "base/errors/exchange.h"
#include "base/utf8.h"
#include "exchange/table.h"

/* ---- reading ---- */

struct reading {
	struct tr_bytes in;
	size_t at, line; /* line: from 1, of the row that is read */
	size_t lines;    /* that were passed */
	char separator;
	struct tr_table *t;
	const char **cells;
	size_t count, room;
	struct tr_buf cell, row_lines; /* row_lines: where each row begins */
};

static int
peek(const struct reading *r)
{
	return r->at < r->in.n ? r->in.p[r->at] : -1;
}

/* What stands most often in the heading, outside of quotes. */
static char
find_separator(struct tr_bytes in)
{
	size_t counts[3] = {0}, best = 0;
	static const char separators[] = {',', ';', '\t'};
	bool quoted = false;

	for (size_t i = 0; i < in.n && (quoted || (in.p[i] != '\n' && in.p[i] != '\r')); i++) {
		quoted = quoted != (in.p[i] == '"');
		for (size_t k = 0; !quoted && k < 3; k++)
			counts[k] += in.p[i] == separators[k];
	}
	for (size_t k = 1; k < 3; k++)
		if (counts[k] > counts[best])
			best = k;
	return separators[best];
}

static trien_rc
limit(const struct reading *r, const char *what, size_t max, struct trien_err *err)
{
	return TR_ERR(err, EXCHANGE_TABLE_LIMIT, TR_U("line", r->line), TR_S("what", what), TR_U("max", max));
}

static trien_rc
keep_cell(struct reading *r, struct trien_err *err)
{
	const uint8_t *copy;

	if (r->count == r->room) {
		const size_t room = r->room == 0 ? 256 : r->room * 2;
		const char **cells = tr_mem_resize(r->cells, room * sizeof(*cells));
		if (cells == NULL)
			return TR_ERR(err, NO_MEMORY, TR_U("want", room * sizeof(*cells)));
		r->cells = cells;
		r->room = room;
	}
	TR_TRY(tr_arena_copy(&r->t->arena, r->cell.n > 0 ? r->cell.p : (const uint8_t *)"", r->cell.n, &copy, err));
	r->cells[r->count++] = (const char *)copy;
	return TRIEN_OK;
}

static trien_rc
add_byte(struct reading *r, struct trien_err *err)
{
	const uint8_t c = r->in.p[r->at++];

	if (r->cell.n == TR_TABLE_CELL_MAX)
		return limit(r, "cell", TR_TABLE_CELL_MAX, err);
	if (c == 0)
		return TR_ERR(err, EXCHANGE_CSV, TR_U("line", r->line));
	r->lines += c == '\n';
	return tr_buf_add_byte(&r->cell, c, err);
}

/* Behind an opening quote: to the closing one. */
static trien_rc
read_quoted(struct reading *r, struct trien_err *err)
{
	for (;;) {
		if (peek(r) < 0)
			return TR_ERR(err, EXCHANGE_CSV, TR_U("line", r->line));
		if (peek(r) == '"') {
			r->at++;
			if (peek(r) != '"')
				return TRIEN_OK;
		}
		TR_TRY(add_byte(r, err));
	}
}

static bool
ends_cell(const struct reading *r)
{
	const int c = peek(r);
	return c < 0 || c == r->separator || c == '\n' || c == '\r';
}

static trien_rc
read_cell(struct reading *r, struct trien_err *err)
{
	tr_buf_clear(&r->cell);
	if (peek(r) == '"') {
		r->at++;
		TR_TRY(read_quoted(r, err));
	} else {
		while (!ends_cell(r)) {
			if (peek(r) == '"')
				return TR_ERR(err, EXCHANGE_CSV, TR_U("line", r->line));
			TR_TRY(add_byte(r, err));
		}
	}
	return ends_cell(r) ? keep_cell(r, err) : TR_ERR(err, EXCHANGE_CSV, TR_U("line", r->line));
}

static void
end_line(struct reading *r)
{
	if (peek(r) == '\r')
		r->at++;
	if (peek(r) == '\n')
		r->at++;
	r->lines++;
}

static trien_rc
read_row(struct reading *r, struct trien_err *err)
{
	const size_t first = r->count;

	r->line = r->lines + 1;
	TR_TRY(tr_buf_add(&r->row_lines, &r->line, sizeof(r->line), err));
	for (bool more = true; more;) {
		if (r->count - first == TR_TABLE_COLUMNS_MAX)
			return limit(r, "columns", TR_TABLE_COLUMNS_MAX, err);
		TR_TRY(read_cell(r, err));
		more = peek(r) == r->separator;
		r->at += more;
	}
	end_line(r);
	if (r->t->columns == 0)
		r->t->columns = r->count - first;
	else if (r->count - first != r->t->columns)
		return TR_ERR(err, EXCHANGE_CSV, TR_U("line", r->line));
	else if (++r->t->rows > TR_TABLE_ROWS_MAX)
		return limit(r, "rows", TR_TABLE_ROWS_MAX, err);
	return TRIEN_OK;
}

static trien_rc
read_rows(struct reading *r, struct trien_err *err)
{
	while (peek(r) >= 0) {
		if (peek(r) == '\n' || peek(r) == '\r')
			end_line(r);
		else
			TR_TRY(read_row(r, err));
	}
	if (r->count == 0)
		return TR_ERR(err, EXCHANGE_CSV, TR_U("line", 1));
	const uint8_t *cells, *lines;
	TR_TRY(tr_arena_copy(&r->t->arena, r->cells, r->count * sizeof(*r->cells), &cells, err));
	TR_TRY(tr_arena_copy(&r->t->arena, r->row_lines.p, r->row_lines.n, &lines, err));
	r->t->cells = (const char *const *)(uintptr_t)cells; /* memory of the arena, aligned for any type */
	r->t->lines = (const size_t *)(uintptr_t)lines;
	return TRIEN_OK;
}

trien_rc
tr_csv_read(struct tr_bytes in, struct tr_table *out, struct trien_err *err)
{
	struct tr_table t = {.guarded = true};
	struct reading r = {.in = in, .t = &t};

	if (tr_utf8_check(in) != in.n)
		return TR_ERR(err, EXCHANGE_CSV_ENCODING, TR_U("offset", tr_utf8_check(in)));
	if (tr_bytes_start(in, "\xef\xbb\xbf"))
		r.in = tr_bytes_part(in, 3, in.n);
	r.separator = find_separator(r.in);
	const trien_rc rc = read_rows(&r, err);
	free(r.cells);
	tr_buf_free(&r.cell);
	tr_buf_free(&r.row_lines);
	if (rc == TRIEN_OK)
		*out = t;
	else
		tr_table_free(&t);
	return rc;
}
