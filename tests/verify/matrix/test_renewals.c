/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Twenty years with an evidence file: a document of 2026 with no stamp of its own, judged in August 2046 without a network. Its evidence was stamped in
 * 2026, 2031, 2036 and 2046, each time with the status of who had stamped before. Where a link is missing or forged, exactly that is said.
 * Requirement: X1
 */
#include "build.h"

#include "test.h"
#include "verify/record.h"

static struct world strangers;
static struct trien_err err;

static int
set_up(void **state)
{
	(void)state;
	world_open(&world);
	world_open(&strangers);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	world_close(&world);
	world_close(&strangers);
	return 0;
}

/* ---- one stamp of an evidence file ---- */

enum status { STATUS_KNOWN, STATUS_REMOVED, STATUS_FORGED };
struct stamping {
	int64_t at;
	enum who tsa;
	bool stranger;      /* of the same name, in no list */
	enum status status; /* of who stamped before */
	enum stamp_flaw flaw;
	bool skipped;
};

#define T_2036_06_01 (T_2034_06_01 + 730 * DAY)
static const struct stamping twenty_years[] = {{.at = T_2026_12_01, .tsa = W_TSA}, {.at = T_2031_06_15, .tsa = W_TSA_LONG},
	{.at = T_2036_06_01, .tsa = W_TSA2}, {.at = T_2046_06_15, .tsa = W_TSA2}};
#define STAMPINGS (sizeof(twenty_years) / sizeof(twenty_years[0]))

/* Lists of the day before: of every authority that lives, in what state the case wants those of who stamped before. */
static void
put_lists(const struct stamping *s, struct tr_record_list *l)
{
	const struct word_request known = {.signer = W_SIGNER, .at = s->at - DAY, .of_tsa_long = true};
	struct words w;

	words_of(&world, &known, &w);
	for (size_t i = 0; i < w.count; i++) {
		if (s->status == STATUS_REMOVED)
			continue;
		if (s->status == STATUS_FORGED)
			((uint8_t *)(uintptr_t)w.of[i].p)[w.of[i].n - 1] ^= 1;
		assert_ok(tr_record_add(l, TR_RECORD_CRL, w.of[i], &err), &err);
	}
	words_free(&w);
}

/* The certificates of who stamped before, as the program finds them; the stamp that it makes on trial is that of the same authority. */
static void
put_paths(const struct tr_record *r, int64_t at, struct tr_record_list *l)
{
	struct tr_missing_list missing = {.arena = l->arena};
	struct tr_record_renewal renewal = {.as_of = at};
	struct tr_trust *trust;

	assert_ok(tr_trust_new(&trust, &err), &err);
	assert_ok(tr_trust_add(trust, TR_TRUST_GOVERNMENT, world.of[W_ROOT].der, "root", &err), &err);
	assert_ok(tr_evidence_new(&renewal.evidence, &err), &err);
	assert_ok(tr_pool_new(&renewal.pool, &err), &err);
	renewal.trust = trust;
	/* A stranger's newest stamp stands for the trial of the next one here. */
	if (tr_record_lack(r, &renewal, l, &missing, &err) != TRIEN_OK)
		assert_string_equal(trien_err_id(err.code), "evidence.stranger");
	assert_int_equal(missing.count, 0); /* the certificates name no place where to ask */
	tr_pool_free(renewal.pool);
	tr_evidence_free(renewal.evidence);
	tr_trust_free(trust);
}

static void
add_token(const struct stamping *s, struct tr_record *r, struct tr_bytes added, struct tr_buf *token)
{
	struct tsa tsa = {s->stranger ? &strangers : &world, s->tsa, s->at, s->flaw};
	const struct tr_sign_stamper stamper = tsa_stamper(&tsa);
	uint8_t imprint[32];

	assert_ok(tr_record_imprint(r, added, imprint, &err), &err);
	assert_ok(stamper.stamp(stamper.context, TR_SHA256, TR_BYTES(imprint, sizeof(imprint)), token, &err), &err);
}

static void
stamp(const struct stamping *s, struct tr_arena *arena, struct tr_buf *file)
{
	struct tr_record_stamp stamps[STAMPINGS + 1];
	struct tr_record_list fresh = {.arena = arena};
	TR_AUTO_BUF added = {0}, token = {0};
	struct tr_record r;
	const uint8_t *copy;

	assert_ok(tr_arena_copy(arena, file->p, file->n, &copy, &err), &err);
	assert_ok(tr_record_read(TR_BYTES(copy, file->n), arena, &r, &err), &err);
	put_lists(s, &fresh);
	put_paths(&r, s->at, &fresh);
	assert_ok(tr_record_write_added(&r, &fresh, &added, &err), &err);
	add_token(s, &r, tr_buf_view(&added), &token);
	for (size_t i = 0; i < r.stamp_count; i++)
		stamps[i] = r.stamps[i];
	stamps[r.stamp_count++] = (struct tr_record_stamp){.added = tr_buf_view(&added), .token = tr_buf_view(&token)};
	r.stamps = stamps;
	tr_buf_clear(file);
	assert_ok(tr_record_write(&r, file, &err), &err);
}

/* What the evidence of 2026 holds: certificates and lists of then. */
static void
begin(struct tr_bytes document, struct tr_arena *arena, struct tr_buf *file)
{
	static const enum who known[] = {W_ROOT, W_CA, W_SIGNER};
	const struct stamping then = {.at = T_2026_12_01};
	struct tr_record_list l = {.arena = arena};
	struct tr_record r = {.made = T_2026_12_01};
	uint8_t sha256[TR_DIGEST_MAX];
	size_t n;

	assert_ok(tr_digest(TR_SHA256, document, sha256, &n, &err), &err);
	memcpy(r.sha256, sha256, sizeof(r.sha256));
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		assert_ok(tr_record_add(&l, TR_RECORD_CERTIFICATE, world.of[known[i]].der, &err), &err);
	put_lists(&then, &l);
	r.items = l.items;
	r.count = l.count;
	assert_ok(tr_record_write(&r, file, &err), &err);
}

/* ---- judging in 2046 ---- */

struct expected {
	enum tr_indication indication;
	const char *sub;
	int64_t best;         /* the time that is proven */
	size_t stamp;         /* the one that does not hold, from the oldest, and why: its finding; NULL: all of them hold */
	const char *stamp_id;
};

static void
give(const struct tr_record *r, struct tr_evidence *evidence, struct tr_pool *pool)
{
	for (size_t i = 0; i < r->count; i++) {
		if (r->items[i].type == TR_RECORD_CERTIFICATE)
			assert_ok(tr_pool_add(pool, r->items[i].value, NULL, &err), &err);
		else
			assert_ok(tr_evidence_add_crl(evidence, r->items[i].value, TR_EVIDENCE_GIVEN, NULL, &err), &err);
	}
}

static void
hold_against(const char *name, const struct tr_signature_verdict *s, const struct expected *want)
{
	if (s->indication != want->indication || strcmp(tr_sub_indication_name(s->sub), want->sub) != 0 || s->best_time != want->best)
		fail_msg("%s: %s %s, best time %lld", name, tr_indication_name(s->indication), tr_sub_indication_name(s->sub),
				(long long)s->best_time);
	for (size_t i = 0; i < s->stamp_count; i++) {
		/* The newest is told first. */
		const struct tr_stamp_verdict *v = &s->stamps[s->stamp_count - 1 - i];
		const bool bad = want->stamp_id != NULL && i == want->stamp;
		const char *id = v->finding_count > 0 ? tr_finding_id(&v->findings[0]) : "-";
		if (bad ? v->indication == TR_TOTAL_PASSED || strcmp(id, want->stamp_id) != 0 : want->stamp_id == NULL && v->indication != TR_TOTAL_PASSED)
			fail_msg("%s: stamp %zu: %s %s %s", name, i, tr_indication_name(v->indication), tr_sub_indication_name(v->sub), id);
	}
}

static void
expect(const char *name, struct tr_bytes document, struct tr_bytes file, const struct expected *want)
{
	struct tr_verify_options options = {.as_of = T_2046_06_15 + 2 * DAY, .zone_minutes = 420};
	struct tr_arena arena = {0};
	struct tr_evidence *evidence;
	struct tr_pool *pool;
	struct tr_trust *trust;
	struct tr_verdict *v;
	struct tr_record r;

	assert_ok(tr_trust_new(&trust, &err), &err);
	assert_ok(tr_trust_add(trust, TR_TRUST_GOVERNMENT, world.of[W_ROOT].der, "root", &err), &err);
	assert_ok(tr_evidence_new(&evidence, &err), &err);
	assert_ok(tr_pool_new(&pool, &err), &err);
	assert_ok(tr_record_read(file, &arena, &r, &err), &err);
	assert_ok(tr_record_binds(&r, document, &err), &err);
	assert_ok(tr_record_stamps(&r, &arena, &options.stamps, &err), &err);
	options.stamp_count = r.stamp_count;
	give(&r, evidence, pool);
	options.trust = trust;
	options.evidence = evidence;
	options.given_certificates = pool;
	assert_ok(tr_verify(document, &options, &v, &err), &err);
	hold_against(name, &v->signatures[0], want);
	tr_verdict_free(v);
	tr_trust_free(trust);
	tr_pool_free(pool);
	tr_evidence_free(evidence);
	tr_arena_free(&arena);
}

/* ---- the cases ---- */

static void
run(const char *name, const struct stamping all[STAMPINGS], const struct expected *want)
{
	const struct condition c = {.name = name, .signer = W_SIGNER};
	const struct build b = {&world, &c, LEVEL_B, false};
	TR_AUTO_BUF document = {0}, file = {0};
	struct tr_arena arena = {0};

	build_file(&b, &document);
	begin(tr_buf_view(&document), &arena, &file);
	for (size_t i = 0; i < STAMPINGS; i++)
		if (!all[i].skipped)
			stamp(&all[i], &arena, &file);
	if (want != NULL)
		expect(name, tr_buf_view(&document), tr_buf_view(&file), want);
	else {
		const struct tr_given_stamp *stamps;
		struct tr_record r;
		assert_ok(tr_record_read(tr_buf_view(&file), &arena, &r, &err), &err);
		assert_refused(tr_record_stamps(&r, &arena, &stamps, &err), "evidence.stamp-broken");
	}
	tr_arena_free(&arena);
}

static void
lasts_twenty_years(void **state)
{
	const struct expected passed = {TR_TOTAL_PASSED, "", T_2026_12_01, 0, NULL};
	(void)state;

	run("good", twenty_years, &passed);
}

static void
copy_years(struct stamping out[STAMPINGS])
{
	memcpy(out, twenty_years, sizeof(twenty_years));
}

static void
a_word_is_missing(void **state)
{
	const struct expected unknown = {TR_INDETERMINATE, "OUT_OF_BOUNDS_NO_POE", T_2036_06_01, 1, "path.expired"};
	struct stamping s[STAMPINGS];
	(void)state;

	copy_years(s);
	s[2].status = STATUS_REMOVED;
	run("no word of 2036", s, &unknown);
	s[2].status = STATUS_FORGED;
	run("a forged word of 2036", s, &unknown);
}

static void
a_renewal_is_missing(void **state)
{
	const struct expected gap = {TR_INDETERMINATE, "OUT_OF_BOUNDS_NO_POE", T_2036_06_01, 0, "path.expired"};
	struct stamping s[STAMPINGS];
	(void)state;

	copy_years(s);
	s[1].skipped = true;
	run("no renewal in 2031", s, &gap);
}

static void
a_renewal_is_a_strangers(void **state)
{
	const struct expected nobody = {TR_INDETERMINATE, "OUT_OF_BOUNDS_NO_POE", T_2036_06_01, 1, "path.no-issuer"};
	struct stamping s[STAMPINGS];
	(void)state;

	copy_years(s);
	s[1].stranger = true;
	run("an unknown authority in 2031", s, &nobody);
}

static void
a_renewal_is_forged(void **state)
{
	struct stamping s[STAMPINGS];
	(void)state;

	copy_years(s);
	s[1].flaw = STAMP_FORGED;
	run("a forged stamp in 2031", s, NULL);
	s[1].flaw = STAMP_MOVED;
	run("a stamp of something else in 2031", s, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(lasts_twenty_years), cmocka_unit_test(a_word_is_missing),
		cmocka_unit_test(a_renewal_is_missing), cmocka_unit_test(a_renewal_is_a_strangers), cmocka_unit_test(a_renewal_is_forged)};
	return cmocka_run_group_tests_name("renewals", tests, set_up, tear_down);
}
