/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A prepared signature as bytes, for a key that answers later or elsewhere:
 *   "TRIENST1"  u32 version  u8 digest  u8 scheme  u16 0
 *   u64 base_size, contents_at, contents_end   base_sha256 (32 bytes)
 *   to_sign, attributes, chain, tail: each u32 length and bytes
 *   SHA-256 of everything before it (32 bytes)
 * all big-endian. The digest finds damage, not forgery: whoever can write the file can make another one. A
 * forged state gives at most a file whose signature is broken: the value fits only the attributes that
 * were signed, and these name the digest of the document that was prepared.
 */
#include "sign/state.h"

#include "base/errors/sign.h"
#include "base/memory.h"

#define MAGIC "TRIENST1"
#define VERSION 1u
#define SHA256_SIZE 32u

static trien_rc
add_number(struct tr_buf *out, uint64_t v, unsigned width, struct trien_err *err)
{
	uint8_t bytes[8];

	for (unsigned i = 0; i < width; i++)
		bytes[i] = (uint8_t)(v >> 8 * (width - 1 - i));
	return tr_buf_add(out, bytes, width, err);
}

static trien_rc
add_part(struct tr_buf *out, struct tr_bytes part, struct trien_err *err)
{
	TR_TRY(add_number(out, part.n, 4, err));
	return tr_buf_add_bytes(out, part, err);
}

trien_rc
tr_sign_state_write(const struct tr_sign_state *s, struct tr_buf *out, struct trien_err *err)
{
	const size_t from = out->n;
	uint8_t digest[TR_DIGEST_MAX];
	size_t n;

	TR_TRY(tr_buf_reserve(out, s->proposal.tail.n + s->attributes.n + s->chain.n + 256, err));
	TR_TRY(tr_buf_add(out, MAGIC, 8, err));
	TR_TRY(add_number(out, VERSION, 4, err));
	TR_TRY(add_number(out, s->digest, 1, err));
	TR_TRY(add_number(out, s->scheme, 1, err));
	TR_TRY(add_number(out, 0, 2, err));
	TR_TRY(add_number(out, s->proposal.base_size, 8, err));
	TR_TRY(add_number(out, s->proposal.contents_at, 8, err));
	TR_TRY(add_number(out, s->proposal.contents_end, 8, err));
	TR_TRY(tr_buf_add(out, s->base_sha256, SHA256_SIZE, err));
	TR_TRY(add_part(out, TR_BYTES(s->to_sign, s->to_sign_n), err));
	TR_TRY(add_part(out, tr_buf_view(&s->attributes), err));
	TR_TRY(add_part(out, tr_buf_view(&s->chain), err));
	TR_TRY(add_part(out, tr_buf_view(&s->proposal.tail), err));
	TR_TRY(tr_digest(TR_SHA256, TR_BYTES(out->p + from, out->n - from), digest, &n, err));
	return tr_buf_add(out, digest, n, err);
}

static trien_rc
refuse(const char *what, struct trien_err *err)
{
	return TR_ERR(err, SIGN_STATE, TR_S("what", what));
}

static trien_rc
take_part(struct tr_cursor *c, size_t max, struct tr_bytes *out, struct trien_err *err)
{
	uint32_t n = tr_cursor_u32(c);
	*out = tr_cursor_take(c, n);
	return c->bad || n > max ? refuse("a length is out of range", err) : TRIEN_OK;
}

/* Splits u32 length + DER; false where it does not come out even. */
static bool
split_chain(struct tr_bytes chain, struct tr_bytes certificates[TR_CHAIN_MAX], size_t *count)
{
	struct tr_cursor c = tr_cursor_of(chain);

	for (*count = 0; tr_cursor_left(&c) > 0 && *count < TR_CHAIN_MAX; (*count)++)
		certificates[*count] = tr_cursor_take(&c, tr_cursor_u32(&c));
	return !c.bad && tr_cursor_left(&c) == 0 && *count > 0;
}

/* What the parts must have to do with each other. */
static trien_rc
check_state(const struct tr_sign_state *s, struct trien_err *err)
{
	struct tr_bytes certificates[TR_CHAIN_MAX];
	uint8_t digest[TR_DIGEST_MAX];
	size_t count, n;

	TR_TRY(tr_sign_check_proposal(&s->proposal, err));
	if (!split_chain(tr_buf_view(&s->chain), certificates, &count))
		return refuse("the chain of certificates", err);
	TR_TRY(tr_digest(s->digest, tr_buf_view(&s->attributes), digest, &n, err));
	if (!tr_bytes_equal(TR_BYTES(digest, n), TR_BYTES(s->to_sign, s->to_sign_n)))
		return refuse("the digest to sign is not that of the attributes", err);
	return TRIEN_OK;
}

static trien_rc
read_body(struct tr_cursor *c, struct tr_sign_state *s, struct trien_err *err)
{
	struct tr_bytes sha, to_sign, attributes, chain, tail;

	uint8_t digest = tr_cursor_u8(c), scheme = tr_cursor_u8(c);
	uint8_t zero = tr_cursor_u8(c) | tr_cursor_u8(c);
	s->proposal.base_size = tr_cursor_u64(c);
	s->proposal.contents_at = tr_cursor_u64(c);
	s->proposal.contents_end = tr_cursor_u64(c);
	sha = tr_cursor_take(c, SHA256_SIZE);
	if (c->bad || digest > TR_SHA512 || scheme > TR_ECDSA || zero != 0)
		return refuse("its head", err);
	s->digest = (enum tr_digest)digest;
	s->scheme = (enum tr_scheme)scheme;
	memcpy(s->base_sha256, sha.p, SHA256_SIZE);
	TR_TRY(take_part(c, TR_DIGEST_MAX, &to_sign, err));
	TR_TRY(take_part(c, TR_SIGN_ATTRIBUTES_MAX, &attributes, err));
	TR_TRY(take_part(c, TR_SIGN_CHAIN_BYTES_MAX, &chain, err));
	TR_TRY(take_part(c, TR_SIGN_TAIL_MAX, &tail, err));
	if (tr_cursor_left(c) != 0)
		return refuse("there are bytes behind its end", err);
	if (to_sign.n > 0)
		memcpy(s->to_sign, to_sign.p, to_sign.n);
	s->to_sign_n = to_sign.n;
	TR_TRY(tr_buf_add_bytes(&s->attributes, attributes, err));
	TR_TRY(tr_buf_add_bytes(&s->chain, chain, err));
	TR_TRY(tr_buf_add_bytes(&s->proposal.tail, tail, err));
	return check_state(s, err);
}

trien_rc
tr_sign_state_read(struct tr_bytes in, struct tr_sign_state *out, struct trien_err *err)
{
	uint8_t digest[TR_DIGEST_MAX];
	size_t n;

	if (!tr_bytes_start(in, MAGIC) || in.n < 12 + SHA256_SIZE)
		return refuse("it does not begin with " MAGIC, err);
	const struct tr_bytes body = tr_bytes_part(in, 0, in.n - SHA256_SIZE);
	struct tr_cursor c = {.b = body, .at = 8};
	uint32_t version = tr_cursor_u32(&c);
	TR_TRY(tr_digest(TR_SHA256, body, digest, &n, err));
	if (!tr_bytes_equal(TR_BYTES(digest, n), tr_bytes_part(in, body.n, SHA256_SIZE)))
		return refuse("its own digest does not fit: it was damaged", err);
	if (version != VERSION)
		return TR_ERR(err, SIGN_STATE_VERSION, TR_U("got", version), TR_U("want", VERSION));
	struct tr_sign_state s = {0};
	trien_rc rc = read_body(&c, &s, err);
	if (rc == TRIEN_OK)
		*out = s;
	else
		tr_sign_state_free(&s);
	return rc;
}

trien_rc
tr_sign_state_plan(const struct tr_sign_state *s, struct tr_cms_plan **out, struct trien_err *err)
{
	struct tr_bytes certificates[TR_CHAIN_MAX];
	size_t count;

	if (!split_chain(tr_buf_view(&s->chain), certificates, &count))
		return refuse("the chain of certificates", err);
	return tr_cms_plan_new(certificates, count, s->digest, s->scheme, out, err);
}
