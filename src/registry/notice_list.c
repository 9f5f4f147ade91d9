/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Notices and letters as they are read: for lists, and for who writes the mail. */
#include "base/errors/registry.h"
#include "registry/notice.h"

/* What people call the object of a notice n; and its number, or what kind it is. */
#define NAME \
	"CASE n.book WHEN 'certificate' THEN (SELECT c.subject_name FROM certificate c WHERE c.id = n.object) " \
	"WHEN 'device' THEN (SELECT d.kind || ' ' || d.serial FROM device d WHERE d.id = n.object) " \
	"WHEN 'request' THEN (SELECT COALESCE(p.name, g.name) FROM request r JOIN agency g ON g.id = r.agency LEFT JOIN person p ON p.id = r.person WHERE r.id = n.object) " \
	"WHEN 'document' THEN (SELECT d.subject || COALESCE(', lý do: ' || s.reason, '') FROM document d LEFT JOIN submission s ON s.document = d.id WHERE d.id = n.object) " \
	"WHEN 'incident' THEN (SELECT d.kind || ' ' || d.serial FROM incident i JOIN device d ON d.id = i.device WHERE i.id = n.object) " \
	"WHEN 'crl' THEN (SELECT l.issuer FROM crl l WHERE l.id = n.object) " \
	"ELSE (SELECT u.name FROM unit u WHERE u.id = n.object) END"
#define DETAIL \
	"CASE WHEN n.kind = 'act' THEN (SELECT a.what FROM act a WHERE a.id = n.since) " \
	"WHEN n.book = 'certificate' THEN (SELECT c.serial FROM certificate c WHERE c.id = n.object) " \
	"WHEN n.book = 'request' THEN (SELECT r.kind FROM request r WHERE r.id = n.object) " \
	"WHEN n.book = 'incident' THEN (SELECT i.kind FROM incident i WHERE i.id = n.object) " \
	"WHEN n.book = 'crl' THEN (SELECT l.key_id FROM crl l WHERE l.id = n.object) ELSE '' END"

/* Was the deadline that is over counted over days whose calendar is not certain? */
#define UNSURE "COALESCE((SELECT r.deadline_unsure FROM request r WHERE n.kind = 'request_late' AND r.id = n.object), 0)"

/* Whose notices: of the agencies that are seen, or one's own. A viewer without an agency sees none of any. */
static trien_rc
add_scope(struct tr_buf *sql, const struct tr_viewer *v, struct tr_sql_value *in, size_t *n, struct trien_err *err)
{
	const char *or = "";

	if (v->scope == TR_SCOPE_PROVINCE)
		return TRIEN_OK;
	if (v->scope == TR_SCOPE_OWN) {
		in[(*n)++] = TR_SQL_I(v->person);
		return tr_buf_addf(sql, err, " AND t.person = $%zu", *n);
	}
	if (v->scope == TR_SCOPE_NONE)
		return tr_buf_addf(sql, err, " AND 1 = 0");
	TR_TRY(tr_buf_addf(sql, err, " AND ("));
	for (size_t i = 0; i <= v->more_count; i++, or = " OR ") {
		in[(*n)++] = TR_SQL_I(i == 0 ? v->agency : v->more[i - 1]);
		if (v->scope == TR_SCOPE_AGENCY)
			TR_TRY(tr_buf_addf(sql, err, "%sg.id = $%zu", or, *n));
		else
			TR_TRY(tr_buf_addf(sql, err, "%s(g.path >= (SELECT path FROM agency WHERE id = $%zu) AND g.path < (SELECT path || 'g' FROM agency WHERE id = $%zu))",
					or, *n, *n));
	}
	return tr_buf_addf(sql, err, ")");
}

trien_rc
tr_notice_page(struct tr_sql *db, const struct tr_notice_query *q, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char from[] = "SELECT n.id, n.kind, n.book, n.object, " NAME ", g.name, n.days, n.due_at, t.person, x.name, t.digest, j.state, " UNSURE " "
				   "FROM notice n JOIN agency g ON g.id = n.agency LEFT JOIN notice_to t ON t.notice = n.id LEFT JOIN person x ON x.id = t.person "
				   "LEFT JOIN digest l ON l.id = t.digest LEFT JOIN job j ON j.id = l.job "
				   "WHERE (n.id > $1 OR (n.id = $1 AND COALESCE(t.person, 0) > $2))";
	static const char *const which[] = {[TR_NOTICES_OPEN] = "n.state = 'open'",
		[TR_NOTICES_UNSENT] = "((n.state = 'open' AND t.via IS NULL) OR j.state = 'dead')"};
	struct tr_sql_value in[TR_SQL_PARAMETERS_MAX] = {TR_SQL_I(q->after), TR_SQL_I(q->after_person), TR_SQL_I(TR_NOTICE_PAGE)};
	TR_AUTO_BUF sql = {0};
	size_t n = 3;

	TR_TRY(tr_buf_addf(&sql, err, "%s AND %s", from, which[q->which]));
	TR_TRY(add_scope(&sql, &q->viewer, in, &n, err));
	TR_TRY(tr_buf_addf(&sql, err, " ORDER BY n.id, COALESCE(t.person, 0) LIMIT $3%c", 0));
	return tr_sql_ask(db, (const char *)sql.p, in, n, out, err);
}

void
tr_notice_digest_free(struct tr_notice_digest *d)
{
	tr_sql_rows_free(&d->lines);
	tr_sql_rows_free(&d->head);
	*d = (struct tr_notice_digest){0};
}

trien_rc
tr_notice_digest_load(struct tr_sql *db, int64_t id, struct tr_notice_digest *out, struct trien_err *err)
{
	static const char head[] = "SELECT d.key, d.person, d.day, d.made_at, x.name, x.email, (SELECT COUNT(*) FROM notice_to t WHERE t.digest = d.id) "
				   "FROM digest d JOIN person x ON x.id = d.person WHERE d.id = $1 AND x.email <> ''";
	static const char lines[] = "SELECT n.kind, n.book, n.object, n.step, n.due_at, n.days, n.since, " NAME ", " DETAIL ", g.name, "
				    "COALESCE((SELECT c.renewals FROM certificate c WHERE n.book = 'certificate' AND c.id = n.object), 0), "
				    "CASE WHEN t.person = t.via THEN NULL ELSE x.name END, " UNSURE " "
				    "FROM notice_to t JOIN notice n ON n.id = t.notice JOIN agency g ON g.id = n.agency JOIN person x ON x.id = t.person "
				    "WHERE t.digest = $1 ORDER BY n.kind, n.due_at, n.id, t.person LIMIT $2";

	tr_notice_digest_free(out);
	TR_TRY(tr_sql_ask(db, head, TR_SQL_IN(TR_SQL_I(id)), &out->head, err));
	if (out->head.count == 0)
		return TR_ERR(err, REGISTRY_DIGEST, TR_I("id", id));
	out->id = id;
	out->key = tr_sql_text(&out->head, 0, 0);
	out->person = tr_sql_int(&out->head, 0, 1);
	out->at_once = tr_sql_cell(&out->head, 0, 2)->null;
	out->made_at = tr_sql_int(&out->head, 0, 3);
	out->name = tr_sql_text(&out->head, 0, 4);
	out->address = tr_sql_text(&out->head, 0, 5);
	out->count = (uint64_t)tr_sql_int(&out->head, 0, 6);
	return tr_sql_ask(db, lines, TR_SQL_IN(TR_SQL_I(id), TR_SQL_I(TR_DIGEST_LINES_MAX)), &out->lines, err);
}

trien_rc
tr_notice_digests_waiting(struct tr_sql *db, int64_t after, struct tr_sql_rows *out, struct trien_err *err)
{
	static const char sql[] = "SELECT d.id FROM digest d JOIN job j ON j.id = d.job WHERE d.id > $1 AND j.state = 'ready' ORDER BY d.id LIMIT $2";
	return tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(after), TR_SQL_I(TR_NOTICE_PAGE)), out, err);
}
