/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Muting: a row of the book mute, so that who, why and until when stand in its history. */
#include <stdio.h>

#include "base/errors/registry.h"
#include "registry/notice.h"

static trien_rc
agency_of(struct tr_sql *db, const struct tr_notice_muting *m, int64_t *out, struct trien_err *err)
{
	static const struct {
		size_t book;
		const char *sql;
	} of[] = {
		{TR_BOOK_certificate, "SELECT agency FROM certificate WHERE id = $1"},
		{TR_BOOK_device, "SELECT agency FROM device WHERE id = $1"},
		{TR_BOOK_request, "SELECT agency FROM request WHERE id = $1"},
		{TR_BOOK_incident, "SELECT d.agency FROM incident i JOIN device d ON d.id = i.device WHERE i.id = $1"},
		{TR_BOOK_crl, "SELECT MIN(g.id) FROM agency g JOIN crl l ON l.id = $1 WHERE g.parent IS NULL HAVING COUNT(*) > 0"},
		{TR_BOOK_unit, "SELECT id FROM agency WHERE unit = $1 ORDER BY LENGTH(path), id LIMIT 1"},
	};
	TR_AUTO_ROWS rows = {0};
	const char *sql = NULL;

	for (size_t i = 0; i < sizeof(of) / sizeof(*of); i++)
		if (m->book == &tr_books[of[i].book])
			sql = of[i].sql;
	if (sql == NULL)
		return TR_ERR(err, REGISTRY_MUTE_OBJECT, TR_S("book", m->book->name));
	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(m->object)), &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", m->book->name), TR_I("id", m->object));
	*out = tr_sql_int(&rows, 0, 0);
	return TRIEN_OK;
}

/* What one does not see one mutes not, and is not told whether it is there. */
static trien_rc
check_seen(struct tr_acting *a, const struct tr_notice_muting *m, struct trien_err *err)
{
	bool seen;

	TR_TRY(tr_door_sees(a->db, &a->who, a->who.role, m->book, m->object, &seen, err));
	return seen ? TRIEN_OK : TR_ERR(err, REGISTRY_SCOPE, TR_S("role", tr_rules_role_word(a->who.role)->word), TR_S("book", m->book->name), TR_I("id", m->object));
}

trien_rc
tr_notice_mute_work(struct tr_acting *a, void *muting, struct trien_err *err)
{
	const struct tr_notice_muting *m = muting;
	const char *reason = a->act->reason != NULL ? a->act->reason : "";
	const int64_t until = m->until != 0 ? m->until : a->act->at;
	struct tr_record r = tr_record_of(&tr_books[TR_BOOK_mute]);
	TR_AUTO_RECORD is = {0};
	char about[TR_OBJECT_TEXT];
	int64_t id, agency = 0;

	if (m->until != 0)
		TR_TRY(tr_notice_mute(a->act->at, until, (struct tr_text){reason, strlen(reason)}, err));
	TR_TRY(check_seen(a, m, err));
	TR_TRY(agency_of(a->db, m, &agency, err));
	snprintf(about, sizeof(about), "%s:%lld", m->book->name, (long long)m->object);
	tr_record_set_text(&r, TR_mute_about, about);
	TR_TRY(tr_record_find(a->db, &r, &id, err));
	if (id == 0 && m->until == 0)
		return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", "mute"), TR_I("id", m->object));
	if (id != 0)
		TR_TRY(tr_record_load(a->db, r.book, id, &is, err));
	struct tr_record *put = id != 0 ? &is : &r;
	tr_record_set_int(put, TR_mute_agency, agency);
	tr_record_set_int(put, TR_mute_until_at, until);
	return tr_acting_put(a, put, err);
}
