/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "pki/collect.h"

#include "base/errors/pki.h"
#include "base/memory.h"

struct collector {
	const struct tr_collect_request *r;
	struct tr_collected *out;
};

/* ---- one asking ---- */

/* The step to fill; NULL past the cap, and then nothing is asked any more. */
static struct tr_collect_step *
new_step(struct collector *c, enum tr_fetch_what what, const struct tr_certificate *about, const char *url)
{
	if (c->out->step_count == TR_COLLECT_STEPS_MAX)
		return NULL;
	struct tr_collect_step *s = &c->out->steps[c->out->step_count++];
	*s = (struct tr_collect_step){.what = what, .about = about};
	memcpy(s->url, url, strlen(url) + 1);
	return s;
}

/* Fetches into the arena. What went wrong outside is the step's; only memory is an error of ours. */
static trien_rc
ask(struct collector *c, struct tr_collect_step *s, struct tr_bytes body, struct tr_bytes *answer, struct trien_err *err)
{
	TR_AUTO_BUF buf = {.max = tr_fetch_size_max(s->what)};
	const uint8_t *copy;

	*answer = TR_BYTES(NULL, 0);
	TR_TRY(tr_arena_copy(c->r->arena, body.p, body.n, &copy, err));
	s->body = TR_BYTES(copy, body.n);
	const struct tr_fetch_request r = {.what = s->what, .url = s->url, .body = s->body};
	if (c->r->fetcher == NULL) {
		s->rc = TR_ERR(&s->err, COLLECT_OFFLINE, TR_S("what", tr_fetch_what_name(s->what)), TR_S("url", s->url));
		return TRIEN_OK;
	}
	s->rc = c->r->fetcher->fetch(c->r->fetcher->context, &r, &buf, &s->err);
	if (s->rc != TRIEN_OK)
		return TRIEN_OK;
	TR_TRY(tr_arena_copy(c->r->arena, buf.p, buf.n, &copy, err));
	*answer = TR_BYTES(copy, buf.n);
	return TRIEN_OK;
}

/* ---- issuers ---- */

static trien_rc
judge_path(struct collector *c, struct trien_err *err)
{
	const struct tr_path_request r = {.signer = c->r->signer, .pool = c->r->pool, .trust = c->r->trust, .as_of = c->r->as_of,
			.use = c->r->use, .algorithms = c->r->algorithms};

	return tr_path_judge(&r, &c->out->path, err);
}

/* *got: an issuer came that was not there before. */
static trien_rc
get_issuer(struct collector *c, const struct tr_certificate *of, bool *got, struct trien_err *err)
{
	char url[TR_URL_MAX];

	*got = false;
	for (size_t i = 0; !*got && tr_certificate_url(of, TR_PLACE_ISSUER, i, url); i++) {
		struct tr_collect_step *s = new_step(c, TR_FETCH_CERTIFICATE, of, url);
		size_t before = tr_pool_count(c->r->pool);
		struct tr_bytes der;
		if (s == NULL)
			return TRIEN_OK;
		TR_TRY(ask(c, s, TR_BYTES(NULL, 0), &der, err));
		if (s->rc == TRIEN_OK)
			s->rc = tr_pool_add(c->r->pool, der, NULL, &s->err);
		*got = tr_pool_count(c->r->pool) > before;
	}
	return TRIEN_OK;
}

static trien_rc
get_issuers(struct collector *c, struct trien_err *err)
{
	bool got = true;

	TR_TRY(judge_path(c, err));
	while (got && c->out->path.finding == TR_PATH_NO_CERTIFICATE_CHAIN_FOUND) {
		const struct tr_certificate *last = c->out->path.chain[c->out->path.chain_count - 1];
		if (last->self_issued)
			break; /* an end that is not trusted: nobody above it */
		TR_TRY(get_issuer(c, last, &got, err));
		if (got)
			TR_TRY(judge_path(c, err));
	}
	return TRIEN_OK;
}

/* ---- revocation ---- */

static trien_rc
is_decided(struct collector *c, size_t index, bool *decided, struct trien_err *err)
{
	const struct tr_revocation_request r = {.path = &c->out->path, .evidence = c->r->evidence, .pool = c->r->pool,
			.trust = c->r->trust, .as_of = c->r->as_of, .max_age = c->r->max_age, .algorithms = c->r->algorithms};
	struct tr_revocation found;

	TR_TRY(tr_revocation_judge(&r, index, &found, err));
	*decided = found.status == TR_STATUS_NOT_ASKED || found.status == TR_STATUS_REVOKED ||
		   (found.status == TR_STATUS_GOOD && found.made_at >= c->r->made_since);
	return TRIEN_OK;
}

static trien_rc
get_ocsp(struct collector *c, size_t index, bool *decided, struct trien_err *err)
{
	const struct tr_ocsp_question q = {.certificate = c->out->path.chain[index], .issuer = c->out->path.chain[index + 1]};
	char url[TR_URL_MAX];

	for (size_t i = 0; !*decided && tr_certificate_url(q.certificate, TR_PLACE_OCSP, i, url); i++) {
		struct tr_collect_step *s = new_step(c, TR_FETCH_OCSP, q.certificate, url);
		TR_AUTO_BUF request = {0};
		struct tr_bytes der;
		if (s == NULL)
			return TRIEN_OK;
		TR_TRY(tr_ocsp_ask(&q, &request, err));
		TR_TRY(ask(c, s, tr_buf_view(&request), &der, err));
		if (s->rc == TRIEN_OK)
			s->rc = tr_evidence_add_ocsp(c->r->evidence, der, TR_EVIDENCE_NETWORK, NULL, &s->err);
		if (s->rc == TRIEN_OK)
			TR_TRY(is_decided(c, index, decided, err));
	}
	return TRIEN_OK;
}

static trien_rc
get_lists(struct collector *c, size_t index, bool *decided, struct trien_err *err)
{
	const struct tr_certificate *of = c->out->path.chain[index];
	char url[TR_URL_MAX];

	for (size_t i = 0; !*decided && tr_certificate_url(of, TR_PLACE_CRL, i, url); i++) {
		struct tr_collect_step *s = new_step(c, TR_FETCH_CRL, of, url);
		struct tr_bytes der;
		if (s == NULL)
			return TRIEN_OK;
		TR_TRY(ask(c, s, TR_BYTES(NULL, 0), &der, err));
		if (s->rc == TRIEN_OK)
			s->rc = tr_evidence_add_crl(c->r->evidence, der, TR_EVIDENCE_NETWORK, NULL, &s->err);
		if (s->rc == TRIEN_OK)
			TR_TRY(is_decided(c, index, decided, err));
	}
	return TRIEN_OK;
}

static trien_rc
get_evidence(struct collector *c, struct trien_err *err)
{
	const struct tr_path *path = &c->out->path;
	bool all = path->finding == TR_PATH_PASSED;

	/* From the anchor down, as a path is judged. */
	for (size_t i = path->chain_count - 1; i-- > 0;) {
		bool decided;
		TR_TRY(is_decided(c, i, &decided, err));
		if (!decided)
			TR_TRY(get_ocsp(c, i, &decided, err));
		if (!decided)
			TR_TRY(get_lists(c, i, &decided, err));
		all = all && decided;
	}
	c->out->complete = all;
	return TRIEN_OK;
}

trien_rc
tr_collect(const struct tr_collect_request *r, struct tr_collected *out, struct trien_err *err)
{
	struct collector c = {.r = r, .out = out};

	out->step_count = 0;
	out->complete = false;
	TR_TRY(get_issuers(&c, err));
	return get_evidence(&c, err);
}
