/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.1 */
#include "service/enter.h"

#include <stdio.h>

#include "service/gate.h"
#include "service/who.h"

/* The session that the browser came with ends: what somebody else may have put there is nobody's after a login. */
static trien_rc
end_former(struct tr_sql *db, const struct tr_call *c, struct trien_err *err)
{
	char cookie[TR_HEX256 + 1], hash[TR_HEX256 + 1];

	tr_call_cookie(c, TR_SESSION_COOKIE, cookie);
	if (cookie[0] == '\0')
		return TRIEN_OK;
	TR_TRY(tr_secret_hash(cookie, hash, err));
	return tr_visit_end(db, hash, err);
}

trien_rc
tr_enter(struct tr_call *c, struct tr_sql *db, const struct tr_visit_new *new, const char *cookie, struct trien_err *err)
{
	const int64_t now = tr_call_now(c);

	TR_TRY(end_former(db, c, err));
	TR_TRY(tr_visit_put(db, &c->context->session_key, new, now, err));
	TR_TRY(tr_visit_find(db, &c->context->session_key, cookie, now, &c->session, err));
	c->caller = (struct tr_caller){.kind = c->session.kind, .name = c->session.name, .role = TR_ROLE_SUBSCRIBER};
	return tr_who_write(c, db, err);
}

void
tr_enter_give_cookie(struct tr_call *c, const char *name, const char *value, int64_t seconds)
{
	char text[224], age[40] = "";

	if (seconds >= 0)
		snprintf(age, sizeof(age), "; Max-Age=%lld", (long long)seconds);
	snprintf(text, sizeof(text), "%s=%s; Path=/; Secure; HttpOnly; SameSite=Strict%s", name, value, age);
	tr_call_answer_field(c, "Set-Cookie", text);
}
