/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien-agent answer: one call of a page, from its message on standard input to the answer on standard output. Started by trien-agent-serve, which has the browser's side of it and no document, no key and no PIN; this
 * process ends with the call, and is ended where the page goes away. Requirement: R4.3 R5.3
 */
#include "agent/vgca.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "agent/agent.h"
#include "base/errors/agent.h"
#include "base/errors/cli.h"
#include "crypto/base64.h"

/* ---- the reply ---- */

static void
put_text(json_t *o, const char *member, struct tr_text text)
{
	json_object_set_new(o, member, json_stringn(text.p, text.n));
}

static void
put_time(json_t *o, const char *member, int64_t when)
{
	char text[TR_TIME_TEXT_MAX];

	tr_time_iso(when, TR_ZONE_VIETNAM, text);
	json_object_set_new(o, member, json_string(text));
}

static trien_rc
put_certificate(struct tr_vgca *v, struct trien_err *err)
{
	const struct tr_certificate *c = v->key->certificate;
	TR_AUTO_BUF text = {0};
	json_t *info = json_object();

	TR_TRY(tr_base64_encode(c->der, &text, err));
	put_text(info, "CommonName", tr_certificate_display_name(c));
	put_text(info, "Organization", c->subject.organisation);
	put_text(info, "Issuer", c->issuer.common_name);
	json_object_set_new(info, "SerialNumber", json_string(c->serial));
	put_time(info, "ValidFrom", c->not_before);
	put_time(info, "ValidTo", c->not_after);
	put_text(info, "Base64", (struct tr_text){(const char *)text.p, text.n});
	put_text(v->reply, "CertBase64", (struct tr_text){(const char *)text.p, text.n});
	json_object_set_new(v->reply, "CertInfo", info);
	return TRIEN_OK;
}

/* Of an error of ours: its words twice, for pages look in either place, and its id, which no page of others knows. */
static void
put_error(const struct tr_vgca *v, json_t *o, const struct trien_err *err)
{
	char text[1024] = "";

	if (err->code != TRIEN_OK)
		tr_cli_error_text(v->cli, err, text, sizeof(text));
	json_object_set_new(o, "Status", json_integer(err->code == TRIEN_OK ? 0 : trien_err_http(err->code)));
	json_object_set_new(o, "Message", json_string(text));
	json_object_set_new(o, "Error", json_string(text));
	json_object_set_new(o, "ErrorId", err->code == TRIEN_OK ? json_null() : json_string(trien_err_id(err->code)));
}

static void
put_document(const struct tr_vgca *v, json_t *o, size_t i)
{
	const struct tr_vgca_document *d = &v->documents[i];

	json_object_set_new(o, "FileName", json_string(d->name));
	json_object_set_new(o, "FileServer", json_string(d->server));
	if (v->action->kind != TR_VGCA_FILES)
		return;
	json_object_set_new(o, "FileID", json_string(v->request.files[i].id));
	put_error(v, o, &d->why);
}

static void
put_documents(struct tr_vgca *v)
{
	if (v->action->kind != TR_VGCA_FILES) {
		put_document(v, v->reply, 0);
		json_object_set_new(v->reply, "DocumentNumber", json_string(v->request.number));
		json_object_set_new(v->reply, "DocumentDate", json_string(v->date));
		return;
	}
	json_t *files = json_array();
	for (size_t i = 0; i < v->request.file_count; i++) {
		json_t *o = json_object();
		put_document(v, o, i);
		json_array_append_new(files, o);
	}
	json_object_set_new(v->reply, "Files", files);
}

/* ---- what is done ---- */

/* Each that was signed is sent, whatever becomes of the others; where none arrived, that is the answer. */
static trien_rc
send_all(struct tr_vgca *v, struct trien_err *err)
{
	const struct trien_err *why = NULL;
	size_t taken = 0;

	for (size_t i = 0; i < v->request.file_count; i++) {
		struct tr_vgca_document *d = &v->documents[i];
		if (d->why.code == TRIEN_OK && tr_vgca_send(v, i, &d->why) == TRIEN_OK)
			taken++;
		else if (why == NULL)
			why = &d->why;
	}
	put_documents(v);
	if (taken > 0 || why == NULL)
		return TRIEN_OK;
	*err = *why;
	return err->code;
}

static trien_rc
fetch(struct tr_vgca *v, struct trien_err *err)
{
	TR_TRY(tr_agent_network_start(&v->server, TR_AGENT_SERVER_MILLISECONDS, &v->network, err));
	return tr_vgca_fetch(v, err);
}

static trien_rc
sign(struct tr_vgca *v, struct trien_err *err)
{
	TR_TRY(fetch(v, err));
	TR_TRY(tr_vgca_choose(v, err));
	TR_TRY(tr_vgca_prepare(v, err));
	TR_TRY(tr_vgca_agree(v, err));
	TR_TRY(tr_vgca_sign(v, err));
	return send_all(v, err);
}

static trien_rc
tell_certificate(struct tr_vgca *v, struct trien_err *err)
{
	TR_TRY(tr_vgca_choose(v, err));
	TR_TRY(tr_vgca_agree(v, err));
	return put_certificate(v, err);
}

static trien_rc
show_settings(const struct tr_vgca *v)
{
	const struct tr_agent_settings *s = &v->settings;
	const struct { const char *label, *value; } lines[] = {{tr_say(v->cli, "Cài đặt ký", "Settings"), s->file != NULL ? s->file : v->places.settings[0]}, {tr_say(v->cli, "Hình chữ ký", "Handwriting"), s->picture},
		{tr_say(v->cli, "Tên in trên văn bản", "Printed name"), s->name}, {tr_say(v->cli, "Hình dấu", "Seal"), s->seal}, {tr_say(v->cli, "Cơ quan", "Agency"), s->agency},
		{tr_say(v->cli, "Đặt trước chỗ cho số, ngày, dấu", "Places for number, date and seal"), s->reserve ? tr_say(v->cli, "có", "yes") : tr_say(v->cli, "không", "no")}};
	char text[TR_AGENT_PAGE_MAX], plain[TR_AGENT_PAGE_MAX / 8];
	size_t n = 0;

	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines) && n < sizeof(text); i++) {
		tr_agent_plain(lines[i].value, plain, sizeof(plain));
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s: %s\n", lines[i].label, plain);
	}
	tr_agent_prompt_tell(&v->prompt, text);
	return TRIEN_OK;
}

static trien_rc
act(struct tr_vgca *v, struct trien_err *err)
{
	switch (v->action->kind) {
	case TR_VGCA_NONE:
		return TR_ERR(err, AGENT_PAGE_ACTION, TR_S("action", v->action->name));
	case TR_VGCA_VERSION:
		json_object_set_new(v->reply, "Version", json_string(TRIEN_VERSION));
		return TRIEN_OK;
	case TR_VGCA_CERTIFICATE:
		return tell_certificate(v, err);
	case TR_VGCA_SETTINGS:
		return show_settings(v);
	case TR_VGCA_VERIFY:
		TR_TRY(fetch(v, err));
		return tr_vgca_verify(v, err);
	default:
		return sign(v, err);
	}
}

static trien_rc
read_message(struct tr_buf *out, struct trien_err *err)
{
	char piece[4096];
	ssize_t n;

	while ((n = read(STDIN_FILENO, piece, sizeof(piece))) != 0) {
		if (n < 0 && errno != EINTR)
			return TR_ERR(err, AGENT_FILE, TR_S("path", "-"), TR_S("why", strerror(errno)));
		if (n > 0)
			TR_TRY(tr_buf_add(out, piece, (size_t)n, err));
	}
	return TRIEN_OK;
}

static trien_rc
answer(struct tr_vgca *v, const struct tr_agent_options *o, struct trien_err *err)
{
	TR_AUTO_SECRET message = {.max = TR_AGENT_VGCA_MESSAGE_MAX + 1};

	TR_TRY(read_message(&message, err));
	TR_TRY(tr_agent_places_open(o->etc, o->trust, v->cli->env->now(v->cli->env->context), &v->places, err));
	/* Who serves has asked the same; where the page is, and whom its TLS certificate comes from, is read here. */
	TR_TRY(tr_agent_servers_find_page(&v->places, v->origin, &v->server, err));
	TR_TRY(tr_vgca_request_read(v->action->kind, v->origin, tr_buf_view(&message), &v->request, err));
	TR_TRY(tr_agent_settings_read(&v->places, &v->settings, err));
	tr_agent_prompt_of(&v->prompt, v->cli, o->terminal);
	tr_agent_prompt_patience(&v->prompt, TR_AGENT_PATIENCE_MAX);
	return act(v, err);
}

static void
close_all(struct tr_vgca *v)
{
	for (size_t i = 0; v->documents != NULL && i < v->request.file_count; i++) {
		tr_buf_free(&v->documents[i].bytes);
		tr_buf_free(&v->documents[i].signed_);
	}
	free(v->documents);
	tr_agent_keys_free(&v->keys);
	if (v->network.helper.pid > 0)
		tr_agent_network_stop(&v->network);
	tr_vgca_request_free(&v->request);
	tr_agent_enrolment_free(&v->server);
	tr_agent_places_close(&v->places);
	json_decref(v->reply);
	free(v);
}

/* An answer is always one, also of what went wrong. */
static int
run(struct tr_cli *cli, const struct tr_agent_options *o, const struct tr_vgca_action *action, const char *origin, const char *folder)
{
	struct tr_vgca *v = calloc(1, sizeof(*v));
	struct trien_err err = {0};

	if (v == NULL)
		return TR_ERR(&err, NO_MEMORY, TR_U("want", sizeof(*v))), tr_cli_fail(cli, NULL, &err);
	*v = (struct tr_vgca){.cli = cli, .origin = origin, .folder = folder, .action = action, .reply = json_object()};
	trien_rc rc = answer(v, o, &err);
	put_error(v, v->reply, &err);
	tr_cli_print_json(json_incref(v->reply));
	close_all(v);
	return rc == TRIEN_OK ? 0 : trien_err_exit(rc);
}

int
tr_agent_answer(struct tr_cli *cli, int argc, char **argv)
{
	struct tr_agent_options o = {0};
	const char *origin = NULL, *name = NULL, *folder = NULL;
	const struct tr_option options[] = {TR_AGENT_PLACES_OPTIONS(o), {"--terminal", TR_OPTION_FLAG, &o.terminal}, {"--origin", TR_OPTION_TEXT, &origin}, {"--action", TR_OPTION_TEXT, &name},
		{"--folder", TR_OPTION_TEXT, &folder}};
	struct tr_arguments rest;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &rest, &err);
	const struct tr_vgca_action *action = rc == TRIEN_OK && name != NULL ? tr_vgca_action_find(TR_BYTES(name, strlen(name))) : NULL;
	if (rc == TRIEN_OK && (rest.count != 0 || origin == NULL || folder == NULL || folder[0] != '/' || action == NULL))
		rc = TR_ERR(&err, CLI_USAGE, TR_S("usage", "trien-agent answer --origin URL --action /ACTION --folder FOLDER <MESSAGE"));
	return rc == TRIEN_OK ? run(cli, &o, action, origin, folder) : tr_cli_fail(cli, NULL, &err);
}
