/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/html.h"

#include <stdio.h>

#include "base/utf8.h"
#include "crypto/base64.h"
#include "crypto/digest.h"

static const char style[] =
	"body{font:1rem/1.5 \"Be Vietnam Pro\",system-ui,sans-serif;max-width:60rem;margin:0 auto;padding:1rem;color:#1a1a1a;background:#fff}"
	"h1{font-size:1.4rem}h2{font-size:1.15rem;margin:1.5rem 0 .5rem}"
	".good,.bad,.open{border-left:.4rem solid;padding:.5rem 1rem;margin:1rem 0;background:#f6f6f6}"
	".good{border-color:#1b7f3b}.bad{border-color:#b3261e}.open{border-color:#9a6700}"
	".word{font-weight:700;font-size:1.2rem;margin:0}dt{font-weight:600}dd{margin:0 0 .4rem 0}"
	"pre,code{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.85rem}figure{margin:1rem 0}img{max-width:100%;border:1px solid #999}"
	".two{display:flex;gap:1rem;flex-wrap:wrap}.two figure{flex:1 1 20rem}"
	"form{border:1px solid #999;padding:1rem;margin:1rem 0}button{font:inherit;padding:.4rem 1rem}footer{margin-top:2rem;font-size:.9rem}";

/* ---- text ---- */

static const char *
entity(uint8_t c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

trien_rc
tr_html_text(struct tr_buf *b, const char *before, const char *text, const char *after, struct trien_err *err)
{
	if (text == NULL || *text == '\0')
		return TRIEN_OK;
	TR_TRY(tr_buf_addf(b, err, "%s", before));
	for (const char *p = text; *p != '\0'; p++) {
		const char *said = entity((uint8_t)*p);
		TR_TRY(said != NULL ? tr_buf_addf(b, err, "%s", said) : tr_buf_add_byte(b, (uint8_t)*p, err));
	}
	return tr_buf_addf(b, err, "%s", after);
}

/* ---- the frame ---- */

static trien_rc
set_policy(struct tr_call *c, struct trien_err *err)
{
	uint8_t hash[TR_DIGEST_MAX];
	size_t n;
	TR_AUTO_BUF text = {0};
	const uint8_t *copy;
	char policy[256];

	TR_TRY(tr_digest(TR_SHA256, TR_BYTES(style, sizeof(style) - 1), hash, &n, err));
	TR_TRY(tr_base64_encode(TR_BYTES(hash, n), &text, err));
	snprintf(policy, sizeof(policy), "default-src 'none'; style-src 'sha256-%.*s'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'", (int)text.n,
			(const char *)text.p);
	TR_TRY(tr_arena_copy(&c->arena, policy, strlen(policy) + 1, &copy, err));
	c->reply.policy = (const char *)copy;
	c->reply.has_form = true;
	return TRIEN_OK;
}

trien_rc
tr_html_begin(struct tr_call *c, const char *title, struct trien_err *err)
{
	struct tr_buf *b = &c->reply.body;

	TR_TRY(set_policy(c, err));
	c->reply.type = "text/html; charset=utf-8";
	tr_buf_clear(b);
	TR_TRY(tr_html_text(b, "<!DOCTYPE html>\n<html lang=\"vi\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>", title, "</title><style>", err));
	TR_TRY(tr_buf_addf(b, err, "%s</style></head>\n<body><main>\n", style));
	return tr_html_text(b, "<h1>", title, "</h1>\n", err);
}

trien_rc
tr_html_end(struct tr_call *c, struct trien_err *err)
{
	return tr_buf_addf(&c->reply.body, err, "</main></body></html>\n");
}

/* ---- refusals ---- */

static trien_rc
write_problem(struct tr_call *c, const char *address, const struct trien_err *why)
{
	struct tr_buf *b = &c->reply.body;
	char text[1024];

	trien_err_text(why, TRIEN_LANG_VI, text, sizeof(text));
	text[tr_utf8_cut(text, strlen(text))] = '\0';
	TR_TRY(tr_html_begin(c, "Chưa làm được", NULL));
	TR_TRY(tr_html_text(b, "<div class=\"open\" role=\"alert\"><p>", text, "</p></div>\n", NULL));
	TR_TRY(tr_html_text(b, "<p><code>", trien_err_id(why->code), "</code></p>\n", NULL));
	TR_TRY(tr_html_text(b, "<p>Mã yêu cầu: <code>", c->id, "</code></p>\n", NULL));
	TR_TRY(tr_html_text(b, "<p><a href=\"", address, "\">Thử lại</a></p>\n", NULL));
	return tr_html_end(c, NULL);
}

bool
tr_html_problem(struct tr_call *c, const char *address, const struct trien_err *why)
{
	return write_problem(c, address, why) == TRIEN_OK;
}
