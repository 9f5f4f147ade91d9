/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "profile/profile.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/env.h"
#include "base/errors/profile.h"
#include "profile/parts.h"

static const struct tr_profile_row rows[] = {
#define TR_PROFILE_ROW(symbol, section, name, kind, least, most, words, vi, en) \
	{section, name, TR_PROFILE_##kind, least, most, words, vi, en},
#include "profile/schema.def"
#undef TR_PROFILE_ROW
};

const struct tr_profile_row *
tr_profile_row_at(enum tr_profile_key key)
{
	return &rows[key];
}

enum tr_profile_key
tr_profile_key_of(const char *dotted)
{
	for (unsigned k = 0; k < TR_PROFILE_KEY_COUNT; k++) {
		const size_t n = strlen(rows[k].section);
		if (strncmp(dotted, rows[k].section, n) == 0 && dotted[n] == '.' &&
				strcmp(dotted + n + 1, rows[k].name) == 0)
			return (enum tr_profile_key)k;
	}
	return TR_PROFILE_KEY_COUNT;
}

const char *
tr_profile_word(const char *word, enum trien_lang lang)
{
	static const struct {
		const char *word, *vi, *en;
	} words[] = {
#define TR_PROFILE_WORD(word, vi, en) {word, vi, en},
#include "profile/words.def"
#undef TR_PROFILE_WORD
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (strcmp(words[i].word, word) == 0)
			return lang == TRIEN_LANG_EN ? words[i].en : words[i].vi;
	return word;
}

static void
free_read(struct tr_profile *p)
{
	tr_arena_free(&p->arena);
	free(p);
}

void
tr_profile_free(struct tr_profile *p)
{
	if (p != NULL && !p->kept)
		free_read(p);
}

/* ---- built in ---- */

/* A constant of the program, as its bytes are: read when it is first asked for, and by whoever asks first; every act asks. */
static _Atomic(struct tr_profile *) kept[TR_PROFILE_KEPT_MAX];

static trien_rc
keep(size_t i, struct tr_profile **out, struct trien_err *err)
{
	struct tr_profile *p, *first = NULL;

	TR_TRY(tr_profile_read(tr_profile_files[i].json, &p, err));
	p->kept = true;
	if (!atomic_compare_exchange_strong(&kept[i], &first, p)) {
		free_read(p); /* another thread was quicker */
		p = first;
	}
	*out = p;
	return TRIEN_OK;
}

static trien_rc
built_in(size_t i, struct tr_profile **out, struct trien_err *err)
{
	struct tr_profile *p = atomic_load(&kept[i]);

	if (p == NULL)
		return keep(i, out, err);
	*out = p;
	return TRIEN_OK;
}

const char *
tr_profile_builtin_name(size_t index)
{
	return index < tr_profile_file_count ? tr_profile_files[index].name : NULL;
}

trien_rc
tr_profile_builtin(const char *name, struct tr_profile **out, struct trien_err *err)
{
	for (size_t i = 0; i < tr_profile_file_count; i++)
		if (strcmp(tr_profile_files[i].name, name) == 0)
			return built_in(i, out, err);
	return TR_ERR(err, PROFILE_UNKNOWN, TR_S("got", name));
}

trien_rc
tr_profile_for_time(int64_t time, struct tr_profile **out, struct trien_err *err)
{
	/* The newest that has begun; the oldest has no beginning. */
	for (size_t i = tr_profile_file_count; i-- > 0;) {
		struct tr_profile *p;
		TR_TRY(built_in(i, &p, err));
		if (i == 0 || time >= p->from) {
			*out = p;
			return TRIEN_OK;
		}
	}
	return TR_ERR(err, INTERNAL, TR_S("what", "profiles"));
}

/* ---- what it says ---- */
const char *
tr_profile_name(const struct tr_profile *p)
{
	return p->name;
}

const char *
tr_profile_title(const struct tr_profile *p, enum trien_lang lang)
{
	return lang == TRIEN_LANG_EN ? p->title_en : p->title_vi;
}

int64_t
tr_profile_from(const struct tr_profile *p)
{
	return p->from;
}

int64_t
tr_profile_to(const struct tr_profile *p)
{
	return p->to;
}

const struct tr_profile_value *
tr_profile_values(const struct tr_profile *p, enum tr_profile_key key, size_t *count)
{
	*count = p->keys[key].count;
	return p->keys[key].values;
}

const struct tr_profile_value *
tr_profile_find(const struct tr_profile *p, enum tr_profile_key key, int64_t time)
{
	const struct tr_profile_value *values = p->keys[key].values;
	size_t i = p->keys[key].count - 1;

	while (i > 0 && time < values[i].from)
		i--;
	return &values[i];
}

/* ---- days ---- */
#define DAY_LETTERS 10
#define DAY_SECONDS 86400

static bool
read_day(const char *text, int64_t *begin)
{
	return strlen(text) >= DAY_LETTERS &&
			tr_time_read_iso(TR_BYTES(text, DAY_LETTERS), TR_ZONE_VIETNAM, begin, NULL) == TRIEN_OK;
}

bool
tr_profile_span_of(const char *text, struct tr_profile_span *out)
{
	if (!read_day(text, &out->from))
		return false;
	out->to = out->from;
	text += DAY_LETTERS;
	if (strncmp(text, "..", 2) == 0) {
		if (!read_day(text + 2, &out->to))
			return false;
		text += 2 + DAY_LETTERS;
	}
	out->to += DAY_SECONDS;
	return out->from < out->to && (*text == '\0' || (*text == ' ' && text[1] != '\0'));
}

bool
tr_profile_day(const char *text, int year, int64_t *begin)
{
	char day[DAY_LETTERS + 1];

	if (strlen(text) != 5 || year < 1 || year > 9999)
		return false;
	snprintf(day, sizeof(day), "%04d-%s", year, text);
	if (!read_day(day, begin) && strcmp(text, "02-29") == 0)
		memcpy(day + 5, "02-28", 5);
	return read_day(day, begin);
}

bool
tr_profile_same(enum tr_profile_kind kind, const struct tr_profile_value *a, const struct tr_profile_value *b)
{
	if (kind == TR_PROFILE_NUMBER)
		return a->number == b->number;
	if (a->texts == NULL)
		return strcmp(a->text, b->text) == 0;
	if (a->text_count != b->text_count)
		return false;
	for (size_t i = 0; i < a->text_count; i++)
		if (strcmp(a->texts[i], b->texts[i]) != 0)
			return false;
	return true;
}
