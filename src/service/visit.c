/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.1 */
#include "service/visit.h"

#include <stdio.h>

#include "base/errors/service.h"
#include "base/memory.h"
#include "crypto/hmac.h"
#include "registry/login_token.h"
#include "service/limits.h"

#define USE_SECONDS 60

/* ---- sessions ---- */

/* Everything that makes somebody somebody, and lets a password of a while ago count: only when it was last used is not in it. */
static trien_rc
seal(const struct tr_key_file *key, const struct tr_visit *s, char out[TR_HEX256 + 1], struct trien_err *err)
{
	char text[2 * TR_HEX256 + 128];
	uint8_t mac[TR_HMAC_SHA256_SIZE];

	snprintf(text, sizeof(text), "trien-session-1\n%s\n%lld\n%lld\n%lld\n%s\n", s->hash, (long long)s->account, (long long)s->made_at, (long long)s->confirmed_at,
			s->certificate);
	TR_TRY(tr_hmac_sha256(TR_BYTES(key->bytes, sizeof(key->bytes)), TR_BYTES(text, strlen(text)), mac, err));
	tr_hex(TR_BYTES(mac, sizeof(mac)), out);
	return TRIEN_OK;
}

static trien_rc
read_row(const struct tr_sql_rows *rows, const struct tr_key_file *key, struct tr_visit *s, struct trien_err *err)
{
	char want[TR_HEX256 + 1];
	const char *got = tr_sql_text(rows, 0, 7);

	s->account = tr_sql_int(rows, 0, 0);
	snprintf(s->kind, sizeof(s->kind), "%s", tr_sql_text(rows, 0, 1));
	snprintf(s->name, sizeof(s->name), "%s", tr_sql_text(rows, 0, 2));
	s->made_at = tr_sql_int(rows, 0, 3);
	s->used_at = tr_sql_int(rows, 0, 4);
	s->confirmed_at = tr_sql_int(rows, 0, 5);
	snprintf(s->certificate, sizeof(s->certificate), "%s", tr_sql_text(rows, 0, 6));
	TR_TRY(seal(key, s, want, err));
	return tr_equal_ct(TR_BYTES(got, strlen(got)), TR_BYTES(want, TR_HEX256)) ? TRIEN_OK : TR_ERR0(err, SERVICE_SESSION);
}

/* What was opened with a token is open as long as the token would open it. */
static trien_rc
check_certificate(struct tr_sql *db, const struct tr_visit *s, int64_t now, struct trien_err *err)
{
	int64_t account = s->account;

	if (s->certificate[0] != '\0')
		TR_TRY(tr_login_token_find(db, s->certificate, now, &account, err));
	return account == s->account ? TRIEN_OK : TR_ERR0(err, SERVICE_SESSION);
}

trien_rc
tr_visit_of(struct tr_sql *db, const struct tr_key_file *key, const char *hash, int64_t now, struct tr_visit *out, struct trien_err *err)
{
	static const char sql[] = "SELECT s.account, a.kind, a.name, s.made_at, s.used_at, s.confirmed_at, s.certificate, s.seal FROM session s JOIN account a ON a.id = s.account "
				  "WHERE s.token = $1 AND s.used_at > $2 AND s.made_at > $3";
	TR_AUTO_ROWS rows = {0};
	struct tr_visit s = {0};

	snprintf(s.hash, sizeof(s.hash), "%s", hash);
	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(s.hash), TR_SQL_I(now - TR_VISIT_IDLE_SECONDS), TR_SQL_I(now - TR_VISIT_SECONDS)), &rows, err));
	if (rows.count == 0)
		return TR_ERR0(err, SERVICE_SESSION);
	TR_TRY(read_row(&rows, key, &s, err));
	TR_TRY(check_certificate(db, &s, now, err));
	*out = s;
	return TRIEN_OK;
}

trien_rc
tr_visit_find(struct tr_sql *db, const struct tr_key_file *key, const char *cookie, int64_t now, struct tr_visit *out, struct trien_err *err)
{
	char hash[TR_HEX256 + 1];

	if (!tr_hex_is_256(cookie))
		return TR_ERR0(err, SERVICE_SESSION);
	TR_TRY(tr_secret_hash(cookie, hash, err));
	return tr_visit_of(db, key, hash, now, out, err);
}

trien_rc
tr_visit_put(struct tr_sql *db, const struct tr_key_file *key, const struct tr_visit_new *new, int64_t now, struct trien_err *err)
{
	static const char over[] = "DELETE FROM session WHERE made_at <= $1";
	static const char many[] = "DELETE FROM session WHERE account = $1 AND token NOT IN "
				   "(SELECT token FROM session WHERE account = $1 ORDER BY used_at DESC, token LIMIT $2)";
	static const char sql[] = "INSERT INTO session (token, account, made_at, used_at, confirmed_at, certificate, seal) VALUES ($1, $2, $3, $3, $3, $4, $5)";
	struct tr_visit s = {.account = new->account, .made_at = now, .confirmed_at = now};
	char mac[TR_HEX256 + 1];

	snprintf(s.hash, sizeof(s.hash), "%s", new->hash);
	snprintf(s.certificate, sizeof(s.certificate), "%s", new->certificate);
	TR_TRY(seal(key, &s, mac, err));
	TR_TRY(tr_sql_run(db, over, TR_SQL_IN(TR_SQL_I(now - TR_VISIT_SECONDS)), NULL, err));
	TR_TRY(tr_sql_run(db, many, TR_SQL_IN(TR_SQL_I(new->account), TR_SQL_I(TR_VISITS_MAX - 1)), NULL, err));
	return tr_sql_run(db, sql, TR_SQL_IN(TR_SQL_T(s.hash), TR_SQL_I(s.account), TR_SQL_I(now), TR_SQL_T(s.certificate), TR_SQL_T(mac)), NULL, err);
}

bool
tr_visit_wants_use(const struct tr_visit *s, int64_t now)
{
	return now >= s->used_at + USE_SECONDS;
}

trien_rc
tr_visit_use(struct tr_sql *db, const struct tr_visit *s, int64_t now, struct trien_err *err)
{
	return tr_sql_run(db, "UPDATE session SET used_at = $2 WHERE token = $1", TR_SQL_IN(TR_SQL_T(s->hash), TR_SQL_I(now)), NULL, err);
}

trien_rc
tr_visit_confirm(struct tr_sql *db, const struct tr_key_file *key, const struct tr_visit *s, const char *hash, int64_t now, struct trien_err *err)
{
	static const char sql[] = "UPDATE session SET token = $2, used_at = $3, confirmed_at = $3, seal = $4 WHERE token = $1";
	struct tr_visit next = *s;
	char mac[TR_HEX256 + 1];
	int64_t changed;

	snprintf(next.hash, sizeof(next.hash), "%s", hash);
	next.confirmed_at = now;
	TR_TRY(seal(key, &next, mac, err));
	TR_TRY(tr_sql_run(db, sql, TR_SQL_IN(TR_SQL_T(s->hash), TR_SQL_T(hash), TR_SQL_I(now), TR_SQL_T(mac)), &changed, err));
	if (changed != 1)
		return TR_ERR0(err, SERVICE_SESSION);
	/* What the desk is doing for this session goes on. */
	TR_TRY(tr_sql_run(db, "UPDATE desk_task SET session = $2 WHERE session = $1", TR_SQL_IN(TR_SQL_T(s->hash), TR_SQL_T(hash)), NULL, err));
	return tr_sql_run(db, "UPDATE errand SET session = $2 WHERE session = $1", TR_SQL_IN(TR_SQL_T(s->hash), TR_SQL_T(hash)), NULL, err);
}

bool
tr_visit_is_fresh(const struct tr_visit *s, int64_t now)
{
	return now < s->confirmed_at + TR_VISIT_FRESH_SECONDS;
}

trien_rc
tr_visit_end(struct tr_sql *db, const char *hash, struct trien_err *err)
{
	return tr_sql_run(db, "DELETE FROM session WHERE token = $1", TR_SQL_IN(TR_SQL_T(hash)), NULL, err);
}

/* ---- browsers ---- */

trien_rc
tr_login_device_is(struct tr_sql *db, int64_t account, const char *hash, int64_t now, bool *is, struct trien_err *err)
{
	static const char sql[] = "SELECT token FROM login_device WHERE token = $1 AND account = $2 AND used_at > $3";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(hash), TR_SQL_I(account), TR_SQL_I(now - TR_LOGIN_DEVICE_SECONDS)), &rows, err));
	*is = rows.count == 1;
	return TRIEN_OK;
}

trien_rc
tr_login_device_put(struct tr_sql *db, int64_t account, const char *hash, int64_t now, struct trien_err *err)
{
	static const char many[] = "DELETE FROM login_device WHERE account = $1 AND token NOT IN "
				   "(SELECT token FROM login_device WHERE account = $1 AND used_at > $3 ORDER BY used_at DESC, token LIMIT $2)";
	static const char sql[] = "INSERT INTO login_device (token, account, used_at) VALUES ($1, $2, $3)";

	TR_TRY(tr_sql_run(db, many, TR_SQL_IN(TR_SQL_I(account), TR_SQL_I(TR_LOGIN_DEVICES_MAX - 1), TR_SQL_I(now - TR_LOGIN_DEVICE_SECONDS)), NULL, err));
	return tr_sql_run(db, sql, TR_SQL_IN(TR_SQL_T(hash), TR_SQL_I(account), TR_SQL_I(now)), NULL, err);
}

trien_rc
tr_login_device_end(struct tr_sql *db, const char *hash, struct trien_err *err)
{
	return tr_sql_run(db, "DELETE FROM login_device WHERE token = $1", TR_SQL_IN(TR_SQL_T(hash)), NULL, err);
}
