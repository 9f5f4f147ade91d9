/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* A list of a book narrowed by what stands in an address. */
#ifndef TR_SERVICE_NARROW_H
#define TR_SERVICE_NARROW_H

#include "registry/list.h"

/* Only rows with this word in the column of that name; NULL: all. wanted: for people, of the whole query. service.query-invalid: the book has no such column, or it no such word. */
TRIEN_MUST_CHECK trien_rc tr_narrow_word(struct tr_list_query *q, const char *column, const char *word, const char *wanted, struct trien_err *err);
/* Only rows that refer to that one ("device:4"): by the first column that means its book, or by the one that names any object. registry.object-invalid; service.query-invalid */
TRIEN_MUST_CHECK trien_rc tr_narrow_of(struct tr_list_query *q, const char *object, const char *wanted, struct trien_err *err);

#endif
