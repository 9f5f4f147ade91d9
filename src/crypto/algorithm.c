/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/algorithm.h"

#define OID(literal) {(const uint8_t *)(literal), sizeof(literal) - 1}

enum {
	D_SHA256, D_SHA384, D_SHA512, D_SHA224, D_SHA512_256,
	D_SHA3_224, D_SHA3_256, D_SHA3_384, D_SHA3_512, D_SHA1, D_MD5, D_RIPEMD160,
	DIGESTS,
};

/* The first three in the order of enum tr_digest. */
static const struct tr_digest_alg digests[DIGESTS] = {
	/* 2.16.840.1.101.3.4.2.1 */
	[D_SHA256] = {OID("\x60\x86\x48\x01\x65\x03\x04\x02\x01"), "SHA-256", "SHA2-256", 32, false},
	/* 2.16.840.1.101.3.4.2.2 */
	[D_SHA384] = {OID("\x60\x86\x48\x01\x65\x03\x04\x02\x02"), "SHA-384", "SHA2-384", 48, false},
	/* 2.16.840.1.101.3.4.2.3 */
	[D_SHA512] = {OID("\x60\x86\x48\x01\x65\x03\x04\x02\x03"), "SHA-512", "SHA2-512", 64, false},
	/* 2.16.840.1.101.3.4.2.4 */
	[D_SHA224] = {OID("\x60\x86\x48\x01\x65\x03\x04\x02\x04"), "SHA-224", "SHA2-224", 28, true},
	/* 2.16.840.1.101.3.4.2.6 */
	[D_SHA512_256] = {OID("\x60\x86\x48\x01\x65\x03\x04\x02\x06"), "SHA-512/256", "SHA2-512/256", 32, false},
	/* 2.16.840.1.101.3.4.2.7 */
	[D_SHA3_224] = {OID("\x60\x86\x48\x01\x65\x03\x04\x02\x07"), "SHA3-224", "SHA3-224", 28, true},
	/* 2.16.840.1.101.3.4.2.8 */
	[D_SHA3_256] = {OID("\x60\x86\x48\x01\x65\x03\x04\x02\x08"), "SHA3-256", "SHA3-256", 32, false},
	/* 2.16.840.1.101.3.4.2.9 */
	[D_SHA3_384] = {OID("\x60\x86\x48\x01\x65\x03\x04\x02\x09"), "SHA3-384", "SHA3-384", 48, false},
	/* 2.16.840.1.101.3.4.2.10 */
	[D_SHA3_512] = {OID("\x60\x86\x48\x01\x65\x03\x04\x02\x0a"), "SHA3-512", "SHA3-512", 64, false},
	/* 1.3.14.3.2.26 */
	[D_SHA1] = {OID("\x2b\x0e\x03\x02\x1a"), "SHA-1", "SHA1", 20, true},
	/* 1.2.840.113549.2.5 */
	[D_MD5] = {OID("\x2a\x86\x48\x86\xf7\x0d\x02\x05"), "MD5", "MD5", 16, true},
	/* 1.3.36.3.2.1 */
	[D_RIPEMD160] = {OID("\x2b\x24\x03\x02\x01"), "RIPEMD-160", "RIPEMD-160", 20, true},
};

static const struct tr_signature_alg signatures[] = {
	/* 1.2.840.113549.1.1.1 */
	{OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01"), TR_KEY_RSA_PKCS1, NULL, "RSA-PKCS1"},
	/* 1.2.840.113549.1.1.4 */
	{OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x04"), TR_KEY_RSA_PKCS1, &digests[D_MD5], "RSA-PKCS1"},
	/* 1.2.840.113549.1.1.5 */
	{OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x05"), TR_KEY_RSA_PKCS1, &digests[D_SHA1], "RSA-PKCS1"},
	/* 1.2.840.113549.1.1.14 */
	{OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0e"), TR_KEY_RSA_PKCS1, &digests[D_SHA224], "RSA-PKCS1"},
	/* 1.2.840.113549.1.1.11 */
	{OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"), TR_KEY_RSA_PKCS1, &digests[D_SHA256], "RSA-PKCS1"},
	/* 1.2.840.113549.1.1.12 */
	{OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c"), TR_KEY_RSA_PKCS1, &digests[D_SHA384], "RSA-PKCS1"},
	/* 1.2.840.113549.1.1.13 */
	{OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d"), TR_KEY_RSA_PKCS1, &digests[D_SHA512], "RSA-PKCS1"},
	/* 1.2.840.113549.1.1.16 */
	{OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x10"), TR_KEY_RSA_PKCS1, &digests[D_SHA512_256], "RSA-PKCS1"},
	/* 1.3.14.3.2.29 */
	{OID("\x2b\x0e\x03\x02\x1d"), TR_KEY_RSA_PKCS1, &digests[D_SHA1], "RSA-PKCS1"},
	/* 1.3.36.3.3.1.2 */
	{OID("\x2b\x24\x03\x03\x01\x02"), TR_KEY_RSA_PKCS1, &digests[D_RIPEMD160], "RSA-PKCS1"},
	/* 2.16.840.1.101.3.4.3.13 */
	{OID("\x60\x86\x48\x01\x65\x03\x04\x03\x0d"), TR_KEY_RSA_PKCS1, &digests[D_SHA3_224], "RSA-PKCS1"},
	/* 2.16.840.1.101.3.4.3.14 */
	{OID("\x60\x86\x48\x01\x65\x03\x04\x03\x0e"), TR_KEY_RSA_PKCS1, &digests[D_SHA3_256], "RSA-PKCS1"},
	/* 2.16.840.1.101.3.4.3.15 */
	{OID("\x60\x86\x48\x01\x65\x03\x04\x03\x0f"), TR_KEY_RSA_PKCS1, &digests[D_SHA3_384], "RSA-PKCS1"},
	/* 2.16.840.1.101.3.4.3.16 */
	{OID("\x60\x86\x48\x01\x65\x03\x04\x03\x10"), TR_KEY_RSA_PKCS1, &digests[D_SHA3_512], "RSA-PKCS1"},
	/* 1.2.840.113549.1.1.10 */
	{OID("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0a"), TR_KEY_RSA_PSS, NULL, "RSA-PSS"},
	/* 1.2.840.10045.2.1 */
	{OID("\x2a\x86\x48\xce\x3d\x02\x01"), TR_KEY_ECDSA, NULL, "ECDSA"},
	/* 1.2.840.10045.4.1 */
	{OID("\x2a\x86\x48\xce\x3d\x04\x01"), TR_KEY_ECDSA, &digests[D_SHA1], "ECDSA"},
	/* 1.2.840.10045.4.3.1 */
	{OID("\x2a\x86\x48\xce\x3d\x04\x03\x01"), TR_KEY_ECDSA, &digests[D_SHA224], "ECDSA"},
	/* 1.2.840.10045.4.3.2 */
	{OID("\x2a\x86\x48\xce\x3d\x04\x03\x02"), TR_KEY_ECDSA, &digests[D_SHA256], "ECDSA"},
	/* 1.2.840.10045.4.3.3 */
	{OID("\x2a\x86\x48\xce\x3d\x04\x03\x03"), TR_KEY_ECDSA, &digests[D_SHA384], "ECDSA"},
	/* 1.2.840.10045.4.3.4 */
	{OID("\x2a\x86\x48\xce\x3d\x04\x03\x04"), TR_KEY_ECDSA, &digests[D_SHA512], "ECDSA"},
	/* 2.16.840.1.101.3.4.3.9 */
	{OID("\x60\x86\x48\x01\x65\x03\x04\x03\x09"), TR_KEY_ECDSA, &digests[D_SHA3_224], "ECDSA"},
	/* 2.16.840.1.101.3.4.3.10 */
	{OID("\x60\x86\x48\x01\x65\x03\x04\x03\x0a"), TR_KEY_ECDSA, &digests[D_SHA3_256], "ECDSA"},
	/* 2.16.840.1.101.3.4.3.11 */
	{OID("\x60\x86\x48\x01\x65\x03\x04\x03\x0b"), TR_KEY_ECDSA, &digests[D_SHA3_384], "ECDSA"},
	/* 2.16.840.1.101.3.4.3.12 */
	{OID("\x60\x86\x48\x01\x65\x03\x04\x03\x0c"), TR_KEY_ECDSA, &digests[D_SHA3_512], "ECDSA"},
	/* 0.4.0.127.0.7.1.1.4.1.1 */
	{OID("\x04\x00\x7f\x00\x07\x01\x01\x04\x01\x01"), TR_KEY_ECDSA_PLAIN, &digests[D_SHA1], "ECDSA-plain"},
	/* 0.4.0.127.0.7.1.1.4.1.2 */
	{OID("\x04\x00\x7f\x00\x07\x01\x01\x04\x01\x02"), TR_KEY_ECDSA_PLAIN, &digests[D_SHA224], "ECDSA-plain"},
	/* 0.4.0.127.0.7.1.1.4.1.3 */
	{OID("\x04\x00\x7f\x00\x07\x01\x01\x04\x01\x03"), TR_KEY_ECDSA_PLAIN, &digests[D_SHA256], "ECDSA-plain"},
	/* 0.4.0.127.0.7.1.1.4.1.4 */
	{OID("\x04\x00\x7f\x00\x07\x01\x01\x04\x01\x04"), TR_KEY_ECDSA_PLAIN, &digests[D_SHA384], "ECDSA-plain"},
	/* 0.4.0.127.0.7.1.1.4.1.5 */
	{OID("\x04\x00\x7f\x00\x07\x01\x01\x04\x01\x05"), TR_KEY_ECDSA_PLAIN, &digests[D_SHA512], "ECDSA-plain"},
	/* 1.2.840.10040.4.1 */
	{OID("\x2a\x86\x48\xce\x38\x04\x01"), TR_KEY_DSA, NULL, "DSA"},
	/* 1.2.840.10040.4.3 */
	{OID("\x2a\x86\x48\xce\x38\x04\x03"), TR_KEY_DSA, &digests[D_SHA1], "DSA"},
	/* 2.16.840.1.101.3.4.3.1 */
	{OID("\x60\x86\x48\x01\x65\x03\x04\x03\x01"), TR_KEY_DSA, &digests[D_SHA224], "DSA"},
	/* 2.16.840.1.101.3.4.3.2 */
	{OID("\x60\x86\x48\x01\x65\x03\x04\x03\x02"), TR_KEY_DSA, &digests[D_SHA256], "DSA"},
	/* 2.16.840.1.101.3.4.3.3 */
	{OID("\x60\x86\x48\x01\x65\x03\x04\x03\x03"), TR_KEY_DSA, &digests[D_SHA384], "DSA"},
	/* 2.16.840.1.101.3.4.3.4 */
	{OID("\x60\x86\x48\x01\x65\x03\x04\x03\x04"), TR_KEY_DSA, &digests[D_SHA512], "DSA"},
	/* 1.3.101.112 */
	{OID("\x2b\x65\x70"), TR_KEY_EDDSA, NULL, "Ed25519"},
	/* 1.3.101.113 */
	{OID("\x2b\x65\x71"), TR_KEY_EDDSA, NULL, "Ed448"},
};
#define SIGNATURES (sizeof(signatures) / sizeof(signatures[0]))

const struct tr_digest_alg *
tr_digest_alg_find(struct tr_bytes oid)
{
	for (size_t i = 0; i < DIGESTS; i++)
		if (tr_bytes_equal(digests[i].oid, oid))
			return &digests[i];
	return NULL;
}

const struct tr_digest_alg *
tr_digest_alg_named(struct tr_bytes name)
{
	for (size_t i = 0; i < DIGESTS; i++)
		if (tr_bytes_are(name, digests[i].name))
			return &digests[i];
	return NULL;
}

const struct tr_digest_alg *
tr_digest_alg_of(enum tr_digest d)
{
	return &digests[d <= TR_SHA512 ? d : TR_SHA512];
}

const struct tr_signature_alg *
tr_signature_alg_find(struct tr_bytes oid)
{
	for (size_t i = 0; i < SIGNATURES; i++)
		if (tr_bytes_equal(signatures[i].oid, oid))
			return &signatures[i];
	return NULL;
}
