/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The caps of this folder. Each has a test at the cap and one past it. */
#ifndef TR_REGISTRY_LIMITS_H
#define TR_REGISTRY_LIMITS_H

/* Columns of a book, without those that every one has: a statement takes TR_SQL_PARAMETERS_MAX values. */
#define TR_COLUMNS_MAX 24u
/* Bytes of one text in a row. */
#define TR_VALUE_MAX 4096u
#define TR_REASON_MAX 2000u
/* From the root of the tree of agencies to a leaf. */
#define TR_AGENCY_DEPTH_MAX 16u
/* Roles of one person, each in one agency, that are in force at a time. */
#define TR_POSTS_MAX 16u
/* Rows of history read at a time: of the largest they stay below TR_SQL_RESULT_MAX. */
#define TR_HISTORY_PAGE 128u
/* Sets of words read at a time; each comes with its row's keys. */
#define TR_WORDS_PAGE 512u
/* Rows of one page of a list. */
#define TR_LIST_MAX 500u
#define TR_LIST_ONLY_MAX 3u /* columns by which a list is narrowed */
/* Words of a search that count; what stands behind them does not. */
#define TR_SEARCH_WORDS_MAX 8u
/* Different words of a name up to which every set of them is kept: 31 rows; of a longer name each word alone. */
#define TR_NAME_SETS_MAX 5u
/* Lists of names that a search walks together: one for each way in which words that are begun may go on. */
#define TR_SEARCH_LISTS_MAX 128u
/* Rows of agencies up to which a search for few words goes through them, and not through the names. */
#define TR_SEARCH_FEW 2000u
/* Agencies up to which a list goes through the rows of each, and not through all rows. */
#define TR_SCOPE_FEW 64u
/* Objects that one act of the rules changes, the ones that it entails with it: a device with 32 certificates that is lost. */
#define TR_DEED_STEPS_MAX 65u
/* Versions of certificates or mutes since the last run of the notices, beyond which it asks all certificates again. */
#define TR_NOTICE_TOUCHED_MAX 1000u
/* Rows of one page of a list of notices. */
#define TR_NOTICE_PAGE 200
/* Notices that a letter names; it says how many more there are. */
#define TR_DIGEST_LINES_MAX 200
/* Documents whose references are counted in one reading of history (48 bytes each, and as much room again); bytes of hashes that the versions of one row have. */
#define TR_REFERENCES_AT_ONCE 262144u
#define TR_REFERENCES_HELD_MAX ((size_t)64 << 20)
/* Requests that are put into a letter at once, or whose results are said at once. */
#define TR_LETTER_REQUESTS_MAX 200u
/* Rows of a plan; changes that are looked at to tell why it is another one than before. */
#define TR_PLAN_ENTRIES_MAX 5000u
#define TR_PLAN_CHANGES_MAX 500u

/* Results of one request of a portal; bytes of a dossier's number, and of the key that makes the request one that is done once. */
#define TR_RESULTS_MAX 500u
#define TR_DOSSIER_MAX 128u
#define TR_REQUEST_KEY_MAX 128u
/* How long the answer to a key is kept. */
#define TR_REQUEST_KEY_SECONDS ((int64_t)30 * 86400)
/* How far a portal's clock may go before ours. */
#define TR_RESULT_EARLY_SECONDS 300

/* How far thisUpdate of a revocation list may go before our clock; how long one without nextUpdate counts as fresh. */
#define TR_CRL_EARLY_SECONDS 300
#define TR_CRL_UNDATED_SECONDS ((int64_t)7 * 86400)

/* Bytes of an address that hears of documents; deliveries of one page of their list. */
#define TR_WEBHOOK_URL_MAX 500u
#define TR_WEBHOOK_PAGE 50
/* What was told, or given up, is kept so many days; so many rows go in one transaction. */
#define TR_WEBHOOK_KEEP_DAYS 90
#define TR_WEBHOOK_SWEEP_MAX 1000

/* A password: characters at least, bytes at most, and how many different bytes. */
#define TR_PASSWORD_MIN 12u
#define TR_PASSWORD_MAX 256u
#define TR_PASSWORD_DIFFERENT 5u

#endif
