/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The set of evidence: what it takes, and what it does not take any more. Requirement: X2 */
#include "forge_crl.h"
#include "pki/evidence.h"
#include "test.h"

#include <stdlib.h>

static struct forged ca;

static int
set_up(void **state)
{
	(void)state;
	ca = FORGE(.cn = "CA", .bc = CA_BC, .ku = CA_KU);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	forge_free(&ca);
	return 0;
}

static void
the_same_bytes_are_read_once(void **state)
{
	struct tr_evidence *e = NULL;
	struct trien_err err = {0};
	const struct tr_evidence_item *a, *b;

	(void)state;
	assert_ok(tr_evidence_new(&e, &err), &err);
	struct tr_bytes der = FORGE_CRL(.issuer = &ca);
	assert_ok(tr_evidence_add_crl(e, der, TR_EVIDENCE_DSS, &a, &err), &err);
	assert_ok(tr_evidence_add_crl(e, der, TR_EVIDENCE_CMS, &b, &err), &err);
	assert_ptr_equal(a, b);
	assert_int_equal(a->source, TR_EVIDENCE_DSS);
	assert_int_equal(tr_evidence_count(e), 1);
	assert_refused(tr_evidence_add_ocsp(e, der, TR_EVIDENCE_DSS, NULL, &err), "pki.ocsp-malformed");
	assert_null(tr_evidence_peek(e, 1));
	tr_evidence_free(e);
	free((void *)(uintptr_t)der.p);
}

static void
a_set_has_a_count(void **state)
{
	struct tr_bytes bytes[TR_EVIDENCE_COUNT_MAX + 1];
	struct tr_evidence *e = NULL;
	struct trien_err err = {0};

	(void)state;
	assert_ok(tr_evidence_new(&e, &err), &err);
	for (size_t i = 0; i <= TR_EVIDENCE_COUNT_MAX; i++) {
		bytes[i] = FORGE_CRL(.issuer = &ca, .number = (long)i + 1);
		trien_rc rc = tr_evidence_add_crl(e, bytes[i], TR_EVIDENCE_DSS, NULL, &err);
		if (i < TR_EVIDENCE_COUNT_MAX)
			assert_ok(rc, &err);
		else
			assert_refused(rc, "pki.evidence-limit");
	}
	tr_evidence_free(e);
	for (size_t i = 0; i <= TR_EVIDENCE_COUNT_MAX; i++)
		free((void *)(uintptr_t)bytes[i].p);
}

static void
a_set_has_a_size(void **state)
{
	struct forged rsa = FORGE(.cn = "CA", .key = "RSA-2048");
	struct tr_bytes bytes[3] = {forge_crl_large(&rsa, 0, TR_CRL_SIZE_MAX - 1000)};
	size_t fill = TR_CRL_SIZE_MAX - 1000 + (TR_CRL_SIZE_MAX - bytes[0].n);
	struct tr_evidence *e = NULL;
	struct trien_err err = {0};

	(void)state;
	assert_int_equal(TR_EVIDENCE_BYTES_MAX, 2 * TR_CRL_SIZE_MAX);
	free((void *)(uintptr_t)bytes[0].p);
	assert_ok(tr_evidence_new(&e, &err), &err);
	for (size_t i = 0; i < 3; i++) {
		bytes[i] = i < 2 ? forge_crl_large(&rsa, 0, fill) : FORGE_CRL(.issuer = &ca);
		/* Not the same bytes twice: the last one is of the signature's value. */
		((uint8_t *)(uintptr_t)bytes[i].p)[bytes[i].n - 1] ^= (uint8_t)i;
		trien_rc rc = tr_evidence_add_crl(e, bytes[i], TR_EVIDENCE_DSS, NULL, &err);
		if (i < 2)
			assert_ok(rc, &err);
		else
			assert_refused(rc, "pki.evidence-limit");
	}
	tr_evidence_free(e);
	for (size_t i = 0; i < 3; i++)
		free((void *)(uintptr_t)bytes[i].p);
	forge_free(&rsa);
}

int
main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(the_same_bytes_are_read_once),
		cmocka_unit_test(a_set_has_a_count),
		cmocka_unit_test(a_set_has_a_size),
	};
	return cmocka_run_group_tests_name("pki evidence", all, set_up, tear_down);
}
