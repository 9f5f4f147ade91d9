/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Requirement: X3 X5
 * What was taken down to be printed (base/printed.h) as a file: a page of HTML, a spreadsheet with a sheet for the cover and one for each table, or a PDF
 * that is made in the sandbox. Those are A4 across for a book, with the headings on every page. CSV has the lines
 * of the tables alone, as exchange/export.h writes cells: without the cover of a book, and the same heading once.
 */
#ifndef TR_EXCHANGE_PRINT_H
#define TR_EXCHANGE_PRINT_H

#include "base/printed.h"
#include "worker/worker.h"

enum tr_print_form { TR_PRINT_HTML, TR_PRINT_XLSX, TR_PRINT_PDF, TR_PRINT_CSV };
/* By the ending of a file's name: .pdf, .xlsx, .csv; everything else, and NULL, is HTML. */
enum tr_print_form tr_print_form_of(const char *name);

TRIEN_MUST_CHECK trien_rc tr_print_html(struct tr_bytes printed, struct tr_buf *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_print_xlsx(struct tr_bytes printed, struct tr_buf *out, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_print_csv(struct tr_bytes printed, struct tr_buf *out, struct trien_err *err);
/* By a worker of the caller's, which has the tasks of the program trien-worker. */
TRIEN_MUST_CHECK trien_rc tr_print_pdf(struct tr_worker *w, struct tr_bytes printed, struct tr_buf *out, struct trien_err *err);
/* Appends the file. A PDF has a worker of its own started (worker/tasks.h, tr_tasks_start_apart()). worker.*, layout.ledger-limit, base.no-memory. */
TRIEN_MUST_CHECK trien_rc tr_print(enum tr_print_form form, struct tr_bytes printed, struct tr_buf *out, struct trien_err *err);

#endif
