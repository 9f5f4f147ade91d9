/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/bytes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "base/utf8.h"

#define TR_BUF_FIRST 256

trien_rc
tr_text_of(struct tr_bytes b, struct tr_text *out, struct trien_err *err)
{
	size_t bad = tr_utf8_check(b);
	if (bad != b.n)
		return TR_ERR(err, UTF8_INVALID, TR_U("offset", bad));
	*out = (struct tr_text){(const char *)b.p, b.n};
	return TRIEN_OK;
}

trien_rc
tr_buf_reserve(struct tr_buf *b, size_t more, struct trien_err *err)
{
	size_t max = b->max ? b->max : TR_BUF_MAX_DEFAULT;

	if (more > max || b->n > max - more)
		return TR_ERR(err, BUFFER_LIMIT, TR_U("max", max));
	if (b->cap - b->n >= more)
		return TRIEN_OK;
	size_t cap = b->cap ? b->cap : TR_BUF_FIRST;
	while (cap < b->n + more)
		cap = cap > max / 2 ? max : cap * 2;
	uint8_t *p = tr_mem_resize(b->p, cap);
	if (p == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", cap));
	b->p = p;
	b->cap = cap;
	return TRIEN_OK;
}

trien_rc
tr_buf_add(struct tr_buf *b, const void *p, size_t n, struct trien_err *err)
{
	TR_TRY(tr_buf_reserve(b, n, err));
	if (n > 0)
		memcpy(b->p + b->n, p, n);
	b->n += n;
	return TRIEN_OK;
}

trien_rc
tr_buf_add_bytes(struct tr_buf *b, struct tr_bytes v, struct trien_err *err)
{
	return tr_buf_add(b, v.p, v.n, err);
}

trien_rc
tr_buf_add_byte(struct tr_buf *b, uint8_t v, struct trien_err *err)
{
	return tr_buf_add(b, &v, 1, err);
}

trien_rc
tr_buf_addf(struct tr_buf *b, struct trien_err *err, const char *format, ...)
{
	const size_t room = b->cap - b->n;
	va_list args, again;
	trien_rc rc = TRIEN_OK;

	va_start(args, format);
	va_copy(again, args);
	const int n = vsnprintf(room > 0 ? (char *)b->p + b->n : NULL, room, format, args);
	va_end(args);
	if (n < 0)
		rc = TR_ERR(err, INTERNAL, TR_S("what", format));
	else if ((size_t)n >= room) { /* one byte more for the NUL that vsnprintf writes; it does not count */
		rc = tr_buf_reserve(b, (size_t)n + 1, err);
		if (rc == TRIEN_OK)
			vsnprintf((char *)b->p + b->n, (size_t)n + 1, format, again);
	}
	if (rc == TRIEN_OK)
		b->n += (size_t)n;
	va_end(again);
	return rc;
}

trien_rc
tr_buf_add_json(struct tr_buf *b, struct tr_text text, struct trien_err *err)
{
	TR_TRY(tr_buf_add_byte(b, '"', err));
	for (size_t i = 0, plain; i < text.n; i += plain) {
		const unsigned char c = (unsigned char)text.p[i];
		for (plain = 0; i + plain < text.n && (unsigned char)text.p[i + plain] >= 0x20 && strchr("\"\\", text.p[i + plain]) == NULL;)
			plain++;
		TR_TRY(tr_buf_add(b, text.p + i, plain, err));
		if (plain == 0)
			TR_TRY(c < 0x20 ? tr_buf_addf(b, err, "\\u%04x", c) : tr_buf_addf(b, err, "\\%c", c));
		plain += plain == 0;
	}
	return tr_buf_add_byte(b, '"', err);
}

void
tr_buf_clear(struct tr_buf *b)
{
	b->n = 0;
}

void
tr_buf_free(struct tr_buf *b)
{
	free(b->p);
	b->p = NULL;
	b->n = b->cap = 0;
}

void
tr_buf_wipe(struct tr_buf *b)
{
	tr_wipe(b->p, b->cap);
	tr_buf_free(b);
}

struct tr_bytes
tr_cursor_take(struct tr_cursor *c, size_t n)
{
	if (c->bad || n > c->b.n - c->at) {
		c->bad = true;
		return TR_BYTES(NULL, 0);
	}
	struct tr_bytes v = TR_BYTES(c->b.p + c->at, n);
	c->at += n;
	return v;
}

static uint64_t
take_uint(struct tr_cursor *c, size_t n)
{
	struct tr_bytes v = tr_cursor_take(c, n);
	uint64_t x = 0;
	for (size_t i = 0; i < v.n; i++)
		x = x << 8 | v.p[i];
	return x;
}

uint8_t
tr_cursor_u8(struct tr_cursor *c)
{
	return (uint8_t)take_uint(c, 1);
}

uint32_t
tr_cursor_u32(struct tr_cursor *c)
{
	return (uint32_t)take_uint(c, 4);
}

uint64_t
tr_cursor_u64(struct tr_cursor *c)
{
	return take_uint(c, 8);
}

/* Where the C library has no such thing (Windows), what nobody reads is written all the same: the compiler is told that somebody might. */
static void
wipe(void *p, size_t n)
{
#ifdef _WIN32
	memset(p, 0, n);
	__asm__ __volatile__("" : : "r"(p) : "memory");
#else
	explicit_bzero(p, n);
#endif
}

void
tr_wipe(void *p, size_t n)
{
	if (p != NULL && n > 0)
		wipe(p, n);
}

bool
tr_equal_ct(struct tr_bytes a, struct tr_bytes b)
{
	uint8_t diff = 0;
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		diff |= (uint8_t)(a.p[i] ^ b.p[i]);
	return diff == 0;
}
