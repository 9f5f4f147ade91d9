/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/schema.h"

#include "base/errors/store.h"
#include "crypto/digest.h"
#include "store/hex.h"
#include "store/migration.h"
#include "store/sql_back.h"

static const struct tr_migration *
known(const struct tr_sql *db, size_t *count)
{
	const bool sqlite = tr_sql_back_end_of(db) == TR_SQL_SQLITE;

	*count = sqlite ? tr_sqlite_migration_count : tr_postgresql_migration_count;
	return sqlite ? tr_sqlite_migrations : tr_postgresql_migrations;
}

static trien_rc
hash_of(const struct tr_migration *m, char out[TR_HEX256 + 1], struct trien_err *err)
{
	uint8_t digest[TR_DIGEST_MAX];
	size_t n;

	TR_TRY(tr_digest(TR_SHA256, m->text, digest, &n, err));
	tr_hex(TR_BYTES(digest, n), out);
	return TRIEN_OK;
}

/* ---- what is there ---- */

static trien_rc
count_tables(struct tr_sql *db, int64_t *all, int64_t *ours, struct trien_err *err)
{
	static const char sqlite[] = "SELECT COUNT(*), COUNT(CASE WHEN name = 'migration' THEN 1 END) FROM sqlite_schema "
				     "WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'";
	static const char postgresql[] = "SELECT COUNT(*), COUNT(CASE WHEN tablename = 'migration' THEN 1 END) FROM pg_tables "
					 "WHERE schemaname = 'public'";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, tr_sql_back_end_of(db) == TR_SQL_SQLITE ? sqlite : postgresql, NULL, 0, &rows, err));
	*all = tr_sql_int(&rows, 0, 0);
	*ours = tr_sql_int(&rows, 0, 1);
	return TRIEN_OK;
}

static trien_rc
check_row(const struct tr_migration *m, const struct tr_sql_rows *rows, size_t i, struct trien_err *err)
{
	char hash[TR_HEX256 + 1];

	if (tr_sql_int(rows, i, 0) != (int64_t)i + 1)
		return TR_ERR(err, STORE_SCHEMA_HALF, TR_U("number", i + 1));
	TR_TRY(hash_of(m, hash, err));
	if (strcmp(tr_sql_text(rows, i, 1), m->name) != 0 || strcmp(tr_sql_text(rows, i, 2), hash) != 0)
		return TR_ERR(err, STORE_SCHEMA_CHANGED, TR_U("number", i + 1), TR_S("name", m->name));
	return TRIEN_OK;
}

/* How many were applied; everything that cannot be brought up to date is an error. */
static trien_rc
count_applied(struct tr_sql *db, size_t *out, struct trien_err *err)
{
	size_t count;
	const struct tr_migration *m = known(db, &count);
	int64_t all, ours;
	TR_AUTO_ROWS rows = {0};

	TR_TRY(count_tables(db, &all, &ours, err));
	if (ours == 0 && all > 0)
		return TR_ERR(err, STORE_SCHEMA_HALF, TR_U("number", 1));
	if (ours == 0) {
		*out = 0;
		return TRIEN_OK;
	}
	TR_TRY(tr_sql_ask(db, "SELECT number, name, hash FROM migration ORDER BY number", NULL, 0, &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, STORE_SCHEMA_HALF, TR_U("number", 1));
	for (size_t i = 0; i < rows.count && i < count; i++)
		TR_TRY(check_row(&m[i], &rows, i, err));
	if (rows.count > count)
		return TR_ERR(err, STORE_SCHEMA_NEWER, TR_I("got", tr_sql_int(&rows, rows.count - 1, 0)), TR_U("want", count));
	*out = rows.count;
	return TRIEN_OK;
}

static trien_rc
check(struct tr_sql *db, void *context, struct trien_err *err)
{
	size_t applied, count;

	(void)context;
	(void)known(db, &count);
	TR_TRY(count_applied(db, &applied, err));
	if (applied == 0)
		return TR_ERR0(err, STORE_SCHEMA_MISSING);
	if (applied < count)
		return TR_ERR(err, STORE_SCHEMA_OLDER, TR_U("got", applied), TR_U("want", count));
	return TRIEN_OK;
}

trien_rc
tr_schema_check(struct tr_sql *db, struct trien_err *err)
{
	return tr_sql_transact(db, TR_SQL_READ, check, NULL, err);
}

/* ---- bringing it up to date ---- */

struct next {
	int64_t now;
	bool done; /* nothing was missing */
};

static trien_rc
apply_next(struct tr_sql *db, void *context, struct trien_err *err)
{
	struct next *next = context;
	size_t applied, count;
	const struct tr_migration *m = known(db, &count);
	char hash[TR_HEX256 + 1];

	TR_TRY(count_applied(db, &applied, err));
	next->done = applied == count;
	if (next->done)
		return TRIEN_OK;
	m += applied;
	TR_TRY(hash_of(m, hash, err));
	TR_TRY(tr_sql_script(db, m->text, err));
	return tr_sql_run(db, "INSERT INTO migration (number, name, hash, applied_at) VALUES ($1, $2, $3, $4)",
			TR_SQL_IN(TR_SQL_I(applied + 1), TR_SQL_T(m->name), TR_SQL_T(hash), TR_SQL_I(next->now)), NULL, err);
}

trien_rc
tr_schema_migrate(struct tr_sql *db, int64_t now, unsigned *applied, struct trien_err *err)
{
	struct next next = {.now = now};
	unsigned count = 0;

	for (;; count++) {
		TR_TRY(tr_sql_transact(db, TR_SQL_WRITE, apply_next, &next, err));
		if (next.done)
			break;
	}
	if (applied != NULL)
		*applied = count;
	return TRIEN_OK;
}
