/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien issue: the clerk puts number and date into the reserved fields and signs for the agency, in one revision.
 * Requirement: R5.1 R9.2 R9.3
 */
#include <stdlib.h>

#include "base/errors/cli.h"
#include "cli/custody_desk.h"
#include "cli/issue_right.h"
#include "cli/levels.h"
#include "cli/profile_open.h"
#include "cli/secrecy_gate.h"
#include "cli/signing.h"
#include "cli/signing_key.h"
#include "official/fill.h"
#include "cli/trust_place.h"
#include "cli/verify_network.h"
#include "worker/task_issue.h"

#define DIAMETER_MM "36"

struct issue {
	struct tr_cli *cli;
	struct tr_signing_texts texts;
	struct tr_signing_key key;
	struct tr_secrecy_texts secrecy;
	struct tr_secrecy_outcome outcome;
	struct tr_issue_right right;
	struct tr_level_options level_options;
	struct tr_levels levels;
	struct tr_level_result level;
	const char *number, *date, *picture, *diameter, *trust, *profile, *out, *custody;
	bool force;
	struct tr_worker *worker;
	struct tr_buf anchors;
	struct tr_verify_network network;
	struct tr_lint_findings findings;
};

/*
 * What the judgement of the earlier signatures lacks is got where that may be asked, before a key is open. Only the answers are used: the task that fills in judges
 * the file itself.
 */
static trien_rc
ask_outside(struct issue *s, const char *path, struct trien_err *err)
{
	const struct tr_judge_request request = {.trust = tr_buf_view(&s->anchors), .as_of = s->cli->env->now(s->cli->env->context), .lang = s->cli->lang,
		.zone_minutes = s->cli->env->zone_minutes, .revocation = TR_REVOCATION_REQUIRED, .file_name = TR_BYTES_LIT("-")};
	struct trien_err why = {0};
	json_t *verdict = NULL;

	s->network = (struct tr_verify_network){.offline = s->level_options.offline, .fresh = true, .env = s->cli->env, .allow = s->level_options.allow, .trust = s->trust,
		.answers = -1};
	/* Without anchors only what is surely bad stops it. What is no document is told by whom it is given to. */
	if (s->anchors.n == 0 || tr_verify_file(s->worker, path, &request, -1, &verdict, &why) != TRIEN_OK)
		return TRIEN_OK;
	const trien_rc rc = tr_verify_network_judge(&s->network, path, &request, &verdict, err);
	json_decref(verdict);
	return rc;
}

/* Has the worker fill and propose, signs what it proposed, and gives the target its bytes. */
static trien_rc
issue_source(struct issue *s, const struct tr_issue_request *request, struct tr_source *source, struct tr_target *target,
		struct tr_sign_state *state, struct trien_err *err)
{
	struct tr_sign_proposal proposal = {0};

	trien_rc rc = tr_target_copy(target, source, err);
	if (rc == TRIEN_OK)
		rc = tr_cli_secrecy_gate(s->cli, &s->secrecy, s->worker, source, &s->outcome, err);
	if (rc == TRIEN_OK)
		rc = tr_task_issue(s->worker, source->fd, request, &proposal, &s->findings, err);
	if (rc == TRIEN_OK)
		rc = tr_lint_stop(&s->findings, err);
	if (rc == TRIEN_OK)
		rc = tr_issue_right_check(s->cli, &s->right, s->worker, request->trust, s->key.certificate, source, err);
	if (rc == TRIEN_OK)
		rc = tr_source_map(source, err);
	if (rc == TRIEN_OK)
		rc = tr_sign_prepare(s->key.plan, source->bytes, &proposal, state, err);
	tr_sign_proposal_free(&proposal);
	state->stamper = tr_levels_stamper(&s->levels);
	if (rc == TRIEN_OK)
		rc = tr_sign_finish_with(s->key.plan, s->key.signer, state, err);
	if (rc == TRIEN_OK)
		rc = tr_source_unchanged(source, err);
	if (rc == TRIEN_OK)
		return tr_levels_commit(&s->levels, target, state, &s->level, err);
	tr_target_abandon(target);
	return rc;
}

static void
report(const struct issue *s, const char *path)
{
	const struct tr_text name = tr_certificate_display_name(s->key.certificate);
	const struct tr_text number = {s->number, strlen(s->number)}, date = {s->date, strlen(s->date)};
	struct tr_fill_values shown = {0};
	char signer[TR_SIGNER_NAME_MAX];

	/* As the page shows it: 1 is 01; the day as programs write it. */
	(void)!tr_fill_values(number, date, &shown, NULL);
	if (s->cli->json) {
		json_t *o = json_pack("{s:o, s:o, s:s, s:s, s:o, s:b, s:i, s:n}", "file", tr_cli_json_text(path), "output",
				tr_cli_json_text(s->out), "number", shown.number, "date", shown.date, "signer",
				json_stringn(name.p, name.n), "lab", s->key.signer->lab, "bytes_added",
				(int)s->level.added, "error");
		tr_cli_secrecy_json(o, &s->outcome);
		tr_levels_put(s->cli, o, &s->level);
		tr_look_put(s->cli, o, &s->findings);
		tr_issue_right_put(&s->right, o);
		tr_cli_print_json(o);
		return;
	}
	tr_cli_print_safe(stdout, s->out);
	tr_signing_key_name(&s->key, signer);
	tr_cli_printf(s->cli, ": đã ghi số %s, ngày %s và ký số của %s", ": number %s, date %s, signed by %s", shown.number, shown.date, signer);
	fputs(s->key.signer->lab ? tr_say(s->cli, " [LAB: chứng thư dạy học, không có giá trị pháp lý]",
						  " [LAB: a teaching certificate without legal force]") : "", stdout);
	tr_levels_print(s->cli, s->out, &s->level);
	tr_issue_right_print(s->cli, &s->right);
}

static trien_rc
make_request(struct issue *s, const struct tr_source *picture, struct tr_issue_request *out, struct trien_err *err)
{
	const char *diameter = s->diameter ? s->diameter : DIAMETER_MM;
	struct tr_profile *profile;
	char *end;

	*out = (struct tr_issue_request){.picture = s->picture ? picture->fd : -1, .trust = tr_buf_view(&s->anchors), .answers = s->network.answers};
	TR_TRY(tr_signing_request(s->cli, &s->texts, s->key.plan, &out->sign, err));
	out->sign.holder = tr_certificate_person_name(s->key.certificate);
	tr_levels_widen(&s->levels, &out->sign);
	TR_TRY(tr_cli_profile_open(s->profile, out->sign.time, &profile, err));
	tr_official_rules_of(profile, out->sign.time, &out->rules);
	tr_profile_free(profile);
	TR_TRY(tr_text_of(TR_BYTES(s->number, strlen(s->number)), &out->number, err));
	TR_TRY(tr_text_of(TR_BYTES(s->date, strlen(s->date)), &out->date, err));
	out->diameter_mm = strtod(diameter, &end);
	if (*end != '\0' || !(out->diameter_mm >= 10 && out->diameter_mm <= 100))
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--diameter-mm"), TR_S("got", diameter),
				TR_S("want", "10 ... 100"));
	return TRIEN_OK;
}

static trien_rc
issue_file(struct issue *s, const char *path, struct trien_err *err)
{
	struct tr_source source, picture = {.fd = -1};
	struct tr_sign_state state = {0};
	struct tr_issue_request request;
	struct tr_target *target;

	if (s->picture != NULL)
		TR_TRY(tr_source_open_filled(s->picture, &picture, err));
	TR_TRY(make_request(s, &picture, &request, err));
	TR_TRY(tr_source_open(path, &source, err));
	trien_rc rc = tr_target_begin(s->out, &source, s->force ? TR_REPLACE_EXISTING : TR_REPLACE_NEVER, &target, err);
	if (rc == TRIEN_OK)
		rc = issue_source(s, &request, &source, target, &state, err);
	if (rc == TRIEN_OK)
		report(s, path);
	tr_sign_state_free(&state);
	tr_source_close(&source);
	if (picture.fd >= 0)
		tr_source_close(&picture);
	return rc;
}

static trien_rc
check_options(const struct issue *s, const struct tr_arguments *files, struct trien_err *err)
{
	TR_TRY(tr_signing_key_check(&s->key, err));
	if (files->count != 1 || s->out == NULL || s->number == NULL || s->date == NULL)
		return TR_ERR(err, CLI_USAGE,
				TR_S("usage", "trien issue --key KEY --number N --date DD/MM/YYYY [--picture PNG] -o OUT FILE"));
	TR_TRY(tr_cli_secrecy_options(&s->secrecy, err));
	return tr_issue_right_options(&s->right, err);
}

/* What the page breaks is told with the refusal. */
static int
fail(const struct issue *s, const char *path, const struct trien_err *err)
{
	if (!s->cli->json || path == NULL)
		return tr_cli_fail(s->cli, path, err);
	json_t *o = json_pack("{s:o}", "file", tr_cli_json_text(path));
	tr_look_put(s->cli, o, &s->findings);
	tr_issue_right_put(&s->right, o);
	tr_cli_put_error(s->cli, o, err);
	tr_cli_print_json(o);
	return trien_err_exit(err->code);
}

int
tr_cli_issue(struct tr_cli *cli, int argc, char **argv)
{
	struct issue s = {.cli = cli, .network = {.answers = -1}};
	const struct tr_option options[] = {
		TR_SIGNING_KEY_OPTIONS(s.key),
		TR_SECRECY_OPTIONS(s.secrecy),
		TR_LEVEL_OPTIONS(s.level_options),
		TR_ISSUE_RIGHT_OPTIONS(s.right),
		{"--number", TR_OPTION_TEXT, &s.number},
		{"--date", TR_OPTION_TEXT, &s.date},
		{"--picture", TR_OPTION_TEXT, &s.picture},
		{"--diameter-mm", TR_OPTION_TEXT, &s.diameter},
		{"--trust", TR_OPTION_TEXT, &s.trust},
		{"--profile", TR_OPTION_TEXT, &s.profile},
		{"--custody", TR_OPTION_TEXT, &s.custody},
		{"--name", TR_OPTION_TEXT, &s.texts.name},
		{"--reason", TR_OPTION_TEXT, &s.texts.reason},
		{"--location", TR_OPTION_TEXT, &s.texts.location},
		{"-o", TR_OPTION_TEXT, &s.out},
		{"--output", TR_OPTION_TEXT, &s.out},
		{"--force", TR_OPTION_FLAG, &s.force},
	};
	struct tr_arguments files;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &files, &err);
	s.right.record = s.secrecy.record;
	if (rc == TRIEN_OK)
		rc = check_options(&s, &files, &err);
	const char *path = rc == TRIEN_OK ? files.items[0] : NULL;
	if (rc == TRIEN_OK)
		rc = tr_tasks_start(&s.worker, &err);
	if (rc == TRIEN_OK)
		rc = tr_cli_trust_load(s.trust, &s.anchors, &err);
	s.level_options.trust = s.key.trust = s.trust;
	if (rc == TRIEN_OK)
		rc = tr_levels_open(&s.level_options, cli, s.worker, &s.levels, &err);
	if (rc == TRIEN_OK)
		rc = ask_outside(&s, path, &err);
	if (rc == TRIEN_OK)
		rc = tr_signing_key_open(cli, &s.key, &err);
	if (rc == TRIEN_OK)
		rc = tr_custody_gate(cli, s.custody, s.key.certificate, &err);
	if (rc == TRIEN_OK)
		rc = issue_file(&s, path, &err);
	if (path != NULL && !cli->json)
		tr_look_print(cli, path, &s.findings, &err);
	tr_buf_free(&s.anchors);
	tr_signing_key_close(&s.key);
	tr_levels_close(&s.levels);
	tr_verify_network_close(&s.network);
	tr_worker_stop(s.worker);
	const int code = rc == TRIEN_OK ? tr_levels_exit(&s.level) : fail(&s, path, &err);
	tr_issue_right_free(&s.right);
	return code;
}
