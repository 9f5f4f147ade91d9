/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The rows of the books as schemas, from registry/books.def: what people read is what record_json.c writes of each kind of column. */
#include <stdio.h>
#include <string.h>

#include "registry/book.h"
#include "registry/reference.h"
#include "service/openapi_part.h"

static json_t *
words_of(const char *words)
{
	json_t *all = json_array();

	for (const char *at = words; *at != '\0'; at += strspn(at, " ")) {
		const size_t n = strcspn(at, " ");
		json_array_append_new(all, json_stringn(at, n));
		at += n;
	}
	return all;
}

static json_t *
text_of(const struct tr_column *c)
{
	char pattern[64];
	json_t *o = json_pack("{s:s}", "type", "string");

	if (c->kind == TR_COLUMN_WORD)
		json_object_set_new(o, "enum", words_of(c->of));
	if (c->kind == TR_COLUMN_TIME || c->kind == TR_COLUMN_DATE)
		json_object_set_new(o, "format", json_string(c->kind == TR_COLUMN_TIME ? "date-time" : "date"));
	if (c->kind == TR_COLUMN_BLOB)
		json_object_set_new(o, "pattern", json_string("^[0-9a-f]{64}$"));
	if (c->kind == TR_COLUMN_REFERS) {
		snprintf(pattern, sizeof(pattern), "^%s:[0-9]+$", c->of);
		json_object_set_new(o, "pattern", json_string(pattern));
	}
	return o;
}

static json_t *
schema_of(const struct tr_column *c)
{
	json_t *o = c->kind == TR_COLUMN_FLAG ? json_pack("{s:s}", "type", "boolean") : c->kind == TR_COLUMN_INT ? json_pack("{s:s}", "type", "integer") : text_of(c);

	if (!c->required) {
		json_object_set_new(o, "type", json_pack("[O, s]", json_object_get(o, "type"), "null"));
		if (json_object_get(o, "enum") != NULL)
			json_array_append_new(json_object_get(o, "enum"), json_null());
	}
	return o;
}

/* What is hidden from who asks is not in the row. */
static json_t *
row_of(const struct tr_book *b)
{
	char pattern[64];
	json_t *words = json_object();

	snprintf(pattern, sizeof(pattern), "^%s:[0-9]+$", b->name);
	json_t *properties = json_pack("{s:{s:s, s:s}, s:{s:s, s:i}, s:{s:s, s:i}}", "object", "type", "string", "pattern", pattern, "version", "type", "integer", "minimum", 1,
			"act", "type", "integer", "minimum", 0);
	for (size_t i = 0; i < b->count; i++) {
		const struct tr_column *c = &b->columns[i];
		json_object_set_new(properties, c->name, schema_of(c));
		if (c->kind == TR_COLUMN_WORD || c->kind == TR_COLUMN_REFERS || tr_column_is_about(c))
			json_object_set_new(words, c->name, json_pack("{s:s}", "type", "string"));
	}
	if (b == &tr_books[TR_BOOK_document]) /* in a list; books.c */
		json_object_set_new(words, "number", json_pack("{s:s}", "type", "string"));
	json_object_set_new(properties, "words", json_pack("{s:s, s:b, s:o}", "type", "object", "additionalProperties", 0, "properties", words));
	return json_pack("{s:s, s:b, s:[s, s, s], s:o}", "type", "object", "additionalProperties", 0, "required", "object", "version", "act", "properties", properties);
}

void
tr_openapi_put_book_rows(json_t *schemas)
{
	json_t *any = json_array();

	for (size_t i = 0; i < TR_BOOK_COUNT; i++) {
		char name[64];
		snprintf(name, sizeof(name), "BookRow_%s", tr_books[i].name);
		json_object_set_new(schemas, name, row_of(&tr_books[i]));
		json_array_append_new(any, tr_openapi_ref(name));
	}
	json_object_set_new(schemas, "BookRow", json_pack("{s:s, s:[s, s, s], s:{s:{s:s}, s:{s:s}, s:{s:s}, s:{s:s}}, s:o}", "type", "object", "required", "object", "version",
			"act", "properties", "object", "type", "string", "version", "type", "integer", "act", "type", "integer", "words", "type", "object", "anyOf", any));
}
