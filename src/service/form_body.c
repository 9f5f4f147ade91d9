/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/form_body.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/errors/service.h"
#include "service/limits.h"

#define FORM "multipart/form-data"

static trien_rc
malformed(struct trien_err *err)
{
	return TR_ERR0(err, SERVICE_FORM);
}

/* ---- the boundary ---- */

/* RFC 2046 §5.1.1, without the blank, which no browser puts there. */
static bool
is_boundary(struct tr_bytes b)
{
	if (b.n == 0 || b.n > TR_FORM_BOUNDARY_MAX)
		return false;
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] == '\0' || strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'()+_,-./:=?", b.p[i]) == NULL)
			return false;
	return true;
}

/* "multipart/form-data; boundary=x", with or without quotes; nothing else, so that there is one reading. */
static bool
find_boundary(const char *type, struct tr_bytes *out)
{
	const char *at = type + strlen(FORM);

	if (strncasecmp(type, FORM, strlen(FORM)) != 0)
		return false;
	at += strspn(at, " \t");
	if (*at++ != ';')
		return false;
	at += strspn(at, " \t");
	if (strncasecmp(at, "boundary=", 9) != 0)
		return false;
	at += 9;
	size_t n = strlen(at);
	if (n >= 2 && at[0] == '"' && at[n - 1] == '"') {
		at++;
		n -= 2;
	}
	*out = TR_BYTES(at, n);
	return is_boundary(*out);
}

/* ---- the head of the part ---- */

/* Takes what stands before the mark, and the mark. */
static bool
take_until(struct tr_bytes *rest, const char *mark, struct tr_bytes *out)
{
	const size_t n = strlen(mark);
	const uint8_t *at = rest->n > 0 ? memmem(rest->p, rest->n, mark, n) : NULL;

	if (at == NULL)
		return false;
	*out = TR_BYTES(rest->p, (size_t)(at - rest->p));
	*rest = tr_bytes_part(*rest, out->n + n, rest->n);
	return true;
}

static bool
begins(struct tr_bytes b, const char *text)
{
	return b.n >= strlen(text) && strncasecmp((const char *)b.p, text, strlen(text)) == 0;
}

/* "Content-Disposition: form-data; name="file"; filename="..."": the name stands first, as every browser writes it. */
static bool
is_named(struct tr_bytes line, const char *name)
{
	static const char any[] = "content-disposition: form-data; name=";
	char want[64];

	if (name == NULL)
		return begins(line, any) && line.n > sizeof(any) - 1;
	const int n = snprintf(want, sizeof(want), "content-disposition: form-data; name=\"%s\"", name);

	return n > 0 && (size_t)n < sizeof(want) && begins(line, want) && (line.n == (size_t)n || line.p[n] == ';');
}

/* Every line is one of the two that RFC 7578 has, each once. */
static bool
read_head(struct tr_bytes head, const char *name)
{
	unsigned named = 0, typed = 0;

	while (head.n > 0) {
		struct tr_bytes line;
		if (!take_until(&head, "\r\n", &line)) {
			line = head;
			head.n = 0;
		}
		if (memchr(line.p, '\n', line.n) != NULL || memchr(line.p, '\r', line.n) != NULL || memchr(line.p, '\0', line.n) != NULL)
			return false;
		if (is_named(line, name))
			named++;
		else if (begins(line, "content-type:"))
			typed++;
		else
			return false;
	}
	return named == 1 && typed <= 1;
}

/* ---- the part ---- */

static bool
read_part(struct tr_bytes body, struct tr_bytes boundary, const char *name, struct tr_bytes *out)
{
	char first[TR_FORM_BOUNDARY_MAX + 8], last[TR_FORM_BOUNDARY_MAX + 8];
	struct tr_bytes head, content;

	snprintf(first, sizeof(first), "--%.*s\r\n", (int)boundary.n, (const char *)boundary.p);
	snprintf(last, sizeof(last), "\r\n--%.*s", (int)boundary.n, (const char *)boundary.p);
	if (body.n < strlen(first) || memcmp(body.p, first, strlen(first)) != 0)
		return false;
	body = tr_bytes_part(body, strlen(first), body.n);
	struct tr_bytes front = tr_bytes_part(body, 0, body.n < TR_FORM_HEAD_MAX ? body.n : TR_FORM_HEAD_MAX);
	if (!take_until(&front, "\r\n\r\n", &head) || head.n == 0 || !read_head(head, name))
		return false;
	body = tr_bytes_part(body, head.n + 4, body.n);
	if (!take_until(&body, last, &content))
		return false;
	if (!tr_bytes_are(body, "--") && !tr_bytes_are(body, "--\r\n")) /* another part, or bytes behind */
		return false;
	*out = content;
	return true;
}

trien_rc
tr_form_file(const char *type, struct tr_bytes body, const char *name, struct tr_bytes *out, struct trien_err *err)
{
	struct tr_bytes boundary;

	if (type == NULL || strncasecmp(type, FORM, strlen(FORM)) != 0)
		return TR_ERR(err, SERVICE_BODY_TYPE, TR_S("want", FORM));
	if (!find_boundary(type, &boundary) || !read_part(body, boundary, name, out))
		return malformed(err);
	return TRIEN_OK;
}
