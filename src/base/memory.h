/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Allocation and the arena. All of our own allocation goes through
 * tr_mem_resize, so that a test can let each allocation fail once.
 */
#ifndef TR_BASE_MEMORY_H
#define TR_BASE_MEMORY_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/* realloc(3), or NULL when a test says so. size > 0. Free with free(3). */
void *tr_mem_resize(void *p, size_t size);
/* Zeroed memory for count items; NULL on overflow or when there is none. */
void *tr_mem_zeroed(size_t count, size_t size);

/*
 * Test hook: the n-th allocation from now fails (1 = the next), 0 = none.
 * Returns how many allocations were made since the last call. Not thread-safe.
 */
unsigned long tr_mem_fail_at(unsigned long n);

/* A graph that lives and dies together. {0} is an empty arena. */
struct tr_arena {
	struct tr_arena_block *blocks;
	size_t used;  /* bytes handed out */
	size_t max;   /* 0: TR_ARENA_MAX_DEFAULT */
};
#define TR_ARENA_MAX_DEFAULT ((size_t)256 << 20)

/* Memory for n bytes, aligned for any type, not zeroed; valid until tr_arena_free. */
TRIEN_MUST_CHECK trien_rc tr_arena_take(struct tr_arena *a, size_t n, void *out, struct trien_err *err);
/* The same, zeroed, for count items of size. out is a pointer to a pointer. */
TRIEN_MUST_CHECK trien_rc tr_arena_array(
		struct tr_arena *a, size_t count, size_t size, void *out, struct trien_err *err);
/* Copies n bytes into the arena and adds a NUL behind them. */
TRIEN_MUST_CHECK trien_rc tr_arena_copy(
		struct tr_arena *a, const void *p, size_t n, const uint8_t **out, struct trien_err *err);
void tr_arena_free(struct tr_arena *a);

#endif
