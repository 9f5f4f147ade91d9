/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/trien.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/errors/agent.h"
#include "base/program.h"

#define PROGRAM "trien"
#define MISSING 127

void
tr_agent_word(struct tr_agent_words *w, const char *word)
{
	if (w->count < TR_AGENT_WORDS_MAX)
		w->all[w->count++] = word;
	w->all[w->count] = NULL;
}

void
tr_agent_option(struct tr_agent_words *w, const char *option, const char *value)
{
	if (value == NULL || value[0] == '\0')
		return;
	tr_agent_word(w, option);
	tr_agent_word(w, value);
}

/* ---- its process ---- */

static _Noreturn void
become(const struct tr_agent_words *w, int out)
{
	const int nothing = open("/dev/null", O_RDWR);

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (dup2(nothing, STDIN_FILENO) == STDIN_FILENO && dup2(out, STDOUT_FILENO) == STDOUT_FILENO)
		tr_program_become_in((char *const *)(uintptr_t)w->all, environ);
	_exit(MISSING);
}

static bool
read_all(int fd, struct tr_buf *out)
{
	char piece[4096];
	ssize_t n;

	while ((n = read(fd, piece, sizeof(piece))) != 0)
		if ((n < 0 && errno != EINTR) || (n > 0 && tr_buf_add(out, piece, (size_t)n, NULL) != TRIEN_OK))
			return false;
	return true;
}

static trien_rc
failed(int code, struct trien_err *err)
{
	return code == MISSING ? TR_ERR(err, AGENT_PROGRAM, TR_S("program", PROGRAM)) : TR_ERR(err, AGENT_PROGRAM_FAILED, TR_S("program", PROGRAM), TR_S("why", "malformed answer"));
}

static trien_rc
run(const struct tr_agent_words *w, struct tr_buf *out, int *code, struct trien_err *err)
{
	int pair[2], status = 0;

	if (pipe2(pair, O_CLOEXEC) != 0)
		return TR_ERR(err, AGENT_PROGRAM_FAILED, TR_S("program", PROGRAM), TR_S("why", strerror(errno)));
	const pid_t pid = fork();
	if (pid == 0)
		become(w, pair[1]);
	const int why = errno;
	close(pair[1]);
	const bool good = pid > 0 && read_all(pair[0], out);
	close(pair[0]);
	if (pid < 0)
		return TR_ERR(err, AGENT_PROGRAM_FAILED, TR_S("program", PROGRAM), TR_S("why", strerror(why)));
	if (!good)
		kill(pid, SIGKILL);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		continue;
	*code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	return good && *code != MISSING && *code >= 0 ? TRIEN_OK : failed(*code, err);
}

/* ---- what it says ---- */

/* An object a line. */
static json_t *
parse(struct tr_bytes text)
{
	json_t *all = json_array();

	while (all != NULL && text.n > 0) {
		const uint8_t *end = memchr(text.p, '\n', text.n);
		const size_t n = end != NULL ? (size_t)(end - text.p) : text.n;
		json_t *o = json_loadb((const char *)text.p, n, 0, NULL);
		if (!json_is_object(o)) {
			json_decref(o);
			json_decref(all);
			return NULL;
		}
		json_array_append_new(all, o);
		text = tr_bytes_part(text, n + 1, text.n);
	}
	return all;
}

trien_rc
tr_agent_trien_run(struct tr_agent_words *w, json_t **said, int *code, struct trien_err *err)
{
	TR_AUTO_BUF out = {.max = TR_AGENT_SAID_MAX};

	TR_TRY(run(w, &out, code, err));
	json_t *all = parse(tr_buf_view(&out));
	if (json_array_size(all) == 0) {
		json_decref(all);
		return failed(0, err);
	}
	*said = all;
	return TRIEN_OK;
}

trien_rc
tr_agent_trien_told(const json_t *o, struct trien_err *err)
{
	const char *id = json_string_value(json_object_get(o, "error")), *words = json_string_value(json_object_get(o, "message"));

	return id == NULL ? TRIEN_OK : TR_ERR(err, AGENT_PAGE_TRIEN, TR_S("id", id), TR_S("words", words));
}

bool
tr_agent_trien_is(const json_t *o, const char *id)
{
	const char *is = json_string_value(json_object_get(o, "error"));

	return is != NULL && strcmp(is, id) == 0;
}
