/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "exchange/template.h"

#include <stdio.h>

#include "base/errors/exchange.h"
#include "exchange/certificate.h"
#include "exchange/import_key.h"
#include "exchange/limits.h"
#include "exchange/workbook.h"
#include "registry/column_words.h"
#include "registry/value.h"

/* Column of the guide in which the first allowed value stands; none of the books has more for one of theirs. */
#define VALUES_FIRST 4
#define VALUES_MAX 20
#define VALUE_SIZE 96u
#define LIST_LETTERS_MAX 255u /* what a spreadsheet takes as a list */

struct making {
	struct tr_workbook w;
	const struct tr_book *b;
	enum trien_lang lang;
	bool of_files; /* b is none of the books, but columns for a folder of certificate files */
	lxw_worksheet *sheet, *guide;
};

static const char *
say(const struct making *m, const char *vi, const char *en)
{
	return m->lang == TRIEN_LANG_EN ? en : vi;
}

static const char *
guide_name(const struct making *m)
{
	return say(m, "Hướng dẫn", "Guide");
}

static trien_rc
put(const struct making *m, lxw_row_t row, lxw_col_t column, const char *text, struct trien_err *err)
{
	return tr_workbook_text(m->guide, row, column, TR_BYTES(text, strlen(text)), row == 0 ? m->w.heading : NULL, err);
}

static const char *
how(const struct making *m, const struct tr_column *c)
{
	switch (c->kind) {
	case TR_COLUMN_INT:
		return say(m, "số nguyên", "a whole number");
	case TR_COLUMN_WORD:
		return say(m, "chọn một trong các giá trị ở bên phải", "one of the values to the right");
	case TR_COLUMN_FLAG:
		return say(m, "có hoặc không", "yes or no");
	case TR_COLUMN_TIME:
	case TR_COLUMN_DATE:
		return say(m, "ngày dd/mm/yyyy, có thể kèm giờ", "a day dd/mm/yyyy, with a time or without");
	case TR_COLUMN_BLOB:
		return say(m, "SHA-256 của tệp đã có trong kho", "SHA-256 of a file that is in the store");
	default:
		return say(m, "chữ; mã số có số 0 ở đầu phải để ô dạng văn bản", "text; a number that begins with 0 must be in a cell of text");
	}
}

/* "mã của Cơ quan, đơn vị, như trong sổ (Loại/Số hiệu)" */
static trien_rc
put_reference(const struct making *m, lxw_row_t row, const struct tr_column *c, struct trien_err *err)
{
	const struct tr_book *of = tr_book_find(c->of);
	char text[300];

	snprintf(text, sizeof(text), "%s “%s” (%s%s%s)", say(m, "mã của bản ghi trong sổ", "the key of a record in the book"), say(m, of->vi, of->en),
			of->natural > 0 ? say(m, of->columns[0].vi, of->columns[0].en) : say(m, "# và số của bản ghi", "# and its number"),
			of->natural > 1 ? "/" : "", of->natural > 1 ? say(m, of->columns[1].vi, of->columns[1].en) : "");
	return put(m, row, 3, text, err);
}

/* ---- what a cell may hold ---- */

/* What people read for a column's words; how many there are. */
static size_t
values_of(const struct making *m, const struct tr_column *c, char out[VALUES_MAX][VALUE_SIZE])
{
	const char *words = c->kind == TR_COLUMN_FLAG ? "1 0" : c->kind == TR_COLUMN_WORD ? c->of : "";
	size_t count = 0;

	for (const char *at = words; *at != '\0' && count < VALUES_MAX; at += strspn(at, " "), count++) {
		const size_t n = strcspn(at, " ");
		snprintf(out[count], VALUE_SIZE, "%.*s", (int)n, at);
		const char *says = tr_column_says(m->b, c, out[count], m->lang);
		if (says != NULL)
			snprintf(out[count], VALUE_SIZE, "%s", says);
		at += n;
	}
	return count;
}

/* libxlsxwriter 1.1.4 (2026-11) never frees the formula of a list that stands in cells: some bytes for each such column. */
#ifdef TRIEN_SANITIZED
void __lsan_disable(void);
void __lsan_enable(void);
#define LEAK_BEGIN() __lsan_disable()
#define LEAK_END() __lsan_enable()
#else
#define LEAK_BEGIN() ((void)0)
#define LEAK_END() ((void)0)
#endif

static trien_rc
put_list(const struct making *m, size_t column, lxw_data_validation *v, struct trien_err *err)
{
	LEAK_BEGIN();
	const lxw_error rc = worksheet_data_validation_range(m->sheet, 1, (lxw_col_t)column, TR_TABLE_ROWS_MAX, (lxw_col_t)column, v);
	LEAK_END();
	return rc == LXW_NO_ERROR ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*v)));
}

/* The cells of the guide that say the values. */
static trien_rc
offer_cells(const struct making *m, size_t column, size_t count, struct trien_err *err)
{
	const lxw_row_t row = (lxw_row_t)(column + 1);
	char cells[LXW_MAX_CELL_RANGE_LENGTH], formula[LXW_MAX_CELL_RANGE_LENGTH + 64];
	lxw_data_validation v = {.validate = LXW_VALIDATION_TYPE_LIST_FORMULA, .value_formula = formula};

	lxw_rowcol_to_range_abs(cells, row, VALUES_FIRST, row, (lxw_col_t)(VALUES_FIRST + count - 1));
	snprintf(formula, sizeof(formula), "='%s'!%s", guide_name(m), cells);
	return put_list(m, column, &v, err);
}

/* A list in the column itself, where it is short enough and no value has a comma, which divides them; otherwise that of the guide. */
static trien_rc
offer(const struct making *m, size_t column, char values[VALUES_MAX][VALUE_SIZE], size_t count, struct trien_err *err)
{
	char *list[VALUES_MAX + 1] = {NULL};
	lxw_data_validation v = {.validate = LXW_VALIDATION_TYPE_LIST, .value_list = list};
	size_t letters = 0;

	for (size_t i = 0; i < count; i++) {
		list[i] = values[i];
		letters += lxw_utf8_strlen(values[i]) + 1;
		if (strchr(values[i], ',') != NULL)
			return offer_cells(m, column, count, err);
	}
	return letters > LIST_LETTERS_MAX ? offer_cells(m, column, count, err) : put_list(m, column, &v, err);
}

/* ---- the guide ---- */

/* Of the table that goes with a folder of certificate files. */
static const char *
wanted_of_file(const struct making *m, size_t i)
{
	switch ((enum tr_said)i) {
	case TR_SAID_FILE:
		return say(m, "bắt buộc: tên tệp trong thư mục", "wanted: the file's name in its folder");
	case TR_SAID_HOLDER:
	case TR_SAID_AGENCY:
		return say(m, "bắt buộc với chứng thư chưa có trong sổ", "wanted of a certificate that the book has not");
	case TR_SAID_STATE:
		return say(m, "không bắt buộc: để trống thì là đã cấp", "not wanted: issued where it is empty");
	case TR_SAID_DECISION:
	case TR_SAID_DECIDED_AT:
	case TR_SAID_KEPT_FROM:
		return say(m, "bắt buộc khi có người giữ", "wanted where there is a keeper");
	default:
		return say(m, "không bắt buộc", "not wanted");
	}
}

static const char *
wanted(const struct making *m, size_t i)
{
	if (m->of_files)
		return wanted_of_file(m, i);
	const struct tr_record new = tr_record_of(m->b);

	if (tr_import_key_has(m->b, i))
		return say(m, "bắt buộc: mã để nhận ra bản ghi", "wanted: the key by which the record is known");
	if (tr_column_by_act(&new, i))
		return say(m, "bỏ qua khi nhập: do nghiệp vụ ghi", "passed over: written by acts");
	if (strcmp(m->b->columns[i].name, "state") == 0)
		return say(m, "không bắt buộc: để trống cả cột thì là trạng thái đầu tiên", "not wanted: without the column, the first state");
	return m->b->columns[i].required ? say(m, "bắt buộc với bản ghi mới", "wanted of a new record") : say(m, "không bắt buộc", "not wanted");
}

static trien_rc
explain(const struct making *m, size_t i, struct trien_err *err)
{
	const struct tr_column *c = &m->b->columns[i];
	const lxw_row_t row = (lxw_row_t)(i + 1);
	char values[VALUES_MAX][VALUE_SIZE];
	const size_t count = values_of(m, c, values);

	TR_TRY(put(m, row, 0, say(m, c->vi, c->en), err));
	TR_TRY(put(m, row, 1, c->name, err));
	TR_TRY(put(m, row, 2, wanted(m, i), err));
	TR_TRY(c->kind == TR_COLUMN_REFERS ? put_reference(m, row, c, err) : put(m, row, 3, how(m, c), err));
	for (size_t k = 0; k < count; k++)
		TR_TRY(put(m, row, (lxw_col_t)(VALUES_FIRST + k), values[k], err));
	return count > 0 ? offer(m, i, values, count, err) : TRIEN_OK;
}

static trien_rc
make(struct making *m, struct trien_err *err)
{
	char heading[32];
	static const double widths[] = {26, 18, 44, 56};

	TR_TRY(tr_workbook_sheet(&m->w, m->b->name, m->b, 0, m->lang, &m->sheet, err));
	m->guide = workbook_add_worksheet(m->w.book, guide_name(m));
	if (m->guide == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", 0));
	for (size_t i = 0; i < sizeof(widths) / sizeof(*widths); i++)
		worksheet_set_column(m->guide, (lxw_col_t)i, (lxw_col_t)i, widths[i], NULL);
	worksheet_set_column(m->guide, VALUES_FIRST, VALUES_FIRST + VALUES_MAX - 1, 20, NULL);
	worksheet_freeze_panes(m->guide, 1, 0);
	worksheet_set_landscape(m->guide);
	worksheet_set_paper(m->guide, 9); /* A4 */
	worksheet_fit_to_pages(m->guide, 1, 0);
	TR_TRY(put(m, 0, 0, say(m, "Cột", "Column"), err));
	TR_TRY(put(m, 0, 1, say(m, "Tên trong sổ", "Name in the book"), err));
	TR_TRY(put(m, 0, 2, say(m, "Có bắt buộc không", "Is it wanted"), err));
	TR_TRY(put(m, 0, 3, say(m, "Ghi thế nào", "How it is written"), err));
	for (size_t i = 0; i < VALUES_MAX; i++) {
		snprintf(heading, sizeof(heading), "%s %zu", say(m, "Giá trị", "Value"), i + 1);
		TR_TRY(put(m, 0, (lxw_col_t)(VALUES_FIRST + i), heading, err));
	}
	for (size_t i = 0; i < m->b->count; i++)
		TR_TRY(explain(m, i, err));
	return TRIEN_OK;
}

static trien_rc
write(struct making *m, struct tr_buf *out, struct trien_err *err)
{
	TR_AUTO_BUF archive = {0};

	TR_TRY(tr_workbook_open(&m->w, err));
	const trien_rc rc = make(m, err);
	const trien_rc closed = tr_workbook_close(&m->w, &archive, rc == TRIEN_OK ? err : NULL);
	TR_TRY(rc);
	TR_TRY(closed);
	return tr_buf_add_bytes(out, tr_buf_view(&archive), err);
}

trien_rc
tr_template_write(const struct tr_book *b, enum trien_lang lang, struct tr_buf *out, struct trien_err *err)
{
	struct making m = {.b = b, .lang = lang};

	return tr_import_key(b) == 0 ? TR_ERR(err, EXCHANGE_KEYLESS, TR_S("book", b->name)) : write(&m, out, err);
}

trien_rc
tr_template_write_files(enum trien_lang lang, struct tr_buf *out, struct trien_err *err)
{
	struct tr_column columns[TR_SAID_COUNT];
	const struct tr_book as = {.name = "certificate", .columns = columns, .count = TR_SAID_COUNT, .natural = 1, .named = -1};
	struct making m = {.b = &as, .lang = lang, .of_files = true};

	tr_certificate_said_columns(columns);
	return write(&m, out, err);
}
