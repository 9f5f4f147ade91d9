/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The jobs that tell webhooks what has happened, one at a time; and the key that their secrets are made of. */
#ifndef TR_CLI_JOBS_WEBHOOK_H
#define TR_CLI_JOBS_WEBHOOK_H

#include "cli/network.h"
#include "exchange/webhook_post.h"

/* The key of a store: the file that is named, or webhook.key in its folder; made where it is not there yet. cli.option-wanted, store.key-file. out: wipe it. */
TRIEN_MUST_CHECK trien_rc tr_cli_webhook_key(const struct tr_cli *cli, const char *place, const char *given, struct tr_key_file *out, struct trien_err *err);

struct tr_jobs_webhook {
	bool open;
	struct tr_network network;
	struct tr_webhook_post post;
};
struct tr_jobs_webhook_options {
	const char *place, *key, *trust; /* key, trust: NULL: the usual ones */
	const struct tr_option_list *allow;
};
/* Before the database is open. w must stay where it is; close it, also where this fails. */
TRIEN_MUST_CHECK trien_rc tr_jobs_webhook_open(const struct tr_cli *cli, const struct tr_jobs_webhook_options *o, struct tr_jobs_webhook *w, struct trien_err *err);
/* *everybodys: the program with the network is gone, so no other could be told either. */
TRIEN_MUST_CHECK trien_rc tr_jobs_webhook_next(struct tr_jobs_webhook *w, struct tr_sql *db, const struct tr_env *env, struct tr_post_job *out, bool *everybodys, struct trien_err *err);
void tr_jobs_webhook_close(struct tr_jobs_webhook *w);

#endif
