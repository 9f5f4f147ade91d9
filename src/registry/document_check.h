/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Documents that records name: each has its reference, or a sweep would take its file away. */
#ifndef TR_REGISTRY_DOCUMENT_CHECK_H
#define TR_REGISTRY_DOCUMENT_CHECK_H

#include "store/sql.h"

/* object: "letter:5"; name: the document's. */
typedef void (*tr_document_found)(void *context, const char *object, const char *name);
/* Told is each record that names a document without a reference; *count is how many. In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_documents_check(struct tr_sql *db, tr_document_found found, void *context, uint64_t *count, struct trien_err *err);

#endif
