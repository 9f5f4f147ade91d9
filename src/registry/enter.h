/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R1 R2.2 R4.1
 * A row that people enter or change, column by column: by a command or over HTTP. Who may is asked by the act, row by row (act_door.c); what the acts of
 * the rules write alone, and what a certificate's file says, nobody types.
 */
#ifndef TR_REGISTRY_ENTER_H
#define TR_REGISTRY_ENTER_H

#include "registry/act.h"

/* As people write it (registry/value.h); of a document, its name in the store: it was put there before. */
struct tr_entry_value {
	const char *column, *value;
};
struct tr_entry {
	const struct tr_book *book;
	int64_t id; /* 0: a new row */
	const struct tr_entry_value *values;
	size_t count;
	int64_t written; /* out: the row */
};

#define TR_ENTRY_WHAT_MAX 64u
/* What the act is called: "ticket.enter"; of a change what all its columns want, "ticket.answer", else "ticket.change". */
void tr_entry_what(const struct tr_entry *e, char out[TR_ENTRY_WHAT_MAX]);
/*
 * The work of an act, context: struct tr_entry. registry.column-unknown, registry.by-act-only, registry.by-file-only, and what tr_acting_read() and tr_acting_put()
 * refuse.
 */
TRIEN_MUST_CHECK trien_rc tr_entry_write(struct tr_acting *a, void *context, struct trien_err *err);

#endif
