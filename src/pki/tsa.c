/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "pki/tsa.h"

#include "base/errors/pki.h"
#include "pki/limits.h"

#define NONCE_BYTES 16

/* A token that answers the question, or an error that says what is wrong with this authority. */
static trien_rc
check_token(struct tr_bytes token, const struct tr_tsp_question *q, const char *url, struct trien_err *err)
{
	enum tr_tsp_finding f;
	const char *why = NULL;
	struct tr_cms *c;

	TR_TRY(tr_cms_read(token, &c, err));
	trien_rc rc = tr_tsp_judge_answer(c, q, &f, &why, err);
	tr_cms_free(c);
	TR_TRY(rc);
	return f == TR_TSP_GOOD ? TRIEN_OK : TR_ERR(err, TSA_TOKEN, TR_S("url", url), TR_S("why", why));
}

trien_rc
tr_tsa_refused(const struct tr_tsp_answer *a, const char *url, struct trien_err *err)
{
	return TR_ERR(err, TSA_REFUSED, TR_S("url", url), TR_U("status", a->status),
			a->text.n > 0 ? TR_B("why", a->text.p, a->text.n) : TR_S("why", "no reason given"));
}

trien_rc
tr_tsa_read(const struct tr_tsp_question *q, const char *url, struct tr_bytes response, struct tr_buf *token,
		struct trien_err *err)
{
	struct tr_tsp_answer a;

	TR_TRY(tr_tsp_answer_read(response, &a, err));
	if (a.token.n == 0)
		return tr_tsa_refused(&a, url, err);
	TR_TRY(check_token(a.token, q, url, err));
	return tr_buf_add_bytes(token, a.token, err);
}

static trien_rc
ask_one(const struct tr_tsa_request *r, const char *url, const struct tr_tsp_question *q, struct tr_buf *token,
		struct trien_err *err)
{
	TR_AUTO_BUF request = {0};
	TR_AUTO_BUF response = {.max = tr_fetch_size_max(TR_FETCH_STAMP)};

	TR_TRY(tr_tsp_ask(q, &request, err));
	const struct tr_fetch_request f = {.what = TR_FETCH_STAMP, .url = url, .body = tr_buf_view(&request)};
	TR_TRY(r->fetcher->fetch(r->fetcher->context, &f, &response, err));
	if (r->reader != NULL)
		return r->reader->read(r->reader->context, q, url, tr_buf_view(&response), token, err);
	return tr_tsa_read(q, url, tr_buf_view(&response), token, err);
}

trien_rc
tr_tsa_stamp(const struct tr_tsa_request *r, enum tr_digest digest, struct tr_bytes imprint, struct tr_buf *token,
		size_t *used, struct trien_err *err)
{
	uint8_t nonce[NONCE_BYTES];
	struct trien_err last = {0};

	if (r->url_count == 0 || r->url_count > TR_TSA_COUNT_MAX)
		return TR_ERR(err, TSA_URLS, TR_U("got", r->url_count), TR_U("max", TR_TSA_COUNT_MAX));
	for (size_t i = 0; i < r->url_count; i++) {
		TR_TRY(r->env->random(r->env->context, nonce, sizeof(nonce), err));
		const struct tr_tsp_question q = {.digest = digest, .imprint = imprint, .policy = r->policy,
				.nonce = TR_BYTES(nonce, sizeof(nonce)), .want_certificate = true};
		last = (struct trien_err){0};
		trien_rc rc = ask_one(r, r->urls[i], &q, token, &last);
		if (r->tries != NULL)
			r->tries[i] = last;
		if (rc != TRIEN_OK)
			continue;
		if (used != NULL)
			*used = i;
		return TRIEN_OK;
	}
	(void)!TR_ERR(err, TSA_NONE, TR_U("count", r->url_count), TR_S("cause", trien_err_id(last.code)));
	tr_err_lend(err, &last);
	return TRIEN_E_TSA_NONE;
}
