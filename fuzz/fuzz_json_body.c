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

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tr_json_member m[] = {{"name", TR_JSON_TEXT, TR_JSON_MUST, 8, NULL}, {"flag", TR_JSON_FLAG, TR_JSON_MAY, 0, NULL},
		{"given", TR_JSON_TEXTS, TR_JSON_MAY, 4, NULL}};
	json_t *root, *value;
	const char *name;

	if (tr_json_read(TR_BYTES(data, size), "", &root, NULL) != TRIEN_OK)
		return 0;
	MUST(json_is_object(root));
	if (tr_json_members(root, m, 3, "", NULL) == TRIEN_OK) {
		MUST(json_string_length(m[0].value) <= 8 && strlen(json_string_value(m[0].value)) == json_string_length(m[0].value));
		MUST(m[1].value == NULL || json_is_boolean(m[1].value));
		json_object_foreach(m[2].value, name, value)
			MUST(json_string_length(value) <= 4);
		MUST(json_object_size(root) == 1u + (m[1].value != NULL) + (m[2].value != NULL));
	}
	json_decref(root);
	return 0;
}
