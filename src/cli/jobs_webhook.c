/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/jobs_webhook.h"

#include <stdlib.h>

#include "base/errors/fetch.h"
#include "cli/store.h"

trien_rc
tr_cli_webhook_key(const struct tr_cli *cli, const char *place, const char *given, struct tr_key_file *out, struct trien_err *err)
{
	char *path = NULL;

	TR_TRY(tr_cli_store_folder(place, "webhook.key", given, "--webhook-key", &path, err));
	const trien_rc rc = tr_key_file_load(path, cli->env, out, err);
	free(path);
	return rc;
}

trien_rc
tr_jobs_webhook_open(const struct tr_cli *cli, const struct tr_jobs_webhook_options *o, struct tr_jobs_webhook *w, struct trien_err *err)
{
	const struct tr_network_options network = {.trust = o->trust, .allow = o->allow, .public_too = true};

	/* The process with the network first: it is to have no part of the key. */
	TR_TRY(tr_network_open(&network, NULL, &w->network, err));
	w->open = true;
	w->post.fetcher = tr_network_fetcher(&w->network);
	return tr_cli_webhook_key(cli, o->place, o->key, &w->post.key, err);
}

trien_rc
tr_jobs_webhook_next(struct tr_jobs_webhook *w, struct tr_sql *db, const struct tr_env *env, struct tr_post_job *out, bool *everybodys, struct trien_err *err)
{
	w->post.db = db;
	w->post.env = env;
	TR_TRY(tr_webhook_next(&w->post, out, err));
	*everybodys = out->end == TR_POST_LATER && (out->why.code == TRIEN_E_FETCH_PROGRAM || out->why.code == TRIEN_E_FETCH_PROGRAM_FAILED);
	return TRIEN_OK;
}

void
tr_jobs_webhook_close(struct tr_jobs_webhook *w)
{
	if (w->open)
		tr_network_close(&w->network);
	tr_wipe(&w->post.key, sizeof(w->post.key));
}
