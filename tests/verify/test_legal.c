/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The three legs of Decree 130/2018, Điều 9, each with what makes it fail and with what leaves it open, from technical verdicts.
 * Requirement: R2.1 R3
 */
#include "test.h"

#include "base/errors/worker.h"
#include "verify/verify.h"

struct custody {
	enum tr_leg_answer answer;
	enum tr_leg_answer before; /* 900 */
	int64_t asked_at;
	trien_rc rc;
};

static trien_rc
custody_at(void *context, const uint8_t sha256[32], int64_t time, struct tr_custody_answer *out, struct trien_err *err)
{
	struct custody *c = context;

	if (c->rc != TRIEN_OK)
		return TR_ERR0(err, WORKER_ANSWER_INVALID);
	assert_int_equal(sha256[0], 7);
	c->asked_at = time;
	*out = (struct tr_custody_answer){time < 900 ? c->before : c->answer, TR_TEXT_LIT("sổ mẫu")};
	return TRIEN_OK;
}

/* A signature in which all is well, of the Government's authority, proven by a time stamp. */
struct signature {
	struct tr_certificate_verdict certificate;
	struct tr_finding finding;
	struct tr_check check;
	struct tr_signature_verdict v;
};

static struct signature *
good(struct signature *s)
{
	*s = (struct signature){.certificate.sha256 = {7}};
	s->v.path = (struct tr_path_verdict){&s->certificate, 1, true, false, TR_TRUST_GOVERNMENT};
	s->v.best_time = 1000;
	s->v.best_time_source = TR_BEST_SIGNATURE_STAMP;
	s->v.findings = &s->finding;
	s->v.checks = &s->check;
	return s;
}

static struct tr_legal
judge(const struct signature *s, enum tr_leg_answer control)
{
	struct custody c = {.answer = control};
	const struct tr_custody custody = {&c, custody_at};
	struct tr_legal l;
	struct trien_err err = {0};

	assert_ok(tr_legal_judge(&s->v, &custody, &l, &err), &err);
	if (s->v.path.count > 0)
		assert_int_equal(c.asked_at, 1000);
	return l;
}

static void
assert_leg(struct tr_leg leg, enum tr_leg_answer answer, const char *id)
{
	assert_string_equal(tr_legal_reason_id(leg.reason), id);
	assert_int_equal(leg.answer, answer);
}

static void
all_three_hold(void **state)
{
	struct signature s;
	(void)state;

	struct tr_legal l = judge(good(&s), TR_LEG_YES);
	assert_true(l.applies);
	assert_leg(l.legs[TR_LEG_VALID_WHEN_SIGNED], TR_LEG_YES, "legal.valid-when-signed");
	assert_leg(l.legs[TR_LEG_RECOGNISED], TR_LEG_YES, "legal.government-authority");
	assert_leg(l.legs[TR_LEG_SOLE_CONTROL], TR_LEG_YES, "legal.sole-control");
	assert_leg(l.secure, TR_LEG_YES, "legal.secure");
	assert_leg(l.official, TR_LEG_YES, "legal.government-authority");
	assert_string_equal(l.control_why.p, "sổ mẫu");

	s.v.best_time_source = TR_BEST_AS_OF;
	assert_leg(judge(&s, TR_LEG_YES).legs[TR_LEG_VALID_WHEN_SIGNED], TR_LEG_YES, "legal.valid-now");
	s.v.is_timestamp = true;
	assert_false(judge(&s, TR_LEG_YES).applies);
}

/* Điều 9.1: each technical reason, and what it does to the leg. */
static void
made_while_valid(void **state)
{
	static const struct {
		enum tr_indication weight;
		enum tr_sub_indication sub;
		enum tr_leg_answer answer;
		const char *id;
	} rows[] = {
		{TR_TOTAL_FAILED, TR_SUB_REVOKED, TR_LEG_NO, "legal.revoked-when-signed"},
		{TR_TOTAL_FAILED, TR_SUB_EXPIRED, TR_LEG_NO, "legal.expired-when-signed"},
		{TR_TOTAL_FAILED, TR_SUB_NOT_YET_VALID, TR_LEG_NO, "legal.not-yet-valid-when-signed"},
		{TR_INDETERMINATE, TR_SUB_OUT_OF_BOUNDS_NO_POE, TR_LEG_NOT_KNOWN, "legal.time-not-proven"},
		{TR_INDETERMINATE, TR_SUB_OUT_OF_BOUNDS_NOT_REVOKED, TR_LEG_NOT_KNOWN, "legal.time-not-proven"},
		{TR_INDETERMINATE, TR_SUB_NO_POE, TR_LEG_NOT_KNOWN, "legal.time-not-proven"},
		{TR_INDETERMINATE, TR_SUB_REVOKED_NO_POE, TR_LEG_NOT_KNOWN, "legal.revoked-time-not-proven"},
		{TR_INDETERMINATE, TR_SUB_REVOKED_CA_NO_POE, TR_LEG_NOT_KNOWN, "legal.revoked-time-not-proven"},
		{TR_INDETERMINATE, TR_SUB_TRY_LATER, TR_LEG_NOT_KNOWN, "legal.status-not-known"},
		{TR_INDETERMINATE, TR_SUB_NO_CERTIFICATE_CHAIN_FOUND, TR_LEG_NOT_KNOWN, "legal.path-not-judged"},
		{TR_INDETERMINATE, TR_SUB_CHAIN_CONSTRAINTS_FAILURE, TR_LEG_NOT_KNOWN, "legal.path-not-judged"},
		{TR_INDETERMINATE, TR_SUB_CRYPTO_CONSTRAINTS_FAILURE_NO_POE, TR_LEG_NOT_KNOWN, "legal.signature-not-checked"},
		/* What a later revision did is no matter of the certificate. */
		{TR_TOTAL_FAILED, TR_SUB_FORMAT_FAILURE, TR_LEG_YES, "legal.valid-when-signed"},
		{TR_INDETERMINATE, TR_SUB_GENERIC, TR_LEG_YES, "legal.valid-when-signed"},
	};
	struct signature s;
	(void)state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		good(&s)->finding = (struct tr_finding){.weight = rows[i].weight, .sub = rows[i].sub};
		s.v.finding_count = 1;
		s.v.indication = rows[i].weight;
		struct tr_legal l = judge(&s, TR_LEG_YES);
		assert_leg(l.legs[TR_LEG_VALID_WHEN_SIGNED], rows[i].answer, rows[i].id);
		assert_int_not_equal(l.secure.answer, TR_LEG_YES);
		assert_int_not_equal(l.official.answer, TR_LEG_YES);
		assert_int_equal(l.official.answer == TR_LEG_NO, rows[i].weight == TR_TOTAL_FAILED);
		assert_int_equal(l.secure.answer == TR_LEG_NO, rows[i].weight == TR_TOTAL_FAILED);
	}
	good(&s)->v.indication = TR_TOTAL_FAILED;
	assert_leg(judge(&s, TR_LEG_YES).secure, TR_LEG_NO, "legal.document-changed");
	assert_leg(judge(&s, TR_LEG_YES).official, TR_LEG_NO, "legal.document-changed");
	s.v.integrity = TR_TOTAL_FAILED;
	assert_leg(judge(&s, TR_LEG_YES).official, TR_LEG_NO, "legal.not-verifiable");
	assert_leg(judge(&s, TR_LEG_YES).legs[TR_LEG_VALID_WHEN_SIGNED], TR_LEG_NO, "legal.not-verifiable");
	s.v.integrity = TR_INDETERMINATE;
	assert_leg(judge(&s, TR_LEG_YES).legs[TR_LEG_VALID_WHEN_SIGNED], TR_LEG_NOT_KNOWN, "legal.signature-not-checked");
}

/* A status that the caller did not want looked at is no good status. */
static void
revocation_not_looked_at(void **state)
{
	struct signature s;
	(void)state;

	good(&s)->check = (struct tr_check){.kind = TR_CHECK_REVOCATION, .result = TR_CHECKED_NOT_DONE};
	s.v.check_count = 1;
	assert_leg(judge(&s, TR_LEG_YES).legs[TR_LEG_VALID_WHEN_SIGNED], TR_LEG_NOT_KNOWN, "legal.status-not-known");
	assert_leg(judge(&s, TR_LEG_YES).secure, TR_LEG_NOT_KNOWN, "legal.not-all-known");
	assert_leg(judge(&s, TR_LEG_YES).official, TR_LEG_NOT_KNOWN, "legal.status-not-known");
	s.check.result = TR_CHECKED_PASSED;
	assert_leg(judge(&s, TR_LEG_YES).secure, TR_LEG_YES, "legal.secure");
}

/* Điều 9.2, and which list passes as official. */
static void
authority(void **state)
{
	struct signature s;
	struct tr_legal l;
	(void)state;

	good(&s)->v.path.list = TR_TRUST_PUBLIC;
	l = judge(&s, TR_LEG_YES);
	assert_leg(l.legs[TR_LEG_RECOGNISED], TR_LEG_YES, "legal.public-authority");
	assert_leg(l.official, TR_LEG_NO, "legal.public-authority");
	assert_leg(l.secure, TR_LEG_YES, "legal.secure");

	s.v.path.list = TR_TRUST_GIVEN;
	l = judge(&s, TR_LEG_YES);
	assert_leg(l.official, TR_LEG_NOT_KNOWN, "legal.list-not-stated");
	assert_leg(l.secure, TR_LEG_NOT_KNOWN, "legal.not-all-known");

	good(&s)->v.path.lab = true;
	l = judge(&s, TR_LEG_YES);
	assert_leg(l.official, TR_LEG_NO, "legal.lab");
	assert_leg(l.secure, TR_LEG_NO, "legal.not-secure");

	good(&s)->v.path.anchored = false;
	l = judge(&s, TR_LEG_YES);
	assert_leg(l.official, TR_LEG_NOT_KNOWN, "legal.authority-not-known");
	assert_leg(l.legs[TR_LEG_VALID_WHEN_SIGNED], TR_LEG_NOT_KNOWN, "legal.path-not-judged");

	good(&s)->finding = (struct tr_finding){.weight = TR_INDETERMINATE, .sub = TR_SUB_CERTIFICATE_CHAIN_GENERAL_FAILURE};
	s.v.finding_count = 1;
	assert_leg(judge(&s, TR_LEG_YES).official, TR_LEG_NOT_KNOWN, "legal.chain-faulty");
}

/* What nobody can decide is official for nobody, whatever its chain says. */
static void
official_only_where_it_holds(void **state)
{
	struct signature s;
	(void)state;

	good(&s)->v.indication = TR_INDETERMINATE;
	assert_leg(judge(&s, TR_LEG_YES).official, TR_LEG_NOT_KNOWN, "legal.not-all-known");
	/* Who holds the key is another question. */
	assert_leg(judge(good(&s), TR_LEG_NOT_KNOWN).official, TR_LEG_YES, "legal.government-authority");
}

/* Điều 9.3: as the custody record says, and not known without one. */
static void
control(void **state)
{
	struct signature s;
	struct tr_legal l;
	struct custody broken = {.rc = TRIEN_E_WORKER_ANSWER_INVALID};
	const struct tr_custody custody = {&broken, custody_at};
	(void)state;

	assert_leg(judge(good(&s), TR_LEG_NO).legs[TR_LEG_SOLE_CONTROL], TR_LEG_NO, "legal.no-sole-control");
	assert_leg(judge(&s, TR_LEG_NO).secure, TR_LEG_NO, "legal.not-secure");
	assert_leg(judge(&s, TR_LEG_NOT_KNOWN).secure, TR_LEG_NOT_KNOWN, "legal.not-all-known");
	assert_int_equal(tr_legal_judge(&s.v, NULL, &l, NULL), TRIEN_OK);
	assert_leg(l.legs[TR_LEG_SOLE_CONTROL], TR_LEG_NOT_KNOWN, "legal.custody-not-known");
	assert_refused(tr_legal_judge(&s.v, &custody, &l, NULL), "worker.answer-invalid");
	s.v.path.count = 0; /* no certificate: nobody is asked */
	assert_leg(judge(&s, TR_LEG_YES).legs[TR_LEG_SOLE_CONTROL], TR_LEG_NOT_KNOWN, "legal.custody-not-known");
}

/* No stamp proves when it was made: the record has to say the same of the time that it states, 800, and of now. */
static void
control_at_an_unproven_time(void **state)
{
	static const struct {
		enum tr_leg_answer before, now, want;
		const char *id;
	} cases[] = {
		{TR_LEG_YES, TR_LEG_YES, TR_LEG_YES, "legal.sole-control"},
		{TR_LEG_NO, TR_LEG_NO, TR_LEG_NO, "legal.no-sole-control"},
		{TR_LEG_NO, TR_LEG_YES, TR_LEG_NOT_KNOWN, "legal.custody-open"},
		{TR_LEG_YES, TR_LEG_NO, TR_LEG_NOT_KNOWN, "legal.custody-open"},
		{TR_LEG_YES, TR_LEG_NOT_KNOWN, TR_LEG_NOT_KNOWN, "legal.custody-open"},
	};
	struct signature s;
	struct tr_legal l;
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (int proven = 0; proven < 2; proven++) {
			struct custody c = {.answer = cases[i].now, .before = cases[i].before};
			const struct tr_custody custody = {&c, custody_at};
			good(&s)->v.signing_time = 800;
			s.v.time_source = TR_TIME_FROM_DICTIONARY;
			if (!proven)
				s.v.best_time_source = TR_BEST_AS_OF;
			assert_int_equal(tr_legal_judge(&s.v, &custody, &l, NULL), TRIEN_OK);
			if (!proven)
				assert_leg(l.legs[TR_LEG_SOLE_CONTROL], cases[i].want, cases[i].id);
			else
				assert_int_equal(l.legs[TR_LEG_SOLE_CONTROL].answer, cases[i].now);
		}
}

/* To the second: the day in Vietnam. */
static void
younger_law(void **state)
{
	struct signature s;
	(void)state;

	good(&s)->v.best_time = TR_LEGAL_NEWER_LAW - 1;
	struct tr_legal l;
	assert_int_equal(tr_legal_judge(&s.v, NULL, &l, NULL), TRIEN_OK);
	assert_false(l.newer_law);
	s.v.best_time = TR_LEGAL_NEWER_LAW;
	assert_int_equal(tr_legal_judge(&s.v, NULL, &l, NULL), TRIEN_OK);
	assert_true(l.newer_law);
	s.v.is_timestamp = true;
	assert_int_equal(tr_legal_judge(&s.v, NULL, &l, NULL), TRIEN_OK);
	assert_false(l.newer_law);
}

static void
every_reason_has_words(void **state)
{
	(void)state;
	for (enum tr_legal_reason r = 0; r < TR_LEGAL_REASON_COUNT; r++) {
		assert_int_equal(strncmp(tr_legal_reason_id(r), "legal.", 6), 0);
		assert_string_not_equal(tr_legal_reason_text(r, TRIEN_LANG_VI), tr_legal_reason_text(r, TRIEN_LANG_EN));
		for (enum tr_legal_reason q = 0; q < r; q++)
			assert_string_not_equal(tr_legal_reason_id(q), tr_legal_reason_id(r));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_three_hold),
		cmocka_unit_test(made_while_valid),
		cmocka_unit_test(revocation_not_looked_at),
		cmocka_unit_test(authority),
		cmocka_unit_test(official_only_where_it_holds),
		cmocka_unit_test(control),
		cmocka_unit_test(control_at_an_unproven_time),
		cmocka_unit_test(younger_law),
		cmocka_unit_test(every_reason_has_words),
	};
	return cmocka_run_group_tests_name("legal", tests, NULL, NULL);
}
