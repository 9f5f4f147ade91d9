/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien token list [ADDRESS] | pin ADDRESS: what is plugged in, its certificates, and what it says of its PIN; another PIN. The vendor's module runs in a process of its own.
 * Requirement: R7 R17
 */
#include "token/line.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "base/errors/crypto.h"
#include "cli/pin.h"
#include "pki/certificate.h"

#define USAGE "trien token list [pkcs11:...] | pin pkcs11:..."

static trien_rc
start(const char *uri, const struct tr_pin_source *pin, struct tr_token_spec *spec, struct tr_token_line *line, struct trien_err *err)
{
	if (strncmp(uri, "pkcs11:", 7) != 0 || strlen(uri) > TR_TOKEN_URI_MAX)
		return TR_ERR(err, TOKEN_URI, TR_B("got", uri, strnlen(uri, 64)), TR_S("why", "not pkcs11:"));
	snprintf(spec->uri, sizeof(spec->uri), "%s", uri);
	TR_TRY(tr_token_start(&(struct tr_helper_program){.name = TR_TOKEN_P11, .more = -1, .environment = environ}, line, err));
	line->pin = pin;
	return TRIEN_OK;
}

/* ---- list ---- */

struct listing {
	const struct tr_cli *cli;
	json_t *tokens;
	size_t count;
};

/* What is worse stands for what is less. */
static const char *
pin_word(unsigned flags)
{
	return flags & TR_P11_LOCKED ? "locked" : flags & TR_P11_FINAL_TRY ? "final-try" : flags & TR_P11_COUNT_LOW ? "count-low" : flags & TR_P11_NO_PIN ? "not-set" : "good";
}

static const char *
pin_text(const struct tr_cli *cli, unsigned flags)
{
	if (flags & TR_P11_LOCKED)
		return tr_say(cli, "ĐÃ BỊ KHÓA", "LOCKED");
	if (flags & TR_P11_FINAL_TRY)
		return tr_say(cli, "CHỈ CÒN MỘT LẦN THỬ", "ONE TRY IS LEFT");
	if (flags & TR_P11_COUNT_LOW)
		return tr_say(cli, "đã có lần nhập sai", "a wrong one was entered before");
	return flags & TR_P11_NO_PIN ? tr_say(cli, "chưa đặt", "not set") : tr_say(cli, "tốt", "good");
}

/* "expired", "not-yet", "good" */
static const char *
validity_word(const struct tr_certificate *c, int64_t now)
{
	return now > c->not_after ? "expired" : now < c->not_before ? "not-yet" : "good";
}

static json_t *
certificate_json(const struct tr_cli *cli, const struct tr_certificate *c)
{
	const struct tr_text name = tr_certificate_display_name(c);
	char from[TR_TIME_TEXT_MAX], to[TR_TIME_TEXT_MAX], hex[2 * sizeof(c->sha256) + 1];

	for (size_t i = 0; i < sizeof(c->sha256); i++)
		snprintf(hex + 2 * i, 3, "%02x", c->sha256[i]);
	tr_time_iso(c->not_before, cli->env->zone_minutes, from);
	tr_time_iso(c->not_after, cli->env->zone_minutes, to);
	return json_pack("{s:s%, s:s, s:s, s:s, s:s, s:s, s:b}", "subject", name.p, name.n, "serial", c->serial, "not_before", from, "not_after", to, "validity",
			validity_word(c, cli->env->now(cli->env->context)), "sha256", hex, "lab", (int)c->lab);
}

static void
print_certificate(const struct tr_cli *cli, const struct tr_certificate *c)
{
	const char *validity = validity_word(c, cli->env->now(cli->env->context));
	char to[TR_TIME_TEXT_MAX];

	tr_time_iso(c->not_after, cli->env->zone_minutes, to);
	to[10] = '\0';
	fputs("    ", stdout);
	tr_cli_print_safe(stdout, tr_certificate_display_name(c).p); /* the arena's copies end with NUL */
	printf(" (%s) ", c->serial);
	tr_cli_printf(cli, "đến %s%s\n", "until %s%s\n", to, strcmp(validity, "good") == 0 ? "" : strcmp(validity, "expired") == 0 ? tr_say(cli, ", ĐÃ HẾT HẠN", ", EXPIRED")
			: tr_say(cli, ", CHƯA CÓ HIỆU LỰC", ", NOT YET VALID"));
}

static void
list_certificate(const struct listing *l, struct tr_bytes der, json_t *all)
{
	struct tr_certificate *c;

	if (tr_certificate_parse(der, &c, NULL) != TRIEN_OK) {
		if (l->cli->json)
			json_array_append_new(all, json_null());
		else
			puts(tr_say(l->cli, "    một chứng thư không đọc được", "    a certificate that cannot be read"));
		return;
	}
	if (l->cli->json)
		json_array_append_new(all, certificate_json(l->cli, c));
	else
		print_certificate(l->cli, c);
	tr_certificate_free(c);
}

static trien_rc
list_one(void *context, const struct tr_token_listed *t, struct trien_err *err)
{
	struct listing *l = context;
	json_t *all = json_array();

	(void)err;
	l->count++;
	if (!l->cli->json) {
		tr_cli_print_safe(stdout, t->label);
		printf(" (%s", tr_say(l->cli, "số hiệu ", "serial "));
		tr_cli_print_safe(stdout, t->serial);
		fputs(", ", stdout);
		tr_cli_print_safe(stdout, t->maker);
		fputc(' ', stdout);
		tr_cli_print_safe(stdout, t->model);
		printf(")\n    PIN: %s%s\n", pin_text(l->cli, t->flags), t->flags & TR_P11_PAD ? tr_say(l->cli, ", nhập trên đầu đọc", ", typed on the reader") : "");
	}
	for (size_t i = 0; i < t->certificate_count; i++)
		list_certificate(l, t->certificates[i], all);
	if (l->cli->json)
		json_array_append_new(l->tokens, json_pack("{s:o, s:o, s:o, s:o, s:s, s:b, s:O}", "label", tr_cli_json_text(t->label), "serial", tr_cli_json_text(t->serial), "maker",
				tr_cli_json_text(t->maker), "model", tr_cli_json_text(t->model), "pin", pin_word(t->flags), "pad", (t->flags & TR_P11_PAD) != 0, "certificates", all));
	json_decref(all);
	return TRIEN_OK;
}

static int
list(struct tr_cli *cli, const char *uri)
{
	static struct tr_token_spec spec;
	struct listing l = {.cli = cli, .tokens = json_array()};
	struct tr_token_line line = TR_TOKEN_LINE_NONE;
	struct trien_err err = {0};

	trien_rc rc = start(uri, NULL, &spec, &line, &err);
	if (rc == TRIEN_OK)
		rc = tr_token_list(&line, &spec, TR_TOKEN_OPEN_MILLISECONDS, list_one, &l, &err);
	tr_token_stop(&line);
	if (rc == TRIEN_OK && cli->json)
		tr_cli_print_json(json_pack("{s:O, s:n}", "tokens", l.tokens, "error"));
	else if (rc == TRIEN_OK && l.count == 0)
		puts(tr_say(cli, "không có thiết bị nào được cắm", "no token is plugged in"));
	json_decref(l.tokens);
	return rc == TRIEN_OK ? 0 : tr_cli_fail(cli, NULL, &err);
}

/* ---- another PIN ---- */

static int
change_pin(struct tr_cli *cli, const char *uri, const struct tr_pin_options *options)
{
	static struct tr_token_spec spec;
	struct tr_pin pin;
	struct tr_token_line line = TR_TOKEN_LINE_NONE;
	struct trien_err err = {0};

	tr_pin_of(&pin, cli, options);
	trien_rc rc = start(uri, &pin.source, &spec, &line, &err);
	if (rc == TRIEN_OK)
		rc = tr_token_change_pin(&line, &spec, TR_TOKEN_DESK_MILLISECONDS, &err);
	tr_token_stop(&line);
	if (rc != TRIEN_OK)
		return tr_cli_fail(cli, NULL, &err);
	if (cli->json)
		tr_cli_print_json(json_pack("{s:b, s:n}", "changed", 1, "error"));
	else
		puts(tr_say(cli, "đã đổi mã PIN", "the PIN is changed"));
	return 0;
}

int
tr_cli_token(struct tr_cli *cli, int argc, char **argv)
{
	struct tr_pin_options pin = {0};
	const struct tr_option options[] = {{"--pin-file", TR_OPTION_TEXT, &pin.file}, {"--pin-fd", TR_OPTION_TEXT, &pin.fd}, {"--pinentry", TR_OPTION_FLAG, &pin.pinentry},
		{"--new-pin-file", TR_OPTION_TEXT, &pin.new_file}};
	struct tr_arguments rest;
	struct trien_err err = {0};

	if (tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &rest, &err) != TRIEN_OK)
		return tr_cli_fail(cli, NULL, &err);
	const bool asked = pin.file != NULL || pin.fd != NULL || pin.pinentry || pin.new_file != NULL;
	if (rest.count >= 1 && rest.count <= 2 && strcmp(rest.items[0], "list") == 0 && !asked)
		return list(cli, rest.count == 2 ? rest.items[1] : "pkcs11:");
	if (rest.count == 2 && strcmp(rest.items[0], "pin") == 0 && (pin.file == NULL || pin.fd == NULL))
		return change_pin(cli, rest.items[1], &pin);
	(void)TR_ERR(&err, CLI_USAGE, TR_S("usage", USAGE));
	return tr_cli_fail(cli, NULL, &err);
}
