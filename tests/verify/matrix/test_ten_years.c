/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Ten years on: a file of 2026 judged in November 2036, when the signer and his authority have expired. It passes while a chain of
 * stamps reaches from then to now; where a link is missing or forged, exactly that is said. Requirement: X2
 */
#include "build.h"

#include "test.h"
#include "verify/verify.h"

#define T_RENEWED INT64_C(2110320000) /* 2036-11-15 */
#define T_NOW (T_RENEWED + 3 * DAY)

static struct trien_err err;

/* The file of 2026, with the lists of then and a document time stamp where it has one. */
static void
make_file(enum level level, enum who tsa, struct tr_buf *out)
{
	const struct condition c = {.name = "ten years", .signer = W_SIGNER, .tsa = tsa};
	const struct build b = {&world, &c, level, false};
	build_file(&b, out);
}

/* Fresh lists into the store, then a stamp of the second authority. */
static void
renew(struct tr_buf *bytes, int64_t at, enum stamp_flaw flaw)
{
	const struct word_request known = {.signer = W_SIGNER, .at = at};
	struct tsa tsa = {&world, W_TSA2, at + DAY, flaw};
	struct signed_file f = {.bytes = bytes};
	struct words l;

	words_of(&world, &known, &l);
	build_store(&world, &l, W_SIGNER, W_TSA2, at, &f);
	build_stamp(&tsa, &f);
	words_free(&l);
	tr_buf_free(&f.contents);
}

struct expected {
	enum tr_indication indication;
	const char *sub, *level;
};

/* lists: those of the day before are at hand; else nothing from outside the file. */
static void
expect(const char *name, const struct tr_buf *file, bool lists, const struct expected *want)
{
	const struct word_request known = {.signer = W_SIGNER, .at = T_NOW - DAY, .of_tsa_long = true};
	struct words l = {0};
	struct tr_evidence *e = NULL;
	struct tr_trust *trust;
	struct tr_verdict *v;

	assert_ok(tr_trust_new(&trust, &err), &err);
	assert_ok(tr_trust_add(trust, TR_TRUST_GOVERNMENT, world.of[W_ROOT].der, "root", &err), &err);
	if (lists) {
		words_of(&world, &known, &l);
		assert_ok(tr_evidence_new(&e, &err), &err);
		for (size_t i = 0; i < l.count; i++)
			assert_ok(tr_evidence_add_crl(e, l.of[i], TR_EVIDENCE_GIVEN, NULL, &err), &err);
	}
	const struct tr_verify_options options = {.trust = trust, .as_of = T_NOW, .zone_minutes = 420, .evidence = e};
	assert_ok(tr_verify(tr_buf_view(file), &options, &v, &err), &err);
	const struct tr_signature_verdict *s = &v->signatures[0];
	if (s->indication != want->indication || strcmp(tr_sub_indication_name(s->sub), want->sub) != 0 ||
			strcmp(s->level_proven, want->level) != 0)
		fail_msg("%s: %s %s, proven %s", name, tr_indication_name(s->indication), tr_sub_indication_name(s->sub), s->level_proven);
	tr_verdict_free(v);
	tr_evidence_free(e);
	tr_trust_free(trust);
	words_free(&l);
}

static const struct expected passed_lta = {TR_TOTAL_PASSED, "", "PAdES-B-LTA"},
	no_proof = {TR_INDETERMINATE, "OUT_OF_BOUNDS_NO_POE", ""};

/* The first authority is to expire in 2035, so it is stamped anew in 2034, and again a few days ago. Nothing comes from outside. */
static void
renewed(void **state)
{
	struct tr_buf file;

	(void)state;
	make_file(LEVEL_LTA, W_TSA, &file);
	expect("not renewed", &file, true, &no_proof);
	renew(&file, T_2034_06_01, STAMP_GOOD);
	expect("renewed in 2034, with lists of today", &file, true, &passed_lta);
	expect("renewed in 2034, without", &file, false, &no_proof);
	renew(&file, T_RENEWED, STAMP_GOOD);
	expect("renewed again, offline", &file, false, &passed_lta);
	tr_buf_free(&file);
}

/* The only link between then and now is forged, or was made too late: when nothing proved the first stamp any more. */
static void
a_link_is_missing(void **state)
{
	struct tr_buf file;

	(void)state;
	make_file(LEVEL_LTA, W_TSA, &file);
	renew(&file, T_2034_06_01, STAMP_FORGED);
	expect("a forged renewal", &file, true, &no_proof);
	tr_buf_free(&file);
	make_file(LEVEL_LTA, W_TSA, &file);
	renew(&file, T_2034_06_01, STAMP_MOVED);
	expect("a renewal of another file", &file, true, &no_proof);
	tr_buf_free(&file);
	make_file(LEVEL_LTA, W_TSA, &file);
	renew(&file, T_RENEWED, STAMP_GOOD);
	expect("renewed too late", &file, true, &no_proof);
	tr_buf_free(&file);
}

/* An authority whose certificate lasts until 2040: no renewal is due, but its status of today has to be known. */
static void
the_authority_still_lives(void **state)
{
	struct tr_buf file;

	(void)state;
	make_file(LEVEL_LTA, W_TSA_LONG, &file);
	expect("B-LTA, with lists of today", &file, true, &passed_lta);
	expect("B-LTA, without", &file, false, &no_proof);
	tr_buf_free(&file);
	make_file(LEVEL_LT, W_TSA_LONG, &file);
	expect("B-LT: nothing proves that the signer's list is older than the end of who signed it", &file, true, &no_proof);
	tr_buf_free(&file);
	make_file(LEVEL_T, W_TSA_LONG, &file);
	expect("B-T: nothing says that the signer was not revoked", &file, true, &no_proof);
	tr_buf_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(renewed), cmocka_unit_test(a_link_is_missing),
		cmocka_unit_test(the_authority_still_lives)};
	return cmocka_run_group_tests(tests, world_set_up, world_tear_down);
}
