/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.3 R5.3 */
#include "service/desk_door.h"

#include <strings.h>

#include "base/errors/registry.h"
#include "base/errors/service.h"
#include "service/gate.h"
#include "service/route.h"

#define VERSION "1"
#define SCHEME "Bearer "

/* Browsers send these by themselves, and a page of theirs cannot leave them out. */
static trien_rc
check_no_browser(const struct tr_call *c, struct trien_err *err)
{
	static const char *const browsers[] = {"Origin", "Cookie", "Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest"};

	for (size_t i = 0; i < sizeof(browsers) / sizeof(*browsers); i++)
		if (tr_call_field(c, browsers[i]) != NULL)
			return TR_ERR0(err, SERVICE_DESK_BROWSER);
	return c->context->pool != NULL ? TRIEN_OK : TR_ERR0(err, SERVICE_NOT_FOUND);
}

static trien_rc
check_version(const struct tr_call *c, struct trien_err *err)
{
	const char *version = tr_call_field(c, "X-Trien-Desk");

	return version != NULL && strcmp(version, VERSION) == 0 ? TRIEN_OK : TR_ERR(err, SERVICE_DESK_VERSION, TR_S("want", VERSION));
}

static trien_rc
count(struct tr_call *c, struct trien_err *err)
{
	char address[TR_CALL_ADDRESS];

	tr_call_address(c, address);
	return tr_gate_rate(c, c->context->desk_rate, tr_throttle_key(c->context->throttle, "desk", address), TR_DESK_RATE, err);
}

trien_rc
tr_desk_knock(struct tr_call *c, struct trien_err *err)
{
	TR_TRY(check_no_browser(c, err));
	TR_TRY(check_version(c, err));
	return count(c, err);
}

trien_rc
tr_desk_knock_vgca(struct tr_call *c, struct trien_err *err)
{
	TR_TRY(check_no_browser(c, err));
	return count(c, err);
}

trien_rc
tr_desk_whose(struct tr_call *c, struct tr_sql *db, const struct tr_errand *errand, struct trien_err *err)
{
	const int64_t now = tr_call_now(c);
	struct trien_err why = {0};
	struct tr_who who;

	trien_rc rc = tr_visit_of(db, &c->context->session_key, errand->session, now, &c->session, &why);
	c->caller = (struct tr_caller){.kind = c->session.kind, .name = c->session.name, .role = TR_ROLE_OF_PEOPLE};
	if (rc == TRIEN_OK)
		rc = tr_door_open(db, &c->caller, now, &who, &why);
	if (rc == TRIEN_E_SERVICE_SESSION || rc == TRIEN_E_REGISTRY_NO_ACCOUNT)
		return TR_ERR0(err, SERVICE_DESK_OVER);
	if (rc != TRIEN_OK)
		*err = why;
	return rc;
}

/* What is given to one program is good at its doors alone. */
static enum tr_errand_way
way_of(const struct tr_call *c)
{
	return c->route->role == TR_ROLE_OF_VGCA ? TR_ERRAND_VGCA : TR_ERRAND_AGENT;
}

static trien_rc
find(struct tr_call *c, struct tr_sql *db, const char *secret, struct trien_err *err)
{
	TR_TRY(tr_errand_of_secret(db, secret, tr_call_now(c), &c->errand, err));
	if (c->errand.id == 0 || c->errand.way != way_of(c))
		return TR_ERR0(err, SERVICE_DESK_TOKEN);
	return tr_errand_is_open(&c->errand) ? tr_desk_whose(c, db, &c->errand, err) : TR_ERR0(err, SERVICE_DESK_OVER);
}

trien_rc
tr_desk_still(struct tr_call *c, struct tr_sql *db, struct trien_err *err)
{
	char secret[TR_HEX256 + 1];

	memcpy(secret, c->errand.secret, sizeof(secret));
	return find(c, db, secret, err);
}

struct entering {
	struct tr_call *c;
	char secret[TR_HEX256 + 1];
};

static trien_rc
enter_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct entering *n = context;
	return find(n->c, db, n->secret, err);
}

trien_rc
tr_desk_enter(struct tr_call *c, struct trien_err *err)
{
	const char *field = tr_call_field(c, "Authorization");
	struct entering n = {.c = c};

	TR_TRY(check_no_browser(c, err));
	if (way_of(c) == TR_ERRAND_AGENT)
		TR_TRY(check_version(c, err));
	if (field == NULL || strncasecmp(field, SCHEME, strlen(SCHEME)) != 0 || !tr_hex_is_256(field + strlen(SCHEME)))
		return TR_ERR0(err, SERVICE_DESK_TOKEN);
	TR_TRY(tr_secret_hash(field + strlen(SCHEME), n.secret, err));
	return tr_databases_transact(c->context->pool, TR_SQL_READ, enter_work, &n, err);
}
