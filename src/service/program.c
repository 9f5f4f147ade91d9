/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* triend: the service. Reads its configuration, listens on loopback or a Unix socket, and ends at SIGTERM when what it began is done. */
#include <openssl/crypto.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "base/errors/cli.h"
#include "service/judges.h"
#include "service/listen.h"
#include "service/openapi.h"
#include "service/server.h"

static int
tell(const struct trien_err *err)
{
	char text[1024];

	trien_err_text(err, TRIEN_LANG_VI, text, sizeof(text));
	fprintf(stderr, "triend: %s [%s]\n", text, trien_err_id(err->code));
	trien_err_text(err, TRIEN_LANG_EN, text, sizeof(text));
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

/* Until somebody says stop. */
static void
tend(struct tr_server *server, const sigset_t *stops)
{
	const struct timespec second = {.tv_sec = 1};

	while (sigtimedwait(stops, NULL, &second) < 0)
		tr_server_tend(server);
}

/* What a service has beside its database: what it counts, and a password that is nobody's. Half of the threads at most look at passwords. */
static trien_rc
prepare(struct tr_service_context *context, struct trien_err *err)
{
	const unsigned rate = context->config->portal_rate, threads = context->config->threads;
	const struct tr_rate_rule portals = {rate, rate, 60000, TR_SERVICE_PORTALS_COUNTED},
				  all = {TR_SERVICE_PUBLIC_RATE, TR_SERVICE_PUBLIC_RATE, 60000, TR_SERVICE_PUBLIC_COUNTED};

	/* The workers first: they are forked from a process that has nothing yet. */
	if (context->config->trust != NULL)
		TR_TRY(tr_judges_start(TR_SERVICE_JUDGES, context->config->trust, &context->judges, err));
	TR_TRY(tr_rate_new(&portals, &context->rate, err));
	TR_TRY(tr_rate_new(&all, &context->public_rate, err));
	TR_TRY(tr_throttle_new(context->env, threads > 1 ? threads / 2 : 1, &context->throttle, err));
	return tr_password_hash(context->env, "", context->no_password, err);
}

static trien_rc
serve(const struct tr_service_config *config, const sigset_t *stops, struct trien_err *err)
{
	struct tr_service_context context = {.config = config, .env = &tr_env_system};
	struct tr_server *server = NULL;
	int listener = -1;

	trien_rc rc = prepare(&context, err);
	if (rc == TRIEN_OK && config->store != NULL)
		rc = tr_databases_new(config->store, config->threads, &context.pool, err);
	if (rc == TRIEN_OK && config->blobs != NULL)
		rc = tr_blobs_open(config->blobs, &context.blobs, err);
	if (rc == TRIEN_OK)
		rc = tr_service_listen(config->listen, &listener, err);
	if (rc == TRIEN_OK)
		rc = tr_server_start(&context, listener, &server, err);
	if (rc == TRIEN_OK) {
		fprintf(stderr, "{\"listening\":\"%s\"}\n", config->listen);
		tr_service_notify("READY=1");
		tend(server, stops);
		tr_service_notify("STOPPING=1");
	}
	tr_server_stop(server);
	if (listener >= 0)
		tr_service_close(config->listen, listener);
	tr_databases_free(context.pool);
	tr_blobs_close(context.blobs);
	tr_judges_stop(context.judges);
	tr_throttle_free(context.throttle);
	tr_rate_free(context.public_rate);
	tr_rate_free(context.rate);
	return rc;
}

int
main(int argc, char **argv)
{
	struct tr_service_config config;
	struct trien_err err = {0};
	sigset_t stops;

	if (argc == 2 && strcmp(argv[1], "--openapi") == 0)
		return tell_openapi();
	if (argc != 3 || strcmp(argv[1], "--config") != 0) {
		(void)TR_ERR(&err, CLI_USAGE, TR_S("usage", "triend --config FILE | --openapi (man triend)"));
		return tell(&err);
	}
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, NULL);
	umask(077);
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&stops);
	sigaddset(&stops, SIGTERM);
	sigaddset(&stops, SIGINT);
	sigprocmask(SIG_BLOCK, &stops, NULL); /* before there is a second thread */
	if (tr_service_config_load(argv[2], &config, &err) != TRIEN_OK)
		return tell(&err);
	const trien_rc rc = serve(&config, &stops, &err);
	tr_service_config_free(&config);
	return rc == TRIEN_OK ? 0 : tell(&err);
}
