/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The status of a certificate from every kind of evidence, each with its forged twin and the exact reason. Requirement: X2 */
#include "base/memory.h"
#include "forge_crl.h"
#include "forge_ocsp.h"
#include "pki/revocation.h"
#include "test.h"

#include <stdlib.h>

#define EVIDENCE_MAX (TR_REVOCATION_VERIFY_MAX + 64)

/* root → ca → leaf, and who signs evidence: once for all tests. */
static struct {
	struct forged root, ca, leaf, expired;
	struct forged responder, checked, no_eku, other, foreign, fake_ca, fake, short_lived, was_expired;
	struct forged second, third, fourth;
	struct tr_pool *pool;
	struct tr_trust *trust;
	struct tr_path path, path_of_expired;
} w;

/* One question in the making; bytes live until it is closed. */
struct scene {
	struct tr_revocation_request request;
	struct tr_bytes bytes[EVIDENCE_MAX];
	size_t count;
};

static void
make_people(void)
{
	static const char *const ocsp = "OCSPSigning", *const sign = "critical,digitalSignature";

	w.root = FORGE(.cn = "Gốc", .bc = CA_BC, .ku = CA_KU, .ids = true, .from = FORGE_NOW - 4000 * DAY, .to = FORGE_NOW + 4000 * DAY);
	w.ca = FORGE(.cn = "CA", .issuer = &w.root, .bc = CA_BC, .ku = CA_KU, .ids = true, .from = FORGE_NOW - 2000 * DAY,
			.to = FORGE_NOW + 2000 * DAY);
	w.leaf = FORGE(.cn = "Mẫu", .issuer = &w.ca, .ku = SIGN_KU, .from = FORGE_NOW - 100 * DAY, .to = FORGE_NOW + 100 * DAY);
	w.expired = FORGE(.cn = "Mẫu cũ", .issuer = &w.ca, .ku = SIGN_KU, .from = FORGE_NOW - 100 * DAY, .to = FORGE_NOW - 10 * DAY);
	w.responder = FORGE(.cn = "OCSP", .issuer = &w.ca, .ku = sign, .eku = ocsp, .no_check = true, .from = FORGE_NOW - 90 * DAY);
	w.checked = FORGE(.cn = "OCSP 1", .issuer = &w.ca, .ku = sign, .eku = ocsp);
	w.second = FORGE(.cn = "OCSP 2", .issuer = &w.ca, .ku = sign, .eku = ocsp);
	w.third = FORGE(.cn = "OCSP 3", .issuer = &w.ca, .ku = sign, .eku = ocsp);
	w.no_eku = FORGE(.cn = "OCSP 4", .issuer = &w.ca, .ku = sign, .no_check = true);
	w.other = FORGE(.cn = "CA khác", .issuer = &w.root, .bc = CA_BC, .ku = CA_KU, .ids = true);
	w.foreign = FORGE(.cn = "OCSP 5", .issuer = &w.other, .ku = sign, .eku = ocsp, .no_check = true);
	w.fake_ca = FORGE(.cn = "CA", .bc = CA_BC, .ku = CA_KU);
	w.fake = FORGE(.cn = "OCSP 6", .issuer = &w.fake_ca, .ku = sign, .eku = ocsp, .no_check = true);
	w.short_lived = FORGE(.cn = "OCSP 7", .issuer = &w.ca, .ku = sign, .eku = ocsp, .no_check = true, .to = FORGE_NOW - 1800);
	w.was_expired = FORGE(.cn = "OCSP 8", .issuer = &w.ca, .ku = sign, .eku = ocsp, .no_check = true, .to = FORGE_NOW - 7200);
	w.fourth = FORGE(.cn = "OCSP 9", .issuer = &w.ca, .ku = "critical,keyEncipherment", .eku = ocsp, .no_check = true);
}

static struct tr_path
path_of(const struct forged *f, int64_t as_of)
{
	struct tr_path_request r = {.pool = w.pool, .trust = w.trust, .as_of = as_of, .use = TR_PATH_FOR_DOCUMENT};
	struct trien_err err = {0};
	struct tr_path path;

	assert_ok(tr_pool_add(w.pool, f->der, &r.signer, &err), &err);
	assert_ok(tr_path_judge(&r, &path, &err), &err);
	assert_int_equal(path.finding, TR_PATH_PASSED);
	assert_int_equal(path.chain_count, 3);
	return path;
}

static int
set_up(void **state)
{
	struct trien_err err = {0};

	(void)state;
	make_people();
	assert_ok(tr_pool_new(&w.pool, &err), &err);
	assert_ok(tr_trust_new(&w.trust, &err), &err);
	assert_ok(tr_trust_add(w.trust, TR_TRUST_GIVEN, w.root.der, "root", &err), &err);
	assert_ok(tr_pool_add(w.pool, w.ca.der, NULL, &err), &err);
	w.path = path_of(&w.leaf, FORGE_NOW);
	w.path_of_expired = path_of(&w.expired, FORGE_NOW - 20 * DAY);
	return 0;
}

static int
tear_down(void **state)
{
	struct forged *all[] = {&w.root, &w.ca, &w.leaf, &w.expired, &w.responder, &w.checked, &w.no_eku, &w.other, &w.foreign,
		&w.fake_ca, &w.fake, &w.short_lived, &w.was_expired, &w.second, &w.third, &w.fourth};

	(void)state;
	tr_pool_free(w.pool);
	tr_trust_free(w.trust);
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		forge_free(all[i]);
	return 0;
}

static struct scene
open_scene(void)
{
	struct scene s = {.request = {.path = &w.path, .pool = w.pool, .trust = w.trust, .as_of = FORGE_NOW}};
	struct trien_err err = {0};
	assert_ok(tr_evidence_new(&s.request.evidence, &err), &err);
	return s;
}

static void
add(struct scene *s, bool is_crl, struct tr_bytes der)
{
	struct trien_err err = {0};
	trien_rc rc = is_crl ? tr_evidence_add_crl(s->request.evidence, der, TR_EVIDENCE_DSS, NULL, &err)
			     : tr_evidence_add_ocsp(s->request.evidence, der, TR_EVIDENCE_CMS, NULL, &err);
	assert_ok(rc, &err);
	s->bytes[s->count++] = der;
}
#define ADD_CRL(s, ...) add(s, true, FORGE_CRL(__VA_ARGS__))
#define ADD_OCSP(s, ...) add(s, false, FORGE_OCSP(__VA_ARGS__))
#define GOOD {.of = &w.leaf, .issuer = &w.ca, .reason = -1}
#define REVOKED(r) {.of = &w.leaf, .issuer = &w.ca, .status = 1, .reason = (r)}

static struct tr_revocation
judge(const struct scene *s, size_t index)
{
	struct tr_revocation r;
	struct trien_err err = {0};
	assert_ok(tr_revocation_judge(&s->request, index, &r, &err), &err);
	return r;
}

static void
close_scene(struct scene *s)
{
	tr_evidence_free(s->request.evidence);
	for (size_t i = 0; i < s->count; i++)
		free((void *)(uintptr_t)s->bytes[i].p);
}

/* Asks about the leaf and ends the scene. */
static void
expect(struct scene *s, const char *status, const char *why)
{
	struct tr_revocation r = judge(s, 0);
	assert_string_equal(tr_revocation_why_id(r.why), why);
	assert_string_equal(tr_revocation_status_name(r.status), status);
	close_scene(s);
}

/* ---- who may answer ---- */

static void
the_authority_or_its_delegate_answers(void **state)
{
	struct scene s;

	(void)state;
	for (int by_key = 0; by_key < 2; by_key++) {
		s = open_scene();
		ADD_OCSP(&s, .signer = &w.ca, .bare = true, .by_key = by_key, .singles = {GOOD});
		struct tr_revocation r = judge(&s, 0);
		assert_ptr_equal(r.signer, w.path.chain[1]);
		assert_int_equal(r.made_at, FORGE_NOW - 3600);
		assert_true(r.fresh);
		assert_ptr_equal(r.item, tr_evidence_peek(s.request.evidence, 0));
		expect(&s, "good", "revocation.ocsp-good");
		s = open_scene();
		ADD_OCSP(&s, .signer = &w.responder, .by_key = by_key, .singles = {GOOD});
		expect(&s, "good", "revocation.ocsp-good");
	}
	s = open_scene();
	expect(&s, "no-evidence", "revocation.none");
}

static void
nobody_else_does(void **state)
{
	static const struct {
		const struct forged *signer, *key_of;
		bool bare;
		const char *digest, *why;
	} rows[] = {
		{&w.responder, .bare = true, .why = "revocation.signer-unknown"},
		{&w.responder, .key_of = &w.leaf, .why = "revocation.signature-wrong"},
		{&w.no_eku, .why = "revocation.signer-not-permitted"},
		{&w.foreign, .why = "revocation.signer-not-permitted"},
		{&w.fake, .why = "revocation.signer-path"},
		{&w.fourth, .why = "revocation.signer-path"},
		{&w.was_expired, .why = "revocation.signer-path"},
		{&w.checked, .why = "revocation.signer-status"},
		{&w.responder, .digest = "SHA1", .why = "revocation.algorithm"},
	};
	struct scene s;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		/* Not believed, whether it says "good" or "revoked". */
		s = open_scene();
		ADD_OCSP(&s, .signer = rows[i].signer, .key_of = rows[i].key_of, .bare = rows[i].bare, .digest = rows[i].digest,
				.singles = {GOOD});
		expect(&s, "no-evidence", rows[i].why);
		s = open_scene();
		ADD_OCSP(&s, .signer = rows[i].signer, .key_of = rows[i].key_of, .bare = rows[i].bare, .digest = rows[i].digest,
				.singles = {REVOKED(1)});
		expect(&s, "no-evidence", rows[i].why);
	}
	s = open_scene();
	add(&s, false, TR_BYTES(memcpy(malloc(5), "\x30\x03\x0a\x01\x06", 5), 5));
	expect(&s, "no-evidence", "revocation.answer-refused");
}

/* A responder without id-pkix-ocsp-nocheck is asked about in turn. */
static void
the_responder_is_asked_about(void **state)
{
	struct scene s = open_scene();

	(void)state;
	ADD_OCSP(&s, .signer = &w.checked, .singles = {GOOD});
	ADD_CRL(&s, .issuer = &w.ca, .rows = {{.of = &w.expired}});
	expect(&s, "good", "revocation.ocsp-good");
	s = open_scene();
	ADD_OCSP(&s, .signer = &w.checked, .singles = {{.of = &w.leaf, .issuer = &w.ca, .reason = -1, .made = FORGE_NOW - 60}});
	ADD_CRL(&s, .issuer = &w.ca);
	expect(&s, "good", "revocation.ocsp-good");
	s = open_scene();
	ADD_OCSP(&s, .signer = &w.checked, .singles = {GOOD});
	ADD_CRL(&s, .issuer = &w.ca, .idp = "critical,onlyCA:TRUE", .rows = {{.of = &w.checked}});
	expect(&s, "no-evidence", "revocation.signer-status");
	s = open_scene();
	ADD_OCSP(&s, .signer = &w.checked, .singles = {GOOD});
	ADD_OCSP(&s, .signer = &w.responder, .singles = {{.of = &w.checked, .issuer = &w.ca, .status = 1, .reason = 1}});
	expect(&s, "no-evidence", "revocation.signer-status");
}

/* Cap: so many askings in turn, and one more. */
static void
asking_in_turn_has_an_end(void **state)
{
	const struct forged *turn[] = {&w.checked, &w.second, &w.third, &w.responder};
	struct forged more = FORGE(.cn = "OCSP 10", .issuer = &w.ca, .ku = "critical,digitalSignature", .eku = "OCSPSigning");
	struct scene s;

	(void)state;
	assert_int_equal(TR_REVOCATION_DEPTH_MAX, 3);
	s = open_scene();
	ADD_OCSP(&s, .signer = turn[0], .singles = {GOOD});
	for (int i = 0; i < 3; i++)
		ADD_OCSP(&s, .signer = turn[i + 1], .singles = {{.of = turn[i], .issuer = &w.ca, .reason = -1}});
	expect(&s, "good", "revocation.ocsp-good");
	turn[3] = &more;
	s = open_scene();
	ADD_OCSP(&s, .signer = turn[0], .singles = {GOOD});
	for (int i = 0; i < 3; i++)
		ADD_OCSP(&s, .signer = turn[i + 1], .singles = {{.of = turn[i], .issuer = &w.ca, .reason = -1}});
	ADD_OCSP(&s, .signer = &w.responder, .singles = {{.of = &more, .issuer = &w.ca, .reason = -1}});
	expect(&s, "no-evidence", "revocation.signer-status");
	forge_free(&more);
}

static void
lists_are_signed_by_who_may(void **state)
{
	struct forged no_sign = FORGE(.cn = "CA 2", .issuer = &w.root, .bc = CA_BC, .ku = "critical,keyCertSign");
	struct forged below = FORGE(.cn = "Mẫu 2", .issuer = &no_sign, .ku = SIGN_KU);
	struct trien_err err = {0};
	struct scene s;

	(void)state;
	assert_ok(tr_pool_add(w.pool, no_sign.der, NULL, &err), &err);
	struct tr_path path = path_of(&below, FORGE_NOW);
	s = open_scene();
	s.request.path = &path;
	ADD_CRL(&s, .issuer = &no_sign);
	expect(&s, "no-evidence", "revocation.signer-not-permitted");
	s = open_scene();
	ADD_CRL(&s, .issuer = &w.ca, .key_of = &w.fake_ca);
	expect(&s, "no-evidence", "revocation.signature-wrong");
	s = open_scene();
	ADD_CRL(&s, .issuer = &w.ca, .digest = "SHA1");
	expect(&s, "no-evidence", "revocation.algorithm");
	s = open_scene();
	ADD_CRL(&s, .issuer = &w.ca, .critical_oid = "2.999.7");
	expect(&s, "no-evidence", "revocation.critical-extension");
	s = open_scene();
	ADD_CRL(&s, .issuer = &w.ca, .idp = "critical,onlyCA:TRUE", .rows = {{.of = &w.leaf}});
	expect(&s, "no-evidence", "revocation.other-scope");
	s = open_scene();
	ADD_CRL(&s, .issuer = &w.ca, .idp = "critical,onlysomereasons:keyCompromise");
	expect(&s, "no-evidence", "revocation.reasons-missing");
	s = open_scene();
	ADD_CRL(&s, .issuer = &w.other, .rows = {{.of = &w.leaf}});
	expect(&s, "no-evidence", "revocation.none");
	/* From before its signer was born. */
	s = open_scene();
	ADD_CRL(&s, .issuer = &w.ca, .made = FORGE_NOW - 3000 * DAY);
	expect(&s, "no-evidence", "revocation.signer-path");
	forge_free(&no_sign);
	forge_free(&below);
}

/* ---- what is weighed ---- */

static void
states_are_told(void **state)
{
	struct scene s = open_scene();

	(void)state;
	ADD_OCSP(&s, .signer = &w.responder, .singles = {REVOKED(TR_REVOKED_KEY_COMPROMISE)});
	struct tr_revocation r = judge(&s, 0);
	assert_int_equal(r.revoked_at, FORGE_NOW - 2 * DAY);
	assert_int_equal(r.reason, TR_REVOKED_KEY_COMPROMISE);
	expect(&s, "revoked", "revocation.ocsp-revoked");
	s = open_scene();
	ADD_CRL(&s, .issuer = &w.ca, .rows = {{.of = &w.leaf, .reason = 4, .invalid_since = FORGE_NOW - 5 * DAY}});
	r = judge(&s, 0);
	assert_int_equal(r.reason, TR_REVOKED_SUPERSEDED);
	assert_true(r.has_invalid_since);
	assert_int_equal(r.invalid_since, FORGE_NOW - 5 * DAY);
	expect(&s, "revoked", "revocation.crl-revoked");
	s = open_scene();
	ADD_OCSP(&s, .signer = &w.responder, .singles = {REVOKED(TR_REVOKED_CERTIFICATE_HOLD)});
	expect(&s, "on-hold", "revocation.on-hold");
	s = open_scene();
	ADD_OCSP(&s, .signer = &w.responder, .singles = {{.of = &w.leaf, .issuer = &w.ca, .status = 2, .reason = -1}});
	expect(&s, "unknown", "revocation.ocsp-unknown");
	s = open_scene();
	ADD_CRL(&s, .issuer = &w.ca, .rows = {{.of = &w.expired}});
	expect(&s, "good", "revocation.crl-good");
}

struct pair {
	struct forge_single first, second;
	const char *status, *why;
};
#define AT(st, re, when) {.of = &w.leaf, .issuer = &w.ca, .status = (st), .reason = (re), .made = (when)}
#define EARLIER (FORGE_NOW - 7200)
#define LATER (FORGE_NOW - 3600)

/* Whatever order evidence comes in. */
static void
words_are_weighed(void **state)
{
	static const struct pair rows[] = {
		/* A revocation is for ever: a later "good" does not lift it. */
		{AT(1, 1, EARLIER), AT(0, -1, LATER), "revoked", "revocation.ocsp-revoked"},
		/* A hold can be lifted, and imposed. */
		{AT(1, 6, EARLIER), AT(0, -1, LATER), "good", "revocation.ocsp-good"},
		{AT(0, -1, EARLIER), AT(1, 6, LATER), "on-hold", "revocation.on-hold"},
		{AT(0, -1, LATER), AT(1, 6, LATER), "on-hold", "revocation.on-hold"},
		/* "Unknown" says less than anything else. */
		{AT(0, -1, EARLIER), AT(2, -1, LATER), "good", "revocation.ocsp-good"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (int turned = 0; turned < 2; turned++) {
			struct scene s = open_scene();
			ADD_OCSP(&s, .signer = &w.responder, .singles = {turned ? rows[i].second : rows[i].first});
			ADD_OCSP(&s, .signer = &w.responder, .singles = {turned ? rows[i].first : rows[i].second});
			expect(&s, rows[i].status, rows[i].why);
		}
	/* Of two revocations the earlier time counts. */
	struct scene s = open_scene();
	ADD_CRL(&s, .issuer = &w.ca, .rows = {{.of = &w.leaf, .at = FORGE_NOW - 3 * DAY}});
	ADD_OCSP(&s, .signer = &w.responder, .singles = {REVOKED(1)});
	assert_int_equal(judge(&s, 0).revoked_at, FORGE_NOW - 3 * DAY);
	expect(&s, "revoked", "revocation.crl-revoked");
}

static void
a_delta_is_heard_with_its_base(void **state)
{
	struct scene s = open_scene();

	(void)state;
	ADD_CRL(&s, .issuer = &w.ca, .number = 7, .made = EARLIER);
	ADD_CRL(&s, .issuer = &w.ca, .number = 8, .base = 7, .rows = {{.of = &w.leaf, .reason = 1}});
	assert_ptr_equal(judge(&s, 0).delta, tr_evidence_peek(s.request.evidence, 1));
	expect(&s, "revoked", "revocation.crl-revoked");
	s = open_scene();
	ADD_CRL(&s, .issuer = &w.ca, .number = 7, .made = EARLIER, .rows = {{.of = &w.leaf, .reason = 6}});
	ADD_CRL(&s, .issuer = &w.ca, .number = 8, .base = 7, .rows = {{.of = &w.leaf, .reason = TR_REVOKED_REMOVE_FROM_CRL}});
	expect(&s, "good", "revocation.crl-good");
	/* Forged: a delta by another key takes nothing away. */
	s = open_scene();
	ADD_CRL(&s, .issuer = &w.ca, .number = 7, .rows = {{.of = &w.leaf, .reason = 6}});
	ADD_CRL(&s, .issuer = &w.ca, .key_of = &w.fake_ca, .number = 8, .base = 7,
			.rows = {{.of = &w.leaf, .reason = TR_REVOKED_REMOVE_FROM_CRL}});
	expect(&s, "on-hold", "revocation.on-hold");
	s = open_scene();
	ADD_CRL(&s, .issuer = &w.ca, .number = 8, .base = 7, .rows = {{.of = &w.leaf, .reason = 1}});
	expect(&s, "no-evidence", "revocation.none");
}

/* ---- time ---- */

/* As of a time between the event and the list that tells it: an event that had happened, and nothing else. */
static void
what_is_known_later_counts(void **state)
{
	const int64_t as_of = FORGE_NOW - 30 * DAY, before = as_of - DAY;
	const struct {
		const struct forged *key_of;
		int64_t at;
		int reason;
		bool good_then; /* there is a good list of the time asked */
		const char *status, *why;
	} rows[] = {
		{NULL, before, 1, true, "revoked", "revocation.crl-revoked"}, {NULL, as_of, 1, true, "revoked", "revocation.crl-revoked"},
		{NULL, as_of + 1, 1, true, "good", "revocation.crl-good"}, {NULL, before, 1, false, "revoked", "revocation.crl-revoked"},
		{NULL, as_of + 1, 1, false, "no-evidence", "revocation.made-later"},
		{&w.fake_ca, before, 1, true, "good", "revocation.crl-good"},
		/* On hold then, whatever became of it. */
		{NULL, before, 6, true, "on-hold", "revocation.on-hold"}, {NULL, as_of + 1, 6, true, "good", "revocation.crl-good"},
		{NULL, before, TR_REVOKED_REMOVE_FROM_CRL, true, "good", "revocation.crl-good"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (int delta = 0; delta < 2; delta++) {
			struct scene s = open_scene();
			s.request.as_of = as_of;
			if (rows[i].good_then || delta)
				ADD_CRL(&s, .issuer = &w.ca, .number = 7, .made = rows[i].good_then ? as_of - 3600 : FORGE_NOW - DAY,
						.next = as_of + DAY);
			ADD_CRL(&s, .issuer = &w.ca, .key_of = rows[i].key_of, .number = 8, .base = delta ? 7 : 0,
					.rows = {{.of = &w.leaf, .at = rows[i].at, .reason = rows[i].reason}});
			/* Afterwards nobody speaks of a hold any more. */
			if (rows[i].reason == 6)
				ADD_CRL(&s, .issuer = &w.ca, .number = 9, .made = FORGE_NOW);
			expect(&s, rows[i].status, rows[i].why);
		}
}

/* The same of answers; who signed them is judged as of when they were made. */
static void
what_is_answered_later_counts(void **state)
{
	const int64_t as_of = FORGE_NOW - 95 * DAY; /* before the responder's certificate began */
	struct scene s = open_scene();

	(void)state;
	s.request.as_of = as_of;
	ADD_OCSP(&s, .signer = &w.responder, .singles = {{.of = &w.leaf, .issuer = &w.ca, .status = 1, .reason = 1, .revoked_at = as_of}});
	expect(&s, "revoked", "revocation.ocsp-revoked");
	s = open_scene();
	s.request.as_of = as_of;
	ADD_OCSP(&s, .signer = &w.responder, .singles = {{.of = &w.leaf, .issuer = &w.ca, .status = 1, .reason = 1, .revoked_at = as_of + 1}});
	expect(&s, "no-evidence", "revocation.made-later");
	s = open_scene();
	s.request.as_of = as_of;
	ADD_OCSP(&s, .signer = &w.responder, .key_of = &w.fake_ca,
			.singles = {{.of = &w.leaf, .issuer = &w.ca, .status = 1, .reason = 1, .revoked_at = as_of}});
	expect(&s, "no-evidence", "revocation.made-later");
	s = open_scene();
	s.request.as_of = as_of;
	ADD_OCSP(&s, .signer = &w.responder, .singles = {GOOD});
	expect(&s, "no-evidence", "revocation.made-later");
}


static void
freshness_ends_to_the_second(void **state)
{
	static const struct {
		int64_t as_of, max_age;
		const char *status, *why;
	} rows[] = {
		{FORGE_NOW + DAY - 1, 0, "good", "revocation.ocsp-good"},
		{FORGE_NOW + DAY, 0, "stale", "revocation.stale"},
		{FORGE_NOW + 60, 3661, "good", "revocation.ocsp-good"},
		{FORGE_NOW + 60, 3660, "stale", "revocation.stale"},
		{FORGE_NOW + 2 * DAY, 10 * DAY, "good", "revocation.ocsp-good"},
		/* Made later: the skew of clocks, and one second past it. */
		{FORGE_NOW - 3600 - TR_REVOCATION_SKEW, 0, "good", "revocation.ocsp-good"},
		{FORGE_NOW - 3601 - TR_REVOCATION_SKEW, 0, "no-evidence", "revocation.made-later"},
	};
	struct scene s;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		s = open_scene();
		s.request.as_of = rows[i].as_of;
		s.request.max_age = rows[i].max_age;
		ADD_OCSP(&s, .signer = &w.responder, .singles = {GOOD});
		expect(&s, rows[i].status, rows[i].why);
	}
	s = open_scene();
	ADD_CRL(&s, .issuer = &w.ca, .next = -1);
	expect(&s, "stale", "revocation.no-next-update");
	s = open_scene();
	s.request.max_age = DAY;
	ADD_CRL(&s, .issuer = &w.ca, .next = -1);
	expect(&s, "good", "revocation.crl-good");
	/* Stale or not, a revocation is one; and as of a time before it was published it is not known. */
	s = open_scene();
	ADD_CRL(&s, .issuer = &w.ca, .made = FORGE_NOW - 50 * DAY, .next = FORGE_NOW - 49 * DAY,
			.rows = {{.of = &w.leaf, .at = FORGE_NOW - 60 * DAY}});
	assert_false(judge(&s, 0).fresh);
	expect(&s, "revoked", "revocation.crl-revoked");
}

static void
proof_of_existence_counts(void **state)
{
	struct scene s = open_scene();

	(void)state;
	ADD_OCSP(&s, .signer = &w.responder, .singles = {GOOD});
	tr_evidence_prove(s.request.evidence, 0, FORGE_NOW + TR_REVOCATION_SKEW);
	assert_int_equal(judge(&s, 0).status, TR_STATUS_GOOD);
	tr_evidence_prove(s.request.evidence, 0, FORGE_NOW + TR_REVOCATION_SKEW + 1);
	expect(&s, "no-evidence", "revocation.made-later");
}

static void
who_signed_may_have_expired_since(void **state)
{
	struct scene s = open_scene();

	(void)state;
	ADD_OCSP(&s, .signer = &w.short_lived, .singles = {GOOD});
	expect(&s, "stale", "revocation.signer-expired");
	s = open_scene();
	s.request.as_of = FORGE_NOW - 1800;
	ADD_OCSP(&s, .signer = &w.short_lived, .singles = {GOOD});
	expect(&s, "good", "revocation.ocsp-good");
	s = open_scene();
	ADD_OCSP(&s, .signer = &w.short_lived, .singles = {REVOKED(1)});
	expect(&s, "revoked", "revocation.ocsp-revoked");
}

/* What expired may have been forgotten, unless the evidence says otherwise. */
static void
an_expired_certificate_may_be_forgotten(void **state)
{
	struct scene s = open_scene();

	(void)state;
	s.request.path = &w.path_of_expired;
	ADD_CRL(&s, .issuer = &w.ca);
	expect(&s, "no-evidence", "revocation.expired-before");
	s = open_scene();
	s.request.path = &w.path_of_expired;
	ADD_CRL(&s, .issuer = &w.ca, .rows = {{.of = &w.expired}});
	expect(&s, "revoked", "revocation.crl-revoked");
	for (int kept = 0; kept < 2; kept++) {
		s = open_scene();
		s.request.path = &w.path_of_expired;
		ADD_OCSP(&s, .signer = &w.responder, .singles = {{.of = &w.expired, .issuer = &w.ca, .reason = -1,
				.archive_cutoff = kept ? FORGE_NOW - 10 * DAY : FORGE_NOW - 10 * DAY + 1}});
		if (kept)
			expect(&s, "good", "revocation.ocsp-good");
		else
			expect(&s, "no-evidence", "revocation.expired-before");
	}
}

/* ---- the whole path, and sliding ---- */

static void
the_worst_of_a_path_is_named(void **state)
{
	struct tr_revocation all[TR_PATH_DEPTH_MAX];
	struct trien_err err = {0};
	struct scene s = open_scene();
	size_t worst;

	(void)state;
	ADD_OCSP(&s, .signer = &w.responder, .singles = {GOOD});
	assert_ok(tr_revocation_judge_path(&s.request, all, &worst, &err), &err);
	assert_int_equal(all[2].status, TR_STATUS_NOT_ASKED);
	assert_string_equal(tr_revocation_why_id(all[2].why), "revocation.anchor");
	assert_int_equal(all[1].status, TR_STATUS_NO_EVIDENCE);
	assert_int_equal(all[0].status, TR_STATUS_GOOD);
	assert_int_equal(worst, 1);
	ADD_CRL(&s, .issuer = &w.root);
	assert_ok(tr_revocation_judge_path(&s.request, all, &worst, &err), &err);
	assert_int_equal(all[worst].status, TR_STATUS_GOOD);
	ADD_CRL(&s, .issuer = &w.root, .number = 3, .rows = {{.of = &w.ca, .reason = 2}});
	ADD_OCSP(&s, .signer = &w.responder, .singles = {REVOKED(1)});
	assert_ok(tr_revocation_judge_path(&s.request, all, &worst, &err), &err);
	assert_int_equal(all[0].status, TR_STATUS_REVOKED);
	assert_int_equal(worst, 1);
	/* Where no anchor was found, the last one has no issuer to be asked about. */
	struct tr_path loose = w.path;
	loose.chain_count = 2;
	loose.anchored = false;
	s.request.path = &loose;
	assert_string_equal(tr_revocation_why_id(judge(&s, 1).why), "revocation.issuer-missing");
	close_scene(&s);
}

static void
slide(struct scene *s, int64_t want, size_t want_stopped)
{
	struct trien_err err = {0};
	struct tr_slide found;

	assert_ok(tr_revocation_slide(&s->request, &found, &err), &err);
	assert_int_equal(found.control_time, want);
	assert_int_equal(found.stopped, want_stopped);
	close_scene(s);
}

/* Evidence that is proven while it is fresh takes the control time to its proof, and no further; the forged twin is proven too late. */
static void
slides_to_the_proof(void **state)
{
	const int64_t proofs[] = {EARLIER + DAY, FORGE_NOW + 12 * DAY};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct scene s = open_scene();
		s.request.as_of = FORGE_NOW + 20 * DAY;
		ADD_CRL(&s, .issuer = &w.root, .next = FORGE_NOW + 30 * DAY);
		ADD_CRL(&s, .issuer = &w.ca, .made = EARLIER, .next = EARLIER + 7 * DAY);
		tr_evidence_prove(s.request.evidence, 1, proofs[i]);
		slide(&s, i == 0 ? proofs[0] : EARLIER, SIZE_MAX);
	}
}

/* Evidence that was signed with what is no longer accepted: back to before that end. */
static void
slides_before_the_end_of_an_algorithm(void **state)
{
	static const struct tr_algorithm_digest digests[] = {{"SHA-256", FORGE_NOW + 2 * DAY}};
	static const struct tr_algorithm_key keys[] = {{TR_KEY_RSA_PKCS1, 1024, TR_ALGORITHM_FOR_EVER},
		{TR_KEY_ECDSA, 256, TR_ALGORITHM_FOR_EVER}};
	static const struct tr_algorithms ended = {"ended", "", "", digests, 1, keys, 2};
	(void)state;

	for (size_t i = 0; i < 2; i++) {
		struct scene s = open_scene();
		s.request.as_of = FORGE_NOW + (i == 0 ? 3 : 1) * DAY;
		s.request.algorithms = &ended;
		ADD_CRL(&s, .issuer = &w.root, .next = FORGE_NOW + 30 * DAY);
		ADD_CRL(&s, .issuer = &w.ca, .next = FORGE_NOW + 30 * DAY);
		slide(&s, i == 0 ? FORGE_NOW + 2 * DAY - 1 : s.request.as_of, SIZE_MAX);
	}
}

/* EN 319 102-1 §5.6.2.2 */
static void
control_time_slides(void **state)
{
	struct scene s = open_scene();

	(void)state;
	ADD_CRL(&s, .issuer = &w.root);
	ADD_OCSP(&s, .signer = &w.responder, .singles = {GOOD});
	slide(&s, FORGE_NOW, SIZE_MAX);
	/* Twenty days on, all of it is old: back to when the list of the root was made, and then to the answer. */
	s = open_scene();
	s.request.as_of = FORGE_NOW + 20 * DAY;
	ADD_CRL(&s, .issuer = &w.root, .next = FORGE_NOW + 30 * DAY);
	ADD_CRL(&s, .issuer = &w.ca, .made = EARLIER);
	slide(&s, EARLIER, SIZE_MAX);
	/* Revoked: back to before that. */
	s = open_scene();
	ADD_CRL(&s, .issuer = &w.root);
	ADD_CRL(&s, .issuer = &w.ca, .rows = {{.of = &w.leaf, .at = FORGE_NOW - 9 * DAY}});
	slide(&s, FORGE_NOW - 9 * DAY, SIZE_MAX);
	s = open_scene();
	ADD_CRL(&s, .issuer = &w.root);
	slide(&s, FORGE_NOW, 0);
	/* The authority revoked: what is below is asked as of then, and the answer of today does not count. */
	s = open_scene();
	ADD_CRL(&s, .issuer = &w.root, .rows = {{.of = &w.ca, .at = FORGE_NOW - 9 * DAY}});
	ADD_OCSP(&s, .signer = &w.responder, .singles = {GOOD});
	slide(&s, FORGE_NOW - 9 * DAY, 0);
}

/* ---- its cap ---- */

static void
verifying_has_a_cap(void **state)
{
	(void)state;
	for (size_t over = 0; over < 2; over++) {
		struct scene s = open_scene();
		for (size_t i = 0; i < TR_REVOCATION_VERIFY_MAX - 1 + over; i++)
			ADD_OCSP(&s, .signer = &w.ca, .key_of = &w.leaf, .bare = true,
					.singles = {{.of = &w.leaf, .issuer = &w.ca, .reason = -1, .made = FORGE_NOW - 4000 + (int64_t)i}});
		ADD_OCSP(&s, .signer = &w.ca, .bare = true, .singles = {GOOD});
		if (over)
			expect(&s, "no-evidence", "revocation.search-cut");
		else
			expect(&s, "good", "revocation.ocsp-good");
	}
}

/* What was heaped up about the authority takes nothing from what is known of the signer. */
static void
each_certificate_has_its_own_budget(void **state)
{
	struct tr_revocation all[TR_PATH_DEPTH_MAX];
	struct trien_err err = {0};
	struct scene s = open_scene();
	size_t worst;

	(void)state;
	for (size_t i = 0; i < TR_REVOCATION_VERIFY_MAX; i++)
		ADD_CRL(&s, .issuer = &w.root, .key_of = &w.leaf, .number = (long)i + 1);
	ADD_CRL(&s, .issuer = &w.ca, .rows = {{.of = &w.leaf, .at = FORGE_NOW - 9 * DAY}});
	assert_ok(tr_revocation_judge_path(&s.request, all, &worst, &err), &err);
	assert_int_equal(worst, 0);
	assert_int_equal(all[0].status, TR_STATUS_REVOKED);
	assert_false(all[0].search_cut);
	assert_int_equal(all[1].why, TR_WHY_CUT);
	assert_true(all[1].search_cut);
	close_scene(&s);
}

/* ---- memory ---- */

/* Reads a list, a delta and two answers, and judges the whole path. */
static trien_rc
judge_everything(const struct tr_bytes der[4], struct trien_err *err)
{
	struct tr_revocation_request r = {.path = &w.path, .pool = w.pool, .trust = w.trust, .as_of = FORGE_NOW};
	struct tr_revocation all[TR_PATH_DEPTH_MAX];
	size_t worst;

	TR_TRY(tr_evidence_new(&r.evidence, err));
	trien_rc rc = tr_evidence_add_crl(r.evidence, der[0], TR_EVIDENCE_DSS, NULL, err);
	if (rc == TRIEN_OK)
		rc = tr_evidence_add_crl(r.evidence, der[1], TR_EVIDENCE_DSS, NULL, err);
	for (size_t i = 2; rc == TRIEN_OK && i < 4; i++)
		rc = tr_evidence_add_ocsp(r.evidence, der[i], TR_EVIDENCE_DSS, NULL, err);
	if (rc == TRIEN_OK)
		rc = tr_revocation_judge_path(&r, all, &worst, err);
	tr_evidence_free(r.evidence);
	return rc;
}

/* Each allocation of ours fails once: an error and no leak, or a result all the same (a certificate that was passed over). */
static void
every_allocation_fails_once(void **state)
{
	const struct tr_bytes der[4] = {FORGE_CRL(.issuer = &w.root, .number = 7),
		FORGE_CRL(.issuer = &w.root, .number = 8, .base = 7),
		FORGE_OCSP(.signer = &w.responder, .singles = {GOOD}), FORGE_OCSP(.signer = &w.ca, .singles = {GOOD})};
	struct trien_err err = {0};
	unsigned failed = 0;

	(void)state;
	tr_mem_fail_at(1000000000);
	assert_ok(judge_everything(der, &err), &err);
	unsigned long allocations = tr_mem_fail_at(0);
	assert_true(allocations > 10);
	for (unsigned long i = 1; i <= allocations; i++) {
		tr_mem_fail_at(i);
		trien_rc rc = judge_everything(der, &err);
		tr_mem_fail_at(0);
		failed += rc != TRIEN_OK;
		if (rc != TRIEN_OK)
			assert_refused(rc, "base.no-memory");
	}
	assert_true(failed > 5);
	for (size_t i = 0; i < 4; i++)
		free((void *)(uintptr_t)der[i].p);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(the_authority_or_its_delegate_answers),
		cmocka_unit_test(nobody_else_does),
		cmocka_unit_test(the_responder_is_asked_about),
		cmocka_unit_test(asking_in_turn_has_an_end),
		cmocka_unit_test(lists_are_signed_by_who_may),
		cmocka_unit_test(states_are_told),
		cmocka_unit_test(words_are_weighed),
		cmocka_unit_test(a_delta_is_heard_with_its_base),
		cmocka_unit_test(freshness_ends_to_the_second),
		cmocka_unit_test(what_is_known_later_counts),
		cmocka_unit_test(what_is_answered_later_counts),
		cmocka_unit_test(proof_of_existence_counts),
		cmocka_unit_test(who_signed_may_have_expired_since),
		cmocka_unit_test(an_expired_certificate_may_be_forgotten),
		cmocka_unit_test(the_worst_of_a_path_is_named),
		cmocka_unit_test(control_time_slides),
		cmocka_unit_test(slides_to_the_proof),
		cmocka_unit_test(slides_before_the_end_of_an_algorithm),
		cmocka_unit_test(verifying_has_a_cap),
		cmocka_unit_test(each_certificate_has_its_own_budget),
		cmocka_unit_test(every_allocation_fails_once),
	};
	return cmocka_run_group_tests_name("pki revocation", all, set_up, tear_down);
}
