/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * All cases of NIST PKITS: path and revocation together, as a verifier would use them. Prints a table of what was
 * wanted and found; a case differs only where pkits_differences.tsv says so and why.
 * Of a case that must fail, also the kind of failure is compared: revoked, stale, no evidence, or the path.
 */
#include "test.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "pki/revocation.h"

#define AS_OF 1704067200 /* 2024-01-01: within the validity of the 2011 edition */
#define FILE_MAX 65536
#define FILES_MAX 16

static char folder[4000];

/* The lists of one case, which must outlive its evidence. */
struct files {
	uint8_t *p[FILES_MAX];
	size_t count;
};

struct tally {
	int agreed, differed;
	int of[TR_STATUS_COUNT]; /* cases that end in a status, of those whose path passes */
	int bad_paths, chainless;
};

static struct tr_bytes
read_file(const char *kind, const char *name, struct files *keep)
{
	char path[4200];
	uint8_t *bytes = malloc(FILE_MAX);

	snprintf(path, sizeof(path), "%s/%s/%s", folder, kind, name);
	FILE *f = fopen(path, "rb");
	if (f == NULL)
		fail_msg("%s cannot be opened", path);
	size_t n = fread(bytes, 1, FILE_MAX, f);
	fclose(f);
	assert_true(keep->count < FILES_MAX);
	keep->p[keep->count++] = bytes;
	return TR_BYTES(bytes, n);
}

static void
files_free(struct files *f)
{
	for (size_t i = 0; i < f->count; i++)
		free(f->p[i]);
	f->count = 0;
}

/* The line of a case in pkits_differences.tsv: "id TAB what TAB why"; false where there is none. */
static bool
is_explained(const char *id, char line[512])
{
	FILE *f = fopen(TRIEN_SOURCE_DIR "/tests/pki/pkits_differences.tsv", "r");
	size_t n = strlen(id);
	bool found = false;

	assert_non_null(f);
	while (!found && fgets(line, 512, f) != NULL)
		found = strncmp(line, id, n) == 0 && line[n] == '\t' && strchr(line + n + 1, '\t') != NULL;
	fclose(f);
	return found;
}

static void
read_policies(const json_t *params, struct tr_path_policies *p, const char *names[TR_PATH_POLICIES_MAX])
{
	const json_t *set = json_object_get(params, "user_initial_policy_set");
	size_t i;
	json_t *v;

	assert_true(json_array_size(set) <= TR_PATH_POLICIES_MAX);
	json_array_foreach(set, i, v)
		names[i] = json_string_value(v);
	p->acceptable = names;
	p->acceptable_count = json_array_size(set);
	p->require_explicit = json_is_true(json_object_get(params, "initial_explicit_policy"));
	p->inhibit_mapping = json_is_true(json_object_get(params, "initial_policy_mapping_inhibit"));
	p->inhibit_any = json_is_true(json_object_get(params, "initial_any_policy_inhibit"));
}

static void
judge_path(const json_t *test, const struct tr_trust *trust, struct tr_pool *pool, struct tr_path *path)
{
	const char *names[TR_PATH_POLICIES_MAX];
	struct tr_path_policies policies = {0};
	struct tr_path_request r = {.pool = pool, .trust = trust, .as_of = AS_OF, .use = TR_PATH_FOR_ANY,
		.policies = &policies};
	struct trien_err err = {0};
	struct files files = {0};
	size_t i;
	json_t *v;

	struct tr_bytes der = read_file("certs", json_string_value(json_object_get(test, "cert")), &files);
	assert_ok(tr_pool_add(pool, der, &r.signer, &err), &err);
	json_array_foreach(json_object_get(test, "other_certs"), i, v) {
		der = read_file("certs", json_string_value(v), &files);
		assert_ok(tr_pool_add(pool, der, NULL, &err), &err);
	}
	files_free(&files);
	read_policies(json_object_get(test, "params"), &policies, names);
	assert_ok(tr_path_judge(&r, path, &err), &err);
}

static struct tr_revocation
judge_revocation(const json_t *test, const struct tr_path *path, const struct tr_trust *trust, const struct tr_pool *pool)
{
	struct tr_revocation found[TR_PATH_DEPTH_MAX];
	struct tr_revocation_request r = {.path = path, .trust = trust, .pool = pool, .as_of = AS_OF};
	struct trien_err err = {0};
	struct files files = {0};
	size_t i, worst;
	json_t *v;

	assert_ok(tr_evidence_new(&r.evidence, &err), &err);
	struct tr_bytes der = read_file("crls", "TrustAnchorRootCRL.crl", &files);
	assert_ok(tr_evidence_add_crl(r.evidence, der, TR_EVIDENCE_GIVEN, NULL, &err), &err);
	json_array_foreach(json_object_get(test, "crls"), i, v) {
		der = read_file("crls", json_string_value(v), &files);
		assert_ok(tr_evidence_add_crl(r.evidence, der, TR_EVIDENCE_GIVEN, NULL, &err), &err);
	}
	assert_ok(tr_revocation_judge_path(&r, found, &worst, &err), &err);
	tr_evidence_free(r.evidence);
	files_free(&files);
	found[worst].item = found[worst].delta = NULL; /* gone with the evidence */
	return found[worst];
}

static bool
is_wanted(const json_t *test, const struct tr_path *path, const struct tr_revocation *r)
{
	const char *class = json_string_value(json_object_get(json_object_get(test, "error"), "class"));
	bool passed = path->finding == TR_PATH_PASSED;

	if (class == NULL)
		return passed && r->status <= TR_STATUS_GOOD;
	if (strcmp(class, "RevokedError") == 0)
		return passed && (r->status == TR_STATUS_REVOKED || r->status == TR_STATUS_ON_HOLD);
	if (strcmp(class, "InsufficientRevinfoError") == 0)
		return passed && r->status == TR_STATUS_NO_EVIDENCE;
	if (strcmp(class, "StaleRevinfoError") == 0)
		return passed && r->status == TR_STATUS_STALE;
	return !passed;
}

static void
run(const json_t *test, const struct tr_trust *trust, struct tally *t)
{
	const char *id = json_string_value(json_object_get(test, "id"));
	const char *class = json_string_value(json_object_get(json_object_get(test, "error"), "class"));
	struct tr_revocation r = {0};
	struct tr_pool *pool = NULL;
	struct tr_path path;
	char why[512];

	assert_int_equal(tr_pool_new(&pool, NULL), TRIEN_OK);
	judge_path(test, trust, pool, &path);
	if (path.finding == TR_PATH_PASSED) {
		r = judge_revocation(test, &path, trust, pool);
		t->of[r.status]++;
	} else {
		t->bad_paths++;
	}
	t->chainless += class != NULL && path.finding == TR_PATH_NO_CERTIFICATE_CHAIN_FOUND;
	bool agreed = is_wanted(test, &path, &r);
	printf("%s %-58s want %-26s got %s %s%s\n", id, json_string_value(json_object_get(test, "name")),
			class ? class : "good", path.finding == TR_PATH_PASSED ? tr_revocation_status_name(r.status)
									       : tr_path_finding_name(path.finding),
			path.finding == TR_PATH_PASSED ? tr_revocation_why_id(r.why) : tr_path_reason_id(path.reason),
			agreed ? "" : "   DIFFERS");
	t->agreed += agreed;
	t->differed += !agreed;
	if (agreed == is_explained(id, why))
		fail_msg("%s: %s", id, agreed ? "agrees, but pkits_differences.tsv says that it differs" : "differs without a reason");
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
	struct tr_trust *trust = NULL;
	struct trien_err err = {0};
	struct files files = {0};
	struct tally t = {0};
	size_t i;

	assert_ok(tr_trust_new(&trust, &err), &err);
	assert_ok(tr_trust_add(trust, TR_TRUST_GIVEN, read_file("certs", "TrustAnchorRootCertificate.crt", &files), "root", &err), &err);
	files_free(&files);
	json_array_foreach(tests, i, test)
		run(test, trust, &t);
	tr_trust_free(trust);
	printf("PKITS: %d agreed, %d differ; good %d, revoked %d, on hold %d, stale %d, no evidence %d, path bad %d\n", t.agreed,
			t.differed, t.of[TR_STATUS_GOOD], t.of[TR_STATUS_REVOKED], t.of[TR_STATUS_ON_HOLD],
			t.of[TR_STATUS_STALE], t.of[TR_STATUS_NO_EVIDENCE], t.bad_paths);
	assert_int_equal(t.agreed + t.differed, json_array_size(tests));
	assert_int_equal(json_array_size(tests), 247);
	/* Bad because no chain was found: only the name-chaining cases may be so. */
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
