/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * NIST PKITS: the cases that need no revocation, through tr_path_judge(). A failing PKITS case counts as agreed
 * when our path does not pass. The differences are asserted by name, each with its reason.
 */
#include "test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "pki/path.h"

#define AS_OF 1704067200 /* 2024-01-01: within the validity of the 2011 edition */
#define FILE_MAX 65536

/* What differs, and why that is right here. */
static const struct {
	const char *id, *why;
} differences[] = {
	{"40104", "DSA is not accepted (CRYPTO_CONSTRAINTS_FAILURE): Vietnamese law knows RSA and ECDSA"},
	{"40105", "DSA with inherited parameters: the same"},
};

static char folder[4000];

struct tally {
	int agreed, differed, passed_over;
	int chainless; /* bad because no chain was found: only the name-chaining cases may be so */
};

static const char *
difference_of(const char *id)
{
	for (size_t i = 0; i < sizeof(differences) / sizeof(differences[0]); i++)
		if (strcmp(differences[i].id, id) == 0)
			return differences[i].why;
	return NULL;
}

static void
read_certificate(const char *name, struct tr_pool *pool, const struct tr_certificate **out)
{
	char path[4200];
	static uint8_t bytes[FILE_MAX];
	struct trien_err err = {0};

	snprintf(path, sizeof(path), "%s/certs/%s", folder, name);
	FILE *f = fopen(path, "rb");
	if (f == NULL)
		fail_msg("%s cannot be opened", path);
	size_t n = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	assert_ok(tr_pool_add(pool, TR_BYTES(bytes, n), out, &err), &err);
}

/* Errors that come from CRLs are another matter. */
static bool
needs_revocation(const json_t *test)
{
	const char *class = json_string_value(json_object_get(json_object_get(test, "error"), "class"));
	return class != NULL && strcmp(class, "PathValidationError") != 0;
}

static size_t
read_policies(const json_t *params, struct tr_path_policies *p, const char *names[TR_PATH_POLICIES_MAX])
{
	const json_t *set = json_object_get(params, "user_initial_policy_set");
	size_t i;
	json_t *v;

	json_array_foreach(set, i, v)
		names[i] = json_string_value(v);
	p->acceptable = names;
	p->acceptable_count = json_array_size(set);
	p->require_explicit = json_is_true(json_object_get(params, "initial_explicit_policy"));
	p->inhibit_mapping = json_is_true(json_object_get(params, "initial_policy_mapping_inhibit"));
	p->inhibit_any = json_is_true(json_object_get(params, "initial_any_policy_inhibit"));
	return p->acceptable_count;
}

static struct tr_path
judge(const json_t *test, const struct tr_trust *trust, struct tr_pool *pool)
{
	const char *names[TR_PATH_POLICIES_MAX];
	struct tr_path_policies policies = {0};
	struct tr_path_request r = {.pool = pool, .trust = trust, .as_of = AS_OF, .use = TR_PATH_FOR_ANY,
		.policies = &policies};
	struct tr_path path = {0};
	struct trien_err err = {0};
	size_t i;
	json_t *v;

	read_certificate(json_string_value(json_object_get(test, "cert")), pool, &r.signer);
	json_array_foreach(json_object_get(test, "other_certs"), i, v)
		read_certificate(json_string_value(v), pool, NULL);
	assert_true(read_policies(json_object_get(test, "params"), &policies, names) <= TR_PATH_POLICIES_MAX);
	assert_ok(tr_path_judge(&r, &path, &err), &err);
	return path;
}

static void
run(const json_t *test, const struct tr_trust *trust, struct tally *t)
{
	const char *id = json_string_value(json_object_get(test, "id"));
	const char *name = json_string_value(json_object_get(test, "name"));
	struct tr_pool *pool = NULL;

	if (needs_revocation(test)) {
		t->passed_over++;
		return;
	}
	assert_int_equal(tr_pool_new(&pool, NULL), TRIEN_OK);
	struct tr_path path = judge(test, trust, pool);
	bool want = json_object_get(test, "error") == NULL;
	t->chainless += !want && path.finding == TR_PATH_NO_CERTIFICATE_CHAIN_FOUND;
	bool agreed = want == (path.finding == TR_PATH_PASSED);
	printf("%s %-60s want %-6s got %s %s%s\n", id, name, want ? "good" : "bad", tr_path_finding_name(path.finding),
			tr_path_reason_id(path.reason), agreed ? "" : "   DIFFERS");
	if (agreed) {
		t->agreed++;
	} else {
		t->differed++;
		if (difference_of(id) == NULL)
			fail_msg("%s %s differs without a reason", id, name);
		printf("      %s\n", difference_of(id));
	}
	tr_pool_free(pool);
}

static json_t *
load_tests(void)
{
	char path[4200];
	const char *shared = getenv("TRIEN_SHARED");
	json_error_t e;

	snprintf(folder, sizeof(folder), "%s/data/pkits", shared ? shared : TRIEN_SOURCE_DIR "/../shared");
	snprintf(path, sizeof(path), "%s/pkits.json", folder);
	return json_load_file(path, 0, &e);
}

static void
agrees_with_pkits(void **state)
{
	json_t *tests = *state, *test;
	struct tr_pool *pool = NULL;
	struct tr_trust *trust = NULL;
	const struct tr_certificate *root = NULL;
	struct trien_err err = {0};
	struct tally t = {0};
	size_t i;

	assert_int_equal(tr_pool_new(&pool, NULL), TRIEN_OK);
	read_certificate("TrustAnchorRootCertificate.crt", pool, &root);
	assert_ok(tr_trust_new(&trust, &err), &err);
	assert_ok(tr_trust_add(trust, root->der, "root", &err), &err);
	json_array_foreach(tests, i, test)
		run(test, trust, &t);
	printf("PKITS: %d agreed, %d differ, %d need revocation\n", t.agreed, t.differed, t.passed_over);
	tr_trust_free(trust);
	tr_pool_free(pool);
	assert_int_equal(t.agreed + t.differed + t.passed_over, json_array_size(tests));
	assert_int_equal(t.agreed, 199);
	assert_int_equal(t.differed, 2);
	assert_int_equal(t.chainless, 2);
}

int
main(void)
{
	json_t *tests = load_tests();
	if (tests == NULL) {
		printf("skipped: %s/pkits.json is not there\n", folder);
		return TEST_SKIPPED;
	}
	const struct CMUnitTest all[] = {cmocka_unit_test_prestate(agrees_with_pkits, tests)};
	int failed = cmocka_run_group_tests_name("pki pkits", all, NULL, NULL);
	json_decref(tests);
	return failed;
}
