/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Chains that are judged without OpenSSL against X509_verify_cert: what it refuses is never plainly valid, and a path that passes here, with
 * its signatures and its time, passes there.
 */
#include "test.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <stdio.h>
#include <stdlib.h>

#include "forge.h"
#include "mutate.h"
#include "pki/path_parts.h"

#define SEED 20261126
#define CHAINS 1500
#define MUTATED 1200
#define KEYS 4
#define LENGTH_MAX 5

/* A chain: signer first. */
struct chain {
	struct forged made[LENGTH_MAX];
	struct tr_certificate *own[LENGTH_MAX];
	const struct tr_certificate *of[LENGTH_MAX];
	size_t n;
};

static void
chain_free(struct chain *c)
{
	for (size_t i = 0; i < LENGTH_MAX; i++) {
		tr_certificate_free(c->own[i]);
		forge_free(&c->made[i]);
	}
}

/* Reads what was made; false where one of them is no certificate. */
static bool
chain_read(struct chain *c, size_t changed, struct tr_bytes der)
{
	for (size_t i = 0; i < c->n; i++) {
		if (tr_certificate_parse(i == changed ? der : c->made[i].der, &c->own[i], NULL) != TRIEN_OK)
			return false;
		c->of[i] = c->own[i];
	}
	return true;
}

/* ---- one step, and what takes it away ---- */

static struct forge
good(size_t i, size_t n)
{
	static const char *const names[LENGTH_MAX] = {"Nguyễn Văn Mẫu", "CA cấp ba", "CA cấp hai", "CA cấp một", "Gốc"};

	return i == 0 ? (struct forge){.cn = names[0], .ku = SIGN_KU, .ids = true, .policy = "2.999.5.1"}
		      : (struct forge){.cn = names[i + LENGTH_MAX - n], .bc = CA_BC, .ku = CA_KU, .ids = true};
}

/* Makes the chain of n from what each is to be; the last is the anchor. */
static void
make(struct chain *c, struct forge *f, size_t n)
{
	c->n = n;
	for (size_t i = n; i-- > 0;) {
		if (f[i].issuer == NULL && i + 1 < n)
			f[i].issuer = &c->made[i + 1];
		f[i].ids = f[i].ids && (i + 1 == n || f[i + 1].ids); /* it names the issuer's */
		c->made[i] = forge_make(&f[i]);
	}
}

static void
check(struct forge *f, size_t n, const struct tr_path_policies *p, bool plainly, enum tr_path_reason reason, size_t culprit)
{
	struct tr_path_answer usual, both;
	struct trien_err err = {0};
	struct chain c = {0};

	make(&c, f, n);
	assert_true(chain_read(&c, SIZE_MAX, TR_BYTES(NULL, 0)));
	assert_int_equal(tr_path_is_plainly_valid(c.of, n, p), plainly);
	assert_ok(tr_path_validate_usual(c.of, n, TR_PATH_LINKS_VERIFIED, p, &usual, &err), &err);
	assert_ok(tr_path_validate(c.of, n, TR_PATH_LINKS_VERIFIED, p, &both, &err), &err);
	assert_string_equal(tr_path_reason_id(both.reason), tr_path_reason_id(reason));
	assert_string_equal(tr_path_reason_id(usual.reason), tr_path_reason_id(reason));
	assert_int_equal(both.culprit, culprit);
	chain_free(&c);
}

/* f_: the chain of four that is good without the change. */
#define CHECK(plainly, reason, culprit, ...) \
	do { \
		struct forge f_[4] = {good(0, 4), good(1, 4), good(2, 4), good(3, 4)}; \
		__VA_ARGS__; \
		check(f_, 4, NULL, plainly, reason, culprit); \
	} while (0)

static void
usual_chains_are_plainly_valid(void **state)
{
	(void)state;
	CHECK(true, TR_PATH_OK, 0, (void)0);
	CHECK(true, TR_PATH_OK, 0, f_[1].bc = "critical,CA:TRUE,pathlen:0", f_[2].bc = "critical,CA:TRUE,pathlen:1", f_[3].bc = "CA:TRUE,pathlen:2");
	CHECK(true, TR_PATH_OK, 0, f_[0].ids = f_[1].ids = f_[2].ids = f_[3].ids = false);
	CHECK(true, TR_PATH_OK, 0, f_[2].ku = NULL, f_[3].ku = NULL);
	CHECK(true, TR_PATH_OK, 0, f_[0].bc = CA_BC, f_[0].ku = NULL); /* a signer may be an authority */
	CHECK(true, TR_PATH_OK, 0, f_[0].eku = "emailProtection", f_[1].eku = "serverAuth");
}

static void
what_breaks_a_rule_is_not(void **state)
{
	(void)state;
	CHECK(false, TR_PATH_NOT_A_CA, 1, f_[1].bc = NULL);
	CHECK(false, TR_PATH_NOT_A_CA, 2, f_[2].bc = "CA:FALSE");
	CHECK(false, TR_PATH_PATH_LENGTH, 2, f_[2].bc = "critical,CA:TRUE,pathlen:0");
	CHECK(false, TR_PATH_PATH_LENGTH, 3, f_[3].bc = "critical,CA:TRUE,pathlen:1");
	CHECK(false, TR_PATH_CRITICAL_EXTENSION, 0, f_[0].critical_oid = "2.999.7");
	CHECK(false, TR_PATH_CRITICAL_EXTENSION, 2, f_[2].critical_oid = "2.999.7");
	CHECK(false, TR_PATH_NAME_CONSTRAINTS, 0, f_[2].nc = "critical,permitted;email:mau.test", f_[0].san = "email:khac@khac.test");
}

/* OpenSSL has to be asked, and finds nothing. */
static void
what_is_rare_is_asked(void **state)
{
	(void)state;
	CHECK(false, TR_PATH_OK, 0, f_[2].nc = "critical,permitted;email:mau.test", f_[0].san = "email:mau@mau.test");
	CHECK(false, TR_PATH_OK, 0, f_[3].policy_constraints = "requireExplicitPolicy:9");
	CHECK(false, TR_PATH_OK, 0, f_[1].digest = "SHA1");
	/* A certificate that is new under an old name: self-issued, it does not count for the length. */
	CHECK(false, TR_PATH_OK, 0, f_[1].cn = f_[2].cn, f_[2].bc = "critical,CA:TRUE,pathlen:0");
	/* One alone is its own anchor. */
	struct forge alone[1] = {good(0, 4)};
	check(alone, 1, NULL, false, TR_PATH_OK, 0);
}

static void
a_policy_that_is_asked_for_is_not_passed_over(void **state)
{
	static const char *const a[] = {"2.999.5.1"}, *const b[] = {"2.999.5.2"};
	const struct tr_path_policies explicit = {.require_explicit = true}, of_a = {.acceptable = a, .acceptable_count = 1},
				      of_b = {.acceptable = b, .acceptable_count = 1, .require_explicit = true}, nothing = {0},
				      mapping = {.inhibit_mapping = true}, any = {.inhibit_any = true};
	(void)state;

	struct forge f[2] = {good(0, 2), good(1, 2)};
	check(f, 2, &nothing, true, TR_PATH_OK, 0);
	check(f, 2, &explicit, false, TR_PATH_OK, 0);
	check(f, 2, &of_a, false, TR_PATH_OK, 0);
	check(f, 2, &of_b, false, TR_PATH_POLICY, 0);
	check(f, 2, &mapping, false, TR_PATH_OK, 0);
	check(f, 2, &any, false, TR_PATH_OK, 0);
}

/* ---- many ---- */

static const char *
one_of(uint64_t *seed, const char *const *all, size_t n)
{
	return all[mutate_number(seed, (uint32_t)n)];
}
#define ONE_OF(seed, ...) \
	one_of((seed), (const char *const[]){__VA_ARGS__}, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *))

/* Mostly as it should be; one in three of the certificates is odd in something. */
static void
make_odd(struct forge *f, uint64_t *seed)
{
	switch (mutate_number(seed, 36)) {
	case 0:
		f->bc = ONE_OF(seed, NULL, "CA:FALSE", "critical,CA:TRUE,pathlen:0", "CA:TRUE,pathlen:1", "CA:FALSE,pathlen:2", "critical,CA:TRUE,pathlen:2");
		break;
	case 1:
		f->ku = ONE_OF(seed, NULL, SIGN_KU, "cRLSign", "keyCertSign", "encipherOnly", "decipherOnly");
		break;
	case 2:
		f->eku = ONE_OF(seed, "serverAuth", "critical,timeStamping", "anyExtendedKeyUsage", "OCSPSigning");
		break;
	case 3:
		f->san = ONE_OF(seed, "email:mau@mau.test", "IP:192.0.2.1", "DNS:a.mau.test", "URI:http://mau.test/", "RID:1.2.3",
				"otherName:1.2.3.4;UTF8:mẫu");
		break;
	case 4:
		f->nc = ONE_OF(seed, "critical,permitted;email:mau.test", "excluded;IP:192.0.2.0/255.255.255.0", "critical,excluded;DNS:mau.test",
				"permitted;URI:.mau.test", "critical,permitted;otherName:1.2.3.4;UTF8:mẫu");
		break;
	case 5:
		f->policy = ONE_OF(seed, NULL, "2.999.5.1", "2.5.29.32.0");
		break;
	case 6: /* with a policy: without one OpenSSL 3.0.19 leaks what it read of the constraints */
		f->policy = "2.999.5.1";
		f->policy_constraints = ONE_OF(seed, "requireExplicitPolicy:0", "requireExplicitPolicy:2", "inhibitPolicyMapping:0");
		break;
	case 7:
		f->critical_oid = ONE_OF(seed, "2.999.7", "1.3.6.1.5.5.7.1.99");
		break;
	case 8:
		f->doubled = true;
		break;
	case 9:
		f->issuer_cn = ONE_OF(seed, "ai đó", "GỐC", " CA cấp một", "CA  cấp hai ", "Ca cấp ba");
		break;
	case 10:
		f->ids = !f->ids;
		break;
	case 11:
		f->from = FORGE_NOW + DAY;
		break;
	case 12:
		f->to = FORGE_NOW - DAY;
		break;
	case 13:
		f->version = 1;
		f->bc = f->ku = f->policy = NULL;
		f->ids = false;
		break;
	case 14:
		f->digest = ONE_OF(seed, "SHA1", "SHA384", "SHA512");
		break;
	default:
		break;
	}
}

/* The keys are few, so that some are those of another: made once, for all chains. */
static void
make_random(struct chain *c, const struct forged keys[KEYS], uint64_t *seed)
{
	struct forge f[LENGTH_MAX];
	size_t n = 2 + mutate_number(seed, LENGTH_MAX - 1);

	for (size_t i = 0; i < n; i++) {
		f[i] = good(i, n);
		f[i].key_of = &keys[mutate_number(seed, 8) == 0 ? mutate_number(seed, KEYS) : i % KEYS];
		make_odd(&f[i], seed);
		if (mutate_number(seed, 20) == 0)
			f[i].cn = good(mutate_number(seed, (uint32_t)n), n).cn;
	}
	make(c, f, n);
	/* One byte of a signature, or another's. */
	if (mutate_number(seed, 12) == 0) {
		struct tr_bytes der = c->made[mutate_number(seed, (uint32_t)n)].der;
		((uint8_t *)(uintptr_t)der.p)[der.n - 1 - mutate_number(seed, 20)] ^= 1;
	}
}

/* X509_verify_cert over the path that was found, signatures and time with it. It does not search: of two issuers of one name it takes the first. */
static bool
openssl_accepts(const struct tr_path *p)
{
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *context = X509_STORE_CTX_new();
	STACK_OF(X509) *others = sk_X509_new_null();

	X509_STORE_add_cert(store, tr_certificate_x509(p->chain[p->chain_count - 1]));
	for (size_t i = 1; i + 1 < p->chain_count; i++)
		sk_X509_push(others, tr_certificate_x509(p->chain[i]));
	assert_int_equal(X509_STORE_CTX_init(context, store, tr_certificate_x509(p->chain[0]), others), 1);
	X509_STORE_CTX_set_flags(context, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_POLICY_CHECK);
	X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(context), 0);
	/* An empty set would be "none" where a certificate asks for a policy. */
	X509_VERIFY_PARAM_add0_policy(X509_STORE_CTX_get0_param(context), OBJ_txt2obj("2.5.29.32.0", 1));
	X509_STORE_CTX_set_time(context, 0, FORGE_NOW);
	bool accepts = X509_verify_cert(context) == 1;
	X509_STORE_CTX_free(context);
	X509_STORE_free(store);
	sk_X509_free(others);
	ERR_clear_error();
	return accepts;
}

/* The whole judgement, as a program would have it: the anchor trusted, the others in the pool. Whether it passes; then OpenSSL has to find so too. */
static bool
passes(const struct chain *c)
{
	struct tr_path_request r = {.as_of = FORGE_NOW, .use = TR_PATH_FOR_ANY};
	struct trien_err err = {0};
	struct tr_trust *trust;
	struct tr_pool *pool;
	struct tr_path path;

	assert_ok(tr_trust_new(&trust, &err), &err);
	assert_ok(tr_pool_new(&pool, &err), &err);
	assert_ok(tr_trust_add(trust, TR_TRUST_GIVEN, c->of[c->n - 1]->der, "root", &err), &err);
	for (size_t i = 0; i + 1 < c->n; i++)
		assert_ok(tr_pool_add(pool, c->of[i]->der, i == 0 ? &r.signer : NULL, &err), &err);
	r.trust = trust;
	r.pool = pool;
	assert_ok(tr_path_judge(&r, &path, &err), &err);
	const bool passed = path.finding == TR_PATH_PASSED;
	if (passed && !openssl_accepts(&path))
		fail_msg("a path of %zu passes here, and not there", path.chain_count);
	tr_pool_free(pool);
	tr_trust_free(trust);
	return passed;
}

struct tally {
	size_t all, plainly, usual, refused, accepted;
};

static void
compare(const struct chain *c, struct tally *t)
{
	struct tr_path_answer a;
	struct trien_err err = {0};
	bool plainly = tr_path_is_plainly_valid(c->of, c->n, NULL);

	assert_ok(tr_path_validate_usual(c->of, c->n, TR_PATH_LINKS_VERIFIED, NULL, &a, &err), &err);
	if (plainly && a.reason != TR_PATH_OK)
		fail_msg("chain %zu: plainly valid, but %s at %zu", t->all, tr_path_reason_id(a.reason), a.culprit);
	t->all++;
	t->plainly += plainly;
	t->usual += a.reason == TR_PATH_OK;
	t->refused += a.reason != TR_PATH_OK;
}

static void
openssl_refuses_none_that_passes(void **state)
{
	struct forged keys[KEYS];
	struct tally t = {0};
	uint64_t seed = SEED;
	(void)state;

	for (size_t i = 0; i < KEYS; i++)
		keys[i] = FORGE(.cn = "khóa");
	for (int i = 0; i < CHAINS; i++) {
		struct chain c = {0};
		make_random(&c, keys, &seed);
		if (chain_read(&c, SIZE_MAX, TR_BYTES(NULL, 0))) {
			compare(&c, &t);
			t.accepted += passes(&c);
		}
		chain_free(&c);
	}
	for (size_t i = 0; i < KEYS; i++)
		forge_free(&keys[i]);
	printf("%zu chains: OpenSSL finds %zu valid by RFC 5280 §6.1 and refuses %zu; %zu plainly valid; %zu pass with signatures and time\n",
			t.all, t.usual, t.refused, t.plainly, t.accepted);
	assert_true(t.plainly > t.all / 5 && t.refused > t.all / 5 && t.usual > t.plainly && t.accepted > t.all / 10);
}

/* One certificate of a good chain is changed anywhere; whether its signature still fits is not asked. */
static void
a_change_anywhere_is_judged_alike(void **state)
{
	struct forge f[4] = {good(0, 4), good(1, 4), good(2, 4), good(3, 4)};
	struct chain c = {0};
	struct tally t = {0};
	uint64_t seed = SEED;
	(void)state;

	f[1].bc = "critical,CA:TRUE,pathlen:0";
	f[2].bc = "critical,CA:TRUE,pathlen:1";
	f[0].san = "email:mau@mau.test";
	make(&c, f, 4);
	for (int i = 0; i < MUTATED; i++) {
		TR_AUTO_BUF out = {0};
		const size_t which = mutate_number(&seed, 4);
		mutate(c.made[which].der, &seed, &out);
		if (chain_read(&c, which, tr_buf_view(&out)))
			compare(&c, &t);
		for (size_t k = 0; k < c.n; k++) {
			tr_certificate_free(c.own[k]);
			c.own[k] = NULL;
		}
	}
	chain_free(&c);
	printf("%zu changed chains: OpenSSL finds %zu valid and refuses %zu; %zu plainly valid\n", t.all, t.usual, t.refused, t.plainly);
	assert_true(t.plainly > 100 && t.refused > 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(usual_chains_are_plainly_valid),
		cmocka_unit_test(what_breaks_a_rule_is_not),
		cmocka_unit_test(what_is_rare_is_asked),
		cmocka_unit_test(a_policy_that_is_asked_for_is_not_passed_over),
		cmocka_unit_test(openssl_refuses_none_that_passes),
		cmocka_unit_test(a_change_anywhere_is_judged_alike),
	};
	return cmocka_run_group_tests_name("pki path plain", tests, NULL, NULL);
}
