/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/secrecy_gate.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/picture_text.h"
#include "cli/profile_open.h"
#include "crypto/digest.h"
#include "worker/task_secrecy.h"

#define NAME_LETTERS_MIN 2u
#define WORD_MAX ((size_t)400)

/* ---- options ---- */
/* Two letters at least: a blank is nobody. */
static trien_rc
check_word(const char *option, const char *text, struct trien_err *err)
{
	size_t letters = 0;
	struct tr_text checked;

	if (text == NULL)
		return TRIEN_OK;
	TR_TRY(tr_text_of(TR_BYTES(text, strlen(text)), &checked, err));
	for (size_t i = 0; i < checked.n; i++)
		letters += (unsigned char)text[i] > ' ' && (text[i] & 0xc0) != 0x80;
	if (letters < NAME_LETTERS_MIN || checked.n > WORD_MAX)
		return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", option), TR_S("got", text), TR_S("want", "2-400 byte"));
	return TRIEN_OK;
}

static trien_rc
check_declared(const char *declared, struct trien_err *err)
{
	static const char *const none[] = {"none", "thuong", "thường", "khong", "không"};
	static const char *const secret[] = {"mat", "mật", "toi-mat", "tối mật", "tuyet-mat", "tuyệt mật"};

	if (declared == NULL)
		return TRIEN_OK;
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++)
		if (strcmp(declared, none[i]) == 0)
			return TRIEN_OK;
	for (size_t i = 0; i < sizeof(secret) / sizeof(*secret); i++)
		if (strcmp(declared, secret[i]) == 0)
			return TR_ERR(err, OFFICIAL_SECRECY_DECLARED, TR_S("level", declared));
	return TR_ERR(err, CLI_OPTION_VALUE, TR_S("option", "--secrecy"), TR_S("got", declared),
			TR_S("want", "none, mat, toi-mat, tuyet-mat"));
}

trien_rc
tr_cli_secrecy_options(const struct tr_secrecy_texts *t, struct trien_err *err)
{
	TR_TRY(check_declared(t->declared, err));
	TR_TRY(check_word("--not-secret", t->not_secret, err));
	TR_TRY(check_word("--release-secrecy-by", t->release_by, err));
	TR_TRY(check_word("--release-reason", t->release_reason, err));
	if (t->release_by == NULL && t->release_reason == NULL)
		return TRIEN_OK;
	if (t->release_by == NULL)
		return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", "--release-secrecy-by"));
	if (t->release_reason == NULL)
		return TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", "--release-reason"));
	return t->record != NULL ? TRIEN_OK : TR_ERR(err, CLI_OPTION_WANTED, TR_S("option", "--record"));
}

/* ---- a page that is a picture ---- */
static bool
a_line_is_a_stamp(struct tr_bytes text, const struct tr_secrecy_rules *rules, size_t *kind)
{
	while (text.n > 0) {
		const uint8_t *end = memchr(text.p, '\n', text.n);
		const size_t n = end != NULL ? (size_t)(end - text.p) : text.n;
		struct tr_text line;
		if (tr_text_of(tr_bytes_part(text, 0, n), &line, NULL) == TRIEN_OK && tr_secrecy_line(line, rules, kind))
			return true;
		text = tr_bytes_part(text, n + 1, SIZE_MAX);
	}
	return false;
}

/* Has tesseract read a picture; sparse text, as stamps stand in it. */
static bool
read_picture(struct tr_bytes png, const struct tr_secrecy_rules *rules, size_t *kind)
{
	static const char *const options[] = {"-l", "vie", "--psm", "11", NULL};
	TR_AUTO_BUF text = {0};

	return tr_picture_text(png, "vie", options, &text) && a_line_is_a_stamp(tr_buf_view(&text), rules, kind);
}

/* The stamp zones of pages without text, where tesseract and its Vietnamese are installed. */
static void
look_at_pictures(struct tr_worker *worker, int fd, const struct tr_secrecy_rules *rules, struct tr_secrecy_report *r)
{
	for (size_t i = 0; i < r->textless_count && i < TR_SECRECY_TEXTLESS_MAX && !r->found; i++) {
		TR_AUTO_BUF png = {0};
		const size_t page = r->textless[i];
		const double part = page == 0 ? rules->first_page : rules->other_pages;
		if (tr_task_secrecy_zone(worker, fd, page, part, &png, NULL) != TRIEN_OK)
			continue; /* a person is asked about this page anyway */
		r->found = read_picture(tr_buf_view(&png), rules, &r->kind);
		r->page = page;
	}
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

/* Who said what about which bytes, and when. Written before the file is signed: no signature without its line. */
static trien_rc
record(const struct tr_cli *cli, const struct tr_secrecy_texts *t, struct tr_source *source,
		const struct tr_secrecy_outcome *o, struct trien_err *err)
{
	char hex[2 * 32 + 1], now[TR_TIME_TEXT_MAX];

	if (t->record == NULL || (o->released_by == NULL && o->not_secret_by == NULL))
		return TRIEN_OK;
	TR_TRY(digest_of(source, hex, err));
	tr_time_iso(cli->env->now(cli->env->context), cli->env->zone_minutes, now);
	json_t *line = json_pack("{s:s, s:o, s:s}", "time", now, "file", tr_cli_json_text(source->path), "sha256", hex);
	tr_cli_secrecy_json(line, o);
	if (o->released_by != NULL)
		json_object_set_new(json_object_get(line, "secrecy"), "reason", json_string(t->release_reason));
	trien_rc rc = append_line(t->record, line, err);
	json_decref(line);
	return rc;
}

void
tr_cli_secrecy_json(json_t *object, const struct tr_secrecy_outcome *o)
{
	if (o->released_by == NULL && o->not_secret_by == NULL)
		return;
	json_object_set_new(object, "secrecy", json_pack("{s:s?, s:i, s:b, s:s?, s:i, s:s?}", "stamp",
			*o->stamp ? o->stamp : NULL, "page", (int)o->stamp_page, "read_from_picture",
			(int)o->read_from_picture, "released_by", o->released_by, "pages_without_text", (int)o->textless,
			"not_secret_by", o->not_secret_by));
}

/* ---- the gate ---- */
static trien_rc
rules_of(const struct tr_profile *p, int64_t now, struct tr_secrecy_rules *out, struct trien_err *err)
{
	const struct tr_profile_value *stamps = tr_profile_find(p, TR_PROFILE_SECRECY_STAMPS, now);

	if (stamps->text_count > TR_SECRECY_STAMPS_MAX)
		return TR_ERR(err, PROFILE_VALUE, TR_S("key", "secrecy.stamps"), TR_S("want", "<= 16"));
	out->stamp_count = stamps->text_count;
	for (size_t i = 0; i < stamps->text_count; i++)
		out->stamps[i] = (struct tr_text){stamps->texts[i], strlen(stamps->texts[i])};
	out->first_page = tr_profile_number(p, TR_PROFILE_SECRECY_FIRST_PAGE, now) / 100;
	out->other_pages = tr_profile_number(p, TR_PROFILE_SECRECY_OTHER_PAGES, now) / 100;
	out->foot = tr_profile_number(p, TR_PROFILE_SECRECY_FOOT, now) / 100;
	return TRIEN_OK;
}

/* A page reader that gives up, or is ended, has not looked: a person must. */
static trien_rc
look(struct tr_worker *worker, const struct tr_source *source, const struct tr_secrecy_rules *rules,
		struct tr_secrecy_report *r, bool *from_picture, struct trien_err *err)
{
	struct trien_err why = {0};
	const trien_rc rc = tr_task_secrecy(worker, source->fd, rules, r, &why);

	*from_picture = false;
	if (rc != TRIEN_OK && strncmp(trien_err_id(rc), "worker.", 7) == 0) {
		*r = (struct tr_secrecy_report){.unreadable = rc};
	} else if (rc != TRIEN_OK) {
		if (err != NULL)
			*err = why;
		return rc;
	}
	if (!r->found && r->textless_count > 0) {
		look_at_pictures(worker, source->fd, rules, r);
		*from_picture = r->found;
	}
	return TRIEN_OK;
}

static trien_rc
judge(const struct tr_secrecy_texts *t, const struct tr_secrecy_report *r, struct tr_secrecy_outcome *o,
		struct trien_err *err)
{
	if (r->found && t->release_by == NULL)
		return TR_ERR(err, OFFICIAL_SECRECY_STAMP, TR_S("stamp", o->stamp), TR_U("page", o->stamp_page));
	if (r->found)
		o->released_by = t->release_by;
	if (r->textless_count == 0 && r->unreadable == TRIEN_OK)
		return TRIEN_OK;
	/* Who releases a stamp has read the document. */
	o->not_secret_by = t->not_secret != NULL ? t->not_secret : o->released_by;
	if (o->not_secret_by != NULL)
		return TRIEN_OK;
	if (r->unreadable != TRIEN_OK)
		return TR_ERR(err, OFFICIAL_SECRECY_UNREAD, TR_S("why", trien_err_id(r->unreadable)));
	return TR_ERR(err, OFFICIAL_SECRECY_WORD, TR_U("page", r->textless[0] + 1), TR_U("pages", r->textless_count));
}

static trien_rc
pass(const struct tr_secrecy_texts *t, const struct tr_profile *profile, int64_t now, struct tr_worker *worker,
		const struct tr_source *source, struct tr_secrecy_outcome *o, struct trien_err *err)
{
	struct tr_secrecy_rules rules = {0};
	struct tr_secrecy_report report = {0};

	TR_TRY(rules_of(profile, now, &rules, err));
	TR_TRY(look(worker, source, &rules, &report, &o->read_from_picture, err));
	o->textless = report.textless_count;
	if (report.found) {
		snprintf(o->stamp, sizeof(o->stamp), "%s", rules.stamps[report.kind].p);
		o->stamp_page = report.page + 1;
	}
	return judge(t, &report, o, err);
}

trien_rc
tr_cli_secrecy_gate(const struct tr_cli *cli, const struct tr_secrecy_texts *t, struct tr_worker *worker,
		struct tr_source *source, struct tr_secrecy_outcome *out, struct trien_err *err)
{
	const int64_t now = cli->env->now(cli->env->context);
	struct tr_secrecy_outcome o = {0};
	struct tr_profile *profile;

	TR_TRY(tr_cli_profile_open(t->profile, now, &profile, err));
	trien_rc rc = pass(t, profile, now, worker, source, &o, err);
	tr_profile_free(profile);
	TR_TRY(rc);
	TR_TRY(record(cli, t, source, &o, err));
	*out = o;
	return TRIEN_OK;
}
