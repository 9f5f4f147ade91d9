/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Words on the worker's pipes, in requests and answers: big-endian integers, and bytes behind their length. */
#ifndef TR_WORKER_WIRE_H
#define TR_WORKER_WIRE_H

#include "base/bytes.h"

TRIEN_MUST_CHECK trien_rc tr_wire_add_u64(struct tr_buf *b, uint64_t v, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_wire_add_bytes(struct tr_buf *b, struct tr_bytes v, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_wire_add_text(struct tr_buf *b, struct tr_text v, struct trien_err *err);

/* Points, to a thousandth; what is longer than anything on a page goes as 0. */
TRIEN_MUST_CHECK trien_rc tr_wire_add_length(struct tr_buf *b, double v, struct trien_err *err);

double tr_wire_take_length(struct tr_cursor *c);
/* Borrowed from the cursor's bytes; the cursor is bad where they end before. Integers: tr_cursor_u64(). */
struct tr_bytes tr_wire_take_bytes(struct tr_cursor *c);
/* The same as text; base.utf8-invalid. */
TRIEN_MUST_CHECK trien_rc tr_wire_take_text(struct tr_cursor *c, struct tr_text *out, struct trien_err *err);

#endif
