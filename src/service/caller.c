/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a request says of who sends it. */
#include <arpa/inet.h>
#include <stdio.h>

#include "base/errors/service.h"
#include "registry/request_key.h"
#include "service/route.h"

void
tr_call_may_wait(struct tr_call *c, trien_rc rc)
{
	c->wants_judge = rc == TRIEN_E_SERVICE_BUSY;
}

void
tr_call_knows(struct tr_call *c, struct tr_sql_value v)
{
	if (c->known_count < TR_CALL_KNOWN_MAX)
		c->known[c->known_count++] = v;
}

trien_rc
tr_call_foresee(const struct tr_call *c, struct tr_sql *db, const char *kind, struct trien_err *err)
{
	const int64_t now = tr_call_now(c);
	struct tr_sql_value all[TR_CALL_KNOWN_MAX + 2] = {TR_SQL_I(now), TR_SQL_I(now - TR_REQUEST_KEY_SECONDS)};
	char whole[256];

	snprintf(whole, sizeof(whole), "%s %s %s", kind, c->route->method, c->route->path);
	memcpy(all + 2, c->known, c->known_count * sizeof(*all));
	return tr_sql_foresee(db, whole, all, c->known_count + 2, err);
}

int64_t
tr_call_now(const struct tr_call *c)
{
	return c->context->env->now(c->context->env->context);
}

/* RFC 6265 §4.2.1: pairs with "; " between them. */
void
tr_call_cookie(const struct tr_call *c, const char *name, char out[TR_HEX256 + 1])
{
	const size_t n = strlen(name);

	out[0] = '\0';
	for (const char *at = tr_call_field(c, "Cookie"); at != NULL && *at != '\0';) {
		const size_t length = strcspn(at, ";");
		if (length == n + 1 + TR_HEX256 && strncmp(at, name, n) == 0 && at[n] == '=') {
			snprintf(out, TR_HEX256 + 1, "%s", at + n + 1);
			if (tr_hex_is_256(out))
				return;
			out[0] = '\0';
		}
		at += length;
		at += strspn(at, "; ");
	}
}

void
tr_call_address(const struct tr_call *c, char out[TR_CALL_ADDRESS])
{
	const char *field = tr_call_field(c, "X-Real-IP");
	struct in6_addr six;
	struct in_addr four;

	snprintf(out, TR_CALL_ADDRESS, "-");
	if (field == NULL)
		return;
	if (inet_pton(AF_INET6, field, &six) == 1)
		tr_hex(TR_BYTES(six.s6_addr, 8), out);
	else if (inet_pton(AF_INET, field, &four) == 1)
		tr_hex(TR_BYTES(&four, sizeof(four)), out);
}
