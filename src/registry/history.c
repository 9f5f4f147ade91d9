/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/history.h"

trien_rc
tr_history_page(struct tr_sql *db, const struct tr_book *b, int64_t id, int64_t from, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT c.version, a.id, a.at, a.effective_at, a.actor, a.role, a.what, a.reason, c.content, a.compensates, COALESCE(a.account, 0) "
				  "FROM change c JOIN act a ON a.id = c.act WHERE c.book = $1 AND c.object = $2 AND c.version >= $3 "
				  "ORDER BY c.version LIMIT $4";
	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(b->name), TR_SQL_I(id), TR_SQL_I(from), TR_SQL_I(TR_HISTORY_PAGE)), out, err);
}

trien_rc
tr_history_as_of(struct tr_sql *db, const struct tr_book *b, int64_t id, int64_t time, struct tr_record *out, bool *found,
		struct trien_err *err)
{
	static const char sql[] = "SELECT c.content, c.version, c.act FROM change c JOIN act a ON a.id = c.act "
				  "WHERE c.book = $1 AND c.object = $2 AND a.effective_at <= $3 ORDER BY c.version DESC LIMIT 1";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(b->name), TR_SQL_I(id), TR_SQL_I(time)), &rows, err));
	*found = rows.count > 0 && !tr_sql_cell(&rows, 0, 0)->null;
	if (!*found)
		return TRIEN_OK;
	TR_TRY(tr_record_of_content(b, tr_sql_cell(&rows, 0, 0)->b, out, err));
	out->id = id;
	out->version = tr_sql_int(&rows, 0, 1);
	out->act = tr_sql_int(&rows, 0, 2);
	return TRIEN_OK;
}
