/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The caps of this folder. Each has a test at the cap and one past it. */
#ifndef TR_EXCHANGE_LIMITS_H
#define TR_EXCHANGE_LIMITS_H

/* Of a file that is imported: rows without the heading, columns, bytes of a cell. */
#define TR_TABLE_ROWS_MAX 100000u
#define TR_TABLE_COLUMNS_MAX 64u
#define TR_TABLE_CELL_MAX 4096u
/* Of a spreadsheet: bytes of the file, entries of the archive, bytes of all of them unpacked, and how much more than packed one of these may be. */
#define TR_XLSX_FILE_MAX ((size_t)64 << 20)
#define TR_ZIP_ENTRIES_MAX 1000u
#define TR_ZIP_UNPACKED_MAX ((size_t)256 << 20)
#define TR_ZIP_RATIO_MAX 200u
/* What is smaller unpacked does no harm, whatever its ratio. */
#define TR_ZIP_RATIO_FROM ((size_t)1 << 20)
/* Elements within elements; cells, empty ones too, of the sheet that is read; strings that cells share; formats; sheets. */
#define TR_XML_DEPTH_MAX 32u
#define TR_XLSX_CELLS_MAX 2500000u
#define TR_XLSX_STRINGS_MAX 1000000u
#define TR_XLSX_FORMATS_MAX 65536u
#define TR_XLSX_SHEETS_MAX 256u
#define TR_XLSX_SHEET_NAME_MAX 255u /* bytes; a spreadsheet takes 31 characters */
/* Of one folder, in one act: the certificates of a province. */
#define TR_CERTIFICATE_FILES_MAX 20000u
#define TR_PICTURE_FILES_MAX 1000u

/*
 * Of a draft from a word processor: bytes of the file; elements within elements (a text box in a table in a frame); bytes of a field's code; of the PDF that it becomes (its
 * pages: desk/draft.h); what LibreOffice may take for it: seconds, memory of a process.
 */
#define TR_DRAFT_FILE_MAX ((size_t)32 << 20)
#define TR_DRAFT_DEPTH_MAX 200u
#define TR_DRAFT_FIELD_MAX 4096u
#define TR_DRAFT_PDF_MAX ((size_t)32 << 20)
#define TR_DRAFT_SECONDS_MAX 20u
#define TR_DRAFT_MEMORY_MAX ((size_t)1 << 30)

/* Of a message of the exchange: bytes of the file, of all that is attached to it, of one text; receivers, documents that it answers, attachments. */
#define TR_EDXML_FILE_MAX ((size_t)64 << 20)
#define TR_EDXML_CONTENT_MAX ((size_t)40 << 20)
#define TR_EDXML_TEXT_MAX 2000u
#define TR_EDXML_RECEIVERS_MAX 1000u
#define TR_EDXML_ANSWERS_MAX 16u
#define TR_EDXML_ATTACHMENTS_MAX 64u

/* Bytes of a name or a subject in the head of a mail. */
#define TR_MAIL_HEADER_MAX 400u

/* Webhooks that a run remembers as unreachable. */
#define TR_WEBHOOKS_SILENT_MAX 64u

#endif
