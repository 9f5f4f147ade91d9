/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Base64 (RFC 4648 §4), for values that people carry between machines. */
#ifndef TR_CRYPTO_BASE64_H
#define TR_CRYPTO_BASE64_H

#include "base/bytes.h"

/* Appends what text means; blanks and line ends are passed over. False where it is anything else. */
TRIEN_MUST_CHECK bool tr_base64_decode(struct tr_bytes text, struct tr_buf *out);

/* Appends bytes as Base64 with padding, without line ends. */
TRIEN_MUST_CHECK trien_rc tr_base64_encode(struct tr_bytes in, struct tr_buf *out, struct trien_err *err);
/* As tr_base64_decode(), but only of the one text that tr_base64_encode() makes. */
TRIEN_MUST_CHECK bool tr_base64_decode_exactly(struct tr_bytes text, struct tr_buf *out);

#endif
