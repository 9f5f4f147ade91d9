/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "cli/network.h"

#include <stdio.h>
#include <unistd.h>

#include "base/errors/fetch.h"
#include "base/errors/pki.h"
#include "cli/trust_place.h"
#include "fetch/hosts.h"
#include "worker/task_network.h"

static trien_rc
add_list(struct tr_trust_hosts *h, const struct tr_option_list *list, struct trien_err *err)
{
	for (size_t i = 0; list != NULL && i < list->count; i++)
		TR_TRY(tr_trust_hosts_add(h, TR_BYTES(list->items[i], strlen(list->items[i])), err));
	return TRIEN_OK;
}

static trien_rc
add_urls(struct tr_trust_hosts *h, const struct tr_option_list *urls, struct trien_err *err)
{
	for (size_t i = 0; urls != NULL && i < urls->count; i++) {
		const struct tr_bytes host = tr_host_of_url(urls->items[i]);
		if (host.n == 0)
			return TR_ERR(err, FETCH_URL, TR_S("url", urls->items[i]));
		TR_TRY(tr_trust_hosts_add(h, host, err));
	}
	return TRIEN_OK;
}

static trien_rc
gather(const struct tr_network_options *o, struct tr_trust_hosts *h, struct trien_err *err)
{
	char directory[PATH_MAX];

	h->count = 0;
	h->proxy[0] = '\0';
	if (tr_cli_trust_directory(o->trust, TR_TRUST_TO_READ, directory))
		TR_TRY(tr_trust_hosts_load(directory, h, err));
	TR_TRY(add_list(h, o->allow, err));
	return add_urls(h, o->urls, err);
}

static int64_t
expiry(void *context, enum tr_fetch_what what, struct tr_bytes answer)
{
	const struct tr_network *n = context;

	/* What is asked with a nonce is never asked again. */
	return what == TR_FETCH_OCSP && n->env != NULL ? INT64_MIN : tr_task_expiry(n->worker, what, answer);
}

static trien_rc
start(const struct tr_network_options *o, const struct tr_trust_hosts *h, struct tr_network *out, struct trien_err *err)
{
	const char *names[TR_TRUST_HOSTS_MAX];
	struct tr_fetch_options f = {.cache = o->cache, .expires = o->cache != NULL ? expiry : NULL, .expires_context = out};

	tr_trust_hosts_permit(h, names, &f);
	return tr_courier_start(NULL, &f, &out->courier, err);
}

trien_rc
tr_network_open(const struct tr_network_options *o, struct tr_worker *worker, struct tr_network *out, struct trien_err *err)
{
	struct tr_trust_hosts hosts;

	*out = (struct tr_network){.worker = worker, .env = o->env, .offline = o->offline};
	TR_TRY(gather(o, &hosts, err));
	return !o->offline && (hosts.count > 0 || o->public_too) ? start(o, &hosts, out, err) : TRIEN_OK;
}

static trien_rc
hand_on(const struct tr_network *n, const struct tr_fetch_request *r, struct tr_buf *out, struct trien_err *err)
{
	const struct tr_fetcher f = tr_courier_fetcher(n->courier);

	return f.fetch(f.context, r, out, err);
}

/*
 * With a nonce. Responders that answer from a store leave it out, others do not know it and refuse: those are asked once more without (RFC 9654
 * §2.1 leaves it to the responder). An answer with another nonce is not to this question.
 */
static trien_rc
fetch_fresh(struct tr_network *n, const struct tr_fetch_request *r, struct tr_buf *out, struct trien_err *err)
{
	TR_AUTO_BUF request = {0};
	struct tr_fetch_request with = *r;
	const size_t before = out->n;
	uint8_t nonce[TR_OCSP_NONCE_MAX];
	const struct tr_bytes sent = TR_BYTES(nonce, sizeof(nonce));
	enum tr_ocsp_nonce finding;

	TR_TRY(n->env->random(n->env->context, nonce, sizeof(nonce), err));
	TR_TRY(tr_task_ocsp_add_nonce(n->worker, r->body, sent, &request, err));
	with.body = tr_buf_view(&request);
	TR_TRY(hand_on(n, &with, out, err));
	TR_TRY(tr_task_ocsp_nonce_of(n->worker, tr_bytes_part(tr_buf_view(out), before, out->n), sent, &finding, err));
	if (finding == TR_OCSP_NONCE_REPEATED)
		return TRIEN_OK;
	if (finding != TR_OCSP_NONCE_ABSENT)
		out->n = before;
	if (finding == TR_OCSP_NONCE_OTHER)
		return TR_ERR(err, PKI_OCSP_OTHER_NONCE, TR_S("url", r->url));
	if (finding == TR_OCSP_NONCE_NO_ANSWER)
		TR_TRY(hand_on(n, r, out, err));
	n->without_nonce++;
	return TRIEN_OK;
}

static trien_rc
fetch(void *context, const struct tr_fetch_request *r, struct tr_buf *out, struct trien_err *err)
{
	struct tr_network *n = context;

	if (n->offline)
		return TR_ERR(err, COLLECT_OFFLINE, TR_S("what", tr_fetch_what_name(r->what)), TR_S("url", r->url));
	if (n->courier == NULL) {
		const struct tr_bytes host = tr_host_of_url(r->url);
		return TR_ERR(err, FETCH_HOST, TR_B("host", host.p, host.n), TR_S("url", r->url));
	}
	return r->what == TR_FETCH_OCSP && n->env != NULL ? fetch_fresh(n, r, out, err) : hand_on(n, r, out, err);
}

struct tr_fetcher
tr_network_fetcher(struct tr_network *n)
{
	return (struct tr_fetcher){.context = n, .fetch = fetch};
}

void
tr_network_close(struct tr_network *n)
{
	tr_courier_stop(n->courier);
	n->courier = NULL;
}
