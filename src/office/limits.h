/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The caps of this folder. Each has a test at the cap and one past it. */
#ifndef TR_OFFICE_LIMITS_H
#define TR_OFFICE_LIMITS_H

/* Bytes of an abbreviation of a kind of document, in a legal profile. */
#define TR_OFFICE_CODE_MAX 16u
/* Files that go with a document. */
#define TR_OFFICE_ATTACHED_MAX 50u
/* Files that come with a document. */
#define TR_OFFICE_ENCLOSED_MAX 63u
/* Bytes of its name. */
#define TR_ENCLOSED_NAME_MAX 255u
/* Of what goes to receivers outside: bytes of a receiver's name; bytes of all files in one mail, below TR_MAIL_SIZE_MAX when they are in Base64. */
#define TR_DISPATCH_NAME_MAX 255u
#define TR_DISPATCH_MAIL_MAX ((size_t)5 << 20)
/* Days that a link holds and downloads of each file, where nobody says otherwise, and at most. */
#define TR_DISPATCH_DAYS 30
#define TR_DISPATCH_DAYS_MAX 366
#define TR_DISPATCH_DOWNLOADS 100
#define TR_DISPATCH_DOWNLOADS_MAX 10000
/* Versions of a draft. */
#define TR_OFFICE_DRAFTS_MAX 200u
/* How long a signature may take, from its begin. */
#define TR_SESSION_SECONDS 300
/* Agencies that one document is sent to. */
#define TR_OFFICE_RECEIVERS_MAX 500u
/* Numbers kept for documents to come, at once. */
#define TR_OFFICE_KEPT_MAX 100u
/* Bytes of the key with which a number is asked for again. */
#define TR_OFFICE_KEY_MAX 200u
/* Kinds of document that have a series of their own in one year; the legal profile knows fewer. */
#define TR_OFFICE_SERIES_MAX 128u
/* Of an old paper book: the greatest number of a line (a slip of the pen would move all that come behind it), and its first year. */
#define TR_OFFICE_OLD_NUMBER_MAX 99999u
#define TR_OFFICE_OLD_YEAR_MIN 1945
/* Documents on one list of destruction: all of them go in one transaction. */
#define TR_DESTRUCTION_LINES_MAX 200u
/* Lines of one hand-over: all of them are written in one transaction. */
#define TR_HANDOVER_LINES_MAX 2000u
/* Lines of a register read at a time. */
#define TR_OFFICE_PAGE 200u
/* So long before what a stamp stands on ends, the next one is due: a quarter of a year, in which a job is tried many times and people are told. */
#define TR_PROOF_MARGIN_SECONDS ((int64_t)90 * 86400)

/* How long a mail that could not go waits for the clerk. */
#define TR_OFFICE_MAIL_SHOWN_SECONDS (30 * 86400)

#endif
