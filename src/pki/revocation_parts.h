/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Steps of judging a status, for the files of this folder. */
#ifndef TR_PKI_REVOCATION_PARTS_H
#define TR_PKI_REVOCATION_PARTS_H

#include "pki/revocation.h"

/* One question: a certificate and its issuer, and what was found so far. */
struct tr_inquiry {
	const struct tr_revocation_request *request;
	const struct tr_certificate *certificate, *issuer;
	/* From the issuer up to the anchor. */
	const struct tr_certificate *const *above;
	size_t above_count;
	unsigned depth;     /* questions around this one */
	unsigned *verified; /* values verified so far for the certificate that was asked about first */
	bool cut;           /* not all was heard */

	enum tr_revocation_why refusal; /* why evidence that speaks of it is not believed */
	struct tr_revocation revoked, known, fresh, unknown; /* the best of each; have_ says whether */
	bool have_revoked, have_known, have_fresh, have_unknown;
	/* Lists for some reasons only, together. */
	unsigned reasons;
	struct tr_revocation partial;
	bool have_partial;
};

/* Notes why one piece of evidence is not believed. */
void tr_inquiry_refuse(struct tr_inquiry *q, enum tr_revocation_why why);
/* Notes what one piece of evidence says; r has everything but fresh and, where not fresh, why. */
void tr_inquiry_keep(struct tr_inquiry *q, struct tr_revocation *r, bool signer_expired);

TRIEN_MUST_CHECK trien_rc tr_inquiry_ask_ocsp(
		struct tr_inquiry *q, const struct tr_evidence_item *item, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_inquiry_ask_crl(
		struct tr_inquiry *q, const struct tr_evidence_item *item, struct trien_err *err);

/*
 * Evidence that was not there as of the time asked is heard for one thing only: that the certificate was revoked or on hold by then
 * (EN 319 102-1 §5.2.6.4 asks of revocation without a word about age; §5.2.5 is about "good"). later becomes the same question as of
 * when the evidence was there: by that its signer and its algorithms are judged. request is its room.
 */
void tr_inquiry_later(const struct tr_inquiry *q, const struct tr_evidence_item *item, int64_t made_at,
		struct tr_revocation_request *request, struct tr_inquiry *later);
/* Whether such evidence tells something that was so by the time asked. A hold that was lifted afterwards was one then. */
bool tr_inquiry_tells_before(const struct tr_inquiry *q, enum tr_revocation_status status, int64_t revoked_at);

/* Whether evidence that was made at a time, and proven, may be looked at as of the time asked. */
bool tr_inquiry_is_in_time(const struct tr_inquiry *q, const struct tr_evidence_item *item, int64_t made_at);
/* Who may have signed evidence made at a time; found through path, pool, evidence. */
struct tr_inquiry_signer {
	const struct tr_certificate *certificate; /* NULL: nobody; the reason was noted */
	bool expired;                             /* not valid any more as of the time asked */
};
TRIEN_MUST_CHECK trien_rc tr_inquiry_crl_signer(struct tr_inquiry *q, const struct tr_evidence_item *item,
		struct tr_inquiry_signer *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_inquiry_ocsp_signer(struct tr_inquiry *q, const struct tr_evidence_item *item,
		struct tr_inquiry_signer *out, struct trien_err *err);
/* Whether the item's value is that of the certificate's key, by an algorithm of the policy; notes why not. */
TRIEN_MUST_CHECK trien_rc tr_inquiry_verify(struct tr_inquiry *q, const struct tr_evidence_item *item,
		const struct tr_certificate *signer, bool *good, struct trien_err *err);

/* The status of a certificate below a chain, asked while another question is open. */
TRIEN_MUST_CHECK trien_rc tr_inquiry_nested(const struct tr_inquiry *q, const struct tr_certificate *certificate,
		const struct tr_certificate *const *above, size_t above_count, struct tr_revocation *out,
		struct trien_err *err);

#endif
