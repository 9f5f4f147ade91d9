/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What becomes of one certificate, one person's posts, the devices that somebody keeps. Requirement: R6.1 R14.3 R15.2 */
#include "base/errors/registry.h"
#include "registry/plan_parts.h"
#include "rules/dossier.h"

/* ---- certificates ---- */

struct telling {
	struct tr_planning *p;
	const struct tr_plan_certificate *c;
	const struct tr_case *of;
	const struct tr_rules_facts *facts;
};

static bool
is_ending(const struct tr_planning *p, int64_t agency)
{
	for (size_t i = 0; i < p->ending_count; i++)
		if (p->ending[i] == agency)
			return true;
	return false;
}

/* Who manages the subscribers of an agency when the plan is done. */
static trien_rc
find_managing(struct tr_planning *p, int64_t agency, int64_t *out, struct trien_err *err)
{
	static const char sql[] = "SELECT COALESCE(managing, id) FROM agency WHERE id = $1";
	TR_AUTO_ROWS rows = {0};

	*out = p->managing;
	if (is_ending(p, agency))
		return TRIEN_OK;
	TR_TRY(tr_sql_ask(p->d.a->db, sql, TR_SQL_IN(TR_SQL_I(agency)), &rows, err));
	const int64_t managing = tr_sql_int(&rows, 0, 0);
	*out = is_ending(p, managing) ? p->into : managing;
	return TRIEN_OK;
}

/* A device that belongs to somebody else than who goes: it is handed over first, with decision and minutes, by an act of its own. */
static trien_rc
add_hand_over(struct tr_planning *p, const struct tr_record *device, int64_t keeper, enum tr_rules_event event, struct trien_err *err)
{
	struct tr_plan_entry *e;

	TR_TRY(tr_plan_add(p, TR_PLAN_HAND_OVER, device, tr_rules_event_clause(event), &e, err));
	e->blocks = true;
	(void)TR_ERR(&e->refused, REGISTRY_PLAN_KEEPER, TR_I("person", keeper), TR_S("serial", e->name));
	return TRIEN_OK;
}

static trien_rc
add_request(const struct telling *t, const struct tr_rules_step *step, struct trien_err *err)
{
	const struct tr_record *certificate = &t->of->certificate;
	const bool goes_along = t->c->moves_to != 0 && step->kind == TR_KIND_CHANGE;
	const int64_t agency = goes_along ? t->c->moves_to : tr_ref(certificate, TR_certificate_agency);
	struct tr_plan_entry *e;
	int64_t managing;

	TR_TRY(find_managing(t->p, agency, &managing, err));
	TR_TRY(tr_plan_add(t->p, TR_PLAN_REQUEST, certificate, tr_rules_event_clause(t->c->event), &e, err));
	e->kind = step->kind;
	e->reason = step->reason;
	e->recipient = step->recipient;
	e->part = (struct tr_rules_letter_part){step->kind, t->facts->subject, t->facts->device_kind, managing};
	if (step->refused != TRIEN_OK)
		e->refused = step->why;
	return goes_along ? tr_plan_set(t->p, e, TR_certificate_agency, TR_SQL_I(t->c->moves_to), err) : TRIEN_OK;
}

static trien_rc
tell(const struct tr_rules_step *step, void *context, struct trien_err *err)
{
	const struct telling *t = context;

	if (step->act == TR_ACT_REQUEST_DRAFT)
		return add_request(t, step, err);
	if (t->of->device.id == 0 || step->refused == TRIEN_OK)
		return TRIEN_OK;
	return add_hand_over(t->p, &t->of->device, t->facts->keeper, t->c->event, err);
}

static trien_rc
count_open(struct tr_planning *p, int64_t certificate, unsigned open[TR_KIND_COUNT], struct trien_err *err)
{
	static const char sql[] = "SELECT kind FROM request WHERE certificate = $1 AND state NOT IN ('rejected', 'refused', 'withdrawn', 'closed')";
	TR_AUTO_ROWS rows = {0};
	enum tr_rules_kind kind;

	TR_TRY(tr_sql_ask(p->d.a->db, sql, TR_SQL_IN(TR_SQL_I(certificate)), &rows, err));
	for (size_t i = 0; i < rows.count; i++)
		if (tr_rules_kind_of(tr_sql_text(&rows, i, 0), &kind))
			open[kind]++;
	return TRIEN_OK;
}

trien_rc
tr_plan_certificate(struct tr_planning *p, const struct tr_plan_certificate *c, struct trien_err *err)
{
	const struct tr_deed_what w = {.act = TR_ACT_REQUEST_DRAFT, .role = p->ask->role, .person = p->ask->person, .kind = TR_KIND_CHANGE,
		.certificate = c->id};
	const struct tr_rules_happening h = {.event = c->event, .law = p->d.law, .now = p->d.a->act->at, .role = p->ask->role, .actor = p->ask->person,
		.reason = c->reason, .event_at = p->d.a->act->effective_at};
	struct tr_rules_object_facts o = {.kept = c->kept};
	char missing[TR_RULES_MISSING_MAX];
	TR_AUTO_CASE of = {0};

	TR_TRY(tr_case_load(&p->d, &w, &of, err));
	TR_TRY(tr_case_facts(&p->d, &w, &of, missing, &o.facts, err));
	TR_TRY(count_open(p, c->id, o.open, err));
	struct telling t = {p, c, &of, &o.facts};
	return tr_rules_plan(&h, &o, 1, tell, &t, err);
}

trien_rc
tr_plan_certificates(struct tr_planning *p, const char *sql, const struct tr_sql_value *in, size_t n, const struct tr_plan_certificate *like,
		struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(p->d.a->db, sql, in, n, &rows, err));
	for (size_t i = 0; i < rows.count; i++) {
		struct tr_plan_certificate c = *like;
		c.id = tr_sql_int(&rows, i, 0);
		TR_TRY(tr_plan_certificate(p, &c, err));
	}
	return TRIEN_OK;
}

/* ---- posts ---- */

static trien_rc
add_post(struct tr_planning *p, const struct tr_record *post, int64_t to, const char *clause, struct trien_err *err)
{
	struct tr_record begins = tr_record_of(post->book);
	struct tr_plan_entry *e;

	begins.v[TR_post_title] = post->v[TR_post_title];
	tr_record_set_int(&begins, TR_post_agency, to);
	TR_TRY(tr_plan_add(p, TR_PLAN_POST_BEGINS, &begins, clause, &e, err));
	TR_TRY(tr_plan_set(p, e, TR_post_person, post->v[TR_post_person], err));
	TR_TRY(tr_plan_set(p, e, TR_post_agency, TR_SQL_I(to), err));
	TR_TRY(tr_plan_set(p, e, TR_post_title, post->v[TR_post_title], err));
	TR_TRY(tr_plan_set(p, e, TR_post_role, TR_SQL_T("subscriber"), err));
	return tr_plan_set(p, e, TR_post_from_at, TR_SQL_I(p->d.a->act->effective_at), err);
}

/* Does the person hold that title there already, in the books or by an earlier row? */
static trien_rc
has_post(struct tr_planning *p, const struct tr_record *post, int64_t to, bool *has, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM post WHERE person = $1 AND agency = $2 AND title = $3 AND (to_at IS NULL OR to_at > $4) LIMIT 1";
	const struct tr_sql_value *person = &post->v[TR_post_person], *title = &post->v[TR_post_title];
	TR_AUTO_ROWS rows = {0};

	for (size_t i = 0; i < p->plan->count; i++) {
		const struct tr_plan_entry *e = &p->plan->entries[i];
		if (e->does == TR_PLAN_POST_BEGINS && e->sets[0].value.i == person->i && tr_bytes_equal(e->sets[2].value.b, title->b)) {
			*has = true;
			return TRIEN_OK;
		}
	}
	TR_TRY(tr_sql_ask(p->d.a->db, sql, TR_SQL_IN(*person, TR_SQL_I(to), *title, TR_SQL_I(p->d.a->act->effective_at)), &rows, err));
	*has = rows.count > 0;
	return TRIEN_OK;
}

/*
 * A role is given by a decision of the agency in which it is held (the Regulation Điều 4, 14), so no power goes along: who was a head or a clerk there is
 * appointed anew, or not.
 */
static trien_rc
end_post(struct tr_planning *p, int64_t id, int64_t to, const char *clause, struct trien_err *err)
{
	TR_AUTO_RECORD post = {0};
	struct tr_plan_entry *e;
	bool has;

	TR_TRY(tr_record_load(p->d.a->db, &tr_books[TR_BOOK_post], id, &post, err));
	const int64_t from = post.v[TR_post_from_at].i, end = p->d.a->act->effective_at;
	TR_TRY(tr_plan_add(p, TR_PLAN_POST_ENDS, &post, clause, &e, err));
	TR_TRY(tr_plan_set(p, e, TR_post_to_at, TR_SQL_I(from > end ? from : end), err)); /* one that has not begun never does */
	if (to == 0)
		return TRIEN_OK;
	TR_TRY(has_post(p, &post, to, &has, err));
	return has ? TRIEN_OK : add_post(p, &post, to, clause, err);
}

trien_rc
tr_plan_posts(struct tr_planning *p, int64_t person, int64_t agency, int64_t to, const char *clause, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM post WHERE ($1 = 0 OR person = $1) AND ($2 = 0 OR agency = $2) AND (to_at IS NULL OR to_at > $3) ORDER BY id";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(p->d.a->db, sql, TR_SQL_IN(TR_SQL_I(person), TR_SQL_I(agency), TR_SQL_I(p->d.a->act->effective_at)), &rows, err));
	for (size_t i = 0; i < rows.count; i++)
		TR_TRY(end_post(p, tr_sql_int(&rows, i, 0), to, clause, err));
	return TRIEN_OK;
}

/* ---- devices that are kept ---- */

/* One with no certificate of an agency or a service on it, and none of the keeper's own: whose it is the books do not say. */
static trien_rc
hand_over_strange(struct tr_planning *p, int64_t device, int64_t keeper, enum tr_rules_event event, struct trien_err *err)
{
	TR_AUTO_RECORD r = {0};

	TR_TRY(tr_record_load(p->d.a->db, &tr_books[TR_BOOK_device], device, &r, err));
	return add_hand_over(p, &r, keeper, event, err);
}

trien_rc
tr_plan_kept(struct tr_planning *p, int64_t person, enum tr_rules_event event, struct trien_err *err)
{
	/* Of the certificates on a device the one that goes on, else the newest. */
	static const char sql[] = "SELECT k.device, COALESCE(e.id, 0), CAST(CASE WHEN e.holder IN ('agency', 'service') THEN 1 ELSE 0 END AS bigint) FROM custody k "
				  "LEFT JOIN certificate e ON e.id = (SELECT n.id FROM certificate n WHERE n.device = k.device ORDER BY "
				  "CASE WHEN n.state IN ('issued', 'handed_over', 'active', 'stopped') THEN 0 ELSE 1 END, n.id DESC LIMIT 1) "
				  "WHERE k.keeper = $1 AND k.to_at IS NULL AND (e.id IS NULL OR e.person IS NULL OR e.person <> $1 OR e.holder IN ('agency', 'service')) "
				  "ORDER BY k.device";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(p->d.a->db, sql, TR_SQL_IN(TR_SQL_I(person)), &rows, err));
	for (size_t i = 0; i < rows.count; i++) {
		const struct tr_plan_certificate c = {.id = tr_sql_int(&rows, i, 1), .event = event};
		TR_TRY(tr_sql_int(&rows, i, 2) == 1 ? tr_plan_certificate(p, &c, err) : hand_over_strange(p, tr_sql_int(&rows, i, 0), person, event, err));
	}
	return TRIEN_OK;
}
