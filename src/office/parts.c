/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "office/parts.h"

trien_rc
tr_office_parts(struct tr_sql *db, int64_t document, struct tr_office_parts *out, struct trien_err *err)
{
	static const char head[] = "SELECT s.procedure, s.state, s.round, s.submitted_at, d.drafter, p.name, o.number, o.symbol, o.dated_at FROM document d "
				   "LEFT JOIN submission s ON s.document = d.id LEFT JOIN person p ON p.id = d.drafter LEFT JOIN outgoing o ON o.document = d.id WHERE d.id = $1";
	static const char attachments[] = "SELECT id, kind, name FROM attachment WHERE document = $1 ORDER BY id";
	static const char deliveries[] = "SELECT v.id, g.name, v.state, v.sent_at, v.arrived_at FROM delivery v JOIN agency g ON g.id = v.agency WHERE v.document = $1 ORDER BY v.id";

	TR_TRY(tr_sql_ask(db, head, TR_SQL_IN(TR_SQL_I(document)), &out->head, err));
	TR_TRY(tr_sql_ask(db, attachments, TR_SQL_IN(TR_SQL_I(document)), &out->attachments, err));
	return tr_sql_ask(db, deliveries, TR_SQL_IN(TR_SQL_I(document)), &out->deliveries, err);
}

void
tr_office_parts_free(struct tr_office_parts *p)
{
	tr_sql_rows_free(&p->head);
	tr_sql_rows_free(&p->attachments);
	tr_sql_rows_free(&p->deliveries);
}

trien_rc
tr_office_signers(struct tr_sql *db, int64_t document, int64_t now, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT p.id, p.name, COALESCE(o.title, ''), COALESCE(o.role, 'subscriber') FROM document d JOIN person p ON p.state = 'active' "
				  "LEFT JOIN post o ON o.person = p.id AND o.agency = d.agency AND o.from_at <= $2 AND (o.to_at IS NULL OR o.to_at > $2) "
				  "WHERE d.id = $1 AND (p.agency = d.agency OR o.id IS NOT NULL) ORDER BY CASE WHEN o.id IS NULL THEN 1 ELSE 0 END, p.name, p.id, o.id LIMIT $3";

	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(document), TR_SQL_I(now), TR_SQL_I(TR_SIGNERS_MAX)), out, err);
}
