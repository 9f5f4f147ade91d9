/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a lab's authorities answer in each mode, as our own judgement takes it. */
#include "test.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "crypto/tsp.h"
#include "lab/office.h"
#include "lab_fixture.h"
#include "pki/revocation.h"

static struct lab_fixture lab;

static int
set_up(void **state)
{
	(void)state;
	lab_fixture_open(&lab, "office");
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	lab_fixture_close(&lab);
	return 0;
}

/* The status of somebody, from what the office answers in a mode by OCSP or by its list. */
static struct tr_revocation
ask(enum tr_lab_who who, enum tr_lab_mode mode, bool by_list)
{
	struct tr_path path = lab_fixture_path(&lab, who, TR_PATH_FOR_ANY);
	struct tr_revocation_request r = {.path = &path, .pool = lab.pool, .trust = lab.trust, .as_of = lab.clock.now};
	const struct tr_ocsp_question q = {.certificate = path.chain[0], .issuer = path.chain[1]};
	TR_AUTO_BUF request = {0}, answer = {0};
	struct tr_revocation found;
	struct trien_err err = {0};

	assert_ok(tr_evidence_new(&r.evidence, &err), &err);
	assert_ok(tr_ocsp_ask(&q, &request, &err), &err);
	if (by_list) {
		enum tr_lab_who issuer = who == TR_LAB_ISSUING ? TR_LAB_ROOT : TR_LAB_ISSUING;
		assert_ok(tr_lab_office_crl(lab.office, mode, issuer, &answer, &err), &err);
		assert_ok(tr_evidence_add_crl(r.evidence, tr_buf_view(&answer), TR_EVIDENCE_GIVEN, NULL, &err), &err);
	} else {
		assert_ok(tr_lab_office_ocsp(lab.office, mode, tr_buf_view(&request), &answer, &err), &err);
		assert_ok(tr_evidence_add_ocsp(r.evidence, tr_buf_view(&answer), TR_EVIDENCE_GIVEN, NULL, &err), &err);
	}
	assert_ok(tr_revocation_judge(&r, 0, &found, &err), &err);
	tr_evidence_free(r.evidence);
	return found;
}

static void
modes_answer_as_they_are_called(void **state)
{
	static const struct {
		enum tr_lab_mode mode;
		const char *ocsp, *list;
	} rows[] = {
		{TR_LAB_TRUTH, "revocation.ocsp-good", "revocation.crl-good"},
		{TR_LAB_ALL_GOOD, "revocation.ocsp-good", "revocation.crl-good"},
		{TR_LAB_ALL_REVOKED, "revocation.ocsp-revoked", "revocation.crl-revoked"},
		{TR_LAB_ALL_UNKNOWN, "revocation.ocsp-unknown", "revocation.crl-good"},
		{TR_LAB_REFUSED, "revocation.answer-refused", "revocation.crl-good"},
		{TR_LAB_WRONG_SIGNER, "revocation.signer-unknown", "revocation.crl-good"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (int k = 0; k < 2; k++) {
			enum tr_lab_who who = k ? TR_LAB_ISSUING : TR_LAB_LEADER;
			struct tr_revocation r = ask(who, rows[i].mode, false);
			/* The agency's certificate comes with the answer: known, but not permitted. */
			bool wrong = rows[i].mode == TR_LAB_WRONG_SIGNER;
			assert_string_equal(tr_revocation_why_id(r.why), wrong ? "revocation.signer-not-permitted" : rows[i].ocsp);
			r = ask(who, rows[i].mode, true);
			assert_string_equal(tr_revocation_why_id(r.why), rows[i].list);
		}
}

/* Ten days old: made before the lab's own certificates, so asked of a lab that has been there for a month. */
static void
stale_is_stale(void **state)
{
	(void)state;
	lab.clock.now += 30 * 86400;
	assert_string_equal(tr_revocation_why_id(ask(TR_LAB_LEADER, TR_LAB_STALE, false).why), "revocation.stale");
	assert_string_equal(tr_revocation_why_id(ask(TR_LAB_LEADER, TR_LAB_STALE, true).why), "revocation.stale");
	lab.clock.now -= 30 * 86400;
}

static trien_rc
revoke_in_lab(const char *name, const char *reason, struct trien_err *err)
{
	const struct tr_lab_revocation r = {.directory = lab.directory, .name = name, .reason = reason,
			.at = lab.clock.now - 3600};
	return tr_lab_revoke(&r, err);
}

static void
somebody_is_revoked_and_restored(void **state)
{
	struct trien_err err = {0};

	(void)state;
	assert_ok(revoke_in_lab("leader", "keyCompromise", &err), &err);
	assert_ok(revoke_in_lab("clerk", NULL, &err), &err);
	assert_ok(revoke_in_lab("clerk", "certificateHold", &err), &err);
	for (int by_list = 0; by_list < 2; by_list++) {
		struct tr_revocation r = ask(TR_LAB_LEADER, TR_LAB_TRUTH, by_list);
		assert_int_equal(r.status, TR_STATUS_REVOKED);
		assert_int_equal(r.reason, TR_REVOKED_KEY_COMPROMISE);
		assert_int_equal(r.revoked_at, lab.clock.now - 3600);
		assert_int_equal(ask(TR_LAB_CLERK, TR_LAB_TRUTH, by_list).status, TR_STATUS_ON_HOLD);
		assert_int_equal(ask(TR_LAB_CHECKER, TR_LAB_TRUTH, by_list).status, TR_STATUS_GOOD);
		assert_int_equal(ask(TR_LAB_LEADER, TR_LAB_ALL_GOOD, by_list).status, TR_STATUS_GOOD);
	}
	assert_ok(revoke_in_lab("clerk", "removeFromCRL", &err), &err);
	assert_ok(revoke_in_lab("leader", "removeFromCRL", &err), &err);
	assert_int_equal(ask(TR_LAB_CLERK, TR_LAB_TRUTH, true).status, TR_STATUS_GOOD);
	assert_int_equal(ask(TR_LAB_LEADER, TR_LAB_TRUTH, true).status, TR_STATUS_GOOD);
}

static void
wrong_words_are_refused(void **state)
{
	struct tr_lab_revocation r = {.directory = "/nonexistent", .name = "leader"};
	struct tr_lab_office *o;
	struct trien_err err = {0};
	char path[256];

	(void)state;
	assert_refused(revoke_in_lab("giám đốc", NULL, &err), "lab.who-unknown");
	assert_refused(revoke_in_lab("leader", "lostInterest", &err), "lab.reason-unknown");
	assert_refused(tr_lab_revoke(&r, &err), "lab.not-a-lab");
	assert_refused(tr_lab_office_open("/nonexistent", &lab.env, &o, &err), "lab.not-a-lab");
	snprintf(path, sizeof(path), "%s/ca/revoked.tsv", lab.directory);
	FILE *f = fopen(path, "w");
	fputs("leader\tkhông phải số\t1\n", f);
	fclose(f);
	TR_AUTO_BUF out = {0};
	assert_refused(tr_lab_office_crl(lab.office, TR_LAB_TRUTH, TR_LAB_ISSUING, &out, &err), "lab.revoked-malformed");
	unlink(path);
	assert_refused(tr_lab_office_ocsp(lab.office, TR_LAB_TRUTH, TR_BYTES_LIT("\x30\x00"), &out, &err), "lab.request-malformed");
	assert_refused(tr_lab_office_stamp(lab.office, TR_LAB_TRUTH, TR_BYTES_LIT("không"), &out, &err), "lab.request-malformed");
}

/* The list of the revoked at its cap, and one past it. */
static void
the_list_has_a_cap(void **state)
{
	struct trien_err err = {0};
	char path[256];

	(void)state;
	snprintf(path, sizeof(path), "%s/ca/revoked.tsv", lab.directory);
	for (int over = 0; over < 2; over++) {
		FILE *f = fopen(path, "w");
		for (int i = 0; i < 64 + over; i++)
			fputs("leader\t1\t1\n", f);
		fclose(f);
		TR_AUTO_BUF out = {0};
		trien_rc rc = tr_lab_office_crl(lab.office, TR_LAB_TRUTH, TR_LAB_ISSUING, &out, &err);
		if (over)
			assert_refused(rc, "lab.revoked-malformed");
		else
			assert_ok(rc, &err);
	}
	unlink(path);
}

static void
stamps_are_given(void **state)
{
	uint8_t imprint[TR_DIGEST_MAX];
	struct trien_err err = {0};
	struct tr_tsp_answer a;
	enum tr_tsp_finding f;
	size_t n;

	(void)state;
	assert_ok(tr_digest(TR_SHA256, TR_BYTES_LIT("Quyết định mẫu"), imprint, &n, &err), &err);
	const struct tr_tsp_question q = {.digest = TR_SHA256, .imprint = TR_BYTES(imprint, n), .nonce = TR_BYTES_LIT("\x01\x02"),
			.want_certificate = true};
	for (int past = 0; past < 2; past++) {
		TR_AUTO_BUF request = {0}, answer = {0};
		struct tr_tsp_info i;
		struct tr_cms *c;
		assert_ok(tr_tsp_ask(&q, &request, &err), &err);
		assert_ok(tr_lab_office_stamp(lab.office, past ? TR_LAB_TSA_PAST : TR_LAB_TRUTH, tr_buf_view(&request), &answer,
				&err), &err);
		assert_ok(tr_tsp_answer_read(tr_buf_view(&answer), &a, &err), &err);
		assert_ok(tr_cms_read(a.token, &c, &err), &err);
		assert_ok(tr_tsp_judge_answer(c, &q, &f, NULL, &err), &err);
		assert_int_equal(f, TR_TSP_GOOD);
		assert_ok(tr_tsp_token_info(c, &i, &err), &err);
		assert_int_equal(i.time, lab.clock.now);
		tr_cms_free(c);
		struct tr_path path = lab_fixture_path(&lab, past ? TR_LAB_TSA_EXPIRED : TR_LAB_TSA, TR_PATH_FOR_TIME_STAMP);
		assert_int_equal(path.finding, past ? TR_PATH_EXPIRED : TR_PATH_PASSED);
	}
	TR_AUTO_BUF request = {0}, answer = {0};
	assert_ok(tr_tsp_ask(&q, &request, &err), &err);
	assert_ok(tr_lab_office_stamp(lab.office, TR_LAB_REFUSED, tr_buf_view(&request), &answer, &err), &err);
	assert_ok(tr_tsp_answer_read(tr_buf_view(&answer), &a, &err), &err);
	assert_int_equal(a.status, TR_TSP_REJECTION);
}

static void
modes_have_names(void **state)
{
	enum tr_lab_mode m;

	(void)state;
	for (int i = 0; i < TR_LAB_MODE_COUNT; i++) {
		const char *name = tr_lab_mode_name((enum tr_lab_mode)i);
		assert_true(tr_lab_mode_of(TR_BYTES(name, strlen(name)), &m));
		assert_int_equal(m, i);
	}
	assert_false(tr_lab_mode_of(TR_BYTES_LIT("cheerful"), &m));
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(modes_answer_as_they_are_called),
		cmocka_unit_test(stale_is_stale),
		cmocka_unit_test(somebody_is_revoked_and_restored),
		cmocka_unit_test(wrong_words_are_refused),
		cmocka_unit_test(the_list_has_a_cap),
		cmocka_unit_test(stamps_are_given),
		cmocka_unit_test(modes_have_names),
	};
	return cmocka_run_group_tests_name("lab office", all, set_up, tear_down);
}
