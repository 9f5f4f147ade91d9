/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien verify: judges files in the sandbox and says the result in plain words.
 * Exit: 0 all good, 1 some not good, 2 some cannot tell and none bad; an error's code where a file could not be judged.
 * Requirement: R10.1 R10.4
 */
#include <stdlib.h>

#include "base/errors/cli.h"
#include "base/errors/worker.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "cli/custody_desk.h"
#include "cli/files_run.h"
#include "cli/official_use.h"
#include "cli/right_check.h"
#include "cli/trust_place.h"
#include "cli/verify_network.h"
#include "cli/verify_page.h"
#include "cli/verify_report.h"
#include "verify/verify.h"
#include "worker/tasks.h"

struct verify {
	struct tr_cli *cli;
	struct tr_file_list files;
	struct tr_buf trust;
	struct tr_buf request; /* of the file that is asked about */
	struct tr_verify_report report;
	struct tr_verify_network network;
	int64_t as_of;
	enum tr_revocation_policy revocation;
	struct tr_right_check right;
	struct tr_custody_desk *custody; /* NULL: nobody is asked */
	struct tr_buf custody_given;     /* of the file that was judged last */
	struct tr_worker *custody_worker;
	bool official;
	size_t good, bad, unknown, failed; /* files */
	int error_exit; /* of the first file that could not be judged */
};

static void
note(struct verify *v, const char *indication)
{
	if (strcmp(indication, "TOTAL-FAILED") == 0)
		v->bad++;
	else if (strcmp(indication, "TOTAL-PASSED") == 0)
		v->good++;
	else
		v->unknown++;
}

/* File names on Linux are bytes; the report shows them as text. */
static struct tr_bytes
name_of(const char *path, char *safe, size_t size)
{
	struct tr_bytes b = TR_BYTES(path, strlen(path));
	if (tr_utf8_check(b) == b.n)
		return b;
	tr_utf8_printable(path, b.n, safe, size);
	return TR_BYTES(safe, strlen(safe));
}

static struct tr_judge_request
request_of(const struct verify *v, const char *path, char *safe, size_t size)
{
	return (struct tr_judge_request){.trust = tr_buf_view(&v->trust), .as_of = v->as_of,
		.zone_minutes = v->cli->env->zone_minutes, .lang = v->cli->lang, .revocation = v->revocation,
		.file_name = name_of(path, safe, size), .custody = tr_buf_view(&v->custody_given)};
}

/* What the verdict lacks is got, and the file judged again. */
static trien_rc
judge_again(struct verify *v, const char *path, json_t **report, struct trien_err *err)
{
	char safe[4096];
	const struct tr_judge_request request = request_of(v, path, safe, sizeof(safe));

	return tr_verify_network_judge(&v->network, path, &request, report, err);
}

/* Which keys there are the first verdict says; what the registry knows of them goes into the second, and so into every form of the report. */
static trien_rc
judge_with_custody(struct verify *v, const char *path, json_t **report, struct trien_err *err)
{
	char safe[4096];
	json_t *again;

	tr_buf_clear(&v->custody_given);
	if (v->custody == NULL)
		return TRIEN_OK;
	TR_TRY(tr_custody_desk_ask_all(v->custody, *report, &v->custody_given, err));
	if (v->custody_given.n == 0)
		return TRIEN_OK;
	const struct tr_judge_request request = request_of(v, path, safe, sizeof(safe));
	TR_TRY(tr_verify_file(v->custody_worker, path, &request, v->network.answers, &again, err));
	json_t *failures = json_object_get(*report, "fetch_failures");
	if (failures != NULL)
		json_object_set(again, "fetch_failures", failures);
	json_decref(*report);
	*report = again;
	return TRIEN_OK;
}

static trien_rc
open_custody(struct verify *v, const char *store, struct trien_err *err)
{
	if (store == NULL)
		return TRIEN_OK;
	TR_TRY(tr_custody_desk_open(v->cli, store, &v->custody, err));
	return tr_tasks_start(&v->custody_worker, err);
}

static trien_rc
write_report(const struct verify *v, const char *path, json_t *report, struct trien_err *err)
{
	char safe[4096];
	const struct tr_judge_request request = request_of(v, path, safe, sizeof(safe));
	TR_AUTO_BUF judgement = {.max = TR_WORKER_REQUEST_MAX};

	TR_TRY(tr_judge_request_write(&request, &judgement, err));
	const struct tr_verify_report_of of = {path, tr_buf_view(&judgement), v->network.answers};
	return tr_verify_report_write(&v->report, v->cli, &of, report, err);
}

/* The child's JSON is parsed and printed anew: not one byte of it reaches the output unseen. */
static trien_rc
show(struct verify *v, const char *path, struct tr_bytes json, struct trien_err *err)
{
	json_t *report = NULL;
	trien_rc rc = tr_cli_read_json(json, &report, err);

	if (rc == TRIEN_OK)
		rc = judge_again(v, path, &report, err);
	if (rc == TRIEN_OK)
		rc = judge_with_custody(v, path, &report, err);
	if (rc == TRIEN_OK)
		tr_right_check_add(v->cli, &v->right, &(struct tr_right_file){.path = path}, report);
	if (rc == TRIEN_OK && tr_verify_report_wanted(&v->report))
		rc = write_report(v, path, report, err);
	if (rc == TRIEN_OK) {
		if (v->official)
			tr_cli_official_add(report);
		note(v, tr_cli_official_indication(report, tr_right_check_indication(report)));
		if (!v->cli->json) {
			tr_verify_page_print(v->cli, report);
			tr_verify_network_print(v->cli, report);
			tr_verify_report_print(v->cli, report);
		} else {
			tr_cli_print_json(json_incref(report));
		}
	}
	json_decref(report);
	return rc;
}

static trien_rc
ask(void *context, size_t i, struct tr_worker_job *job, struct trien_err *err)
{
	struct verify *v = context;
	char safe[4096];
	const struct tr_judge_request request = request_of(v, v->files.items[i].path, safe, sizeof(safe));

	tr_buf_clear(&v->request);
	TR_TRY(tr_judge_request_write(&request, &v->request, err));
	job->task = TR_TASK_VERIFY;
	job->request = tr_buf_view(&v->request);
	return TRIEN_OK;
}

/* Nothing could be decided about this file: said in the same shape, so that a script reads one kind of line. */
static void
show_error(struct verify *v, const char *path, const struct trien_err *why)
{
	char safe[4096];
	TR_AUTO_BUF json = {0};

	v->failed++;
	if (v->error_exit == 0)
		v->error_exit = trien_err_exit(why->code);
	if (!v->cli->json) {
		tr_cli_fail(v->cli, path, why);
		return;
	}
	if (tr_verdict_error_json(why, name_of(path, safe, sizeof(safe)), v->cli->lang, &json, NULL) == TRIEN_OK)
		printf("%.*s\n", (int)json.n, (const char *)json.p);
}

static void
tell(void *context, size_t i, trien_rc rc, struct tr_bytes answer, const struct trien_err *why)
{
	struct verify *v = context;
	struct trien_err err = *why;

	if (rc == TRIEN_OK)
		rc = show(v, v->files.items[i].path, answer, &err);
	if (rc != TRIEN_OK)
		show_error(v, v->files.items[i].path, &err);
	fflush(stdout);
}

/* One line for many files; scripts count for themselves. */
static void
summarise(const struct verify *v)
{
	if (v->cli->json || v->files.count < 2)
		return;
	tr_cli_printf(v->cli, "%zu tệp: %zu hợp lệ, %zu không hợp lệ, %zu chưa đủ căn cứ kết luận, %zu không kiểm tra được\n",
			"%zu files: %zu valid, %zu not valid, %zu cannot be told, %zu could not be judged\n", v->files.count, v->good,
			v->bad, v->unknown, v->failed);
}

/* Ends as the signal would have ended it, so that a script's loop stops too. */
static void
end_interrupted(const struct verify *v, size_t told, int number)
{
	fflush(stdout);
	tr_cli_fprintf(v->cli, stderr, "trien: đã dừng theo yêu cầu, sau %zu/%zu tệp\n",
			"trien: stopped as asked, after %zu of %zu files\n", told, v->files.count);
	raise(number);
}

static trien_rc
set_time(struct verify *v, const char *as_of, struct trien_err *err)
{
	const struct tr_env *env = v->cli->env;

	v->as_of = env->now(env->context);
	if (as_of == NULL)
		return TRIEN_OK;
	return tr_time_read(TR_BYTES(as_of, strlen(as_of)), env->zone_minutes, &v->as_of, err);
}

static trien_rc
set_revocation(struct verify *v, const char *word, struct trien_err *err)
{
	if (word == NULL || tr_revocation_policy_of(TR_BYTES(word, strlen(word)), &v->revocation))
		return TRIEN_OK;
	return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--revocation"), TR_S("got", word),
			TR_S("want", "required, if-present, skip"));
}

static int
exit_code(const struct verify *v)
{
	return v->error_exit ? v->error_exit : v->bad > 0 ? 1 : v->unknown > 0 ? 2 : 0;
}

static trien_rc
run(struct verify *v, size_t jobs, bool progress, struct trien_err *err)
{
	const struct tr_files_run run = {.cli = v->cli, .files = &v->files, .jobs = jobs, .context = v, .ask = ask, .tell = tell,
		.progress = tr_progress_kind_of(progress, v->files.count)};
	size_t told;
	int interrupted;

	TR_TRY(tr_files_run(&run, &told, &interrupted, err));
	if (interrupted != 0)
		end_interrupted(v, told, interrupted);
	summarise(v);
	return TRIEN_OK;
}

static void
close_verify(struct verify *v)
{
	tr_right_check_end(&v->right);
	tr_verify_network_close(&v->network);
	tr_worker_stop(v->report.worker);
	tr_worker_stop(v->custody_worker);
	tr_custody_desk_close(v->custody);
	tr_buf_free(&v->custody_given);
	tr_file_list_free(&v->files);
	tr_buf_free(&v->request);
	tr_buf_free(&v->trust);
}

int
tr_cli_verify(struct tr_cli *cli, int argc, char **argv)
{
	struct verify v = {.cli = cli, .network.answers = -1};
	const char *trust = NULL, *as_of = NULL, *revocation = NULL, *jobs_text = NULL, *custody = NULL;
	bool progress = false;
	const struct tr_option options[] = {
		{"--trust", TR_OPTION_TEXT, &trust},
		{"--as-of", TR_OPTION_TEXT, &as_of},
		{"--revocation", TR_OPTION_TEXT, &revocation},
		{"--offline", TR_OPTION_FLAG, &v.network.offline},
		{"--allow-host", TR_OPTION_LIST, &v.network.allow},
		{"--custody", TR_OPTION_TEXT, &custody},
		{"--official", TR_OPTION_FLAG, &v.official},
		{"--page-check", TR_OPTION_FLAG, &v.right.pages},
		{"--sender", TR_OPTION_TEXT, &v.right.sender},
		{"--jobs", TR_OPTION_TEXT, &jobs_text},
		{"--progress", TR_OPTION_FLAG, &progress},
		{"--pictures", TR_OPTION_TEXT, &v.report.pictures},
		{"--report", TR_OPTION_TEXT, &v.report.report},
		{"--report-dir", TR_OPTION_TEXT, &v.report.report_dir},
		{"--force", TR_OPTION_FLAG, &v.report.force},
	};
	struct tr_arguments names;
	struct trien_err err = {0};
	size_t jobs = 1;

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &names, &err);
	if (rc == TRIEN_OK && names.count == 0)
		rc = TR_ERR0(&err, CLI_NO_FILES);
	if (rc == TRIEN_OK)
		rc = tr_verify_report_check(&v.report, names.items, names.count, &err);
	if (rc == TRIEN_OK)
		rc = tr_files_run_jobs(jobs_text, &jobs, &err);
	if (rc == TRIEN_OK)
		rc = set_time(&v, as_of, &err);
	if (rc == TRIEN_OK)
		rc = set_revocation(&v, revocation, &err);
	/* What is got now says nothing of another day. */
	v.network.offline |= as_of != NULL || v.revocation == TR_REVOCATION_SKIP;
	v.network.trust = trust;
	if (rc == TRIEN_OK)
		rc = tr_cli_trust_load(trust, &v.trust, &err);
	if (rc == TRIEN_OK)
		rc = tr_file_list_make(names.items, names.count, &v.files, &err);
	if (rc == TRIEN_OK && tr_verify_report_wanted(&v.report))
		rc = tr_tasks_start(&v.report.worker, &err);
	if (rc == TRIEN_OK)
		rc = open_custody(&v, custody, &err);
	if (rc == TRIEN_OK)
		rc = tr_right_check_begin(&v.right, &err);
	if (rc == TRIEN_OK)
		rc = run(&v, jobs, progress, &err);
	close_verify(&v);
	return rc == TRIEN_OK ? exit_code(&v) : tr_cli_fail(cli, NULL, &err);
}
