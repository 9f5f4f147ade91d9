/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * CMS signed data (RFC 5652) for PAdES (ETSI EN 319 142-1): built around a
 * signature value that comes from elsewhere, and read strictly.
 */
#ifndef TR_CRYPTO_CMS_H
#define TR_CRYPTO_CMS_H

#include "crypto/algorithm.h"
#include "crypto/digest.h"
#include "crypto/signer.h"

/*
 * What every signature of one signer shares (certificates, identifiers, the
 * constant part of the attributes), made once a signer: a signature then costs
 * a few microseconds beside the key.
 */
struct tr_cms_plan;

TRIEN_MUST_CHECK trien_rc tr_cms_plan_new(const struct tr_bytes *chain, size_t chain_count, enum tr_digest digest,
		enum tr_scheme scheme, struct tr_cms_plan **out, struct trien_err *err);
void tr_cms_plan_free(struct tr_cms_plan *p);
/* The most bytes of DER that tr_cms_finish can give for this plan, without unsigned attributes. */
size_t tr_cms_plan_size_max(const struct tr_cms_plan *p);

/*
 * First half: the DER SET OF signed attributes for a document digest, appended to attributes, and the
 * digest of it that the signer must sign.
 */
TRIEN_MUST_CHECK trien_rc tr_cms_prepare(const struct tr_cms_plan *p, struct tr_bytes document_digest,
		struct tr_buf *attributes, uint8_t *to_sign, size_t *to_sign_n, struct trien_err *err);
/* Second half: the whole ContentInfo around the signature value, appended to der. */
TRIEN_MUST_CHECK trien_rc tr_cms_finish(const struct tr_cms_plan *p, struct tr_bytes attributes,
		struct tr_bytes value, struct tr_buf *der, struct trien_err *err);

/* ---- reading ---- */
enum tr_cms_finding {
	TR_CMS_GOOD,
	TR_CMS_HASH_FAILURE,       /* message digest differs: the document was changed */
	TR_CMS_SIG_CRYPTO_FAILURE, /* the signature value does not fit the key */
	TR_CMS_FORMAT_FAILURE,     /* not a CMS that PAdES permits; why tells */
	TR_CMS_NO_CERTIFICATE,     /* the signer's certificate is not inside */
	TR_CMS_WEAK,               /* verified, but digest or key is below policy */
};

struct tr_cms; /* one parsed CMS with one SignerInfo */

/* Reads DER (BER as old producers wrote it is accepted); trailing zero padding is permitted, nothing else. */
TRIEN_MUST_CHECK trien_rc tr_cms_read(struct tr_bytes der, struct tr_cms **out, struct trien_err *err);
void tr_cms_free(struct tr_cms *c);

/* Bytes of DER without the padding. */
size_t tr_cms_der_size(const struct tr_cms *c);
size_t tr_cms_certificate_count(const struct tr_cms *c);
struct tr_bytes tr_cms_certificate(const struct tr_cms *c, size_t i); /* DER, owned by c */
/* The signer's certificate among them; empty where it is not inside. */
struct tr_bytes tr_cms_signer_certificate(const struct tr_cms *c);
const char *tr_cms_digest_name(const struct tr_cms *c);    /* e.g. "SHA-256" */
const char *tr_cms_scheme_name(const struct tr_cms *c);    /* e.g. "RSA-PSS" */
bool tr_cms_has_signing_certificate(const struct tr_cms *c); /* v1 or v2, and it fits the certificate */
bool tr_cms_signing_time(const struct tr_cms *c, int64_t *out); /* the signed attribute, where there is one */
bool tr_cms_has_timestamp(const struct tr_cms *c);         /* unsigned signature-time-stamp */

struct tr_verifier;
/*
 * The key of a certificate, from one who has read it already: where that is the signer's, judging need not read it again. It is held until
 * tr_cms_free(). NULL is no key.
 */
void tr_cms_lend_key(struct tr_cms *c, struct tr_bytes certificate, struct tr_verifier *key);

/* What a policy is asked about; digests are names as in struct tr_digest_alg. */
struct tr_cms_algorithms {
	enum tr_key_scheme scheme;
	const char *digest;       /* of the document (or of what stands for it) */
	const char *value_digest; /* of what the value is over; mostly the same */
	const char *mask_digest;  /* of PSS; otherwise the same */
};
/* False where one of them is not known. */
bool tr_cms_algorithms_read(const struct tr_cms *c, struct tr_cms_algorithms *out);

/* The signature value: what a signature time stamp is over (RFC 3161 appendix A). */
struct tr_bytes tr_cms_value(const struct tr_cms *c);
/* The token of the first content-time-stamp attribute (signed; over the document, EN 319 122-1 §5.2.8); empty where there is none. */
struct tr_bytes tr_cms_content_timestamp(const struct tr_cms *c);
/* The tokens of signature-time-stamp attributes, one after another: whole, owned by c; empty past the end. */
struct tr_bytes tr_cms_timestamp(const struct tr_cms *c, size_t i);
/*
 * Revocation lists and OCSP answers that the CMS brings along, in SignedData.crls (RFC 5652 §10.2.1, RFC 5940 §2.1) and in the signed
 * attribute adbe-revocationInfoArchival (ISO 32000-2 §12.8.3.3.2): whole, owned by c; empty past the end.
 */
struct tr_bytes tr_cms_crl(const struct tr_cms *c, size_t i);
struct tr_bytes tr_cms_ocsp(const struct tr_cms *c, size_t i);

/*
 * Judges integrity alone: digest over the parts of the document (one or two
 * ranges), then the signature value. sub_filter decides the form:
 * adbe.pkcs7.detached, ETSI.CAdES.detached, adbe.pkcs7.sha1, ETSI.RFC3161. why, where not NULL, receives a
 * static English reason.
 */
TRIEN_MUST_CHECK trien_rc tr_cms_judge(const struct tr_cms *c, const char *sub_filter,
		const struct tr_bytes *parts, size_t part_count, enum tr_cms_finding *out, const char **why,
		struct trien_err *err);

#endif
