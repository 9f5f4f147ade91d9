/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One lab, made once, and all that is in it. */
#include "test.h"

#include <fcntl.h>
#include <jansson.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lab/lab.h"
#include "pki/path.h"

#define NOW 1800000000
#define YEAR (365 * (int64_t)86400)

static char work[] = "/tmp/trien-lab-XXXXXX", lab[64];
static struct tr_lab_report report;

static char *
path_of(const char *name)
{
	static char path[300];
	snprintf(path, sizeof(path), "%s/%s", lab, name);
	return path;
}

static struct tr_trust *
load_trust(void)
{
	struct tr_trust *t = NULL;
	struct trien_err err = {0};
	assert_ok(tr_trust_load_dir(path_of("trust"), &t, &err), &err);
	return t;
}

/* The certificates of a PEM key file, signer first. */
static struct tr_pool *
load_pool(const char *name)
{
	struct tr_pool *pool = NULL;
	struct trien_err err = {0};
	BIO *bio = BIO_new_file(path_of(name), "rb");
	X509 *x;

	if (bio == NULL)
		fail_msg("%s is not there", name);
	assert_ok(tr_pool_new(&pool, &err), &err);
	while ((x = PEM_read_bio_X509(bio, NULL, NULL, NULL)) != NULL) {
		unsigned char *der = NULL;
		int n = i2d_X509(x, &der);
		assert_ok(tr_pool_add(pool, TR_BYTES(der, (size_t)n), NULL, &err), &err);
		OPENSSL_free(der);
		X509_free(x);
	}
	BIO_free(bio);
	assert_true(tr_pool_count(pool) > 0);
	return pool;
}

static EVP_PKEY *
load_key(const char *name)
{
	BIO *bio = BIO_new_file(path_of(name), "rb");
	EVP_PKEY *key = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
	assert_non_null(key);
	BIO_free(bio);
	return key;
}

static void
assert_mode(const char *name, mode_t want)
{
	struct stat st;
	if (stat(path_of(name), &st) != 0)
		fail_msg("%s is not there", name);
	assert_int_equal(st.st_mode & 0777, want);
}

static void
files_are_there_and_guarded(void **state)
{
	static const char *const who[] = {"leader", "checker", "clerk", "agency", "leader-2", "leader-3", "agency-2", "agency-3", "tsa"};
	char name[64];
	(void)state;

	for (size_t i = 0; i < sizeof(who) / sizeof(*who); i++) {
		snprintf(name, sizeof(name), "keys/%s.pem", who[i]);
		assert_mode(name, 0600);
		snprintf(name, sizeof(name), "keys/%s.p12", who[i]);
		assert_mode(name, 0600);
		snprintf(name, sizeof(name), "keys/%s.pin", who[i]);
		assert_mode(name, 0600);
	}
	assert_mode("ca", 0700);
	assert_mode("ca/root.pem", 0600);
	assert_mode("ca/issuing.pem", 0600);
	assert_mode("ca/ocsp.pem", 0600);
	assert_mode("trust/root.pem", 0644);
	assert_mode("tokens.json", 0644);
	assert_int_equal(report.certificates, 17);
	struct tr_trust *t = load_trust();
	assert_int_equal(tr_trust_count(t), 1);
	assert_true(tr_trust_peek(t, 0)->lab);
	tr_trust_free(t);
}

static const struct {
	const char *file;
	enum tr_path_use use;
	enum tr_key_kind kind;
	unsigned bits;
	enum tr_path_finding finding;
} rows[] = {
	{"keys/leader.pem", TR_PATH_FOR_DOCUMENT, TR_KEY_RSA, 2048, TR_PATH_PASSED},
	{"keys/checker.pem", TR_PATH_FOR_DOCUMENT, TR_KEY_EC, 256, TR_PATH_PASSED},
	{"keys/clerk.pem", TR_PATH_FOR_DOCUMENT, TR_KEY_RSA, 2048, TR_PATH_PASSED},
	{"keys/agency.pem", TR_PATH_FOR_DOCUMENT, TR_KEY_RSA, 2048, TR_PATH_PASSED},
	{"keys/leader-2.pem", TR_PATH_FOR_DOCUMENT, TR_KEY_EC, 256, TR_PATH_PASSED},
	{"keys/leader-3.pem", TR_PATH_FOR_DOCUMENT, TR_KEY_EC, 256, TR_PATH_PASSED},
	{"keys/agency-2.pem", TR_PATH_FOR_DOCUMENT, TR_KEY_EC, 256, TR_PATH_PASSED},
	{"keys/agency-3.pem", TR_PATH_FOR_DOCUMENT, TR_KEY_EC, 256, TR_PATH_PASSED},
	{"keys/tsa.pem", TR_PATH_FOR_TIME_STAMP, TR_KEY_RSA, 2048, TR_PATH_PASSED},
	{"keys/tsa.pem", TR_PATH_FOR_DOCUMENT, TR_KEY_RSA, 2048, TR_PATH_CHAIN_CONSTRAINTS_FAILURE},
	{"ca/ocsp.pem", TR_PATH_FOR_OCSP, TR_KEY_EC, 256, TR_PATH_PASSED},
	{"ca/issuing.pem", TR_PATH_FOR_ANY, TR_KEY_RSA, 3072, TR_PATH_PASSED},
	{"bad/expired.pem", TR_PATH_FOR_DOCUMENT, TR_KEY_EC, 256, TR_PATH_EXPIRED},
	{"bad/not-yet-valid.pem", TR_PATH_FOR_DOCUMENT, TR_KEY_EC, 256, TR_PATH_NOT_YET_VALID},
	{"bad/weak.pem", TR_PATH_FOR_DOCUMENT, TR_KEY_RSA, 1024, TR_PATH_CRYPTO_CONSTRAINTS_FAILURE},
	{"bad/wrong-key.pem", TR_PATH_FOR_DOCUMENT, TR_KEY_EC, 256, TR_PATH_PASSED},
};

static void
chains_are_as_they_should_be(void **state)
{
	struct tr_trust *t = load_trust();
	(void)state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct tr_pool *pool = load_pool(rows[i].file);
		const struct tr_certificate *signer = tr_pool_peek(pool, 0);
		const struct tr_path_request r = {.signer = signer, .pool = pool, .trust = t, .as_of = NOW,
			.use = rows[i].use};
		struct tr_path p;
		struct trien_err err = {0};

		assert_ok(tr_path_judge(&r, &p, &err), &err);
		if (p.finding != rows[i].finding)
			fail_msg("%s: %s", rows[i].file, tr_path_reason_id(p.reason));
		assert_true(p.lab && signer->lab);
		assert_refused(tr_certificate_official_use(signer, &err), "lab.not-official");
		assert_int_equal(signer->key_kind, rows[i].kind);
		assert_int_equal(signer->key_bits, rows[i].bits);
		assert_int_equal(strlen(signer->serial), 32);
		assert_int_equal(signer->subject.country.n, 2);
		assert_memory_equal(signer->subject.unit.p, "LAB - KHÔNG DÙNG CHÍNH THỨC", signer->subject.unit.n);
		tr_pool_free(pool);
	}
	tr_trust_free(t);
}

/* The caller's clock, not the machine's. */
static void
validity_follows_the_clock(void **state)
{
	struct tr_pool *pool = load_pool("keys/leader.pem");
	const struct tr_certificate *c = tr_pool_peek(pool, 0);
	(void)state;

	assert_true(c->not_before == NOW - 86400);
	assert_true(c->not_after == NOW + 3 * YEAR);
	tr_pool_free(pool);
}

static void
keys_fit_but_for_the_wrong_one(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct tr_pool *pool = load_pool(rows[i].file);
		EVP_PKEY *key = load_key(rows[i].file);
		bool wrong = strcmp(rows[i].file, "bad/wrong-key.pem") == 0;
		assert_int_equal(EVP_PKEY_eq(tr_pool_peek(pool, 0)->key, key) == 1, !wrong);
		EVP_PKEY_free(key);
		tr_pool_free(pool);
	}
}

static void
read_pin(const char *name, char pin[32])
{
	FILE *f = fopen(path_of(name), "rb");
	assert_non_null(f);
	size_t n = fread(pin, 1, 31, f);
	pin[n] = '\0';
	fclose(f);
	assert_int_equal(n, 8);
	assert_int_equal(strspn(pin, "0123456789"), 8);
}

static void
p12_opens_with_its_pin_alone(void **state)
{
	static const char *const who[] = {"leader", "checker", "clerk", "agency", "leader-2", "leader-3", "agency-2", "agency-3", "tsa"};
	char name[64], pin[32];
	(void)state;

	for (size_t i = 0; i < sizeof(who) / sizeof(*who); i++) {
		EVP_PKEY *key = NULL;
		X509 *x = NULL;
		STACK_OF(X509) *more = NULL;
		snprintf(name, sizeof(name), "keys/%s.pin", who[i]);
		read_pin(name, pin);
		snprintf(name, sizeof(name), "keys/%s.p12", who[i]);
		BIO *bio = BIO_new_file(path_of(name), "rb");
		PKCS12 *p12 = d2i_PKCS12_bio(bio, NULL);
		assert_non_null(p12);
		assert_int_equal(PKCS12_parse(p12, "12345", &key, &x, &more), 0);
		assert_int_equal(PKCS12_parse(p12, pin, &key, &x, &more), 1);
		assert_int_equal(sk_X509_num(more), 1);
		assert_int_equal(X509_check_private_key(x, key), 1);
		sk_X509_pop_free(more, X509_free);
		X509_free(x);
		EVP_PKEY_free(key);
		PKCS12_free(p12);
		BIO_free(bio);
	}
}

static void
tokens_are_described(void **state)
{
	json_error_t e;
	json_t *root = json_load_file(path_of("tokens.json"), 0, &e);
	const json_t *tokens = json_object_get(root, "tokens");
	size_t i;
	json_t *t;
	(void)state;

	assert_non_null(root);
	assert_int_equal(json_array_size(tokens), report.tokens);
	if (report.tokens == 0) {
		assert_string_equal(json_string_value(json_object_get(root, "reason")), report.no_tokens_reason);
		json_decref(root);
		print_message("tokens not made: %s\n", report.no_tokens_reason);
		return;
	}
	assert_int_equal(report.tokens, 4);
	assert_null(report.no_tokens_reason);
	assert_true(json_is_null(json_object_get(root, "reason")));
	json_array_foreach(tokens, i, t) {
		const char *uri = json_string_value(json_object_get(t, "uri"));
		assert_true(strncmp(uri, "pkcs11:token=trien-lab-", 23) == 0);
		assert_non_null(strstr(uri, ";id=%"));
		assert_non_null(strstr(uri, "?module-path=/"));
		assert_int_equal(access(json_string_value(json_object_get(t, "pin_file")), R_OK), 0);
		assert_int_equal(access(json_string_value(json_object_get(t, "softhsm2_conf")), R_OK), 0);
	}
	assert_int_not_equal(access(path_of("softhsm/building.conf"), F_OK), 0);
	assert_mode("softhsm", 0700);
	json_decref(root);
}

static int
make_lab(void **state)
{
	struct tr_env_fixed clock = {.now = NOW, .counter = 7};
	const struct tr_env env = tr_env_fixed_of(&clock);
	struct trien_err err = {0};
	(void)state;

	assert_non_null(mkdtemp(work));
	snprintf(lab, sizeof(lab), "%s/lab", work);
	const struct tr_lab_options o = {.directory = lab, .env = &env, .report = &report};
	assert_ok(tr_lab_init(&o, &err), &err);
	return 0;
}

static int
remove_lab(void **state)
{
	char command[200];
	(void)state;
	snprintf(command, sizeof(command), "rm -rf %s", work);
	return system(command);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_there_and_guarded),
		cmocka_unit_test(chains_are_as_they_should_be),
		cmocka_unit_test(validity_follows_the_clock),
		cmocka_unit_test(keys_fit_but_for_the_wrong_one),
		cmocka_unit_test(p12_opens_with_its_pin_alone),
		cmocka_unit_test(tokens_are_described),
	};
	return cmocka_run_group_tests_name("lab", tests, make_lab, remove_lab);
}
