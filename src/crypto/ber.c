/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* BER as old producers wrote it, made readable: see tr_ber_to_der in der.h. */
#include "base/errors/crypto.h"
#include "crypto/der.h"
#include "crypto/limits.h"

#define TR_BER_CONSTRUCTED 0x20

struct ber {
	struct tr_cursor c;
	struct tr_buf *out;
};

static trien_rc
malformed(const struct ber *b, const char *what, struct trien_err *err)
{
	return TR_ERR(err, CMS_MALFORMED, TR_S("what", what), TR_U("offset", b->c.at));
}

static trien_rc copy_element(struct ber *b, size_t depth, bool *changed, struct trien_err *err);

/* False where the length octets cannot be read; *indefinite with *n = 0 for X.690 §8.1.3.6. */
static bool
take_length(struct tr_cursor *c, size_t *n, bool *indefinite)
{
	size_t first = tr_cursor_u8(c);

	*indefinite = first == 0x80;
	*n = first < 0x80 ? first : 0;
	if (first > 0x80) {
		struct tr_bytes octets = tr_cursor_take(c, first & 0x7f);
		for (size_t i = 0; i < octets.n; i++) {
			if (*n > SIZE_MAX >> 8)
				return false;
			*n = *n << 8 | octets.p[i];
		}
	}
	return !c->bad && *n <= tr_cursor_left(c);
}

static bool
at_end_of_contents(const struct tr_cursor *c)
{
	return tr_cursor_left(c) >= 2 && c->b.p[c->at] == 0 && c->b.p[c->at + 1] == 0;
}

/* The contents of a constructed element up to `end` or, indefinite, to the end-of-contents octets. */
static trien_rc
copy_contents(struct ber *b, size_t depth, size_t end, bool indefinite, bool *changed, struct trien_err *err)
{
	struct tr_bytes all = b->c.b;
	trien_rc rc = TRIEN_OK;

	if (!indefinite)
		b->c.b.n = end;
	while (rc == TRIEN_OK && (indefinite ? !at_end_of_contents(&b->c) : b->c.at < end))
		rc = copy_element(b, depth, changed, err);
	b->c.b = all;
	if (rc == TRIEN_OK && indefinite)
		(void)tr_cursor_take(&b->c, 2);
	return rc;
}

/* Of an OCTET STRING in pieces only the pieces' contents stay (X.690 §8.7.3). */
static trien_rc
join_pieces(struct ber *b, size_t from, struct trien_err *err)
{
	struct tr_bytes pieces = TR_BYTES(b->out->p + from, b->out->n - from);
	struct tr_der piece;
	size_t to = from;

	while (pieces.n > 0) {
		if (!tr_der_take_tag(&pieces, TR_DER_OCTET_STRING, &piece))
			return malformed(b, "an OCTET STRING holds something else", err);
		memmove(b->out->p + to, piece.value.p, piece.value.n);
		to += piece.value.n;
	}
	b->out->n = to;
	return TRIEN_OK;
}

static trien_rc
copy_constructed(struct ber *b, uint8_t tag, size_t n, bool indefinite, size_t depth, bool *changed,
		struct trien_err *err)
{
	const bool octets = tag == (TR_DER_OCTET_STRING | TR_BER_CONSTRUCTED);
	size_t from = b->out->n;

	if (depth >= TR_DER_DEPTH_MAX)
		return TR_ERR(err, CMS_TOO_DEEP, TR_U("max", TR_DER_DEPTH_MAX), TR_U("offset", b->c.at));
	*changed = indefinite || octets;
	TR_TRY(copy_contents(b, depth + 1, b->c.at + n, indefinite, changed, err));
	if (octets)
		TR_TRY(join_pieces(b, from, err));
	return tr_der_wrap(b->out, from, octets ? TR_DER_OCTET_STRING : tag, err);
}

/* *changed is set, never cleared. */
static trien_rc
copy_element(struct ber *b, size_t depth, bool *changed, struct trien_err *err)
{
	size_t start = b->c.at, from = b->out->n, n;
	bool indefinite, differs = false;
	uint8_t tag = tr_cursor_u8(&b->c);

	if (b->c.bad || (tag & 0x1f) == 0x1f || !take_length(&b->c, &n, &indefinite))
		return malformed(b, "a tag or length cannot be read", err);
	if ((tag & TR_BER_CONSTRUCTED) != 0)
		TR_TRY(copy_constructed(b, tag, n, indefinite, depth, &differs, err));
	else if (indefinite)
		return malformed(b, "a primitive element of indefinite length", err);
	else
		(void)tr_cursor_take(&b->c, n);
	if (differs) {
		*changed = true;
		return TRIEN_OK;
	}
	b->out->n = from;
	return tr_buf_add(b->out, b->c.b.p + start, b->c.at - start, err);
}

/*
 * The elements from *at to end, or the first one alone, in which nothing has to be changed; false also for what cannot be read, which
 * copy_element() then names.
 */
static bool
is_plain(const uint8_t *p, size_t *at, size_t end, bool first_alone, size_t depth)
{
	size_t i = *at;

	do {
		if (end - i < 2)
			return false;
		const uint8_t tag = p[i];
		size_t n = p[i + 1], octets = n < 0x80 ? 0 : n & 0x7f;
		i += 2;
		if ((tag & 0x1f) == 0x1f || tag == (TR_DER_OCTET_STRING | TR_BER_CONSTRUCTED) || n == 0x80 || octets > 4 || octets > end - i)
			return false;
		if (octets > 0)
			for (n = 0; octets > 0; octets--)
				n = n << 8 | p[i++];
		if (n > end - i || depth == TR_DER_DEPTH_MAX)
			return false;
		if ((tag & TR_BER_CONSTRUCTED) != 0 && n > 0) {
			if (!is_plain(p, &i, i + n, false, depth + 1))
				return false;
		} else {
			i += n;
		}
	} while (!first_alone && i < end);
	*at = i;
	return true;
}

trien_rc
tr_ber_to_der(struct tr_bytes in, struct tr_buf *out, size_t *used, struct trien_err *err)
{
	struct ber b = {.c = tr_cursor_of(in), .out = out};
	bool changed = false;

	/* All but a few files: copied in one go. */
	size_t plain = 0;
	if (is_plain(in.p, &plain, in.n, true, 0)) {
		*used = plain;
		return tr_buf_add(out, in.p, plain, err);
	}

	/* Hardly ever grows: most lengths are definite already. */
	TR_TRY(tr_buf_reserve(out, in.n + TR_DER_HEADER_MAX, err));
	TR_TRY(copy_element(&b, 0, &changed, err));
	*used = b.c.at;
	return TRIEN_OK;
}
