/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X4 */
#include "store/audit_prove.h"

#include <stdlib.h>

#include "base/errors/store.h"
#include "base/memory.h"
#include "store/tile.h"

#define ENTRIES_MAX ((size_t)32 << 20)

static trien_rc
take_entry(struct tr_tiles *t, uint64_t index, struct tr_buf *out, struct trien_err *err)
{
	TR_AUTO_BUF raw = {.max = ENTRIES_MAX};
	struct tr_bytes rest, entry = TR_BYTES(NULL, 0);

	TR_TRY(tr_tiles_entries(t, index / TR_TILE_WIDTH, &raw, err));
	rest = tr_buf_view(&raw);
	for (uint64_t i = 0; i <= index % TR_TILE_WIDTH; i++)
		if (!tr_entry_take(&rest, &entry))
			return TR_ERR(err, AUDIT_TILE, TR_S("path", "tile/entries"));
	return tr_buf_add_bytes(out, entry, err);
}

trien_rc
tr_audit_prove(int dir, uint64_t size, struct tr_proof *p, struct trien_err *err)
{
	struct tr_tiles *tiles = tr_mem_zeroed(1, sizeof(*tiles));

	if (tiles == NULL)
		return TR_ERR(err, NO_MEMORY, TR_U("want", sizeof(*tiles)));
	tr_tiles_begin(tiles, dir, size);
	const struct tr_tree_source source = tr_tiles_source(tiles);
	trien_rc rc = tr_tree_inclusion(&source, p->index, size, &p->path, err);
	if (rc == TRIEN_OK)
		rc = take_entry(tiles, p->index, &p->entry, err);
	free(tiles);
	return rc;
}
