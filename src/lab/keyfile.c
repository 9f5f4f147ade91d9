/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "lab/keyfile.h"

#include <openssl/pem.h>
#include <openssl/pkcs12.h>

/* Writes what a memory BIO holds and frees it; made tells whether filling it went well. */
static trien_rc
write_bio(const struct tr_lab_site *site, const char *name, mode_t mode, BIO *bio, bool made, struct trien_err *err)
{
	char *p = NULL;
	long n = bio ? BIO_get_mem_data(bio, &p) : 0;
	trien_rc rc = made && n > 0 ? tr_lab_site_write(site, name, mode, TR_BYTES(p, (size_t)n), err)
				    : tr_lab_crypto_failed(name, err);

	if (bio != NULL && p != NULL)
		tr_wipe(p, (size_t)n);
	BIO_free(bio);
	return rc;
}

trien_rc
tr_lab_write_pem_key(const struct tr_lab_site *site, const char *name, const struct tr_lab_identities *all,
		enum tr_lab_who who, struct trien_err *err)
{
	X509 *above[1];
	size_t count = tr_lab_intermediates(all, who, above);
	BIO *bio = BIO_new(BIO_s_mem());
	bool made = bio != NULL && PEM_write_bio_X509(bio, all->of[who].certificate) == 1;

	for (size_t i = 0; made && i < count; i++)
		made = PEM_write_bio_X509(bio, above[i]) == 1;
	made = made && PEM_write_bio_PKCS8PrivateKey(bio, all->of[who].key, NULL, NULL, 0, NULL, NULL) == 1;
	return write_bio(site, name, 0600, bio, made, err);
}

trien_rc
tr_lab_write_pem_certificate(const struct tr_lab_site *site, const char *name, const struct tr_lab_identities *all,
		enum tr_lab_who who, struct trien_err *err)
{
	BIO *bio = BIO_new(BIO_s_mem());
	bool made = bio != NULL && PEM_write_bio_X509(bio, all->of[who].certificate) == 1;

	return write_bio(site, name, 0644, bio, made, err);
}

trien_rc
tr_lab_write_p12(const struct tr_lab_site *site, const char *name, const struct tr_lab_identities *all,
		enum tr_lab_who who, struct trien_err *err)
{
	const struct tr_lab_identity *id = &all->of[who];
	X509 *above[1];
	size_t count = tr_lab_intermediates(all, who, above);
	STACK_OF(X509) *chain = sk_X509_new_null();
	PKCS12 *p12 = NULL;
	bool made = chain != NULL && (count == 0 || sk_X509_push(chain, above[0]) > 0);

	/* -1: no MAC yet; its digest is then chosen by us and not by the library's default. */
	if (made)
		p12 = PKCS12_create(id->pin, id->person->common_name, id->key, id->certificate, chain,
				NID_aes_256_cbc, NID_aes_256_cbc, TR_LAB_P12_ITERATIONS, -1, 0);
	made = p12 != NULL &&
	       PKCS12_set_mac(p12, id->pin, -1, NULL, 0, TR_LAB_P12_ITERATIONS, EVP_sha256()) == 1;
	BIO *bio = BIO_new(BIO_s_mem());
	made = made && bio != NULL && i2d_PKCS12_bio(bio, p12) == 1;
	PKCS12_free(p12);
	sk_X509_free(chain);
	return write_bio(site, name, 0600, bio, made, err);
}
