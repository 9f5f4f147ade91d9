/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.1 R4.3 */
#include "registry/login_token.h"

#include "registry/custody.h"

trien_rc
tr_login_token_find(struct tr_sql *db, const char *fingerprint, int64_t now, int64_t *account, struct trien_err *err)
{
	static const char sql[] = "SELECT a.id FROM certificate c JOIN person p ON p.id = c.person JOIN account a ON a.person = p.id WHERE c.fingerprint = $1 "
				  "AND c.holder IN ('person', 'title') AND c.state = 'active' AND c.not_before <= $2 AND c.not_after >= $2 "
				  "AND p.state = 'active' AND a.kind = 'token' AND a.state = 'active' ORDER BY a.id LIMIT 1";
	struct tr_custody custody;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(fingerprint), TR_SQL_I(now)), &rows, err));
	TR_TRY(tr_custody_at(db, fingerprint, now, &custody, err));
	*account = rows.count > 0 && custody.control != TR_CONTROL_NO ? tr_sql_int(&rows, 0, 0) : 0;
	return TRIEN_OK;
}
