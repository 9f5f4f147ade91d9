/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* trien-agent enrolment: the file that enrols a server, signed by whoever the desks trust for that. */
#include <stdio.h>

#include "agent/agent.h"
#include "agent/prompt.h"
#include "base/errors/agent.h"
#include "base/errors/cli.h"
#include "cli/file.h"
#include "token/signer.h"

#define USAGE "trien-agent enrolment --key KEY --server ID --origin URL --name-vi TEXT --name-en TEXT --until DAY [--authorities FILE.pem] [--lab] [--vgca] -o FILE"

struct making {
	const char *key, *id, *origin, *name_vi, *name_en, *until, *authorities, *out;
	bool lab, vgca;
	struct tr_pin_options pin;
};

static trien_rc
copy(const char *from, const char *part, char *out, size_t size, struct trien_err *err)
{
	if (from == NULL || strlen(from) >= size)
		return TR_ERR(err, AGENT_ENROLMENT, TR_S("part", part));
	memcpy(out, from, strlen(from) + 1);
	return TRIEN_OK;
}

static trien_rc
server_of(const struct making *m, struct tr_agent_server *out, struct trien_err *err)
{
	*out = (struct tr_agent_server){.lab = m->lab, .vgca = m->vgca};
	TR_TRY(copy(m->id, "server", out->id, sizeof(out->id), err));
	TR_TRY(copy(m->origin, "origin", out->origin, sizeof(out->origin), err));
	TR_TRY(copy(m->name_vi, "vi", out->name[TRIEN_LANG_VI], sizeof(out->name[0]), err));
	TR_TRY(copy(m->name_en, "en", out->name[TRIEN_LANG_EN], sizeof(out->name[0]), err));
	return tr_time_read(TR_BYTES(m->until, strlen(m->until)), TR_ZONE_VIETNAM, &out->until, err);
}

static trien_rc
make(const struct tr_cli *cli, const struct making *m, struct trien_err *err)
{
	TR_AUTO_BUF authorities = {.max = TR_AGENT_AUTHORITIES_MAX};
	TR_AUTO_BUF file = {.max = TR_AGENT_ENROLMENT_MAX};
	struct tr_target *target = NULL;
	struct tr_signer *key = NULL;
	struct tr_agent_server s;
	struct tr_pin pin;

	TR_TRY(server_of(m, &s, err));
	if (m->authorities != NULL)
		TR_TRY(tr_file_read(m->authorities, TR_AGENT_AUTHORITIES_MAX, &authorities, err));
	TR_TRY(tr_target_begin(m->out, NULL, TR_REPLACE_NEVER, &target, err));
	tr_pin_of(&pin, cli, &m->pin);
	const bool token = strncmp(m->key, "pkcs11:", 7) == 0;
	trien_rc rc = token ? tr_token_signer_open(m->key, NULL, &pin.source, &key, err) : tr_signer_open(m->key, NULL, &pin.source, &key, err);
	if (rc == TRIEN_OK)
		rc = tr_agent_enrolment_make(&s, tr_buf_view(&authorities), key, &file, err);
	tr_signer_close(key);
	if (rc == TRIEN_OK)
		return tr_target_commit(target, tr_buf_view(&file), err);
	tr_target_abandon(target);
	return rc;
}

int
tr_agent_enrolment(struct tr_cli *cli, int argc, char **argv)
{
	struct making m = {0};
	const struct tr_option options[] = {{"--key", TR_OPTION_TEXT, &m.key}, {"--server", TR_OPTION_TEXT, &m.id}, {"--origin", TR_OPTION_TEXT, &m.origin},
		{"--name-vi", TR_OPTION_TEXT, &m.name_vi}, {"--name-en", TR_OPTION_TEXT, &m.name_en}, {"--until", TR_OPTION_TEXT, &m.until},
		{"--authorities", TR_OPTION_TEXT, &m.authorities}, {"--lab", TR_OPTION_FLAG, &m.lab}, {"--vgca", TR_OPTION_FLAG, &m.vgca}, {"-o", TR_OPTION_TEXT, &m.out}, {"--pin-file", TR_OPTION_TEXT, &m.pin.file},
		{"--pin-fd", TR_OPTION_TEXT, &m.pin.fd}, {"--pinentry", TR_OPTION_FLAG, &m.pin.pinentry}};
	struct tr_arguments rest;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &rest, &err);
	if (rc == TRIEN_OK && (rest.count != 0 || m.key == NULL || m.until == NULL || m.out == NULL || (m.pin.file != NULL && m.pin.fd != NULL)))
		rc = TR_ERR(&err, CLI_USAGE, TR_S("usage", USAGE));
	if (rc == TRIEN_OK)
		rc = make(cli, &m, &err);
	if (rc != TRIEN_OK)
		return tr_cli_fail(cli, m.out, &err);
	if (cli->json)
		tr_cli_print_json(json_pack("{s:s, s:n}", "server", m.id, "error"));
	else
		tr_cli_printf(cli, "tệp ghi nhận %s: %s\n", "the file that enrols %s: %s\n", m.id, m.out);
	return 0;
}
