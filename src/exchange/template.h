/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: R1
 * A spreadsheet to be filled in and imported: the book's headings on an empty sheet, whose cells offer what they may hold; and a sheet that says of
 * each column what it is, whether it is wanted, and how it is written.
 */
#ifndef TR_EXCHANGE_TEMPLATE_H
#define TR_EXCHANGE_TEMPLATE_H

#include "registry/book.h"

/* exchange.book-keyless: the book cannot be imported. */
TRIEN_MUST_CHECK trien_rc tr_template_write(const struct tr_book *b, enum trien_lang lang, struct tr_buf *out, struct trien_err *err);
/* The table that goes with a folder of certificate files (exchange/certificate.h). */
TRIEN_MUST_CHECK trien_rc tr_template_write_files(enum trien_lang lang, struct tr_buf *out, struct trien_err *err);

#endif
