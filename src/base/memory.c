/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "base/memory.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

#define TR_ARENA_BLOCK ((size_t)16 << 10)
/* Of an arena that holds little: most certificates need no more. */
#define TR_ARENA_BLOCK_FIRST ((size_t)2 << 10)

static unsigned long fail_at;
static unsigned long count_since;

unsigned long
tr_mem_fail_at(unsigned long n)
{
	unsigned long made = count_since;
	count_since = 0;
	fail_at = n;
	return made;
}

void *
tr_mem_resize(void *p, size_t size)
{
	/* Plain reads and writes: the hook is for single-threaded tests only. */
	if (__builtin_expect(fail_at != 0, 0) && ++count_since == fail_at)
		return NULL;
	return realloc(p, size);
}

void *
tr_mem_zeroed(size_t count, size_t size)
{
	size_t n;
	if (__builtin_mul_overflow(count, size, &n))
		return NULL;
	void *p = tr_mem_resize(NULL, n ? n : 1);
	if (p != NULL)
		memset(p, 0, n);
	return p;
}

struct tr_arena_block {
	struct tr_arena_block *next;
	size_t size;
	size_t used;
	alignas(max_align_t) uint8_t data[];
};

static struct tr_arena_block *
block_for(struct tr_arena *a, size_t n)
{
	const size_t usual = a->used < TR_ARENA_BLOCK_FIRST ? TR_ARENA_BLOCK_FIRST : TR_ARENA_BLOCK;
	size_t size = n > usual / 4 ? n : usual;
	struct tr_arena_block *b = tr_mem_resize(NULL, sizeof(*b) + size);
	if (b == NULL)
		return NULL;
	b->size = size;
	b->used = 0;
	/* A block of its own goes behind the first, which keeps its room. */
	if (size == n && a->blocks != NULL) {
		b->next = a->blocks->next;
		a->blocks->next = b;
	} else {
		b->next = a->blocks;
		a->blocks = b;
	}
	return b;
}

trien_rc
tr_arena_take(struct tr_arena *a, size_t n, void *out, struct trien_err *err)
{
	const size_t unit = alignof(max_align_t);
	size_t max = a->max ? a->max : TR_ARENA_MAX_DEFAULT;
	struct tr_arena_block *b = a->blocks;

	if (n > max || a->used > max - n)
		return TR_ERR(err, BUFFER_LIMIT, TR_U("max", max));
	n = (n + unit - 1) / unit * unit;
	if (b == NULL || b->size - b->used < n)
		b = block_for(a, n);
	if (b == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", n));
	void *p = b->data + b->used;
	b->used += n;
	a->used += n;
	memcpy(out, &p, sizeof(p));
	return TRIEN_OK;
}

trien_rc
tr_arena_array(struct tr_arena *a, size_t count, size_t size, void *out, struct trien_err *err)
{
	size_t n;
	void *p;
	if (__builtin_mul_overflow(count, size, &n))
		return TR_ERR(err, NO_MEMORY, TR_U("want", count));
	TR_TRY(tr_arena_take(a, n, &p, err));
	memset(p, 0, n);
	memcpy(out, &p, sizeof(p));
	return TRIEN_OK;
}

trien_rc
tr_arena_copy(struct tr_arena *a, const void *src, size_t n, const uint8_t **out, struct trien_err *err)
{
	uint8_t *p;
	TR_TRY(tr_arena_take(a, n + 1, &p, err));
	if (n > 0)
		memcpy(p, src, n);
	p[n] = 0;
	*out = p;
	return TRIEN_OK;
}

void
tr_arena_free(struct tr_arena *a)
{
	for (struct tr_arena_block *b = a->blocks, *next; b != NULL; b = next) {
		next = b->next;
		free(b);
	}
	a->blocks = NULL;
	a->used = 0;
}
