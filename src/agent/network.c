/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "agent/network.h"

#include <stdio.h>

#include "agent/proxy.h"
#include "base/errors/agent.h"
#include "base/message.h"
#include "fetch/frame.h"
#include "store/hex.h"

#define START_MILLISECONDS 10000
/* The process itself needs some time beside the network's. */
#define MORE_MILLISECONDS 5000u

static trien_rc
failed(struct tr_agent_network *n, const char *why, struct trien_err *err)
{
	bool missing = false;

	tr_helper_see_off(&n->helper, &missing);
	return missing ? TR_ERR(err, AGENT_PROGRAM, TR_S("program", TR_AGENT_NET)) : TR_ERR(err, AGENT_PROGRAM_FAILED, TR_S("program", TR_AGENT_NET), TR_S("why", why));
}

static trien_rc
hear(struct tr_agent_network *n, int milliseconds, size_t max, enum tr_frame_kind want, struct trien_err *err)
{
	enum tr_frame_kind kind;

	if (tr_frame_read(n->helper.line, milliseconds, max, &kind, &n->in) != TR_FRAME_GOOD)
		return failed(n, "no answer", err);
	if (kind == want)
		return TRIEN_OK;
	const trien_rc code = kind == TR_FRAME_ERROR ? tr_message_read_error(tr_buf_view(&n->in), err) : TRIEN_OK;
	return code != TRIEN_OK ? code : failed(n, "malformed answer", err);
}

trien_rc
tr_agent_network_start(const struct tr_agent_enrolment *e, unsigned milliseconds, struct tr_agent_network *out, struct trien_err *err)
{
	struct tr_agent_net_options o = {.lab = e->server.lab, .milliseconds = milliseconds, .authorities = tr_buf_view(&e->authorities)};
	TR_AUTO_BUF b = {0};

	*out = (struct tr_agent_network){.helper = {.line = -1}, .in = {.max = TR_AGENT_DOCUMENT_MAX + TR_FRAME_ROOM}, .milliseconds = milliseconds};
	const struct tr_agent_proxy_words said = tr_agent_proxy_environment();
	snprintf(o.origin, sizeof(o.origin), "%s", e->server.origin);
	TR_TRY(tr_agent_proxy_for(o.origin, &said, o.proxy, err));
	TR_TRY(tr_agent_net_write_options(&o, &b, err));
	TR_TRY(tr_helper_start(&(struct tr_helper_program){.name = TR_AGENT_NET, .more = -1}, &out->helper, err));
	if (!tr_frame_write(out->helper.line, TR_FRAME_OPTIONS, tr_buf_view(&b), TR_BYTES(NULL, 0)))
		return failed(out, "gone", err);
	return hear(out, START_MILLISECONDS, TR_FRAME_ROOM, TR_FRAME_READY, err);
}

trien_rc
tr_agent_network_ask(struct tr_agent_network *n, const struct tr_agent_request *r, struct tr_agent_reply *out, struct trien_err *err)
{
	TR_AUTO_BUF b = {.max = TR_AGENT_UPLOAD_MAX + TR_FRAME_ROOM};

	TR_TRY(tr_agent_net_write_request(r, &b, err));
	if (!tr_frame_write(n->helper.line, TR_FRAME_FETCH, tr_buf_view(&b), TR_BYTES(NULL, 0)))
		return failed(n, "gone", err);
	TR_TRY(hear(n, (int)(n->milliseconds + MORE_MILLISECONDS), r->max + TR_AGENT_NET_HEAD, TR_FRAME_ANSWER, err));
	struct tr_cursor c = tr_cursor_of(tr_buf_view(&n->in));
	out->status = tr_cursor_u32(&c);
	out->retry = tr_cursor_u32(&c);
	out->date = (int64_t)tr_cursor_u64(&c);
	const struct tr_bytes certificate = tr_cursor_take(&c, TR_AGENT_SECRET_SIZE);
	out->certificate[0] = '\0';
	if (!c.bad && certificate.p[0] != 0)
		snprintf(out->certificate, sizeof(out->certificate), "%.*s", (int)certificate.n, (const char *)certificate.p);
	if (c.bad || (out->certificate[0] != '\0' && !tr_hex_is_256(out->certificate)))
		return failed(n, "malformed answer", err);
	out->body = tr_cursor_take(&c, tr_cursor_left(&c));
	return TRIEN_OK;
}

void
tr_agent_network_stop(struct tr_agent_network *n)
{
	bool missing;

	if (n->helper.pid > 0)
		tr_helper_see_off(&n->helper, &missing);
	tr_buf_wipe(&n->in);
}
