/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Digests as people and file names carry them: hexadecimal, lower case. */
#ifndef TR_STORE_HEX_H
#define TR_STORE_HEX_H

#include "base/bytes.h"
#include "base/error.h"

#define TR_HEX256 64u

/* out has room for 2 * b.n + 1. */
static inline void
tr_hex(struct tr_bytes b, char *out)
{
	for (size_t i = 0; i < b.n; i++) {
		*out++ = "0123456789abcdef"[b.p[i] >> 4];
		*out++ = "0123456789abcdef"[b.p[i] & 15];
	}
	*out = '\0';
}

/* Is it a SHA-256 in that form? */
static inline bool
tr_hex_is_256(const char *text)
{
	return strlen(text) == TR_HEX256 && strspn(text, "0123456789abcdef") == TR_HEX256;
}

/* The SHA-256 of data in that form. */
TRIEN_MUST_CHECK trien_rc tr_hex_sha256(struct tr_bytes data, char out[TR_HEX256 + 1], struct trien_err *err);

#endif
