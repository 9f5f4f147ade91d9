/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The text in front of /Contents, the same where it is proposed and where it
 * is checked: "/ByteRange[0 a b c]", blanks up to a fixed width, "/Contents".
 */
#ifndef TR_SIGN_HOLE_H
#define TR_SIGN_HOLE_H

#include "base/bytes.h"

/* Room for three numbers of ten digits, as the largest file has. */
#define TR_SIGN_RANGE_WIDTH 48u
#define TR_SIGN_HOLE_PREFIX (TR_SIGN_RANGE_WIDTH + 9u)

/*
 * Writes it for a hole [at, end) in a file of total bytes, without NUL; false where a number has more
 * than ten digits.
 */
bool tr_sign_hole_prefix(uint64_t at, uint64_t end, uint64_t total, uint8_t out[TR_SIGN_HOLE_PREFIX]);

#endif
