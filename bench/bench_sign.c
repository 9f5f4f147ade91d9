/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Signing memory to memory, warm, against the bare private-key operation of
 * the same key in the same libcrypto. Usage: bench_sign KEY.pem FILE.pdf...
 * KEY may be RSA or EC: the limit is chosen by it.
 */
#include "bench.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <string.h>

#include "trien/trien.h"

struct raw {
	EVP_PKEY_CTX *ctx;
	uint8_t digest[32];
	uint8_t value[1024];
};

struct whole {
	struct trien_signer *signer;
	uint8_t *file;
	size_t n;
	size_t tail_n;
};

static void
die(const char *what)
{
	fprintf(stderr, "bench_sign: %s\n", what);
	exit(1);
}

static void
raw_sign(void *context)
{
	struct raw *r = context;
	size_t n = sizeof(r->value);
	if (EVP_PKEY_sign(r->ctx, r->value, &n, r->digest, sizeof(r->digest)) != 1)
		die("EVP_PKEY_sign");
}

static void
whole_sign(void *context)
{
	struct whole *w = context;
	struct trien_sign_options options = {.reason = "bench"};
	struct trien_err err = {0};
	uint8_t *tail;
	if (trien_sign(w->signer, &options, w->file, w->n, &tail, &w->tail_n, &err) != TRIEN_OK)
		die(trien_err_id(err.code));
	trien_free(tail);
}

static EVP_PKEY *
load_key(const char *path)
{
	FILE *f = fopen(path, "r");
	EVP_PKEY *key = f ? PEM_read_PrivateKey(f, NULL, NULL, NULL) : NULL;
	if (f)
		fclose(f);
	if (key == NULL)
		die("cannot read the key");
	return key;
}

static void
open_raw(struct raw *r, EVP_PKEY *key)
{
	r->ctx = EVP_PKEY_CTX_new(key, NULL);
	if (EVP_PKEY_sign_init(r->ctx) != 1)
		die("EVP_PKEY_sign_init");
	if (EVP_PKEY_is_a(key, "RSA"))
		EVP_PKEY_CTX_set_rsa_padding(r->ctx, RSA_PKCS1_PADDING);
	EVP_PKEY_CTX_set_signature_md(r->ctx, EVP_sha256());
}

static void
load_file(struct whole *w, const char *path)
{
	FILE *f = fopen(path, "rb");
	if (f == NULL || fseek(f, 0, SEEK_END) != 0)
		die("cannot read the file");
	w->n = (size_t)ftell(f);
	w->file = malloc(w->n);
	rewind(f);
	if (w->file == NULL || fread(w->file, 1, w->n, f) != w->n)
		die("cannot read the file");
	fclose(f);
}

int
main(int argc, char **argv)
{
	int missed = 0;
	if (argc < 3)
		die("usage: bench_sign KEY.pem FILE.pdf...");
	char spec[4096];
	snprintf(spec, sizeof(spec), "pem:%s", argv[1]);
	struct trien_err err = {0};
	struct whole w = {0};
	if (trien_signer_open(spec, NULL, NULL, &w.signer, &err) != TRIEN_OK)
		die(trien_err_id(err.code));
	EVP_PKEY *key = load_key(argv[1]);
	struct raw r = {0};
	open_raw(&r, key);
	const int rsa = EVP_PKEY_is_a(key, "RSA");

	for (int i = 2; i < argc; i++) {
		double traw, twhole;
		load_file(&w, argv[i]);
		whole_sign(&w);
		const double ratio = bench_pair(raw_sign, &r, whole_sign, &w, rsa ? 30 : 300, &traw, &twhole);
		char what[200];
		const char *name = strrchr(argv[i], '/');
		snprintf(what, sizeof(what), "%s, %zu bytes, %s-%d: raw %.0f us, sign %.0f us", name ? name + 1 : argv[i],
				w.n, rsa ? "RSA" : "EC", EVP_PKEY_get_bits(key), traw * 1e6, twhole * 1e6);
		missed |= bench_row(what, ratio, ">=", rsa ? 0.85 : 0.30);
		printf("  %zu bytes added\n", w.tail_n);
		free(w.file);
	}
	trien_signer_close(w.signer);
	EVP_PKEY_CTX_free(r.ctx);
	EVP_PKEY_free(key);
	return missed;
}
