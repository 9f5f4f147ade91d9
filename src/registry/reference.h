/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What people read where a row refers to another one. */
#ifndef TR_REGISTRY_REFERENCE_H
#define TR_REGISTRY_REFERENCE_H

#include "registry/door.h"

/*
 * Appends the words of a value: of an agency or a person its name, of a certificate its serial number, of a device its kind and number, of a file of documents its title, of what came its sender; what has no
 * words, and a row that who is there does not see, stands as "request:7". Agencies' names are known to everybody. In a transaction.
 */
TRIEN_MUST_CHECK trien_rc tr_reference_words(struct tr_sql *db, const struct tr_who *w, const struct tr_column *c, const struct tr_sql_value *v,
		struct tr_buf *out, struct trien_err *err);
/* Does it hold which row a row is about, of whatever book ("document:6")? */
bool tr_column_is_about(const struct tr_column *c);
/* The same of such a column; nothing is added where it names no row. */
TRIEN_MUST_CHECK trien_rc tr_about_words(struct tr_sql *db, const struct tr_who *w, const struct tr_sql_value *v, struct tr_buf *out, struct trien_err *err);

#endif
