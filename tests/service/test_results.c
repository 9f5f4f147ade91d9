/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R2.1b */
/* What a portal sends, at its caps and one past them; and how many requests it may make. */
#include "test.h"

#include "service/rate.h"
#include "service/results_body.h"

#define HASH "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

struct read {
	struct tr_arena arena;
	struct tr_results results;
	struct trien_err err;
	trien_rc rc;
};

static struct read
reads(const char *body)
{
	struct read r = {0};

	r.rc = tr_results_read(TR_BYTES(body, strlen(body)), &r.arena, &r.results, &r.err);
	return r;
}

static void
refused(const char *body, const char *error)
{
	struct read r = reads(body);

	assert_refused(r.rc, error);
	tr_arena_free(&r.arena);
}

static void
a_row_is_read(void **state)
{
	struct read r = reads("{\"results\":[{\"dossier\":\"M\xe1\xba\xabu \\\"[{1\",\"signed_at\":\"2026-11-26T09:30:00+07:00\",\"document\":\"" HASH
			      "\",\"withdrawn\":true}]}");

	(void)state;
	assert_ok(r.rc, &r.err);
	assert_int_equal(r.results.count, 1);
	const struct tr_result *row = r.results.rows;
	assert_int_equal(row->wrong.code, TRIEN_OK);
	assert_string_equal(row->dossier, "M\xe1\xba\xabu \"[{1");
	assert_string_equal(row->document, HASH);
	assert_int_equal(row->signed_at, 1795660200);
	assert_true(row->withdrawn);
	tr_arena_free(&r.arena);
}

static void
depth_and_count_have_caps(void **state)
{
	TR_AUTO_BUF many = {0};

	(void)state;
	refused("{\"results\":[{\"a\":{}}]}", "service.json-malformed");
	refused("{\"results\":[{\"a\":[]}]}", "service.json-malformed");
	refused("{\"results\":[]}", "service.results-limit");
	for (size_t count = TR_RESULTS_MAX; count <= TR_RESULTS_MAX + 1; count++) {
		tr_buf_clear(&many);
		assert_int_equal(tr_buf_addf(&many, NULL, "{\"results\":["), TRIEN_OK);
		for (size_t i = 0; i < count; i++)
			assert_int_equal(tr_buf_addf(&many, NULL, "%s{}", i > 0 ? "," : ""), TRIEN_OK);
		assert_int_equal(tr_buf_addf(&many, NULL, "]}%c", 0), TRIEN_OK);
		if (count > TR_RESULTS_MAX) {
			refused((const char *)many.p, "service.results-limit");
			continue;
		}
		struct read r = reads((const char *)many.p);
		assert_ok(r.rc, &r.err);
		assert_int_equal(r.results.count, TR_RESULTS_MAX);
		assert_refused(r.results.rows[0].wrong.code, "registry.result-value");
		tr_arena_free(&r.arena);
	}
}

/* 60 a minute: 60 at once, then one a second. */
static void
a_portal_has_a_rate(void **state)
{
	struct trien_err err = {0};
	struct tr_rate *rate;
	unsigned wait = 0;

	(void)state;
	assert_ok(tr_rate_new(&(struct tr_rate_rule){60, 60, 60000, 4}, &rate, &err), &err);
	for (int i = 0; i < 60; i++)
		assert_true(tr_rate_take(rate, 1, 5000, &wait));
	assert_false(tr_rate_take(rate, 1, 5000, &wait));
	assert_int_equal(wait, 2);
	assert_true(tr_rate_take(rate, 2, 5000, &wait));
	assert_false(tr_rate_take(rate, 1, 5999, &wait));
	assert_true(tr_rate_take(rate, 1, 6000, &wait));
	assert_false(tr_rate_take(rate, 1, 6000, &wait));
	/* A quiet minute fills it, and no more than that; a clock that goes back gives nothing. */
	assert_false(tr_rate_take(rate, 1, 1000, &wait));
	for (int i = 0; i < 60; i++)
		assert_true(tr_rate_take(rate, 1, 3600000, &wait));
	assert_false(tr_rate_take(rate, 1, 3600000, &wait));
	/* What is given back may be taken again, once. */
	tr_rate_give_back(rate, 1, 3600000);
	assert_true(tr_rate_take(rate, 1, 3600000, &wait));
	assert_false(tr_rate_take(rate, 1, 3600000, &wait));
	tr_rate_give_back(rate, 3, 3600000); /* of a full one nothing is left over */
	for (int i = 0; i < 60; i++)
		assert_true(tr_rate_take(rate, 3, 3600000, &wait));
	assert_false(tr_rate_take(rate, 3, 3600000, &wait));
	tr_rate_free(rate);
}

/* As many portals are counted as there is room for; one more takes the place of the quietest, which then is a new one. */
static void
quiet_portals_make_room(void **state)
{
	struct trien_err err = {0};
	struct tr_rate *rate;
	unsigned wait;

	(void)state;
	assert_ok(tr_rate_new(&(struct tr_rate_rule){1, 1, 60000, TR_SERVICE_PORTALS_COUNTED}, &rate, &err), &err);
	for (unsigned i = 1; i <= TR_SERVICE_PORTALS_COUNTED; i++)
		assert_true(tr_rate_take(rate, i, i, &wait));
	for (unsigned i = 1; i <= TR_SERVICE_PORTALS_COUNTED; i++)
		assert_false(tr_rate_take(rate, i, 300 + i, &wait));
	assert_true(tr_rate_take(rate, TR_SERVICE_PORTALS_COUNTED + 1, 1000, &wait));
	assert_false(tr_rate_take(rate, 2, 1001, &wait));
	assert_true(tr_rate_take(rate, 1, 1002, &wait));
	tr_rate_free(rate);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_row_is_read),
		cmocka_unit_test(depth_and_count_have_caps),
		cmocka_unit_test(a_portal_has_a_rate),
		cmocka_unit_test(quiet_portals_make_room),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
