/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What the service finds when it looks at itself: at the start, and about once a minute in a thread of its own. Who asks gets what was found last, at no cost.
 * A finding is an error of the table. Some of them stop the work (no database, no room); with the others it goes on, and somebody has to see to them.
 */
#ifndef TR_SERVICE_READY_H
#define TR_SERVICE_READY_H

#include "service/call.h"

struct tr_finding {
	struct trien_err why;
	bool stops; /* nothing goes on with this */
};

struct tr_look {
	struct tr_finding findings[TR_SERVICE_FINDINGS_MAX]; /* those past the cap are left out */
	size_t count;
	int64_t at;                           /* when, UTC epoch seconds */
	bool database;                        /* it has answered: the figures below are its own */
	int64_t jobs_ready, jobs_leased, jobs_dead, sessions;
};

/* Looks; it takes a while. */
void tr_ready_look(const struct tr_service_context *c, struct tr_look *out);
/* Adds what is known of those who are asked outside: at no cost, so it is as of now. */
void tr_ready_look_outside(const struct tr_service_context *c, struct tr_look *l);
/* "ready"; "degraded": somebody has to see to it; "unready". */
const char *tr_ready_word(const struct tr_look *l);
bool tr_ready_stops(const struct tr_look *l);

struct tr_ready;
/* Looks, and goes on looking. context must live as long. */
TRIEN_MUST_CHECK trien_rc tr_ready_start(const struct tr_service_context *context, struct tr_ready **out, struct trien_err *err);
void tr_ready_stop(struct tr_ready *r);
/* What was found last. */
void tr_ready_last(struct tr_ready *r, struct tr_look *out);

#endif
