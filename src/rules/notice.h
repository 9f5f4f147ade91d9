/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R6.1 R7 R11
 * Which notices are due, and who is told: a certificate that expires, a device that was not returned, a request that is late or waits, an
 * incident that is open, a report, a revocation list that is stale. Each step is told once; nothing is told about what was so before the books knew of it.
 */
#ifndef TR_RULES_NOTICE_H
#define TR_RULES_NOTICE_H

#include "profile/profile.h"
#include "rules/words.h"

#define TR_NOTICE_OBJECT_MAX ((size_t)64)  /* bytes of an object's name */
#define TR_NOTICE_KEY_MAX ((size_t)128)
#define TR_NOTICE_STEPS_MAX ((size_t)6)
#define TR_NOTICE_MUTE_DAYS_MAX 400

/* Who is told, as bits: they stand in the table notice. */
#define TR_NOTICE_TO_SUBSCRIBER 1u
#define TR_NOTICE_TO_KEEPER 2u
#define TR_NOTICE_TO_MANAGER 4u    /* officers of the managing agency */
#define TR_NOTICE_TO_DEPARTMENT 8u
#define TR_NOTICE_TO_SIGNERS 16u   /* who has done a step in a document that was sent back; its drafter is its subscriber */
#define TR_NOTICE_TO_ADMIN 32u

enum tr_notice_kind {
#define TR_RULES_NOTICE(symbol, ...) TR_NOTICE_##symbol,
#include "rules/notice.def"
	TR_NOTICE_COUNT
};
const struct tr_rules_word *tr_notice_word(enum tr_notice_kind kind);
/* The days of its steps, as they come; 0 past the last. Of an expiry or a report: calendar days before; of a revocation list: days begun since; of the others: working days late. */
const unsigned *tr_notice_steps(enum tr_notice_kind kind);
/* Who is told when a step (an index) has come: bits. */
unsigned tr_notice_audience(enum tr_notice_kind kind, unsigned step);
bool tr_notice_kind_of(const char *word, enum tr_notice_kind *out);
/* For which `at` a step of an expiry or a report is the newest now: from <= at < to. What a list by date is asked for. */
struct tr_profile_span tr_notice_band(enum tr_notice_kind kind, unsigned step, int64_t now);

/* One thing that may want a notice. */
struct tr_notice_facts {
	enum tr_notice_kind kind;
	const char *object;    /* "certificate:99" */
	int64_t at;            /* expiry, end of the time limit */
	int64_t known_since;   /* when the books came to know of it: entered or imported */
	unsigned sent;         /* bits: steps that were told for this `at` */
	int64_t muted_until;   /* 0: not muted */
};

struct tr_notice {
	size_t index;      /* of the facts */
	enum tr_notice_kind kind;
	unsigned step;     /* index of the step: the bit to set in `sent` */
	int64_t days;      /* left, or late */
	bool certain;      /* the calendar of the days that were counted is known, and certain */
	bool history;      /* the step had come before the books knew of it: to be kept as seen, and told to nobody */
	char key[TR_NOTICE_KEY_MAX]; /* the same for the same notice: object, day of `at`, step */
};

/*
 * The notices that are due now, at most one of each facts, by kind, then urgency; out has room for count.
 * Of several steps that have passed, the newest is told and the older ones never. Errors: rules.notice-object where an
 * object's name is longer than TR_NOTICE_OBJECT_MAX.
 */
TRIEN_MUST_CHECK trien_rc tr_notices_due(const struct tr_profile *p, int64_t now, const struct tr_notice_facts *facts,
		size_t count, struct tr_notice *out, size_t *due, struct trien_err *err);

/*
 * The key of a person's digest of a day: what becomes due later that day waits for the next. Mark notices as sent only
 * where the digest with this key was new.
 */
void tr_notice_digest_key(int64_t person, int64_t now, char out[TR_NOTICE_KEY_MAX]);

/* May it be muted: with a reason, to a time to come, for at most TR_NOTICE_MUTE_DAYS_MAX days? Errors: rules.mute-*. */
TRIEN_MUST_CHECK trien_rc tr_notice_mute(int64_t now, int64_t until, struct tr_text reason, struct trien_err *err);

#endif
