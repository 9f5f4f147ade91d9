/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "mime/head.h"

#include <string.h>
#include <strings.h>

#include "base/errors/mime.h"

bool
tr_mime_line(struct tr_bytes b, size_t *at, struct tr_bytes *line)
{
	if (*at >= b.n)
		return false;
	const uint8_t *end = memchr(b.p + *at, '\n', b.n - *at);
	const size_t next = end != NULL ? (size_t)(end - b.p) + 1 : b.n;
	size_t n = (end != NULL ? next - 1 : next) - *at;

	if (n > 0 && b.p[*at + n - 1] == '\r')
		n--;
	*line = tr_bytes_part(b, *at, n);
	*at = next;
	return true;
}

static bool
is_blank(uint8_t c)
{
	return c == ' ' || c == '\t';
}

/* RFC 5322 §2.2: printable ASCII but the colon; blanks before the colon are of old (§4.5.8). 0: it is no field. */
static size_t
name_length(struct tr_bytes line)
{
	size_t n = 0;

	while (n < line.n && line.p[n] > ' ' && line.p[n] < 0x7f && line.p[n] != ':')
		n++;
	size_t colon = n;
	while (colon < line.n && is_blank(line.p[colon]))
		colon++;
	return colon < line.n && line.p[colon] == ':' ? n : 0;
}

static trien_rc
check_line(struct tr_bytes line, bool first, struct trien_err *err)
{
	if (memchr(line.p, 0, line.n) != NULL || memchr(line.p, '\r', line.n) != NULL)
		return TR_ERR(err, MIME_MALFORMED, TR_S("what", "head"));
	if (is_blank(line.p[0]) ? first : name_length(line) == 0)
		return TR_ERR(err, MIME_MALFORMED, TR_S("what", "head"));
	return TRIEN_OK;
}

trien_rc
tr_mime_head_read(struct tr_bytes entity, struct tr_mime_head *out, struct trien_err *err)
{
	struct tr_bytes line;
	size_t at = 0, count = 0;

	for (size_t from = 0; tr_mime_line(entity, &at, &line); from = at) {
		if (line.n == 0) {
			*out = (struct tr_mime_head){tr_bytes_part(entity, 0, from), tr_bytes_part(entity, at, entity.n)};
			return TRIEN_OK;
		}
		if (at > TR_MIME_HEAD_MAX || ++count > TR_MIME_FIELDS_MAX)
			return TR_ERR(err, MIME_LIMIT, TR_S("what", "head"), TR_U("max", TR_MIME_HEAD_MAX));
		TR_TRY(check_line(line, from == 0, err));
	}
	*out = (struct tr_mime_head){entity, TR_BYTES(entity.p + entity.n, 0)}; /* a head and nothing else */
	return TRIEN_OK;
}

trien_rc
tr_mime_field(const struct tr_mime_head *h, const char *name, struct tr_buf *value, bool *found, struct trien_err *err)
{
	const size_t n = strlen(name);
	struct tr_bytes line;
	bool in = false;
	size_t at = 0;

	*found = false;
	value->max = TR_MIME_HEAD_MAX + 1;
	while (tr_mime_line(h->bytes, &at, &line)) {
		if (line.n > 0 && !is_blank(line.p[0])) {
			in = name_length(line) == n && strncasecmp((const char *)line.p, name, n) == 0;
			if (in && *found)
				return TR_ERR(err, MIME_MALFORMED, TR_S("what", name));
			const uint8_t *colon = in ? memchr(line.p, ':', line.n) : NULL;
			if (colon != NULL)
				line = tr_bytes_part(line, (size_t)(colon - line.p) + 1, line.n);
			*found = *found || in;
		}
		if (in)
			TR_TRY(tr_buf_add_bytes(value, line, err));
	}
	TR_TRY(tr_buf_add_byte(value, 0, err));
	value->n--;
	return TRIEN_OK;
}
