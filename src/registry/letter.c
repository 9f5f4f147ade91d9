/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R6.1 R7 R11 */
#include "registry/letter.h"

#include <stdio.h>
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

/* ---- a new one ---- */

struct making {
	const struct tr_letter_new *n;
	struct tr_rules_law law;
	struct tr_letter_made *out;
	struct tr_letter_result results[TR_LETTER_REQUESTS_MAX];
};

/* Who sends it and to whom, as the first of its requests wants it. */
static trien_rc
address(struct tr_acting *a, const struct making *m, struct tr_record *letter, struct trien_err *err)
{
	static const char sql[] = "SELECT COALESCE(g.managing, g.id), r.kind, COALESCE(v.kind, 'token') FROM request r JOIN agency g ON g.id = r.agency "
				  "LEFT JOIN device v ON v.id = r.device WHERE r.id = $1";
	const int64_t first = m->n->count > 0 ? m->n->requests[0] : 0;
	enum tr_rules_device device = TR_DEVICE_TOKEN;
	enum tr_rules_kind kind = TR_KIND_NEW;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(a->db, sql, TR_SQL_IN(TR_SQL_I(first)), &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", "request"), TR_I("id", first));
	(void)tr_rules_kind_of(tr_sql_text(&rows, 0, 1), &kind);
	(void)tr_rules_device_of(tr_sql_text(&rows, 0, 2), &device);
	const bool department = tr_rules_recipient(&m->law, kind, device) == TR_BODY_DEPARTMENT;
	tr_record_set_int(letter, TR_letter_agency, tr_sql_int(&rows, 0, 0));
	tr_record_set_text(letter, TR_letter_receiver, department ? "department" : "authority");
	tr_record_set_text(letter, TR_letter_state, "draft");
	if (m->n->number != NULL)
		TR_TRY(tr_acting_read(a, letter, TR_letter_number, m->n->number, err));
	return TRIEN_OK;
}

/* The first request is within reach, or as one that there is none of; and a letter of that agency is for this role to enter. */
static trien_rc
may_make(const struct tr_deeding *d, const struct making *m, const struct tr_record *letter, struct trien_err *err)
{
	const enum tr_rules_role role = m->n->role;
	const enum tr_rules_scope enters = tr_rules_access(role, TR_OBJECT_LETTER, TR_VERB_ENTER);
	const int64_t first = m->n->requests[0];

	if (enters == TR_SCOPE_NONE)
		return TR_ERR(err, RULES_ROLE, TR_S("act", d->a->act->what), TR_S("role", tr_rules_role_word(role)->word));
	const trien_rc rc = tr_deed_may(d, tr_rules_access(role, TR_OBJECT_REQUEST, TR_VERB_SEE), &tr_books[TR_BOOK_request], first, err);
	if (rc == TRIEN_E_REGISTRY_SCOPE)
		return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", "request"), TR_I("id", first));
	TR_TRY(rc);
	return tr_deed_may(d, enters, &tr_books[TR_BOOK_agency], letter->v[TR_letter_agency].i, err);
}

static trien_rc
make(struct tr_acting *a, void *context, struct trien_err *err)
{
	struct making *m = context;
	struct tr_letter_made *out = m->out;
	char number[24];
	const struct tr_deed_given given = {"letter", number};
	const struct tr_letter_deed l = {{.act = TR_ACT_REQUEST_CONSOLIDATE, .role = m->n->role, .person = m->n->person, .given = &given, .given_count = 1}, m->results,
		m->n->count};
	struct tr_deed_done done = {0};
	const struct tr_deeding d = {a, &l.deed, &m->law, &done};
	TR_AUTO_RECORD letter = tr_record_of(&tr_books[TR_BOOK_letter]);

	tr_letter_done_free(&out->done);
	TR_TRY(address(a, m, &letter, err));
	TR_TRY(may_make(&d, m, &letter, err));
	TR_TRY(tr_acting_put(a, &letter, err));
	tr_acting_about(a, letter.book, letter.id);
	out->letter = letter.id;
	snprintf(number, sizeof(number), "#%lld", (long long)letter.id);
	out->done.rows = tr_mem_zeroed(m->n->count, sizeof(*out->done.rows));
	if (out->done.rows == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", m->n->count * sizeof(*out->done.rows)));
	const struct work k = {.l = &l, .law = m->law, .out = &out->done};
	for (size_t i = 0; i < m->n->count; i++)
		TR_TRY(take_one(a, &k, &m->results[i], err));
	return out->done.refused > 0 ? TR_ERR(err, REGISTRY_LETTER_REFUSED, TR_U("count", out->done.refused)) : TRIEN_OK;
}

trien_rc
tr_letter_make(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_letter_new *n, struct tr_letter_made *out,
		struct trien_err *err)
{
	const struct tr_deed deed = {.act = TR_ACT_REQUEST_CONSOLIDATE, .role = n->role, .person = n->person};
	struct making *m = tr_mem_zeroed(1, sizeof(*m));
	int64_t id = 0;

	if (m == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*m)));
	m->n = n;
	m->out = out;
	for (size_t i = 0; i < n->count && i < TR_LETTER_REQUESTS_MAX; i++)
		m->results[i] = (struct tr_letter_result){.request = n->requests[i], .act = TR_ACT_REQUEST_CONSOLIDATE};
	const trien_rc rc = n->count <= TR_LETTER_REQUESTS_MAX ? tr_deed_run(db, act, mode, &deed, &(struct tr_deed_running){&m->law, make, m, &id}, err)
							       : TR_ERR(err, REGISTRY_LETTER_LIMIT, TR_U("max", TR_LETTER_REQUESTS_MAX));
	free(m);
	out->done.act = mode == TR_ACT_DRY_RUN ? 0 : id;
	return rc;
}
