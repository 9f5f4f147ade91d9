/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The steps of a run of the notices, for the files of this folder. */
#ifndef TR_REGISTRY_NOTICE_PARTS_H
#define TR_REGISTRY_NOTICE_PARTS_H

#include "registry/notice.h"
#include "rules/law.h"

#define TR_CERTIFICATE_LIVE "('issued', 'handed_over', 'active', 'stopped')"
#define TR_CERTIFICATE_ENDED "('expired', 'revoked', 'superseded')"
/* With somebody who has to give it back. */
#define TR_DEVICE_WITH_KEEPER "('assigned', 'locked', 'unlocked', 'broken', 'unsafe')"

/* Since when expiries are to be asked: rows that the last run has seen, and that nothing has touched since, are due when a step's day comes and not before. */
struct tr_notice_since {
	bool all;              /* nothing is known of the last run, or too much has changed: every row is asked */
	int64_t at, act;       /* the last run's moment, and the last act that it saw */
	struct tr_buf touched; /* ids of certificates, ascending */
};
/* all may be set before. Free it also where it fails. */
TRIEN_MUST_CHECK trien_rc tr_notice_since_read(struct tr_sql *db, int64_t now, struct tr_notice_since *s, struct trien_err *err);
void tr_notice_since_free(struct tr_notice_since *s);
size_t tr_notice_touched_count(const struct tr_notice_since *s);
int64_t tr_notice_touched(const struct tr_notice_since *s, size_t i);
/* In the transaction of the run: the next one begins here. */
TRIEN_MUST_CHECK trien_rc tr_notice_since_keep(struct tr_sql *db, int64_t now, struct trien_err *err);

/* Steps that have come, as rows of the table notice. */
TRIEN_MUST_CHECK trien_rc tr_notice_find(struct tr_sql *db, const struct tr_rules_law *law, const struct tr_notice_since *since,
		struct tr_notice_count *count, struct trien_err *err);
/* Who is to know of the open notices, or of one alone (0: all): rows of notice_to without a letter, asked anew each time: a keeper may have changed. */
TRIEN_MUST_CHECK trien_rc tr_notice_resolve(struct tr_sql *db, int64_t notice, int64_t now, struct trien_err *err);
/* A letter, its job, and the rows of notice_to that go with it; notice 0: all that waits for this person. */
struct tr_notice_digest_new {
	const char *key;
	int64_t person, day, notice, now; /* day < 0: at once */
};
TRIEN_MUST_CHECK trien_rc tr_notice_digest_put(struct tr_sql *db, const struct tr_notice_digest_new *n, struct trien_err *err);

#endif
