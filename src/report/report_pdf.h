/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The report as a PDF to be printed and filed: A4, Liberation Serif, tagged; with pictures of what later revisions changed. */
#ifndef TR_REPORT_REPORT_PDF_H
#define TR_REPORT_REPORT_PDF_H

#include "report/report.h"
#include "report/seen.h"

/*
 * Appends the PDF. seen may be NULL: without pictures. id16: 16 bytes for its /ID; the same input gives the same bytes.
 * layout.fonts-missing where fonts is NULL.
 */
TRIEN_MUST_CHECK trien_rc tr_report_pdf(const struct tr_report *r, const struct tr_seen *seen, const struct tr_page_fonts *fonts,
		const uint8_t id16[16], struct tr_buf *out, struct trien_err *err);

#endif
