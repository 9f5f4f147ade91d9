/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a verdict names as missing: what is asked, in which order, how often, and what is believed of it. */
#include "test.h"

#include <stdio.h>
#include <unistd.h>

#include "base/errors/fetch.h"
#include "desk/lacking.h"

struct source {
	char asked[512]; /* the last letter of each address */
	bool later, fails;
	size_t answer; /* bytes; 0: a few */
};

static trien_rc
ask(void *context, const struct tr_fetch_request *r, struct tr_buf *answer, bool *later, struct trien_err *why)
{
	struct source *s = context;
	const size_t n = strlen(s->asked);

	assert_true(n + 1 < sizeof(s->asked));
	s->asked[n] = r->url[strlen(r->url) - 1];
	s->asked[n + 1] = '\0';
	*later = s->later;
	if (s->fails)
		return TR_ERR(why, FETCH_TIMEOUT, TR_S("url", r->url));
	for (size_t i = 0; !s->later && i < (s->answer > 0 ? s->answer : 3); i++)
		TR_TRY(tr_buf_add_byte(answer, 'a', why));
	return TRIEN_OK;
}

static enum tr_lacking_next
get(struct tr_lacking *l, struct source *s, const char *verdict)
{
	const struct tr_lacking_source from = {s, ask, TRIEN_LANG_EN};
	json_t *v = json_loads(verdict, 0, NULL);
	enum tr_lacking_next next;
	struct trien_err err = {0};

	assert_non_null(v);
	assert_ok(tr_lacking_get(l, v, &from, &next, &err), &err);
	json_decref(v);
	return next;
}

#define OCSP(end, body) "{\"what\":\"ocsp\",\"url\":\"http://o/" end "\",\"body\":\"" body "\"}"
#define CRL(end) "{\"what\":\"crl\",\"url\":\"http://c/" end "\",\"body\":null}"

static void
lists_are_asked_for_where_nothing_else_helps(void **state)
{
	static const char both[] = "{\"missing\":[" CRL("c") "," OCSP("o", "00ff") "]}";
	struct tr_lacking l = {0};
	struct source s = {.later = true};
	struct trien_err err;
	int fd;

	(void)state;
	assert_int_equal(get(&l, &s, "{\"missing\":[]}"), TR_LACKING_DONE);
	assert_ok(tr_lacking_open(&l, &fd, &err), &err);
	assert_int_equal(fd, -1);
	assert_int_equal(get(&l, &s, both), TR_LACKING_LATER);
	assert_int_equal(get(&l, &s, both), TR_LACKING_LATER);
	assert_string_equal(s.asked, "oo");
	assert_int_equal(l.requests, 0);
	s = (struct source){.fails = true};
	assert_int_equal(get(&l, &s, both), TR_LACKING_DONE);
	assert_string_equal(s.asked, "oc");
	assert_int_equal(json_array_size(l.failures), 2);
	s = (struct source){0}; /* what failed is not asked again for this file */
	assert_int_equal(get(&l, &s, both), TR_LACKING_DONE);
	assert_string_equal(s.asked, "");
	tr_lacking_free(&l);
}

static void
what_came_is_judged_once(void **state)
{
	static const char one[] = "{\"missing\":[" OCSP("o", "") "," CRL("c") "]}", more[] = "{\"missing\":[" OCSP("p", "01") "]}";
	struct tr_lacking l = {0};
	struct source s = {0};
	struct trien_err err;
	int fd;

	(void)state;
	assert_int_equal(get(&l, &s, one), TR_LACKING_JUDGE);
	assert_int_equal(get(&l, &s, one), TR_LACKING_JUDGE); /* nobody has judged with it yet: there was no worker */
	assert_string_equal(s.asked, "o");
	assert_ok(tr_lacking_open(&l, &fd, &err), &err);
	assert_true(fd >= 0);
	close(fd);
	tr_lacking_judged(&l);
	assert_int_equal(get(&l, &s, more), TR_LACKING_JUDGE);
	tr_lacking_judged(&l);
	assert_int_equal(get(&l, &s, more), TR_LACKING_DONE);
	assert_int_equal(json_array_size(l.failures), 0);
	tr_lacking_free(&l);
}

/* A verdict out of the sandbox may be anything. */
static void
what_is_no_question_is_not_asked(void **state)
{
	static const char *const verdicts[] = {"{}", "[]", "{\"missing\":7}", "{\"missing\":[7,null,{}]}", "{\"missing\":[{\"what\":\"stamp\",\"url\":\"http://o/s\"}]}",
		"{\"missing\":[{\"what\":\"cosignature\",\"url\":\"http://o/s\"}]}", "{\"missing\":[{\"what\":\"ocsp\",\"url\":\"\"}]}", "{\"missing\":[" OCSP("o", "0") "]}",
		"{\"missing\":[" OCSP("o", "zz") "]}", "{\"missing\":[" OCSP("o", "FF") "]}"};
	struct source s = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(*verdicts); i++) {
		struct tr_lacking l = {0};
		assert_int_equal(get(&l, &s, verdicts[i]), TR_LACKING_DONE);
		assert_string_equal(s.asked, "");
		tr_lacking_free(&l);
	}
}

static void
questions_bytes_and_rounds_have_an_end(void **state)
{
	struct tr_lacking l = {0};
	struct source s = {.fails = true};
	char verdict[128];

	(void)state;
	for (size_t i = 0; i <= TR_ANSWERS_WANTED_MAX; i++) {
		snprintf(verdict, sizeof(verdict), "{\"missing\":[{\"what\":\"ocsp\",\"url\":\"http://o/%zu/x\",\"body\":\"00\"}]}", i);
		assert_int_equal(get(&l, &s, verdict), TR_LACKING_DONE);
	}
	assert_int_equal(strlen(s.asked), TR_ANSWERS_WANTED_MAX);
	tr_lacking_free(&l);

	s = (struct source){.answer = (size_t)1 << 20};
	l.answers.max = 2 * TR_LACKING_BYTES_MAX;
	struct trien_err err;
	assert_ok(tr_buf_reserve(&l.answers, TR_LACKING_BYTES_MAX, &err), &err);
	memset(l.answers.p, 0, TR_LACKING_BYTES_MAX);
	l.answers.n = TR_LACKING_BYTES_MAX - s.answer + 1; /* one byte too little is left */
	assert_int_equal(get(&l, &s, "{\"missing\":[" CRL("c") "]}"), TR_LACKING_DONE);
	assert_string_equal(json_string_value(json_object_get(json_array_get(l.failures, 0), "error")), "fetch.too-large");
	tr_lacking_free(&l);

	s = (struct source){0};
	for (unsigned i = 0; i <= TR_LACKING_ROUNDS_MAX; i++) {
		snprintf(verdict, sizeof(verdict), "{\"missing\":[{\"what\":\"ocsp\",\"url\":\"http://o/%u/x\",\"body\":\"00\"}]}", i);
		assert_int_equal(get(&l, &s, verdict), i < TR_LACKING_ROUNDS_MAX ? TR_LACKING_JUDGE : TR_LACKING_DONE);
		tr_lacking_judged(&l);
	}
	tr_lacking_free(&l);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(lists_are_asked_for_where_nothing_else_helps),
		cmocka_unit_test(what_came_is_judged_once),
		cmocka_unit_test(what_is_no_question_is_not_asked),
		cmocka_unit_test(questions_bytes_and_rounds_have_an_end),
	};
	return cmocka_run_group_tests(all, NULL, NULL);
}
