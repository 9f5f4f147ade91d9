/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "service/once.h"

#include <stdio.h>

#include "base/errors/service.h"
#include "crypto/algorithm.h"
#include "registry/request_key.h"
#include "service/form_body.h"
#include "service/route.h"
#include "store/hex.h"

trien_rc
tr_once_key(const struct tr_call *c, const char **out, struct trien_err *err)
{
	const char *key = c->key != NULL ? c->key : tr_call_field(c, "Idempotency-Key");
	size_t n = 0;

	while (key != NULL && key[n] > 0x20 && key[n] < 0x7f)
		n++;
	if (n == 0 || key[n] != '\0' || n > TR_REQUEST_KEY_MAX)
		return TR_ERR(err, SERVICE_KEY, TR_U("max", TR_REQUEST_KEY_MAX));
	*out = key;
	return TRIEN_OK;
}

/* A browser that sends a form again draws another boundary: what counts are the parts. Their names and lengths stand in the head. */
static trien_rc
contents(struct tr_call *c, struct tr_buf *head, struct tr_bytes out[TR_FORM_PARTS_MAX], size_t *count, struct trien_err *err)
{
	const char *type = tr_call_field(c, "Content-Type");
	struct tr_form form;

	out[0] = tr_buf_view(&c->body);
	*count = 1;
	if (!tr_form_is(type) || tr_form_read(type, tr_buf_view(&c->body), &form, NULL) != TRIEN_OK)
		return TRIEN_OK;
	for (size_t i = 0; i < form.count; i++) {
		TR_TRY(tr_buf_addf(head, err, "%s %zu\n", form.parts[i].name, form.parts[i].content.n));
		out[i] = form.parts[i].content;
	}
	*count = form.count;
	return TRIEN_OK;
}

trien_rc
tr_once_body(struct tr_call *c, char out[TR_HEX256 + 1], struct trien_err *err)
{
	const char *about = tr_call_field(c, TR_ABOUT_FIELD);
	TR_AUTO_BUF head = {.max = 3 * TR_SERVICE_HEAD_MAX};
	struct tr_bytes parts[TR_FORM_PARTS_MAX + 1];
	uint8_t digest[TR_DIGEST_MAX];
	size_t n, count;

	TR_TRY(tr_buf_addf(&head, err, "%s\n", c->target));
	if (about != NULL) /* of a file, what is said of it */
		TR_TRY(tr_buf_addf(&head, err, "%s\n", about));
	TR_TRY(contents(c, &head, parts + 1, &count, err));
	parts[0] = tr_buf_view(&head);
	TR_TRY(tr_digest_parts(tr_digest_alg_of(TR_SHA256), parts, count + 1, digest, &n, err));
	tr_hex(TR_BYTES(digest, n), out);
	return TRIEN_OK;
}

/* An address that stands for a book or an act is asked for by what stands in it. */
trien_rc
tr_once_choose(const struct tr_call *c, struct tr_who *who, const char *what, struct trien_err *err)
{
	const struct tr_route *r = c->route;

	return r->object < TR_OBJECT_COUNT && r->verb < TR_VERB_COUNT ? tr_door_choose_for(who, what, r->object, r->verb, err) : tr_door_choose_act(who, what, err);
}

struct once {
	struct tr_call *c;
	const char *what;
	enum tr_act_mode mode;
	tr_once_work work;
	void *context;
	struct tr_request request;
};

static trien_rc
fill(struct once *o, struct tr_sql *db, struct tr_doing *d, struct tr_caller *caller, struct trien_err *err)
{
	*d = (struct tr_doing){.c = o->c, .db = db};
	TR_TRY(tr_door_open(db, &o->c->caller, o->request.now, &d->who, err));
	TR_TRY(tr_once_choose(o->c, &d->who, o->what, err));
	*caller = o->c->caller;
	caller->role = d->who.role;
	snprintf(d->actor, sizeof(d->actor), "person:%lld", (long long)d->who.person);
	d->act = (struct tr_act){.actor = d->actor, .role = tr_rules_role_word(d->who.role)->word, .what = o->what, .at = o->request.now,
		.effective_at = o->request.now, .caller = caller, .blobs = o->c->context->blobs};
	return TRIEN_OK;
}

static trien_rc
once_work(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct once *o = context;
	struct tr_caller caller;
	struct tr_doing d;
	bool answered = false;

	tr_buf_clear(&o->c->reply.body);
	TR_TRY(tr_call_foresee(o->c, db, o->what, err));
	TR_TRY(fill(o, db, &d, &caller, err));
	if (o->mode != TR_ACT_DRY_RUN)
		TR_TRY(tr_request_find(db, &o->request, &o->c->reply.body, &answered, err));
	if (answered)
		return TRIEN_OK;
	TR_TRY(o->work(&d, o->context, err));
	return o->mode == TR_ACT_DRY_RUN ? TRIEN_OK : tr_request_keep(db, &o->request, tr_buf_view(&o->c->reply.body), err);
}

trien_rc
tr_once(struct tr_call *c, const char *what, enum tr_act_mode mode, tr_once_work work, void *context, struct trien_err *err)
{
	char body[TR_HEX256 + 1];
	struct once o = {c, what, mode, work, context, {.of = TR_REQUEST_OF_ACCOUNT, .who = c->session.account, .body = body, .now = tr_call_now(c)}};

	TR_TRY(tr_once_key(c, &o.request.key, err));
	TR_TRY(tr_once_body(c, body, err));
	tr_call_knows(c, TR_SQL_T(o.request.key));
	if (mode == TR_ACT_DRY_RUN)
		return tr_databases_rehearse(c->context->pool, once_work, &o, err);
	return tr_databases_transact(c->context->pool, TR_SQL_WRITE, once_work, &o, err);
}
