/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The caps of this folder. Each has a test at the cap and one past it. */
#ifndef TR_CRYPTO_LIMITS_H
#define TR_CRYPTO_LIMITS_H

/* Signing: below is weak, above costs tens of milliseconds and no Vietnamese CA issues it. */
#define TR_RSA_SIGN_BITS_MIN 2048u
#define TR_RSA_SIGN_BITS_MAX 4096u
/* Judging: what OpenSSL itself is willing to compute with. */
#define TR_RSA_JUDGE_BITS_MAX 16384u

/* A key file is a few kB; a chain of ten large certificates stays below this. */
#define TR_KEY_FILE_MAX ((size_t)1 << 20)
#define TR_CERTIFICATE_MAX ((size_t)64 << 10)
/* Key derivations that take longer than seconds are refused before they start (PKCS#12, PBES2). */
#define TR_KEY_ITERATIONS_MAX 5000000u
#define TR_KEY_FILE_CERTIFICATES_MAX 64u
#define TR_PIN_MAX 256u

/* Signed data with embedded revocation lists has been seen at 6 MB. */
#define TR_CMS_MAX ((size_t)32 << 20)
#define TR_CMS_CERTIFICATES_MAX 256u
#define TR_CMS_ATTRIBUTES_MAX 64u
/* A TimeStampResp with the TSA's whole chain stays below 20 kB. */
#define TR_TSP_ANSWER_MAX ((size_t)256 << 10)
#define TR_DER_DEPTH_MAX 48u

#endif
