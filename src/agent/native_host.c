/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien-agent native: started by a browser for an extension that its manifest names (packaging/agent). Standard input and output are the extension's. Whoever it is must be on this desk's list too; the address
 * that it hands over does what the same link does, and its windows are the same.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "agent/call.h"
#include "agent/native.h"
#include "agent/safe_file.h"
#include "base/errors/agent.h"
#include "base/errors/cli.h"

#define LIST "extensions"

/* ---- the line to the browser ---- */

/* False: the other side is gone. */
static bool
take(void *p, size_t n)
{
	uint8_t *at = p;

	while (n > 0) {
		const ssize_t got = read(STDIN_FILENO, at, n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += got;
		n -= (size_t)got;
	}
	return true;
}

static bool
give(const void *p, size_t n)
{
	const uint8_t *at = p;

	while (n > 0) {
		const ssize_t put = write(STDOUT_FILENO, at, n);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		at += put;
		n -= (size_t)put;
	}
	return true;
}

/* Takes o. */
static bool
say(json_t *o)
{
	char *text = json_dumps(o, JSON_COMPACT);
	const uint32_t n = text != NULL ? (uint32_t)strlen(text) : 0;
	const bool good = text != NULL && give(&n, sizeof(n)) && give(text, n);

	free(text);
	json_decref(o);
	return good;
}

static bool
say_refused(const struct tr_cli *cli, const struct trien_err *why)
{
	json_t *o = json_pack("{s:s}", "state", "refused");

	tr_cli_put_error(cli, o, why);
	return say(o);
}

/* ---- who asks ---- */

static trien_rc
look(const char *path, const char *id, bool *listed, struct trien_err *err)
{
	TR_AUTO_BUF list = {.max = TR_AGENT_EXTENSIONS_MAX};
	bool found = false;
	int folder;

	TR_TRY(tr_agent_folder_open(path, &folder, err));
	if (folder < 0)
		return TRIEN_OK;
	const trien_rc rc = tr_agent_file_read(folder, path, LIST, &list, &found, err);
	close(folder);
	*listed = *listed || (rc == TRIEN_OK && found && tr_agent_extension_is_listed(tr_buf_view(&list), id));
	return rc;
}

static trien_rc
check_extension(const struct tr_cli *cli, const struct tr_agent_options *o, const char *origin, struct trien_err *err)
{
	char id[TR_AGENT_EXTENSION_SIZE + 1];
	struct tr_agent_places p = {0};
	bool listed = false;

	if (!tr_agent_extension_read(origin, id))
		return TR_ERR(err, AGENT_EXTENSION, TR_S("origin", origin));
	trien_rc rc = tr_agent_places_open(o->etc, o->trust, cli->env->now(cli->env->context), &p, err);
	for (size_t i = 0; rc == TRIEN_OK && i < 2; i++)
		rc = look(p.settings[i], id, &listed, err);
	tr_agent_places_close(&p);
	TR_TRY(rc);
	return listed ? TRIEN_OK : TR_ERR(err, AGENT_EXTENSION, TR_S("origin", origin));
}

/* ---- what it asks ---- */

/* False: there is nobody to be told any more, or nothing to be read. */
static bool
answer_one(struct tr_cli *cli, const struct tr_agent_options *o)
{
	char message[TR_AGENT_NATIVE_MAX], uri[TR_AGENT_URI_MAX + 1];
	struct trien_err err = {0};
	size_t count = 0;
	uint32_t n;

	if (!take(&n, sizeof(n)))
		return false;
	/* What is behind it cannot be found any more. */
	if (n > sizeof(message))
		return (void)TR_ERR0(&err, AGENT_NATIVE), say_refused(cli, &err), false;
	if (!take(message, n))
		return false;
	trien_rc rc = tr_agent_native_read(TR_BYTES(message, n), uri, &err);
	tr_wipe(message, n);
	if (rc == TRIEN_OK && !say(json_pack("{s:s}", "state", "begun")))
		return false;
	if (rc == TRIEN_OK)
		rc = tr_agent_call_follow(cli, o, TR_AGENT_SERVER_MILLISECONDS, uri, &count, &err);
	tr_wipe(uri, sizeof(uri));
	return rc == TRIEN_OK ? say(json_pack("{s:s, s:i}", "state", "done", "signed", (int)count)) : say_refused(cli, &err);
}

int
tr_agent_native(struct tr_cli *cli, int argc, char **argv)
{
	struct tr_agent_options o = {0};
	const struct tr_option options[] = {TR_AGENT_PLACES_OPTIONS(o)};
	struct tr_arguments rest;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &rest, &err);
	if (rc == TRIEN_OK && rest.count != 1)
		rc = TR_ERR(&err, CLI_USAGE, TR_S("usage", "trien-agent native chrome-extension://ID/"));
	if (rc != TRIEN_OK)
		return tr_cli_fail(cli, NULL, &err);
	rc = check_extension(cli, &o, rest.items[0], &err);
	if (rc != TRIEN_OK) {
		say_refused(cli, &err);
		return tr_cli_fail(cli, NULL, &err);
	}
	while (answer_one(cli, &o))
		continue;
	return 0;
}
