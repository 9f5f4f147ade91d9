/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Key and certificates in one PEM file (RFC 7468), the key perhaps encrypted; in any order. */
#include <limits.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdlib.h>

#include "base/errors/crypto.h"
#include "crypto/certificate_parts.h"
#include "crypto/limits.h"
#include "crypto/pbe.h"
#include "crypto/signer_key.h"

/* Between OpenSSL's callback and us. */
struct question {
	const char *label;
	const struct tr_pin_source *pin;
	struct tr_buf *password;
	trien_rc rc;
	struct trien_err *err;
	bool asked;
};

static int
give_password(char *out, int size, int writing, void *context)
{
	struct question *q = context;

	(void)writing;
	/* OpenSSL may call again for the same key; the person is asked once. */
	if (!q->asked)
		q->rc = tr_pin_ask(q->pin, q->label, NULL, q->password, q->err);
	q->asked = true;
	if (q->rc != TRIEN_OK || q->password->n > (size_t)size)
		return -1;
	if (q->password->n > 0)
		memcpy(out, q->password->p, q->password->n);
	return (int)q->password->n;
}

static bool
is_private_key(const char *name)
{
	size_t n = strlen(name), want = sizeof("PRIVATE KEY") - 1;
	return n >= want && strcmp(name + n - want, "PRIVATE KEY") == 0;
}

/* One block of the file, as PEM_read_bio gives it. */
struct block {
	char *name, *header;
	unsigned char *data;
	long n;
};

static void
block_free(struct block *b)
{
	if (b->n > 0)
		OPENSSL_clear_free(b->data, (size_t)b->n);
	OPENSSL_free(b->name);
	OPENSSL_free(b->header);
	*b = (struct block){0};
}

/* Certificates into m; counts private keys. */
static trien_rc
take_blocks(BIO *in, struct tr_signer_material *m, size_t *keys, struct trien_err *err)
{
	trien_rc rc = TRIEN_OK;

	*keys = 0;
	while (rc == TRIEN_OK) {
		struct block b = {0};
		if (PEM_read_bio(in, &b.name, &b.header, &b.data, &b.n) != 1)
			break;
		if (is_private_key(b.name))
			++*keys;
		else if (strcmp(b.name, "CERTIFICATE") == 0)
			rc = tr_signer_material_add(m, TR_BYTES(b.data, (size_t)b.n), err);
		block_free(&b);
	}
	unsigned long why = ERR_peek_last_error();
	bool end = ERR_GET_LIB(why) == ERR_LIB_PEM && ERR_GET_REASON(why) == PEM_R_NO_START_LINE;
	ERR_clear_error();
	if (rc == TRIEN_OK && !end)
		return TR_ERR(err, KEY_FILE_MALFORMED, TR_S("format", "PEM"),
				TR_S("what", "a block cannot be read (RFC 7468)"));
	return rc;
}

/* PBES2 inside "ENCRYPTED PRIVATE KEY" says how long the derivation takes: look before it starts. */
static trien_rc
check_iterations(BIO *in, struct trien_err *err)
{
	trien_rc rc = TRIEN_OK;

	for (struct block b = {0}; rc == TRIEN_OK && PEM_read_bio(in, &b.name, &b.header, &b.data, &b.n) == 1;
			block_free(&b)) {
		if (strcmp(b.name, "ENCRYPTED PRIVATE KEY") != 0)
			continue;
		const unsigned char *p = b.data;
		X509_SIG *sig = d2i_X509_SIG(NULL, &p, b.n);
		const X509_ALGOR *alg = NULL;
		if (sig != NULL)
			X509_SIG_get0(sig, &alg, NULL);
		if (alg != NULL)
			rc = tr_pbe_check(alg, err);
		X509_SIG_free(sig);
	}
	ERR_clear_error();
	return rc;
}

static trien_rc
key_failed(const struct question *q, struct trien_err *err)
{
	char why[TRIEN_ERR_VALUE_MAX];

	if (q->rc != TRIEN_OK) {
		ERR_clear_error();
		return q->rc;
	}
	if (tr_pbe_unsupported(why, sizeof(why)))
		return TR_ERR(err, KEY_CIPHER_UNSUPPORTED, TR_S("format", "PEM"), TR_S("what", why));
	ERR_clear_error();
	if (q->asked)
		return TR_ERR(err, KEY_PASSWORD_WRONG, TR_B("label", q->label, strlen(q->label)));
	return TR_ERR(err, KEY_FILE_MALFORMED, TR_S("format", "PEM"),
			TR_S("what", "the private key cannot be read"));
}

static trien_rc
read_pem(struct tr_bytes pem, const char *label, const struct tr_pin_source *pin, struct tr_signer_material *m,
		struct trien_err *err)
{
	TR_AUTO_SECRET password = {0};
	struct question q = {.label = label, .pin = pin, .password = &password, .err = err};
	size_t keys = 0;
	BIO *in = BIO_new_mem_buf(pem.p, (int)pem.n);

	if (in == NULL)
		return tr_openssl_failed("BIO_new_mem_buf", err);
	trien_rc rc = take_blocks(in, m, &keys, err);
	if (rc == TRIEN_OK && keys == 0)
		rc = TR_ERR0(err, KEY_NO_KEY);
	if (rc == TRIEN_OK && keys > 1)
		rc = TR_ERR(err, KEY_SEVERAL, TR_U("got", keys));
	if (rc == TRIEN_OK && BIO_reset(in) == 1)
		rc = check_iterations(in, err);
	if (rc == TRIEN_OK && BIO_reset(in) == 1) {
		m->key = PEM_read_bio_PrivateKey(in, NULL, give_password, &q);
		if (m->key == NULL)
			rc = key_failed(&q, err);
	}
	BIO_free(in);
	return rc;
}

trien_rc
tr_signer_open_pem_as(struct tr_bytes pem, const char *label, const struct tr_signer_choice *choice,
		const struct tr_pin_source *pin, struct tr_signer **out, struct trien_err *err)
{
	struct tr_signer_material m = {0};

	if (pem.n > TR_KEY_FILE_MAX)
		return TR_ERR(err, KEY_FILE_LARGE, TR_U("max", TR_KEY_FILE_MAX));
	trien_rc rc = read_pem(pem, label, pin, &m, err);
	if (rc == TRIEN_OK)
		rc = tr_signer_of_key(&m, choice, out, err);
	tr_signer_material_free(&m);
	return rc;
}

trien_rc
tr_signer_open_pem(struct tr_bytes pem, const struct tr_signer_choice *choice, const struct tr_pin_source *pin,
		struct tr_signer **out, struct trien_err *err)
{
	return tr_signer_open_pem_as(pem, "PEM", choice, pin, out, err);
}
