/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Two names are compared as OpenSSL compares them, which is RFC 5280 §7.1 but for letters outside ASCII: their case counts. Plain ones are
 * compared here, as they stand; whatever is not plain OpenSSL builds and compares, at ten times the price.
 */
#include "crypto/name.h"

#include <openssl/err.h>
#include <openssl/x509.h>

#include "base/utf8.h"

#define UTF8_STRING 0x0c
#define PRINTABLE_STRING 0x13
#define IA5_STRING 0x16

struct tr_name_cursor
tr_name_open(struct tr_bytes name)
{
	struct tr_name_cursor c = {0};
	struct tr_der all;

	if (tr_der_only(name, TR_DER_SEQUENCE, &all))
		c.names = all.value;
	return c;
}

bool
tr_name_next(struct tr_name_cursor *c, struct tr_name_part *out)
{
	struct tr_der set, pair, oid;
	bool first = c->parts.n == 0;

	if (first) {
		if (!tr_der_take_tag(&c->names, TR_DER_SET, &set))
			return false;
		c->parts = set.value;
	}
	if (!tr_der_take_tag(&c->parts, TR_DER_SEQUENCE, &pair) || !tr_der_take_tag(&pair.value, TR_DER_OID, &oid) ||
			!tr_der_take(&pair.value, &out->value) || pair.value.n > 0) {
		*c = (struct tr_name_cursor){0};
		return false;
	}
	out->oid = oid.value;
	out->alone = first && c->parts.n == 0;
	return true;
}

/* ---- plain ones ---- */

/* Bytes without the high bit, none of them NUL. */
static bool
is_ascii(struct tr_bytes b)
{
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] == 0 || b.p[i] >= 0x80)
			return false;
	return true;
}

static bool
is_plain_string(const struct tr_der *v)
{
	if (v->value.n == 0 || !tr_der_is_shortest(v))
		return false;
	if (v->tag == UTF8_STRING)
		return tr_utf8_check(v->value) == v->value.n && memchr(v->value.p, 0, v->value.n) == NULL;
	return (v->tag == PRINTABLE_STRING || v->tag == IA5_STRING) && is_ascii(v->value);
}

static bool
is_plain_part(const struct tr_name_part *p)
{
	return p->alone && tr_oid_is_well_formed(p->oid) && is_plain_string(&p->value);
}

/* The length of what stands around count values of these lengths must add up: so every header is the shortest. */
bool
tr_name_is_plain(struct tr_bytes name)
{
	struct tr_name_cursor c = tr_name_open(name);
	struct tr_name_part p;
	size_t whole = 0;

	while (tr_name_next(&c, &p)) {
		if (!is_plain_part(&p))
			return false;
		size_t pair = 2 + p.oid.n + p.value.whole.n; /* an OID of a plain name is shorter than 128 bytes */
		size_t set = tr_der_header_size(pair) + pair;
		whole += tr_der_header_size(set) + set;
	}
	return whole > 0 && name.n == tr_der_header_size(whole) + whole;
}

/* A string in the form that is compared: without spaces at its ends, runs of them as one, ASCII letters small. */
struct text {
	struct tr_bytes rest;
};

static bool
is_space(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct text
text_of(struct tr_bytes b)
{
	while (b.n > 0 && is_space(b.p[0]))
		b = tr_bytes_part(b, 1, b.n);
	while (b.n > 0 && is_space(b.p[b.n - 1]))
		b.n--;
	return (struct text){b};
}

/* The next byte, or -1. */
static int
text_next(struct text *t)
{
	if (t->rest.n == 0)
		return -1;
	int c = t->rest.p[0];
	do
		t->rest = tr_bytes_part(t->rest, 1, t->rest.n);
	while (is_space((uint8_t)c) && t->rest.n > 0 && is_space(t->rest.p[0]));
	return is_space((uint8_t)c) ? ' ' : c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c;
}

static bool
is_same_text(struct tr_bytes a, struct tr_bytes b)
{
	struct text ta = text_of(a), tb = text_of(b);
	int ca, cb;

	do {
		ca = text_next(&ta);
		cb = text_next(&tb);
	} while (ca == cb && ca >= 0);
	return ca == cb;
}

enum sameness { SAME, DIFFERENT, ASK };

/*
 * As far as both are plain. The first difference decides, whatever comes after it: OpenSSL compares what its own form of the names says in the
 * same order.
 */
static enum sameness
compare_plain(struct tr_bytes a, struct tr_bytes b)
{
	struct tr_name_cursor ca = tr_name_open(a), cb = tr_name_open(b);
	struct tr_name_part pa, pb;
	size_t same = 0;

	for (; ca.names.n > 0 && cb.names.n > 0; same++) {
		if (!tr_name_next(&ca, &pa) || !tr_name_next(&cb, &pb) || !is_plain_part(&pa) || !is_plain_part(&pb))
			return ASK;
		if (!tr_bytes_equal(pa.oid, pb.oid) || !is_same_text(pa.value.value, pb.value.value))
			return DIFFERENT;
	}
	return same > 0 && ca.names.n == 0 && cb.names.n == 0 ? SAME : ASK; /* ASK: what is no name, too */
}

static bool
is_same_built(struct tr_bytes a, struct tr_bytes b)
{
	const unsigned char *pa = a.p, *pb = b.p;
	X509_NAME *na = d2i_X509_NAME(NULL, &pa, (long)a.n), *nb = d2i_X509_NAME(NULL, &pb, (long)b.n);
	bool same = na != NULL && nb != NULL && X509_NAME_cmp(na, nb) == 0;

	X509_NAME_free(na);
	X509_NAME_free(nb);
	ERR_clear_error();
	return same;
}

bool
tr_name_same(struct tr_bytes a, struct tr_bytes b)
{
	enum sameness s;

	if (tr_bytes_equal(a, b))
		return true;
	s = compare_plain(a, b);
	return s == ASK ? is_same_built(a, b) : s == SAME;
}
