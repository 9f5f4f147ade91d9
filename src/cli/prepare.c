/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien prepare: the half of signing before the key, for a key that is elsewhere.
 * Leaves a state file and prints the digest that the key must sign.
 */
#include <stdlib.h>

#include "base/errors/cli.h"
#include "cli/chain_file.h"
#include "cli/levels.h"
#include "cli/official_use.h"
#include "cli/secrecy_gate.h"
#include "cli/signing.h"
#include "sign/certificate.h"

#define STATE_MAX ((size_t)80 << 20)

struct prepare {
	struct tr_cli *cli;
	struct tr_signing_texts texts;
	struct tr_secrecy_texts secrecy;
	struct tr_look_options look_options;
	struct tr_look look;
	const char *chain, *out, *scheme, *digest, *level_name, *trust;
	struct tr_levels levels; /* of which nothing but the room is asked here */
	bool force, official;
	struct tr_worker *worker;
	struct tr_cms_plan *plan;
	struct tr_certificate *certificate;
	struct tr_lint_findings findings;
};

static void
say_digest(const struct prepare *p, const char *file, const struct tr_sign_state *state,
		const struct tr_secrecy_outcome *secrecy)
{
	static const char *const schemes[] = {"RSA-PKCS1", "RSA-PSS", "ECDSA"};
	char hex[2 * TR_DIGEST_MAX + 1];

	for (size_t i = 0; i < state->to_sign_n; i++)
		snprintf(hex + 2 * i, 3, "%02x", state->to_sign[i]);
	if (p->cli->json) {
		json_t *o = json_pack("{s:o, s:o, s:s, s:s, s:s, s:n}", "file", tr_cli_json_text(file), "state",
				tr_cli_json_text(p->out), "digest", hex, "algorithm", tr_digest_name(state->digest),
				"scheme", schemes[state->scheme], "error");
		tr_cli_secrecy_json(o, secrecy);
		if (p->look.asked)
			tr_look_put(p->cli, o, &p->findings);
		tr_cli_print_json(o);
		return;
	}
	printf("%s %s %s\n", tr_digest_name(state->digest), schemes[state->scheme], hex);
}

static trien_rc
write_state(const struct prepare *p, const struct tr_source *source, const struct tr_sign_state *state,
		struct trien_err *err)
{
	struct tr_target *target;
	TR_AUTO_BUF bytes = {.max = STATE_MAX};

	TR_TRY(tr_sign_state_write(state, &bytes, err));
	TR_TRY(tr_target_begin(p->out, source, p->force ? TR_REPLACE_EXISTING : TR_REPLACE_NEVER, &target, err));
	return tr_target_commit(target, tr_buf_view(&bytes), err);
}

static trien_rc
prepare_file(struct prepare *p, const char *path, struct trien_err *err)
{
	struct tr_source source;
	struct tr_sign_state state = {0};
	struct tr_sign_request request;
	struct tr_secrecy_outcome outcome = {0};
	const struct tr_signing signing = {p->worker, p->plan, &p->look};

	TR_TRY(tr_signing_request(p->cli, &p->texts, p->plan, &request, err));
	tr_levels_widen(&p->levels, &request);
	request.holder = tr_certificate_person_name(p->certificate);
	TR_TRY(tr_source_open(path, &source, err));
	trien_rc rc = tr_signing_prepare(&signing, &request, &source, &state, &p->findings, err);
	if (rc == TRIEN_OK)
		rc = tr_cli_secrecy_gate(p->cli, &p->secrecy, p->worker, &source, &outcome, err);
	if (rc == TRIEN_OK)
		rc = tr_source_unchanged(&source, err);
	if (rc == TRIEN_OK)
		rc = write_state(p, &source, &state, err);
	if (rc == TRIEN_OK)
		say_digest(p, path, &state, &outcome);
	tr_sign_state_free(&state);
	tr_source_close(&source);
	return rc;
}

static trien_rc
check_certificate(struct prepare *p, const struct tr_chain_file *chain, struct trien_err *err)
{
	const struct tr_env *env = p->cli->env;

	TR_TRY(tr_certificate_parse(chain->der[0], &p->certificate, err));
	if (p->official)
		TR_TRY(tr_cli_official_use(p->cli, p->certificate, chain->der, chain->count, p->trust, err));
	return tr_sign_check_certificate(p->certificate, env->now(env->context), env->zone_minutes, err);
}

static trien_rc
load_plan(struct prepare *p, struct trien_err *err)
{
	struct tr_chain_file chain = {0};

	trien_rc rc = tr_chain_file_load(p->chain, p->scheme, p->digest, &chain, err);
	if (rc == TRIEN_OK)
		rc = check_certificate(p, &chain, err);
	if (rc == TRIEN_OK)
		rc = tr_cms_plan_new(chain.der, chain.count, chain.digest, chain.scheme, &p->plan, err);
	tr_chain_file_free(&chain);
	return rc;
}

int
tr_cli_prepare(struct tr_cli *cli, int argc, char **argv)
{
	struct prepare p = {.cli = cli, .look.request = {.picture = -1, .font = -1}};
	const struct tr_option options[] = {
		{"--cert", TR_OPTION_TEXT, &p.chain},
		{"-o", TR_OPTION_TEXT, &p.out},
		{"--output", TR_OPTION_TEXT, &p.out},
		{"--scheme", TR_OPTION_TEXT, &p.scheme},
		{"--digest", TR_OPTION_TEXT, &p.digest},
		{"--level", TR_OPTION_TEXT, &p.level_name},
		{"--official", TR_OPTION_FLAG, &p.official},
		{"--trust", TR_OPTION_TEXT, &p.trust},
		{"--force", TR_OPTION_FLAG, &p.force},
		TR_SIGNING_OPTIONS(p.texts),
		TR_SECRECY_OPTIONS(p.secrecy),
		TR_LOOK_OPTIONS(p.look_options),
	};
	struct tr_arguments files;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &files, &err);
	if (rc == TRIEN_OK && (files.count != 1 || p.chain == NULL || p.out == NULL))
		rc = TR_ERR(&err, CLI_USAGE, TR_S("usage", "trien prepare --cert CHAIN.pem -o STATE FILE"));
	if (rc == TRIEN_OK)
		rc = tr_cli_secrecy_options(&p.secrecy, &err);
	if (rc == TRIEN_OK)
		rc = tr_levels_read(p.level_name, &p.levels.want, &err);
	const char *path = rc == TRIEN_OK ? files.items[0] : NULL;
	if (rc == TRIEN_OK)
		rc = tr_look_open(&p.look_options, cli, &p.look, &err);
	p.secrecy.profile = p.look_options.profile;
	if (rc == TRIEN_OK)
		rc = tr_tasks_start(&p.worker, &err);
	if (rc == TRIEN_OK)
		rc = load_plan(&p, &err);
	if (rc == TRIEN_OK)
		tr_look_set_name(&p.look, p.texts.name, tr_certificate_person_name(p.certificate));
	if (rc == TRIEN_OK)
		rc = prepare_file(&p, path, &err);
	if (!cli->json && path != NULL)
		tr_look_print(cli, path, &p.findings, &err);
	tr_cms_plan_free(p.plan);
	tr_worker_stop(p.worker);
	tr_look_close(&p.look);
	tr_certificate_free(p.certificate);
	return rc == TRIEN_OK ? 0 : tr_cli_fail(cli, path, &err);
}
