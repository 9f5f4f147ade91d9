/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.1 */
#include "service/login_ticket.h"

#include <stdio.h>

#include "crypto/hmac.h"
#include "service/limits.h"

static trien_rc
seal(const struct tr_key_file *key, const struct tr_login_ticket *t, int64_t ends_at, char out[TR_HEX256 + 1], struct trien_err *err)
{
	char text[4 * TR_HEX256];
	uint8_t mac[TR_HMAC_SHA256_SIZE];

	snprintf(text, sizeof(text), "trien-ticket-1\n%s\n%s\n%s\n%lld\n", t->hash, t->nonce, t->certificate, (long long)ends_at);
	TR_TRY(tr_hmac_sha256(TR_BYTES(key->bytes, sizeof(key->bytes)), TR_BYTES(text, strlen(text)), mac, err));
	tr_hex(TR_BYTES(mac, sizeof(mac)), out);
	return TRIEN_OK;
}

trien_rc
tr_login_ticket_put(struct tr_sql *db, const struct tr_key_file *key, const struct tr_login_ticket *t, int64_t now, struct trien_err *err)
{
	static const char sql[] = "INSERT INTO login_ticket (token, nonce, certificate, ends_at, seal) VALUES ($1, $2, $3, $4, $5)";
	const int64_t ends_at = now + TR_LOGIN_TICKET_SECONDS;
	char mac[TR_HEX256 + 1];

	TR_TRY(seal(key, t, ends_at, mac, err));
	TR_TRY(tr_sql_run(db, "DELETE FROM login_ticket WHERE ends_at <= $1", TR_SQL_IN(TR_SQL_I(now)), NULL, err));
	return tr_sql_run(db, sql, TR_SQL_IN(TR_SQL_T(t->hash), TR_SQL_T(t->nonce), TR_SQL_T(t->certificate), TR_SQL_I(ends_at), TR_SQL_T(mac)), NULL, err);
}

static bool
is_same(const char *a, const char *b)
{
	return tr_equal_ct(TR_BYTES(a, strlen(a)), TR_BYTES(b, strlen(b)));
}

trien_rc
tr_login_ticket_take(struct tr_sql *db, const struct tr_key_file *key, const char *hash, const char *nonce, int64_t now, char certificate[TR_HEX256 + 1],
		struct trien_err *err)
{
	char mac[TR_HEX256 + 1];
	TR_AUTO_ROWS rows = {0};

	certificate[0] = '\0';
	TR_TRY(tr_sql_ask(db, "SELECT nonce, certificate, ends_at, seal FROM login_ticket WHERE token = $1", TR_SQL_IN(TR_SQL_T(hash)), &rows, err));
	if (rows.count == 0)
		return TRIEN_OK;
	TR_TRY(tr_sql_run(db, "DELETE FROM login_ticket WHERE token = $1", TR_SQL_IN(TR_SQL_T(hash)), NULL, err));
	const struct tr_login_ticket t = {hash, tr_sql_text(&rows, 0, 0), tr_sql_text(&rows, 0, 1)};
	const int64_t ends_at = tr_sql_int(&rows, 0, 2);
	TR_TRY(seal(key, &t, ends_at, mac, err));
	if (ends_at > now && is_same(t.nonce, nonce) && is_same(mac, tr_sql_text(&rows, 0, 3)))
		snprintf(certificate, TR_HEX256 + 1, "%s", t.certificate);
	return TRIEN_OK;
}
