/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "registry/history.h"

trien_rc
tr_history_page(struct tr_sql *db, const struct tr_book *b, int64_t id, int64_t from, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT c.version, a.id, a.at, a.effective_at, a.actor, a.role, a.what, a.reason, c.content, a.compensates, COALESCE(a.account, 0), u.id "
				  "FROM change c JOIN act a ON a.id = c.act LEFT JOIN act u ON u.compensates = a.id WHERE c.book = $1 AND c.object = $2 AND c.version >= $3 "
				  "ORDER BY c.version LIMIT $4";
	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(b->name), TR_SQL_I(id), TR_SQL_I(from), TR_SQL_I(TR_HISTORY_PAGE)), out, err);
}

/* What the versions of a row make of it at a time, one after another. */
struct folding {
	const struct tr_book *book;
	int64_t time;
	struct tr_record entered, was, is; /* as it was entered last; the version before; as of that time */
	bool there, present;               /* at the version before; as of that time */
};

static trien_rc
copy_text(struct tr_sql_value *v, struct tr_arena *arena, struct trien_err *err)
{
	return v->null || v->type == TR_SQL_INT ? TRIEN_OK : tr_arena_copy(arena, v->b.p, v->b.n, &v->b.p, err);
}

/* A column that this version has changed. Whatever holds later and was entered earlier stays out. */
static trien_rc
take_changed(struct folding *f, const struct tr_record *r, struct trien_err *err)
{
	if (!f->there || !f->present) { /* who says what it was then says that it was there */
		for (size_t i = 0; i < f->book->count; i++) {
			f->is.v[i] = (f->there ? &f->entered : r)->v[i];
			TR_TRY(copy_text(&f->is.v[i], &f->is.arena, err));
		}
		f->present = true;
	}
	for (size_t i = 0; f->there && i < f->book->count; i++) {
		if (tr_record_same(r, &f->was, i))
			continue;
		f->is.v[i] = r->v[i];
		TR_TRY(copy_text(&f->is.v[i], &f->is.arena, err));
	}
	return TRIEN_OK;
}

/* version, act, effective_at, content */
static trien_rc
fold_version(struct folding *f, const struct tr_sql_rows *rows, size_t i, struct trien_err *err)
{
	const struct tr_sql_value *content = tr_sql_cell(rows, i, 3);
	const bool holds = tr_sql_int(rows, i, 2) <= f->time;
	TR_AUTO_RECORD r = tr_record_of(f->book);

	if (holds) {
		f->is.version = tr_sql_int(rows, i, 0);
		f->is.act = tr_sql_int(rows, i, 1);
	}
	if (content->null) {
		f->there = false;
		f->present = f->present && !holds;
		return TRIEN_OK;
	}
	TR_TRY(tr_record_of_content(f->book, content->b, &r, err));
	if (holds)
		TR_TRY(take_changed(f, &r, err));
	if (!f->there) {
		tr_record_free(&f->entered);
		TR_TRY(tr_record_of_content(f->book, content->b, &f->entered, err));
	}
	tr_record_free(&f->was);
	f->was = r;
	r = tr_record_of(f->book);
	f->there = true;
	return TRIEN_OK;
}

static trien_rc
fold(struct tr_sql *db, struct folding *f, int64_t id, struct trien_err *err)
{
	static const char sql[] = "SELECT c.version, c.act, a.effective_at, c.content FROM change c JOIN act a ON a.id = c.act "
				  "WHERE c.book = $1 AND c.object = $2 AND c.version >= $3 ORDER BY c.version LIMIT $4";
	int64_t from = 0;

	for (bool more = true; more;) {
		TR_AUTO_ROWS rows = {0};
		TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(f->book->name), TR_SQL_I(id), TR_SQL_I(from), TR_SQL_I(TR_HISTORY_PAGE)), &rows, err));
		for (size_t i = 0; i < rows.count; i++)
			TR_TRY(fold_version(f, &rows, i, err));
		more = rows.count == TR_HISTORY_PAGE;
		from = rows.count > 0 ? tr_sql_int(&rows, rows.count - 1, 0) + 1 : from;
	}
	return TRIEN_OK;
}

trien_rc
tr_history_as_of(struct tr_sql *db, const struct tr_book *b, int64_t id, int64_t time, struct tr_record *out, bool *found,
		struct trien_err *err)
{
	struct folding f = {b, time, tr_record_of(b), tr_record_of(b), tr_record_of(b), false, false};

	const trien_rc rc = fold(db, &f, id, err);
	tr_record_free(&f.entered);
	tr_record_free(&f.was);
	*found = rc == TRIEN_OK && f.present;
	if (!*found) {
		tr_record_free(&f.is);
		return rc;
	}
	f.is.id = id;
	*out = f.is;
	return TRIEN_OK;
}
