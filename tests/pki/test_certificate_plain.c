/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the reader of plain certificates reads, OpenSSL reads, and in the same way; whatever else it leaves to OpenSSL. */
#include "test.h"

#include <dirent.h>
#include <openssl/err.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

#include "alike.h"
#include "forge.h"
#include "mutate.h"

#define SEED 20261126
#define MUTATIONS 400 /* of one certificate */

static struct forge
rich(void)
{
	return (struct forge){.cn = "Nguyễn Văn Mẫu", .ku = SIGN_KU, .eku = "critical,clientAuth,emailProtection,1.2.3.4", .ids = true,
		.bc = "critical,CA:TRUE,pathlen:3", .policy = "2.999.5.1", .crldp = "URI:http://crl.mau.test/a.crl,URI:http://crl.mau.test/b.crl",
		.aia = "OCSP;URI:http://ocsp.mau.test,caIssuers;URI:http://mau.test/ca.crt", .no_check = true, .lab = true, .padding = 40,
		.san = "email:mau@mau.test,URI:http://mau.test,DNS:mau.test,IP:192.0.2.1,otherName:1.2.3.4;UTF8:mẫu"};
}

static struct forge
poor(void)
{
	return (struct forge){.cn = "CA", .bc = CA_BC};
}

#define WITH(base, ...) \
	({ \
		struct forge f_ = (base); \
		__VA_ARGS__; \
		f_; \
	})

static bool
is_plain(struct tr_bytes der)
{
	bool plain;
	const char *difference = alike_read(der, &plain);

	if (difference != NULL)
		fail_msg("read differently: %s", difference);
	return plain;
}

/* Takes what is to be made. */
static void
check(struct forge f, bool wanted)
{
	struct forged x = forge_make(&f);

	if (is_plain(x.der) != wanted)
		fail_msg("%s: plain is not %d", f.cn, wanted);
	forge_free(&x);
}

static void
usual_ones_are_plain(void **state)
{
	static const char *const keys[] = {"P-256", "P-384", "P-521", "RSA-2048"};
	static const char *const digests[] = {"SHA256", "SHA384", "SHA512"};
	(void)state;

	check(rich(), true);
	check(poor(), true);
	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++)
		for (size_t k = 0; k < sizeof(digests) / sizeof(*digests); k++)
			check(WITH(rich(), f_.key = keys[i], f_.digest = digests[k]), true);
	check(WITH(poor(), f_.eku = "anyExtendedKeyUsage,serverAuth,codeSigning,timeStamping,OCSPSigning"), true);
	check(WITH(poor(), f_.eku = "critical,1.3.6.1.5.5.7.3.36"), true);
	check(WITH(poor(), f_.serial_hex = "00"), true);
	check(WITH(poor(), f_.serial_hex = "80"), true);
	check(WITH(poor(), f_.to = 2600000000), true); /* GeneralizedTime */
	check(WITH(poor(), f_.ku = "decipherOnly"), true);
	check(WITH(poor(), f_.ku = "digitalSignature,encipherOnly,decipherOnly"), true);
}

/* Every one of these asks more of a verifier, or is of a form that few have. */
static void
others_are_left_to_openssl(void **state)
{
	(void)state;

	check(WITH(poor(), f_.version = 1, f_.bc = NULL), false);
	check(WITH(poor(), f_.bc = NULL), false); /* no extension at all */
	check(WITH(poor(), f_.key = "DSA"), false);
	check(WITH(poor(), f_.key = "secp256k1"), false);
	check(WITH(poor(), f_.digest = "SHA1"), false);
	check(WITH(poor(), f_.serial_hex = "-05"), false);
	check(WITH(poor(), f_.nc = "critical,permitted;DNS:mau.test"), false);
	check(WITH(poor(), f_.nc = "permitted;email:mau.test"), false);
	check(WITH(poor(), f_.policy_constraints = "requireExplicitPolicy:0"), false);
	check(WITH(poor(), f_.critical_oid = "2.999.7"), false);
	check(WITH(poor(), f_.ku = SIGN_KU, f_.doubled = true), false);
	check(WITH(poor(), f_.san = "RID:1.2.3"), false);
	check(WITH(poor(), f_.crldp = "URI:http://crl.mau.test,URI:http://crl.mau.test,RID:1.2.3"), false);
	check(WITH(poor(), f_.bc = "CA:FALSE,pathlen:1"), false);
	check(WITH(poor(), f_.extensions = TR_CRL_EXTENSIONS_MAX - 1), true);
	check(WITH(poor(), f_.extensions = TR_CRL_EXTENSIONS_MAX), false);
	check(WITH(poor(), f_.policies = TR_CERTIFICATE_POLICIES_MAX), true);
	check(WITH(poor(), f_.policies = TR_CERTIFICATE_POLICIES_MAX + 1), false);
	check(WITH(poor(), f_.mappings = "2.999.6.0:2.999.6.1"), false);
	check(WITH(poor(), f_.cn = "Mẫu\tthử"), true);
}

/* ---- collections ---- */

static size_t
check_folder(const char *folder, size_t *plain)
{
	DIR *d = opendir(folder);
	const struct dirent *e;
	size_t all = 0;

	while (d != NULL && (e = readdir(d)) != NULL) {
		uint8_t bytes[16384];
		char path[4600];
		snprintf(path, sizeof(path), "%s/%s", folder, e->d_name);
		FILE *f = e->d_name[0] != '.' ? fopen(path, "rb") : NULL;
		if (f == NULL)
			continue;
		size_t n = fread(bytes, 1, sizeof(bytes), f);
		fclose(f);
		*plain += is_plain(TR_BYTES(bytes, n));
		all++;
	}
	if (d != NULL)
		closedir(d);
	return all;
}

static void
the_certificates_of_others_are_read_alike(void **state)
{
	const char *shared = getenv("TRIEN_SHARED");
	char folder[4200];
	size_t plain = 0;
	(void)state;

	assert_true(check_folder(TRIEN_SOURCE_DIR "/fuzz/corpus/certificate", &plain) >= 5);
	snprintf(folder, sizeof(folder), "%s/data/pkits/certs", shared != NULL ? shared : TRIEN_SOURCE_DIR "/../shared");
	const size_t all = check_folder(folder, &plain);
	printf("plain: %zu, of PKITS %zu in all\n", plain, all);
	assert_true(all == 0 || plain > all / 2);
}

/* ---- what nobody issues ---- */

static void
mutate_one(struct tr_bytes der, uint64_t *seed, size_t *plain, size_t *read)
{
	for (int i = 0; i < MUTATIONS; i++) {
		TR_AUTO_BUF out = {0};
		struct tr_certificate *c = NULL;
		mutate(der, seed, &out);
		*plain += is_plain(tr_buf_view(&out));
		*read += tr_certificate_parse(tr_buf_view(&out), &c, NULL) == TRIEN_OK;
		tr_certificate_free(c);
	}
}

static void
a_change_anywhere_is_read_alike(void **state)
{
	const struct forge all[] = {rich(), poor(), WITH(rich(), f_.key = "RSA-2048"), WITH(poor(), f_.nc = "permitted;email:mau.test"),
		WITH(rich(), f_.key = "P-521", f_.digest = "SHA512", f_.san = NULL), WITH(poor(), f_.policy_constraints = "inhibitPolicyMapping:1")};
	size_t plain = 0, read = 0;
	uint64_t seed = SEED;
	(void)state;

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct forged x = forge_make(&all[i]);
		mutate_one(x.der, &seed, &plain, &read);
		forge_free(&x);
	}
	printf("of %zu changed certificates OpenSSL reads %zu, %zu are plain\n", MUTATIONS * sizeof(all) / sizeof(*all), read, plain);
	assert_true(plain > 100 && read > plain + 100);
}

static void
every_byte_counts(void **state)
{
	static const uint8_t with[] = {0x01, 0x20, 0x80};
	struct forged x = FORGE(.cn = "CA", .bc = "critical,CA:TRUE,pathlen:1", .ku = CA_KU, .ids = true, .policy = "2.999.5.1");
	uint8_t *bytes = malloc(x.der.n);
	(void)state;

	assert_non_null(bytes);
	for (size_t i = 0; i < x.der.n; i++)
		for (size_t k = 0; k < sizeof(with); k++) {
			memcpy(bytes, x.der.p, x.der.n);
			bytes[i] ^= with[k];
			(void)is_plain(TR_BYTES(bytes, x.der.n));
		}
	free(bytes);
	forge_free(&x);
}

/* ---- as OpenSSL's ---- */

static void *
ask_for_x509(void *c)
{
	return tr_certificate_x509(c);
}

/* Several threads may ask for it at once, and come to the same. */
static void
openssls_certificate_is_made_once(void **state)
{
	struct forge f = rich();
	struct forged x = forge_make(&f);
	struct tr_certificate *c;
	struct trien_err err = {0};
	pthread_t threads[4];
	void *got[4];
	(void)state;

	assert_ok(tr_certificate_parse(x.der, &c, &err), &err);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, ask_for_x509, c), 0);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(pthread_join(threads[i], &got[i]), 0);
	for (size_t i = 0; i < 4; i++)
		assert_ptr_equal(got[i], got[0]);
	assert_int_equal(X509_cmp(got[0], x.x), 0);
	tr_certificate_free(c);
	forge_free(&x);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(usual_ones_are_plain),
		cmocka_unit_test(others_are_left_to_openssl),
		cmocka_unit_test(the_certificates_of_others_are_read_alike),
		cmocka_unit_test(a_change_anywhere_is_read_alike),
		cmocka_unit_test(every_byte_counts),
		cmocka_unit_test(openssls_certificate_is_made_once),
	};
	return cmocka_run_group_tests_name("pki certificate plain", tests, NULL, NULL);
}
