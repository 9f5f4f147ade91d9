/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Merging agencies, moving people, people who leave. Requirement: R6.1 R11 R14.3 */
#include <stdlib.h>

#include "base/errors/registry.h"
#include "registry/plan_parts.h"

/* Each id that a statement gives. */
static trien_rc
each(struct tr_planning *p, const char *sql, int64_t of, trien_rc (*one)(struct tr_planning *p, int64_t id, int64_t of, struct trien_err *err),
		struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(p->d.a->db, sql, TR_SQL_IN(TR_SQL_I(of)), &rows, err));
	for (size_t i = 0; i < rows.count; i++)
		TR_TRY(one(p, tr_sql_int(&rows, i, 0), of, err));
	return TRIEN_OK;
}

static enum tr_rules_event
event_of(const struct tr_planning *p)
{
	return p->ask->verb == TR_PLAN_UNITE ? TR_EVENT_MERGE_NEW : TR_EVENT_MERGE_INTO;
}

static trien_rc
add_loaded(struct tr_planning *p, enum tr_plan_does does, size_t book, int64_t id, const char *clause, struct tr_plan_entry **out, struct trien_err *err)
{
	TR_AUTO_RECORD r = {0};

	TR_TRY(tr_record_load(p->d.a->db, &tr_books[book], id, &r, err));
	return tr_plan_add(p, does, &r, clause, out, err);
}

static trien_rc
device_moves(struct tr_planning *p, int64_t device, int64_t to, const char *clause, struct trien_err *err)
{
	struct tr_plan_entry *e;

	TR_TRY(add_loaded(p, TR_PLAN_DEVICE_MOVES, TR_BOOK_device, device, clause, &e, err));
	return tr_plan_set(p, e, TR_device_agency, TR_SQL_I(to), err);
}

/* ---- agencies that end ---- */

static trien_rc
merged_person(struct tr_planning *p, int64_t person, int64_t agency, struct trien_err *err)
{
	struct tr_plan_entry *e;

	(void)agency;
	TR_TRY(add_loaded(p, TR_PLAN_PERSON_MOVES, TR_BOOK_person, person, tr_rules_event_clause(event_of(p)), &e, err));
	return tr_plan_set(p, e, TR_person_agency, TR_SQL_I(p->into), err);
}

static trien_rc
merged_device(struct tr_planning *p, int64_t device, int64_t agency, struct trien_err *err)
{
	(void)agency;
	return device_moves(p, device, p->into, tr_rules_event_clause(event_of(p)), err);
}

/* An agency below it, or managed by it: below or managed by the one that goes on. That one itself takes the place of what it swallows. */
static trien_rc
merged_below(struct tr_planning *p, int64_t below, int64_t agency, struct trien_err *err)
{
	static const char seals[] = "SELECT id FROM certificate WHERE agency = $1 AND holder = 'agency' AND " TR_LIVE " ORDER BY id";
	const char *clause = tr_rules_event_clause(TR_EVENT_SUPERIOR);
	TR_AUTO_RECORD r = {0}, ends = {0};
	struct tr_plan_entry *e;

	for (size_t i = 0; i < p->ending_count; i++)
		if (p->ending[i] == below) /* ends too */
			return TRIEN_OK;
	TR_TRY(tr_record_load(p->d.a->db, &tr_books[TR_BOOK_agency], below, &r, err));
	TR_TRY(tr_record_load(p->d.a->db, &tr_books[TR_BOOK_agency], agency, &ends, err));
	const bool is_child = tr_ref(&r, TR_agency_parent) == agency, itself = below == p->into;
	TR_TRY(tr_plan_add(p, TR_PLAN_PUT_BELOW, &r, clause, &e, err));
	if (is_child)
		TR_TRY(tr_plan_set(p, e, TR_agency_parent, itself ? ends.v[TR_agency_parent] : TR_SQL_I(p->into), err));
	if (tr_ref(&r, TR_agency_managing) == agency)
		TR_TRY(tr_plan_set(p, e, TR_agency_managing, itself ? TR_SQL_NULL(TR_SQL_INT) : TR_SQL_I(p->into), err));
	if (!is_child || itself)
		return TRIEN_OK;
	const struct tr_plan_certificate like = {.event = TR_EVENT_SUPERIOR};
	return tr_plan_certificates(p, seals, TR_SQL_IN(TR_SQL_I(below)), &like, err);
}

/* It stands below the one that it went into from now on, so that who manages that one sees what it leaves behind. */
static trien_rc
agency_ends(struct tr_planning *p, int64_t agency, struct trien_err *err)
{
	struct tr_plan_entry *e;

	TR_TRY(add_loaded(p, TR_PLAN_END_AGENCY, TR_BOOK_agency, agency, tr_rules_event_clause(event_of(p)), &e, err));
	TR_TRY(tr_plan_set(p, e, TR_agency_state, TR_SQL_T("ended"), err));
	TR_TRY(tr_plan_set(p, e, TR_agency_to_at, TR_SQL_I(p->d.a->act->effective_at), err));
	TR_TRY(tr_plan_set(p, e, TR_agency_successor, TR_SQL_I(p->into), err));
	TR_TRY(tr_plan_set(p, e, TR_agency_parent, TR_SQL_I(p->into), err));
	return tr_plan_set(p, e, TR_agency_managing, TR_SQL_I(p->managing), err);
}

/*
 * The certificates of people and services go along. An agency's own stay with it, who ended: whose they were does not change; whichever goes on
 * is replaced by one of the new agency.
 */
static trien_rc
merged_agency(struct tr_planning *p, int64_t agency, int64_t keep, struct trien_err *err)
{
	static const char people[] = "SELECT id FROM person WHERE agency = $1 AND state = 'active' ORDER BY id";
	static const char below[] = "SELECT id FROM agency WHERE (parent = $1 OR managing = $1) AND id <> $1 AND state = 'active' ORDER BY id";
	static const char devices[] = "SELECT d.id FROM device d WHERE d.agency = $1 AND d.state NOT IN ('returned_to_authority', 'closed') AND NOT EXISTS "
				      "(SELECT 1 FROM certificate e WHERE e.device = d.id AND e.holder = 'agency') ORDER BY d.id";
	static const char certificates[] = "SELECT id FROM certificate WHERE agency = $1 ORDER BY id";
	const char *clause = tr_rules_event_clause(event_of(p));
	const struct tr_plan_certificate like = {.event = event_of(p), .kept = agency == keep, .moves_to = p->into};

	TR_TRY(each(p, below, agency, merged_below, err)); /* before it is put below one of them */
	TR_TRY(agency_ends(p, agency, err));
	TR_TRY(each(p, people, agency, merged_person, err));
	TR_TRY(tr_plan_posts(p, 0, agency, p->into, clause, err));
	TR_TRY(each(p, devices, agency, merged_device, err));
	return tr_plan_certificates(p, certificates, TR_SQL_IN(TR_SQL_I(agency)), &like, err);
}

/* An agency may go into one of those right below it, which takes its place; the root of a tree has none to give: the whole tree would hang on nothing. */
static trien_rc
check_root(struct tr_planning *p, const struct tr_record *ends, struct trien_err *err)
{
	static const char sql[] = "SELECT b.id FROM agency a, agency b WHERE a.id = $1 AND b.id = $2 AND b.path > a.path AND b.path < a.path || 'g'";
	TR_AUTO_ROWS below = {0};

	if (!ends->v[TR_agency_parent].null)
		return TRIEN_OK;
	TR_TRY(tr_sql_ask(p->d.a->db, sql, TR_SQL_IN(TR_SQL_I(ends->id), TR_SQL_I(p->into)), &below, err));
	return below.count == 0 ? TRIEN_OK : TR_ERR(err, REGISTRY_AGENCY_CYCLE, TR_I("id", ends->id), TR_I("parent", p->into));
}

/* Which agencies end: each once, none of them the one that goes on. */
static trien_rc
find_ending(struct tr_planning *p, int64_t *ending, struct trien_err *err)
{
	for (size_t i = 0; i < p->ask->count; i++) {
		const char *key = p->ask->objects[i];
		TR_AUTO_RECORD r = {0};
		TR_TRY(tr_plan_agency(p, key, &r, err));
		bool again = r.id == p->into;
		for (size_t k = 0; k < i; k++)
			again = again || ending[k] == r.id;
		if (again)
			return TR_ERR(err, REGISTRY_PLAN_AGENCY, TR_B("got", key, strlen(key)));
		TR_TRY(check_root(p, &r, err));
		ending[i] = r.id;
		p->ending_count = i + 1;
	}
	return TRIEN_OK;
}

static trien_rc
find_kept(struct tr_planning *p, int64_t *keep, struct trien_err *err)
{
	const char *key = p->ask->keep;
	TR_AUTO_RECORD r = {0};

	*keep = 0;
	if (key == NULL)
		return TRIEN_OK;
	TR_TRY(tr_plan_agency(p, key, &r, err));
	for (size_t i = 0; i < p->ending_count; i++)
		if (p->ending[i] == r.id && p->ask->verb == TR_PLAN_UNITE) {
			*keep = r.id;
			return TRIEN_OK;
		}
	return TR_ERR(err, REGISTRY_PLAN_KEEP, TR_B("got", key, strlen(key)));
}

static trien_rc
merge_all(struct tr_planning *p, struct trien_err *err)
{
	int64_t keep;

	TR_TRY(find_kept(p, &keep, err));
	for (size_t i = 0; i < p->ending_count; i++)
		TR_TRY(merged_agency(p, p->ending[i], keep, err));
	return TRIEN_OK;
}

trien_rc
tr_plan_merge(struct tr_planning *p, struct trien_err *err)
{
	TR_AUTO_RECORD into = {0};

	TR_TRY(tr_plan_agency(p, p->ask->agency, &into, err));
	int64_t *ending = tr_mem_zeroed(p->ask->count + 1, sizeof(*ending));
	if (ending == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", p->ask->count * sizeof(*ending)));
	p->ending = ending;
	p->into = into.id;
	tr_acting_about(p->d.a, into.book, into.id);
	trien_rc rc = find_ending(p, ending, err);
	/* Managed by one that ends, it manages itself from now on. */
	p->managing = into.v[TR_agency_managing].null ? into.id : into.v[TR_agency_managing].i;
	for (size_t i = 0; i < p->ending_count; i++)
		if (ending[i] == p->managing)
			p->managing = into.id;
	if (rc == TRIEN_OK)
		rc = merge_all(p, err);
	p->ending = NULL;
	p->ending_count = 0;
	free(ending);
	return rc;
}

/* ---- people who move ---- */

/* A post with powers is given by who may give it, as with any other post, and to nobody's self. */
static trien_rc
check_giving(const struct tr_planning *p, const struct tr_record *person, struct trien_err *err)
{
	enum tr_rules_role given;

	if (p->ask->post == NULL || strcmp(p->ask->post, "subscriber") == 0)
		return TRIEN_OK;
	if (person->id == p->ask->person)
		return TR_ERR0(err, REGISTRY_GRANT_SELF);
	if (tr_rules_role_of(p->ask->post, &given) && tr_rules_gives(p->ask->role, given))
		return TRIEN_OK;
	return TR_ERR(err, REGISTRY_GRANT_ROLE, TR_S("role", tr_rules_role_word(p->ask->role)->word), TR_S("given", p->ask->post));
}

static trien_rc
moved_post(struct tr_planning *p, const struct tr_record *person, int64_t to, const char *clause, struct trien_err *err)
{
	const struct tr_plan_ask *ask = p->ask;
	struct tr_record begins = tr_record_of(&tr_books[TR_BOOK_post]);
	struct tr_plan_entry *e;

	TR_TRY(check_giving(p, person, err));
	tr_record_set_text(&begins, TR_post_title, ask->title);
	tr_record_set_int(&begins, TR_post_agency, to);
	TR_TRY(tr_plan_add(p, TR_PLAN_POST_BEGINS, &begins, clause, &e, err));
	TR_TRY(tr_plan_set(p, e, TR_post_person, TR_SQL_I(person->id), err));
	TR_TRY(tr_plan_set(p, e, TR_post_agency, TR_SQL_I(to), err));
	TR_TRY(tr_plan_set(p, e, TR_post_title, TR_SQL_T(ask->title), err));
	TR_TRY(tr_plan_set(p, e, TR_post_role, TR_SQL_T(ask->post != NULL ? ask->post : "subscriber"), err));
	if (ask->decision != NULL)
		TR_TRY(tr_plan_set(p, e, TR_post_decision, TR_SQL_T(ask->decision), err));
	return tr_plan_set(p, e, TR_post_from_at, TR_SQL_I(p->d.a->act->effective_at), err);
}

static trien_rc
moved_device(struct tr_planning *p, int64_t device, int64_t person, struct trien_err *err)
{
	(void)person;
	return device_moves(p, device, p->into, tr_rules_event_clause(TR_EVENT_MOVE), err);
}

trien_rc
tr_plan_person_moves(struct tr_planning *p, const struct tr_record *person, int64_t to, enum tr_rules_event event, struct trien_err *err)
{
	static const char certificates[] = "SELECT id FROM certificate WHERE person = $1 AND holder IN ('person', 'title') AND " TR_LIVE " ORDER BY id";
	static const char devices[] = "SELECT DISTINCT device FROM certificate WHERE person = $1 AND holder IN ('person', 'title') AND device IS NOT NULL AND " TR_LIVE
				      " ORDER BY device";
	const bool keeps = event == TR_EVENT_SPLIT || p->d.law->mover_keeps;
	const struct tr_plan_certificate like = {.event = event, .moves_to = to};
	const int64_t from = tr_ref(person, TR_person_agency);
	const char *clause = tr_rules_event_clause(event);
	struct tr_plan_entry *e;

	if (from == to)
		return TRIEN_OK;
	p->into = to;
	TR_TRY(tr_plan_kept(p, person->id, event, err));
	TR_TRY(tr_plan_add(p, TR_PLAN_PERSON_MOVES, person, clause, &e, err));
	TR_TRY(tr_plan_set(p, e, TR_person_agency, TR_SQL_I(to), err));
	TR_TRY(tr_plan_posts(p, person->id, from, p->ask->title == NULL ? to : 0, clause, err));
	if (p->ask->title != NULL)
		TR_TRY(moved_post(p, person, to, clause, err));
	if (keeps)
		TR_TRY(each(p, devices, person->id, moved_device, err));
	return tr_plan_certificates(p, certificates, TR_SQL_IN(TR_SQL_I(person->id)), &like, err);
}

trien_rc
tr_plan_move(struct tr_planning *p, struct trien_err *err)
{
	TR_AUTO_RECORD to = {0};

	TR_TRY(tr_plan_agency(p, p->ask->agency, &to, err));
	for (size_t i = 0; i < p->ask->count; i++) {
		TR_AUTO_RECORD person = {0};
		TR_TRY(tr_plan_person(p, p->ask->objects[i], &person, err));
		if (i == 0)
			tr_acting_about(p->d.a, person.book, person.id);
		TR_TRY(tr_plan_person_moves(p, &person, to.id, TR_EVENT_MOVE, err));
	}
	return TRIEN_OK;
}

/* ---- people who leave ---- */

/* How the book says that a person is gone. */
static const char *
gone(const struct tr_plan_ask *ask)
{
	return ask->verb == TR_PLAN_TRANSFER ? "moved" : ask->why == TR_REASON_RETIRED ? "retired" : "left";
}

static trien_rc
leaves(struct tr_planning *p, const struct tr_record *person, struct trien_err *err)
{
	/* One that has ended, too: its device goes back. */
	static const char certificates[] = "SELECT id FROM certificate WHERE person = $1 AND holder IN ('person', 'title') ORDER BY id";
	const enum tr_rules_event event = p->ask->verb == TR_PLAN_TRANSFER ? TR_EVENT_TRANSFER : TR_EVENT_LEAVE;
	const struct tr_plan_certificate like = {.event = event, .reason = p->ask->why};
	const char *clause = tr_rules_event_clause(event);
	struct tr_plan_entry *e;

	TR_TRY(tr_plan_kept(p, person->id, event, err));
	TR_TRY(tr_plan_add(p, TR_PLAN_PERSON_LEAVES, person, clause, &e, err));
	TR_TRY(tr_plan_set(p, e, TR_person_state, TR_SQL_T(gone(p->ask)), err));
	TR_TRY(tr_plan_posts(p, person->id, 0, 0, clause, err));
	return tr_plan_certificates(p, certificates, TR_SQL_IN(TR_SQL_I(person->id)), &like, err);
}

trien_rc
tr_plan_leave(struct tr_planning *p, struct trien_err *err)
{
	for (size_t i = 0; i < p->ask->count; i++) {
		TR_AUTO_RECORD person = {0};
		TR_TRY(tr_plan_person(p, p->ask->objects[i], &person, err));
		if (i == 0)
			tr_acting_about(p->d.a, person.book, person.id);
		TR_TRY(leaves(p, &person, err));
	}
	return TRIEN_OK;
}
