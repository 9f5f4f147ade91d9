/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R2.1b */
#include "service/gate.h"

#include <stdio.h>
#include <strings.h>

#include "base/errors/registry.h"
#include "base/errors/service.h"
#include "service/route.h"

#define SCHEME "Bearer "

struct coming {
	const char *token;
	struct tr_portal portal;
};

static trien_rc
find_portal(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct coming *k = context;
	return tr_portal_of(db, k->token, &k->portal, err);
}

static trien_rc
enter(struct tr_call *c, struct trien_err *err)
{
	const char *field = tr_call_field(c, "Authorization");
	struct coming k = {0};

	if (field == NULL || strncasecmp(field, SCHEME, strlen(SCHEME)) != 0)
		return TR_ERR0(err, REGISTRY_PORTAL_TOKEN);
	k.token = field + strlen(SCHEME);
	TR_TRY(tr_pool_transact(c->context->pool, TR_SQL_READ, find_portal, &k, err));
	c->portal = k.portal;
	return TRIEN_OK;
}

trien_rc
tr_gate(struct tr_call *c, struct trien_err *err)
{
	const struct tr_service_context *context = c->context;
	char seconds[16];
	unsigned wait = 0;

	if (c->route->role != TR_ROLE_PORTAL)
		return TRIEN_OK;
	if (context->pool == NULL)
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	const trien_rc rc = enter(c, err);
	if (rc == TRIEN_E_REGISTRY_PORTAL_TOKEN)
		tr_call_answer_field(c, "WWW-Authenticate", "Bearer");
	TR_TRY(rc);
	if (tr_rate_take(context->rate, c->portal.id, c->begun, &wait))
		return TRIEN_OK;
	snprintf(seconds, sizeof(seconds), "%u", wait);
	tr_call_answer_field(c, "Retry-After", seconds);
	return TR_ERR(err, SERVICE_RATE, TR_U("max", context->config->portal_rate), TR_U("seconds", wait));
}
