/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a dossier wants and lacks, the forms of both laws, and the days of the periodic reports. Requirement: R6.1 */
#include "rules/dossier.h"

#include "base/env.h"
#include "base/time.h"
#include "rules/report.h"
#include "dates.h"
#include "test.h"

static void
what_is_missing_is_named(void **state)
{
	const unsigned agency = tr_rules_dossier(TR_KIND_NEW, TR_SUBJECT_AGENCY);
	char text[TR_RULES_MISSING_MAX], small[8];

	(void)state;
	assert_false(tr_rules_missing(agency, agency, TRIEN_LANG_VI, text, sizeof(text)));
	assert_string_equal(text, "");
	assert_true(tr_rules_missing(agency, agency & ~(TR_BIT(TR_FIELD_TAX_CODE) | TR_BIT(TR_FIELD_BUDGET_CODE)), TRIEN_LANG_VI, text, sizeof(text)));
	assert_string_equal(text, "mã số thuế, mã quan hệ ngân sách");
	assert_true(tr_rules_missing(agency, ~TR_BIT(TR_FIELD_EMAIL), TRIEN_LANG_EN, text, sizeof(text)));
	assert_string_equal(text, "official e-mail address");
	assert_true(tr_rules_missing(agency, agency & ~TR_BIT(TR_FIELD_NAME), TRIEN_LANG_VI, text, sizeof(text)));
	assert_string_equal(text, "tên thuê bao");
	/* An agency has no date of birth, and a person no tax code. */
	assert_false(agency & TR_BIT(TR_FIELD_BIRTH));
	assert_false(tr_rules_dossier(TR_KIND_NEW, TR_SUBJECT_PERSON) & TR_BIT(TR_FIELD_TAX_CODE));
	assert_true(tr_rules_dossier(TR_KIND_RECOVER, TR_SUBJECT_PERSON) & TR_BIT(TR_FIELD_CONTACT));
	/* All that can be missing has room, in both languages; what has not is cut. */
	for (unsigned k = 0; k < TR_KIND_COUNT; k++)
		for (unsigned s = 0; s < TR_SUBJECT_COUNT; s++) {
			const unsigned wanted = tr_rules_dossier((enum tr_rules_kind)k, (enum tr_rules_subject)s);
			assert_true(tr_rules_missing(wanted, 0, TRIEN_LANG_VI, text, sizeof(text)) && strlen(text) < sizeof(text) - 1);
			assert_true(tr_rules_missing(wanted, 0, TRIEN_LANG_EN, text, sizeof(text)) && strlen(text) < sizeof(text) - 1);
			assert_true(tr_rules_missing(wanted, 0, TRIEN_LANG_EN, small, sizeof(small)));
			assert_int_equal(strlen(small), sizeof(small) - 1);
		}
}

static void
forms_of_both_laws(void **state)
{
	static const struct {
		enum tr_rules_kind kind;
		enum tr_rules_subject subject;
		const char *subscriber, *agency, *later; /* Circular 185/2019: two; Decree 68/2024: one */
	} cases[] = {
		{TR_KIND_NEW, TR_SUBJECT_PERSON, "Mẫu 01:", "Mẫu 02:", "Mẫu 01:"},
		{TR_KIND_NEW, TR_SUBJECT_TITLE, "Mẫu 01:", "Mẫu 02:", "Mẫu 01:"},
		{TR_KIND_NEW, TR_SUBJECT_AGENCY, "Mẫu 03:", "Mẫu 04:", "Mẫu 02:"},
		{TR_KIND_NEW, TR_SUBJECT_SERVICE, "Mẫu 05:", "Mẫu 06:", "Mẫu 03:"},
		{TR_KIND_RENEW, TR_SUBJECT_PERSON, "Mẫu 07:", "Mẫu 08:", "Mẫu 04:"},
		{TR_KIND_CHANGE, TR_SUBJECT_AGENCY, "Mẫu 07:", "Mẫu 08:", "Mẫu 04:"},
		{TR_KIND_REVOKE, TR_SUBJECT_PERSON, "Mẫu 09:", "Mẫu 10:", "Mẫu 05:"},
		{TR_KIND_RECOVER, TR_SUBJECT_PERSON, "Mẫu 11:", "Mẫu 12:", "Mẫu 06:"},
		{TR_KIND_RECALL, TR_SUBJECT_PERSON, NULL, "Mẫu 14:", "Mẫu 08:"},
	};
	struct tr_profile *bg = open_profile("bg-2020"), *cv = open_profile("congvu-2024");
	const struct tr_rules_law a = tr_rules_law_of(bg, at("2023-01-01")), b = tr_rules_law_of(cv, at("2026-01-01"));

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct tr_rules_forms x = tr_rules_forms(&a, cases[i].kind, cases[i].subject);
		const struct tr_rules_forms y = tr_rules_forms(&b, cases[i].kind, cases[i].subject);
		assert_int_equal(x.subscriber == NULL, cases[i].subscriber == NULL);
		if (x.subscriber != NULL)
			assert_memory_equal(x.subscriber, cases[i].subscriber, strlen(cases[i].subscriber));
		assert_memory_equal(x.agency, cases[i].agency, strlen(cases[i].agency));
		assert_null(y.subscriber);
		assert_memory_equal(y.agency, cases[i].later, strlen(cases[i].later));
	}
	tr_profile_free(bg);
	tr_profile_free(cv);
}

static void
days_of_reports(void **state)
{
	struct tr_profile *p = open_profile("bg-2020");
	struct tr_report_period r;

	(void)state;
	assert_true(tr_report_period_of(p, 2023, TR_REPORT_FIRST_HALF, &r));
	assert_int_equal(r.from, at("2022-12-15"));
	assert_int_equal(r.to, at("2023-06-14T23:59:59"));
	assert_int_equal(r.due, at("2023-06-19T23:59:59")); /* the 18th is a Sunday */
	assert_int_equal(r.province_due, at("2023-06-20T23:59:59"));
	assert_false(r.certain); /* the calendar of 2023 is remembered */
	assert_true(tr_report_period_of(p, 2025, TR_REPORT_FIRST_HALF, &r));
	assert_true(r.certain);
	assert_true(tr_report_period_of(p, 2023, TR_REPORT_YEAR, &r));
	assert_int_equal(r.from, at("2022-12-15"));
	assert_int_equal(r.to, at("2023-12-14T23:59:59"));
	assert_int_equal(r.due, at("2023-12-18T23:59:59"));
	/* The period of one year begins where that of the year before has ended. */
	const int64_t end = r.to;
	assert_true(tr_report_period_of(p, 2024, TR_REPORT_YEAR, &r));
	assert_int_equal(r.from, end + 1);
	assert_true(tr_report_period_of(p, 2030, TR_REPORT_YEAR, &r));
	assert_false(r.certain);
	assert_false(tr_report_period_of(p, 0, TR_REPORT_YEAR, &r));
	assert_false(tr_report_period_of(p, 1, TR_REPORT_YEAR, &r)); /* begins in the year before */
	assert_true(tr_report_period_of(p, 9998, TR_REPORT_YEAR, &r));
	assert_false(tr_report_period_of(p, 9999, TR_REPORT_YEAR, &r));
	tr_profile_free(p);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_missing_is_named),
		cmocka_unit_test(forms_of_both_laws),
		cmocka_unit_test(days_of_reports),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
