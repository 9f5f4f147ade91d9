/* SPDX-License-Identifier: AGPL-3.0-or-later */
#ifndef TR_OFFICE_HANDOVER_PARTS_H
#define TR_OFFICE_HANDOVER_PARTS_H

/* The id of what a row is about, where that is of the book; else NULL. */
#define TR_HANDOVER_NUMBER_OF(table, book) "CASE WHEN " table ".about LIKE '" book ":%' THEN CAST(SUBSTR(" table ".about, LENGTH('" book ":') + 1) AS BIGINT) END"

#endif
