/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Tells webhooks what has happened (registry/webhook.h). A job is leased in one transaction, sent in none, and ended in another, so who is killed in between sends it once more, under the same id. Whom a run could not
 * reach, it does not try again: the other jobs for that one have failed as this one did.
 */
#ifndef TR_EXCHANGE_WEBHOOK_POST_H
#define TR_EXCHANGE_WEBHOOK_POST_H

#include "exchange/limits.h"
#include "exchange/post.h"
#include "pki/fetcher.h"
#include "store/key_file.h"

struct tr_webhook_post {
	struct tr_sql *db;
	const struct tr_env *env;
	struct tr_fetcher fetcher;
	struct tr_key_file key; /* wipe it */
	struct tr_webhook_silent { /* the n-th that was not reached stands at n modulo their number */
		int64_t webhook;
		struct trien_err why;
	} silent[TR_WEBHOOKS_SILENT_MAX];
	size_t silent_count;
};
/* Takes one job and does it; as tr_post_next(). Where none is left, what is old goes (tr_webhook_sweep()). */
TRIEN_MUST_CHECK trien_rc tr_webhook_next(struct tr_webhook_post *p, struct tr_post_job *out, struct trien_err *err);

#endif
