/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The offline judgement of a B-LT file with two signatures, warm and memory to memory, against its public-key operations alone: each
 * value that stands in the file and has to be verified, once. Both are measured in turn. Usage: bench_judge DIR: writes the
 * file and its anchor there too, for bench/judge.sh.
 */
#include "bench.h"

#include <string.h>

#include "verify/fixture.h"
#include "verify/matrix/build.h"
#include "verify/verify.h"

#define LIMIT 2.5
/* Two signatures and two tokens; signer, CA, TSA, TSA's CA; the lists of root, CA and TSA's CA. */
#define VALUES 11

struct judging {
	struct tr_buf file;
	struct tr_verify_options options;
	EVP_PKEY *key;
	EVP_PKEY_CTX *context;
	uint8_t digest[32], value[512];
	size_t value_n;
};

static void
check(bool good, const char *what)
{
	if (!good) {
		fprintf(stderr, "bench_judge: %s\n", what);
		exit(1);
	}
}

static void
judge(void *context)
{
	struct judging *j = context;
	struct tr_verdict *v;

	check(tr_verify(tr_buf_view(&j->file), &j->options, &v, NULL) == TRIEN_OK && v->signature_count == 2 &&
			v->indication == TR_TOTAL_PASSED, "the file is not good");
	tr_verdict_free(v);
}

static void
verify_values(void *context)
{
	struct judging *j = context;

	for (int i = 0; i < VALUES; i++)
		check(EVP_PKEY_verify(j->context, j->value, j->value_n, j->digest, sizeof(j->digest)) == 1, "a value is wrong");
}

static void
prepare_values(struct judging *j)
{
	EVP_PKEY_CTX *c = EVP_PKEY_CTX_new(j->key, NULL);

	memset(j->digest, 7, sizeof(j->digest));
	j->value_n = sizeof(j->value);
	check(EVP_PKEY_sign_init(c) == 1 && EVP_PKEY_CTX_set_signature_md(c, EVP_sha256()) == 1 &&
			EVP_PKEY_sign(c, j->value, &j->value_n, j->digest, sizeof(j->digest)) == 1, "no value");
	EVP_PKEY_CTX_free(c);
	j->context = EVP_PKEY_CTX_new(j->key, NULL);
	check(EVP_PKEY_verify_init(j->context) == 1 && EVP_PKEY_CTX_set_signature_md(j->context, EVP_sha256()) == 1, "no context");
}

static void
make_file(const struct world *w, struct tr_buf *out)
{
	static const struct condition good = {.name = "good", .signer = W_SIGNER};
	const struct build b = {w, &good, LEVEL_T, false};
	const struct word_request known = {.signer = W_SIGNER, .at = T_SIGNED + HOUR};
	struct fixture_doc d;
	struct words l;

	fixture_begin(&d);
	struct signed_file f = {.bytes = &d.bytes};
	words_of(w, &known, &l);
	for (int i = 0; i < 2; i++) {
		build_sign(&b, &f, i == 0 ? "seal" : "");
		build_store(w, &l, W_SIGNER, W_TSA, T_SIGNED + HOUR, &f);
	}
	words_free(&l);
	tr_buf_free(&f.contents);
	*out = d.bytes;
}

static void
write_file(const char *folder, const char *name, const char *ending, struct tr_bytes bytes)
{
	char path[4096];
	snprintf(path, sizeof(path), "%s/%s%s", folder, name, ending);
	FILE *f = fopen(path, "wb");
	check(f != NULL && fwrite(bytes.p, 1, bytes.n, f) == bytes.n && fclose(f) == 0, path);
}

static int
measure(const char *folder, const char *key, const char *name)
{
	struct world w;
	struct judging j = {.options = {.as_of = T_SIGNED + DAY, .zone_minutes = 420}};
	struct tr_trust *trust;
	char what[80];
	double whole, values;

	world_open_with(&w, key);
	make_file(&w, &j.file);
	check(tr_trust_new(&trust, NULL) == TRIEN_OK && tr_trust_add(trust, TR_TRUST_GOVERNMENT, w.of[W_ROOT].der, "root", NULL) == TRIEN_OK,
			"no trust");
	j.options.trust = trust;
	j.key = w.of[W_CA].key;
	prepare_values(&j);
	const double ratio = bench_pair(judge, &j, verify_values, &j, 20, &whole, &values);
	printf("%s: %.0f us a file, of which %d public-key operations %.0f us\n", key, whole * 1e6, VALUES, values * 1e6);
	snprintf(what, sizeof(what), "B-LT, two signatures, %s: judgement / its operations", key);
	int missed = bench_row(what, ratio, "<=", LIMIT);
	write_file(folder, name, ".pdf", tr_buf_view(&j.file));
	write_file(folder, name, ".crt", w.of[W_ROOT].der);
	EVP_PKEY_CTX_free(j.context);
	tr_trust_free(trust);
	tr_buf_free(&j.file);
	world_close(&w);
	return missed;
}

int
main(int argc, char **argv)
{
	if (argc != 2) {
		fprintf(stderr, "usage: bench_judge DIR\n");
		return 3;
	}
	return measure(argv[1], "RSA-2048", "rsa") | measure(argv[1], "P-256", "ec");
}
