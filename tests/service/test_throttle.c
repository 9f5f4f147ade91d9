/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.1 */
/* What passwords may be, one-time codes by the RFC's own numbers, and who waits for whose wrong tries. */
#include <stdio.h>

#include "base/errors/registry.h"
#include "base/errors/service.h"
#include "registry/limits.h"
#include "registry/password.h"
#include "registry/totp.h"
#include "service/limits.h"
#include "service/throttle.h"
#include "test.h"

/* ---- passwords ---- */

static void
passwords_are_long_enough(void **state)
{
	struct trien_err err = {0};
	char text[TR_PASSWORD_MAX + 2];

	(void)state;
	assert_ok(tr_password_check("abcde6789012", "mau", &err), &err);
	assert_refused(tr_password_check("abcde678901", "mau", &err), "registry.password-weak");
	assert_ok(tr_password_check("một câu dễ nhớ", "mau", &err), &err);
	assert_refused(tr_password_check("ấấấấấấấấấấấ", "mau", &err), "registry.password-weak"); /* 11 characters, 33 bytes */
	assert_ok(tr_password_check("aaaaaaaabcde", "mau", &err), &err);
	assert_refused(tr_password_check("aaaaaaaaabcd", "mau", &err), "registry.password-weak");
	assert_refused(tr_password_check("Nguyen.Mau-2026", "nguyen.mau", &err), "registry.password-weak");
	assert_refused(tr_password_check("abcde678901\xff", "mau", &err), "registry.password-weak");
	for (size_t i = 0; i <= TR_PASSWORD_MAX; i++)
		text[i] = (char)('a' + i % 26);
	text[TR_PASSWORD_MAX] = '\0';
	assert_ok(tr_password_check(text, "mau", &err), &err);
	text[TR_PASSWORD_MAX] = 'a';
	text[TR_PASSWORD_MAX + 1] = '\0';
	assert_refused(tr_password_check(text, "mau", &err), "registry.password-weak");
}

static void
yescrypt_keeps_them(void **state)
{
	struct trien_err err = {0};
	char one[TR_PASSWORD_HASH_MAX], two[TR_PASSWORD_HASH_MAX];
	bool is;

	(void)state;
	assert_ok(tr_password_hash(&tr_env_system, "một câu dễ nhớ", one, &err), &err);
	assert_ok(tr_password_hash(&tr_env_system, "một câu dễ nhớ", two, &err), &err);
	assert_memory_equal(one, "$y$", 3);
	assert_string_not_equal(one, two); /* another salt */
	assert_ok(tr_password_is(one, "một câu dễ nhớ", &is, &err), &err);
	assert_true(is);
	assert_ok(tr_password_is(two, "một câu dễ nhỡ", &is, &err), &err);
	assert_false(is);
	assert_ok(tr_password_is(one, "", &is, &err), &err);
	assert_false(is);
	assert_refused(tr_password_is("no hash", "x", &is, &err), "base.internal");
}

/* ---- codes ---- */

/* RFC 6238, appendix B: the last six of its eight digits. */
static void
codes_are_those_of_the_rfc(void **state)
{
	static const struct {
		int64_t time;
		const char *code;
	} rows[] = {{59, "287082"}, {1111111109, "081804"}, {1111111111, "050471"}, {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
	struct trien_err err = {0};
	uint8_t secret[TR_TOTP_SECRET];
	char text[TR_TOTP_TEXT], code[7];
	int64_t step;

	(void)state;
	assert_true(tr_totp_read("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", secret));
	assert_memory_equal(secret, "12345678901234567890", TR_TOTP_SECRET);
	tr_totp_write(secret, text);
	assert_string_equal(text, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		assert_ok(tr_totp_code(secret, rows[i].time / 30, code, &err), &err);
		assert_string_equal(code, rows[i].code);
		assert_ok(tr_totp_is(text, code, rows[i].time, 0, &step, &err), &err);
		assert_int_equal(step, rows[i].time / 30);
		/* A step away in either direction, and no more; and no step that was there before. */
		assert_ok(tr_totp_is(text, code, rows[i].time + 30, 0, &step, &err), &err);
		assert_int_equal(step, rows[i].time / 30);
		assert_ok(tr_totp_is(text, code, rows[i].time - 30, 0, &step, &err), &err);
		assert_int_equal(step, rows[i].time / 30);
		assert_ok(tr_totp_is(text, code, rows[i].time + 60, 0, &step, &err), &err);
		assert_int_equal(step, 0);
		assert_ok(tr_totp_is(text, code, rows[i].time, rows[i].time / 30, &step, &err), &err);
		assert_int_equal(step, 0);
	}
	for (size_t i = 0; i < 5; i++) {
		static const char *const wrong[] = {"", "00592", "0059244", "abcdef", "005925"};
		assert_ok(tr_totp_is(text, wrong[i], 1234567890, 0, &step, &err), &err);
		assert_int_equal(step, 0);
	}
	assert_false(tr_totp_read("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ", secret));
	assert_false(tr_totp_read("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJ1", secret));
}

/* ---- who waits ---- */

/* How many wrong tries are let through now, at most `most`. */
static unsigned
tries(struct tr_throttle *t, const struct tr_try *k, unsigned most)
{
	struct trien_err err = {0};
	unsigned n = 0, seconds = 0;

	while (n < most && tr_throttle_try(t, k, &seconds, &err) == TRIEN_OK) {
		tr_throttle_done(t);
		n++;
	}
	if (n < most) {
		assert_refused(err.code, "service.login-wait");
		assert_true(seconds > 0);
	}
	return n;
}

static struct tr_throttle *
a_throttle(unsigned at_once)
{
	struct trien_err err = {0};
	struct tr_throttle *t;

	assert_ok(tr_throttle_new(&tr_env_system, at_once, &t, &err), &err);
	return t;
}

static void
who_tries_waits(void **state)
{
	struct tr_throttle *t = a_throttle(4);
	struct tr_try here = {"mau", "a", NULL, 1000}, there = {"mau", "b", NULL, 1000}, other = {"khac", "a", NULL, 1000}, known = {"mau", "a", "browser", 1000};

	(void)state;
	assert_int_equal(tries(t, &here, 99), TR_LOGIN_PAIR_BURST);
	/* The same name from elsewhere, another name from here: they do not wait. */
	assert_int_equal(tries(t, &there, 1), 1);
	assert_int_equal(tries(t, &other, 1), 1);
	/* One more after the time, and a right one that is not counted. */
	here.now += TR_LOGIN_PAIR_SECONDS * 1000 - 1;
	assert_int_equal(tries(t, &here, 99), 0);
	here.now += 1;
	assert_int_equal(tries(t, &here, 99), 1);
	tr_throttle_right(t, &here);
	assert_int_equal(tries(t, &here, 99), 1);
	/* A browser that the account is known from counts by itself. */
	assert_int_equal(tries(t, &known, 99), TR_LOGIN_DEVICE_BURST);
	tr_throttle_free(t);
}

/* All names from one address; one name from all addresses: and who has logged in before is let in. */
static void
nobody_locks_others_out(void **state)
{
	struct tr_throttle *t = a_throttle(4);
	char text[16];
	unsigned n = 0;

	(void)state;
	for (int i = 0; i < 100; i++) {
		snprintf(text, sizeof(text), "n%d", i);
		n += tries(t, &(struct tr_try){text, "a", NULL, 1000}, 1);
	}
	assert_int_equal(n, TR_LOGIN_ADDRESS_BURST);
	assert_int_equal(tries(t, &(struct tr_try){"mau", "b", NULL, 1000}, 1), 1);
	n = 0;
	for (int i = 0; i < 100; i++) {
		snprintf(text, sizeof(text), "a%d", i);
		n += tries(t, &(struct tr_try){"nan-nhan", text, NULL, 1000}, 1);
	}
	assert_int_equal(n, TR_LOGIN_NAME_BURST);
	assert_int_equal(tries(t, &(struct tr_try){"nan-nhan", "z", NULL, 1000}, 1), 0);
	assert_int_equal(tries(t, &(struct tr_try){"nan-nhan", "a1", "browser", 1000}, 1), 1);
	assert_int_equal(tries(t, &(struct tr_try){"mau", "z", NULL, 1000}, 1), 1);
	tr_throttle_free(t);
}

/* Of all threads so many look at passwords at a time; who is sent away for that has not tried. */
static void
few_are_looked_at_at_once(void **state)
{
	struct tr_throttle *t = a_throttle(2);
	struct trien_err err = {0};
	const struct tr_try k = {"mau", "a", NULL, 1000};
	unsigned seconds;

	(void)state;
	assert_ok(tr_throttle_try(t, &k, &seconds, &err), &err);
	assert_ok(tr_throttle_try(t, &k, &seconds, &err), &err);
	for (int i = 0; i < 20; i++)
		assert_refused(tr_throttle_try(t, &k, &seconds, &err), "service.login-wait");
	tr_throttle_done(t);
	assert_ok(tr_throttle_try(t, &k, &seconds, &err), &err);
	tr_throttle_done(t);
	tr_throttle_done(t);
	assert_int_equal(tries(t, &k, 99), TR_LOGIN_PAIR_BURST - 3);
	tr_throttle_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passwords_are_long_enough),
		cmocka_unit_test(yescrypt_keeps_them),
		cmocka_unit_test(codes_are_those_of_the_rfc),
		cmocka_unit_test(who_tries_waits),
		cmocka_unit_test(nobody_locks_others_out),
		cmocka_unit_test(few_are_looked_at_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
