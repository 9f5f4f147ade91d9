/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What would have to be got to decide more: told by asking offline, so that somebody outside the sandbox can get it. */
#include "verify/judge.h"
#include "verify/record.h"

static bool
is_listed(const struct tr_missing_list *l, const struct tr_collect_step *s)
{
	for (size_t i = 0; i < l->count; i++) {
		const struct tr_missing *m = &l->items[i];
		if (m->what == s->what && tr_bytes_equal(TR_BYTES(m->url.p, m->url.n), TR_BYTES(s->url, strlen(s->url))) &&
				tr_bytes_equal(m->body, s->body))
			return true;
	}
	return false;
}

static trien_rc
add(struct tr_missing_list *l, const struct tr_collect_step *s, struct trien_err *err)
{
	struct tr_text name = tr_certificate_display_name(s->about);
	struct tr_missing m = {.what = s->what, .body = s->body};
	const uint8_t *url, *about;

	if (l->count == TR_VERIFY_MISSING_MAX || is_listed(l, s))
		return TRIEN_OK;
	if (l->items == NULL)
		TR_TRY(tr_arena_array(l->arena, TR_VERIFY_MISSING_MAX, sizeof(*l->items), &l->items, err));
	TR_TRY(tr_arena_copy(l->arena, s->url, strlen(s->url), &url, err));
	TR_TRY(tr_arena_copy(l->arena, name.p, name.n, &about, err));
	m.url = (struct tr_text){(const char *)url, strlen(s->url)};
	m.about = (struct tr_text){(const char *)about, name.n};
	l->items[l->count++] = m;
	return TRIEN_OK;
}

trien_rc
tr_missing_add(struct tr_missing_list *l, const struct tr_collected *found, struct trien_err *err)
{
	for (size_t i = 0; i < found->step_count; i++)
		TR_TRY(add(l, &found->steps[i], err));
	return TRIEN_OK;
}

/* Whether anything that can be got would help. */
static bool
is_open(const struct tr_trial *t)
{
	switch (t->sub) {
	case TR_SUB_NO_CERTIFICATE_CHAIN_FOUND:
	case TR_SUB_TRY_LATER:
	case TR_SUB_OUT_OF_BOUNDS_NO_POE:
	case TR_SUB_REVOCATION_OUT_OF_BOUNDS_NO_POE:
		return true;
	default:
		return false;
	}
}

static trien_rc
ask(struct tr_missing_list *l, const struct tr_trial *t, struct trien_err *err)
{
	const struct tr_context *c = t->context;
	struct tr_collected *found;
	const struct tr_collect_request r = {.signer = t->signer, .use = t->use, .as_of = c->options->as_of, .pool = c->pool,
			.trust = c->options->trust, .evidence = c->evidence, .arena = c->arena, .algorithms = c->algorithms,
			.max_age = c->options->max_age, .made_since = INT64_MIN};

	TR_TRY(tr_arena_array(c->arena, 1, sizeof(*found), &found, err));
	TR_TRY(tr_collect(&r, found, err));
	return tr_missing_add(l, found, err);
}

/* A certificate of several signatures is asked about once. */
static bool
was_asked(const struct tr_context *c, const struct tr_trial *t)
{
	for (const struct tr_trial *o = c->trials; o != t; o = o->next)
		if (o->signer == t->signer && o->use == t->use && is_open(o))
			return true;
	return false;
}

trien_rc
tr_missing_tell(struct tr_context *c, struct tr_verdict *v, struct trien_err *err)
{
	struct tr_missing_list l = {.arena = c->arena};

	for (const struct tr_trial *t = c->trials; t != NULL; t = t->next)
		if (is_open(t) && c->options->revocation != TR_REVOCATION_SKIP && l.count < TR_VERIFY_MISSING_MAX && !was_asked(c, t))
			TR_TRY(ask(&l, t, err));
	v->missing = l.items;
	v->missing_count = l.count;
	return TRIEN_OK;
}
