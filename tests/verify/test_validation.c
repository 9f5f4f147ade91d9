/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Rules of the validation that the matrix does not reach, each beside the case in which it must not speak. */
#include "verify/matrix/build.h"

#include <stdlib.h>

#include "base/memory.h"
#include "crypto/digest.h"
#include "pki/forge_crl.h"
#include "test.h"
#include "verify/fixture.h"

static struct trien_err err;

static const struct condition good = {.name = "good", .signer = W_SIGNER};
static const struct condition expired = {.name = "expired", .signer = W_SIGNER_EXPIRED};
static const struct condition revoked = {.name = "revoked", .signer = W_SIGNER, .revoked_at = T_2026_11_01};

/* A file, what the verifier has beside it, and the verdict. */
struct scene {
	struct fixture_doc d;
	struct signed_file f;
	struct tr_trust *trust;
	struct tr_evidence *evidence;
	struct words words;
	struct tr_verify_options options;
	struct tr_verdict *v;
};

static void
open_scene(struct scene *s)
{
	*s = (struct scene){0};
	fixture_begin(&s->d);
	s->f.bytes = &s->d.bytes;
	assert_ok(tr_trust_new(&s->trust, &err), &err);
	assert_ok(tr_trust_add(s->trust, TR_TRUST_GOVERNMENT, world.of[W_ROOT].der, "root", &err), &err);
	assert_ok(tr_evidence_new(&s->evidence, &err), &err);
	s->options = (struct tr_verify_options){.trust = s->trust, .as_of = T_2026_12_15, .zone_minutes = 420, .evidence = s->evidence};
}

static void
close_scene(struct scene *s)
{
	tr_verdict_free(s->v);
	tr_evidence_free(s->evidence);
	tr_trust_free(s->trust);
	words_free(&s->words);
	tr_buf_free(&s->f.contents);
	fixture_doc_free(&s->d);
}

static void
sign_as(struct scene *s, const struct condition *c, enum level level, bool forged)
{
	const struct build b = {&world, c, level, forged};
	build_sign(&b, &s->f, "seal");
}

static void
stamp_at(struct scene *s, int64_t at)
{
	struct tsa tsa = {&world, W_TSA, at, STAMP_GOOD};
	build_stamp(&tsa, &s->f);
}

/* What everybody says at a time. */
static void
hear(struct scene *s, const struct condition *c, int64_t at)
{
	const struct word_request r = {.signer = c->signer, .by = c->by, .revoked_at = c->revoked_at, .at = at};

	words_of(&world, &r, &s->words);
	for (size_t i = 0; i < s->words.count; i++)
		assert_ok(tr_evidence_add_crl(s->evidence, s->words.of[i], TR_EVIDENCE_GIVEN, NULL, &err), &err);
}

/* One list that says of somebody that he is revoked. */
static void
hear_revoked(struct scene *s, enum who issuer, enum who of, int reason)
{
	struct tr_bytes der = FORGE_CRL(.issuer = &world.of[issuer], .made = T_2026_12_15 - DAY, .next = T_2026_12_15 + DAY, .number = 9,
			.ids = true, .rows = {{.of = &world.of[of], .at = T_2026_11_01, .reason = reason}});

	s->words.of[s->words.count++] = der;
	assert_ok(tr_evidence_add_crl(s->evidence, der, TR_EVIDENCE_GIVEN, NULL, &err), &err);
}

static const struct tr_signature_verdict *
judge(struct scene *s, size_t i)
{
	size_t given = tr_evidence_count(s->evidence);

	tr_verdict_free(s->v);
	assert_ok(tr_verify(tr_buf_view(&s->d.bytes), &s->options, &s->v, &err), &err);
	fixture_facts_hold(s->v);
	/* It is given back as it came. */
	assert_int_equal(tr_evidence_count(s->evidence), given);
	for (size_t k = 0; k < given; k++)
		assert_true(tr_evidence_peek(s->evidence, k)->known_since == INT64_MIN);
	assert_true(i < s->v->signature_count);
	return &s->v->signatures[i];
}

static void
expect(const struct tr_signature_verdict *s, enum tr_indication indication, const char *sub, const char *id)
{
	assert_string_equal(tr_indication_name(s->indication), tr_indication_name(indication));
	assert_string_equal(tr_sub_indication_name(s->sub), sub);
	if (id != NULL && fixture_finding(s, id) == NULL)
		fail_msg("no finding %s", id);
}

static const struct tr_check *
check(const struct tr_signature_verdict *s, enum tr_check_kind k)
{
	assert_int_equal(s->check_count, TR_CHECK_KIND_COUNT);
	assert_int_equal(s->checks[k].kind, k);
	return &s->checks[k];
}

/* ---- revocation ---- */

/* Lists that nobody's key fits, so many that what comes after them is not heard: "if-present" does not pass what it did not look at. */
static void
a_search_that_was_cut_never_passes(void **state)
{
	struct tr_bytes junk[TR_REVOCATION_VERIFY_MAX];
	struct scene s;
	(void)state;

	open_scene(&s);
	sign_as(&s, &good, LEVEL_B, false);
	s.options.revocation = TR_REVOCATION_IF_PRESENT;
	expect(judge(&s, 0), TR_TOTAL_PASSED, "", "verify.revocation-skipped");
	for (size_t i = 0; i < TR_REVOCATION_VERIFY_MAX; i++) {
		if (i + 1 == TR_REVOCATION_VERIFY_MAX)
			expect(judge(&s, 0), TR_TOTAL_PASSED, "", "verify.revocation-skipped");
		junk[i] = FORGE_CRL(.issuer = &world.of[W_CA], .key_of = &world.of[W_SIGNER], .made = T_2026_12_15 - DAY,
				.next = T_2026_12_15 + DAY, .number = (long)i + 1, .ids = true);
		assert_ok(tr_evidence_add_crl(s.evidence, junk[i], TR_EVIDENCE_GIVEN, NULL, &err), &err);
	}
	hear_revoked(&s, W_CA, W_SIGNER, 1);
	expect(judge(&s, 0), TR_INDETERMINATE, "TRY_LATER", "verify.revocation-missing");
	close_scene(&s);
	for (size_t i = 0; i < TR_REVOCATION_VERIFY_MAX; i++)
		free((void *)(uintptr_t)junk[i].p);
}

static void
status_of_the_path(void **state)
{
	struct scene s;
	(void)state;

	open_scene(&s);
	sign_as(&s, &good, LEVEL_B, false);
	expect(judge(&s, 0), TR_INDETERMINATE, "TRY_LATER", "verify.revocation-missing");
	assert_int_equal(check(&s.v->signatures[0], TR_CHECK_REVOCATION)->result, TR_CHECKED_UNKNOWN);
	hear(&s, &good, T_2026_12_15 - DAY);
	expect(judge(&s, 0), TR_TOTAL_PASSED, "", NULL);
	assert_int_equal(s.v->signatures[0].finding_count, 0);
	assert_string_equal(s.v->signatures[0].level_proven, "PAdES-B-B");
	assert_int_equal(check(&s.v->signatures[0], TR_CHECK_REVOCATION)->result, TR_CHECKED_PASSED);
	assert_int_equal(s.v->signatures[0].path.list, TR_TRUST_GOVERNMENT);
	assert_int_equal(s.v->signatures[0].path.certificates[0].status, TR_STATUS_GOOD);
	/* A month on the same lists are old. */
	s.options.as_of += 30 * DAY;
	expect(judge(&s, 0), TR_INDETERMINATE, "TRY_LATER", "verify.revocation-stale");
	assert_int_equal(check(&s.v->signatures[0], TR_CHECK_FRESHNESS)->result, TR_CHECKED_UNKNOWN);
	s.options.revocation = TR_REVOCATION_IF_PRESENT;
	expect(judge(&s, 0), TR_TOTAL_PASSED, "", "verify.revocation-skipped");
	close_scene(&s);
}

static void
revoked_by_lists(void **state)
{
	static const struct {
		enum who issuer, of;
		int reason;
		const char *sub, *id;
	} cases[] = {
		{W_CA, W_SIGNER, 1, "REVOKED_NO_POE", "verify.revoked-no-poe"},
		{W_CA, W_SIGNER, 6, "TRY_LATER", "verify.on-hold"},
		{W_ROOT, W_CA, 2, "REVOKED_CA_NO_POE", "verify.revoked-ca-no-poe"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct scene s;
		open_scene(&s);
		sign_as(&s, &good, LEVEL_B, false);
		hear(&s, &good, T_2026_12_15 - 2 * DAY);
		hear_revoked(&s, cases[i].issuer, cases[i].of, cases[i].reason);
		expect(judge(&s, 0), TR_INDETERMINATE, cases[i].sub, cases[i].id);
		assert_int_equal(check(&s.v->signatures[0], TR_CHECK_REVOCATION)->result, TR_CHECKED_FAILED);
		/* It counts under the lenient policy too; only "skip" does not look, and says so. */
		s.options.revocation = TR_REVOCATION_IF_PRESENT;
		expect(judge(&s, 0), TR_INDETERMINATE, cases[i].sub, cases[i].id);
		s.options.revocation = TR_REVOCATION_SKIP;
		expect(judge(&s, 0), TR_TOTAL_PASSED, "", "verify.revocation-skipped");
		assert_int_equal(check(&s.v->signatures[0], TR_CHECK_REVOCATION)->result, TR_CHECKED_NOT_DONE);
		close_scene(&s);
	}
}

/* ---- what is proven to lie outside ---- */

/* A signature is younger than the stamp that it covers. */
static void
made_after_the_end(void **state)
{
	static const struct {
		const struct condition *c;
		const char *sub, *id, *without;
	} cases[] = {
		{&revoked, "REVOKED", "verify.revoked", "REVOKED_NO_POE"},
		{&expired, "EXPIRED", "verify.after-certificate", "OUT_OF_BOUNDS_NO_POE"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (int covered = 0; covered < 2; covered++) {
			struct scene s;
			open_scene(&s);
			if (covered)
				stamp_at(&s, T_SIGNED - HOUR);
			sign_as(&s, cases[i].c, LEVEL_B, false);
			hear(&s, cases[i].c, T_2026_12_15 - DAY);
			if (covered)
				expect(judge(&s, 1), TR_TOTAL_FAILED, cases[i].sub, cases[i].id);
			else
				expect(judge(&s, 0), TR_INDETERMINATE, cases[i].without, NULL);
			close_scene(&s);
		}
}

/* A token from outside over the whole file. */
static struct tr_buf
token_over(const struct scene *s, enum who who, int64_t at, enum stamp_flaw flaw)
{
	struct tsa tsa = {&world, who, at, flaw};
	const struct tr_sign_stamper stamper = tsa_stamper(&tsa);
	struct tr_buf token = {0};
	uint8_t imprint[TR_DIGEST_MAX];
	size_t n;

	assert_ok(tr_digest(TR_SHA256, tr_buf_view(&s->d.bytes), imprint, &n, &err), &err);
	assert_ok(stamper.stamp(stamper.context, TR_SHA256, TR_BYTES(imprint, n), &token, &err), &err);
	return token;
}

static void
existed_before_its_certificate(void **state)
{
	struct scene s;
	(void)state;

	open_scene(&s);
	sign_as(&s, &good, LEVEL_B, false);
	s.options.as_of = T_YEAR(2024) + 100 * DAY;
	hear(&s, &good, s.options.as_of - DAY);
	expect(judge(&s, 0), TR_INDETERMINATE, "OUT_OF_BOUNDS_NOT_REVOKED", NULL);
	TR_AUTO_BUF token = token_over(&s, W_TSA_EXPIRED, T_YEAR(2024), STAMP_GOOD);
	const struct tr_bytes file = tr_buf_view(&s.d.bytes);
	const struct tr_given_stamp given = {.token = tr_buf_view(&token), .parts = &file, .part_count = 1, .of_file = true};
	s.options.stamps = &given;
	s.options.stamp_count = 1;
	expect(judge(&s, 0), TR_TOTAL_FAILED, "NOT_YET_VALID", "verify.before-certificate");
	close_scene(&s);
}

/* The same where the certificate is valid as of now: to a few minutes, by which clocks differ. */
static void
older_than_a_valid_certificate(void **state)
{
	static const struct {
		enum who tsa;
		int64_t at, as_of;
		enum tr_indication indication;
		const char *sub, *id, *id_of_stamp;
	} cases[] = {
		{W_TSA_EXPIRED, T_YEAR(2024), T_2026_09_01, TR_TOTAL_FAILED, "NOT_YET_VALID", "verify.before-certificate", NULL},
		{W_TSA_EXPIRED, T_YEAR(2025) - TR_REVOCATION_SKEW - 1, T_2026_09_01, TR_TOTAL_FAILED, "NOT_YET_VALID", "verify.before-certificate", NULL},
		{W_TSA_EXPIRED, T_YEAR(2025) - TR_REVOCATION_SKEW, T_2026_09_01, TR_TOTAL_PASSED, "", NULL, NULL},
		/* The stamp's own certificate came later: it proves nothing, and takes nothing away. */
		{W_TSA, T_YEAR(2024), T_2026_12_15, TR_TOTAL_PASSED, "", "verify.stamp-useless", "verify.before-certificate"},
		{W_TSA, T_YEAR(2025), T_2026_12_15, TR_TOTAL_PASSED, "", NULL, NULL},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsa tsa = {&world, cases[i].tsa, cases[i].at, STAMP_GOOD};
		struct scene s;
		open_scene(&s);
		sign_as(&s, &good, LEVEL_B, false);
		build_stamp(&tsa, &s.f);
		s.options.as_of = cases[i].as_of;
		hear(&s, &good, cases[i].as_of - DAY);
		const struct tr_signature_verdict *v = judge(&s, 0);
		expect(v, cases[i].indication, cases[i].sub, cases[i].id);
		expect(&s.v->signatures[1], cases[i].id_of_stamp == NULL ? TR_TOTAL_PASSED : TR_TOTAL_FAILED,
				cases[i].id_of_stamp == NULL ? "" : "NOT_YET_VALID", cases[i].id_of_stamp);
		assert_int_equal(v->best_time_source, cases[i].id_of_stamp == NULL ? TR_BEST_DOCUMENT_STAMP : TR_BEST_AS_OF);
		close_scene(&s);
	}
}

/* ---- time stamps ---- */

/* With the lab among the anchors, as where people are taught: its stamp saves a lab's signature from a revocation, and no other. */
static void
the_lab_proves_nothing_to_others(void **state)
{
	static const struct {
		enum who signer, tsa;
		enum tr_indication indication;
		const char *sub, *id, *id_of_stamp;
	} cases[] = {
		{W_SIGNER, W_TSA, TR_TOTAL_PASSED, "", NULL, NULL},
		{W_SIGNER, W_LAB_TSA, TR_INDETERMINATE, "REVOKED_NO_POE", "verify.stamp-useless", "verify.stamp-lab"},
		{W_LAB_SIGNER, W_LAB_TSA, TR_TOTAL_PASSED, "", NULL, NULL},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tsa tsa = {&world, cases[i].tsa, T_SIGNED + HOUR, STAMP_GOOD};
		const struct condition c = {.name = "revoked later", .signer = cases[i].signer, .revoked_at = T_2026_12_05};
		struct words of_lab;
		struct scene s;
		open_scene(&s);
		assert_ok(tr_trust_add(s.trust, TR_TRUST_GIVEN, world.of[W_LAB_ROOT].der, "lab", &err), &err);
		sign_as(&s, &c, LEVEL_B, false);
		build_stamp(&tsa, &s.f);
		hear(&s, &c, T_2026_12_15 - DAY);
		words_of(&world, &(struct word_request){.signer = W_LAB_SIGNER, .at = T_2026_12_15 - DAY}, &of_lab);
		for (size_t k = 0; cases[i].signer != W_LAB_SIGNER && k < of_lab.count; k++)
			assert_ok(tr_evidence_add_crl(s.evidence, of_lab.of[k], TR_EVIDENCE_GIVEN, NULL, &err), &err);
		const struct tr_signature_verdict *v = judge(&s, 0);
		expect(v, cases[i].indication, cases[i].sub, cases[i].id);
		/* Who was revoked later was not when signing. */
		if (cases[i].indication == TR_TOTAL_PASSED)
			assert_string_equal(tr_legal_reason_id(s.v->legal[0].legs[TR_LEG_VALID_WHEN_SIGNED].reason), "legal.valid-when-signed");
		assert_int_equal(v->stamp_count, 1);
		assert_int_equal(v->stamps[0].finding_count, cases[i].id_of_stamp != NULL);
		if (cases[i].id_of_stamp != NULL)
			assert_string_equal(tr_finding_id(&v->stamps[0].findings[0]), cases[i].id_of_stamp);
		close_scene(&s);
		words_free(&of_lab);
	}
}

static void
given_stamps(void **state)
{
	static const struct {
		enum stamp_flaw flaw;
		bool garbage;
		const char *sub, *id;
	} cases[] = {
		{STAMP_GOOD, false, "", NULL},
		{STAMP_MOVED, false, "HASH_FAILURE", "verify.stamp-imprint"},
		{STAMP_FORGED, false, "SIG_CRYPTO_FAILURE", "verify.stamp-value"},
		{STAMP_GOOD, true, "FORMAT_FAILURE", "verify.stamp-format"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct scene s;
		open_scene(&s);
		sign_as(&s, &good, LEVEL_B, false);
		TR_AUTO_BUF token = token_over(&s, W_TSA, T_2026_12_01, cases[i].flaw);
		const struct tr_bytes file = tr_buf_view(&s.d.bytes);
		const struct tr_given_stamp given = {.token = cases[i].garbage ? TR_BYTES_LIT("0") : tr_buf_view(&token),
				.parts = &file, .part_count = 1, .of_file = true};
		s.options.stamps = &given;
		s.options.stamp_count = 1;
		hear(&s, &good, T_2026_12_15 - DAY);
		const struct tr_signature_verdict *v = judge(&s, 0);
		assert_int_equal(v->stamp_count, 1);
		assert_int_equal(v->stamps[0].kind, TR_STAMP_GIVEN);
		assert_string_equal(tr_sub_indication_name(v->stamps[0].sub), cases[i].sub);
		if (cases[i].id != NULL)
			assert_string_equal(tr_finding_id(&v->stamps[0].findings[0]), cases[i].id);
		/* A bad one proves nothing, and spoils nothing. */
		expect(v, TR_TOTAL_PASSED, "", NULL);
		assert_int_equal(v->best_time_source, cases[i].id == NULL ? TR_BEST_GIVEN_STAMP : TR_BEST_AS_OF);
		assert_true(v->best_time == (cases[i].id == NULL ? T_2026_12_01 : T_2026_12_15));
		close_scene(&s);
	}
}

static void
useless_stamp_of_a_signature(void **state)
{
	struct scene s;
	(void)state;

	open_scene(&s);
	sign_as(&s, &good, LEVEL_T, true);
	hear(&s, &good, T_2026_12_15 - DAY);
	expect(judge(&s, 0), TR_TOTAL_PASSED, "", "verify.stamp-useless");
	assert_string_equal(s.v->signatures[0].level, "PAdES-B-T");
	assert_string_equal(s.v->signatures[0].level_proven, "PAdES-B-B");
	close_scene(&s);
	open_scene(&s);
	sign_as(&s, &good, LEVEL_T, false);
	hear(&s, &good, T_2026_12_15 - DAY);
	expect(judge(&s, 0), TR_TOTAL_PASSED, "", NULL);
	assert_null(fixture_finding(&s.v->signatures[0], "verify.stamp-useless"));
	assert_string_equal(s.v->signatures[0].level_proven, "PAdES-B-T");
	assert_true(s.v->signatures[0].best_time == T_SIGNED);
	close_scene(&s);
}

/* A stamp of tomorrow is told and not used, and spoils nothing; one within what clocks differ is good, and proves nothing. */
static void
stamps_of_the_future(void **state)
{
	enum kind { OF_THE_VALUE, OF_THE_FILE, GIVEN };
	(void)state;

	for (int i = 0; i < 6; i++) {
		const enum kind kind = (enum kind)(i / 2);
		const bool late = i % 2;
		struct scene s;
		open_scene(&s);
		sign_as(&s, &good, kind == OF_THE_VALUE ? LEVEL_T : LEVEL_B, false);
		if (kind == OF_THE_FILE)
			stamp_at(&s, T_SIGNED);
		TR_AUTO_BUF token = token_over(&s, W_TSA, T_SIGNED, STAMP_GOOD);
		const struct tr_bytes file = tr_buf_view(&s.d.bytes);
		const struct tr_given_stamp given = {.token = tr_buf_view(&token), .parts = &file, .part_count = 1, .of_file = true};
		s.options.stamps = &given;
		s.options.stamp_count = kind == GIVEN;
		s.options.as_of = T_SIGNED - TR_REVOCATION_SKEW - late;
		hear(&s, &good, T_SIGNED - DAY);
		const struct tr_signature_verdict *v = judge(&s, 0);
		expect(v, TR_TOTAL_PASSED, "", late && kind != GIVEN ? "verify.stamp-useless" : NULL);
		assert_int_equal(v->best_time_source, TR_BEST_AS_OF);
		assert_int_equal(v->stamp_count, 1);
		assert_int_equal(v->stamps[0].finding_count, late);
		assert_string_equal(tr_sub_indication_name(v->stamps[0].sub), late ? "TIMESTAMP_ORDER_FAILURE" : "");
		if (late)
			assert_string_equal(tr_finding_id(&v->stamps[0].findings[0]), "verify.stamp-future");
		if (kind == OF_THE_FILE)
			expect(&s.v->signatures[1], late ? TR_INDETERMINATE : TR_TOTAL_PASSED, late ? "TIMESTAMP_ORDER_FAILURE" : "",
					late ? "verify.stamp-future" : NULL);
		close_scene(&s);
	}
}

/* Stamps of one value: the earliest counts, in whatever order they stand, and one over other bytes does not; past the cap, and of hundreds, it is told. */
static void
stamps_of_one_value(void **state)
{
	static const size_t counts[] = {TR_VERIFY_VALUE_STAMPS_MAX, TR_VERIFY_VALUE_STAMPS_MAX + 1, 300};
	(void)state;

	build_with_room((size_t)1 << 20);
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++) {
		struct tr_buf made[TR_VERIFY_VALUE_STAMPS_MAX] = {{0}}, value = {0};
		struct tr_bytes tokens[300];
		struct scene s;
		open_scene(&s);
		sign_as(&s, &good, LEVEL_B, false);
		build_value(&s.f, &value);
		for (size_t k = 0; k < TR_VERIFY_VALUE_STAMPS_MAX; k++) /* one of them over other bytes */
			world_token(&world.of[W_TSA], &world.of[W_TSA_CA], T_SIGNED + (int64_t)(TR_VERIFY_VALUE_STAMPS_MAX - k) * HOUR, "SHA256",
					k == 2 ? TR_BYTES_LIT("other") : tr_buf_view(&value), &made[k]);
		for (size_t k = 0; k < counts[i]; k++)
			tokens[k] = tr_buf_view(&made[k % TR_VERIFY_VALUE_STAMPS_MAX]);
		build_stamps_into_gap(tokens, counts[i], &s.f);
		hear(&s, &good, T_2026_12_15 - DAY);
		const struct tr_signature_verdict *v = judge(&s, 0);
		expect(v, TR_TOTAL_PASSED, "", i > 0 ? "verify.stamps-limit" : NULL);
		assert_true((fixture_finding(v, "verify.stamps-limit") != NULL) == (i > 0));
		assert_int_equal(v->stamp_count, TR_VERIFY_VALUE_STAMPS_MAX);
		size_t moved = 0; /* they stand in the order of their bytes */
		for (size_t k = 0; k < v->stamp_count; k++)
			moved += v->stamps[k].finding_count > 0 && strcmp(tr_finding_id(&v->stamps[k].findings[0]), "verify.stamp-imprint") == 0;
		assert_true(i > 0 || moved == 1);
		assert_true(i > 0 || v->best_time == T_SIGNED + HOUR);
		for (size_t k = 0; k < TR_VERIFY_VALUE_STAMPS_MAX; k++)
			tr_buf_free(&made[k]);
		tr_buf_free(&value);
		close_scene(&s);
	}
	build_with_room(0);
}

static void
order_of_stamps(void **state)
{
	(void)state;
	for (int early = 0; early < 2; early++) {
		struct scene s;
		open_scene(&s);
		sign_as(&s, &good, LEVEL_T, false);
		stamp_at(&s, early ? T_SIGNED - DAY : T_SIGNED + DAY);
		hear(&s, &good, T_2026_12_15 - DAY);
		if (early)
			expect(judge(&s, 0), TR_INDETERMINATE, "TIMESTAMP_ORDER_FAILURE", "verify.stamp-order");
		else
			expect(judge(&s, 0), TR_TOTAL_PASSED, "", NULL);
		assert_int_equal(check(&s.v->signatures[0], TR_CHECK_STAMP_ORDER)->result, early ? TR_CHECKED_FAILED : TR_CHECKED_PASSED);
		close_scene(&s);
	}
}

/* At the cap, and past it: oldest and newest are heard, and the one that stands closest to its neighbours is passed over. */
static void
stamps_are_capped(void **state)
{
	struct scene s;
	(void)state;

	open_scene(&s);
	sign_as(&s, &good, LEVEL_B, false);
	hear(&s, &good, T_2026_12_15 - DAY);
	for (size_t i = 0; i < TR_VERIFY_STAMPS_MAX; i++)
		stamp_at(&s, T_SIGNED + (int64_t)i * HOUR);
	for (size_t i = 1; i <= TR_VERIFY_STAMPS_MAX; i++)
		expect(judge(&s, i), TR_TOTAL_PASSED, "", NULL);
	assert_int_equal(s.v->signatures[0].stamp_count, TR_VERIFY_STAMPS_MAX);
	assert_true(s.v->signatures[0].best_time == T_SIGNED);
	/* Two more, the first half an hour after the last: it is the one between the nearest neighbours. */
	stamp_at(&s, T_SIGNED + (int64_t)TR_VERIFY_STAMPS_MAX * HOUR - HOUR / 2);
	stamp_at(&s, T_SIGNED + (int64_t)TR_VERIFY_STAMPS_MAX * HOUR);
	expect(judge(&s, TR_VERIFY_STAMPS_MAX + 1), TR_INDETERMINATE, "GENERIC", "verify.stamps-limit");
	assert_int_equal(s.v->signatures[0].stamp_count, TR_VERIFY_STAMPS_MAX);
	expect(&s.v->signatures[1], TR_TOTAL_PASSED, "", NULL);
	expect(&s.v->signatures[TR_VERIFY_STAMPS_MAX + 2], TR_TOTAL_PASSED, "", NULL);
	expect(&s.v->signatures[0], TR_TOTAL_PASSED, "", NULL);
	assert_true(s.v->signatures[0].best_time == T_SIGNED);
	assert_int_equal(s.v->indication, TR_TOTAL_PASSED);
	close_scene(&s);
}

/* One that proves nothing anyway is passed over before any other. */
static void
broken_stamps_take_no_place(void **state)
{
	struct tsa forger = {&world, W_TSA, T_SIGNED + DAY, STAMP_FORGED};
	struct scene s;
	(void)state;

	open_scene(&s);
	sign_as(&s, &good, LEVEL_B, false);
	hear(&s, &good, T_2026_12_15 - DAY);
	build_stamp(&forger, &s.f);
	for (size_t i = 0; i < TR_VERIFY_STAMPS_MAX; i++)
		stamp_at(&s, T_SIGNED + (int64_t)i * HOUR);
	expect(judge(&s, 1), TR_TOTAL_FAILED, "SIG_CRYPTO_FAILURE", "verify.stamps-limit");
	assert_int_equal(s.v->signatures[0].stamp_count, TR_VERIFY_STAMPS_MAX);
	assert_true(s.v->signatures[0].best_time == T_SIGNED);
	close_scene(&s);
}

/*
 * What a document time stamp is worth shows in what it proves: a signature that is good without it stays good, and whoever asks for the
 * proof is told. Where nothing else is signed the file is not signed: the best of stamps makes it no better than that.
 */
static void
a_stamp_does_not_decide_for_signatures(void **state)
{
	static const struct {
		enum who who;
		enum stamp_flaw flaw;
		enum tr_indication indication;
		const char *sub;
	} cases[] = {
		{W_TSA, STAMP_GOOD, TR_TOTAL_PASSED, ""},
		{W_PUBLIC_TSA, STAMP_GOOD, TR_INDETERMINATE, "NO_CERTIFICATE_CHAIN_FOUND"},
		{W_TSA, STAMP_FORGED, TR_TOTAL_FAILED, "SIG_CRYPTO_FAILURE"},
		{W_TSA, STAMP_MOVED, TR_TOTAL_FAILED, "HASH_FAILURE"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (int is_signed = 0; is_signed < 2; is_signed++) {
			struct tsa tsa = {&world, cases[i].who, T_SIGNED + HOUR, cases[i].flaw};
			const bool proves = cases[i].indication == TR_TOTAL_PASSED;
			struct scene s;
			open_scene(&s);
			hear(&s, &good, T_2026_12_15 - DAY);
			if (is_signed)
				sign_as(&s, &good, LEVEL_B, false);
			build_stamp(&tsa, &s.f);
			expect(judge(&s, (size_t)is_signed), cases[i].indication, cases[i].sub, NULL);
			assert_int_equal(tr_verdict_stamp_count(s.v), 1);
			assert_int_equal(tr_verdict_counts(s.v, (size_t)is_signed), !is_signed);
			assert_int_equal(s.v->indication, is_signed ? TR_TOTAL_PASSED
					: cases[i].indication == TR_TOTAL_PASSED ? TR_INDETERMINATE : cases[i].indication);
			assert_string_equal(trien_err_id(s.v->no_signature.code), is_signed ? trien_err_id(TRIEN_OK) : "verify.no-signature");
			if (is_signed) {
				char text[1024] = "";
				const struct tr_finding *told = fixture_finding(&s.v->signatures[0], "verify.stamp-useless");
				if (told != NULL)
					tr_finding_text(told, TRIEN_LANG_VI, text, sizeof(text));
				/* With its reason, as a sentence. */
				assert_int_equal(strlen(text) > 0, !proves);
				assert_true(proves || (text[strlen(text) - 1] == '.' && strstr(text, "thời điểm ký. ") != NULL));
				expect(&s.v->signatures[0], TR_TOTAL_PASSED, "", proves ? NULL : "verify.stamp-useless");
				assert_int_equal(s.v->signatures[0].best_time_source, proves ? TR_BEST_DOCUMENT_STAMP : TR_BEST_AS_OF);
				assert_string_equal(s.v->signatures[0].level_proven, proves ? "PAdES-B-T" : "PAdES-B-B");
			}
			close_scene(&s);
		}
}

/* A revision that brings a stamp is a revision all the same: what else it changes is judged. */
static void
a_stamp_hides_no_change(void **state)
{
	static const char form[] = "<< /BBox [0 0 1 1] /Length 0 >>\nstream\n\nendstream";
	static const char content[] = "<< /Length 15 >>\nstream\nBT (1) Tj ET    \nendstream";
	(void)state;

	for (int changed = 0; changed < 2; changed++) {
		struct scene s;
		open_scene(&s);
		hear(&s, &good, T_2026_12_15 - DAY);
		sign_as(&s, &good, LEVEL_B, false);
		/* Object 4 is the content of the page, 11 is what nothing uses. */
		const struct fixture_object objects[] = {{changed ? 4 : 11, changed ? content : form}, {0, NULL}};
		/* The revision of the fixture goes on from the end of the file. */
		s.d.startxref = 0;
		for (size_t at = s.d.bytes.n; s.d.startxref == 0 && at-- > 0;)
			if (at + 9 < s.d.bytes.n && memcmp(s.d.bytes.p + at, "startxref", 9) == 0)
				s.d.startxref = strtoull((const char *)s.d.bytes.p + at + 9, NULL, 10);
		s.d.size = 200;
		fixture_update(&s.d, objects, NULL);
		stamp_at(&s, T_SIGNED + HOUR);
		(void)judge(&s, 1);
		expect(&s.v->signatures[1], TR_TOTAL_PASSED, "", NULL);
		if (changed)
			expect(&s.v->signatures[0], TR_TOTAL_FAILED, "FORMAT_FAILURE", "verify.page-content-changed");
		else
			expect(&s.v->signatures[0], TR_TOTAL_PASSED, "", NULL);
		assert_int_equal(s.v->indication, changed ? TR_TOTAL_FAILED : TR_TOTAL_PASSED);
		close_scene(&s);
	}
}

/* ---- the store ---- */

static void
levels_by_what_is_kept(void **state)
{
	static const struct {
		enum level level;
		const char *form, *proven;
	} cases[] = {
		{LEVEL_B, "PAdES-B-B", "PAdES-B-B"}, {LEVEL_T, "PAdES-B-T", "PAdES-B-T"}, {LEVEL_LT, "PAdES-B-LT", "PAdES-B-LT"},
		{LEVEL_LTA, "PAdES-B-LTA", "PAdES-B-LTA"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct build b = {&world, &good, cases[i].level, false};
		struct scene s;
		open_scene(&s);
		tr_buf_free(&s.d.bytes);
		build_file(&b, &s.d.bytes);
		s.options.as_of = T_SIGNED + 5 * HOUR; /* the lists of the store are fresh */
		if (cases[i].level < LEVEL_LT)
			hear(&s, &good, T_SIGNED);
		expect(judge(&s, 0), TR_TOTAL_PASSED, "", NULL);
		assert_string_equal(s.v->signatures[0].level, cases[i].form);
		assert_string_equal(s.v->signatures[0].level_proven, cases[i].proven);
		close_scene(&s);
	}
}

/*
 * What stands in the /Contents of a stamp is no part of what it stamps: who has the key of an authority today puts a list of
 * yesterday there. It is known since the next stamp; in the store, and of the signature itself, since this one.
 */
static void
a_gap_proves_nothing(void **state)
{
	enum place { IN_STORE, IN_SIGNATURE, IN_STAMP, IN_STAMP_COVERED };
	(void)state;

	for (enum place place = IN_STORE; place <= IN_STAMP_COVERED; place++) {
		struct word_request r = {.signer = W_SIGNER, .at = T_SIGNED + HOUR, .not_of_signer = place != IN_STORE};
		struct words words;
		struct scene s;
		open_scene(&s);
		struct tr_bytes list = FORGE_CRL(.issuer = &world.of[W_CA], .made = T_SIGNED + HOUR, .next = T_SIGNED + 7 * DAY,
				.number = 8, .ids = true);
		sign_as(&s, &good, LEVEL_T, false);
		if (place == IN_SIGNATURE)
			build_into_gap(list, &s.f);
		words_of(&world, &r, &words);
		build_store(&world, &words, W_SIGNER, W_TSA, r.at, &s.f);
		words_free(&words);
		stamp_at(&s, T_SIGNED + 2 * HOUR);
		if (place >= IN_STAMP)
			build_into_gap(list, &s.f);
		if (place == IN_STAMP_COVERED)
			stamp_at(&s, T_SIGNED + DAY);
		s.options.as_of = T_2031_06_15;
		r = (struct word_request){.signer = W_SIGNER, .at = T_2031_06_15 - DAY, .not_of_signer = true};
		words_of(&world, &r, &s.words);
		s.words.of[s.words.count++] = FORGE_CRL(.issuer = &world.of[W_ROOT], .made = T_2031_06_15 - DAY,
				.next = T_2031_06_15 + DAY, .number = 9, .ids = true,
				.rows = {{.of = &world.of[W_CA], .at = T_2026_12_05, .reason = 2}});
		for (size_t i = 0; i < s.words.count; i++)
			assert_ok(tr_evidence_add_crl(s.evidence, s.words.of[i], TR_EVIDENCE_GIVEN, NULL, &err), &err);
		if (place == IN_STAMP)
			expect(judge(&s, 0), TR_INDETERMINATE, "REVOKED_CA_NO_POE", "verify.revoked-ca-no-poe");
		else
			expect(judge(&s, 0), TR_TOTAL_PASSED, "", NULL);
		free((void *)(uintptr_t)list.p);
		close_scene(&s);
	}
}

/* The whole judgement survives the failure of any allocation. */
static void
every_allocation_may_fail(void **state)
{
	const struct build b = {&world, &good, LEVEL_LTA, false};
	struct scene s;
	(void)state;

	open_scene(&s);
	tr_buf_free(&s.d.bytes);
	build_file(&b, &s.d.bytes);
	s.options.as_of = T_2031_06_15;
	hear(&s, &good, T_2031_06_15 - DAY);
	(void)judge(&s, 0);
	for (unsigned long n = 1;; n++) {
		struct tr_verdict *v = NULL;
		tr_mem_fail_at(n);
		trien_rc rc = tr_verify(tr_buf_view(&s.d.bytes), &s.options, &v, &err);
		bool over = tr_mem_fail_at(0) < n;
		if (rc == TRIEN_OK)
			tr_verdict_free(v);
		else
			assert_string_equal(trien_err_class(rc), "resource");
		if (over)
			break;
	}
	close_scene(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(status_of_the_path),
		cmocka_unit_test(a_search_that_was_cut_never_passes),
		cmocka_unit_test(revoked_by_lists),
		cmocka_unit_test(made_after_the_end),
		cmocka_unit_test(existed_before_its_certificate),
		cmocka_unit_test(older_than_a_valid_certificate),
		cmocka_unit_test(the_lab_proves_nothing_to_others),
		cmocka_unit_test(given_stamps),
		cmocka_unit_test(useless_stamp_of_a_signature),
		cmocka_unit_test(stamps_of_the_future),
		cmocka_unit_test(stamps_of_one_value),
		cmocka_unit_test(order_of_stamps),
		cmocka_unit_test(stamps_are_capped),
		cmocka_unit_test(broken_stamps_take_no_place),
		cmocka_unit_test(a_stamp_does_not_decide_for_signatures),
		cmocka_unit_test(a_stamp_hides_no_change),
		cmocka_unit_test(levels_by_what_is_kept),
		cmocka_unit_test(a_gap_proves_nothing),
		cmocka_unit_test(every_allocation_may_fail),
	};
	return cmocka_run_group_tests_name("verify validation", tests, world_set_up, world_tear_down);
}
