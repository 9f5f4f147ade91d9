/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tables, and their way out of the sandbox. */
#include "exchange/table.h"

#include "base/errors/exchange.h"
#include "base/errors/worker.h"
#include "exchange/xlsx.h"
#include "worker/wire.h"

void
tr_table_free(struct tr_table *t)
{
	tr_arena_free(&t->arena);
	*t = (struct tr_table){0};
}

bool
tr_cell_is_formula(struct tr_bytes cell)
{
	size_t i = 0;

	while (i < cell.n && cell.p[i] == '\'')
		i++;
	return i < cell.n && cell.p[i] != 0 && strchr("=+-@\t\r", cell.p[i]) != NULL;
}

const char *
tr_table_value(const struct tr_table *t, size_t row, size_t column)
{
	const char *cell = tr_table_cell(t, row, column);
	return cell + (t->guarded && cell[0] == '\'' && tr_cell_is_formula(TR_BYTES(cell, strlen(cell))));
}

/* ---- in the sandbox ---- */

static trien_rc
add_text(struct tr_buf *out, const char *text, struct trien_err *err)
{
	return tr_wire_add_text(out, text == NULL ? (struct tr_text){"", 0} : (struct tr_text){text, strlen(text)}, err);
}

static trien_rc
tell(const struct tr_table *t, struct tr_buf *out, struct trien_err *err)
{
	const size_t count = (t->rows + 1) * t->columns;

	TR_TRY(tr_wire_add_u64(out, t->columns, err));
	TR_TRY(tr_wire_add_u64(out, t->rows, err));
	TR_TRY(tr_buf_add_byte(out, t->sheet != NULL, err));
	for (size_t i = 0; i < count; i++)
		TR_TRY(add_text(out, t->cells[i], err));
	for (size_t i = 0; i <= t->rows; i++)
		TR_TRY(tr_wire_add_u64(out, t->lines[i], err));
	if (t->sheet == NULL)
		return TRIEN_OK;
	TR_TRY(add_text(out, t->sheet, err));
	for (size_t i = 0; i < count; i++)
		TR_TRY(tr_buf_add_byte(out, t->numbers[i], err));
	for (size_t i = 0; i < TR_NOTE_COUNT; i++) {
		TR_TRY(tr_wire_add_u64(out, t->notes[i].count, err));
		TR_TRY(add_text(out, t->notes[i].first, err));
	}
	return TRIEN_OK;
}

static trien_rc
read_task(const struct tr_worker_input *in, struct tr_buf *answer, struct trien_err *err)
{
	char sheet[TR_XLSX_SHEET_NAME_MAX + 2]; /* one byte more than any name has */
	struct tr_table t;

	const size_t n = in->request.n < sizeof(sheet) ? in->request.n : sizeof(sheet) - 1;
	if (n > 0)
		memcpy(sheet, in->request.p, n);
	sheet[n] = '\0';
	if (tr_xlsx_looks_so(in->document))
		TR_TRY(tr_xlsx_read(in->document, n > 0 ? sheet : NULL, &t, err));
	else if (n > 0)
		return TR_ERR(err, EXCHANGE_SHEET, TR_B("got", sheet, n), TR_S("want", "CSV"));
	else
		TR_TRY(tr_csv_read(in->document, &t, err));
	return tell(&t, answer, err); /* the child's memory goes with it */
}

/* ---- what takes it ---- */

static trien_rc
take_text(struct tr_cursor *c, struct tr_arena *arena, const char **out, struct trien_err *err)
{
	const uint8_t *copy;
	struct tr_text text;

	TR_TRY(tr_wire_take_text(c, &text, err));
	if (c->bad || text.n > TR_TABLE_CELL_MAX || (text.n > 0 && memchr(text.p, 0, text.n) != NULL))
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	TR_TRY(tr_arena_copy(arena, text.n > 0 ? text.p : "", text.n, &copy, err));
	*out = (const char *)copy;
	return TRIEN_OK;
}

static trien_rc
take_cells(struct tr_cursor *c, struct tr_table *t, struct trien_err *err)
{
	const size_t count = (t->rows + 1) * t->columns;
	const char **cells;

	if (count > tr_cursor_left(c)) /* each takes more than a byte */
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	TR_TRY(tr_arena_array(&t->arena, count, sizeof(*cells), &cells, err));
	for (size_t i = 0; i < count; i++)
		TR_TRY(take_text(c, &t->arena, &cells[i], err));
	t->cells = cells;
	return TRIEN_OK;
}

static trien_rc
take_lines(struct tr_cursor *c, struct tr_table *t, struct trien_err *err)
{
	size_t *lines;

	TR_TRY(tr_arena_array(&t->arena, t->rows + 1, sizeof(*lines), &lines, err));
	for (size_t i = 0; i <= t->rows; i++)
		lines[i] = (size_t)tr_cursor_u64(c);
	t->lines = lines;
	return TRIEN_OK;
}

static trien_rc
take_sheet(struct tr_cursor *c, struct tr_table *t, struct trien_err *err)
{
	const size_t count = (t->rows + 1) * t->columns;
	bool *numbers;

	TR_TRY(take_text(c, &t->arena, &t->sheet, err));
	TR_TRY(tr_arena_array(&t->arena, count, sizeof(*numbers), &numbers, err));
	for (size_t i = 0; i < count; i++)
		numbers[i] = tr_cursor_u8(c) == 1;
	for (size_t i = 0; i < TR_NOTE_COUNT; i++) {
		t->notes[i].count = tr_cursor_u64(c);
		TR_TRY(take_text(c, &t->arena, &t->notes[i].first, err));
	}
	t->numbers = numbers;
	return TRIEN_OK;
}

static trien_rc
take_all(struct tr_cursor *c, struct tr_table *t, struct trien_err *err)
{
	t->columns = (size_t)tr_cursor_u64(c);
	t->rows = (size_t)tr_cursor_u64(c);
	t->guarded = tr_cursor_u8(c) == 0;
	if (c->bad || t->columns == 0 || t->columns > TR_TABLE_COLUMNS_MAX || t->rows > TR_TABLE_ROWS_MAX)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	TR_TRY(take_cells(c, t, err));
	TR_TRY(take_lines(c, t, err));
	if (!t->guarded)
		TR_TRY(take_sheet(c, t, err));
	return !c->bad && tr_cursor_left(c) == 0 ? TRIEN_OK : TR_ERR0(err, WORKER_ANSWER_INVALID);
}

trien_rc
tr_table_take(struct tr_bytes answer, struct tr_table *out, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(answer);
	struct tr_table t = {0};
	const trien_rc rc = take_all(&c, &t, err);

	if (rc == TRIEN_OK)
		*out = t;
	else
		tr_table_free(&t);
	return rc;
}

trien_rc
tr_table_read_apart(int fd, const char *sheet, struct tr_table *out, struct trien_err *err)
{
	static const tr_worker_task tasks[] = {read_task};
	const struct tr_worker_job job = {.document = fd, .request = TR_BYTES(sheet, sheet == NULL ? 0 : strlen(sheet))};
	TR_AUTO_BUF answer = {.max = TR_WORKER_ANSWER_MAX};
	struct tr_worker *w;

	TR_TRY(tr_worker_start(tasks, 1, &w, err));
	const trien_rc rc = tr_worker_run(w, &job, &answer, err);
	tr_worker_stop(w);
	return rc == TRIEN_OK ? tr_table_take(tr_buf_view(&answer), out, err) : rc;
}
