/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien-witness: holds the key of a witness, and signs what is handed to it over a Unix socket where that extends what it has signed. */
#include <openssl/crypto.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "base/errors/store.h"
#include "service/listen.h"
#include "service/witness.h"

static volatile sig_atomic_t stopped;

static void
stop(int signal_number)
{
	(void)signal_number;
	stopped = 1;
}

static int
tell(const struct trien_err *err)
{
	char text[1024];

	tr_err_text_commands(err, TRIEN_LANG_VI, text, sizeof(text));
	fprintf(stderr, "trien-witness: %s [%s]\n", text, trien_err_id(err->code));
	return trien_err_exit(err->code);
}

/* One after another: two requests at once are two requests in a row. */
static void
serve(const struct tr_witness *w, int listener)
{
	struct pollfd p = {.fd = listener, .events = POLLIN};

	while (!stopped) {
		if (poll(&p, 1, 1000) <= 0)
			continue;
		const int connection = accept4(listener, NULL, NULL, SOCK_CLOEXEC);
		if (connection < 0)
			continue;
		tr_witness_serve(w, connection);
		close(connection);
	}
}

static trien_rc
run(const struct tr_witness_config *config, struct tr_note_signer *signer, struct trien_err *err)
{
	struct tr_witness w = {.config = config, .signer = signer, .env = &tr_env_system};
	char address[TR_SERVICE_TARGET_MAX + 8];
	int listener;

	TR_TRY(tr_note_signer_load(config->key, signer, &w.key, err));
	if (signer->public.kind != TR_NOTE_WITNESS)
		return TR_ERR0(err, AUDIT_KEY_KIND);
	snprintf(address, sizeof(address), "unix:%s", config->socket);
	TR_TRY(tr_service_listen(address, &listener, err));
	tr_service_notify("READY=1");
	serve(&w, listener);
	tr_service_close(address, listener);
	return TRIEN_OK;
}

int
main(int argc, char **argv)
{
	const struct rlimit none = {0};
	const struct sigaction on_stop = {.sa_handler = stop};
	struct tr_note_signer signer;
	struct tr_witness_config config;
	struct trien_err err = {0};

	if (argc != 3 || strcmp(argv[1], "--config") != 0) {
		(void)TR_ERR(&err, CLI_USAGE, TR_S("usage", "trien-witness --config FILE (man trien-witness)"));
		return tell(&err);
	}
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_ATEXIT, NULL);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	setrlimit(RLIMIT_CORE, &none);
	umask(077);
	signal(SIGPIPE, SIG_IGN);
	sigaction(SIGTERM, &on_stop, NULL);
	sigaction(SIGINT, &on_stop, NULL);
	if (tr_witness_config_load(argv[2], &config, &err) != TRIEN_OK)
		return tell(&err);
	const trien_rc rc = run(&config, &signer, &err);
	tr_wipe(&signer, sizeof(signer));
	tr_witness_config_free(&config);
	return rc == TRIEN_OK ? 0 : tell(&err);
}
