/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Ed25519 (RFC 8032), for signed notes: keys and signatures as they stand in text, without certificates. */
#ifndef TR_CRYPTO_ED25519_H
#define TR_CRYPTO_ED25519_H

#include "base/bytes.h"

#define TR_ED25519_KEY 32u
#define TR_ED25519_SIGNATURE 64u

/* The public key that belongs to a private one (the seed of RFC 8032 §5.1.5). */
TRIEN_MUST_CHECK trien_rc tr_ed25519_public(
		const uint8_t seed[TR_ED25519_KEY], uint8_t out[TR_ED25519_KEY], struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_ed25519_sign(const uint8_t seed[TR_ED25519_KEY], struct tr_bytes message,
		uint8_t out[TR_ED25519_SIGNATURE], struct trien_err *err);
/* *fits is false for every value that is no signature over the message by that key; an error means that it could not be tried. */
TRIEN_MUST_CHECK trien_rc tr_ed25519_verify(const uint8_t key[TR_ED25519_KEY], struct tr_bytes message,
		const uint8_t signature[TR_ED25519_SIGNATURE], bool *fits, struct trien_err *err);

#endif
