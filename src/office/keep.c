/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Requirement: R5.3 X3 X5 */
/*
 * Numbers that are kept for documents to come, and the end of a year. A kept number is a line of the register without a document: who takes it
 * writes the document beside it; one that nobody takes is voided with its reason, so the register has no gap.
 */
#include "base/errors/office.h"
#include "office/incoming.h"
#include "office/office_parts.h"

/* ---- keeping ---- */

struct keeping {
	int64_t agency;
	const char *kind;
	size_t count;
	int64_t first;
};

static trien_rc
find_first(const struct tr_officing *o, struct keeping *k, int64_t year, const char *series, struct trien_err *err)
{
	static const char sql[] = "SELECT COALESCE(MAX(number), 0) + 1 FROM outgoing WHERE agency = $1 AND year = $2 AND series = $3";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(k->agency), TR_SQL_I(year), TR_SQL_T(series)), &rows, err));
	k->first = tr_sql_int(&rows, 0, 0);
	return TRIEN_OK;
}

static trien_rc
keep_numbers(const struct tr_officing *o, struct keeping *k, int64_t year, const char *series, struct trien_err *err)
{
	TR_TRY(find_first(o, k, year, series, err));
	for (size_t i = 0; i < k->count; i++) {
		struct tr_record r = tr_record_of(&tr_books[TR_BOOK_outgoing]);
		tr_record_set_int(&r, TR_outgoing_agency, k->agency);
		tr_record_set_int(&r, TR_outgoing_year, year);
		tr_record_set_text(&r, TR_outgoing_series, series);
		tr_record_set_int(&r, TR_outgoing_number, k->first + (int64_t)i);
		tr_record_set_int(&r, TR_outgoing_twin, 0);
		tr_record_set_text(&r, TR_outgoing_origin, "kept");
		tr_record_set_text(&r, TR_outgoing_note, o->a->act->reason);
		TR_TRY(tr_acting_put(o->a, &r, err));
	}
	return TRIEN_OK;
}

static trien_rc
keep(struct tr_officing *o, void *context, struct trien_err *err)
{
	struct keeping *k = context;
	struct tr_office_kind kind = {0};
	struct tr_office_series series = {0};
	int64_t year;

	(void)tr_office_day(o->a->act->at, &year);
	TR_TRY(tr_office_may(o, k->agency, TR_VERB_CHANGE, err));
	TR_TRY(tr_office_reason(o, err));
	if (k->count == 0 || k->count > TR_OFFICE_KEPT_MAX)
		return TR_ERR(err, OFFICE_KEPT_LIMIT, TR_U("max", TR_OFFICE_KEPT_MAX));
	TR_TRY(tr_office_kind_find(o->profile, o->a->act->at, k->kind, &kind, err));
	TR_TRY(tr_office_find_series(o, k->agency, year, &kind, &series, err));
	return keep_numbers(o, k, year, series.name, err);
}

trien_rc
tr_office_keep(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t agency, const char *kind,
		size_t count, int64_t *first, struct trien_err *err)
{
	struct keeping k = {.agency = agency, .kind = kind, .count = count};

	TR_TRY(tr_office_act(db, act, mode, who, "document.keep", keep, &k, NULL, err));
	*first = k.first;
	return TRIEN_OK;
}

/* ---- kept for nothing ---- */

struct voiding {
	int64_t entry, document;
};

static void
fill_void(const struct tr_officing *o, const struct tr_record *entry, struct tr_record *document)
{
	*document = tr_record_of(&tr_books[TR_BOOK_document]);
	tr_record_set_int(document, TR_document_agency, entry->v[TR_outgoing_agency].i);
	document->v[TR_document_kind] = entry->v[TR_outgoing_series];
	tr_record_set_text(document, TR_document_subject, "Số giữ trước, không dùng");
	tr_record_set_text(document, TR_document_medium, "paper");
	tr_record_set_text(document, TR_document_urgency, "normal");
	tr_record_set_text(document, TR_document_state, "voided");
	tr_record_set_text(document, TR_document_reason, o->a->act->reason);
}

static trien_rc
void_kept(struct tr_officing *o, void *context, struct trien_err *err)
{
	struct voiding *v = context;
	struct tr_record document;
	TR_AUTO_RECORD entry = {0};

	TR_TRY(tr_record_load(o->a->db, &tr_books[TR_BOOK_outgoing], v->entry, &entry, err));
	TR_TRY(tr_office_may(o, entry.v[TR_outgoing_agency].i, TR_VERB_CHANGE, err));
	TR_TRY(tr_office_reason(o, err));
	if (!entry.v[TR_outgoing_document].null)
		return TR_ERR(err, OFFICE_NOT_KEPT, TR_I("number", entry.v[TR_outgoing_number].i), TR_I("year", entry.v[TR_outgoing_year].i));
	TR_TRY(tr_office_open_year(o->a->db, entry.v[TR_outgoing_agency].i, "outgoing", entry.v[TR_outgoing_year].i, err));
	fill_void(o, &entry, &document);
	TR_TRY(tr_acting_put(o->a, &document, err));
	tr_record_set_int(&entry, TR_outgoing_document, document.id);
	v->document = document.id;
	return tr_acting_put(o->a, &entry, err);
}

trien_rc
tr_office_void_kept(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t entry, int64_t *document,
		struct trien_err *err)
{
	struct voiding v = {.entry = entry};

	TR_TRY(tr_office_act(db, act, mode, who, tr_document_act_word(TR_DOCUMENT_ACT_VOID)->word, void_kept, &v, NULL, err));
	*document = v.document;
	return TRIEN_OK;
}

/* ---- the end of a year ---- */

struct closing {
	int64_t agency, year;
	const char *which; /* "outgoing", "incoming" */
};

static trien_rc
check_kept(const struct tr_officing *o, const struct closing *c, struct trien_err *err)
{
	static const char sql[] = "SELECT id FROM outgoing WHERE agency = $1 AND year = $2 AND document IS NULL ORDER BY id LIMIT 1";
	TR_AUTO_ROWS rows = {0};

	TR_TRY(tr_sql_ask(o->a->db, sql, TR_SQL_IN(TR_SQL_I(c->agency), TR_SQL_I(c->year)), &rows, err));
	return rows.count == 0 ? TRIEN_OK : TR_ERR(err, OFFICE_KEPT_OPEN, TR_I("year", c->year), TR_I("entry", tr_sql_int(&rows, 0, 0)));
}

static trien_rc
put_closing(const struct tr_officing *o, const struct closing *c, const char *series, int64_t last, struct trien_err *err)
{
	struct tr_record r = tr_record_of(&tr_books[TR_BOOK_closing]);

	tr_record_set_int(&r, TR_closing_agency, c->agency);
	tr_record_set_text(&r, TR_closing_register, c->which);
	tr_record_set_int(&r, TR_closing_year, c->year);
	tr_record_set_text(&r, TR_closing_series, series);
	tr_record_set_int(&r, TR_closing_last, last);
	tr_record_set_int(&r, TR_closing_closed_at, o->a->act->at);
	return tr_acting_put(o->a, &r, err);
}

static trien_rc
close_year(struct tr_officing *o, void *context, struct trien_err *err)
{
	static const char outgoing[] = "SELECT series, MAX(number) FROM outgoing WHERE agency = $1 AND year = $2 GROUP BY series ORDER BY series";
	static const char incoming[] = "SELECT '*', MAX(number) FROM incoming WHERE agency = $1 AND year = $2 HAVING COUNT(*) > 0";
	const struct closing *c = context;
	const bool goes = strcmp(c->which, "outgoing") == 0;
	TR_AUTO_ROWS rows = {0};
	int64_t now;

	(void)tr_office_day(o->a->act->at, &now);
	TR_TRY(tr_office_may(o, c->agency, TR_VERB_CHANGE, err));
	if (c->year >= now)
		return TR_ERR(err, OFFICE_YEAR_OPEN, TR_I("year", c->year));
	TR_TRY(tr_office_open_year(o->a->db, c->agency, c->which, c->year, err));
	if (goes)
		TR_TRY(check_kept(o, c, err));
	TR_TRY(tr_sql_ask(o->a->db, goes ? outgoing : incoming, TR_SQL_IN(TR_SQL_I(c->agency), TR_SQL_I(c->year)), &rows, err));
	for (size_t i = 0; i < rows.count; i++)
		TR_TRY(put_closing(o, c, tr_sql_text(&rows, i, 0), tr_sql_int(&rows, i, 1), err));
	return rows.count > 0 ? TRIEN_OK : put_closing(o, c, "*", 0, err); /* a year without a document is closed too */
}

trien_rc
tr_office_close(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t agency, int64_t year, int64_t *id,
		struct trien_err *err)
{
	struct closing c = {agency, year, "outgoing"};
	return tr_office_act(db, act, mode, who, "document.close", close_year, &c, id, err);
}

trien_rc
tr_office_close_in(struct tr_sql *db, const struct tr_act *act, enum tr_act_mode mode, const struct tr_office_who *who, int64_t agency, int64_t year, int64_t *id,
		struct trien_err *err)
{
	struct closing c = {agency, year, "incoming"};
	return tr_office_act(db, act, mode, who, "arrival.close", close_year, &c, id, err);
}
