/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* JSON that somebody has sent: flat, with the members that are known and no others. */
#ifndef TR_SERVICE_JSON_BODY_H
#define TR_SERVICE_JSON_BODY_H

#include <jansson.h>

#include "base/bytes.h"
#include "registry/limits.h"

/* An object, no deeper than TR_SERVICE_JSON_DEPTH_MAX, no name in it twice. *out: json_decref(). service.json-malformed, which says what is wanted. */
TRIEN_MUST_CHECK trien_rc tr_json_read(struct tr_bytes body, const char *wanted, json_t **out, struct trien_err *err);

enum tr_json_kind {
	TR_JSON_TEXT,
	TR_JSON_FLAG,
	TR_JSON_TEXTS,  /* an object whose members are texts */
	TR_JSON_NUMBER, /* an integer, not below 0 */
	TR_JSON_LIST,   /* an array of objects; what stands in each, who asks reads by its own body */
	TR_JSON_IDS,    /* an array of integers above 0 */
	TR_JSON_BASE64S, /* an array of texts, one or more; who asks decodes them */
	TR_JSON_LINES,  /* an array of texts, one or more, each of at most TR_VALUE_MAX bytes */
	TR_JSON_TABLE,  /* an array of two such arrays or more, all as long as the first: a heading and rows */
};
enum tr_json_need { TR_JSON_MAY, TR_JSON_MUST };

struct tr_body;
struct tr_json_more {
	const struct tr_body *items;      /* of a list: the shape of each */
	const char *(*word)(unsigned i);  /* of a text: it is one of these; NULL past the last */
	const char *pattern;              /* of a text, for who reads the description: what its reader takes */
};

struct tr_json_member {
	const char *name;
	enum tr_json_kind kind;
	enum tr_json_need need;
	size_t max; /* bytes of a text, or of each text; items of a list */
	const struct tr_json_more *more; /* NULL: nothing more */
};

/* What may be said beside a body's own members: nothing, or what every request to the office may say (office_call.h). */
enum tr_body_kind { TR_BODY_PLAIN, TR_BODY_OF_OFFICE };

/* A body that somebody sends: its reader and the OpenAPI file go by the same table. */
struct tr_body {
	const char *name;   /* of its schema */
	const char *wanted; /* as a refusal shows it */
	const struct tr_json_member *members;
	size_t count;
	enum tr_body_kind kind;
	const char *const *either; /* members of which exactly one stands there, ended by NULL; NULL: there are none such */
};
/* Of the table symbol_members in the same file. */
#define TR_BODY(symbol, schema, wanted, kind) \
	TR_BODY_EITHER(symbol, schema, wanted, kind, NULL)
#define TR_BODY_EITHER(symbol, schema, wanted, kind, either) \
	const struct tr_body tr_body_##symbol = {schema, wanted, symbol##_members, sizeof(symbol##_members) / sizeof(*symbol##_members), kind, either}

/* Every one of them. */
#define TR_BODY_ROW(symbol) extern const struct tr_body tr_body_##symbol;
#include "service/bodies.def"
#undef TR_BODY_ROW

/* values[i]: what came under member i; NULL: nothing. service.json-malformed for one that is missing, unknown, or not as it should be. */
TRIEN_MUST_CHECK trien_rc tr_json_members(json_t *object, const struct tr_json_member *members, size_t count, const char *wanted, json_t **values, struct trien_err *err);
/* Of those that exclude each other one is there: service.json-malformed. */
TRIEN_MUST_CHECK trien_rc tr_json_either(json_t *object, const struct tr_body *body, struct trien_err *err);
/* Of a body without the members of the office. */
TRIEN_MUST_CHECK trien_rc tr_json_body(json_t *object, const struct tr_body *body, json_t **values, struct trien_err *err);

#endif
