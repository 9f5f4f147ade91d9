/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * d2i_X509 of OpenSSL 3.0 decodes the public key at once, and for each key asks every decoder that its library context knows whether it could have a
 * part in that: 90 of the 110 us that a certificate takes. So certificates are read in a context that knows two: those of the default
 * provider for RSA and EC keys, the very functions that would have been found. Whatever has no key then (another kind, one that cannot be read)
 * is read once more in the usual way. Everything but decoders and kinds of keys is handed on to the default provider.
 */
#include "crypto/x509_read.h"

#include <openssl/core_dispatch.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/provider.h>
#include <openssl/x509.h>

#include <limits.h>
#include <pthread.h>
#include <string.h>

#define KINDS 2

/* Written once, behind `once`; as OpenSSL's own default context it lives as long as the process. */
static struct {
	OSSL_LIB_CTX *context; /* NULL: certificates are read in the usual way */
	OSSL_PROVIDER *all, *lent;
	OSSL_ALGORITHM keys[KINDS + 1], decoders[KINDS + 1];
} reader;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Algorithms have several names, separated by colons; the first one is enough here. */
static bool
is_kind(const OSSL_ALGORITHM *a, const char *kind)
{
	size_t n = strlen(kind);

	return strncmp(a->algorithm_names, kind, n) == 0 && (a->algorithm_names[n] == '\0' || a->algorithm_names[n] == ':');
}

/* The row for each kind with this property; false where one is missing. */
static bool
choose(int operation, const char *property, OSSL_ALGORITHM out[KINDS + 1])
{
	static const char *const kinds[KINDS] = {"RSA", "EC"};
	int no_cache = 0;
	const OSSL_ALGORITHM *all = OSSL_PROVIDER_query_operation(reader.all, operation, &no_cache);
	size_t n = 0;

	for (size_t k = 0; k < KINDS && all != NULL; k++)
		for (const OSSL_ALGORITHM *a = all; a->algorithm_names != NULL; a++)
			if (is_kind(a, kinds[k]) && strstr(a->property_definition, property) != NULL) {
				out[n++] = *a;
				break;
			}
	return n == KINDS;
}

static const OSSL_ALGORITHM *
query(void *provider, int operation, int *no_cache)
{
	(void)provider;
	*no_cache = 0;
	switch (operation) {
	case OSSL_OP_DECODER:
		return reader.decoders;
	case OSSL_OP_KEYMGMT:
		return reader.keys;
	default:
		return OSSL_PROVIDER_query_operation(reader.all, operation, no_cache);
	}
}

static int
start_provider(const OSSL_CORE_HANDLE *core, const OSSL_DISPATCH *in, const OSSL_DISPATCH **out, void **context)
{
	static const OSSL_DISPATCH functions[] = {{OSSL_FUNC_PROVIDER_QUERY_OPERATION, (void (*)(void))query}, {0, NULL}};

	(void)core;
	(void)in;
	*out = functions;
	/* The functions that are lent are called with what they know as their own. */
	*context = OSSL_PROVIDER_get0_provider_ctx(reader.all);
	return 1;
}

/* Only where the default provider is at work anyway: a machine that is set up to do without it gets no key from it here. */
static void
open_reader(void)
{
	if (OSSL_PROVIDER_available(NULL, "default") != 1 || (reader.all = OSSL_PROVIDER_load(NULL, "default")) == NULL)
		return;
	OSSL_LIB_CTX *c = OSSL_LIB_CTX_new();
	if (c != NULL && choose(OSSL_OP_KEYMGMT, "provider=default", reader.keys) &&
			choose(OSSL_OP_DECODER, "input=der,structure=SubjectPublicKeyInfo", reader.decoders) &&
			OSSL_PROVIDER_add_builtin(c, "lent", start_provider) == 1 &&
			(reader.lent = OSSL_PROVIDER_load(c, "lent")) != NULL)
		reader.context = c;
	else
		OSSL_LIB_CTX_free(c);
	ERR_clear_error();
}

void
tr_x509_prepare(void)
{
	(void)pthread_once(&once, open_reader);
}

OSSL_LIB_CTX *
tr_key_context(const EVP_PKEY *key)
{
	tr_x509_prepare();
	return reader.context != NULL && EVP_PKEY_get0_provider(key) == reader.lent ? reader.context : NULL;
}

EVP_PKEY *
tr_x509_read_key(struct tr_bytes spki)
{
	const unsigned char *p = spki.p;

	tr_x509_prepare();
	return reader.context != NULL ? d2i_PUBKEY_ex(NULL, &p, (long)spki.n, reader.context, NULL) : NULL;
}

static X509 *
read_in(OSSL_LIB_CTX *context, struct tr_bytes der, size_t *length)
{
	const unsigned char *p = der.p;
	X509 *x = X509_new_ex(context, NULL);

	/* It frees what it was given where it fails. */
	if (x == NULL || d2i_X509(&x, &p, (long)der.n) == NULL)
		return NULL;
	*length = (size_t)(p - der.p);
	return x;
}

X509 *
tr_x509_read(struct tr_bytes der, size_t *length)
{
	X509 *x = NULL;

	if (der.n > LONG_MAX)
		return NULL;
	tr_x509_prepare();
	if (reader.context != NULL)
		x = read_in(reader.context, der, length);
	if (x != NULL && X509_get0_pubkey(x) != NULL)
		return x;
	X509_free(x);
	ERR_clear_error();
	return read_in(NULL, der, length);
}
