/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/envelope.h"

#include <limits.h>
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include "base/errors/crypto.h"

static void
free_bio(BIO **b)
{
	BIO_free(*b);
}
#define AUTO_BIO __attribute__((cleanup(free_bio))) BIO
static void
free_cms(CMS_ContentInfo **c)
{
	CMS_ContentInfo_free(*c);
}
#define AUTO_CMS __attribute__((cleanup(free_cms))) CMS_ContentInfo

/* Memory that is read; NULL where there is none, or the bytes are too many. */
static BIO *
bio_of(struct tr_bytes b)
{
	return b.n <= INT_MAX ? BIO_new_mem_buf(b.p, (int)b.n) : NULL;
}

static trien_rc
add_written(BIO *from, struct tr_buf *out, struct trien_err *err)
{
	const char *p;
	const long n = BIO_get_mem_data(from, &p);

	return n > 0 ? tr_buf_add(out, p, (size_t)n, err) : TRIEN_OK;
}

static CMS_ContentInfo *
seal(struct tr_bytes certificate, struct tr_bytes content)
{
	AUTO_BIO *pem = bio_of(certificate);
	AUTO_BIO *in = bio_of(content);
	X509 *x = pem != NULL ? PEM_read_bio_X509(pem, NULL, NULL, NULL) : NULL;
	STACK_OF(X509) *to = x != NULL ? sk_X509_new_null() : NULL;
	CMS_ContentInfo *cms = NULL;

	if (to != NULL && in != NULL && sk_X509_push(to, x) > 0)
		cms = CMS_encrypt(to, in, EVP_aes_256_gcm(), CMS_BINARY);
	sk_X509_free(to);
	X509_free(x);
	return cms;
}

trien_rc
tr_envelope_seal(struct tr_bytes certificate, struct tr_bytes content, struct tr_buf *out, struct trien_err *err)
{
	AUTO_CMS *cms = seal(certificate, content);
	AUTO_BIO *der = BIO_new(BIO_s_mem());
	const bool good = cms != NULL && der != NULL && i2d_CMS_bio(der, cms) == 1;

	ERR_clear_error();
	return good ? add_written(der, out, err) : TR_ERR0(err, CRYPTO_ENVELOPE_TO);
}

/* A passphrase is asked of nobody. */
static int
no_passphrase(char *buffer, int size, int writing, void *context)
{
	(void)buffer, (void)size, (void)writing, (void)context;
	return -1;
}

trien_rc
tr_envelope_open(struct tr_bytes key, struct tr_bytes envelope, struct tr_buf *out, struct trien_err *err)
{
	AUTO_BIO *pem = bio_of(key);
	AUTO_BIO *der = bio_of(envelope);
	AUTO_BIO *plain = BIO_new(BIO_s_mem());
	EVP_PKEY *k = pem != NULL ? PEM_read_bio_PrivateKey(pem, NULL, no_passphrase, NULL) : NULL;
	AUTO_CMS *cms = der != NULL ? d2i_CMS_bio(der, NULL) : NULL;
	const bool good = k != NULL && cms != NULL && plain != NULL && CMS_decrypt(cms, k, NULL, NULL, plain, CMS_BINARY) == 1;

	EVP_PKEY_free(k);
	ERR_clear_error();
	return good ? add_written(plain, out, err) : TR_ERR0(err, CRYPTO_ENVELOPE_KEY);
}
