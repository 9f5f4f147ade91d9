/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "store/backup_record.h"

#include "base/errors/store.h"

/* The step that brought the table says since when records are kept. */
static const char kept_since[] = "SELECT MAX(applied_at) FROM migration WHERE name LIKE '%backup_record'";

struct recording {
	const struct tr_sql_value *row;
	size_t n;
};

static trien_rc
put(struct tr_sql *db, void *context, struct trien_err *err)
{
	static const char sql[] = "INSERT INTO backup_record (id, kind, at, sum, files, moment, bytes, account, encrypted, documents, logs, config) "
				  "VALUES ((SELECT COALESCE(MAX(id), 0) + 1 FROM backup_record), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
	const struct recording *r = context;
	TR_AUTO_ROWS since = {0};

	TR_TRY(tr_sql_ask(db, kept_since, NULL, 0, &since, err));
	return tr_sql_cell(&since, 0, 0)->null ? TRIEN_OK : tr_sql_run(db, sql, r->row, r->n, NULL, err);
}

static trien_rc
record(struct tr_sql *db, const struct tr_sql_value *row, size_t n, struct trien_err *err)
{
	struct recording r = {row, n};

	return tr_sql_transact(db, TR_SQL_WRITE, put, &r, err);
}

trien_rc
tr_backup_record(struct tr_sql *db, const struct tr_backup_from *from, const struct tr_backup_made *made, const struct tr_backup_when *when, struct trien_err *err)
{
	struct trien_err why = {0};
	const trien_rc rc = record(db,
			TR_SQL_IN(TR_SQL_T("made"), TR_SQL_I(when->at), TR_SQL_T(made->sum), TR_SQL_I(made->files), TR_SQL_I(when->began_at), TR_SQL_I(made->bytes), TR_SQL_T(when->account),
					TR_SQL_I(from->recipient.n > 0), TR_SQL_I(from->blobs != NULL), TR_SQL_I(from->audit != NULL), TR_SQL_I(from->with_count > 0)),
			&why);

	return rc == TRIEN_OK ? TRIEN_OK : TR_ERR(err, STORE_BACKUP_UNRECORDED, TR_S("sum", made->sum), TR_S("why", trien_err_id(why.code)));
}

trien_rc
tr_backup_record_restored(struct tr_sql *db, const char *sum, uint64_t files, int64_t now, struct trien_err *err)
{
	const struct tr_sql_value none = TR_SQL_NULL(TR_SQL_INT);

	return record(db, TR_SQL_IN(TR_SQL_T("restored"), TR_SQL_I(now), TR_SQL_T(sum), TR_SQL_I(files), none, none, TR_SQL_NULL(TR_SQL_TEXT), none, none, none, none), err);
}

trien_rc
tr_backup_state(struct tr_sql *db, struct tr_backup_state *out, struct trien_err *err)
{
	static const char last[] = "SELECT at, moment FROM backup_record WHERE kind = 'made' AND id > (SELECT COALESCE(MAX(id), 0) FROM backup_record WHERE kind = 'restored') ORDER BY id DESC LIMIT 1";
	TR_AUTO_ROWS since = {0};
	TR_AUTO_ROWS restored = {0};
	TR_AUTO_ROWS made = {0};
	const struct tr_sql_question questions[] = {{kept_since, NULL, 0, &since},
			{"SELECT COALESCE(MAX(at), 0) FROM backup_record WHERE kind = 'restored'", NULL, 0, &restored}, {last, NULL, 0, &made}};

	TR_TRY(tr_sql_ask_all(db, questions, sizeof(questions) / sizeof(*questions), err));
	const bool is = made.count > 0;
	*out = (struct tr_backup_state){tr_sql_int(&since, 0, 0), tr_sql_int(&restored, 0, 0), is ? tr_sql_int(&made, 0, 0) : 0, is ? tr_sql_int(&made, 0, 1) : 0};
	return TRIEN_OK;
}

int64_t
tr_backup_counts_from(const struct tr_backup_state *s)
{
	if (s->last_at > 0)
		return s->last_at;
	return s->restored_at > s->kept_since ? s->restored_at : s->kept_since;
}

bool
tr_backup_is_late(const struct tr_backup_state *s, unsigned days, int64_t now)
{
	return tr_backup_counts_from(s) < now - (int64_t)days * 86400;
}

trien_rc
tr_backup_records(struct tr_sql *db, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT id, kind, at, moment, sum, files, bytes, account, encrypted, documents, logs, config FROM backup_record ORDER BY id DESC LIMIT $1";

	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(TR_BACKUP_RECORDS)), out, err);
}
