/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Tokens as they misbehave: flags before the login, PINs each time, removal, wrong values, ambiguous objects.
 */
#include "test.h"

#include <dlfcn.h>
#include <openssl/err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "crypto/digest.h"
#include "crypto/mock_p11.h"
#include "crypto/p11.h"
#include "crypto/people.h"
#include "crypto/value.h"

#define URI "pkcs11:token=Mock%20token"
#define MODULE "?module-path=" MOCK_P11_PATH

static struct mock_p11 *mock;
static struct person root, issuing, leaf, leaf_ec, renewed;
static struct fixed_pin pin;
static struct trien_err err;

static int
set_up(void **state)
{
	void *library = dlopen(MOCK_P11_PATH, RTLD_NOW);
	mock_p11_get *get;

	(void)state;
	assert_non_null(library);
	void *symbol = dlsym(library, "mock_p11_state");
	memcpy(&get, &symbol, sizeof(get));
	mock = get();
	root = people_make("P-256", "Test Root CA", NULL, 1, false);
	issuing = people_make("P-256", "Test Issuing CA", &root, 2, false);
	leaf = people_make("RSA-2048", "Nguyễn Văn An", &issuing, 0x1a2b, true);
	leaf_ec = people_make("P-384", "Trần Thị Bình", &issuing, 0x77, false);
	renewed = people_certify(leaf.key, "Nguyễn Văn An", &issuing, 0x1a2c);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	people_free(&renewed);
	people_free(&leaf_ec);
	people_free(&leaf);
	people_free(&issuing);
	people_free(&root);
	return 0;
}

static void
add_key(const struct person *p, const char *label, const char *id)
{
	mock->objects[mock->object_count++] = (struct mock_object){CKO_PRIVATE_KEY, label, id, p->key, {0}};
}

static void
add_certificate(const struct person *p, const char *label, const char *id)
{
	mock->objects[mock->object_count++] = (struct mock_object){CKO_CERTIFICATE, label, id, NULL, p->der};
}

/* One token with one key, its certificate and the chain. */
static int
fresh(void **state)
{
	(void)state;
	*mock = (struct mock_p11){.slots = 1};
	add_certificate(&root, "gốc", "r");
	add_key(&leaf, "An", "1");
	add_certificate(&leaf, "An", "1");
	add_certificate(&issuing, "trung gian", "i");
	return 0;
}

static trien_rc
open_uri(const char *uri, struct tr_signer **s)
{
	err = (struct trien_err){0};
	return tr_signer_open(uri, NULL, &pin.source, s, &err);
}

static trien_rc
open_joined(const char *uri, const char *tail, struct tr_signer **s)
{
	char joined[1024];

	snprintf(joined, sizeof(joined), "%s%s", uri, tail);
	return open_uri(joined, s);
}

/* Signs a digest and checks the value against the certificate. */
static trien_rc
sign_once(struct tr_signer *s)
{
	TR_AUTO_BUF value = {0};
	uint8_t digest[TR_DIGEST_MAX] = {0x42};
	struct tr_bytes d = TR_BYTES(digest, tr_digest_size(s->digest));
	bool fits = false;

	TR_TRY(tr_signer_sign(s, d, &value, &err));
	assert_ok(tr_value_verify(s->chain[0], s->scheme, s->digest, d, tr_buf_view(&value), &fits, &err),
			&err);
	assert_true(fits);
	return TRIEN_OK;
}

static void
one_login_for_a_batch(void **state)
{
	struct tr_signer *s;

	(void)state;
	fixed_pin(&pin, MOCK_PIN);
	assert_ok(open_uri(URI MODULE, &s), &err);
	assert_int_equal(s->chain_count, 3);
	assert_true(tr_bytes_equal(s->chain[0], leaf.der));
	assert_true(tr_bytes_equal(s->chain[1], issuing.der));
	assert_true(tr_bytes_equal(s->chain[2], root.der));
	assert_true(s->lab);
	assert_int_equal(s->key_bits, 2048);
	for (int i = 0; i < 3; i++)
		assert_ok(sign_once(s), &err);
	assert_int_equal(mock->logins, 1);
	assert_int_equal(mock->context_logins, 0);
	assert_int_equal(mock->signs, 3);
	assert_int_equal(pin.asked, 1);
	assert_string_equal(pin.warning, "");
	tr_signer_close(s);
	assert_int_equal(mock->sessions_open, 0);
}

static void
ecdsa_becomes_der(void **state)
{
	struct tr_signer_choice choice = {.has_digest = true};
	struct tr_signer *s;

	(void)state;
	fixed_pin(&pin, MOCK_PIN);
	mock->object_count = 0;
	add_key(&leaf_ec, "Bình", "2");
	add_certificate(&leaf_ec, "Bình", "2");
	for (int digest = TR_SHA256; digest <= TR_SHA512; digest++) {
		choice.digest = (enum tr_digest)digest;
		assert_ok(tr_signer_open(URI MODULE, &choice, &pin.source, &s, &err), &err);
		/* Leading zeros of r or s come up once in 128 signatures. */
		for (int i = 0; i < 200; i++)
			assert_ok(sign_once(s), &err);
		tr_signer_close(s);
	}
}

static void
flags_are_shown_before_the_login(void **state)
{
	struct tr_signer *s;

	(void)state;
	mock->flags = CKF_USER_PIN_COUNT_LOW;
	fixed_pin(&pin, MOCK_PIN);
	assert_ok(open_uri(URI MODULE, &s), &err);
	assert_string_equal(pin.warning, "count-low");
	assert_int_equal(pin.confirmed, 0);
	tr_signer_close(s);

	mock->flags = CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY;
	fixed_pin(&pin, MOCK_PIN);
	pin.yes = true;
	assert_ok(open_uri(URI MODULE, &s), &err);
	assert_string_equal(pin.warning, "final-try");
	assert_int_equal(pin.confirmed, 1);
	tr_signer_close(s);
}

static void
the_final_try_wants_a_yes(void **state)
{
	struct tr_signer *s = NULL;

	(void)state;
	mock->flags = CKF_USER_PIN_FINAL_TRY;
	fixed_pin(&pin, MOCK_PIN);
	assert_refused(open_uri(URI MODULE, &s), "token.final-try-declined");
	assert_int_equal(pin.confirmed, 1);
	assert_int_equal(pin.asked, 0);
	pin.source.confirm_final_try = NULL;
	assert_refused(open_uri(URI MODULE, &s), "token.final-try-declined");
	assert_refused(tr_signer_open(URI MODULE, NULL, NULL, &s, &err), "token.final-try-declined");
	/* A PIN that lies in a file is no yes. */
	char *path = people_file("pin", TR_BYTES_LIT(MOCK_PIN "\n"));
	assert_refused(open_joined(URI MODULE "&pin-source=file:", path, &s), "token.final-try-declined");
	assert_int_equal(mock->logins, 0);
	unlink(path);
	free(path);
}

static void
pins_that_cannot_be_used(void **state)
{
	struct tr_signer *s = NULL;

	(void)state;
	fixed_pin(&pin, MOCK_PIN);
	mock->flags = CKF_USER_PIN_LOCKED;
	assert_refused(open_uri(URI MODULE, &s), "token.pin-locked");
	mock->flags = 0;
	mock->flags_off = CKF_USER_PIN_INITIALIZED;
	assert_refused(open_uri(URI MODULE, &s), "token.pin-not-set");
	assert_int_equal(pin.asked, 0);
	assert_int_equal(mock->logins, 0);
	mock->flags_off = 0;
	mock->at_login = CKR_PIN_EXPIRED;
	assert_refused(open_uri(URI MODULE, &s), "token.pin-expired");
	mock->at_login = CKR_PIN_LOCKED;
	assert_refused(open_uri(URI MODULE, &s), "token.pin-locked");
	mock->at_login = CKR_FUNCTION_CANCELED;
	assert_refused(open_uri(URI MODULE, &s), "key.pin-refused");
	mock->at_login = CKR_OK;
	fixed_pin(&pin, "654321");
	assert_refused(open_uri(URI MODULE, &s), "token.pin-wrong");
	assert_int_equal(pin.asked, 1);
	fixed_pin(&pin, NULL);
	assert_refused(open_uri(URI MODULE, &s), "key.pin-refused");
	assert_refused(tr_signer_open(URI MODULE, NULL, NULL, &s, &err), "key.pin-refused");
	assert_int_equal(mock->sessions_open, 0);
	assert_null(s);
}

static void
pin_at_its_limit(void **state)
{
	static char long_pin[258];
	struct tr_signer *s = NULL;

	(void)state;
	memset(long_pin, '1', 256);
	fixed_pin(&pin, long_pin);
	assert_refused(open_uri(URI MODULE, &s), "token.pin-wrong");
	assert_int_equal(mock->last_pin_n, 256);
	long_pin[256] = '1';
	assert_refused(open_uri(URI MODULE, &s), "key.pin-too-long");
	assert_int_equal(mock->logins, 1);
}

static void
pin_from_a_file(void **state)
{
	struct tr_signer *s = NULL;

	(void)state;
	fixed_pin(&pin, NULL);
	char *path = people_file("pin", TR_BYTES_LIT(MOCK_PIN "\r\n"));
	static const char *const forms[] = {URI MODULE "&pin-source=file:", URI MODULE "&pin-source=",
			URI MODULE "&pin-source=file://"};
	for (size_t i = 0; i < 3; i++) {
		assert_ok(open_joined(forms[i], path, &s), &err);
		tr_signer_close(s);
	}
	assert_int_equal(pin.asked, 0);
	assert_int_equal(mock->last_pin_n, 6);
	unlink(path);
	assert_refused(open_joined(forms[0], path, &s), "token.pin-source");
	assert_refused(open_uri(URI MODULE "&pin-source=%7Cecho%20123456", &s), "token.pin-source");
	assert_refused(open_uri(URI MODULE "&pin-source=file:relative", &s), "token.pin-source");
	assert_refused(open_uri(URI MODULE "&pin-source=file://host/pin", &s), "token.pin-source");
	free(path);
	static char many[300];
	memset(many, '1', sizeof(many));
	path = people_file("pin", TR_BYTES(many, 257));
	assert_refused(open_joined(forms[0], path, &s), "key.pin-too-long");
	unlink(path);
	free(path);
}

#define TEXT(lit) lit, sizeof(lit) - 1

/* What editors make of a PIN file; the token must not count it as a wrong PIN. */
static void
pin_files_of_editors(void **state)
{
	static const struct {
		const char *text;
		size_t n;
		const char *id;
	} cases[] = {{TEXT("\xef\xbb\xbf" MOCK_PIN "\r\n"), "ok"}, {TEXT(MOCK_PIN "\nsecond line"), "ok"},
			{TEXT("\xff\xfe\x31\0\x32\0\x33\0\x34\0"), "key.pin-not-text"},
			{TEXT("\n" MOCK_PIN), "key.pin-refused"}, {TEXT("\xef\xbb\xbf"), "key.pin-refused"},
			{TEXT(""), "key.pin-refused"}};
	(void)state;

	fixed_pin(&pin, NULL);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct tr_signer *s = NULL;
		char *path = people_file("pin", TR_BYTES(cases[i].text, cases[i].n));
		mock->logins = 0;
		trien_rc rc = open_joined(URI MODULE "&pin-source=file:", path, &s);
		if (strcmp(trien_err_id(rc), cases[i].id) != 0)
			fail_msg("case %zu: %s", i, trien_err_id(rc));
		assert_int_equal(mock->logins, rc == TRIEN_OK);
		tr_signer_close(s);
		unlink(path);
		free(path);
	}
	struct tr_signer *s = NULL;
	fixed_pin(&pin, "");
	assert_refused(open_uri(URI MODULE, &s), "key.pin-refused");
	fixed_pin(&pin, "\xef\xbb\xbf" MOCK_PIN);
	assert_ok(open_uri(URI MODULE, &s), &err);
	tr_signer_close(s);
}

static void
never_a_pin_in_the_uri(void **state)
{
	struct tr_signer *s = NULL;

	(void)state;
	fixed_pin(&pin, MOCK_PIN);
	assert_refused(open_uri(URI MODULE "&pin-value=123456", &s), "token.pin-in-uri");
	assert_refused(open_uri("pkcs11:token=x;pin-value=123456", &s), "token.pin-in-uri");
	assert_refused(open_uri("pkcs11:token=%zz", &s), "token.uri-invalid");
	assert_refused(open_uri("pkcs11:unknown-thing=1", &s), "token.uri-invalid");
	assert_int_equal(mock->logins, 0);
}

static void
the_reader_has_its_own_keys(void **state)
{
	struct tr_signer *s = NULL;

	(void)state;
	fixed_pin(&pin, NULL);
	mock->flags = CKF_PROTECTED_AUTHENTICATION_PATH;
	assert_ok(open_uri(URI MODULE, &s), &err);
	assert_int_equal(pin.asked, 0);
	assert_true(mock->last_pin_null);
	tr_signer_close(s);
	/* A token that wants no login at all. */
	fresh(NULL);
	mock->flags_off = CKF_LOGIN_REQUIRED;
	assert_ok(open_uri(URI MODULE, &s), &err);
	assert_int_equal(mock->logins, 0);
	assert_ok(sign_once(s), &err);
	tr_signer_close(s);
}

static void
authentication_for_each_signature(void **state)
{
	struct tr_signer *s = NULL;

	(void)state;
	mock->always_authenticate = 1;
	fixed_pin(&pin, MOCK_PIN);
	assert_ok(open_uri(URI MODULE, &s), &err);
	assert_ok(sign_once(s), &err);
	assert_ok(sign_once(s), &err);
	assert_int_equal(pin.asked, 3);
	assert_int_equal(mock->context_logins, 2);
	pin.text = "wrong";
	assert_refused(sign_once(s), "token.pin-wrong");
	mock->flags = CKF_USER_PIN_FINAL_TRY;
	pin.text = MOCK_PIN;
	assert_refused(sign_once(s), "token.final-try-declined");
	/* What was begun has been ended: the next one works. */
	mock->flags = 0;
	assert_ok(sign_once(s), &err);
	tr_signer_close(s);
}

static void
pulled_out_in_the_middle(void **state)
{
	static const CK_RV gone[] = {CKR_DEVICE_REMOVED, CKR_TOKEN_NOT_PRESENT, CKR_SESSION_HANDLE_INVALID,
			CKR_SESSION_CLOSED};
	struct tr_signer *s = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof(gone) / sizeof(gone[0]); i++) {
		fresh(NULL);
		fixed_pin(&pin, MOCK_PIN);
		assert_ok(open_uri(URI MODULE, &s), &err);
		assert_ok(sign_once(s), &err);
		mock->at_sign = gone[i];
		assert_refused(sign_once(s), "token.removed");
		mock->at_sign_init = gone[i];
		assert_refused(sign_once(s), "token.removed");
		tr_signer_close(s);
		mock->at_login = gone[i];
		assert_refused(open_uri(URI MODULE, &s), "token.removed");
		mock->at_open_session = gone[i];
		assert_refused(open_uri(URI MODULE, &s), "token.removed");
		mock->at_open_session = mock->at_login = CKR_OK;
		mock->at_find = gone[i];
		assert_refused(open_uri(URI MODULE, &s), "token.removed");
	}
}

static void
other_failures(void **state)
{
	struct tr_signer *s = NULL;

	(void)state;
	fixed_pin(&pin, MOCK_PIN);
	mock->at_mechanism = CKR_MECHANISM_INVALID;
	assert_refused(open_uri(URI MODULE, &s), "token.mechanism");
	mock->at_mechanism = CKR_OK;
	assert_ok(open_uri(URI MODULE, &s), &err);
	mock->at_sign = CKR_DEVICE_ERROR;
	assert_refused(sign_once(s), "token.failed");
	mock->at_sign = CKR_OK;
	TR_AUTO_BUF value = {0};
	assert_refused(tr_signer_sign(s, TR_BYTES_LIT("short"), &value, &err), "key.digest-size");
	assert_ok(sign_once(s), &err);
	tr_signer_close(s);
	mock->at_initialize = CKR_GENERAL_ERROR;
	assert_refused(open_uri(URI MODULE, &s), "token.module-failed");
}

static void
values_that_do_not_fit(void **state)
{
	struct tr_signer *s = NULL;

	(void)state;
	for (int ec = 0; ec < 2; ec++) {
		mock->object_count = 0;
		add_key(ec ? &leaf_ec : &leaf, "k", "1");
		add_certificate(ec ? &leaf_ec : &leaf, "k", "1");
		fixed_pin(&pin, MOCK_PIN);
		assert_ok(open_uri(URI MODULE, &s), &err);
		for (mock->corrupt = 1; mock->corrupt <= 3; mock->corrupt++)
			assert_refused(sign_once(s), "key.value-wrong");
		mock->corrupt = 0;
		assert_ok(sign_once(s), &err);
		tr_signer_close(s);
	}
	/* A certificate of another key under the key's id. */
	mock->object_count = 0;
	add_key(&leaf, "k", "1");
	struct person other = people_make("RSA-2048", "Lê Văn Cường", &issuing, 9, false);
	add_certificate(&other, "k", "1");
	assert_ok(open_uri(URI MODULE, &s), &err);
	assert_refused(sign_once(s), "key.value-wrong");
	tr_signer_close(s);
	people_free(&other);
}

static void
tokens_of_one_label(void **state)
{
	struct tr_signer *s = NULL;

	(void)state;
	fixed_pin(&pin, MOCK_PIN);
	mock->slots = 2;
	assert_refused(open_uri(URI MODULE, &s), "token.several");
	char text[512];
	trien_err_text(&err, TRIEN_LANG_VI, text, sizeof(text));
	assert_non_null(strstr(text, "Mock token (0001), Mock token (0002)"));
	assert_ok(open_uri("pkcs11:serial=0002" MODULE, &s), &err);
	tr_signer_close(s);
	assert_ok(open_uri(URI ";slot-id=1" MODULE, &s), &err);
	tr_signer_close(s);
	assert_refused(open_uri("pkcs11:serial=0003" MODULE, &s), "token.not-found");
	assert_refused(open_uri("pkcs11:token=Other" MODULE, &s), "token.not-found");
	mock->slots = 0;
	assert_refused(open_uri(URI MODULE, &s), "token.not-found");
	mock->slots = 1;
	mock->flags_off = CKF_TOKEN_INITIALIZED;
	assert_refused(open_uri(URI MODULE, &s), "token.not-found");
	assert_int_equal(mock->logins, 2);
}

static void
certificates_of_one_label(void **state)
{
	struct tr_signer *s = NULL;

	(void)state;
	fixed_pin(&pin, MOCK_PIN);
	/* The key was certified again: same label, same id. And a second person on the token. */
	add_certificate(&renewed, "An", "1");
	add_key(&leaf_ec, "An", "2");
	add_certificate(&leaf_ec, "An", "2");
	assert_refused(open_uri(URI ";object=An" MODULE, &s), "token.object-several");
	char text[600];
	trien_err_text(&err, TRIEN_LANG_EN, text, sizeof(text));
	assert_non_null(strstr(text, "An (serial 1a2b); An (serial 1a2c); An (serial 77)"));
	assert_refused(open_uri(URI ";id=1" MODULE, &s), "token.object-several");
	assert_ok(open_uri(URI ";id=2" MODULE, &s), &err);
	assert_true(tr_bytes_equal(s->chain[0], leaf_ec.der));
	tr_signer_close(s);
	static const char *const serials[] = {"1a2c", "1A2C", "1a:2c", "00001a2c"};
	for (size_t i = 0; i < 4; i++) {
		assert_ok(open_joined(URI ";object=An" MODULE "&x-certificate-serial=", serials[i], &s), &err);
		assert_true(tr_bytes_equal(s->chain[0], renewed.der));
		assert_ok(sign_once(s), &err);
		tr_signer_close(s);
	}
	assert_refused(open_uri(URI MODULE "&x-certificate-serial=1a2d", &s), "token.object-not-found");
	assert_refused(open_uri(URI MODULE "&x-certificate-serial=a2c", &s), "token.object-not-found");
	assert_refused(open_uri(URI MODULE "&x-certificate-serial=11a2c", &s), "token.object-not-found");
	assert_refused(open_uri(URI MODULE "&x-certificate-serial=xyz", &s), "token.object-not-found");
	assert_refused(open_uri(URI ";object=Nobody" MODULE, &s), "token.object-not-found");
}

static void
objects_that_are_not_there(void **state)
{
	struct tr_signer *s = NULL;

	(void)state;
	fixed_pin(&pin, MOCK_PIN);
	mock->object_count = 0;
	assert_refused(open_uri(URI MODULE, &s), "token.object-not-found");
	add_key(&leaf, "An", "1");
	assert_refused(open_uri(URI MODULE, &s), "key.no-certificate");
	mock->objects[mock->object_count++] =
			(struct mock_object){CKO_CERTIFICATE, "An", "1", NULL, TR_BYTES_LIT("rubbish")};
	assert_refused(open_uri(URI MODULE, &s), "key.no-certificate");
	add_certificate(&issuing, "CA", "9");
	assert_refused(open_uri(URI MODULE, &s), "token.object-not-found");
	/* No id on the key: the label joins them. */
	mock->objects[0].id = "";
	add_certificate(&leaf, "An", "1");
	assert_ok(open_uri(URI MODULE, &s), &err);
	tr_signer_close(s);
	/* As many objects as are looked at, the right one last. */
	mock->object_count = 0;
	while (mock->object_count < TR_P11_OBJECTS_MAX - 1)
		add_certificate(&issuing, "CA", "9");
	add_certificate(&leaf, "An", "1");
	add_key(&leaf, "An", "1");
	assert_ok(open_uri(URI MODULE, &s), &err);
	tr_signer_close(s);
	fresh(NULL);
	mock->object_count = 0;
	while (mock->object_count < TR_P11_OBJECTS_MAX)
		add_certificate(&issuing, "CA", "9");
	add_certificate(&leaf, "An", "1");
	add_key(&leaf, "An", "1");
	assert_refused(open_uri(URI MODULE, &s), "token.object-not-found");
}

static void
modules_that_do_not_load(void **state)
{
	struct tr_signer *s = NULL;

	(void)state;
	assert_refused(open_uri(URI "?module-path=/nowhere/module.so", &s), "token.module-missing");
	assert_refused(open_uri(URI "?module-name=nobody", &s), "token.module-missing");
	char *path = people_file("module.so", TR_BYTES_LIT("not a shared object"));
	assert_refused(open_joined(URI "?module-path=", path, &s), "token.module-failed");
	unlink(path);
	free(path);
}

/* Each allocation of ours fails once: nothing leaks, no session stays open, and the next try works. */
static void
squeeze(void **state)
{
	bool through = false;

	(void)state;
	for (unsigned long n = 1; !through; n++) {
		TR_AUTO_BUF value = {0};
		uint8_t digest[32] = {1};
		struct tr_signer *s = NULL;
		fixed_pin(&pin, MOCK_PIN);
		tr_mem_fail_at(n);
		trien_rc rc = open_uri(URI MODULE, &s);
		if (rc == TRIEN_OK)
			rc = tr_signer_sign(s, TR_BYTES(digest, 32), &value, &err);
		through = tr_mem_fail_at(0) < n;
		assert_refused(rc, through ? "ok" : "base.no-memory");
		tr_signer_close(s);
		assert_int_equal(mock->sessions_open, 0);
		assert_true(n < 100);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(one_login_for_a_batch, fresh),
		cmocka_unit_test_setup(ecdsa_becomes_der, fresh),
		cmocka_unit_test_setup(flags_are_shown_before_the_login, fresh),
		cmocka_unit_test_setup(the_final_try_wants_a_yes, fresh),
		cmocka_unit_test_setup(pins_that_cannot_be_used, fresh),
		cmocka_unit_test_setup(pin_at_its_limit, fresh),
		cmocka_unit_test_setup(pin_from_a_file, fresh),
		cmocka_unit_test_setup(pin_files_of_editors, fresh),
		cmocka_unit_test_setup(never_a_pin_in_the_uri, fresh),
		cmocka_unit_test_setup(the_reader_has_its_own_keys, fresh),
		cmocka_unit_test_setup(authentication_for_each_signature, fresh),
		cmocka_unit_test_setup(pulled_out_in_the_middle, fresh),
		cmocka_unit_test_setup(other_failures, fresh),
		cmocka_unit_test_setup(values_that_do_not_fit, fresh),
		cmocka_unit_test_setup(tokens_of_one_label, fresh),
		cmocka_unit_test_setup(certificates_of_one_label, fresh),
		cmocka_unit_test_setup(objects_that_are_not_there, fresh),
		cmocka_unit_test_setup(modules_that_do_not_load, fresh),
		cmocka_unit_test_setup(squeeze, fresh),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
