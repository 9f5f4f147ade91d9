/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien extend: what signatures need to be judged for long is put behind them: a time stamp, certificates and revocation
 * data, a time stamp over all; an archive is renewed so, too. Nobody's key is needed.
 * Requirement: X2
 */
#include <stdlib.h>

#include "base/errors/cli.h"
#include "base/errors/pki.h"
#include "base/errors/sign.h"
#include "cli/extend_tally.h"
#include "cli/file_list.h"
#include "cli/levels.h"
#include "cli/progress.h"
#include "cli/signing.h"
#include "worker/task_extend.h"

struct extend {
	struct tr_cli *cli;
	struct tr_level_options options;
	struct tr_levels levels;
	const char *out, *out_dir;
	bool force, in_place, waiting;
	struct tr_file_list files;
	struct tr_progress progress;
	struct tr_worker *worker;
	struct tr_extend_tally tally;
	int exit_code; /* of the first file that failed */
	struct trien_err silence; /* why no authority stamped the last file */
	unsigned silent;          /* files in a row for which that was so */
};

/* Of a folder in which thousands wait, not each is held up by servers that are down: after so many the rest waits untried. */
#define SILENT_MAX 3u

struct result {
	const char *file;
	char *target;
	bool there; /* it had the level: nothing was done */
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
		rc = x->in_place ? tr_source_still_there(source, err) : tr_source_unchanged(source, err);
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

	if (x->in_place)
		TR_TRY(tr_source_keep(source, &r->err));
	if (x->waiting)
		TR_TRY(tr_levels_are_there(&x->levels, source->fd, &r->there, &r->err));
	if (r->there)
		return TRIEN_OK;
	TR_TRY(tr_task_extend_judge(x->worker, source->fd, &check, &r->err));
	if (x->waiting && x->silent == SILENT_MAX) {
		r->err = x->silence;
		return r->err.code;
	}
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
report_json(const struct extend *x, const struct result *r, enum tr_extend_outcome o)
{
	json_t *j = json_object();

	json_object_set_new(j, "file", tr_cli_json_text(r->file));
	json_object_set_new(j, "state", json_string(tr_extend_outcome_name(o)));
	if (r->err.code == TRIEN_OK) {
		json_object_set_new(j, "output", tr_cli_json_text(r->target));
		json_object_set_new(j, "bytes_added", json_integer((json_int_t)r->level.added));
	}
	tr_levels_put(x->cli, j, &r->level);
	tr_cli_put_error(x->cli, j, &r->err);
	tr_cli_print_json(j);
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

static void
note_silence(struct extend *x, const struct result *r)
{
	const struct trien_err *why = r->err.code != TRIEN_OK ? &r->err : &r->level.why;

	if (why->code == TRIEN_E_TSA_NONE && x->silent < SILENT_MAX) {
		x->silence = *why;
		x->silent++;
	} else if (r->err.code == TRIEN_OK && !r->there && x->silent < SILENT_MAX) {
		x->silent = 0;
	}
}

static void
report(struct extend *x, const struct result *r)
{
	const enum tr_extend_outcome o = tr_extend_outcome_of(r->err.code, r->there, &r->level);

	note_silence(x, r);
	tr_progress_clear(&x->progress);
	tr_extend_tally_add(&x->tally, o, r->err.code, &r->level);
	if (x->exit_code == 0)
		x->exit_code = r->err.code != TRIEN_OK ? trien_err_exit(r->err.code) : tr_levels_exit(&r->level);
	/* Of a folder that is looked after daily nobody wants to read which files have what they want. */
	if (x->waiting && (o == TR_EXTEND_THERE || o == TR_EXTEND_NOTHING))
		return;
	if (x->cli->json)
		report_json(x, r, o);
	else
		report_text(x, r);
}

static int
extend_files(struct extend *x)
{
	for (size_t i = 0; i < x->files.count; i++) {
		const struct tr_listed_file *file = &x->files.items[i];
		struct result r = {.file = file->path};
		/* An empty folder is no mistake where new files come in day by day. */
		if (x->waiting && file->why != NULL && file->why->code == TRIEN_E_CLI_FOLDER_EMPTY)
			continue;
		if (file->why != NULL)
			r.err = *file->why;
		else if (extend_file(x, &r) == TRIEN_OK)
			r.err = (struct trien_err){0};
		report(x, &r);
		free(r.target);
		tr_progress_say(&x->progress, x->cli, tr_say(x->cli, "đã xem", "looked at"), i + 1, x->files.count);
	}
	tr_progress_clear(&x->progress);
	if (!x->waiting)
		return x->exit_code;
	tr_extend_tally_print(&x->tally, x->cli);
	return tr_extend_tally_exit(&x->tally);
}

static trien_rc
refuse_option(const char *option, const char *got, const char *want, struct trien_err *err)
{
	return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", option), TR_S("got", got), TR_S("want", want));
}

/* What comes out of a folder must not stand in it beside what went in: the next run would take it up too. */
static trien_rc
check_folders(const struct extend *x, const struct tr_arguments *names, struct trien_err *err)
{
	struct stat st;

	for (size_t i = 0; !x->in_place && x->out_dir == NULL && i < names->count; i++)
		if (stat(names->items[i], &st) == 0 && S_ISDIR(st.st_mode))
			return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", "--in-place, --out-dir"));
	return TRIEN_OK;
}

static trien_rc
check_options(struct extend *x, const struct tr_arguments *names, struct trien_err *err)
{
	if (names->count == 0)
		return TR_ERR0(err, CLI_NO_FILES);
	x->in_place |= x->waiting;
	if (x->out != NULL && (names->count > 1 || x->out_dir != NULL || x->in_place))
		return TR_ERR0(err, CLI_OUT_ONE_FILE);
	if (x->in_place && x->out_dir != NULL)
		return refuse_option(x->waiting ? "--waiting" : "--in-place", "--out-dir", "-", err);
	if (x->options.level == NULL)
		x->options.level = "B-LTA";
	if (strcmp(x->options.level, "B-B") == 0)
		return refuse_option("--level", "B-B", "B-T, B-LT, B-LTA", err);
	return check_folders(x, names, err);
}

static trien_rc
begin(struct extend *x, const struct tr_arguments *names, bool progress, struct trien_err *err)
{
	TR_TRY(check_options(x, names, err));
	TR_TRY(tr_file_list_make(names->items, names->count, &x->files, err));
	x->progress.kind = tr_progress_kind_of(progress, x->files.count);
	TR_TRY(tr_tasks_start(&x->worker, err));
	TR_TRY(tr_levels_open(&x->options, x->cli, x->worker, &x->levels, err));
	x->levels.waiting_only = x->waiting;
	return TRIEN_OK;
}

int
tr_cli_extend(struct tr_cli *cli, int argc, char **argv)
{
	struct extend x = {.cli = cli};
	bool progress = false;
	const struct tr_option options[] = {
		TR_LEVEL_OPTIONS(x.options),
		{"--trust", TR_OPTION_TEXT, &x.options.trust},
		{"--in-place", TR_OPTION_FLAG, &x.in_place},
		{"--waiting", TR_OPTION_FLAG, &x.waiting},
		{"--progress", TR_OPTION_FLAG, &progress},
		{"-o", TR_OPTION_TEXT, &x.out},
		{"--output", TR_OPTION_TEXT, &x.out},
		{"--out-dir", TR_OPTION_TEXT, &x.out_dir},
		{"--force", TR_OPTION_FLAG, &x.force},
	};
	struct tr_arguments names;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &names, &err);
	if (rc == TRIEN_OK)
		rc = begin(&x, &names, progress, &err);
	const int exit_code = rc == TRIEN_OK ? extend_files(&x) : tr_cli_fail(cli, NULL, &err);
	tr_levels_close(&x.levels);
	tr_worker_stop(x.worker);
	tr_file_list_free(&x.files);
	return exit_code;
}
