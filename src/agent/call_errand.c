/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Documents that a server wants signed: redeemed, fetched, held against each other, shown, agreed to, signed one after the other, each judged by the server before the next. Whatever ends it is told to the
 * server, so that its page says so. Requirement: R4.3 R5.3
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "agent/call.h"
#include "agent/document.h"
#include "agent/pages.h"
#include "agent/state.h"
#include "base/errors/agent.h"
#include "base/errors/fetch.h"
#include "base/memory.h"
#include "crypto/base64.h"
#include "sign/certificate.h"
#include "store/hex.h"

struct errand {
	struct tr_agent_call *c;
	enum tr_agent_state state;
	int64_t ahead; /* seconds, of the server's clock before this one's: an errand's end is by that */
	struct tr_agent_errand e;
	struct tr_agent_document *documents; /* one for each item */
	const char **refused;                /* why an item was not signed; NULL: it was, or is still to be */
	bool *signed_;
	struct tr_agent_keys keys;
	struct tr_agent_open_key key;
};

static trien_rc
step(struct errand *r, enum tr_agent_event event, struct trien_err *err)
{
	return tr_agent_step(&r->state, event) ? TRIEN_OK : TR_ERR(err, INTERNAL, TR_S("what", "agent: order of an errand"));
}

/* ---- what the server wants ---- */

static int64_t
now(const struct errand *r)
{
	const struct tr_env *env = r->c->cli->env;
	return env->now(env->context);
}

static trien_rc
redeem(struct errand *r, struct trien_err *err)
{
	char body[TR_AGENT_SECRET_SIZE + 32];
	struct tr_agent_reply reply;

	snprintf(body, sizeof(body), "{\"token\":\"%s\"}", r->c->uri.secret);
	const struct tr_agent_request ask = {"/api/v1/desk/redeem", NULL, TR_BYTES(body, strlen(body)), TR_AGENT_ANSWER_MAX, NULL};
	TR_TRY(tr_agent_call_ask(r->c, &ask, &reply, err));
	/* From now on the server waits: also for a word that its answer was none. */
	TR_TRY(step(r, TR_AGENT_REDEEM, err));
	TR_TRY(tr_agent_errand_read(reply.body, &r->e, err));
	r->ahead = reply.date != 0 ? reply.date - now(r) : 0;
	r->documents = tr_mem_zeroed(r->e.count, sizeof(*r->documents));
	r->refused = tr_mem_zeroed(r->e.count, sizeof(*r->refused));
	r->signed_ = tr_mem_zeroed(r->e.count, sizeof(*r->signed_));
	tr_agent_prompt_patience(&r->c->prompt, r->e.until - now(r) - r->ahead);
	return r->documents != NULL && r->refused != NULL && r->signed_ != NULL ? TRIEN_OK : TR_ERR(err, NO_MEMORY, TR_U("want", r->e.count));
}

static trien_rc
fetch_part(struct errand *r, const struct tr_agent_item *item, const char *part, int64_t size, struct tr_buf *out, struct trien_err *err)
{
	struct tr_agent_reply reply;
	char path[64];

	snprintf(path, sizeof(path), "/api/v1/desk/items/%lld/%s", (long long)item->number, part);
	const struct tr_agent_request ask = {path, r->e.secret, TR_BYTES(NULL, 0), (size_t)size, NULL};
	TR_TRY(tr_agent_call_ask(r->c, &ask, &reply, err));
	return tr_buf_add_bytes(out, reply.body, err);
}

/* The base is held against its hash before anything else is asked. */
static trien_rc
fetch(struct errand *r, size_t i, struct trien_err *err)
{
	const struct tr_agent_item *item = &r->e.items[i];
	struct tr_agent_document *d = &r->documents[i];

	d->bytes.max = TR_AGENT_DOCUMENT_MAX + TR_AGENT_REVISION_MAX;
	TR_TRY(tr_buf_reserve(&d->bytes, (size_t)(item->base_size + item->revision_size), err));
	TR_TRY(fetch_part(r, item, "base", item->base_size, &d->bytes, err));
	TR_TRY(tr_agent_document_check_base(d, item, err));
	TR_TRY(fetch_part(r, item, "revision", item->revision_size, &d->bytes, err));
	TR_TRY(tr_agent_document_check(d, item, r->e.certificate, err));
	return step(r, TR_AGENT_FETCH, err);
}

static trien_rc
fetch_all(struct errand *r, struct trien_err *err)
{
	struct tr_worker *counter = tr_agent_pages_start();
	trien_rc rc = redeem(r, err);

	for (size_t i = 0; rc == TRIEN_OK && i < r->e.count; i++) {
		rc = fetch(r, i, err);
		if (rc == TRIEN_OK)
			r->e.items[i].pages = tr_agent_pages_count(counter, tr_buf_view(&r->documents[i].bytes));
	}
	tr_worker_stop(counter);
	return rc == TRIEN_OK ? step(r, TR_AGENT_CHECK, err) : rc;
}

/* ---- what a person says ---- */

/* However long somebody looked at it. */
static trien_rc
check_time(const struct errand *r, struct trien_err *err)
{
	return now(r) + r->ahead < r->e.until ? TRIEN_OK : TR_ERR0(err, AGENT_OVER);
}

/* Who cannot see it is told why, and asked again. */
static void
view(struct errand *r, size_t i)
{
	struct trien_err why = {0};
	char text[TR_AGENT_LINE_MAX];

	if (tr_agent_view_open(&r->c->view, tr_buf_view(&r->documents[i].bytes), &why) == TRIEN_OK)
		return;
	trien_err_text(&why, r->c->cli->lang, text, sizeof(text));
	tr_agent_prompt_tell(&r->c->prompt, text);
}

/* The button opens one document after the other, and begins again behind the last. */
static trien_rc
agree(struct errand *r, struct trien_err *err)
{
	const struct tr_cli *cli = r->c->cli;
	struct tr_agent_display d;
	enum tr_agent_answer answer = TR_AGENT_OTHER;
	char other[64];

	TR_TRY(tr_agent_display_errand(&r->c->server.server, &r->e, cli->lang, &d, err));
	trien_rc rc = TRIEN_OK;
	for (size_t next = 0; rc == TRIEN_OK && answer == TR_AGENT_OTHER;) {
		if (r->e.count == 1)
			snprintf(other, sizeof(other), "%s", tr_say(cli, "Mở văn bản", "Open the document"));
		else
			snprintf(other, sizeof(other), "%s %zu/%zu", tr_say(cli, "Mở văn bản", "Open document"), next + 1, r->e.count);
		const struct tr_agent_buttons buttons = {tr_say(cli, "Ký", "Sign"), other};
		rc = tr_agent_prompt_show(&r->c->prompt, &d, &buttons, &answer, err);
		if (rc != TRIEN_OK || answer != TR_AGENT_OTHER)
			break;
		view(r, next);
		next = (next + 1) % r->e.count;
	}
	tr_agent_display_free(&d);
	TR_TRY(rc);
	if (answer != TR_AGENT_YES)
		return TR_ERR0(err, AGENT_DECLINED);
	TR_TRY(check_time(r, err));
	return step(r, TR_AGENT_AGREE, err);
}

/* ---- the key ---- */

static bool
is_wanted(const void *context, const struct tr_certificate *c)
{
	char hex[2 * sizeof(c->sha256) + 1];

	tr_hex(TR_BYTES(c->sha256, sizeof(c->sha256)), hex);
	return strcmp(hex, context) == 0;
}

/* Before anybody is asked anything: who has not plugged in the token, or whose certificate is over, learns that first. */
static trien_rc
find_key(struct errand *r, struct trien_err *err)
{
	char short_name[17];

	TR_TRY(tr_agent_keys_find(&r->c->modules, r->c->token_milliseconds, is_wanted, r->e.certificate, &r->keys, err));
	if (r->keys.count > 0)
		return tr_sign_check_certificate(r->keys.all[0].certificate, now(r), r->c->cli->env->zone_minutes, err);
	if (r->keys.trouble.code != TRIEN_OK) {
		*err = r->keys.trouble;
		return err->code;
	}
	snprintf(short_name, sizeof(short_name), "%.16s", r->e.certificate);
	return TR_ERR(err, AGENT_NO_TOKEN, TR_S("certificate", short_name));
}

static trien_rc
agree_to_pins(struct errand *r, struct trien_err *err)
{
	const struct tr_cli *cli = r->c->cli;
	const struct tr_agent_buttons buttons = {.yes = tr_say(cli, "Ký", "Sign")};
	enum tr_agent_answer answer;
	char text[256];

	if (!r->key.asks_each || r->e.count < 2)
		return TRIEN_OK;
	snprintf(text, sizeof(text), cli->lang == TRIEN_LANG_EN ? "The key of this token asks for the PIN again for each document: %zu times." : "Khóa trên thiết bị này hỏi lại mã PIN cho từng văn bản: %zu lần.", r->e.count);
	TR_TRY(tr_agent_prompt_ask(&r->c->prompt, text, &buttons, &answer, err));
	return answer == TR_AGENT_YES ? TRIEN_OK : TR_ERR0(err, AGENT_DECLINED);
}

static trien_rc
open_key(struct errand *r, struct trien_err *err)
{
	TR_TRY(tr_agent_call_open_key(r->c, &r->keys.all[0], &r->e.items[0].how, &r->key, err));
	TR_TRY(agree_to_pins(r, err));
	TR_TRY(check_time(r, err));
	return step(r, TR_AGENT_OPENS, err);
}

/* ---- signing ---- */

static trien_rc
send_value(struct errand *r, const struct tr_agent_item *item, struct tr_bytes value, struct trien_err *err)
{
	TR_AUTO_BUF text = {0};
	TR_AUTO_BUF body = {0};
	struct tr_agent_reply reply;
	char path[64];

	TR_TRY(tr_base64_encode(value, &text, err));
	TR_TRY(tr_buf_addf(&body, err, "{\"value\":\"%.*s\"}", (int)text.n, (const char *)text.p));
	snprintf(path, sizeof(path), "/api/v1/desk/items/%lld/value", (long long)item->number);
	const struct tr_agent_request ask = {path, r->e.secret, tr_buf_view(&body), TR_AGENT_ANSWER_MAX, NULL};
	trien_rc rc = TRIEN_E_FETCH_FAILED;
	/* Whoever does not hear the answer asks again: the same value is answered the same. */
	for (unsigned i = 0; (rc == TRIEN_E_FETCH_FAILED || rc == TRIEN_E_FETCH_TIMEOUT) && i < TR_AGENT_SEND_TRIES; i++)
		rc = tr_agent_call_ask(r->c, &ask, &reply, err);
	return rc;
}

/* *alone: what went wrong is the server's verdict on this document, and says nothing of the next. */
static trien_rc
sign(struct errand *r, size_t i, bool *alone, struct trien_err *err)
{
	const struct tr_agent_item *item = &r->e.items[i];
	const struct tr_agent_document *d = &r->documents[i];
	TR_AUTO_BUF value = {.max = TR_SIGNATURE_MAX};

	*alone = false;
	TR_TRY(step(r, TR_AGENT_SIGN, err));
	TR_TRY(check_time(r, err));
	TR_TRY(tr_agent_call_sign(&r->key, &r->keys.all[0], &item->how, TR_BYTES(d->to_sign, d->to_sign_n), r->c->token_milliseconds, &value, err));
	const trien_rc rc = send_value(r, item, tr_buf_view(&value), err);
	*alone = rc == TRIEN_E_AGENT_REFUSED;
	r->signed_[i] = rc == TRIEN_OK;
	r->c->signed_count += rc == TRIEN_OK;
	return rc;
}

/* All have one key, so all are signed in one way. */
static bool
is_one_way(const struct tr_agent_errand *e)
{
	for (size_t i = 1; i < e->count; i++)
		if (e->items[i].how.digest != e->items[0].how.digest || e->items[i].how.scheme != e->items[0].how.scheme)
			return false;
	return true;
}

/* A document that the server refuses stops none of the others; a key that is gone does. */
static trien_rc
sign_all(struct errand *r, struct trien_err *err)
{
	struct trien_err last = {0};
	bool alone;

	for (size_t i = 0; i < r->e.count; i++) {
		struct trien_err why = {0};
		if (sign(r, i, &alone, &why) == TRIEN_OK)
			continue;
		last = why;
		for (size_t j = i; j < (alone ? i + 1 : r->e.count); j++)
			r->refused[j] = trien_err_id(why.code);
		if (!alone)
			break;
	}
	if (last.code == TRIEN_OK || r->c->signed_count == 0) {
		*err = last;
		return last.code;
	}
	(void)TR_ERR(err, AGENT_PART, TR_U("signed", r->c->signed_count), TR_U("count", r->e.count), TR_S("cause", trien_err_id(last.code)));
	tr_err_lend(err, &last);
	return err->code;
}

/* ---- how it ended ---- */

static void
tell_server(struct errand *r, trien_rc rc)
{
	json_t *items = json_array(), *o;
	struct tr_agent_reply reply;
	struct trien_err ignored;

	for (size_t i = 0; r->signed_ != NULL && i < r->e.count; i++)
		if (!r->signed_[i])
			json_array_append_new(items, json_pack("{s:I, s:s}", "item", (json_int_t)r->e.items[i].number, "reason", r->refused[i] != NULL ? r->refused[i] : trien_err_id(rc)));
	o = json_pack("{s:s, s:o}", "state", r->c->signed_count > 0 ? "done" : "refused", "items", items);
	if (o != NULL && rc != TRIEN_OK)
		json_object_set_new(o, "reason", json_string(trien_err_id(rc)));
	char *text = o != NULL ? json_dumps(o, JSON_COMPACT) : NULL;
	json_decref(o);
	if (text != NULL && r->e.secret[0] != '\0') {
		const struct tr_agent_request ask = {"/api/v1/desk/end", r->e.secret, TR_BYTES(text, strlen(text)), TR_AGENT_ANSWER_MAX, NULL};
		rc = tr_agent_call_ask(r->c, &ask, &reply, &ignored); /* who does not hear it learns by the time */
	}
	free(text);
}

static void
free_all(struct errand *r)
{
	tr_agent_key_close(&r->key);
	tr_agent_keys_free(&r->keys);
	for (size_t i = 0; r->documents != NULL && i < r->e.count; i++)
		tr_buf_free(&r->documents[i].bytes);
	free(r->documents);
	free(r->refused);
	free(r->signed_);
	tr_agent_errand_free(&r->e);
}

static trien_rc
run(struct errand *r, struct trien_err *err)
{
	TR_TRY(fetch_all(r, err));
	if (!is_one_way(&r->e))
		return TR_ERR(err, AGENT_ANSWER, TR_S("member", "scheme"));
	TR_TRY(check_time(r, err));
	TR_TRY(find_key(r, err));
	TR_TRY(agree(r, err));
	TR_TRY(open_key(r, err));
	return sign_all(r, err);
}

trien_rc
tr_agent_call_errand(struct tr_agent_call *c, struct trien_err *err)
{
	struct errand r = {.c = c, .key = {.line = TR_TOKEN_LINE_NONE}};

	const trien_rc rc = run(&r, err);
	if (tr_agent_is_awaited(r.state))
		tell_server(&r, rc);
	const bool ended = tr_agent_step(&r.state, rc == TRIEN_OK ? TR_AGENT_END : TR_AGENT_REFUSE);
	free_all(&r);
	return ended || rc != TRIEN_OK ? rc : TR_ERR(err, INTERNAL, TR_S("what", "agent: order of an errand"));
}
