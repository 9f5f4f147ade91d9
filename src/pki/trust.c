/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Trust anchors from memory. That a certificate is an anchor is the word of who gave it; nothing is checked here. */
#include "pki/trust.h"

#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>

#include <stdlib.h>

#include "base/errors/pki.h"
#include "base/memory.h"
#include "base/message.h"
#include "crypto/key_cache.h"
#include "pki/crl.h"
#include "pki/pool.h"

struct tr_trust {
	struct tr_pool *pool;
	struct tr_key_cache *keys;
	enum tr_trust_list lists[TR_TRUST_COUNT_MAX]; /* of the pool's certificates */
	size_t der_bytes;
	struct tr_bytes revocations[TR_TRUST_REVOCATIONS_MAX];
	size_t revocation_count, revocation_bytes;
	struct tr_arena arena; /* holds them */
	struct trien_err warnings[TR_TRUST_WARNINGS_MAX];
	size_t warning_count;
};

const char *
tr_trust_list_name(enum tr_trust_list list)
{
	static const char *const names[TR_TRUST_LIST_COUNT] = {
		[TR_TRUST_GIVEN] = "given", [TR_TRUST_GOVERNMENT] = "government", [TR_TRUST_PUBLIC] = "public"};
	return names[list];
}

trien_rc
tr_trust_new(struct tr_trust **out, struct trien_err *err)
{
	struct tr_trust *t = tr_mem_zeroed(1, sizeof(*t));

	if (t == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*t)));
	trien_rc rc = tr_pool_new(&t->pool, err);
	if (rc == TRIEN_OK)
		rc = tr_key_cache_new(&t->keys, err);
	if (rc != TRIEN_OK) {
		tr_trust_free(t);
		return rc;
	}
	*out = t;
	return TRIEN_OK;
}

void
tr_trust_free(struct tr_trust *t)
{
	if (t == NULL)
		return;
	tr_pool_free(t->pool);
	tr_key_cache_free(t->keys);
	tr_arena_free(&t->arena);
	free(t);
}

struct tr_key_cache *
tr_trust_peek_keys(const struct tr_trust *t)
{
	return t->keys;
}

size_t
tr_trust_count(const struct tr_trust *t)
{
	return tr_pool_count(t->pool);
}

const struct tr_certificate *
tr_trust_peek(const struct tr_trust *t, size_t i)
{
	return tr_pool_peek(t->pool, i);
}

const struct tr_certificate *
tr_trust_find(const struct tr_trust *t, const uint8_t sha256[32])
{
	return tr_pool_find(t->pool, sha256);
}

bool
tr_trust_list_of(const struct tr_trust *t, const uint8_t sha256[32], enum tr_trust_list *out)
{
	const struct tr_certificate *c;

	for (size_t i = 0; (c = tr_trust_peek(t, i)) != NULL; i++)
		if (memcmp(c->sha256, sha256, sizeof(c->sha256)) == 0) {
			*out = t->lists[i];
			return true;
		}
	return false;
}

/* Where the certificates go, and where an error is to be told. */
struct place {
	enum tr_trust_list list;
	const char *source;
	size_t offset;
};

/* A certificate that was there before: in one list only, or nobody could say what it is worth. */
static trien_rc
set_list(struct tr_trust *t, const struct tr_certificate *c, struct place at, struct trien_err *err)
{
	size_t i = 0;

	while (tr_trust_peek(t, i) != c)
		i++;
	if (at.list == TR_TRUST_GIVEN || at.list == t->lists[i])
		return TRIEN_OK;
	if (t->lists[i] != TR_TRUST_GIVEN)
		return TR_ERR(err, PKI_TRUST_TWO_LISTS, TR_S("file", at.source), TR_S("list", tr_trust_list_name(at.list)),
				TR_S("other", tr_trust_list_name(t->lists[i])));
	t->lists[i] = at.list;
	return TRIEN_OK;
}

static trien_rc
add_one(struct tr_trust *t, struct tr_bytes der, struct place at, struct trien_err *err)
{
	size_t before = tr_pool_count(t->pool);
	const struct tr_certificate *c;
	struct trien_err inner = {0};
	trien_rc rc = tr_pool_add(t->pool, der, &c, &inner);

	if (rc == TRIEN_E_PKI_POOL_LIMIT)
		return TR_ERR(err, PKI_TRUST_LIMIT, TR_S("file", at.source), TR_S("what", "X.509"),
				TR_U("got", TR_TRUST_COUNT_MAX + 1), TR_U("max", TR_TRUST_COUNT_MAX));
	if (rc == TRIEN_E_PKI_CERTIFICATE_MALFORMED || rc == TRIEN_E_PKI_CERTIFICATE_TOO_LARGE)
		return TR_ERR(err, PKI_TRUST_INVALID, TR_S("file", at.source), TR_U("offset", at.offset),
				TR_S("why", rc == TRIEN_E_PKI_CERTIFICATE_MALFORMED ? inner.values[0].text
										    : "certificate too large"));
	if (rc != TRIEN_OK) {
		if (err != NULL)
			*err = inner;
		return rc;
	}
	if (tr_pool_count(t->pool) == before)
		return set_list(t, c, at, err);
	if (der.n > TR_TRUST_BYTES_MAX - t->der_bytes)
		return TR_ERR(err, PKI_TRUST_LIMIT, TR_S("file", at.source), TR_S("what", "byte"),
				TR_U("got", t->der_bytes + der.n), TR_U("max", TR_TRUST_BYTES_MAX));
	t->der_bytes += der.n;
	t->lists[before] = at.list;
	return TRIEN_OK;
}

/* Length of the DER element at p, header included; 0 where there is none. */
static size_t
element_size(struct tr_bytes b)
{
	const unsigned char *p = b.p;
	long length = 0;
	int tag = 0, class = 0;
	int flags = ASN1_get_object(&p, &length, &tag, &class, (long)b.n);

	ERR_clear_error();
	/* 0x80: error; 1: indefinite length, which DER does not have. */
	if ((flags & 0x81) != 0 || length < 0)
		return 0;
	return (size_t)(p - b.p) + (size_t)length;
}

static trien_rc
add_der(struct tr_trust *t, struct tr_bytes file, struct place at, struct trien_err *err)
{
	while (at.offset < file.n) {
		struct tr_bytes rest = tr_bytes_part(file, at.offset, file.n);
		size_t n = element_size(rest);
		if (n == 0 || n > rest.n)
			return TR_ERR(err, PKI_TRUST_INVALID, TR_S("file", at.source), TR_U("offset", at.offset),
					TR_S("why", "not DER"));
		TR_TRY(add_one(t, tr_bytes_part(rest, 0, n), at, err));
		at.offset += n;
	}
	return TRIEN_OK;
}

struct pem_block {
	char *name, *header;
	unsigned char *data;
	long n;
};

static void
pem_block_free(struct pem_block *b)
{
	OPENSSL_free(b->name);
	OPENSSL_free(b->header);
	OPENSSL_free(b->data);
	*b = (struct pem_block){0};
}

/* One block: a certificate is added, anything else (a key above all) does not belong into a trust file. */
static trien_rc
add_block(struct tr_trust *t, const struct pem_block *b, struct place at, struct trien_err *err)
{
	if (strcmp(b->name, PEM_STRING_X509) != 0 && strcmp(b->name, PEM_STRING_X509_OLD) != 0)
		return TR_ERR(err, PKI_TRUST_INVALID, TR_S("file", at.source), TR_U("offset", at.offset),
				TR_S("why", b->name));
	if (b->header[0] != '\0')
		return TR_ERR(err, PKI_TRUST_INVALID, TR_S("file", at.source), TR_U("offset", at.offset),
				TR_S("why", "PEM header"));
	return add_one(t, TR_BYTES(b->data, (size_t)b->n), at, err);
}

static trien_rc
add_pem_blocks(struct tr_trust *t, BIO *bio, size_t size, struct place at, struct trien_err *err)
{
	for (size_t blocks = 0;; blocks++) {
		struct pem_block b = {0};
		at.offset = size - BIO_pending(bio);
		if (PEM_read_bio(bio, &b.name, &b.header, &b.data, &b.n) != 1) {
			bool ended = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
			ERR_clear_error();
			if (ended && blocks > 0)
				return TRIEN_OK;
			return TR_ERR(err, PKI_TRUST_INVALID, TR_S("file", at.source), TR_U("offset", at.offset),
					TR_S("why", ended ? "no certificate" : "PEM"));
		}
		trien_rc rc = add_block(t, &b, at, err);
		pem_block_free(&b);
		TR_TRY(rc);
	}
}

static trien_rc
add_pem(struct tr_trust *t, struct tr_bytes file, struct place at, struct trien_err *err)
{
	/* Editors of Windows put a byte order mark before the first line. */
	if (tr_bytes_start(file, "\xef\xbb\xbf"))
		file = tr_bytes_part(file, 3, file.n);
	BIO *bio = BIO_new_mem_buf(file.p, (int)file.n);
	if (bio == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", file.n));
	trien_rc rc = add_pem_blocks(t, bio, file.n, at, err);
	BIO_free(bio);
	return rc;
}

static trien_rc
add_file(struct tr_trust *t, enum tr_trust_list list, struct tr_bytes file, const char *source, struct trien_err *err)
{
	const struct place at = {.list = list, .source = source};

	if (file.n > TR_TRUST_FILE_MAX)
		return TR_ERR(err, PKI_TRUST_LIMIT, TR_S("file", source), TR_S("what", "byte"), TR_U("got", file.n),
				TR_U("max", TR_TRUST_FILE_MAX));
	/* An outer SEQUENCE begins every certificate; no PEM text begins with '0' and a length above 0x7f. */
	return file.n > 1 && file.p[0] == 0x30 && file.p[1] >= 0x80 ? add_der(t, file, at, err) : add_pem(t, file, at, err);
}

trien_rc
tr_trust_add(struct tr_trust *t, enum tr_trust_list list, struct tr_bytes file, const char *source, struct trien_err *err)
{
	const size_t count = tr_trust_count(t), der_bytes = t->der_bytes;
	enum tr_trust_list lists[TR_TRUST_COUNT_MAX];

	memcpy(lists, t->lists, sizeof(lists));
	trien_rc rc = add_file(t, list, file, source, err);
	if (rc != TRIEN_OK) {
		tr_pool_cut(t->pool, count);
		memcpy(t->lists, lists, sizeof(lists));
		t->der_bytes = der_bytes;
	}
	return rc;
}

/* ---- into the sandbox: for each list its number, the bytes of its certificates, and these ---- */
#define PART_HEAD 5

static size_t
list_bytes(const struct tr_trust *t, enum tr_trust_list list)
{
	size_t n = 0;

	for (size_t i = 0; i < tr_trust_count(t); i++)
		n += t->lists[i] == list ? tr_trust_peek(t, i)->der.n : 0;
	return n;
}

static bool
has_revocations(const struct tr_trust *t, struct tr_bytes der)
{
	for (size_t i = 0; i < t->revocation_count; i++)
		if (tr_bytes_equal(t->revocations[i], der))
			return true;
	return false;
}

static trien_rc
add_revocation_der(struct tr_trust *t, struct tr_bytes der, const char *source, struct trien_err *err)
{
	struct trien_err why = {0};
	struct tr_crl *list;
	const uint8_t *copy;

	if (has_revocations(t, der))
		return TRIEN_OK;
	if (t->revocation_count == TR_TRUST_REVOCATIONS_MAX)
		return TR_ERR(err, PKI_TRUST_LIMIT, TR_S("file", source), TR_S("what", "CRL"),
				TR_U("got", TR_TRUST_REVOCATIONS_MAX + 1), TR_U("max", TR_TRUST_REVOCATIONS_MAX));
	if (der.n > TR_TRUST_REVOCATION_BYTES_MAX - t->revocation_bytes)
		return TR_ERR(err, PKI_TRUST_LIMIT, TR_S("file", source), TR_S("what", "byte CRL"),
				TR_U("got", t->revocation_bytes + der.n), TR_U("max", TR_TRUST_REVOCATION_BYTES_MAX));
	trien_rc rc = tr_crl_parse(der, &list, &why);
	if (rc == TRIEN_E_PKI_CRL_MALFORMED)
		return TR_ERR(err, PKI_TRUST_INVALID, TR_S("file", source), TR_U("offset", 0), TR_S("why", "not a revocation list"));
	if (rc != TRIEN_OK) {
		if (err != NULL)
			*err = why;
		return rc;
	}
	tr_crl_free(list);
	TR_TRY(tr_arena_copy(&t->arena, der.p, der.n, &copy, err));
	t->revocations[t->revocation_count++] = TR_BYTES(copy, der.n);
	t->revocation_bytes += der.n;
	return TRIEN_OK;
}

/* Blocks of revocation lists alone; text between them is skipped. */
static trien_rc
add_revocation_pem(struct tr_trust *t, BIO *bio, const char *source, struct trien_err *err)
{
	for (size_t blocks = 0;; blocks++) {
		struct pem_block b = {0};
		if (PEM_read_bio(bio, &b.name, &b.header, &b.data, &b.n) != 1) {
			bool ended = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
			ERR_clear_error();
			return ended && blocks > 0 ? TRIEN_OK : TR_ERR(err, PKI_TRUST_INVALID, TR_S("file", source), TR_U("offset", 0),
					TR_S("why", "not a revocation list"));
		}
		trien_rc rc = strcmp(b.name, PEM_STRING_X509_CRL) == 0
				? add_revocation_der(t, TR_BYTES(b.data, (size_t)b.n), source, err)
				: TR_ERR(err, PKI_TRUST_INVALID, TR_S("file", source), TR_U("offset", 0), TR_S("why", b.name));
		pem_block_free(&b);
		TR_TRY(rc);
	}
}

trien_rc
tr_trust_add_revocations(struct tr_trust *t, struct tr_bytes file, const char *source, struct trien_err *err)
{
	const size_t count = t->revocation_count, bytes = t->revocation_bytes;

	if (tr_bytes_start(file, "\x30") || file.n > TR_TRUST_REVOCATION_BYTES_MAX)
		return add_revocation_der(t, file, source, err);
	BIO *bio = BIO_new_mem_buf(file.p, (int)file.n);
	if (bio == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", file.n));
	trien_rc rc = add_revocation_pem(t, bio, source, err);
	BIO_free(bio);
	if (rc != TRIEN_OK) {
		t->revocation_count = count;
		t->revocation_bytes = bytes;
	}
	return rc;
}

/* ---- what was left out ---- */

void
tr_trust_warn(struct tr_trust *t, const struct trien_err *why)
{
	if (t->warning_count < TR_TRUST_WARNINGS_MAX)
		t->warnings[t->warning_count++] = *why;
}

const struct trien_err *
tr_trust_warning(const struct tr_trust *t, size_t i)
{
	return i < t->warning_count ? &t->warnings[i] : NULL;
}

struct tr_bytes
tr_trust_revocations(const struct tr_trust *t, size_t i)
{
	return i < t->revocation_count ? t->revocations[i] : TR_BYTES(NULL, 0);
}

/* Behind the lists of anchors: one part for each revocation list. */
#define PART_REVOCATIONS TR_TRUST_LIST_COUNT
/* And one for each file that was left out. */
#define PART_WARNING (PART_REVOCATIONS + 1)

static trien_rc
write_head(unsigned kind, size_t n, struct tr_buf *out, struct trien_err *err)
{
	const uint8_t head[PART_HEAD] = {(uint8_t)kind, (uint8_t)(n >> 24), (uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n};

	return tr_buf_add(out, head, sizeof(head), err);
}

trien_rc
tr_trust_write(const struct tr_trust *t, struct tr_buf *out, struct trien_err *err)
{
	for (enum tr_trust_list list = 0; list < TR_TRUST_LIST_COUNT; list++) {
		const size_t n = list_bytes(t, list); /* at most TR_TRUST_BYTES_MAX */
		if (n == 0)
			continue;
		TR_TRY(write_head(list, n, out, err));
		for (size_t i = 0; i < tr_trust_count(t); i++)
			if (t->lists[i] == list)
				TR_TRY(tr_buf_add_bytes(out, tr_trust_peek(t, i)->der, err));
	}
	for (size_t i = 0; i < t->revocation_count; i++) {
		TR_TRY(write_head(PART_REVOCATIONS, t->revocations[i].n, out, err));
		TR_TRY(tr_buf_add_bytes(out, t->revocations[i], err));
	}
	for (size_t i = 0; i < t->warning_count; i++) {
		TR_AUTO_BUF text = {0};
		TR_TRY(tr_message_write_error(&text, &t->warnings[i], err));
		TR_TRY(write_head(PART_WARNING, text.n, out, err));
		TR_TRY(tr_buf_add_bytes(out, tr_buf_view(&text), err));
	}
	return TRIEN_OK;
}

static trien_rc
read_part(struct tr_trust *t, unsigned kind, struct tr_bytes part, struct trien_err *err)
{
	struct trien_err why = {0};

	if (kind == PART_REVOCATIONS)
		return tr_trust_add_revocations(t, part, "trust", err);
	if (kind != PART_WARNING)
		return tr_trust_add(t, (enum tr_trust_list)kind, part, "trust", err);
	if (tr_message_read_error(part, &why) == TRIEN_OK)
		return TR_ERR(err, INTERNAL, TR_S("what", "trust"));
	tr_trust_warn(t, &why);
	return TRIEN_OK;
}

trien_rc
tr_trust_read(struct tr_trust *t, struct tr_bytes written, struct trien_err *err)
{
	struct tr_cursor c = tr_cursor_of(written);

	while (tr_cursor_left(&c) > 0) {
		const uint8_t list = tr_cursor_u8(&c);
		const struct tr_bytes der = tr_cursor_take(&c, tr_cursor_u32(&c));
		if (c.bad || list > PART_WARNING)
			return TR_ERR(err, INTERNAL, TR_S("what", "trust"));
		TR_TRY(read_part(t, list, der, err));
	}
	return TRIEN_OK;
}
