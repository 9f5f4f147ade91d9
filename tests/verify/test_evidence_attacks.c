/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What somebody who has a signed file can put beside the signature, to make it look better or worse than it is: weak stamps, foreign
 * answers, authorities of the same name, a lying store, heaps of junk. Each beside the case in which it is right.
 * Requirement: R10.1 X2
 */
#include "verify/matrix/build.h"

#include <stdio.h>
#include <stdlib.h>

#include "pki/forge_crl.h"
#include "pki/forge_ocsp.h"
#include "sign/dss.h"
#include "test.h"
#include "verify/fixture.h"

#define SIGNS "critical,digitalSignature"
#define JUNK 256

static struct trien_err err;

static const struct condition good = {.name = "good", .signer = W_SIGNER};

struct scene {
	struct fixture_doc d;
	struct signed_file f;
	struct tr_trust *trust;
	struct tr_evidence *evidence;
	struct tr_verify_options options;
	struct tr_verdict *v;
	struct tr_bytes owned[JUNK + 16];
	size_t owned_count;
};

static struct scene *
open_scene(void)
{
	struct scene *s = calloc(1, sizeof(*s));

	assert_non_null(s);
	fixture_begin(&s->d);
	s->f.bytes = &s->d.bytes;
	assert_ok(tr_trust_new(&s->trust, &err), &err);
	assert_ok(tr_trust_add(s->trust, TR_TRUST_GOVERNMENT, world.of[W_ROOT].der, "root", &err), &err);
	assert_ok(tr_evidence_new(&s->evidence, &err), &err);
	s->options = (struct tr_verify_options){.trust = s->trust, .as_of = T_2026_12_15, .zone_minutes = 420, .evidence = s->evidence};
	return s;
}

static void
close_scene(struct scene *s)
{
	tr_verdict_free(s->v);
	tr_evidence_free(s->evidence);
	tr_trust_free(s->trust);
	for (size_t i = 0; i < s->owned_count; i++)
		free((void *)(uintptr_t)s->owned[i].p);
	tr_buf_free(&s->f.contents);
	fixture_doc_free(&s->d);
	free(s);
}

static struct tr_bytes
own(struct scene *s, struct tr_bytes der)
{
	assert_true(s->owned_count < sizeof(s->owned) / sizeof(s->owned[0]));
	return s->owned[s->owned_count++] = der;
}

/* A list of an authority, of the day before the judgement. */
static struct tr_bytes
list_of(struct scene *s, enum who issuer, const struct forged *revoked, int64_t revoked_at)
{
	return own(s, FORGE_CRL(.issuer = &world.of[issuer], .made = T_2026_12_15 - DAY, .next = T_2026_12_15 + DAY, .number = 9, .ids = true,
			.rows = {{.of = revoked, .at = revoked_at, .reason = revoked != NULL ? 1 : 0}}));
}

static void
hear(struct scene *s, struct tr_bytes crl)
{
	assert_ok(tr_evidence_add_crl(s->evidence, crl, TR_EVIDENCE_GIVEN, NULL, &err), &err);
}

/* Everybody's list but the signer's, and that too where it is asked for. */
static void
hear_all(struct scene *s, bool of_signer)
{
	hear(s, list_of(s, W_ROOT, NULL, 0));
	hear(s, list_of(s, W_TSA_CA, NULL, 0));
	if (of_signer)
		hear(s, list_of(s, W_CA, NULL, 0));
}

static void
sign_in(struct scene *s, const struct world *w, const struct condition *c, enum level level)
{
	const struct build b = {w, c, level, false};
	build_sign(&b, &s->f, "seal");
}

static const struct tr_signature_verdict *
judge(struct scene *s)
{
	tr_verdict_free(s->v);
	s->v = NULL;
	assert_ok(tr_verify(tr_buf_view(&s->d.bytes), &s->options, &s->v, &err), &err);
	assert_true(s->v->signature_count > 0);
	return &s->v->signatures[0];
}

static void
expect(const struct tr_signature_verdict *s, enum tr_indication indication, const char *sub, const char *id)
{
	assert_string_equal(tr_indication_name(s->indication), tr_indication_name(indication));
	assert_string_equal(tr_sub_indication_name(s->sub), sub);
	if (id != NULL && fixture_finding(s, id) == NULL)
		fail_msg("no finding %s", id);
}

/* ---- stamps ---- */

/* A stamp with a digest that can be forged, or of an authority whose certificate was signed with one, proves nothing. */
static void
weak_stamps_prove_nothing(void **state)
{
	struct forged weak = FORGE(.cn = "TSA mẫu yếu", .issuer = &world.of[W_TSA_CA], .ku = SIGNS, .eku = "critical,timeStamping",
			.from = T_YEAR(2025), .to = T_YEAR(2035), .ids = true, .digest = "SHA1");
	struct forged strong = FORGE(.cn = "TSA mẫu mạnh", .issuer = &world.of[W_TSA_CA], .ku = SIGNS, .eku = "critical,timeStamping",
			.from = T_YEAR(2025), .to = T_YEAR(2035), .ids = true);
	const struct {
		const struct forged *who;
		const char *digest;
		bool proves;
	} cases[] = {{&strong, "SHA256", true}, {&strong, "SHA1", false}, {&weak, "SHA256", false}};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct scene *s = open_scene();
		TR_AUTO_BUF value = {0};
		TR_AUTO_BUF token = {0};
		sign_in(s, &world, &good, LEVEL_B);
		hear_all(s, true);
		build_value(&s->f, &value);
		world_token(cases[i].who, &world.of[W_TSA_CA], T_2026_12_01, cases[i].digest, tr_buf_view(&value), &token);
		const struct tr_bytes one = tr_buf_view(&token);
		build_stamps_into_gap(&one, 1, &s->f);
		expect(judge(s), TR_TOTAL_PASSED, "", cases[i].proves ? NULL : "verify.stamp-useless");
		assert_int_equal(s->v->signatures[0].stamp_count, 1);
		assert_string_equal(tr_sub_indication_name(s->v->signatures[0].stamps[0].sub),
				cases[i].proves ? "" : "CRYPTO_CONSTRAINTS_FAILURE_NO_POE");
		assert_int_equal(s->v->signatures[0].best_time_source, cases[i].proves ? TR_BEST_SIGNATURE_STAMP : TR_BEST_AS_OF);
		assert_string_equal(s->v->signatures[0].level_proven, cases[i].proves ? "PAdES-B-T" : "PAdES-B-B");
		close_scene(s);
	}
	forge_free(&weak);
	forge_free(&strong);
}

/* Up to the cap the good one among them is heard, one behind it no longer; thousands take no longer than the cap. */
static void
stamps_of_one_value_are_capped(void **state)
{
	static struct tr_bytes tokens[5000];
	(void)state;

	for (size_t i = 0; i < sizeof(tokens) / sizeof(tokens[0]); i++)
		tokens[i] = TR_BYTES_LIT("\x30\x00");
	for (size_t at = TR_VERIFY_VALUE_STAMPS_MAX - 1; at <= TR_VERIFY_VALUE_STAMPS_MAX; at++) {
		const bool heard = at < TR_VERIFY_VALUE_STAMPS_MAX;
		struct scene *s = open_scene();
		TR_AUTO_BUF value = {0};
		TR_AUTO_BUF token = {0};
		build_with_room(64 << 10);
		sign_in(s, &world, &good, LEVEL_B);
		build_with_room(0);
		hear_all(s, true);
		build_value(&s->f, &value);
		world_token(&world.of[W_TSA], &world.of[W_TSA_CA], T_2026_12_01, "SHA256", tr_buf_view(&value), &token);
		/* A SET is sorted by length: what is to come before the token is as long, and begins as it does. */
		TR_AUTO_BUF junk = {0};
		assert_ok(tr_buf_add_bytes(&junk, tr_buf_view(&token), &err), &err);
		memset(junk.p + 4, 0, junk.n - 4);
		memcpy(junk.p + 4, (const uint8_t[]){0x04, 0x82, (uint8_t)((junk.n - 8) >> 8), (uint8_t)(junk.n - 8)}, 4);
		for (size_t i = 0; i < at; i++)
			tokens[i] = tr_buf_view(&junk);
		tokens[at] = tr_buf_view(&token);
		build_stamps_into_gap(tokens, at + 1, &s->f);
		expect(judge(s), TR_TOTAL_PASSED, "", heard ? "verify.stamp-unnamed" : "verify.stamps-limit");
		assert_int_equal(s->v->signatures[0].stamp_count, TR_VERIFY_VALUE_STAMPS_MAX);
		assert_int_equal(s->v->signatures[0].best_time_source, heard ? TR_BEST_SIGNATURE_STAMP : TR_BEST_AS_OF);
		close_scene(s);
		for (size_t i = 0; i <= at; i++)
			tokens[i] = TR_BYTES_LIT("\x30\x00");
	}
	struct scene *s = open_scene();
	build_with_room(64 << 10);
	sign_in(s, &world, &good, LEVEL_B);
	build_with_room(0);
	hear_all(s, true);
	build_stamps_into_gap(tokens, sizeof(tokens) / sizeof(tokens[0]), &s->f);
	expect(judge(s), TR_TOTAL_PASSED, "", "verify.stamps-limit");
	assert_int_equal(s->v->signatures[0].stamp_count, TR_VERIFY_VALUE_STAMPS_MAX);
	close_scene(s);
}

/* It proves that the signature is younger than it: only where it is over this document. */
static void
a_content_stamp_tells_what_is_younger(void **state)
{
	static const struct condition after = {.name = "after", .signer = W_SIGNER_EXPIRED, .content_at = T_SIGNED};
	static const struct condition moved = {.name = "moved", .signer = W_SIGNER_EXPIRED, .content_at = T_SIGNED, .content_moved = true};
	static const struct condition alive = {.name = "alive", .signer = W_SIGNER, .content_at = T_SIGNED};
	(void)state;

	struct scene *s = open_scene();
	sign_in(s, &world, &after, LEVEL_B);
	hear_all(s, true);
	expect(judge(s), TR_TOTAL_FAILED, "EXPIRED", "verify.after-certificate");
	close_scene(s);
	s = open_scene();
	sign_in(s, &world, &moved, LEVEL_B);
	hear_all(s, true);
	expect(judge(s), TR_INDETERMINATE, "OUT_OF_BOUNDS_NO_POE", NULL);
	close_scene(s);
	s = open_scene();
	sign_in(s, &world, &alive, LEVEL_B);
	hear_all(s, true);
	expect(judge(s), TR_TOTAL_PASSED, "", NULL);
	close_scene(s);
}

/* The form promises to say whose certificate it is: without that nobody knows whether the one beside it was replaced. */
static void
the_signer_is_named_by_the_signature(void **state)
{
	static const struct condition unnamed = {.name = "unnamed", .signer = W_SIGNER, .no_reference = true};
	(void)state;

	for (int named = 0; named < 2; named++) {
		struct scene *s = open_scene();
		sign_in(s, &world, named ? &good : &unnamed, LEVEL_B);
		hear_all(s, true);
		if (named)
			expect(judge(s), TR_TOTAL_PASSED, "", NULL);
		else
			expect(judge(s), TR_INDETERMINATE, "SIG_CONSTRAINTS_FAILURE", "verify.no-signer-reference");
		close_scene(s);
	}
}

/* ---- answers ---- */

static void
only_who_may_answers_and_for_this_number(void **state)
{
	const struct {
		enum who signer, key_of, of;
		const char *sub;
	} cases[] = {
		{W_RESPONDER, W_RESPONDER, W_SIGNER, ""},
		{W_NO_EKU, W_NO_EKU, W_SIGNER, "TRY_LATER"},              /* nobody delegated it */
		{W_RESPONDER, W_SIGNER, W_SIGNER, "TRY_LATER"},           /* the responder's name, another's key */
		{W_PUBLIC_SIGNER, W_PUBLIC_SIGNER, W_SIGNER, "TRY_LATER"}, /* somebody of another authority */
		{W_RESPONDER, W_RESPONDER, W_SIGNER_EXPIRED, "TRY_LATER"}, /* good, and about somebody else */
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct scene *s = open_scene();
		sign_in(s, &world, &good, LEVEL_B);
		hear_all(s, false);
		struct tr_bytes answer = own(s, FORGE_OCSP(.signer = &world.of[cases[i].signer], .key_of = &world.of[cases[i].key_of],
				.produced = T_2026_12_15 - HOUR, .singles = {{.of = &world.of[cases[i].of], .issuer = &world.of[W_CA], .reason = -1,
				.made = T_2026_12_15 - HOUR, .next = T_2026_12_15 + DAY}}));
		assert_ok(tr_evidence_add_ocsp(s->evidence, answer, TR_EVIDENCE_GIVEN, NULL, &err), &err);
		expect(judge(s), *cases[i].sub == '\0' ? TR_TOTAL_PASSED : TR_INDETERMINATE, cases[i].sub, NULL);
		close_scene(s);
	}
}

/* An answer for the same name and another number says nothing of this one, revoked or not. */
static void
another_number_of_the_same_name(void **state)
{
	struct forged twin = FORGE(.cn = "Người ký mẫu", .issuer = &world.of[W_CA], .ku = SIGN_KU, .from = T_YEAR(2025), .to = T_YEAR(2028),
			.ids = true, .policy = WORLD_POLICY);
	(void)state;

	for (int own_number = 0; own_number < 2; own_number++) {
		struct scene *s = open_scene();
		sign_in(s, &world, &good, LEVEL_B);
		hear_all(s, true);
		hear(s, own(s, FORGE_CRL(.issuer = &world.of[W_CA], .made = T_2026_12_15 - HOUR, .next = T_2026_12_15 + DAY, .number = 10,
				.ids = true, .rows = {{.of = own_number ? &world.of[W_SIGNER] : &twin, .at = T_2026_11_01, .reason = 1}})));
		if (own_number)
			expect(judge(s), TR_INDETERMINATE, "REVOKED_NO_POE", "verify.revoked-no-poe");
		else
			expect(judge(s), TR_TOTAL_PASSED, "", NULL);
		close_scene(s);
	}
	forge_free(&twin);
}

/* ---- authorities ---- */

/* The name alone does not say who certified: each key that goes by it is tried, in whatever order they come. */
static void
two_authorities_of_one_name(void **state)
{
	struct world other = world;
	struct forged ca = FORGE(.cn = "CA mẫu", .issuer = &world.of[W_ROOT], .bc = CA_BC, .ku = CA_KU, .from = T_YEAR(2021), .to = T_YEAR(2036));
	struct forged signer = FORGE(.cn = "Người ký mẫu", .issuer = &ca, .ku = SIGN_KU, .from = T_YEAR(2025), .to = T_YEAR(2028));
	struct forged liar = FORGE(.cn = "CA mẫu", .bc = CA_BC, .ku = CA_KU, .from = T_YEAR(2021), .to = T_YEAR(2036));
	(void)state;

	other.of[W_CA] = ca;
	other.of[W_SIGNER] = signer;
	for (int order = 0; order < 2; order++) {
		struct scene *s = open_scene();
		struct tr_pool *pool;
		assert_ok(tr_pool_new(&pool, &err), &err);
		for (int i = 0; i < 2; i++)
			assert_ok(tr_pool_add(pool, (i == order ? &world.of[W_CA] : &liar)->der, NULL, &err), &err);
		s->options.given_certificates = pool;
		sign_in(s, &other, &good, LEVEL_B);
		hear(s, list_of(s, W_ROOT, NULL, 0));
		hear(s, own(s, FORGE_CRL(.issuer = &ca, .made = T_2026_12_15 - DAY, .next = T_2026_12_15 + DAY, .number = 9)));
		expect(judge(s), TR_TOTAL_PASSED, "", NULL);
		close_scene(s);
		/* Whose name and list are right and whom nobody certified does not speak for it. */
		s = open_scene();
		s->options.given_certificates = pool;
		sign_in(s, &other, &good, LEVEL_B);
		hear_all(s, false);
		hear(s, own(s, FORGE_CRL(.issuer = &liar, .made = T_2026_12_15 - DAY, .next = T_2026_12_15 + DAY, .number = 9)));
		expect(judge(s), TR_INDETERMINATE, "TRY_LATER", "verify.revocation-missing");
		close_scene(s);
		tr_pool_free(pool);
	}
	forge_free(&ca);
	forge_free(&signer);
	forge_free(&liar);
}

/*
 * An authority that was revoked takes its signatures with it, but for those that are proven to be older, and what the authority said of them
 * too: who has its key writes lists of any day.
 */
static void
an_authority_is_revoked(void **state)
{
	static const struct {
		int64_t revoked_at;
		enum level level;
		const char *sub;
	} cases[] = {
		{T_2026_12_01, LEVEL_LTA, ""},
		{T_2026_12_01, LEVEL_LT, "REVOKED_CA_NO_POE"},
		{T_2026_12_01, LEVEL_B, "REVOKED_CA_NO_POE"},
		{T_2026_11_01, LEVEL_LTA, "REVOKED_CA_NO_POE"},
		{T_2026_11_01, LEVEL_B, "REVOKED_CA_NO_POE"},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct build b = {&world, &good, cases[i].level, false};
		struct scene *s = open_scene();
		tr_buf_free(&s->d.bytes);
		build_file(&b, &s->d.bytes);
		hear(s, list_of(s, W_ROOT, &world.of[W_CA], cases[i].revoked_at));
		hear(s, list_of(s, W_TSA_CA, NULL, 0));
		hear(s, list_of(s, W_CA, NULL, 0));
		if (*cases[i].sub == '\0')
			expect(judge(s), TR_TOTAL_PASSED, "", NULL);
		else
			expect(judge(s), TR_INDETERMINATE, cases[i].sub, "verify.revoked-ca-no-poe");
		close_scene(s);
	}
}

/* ---- the store ---- */

static void
replace(struct tr_buf *bytes, const char *from, const char *to)
{
	uint8_t *p = memmem(bytes->p, bytes->n, from, strlen(from));

	assert_non_null(p);
	assert_int_equal(strlen(from), strlen(to));
	memcpy(p, to, strlen(to));
}

/* The key below /VRI: forty hexadecimal digits. */
static uint8_t *
key_of_vri(struct tr_buf *bytes)
{
	uint8_t *p = memmem(bytes->p, bytes->n, "/VRI", 4);

	assert_non_null(p);
	p = memchr(p + 1, '/', 40);
	assert_non_null(p);
	return p + 1;
}

/* What /VRI says of whose the data are is nobody's word: they count by what they are. */
static void
what_vri_says_does_not_count(void **state)
{
	enum lie { TRUTH, LOWER_CASE, OTHER_KEY, NO_VRI, ONLY_VRI, NEITHER };
	(void)state;

	for (enum lie lie = TRUTH; lie <= NEITHER; lie++) {
		struct scene *s = open_scene();
		struct word_request r = {.signer = W_SIGNER, .at = T_2026_12_15 - DAY};
		struct words words;
		sign_in(s, &world, &good, LEVEL_B);
		words_of(&world, &r, &words);
		build_store(&world, &words, W_SIGNER, W_TSA, T_2026_12_15 - HOUR, &s->f);
		words_free(&words);
		for (size_t i = 0; i < 40 && (lie == LOWER_CASE || lie == OTHER_KEY); i++) {
			uint8_t *c = key_of_vri(&s->d.bytes) + i;
			*c = (uint8_t)(lie == OTHER_KEY ? 'A' : *c >= 'A' ? *c + ('a' - 'A') : *c);
		}
		if (lie == NO_VRI || lie == NEITHER)
			replace(&s->d.bytes, "/VRI", "/VRX");
		if (lie == ONLY_VRI || lie == NEITHER)
			replace(&s->d.bytes, "/CRLs", "/CRLx");
		expect(judge(s), lie == NEITHER ? TR_INDETERMINATE : TR_TOTAL_PASSED, lie == NEITHER ? "TRY_LATER" : "", NULL);
		close_scene(s);
	}
}

/* Lists by the authority's name and nobody's key stand in the store before the good one: it is heard all the same. */
static void
junk_does_not_silence_the_good_list(void **state)
{
	(void)state;
	for (int with_good = 0; with_good < 2; with_good++) {
		struct scene *s = open_scene();
		struct tr_dss_value *values = calloc(JUNK + 1, sizeof(*values));
		TR_AUTO_BUF tail = {.max = SIZE_MAX};
		assert_non_null(values);
		sign_in(s, &world, &good, LEVEL_B);
		hear_all(s, false);
		for (size_t i = 0; i < JUNK; i++)
			values[i] = (struct tr_dss_value){TR_DSS_CRL, own(s, FORGE_CRL(.issuer = &world.of[W_CA], .key_of = &world.of[W_SIGNER],
					.made = T_2026_12_15 - DAY, .next = T_2026_12_15 + DAY, .number = (long)i + 20, .ids = true))};
		values[JUNK] = (struct tr_dss_value){TR_DSS_CRL, list_of(s, W_CA, NULL, 0)};
		const struct tr_dss_entry entry = {tr_buf_view(&s->f.contents), values, JUNK + (size_t)with_good};
		const struct tr_dss_request request = {.entries = &entry, .count = 1, .time = T_2026_12_15 - HOUR, .zone_minutes = 420};
		assert_ok(tr_sign_propose_dss(tr_buf_view(&s->d.bytes), &request, &tail, &err), &err);
		assert_ok(tr_buf_add_bytes(&s->d.bytes, tr_buf_view(&tail), &err), &err);
		if (with_good)
			expect(judge(s), TR_TOTAL_PASSED, "", NULL);
		else
			expect(judge(s), TR_INDETERMINATE, "TRY_LATER", "verify.revocation-missing");
		free(values);
		close_scene(s);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(weak_stamps_prove_nothing),
		cmocka_unit_test(stamps_of_one_value_are_capped),
		cmocka_unit_test(a_content_stamp_tells_what_is_younger),
		cmocka_unit_test(the_signer_is_named_by_the_signature),
		cmocka_unit_test(only_who_may_answers_and_for_this_number),
		cmocka_unit_test(another_number_of_the_same_name),
		cmocka_unit_test(two_authorities_of_one_name),
		cmocka_unit_test(an_authority_is_revoked),
		cmocka_unit_test(what_vri_says_does_not_count),
		cmocka_unit_test(junk_does_not_silence_the_good_list),
	};
	return cmocka_run_group_tests_name("verify evidence attacks", tests, world_set_up, world_tear_down);
}
