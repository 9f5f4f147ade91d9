/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Dispatches, for the acts of this folder that end a document's validity. */
#ifndef TR_OFFICE_DISPATCH_PARTS_H
#define TR_OFFICE_DISPATCH_PARTS_H

#include "office/dispatch.h"
#include "office/office_parts.h"

/* The files of a document as they were frozen at its issue, itself first (place 0): place, name, hash, bytes. */
TRIEN_MUST_CHECK trien_rc tr_dispatch_files(struct tr_sql *db, int64_t document, struct tr_sql_rows *out, struct trien_err *err);
/* Mails to whoever got it by mail. what: "recalled", "replaced". */
TRIEN_MUST_CHECK trien_rc tr_dispatch_tell(const struct tr_officing *o, int64_t document, const char *what, struct trien_err *err);

#endif
