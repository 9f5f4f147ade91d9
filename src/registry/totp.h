/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* One-time codes (RFC 6238): SHA-1, 30 seconds, 6 digits, as every program on a telephone makes them. */
#ifndef TR_REGISTRY_TOTP_H
#define TR_REGISTRY_TOTP_H

#include <stdbool.h>

#include "base/env.h"

#define TR_TOTP_SECRET 20u
#define TR_TOTP_TEXT 33u /* in Base32 (RFC 4648), with a NUL */

/* The secret in letters. */
void tr_totp_write(const uint8_t secret[TR_TOTP_SECRET], char out[TR_TOTP_TEXT]);
bool tr_totp_read(const char *text, uint8_t out[TR_TOTP_SECRET]);
/* The code of a step of 30 seconds. */
TRIEN_MUST_CHECK trien_rc tr_totp_code(const uint8_t secret[TR_TOTP_SECRET], int64_t step, char out[7], struct trien_err *err);
/*
 * Whose clock differs by a step is let in; who comes with a code a second time is not: *step is the step of the code, later than `last`, and to be kept.
 * 0: it is none.
 */
TRIEN_MUST_CHECK trien_rc tr_totp_is(const char *secret, const char *code, int64_t now, int64_t last, int64_t *step, struct trien_err *err);

#endif
