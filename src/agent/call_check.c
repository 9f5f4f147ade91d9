/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A page wants to know whether this desk is ready: it is looked at (check.c), what was found is shown, and goes to the server after a yes, which enters a support ticket with it. No PIN is asked for, and
 * nothing is signed. Requirement: R17
 */
#include <stdio.h>
#include <stdlib.h>

#include "agent/call.h"
#include "agent/check.h"
#include "base/errors/agent.h"
#include "base/utf8.h"

/* What the server has room for. */
#define LINES_MAX 64u
#define TEXT_MAX 600u

static void
cut(json_t *line, const char *member)
{
	const char *text = json_string_value(json_object_get(line, member));

	if (text != NULL && strlen(text) > TEXT_MAX)
		json_object_set_new(line, member, json_stringn(text, tr_utf8_cut(text, TEXT_MAX)));
}

/* A line as it is sent: what is not there is left out. */
static void
trim(json_t *all)
{
	json_t *line;
	size_t i;

	while (json_array_size(all) > LINES_MAX)
		json_array_remove(all, json_array_size(all) - 1);
	json_array_foreach(all, i, line) {
		if (json_is_null(json_object_get(line, "error")))
			json_object_del(line, "error");
		cut(line, "name");
		cut(line, "message");
	}
}

static trien_rc
agree(struct tr_agent_call *c, const json_t *all, struct trien_err *err)
{
	const struct tr_cli *cli = c->cli;
	const struct tr_agent_buttons buttons = {.yes = tr_say(cli, "Gửi", "Send")};
	struct tr_agent_display_check checks[LINES_MAX];
	struct tr_agent_display d;
	enum tr_agent_answer answer;
	const size_t count = json_array_size(all);

	for (size_t i = 0; i < count; i++) {
		const json_t *one = json_array_get(all, i);
		const char *name = json_string_value(json_object_get(one, "name"));
		checks[i] = (struct tr_agent_display_check){name != NULL ? name : "", json_string_value(json_object_get(one, "message"))};
	}
	TR_TRY(tr_agent_display_report(&c->server.server, checks, count, cli->lang, &d, err));
	const trien_rc rc = tr_agent_prompt_show(&c->prompt, &d, &buttons, &answer, err);
	tr_agent_display_free(&d);
	TR_TRY(rc);
	return answer == TR_AGENT_YES ? TRIEN_OK : TR_ERR0(err, AGENT_DECLINED);
}

static trien_rc
send(struct tr_agent_call *c, json_t *all, struct trien_err *err)
{
	json_t *body = json_pack("{s:s, s:O}", "token", c->uri.secret, "checks", all);
	char *text = body != NULL ? json_dumps(body, JSON_COMPACT) : NULL;
	struct tr_agent_reply reply;

	json_decref(body);
	if (text == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", 1));
	const struct tr_agent_request ask = {"/api/v1/desk/report", NULL, TR_BYTES(text, strlen(text)), TR_AGENT_ANSWER_MAX, NULL};
	const trien_rc rc = tr_agent_call_ask(c, &ask, &reply, err);
	free(text);
	return rc;
}

trien_rc
tr_agent_call_check(struct tr_agent_call *c, struct trien_err *err)
{
	unsigned bad;
	json_t *all = tr_agent_check_all(c->cli, &c->options, &bad);

	trim(all);
	trien_rc rc = agree(c, all, err);
	if (rc == TRIEN_OK)
		rc = send(c, all, err);
	json_decref(all);
	return rc;
}
