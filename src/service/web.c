/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The web app: one page and its files, which are the same for everybody. What the page shows comes by the API, as for any other client.
 * Addresses inside the page stand behind its #, so that it works below any prefix that a proxy takes off, and never reach a log.
 */
#include "service/web.h"

#include <microhttpd.h>
#include <strings.h>

#include "base/errors/service.h"
#include "service/route.h"

/* The VGCA Sign Service of the computer that shows the page: where the configuration has it, and its one address. */
#define VGCA "wss://127.0.0.1:8987"
/* Nothing from elsewhere, nothing inline, no eval; pictures of pages are drawn from bytes that the page has (blob:). */
#define POLICY(elsewhere) \
	"default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' blob:; connect-src 'self'" elsewhere "; worker-src 'self'; " \
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
#define FOR_EVER "public, max-age=31536000, immutable"

static const struct tr_web_file *
find(const char *path)
{
	for (size_t i = 0; i < tr_web_file_count; i++)
		if (strcmp(tr_web_files[i].path, path) == 0)
			return &tr_web_files[i];
	return NULL;
}

/* "gzip" in a list (RFC 9110 §12.5.3), and not with the weight 0. */
static bool
takes_gzip(const char *list)
{
	while (list != NULL && *list != '\0') {
		list += strspn(list, ", \t");
		const size_t n = strcspn(list, ","), name = strcspn(list, ",; \t");
		if (name == 4 && strncasecmp(list, "gzip", 4) == 0)
			return memmem(list, n, "q=0", 3) == NULL || memmem(list, n, "q=0.", 4) != NULL;
		list += n;
	}
	return false;
}

/* If-None-Match (RFC 9110 §13.1.2): a tag of the list, weak or not. */
static bool
is_known(const char *list, const char *etag)
{
	return list != NULL && (strcmp(list, "*") == 0 || strstr(list, etag) != NULL);
}

static trien_rc
send_file(struct tr_call *c, const struct tr_web_file *f, const char *cache, struct trien_err *err)
{
	if (f == NULL)
		return TR_ERR0(err, SERVICE_NOT_FOUND);
	c->reply.type = f->type;
	c->reply.cache = cache;
	c->reply.policy = c->context->config->vgca ? POLICY(" " VGCA) : POLICY("");
	tr_call_answer_field(c, "ETag", f->etag);
	tr_call_answer_field(c, "Vary", "Accept-Encoding");
	if (is_known(tr_call_field(c, "If-None-Match"), f->etag)) {
		c->reply.status = MHD_HTTP_NOT_MODIFIED;
		return TRIEN_OK;
	}
	const bool packed = f->gzip.n > 0 && takes_gzip(tr_call_field(c, "Accept-Encoding"));
	if (packed)
		tr_call_answer_field(c, "Content-Encoding", "gzip");
	c->reply.part_of_us = packed ? f->gzip : f->plain;
	return TRIEN_OK;
}

trien_rc
tr_route_web_page(struct tr_call *c, struct trien_err *err)
{
	tr_call_answer_field(c, "Cross-Origin-Opener-Policy", "same-origin");
	return send_file(c, find(""), "no-cache", err); /* a copy may be kept, and is asked about each time */
}

trien_rc
tr_route_web_file(struct tr_call *c, struct trien_err *err)
{
	return send_file(c, find((const char *)c->parameters[0].p), FOR_EVER, err);
}
