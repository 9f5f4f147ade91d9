/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.1 */
#include "registry/login.h"

#include <stdio.h>

#include "base/errors/registry.h"
#include "store/hex.h"

/* What the book says of the secrets. */
static trien_rc
digest_of(const char *hash, const char *totp, char out[TR_HEX256 + 1], struct trien_err *err)
{
	TR_AUTO_BUF both = {0};

	TR_TRY(tr_buf_addf(&both, err, "trien-login\n%s\n%s\n", hash, totp));
	return tr_hex_sha256(tr_buf_view(&both), out, err);
}

/* ---- setting ---- */

static trien_rc
load_secrets(struct tr_sql *db, int64_t account, struct tr_login *out, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT password, totp, totp_step FROM login_secret WHERE account = $1", TR_SQL_IN(TR_SQL_I(account)), &rows, err));
	*out = (struct tr_login){.account = account};
	if (rows.count == 0)
		return TRIEN_OK;
	snprintf(out->hash, sizeof(out->hash), "%s", tr_sql_text(&rows, 0, 0));
	snprintf(out->totp, sizeof(out->totp), "%s", tr_sql_text(&rows, 0, 1));
	out->step = tr_sql_int(&rows, 0, 2);
	return TRIEN_OK;
}

static trien_rc
store_secrets(struct tr_sql *db, const struct tr_login *l, int64_t now, struct trien_err *err)
{
	static const char sql[] = "INSERT INTO login_secret (account, password, totp, totp_step, set_at) VALUES ($1, $2, $3, 0, $4) "
				  "ON CONFLICT (account) DO UPDATE SET password = $2, totp = $3, totp_step = 0, set_at = $4";

	return tr_sql_run(db, sql, TR_SQL_IN(TR_SQL_I(l->account), TR_SQL_T(l->hash), TR_SQL_T(l->totp), TR_SQL_I(now)), NULL, err);
}

static trien_rc
set_secrets(struct tr_login *l, const struct tr_login_change *c, struct trien_err *err)
{
	if (c->verb == TR_LOGIN_PASSWORD)
		snprintf(l->hash, sizeof(l->hash), "%s", c->hash);
	else if (l->hash[0] == '\0')
		return TR_ERR(err, REGISTRY_LOGIN_NONE, TR_I("id", c->account));
	else
		snprintf(l->totp, sizeof(l->totp), "%s", c->verb == TR_LOGIN_TOTP ? c->totp : "");
	return TRIEN_OK;
}

trien_rc
tr_login_end_all(struct tr_sql *db, int64_t account, struct trien_err *err)
{
	TR_TRY(tr_sql_run(db, "DELETE FROM session WHERE account = $1", TR_SQL_IN(TR_SQL_I(account)), NULL, err));
	return tr_sql_run(db, "DELETE FROM login_device WHERE account = $1", TR_SQL_IN(TR_SQL_I(account)), NULL, err);
}

/* An account that may have a password. */
static trien_rc
check_account(struct tr_sql *db, int64_t account, int64_t *person, struct trien_err *err)
{
	TR_AUTO_RECORD r = {0};

	TR_TRY(tr_record_load(db, &tr_books[TR_BOOK_account], account, &r, err));
	*person = r.v[TR_account_person].i;
	if (tr_record_is(&r, TR_account_kind, "password"))
		return TRIEN_OK;
	return TR_ERR(err, REGISTRY_LOGIN_KIND, TR_I("id", account), TR_B("kind", r.v[TR_account_kind].b.p, r.v[TR_account_kind].b.n));
}

static trien_rc
put_row(struct tr_acting *a, const struct tr_login *l, int64_t person, struct trien_err *err)
{
	TR_AUTO_RECORD r = tr_record_of(&tr_books[TR_BOOK_login]);
	char digest[TR_HEX256 + 1];
	int64_t id;

	TR_TRY(digest_of(l->hash, l->totp, digest, err));
	tr_record_set_int(&r, TR_login_account, l->account);
	TR_TRY(tr_record_find(a->db, &r, &id, err));
	if (id != 0)
		TR_TRY(tr_record_load(a->db, r.book, id, &r, err));
	tr_record_set_int(&r, TR_login_person, person);
	tr_record_set_text(&r, TR_login_factors, l->totp[0] != '\0' ? "password_totp" : "password");
	tr_record_set_text(&r, TR_login_secrets, digest);
	return tr_acting_put(a, &r, err);
}

trien_rc
tr_login_change(struct tr_acting *a, void *context, struct trien_err *err)
{
	const struct tr_login_change *c = context;
	struct tr_login l;
	int64_t person;

	TR_TRY(check_account(a->db, c->account, &person, err));
	TR_TRY(load_secrets(a->db, c->account, &l, err));
	trien_rc rc = set_secrets(&l, c, err);
	if (rc == TRIEN_OK)
		rc = put_row(a, &l, person, err);
	if (rc == TRIEN_OK)
		rc = store_secrets(a->db, &l, a->act->at, err);
	tr_wipe(&l, sizeof(l));
	return rc == TRIEN_OK ? tr_login_end_all(a->db, c->account, err) : rc;
}

/* ---- asking ---- */

static trien_rc
load_asked(struct tr_sql *db, const char *sql, const struct tr_sql_value *key, struct tr_login *out, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};
	char digest[TR_HEX256 + 1];
	struct tr_login l;

	*out = (struct tr_login){0};
	TR_TRY(tr_sql_ask(db, sql, key, 1, &rows, err));
	/* Asked also where there is no such account: one statement more or less can be measured. */
	TR_TRY(load_secrets(db, rows.count > 0 ? tr_sql_int(&rows, 0, 0) : 0, &l, err));
	TR_TRY(digest_of(l.hash, l.totp, digest, err));
	if (rows.count > 0 && l.hash[0] != '\0' && strcmp(digest, tr_sql_text(&rows, 0, 2)) == 0) {
		*out = l;
		snprintf(out->name, sizeof(out->name), "%s", tr_sql_text(&rows, 0, 1));
	}
	tr_wipe(&l, sizeof(l));
	return TRIEN_OK;
}

#define ASKED "SELECT a.id, a.name, l.secrets FROM account a JOIN person p ON p.id = a.person JOIN login l ON l.account = a.id WHERE a.kind = 'password' AND a.state = 'active' " \
	"AND p.state = 'active' AND "

trien_rc
tr_login_find(struct tr_sql *db, const char *name, struct tr_login *out, struct trien_err *err)
{
	return load_asked(db, ASKED "a.name = $1", &TR_SQL_T(name), out, err);
}

trien_rc
tr_login_of(struct tr_sql *db, int64_t account, struct tr_login *out, struct trien_err *err)
{
	return load_asked(db, ASKED "a.id = $1", &TR_SQL_I(account), out, err);
}

trien_rc
tr_login_take(struct tr_sql *db, const struct tr_login *l, int64_t step, bool *is, struct trien_err *err)
{
	static const char sql[] = "UPDATE login_secret SET totp_step = $4 WHERE account = $1 AND password = $2 AND totp = $3 AND totp_step < $4";
	struct tr_login now;
	int64_t changed = 0;

	*is = false;
	TR_TRY(tr_login_of(db, l->account, &now, err));
	const bool same = now.account != 0 && strcmp(now.hash, l->hash) == 0 && strcmp(now.totp, l->totp) == 0;
	tr_wipe(&now, sizeof(now));
	if (same && step != 0)
		TR_TRY(tr_sql_run(db, sql, TR_SQL_IN(TR_SQL_I(l->account), TR_SQL_T(l->hash), TR_SQL_T(l->totp), TR_SQL_I(step)), &changed, err));
	*is = same && (step == 0 || changed == 1);
	return TRIEN_OK;
}
