/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R2.1b R4.1 */
#include "service/gate.h"

#include <stdio.h>
#include <strings.h>

#include "base/errors/registry.h"
#include "base/errors/service.h"
#include "service/desk_door.h"
#include "service/query.h"
#include "service/route.h"

#define SCHEME "Bearer "

/* ---- portals ---- */

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
take_portal(struct tr_call *c, struct trien_err *err)
{
	const char *field = tr_call_field(c, "Authorization");
	struct coming k = {0};

	if (field == NULL || strncasecmp(field, SCHEME, strlen(SCHEME)) != 0)
		return TR_ERR0(err, REGISTRY_PORTAL_TOKEN);
	k.token = field + strlen(SCHEME);
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_READ, find_portal, &k, err));
	c->portal = k.portal;
	return TRIEN_OK;
}

trien_rc
tr_gate_rate(struct tr_call *c, struct tr_rate *rate, uint64_t key, unsigned per_minute, struct trien_err *err)
{
	char seconds[16];
	unsigned wait = 0;

	if (tr_rate_take(rate, key, c->begun, &wait))
		return TRIEN_OK;
	snprintf(seconds, sizeof(seconds), "%u", wait);
	tr_call_answer_field(c, "Retry-After", seconds);
	return TR_ERR(err, SERVICE_RATE, TR_U("max", per_minute), TR_U("seconds", wait));
}

static trien_rc
enter_portal(struct tr_call *c, struct trien_err *err)
{
	const trien_rc rc = take_portal(c, err);

	if (rc == TRIEN_E_REGISTRY_PORTAL_TOKEN)
		tr_call_answer_field(c, "WWW-Authenticate", "Bearer");
	TR_TRY(rc);
	return tr_gate_rate(c, c->context->rate, (uint64_t)c->portal.id, c->context->config->portal_rate, err);
}

/* ---- does a page of ours send this? ---- */

trien_rc
tr_gate_csrf(const char *cookie, char out[TR_HEX256 + 1], struct trien_err *err)
{
	char text[TR_HEX256 + 16];

	snprintf(text, sizeof(text), "trien-csrf\n%s", cookie);
	return tr_secret_hash(text, out, err);
}

/* Who has this machine's own name in the address speaks to it over no network: browsers take such a page for as safe as one of https. */
static bool
is_this_machine(const char *host)
{
	static const char *const names[] = {"localhost", "127.0.0.1", "[::1]"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const size_t n = strlen(names[i]);
		if (strncasecmp(host, names[i], n) == 0 && (host[n] == ':' || host[n] == '\0'))
			return true;
	}
	return false;
}

static bool
is_our_page(const char *origin, const char *host)
{
	if (strncmp(origin, "https://", 8) == 0)
		return strcasecmp(origin + 8, host) == 0;
	return strncmp(origin, "http://", 7) == 0 && strcasecmp(origin + 7, host) == 0 && is_this_machine(host);
}

/* Browsers say where a request comes from (Fetch Metadata; RFC 6454): of another site it is none of ours. Other programs say nothing. */
static bool
is_from_here(const struct tr_call *c)
{
	const char *site = tr_call_field(c, "Sec-Fetch-Site"), *origin = tr_call_field(c, "Origin"), *host = tr_call_field(c, "Host");

	if (site != NULL && strcmp(site, "same-origin") != 0)
		return false;
	return origin == NULL || (host != NULL && is_our_page(origin, host));
}

static bool
is_safe(const char *method)
{
	return strcmp(method, "GET") == 0;
}

static trien_rc
check_page(const struct tr_call *c, struct trien_err *err)
{
	const char *token = tr_call_field(c, "X-CSRF-Token");
	const bool people = c->route->role != TR_ROLE_ANYONE;

	if (is_safe(c->route->method))
		return TRIEN_OK;
	if (!is_from_here(c) || (people && (token == NULL || !tr_equal_ct(TR_BYTES(token, strlen(token)), TR_BYTES(c->csrf, TR_HEX256)))))
		return TR_ERR0(err, SERVICE_CSRF);
	return TRIEN_OK;
}

/* ---- people ---- */

struct arriving {
	struct tr_call *c;
	const char *cookie;
};

/* The route's row of the access table, or that of the book in its address; an act asks for its own when it is done. */
static trien_rc
ask_table(const struct tr_call *c, struct tr_who *who, struct trien_err *err)
{
	enum tr_rules_object object = c->route->object;
	enum tr_rules_verb verb = c->route->verb;

	if (c->route->verb == TR_VERB_OF_ACT)
		return tr_door_act((const char *)c->parameters[0].p, &object, &verb) ? tr_door_choose(who, object, verb, err) : TR_ERR0(err, SERVICE_NOT_FOUND);
	if (c->route->object == TR_OBJECT_OF_BOOK) {
		const struct tr_book *book = tr_book_find((const char *)c->parameters[0].p);
		if (book == NULL || !tr_book_object(book, &object))
			return TR_ERR0(err, SERVICE_NOT_FOUND);
	}
	return tr_door_choose(who, object, verb, err);
}

/* What lies out of sight is not there, whatever is asked of it. */
static trien_rc
ask_row(const struct tr_call *c, struct tr_sql *db, const struct tr_who *who, struct trien_err *err)
{
	const struct tr_book *book = tr_route_book(c->route);
	int64_t id;

	if (book == NULL)
		return TRIEN_OK;
	TR_TRY(tr_query_id(c->parameters[0], &id, err));
	return tr_door_find(db, who, c->caller.role, book, id, err);
}

/* Who comes by what account, and which row the address names. */
static void
know(struct tr_call *c)
{
	int64_t id;

	c->known_count = 0;
	tr_call_knows(c, TR_SQL_T(c->session.name));
	tr_call_knows(c, TR_SQL_T(c->session.kind));
	tr_call_knows(c, TR_SQL_I(c->session.account));
	for (size_t i = 0; i < TR_CALL_PARAMETERS_MAX && c->parameters[i].n > 0; i++)
		if (tr_query_id(c->parameters[i], &id, NULL) == TRIEN_OK)
			tr_call_knows(c, TR_SQL_I(id));
	c->known_at_gate = c->known_count;
}

static void
know_who(struct tr_call *c, const struct tr_who *who)
{
	tr_call_knows(c, TR_SQL_I(who->person));
	if (who->posts > 0)
		tr_call_knows(c, TR_SQL_I(who->post[who->posts - 1].agency));
	c->known_at_gate = c->known_count;
}

static trien_rc
arrive_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct arriving *k = context;
	struct tr_call *c = k->c;
	struct tr_who who;

	TR_TRY(tr_visit_find(db, &c->context->session_key, k->cookie, tr_call_now(c), &c->session, err));
	c->caller.kind = c->session.kind;
	c->caller.name = c->session.name;
	know(c);
	TR_TRY(tr_call_foresee(c, db, "gate", err));
	const trien_rc rc = tr_door_open(db, &c->caller, tr_call_now(c), &who, err);
	if (rc == TRIEN_E_REGISTRY_NO_ACCOUNT) /* closed since, or who it was works here no more */
		return TR_ERR0(err, SERVICE_SESSION);
	TR_TRY(rc);
	know_who(c, &who);
	TR_TRY(ask_table(c, &who, err));
	return ask_row(c, db, &who, err);
}

static trien_rc
use_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct tr_call *c = context;
	return tr_visit_use(db, &c->session, tr_call_now(c), err);
}

static trien_rc
enter_person(struct tr_call *c, struct trien_err *err)
{
	const char *role = tr_call_field(c, "X-Trien-Role");
	char cookie[TR_HEX256 + 1];
	struct arriving k = {c, cookie};

	tr_call_cookie(c, TR_SESSION_COOKIE, cookie);
	c->caller.role = c->route->role; /* of people as any: what the table asks for */
	if (c->route->role == TR_ROLE_OF_PEOPLE && role != NULL && !tr_rules_role_of(role, &c->caller.role))
		return TR_ERR(err, SERVICE_QUERY, TR_S("want", "X-Trien-Role: subscriber, clerk, …"));
	TR_TRY(tr_gate_csrf(cookie, c->csrf, err));
	const trien_rc rc = tr_databases_transact(c->context->pool, TR_SQL_READ, arrive_work, &k, err);
	tr_wipe(cookie, sizeof(cookie));
	TR_TRY(rc);
	TR_TRY(check_page(c, err));
	if (tr_visit_wants_use(&c->session, tr_call_now(c)))
		return tr_databases_transact(c->context->pool, TR_SQL_WRITE, use_work, c, err);
	return TRIEN_OK;
}

/* What costs much is counted by address. */
static trien_rc
enter_anyone(struct tr_call *c, struct trien_err *err)
{
	char address[TR_CALL_ADDRESS];

	TR_TRY(check_page(c, err));
	if (c->route->body_max <= TR_SERVICE_LARGE)
		return TRIEN_OK;
	tr_call_address(c, address);
	return tr_gate_rate(c, c->context->public_rate, tr_throttle_key(c->context->throttle, "public", address), TR_SERVICE_PUBLIC_RATE, err);
}

trien_rc
tr_gate_fresh(const struct tr_call *c, struct trien_err *err)
{
	if (tr_visit_is_fresh(&c->session, tr_call_now(c)))
		return TRIEN_OK;
	return TR_ERR(err, SERVICE_CONFIRM, TR_U("seconds", TR_VISIT_FRESH_SECONDS));
}

trien_rc
tr_gate(struct tr_call *c, struct trien_err *err)
{
	if (c->route->role == TR_ROLE_ANYONE)
		return enter_anyone(c, err);
	if (c->context->pool == NULL)
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	if (c->route->role == TR_ROLE_OF_DESK || c->route->role == TR_ROLE_OF_VGCA)
		return tr_desk_enter(c, err);
	return c->route->role == TR_ROLE_PORTAL ? enter_portal(c, err) : enter_person(c, err);
}
