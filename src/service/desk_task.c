/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R7 R17 */
#include "service/desk_task.h"

#include <stdio.h>

#include "base/errors/registry.h"
#include "base/errors/service.h"
#include "service/desk_door.h"
#include "service/query.h"
#include "service/route.h"
#include "service/who.h"

static const struct {
	const char *word;
	char link; /* trien://c/… */
} kinds[] = {[TR_DESK_TASK_CHECK] = {"check", 'c'}, [TR_DESK_TASK_PIN] = {"pin", 'p'}};

bool
tr_desk_task_waits(const struct tr_desk_task *t, int64_t now)
{
	return t->id != 0 && t->result == 0 && t->ends_at > now;
}

trien_rc
tr_desk_task_put(struct tr_sql *db, struct tr_desk_task *t, const char *token, struct trien_err *err)
{
	static const char old[] = "DELETE FROM desk_task WHERE ends_at < $1 OR (session = $2 AND result IS NULL)";
	static const char sql[] = "INSERT INTO desk_task (id, token, session, kind, subject, device, made_at, ends_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
	const struct tr_sql_value device = t->device != 0 ? TR_SQL_I(t->device) : TR_SQL_NULL(TR_SQL_INT);
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT COALESCE(MAX(id), 0) + 1 FROM desk_task", NULL, 0, &rows, err));
	t->id = tr_sql_int(&rows, 0, 0);
	TR_TRY(tr_sql_run(db, old, TR_SQL_IN(TR_SQL_I(t->made_at - TR_ERRAND_KEEP_SECONDS), TR_SQL_T(t->session)), NULL, err));
	return tr_sql_run(db, sql, TR_SQL_IN(TR_SQL_I(t->id), TR_SQL_T(token), TR_SQL_T(t->session), TR_SQL_T(kinds[t->kind].word), TR_SQL_T(t->subject), device, TR_SQL_I(t->made_at),
			TR_SQL_I(t->ends_at)), NULL, err);
}

#define COLUMNS "id, COALESCE(result, 0), made_at, ends_at, session, subject, kind, COALESCE(device, 0)"

static void
read_row(const struct tr_sql_rows *rows, struct tr_desk_task *out)
{
	*out = (struct tr_desk_task){0};
	if (rows->count == 0)
		return;
	out->id = tr_sql_int(rows, 0, 0);
	out->result = tr_sql_int(rows, 0, 1);
	out->made_at = tr_sql_int(rows, 0, 2);
	out->ends_at = tr_sql_int(rows, 0, 3);
	snprintf(out->session, sizeof(out->session), "%s", tr_sql_text(rows, 0, 4));
	snprintf(out->subject, sizeof(out->subject), "%s", tr_sql_text(rows, 0, 5));
	out->kind = strcmp(tr_sql_text(rows, 0, 6), kinds[TR_DESK_TASK_PIN].word) == 0 ? TR_DESK_TASK_PIN : TR_DESK_TASK_CHECK;
	out->device = tr_sql_int(rows, 0, 7);
}

trien_rc
tr_desk_task_of_session(struct tr_sql *db, const char *session, int64_t id, struct tr_desk_task *out, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT " COLUMNS " FROM desk_task WHERE session = $1 AND id = $2", TR_SQL_IN(TR_SQL_T(session), TR_SQL_I(id)), &rows, err));
	read_row(&rows, out);
	return TRIEN_OK;
}

trien_rc
tr_desk_task_of_token(struct tr_sql *db, const char *token, struct tr_desk_task *out, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, "SELECT " COLUMNS " FROM desk_task WHERE token = $1", TR_SQL_IN(TR_SQL_T(token)), &rows, err));
	read_row(&rows, out);
	return TRIEN_OK;
}

trien_rc
tr_desk_task_end(struct tr_sql *db, int64_t id, int64_t result, struct trien_err *err)
{
	return tr_sql_run(db, "UPDATE desk_task SET result = $2 WHERE id = $1", TR_SQL_IN(TR_SQL_I(id), TR_SQL_I(result)), NULL, err);
}

/* ---- a page ---- */

struct giving {
	struct tr_desk_task *task;
	struct tr_secret token;
};

static trien_rc
give_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct giving *g = context;
	return tr_desk_task_put(db, g->task, g->token.hash, err);
}

trien_rc
tr_desk_task_give(struct tr_call *c, struct tr_desk_task *t, enum tr_act_mode mode, struct trien_err *err)
{
	const char *server = c->context->config->desk_id;
	char until[TR_TIME_TEXT_MAX], uri[sizeof("trien://c//") + TR_DESK_ID_MAX + TR_HEX256] = "";
	const bool dry = mode == TR_ACT_DRY_RUN;
	struct giving g = {.task = t};

	if (server == NULL)
		return TR_ERR0(err, SERVICE_DESK_OFF);
	TR_TRY(tr_secret_make(c->context->env, &g.token, err));
	t->made_at = tr_call_now(c);
	t->ends_at = t->made_at + TR_ERRAND_SECONDS;
	memcpy(t->session, c->session.hash, sizeof(t->session));
	trien_rc rc = dry ? TRIEN_OK : tr_databases_transact(c->context->pool, TR_SQL_WRITE, give_work, &g, err);
	if (rc == TRIEN_OK) {
		tr_time_iso(t->ends_at, TR_ZONE_VIETNAM, until);
		if (!dry)
			snprintf(uri, sizeof(uri), "trien://%c/%s/%s", kinds[t->kind].link, server, g.token.value);
		rc = tr_call_answer_json(c, json_pack("{s:I, s:s, s:s}", "task", (json_int_t)t->id, "uri", uri, "until", until), err);
		tr_wipe(uri, sizeof(uri));
	}
	tr_wipe(&g.token, sizeof(g.token));
	return rc;
}

struct asking {
	struct tr_call *c;
	int64_t id;
	struct tr_desk_task task;
};

static trien_rc
ask_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct asking *a = context;

	TR_TRY(tr_desk_task_of_session(db, a->c->session.hash, a->id, &a->task, err));
	return a->task.id != 0 ? TRIEN_OK : TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", "desk_task"), TR_I("id", a->id));
}

trien_rc
tr_route_desk_task(struct tr_call *c, struct trien_err *err)
{
	struct asking a = {.c = c};

	TR_TRY(tr_query_id(c->parameters[0], &a.id, err));
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_READ, ask_work, &a, err));
	const bool has_ticket = a.task.result != 0 && a.task.kind == TR_DESK_TASK_CHECK;
	const char *state = a.task.result != 0 ? "done" : tr_desk_task_waits(&a.task, tr_call_now(c)) ? "waiting" : "over";
	return tr_call_answer_json(c, json_pack("{s:I, s:s, s:o}", "task", (json_int_t)a.task.id, "state", state, "ticket", has_ticket ? json_integer((json_int_t)a.task.result) : json_null()), err);
}

/* ---- the program at the desk ---- */

trien_rc
tr_desk_task_enter(struct tr_call *c, struct tr_sql *db, const char *token, enum tr_desk_task_kind kind, struct tr_desk_task *out, struct trien_err *err)
{
	struct tr_errand whose = {0};
	struct trien_err why = {0};

	TR_TRY(tr_desk_task_of_token(db, token, out, err));
	if (!tr_desk_task_waits(out, tr_call_now(c)) || out->kind != kind)
		return TR_ERR0(err, SERVICE_DESK_TOKEN);
	memcpy(whose.session, out->session, sizeof(whose.session));
	const trien_rc rc = tr_desk_whose(c, db, &whose, &why);
	if (rc == TRIEN_E_SERVICE_DESK_OVER)
		return TR_ERR0(err, SERVICE_DESK_TOKEN);
	if (rc != TRIEN_OK)
		*err = why;
	return rc;
}
