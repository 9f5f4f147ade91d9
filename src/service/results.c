/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R2.1b */
/* /api/v1/public-services/{service}/results: what a portal reports, and what it has reported. */
#include <stdio.h>

#include "base/errors/registry.h"
#include "base/errors/service.h"
#include "crypto/digest.h"
#include "service/reply.h"
#include "service/results_body.h"
#include "service/route.h"
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

static trien_rc
take_key(const struct tr_call *c, const char **out, struct trien_err *err)
{
	const char *key = tr_call_field(c, "Idempotency-Key");
	size_t n = 0;

	while (key != NULL && key[n] > 0x20 && key[n] < 0x7f)
		n++;
	if (n == 0 || key[n] != '\0' || n > TR_REQUEST_KEY_MAX)
		return TR_ERR(err, SERVICE_KEY, TR_U("max", TR_REQUEST_KEY_MAX));
	*out = key;
	return TRIEN_OK;
}

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
	uint8_t digest[TR_DIGEST_MAX];
	char body[TR_HEX256 + 1];
	size_t n;

	TR_TRY(take_key(c, &t->key, err));
	TR_TRY(tr_results_read(tr_buf_view(&c->body), &c->arena, t, err));
	TR_TRY(tr_digest(TR_SHA256, tr_buf_view(&c->body), digest, &n, err));
	tr_hex(TR_BYTES(digest, n), body);
	t->body = body;
	const trien_rc rc = tr_pool_transact(c->context->pool, TR_SQL_WRITE, take_work, t, err);
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

struct reading {
	int64_t service;
	uint64_t after, limit;
	struct tr_sql_rows rows;
};

/* after=17&limit=100: each at most once, and nothing else. */
static trien_rc
read_query(const char *query, struct reading *r, struct trien_err *err)
{
	bool seen[2] = {false, false};

	for (const char *at = query; at != NULL && *at != '\0';) {
		const size_t n = strcspn(at, "&");
		const bool after = strncmp(at, "after=", 6) == 0, limit = strncmp(at, "limit=", 6) == 0;
		if ((!after && !limit) || seen[limit] || !tr_decimal_read(TR_BYTES(at + 6, n - 6), limit ? &r->limit : &r->after))
			return TR_ERR(err, SERVICE_QUERY, TR_S("want", "after=0…, limit=1-500"));
		seen[limit] = true;
		at += n + (at[n] == '&');
	}
	if (r->limit < 1 || r->limit > TR_LIST_MAX || r->after > INT64_MAX)
		return TR_ERR(err, SERVICE_QUERY, TR_S("want", "after=0…, limit=1-500"));
	return TRIEN_OK;
}

static trien_rc
page_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct reading *r = context;
	return tr_results_page(db, r->service, (int64_t)r->after, (size_t)r->limit, &r->rows, err);
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
	if (n == r->limit)
		return tr_buf_addf(b, err, "],\"next\":%lld}\n", (long long)tr_sql_int(&r->rows, n - 1, 0));
	return tr_buf_addf(b, err, "],\"next\":null}\n");
}

trien_rc
tr_route_list_results(struct tr_call *c, struct trien_err *err)
{
	struct reading r = {.service = c->portal.service, .limit = PAGE};

	TR_TRY(check_service(c, err));
	TR_TRY(read_query(c->query, &r, err));
	trien_rc rc = tr_pool_transact(c->context->pool, TR_SQL_READ, page_work, &r, err);
	if (rc == TRIEN_OK)
		rc = write_page(&r, &c->reply.body, err);
	tr_sql_rows_free(&r.rows);
	return rc;
}
