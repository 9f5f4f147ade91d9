/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Archives as tests want them: right in everything, but for what a test spoils. */
#ifndef TEST_EXCHANGE_XLSX_SAMPLE_H
#define TEST_EXCHANGE_XLSX_SAMPLE_H

#include "base/bytes.h"

#define MAIN_NS "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
#define RELATIONS_NS "http://schemas.openxmlformats.org/package/2006/relationships"
#define TYPES "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

struct member {
	const char *name, *content;
};
/* Stored; deflated where the name begins with "*", which is no part of it. */
void make_zip(const struct member *members, size_t count, struct tr_buf *out);
/* A workbook of one sheet "So": what stands in the sheet behind its root; strings and styles are NULL or whole parts. */
void make_xlsx(const char *sheet, const char *strings, const char *styles, struct tr_buf *out);

#endif
