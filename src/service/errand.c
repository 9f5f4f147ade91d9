/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.3 R5.3 */
#include "service/errand.h"

#include <stdio.h>

#include "base/errors/service.h"

static const char *const words[] = {[TR_ERRAND_WAITING] = "waiting", [TR_ERRAND_REDEEMED] = "redeemed", [TR_ERRAND_DONE] = "done", [TR_ERRAND_REFUSED] = "refused",
	[TR_ERRAND_OVER] = "over"};

static const char *const ways[] = {[TR_ERRAND_AGENT] = "agent", [TR_ERRAND_VGCA] = "vgca"};

const char *
tr_errand_way_word(enum tr_errand_way way)
{
	return ways[way];
}

const char *
tr_errand_state_word(enum tr_errand_state state)
{
	return words[state];
}

bool
tr_errand_is_open(const struct tr_errand *e)
{
	return e->id != 0 && (e->state == TR_ERRAND_WAITING || e->state == TR_ERRAND_REDEEMED);
}

/* ---- made ---- */

trien_rc
tr_errand_put(struct tr_sql *db, const struct tr_errand_new *new, int64_t *id, struct trien_err *err)
{
	static const char old_items[] = "DELETE FROM errand_item WHERE errand IN (SELECT id FROM errand WHERE ends_at < $1)";
	static const char sql[] = "INSERT INTO errand (id, token, session, certificate, code, said, state, made_at, ends_at, secret, way) VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8, $9, $10)";
	const struct tr_sql_value secret = new->secret != NULL ? TR_SQL_T(new->secret) : TR_SQL_NULL(TR_SQL_TEXT);
	const int64_t before = new->made_at - TR_ERRAND_KEEP_SECONDS;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT COALESCE(MAX(id), 0) + 1 FROM errand", NULL, 0, &rows, err));
	*id = tr_sql_int(&rows, 0, 0);
	TR_TRY(tr_sql_run(db, old_items, TR_SQL_IN(TR_SQL_I(before)), NULL, err));
	TR_TRY(tr_sql_run(db, "DELETE FROM errand WHERE ends_at < $1", TR_SQL_IN(TR_SQL_I(before)), NULL, err));
	return tr_sql_run(db, sql, TR_SQL_IN(TR_SQL_I(*id), TR_SQL_T(new->token), TR_SQL_T(new->session), TR_SQL_T(new->certificate), TR_SQL_T(new->code), TR_SQL_T(new->said),
			TR_SQL_I(new->made_at), TR_SQL_I(new->ends_at), secret, TR_SQL_T(ways[new->way])), NULL, err);
}

trien_rc
tr_errand_add(struct tr_sql *db, int64_t id, int64_t item, int64_t signing, int64_t document, struct trien_err *err)
{
	static const char sql[] = "INSERT INTO errand_item (errand, item, signing, document, state) VALUES ($1, $2, $3, $4, 'waiting')";
	return tr_sql_run(db, sql, TR_SQL_IN(TR_SQL_I(id), TR_SQL_I(item), TR_SQL_I(signing), TR_SQL_I(document)), NULL, err);
}

/* ---- found ---- */

#define COLUMNS "id, made_at, ends_at, state, session, certificate, code, COALESCE(reason, ''), COALESCE(secret, ''), way"

static enum tr_errand_state
state_of(const char *word)
{
	enum tr_errand_state state = TR_ERRAND_WAITING;

	while (state < TR_ERRAND_OVER && strcmp(words[state], word) != 0)
		state++;
	return state;
}

static void
read_row(const struct tr_sql_rows *rows, int64_t now, struct tr_errand *out)
{
	*out = (struct tr_errand){0};
	if (rows->count == 0)
		return;
	out->id = tr_sql_int(rows, 0, 0);
	out->made_at = tr_sql_int(rows, 0, 1);
	out->ends_at = tr_sql_int(rows, 0, 2);
	out->state = state_of(tr_sql_text(rows, 0, 3));
	snprintf(out->session, sizeof(out->session), "%s", tr_sql_text(rows, 0, 4));
	snprintf(out->certificate, sizeof(out->certificate), "%s", tr_sql_text(rows, 0, 5));
	snprintf(out->code, sizeof(out->code), "%s", tr_sql_text(rows, 0, 6));
	snprintf(out->reason, sizeof(out->reason), "%s", tr_sql_text(rows, 0, 7));
	snprintf(out->secret, sizeof(out->secret), "%s", tr_sql_text(rows, 0, 8));
	out->way = strcmp(tr_sql_text(rows, 0, 9), ways[TR_ERRAND_VGCA]) == 0 ? TR_ERRAND_VGCA : TR_ERRAND_AGENT;
	if (tr_errand_is_open(out) && out->ends_at <= now) {
		out->state = TR_ERRAND_OVER;
		snprintf(out->reason, sizeof(out->reason), "%s", trien_err_id(TRIEN_E_SERVICE_DESK_OVER));
	}
}

static trien_rc
find(struct tr_sql *db, const char *sql, const char *key, int64_t now, struct tr_errand *out, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(key)), &rows, err));
	read_row(&rows, now, out);
	return TRIEN_OK;
}

trien_rc
tr_errand_of_session(struct tr_sql *db, const char *session, int64_t id, int64_t now, struct tr_errand *out, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT " COLUMNS " FROM errand WHERE session = $1 AND id = $2", TR_SQL_IN(TR_SQL_T(session), TR_SQL_I(id)), &rows, err));
	read_row(&rows, now, out);
	return TRIEN_OK;
}

trien_rc
tr_errand_of_token(struct tr_sql *db, const char *token, int64_t now, struct tr_errand *out, struct trien_err *err)
{
	return find(db, "SELECT " COLUMNS " FROM errand WHERE token = $1", token, now, out, err);
}

trien_rc
tr_errand_of_secret(struct tr_sql *db, const char *secret, int64_t now, struct tr_errand *out, struct trien_err *err)
{
	return find(db, "SELECT " COLUMNS " FROM errand WHERE secret = $1", secret, now, out, err);
}

trien_rc
tr_errand_open_of(struct tr_sql *db, const char *session, int64_t now, struct tr_errand *out, struct trien_err *err)
{
	TR_TRY(find(db, "SELECT " COLUMNS " FROM errand WHERE session = $1 AND state IN ('waiting', 'redeemed') ORDER BY id DESC LIMIT 1", session, now, out, err));
	if (!tr_errand_is_open(out))
		out->id = 0;
	return TRIEN_OK;
}

/* ---- changed ---- */

trien_rc
tr_errand_redeem(struct tr_sql *db, int64_t id, const char *secret, struct trien_err *err)
{
	return tr_sql_run(db, "UPDATE errand SET state = 'redeemed', secret = $2 WHERE id = $1", TR_SQL_IN(TR_SQL_I(id), TR_SQL_T(secret)), NULL, err);
}

trien_rc
tr_errand_end(struct tr_sql *db, int64_t id, enum tr_errand_state state, const char *reason, struct trien_err *err)
{
	const struct tr_sql_value why = reason != NULL ? TR_SQL_T(reason) : TR_SQL_NULL(TR_SQL_TEXT);
	return tr_sql_run(db, "UPDATE errand SET state = $2, reason = $3 WHERE id = $1", TR_SQL_IN(TR_SQL_I(id), TR_SQL_T(words[state]), why), NULL, err);
}

/* ---- its signatures ---- */

trien_rc
tr_errand_items(struct tr_sql *db, int64_t id, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT item, signing, document, state, COALESCE(answer, '') FROM errand_item WHERE errand = $1 ORDER BY item";
	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(id)), out, err);
}

void
tr_errand_item_free(struct tr_errand_item *i)
{
	tr_buf_free(&i->said);
	tr_buf_free(&i->answer);
}

trien_rc
tr_errand_item(struct tr_sql *db, int64_t id, int64_t item, struct tr_errand_item *out, struct trien_err *err)
{
	static const char sql[] = "SELECT i.signing, i.state, e.said, COALESCE(i.answer, '') FROM errand_item i JOIN errand e ON e.id = i.errand WHERE i.errand = $1 AND i.item = $2";
	TR_AUTO_ROWS rows = {0};

	tr_errand_item_free(out);
	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(id), TR_SQL_I(item)), &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, SERVICE_DESK_ITEM, TR_I("item", item));
	out->signing = tr_sql_int(&rows, 0, 0);
	out->is_signed = strcmp(tr_sql_text(&rows, 0, 1), "signed") == 0;
	TR_TRY(tr_buf_addf(&out->said, err, "%s", tr_sql_text(&rows, 0, 2)));
	return tr_buf_addf(&out->answer, err, "%s", tr_sql_text(&rows, 0, 3));
}

trien_rc
tr_errand_answer(struct tr_sql *db, int64_t id, int64_t item, bool is_signed, struct tr_bytes answer, struct trien_err *err)
{
	static const char sql[] = "UPDATE errand_item SET state = $3, answer = $4 WHERE errand = $1 AND item = $2 AND state <> 'signed'";
	return tr_sql_run(db, sql, TR_SQL_IN(TR_SQL_I(id), TR_SQL_I(item), TR_SQL_T(is_signed ? "signed" : "refused"), TR_SQL_TN(answer.p, answer.n)), NULL, err);
}
