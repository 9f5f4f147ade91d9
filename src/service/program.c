/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* triend: the service. Reads its configuration, listens on loopback or a Unix socket, and ends at SIGTERM when what it began is done. */
#include <limits.h>
#include <malloc.h>
#include <openssl/crypto.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "base/errors/store.h"
#include "service/challenge.h"
#include "service/converters.h"
#include "service/directory.h"
#include "service/judges.h"
#include "service/listen.h"
#include "service/metrics.h"
#include "service/openapi.h"
#include "service/ready.h"
#include "service/seals.h"
#include "service/outside.h"
#include "service/prepared.h"
#include "service/server.h"
#include "service/stamps.h"
#include "service/session_key.h"
#include "service/streams.h"

static int
tell(const struct trien_err *err)
{
	char text[1024];

	tr_err_text_commands(err, TRIEN_LANG_VI, text, sizeof(text));
	fprintf(stderr, "triend: %s [%s]\n", text, trien_err_id(err->code));
	tr_err_text_commands(err, TRIEN_LANG_EN, text, sizeof(text));
	fprintf(stderr, "triend: %s\n", text);
	return trien_err_exit(err->code);
}

static int
tell_openapi(void)
{
	TR_AUTO_BUF text = {0};
	struct trien_err err = {0};

	if (tr_openapi(tr_routes, tr_route_count, &text, &err) != TRIEN_OK)
		return tell(&err);
	return fwrite(text.p, 1, text.n, stdout) == text.n && fflush(stdout) == 0 ? 0 : 1;
}

/*
 * Until somebody says stop; or until nobody is left who makes workers: this process must not (it has threads and secrets), its successor can, and who
 * supervises it starts one.
 */
static trien_rc
tend(const struct tr_service_context *context, struct tr_server *server, const sigset_t *stops, struct trien_err *err)
{
	const struct timespec second = {.tv_sec = 1};

	while (sigtimedwait(stops, NULL, &second) < 0) {
		tr_server_tend(server);
		if (context->directory != NULL)
			tr_directory_tend(context->directory);
		if (context->judges != NULL)
			TR_TRY(tr_judges_mend(context->judges, err));
		tr_service_notify("WATCHDOG=1");
	}
	return TRIEN_OK;
}

/* What a service has beside its database: what it counts, and a password that is nobody's. Half of the threads at most look at passwords. */
static trien_rc
prepare(struct tr_service_context *context, struct trien_err *err)
{
	const unsigned rate = context->config->portal_rate, threads = context->config->threads;
	const struct tr_rate_rule portals = {rate, rate, 60000, TR_SERVICE_PORTALS_COUNTED},
				  all = {TR_SERVICE_PUBLIC_RATE, TR_SERVICE_PUBLIC_RATE, 60000, TR_SERVICE_PUBLIC_COUNTED},
				  desks = {TR_DESK_RATE, TR_DESK_RATE, 60000, TR_SERVICE_PUBLIC_COUNTED};

	/* The workers first: they are forked from a process that has nothing yet. */
	if (context->config->trust != NULL)
		TR_TRY(tr_judges_start(context->config->judges, context->config->trust, &context->judges, err));
	if (context->config->tsa_count > 0)
		TR_TRY(tr_stamps_start(context->config, context->env, context->judges, &context->stamps, err));
	if (context->config->trust != NULL)
		TR_TRY(tr_converters_start(TR_SERVICE_CONVERTERS, &context->converters, err));
	if (context->config->trust != NULL)
		TR_TRY(tr_outside_start(context->config, context->env, context->judges, &context->outside, err));
	TR_TRY(tr_metrics_new(context->env, &context->metrics, err));
	TR_TRY(tr_rate_new(&portals, &context->rate, err));
	TR_TRY(tr_rate_new(&all, &context->public_rate, err));
	TR_TRY(tr_rate_new(&desks, &context->desk_rate, err));
	TR_TRY(tr_prepareds_new(TR_SERVICE_PREPARED_COUNT, TR_SERVICE_PREPARED_BYTES, &context->prepared, err));
	if (context->config->origin != NULL)
		TR_TRY(tr_challenges_new(context->env, context->config->origin, &context->challenges, err));
	if (context->config->ldap_url != NULL)
		TR_TRY(tr_directory_new(context->config, context->env, &context->directory, err));
	TR_TRY(tr_throttle_new(context->env, threads > 1 ? threads / 2 : 1, &context->throttle, err));
	return tr_password_hash(context->env, "", context->no_password, err);
}

/* A database that is not there may come; one that has other tables than this program knows stays what it is. */
static trien_rc
check_schema(struct tr_databases *pool, struct trien_err *err)
{
	struct trien_err why = {0};

	switch (tr_databases_check(pool, &why)) {
	case TRIEN_E_STORE_SCHEMA_OLDER:
	case TRIEN_E_STORE_SCHEMA_NEWER:
	case TRIEN_E_STORE_SCHEMA_CHANGED:
	case TRIEN_E_STORE_SCHEMA_HALF:
	case TRIEN_E_STORE_SCHEMA_MISSING:
		*err = why;
		return why.code;
	}
	return TRIEN_OK;
}

static trien_rc
open_session_key(struct tr_service_context *context, struct trien_err *err)
{
	char place[PATH_MAX];
	const bool file = tr_session_key_place(context->config, place, sizeof(place));

	return tr_key_file_load(file ? place : NULL, context->env, &context->session_key, err);
}

/* Who sends what webhooks are told reads the same file (trien jobs run --webhooks): a key in memory alone would be of no use. */
static trien_rc
open_webhook_key(struct tr_service_context *context, struct trien_err *err)
{
	const struct tr_service_config *config = context->config;
	char beside[PATH_MAX];

	context->has_webhook_key = config->webhook_key != NULL || !tr_sql_is_url(config->store);
	if (!context->has_webhook_key)
		return TRIEN_OK;
	snprintf(beside, sizeof(beside), "%s/webhook.key", config->store);
	return tr_key_file_load(config->webhook_key != NULL ? config->webhook_key : beside, context->env, &context->webhook_key, err);
}

static trien_rc
open_store(struct tr_service_context *context, struct trien_err *err)
{
	const struct tr_service_config *config = context->config;

	if (config->store != NULL) {
		TR_TRY(tr_databases_new(config->store, config->threads, &context->pool, err));
		TR_TRY(check_schema(context->pool, err));
		TR_TRY(open_session_key(context, err));
		TR_TRY(open_webhook_key(context, err));
	}
	return config->blobs != NULL ? tr_blobs_open(config->blobs, &context->blobs, err) : TRIEN_OK;
}

static void
close_all(struct tr_service_context *context)
{
	tr_ready_stop(context->ready);
	tr_databases_free(context->pool);
	tr_blobs_close(context->blobs);
	tr_outside_stop(context->outside);
	tr_seals_stop(context->seals);
	tr_stamps_stop(context->stamps);
	tr_streams_free(context->streams);
	tr_converters_stop(context->converters);
	tr_judges_stop(context->judges);
	tr_prepareds_free(context->prepared);
	tr_throttle_free(context->throttle);
	tr_directory_free(context->directory);
	tr_challenges_free(context->challenges);
	tr_rate_free(context->desk_rate);
	tr_rate_free(context->public_rate);
	tr_rate_free(context->rate);
	tr_metrics_free(context->metrics);
}

/* Figures have a door of their own. */
static trien_rc
open_metrics(const struct tr_service_context *context, int *listener, struct tr_metrics_door **out, struct trien_err *err)
{
	if (context->config->metrics == NULL)
		return TRIEN_OK;
	TR_TRY(tr_service_listen(context->config->metrics, listener, err));
	return tr_metrics_door_start(context, *listener, out, err);
}

static trien_rc
serve(const struct tr_service_config *config, const sigset_t *stops, struct trien_err *err)
{
	struct tr_service_context context = {.config = config, .env = &tr_env_system, .journal = getenv("JOURNAL_STREAM") != NULL};
	struct tr_metrics_door *door = NULL;
	struct tr_server *server = NULL;
	int listener = -1, metrics = -1;

	/* Before anything is forked: who keeps a PIN gets it, and nobody else has the descriptor. */
	trien_rc rc = config->seal_count > 0 ? tr_seals_start(config, &context.seals, err) : TRIEN_OK;
	if (rc == TRIEN_OK)
		rc = prepare(&context, err);
	if (rc == TRIEN_OK)
		rc = open_store(&context, err);
	if (rc == TRIEN_OK)
		rc = tr_streams_new(&context.streams, err);
	if (rc == TRIEN_OK)
		rc = tr_ready_start(&context, &context.ready, err);
	if (rc == TRIEN_OK)
		rc = tr_service_listen(config->listen, &listener, err);
	if (rc == TRIEN_OK)
		rc = open_metrics(&context, &metrics, &door, err);
	if (rc == TRIEN_OK)
		rc = tr_server_start(&context, listener, &server, err);
	if (rc == TRIEN_OK) {
		fprintf(stderr, "%s{\"listening\":\"%s\"}\n", context.journal ? "<6>" : "", config->listen);
		tr_service_notify("READY=1");
		rc = tend(&context, server, stops, err);
		tr_service_notify("STOPPING=1");
	}
	tr_server_stop(server);
	tr_metrics_door_stop(door);
	if (listener >= 0)
		tr_service_close(config->listen, listener);
	if (metrics >= 0)
		tr_service_close(config->metrics, metrics);
	close_all(&context);
	return rc;
}

/* ---- what it would find ---- */

static void
print_findings(const struct tr_look *l)
{
	char text[2048];

	printf("%s\n", tr_ready_word(l));
	for (size_t i = 0; i < l->count; i++)
		for (int lang = TRIEN_LANG_VI; lang <= TRIEN_LANG_EN; lang++) {
			tr_err_text_commands(&l->findings[i].why, (enum trien_lang)lang, text, sizeof(text));
			printf("%s%s%s%s\n", text, lang == TRIEN_LANG_VI ? " [" : "", lang == TRIEN_LANG_VI ? trien_err_id(l->findings[i].why.code) : "",
					lang == TRIEN_LANG_VI ? "]" : "");
		}
}

/* Looks once, and listens nowhere: beside a service that runs, or before one does. */
static trien_rc
check(const struct tr_service_config *config, int *code, struct trien_err *err)
{
	struct tr_service_context context = {.config = config, .env = &tr_env_system};
	struct tr_look look;

	trien_rc rc = prepare(&context, err);
	if (rc == TRIEN_OK)
		rc = open_store(&context, err);
	if (rc == TRIEN_OK) {
		tr_ready_look(&context, &look);
		print_findings(&look);
		*code = look.count > 0;
	}
	close_all(&context);
	return rc;
}

/* malloc gives each thread a heap of its own, each with free memory that no other thread gets: as many heaps as run at a time are enough (mallopt(3)). */
static void
share_heaps(void)
{
	const long processors = sysconf(_SC_NPROCESSORS_ONLN);

	(void)mallopt(M_ARENA_MAX, processors > 1 && processors < 64 ? (int)processors : 2);
}

int
main(int argc, char **argv)
{
	struct tr_service_config config;
	struct trien_err err = {0};
	sigset_t stops;

	if (argc == 2 && strcmp(argv[1], "--openapi") == 0)
		return tell_openapi();
	const bool checks = argc == 4 && strcmp(argv[3], "--check") == 0;
	if ((argc != 3 && !checks) || strcmp(argv[1], "--config") != 0) {
		(void)TR_ERR(&err, CLI_USAGE, TR_S("usage", "triend --config FILE [--check] | --openapi (man triend)"));
		return tell(&err);
	}
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, NULL);
	share_heaps();
	setenv("LDAPNOINIT", "1", 1); /* neither files nor variables say how a directory is asked */
	umask(077);
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&stops);
	sigaddset(&stops, SIGTERM);
	sigaddset(&stops, SIGINT);
	sigprocmask(SIG_BLOCK, &stops, NULL); /* before there is a second thread */
	if (tr_service_config_load(argv[2], &config, &err) != TRIEN_OK)
		return tell(&err);
	int code = 0;
	const trien_rc rc = checks ? check(&config, &code, &err) : serve(&config, &stops, &err);
	tr_service_config_free(&config);
	return rc == TRIEN_OK ? code : tell(&err);
}
