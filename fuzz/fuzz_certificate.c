/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Hostile certificates: the input is a trust file, a certificate, and (certificates back to back) a pool and
 * its anchors, through which a path is judged, and a chain. What is read and judged without OpenSSL is held against OpenSSL.
 */
#include <stdint.h>

#include "pki/alike.h"
#include "pki/path_parts.h"

static void
judge_all(const struct tr_trust *all)
{
	struct tr_pool *pool = NULL;
	struct tr_trust *trust = NULL;
	struct tr_path path;

	if (tr_pool_new(&pool, NULL) != TRIEN_OK || tr_trust_new(&trust, NULL) != TRIEN_OK)
		__builtin_trap();
	for (size_t i = 0; i < tr_trust_count(all); i++) {
		struct tr_bytes der = tr_trust_peek(all, i)->der;
		/* The last is the anchor; all may be issuers. */
		trien_rc rc = i + 1 == tr_trust_count(all) ? tr_trust_add(trust, TR_TRUST_GIVEN, der, "fuzz", NULL)
							   : tr_pool_add(pool, der, NULL, NULL);
		if (rc != TRIEN_OK)
			__builtin_trap(); /* it was read a moment ago */
	}
	for (int use = TR_PATH_FOR_DOCUMENT; use <= TR_PATH_FOR_ANY; use++) {
		const struct tr_path_request r = {.signer = tr_trust_peek(all, 0), .pool = pool, .trust = trust,
			.as_of = 1800000000, .use = (enum tr_path_use)use};
		if (tr_path_judge(&r, &path, NULL) == TRIEN_OK &&
				(path.chain_count == 0 || path.chain_count > TR_PATH_DEPTH_MAX ||
						path.culprit >= path.chain_count))
			__builtin_trap();
	}
	tr_pool_free(pool);
	tr_trust_free(trust);
}

/* In the order of the file, as if every signature had been verified: what is plainly valid OpenSSL does not refuse. */
static void
judge_chain(const struct tr_trust *all)
{
	const struct tr_certificate *chain[TR_PATH_DEPTH_MAX];
	const size_t n = tr_trust_count(all);
	struct tr_path_answer a;

	for (size_t i = 0; i < n && i < TR_PATH_DEPTH_MAX; i++)
		chain[i] = tr_trust_peek(all, i);
	if (n <= TR_PATH_DEPTH_MAX && tr_path_is_plainly_valid(chain, n, NULL) &&
			tr_path_validate_usual(chain, n, TR_PATH_LINKS_VERIFIED, NULL, &a, NULL) == TRIEN_OK && a.reason != TR_PATH_OK)
		__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tr_certificate *c = NULL;
	struct tr_trust *t = NULL;
	bool plain;

	if (size <= TR_CERTIFICATE_SIZE_MAX && alike_read(TR_BYTES(data, size), &plain) != NULL)
		__builtin_trap();
	if (tr_certificate_parse(TR_BYTES(data, size), &c, NULL) == TRIEN_OK &&
			tr_certificate_display_name(c).n == 0 && c->serial[0] != '\0')
		__builtin_trap();
	tr_certificate_free(c);
	if (tr_trust_new(&t, NULL) != TRIEN_OK)
		return 0;
	if (tr_trust_add(t, TR_TRUST_GIVEN, TR_BYTES(data, size), "fuzz", NULL) == TRIEN_OK && tr_trust_count(t) > 0) {
		judge_chain(t);
		judge_all(t);
	}
	tr_trust_free(t);
	return 0;
}
