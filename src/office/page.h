/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X3 */
/* Pieces of the pages of HTML that registers are printed as. */
#ifndef TR_OFFICE_PAGE_H
#define TR_OFFICE_PAGE_H

#include "store/sql.h"

/* Markup of our own. */
TRIEN_MUST_CHECK trien_rc tr_page_add(struct tr_buf *out, const char *text, struct trien_err *err);
/* What people have written is text and nothing else. */
TRIEN_MUST_CHECK trien_rc tr_page_safe(struct tr_buf *out, struct tr_bytes text, struct trien_err *err);
/* "26/11/2026"; nothing for null. */
TRIEN_MUST_CHECK trien_rc tr_page_day(struct tr_buf *out, const struct tr_sql_value *day, struct trien_err *err);
/* A number or a text; nothing for null. */
TRIEN_MUST_CHECK trien_rc tr_page_value(struct tr_buf *out, const struct tr_sql_value *v, struct trien_err *err);
/* Up to and with <body>, for A4 across. */
TRIEN_MUST_CHECK trien_rc tr_page_begin(struct tr_buf *out, const char *title, struct trien_err *err);
/* A table up to and with <tbody>: headings, and the numbers of the columns below them. */
TRIEN_MUST_CHECK trien_rc tr_page_table(struct tr_buf *out, const char *const *heads, size_t count, struct trien_err *err);
/* Of a cover: the agency and the one above it. registry.not-found */
TRIEN_MUST_CHECK trien_rc tr_page_agency(struct tr_sql *db, int64_t agency, struct tr_buf *out, struct trien_err *err);
/* Of a cover: the head of the audit trail, three lines as a checkpoint has them, and when. */
TRIEN_MUST_CHECK trien_rc tr_page_head(struct tr_sql *db, int64_t now, struct tr_buf *out, struct trien_err *err);

#endif
