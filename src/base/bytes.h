/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * The four byte and string types:
 *   tr_bytes   a view of bytes, borrowed
 *   tr_text    a view of valid UTF-8, borrowed
 *   tr_buf     an owned, growing buffer that never passes its maximum
 *   tr_cursor  a reading position with a sticky error
 */
#ifndef TR_BASE_BYTES_H
#define TR_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/error.h"

struct tr_bytes {
	const uint8_t *p;
	size_t n;
};

/* Only made from bytes that tr_text_of() has found to be UTF-8, or from literals. */
struct tr_text {
	const char *p;
	size_t n;
};

struct tr_buf {
	uint8_t *p;
	size_t n;
	size_t cap;
	size_t max; /* 0: TR_BUF_MAX_DEFAULT */
};

struct tr_cursor {
	struct tr_bytes b;
	size_t at;
	bool bad; /* set by the first read past the end, and stays */
};

#define TR_BYTES(ptr, len) ((struct tr_bytes){(const uint8_t *)(ptr), (len)})
#define TR_BYTES_LIT(lit) TR_BYTES((lit), sizeof(lit) - 1)
#define TR_TEXT_LIT(lit) ((struct tr_text){(lit), sizeof(lit) - 1})

static inline bool
tr_bytes_equal(struct tr_bytes a, struct tr_bytes b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool
tr_bytes_are(struct tr_bytes a, const char *text)
{
	return tr_bytes_equal(a, TR_BYTES(text, strlen(text)));
}

static inline bool
tr_bytes_start(struct tr_bytes a, const char *text)
{
	size_t n = strlen(text);
	return a.n >= n && memcmp(a.p, text, n) == 0;
}

/* The part [from, from+n) of a, cut at its end. */
static inline struct tr_bytes
tr_bytes_part(struct tr_bytes a, size_t from, size_t n)
{
	if (from > a.n)
		from = a.n;
	if (n > a.n - from)
		n = a.n - from;
	return TR_BYTES(a.p == NULL ? NULL : a.p + from, n); /* NULL + 0 is undefined in C17 */
}

/* Borrows bytes as text; BASE UTF8_INVALID where they are not UTF-8. */
TRIEN_MUST_CHECK trien_rc tr_text_of(struct tr_bytes b, struct tr_text *out, struct trien_err *err);

/* ---- tr_buf: {0} is an empty buffer; tr_buf_free gives the memory back ---- */
#define TR_BUF_MAX_DEFAULT ((size_t)256 << 20)

TRIEN_MUST_CHECK trien_rc tr_buf_reserve(struct tr_buf *b, size_t more, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_buf_add(struct tr_buf *b, const void *p, size_t n, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_buf_add_bytes(struct tr_buf *b, struct tr_bytes v, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_buf_add_byte(struct tr_buf *b, uint8_t v, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_buf_addf(struct tr_buf *b, struct trien_err *err, const char *format, ...)
		__attribute__((format(printf, 3, 4)));
/* Appends text as a JSON string, in the one way that we write it: quotes, backslashes and control characters escaped, nothing else. */
TRIEN_MUST_CHECK trien_rc tr_buf_add_json(struct tr_buf *b, struct tr_text text, struct trien_err *err);
/* Forgets the content, keeps the memory. */
void tr_buf_clear(struct tr_buf *b);
/* Gives the memory back; the buffer is empty again. */
void tr_buf_free(struct tr_buf *b);
/* The same after wiping the memory: for secrets. */
void tr_buf_wipe(struct tr_buf *b);

static inline struct tr_bytes
tr_buf_view(const struct tr_buf *b)
{
	return TR_BYTES(b->p, b->n);
}

#define TR_AUTO_BUF __attribute__((cleanup(tr_buf_free))) struct tr_buf
#define TR_AUTO_SECRET __attribute__((cleanup(tr_buf_wipe))) struct tr_buf

/* ---- tr_cursor, big-endian integers ---- */
static inline struct tr_cursor
tr_cursor_of(struct tr_bytes b)
{
	return (struct tr_cursor){.b = b};
}

struct tr_bytes tr_cursor_take(struct tr_cursor *c, size_t n); /* empty and bad past the end */
uint8_t tr_cursor_u8(struct tr_cursor *c);
uint32_t tr_cursor_u32(struct tr_cursor *c);
uint64_t tr_cursor_u64(struct tr_cursor *c);

static inline size_t
tr_cursor_left(const struct tr_cursor *c)
{
	return c->bad ? 0 : c->b.n - c->at;
}

/* ---- secrets ---- */
void tr_wipe(void *p, size_t n);
bool tr_equal_ct(struct tr_bytes a, struct tr_bytes b); /* constant time for equal lengths */

#endif
