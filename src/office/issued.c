/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R10.1 */
#include "office/issued.h"

trien_rc
tr_issued_note(struct tr_acting *a, int64_t document, const char *sha256, const char *kind, struct trien_err *err)
{
	/* Issued anew with the same file after the first time was undone: the act that counts is the later one. */
	static const char sql[] = "INSERT INTO issued_file (sha256, document, kind, act) VALUES ($1, $2, $3, $4) "
				  "ON CONFLICT (sha256, document) DO UPDATE SET kind = excluded.kind, act = excluded.act";

	return tr_sql_run(a->db, sql, TR_SQL_IN(TR_SQL_T(sha256), TR_SQL_I(document), TR_SQL_T(kind), TR_SQL_I(a->id)), NULL, err);
}

/*
 * A document whose issue was undone is none that was issued: its state says so. The index only leads there: that the act wrote this very hash into the document, its
 * change says, which the audit trail covers. So who writes a row of the index by hand makes nothing issued.
 */
trien_rc
tr_issued_find(struct tr_sql *db, const char *sha256, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT i.kind, g.name, o.number, o.symbol, o.dated_at, d.state, CAST(CASE WHEN COALESCE(d.issued_file, d.e_copy) IS NULL THEN 1 ELSE 0 END AS bigint), "
				  "t.log, t.idx, l.origin, p.number, p.symbol FROM issued_file i JOIN document d ON d.id = i.document "
				  "JOIN change h ON h.act = i.act AND h.book = 'document' AND h.object = i.document AND h.content LIKE '%\":\"' || i.sha256 || '\"%' "
				  "JOIN outgoing o ON o.document = d.id JOIN agency g ON g.id = o.agency JOIN act t ON t.id = i.act JOIN audit_log l ON l.log = t.log "
				  "LEFT JOIN document r ON r.replaces = d.id AND r.state IN ('issued', 'recalled', 'replaced') LEFT JOIN outgoing p ON p.document = r.id "
				  "WHERE i.sha256 = $1 AND d.state IN ('issued', 'recalled', 'replaced') ORDER BY d.id, r.id LIMIT 1";

	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_T(sha256)), out, err);
}
