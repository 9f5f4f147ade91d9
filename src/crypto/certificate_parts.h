/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The few parts of a certificate that CMS and signers need, found by position (RFC 5280 §4.1). */
#ifndef TR_CRYPTO_CERTIFICATE_PARTS_H
#define TR_CRYPTO_CERTIFICATE_PARTS_H

#include "crypto/name.h"

struct tr_certificate_parts {
	struct tr_bytes serial;  /* content octets of the INTEGER */
	struct tr_bytes issuer;  /* Name, whole */
	struct tr_bytes subject; /* Name, whole */
	struct tr_bytes spki;    /* SubjectPublicKeyInfo, whole */
	struct tr_bytes extensions; /* content of the SEQUENCE OF; empty where there are none */
};

/* False where der is not laid out as a certificate. Everything in *out points into der. */
TRIEN_MUST_CHECK bool tr_certificate_parts(struct tr_bytes der, struct tr_certificate_parts *out);
/* The value (content of extnValue) of an extension; empty where there is none. */
struct tr_bytes tr_certificate_extension(const struct tr_certificate_parts *c, struct tr_bytes oid);
/* keyIdentifier of subjectKeyIdentifier (RFC 5280 §4.2.1.2); empty where there is none. */
struct tr_bytes tr_certificate_key_id(const struct tr_certificate_parts *c);

/* The key itself: content of subjectPublicKey, without its count of unused bits. RFC 6960 §4.1.1 digests that. */
struct tr_bytes tr_certificate_key_bits(const struct tr_certificate_parts *c);

#endif
