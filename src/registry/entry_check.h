/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every row that an act puts, held against the rules of its book (rules/entry.h): so no file, mapping or act comes past them. */
#ifndef TR_REGISTRY_ENTRY_CHECK_H
#define TR_REGISTRY_ENTRY_CHECK_H

#include "registry/act.h"

/*
 * An act that undoes another puts what was there before, and is asked of the keepers of a device alone. registry.entry-order, registry.entry-ahead,
 * registry.entry-wants, registry.entry-range, registry.entry-state, registry.entry-too-early, registry.entry-kept, registry.entry-came;
 * registry.custody-overlaps, registry.custody-ends-early, registry.custody-by-act.
 */
TRIEN_MUST_CHECK trien_rc tr_entry_check(struct tr_acting *a, const struct tr_record *r, struct trien_err *err);

#endif
