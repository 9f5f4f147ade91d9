/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R6.1 R7 R11 R15.2
 * Does the jobs of notices: what acts tell becomes letters, letters become mails and go out. A job is leased in one transaction, worked at in none,
 * and ended in another: several runners never have the same, for those who write come one after another on both back ends. Who is killed after the
 * mail was sent and before the job was ended sends it once more, with the same Message-ID.
 */
#ifndef TR_EXCHANGE_POST_H
#define TR_EXCHANGE_POST_H

#include "base/env.h"
#include "exchange/notice_mail.h"
#include "store/blob.h"

/* Longer than a mail may take on its way to the server. */
#define TR_POST_LEASE_SECONDS 600

struct tr_mailer {
	void *context;
	/* key: of the letter, the same each time it is sent. */
	trien_rc (*send)(void *context, const char *key, const char *to, struct tr_bytes mail, struct trien_err *err);
};

struct tr_post {
	struct tr_sql *db;
	const struct tr_env *env;
	const char *from, *from_name;
	struct tr_mailer mailer;
	struct tr_blobs *blobs; /* NULL: mails with documents wait */
};

enum tr_post_end { TR_POST_NOTHING /* was ready */, TR_POST_DONE, TR_POST_LATER, TR_POST_DEAD };
struct tr_post_job {
	enum tr_post_end end;
	int64_t id;
	unsigned tries;
	char kind[TR_JOB_KIND_MAX + 1];
	struct trien_err why; /* of TR_POST_LATER, TR_POST_DEAD */
};
/* Takes one job and does it. What goes wrong with the job is told in out; an error is one of the store, and store.job-lost where it took too long. */
TRIEN_MUST_CHECK trien_rc tr_post_next(const struct tr_post *p, struct tr_post_job *out, struct trien_err *err);

/* Hands each letter that waits to the mailer, and changes nothing. In a transaction. exchange.mail-* where one cannot be written. */
TRIEN_MUST_CHECK trien_rc tr_post_preview(struct tr_sql *db, const struct tr_post *p, struct trien_err *err);

#endif
