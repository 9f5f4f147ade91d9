/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The caps of this folder. Each has a test at the cap and one past it. */
#ifndef TR_STORE_LIMITS_H
#define TR_STORE_LIMITS_H

/* How often a transaction is begun anew where the database says "busy", "serialization failure" or "deadlock". */
#define TR_SQL_TRIES_MAX 8u
/* How long one statement waits for the lock of another writer before it is "busy". */
#define TR_SQL_WAIT_MILLISECONDS 5000u
#define TR_SQL_PARAMETERS_MAX 208u
/* Prepared statements that a connection keeps; one more takes the place of the oldest. */
#define TR_SQL_STATEMENTS_MAX 128u
/* Statements that are under way to a server at a time. */
#define TR_SQL_LATER_MAX 128u
/* Questions that a transaction is foreseen to ask. */
#define TR_SQL_FORESEEN_MAX 64u
/* A result is held whole in memory: long lists are read page by page. */
#define TR_SQL_RESULT_MAX ((size_t)16 << 20)
/* Of a SQLite file that much is read through a map, the rest by read(): as much as SQLite maps at all. */
#define TR_SQL_MAP_MAX ((size_t)0x7fff0000)
/* Pages of the rest, and those that a transaction has written, that a connection keeps: what is small never takes so much. */
#define TR_SQL_CACHE_MAX ((size_t)128 << 20)
/* One of several connections of a program that runs for months: what it wrote last is soon changed by another, and what it reads is mapped. */
#define TR_SQL_CACHE_SHARED ((size_t)8 << 20)
/* Path of a database, or its address. */
#define TR_SQL_PLACE_MAX 1024u

/* A blob is read and hashed in memory. */
#define TR_BLOB_MAX ((size_t)512 << 20)
/* Blobs that are put at once. */
#define TR_BLOBS_PUT_MAX 4u
/* How long a file may wait for its first reference. */
#define TR_BLOB_GRACE_SECONDS 86400

/* Of a backup: a piece of the database, how deep folders lie in each other, its list of sums (four million files). */
#define TR_BACKUP_PIECE ((size_t)64 << 20)
#define TR_BACKUP_DEPTH_MAX 8u
#define TR_BACKUP_SUMS_MAX ((size_t)512 << 20)
/* How often a backup is begun anew where something was deleted or signed meanwhile. */
#define TR_BACKUP_TRIES_MAX 3u
/* Records of backups that are shown. */
#define TR_BACKUP_RECORDS 20

/* Rows that are named where a condition does not hold for them: one hand breaks it for all. */
#define TR_PROMISE_ROWS_MAX 100u

#define TR_JOB_KIND_MAX 64u
#define TR_JOB_PAYLOAD_MAX ((size_t)64 << 10)
#define TR_JOB_DEDUP_MAX 200u
/* With the pauses below three days and a half: a weekend without a mail server. */
#define TR_JOB_TRIES_MAX 30u
/* After the first failure; doubled each time, up to the second. */
#define TR_JOB_PAUSE_SECONDS 30
#define TR_JOB_PAUSE_MAX_SECONDS 14400
/* Webhooks: half a minute, two, eight ... after which the eighth try comes two days after the first. */
#define TR_JOB_HOOK_TRIES_MAX 8u
#define TR_JOB_HOOK_GROWS 4
/* Rows of one page of a list of jobs. */
#define TR_JOB_PAGE 200

/* C2SP tlog-tiles: the length of an entry is a uint16. */
#define TR_AUDIT_ENTRY_MAX 65535u
/* Leaves read at a time: of the largest they stay below TR_SQL_RESULT_MAX. */
#define TR_AUDIT_PAGE 128u
/* A path through a tree of 2^63 leaves. */
#define TR_PROOF_HASHES_MAX 64u
#define TR_NOTE_NAME_MAX 255u
#define TR_NOTE_SIGNATURES_MAX 64u
/* The longest that is known is an ML-DSA-44 cosignature. */
#define TR_NOTE_SIGNATURE_MAX 2560u
#define TR_NOTE_MAX ((size_t)1 << 20)
/* Logs, witnesses, and witnesses with groups by half, of a witness policy: what c2sp.org/tlog-policy wants at least. */
#define TR_POLICY_MAX 32u

#endif
