/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Base64: the vectors of RFC 4648 §10, what is passed over, and what is none. */
#include "test.h"

#include "crypto/base64.h"

static bool
decodes(const char *text, const char *to)
{
	TR_AUTO_BUF out = {0};

	return tr_base64_decode(TR_BYTES(text, strlen(text)), &out) && tr_bytes_are(tr_buf_view(&out), to);
}

static void
vectors(void **state)
{
	static const char *const rows[][2] = {{"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		TR_AUTO_BUF text = {0};
		TR_AUTO_BUF back = {0};
		assert_int_equal(tr_base64_encode(TR_BYTES(rows[i][0], strlen(rows[i][0])), &text, NULL), TRIEN_OK);
		assert_true(tr_bytes_are(tr_buf_view(&text), rows[i][1]));
		assert_true(tr_base64_decode_exactly(tr_buf_view(&text), &back));
		assert_true(tr_bytes_are(tr_buf_view(&back), rows[i][0]));
	}
	assert_true(decodes("Zm9v\r\nYm Fy\t\n", "foobar"));
	assert_true(decodes(" Zg==\n", "f"));
}

static void
what_is_none(void **state)
{
	static const char *const bad[] = {"", "Z", "Zg", "Zg=", "Zg===", "Zm8", "Zm9=v", "Z===", "====", "=", "Zg==Zg==", "Zm8=Zm8=", "Zg=g", "Zm9-", "Zm9_", "Zm9v-", "Zm9v!", "Zm\v9v", "Zm9vZ", "\xc3\xa1Zm9"};
	static const char *const inexact[] = {"Zg==\n", "Zm9v Ym8=", "Zh==", "Zm9=", " Zm9v"};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		TR_AUTO_BUF out = {0};
		if (tr_base64_decode(TR_BYTES(bad[i], strlen(bad[i])), &out))
			fail_msg("taken: %s", bad[i]);
	}
	for (size_t i = 0; i < sizeof(inexact) / sizeof(*inexact); i++) {
		TR_AUTO_BUF out = {0};
		assert_false(tr_base64_decode_exactly(TR_BYTES(inexact[i], strlen(inexact[i])), &out));
	}
	TR_AUTO_BUF out = {0};
	assert_false(tr_base64_decode(TR_BYTES("Zm9v\0AAA", 8), &out));
}

/* Every byte in every place, behind what is there already, within a buffer that has just the room. */
static void
all_bytes(void **state)
{
	uint8_t in[259];

	(void)state;
	for (size_t i = 0; i < sizeof(in); i++)
		in[i] = (uint8_t)(i * 7);
	for (size_t n = 1; n <= sizeof(in); n++) {
		TR_AUTO_BUF text = {.max = (n + 2) / 3 * 4};
		TR_AUTO_BUF back = {.max = (n + 2) / 3 * 3 + 4};
		assert_int_equal(tr_base64_encode(TR_BYTES(in, n), &text, NULL), TRIEN_OK);
		assert_int_equal(tr_buf_add_byte(&back, 'x', NULL), TRIEN_OK);
		assert_true(tr_base64_decode_exactly(tr_buf_view(&text), &back));
		assert_int_equal(back.n, n + 1);
		assert_memory_equal(back.p + 1, in, n);
	}
	TR_AUTO_BUF small = {.max = 7};
	assert_refused(tr_base64_encode(TR_BYTES(in, 4), &small, NULL), "base.buffer-limit");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(vectors), cmocka_unit_test(what_is_none), cmocka_unit_test(all_bytes)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
