/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A login with the token: a text of the server's, which names this very server, is signed; what is got for it goes to the browser of this desk behind "#", which no server and no log sees. The page that called has the
 * nonce in a cookie of its own: a link that somebody else made logs nobody in. Requirement: R4.1 R4.3
 */
#include <stdio.h>
#include <stdlib.h>

#include "agent/call.h"
#include "base/errors/agent.h"
#include "crypto/base64.h"
#include "crypto/certificate_key.h"
#include "crypto/digest.h"
#include "sign/certificate.h"

struct login {
	struct tr_agent_call *c;
	struct tr_agent_keys keys;
	const struct tr_agent_key *which;
	struct tr_agent_open_key key;
	struct tr_signer_choice how;
	char ticket[TR_AGENT_SECRET_SIZE + 1];
};

/* ---- with which key ---- */

/* No authority's, in its time, that may sign. */
static bool
is_wanted(const void *context, const struct tr_certificate *c)
{
	return !c->is_ca && tr_sign_check_certificate(c, *(const int64_t *)context, 0, NULL) == TRIEN_OK;
}

static trien_rc
find_keys(struct login *l, struct trien_err *err)
{
	TR_TRY(tr_agent_keys_find(&l->c->modules, l->c->token_milliseconds, is_wanted, &l->c->places.now, &l->keys, err));
	if (l->keys.count > 0)
		return TRIEN_OK;
	if (l->keys.trouble.code == TRIEN_OK)
		return TR_ERR(err, AGENT_NO_TOKEN, TR_S("certificate", "*"));
	*err = l->keys.trouble;
	return err->code;
}

static trien_rc
show(const struct login *l, const struct tr_agent_key *k, enum tr_agent_answer *out, struct trien_err *err)
{
	const struct tr_cli *cli = l->c->cli;
	const struct tr_agent_buttons buttons = {tr_say(cli, "Đăng nhập", "Log in"), l->keys.count > 1 ? tr_say(cli, "Chứng thư khác", "Another certificate") : NULL};
	struct tr_agent_display d;

	TR_TRY(tr_agent_display_login(&l->c->server.server, tr_certificate_display_name(k->certificate), cli->lang, &d, err));
	const trien_rc rc = tr_agent_prompt_show(&l->c->prompt, &d, &buttons, out, err);
	tr_agent_display_free(&d);
	return rc;
}

static trien_rc
choose(struct login *l, struct trien_err *err)
{
	enum tr_agent_answer answer = TR_AGENT_OTHER;

	for (size_t i = 0; answer == TR_AGENT_OTHER; i = (i + 1) % l->keys.count) {
		l->which = &l->keys.all[i];
		TR_TRY(show(l, l->which, &answer, err));
	}
	if (answer != TR_AGENT_YES)
		return TR_ERR0(err, AGENT_DECLINED);
	l->how = (struct tr_signer_choice){.has_digest = true, .has_scheme = true};
	return tr_key_choose_for(l->which->certificate->der, &(struct tr_signer_choice){0}, &l->how.scheme, &l->how.digest, err);
}

/* ---- what is signed ---- */

static trien_rc
sign(struct login *l, struct tr_buf *text, struct tr_buf *value, struct trien_err *err)
{
	const struct tr_agent_request ask = {"/api/v1/session/challenge", NULL, TR_BYTES_LIT("{}"), TR_AGENT_ANSWER_MAX, NULL};
	uint8_t digest[TR_DIGEST_MAX];
	struct tr_agent_reply reply;
	size_t n;

	TR_TRY(tr_agent_call_ask(l->c, &ask, &reply, err));
	TR_TRY(tr_agent_challenge_read(reply.body, l->c->server.server.origin, text, err));
	TR_TRY(tr_digest(l->how.digest, tr_buf_view(text), digest, &n, err));
	return tr_agent_call_sign(&l->key, l->which, &l->how, TR_BYTES(digest, n), l->c->token_milliseconds, value, err);
}

static trien_rc
add_base64(struct tr_buf *out, const char *member, struct tr_bytes bytes, struct trien_err *err)
{
	TR_TRY(tr_buf_addf(out, err, ",\"%s\":\"", member));
	TR_TRY(tr_base64_encode(bytes, out, err));
	return tr_buf_addf(out, err, "\"");
}

static trien_rc
send(struct login *l, struct tr_bytes text, struct tr_bytes value, struct trien_err *err)
{
	TR_AUTO_BUF body = {.max = TR_AGENT_ANSWER_MAX};
	struct tr_agent_reply reply;

	TR_TRY(tr_buf_addf(&body, err, "{\"text\":"));
	TR_TRY(tr_buf_add_json(&body, (struct tr_text){(const char *)text.p, text.n}, err));
	TR_TRY(add_base64(&body, "certificate", l->which->certificate->der, err));
	TR_TRY(add_base64(&body, "signature", value, err));
	TR_TRY(tr_buf_addf(&body, err, ",\"nonce\":\"%s\"}", l->c->uri.secret));
	const struct tr_agent_request ask = {"/api/v1/desk/login", NULL, tr_buf_view(&body), TR_AGENT_ANSWER_MAX, NULL};
	TR_TRY(tr_agent_call_ask(l->c, &ask, &reply, err));
	return tr_agent_ticket_read(reply.body, l->ticket, err);
}

/* The address is the one that is enrolled; the server gives the ticket alone. */
static trien_rc
open_page(const struct login *l, struct trien_err *err)
{
	char address[TR_AGENT_ORIGIN_MAX + TR_AGENT_SECRET_SIZE + 32];

	snprintf(address, sizeof(address), "%s/#/dang-nhap/%s", l->c->server.server.origin, l->ticket);
	return tr_agent_view_address(address, err);
}

static trien_rc
run(struct login *l, struct trien_err *err)
{
	TR_AUTO_BUF text = {0};
	TR_AUTO_BUF value = {.max = TR_SIGNATURE_MAX};

	TR_TRY(find_keys(l, err));
	TR_TRY(choose(l, err));
	/* The PIN first: the server's text does not last long. */
	TR_TRY(tr_agent_call_open_key(l->c, l->which, &l->how, &l->key, err));
	TR_TRY(sign(l, &text, &value, err));
	TR_TRY(send(l, tr_buf_view(&text), tr_buf_view(&value), err));
	return open_page(l, err);
}

trien_rc
tr_agent_call_login(struct tr_agent_call *c, struct trien_err *err)
{
	struct login l = {.c = c, .key = {.line = TR_TOKEN_LINE_NONE}};

	const trien_rc rc = run(&l, err);
	tr_agent_key_close(&l.key);
	tr_agent_keys_free(&l.keys);
	tr_wipe(l.ticket, sizeof(l.ticket));
	return rc;
}
