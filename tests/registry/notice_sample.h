/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The province that the tests of notices have, a run over it, and muting. */
#ifndef TESTS_REGISTRY_NOTICE_SAMPLE_H
#define TESTS_REGISTRY_NOTICE_SAMPLE_H

#include "registry/notice.h"
#include "sample.h"

#define DAY ((int64_t)86400)
#define END (NOW + 200 * DAY) /* of the first certificate */

/*
 * Agency 4 stands under 2, which has an officer (person 2) ; 3 has none. Person 1 has a certificate on device 1, which person 3 keeps: without an address.
 * Person 4 is of the department. Person 5 is of agency 3, has no address, and no officer above.
 */
void province(struct contract *c);
void end_province(void);
/* The store of its documents, and the one that is in it. */
struct tr_blobs *province_blobs(void);
const char *province_blob(void);
int64_t certificate(struct contract *c, const char *fingerprint, const char *agency, const char *person, const char *device, const char *state,
		int64_t not_after, const char *renews);

struct running {
	int64_t now;
	enum tr_notice_walk walk;
	struct tr_notice_count count;
};
/* The work of a transaction: context is a struct running. */
trien_rc run_work(struct tr_sql *db, void *context, struct trien_err *err);
struct tr_notice_count run_at(struct contract *c, int64_t now);
/* What a statement gives. */
void is(struct contract *c, const char *sql, int64_t want);
/* until 0: ends it. */
trien_rc mute(struct contract *c, const char *book, int64_t object, int64_t until, const char *reason, int64_t at, struct trien_err *err);

#endif
