/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/release.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/errors/cli.h"
#include "crypto/digest.h"

#define LETTERS_MIN 2u
#define WORD_MAX ((size_t)400)

/* ---- options ---- */

trien_rc
tr_cli_release_word(const char *option, const char *text, struct trien_err *err)
{
	size_t letters = 0;
	struct tr_text checked;

	if (text == NULL)
		return TRIEN_OK;
	TR_TRY(tr_text_of(TR_BYTES(text, strlen(text)), &checked, err));
	for (size_t i = 0; i < checked.n; i++)
		letters += (unsigned char)text[i] > ' ' && (text[i] & 0xc0) != 0x80;
	if (letters < LETTERS_MIN || checked.n > WORD_MAX)
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", option), TR_S("got", text), TR_S("want", "2-400 byte"));
	return TRIEN_OK;
}

trien_rc
tr_cli_release_check(const char *by_option, const char *by, const char *reason_option, const char *reason, const char *record,
		struct trien_err *err)
{
	TR_TRY(tr_cli_release_word(by_option, by, err));
	TR_TRY(tr_cli_release_word(reason_option, reason, err));
	if (by == NULL && reason == NULL)
		return TRIEN_OK;
	if (by == NULL)
		return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", by_option));
	if (reason == NULL)
		return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", reason_option));
	return record != NULL ? TRIEN_OK : TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", "--record"));
}

/* ---- the record ---- */

static trien_rc
append_line(const char *path, json_t *line, struct trien_err *err)
{
	char *text = json_dumps(line, JSON_COMPACT);
	const size_t n = text != NULL ? strlen(text) : 0;
	const int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	bool good = fd >= 0 && n > 0;

	if (good) {
		text[n] = '\n'; /* in the place of the NUL: one write, so that lines of two runs never mix */
		good = write(fd, text, n + 1) == (ssize_t)(n + 1) && fsync(fd) == 0;
	}
	const int code = errno;
	if (fd >= 0)
		close(fd);
	free(text);
	return good ? TRIEN_OK : TR_ERR(err, CLI_RECORD_WRITE, TR_S("file", path), TR_S("why", strerror(code)));
}

static trien_rc
digest_of(struct tr_source *source, char hex[2 * 32 + 1], struct trien_err *err)
{
	uint8_t digest[TR_DIGEST_MAX];
	size_t n;

	TR_TRY(tr_source_map(source, err));
	TR_TRY(tr_digest(TR_SHA256, source->bytes, digest, &n, err));
	for (size_t i = 0; i < 32; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	return TRIEN_OK;
}

trien_rc
tr_cli_release_begin(const struct tr_cli *cli, struct tr_source *source, json_t **line, struct trien_err *err)
{
	char hex[2 * 32 + 1], now[TR_TIME_TEXT_MAX];

	TR_TRY(digest_of(source, hex, err));
	tr_time_iso(cli->env->now(cli->env->context), cli->env->zone_minutes, now);
	*line = json_pack("{s:s, s:o, s:s}", "time", now, "file", tr_cli_json_text(source->path), "sha256", hex);
	return TRIEN_OK;
}

trien_rc
tr_cli_release_end(const char *path, json_t *line, struct trien_err *err)
{
	trien_rc rc = append_line(path, line, err);

	json_decref(line);
	return rc;
}
