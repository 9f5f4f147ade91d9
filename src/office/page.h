/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X3 */
/* Pieces of what is printed out of the books (base/printed.h). */
#ifndef TR_OFFICE_PAGE_H
#define TR_OFFICE_PAGE_H

#include "base/printed.h"
#include "store/sql.h"

/* "26/11/2026"; nothing for null. */
TRIEN_MUST_CHECK trien_rc tr_page_day(struct tr_buf *out, const struct tr_sql_value *day, struct trien_err *err);
/* A number or a text; nothing for null. */
TRIEN_MUST_CHECK trien_rc tr_page_value(struct tr_buf *out, const struct tr_sql_value *v, struct trien_err *err);
/* A cell with it. */
TRIEN_MUST_CHECK trien_rc tr_page_cell(struct tr_buf *out, const struct tr_sql_value *v, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_page_day_cell(struct tr_buf *out, const struct tr_sql_value *day, struct trien_err *err);
struct tr_page_column {
	unsigned width; /* of all columns' widths together */
	const char *head;
};
/* The head of a table; its title, which may be empty. */
TRIEN_MUST_CHECK trien_rc tr_page_table(struct tr_buf *out, const char *title, const struct tr_page_column *columns, size_t count, struct trien_err *err);
/* The begin of a book of a year: what its title is, and what stands at the foot. registry.not-found */
struct tr_page_book {
	const char *title; /* "Sổ đăng ký văn bản đi" */
	const char *heading; /* the same, as it stands on the cover */
	int64_t agency, year;
};
TRIEN_MUST_CHECK trien_rc tr_page_begin(struct tr_sql *db, const struct tr_page_book *b, struct tr_buf *out, struct trien_err *err);
/* Of a cover: the head of the audit trail, three lines as a checkpoint has them, and when. */
TRIEN_MUST_CHECK trien_rc tr_page_head(struct tr_sql *db, int64_t now, struct tr_buf *out, struct trien_err *err);
/* " [đính chính ngày 26/11/2026: why]", of the later one of two acts; nothing where both are null. */
TRIEN_MUST_CHECK trien_rc tr_page_corrected(
		struct tr_sql *db, const struct tr_sql_value *one, const struct tr_sql_value *other, struct tr_buf *out, struct trien_err *err);

#endif
