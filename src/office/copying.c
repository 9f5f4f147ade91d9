/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X5 */
#include "office/copying.h"

#include "base/errors/office.h"
#include "base/errors/registry.h"
#include "base/errors/rules.h"
#include "office/office_parts.h"
#include "rules/copy.h"
#include "rules/incoming.h"

/* ---- the right to sign copies ---- */

/* The head decides; the clerk enters what was decided on paper. */
static trien_rc
check_role(const struct tr_officing *o, struct trien_err *err)
{
	if (o->who->role == TR_ROLE_CLERK || o->who->role == TR_ROLE_HEAD)
		return TRIEN_OK;
	return TR_ERR(err, RULES_ROLE, TR_S("act", o->a->act->what), TR_S("role", tr_rules_role_word(o->who->role)->word));
}

static trien_rc
check_giver(const struct tr_officing *o, int64_t agency, struct trien_err *err)
{
	return tr_office_may(o, agency, o->who->role == TR_ROLE_CLERK ? TR_VERB_CHANGE : TR_VERB_APPROVE, err);
}

static trien_rc
check_works_there(const struct tr_officing *o, int64_t agency, int64_t person, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM person WHERE id = $1 AND state = 'active' AND (agency = $2 OR EXISTS (SELECT 1 FROM post p "
				  "WHERE p.person = $1 AND p.agency = $2 AND p.from_at <= $3 AND (p.to_at IS NULL OR p.to_at > $3)))";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(person), TR_SQL_I(agency), TR_SQL_I(o->a->act->at)), &rows, err));
	return rows.count > 0 ? TRIEN_OK : TR_ERR(err, OFFICE_COPY_STRANGER, TR_I("person", person));
}

struct giving {
	const struct tr_copy_right_new *new;
	int64_t id;
};

static trien_rc
give(struct tr_officing *o, void *context, struct trien_err *err)
{
	struct giving *g = context;
	const struct tr_copy_right_new *n = g->new;
	const struct tr_copy_right_facts facts = {.decision_named = n->decision != NULL && n->decision[0] != '\0', .decided_at = n->decided_at,
		.from_at = n->from_at, .to_at = n->to_at, .now = o->a->act->at};
	struct tr_record r = tr_record_of(&tr_books[TR_BOOK_copy_right]);

	TR_TRY(check_role(o, err));
	TR_TRY(check_giver(o, n->agency, err));
	TR_TRY(tr_copy_right_check(&facts, err));
	TR_TRY(check_works_there(o, n->agency, n->person, err));
	tr_record_set_int(&r, TR_copy_right_agency, n->agency);
	tr_record_set_int(&r, TR_copy_right_person, n->person);
	tr_record_set_text(&r, TR_copy_right_decision, n->decision);
	tr_record_set_int(&r, TR_copy_right_decided_at, n->decided_at);
	tr_record_set_int(&r, TR_copy_right_from_at, n->from_at);
	if (n->to_at != 0)
		tr_record_set_int(&r, TR_copy_right_to_at, n->to_at);
	TR_TRY(tr_acting_put(o->a, &r, err));
	g->id = r.id;
	return TRIEN_OK;
}

trien_rc
tr_copy_right_enter(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, const struct tr_copy_right_new *n,
		int64_t *id, struct trien_err *err)
{
	struct giving g = {.new = n};

	TR_TRY(tr_office_act(db, act, mode, who, "document.copy-right", give, &g, NULL, err));
	*id = g.id;
	return TRIEN_OK;
}

static trien_rc
end(struct tr_officing *o, void *context, struct trien_err *err)
{
	const int64_t *right = context;
	TR_AUTO_RECORD r = {0};

	TR_TRY(check_role(o, err)); /* before the row is there or not */
	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_copy_right], *right, &r, err));
	TR_TRY(check_giver(o, r.v[TR_copy_right_agency].i, err));
	TR_TRY(tr_office_reason(o, err));
	if (!r.v[TR_copy_right_to_at].null && r.v[TR_copy_right_to_at].i <= o->a->act->at)
		return TR_ERR0(err, OFFICE_COPY_ENDED);
	tr_record_set_int(&r, TR_copy_right_to_at, o->a->act->at);
	return tr_acting_put(o->a, &r, err);
}

trien_rc
tr_copy_right_end(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t right, int64_t *id,
		struct trien_err *err)
{
	return tr_office_act(db, act, mode, who, "document.copy-right-end", end, &right, id, err);
}

/* ---- what is copied ---- */

static bool
document_stands(struct tr_bytes state)
{
	const enum tr_document_state s = tr_document_state_of(state);
	return s == TR_DOCUMENT_ISSUED || s == TR_DOCUMENT_REPLACED;
}

static bool
arrival_stands(struct tr_bytes state)
{
	const enum tr_incoming_state s = tr_incoming_state_of(state);
	return s == TR_INCOMING_REGISTERED || s == TR_INCOMING_ASSIGNED || s == TR_INCOMING_DONE || s == TR_INCOMING_REPLACED;
}

/* What another agency has is not known here. */
static trien_rc
ask_source(const struct tr_officing *o, const struct tr_office_new *n, struct tr_copy_facts *f, struct trien_err *err)
{
	static const char issued[] = "SELECT kind, state FROM document WHERE id = $1 AND agency = $2";
	static const char came[] = "SELECT COALESCE(i.kind, ''), a.state FROM arrival a LEFT JOIN incoming i ON i.arrival = a.id "
				   "WHERE a.id = $1 AND a.agency = $2";
	const bool out = n->copy->document != 0;
	const int64_t id = out ? n->copy->document : n->copy->arrival;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, out ? issued : came, TR_SQL_IN(TR_SQL_I(id), TR_SQL_I(n->agency)), &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", out ? "document" : "arrival"), TR_I("id", id));
	f->source = tr_copy_kind_of(tr_sql_cell(&rows, 0, 0)->b);
	f->stands = (out ? document_stands : arrival_stands)(tr_sql_cell(&rows, 0, 1)->b);
	return TRIEN_OK;
}

/* What is in the books says itself what it is. */
static trien_rc
check_text_kind(const struct tr_office_copy *c, struct trien_err *err)
{
	const struct tr_bytes kind = TR_BYTES(c->text_kind, c->text_kind == NULL ? 0 : strlen(c->text_kind));

	if (kind.n == 0 || (c->document == 0 && c->arrival == 0 && tr_copy_kind_of(kind) != TR_COPY_NONE))
		return TRIEN_OK;
	return TR_ERR(err, OFFICE_COPY_KIND, TR_B("got", kind.p, kind.n));
}

trien_rc
tr_office_check_copy(const struct tr_officing *o, const struct tr_office_new *n, const struct tr_office_kind *kind, struct trien_err *err)
{
	const struct tr_office_copy *c = n->copy;
	struct tr_copy_facts f = {.kind = tr_copy_kind_of(TR_BYTES(kind->code, strlen(kind->code))), .stands = true};

	if (!kind->is_copy)
		return c == NULL ? TRIEN_OK : TR_ERR(err, OFFICE_COPY_NONE, TR_S("kind", kind->code));
	if (c == NULL)
		return tr_copy_check(&f, err);
	TR_TRY(check_text_kind(c, err));
	f.sources = (c->document != 0) + (c->arrival != 0) + (c->text != NULL && c->text[0] != '\0');
	if (c->document != 0 || c->arrival != 0)
		TR_TRY(ask_source(o, n, &f, err));
	else if (c->text_kind != NULL)
		f.source = tr_copy_kind_of(TR_BYTES(c->text_kind, strlen(c->text_kind)));
	return tr_copy_check(&f, err);
}

trien_rc
tr_office_put_copy(const struct tr_officing *o, const struct tr_office_copy *c, int64_t document, struct trien_err *err)
{
	struct tr_record r = tr_record_of(&tr_books[TR_BOOK_copying]);

	tr_record_set_int(&r, TR_copying_document, document);
	if (c->document != 0)
		tr_record_set_int(&r, TR_copying_source_document, c->document);
	else if (c->arrival != 0)
		tr_record_set_int(&r, TR_copying_source_arrival, c->arrival);
	else
		tr_record_set_text(&r, TR_copying_source_text, c->text);
	if (c->document == 0 && c->arrival == 0)
		tr_record_set_text(&r, TR_copying_source_kind, c->text_kind);
	if (c->signer != 0)
		tr_record_set_int(&r, TR_copying_signer, c->signer);
	return tr_acting_put(o->a, &r, err);
}

/* ---- who signs it ---- */

static trien_rc
may_sign(const struct tr_officing *o, int64_t agency, int64_t person, int64_t at, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM post WHERE person = $1 AND agency = $2 AND role = 'head' AND from_at <= $3 AND (to_at IS NULL OR to_at > $3) "
				  "UNION ALL SELECT r.id FROM copy_right r JOIN person p ON p.id = r.person WHERE r.person = $1 AND r.agency = $2 "
				  "AND p.state = 'active' AND r.from_at <= $3 AND (r.to_at IS NULL OR r.to_at > $3) LIMIT 1";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(person), TR_SQL_I(agency), TR_SQL_I(at)), &rows, err));
	return rows.count > 0 ? TRIEN_OK : TR_ERR(err, OFFICE_COPY_SIGNER, TR_I("person", person));
}

/* Until the end of its day, and not later than now. */
static int64_t
time_of(const struct tr_officing *o, int64_t day)
{
	const int64_t end_of_day = day + 86400 - 1;

	return day == 0 || end_of_day > o->a->act->at ? o->a->act->at : end_of_day;
}

trien_rc
tr_office_check_copier(const struct tr_officing *o, int64_t agency, int64_t signer, int64_t day, struct trien_err *err)
{
	return signer == 0 ? TR_ERR0(err, OFFICE_COPY_NOBODY) : may_sign(o, agency, signer, time_of(o, day), err);
}

/* Of those who signed it at its steps, each in the own name: what is delegated is done in the name of whose step it is. */
static trien_rc
check_steps(const struct tr_officing *o, int64_t agency, const struct tr_sql_rows *steps, struct trien_err *err)
{
	for (size_t i = 0; i < steps->count; i++)
		TR_TRY(may_sign(o, agency, tr_sql_int(steps, i, 0), tr_sql_int(steps, i, 1), err));
	return TRIEN_OK;
}

trien_rc
tr_office_check_copiers(const struct tr_officing *o, const struct tr_record *document, int64_t day, struct trien_err *err)
{
	static const char steps_sql[] = "SELECT t.person, t.done_at FROM step t JOIN submission s ON s.document = t.document AND s.round = t.round "
					"WHERE t.document = $1 AND t.kind = 'sign' AND t.state = 'done' ORDER BY t.place";
	static const char copy_sql[] = "SELECT COALESCE(signer, 0) FROM copying WHERE document = $1";
	const struct tr_sql_value in[] = {TR_SQL_I(document->id)};
	const int64_t agency = document->v[TR_document_agency].i;
	TR_AUTO_ROWS steps = {0};
	TR_AUTO_ROWS copy = {0};
	const struct tr_sql_question questions[] = {{steps_sql, in, 1, &steps}, {copy_sql, in, 1, &copy}};

	TR_TRY(tr_sql_ask_all(o->a->db, questions, 2, err));
	if (copy.count == 0) /* entered before copies said what they are of */
		return TR_ERR(err, RULES_COPY_SOURCE, TR_U("got", 0));
	if (steps.count > 0)
		return check_steps(o, agency, &steps, err);
	return tr_office_check_copier(o, agency, tr_sql_int(&copy, 0, 0), day, err);
}
