/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the sandbox says of a file to be trusted is hostile too: every cut of an answer is refused. */
#include "test.h"

#include "worker/task_trust.h"
#include "worker/wire.h"

static void
add_u64(struct tr_buf *b, uint64_t v)
{
	assert_int_equal(tr_wire_add_u64(b, v, NULL), TRIEN_OK);
}

static void
add_text(struct tr_buf *b, const char *text)
{
	assert_int_equal(tr_wire_add_bytes(b, TR_BYTES(text, strlen(text)), NULL), TRIEN_OK);
}

static void
add_end(struct tr_buf *b, const char *sha256)
{
	add_text(b, sha256);
	add_u64(b, 1000);
	add_u64(b, 2000);
	add_u64(b, 3);
}

#define SHA256 "0123456789abcdef0123456789abcdef" /* 32 bytes */

static void
assert_no_cut_is_read(const struct tr_buf *b)
{
	struct tr_trust_file f;

	for (size_t n = 0; n < b->n; n++)
		assert_refused(tr_trust_file_read(TR_BYTES(b->p, n), &f, NULL), "worker.answer-invalid");
}

static void
reads_a_certificate(void **state)
{
	TR_AUTO_BUF b = {0};
	struct tr_trust_file f;
	struct trien_err err = {0};
	(void)state;

	add_u64(&b, TR_TRUST_FILE_CERTIFICATES);
	add_u64(&b, 1);
	for (const char *const *t = (const char *const[]){"der", "CA MẪU", "", "CA GỐC", "01", NULL}; *t != NULL; t++)
		add_text(&b, *t);
	add_end(&b, SHA256);
	assert_no_cut_is_read(&b);
	assert_ok(tr_trust_file_read(tr_buf_view(&b), &f, &err), &err);
	assert_string_equal(f.subject.p, "CA MẪU");
	assert_string_equal(f.serial.p, "01");
	assert_int_equal(f.not_after, 2000);
	assert_true(f.is_ca && f.lab && !f.self_issued);
	tr_trust_file_free(&f);
	assert_int_equal(tr_buf_add_byte(&b, 0, NULL), TRIEN_OK);
	assert_refused(tr_trust_file_read(tr_buf_view(&b), &f, NULL), "worker.answer-invalid");
}

static void
reads_a_list(void **state)
{
	TR_AUTO_BUF b = {0};
	struct tr_trust_file f;
	struct trien_err err = {0};
	(void)state;

	add_u64(&b, TR_TRUST_FILE_CRL);
	add_u64(&b, 1);
	add_text(&b, "CA MẪU");
	add_end(&b, SHA256);
	assert_no_cut_is_read(&b);
	assert_ok(tr_trust_file_read(tr_buf_view(&b), &f, &err), &err);
	assert_int_equal(f.kind, TR_TRUST_FILE_CRL);
	assert_int_equal(f.entries, 3);
	assert_int_equal(f.der.n, 0);
	tr_trust_file_free(&f);
}

static void
refuses_what_is_no_text_and_no_fingerprint(void **state)
{
	struct tr_trust_file f;
	(void)state;

	for (int i = 0; i < 2; i++) {
		TR_AUTO_BUF b = {0};
		add_u64(&b, TR_TRUST_FILE_CRL);
		add_u64(&b, 1);
		add_text(&b, i == 0 ? "\xff\xfe" : "CA MẪU");
		add_end(&b, i == 0 ? SHA256 : "short");
		assert_refused(tr_trust_file_read(tr_buf_view(&b), &f, NULL), i == 0 ? "base.utf8-invalid" : "worker.answer-invalid");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_a_certificate),
		cmocka_unit_test(reads_a_list),
		cmocka_unit_test(refuses_what_is_no_text_and_no_fingerprint),
	};
	return cmocka_run_group_tests_name("task trust", tests, NULL, NULL);
}
