/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Values as people write them, for commands and for files that are imported. */
#ifndef TR_REGISTRY_VALUE_H
#define TR_REGISTRY_VALUE_H

#include "registry/record.h"

/*
 * Sets one column from a text that the caller keeps; an empty one is no value; of a key or a name white space at the ends goes. A number is decimal; a time as tr_time_read() has it, of Vietnam
 * where it has no zone; a word is itself, or what people read for it in either language; another row is its natural key (H01; token/T1), or # and
 * its number. In a transaction. registry.value-invalid, registry.key-unknown, and as tr_value_letters().
 */
TRIEN_MUST_CHECK trien_rc tr_value_read(
		struct tr_sql *db, struct tr_record *r, size_t column, const char *text, struct trien_err *err);
/* The same of a text whose letters were looked at, and that is the word itself. */
TRIEN_MUST_CHECK trien_rc tr_value_take(struct tr_sql *db, struct tr_record *r, size_t column, const char *text, struct trien_err *err);
/*
 * What people type has its letters whole, and none that is not seen: one key with marks apart from their letters (NFD) or with a zero-width space, and one
 * without, would be two records that look the same, and no search by an index would find both. Nor is it a number that a spreadsheet has shortened
 * (1.23457E+15). NULL passes. registry.letters-apart, registry.characters-hidden, registry.digits-lost.
 */
TRIEN_MUST_CHECK trien_rc tr_value_letters(const struct tr_book *b, size_t column, const char *text, struct trien_err *err);
/*
 * Is this column written by the acts of the rules (registry/deed.h) alone? Stock that is entered anew says where its certificates and devices
 * stand; requests, what became of letters, documents, their numbers and the registers are never written directly.
 */
bool tr_column_by_act(const struct tr_record *r, size_t column);
/*
 * Of a certificate that has stopped nobody types what its signing again hangs on: why, whose it is, on which device; nor, of one that has ended, another device than
 * the one that was reported. registry.by-act-only
 */
TRIEN_MUST_CHECK trien_rc tr_record_stays(struct tr_sql *db, const struct tr_record *was, const struct tr_record *r, struct trien_err *err);
/* What a certificate's own file says, nobody types. */
bool tr_column_from_file(const struct tr_book *b, size_t column);
/* A new row stands in the first state of its book, since that time, and was never renewed. */
void tr_record_defaults(struct tr_record *r, int64_t since);
/* The other way, for people: times in ISO 8601 with +07:00, days as YYYY-MM-DD, other rows as "agency:17"; nothing for no value. */
TRIEN_MUST_CHECK trien_rc tr_value_write(
		const struct tr_column *c, const struct tr_sql_value *v, struct tr_buf *out, struct trien_err *err);
/* As tr_value_read() reads it again: another row by its natural key where that is one or two texts, else # and its number. In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_value_write_key(struct tr_sql *db, const struct tr_column *c, const struct tr_sql_value *v, struct tr_buf *out,
		struct trien_err *err);

#endif
