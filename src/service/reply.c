/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/reply.h"

#include <microhttpd.h>
#include <stdio.h>
#include <unistd.h>

#include "base/errors/service.h"
#include "base/message.h"
#include "base/utf8.h"
#include "registry/error_words.h"
#include "service/html.h"
#include "service/route.h"

const char *
tr_call_field(const struct tr_call *c, const char *name)
{
	return MHD_lookup_connection_value(c->connection, MHD_HEADER_KIND, name);
}

void
tr_call_answer_field(struct tr_call *c, const char *name, const char *value)
{
	if (c->reply.field_count == TR_CALL_FIELDS_MAX)
		return;
	c->reply.fields[c->reply.field_count].name = name;
	snprintf(c->reply.fields[c->reply.field_count++].value, sizeof(c->reply.fields[0].value), "%s", value);
}

/* ---- problems ---- */

void
tr_reply_words(const struct trien_err *why, enum trien_lang lang, char *out, size_t size)
{
	struct trien_err said;

	tr_registry_error_words(why, lang, &said);
	trien_err_text(&said, lang, out, size);
}

static trien_rc
add_text(struct tr_buf *b, const char *key, const struct trien_err *why, enum trien_lang lang)
{
	char text[TR_REPLY_WORDS_MAX];
	struct tr_text checked;

	tr_reply_words(why, lang, text, sizeof(text));
	const size_t n = tr_utf8_cut(text, strlen(text));
	TR_TRY(tr_buf_addf(b, NULL, ",\"%s\":", key));
	TR_TRY(tr_text_of(TR_BYTES(text, n), &checked, NULL));
	return tr_buf_add_json(b, checked, NULL);
}

trien_rc
tr_reply_add_words(struct tr_buf *b, const struct trien_err *why)
{
	TR_TRY(add_text(b, "detail", why, TRIEN_LANG_VI));
	return add_text(b, "detail_en", why, TRIEN_LANG_EN);
}

/* What is wrong inside (a path, a server's name) is for the log. */
static bool
is_inside(const struct trien_err *why)
{
	return trien_err_http(why->code) >= 500 && strncmp(trien_err_id(why->code), "service.", 8) != 0;
}

static const struct trien_err *
told(const struct tr_call *c, const struct trien_err *why, struct trien_err *outside)
{
	if (!is_inside(why))
		return why;
	(void)TR_ERR(outside, SERVICE_UNWELL, TR_S("request", c->id));
	return outside;
}

static trien_rc
write_problem(const struct tr_call *c, const struct trien_err *why, struct tr_buf *b)
{
	const int status = trien_err_http(why->code);
	struct trien_err outside = {0};

	why = told(c, why, &outside);
	const char *id = trien_err_id(why->code);
	TR_TRY(tr_buf_addf(b, NULL, "{\"type\":\"urn:trien:error:%s\",\"status\":%d,\"id\":\"%s\",\"request\":\"%s\"", id, status, id, c->id));
	TR_TRY(tr_reply_add_words(b, why));
	TR_TRY(tr_buf_add_bytes(b, tr_buf_view(&c->reply.more), NULL));
	return tr_buf_addf(b, NULL, "}\n");
}

void
tr_call_problem(struct tr_call *c, const struct trien_err *err)
{
	struct trien_err outside = {0};

	c->reply.status = (unsigned)trien_err_http(err->code);
	c->reply.type = "application/problem+json";
	c->reply.cache = NULL;
	c->reply.policy = NULL;
	c->reply.part_of_us = TR_BYTES(NULL, 0);
	c->reply.error = trien_err_id(err->code);
	if (is_inside(err))
		trien_err_text(err, TRIEN_LANG_EN, c->reply.why, sizeof(c->reply.why));
	tr_buf_clear(&c->reply.body);
	c->reply.has_form = false;
	if (c->route != NULL && strcmp(c->route->answer_type, "text/html") == 0 && tr_html_problem(c, c->route->path, told(c, err, &outside)))
		return;
	if (write_problem(c, err, &c->reply.body) != TRIEN_OK) /* no memory: the status alone */
		tr_buf_clear(&c->reply.body);
}

/* ---- what goes out ---- */

static struct tr_bytes
body_of(const struct tr_call *c)
{
	return c->reply.part_of_us.n > 0 ? c->reply.part_of_us : tr_buf_view(&c->reply.body);
}

static bool
add_fields(struct tr_call *c, struct MHD_Response *r, bool goes_on)
{
	const char *const always[][2] = {
		{"X-Content-Type-Options", "nosniff"},
		{"Content-Security-Policy", c->reply.policy != NULL ? c->reply.policy : "default-src 'none'; frame-ancestors 'none'"},
		{"Referrer-Policy", c->reply.has_form ? "same-origin" : "no-referrer"},
		{"Cross-Origin-Resource-Policy", "same-origin"},
	};
	bool ok = MHD_add_response_header(r, "X-Request-Id", c->id) == MHD_YES &&
		  MHD_add_response_header(r, "Cache-Control", c->reply.cache != NULL ? c->reply.cache : "no-store") == MHD_YES;

	for (size_t i = 0; ok && i < sizeof(always) / sizeof(*always); i++)
		ok = MHD_add_response_header(r, always[i][0], always[i][1]) == MHD_YES;
	if (ok && c->reply.type != NULL && (body_of(c).n > 0 || goes_on))
		ok = MHD_add_response_header(r, "Content-Type", c->reply.type) == MHD_YES;
	if (ok && c->reply.close)
		ok = MHD_add_response_header(r, "Connection", "close") == MHD_YES;
	for (size_t i = 0; ok && i < c->reply.field_count; i++)
		ok = MHD_add_response_header(r, c->reply.fields[i].name, c->reply.fields[i].value) == MHD_YES;
	return ok;
}

int
tr_reply_send(struct tr_call *c)
{
	const struct tr_bytes body = body_of(c);
	const bool goes_on = c->reply.stream != NULL;
	struct MHD_Response *r = goes_on ? c->reply.stream : MHD_create_response_from_buffer(body.n, (void *)(uintptr_t)body.p, MHD_RESPMEM_PERSISTENT);
	enum MHD_Result sent = MHD_NO;

	c->reply.stream = NULL;
	if (r == NULL)
		return MHD_NO;
	if (add_fields(c, r, goes_on))
		sent = MHD_queue_response(c->connection, c->reply.status, r);
	MHD_destroy_response(r);
	return sent;
}

/* ---- the log ---- */

static trien_rc
write_line(const struct tr_call *c, const char *method, int64_t now, struct tr_buf *b)
{
	const size_t n = tr_utf8_cut(c->reply.why, strlen(c->reply.why));
	char at[TR_TIME_TEXT_MAX];
	struct tr_text why;

	if (c->context->journal)
		TR_TRY(tr_buf_addf(b, NULL, "<%d>", c->reply.status >= 500 ? 3 : 6));
	tr_time_iso(c->context->env->now(c->context->env->context), 0, at);
	TR_TRY(tr_buf_addf(b, NULL, "{\"time\":\"%s\",\"request\":\"%s\",\"method\":\"%s\",\"route\":\"%s\",\"status\":%u,\"milliseconds\":%lld,\"in\":%zu,"
			"\"out\":%zu", at, c->id, method, c->route != NULL ? c->route->path : "", c->reply.status, (long long)(now - c->begun), c->body.n,
			body_of(c).n));
	if (c->reply.error != NULL)
		TR_TRY(tr_buf_addf(b, NULL, ",\"error\":\"%s\"", c->reply.error));
	if (n > 0 && tr_text_of(TR_BYTES(c->reply.why, n), &why, NULL) == TRIEN_OK) {
		TR_TRY(tr_buf_addf(b, NULL, ",\"why\":"));
		TR_TRY(tr_buf_add_json(b, why, NULL));
	}
	return tr_buf_addf(b, NULL, "}\n");
}

void
tr_reply_log(const struct tr_call *c, const char *method, int64_t now)
{
	TR_AUTO_BUF line = {0};

	if (write_line(c, method, now, &line) == TRIEN_OK)
		(void)!tr_write_all(STDERR_FILENO, line.p, line.n);
}
