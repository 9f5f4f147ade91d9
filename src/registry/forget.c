/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R10.2 X1 */
#include "registry/forget.h"

#include "registry/act_parts.h"

static bool
has_files(const struct tr_record *version)
{
	for (size_t i = 0; i < version->book->count; i++)
		if (version->book->columns[i].kind == TR_COLUMN_BLOB && !version->v[i].null)
			return true;
	return false;
}

static trien_rc
release(struct tr_sql *db, const struct tr_record *version, struct trien_err *err)
{
	char name[TR_HEX256 + 1] = "";

	for (size_t i = 0; i < version->book->count; i++) {
		if (version->book->columns[i].kind != TR_COLUMN_BLOB || version->v[i].null)
			continue;
		memcpy(name, version->v[i].b.p, TR_HEX256);
		TR_TRY(tr_blob_release(db, name, err));
	}
	return TRIEN_OK;
}

/* From the newest back to one without documents: what stands before that was forgotten then. */
static trien_rc
release_versions(struct tr_sql *db, const struct tr_book *b, const struct tr_sql_rows *rows, struct trien_err *err)
{
	for (size_t i = 0; i < rows->count; i++) {
		TR_AUTO_RECORD version = {0};
		TR_TRY(tr_record_of_content(b, tr_sql_cell(rows, i, 0)->b, &version, err));
		if (!has_files(&version))
			return TRIEN_OK;
		TR_TRY(release(db, &version, err));
	}
	return TRIEN_OK;
}

trien_rc
tr_acting_forget_files(struct tr_acting *a, struct tr_record *r, struct trien_err *err)
{
	static const char sql[] = "SELECT content FROM change WHERE book = $1 AND object = $2 AND content IS NOT NULL ORDER BY version DESC";
	TR_AUTO_ROWS rows = {0};

	if (r->version > 0)
		TR_TRY(tr_sql_ask(a->db, sql, TR_SQL_IN(TR_SQL_T(r->book->name), TR_SQL_I(r->id)), &rows, err));
	TR_TRY(release_versions(a->db, r->book, &rows, err));
	for (size_t i = 0; i < r->book->count; i++)
		if (r->book->columns[i].kind == TR_COLUMN_BLOB)
			tr_record_set_null(r, i);
	return TRIEN_OK;
}

trien_rc
tr_acting_forget(struct tr_acting *a, struct tr_record *r, struct trien_err *err)
{
	TR_TRY(tr_acting_forget_files(a, r, err));
	return tr_acting_take_out(a, r->book, r->id, r->version + 1, err);
}
