/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * One anchor into a list: read in the sandbox, shown, and put there when its fingerprint was confirmed by somebody who has it from
 * elsewhere. A revocation list needs no word: whoever uses it verifies it.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "cli/file.h"
#include "cli/trust_parts.h"
#include "worker/task_trust.h"
#include "worker/tasks.h"

#define TYPED_MAX 256

struct import {
	struct tr_cli *cli;
	const struct tr_trust_words *words;
	struct tr_source source;
	struct tr_trust_file file;
	enum tr_trust_list list;
	char hex[TR_HEX_SHA256 + 1];
};

/* ---- shown before anything is decided ---- */

static void
print_line(const struct import *im, const char *vi, const char *en, struct tr_text text)
{
	printf("    %s: ", tr_say(im->cli, vi, en));
	tr_cli_print_safe(stdout, text.p); /* the arena's copies end with NUL */
	putchar('\n');
}

static void
print_file(const struct import *im)
{
	const struct tr_trust_file *f = &im->file;

	if (im->cli->json)
		return;
	puts(f->kind == TR_TRUST_FILE_CRL ? tr_say(im->cli, "Danh sách thu hồi (CRL)", "A revocation list (CRL)")
					  : tr_say(im->cli, "Chứng thư", "A certificate"));
	if (f->kind == TR_TRUST_FILE_CERTIFICATES) {
		print_line(im, "cấp cho", "subject", f->subject);
		print_line(im, "tổ chức", "organisation", f->organisation);
		print_line(im, "số", "serial", f->serial);
	}
	print_line(im, "do ai cấp", "issuer", f->issuer);
	tr_cli_print_validity(im->cli, f->not_before, f->not_after == INT64_MAX ? f->not_before : f->not_after);
	printf("    SHA-256: %s\n", im->hex);
	fflush(stdout);
}

/* ---- what is refused ---- */

static trien_rc
check_validity(const struct import *im, struct trien_err *err)
{
	const struct tr_trust_file *f = &im->file;
	const int64_t now = im->cli->env->now(im->cli->env->context);
	char from[TR_TIME_TEXT_MAX], to[TR_TIME_TEXT_MAX];

	if (im->words->force || (f->not_before <= now && now <= f->not_after))
		return TRIEN_OK;
	tr_time_iso(f->not_before, im->cli->env->zone_minutes, from);
	tr_time_iso(f->not_after, im->cli->env->zone_minutes, to);
	return TR_ERR(err, TRUST_EXPIRED, TR_S("name", f->subject.p), TR_S("from", from), TR_S("to", to));
}

static trien_rc
check_new(const struct import *im, struct trien_err *err)
{
	struct tr_trust *t;
	enum tr_trust_list list;

	TR_TRY(tr_cli_trust_open(im->words, &t, err));
	const bool known = tr_trust_list_of(t, im->file.sha256, &list);
	tr_trust_free(t);
	/* In no list yet: importing it is how it gets into one. */
	return known && list != TR_TRUST_GIVEN ? TR_ERR(err, TRUST_KNOWN, TR_S("list", tr_trust_list_name(list))) : TRIEN_OK;
}

static trien_rc
check_anchor(const struct import *im, struct trien_err *err)
{
	const struct tr_trust_file *f = &im->file;

	if (f->count != 1)
		return TR_ERR(err, TRUST_ONE, TR_U("got", f->count));
	if (!f->is_ca)
		return TR_ERR(err, TRUST_NOT_CA, TR_S("name", f->subject.p));
	if (f->lab && im->list == TR_TRUST_GOVERNMENT)
		return TR_ERR(err, TRUST_LAB, TR_S("name", f->subject.p));
	TR_TRY(check_validity(im, err));
	return check_new(im, err);
}

/* ---- the fingerprint ---- */

static int
digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* 64 digits, with colons and spaces as people write them. */
static bool
read_fingerprint(const char *text, uint8_t out[32])
{
	size_t n = 0;

	for (; *text != '\0'; text++) {
		const int d = digit(*text);
		if (*text == ':' || *text == ' ' || *text == '\n' || *text == '\r')
			continue;
		if (d < 0 || n == TR_HEX_SHA256)
			return false;
		out[n / 2] = (uint8_t)(n % 2 == 0 ? d << 4 : out[n / 2] | d);
		n++;
	}
	return n == TR_HEX_SHA256;
}

static trien_rc
confirm(const struct import *im, struct trien_err *err)
{
	char typed[TYPED_MAX] = "";
	const char *given = im->words->fingerprint;
	uint8_t sha256[32];

	if (given == NULL && !im->cli->json && isatty(STDIN_FILENO)) {
		fputs(tr_say(im->cli, "Hãy gõ vân tay SHA-256 mà tổ chức chứng thực công bố (không chép từ trên): ",
				"Type the SHA-256 fingerprint that the authority published (not the one above): "), stderr);
		given = fgets(typed, sizeof(typed), stdin);
	}
	if (given == NULL || !read_fingerprint(given, sha256))
		return TR_ERR(err, TRUST_FINGERPRINT_WANTED, TR_S("got", given != NULL ? given : ""));
	if (!tr_equal_ct(TR_BYTES(sha256, sizeof(sha256)), TR_BYTES(im->file.sha256, sizeof(im->file.sha256))))
		return TR_ERR0(err, TRUST_FINGERPRINT);
	return TRIEN_OK;
}

/* ---- into its place ---- */

/* Each part of the path that is not there yet, for this user alone to write. */
static trien_rc
make_directories(const char *path, struct trien_err *err)
{
	char part[PATH_MAX];

	for (const char *slash = path; slash != NULL;) {
		slash = strchr(slash + 1, '/');
		snprintf(part, sizeof(part), "%.*s", slash != NULL ? (int)(slash - path) : (int)strlen(path), path);
		if (mkdir(part, 0755) != 0 && errno != EEXIST)
			return TR_ERR(err, CLI_TARGET_READ_ONLY, TR_S("file", part), TR_S("why", strerror(errno)));
	}
	return TRIEN_OK;
}

static trien_rc
put(const struct import *im, struct trien_err *err)
{
	const bool list = im->file.kind == TR_TRUST_FILE_CRL;
	TR_AUTO_BUF path = {0};
	struct tr_target *target;

	TR_TRY(tr_buf_addf(&path, err, "%s%s%s", im->words->directory, list ? "" : "/", list ? "" : tr_trust_list_name(im->list)));
	TR_TRY(tr_buf_add_byte(&path, 0, err));
	TR_TRY(make_directories((const char *)path.p, err));
	path.n--;
	TR_TRY(tr_buf_addf(&path, err, "/%s.%s", im->hex, list ? "crl" : "der"));
	TR_TRY(tr_buf_add_byte(&path, 0, err));
	TR_TRY(tr_target_begin((const char *)path.p, NULL, TR_REPLACE_EXISTING, &target, err));
	trien_rc rc = list ? tr_target_copy(target, &im->source, err) : TRIEN_OK;
	if (rc != TRIEN_OK) {
		tr_target_abandon(target);
		return rc;
	}
	return tr_target_commit(target, im->file.der, err);
}

static trien_rc
decide(const struct import *im, struct trien_err *err)
{
	if (im->file.kind == TR_TRUST_FILE_CERTIFICATES) {
		TR_TRY(check_anchor(im, err));
		TR_TRY(confirm(im, err));
	}
	return put(im, err);
}

static trien_rc
look(struct import *im, struct trien_err *err)
{
	struct tr_worker *worker;

	TR_TRY(tr_tasks_start(&worker, err));
	trien_rc rc = tr_task_trust_look(worker, im->source.fd, im->source.path, &im->file, err);
	tr_worker_stop(worker);
	return rc;
}

static void
say_done(const struct import *im)
{
	const char *list = im->file.kind == TR_TRUST_FILE_CRL ? "crl" : tr_trust_list_name(im->list);

	if (im->cli->json)
		tr_cli_print_json(json_pack("{s:s, s:s, s:o, s:n}", "imported", im->hex, "list", list, "directory",
				tr_cli_json_text(im->words->directory), "error"));
	else
		puts(tr_say(im->cli, "đã nhập", "imported"));
}

static trien_rc
read_list(const struct tr_trust_words *w, enum tr_trust_list *out, struct trien_err *err)
{
	for (enum tr_trust_list l = TR_TRUST_GOVERNMENT; l < TR_TRUST_LIST_COUNT; l++)
		if (w->list != NULL && strcmp(w->list, tr_trust_list_name(l)) == 0) {
			*out = l;
			return TRIEN_OK;
		}
	if (w->list == NULL)
		return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", "--list"));
	return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--list"), TR_S("got", w->list), TR_S("want", "government, public"));
}

/* A list (CRL) belongs to no list of anchors. */
static trien_rc
import(struct import *im, struct trien_err *err)
{
	TR_TRY(look(im, err));
	tr_cli_hex_sha256(im->file.sha256, im->hex);
	print_file(im);
	trien_rc rc = im->file.kind == TR_TRUST_FILE_CERTIFICATES ? read_list(im->words, &im->list, err) : TRIEN_OK;
	if (rc == TRIEN_OK)
		rc = decide(im, err);
	if (rc == TRIEN_OK)
		say_done(im);
	tr_trust_file_free(&im->file);
	return rc;
}

int
tr_cli_trust_import(struct tr_cli *cli, const struct tr_trust_words *w, const char *file)
{
	struct import im = {.cli = cli, .words = w};
	struct trien_err err = {0};

	if (tr_source_open(file, &im.source, &err) != TRIEN_OK)
		return tr_cli_fail(cli, file, &err);
	trien_rc rc = import(&im, &err);
	tr_source_close(&im.source);
	return rc == TRIEN_OK ? 0 : tr_cli_fail(cli, file, &err);
}
