/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R11 */
/* What the sandbox answers about a revocation list is taken whole, or not at all. Files and signatures: tests/cli/registry_crl.sh. */
#include "exchange/crl_file.h"
#include "test.h"
#include "worker/wire.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

static void
write_answer(struct tr_buf *out, const char *issuer, const char *key_id, const char *sha256)
{
	const char *const texts[] = {issuer, key_id, sha256, ""};
	struct trien_err err = {0};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_ok(tr_wire_add_text(out, (struct tr_text){texts[i], strlen(texts[i])}, &err), &err);
	for (uint64_t i = 0; i < 3; i++)
		assert_ok(tr_wire_add_u64(out, 1000 + i, &err), &err);
}

static trien_rc
take(struct tr_bytes answer, struct tr_crl_facts *f, struct trien_err *err)
{
	struct tr_arena arena = {0};
	const trien_rc rc = tr_crl_file_take(answer, &arena, f, err);

	if (rc == TRIEN_OK)
		assert_string_equal(f->sha256, HASH);
	if (rc == TRIEN_OK)
		assert_string_equal(f->issuer, f->key_id); /* one without a name is called by its key */
	tr_arena_free(&arena);
	return rc;
}

static void
test_answer(void **state)
{
	TR_AUTO_BUF answer = {0};
	struct tr_crl_facts f;
	struct trien_err err = {0};
	(void)state;

	write_answer(&answer, "", "aa", HASH);
	assert_ok(take(tr_buf_view(&answer), &f, &err), &err);
	assert_null(f.number);
	assert_int_equal(f.this_update, 1000);
	assert_int_equal(f.next_update, 1001);
	assert_true(f.has_next_update);
	for (size_t n = 0; n < answer.n; n++)
		assert_refused(take(TR_BYTES(answer.p, n), &f, &err), "worker.answer-invalid");
	assert_int_equal(tr_buf_add_byte(&answer, 0, NULL), TRIEN_OK);
	assert_refused(take(tr_buf_view(&answer), &f, &err), "worker.answer-invalid");
}

static void
test_wrong(void **state)
{
	static const char *const wrong[][2] = {{"", HASH}, {"aa", "aa"}, {"aa", HASH "0"}};
	struct tr_crl_facts f;
	struct trien_err err = {0};
	(void)state;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		TR_AUTO_BUF answer = {0};
		write_answer(&answer, "CA", wrong[i][0], wrong[i][1]);
		assert_refused(take(tr_buf_view(&answer), &f, &err), "worker.answer-invalid");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_answer), cmocka_unit_test(test_wrong)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
