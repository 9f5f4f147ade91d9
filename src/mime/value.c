/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Values of fields with parameters, encoded words, charsets. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/errors/mime.h"
#include "base/utf8.h"
#include "mime/decode.h"
#include "mime/head.h"

/* ---- charsets ---- */

bool
tr_mime_charset(const char *charset, struct tr_bytes in, struct tr_buf *out)
{
	const bool latin = strcasecmp(charset, "iso-8859-1") == 0;
	uint8_t utf8[4];

	if (!latin && strcasecmp(charset, "utf-8") != 0 && strcasecmp(charset, "us-ascii") != 0)
		return false;
	if (!latin)
		return tr_utf8_check(in) == in.n && tr_buf_add_bytes(out, in, NULL) == TRIEN_OK;
	for (size_t i = 0; i < in.n; i++)
		if (tr_buf_add(out, utf8, tr_utf8_put(in.p[i], utf8), NULL) != TRIEN_OK)
			return false;
	return true;
}

/* In one line, seen by who reads it, and cut at a character. */
static void
put_text(struct tr_bytes in, char *out, size_t room)
{
	size_t n = 0, length;

	for (size_t i = 0; i < in.n; i += length) {
		const uint32_t cp = tr_utf8_next(in.p + i, in.n - i, &length);
		const struct tr_text one = {(const char *)in.p + i, length};
		const bool blank = cp == UINT32_MAX || cp < 0x20 || cp == 0x7f || tr_utf8_is_white(cp);
		if (!blank && tr_utf8_hidden(one) != 0)
			continue;
		const size_t want = blank ? 1 : length;
		if (n + want >= room)
			break;
		if (blank && (n == 0 || out[n - 1] == ' '))
			continue;
		memcpy(out + n, blank ? (const uint8_t *)" " : in.p + i, want);
		n += want;
	}
	while (n > 0 && out[n - 1] == ' ')
		n--;
	out[n] = '\0';
}

/* ---- encoded words ---- */

/* "=?charset?B?text?=" at p: its length, and what it says; 0: it is none, or none that we can read. */
static size_t
read_word(const char *p, struct tr_buf *out)
{
	TR_AUTO_BUF bytes = {.max = TR_MIME_HEAD_MAX};
	char charset[32];
	const char *first = p[0] == '=' && p[1] == '?' ? strchr(p + 2, '?') : NULL;
	const char *text = first != NULL && first[1] != '\0' && first[2] == '?' ? first + 3 : NULL;
	const char *end = text != NULL ? strstr(text, "?=") : NULL;
	const size_t before = out->n;

	if (end == NULL || (size_t)(first - p - 2) >= sizeof(charset))
		return 0;
	snprintf(charset, sizeof(charset), "%.*s", (int)strcspn(p + 2, "?*"), p + 2); /* RFC 2231 §5: a language may follow */
	const struct tr_bytes in = TR_BYTES(text, (size_t)(end - text));
	if (memchr(in.p, ' ', in.n) != NULL)
		return 0;
	const bool read = first[1] == 'B' || first[1] == 'b' ? tr_mime_base64(in, &bytes) : (first[1] == 'Q' || first[1] == 'q') && tr_mime_q(in, &bytes);
	if (read && tr_mime_charset(charset, tr_buf_view(&bytes), out))
		return (size_t)(end - p) + 2;
	out->n = before;
	return 0;
}

static void
read_words(const char *text, struct tr_buf *out)
{
	bool after = false;

	out->max = TR_MIME_HEAD_MAX;
	for (const char *p = text; *p != '\0';) {
		const size_t blanks = strspn(p, " \t");
		/* Between two encoded words blanks are nothing (RFC 2047 §6.2). */
		if (!after && blanks > 0 && tr_buf_add(out, p, blanks, NULL) != TRIEN_OK)
			return;
		const size_t word = read_word(p + blanks, out);
		if (word > 0) {
			p += blanks + word;
			after = true;
			continue;
		}
		if (after && blanks > 0 && tr_buf_add(out, p, blanks, NULL) != TRIEN_OK)
			return;
		p += blanks;
		after = false;
		if (*p != '\0' && tr_buf_add(out, p++, 1, NULL) != TRIEN_OK)
			return;
	}
}

void
tr_mime_words(const char *text, char *out, size_t room)
{
	TR_AUTO_BUF all = {0};

	read_words(text, &all);
	put_text(tr_buf_view(&all), out, room);
}

/* ---- parameters ---- */

struct parameter {
	struct tr_bytes name;
	struct tr_buf value; /* without quotes, NUL behind it */
};

/* The next one from *at on; false at the end. */
static trien_rc
next(const char *field, size_t *at, struct parameter *p, bool *more, struct trien_err *err)
{
	*more = false;
	*at += strspn(field + *at, " \t;");
	if (field[*at] == '\0')
		return TRIEN_OK;
	const char *name = field + *at;
	const size_t n = strcspn(name, "= \t;\"");
	const char *s = name + n + strspn(name + n, " \t");
	if (n == 0 || *s != '=')
		return TR_ERR(err, MIME_MALFORMED, TR_S("what", "parameter"));
	p->name = TR_BYTES(name, n);
	tr_buf_clear(&p->value);
	s += 1 + strspn(s + 1, " \t");
	if (*s == '"') {
		for (s++; *s != '"'; s++) {
			s += *s == '\\' && s[1] != '\0';
			if (*s == '\0')
				return TR_ERR(err, MIME_MALFORMED, TR_S("what", "quote"));
			TR_TRY(tr_buf_add(&p->value, s, 1, err));
		}
		s++;
	} else {
		/* 2026-11: names with blanks come without quotes too; they end where the next parameter begins. */
		size_t m = strcspn(s, ";");
		const char *end = s + m;
		while (m > 0 && (s[m - 1] == ' ' || s[m - 1] == '\t'))
			m--;
		TR_TRY(tr_buf_add(&p->value, s, m, err));
		s = end;
	}
	s += strspn(s, " \t");
	if (*s != ';' && *s != '\0')
		return TR_ERR(err, MIME_MALFORMED, TR_S("what", "parameter"));
	*at = (size_t)(s - field);
	*more = true;
	return tr_buf_add_byte(&p->value, 0, err);
}

/* What a parameter of RFC 2231 is put together of. */
struct pieces {
	struct tr_buf plain, extended;
	char charset[32];
	unsigned next;   /* the number that is to come */
	bool has_plain, has_extended;
};

static int
hex(char c)
{
	const char *digits = "0123456789abcdef", *at = c != '\0' ? strchr(digits, c >= 'A' && c <= 'F' ? c - 'A' + 'a' : c) : NULL;
	return at != NULL ? (int)(at - digits) : -1;
}

static trien_rc
add_percent(const char *text, struct tr_buf *out, struct trien_err *err)
{
	for (const char *p = text; *p != '\0'; p++) {
		const bool coded = p[0] == '%' && hex(p[1]) >= 0 && hex(p[2]) >= 0;
		TR_TRY(tr_buf_add_byte(out, coded ? (uint8_t)(hex(p[1]) * 16 + hex(p[2])) : (uint8_t)*p, err));
		p += coded ? 2 : 0;
	}
	return TRIEN_OK;
}

/* Its name behind the asterisk: "", "0", "0*", "1" ...; "*" alone of the one that is whole. */
static trien_rc
add_piece(struct pieces *s, struct tr_bytes suffix, const char *value, struct trien_err *err)
{
	const bool coded = suffix.n > 0 && suffix.p[suffix.n - 1] == '*';
	unsigned number = 0;
	size_t digits = 0;

	for (; digits < suffix.n && suffix.p[digits] >= '0' && suffix.p[digits] <= '9' && digits < 3; digits++)
		number = number * 10 + (unsigned)(suffix.p[digits] - '0');
	if (digits + coded != suffix.n || number != s->next++ || (digits == 0 && !coded))
		return TR_ERR(err, MIME_MALFORMED, TR_S("what", "parameter"));
	s->has_extended = true;
	if (coded && number == 0) {
		const char *first = strchr(value, '\''), *second = first != NULL ? strchr(first + 1, '\'') : NULL;
		if (second == NULL)
			return TR_ERR(err, MIME_MALFORMED, TR_S("what", "charset"));
		snprintf(s->charset, sizeof(s->charset), "%.*s", (int)(first - value), value);
		value = second + 1;
	}
	return coded ? add_percent(value, &s->extended, err) : tr_buf_add(&s->extended, value, strlen(value), err);
}

static trien_rc
gather(const char *field, const char *name, struct pieces *s, struct trien_err *err)
{
	struct parameter p = {.value = {.max = TR_MIME_HEAD_MAX}};
	const size_t n = strlen(name);
	size_t at = strcspn(field, ";");
	bool more = true;
	trien_rc rc = TRIEN_OK;

	while (rc == TRIEN_OK && (rc = next(field, &at, &p, &more, err)) == TRIEN_OK && more) {
		if (p.name.n < n || strncasecmp((const char *)p.name.p, name, n) != 0 || (p.name.n > n && p.name.p[n] != '*'))
			continue;
		if (p.name.n > n) {
			const struct tr_bytes suffix = tr_bytes_part(p.name, n + 1, p.name.n);
			rc = add_piece(s, suffix.n > 0 ? suffix : TR_BYTES_LIT("*"), (const char *)p.value.p, err);
		} else if (s->has_plain) {
			rc = TR_ERR(err, MIME_MALFORMED, TR_S("what", name));
		} else {
			s->has_plain = true;
			rc = tr_buf_add(&s->plain, p.value.p, p.value.n, err);
		}
	}
	tr_buf_free(&p.value);
	return rc;
}

trien_rc
tr_mime_parameter(const char *field, const char *name, char *out, size_t room, bool *found, struct trien_err *err)
{
	struct pieces s = {.plain = {.max = TR_MIME_HEAD_MAX}, .extended = {.max = TR_MIME_HEAD_MAX}, .charset = "us-ascii"};
	TR_AUTO_BUF text = {.max = 2 * TR_MIME_HEAD_MAX};

	const trien_rc rc = gather(field, name, &s, err);
	*found = s.has_plain || s.has_extended;
	out[0] = '\0';
	if (rc == TRIEN_OK && s.has_extended && tr_mime_charset(s.charset, tr_buf_view(&s.extended), &text))
		put_text(tr_buf_view(&text), out, room);
	else if (rc == TRIEN_OK && s.has_plain)
		tr_mime_words((const char *)s.plain.p, out, room);
	tr_buf_free(&s.plain);
	tr_buf_free(&s.extended);
	return rc;
}

trien_rc
tr_mime_value(const char *field, char *out, size_t room, struct trien_err *err)
{
	const char *p = field + strspn(field, " \t");
	size_t n = strcspn(p, "; \t");

	if (n >= room || p[n + strspn(p + n, " \t")] != (strchr(p, ';') != NULL ? ';' : '\0'))
		return TR_ERR(err, MIME_MALFORMED, TR_S("what", "value"));
	for (size_t i = 0; i < n; i++)
		out[i] = (char)(p[i] >= 'A' && p[i] <= 'Z' ? p[i] + ('a' - 'A') : p[i]);
	out[n] = '\0';
	return TRIEN_OK;
}
