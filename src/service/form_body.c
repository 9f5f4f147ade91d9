/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/form_body.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/errors/service.h"

#define FORM "multipart/form-data"

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

/* Its name, in quotes; false: it has none of that form. */
static bool
find_name(struct tr_bytes head, char out[TR_FORM_NAME_MAX + 1])
{
	static const char before[] = "content-disposition: form-data; name=\"", taken[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
	struct tr_bytes line, name;

	while (!begins(head, before))
		if (!take_until(&head, "\r\n", &line))
			return false;
	head = tr_bytes_part(head, sizeof(before) - 1, head.n);
	if (!take_until(&head, "\"", &name) || name.n == 0 || name.n > TR_FORM_NAME_MAX || (head.n > 0 && head.p[0] != ';' && head.p[0] != '\r'))
		return false;
	memcpy(out, name.p, name.n);
	out[name.n] = '\0';
	return strspn(out, taken) == name.n;
}

/* ---- the parts ---- */

struct reader {
	struct tr_bytes rest; /* a part's head and what follows */
	char end[TR_FORM_BOUNDARY_MAX + 8]; /* what stands behind a part */
};

static bool
begin(const char *type, struct tr_bytes body, struct reader *r)
{
	struct tr_bytes boundary;

	if (!find_boundary(type, &boundary))
		return false;
	const int n = snprintf(r->end, sizeof(r->end), "\r\n--%.*s", (int)boundary.n, (const char *)boundary.p) - 2; /* before the first there is no line */
	if (body.n < (size_t)n || memcmp(body.p, r->end + 2, (size_t)n) != 0)
		return false;
	r->rest = tr_bytes_part(body, (size_t)n, body.n);
	return begins(r->rest, "\r\n");
}

static bool
take_part(struct reader *r, struct tr_bytes *head, struct tr_bytes *content)
{
	r->rest = tr_bytes_part(r->rest, 2, r->rest.n); /* the end of the boundary's line */
	struct tr_bytes front = tr_bytes_part(r->rest, 0, r->rest.n < TR_FORM_HEAD_MAX ? r->rest.n : TR_FORM_HEAD_MAX);

	if (!take_until(&front, "\r\n\r\n", head) || head->n == 0)
		return false;
	r->rest = tr_bytes_part(r->rest, head->n + 4, r->rest.n);
	return take_until(&r->rest, r->end, content);
}

static bool
is_over(const struct reader *r)
{
	return tr_bytes_are(r->rest, "--") || tr_bytes_are(r->rest, "--\r\n");
}

trien_rc
tr_form_file(const char *type, struct tr_bytes body, const char *name, struct tr_bytes *out, struct trien_err *err)
{
	struct tr_bytes head, content;
	struct reader r;

	if (!tr_form_is(type))
		return TR_ERR(err, SERVICE_BODY_TYPE, TR_S("want", FORM));
	if (!begin(type, body, &r) || !take_part(&r, &head, &content) || !read_head(head, name) || !is_over(&r)) /* another part, or bytes behind */
		return TR_ERR0(err, SERVICE_FORM);
	*out = content;
	return TRIEN_OK;
}

static bool
read_named(struct reader *r, struct tr_form *out)
{
	struct tr_bytes head;

	do {
		if (out->count == TR_FORM_PARTS_MAX || !begins(r->rest, "\r\n"))
			return false;
		char *name = out->parts[out->count].name;
		if (!take_part(r, &head, &out->parts[out->count].content) || !read_head(head, NULL) || !find_name(head, name))
			return false;
		for (size_t i = 0; i < out->count; i++)
			if (strcmp(out->parts[i].name, name) == 0)
				return false;
		out->count++;
	} while (!is_over(r));
	return true;
}

bool
tr_form_is(const char *type)
{
	return type != NULL && strncasecmp(type, FORM, strlen(FORM)) == 0;
}

trien_rc
tr_form_read(const char *type, struct tr_bytes body, struct tr_form *out, struct trien_err *err)
{
	struct tr_form read = {0};
	struct reader r;

	if (!tr_form_is(type))
		return TR_ERR(err, SERVICE_BODY_TYPE, TR_S("want", FORM));
	if (!begin(type, body, &r) || !read_named(&r, &read))
		return TR_ERR(err, SERVICE_PARTS, TR_U("max", TR_HANDED_MAX));
	*out = read;
	return TRIEN_OK;
}
