/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Caps of the PDF core. Each has a test at the cap and one past it. */
#ifndef TR_PDF_LIMITS_H
#define TR_PDF_LIMITS_H

#define TR_PDF_FILE_MAX ((uint64_t)4 << 30)          /* bytes of a file */
#define TR_PDF_OBJECT_NUMBER_MAX 8388607u            /* ISO 32000-1 Annex C */
#define TR_PDF_REVISIONS_MAX 4096u
#define TR_PDF_NESTING_MAX 100u                      /* arrays and dictionaries in each other */
#define TR_PDF_REFERENCE_DEPTH_MAX 32u               /* reference to reference */
#define TR_PDF_TREE_DEPTH_MAX 64u                    /* page tree, field tree, name tree */
#define TR_PDF_PAGES_MAX 500000u
#define TR_PDF_FIELDS_MAX 100000u
#define TR_PDF_SIGNATURES_MAX 2000u
#define TR_PDF_CONTENTS_MAX ((size_t)4 << 20)        /* bytes of DER in /Contents */
#define TR_PDF_OBJECT_BYTES_MAX ((size_t)64 << 20)   /* one object, stream data not counted */
#define TR_PDF_STREAM_DECODED_MAX ((size_t)128 << 20) /* object and xref streams, decoded */
#define TR_PDF_INFLATE_RATIO_MAX 1100u               /* zlib's own ceiling is about 1032 */
#define TR_PDF_FILTERS_MAX 8u                        /* filters of one stream */
#define TR_PDF_ARENA_MAX ((size_t)384 << 20)         /* all parsed objects of one file */

#endif
