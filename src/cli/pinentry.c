/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A conversation with pinentry in the Assuan protocol, as far as asking needs it. */
#include <errno.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/errors/crypto.h"
#include "cli/pin.h"

#define LINE_MAX_BYTES 2048

extern char **environ;

struct pinentry {
	pid_t pid;
	FILE *to, *from;
};

static bool
start(struct pinentry *p)
{
	char name[] = "pinentry", *argv[] = {name, NULL};
	int in[2], out[2];
	posix_spawn_file_actions_t actions;

	if (pipe2(in, 0) != 0)
		return false;
	if (pipe2(out, 0) != 0) {
		close(in[0]);
		close(in[1]);
		return false;
	}
	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_adddup2(&actions, in[0], 0);
	posix_spawn_file_actions_adddup2(&actions, out[1], 1);
	posix_spawn_file_actions_addclosefrom_np(&actions, 3);
	int code = posix_spawnp(&p->pid, name, &actions, NULL, argv, environ);
	posix_spawn_file_actions_destroy(&actions);
	close(in[0]);
	close(out[1]);
	p->to = fdopen(in[1], "w");
	p->from = fdopen(out[0], "r");
	if (p->from != NULL)
		setvbuf(p->from, NULL, _IONBF, 0); /* no copy of the PIN in a buffer that nobody wipes */
	return code == 0 && p->to != NULL && p->from != NULL;
}

static void
finish(struct pinentry *p)
{
	if (p->to != NULL)
		fclose(p->to);
	if (p->from != NULL)
		fclose(p->from);
	while (p->pid > 0 && waitpid(p->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
}

/* Sends a command with an escaped argument. */
static void
send_line(struct pinentry *p, const char *command, const char *argument)
{
	fputs(command, p->to);
	for (const char *c = argument; *c; c++)
		if (*c == '%' || *c == '\n' || *c == '\r')
			fprintf(p->to, "%%%02X", (unsigned char)*c);
		else
			fputc(*c, p->to);
	fputc('\n', p->to);
	fflush(p->to);
}

static int
hex(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static trien_rc
add_unescaped(const char *data, struct tr_buf *out, struct trien_err *err)
{
	for (; *data && *data != '\n'; data++) {
		int high = *data == '%' ? hex(data[1]) : -1, low = high >= 0 ? hex(data[2]) : -1;
		if (out->n >= TR_CLI_PIN_MAX)
			return TR_ERR(err, KEY_PIN_LIMIT, TR_U("max", TR_CLI_PIN_MAX));
		TR_TRY(tr_buf_add_byte(out, (uint8_t)(low >= 0 ? high * 16 + low : *data), err));
		data += low >= 0 ? 2 : 0;
	}
	return TRIEN_OK;
}

/* Reads up to the OK or ERR that ends an answer; data lines go to out. False for ERR or the end. */
static bool
read_reply(struct pinentry *p, struct tr_buf *out, trien_rc *rc, struct trien_err *err)
{
	char line[LINE_MAX_BYTES];
	bool good = false;

	while (fgets(line, sizeof(line), p->from) != NULL) {
		if (strncmp(line, "D ", 2) == 0 && out != NULL)
			*rc = add_unescaped(line + 2, out, err);
		good = strncmp(line, "OK", 2) == 0;
		if (good || strncmp(line, "ERR", 3) == 0)
			break;
	}
	tr_wipe(line, sizeof(line));
	return good;
}

static bool
talk(struct pinentry *p, const char *description, const char *command, struct tr_buf *out, trien_rc *rc,
		struct trien_err *err)
{
	if (!start(p) || !read_reply(p, NULL, rc, err))
		return false;
	send_line(p, "SETDESC ", description);
	if (!read_reply(p, NULL, rc, err))
		return false;
	send_line(p, "SETPROMPT ", "PIN");
	if (!read_reply(p, NULL, rc, err))
		return false;
	send_line(p, command, "");
	return read_reply(p, out, rc, err);
}

trien_rc
tr_pinentry_ask(const char *description, struct tr_buf *out, struct trien_err *err)
{
	struct pinentry p = {0};
	trien_rc rc = TRIEN_OK;
	bool good = talk(&p, description, "GETPIN", out, &rc, err);
	finish(&p);
	if (rc != TRIEN_OK)
		return rc;
	return good ? TRIEN_OK : TR_ERR(err, KEY_PIN_REFUSED, TR_S("label", "pinentry"));
}

bool
tr_pinentry_confirm(const char *description)
{
	struct pinentry p = {0};
	trien_rc rc = TRIEN_OK;
	bool yes = talk(&p, description, "CONFIRM", NULL, &rc, NULL);
	finish(&p);
	return yes;
}
