/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* How results and errors leave the program. Text of strangers never reaches a terminal as it is. */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "base/errors/worker.h"
#include "base/utf8.h"
#include "cli/cli.h"
#include "desk/json_text.h"

#define TEXT_MAX 4096
#define VERDICTS 2 /* exit codes up to here are a verdict, those above an error */

void
tr_cli_print_safe(FILE *out, const char *text)
{
	char safe[TEXT_MAX];
	tr_utf8_printable(text, strlen(text), safe, sizeof(safe));
	fputs(safe, out);
}

json_t *
tr_cli_json_text(const char *bytes)
{
	char safe[TEXT_MAX];
	json_t *whole = json_string(bytes);
	if (whole != NULL)
		return whole;
	tr_utf8_printable(bytes, strlen(bytes), safe, sizeof(safe));
	return json_string(safe);
}

trien_rc
tr_cli_read_json(struct tr_bytes text, json_t **out, struct trien_err *err)
{
	json_t *o = json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES, NULL);

	if (!json_is_object(o)) {
		json_decref(o);
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	}
	*out = o;
	return TRIEN_OK;
}

const char *
tr_cli_text_in(const json_t *o, const char *key)
{
	return tr_desk_text(o, key);
}

void
tr_cli_error_text(const struct tr_cli *cli, const struct trien_err *err, char *out, size_t size)
{
	struct trien_err said = *err;

	if (cli->words != NULL)
		cli->words(err, cli->lang, &said);
	tr_err_text_commands(&said, cli->lang, out, size);
}

void
tr_cli_put_error(const struct tr_cli *cli, json_t *object, const struct trien_err *err)
{
	char text[TEXT_MAX];

	if (err->code == TRIEN_OK) {
		json_object_set_new(object, "error", json_null());
		return;
	}
	tr_cli_error_text(cli, err, text, sizeof(text));
	json_object_set_new(object, "error", json_string(trien_err_id(err->code)));
	json_object_set_new(object, "message", json_string(text));
}

void
tr_cli_print_json(json_t *object)
{
	char *text = json_dumps(object, JSON_COMPACT);
	if (text != NULL)
		puts(text);
	free(text);
	json_decref(object);
}

int
tr_cli_fail(const struct tr_cli *cli, const char *file, const struct trien_err *err)
{
	char text[TEXT_MAX];

	if (cli->json) {
		json_t *o = json_object();
		if (file != NULL)
			json_object_set_new(o, "file", tr_cli_json_text(file));
		tr_cli_put_error(cli, o, err);
		tr_cli_print_json(o);
	} else {
		tr_cli_error_text(cli, err, text, sizeof(text));
		fputs("trien: ", stderr);
		if (file != NULL) {
			tr_cli_print_safe(stderr, file);
			fputs(": ", stderr);
		}
		fprintf(stderr, "%s [%s]\n", text, trien_err_id(err->code));
	}
	return trien_err_exit(err->code);
}

static bool
reader_is_gone(void)
{
	struct pollfd p = {.fd = STDOUT_FILENO, .events = POLLOUT};
	return poll(&p, 1, 0) == 1 && (p.revents & POLLERR) != 0;
}

/* A verdict that nobody could read is none: a full disk behind standard output is an error of the run. */
int
tr_cli_end_output(struct tr_cli *cli, int exit_code)
{
	struct trien_err err = {0};

	if ((fflush(stdout) == 0 && !ferror(stdout)) || reader_is_gone())
		return exit_code;
	(void)TR_ERR0(&err, CLI_OUTPUT);
	cli->json = false; /* which would go the same way */
	int failed = tr_cli_fail(cli, NULL, &err);
	return exit_code <= VERDICTS ? failed : exit_code;
}
