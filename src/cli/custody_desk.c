/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/custody_desk.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "base/errors/official.h"
#include "base/memory.h"
#include "base/program.h"
#include "base/utf8.h"
#include "worker/tasks.h"

#define PATIENCE_MILLISECONDS 60000
#define PROGRAM_MISSING 127
#define LINE_MAX_BYTES 4096

struct tr_custody_desk {
	const char *store;
	pid_t pid;
	int to, from; /* -1: closed */
};

/* ---- the process ---- */

static _Noreturn void
become_store(const struct tr_cli *cli, const char *store, int in, int out)
{
	char program[] = "trien-store", vi[] = "vi", en[] = "en", command[] = "custody-desk";
	char *argv[] = {program, cli->lang == TRIEN_LANG_EN ? en : vi, command, (char *)(uintptr_t)store, NULL};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGINT, SIG_IGN); /* a terminal's interrupt is the parent's business */
	if (dup2(in, STDIN_FILENO) == STDIN_FILENO && dup2(out, STDOUT_FILENO) == STDOUT_FILENO)
		tr_program_become(argv);
	_exit(PROGRAM_MISSING);
}

/* Waits for its end; it only reads, so nothing is left half done. True: it never began. */
static bool
see_off(struct tr_custody_desk *d)
{
	int status = 0;

	for (int *const *fd = (int *const[]){&d->to, &d->from, NULL}; *fd != NULL; fd++) {
		if (**fd >= 0)
			close(**fd);
		**fd = -1;
	}
	if (d->pid <= 0)
		return false;
	kill(d->pid, SIGKILL);
	while (waitpid(d->pid, &status, 0) < 0 && errno == EINTR)
		continue;
	d->pid = 0;
	return WIFEXITED(status) && WEXITSTATUS(status) == PROGRAM_MISSING;
}

static trien_rc
failed(struct tr_custody_desk *d, const char *why, struct trien_err *err)
{
	return see_off(d) ? TR_ERR0(err, CLI_STORE_PROGRAM) : TR_ERR(err, CLI_CUSTODY_FAILED, TR_S("store", d->store), TR_S("why", why));
}

static trien_rc
start(struct tr_custody_desk *d, const struct tr_cli *cli, struct trien_err *err)
{
	int there[2] = {-1, -1}, back[2] = {-1, -1};

	if (pipe2(there, O_CLOEXEC) != 0 || pipe2(back, O_CLOEXEC) != 0) {
		trien_rc rc = failed(d, strerror(errno), err);
		if (there[0] >= 0) {
			close(there[0]);
			close(there[1]);
		}
		return rc;
	}
	d->to = there[1];
	d->from = back[0];
	d->pid = fork();
	if (d->pid == 0)
		become_store(cli, d->store, there[0], back[1]);
	close(there[0]);
	close(back[1]);
	return d->pid < 0 ? failed(d, strerror(errno), err) : TRIEN_OK;
}

/* ---- one line there, one back ---- */

static trien_rc
read_line(struct tr_custody_desk *d, char line[LINE_MAX_BYTES], struct trien_err *err)
{
	struct pollfd p = {.fd = d->from, .events = POLLIN};
	size_t n = 0;

	for (;;) {
		int ready = poll(&p, 1, PATIENCE_MILLISECONDS);
		if (ready < 0 && errno == EINTR)
			continue;
		ssize_t got = ready > 0 ? read(d->from, line + n, 1) : 0;
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0 || n + 1 == LINE_MAX_BYTES)
			return failed(d, ready == 0 ? "timeout" : "no answer", err);
		if (line[n] == '\n')
			break;
		n += (size_t)got;
	}
	line[n] = '\0';
	return tr_utf8_check(TR_BYTES(line, n)) == n ? TRIEN_OK : failed(d, "malformed answer", err);
}

/* The words behind the tab. */
static trien_rc
read_answer(struct tr_custody_desk *d, char line[LINE_MAX_BYTES], char **words, struct trien_err *err)
{
	TR_TRY(read_line(d, line, err));
	*words = strchr(line, '\t');
	if (*words == NULL)
		return failed(d, "malformed answer", err);
	*(*words)++ = '\0';
	return strcmp(line, "error") == 0 ? failed(d, *words, err) : TRIEN_OK;
}

trien_rc
tr_custody_desk_open(const struct tr_cli *cli, const char *store, struct tr_custody_desk **out, struct trien_err *err)
{
	struct tr_custody_desk *d = tr_mem_zeroed(1, sizeof(*d));
	char line[LINE_MAX_BYTES], *words;

	if (d == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*d)));
	*d = (struct tr_custody_desk){.store = store, .to = -1, .from = -1};
	trien_rc rc = start(d, cli, err);
	if (rc == TRIEN_OK)
		rc = read_answer(d, line, &words, err);
	if (rc == TRIEN_OK && strcmp(line, "ready") != 0)
		rc = failed(d, "malformed answer", err);
	if (rc == TRIEN_OK)
		*out = d;
	else
		tr_custody_desk_close(d);
	return rc;
}

void
tr_custody_desk_close(struct tr_custody_desk *d)
{
	if (d == NULL)
		return;
	(void)see_off(d);
	free(d);
}

trien_rc
tr_custody_desk_ask(struct tr_custody_desk *d, const char *sha256, int64_t time, enum tr_leg_answer *answer,
		struct tr_buf *words, struct trien_err *err)
{
	char line[LINE_MAX_BYTES], *said;

	if (strlen(sha256) != 64 || strspn(sha256, "0123456789abcdef") != 64)
		return failed(d, "malformed question", err);
	if (d->to < 0 || dprintf(d->to, "%s %lld\n", sha256, (long long)time) < 0)
		return failed(d, "no answer", err);
	TR_TRY(read_answer(d, line, &said, err));
	for (enum tr_leg_answer a = TR_LEG_YES; a <= TR_LEG_NOT_KNOWN; a++)
		if (strcmp(line, tr_leg_answer_name(a)) == 0) {
			*answer = a;
			return tr_buf_add(words, said, strlen(said), err);
		}
	return failed(d, "malformed answer", err);
}

/* ---- all of one file ---- */

static trien_rc
ask_about(struct tr_custody_desk *d, const char *sha256, const char *iso, struct tr_buf *answers, struct trien_err *err)
{
	struct tr_custody_given given = {0};
	TR_AUTO_BUF words = {0};

	if (*iso == '\0' || tr_time_read_iso(TR_BYTES(iso, strlen(iso)), 0, &given.time, NULL) != TRIEN_OK)
		return TRIEN_OK;
	for (size_t i = 0; i < sizeof(given.sha256) && strlen(sha256) == 2 * sizeof(given.sha256); i++) {
		const char two[3] = {sha256[2 * i], sha256[2 * i + 1], '\0'};
		given.sha256[i] = (uint8_t)strtoul(two, NULL, 16);
	}
	TR_TRY(tr_custody_desk_ask(d, sha256, given.time, &given.answer, &words, err));
	given.words = (struct tr_text){(const char *)words.p, words.n};
	return tr_custody_given_write(&given, answers, err);
}

trien_rc
tr_custody_desk_ask_all(struct tr_custody_desk *d, const json_t *report, struct tr_buf *answers, struct trien_err *err)
{
	size_t i;
	json_t *s;

	json_array_foreach(json_object_get(report, "signatures"), i, s) {
		const char *sha256 = tr_cli_text_in(json_array_get(json_object_get(s, "path"), 0), "sha256");
		if (*sha256 == '\0' || json_is_true(json_object_get(s, "timestamp")))
			continue;
		TR_TRY(ask_about(d, sha256, tr_cli_text_in(s, "best_signature_time"), answers, err));
		TR_TRY(ask_about(d, sha256, tr_cli_text_in(s, "signing_time"), answers, err));
	}
	return TRIEN_OK;
}

/* ---- before a seal ---- */

trien_rc
tr_custody_gate(const struct tr_cli *cli, const char *store, const struct tr_certificate *certificate, struct trien_err *err)
{
	enum tr_leg_answer answer = TR_LEG_NOT_KNOWN;
	struct tr_custody_desk *d;
	TR_AUTO_BUF words = {0};
	char sha256[65];

	if (store == NULL)
		return TRIEN_OK;
	for (size_t i = 0; i < sizeof(certificate->sha256); i++)
		snprintf(sha256 + 2 * i, 3, "%02x", certificate->sha256[i]);
	TR_TRY(tr_custody_desk_open(cli, store, &d, err));
	trien_rc rc = tr_custody_desk_ask(d, sha256, cli->env->now(cli->env->context), &answer, &words, err);
	tr_custody_desk_close(d);
	if (rc != TRIEN_OK || answer == TR_LEG_YES)
		return rc;
	const char *record = (const char *)words.p;
	return answer == TR_LEG_NO ? TR_ERR(err, OFFICIAL_ISSUE_NOT_KEPT, TR_B("record", record, words.n))
				   : TR_ERR(err, OFFICIAL_ISSUE_KEEPER_UNKNOWN, TR_B("record", record, words.n));
}
