/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Signing with a token that works: SoftHSM in a directory of its own, filled with its and OpenSC's programs. */
#include "test.h"

#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/cms.h"
#include "crypto/people.h"
#include "crypto/value.h"

#define MODULE "/usr/lib/softhsm/libsofthsm2.so"
#define LABEL "Thẻ thử"
#define PIN "123456"
#define URI "pkcs11:token=Th%E1%BA%BB%20th%E1%BB%AD"

static struct person root, issuing;
static char *folder;
static bool present;

/* A key and its certificate, as a citizen's token holds them. */
static void
import(const struct person *p, const char *id)
{
	struct tr_buf pem = people_pem(&(struct person){.key = p->key}, NULL, 0, NULL);
	char *key = people_file("key.pem", tr_buf_view(&pem)), *der = people_file("cert.der", p->der);
	const char *const import_key[] = {"softhsm2-util", "--import", key, "--token", LABEL, "--label",
			"khóa", "--id", id, "--pin", PIN, NULL};
	const char *const import_certificate[] = {"pkcs11-tool", "--module", MODULE, "--token-label", LABEL,
			"--login", "--pin", PIN, "--write-object", der, "--type", "cert", "--id", id,
			"--label", "khóa", NULL};

	assert_int_equal(people_run(import_key), 0);
	assert_int_equal(people_run(import_certificate), 0);
	unlink(key);
	unlink(der);
	free(key);
	free(der);
	tr_buf_free(&pem);
}

static int
set_up(void **state)
{
	char text[512], config[512];
	const char *const init[] = {"softhsm2-util", "--init-token", "--free", "--label", LABEL, "--so-pin",
			"87654321", "--pin", PIN, NULL};

	(void)state;
	if (access(MODULE, R_OK) != 0)
		return 0;
	assert_true(asprintf(&folder, "%s/softhsm-XXXXXX", TRIEN_BINARY_DIR) > 0);
	assert_non_null(mkdtemp(folder));
	snprintf(config, sizeof(config), "%s/softhsm2.conf", folder);
	int n = snprintf(text, sizeof(text),
			"directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n", folder);
	FILE *f = fopen(config, "w");
	assert_true(f != NULL && fwrite(text, 1, (size_t)n, f) == (size_t)n && fclose(f) == 0);
	setenv("SOFTHSM2_CONF", config, 1);
	assert_int_equal(people_run(init), 0);
	root = people_make("P-256", "Test Root CA", NULL, 1, false);
	issuing = people_make("P-256", "Test Issuing CA", &root, 2, false);
	present = true;
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	if (!present)
		return 0;
	const char *const remove[] = {"rm", "-rf", "--", folder, NULL};
	assert_int_equal(people_run(remove), 0);
	free(folder);
	people_free(&issuing);
	people_free(&root);
	return 0;
}

static void
sign_and_judge(const char *uri, const struct tr_signer_choice *choice, const struct person *leaf)
{
	TR_AUTO_BUF attributes = {0}, value = {0}, der = {0};
	uint8_t digest[TR_DIGEST_MAX], to_sign[TR_DIGEST_MAX];
	const struct tr_bytes document = TR_BYTES_LIT("Kính gửi");
	struct tr_cms_plan *plan = NULL;
	struct tr_cms *cms = NULL;
	struct tr_signer *s = NULL;
	struct trien_err err = {0};
	struct fixed_pin pin;
	enum tr_cms_finding finding;
	size_t n, to_sign_n;

	assert_ok(tr_signer_open(uri, choice, fixed_pin(&pin, PIN), &s, &err), &err);
	assert_int_equal(pin.asked, 1);
	assert_true(tr_bytes_equal(s->chain[0], leaf->der));
	assert_ok(tr_cms_plan_new(s->chain, s->chain_count, s->digest, s->scheme, &plan, &err), &err);
	assert_ok(tr_digest(s->digest, document, digest, &n, &err), &err);
	assert_ok(tr_cms_prepare(plan, TR_BYTES(digest, n), &attributes, to_sign, &to_sign_n, &err), &err);
	assert_ok(tr_signer_sign(s, TR_BYTES(to_sign, to_sign_n), &value, &err), &err);
	assert_ok(tr_cms_finish(plan, tr_buf_view(&attributes), tr_buf_view(&value), &der, &err), &err);
	assert_ok(tr_cms_read(tr_buf_view(&der), &cms, &err), &err);
	assert_ok(tr_cms_judge(cms, "ETSI.CAdES.detached", &document, 1, &finding, NULL, &err), &err);
	assert_int_equal(finding, TR_CMS_GOOD);
	tr_cms_free(cms);
	tr_cms_plan_free(plan);
	tr_signer_close(s);
}

static void
every_scheme(void **state)
{
	static const struct {
		const char *kind, *id, *uri;
	} rows[] = {
		{"RSA-2048", "a1", URI ";id=%A1?module-path=" MODULE},
		{"P-256", "a2", URI ";id=%A2?module-path=" MODULE},
		{"P-384", "a3", URI ";id=%A3?module-path=" MODULE},
	};

	(void)state;
	if (!present)
		skip();
	for (size_t i = 0; i < 3; i++) {
		struct person leaf =
				people_make(rows[i].kind, "Phạm Văn Dũng", &issuing, 40 + (long)i, false);
		import(&leaf, rows[i].id);
		for (int scheme = TR_RSA_PKCS1; scheme <= TR_ECDSA; scheme++) {
			if ((i > 0) != (scheme == TR_ECDSA))
				continue;
			for (int digest = TR_SHA256; digest <= TR_SHA512; digest++) {
				struct tr_signer_choice choice = {
						true, true, (enum tr_digest)digest, (enum tr_scheme)scheme};
				sign_and_judge(rows[i].uri, &choice, &leaf);
			}
		}
		people_free(&leaf);
	}
}

static void
the_wrong_pin_and_its_flag(void **state)
{
	struct tr_signer *s = NULL;
	struct trien_err err;
	struct fixed_pin pin;
	const char *uri = URI ";id=%A1?module-path=" MODULE;

	(void)state;
	if (!present)
		skip();
	assert_refused(tr_signer_open(uri, NULL, fixed_pin(&pin, "000000"), &s, &err), "token.pin-wrong");
	assert_string_equal(pin.warning, "");
	/* SoftHSM raises CKF_USER_PIN_COUNT_LOW after one wrong PIN. */
	assert_ok(tr_signer_open(uri, NULL, fixed_pin(&pin, PIN), &s, &err), &err);
	assert_string_equal(pin.warning, "count-low");
	tr_signer_close(s);
	assert_refused(tr_signer_open(URI "?module-path=" MODULE, NULL, fixed_pin(&pin, PIN), &s, &err),
			"token.object-several");
	assert_refused(tr_signer_open("pkcs11:token=None?module-path=" MODULE, NULL, fixed_pin(&pin, PIN), &s,
				       &err),
			"token.not-found");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_scheme),
		cmocka_unit_test(the_wrong_pin_and_its_flag),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
