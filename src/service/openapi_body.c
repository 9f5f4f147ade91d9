/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What people send, as schemas: from the tables of json_body.h that the readers themselves go by. A cap is one of bytes, and stands in OpenAPI as one of characters,
 * which are never more: what fits no schema is always refused, what fits one may be refused for its bytes.
 */
#include <stdio.h>

#include "service/json_body.h"
#include "service/office_call.h"
#include "service/openapi_part.h"

static const struct tr_body *const bodies[] = {
#define TR_BODY_ROW(symbol) &tr_body_##symbol,
#include "service/bodies.def"
#undef TR_BODY_ROW
};

static json_t *
words_of(const struct tr_json_more *more)
{
	json_t *words = json_array();
	const char *word;

	for (unsigned i = 0; (word = more->word(i)) != NULL; i++)
		json_array_append_new(words, json_string(word));
	return words;
}

static json_t *
text_of(const struct tr_json_member *m)
{
	json_t *o = json_pack("{s:s, s:I, s:I}", "type", "string", "maxLength", (json_int_t)m->max, "x-max-bytes", (json_int_t)m->max);

	if (m->more != NULL && m->more->pattern != NULL)
		json_object_set_new(o, "pattern", json_string(m->more->pattern));
	if (m->more != NULL && m->more->word != NULL)
		json_object_set_new(o, "enum", words_of(m->more));
	return o;
}

static json_t *
list_of(const struct tr_json_member *m, json_t *items)
{
	return json_pack("{s:s, s:I, s:o}", "type", "array", "maxItems", (json_int_t)m->max, "items", items);
}

static json_t *
line_of(void)
{
	return json_pack("{s:s, s:I, s:I}", "type", "string", "maxLength", (json_int_t)TR_VALUE_MAX, "x-max-bytes", (json_int_t)TR_VALUE_MAX);
}

static json_t *
lines_of(json_t *items, int least, json_int_t most)
{
	return json_pack("{s:s, s:i, s:I, s:o}", "type", "array", "minItems", least, "maxItems", most, "items", items);
}

static json_t *
schema_of(const struct tr_json_member *m)
{
	switch (m->kind) {
	case TR_JSON_TEXT:
		return text_of(m);
	case TR_JSON_FLAG:
		return json_pack("{s:s}", "type", "boolean");
	case TR_JSON_TEXTS:
		return json_pack("{s:s, s:o}", "type", "object", "additionalProperties", text_of(m));
	case TR_JSON_NUMBER:
		return json_pack("{s:s, s:i}", "type", "integer", "minimum", 0);
	case TR_JSON_LIST:
		return list_of(m, tr_openapi_ref(m->more->items->name));
	case TR_JSON_IDS:
		return list_of(m, json_pack("{s:s, s:i}", "type", "integer", "minimum", 1));
	case TR_JSON_LINES:
		return lines_of(line_of(), 1, (json_int_t)m->max);
	case TR_JSON_TABLE: /* that its rows are as long as its heading no schema says */
		return lines_of(lines_of(line_of(), 1, TR_COLUMNS_MAX), 2, (json_int_t)m->max);
	case TR_JSON_BASE64S:
		return json_pack("{s:s, s:i, s:I, s:{s:s, s:s}}", "type", "array", "minItems", 1, "maxItems", (json_int_t)m->max, "items", "type", "string", "contentEncoding",
				"base64");
	}
	return NULL;
}

static void
put_members(const struct tr_json_member *members, size_t count, json_t *required, json_t *properties)
{
	for (size_t i = 0; i < count; i++) {
		json_object_set_new(properties, members[i].name, schema_of(&members[i]));
		if (members[i].need == TR_JSON_MUST)
			json_array_append_new(required, json_string(members[i].name));
	}
}

/* Exactly one of them stands there. */
static void
put_either(const struct tr_body *b, json_t *schema)
{
	json_t *all = json_array();

	for (const char *const *name = b->either; *name != NULL; name++)
		json_array_append_new(all, json_pack("{s:[s]}", "required", *name));
	json_object_set_new(schema, "oneOf", all);
}

void
tr_openapi_put_bodies(json_t *schemas)
{
	for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++) {
		const struct tr_body *b = bodies[i];
		json_t *required = json_array(), *properties = json_object();
		put_members(b->members, b->count, required, properties);
		if (b->kind == TR_BODY_OF_OFFICE)
			put_members(tr_said_members, TR_SAID_COUNT, required, properties);
		json_t *schema = json_pack("{s:s, s:b, s:o, s:o}", "type", "object", "additionalProperties", 0, "required", required, "properties", properties);
		if (b->either != NULL)
			put_either(b, schema);
		json_object_set_new(schemas, b->name, schema);
	}
}
