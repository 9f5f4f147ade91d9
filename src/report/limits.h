/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Caps of the folder report; each has a test at the cap and one past it. */
#ifndef TR_REPORT_LIMITS_H
#define TR_REPORT_LIMITS_H

#include <stddef.h>

/* Pictures of pages: resolution, and pixels of one; a larger page is drawn coarser. */
#define TR_SEEN_DPI 96u
#define TR_SEEN_PIXELS_MAX 4000000u
/* Pages compared, in all revisions together; later revisions compared; changed pages kept. */
#define TR_SEEN_PAGES_MAX ((size_t)600)
#define TR_SEEN_REVISIONS_MAX ((size_t)32)
#define TR_SEEN_CHANGES_MAX ((size_t)12)
/* Boxes round the differences of one page; more become one. */
#define TR_SEEN_BOXES_MAX ((size_t)64)
/* Later changes told of one signature; those that are not permitted come first, and what is left out is counted. */
#define TR_REPORT_LATER_MAX ((size_t)50)
/* Sheets of a report as PDF. */
#define TR_REPORT_SHEETS_MAX ((size_t)100)

#endif
