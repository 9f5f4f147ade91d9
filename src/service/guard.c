/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/guard.h"

#include <ctype.h>
#include <microhttpd.h>
#include <strings.h>

#include "base/errors/service.h"
#include "base/utf8.h"

enum { LENGTH, ENCODING, HOST };
/* Fields that change how a request is read, or that a handler asks for: each may be there once. */
static const char *const single[] = {[LENGTH] = "Content-Length", [ENCODING] = "Transfer-Encoding", [HOST] = "Host", "Content-Type", "Authorization", "Idempotency-Key", "Expect",
	"Cookie", "Origin", "Sec-Fetch-Site", "X-CSRF-Token", "X-Real-IP", "X-Trien-Role", "X-Trien-Document"};
#define SINGLE (sizeof(single) / sizeof(*single))

struct looking {
	size_t bytes, count;
	unsigned seen[SINGLE];
	const char *length, *encoding;
	const char *wrong; /* the first thing that is */
};

/* RFC 9110 §5.6.2 */
static bool
is_token(const char *text)
{
	const char *p = text;

	while (*p != '\0' && (isalnum((unsigned char)*p) || strchr("!#$%&'*+-.^_`|~", *p) != NULL))
		p++;
	return *p == '\0' && p != text;
}

/* No control character but a tab. */
static bool
is_value(const char *text)
{
	for (; *text != '\0'; text++)
		if (((unsigned char)*text < 0x20 && *text != '\t') || *text == 0x7f)
			return false;
	return true;
}

static enum MHD_Result
look(void *context, enum MHD_ValueKind kind, const char *name, const char *value)
{
	struct looking *l = context;

	(void)kind;
	value = value != NULL ? value : "";
	l->count++;
	l->bytes += strlen(name) + strlen(value);
	if (!is_token(name))
		l->wrong = "field name";
	else if (!is_value(value))
		l->wrong = "field value";
	for (size_t i = 0; i < SINGLE; i++)
		if (strcasecmp(name, single[i]) == 0 && ++l->seen[i] > 1)
			l->wrong = single[i];
	if (strcasecmp(name, "Content-Length") == 0)
		l->length = value;
	if (strcasecmp(name, "Transfer-Encoding") == 0)
		l->encoding = value;
	return MHD_YES;
}

static trien_rc
malformed(const char *what, struct trien_err *err)
{
	return TR_ERR(err, SERVICE_MALFORMED, TR_S("what", what));
}

static bool
read_length(const char *text, uint64_t *out)
{
	uint64_t n = 0;

	if (*text == '\0' || strlen(text) > 18 || strspn(text, "0123456789") != strlen(text))
		return false;
	for (; *text != '\0'; text++)
		n = n * 10 + (uint64_t)(*text - '0');
	*out = n;
	return true;
}

/* One reading of where the body ends. */
static trien_rc
find_body(const struct looking *l, const char *version, struct tr_guarded *out, struct trien_err *err)
{
	struct tr_guarded g = {0};

	if (l->seen[LENGTH] > 1 || (l->length != NULL && !read_length(l->length, &g.length)))
		return malformed("Content-Length", err);
	if (l->seen[ENCODING] > 1 ||
			(l->encoding != NULL && (l->length != NULL || strcasecmp(l->encoding, "chunked") != 0 || strcmp(version, MHD_HTTP_VERSION_1_1) != 0)))
		return malformed("Transfer-Encoding", err);
	g.has_body = l->encoding != NULL || g.length > 0;
	*out = g;
	return TRIEN_OK;
}

trien_rc
tr_guard(const struct tr_call *c, const char *version, struct tr_guarded *out, struct trien_err *err)
{
	struct looking l = {0};

	MHD_get_connection_values(c->connection, MHD_HEADER_KIND, look, &l);
	TR_TRY(find_body(&l, version, out, err));
	if (strlen(c->target) > TR_SERVICE_TARGET_MAX)
		return TR_ERR(err, SERVICE_TARGET_LIMIT, TR_U("max", TR_SERVICE_TARGET_MAX));
	if (l.bytes > TR_SERVICE_HEAD_MAX || l.count > TR_SERVICE_FIELDS_MAX)
		return TR_ERR(err, SERVICE_HEAD_LIMIT, TR_U("count", TR_SERVICE_FIELDS_MAX), TR_U("max", TR_SERVICE_HEAD_MAX));
	if (l.wrong != NULL)
		return malformed(l.wrong, err);
	if (strcmp(version, MHD_HTTP_VERSION_1_1) == 0 && l.seen[HOST] != 1)
		return malformed("Host", err);
	for (const char *p = c->target; *p != '\0'; p++)
		if ((unsigned char)*p <= 0x20 || (unsigned char)*p >= 0x7f || *p == '#' || *p == '\\')
			return malformed("target", err);
	if (c->target[0] != '/')
		return malformed("target", err);
	return TRIEN_OK;
}
