/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien trust check: would what these certificates sign be believed on this machine? Their way to an anchor, and what is known of them and of their authorities now: lists and answers are got from the hosts that may be
 * asked, and read in the sandbox. Time-stamp authorities that are named are asked for a stamp over nothing. Requirement: R17
 */
#include <stdlib.h>

#include "base/errors/cli.h"
#include "cli/file.h"
#include "cli/trust_parts.h"
#include "cli/verify_network.h"
#include "crypto/tsp.h"
#include "pki/tsa.h"
#include "worker/task_certificate.h"
#include "worker/task_network.h"

struct checking {
	struct tr_cli *cli;
	const struct tr_trust_words *words;
	struct tr_buf trust;
	struct tr_worker *worker;
	struct tr_verify_network network;
	const char *path; /* of the certificate that is judged */
	int code;         /* how the command ends */
};

/* ---- a certificate ---- */

static trien_rc
judge(void *context, int answers, json_t **report, struct trien_err *err)
{
	const struct checking *c = context;
	const struct tr_judge_request request = {.trust = tr_buf_view(&c->trust), .as_of = c->cli->env->now(c->cli->env->context), .zone_minutes = c->cli->env->zone_minutes, .lang = c->cli->lang};
	TR_AUTO_BUF json = {.max = TR_WORKER_ANSWER_MAX};
	struct tr_source source;

	TR_TRY(tr_source_open(c->path, &source, err));
	const trien_rc rc = tr_task_certificate(c->worker, source.fd, &request, answers, &json, err);
	tr_source_close(&source);
	return rc == TRIEN_OK ? tr_cli_read_json(tr_buf_view(&json), report, err) : rc;
}

/* The first of the chain whose status says so. */
static const json_t *
find_status(const json_t *report, const char *status)
{
	const json_t *one;
	size_t i;

	json_array_foreach(json_object_get(report, "chain"), i, one)
		if (strcmp(tr_cli_text_in(one, "status"), status) == 0)
			return one;
	return NULL;
}

static trien_rc
tell(const json_t *report, struct trien_err *err)
{
	static const char *const open[] = {"unknown", "no-evidence", "stale"};
	const json_t *one;

	if (json_is_string(json_object_get(report, "reason")))
		return TR_ERR(err, TRUST_CHECK_PATH, TR_S("name", tr_cli_text_in(report, "culprit")), TR_S("why", tr_cli_text_in(report, "message")));
	if ((one = find_status(report, "revoked")) != NULL)
		return TR_ERR(err, TRUST_CHECK_REVOKED, TR_S("name", tr_cli_text_in(one, "name")));
	if ((one = find_status(report, "on-hold")) != NULL)
		return TR_ERR(err, TRUST_CHECK_ON_HOLD, TR_S("name", tr_cli_text_in(one, "name")));
	for (size_t i = 0; i < sizeof(open) / sizeof(*open); i++)
		if ((one = find_status(report, open[i])) != NULL)
			return TR_ERR(err, TRUST_CHECK_UNKNOWN, TR_S("name", tr_cli_text_in(one, "name")));
	return TRIEN_OK;
}

static trien_rc
check_certificate(struct checking *c, json_t **report, struct trien_err *err)
{
	trien_rc rc = judge(c, -1, report, err);

	if (rc == TRIEN_OK)
		rc = tr_verify_network_get(&c->network, c->cli->lang, judge, c, report, err);
	return rc == TRIEN_OK ? tell(*report, err) : rc;
}

/* ---- what is said ---- */

/* What could not be got, which is why something is not known. */
static void
say_failures(const json_t *report)
{
	const json_t *failure;
	size_t i;

	json_array_foreach(json_object_get(report, "fetch_failures"), i, failure) {
		fputs("    ", stdout);
		tr_cli_print_safe(stdout, tr_cli_text_in(failure, "message"));
		printf(" [%s]\n", tr_cli_text_in(failure, "error"));
	}
}

/* report: gives the reference; NULL: there is none. */
static void
say(struct checking *c, const char *name, json_t *report, const struct trien_err *why)
{
	const struct tr_cli *cli = c->cli;
	char text[1024];

	if (c->code == 0)
		c->code = trien_err_exit(why->code);
	if (cli->json) {
		json_t *o = report != NULL ? report : json_object();
		json_object_set_new(o, "file", tr_cli_json_text(name));
		tr_cli_put_error(cli, o, why);
		tr_cli_print_json(o);
		return;
	}
	printf("%s ", why->code == TRIEN_OK ? tr_say(cli, "[tốt]", "[good]") : tr_say(cli, "[LỖI]", "[BAD] "));
	tr_cli_print_safe(stdout, name);
	if (why->code != TRIEN_OK) {
		tr_cli_error_text(cli, why, text, sizeof(text));
		printf(": %s [%s]", text, trien_err_id(why->code));
	}
	putchar('\n');
	if (why->code != TRIEN_OK)
		say_failures(report);
	json_decref(report);
}

/* ---- a time-stamp authority ---- */

static trien_rc
read_stamp(void *context, const struct tr_tsp_question *q, const char *url, struct tr_bytes response, struct tr_buf *token, struct trien_err *err)
{
	return tr_task_stamp_read(context, q, url, response, token, err);
}

static trien_rc
check_tsa(struct checking *c, const char *url, struct trien_err *err)
{
	const struct tr_network_options options = {.trust = c->words->trust, .allow = &c->words->allow, .offline = c->words->offline};
	const struct tr_tsa_reader reader = {c->worker, read_stamp};
	static const uint8_t nothing[32];
	TR_AUTO_BUF token = {.max = TR_WORKER_ANSWER_MAX};
	struct tr_network network = {0};
	struct trien_err said = {0};

	trien_rc rc = tr_network_open(&options, c->worker, &network, err);
	if (rc == TRIEN_OK) {
		const struct tr_fetcher fetcher = tr_network_fetcher(&network);
		const struct tr_tsa_request r = {.fetcher = &fetcher, .reader = &reader, .urls = &url, .url_count = 1, .env = c->cli->env, .tries = &said};
		rc = tr_tsa_stamp(&r, TR_SHA256, TR_BYTES(nothing, sizeof(nothing)), &token, NULL, err);
	}
	tr_network_close(&network);
	if (rc != TRIEN_OK && said.code != TRIEN_OK)
		*err = said; /* of one authority alone */
	return rc != TRIEN_OK ? err->code : rc;
}

/* ---- the command ---- */

static void
check_all(struct checking *c, const struct tr_arguments *rest)
{
	for (size_t i = 1; i < rest->count; i++) {
		struct trien_err why = {0};
		json_t *report = NULL;
		c->path = rest->items[i];
		(void)!check_certificate(c, &report, &why);
		say(c, c->path, report, &why);
	}
	for (size_t i = 0; i < c->words->tsa.count; i++) {
		struct trien_err why = {0};
		(void)!check_tsa(c, c->words->tsa.items[i], &why);
		say(c, c->words->tsa.items[i], NULL, &why);
	}
}

int
tr_cli_trust_check(struct tr_cli *cli, const struct tr_trust_words *w, const struct tr_arguments *rest)
{
	struct checking c = {.cli = cli, .words = w, .trust = {.max = TR_WORKER_REQUEST_MAX}, .network = {.offline = w->offline, .trust = w->trust, .allow = w->allow, .answers = -1}};
	struct trien_err err = {0};

	trien_rc rc = rest->count > 1 || w->tsa.count > 0 ? tr_tasks_start(&c.worker, &err) : TR_ERR(&err, CLI_USAGE, TR_S("usage", "trien trust check [--offline] [--allow-host HOST] [--tsa URL] CERTIFICATE..."));
	if (rc == TRIEN_OK)
		rc = tr_cli_trust_load(w->trust, &c.trust, &err);
	if (rc == TRIEN_OK)
		check_all(&c, rest);
	tr_verify_network_close(&c.network);
	tr_worker_stop(c.worker);
	tr_buf_free(&c.trust);
	return rc == TRIEN_OK ? c.code : tr_cli_fail(cli, NULL, &err);
}
