/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A plan under way, for the files of this folder. */
#ifndef TR_REGISTRY_PLAN_PARTS_H
#define TR_REGISTRY_PLAN_PARTS_H

#include "registry/deed_parts.h"
#include "registry/plan.h"

#define TR_LIVE "state IN ('issued', 'handed_over', 'active', 'stopped')" /* of a certificate that goes on */

struct tr_planning {
	struct tr_deeding d; /* the act, who does it, the law */
	const struct tr_plan_ask *ask;
	struct tr_plan *plan;
	/* Merge, unite: the agencies that end, where they go, and who manages that one. */
	const int64_t *ending;
	size_t ending_count;
	int64_t into, managing;
	int64_t *allowed; /* agencies that who asks may plan for: asked once each */
	size_t allowed_count, allowed_room;
};

/* ---- rows ---- */

/* A new row about an object; its agency is told by its code. registry.plan-limit. */
TRIEN_MUST_CHECK trien_rc tr_plan_add(struct tr_planning *p, enum tr_plan_does does, const struct tr_record *of, const char *clause,
		struct tr_plan_entry **out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_plan_set(struct tr_planning *p, struct tr_plan_entry *e, size_t column, struct tr_sql_value value, struct trien_err *err);
static inline int64_t
tr_ref(const struct tr_record *r, size_t column)
{
	return r->v[column].null ? 0 : r->v[column].i;
}

/* ---- what becomes of ---- */

/* A certificate in an event: what the rules' table says of it. With moves_to it is managed there from now on, where it goes along. */
struct tr_plan_certificate {
	int64_t id;
	enum tr_rules_event event;
	enum tr_rules_reason reason;
	bool kept;
	int64_t moves_to;
};
TRIEN_MUST_CHECK trien_rc tr_plan_certificate(struct tr_planning *p, const struct tr_plan_certificate *c, struct trien_err *err);
/* The same for each id that a statement gives. */
TRIEN_MUST_CHECK trien_rc tr_plan_certificates(struct tr_planning *p, const char *sql, const struct tr_sql_value *in, size_t n,
		const struct tr_plan_certificate *like, struct trien_err *err);
/* The posts of a person, or (person 0) of everybody, in an agency (0: everywhere) end; each goes on in `to` (0: none) as a post without powers. */
TRIEN_MUST_CHECK trien_rc tr_plan_posts(struct tr_planning *p, int64_t person, int64_t agency, int64_t to, const char *clause, struct trien_err *err);
/* Devices of others that the person keeps: handed over before. */
TRIEN_MUST_CHECK trien_rc tr_plan_kept(struct tr_planning *p, int64_t person, enum tr_rules_event event, struct trien_err *err);

/* ---- the verbs ---- */

TRIEN_MUST_CHECK trien_rc tr_plan_merge(struct tr_planning *p, struct trien_err *err); /* merge, unite */
TRIEN_MUST_CHECK trien_rc tr_plan_move(struct tr_planning *p, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_plan_leave(struct tr_planning *p, struct trien_err *err); /* retire, transfer */
TRIEN_MUST_CHECK trien_rc tr_plan_rename(struct tr_planning *p, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_plan_table(struct tr_planning *p, struct trien_err *err); /* split, change */

/* Rows by their keys, which must be in force, and within the scope of who asks. registry.plan-agency, registry.plan-person. out: free it. */
TRIEN_MUST_CHECK trien_rc tr_plan_agency(struct tr_planning *p, const char *key, struct tr_record *out, struct trien_err *err);
/* Does an earlier row of the plan say already what becomes of it? */
bool tr_plan_names(const struct tr_planning *p, const struct tr_record *r);
TRIEN_MUST_CHECK trien_rc tr_plan_person(struct tr_planning *p, const char *key, struct tr_record *out, struct trien_err *err);
/* May who asks plan for this agency? */
TRIEN_MUST_CHECK trien_rc tr_plan_may(struct tr_planning *p, int64_t agency, struct trien_err *err);

/* A person goes to another agency: event MOVE or SPLIT. */
TRIEN_MUST_CHECK trien_rc tr_plan_person_moves(struct tr_planning *p, const struct tr_record *person, int64_t to, enum tr_rules_event event,
		struct trien_err *err);

/* ---- done ---- */

TRIEN_MUST_CHECK trien_rc tr_plan_apply(struct tr_planning *p, struct trien_err *err);
/* What acts behind `since` have changed of the rows and the agencies of the plan. */
TRIEN_MUST_CHECK trien_rc tr_plan_tell_changes(struct tr_planning *p, int64_t since, struct trien_err *err);

#endif
