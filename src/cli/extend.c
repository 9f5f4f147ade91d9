/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien extend: what signatures need to be judged for long is put behind them: a time stamp, certificates and revocation
 * data, a time stamp over all; an archive is renewed so, too. Nobody's key is needed.
 * Requirement: X2
 */
#include <stdlib.h>

#include "base/errors/cli.h"
#include "base/errors/sign.h"
#include "cli/levels.h"
#include "cli/signing.h"
#include "worker/task_extend.h"

struct extend {
	struct tr_cli *cli;
	struct tr_level_options options;
	struct tr_levels levels;
	const char *out, *out_dir;
	bool force, in_place;
	struct tr_worker *worker;
};

struct result {
	const char *file;
	char *target;
	struct tr_level_result level;
	struct trien_err err;
};

static trien_rc
extend_target(struct extend *x, struct tr_source *source, struct tr_target *target, struct result *r)
{
	struct trien_err *err = &r->err;

	r->level = (struct tr_level_result){.asked = true, .want = x->levels.want};
	trien_rc rc = tr_target_copy(target, source, err);
	if (rc == TRIEN_OK)
		rc = tr_target_append(target, TR_BYTES(NULL, 0), err); /* waits for the copy */
	if (rc == TRIEN_OK)
		rc = tr_levels_extend(&x->levels, target, TR_EXTEND_ALL, &r->level, err);
	if (rc == TRIEN_OK && r->level.added == 0)
		rc = TR_ERR(err, EXTEND_ALREADY, TR_S("level", tr_level_name(x->levels.want)));
	if (rc == TRIEN_OK)
		rc = tr_source_unchanged(source, err);
	if (rc == TRIEN_OK && x->in_place)
		tr_target_take_rights(target, source);
	if (rc == TRIEN_OK)
		return tr_target_commit(target, TR_BYTES(NULL, 0), err);
	tr_target_abandon(target);
	return rc;
}

/* Judged before anything is made of it. */
static trien_rc
extend_source(struct extend *x, struct tr_source *source, struct result *r)
{
	const struct tr_env *env = x->cli->env;
	const struct tr_extend_check check = {.now = env->now(env->context), .trust = tr_buf_view(&x->levels.anchors)};
	const enum tr_replace replace = x->force || x->in_place ? TR_REPLACE_EXISTING : TR_REPLACE_NEVER;
	struct tr_target *target;

	TR_TRY(tr_task_extend_judge(x->worker, source->fd, &check, &r->err));
	TR_TRY(tr_target_begin(r->target, x->in_place ? NULL : source, replace, &target, &r->err));
	return extend_target(x, source, target, r);
}

static trien_rc
extend_file(struct extend *x, struct result *r)
{
	struct tr_source source;
	const char *name = x->in_place ? r->file : x->out;

	if (name == NULL)
		TR_TRY(tr_signing_target_name(r->file, x->out_dir, "extended", &r->target, &r->err));
	else if ((r->target = strdup(name)) == NULL)
		return TR_ERR(&r->err, NO_MEMORY, TR_U("want", strlen(name)));
	TR_TRY(tr_source_open(r->file, &source, &r->err));
	trien_rc rc = extend_source(x, &source, r);
	tr_source_close(&source);
	return rc;
}

static void
report_json(const struct extend *x, const struct result *r)
{
	json_t *o = json_object();

	json_object_set_new(o, "file", tr_cli_json_text(r->file));
	if (r->err.code == TRIEN_OK) {
		json_object_set_new(o, "output", tr_cli_json_text(r->target));
		json_object_set_new(o, "bytes_added", json_integer((json_int_t)r->level.added));
	}
	tr_levels_put(x->cli, o, &r->level);
	tr_cli_put_error(x->cli, o, &r->err);
	tr_cli_print_json(o);
}

static void
report_text(const struct extend *x, const struct result *r)
{
	if (r->err.code == TRIEN_OK) {
		tr_cli_print_safe(stdout, r->target);
		fputs(tr_say(x->cli, ": đã nâng mức chữ ký", ": signatures extended"), stdout);
		tr_levels_print(x->cli, r->file, &r->level);
		fflush(stdout);
		return;
	}
	for (size_t i = 0; i < r->level.failure_count; i++)
		tr_cli_fail(x->cli, r->file, &r->level.failures[i]);
	tr_cli_fail(x->cli, r->file, &r->err);
}

static int
extend_files(struct extend *x, const struct tr_arguments *files)
{
	int exit_code = 0;

	for (size_t i = 0; i < files->count; i++) {
		struct result r = {.file = files->items[i]};
		trien_rc rc = extend_file(x, &r);
		if (exit_code == 0)
			exit_code = rc != TRIEN_OK ? trien_err_exit(rc) : tr_levels_exit(&r.level);
		if (x->cli->json)
			report_json(x, &r);
		else
			report_text(x, &r);
		free(r.target);
	}
	return exit_code;
}

static trien_rc
check_options(struct extend *x, const struct tr_arguments *files, struct trien_err *err)
{
	if (files->count == 0)
		return TR_ERR0(err, CLI_NO_FILES);
	if (x->out != NULL && (files->count > 1 || x->out_dir != NULL || x->in_place))
		return TR_ERR0(err, CLI_OUT_ONE_FILE);
	if (x->in_place && x->out_dir != NULL)
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--in-place"), TR_S("got", "--out-dir"), TR_S("want", "-"));
	if (x->options.level == NULL)
		x->options.level = "B-LTA";
	if (strcmp(x->options.level, "B-B") == 0)
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--level"), TR_S("got", "B-B"), TR_S("want", "B-T, B-LT, B-LTA"));
	return TRIEN_OK;
}

int
tr_cli_extend(struct tr_cli *cli, int argc, char **argv)
{
	struct extend x = {.cli = cli};
	const struct tr_option options[] = {
		TR_LEVEL_OPTIONS(x.options),
		{"--trust", TR_OPTION_TEXT, &x.options.trust},
		{"--in-place", TR_OPTION_FLAG, &x.in_place},
		{"-o", TR_OPTION_TEXT, &x.out},
		{"--output", TR_OPTION_TEXT, &x.out},
		{"--out-dir", TR_OPTION_TEXT, &x.out_dir},
		{"--force", TR_OPTION_FLAG, &x.force},
	};
	struct tr_arguments files;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &files, &err);
	if (rc == TRIEN_OK)
		rc = check_options(&x, &files, &err);
	if (rc == TRIEN_OK)
		rc = tr_tasks_start(&x.worker, &err);
	if (rc == TRIEN_OK)
		rc = tr_levels_open(&x.options, cli, x.worker, &x.levels, &err);
	const int exit_code = rc == TRIEN_OK ? extend_files(&x, &files) : tr_cli_fail(cli, NULL, &err);
	tr_levels_close(&x.levels);
	tr_worker_stop(x.worker);
	return exit_code;
}
