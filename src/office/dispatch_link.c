/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R9.2 */
/* What whoever has the code of a link gets to see, and to take. */
#include <stdio.h>

#include "base/errors/office.h"
#include "base/errors/registry.h"
#include "office/dispatch_parts.h"

/* One that was replaced, and what replaced that again. */
#define REPLACED_MAX 16u

void
tr_dispatch_look_free(struct tr_dispatch_look *l)
{
	tr_sql_rows_free(&l->about);
	tr_sql_rows_free(&l->instead);
	tr_sql_rows_free(&l->files);
	*l = (struct tr_dispatch_look){0};
}

static trien_rc
about(struct tr_sql *db, int64_t document, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT g.name, o.number, o.symbol, o.dated_at, d.kind, d.subject, d.state, COALESCE(d.issued_file, '') FROM document d "
				  "JOIN agency g ON g.id = d.agency JOIN outgoing o ON o.document = d.id WHERE d.id = $1";

	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(document)), out, err);
}

/* The one at the end of those that replace each other; 0: none replaces it. */
static trien_rc
last_of(struct tr_sql *db, int64_t document, int64_t *last, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM document WHERE replaces = $1 AND state IN ('issued', 'recalled', 'replaced') ORDER BY id DESC LIMIT 1";
	int64_t at = document;

	*last = 0;
	for (unsigned i = 0; i < REPLACED_MAX; i++) {
		TR_AUTO_ROWS rows = {0};
		TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(at)), &rows, err));
		if (rows.count == 0)
			break;
		*last = at = tr_sql_int(&rows, 0, 0);
	}
	return TRIEN_OK;
}

static bool
is_given(const struct tr_sql_rows *about)
{
	return about->count > 0 && strcmp(tr_sql_text(about, 0, TR_LOOK_STATE), "issued") == 0 && tr_sql_text(about, 0, TR_LOOK_HASH)[0] != '\0';
}

static trien_rc
find(struct tr_sql *db, const char *token, int64_t now, struct tr_dispatch_look *l, struct trien_err *err)
{
	static const char sql[] = "SELECT id, document, until_at, downloads, COALESCE(closed_at, 0) FROM dispatch WHERE token = $1 AND way = 'link'";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(token)), &rows, err));
	if (rows.count == 0)
		return TR_ERR0(err, OFFICE_LINK_UNKNOWN);
	l->dispatch = tr_sql_int(&rows, 0, 0);
	l->document = tr_sql_int(&rows, 0, 1);
	l->until = tr_sql_int(&rows, 0, 2);
	l->max = tr_sql_int(&rows, 0, 3);
	return tr_sql_int(&rows, 0, 4) == 0 && l->until > now ? TRIEN_OK : TR_ERR0(err, OFFICE_LINK_OVER);
}

static trien_rc
look(struct tr_sql *db, const char *token, int64_t now, struct tr_dispatch_look *l, struct trien_err *err)
{
	static const char files[] = "SELECT 0 AS place, 'van-ban.pdf' AS name, d.issued_file AS hash, b.size AS bytes, COALESCE(u.downloads, 0) FROM document d "
				    "JOIN blob b ON b.hash = d.issued_file LEFT JOIN dispatch_use u ON u.dispatch = $2 AND u.document = d.id AND u.place = 0 WHERE d.id = $1 "
				    "UNION ALL SELECT t.id, t.name, t.file, b.size, COALESCE(u.downloads, 0) FROM attachment t JOIN blob b ON b.hash = t.file "
				    "LEFT JOIN dispatch_use u ON u.dispatch = $2 AND u.document = t.document AND u.place = t.id WHERE t.document = $1 ORDER BY place";
	int64_t last;

	TR_TRY(find(db, token, now, l, err));
	TR_TRY(about(db, l->document, &l->about, err));
	if (l->about.count == 0) /* nothing of it is left */
		return TR_ERR0(err, OFFICE_LINK_UNKNOWN);
	l->shown = is_given(&l->about) ? l->document : 0;
	if (strcmp(tr_sql_text(&l->about, 0, TR_LOOK_STATE), "replaced") == 0) {
		TR_TRY(last_of(db, l->document, &last, err));
		if (last != 0)
			TR_TRY(about(db, last, &l->instead, err));
		l->shown = is_given(&l->instead) ? last : 0;
	}
	return l->shown == 0 ? TRIEN_OK : tr_sql_ask(db, files, TR_SQL_IN(TR_SQL_I(l->shown), TR_SQL_I(l->dispatch)), &l->files, err);
}

trien_rc
tr_dispatch_look(struct tr_sql *db, const char *token, int64_t now, struct tr_dispatch_look *out, struct trien_err *err)
{
	tr_dispatch_look_free(out); /* of a transaction that did not hold */
	return look(db, token, now, out, err);
}

trien_rc
tr_dispatch_take(struct tr_sql *db, const struct tr_dispatch_look *l, int64_t place, int64_t now, char hash[TR_HEX256 + 1], struct trien_err *err)
{
	static const char sql[] = "INSERT INTO dispatch_use (dispatch, document, place, downloads, last_at) VALUES ($1, $2, $3, 1, $4) "
				  "ON CONFLICT (dispatch, document, place) DO UPDATE SET downloads = dispatch_use.downloads + 1, last_at = $4";

	if (l->shown == 0)
		return TR_ERR0(err, OFFICE_LINK_RECALLED);
	for (size_t i = 0; i < l->files.count; i++) {
		if (tr_sql_int(&l->files, i, 0) != place)
			continue;
		if (tr_sql_int(&l->files, i, 4) >= l->max)
			return TR_ERR(err, OFFICE_LINK_USED, TR_I("max", l->max));
		snprintf(hash, TR_HEX256 + 1, "%s", tr_sql_text(&l->files, i, 2));
		return tr_sql_run(db, sql, TR_SQL_IN(TR_SQL_I(l->dispatch), TR_SQL_I(l->shown), TR_SQL_I(place), TR_SQL_I(now)), NULL, err);
	}
	return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", "attachment"), TR_I("id", place));
}
