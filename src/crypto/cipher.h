/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Primitives that reading an encrypted PDF needs (ISO 32000-2 §7.6), with the signatures of the members of
 * struct tr_pdf_cipher. Old and weak ones are here because old files are encrypted with them; nothing of ours
 * is.
 */
#ifndef TR_CRYPTO_CIPHER_H
#define TR_CRYPTO_CIPHER_H

#include "base/bytes.h"

/* kind: 0 MD5, 256, 384, 512 (SHA-2); out has room for 64 bytes. */
trien_rc tr_cipher_digest(int kind, struct tr_bytes in, uint8_t *out, struct trien_err *err);
/* key of 1 to 256 bytes; out has room for in.n bytes and may be in.p. */
trien_rc tr_cipher_rc4(struct tr_bytes key, struct tr_bytes in, uint8_t *out, struct trien_err *err);
/* Without padding: key of 16 or 32 bytes, in a multiple of 16. crypto.cipher-input for other sizes. */
trien_rc tr_cipher_aes_cbc(struct tr_bytes key, const uint8_t iv[16], struct tr_bytes in, uint8_t *out,
		bool encrypt, struct trien_err *err);

#endif
