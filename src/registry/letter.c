/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R6.1 R7 R11 */
#include "registry/letter.h"

#include <stdlib.h>

#include "base/errors/registry.h"
#include "base/errors/rules.h"
#include "registry/deed_parts.h"

#define GIVEN_MAX 16u /* more than any act of a request takes */

void
tr_letter_done_free(struct tr_letter_done *d)
{
	free(d->rows);
	*d = (struct tr_letter_done){0};
}

struct work {
	const struct tr_letter_deed *l;
	struct tr_rules_law law;
	struct tr_letter_done *out;
};

/* ---- one request ---- */

/* The deed as it is for one request: its own act, and the certificate that it is answered with. */
static trien_rc
deed_of(const struct tr_letter_deed *l, const struct tr_letter_result *r, struct tr_deed_given given[GIVEN_MAX], struct tr_deed *out,
		struct trien_err *err)
{
	const struct tr_book *book;

	*out = l->deed;
	out->act = r->act;
	out->object = r->request;
	if (l->deed.given_count >= GIVEN_MAX)
		return TR_ERR(err, REGISTRY_NOT_TAKEN, TR_S("act", tr_rules_act_word(r->act)->word), TR_S("got", l->deed.given[GIVEN_MAX - 1].column));
	for (size_t i = 0; i < l->deed.given_count; i++) {
		given[i] = l->deed.given[i];
		if (tr_deed_takes(r->act, given[i].column, &book) == NULL)
			return TR_ERR(err, REGISTRY_NOT_TAKEN, TR_S("act", tr_rules_act_word(r->act)->word), TR_S("got", given[i].column));
	}
	if (r->certificate != NULL && r->act == TR_ACT_REQUEST_COMPLETE)
		given[out->given_count++] = (struct tr_deed_given){"certificate", r->certificate};
	out->given = given;
	return TRIEN_OK;
}

static trien_rc
do_one(struct tr_acting *a, const struct work *k, const struct tr_letter_result *r, struct tr_letter_row *row, struct trien_err *err)
{
	const struct tr_deed_what w = {.act = r->act, .object = r->request, .role = k->l->deed.role, .person = k->l->deed.person};
	const enum tr_rules_scope scope = tr_rules_access(w.role, TR_OBJECT_REQUEST, tr_rules_act_verb(r->act));
	struct tr_deed_given given[GIVEN_MAX];
	struct tr_deed_done done = {.object = r->request};
	struct tr_deed deed;

	TR_TRY(deed_of(k->l, r, given, &deed, err));
	struct tr_deeding d = {a, &deed, &k->law, &done};
	TR_TRY(tr_deed_may(&d, scope, &tr_books[TR_BOOK_request], r->request, err));
	TR_TRY(tr_deed_step(&d, &w, err));
	row->from = done.steps[0].from;
	row->to = done.steps[0].to;
	row->deadline_unsure = done.deadline_unsure;
	return tr_deed_tell(&d, err);
}

/* ---- all of them ---- */

/* What the rules or the scope refuse is told with the others; what the database says ends it. */
static bool
is_refusal(trien_rc rc)
{
	return strcmp(trien_err_class(rc), "policy") == 0 && rc != TRIEN_E_REGISTRY_ROLE_HELD;
}

static trien_rc
take_one(struct tr_acting *a, const struct work *k, const struct tr_letter_result *r, struct trien_err *err)
{
	struct tr_letter_done *out = k->out;
	struct tr_letter_row *row = &out->rows[out->count];
	struct trien_err why = {0};

	*row = (struct tr_letter_row){.request = r->request, .act = r->act};
	const trien_rc rc = do_one(a, k, r, row, &why);
	if (rc == TRIEN_E_RULES_STATE && k->l->results == NULL)
		return TRIEN_OK; /* not at that step */
	if (rc != TRIEN_OK && !is_refusal(rc)) {
		if (err != NULL)
			*err = why;
		return rc;
	}
	row->refused = why;
	out->refused += rc != TRIEN_OK;
	out->count++;
	return TRIEN_OK;
}

static bool
is_in(const struct tr_sql_rows *requests, int64_t request)
{
	for (size_t i = 0; i < requests->count; i++)
		if (tr_sql_int(requests, i, 0) == request)
			return true;
	return false;
}

static trien_rc
take_all(struct tr_acting *a, const struct work *k, const struct tr_sql_rows *requests, struct trien_err *err)
{
	const struct tr_letter_deed *l = k->l;

	for (size_t i = 0; i < l->result_count; i++)
		if (!is_in(requests, l->results[i].request))
			return TR_ERR(err, REGISTRY_LETTER_NOT_IN, TR_I("request", l->results[i].request), TR_I("letter", l->deed.object));
	if (l->results != NULL) {
		for (size_t i = 0; i < l->result_count; i++)
			TR_TRY(take_one(a, k, &l->results[i], err));
		return TRIEN_OK;
	}
	for (size_t i = 0; i < requests->count; i++) {
		const struct tr_letter_result r = {.request = tr_sql_int(requests, i, 0), .act = l->deed.act};
		TR_TRY(take_one(a, k, &r, err));
	}
	return TRIEN_OK;
}

static trien_rc
work(struct tr_acting *a, void *context, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM request WHERE letter = $1 ORDER BY id";
	const struct work *k = context;
	const size_t named = k->l->result_count;
	TR_AUTO_ROWS requests = {0};

	tr_letter_done_free(k->out);
	TR_TRY(tr_sql_ask(a->db, sql, TR_SQL_IN(TR_SQL_I(k->l->deed.object)), &requests, err));
	k->out->rows = tr_mem_zeroed((named > requests.count ? named : requests.count) + 1, sizeof(*k->out->rows));
	if (k->out->rows == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", requests.count * sizeof(*k->out->rows)));
	tr_acting_about(a, &tr_books[TR_BOOK_letter], k->l->deed.object);
	TR_TRY(take_all(a, k, &requests, err));
	if (k->out->refused > 0)
		return TR_ERR(err, REGISTRY_LETTER_REFUSED, TR_U("count", k->out->refused));
	return k->out->count > 0 ? TRIEN_OK : TR_ERR(err, REGISTRY_LETTER_EMPTY, TR_I("letter", k->l->deed.object),
			TR_S("act", tr_rules_act_word(k->l->deed.act)->word));
}

trien_rc
tr_letter_do(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_letter_deed *l, struct tr_letter_done *out,
		struct trien_err *err)
{
	struct work k = {.l = l, .out = out};
	int64_t id;

	TR_TRY(tr_deed_run(db, act, mode, &l->deed, &(struct tr_deed_running){&k.law, work, &k, &id}, err));
	out->act = mode == TR_ACT_DRY_RUN ? 0 : id;
	return TRIEN_OK;
}
