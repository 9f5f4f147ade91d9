/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/tile.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/errors/store.h"
#include "store/file.h"

#define ENTRIES TR_TILE_LEVELS
#define ENTRIES_MAX (TR_TILE_WIDTH * (size_t)(TR_AUDIT_ENTRY_MAX + 2))

void
tr_tile_path(unsigned level, uint64_t number, unsigned width, char out[TR_TILE_PATH_MAX])
{
	uint64_t above = number / 1000, part = 1;
	size_t n;

	if (level == ENTRIES)
		n = (size_t)snprintf(out, TR_TILE_PATH_MAX, "tile/entries/");
	else
		n = (size_t)snprintf(out, TR_TILE_PATH_MAX, "tile/%u/", level);
	for (; above / part >= 1000; part *= 1000)
		continue;
	for (; above > 0 && part > 0; part /= 1000)
		n += (size_t)snprintf(out + n, TR_TILE_PATH_MAX - n, "x%03u/", (unsigned)(above / part % 1000));
	n += (size_t)snprintf(out + n, TR_TILE_PATH_MAX - n, "%03u", (unsigned)(number % 1000));
	if (width != TR_TILE_WIDTH)
		snprintf(out + n, TR_TILE_PATH_MAX - n, ".p/%u", width);
}

/* The number of a tile is in groups of three digits, all but the last with an x before them: at most five. */
static bool
take_number(const char **p, uint64_t *out)
{
	uint64_t n = 0;
	bool more = true;

	for (unsigned groups = 0; more && groups < 5; groups++) {
		more = **p == 'x';
		*p += more;
		if (strspn(*p, "0123456789") != 3)
			return false;
		n = n * 1000 + strtoul(*p, NULL, 10);
		*p += 3;
		if (more && *(*p)++ != '/')
			return false;
	}
	*out = n;
	return !more;
}

bool
tr_tile_name_is(const char *name)
{
	char path[TR_TILE_PATH_MAX];
	unsigned level = TR_TILE_LEVELS, width = TR_TILE_WIDTH;
	const char *p = name;
	uint64_t number;

	if (strncmp(p, "entries/", 8) == 0) {
		p += 8;
	} else if (p[0] >= '0' && p[0] < '0' + (int)TR_TILE_LEVELS && p[1] == '/') {
		level = (unsigned)(p[0] - '0');
		p += 2;
	} else {
		return false;
	}
	if (!take_number(&p, &number))
		return false;
	if (strncmp(p, ".p/", 3) == 0 && strlen(p) <= 6)
		width = (unsigned)strtoul(p + 3, NULL, 10);
	if (width == 0 || (width == TR_TILE_WIDTH && *p != '\0'))
		return false;
	tr_tile_path(level, number, width, path);
	return strcmp(path + sizeof("tile/") - 1, name) == 0;
}

/* How many hashes a tile has in a tree of that size. */
static unsigned
width_of(uint64_t size, unsigned level, uint64_t number)
{
	const uint64_t all = size >> 8 * level;
	return number < all / TR_TILE_WIDTH ? TR_TILE_WIDTH : number == all / TR_TILE_WIDTH ? (unsigned)(all % TR_TILE_WIDTH) : 0;
}

/* A tile of that width, or the full one that has come in its place. */
static trien_rc
load(int dir, unsigned level, uint64_t number, unsigned width, size_t max, struct tr_buf *out, bool *full, struct trien_err *err)
{
	char path[TR_TILE_PATH_MAX];
	bool there;

	tr_tile_path(level, number, width, path);
	TR_TRY(tr_file_load(dir, path, max, out, &there, err));
	*full = width == TR_TILE_WIDTH;
	if (there)
		return TRIEN_OK;
	if (!*full) {
		char whole[TR_TILE_PATH_MAX];
		tr_tile_path(level, number, TR_TILE_WIDTH, whole);
		TR_TRY(tr_file_load(dir, whole, max, out, &there, err));
		*full = true;
	}
	return there ? TRIEN_OK : TR_ERR(err, AUDIT_TILE_MISSING, TR_S("path", path));
}

static trien_rc
load_hashes(int dir, unsigned level, uint64_t number, unsigned width, struct tr_tree_hash *out, struct trien_err *err)
{
	char path[TR_TILE_PATH_MAX];
	TR_AUTO_BUF raw = {0};
	bool full;

	TR_TRY(load(dir, level, number, width, TR_TILE_WIDTH * TR_TREE_HASH, &raw, &full, err));
	if (raw.n != (full ? TR_TILE_WIDTH : width) * TR_TREE_HASH) {
		tr_tile_path(level, number, width, path);
		return TR_ERR(err, AUDIT_TILE, TR_S("path", path));
	}
	memcpy(out, raw.p, width * TR_TREE_HASH);
	return TRIEN_OK;
}

/* ---- reading ---- */

void
tr_tiles_begin(struct tr_tiles *t, int dir, uint64_t size)
{
	memset(t, 0, sizeof(*t));
	t->dir = dir;
	t->size = size;
}

/* The root over n hashes, a power of two. */
static trien_rc
fold(const struct tr_tree_hash *hashes, unsigned n, struct tr_tree_hash *out, struct trien_err *err)
{
	struct tr_tree_hash row[TR_TILE_WIDTH];

	memcpy(row, hashes, n * sizeof(*row));
	for (; n > 1; n /= 2)
		for (unsigned i = 0; i < n / 2; i++)
			TR_TRY(tr_tree_pair(&row[2 * i], &row[2 * i + 1], &row[i], err));
	*out = row[0];
	return TRIEN_OK;
}

static trien_rc
node(void *context, unsigned level, uint64_t index, struct tr_tree_hash *out, struct trien_err *err)
{
	struct tr_tiles *t = context;
	const unsigned tile = level / 8, span = 1u << level % 8;
	const uint64_t number = index * span / TR_TILE_WIDTH;
	const unsigned at = (unsigned)(index * span % TR_TILE_WIDTH), width = tile < TR_TILE_LEVELS ? width_of(t->size, tile, number) : 0;

	if (at + span > width)
		return TR_ERR(err, STORE_TREE_RANGE, TR_U("index", index), TR_U("size", t->size));
	if (!t->kept[tile].there || t->kept[tile].number != number) {
		t->kept[tile].there = false;
		TR_TRY(load_hashes(t->dir, tile, number, width, t->kept[tile].hashes, err));
		t->kept[tile].there = true;
		t->kept[tile].number = number;
	}
	return fold(t->kept[tile].hashes + at, span, out, err);
}

struct tr_tree_source
tr_tiles_source(struct tr_tiles *t)
{
	return (struct tr_tree_source){.node = node, .context = t};
}

bool
tr_entry_take(struct tr_bytes *in, struct tr_bytes *entry)
{
	if (in->n < 2)
		return false;
	const size_t n = (size_t)in->p[0] << 8 | in->p[1];
	if (n == 0 || n > in->n - 2)
		return false;
	*entry = tr_bytes_part(*in, 2, n);
	*in = tr_bytes_part(*in, 2 + n, in->n);
	return true;
}

trien_rc
tr_tiles_entries(struct tr_tiles *t, uint64_t number, struct tr_buf *out, struct trien_err *err)
{
	bool full;
	return load(t->dir, ENTRIES, number, width_of(t->size, 0, number), ENTRIES_MAX, out, &full, err);
}

/* ---- writing ---- */

trien_rc
tr_tile_writer_begin(struct tr_tile_writer *w, int dir, uint64_t old, uint64_t *from, struct trien_err *err)
{
	memset(w, 0, sizeof(*w));
	w->dir = dir;
	w->entries.max = ENTRIES_MAX;
	w->size = old - old % TR_TILE_WIDTH;
	w->levels[0].number = old / TR_TILE_WIDTH;
	for (unsigned level = 1; level < TR_TILE_LEVELS; level++) {
		const uint64_t number = (old >> 8 * level) / TR_TILE_WIDTH;
		const unsigned width = width_of(old, level, number);
		w->levels[level].number = number;
		w->levels[level].width = w->levels[level].written = width;
		if (width > 0)
			TR_TRY(load_hashes(dir, level, number, width, w->levels[level].hashes, err));
	}
	*from = w->size;
	return TRIEN_OK;
}

static trien_rc
write_tile(struct tr_tile_writer *w, unsigned level, struct trien_err *err)
{
	char path[TR_TILE_PATH_MAX];
	const unsigned width = w->levels[level].width;

	tr_tile_path(level, w->levels[level].number, width, path);
	w->levels[level].written = width;
	return tr_file_replace(w->dir, path, TR_BYTES(w->levels[level].hashes, width * TR_TREE_HASH), err);
}

static trien_rc
write_entries(struct tr_tile_writer *w, struct trien_err *err)
{
	char path[TR_TILE_PATH_MAX];

	tr_tile_path(ENTRIES, w->levels[0].number, w->levels[0].width, path);
	return tr_file_replace(w->dir, path, tr_buf_view(&w->entries), err);
}

static trien_rc
push(struct tr_tile_writer *w, unsigned level, const struct tr_tree_hash *h, struct trien_err *err)
{
	struct tr_tree_hash root;

	if (level == TR_TILE_LEVELS)
		return TR_ERR(err, STORE_TREE_RANGE, TR_U("index", w->size), TR_U("size", UINT64_MAX));
	w->levels[level].hashes[w->levels[level].width++] = *h;
	if (w->levels[level].width < TR_TILE_WIDTH)
		return TRIEN_OK;
	if (level == 0) {
		TR_TRY(write_entries(w, err));
		tr_buf_clear(&w->entries);
	}
	TR_TRY(write_tile(w, level, err));
	TR_TRY(fold(w->levels[level].hashes, TR_TILE_WIDTH, &root, err));
	w->levels[level].number++;
	w->levels[level].width = w->levels[level].written = 0;
	return push(w, level + 1, &root, err);
}

trien_rc
tr_tile_writer_add(struct tr_tile_writer *w, struct tr_bytes entry, const struct tr_tree_hash *leaf, struct trien_err *err)
{
	const uint8_t length[2] = {(uint8_t)(entry.n >> 8), (uint8_t)entry.n};

	if (entry.n == 0 || entry.n > TR_AUDIT_ENTRY_MAX)
		return TR_ERR(err, AUDIT_ENTRY_LIMIT, TR_U("max", TR_AUDIT_ENTRY_MAX));
	TR_TRY(tr_buf_add(&w->entries, length, 2, err));
	TR_TRY(tr_buf_add_bytes(&w->entries, entry, err));
	w->size++;
	return push(w, 0, leaf, err);
}

trien_rc
tr_tile_writer_end(struct tr_tile_writer *w, struct trien_err *err)
{
	if (w->levels[0].width > 0)
		TR_TRY(write_entries(w, err));
	for (unsigned level = 0; level < TR_TILE_LEVELS; level++)
		if (w->levels[level].width != w->levels[level].written)
			TR_TRY(write_tile(w, level, err));
	return TRIEN_OK;
}

void
tr_tile_writer_free(struct tr_tile_writer *w)
{
	tr_buf_free(&w->entries);
}
