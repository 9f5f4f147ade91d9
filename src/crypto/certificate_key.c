/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/certificate_key.h"

#include "base/errors/crypto.h"
#include "crypto/certificate_parts.h"
#include "crypto/key_policy.h"
#include "crypto/spki.h"

trien_rc
tr_key_choose_for(struct tr_bytes certificate, const struct tr_signer_choice *choice, enum tr_scheme *scheme,
		enum tr_digest *digest, struct trien_err *err)
{
	struct tr_certificate_parts parts;

	if (!tr_certificate_parts(certificate, &parts))
		return TR_ERR(err, KEY_CERTIFICATE_MALFORMED, TR_S("what", "RFC 5280 §4.1"));
	TR_AUTO(pkey) EVP_PKEY *key = tr_spki_key(parts.spki);
	if (key == NULL)
		return tr_openssl_failed("d2i_PUBKEY", err);
	return tr_key_choose(key, choice, scheme, digest, err);
}
