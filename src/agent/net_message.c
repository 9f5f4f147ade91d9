/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/network.h"
#include "fetch/frame.h"

trien_rc
tr_agent_net_write_options(const struct tr_agent_net_options *o, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(tr_frame_add_text(out, o->origin, err));
	TR_TRY(tr_frame_add_text(out, o->proxy, err));
	TR_TRY(tr_buf_add_byte(out, o->lab, err));
	TR_TRY(tr_frame_add_u32(out, o->milliseconds, err));
	return tr_frame_add_bytes(out, o->authorities, err);
}

/* size: with the NUL. */
static bool
take_text(struct tr_cursor *c, char *out, size_t size)
{
	const struct tr_bytes b = tr_cursor_take(c, tr_cursor_u32(c));

	if (c->bad || b.n >= size || (b.n > 0 && memchr(b.p, 0, b.n) != NULL))
		return false;
	if (b.n > 0)
		memcpy(out, b.p, b.n);
	out[b.n] = '\0';
	return true;
}

bool
tr_agent_net_read_options(struct tr_bytes in, struct tr_agent_net_options *out)
{
	struct tr_cursor c = tr_cursor_of(in);

	if (!take_text(&c, out->origin, sizeof(out->origin)) || !take_text(&c, out->proxy, sizeof(out->proxy)))
		return false;
	const uint8_t lab = tr_cursor_u8(&c);
	out->lab = lab == 1;
	out->milliseconds = tr_cursor_u32(&c);
	out->authorities = tr_cursor_take(&c, tr_cursor_u32(&c));
	return !c.bad && tr_cursor_left(&c) == 0 && lab <= 1 && out->authorities.n <= TR_AGENT_AUTHORITIES_MAX;
}

trien_rc
tr_agent_net_write_request(const struct tr_agent_request *r, struct tr_buf *out, struct trien_err *err)
{
	TR_TRY(tr_frame_add_text(out, r->path, err));
	TR_TRY(tr_frame_add_text(out, r->secret, err));
	TR_TRY(tr_buf_add_byte(out, r->page != NULL, err));
	TR_TRY(tr_frame_add_text(out, r->page != NULL ? r->page->bearer : NULL, err));
	TR_TRY(tr_frame_add_text(out, r->page != NULL ? r->page->cookie : NULL, err));
	TR_TRY(tr_frame_add_text(out, r->page != NULL ? r->page->type : NULL, err));
	TR_TRY(tr_frame_add_u32(out, r->max, err));
	return tr_frame_add_bytes(out, r->body, err);
}

static const char *
given(const char *text)
{
	return text[0] != '\0' ? text : NULL;
}

bool
tr_agent_net_read_request(struct tr_bytes in, struct tr_agent_net_texts *texts, struct tr_agent_request *out)
{
	struct tr_cursor c = tr_cursor_of(in);

	if (!take_text(&c, texts->path, sizeof(texts->path)) || !take_text(&c, texts->secret, sizeof(texts->secret)))
		return false;
	const uint8_t page = tr_cursor_u8(&c);
	if (page > 1 || !take_text(&c, texts->bearer, sizeof(texts->bearer)) || !take_text(&c, texts->cookie, sizeof(texts->cookie)) || !take_text(&c, texts->type, sizeof(texts->type)))
		return false;
	texts->page = (struct tr_agent_page_request){given(texts->bearer), given(texts->cookie), given(texts->type)};
	*out = (struct tr_agent_request){.path = texts->path, .secret = given(texts->secret), .max = tr_cursor_u32(&c), .page = page == 1 ? &texts->page : NULL};
	out->body = tr_cursor_take(&c, tr_cursor_u32(&c));
	return !c.bad && tr_cursor_left(&c) == 0 && out->max <= TR_AGENT_DOCUMENT_MAX && texts->path[0] == '/';
}
