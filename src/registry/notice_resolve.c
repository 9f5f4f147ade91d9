/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R4.1 R15.2 */
/* Who is to know of a notice: the subscriber, the keeper of the device, the officers of the managing agency, those of the department, administrators. */
#include "registry/notice_parts.h"

#include "base/mail_address.h"

#define PAGE 500
/* Has an address to which a letter can go. $3: those who have one that no server takes, as ",12,17,". */
#define MAILABLE "x.email <> '' AND $3 NOT LIKE '%,' || x.id || ',%'"

/*
 * $1: one notice, or 0: all that are open and not muted. $2: now.
 * o: the notices, each with its subscriber and device. officer: who has the post of a manager now. place: from which agency a manager is looked for, its
 * managing one or itself. The nearest above it that has an officer counts; an officer's scope is the agency and what is below (rules/access.c).
 */
static const char resolve_sql[] =
	"WITH n AS (SELECT id, book, object, agency, audience FROM notice WHERE state = 'open' AND ($1 = 0 OR id = $1) "
	"AND NOT EXISTS (SELECT 1 FROM mute m WHERE m.about = notice.book || ':' || notice.object AND m.until_at > $2)), "
	"o AS (SELECT n.id AS id, n.agency AS agency, n.audience AS audience, c.person AS subscriber, c.device AS device "
	"FROM n JOIN certificate c ON c.id = n.object WHERE n.book = 'certificate' "
	"UNION ALL SELECT n.id, n.agency, n.audience, COALESCE(r.person, r.asked_by), r.device FROM n JOIN request r ON r.id = n.object WHERE n.book = 'request' "
	"UNION ALL SELECT n.id, n.agency, n.audience, (SELECT MAX(c.person) FROM certificate c WHERE c.device = n.object), n.object FROM n WHERE n.book = 'device' "
	"UNION ALL SELECT n.id, n.agency, n.audience, i.reported_by, i.device FROM n JOIN incident i ON i.id = n.object WHERE n.book = 'incident' "
	"UNION ALL SELECT n.id, n.agency, n.audience, d.drafter, CAST(NULL AS bigint) FROM n JOIN document d ON d.id = n.object WHERE n.book = 'document' "
	"UNION ALL SELECT n.id, n.agency, n.audience, CAST(NULL AS bigint), CAST(NULL AS bigint) FROM n WHERE n.book IN ('unit', 'crl')), "
	"officer AS (SELECT p.person AS person, a.path AS path FROM post p JOIN agency a ON a.id = p.agency JOIN person x ON x.id = p.person "
	"WHERE p.role = 'manager' AND x.state = 'active' AND p.from_at <= $2 AND (p.to_at IS NULL OR p.to_at > $2)), "
	"place AS (SELECT d.agency AS agency, COALESCE(m.path, g.path) AS path FROM (SELECT DISTINCT agency FROM o) d JOIN agency g ON g.id = d.agency "
	"LEFT JOIN agency m ON m.id = g.managing), "
	"nearest AS (SELECT p.agency AS agency, MAX(LENGTH(f.path)) AS depth FROM place p JOIN officer f ON SUBSTR(p.path, 1, LENGTH(f.path)) = f.path "
	"GROUP BY p.agency), "
	"manager AS (SELECT DISTINCT p.agency AS agency, f.person AS person FROM place p JOIN nearest d ON d.agency = p.agency "
	"JOIN officer f ON LENGTH(f.path) = d.depth AND SUBSTR(p.path, 1, LENGTH(f.path)) = f.path), "
	"instead AS (SELECT m.agency AS agency, MIN(m.person) AS person FROM manager m JOIN person x ON x.id = m.person WHERE " MAILABLE " GROUP BY m.agency), "
	"who AS (SELECT o.id AS id, o.agency AS agency, o.subscriber AS person FROM o WHERE (o.audience & 1) <> 0 AND o.subscriber IS NOT NULL "
	"UNION SELECT o.id, o.agency, k.keeper FROM o JOIN custody k ON k.device = o.device AND k.to_at IS NULL WHERE (o.audience & 2) <> 0 "
	"UNION SELECT o.id, o.agency, m.person FROM o JOIN manager m ON m.agency = o.agency WHERE (o.audience & 4) <> 0 "
	"UNION SELECT n.id, n.agency, s.done_by FROM n JOIN submission b ON b.document = n.object JOIN step s ON s.document = b.document AND s.round = b.round "
	"AND s.state = 'done' WHERE n.book = 'document' AND (n.audience & 16) <> 0 "
	"UNION SELECT o.id, o.agency, p.person FROM o JOIN post p ON ((p.role = 'department' AND (o.audience & 8) <> 0) OR (p.role = 'admin' AND (o.audience & 32) <> 0)) AND p.from_at <= $2 AND (p.to_at IS NULL OR p.to_at > $2) "
	"JOIN person y ON y.id = p.person AND y.state = 'active') "
	"INSERT INTO notice_to (notice, person, via) SELECT w.id, w.person, "
	"CASE WHEN " MAILABLE " AND x.state = 'active' THEN x.id ELSE i.person END "
	"FROM who w JOIN person x ON x.id = w.person LEFT JOIN instead i ON i.agency = w.agency WHERE 1 = 1 ON CONFLICT DO NOTHING";

/* Adds those who would get a letter and cannot: an address that no server takes is none. */
static trien_rc
add_unmailable(struct tr_sql *db, int64_t notice, struct tr_buf *list, struct trien_err *err)
{
	static const char sql[] = "SELECT DISTINCT t.via, x.email FROM notice_to t JOIN person x ON x.id = t.via "
				  "WHERE t.digest IS NULL AND ($1 = 0 OR t.notice = $1) AND t.via > $2 ORDER BY t.via LIMIT $3";
	int64_t after = 0;

	for (bool more = true; more;) {
		TR_AUTO_ROWS rows = {0};
		TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(notice), TR_SQL_I(after), TR_SQL_I(PAGE)), &rows, err));
		for (size_t i = 0; i < rows.count; i++) {
			after = tr_sql_int(&rows, i, 0);
			if (!tr_is_mail_address(tr_sql_text(&rows, i, 1)))
				TR_TRY(tr_buf_addf(list, err, "%lld,", (long long)after));
		}
		more = rows.count == PAGE;
	}
	return TRIEN_OK;
}

trien_rc
tr_notice_resolve(struct tr_sql *db, int64_t notice, int64_t now, struct trien_err *err)
{
	TR_AUTO_BUF unmailable = {0};

	TR_TRY(tr_buf_addf(&unmailable, err, ","));
	/* Again until nobody is found: who gets the letter instead may have such an address too. */
	for (size_t known = 0; known != unmailable.n;) {
		known = unmailable.n;
		TR_TRY(tr_sql_run(db, "DELETE FROM notice_to WHERE digest IS NULL AND ($1 = 0 OR notice = $1)", TR_SQL_IN(TR_SQL_I(notice)), NULL, err));
		TR_TRY(tr_sql_run(db, resolve_sql, TR_SQL_IN(TR_SQL_I(notice), TR_SQL_I(now), TR_SQL_TN(unmailable.p, unmailable.n)), NULL, err));
		TR_TRY(add_unmailable(db, notice, &unmailable, err));
	}
	return TRIEN_OK;
}
