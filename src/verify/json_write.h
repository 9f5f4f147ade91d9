/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Writes JSON (RFC 8259) from hostile text: what leaves is always valid UTF-8. The first error stays. */
#ifndef TR_VERIFY_JSON_WRITE_H
#define TR_VERIFY_JSON_WRITE_H

#include "base/bytes.h"

struct tr_json {
	struct tr_buf *out;
	struct trien_err *err;
	trien_rc rc;
	bool comma; /* a value stands before the next one */
};

static inline struct tr_json
tr_json_of(struct tr_buf *out, struct trien_err *err)
{
	return (struct tr_json){.out = out, .err = err};
}

void tr_json_open(struct tr_json *w, char bracket);
void tr_json_close(struct tr_json *w, char bracket);
void tr_json_key(struct tr_json *w, const char *key);
void tr_json_text(struct tr_json *w, struct tr_bytes text);
void tr_json_number(struct tr_json *w, uint64_t n);
void tr_json_truth(struct tr_json *w, bool b);
void tr_json_null(struct tr_json *w);

/* A key and its value. An empty text is written as null by tr_json_field_text. */
void tr_json_field_text(struct tr_json *w, const char *key, struct tr_text text);
void tr_json_field_string(struct tr_json *w, const char *key, const char *text);
void tr_json_field_number(struct tr_json *w, const char *key, uint64_t n);
void tr_json_field_hex(struct tr_json *w, const char *key, struct tr_bytes b); /* lower case; null where empty */
void tr_json_field_truth(struct tr_json *w, const char *key, bool b);

#endif
