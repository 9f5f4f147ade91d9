/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What was taken down to be printed (base/printed.h) as a PDF in Liberation Serif, which is embedded: a book across A4 with room for the binding at its
 * left, a cover, tables whose headings stand on every page, and numbers of pages; or upright sheets. A character that the font lacks is shown as "?".
 */
#ifndef TR_LAYOUT_LEDGER_H
#define TR_LAYOUT_LEDGER_H

#include "base/printed.h"
#include "layout/page.h"

#define TR_LEDGER_SHEETS_MAX ((size_t)3000)
#define TR_LEDGER_COLUMNS_MAX ((size_t)12)

/* Appends the PDF. layout.fonts-missing where fonts are NULL; layout.ledger-limit. */
TRIEN_MUST_CHECK trien_rc tr_ledger_pdf(
		struct tr_bytes printed, const struct tr_page_fonts *fonts, const uint8_t id16[16], struct tr_buf *out, struct trien_err *err);

#endif
