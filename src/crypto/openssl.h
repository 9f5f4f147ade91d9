/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the files that call OpenSSL share. */
#ifndef TR_CRYPTO_OPENSSL_H
#define TR_CRYPTO_OPENSSL_H

#include <openssl/evp.h>

#include "base/error.h"

/* crypto.library-failed with OpenSSL's own words; empties its error queue. */
trien_rc tr_openssl_failed(const char *what, struct trien_err *err);

#define TR_AUTO(type) __attribute__((cleanup(tr_auto_##type)))

static inline void
tr_auto_pkey(EVP_PKEY **k)
{
	EVP_PKEY_free(*k);
}

static inline void
tr_auto_pkey_ctx(EVP_PKEY_CTX **c)
{
	EVP_PKEY_CTX_free(*c);
}

static inline void
tr_auto_md(EVP_MD **m)
{
	EVP_MD_free(*m);
}

#endif
