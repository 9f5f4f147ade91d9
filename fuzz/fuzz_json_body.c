/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Hostile bodies of people: what is taken is an object of known members within their caps. */
#include "service/json_body.h"
#include "service/limits.h"

#define MUST(what) \
	do { \
		if (!(what)) \
			__builtin_trap(); \
	} while (0)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *
word(unsigned i)
{
	static const char *const words[] = {"sign", "initial", NULL};
	return words[i];
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct tr_json_more a_word = {.word = word};
	static const struct tr_json_member m[] = {{"name", TR_JSON_TEXT, TR_JSON_MUST, 8, NULL}, {"flag", TR_JSON_FLAG, TR_JSON_MAY, 0, NULL},
		{"given", TR_JSON_TEXTS, TR_JSON_MAY, 4, NULL}, {"kind", TR_JSON_TEXT, TR_JSON_MAY, 8, &a_word}, {"to", TR_JSON_IDS, TR_JSON_MAY, 2, NULL}};
	json_t *root, *v[5], *value;
	const char *name;
	size_t i;

	if (tr_json_read(TR_BYTES(data, size), "", &root, NULL) != TRIEN_OK)
		return 0;
	MUST(json_is_object(root));
	if (tr_json_members(root, m, 5, "", v, NULL) == TRIEN_OK) {
		MUST(json_string_length(v[0]) <= 8 && strlen(json_string_value(v[0])) == json_string_length(v[0]));
		MUST(v[1] == NULL || json_is_boolean(v[1]));
		json_object_foreach(v[2], name, value)
			MUST(json_string_length(value) <= 4);
		MUST(v[3] == NULL || strcmp(json_string_value(v[3]), "sign") == 0 || strcmp(json_string_value(v[3]), "initial") == 0);
		MUST(json_array_size(v[4]) <= 2);
		json_array_foreach(v[4], i, value)
			MUST(json_integer_value(value) > 0);
		MUST(json_object_size(root) == 1u + (v[1] != NULL) + (v[2] != NULL) + (v[3] != NULL) + (v[4] != NULL));
	}
	json_decref(root);
	return 0;
}
