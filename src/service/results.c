/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R2.1b */
/* /api/v1/public-services/{service}/results: what a portal reports, and what it has reported. */
#include <stdio.h>

#include "base/errors/registry.h"
#include "base/errors/service.h"
#include "service/once.h"
#include "service/query.h"
#include "service/reply.h"
#include "service/results_body.h"
#include "service/route.h"
#include "store/hex.h"
#include "store/note.h"

#define PAGE 100u

/* The token is for one service. */
static trien_rc
check_service(const struct tr_call *c, struct trien_err *err)
{
	uint64_t service;

	if (!tr_decimal_read(c->parameters[0], &service) || service != (uint64_t)c->portal.service)
		return TR_ERR0(err, SERVICE_PORTAL_SCOPE);
	return TRIEN_OK;
}

/* ---- reporting ---- */

/* Which rows, and why: members of the problem. */
static trien_rc
tell_rows(struct tr_call *c, const struct tr_results *t, struct trien_err *err)
{
	struct tr_buf *b = &c->reply.more;
	bool first = true;

	TR_TRY(tr_buf_addf(b, err, ",\"rows\":["));
	for (size_t i = 0; i < t->count; i++) {
		const struct trien_err *why = &t->rows[i].wrong;
		if (why->code == TRIEN_OK)
			continue;
		TR_TRY(tr_buf_addf(b, err, "%s{\"row\":%zu,\"id\":\"%s\"", first ? "" : ",", i, trien_err_id(why->code)));
		TR_TRY(tr_reply_add_words(b, why));
		TR_TRY(tr_buf_add_byte(b, '}', err));
		first = false;
	}
	return tr_buf_add_byte(b, ']', err);
}

static trien_rc
take_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	return tr_results_take(db, context, err);
}

static trien_rc
report(struct tr_call *c, struct tr_results *t, struct trien_err *err)
{
	char body[TR_HEX256 + 1];

	TR_TRY(tr_once_key(c, &t->key, err));
	TR_TRY(tr_results_read(tr_buf_view(&c->body), &c->arena, t, err));
	TR_TRY(tr_hex_sha256(tr_buf_view(&c->body), body, err));
	t->body = body;
	const trien_rc rc = tr_databases_transact(c->context->pool, TR_SQL_WRITE, take_work, t, err);
	if (rc == TRIEN_E_REGISTRY_RESULTS)
		TR_TRY(tell_rows(c, t, err));
	TR_TRY(rc);
	return tr_buf_add_bytes(&c->reply.body, tr_buf_view(&t->answer), err);
}

trien_rc
tr_route_report_results(struct tr_call *c, struct trien_err *err)
{
	struct tr_results t = {.portal = c->portal, .now = c->context->env->now(c->context->env->context)};

	TR_TRY(check_service(c, err));
	const trien_rc rc = report(c, &t, err);
	tr_buf_free(&t.answer);
	return rc;
}

/* ---- reading ---- */

#define WORDS "after=0…, limit=1-500"

enum { AFTER, LIMIT };

struct reading {
	int64_t service;
	struct tr_query_word words[2];
	struct tr_sql_rows rows;
};

static trien_rc
page_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *r = context;
	return tr_results_page(db, r->service, r->words[AFTER].number, (size_t)r->words[LIMIT].number, &r->rows, err);
}

static trien_rc
write_row(const struct tr_sql_rows *rows, size_t i, struct tr_buf *b, struct trien_err *err)
{
	char at[TR_TIME_TEXT_MAX];
	struct tr_text dossier;

	tr_time_iso(tr_sql_int(rows, i, 3), TR_ZONE_VIETNAM, at);
	TR_TRY(tr_text_of(tr_sql_cell(rows, i, 2)->b, &dossier, err));
	TR_TRY(tr_buf_addf(b, err, "%s{\"id\":%lld,\"version\":%lld,\"dossier\":", i > 0 ? "," : "", (long long)tr_sql_int(rows, i, 0),
			(long long)tr_sql_int(rows, i, 1)));
	TR_TRY(tr_buf_add_json(b, dossier, err));
	return tr_buf_addf(b, err, ",\"signed_at\":\"%s\",\"document\":\"%s\",\"withdrawn\":%s}", at, tr_sql_text(rows, i, 4),
			tr_sql_int(rows, i, 5) != 0 ? "true" : "false");
}

static trien_rc
write_page(const struct reading *r, struct tr_buf *b, struct trien_err *err)
{
	const size_t n = r->rows.count;

	TR_TRY(tr_buf_addf(b, err, "{\"results\":["));
	for (size_t i = 0; i < n; i++)
		TR_TRY(write_row(&r->rows, i, b, err));
	/* A full page may be the last: then the next one is empty. */
	if (n == (size_t)r->words[LIMIT].number)
		return tr_buf_addf(b, err, "],\"next\":%lld}\n", (long long)tr_sql_int(&r->rows, n - 1, 0));
	return tr_buf_addf(b, err, "],\"next\":null}\n");
}

trien_rc
tr_route_list_results(struct tr_call *c, struct trien_err *err)
{
	struct reading r = {.service = c->portal.service, .words = {{.name = "after"}, {.name = "limit", .number = PAGE}}};

	TR_TRY(check_service(c, err));
	TR_TRY(tr_query_read(c, r.words, 2, WORDS, err));
	if (r.words[LIMIT].number < 1 || r.words[LIMIT].number > (int64_t)TR_LIST_MAX)
		return TR_ERR(err, SERVICE_QUERY, TR_S("want", WORDS));
	trien_rc rc = tr_databases_transact(c->context->pool, TR_SQL_READ, page_work, &r, err);
	if (rc == TRIEN_OK)
		rc = write_page(&r, &c->reply.body, err);
	tr_sql_rows_free(&r.rows);
	return rc;
}
