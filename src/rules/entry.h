/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R3 R5.2 R13.2 R14.4 R15.1 R17.2 R18.1 R18.2 */
/* The rules of the plain books: one table, printed with the others; registry/entry_check.h holds every row that is put against it. */
#ifndef TR_RULES_ENTRY_H
#define TR_RULES_ENTRY_H

#include <stdint.h>

#include "trien/error.h"

/* What a rule asks for; what each means stands in entry.def. */
enum tr_entry_kind {
	TR_ENTRY_IS_ORDER,
	TR_ENTRY_IS_PAST,
	TR_ENTRY_IS_WANTS,
	TR_ENTRY_IS_RANGE,
	TR_ENTRY_IS_IN,
	TR_ENTRY_IS_NOT_IN,
	TR_ENTRY_IS_KEPT,
	TR_ENTRY_IS_CAME,
	TR_ENTRY_IS_CUSTODY,
	TR_ENTRY_IS_HELD,
	TR_ENTRY_IS_PROFILE,
	TR_ENTRY_IS_OUTSIDE,
	TR_ENTRY_IS_ALONE,
	TR_ENTRY_KIND_COUNT
};
/* The error by which it refuses: "registry.entry-order". */
const char *tr_rules_entry_id(enum tr_entry_kind kind);

struct tr_rules_entry {
	enum tr_entry_kind kind;
	const char *book, *column, *other, *word; /* names and words of registry/books.def; empty: none */
	int64_t min, max;
	const char *vi, *en;
};
/* NULL past the last. Those of one book stand together. */
const struct tr_rules_entry *tr_rules_entry_at(size_t index);

#endif
