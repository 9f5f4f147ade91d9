/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X5 */
/* Hand-overs, and the lines of one. */
#include "office/handover.h"
#include "office/handover_parts.h"
#include "office/limits.h"

trien_rc
tr_handover_page(struct tr_sql *db, int64_t agency, int64_t after, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT h.id, h.kind, h.state, g.name, t.name, COALESCE(b.name, ''), h.given_at, h.taken_at, COALESCE(h.reason, ''), "
				  "(SELECT COUNT(*) FROM handover_item i WHERE i.handover = h.id), h.taker FROM handover h JOIN person g ON g.id = h.giver "
				  "JOIN person t ON t.id = h.taker LEFT JOIN person b ON b.id = h.given_by WHERE h.agency = $1 AND h.id > $2 ORDER BY h.id LIMIT $3";

	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(agency), TR_SQL_I(after), TR_SQL_I(TR_OFFICE_PAGE)), out, err);
}

#define DAYS(which) \
	"(SELECT " which "(COALESCE(p.dated_at, q.arrived_at)) FROM retention r LEFT JOIN outgoing p ON p.document = " TR_HANDOVER_NUMBER_OF("r", "document") \
	" LEFT JOIN incoming q ON q.arrival = " TR_HANDOVER_NUMBER_OF("r", "arrival") " WHERE r.dossier = x.id)"

trien_rc
tr_handover_lines(struct tr_sql *db, int64_t handover, int64_t after, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] =
		"SELECT i.id, i.about, i.stands, COALESCE(o.number, n.number, k.number, w.number, 0), COALESCE(x.code, o.symbol, n.symbol, k.symbol, w.symbol, ''), "
		"COALESCE(x.title, d.subject, n.subject, e.subject, a.sender, ''), COALESCE(o.dated_at, n.dated_at, n.arrived_at, a.arrived_at, w.dated_at, " DAYS("MIN") "), " DAYS("MAX") ", x.years, i.documents "
		"FROM handover_item i LEFT JOIN dossier x ON x.id = " TR_HANDOVER_NUMBER_OF("i", "dossier") " LEFT JOIN document d ON d.id = " TR_HANDOVER_NUMBER_OF("i", "document")
		" LEFT JOIN outgoing o ON o.document = d.id LEFT JOIN arrival a ON a.id = " TR_HANDOVER_NUMBER_OF("i", "arrival") " LEFT JOIN incoming n ON n.arrival = a.id "
		"LEFT JOIN outgoing k ON k.id = " TR_HANDOVER_NUMBER_OF("i", "outgoing") " LEFT JOIN delivery v ON v.id = " TR_HANDOVER_NUMBER_OF("i", "delivery")
		" LEFT JOIN document e ON e.id = v.document LEFT JOIN outgoing w ON w.document = e.id WHERE i.handover = $1 AND i.id > $2 ORDER BY i.id LIMIT $3";

	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(handover), TR_SQL_I(after), TR_SQL_I(TR_OFFICE_PAGE)), out, err);
}
