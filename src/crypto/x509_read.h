/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* d2i_X509 for the keys that nearly all certificates have, at a fifth of its price. */
#ifndef TR_CRYPTO_X509_READ_H
#define TR_CRYPTO_X509_READ_H

#include "base/bytes.h"

struct x509_st;         /* X509 of OpenSSL */
struct evp_pkey_st;     /* its EVP_PKEY */
struct ossl_lib_ctx_st; /* its OSSL_LIB_CTX */

/*
 * The certificate at the beginning of der, and how long it is; NULL where d2i_X509 says so, why is in OpenSSL's queue.
 * Whether bytes behind it are borne is the caller's business. Free with X509_free().
 */
struct x509_st *tr_x509_read(struct tr_bytes der, size_t *length);
/* A SubjectPublicKeyInfo as it is read within a certificate; NULL for keys that are read in the usual way. Free with EVP_PKEY_free(). */
struct evp_pkey_st *tr_x509_read_key(struct tr_bytes spki);
/*
 * The library context that a key is at home in: of a certificate that was read here, or NULL, the default one. In another one OpenSSL
 * makes a copy of the key before it does anything with it.
 */
struct ossl_lib_ctx_st *tr_key_context(const struct evp_pkey_st *key);
/* What the first call would do: once, before a process forks or enters its sandbox. */
void tr_x509_prepare(void);

#endif
