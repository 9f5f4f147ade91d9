/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "mutate.h"

#include <stdlib.h>

#include "crypto/der.h"

#define DEPTH_MAX 16

uint32_t
mutate_number(uint64_t *seed, uint32_t below)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33) % below;
}

static void
must(trien_rc rc)
{
	if (rc != TRIEN_OK)
		abort();
}

/* What holds others: constructed, and an OCTET STRING that is one element, as extensions are. */
static bool
is_holder(const struct tr_der *e)
{
	struct tr_bytes in = e->value;
	struct tr_der inner;

	if ((e->tag & 0x20) == 0 && e->tag != TR_DER_OCTET_STRING)
		return false;
	while (in.n > 0)
		if (!tr_der_take(&in, &inner))
			return false;
	return e->value.n > 0;
}

static size_t
count(struct tr_bytes in, int depth)
{
	struct tr_der e;
	size_t n = 0;

	while (tr_der_take(&in, &e))
		n += 1 + (depth < DEPTH_MAX && is_holder(&e) ? count(e.value, depth + 1) : 0);
	return n;
}

static void
add_long(struct tr_buf *out, const struct tr_der *e)
{
	const uint8_t head[] = {e->tag, 0x84, 0, 0, (uint8_t)(e->value.n >> 8), (uint8_t)e->value.n};

	must(tr_buf_add(out, head, sizeof(head), NULL));
	must(tr_buf_add_bytes(out, e->value, NULL));
}

static void
add_content(struct tr_buf *out, const struct tr_der *e, uint64_t *seed)
{
	static const uint8_t bytes[] = {0, 1, 2, 0x20, 0x7f, 0x80, 0x81, 0xff, 'A', 'Z', '*', '@'};
	uint8_t *copy = malloc(e->value.n + 1);
	size_t n = e->value.n;

	if (copy == NULL)
		abort();
	if (n > 0)
		memcpy(copy, e->value.p, n);
	const size_t at = mutate_number(seed, (uint32_t)n + 1);
	const uint8_t with = bytes[mutate_number(seed, sizeof(bytes))];
	switch (mutate_number(seed, 4)) {
	case 0: /* one byte more */
		memmove(copy + at + (at < n), copy + at, n - at);
		copy[at < n ? at : n] = with;
		n++;
		break;
	case 1: /* cut */
		n = at;
		break;
	case 2: /* one bit */
		if (at < n)
			copy[at] ^= (uint8_t)(1u << mutate_number(seed, 8));
		break;
	default:
		if (at < n)
			copy[at] = with;
	}
	must(tr_der_add(out, e->tag, TR_BYTES(copy, n), NULL));
	free(copy);
}

/* The element as it is not. */
static void
add_changed(struct tr_buf *out, const struct tr_der *e, uint64_t *seed)
{
	static const uint8_t tags[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0a, 0x0c, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1a, 0x1c, 0x1e, 0x24,
		0x30, 0x31, 0x80, 0x81, 0x82, 0x84, 0x86, 0x87, 0x88, 0xa0, 0xa1, 0xa2, 0xa3, 0xa4};

	switch (mutate_number(seed, 6)) {
	case 0:
		must(tr_der_add(out, tags[mutate_number(seed, sizeof(tags))], e->value, NULL));
		break;
	case 1: /* gone */
		break;
	case 2: /* twice */
		must(tr_buf_add_bytes(out, e->whole, NULL));
		must(tr_buf_add_bytes(out, e->whole, NULL));
		break;
	case 3:
		add_long(out, e);
		break;
	default:
		add_content(out, e, seed);
	}
}

static void
copy(struct tr_bytes in, size_t *until, uint64_t *seed, struct tr_buf *out, int depth)
{
	struct tr_der e;

	while (tr_der_take(&in, &e)) {
		if ((*until)-- == 0) {
			add_changed(out, &e, seed);
		} else if (depth < DEPTH_MAX && is_holder(&e)) {
			const size_t from = out->n;
			copy(e.value, until, seed, out, depth + 1);
			must(tr_der_wrap(out, from, e.tag, NULL));
		} else {
			must(tr_buf_add_bytes(out, e.whole, NULL));
		}
	}
}

void
mutate(struct tr_bytes der, uint64_t *seed, struct tr_buf *out)
{
	size_t until = mutate_number(seed, (uint32_t)count(der, 0));

	copy(der, &until, seed, out, 0);
}
