/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* GET /health: 200 where the service can do its work, 503 with the reason where it cannot. */
#include "service/route.h"

static trien_rc
look(struct tr_sql *db, void *context, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	(void)context;
	return tr_sql_ask(db, "SELECT COUNT(*) FROM migration", NULL, 0, &rows, err);
}

trien_rc
tr_route_health(struct tr_call *c, struct trien_err *err)
{
	if (c->context->pool != NULL)
		TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_READ, look, NULL, err));
	return tr_buf_addf(&c->reply.body, err, "{\"status\":\"ok\"}\n");
}
