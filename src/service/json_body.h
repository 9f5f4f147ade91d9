/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JSON that somebody has sent: flat, with the members that are known and no others. */
#ifndef TR_SERVICE_JSON_BODY_H
#define TR_SERVICE_JSON_BODY_H

#include <jansson.h>

#include "base/bytes.h"

/* An object, no deeper than TR_SERVICE_JSON_DEPTH_MAX, no name in it twice. *out: json_decref(). service.json-malformed, which says what is wanted. */
TRIEN_MUST_CHECK trien_rc tr_json_read(struct tr_bytes body, const char *wanted, json_t **out, struct trien_err *err);

enum tr_json_kind {
	TR_JSON_TEXT,
	TR_JSON_FLAG,
	TR_JSON_TEXTS,  /* an object whose members are texts */
	TR_JSON_NUMBER, /* an integer, not below 0 */
	TR_JSON_LIST,   /* an array; what stands in it, who asks looks himself */
};
enum tr_json_need { TR_JSON_MAY, TR_JSON_MUST };

struct tr_json_member {
	const char *name;
	enum tr_json_kind kind;
	enum tr_json_need need;
	size_t max; /* bytes of a text, or of each text; items of a list */
	json_t *value; /* what came; NULL: nothing */
};
/* Fills in the values; service.json-malformed for one that is missing, unknown, or not as it should be. */
TRIEN_MUST_CHECK trien_rc tr_json_members(json_t *object, struct tr_json_member *members, size_t count, const char *wanted, struct trien_err *err);

#endif
