/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Getting what is missing for a certificate, and a time stamp, from the servers of a lab in all their moods. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "fetch/fetch.h"
#include "lab/lab_fixture.h"
#include "lab/serve.h"
#include "pki/collect.h"
#include "pki/tsa.h"

static struct lab_fixture lab;
static struct tr_lab_server *server;

/*
 * A fetcher in front of the real one: the lab's certificates name its usual port, the test's server has another; and for each
 * kind of thing a mode can be set.
 */
struct turned {
	struct tr_fetch *fetch;
	const char *mode[TR_FETCH_WHAT_COUNT]; /* NULL: the truth */
};

static trien_rc
fetch_turned(void *context, const struct tr_fetch_request *r, struct tr_buf *out, struct trien_err *err)
{
	struct turned *t = context;
	struct tr_fetcher inner = tr_fetch_fetcher(t->fetch);
	struct tr_fetch_request own = *r;
	char url[512];

	if (strncmp(r->url, TR_LAB_URL, strlen(TR_LAB_URL)) == 0) {
		snprintf(url, sizeof(url), "http://127.0.0.1:%u%s%s%s", tr_lab_server_port(server), t->mode[r->what] ? "/" : "",
				t->mode[r->what] ? t->mode[r->what] : "", r->url + strlen(TR_LAB_URL));
		own.url = url;
	}
	return inner.fetch(inner.context, &own, out, err);
}

static int
set_up(void **state)
{
	struct trien_err err = {0};

	(void)state;
	lab_fixture_open(&lab, "collect");
	const struct tr_lab_serving s = {.office = lab.office, .slow_milliseconds = 20000};
	assert_ok(tr_lab_server_start(&s, &server, &err), &err);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	tr_lab_server_stop(server);
	lab_fixture_close(&lab);
	return 0;
}

/* One collecting: nothing but the leader's certificate and the anchor is there. */
struct scene {
	struct turned turned;
	struct tr_fetcher fetcher;
	struct tr_arena arena;
	struct tr_collect_request request;
	struct tr_collected found;
};

static void
open_scene(struct scene *s)
{
	static const char *const hosts[] = {"127.0.0.1"};
	const struct tr_fetch_options o = {.hosts = hosts, .host_count = 1, .loopback = TR_LOOPBACK_ALLOWED, .env = &lab.env,
			.total_milliseconds = 1500};
	struct trien_err err = {0};

	*s = (struct scene){0};
	assert_ok(tr_fetch_new(&o, &s->turned.fetch, &err), &err);
	s->fetcher = (struct tr_fetcher){.context = &s->turned, .fetch = fetch_turned};
	assert_ok(tr_pool_new(&s->request.pool, &err), &err);
	assert_ok(tr_evidence_new(&s->request.evidence, &err), &err);
	s->request.signer = lab_fixture_certificate(&lab, TR_LAB_LEADER, s->request.pool);
	s->request.trust = lab.trust;
	s->request.as_of = lab.clock.now;
	s->request.arena = &s->arena;
	s->request.fetcher = &s->fetcher;
	s->request.made_since = INT64_MIN;
}

static void
collect(struct scene *s)
{
	struct trien_err err = {0};
	assert_ok(tr_collect(&s->request, &s->found, &err), &err);
}

static void
close_scene(struct scene *s)
{
	tr_evidence_free(s->request.evidence);
	tr_pool_free(s->request.pool);
	tr_arena_free(&s->arena);
	tr_fetch_free(s->turned.fetch);
}

static void
assert_step(const struct scene *s, size_t i, enum tr_fetch_what what, const char *path, const char *id)
{
	assert_true(i < s->found.step_count);
	assert_int_equal(s->found.steps[i].what, what);
	assert_string_equal(s->found.steps[i].url + strlen(TR_LAB_URL), path);
	assert_string_equal(trien_err_id(s->found.steps[i].rc), id);
}

static void
all_is_got_in_order(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s);
	collect(&s);
	assert_true(s.found.complete);
	assert_int_equal(s.found.path.finding, TR_PATH_PASSED);
	assert_int_equal(s.found.step_count, 3);
	assert_step(&s, 0, TR_FETCH_CERTIFICATE, "/ca/issuing.crt", trien_err_id(TRIEN_OK));
	assert_step(&s, 1, TR_FETCH_OCSP, "/ocsp", trien_err_id(TRIEN_OK));
	assert_step(&s, 2, TR_FETCH_OCSP, "/ocsp", trien_err_id(TRIEN_OK));
	assert_ptr_equal(s.found.steps[1].about, s.found.path.chain[1]);
	assert_ptr_equal(s.found.steps[2].about, s.request.signer);
	/* Again: all is there, nothing is asked. */
	collect(&s);
	assert_true(s.found.complete);
	assert_int_equal(s.found.step_count, 0);
	/* Unless newer evidence is wanted than what is there: its answers are a moment old. */
	s.request.made_since = lab.clock.now + 1;
	collect(&s);
	assert_false(s.found.complete);
	close_scene(&s);
}

static void
a_list_stands_in_for_an_answer(void **state)
{
	static const char *const moods[] = {"broken", "fails", "unknown", "refused", "wrong-signer", "stale", "slow"};
	static const char *const ids[] = {"pki.ocsp-malformed", "fetch.status", NULL, NULL, NULL, NULL, "fetch.timeout"};
	struct scene s;

	(void)state;
	for (size_t i = 0; i < sizeof(moods) / sizeof(moods[0]); i++) {
		open_scene(&s);
		s.turned.mode[TR_FETCH_OCSP] = moods[i];
		collect(&s);
		assert_true(s.found.complete);
		assert_int_equal(s.found.step_count, 5);
		assert_step(&s, 1, TR_FETCH_OCSP, "/ocsp", ids[i] != NULL ? ids[i] : trien_err_id(TRIEN_OK));
		assert_step(&s, 2, TR_FETCH_CRL, "/crl/root.crl", trien_err_id(TRIEN_OK));
		assert_step(&s, 4, TR_FETCH_CRL, "/crl/issuing.crl", trien_err_id(TRIEN_OK));
		close_scene(&s);
	}
}

static void
what_could_not_be_got_is_told(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s);
	s.turned.mode[TR_FETCH_OCSP] = "fails";
	s.turned.mode[TR_FETCH_CRL] = "broken";
	collect(&s);
	assert_false(s.found.complete);
	assert_int_equal(s.found.path.finding, TR_PATH_PASSED);
	assert_step(&s, 2, TR_FETCH_CRL, "/crl/root.crl", "pki.crl-malformed");
	close_scene(&s);
	open_scene(&s);
	s.turned.mode[TR_FETCH_CERTIFICATE] = "oversized";
	collect(&s);
	assert_false(s.found.complete);
	assert_int_equal(s.found.path.finding, TR_PATH_NO_CERTIFICATE_CHAIN_FOUND);
	assert_int_equal(s.found.step_count, 1);
	assert_step(&s, 0, TR_FETCH_CERTIFICATE, "/ca/issuing.crt", "fetch.too-large");
	close_scene(&s);
	/* Revoked is decided too. */
	open_scene(&s);
	s.turned.mode[TR_FETCH_OCSP] = "revoked";
	collect(&s);
	assert_true(s.found.complete);
	close_scene(&s);
}

static void
without_a_network_the_missing_is_named(void **state)
{
	struct scene s;

	(void)state;
	open_scene(&s);
	s.request.fetcher = NULL;
	collect(&s);
	assert_false(s.found.complete);
	assert_int_equal(s.found.step_count, 1);
	assert_step(&s, 0, TR_FETCH_CERTIFICATE, "/ca/issuing.crt", "collect.offline");
	lab_fixture_certificate(&lab, TR_LAB_ISSUING, s.request.pool);
	collect(&s);
	assert_int_equal(s.found.step_count, 4);
	assert_step(&s, 0, TR_FETCH_OCSP, "/ocsp", "collect.offline");
	assert_step(&s, 1, TR_FETCH_CRL, "/crl/root.crl", "collect.offline");
	assert_step(&s, 3, TR_FETCH_CRL, "/crl/issuing.crl", "collect.offline");
	/* What it would have asked is there, for somebody else to ask. */
	struct trien_err err = {0};
	TR_AUTO_BUF answer = {0};
	assert_ok(tr_lab_office_ocsp(lab.office, TR_LAB_TRUTH, s.found.steps[0].body, &answer, &err), &err);
	assert_int_equal(s.found.steps[1].body.n, 0);
	close_scene(&s);
}

/* ---- time stamps ---- */

static struct trien_err tries[TR_TSA_COUNT_MAX + 1];

/* Asks the servers of these modes in turn. */
static trien_rc
stamp(const char *const *modes, size_t count, struct tr_buf *token, size_t *used, struct trien_err *err)
{
	static char urls[TR_TSA_COUNT_MAX + 1][128];
	const char *list[TR_TSA_COUNT_MAX + 1];
	uint8_t imprint[TR_DIGEST_MAX];
	struct scene s;
	size_t n;

	open_scene(&s);
	for (size_t i = 0; i < count; i++) {
		snprintf(urls[i], sizeof(urls[i]), "http://127.0.0.1:%u/%s/tsa", tr_lab_server_port(server), modes[i]);
		list[i] = urls[i];
	}
	assert_ok(tr_digest(TR_SHA256, TR_BYTES_LIT("Quyết định mẫu"), imprint, &n, err), err);
	const struct tr_tsa_request r = {.fetcher = &s.fetcher, .urls = list, .url_count = count, .env = &lab.env,
			.tries = tries};
	trien_rc rc = tr_tsa_stamp(&r, TR_SHA256, TR_BYTES(imprint, n), token, used, err);
	close_scene(&s);
	return rc;
}

static void
authorities_are_asked_in_turn(void **state)
{
	static const char *const moods[] = {"refused", "broken", "fails", "slow", "truth", "truth"};
	static const char *const bad[] = {"broken", "fails", "to-private", "refused"};
	TR_AUTO_BUF token = {0};
	struct trien_err err = {0};
	size_t used = 99;
	struct tr_cms *c;
	enum tr_tsp_finding f;
	const struct tr_bytes text = TR_BYTES_LIT("Quyết định mẫu");

	(void)state;
	assert_ok(stamp(moods, 6, &token, &used, &err), &err);
	assert_int_equal(used, 4);
	assert_refused(tries[0].code, "tsa.refused");
	assert_refused(tries[1].code, "tsp.answer-malformed");
	assert_refused(tries[2].code, "fetch.status");
	assert_refused(tries[3].code, "fetch.timeout");
	assert_int_equal(tries[4].code, TRIEN_OK);
	assert_ok(tr_cms_read(tr_buf_view(&token), &c, &err), &err);
	assert_ok(tr_tsp_judge(c, &text, 1, &f, NULL, &err), &err);
	assert_int_equal(f, TR_TSP_GOOD);
	tr_cms_free(c);
	tr_buf_clear(&token);
	assert_refused(stamp(bad, 4, &token, &used, &err), "tsa.none-answered");
	assert_non_null(strstr(err.values[1].text, "refused"));
	assert_int_equal(token.n, 0);
	assert_refused(stamp(bad, 0, &token, &used, &err), "tsa.urls");
}

static void
authorities_have_a_cap(void **state)
{
	static const char *const many[TR_TSA_COUNT_MAX + 1] = {"fails", "fails", "fails", "fails", "fails", "fails", "fails", "truth", "truth"};
	TR_AUTO_BUF token = {0};
	struct trien_err err = {0};
	size_t used;

	(void)state;
	assert_ok(stamp(many, TR_TSA_COUNT_MAX, &token, &used, &err), &err);
	assert_int_equal(used, TR_TSA_COUNT_MAX - 1);
	assert_refused(stamp(many, TR_TSA_COUNT_MAX + 1, &token, &used, &err), "tsa.urls");
}

/* An old answer to another question, replayed. */
static trien_rc
replay(void *context, const struct tr_fetch_request *r, struct tr_buf *out, struct trien_err *err)
{
	(void)r;
	return tr_buf_add_bytes(out, *(const struct tr_bytes *)context, err);
}

static void
a_replayed_stamp_is_refused(void **state)
{
	const uint8_t imprint[32] = {1};
	const struct tr_tsp_question q = {.digest = TR_SHA256, .imprint = TR_BYTES(imprint, 32), .nonce = TR_BYTES_LIT("\x07"),
			.want_certificate = true};
	const char *const urls[] = {"http://tsa.example/"};
	TR_AUTO_BUF request = {0}, response = {0}, token = {0};
	struct trien_err err = {0};

	(void)state;
	assert_ok(tr_tsp_ask(&q, &request, &err), &err);
	assert_ok(tr_lab_office_stamp(lab.office, TR_LAB_TRUTH, tr_buf_view(&request), &response, &err), &err);
	struct tr_bytes old = tr_buf_view(&response);
	struct tr_fetcher f = {.context = &old, .fetch = replay};
	const struct tr_tsa_request r = {.fetcher = &f, .urls = urls, .url_count = 1, .env = &lab.env, .tries = tries};
	assert_refused(tr_tsa_stamp(&r, TR_SHA256, q.imprint, &token, NULL, &err), "tsa.none-answered");
	char text[1024];
	trien_err_text(&err, TRIEN_LANG_EN, text, sizeof(text));
	assert_non_null(strstr(text, "the nonce is not the one asked with"));
	trien_err_text(&err, TRIEN_LANG_VI, text, sizeof(text));
	assert_non_null(strstr(text, "số ngẫu nhiên không phải số đã gửi"));
	assert_refused(tries[0].code, "tsa.token-unfit");
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(all_is_got_in_order),
		cmocka_unit_test(a_list_stands_in_for_an_answer),
		cmocka_unit_test(what_could_not_be_got_is_told),
		cmocka_unit_test(without_a_network_the_missing_is_named),
		cmocka_unit_test(authorities_are_asked_in_turn),
		cmocka_unit_test(authorities_have_a_cap),
		cmocka_unit_test(a_replayed_stamp_is_refused),
	};
	return cmocka_run_group_tests_name("fetch collect", all, set_up, tear_down);
}
