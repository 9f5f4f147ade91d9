/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Base64 (RFC 4648 §4), for values that people carry between machines. */
#ifndef TR_CRYPTO_BASE64_H
#define TR_CRYPTO_BASE64_H

#include "base/bytes.h"

/* Appends what text means; blanks and line ends are passed over. False where it is anything else. */
TRIEN_MUST_CHECK bool tr_base64_decode(struct tr_bytes text, struct tr_buf *out);

#endif
