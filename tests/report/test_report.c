/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The report in words: what a clerk reads of a good file, of a forged one, of one that nobody can judge, and what becomes of
 * hostile texts on their way to him.
 * Requirement: R10.1
 */
#include "test.h"

#include <jansson.h>
#include <stdio.h>

#include "base/errors/verify.h"
#include "base/time.h"
#include "base/env.h"
#include "base/utf8.h"
#include "report/report_pdf.h"
#include "report/words.h"
#include "verify/fixture.h"

static struct trien_err err;

static struct tr_report *
report_of(const struct tr_verdict *v, enum trien_lang lang)
{
	struct tr_report *r;
	assert_ok(tr_report_make(v, TR_BYTES_LIT("mẫu.pdf"), lang, &r, &err), &err);
	return r;
}

static struct tr_signature_verdict
signature(enum tr_indication indication, enum tr_sub_indication sub)
{
	return (struct tr_signature_verdict){.indication = indication, .sub = sub, .level = "PAdES-B-B", .level_proven = "", .sub_filter = "", .digest = "", .scheme = "",
		.signer = TR_TEXT_LIT("Nguyễn Văn Mẫu"),
		.best_time = FIXTURE_NOW, .signing_time = FIXTURE_NOW - 3600, .time_source = TR_TIME_FROM_DICTIONARY};
}

static struct tr_verdict
verdict(enum tr_indication indication, const struct tr_signature_verdict *s, size_t count)
{
	static const struct tr_legal legal[3];
	return (struct tr_verdict){.legal = legal, .indication = indication, .revision_count = 2, .signatures = s, .signature_count = count,
		.as_of = FIXTURE_NOW, .zone_minutes = TR_ZONE_VIETNAM, .policy = "mau"};
}

static void
a_good_file_is_told_in_one_sentence(void **state)
{
	struct tr_text units[] = {TR_TEXT_LIT("Văn phòng Mẫu")};
	struct tr_signature_verdict s[2] = {signature(TR_TOTAL_PASSED, TR_SUB_NONE), signature(TR_TOTAL_PASSED, TR_SUB_NONE)};
	(void)state;

	s[0].subject = (struct tr_certificate_subject){.title = TR_TEXT_LIT("Chủ tịch"), .organisation = TR_TEXT_LIT("Tỉnh Mẫu"),
		.units = units, .unit_count = 1};
	s[1].covers = 1;
	s[1].best_time_source = TR_BEST_SIGNATURE_STAMP;
	s[1].path.lab = true;
	struct tr_verdict v = verdict(TR_TOTAL_PASSED, s, 2);
	struct tr_report *r = report_of(&v, TRIEN_LANG_VI);
	assert_string_equal(r->word, "HỢP LỆ");
	assert_string_equal(r->sentence, "Cả 2 chữ ký của văn bản đều hợp lệ.");
	assert_string_equal(r->todo, tr_report_advice(TR_ADVICE_LAB, TRIEN_LANG_VI));
	assert_string_equal(r->as_of, "18:06:40 ngày 18/11/2026");
	assert_string_equal(r->signatures[0].who, "Nguyễn Văn Mẫu");
	assert_string_equal(r->signatures[0].post, "Chủ tịch");
	assert_string_equal(r->signatures[0].agency, "Văn phòng Mẫu, Tỉnh Mẫu");
	assert_string_equal(r->signatures[0].when, "17:06:40 ngày 18/11/2026 (theo máy của người ký; không có dấu thời gian chứng minh)");
	assert_false(r->signatures[0].when_proven);
	assert_string_equal(r->signatures[0].covers, "bảo vệ phiên bản 1 trong 2 phiên bản của tệp");
	assert_string_equal(r->signatures[0].note, "");
	assert_string_equal(r->signatures[0].todo, "Không phải làm gì thêm.");
	assert_string_equal(r->signatures[1].when, "trước 18:06:40 ngày 18/11/2026 (dấu thời gian chứng minh)");
	assert_true(r->signatures[1].when_proven);
	assert_string_equal(r->signatures[1].covers, "bảo vệ toàn bộ tệp");
	assert_true(strlen(r->signatures[1].note) > 0);
	tr_report_free(r);
	r = report_of(&v, TRIEN_LANG_EN);
	assert_string_equal(r->word, "VALID");
	assert_string_equal(r->signatures[1].when, "before 2026-11-18 18:06:40 (proven by a time stamp)");
	tr_report_free(r);
}

static void
the_worst_signature_says_what_to_do(void **state)
{
	struct tr_signature_verdict s[3] = {signature(TR_TOTAL_PASSED, TR_SUB_NONE), signature(TR_INDETERMINATE, TR_SUB_TRY_LATER),
		signature(TR_TOTAL_FAILED, TR_SUB_HASH_FAILURE)};
	struct tr_verdict v = verdict(TR_TOTAL_FAILED, s, 3);
	(void)state;

	struct tr_report *r = report_of(&v, TRIEN_LANG_VI);
	assert_string_equal(r->word, "KHÔNG HỢP LỆ");
	assert_string_equal(r->sentence, "Trong 3 chữ ký: 1 hợp lệ, 1 không hợp lệ, 1 chưa đủ căn cứ kết luận.");
	assert_string_equal(r->todo, tr_report_advice(TR_ADVICE_SEND_AGAIN, TRIEN_LANG_VI));
	assert_string_equal(r->signatures[1].todo, tr_report_advice(TR_ADVICE_TRY_AGAIN, TRIEN_LANG_VI));
	assert_string_equal(r->signatures[2].code, "TOTAL-FAILED, HASH_FAILURE");
	tr_report_free(r);
}

/* Stamps are counted by themselves, a broken one is told loudly, and none says what to do with the signatures. */
static void
stamps_are_told_beside_the_signatures(void **state)
{
	static const struct {
		enum tr_indication indication;
		const char *sentence;
		enum tr_advice todo, of_stamp;
	} cases[] = {
		{TR_TOTAL_PASSED, "Cả 2 chữ ký của văn bản đều hợp lệ. Kèm theo 1 dấu thời gian hợp lệ.", TR_ADVICE_NONE, TR_ADVICE_NONE},
		{TR_INDETERMINATE, "Cả 2 chữ ký của văn bản đều hợp lệ. Trong 1 dấu thời gian kèm theo, 1 dấu chưa chứng minh được gì.",
			TR_ADVICE_NONE, TR_ADVICE_STAMP_UNPROVEN},
		{TR_TOTAL_FAILED, "Cả 2 chữ ký của văn bản đều hợp lệ. CẢNH BÁO: trong 1 dấu thời gian kèm theo, 1 dấu hỏng hoặc đã bị sửa, "
			"không chứng minh được gì.", TR_ADVICE_STAMP_BROKEN, TR_ADVICE_STAMP_BROKEN},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const enum tr_sub_indication sub = cases[i].indication == TR_TOTAL_PASSED ? TR_SUB_NONE : TR_SUB_GENERIC;
		struct tr_signature_verdict s[3] = {signature(TR_TOTAL_PASSED, TR_SUB_NONE), signature(TR_TOTAL_PASSED, TR_SUB_NONE),
			signature(cases[i].indication, sub)};
		const struct tr_verdict v = verdict(TR_TOTAL_PASSED, s, 3);
		struct tr_verdict alone = verdict(cases[i].indication == TR_TOTAL_FAILED ? TR_TOTAL_FAILED : TR_INDETERMINATE, &s[2], 1);
		(void)TR_ERR0(&alone.no_signature, VERIFY_NO_SIGNATURE);
		s[2].is_timestamp = true;
		s[2].time_source = TR_TIME_FROM_STAMP;
		struct tr_report *r = report_of(&v, TRIEN_LANG_VI);
		assert_string_equal(r->sentence, cases[i].sentence);
		assert_string_equal(r->todo, tr_report_advice(cases[i].todo, TRIEN_LANG_VI));
		assert_string_equal(r->signatures[2].todo, tr_report_advice(cases[i].of_stamp, TRIEN_LANG_VI));
		assert_string_equal(r->signatures[2].when, "17:06:40 ngày 18/11/2026 (thời điểm ghi trong dấu)");
		tr_report_free(r);
		/* Alone it decides, and nobody may take it for a signature. */
		r = report_of(&alone, TRIEN_LANG_VI);
		assert_non_null(strstr(r->sentence, "chưa có chữ ký nào, chỉ có 1 dấu thời gian"));
		assert_string_equal(r->todo, tr_report_advice(
				cases[i].indication == TR_TOTAL_FAILED ? TR_ADVICE_SEND_AGAIN : TR_ADVICE_NOT_SIGNED, TRIEN_LANG_VI));
		tr_report_free(r);
	}
}

static void
an_unsigned_file_is_said_to_be_one(void **state)
{
	struct tr_verdict v = verdict(TR_INDETERMINATE, NULL, 0);
	(void)state;

	(void)TR_ERR0(&v.no_signature, VERIFY_NO_SIGNATURE);
	struct tr_report *r = report_of(&v, TRIEN_LANG_VI);
	assert_string_equal(r->word, "CHƯA ĐỦ CĂN CỨ KẾT LUẬN");
	assert_string_equal(r->todo, tr_report_advice(TR_ADVICE_NOT_SIGNED, TRIEN_LANG_VI));
	assert_int_equal(r->signature_count, 0);
	tr_report_free(r);
}

/* Every sub-indication has its advice; a document that may be good is never thrown away (R10.2). */
static void
no_doubt_tells_to_send_it_back(void **state)
{
	(void)state;
	for (int sub = TR_SUB_NONE; sub < TR_SUB_COUNT; sub++)
		for (int lang = TRIEN_LANG_VI; lang <= TRIEN_LANG_EN; lang++) {
			const enum tr_advice doubt = tr_report_advice_of(TR_INDETERMINATE, (enum tr_sub_indication)sub, false);
			const enum tr_advice failed = tr_report_advice_of(TR_TOTAL_FAILED, (enum tr_sub_indication)sub, true);
			assert_true(doubt != TR_ADVICE_SEND_AGAIN && doubt != TR_ADVICE_OTHER_CERTIFICATE && doubt != TR_ADVICE_NONE);
			assert_true(failed == TR_ADVICE_SEND_AGAIN || failed == TR_ADVICE_OTHER_CERTIFICATE);
			assert_true(strlen(tr_report_advice(doubt, (enum trien_lang)lang)) > 20);
		}
	assert_int_equal(tr_report_advice_of(TR_TOTAL_PASSED, TR_SUB_NONE, false), TR_ADVICE_NONE);
}

/* A verdict that left revocation out, or has something to be looked at, never says that nothing more is to be done; its twin does. */
static void
a_note_may_be_something_to_do(void **state)
{
	static const enum tr_advice wants[] = {TR_ADVICE_NONE, TR_ADVICE_NOT_FOR_USE, TR_ADVICE_LOOK};
	(void)state;

	for (size_t i = 0; i < sizeof(wants) / sizeof(wants[0]); i++) {
		struct tr_finding note = {.weight = TR_TOTAL_PASSED};
		struct tr_signature_verdict s[2] = {signature(TR_TOTAL_PASSED, TR_SUB_NONE), signature(TR_TOTAL_PASSED, TR_SUB_NONE)};
		const struct tr_verdict v = verdict(TR_TOTAL_PASSED, s, 2);

		if (wants[i] == TR_ADVICE_LOOK)
			(void)!TR_ERR(&note.error, VERIFY_SIGNATURE_SHOWS, TR_S("field", "more"), TR_U("revision", 3));
		else
			(void)!TR_ERR(&note.error, VERIFY_REVOCATION_SKIPPED, TR_S("policy", "skip"));
		s[1].findings = &note;
		s[1].finding_count = wants[i] != TR_ADVICE_NONE;
		struct tr_report *r = report_of(&v, TRIEN_LANG_VI);
		const char *want = tr_report_advice(wants[i], TRIEN_LANG_VI);
		assert_string_equal(r->todo, want);
		assert_string_equal(r->signatures[1].todo, want);
		assert_string_equal(r->signatures[0].todo, tr_report_advice(TR_ADVICE_NONE, TRIEN_LANG_VI));
		tr_report_free(r);
	}
}

/* Line ends, escapes of a terminal, and characters that turn the reading direction never arrive as they are. */
static void
assert_harmless(const char *text)
{
	const size_t n = strlen(text);
	assert_int_equal(tr_utf8_check(TR_BYTES(text, n)), n);
	for (size_t i = 0, length; i < n; i += length) {
		const uint32_t cp = tr_utf8_next((const uint8_t *)text + i, n - i, &length);
		assert_true(cp >= 0x20 && cp != 0x7f && !(cp >= 0x80 && cp < 0xa0) && !(cp >= 0x202a && cp <= 0x202e) &&
				!(cp >= 0x2066 && cp <= 0x2069));
	}
}

static void
hostile_texts_are_harmless(void **state)
{
	static const char evil[] = "A\nB\x1b[31m\xe2\x80\xae" "fdp.\xe2\x81\xa6\x7f\xc2\x9b\xff\xfe]]>&<\"'";
	const struct tr_text text = {evil, sizeof(evil) - 1};
	struct tr_signature_verdict s = signature(TR_TOTAL_FAILED, TR_SUB_FORMAT_FAILURE);
	struct tr_change_row change = {.kind = TR_CHANGE_FORM_FILLED, .permission = TR_CHANGE_FORBIDDEN, .field = text, .value = text};
	struct tr_finding finding = {.weight = TR_TOTAL_FAILED, .clause = "ISO 32000-2"};
	TR_AUTO_BUF json = {0};
	(void)state;

	(void)TR_ERR(&finding.error, TIME_INVALID, TR_B("got", evil, sizeof(evil) - 1));
	s.signer = s.subject.title = s.subject.organisation = s.reason = text;
	s.changes = &change;
	s.change_count = 1;
	s.findings = &finding;
	s.finding_count = 1;
	struct tr_verdict v = verdict(TR_TOTAL_FAILED, &s, 1);
	struct tr_report *r;
	assert_ok(tr_report_make(&v, TR_BYTES(evil, sizeof(evil) - 1), TRIEN_LANG_VI, &r, &err), &err);
	const struct tr_report_signature *g = &r->signatures[0];
	const char *const all[] = {r->file, r->sentence, g->who, g->post, g->agency, g->why[0].text, g->later[0].text};
	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		assert_harmless(all[i]);
	assert_non_null(strstr(g->who, "A\\u{a}B"));
	tr_report_free(r);
	assert_ok(tr_report_json(&v, TR_BYTES_LIT("x.pdf"), TRIEN_LANG_VI, &json, &err), &err);
	json_t *o = json_loadb((const char *)json.p, json.n, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(o);
	json_t *told = json_array_get(json_object_get(json_object_get(o, "report"), "signatures"), 0);
	assert_harmless(json_string_value(json_object_get(told, "who")));
	json_decref(o);
}

/* Of too many changes the forbidden one is told, wherever it stands. */
static void
later_changes_are_told_up_to_their_cap(void **state)
{
	static struct tr_change_row changes[TR_REPORT_LATER_MAX + 1];
	struct tr_signature_verdict s = signature(TR_TOTAL_FAILED, TR_SUB_FORMAT_FAILURE);
	struct tr_verdict v = verdict(TR_TOTAL_FAILED, &s, 1);
	(void)state;

	for (size_t i = 0; i <= TR_REPORT_LATER_MAX; i++)
		changes[i] = (struct tr_change_row){.kind = TR_CHANGE_DSS, .revision = 1};
	changes[TR_REPORT_LATER_MAX].permission = TR_CHANGE_FORBIDDEN;
	s.changes = changes;
	for (s.change_count = TR_REPORT_LATER_MAX; s.change_count <= TR_REPORT_LATER_MAX + 1; s.change_count++) {
		struct tr_report *r = report_of(&v, TRIEN_LANG_EN);
		assert_int_equal(r->signatures[0].later_count, TR_REPORT_LATER_MAX);
		assert_int_equal(r->signatures[0].later_more, s.change_count - TR_REPORT_LATER_MAX);
		assert_int_equal(r->signatures[0].later[0].permission,
				s.change_count > TR_REPORT_LATER_MAX ? TR_CHANGE_FORBIDDEN : TR_CHANGE_PERMITTED);
		tr_report_free(r);
	}
}

/* Each allocation fails once: an error that says so, and nothing is lost. */
static void
every_allocation_may_fail(void **state)
{
	static const uint8_t id16[16];
	struct tr_signature_verdict s = signature(TR_TOTAL_FAILED, TR_SUB_FORMAT_FAILURE);
	struct tr_change_row change = {.kind = TR_CHANGE_FORM_FILLED, .field = TR_TEXT_LIT("số"), .value = TR_TEXT_LIT("07")};
	struct tr_page_fonts *fonts;
	bool through = false;
	(void)state;

	s.changes = &change;
	s.change_count = 1;
	struct tr_verdict v = verdict(TR_TOTAL_FAILED, &s, 1);
	assert_ok(tr_page_fonts_load(&fonts, &err), &err);
	for (unsigned long n = 1; !through; n++) {
		struct tr_report *r = NULL;
		TR_AUTO_BUF json = {0}, pdf = {0};
		tr_mem_fail_at(n);
		trien_rc rc = tr_report_json(&v, TR_BYTES_LIT("x.pdf"), TRIEN_LANG_VI, &json, &err);
		if (rc == TRIEN_OK)
			rc = tr_report_make(&v, TR_BYTES_LIT("x.pdf"), TRIEN_LANG_VI, &r, &err);
		if (rc == TRIEN_OK)
			rc = tr_report_pdf(r, NULL, fonts, id16, &pdf, &err);
		through = tr_mem_fail_at(0) < n;
		if (!through)
			assert_refused(rc, "base.no-memory");
		else
			assert_ok(rc, &err);
		tr_report_free(r);
	}
	tr_page_fonts_free(fonts);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_file_is_told_in_one_sentence),
		cmocka_unit_test(the_worst_signature_says_what_to_do),
		cmocka_unit_test(stamps_are_told_beside_the_signatures),
		cmocka_unit_test(an_unsigned_file_is_said_to_be_one),
		cmocka_unit_test(no_doubt_tells_to_send_it_back),
		cmocka_unit_test(a_note_may_be_something_to_do),
		cmocka_unit_test(hostile_texts_are_harmless),
		cmocka_unit_test(later_changes_are_told_up_to_their_cap),
		cmocka_unit_test(every_allocation_may_fail),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
