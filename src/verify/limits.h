/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Caps of the folder verify; each has a test at the cap and one past it. */
#ifndef TR_VERIFY_LIMITS_H
#define TR_VERIFY_LIMITS_H

#include <stddef.h>

/* Rows of changes kept for one signature; the judgement goes on behind them. */
#define TR_VERIFY_CHANGES_MAX ((size_t)2000)
/* Findings kept for one signature. */
#define TR_VERIFY_FINDINGS_MAX ((size_t)64)
/* Depth of a form's field tree or of a page tree. */
#define TR_VERIFY_DEPTH_MAX ((size_t)64)
/* Values inside each other in one object; the reader's own cap is TR_PDF_NESTING_MAX. */
#define TR_VERIFY_NESTING_MAX ((size_t)128)
/* Values looked at when one revision is compared with the one before it. */
#define TR_VERIFY_STEPS_MAX ((size_t)50000000)
/* Revisions behind a signature that are compared; beyond them nobody is told what changed, and nothing passes. */
#define TR_VERIFY_REVISIONS_MAX ((size_t)512)
/* Bytes of a path from the catalog, of a text shown out of the document. */
#define TR_VERIFY_PATH_MAX ((size_t)400)
#define TR_VERIFY_TEXT_MAX ((size_t)1000)
/* Memory of one verdict. */
#define TR_VERIFY_ARENA_MAX ((size_t)192 << 20)
/* Decoded bytes of the appearance of a filled field that are read; a longer one is not read at all. */
#define TR_VERIFY_LOOK_MAX ((size_t)64 << 10)
/* Revisions whose document security store is read, the newest first. */
#define TR_VERIFY_STORES_MAX ((size_t)64)
/* Values of all document security stores, and their bytes decoded; more of them is not read. */
#define TR_VERIFY_STORE_VALUES_MAX ((size_t)1024)
#define TR_VERIFY_STORE_BYTES_MAX ((size_t)64 << 20)
/* Document time stamps of one file that are judged: the oldest, the newest, and so of the others that the widest gap is as narrow as can be. */
#define TR_VERIFY_STAMPS_MAX ((size_t)32)
/* Stamps of one signature value: the first ones. */
#define TR_VERIFY_VALUE_STAMPS_MAX ((size_t)8)
/* Stamps given from outside: as many as an evidence file may have. */
#define TR_VERIFY_GIVEN_STAMPS_MAX TR_RECORD_STAMPS_MAX
/* Things to be got that one verdict tells. */
#define TR_VERIFY_MISSING_MAX ((size_t)64)
/* Names in one FieldMDP or Lock dictionary. */
#define TR_VERIFY_LOCK_FIELDS_MAX ((size_t)10000)

/* An evidence file, what its items are together, their number, and the stamps over it. A file fits into an answer of the sandbox. */
#define TR_RECORD_SIZE_MAX ((size_t)60 << 20)
#define TR_RECORD_BYTES_MAX ((size_t)58 << 20)
#define TR_RECORD_ITEMS_MAX ((size_t)1024)
#define TR_RECORD_STAMPS_MAX ((size_t)64)
/* The words on a signer's responsibility. */
#define TR_RECORD_TEXT_MAX ((size_t)64 << 10)

/* Objects listed for one revision, and fields, by inspect; the totals are told. */
#define TR_INSPECT_OBJECTS_MAX ((size_t)5000)
#define TR_INSPECT_FIELDS_MAX ((size_t)5000)

#endif
