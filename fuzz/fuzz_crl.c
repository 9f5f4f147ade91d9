/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Hostile revocation lists: read, searched for a certificate with distribution points, held against it and its issuer. */
#include <stdint.h>

#include "crypto/der.h"
#include "pki/crl.h"

/* The input: a certificate, and behind it the list. */
static bool
take_certificate(struct tr_bytes *in, struct tr_certificate **out)
{
	struct tr_der e;
	return tr_der_take(in, &e) && tr_certificate_parse(e.whole, out, NULL) == TRIEN_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct tr_bytes in = TR_BYTES(data, size);
	struct tr_certificate *c = NULL;
	struct tr_crl *crl = NULL;
	struct tr_crl_entry e;
	unsigned reasons;

	if (take_certificate(&in, &c) && tr_crl_parse(in, &crl, NULL) == TRIEN_OK) {
		enum tr_crl_scope scope = tr_crl_scope_of(crl, c, &reasons);
		if (scope != TR_CRL_COVERS && scope != TR_CRL_OTHER_KIND && reasons != 0)
			__builtin_trap();
		if (tr_crl_find(crl, c, &e) && (e.reason >= TR_REVOKED_REASON_COUNT || crl->entries == 0))
			__builtin_trap();
		(void)tr_crl_is_from(crl, c);
		if (tr_crl_delta_fits(crl, crl))
			__builtin_trap(); /* nothing adds to itself */
	}
	tr_crl_free(crl);
	tr_certificate_free(c);
	return 0;
}
