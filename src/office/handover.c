/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: X5 */
#include "office/handover.h"

#include <stdio.h>

#include "base/errors/office.h"
#include "base/errors/registry.h"
#include "base/errors/rules.h"
#include "office/handover_parts.h"
#include "office/office_parts.h"

/* ---- files of documents ---- */

#define ON_ITS_WAY \
	"EXISTS (SELECT 1 FROM handover_item i JOIN handover h ON h.id = i.handover WHERE i.about = 'dossier:' || x.id AND h.kind = 'archive' AND h.state = 'given')"

trien_rc
tr_dossier_check_open(struct tr_sql *db, int64_t dossier, struct trien_err *err)
{
	static const char sql[] = "SELECT x.code FROM dossier x WHERE x.id = $1 AND (x.archived_at IS NOT NULL OR " ON_ITS_WAY ")";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(db, sql, TR_SQL_IN(TR_SQL_I(dossier)), &rows, err));
	return rows.count == 0 ? TRIEN_OK : TR_ERR(err, OFFICE_DOSSIER_ARCHIVED, TR_S("code", tr_sql_text(&rows, 0, 0)));
}

/* What stands in a file and is not done with: as tr_retention_check() has it. */
#define UNSETTLED \
	"(SELECT COUNT(*) FROM retention r LEFT JOIN document d ON d.id = " TR_HANDOVER_NUMBER_OF("r", "document") " LEFT JOIN arrival a ON a.id = " \
	TR_HANDOVER_NUMBER_OF("r", "arrival") " WHERE r.dossier = x.id AND (d.state NOT IN ('issued', 'recalled', 'replaced') OR (d.id IS NOT NULL AND d.issued_at IS NULL) " \
	"OR a.state NOT IN ('registered', 'done', 'recalled', 'replaced')))"
#define FILED "(SELECT COUNT(*) FROM retention r WHERE r.dossier = x.id)"
#define DOSSIERS "SELECT x.id, x.code, x.closed_at, x.archived_at, CAST(CASE WHEN " ON_ITS_WAY " THEN 1 ELSE 0 END AS BIGINT), " FILED ", " UNSETTLED " FROM dossier x "
enum { ID, CODE, CLOSED, ARCHIVED, AWAY, COUNT, OPEN };

/* Why it cannot go to the archive. mine: it is on its way there by this very hand-over. */
static trien_rc
why_unready(const struct tr_sql_rows *rows, size_t i, bool mine)
{
	if (!tr_sql_cell(rows, i, ARCHIVED)->null || (!mine && tr_sql_int(rows, i, AWAY) != 0))
		return TRIEN_E_OFFICE_DOSSIER_ARCHIVED;
	if (tr_sql_cell(rows, i, CLOSED)->null)
		return TRIEN_E_RULES_RETENTION_OPEN;
	if (tr_sql_int(rows, i, OPEN) > 0)
		return TRIEN_E_RULES_RETENTION_UNSETTLED;
	return tr_sql_int(rows, i, COUNT) > 0 ? TRIEN_OK : TRIEN_E_RULES_HANDOVER_EMPTY;
}

/* ---- giving ---- */

struct giving {
	const struct tr_handover_new *new;
	struct tr_handover_done done;
	struct tr_record row;
};

static trien_rc
put_line(const struct tr_officing *o, struct giving *g, const char *about, const char *stands, int64_t documents, struct trien_err *err)
{
	struct tr_record r = tr_record_of(&tr_books[TR_BOOK_handover_item]);

	if (g->done.lines == TR_HANDOVER_LINES_MAX)
		return TR_ERR(err, OFFICE_HANDOVER_LIMIT, TR_U("max", TR_HANDOVER_LINES_MAX));
	g->done.lines++;
	tr_record_set_int(&r, TR_handover_item_handover, g->row.id);
	tr_record_set_text(&r, TR_handover_item_about, about);
	tr_record_set_text(&r, TR_handover_item_stands, stands);
	if (documents >= 0)
		tr_record_set_int(&r, TR_handover_item_documents, documents);
	return tr_acting_put(o->a, &r, err);
}

static trien_rc
put_dossier_line(const struct tr_officing *o, struct giving *g, const struct tr_sql_rows *rows, size_t i, struct trien_err *err)
{
	char about[TR_OBJECT_TEXT];

	snprintf(about, sizeof(about), "dossier:%lld", (long long)tr_sql_int(rows, i, ID));
	return put_line(o, g, about, "closed", tr_sql_int(rows, i, COUNT), err);
}

static trien_rc
list_named(const struct tr_officing *o, struct giving *g, int64_t dossier, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, DOSSIERS "WHERE x.agency = $1 AND x.id = $2", TR_SQL_IN(TR_SQL_I(g->new->agency), TR_SQL_I(dossier)), &rows, err));
	if (rows.count == 0)
		return TR_ERR(err, REGISTRY_NOT_FOUND, TR_S("book", "dossier"), TR_I("id", dossier));
	const trien_rc why = why_unready(&rows, 0, false);
	if (why != TRIEN_OK)
		return TR_ERR(err, OFFICE_DOSSIER_UNREADY, TR_S("code", tr_sql_text(&rows, 0, CODE)), TR_S("why", trien_err_id(why)));
	return put_dossier_line(o, g, &rows, 0, err);
}

static trien_rc
list_ready(const struct tr_officing *o, struct giving *g, struct trien_err *err)
{
	static const char sql[] = DOSSIERS "WHERE x.agency = $1 AND x.closed_at IS NOT NULL AND x.archived_at IS NULL ORDER BY x.code";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(g->new->agency)), &rows, err));
	for (size_t i = 0; i < rows.count; i++) {
		if (why_unready(&rows, i, false) != TRIEN_OK)
			g->done.left += tr_sql_int(&rows, i, AWAY) == 0;
		else
			TR_TRY(put_dossier_line(o, g, &rows, i, err));
	}
	return TRIEN_OK;
}

/* What is under way at the agency, and the drafts of who leaves. */
static trien_rc
list_work(const struct tr_officing *o, struct giving *g, struct trien_err *err)
{
	static const char sql[] =
		"SELECT 'document:' || d.id, d.state FROM document d WHERE d.agency = $1 AND d.state IN ('signed', 'numbered') UNION ALL "
		"SELECT 'document:' || d.id, s.state FROM document d JOIN submission s ON s.document = d.id WHERE d.agency = $1 AND d.state = 'draft' AND d.drafter = $2 "
		"AND s.state IN ('drafting', 'submitted', 'refused') UNION ALL "
		"SELECT 'outgoing:' || n.id, n.origin FROM outgoing n WHERE n.agency = $1 AND n.origin = 'kept' AND n.document IS NULL UNION ALL "
		"SELECT 'arrival:' || a.id, a.state FROM arrival a WHERE a.agency = $1 AND a.state IN ('retry', 'waiting', 'registered', 'assigned') UNION ALL "
		"SELECT DISTINCT 'arrival:' || a.id, 'asked' FROM arrival a JOIN message m ON m.arrival = a.id WHERE a.agency = $1 AND a.state IN ('done', 'replaced') "
		"AND m.direction = 'in' AND m.withdrawal = 'asked' UNION ALL "
		"SELECT 'delivery:' || v.id, v.state FROM delivery v JOIN document d ON d.id = v.document WHERE v.agency = $1 AND v.state = 'sent' AND d.state = 'issued' UNION ALL "
		"SELECT 'dossier:' || x.id, 'open' FROM dossier x WHERE x.agency = $1 AND x.closed_at IS NULL LIMIT $3";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(g->new->agency), g->row.v[TR_handover_giver], TR_SQL_I(TR_HANDOVER_LINES_MAX + 1)), &rows, err));
	for (size_t i = 0; i < rows.count; i++)
		TR_TRY(put_line(o, g, tr_sql_text(&rows, i, 0), tr_sql_text(&rows, i, 1), -1, err));
	return TRIEN_OK;
}

/* Of the archive's files whoever leads may be the taker too; what is under way is a clerk's. */
static trien_rc
check_taker(const struct tr_officing *o, const struct tr_handover_new *n, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM post WHERE person = $1 AND agency = $2 AND from_at <= $3 AND (to_at IS NULL OR to_at > $3) "
				  "AND (role = 'clerk' OR ($4 = 1 AND role IN ('signatory', 'head')))";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(n->taker), TR_SQL_I(n->agency), TR_SQL_I(o->a->act->at), TR_SQL_I(n->kind == TR_HANDOVER_ARCHIVE)), &rows, err));
	return rows.count > 0 ? TRIEN_OK : TR_ERR(err, OFFICE_HANDOVER_PERSON, TR_I("person", n->taker));
}

static void
fill(const struct tr_officing *o, const struct tr_handover_new *n, struct tr_record *r)
{
	const int64_t giver = n->giver != 0 ? n->giver : o->who->person;

	*r = tr_record_of(&tr_books[TR_BOOK_handover]);
	tr_record_set_int(r, TR_handover_agency, n->agency);
	tr_record_set_text(r, TR_handover_kind, tr_handover_kind_word(n->kind)->word);
	tr_record_set_text(r, TR_handover_state, tr_handover_state_word(TR_HANDOVER_GIVEN)->word);
	tr_record_set_int(r, TR_handover_giver, giver);
	tr_record_set_int(r, TR_handover_taker, n->taker);
	tr_record_set_int(r, TR_handover_given_at, o->a->act->at);
	if (giver == o->who->person)
		return;
	tr_record_set_int(r, TR_handover_given_by, o->who->person);
	tr_record_set_text(r, TR_handover_reason, o->a->act->reason);
}

static trien_rc
list(const struct tr_officing *o, struct giving *g, struct trien_err *err)
{
	if (g->new->kind == TR_HANDOVER_WORK)
		return list_work(o, g, err);
	if (g->new->dossier_count == 0)
		return list_ready(o, g, err);
	for (size_t i = 0; i < g->new->dossier_count; i++)
		TR_TRY(list_named(o, g, g->new->dossiers[i], err));
	return TRIEN_OK;
}

/* Whether there is anything to give is known when it is listed: asked for then, in the same act. */
static trien_rc
give(struct tr_officing *o, void *context, struct trien_err *err)
{
	struct giving *g = context;
	const struct tr_handover_new *n = g->new;
	struct tr_handover_facts facts = {.kind = n->kind, .role = o->who->role, .person = o->who->person, .giver = n->giver != 0 ? n->giver : o->who->person, .taker = n->taker,
		.lines = 1, .reason_given = tr_office_reason(o, NULL) == TRIEN_OK};
	struct tr_handover_decision d;

	if (n->kind == TR_HANDOVER_WORK && n->dossier_count > 0)
		return TR_ERR(err, OFFICE_HANDOVER_DOSSIERS);
	TR_TRY(tr_handover_decide(&facts, TR_HANDOVER_ACT_GIVE, &d, err));
	TR_TRY(tr_office_may(o, n->agency, d.verb, err));
	TR_TRY(check_taker(o, n, err));
	fill(o, n, &g->row);
	TR_TRY(tr_acting_put(o->a, &g->row, err));
	TR_TRY(list(o, g, err));
	facts.lines = g->done.lines;
	g->done.handover = g->row.id;
	g->done.to = d.to;
	return tr_handover_decide(&facts, TR_HANDOVER_ACT_GIVE, &d, err);
}

trien_rc
tr_handover_give(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, const struct tr_handover_new *n,
		struct tr_handover_done *out, struct trien_err *err)
{
	struct giving g = {.new = n};
	int64_t id = 0;

	TR_TRY(tr_office_act(db, act, mode, who, tr_handover_act_word(TR_HANDOVER_ACT_GIVE)->word, give, &g, &id, err));
	*out = g.done;
	out->act = id;
	return TRIEN_OK;
}

/* ---- taking ---- */

struct doing {
	int64_t handover;
	enum tr_handover_act what;
	struct tr_handover_done done;
};

static trien_rc
archive(const struct tr_officing *o, int64_t dossier, struct trien_err *err)
{
	TR_AUTO_ROWS rows = {0};
	TR_AUTO_RECORD r = {0};
	int64_t year;

	TR_TRY(tr_sql_ask(o->a->db, DOSSIERS "WHERE x.id = $1", TR_SQL_IN(TR_SQL_I(dossier)), &rows, err));
	const trien_rc why = why_unready(&rows, 0, true);
	if (why != TRIEN_OK)
		return TR_ERR(err, OFFICE_DOSSIER_UNREADY, TR_S("code", tr_sql_text(&rows, 0, CODE)), TR_S("why", trien_err_id(why)));
	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_dossier], dossier, &r, err));
	tr_record_set_int(&r, TR_dossier_archived_at, tr_office_day(o->a->act->at, &year));
	return tr_acting_put(o->a, &r, err);
}

/* A draft that was its giver's is sent back to its taker from now on. */
static trien_rc
take_draft(const struct tr_officing *o, const struct tr_record *handover, int64_t document, struct trien_err *err)
{
	TR_AUTO_RECORD r = {0};

	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_document], document, &r, err));
	if (!tr_record_is(&r, TR_document_state, "draft") || r.v[TR_document_drafter].null || r.v[TR_document_drafter].i != handover->v[TR_handover_giver].i)
		return TRIEN_OK;
	tr_record_set_int(&r, TR_document_drafter, handover->v[TR_handover_taker].i);
	return tr_acting_put(o->a, &r, err);
}

static trien_rc
take_lines(const struct tr_officing *o, const struct tr_record *handover, const struct tr_sql_rows *lines, struct trien_err *err)
{
	const bool archives = tr_record_is(handover, TR_handover_kind, "archive");

	for (size_t i = 0; i < lines->count; i++) {
		const struct tr_book *book;
		int64_t id;
		TR_TRY(tr_object_read(tr_sql_text(lines, i, 0), &book, &id, err));
		if (archives)
			TR_TRY(archive(o, id, err));
		else if (book == &tr_books[TR_BOOK_document])
			TR_TRY(take_draft(o, handover, id, err));
	}
	return TRIEN_OK;
}

static trien_rc
put_done(const struct tr_officing *o, struct doing *d, struct tr_record *r, struct trien_err *err)
{
	tr_record_set_text(r, TR_handover_state, tr_handover_state_word(d->done.to)->word);
	if (d->what == TR_HANDOVER_ACT_TAKE)
		tr_record_set_int(r, TR_handover_taken_at, o->a->act->at);
	else
		tr_record_set_text(r, TR_handover_reason, o->a->act->reason);
	return tr_acting_put(o->a, r, err);
}

static trien_rc
do_it(struct tr_officing *o, void *context, struct trien_err *err)
{
	struct doing *d = context;
	struct tr_handover_decision to;
	TR_AUTO_RECORD r = {0};
	TR_AUTO_ROWS lines = {0};

	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_handover], d->handover, &r, err));
	TR_TRY(tr_office_may(o, r.v[TR_handover_agency].i, TR_VERB_SEE, err));
	TR_TRY(tr_sql_ask(o->a->db, "SELECT about FROM handover_item WHERE handover = $1 ORDER BY id", TR_SQL_IN(TR_SQL_I(d->handover)), &lines, err));
	const struct tr_handover_facts facts = {.kind = tr_handover_kind_of(r.v[TR_handover_kind].b), .state = tr_handover_state_of(r.v[TR_handover_state].b),
		.role = o->who->role, .person = o->who->person, .giver = r.v[TR_handover_giver].i, .taker = r.v[TR_handover_taker].i, .lines = lines.count,
		.reason_given = tr_office_reason(o, NULL) == TRIEN_OK};
	TR_TRY(tr_handover_decide(&facts, d->what, &to, err));
	TR_TRY(tr_office_may(o, r.v[TR_handover_agency].i, to.verb, err));
	d->done = (struct tr_handover_done){.handover = r.id, .lines = lines.count, .from = facts.state, .to = to.to};
	TR_TRY(put_done(o, d, &r, err));
	return d->what == TR_HANDOVER_ACT_TAKE ? take_lines(o, &r, &lines, err) : TRIEN_OK;
}

trien_rc
tr_handover_do(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t handover, enum tr_handover_act what,
		struct tr_handover_done *out, struct trien_err *err)
{
	struct doing d = {.handover = handover, .what = what};
	int64_t id = 0;

	TR_TRY(tr_office_act(db, act, mode, who, tr_handover_act_word(what)->word, do_it, &d, &id, err));
	*out = d.done;
	out->act = id;
	return TRIEN_OK;
}
