/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The files of sql/, as they were when this program was built. */
#ifndef TR_STORE_MIGRATION_H
#define TR_STORE_MIGRATION_H

#include "base/bytes.h"

struct tr_migration {
	const char *name; /* "0001_store" */
	struct tr_bytes text;
};

extern const struct tr_migration tr_sqlite_migrations[], tr_postgresql_migrations[];
extern const size_t tr_sqlite_migration_count, tr_postgresql_migration_count;

#endif
