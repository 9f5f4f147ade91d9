/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/signed.h"

#include "crypto/der.h"
#include "crypto/value_check.h"

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
			!tr_der_take_tag(&rest, TR_DER_BIT_STRING, &e) || e.value.n == 0 || e.value.p[0] != 0)
		return false;
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

/* Ed25519 and Ed448 digest for themselves; all others are handed a digest. */
static trien_rc
digest_tbs(const struct tr_value_how *how, struct tr_bytes tbs, uint8_t *out, size_t *n, struct trien_err *err)
{
	struct tr_hash *h;

	*n = 0;
	if (how->scheme == TR_KEY_EDDSA)
		return TRIEN_OK;
	TR_TRY(tr_hash_new_alg(how->digest, &h, err));
	trien_rc rc = tr_hash_add(h, tbs, err);
	if (rc == TRIEN_OK)
		rc = tr_hash_done(h, out, n, err);
	tr_hash_free(h);
	return rc;
}

trien_rc
tr_signed_verify(const struct tr_signed *s, struct evp_pkey_st *key, bool *fits, struct trien_err *err)
{
	struct tr_value_how how;
	uint8_t digest[TR_DIGEST_MAX];
	size_t n;

	*fits = false;
	if (s->signature == NULL || !tr_value_how_read(s->signature, s->parameters, NULL, &how) ||
			(how.digest == NULL && how.scheme != TR_KEY_EDDSA))
		return TRIEN_OK;
	TR_TRY(digest_tbs(&how, s->tbs, digest, &n, err));
	return tr_value_check(key, &how, TR_BYTES(digest, n), s->tbs, s->value, fits, err);
}
