/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R2.1b */
#include "registry/request_key.h"

#include "base/errors/registry.h"

static const struct {
	const char *find, *forget, *keep;
} texts[] = {
	[TR_REQUEST_OF_PORTAL] = {"SELECT body, answer FROM portal_request WHERE portal = $1 AND key = $2 AND at >= $3", "DELETE FROM portal_request WHERE at < $1",
		"INSERT INTO portal_request (portal, key, at, body, answer) VALUES ($1, $2, $3, $4, $5)"},
	[TR_REQUEST_OF_ACCOUNT] = {"SELECT body, answer FROM account_request WHERE account = $1 AND key = $2 AND at >= $3", "DELETE FROM account_request WHERE at < $1",
		"INSERT INTO account_request (account, key, at, body, answer) VALUES ($1, $2, $3, $4, $5)"},
};

trien_rc
tr_request_find(struct tr_sql *db, const struct tr_request *r, struct tr_buf *answer, bool *answered, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, texts[r->of].find, TR_SQL_IN(TR_SQL_I(r->who), TR_SQL_T(r->key), TR_SQL_I(r->now - TR_REQUEST_KEY_SECONDS)), &rows, err));
	*answered = rows.count > 0;
	if (!*answered)
		return TRIEN_OK;
	if (strcmp(tr_sql_text(&rows, 0, 0), r->body) != 0)
		return TR_ERR0(err, REGISTRY_REQUEST_KEY);
	return tr_buf_add_bytes(answer, tr_sql_cell(&rows, 0, 1)->b, err);
}

trien_rc
tr_request_keep(struct tr_sql *db, const struct tr_request *r, struct tr_bytes answer, struct trien_err *err)
{
	TR_TRY(tr_sql_later(db, texts[r->of].forget, TR_SQL_IN(TR_SQL_I(r->now - TR_REQUEST_KEY_SECONDS)), NULL, err));
	return tr_sql_later(db, texts[r->of].keep, TR_SQL_IN(TR_SQL_I(r->who), TR_SQL_T(r->key), TR_SQL_I(r->now), TR_SQL_T(r->body),
			TR_SQL_TN(answer.p, answer.n)), NULL, err);
}
