/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The network of the sandbox: found, failed, wanted; and what a subverted task may send back. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "pki/limits.h"
#include "worker/answers.h"
#include "worker/wire.h"

static const struct tr_fetch_request list = {.what = TR_FETCH_CRL, .url = "http://ca.example/a.crl"},
	answer = {.what = TR_FETCH_OCSP, .url = "http://ca.example/ocsp", .body = TR_BYTES_LIT("question")},
	other = {.what = TR_FETCH_OCSP, .url = "http://ca.example/ocsp", .body = TR_BYTES_LIT("another")};

static trien_rc
count(void *context, enum tr_fetch_what what, struct tr_bytes got, struct trien_err *err)
{
	(void)err;
	assert_int_equal(what, TR_FETCH_CRL);
	assert_true(tr_bytes_are(got, "the list"));
	++*(unsigned *)context;
	return TRIEN_OK;
}

static void
what_was_got_is_found(void **state)
{
	TR_AUTO_BUF file = {0}, out = {0};
	struct trien_err err = {0};
	unsigned seen = 0;
	struct tr_wanted w;

	(void)state;
	assert_ok(tr_answers_add(&file, &list, true, TR_BYTES_LIT("the list"), &err), &err);
	assert_ok(tr_answers_add(&file, &answer, false, TR_BYTES_LIT(""), &err), &err);
	assert_true(tr_answers_have(tr_buf_view(&file), &answer));
	assert_false(tr_answers_have(tr_buf_view(&file), &other));
	struct tr_answers a = {.file = tr_buf_view(&file)};
	const struct tr_fetcher f = tr_answers_fetcher(&a);
	assert_ok(f.fetch(f.context, &list, &out, &err), &err);
	assert_true(tr_bytes_are(tr_buf_view(&out), "the list"));
	assert_refused(f.fetch(f.context, &answer, &out, &err), "fetch.failed");
	assert_int_equal(a.wanted_count, 0);
	/* What is not there is wanted, once. */
	assert_refused(f.fetch(f.context, &other, &out, &err), "collect.offline");
	assert_refused(f.fetch(f.context, &other, &out, &err), "collect.offline");
	assert_int_equal(a.wanted_count, 1);
	struct tr_cursor c = tr_cursor_of(tr_buf_view(&a.wanted));
	assert_ok(tr_wanted_read(&c, &w, &err), &err);
	assert_int_equal(w.count, 1);
	assert_int_equal(w.items[0].what, TR_FETCH_OCSP);
	assert_string_equal(w.items[0].url, "http://ca.example/ocsp");
	assert_true(tr_bytes_are(w.items[0].body, "another"));
	tr_wanted_free(&w);
	assert_ok(tr_answers_visit(tr_buf_view(&file), count, &seen, &err), &err);
	assert_int_equal(seen, 1);
	tr_buf_free(&a.wanted);
}

static void
wanted_requests_have_a_cap(void **state)
{
	struct tr_answers a = {0};
	const struct tr_fetcher f = tr_answers_fetcher(&a);
	TR_AUTO_BUF out = {0};
	struct trien_err err = {0};
	struct tr_wanted w;
	char url[64];

	(void)state;
	for (size_t i = 0; i <= TR_ANSWERS_WANTED_MAX; i++) {
		snprintf(url, sizeof(url), "http://ca.example/%zu.crl", i);
		const struct tr_fetch_request r = {.what = TR_FETCH_CRL, .url = url};
		assert_refused(f.fetch(f.context, &r, &out, &err), "collect.offline");
	}
	assert_int_equal(a.wanted_count, TR_ANSWERS_WANTED_MAX);
	struct tr_cursor c = tr_cursor_of(tr_buf_view(&a.wanted));
	assert_ok(tr_wanted_read(&c, &w, &err), &err);
	assert_int_equal(w.count, TR_ANSWERS_WANTED_MAX);
	tr_wanted_free(&w);
	/* One more, from a task that does not keep to it. */
	assert_ok(tr_wire_add_u64(&a.wanted, 0, &err), &err);
	assert_ok(tr_wire_add_bytes(&a.wanted, TR_BYTES_LIT("http://ca.example/"), &err), &err);
	assert_ok(tr_wire_add_bytes(&a.wanted, TR_BYTES_LIT(""), &err), &err);
	c = tr_cursor_of(tr_buf_view(&a.wanted));
	assert_refused(tr_wanted_read(&c, &w, &err), "worker.answer-invalid");
	tr_buf_free(&a.wanted);
}

static trien_rc
read_one(uint64_t what, struct tr_bytes url, size_t body_n)
{
	static const uint8_t body[(16 << 10) + 1];
	TR_AUTO_BUF b = {0};
	struct trien_err err = {0};
	struct tr_wanted w = {0};

	assert_ok(tr_wire_add_u64(&b, what, &err), &err);
	assert_ok(tr_wire_add_bytes(&b, url, &err), &err);
	assert_ok(tr_wire_add_bytes(&b, TR_BYTES(body, body_n), &err), &err);
	struct tr_cursor c = tr_cursor_of(tr_buf_view(&b));
	trien_rc rc = tr_wanted_read(&c, &w, &err);
	tr_wanted_free(&w);
	return rc;
}

static void
what_comes_back_is_checked(void **state)
{
	static char url[TR_URL_MAX + 1];
	struct trien_err err = {0};
	struct tr_wanted w;

	(void)state;
	memset(url, 'a', sizeof(url));
	assert_int_equal(read_one(TR_FETCH_WHAT_COUNT - 1, TR_BYTES(url, TR_URL_MAX - 1), 16 << 10), TRIEN_OK);
	assert_refused(read_one(TR_FETCH_WHAT_COUNT, TR_BYTES_LIT("http://a/"), 0), "worker.answer-invalid");
	assert_refused(read_one(0, TR_BYTES(url, TR_URL_MAX), 0), "worker.answer-invalid");
	assert_refused(read_one(0, TR_BYTES_LIT(""), 0), "worker.answer-invalid");
	assert_refused(read_one(0, TR_BYTES_LIT("http://a/\n"), 0), "worker.answer-invalid");
	assert_refused(read_one(0, TR_BYTES_LIT("http://a/\0b"), 0), "worker.answer-invalid");
	assert_refused(read_one(0, TR_BYTES_LIT("http://a/"), (16 << 10) + 1), "worker.answer-invalid");
	struct tr_cursor c = tr_cursor_of(TR_BYTES_LIT("short"));
	assert_refused(tr_wanted_read(&c, &w, &err), "worker.answer-invalid");
}

static void
answers_have_a_cap(void **state)
{
	TR_AUTO_BUF file = {.max = 2 * TR_ANSWERS_BYTES_MAX};
	struct trien_err err = {0};
	uint8_t *much = tr_mem_zeroed(1, TR_ANSWERS_BYTES_MAX + 1);

	(void)state;
	assert_non_null(much);
	assert_refused(tr_answers_add(&file, &list, true, TR_BYTES(much, TR_ANSWERS_BYTES_MAX + 1), &err), "worker.answers-limit");
	assert_ok(tr_answers_add(&file, &list, true, TR_BYTES(much, TR_ANSWERS_BYTES_MAX), &err), &err);
	assert_refused(tr_answers_add(&file, &other, true, TR_BYTES(much, 1), &err), "worker.answers-limit");
	free(much);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(what_was_got_is_found),
		cmocka_unit_test(wanted_requests_have_a_cap),
		cmocka_unit_test(what_comes_back_is_checked),
		cmocka_unit_test(answers_have_a_cap),
	};
	return cmocka_run_group_tests_name("answers", all, NULL, NULL);
}
