/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/json_body.h"

#include "base/errors/service.h"
#include "service/limits.h"

/* Looked at before the parser, which goes into itself for each level. */
static bool
is_flat(struct tr_bytes body)
{
	bool in_text = false;
	unsigned depth = 0;

	for (size_t i = 0; i < body.n; i++) {
		const uint8_t c = body.p[i];
		if (in_text && c == '\\')
			i++;
		else if (c == '"')
			in_text = !in_text;
		else if (!in_text && (c == '{' || c == '[') && ++depth > TR_SERVICE_JSON_DEPTH_MAX)
			return false;
		else if (!in_text && (c == '}' || c == ']') && depth > 0)
			depth--;
	}
	return true;
}

static trien_rc
malformed(const char *wanted, struct trien_err *err)
{
	return TR_ERR(err, SERVICE_JSON, TR_S("want", wanted));
}

trien_rc
tr_json_read(struct tr_bytes body, const char *wanted, json_t **out, struct trien_err *err)
{
	json_t *root = is_flat(body) ? json_loadb((const char *)body.p, body.n, JSON_REJECT_DUPLICATES, NULL) : NULL;

	if (json_is_object(root)) {
		*out = root;
		return TRIEN_OK;
	}
	json_decref(root);
	return malformed(wanted, err);
}

static bool
is_text(json_t *value, size_t max)
{
	return json_is_string(value) && json_string_length(value) <= max;
}

static bool
are_texts(json_t *value, size_t max)
{
	const char *name;
	json_t *item;

	if (!json_is_object(value))
		return false;
	json_object_foreach(value, name, item)
		if (!is_text(item, max))
			return false;
	return true;
}

static bool
is_one_of(json_t *value, const struct tr_json_more *more)
{
	const char *word;

	if (more == NULL || more->word == NULL)
		return true;
	for (unsigned i = 0; (word = more->word(i)) != NULL; i++)
		if (json_string_length(value) == strlen(word) && memcmp(json_string_value(value), word, strlen(word)) == 0)
			return true;
	return false;
}

static bool
are_ids(json_t *value)
{
	json_t *item;
	size_t i;

	json_array_foreach(value, i, item)
		if (!json_is_integer(item) || json_integer_value(item) <= 0)
			return false;
	return true;
}

static bool
are_lines(json_t *value, size_t max)
{
	json_t *item;
	size_t i;

	if (!json_is_array(value) || json_array_size(value) == 0 || json_array_size(value) > max)
		return false;
	json_array_foreach(value, i, item)
		if (!is_text(item, TR_VALUE_MAX))
			return false;
	return true;
}

static bool
is_table(json_t *value, size_t max)
{
	const size_t columns = json_array_size(json_array_get(value, 0));
	json_t *row;
	size_t i;

	if (!json_is_array(value) || json_array_size(value) < 2 || json_array_size(value) > max || columns > TR_COLUMNS_MAX)
		return false;
	json_array_foreach(value, i, row)
		if (!are_lines(row, columns) || json_array_size(row) != columns)
			return false;
	return true;
}

static bool
is_kind(json_t *value, const struct tr_json_member *m)
{
	switch (m->kind) {
	case TR_JSON_TEXT:
		return is_text(value, m->max) && is_one_of(value, m->more);
	case TR_JSON_FLAG:
		return json_is_boolean(value);
	case TR_JSON_TEXTS:
		return are_texts(value, m->max);
	case TR_JSON_NUMBER:
		return json_is_integer(value) && json_integer_value(value) >= 0;
	case TR_JSON_LIST:
		return json_is_array(value) && json_array_size(value) <= m->max;
	case TR_JSON_BASE64S:
		return json_is_array(value) && json_array_size(value) > 0 && json_array_size(value) <= m->max;
	case TR_JSON_LINES:
		return are_lines(value, m->max);
	case TR_JSON_TABLE:
		return is_table(value, m->max);
	case TR_JSON_IDS:
		return json_is_array(value) && json_array_size(value) <= m->max && are_ids(value);
	}
	return false;
}

trien_rc
tr_json_members(json_t *object, const struct tr_json_member *members, size_t count, const char *wanted, json_t **values, struct trien_err *err)
{
	size_t known = 0;

	for (size_t i = 0; i < count; i++) {
		const struct tr_json_member *m = &members[i];
		values[i] = json_object_get(object, m->name);
		if (values[i] == NULL ? m->need == TR_JSON_MUST : !is_kind(values[i], m))
			return malformed(wanted, err);
		known += values[i] != NULL;
	}
	return known == json_object_size(object) ? TRIEN_OK : malformed(wanted, err);
}

trien_rc
tr_json_either(json_t *object, const struct tr_body *body, struct trien_err *err)
{
	size_t said = 0;

	for (const char *const *name = body->either; name != NULL && *name != NULL; name++)
		said += json_object_get(object, *name) != NULL;
	return body->either == NULL || said == 1 ? TRIEN_OK : malformed(body->wanted, err);
}

trien_rc
tr_json_body(json_t *object, const struct tr_body *body, json_t **values, struct trien_err *err)
{
	TR_TRY(tr_json_members(object, body->members, body->count, body->wanted, values, err));
	return tr_json_either(object, body, err);
}
