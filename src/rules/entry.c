/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "rules/entry.h"

static const struct tr_rules_entry rows[] = {
#define TR_ENTRY_RULE(kind, book, column, other, word, min, max, vi, en) {TR_ENTRY_IS_##kind, book, column, other, word, min, max, vi, en},
#include "rules/entry.def"
};

const char *
tr_rules_entry_id(enum tr_entry_kind kind)
{
	static const char *const ids[] = {[TR_ENTRY_IS_ORDER] = "registry.entry-order", [TR_ENTRY_IS_PAST] = "registry.entry-ahead",
		[TR_ENTRY_IS_WANTS] = "registry.entry-wants", [TR_ENTRY_IS_RANGE] = "registry.entry-range", [TR_ENTRY_IS_IN] = "registry.entry-state",
		[TR_ENTRY_IS_NOT_IN] = "registry.entry-too-early", [TR_ENTRY_IS_KEPT] = "registry.entry-kept", [TR_ENTRY_IS_CAME] = "registry.entry-came",
		[TR_ENTRY_IS_CUSTODY] = "registry.custody-overlaps", [TR_ENTRY_IS_HELD] = "registry.custody-by-act",
		[TR_ENTRY_IS_PROFILE] = "registry.entry-profile", [TR_ENTRY_IS_OUTSIDE] = "registry.entry-inside", [TR_ENTRY_IS_ALONE] = "registry.entry-parts"};

	return ids[kind];
}

const struct tr_rules_entry *
tr_rules_entry_at(size_t index)
{
	return index < sizeof(rows) / sizeof(*rows) ? &rows[index] : NULL;
}
