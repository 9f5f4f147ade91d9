/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A good chain, and each of its forged twins with the exact reason. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "crypto/lab_mark.h"
#include "forge.h"
#include "pki/path.h"

#define POLICY_A "2.999.5.1"
#define POLICY_B "2.999.5.2"

/* root → ca → leaf, and what is judged of them. */
struct scene {
	struct forged root, ca, leaf;
	struct tr_pool *pool;
	struct tr_trust *trust;
	const struct tr_certificate *signer;
	int64_t as_of;
	enum tr_path_use use;
	const struct tr_path_policies *policies;
};

static void
put_into_pool(struct scene *s, const struct forged *f, const struct tr_certificate **out)
{
	struct trien_err err = {0};
	assert_ok(tr_pool_add(s->pool, f->der, out, &err), &err);
}

static struct forge
good_root(void)
{
	return (struct forge){.cn = "Gốc", .bc = CA_BC, .ku = CA_KU, .ids = true};
}

static struct forge
good_ca(void)
{
	return (struct forge){.cn = "CA", .bc = "critical,CA:TRUE,pathlen:0", .ku = CA_KU, .ids = true};
}

static struct forge
good_leaf(void)
{
	return (struct forge){.cn = "Nguyễn Văn Mẫu", .ku = SIGN_KU, .ids = true};
}

/* Makes the chain of three from what each is to be. */
static struct scene
scene_of(struct forge root, struct forge ca, struct forge leaf)
{
	struct scene s = {.as_of = FORGE_NOW};
	struct trien_err err = {0};

	s.root = forge_make(&root);
	if (ca.issuer == NULL)
		ca.issuer = &s.root;
	s.ca = forge_make(&ca);
	if (leaf.issuer == NULL)
		leaf.issuer = &s.ca;
	s.leaf = forge_make(&leaf);
	assert_ok(tr_pool_new(&s.pool, &err), &err);
	assert_ok(tr_trust_new(&s.trust, &err), &err);
	assert_ok(tr_trust_add(s.trust, TR_TRUST_GIVEN, s.root.der, "root", &err), &err);
	put_into_pool(&s, &s.leaf, &s.signer);
	put_into_pool(&s, &s.ca, NULL);
	return s;
}

static struct tr_path
judge(const struct scene *s)
{
	struct tr_path p = {0};
	struct trien_err err = {0};
	const struct tr_path_request r = {.signer = s->signer, .pool = s->pool, .trust = s->trust, .as_of = s->as_of,
		.use = s->use, .policies = s->policies};
	assert_ok(tr_path_judge(&r, &p, &err), &err);
	assert_true(p.chain_count >= 1 && p.chain_count <= TR_PATH_DEPTH_MAX);
	assert_true(p.culprit < p.chain_count);
	assert_ptr_equal(p.chain[0], s->signer);
	return p;
}

static void
scene_free(struct scene *s)
{
	tr_pool_free(s->pool);
	tr_trust_free(s->trust);
	forge_free(&s->root);
	forge_free(&s->ca);
	forge_free(&s->leaf);
}

static void
assert_finding(struct scene *s, const char *finding, const char *reason, size_t culprit)
{
	struct tr_path p = judge(s);
	assert_string_equal(tr_path_reason_id(p.reason), reason);
	assert_string_equal(tr_path_finding_name(p.finding), finding);
	assert_int_equal(p.culprit, culprit);
}

static void
check(struct forge root, struct forge ca, struct forge leaf, const char *finding, const char *reason, size_t culprit)
{
	struct scene s = scene_of(root, ca, leaf);
	assert_finding(&s, finding, reason, culprit);
	scene_free(&s);
}

#define WITH(base, ...) \
	({ \
		struct forge f_ = (base); \
		__VA_ARGS__; \
		f_; \
	})

static void
a_good_chain_passes(void **state)
{
	struct scene s = scene_of(good_root(), good_ca(), good_leaf());
	struct tr_path p = judge(&s);
	(void)state;

	assert_int_equal(p.finding, TR_PATH_PASSED);
	assert_int_equal(p.chain_count, 3);
	assert_true(p.anchored);
	assert_false(p.lab || p.search_cut);
	assert_memory_equal(p.chain[2]->der.p, s.root.der.p, s.root.der.n);
	assert_string_equal(tr_path_reason_text(p.reason, TRIEN_LANG_EN), "The chain leads to a trust anchor.");
	scene_free(&s);
	check(WITH(good_root(), f_.key = "RSA-3072"), WITH(good_ca(), f_.key = "RSA-2048", f_.digest = "SHA512"),
			WITH(good_leaf(), f_.key = "P-384", f_.digest = "SHA384"), "PASSED", "path.ok", 0);
	/* Without identifiers, usage or any extension at the leaf: old, but permitted. */
	check(WITH(good_root(), f_.ids = false), WITH(good_ca(), f_.ids = false),
			WITH(good_leaf(), f_.ids = false, f_.ku = NULL), "PASSED", "path.ok", 0);
}

/* Both ends of the validity belong to it: RFC 5280 §4.1.2.5. */
static void
time_counts_for_every_certificate(void **state)
{
	struct scene s = scene_of(WITH(good_root(), f_.from = FORGE_NOW - 300, f_.to = FORGE_NOW + 300),
			WITH(good_ca(), f_.from = FORGE_NOW - 200, f_.to = FORGE_NOW + 200),
			WITH(good_leaf(), f_.from = FORGE_NOW - 100, f_.to = FORGE_NOW + 100));
	static const struct {
		int after;
		const char *finding, *reason;
		size_t culprit;
	} rows[] = {
		{-100, "PASSED", "path.ok", 0},
		{100, "PASSED", "path.ok", 0},
		{-101, "NOT_YET_VALID", "path.not-yet-valid", 0},
		{101, "EXPIRED", "path.expired", 0},
	};
	(void)state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		s.as_of = FORGE_NOW + rows[i].after;
		assert_finding(&s, rows[i].finding, rows[i].reason, rows[i].culprit);
	}
	s.as_of = 0;
	assert_finding(&s, "NOT_YET_VALID", "path.not-yet-valid", 0);
	scene_free(&s);
	check(good_root(), WITH(good_ca(), f_.from = FORGE_NOW - 90, f_.to = FORGE_NOW - 1), good_leaf(), "EXPIRED", "path.expired", 1);
	check(WITH(good_root(), f_.from = FORGE_NOW + 1, f_.to = FORGE_NOW + 9), good_ca(), good_leaf(), "NOT_YET_VALID", "path.not-yet-valid", 2);
}

static void
no_chain_without_issuer_or_anchor(void **state)
{
	struct scene s = scene_of(good_root(), good_ca(), good_leaf());
	struct tr_trust *full = s.trust, *empty = NULL;
	struct tr_pool *pool = s.pool;
	(void)state;

	assert_int_equal(tr_trust_new(&empty, NULL), TRIEN_OK);
	s.trust = empty;
	assert_finding(&s, "NO_CERTIFICATE_CHAIN_FOUND", "path.no-issuer", 1);
	s.trust = NULL;
	assert_finding(&s, "NO_CERTIFICATE_CHAIN_FOUND", "path.no-issuer", 1);
	/* The document brings its own root: that makes no trust. */
	put_into_pool(&s, &s.root, NULL);
	assert_finding(&s, "NO_CERTIFICATE_CHAIN_FOUND", "path.root-not-trusted", 2);
	s.trust = full;
	s.pool = NULL;
	assert_finding(&s, "NO_CERTIFICATE_CHAIN_FOUND", "path.no-issuer", 0);
	s.pool = pool;
	tr_trust_free(empty);
	scene_free(&s);

	/* A self-signed signer, as test programs make them. */
	struct scene alone = scene_of(good_root(), good_ca(), good_leaf());
	struct forged self = FORGE(.cn = "Tự ký", .ku = SIGN_KU);
	put_into_pool(&alone, &self, &alone.signer);
	assert_finding(&alone, "NO_CERTIFICATE_CHAIN_FOUND", "path.root-not-trusted", 0);
	scene_free(&alone);
	forge_free(&self);
}

/* An authority of the same name with another key. */
static void
an_impostor_is_no_issuer(void **state)
{
	struct scene s = scene_of(good_root(), good_ca(), good_leaf());
	struct forge f = good_ca();
	(void)state;

	f.issuer = &s.root;
	struct forged impostor = forge_make(&f);
	tr_pool_cut(s.pool, 1); /* the leaf stays, its CA goes */
	put_into_pool(&s, &impostor, NULL);
	assert_finding(&s, "NO_CERTIFICATE_CHAIN_FOUND", "path.no-issuer", 0); /* key identifiers differ */
	/* Beside the right one it spoils nothing. */
	put_into_pool(&s, &s.ca, NULL);
	assert_finding(&s, "PASSED", "path.ok", 0);
	scene_free(&s);
	forge_free(&impostor);

	struct scene bare = scene_of(good_root(), WITH(good_ca(), f_.ids = false), WITH(good_leaf(), f_.ids = false));
	f = good_ca();
	f.ids = false;
	f.issuer = &bare.root;
	impostor = forge_make(&f);
	tr_pool_cut(bare.pool, 1);
	put_into_pool(&bare, &impostor, NULL);
	assert_finding(&bare, "CERTIFICATE_CHAIN_GENERAL_FAILURE", "path.signature-wrong", 0);
	put_into_pool(&bare, &bare.ca, NULL);
	assert_finding(&bare, "PASSED", "path.ok", 0);
	scene_free(&bare);
	forge_free(&impostor);
}

static void
one_bit_of_the_signature_is_enough(void **state)
{
	struct scene s = scene_of(good_root(), good_ca(), good_leaf());
	struct scene t = scene_of(good_root(), WITH(good_ca(), f_.key = "RSA-2048"), good_leaf());
	struct forged *leaves[] = {&s.leaf, &t.leaf};
	struct scene *scenes[] = {&s, &t};
	(void)state;

	for (size_t i = 0; i < 2; i++) {
		uint8_t *bytes = (uint8_t *)(uintptr_t)leaves[i]->der.p;
		bytes[leaves[i]->der.n - 1] ^= 1;
		put_into_pool(scenes[i], leaves[i], &scenes[i]->signer);
		assert_finding(scenes[i], "CERTIFICATE_CHAIN_GENERAL_FAILURE", "path.signature-wrong", 0);
		scene_free(scenes[i]);
	}
}

static void
an_issuer_must_be_an_authority(void **state)
{
	(void)state;
	check(good_root(), WITH(good_ca(), f_.bc = "critical,CA:FALSE"), good_leaf(), "CHAIN_CONSTRAINTS_FAILURE", "path.not-a-ca", 1);
	/* keyCertSign without basicConstraints, which OpenSSL lets pass. */
	check(good_root(), WITH(good_ca(), f_.bc = NULL), good_leaf(), "CHAIN_CONSTRAINTS_FAILURE", "path.not-a-ca", 1);
	check(good_root(), WITH(good_ca(), f_.bc = NULL, f_.ku = SIGN_KU), good_leaf(), "CHAIN_CONSTRAINTS_FAILURE", "path.not-a-ca", 1);
	check(good_root(), WITH(good_ca(), f_.ku = "critical,cRLSign"), good_leaf(), "CHAIN_CONSTRAINTS_FAILURE", "path.ca-key-usage", 1);
	check(WITH(good_root(), f_.bc = NULL), good_ca(), good_leaf(), "CHAIN_CONSTRAINTS_FAILURE", "path.not-a-ca", 2);
	/* An anchor of version 1 has no place for the flag. */
	check((struct forge){.cn = "Gốc cũ", .version = 1}, WITH(good_ca(), f_.ids = false),
			WITH(good_leaf(), f_.ids = false), "PASSED", "path.ok", 0);
	check(good_root(), (struct forge){.cn = "CA", .version = 1}, WITH(good_leaf(), f_.ids = false),
			"CHAIN_CONSTRAINTS_FAILURE", "path.not-a-ca", 1);
}

static void
path_length_is_kept(void **state)
{
	(void)state;
	check(WITH(good_root(), f_.bc = "critical,CA:TRUE,pathlen:1"), good_ca(), good_leaf(), "PASSED", "path.ok", 0);
	check(WITH(good_root(), f_.bc = "critical,CA:TRUE,pathlen:0"), good_ca(), good_leaf(), "CHAIN_CONSTRAINTS_FAILURE", "path.path-length", 2);
}

static void
usage_of_the_signer(void **state)
{
	/* Critical, it is binding; not critical, it is not (a leniency). */
	static const struct {
		const char *critical;
		bool signs;
	} purposes[] = {
		{"critical,emailProtection", true}, {"critical,clientAuth,emailProtection", true}, {"critical,anyExtendedKeyUsage", true},
		{"critical,1.3.6.1.5.5.7.3.36", true}, {"critical,1.2.840.113583.1.1.5", true}, {"critical,1.3.6.1.4.1.311.10.3.12", true},
		{"critical,clientAuth", false}, {"critical,serverAuth,codeSigning", false}, {"critical,2.999.1", false},
		{"critical,timeStamping,clientAuth", false},
	};
	struct scene s;
	(void)state;

	check(good_root(), good_ca(), WITH(good_leaf(), f_.ku = "nonRepudiation"), "PASSED", "path.ok", 0);
	check(good_root(), good_ca(), WITH(good_leaf(), f_.ku = "digitalSignature"), "PASSED", "path.ok", 0);
	check(good_root(), good_ca(), WITH(good_leaf(), f_.ku = "critical,keyEncipherment"),
			"CHAIN_CONSTRAINTS_FAILURE", "path.signer-key-usage", 0);
	check(good_root(), good_ca(), WITH(good_leaf(), f_.bc = CA_BC, f_.ku = CA_KU), "CHAIN_CONSTRAINTS_FAILURE",
			"path.signer-key-usage", 0);
	check(good_root(), good_ca(), WITH(good_leaf(), f_.eku = "emailProtection,timeStamping"), "PASSED", "path.ok",
			0);
	check(good_root(), good_ca(), WITH(good_leaf(), f_.eku = "OCSPSigning"), "CHAIN_CONSTRAINTS_FAILURE",
			"path.signer-extended-usage", 0);
	for (size_t i = 0; i < sizeof(purposes) / sizeof(purposes[0]); i++) {
		check(good_root(), good_ca(), WITH(good_leaf(), f_.eku = purposes[i].critical), purposes[i].signs ? "PASSED" : "CHAIN_CONSTRAINTS_FAILURE",
				purposes[i].signs ? "path.ok" : "path.signer-extended-usage", 0);
		check(good_root(), good_ca(), WITH(good_leaf(), f_.eku = strchr(purposes[i].critical, ',') + 1), "PASSED", "path.ok", 0);
	}

	s = scene_of(good_root(), good_ca(), WITH(good_leaf(), f_.eku = "critical,timeStamping"));
	assert_finding(&s, "CHAIN_CONSTRAINTS_FAILURE", "path.signer-extended-usage", 0);
	s.use = TR_PATH_FOR_TIME_STAMP;
	assert_finding(&s, "PASSED", "path.ok", 0);
	s.use = TR_PATH_FOR_OCSP;
	assert_finding(&s, "CHAIN_CONSTRAINTS_FAILURE", "path.signer-extended-usage", 0);
	scene_free(&s);
	s = scene_of(good_root(), good_ca(), WITH(good_leaf(), f_.eku = "timeStamping"));
	s.use = TR_PATH_FOR_TIME_STAMP; /* not critical: RFC 3161 §2.3 */
	assert_finding(&s, "CHAIN_CONSTRAINTS_FAILURE", "path.signer-extended-usage", 0);
	scene_free(&s);
	s = scene_of(good_root(), good_ca(), WITH(good_leaf(), f_.eku = "OCSPSigning"));
	s.use = TR_PATH_FOR_OCSP;
	assert_finding(&s, "PASSED", "path.ok", 0);
	s.use = TR_PATH_FOR_ANY;
	assert_finding(&s, "PASSED", "path.ok", 0);
	scene_free(&s);
}

static void
name_constraints_are_kept(void **state)
{
	const char *permitted = "critical,permitted;email:mau.gov.vn";
	(void)state;

	check(good_root(), WITH(good_ca(), f_.nc = permitted), WITH(good_leaf(), f_.san = "email:a@mau.gov.vn"),
			"PASSED", "path.ok", 0);
	check(good_root(), WITH(good_ca(), f_.nc = permitted), WITH(good_leaf(), f_.san = "email:a@evil.vn"),
			"CHAIN_CONSTRAINTS_FAILURE", "path.name-constraints", 0);
	check(good_root(), WITH(good_ca(), f_.nc = "critical,excluded;email:evil.vn"),
			WITH(good_leaf(), f_.san = "email:a@evil.vn"), "CHAIN_CONSTRAINTS_FAILURE",
			"path.name-constraints", 0);
}

static void
policies_are_kept(void **state)
{
	static const char *const wanted[] = {POLICY_A}, *const broken[] = {"not an oid"};
	const char *many[TR_PATH_POLICIES_MAX + 1];
	struct tr_path_policies p = {.acceptable = wanted, .acceptable_count = 1, .require_explicit = true};
	struct scene s = scene_of(good_root(), WITH(good_ca(), f_.policy = POLICY_A),
			WITH(good_leaf(), f_.policy = POLICY_A));
	struct scene t = scene_of(good_root(), WITH(good_ca(), f_.policy = POLICY_A),
			WITH(good_leaf(), f_.policy = POLICY_B));
	struct tr_path out = {0};
	struct tr_path_request r = {.signer = s.signer, .pool = s.pool, .trust = s.trust, .as_of = FORGE_NOW,
		.policies = &p};
	(void)state;

	assert_finding(&t, "PASSED", "path.ok", 0);
	s.policies = t.policies = &p;
	assert_finding(&s, "PASSED", "path.ok", 0);
	assert_finding(&t, "CHAIN_CONSTRAINTS_FAILURE", "path.policy", 0);
	p.acceptable = broken;
	assert_refused(tr_path_judge(&r, &out, NULL), "pki.policy-invalid");
	for (size_t i = 0; i <= TR_PATH_POLICIES_MAX; i++)
		many[i] = POLICY_A;
	p.acceptable = many;
	p.acceptable_count = TR_PATH_POLICIES_MAX + 1;
	assert_refused(tr_path_judge(&r, &out, NULL), "pki.policy-limit");
	p.acceptable_count = TR_PATH_POLICIES_MAX;
	assert_int_equal(tr_path_judge(&r, &out, NULL), TRIEN_OK);
	scene_free(&s);
	scene_free(&t);
	/* The certificate itself may demand an explicit policy. */
	check(good_root(), WITH(good_ca(), f_.policy = POLICY_A, f_.policy_constraints = "requireExplicitPolicy:0"),
			good_leaf(), "CHAIN_CONSTRAINTS_FAILURE", "path.policy", 0);
}

/* What was verified is remembered by both fingerprints, so many and no more. */
static void
verified_links_are_remembered(void **state)
{
	struct tr_certificate issuer = {.sha256 = {1}}, other = {.sha256 = {2}}, child = {.sha256 = {3}};
	struct trien_err err = {0};
	struct tr_pool *p;

	(void)state;
	assert_ok(tr_pool_new(&p, &err), &err);
	assert_false(tr_pool_has_link(p, &issuer, &child));
	tr_pool_keep_link(p, &issuer, &child);
	assert_true(tr_pool_has_link(p, &issuer, &child));
	assert_false(tr_pool_has_link(p, &child, &issuer));
	assert_false(tr_pool_has_link(p, &other, &child));
	for (size_t i = 1; i <= TR_POOL_LINKS_MAX; i++) {
		assert_true(tr_pool_has_link(p, &issuer, &child));
		other.sha256[1] = (uint8_t)i;
		tr_pool_keep_link(p, &issuer, &other);
	}
	assert_false(tr_pool_has_link(p, &issuer, &child));
	assert_true(tr_pool_has_link(p, &issuer, &other));
	tr_pool_free(p);
}

/* Two authorities of one name: OpenSSL, which goes by names, may take the other one, whose key made nothing here. */
static void
one_name_and_two_keys(void **state)
{
	struct scene s = scene_of(WITH(good_root(), f_.ids = false), WITH(good_ca(), f_.ids = false), WITH(good_leaf(), f_.ids = false));
	struct forged twin = FORGE(.cn = "CA", .bc = CA_BC, .ku = CA_KU, .from = FORGE_NOW - 100 * DAY, .to = FORGE_NOW + 100 * DAY);
	struct trien_err err = {0};

	(void)state;
	assert_ok(tr_trust_add(s.trust, TR_TRUST_GIVEN, twin.der, "twin", &err), &err);
	struct tr_path p = judge(&s);
	assert_int_equal(p.chain_count, 3);
	/* Whoever made it is on the chain, never the one whose name alone fits. */
	for (size_t i = 0; i < p.chain_count; i++)
		assert_false(tr_bytes_equal(p.chain[i]->der, twin.der));
	assert_true(p.anchored);
	scene_free(&s);
	forge_free(&twin);
}

static void
unknown_critical_and_broken_extensions(void **state)
{
	(void)state;
	check(good_root(), good_ca(), WITH(good_leaf(), f_.critical_oid = "2.999.9"), "CHAIN_CONSTRAINTS_FAILURE",
			"path.critical-extension", 0);
	check(good_root(), WITH(good_ca(), f_.critical_oid = "2.999.9"), good_leaf(), "CHAIN_CONSTRAINTS_FAILURE",
			"path.critical-extension", 1);
	check(good_root(), good_ca(), WITH(good_leaf(), f_.doubled = true), "CHAIN_CONSTRAINTS_FAILURE",
			"path.extension-invalid", 0);
}

static void
weak_keys_and_digests(void **state)
{
	static const char *const crypto = "CRYPTO_CONSTRAINTS_FAILURE";
	(void)state;

	check(good_root(), good_ca(), WITH(good_leaf(), f_.digest = "SHA1"), crypto, "path.digest-weak", 0);
	check(good_root(), WITH(good_ca(), f_.key = "RSA-2048"), WITH(good_leaf(), f_.digest = "MD5"), crypto, "path.digest-weak", 0);
	check(good_root(), WITH(good_ca(), f_.digest = "SHA1"), good_leaf(), crypto, "path.digest-weak", 1);
	/* Nobody relies on the signature of an anchor. */
	check(WITH(good_root(), f_.digest = "SHA1"), good_ca(), good_leaf(), "PASSED", "path.ok", 0);
	check(good_root(), good_ca(), WITH(good_leaf(), f_.key = "RSA-1024"), crypto, "path.key-too-small", 0);
	check(good_root(), good_ca(), WITH(good_leaf(), f_.key = "RSA-2047"), crypto, "path.key-too-small", 0);
	check(good_root(), WITH(good_ca(), f_.key = "RSA-1024"), good_leaf(), crypto, "path.key-too-small", 1);
	check(WITH(good_root(), f_.key = "RSA-1024"), good_ca(), good_leaf(), crypto, "path.key-too-small", 2);
	check(good_root(), good_ca(), WITH(good_leaf(), f_.key = "P-192"), crypto, "path.key-too-small", 0);
	check(good_root(), WITH(good_ca(), f_.key = "DSA"), good_leaf(), crypto, "path.key-kind", 1);
	check(good_root(), good_ca(), WITH(good_leaf(), f_.key = "DSA"), crypto, "path.key-kind", 0);
}

static void
an_anchor_may_be_any_certificate(void **state)
{
	struct scene s = scene_of(good_root(), good_ca(), good_leaf());
	struct tr_trust *root = s.trust;
	struct trien_err err = {0};
	(void)state;

	/* The issuing authority alone is trusted. */
	assert_ok(tr_trust_new(&s.trust, &err), &err);
	assert_ok(tr_trust_add(s.trust, TR_TRUST_GIVEN, s.ca.der, "ca", &err), &err);
	assert_finding(&s, "PASSED", "path.ok", 0);
	assert_int_equal(judge(&s).chain_count, 2);
	tr_trust_free(s.trust);
	/* The signer himself is. */
	assert_ok(tr_trust_new(&s.trust, &err), &err);
	assert_ok(tr_trust_add(s.trust, TR_TRUST_GIVEN, s.leaf.der, "leaf", &err), &err);
	assert_finding(&s, "PASSED", "path.ok", 0);
	assert_int_equal(judge(&s).chain_count, 1);
	tr_trust_free(s.trust);
	s.trust = root;
	scene_free(&s);
}

/* Cross-certified: the way through the expired certificate is not the only one. */
static void
the_better_path_wins(void **state)
{
	struct scene s = scene_of(good_root(), good_ca(), good_leaf());
	struct forge f = good_ca();
	(void)state;

	f.issuer = &s.root;
	f.key_of = &s.ca;
	f.from = FORGE_NOW - 9 * DAY;
	f.to = FORGE_NOW - 8 * DAY;
	struct forged old = forge_make(&f);
	tr_pool_cut(s.pool, 1);
	put_into_pool(&s, &old, NULL);
	assert_finding(&s, "EXPIRED", "path.expired", 1);
	put_into_pool(&s, &s.ca, NULL);
	assert_finding(&s, "PASSED", "path.ok", 0);
	forge_free(&old);
	scene_free(&s);
}

static void
the_lab_mark_is_seen_in_the_chain(void **state)
{
	struct scene s = scene_of(good_root(), good_ca(), good_leaf());
	unsigned char *der = NULL;
	struct trien_err err = {0};
	(void)state;

	assert_true(tr_lab_mark_add(s.root.x));
	assert_true(X509_sign(s.root.x, s.root.key, EVP_sha256()) > 0);
	int n = i2d_X509(s.root.x, &der);
	tr_trust_free(s.trust);
	assert_ok(tr_trust_new(&s.trust, &err), &err);
	assert_ok(tr_trust_add(s.trust, TR_TRUST_GIVEN, TR_BYTES(der, (size_t)n), "root", &err), &err);
	assert_true(judge(&s).lab);
	OPENSSL_free(der);
	scene_free(&s);
}

/* root → n - 2 authorities → leaf. */
static void
chain_of(size_t n, const char *finding, const char *reason, size_t count)
{
	struct forged c[TR_PATH_DEPTH_MAX + 1];
	struct scene s = {.as_of = FORGE_NOW};
	struct trien_err err = {0};
	char name[32];

	assert_ok(tr_pool_new(&s.pool, &err), &err);
	assert_ok(tr_trust_new(&s.trust, &err), &err);
	for (size_t i = 0; i < n; i++) {
		snprintf(name, sizeof(name), "bậc %zu", i);
		struct forge f = i + 1 < n ? good_root() : good_leaf();
		f.cn = name;
		f.issuer = i ? &c[i - 1] : NULL;
		c[i] = forge_make(&f);
		if (i > 0)
			put_into_pool(&s, &c[i], &s.signer);
	}
	assert_ok(tr_trust_add(s.trust, TR_TRUST_GIVEN, c[0].der, "root", &err), &err);
	struct tr_path p = judge(&s);
	assert_string_equal(tr_path_finding_name(p.finding), finding);
	assert_string_equal(tr_path_reason_id(p.reason), reason);
	assert_int_equal(p.chain_count, count);
	for (size_t i = 0; i < n; i++)
		forge_free(&c[i]);
	tr_pool_free(s.pool);
	tr_trust_free(s.trust);
}

static void
depth_is_capped(void **state)
{
	(void)state;
	chain_of(TR_PATH_DEPTH_MAX, "PASSED", "path.ok", TR_PATH_DEPTH_MAX);
	chain_of(TR_PATH_DEPTH_MAX + 1, "NO_CERTIFICATE_CHAIN_FOUND", "path.too-deep", TR_PATH_DEPTH_MAX);
}

/* Hundreds of authorities of one name and key, each certified by each, and no anchor: there is no path, and that is certain. */
static void
a_maze_ends(void **state)
{
	struct scene s = scene_of(good_root(), WITH(good_ca(), f_.bc = CA_BC), good_leaf());
	struct tr_trust *root = s.trust;
	struct trien_err err = {0};
	struct forge f = {.cn = "CA", .issuer = &s.ca, .key_of = &s.ca, .bc = CA_BC, .ku = CA_KU, .ids = true};
	(void)state;

	for (size_t i = 0; i < 300; i++) {
		struct forged more = forge_make(&f);
		put_into_pool(&s, &more, NULL);
		forge_free(&more);
	}
	assert_ok(tr_trust_new(&s.trust, &err), &err);
	struct tr_path p = judge(&s);
	assert_int_equal(p.finding, TR_PATH_NO_CERTIFICATE_CHAIN_FOUND);
	assert_false(p.search_cut);
	tr_trust_free(s.trust);
	s.trust = root;
	assert_finding(&s, "PASSED", "path.ok", 0);
	scene_free(&s);
}

/*
 * CVE-2023-0464: each of n policies of an authority stands for each of n of the one below, so a tree of them grows by the factor n a level. Past OpenSSL's
 * 1000 nodes nothing is decided, which is told at once and hurts no other path.
 */
static void
many_policies(int n, const char *finding, const char *reason)
{
	struct forged authority[5] = {FORGE(.cn = "Gốc", .bc = CA_BC, .ku = CA_KU)};
	struct scene s = {.as_of = FORGE_NOW, .use = TR_PATH_FOR_ANY};
	struct trien_err err = {0};
	char mappings[1024] = "", name[16];

	for (int i = 0; i < n * n; i++)
		snprintf(mappings + strlen(mappings), sizeof(mappings) - strlen(mappings), "%s2.999.6.%d:2.999.6.%d", i > 0 ? "," : "", i / n, i % n);
	assert_ok(tr_pool_new(&s.pool, &err), &err);
	assert_ok(tr_trust_new(&s.trust, &err), &err);
	assert_ok(tr_trust_add(s.trust, TR_TRUST_GIVEN, authority[0].der, "root", &err), &err);
	for (int i = 1; i < 5; i++) {
		snprintf(name, sizeof(name), "CA %d", i);
		authority[i] = FORGE(.cn = name, .issuer = &authority[i - 1], .bc = CA_BC, .ku = CA_KU, .policies = n, .mappings = mappings);
		put_into_pool(&s, &authority[i], NULL);
	}
	s.leaf = FORGE(.cn = "Nguyễn Văn Mẫu", .issuer = &authority[4], .ku = SIGN_KU, .policies = n);
	put_into_pool(&s, &s.leaf, &s.signer);
	struct tr_path p = judge(&s);
	assert_string_equal(tr_path_finding_name(p.finding), finding);
	assert_string_equal(tr_path_reason_id(p.reason), reason);
	for (int i = 0; i < 5; i++)
		forge_free(&authority[i]);
	scene_free(&s);
}

static void
trees_of_policies_are_capped(void **state)
{
	(void)state;
	many_policies(2, "PASSED", "path.ok");
	many_policies(5, "CERTIFICATE_CHAIN_GENERAL_FAILURE", "path.not-decided");
}

/* Many of a kind, each another. */
static char *
many_of(const char *each, int n)
{
	const size_t room = (size_t)n * (strlen(each) + 16) + 1;
	char *out = calloc(1, room);

	for (size_t i = 0, at = 0; i < (size_t)n; i++)
		at += (size_t)snprintf(out + at, room - at, "%s%s%zu.vn", i > 0 ? "," : "", each, i);
	return out;
}

/* Each name is held against each constraint: past 2^20 of such pairs OpenSSL decides nothing. The leaf's name has three parts. */
static void
name_constraints_are_capped(void **state)
{
	char *constraints = many_of("excluded;email:a", 1024), *at = many_of("email:b@b", 1021), *past = many_of("email:b@b", 1022);
	(void)state;

	check(good_root(), WITH(good_ca(), f_.nc = constraints), WITH(good_leaf(), f_.san = at), "PASSED", "path.ok", 0);
	check(good_root(), WITH(good_ca(), f_.nc = constraints), WITH(good_leaf(), f_.san = past), "CERTIFICATE_CHAIN_GENERAL_FAILURE", "path.not-decided", 0);
	free(constraints);
	free(at);
	free(past);
}

/* Authorities that the anchor has issued under the right name, none of which has signed: only verifying tells. */
static void
verifications_are_capped(void **state)
{
	struct scene s = scene_of(WITH(good_root(), f_.ids = false), WITH(good_ca(), f_.ids = false), WITH(good_leaf(), f_.ids = false));
	struct forge f = {.cn = "CA", .issuer = &s.root, .key_of = &s.root, .bc = CA_BC, .ku = CA_KU};
	(void)state;

	tr_pool_cut(s.pool, 1);
	for (size_t i = 0; i < TR_PATH_VERIFY_MAX; i++) {
		struct forged wrong = forge_make(&f);
		if (i + 1 == TR_PATH_VERIFY_MAX) {
			put_into_pool(&s, &s.ca, NULL);
			assert_false(judge(&s).search_cut);
			assert_finding(&s, "PASSED", "path.ok", 0);
			tr_pool_cut(s.pool, i + 1);
		}
		put_into_pool(&s, &wrong, NULL);
		forge_free(&wrong);
	}
	put_into_pool(&s, &s.ca, NULL);
	s.signer = tr_pool_peek(s.pool, 0);
	assert_true(judge(&s).search_cut);
	assert_finding(&s, "CERTIFICATE_CHAIN_GENERAL_FAILURE", "path.signature-wrong", 0);
	scene_free(&s);
}

/*
 * Two authorities that certify each other, thirty times over, before the certificate that leads to the anchor: `deep` authorities lie between.
 */
static void
circles(size_t deep)
{
	static const char *const names[] = {"Trung gian 1", "Trung gian 2", "Trung gian 3"};
	struct scene s = scene_of(good_root(), WITH(good_ca(), f_.bc = CA_BC), good_leaf());
	struct forged between[3] = {{0}}, other = FORGE(.cn = "Vòng", .bc = CA_BC, .ku = CA_KU, .ids = true);
	const struct forged *top = &s.root;

	tr_pool_cut(s.pool, 1);
	for (size_t i = 0; i < 15; i++) {
		struct forged there = FORGE(.cn = "CA", .key_of = &s.ca, .issuer = &other, .bc = CA_BC, .ku = CA_KU, .ids = true);
		struct forged back = FORGE(.cn = "Vòng", .key_of = &other, .issuer = &s.ca, .bc = CA_BC, .ku = CA_KU, .ids = true);
		put_into_pool(&s, &there, NULL);
		put_into_pool(&s, &back, NULL);
		forge_free(&there);
		forge_free(&back);
	}
	assert_finding(&s, "NO_CERTIFICATE_CHAIN_FOUND", "path.no-issuer", 2);
	for (size_t i = 0; i < deep; i++) {
		between[i] = FORGE(.cn = names[i], .issuer = top, .bc = CA_BC, .ku = CA_KU, .ids = true);
		put_into_pool(&s, &between[i], NULL);
		top = &between[i];
	}
	struct forged last = FORGE(.cn = "CA", .key_of = &s.ca, .issuer = top, .bc = CA_BC, .ku = CA_KU, .ids = true);
	put_into_pool(&s, &last, NULL);
	struct tr_path p = judge(&s);
	assert_int_equal(p.finding, TR_PATH_PASSED);
	assert_false(p.search_cut);
	assert_int_equal(p.chain_count, deep + 3);
	forge_free(&last);
	for (size_t i = 0; i < deep; i++)
		forge_free(&between[i]);
	forge_free(&other);
	scene_free(&s);
}

static void
circles_do_not_hide_a_good_path(void **state)
{
	(void)state;
	for (size_t deep = 0; deep <= 3; deep++)
		circles(deep);
}

/* More complete but bad paths than the cap: the finding is that of those that were judged. */
static void
candidates_are_capped(void **state)
{
	struct scene s = scene_of(good_root(), good_ca(), good_leaf());
	struct forge f = good_ca();
	(void)state;

	f.issuer = &s.root;
	f.key_of = &s.ca;
	f.to = FORGE_NOW - 1;
	tr_pool_cut(s.pool, 1);
	for (size_t i = 0; i < TR_PATH_CANDIDATES_MAX; i++) {
		struct forged old = forge_make(&f);
		if (i + 1 == TR_PATH_CANDIDATES_MAX) {
			assert_false(judge(&s).search_cut);
			assert_finding(&s, "EXPIRED", "path.expired", 1);
		}
		put_into_pool(&s, &old, NULL);
		forge_free(&old);
	}
	put_into_pool(&s, &s.ca, NULL);
	assert_true(judge(&s).search_cut);
	assert_finding(&s, "EXPIRED", "path.expired", 1);
	scene_free(&s);
}

static void
every_reason_has_words(void **state)
{
	(void)state;
	for (int r = 0; r < TR_PATH_REASON_COUNT; r++) {
		assert_true(strncmp(tr_path_reason_id((enum tr_path_reason)r), "path.", 5) == 0);
		assert_true(strlen(tr_path_reason_text((enum tr_path_reason)r, TRIEN_LANG_VI)) > 10);
		assert_true(strlen(tr_path_reason_text((enum tr_path_reason)r, TRIEN_LANG_EN)) > 10);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_chain_passes),
		cmocka_unit_test(time_counts_for_every_certificate),
		cmocka_unit_test(no_chain_without_issuer_or_anchor),
		cmocka_unit_test(an_impostor_is_no_issuer),
		cmocka_unit_test(one_bit_of_the_signature_is_enough),
		cmocka_unit_test(an_issuer_must_be_an_authority),
		cmocka_unit_test(path_length_is_kept),
		cmocka_unit_test(usage_of_the_signer),
		cmocka_unit_test(name_constraints_are_kept),
		cmocka_unit_test(policies_are_kept),
		cmocka_unit_test(verified_links_are_remembered),
		cmocka_unit_test(one_name_and_two_keys),
		cmocka_unit_test(unknown_critical_and_broken_extensions),
		cmocka_unit_test(weak_keys_and_digests),
		cmocka_unit_test(an_anchor_may_be_any_certificate),
		cmocka_unit_test(the_better_path_wins),
		cmocka_unit_test(the_lab_mark_is_seen_in_the_chain),
		cmocka_unit_test(depth_is_capped),
		cmocka_unit_test(a_maze_ends),
		cmocka_unit_test(verifications_are_capped),
		cmocka_unit_test(trees_of_policies_are_capped),
		cmocka_unit_test(name_constraints_are_capped),
		cmocka_unit_test(circles_do_not_hide_a_good_path),
		cmocka_unit_test(candidates_are_capped),
		cmocka_unit_test(every_reason_has_words),
	};
	return cmocka_run_group_tests_name("pki path", tests, NULL, NULL);
}
