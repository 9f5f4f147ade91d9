/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What a store knows of its backups: each that was made says so in the store when it is whole, and is not in itself; a restored store says that it is one. The backups that were made before are of
 * the place that it came from: nothing here says that they are still there.
 *
 * Requirement: X4
 */
#ifndef TR_STORE_BACKUP_RECORD_H
#define TR_STORE_BACKUP_RECORD_H

#include "store/backup.h"

struct tr_backup_when {
	int64_t began_at, at; /* UTC epoch seconds */
	const char *account;  /* by which account, "os:trien" */
};
/* A backup is whole: says so, in a transaction of its own. A store whose tables are from before there were records keeps none. store.backup-unrecorded */
TRIEN_MUST_CHECK trien_rc tr_backup_record(
		struct tr_sql *db, const struct tr_backup_from *from, const struct tr_backup_made *made, const struct tr_backup_when *when, struct trien_err *err);
/* It was restored from the backup of that sum. A store of older tables is told nothing, as above. */
TRIEN_MUST_CHECK trien_rc tr_backup_record_restored(struct tr_sql *db, const char *sum, uint64_t files, int64_t now, struct trien_err *err);

struct tr_backup_state {
	int64_t kept_since;  /* when the store began to keep records */
	int64_t restored_at; /* 0: it was not */
	int64_t last_at;     /* when the last backup of this place was done; 0: there is none */
	int64_t moment;      /* what was written since is in none */
};
/* In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_backup_state(struct tr_sql *db, struct tr_backup_state *out, struct trien_err *err);
/* From when the days without a backup are counted: the last one, or when there could first have been one. */
int64_t tr_backup_counts_from(const struct tr_backup_state *s);
bool tr_backup_is_late(const struct tr_backup_state *s, unsigned days, int64_t now);
/* The last TR_BACKUP_RECORDS of them, the latest first: id, kind, at, moment, sum, files, bytes, account, encrypted, documents, logs, config. In a transaction. */
TRIEN_MUST_CHECK trien_rc tr_backup_records(struct tr_sql *db, struct tr_sql_rows *out, struct trien_err *err);

#endif
