/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R6.1 R11 R14.3 R15.2
 * Bulk acts: agencies merge, split and are renamed, people move and leave, information changes for many. A plan tells row by row what becomes
 * of each agency, person, post, device and certificate, which requests are drafted for which letter, and what the rules refuse; done, it is one act,
 * one transaction, one leaf of the audit trail, and is undone as one. A dry run does everything and keeps nothing.
 *
 * A plan has a mark: the number of the last act that its books had seen, from when it holds, and a digest of its rows. Who does it hands the mark in:
 * where the books say something else by then, nothing is done and what has changed is told.
 */
#ifndef TR_REGISTRY_PLAN_H
#define TR_REGISTRY_PLAN_H

#include "registry/act.h"
#include "rules/plan.h"

enum tr_plan_verb {
	TR_PLAN_MERGE,  /* agencies go into one that keeps its name */
	TR_PLAN_UNITE,  /* agencies become a new one, which is in the book already */
	TR_PLAN_SPLIT,  /* people go to other agencies, with their work */
	TR_PLAN_RENAME, /* an agency has another name */
	TR_PLAN_MOVE,   /* a person goes to another agency */
	TR_PLAN_RETIRE, /* people leave: retired, resigned, died */
	TR_PLAN_TRANSFER, /* people go to a body outside the books */
	TR_PLAN_CHANGE, /* what a table says of people or agencies */
	TR_PLAN_VERB_COUNT
};
const char *tr_plan_verb_word(enum tr_plan_verb verb); /* "merge"; the act is "plan.merge" */
bool tr_plan_verb_of(const char *word, enum tr_plan_verb *out);

/* A table of texts: cells row after row, the heading first. */
struct tr_plan_table {
	const char *const *cells;
	size_t columns, rows; /* rows without the heading */
};

/* What is asked for, in the words of who asks: other rows by their natural key, as in registry/value.h. */
struct tr_plan_ask {
	enum tr_plan_verb verb;
	int64_t person; /* who */
	enum tr_rules_role role;
	const char *agency;        /* merge, unite, move: to where; rename: which */
	const char *const *objects; /* merge, unite: the agencies that end; move, retire, transfer: people */
	size_t count;
	const char *keep;          /* unite: the agency whose certificate goes on; NULL: none */
	enum tr_rules_reason why;  /* retire: RETIRED, RESIGNED, DIED */
	const char *name;          /* rename */
	const char *title, *post, *decision; /* move: of the new post; post is its role, NULL: subscriber */
	const struct tr_book *book; /* change: person or agency */
	struct tr_plan_table table; /* split (person and agency), change */
	const char *mark;           /* of the plan that is to be done, which says from when it holds; NULL: whatever it is */
	bool tried;                 /* the transaction is the caller's, who keeps nothing of it: a dry run */
};

enum tr_plan_does {
#define TR_PLAN_DOES(symbol, ...) TR_PLAN_##symbol,
#include "registry/plan.def"
	TR_PLAN_DOES_COUNT
};
const struct tr_rules_word *tr_plan_does_word(enum tr_plan_does does);

/* A column that gets a value. */
struct tr_plan_set {
	size_t column;
	struct tr_sql_value value;
	const char *text; /* as people read it */
};
#define TR_PLAN_SETS_MAX 8u

struct tr_plan_entry {
	enum tr_plan_does does;
	const struct tr_book *book;
	int64_t id, version;      /* 0: a new row */
	const char *name;         /* of the agency, the person, the subscriber; the serial number of a device */
	const char *agency;       /* code */
	const char *clause;
	struct tr_plan_set sets[TR_PLAN_SETS_MAX];
	size_t set_count;
	/* Of a request. */
	enum tr_rules_kind kind;
	enum tr_rules_reason reason;
	struct tr_rules_letter_part part;
	enum tr_rules_body recipient;
	size_t letter;            /* index of its letter */
	/* What the rules refuse is not done; what blocks lets nothing be done. */
	struct trien_err refused; /* code TRIEN_OK: it is done */
	bool blocks;
	int64_t made;             /* the row that was put: the request, the letter */
};

/* What has changed since the plan was marked. */
struct tr_plan_change {
	int64_t act, at, object;
	const char *what, *actor, *book;
};

#define TR_PLAN_MARK 80u
struct tr_plan {
	struct tr_plan_entry *entries;
	size_t count, room;
	size_t refused, blocking, requests, letters;
	char mark[TR_PLAN_MARK];
	struct tr_plan_change *changes;
	size_t change_count;
	int64_t act; /* 0: nothing was done */
	struct tr_arena arena;
};
void tr_plan_free(struct tr_plan *p);
#define TR_AUTO_PLAN __attribute__((cleanup(tr_plan_free))) struct tr_plan

/*
 * Plans, and does it unless mode is a dry run, or it is tried within one. act->effective_at is from when it holds: in a dry run it may lie ahead, and everything is judged as of
 * then. out is filled in also where it is refused for what it tells: registry.plan-blocked (a keeper has not handed over), registry.plan-changed
 * (the mark is another one). registry.agency-cycle (also where the root of a tree would go below what is in it), registry.plan-agency, registry.plan-person, registry.plan-keep, registry.plan-column, registry.plan-limit,
 * registry.role-not-held, registry.out-of-scope. out: free it.
 */
TRIEN_MUST_CHECK trien_rc tr_plan_run(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_plan_ask *ask,
		struct tr_plan *out, struct trien_err *err);

#endif
