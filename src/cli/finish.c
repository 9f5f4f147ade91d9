/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien finish: puts a signature value that was made elsewhere into the document that it was prepared for. */
#include <stdlib.h>

#include "base/errors/cli.h"
#include "cli/cli.h"
#include "cli/file.h"
#include "cli/levels.h"
#include "crypto/base64.h"
#include "sign/sign.h"
#include "worker/tasks.h"

#define STATE_MAX ((size_t)80 << 20)
#define VALUE_FILE_MAX 8192u

struct finish {
	struct tr_cli *cli;
	const char *state, *value, *out;
	bool force;
	struct tr_level_options level_options;
	struct tr_levels levels;
	struct tr_level_result level;
};

/* True where every byte is one of base64's alphabet or a blank. */
static bool
is_text(struct tr_bytes b)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n\t ";
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] == 0 || strchr(alphabet, b.p[i]) == NULL)
			return false;
	return true;
}

/* A value of random bytes is never all base64 characters in practice: 1 in 4^256 for RSA-2048. */
static trien_rc
read_value(const char *path, struct tr_buf *out, struct trien_err *err)
{
	TR_AUTO_BUF file = {.max = VALUE_FILE_MAX + 1};

	TR_TRY(tr_file_read(path, VALUE_FILE_MAX, &file, err));
	if (!is_text(tr_buf_view(&file)))
		return tr_buf_add_bytes(out, tr_buf_view(&file), err);
	if (!tr_base64_decode(tr_buf_view(&file), out))
		return TR_ERR(err, CLI_VALUE_FILE, TR_S("file", path));
	return TRIEN_OK;
}

static trien_rc
load_state(const char *path, struct tr_sign_state *state, struct tr_cms_plan **plan, struct trien_err *err)
{
	TR_AUTO_BUF bytes = {.max = STATE_MAX + 1};
	TR_TRY(tr_file_read(path, STATE_MAX, &bytes, err));
	TR_TRY(tr_sign_state_read(tr_buf_view(&bytes), state, err));
	return tr_sign_state_plan(state, plan, err);
}

static trien_rc
write_target(struct finish *f, const struct tr_source *source, const struct tr_sign_state *state, struct trien_err *err)
{
	struct tr_target *target;

	TR_TRY(tr_target_begin(f->out, source, f->force ? TR_REPLACE_EXISTING : TR_REPLACE_NEVER, &target, err));
	trien_rc rc = tr_target_copy(target, source, err);
	if (rc == TRIEN_OK)
		rc = tr_source_unchanged(source, err);
	if (rc != TRIEN_OK) {
		tr_target_abandon(target);
		return rc;
	}
	return tr_levels_commit(&f->levels, target, state, &f->level, err);
}

static trien_rc
finish_source(struct finish *f, struct tr_source *source, struct tr_sign_state *state,
		const struct tr_cms_plan *plan, struct trien_err *err)
{
	TR_AUTO_BUF value = {0};

	TR_TRY(tr_source_map(source, err));
	TR_TRY(tr_sign_check_base(plan, state, source->bytes, err));
	TR_TRY(read_value(f->value, &value, err));
	state->stamper = tr_levels_stamper(&f->levels);
	TR_TRY(tr_sign_finish(plan, state, tr_buf_view(&value), err));
	return write_target(f, source, state, err);
}

static trien_rc
finish_file(struct finish *f, const char *path, struct trien_err *err)
{
	struct tr_source source;
	struct tr_sign_state state = {0};
	struct tr_cms_plan *plan = NULL;

	TR_TRY(tr_source_open(path, &source, err));
	trien_rc rc = load_state(f->state, &state, &plan, err);
	if (rc == TRIEN_OK)
		rc = finish_source(f, &source, &state, plan, err);
	tr_cms_plan_free(plan);
	tr_sign_state_free(&state);
	tr_source_close(&source);
	return rc;
}

static void
report(const struct finish *f, const char *path)
{
	if (f->cli->json) {
		json_t *o = json_pack("{s:o, s:o, s:n}", "file", tr_cli_json_text(path), "output", tr_cli_json_text(f->out), "error");
		tr_levels_put(f->cli, o, &f->level);
		tr_cli_print_json(o);
		return;
	}
	printf("%s: %s", f->out, tr_say(f->cli, "đã ký", "signed"));
	tr_levels_print(f->cli, f->out, &f->level);
}

int
tr_cli_finish(struct tr_cli *cli, int argc, char **argv)
{
	struct finish f = {.cli = cli};
	const struct tr_option options[] = {
		{"--state", TR_OPTION_TEXT, &f.state},
		{"--value", TR_OPTION_TEXT, &f.value},
		{"-o", TR_OPTION_TEXT, &f.out},
		{"--output", TR_OPTION_TEXT, &f.out},
		{"--force", TR_OPTION_FLAG, &f.force},
		TR_LEVEL_OPTIONS(f.level_options),
		{"--trust", TR_OPTION_TEXT, &f.level_options.trust},
	};
	struct tr_arguments files;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &files, &err);
	if (rc == TRIEN_OK && (files.count != 1 || f.state == NULL || f.value == NULL || f.out == NULL))
		rc = TR_ERR(&err, CLI_USAGE, TR_S("usage", "trien finish --state STATE --value FILE -o TARGET FILE"));
	const char *path = rc == TRIEN_OK ? files.items[0] : NULL;
	struct tr_worker *worker = NULL;
	if (rc == TRIEN_OK && f.level_options.level != NULL)
		rc = tr_tasks_start(&worker, &err);
	if (rc == TRIEN_OK)
		rc = tr_levels_open(&f.level_options, cli, worker, &f.levels, &err);
	if (rc == TRIEN_OK)
		rc = finish_file(&f, path, &err);
	tr_levels_close(&f.levels);
	tr_worker_stop(worker);
	if (rc != TRIEN_OK)
		return tr_cli_fail(cli, path, &err);
	report(&f, path);
	return tr_levels_exit(&f.level);
}
