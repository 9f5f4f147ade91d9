/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "token/pinentry.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/errors/crypto.h"
#include "base/errors/token.h"
#include "crypto/limits.h"
#include "crypto/signer.h"
#include "fetch/frame.h"

#define LINE_MAX_BYTES 2048
/* How long it may take for what needs no person. */
#define QUICK_MILLISECONDS 20000
/* Codes of libgpg-error, in the lower half of what ERR says. */
#define CODE 0xffffu
#define CODE_NOT_CONFIRMED 114u

struct talk {
	pid_t pid;
	int to, from; /* -1: closed */
	unsigned code; /* of the last ERR */
};

static trien_rc
failed(struct trien_err *err)
{
	return TR_ERR0(err, TOKEN_PROMPT_FAILED);
}

/* ---- its process ---- */

static trien_rc
start(struct talk *t, struct trien_err *err)
{
	char name[] = "pinentry", *argv[] = {name, NULL};
	int in[2], out[2];
	posix_spawn_file_actions_t actions;

	if (pipe2(in, O_CLOEXEC) != 0)
		return failed(err);
	if (pipe2(out, O_CLOEXEC) != 0) {
		close(in[0]);
		close(in[1]);
		return failed(err);
	}
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in[0], 0);
	posix_spawn_file_actions_adddup2(&actions, out[1], 1);
	posix_spawn_file_actions_addclosefrom_np(&actions, 3);
	const int code = posix_spawnp(&t->pid, name, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(in[0]);
	close(out[1]);
	t->to = in[1];
	t->from = out[0];
	if (code == 0)
		return TRIEN_OK;
	t->pid = 0;
	return code == ENOENT ? TR_ERR0(err, TOKEN_PROMPT_MISSING) : failed(err);
}

/* It has said all that it was asked for, or will not; and holds nothing. */
static void
finish(struct talk *t)
{
	if (t->to >= 0)
		close(t->to);
	if (t->pid > 0)
		kill(t->pid, SIGKILL);
	while (t->pid > 0 && waitpid(t->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	if (t->from >= 0)
		close(t->from);
}

/* ---- lines ---- */

static bool
write_all(int fd, struct tr_bytes b)
{
	for (ssize_t n; b.n > 0; b = tr_bytes_part(b, (size_t)n, b.n)) {
		n = write(fd, b.p, b.n);
		if (n < 0 && errno != EINTR)
			return false;
		n = n < 0 ? 0 : n;
	}
	return true;
}

/* Sends a command with an escaped argument. */
static bool
send_line(const struct talk *t, const char *command, const char *argument)
{
	TR_AUTO_BUF line = {.max = LINE_MAX_BYTES};
	bool whole = tr_buf_addf(&line, NULL, "%s", command) == TRIEN_OK;

	for (const char *c = argument; whole && *c != '\0'; c++)
		whole = (*c == '%' || *c == '\n' || *c == '\r' ? tr_buf_addf(&line, NULL, "%%%02X", (unsigned char)*c) : tr_buf_add_byte(&line, (uint8_t)*c, NULL)) == TRIEN_OK;
	return whole && tr_buf_add_byte(&line, '\n', NULL) == TRIEN_OK && write_all(t->to, tr_buf_view(&line));
}

/* A line without its end, by itself: no copy of a PIN stays in a buffer that nobody wipes. False at the end, and past the time. */
static bool
read_line(const struct talk *t, int64_t end, char line[LINE_MAX_BYTES])
{
	for (size_t n = 0; n < LINE_MAX_BYTES; n++) {
		struct pollfd p = {.fd = t->from, .events = POLLIN};
		const int64_t left = end < 0 ? -1 : end - tr_fetch_milliseconds();
		if (end >= 0 && left <= 0)
			return false;
		if (poll(&p, 1, (int)left) < 0 && errno != EINTR)
			return false;
		if (p.revents == 0) {
			n--;
			continue;
		}
		if (read(t->from, line + n, 1) != 1)
			return false;
		if (line[n] == '\n') {
			line[n] = '\0';
			return true;
		}
	}
	return false;
}

static int
hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static trien_rc
add_unescaped(const char *data, struct tr_buf *out, struct trien_err *err)
{
	for (; *data != '\0'; data++) {
		const int high = *data == '%' ? hex(data[1]) : -1, low = high >= 0 ? hex(data[2]) : -1;
		if (out->n >= TR_PIN_MAX)
			return TR_ERR(err, KEY_PIN_LIMIT, TR_U("max", TR_PIN_MAX));
		TR_TRY(tr_buf_add_byte(out, (uint8_t)(low >= 0 ? high * 16 + low : *data), err));
		data += low >= 0 ? 2 : 0;
	}
	return TRIEN_OK;
}

/* Reads up to the OK or ERR that ends an answer; data lines go to out. *good: it was OK. */
static trien_rc
hear(struct talk *t, int milliseconds, struct tr_buf *out, bool *good, struct trien_err *err)
{
	const int64_t end = milliseconds < 0 ? -1 : tr_fetch_milliseconds() + milliseconds;
	char line[LINE_MAX_BYTES];
	trien_rc rc = TRIEN_OK;

	*good = false;
	(void)mlock(line, sizeof(line)); /* as far as the system permits */
	while (rc == TRIEN_OK && !*good) {
		if (!read_line(t, end, line)) {
			rc = failed(err);
		} else if (strncmp(line, "D ", 2) == 0 && out != NULL) {
			rc = add_unescaped(line + 2, out, err);
		} else if (strncmp(line, "ERR ", 4) == 0) {
			t->code = (unsigned)strtoul(line + 4, NULL, 10) & CODE;
			break;
		}
		*good = strncmp(line, "OK", 2) == 0;
	}
	tr_wipe(line, sizeof(line));
	return rc;
}

/* ---- a conversation ---- */

/* Says something that need not be understood. */
static trien_rc
say(struct talk *t, const char *command, const char *argument, struct trien_err *err)
{
	bool good;

	if (argument == NULL)
		return TRIEN_OK;
	return send_line(t, command, argument) ? hear(t, QUICK_MILLISECONDS, NULL, &good, err) : failed(err);
}

static trien_rc
prepare(struct talk *t, const struct tr_pinentry *p, struct trien_err *err)
{
	char tty[256];
	bool good;

	TR_TRY(hear(t, QUICK_MILLISECONDS, NULL, &good, err));
	if (!good)
		return failed(err);
	if (ttyname_r(STDIN_FILENO, tty, sizeof(tty)) == 0) {
		TR_TRY(say(t, "OPTION ttyname=", tty, err));
		TR_TRY(say(t, "OPTION ttytype=", getenv("TERM"), err));
	}
	TR_TRY(say(t, "OPTION lc-ctype=", getenv("LC_ALL") != NULL ? getenv("LC_ALL") : getenv("LANG"), err));
	TR_TRY(say(t, "SETTITLE ", p->title, err));
	TR_TRY(say(t, "SETDESC ", p->text, err));
	TR_TRY(say(t, "SETOK ", p->yes, err));
	TR_TRY(say(t, "SETCANCEL ", p->no, err));
	TR_TRY(say(t, "SETNOTOK ", p->other, err));
	return say(t, "SETPROMPT ", "PIN", err);
}

static trien_rc
talk(const struct tr_pinentry *p, const char *command, struct tr_buf *out, bool *good, unsigned *code, struct trien_err *err)
{
	struct talk t = {.to = -1, .from = -1};

	*good = false;
	trien_rc rc = start(&t, err);
	if (rc == TRIEN_OK)
		rc = prepare(&t, p, err);
	if (rc == TRIEN_OK)
		rc = send_line(&t, command, "") ? hear(&t, p->milliseconds, out, good, err) : failed(err);
	finish(&t);
	*code = t.code;
	return rc;
}

trien_rc
tr_pinentry_ask(const struct tr_pinentry *p, struct tr_buf *out, struct trien_err *err)
{
	unsigned code;
	bool good;

	TR_TRY(tr_buf_reserve(out, TR_PIN_MAX + 1, err));
	(void)mlock(out->p, out->cap);
	TR_TRY(talk(p, "GETPIN", out, &good, &code, err));
	return good ? TRIEN_OK : TR_ERR(err, KEY_PIN_REFUSED, TR_S("label", "pinentry"));
}

trien_rc
tr_pinentry_confirm(const struct tr_pinentry *p, enum tr_pinentry_answer *out, struct trien_err *err)
{
	unsigned code;
	bool good;

	TR_TRY(talk(p, "CONFIRM", NULL, &good, &code, err));
	/* Only what says so is another answer; whatever else it may be is no. */
	*out = good ? TR_PINENTRY_YES : code == CODE_NOT_CONFIRMED && p->other != NULL ? TR_PINENTRY_OTHER : TR_PINENTRY_NO;
	return TRIEN_OK;
}

trien_rc
tr_pinentry_tell(const struct tr_pinentry *p, struct trien_err *err)
{
	unsigned code;
	bool good;

	return talk(p, "MESSAGE", NULL, &good, &code, err);
}
