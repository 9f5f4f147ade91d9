/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/signed.h"

#include "crypto/der.h"
#include "crypto/value_check.h"
#include "crypto/verifier.h"

bool
tr_signed_take(struct tr_bytes *in, struct tr_signed *out)
{
	struct tr_bytes rest = *in;
	struct tr_signed s = {0};
	struct tr_der e;

	if (!tr_der_take_tag(&rest, TR_DER_SEQUENCE, &e))
		return false;
	s.tbs = e.whole;
	if (!tr_algorithm_take(&rest, &s.algorithm, &s.parameters) ||
			!tr_der_take_tag(&rest, TR_DER_BIT_STRING, &e) || e.value.n == 0)
		return false;
	if (e.value.p[0] == 0)
		s.value = tr_bytes_part(e.value, 1, e.value.n);
	s.signature = tr_signature_alg_find(s.algorithm);
	if (s.signature != NULL) {
		struct tr_value_how how;
		if (tr_value_how_read(s.signature, s.parameters, NULL, &how))
			s.digest = how.digest;
	}
	*out = s;
	*in = rest;
	return true;
}

trien_rc
tr_signed_verify(const struct tr_signed *s, struct tr_verifier *key, bool *fits, struct trien_err *err)
{
	struct tr_value_how how;
	uint8_t digest[TR_DIGEST_MAX];
	size_t n = 0;

	*fits = false;
	if (s->signature == NULL || !tr_value_how_read(s->signature, s->parameters, NULL, &how) ||
			(how.digest == NULL && how.scheme != TR_KEY_EDDSA))
		return TRIEN_OK;
	/* Ed25519 and Ed448 digest for themselves; all others are handed a digest. */
	if (how.scheme != TR_KEY_EDDSA)
		TR_TRY(tr_digest_parts(how.digest, &s->tbs, 1, digest, &n, err));
	return tr_verifier_check(key, &how, TR_BYTES(digest, n), s->tbs, s->value, fits, err);
}
