/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "exchange/import_key.h"

#include "base/errors/exchange.h"

uint32_t
tr_import_key(const struct tr_book *b)
{
	if (b == &tr_books[TR_BOOK_custody])
		return 1u << TR_custody_device | 1u << TR_custody_keeper | 1u << TR_custody_from_at;
	return (1u << b->natural) - 1;
}

trien_rc
tr_import_find(struct tr_sql *db, const struct tr_record *r, int64_t *id, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM custody WHERE device = $1 AND keeper = $2 AND from_at = $3 ORDER BY id LIMIT 1";
	TR_AUTO_ROWS rows = {0};

	if (r->book != &tr_books[TR_BOOK_custody])
		return tr_record_find(db, r, id, err);
	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(r->v[TR_custody_device], r->v[TR_custody_keeper], r->v[TR_custody_from_at]), &rows, err));
	*id = rows.count > 0 ? tr_sql_int(&rows, 0, 0) : 0;
	return TRIEN_OK;
}
