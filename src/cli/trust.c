/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trien trust list|import|remove|export|hosts|proxy|check: what is trusted on this machine, as Government or as public authority, and
 * which hosts may be asked for revocation data and time stamps, and through which proxy.
 * Requirement: R2.1
 */
#include <errno.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "base/errors/pki.h"
#include "cli/file.h"
#include "cli/trust_parts.h"

#define USAGE \
	"trien trust list | import --list government|public FILE | remove FINGERPRINT | export [-o OUT] [FINGERPRINT] | " \
	"hosts [add|remove HOST...] | proxy [URL|none] | check [--offline] [--allow-host HOST] [--tsa URL] CERTIFICATE..."
#define PREFIX_MIN 8 /* digits of a fingerprint that name an anchor */

void
tr_cli_hex_sha256(const uint8_t sha256[32], char out[TR_HEX_SHA256 + 1])
{
	for (size_t i = 0; i < 32; i++)
		snprintf(out + 2 * i, 3, "%02x", sha256[i]);
}

void
tr_cli_print_validity(const struct tr_cli *cli, int64_t from, int64_t to)
{
	char a[TR_TIME_TEXT_MAX], b[TR_TIME_TEXT_MAX];

	tr_time_iso(from, cli->env->zone_minutes, a);
	tr_time_iso(to, cli->env->zone_minutes, b);
	tr_cli_printf(cli, "    hiệu lực: %s đến %s\n",
		"    valid: %s to %s\n", a, b);
}

trien_rc
tr_cli_trust_open(const struct tr_trust_words *w, struct tr_trust **out, struct trien_err *err)
{
	struct trien_err why = {0};
	trien_rc rc = access(w->directory, F_OK) == 0 ? tr_trust_load_dir(w->directory, out, &why) : TRIEN_E_PKI_TRUST_EMPTY;

	if (rc == TRIEN_E_PKI_TRUST_EMPTY)
		return tr_trust_new(out, err);
	if (rc != TRIEN_OK && err != NULL)
		*err = why;
	return rc;
}

/* ---- list ---- */

static const char *
list_text(const struct tr_cli *cli, enum tr_trust_list list)
{
	switch (list) {
	case TR_TRUST_GOVERNMENT:
		return tr_say(cli, "CHUYÊN DÙNG CHÍNH PHỦ", "GOVERNMENT");
	case TR_TRUST_PUBLIC:
		return tr_say(cli, "CÔNG CỘNG (không có giá trị chính thức)", "PUBLIC (never official)");
	default:
		return tr_say(cli, "chưa xếp vào danh sách nào", "in no list");
	}
}

static json_t *
json_anchor(const struct tr_cli *cli, const struct tr_certificate *c, enum tr_trust_list list)
{
	char hex[TR_HEX_SHA256 + 1], from[TR_TIME_TEXT_MAX], to[TR_TIME_TEXT_MAX];
	const struct tr_text name = tr_certificate_display_name(c);

	tr_cli_hex_sha256(c->sha256, hex);
	tr_time_iso(c->not_before, cli->env->zone_minutes, from);
	tr_time_iso(c->not_after, cli->env->zone_minutes, to);
	return json_pack("{s:s, s:s%, s:s%, s:s, s:s, s:s, s:s, s:b}", "list", tr_trust_list_name(list), "subject", name.p,
			name.n, "organisation", c->subject.organisation.n ? c->subject.organisation.p : "",
			c->subject.organisation.n, "serial", c->serial, "not_before", from, "not_after", to, "sha256", hex, "lab",
			(int)c->lab);
}

static void
print_anchor(const struct tr_cli *cli, const struct tr_certificate *c, enum tr_trust_list list)
{
	char hex[TR_HEX_SHA256 + 1];
	const struct tr_text name = tr_certificate_display_name(c);

	tr_cli_hex_sha256(c->sha256, hex);
	printf("%s\n    ", hex);
	tr_cli_print_safe(stdout, name.p); /* the arena's copies end with NUL */
	printf("\n    %s: %s\n", tr_say(cli, "danh sách", "list"), list_text(cli, list));
	tr_cli_print_validity(cli, c->not_before, c->not_after);
	if (c->lab)
		puts(tr_say(cli, "    chứng thư LAB để dạy học: không có giá trị pháp lý",
			"    a LAB certificate for teaching: without legal force"));
}

/* Files that are there and are not used; on the channel of warnings, in every form. */
static void
print_left_out(const struct tr_cli *cli, const struct tr_trust *t)
{
	const struct trien_err *why;
	char text[1024];

	for (size_t i = 0; (why = tr_trust_warning(t, i)) != NULL; i++) {
		tr_err_text_commands(why, cli->lang, text, sizeof(text));
		fputs("trien: ", stderr);
		tr_cli_print_safe(stderr, text);
		fputc('\n', stderr);
	}
}

static int
show_list(struct tr_cli *cli, const struct tr_trust_words *w, const struct tr_arguments *rest)
{
	struct tr_trust *t;
	struct trien_err err = {0};
	const struct tr_certificate *c;
	enum tr_trust_list list = TR_TRUST_GIVEN;
	(void)rest;

	if (tr_cli_trust_open(w, &t, &err) != TRIEN_OK)
		return tr_cli_fail(cli, NULL, &err);
	json_t *anchors = json_array();
	for (size_t i = 0; (c = tr_trust_peek(t, i)) != NULL; i++) {
		(void)!tr_trust_list_of(t, c->sha256, &list);
		if (cli->json)
			json_array_append_new(anchors, json_anchor(cli, c, list));
		else
			print_anchor(cli, c, list);
	}
	if (cli->json)
		tr_cli_print_json(json_pack("{s:o, s:O, s:n}", "directory", tr_cli_json_text(w->directory), "anchors", anchors,
				"error"));
	else if (tr_trust_count(t) == 0)
		puts(tr_say(cli, "không có gốc tin cậy nào", "no anchors"));
	json_decref(anchors);
	print_left_out(cli, t);
	tr_trust_free(t);
	return 0;
}

static int
import_one(struct tr_cli *cli, const struct tr_trust_words *w, const struct tr_arguments *rest)
{
	return tr_cli_trust_import(cli, w, rest->items[1]);
}

/* ---- one anchor by its fingerprint ---- */

/* The one whose fingerprint begins so. */
static const struct tr_certificate *
find_anchor(const struct tr_trust *t, const char *prefix)
{
	const struct tr_certificate *c, *found = NULL;
	char hex[TR_HEX_SHA256 + 1];
	const size_t n = strlen(prefix);

	for (size_t i = 0; n >= PREFIX_MIN && (c = tr_trust_peek(t, i)) != NULL; i++) {
		tr_cli_hex_sha256(c->sha256, hex);
		if (strncasecmp(hex, prefix, n) != 0)
			continue;
		if (found != NULL)
			return NULL;
		found = c;
	}
	return found;
}

static trien_rc
remove_anchor(const struct tr_trust *t, const struct tr_trust_words *w, const char *prefix, struct trien_err *err)
{
	TR_AUTO_BUF path = {0};
	char hex[TR_HEX_SHA256 + 1];
	enum tr_trust_list list = TR_TRUST_GIVEN;
	const struct tr_certificate *c = find_anchor(t, prefix);

	if (c == NULL)
		return TR_ERR(err, TRUST_UNKNOWN, TR_S("got", prefix));
	tr_cli_hex_sha256(c->sha256, hex);
	(void)!tr_trust_list_of(t, c->sha256, &list);
	TR_TRY(tr_buf_addf(&path, err, "%s/%s/%s.der", w->directory, tr_trust_list_name(list), hex));
	TR_TRY(tr_buf_add_byte(&path, 0, err));
	if (unlink((const char *)path.p) == 0)
		return TRIEN_OK;
	if (errno == ENOENT)
		return TR_ERR(err, TRUST_BY_HAND, TR_S("file", (const char *)path.p));
	return TR_ERR(err, CLI_TARGET_READ_ONLY, TR_S("file", (const char *)path.p), TR_S("why", strerror(errno)));
}

static int
remove_one(struct tr_cli *cli, const struct tr_trust_words *w, const struct tr_arguments *rest)
{
	const char *prefix = rest->items[1];
	struct tr_trust *t;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_trust_open(w, &t, &err);
	if (rc == TRIEN_OK) {
		rc = remove_anchor(t, w, prefix, &err);
		tr_trust_free(t);
	}
	if (rc != TRIEN_OK)
		return tr_cli_fail(cli, NULL, &err);
	if (cli->json)
		tr_cli_print_json(json_pack("{s:o, s:n}", "removed", tr_cli_json_text(prefix), "error"));
	else
		puts(tr_say(cli, "đã bỏ khỏi danh sách tin cậy", "removed from the trust list"));
	return 0;
}

static trien_rc
collect_pem(const struct tr_trust *t, const char *prefix, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_certificate *c;

	if (prefix != NULL) {
		c = find_anchor(t, prefix);
		return c != NULL ? tr_certificate_pem(c, out, err) : TR_ERR(err, TRUST_UNKNOWN, TR_S("got", prefix));
	}
	for (size_t i = 0; (c = tr_trust_peek(t, i)) != NULL; i++)
		TR_TRY(tr_certificate_pem(c, out, err));
	return TRIEN_OK;
}

static trien_rc
write_pem(const struct tr_trust_words *w, struct tr_bytes pem, struct trien_err *err)
{
	struct tr_target *target;

	if (w->out == NULL) {
		fwrite(pem.p, 1, pem.n, stdout);
		return TRIEN_OK;
	}
	TR_TRY(tr_target_begin(w->out, NULL, w->force ? TR_REPLACE_EXISTING : TR_REPLACE_NEVER, &target, err));
	return tr_target_commit(target, pem, err);
}

static int
export_pem(struct tr_cli *cli, const struct tr_trust_words *w, const struct tr_arguments *rest)
{
	const char *prefix = rest->count > 1 ? rest->items[1] : NULL;
	TR_AUTO_BUF pem = {0};
	struct tr_trust *t;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_trust_open(w, &t, &err);
	if (rc == TRIEN_OK) {
		rc = collect_pem(t, prefix, &pem, &err);
		tr_trust_free(t);
	}
	if (rc == TRIEN_OK)
		rc = write_pem(w, tr_buf_view(&pem), &err);
	return rc == TRIEN_OK ? 0 : tr_cli_fail(cli, NULL, &err);
}

/* ---- hosts ---- */

static trien_rc
save_hosts(const struct tr_trust_words *w, const struct tr_trust_hosts *h, struct trien_err *err)
{
	TR_AUTO_BUF path = {0}, text = {0};
	struct tr_target *target;

	TR_TRY(tr_buf_addf(&text, err, "# trien trust hosts: who may be asked for revocation data and time stamps\n"));
	for (size_t i = 0; i < h->count; i++)
		TR_TRY(tr_buf_addf(&text, err, "%s\n", h->names[i]));
	if (h->proxy[0] != '\0')
		TR_TRY(tr_buf_addf(&text, err, "proxy %s\n", h->proxy));
	TR_TRY(tr_buf_addf(&path, err, "%s/hosts", w->directory));
	TR_TRY(tr_buf_add_byte(&path, 0, err));
	TR_TRY(tr_target_begin((const char *)path.p, NULL, TR_REPLACE_EXISTING, &target, err));
	return tr_target_commit(target, tr_buf_view(&text), err);
}

static trien_rc
change_hosts(const struct tr_trust_words *w, const struct tr_arguments *rest, struct tr_trust_hosts *h,
		struct trien_err *err)
{
	const char *act = rest->count > 1 ? rest->items[1] : "";
	const bool adding = strcmp(act, "add") == 0;

	if (rest->count == 2 || (rest->count > 2 && !adding && strcmp(act, "remove") != 0))
		return TR_ERR(err, CLI_USAGE, TR_S("usage", USAGE));
	TR_TRY(tr_trust_hosts_load(w->directory, h, err));
	for (size_t i = 2; i < rest->count; i++) {
		const char *name = rest->items[i];
		if (adding)
			TR_TRY(tr_trust_hosts_add(h, TR_BYTES(name, strlen(name)), err));
		else if (!tr_trust_hosts_remove(h, name))
			return TR_ERR(err, TRUST_HOST_UNKNOWN, TR_S("got", name));
	}
	return rest->count > 1 ? save_hosts(w, h, err) : TRIEN_OK;
}

static int
hosts(struct tr_cli *cli, const struct tr_trust_words *w, const struct tr_arguments *rest)
{
	struct tr_trust_hosts h;
	struct trien_err err = {0};

	if (change_hosts(w, rest, &h, &err) != TRIEN_OK)
		return tr_cli_fail(cli, NULL, &err);
	json_t *names = json_array();
	for (size_t i = 0; i < h.count; i++) {
		json_array_append_new(names, json_string(h.names[i]));
		if (!cli->json)
			puts(h.names[i]);
	}
	if (cli->json)
		tr_cli_print_json(json_pack("{s:o, s:O, s:n}", "directory", tr_cli_json_text(w->directory), "hosts", names,
				"error"));
	json_decref(names);
	return 0;
}

static trien_rc
change_proxy(const struct tr_trust_words *w, const struct tr_arguments *rest, struct tr_trust_hosts *h, struct trien_err *err)
{
	TR_TRY(tr_trust_hosts_load(w->directory, h, err));
	if (rest->count == 1)
		return TRIEN_OK;
	const char *url = strcmp(rest->items[1], "none") != 0 ? rest->items[1] : "";
	TR_TRY(tr_trust_hosts_set_proxy(h, TR_BYTES(url, strlen(url)), err));
	return save_hosts(w, h, err);
}

static int
proxy(struct tr_cli *cli, const struct tr_trust_words *w, const struct tr_arguments *rest)
{
	struct tr_trust_hosts h;
	struct trien_err err = {0};

	if (change_proxy(w, rest, &h, &err) != TRIEN_OK)
		return tr_cli_fail(cli, NULL, &err);
	if (cli->json)
		tr_cli_print_json(json_pack("{s:o, s:s?, s:n}", "directory", tr_cli_json_text(w->directory), "proxy", h.proxy[0] != '\0' ? h.proxy : NULL, "error"));
	else
		puts(h.proxy[0] != '\0' ? h.proxy : tr_say(cli, "không qua proxy", "no proxy"));
	return 0;
}

/* ---- */

enum { IMPORTS = 1, EXPORTS = 2, CHECKS = 4 }; /* whose options a subcommand knows */

static const struct subcommand {
	const char *name;
	size_t words_min, words_max; /* its own name included */
	unsigned knows;
	enum tr_trust_purpose purpose;
	int (*run)(struct tr_cli *cli, const struct tr_trust_words *w, const struct tr_arguments *rest);
} subcommands[] = {
	{"list", 1, 1, 0, TR_TRUST_TO_READ, show_list},
	{"import", 2, 2, IMPORTS, TR_TRUST_TO_WRITE, import_one},
	{"remove", 2, 2, 0, TR_TRUST_TO_WRITE, remove_one},
	{"export", 1, 2, EXPORTS, TR_TRUST_TO_READ, export_pem},
	{"hosts", 1, SIZE_MAX, 0, TR_TRUST_TO_WRITE, hosts},
	{"proxy", 1, 2, 0, TR_TRUST_TO_WRITE, proxy},
	{"check", 1, SIZE_MAX, CHECKS, TR_TRUST_TO_READ, tr_cli_trust_check},
};

static const struct subcommand *
find_subcommand(const struct tr_trust_words *w, const struct tr_arguments *rest)
{
	const unsigned used = (w->list != NULL || w->fingerprint != NULL ? IMPORTS : 0) | (w->out != NULL ? EXPORTS : 0) |
		(w->offline || w->allow.count > 0 || w->tsa.count > 0 ? CHECKS : 0);

	for (size_t i = 0; i < sizeof(subcommands) / sizeof(*subcommands); i++) {
		const struct subcommand *s = &subcommands[i];
		if (rest->count >= s->words_min && rest->count <= s->words_max && strcmp(rest->items[0], s->name) == 0 &&
				(used & ~s->knows) == 0 && (!w->force || (s->knows & (IMPORTS | EXPORTS)) != 0))
			return s;
	}
	return NULL;
}

int
tr_cli_trust(struct tr_cli *cli, int argc, char **argv)
{
	struct tr_trust_words w = {0};
	const struct tr_option options[] = {{"--trust", TR_OPTION_TEXT, &w.trust}, {"--list", TR_OPTION_TEXT, &w.list},
		{"--fingerprint", TR_OPTION_TEXT, &w.fingerprint}, {"--force", TR_OPTION_FLAG, &w.force},
		{"-o", TR_OPTION_TEXT, &w.out}, {"--output", TR_OPTION_TEXT, &w.out}, {"--offline", TR_OPTION_FLAG, &w.offline}, {"--allow-host", TR_OPTION_LIST, &w.allow}, {"--tsa", TR_OPTION_LIST, &w.tsa}};
	const struct subcommand *s = NULL;
	struct tr_arguments rest;
	struct trien_err err = {0};

	trien_rc rc = tr_cli_parse(cli, argc, argv, options, sizeof(options) / sizeof(*options), &rest, &err);
	if (rc == TRIEN_OK && (s = find_subcommand(&w, &rest)) == NULL)
		rc = TR_ERR(&err, CLI_USAGE, TR_S("usage", USAGE));
	if (rc == TRIEN_OK && !tr_cli_trust_directory(w.trust, s->purpose, w.directory))
		rc = TR_ERR0(&err, TRUST_NO_DIRECTORY);
	return rc == TRIEN_OK ? s->run(cli, &w, &rest) : tr_cli_fail(cli, NULL, &err);
}
