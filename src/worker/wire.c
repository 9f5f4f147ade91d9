/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "worker/wire.h"

#include <math.h>

#define UNITS 1000.0 /* of a point: how lengths go over the pipe */
#define LENGTH_MAX 1e9 /* points; nothing on a page is as long */

trien_rc
tr_wire_add_u64(struct tr_buf *b, uint64_t v, struct trien_err *err)
{
	uint8_t out[8];
	for (int i = 7; i >= 0; i--, v >>= 8)
		out[i] = (uint8_t)v;
	return tr_buf_add(b, out, sizeof(out), err);
}

trien_rc
tr_wire_add_bytes(struct tr_buf *b, struct tr_bytes v, struct trien_err *err)
{
	TR_TRY(tr_wire_add_u64(b, v.n, err));
	return tr_buf_add_bytes(b, v, err);
}

trien_rc
tr_wire_add_text(struct tr_buf *b, struct tr_text v, struct trien_err *err)
{
	return tr_wire_add_bytes(b, TR_BYTES(v.p, v.n), err);
}

struct tr_bytes
tr_wire_take_bytes(struct tr_cursor *c)
{
	return tr_cursor_take(c, (size_t)tr_cursor_u64(c));
}

trien_rc
tr_wire_take_text(struct tr_cursor *c, struct tr_text *out, struct trien_err *err)
{
	return tr_text_of(tr_wire_take_bytes(c), out, err);
}

trien_rc
tr_wire_add_length(struct tr_buf *b, double v, struct trien_err *err)
{
	const double kept = fabs(v) < LENGTH_MAX ? v : 0;
	return tr_wire_add_u64(b, (uint64_t)(int64_t)llround(kept * UNITS), err);
}

double
tr_wire_take_length(struct tr_cursor *c)
{
	const double v = (double)(int64_t)tr_cursor_u64(c) / UNITS;
	return fabs(v) < LENGTH_MAX ? v : 0;
}
