/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "crypto/der.h"

#include <stdio.h>
#include <stdlib.h>

/* Arcs of UUIDs (2.25) take 20; no header of one is longer than two octets then. */
#define OID_BYTES_MAX 64u

size_t
tr_der_header_size(size_t n)
{
	return n < 0x80 ? 2 : n <= 0xff ? 3 : n <= 0xffff ? 4 : n <= 0xffffff ? 5 : 6;
}

uint8_t *
tr_der_put_header(uint8_t *p, uint8_t tag, size_t n)
{
	size_t octets = tr_der_header_size(n) - 2;

	*p++ = tag;
	if (octets == 0) {
		*p++ = (uint8_t)n;
		return p;
	}
	*p++ = (uint8_t)(0x80 | octets);
	while (octets-- > 0)
		*p++ = (uint8_t)(n >> (8 * octets));
	return p;
}

trien_rc
tr_der_add(struct tr_buf *out, uint8_t tag, struct tr_bytes content, struct trien_err *err)
{
	TR_TRY(tr_buf_reserve(out, TR_DER_HEADER_MAX + content.n, err));
	uint8_t *p = tr_der_put_header(out->p + out->n, tag, content.n);
	if (content.n > 0)
		memcpy(p, content.p, content.n);
	out->n = (size_t)(p - out->p) + content.n;
	return TRIEN_OK;
}

trien_rc
tr_der_wrap(struct tr_buf *out, size_t from, uint8_t tag, struct trien_err *err)
{
	size_t n = out->n - from, header = tr_der_header_size(n);

	TR_TRY(tr_buf_reserve(out, header, err));
	memmove(out->p + from + header, out->p + from, n);
	tr_der_put_header(out->p + from, tag, n);
	out->n += header;
	return TRIEN_OK;
}

trien_rc
tr_der_add_unsigned(struct tr_buf *out, struct tr_bytes v, struct trien_err *err)
{
	size_t from = out->n;

	while (v.n > 1 && v.p[0] == 0)
		v = tr_bytes_part(v, 1, v.n);
	/* X.690 §8.3: two's complement, so a leading one-bit would make it negative. */
	if (v.n == 0 || (v.p[0] & 0x80) != 0)
		TR_TRY(tr_buf_add_byte(out, 0, err));
	TR_TRY(tr_buf_add_bytes(out, v, err));
	return tr_der_wrap(out, from, TR_DER_INTEGER, err);
}

/* X.690 §11.6: compared as octet strings, the shorter padded with zero octets. */
static int
compare_encodings(const void *va, const void *vb)
{
	const struct tr_bytes *a = va, *b = vb;
	int order = memcmp(a->p, b->p, a->n < b->n ? a->n : b->n);
	return order != 0 ? order : a->n < b->n ? -1 : a->n > b->n;
}

trien_rc
tr_der_add_sorted(struct tr_buf *out, struct tr_bytes *items, size_t count, struct trien_err *err)
{
	qsort(items, count, sizeof(*items), compare_encodings);
	for (size_t i = 0; i < count; i++)
		TR_TRY(tr_buf_add_bytes(out, items[i], err));
	return TRIEN_OK;
}

bool
tr_der_take(struct tr_bytes *in, struct tr_der *out)
{
	if (in->n < 2 || (in->p[0] & 0x1f) == 0x1f)
		return false;
	size_t at = 2, length = in->p[1];
	if (length >= 0x80) {
		size_t octets = length & 0x7f;
		if (octets == 0 || octets > 8 || octets > in->n - at)
			return false;
		length = 0;
		for (size_t i = 0; i < octets; i++) {
			if (length > SIZE_MAX >> 8)
				return false;
			length = length << 8 | in->p[at++];
		}
	}
	if (length > in->n - at)
		return false;
	out->tag = in->p[0];
	out->value = TR_BYTES(in->p + at, length);
	out->whole = TR_BYTES(in->p, at + length);
	*in = tr_bytes_part(*in, at + length, in->n);
	return true;
}

bool
tr_der_take_tag(struct tr_bytes *in, uint8_t tag, struct tr_der *out)
{
	return in->n > 0 && in->p[0] == tag && tr_der_take(in, out);
}

bool
tr_der_only(struct tr_bytes in, uint8_t tag, struct tr_der *out)
{
	return tr_der_take_tag(&in, tag, out) && in.n == 0;
}

bool
tr_der_is_shortest(const struct tr_der *e)
{
	return e->whole.n - e->value.n == tr_der_header_size(e->value.n);
}

bool
tr_oid_is_well_formed(struct tr_bytes oid)
{
	bool first = true;

	if (oid.n == 0 || oid.n > OID_BYTES_MAX)
		return false;
	for (size_t i = 0; i < oid.n; i++) {
		if (first && oid.p[i] == 0x80)
			return false;
		first = (oid.p[i] & 0x80) == 0;
	}
	return first;
}

void
tr_oid_text(struct tr_bytes oid, char *out, size_t size)
{
	uint64_t arc = 0;
	size_t at = 0;
	bool first = true;

	snprintf(out, size, "?");
	for (size_t i = 0; i < oid.n && at < size; i++) {
		if (arc > UINT64_MAX >> 7) {
			snprintf(out, size, "?");
			return;
		}
		arc = arc << 7 | (oid.p[i] & 0x7f);
		if ((oid.p[i] & 0x80) != 0)
			continue;
		if (first) {
			uint64_t top = arc < 80 ? arc / 40 : 2;
			at += (size_t)snprintf(out + at, size - at, "%d.", (int)top);
			arc -= top * 40;
		}
		if (at < size)
			at += (size_t)snprintf(out + at, size - at, first ? "%llu" : ".%llu",
					(unsigned long long)arc);
		first = false;
		arc = 0;
	}
}
