/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/result.h"

#include <stdio.h>

#include "base/errors/registry.h"
#include "registry/request_key.h"

/* ---- is every row one that can be? ---- */

static void
check_row(struct tr_result *row, const struct tr_record *service, int64_t now)
{
	const struct tr_sql_value *to = &service->v[TR_service_to_at];
	const bool given = service->v[TR_service_is_signed].i != 0 && row->signed_at >= service->v[TR_service_from_at].i && (to->null || row->signed_at < to->i);

	if (row->wrong.code != TRIEN_OK)
		return;
	if (row->signed_at > now + TR_RESULT_EARLY_SECONDS)
		(void)TR_ERR(&row->wrong, REGISTRY_RESULT_FUTURE, TR_I("max", TR_RESULT_EARLY_SECONDS));
	else if (!given)
		(void)TR_ERR0(&row->wrong, REGISTRY_RESULT_OUTSIDE);
}

static trien_rc
check_rows(struct tr_sql *db, struct tr_results *t, struct trien_err *err)
{
	TR_AUTO_RECORD service = {0};
	size_t wrong = 0;

	TR_TRY(tr_record_load(db, &tr_books[TR_BOOK_service], t->portal.service, &service, err));
	for (size_t i = 0; i < t->count; i++) {
		check_row(&t->rows[i], &service, t->now);
		wrong += t->rows[i].wrong.code != TRIEN_OK;
	}
	return wrong == 0 ? TRIEN_OK : TR_ERR(err, REGISTRY_RESULTS, TR_U("count", wrong));
}

/* ---- writing ---- */

static void
set_row(struct tr_record *r, const struct tr_results *t, const struct tr_result *row)
{
	tr_record_set_int(r, TR_result_service, t->portal.service);
	tr_record_set_text(r, TR_result_dossier, row->dossier);
	tr_record_set_int(r, TR_result_signed_at, row->signed_at);
	tr_record_set_text(r, TR_result_document, row->document);
	tr_record_set_int(r, TR_result_withdrawn, row->withdrawn);
}

static bool
is_same(const struct tr_record *r, const struct tr_result *row)
{
	return r->v[TR_result_signed_at].i == row->signed_at && tr_record_is(r, TR_result_document, row->document) &&
	       (r->v[TR_result_withdrawn].i != 0) == row->withdrawn;
}

static trien_rc
put_row(struct tr_acting *a, struct tr_results *t, const struct tr_result *row, struct trien_err *err)
{
	TR_AUTO_RECORD r = tr_record_of(&tr_books[TR_BOOK_result]);
	int64_t id;

	set_row(&r, t, row);
	TR_TRY(tr_record_find(a->db, &r, &id, err));
	if (id != 0) {
		TR_TRY(tr_record_load(a->db, r.book, id, &r, err));
		if (is_same(&r, row)) {
			t->same++;
			return TRIEN_OK;
		}
		set_row(&r, t, row);
	}
	TR_TRY(tr_acting_put(a, &r, err));
	t->changed += id != 0;
	t->entered += id == 0;
	return TRIEN_OK;
}

static trien_rc
put_rows(struct tr_acting *a, void *context, struct trien_err *err)
{
	struct tr_results *t = context;

	for (size_t i = 0; i < t->count; i++)
		TR_TRY(put_row(a, t, &t->rows[i], err));
	return TRIEN_OK;
}

trien_rc
tr_results_take(struct tr_sql *db, struct tr_results *t, struct trien_err *err)
{
	const struct tr_caller caller = {.role = TR_ROLE_PORTAL, .portal = t->portal.id};
	const struct tr_request request = {TR_REQUEST_OF_PORTAL, t->portal.id, t->key, t->body, t->now};
	char actor[TR_OBJECT_TEXT];
	bool answered;

	t->act = 0;
	t->entered = t->changed = t->same = 0;
	tr_buf_clear(&t->answer);
	TR_TRY(tr_request_find(db, &request, &t->answer, &answered, err));
	if (answered)
		return TRIEN_OK;
	TR_TRY(check_rows(db, t, err));
	snprintf(actor, sizeof(actor), "portal:%lld", (long long)t->portal.id);
	const struct tr_act act = {.actor = actor, .role = tr_rules_role_word(TR_ROLE_PORTAL)->word, .what = "result.report", .at = t->now,
		.effective_at = t->now, .caller = &caller};
	TR_TRY(tr_act_within(db, &act, put_rows, t, &t->act, err));
	TR_TRY(tr_buf_addf(&t->answer, err, "{\"act\":%lld,\"entered\":%zu,\"changed\":%zu,\"same\":%zu}\n", (long long)t->act, t->entered, t->changed, t->same));
	return tr_request_keep(db, &request, tr_buf_view(&t->answer), err);
}

/* ---- reading ---- */

trien_rc
tr_results_page(struct tr_sql *db, int64_t service, int64_t after, size_t limit, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT id, version, dossier, signed_at, document, withdrawn FROM result WHERE service = $1 AND id > $2 ORDER BY id LIMIT $3";

	if (limit < 1 || limit > TR_LIST_MAX)
		return TR_ERR(err, REGISTRY_LIST_LIMIT, TR_U("max", TR_LIST_MAX));
	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(service), TR_SQL_I(after), TR_SQL_I((int64_t)limit)), out, err);
}

trien_rc
tr_results_count(struct tr_sql *db, int64_t service, int64_t from, int64_t to, int64_t *out, struct trien_err *err)
{
	static const char sql[] = "SELECT COUNT(*) FROM result WHERE service = $1 AND signed_at >= $2 AND signed_at < $3 AND withdrawn = 0";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(service), TR_SQL_I(from), TR_SQL_I(to)), &rows, err));
	*out = tr_sql_int(&rows, 0, 0);
	return TRIEN_OK;
}
