/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Revocation data from wherever it came: each list and each answer is read once. Being here says nothing about belief. */
#ifndef TR_PKI_EVIDENCE_H
#define TR_PKI_EVIDENCE_H

#include "pki/crl.h"
#include "pki/ocsp.h"

enum tr_evidence_source {
	TR_EVIDENCE_GIVEN, /* by the caller, as a file */
	TR_EVIDENCE_DSS,   /* document security store, ISO 32000-2 §12.8.4.3 */
	TR_EVIDENCE_CMS,   /* inside a signature: SignedData.crls, adbe-revocationInfoArchival */
	TR_EVIDENCE_CACHE,
	TR_EVIDENCE_NETWORK,
};

struct tr_evidence_item {
	enum tr_evidence_source source;
	struct tr_crl *crl;   /* one of the two */
	struct tr_ocsp *ocsp;
	const uint8_t *sha256; /* of its DER */
	/* Proof of existence: known to have been there at this time, and after. INT64_MIN: not asked for. */
	int64_t known_since;
};

struct tr_evidence;

TRIEN_MUST_CHECK trien_rc tr_evidence_new(struct tr_evidence **out, struct trien_err *err);
/*
 * Reads der, or finds the same bytes; der must live as long as the set. *out (may be NULL) is borrowed. The errors of tr_crl_parse()
 * and tr_ocsp_parse(): a caller may go on without it. pki.evidence-limit past TR_EVIDENCE_COUNT_MAX items or
 * TR_EVIDENCE_BYTES_MAX bytes. An answer other than "successful" is kept too; it tells nothing.
 */
TRIEN_MUST_CHECK trien_rc tr_evidence_add_crl(struct tr_evidence *e, struct tr_bytes der,
		enum tr_evidence_source source, const struct tr_evidence_item **out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_evidence_add_ocsp(struct tr_evidence *e, struct tr_bytes der,
		enum tr_evidence_source source, const struct tr_evidence_item **out, struct trien_err *err);
/* The index of the item with these bytes; SIZE_MAX where it is not there. */
size_t tr_evidence_find(const struct tr_evidence *e, const uint8_t sha256[32]);
size_t tr_evidence_count(const struct tr_evidence *e);
const struct tr_evidence_item *tr_evidence_peek(const struct tr_evidence *e, size_t i); /* NULL past the end */
/* Sets known_since of item i: before it, the item tells only of a revocation. */
void tr_evidence_prove(struct tr_evidence *e, size_t i, int64_t known_since);
/* Forgets all but the first count: pointers to the others die. */
void tr_evidence_cut(struct tr_evidence *e, size_t count);
/* Whether the value on the item was made by the key of a certificate; tried once for the last one asked. */
TRIEN_MUST_CHECK trien_rc tr_evidence_verify(const struct tr_evidence_item *item, const struct tr_certificate *signer,
		bool *fits, struct trien_err *err);
/*
 * The certificates inside an answer, read once; those that cannot be read are passed over. NULL past the end.
 * Borrowed from the set.
 */
const struct tr_certificate *tr_evidence_certificate(const struct tr_evidence_item *item, size_t i);
void tr_evidence_free(struct tr_evidence *e);

#endif
