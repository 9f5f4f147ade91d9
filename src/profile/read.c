/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * From JSON to a profile: unknown, missing and doubled keys, wrong types, values out of range, and dates with a gap or
 * an overlap are refused. Whether what it says is the law is for people: that is what "source" and "certain" are for.
 */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/env.h"
#include "base/errors/profile.h"
#include "profile/parts.h"

/* Where in the profile something is read, for messages. */
struct reading {
	struct tr_profile *p;
	char where[96];
	struct trien_err *err;
};

#define INVALID(r, what_wanted) \
	TR_ERR((r)->err, PROFILE_VALUE, TR_S("key", (r)->where), TR_S("want", (what_wanted)))

static trien_rc
read_text(struct reading *r, const json_t *o, const char **out)
{
	const uint8_t *copy;
	const char *s = json_string_value(o);

	if (s == NULL || json_string_length(o) > TR_PROFILE_TEXT_MAX || strlen(s) != json_string_length(o) || *s == '\0')
		return INVALID(r, "text, 1-400 byte");
	TR_TRY(tr_arena_copy(&r->p->arena, s, strlen(s), &copy, r->err));
	*out = (const char *)copy;
	return TRIEN_OK;
}

/* A day, YYYY-MM-DD, as its first second in Vietnam; open where there is none. */
static trien_rc
read_day(struct reading *r, const json_t *o, int64_t open, int64_t *out)
{
	const char *s = json_string_value(o);

	*out = open;
	if (o == NULL)
		return TRIEN_OK;
	if (s == NULL || strlen(s) != 10 ||
			tr_time_read_iso(TR_BYTES(s, 10), TR_ZONE_VIETNAM, out, NULL) != TRIEN_OK)
		return TR_ERR(r->err, PROFILE_DATE, TR_S("key", r->where), TR_S("what", "YYYY-MM-DD"));
	return TRIEN_OK;
}

static trien_rc
read_days(struct reading *r, const json_t *o, int64_t *from, int64_t *to)
{
	TR_TRY(read_day(r, json_object_get(o, "from"), INT64_MIN, from));
	TR_TRY(read_day(r, json_object_get(o, "to"), INT64_MAX, to));
	if (*from >= *to)
		return TR_ERR(r->err, PROFILE_DATE, TR_S("key", r->where), TR_S("what", "from >= to"));
	return TRIEN_OK;
}

/* Refuses what stands in an object beside the names. */
static trien_rc
only(struct reading *r, json_t *o, const char *const *names, size_t count)
{
	const char *key;
	json_t *value;

	json_object_foreach(o, key, value) {
		size_t i = 0;
		while (i < count && strcmp(names[i], key) != 0)
			i++;
		if (i == count)
			return TR_ERR(r->err, PROFILE_KEY_UNKNOWN, TR_S("section", r->where), TR_S("key", key));
	}
	return TRIEN_OK;
}

/* ---- one value ---- */
static bool
is_choice(const char *words, const char *got)
{
	size_t n = strlen(got);

	for (const char *w = words; *w != '\0';) {
		const size_t length = strcspn(w, "|");
		if (length == n && memcmp(w, got, n) == 0)
			return true;
		w += length + (w[length] == '|');
	}
	return false;
}

static trien_rc
read_texts(struct reading *r, const json_t *o, struct tr_profile_value *out)
{
	const char **texts;

	if (!json_is_array(o) || json_array_size(o) > TR_PROFILE_TEXTS_MAX)
		return INVALID(r, "list of at most 64 texts");
	TR_TRY(tr_arena_array(&r->p->arena, json_array_size(o) + 1, sizeof(*texts), &texts, r->err));
	for (size_t i = 0; i < json_array_size(o); i++)
		TR_TRY(read_text(r, json_array_get(o, i), &texts[i]));
	out->texts = texts;
	out->text_count = json_array_size(o);
	return TRIEN_OK;
}

static trien_rc
read_choices(struct reading *r, const char *words, const json_t *o, struct tr_profile_value *out)
{
	TR_TRY(read_texts(r, o, out));
	for (size_t i = 0; i < out->text_count; i++)
		if (!is_choice(words, out->texts[i]))
			return INVALID(r, words);
	return TRIEN_OK;
}

/* In order, without overlap, within the dates of the value. */
static trien_rc
read_spans(struct reading *r, const json_t *o, struct tr_profile_value *out)
{
	struct tr_profile_span *spans;
	int64_t end = out->from;

	TR_TRY(read_texts(r, o, out));
	TR_TRY(tr_arena_array(&r->p->arena, out->text_count + 1, sizeof(*spans), &spans, r->err));
	for (size_t i = 0; i < out->text_count; i++) {
		if (!tr_profile_span_of(out->texts[i], &spans[i]))
			return INVALID(r, "YYYY-MM-DD[..YYYY-MM-DD][ name]");
		if (spans[i].from < end || spans[i].to > out->to)
			return TR_ERR(r->err, PROFILE_DATE, TR_S("key", r->where), TR_S("what", out->texts[i]));
		end = spans[i].to;
	}
	out->spans = spans;
	return TRIEN_OK;
}

static trien_rc
read_day_of_year(struct reading *r, const json_t *o, struct tr_profile_value *out)
{
	int64_t begin;

	TR_TRY(read_text(r, o, &out->text));
	return tr_profile_day(out->text, 2000, &begin) ? TRIEN_OK : INVALID(r, "MM-DD");
}

static trien_rc
read_value(struct reading *r, const struct tr_profile_row *row, const json_t *o, struct tr_profile_value *out)
{
	char want[64];

	switch (row->kind) {
	case TR_PROFILE_NUMBER:
		out->number = json_number_value(o);
		if (json_is_number(o) && out->number >= row->least && out->number <= row->most)
			return TRIEN_OK;
		snprintf(want, sizeof(want), "%g-%g", row->least, row->most);
		return INVALID(r, want);
	case TR_PROFILE_CHOICE:
		TR_TRY(read_text(r, o, &out->text));
		return is_choice(row->words, out->text) ? TRIEN_OK : INVALID(r, row->words);
	case TR_PROFILE_TEXT:
		return read_text(r, o, &out->text);
	case TR_PROFILE_CHOICES:
		return read_choices(r, row->words, o, out);
	case TR_PROFILE_DAY:
		return read_day_of_year(r, o, out);
	case TR_PROFILE_SPANS:
		return read_spans(r, o, out);
	default:
		return read_texts(r, o, out);
	}
}

static trien_rc
read_entry(struct reading *r, const struct tr_profile_row *row, json_t *o, struct tr_profile_value *out)
{
	static const char *const names[] = {"value", "source", "certain", "from", "to", "note"};
	const json_t *certain = json_object_get(o, "certain");

	if (!json_is_object(o))
		return INVALID(r, "{value, source, certain}");
	TR_TRY(only(r, o, names, sizeof(names) / sizeof(*names)));
	if (!json_is_boolean(certain) || json_object_get(o, "value") == NULL || json_object_get(o, "source") == NULL)
		return INVALID(r, "{value, source, certain}");
	out->certain = json_is_true(certain);
	TR_TRY(read_text(r, json_object_get(o, "source"), &out->source));
	TR_TRY(read_days(r, o, &out->from, &out->to));
	return read_value(r, row, json_object_get(o, "value"), out);
}

/* Each begins on the day on which the one before it ends. */
static trien_rc
check_order(struct reading *r, const struct tr_profile_value *values, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		if (values[i].from < values[i - 1].to)
			return TR_ERR(r->err, PROFILE_DATE, TR_S("key", r->where), TR_S("what", "overlap"));
		if (values[i].from > values[i - 1].to)
			return TR_ERR(r->err, PROFILE_DATE, TR_S("key", r->where), TR_S("what", "gap"));
	}
	return TRIEN_OK;
}

static trien_rc
read_key(struct reading *r, const json_t *root, enum tr_profile_key key)
{
	const struct tr_profile_row *row = tr_profile_row_at(key);
	json_t *o = json_object_get(json_object_get(root, row->section), row->name);
	const size_t count = json_is_array(o) ? json_array_size(o) : 1;
	struct tr_profile_value *values;

	snprintf(r->where, sizeof(r->where), "%s.%s", row->section, row->name);
	if (o == NULL)
		return TR_ERR(r->err, PROFILE_KEY_MISSING, TR_S("key", r->where));
	if (count == 0 || count > TR_PROFILE_ENTRIES_MAX)
		return INVALID(r, "1-64 values");
	TR_TRY(tr_arena_array(&r->p->arena, count, sizeof(*values), &values, r->err));
	for (size_t i = 0; i < count; i++)
		TR_TRY(read_entry(r, row, json_is_array(o) ? json_array_get(o, i) : o, &values[i]));
	r->p->keys[key].values = values;
	r->p->keys[key].count = count;
	return check_order(r, values, count);
}

/* ---- the whole ---- */
static trien_rc
check_section(struct reading *r, const char *section, json_t *o)
{
	const char *names[TR_PROFILE_KEY_COUNT];
	size_t count = 0;

	for (unsigned k = 0; k < TR_PROFILE_KEY_COUNT; k++) {
		const struct tr_profile_row *row = tr_profile_row_at((enum tr_profile_key)k);
		if (strcmp(row->section, section) == 0)
			names[count++] = row->name;
	}
	if (count == 0)
		return TR_ERR(r->err, PROFILE_KEY_UNKNOWN, TR_S("section", ""), TR_S("key", section));
	snprintf(r->where, sizeof(r->where), "%s", section);
	if (!json_is_object(o))
		return INVALID(r, "{name: value}");
	return only(r, o, names, count);
}

static trien_rc
read_head(struct reading *r, const json_t *root)
{
	static const char *const titles[] = {"vi", "en"};
	json_t *title = json_object_get(root, "title");

	snprintf(r->where, sizeof(r->where), "profile");
	TR_TRY(read_text(r, json_object_get(root, "profile"), &r->p->name));
	snprintf(r->where, sizeof(r->where), "title");
	if (!json_is_object(title))
		return INVALID(r, "{vi, en}");
	TR_TRY(only(r, title, titles, 2));
	TR_TRY(read_text(r, json_object_get(title, "vi"), &r->p->title_vi));
	TR_TRY(read_text(r, json_object_get(title, "en"), &r->p->title_en));
	snprintf(r->where, sizeof(r->where), "from, to");
	return read_days(r, root, &r->p->from, &r->p->to);
}

static trien_rc
read_root(struct reading *r, json_t *root)
{
	static const char *const head[] = {"profile", "title", "from", "to"};
	const char *key;
	json_t *value;

	snprintf(r->where, sizeof(r->where), "{");
	if (!json_is_object(root))
		return INVALID(r, "{profile, title, ...}");
	TR_TRY(read_head(r, root));
	json_object_foreach(root, key, value) {
		size_t i = 0;
		while (i < sizeof(head) / sizeof(*head) && strcmp(head[i], key) != 0)
			i++;
		if (i == sizeof(head) / sizeof(*head))
			TR_TRY(check_section(r, key, value));
	}
	for (unsigned k = 0; k < TR_PROFILE_KEY_COUNT; k++)
		TR_TRY(read_key(r, root, (enum tr_profile_key)k));
	return TRIEN_OK;
}

trien_rc
tr_profile_read(struct tr_bytes json, struct tr_profile **out, struct trien_err *err)
{
	json_error_t why;
	struct reading r = {.err = err};

	if (json.n > TR_PROFILE_FILE_MAX)
		return TR_ERR(err, PROFILE_TOO_LARGE, TR_U("got", json.n), TR_U("max", TR_PROFILE_FILE_MAX));
	json_t *root = json_loadb((const char *)json.p, json.n, JSON_REJECT_DUPLICATES, &why);
	if (root == NULL)
		return TR_ERR(err, PROFILE_JSON, TR_I("line", why.line), TR_S("why", why.text));
	r.p = tr_mem_zeroed(1, sizeof(*r.p));
	if (r.p == NULL) {
		json_decref(root);
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*r.p)));
	}
	trien_rc rc = read_root(&r, root);
	json_decref(root);
	if (rc != TRIEN_OK) {
		tr_profile_free(r.p);
		return rc;
	}
	*out = r.p;
	return TRIEN_OK;
}
