/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What one revocation list says of a certificate, with the delta that adds to it: RFC 5280 §6.3.3. */
#include "pki/revocation_parts.h"

/* The signer of a base list signs its deltas too (§5.2.4); the latest one counts. */
static trien_rc
find_delta(struct tr_inquiry *q, const struct tr_evidence_item *base, const struct tr_certificate *signer,
		const struct tr_evidence_item **out, struct trien_err *err)
{
	const struct tr_evidence *e = q->request->evidence;
	const struct tr_evidence_item *best = NULL, *item;
	bool good;

	for (size_t i = 0; (item = tr_evidence_peek(e, i)) != NULL; i++) {
		if (item->crl == NULL || !tr_crl_delta_fits(item->crl, base->crl) || item->crl->critical_unknown ||
				!tr_inquiry_is_in_time(q, item, item->crl->this_update) ||
				(best != NULL && item->crl->this_update <= best->crl->this_update))
			continue;
		TR_TRY(tr_inquiry_verify(q, item, signer, &good, err));
		if (good)
			best = item;
	}
	*out = best;
	return TRIEN_OK;
}

static void
set_entry(struct tr_revocation *r, const struct tr_crl_entry *e)
{
	bool hold = e->reason == TR_REVOKED_CERTIFICATE_HOLD;

	r->status = hold ? TR_STATUS_ON_HOLD : TR_STATUS_REVOKED;
	r->why = hold ? TR_WHY_HOLD : TR_WHY_REVOKED_CRL;
	r->revoked_at = e->revoked_at;
	r->reason = e->reason;
	r->has_invalid_since = e->has_invalid_since;
	r->invalid_since = e->invalid_since;
}

/* What the delta says replaces what the base says; removeFromCRL takes the entry away (§5.3.1). */
static bool
is_listed(const struct tr_evidence_item *base, const struct tr_evidence_item *delta, const struct tr_certificate *c,
		struct tr_crl_entry *entry)
{
	if (delta != NULL && tr_crl_find(delta->crl, c, entry))
		return entry->reason != TR_REVOKED_REMOVE_FROM_CRL;
	return tr_crl_find(base->crl, c, entry) && entry->reason != TR_REVOKED_REMOVE_FROM_CRL;
}

/* A list may drop a certificate that has expired, unless it says that it keeps it (EN 319 102-1 §5.6.2.2; X.509 §9.5.2.7). */
static bool
keeps_expired(const struct tr_crl *c, const struct tr_certificate *certificate)
{
	return c->this_update <= certificate->not_after ||
	       (c->has_expired_since && c->expired_since <= certificate->not_after);
}

/* Of several lists for some reasons each, the oldest word and the first end count. */
static void
keep_partial(struct tr_inquiry *q, const struct tr_revocation *r, unsigned reasons, bool signer_expired)
{
	struct tr_revocation *p = &q->partial;

	q->reasons |= reasons;
	if (!q->have_partial || r->made_at < p->made_at) {
		struct tr_revocation before = *p;
		*p = *r;
		if (q->have_partial && before.has_next_update && (!r->has_next_update || before.next_update < r->next_update)) {
			p->has_next_update = true;
			p->next_update = before.next_update;
		}
	} else if (r->has_next_update && r->next_update < p->next_update) {
		p->next_update = r->next_update;
	}
	if (signer_expired)
		p->why = TR_WHY_SIGNER_EXPIRED;
	q->have_partial = true;
}

static trien_rc
hear(struct tr_inquiry *q, const struct tr_evidence_item *item, const struct tr_inquiry_signer *signer, unsigned reasons,
		struct trien_err *err)
{
	const struct tr_evidence_item *delta;
	struct tr_crl_entry entry;

	TR_TRY(find_delta(q, item, signer->certificate, &delta, err));
	const struct tr_crl *latest = delta != NULL ? delta->crl : item->crl;
	struct tr_revocation r = {.status = TR_STATUS_GOOD, .why = TR_WHY_GOOD_CRL, .item = item, .delta = delta,
			.signer = signer->certificate, .made_at = latest->this_update, .next_update = latest->next_update,
			.has_next_update = latest->has_next_update};
	if (is_listed(item, delta, q->certificate, &entry)) {
		set_entry(&r, &entry);
	} else if (!keeps_expired(item->crl, q->certificate)) {
		tr_inquiry_refuse(q, TR_WHY_EXPIRED_BEFORE);
		return TRIEN_OK;
	}
	if (r.status == TR_STATUS_GOOD && reasons != TR_REASONS_ALL)
		keep_partial(q, &r, reasons, signer->expired);
	else
		tr_inquiry_keep(q, &r, signer->expired);
	return TRIEN_OK;
}

/* One list that was not there as of the time asked: the base itself, or a delta to it. */
static trien_rc
hear_later(struct tr_inquiry *q, const struct tr_evidence_item *base, const struct tr_evidence_item *list, struct trien_err *err)
{
	struct tr_revocation r = {.item = base, .delta = list != base ? list : NULL, .made_at = list->crl->this_update,
			.next_update = list->crl->next_update, .has_next_update = list->crl->has_next_update};
	struct tr_revocation_request request;
	struct tr_inquiry later;
	struct tr_inquiry_signer signer;
	struct tr_crl_entry entry;
	bool good = true;

	if (list->crl->critical_unknown || !tr_crl_find(list->crl, q->certificate, &entry) ||
			entry.reason == TR_REVOKED_REMOVE_FROM_CRL)
		return TRIEN_OK;
	set_entry(&r, &entry);
	if (!tr_inquiry_tells_before(q, r.status, r.revoked_at))
		return TRIEN_OK;
	tr_inquiry_later(q, list, list->crl->this_update, &request, &later);
	TR_TRY(tr_inquiry_crl_signer(&later, base, &signer, err));
	if (signer.certificate == NULL)
		return TRIEN_OK;
	if (list != base)
		TR_TRY(tr_inquiry_verify(&later, list, signer.certificate, &good, err));
	r.signer = signer.certificate;
	if (good)
		tr_inquiry_keep(q, &r, signer.expired);
	return TRIEN_OK;
}

static trien_rc
hear_later_deltas(struct tr_inquiry *q, const struct tr_evidence_item *base, struct trien_err *err)
{
	const struct tr_evidence_item *item;

	for (size_t i = 0; (item = tr_evidence_peek(q->request->evidence, i)) != NULL; i++)
		if (item->crl != NULL && *q->verified < TR_REVOCATION_VERIFY_MAX && tr_crl_delta_fits(item->crl, base->crl) &&
				!tr_inquiry_is_in_time(q, item, item->crl->this_update))
			TR_TRY(hear_later(q, base, item, err));
	return TRIEN_OK;
}

trien_rc
tr_inquiry_ask_crl(struct tr_inquiry *q, const struct tr_evidence_item *item, struct trien_err *err)
{
	struct tr_inquiry_signer signer;
	unsigned reasons;

	if (item->crl->is_delta)
		return TRIEN_OK; /* heard with its base */
	switch (tr_crl_scope_of(item->crl, q->certificate, &reasons)) {
	case TR_CRL_COVERS:
		break;
	case TR_CRL_OTHER_ISSUER:
		return TRIEN_OK;
	case TR_CRL_OTHER_POINT:
	case TR_CRL_OTHER_KIND:
		tr_inquiry_refuse(q, TR_WHY_OTHER_SCOPE);
		return TRIEN_OK;
	}
	TR_TRY(hear_later_deltas(q, item, err));
	if (!tr_inquiry_is_in_time(q, item, item->crl->this_update)) {
		tr_inquiry_refuse(q, TR_WHY_TOO_LATE);
		return hear_later(q, item, item, err);
	}
	if (item->crl->critical_unknown) {
		tr_inquiry_refuse(q, TR_WHY_CRITICAL_EXTENSION);
		return TRIEN_OK;
	}
	TR_TRY(tr_inquiry_crl_signer(q, item, &signer, err));
	return signer.certificate == NULL ? TRIEN_OK : hear(q, item, &signer, reasons, err);
}
