/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What one OCSP answer says of a certificate: RFC 6960 §3.2. */
#include "pki/revocation_parts.h"

static void
set_status(struct tr_revocation *r, const struct tr_ocsp_single *s)
{
	bool hold = s->reason == TR_REVOKED_CERTIFICATE_HOLD;

	switch (s->status) {
	case TR_OCSP_GOOD:
		r->status = TR_STATUS_GOOD;
		r->why = TR_WHY_GOOD_OCSP;
		break;
	case TR_OCSP_UNKNOWN:
		r->status = TR_STATUS_UNKNOWN;
		r->why = TR_WHY_UNKNOWN;
		break;
	case TR_OCSP_REVOKED:
		r->status = hold ? TR_STATUS_ON_HOLD : TR_STATUS_REVOKED;
		r->why = hold ? TR_WHY_HOLD : TR_WHY_REVOKED_OCSP;
		r->revoked_at = s->revoked_at;
		r->reason = s->reason;
		break;
	}
}

/* Like a list, a responder may have forgotten what expired long ago (§4.4.4). */
static bool
keeps_expired(const struct tr_ocsp_single *s, const struct tr_certificate *certificate)
{
	return s->this_update <= certificate->not_after ||
	       (s->has_archive_cutoff && s->archive_cutoff <= certificate->not_after);
}

static bool
is_in_time(const struct tr_inquiry *q, const struct tr_evidence_item *item, const struct tr_ocsp_single *s)
{
	return tr_inquiry_is_in_time(q, item, s->this_update) && tr_inquiry_is_in_time(q, item, item->ocsp->produced_at);
}

static enum tr_revocation_why
refusal_of(const struct tr_inquiry *q, const struct tr_evidence_item *item, const struct tr_ocsp_single *s,
		enum tr_revocation_status status)
{
	if (!is_in_time(q, item, s) && !tr_inquiry_tells_before(q, status, s->revoked_at))
		return TR_WHY_TOO_LATE;
	if (item->ocsp->critical_unknown)
		return TR_WHY_CRITICAL_EXTENSION;
	if (s->status == TR_OCSP_GOOD && !keeps_expired(s, q->certificate))
		return TR_WHY_EXPIRED_BEFORE;
	return TR_WHY_NONE;
}

trien_rc
tr_inquiry_ask_ocsp(struct tr_inquiry *q, const struct tr_evidence_item *item, struct trien_err *err)
{
	struct tr_revocation r = {.item = item};
	struct tr_revocation_request request;
	struct tr_inquiry_signer signer;
	struct tr_inquiry later;
	struct tr_ocsp_single s;
	bool found;

	if (item->ocsp->status != TR_OCSP_SUCCESSFUL) {
		tr_inquiry_refuse(q, TR_WHY_ANSWER_REFUSED);
		return TRIEN_OK;
	}
	TR_TRY(tr_ocsp_find(item->ocsp, q->certificate, q->issuer, &found, &s, err));
	if (!found)
		return TRIEN_OK;
	set_status(&r, &s);
	enum tr_revocation_why why = refusal_of(q, item, &s, r.status);
	if (why != TR_WHY_NONE) {
		tr_inquiry_refuse(q, why);
		return TRIEN_OK;
	}
	if (!is_in_time(q, item, &s))
		tr_inquiry_refuse(q, TR_WHY_TOO_LATE);
	tr_inquiry_later(q, item, item->ocsp->produced_at, &request, &later);
	TR_TRY(tr_inquiry_ocsp_signer(is_in_time(q, item, &s) ? q : &later, item, &signer, err));
	if (signer.certificate == NULL)
		return TRIEN_OK;
	r.signer = signer.certificate;
	r.made_at = s.this_update;
	r.next_update = s.next_update;
	r.has_next_update = s.has_next_update;
	tr_inquiry_keep(q, &r, signer.expired);
	return TRIEN_OK;
}
