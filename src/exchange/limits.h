/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The caps of this folder. Each has a test at the cap and one past it. */
#ifndef TR_EXCHANGE_LIMITS_H
#define TR_EXCHANGE_LIMITS_H

/* Of a file that is imported: rows without the heading, columns, bytes of a cell. */
#define TR_TABLE_ROWS_MAX 100000u
#define TR_TABLE_COLUMNS_MAX 64u
#define TR_TABLE_CELL_MAX 4096u
/* Of one folder, in one act. */
#define TR_CERTIFICATE_FILES_MAX 2000u

#endif
