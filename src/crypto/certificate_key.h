/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What may be done with the key of a certificate whose private half is elsewhere. */
#ifndef TR_CRYPTO_CERTIFICATE_KEY_H
#define TR_CRYPTO_CERTIFICATE_KEY_H

#include "crypto/signer.h"

/*
 * Fills what the choice leaves open by the certificate's public key, as tr_signer_open() does for a private one.
 * key.certificate-malformed, key.rsa-*, key.curve, key.type, key.scheme.
 */
TRIEN_MUST_CHECK trien_rc tr_key_choose_for(struct tr_bytes certificate, const struct tr_signer_choice *choice,
		enum tr_scheme *scheme, enum tr_digest *digest, struct trien_err *err);

#endif
