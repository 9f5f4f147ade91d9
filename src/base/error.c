/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The error table and its words. Knows nothing of where errors come from. */
#include "base/error.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/details.h"
#include "base/utf8.h"

/* Exit codes of the programs, one a class. 1 and 2 are verdicts of `trien verify`, never errors. */
#define TR_EXIT_USAGE 3
#define TR_EXIT_INPUT 4
#define TR_EXIT_FILE 5
#define TR_EXIT_KEY 6
#define TR_EXIT_POLICY 7
#define TR_EXIT_LIMIT 8
#define TR_EXIT_RESOURCE 9
#define TR_EXIT_NETWORK 10
#define TR_EXIT_INTERNAL 11
#define TR_EXIT_LEVEL 12

#define TR_CLASSES(X) \
	X(USAGE, "usage") X(INPUT, "input") X(FILE, "file") X(KEY, "key") X(POLICY, "policy") \
	X(LIMIT, "limit") X(RESOURCE, "resource") X(NETWORK, "network") X(INTERNAL, "internal") X(LEVEL, "level")

#define X(symbol, name) TR_CLASS_##symbol,
enum tr_class { TR_CLASS_NONE, TR_CLASSES(X) };
#undef X

struct tr_class_row {
	const char *name;
	int exit_code;
};

#define X(symbol, name) [TR_CLASS_##symbol] = {name, TR_EXIT_##symbol},
static const struct tr_class_row classes[] = {[TR_CLASS_NONE] = {"none", 0}, TR_CLASSES(X)};
#undef X

struct tr_error_row {
	const char *id;
	enum tr_class cls;
	int http;
	const char *text[2];
};

#define TR_ERROR(symbol, cls, http, id, vi, en) {id, TR_CLASS_##cls, http, {vi, en}},
static const struct tr_error_row base_rows[] = {
#include "base/errors/base.def"
};
static const struct tr_error_row pdf_rows[] = {
#include "base/errors/pdf.def"
};
static const struct tr_error_row crypto_rows[] = {
#include "base/errors/crypto.def"
};
static const struct tr_error_row pki_rows[] = {
#include "base/errors/pki.def"
};
static const struct tr_error_row layout_rows[] = {
#include "base/errors/layout.def"
};
static const struct tr_error_row official_rows[] = {
#include "base/errors/official.def"
};
static const struct tr_error_row sign_rows[] = {
#include "base/errors/sign.def"
};
static const struct tr_error_row verify_rows[] = {
#include "base/errors/verify.def"
};
static const struct tr_error_row profile_rows[] = {
#include "base/errors/profile.def"
};
static const struct tr_error_row worker_rows[] = {
#include "base/errors/worker.def"
};
static const struct tr_error_row cli_rows[] = {
#include "base/errors/cli.def"
};
static const struct tr_error_row lab_rows[] = {
#include "base/errors/lab.def"
};
static const struct tr_error_row fetch_rows[] = {
#include "base/errors/fetch.def"
};
static const struct tr_error_row store_rows[] = {
#include "base/errors/store.def"
};
static const struct tr_error_row rules_rows[] = {
#include "base/errors/rules.def"
};
static const struct tr_error_row registry_rows[] = {
#include "base/errors/registry.def"
};
static const struct tr_error_row exchange_rows[] = {
#include "base/errors/exchange.def"
};
static const struct tr_error_row service_rows[] = {
#include "base/errors/service.def"
};
static const struct tr_error_row office_rows[] = {
#include "base/errors/office.def"
};
static const struct tr_error_row mime_rows[] = {
#include "base/errors/mime.def"
};
static const struct tr_error_row token_rows[] = {
#include "base/errors/token.def"
};
static const struct tr_error_row agent_rows[] = {
#include "base/errors/agent.def"
};
#undef TR_ERROR

struct tr_error_block {
	const struct tr_error_row *rows;
	int count;
};

#define TR_ERRORS(upper, folder) {folder##_rows, (int)(sizeof(folder##_rows) / sizeof(*folder##_rows))},
static const struct tr_error_block blocks[] = {
#include "base/error.def"
};
#undef TR_ERRORS
#define TR_ERROR_BLOCKS ((int)(sizeof(blocks) / sizeof(*blocks)))

#define TR_ERRORS(upper, folder) \
	static_assert(sizeof(folder##_rows) / sizeof(*folder##_rows) < TR_ERROR_BLOCK - 1, "a folder has more rows than a block");
#include "base/error.def"
#undef TR_ERRORS

static bool
is_row(trien_rc code)
{
	int place = code % TR_ERROR_BLOCK - 1;
	return code > 0 && code / TR_ERROR_BLOCK < TR_ERROR_BLOCKS && place >= 0 && place < blocks[code / TR_ERROR_BLOCK].count;
}

static const struct tr_error_row *
row_of(trien_rc code)
{
	static const struct tr_error_row none = {"ok", TR_CLASS_NONE, 200, {"Không có lỗi.", "No error."}};

	if (code == TR_ERROR_NONE)
		return &none;
	if (!is_row(code))
		code = TRIEN_E_INTERNAL;
	return &blocks[code / TR_ERROR_BLOCK].rows[code % TR_ERROR_BLOCK - 1];
}

trien_rc
tr_err_next(trien_rc code)
{
	if (is_row(code + 1))
		return code + 1;
	int block = code == TR_ERROR_NONE ? 0 : code / TR_ERROR_BLOCK + 1;
	return block < TR_ERROR_BLOCKS ? block * TR_ERROR_BLOCK + 1 : TR_ERROR_NONE;
}

const char *
trien_err_id(trien_rc code)
{
	return row_of(code)->id;
}

const char *
trien_err_class(trien_rc code)
{
	return classes[row_of(code)->cls].name;
}

int
trien_err_exit(trien_rc code)
{
	return classes[row_of(code)->cls].exit_code;
}

int
trien_err_http(trien_rc code)
{
	return row_of(code)->http;
}

trien_rc
tr_err_code_of_id(const char *id)
{
	for (trien_rc code = tr_err_next(TR_ERROR_NONE); code != TR_ERROR_NONE; code = tr_err_next(code))
		if (strcmp(row_of(code)->id, id) == 0)
			return code;
	return TR_ERROR_NONE;
}

static void
value_text(const struct tr_value *v, char *out, size_t size)
{
	switch (v->kind) {
	case TR_VALUE_TEXT:
		tr_utf8_printable(v->text ? v->text : "", v->text ? strlen(v->text) : 0, out, size);
		break;
	case TR_VALUE_BYTES:
		tr_utf8_printable(v->text, v->length, out, size);
		break;
	case TR_VALUE_INT:
		snprintf(out, size, "%" PRId64, v->i);
		break;
	case TR_VALUE_UINT:
		snprintf(out, size, "%" PRIu64, v->u);
		break;
	}
}

trien_rc
tr_err_raise(struct trien_err *err, trien_rc code, const char *file, int line,
		const struct tr_value *values, size_t count)
{
	if (err == NULL)
		return code;
	err->code = code;
	err->file = file;
	err->line = line;
	err->value_count = 0;
	for (size_t i = 0; i < count && i < TRIEN_ERR_VALUES_MAX; i++) {
		err->values[i].name = values[i].name;
		value_text(&values[i], err->values[i].text, sizeof(err->values[i].text));
		err->value_count++;
	}
	return code;
}

static struct trien_err_value *
find_named(struct trien_err *err, const char *name)
{
	for (unsigned i = 0; i < err->value_count; i++)
		if (strcmp(err->values[i].name, name) == 0)
			return &err->values[i];
	return NULL;
}

void
tr_err_lend(struct trien_err *err, const struct trien_err *cause)
{
	for (unsigned i = 0; err != NULL && i < cause->value_count; i++) {
		struct trien_err_value *known = find_named(err, cause->values[i].name);
		if (known != NULL && strcmp(known->name, "cause") == 0)
			*known = cause->values[i];
		else if (known == NULL && err->value_count < TRIEN_ERR_VALUES_MAX)
			err->values[err->value_count++] = cause->values[i];
	}
}

static const char *
find_value(const struct trien_err *err, const char *name, size_t length)
{
	for (unsigned i = 0; i < err->value_count; i++)
		if (strlen(err->values[i].name) == length && memcmp(err->values[i].name, name, length) == 0)
			return err->values[i].text;
	return "?";
}

/* ---- words inside messages ---- */

#define TR_DETAIL(word, vi, en) {word, {vi, en}},
#define TR_REVOCATION_WHY(symbol, id, clause, vi, en) TR_DETAIL(id, vi, en)
#define TR_PATH_REASON(symbol, found, id, vi, en) TR_DETAIL(id, vi, en)
#define TR_INCOMING_WHY(word, vi, en) TR_DETAIL(word, vi, en)
#define TR_CHANGE_KIND(symbol, word, vi, en) TR_DETAIL(word, vi, en)
static const struct {
	const char *word, *text[2];
} details[] = {
#include "base/details.def"
#include "base/change_kinds.def"
#include "base/incoming_reasons.def"
#include "base/path_reasons.def"
#include "base/revocation_reasons.def"
};
#undef TR_DETAIL
#undef TR_REVOCATION_WHY
#undef TR_PATH_REASON
#undef TR_INCOMING_WHY
#undef TR_CHANGE_KIND

const char *
tr_err_detail(const char *word, enum trien_lang lang)
{
	for (size_t i = 0; i < sizeof(details) / sizeof(*details); i++)
		if (strcmp(details[i].word, word) == 0)
			return details[i].text[lang == TRIEN_LANG_EN];
	return word;
}

/* The placeholders that stand for words of ours; all others are names and values, which nobody translates. */
static bool
is_detail(const char *name, size_t length)
{
	static const char *const names[] = {"what", "doubt", "side", "kind", "want", "why", "reason", "policy", "cause"};
	bool found = false;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		found = found || (strlen(names[i]) == length && memcmp(names[i], name, length) == 0);
	return found;
}

/* Appends text at *used, never past size, counting on as if there were room. */
static void
append(char *out, size_t size, size_t *used, const char *text, size_t length)
{
	if (*used + 1 < size) {
		size_t room = size - 1 - *used;
		memcpy(out + *used, text, length < room ? length : room);
	}
	*used += length;
}

/* Who reads it: in which language, and whether there is a command line to give advice about. */
struct reader {
	enum trien_lang lang;
	bool commands;
};

/* Past the marks of what is for a command line; past all of it for who has none. */
static const char *
past_commands(const char *t, const struct reader *to)
{
	static const char begin[] = "<<", end[] = ">>";

	if (strncmp(t, end, 2) == 0)
		return t + 2;
	if (strncmp(t, begin, 2) != 0)
		return t;
	const char *closing = to->commands ? t : strstr(t, end);
	return closing != NULL ? closing + 2 : t;
}

/* The text with its placeholders filled in; a cause, which is another row, once. */
static void
fill(const struct trien_err *err, const char *t, const struct reader *to, char *out, size_t size, size_t *used)
{
	while (*t) {
		const char *next = past_commands(t, to);
		if (next != t) {
			t = next;
			continue;
		}
		const char *end = *t == '{' ? strchr(t, '}') : NULL;
		if (end == NULL) {
			append(out, size, used, t++, 1);
			continue;
		}
		const size_t length = (size_t)(end - t - 1);
		const char *v = find_value(err, t + 1, length);
		if (is_detail(t + 1, length))
			v = tr_err_detail(v, to->lang);
		append(out, size, used, v, strlen(v));
		t = end + 1;
	}
}

/* The text up to its cause, the words of the cause, and the rest. */
static void
fill_with_cause(const struct trien_err *err, const char *t, const struct reader *to, char *out, size_t size, size_t *used)
{
	static const char mark[] = "{cause}";
	const char *at = strstr(t, mark);
	const trien_rc cause = at != NULL ? tr_err_code_of_id(find_value(err, "cause", 5)) : TR_ERROR_NONE;
	char before[512];

	if (cause == TR_ERROR_NONE || strstr(row_of(cause)->text[to->lang == TRIEN_LANG_EN], mark) != NULL ||
			(size_t)(at - t) >= sizeof(before)) {
		fill(err, t, to, out, size, used);
		return;
	}
	memcpy(before, t, (size_t)(at - t));
	before[at - t] = '\0';
	fill(err, before, to, out, size, used);
	fill(err, row_of(cause)->text[to->lang == TRIEN_LANG_EN], to, out, size, used);
	fill(err, at + strlen(mark), to, out, size, used);
}

static size_t
text_for(const struct trien_err *err, const struct reader *to, char *out, size_t size)
{
	size_t used = 0;

	fill_with_cause(err, row_of(err->code)->text[to->lang == TRIEN_LANG_EN], to, out, size, &used);
	if (size > 0)
		out[used < size ? used : tr_utf8_cut(out, size - 1)] = '\0';
	return used;
}

size_t
trien_err_text(const struct trien_err *err, enum trien_lang lang, char *out, size_t size)
{
	return text_for(err, &(struct reader){.lang = lang}, out, size);
}

size_t
tr_err_text_commands(const struct trien_err *err, enum trien_lang lang, char *out, size_t size)
{
	return text_for(err, &(struct reader){.lang = lang, .commands = true}, out, size);
}
