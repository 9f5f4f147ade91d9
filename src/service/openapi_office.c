/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>
#include <string.h>

#include "rules/document.h"
#include "rules/handover.h"
#include "rules/incoming.h"
#include "rules/procedure.h"
#include "rules/retention.h"
#include "service/openapi_part.h"

/*
 * A schema as a line: members with blanks between them, "name:type"; "!" behind the type: it is required. Types: text, number, flag, hash, time, any (an object),
 * texts, numbers (lists), what? (or null), =Schema (a schema of its own), [Schema] (a list of those).
 */
struct line {
	const char *name, *members;
};

static const struct line lines[] = {
#define TR_SCHEMA(name, members) {name, members},
#include "service/schemas.def"
#undef TR_SCHEMA
};

static json_t *
type_of(const char *word, size_t n)
{
	static const struct {
		const char *word, *type;
	} types[] = {{"text", "string"}, {"number", "integer"}, {"flag", "boolean"}, {"any", "object"}};
	char schema[64];

	if (word[0] == '[' || word[0] == '=') {
		snprintf(schema, sizeof(schema), "%.*s", (int)(word[0] == '[' ? n - 2 : n - 1), word + 1);
		return word[0] == '=' ? tr_openapi_ref(schema) : json_pack("{s:s, s:o}", "type", "array", "items", tr_openapi_ref(schema));
	}
	if (n == 4 && memcmp(word, "hash", n) == 0)
		return json_pack("{s:s, s:s}", "type", "string", "pattern", "^[0-9a-f]{64}$");
	if (n == 4 && memcmp(word, "time", n) == 0)
		return json_pack("{s:s, s:s}", "type", "string", "format", "date-time");
	for (size_t i = 0; i < sizeof(types) / sizeof(*types); i++) {
		const size_t m = strlen(types[i].word);
		if (n == m && memcmp(word, types[i].word, n) == 0)
			return json_pack("{s:s}", "type", types[i].type);
		if (n == m + 1 && memcmp(word, types[i].word, m) == 0 && word[m] == '?')
			return json_pack("{s:[s, s]}", "type", types[i].type, "null");
		if (n == m + 1 && memcmp(word, types[i].word, m) == 0 && word[m] == 's')
			return json_pack("{s:s, s:{s:s}}", "type", "array", "items", "type", types[i].type);
	}
	return NULL;
}

static json_t *
object_of(const char *members)
{
	json_t *required = json_array(), *properties = json_object();

	for (const char *at = members + strspn(members, " "); *at != '\0'; at += strspn(at, " ")) {
		const size_t all = strcspn(at, " "), name = strcspn(at, ":"), must = at[all - 1] == '!';
		json_object_setn_new(properties, at, name, type_of(at + name + 1, all - name - 1 - must));
		if (must)
			json_array_append_new(required, json_stringn(at, name));
		at += all;
	}
	return json_pack("{s:s, s:b, s:o, s:o}", "type", "object", "additionalProperties", 0, "required", required, "properties", properties);
}

/* ---- states and kinds ---- */

#define WORDS(name, count, of) \
	static json_t *name(void) \
	{ \
		json_t *words = json_array(); \
		for (int i = 0; i < (int)(count); i++) \
			json_array_append_new(words, json_string(of(i)->word)); \
		return json_pack("{s:s, s:o}", "type", "string", "enum", words); \
	}
WORDS(document_states, TR_DOCUMENT_STATES, tr_document_state_word)
WORDS(submission_states, TR_SUBMISSION_STATES, tr_submission_state_word)
WORDS(arrival_states, TR_INCOMING_STATES, tr_incoming_state_word)
WORDS(destruction_states, TR_DESTRUCTION_STATES, tr_destruction_state_word)
WORDS(handover_states, TR_HANDOVER_STATES, tr_handover_state_word)
WORDS(step_kinds, TR_STEP_KINDS, tr_step_kind_word)

void
tr_openapi_put_office(json_t *schemas)
{
	json_object_set_new(schemas, "DocumentState", document_states());
	json_object_set_new(schemas, "SubmissionState", submission_states());
	json_object_set_new(schemas, "ArrivalState", arrival_states());
	json_object_set_new(schemas, "DestructionState", destruction_states());
	json_object_set_new(schemas, "HandoverState", handover_states());
	json_object_set_new(schemas, "StepKind", step_kinds());
	for (size_t i = 0; i < sizeof(lines) / sizeof(*lines); i++)
		json_object_set_new(schemas, lines[i].name, object_of(lines[i].members));
}
