/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "exchange/export.h"
#include "exchange/workbook.h"
#include "registry/column_words.h"
#include "registry/value.h"

struct writing {
	struct tr_workbook w;
	lxw_worksheet *sheet;
	enum trien_lang lang;
	uint32_t hidden;
	lxw_row_t row;
	struct tr_buf text;
};

#define SURE ((int64_t)1000000000000000) /* a spreadsheet keeps fifteen digits */

static trien_rc
write_cell(struct writing *x, struct tr_sql *db, const struct tr_record *r, size_t i, lxw_col_t at, struct trien_err *err)
{
	const struct tr_column *c = &r->book->columns[i];
	const struct tr_sql_value *v = &r->v[i];

	if (v->null)
		return TRIEN_OK;
	if (c->kind == TR_COLUMN_TIME || c->kind == TR_COLUMN_DATE)
		return tr_workbook_time(x->sheet, x->row, at, v->i, c->kind == TR_COLUMN_TIME ? x->w.time : x->w.date, err);
	if (c->kind == TR_COLUMN_INT && v->i > -SURE && v->i < SURE)
		return worksheet_write_number(x->sheet, x->row, at, (double)v->i, NULL) == LXW_NO_ERROR ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", 0));
	tr_buf_clear(&x->text);
	TR_TRY(tr_value_write_key(db, c, v, &x->text, err));
	TR_TRY(tr_buf_add_byte(&x->text, 0, err));
	const char *says = tr_column_says(r->book, c, (const char *)x->text.p, x->lang);
	const char *text = says != NULL ? says : (const char *)x->text.p;
	return tr_workbook_text(x->sheet, x->row, at, TR_BYTES(text, strlen(text)), x->w.text, err);
}

static trien_rc
write_row(void *context, struct tr_sql *db, const struct tr_record *r, struct trien_err *err)
{
	struct writing *x = context;
	lxw_col_t at = 0;

	x->row++;
	for (size_t i = 0; i < r->book->count; i++)
		if (!(x->hidden & TR_BIT(i)))
			TR_TRY(write_cell(x, db, r, i, at++, err));
	return TRIEN_OK;
}

trien_rc
tr_export_xlsx(struct tr_sql *db, const struct tr_list_query *query, enum trien_lang lang, struct tr_buf *out, size_t *rows, struct trien_err *err)
{
	struct writing x = {.lang = lang, .hidden = query->hidden};
	TR_AUTO_BUF archive = {0};

	TR_TRY(tr_workbook_open(&x.w, err));
	trien_rc rc = tr_workbook_sheet(&x.w, query->book->name, query->book, query->hidden, lang, &x.sheet, err);
	if (rc == TRIEN_OK)
		rc = tr_export_rows(db, query, write_row, &x, rows, err);
	tr_buf_free(&x.text);
	/* It must be closed whatever came of it: that is what frees it. */
	const trien_rc closed = tr_workbook_close(&x.w, &archive, rc == TRIEN_OK ? err : NULL);
	TR_TRY(rc);
	TR_TRY(closed);
	return tr_buf_add_bytes(out, tr_buf_view(&archive), err);
}
