/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The matrix: every level under every condition, judged as of 2026, 2031 and 2046, with the exact indication that
 * EN 319 102-1 gives, and beside each row its forged twin. What is expected stands in expected.tsv, why in README.md.
 * What differs is printed.
 */
#include "build.h"

#include <stdio.h>
#include <stdlib.h>

#include "test.h"
#include "verify/verify.h"

static struct trien_err err;

static const char *const level_names[LEVEL_COUNT] = {"B-B", "B-T", "B-LT", "B-LTA", "B-LTA-renewed", "B-LTA-renewed-once"};

static const struct condition conditions[] = {
	{.name = "good", .signer = W_SIGNER},
	{.name = "expired", .signer = W_SIGNER_EXPIRED},
	{.name = "revoked-before", .signer = W_SIGNER, .revoked_at = T_2026_11_01},
	{.name = "revoked-after", .signer = W_SIGNER, .revoked_at = T_2026_12_01, .stored_at = T_2026_12_05},
	{.name = "ocsp-unknown", .signer = W_SIGNER, .by = KNOWN_BY_ANSWER_UNKNOWN},
	{.name = "stale-crl", .signer = W_SIGNER, .by = KNOWN_BY_STALE_LIST},
	{.name = "responder-eku", .signer = W_SIGNER, .by = KNOWN_BY_ANSWER_NO_EKU},
	{.name = "tsa-expired", .signer = W_SIGNER, .tsa = W_TSA_EXPIRED},
	{.name = "sha1", .signer = W_SIGNER, .sha1 = true},
	{.name = "wrong-policy", .signer = W_SIGNER, .other_policy = true},
	{.name = "lab-ca", .signer = W_LAB_SIGNER},
	{.name = "public-ca", .signer = W_PUBLIC_SIGNER},
};

/* One line of the table. */
enum column { C_LEVEL, C_CONDITION, C_AS_OF, C_INDICATION, C_SUB, C_STAMP, C_TWIN_INDICATION, C_TWIN_SUB, C_TWIN_STAMP, C_CLAUSE, COLUMNS };
struct row {
	char text[1024];
	char *of[COLUMNS];
	enum level level;
	const struct condition *condition;
	int64_t as_of;
};

static bool
read_row(struct row *r)
{
	char *at = r->text;

	for (size_t i = 0; i < COLUMNS; i++)
		r->of[i] = strsep(&at, "\t\n");
	if (r->of[COLUMNS - 1] == NULL)
		return false;
	for (r->level = 0; r->level < LEVEL_COUNT && strcmp(level_names[r->level], r->of[C_LEVEL]) != 0; r->level++)
		;
	r->condition = NULL;
	for (size_t i = 0; i < sizeof(conditions) / sizeof(conditions[0]); i++)
		if (strcmp(conditions[i].name, r->of[C_CONDITION]) == 0)
			r->condition = &conditions[i];
	r->as_of = strcmp(r->of[C_AS_OF], "2026") == 0 ? T_2026_12_15 : strcmp(r->of[C_AS_OF], "2031") == 0 ? T_2031_06_15 :
			strcmp(r->of[C_AS_OF], "2046") == 0 ? T_2046_06_15 : 0;
	return r->level < LEVEL_COUNT && r->condition != NULL && r->as_of != 0;
}

/* ---- judging ---- */

static struct tr_trust *
trust_of_world(void)
{
	static const struct {
		enum who who;
		enum tr_trust_list list;
	} anchors[] = {{W_ROOT, TR_TRUST_GOVERNMENT}, {W_LAB_ROOT, TR_TRUST_GIVEN}, {W_PUBLIC_ROOT, TR_TRUST_PUBLIC}};
	struct tr_trust *t;

	assert_ok(tr_trust_new(&t, &err), &err);
	for (size_t i = 0; i < sizeof(anchors) / sizeof(anchors[0]); i++)
		assert_ok(tr_trust_add(t, anchors[i].list, world.of[anchors[i].who].der, "matrix", &err), &err);
	return t;
}

/* What the verifier has himself: lists of the day before; of the signer none where the twin's are the forged ones. */
static struct tr_evidence *
outside(const struct row *r, bool forged, struct words *l)
{
	const struct word_request request = {.signer = r->condition->signer, .by = r->condition->by,
		.revoked_at = r->condition->revoked_at, .at = r->as_of - DAY, .not_of_signer = forged && r->level == LEVEL_LT};
	struct tr_evidence *e;

	words_of(&world, &request, l);
	assert_ok(tr_evidence_new(&e, &err), &err);
	for (size_t i = 0; i < l->count; i++)
		assert_ok(l->is_answer[i] ? tr_evidence_add_ocsp(e, l->of[i], TR_EVIDENCE_GIVEN, NULL, &err) :
				tr_evidence_add_crl(e, l->of[i], TR_EVIDENCE_GIVEN, NULL, &err), &err);
	return e;
}

/* The stamp that the twin of the level forges, else that of the signature. */
static const char *
stamp_word(const struct tr_signature_verdict *s, enum tr_stamp_kind kind)
{
	for (size_t i = 0; i < s->stamp_count; i++)
		if (s->stamps[i].kind == kind)
			return s->stamps[i].indication == TR_TOTAL_PASSED ? "PASSED" : tr_sub_indication_name(s->stamps[i].sub);
	return "-";
}

static bool
differs(const struct row *r, bool forged, const char *what, const char *got, const char *want)
{
	if (strcmp(got, want) == 0)
		return false;
	printf("%s\t%s\t%s%s: %s is %s, wanted %s (%s)\n", r->of[C_LEVEL], r->of[C_CONDITION], r->of[C_AS_OF],
			forged ? ", the twin" : "", what, got, want, r->of[C_CLAUSE]);
	return true;
}

/* The lab's mark and the list in which the anchor stands are told, whatever the verdict: neither passes as official. */
static bool
lists_differ(const struct row *r, const struct tr_signature_verdict *s, const struct tr_trust *trust)
{
	const bool lab = r->condition->signer == W_LAB_SIGNER;
	const enum tr_trust_list want = lab ? TR_TRUST_GIVEN : r->condition->signer == W_PUBLIC_SIGNER ? TR_TRUST_PUBLIC :
			TR_TRUST_GOVERNMENT;
	enum tr_trust_list list = TR_TRUST_LIST_COUNT;

	if (s->path.anchored)
		(void)tr_trust_list_of(trust, s->path.certificates[s->path.count - 1].sha256, &list);
	return differs(r, false, "the lab mark", s->path.lab ? "seen" : "not seen", lab ? "seen" : "not seen") ||
			differs(r, false, "the list", list < TR_TRUST_LIST_COUNT ? tr_trust_list_name(list) : "none", tr_trust_list_name(want));
}

static bool
judge(const struct row *r, bool forged)
{
	static const char *const other[] = {"2.999.17480.9"};
	const struct tr_path_policies policies = {.acceptable = other, .acceptable_count = 1, .require_explicit = true};
	const struct build b = {&world, r->condition, r->level, forged};
	struct tr_buf file;
	struct words l;
	struct tr_verdict *v;

	build_file(&b, &file);
	struct tr_trust *trust = trust_of_world();
	struct tr_evidence *e = outside(r, forged, &l);
	const struct tr_verify_options options = {.trust = trust, .as_of = r->as_of, .zone_minutes = 420, .evidence = e,
		.policies = r->condition->other_policy ? &policies : NULL};
	assert_ok(tr_verify(tr_buf_view(&file), &options, &v, &err), &err);
	const struct tr_signature_verdict *s = &v->signatures[0];
	const enum tr_stamp_kind kind = forged && r->level == LEVEL_LTA ? TR_STAMP_DOCUMENT : TR_STAMP_SIGNATURE;
	bool bad = differs(r, forged, "the indication", tr_indication_name(s->indication), r->of[forged ? C_TWIN_INDICATION : C_INDICATION]);
	bad |= differs(r, forged, "the sub-indication", s->sub == TR_SUB_NONE ? "-" : tr_sub_indication_name(s->sub),
			r->of[forged ? C_TWIN_SUB : C_SUB]);
	bad |= differs(r, forged, "the stamp", stamp_word(s, kind), r->of[forged ? C_TWIN_STAMP : C_STAMP]);
	if (!forged)
		bad |= lists_differ(r, s, trust);
	tr_verdict_free(v);
	tr_evidence_free(e);
	tr_trust_free(trust);
	words_free(&l);
	tr_buf_free(&file);
	return bad;
}

static void
every_row(void **state)
{
	FILE *f = fopen(TRIEN_SOURCE_DIR "/tests/verify/matrix/expected.tsv", "r");
	unsigned rows = 0, bad = 0;
	struct row r;

	(void)state;
	assert_non_null(f);
	while (fgets(r.text, sizeof(r.text), f) != NULL) {
		if (r.text[0] == '#')
			continue;
		if (!read_row(&r))
			fail_msg("not a row: %s", r.text);
		bad += judge(&r, false);
		bad += judge(&r, true);
		rows++;
	}
	fclose(f);
	printf("%u rows, each with its twin\n", rows);
	/* Twelve conditions at four levels and three dates, and the renewed ones. */
	assert_int_equal(rows, 12 * 4 * 3 + 14);
	assert_int_equal(bad, 0);
}

static int
set_up(void **state)
{
	(void)state;
	world_open(&world);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	world_close(&world);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(every_row)};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
