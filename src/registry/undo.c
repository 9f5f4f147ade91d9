/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include <stdio.h>

#include "base/errors/registry.h"
#include "registry/act_parts.h"
#include "registry/limits.h"
#include "registry/reference.h"
#include "rules/rules.h"

struct undoing {
	int64_t act;
	struct tr_act *own;
	bool own_report; /* by whom it is undone, he did it */
	bool freed;      /* a certificate that had stopped may sign again by it */
};

/* An entry that was wrong never held: so it is undone from when it held, if no other day is said. */
static void
take_time(struct tr_act *own, int64_t effective_at)
{
	if (own->effective_at == own->at && effective_at < own->at)
		own->effective_at = effective_at;
}

static bool
is_own(const struct tr_who *who, const char *actor, int64_t account)
{
	char self[TR_OBJECT_TEXT], person[TR_OBJECT_TEXT];

	snprintf(self, sizeof(self), "person:%lld", (long long)who->self);
	snprintf(person, sizeof(person), "person:%lld", (long long)who->person);
	return strcmp(actor, self) == 0 || strcmp(actor, person) == 0 || (account != 0 && account == who->account);
}

static trien_rc
check_undone(struct tr_acting *a, struct undoing *u, struct trien_err *err)
{
	static const char sql[] = "SELECT a.id, u.id, a.what, a.object, a.effective_at, a.actor, COALESCE(a.account, 0) FROM act a "
				  "LEFT JOIN act u ON u.compensates = a.id WHERE a.id = $1";
	static const char *const office[] = {"document.", "arrival.", "destruction.", "handover."};
	const int64_t act = u->act;
	TR_AUTO_ROWS rows = {0};

	if (a->act->reason == NULL || a->act->reason[0] == '\0')
		return TR_ERR0(err, REGISTRY_REASON);
	TR_TRY(tr_sql_ask(a->db, sql, TR_SQL_IN(TR_SQL_I(act)), &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, REGISTRY_ACT_UNKNOWN, TR_I("act", act));
	if (!tr_sql_cell(&rows, 0, 1)->null)
		return TR_ERR(err, REGISTRY_UNDONE, TR_I("act", act), TR_I("by", tr_sql_int(&rows, 0, 1)));
	/* A number that was taken is voided, never given back. */
	for (size_t i = 0; i < sizeof(office) / sizeof(*office); i++)
		if (strncmp(tr_sql_text(&rows, 0, 2), office[i], strlen(office[i])) == 0)
			return TR_ERR(err, REGISTRY_UNDO_BY_ACT, TR_I("act", act), TR_S("what", tr_sql_text(&rows, 0, 2)));
	take_time(u->own, tr_sql_int(&rows, 0, 4));
	u->own_report = is_own(&a->who, tr_sql_text(&rows, 0, 5), tr_sql_int(&rows, 0, 6));
	return tr_acting_may_undo(a, tr_sql_text(&rows, 0, 2), tr_sql_text(&rows, 0, 3), err);
}

/* An object that the act has changed, from the version `from` to the version `to`. */
struct changed {
	const struct tr_book *book;
	int64_t id, from, to;
};

/*
 * The version from which the row goes on, of what was asked of it. Later acts may have changed it and have been undone since: then it stands as this act has
 * left it. Else the newest of them is named, for that one can be undone.
 */
static bool
stands_as_left(const struct changed *c, const struct tr_sql_rows *newest, int64_t *version)
{
	*version = c->to;
	if (newest->count == 0 || tr_sql_int(newest, 0, 1) == c->to)
		return true;
	const struct tr_sql_value *is = tr_sql_cell(newest, 0, 2), *left = tr_sql_cell(newest, 0, 3);
	*version = tr_sql_int(newest, 0, 1);
	return tr_sql_int(newest, 0, 4) == 0 && is->null == left->null && tr_bytes_equal(is->b, left->b);
}

/* What people call a row; its number where there is no word for it. */
static trien_rc
name_of(const struct tr_acting *a, const char *book, int64_t id, struct tr_buf *out, struct trien_err *err)
{
	char object[TR_OBJECT_TEXT];
	const int n = snprintf(object, sizeof(object), "%s:%lld", book, (long long)id);

	TR_TRY(tr_reference_words(a->db, &a->who, &(struct tr_column){.kind = TR_COLUMN_REFERS, .of = book}, &TR_SQL_I(id), out, err));
	if (!tr_bytes_equal(tr_buf_view(out), TR_BYTES(object, (size_t)n)))
		return TRIEN_OK;
	out->n = 0;
	return tr_buf_addf(out, err, "#%lld", (long long)id);
}

static trien_rc
refuse_later(struct tr_acting *a, const struct changed *c, int64_t act, struct trien_err *err)
{
	TR_AUTO_BUF name = {0};

	TR_TRY(name_of(a, c->book->name, c->id, &name, err));
	return TR_ERR(err, REGISTRY_UNDO_LATER, TR_B("name", name.p, name.n), TR_S("book", c->book->name), TR_I("act", act));
}

static bool
may_sign(const struct tr_record *certificate)
{
	return tr_record_is(certificate, TR_certificate_state, "issued") || tr_record_is(certificate, TR_certificate_state, "handed_over") ||
	       tr_record_is(certificate, TR_certificate_state, "active");
}

/* Does undoing let it sign again, or take away what it may not sign again for? */
static bool
frees(const struct tr_record *before, const struct tr_record *now)
{
	if (may_sign(before))
		return !may_sign(now);
	return tr_record_is(now, TR_certificate_state, "stopped") && !tr_record_same(before, now, TR_certificate_reason);
}

/* One number, 0 where there is no row. */
static trien_rc
ask(struct tr_acting *a, const char *sql, const struct tr_sql_value *in, size_t n, int64_t *out, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(a->db, sql, in, n, &rows, err));
	*out = rows.count == 0 ? 0 : tr_sql_int(&rows, 0, 0);
	return TRIEN_OK;
}

/*
 * A report is not withdrawn by whoever made it (Regulation Điều 15.2): what lets a certificate sign again, or takes away why it may not, is undone by who lets it
 * sign again by an act, and by another than did what is undone.
 */
static trien_rc
check_other(const struct tr_acting *a, const struct undoing *u, int64_t certificate, bool party, struct trien_err *err)
{
	if (!a->who.guarded || (tr_rules_does(a->who.role, TR_ACT_CERTIFICATE_RESUME) && !u->own_report && !party))
		return TRIEN_OK;
	TR_AUTO_BUF name = {0};
	TR_TRY(name_of(a, "certificate", certificate, &name, err));
	return TR_ERR(err, REGISTRY_UNDO_RESUMES, TR_I("act", u->act), TR_B("name", name.p, name.n));
}

/* Its subscriber, and who has asked for its revocation since it stopped, do not let it sign again by an act either (rules.resumer-other). */
static trien_rc
is_party(struct tr_acting *a, const struct tr_record *before, const struct tr_record *now, bool *is, struct trien_err *err)
{
	static const char sql[] =
			"SELECT r.id FROM request r WHERE r.certificate = $1 AND r.kind = 'revoke' AND (r.closed_at IS NULL OR r.closed_at >= $2) AND (r.asked_by = $3 "
			"OR r.asked_by = $4 OR EXISTS (SELECT 1 FROM change h JOIN act a ON a.id = h.act WHERE h.book = 'request' AND h.object = r.id AND a.account = $5 "
			"AND (a.what IN ('request.draft', 'request.submit') OR a.what LIKE 'plan.%'))) LIMIT 1";
	const int64_t person = a->who.person, self = a->who.self;
	const struct tr_sql_value *holder = &now->v[TR_certificate_person];
	int64_t asked = 0;

	*is = !holder->null && (holder->i == person || holder->i == self);
	if (*is || !may_sign(before))
		return TRIEN_OK;
	TR_TRY(ask(a, sql, TR_SQL_IN(TR_SQL_I(now->id), now->v[TR_certificate_state_from], TR_SQL_I(person), TR_SQL_I(self), TR_SQL_I(a->who.account)), &asked, err));
	*is = asked != 0;
	return TRIEN_OK;
}

static trien_rc
may_resume(struct tr_acting *a, struct undoing *u, const struct tr_record *before, struct trien_err *err)
{
	struct trien_err gone = {0};
	TR_AUTO_RECORD now = {0};
	bool party;

	if (before->book != &tr_books[TR_BOOK_certificate] || (!may_sign(before) && !tr_record_is(before, TR_certificate_state, "stopped")))
		return TRIEN_OK;
	const trien_rc rc = tr_record_load(a->db, before->book, before->id, &now, &gone);
	if (rc == TRIEN_E_REGISTRY_NOT_FOUND) /* its entry was undone, and that is undone */
		return TRIEN_OK;
	if (rc != TRIEN_OK) {
		if (err != NULL)
			*err = gone;
		return rc;
	}
	if (!frees(before, &now))
		return TRIEN_OK;
	u->freed = u->freed || may_sign(before);
	TR_TRY(is_party(a, before, &now, &party, err));
	return check_other(a, u, before->id, party, err);
}

/* ---- what was said of one that had stopped already ---- */

static bool
is_actor(const struct tr_acting *a, int64_t person)
{
	return person != 0 && (person == a->who.person || person == a->who.self);
}

/* What was said took something away from a certificate: it is another's to take back than of who said it, has asked for it or has the certificate. What only says again what a report says, any but the holder. */
enum { CERTIFICATE, REASON, HOLDER, ASKER, SAID_ELSEWHERE };
static trien_rc
check_said(struct tr_acting *a, const struct undoing *u, const char *sql, int64_t said, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};
	bool party = false, weighs = false;

	TR_TRY(tr_sql_ask(a->db, sql, TR_SQL_IN(TR_SQL_I(said)), &rows, err));
	for (size_t i = 0; i < rows.count; i++) {
		const bool holder = is_actor(a, tr_sql_int(&rows, i, HOLDER));
		party = party || holder || is_actor(a, tr_sql_int(&rows, i, ASKER));
		weighs = weighs || holder || tr_sql_int(&rows, i, SAID_ELSEWHERE) == 0;
	}
	return !weighs || !tr_rules_stops_early(tr_sql_text(&rows, 0, REASON)) ? TRIEN_OK : check_other(a, u, tr_sql_int(&rows, 0, CERTIFICATE), party, err);
}

/* A device's report: nothing of it stands with a certificate that said as much before, or has ended since. */
static trien_rc
may_unsay(struct tr_acting *a, const struct undoing *u, const struct changed *c, struct trien_err *err)
{
	static const char sql[] = "SELECT c.id, 'device_lost', COALESCE(c.person, 0), CAST(0 AS bigint), CAST(0 AS bigint) FROM incident i JOIN certificate c ON c.device = i.device WHERE i.id = $1 "
				  "AND (c.state NOT IN ('revoked', 'superseded', 'expired') OR c.state_from > i.happened_at) ORDER BY c.id";

	return c->book == &tr_books[TR_BOOK_incident] ? check_said(a, u, sql, c->id, err) : TRIEN_OK;
}

/* A revocation that was submitted; the device's own report may say the same. */
static trien_rc
may_unask(struct tr_acting *a, const struct undoing *u, const struct tr_record *before, struct trien_err *err)
{
	static const char sql[] = "SELECT c.id, COALESCE(r.reason, ''), COALESCE(c.person, 0), COALESCE(r.asked_by, 0), "
				  "CASE WHEN d.state IN ('lost', 'broken', 'unsafe') AND r.reason = 'device_' || d.state THEN CAST(1 AS bigint) ELSE CAST(0 AS bigint) END "
				  "FROM request r JOIN certificate c ON c.id = r.certificate LEFT JOIN device d ON d.id = c.device WHERE r.id = $1 AND r.kind = 'revoke' AND r.state = 'submitted'";

	if (before->book != &tr_books[TR_BOOK_request] || tr_record_is(before, TR_request_state, "submitted"))
		return TRIEN_OK;
	return check_said(a, u, sql, before->id, err);
}

/* other: of the book, why the certificate stays stopped. */
static trien_rc
refuse_stopped(struct tr_acting *a, const struct undoing *u, int64_t certificate, const char *book, int64_t other, struct trien_err *err)
{
	TR_AUTO_BUF name = {0}, why = {0};

	TR_TRY(name_of(a, "certificate", certificate, &name, err));
	TR_TRY(name_of(a, book, other, &why, err));
	return TR_ERR(err, REGISTRY_UNDO_STOPPED, TR_I("act", u->act), TR_B("name", name.p, name.n), TR_S("book", book), TR_B("other", why.p, why.n));
}

/* What it stopped for was one of several reasons: another one still holds; that the key was out of its keeper's hands, whatever the authority has answered. */
static trien_rc
check_freed(struct tr_acting *a, const struct undoing *u, struct trien_err *err)
{
	static const char sql[] =
			"SELECT c.id, 'device', d.id, '' FROM change h JOIN certificate c ON c.id = h.object JOIN device d ON d.id = c.device WHERE h.act = $1 "
			"AND h.book = 'certificate' AND c.state IN ('issued', 'handed_over', 'active') "
			"AND d.state IN ('locked', 'unlocked', 'lost', 'broken', 'unsafe', 'returned_to_agency') UNION ALL "
			"SELECT c.id, 'request', r.id, COALESCE(r.reason, '') FROM change h JOIN certificate c ON c.id = h.object JOIN request r ON r.certificate = c.id "
			"WHERE h.act = $1 AND h.book = 'certificate' AND c.state IN ('issued', 'handed_over', 'active') AND r.kind = 'revoke' "
			"AND r.state <> 'draft' AND (r.state NOT IN ('rejected', 'refused', 'withdrawn', 'done', 'closed') "
			"OR r.reason IN ('key_exposed', 'device_lost', 'device_unsafe')) ORDER BY 1, 2, 3";
	TR_AUTO_ROWS rows = {0};

	if (!u->freed)
		return TRIEN_OK;
	TR_TRY(tr_sql_ask(a->db, sql, TR_SQL_IN(TR_SQL_I(a->id)), &rows, err));
	for (size_t i = 0; i < rows.count; i++)
		if (strcmp(tr_sql_text(&rows, i, 1), "device") == 0 || tr_rules_stops_early(tr_sql_text(&rows, i, 3)))
			return refuse_stopped(a, u, tr_sql_int(&rows, i, 0), tr_sql_text(&rows, i, 1), tr_sql_int(&rows, i, 2), err);
	return TRIEN_OK;
}

/* A device is not put back into nobody's hand, or before its new PIN, under a certificate that signs meanwhile. */
static trien_rc
check_held(struct tr_acting *a, const struct undoing *u, struct trien_err *err)
{
	static const char sql[] = "SELECT c.id, d.id FROM change h JOIN device d ON d.id = h.object JOIN certificate c ON c.device = d.id WHERE h.act = $1 AND h.book = 'device' "
				  "AND d.state IN ('locked', 'unlocked', 'lost', 'broken', 'unsafe') AND c.state IN ('issued', 'handed_over', 'active') ORDER BY c.id";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(a->db, sql, TR_SQL_IN(TR_SQL_I(a->id)), &rows, err));
	if (rows.count == 0)
		return TRIEN_OK;
	return refuse_stopped(a, u, tr_sql_int(&rows, 0, 0), "device", tr_sql_int(&rows, 0, 1), err);
}

/* Columns of a page, behind those of the object: what undoing it takes, asked for all of them at once. */
enum { BOOK, OBJECT, FROM, TO, LAST, NEWEST, FORMER };

/* A row that was changed since is asked about by itself: that is seldom, and of the versions that are compared only two are read. */
static trien_rc
settle_version(struct tr_acting *a, const struct changed *c, int64_t newest, int64_t *version, struct trien_err *err)
{
	/* The newest version, its act, and how many acts have changed the row since that still hold; beside it the version that is undone. */
	static const char later[] =
			"SELECT c.act, c.version, c.content, l.content, "
			"(SELECT COUNT(*) FROM change d JOIN act e ON e.id = d.act WHERE d.book = $1 AND d.object = $2 AND d.version > $3 AND e.compensates IS NULL "
			"AND NOT EXISTS (SELECT 1 FROM act u WHERE u.compensates = e.id)) "
			"FROM change c JOIN change l ON l.book = c.book AND l.object = c.object AND l.version = $3 "
			"WHERE c.book = $1 AND c.object = $2 AND c.version >= $3 ORDER BY c.version DESC LIMIT 1";
	TR_AUTO_ROWS rows = {0};

	*version = c->to;
	if (newest == c->to)
		return TRIEN_OK;
	TR_TRY(tr_sql_ask(a->db, later, TR_SQL_IN(TR_SQL_T(c->book->name), TR_SQL_I(c->id), TR_SQL_I(c->to)), &rows, err));
	return stands_as_left(c, &rows, version) ? TRIEN_OK : refuse_later(a, c, tr_sql_int(&rows, 0, 0), err);
}

static trien_rc
undo_one(struct tr_acting *a, struct undoing *u, const struct changed *c, int64_t newest, const struct tr_sql_value *former, struct trien_err *err)
{
	TR_AUTO_RECORD r = {0};
	int64_t version;

	TR_TRY(settle_version(a, c, newest, &version, err));
	if (former->null) {
		TR_TRY(may_unsay(a, u, c, err));
		return tr_acting_take_out(a, c->book, c->id, version + 1, err);
	}
	TR_TRY(tr_record_of_content(c->book, former->b, &r, err));
	r.id = c->id;
	r.version = version;
	TR_TRY(may_resume(a, u, &r, err));
	TR_TRY(may_unask(a, u, &r, err));
	return tr_acting_put(a, &r, err);
}

/* What was changed last is undone first: rows go before those that they refer to. What becomes of one of a page changes nothing of what was asked of another. */
static trien_rc
undo_page(struct tr_acting *a, struct undoing *u, int64_t *before, size_t *count, struct trien_err *err)
{
	/* The last change of each of its objects. By the versions of an object, which are few, not by the rows of the act: so no index goes by +act. */
	static const char sql[] =
			"SELECT p.book, p.object, p.first, p.version, p.n, "
			"(SELECT MAX(c.version) FROM change c WHERE c.book = p.book AND c.object = p.object), f.content "
			"FROM (SELECT x.book, x.object, x.version, x.n, "
			"(SELECT MIN(m.version) FROM change m WHERE m.book = x.book AND m.object = x.object AND +m.act = $1) AS first "
			"FROM change x WHERE x.act = $1 AND x.n < $2 "
			"AND NOT EXISTS (SELECT 1 FROM change l WHERE l.book = x.book AND l.object = x.object AND l.version > x.version AND +l.act = $1) "
			"ORDER BY x.n DESC LIMIT $3) p "
			"LEFT JOIN change f ON f.book = p.book AND f.object = p.object AND f.version = p.first - 1 ORDER BY p.n DESC";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(a->db, sql, TR_SQL_IN(TR_SQL_I(u->act), TR_SQL_I(*before), TR_SQL_I(TR_HISTORY_PAGE)), &rows, err));
	for (size_t i = 0; i < rows.count; i++) {
		const struct changed c = {tr_book_find(tr_sql_text(&rows, i, BOOK)), tr_sql_int(&rows, i, OBJECT), tr_sql_int(&rows, i, FROM), tr_sql_int(&rows, i, TO)};
		if (c.book == NULL)
			return TR_ERR(err, REGISTRY_CONTENT, TR_S("book", tr_sql_text(&rows, i, BOOK)));
		TR_TRY(undo_one(a, u, &c, tr_sql_int(&rows, i, NEWEST), tr_sql_cell(&rows, i, FORMER), err));
		*before = tr_sql_int(&rows, i, LAST);
	}
	*count = rows.count;
	return TRIEN_OK;
}

static trien_rc
undo(struct tr_acting *a, void *context, struct trien_err *err)
{
	struct undoing *u = context;
	int64_t before = INT64_MAX;
	size_t count = TR_HISTORY_PAGE;

	TR_TRY(check_undone(a, u, err));
	a->compensates = u->act;
	snprintf(a->object, sizeof(a->object), "act:%lld", (long long)u->act);
	while (count == TR_HISTORY_PAGE)
		TR_TRY(undo_page(a, u, &before, &count, err));
	TR_TRY(check_freed(a, u, err));
	return check_held(a, u, err);
}

trien_rc
tr_act_undo(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, int64_t undone, int64_t *id, struct trien_err *err)
{
	struct tr_act own = *act;
	struct undoing u = {undone, &own, false, false};
	return tr_act_do(db, &own, mode, undo, &u, id, err);
}
