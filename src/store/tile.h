/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A log as files (c2sp.org/tlog-tiles) in a folder that any web server can hand out: checkpoint, tile/L/N hashes of 256 by 256,
 * tile/entries/N. A full tile never changes. One process writes; the size is that of a checkpoint.
 */
#ifndef TR_STORE_TILE_H
#define TR_STORE_TILE_H

#include "store/tree.h"

#define TR_TILE_WIDTH 256u
#define TR_TILE_LEVELS 8u /* 8 bits each */
#define TR_TILE_PATH_MAX 96u

/* "tile/0/x001/x234/067", with ".p/W" where it is not full; level TR_TILE_LEVELS is "entries". */
void tr_tile_path(unsigned level, uint64_t number, unsigned width, char out[TR_TILE_PATH_MAX]);
/* Is this what tr_tile_path() writes behind "tile/"? Then it leads nowhere else. */
bool tr_tile_name_is(const char *name);

/* Reading: the hashes of a tree of that size. One tile a level is kept. */
struct tr_tiles {
	int dir;
	uint64_t size;
	struct {
		bool there;
		uint64_t number;
		unsigned width;
		struct tr_tree_hash hashes[TR_TILE_WIDTH];
	} kept[TR_TILE_LEVELS];
};
/* dir is borrowed. */
void tr_tiles_begin(struct tr_tiles *t, int dir, uint64_t size);
struct tr_tree_source tr_tiles_source(struct tr_tiles *t);
/* Appends the bytes of tile/entries/NUMBER. audit.tile-missing, audit.tile-malformed. */
TRIEN_MUST_CHECK trien_rc tr_tiles_entries(struct tr_tiles *t, uint64_t number, struct tr_buf *out, struct trien_err *err);
/* Takes one entry off the front of such a tile. False where there is no whole one. */
TRIEN_MUST_CHECK bool tr_entry_take(struct tr_bytes *in, struct tr_bytes *entry);

/* Writing: leaves are added behind a tree of old size; then the tiles that are not full. */
struct tr_tile_writer {
	int dir;
	struct {
		uint64_t number; /* of the tile that is being filled */
		unsigned width, written;
		struct tr_tree_hash hashes[TR_TILE_WIDTH];
	} levels[TR_TILE_LEVELS];
	struct tr_buf entries;
	uint64_t size;
};
/*
 * Begins at the last leaf tile that was not full at old size: the leaves from *from on are to be added again, and must be the same.
 */
TRIEN_MUST_CHECK trien_rc tr_tile_writer_begin(
		struct tr_tile_writer *w, int dir, uint64_t old, uint64_t *from, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_tile_writer_add(
		struct tr_tile_writer *w, struct tr_bytes entry, const struct tr_tree_hash *leaf, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_tile_writer_end(struct tr_tile_writer *w, struct trien_err *err);
void tr_tile_writer_free(struct tr_tile_writer *w);

#endif
