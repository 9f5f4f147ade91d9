/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R10.2 X1
 * The documents of a row go for good: history keeps every version of the row, with the names (SHA-256) of its documents, and none of their bytes. Each version
 * that was put refers to its documents; here all of these references end. The bytes leave the disk behind the act's commit (tr_blobs_forget()).
 */
#ifndef TR_REGISTRY_FORGET_H
#define TR_REGISTRY_FORGET_H

#include "registry/act.h"

/* Ends them, and takes the documents out of the record, which is put by who calls. What was forgotten before is not released twice. */
TRIEN_MUST_CHECK trien_rc tr_acting_forget_files(struct tr_acting *a, struct tr_record *r, struct trien_err *err);
/* Of a row that is nothing without its document: it is taken out of its book. */
TRIEN_MUST_CHECK trien_rc tr_acting_forget(struct tr_acting *a, struct tr_record *r, struct trien_err *err);

#endif
