/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* CMS as others write it, and as forgers do: SignedData built part by part, each part to be left out, doubled
 * or bent. */
#ifndef TESTS_CRYPTO_RECIPE_H
#define TESTS_CRYPTO_RECIPE_H

#include "crypto/people.h"

struct recipe {
	const struct person *signer;      /* whose key signs, and whom the SignerInfo names */
	const struct person *inside;      /* certificate put inside; NULL: the signer's */
	const struct person *named;       /* certificate that signing-certificate means; NULL: the signer's */
	const struct person *named_v1;    /* the same for version 1; NULL: named */
	bool no_certificate;
	size_t certificates;              /* how many times the certificate is inside; 0: once */
	const char *digest;               /* OpenSSL's name; NULL: SHA256 */
	const char *attribute_digest;     /* in the signature algorithm; NULL: the same */
	struct tr_bytes document;         /* the message digest is over this ... */
	struct tr_bytes content;          /* ... or over this where has_content */
	bool has_content;
	const char *content_type;         /* dotted; NULL: id-data */
	const char *content_type_attribute; /* NULL: content_type; "": none */
	bool no_attributes, no_message_digest, signing_time, unsorted, by_key_id, two_signers, no_signer;
	bool v1, v2;                      /* signing-certificate attributes */
	const char *v2_hash;              /* NULL: SHA-256 by default */
	const char *twice;                /* dotted type of an attribute that stands there twice */
	bool two_values;                  /* of message-digest */
	size_t fillers;                   /* unknown signed attributes besides */
	bool time_stamp;                  /* an unsigned signature-time-stamp */
	bool pss;
	struct tr_bytes pss_parameters;   /* whole; empty: as we write them */
	int salt;                         /* 0: digest length */
	const char *mask;                 /* NULL: the digest */
	bool generic;                     /* rsaEncryption, id-ecPublicKey, id-dsa as signature algorithm */
	const char *signature_oid;        /* dotted, instead */
	bool plain_ecdsa;                 /* the value is r and s side by side */
	bool indefinite;                  /* BER */
};

struct tr_buf recipe_cook(const struct recipe *r);
/* TSTInfo over a document. */
struct tr_buf recipe_tst_info(const char *digest, struct tr_bytes document);

#endif
