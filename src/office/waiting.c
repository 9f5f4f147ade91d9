/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "office/waiting.h"

#include "office/limits.h"

trien_rc
tr_office_steps(struct tr_sql *db, int64_t document, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT t.round, t.stage, t.kind, t.person, p.name, t.state, COALESCE(t.reason, ''), COALESCE(q.name, ''), t.done_at FROM step t "
				  "JOIN person p ON p.id = t.person LEFT JOIN person q ON q.id = t.done_by AND q.id <> t.person WHERE t.document = $1 "
				  "ORDER BY t.round, t.stage, t.place";

	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(document)), out, err);
}

/* Posts and delegations as they are in force now: whose step it is, one's own or given in writing; what is a clerk's, of one's own agencies. */
#define CLERK_OF(agency) \
	"EXISTS (SELECT 1 FROM post p WHERE p.person = $1 AND p.role = 'clerk' AND p.agency = " agency " AND p.from_at <= $2 AND (p.to_at IS NULL OR p.to_at > $2))"
#define STEPS \
	"SELECT t.kind AS what, 'document' AS object, d.id AS id, d.agency AS agency, d.subject AS about, s.submitted_at AS since FROM step t " \
	"JOIN document d ON d.id = t.document JOIN submission s ON s.document = d.id AND s.state = 'submitted' AND s.round = t.round " \
	"WHERE t.state = 'waiting' AND (t.person = $1 OR EXISTS (SELECT 1 FROM delegation g WHERE g.agency = d.agency AND g.giver = t.person AND g.person = $1 " \
	"AND g.from_at <= $2 AND g.to_at > $2)) AND NOT EXISTS (SELECT 1 FROM step e WHERE e.document = t.document AND e.round = t.round AND e.state = 'waiting' " \
	"AND e.stage < t.stage)"
#define SENT_BACK \
	"SELECT 'sent_back', 'document', d.id, d.agency, d.subject, s.submitted_at FROM submission s JOIN document d ON d.id = s.document " \
	"WHERE s.state = 'refused' AND d.drafter = $1"
#define NUMBERS \
	"SELECT CASE d.state WHEN 'signed' THEN 'number' ELSE 'seal' END, 'document', d.id, d.agency, d.subject, CAST(NULL AS BIGINT) FROM document d " \
	"WHERE d.state IN ('signed', 'numbered') AND " CLERK_OF("d.agency")
#define DELIVERIES \
	"SELECT 'delivery', 'delivery', v.id, v.agency, d.subject, v.sent_at FROM delivery v JOIN document d ON d.id = v.document WHERE v.state = 'sent' AND " \
	"d.state NOT IN ('recalled', 'replaced') AND " CLERK_OF("v.agency")
#define ARRIVALS \
	"SELECT CASE a.state WHEN 'registered' THEN 'assign' ELSE 'decide' END, 'arrival', a.id, a.agency, a.sender, a.arrived_at FROM arrival a " \
	"WHERE a.state IN ('waiting', 'registered') AND " CLERK_OF("a.agency")
/*
 * By its file: whoever it came through. What an agency here has taken back is asked of its book, so a row of the index that a hand wrote says nothing. Few are taken back: SQLite
 * is held to begin with those (CROSS JOIN), and to look for their files (COALESCE), not through all that ever came.
 */
#define TAKEN_BACK \
	"SELECT DISTINCT d.state, 'arrival', a.id, a.agency, a.sender, t.at FROM document d CROSS JOIN issued_file f CROSS JOIN post p CROSS JOIN arrival a CROSS JOIN act t " \
	"WHERE f.document = d.id AND p.person = $1 AND p.role = 'clerk' AND p.from_at <= $2 AND (p.to_at IS NULL OR p.to_at > $2) " \
	"AND a.agency = p.agency AND a.hash = f.sha256 AND t.id = d.act AND d.state IN ('recalled', 'replaced') AND f.sha256 IN (d.issued_file, d.e_copy) " \
	"AND COALESCE(a.state, '') IN ('retry', 'waiting', 'registered', 'assigned', 'done')"
/* The same of paper, which has no file: by the delivery that it came with. */
#define PAPER_TAKEN_BACK \
	"SELECT d.state, 'arrival', a.id, a.agency, a.sender, t.at FROM document d JOIN delivery v ON v.document = d.id JOIN arrival a ON a.id = v.arrival JOIN act t ON t.id = d.act " \
	"WHERE d.state IN ('recalled', 'replaced') AND a.state IN ('waiting', 'registered', 'assigned', 'done') AND " CLERK_OF("a.agency")
/* Found after it was registered. */
#define INVALID_ENCLOSURES \
	"SELECT DISTINCT 'enclosure', 'arrival', a.id, a.agency, a.sender, a.arrived_at FROM enclosure e JOIN arrival a ON a.id = e.arrival WHERE e.verdict = 'failed' " \
	"AND e.file IS NOT NULL AND a.state IN ('registered', 'assigned') AND " CLERK_OF("a.agency")
/* Asked back by its sender, by the exchange that it came by. */
#define WITHDRAWALS \
	"SELECT DISTINCT 'withdrawal', 'arrival', a.id, a.agency, a.sender, m.withdrawal_at FROM message m JOIN arrival a ON a.id = m.arrival WHERE m.direction = 'in' AND m.withdrawal = 'asked' " \
	"AND " CLERK_OF("m.agency")
/* Given to who asks, who has not taken it yet. */
#define HANDOVERS \
	"SELECT 'handover', 'handover', h.id, h.agency, g.name, h.given_at FROM handover h JOIN person g ON g.id = h.giver WHERE h.state = 'given' AND h.taker = $1"
/* One row a document, whose first receiver is named; a payload is read only where its kind says what it is. */
#define FAILED_MAILS \
	"SELECT 'mail', 'document', d.id, d.agency, MIN(v.receiver), MIN(j.ended_at) FROM job j JOIN dispatch v ON v.id = CASE WHEN j.kind = 'document.mail' THEN " \
	"CAST(REPLACE(REPLACE(REPLACE(j.payload, ' issued', ''), ' recalled', ''), ' replaced', '') AS BIGINT) END JOIN document d ON d.id = v.document " \
	"WHERE j.kind = 'document.mail' AND j.state = 'dead' AND j.ended_at > $2 - $4 AND v.closed_at IS NULL AND " CLERK_OF("d.agency") " GROUP BY d.id, d.agency"
#define FAILED_LETTERS \
	"SELECT 'mail', 'arrival', a.id, a.agency, a.sender, j.ended_at FROM job j JOIN arrival a ON a.id = CASE WHEN j.kind = 'incoming.letter' THEN " \
	"CAST(j.payload AS BIGINT) END WHERE j.kind = 'incoming.letter' AND j.state = 'dead' AND j.ended_at > $2 - $4 AND (a.letter_closed_at IS NULL OR j.ended_at > a.letter_closed_at) AND " CLERK_OF("a.agency")

trien_rc
tr_office_waiting(struct tr_sql *db, const struct tr_waiting *w, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT what, object, id, agency, about, since FROM (" STEPS " UNION ALL " SENT_BACK " UNION ALL " NUMBERS " UNION ALL " DELIVERIES
				  " UNION ALL " ARRIVALS " UNION ALL " TAKEN_BACK " UNION ALL " PAPER_TAKEN_BACK " UNION ALL " INVALID_ENCLOSURES " UNION ALL " WITHDRAWALS " UNION ALL " HANDOVERS " UNION ALL " FAILED_MAILS " UNION ALL " FAILED_LETTERS ") w ORDER BY object, id, what LIMIT $3";

	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(w->person), TR_SQL_I(w->now), TR_SQL_I(TR_OFFICE_PAGE), TR_SQL_I(TR_OFFICE_MAIL_SHOWN_SECONDS)), out, err);
}
