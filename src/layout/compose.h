/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Unicode normalization form C (UAX #15): "ê" and "e" with a circumflex behind it become one. What producers write and
 * what people type is compared, shaped and shown in this form.
 */
#ifndef TR_LAYOUT_COMPOSE_H
#define TR_LAYOUT_COMPOSE_H

#include "base/bytes.h"

/* Appends the text in form C. */
TRIEN_MUST_CHECK trien_rc tr_compose(struct tr_text text, struct tr_buf *out, struct trien_err *err);
/* The same of n code points; what is none becomes U+FFFD. */
TRIEN_MUST_CHECK trien_rc tr_compose_points(
		const uint32_t *points, size_t n, struct tr_buf *out, struct trien_err *err);
/* Does the character sit on the one before it (a canonical combining class other than 0)? */
bool tr_is_combining(uint32_t point);

#endif
