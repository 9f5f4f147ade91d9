/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Content for one recipient: CMS AuthEnvelopedData (RFC 5083) with AES-256-GCM, as `openssl cms -encrypt -aes-256-gcm` makes it and
 * `openssl cms -decrypt -inform DER` opens it. Held whole in memory.
 */
#ifndef TR_CRYPTO_ENVELOPE_H
#define TR_CRYPTO_ENVELOPE_H

#include "base/bytes.h"

/* Appends the envelope. certificate: PEM. crypto.envelope-recipient. */
TRIEN_MUST_CHECK trien_rc tr_envelope_seal(struct tr_bytes certificate, struct tr_bytes content, struct tr_buf *out, struct trien_err *err);
/* Appends the content. key: PEM, without a passphrase. crypto.envelope-key: no such key, or the envelope is another's or was changed. */
TRIEN_MUST_CHECK trien_rc tr_envelope_open(struct tr_bytes key, struct tr_bytes envelope, struct tr_buf *out, struct trien_err *err);

#endif
