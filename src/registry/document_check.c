/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/document_check.h"

#include <stdio.h>

#include "registry/act.h"

static trien_rc
check_column(struct tr_sql *db, const struct tr_book *b, const char *column, struct tr_sql_rows *out, struct trien_err *err)
{
	TR_AUTO_BUF sql = {0};

	TR_TRY(tr_buf_addf(&sql, err, "SELECT b.id, b.%s FROM %s b WHERE b.%s IS NOT NULL AND NOT EXISTS (SELECT 1 FROM blob r WHERE r.hash = b.%s AND r.refs > 0) "
				      "ORDER BY b.id%c", column, b->name, column, column, 0));
	return tr_sql_ask(db, (const char *)sql.p, NULL, 0, out, err);
}

static trien_rc
check_book(struct tr_sql *db, const struct tr_book *b, tr_document_found found, void *context, uint64_t *count, struct trien_err *err)
{
	for (size_t i = 0; i < b->count; i++) {
		TR_AUTO_ROWS rows = {0};
		if (b->columns[i].kind != TR_COLUMN_BLOB)
			continue;
		TR_TRY(check_column(db, b, b->columns[i].name, &rows, err));
		for (size_t k = 0; k < rows.count; k++, ++*count) {
			char object[TR_OBJECT_TEXT];
			snprintf(object, sizeof(object), "%s:%lld", b->name, (long long)tr_sql_int(&rows, k, 0));
			found(context, object, tr_sql_text(&rows, k, 1));
		}
	}
	return TRIEN_OK;
}

trien_rc
tr_documents_check(struct tr_sql *db, tr_document_found found, void *context, uint64_t *count, struct trien_err *err)
{
	*count = 0;
	for (size_t i = 0; i < TR_BOOK_COUNT; i++)
		TR_TRY(check_book(db, &tr_books[i], found, context, count, err));
	return TRIEN_OK;
}
