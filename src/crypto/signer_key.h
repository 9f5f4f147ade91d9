/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What the kinds of signers share: putting a signer together, a key in memory, asking for a PIN. */
#ifndef TR_CRYPTO_SIGNER_KEY_H
#define TR_CRYPTO_SIGNER_KEY_H

#include "crypto/openssl.h"
#include "crypto/signer.h"

/* Certificates that came with a key, in no order. */
struct tr_signer_material {
	EVP_PKEY *key;             /* private; taken over by tr_signer_of_key */
	struct tr_buf bytes;       /* DER of all, one after the other */
	struct { size_t at, n; } certificates[64];
	size_t count;
};

/* Appends a certificate (DER); the same one twice counts once. key.certificate-too-large, key.chain-limit. */
TRIEN_MUST_CHECK trien_rc tr_signer_material_add(
		struct tr_signer_material *m, struct tr_bytes der, struct trien_err *err);
struct tr_bytes tr_signer_material_at(const struct tr_signer_material *m, size_t i);
void tr_signer_material_free(struct tr_signer_material *m);

/*
 * Fills base->chain with the certificate at index leaf and then its issuers as far as they are there, issuer
 * after issuer; what belongs to another chain is left out. The bytes are copied into *store, which the chain
 * points to.
 */
TRIEN_MUST_CHECK trien_rc tr_signer_order_chain(const struct tr_signer_material *m, size_t leaf,
		struct tr_buf *store, struct tr_signer *base, struct trien_err *err);
/* Scheme, digest, key_bits, lab by the leaf's public key and the choice. */
TRIEN_MUST_CHECK trien_rc tr_signer_choose(struct tr_signer *base, const EVP_PKEY *public_key,
		const struct tr_signer_choice *choice, struct trien_err *err);
/* A signer around the private key and the certificate that fits it; m->key is moved on success. */
TRIEN_MUST_CHECK trien_rc tr_signer_of_key(struct tr_signer_material *m, const struct tr_signer_choice *choice,
		struct tr_signer **out, struct trien_err *err);

/* Asks for a PIN or password: at most TR_PIN_MAX bytes, a NUL is put behind them. Wipe out in every case. */
TRIEN_MUST_CHECK trien_rc tr_pin_ask(const struct tr_pin_source *pin, const char *label, const char *warning,
		struct tr_buf *out, struct trien_err *err);
/* Takes a byte order mark away; key.pin-not-text where it holds a NUL (UTF-16). */
TRIEN_MUST_CHECK trien_rc tr_pin_clean(struct tr_buf *pin, struct trien_err *err);

/* From memory; label is what the person is told when asked for the password. */
TRIEN_MUST_CHECK trien_rc tr_signer_open_p12_as(struct tr_bytes p12, const char *label,
		const struct tr_signer_choice *choice, const struct tr_pin_source *pin, struct tr_signer **out,
		struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_signer_open_pem_as(struct tr_bytes pem, const char *label,
		const struct tr_signer_choice *choice, const struct tr_pin_source *pin, struct tr_signer **out,
		struct trien_err *err);
/* Opens a PKCS#11 URI; see p11.c. */
TRIEN_MUST_CHECK trien_rc tr_signer_open_p11(const char *uri, const struct tr_signer_choice *choice,
		const struct tr_pin_source *pin, struct tr_signer **out, struct trien_err *err);
/* Of one of those: is the token there, and its session? token.removed, token.failed */
TRIEN_MUST_CHECK trien_rc tr_signer_check_p11(struct tr_signer *s, struct trien_err *err);

#endif
