/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R1 R2.2
 * By what an import knows a row: the natural key of its book; who keeps a device is known by the device, the keeper and since when.
 */
#ifndef TR_EXCHANGE_IMPORT_KEY_H
#define TR_EXCHANGE_IMPORT_KEY_H

#include "registry/record.h"

/* The columns, as bits; 0: the book cannot be imported. */
uint32_t tr_import_key(const struct tr_book *b);
static inline bool
tr_import_key_has(const struct tr_book *b, size_t column)
{
	return tr_import_key(b) >> column & 1;
}
/* The id of the row with the key of r; 0 where there is none. In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_import_find(struct tr_sql *db, const struct tr_record *r, int64_t *id, struct trien_err *err);

#endif
