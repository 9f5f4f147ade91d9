/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/portal.h"

#include <stdio.h>

#include "base/errors/registry.h"
#include "registry/secret.h"
#include "registry/value.h"
#include "store/note.h"

#define PREFIX "trienp_"

const char *
tr_portal_act(enum tr_portal_verb verb)
{
	return verb == TR_PORTAL_MAKE ? "portal.enter" : "portal.change";
}

/* ---- making ---- */

static trien_rc
fill_row(struct tr_acting *a, struct tr_portal_change *c, struct tr_record *r, struct trien_err *err)
{
	if (c->verb == TR_PORTAL_MAKE) {
		TR_TRY(tr_value_read(a->db, r, TR_portal_service, c->service, err));
		TR_TRY(tr_value_letters(r->book, TR_portal_name, c->name, err));
		tr_record_set_text(r, TR_portal_name, c->name);
	} else {
		TR_TRY(tr_record_load(a->db, r->book, c->portal, r, err));
		if (!tr_record_is(r, TR_portal_state, "active"))
			return TR_ERR(err, REGISTRY_PORTAL_STATE, TR_I("id", c->portal));
	}
	tr_record_set_text(r, TR_portal_state, c->verb == TR_PORTAL_REVOKE ? "revoked" : "active");
	return TRIEN_OK;
}

trien_rc
tr_portal_change(struct tr_acting *a, void *context, struct trien_err *err)
{
	struct tr_portal_change *c = context;
	TR_AUTO_RECORD r = tr_record_of(&tr_books[TR_BOOK_portal]);
	struct tr_secret secret = {0};

	c->token[0] = '\0';
	TR_TRY(fill_row(a, c, &r, err));
	if (c->verb != TR_PORTAL_REVOKE) {
		TR_TRY(tr_secret_make(c->env, &secret, err));
		tr_record_set_text(&r, TR_portal_token, secret.hash);
	}
	const trien_rc rc = tr_acting_put(a, &r, err);
	c->portal = r.id;
	if (rc == TRIEN_OK && c->verb != TR_PORTAL_REVOKE)
		snprintf(c->token, sizeof(c->token), PREFIX "%lld_%s", (long long)r.id, secret.value);
	tr_wipe(&secret, sizeof(secret));
	return rc;
}

/* ---- coming ---- */

/* "trienp_3_" and the secret, and nothing else. */
static bool
take_apart(const char *token, int64_t *id, const char **secret)
{
	const size_t before = strlen(PREFIX);
	const char *end;
	uint64_t number;

	if (strncmp(token, PREFIX, before) != 0 || (end = strchr(token + before, '_')) == NULL || !tr_hex_is_256(end + 1))
		return false;
	if (!tr_decimal_read(TR_BYTES(token + before, (size_t)(end - token) - before), &number) || number > INT64_MAX)
		return false;
	*id = (int64_t)number;
	*secret = end + 1;
	return true;
}

trien_rc
tr_portal_of(struct tr_sql *db, const char *token, struct tr_portal *out, struct trien_err *err)
{
	static const char sql[] = "SELECT token, service FROM portal WHERE id = $1 AND state = 'active'";
	TR_AUTO_ROWS rows = {0};
	char hash[TR_HEX256 + 1];
	const char *secret;
	int64_t id;

	if (!take_apart(token, &id, &secret))
		return TR_ERR0(err, REGISTRY_PORTAL_TOKEN);
	TR_TRY(tr_secret_hash(secret, hash, err));
	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(id)), &rows, err));
	if (rows.count == 0 || !tr_equal_ct(tr_sql_cell(&rows, 0, 0)->b, TR_BYTES(hash, TR_HEX256)))
		return TR_ERR0(err, REGISTRY_PORTAL_TOKEN);
	*out = (struct tr_portal){id, tr_sql_int(&rows, 0, 1)};
	return TRIEN_OK;
}
