/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Certificates and revocation data for one item: what is there, what has to be fetched, what goes into the store. */
#include "sign/extend_parts.h"

#include <string.h>

/* ---- what is there ---- */

/* One that cannot be read is as good as absent. */
static trien_rc
pass_over(trien_rc rc, const struct trien_err *why, struct trien_err *err)
{
	if (rc == TRIEN_OK || strcmp(trien_err_class(rc), "resource") != 0)
		return TRIEN_OK;
	if (err != NULL)
		*err = *why;
	return rc;
}

static trien_rc
add_value(struct tr_extend_set *set, enum tr_dss_kind kind, struct tr_bytes der, enum tr_evidence_source source,
		struct trien_err *err)
{
	struct trien_err why = {0};
	trien_rc rc;

	switch (kind) {
	case TR_DSS_CRL:
		rc = tr_evidence_add_crl(set->evidence, der, source, NULL, &why);
		break;
	case TR_DSS_OCSP:
		rc = tr_evidence_add_ocsp(set->evidence, der, source, NULL, &why);
		break;
	default:
		rc = tr_pool_add(set->pool, der, NULL, &why);
		break;
	}
	return pass_over(rc, &why, err);
}

static trien_rc
add_of_cms(struct tr_extend_set *set, const struct tr_cms *cms, struct trien_err *err)
{
	struct tr_bytes der;

	for (size_t i = 0; i < tr_cms_certificate_count(cms); i++)
		TR_TRY(add_value(set, TR_DSS_CERTIFICATE, tr_cms_certificate(cms, i), TR_EVIDENCE_CMS, err));
	for (size_t i = 0; i < TR_EVIDENCE_COUNT_MAX && (der = tr_cms_crl(cms, i)).n > 0; i++)
		TR_TRY(add_value(set, TR_DSS_CRL, der, TR_EVIDENCE_CMS, err));
	for (size_t i = 0; i < TR_EVIDENCE_COUNT_MAX && (der = tr_cms_ocsp(cms, i)).n > 0; i++)
		TR_TRY(add_value(set, TR_DSS_OCSP, der, TR_EVIDENCE_CMS, err));
	return TRIEN_OK;
}

static trien_rc
see_value(void *context, enum tr_dss_kind kind, struct tr_pdf_ref ref, struct tr_bytes der, struct trien_err *err)
{
	(void)ref;
	return add_value(context, kind, der, TR_EVIDENCE_DSS, err);
}

trien_rc
tr_extend_set_of(struct tr_extend *e, size_t rev, struct tr_extend_set **out, struct trien_err *err)
{
	for (size_t i = 0; i < e->set_count; i++)
		if (e->sets[i].rev == rev) {
			*out = &e->sets[i];
			return TRIEN_OK;
		}
	struct tr_extend_set *set = &e->sets[e->set_count++];
	set->rev = rev;
	TR_TRY(tr_pool_new(&set->pool, err));
	TR_TRY(tr_evidence_new(&set->evidence, err));
	for (size_t k = 0; k < e->count; k++)
		TR_TRY(add_of_cms(set, e->items[k].cms, err));
	TR_TRY(tr_sign_dss_visit(e->pdf, rev == TR_EXTEND_NETWORK ? tr_pdf_newest(e->pdf) : rev, &e->dss, see_value, set, err));
	*out = set;
	return TRIEN_OK;
}

/* ---- judging one item ---- */

static trien_rc
find_path(struct tr_extend *e, const struct tr_extend_question *q, const struct tr_certificate *signer, int64_t as_of,
		struct tr_path *out, struct trien_err *err)
{
	const struct tr_path_request r = {.signer = signer, .pool = q->set->pool, .trust = e->r->trust, .as_of = as_of,
			.use = q->item->use};

	return tr_path_judge(&r, out, err);
}

/* What came out later than the item was proven is better than what was there before: it speaks of its time for sure. */
static trien_rc
collect(struct tr_extend *e, const struct tr_extend_question *q, const struct tr_certificate *signer, struct tr_path *path,
		struct trien_err *err)
{
	const struct tr_extend_item *i = q->item;
	const int64_t proven = i->poe != TR_NO_TIME ? i->poe : i->time;
	const struct tr_collect_request r = {.signer = signer, .use = i->use, .as_of = q->as_of, .pool = q->set->pool,
			.trust = e->r->trust, .evidence = q->set->evidence, .arena = &e->arena, .fetcher = e->r->fetcher,
			.made_since = proven != TR_NO_TIME ? proven - TR_REVOCATION_SKEW : TR_NO_TIME};

	TR_TRY(tr_collect(&r, &e->collected, err));
	*path = e->collected.path;
	return TRIEN_OK;
}

/* Enough to say, then or later, that he was good when the item was made. */
static bool
is_known_good(const struct tr_extend_item *i, const struct tr_revocation *r)
{
	switch (r->status) {
	case TR_STATUS_NOT_ASKED:
	case TR_STATUS_GOOD:
		return true;
	case TR_STATUS_STALE: /* of a time after the proof: EN 319 102-1 §5.6.2.2 slides to it */
		return i->poe != TR_NO_TIME && r->made_at >= i->poe;
	case TR_STATUS_REVOKED:
	case TR_STATUS_ON_HOLD:
		return i->poe != TR_NO_TIME && r->revoked_at > i->poe;
	default:
		return false;
	}
}

static enum tr_extend_state
state_of(const struct tr_extend_item *item, struct tr_extend_finding *f)
{
	enum tr_extend_state state = TR_EXTEND_KNOWN;

	/* From the anchor down: who is nearest to it decides, and a revocation before all. */
	for (size_t k = f->path.chain_count; k-- > 0;) {
		if (is_known_good(item, &f->status[k]))
			continue;
		const bool revoked = f->status[k].status == TR_STATUS_REVOKED;
		if (state == TR_EXTEND_KNOWN || (revoked && state != TR_EXTEND_REVOKED))
			f->worst = k;
		if (state != TR_EXTEND_REVOKED)
			state = revoked ? TR_EXTEND_REVOKED : TR_EXTEND_UNKNOWN;
	}
	return state;
}

trien_rc
tr_extend_judge(struct tr_extend *e, const struct tr_extend_question *q, struct tr_extend_finding *out, struct trien_err *err)
{
	const struct tr_bytes der = tr_cms_signer_certificate(q->item->cms);
	const struct tr_certificate *signer;
	struct trien_err why = {0};
	size_t worst;

	*out = (struct tr_extend_finding){.state = TR_EXTEND_NO_PATH, .path = {.finding = TR_PATH_NO_CERTIFICATE_CHAIN_FOUND}};
	if (der.n == 0)
		return TRIEN_OK;
	trien_rc rc = tr_pool_add(q->set->pool, der, &signer, &why);
	if (rc != TRIEN_OK)
		return pass_over(rc, &why, err);
	if (q->set->rev == TR_EXTEND_NETWORK)
		TR_TRY(collect(e, q, signer, &out->path, err));
	else
		TR_TRY(find_path(e, q, signer, q->as_of, &out->path, err));
	/* Who has expired since was good when the item was proven to exist. */
	if (out->path.finding == TR_PATH_EXPIRED && q->item->poe != TR_NO_TIME)
		TR_TRY(find_path(e, q, signer, q->item->poe, &out->path, err));
	if (out->path.finding != TR_PATH_PASSED)
		return TRIEN_OK;
	const struct tr_revocation_request r = {.path = &out->path, .evidence = q->set->evidence, .pool = q->set->pool,
			.trust = e->r->trust, .as_of = q->as_of};
	TR_TRY(tr_revocation_judge_path(&r, out->status, &worst, err));
	out->state = state_of(q->item, out);
	return TRIEN_OK;
}

/* ---- what goes into the store ---- */

struct gathering {
	struct tr_extend *e;
	const struct tr_extend_question *q;
	struct tr_buf *values;
	unsigned depth;
};

static trien_rc gather_status(struct gathering *g, const struct tr_path *path, const struct tr_revocation *r,
		struct trien_err *err);

static trien_rc
put(struct gathering *g, enum tr_dss_kind kind, struct tr_bytes der, struct trien_err *err)
{
	const struct tr_dss_value v = {kind, der};

	return tr_buf_add(g->values, &v, sizeof(v), err);
}

static trien_rc
put_item(struct gathering *g, const struct tr_evidence_item *item, struct trien_err *err)
{
	/* What stands in the signature need not stand in the store too. */
	if (item == NULL || item->source == TR_EVIDENCE_CMS)
		return TRIEN_OK;
	return item->crl != NULL ? put(g, TR_DSS_CRL, item->crl->der, err) : put(g, TR_DSS_OCSP, item->ocsp->der, err);
}

static bool
is_on(const struct tr_path *path, const struct tr_certificate *c)
{
	for (size_t i = 0; i < path->chain_count; i++)
		if (memcmp(path->chain[i]->sha256, c->sha256, sizeof(c->sha256)) == 0)
			return true;
	return false;
}

/* A responder or list issuer who is not of the path: his own path, and what is known of everybody on it. */
static trien_rc
gather_other(struct gathering *g, const struct tr_certificate *c, int64_t made_at, struct trien_err *err)
{
	const struct tr_extend_question *q = g->q;
	const struct tr_path_request r = {.signer = c, .pool = q->set->pool, .trust = g->e->r->trust, .as_of = made_at,
			.use = TR_PATH_FOR_ANY};
	struct tr_path path;
	struct tr_revocation status;

	TR_TRY(tr_path_judge(&r, &path, err));
	const struct tr_revocation_request ask = {.path = &path, .evidence = q->set->evidence, .pool = q->set->pool,
			.trust = g->e->r->trust, .as_of = q->as_of};
	for (size_t i = 0; i < path.chain_count; i++)
		TR_TRY(put(g, TR_DSS_CERTIFICATE, path.chain[i]->der, err));
	for (size_t i = 0; i + 1 < path.chain_count; i++) {
		if (i == 0 && c->ocsp_no_check)
			continue; /* RFC 6960 §4.2.2.2.1: good as long as it is valid */
		TR_TRY(tr_revocation_judge(&ask, i, &status, err));
		TR_TRY(gather_status(g, &path, &status, err));
	}
	return TRIEN_OK;
}

static trien_rc
gather_status(struct gathering *g, const struct tr_path *path, const struct tr_revocation *r, struct trien_err *err)
{
	TR_TRY(put_item(g, r->item, err));
	TR_TRY(put_item(g, r->delta, err));
	if (r->signer == NULL || is_on(path, r->signer) || g->depth >= TR_REVOCATION_DEPTH_MAX)
		return TRIEN_OK;
	g->depth++;
	TR_TRY(gather_other(g, r->signer, r->made_at, err));
	g->depth--;
	return TRIEN_OK;
}

trien_rc
tr_extend_values(struct tr_extend *e, const struct tr_extend_question *q, const struct tr_extend_finding *f,
		struct tr_buf *values, struct trien_err *err)
{
	struct gathering g = {.e = e, .q = q, .values = values};

	for (size_t i = 0; i < f->path.chain_count; i++)
		TR_TRY(put(&g, TR_DSS_CERTIFICATE, f->path.chain[i]->der, err));
	for (size_t i = 0; i + 1 < f->path.chain_count; i++)
		TR_TRY(gather_status(&g, &f->path, &f->status[i], err));
	return TRIEN_OK;
}
