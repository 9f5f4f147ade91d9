/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Content-Transfer-Encodings (RFC 2045 §6) and those of encoded words (RFC 2047 §4). */
#ifndef TR_MIME_DECODE_H
#define TR_MIME_DECODE_H

#include "base/bytes.h"

/* Lines of Base64, nothing but them; False: anything else stands in them, or behind their end. */
bool tr_mime_base64(struct tr_bytes in, struct tr_buf *out);
/* False: "=" that means nothing. */
bool tr_mime_quoted_printable(struct tr_bytes in, struct tr_buf *out);
/* Of an encoded word: "_" is a blank. */
bool tr_mime_q(struct tr_bytes in, struct tr_buf *out);

#endif
