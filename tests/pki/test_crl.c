/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Revocation lists: read, searched, their scope; each with its forged or broken twin, and each cap. */
#include "forge_crl.h"
#include "crypto/verifier.h"
#include "pki/crl.h"
#include "pki/extension.h"
#include "test.h"

#include <stdlib.h>
#include <time.h>

static struct {
	struct forged ca, other, leaf, held, sub, by_url, weak;
	struct tr_certificate *of_ca, *of_other, *of_leaf, *of_held, *of_sub, *of_by_url;
} w;

static struct tr_certificate *
read_certificate(const struct forged *f)
{
	struct tr_certificate *c;
	struct trien_err err = {0};
	assert_ok(tr_certificate_parse(f->der, &c, &err), &err);
	return c;
}

static int
set_up(void **state)
{
	(void)state;
	w.ca = FORGE(.cn = "CA", .bc = CA_BC, .ku = CA_KU, .ids = true);
	w.other = FORGE(.cn = "CA khác", .bc = CA_BC, .ku = CA_KU, .ids = true);
	w.leaf = FORGE(.cn = "Mẫu", .issuer = &w.ca, .ku = SIGN_KU);
	w.held = FORGE(.cn = "Tạm dừng", .issuer = &w.ca, .ku = SIGN_KU);
	w.sub = FORGE(.cn = "CA con", .issuer = &w.ca, .bc = CA_BC, .ku = CA_KU);
	w.by_url = FORGE(.cn = "Có CDP", .issuer = &w.ca, .ku = SIGN_KU, .crldp = "URI:http://ca.example/1.crl");
	w.of_ca = read_certificate(&w.ca);
	w.of_other = read_certificate(&w.other);
	w.of_leaf = read_certificate(&w.leaf);
	w.of_held = read_certificate(&w.held);
	w.of_sub = read_certificate(&w.sub);
	w.of_by_url = read_certificate(&w.by_url);
	return 0;
}

static int
tear_down(void **state)
{
	struct forged *all[] = {&w.ca, &w.other, &w.leaf, &w.held, &w.sub, &w.by_url};
	struct tr_certificate *read[] = {w.of_ca, w.of_other, w.of_leaf, w.of_held, w.of_sub, w.of_by_url};

	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		tr_certificate_free(read[i]);
		forge_free(all[i]);
	}
	return 0;
}

/* A list and its bytes. */
struct list {
	struct tr_bytes der;
	struct tr_crl *crl;
};

static struct list
read_list(struct tr_bytes der)
{
	struct list l = {.der = der};
	struct trien_err err = {0};
	assert_ok(tr_crl_parse(der, &l.crl, &err), &err);
	return l;
}
#define LIST(...) read_list(FORGE_CRL(__VA_ARGS__))

static void
list_free(struct list *l)
{
	tr_crl_free(l->crl);
	free((void *)(uintptr_t)l->der.p);
}

static bool
verifies(const struct tr_crl *c, const struct forged *issuer)
{
	struct trien_err err = {0};
	struct tr_verifier *v;
	bool fits = false;
	assert_ok(tr_verifier_new(issuer->key, &v, &err), &err);
	assert_ok(tr_signed_verify(&c->seal, v, &fits, &err), &err);
	tr_verifier_free(v);
	return fits;
}

static void
a_list_is_read(void **state)
{
	struct list l = LIST(.issuer = &w.ca, .number = 300, .ids = true, .plain_oid = "2.999.5",
			.rows = {{.of = &w.leaf, .reason = TR_REVOKED_KEY_COMPROMISE, .invalid_since = FORGE_NOW - 9 * DAY},
				{.of = &w.held, .at = FORGE_NOW - DAY, .reason = TR_REVOKED_CERTIFICATE_HOLD}});
	struct tr_crl_entry e;

	(void)state;
	assert_int_equal(l.crl->entries, 2);
	assert_int_equal(l.crl->this_update, FORGE_NOW - 3600);
	assert_true(l.crl->has_next_update);
	assert_int_equal(l.crl->next_update, FORGE_NOW + DAY);
	assert_true(tr_bytes_equal(l.crl->number, TR_BYTES_LIT("\x01\x2c")));
	assert_false(l.crl->is_delta || l.crl->is_indirect || l.crl->critical_unknown || l.crl->has_expired_since);
	assert_int_equal(l.crl->reasons, TR_REASONS_ALL);
	assert_string_equal(l.crl->seal.digest->name, "SHA-256");
	assert_true(tr_crl_is_from(l.crl, w.of_ca));
	assert_false(tr_crl_is_from(l.crl, w.of_other));
	assert_true(verifies(l.crl, &w.ca));
	assert_false(verifies(l.crl, &w.other));
	assert_true(tr_crl_find(l.crl, w.of_leaf, &e));
	assert_int_equal(e.revoked_at, FORGE_NOW - 2 * DAY);
	assert_int_equal(e.reason, TR_REVOKED_KEY_COMPROMISE);
	assert_true(e.has_invalid_since);
	assert_int_equal(e.invalid_since, FORGE_NOW - 9 * DAY);
	assert_true(tr_crl_find(l.crl, w.of_held, &e));
	assert_int_equal(e.reason, TR_REVOKED_CERTIFICATE_HOLD);
	assert_false(e.has_invalid_since);
	assert_false(tr_crl_find(l.crl, w.of_sub, &e));
	list_free(&l);
}

/* The forged twin: one byte of a serial number changed, so that the revoked one is no longer there. */
static void
a_changed_list_does_not_verify(void **state)
{
	struct list l = LIST(.issuer = &w.ca, .rows = {{.of = &w.leaf}});
	struct tr_crl_entry e;
	uint8_t *bytes = (uint8_t *)(uintptr_t)l.crl->list.p;

	(void)state;
	bytes[4] ^= 1; /* SEQUENCE, length, INTEGER, length, serial */
	assert_false(tr_crl_find(l.crl, w.of_leaf, &e));
	assert_false(verifies(l.crl, &w.ca));
	bytes[4] ^= 1;
	assert_true(verifies(l.crl, &w.ca));
	list_free(&l);
	/* By another key under the authority's name. */
	l = LIST(.issuer = &w.ca, .key_of = &w.other);
	assert_true(tr_crl_is_from(l.crl, w.of_ca));
	assert_false(verifies(l.crl, &w.ca));
	list_free(&l);
	/* The key identifier of another key of the same name. */
	struct forged same_name = FORGE(.cn = "CA", .bc = CA_BC, .ids = true);
	l = LIST(.issuer = &same_name, .ids = true);
	assert_false(tr_crl_is_from(l.crl, w.of_ca));
	list_free(&l);
	forge_free(&same_name);
}

static void
what_is_no_list_is_refused(void **state)
{
	struct tr_bytes good = FORGE_CRL(.issuer = &w.ca, .number = 1, .rows = {{.of = &w.leaf, .reason = 1}});
	struct tr_crl *c = NULL;
	struct trien_err err = {0};
	uint8_t *copy = malloc(good.n + 1);
	size_t refused = 0;

	(void)state;
	memcpy(copy, good.p, good.n);
	copy[good.n] = 0;
	assert_refused(tr_crl_parse(TR_BYTES(copy, good.n + 1), &c, &err), "pki.crl-malformed");
	assert_refused(tr_crl_parse(TR_BYTES(copy, good.n - 1), &c, &err), "pki.crl-malformed");
	assert_refused(tr_crl_parse(TR_BYTES(NULL, 0), &c, &err), "pki.crl-malformed");
	assert_refused(tr_crl_parse(w.leaf.der, &c, &err), "pki.crl-malformed");
	/* Every byte flipped once: never past the end (the sanitizer looks), and what is still a list is read. */
	for (size_t i = 0; i < good.n; i++) {
		copy[i] ^= 0x10;
		trien_rc rc = tr_crl_parse(TR_BYTES(copy, good.n), &c, &err);
		refused += rc != TRIEN_OK;
		if (rc == TRIEN_OK)
			tr_crl_free(c);
		copy[i] ^= 0x10;
	}
	assert_true(refused > 60);
	free(copy);
	free((void *)(uintptr_t)good.p);
	struct tr_bytes twice = FORGE_CRL(.issuer = &w.ca, .number = 1, .doubled = true);
	assert_refused(tr_crl_parse(twice, &c, &err), "pki.crl-malformed");
	free((void *)(uintptr_t)twice.p);
}

/* §5.1.1.2: the algorithm that is signed must be the one beside the value. */
static void
another_algorithm_outside_is_refused(void **state)
{
	struct list l = LIST(.issuer = &w.ca);
	struct tr_crl *c;
	struct trien_err err = {0};
	uint8_t *outside = (uint8_t *)(uintptr_t)l.crl->seal.algorithm.p;

	(void)state;
	outside[7] ^= 1; /* ecdsa-with-SHA256 becomes SHA-384 */
	assert_refused(tr_crl_parse(l.der, &c, &err), "pki.crl-malformed");
	list_free(&l);
}

static void
critical_extensions_that_are_not_known(void **state)
{
	struct list l;

	(void)state;
	l = LIST(.issuer = &w.ca, .critical_oid = "2.999.7");
	assert_true(l.crl->critical_unknown);
	list_free(&l);
	l = LIST(.issuer = &w.ca, .rows = {{.of = &w.leaf}, {.of = &w.held, .critical_oid = "2.999.7"}});
	assert_true(l.crl->critical_unknown);
	list_free(&l);
	/* certificateIssuer has a meaning in an indirect list alone. */
	l = LIST(.issuer = &w.ca, .rows = {{.of = &w.leaf, .issuer = &w.other}});
	assert_true(l.crl->critical_unknown);
	list_free(&l);
}

/* §5.3.3: the issuer named in an entry holds for those behind it. */
static void
entries_of_an_indirect_list_have_issuers(void **state)
{
	struct list l = LIST(.issuer = &w.other, .idp = "critical,indirectCRL:TRUE",
			.rows = {{.of = &w.leaf}, {.of = &w.sub, .issuer = &w.ca}, {.of = &w.held}});
	struct tr_crl_entry e;

	(void)state;
	assert_true(l.crl->is_indirect);
	assert_false(l.crl->critical_unknown);
	assert_false(tr_crl_find(l.crl, w.of_leaf, &e)); /* the list's own issuer never issued it */
	assert_true(tr_crl_find(l.crl, w.of_sub, &e));
	assert_true(tr_crl_find(l.crl, w.of_held, &e));
	list_free(&l);
}

static void
the_last_of_several_entries_counts(void **state)
{
	struct list l = LIST(.issuer = &w.ca,
			.rows = {{.of = &w.leaf, .reason = TR_REVOKED_CERTIFICATE_HOLD},
				{.of = &w.leaf, .at = FORGE_NOW - DAY, .reason = TR_REVOKED_REMOVE_FROM_CRL}});
	struct tr_crl_entry e;

	(void)state;
	assert_true(tr_crl_find(l.crl, w.of_leaf, &e));
	assert_int_equal(e.reason, TR_REVOKED_REMOVE_FROM_CRL);
	assert_int_equal(e.revoked_at, FORGE_NOW - DAY);
	list_free(&l);
}

static void
scope(const char *idp, const struct forged *issuer, const struct tr_certificate *of, enum tr_crl_scope want,
		unsigned want_reasons)
{
	struct list l = LIST(.issuer = issuer, .idp = idp);
	unsigned reasons = 0xffff;

	assert_int_equal(tr_crl_scope_of(l.crl, of, &reasons), want);
	if (want == TR_CRL_COVERS)
		assert_int_equal(reasons, want_reasons);
	list_free(&l);
}

static void
a_list_speaks_of_some_certificates(void **state)
{
	const unsigned all = TR_REASONS_ALL;

	(void)state;
	scope(NULL, &w.ca, w.of_leaf, TR_CRL_COVERS, all);
	scope(NULL, &w.other, w.of_leaf, TR_CRL_OTHER_ISSUER, 0);
	scope("critical,indirectCRL:TRUE", &w.other, w.of_leaf, TR_CRL_OTHER_ISSUER, 0);
	scope("critical,onlyuser:TRUE", &w.ca, w.of_leaf, TR_CRL_COVERS, all);
	scope("critical,onlyuser:TRUE", &w.ca, w.of_sub, TR_CRL_OTHER_KIND, 0);
	scope("critical,onlyCA:TRUE", &w.ca, w.of_sub, TR_CRL_COVERS, all);
	scope("critical,onlyCA:TRUE", &w.ca, w.of_leaf, TR_CRL_OTHER_KIND, 0);
	scope("critical,onlyAA:TRUE", &w.ca, w.of_leaf, TR_CRL_OTHER_KIND, 0);
	scope("critical,onlysomereasons:keyCompromise", &w.ca, w.of_leaf, TR_CRL_COVERS,
			TR_REASON_BIT(TR_REVOKED_KEY_COMPROMISE));
	scope("critical,fullname:URI:http://ca.example/1.crl", &w.ca, w.of_by_url, TR_CRL_COVERS, all);
	scope("critical,fullname:URI:http://ca.example/2.crl", &w.ca, w.of_by_url, TR_CRL_OTHER_POINT, 0);
	scope("critical,fullname:URI:http://ca.example/1.crl", &w.ca, w.of_leaf, TR_CRL_OTHER_POINT, 0);
	scope(NULL, &w.ca, w.of_by_url, TR_CRL_COVERS, all);
}

/* §5.2.4 */
static void
a_delta_adds_to_its_base(void **state)
{
	const struct {
		struct forge_crl delta;
		bool fits;
	} rows[] = {
		{{.issuer = &w.ca, .number = 8, .base = 5}, true},
		{{.issuer = &w.ca, .number = 8, .base = 7}, true},
		{{.issuer = &w.ca, .number = 8, .base = 8}, false}, /* its base is newer than ours */
		{{.issuer = &w.ca, .number = 7, .base = 5}, false}, /* not newer than the base */
		{{.issuer = &w.ca, .number = 300, .base = 5}, true},
		{{.issuer = &w.ca, .number = 8}, false}, /* no delta */
		{{.issuer = &w.other, .number = 8, .base = 5}, false},
		{{.issuer = &w.ca, .number = 8, .base = 5, .ids = true}, false},
		{{.issuer = &w.ca, .number = 8, .base = 5, .idp = "critical,onlyuser:TRUE"}, false},
	};
	struct list base = LIST(.issuer = &w.ca, .number = 7), unnumbered = LIST(.issuer = &w.ca);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct list delta = read_list(forge_crl_make(&rows[i].delta));
		assert_int_equal(tr_crl_delta_fits(delta.crl, base.crl), rows[i].fits);
		assert_false(tr_crl_delta_fits(delta.crl, unnumbered.crl));
		list_free(&delta);
	}
	list_free(&base);
	list_free(&unnumbered);
}

/* ---- caps ---- */

static void
size_has_a_cap(void **state)
{
	struct forged rsa = FORGE(.cn = "CA", .key = "RSA-2048");
	struct tr_bytes probe = forge_crl_large(&rsa, 0, TR_CRL_SIZE_MAX - 1000);
	size_t fill = TR_CRL_SIZE_MAX - 1000 + (TR_CRL_SIZE_MAX - probe.n);
	struct trien_err err = {0};
	struct tr_crl *c;

	(void)state;
	free((void *)(uintptr_t)probe.p);
	probe = forge_crl_large(&rsa, 0, fill);
	assert_int_equal(probe.n, TR_CRL_SIZE_MAX);
	assert_ok(tr_crl_parse(probe, &c, &err), &err);
	tr_crl_free(c);
	assert_refused(tr_crl_parse(TR_BYTES(probe.p, TR_CRL_SIZE_MAX + 1), &c, &err), "pki.crl-too-large");
	free((void *)(uintptr_t)probe.p);
	forge_free(&rsa);
}

static void
entries_have_a_cap(void **state)
{
	struct tr_bytes der = forge_crl_large(&w.ca, TR_CRL_ENTRIES_MAX + 1, 0);
	struct trien_err err = {0};
	struct tr_crl *c;

	(void)state;
	assert_refused(tr_crl_parse(der, &c, &err), "pki.crl-entries-limit");
	free((void *)(uintptr_t)der.p);
	der = forge_crl_large(&w.ca, TR_CRL_ENTRIES_MAX, 0);
	assert_true(der.n > (size_t)40 << 20);
	clock_t from = clock();
	assert_ok(tr_crl_parse(der, &c, &err), &err);
	assert_int_equal(c->entries, TR_CRL_ENTRIES_MAX);
	struct tr_crl_entry e;
	assert_false(tr_crl_find(c, w.of_held, &e) && e.revoked_at == 0);
	assert_true(verifies(c, &w.ca));
	printf("a list of %zu entries, %zu bytes: read, searched and verified in %.0f ms of processor time\n",
			c->entries, der.n, (double)(clock() - from) * 1000 / CLOCKS_PER_SEC);
	tr_crl_free(c);
	free((void *)(uintptr_t)der.p);
}

static void
extensions_have_a_cap(void **state)
{
	struct tr_buf b = {0};

	(void)state;
	for (uint8_t i = 0; i < TR_CRL_EXTENSIONS_MAX; i++) {
		uint8_t x[] = {0x30, 0x07, 0x06, 0x01, i, 0x04, 0x02, 0x05, 0x00};
		assert_int_equal(tr_buf_add(&b, x, sizeof(x), NULL), TRIEN_OK);
	}
	assert_true(tr_extensions_check(tr_buf_view(&b), TR_CRL_EXTENSIONS_MAX));
	assert_int_equal(tr_buf_add(&b, "\x30\x07\x06\x01\x7f\x04\x02\x05\x00", 9, NULL), TRIEN_OK);
	assert_false(tr_extensions_check(tr_buf_view(&b), TR_CRL_EXTENSIONS_MAX));
	tr_buf_free(&b);
}

static void
a_point_has_a_cap(void **state)
{
	/* The extension's value is the URL and its four headers. */
	const size_t around = 16, most = TR_CRL_POINT_MAX - around;
	char *idp = malloc(TR_CRL_POINT_MAX + 64);
	struct trien_err err = {0};
	struct tr_crl *c;

	(void)state;
	for (size_t over = 0; over < 2; over++) {
		int at = snprintf(idp, 64, "critical,fullname:URI:");
		memset(idp + at, 'a', most + over);
		idp[(size_t)at + most + over] = 0;
		struct tr_bytes der = FORGE_CRL(.issuer = &w.ca, .idp = idp);
		if (over == 0) {
			assert_ok(tr_crl_parse(der, &c, &err), &err);
			assert_int_equal(c->point_der.n, TR_CRL_POINT_MAX);
			tr_crl_free(c);
		} else {
			assert_refused(tr_crl_parse(der, &c, &err), "pki.crl-malformed");
		}
		free((void *)(uintptr_t)der.p);
	}
	free(idp);
}

static void
reasons_have_words(void **state)
{
	enum tr_revocation_reason r;
	uint8_t v = 7;

	(void)state;
	assert_false(tr_revocation_reason_of(TR_BYTES(&v, 1), &r));
	v = 11;
	assert_false(tr_revocation_reason_of(TR_BYTES(&v, 1), &r));
	assert_false(tr_revocation_reason_of(TR_BYTES_LIT("\x00\x01"), &r));
	v = 6;
	assert_true(tr_revocation_reason_of(TR_BYTES(&v, 1), &r));
	assert_string_equal(tr_revocation_reason_name(r), "certificateHold");
	assert_string_equal(tr_revocation_reason_text(r, TRIEN_LANG_VI), "đang tạm dừng");
	assert_string_equal(tr_revocation_reason_text(r, TRIEN_LANG_EN), "suspended");
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_list_is_read),
		cmocka_unit_test(a_changed_list_does_not_verify),
		cmocka_unit_test(what_is_no_list_is_refused),
		cmocka_unit_test(another_algorithm_outside_is_refused),
		cmocka_unit_test(critical_extensions_that_are_not_known),
		cmocka_unit_test(entries_of_an_indirect_list_have_issuers),
		cmocka_unit_test(the_last_of_several_entries_counts),
		cmocka_unit_test(a_list_speaks_of_some_certificates),
		cmocka_unit_test(a_delta_adds_to_its_base),
		cmocka_unit_test(size_has_a_cap),
		cmocka_unit_test(entries_have_a_cap),
		cmocka_unit_test(extensions_have_a_cap),
		cmocka_unit_test(a_point_has_a_cap),
		cmocka_unit_test(reasons_have_words),
	};
	return cmocka_run_group_tests_name("pki crl", all, set_up, tear_down);
}
