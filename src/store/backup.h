/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * A backup of a whole store, made while the service runs, in an empty folder:
 *   about           what it is of
 *   database/N      the database at one moment (SQLite's own copy, or pg_dump's), in pieces
 *   blobs/          the documents that the database of that moment refers to
 *   audit/          the logs' folders, with the checkpoints of that moment
 *   config/         what else was named
 *   SHA256SUMS      of all of them, as sha256sum(1) reads it; written last: without it there is no backup
 * For a recipient each file but about and SHA256SUMS is an envelope (crypto/envelope.h) whose name ends in .p7m.
 *
 * Requirement: X4
 */
#ifndef TR_STORE_BACKUP_H
#define TR_STORE_BACKUP_H

#include "store/hex.h"
#include "store/sql.h"

struct tr_backup_from {
	const char *place;        /* folder or address, as it was opened */
	const char *blobs;        /* NULL: none */
	const char *audit;        /* the folder of the logs' folders; NULL: none */
	const char *const *with;  /* files and folders that go to config/ */
	size_t with_count;
	struct tr_bytes recipient; /* certificate, PEM; empty: not encrypted */
};
struct tr_backup_made {
	uint64_t files, bytes;
	char sum[TR_HEX256 + 1]; /* SHA-256 of SHA256SUMS */
};
/* store.place-used, store.backup-moved, store.backup-key, store.dump-failed. What was begun is taken away again where it fails. */
TRIEN_MUST_CHECK trien_rc tr_backup(
		struct tr_sql *db, const struct tr_backup_from *from, const char *folder, struct tr_backup_made *out, struct trien_err *err);

struct tr_restore_to {
	const char *place;
	const char *database;     /* the file of SQLite's database; NULL: PostgreSQL */
	const char *blobs, *audit;
	const char *config;       /* NULL: what stands under config/ is left out */
	struct tr_bytes key;      /* private key, PEM; empty: none */
	const char *sum;          /* what SHA256SUMS must be; NULL: not known */
};
struct tr_restored {
	uint64_t files;
	unsigned schema;          /* step that its tables are at; older than this program's: `trien store init` brings it up to date */
	uint64_t documents, signed_leaves;
};
/*
 * Looks at every file of the backup first, and at the places, which must be empty; then restores, and checks what came of it: tables, documents, every log against its
 * checkpoint and the key that the store knows. SQLite's database gets its name last: a restore that was interrupted is no store.
 * store.backup-*, store.place-used, store.schema-newer, store.restore-faults; audit.*
 */
TRIEN_MUST_CHECK trien_rc tr_restore(const char *folder, const struct tr_restore_to *to, int64_t now, struct tr_restored *out, struct trien_err *err);

/* ---- for the two, and for tests ---- */

#define TR_BACKUP_PATH_MAX 255u
struct tr_backup_line {
	char hash[TR_HEX256 + 1], path[TR_BACKUP_PATH_MAX + 1];
};
/* Takes a line of SHA256SUMS off the front. False where it is none, or its path leads out of the folder. */
TRIEN_MUST_CHECK bool tr_backup_line_take(struct tr_bytes *in, struct tr_backup_line *out);
bool tr_backup_path_is(const char *path);

/* Every regular file below a folder but those whose name begins with a dot, and but those that are not called only (NULL: all): path below it, and its content. */
typedef trien_rc (*tr_backup_visit)(void *context, const char *path, struct tr_bytes content, struct trien_err *err);
TRIEN_MUST_CHECK trien_rc tr_backup_walk(const char *folder, const char *only, tr_backup_visit visit, void *context, struct trien_err *err);
/* Is there nothing in a folder, or no such folder? store.place-used. */
TRIEN_MUST_CHECK trien_rc tr_backup_check_empty(const char *folder, struct trien_err *err);

/* The database as one file; work runs on it as it is in there. PostgreSQL: work runs in the very transaction that pg_dump reads. */
TRIEN_MUST_CHECK trien_rc tr_dump_write(struct tr_sql *db, const char *place, const char *file, tr_sql_work work, void *context, struct trien_err *err);
/* Into an empty database, all or nothing, from an open file; -1: is it empty? store.place-used. */
TRIEN_MUST_CHECK trien_rc tr_dump_read(const char *url, int file, struct trien_err *err);

#endif
