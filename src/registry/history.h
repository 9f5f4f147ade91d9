/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What history says: the versions of a row, the row as it was at a time, and whether somebody has changed the tables by hand. */
#ifndef TR_REGISTRY_HISTORY_H
#define TR_REGISTRY_HISTORY_H

#include "registry/record.h"

/*
 * A page of the versions of a row, the first from version `from` on: version, act, at, effective_at, actor, role, what, reason, content (NULL where
 * the row is gone from then on), compensates, account (0: none). In a transaction.
 */
TRIEN_MUST_CHECK trien_rc tr_history_page(struct tr_sql *db, const struct tr_book *b, int64_t id, int64_t from,
		struct tr_sql_rows *out, struct trien_err *err);
/*
 * The row as it was in force at a time: of each column what the last act has made of it that has changed it and holds from then or before. So what is
 * entered late, and holds from early on, takes nothing along that holds only from later. *found is false where it did not exist then. In a
 * transaction. out: free it.
 */
TRIEN_MUST_CHECK trien_rc tr_history_as_of(struct tr_sql *db, const struct tr_book *b, int64_t id, int64_t time,
		struct tr_record *out, bool *found, struct trien_err *err);

enum tr_registry_fault {
	TR_REGISTRY_ACT_CHANGED,  /* an act or its changes are not what their leaf in the audit trail says */
	TR_REGISTRY_ACT_MISSING,  /* an act that the audit trail knows */
	TR_REGISTRY_ROW_CHANGED,  /* a row is not what the last act made of it */
	TR_REGISTRY_ROW_MISSING,
	TR_REGISTRY_ROW_EXTRA,    /* a row that no act has put, or that was taken out */
	TR_REGISTRY_WORDS_MISSING, /* a row that a search for some words of its name does not find */
	TR_REGISTRY_WORDS_EXTRA,   /* words under which a search finds a row whose name has them not, or at another place, or a row that is not there */
};
/* object: "act:17", "certificate:99". */
typedef void (*tr_registry_found)(void *context, enum tr_registry_fault fault, const char *object);
struct tr_registry_count {
	uint64_t acts, rows, faults;
};
/*
 * Holds acts against the leaves of the audit trail in the database, every row of every book against history, and what searches go by against the names. What the leaves are worth,
 * tr_audit_verify() tells. Reads page by page, each at its own moment: acts that are done meanwhile are not judged.
 */
TRIEN_MUST_CHECK trien_rc tr_registry_verify(struct tr_sql *db, tr_registry_found found, void *context,
		struct tr_registry_count *out, struct trien_err *err);

#endif
