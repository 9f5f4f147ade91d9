/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The messages of a token's line: each is read as it was written, at its caps too; one past them, one byte less and one more it is none. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "token/message.h"

static uint8_t certificate[TR_CERTIFICATE_MAX + 1];

static struct tr_token_spec *
spec_of(size_t uri, size_t count, size_t variable)
{
	struct tr_token_spec *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	memset(s->uri, 'u', uri);
	if (count > 0)
		s->choice = (struct tr_signer_choice){true, true, TR_SHA512, TR_ECDSA};
	s->environment_count = count;
	for (size_t i = 0; i < count; i++) {
		memset(s->environment[i], 'V', variable);
		s->environment[i][1] = '=';
	}
	return s;
}

/* One byte less and one more are no message. */
#define ONLY_WHOLE(b, read) \
	do { \
		for (size_t cut = 0; cut < (b)->n; cut += cut < 40 ? 1 : 997) \
			assert_false(read(TR_BYTES((b)->p, cut), &again)); \
		assert_ok(tr_buf_add_byte((b), 0, &err), &err); \
		assert_false(read(tr_buf_view(b), &again)); \
	} while (0)

static void
specs(void **state)
{
	static struct tr_token_spec again;
	struct trien_err err = {0};

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct tr_token_spec *s = i == 0 ? spec_of(1, 0, 0) : spec_of(TR_TOKEN_URI_MAX, TR_TOKEN_ENVIRONMENT_MAX, TR_TOKEN_VARIABLE_MAX);
		TR_AUTO_BUF b = {0};
		assert_ok(tr_token_write_spec(s, &b, &err), &err);
		assert_true(tr_token_read_spec(tr_buf_view(&b), &again));
		assert_string_equal(again.uri, s->uri);
		assert_memory_equal(&again.choice, &s->choice, sizeof(s->choice));
		assert_int_equal(again.environment_count, s->environment_count);
		for (size_t k = 0; k < s->environment_count; k++)
			assert_string_equal(again.environment[k], s->environment[k]);
		ONLY_WHOLE(&b, tr_token_read_spec);
		free(s);
	}
}

/* A message by hand: version, text, count, texts. */
static void
add_text(struct tr_buf *b, size_t n, const char *text)
{
	const uint8_t size[4] = {(uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n};
	struct trien_err err = {0};

	assert_ok(tr_buf_add(b, size, 4, &err), &err);
	for (size_t i = 0; i < n; i++)
		assert_ok(tr_buf_add_byte(b, (uint8_t)(text != NULL ? text[i] : 'u'), &err), &err);
}

static bool
reads_spec(uint8_t version, size_t uri, size_t count, size_t n, const char *variable)
{
	static struct tr_token_spec s;
	TR_AUTO_BUF b = {0};
	struct trien_err err = {0};

	assert_ok(tr_buf_add_byte(&b, version, &err), &err);
	add_text(&b, uri, NULL);
	assert_ok(tr_buf_add(&b, "\0\0", 2, &err), &err);
	assert_ok(tr_buf_add_byte(&b, (uint8_t)count, &err), &err);
	for (size_t i = 0; i < count; i++)
		add_text(&b, n, variable);
	return tr_token_read_spec(tr_buf_view(&b), &s);
}

static void
specs_that_are_none(void **state)
{
	char variable[TR_TOKEN_VARIABLE_MAX + 2];

	(void)state;
	memset(variable, '=', sizeof(variable));
	variable[0] = 'A';
	assert_true(reads_spec(TR_TOKEN_VERSION, TR_TOKEN_URI_MAX, TR_TOKEN_ENVIRONMENT_MAX, TR_TOKEN_VARIABLE_MAX, variable));
	assert_false(reads_spec(TR_TOKEN_VERSION + 1, 1, 0, 0, NULL));
	static struct tr_token_spec s;
	assert_true(tr_token_read_spec(TR_BYTES_LIT("\1\0\0\0\1u\3\3\0"), &s));
	assert_false(tr_token_read_spec(TR_BYTES_LIT("\1\0\0\0\1u\4\3\0"), &s));
	assert_false(tr_token_read_spec(TR_BYTES_LIT("\1\0\0\0\1u\3\4\0"), &s));
	assert_false(reads_spec(TR_TOKEN_VERSION, 0, 0, 0, NULL));
	assert_false(reads_spec(TR_TOKEN_VERSION, TR_TOKEN_URI_MAX + 1, 0, 0, NULL));
	assert_false(reads_spec(TR_TOKEN_VERSION, 1, TR_TOKEN_ENVIRONMENT_MAX + 1, 3, "A=b"));
	assert_false(reads_spec(TR_TOKEN_VERSION, 1, 1, TR_TOKEN_VARIABLE_MAX + 1, variable));
	assert_false(reads_spec(TR_TOKEN_VERSION, 1, 1, 3, "ABC"));
	assert_false(reads_spec(TR_TOKEN_VERSION, 1, 1, 3, "=bc"));
	assert_false(reads_spec(TR_TOKEN_VERSION, 1, 1, 4, "A=\0b"));
}

static bool
reads_key(const struct tr_token_key *k, struct tr_token_key *out)
{
	TR_AUTO_BUF b = {.max = 2 * TR_TOKEN_MESSAGE_MAX};
	struct trien_err err = {0};

	assert_ok(tr_token_write_key(k, &b, &err), &err);
	const bool good = tr_token_read_key(tr_buf_view(&b), out);
	out->chain_count = good ? out->chain_count : 0;
	return good;
}

static struct tr_token_key
key_of(size_t count, size_t n)
{
	struct tr_token_key k = {.digest = TR_SHA384, .scheme = TR_ECDSA, .bits = 384, .lab = true, .asks_each = true, .chain_count = count};

	for (size_t i = 0; i < count && i < TR_CHAIN_MAX; i++)
		k.chain[i] = TR_BYTES(certificate, n);
	return k;
}

static void
keys(void **state)
{
	struct tr_token_key k = key_of(TR_CHAIN_MAX, TR_CERTIFICATE_MAX), again;
	TR_AUTO_BUF b = {.max = 2 * TR_TOKEN_MESSAGE_MAX};
	struct trien_err err = {0};

	(void)state;
	assert_ok(tr_token_write_key(&k, &b, &err), &err);
	assert_true(b.n <= TR_TOKEN_MESSAGE_MAX);
	assert_true(tr_token_read_key(tr_buf_view(&b), &again));
	assert_true(again.digest == k.digest && again.scheme == k.scheme && again.bits == k.bits && again.lab && again.asks_each && again.chain_count == TR_CHAIN_MAX);
	assert_true(tr_bytes_equal(again.chain[TR_CHAIN_MAX - 1], k.chain[TR_CHAIN_MAX - 1]));
	ONLY_WHOLE(&b, tr_token_read_key);
	k = key_of(1, TR_CERTIFICATE_MAX + 1);
	assert_false(reads_key(&k, &again));
	k = key_of(1, 0);
	assert_false(reads_key(&k, &again));
	k = key_of(0, 1);
	assert_false(reads_key(&k, &again));
	k = key_of(1, 1);
	assert_true(reads_key(&k, &again));
	k.bits = TR_RSA_JUDGE_BITS_MAX + 1;
	assert_false(reads_key(&k, &again));
	/* Words of no meaning: version, digest, scheme, lab, count. */
	static const uint8_t wrong[][10] = {{2, 0, 0, 0, 0, 0, 8, 0, 1}, {1, 3, 0, 0, 0, 0, 8, 0, 1}, {1, 0, 3, 0, 0, 0, 8, 0, 1}, {1, 0, 0, 2, 0, 0, 8, 0, 1}, {1, 0, 0, 0, 0, 0, 8, 0, 11}};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		tr_buf_clear(&b);
		assert_ok(tr_buf_add(&b, wrong[i], 9, &err), &err);
		for (size_t n = 0; n < 11; n++)
			add_text(&b, 1, "x");
		assert_false(tr_token_read_key(tr_buf_view(&b), &again));
	}
}

static void
listed_tokens(void **state)
{
	struct tr_token_listed t = {.flags = TR_P11_FLAGS, .certificate_count = TR_TOKEN_CERTIFICATES_MAX}, again;
	TR_AUTO_BUF b = {.max = 2 * TR_TOKEN_MESSAGE_MAX};
	struct trien_err err = {0};

	(void)state;
	memset(t.label, 'l', sizeof(t.label) - 1);
	memset(t.serial, 's', sizeof(t.serial) - 1);
	for (size_t i = 0; i < TR_TOKEN_CERTIFICATES_MAX; i++)
		t.certificates[i] = TR_BYTES(certificate, 100);
	assert_ok(tr_token_write_listed(&t, &b, &err), &err);
	assert_true(tr_token_read_listed(tr_buf_view(&b), &again));
	assert_string_equal(again.label, t.label);
	assert_string_equal(again.serial, t.serial);
	assert_string_equal(again.maker, "");
	assert_true(again.flags == TR_P11_FLAGS && again.certificate_count == TR_TOKEN_CERTIFICATES_MAX);
	assert_true(tr_bytes_equal(again.certificates[TR_TOKEN_CERTIFICATES_MAX - 1], t.certificates[0]));
	ONLY_WHOLE(&b, tr_token_read_listed);
	/* Four empty texts, flags and a count that are past what there is; one text that is too long; a certificate that is none. */
	uint8_t bytes[16 + 2] = {0};
	assert_true(tr_token_read_listed(TR_BYTES(bytes, sizeof(bytes)), &again));
	bytes[16] = TR_P11_FLAGS + 1;
	assert_false(tr_token_read_listed(TR_BYTES(bytes, sizeof(bytes)), &again));
	bytes[16] = 0;
	bytes[17] = TR_TOKEN_CERTIFICATES_MAX + 1;
	assert_false(tr_token_read_listed(TR_BYTES(bytes, sizeof(bytes)), &again));
	uint8_t empty[16 + 2 + 4] = {[17] = 1};
	assert_false(tr_token_read_listed(TR_BYTES(empty, sizeof(empty)), &again));
	uint8_t text[16 + 2 + TR_P11_LISTED_TEXT] = {[3] = TR_P11_LISTED_TEXT};
	memset(text + 4, 'l', TR_P11_LISTED_TEXT);
	assert_false(tr_token_read_listed(TR_BYTES(text, sizeof(text)), &again));
}

static void
questions_and_answers(void **state)
{
	static const char *const warnings[] = {NULL, "count-low", "final-try", "new-pin"};
	struct tr_token_question again;
	struct trien_err err = {0};
	struct tr_bytes pin;
	uint8_t answer[TR_PIN_MAX + 2] = {1};
	bool yes;

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct tr_token_question q = {.asked = i == 2 ? TR_TOKEN_ASKS_FINAL_TRY : TR_TOKEN_ASKS_PIN, .warning = warnings[i]};
		TR_AUTO_BUF b = {0};
		memset(q.label, 'l', TR_TOKEN_LABEL_MAX);
		assert_ok(tr_token_write_question(&q, &b, &err), &err);
		assert_true(tr_token_read_question(tr_buf_view(&b), &again));
		assert_true(again.asked == q.asked && strcmp(again.label, q.label) == 0);
		assert_true(again.warning == NULL ? q.warning == NULL : strcmp(again.warning, q.warning) == 0);
		ONLY_WHOLE(&b, tr_token_read_question);
	}
	assert_false(tr_token_read_question(TR_BYTES("\2\0\0\0\0\0", 6), &again));
	assert_false(tr_token_read_question(TR_BYTES("\0\4\0\0\0\0", 6), &again));
	assert_true(tr_token_read_answer(TR_BYTES(answer, TR_PIN_MAX + 1), &yes, &pin));
	assert_true(yes && pin.n == TR_PIN_MAX);
	assert_false(tr_token_read_answer(TR_BYTES(answer, TR_PIN_MAX + 2), &yes, &pin));
	assert_false(tr_token_read_answer(TR_BYTES(answer, 0), &yes, &pin));
	assert_false(tr_token_read_answer(TR_BYTES("\2", 1), &yes, &pin));
	assert_true(tr_token_read_answer(TR_BYTES("\0", 1), &yes, &pin));
	assert_false(yes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(specs),
		cmocka_unit_test(specs_that_are_none),
		cmocka_unit_test(keys),
		cmocka_unit_test(listed_tokens),
		cmocka_unit_test(questions_and_answers),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
