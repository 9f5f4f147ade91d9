/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.3 R5.3 */
/*
 * POST /api/v1/errands and what a page asks of one: signing sessions that were begun are given to the program at the desk. The token stands in the answer that makes it and
 * nowhere else: the answer that is kept for who asks again has none.
 */
#include "service/errand_call.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/errors/office.h"
#include "base/errors/registry.h"
#include "base/errors/service.h"
#include "fetch/frame.h"
#include "office/session.h"
#include "service/gate.h"
#include "service/office_call.h"
#include "service/prepared.h"
#include "service/query.h"
#include "service/route.h"
#include "service/streams.h"
#include "service/who.h"

#define WANTED "{\"signings\": [session, …], \"to\": [agency, …], \"way\": \"agent\" | \"vgca\", " TR_SAID_WANTED "}"

enum { SIGNINGS, TO, WAY, MEMBERS };

struct making {
	struct tr_office_call *o;
	int64_t signings[TR_ERRAND_MAX], documents[TR_ERRAND_MAX];
	size_t count;
	char *said;            /* of all of them, JSON */
	enum tr_errand_way way;
	struct tr_secret token, secret; /* secret: that of the VGCA Sign Service, which cannot ask for one */
	char code[5], certificate[TR_HEX256 + 1];
	enum tr_session_purpose purpose; /* of the last */
	int64_t errand, ends_at;
	bool worked;           /* in this request, not in one before with the same key */
};

/* ---- how one ends ---- */

static bool
is_among(int64_t signing, const int64_t *all, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (all[i] == signing)
			return true;
	return false;
}

/* One that is over by itself is over as well. */
static trien_rc
abandon(struct tr_doing *d, int64_t signing, struct trien_err *err)
{
	const struct tr_office_who who = {d->who.person, d->who.role};
	struct trien_err why = {0};
	const trien_rc rc = tr_session_abandon(d->db, &d->act, TR_ACT_WITHIN, &who, signing, &why);

	if (rc == TRIEN_OK || rc == TRIEN_E_OFFICE_SESSION_OVER)
		return TRIEN_OK;
	*err = why;
	return rc;
}

trien_rc
tr_errand_give_up(struct tr_doing *d, int64_t errand, const int64_t *but, size_t but_count, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_errand_items(d->db, errand, &rows, err));
	for (size_t i = 0; i < rows.count; i++) {
		const int64_t signing = tr_sql_int(&rows, i, TR_ERRAND_SIGNING);
		if (strcmp(tr_sql_text(&rows, i, TR_ERRAND_ITEM_STATE), "signed") != 0 && !is_among(signing, but, but_count))
			TR_TRY(abandon(d, signing, err));
	}
	return TRIEN_OK;
}

/* ---- making one ---- */

/* What is said of all of them, as each of them is ended by it (the body "finish"). */
static trien_rc
compose_said(struct making *m, struct trien_err *err)
{
	json_t *said = json_deep_copy(m->o->about);

	json_object_del(said, "signings");
	json_object_del(said, "dry_run");
	json_object_del(said, "way");
	m->said = json_dumps(said, JSON_COMPACT);
	json_decref(said);
	return m->said != NULL ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", 1));
}

static trien_rc
read_made(struct making *m, struct trien_err *err)
{
	int64_t all[TR_ERRAND_MAX];
	const size_t n = tr_office_call_ids(m->o, SIGNINGS, all);

	for (size_t i = 0; i < n; i++)
		if (!is_among(all[i], m->signings, m->count))
			m->signings[m->count++] = all[i];
	m->way = tr_said_text(m->o, WAY) != NULL && strcmp(tr_said_text(m->o, WAY), tr_errand_way_word(TR_ERRAND_VGCA)) == 0 ? TR_ERRAND_VGCA : TR_ERRAND_AGENT;
	return m->count > 0 ? compose_said(m, err) : TR_ERR(err, SERVICE_JSON, TR_S("want", WANTED));
}

static trien_rc
make_code(struct making *m, struct trien_err *err)
{
	const struct tr_env *env = m->o->c->context->env;
	uint32_t random;

	TR_TRY(env->random(env->context, (uint8_t *)&random, sizeof(random), err));
	snprintf(m->code, sizeof(m->code), "%04u", (unsigned)(random % 10000));
	TR_TRY(tr_secret_make(env, &m->token, err));
	return m->way == TR_ERRAND_VGCA ? tr_secret_make(env, &m->secret, err) : TRIEN_OK;
}

/* Of who comes, open, prepared here (but for the VGCA Sign Service, which makes the whole file), and with the certificate of the others. */
static trien_rc
check_signing(struct tr_doing *d, struct making *m, size_t i, struct trien_err *err)
{
	const struct tr_office_who who = {d->who.person, d->who.role};
	uint8_t digest[TR_DIGEST_MAX];
	struct tr_session s;
	size_t n;

	TR_TRY(tr_door_find(d->db, &d->who, d->c->caller.role, &tr_books[TR_BOOK_signing], m->signings[i], err));
	TR_TRY(tr_session_find(d->db, &who, m->signings[i], d->act.at, &s, err));
	if (s.file[0] != '\0')
		return TR_ERR(err, OFFICE_SESSION_OVER, TR_I("session", s.id), TR_I("seconds", TR_SESSION_SECONDS));
	if (m->way == TR_ERRAND_AGENT)
		TR_TRY(tr_prepareds_to_sign(d->c->context->prepared, s.id, digest, &n, err));
	m->purpose = s.purpose;
	if (i == 0)
		memcpy(m->certificate, s.certificate, sizeof(m->certificate));
	if (strcmp(m->certificate, s.certificate) != 0)
		return TR_ERR0(err, SERVICE_DESK_CERTIFICATES);
	m->documents[i] = s.document;
	if (s.ends_at < m->ends_at)
		m->ends_at = s.ends_at;
	return TRIEN_OK;
}

/* A web session has one at a time. */
static trien_rc
end_former(struct tr_doing *d, const struct making *m, struct trien_err *err)
{
	struct tr_errand former;

	TR_TRY(tr_errand_open_of(d->db, d->c->session.hash, d->act.at, &former, err));
	if (former.id == 0)
		return TRIEN_OK;
	TR_TRY(tr_errand_give_up(d, former.id, m->signings, m->count, err));
	return tr_errand_end(d->db, former.id, TR_ERRAND_OVER, trien_err_id(TRIEN_E_SERVICE_DESK_REPLACED), err);
}

/* What the page tells the VGCA Sign Service; null where that is not who signs, and once it was told. */
static json_t *
vgca_json(const struct making *m, bool tell)
{
	const char *origin = m->o->c->context->config->origin;
	char file[TR_SERVICE_ORIGIN_MAX + TR_HEX256 + 96], upload[TR_SERVICE_ORIGIN_MAX + 96];

	if (m->way != TR_ERRAND_VGCA || !tell)
		return json_pack("{s:n, s:n, s:n, s:n}", "action", "file", "upload", "bearer");
	snprintf(file, sizeof(file), "%s" TR_VGCA_FILES "%s/van-ban-%lld.pdf", origin, m->token.value, (long long)m->documents[0]);
	snprintf(upload, sizeof(upload), "%s" TR_VGCA_UPLOADS "%lld", origin, (long long)m->errand);
	return json_pack("{s:s, s:s, s:s, s:s}", "action", m->purpose == TR_SESSION_SEAL ? "SignIssued" : "SignApproved", "file", file, "upload", upload, "bearer", m->secret.value);
}

static trien_rc
answer_made(const struct making *m, bool tell, struct trien_err *err)
{
	struct tr_call *c = m->o->c;
	const char *server = c->context->config->desk_id;
	const char *token = tell && m->way == TR_ERRAND_AGENT ? m->token.value : NULL;
	char until[TR_TIME_TEXT_MAX], uri[sizeof("trien://s//") + TR_DESK_ID_MAX + TR_HEX256] = "";

	if (token != NULL)
		snprintf(uri, sizeof(uri), "trien://s/%s/%s", server, token);
	tr_time_iso(m->ends_at, TR_ZONE_VIETNAM, until);
	json_t *vgca = vgca_json(m, tell);
	json_t *all = json_pack("{s:I, s:s?, s:s?, s:s, s:s, s:s?, s:b}", "errand", (json_int_t)m->errand, "token", token, "server", server, "code", m->code, "until", until,
			"uri", token != NULL ? uri : NULL, "dry_run", m->o->mode == TR_ACT_DRY_RUN);
	json_object_update(all, vgca);
	json_decref(vgca);
	return tr_call_answer_json(c, all, err);
}

static trien_rc
make_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	struct making *m = context;

	m->ends_at = d->act.at + TR_ERRAND_SECONDS;
	for (size_t i = 0; i < m->count; i++)
		TR_TRY(check_signing(d, m, i, err));
	TR_TRY(end_former(d, m, err));
	const struct tr_errand_new new = {.token = m->token.hash, .secret = m->way == TR_ERRAND_VGCA ? m->secret.hash : NULL, .session = d->c->session.hash, .way = m->way,
		.certificate = m->certificate, .code = m->code, .said = m->said, .made_at = d->act.at, .ends_at = m->ends_at};
	TR_TRY(tr_errand_put(d->db, &new, &m->errand, err));
	for (size_t i = 0; i < m->count; i++)
		TR_TRY(tr_errand_add(d->db, m->errand, (int64_t)i + 1, m->signings[i], m->documents[i], err));
	m->worked = m->o->mode != TR_ACT_DRY_RUN;
	return answer_made(m, false, err);
}

static const char *
a_way(unsigned i)
{
	return i <= TR_ERRAND_VGCA ? tr_errand_way_word((enum tr_errand_way)i) : NULL;
}

static const struct tr_json_more the_ways = {.word = a_way};
static const struct tr_json_member errand_members[] = {
	[SIGNINGS] = {"signings", TR_JSON_IDS, TR_JSON_MUST, TR_ERRAND_MAX, NULL},
	[TO] = {"to", TR_JSON_IDS, TR_JSON_MAY, TR_OFFICE_RECEIVERS_MAX, NULL},
	[WAY] = {"way", TR_JSON_TEXT, TR_JSON_MAY, 16, &the_ways},
};
TR_BODY(errand, "ErrandWish", WANTED, TR_BODY_OF_OFFICE);

/* Is the service set up for it, and is it given what it can do? */
static trien_rc
check_way(const struct making *m, struct trien_err *err)
{
	const struct tr_service_config *config = m->o->c->context->config;

	if (m->way == TR_ERRAND_AGENT)
		return config->desk_id != NULL ? TRIEN_OK : TR_ERR0(err, SERVICE_DESK_OFF);
	if (!config->vgca)
		return TR_ERR0(err, SERVICE_VGCA_OFF);
	return m->count == 1 ? TRIEN_OK : TR_ERR0(err, SERVICE_VGCA_ONE);
}

static trien_rc
make(struct making *m, struct trien_err *err)
{
	TR_TRY(read_made(m, err));
	TR_TRY(check_way(m, err));
	TR_TRY(make_code(m, err));
	TR_TRY(tr_office_call_do(m->o, "document.abandon", make_work, m, err));
	return m->worked ? answer_made(m, true, err) : TRIEN_OK;
}

trien_rc
tr_route_make_errand(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct making m = {.o = &o};

	TR_TRY(tr_gate_fresh(c, err));
	TR_TRY(tr_office_call_read(c, &tr_body_errand, &o, err));
	const trien_rc rc = make(&m, err);
	free(m.said);
	tr_wipe(&m.token, sizeof(m.token));
	tr_wipe(&m.secret, sizeof(m.secret));
	return rc;
}

/* ---- how one stands ---- */

json_t *
tr_errand_reason_json(const char *id)
{
	char vi[1024], en[1024];
	struct trien_err why = {.code = tr_err_code_of_id(id)};

	if (why.code != TR_ERROR_NONE)
		trien_err_text(&why, TRIEN_LANG_VI, vi, sizeof(vi));
	if (why.code == TR_ERROR_NONE || strchr(vi, '{') != NULL) {
		(void)TR_ERR(&why, SERVICE_DESK_REFUSED, TR_B("why", id, strlen(id)));
		trien_err_text(&why, TRIEN_LANG_VI, vi, sizeof(vi));
	}
	trien_err_text(&why, TRIEN_LANG_EN, en, sizeof(en));
	return json_pack("{s:s, s:s, s:s}", "id", id, "detail", vi, "detail_en", en);
}

static json_t *
item_json(const struct tr_sql_rows *rows, size_t i)
{
	const char *state = tr_sql_text(rows, i, TR_ERRAND_ITEM_STATE), *answer = tr_sql_text(rows, i, TR_ERRAND_ANSWER);
	json_t *said = json_loads(answer, 0, NULL), *none = json_null();
	const bool is_signed = strcmp(state, "signed") == 0;

	if (said == NULL)
		said = json_null();
	return json_pack("{s:I, s:I, s:s, s:o, s:o}", "signing", (json_int_t)tr_sql_int(rows, i, TR_ERRAND_SIGNING), "document", (json_int_t)tr_sql_int(rows, i, TR_ERRAND_DOCUMENT),
			"state", state, "refusal", is_signed ? none : said, "finished", is_signed ? said : none);
}

static trien_rc
errand_json(struct tr_sql *db, const struct tr_errand *e, json_t **out, struct trien_err *err)
{
	char until[TR_TIME_TEXT_MAX];
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_errand_items(db, e->id, &rows, err));
	json_t *items = json_array();
	for (size_t i = 0; i < rows.count; i++)
		json_array_append_new(items, item_json(&rows, i));
	tr_time_iso(e->ends_at, TR_ZONE_VIETNAM, until);
	*out = json_pack("{s:I, s:s, s:s, s:s, s:s, s:o, s:o}", "errand", (json_int_t)e->id, "way", tr_errand_way_word(e->way), "state", tr_errand_state_word(e->state), "code", e->code, "until", until, "reason",
			e->reason[0] != '\0' ? tr_errand_reason_json(e->reason) : json_null(), "items", items);
	return TRIEN_OK;
}

struct asking {
	struct tr_call *c;
	int64_t id;
	json_t *json;
};

/* Of another web session it is as one that is not there. */
static trien_rc
find_own(struct tr_sql *db, const struct tr_call *c, int64_t id, struct tr_errand *out, struct trien_err *err)
{
	TR_TRY(tr_errand_of_session(db, c->session.hash, id, tr_call_now(c), out, err));
	return out->id != 0 ? TRIEN_OK : TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", "errand"), TR_I("id", id));
}

static trien_rc
show_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct asking *a = context;
	struct tr_errand e;

	json_decref(a->json); /* of a transaction before, that did not end */
	a->json = NULL;
	TR_TRY(find_own(db, a->c, a->id, &e, err));
	return errand_json(db, &e, &a->json, err);
}

trien_rc
tr_route_errand(struct tr_call *c, struct trien_err *err)
{
	struct asking a = {.c = c};

	TR_TRY(tr_query_id(c->parameters[0], &a.id, err));
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_READ, show_work, &a, err));
	return tr_call_answer_json(c, a.json, err);
}

static trien_rc
find_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	const struct asking *a = context;
	struct tr_errand e;

	return find_own(db, a->c, a->id, &e, err);
}

/* What has changed in another process that answers for the same store is not heard here: a page asks now and then besides. */
trien_rc
tr_route_errand_changes(struct tr_call *c, struct trien_err *err)
{
	struct asking a = {.c = c};

	TR_TRY(tr_query_id(c->parameters[0], &a.id, err));
	TR_TRY(tr_databases_transact(c->context->pool, TR_SQL_READ, find_work, &a, err));
	tr_call_answer_field(c, "X-Accel-Buffering", "no"); /* nginx hands on what there is */
	return tr_streams_open(c->context->streams, c->connection, TR_STREAM_ERRAND, a.id, tr_fetch_milliseconds(), &c->reply.stream, err);
}

static trien_rc
open_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct asking *a = context;
	struct tr_errand e;
	json_t *one = NULL;

	json_decref(a->json);
	a->json = json_array();
	TR_TRY(tr_errand_open_of(db, a->c->session.hash, tr_call_now(a->c), &e, err));
	if (e.id == 0)
		return TRIEN_OK;
	TR_TRY(errand_json(db, &e, &one, err));
	json_array_append_new(a->json, one);
	return TRIEN_OK;
}

trien_rc
tr_route_errands(struct tr_call *c, struct trien_err *err)
{
	struct asking a = {.c = c};
	const trien_rc rc = tr_databases_transact(c->context->pool, TR_SQL_READ, open_work, &a, err);

	if (rc != TRIEN_OK) {
		json_decref(a.json);
		return rc;
	}
	return tr_call_answer_json(c, json_pack("{s:b, s:b, s:o}", "desk", c->context->config->desk_id != NULL, "vgca", (int)c->context->config->vgca, "data", a.json), err);
}

/* ---- taking it back ---- */

struct giving_up {
	struct tr_office_call *o;
	int64_t id;
};

/* Also where its time is over: what it held is free at once. One that is done stays done. */
static trien_rc
abandon_work(struct tr_doing *d, void *context, struct trien_err *err)
{
	const struct giving_up *g = context;
	struct tr_errand e;
	json_t *json = NULL;

	d->act.reason = tr_office_call_reason(g->o);
	TR_TRY(find_own(d->db, d->c, g->id, &e, err));
	if (e.state != TR_ERRAND_DONE)
		TR_TRY(tr_errand_give_up(d, e.id, NULL, 0, err));
	if (tr_errand_is_open(&e))
		TR_TRY(tr_errand_end(d->db, e.id, TR_ERRAND_OVER, trien_err_id(TRIEN_E_SERVICE_DESK_ABANDONED), err));
	TR_TRY(tr_errand_of_session(d->db, d->c->session.hash, g->id, d->act.at, &e, err));
	TR_TRY(errand_json(d->db, &e, &json, err));
	return tr_call_answer_json(d->c, json, err);
}

trien_rc
tr_route_abandon_errand(struct tr_call *c, struct trien_err *err)
{
	TR_AUTO_OFFICE_CALL o = {0};
	struct giving_up g = {.o = &o};

	TR_TRY(tr_office_call_read(c, &tr_body_said, &o, err));
	TR_TRY(tr_query_id(c->parameters[0], &g.id, err));
	return tr_office_call_do(&o, "document.abandon", abandon_work, &g, err);
}
