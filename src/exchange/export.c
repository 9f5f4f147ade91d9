/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "exchange/export.h"

#include "base/errors/exchange.h"
#include "exchange/table.h"
#include "registry/value.h"

trien_rc
tr_csv_add_cell(struct tr_buf *out, struct tr_bytes text, struct trien_err *err)
{
	const bool quoted = text.n > 0 && (text.p[0] == ' ' || text.p[text.n - 1] == ' ');
	bool special = quoted;

	for (size_t i = 0; !special && i < text.n; i++)
		special = text.p[i] != 0 && strchr(";,\t\"\r\n", text.p[i]) != NULL;
	if (special)
		TR_TRY(tr_buf_add_byte(out, '"', err));
	if (tr_cell_is_formula(text))
		TR_TRY(tr_buf_add_byte(out, '\'', err));
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '"')
			TR_TRY(tr_buf_add_byte(out, '"', err));
		TR_TRY(tr_buf_add_byte(out, text.p[i], err));
	}
	return special ? tr_buf_add_byte(out, '"', err) : TRIEN_OK;
}

static trien_rc
add_heading(const struct tr_list_query *q, enum trien_lang lang, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_book *b = q->book;
	const char *between = "";

	TR_TRY(tr_buf_add(out, "\xef\xbb\xbf", 3, err));
	for (size_t i = 0; i < b->count; i++) {
		if (q->hidden & TR_BIT(i))
			continue;
		const char *heading = lang == TRIEN_LANG_EN ? b->columns[i].en : b->columns[i].vi;
		TR_TRY(tr_buf_addf(out, err, "%s", between));
		between = ";";
		TR_TRY(tr_csv_add_cell(out, TR_BYTES(heading, strlen(heading)), err));
	}
	return tr_buf_add(out, "\r\n", 2, err);
}

struct writing {
	struct tr_buf *out, text;
	uint32_t hidden;
};

static trien_rc
add_row(void *context, struct tr_sql *db, const struct tr_record *r, struct trien_err *err)
{
	struct writing *w = context;
	const char *between = "";

	for (size_t i = 0; i < r->book->count; i++) {
		if (w->hidden & TR_BIT(i))
			continue;
		tr_buf_clear(&w->text);
		TR_TRY(tr_buf_addf(w->out, err, "%s", between));
		between = ";";
		TR_TRY(tr_value_write_key(db, &r->book->columns[i], &r->v[i], &w->text, err));
		TR_TRY(tr_csv_add_cell(w->out, tr_buf_view(&w->text), err));
	}
	return tr_buf_add(w->out, "\r\n", 2, err);
}

trien_rc
tr_export_csv(struct tr_sql *db, const struct tr_list_query *query, enum trien_lang lang, struct tr_buf *out, size_t *rows, struct trien_err *err)
{
	struct writing w = {.out = out, .hidden = query->hidden};

	TR_TRY(add_heading(query, lang, out, err));
	const trien_rc rc = tr_export_rows(db, query, add_row, &w, rows, err);
	tr_buf_free(&w.text);
	return rc;
}

/* ---- the rows ---- */

static trien_rc
hand_on(struct tr_sql *db, const struct tr_sql_rows *page, const struct tr_book *b, tr_export_row write, void *context, struct trien_err *err)
{
	for (size_t i = 0; i < page->count; i++) {
		TR_AUTO_RECORD r = {0};
		TR_TRY(tr_record_take(b, page, i, &r, err));
		TR_TRY(write(context, db, &r, err));
	}
	return TRIEN_OK;
}

trien_rc
tr_export_rows(struct tr_sql *db, const struct tr_list_query *query, tr_export_row write, void *context, size_t *rows, struct trien_err *err)
{
	struct tr_list_query q = *query;
	struct tr_sql_rows before = {0}; /* holds the key behind which the page begins */
	trien_rc rc = TRIEN_OK;
	bool more = true;

	q.limit = TR_LIST_MAX;
	*rows = 0;
	while (rc == TRIEN_OK && more) {
		struct tr_sql_rows page = {0};
		rc = tr_list(db, &q, &page, err);
		tr_sql_rows_free(&before);
		before = page;
		if (rc == TRIEN_OK && (*rows += page.count) > TR_TABLE_ROWS_MAX)
			rc = TR_ERR(err, EXCHANGE_EXPORT_LIMIT, TR_U("max", TR_TABLE_ROWS_MAX));
		if (rc == TRIEN_OK)
			rc = hand_on(db, &page, q.book, write, context, err);
		more = page.count == TR_LIST_MAX;
		if (rc == TRIEN_OK && more) {
			q.after_key = tr_sql_text(&page, page.count - 1, page.columns - 1);
			q.after_id = tr_sql_int(&page, page.count - 1, 0);
		}
	}
	tr_sql_rows_free(&before);
	return rc;
}
