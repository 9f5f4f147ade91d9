/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "forge_ocsp.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <stdlib.h>

#include "test.h"

static void
add_single(OCSP_BASICRESP *b, const struct forge_single *s)
{
	OCSP_CERTID *id = OCSP_cert_to_id(s->sha256 ? EVP_sha256() : EVP_sha1(), s->of->x, s->issuer->x);
	ASN1_TIME *at = ASN1_TIME_set(NULL, s->revoked_at ? s->revoked_at : FORGE_NOW - 2 * DAY);
	ASN1_GENERALIZEDTIME *made = ASN1_GENERALIZEDTIME_set(NULL, s->made ? s->made : FORGE_NOW - 3600);
	ASN1_GENERALIZEDTIME *next = ASN1_GENERALIZEDTIME_set(NULL, s->next ? s->next : FORGE_NOW + DAY);
	OCSP_SINGLERESP *r = OCSP_basic_add1_status(b, id, s->status, s->reason, s->status == 1 ? at : NULL, made,
			s->next == -1 ? NULL : next);

	assert_non_null(r);
	if (s->archive_cutoff != 0) {
		ASN1_GENERALIZEDTIME *cutoff = ASN1_GENERALIZEDTIME_set(NULL, s->archive_cutoff);
		assert_int_equal(OCSP_SINGLERESP_add1_ext_i2d(r, NID_id_pkix_OCSP_archiveCutoff, cutoff, 0, 0), 1);
		ASN1_GENERALIZEDTIME_free(cutoff);
	}
	for (int critical = 0; critical < 2; critical++) {
		const char *oid = critical ? s->critical_oid : s->plain_oid;
		X509_EXTENSION *e = oid ? forge_extension(oid, critical) : NULL;
		if (e != NULL)
			assert_int_equal(OCSP_SINGLERESP_add_ext(r, e, -1), 1);
		X509_EXTENSION_free(e);
	}
	OCSP_CERTID_free(id);
	ASN1_TIME_free(at);
	ASN1_GENERALIZEDTIME_free(made);
	ASN1_GENERALIZEDTIME_free(next);
}

static OCSP_BASICRESP *
make_basic(const struct forge_ocsp *f)
{
	OCSP_BASICRESP *b = OCSP_BASICRESP_new();
	unsigned long flags = OCSP_NOTIME | (f->by_key ? OCSP_RESPID_KEY : 0) | (f->bare ? OCSP_NOCERTS : 0);

	for (int i = 0; i <= f->repeat; i++)
		add_single(b, &f->singles[0]);
	for (size_t i = 1; i < sizeof(f->singles) / sizeof(f->singles[0]) && f->singles[i].of != NULL; i++)
		add_single(b, &f->singles[i]);
	if (f->nonce != NULL)
		OCSP_basic_add1_nonce(b, (unsigned char *)(uintptr_t)f->nonce, (int)strlen(f->nonce));
	if (f->critical_oid != NULL) {
		X509_EXTENSION *e = forge_extension(f->critical_oid, 1);
		OCSP_BASICRESP_add_ext(b, e, -1);
		X509_EXTENSION_free(e);
	}
	for (int i = 0; i < f->certificates; i++)
		OCSP_basic_add1_cert(b, f->signer->x);
	/* OpenSSL sets no producedAt with OCSP_NOTIME; there is no setter, so it is written through the peeked value. */
	ASN1_GENERALIZEDTIME *produced = (ASN1_GENERALIZEDTIME *)(uintptr_t)OCSP_resp_get0_produced_at(b);
	ASN1_GENERALIZEDTIME_set(produced, f->produced ? f->produced : FORGE_NOW - 3600);
	/* OpenSSL signs only with the key of the certificate: a twin of it with another key is what a forger has. */
	X509 *signer = X509_dup(f->signer->x);
	if (f->key_of != NULL) {
		X509_set_pubkey(signer, f->key_of->key);
		flags |= OCSP_NOCERTS;
		if (!f->bare)
			OCSP_basic_add1_cert(b, f->signer->x);
	}
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	assert_int_equal(EVP_DigestSignInit(ctx, NULL, EVP_get_digestbyname(f->digest ? f->digest : "SHA256"), NULL,
			(f->key_of ? f->key_of : f->signer)->key), 1);
	assert_int_equal(OCSP_basic_sign_ctx(b, signer, ctx, NULL, flags), 1);
	EVP_MD_CTX_free(ctx);
	X509_free(signer);
	return b;
}

struct tr_bytes
forge_ocsp_make(const struct forge_ocsp *f)
{
	OCSP_BASICRESP *b = make_basic(f);
	OCSP_RESPONSE *whole = OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, b);
	unsigned char *der = NULL;
	int n = f->basic_only ? i2d_OCSP_BASICRESP(b, &der) : i2d_OCSP_RESPONSE(whole, &der);

	assert_true(n > 0);
	uint8_t *copy = malloc((size_t)n);
	memcpy(copy, der, (size_t)n);
	OPENSSL_free(der);
	OCSP_RESPONSE_free(whole);
	OCSP_BASICRESP_free(b);
	ERR_clear_error();
	return TR_BYTES(copy, (size_t)n);
}
