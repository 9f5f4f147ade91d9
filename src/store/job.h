/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The job table: what is to be done later and survives a crash (mail, fetches, notices). A job is put in the transaction of the act
 * that wants it, taken for a while (a lease), and then done, tried again later, or dead with a reason. Who takes a job may be killed:
 * when its lease is over another takes it. So what a job does may be done twice, and must bear that.
 *
 * Everything runs in a transaction that writes. Times are UTC epoch seconds.
 */
#ifndef TR_STORE_JOB_H
#define TR_STORE_JOB_H

#include "base/env.h"
#include "store/sql.h"

#define TR_JOB_LEASE_TEXT 33u

struct tr_job {
	int64_t id;
	char kind[TR_JOB_KIND_MAX + 1];
	struct tr_buf payload;
	unsigned tries; /* this one included */
	char lease[TR_JOB_LEASE_TEXT]; /* proves that it was taken by who holds it */
};
void tr_job_free(struct tr_job *j);

/*
 * Puts a job that may be taken from ready_at on. dedup: NULL, or a key; where a job of the kind has it, whatever became of
 * that one, nothing is put and *id is its number. store.job-limit.
 */
struct tr_job_new {
	const char *kind;
	struct tr_text payload;
	const char *dedup;
	int64_t ready_at, now;
};
TRIEN_MUST_CHECK trien_rc tr_job_put(struct tr_sql *db, const struct tr_job_new *n, int64_t *id, struct trien_err *err);

/* Takes the job of a kind that has been ready longest, until now + lease_seconds; *found is false where there is none. out is {0}. */
TRIEN_MUST_CHECK trien_rc tr_job_take(struct tr_sql *db, const struct tr_env *env, const char *kind, int64_t lease_seconds,
		struct tr_job *out, bool *found, struct trien_err *err);
/* store.job-lost where the lease is over and another has it: what was done is to be undone or let be, by the roll-back. */
TRIEN_MUST_CHECK trien_rc tr_job_done(struct tr_sql *db, const struct tr_job *j, int64_t now, struct trien_err *err);
/* It did not work: again after a pause that grows each time, and a little by chance, so that many do not come back at once; dead after tr_job_tries(). why: an id of the error table. */
TRIEN_MUST_CHECK trien_rc tr_job_failed(
		struct tr_sql *db, const struct tr_job *j, const char *why, int64_t now, struct trien_err *err);
/* It cannot work: dead at once. */
TRIEN_MUST_CHECK trien_rc tr_job_give_up(
		struct tr_sql *db, const struct tr_job *j, const char *why, int64_t now, struct trien_err *err);
/* What is told to other systems (registry/webhook.h): tried less often, for they can ask themselves. */
#define TR_JOB_HOOK "webhook"
/* How often a job of this kind is tried, and seconds from its n-th failure to the next try; up to a quarter more by chance. */
unsigned tr_job_tries(const char *kind);
int64_t tr_job_pause(const char *kind, unsigned tries);

/* ---- for who looks after them ---- */

/* A page behind a number, of those in a state or of all (NULL): id, kind, state, tries, ready_at, reason, created_at, dedup. In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_job_page(struct tr_sql *db, const char *state, int64_t after, struct tr_sql_rows *out, struct trien_err *err);
/* A dead one is tried again from now on, as often as a new one; one that waits, at once. store.job-state where it is neither. */
TRIEN_MUST_CHECK trien_rc tr_job_retry(struct tr_sql *db, int64_t id, int64_t now, struct trien_err *err);
/* One that waits is dead from now on. store.job-state where it does not wait. */
TRIEN_MUST_CHECK trien_rc tr_job_cancel(struct tr_sql *db, int64_t id, int64_t now, struct trien_err *err);

#endif
