/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "desk/lacking.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/errors/fetch.h"
#include "base/errors/worker.h"
#include "desk/json_text.h"
#include "worker/task_network.h"

#define BODY_MAX ((size_t)16 << 10)
#define TEXT_MAX 1024u

void
tr_lacking_free(struct tr_lacking *l)
{
	tr_buf_free(&l->answers);
	json_decref(l->failures);
	*l = (struct tr_lacking){0};
}

/* ---- what is missing, as the sandbox says ---- */

static bool
read_what(const char *name, enum tr_fetch_what *out)
{
	for (int w = 0; w < TR_FETCH_WHAT_COUNT; w++)
		if (w != TR_FETCH_STAMP && strcmp(name, tr_fetch_what_name((enum tr_fetch_what)w)) == 0) {
			*out = (enum tr_fetch_what)w;
			return true;
		}
	return false;
}

static bool
read_body(const char *hex, struct tr_buf *out)
{
	const size_t n = strlen(hex);
	unsigned byte;

	if (n % 2 != 0 || n / 2 > BODY_MAX || strspn(hex, "0123456789abcdef") != n)
		return false;
	for (size_t i = 0; i < n; i += 2)
		if (sscanf(hex + i, "%2x", &byte) != 1 || tr_buf_add_byte(out, (uint8_t)byte, NULL) != TRIEN_OK)
			return false;
	return true;
}

/* ---- getting ---- */

static trien_rc
note_failure(struct tr_lacking *l, enum trien_lang lang, const struct trien_err *why, struct trien_err *err)
{
	char text[TEXT_MAX];

	trien_err_text(why, lang, text, sizeof(text));
	return json_array_append_new(l->failures, json_pack("{s:s, s:s}", "error", trien_err_id(why->code), "message", text)) == 0 ? TRIEN_OK
		: TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(text)));
}

static trien_rc
get_one(struct tr_lacking *l, const struct tr_lacking_source *from, const struct tr_fetch_request *r, bool *later, struct trien_err *err)
{
	TR_AUTO_BUF answer = {.max = tr_fetch_size_max(r->what)};
	struct trien_err why = {0};
	bool unknown = false;

	if (l->requests == TR_ANSWERS_WANTED_MAX || tr_answers_have(tr_buf_view(&l->answers), r))
		return TRIEN_OK;
	bool got = from->ask(from->context, r, &answer, &unknown, &why) == TRIEN_OK;
	if (unknown) {
		*later = true;
		return TRIEN_OK;
	}
	l->requests++;
	if (got && answer.n > TR_LACKING_BYTES_MAX - l->answers.n) {
		(void)!TR_ERR(&why, FETCH_TOO_LARGE, TR_S("url", r->url), TR_U("max", TR_LACKING_BYTES_MAX - l->answers.n));
		got = false;
	}
	if (!got)
		TR_TRY(note_failure(l, from->lang, &why, err));
	l->fresh = l->fresh || got;
	return tr_answers_add(&l->answers, r, got, got ? tr_buf_view(&answer) : TR_BYTES(NULL, 0), err);
}

/* Of one kind of the two: lists are long, and asked for where nothing else helps. */
static trien_rc
get_kind(struct tr_lacking *l, const json_t *verdict, const struct tr_lacking_source *from, bool lists, bool *later, struct trien_err *err)
{
	size_t i;
	json_t *m;

	json_array_foreach(json_object_get(verdict, "missing"), i, m) {
		TR_AUTO_BUF body = {0};
		struct tr_fetch_request r = {.url = tr_desk_text(m, "url")};
		if (!read_what(tr_desk_text(m, "what"), &r.what) || !read_body(tr_desk_text(m, "body"), &body) || (r.what == TR_FETCH_CRL) != lists || *r.url == '\0')
			continue;
		r.body = tr_buf_view(&body);
		TR_TRY(get_one(l, from, &r, later, err));
	}
	return TRIEN_OK;
}

trien_rc
tr_lacking_get(struct tr_lacking *l, const json_t *verdict, const struct tr_lacking_source *from, enum tr_lacking_next *next, struct trien_err *err)
{
	bool later = false;

	*next = TR_LACKING_DONE;
	if (json_array_size(json_object_get(verdict, "missing")) == 0 || l->rounds == TR_LACKING_ROUNDS_MAX)
		return TRIEN_OK;
	l->answers.max = 2 * TR_LACKING_BYTES_MAX;
	if (l->failures == NULL && (l->failures = json_array()) == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(json_t)));
	TR_TRY(get_kind(l, verdict, from, false, &later, err));
	if (!later && !l->fresh)
		TR_TRY(get_kind(l, verdict, from, true, &later, err));
	*next = later ? TR_LACKING_LATER : l->fresh ? TR_LACKING_JUDGE : TR_LACKING_DONE;
	return TRIEN_OK;
}

trien_rc
tr_lacking_open(const struct tr_lacking *l, int *out, struct trien_err *err)
{
	*out = -1;
	if (l->answers.n == 0)
		return TRIEN_OK;
	*out = tr_worker_memory_file(tr_buf_view(&l->answers));
	return *out >= 0 ? TRIEN_OK : TR_ERR(err, WORKER_START, TR_S("why", strerror(errno)));
}

void
tr_lacking_judged(struct tr_lacking *l)
{
	l->rounds += l->fresh;
	l->fresh = false;
}
