/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A CMS as it was read; shared by the files that read and judge it. */
#ifndef TR_CRYPTO_CMS_PARTS_H
#define TR_CRYPTO_CMS_PARTS_H

#include "crypto/algorithm.h"
#include "crypto/certificate_parts.h"
#include "crypto/cms.h"
#include "crypto/limits.h"

#define TR_CMS_NO_SIGNER SIZE_MAX

/* What is asked of the attributes; the values point into the CMS, empty where there is none. */
struct tr_cms_attributes {
	struct tr_bytes set;            /* signedAttrs [0], whole; empty: no signed attributes */
	struct tr_bytes content_type;   /* content of the OID */
	struct tr_bytes message_digest; /* content of the OCTET STRING */
	struct tr_bytes signing_time;   /* whole UTCTime or GeneralizedTime */
	struct tr_bytes certificate_v1; /* whole SigningCertificate */
	struct tr_bytes certificate_v2;
	bool has_message_digest;
	struct tr_bytes unsigned_set;   /* unsignedAttrs [1], whole; empty: none */
	bool has_timestamp; /* among the unsigned ones */
};

enum tr_cms_reference {
	TR_CMS_REFERENCE_NONE, /* no signing-certificate attribute */
	TR_CMS_REFERENCE_FITS,
	TR_CMS_REFERENCE_FOREIGN, /* it names another certificate, or cannot be read */
};

struct tr_cms {
	struct tr_buf der;  /* our copy; everything points into it */
	size_t size;        /* of the encoding that was given, without padding */
	struct tr_bytes certificates[TR_CMS_CERTIFICATES_MAX];
	size_t certificate_count;
	struct tr_bytes revocations; /* content of crls */
	size_t signer;      /* index of the signer's certificate, or TR_CMS_NO_SIGNER */
	struct tr_bytes content_type; /* eContentType */
	bool has_content;
	struct tr_bytes content;      /* eContent, without its OCTET STRING header */
	/* SignerInfo */
	struct tr_bytes issuer, serial; /* empty where key_id names the signer */
	struct tr_bytes key_id;
	struct tr_bytes digest_oid, signature_oid, signature_parameters;
	const struct tr_digest_alg *digest;       /* NULL: not one that we know */
	const struct tr_signature_alg *signature; /* NULL: not one that we know */
	struct tr_cms_attributes attributes;
	enum tr_cms_reference reference;
	struct tr_bytes value;
	char digest_text[64], signature_text[64]; /* names for people, of those that we do not know */
	struct tr_verifier *key; /* of the signer's certificate, where somebody lent it; ours */
};

/* Fills attributes from signedAttrs and unsignedAttrs (whole, may be empty). */
TRIEN_MUST_CHECK trien_rc tr_cms_read_attributes(struct tr_cms *c, struct tr_bytes signed_set,
		struct tr_bytes unsigned_set, struct trien_err *err);
/* Finds the signer's certificate, and compares the signing-certificate attribute with it. */
TRIEN_MUST_CHECK trien_rc tr_cms_find_signer(struct tr_cms *c, struct trien_err *err);
/* As tr_cms_judge() with ETSI.RFC3161, but for the imprint. */
TRIEN_MUST_CHECK trien_rc tr_cms_judge_token(
		const struct tr_cms *c, enum tr_cms_finding *out, const char **why, struct trien_err *err);

#endif
