/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien registry: the books of the registry, behind their doors (registry/door.h). What is written is an act, with its reason. */
#include <stdlib.h>

#include "base/errors/cli.h"
#include "cli/registry_run.h"

static const struct tr_registry_verb verbs[] = {
	{"enter", tr_registry_enter, 2, 64, tr_registry_judge_entered},
	{"change", tr_registry_change, 2, 64, tr_registry_judge_changed},
	{"act", tr_registry_act, 2, 64, tr_registry_read_results},
	{"undo", tr_registry_undo, 1, 1, NULL},
	{"import", tr_registry_import, 2, 2, tr_registry_read_table},
	{"certificate", tr_registry_certificate, 1, 1, tr_registry_read_certificates},
	{"crl", tr_registry_crl, 1, 64, tr_registry_read_crls},
	{"pictures", tr_registry_pictures, 1, 1, tr_registry_read_pictures},
	{"picture", tr_registry_picture, 2, 2, NULL},
	{"plan", tr_registry_plan, 1, 64, tr_registry_read_plan},
	{"list", tr_registry_list, 1, 1, NULL},
	{"export", tr_registry_export, 1, 1, NULL},
	{"template", tr_registry_template, 1, 1, NULL},
	{"show", tr_registry_show, 1, 1, NULL},
	{"history", tr_registry_history, 1, 1, NULL},
	{"custody", tr_registry_custody, 1, 1, NULL},
	{"whoami", tr_registry_whoami, 0, 0, NULL},
	{"bootstrap", tr_registry_bootstrap, 0, 0, tr_registry_make_store},
	{"notices", tr_registry_notices, 0, 2, NULL},
	{"portal", tr_registry_portal, 1, 3, NULL},
	{"webhook", tr_registry_webhook, 1, 7, NULL},
	{"account", tr_registry_login, 2, 2, NULL},
};

#define VERBS (sizeof(verbs) / sizeof(*verbs))

static const struct tr_registry_verb *
verb_of(const struct tr_registry_main *m, const struct tr_arguments *rest)
{
	for (const struct tr_registry_verb *v = m->verbs; rest->count > 1 && v < m->verbs + m->verb_count; v++)
		if (strcmp(rest->items[0], v->name) == 0 && rest->count - 2 >= v->least && rest->count - 2 <= v->most)
			return v;
	return NULL;
}

static trien_rc
fail_usage(const struct tr_registry_main *m, struct trien_err *err)
{
	char usage[1000];
	size_t n = (size_t)snprintf(usage, sizeof(usage), "%s ", m->name);

	for (size_t i = 0; i < m->verb_count && n < sizeof(usage); i++)
		n += (size_t)snprintf(usage + n, sizeof(usage) - n, "%s%s", i > 0 ? "|" : "", m->verbs[i].name);
	if (n < sizeof(usage))
		snprintf(usage + n, sizeof(usage) - n, " STORE …");
	return TR_ERR(err, CLI_USAGE, TR_S("usage", usage));
}

static trien_rc
open_door(struct tr_sql *db, void *context, struct trien_err *err)
{
	return tr_registry_open(context, db, err);
}

static trien_rc
run(const struct tr_cli *cli, const struct tr_registry_main *m, const struct tr_arguments *rest, bool *told, struct trien_err *err)
{
	const struct tr_registry_verb *verb = verb_of(m, rest);
	const struct tr_registry_words *w = m->words;
	char *path = NULL;

	if (verb == NULL)
		return fail_usage(m, err);
	struct tr_registry_run r = {.cli = cli, .w = w, .place = rest->items[1], .rest = {rest->items + 2, rest->count - 2}, .act = {.at = cli->env->now(cli->env->context)}};
	TR_TRY(tr_cli_store_folder(rest->items[1], "blobs", w->blobs, "--blobs", &path, err));
	trien_rc rc = verb->read != NULL ? verb->read(&r, err) : TRIEN_OK;
	if (rc == TRIEN_OK)
		rc = tr_cli_store_database(rest->items[1], TR_SQL_MUST_EXIST, &r.db, err);
	if (rc == TRIEN_OK)
		rc = tr_blobs_open(path, &r.act.blobs, err);
	/* Who is nobody here comes to no subcommand, also not to one that asks no further. Of the notices each asks, and one of them lets machines in, as crl does. */
	if (rc == TRIEN_OK && verb->run != tr_registry_bootstrap && verb->run != tr_registry_notices && verb->run != tr_registry_crl)
		rc = tr_sql_transact(r.db, TR_SQL_READ, open_door, &r, err);
	if (rc == TRIEN_OK)
		rc = verb->run(&r, err);
	*told = r.told;
	tr_registry_judged_free(&r);
	tr_sql_rows_free(&r.rows);
	tr_table_free(&r.table);
	tr_table_free(&r.said);
	tr_table_free(&r.kept);
	tr_certificate_files_free(&r.files);
	tr_picture_files_free(&r.pictures);
	tr_crl_files_free(&r.lists);
	tr_blobs_close(r.act.blobs);
	tr_sql_close(r.db);
	free(path);
	return rc;
}

int
tr_registry_main(struct tr_cli *cli, int argc, char **argv, const struct tr_registry_main *m)
{
	struct tr_arguments rest;
	struct trien_err err = {0};
	bool told = false;

	trien_rc rc = tr_cli_parse(cli, argc, argv, m->options, m->option_count, &rest, &err);
	if (rc == TRIEN_OK)
		rc = run(cli, m, &rest, &told, &err);
	if (told)
		return trien_err_exit(rc);
	return rc == TRIEN_OK ? 0 : tr_cli_fail(cli, NULL, &err);
}

int
tr_cli_registry(struct tr_cli *cli, int argc, char **argv)
{
	struct tr_registry_words w = {0};
	const struct tr_option options[] = {{"--blobs", TR_OPTION_TEXT, &w.blobs},
		{"--reason", TR_OPTION_TEXT, &w.reason},
		{"--since", TR_OPTION_TEXT, &w.since},
		{"--on", TR_OPTION_TEXT, &w.on},
		{"--search", TR_OPTION_TEXT, &w.search},
		{"--agency", TR_OPTION_TEXT, &w.agency},
		{"--after", TR_OPTION_TEXT, &w.after},
		{"--limit", TR_OPTION_TEXT, &w.limit},
		{"--as", TR_OPTION_TEXT, &w.as},
		{"--role", TR_OPTION_TEXT, &w.role},
		{"-o", TR_OPTION_TEXT, &w.out},
		{"--force", TR_OPTION_FLAG, &w.force},
		{"--trust", TR_OPTION_TEXT, &w.trust}, {"--issuer", TR_OPTION_TEXT, &w.issuer},
		{"--sheet", TR_OPTION_TEXT, &w.sheet},
		{"--holder", TR_OPTION_TEXT, &w.holder},
		{"--state", TR_OPTION_TEXT, &w.state},
		{"--person", TR_OPTION_TEXT, &w.person},
		{"--device", TR_OPTION_TEXT, &w.device},
		{"--results", TR_OPTION_TEXT, &w.results},
		{"--table", TR_OPTION_TEXT, &w.table},
		{"--diameter-mm", TR_OPTION_TEXT, &w.diameter},
		{"--do", TR_OPTION_TEXT, &w.mark},
		{"--keep", TR_OPTION_TEXT, &w.keep},
		{"--case", TR_OPTION_TEXT, &w.leaving},
		{"--title", TR_OPTION_TEXT, &w.title},
		{"--post", TR_OPTION_TEXT, &w.post},
		{"--decision", TR_OPTION_TEXT, &w.decision},
		{"--dry-run", TR_OPTION_FLAG, &w.dry_run},
		{"--columns", TR_OPTION_TEXT, &w.columns},
		{"--origin", TR_OPTION_TEXT, &w.origin},
		{"--agency-name", TR_OPTION_TEXT, &w.agency_name},
		{"--name", TR_OPTION_TEXT, &w.name},
		{"--account", TR_OPTION_TEXT, &w.account},
		{"--until", TR_OPTION_TEXT, &w.until},
		{"--at", TR_OPTION_TEXT, &w.at},
		{"--from", TR_OPTION_TEXT, &w.from},
		{"--webhook-key", TR_OPTION_TEXT, &w.webhook_key},
		{"--unsent", TR_OPTION_FLAG, &w.unsent}, {"--all", TR_OPTION_FLAG, &w.all},
		{"--offline", TR_OPTION_FLAG, &w.offline}, {"--allow-host", TR_OPTION_LIST, &w.allow}};
	const struct tr_registry_main m = {"trien registry", verbs, VERBS, options, sizeof(options) / sizeof(*options), &w};

	return tr_registry_main(cli, argc, argv, &m);
}
