/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R10.1 */
/*
 * What was issued here, by the SHA-256 of its file: found also where the document was recalled, replaced or destroyed since (then its file is gone, and its hash stands in
 * the history alone). The table is an index of that history, and could be made anew from it.
 */
#ifndef TR_OFFICE_ISSUED_H
#define TR_OFFICE_ISSUED_H

#include "registry/act.h"

/* Within the act that writes the file into the document. kind: "issued", "e_copy" (of a document on paper). */
TRIEN_MUST_CHECK trien_rc tr_issued_note(struct tr_acting *a, int64_t document, const char *sha256, const char *kind, struct trien_err *err);

enum {
	TR_ISSUED_KIND,
	TR_ISSUED_AGENCY, TR_ISSUED_NUMBER, TR_ISSUED_SYMBOL, TR_ISSUED_DATED,
	TR_ISSUED_STATE,
	TR_ISSUED_DESTROYED, /* 1: the stored file is gone */
	TR_ISSUED_LOG, TR_ISSUED_LEAF, TR_ISSUED_ORIGIN, /* where the act that issued it stands in the audit trail */
	TR_ISSUED_BY_NUMBER, TR_ISSUED_BY_SYMBOL,        /* of the document that replaced it; NULL: none has */
};
/* No row: nothing was issued as that file. */
TRIEN_MUST_CHECK trien_rc tr_issued_find(struct tr_sql *db, const char *sha256, struct tr_sql_rows *out, struct trien_err *err);

#endif
