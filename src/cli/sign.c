/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien sign: one or many files with one key. The worker that reads the files
 * is forked before the key is opened; what it proposes is hashed and written here.
 * Requirement: R5.1 R5.3
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "cli/levels.h"
#include "cli/rewrite.h"
#include "cli/secrecy_gate.h"
#include "cli/signing.h"
#include "cli/signing_key.h"

struct sign {
	struct tr_cli *cli;
	struct tr_signing_texts texts;
	struct tr_secrecy_texts secrecy;
	struct tr_look_options look_options;
	struct tr_look look;
	struct tr_signing_key key;
	struct tr_level_options level_options;
	struct tr_levels levels;
	const char *out, *out_dir;
	bool force, rewrite_damaged;
	struct tr_worker *worker;
};

/* The result of one file. */
struct result {
	const char *file;
	char *target;
	uint64_t added;
	bool rewritten;
	struct tr_secrecy_outcome secrecy;
	struct tr_lint_findings findings;
	struct tr_level_result level;
	struct trien_err err;
};

static trien_rc
sign_source(struct sign *s, struct tr_source *source, struct tr_target *target, struct result *r)
{
	struct tr_sign_state state = {0};
	struct tr_sign_request request = {0};
	const struct tr_signing signing = {s->worker, s->key.plan, &s->look};
	struct trien_err *err = &r->err;

	trien_rc rc = tr_signing_request(s->cli, &s->texts, s->key.plan, &request, err);
	request.holder = tr_certificate_person_name(s->key.certificate);
	tr_levels_widen(&s->levels, &request);
	if (rc == TRIEN_OK)
		rc = tr_signing_prepare(&signing, &request, source, &state, &r->findings, err);
	if (rc == TRIEN_OK)
		rc = tr_cli_secrecy_gate(s->cli, &s->secrecy, s->worker, source, &r->secrecy, err);
	state.stamper = tr_levels_stamper(&s->levels);
	if (rc == TRIEN_OK)
		rc = tr_sign_finish_with(s->key.plan, s->key.signer, &state, err);
	if (rc == TRIEN_OK)
		rc = tr_source_unchanged(source, err);
	if (rc == TRIEN_OK) {
		rc = tr_levels_commit(&s->levels, target, &state, &r->level, err);
		r->added = r->level.added;
	} else {
		tr_target_abandon(target);
	}
	tr_sign_state_free(&state);
	return rc;
}

/* Copies beside the hashing; the target is thrown away when anything fails. */
static trien_rc
sign_into_target(struct sign *s, struct tr_source *source, const struct tr_source *never, struct result *r)
{
	struct tr_target *target;
	const enum tr_replace replace = s->force ? TR_REPLACE_EXISTING : TR_REPLACE_NEVER;

	TR_TRY(tr_target_begin(r->target, never, replace, &target, &r->err));
	trien_rc rc = tr_target_copy(target, source, &r->err);
	if (rc != TRIEN_OK) {
		tr_target_abandon(target);
		return rc;
	}
	return sign_source(s, source, target, r);
}

/* A file that the core refuses as damaged, and that nobody has signed, may be written anew on request. */
static trien_rc
sign_rewritten(struct sign *s, struct tr_source *damaged, struct result *r)
{
	struct tr_source clean;
	struct trien_err why = {0};

	trien_rc rc = tr_rewrite(damaged, &clean, &why);
	if (rc != TRIEN_OK) {
		r->err = why;
		return rc;
	}
	r->err = (struct trien_err){0};
	rc = sign_into_target(s, &clean, damaged, r);
	r->rewritten = rc == TRIEN_OK;
	tr_source_close(&clean);
	return rc;
}

static trien_rc
sign_file(struct sign *s, struct result *r)
{
	struct tr_source source;

	TR_TRY(tr_source_open(r->file, &source, &r->err));
	trien_rc rc = sign_into_target(s, &source, &source, r);
	if (rc != TRIEN_OK && s->rewrite_damaged && tr_rewrite_may_help(rc))
		rc = sign_rewritten(s, &source, r);
	tr_source_close(&source);
	return rc;
}

/* ---- what people and scripts are told ---- */
static void
report_json(const struct sign *s, const struct result *r)
{
	json_t *o = json_object();
	json_object_set_new(o, "file", tr_cli_json_text(r->file));
	if (r->err.code == TRIEN_OK) {
		json_object_set_new(o, "output", tr_cli_json_text(r->target));
		json_object_set_new(o, "signer", json_stringn(tr_certificate_display_name(s->key.certificate).p,
				tr_certificate_display_name(s->key.certificate).n));
		json_object_set_new(o, "serial", json_string(s->key.certificate->serial));
		json_object_set_new(o, "lab", json_boolean(s->key.signer->lab));
		json_object_set_new(o, "rewritten", json_boolean(r->rewritten));
		json_object_set_new(o, "bytes_added", json_integer((json_int_t)r->added));
		tr_cli_secrecy_json(o, &r->secrecy);
		tr_levels_put(s->cli, o, &r->level);
	}
	if (s->look.asked)
		tr_look_put(s->cli, o, &r->findings);
	tr_cli_put_error(s->cli, o, &r->err);
	tr_cli_print_json(o);
}

static void
report_text(const struct sign *s, const struct result *r)
{
	char signer[TR_SIGNER_NAME_MAX];

	tr_look_print(s->cli, r->file, &r->findings, &r->err);
	if (r->err.code != TRIEN_OK) {
		tr_cli_fail(s->cli, r->file, &r->err);
		return;
	}
	tr_cli_print_safe(stdout, r->target);
	tr_signing_key_name(&s->key, signer);
	printf("%s%s", tr_say(s->cli, ": đã ký bởi ", ": signed by "), signer);
	if (s->key.signer->lab)
		fputs(tr_say(s->cli, " [LAB: chứng thư dạy học, không có giá trị pháp lý]",
				" [LAB: a teaching certificate without legal force]"), stdout);
	if (r->rewritten)
		fputs(tr_say(s->cli, " [tệp hỏng đã được ghi lại trước khi ký; hãy xem lại nội dung]",
				" [the damaged file was rewritten before signing; look at it again]"), stdout);
	tr_levels_print(s->cli, r->target, &r->level);
	fflush(stdout);
}

static void
progress(const struct sign *s, size_t done, size_t count)
{
	if (count > 1 && !s->cli->json && isatty(STDERR_FILENO))
		fprintf(stderr, "\r%zu/%zu%s", done, count, done == count ? "\n" : "");
}

/* All files, each with its own result; returns the exit code of the first failure, 0 where there is none. */
static int
sign_files(struct sign *s, const struct tr_arguments *files)
{
	int exit_code = 0;

	for (size_t i = 0; i < files->count; i++) {
		struct result r = {.file = files->items[i]};
		trien_rc rc = s->out != NULL ? TRIEN_OK
				: tr_signing_target_name(r.file, s->out_dir, "signed", &r.target, &r.err);
		if (s->out != NULL && (r.target = strdup(s->out)) == NULL)
			rc = TR_ERR(&r.err, NO_MEMORY, TR_U("want", strlen(s->out)));
		if (rc == TRIEN_OK)
			rc = sign_file(s, &r);
		if (exit_code == 0)
			exit_code = rc != TRIEN_OK ? trien_err_exit(rc) : tr_levels_exit(&r.level);
		if (s->cli->json)
			report_json(s, &r);
		else
			report_text(s, &r);
		free(r.target);
		progress(s, i + 1, files->count);
	}
	return exit_code;
}

static trien_rc
check_options(const struct sign *s, const struct tr_arguments *files, struct trien_err *err)
{
	TR_TRY(tr_signing_key_check(&s->key, err));
	if (files->count == 0)
		return TR_ERR0(err, CLI_NO_FILES);
	if (s->out_dir != NULL && *s->out_dir == '\0')
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--out-dir"), TR_S("got", ""),
				TR_S("want", tr_say(s->cli, "một thư mục", "a folder")));
	if (s->out != NULL && (files->count > 1 || s->out_dir != NULL))
		return TR_ERR0(err, CLI_OUT_ONE_FILE);
	return tr_cli_secrecy_options(&s->secrecy, err);
}

int
tr_cli_sign(struct tr_cli *cli, int argc, char **argv)
{
	struct sign s = {.cli = cli, .look.request = {.picture = -1, .font = -1}};
	const struct tr_option options[] = {
		TR_SIGNING_KEY_OPTIONS(s.key),
		{"--rewrite-damaged", TR_OPTION_FLAG, &s.rewrite_damaged},
		{"--force", TR_OPTION_FLAG, &s.force},
		{"-o", TR_OPTION_TEXT, &s.out},
		{"--output", TR_OPTION_TEXT, &s.out},
		{"--out-dir", TR_OPTION_TEXT, &s.out_dir},
		TR_SIGNING_OPTIONS(s.texts),
		TR_SECRECY_OPTIONS(s.secrecy),
		TR_LEVEL_OPTIONS(s.level_options),
		{"--trust", TR_OPTION_TEXT, &s.level_options.trust},
		TR_LOOK_OPTIONS(s.look_options),
	};
	struct tr_arguments files;
	struct trien_err err = {0};
	int exit_code;

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &files, &err);
	if (rc == TRIEN_OK)
		rc = check_options(&s, &files, &err);
	if (rc == TRIEN_OK)
		rc = tr_look_open(&s.look_options, cli, &s.look, &err);
	s.secrecy.profile = s.look_options.profile;
	if (rc == TRIEN_OK)
		rc = tr_tasks_start(&s.worker, &err);
	if (rc == TRIEN_OK)
		rc = tr_levels_open(&s.level_options, cli, s.worker, &s.levels, &err);
	s.key.trust = s.level_options.trust;
	if (rc == TRIEN_OK)
		rc = tr_signing_key_open(cli, &s.key, &err);
	if (rc == TRIEN_OK)
		tr_look_set_name(&s.look, s.texts.name, tr_certificate_person_name(s.key.certificate));
	exit_code = rc == TRIEN_OK ? sign_files(&s, &files) : tr_cli_fail(cli, NULL, &err);
	tr_signing_key_close(&s.key);
	tr_levels_close(&s.levels);
	tr_worker_stop(s.worker);
	tr_look_close(&s.look);
	return exit_code;
}
