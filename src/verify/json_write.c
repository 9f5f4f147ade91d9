/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "verify/json_write.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/utf8.h"

static void
put(struct tr_json *w, const char *p, size_t n)
{
	if (w->rc == TRIEN_OK)
		w->rc = tr_buf_add(w->out, p, n, w->err);
}

static void
begin_value(struct tr_json *w)
{
	if (w->comma)
		put(w, ",", 1);
	w->comma = true;
}

void
tr_json_open(struct tr_json *w, char bracket)
{
	begin_value(w);
	put(w, &bracket, 1);
	w->comma = false;
}

void
tr_json_close(struct tr_json *w, char bracket)
{
	put(w, &bracket, 1);
	w->comma = true;
}

/* Characters that change how the rest of a line is shown, and controls. */
static bool
is_unfit(uint32_t cp)
{
	return cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || (cp >= 0x200b && cp <= 0x200f) || (cp >= 0x2028 && cp <= 0x202e) ||
			(cp >= 0x2060 && cp <= 0x2069) || cp == 0xfeff;
}

static void
put_text(struct tr_json *w, struct tr_bytes text)
{
	size_t plain = 0, i = 0, length;
	char escape[8];

	if (text.n == 0) {
		put(w, "\"\"", 2);
		return;
	}
	put(w, "\"", 1);
	while (i < text.n) {
		uint32_t cp = tr_utf8_next(text.p + i, text.n - i, &length);
		if (cp != UINT32_MAX && cp != '"' && cp != '\\' && !is_unfit(cp)) {
			i += length;
			continue;
		}
		put(w, (const char *)text.p + plain, i - plain);
		snprintf(escape, sizeof(escape), "\\u%04x", (unsigned)(cp == UINT32_MAX ? 0xfffd : cp & 0xffff));
		put(w, escape, 6);
		i += length;
		plain = i;
	}
	put(w, (const char *)text.p + plain, i - plain);
	put(w, "\"", 1);
}

void
tr_json_text(struct tr_json *w, struct tr_bytes text)
{
	begin_value(w);
	put_text(w, text);
}

void
tr_json_key(struct tr_json *w, const char *key)
{
	begin_value(w);
	put_text(w, TR_BYTES(key, strlen(key)));
	put(w, ":", 1);
	w->comma = false;
}

void
tr_json_number(struct tr_json *w, uint64_t n)
{
	char digits[24];
	begin_value(w);
	put(w, digits, (size_t)snprintf(digits, sizeof(digits), "%" PRIu64, n));
}

void
tr_json_truth(struct tr_json *w, bool b)
{
	begin_value(w);
	put(w, b ? "true" : "false", b ? 4 : 5);
}

void
tr_json_null(struct tr_json *w)
{
	begin_value(w);
	put(w, "null", 4);
}

void
tr_json_field_text(struct tr_json *w, const char *key, struct tr_text text)
{
	tr_json_key(w, key);
	if (text.n == 0)
		tr_json_null(w);
	else
		tr_json_text(w, TR_BYTES(text.p, text.n));
}

void
tr_json_field_string(struct tr_json *w, const char *key, const char *text)
{
	tr_json_field_text(w, key, (struct tr_text){text, strlen(text)});
}

void
tr_json_field_number(struct tr_json *w, const char *key, uint64_t n)
{
	tr_json_key(w, key);
	tr_json_number(w, n);
}

void
tr_json_field_hex(struct tr_json *w, const char *key, struct tr_bytes b)
{
	static const char digits[] = "0123456789abcdef";

	tr_json_key(w, key);
	if (b.n == 0) {
		tr_json_null(w);
		return;
	}
	begin_value(w);
	put(w, "\"", 1);
	for (size_t i = 0; i < b.n; i++) {
		const char pair[2] = {digits[b.p[i] >> 4], digits[b.p[i] & 15]};
		put(w, pair, sizeof(pair));
	}
	put(w, "\"", 1);
}

void
tr_json_field_truth(struct tr_json *w, const char *key, bool b)
{
	tr_json_key(w, key);
	tr_json_truth(w, b);
}
